/* session_schema.c - THE tables of a session, and opening them safely; see session_schema.h. */
#include "session_schema.h"

#include "base/append.h"
#include "sweep_job.h"
#include "train/curve.h"

#include <stdio.h>
#include <string.h>

/* ---- the tables --------------------------------------------------------------------------------
 */

/* A run's name in a CSV file: quoted where RFC 4180 wants it. */
#define CSV_NAME                                                                                   \
    "CASE WHEN instr(name, ',') OR instr(name, '\"') OR instr(name, char(10)) OR "                 \
    "instr(name, char(13)) THEN '\"' || replace(name, '\"', '\"\"') || '\"' ELSE name END"

/* What is created, in this order. %s: the columns of the curves, of sweeps those of a job's
 * figures, which have no type, so that SQLite keeps every bit of a number, the sign of 0
 * included. */
static const struct {
    const char *type, *name, *sql;
} tables[] = {
    {"table", "meta",
     "CREATE TABLE meta(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID"},
    {"table", "settings",
     "CREATE TABLE settings(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID"},
    {"table", "seeds", "CREATE TABLE seeds(replica INTEGER PRIMARY KEY, seed INTEGER NOT NULL)"},
    {"table", "journal", "CREATE TABLE journal(event INTEGER PRIMARY KEY, line TEXT NOT NULL)"},
    {"table", "runs",
     "CREATE TABLE runs(run INTEGER PRIMARY KEY, place INTEGER NOT NULL, optimizer TEXT NOT NULL, "
     "name TEXT NOT NULL, parent INTEGER NOT NULL, forked_at INTEGER NOT NULL)"},
    {"table", "segments",
     "CREATE TABLE segments(run INTEGER, since INTEGER, config TEXT NOT NULL, "
     "restarts INTEGER NOT NULL, total INTEGER NOT NULL, PRIMARY KEY(run, since)) WITHOUT ROWID"},
    {"table", "rows",
     "CREATE TABLE rows(run INTEGER, replica INTEGER, iteration INTEGER, evaluated INTEGER NOT "
     "NULL, %s, csv TEXT NOT NULL, PRIMARY KEY(run, replica, iteration)) WITHOUT ROWID"},
    {"table", "checkpoints",
     "CREATE TABLE checkpoints(run INTEGER NOT NULL, replica INTEGER NOT NULL, "
     "iteration INTEGER NOT NULL, checksum TEXT NOT NULL, state BLOB NOT NULL)"},
    {"table", "finals",
     "CREATE TABLE finals(run INTEGER, replica INTEGER, iteration INTEGER NOT NULL, %s, "
     "PRIMARY KEY(run, replica)) WITHOUT ROWID"},
    {"table", "screen",
     "CREATE TABLE screen(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID"},
    {"table", "owner",
     "CREATE TABLE owner(one INTEGER PRIMARY KEY, pid INTEGER NOT NULL, host TEXT NOT NULL, "
     "since INTEGER NOT NULL, key TEXT NOT NULL)"},
    {"view", "csv",
     "CREATE VIEW csv AS SELECT place || ',' || optimizer || ',' || iteration || ',' || csv || ',' "
     "|| " CSV_NAME " AS "
     "\"run,optimizer,iteration,train_loss,test_loss,train_accuracy,test_accuracy,name\" "
     "FROM rows JOIN runs USING (run) WHERE replica = 0 ORDER BY place, iteration"},
    {"view", "csv_seeds",
     "CREATE VIEW csv_seeds AS SELECT place || ',' || optimizer || ',' || iteration || ',' || csv "
     "|| ',' || seed || ',' || " CSV_NAME " AS "
     "\"run,optimizer,iteration,train_loss,test_loss,train_accuracy,test_accuracy,seed,name\" "
     "FROM rows JOIN runs USING (run) JOIN seeds USING (replica) ORDER BY place, replica, "
     "iteration"},
    {"table", "places",
     "CREATE TABLE places(run INTEGER, replica INTEGER, iteration INTEGER, w1, w2, "
     "PRIMARY KEY(run, replica, iteration)) WITHOUT ROWID"},
    {"table", "sweeps",
     "CREATE TABLE sweeps(sweep INTEGER PRIMARY KEY, hash TEXT NOT NULL, confirms TEXT NOT NULL, "
     "draws INTEGER NOT NULL, jobs INTEGER NOT NULL)"},
    {"table", "sweep_facts",
     "CREATE TABLE sweep_facts(sweep INTEGER, name TEXT, value TEXT NOT NULL, "
     "PRIMARY KEY(sweep, name)) WITHOUT ROWID"},
    {"table", "sweep_runs",
     "CREATE TABLE sweep_runs(sweep INTEGER, run INTEGER, config TEXT NOT NULL, "
     "PRIMARY KEY(sweep, run)) WITHOUT ROWID"},
    {"table", "sweep_ranges",
     "CREATE TABLE sweep_ranges(sweep INTEGER, range INTEGER, run INTEGER NOT NULL, "
     "text TEXT NOT NULL, PRIMARY KEY(sweep, range)) WITHOUT ROWID"},
    {"table", "sweep_configs",
     "CREATE TABLE sweep_configs(sweep INTEGER, configuration INTEGER, run INTEGER NOT NULL, "
     "config TEXT NOT NULL, PRIMARY KEY(sweep, configuration)) WITHOUT ROWID"},
    {"table", "sweep_values",
     "CREATE TABLE sweep_values(sweep INTEGER, configuration INTEGER, key TEXT, value NOT NULL, "
     "PRIMARY KEY(sweep, configuration, key)) WITHOUT ROWID"},
    {"table", "sweep_results",
     "CREATE TABLE sweep_results(sweep INTEGER, job INTEGER, configuration INTEGER NOT NULL, "
     "seed INTEGER NOT NULL, ended TEXT NOT NULL, iterations INTEGER NOT NULL, "
     "gradients INTEGER NOT NULL, reached_at INTEGER, %s, PRIMARY KEY(sweep, job)) WITHOUT ROWID"},
    {"table", "sweep_times",
     "CREATE TABLE sweep_times(sweep INTEGER, job INTEGER, seconds REAL NOT NULL, "
     "host TEXT NOT NULL, machine TEXT NOT NULL, PRIMARY KEY(sweep, job)) WITHOUT ROWID"},
};
enum {
    TABLES = sizeof tables / sizeof tables[0],
    TABLES_NEEDED = 12, /* the others came later: files of older programs lack them */
};

