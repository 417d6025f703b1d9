/*
 * session_read.c - what is in a session's file, which may come from anybody: types, ranges and
 * order of all that is read are checked, and values pass the validators of the command line; see
 * session.h.
 */
#include "session_private.h"

#include "base/checksum.h"
#include "base/seeds.h"
#include "data/fingerprint.h"
#include "data/toy.h"
#include "export_row.h"
#include "home_path.h"
#include "memory.h"
#include "model/functions.h"
#include "train/race_keep.h"
#include "train/replica_bytes.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { RUNS_MAX = 100000 };

/* ---- values ------------------------------------------------------------------------------------
 */

static bool damaged(const struct session *session, const char *what, struct status *status)
{
    return status_fail(status, STATUS_DATA, "%s: the session is damaged: %s", session->path, what);
}

static sqlite3_stmt *prepare(struct session *session, const char *sql, struct status *status)
{
    sqlite3_stmt *statement;

    if (sqlite3_prepare_v2(session->db, sql, -1, &statement, NULL) == SQLITE_OK)
        return statement;
    session_sql_failed(session->db, session->path, status);
    return NULL;
}

/*
 * The next row of a query: false at the end, when *good says whether that was the last row.
 * Columns are of the given types: i a whole number >= 0, t a text without a NUL, n a number or
 * NULL, b a blob.
 */
static bool next(struct session *session, sqlite3_stmt *query, const char *types, bool *good,
                 struct status *status)
{
    int step = sqlite3_step(query);

    *good = true;
    if (step == SQLITE_DONE)
        return false;
    *good = step == SQLITE_ROW || session_sql_failed(session->db, session->path, status);
    for (int i = 0; types[i] && *good; i++) {
        int type = sqlite3_column_type(query, i);
        bool right = types[i] == 'i' ? type == SQLITE_INTEGER && sqlite3_column_int64(query, i) >= 0
                     : types[i] == 'n' ? type == SQLITE_FLOAT || type == SQLITE_NULL
                     : types[i] == 'b' ? type == SQLITE_BLOB
                                       : type == SQLITE_TEXT;

        if (right && types[i] == 't') {
            const char *text = (const char *)sqlite3_column_text(query, i);
            right = text && strlen(text) == (size_t)sqlite3_column_bytes(query, i);
        }
        if (!right) {
            char what[SESSION_TEXT_MAX];
            snprintf(what, sizeof what, "a value of '%.40s' is of the wrong type",
                     sqlite3_column_name(query, i));
            *good = damaged(session, what, status);
        }
    }
    return *good;
}

static const char *text_at(sqlite3_stmt *query, int column)
{
    return (const char *)sqlite3_column_text(query, column);
}

/* ---- facts -------------------------------------------------------------------------------------
 */

static bool take_number(const char *text, int base, uint64_t max, uint64_t *value)
{
    char *end;
    unsigned long long number;

    if (!*text || strspn(text, base == 16 ? "0123456789abcdef" : "0123456789") != strlen(text))
        return false;
    errno = 0;
    number = strtoull(text, &end, base);
    *value = number;
    return errno == 0 && number <= max;
}

static bool take_meta(struct session *session, const char *name, const char *value, char *folder,
                      struct status *status)
{
    if (strcmp(name, "precision") == 0 && strcmp(value, REAL_NAME) != 0)
        return status_fail(status, STATUS_DATA,
                           "%s: was computed in %.20s precision, this optop computes in %s",
                           session->path, value, REAL_NAME);
    if (strcmp(name, "arithmetic") == 0)
        session->other_arithmetic = strcmp(value, ARITHMETIC_VERSION) != 0;
    if (strcmp(name, "folder") == 0)
        snprintf(folder, PROBLEM_PATH_MAX, "%s", value);
    if (strcmp(name, "data") == 0 && !take_number(value, 16, UINT64_MAX, &session->fingerprint))
        return damaged(session, "the checksum of the data is not valid", status);
    if (strcmp(name, "iterations") == 0 &&
        !take_number(value, 10, (uint64_t)1 << 52, &session->iterations))
        return damaged(session, "the number of iterations is not valid", status);
    return true;
}

