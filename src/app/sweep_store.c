/* sweep_store.c - sweeps kept in a session's file; see sweep_store.h. */
#include "sweep_store_private.h"

#include "session_private.h"

#include <inttypes.h>
#include <limits.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

enum { BUSY_MS = 5000 };

/* ---- the connection -------------------------------------------------------------------------- */

bool sweep_store_failed(struct sweep_store *store, struct status *status)
{
    return session_sql_failed(store->db, store->path, status);
}

struct sweep_store *sweep_store_over(sqlite3 *db, const char *path, struct status *status)
{
    struct sweep_store *store = calloc(1, sizeof *store);

    if (!store) {
        status_out_of_memory(status, "the sweep");
        return NULL;
    }
    snprintf(store->path, sizeof store->path, "%s", path);
    store->db = db;
    store->borrowed = true;
    return store;
}

/* Numbers of sweeps are counted on from, and kept as int. */
static bool has_valid_numbers(struct sweep_store *store, struct status *status)
{
    char sql[128];

    snprintf(sql, sizeof sql, "SELECT count(*) FROM sweeps WHERE sweep NOT BETWEEN 1 AND %d",
             INT_MAX - 1);
    return session_ask(store->db, sql, 1) == 0 ||
           status_fail(status, STATUS_DATA,
                       "%s: the session is damaged: the number of a sweep is not valid",
                       store->path);
}

struct sweep_store *sweep_store_open(struct session *session, struct status *status)
{
    struct sweep_store *store = sweep_store_over(NULL, session->path, status);
    char path[PROBLEM_PATH_MAX + 2];

    if (!store)
        return NULL;
    store->borrowed = false;
    snprintf(path, sizeof path, "%s%s", session->path[0] == '/' ? "" : "./", session->path);
    if (sqlite3_open_v2(path, &store->db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK) {
        if (store->db)
            sweep_store_failed(store, status);
        else
            status_out_of_memory(status, "the sweep");
        sweep_store_free(store);
        return NULL;
    }
    session_harden(store->db);
    sqlite3_busy_timeout(store->db, BUSY_MS);
    session_run(store->db, "PRAGMA synchronous=NORMAL");
    if (session_has_sweep_tables(store->db) && !has_valid_numbers(store, status)) {
        sweep_store_free(store);
        return NULL;
    }
    return store;
}

void sweep_store_free(struct sweep_store *store)
{
    if (!store)
        return;
    sqlite3_finalize(store->insert_result);
    sqlite3_finalize(store->insert_time);
    if (!store->borrowed)
        sqlite3_close(store->db);
    free(store);
}

/* ---- statements ------------------------------------------------------------------------------ */

static void bind(sqlite3_stmt *statement, const char *types, va_list values)
{
    for (int i = 0; types[i]; i++) {
        double number;

        switch (types[i]) {
        case 'i':
            sqlite3_bind_int64(statement, i + 1, va_arg(values, int64_t));
            break;
        case 't':
            sqlite3_bind_text(statement, i + 1, va_arg(values, const char *), -1, SQLITE_TRANSIENT);
            break;
        default:
            number = va_arg(values, double);
            if (types[i] == 'd' || isfinite(number))
                sqlite3_bind_double(statement, i + 1, number);
            else
                sqlite3_bind_null(statement, i + 1);
            break;
        }
    }
}

bool sweep_store_run(struct sweep_store *store, struct status *status, const char *sql,
                     const char *types, ...)
{
    sqlite3_stmt *statement;
    va_list values;
    bool good;

    if (sqlite3_prepare_v2(store->db, sql, -1, &statement, NULL) != SQLITE_OK)
        return sweep_store_failed(store, status);
    va_start(values, types);
    bind(statement, types, values);
    va_end(values);
    good = session_step(statement) || sweep_store_failed(store, status);
    sqlite3_finalize(statement);
    return good;
}

int sweep_store_count(struct sweep_store *store, struct status *status)
{
    int64_t count;

    if (!session_has_sweep_tables(store->db))
        return 0;
    count = session_ask(store->db, "SELECT count(*) FROM sweeps", -1);
    if (count < 0 || count > INT32_MAX)
        sweep_store_failed(store, status);
    return count > INT32_MAX ? -1 : (int)count;
}

bool sweep_store_next(struct sweep_store *store, int64_t *number, struct status *status)
{
    *number = session_ask(store->db, "SELECT ifnull(max(sweep), 0) FROM sweeps", INT_MAX) + 1;
    return *number < INT_MAX || status_fail(status, STATUS_INVALID,
                                            "%s: has no number left for another sweep (allowed: "
                                            "another file)",
                                            store->path);
}

/* ---- a sweep begins -------------------------------------------------------------------------- */

static bool write_facts(struct sweep_store *store, const struct sweep_plan *plan,
                        const struct problem *problem, int64_t number, struct status *status)
{
    static const char sql[] = "INSERT INTO sweep_facts VALUES(?1, ?2, ?3)";
    char folder[PROBLEM_PATH_MAX];
    struct sweep_fact fact;
    bool good = true;

    for (int i = 0; good && sweep_plan_fact(plan, problem, i, &fact); i++)
        good = sweep_store_run(store, status, sql, "itt", number, fact.name, fact.value);
    if (!getcwd(folder, sizeof folder))
        folder[0] = '\0';
    return good && sweep_store_run(store, status, sql, "itt", number, "folder", folder);
}

static bool write_request(struct sweep_store *store, const struct sweep_wish *wish,
                          const struct sweep_plan *plan, int64_t number, struct status *status)
{
    char text[SWEEP_TEXT_MAX];
    bool good = true;

    for (int i = 0; i < plan->runs && good; i++)
        good = sweep_store_run(store, status, "INSERT INTO sweep_runs VALUES(?1, ?2, ?3)", "iit",
                               number, (int64_t)i + 1,
                               run_config_write(&plan->run[i], text, sizeof text));
    for (int i = 0; i < wish->ranges && good; i++)
        good = sweep_store_run(store, status, "INSERT INTO sweep_ranges VALUES(?1, ?2, ?3, ?4)",
                               "iiit", number, (int64_t)i + 1, (int64_t)wish->range[i].run + 1,
                               sweep_range_format(&wish->range[i], text, sizeof text));
    return good;
}

/* Numbers are stored as such, choices as their names. */
static bool write_value(struct sweep_store *store, const struct sweep_plan *plan, int config,
                        int axis, int64_t number, struct status *status)
{
    static const char sql[] = "INSERT INTO sweep_values VALUES(?1, ?2, ?3, ?4)";
    const struct run_config *self = &plan->config[config].config;
    int place = sweep_axis_place(plan, axis, config);
    const struct param_spec *param;
    char text[64];

    if (place < 0)
        return true;
    param = run_config_param(self, place);
    if (param->kind == PARAM_REAL || param->kind == PARAM_INTEGER)
        return sweep_store_run(store, status, sql, "iitd", number, (int64_t)config + 1, param->name,
                               self->value[place]);
    return sweep_store_run(store, status, sql, "iitt", number, (int64_t)config + 1, param->name,
                           param_format(param, self->value[place], text, sizeof text));
}

static bool write_configs(struct sweep_store *store, const struct sweep_plan *plan, int64_t number,
                          struct status *status)
{
    char text[RUN_CONFIG_TEXT_MAX];
    bool good = true;

