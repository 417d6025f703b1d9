/* sweep_merge.c - the parts of a sweep put together; see sweep_merge.h. */
#include "sweep_merge.h"

#include "sweep_store_private.h"

#include <inttypes.h>
#include <string.h>

/* ---- one file ------------------------------------------------------------------------------- */

struct part {
    const char *path;
    struct session *session;
    struct sweep_store *store;
};

static void close_part(struct part *part)
{
    sweep_store_free(part->store);
    session_free(part->session);
    *part = (struct part){0};
}

static bool open_part(struct part *part, const char *path, enum session_mode mode,
                      struct status *status)
{
    *part = (struct part){.path = path, .session = session_open(path, mode, status)};
    if (part->session)
        part->store = sweep_store_open(part->session, status);
    return part->store != NULL;
}

/* The file's sweep that confirms no other; 0: it has none. */
static int64_t sweep_of(const struct part *part)
{
    if (!session_has_sweep_tables(part->store->db))
        return 0;
    return session_ask(part->store->db, "SELECT min(sweep) FROM sweeps WHERE confirms=''", 0);
}

/* There is one sweep at most that confirms no other, so that it is known which one is meant. */
static bool has_one_sweep(const struct part *part, struct status *status)
{
    int64_t count = 0;

    if (session_has_sweep_tables(part->store->db))
        count = session_ask(part->store->db, "SELECT count(*) FROM sweeps WHERE confirms=''", 0);
    return count <= 1 ||
           status_fail(status, STATUS_INVALID,
                       "%s: has %" PRId64 " sweeps (allowed: a file with one)", part->path, count);
}

/* ---- reading -------------------------------------------------------------------------------- */

static bool is_of_plan(void *context, uint64_t job, const struct sweep_place *place,
                       struct status *status)
{
    const struct sweep_plan *plan = context;

    (void)place;
    return job < sweep_jobs(plan) ||
           status_fail(status, STATUS_DATA, "a time is of no job of its sweep");
}

/* Does the table of configurations, which is there for other readers, have the same ones? */
static bool check_configs(const struct part *part, int64_t sweep, const struct sweep_plan *plan,
                          struct status *status)
{
    char is[RUN_CONFIG_TEXT_MAX], wanted[RUN_CONFIG_TEXT_MAX];

    for (int c = 0; c < plan->configs; c++)
        if (strcmp(sweep_store_config(part->store, sweep, c, is, sizeof is),
                   run_config_write(&plan->config[c].config, wanted, sizeof wanted)) != 0)
            return status_fail(status, STATUS_DATA,
                               "%s: the session is damaged: configuration %d of its sweep is "
                               "'%.200s', not '%.200s'",
                               part->path, c + 1, is, wanted);
    return true;
}

/* The sweep read as optop does that goes on with it: nothing else is copied, and nothing that
 * cannot be read is left. The caller clears the plan if all is well. */
static bool read_sweep(const struct part *part, int64_t sweep, struct sweep_plan *plan,
                       struct status *status)
{
    struct sweep_record record;
    struct sweep_results results = {0};
    struct sweep_request request;
    struct status why = {0};
    bool good = sweep_store_read(part->store, (int)sweep, &record, status);

    *plan = (struct sweep_plan){0};
    request = sweep_record_request(&record);
    if (good && !sweep_plan_make(plan, &request, &why))
        good = status_fail(status, why.code == STATUS_MEMORY ? why.code : STATUS_DATA,
                           "%s: a sweep: %s", part->path, why.message);
    good = good && check_configs(part, sweep, plan, status) &&
           sweep_results_make(&results, plan, status) &&
           sweep_store_results(part->store, plan, &results, status);
    if (good && !sweep_store_places(part->store, is_of_plan, plan, &why))
        good = status_fail(status, why.code, "%s: %s", part->path, why.message);
    sweep_results_clear(&results);
    sweep_record_clear(&record);
    if (!good)
        sweep_plan_clear(plan);
    return good;
}

