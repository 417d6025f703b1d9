/* session_write.c - a moment of a race into the file; see session_private.h. */
#include "session_private.h"

#include "base/checksum.h"
#include "config.h"
#include "data/fingerprint.h"
#include "run_names.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* ---- statements --------------------------------------------------------------------------------
 */

static bool failed(struct session *session, struct status *status)
{
    return session_sql_failed(session->db, session->path, status);
}

/*
 * Runs a statement with the values that follow: `types` has a letter for each, i for an int64_t, t
 * for a text, d for a double.
 */
static bool run(struct session *session, struct status *status, const char *sql, const char *types,
                ...)
{
    sqlite3_stmt *statement;
    va_list values;
    bool good;

    if (sqlite3_prepare_v2(session->db, sql, -1, &statement, NULL) != SQLITE_OK)
        return failed(session, status);
    va_start(values, types);
    for (int i = 0; types[i]; i++)
        if (types[i] == 'i')
            sqlite3_bind_int64(statement, i + 1, va_arg(values, int64_t));
        else if (types[i] == 'd')
            sqlite3_bind_double(statement, i + 1, va_arg(values, double));
        else
            sqlite3_bind_text(statement, i + 1, va_arg(values, const char *), -1, SQLITE_TRANSIENT);
    va_end(values);
    good = session_step(statement) || failed(session, status);
    sqlite3_finalize(statement);
    return good;
}

/* ---- facts -------------------------------------------------------------------------------------
 */

static bool put_meta(struct session *session, const char *name, const char *value,
                     struct status *status)
{
    return run(session, status, "INSERT OR REPLACE INTO meta VALUES(?1, ?2)", "tt", name, value);
}

static bool put_number(struct session *session, const char *name, const char *format,
                       uint64_t number, struct status *status)
{
    char text[32];

    snprintf(text, sizeof text, strcmp(format, "hex") == 0 ? "%016" PRIx64 : "%" PRIu64, number);
    return put_meta(session, name, text, status);
}

static bool put_settings(struct session *session, const struct problem *problem,
                         struct status *status)
{
    bool good = true;

    for (int i = 0; i < problem_setting_count && good; i++) {
        char value[PROBLEM_PATH_MAX];
        good = run(session, status, "INSERT INTO settings VALUES(?1, ?2)", "tt",
                   problem_settings[i].param.name,
                   problem_config_get(&problem->config, &problem_settings[i], value, sizeof value));
    }
    for (int i = 0; i < problem->seeds && good; i++)
        good = run(session, status, "INSERT INTO seeds VALUES(?1, ?2)", "ii", (int64_t)i,
                   (int64_t)problem->seed[i]);
    return good;
}

bool session_write_arithmetic(struct session *session, struct status *status)
{
    return put_meta(session, "arithmetic", ARITHMETIC_VERSION, status);
}

/* The problem's part, in place of whatever race there was. */
static bool write_facts(struct session *session, struct status *status)
{
    const struct problem *problem = race_problem(session->race);
    char folder[PROBLEM_PATH_MAX];

    if (!getcwd(folder, sizeof folder))
        folder[0] = '\0';
    return (session_run(
                session->db,
                "DELETE FROM meta; DELETE FROM settings; DELETE FROM seeds; DELETE FROM "
                "journal; DELETE FROM runs; DELETE FROM segments; DELETE FROM rows; DELETE "
                "FROM checkpoints; DELETE FROM finals; DELETE FROM screen; DELETE FROM places") ||
            failed(session, status)) &&
           put_meta(session, "program", PACKAGE_STRING, status) &&
           put_meta(session, "precision", REAL_NAME, status) &&
           session_write_arithmetic(session, status) &&
           put_meta(session, "folder", folder, status) &&
           put_number(session, "begun", "", (uint64_t)time(NULL), status) &&
           put_number(session, "data", "hex",
                      problem->dataset ? dataset_fingerprint(problem->dataset) : 0, status) &&
           put_settings(session, problem, status);
}

/* ---- what the file has -------------------------------------------------------------------------
 */

struct session_kept *session_find_kept(struct session_mirror *mirror, int id, int index)
{
    for (size_t i = 0; i < mirror->count; i++)
        if (mirror->kept[i].id == id && mirror->kept[i].index == index)
            return &mirror->kept[i];
    return NULL;
}

struct session_kept *session_add_kept(struct session_mirror *mirror, int id, int index)
{
    struct session_kept *kept = session_find_kept(mirror, id, index);

    if (kept)
        return kept;
    if (mirror->count == mirror->capacity) {
        size_t capacity = mirror->capacity > 0 ? 2 * mirror->capacity : 16;

        kept = realloc(mirror->kept, capacity * sizeof *kept);
        if (!kept)
            return NULL;
        mirror->kept = kept;
        mirror->capacity = capacity;
    }
    kept = &mirror->kept[mirror->count++];
    *kept = (struct session_kept){.id = id, .index = index};
    return kept;
}