    for (int c = 0; c < plan->configs && good; c++) {
        good = sweep_store_run(store, status, "INSERT INTO sweep_configs VALUES(?1, ?2, ?3, ?4)",
                               "iiit", number, (int64_t)c + 1, (int64_t)plan->config[c].run + 1,
                               run_config_write(&plan->config[c].config, text, sizeof text));
        for (int axis = 0; axis < plan->axes && good; axis++)
            good = write_value(store, plan, c, axis, number, status);
    }
    return good;
}

static bool write_sweep(struct sweep_store *store, const struct sweep_wish *wish,
                        const struct sweep_plan *plan, const struct problem *problem,
                        const char *hash, const char *confirms, struct status *status)
{
    int64_t number;

    if (!sweep_store_next(store, &number, status))
        return false;
    store->number = (int)number;
    return sweep_store_run(store, status, "INSERT INTO sweeps VALUES(?1, ?2, ?3, ?4, ?5)", "ittii",
                           number, hash, confirms, (int64_t)wish->draws,
                           (int64_t)sweep_jobs(plan)) &&
           write_facts(store, plan, problem, number, status) &&
           write_request(store, wish, plan, number, status) &&
           write_configs(store, plan, number, status);
}

static bool transact_sweep(struct sweep_store *store, const struct sweep_wish *wish,
                           const struct sweep_plan *plan, const struct problem *problem,
                           const char *hash, const char *confirms, struct status *status)
{
    if (!session_run(store->db, "BEGIN IMMEDIATE"))
        return sweep_store_failed(store, status);
    if (session_make_sweep_tables(store->db, store->path, status) &&
        write_sweep(store, wish, plan, problem, hash, confirms, status))
        return session_run(store->db, "COMMIT") || sweep_store_failed(store, status);
    session_run(store->db, "ROLLBACK");
    store->number = 0;
    return false;
}

/* ---- a sweep goes on ------------------------------------------------------------------------- */

char *sweep_store_text(struct sweep_store *store, const char *sql, int64_t number, const char *name,
                       char *text, size_t size)
{
    sqlite3_stmt *query;

    snprintf(text, size, "missing");
    if (sqlite3_prepare_v2(store->db, sql, -1, &query, NULL) != SQLITE_OK)
        return text;
    sqlite3_bind_int64(query, 1, number);
    if (name)
        sqlite3_bind_text(query, 2, name, -1, SQLITE_STATIC);
    if (sqlite3_step(query) == SQLITE_ROW && sqlite3_column_text(query, 0))
        snprintf(text, size, "%s", (const char *)sqlite3_column_text(query, 0));
    sqlite3_finalize(query);
    return text;
}

char *sweep_store_fact(struct sweep_store *store, int64_t number, const char *name, char *text,
                       size_t size)
{
    return sweep_store_text(store, "SELECT value FROM sweep_facts WHERE sweep=?1 AND name=?2",
                            number, name, text, size);
}

char *sweep_store_config(struct sweep_store *store, int64_t number, int config, char *text,
                         size_t size)
{
    char name[16];

    snprintf(name, sizeof name, "%d", config + 1);
    return sweep_store_text(store,
                            "SELECT config FROM sweep_configs WHERE sweep=?1 AND "
                            "configuration=?2 + 0",
                            number, name, text, size);
}

static bool differs(const struct sweep_store *store, const char *what, const char *is,
                    const char *wanted, struct status *status)
{
    return status_fail(status, STATUS_INVALID,
                       "%s: has a sweep with another list of jobs: its %s '%.200s', not "
                       "'%.200s' (allowed: the same list, or another file)",
                       store->path, what, is, wanted);
}

/* Names the first fact or configuration in which the file's sweep is another one. */
static bool name_difference(struct sweep_store *store, const struct sweep_plan *plan,
                            const struct problem *problem, int64_t number, struct status *status)
{
    char is[SWEEP_FACT_MAX], what[64], wanted[RUN_CONFIG_TEXT_MAX];
    struct sweep_fact fact;

    for (int i = 0; sweep_plan_fact(plan, problem, i, &fact); i++)
        if (fact.counts &&
            strcmp(sweep_store_fact(store, number, fact.name, is, sizeof is), fact.value) != 0)
            return differs(store, sweep_fact_phrase(fact.name, what, sizeof what), is, fact.value,
                           status);
    for (int c = 0; c < plan->configs; c++) {
        sweep_store_config(store, number, c, is, sizeof is);
        run_config_write(&plan->config[c].config, wanted, sizeof wanted);
        snprintf(what, sizeof what, "configuration %d is", c + 1);
        if (strcmp(is, wanted) != 0)
            return differs(store, what, is, wanted, status);
    }
    return status_fail(status, STATUS_INVALID,
                       "%s: has a sweep with another list of jobs, which goes on after "
                       "configuration %d (allowed: the same list, or another file)",
                       store->path, plan->configs);
}

/* The sweep with this checksum, else another of its kind, which is -number; 0: there is none. */
static int64_t find_sweep(struct sweep_store *store, const char *hash, const char *confirms)
{
    sqlite3_stmt *query;
    int64_t found = 0;

    if (!session_has_sweep_tables(store->db) ||
        sqlite3_prepare_v2(store->db,
                           "SELECT CASE WHEN hash=?1 THEN sweep ELSE -sweep END FROM sweeps WHERE "
                           "confirms=?2 ORDER BY hash=?1 DESC, sweep LIMIT 1",
                           -1, &query, NULL) != SQLITE_OK)
        return 0;
    sqlite3_bind_text(query, 1, hash, -1, SQLITE_STATIC);
    sqlite3_bind_text(query, 2, confirms, -1, SQLITE_STATIC);
    if (sqlite3_step(query) == SQLITE_ROW)
        found = sqlite3_column_int64(query, 0);
    sqlite3_finalize(query);
    return found;
}

bool sweep_store_begin(struct sweep_store *store, const struct sweep_wish *wish,
                       const struct sweep_plan *plan, const struct problem *problem,
                       uint64_t confirms, bool alone, struct status *status)
{
    char hash[32], of[32] = "";
    int64_t found;

    snprintf(hash, sizeof hash, "%016" PRIx64, sweep_plan_hash(plan, problem));
    if (confirms != 0)
        snprintf(of, sizeof of, "%016" PRIx64, confirms);
    found = find_sweep(store, hash, of);
    if (found > 0) {
        store->number = (int)found;
        return true;
    }
    if (found < 0 && alone && confirms == 0)
        return name_difference(store, plan, problem, -found, status);
    return transact_sweep(store, wish, plan, problem, hash, of, status);
}

/* ---- results --------------------------------------------------------------------------------- */

void sweep_place_here(struct sweep_place *place)
{
    struct utsname system = {.machine = ""};

    *place = (struct sweep_place){0};
    uname(&system);
    snprintf(place->machine, sizeof place->machine, "%.63s", system.machine);
    gethostname(place->host, sizeof place->host - 1);
}

static bool prepare_inserts(struct sweep_store *store, struct status *status)
{
    char sql[SESSION_SQL_MAX], columns[SESSION_SQL_MAX / 2];

    if (store->insert_result && store->insert_time)
        return true;
    sqlite3_finalize(store->insert_result);
    store->insert_result = NULL;
    snprintf(sql, sizeof sql,
             "INSERT OR REPLACE INTO sweep_results(sweep, job, configuration, seed, ended, "
             "iterations, gradients, reached_at, %s) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, "
             "?10, ?11, ?12, ?13, ?14, ?15, ?16)",
             session_figure_columns(columns, sizeof columns));
    _Static_assert(SWEEP_FIGURES == 8, "a value for each column of sweep_results");
    if (sqlite3_prepare_v2(store->db, sql, -1, &store->insert_result, NULL) != SQLITE_OK ||
        sqlite3_prepare_v2(store->db,
                           "INSERT OR REPLACE INTO sweep_times VALUES(?1, ?2, ?3, ?4, ?5)", -1,
                           &store->insert_time, NULL) != SQLITE_OK)
        return sweep_store_failed(store, status);
    return true;
}

static void bind_figure(sqlite3_stmt *statement, int place, double value)
{
    if (isfinite(value))
        sqlite3_bind_double(statement, place, value);
    else
        sqlite3_bind_null(statement, place);
}

static bool insert_result(struct sweep_store *store, const struct sweep_plan *plan,
                          const struct sweep_result *result)
{
    sqlite3_stmt *insert = store->insert_result;

    sqlite3_bind_int64(insert, 1, store->number);
    sqlite3_bind_int64(insert, 2, (int64_t)result->job + 1);
    sqlite3_bind_int64(insert, 3, sweep_job_config(plan, result->job) + 1);
    sqlite3_bind_int64(insert, 4, (int64_t)sweep_job_seed(plan, result->job));
    sqlite3_bind_text(insert, 5, sweep_end_names[result->end], -1, SQLITE_STATIC);
    sqlite3_bind_int64(insert, 6, (int64_t)result->iterations);
    sqlite3_bind_int64(insert, 7, (int64_t)result->gradients);
    if (result->reached)
        sqlite3_bind_int64(insert, 8, (int64_t)result->reached_at);
    else
        sqlite3_bind_null(insert, 8);
    for (int f = 0; f < SWEEP_FIGURES; f++)
        bind_figure(insert, 9 + f, result->figure[f]);
    return session_step(insert);
}

static bool insert_time(struct sweep_store *store, const struct sweep_result *result,
                        const struct sweep_place *place)
{
    sqlite3_stmt *insert = store->insert_time;

    sqlite3_bind_int64(insert, 1, store->number);
    sqlite3_bind_int64(insert, 2, (int64_t)result->job + 1);
    sqlite3_bind_double(insert, 3, place->seconds);
    sqlite3_bind_text(insert, 4, place->host, -1, SQLITE_STATIC);
    sqlite3_bind_text(insert, 5, place->machine, -1, SQLITE_STATIC);
    return session_step(insert);
}

bool sweep_store_keep(struct sweep_store *store, const struct sweep_plan *plan,
                      const struct sweep_result *result, const struct sweep_place *place,
                      struct status *status)
{
    bool good;

    if (!prepare_inserts(store, status))
        return false;
    if (!session_run(store->db, "BEGIN IMMEDIATE"))
        return sweep_store_failed(store, status);
    good = insert_result(store, plan, result) && insert_time(store, result, place) &&
           session_run(store->db, "COMMIT");
    if (!good) {
        sweep_store_failed(store, status);
        session_run(store->db, "ROLLBACK");
    }
    return good;
}
