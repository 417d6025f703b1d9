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

/* The text of the query's first column; "" where there is none. */
static char *ask_text(const struct part *part, const char *sql, int64_t sweep, const char *name,
                      char *text, size_t size)
{
    sqlite3_stmt *query;

    text[0] = '\0';
    if (sqlite3_prepare_v2(part->store->db, sql, -1, &query, NULL) != SQLITE_OK)
        return text;
    sqlite3_bind_int64(query, 1, sweep);
    if (name)
        sqlite3_bind_text(query, 2, name, -1, SQLITE_STATIC);
    if (sqlite3_step(query) == SQLITE_ROW && sqlite3_column_text(query, 0))
        snprintf(text, size, "%s", (const char *)sqlite3_column_text(query, 0));
    sqlite3_finalize(query);
    return text;
}

/* Names the first difference between two lists. */
static bool refuse_list(const struct part *to, int64_t number, const struct part *from,
                        int64_t sweep, struct status *status)
{
    static const char *const facts[] = {"iterations", "target", "job_seeds", "data_checksum",
                                        "precision"};
    static const char sql[] = "SELECT value FROM sweep_facts WHERE sweep=?1 AND name=?2";
    char a[256], b[256];

    for (size_t i = 0; i < sizeof facts / sizeof facts[0]; i++) {
        ask_text(from, sql, sweep, facts[i], a, sizeof a);
        ask_text(to, sql, number, facts[i], b, sizeof b);
        if (strcmp(a, b) != 0)
            return status_fail(status, STATUS_INVALID,
                               "%s: has another list of jobs than %s: its %s is '%s', not '%s'",
                               from->path, to->path, facts[i], a, b);
    }
    return status_fail(status, STATUS_INVALID,
                       "%s: has another list of jobs than %s: other configurations or another "
                       "problem",
                       from->path, to->path);
}

static bool same_list(const struct part *to, int64_t number, const struct part *from, int64_t sweep,
                      struct status *status)
{
    static const char sql[] = "SELECT hash FROM sweeps WHERE sweep=?1";
    char a[64], b[64];

    ask_text(from, sql, sweep, NULL, a, sizeof a);
    ask_text(to, sql, number, NULL, b, sizeof b);
    return (*a && strcmp(a, b) == 0) || refuse_list(to, number, from, sweep, status);
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

    if (sweep == 0)
        return status_fail(status, STATUS_DATA, "%s: there is no sweep in this session",
                           from->path);
    if (number == 0) {
        number = session_ask(to->store->db, "SELECT ifnull(max(sweep), 0) FROM sweeps", 0) + 1;
        if (!session_make_sweep_tables(to->store->db, to->path, status) ||
            !copy_tables(to, number, from, sweep, lists, LISTS, status))
            return false;
    }
    return same_list(to, number, from, sweep, status) &&
           same_results(to, number, from, sweep, status) &&
           copy_tables(to, number, from, sweep, results, RESULTS, status);
}

static bool merge_file(const struct part *to, const char *path, struct status *status)
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
    close_part(&from);
    return good;
}

bool sweep_merge(const struct sweep_options *options, FILE *out, struct status *status)
{
    struct part to;
    bool good = open_part(&to, options->merge, SESSION_EITHER, status);

    for (int i = 0; i < options->froms && good; i++)
        good = merge_file(&to, options->from[i], status);
    if (good)
        fprintf(out, "%s: %" PRId64 " of %" PRId64 " jobs are done.\n", options->merge,
                session_ask(to.store->db, "SELECT count(*) FROM sweep_results", 0),
                session_ask(to.store->db, "SELECT jobs FROM sweeps WHERE confirms=''", 0));
    close_part(&to);
    return good;
}
