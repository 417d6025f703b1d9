/*
 * race.h - the runs on one problem: same initial weights, same data, same batches, advancing in
 * lockstep on a pool of threads; and the snapshots that a screen draws. Knows no screen.
 *
 * One thread, the race's owner, calls everything here but race_snapshot, which any thread may call
 * at any time: it waits at most while a few figures are copied, never for training.
 *
 * Lockstep: an iteration advances every live run by one. A run that is behind the others (added or
 * edited while the race was on) first catches up; the others wait for it.
 */
#ifndef OPTOP_RACE_H
#define OPTOP_RACE_H

#include "journal.h"
#include "optim/probe.h"
#include "run.h"
#include "span.h"
#include "spread.h"
#include "measures.h"
#include "x_scale.h"

enum { RACE_THREADS_MAX = POOL_THREADS_MAX, RACE_ITERATIONS = 100 };
#define RACE_MEMORY (UINT64_C(256) << 20)

struct race;

/*
 * Takes ownership of the problem, also on failure. threads 0: one per core. Its length is
 * RACE_ITERATIONS until race_set_iterations says otherwise.
 */
struct race *race_create(struct problem *problem, int threads, struct status *status);
void race_free(struct race *race);

/*
 * Adds a run with fresh weights; returns its id (> 0, never used again), 0 on failure. Memory is
 * the only limit to their number. STATUS_INVALID when its values contradict the race's iterations,
 * or another run has its name; this holds for all functions that take a configuration.
 */
int race_add(struct race *race, const struct run_config *config, struct status *status);

/* Another optimizer or other hyperparameters: the run starts again from the initial weights. */
bool race_configure(struct race *race, int id, const struct run_config *config,
                    struct status *status);
bool race_remove(struct race *race, int id, struct status *status);

/* Another name, "" for none; training goes on. STATUS_INVALID when it is that of another run. */
bool race_rename(struct race *race, int id, const char *name, struct status *status);

/*
 * Changes the number of threads (0: one per core); no result depends on it. On failure the race
 * keeps its threads.
 */
bool race_set_threads(struct race *race, int threads, struct status *status);

/*
 * The number of iterations planned for the race: the default of a schedule's total, taken when a
 * run makes its first update. Nothing else depends on it; the caller stops iterating.
 */
bool race_set_iterations(struct race *race, uint64_t iterations, struct status *status);

/* All runs start again from the same initial weights, by their plans. */
bool race_reset(struct race *race, struct status *status);

/*
 * Run `id` (0: all) goes back to state s, after s updates: rows from s on are dropped, runs that
 * diverged there can be trained again; runs that have not passed s stay as they are. Plans stay, so
 * further training gives the same curves as before.
 *
 * This and the two below may have to train up to s again, from the nearest checkpoint. Recomputed
 * rows are compared with the recorded ones: STATUS_DATA when a bit differs. A call that fails or is
 * cancelled (STATUS_CANCELLED; cancel may be NULL) changes nothing.
 */
bool race_rewind(struct race *race, int id, uint64_t s, const atomic_bool *cancel,
                 struct status *status);

/*
 * Run `id` goes on with other values from state s on; rows from s on and later changes of its plan
 * are dropped. Slots and step count go on where the optimizer and its slots' layout are the same,
 * otherwise both start anew. `restarts`: the schedule's clock starts again at s; it does in any
 * case where schedule, warm-up or total differ from those in force there. For s = 0 the run starts
 * again.
 */
bool race_change(struct race *race, int id, uint64_t s, const struct run_config *config,
                 bool restarts, const atomic_bool *cancel, struct status *status);

/*
 * A new run that is its parent up to state s and goes on with its own values, as a change does.
 * Returns its id, 0 on failure.
 */
int race_fork(struct race *race, int parent, uint64_t s, const struct run_config *config,
              bool restarts, const atomic_bool *cancel, struct status *status);

/*
 * The memory for all checkpoints together (RACE_MEMORY at first), from which the three functions
 * above start; each replica has the same share. `interval`: the least number of updates between
 * two; 0: as many as cost a hundred times a checkpoint, by an estimate. Takes effect as checkpoints
 * are taken; no result depends on it.
 */