char *session_curve_columns(char *text, size_t size)
{
    size_t used = 0;

    for (int c = 0; c < CURVES && used < size; c++)
        used += (size_t)snprintf(text + used, size - used, "%s%s", c > 0 ? ", " : "",
                                 curve_specs[c].name);
    return text;
}

char *session_curve_values(int first, char *text, size_t size)
{
    size_t used = 0;

    for (int c = 0; c < CURVES && used < size; c++)
        used += (size_t)snprintf(text + used, size - used, "%s?%d", c > 0 ? ", " : "", first + c);
    return text;
}

char *session_figure_columns(char *text, size_t size)
{
    text[0] = '\0';
    for (int f = 0; f < SWEEP_FIGURES; f++)
        append(text, size, "%s%s", f > 0 ? ", " : "", sweep_figures[f].name);
    return text;
}

static bool is_of_sweeps(int i)
{
    return strncmp(tables[i].name, "sweep", 5) == 0;
}

static char *table_sql(int i, char *text, size_t size)
{
    const char *gap = strstr(tables[i].sql, "%s");
    char columns[SESSION_SQL_MAX / 2];

    if (gap)
        snprintf(text, size, "%.*s%s%s", (int)(gap - tables[i].sql), tables[i].sql,
                 is_of_sweeps(i) ? session_figure_columns(columns, sizeof columns)
                                 : session_curve_columns(columns, sizeof columns),
                 gap + 2);
    else
        snprintf(text, size, "%s", tables[i].sql);
    return text;
}

