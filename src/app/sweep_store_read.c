/* sweep_store_read.c - sweeps as a file has them; see sweep_store.h. */
#include "sweep_store_private.h"

#include "data/toy.h"
#include "model/functions.h"
#include "session_private.h"
#include "settings.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- rows ------------------------------------------------------------------------------------ */

static bool damaged(const struct sweep_store *store, const char *what, struct status *status)
{
    return status_fail(status, STATUS_DATA, "%s: the session is damaged: %s", store->path, what);
}

static sqlite3_stmt *query_sweep(struct sweep_store *store, const char *sql, int64_t number,
                                 struct status *status)
{
    sqlite3_stmt *query;

    if (sqlite3_prepare_v2(store->db, sql, -1, &query, NULL) != SQLITE_OK) {
        sweep_store_failed(store, status);
        return NULL;
    }
    sqlite3_bind_int64(query, 1, number);
    return query;
}

/* i: a whole number >= 0; t: a text without NUL; n: a finite number or NULL; d: a finite number; o:
 * a whole number >= 0 or NULL. */
static bool is_right(sqlite3_stmt *query, int column, char wanted)
{
    int type = sqlite3_column_type(query, column);

    if ((wanted == 'o' || wanted == 'n') && type == SQLITE_NULL)
        return true;
    if (wanted == 'i' || wanted == 'o')
        return type == SQLITE_INTEGER && sqlite3_column_int64(query, column) >= 0;
    if (wanted == 'n' || wanted == 'd')
        return type == SQLITE_FLOAT && isfinite(sqlite3_column_double(query, column));
    return type == SQLITE_TEXT && sqlite3_column_text(query, column) &&
           strlen((const char *)sqlite3_column_text(query, column)) ==
               (size_t)sqlite3_column_bytes(query, column);
}

/* The next row, its columns of these types. False at the end, when *good says whether all was well.
 */
static bool next(struct sweep_store *store, sqlite3_stmt *query, const char *types, bool *good,
                 struct status *status)
{
    int step = sqlite3_step(query);
    char what[128];

    *good = true;
    if (step == SQLITE_DONE)
        return false;
    *good = step == SQLITE_ROW || sweep_store_failed(store, status);
    for (int i = 0; types[i] && *good; i++)
        if (!is_right(query, i, types[i])) {
            snprintf(what, sizeof what, "a value of a sweep's '%.40s' is of the wrong type",
                     sqlite3_column_name(query, i));
            *good = damaged(store, what, status);
        }
    return *good;
}

static const char *text_at(sqlite3_stmt *query, int column)
{
    return (const char *)sqlite3_column_text(query, column);
}

/* ---- the sweep itself
 * ---------------------------------------------------------------------------- */

static bool read_hex(const char *text, uint64_t *value)
{
    if (strlen(text) != 16 || strspn(text, "0123456789abcdef") != 16)
        return false;
    *value = strtoull(text, NULL, 16);
    return true;
}

static bool read_head(struct sweep_store *store, struct sweep_record *record, struct status *status)
{
    sqlite3_stmt *query = query_sweep(
        store, "SELECT hash, confirms, draws FROM sweeps WHERE sweep=?1", record->number, status);
    bool good = query != NULL, found = false;

    if (good && next(store, query, "tti", &good, status)) {
        int64_t draws = sqlite3_column_int64(query, 2);

        found = read_hex(text_at(query, 0), &record->hash) && draws <= SWEEP_DRAWS_MAX &&
                (!*text_at(query, 1) || read_hex(text_at(query, 1), &record->confirms));
        record->wish.draws = (uint64_t)draws;
    }
    sqlite3_finalize(query);
    return good &&
           (found || damaged(store, "a sweep is missing, or its checksum is not valid", status));
}

/* ---- facts
 * --------------------------------------------------------------------------------------- */

static const struct problem_setting *find_setting(const char *name)
{
    for (int i = 0; i < problem_setting_count; i++)
        if (strcmp(problem_settings[i].param.name, name) == 0)
            return &problem_settings[i];
    return NULL;
}

static bool take_iterations(const char *text, struct sweep_record *record, struct status *status)
{
    double value;

    if (!param_parse(&race_settings[SETTING_ITERATIONS], text, &value, status))
        return false;
    record->iterations = (uint64_t)value;
    return true;
}

