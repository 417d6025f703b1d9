/*
 * sweep_store.h - sweeps in a session's file: the list of jobs when a sweep begins, and each result
 * as soon as it is there. The file's tables are described in man/optop-session.5; session_schema.c
 * is the master. The session keeps others away; this is a connection of its own beside it.
 *
 * What a file has may come from anybody: types and ranges are checked, and values pass the
 * validators of the command line.
 */
#ifndef OPTOP_SWEEP_STORE_H
#define OPTOP_SWEEP_STORE_H

#include "session.h"
#include "sweep_summary.h"

struct sweep_store;

/* On an open session, which must outlive it. NULL with a status. */
struct sweep_store *sweep_store_open(struct session *session, struct status *status);
void sweep_store_free(struct sweep_store *store); /* NULL is allowed */

/* The number of sweeps in the file; they are numbered from 1. -1: it cannot be read. */
int sweep_store_count(struct sweep_store *store, struct status *status);

/* ---- the sweep that results are kept of ------------------------------------------------------ */

/*
 * Goes on with the sweep of this list, or begins it. With `alone`, another list's sweep that is
 * there already is STATUS_INVALID, which names the first difference. `confirms`: the checksum of
 * the sweep whose best it trains again, or 0; sweeps with and without are kept apart.
 */
bool sweep_store_begin(struct sweep_store *store, const struct sweep_wish *wish,
                       const struct sweep_plan *plan, const struct problem *problem,
                       uint64_t confirms, bool alone, struct status *status);

/* Adds what the file has of it to the results. */
bool sweep_store_results(struct sweep_store *store, const struct sweep_plan *plan,
                         struct sweep_results *results, struct status *status);

/* Where and how fast a job was done; no result depends on it. */
struct sweep_place {
    double seconds;
    char host[64], machine[64];
};

/* The host and the kind of processor of this process. */
void sweep_place_here(struct sweep_place *place);

/* Keeps a result: when it returns, the death of this process does not lose it. */
bool sweep_store_keep(struct sweep_store *store, const struct sweep_plan *plan,
                      const struct sweep_result *result, const struct sweep_place *place,
                      struct status *status);

/* The places, one a job that is there, in the order of the jobs. */
typedef bool sweep_place_reader(void *context, uint64_t job, const struct sweep_place *place,
                                struct status *status);
bool sweep_store_places(struct sweep_store *store, sweep_place_reader *read, void *context,
                        struct status *status);

/* ---- a sweep as a file has it ---------------------------------------------------------------- */

/* Everything that sweep_plan_make needs, and the problem's settings. */
struct sweep_record {
    int number;
    struct problem_config problem; /* with data where they are now */
    struct sweep_wish wish;
    struct run_config *run;
    int runs;
    uint64_t seed[SEEDS_MAX];
    int seeds;
    uint64_t iterations;
    struct target target;
    uint64_t hash, confirms;
};

/* The request that the record makes; it points into the record. */
struct sweep_request sweep_record_request(const struct sweep_record *record);

/* Reads sweep `number`, whose results sweep_store_results then reads. The caller clears the record,
 * also on failure. */
bool sweep_store_read(struct sweep_store *store, int number, struct sweep_record *record,
                      struct status *status);
void sweep_record_clear(struct sweep_record *record); /* a zeroed one is allowed */

#endif
