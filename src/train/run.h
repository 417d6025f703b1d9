/*
 * run.h - one optimizer training on the problem: a plan, and a replica for each seed. Knows neither
 * networks nor data, and no other run; the race calls it.
 */
#ifndef OPTOP_RUN_H
#define OPTOP_RUN_H

#include "optim/probe.h"
#include "replica.h"

struct run;

/* A run at state 0, a replica for each of the problem's seeds. The problem must outlive it. */
struct run *run_create(const struct problem *problem, const struct run_config *config,
                       struct status *status);
/* The same by a plan, which it takes over, also on failure. */
struct run *run_create_planned(const struct problem *problem, struct plan *plan,
                               struct status *status);
void run_free(struct run *run);

/* Bytes that a run takes besides its history; UINT64_MAX on overflow. */
uint64_t run_memory(const struct problem *problem, const struct run_config *config);

/*
 * A run without replicas for each seed yet, which follows another plan; it takes the plan over,
 * also on failure.
 */
struct run *run_branch(const struct run *run, struct plan *plan, struct status *status);

/* Makes sure that the next iteration's rows can be recorded without allocating. */
bool run_reserve(struct run *run, struct status *status);

/* One iteration of the replicas that are furthest behind among those that live; see
 * replica_iterate. */
bool run_iterate(struct run *run, const struct run_crew *crew);
/* One iteration of a live replica. */
bool run_iterate_replica(struct run *run, int i, const struct run_crew *crew);

/*
 * Resolves automatic totals that the next update of a replica which has completed `state` updates
 * would resolve, for a race of so many iterations. Under the race's lock.
 */
void run_resolve_totals(struct run *run, uint64_t state, double iterations);

/*
 * Evaluates the state that each live replica has reached on all test and all training samples,
 * unless that is done. This adds no row and does not affect further training. False when it was
 * cancelled.
 */
bool run_evaluate(struct run *run, const struct run_crew *crew);

/* Records the updates of the first replica, or frees the record. */
void run_watch(struct run *run, bool on);
/* The record; NULL: updates are not recorded. */
const struct probe *run_probe(const struct run *run);

int run_replicas(const struct run *run);
struct replica *run_replica(const struct run *run, int i);
/* Takes ownership; the previous one, if any, is freed. */
void run_set_replica(struct run *run, int i, struct replica *replica);

const struct plan *run_plan(const struct run *run);

/* Where the run was forked from: the parent's id, and the state; 0: nowhere. */
int run_parent(const struct run *run);
uint64_t run_forked_at(const struct run *run);
void run_set_parent(struct run *run, int parent, uint64_t at);

/* Gives it another name; "" removes the name. Under the crew's lock. */
void run_rename(struct run *run, const char *name);

/* Is there a replica that can go on? */
bool run_is_live(const struct run *run);
/* Updates that the furthest of the replicas has completed. */
uint64_t run_iteration(const struct run *run);
/* Updates that the furthest and the last live replica have completed; 0, UINT64_MAX: none lives. */
uint64_t run_leader(const struct run *run);
uint64_t run_laggard(const struct run *run);

/*
 * ---- of the replica that stands for the run ----
 *
 * That is the first one that lives; where none does, the first of those that came furthest.
 */
const struct replica *run_speaker(const struct run *run);

/* The result of run_evaluate, NULL unless it was at the present state. */
const struct history_row *run_final(const struct run *run);
/* The hyperparameters in force for the next update, as they were given. */
const struct run_config *run_get_config(const struct run *run);
/* The same, an automatic total resolved: at the first update, until then for so many iterations. */
struct run_config run_config_in_force(const struct run *run, double iterations);
const struct run_numbers *run_get_numbers(const struct run *run);
const struct history *run_get_history(const struct run *run);
double run_seconds(const struct run *run);

/* The parameter vector, as long as the objective says. An iteration puts it elsewhere. */
const real *run_parameters(const struct run *run);

#endif