static bool read_meta(struct session *session, char *folder, struct status *status)
{
    sqlite3_stmt *query = prepare(session, "SELECT name, value FROM meta", status);
    bool good = query != NULL;
    int count = 0;

    session->other_arithmetic = true; /* of files that do not say */
    while (good && next(session, query, "tt", &good, status)) {
        good = take_meta(session, text_at(query, 0), text_at(query, 1), folder, status);
        count++;
    }
    sqlite3_finalize(query);
    if (good && count > 0 && session->other_arithmetic)
        snprintf(session->remark + strlen(session->remark),
                 sizeof session->remark - strlen(session->remark),
                 "it was trained by a version of optop that rounds otherwise: figures from here on "
                 "may differ from it in their last digits. ");
    return good &&
           (count > 0 || status_fail(status, STATUS_DATA,
                                     "%s: there is no race in this session yet", session->path));
}

static const struct problem_setting *find_setting(const char *name)
{
    for (int i = 0; i < problem_setting_count; i++)
        if (strcmp(problem_settings[i].param.name, name) == 0)
            return &problem_settings[i];
    return NULL;
}

static bool read_settings(struct session *session, struct status *status)
{
    sqlite3_stmt *query = prepare(session, "SELECT name, value FROM settings", status);
    bool good = query != NULL;

    problem_config_default(&session->recorded);
    while (good && next(session, query, "tt", &good, status)) {
        const struct problem_setting *setting = find_setting(text_at(query, 0));
        struct status why = {0};

        if (!setting)
            good = damaged(session, "it has a setting that this optop does not know", status);
        else if (!problem_config_set(&session->recorded, setting, text_at(query, 1), &why))
            good = status_fail(status, STATUS_DATA, "%s: %s", session->path, why.message);
    }
    sqlite3_finalize(query);
    return good;
}

/* Are the replicas' seeds those of the settings? */
static bool has_its_seeds(const struct session *session)
{
    const struct problem_config *problem = &session->recorded;
    uint64_t seed[SEEDS_MAX] = {problem->seed};
    struct status none = {0};
    int seeds = 1;

    return (!problem->seeds[0] || seeds_parse(problem->seeds, seed, &seeds, &none)) &&
           session->seeds == seeds &&
           memcmp(session->seed, seed, (size_t)seeds * sizeof *seed) == 0;
}

static bool read_seeds(struct session *session, struct status *status)
{
    sqlite3_stmt *query =
        prepare(session, "SELECT replica, seed FROM seeds ORDER BY replica", status);
    bool good = query != NULL;

    session->seed = calloc(SEEDS_MAX, sizeof *session->seed);
    if (!session->seed)
        good = status_out_of_memory(status, "the session");
    while (good && next(session, query, "ii", &good, status)) {
        if (sqlite3_column_int64(query, 0) != session->seeds || session->seeds == SEEDS_MAX ||
            sqlite3_column_int64(query, 1) > UINT32_MAX)
            good = damaged(session, "a seed is not valid", status);
        else
            session->seed[session->seeds++] = (uint64_t)sqlite3_column_int64(query, 1);
    }
    sqlite3_finalize(query);
    return good && (has_its_seeds(session) ||
                    damaged(session, "its seeds are not those of its problem", status));
}

static bool read_screen(struct session *session, struct status *status)
{
    sqlite3_stmt *query = prepare(session, "SELECT name, value FROM screen", status);
    bool good = query != NULL;

    while (good && next(session, query, "tt", &good, status))
        if (strlen(text_at(query, 0)) < SESSION_TEXT_MAX &&
            strlen(text_at(query, 1)) < SESSION_TEXT_MAX)
            session_set_screen(session, text_at(query, 0), text_at(query, 1));
    session->screen_changed = false;
    sqlite3_finalize(query);
    return good;
}

/* A file that is not where it was named is looked for from the folder where that was done. */
void session_find_file(char *path, const char *folder)
{
    char room[PROBLEM_PATH_MAX], there[2 * PROBLEM_PATH_MAX];

    if (!*path || *path == '/' || *path == '~' ||
        access(home_path(path, room, sizeof room), F_OK) == 0)
        return;
    snprintf(there, sizeof there, "%s/%s", folder, path);
    if (*folder && strlen(there) < PROBLEM_PATH_MAX && access(there, F_OK) == 0)
        snprintf(path, PROBLEM_PATH_MAX, "%s", there);
}

bool session_read_facts(struct session *session, struct status *status)
{
    char folder[PROBLEM_PATH_MAX] = "";

    if (!read_meta(session, folder, status) || !read_settings(session, status) ||
        !read_seeds(session, status) || !read_screen(session, status))
        return false;
    session->problem = session->recorded;
    if (!toy_find(session->problem.data) && !function_find(session->problem.data))
        session_find_file(session->problem.data, folder);
    session_find_file(session->problem.test, folder);
    return true;
}