/* ---- events ------------------------------------------------------------------------------------
 */

static bool delete_rows(struct session *session, const struct session_kept *kept, const char *table,
                        uint64_t s, struct status *status)
{
    char sql[SESSION_TEXT_MAX];

    snprintf(sql, sizeof sql, "DELETE FROM %s WHERE run=?1 AND replica=?2 AND iteration>=?3",
             table);
    return run(session, status, sql, "iii", (int64_t)kept->id, (int64_t)kept->index, (int64_t)s);
}

/*
 * Rows and states of a run (0: all) from state s on. State s goes, too: it may have begun to train
 * with values that are taken back; the next moment has it as it is now.
 */
static bool truncate_run(struct session *session, int id, uint64_t s, struct status *status)
{
    struct session_mirror *mirror = &session->mirror;

    for (size_t i = 0; i < mirror->count; i++) {
        struct session_kept *kept = &mirror->kept[i];

        if ((id != 0 && kept->id != id) || kept->rows <= s)
            continue;
        kept->rows = s;
        if (!delete_rows(session, kept, "rows", s, status) ||
            !delete_rows(session, kept, "places", s, status))
            return false;
    }
    return run(session, status,
               id != 0 ? "DELETE FROM checkpoints WHERE run=?2 AND iteration>=?1"
                       : "DELETE FROM checkpoints WHERE iteration>=?1 AND ?2=0",
               "ii", (int64_t)s, (int64_t)id);
}

static bool drop_run(struct session *session, int id, struct status *status)
{
    struct session_mirror *mirror = &session->mirror;

    if (!truncate_run(session, id, 0, status))
        return false;
    for (size_t i = 0; i < mirror->count;)
        if (mirror->kept[i].id == id)
            mirror->kept[i] = mirror->kept[--mirror->count];
        else
            i++;
    return true;
}

/* Drops what an event, or its undoing, has made invalid; what comes instead is written as new. */
static bool apply_event(struct session *session, const struct event *event, bool undone,
                        struct status *status)
{
    switch (event->kind) {
    case EVENT_ADD:
    case EVENT_FORK:
        return drop_run(session, event->run, status);
    case EVENT_REMOVE:
        return undone || drop_run(session, event->run, status);
    case EVENT_EDIT:
        return truncate_run(session, event->run, 0, status);
    case EVENT_CHANGE:
    case EVENT_REWIND:
        return truncate_run(session, event->run, event->at, status);
    case EVENT_RESET:
        return truncate_run(session, 0, 0, status);
    case EVENT_ITERATIONS:
    case EVENT_RENAME:
    case EVENT_UNDO:
    case EVENT_KINDS:
        break;
    }
    return true;
}

static bool write_events(struct session *session, struct status *status)
{
    const struct moment *moment = &session->moment;
    char line[EVENT_TEXT_MAX];

    for (size_t i = session->mirror.events; i < moment->events; i++) {
        const struct event *event = &moment->event[i];
        bool undo = event->kind == EVENT_UNDO && event->undone < i;

        if (!run(session, status, "INSERT INTO journal VALUES(?1, ?2)", "it", (int64_t)i,
                 event_format(event, line, sizeof line)) ||
            !apply_event(session, undo ? &moment->event[event->undone] : event, undo, status))
            return false;
    }
    session->mirror.events = moment->events;
    return true;
}

/* ---- runs --------------------------------------------------------------------------------------
 */

static bool write_plan(struct session *session, const struct moment_run *of, struct status *status)
{
    char config[RUN_CONFIG_TEXT_MAX];
    bool good = true;

    for (int k = 0; k < of->plan.segments && good; k++) {
        const struct segment *segment = &of->plan.segment[k];
        good = run(session, status, "INSERT INTO segments VALUES(?1, ?2, ?3, ?4, ?5)", "iitii",
                   (int64_t)of->id, (int64_t)segment->from,
                   run_config_write(&segment->config, config, sizeof config),
                   (int64_t)segment->restarts, (int64_t)segment->total);
    }
    return good;
}

static bool write_runs(struct session *session, struct status *status)
{
    const struct moment *moment = &session->moment;
    const struct run_config **config = calloc((size_t)moment->runs + 1, sizeof *config);
    struct run_names names;
    bool good;

    for (int i = 0; config && i < moment->runs; i++)
        config[i] = &moment->run[i].config;
    if (!config || !run_names_make(&names, config, moment->runs, status)) {
        free(config);
        return status_out_of_memory(status, "the session");
    }
    good = run(session, status, "DELETE FROM runs", "") &&
           run(session, status, "DELETE FROM segments", "");
    for (int i = 0; i < moment->runs && good; i++) {
        const struct moment_run *of = &moment->run[i];
        good = run(session, status, "INSERT INTO runs VALUES(?1, ?2, ?3, ?4, ?5, ?6)", "iittii",
                   (int64_t)of->id, (int64_t)i + 1, of->config.optimizer->name, names.name[i],
                   (int64_t)of->parent, (int64_t)of->forked_at) &&
               write_plan(session, of, status);
    }
    run_names_free(&names);
    free(config);
    return good;
}

