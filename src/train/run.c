/* run.c - one run: its arena, its batches, its iterations; see run.h. */
#include "run.h"

#include "base/clock.h"
#include "base/vectorized.h"
#include "optim/update.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
    LANE_ROWS_MIN = 512,     /* fewer samples are not worth a lane of their own, */
    LANE_WORK_MIN = 1 << 24, /* unless samples times parameters are so many, */
    LANE_ROWS_LEAST = 32,    /* and never with fewer than these; */
    TWO_ROWS_MIN = 128,      /* but two lanes pay with so many samples, */
    TWO_WORK_MIN = 1 << 20,  /* if samples times parameters are so many */
    SLICE_ELEMENTS = 1 << 13 /* parameters that are reduced and updated together */
};

struct run {
    const struct problem *problem;
    struct run_config config;
    struct history *history;
    double seconds; /* wall time of all iterations */

    void *arena; /* holds all that follows */
    struct run_numbers *numbers;
    real *w;    /* parameters */
    real *good; /* parameters before the last update */
    real *slot[OPTIMIZER_SLOTS_MAX];
    uint32_t *order; /* order of the samples in this epoch; NULL for the full batch */
};

/* What a lane hands back; padded so that lanes of different threads share no cache line. */
struct lane {
    struct pass_sums sums;
    char padding[REAL_ALIGNMENT - sizeof(struct pass_sums)];
};

struct run_scratch {
    real *gradient[RUN_LANES_MAX]; /* the first becomes their sum */
    struct lane train[RUN_LANES_MAX], test[RUN_LANES_MAX];
    struct lane loss[RUN_LANES_MAX]; /* of the training batch, when it is not train's */
    atomic_bool not_finite;
    void *block;
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
    if (update_slot_vectors(config) < SIZE_MAX / 2 / vector_size(problem) - 3)
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
}

struct run_scratch *run_scratch_create(const struct problem *problem, struct status *status)
{
    struct run_scratch *scratch = aligned_alloc(REAL_ALIGNMENT, aligned(sizeof *scratch));
    size_t vector = aligned(problem->objective->n * sizeof(real));

    if (scratch)
        memset(scratch, 0, sizeof *scratch);
    if (scratch)
        scratch->block = aligned_alloc(REAL_ALIGNMENT, RUN_LANES_MAX * vector);
    if (!scratch || !scratch->block) {
        free(scratch);
        status_out_of_memory(status, "the gradients");
        return NULL;
    }
    for (size_t i = 0; i < RUN_LANES_MAX; i++)
        scratch->gradient[i] = (real *)(void *)((char *)scratch->block + i * vector);
    return scratch;
}

void run_scratch_free(struct run_scratch *scratch)
{
    if (scratch)
        free(scratch->block);
    free(scratch);
}

/* ---- lanes: losses and gradient -----------------------------------------------------------------
 */

/* One iteration under way; or a further question about its batch, at another point. */
struct iteration {
    struct run *run;
    const struct run_crew *crew;
    size_t first, count; /* the batch: positions in `order`, or rows */
    size_t train_lanes, test_lanes;
    size_t loss_lanes; /* the train loss is taken elsewhere than the gradient */
    bool evaluate;     /* the test loss is due */
    const real *at;    /* where the gradient is taken */
    real *sum;         /* receives the gradient */
    enum oracle_targets targets;
    uint64_t gradients; /* taken so far */
    bool unanswerable;  /* the update needs a gradient that is not finite */
    struct update update;
};

static bool is_cancelled(const struct run_crew *crew)
{
    return crew->cancel && atomic_load_explicit(crew->cancel, memory_order_relaxed);
}

/* A lane for some rows, or, when there are many parameters, for some work: rows times parameters.
 */
static size_t lanes_for(size_t rows, size_t parameters)
{
    size_t by_rows = rows / LANE_ROWS_MIN;
    bool two = rows >= TWO_ROWS_MIN && parameters >= TWO_WORK_MIN / rows;
    size_t by_work = rows * (parameters / LANE_ROWS_LEAST) / (LANE_WORK_MIN / LANE_ROWS_LEAST);
    size_t most = rows / LANE_ROWS_LEAST < RUN_LANES_MAX ? rows / LANE_ROWS_LEAST : RUN_LANES_MAX;
    size_t lanes = by_rows > by_work ? by_rows : by_work;

    lanes = lanes < most ? lanes : most;
    if (two && lanes < 2)
        return 2;
    return lanes < 1 ? 1 : lanes;
}

