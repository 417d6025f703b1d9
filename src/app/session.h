/*
 * session.h - a race recorded in a file while it is trained: begun, opened again, continued.
 *
 * The file is an SQLite database, so that every write is complete or absent, and programs in every
 * language can read it. Tables (described in man/optop-session.5; session_schema.c is the master):
 * `meta` precision, arithmetic, a checksum of the data and the race's length; `settings` the
 * problem's settings as on the command line; `seeds` the replicas' seeds; `journal` the events, one
 * line of text each; `runs` the runs; `segments` their configurations and the states from which
 * these are in force; `rows` the histories in plain columns; `places` the paths on test functions;
 * `checkpoints` states as replica_write makes them, with a checksum; `finals` the figures of the
 * states reached; `screen` the settings of the screen; `owner` the program that has the session
 * open. Configurations are stored as text and checked like those of the command line when they are
 * read.
 *
 * While the session is open the database is in WAL mode and has two files beside it; closed, it is
 * one. A separate thread writes: rows at least every two seconds, states so rarely that they cost
 * less than half a percent of a processor, both soon after an event or a pause. The thread copies
 * rows from the histories under the race's lock, a few hundred at a time, and commits them in
 * transactions of bounded size; where rows come faster than it can write, it lags, and the view
 * shows how far. Plans, states and the journal, which only the race's owner may read, are copied by
 * the owner when the thread asks for them: in session_offer, between two iterations. An owner that
 * is about to wait says so (session_rest), and the thread may read for itself until it returns. A
 * transaction has rows, states and journal of one moment or of a part of its rows, never of two
 * futures: events are applied to the file in their order, each dropping the rows and states beyond
 * it.
 *
 * Opening: schema, types, ranges and order of everything are checked, then the problem is made
 * from its settings, its data compared with their checksum, the histories read, every replica put
 * to its last state and trained on to the end of its rows, which must come out as recorded.
 */
#ifndef OPTOP_SESSION_H
#define OPTOP_SESSION_H

#include "train/race.h"

struct session;

/* The ending of a session's file: what w and optop FILE know it by. */
#define SESSION_ENDING ".optop"
bool session_is_path(const char *path);

enum session_mode {
    SESSION_NEW,     /* there must be no race in the file, if there is one */
    SESSION_REPLACE, /* a race in it is replaced when the new one begins */
    SESSION_OPEN,    /* there must be one: it goes on */
    SESSION_EITHER,  /* it goes on if there is one */
    SESSION_ANY,     /* the file must be there, a race need not be in it */
};

/*
 * Opens the file and takes possession of it; nothing is written before session_begin. STATUS_SYSTEM
 * where another program has it (who), or the file cannot be used; STATUS_DATA where it is no
 * session, or one of another precision or of a newer format. NULL then.
 */
struct session *session_open(const char *path, enum session_mode mode, struct status *status);

/* Ends the session if that has not been done, gives the file back and frees; the race goes on
 * without. NULL is allowed. */
void session_free(struct session *session);

/* Is there a race in it? A program that was killed early has left none. */
bool session_has_race(const struct session *session);

/* ---- of a session that has a race ---- */

const struct problem_config *session_problem(const struct session *session);
/* The same as it was given when the session began, wherever the data are now. */
const struct problem_config *session_recorded(const struct session *session);
uint64_t session_iterations(const struct session *session);

/* A setting of the screen, or NULL; as session_set_screen was given it. */
const char *session_screen(const struct session *session, const char *name);

/*
 * Restores the race on the problem made from session_problem, which it takes over, and trains it to
 * its last row, measured as asked for; checkpoints have `memory` bytes. STATUS_DATA where the data
 * differ or the file is damaged; can be cancelled. The session must then begin with this race.
 */
struct race *session_race(struct session *session, struct problem *problem, int threads,
                          uint64_t memory, const struct measures *measures, struct status *status);

/* Remarks after session_race: "", or a sentence or two. */
const char *session_remark(const struct session *session);

/* ---- keeping ---- */

/*
 * Writes the whole race and starts the thread. On failure the session is as it was. The race stays
 * the caller's, and must live until session_end or session_free.
 */
bool session_begin(struct session *session, struct race *race, struct status *status);

/* The race's owner calls it between iterations and after events; it costs next to nothing. */
void session_offer(struct session *session);

/* While `resting`, the owner does not touch the race. */
void session_rest(struct session *session, bool resting);

/* The settings of the screen, pairs of name and text; kept with the next write. Any thread. */
void session_set_screen(struct session *session, const char *name, const char *text);

struct session_view {
    uint64_t lag;                     /* rows that are not written yet */
    char trouble[STATUS_MESSAGE_MAX]; /* why nothing can be written at present; "": all is well */
};
/* Any thread. */
void session_look(struct session *session, struct session_view *view);

const char *session_path(const struct session *session);

/* Writes the rest, including the states reached, and makes it one file. The owner calls it,
 * last of all but session_free. */
bool session_end(struct session *session, struct status *status);

#endif
