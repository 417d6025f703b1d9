/* run.c - one run: its arena, its batches, its iterations; see run.h. */
#include "run.h"

#include "base/clock.h"
#include "optim/update.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct run {
    const struct problem *problem;
    struct run_config config;
    struct history *history;
    struct history_row final; /* of the state after final_at updates, over all samples */
    uint64_t final_at;        /* 0: unknown */
    double seconds; /* wall time of all iterations */

    void *arena; /* holds all that follows */
    struct run_numbers *numbers;
    real *w;    /* parameters */
    real *good; /* parameters before the last update */
    real *slot[OPTIMIZER_SLOTS_MAX];
    uint32_t *order; /* order of the samples in this epoch; NULL for the full batch */
};

/* ---- memory ------------------------------------------------------------------------------------
 */

static size_t aligned(size_t bytes)
{
    return (bytes + REAL_ALIGNMENT - 1) / REAL_ALIGNMENT * REAL_ALIGNMENT;
}

static bool in_batches(const struct problem *problem)
{
    return problem->batch < problem->objective->samples[OBJECTIVE_TRAIN];
}

/* Bytes of a vector as long as the parameters. */
static size_t vector_size(const struct problem *problem)
{
    return aligned(problem->objective->n * sizeof(real));
}

/* Finds the arena's parts; with base 0 only counts. Returns the size. */
static size_t lay_out(struct run *run, char *base)
{
    const struct problem *problem = run->problem;
    size_t vector = vector_size(problem);
    size_t used = aligned(sizeof(struct run_numbers));

    run->numbers = (struct run_numbers *)(void *)base;
    if (base) {
        run->w = (real *)(void *)(base + used);
        run->good = (real *)(void *)(base + used + vector);
        update_lay_out(&run->config, (real *)(void *)(base + used + 2 * vector),
                       vector / sizeof(real), run->slot);
    }
    used += (2 + update_slot_vectors(&run->config)) * vector;
    if (in_batches(problem)) {
        if (base)
            run->order = (uint32_t *)(void *)(base + used);
        used += aligned(problem->objective->samples[OBJECTIVE_TRAIN] * sizeof(uint32_t));
    }
    return used;
}

uint64_t run_memory(const struct problem *problem, const struct run_config *config)
{
    struct run run = {.problem = problem, .config = *config};
    bool countable = update_slot_vectors(config) < SIZE_MAX / 2 / vector_size(problem) - 3;

    return countable ? sizeof run + lay_out(&run, NULL) : UINT64_MAX;
}

struct run *run_create(const struct problem *problem, const struct run_config *config,
                       struct status *status)
{
    struct run *run = calloc(1, sizeof *run);

    if (!run) {
        status_out_of_memory(status, "a run");
        return NULL;
    }
    run->problem = problem;
    run->config = *config;
    if (run_memory(problem, config) < UINT64_MAX)
        run->arena = aligned_alloc(REAL_ALIGNMENT, lay_out(run, NULL));
    if (!run->arena) {
        run_free(run);
        status_out_of_memory(status, "a run's parameters");
        return NULL;
    }
    lay_out(run, run->arena);
    run->history = history_create(status);
    if (!run->history) {
        run_free(run);
        return NULL;
    }
    run_reset(run);
    return run;
}

void run_free(struct run *run)
{
    if (!run)
        return;
    history_free(run->history);
    free(run->arena);
    free(run);
}

void run_reset(struct run *run)
{
    const struct problem *problem = run->problem;
    size_t n = problem->objective->n;

    memset(run->arena, 0, lay_out(run, run->arena));
    memcpy(run->w, problem->initial, n * sizeof *run->w);
    memcpy(run->good, problem->initial, n * sizeof *run->good);
    update_reset(&run->config, run->w, n, vector_size(problem) / sizeof(real), run->slot,
                 run->numbers->scalar);
    schedule_reset(&run->numbers->schedule);
    rng_seed(&run->numbers->batches, (uint32_t)problem->config.seed);
    history_clear(run->history);
    run->seconds = 0;
    run->final_at = 0;
}

/* ---- an iteration's questions ------------------------------------------------------------------
 */

/* One iteration under way. */
struct iteration {
    struct run *run;
    const struct run_crew *crew;
    struct pass pass;
    bool evaluate;      /* the test loss is due */
    uint64_t gradients; /* taken so far */
    bool unanswerable;  /* the update needs a gradient that is not finite */
    struct update update;
};

/*
 * An optimizer's question about another point; see struct oracle. Where a line search looks, a
 * gradient need not be finite; one for drawn targets is needed as it is.
 */