/* Lane i of `lanes` over rows first ... first+count-1: cut where the objective likes it, when there
 * are enough. */
static struct objective_rows lane_rows(const struct iteration *it, enum objective_split split,
                                       size_t first, size_t count, size_t i, size_t lanes)
{
    size_t together = it->run->problem->objective->rows_together;
    size_t unit = count / lanes < together ? 1 : together;
    size_t units = (count + unit - 1) / unit;
    size_t begin = units * i / lanes * unit, end = units * (i + 1) / lanes * unit;

    end = end < count ? end : count;
    return (struct objective_rows){.split = split,
                                   .index = split == OBJECTIVE_TRAIN ? it->run->order : NULL,
                                   .first = first + begin,
                                   .count = end - begin,
                                   .cancel = it->crew->cancel};
}

/* Where lane i adds up its gradient. */
static real *lane_gradient(const struct iteration *it, size_t i)
{
    return i == 0 ? it->sum : it->crew->scratch->gradient[i];
}

static void train_lane(const struct iteration *it, size_t i, void *workspace)
{
    const struct run *run = it->run;
    const struct objective *objective = run->problem->objective;
    struct lane *lane = &it->crew->scratch->train[i];
    struct objective_rows rows =
        lane_rows(it, OBJECTIVE_TRAIN, it->first, it->count, i, it->train_lanes);
    struct objective_pass pass = {.m = it->count,
                                  .sampled = it->targets == ORACLE_SAMPLED,
                                  .key = (uint64_t)run->problem->config.seed << 32 ^
                                         run->numbers->iteration};

    lane->sums = (struct pass_sums){0};
    memset(lane_gradient(it, i), 0, objective->n * sizeof(real));
    objective->type->gradient(objective, it->at, &rows, &pass, workspace, lane_gradient(it, i),
                              &lane->sums);
}

/* Losses at the weights. */
static void evaluate_lane(const struct iteration *it, const struct objective_rows *rows,
                          void *workspace, struct lane *lane)
{
    const struct objective *objective = it->run->problem->objective;

    lane->sums = (struct pass_sums){0};
    objective->type->evaluate(objective, it->run->w, rows, workspace, &lane->sums);
}

/* The training batch at the weights, when the gradient is taken elsewhere. */
static void loss_lane(const struct iteration *it, size_t i, void *workspace)
{
    struct objective_rows rows =
        lane_rows(it, OBJECTIVE_TRAIN, it->first, it->count, i, it->loss_lanes);

    evaluate_lane(it, &rows, workspace, &it->crew->scratch->loss[i]);
}

static void test_lane(const struct iteration *it, size_t i, void *workspace)
{
    size_t m = it->run->problem->objective->samples[OBJECTIVE_TEST];
    struct objective_rows rows = lane_rows(it, OBJECTIVE_TEST, 0, m, i, it->test_lanes);

    evaluate_lane(it, &rows, workspace, &it->crew->scratch->test[i]);
}

static void lane_task(void *context, size_t i, int thread)
{
    const struct iteration *it = context;
    void *workspace = it->crew->workspace[thread];

    if (is_cancelled(it->crew))
        return;
    if (i < it->train_lanes)
        train_lane(it, i, workspace);
    else if (i < it->train_lanes + it->test_lanes)
        test_lane(it, i - it->train_lanes, workspace);
    else
        loss_lane(it, i - it->train_lanes - it->test_lanes, workspace);
}

static struct pass_sums add_lanes(const struct lane *lane, size_t lanes)
{
    struct pass_sums total = {0};

    for (size_t i = 0; i < lanes; i++) {
        total.loss += lane[i].sums.loss;
        total.correct += lane[i].sums.correct;
    }
    return total;
}

/* All lanes; false when they were cancelled. */
static bool run_lanes(struct iteration *it)
{
    const struct run_crew *crew = it->crew;

    pool_run(crew->pool, lane_task, it, it->train_lanes + it->test_lanes + it->loss_lanes,
             crew->thread);
    return !is_cancelled(crew);
}

