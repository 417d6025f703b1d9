/*
 * resume.h - the race that a command line asks for: begun anew, or, where its session exists, gone
 * on with.
 */
#ifndef OPTOP_RESUME_H
#define OPTOP_RESUME_H

#include "options.h"
#include "session.h"

/* What batch mode trains. */
struct resumed {
    struct race *race;
    struct session *session; /* NULL: nothing is kept */
    uint64_t iterations;
    struct agenda_clerk clerk; /* of the forks and changes that are still to come */
};

/*
 * Makes the race, or takes it from the session and compares it with what is asked for:
 * STATUS_INVALID names the first difference. Says on standard error what there is to be said of the
 * session. Keeping has begun when it returns. agenda_end, session_free and race_free are the
 * caller's. Can be cancelled.
 */
bool resume(struct resumed *resumed, const struct options *options, struct status *status);

/*
 * The session that the options name, for the screen: one that is gone on with, or one without a
 * race. `iterations` becomes the race's length. NULL with STATUS_INVALID where the options and the
 * file do not go together.
 */
struct session *resume_open(const struct options *options, uint64_t *iterations,
                            struct status *status);

#endif