static bool take_fact(struct sweep_record *record, const char *name, const char *value,
                      char *folder, struct status *status)
{
    const struct problem_setting *setting = find_setting(name);

    if (setting)
        return problem_config_set(&record->problem, setting, value, status);
    if (strcmp(name, "job_seeds") == 0)
        return seeds_parse(value, record->seed, &record->seeds, status);
    if (strcmp(name, "iterations") == 0)
        return take_iterations(value, record, status);
    if (strcmp(name, "target") == 0)
        return !*value || target_parse(value, &record->target, status);
    if (strcmp(name, "precision") == 0)
        return strcmp(value, REAL_NAME) == 0 ||
               status_fail(status, STATUS_DATA,
                           "was computed in %.20s precision, this optop computes in %s", value,
                           REAL_NAME);
    if (strcmp(name, "arithmetic") == 0)
        return strcmp(value, ARITHMETIC_VERSION) == 0 ||
               status_fail(status, STATUS_DATA, "its arithmetic is '%.20s', this optop's is '%s'",
                           value, ARITHMETIC_VERSION);
    if (strcmp(name, "folder") == 0)
        snprintf(folder, PROBLEM_PATH_MAX, "%s", value);
    return strcmp(name, "folder") == 0 || strcmp(name, "data_checksum") == 0 ||
           status_fail(status, STATUS_DATA, "has a fact that this optop does not know");
}

static bool read_facts(struct sweep_store *store, int64_t number, struct sweep_record *record,
                       struct status *status)
{
    sqlite3_stmt *query =
        query_sweep(store, "SELECT name, value FROM sweep_facts WHERE sweep=?1", number, status);
    char folder[PROBLEM_PATH_MAX] = "";
    char arithmetic[16];
    struct status why = {0};
    bool good = query != NULL;

    problem_config_default(&record->problem);
    sweep_store_fact(store, number, "arithmetic", arithmetic, sizeof arithmetic);
    if (good && !take_fact(record, "arithmetic", arithmetic, folder, &why))
        good = status_fail(status, STATUS_DATA, "%s: a sweep: %s", store->path, why.message);
    while (good && next(store, query, "tt", &good, status))
        if (!take_fact(record, text_at(query, 0), text_at(query, 1), folder, &why))
            good = status_fail(status, STATUS_DATA, "%s: a sweep: %s", store->path, why.message);
    sqlite3_finalize(query);
    if (!good)
        return false;
    if (!toy_find(record->problem.data) && !function_find(record->problem.data))
        session_find_file(record->problem.data, folder);
    session_find_file(record->problem.test, folder);
    return (record->seeds > 0 && record->iterations > 0) ||
           damaged(store, "a sweep has no seeds or no iterations", status);
}

/* ---- runs and ranges
 * ------------------------------------------------------------------------------ */

static bool add_run(struct sweep_record *record, const char *text, struct status *status)
{
    struct run_config *run = realloc(record->run, ((size_t)record->runs + 1) * sizeof *run);

    if (!run)
        return status_out_of_memory(status, "the runs");
    record->run = run;
    if (!run_config_parse(text, &run[record->runs], status))
        return false;
    record->runs++;
    return true;
}

static bool read_runs(struct sweep_store *store, int64_t number, struct sweep_record *record,
                      struct status *status)
{
    sqlite3_stmt *query = query_sweep(
        store, "SELECT run, config FROM sweep_runs WHERE sweep=?1 ORDER BY run", number, status);
    struct status why = {0};
    bool good = query != NULL;

    while (good && next(store, query, "it", &good, status)) {
        if (sqlite3_column_int64(query, 0) != record->runs + 1 || record->runs == SWEEP_CONFIGS_MAX)
            good = damaged(store, "a sweep's run is missing", status);
        else if (!add_run(record, text_at(query, 1), &why))
            good = status_fail(status, why.code == STATUS_MEMORY ? why.code : STATUS_DATA,
                               "%s: a sweep: %s", store->path, why.message);
    }
    sqlite3_finalize(query);
    return good;
}

static bool take_range(struct sweep_record *record, int64_t run, const char *text,
                       struct status *status)
{
    struct sweep_range range;

    if (!sweep_range_parse(text, &range, status))
        return false;
    if (run > record->runs)
        return status_fail(status, STATUS_DATA, "%s: is of no run", range.key);
    range.run = (int)run - 1;
    return sweep_ranges_add(&range, record->wish.range, &record->wish.ranges, status);
}

static bool read_ranges(struct sweep_store *store, int64_t number, struct sweep_record *record,
                        struct status *status)
{
    sqlite3_stmt *query = query_sweep(
        store, "SELECT run, text FROM sweep_ranges WHERE sweep=?1 ORDER BY range", number, status);
    struct status why = {0};
    bool good = query != NULL;

    while (good && next(store, query, "it", &good, status))
        if (!take_range(record, sqlite3_column_int64(query, 0), text_at(query, 1), &why))
            good = status_fail(status, STATUS_DATA, "%s: a sweep: %s", store->path, why.message);
    sqlite3_finalize(query);
    return good;
}