static bool ask(void *context, enum oracle_targets targets, const real *w, real *g, double *loss)
{
    struct iteration *it = context;
    struct pass question = it->pass;

    question.at = w;
    question.sum = g;
    question.sampled = targets == ORACLE_SAMPLED;
    question.test_lanes = question.loss_lanes = 0;
    it->gradients++;
    if (!pass_run(&question))
        return false;
    if (!pass_reduce(&question) && question.sampled) {
        it->unanswerable = true;
        return false;
    }
    *loss = pass_objective(&question);
    if (!question.sampled)
        update_treat_other(&it->update, w, g, loss);
    return true;
}

static void treat_task(void *context, size_t slice, int thread)
{
    const struct iteration *it = context;
    size_t begin, end;

    (void)thread;
    lanes_slice(it->pass.objective->n, slice, &begin, &end);
    update_treat(&it->update, begin, end);
}

static void update_task(void *context, size_t slice, int thread)
{
    const struct iteration *it = context;
    size_t begin, end;

    (void)thread;
    lanes_slice(it->pass.objective->n, slice, &begin, &end);
    update_slice(&it->update, begin, end);
}

/* The update; false when it was cancelled, or unanswerable: then nothing has changed. */
static bool update_weights(struct iteration *it, double lr)
{
    struct run *run = it->run;
    const struct problem *problem = run->problem;
    const struct oracle oracle = {.ask = ask, .context = it};
    struct update *update = &it->update;

    update->config = &run->config;
    update->n = problem->objective->n;
    update->g = it->pass.sum;
    update->before = run->good;
    update->step = (struct step){.w = run->w,
                                 .g = it->pass.sum,
                                 .slot = run->slot,
                                 .stride = vector_size(problem) / sizeof(real),
                                 .scalar = run->numbers->scalar,
                                 .hyper = run->config.value,
                                 .lr = lr,
                                 .loss = pass_objective(&it->pass),
                                 .t = run->numbers->iteration + 1,
                                 .samples = it->pass.count,
                                 .tensor = problem->objective->tensor,
                                 .tensors = problem->objective->tensors,
                                 .oracle = &oracle};
    update_begin(update);
    if (update_treats(update))
        lanes_over_slices(it->crew, it->pass.objective->n, treat_task, it);
    if (!update_prepare(update))
        return false;
    lanes_over_slices(it->crew, it->pass.objective->n, update_task, it);
    return true;
}

/* ---- an iteration --------------------------------------------------------------------------- */

/* Chooses the batch; at the start of an epoch draws its order. */
static void choose_batch(struct iteration *it)
{
    struct run *run = it->run;
    const struct problem *problem = run->problem;
    size_t m = problem->objective->samples[OBJECTIVE_TRAIN],
           per_epoch = problem->iterations_per_epoch;
    uint64_t epoch = run->numbers->iteration / per_epoch + 1;

    it->pass.first = (size_t)(run->numbers->iteration % per_epoch) * problem->batch;
    it->pass.count = m - it->pass.first < problem->batch ? m - it->pass.first : problem->batch;
    if (run->order && run->numbers->epoch != epoch) {
        rng_permutation(&run->numbers->batches, run->order, m);
        run->numbers->epoch = epoch;
    }
}

/* What is recorded of the iteration, but for the learning rate. */
static struct history_row make_row(const struct iteration *it)
{
    const struct pass *pass = &it->pass;
    const struct objective *objective = pass->objective;
    struct pass_sums train = pass->loss_lanes > 0 ? pass_loss(pass) : pass_train(pass);
    struct pass_sums test = pass_test(pass);
    double m = (double)pass->count, m_test = (double)objective->samples[OBJECTIVE_TEST];
    struct history_row row = history_no_row();

    row.value[CURVE_TRAIN_LOSS] = train.loss / m;
    row.evaluated = it->evaluate;
    if (it->evaluate)
        row.value[CURVE_TEST_LOSS] = test.loss / m_test;
    if (it->evaluate && objective->classes) {
        row.value[CURVE_TRAIN_ACCURACY] = (double)train.correct / m;
        row.value[CURVE_TEST_ACCURACY] = (double)test.correct / m_test;
    }
    return row;
}

static bool losses_finite(const struct history_row *row)
{
    return isfinite(row->value[CURVE_TRAIN_LOSS]) &&
           (!row->evaluated || isfinite(row->value[CURVE_TEST_LOSS]));
}

