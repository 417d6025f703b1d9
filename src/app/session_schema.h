/*
 * session_schema.h - a session's database: its tables, opening it so that nothing in it can do
 * harm, and messages about SQLite's errors. For the session_*.c files only.
 */
#ifndef OPTOP_SESSION_SCHEMA_H
#define OPTOP_SESSION_SCHEMA_H

#include "base/status.h"

#include <sqlite3.h>
#include <stdint.h>

enum {
    SESSION_APPLICATION = 0x6f70746f, /* "opto": application_id */
    SESSION_VERSION = 1,              /* user_version: of this program's tables */
};

/* The database's settings: defensive, no foreign triggers or views, no extensions. */
void session_harden(sqlite3 *db);

/* Makes the tables of an empty database. */
bool session_make_tables(sqlite3 *db, const char *path, struct status *status);

/* Makes the tables of sweeps that an older file lacks; in a transaction of the caller. */
bool session_make_sweep_tables(sqlite3 *db, const char *path, struct status *status);
bool session_has_sweep_tables(sqlite3 *db);

/* Is there the table `places`, which files of older programs lack? And makes it for them. */
bool session_has_places(sqlite3 *db);
bool session_make_places(sqlite3 *db, const char *path, struct status *status);

/* Has the database exactly the tables of this version? STATUS_DATA describes the difference. */
bool session_check_tables(sqlite3 *db, const char *path, struct status *status);

/*
 * Records SQLite's latest error in a sentence that begins with `path`; returns false. STATUS_DATA
 * where the file is damaged or no database, else STATUS_SYSTEM.
 */
bool session_sql_failed(sqlite3 *db, const char *path, struct status *status);

/* Runs statements without results. */
bool session_run(sqlite3 *db, const char *sql);

/* The number that a statement returns; `otherwise` where it returns none. */
int64_t session_ask(sqlite3 *db, const char *sql, int64_t otherwise);

/* Steps a statement without results, and resets it for the next values. */
bool session_step(sqlite3_stmt *statement);

/* "train_loss,test_loss,...": the columns of the curves, and "?4,?5,...", from `first`. Returns
 * text. */
char *session_curve_columns(char *text, size_t size);
char *session_curve_values(int first, char *text, size_t size);
/* "train_loss,...": the columns of the figures of a sweep's jobs. Returns text. */
char *session_figure_columns(char *text, size_t size);

enum { SESSION_SQL_MAX = 2048 };

#endif