/* ---- journal -----------------------------------------------------------------------------------
 */

static bool revive_journal(struct session *session, struct race *race, struct status *status)
{
    sqlite3_stmt *query =
        prepare(session, "SELECT event, line FROM journal ORDER BY event", status);
    struct journal journal = {0};
    struct event event;
    struct status why = {0};
    bool good = query != NULL;

    while (good && next(session, query, "it", &good, status)) {
        if ((uint64_t)sqlite3_column_int64(query, 0) != journal.length)
            good = damaged(session, "an event is missing", status);
        else if (!event_parse(text_at(query, 1), &event, &why))
            good = status_fail(status, STATUS_DATA, "%s: %s", session->path, why.message);
        else if ((good = journal_reserve(&journal, status)))
            journal_append(&journal, &event);
    }
    sqlite3_finalize(query);
    if (good &&
        !race_revive_journal(race, journal.event, journal.length, session->iterations, &why))
        good = status_fail(status, why.code, "%s: %s", session->path, why.message);
    session->mirror.events = journal.length;
    journal_clear(&journal);
    return good;
}

/* ---- runs --------------------------------------------------------------------------------------
 */

static bool read_segment(struct session *session, sqlite3_stmt *query, struct plan *plan,
                         struct status *status)
{
    struct segment segment = {.from = (uint64_t)sqlite3_column_int64(query, 0),
                              .restarts = sqlite3_column_int64(query, 2) != 0,
                              .total = (double)sqlite3_column_int64(query, 3)};
    uint64_t last = plan->segments > 0 ? plan->segment[plan->segments - 1].from : 0;
    struct segment *more;
    struct status why = {0};

    if (!run_config_parse(text_at(query, 1), &segment.config, &why) ||
        !run_config_check(&segment.config, 0, &why))
        return status_fail(status, STATUS_DATA, "%s: %s", session->path, why.message);
    if (segment.total > 0x1p53 || (plan->segments > 0 && segment.from <= last) ||
        (plan->segments == 0 && segment.from != 0))
        return damaged(session, "a run's changes are not in order", status);
    more = realloc(plan->segment, ((size_t)plan->segments + 1) * sizeof *more);
    if (!more)
        return status_out_of_memory(status, "a run's plan");
    plan->segment = more;
    plan->segment[plan->segments++] = segment;
    return true;
}

static bool read_plan(struct session *session, int64_t id, struct plan *plan, struct status *status)
{
    sqlite3_stmt *query = prepare(
        session, "SELECT since, config, restarts, total FROM segments WHERE run=?1 ORDER BY since",
        status);
    bool good = query != NULL;

    *plan = (struct plan){0};
    sqlite3_bind_int64(query, 1, id);
    while (good && next(session, query, "itii", &good, status))
        good = read_segment(session, query, plan, status);
    sqlite3_finalize(query);
    if (good && plan->segments == 0)
        good = damaged(session, "a run has no configuration", status);
    if (!good)
        plan_clear(plan);
    return good;
}

static bool revive_run(struct session *session, sqlite3_stmt *query, struct race *race,
                       struct status *status)
{
    int64_t id = sqlite3_column_int64(query, 0), parent = sqlite3_column_int64(query, 2);
    struct plan plan;
    struct status why = {0};
    uint64_t bytes;

    if (sqlite3_column_int64(query, 1) != race_runs(race) + 1 || race_runs(race) == RUNS_MAX ||
        id > INT32_MAX || parent > INT32_MAX)
        return damaged(session, "the runs are not in order", status);
    if (!read_plan(session, id, &plan, status))
        return false;
    bytes = run_memory(race_problem(race), &plan.segment[0].config);
    if (!memory_suffices(bytes, "a run of the session", status)) {
        plan_clear(&plan);
        return false;
    }
    return race_revive(race, (int)id, (int)parent, (uint64_t)sqlite3_column_int64(query, 3), &plan,
                       &why) ||
           status_fail(status, why.code, "%s: %s", session->path, why.message);
}

static bool revive_runs(struct session *session, struct race *race, struct status *status)
{
    sqlite3_stmt *query =
        prepare(session, "SELECT run, place, parent, forked_at FROM runs ORDER BY place", status);
    bool good = query != NULL;

    while (good && next(session, query, "iiii", &good, status))
        good = revive_run(session, query, race, status);
    sqlite3_finalize(query);
    return good;
}

/* ---- rows --------------------------------------------------------------------------------------
 */

