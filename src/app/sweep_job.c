/* sweep_job.c - a job of a sweep; see sweep_job.h. */
#include "sweep_job.h"

#include "train/replica.h"

#include <math.h>
#include <stdlib.h>

const char *const sweep_end_names[SWEEP_ENDS] = {
    [SWEEP_FINISHED] = "finished",   [SWEEP_DIVERGED] = "diverged", [SWEEP_STALLED] = "stalled",
    [SWEEP_CONVERGED] = "converged", [SWEEP_REACHED] = "reached",
};

/* clang-format off */
const struct sweep_figure_spec sweep_figures[SWEEP_FIGURES] = {
    {"train_loss", CURVE_TRAIN_LOSS, false, "train loss at the end"},
    {"test_loss", CURVE_TEST_LOSS, false, "test loss at the end"},
    {"train_accuracy", CURVE_TRAIN_ACCURACY, false,
     "share of the training samples classified correctly at the end"},
    {"test_accuracy", CURVE_TEST_ACCURACY, false,
     "share of the test samples classified correctly at the end"},
    {"best_train_loss", CURVE_TRAIN_LOSS, true,
     "lowest train loss of any iteration; in minibatches, of a batch"},
    {"best_test_loss", CURVE_TEST_LOSS, true,
     "lowest test loss of any iteration at which it was evaluated"},
    {"best_train_accuracy", CURVE_TRAIN_ACCURACY, true, "highest train accuracy of any iteration"},
    {"best_test_accuracy", CURVE_TEST_ACCURACY, true, "highest test accuracy of any iteration"},
};
/* clang-format on */

/* ---- a thread's place ------------------------------------------------------------------------ */

struct sweep_bench {
    const struct problem *problem;
    struct pool *pool; /* of this thread alone */
    void *workspace;
    struct run_scratch *scratch;
    pthread_mutex_t lock;
};

void sweep_bench_free(struct sweep_bench *bench)
{
    if (!bench)
        return;
    if (bench->workspace)
        bench->problem->objective->type->workspace_free(bench->workspace);
    run_scratch_free(bench->scratch);
    pool_free(bench->pool);
    pthread_mutex_destroy(&bench->lock);
    free(bench);
}

static bool furnish(struct sweep_bench *bench, struct status *status)
{
    const struct objective *objective = bench->problem->objective;

    bench->pool = pool_create(1, status);
    bench->scratch = bench->pool ? run_scratch_create(bench->problem, status) : NULL;
    if (!bench->scratch || !objective->type->workspace_create)
        return bench->scratch != NULL;
    bench->workspace = objective->type->workspace_create(objective, status);
    return bench->workspace != NULL;
}

struct sweep_bench *sweep_bench_create(const struct problem *problem, struct status *status)
{
    struct sweep_bench *bench = calloc(1, sizeof *bench);

    if (!bench) {
        status_out_of_memory(status, "a thread of the sweep");
        return NULL;
    }
    bench->problem = problem;
    pthread_mutex_init(&bench->lock, NULL);
    if (furnish(bench, status))
        return bench;
    sweep_bench_free(bench);
    return NULL;
}

uint64_t sweep_bench_memory(const struct problem *problem, const struct sweep_plan *plan)
{
    double lanes = (double)lanes_for(problem->objective, problem->batch);
    double bytes = lanes * (double)problem->objective->n * (double)sizeof(real);
    uint64_t most = 0;

    for (int c = 0; c < plan->configs; c++) {
        uint64_t one = replica_memory(problem, &plan->config[c].config);

        most = one > most ? one : most;
    }
    bytes += (double)most + (double)history_memory_for(plan->iterations);
    return bytes < 0x1p63 ? (uint64_t)bytes : UINT64_MAX;
}

/* ---- figures --------------------------------------------------------------------------------- */

/* The last row where every row has all figures, else the state reached. */
static struct history_row final_row(struct replica *replica, const struct run_crew *crew)
{
    const struct history *history = replica->history;
    struct history_row row = history_no_row();