/* ---- slices: the gradient's sum and the update --------------------------------------------------
 */

static size_t slices_of(const struct run *run)
{
    return (run->problem->objective->n + SLICE_ELEMENTS - 1) / SLICE_ELEMENTS;
}

static void slice_bounds(const struct run *run, size_t i, size_t *begin, size_t *end)
{
    size_t all = run->problem->objective->n;

    *begin = i * SLICE_ELEMENTS;
    *end = all - *begin < SLICE_ELEMENTS ? all : *begin + SLICE_ELEMENTS;
}

/* Runs a task over all slices; small vectors are not worth sharing out. */
static void over_slices(struct iteration *it, pool_task *task)
{
    enum { SHARED_SLICES_MIN = 4 };
    size_t slices = slices_of(it->run);

    if (slices < SHARED_SLICES_MIN)
        for (size_t i = 0; i < slices; i++)
            task(it, i, it->crew->thread);
    else
        pool_run(it->crew->pool, task, it, slices, it->crew->thread);
}

/* Adds the gradient of l2/2 ||W||^2 + l1 ||W||_1 for the weights (not biases) of a slice. */
static void add_penalties(const struct iteration *it, size_t begin, size_t end)
{
    const struct problem *problem = it->run->problem;
    const struct objective *objective = problem->objective;
    real l2 = (real)problem->config.l2, l1 = (real)problem->config.l1;

    for (int k = 0; k < objective->tensors; k++) {
        const struct tensor *t = &objective->tensor[k];
        size_t from = t->offset > begin ? t->offset : begin;
        size_t to = t->offset + t->rows * t->cols < end ? t->offset + t->rows * t->cols : end;
        if (t->bias)
            continue;
        for (size_t i = from; i < to; i++) {
            real w = it->at[i];
            it->sum[i] += l2 * w + l1 * (real)((w > 0) - (w < 0));
        }
    }
}

/* The penalties themselves, at the point where the gradient was taken. */
static double penalties(const struct iteration *it)
{
    const struct problem *problem = it->run->problem;
    double sum = 0;

    for (int k = 0; k < problem->objective->tensors; k++) {
        const struct tensor *t = &problem->objective->tensor[k];
        const real *W = it->at + t->offset;
        size_t n = t->rows * t->cols;
        if (!t->bias && problem->config.l2 > 0)
            sum += problem->config.l2 / 2 * vector_dot(n, W, W);
        if (!t->bias && problem->config.l1 > 0)
            sum += problem->config.l1 * vector_sum_abs(n, W);
    }
    return sum;
}

VECTORIZED static bool all_finite(size_t count, const real *v)
{
    int bad = 0;

    for (size_t i = 0; i < count; i++)
        bad |= !(real_fabs(v[i]) <= REAL_MAX);
    return !bad;
}

VECTORIZED static void add(size_t count, const real *restrict share, real *restrict sum)
{
    for (size_t i = 0; i < count; i++)
        sum[i] += share[i];
}

/* g = sum of the lanes, in order; plus the penalties. */
static void reduce_task(void *context, size_t slice, int thread)
{
    const struct iteration *it = context;
    struct run_scratch *scratch = it->crew->scratch;
    const struct problem_config *config = &it->run->problem->config;
    real *g = it->sum;
    size_t begin, end;

    (void)thread;
    slice_bounds(it->run, slice, &begin, &end);
    for (size_t lane = 1; lane < it->train_lanes; lane++)
        add(end - begin, scratch->gradient[lane] + begin, g + begin);
    if (it->targets == ORACLE_DATA && (config->l2 > 0 || config->l1 > 0))
        add_penalties(it, begin, end);
    if (!all_finite(end - begin, g + begin))
        atomic_store_explicit(&scratch->not_finite, true, memory_order_relaxed);
}

/* Adds up the lanes' gradients; false when an element is not finite. */
static bool reduce(struct iteration *it)
{
    struct run_scratch *scratch = it->crew->scratch;

    atomic_store_explicit(&scratch->not_finite, false, memory_order_relaxed);
    over_slices(it, reduce_task);
    return !atomic_load_explicit(&scratch->not_finite, memory_order_relaxed);
}

/* The train loss with penalties, at the point where the gradient was taken. */
static double total_loss(const struct iteration *it)
{
    return add_lanes(it->crew->scratch->train, it->train_lanes).loss / (double)it->count +
           penalties(it);
}

