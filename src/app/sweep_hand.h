/*
 * sweep_hand.h - hands out the jobs of a sweep that are left to do, longest first: to the threads
 * of this process, and to other processes (ranks) where there are any; and takes their results. How
 * ranks are reached is theirs who make them. Knows no file.
 */
#ifndef OPTOP_SWEEP_HAND_H
#define OPTOP_SWEEP_HAND_H

#include "sweep_estimate.h"
#include "sweep_store.h"
#include "sweep_team.h"

/* Other processes, which do jobs of the same list. */
struct sweep_ranks {
    void *context;
    int ranks;          /* besides this one */
    const int *threads; /* of each */
    const struct sweep_place *place;
    bool (*give)(void *context, int rank, uint64_t job);
    /* A result that has arrived, if there is one; does not wait. */
    bool (*take)(void *context, int *rank, struct sweep_done *done);
};

/* What is to be done, and with whom. */
struct sweep_errand {
    const struct problem *problem;
    const struct sweep_plan *plan;
    const struct sweep_results *results;   /* those that are there are not done again */
    const struct sweep_estimate *estimate; /* NULL: the jobs are handed out in their order */
    int part, parts;                       /* see struct sweep_options */
    int threads;
    const struct sweep_ranks *ranks; /* NULL: none */
    const atomic_bool *cancel;
    /* A result came: it is to be added to `results`. False with a status ends the errand. */
    bool (*keep)(void *context, const struct sweep_done *done, const struct sweep_place *place,
                 struct status *status);
    /* Called a few times a second, with the iterations that the threads here have completed. */
    void (*look)(void *context, uint64_t iterations);
    void *context;
};

/* The jobs that are left to do. */
uint64_t sweep_left(const struct sweep_errand *errand);

/*
 * Returns when all of them are done: true; or with STATUS_CANCELLED, or an error of `keep` or of a
 * job. Jobs under way are then lost.
 */
bool sweep_hand_out(const struct sweep_errand *errand, struct status *status);

/*
 * The other side, in a rank: does what `take` brings until it says that no more is to come, and
 * hands the results to `give`. Both do not wait.
 */
struct sweep_service {
    const struct problem *problem;
    const struct sweep_plan *plan;
    int threads;
    const atomic_bool *cancel;
    void *context;
    bool (*take)(void *context, uint64_t *job, bool *ended);
    bool (*give)(void *context, const struct sweep_done *done);
};
bool sweep_serve(const struct sweep_service *service, struct status *status);

/*
 * The threads of one of a machine's ranks: of each processor that it may use, a part as large as
 * that of the other ranks that may use it; all of that rounded down, but one at least. `sets`: for
 * each rank `size` bytes, with a bit for each processor that the rank may use.
 */
int sweep_share(const unsigned char *sets, size_t size, int ranks, int rank);

#endif
