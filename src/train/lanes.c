/* lanes.c - the work of a pass, shared out among threads; see lanes.h. */
#include "lanes.h"

#include "base/array.h"
#include "base/vector.h"
#include "base/vectorized.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    LANE_ROWS_MIN = 512,      /* fewer samples are not worth a lane of their own, */
    LANE_WORK_MIN = 1 << 24,  /* unless samples times parameters are so many, */
    LANE_ROWS_LEAST = 32,     /* and never with fewer than these; */
    TWO_ROWS_MIN = 128,       /* but two lanes pay with so many samples, */
    TWO_WORK_MIN = 1 << 20,   /* if samples times parameters are so many; */
    SHEET_SIZE_MIN = 1 << 19, /* a small batch goes by way of a sheet with so many parameters */
    SLICE_ELEMENTS = 1 << 13  /* parameters that are reduced and updated together */
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
    double *square;           /* of each slice of the gradient */
    struct vector_move *move; /* of each slice of the weights */
    const struct objective_sheets *sheets;
    void *sheet; /* of the batch, where it goes this way */
    void *block;
};

/* ---- memory ------------------------------------------------------------------------------------
 */

static size_t slices_of(size_t n)
{
    return (n + SLICE_ELEMENTS - 1) / SLICE_ELEMENTS;
}

/* In smaller networks it costs less to add up lanes. */
static bool takes_sheet(const struct objective *objective, size_t rows)
{
    const struct objective_sheets *sheets = objective->type->sheets;

    return sheets && objective->n >= SHEET_SIZE_MIN && sheets->takes(objective, rows);
}

double run_scratch_memory(const struct problem *problem)
{
    const struct objective *objective = problem->objective;
    size_t gradients =
        takes_sheet(objective, problem->batch) ? 1 : lanes_for(objective, problem->batch);

    return (double)gradients * (double)objective->n * (double)sizeof(real);
}

static bool make_sheet(struct run_scratch *scratch, const struct problem *problem,
                       struct status *status)
{
    const struct objective *objective = problem->objective;

    if (!takes_sheet(objective, problem->batch))
        return true;
    scratch->sheets = objective->type->sheets;
    scratch->sheet = scratch->sheets->create(objective, problem->batch, status);
    return scratch->sheet != NULL;
}

struct run_scratch *run_scratch_create(const struct problem *problem, struct status *status)
{
    struct run_scratch *scratch = aligned_alloc(REAL_ALIGNMENT, array_padded(sizeof *scratch));
    size_t vector = array_padded(problem->objective->n * sizeof(real));
    size_t slices = slices_of(problem->objective->n);

    if (scratch)
        memset(scratch, 0, sizeof *scratch);
    if (scratch) {
        scratch->block = aligned_alloc(REAL_ALIGNMENT, RUN_LANES_MAX * vector);
        scratch->square = calloc(slices, sizeof *scratch->square);
        scratch->move = calloc(slices, sizeof *scratch->move);
    }
    if (!scratch || !scratch->block || !scratch->square || !scratch->move) {
        run_scratch_free(scratch);
        status_out_of_memory(status, "the gradients");
        return NULL;
    }
    for (size_t i = 0; i < RUN_LANES_MAX; i++)
        scratch->gradient[i] = (real *)(void *)((char *)scratch->block + i * vector);
    if (!make_sheet(scratch, problem, status)) {
        run_scratch_free(scratch);
        return NULL;
    }
    return scratch;
}

real *run_scratch_gradient(struct run_scratch *scratch)
{
    return scratch->gradient[0];
}

void run_scratch_free(struct run_scratch *scratch)
{
    if (scratch) {
        if (scratch->sheet)
            scratch->sheets->free(scratch->sheet);
        free(scratch->square);
        free(scratch->move);
        free(scratch->block);
    }
    free(scratch);
}

/* ---- lanes: losses and gradient -----------------------------------------------------------------
 */

static bool is_cancelled(const struct run_crew *crew)
{
    return crew->cancel && atomic_load_explicit(crew->cancel, memory_order_relaxed);
}

/* A lane for some rows, or, when there are many parameters, for some work: rows times parameters.
 */