/*
 * An optimizer's question about another point; see struct oracle. Where a line search looks, a
 * gradient need not be finite; one for drawn targets is needed as it is.
 */
static bool ask(void *context, enum oracle_targets targets, const real *w, real *g, double *loss)
{
    struct iteration *it = context, question = *it;

    question.at = w;
    question.sum = g;
    question.targets = targets;
    question.test_lanes = question.loss_lanes = 0;
    it->gradients++;
    if (!run_lanes(&question))
        return false;
    if (!reduce(&question) && targets == ORACLE_SAMPLED) {
        it->unanswerable = true;
        return false;
    }
    *loss = total_loss(&question);
    if (targets == ORACLE_DATA)
        update_treat_other(&it->update, w, g, loss);
    return true;
}

static void treat_task(void *context, size_t slice, int thread)
{
    const struct iteration *it = context;
    size_t begin, end;

    (void)thread;
    slice_bounds(it->run, slice, &begin, &end);
    update_treat(&it->update, begin, end);
}

static void update_task(void *context, size_t slice, int thread)
{
    const struct iteration *it = context;
    size_t begin, end;

    (void)thread;
    slice_bounds(it->run, slice, &begin, &end);
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
    update->g = it->sum;
    update->before = run->good;
    update->step = (struct step){.w = run->w,
                                 .g = it->sum,
                                 .slot = run->slot,
                                 .stride = vector_size(problem) / sizeof(real),
                                 .scalar = run->numbers->scalar,
                                 .hyper = run->config.value,
                                 .lr = lr,
                                 .loss = total_loss(it),
                                 .t = run->numbers->iteration + 1,
                                 .samples = it->count,
                                 .tensor = problem->objective->tensor,
                                 .tensors = problem->objective->tensors,
                                 .oracle = &oracle};
    update_begin(update);
    if (update_treats(update))
        over_slices(it, treat_task);
    if (!update_prepare(update))
        return false;
    over_slices(it, update_task);
    return true;
}

/* ---- an iteration ------------------------------------------------------------------------------
 */

/* Chooses the batch; at the start of an epoch draws its order. */
static void choose_batch(struct iteration *it)
{
    struct run *run = it->run;
    const struct problem *problem = run->problem;
    size_t m = problem->objective->samples[OBJECTIVE_TRAIN],
           per_epoch = problem->iterations_per_epoch;
    uint64_t epoch = run->numbers->iteration / per_epoch + 1;

    it->first = (size_t)(run->numbers->iteration % per_epoch) * problem->batch;
    it->count = m - it->first < problem->batch ? m - it->first : problem->batch;
    if (run->order && run->numbers->epoch != epoch) {
        rng_permutation(&run->numbers->batches, run->order, m);
        run->numbers->epoch = epoch;
    }
}

/* What is recorded of the iteration, but for the learning rate. */
static struct history_row make_row(const struct iteration *it)
{
    const struct run_scratch *scratch = it->crew->scratch;
    struct pass_sums train = it->loss_lanes > 0 ? add_lanes(scratch->loss, it->loss_lanes)
                                                : add_lanes(scratch->train, it->train_lanes);
    struct pass_sums test = add_lanes(scratch->test, it->test_lanes);
    const struct objective *objective = it->run->problem->objective;
    double m = (double)it->count, m_test = (double)objective->samples[OBJECTIVE_TEST];
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
    bool good_losses = losses_finite(&row), good = good_losses && reduce(it);

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
    struct iteration it = {.run = run,
                           .crew = crew,
                           .at = update_point(&run->config, run->w, run->slot),
                           .sum = crew->scratch->gradient[0],
                           .gradients = 1};
    double started = clock_now();

    choose_batch(&it);
    it.evaluate = problem_evaluates(problem, run->numbers->iteration);
    it.train_lanes = lanes_for(it.count, objective->n);
    it.test_lanes = it.evaluate ? lanes_for(objective->samples[OBJECTIVE_TEST], objective->n) : 0;
    it.loss_lanes = it.at != run->w ? it.train_lanes : 0;
    return run_lanes(&it) && conclude(&it, started);
}

/* ---- looking at a run ---------------------------------------------------------------------------
 */

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
