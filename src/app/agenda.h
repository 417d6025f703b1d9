/*
 * agenda.h - forks and changes requested on the command line: the event, its run, and the state at
 * which it takes place. Batch mode and the worker carry them out. Knows no screen.
 */
#ifndef OPTOP_AGENDA_H
#define OPTOP_AGENDA_H

#include "train/race.h"

/* A fork or change. Runs are numbered from 1, forks after all others. */
struct agenda_item {
    bool fork; /* else a change */
    uint64_t at;
    int run;    /* that is changed; the number that the fork gets */
    int parent; /* of the fork */
    struct run_config config;
    bool restarts; /* the schedule's clock; see race_change */
};

/* Ordered by `at`, then as given. */
struct agenda {
    struct agenda_item *item;
    int items;
};

/* Parses one as typed: RUN@S:NAME[:KEY=VALUE,...], or RUN@S:[NAME:]KEY=VALUE,... for a change. */
struct agenda_wish {
    bool fork;
    const char *text;
};

/*
 * Reads the requests, based on the values that these runs have at those states, for a race of so
 * many iterations. STATUS_INVALID describes the error, beginning with "--fork: " or "--change: ".
 */
bool agenda_make(struct agenda *agenda, const struct agenda_wish *wish, int wishes,
                 const struct run_config *run, int runs, uint64_t iterations,
                 struct status *status);
/* An agenda that is all zero is allowed. */
void agenda_free(struct agenda *agenda);

/* An agenda that is being carried out. */
struct agenda_clerk {
    const struct agenda *agenda; /* NULL: there is nothing to do */
    int next;                    /* item */
    int runs;                    /* that there are beside the forks */
    int *id;                     /* of each number; 0: not forked yet */
};

/* For a race that has just got its runs. The agenda must live as long. STATUS_MEMORY. */
bool agenda_begin(struct agenda_clerk *clerk, const struct agenda *agenda, const struct race *race,
                  struct status *status);
/* For a race with `runs` runs and the forks that the first `done` items have made. */
bool agenda_resume(struct agenda_clerk *clerk, const struct agenda *agenda, const struct race *race,
                   int runs, int done, struct status *status);
void agenda_end(struct agenda_clerk *clerk);

/* Is an item left, and has the race reached the state of the next one? */
bool agenda_is_pending(const struct agenda_clerk *clerk);
bool agenda_is_due(const struct agenda_clerk *clerk, const struct race *race);

/*
 * Carries out the next item. On failure, which the status explains, the item is dropped. Can be
 * cancelled.
 */
bool agenda_act(struct agenda_clerk *clerk, struct race *race, const atomic_bool *cancel,
                struct status *status);

#endif