/* NULL stands for what is not a number. */
static double number_at(sqlite3_stmt *query, int column)
{
    return sqlite3_column_type(query, column) == SQLITE_NULL ? (double)NAN
                                                             : sqlite3_column_double(query, column);
}

static void take_curves(sqlite3_stmt *query, int first, struct history_row *row)
{
    for (int c = 0; c < CURVES; c++)
        row->value[c] = number_at(query, first + c);
}

static bool take_row(struct session *session, sqlite3_stmt *query, struct replica *replica,
                     struct status *status)
{
    struct kept_row kept = {.row.evaluated = sqlite3_column_int64(query, 1) != 0};
    char csv[EXPORT_ROW_MAX];

    for (int k = 0; k < 2; k++)
        kept.place[k] = number_at(query, 3 + k);
    take_curves(query, 5, &kept.row);
    if ((uint64_t)sqlite3_column_int64(query, 0) != history_length(replica->history))
        return damaged(session, "a row is missing", status);
    if (strcmp(export_row_figures(&kept.row, csv, sizeof csv), text_at(query, 2)) != 0)
        return damaged(session, "a row's figures are not those of its text", status);
    return race_revive_row(replica, &kept, status) && !status_cancelled(status);
}

static sqlite3_stmt *query_replica(struct session *session, const char *sql, int id, int index,
                                   struct status *status)
{
    sqlite3_stmt *query = prepare(session, sql, status);

    sqlite3_bind_int(query, 1, id);
    sqlite3_bind_int(query, 2, index);
    return query;
}

/* Is there memory for the rows that the file has? */
static bool rows_fit(struct session *session, int id, int index, struct status *status)
{
    sqlite3_stmt *query = query_replica(
        session, "SELECT count(*) FROM rows WHERE run=?1 AND replica=?2", id, index, status);
    bool good = query != NULL;

    if (good && next(session, query, "i", &good, status))
        good = memory_suffices(history_memory_for((uint64_t)sqlite3_column_int64(query, 0)),
                               "the history of a run of the session", status);
    sqlite3_finalize(query);
    return good;
}

static bool revive_rows(struct session *session, int id, int index, struct replica *replica,
                        struct status *status)
{
    char sql[SESSION_SQL_MAX], columns[SESSION_SQL_MAX / 2];
    char types[CURVES + 6] = "iitnn";
    sqlite3_stmt *query;
    bool good = rows_fit(session, id, index, status);
    bool places = replica_has_path(replica) && session_has_places(session->db);

    snprintf(sql, sizeof sql,
             "SELECT iteration, evaluated, csv, %s, %s FROM rows %s WHERE run=?1 AND replica=?2 "
             "ORDER BY iteration",
             places ? "w1, w2" : "NULL, NULL", session_curve_columns(columns, sizeof columns),
             places ? "LEFT JOIN places USING (run, replica, iteration)" : "");
    memset(types + 5, 'n', CURVES);
    query = good ? query_replica(session, sql, id, index, status) : NULL;
    good = query != NULL;
    while (good && next(session, query, types, &good, status))
        good = take_row(session, query, replica, status);
    sqlite3_finalize(query);
    return good;
}

/* ---- states ------------------------------------------------------------------------------------
 */

/* A state whose bytes are not those that were written is left out; one that cannot be is refused.
 */
static bool take_state(struct session *session, sqlite3_stmt *query, struct run *run, int index,
                       struct race *race, struct status *status)
{
    struct replica *replica = run_replica(run, index);
    const void *bytes = sqlite3_column_blob(query, 2);
    size_t size = (size_t)sqlite3_column_bytes(query, 2);
    char checksum[32];
    struct status why = {0};

    snprintf(checksum, sizeof checksum, "%016" PRIx64, checksum_add(0, bytes, size));
    if (strcmp(checksum, text_at(query, 1)) != 0) {
        if (!strstr(session->remark, "checkpoint"))
            snprintf(session->remark + strlen(session->remark),
                     sizeof session->remark - strlen(session->remark),
                     "a damaged checkpoint was left out. ");
        return true;
    }
    if (!replica_read(replica, run_plan(run), bytes, size, &why))
        return status_fail(status, why.code, "%s: %s", session->path, why.message);
    if (replica->numbers->iteration != (uint64_t)sqlite3_column_int64(query, 0) ||
        replica->numbers->iteration > history_length(replica->history))
        return damaged(session, "a checkpoint is of another iteration", status);
    race_revive_checkpoint(race, replica);
    return true;
}