void race_set_memory(struct race *race, uint64_t bytes, uint64_t interval);

/*
 * The measurements from now on; all zero at first. Cosines of successive updates cost a further
 * pass over the parameters, and are recorded from the next iteration on if requested.
 */
void race_set_measures(struct race *race, const struct measures *measures);
const struct measures *race_measures(const struct race *race);

/*
 * Takes back the last event that is not undone: an addition, edit, change, fork, rewind, removal,
 * reset, other name, or other number of iterations. STATUS_INVALID once the race has been trained
 * beyond its state right after that event; runs that only catch up do not count.
 */
bool race_undo(struct race *race, struct status *status);

/* From here on no event so far can be undone. */
void race_forget_undo(struct race *race);

/* The events in order. The journal belongs to the race. */
const struct journal *race_journal(const struct race *race);

/* Moves a run to another place among the runs, counted from 0. That is no event. */
void race_move(struct race *race, int id, int place);

/* The number of iterations planned for the race. */
uint64_t race_iterations_wanted(const struct race *race);

/*
 * The number of checkpoints that fit the budget for a replica of such a run, up to
 * REPLICA_CHECKPOINTS_MAX, when the race has `runs` runs.
 */
int race_checkpoints_within(const struct race *race, const struct run_config *config, int runs);

/*
 * ---- For any thread at any time, like race_snapshot ----
 *
 * Progress of a rewind, change or fork: iterations recomputed, and their total; 0: none in
 * progress.
 */
void race_recomputed(const struct race *race, uint64_t *done, uint64_t *all);

/* A copy of a run's plan, for plan_clear. STATUS_INVALID when there is no run of that id. */
bool race_copy_plan(struct race *race, int id, struct plan *plan, struct status *status);

/* A copy of the journal, for journal_clear. */
bool race_copy_journal(struct race *race, struct journal *journal, struct status *status);

/*
 * One iteration: every live run that is furthest behind advances by one. When *cancel becomes true
 * the call returns early (STATUS_CANCELLED): runs that had finished the iteration keep it, the
 * others are as before, and the next call completes it. Also fails on lack of memory, with
 * nothing changed. cancel may be NULL.
 */
bool race_iterate(struct race *race, const atomic_bool *cancel, struct status *status);

/*
 * Evaluates the state that each live run has reached on all test and all training samples, where
 * its rows do not say it (problem_evaluates_always). STATUS_CANCELLED when *cancel becomes true:
 * runs that were done keep their figures. Snapshots have them as `final`.
 */
bool race_evaluate(struct race *race, const atomic_bool *cancel, struct status *status);

/* Is there a state that race_evaluate would evaluate? */
bool race_wants_evaluation(const struct race *race);

/*
 * Bytes that a race of these runs takes, but for histories, checkpoints and activations; UINT64_MAX
 * when they cannot be counted. threads 0: one per core.
 */
uint64_t race_memory_for(const struct problem *problem, const struct run_config *runs, int n_runs,
                         int threads);
/* The same of a race that is there, and what its checkpoints may take. */
uint64_t race_memory(const struct race *race);
uint64_t race_checkpoint_memory(const struct race *race);

/*
 * Which class the weights that run i (counted from 0) has reached see in each sample of a split;
 * changes nothing. STATUS_INVALID where there are no classes, STATUS_CANCELLED.
 */
bool race_classify(struct race *race, int i, enum objective_split split, uint16_t *class,
                   const atomic_bool *cancel, struct status *status);

/*
 * Records the updates of run `id` from now on, under its first seed, and those of the other runs
 * where that takes little memory; 0: of none. To be called again when runs were added or replaced.
 * Costs a copy of the run's vectors before and after each update; no result depends on it.
 */
void race_watch(struct race *race, int id);

/* The weight that is looked at. */
struct race_weight {
    bool largest;   /* the one with the largest gradient, */
    size_t element; /* or this one */
};

enum race_sight {
    RACE_UNSEEN,    /* the run's last update was made before it was watched, or there is none */
    RACE_NO_MEMORY, /* for the record */
    RACE_SEEN,
};