/* ---- a record
 * -------------------------------------------------------------------------------------- */

void sweep_record_clear(struct sweep_record *record)
{
    free(record->run);
    record->run = NULL;
    record->runs = 0;
}

struct sweep_request sweep_record_request(const struct sweep_record *record)
{
    return (struct sweep_request){.wish = &record->wish,
                                  .run = record->run,
                                  .runs = record->runs,
                                  .seed = record->seed,
                                  .seeds = record->seeds,
                                  .iterations = record->iterations,
                                  .target = record->target};
}

bool sweep_store_read(struct sweep_store *store, int number, struct sweep_record *record,
                      struct status *status)
{
    *record = (struct sweep_record){.number = number};
    if (!session_has_sweep_tables(store->db))
        return status_fail(status, STATUS_DATA, "%s: there is no sweep in this session",
                           store->path);
    store->number = number;
    return read_head(store, record, status) && read_facts(store, number, record, status) &&
           read_runs(store, number, record, status) && read_ranges(store, number, record, status);
}

/* ---- results
 * ---------------------------------------------------------------------------------------- */

static bool find_end(const char *name, enum sweep_end *end)
{
    for (int e = 0; e < SWEEP_ENDS; e++)
        if (strcmp(sweep_end_names[e], name) == 0) {
            *end = (enum sweep_end)e;
            return true;
        }
    return false;
}

/* job, seed, iterations, gradients, ended, reached_at, figures */
static bool take_result(struct sweep_store *store, sqlite3_stmt *query,
                        const struct sweep_plan *plan, struct sweep_results *results,
                        struct status *status)
{
    struct sweep_result result = {.job = (uint64_t)sqlite3_column_int64(query, 0) - 1,
                                  .iterations = (uint64_t)sqlite3_column_int64(query, 2),
                                  .gradients = (uint64_t)sqlite3_column_int64(query, 3),
                                  .reached = sqlite3_column_type(query, 5) != SQLITE_NULL,
                                  .reached_at = (uint64_t)sqlite3_column_int64(query, 5)};

    if (result.job >= results->jobs ||
        (uint64_t)sqlite3_column_int64(query, 1) != sweep_job_seed(plan, result.job))
        return damaged(store, "a result is of no job of its sweep", status);
    if (!find_end(text_at(query, 4), &result.end) || result.iterations > plan->iterations ||
        result.reached_at > result.iterations || result.reached != (result.end == SWEEP_REACHED))
        return damaged(store, "a job's end or its iterations are not valid", status);
    for (int f = 0; f < SWEEP_FIGURES; f++)
        result.figure[f] = sqlite3_column_type(query, 6 + f) == SQLITE_NULL
                               ? NAN
                               : sqlite3_column_double(query, 6 + f);
    sweep_results_add(results, &result);
    return true;
}

bool sweep_store_results(struct sweep_store *store, const struct sweep_plan *plan,
                         struct sweep_results *results, struct status *status)
{
    char sql[SESSION_SQL_MAX], columns[SESSION_SQL_MAX / 2], types[SWEEP_FIGURES + 7] = "iiiito";
    sqlite3_stmt *query;
    bool good;

    snprintf(sql, sizeof sql,
             "SELECT job, seed, iterations, gradients, ended, reached_at, %s FROM sweep_results "
             "WHERE sweep=?1 ORDER BY job",
             session_figure_columns(columns, sizeof columns));
    memset(types + 6, 'n', SWEEP_FIGURES);
    query = query_sweep(store, sql, store->number, status);
    good = query != NULL;
    while (good && next(store, query, types, &good, status))
        good = take_result(store, query, plan, results, status);
    sqlite3_finalize(query);
    return good;
}

bool sweep_store_places(struct sweep_store *store, sweep_place_reader *read, void *context,
                        struct status *status)
{
    sqlite3_stmt *query = query_sweep(
        store, "SELECT job, seconds, host, machine FROM sweep_times WHERE sweep=?1 ORDER BY job",
        store->number, status);
    bool good = query != NULL;

    while (good && next(store, query, "idtt", &good, status)) {
        struct sweep_place place = {.seconds = sqlite3_column_double(query, 1)};

        snprintf(place.host, sizeof place.host, "%.63s", text_at(query, 2));
        snprintf(place.machine, sizeof place.machine, "%.63s", text_at(query, 3));
        good = read(context, (uint64_t)sqlite3_column_int64(query, 0) - 1, &place, status);
    }
    sqlite3_finalize(query);
    return good;
}