/* ---- states ------------------------------------------------------------------------------------
 */

/* Of ascending iterations the one that is missed least, as in checkpoint.c; the newest stays. */
static int least_missed(const int64_t *iteration, int count)
{
    int64_t now = iteration[count - 1];
    double least = INFINITY;
    int at = 0;

    for (int i = 0; i + 1 < count; i++) {
        int64_t before = i > 0 ? iteration[i - 1] : 0;
        double gap = (double)(iteration[i + 1] - before) / (double)(now - before);

        if (gap < least) {
            least = gap;
            at = i;
        }
    }
    return at;
}

/* The iterations of a replica's states; how many. */
static int list_states(struct session *session, int id, int index,
                       int64_t iteration[SESSION_CHECKPOINTS + 1], struct status *status)
{
    sqlite3_stmt *list;
    int count = 0, step = SQLITE_DONE;

    if (sqlite3_prepare_v2(session->db,
                           "SELECT iteration FROM checkpoints WHERE run=?1 AND replica=?2 "
                           "ORDER BY iteration",
                           -1, &list, NULL) != SQLITE_OK) {
        failed(session, status);
        return -1;
    }
    sqlite3_bind_int(list, 1, id);
    sqlite3_bind_int(list, 2, index);
    while (count <= SESSION_CHECKPOINTS && (step = sqlite3_step(list)) == SQLITE_ROW)
        iteration[count++] = sqlite3_column_int64(list, 0);
    if (step != SQLITE_DONE && step != SQLITE_ROW) {
        failed(session, status);
        count = -1;
    }
    sqlite3_finalize(list);
    return count;
}

static bool delete_state(struct session *session, int id, int index, int64_t iteration,
                         struct status *status)
{
    return run(session, status,
               "DELETE FROM checkpoints WHERE run=?1 AND replica=?2 AND iteration=?3", "iii",
               (int64_t)id, (int64_t)index, iteration);
}

/* Makes room for one more state. A budget in bytes holds for large ones, but two are always kept.
 */
static bool thin_out(struct session *session, int id, int index, size_t size, struct status *status)
{
    uint64_t replicas = (uint64_t)session->moment.runs * (uint64_t)session->moment.seeds;
    uint64_t fit = RACE_MEMORY / replicas / size;
    int most = fit < 2 ? 2 : fit < SESSION_CHECKPOINTS ? (int)fit : SESSION_CHECKPOINTS;
    int64_t iteration[SESSION_CHECKPOINTS + 1];
    int count = list_states(session, id, index, iteration, status);

    for (; count >= most; count--) {
        int at = least_missed(iteration, count);

        if (!delete_state(session, id, index, iteration[at], status))
            return false;
        memmove(&iteration[at], &iteration[at + 1], (size_t)(count - at - 1) * sizeof iteration[0]);
    }
    return count >= 0;
}

static bool insert_state(struct session *session, int id, int index,
                         const struct moment_replica *of, struct status *status)
{
    sqlite3_stmt *insert;
    char checksum[32];
    bool good;

    if (sqlite3_prepare_v2(session->db, "INSERT INTO checkpoints VALUES(?1, ?2, ?3, ?4, ?5)", -1,
                           &insert, NULL) != SQLITE_OK)
        return failed(session, status);
    snprintf(checksum, sizeof checksum, "%016" PRIx64, checksum_add(0, of->bytes, of->size));
    sqlite3_bind_int(insert, 1, id);
    sqlite3_bind_int(insert, 2, index);
    sqlite3_bind_int64(insert, 3, (int64_t)of->iteration);
    sqlite3_bind_text(insert, 4, checksum, -1, SQLITE_STATIC);
    sqlite3_bind_blob64(insert, 5, of->bytes, of->size, SQLITE_STATIC);
    good = session_step(insert) || failed(session, status);
    sqlite3_finalize(insert);
    return good;
}

/* A state that is larger than SQLite's limit is not kept: going on begins at one before it. */
static bool write_state(struct session *session, int id, int index, const struct moment_replica *of,
                        struct status *status)
{
    uint64_t limit = (uint64_t)sqlite3_limit(session->db, SQLITE_LIMIT_LENGTH, -1);

    if (of->size == 0 || of->size >= limit)
        return true;
    return delete_state(session, id, index, (int64_t)of->iteration, status) &&
           thin_out(session, id, index, of->size, status) &&
           insert_state(session, id, index, of, status);
}