/* The numbers of a weight in the last update of run `id`, which is watched. */
enum race_sight race_read_watched(const struct race *race, int id, const struct race_weight *weight,
                                  struct probe_reading *reading);

/* Iterations done by the leading run, and by the one furthest behind among those that live. */
uint64_t race_iteration(const struct race *race);
uint64_t race_laggard(const struct race *race);

/* Iterations done by the furthest of those that live. */
uint64_t race_leader(const struct race *race);

/* Runs, and how many of them have not diverged. */
int race_runs(const struct race *race);
int race_live(const struct race *race);

const struct problem *race_problem(const struct race *race);

/* Run i, counted in order from 0; for the race's owner only. */
const struct run *race_run(const struct race *race, int i);
int race_run_id(const struct race *race, int i);

/*
 * Which part of the histories a snapshot samples: the rows whose x is at least `begin` and below
 * `end`, in columns of equal width on the scale. An iteration's x is its row's number, the
 * gradients evaluated or the seconds trained before it: each run has rows of its own there.
 */
enum { RACE_COLUMNS_MAX = 1024 };
struct race_view {
    enum x_kind x;
    double begin, end;
    bool logarithmic;
    double least; /* see struct x_scale */
    size_t columns;
    uint32_t curves;          /* bit c: curve c is sampled; 0: all are */
    enum smoothing smoothing; /* of curves that fluctuate and have a value in every row */
    enum spread spread;       /* of runs with several seeds */
    bool has_cursor;
    size_t cursor;  /* a state: snapshots have each run's figures at its x ... */
    int cursor_run; /* ... in the run of this id; without one, of the first */
    bool at_x;      /* the cursor is not a state but an x: */
    double cursor_x;
    bool paths; /* where the objective has two parameters: through their plane */
};

/* A run's way through the plane of two parameters. */
struct run_path {
    double (*place)[2]; /* from the start to the state reached, or the one at the cursor */
    size_t points;      /* see path.h; the last one is where the run stands; 0: there is none */
};

/* The losses and accuracies of a run that tables show. */
struct run_figures {
    double value[CURVE_TEST_ACCURACY + 1];
    uint64_t tested; /* updates done by the weights of test loss and accuracies */
};

/* Quartiles over a run's seeds; NaN where it has only one, or no figure. */
struct run_spread {
    double low[CURVE_TEST_ACCURACY + 1], high[CURVE_TEST_ACCURACY + 1];
};

/* A run's figures at the cursor. */
struct run_at {
    bool there;                   /* it has got so far; of several replicas, one of them */
    size_t state;                 /* its last state at or before the cursor's x */
    struct history_row row;       /* of that state */
    struct history_row evaluated; /* the latest up to there with test loss and accuracies ... */
    size_t evaluated_at;          /* ... and of which state */
    double smoothed;              /* the train loss, as the view smooths it */
    struct run_spread spread;     /* of the figures that tables show */
};

/*
 * When a run reached the target. Of several replicas: the medians over all of them, those that
 * missed it counted as infinitely late; reached if these are finite.
 */
struct run_target {
    bool reached;
    double at; /* the state; the effort until then: */
    double gradients, seconds;
};

enum { RUN_CHANGES_SHOWN = 8 };

/* The figures of a replica. */
struct replica_snapshot {
    uint64_t seed;
    enum run_state state;
    uint64_t iteration;   /* iterations done */
    uint64_t diverged_at; /* the iteration whose loss or gradient was not finite */
    enum run_condition condition;
    uint64_t condition_at;             /* the state from which it has been so */
    struct history_row last;           /* the latest row; NaN before the first */
    struct history_row last_evaluated; /* the latest row with test loss and accuracies */
    uint64_t evaluated_at;             /* its number: the updates done before it */
    bool has_final;
    struct history_row final; /* of the state reached, over all samples; see race_evaluate */
    double smoothed;          /* the latest train loss, as the view smooths it */
    struct run_figures shown;
    struct run_at at;
    struct run_target target;
    double best; /* the lowest test loss of all rows; without a test split, train loss; or NaN */
    double gradients, seconds;
};