/* ---- statements --------------------------------------------------------------------------------
 */

bool session_run(sqlite3 *db, const char *sql)
{
    return sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK;
}

int64_t session_ask(sqlite3 *db, const char *sql, int64_t otherwise)
{
    sqlite3_stmt *statement;
    int64_t answer = otherwise;

    if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK)
        return otherwise;
    if (sqlite3_step(statement) == SQLITE_ROW &&
        sqlite3_column_type(statement, 0) == SQLITE_INTEGER)
        answer = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return answer;
}

bool session_step(sqlite3_stmt *statement)
{
    bool done = sqlite3_step(statement) == SQLITE_DONE;

    return sqlite3_reset(statement) == SQLITE_OK && done;
}

bool session_sql_failed(sqlite3 *db, const char *path, struct status *status)
{
    int system = sqlite3_system_errno(db);

    switch (sqlite3_errcode(db)) {
    case SQLITE_NOMEM:
        return status_out_of_memory(status, "the session");
    case SQLITE_NOTADB:
        return status_fail(status, STATUS_DATA, "%s: is no session of optop", path);
    case SQLITE_CORRUPT:
    case SQLITE_TOOBIG:
    case SQLITE_MISMATCH:
        return status_fail(status, STATUS_DATA, "%s: the session is damaged (%s)", path,
                           sqlite3_errmsg(db));
    case SQLITE_FULL:
        return status_fail(status, STATUS_SYSTEM, "%s: there is no room left for the session",
                           path);
    case SQLITE_READONLY:
        return status_fail(status, STATUS_SYSTEM,
                           "%s: the session cannot be written: the file or the file system is "
                           "read-only; a copy elsewhere can be opened",
                           path);
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
        if (system != 0)
            return status_fail(status, STATUS_SYSTEM, "%s: %s", path, strerror(system));
        break;
    default:
        break;
    }
    return status_fail(status, STATUS_SYSTEM, "%s: %s", path, sqlite3_errmsg(db));
}

/* ---- opening safely ----------------------------------------------------------------------------
 */

void session_harden(sqlite3 *db)
{
    sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, (int *)NULL);
    sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, (int *)NULL);
    sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, (int *)NULL);
    sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, (int *)NULL);
    sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, (int *)NULL);
    sqlite3_limit(db, SQLITE_LIMIT_ATTACHED, 0);
    sqlite3_limit(db, SQLITE_LIMIT_SQL_LENGTH, 16 * SESSION_SQL_MAX);
    sqlite3_limit(db, SQLITE_LIMIT_EXPR_DEPTH, 100);
    sqlite3_limit(db, SQLITE_LIMIT_TRIGGER_DEPTH, 1);
    session_run(db, "PRAGMA cell_size_check=ON; PRAGMA mmap_size=0");
}

bool session_make_tables(sqlite3 *db, const char *path, struct status *status)
{
    char sql[SESSION_SQL_MAX];
    bool good = true;

    for (int i = 0; i < TABLES && good; i++)
        good = session_run(db, table_sql(i, sql, sizeof sql));
    snprintf(sql, sizeof sql, "PRAGMA application_id=%d; PRAGMA user_version=%d",
             SESSION_APPLICATION, SESSION_VERSION);
    return (good && session_run(db, sql)) || session_sql_failed(db, path, status);
}

static bool has_table(sqlite3 *db, const char *name)
{
    char sql[128];

    snprintf(sql, sizeof sql, "SELECT count(*) FROM sqlite_schema WHERE name='%s'", name);
    return session_ask(db, sql, 0) > 0;
}

