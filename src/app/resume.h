/*
 * resume.h - the race requested by a command line: a new one, or, if its session exists, the
 * continued one.
 */
#ifndef OPTOP_RESUME_H
#define OPTOP_RESUME_H

#include "options.h"
#include "session.h"

/* The race that batch mode trains. */
struct resumed {
    struct race *race;
    struct session *session; /* NULL: nothing is kept */
    uint64_t iterations;
    struct agenda_clerk clerk; /* of the forks and changes that are still to come */
};

/*
 * Makes the race, or takes it from the session and compares it with the options: STATUS_INVALID
 * names the first difference. Prints remarks about the session on standard error. When it returns,
 * the session records the race. The caller calls agenda_end, session_free and race_free. Can be
 * cancelled.
 */
bool resume(struct resumed *resumed, const struct options *options, struct status *status);

/*
 * The session that the options name, for the screen: one to be continued, or one without a race.
 * `iterations` becomes the race's length. NULL with STATUS_INVALID where the options contradict the
 * file.
 */
struct session *resume_open(const struct options *options, uint64_t *iterations,
                            struct status *status);

/* Is the session's race on the problem that is asked for? STATUS_INVALID names what differs. */
bool resume_same_problem(const struct session *session, const struct problem_config *asked,
                         struct status *status);

#endif