size_t lanes_for(const struct objective *objective, size_t rows)
{
    size_t parameters = objective->n;
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
static struct objective_rows lane_rows(const struct pass *pass, enum objective_split split,
                                       size_t first, size_t count, size_t i, size_t lanes)
{
    size_t together = pass->objective->rows_together;
    size_t unit = count / lanes < together ? 1 : together;
    size_t units = (count + unit - 1) / unit;
    size_t begin = units * i / lanes * unit, end = units * (i + 1) / lanes * unit;

    end = end < count ? end : count;
    return (struct objective_rows){.split = split,
                                   .rows = {.index = split == OBJECTIVE_TRAIN ? pass->order : NULL,
                                            .first = first + begin,
                                            .count = end - begin},
                                   .cancel = pass->crew->cancel};
}

/* Where lane i adds up its gradient. */
static real *lane_gradient(const struct pass *pass, size_t i)
{
    return i == 0 ? pass->sum : pass->crew->scratch->gradient[i];
}

/* The batch's rows are laid on the scratch's sheet. */
static bool has_sheet(const struct pass *pass)
{
    return pass->train_lanes > 0 && pass->crew->scratch->sheet &&
           takes_sheet(pass->objective, pass->count);
}

static struct objective_pass how_of(const struct pass *pass)
{
    return (struct objective_pass){.m = pass->count, .sampled = pass->sampled, .key = pass->key};
}

static void train_lane(const struct pass *pass, size_t i, void *workspace)
{
    const struct objective *objective = pass->objective;
    struct run_scratch *scratch = pass->crew->scratch;
    struct lane *lane = &scratch->train[i];
    struct objective_rows rows =
        lane_rows(pass, OBJECTIVE_TRAIN, pass->first, pass->count, i, pass->train_lanes);
    const struct objective_pass how = how_of(pass);

    lane->sums = (struct pass_sums){0};
    if (has_sheet(pass)) {
        scratch->sheets->rows(objective, pass->at, &rows, rows.rows.first - pass->first, &how,
                              scratch->sheet, &lane->sums);
        return;
    }
    memset(lane_gradient(pass, i), 0, objective->n * sizeof(real));
    objective->type->gradient(objective, pass->at, &rows, &how, workspace, lane_gradient(pass, i),
                              &lane->sums);
}

/* Losses at the weights. */
static void evaluate_lane(const struct pass *pass, const struct objective_rows *rows,
                          void *workspace, struct lane *lane)
{
    lane->sums = (struct pass_sums){0};
    pass->objective->type->evaluate(pass->objective, pass->w, rows, workspace, &lane->sums);
}

/* The training batch at the weights, when the gradient is taken elsewhere. */
static void loss_lane(const struct pass *pass, size_t i, void *workspace)
{
    struct objective_rows rows =
        lane_rows(pass, OBJECTIVE_TRAIN, pass->first, pass->count, i, pass->loss_lanes);

    evaluate_lane(pass, &rows, workspace, &pass->crew->scratch->loss[i]);
}

static void test_lane(const struct pass *pass, size_t i, void *workspace)
{
    size_t m = pass->objective->samples[OBJECTIVE_TEST];
    struct objective_rows rows = lane_rows(pass, OBJECTIVE_TEST, 0, m, i, pass->test_lanes);

    evaluate_lane(pass, &rows, workspace, &pass->crew->scratch->test[i]);
}

static void lane_task(void *context, size_t i, int thread)
{
    const struct pass *pass = context;
    void *workspace = pass->crew->workspace[thread];

    if (is_cancelled(pass->crew))
        return;
    if (i < pass->train_lanes)
        train_lane(pass, i, workspace);
    else if (i < pass->train_lanes + pass->test_lanes)
        test_lane(pass, i - pass->train_lanes, workspace);
    else
        loss_lane(pass, i - pass->train_lanes - pass->test_lanes, workspace);
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

/* A step of laying the batch on the sheet. */
struct step_work {
    const struct pass *pass;
    size_t step, parts;
};

static void part_task(void *context, size_t i, int thread)
{
    const struct step_work *work = context;
    const struct pass *pass = work->pass;
    const struct run_scratch *scratch = pass->crew->scratch;
    struct objective_rows batch = lane_rows(pass, OBJECTIVE_TRAIN, pass->first, pass->count, 0, 1);
    const struct objective_pass how = how_of(pass);

    (void)thread;
    if (!is_cancelled(pass->crew))
        scratch->sheets->part(pass->objective, pass->at, &batch, work->step, i, work->parts, &how,
                              scratch->sheet);
}

static void run_steps(const struct pass *pass, size_t first, size_t count)
{
    const struct run_scratch *scratch = pass->crew->scratch;

    for (size_t step = first; step < first + count; step++) {
        size_t parts = scratch->sheets->parts(pass->objective, scratch->sheet, step,
                                              (size_t)pool_threads(pass->crew->pool));
        struct step_work work = {pass, step, parts};

        pool_run(pass->crew->pool, part_task, &work, parts, pass->crew->thread);
    }
}

static void share_task(void *context, size_t i, int thread)
{
    const struct pass *pass = context;
    const struct run_scratch *scratch = pass->crew->scratch;
    struct objective_rows batch = lane_rows(pass, OBJECTIVE_TRAIN, pass->first, pass->count, 0, 1);

    if (!is_cancelled(pass->crew))
        scratch->sheets->share(pass->objective, &batch, i, pass->crew->workspace[thread],
                               scratch->sheet, pass->sum);
}

bool pass_run(struct pass *pass)
{
    const struct run_crew *crew = pass->crew;
    const struct objective_sheets *sheets = has_sheet(pass) ? crew->scratch->sheets : NULL;
    size_t before = sheets ? sheets->before(pass->objective, crew->scratch->sheet) : 0;

    if (sheets)
        run_steps(pass, 0, before);
    pool_run(crew->pool, lane_task, pass, pass->train_lanes + pass->test_lanes + pass->loss_lanes,
             crew->thread);
    pass->gradients = pass->train_lanes;
    if (sheets && !is_cancelled(crew)) {
        pass->gradients = 1;
        run_steps(pass, before, sheets->after(pass->objective, crew->scratch->sheet));
        pool_run(crew->pool, share_task, pass, crew->scratch->sheets->shares(pass->objective),
                 crew->thread);
    }
    return !is_cancelled(crew);
}

struct pass_sums pass_train(const struct pass *pass)
{
    return add_lanes(pass->crew->scratch->train, pass->train_lanes);
}

struct pass_sums pass_test(const struct pass *pass)
{
    return add_lanes(pass->crew->scratch->test, pass->test_lanes);
}

struct pass_sums pass_loss(const struct pass *pass)
{
    return add_lanes(pass->crew->scratch->loss, pass->loss_lanes);
}

/* ---- slices: the gradient's sum -----------------------------------------------------------------
 */

void lanes_slice(size_t n, size_t slice, size_t *begin, size_t *end)
{
    *begin = slice * SLICE_ELEMENTS;
    *end = n - *begin < SLICE_ELEMENTS ? n : *begin + SLICE_ELEMENTS;
}

void lanes_over_slices(const struct run_crew *crew, size_t n, pool_task *task, void *context)
{
    enum { SHARED_SLICES_MIN = 4 };
    size_t slices = slices_of(n);

    if (slices < SHARED_SLICES_MIN)
        for (size_t i = 0; i < slices; i++)
            task(context, i, crew->thread);
    else
        pool_run(crew->pool, task, context, slices, crew->thread);
}

/* Adds the gradient of l2/2 ||W||^2 + l1 ||W||_1 for the weights (not biases) of a slice. */
static void add_penalties(const struct pass *pass, size_t begin, size_t end)
{
    const struct objective *objective = pass->objective;
    real l2 = (real)pass->l2, l1 = (real)pass->l1;

    for (int k = 0; k < objective->tensors; k++) {
        const struct tensor *t = &objective->tensor[k];
        size_t from = t->offset > begin ? t->offset : begin;
        size_t to = t->offset + t->rows * t->cols < end ? t->offset + t->rows * t->cols : end;
        if (t->bias)
            continue;
        for (size_t i = from; i < to; i++) {
            real w = pass->at[i];
            pass->sum[i] += l2 * w + l1 * (real)((w > 0) - (w < 0));
        }
    }
}

/* The penalties themselves, at the point where the gradient was taken. */
static double penalties(const struct pass *pass)
{
    double sum = 0;

    for (int k = 0; k < pass->objective->tensors; k++) {
        const struct tensor *t = &pass->objective->tensor[k];
        const real *W = pass->at + t->offset;
        size_t n = t->rows * t->cols;
        if (!t->bias && pass->l2 > 0)
            sum += pass->l2 / 2 * vector_dot(n, W, W);
        if (!t->bias && pass->l1 > 0)
            sum += pass->l1 * vector_sum_abs(n, W);
    }
    return sum;
}

/* Several at once are read faster than one after the other; each sum has the same order. */
enum { ADD_TOGETHER = 4 };

VECTORIZED static void add_together(size_t count, real *const *share, size_t at, real *restrict sum)
{
    const real *a = share[0] + at, *b = share[1] + at, *c = share[2] + at, *d = share[3] + at;

    for (size_t i = 0; i < count; i++)
        sum[i] = (((sum[i] + a[i]) + b[i]) + c[i]) + d[i];
}

VECTORIZED static void add(size_t count, const real *restrict share, real *restrict sum)
{
    for (size_t i = 0; i < count; i++)
        sum[i] += share[i];
}

/* Elements begin ... end-1 of g = sum of the lanes, in order, plus the penalties. Adds their
 * squares to *square; false when one is not finite. */
static bool reduce_part(const struct pass *pass, size_t begin, size_t end, double *square)
{
    real *g = pass->sum, *const *gradient = pass->crew->scratch->gradient;
    size_t lane = 1;
    double part;

    for (; lane + ADD_TOGETHER <= pass->gradients; lane += ADD_TOGETHER)
        add_together(end - begin, gradient + lane, begin, g + begin);
    for (; lane < pass->gradients; lane++)
        add(end - begin, gradient[lane] + begin, g + begin);
    if (!pass->sampled && (pass->l2 > 0 || pass->l1 > 0))
        add_penalties(pass, begin, end);
    if (!pass->measure)
        return vector_is_finite(end - begin, g + begin);
    part = vector_dot(end - begin, g + begin, g + begin);
    *square += part;
    /* A finite sum of squares has finite elements. */
    return isfinite(part) || vector_is_finite(end - begin, g + begin);
}

/* In parts that stay in the nearest cache until they are measured. */
static void reduce_task(void *context, size_t slice, int thread)
{
    const struct pass *pass = context;
    struct run_scratch *scratch = pass->crew->scratch;
    size_t begin, end;

    (void)thread;
    scratch->square[slice] = 0;
    lanes_slice(pass->objective->n, slice, &begin, &end);
    for (size_t at = begin; at < end; at += LANES_PART)
        if (!reduce_part(pass, at, end - at < LANES_PART ? end : at + LANES_PART,
                         &scratch->square[slice]))
            atomic_store_explicit(&scratch->not_finite, true, memory_order_relaxed);
}

bool pass_reduce(struct pass *pass)
{
    struct run_scratch *scratch = pass->crew->scratch;

    atomic_store_explicit(&scratch->not_finite, false, memory_order_relaxed);
    lanes_over_slices(pass->crew, pass->objective->n, reduce_task, pass);
    return !atomic_load_explicit(&scratch->not_finite, memory_order_relaxed);
}

double pass_norm(const struct pass *pass)
{
    double square = 0;

    for (size_t i = 0; i < slices_of(pass->objective->n); i++)
        square += pass->crew->scratch->square[i];
    return sqrt(square);
}

struct vector_move *run_scratch_move(struct run_scratch *scratch, size_t slice)
{
    return &scratch->move[slice];
}

struct vector_move run_scratch_moved(const struct run_scratch *scratch, size_t n)
{
    struct vector_move sum = {0, 0, 0};

    for (size_t i = 0; i < slices_of(n); i++) {
        sum.moved += scratch->move[i].moved;
        sum.before += scratch->move[i].before;
        sum.along += scratch->move[i].along;
    }
    return sum;
}

double pass_objective(const struct pass *pass)
{
    return pass_train(pass).loss / (double)pass->count + penalties(pass);
}