    if (problem_evaluates_always(replica->problem) && history_length(history) > 0)
        row = history_get(history, history_length(history) - 1);
    else if (replica_evaluate(replica, crew) && replica_final(replica))
        row = *replica_final(replica);
    return row;
}

static double best_of(const struct history *history, enum curve curve,
                      const struct history_row *final)
{
    struct history_span span = history_span(history, curve, 0, history_length(history));
    bool more = curve_specs[curve].scale == 100;
    double last = final->value[curve], best = more ? span.max : span.min;

    if (isfinite(last) && !(more ? best >= last : best <= last))
        return last;
    return best;
}

/* Without a state that was reached, figures of the end are none. */
static bool take_figures(struct replica *replica, const struct run_crew *crew,
                         struct sweep_result *result)
{
    bool diverged = replica->numbers->state == RUN_DIVERGED;
    struct history_row final = diverged ? history_no_row() : final_row(replica, crew);

    for (int f = 0; f < SWEEP_FIGURES; f++)
        result->figure[f] = sweep_figures[f].best
                                ? best_of(replica->history, sweep_figures[f].curve, &final)
                                : final.value[sweep_figures[f].curve];
    result->iterations = replica->numbers->iteration;
    result->gradients = replica->numbers->gradients;
    return !crew->cancel || !atomic_load(crew->cancel);
}

/* ---- training -------------------------------------------------------------------------------- */

/* Is it over, and how did it end? */
static bool has_ended(const struct replica *replica, const struct sweep_plan *plan,
                      struct sweep_result *result)
{
    const struct run_numbers *numbers = replica->numbers;
    bool batches = replica->problem->batch < replica->problem->objective->samples[OBJECTIVE_TRAIN];
    size_t row;

    if (numbers->state == RUN_DIVERGED)
        result->end = SWEEP_DIVERGED;
    else if (plan->target.wanted &&
             target_reached(&plan->target, replica->history, batches, &row)) {
        result->end = SWEEP_REACHED;
        result->reached = true;
        result->reached_at = row;
    } else if (numbers->condition == RUN_STALLED)
        result->end = SWEEP_STALLED;
    else if (numbers->condition == RUN_CONVERGED)
        result->end = SWEEP_CONVERGED;
    else
        return numbers->iteration >= plan->iterations;
    return true;
}

static bool train(struct replica *replica, const struct plan *plan, const struct sweep_plan *sweep,
                  uint64_t most, const struct run_crew *crew, const struct sweep_control *control,
                  struct sweep_result *result, struct status *status)
{
    while (!has_ended(replica, sweep, result) &&
           (most == 0 || replica->numbers->iteration < most)) {
        if (control->wait)
            control->wait(control->context);
        if (!history_reserve(replica->history, status))
            return false;
        if (!replica_iterate(replica, plan, crew))
            return status_fail(status, STATUS_CANCELLED, "cancelled");
        if (control->iterations)
            atomic_fetch_add_explicit(control->iterations, 1, memory_order_relaxed);
    }
    return take_figures(replica, crew, result) ||
           status_fail(status, STATUS_CANCELLED, "cancelled");
}

bool sweep_do(struct sweep_bench *bench, const struct sweep_plan *plan, uint64_t job, uint64_t most,
              const struct sweep_control *control, struct sweep_result *result,
              struct status *status)
{
    const struct run_config *config = &plan->config[sweep_job_config(plan, job)].config;
    const struct run_crew crew = {.pool = bench->pool,
                                  .workspace = &bench->workspace,
                                  .scratch = bench->scratch,
                                  .iterations = (double)plan->iterations,
                                  .lock = &bench->lock,
                                  .cancel = control->cancel};
    struct replica *replica;
    struct plan own;
    bool good;

    *result = (struct sweep_result){.job = job};
    if (!plan_make(&own, config, status))
        return false;
    replica = replica_create(bench->problem, sweep_job_seed(plan, job), &own, status);
    good = replica && train(replica, &own, plan, most, &crew, control, result, status);
    replica_free(replica);
    plan_clear(&own);
    return good;
}