static bool revive_states(struct session *session, int id, int index, struct run *run,
                          struct race *race, struct status *status)
{
    sqlite3_stmt *query = query_replica(session,
                                        "SELECT iteration, checksum, state FROM checkpoints WHERE "
                                        "run=?1 AND replica=?2 ORDER BY iteration",
                                        id, index, status);
    bool good = query != NULL;

    while (good && next(session, query, "itb", &good, status))
        good = take_state(session, query, run, index, race, status);
    sqlite3_finalize(query);
    return good;
}

/* The figures of the state reached, if that is the state. */
static bool revive_final(struct session *session, int id, int index, struct replica *replica,
                         struct status *status)
{
    char sql[SESSION_SQL_MAX], columns[SESSION_SQL_MAX / 2], types[CURVES + 2] = "i";
    sqlite3_stmt *query;
    bool good;

    snprintf(sql, sizeof sql, "SELECT iteration, %s FROM finals WHERE run=?1 AND replica=?2",
             session_curve_columns(columns, sizeof columns));
    memset(types + 1, 'n', CURVES);
    query = query_replica(session, sql, id, index, status);
    good = query != NULL;
    if (good && next(session, query, types, &good, status) &&
        (uint64_t)sqlite3_column_int64(query, 0) == replica->numbers->iteration) {
        replica->final = (struct history_row){.evaluated = true};
        take_curves(query, 1, &replica->final);
        replica->final_at = replica->numbers->iteration;
    }
    sqlite3_finalize(query);
    return good;
}

static bool revive_replica(struct session *session, struct race *race, int place, int index,
                           struct status *status)
{
    struct run *run = (struct run *)race_run(race, place);
    int id = race_run_id(race, place);
    struct session_kept *kept = session_add_kept(&session->mirror, id, index);
    struct replica *replica = run_replica(run, index);

    if (!kept)
        return status_out_of_memory(status, "the session");
    if (!revive_rows(session, id, index, replica, status) ||
        !revive_states(session, id, index, run, race, status))
        return false;
    /* Rows that are computed anew, with other roundings, are written anew. */
    kept->rows =
        session->other_arithmetic ? replica->numbers->iteration : history_length(replica->history);
    return true;
}

/* ---- the race ----------------------------------------------------------------------------------
 */

static bool check_data(struct session *session, struct problem *problem, struct status *status)
{
    uint64_t now = problem->dataset ? dataset_fingerprint(problem->dataset) : 0;

    return now == session->fingerprint ||
           status_fail(status, STATUS_DATA,
                       "%s: the data in %s are not those that the race was trained on (their "
                       "checksum differs)",
                       session->path, session->problem.data);
}

static bool revive(struct session *session, struct race *race, struct status *status)
{
    struct status why = {.cancel = status->cancel};
    bool good = revive_runs(session, race, status);

    for (int i = 0; good && i < race_runs(race); i++)
        for (int r = 0; good && r < session->seeds; r++)
            good = revive_replica(session, race, i, r, status);
    if (!good || !revive_journal(session, race, status))
        return false;
    if (!race_catch_up(race, !session->other_arithmetic, status->cancel, &why))
        return why.code == STATUS_CANCELLED
                   ? status_fail(status, why.code, "%s", why.message)
                   : status_fail(status, why.code, "%s: %s", session->path, why.message);
    for (int i = 0; good && i < race_runs(race); i++)
        for (int r = 0; good && r < session->seeds; r++)
            good = revive_final(session, race_run_id(race, i), r, run_replica(race_run(race, i), r),
                                status);
    return good;
}

/* Where it goes on, after what was said of its end. */
static void remark_end(struct session *session, const struct race *race)
{
    size_t used = strlen(session->remark);

    if (used > 0)
        snprintf(session->remark + used, sizeof session->remark - used,
                 "It goes on after %" PRIu64 " iterations.", race_iteration(race));
}

struct race *session_race(struct session *session, struct problem *problem, int threads,
                          uint64_t memory, const struct measures *measures, struct status *status)
{
    struct race *race;

    if (!problem)
        return NULL;
    if (!check_data(session, problem, status)) {
        problem_free(problem);
        return NULL;
    }
    race = race_create(problem, threads, status);
    if (race) {
        race_set_memory(race, memory, 0);
        race_set_measures(race, measures);
    }
    if (!race || !revive(session, race, status)) {
        race_free(race);
        return NULL;
    }
    remark_end(session, race);
    session->revived = true;
    return race;
}