static bool write_final(struct session *session, int id, int index, const struct moment_replica *of,
                        struct status *status)
{
    char sql[SESSION_SQL_MAX], values[SESSION_SQL_MAX / 4];
    sqlite3_stmt *insert;
    bool good;

    if (!of->has_final)
        return true;
    snprintf(sql, sizeof sql, "INSERT INTO finals VALUES(?1, ?2, ?3, %s)",
             session_curve_values(4, values, sizeof values));
    if (sqlite3_prepare_v2(session->db, sql, -1, &insert, NULL) != SQLITE_OK)
        return failed(session, status);
    sqlite3_bind_int(insert, 1, id);
    sqlite3_bind_int(insert, 2, index);
    sqlite3_bind_int64(insert, 3, (int64_t)of->iteration);
    for (int c = 0; c < CURVES; c++)
        sqlite3_bind_double(insert, 4 + c, of->final.value[c]);
    good = session_step(insert) || failed(session, status);
    sqlite3_finalize(insert);
    return good;
}

static bool write_states(struct session *session, struct status *status)
{
    const struct moment *moment = &session->moment;
    bool good = run(session, status, "DELETE FROM finals", "");

    for (int i = 0; i < moment->runs * moment->seeds && good; i++) {
        int id = moment->run[i / moment->seeds].id, index = i % moment->seeds;
        good = write_final(session, id, index, &moment->replica[i], status) &&
               (!moment->states || write_state(session, id, index, &moment->replica[i], status));
    }
    return good;
}

/* ---- the screen --------------------------------------------------------------------------------
 */

static bool write_screen(struct session *session, struct status *status)
{
    struct session_setting screen[SESSION_SCREEN_MAX];
    bool changed, good = true;
    int screens;

    pthread_mutex_lock(&session->view_lock);
    changed = session->screen_changed;
    screens = session->screens;
    memcpy(screen, session->screen, sizeof screen);
    session->screen_changed = false;
    pthread_mutex_unlock(&session->view_lock);
    for (int i = 0; i < screens && changed && good; i++)
        good = run(session, status, "INSERT OR REPLACE INTO screen VALUES(?1, ?2)", "tt",
                   screen[i].name, screen[i].text);
    return good;
}

/* ---- transactions ------------------------------------------------------------------------------
 */

static bool write_part(struct session *session, bool *all, struct status *status)
{
    return session_is_mine(session, status) &&
           (!session->to_begin || write_facts(session, status)) && write_events(session, status) &&
           write_runs(session, status) &&
           put_number(session, "iterations", "", session->moment.iterations, status) &&
           write_screen(session, status) && session_write_rows(session, all, status) &&
           (!*all || write_states(session, status));
}

static uint64_t count_kept(const struct session_mirror *mirror)
{
    uint64_t rows = 0;

    for (size_t i = 0; i < mirror->count; i++)
        rows += mirror->kept[i].rows;
    return rows;
}

/* What a failed transaction has done to the mirror is taken back. */
static bool copy_mirror(struct session_mirror *to, const struct session_mirror *from)
{
    *to = *from;
    to->kept = malloc((from->capacity + 1) * sizeof *to->kept);
    if (to->kept && from->count > 0)
        memcpy(to->kept, from->kept, from->count * sizeof *to->kept);
    return to->kept != NULL;
}

/* A race that has become another one meanwhile loses no rows that were written before. */
static bool transact(struct session *session, bool *all, struct status *status)
{
    struct session_mirror before;
    bool good, stale;

    if (!copy_mirror(&before, &session->mirror))
        return status_out_of_memory(status, "the session");
    if (!session_run(session->db, "BEGIN IMMEDIATE")) {
        free(before.kept);
        return failed(session, status);
    }
    good = write_part(session, all, status);
    stale = !good && status->code == STATUS_CANCELLED;
    if (good || stale)
        good = session_run(session->db, "COMMIT") || failed(session, status);
    if (!good) {
        session_run(session->db, "ROLLBACK");
        free(session->mirror.kept);
        session->mirror = before;
        pthread_mutex_lock(&session->view_lock);
        session->screen_changed = true;
        pthread_mutex_unlock(&session->view_lock);
        return false;
    }
    free(before.kept);
    session->to_begin = false;
    pthread_mutex_lock(&session->view_lock);
    session->written = count_kept(&session->mirror);
    pthread_mutex_unlock(&session->view_lock);
    return !stale;
}

bool session_write_first(struct session *session, struct status *status)
{
    bool all;

    return transact(session, &all, status);
}

bool session_write_moment(struct session *session, struct status *status)
{
    bool all = false;

    while (!all)
        if (!transact(session, &all, status))
            return false;
    return true;
}