/* ---- copying -------------------------------------------------------------------------------- */

/* The tables that a list consists of, and those of its results. */
static const char *const lists[] = {"sweeps",       "sweep_facts",   "sweep_runs",
                                    "sweep_ranges", "sweep_configs", "sweep_values"};
static const char *const results[] = {"sweep_results", "sweep_times"};
enum { LISTS = sizeof lists / sizeof lists[0], RESULTS = sizeof results / sizeof results[0] };

static sqlite3_stmt *prepare(const struct part *part, struct status *status, const char *sql)
{
    sqlite3_stmt *statement;

    if (sqlite3_prepare_v2(part->store->db, sql, -1, &statement, NULL) == SQLITE_OK)
        return statement;
    sweep_store_failed(part->store, status);
    return NULL;
}

/* "INSERT OR IGNORE INTO table VALUES(?1, ?2, ...)" */
static sqlite3_stmt *prepare_insert(const struct part *to, const char *table, int columns,
                                    struct status *status)
{
    char sql[SESSION_SQL_MAX];
    int used = snprintf(sql, sizeof sql, "INSERT OR IGNORE INTO %s VALUES(", table);

    for (int i = 1; i <= columns; i++)
        used += snprintf(sql + used, sizeof sql - (size_t)used, "%s?%d", i > 1 ? ", " : "", i);
    snprintf(sql + used, sizeof sql - (size_t)used, ")");
    return prepare(to, status, sql);
}

/* The rows of a table that are of the sweep; the first column is the sweep's number. */
static bool copy_table(const struct part *to, int64_t number, const struct part *from,
                       int64_t sweep, const char *table, struct status *status)
{
    char sql[128];
    sqlite3_stmt *query, *insert = NULL;
    bool good;
    int step = SQLITE_DONE;

    snprintf(sql, sizeof sql, "SELECT * FROM %s WHERE sweep=?1", table);
    query = prepare(from, status, sql);
    good = query != NULL;
    if (good) {
        sqlite3_bind_int64(query, 1, sweep);
        insert = prepare_insert(to, table, sqlite3_column_count(query), status);
        good = insert != NULL;
    }
    while (good && (step = sqlite3_step(query)) == SQLITE_ROW) {
        sqlite3_bind_int64(insert, 1, number);
        for (int i = 1; i < sqlite3_column_count(query); i++)
            sqlite3_bind_value(insert, i + 1, sqlite3_column_value(query, i));
        good = session_step(insert) || sweep_store_failed(to->store, status);
    }
    if (good && step != SQLITE_DONE)
        good = sweep_store_failed(from->store, status);
    sqlite3_finalize(query);
    sqlite3_finalize(insert);
    return good;
}

static bool copy_tables(const struct part *to, int64_t number, const struct part *from,
                        int64_t sweep, const char *const *table, int tables, struct status *status)
{
    for (int i = 0; i < tables; i++)
        if (!copy_table(to, number, from, sweep, table[i], status))
            return false;
    return true;
}

/* ---- comparing ------------------------------------------------------------------------------ */

/* "data_checksum" is '' where there are no data, but a test function. */
static bool has_data(const struct part *part, int64_t sweep)
{
    char checksum[32];

    sweep_store_fact(part->store, sweep, "data_checksum", checksum, sizeof checksum);
    return *checksum != '\0';
}

static bool differs(const struct part *to, const struct part *from, const char *what, const char *a,
                    const char *b, struct status *status)
{
    return status_fail(status, STATUS_INVALID,
                       "%s: has another list of jobs than %s: its %s '%.200s', not '%.200s'",
                       from->path, to->path, what, a, b);
}

