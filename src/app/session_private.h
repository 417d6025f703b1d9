/*
 * session_private.h - declarations shared by session.c (ownership of the file), session_read.c
 * (reading), session_moment.c (the race as it is at a moment), session_write.c and session_rows.c
 * (writing a moment) and session_thread.c (the thread that writes). For these and their tests only.
 */
#ifndef OPTOP_SESSION_PRIVATE_H
#define OPTOP_SESSION_PRIVATE_H

#include "session.h"
#include "session_schema.h"

#include <pthread.h>

enum {
    SESSION_SCREEN_MAX = 32,    /* settings of the screen */
    SESSION_CHECKPOINTS = 8,    /* states per replica in a file */
    SESSION_BATCH_ROWS = 16384, /* rows of a transaction, about */
    SESSION_TEXT_MAX = 128,
};

/* The part of a replica that is in the file. */
struct session_kept {
    int id, index;
    uint64_t rows;
};

struct session_mirror {
    struct session_kept *kept;
    size_t count, capacity;
    size_t events; /* of the journal */
};

struct moment_run {
    int id, parent;
    uint64_t forked_at;
    struct run_config config; /* in force, as asked for */
    struct plan plan;
};

struct moment_replica {
    uint64_t rows, iteration;
    bool has_final;
    struct history_row final;
    unsigned char *bytes; /* the state; `size` 0: it is not wanted */
    size_t size, capacity;
};

/* A race as it was at a moment, but for the rows. */
struct moment {
    struct event *event;
    size_t events;
    uint64_t iterations;
    int runs, seeds;
    struct moment_run *run;
    struct moment_replica *replica; /* a run's seeds one after the other */
    size_t replica_capacity;
    bool states;
    double seconds; /* of a processor that taking the states cost */
};

struct session_setting {
    char name[SESSION_TEXT_MAX], text[SESSION_TEXT_MAX];
};

struct session {
    char path[PROBLEM_PATH_MAX];
    sqlite3 *db;
    enum session_mode mode;
    bool made;     /* the file is this program's */
    bool has_race; /* there was one in the file */
    bool revived;  /* and it is the one that goes on */
    bool to_begin; /* the first transaction replaces the contents */
    bool begun;    /* the race is in it */
    char key[64];  /* of this possession */

    /* As read. */
    struct problem_config recorded; /* as the file has it */
    struct problem_config problem;  /* with data where they are now */
    uint64_t iterations;
    uint64_t fingerprint;
    bool other_arithmetic;
    uint64_t *seed;
    int seeds;
    char remark[STATUS_MESSAGE_MAX];

    /* Keeping: the writer's, or under `lock`. */
    struct race *race;
    struct session_mirror mirror;
    sqlite3_stmt *insert_row, *insert_place;
    struct moment moment;
    pthread_t thread;
    bool threaded;
    pthread_mutex_t lock;
    pthread_cond_t turn;
    bool stopping;
    bool resting; /* the owner leaves the race alone */
    bool filled;  /* the moment is to be written */
    bool settled; /* all there is of a resting race has been written */
    bool urgent;  /* something has happened: soon */
    atomic_bool wanted;
    size_t events_offered; /* the owner's */
    double states_due;     /* seconds of the clock */
    uint64_t moment_rows;  /* all rows of the race at the moment */
    bool whole;            /* a moment with its states has been written ... */
    uint64_t whole_rows;   /* ... when there were so many rows */

    pthread_mutex_t view_lock; /* over what follows */
    uint64_t written;          /* rows */
    char trouble[STATUS_MESSAGE_MAX];
    struct session_setting screen[SESSION_SCREEN_MAX];
    int screens;
    bool screen_changed;
};

/* ---- session.c ---- */

/* A session of an open database whose tables have been checked; takes it over. NULL on errors. */
struct session *session_adopt(sqlite3 *db, const char *path, struct status *status);

/* Checks that this program still has the session. */
bool session_is_mine(struct session *session, struct status *status);

/* ---- session_read.c ---- */

/* Everything but the race. */
bool session_read_facts(struct session *session, struct status *status);

/* Puts `folder` before the name of a file that is not there, if it is found so. */
void session_find_file(char *path, const char *folder);

/* ---- session_moment.c ---- */

/* The race's owner, or a thread that may take its place, copies a moment. */
bool moment_take(struct moment *moment, struct race *race, bool states, struct status *status);
void moment_clear(struct moment *moment);

/* ---- session_write.c ---- */

/* By what arithmetic figures come from here on. */
bool session_write_arithmetic(struct session *session, struct status *status);

/*
 * Updates the file to the moment, in transactions. False with STATUS_CANCELLED: the race was
 * replaced meanwhile; the file is consistent.
 */
bool session_write_moment(struct session *session, struct status *status);

/* The same up to the end of the first transaction. */
bool session_write_first(struct session *session, struct status *status);

/* ---- session_rows.c ---- */

/* Writes rows of all replicas of the moment, about a transaction's. *all: there are none left. */
bool session_write_rows(struct session *session, bool *all, struct status *status);

/* ---- session_write.c, for the others ---- */

/* The part of a replica that is in the file; NULL: none. */
struct session_kept *session_find_kept(struct session_mirror *mirror, int id, int index);
/* The same, created when it is missing. NULL without memory. */
struct session_kept *session_add_kept(struct session_mirror *mirror, int id, int index);

#endif