/* Makes the update when all is finite, and records the row. False when it was cancelled. */
static bool conclude(struct iteration *it, double started)
{
    struct run *run = it->run;
    struct history_row row = make_row(it);
    const struct run_config config = run_config_in_force(run, it->crew->iterations);
    struct schedule schedule = run_config_schedule(&config);
    struct schedule_state state = run->numbers->schedule;
    double lr =
        schedule_rate(&schedule, run->numbers->iteration, row.value[CURVE_TRAIN_LOSS], &state);
    bool good_losses = losses_finite(&row), good = good_losses && pass_reduce(&it->pass);

    row.value[CURVE_LEARNING_RATE] = lr;
    if (good && !update_weights(it, lr)) {
        if (!it->unanswerable)
            return false;
        good = false;
    }
    if (!good_losses)
        memcpy(run->w, run->good, run->problem->objective->n * sizeof *run->w);

    pthread_mutex_lock(it->crew->lock);
    history_append(run->history, &row);
    run->final_at = 0;
    run->numbers->gradients += it->gradients;
    if (good) {
        run->numbers->iteration++;
        run->numbers->total = run_config_total(&config);
        run->numbers->schedule = state;
    } else {
        run->numbers->state = RUN_DIVERGED;
        run->numbers->diverged_at = run->numbers->iteration;
    }
    run->seconds += clock_now() - started;
    pthread_mutex_unlock(it->crew->lock);
    return true;
}

bool run_reserve(struct run *run, struct status *status)
{
    return history_reserve(run->history, status);
}

bool run_iterate(struct run *run, const struct run_crew *crew)
{
    const struct problem *problem = run->problem;
    const struct objective *objective = problem->objective;
    struct iteration it = {.run = run, .crew = crew, .gradients = 1};
    struct pass *pass = &it.pass;
    double started = clock_now();

    *pass = (struct pass){.objective = objective,
                          .crew = crew,
                          .l2 = problem->config.l2,
                          .l1 = problem->config.l1,
                          .order = run->order,
                          .at = update_point(&run->config, run->w, run->slot),
                          .sum = run_scratch_gradient(crew->scratch),
                          .key = problem->config.seed << 32 ^ run->numbers->iteration,
                          .w = run->w};
    choose_batch(&it);
    it.evaluate = problem_evaluates(problem, run->numbers->iteration);
    pass->train_lanes = lanes_for(objective, pass->count);
    pass->test_lanes = it.evaluate ? lanes_for(objective, objective->samples[OBJECTIVE_TEST]) : 0;
    pass->loss_lanes = pass->at != run->w ? pass->train_lanes : 0;
    return pass_run(pass) && conclude(&it, started);
}

/* ---- the state reached ---------------------------------------------------------------------- */

bool run_evaluate(struct run *run, const struct run_crew *crew)
{
    const struct objective *objective = run->problem->objective;
    size_t m = objective->samples[OBJECTIVE_TRAIN], m_test = objective->samples[OBJECTIVE_TEST];
    struct pass pass = {.objective = objective, .crew = crew, .count = m, .w = run->w};
    struct history_row final = history_no_row();

    pass.test_lanes = m_test > 0 ? lanes_for(objective, m_test) : 0;
    pass.loss_lanes = lanes_for(objective, m);
    if (!pass_run(&pass))
        return false;
    final.value[CURVE_TRAIN_LOSS] = pass_loss(&pass).loss / (double)m;
    if (m_test > 0)
        final.value[CURVE_TEST_LOSS] = pass_test(&pass).loss / (double)m_test;
    if (objective->classes)
        final.value[CURVE_TRAIN_ACCURACY] = (double)pass_loss(&pass).correct / (double)m;
    if (objective->classes && m_test > 0)
        final.value[CURVE_TEST_ACCURACY] = (double)pass_test(&pass).correct / (double)m_test;
    final.evaluated = true;
    pthread_mutex_lock(crew->lock);
    run->final = final;
    run->final_at = run->numbers->iteration;
    pthread_mutex_unlock(crew->lock);
    return true;
}

const struct history_row *run_final(const struct run *run)
{
    bool known = run->final_at > 0 && run->final_at == run->numbers->iteration;

    return known ? &run->final : NULL;
}

/* ---- looking at a run ----------------------------------------------------------------------- */

const struct run_config *run_get_config(const struct run *run)
{
    return &run->config;
}

struct run_config run_config_in_force(const struct run *run, double iterations)
{
    double total = run->numbers->total;

    return run_config_resolve(&run->config, total > 0 ? total : iterations);
}

const struct run_numbers *run_get_numbers(const struct run *run)
{
    return run->numbers;
}

const struct history *run_get_history(const struct run *run)
{
    return run->history;
}

double run_seconds(const struct run *run)
{
    return run->seconds;
}

const real *run_parameters(const struct run *run)
{
    return run->w;
}