/* Names the first fact in which two lists differ. */
static bool compare_facts(const struct part *to, int64_t number, const struct part *from,
                          int64_t sweep, struct status *status)
{
    bool data = has_data(from, sweep), good = true;
    sqlite3_stmt *query =
        prepare(from, status, "SELECT name, value FROM sweep_facts WHERE sweep=?1 ORDER BY name");
    char other[SWEEP_FACT_MAX], what[SWEEP_KEY_MAX + 8];

    if (!query)
        return false;
    sqlite3_bind_int64(query, 1, sweep);
    while (good && sqlite3_step(query) == SQLITE_ROW) {
        const char *name = (const char *)sqlite3_column_text(query, 0);
        const char *value = (const char *)sqlite3_column_text(query, 1);

        if (!name || !value || !sweep_fact_counts(name, data))
            continue;
        sweep_store_fact(to->store, number, name, other, sizeof other);
        if (strcmp(value, other) != 0)
            good =
                differs(to, from, sweep_fact_phrase(name, what, sizeof what), value, other, status);
    }
    sqlite3_finalize(query);
    return good;
}

/* Names the first configuration in which they differ, the plan being that of `from`. */
static bool compare_configs(const struct part *to, int64_t number, const struct part *from,
                            const struct sweep_plan *plan, struct status *status)
{
    char own[RUN_CONFIG_TEXT_MAX], other[RUN_CONFIG_TEXT_MAX], what[32];

    for (int c = 0; c < plan->configs; c++) {
        run_config_write(&plan->config[c].config, own, sizeof own);
        sweep_store_config(to->store, number, c, other, sizeof other);
        snprintf(what, sizeof what, "configuration %d is", c + 1);
        if (strcmp(own, other) != 0)
            return differs(to, from, what, own, other, status);
    }
    return true;
}

static bool same_list(const struct part *to, int64_t number, const struct part *from, int64_t sweep,
                      const struct sweep_plan *plan, struct status *status)
{
    static const char sql[] = "SELECT hash FROM sweeps WHERE sweep=?1";
    char a[64], b[64];

    if (!compare_facts(to, number, from, sweep, status) ||
        !compare_configs(to, number, from, plan, status))
        return false;
    sweep_store_text(from->store, sql, sweep, NULL, a, sizeof a);
    sweep_store_text(to->store, sql, number, NULL, b, sizeof b);
    return strcmp(a, b) == 0 ||
           status_fail(status, STATUS_INVALID, "%s: has another list of jobs than %s: it has fewer",
                       from->path, to->path);
}

static bool same_value(sqlite3_stmt *a, sqlite3_stmt *b, int i)
{
    int type = sqlite3_column_type(a, i);

    if (type != sqlite3_column_type(b, i))
        return false;
    if (type == SQLITE_FLOAT)
        return sqlite3_column_double(a, i) == sqlite3_column_double(b, i);
    if (type == SQLITE_INTEGER)
        return sqlite3_column_int64(a, i) == sqlite3_column_int64(b, i);
    return type == SQLITE_NULL || strcmp((const char *)sqlite3_column_text(a, i),
                                         (const char *)sqlite3_column_text(b, i)) == 0;
}

/* Results that both have are the same. */
static bool same_results(const struct part *to, int64_t number, const struct part *from,
                         int64_t sweep, struct status *status)
{
    char sql[SESSION_SQL_MAX], columns[SESSION_SQL_MAX / 2];
    sqlite3_stmt *here, *there;
    bool good = true;

    snprintf(sql, sizeof sql,
             "SELECT job, ended, iterations, gradients, reached_at, %s FROM sweep_results WHERE "
             "sweep=?1 AND job>=?2 ORDER BY job",
             session_figure_columns(columns, sizeof columns));
    here = prepare(to, status, sql);
    there = here ? prepare(from, status, sql) : NULL;
    if (there) {
        sqlite3_bind_int64(there, 1, sweep);
        sqlite3_bind_int64(there, 2, 0);
    }
    while (good && there && sqlite3_step(there) == SQLITE_ROW) {
        int64_t job = sqlite3_column_int64(there, 0);

        sqlite3_reset(here);
        sqlite3_bind_int64(here, 1, number);
        sqlite3_bind_int64(here, 2, job);
        if (sqlite3_step(here) != SQLITE_ROW || sqlite3_column_int64(here, 0) != job)
            continue;
        for (int i = 1; i < sqlite3_column_count(there) && good; i++)
            good = same_value(here, there, i);
        if (!good)
            status_fail(status, STATUS_DATA,
                        "%s: its result of job %" PRId64 " is not the one that %s has", from->path,
                        job, to->path);
    }
    good = good && there;
    sqlite3_finalize(here);
    sqlite3_finalize(there);
    return good;
}