bool session_has_sweep_tables(sqlite3 *db)
{
    return has_table(db, "sweeps");
}

bool session_make_sweep_tables(sqlite3 *db, const char *path, struct status *status)
{
    char sql[SESSION_SQL_MAX];
    bool good = true;

    for (int i = 0; i < TABLES && good; i++)
        if (is_of_sweeps(i) && !has_table(db, tables[i].name))
            good = session_run(db, table_sql(i, sql, sizeof sql));
    return good || session_sql_failed(db, path, status);
}

bool session_has_places(sqlite3 *db)
{
    return has_table(db, "places");
}

bool session_make_places(sqlite3 *db, const char *path, struct status *status)
{
    char sql[SESSION_SQL_MAX];
    int i = 0;

    while (strcmp(tables[i].name, "places") != 0)
        i++;
    return session_has_places(db) || session_run(db, table_sql(i, sql, sizeof sql)) ||
           session_sql_failed(db, path, status);
}

/* Is a row of the schema one of the tables? Then its place, else -1. */
static int find_table(sqlite3_stmt *schema)
{
    char sql[SESSION_SQL_MAX];

    for (int i = 0; i < TABLES; i++) {
        const char *has[3] = {tables[i].type, tables[i].name, table_sql(i, sql, sizeof sql)};
        int same = 0;

        while (same < 3 && sqlite3_column_text(schema, same) &&
               strcmp((const char *)sqlite3_column_text(schema, same), has[same]) == 0)
            same++;
        if (same == 3)
            return i;
    }
    return -1;
}

/* What ANALYZE adds. */
static bool is_statistics(sqlite3_stmt *schema)
{
    const char *name = (const char *)sqlite3_column_text(schema, 1);

    return name && strncmp(name, "sqlite_stat", 11) == 0;
}

static bool refuse_table(sqlite3_stmt *schema, const char *path, struct status *status)
{
    const char *name = (const char *)sqlite3_column_text(schema, 1);

    return status_fail(status, STATUS_DATA,
                       "%s: is no session of this version of optop: its '%.40s' "
                       "is another one",
                       path, name ? name : "");
}

static bool compare_tables(sqlite3 *db, const char *path, struct status *status)
{
    sqlite3_stmt *schema;
    int found = 0, step;
    bool good = true;

    if (sqlite3_prepare_v2(db, "SELECT type, name, sql FROM sqlite_schema", -1, &schema, NULL) !=
        SQLITE_OK)
        return session_sql_failed(db, path, status);
    while (good && (step = sqlite3_step(schema)) == SQLITE_ROW) {
        int i = find_table(schema);

        if (i >= 0)
            found += i < TABLES_NEEDED;
        else if (!is_statistics(schema))
            good = refuse_table(schema, path, status);
    }
    if (good && step != SQLITE_DONE)
        good = session_sql_failed(db, path, status);
    sqlite3_finalize(schema);
    return good &&
           (found == TABLES_NEEDED ||
            status_fail(status, STATUS_DATA,
                        "%s: is no session of this version of optop: it lacks tables", path));
}

bool session_check_tables(sqlite3 *db, const char *path, struct status *status)
{
    int64_t version;

    if (session_ask(db, "PRAGMA application_id", -1) != SESSION_APPLICATION)
        return sqlite3_errcode(db) != SQLITE_OK && sqlite3_errcode(db) != SQLITE_ROW &&
                       sqlite3_errcode(db) != SQLITE_DONE
                   ? session_sql_failed(db, path, status)
                   : status_fail(status, STATUS_DATA, "%s: is no session of optop", path);
    version = session_ask(db, "PRAGMA user_version", 0);
    if (version > SESSION_VERSION)
        return status_fail(
            status, STATUS_DATA,
            "%s: was written by a newer optop (format %lld; this one reads up to %d)", path,
            (long long)version, SESSION_VERSION);
    return compare_tables(db, path, status);
}