/*
 * The figures of a run. One with several replicas has the medians of theirs over all seeds: one
 * that diverged counts as having the highest loss, and the lowest accuracy, there is; in figures
 * that are neither it is left out. It has diverged when all of them have, and its iterations are
 * those that all live ones have done.
 */
struct run_snapshot {
    int id;
    struct run_config config; /* in force: an automatic total is resolved */
    struct run_config asked;  /* as given */
    enum run_state state;
    uint64_t iteration; /* iterations done */
    enum run_condition condition;
    uint64_t condition_at;             /* the state from which it has been so */
    uint64_t diverged_at;              /* the iteration whose loss or gradient was not finite */
    struct history_row last;           /* the latest row; NaN before the first */
    struct history_row last_evaluated; /* the latest row with test loss and accuracies */
    uint64_t evaluated_at;             /* its number: the updates done before it */
    bool has_final;
    struct history_row final; /* of the state reached, over all samples; see race_evaluate */
    double smoothed;          /* the latest train loss, as the view smooths it */
    struct run_figures shown;
    struct run_spread spread; /* of `shown` */
    struct run_at at;         /* where the view has a cursor */
    struct run_target target;
    int replicas;                              /* as many as the problem has seeds ... */
    int diverged, stalled, converged, reached; /* ... and how many of them have */
    struct replica_snapshot *replica;
    int parent;         /* the id of the run that it was forked from ... */
    uint64_t forked_at; /* ... and at which state; 0: it was not */
    double forked_x;    /* that state's x, in the view */
    int changes;        /* the latest changes of its hyperparameters since: how many, and ... */
    uint64_t changed_at[RUN_CHANGES_SHOWN]; /* ... the states, the latest first, and their x */
    double changed_x[RUN_CHANGES_SHOWN];
    double seconds;            /* wall-clock time of its iterations */
    uint64_t gradients;        /* gradient evaluations */
    struct run_path path;      /* if the view requests it */
    struct span *span[CURVES]; /* `columns` each; count 0: no row falls in the column */
    /* Of runs with several replicas, as the view shows their spread: */
    struct band *band[CURVES]; /* `columns` each; without several replicas not to be read */
    double *seed[CURVES];      /* for each column the values of the first `seeds` replicas or NaN;
                                * NULL: none are shown */
    int seeds;
};

struct race_snapshot {
    uint64_t iteration;
    bool whole;    /* the figures shown of training data are those of all, not of a batch */
    bool smoothed; /* the train losses shown are averages over batches */
    bool tested;   /* there are test data */
    bool untested; /* there are live runs whose state has not been evaluated */
    int runs;
    struct run_snapshot *run; /* `runs` of them */
    struct measures measures;
    struct race_view view;
    double reached;  /* the largest x, in the view, that a run has reached */
    double least;    /* the smallest x > 0 of a row; 0: there is none */
    double cursor_x; /* where the view has a cursor */

    /* The snapshot's own memory. */
    int capacity; /* runs that fit, each with `spans` columns per curve */
    size_t spans;
    int seeds; /* replicas of a run that fit */
    struct span *storage;
    struct band *bands;
    double *values; /* of curves of seeds */
    size_t values_room;
    struct replica_snapshot *replicas;
    double *scratch; /* SNAPSHOT_SCRATCH for each replica */
    double (*places)[2];
};

/* Copies the figures; memory in the snapshot is reused (start with all zero). */
bool race_snapshot(struct race *race, const struct race_view *view, struct race_snapshot *snapshot,
                   struct status *status);
void race_snapshot_free(struct race_snapshot *snapshot);

/*
 * A run's spans: of several replicas, in each column the medians of their lowest, highest, last and
 * smoothed values there. A replica without a row in a column in which others have one counts with
 * its last value before it; one that has diverged before it, as in struct run_snapshot. The curves
 * end where the first of those that live ends, and have no span where half of them have diverged.
 */

/* The left edge of a view's column: column c covers x from edge c on, below edge c + 1. */
double race_view_edge(const struct race_view *view, size_t column);

#endif