/* ---- merging -------------------------------------------------------------------------------- */

/* In a transaction of `to`. */
static bool add_part(const struct part *to, const struct part *from, struct status *status)
{
    int64_t sweep = sweep_of(from), number = sweep_of(to);
    struct sweep_plan plan;
    bool good;

    if (sweep == 0)
        return status_fail(status, STATUS_DATA, "%s: there is no sweep in this session",
                           from->path);
    if (!has_one_sweep(from, status) || !read_sweep(from, sweep, &plan, status))
        return false;
    good = number > 0 || session_make_sweep_tables(to->store->db, to->path, status);
    if (good && number == 0) {
        good = sweep_store_next(to->store, &number, status) &&
               copy_tables(to, number, from, sweep, lists, LISTS, status);
    }
    good = good && same_list(to, number, from, sweep, &plan, status) &&
           same_results(to, number, from, sweep, status) &&
           copy_tables(to, number, from, sweep, results, RESULTS, status);
    sweep_plan_clear(&plan);
    return good;
}

/* The best of a part are not those of the whole. */
static void print_left_out(const struct part *from, FILE *out)
{
    if (session_ask(from->store->db, "SELECT count(*) FROM sweeps WHERE confirms<>''", 0) > 0)
        fprintf(out, "%s: what --confirm trained again is left out.\n", from->path);
}

static bool merge_file(const struct part *to, const char *path, FILE *out, struct status *status)
{
    struct part from;
    bool good = open_part(&from, path, SESSION_ANY, status);

    if (good && !session_run(to->store->db, "BEGIN IMMEDIATE"))
        good = sweep_store_failed(to->store, status);
    if (good) {
        good = add_part(to, &from, status);
        if (!session_run(to->store->db, good ? "COMMIT" : "ROLLBACK") && good)
            good = sweep_store_failed(to->store, status);
    }
    if (good)
        print_left_out(&from, out);
    close_part(&from);
    return good;
}

static void print_count(const struct part *to, FILE *out)
{
    int64_t sweep = sweep_of(to);
    char sql[96];

    snprintf(sql, sizeof sql, "SELECT count(*) FROM sweep_results WHERE sweep=%" PRId64, sweep);
    fprintf(out, "%s: %" PRId64, to->path, session_ask(to->store->db, sql, 0));
    snprintf(sql, sizeof sql, "SELECT jobs FROM sweeps WHERE sweep=%" PRId64, sweep);
    fprintf(out, " of %" PRId64 " jobs are done.\n", session_ask(to->store->db, sql, 0));
}

/* What is there already can be read. */
static bool check_whole(const struct part *to, struct status *status)
{
    int64_t sweep = sweep_of(to);
    struct sweep_plan plan;

    if (sweep == 0)
        return true;
    if (!has_one_sweep(to, status) || !read_sweep(to, sweep, &plan, status))
        return false;
    sweep_plan_clear(&plan);
    return true;
}

bool sweep_merge(const struct sweep_options *options, FILE *out, struct status *status)
{
    struct part to;
    bool good = open_part(&to, options->merge, SESSION_EITHER, status) && check_whole(&to, status);

    for (int i = 0; i < options->froms && good; i++)
        good = merge_file(&to, options->from[i], out, status);
    if (good)
        print_count(&to, out);
    close_part(&to);
    return good;
}
