/*
 * sweep_store_private.h - what sweep_store.c (writing) and sweep_store_read.c (reading) share; for
 * these and their tests only.
 */
#ifndef OPTOP_SWEEP_STORE_PRIVATE_H
#define OPTOP_SWEEP_STORE_PRIVATE_H

#include "session_schema.h"
#include "sweep_store.h"

struct sweep_store {
    char path[PROBLEM_PATH_MAX];
    sqlite3 *db;
    bool borrowed; /* the database is another's */
    int number;    /* the sweep that results are kept of; 0: none yet */
    sqlite3_stmt *insert_result, *insert_time;
};

/* On a database that stays the caller's. */
struct sweep_store *sweep_store_over(sqlite3 *db, const char *path, struct status *status);

bool sweep_store_failed(struct sweep_store *store, struct status *status);

/*
 * Runs a statement once for values of these types: i int64_t, t const char *, d double, r the same
 * but NULL where it is not finite.
 */
bool sweep_store_run(struct sweep_store *store, struct status *status, const char *sql,
                     const char *types, ...);

/* The number that a new sweep of the file has. STATUS_INVALID: there is none left. */
bool sweep_store_next(struct sweep_store *store, int64_t *number, struct status *status);

/* The text that a query for the sweep, and where it has a second place for `name`, returns;
 * "missing": there is none. All return text. */
char *sweep_store_text(struct sweep_store *store, const char *sql, int64_t number, const char *name,
                       char *text, size_t size);
char *sweep_store_fact(struct sweep_store *store, int64_t number, const char *name, char *text,
                       size_t size);
char *sweep_store_config(struct sweep_store *store, int64_t number, int config, char *text,
                         size_t size);

#endif
