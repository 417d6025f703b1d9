/* network.c - shape, initialization, forward and backward passes; see network.h. */
#include "network.h"

#include "base/array.h"
#include "kernels.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* ---- the plan -------------------------------------------------------------------------------- */

/* A sample costs about six operations a parameter, forward and backward together. */
static size_t chunk_rows_for(size_t parameters)
{
    enum { ROWS_MIN = 8 };
    const size_t parameter_rows = (size_t)1 << 26;
    size_t rows = parameter_rows / parameters;

    return rows < ROWS_MIN ? ROWS_MIN : rows > NETWORK_CHUNK_ROWS ? NETWORK_CHUNK_ROWS : rows;
}

bool network_plan(struct network *network, const struct network_shape *shape, struct status *status)
{
    size_t offset = 0;

    if (shape->layers < 1 || shape->layers > NETWORK_LAYERS_MAX)
        return status_fail(status, STATUS_INVALID, "%d layers are not allowed (1 ... %d)",
                           shape->layers, NETWORK_LAYERS_MAX);
    *network = (struct network){.shape = *shape};
    for (int l = 0; l < shape->layers; l++) {
        size_t n_in = shape->width[l], n_out = shape->width[l + 1], weights;
        size_t limit = SIZE_MAX / sizeof(real) / 64;

        if (n_out < 1 || n_out > NETWORK_WIDTH_MAX || n_in < 1)
            return status_fail(status, STATUS_INVALID,
                               "layer %d has %zu inputs and %zu outputs (allowed: 1 ... %d)", l + 1,
                               n_in, n_out, NETWORK_WIDTH_MAX);
        if (__builtin_mul_overflow(n_in, n_out, &weights) || weights > limit ||
            offset > limit - weights - n_out)
            return status_fail(status, STATUS_INVALID, "layer %d is too large: %zu x %zu weights",
                               l + 1, n_in, n_out);
        network->tensor[network->tensors++] =
            (struct tensor){.offset = offset, .rows = n_in, .cols = n_out, .layer = l};
        offset += weights;
        network->tensor[network->tensors++] =
            (struct tensor){.offset = offset, .rows = 1, .cols = n_out, .layer = l, .bias = true};
        offset += n_out;
    }
    network->parameters = offset;
    network->chunk_rows = chunk_rows_for(offset);
    return true;
}

bool network_initialize(const struct network *network, struct rng *rng, real *parameters,
                        struct status *status)
{
    for (int i = 0; i < network->tensors; i++) {
        const struct tensor *t = &network->tensor[i];
        if (t->bias)
            memset(parameters + t->offset, 0, t->cols * sizeof *parameters);
        else if (!network->shape.initialization->fill(rng, t->rows, t->cols, parameters + t->offset,
                                                      status))
            return false;
    }
    return true;
}

/* ---- scratch memory of a thread ---------------------------------------------------------------
 */

struct workspace {
    real *z[NETWORK_LAYERS_MAX];    /* before the activation: chunk x width */
    real *a[NETWORK_LAYERS_MAX];    /* after it */
    real *kept[NETWORK_LAYERS_MAX]; /* after dropout; the same as a without it */
    real *y;                        /* the chunk's targets */
    real *delta, *delta_next;       /* dZ of this layer and of the one before */
    void *kernel_scratch;
    void *block; /* all of the above in one allocation */
};

/* Hands out the next `count` reals of a block, on cache-line boundaries; counts when base is 0. */
static real *take(char *base, size_t *used, size_t count)
{
    size_t at = *used, bytes = count * sizeof(real);

    *used = at + array_padded(bytes);
    return base ? (real *)(void *)(base + at) : NULL;
}

static size_t lay_out(struct workspace *w, const struct network *network, size_t kernel_bytes,
                      char *base)
{
    const struct network_shape *shape = &network->shape;
    size_t used = 0, widest = 0, rows = network->chunk_rows;

    for (int l = 0; l < shape->layers; l++) {
        size_t n_out = shape->width[l + 1];
        w->z[l] = take(base, &used, rows * n_out);
        w->a[l] = take(base, &used, rows * n_out);
        w->kept[l] = w->a[l];
        if (shape->dropout > 0 && l + 1 < shape->layers)
            w->kept[l] = take(base, &used, rows * n_out);
        widest = n_out > widest ? n_out : widest;
    }
    w->y = take(base, &used, rows * shape->width[shape->layers]);
    w->delta = take(base, &used, rows * widest);
    w->delta_next = take(base, &used, rows * widest);
    w->kernel_scratch = take(base, &used, kernel_bytes / sizeof(real) + 1);
    return used;
}

struct workspace *workspace_create(const struct network *network, const struct samples *train,
                                   const struct samples *test, struct status *status)
{
    struct workspace *workspace = calloc(1, sizeof *workspace);
    size_t train_bytes = kernel_scratch_size(train, network->chunk_rows);
    size_t test_bytes = kernel_scratch_size(test, network->chunk_rows);
    size_t kernel_bytes = train_bytes > test_bytes ? train_bytes : test_bytes;
    struct workspace sizes;

    if (workspace && kernel_bytes < SIZE_MAX / 2) /* what cannot be counted cannot be had */
        workspace->block =
            aligned_alloc(REAL_ALIGNMENT, lay_out(&sizes, network, kernel_bytes, NULL));
    if (!workspace || !workspace->block) {
        free(workspace);
        status_out_of_memory(status, "a thread's activations");
        return NULL;
    }
    lay_out(workspace, network, kernel_bytes, workspace->block);
    return workspace;
}

void workspace_free(struct workspace *workspace)
{
    if (workspace)
        free(workspace->block);
    free(workspace);
}

const real *workspace_z(const struct workspace *workspace, int layer)
{
    return workspace->z[layer];
}

const real *workspace_a(const struct workspace *workspace, int layer)
{
    return workspace->a[layer];
}

/* ---- a chunk of samples -----------------------------------------------------------------------
 */

struct chunk {
    const struct network *network;
    const real *parameters;
    const struct batch *batch;
    size_t first, count; /* positions within the batch's rows */
    struct workspace *workspace;
    uint64_t dropout_key; /* used when `training` */
    bool training;
};

static const struct tensor *weights_of(const struct chunk *chunk, int layer)
{
    return &chunk->network->tensor[2 * layer];
}

static const struct tensor *bias_of(const struct chunk *chunk, int layer)
{
    return &chunk->network->tensor[2 * layer + 1];
}

static struct kernel_inputs inputs_of(const struct chunk *chunk)
{
    const struct batch *batch = chunk->batch;

    return (struct kernel_inputs){
        .samples = batch->samples,
        .rows = {batch->rows.index, chunk->first, chunk->count},
        .intensity = batch->dataset->intensity,
        .scratch = chunk->workspace->kernel_scratch,
    };
}

static uint32_t sample_number(const struct chunk *chunk, size_t r)
{
    const struct rows rows = {chunk->batch->rows.index, chunk->first, chunk->count};

    return (uint32_t)rows_sample(&rows, r);
}

/*
 * out = in with some units left out and the others scaled by 1/(1-p), so that the expectation
 * stays. Whether a unit is kept depends on key, sample, layer and unit alone.
 */
static void drop_units(const struct chunk *chunk, int layer, const real *in, real *out)
{
    double p = chunk->network->shape.dropout;
    size_t width = chunk->network->shape.width[layer + 1];
    uint64_t threshold = (uint64_t)(p * 4294967296.0);
    real scale = (real)(1 / (1 - p));

    for (size_t r = 0; r < chunk->count; r++) {
        uint64_t row_key =
            rng_mix(chunk->dropout_key ^ rng_mix(sample_number(chunk, r)) ^ (uint64_t)layer);
        for (size_t i = 0; i < width; i++) {
            bool keep = (rng_mix(row_key + i) >> 32) >= threshold;
            out[r * width + i] = keep ? in[r * width + i] * scale : 0;
        }
    }
}

/* The notebook's 1.3: Z = W A_prev + b, A = phi(Z), layer by layer. */
static void forward(const struct chunk *chunk)
{
    const struct network_shape *shape = &chunk->network->shape;
    const struct kernel_inputs inputs = inputs_of(chunk);
    struct workspace *w = chunk->workspace;

    for (int l = 0; l < shape->layers; l++) {
        size_t n_in = shape->width[l], n_out = shape->width[l + 1];
        const real *W = chunk->parameters + weights_of(chunk, l)->offset;
        const real *b = chunk->parameters + bias_of(chunk, l)->offset;
        bool last = l + 1 == shape->layers;

        if (l == 0)
            kernel_first_forward(&inputs, n_out, W, b, w->z[0]);
        else
            kernel_dense_forward(chunk->count, n_in, n_out,
                                 chunk->training ? w->kept[l - 1] : w->a[l - 1], W, b, w->z[l]);
        if (last && shape->loss->output)
            shape->loss->output(chunk->count, n_out, w->z[l], w->a[l]);
        else
            (last ? shape->output : shape->hidden)->value(chunk->count * n_out, w->z[l], w->a[l]);
        if (!last && chunk->training && w->kept[l] != w->a[l])
            drop_units(chunk, l, w->a[l], w->kept[l]);
    }
}

static size_t largest(size_t n, const real *v)
{
    size_t best = 0;

    for (size_t j = 1; j < n; j++)
        if (v[j] > v[best])
            best = j;
    return best;
}

/* Targets drawn from what the network predicts; see struct batch. */
static const real *draw_targets(const struct chunk *chunk)
{
    const struct network_shape *shape = &chunk->network->shape;
    const real *a = chunk->workspace->a[shape->layers - 1];
    size_t n_y = shape->width[shape->layers];
    real *y = chunk->workspace->y;

    for (size_t r = 0; r < chunk->count; r++)
        shape->loss->sample(n_y, a + r * n_y,
                            rng_mix(chunk->batch->draw_key ^ rng_mix(sample_number(chunk, r))),
                            y + r * n_y);
    return y;
}

/* Gathers the chunk's targets (when they are not contiguous) and adds up losses and hits. */
static const real *judge(const struct chunk *chunk, struct pass_sums *sums)
{
    const struct network_shape *shape = &chunk->network->shape;
    const struct samples *samples = chunk->batch->samples;
    struct workspace *w = chunk->workspace;
    size_t n_y = samples->n_y;
    const real *y = samples->y + chunk->first * n_y;
    const real *a = w->a[shape->layers - 1];

    if (chunk->batch->rows.index) {
        for (size_t r = 0; r < chunk->count; r++)
            memcpy(w->y + r * n_y, samples->y + sample_number(chunk, r) * n_y, n_y * sizeof *y);
        y = w->y;
    }
    if (chunk->batch->drawn)
        y = draw_targets(chunk);
    sums->loss += shape->loss->value(chunk->count, n_y, w->z[shape->layers - 1], a, y);
    for (size_t r = 0; r < chunk->count; r++) {
        const real *a_r = a + r * n_y, *y_r = y + r * n_y;
        if (n_y == 1)
            sums->correct += (*a_r > (real)0.5) == (*y_r > (real)0.5);
        else
            sums->correct += largest(n_y, a_r) == largest(n_y, y_r);
    }
    return y;
}

/* The notebook's 1.5: dZ = (A - Y)/m phi'(Z) of the last layer, */
static void last_error(const struct chunk *chunk, const real *y, size_t m, real *dz)
{
    const struct network_shape *shape = &chunk->network->shape;
    const struct workspace *w = chunk->workspace;
    int last = shape->layers - 1;
    size_t outputs = chunk->count * shape->width[shape->layers];

    for (size_t i = 0; i < outputs; i++)
        dz[i] = (w->a[last][i] - y[i]) / (real)m;
    if (!shape->loss->output)
        shape->output->derivative(outputs, w->z[last], w->a[last], dz);
}

/* and from layer l's that of the layer before: W^T dZ phi'(Z). */
static void error_before(const struct chunk *chunk, int l, const real *dz, real *dz_prev)
{
    const struct network_shape *shape = &chunk->network->shape;
    const struct workspace *w = chunk->workspace;
    size_t n_in = shape->width[l], n_out = shape->width[l + 1];
    const real *W = chunk->parameters + weights_of(chunk, l)->offset;

    kernel_dense_backward(chunk->count, n_in, n_out, dz, W, dz_prev);
    if (w->kept[l - 1] != w->a[l - 1])
        drop_units(chunk, l - 1, dz_prev, dz_prev);
    shape->hidden->derivative(chunk->count * n_in, w->z[l - 1], w->a[l - 1], dz_prev);
}

/* dW = dZ A_prev^T, db = dZ e, layer by layer. */
static void backward(const struct chunk *chunk, const real *y, size_t m, real *gradient)
{
    const struct network_shape *shape = &chunk->network->shape;
    const struct kernel_inputs inputs = inputs_of(chunk);
    struct workspace *w = chunk->workspace;
    real *dz = w->delta, *dz_prev = w->delta_next;

    last_error(chunk, y, m, dz);
    for (int l = shape->layers - 1; l >= 0; l--) {
        size_t n_in = shape->width[l], n_out = shape->width[l + 1];
        real *dW = gradient + weights_of(chunk, l)->offset;
        real *swapped = dz;

        kernel_bias_gradient(chunk->count, n_out, dz, gradient + bias_of(chunk, l)->offset);
        if (l == 0) {
            kernel_first_gradient(&inputs, n_out, dz, dW);
            break;
        }
        kernel_dense_gradient(chunk->count, n_in, n_out, w->kept[l - 1], dz, dW);
        error_before(chunk, l, dz, dz_prev);
        dz = dz_prev;
        dz_prev = swapped;
    }
}

/* ---- batches ----------------------------------------------------------------------------------
 */

static bool next_chunk(struct chunk *chunk, const struct batch *batch)
{
    size_t done = chunk->first + chunk->count - batch->rows.first;
    size_t left = batch->rows.count - done;

    if (left == 0 || (batch->cancel && atomic_load_explicit(batch->cancel, memory_order_relaxed)))
        return false;
    chunk->first += chunk->count;
    chunk->count = left < chunk->network->chunk_rows ? left : chunk->network->chunk_rows;
    return true;
}

void network_evaluate(const struct network *network, const real *parameters,
                      const struct batch *batch, struct workspace *workspace,
                      struct pass_sums *sums)
{
    struct chunk chunk = {.network = network,
                          .parameters = parameters,
                          .batch = batch,
                          .first = batch->rows.first,
                          .workspace = workspace};

    while (next_chunk(&chunk, batch)) {
        forward(&chunk);
        judge(&chunk, sums);
    }
}

void network_classify(const struct network *network, const real *parameters,
                      const struct batch *batch, struct workspace *workspace, uint16_t *class)
{
    struct chunk chunk = {.network = network,
                          .parameters = parameters,
                          .batch = batch,
                          .first = batch->rows.first,
                          .workspace = workspace};
    size_t n_y = batch->samples->n_y;

    while (next_chunk(&chunk, batch)) {
        const real *a = workspace->a[network->shape.layers - 1];

        forward(&chunk);
        for (size_t r = 0; r < chunk.count; r++, a += n_y)
            *class ++ = n_y == 1 ? *a > (real)0.5 : (uint16_t)largest(n_y, a);
    }
}

void network_gradient(const struct network *network, const real *parameters,
                      const struct batch *batch, size_t m, uint64_t dropout_key,
                      struct workspace *workspace, real *gradient, struct pass_sums *sums)
{
    struct chunk chunk = {.network = network,
                          .parameters = parameters,
                          .batch = batch,
                          .first = batch->rows.first,
                          .workspace = workspace,
                          .dropout_key = dropout_key,
                          .training = true};

    while (next_chunk(&chunk, batch)) {
        forward(&chunk);
        const real *y = judge(&chunk, sums);
        backward(&chunk, y, m, gradient);
    }
}

/* ---- a small batch, all of it at once ---------------------------------------------------------
 */

enum {
    SHEET_ROWS_MAX = 512,
    SHEET_REALS_MAX = 1 << 22,
    SHARE_PARTS = 3,        /* of all parameters is a share at least, */
    SHARE_LEAST = 1 << 13,  /* within these numbers of them, */
    SHARE_MOST = 1 << 16,   /* which fit the second-level cache; */
    SHARE_INPUTS_UNIT = 24, /* a multiple of the rows in the products' tiles */
};

struct sheet {
    struct workspace rows;           /* of the whole batch */
    real *error[NETWORK_LAYERS_MAX]; /* dZ */
    bool filled;                     /* kernel_scratch holds inputs; otherwise there is none */
    void *block;
};

bool network_takes_sheet(const struct network *network, size_t rows)
{
    const struct network_shape *shape = &network->shape;
    size_t widths = shape->width[0];

    for (int l = 1; l <= shape->layers; l++)
        widths += 4 * shape->width[l];
    return rows <= SHEET_ROWS_MAX && rows * widths <= SHEET_REALS_MAX;
}

static size_t lay_out_sheet(struct sheet *sheet, const struct network *network, size_t rows,
                            size_t filled_bytes, char *base)
{
    const struct network_shape *shape = &network->shape;
    struct workspace *w = &sheet->rows;
    size_t used = 0;

    for (int l = 0; l < shape->layers; l++) {
        size_t reals = rows * shape->width[l + 1];

        w->z[l] = take(base, &used, reals);
        w->a[l] = take(base, &used, reals);
        w->kept[l] = w->a[l];
        if (shape->dropout > 0 && l + 1 < shape->layers)
            w->kept[l] = take(base, &used, reals);
        sheet->error[l] = take(base, &used, reals);
    }
    w->y = take(base, &used, rows * shape->width[shape->layers]);
    w->kernel_scratch = take(base, &used, filled_bytes / sizeof(real));
    sheet->filled = filled_bytes > 0;
    return used;
}

struct sheet *sheet_create(const struct network *network, const struct samples *train, size_t rows,
                           struct status *status)
{
    struct sheet *sheet = calloc(1, sizeof *sheet), sizes;
    size_t filled = kernel_filled_size(train, rows);

    if (sheet)
        sheet->block =
            aligned_alloc(REAL_ALIGNMENT, lay_out_sheet(&sizes, network, rows, filled, NULL));
    if (!sheet || !sheet->block) {
        free(sheet);
        status_out_of_memory(status, "a batch's activations");
        return NULL;
    }
    lay_out_sheet(sheet, network, rows, filled, sheet->block);
    return sheet;
}

void sheet_free(struct sheet *sheet)
{
    if (sheet)
        free(sheet->block);
    free(sheet);
}

/* The sheet from one of its rows on. */
static struct workspace rows_from(const struct sheet *sheet, const struct network *network,
                                  size_t place)
{
    const struct network_shape *shape = &network->shape;
    struct workspace view = sheet->rows;

    for (int l = 0; l < shape->layers; l++) {
        view.z[l] += place * shape->width[l + 1];
        view.a[l] += place * shape->width[l + 1];
        view.kept[l] += place * shape->width[l + 1];
    }
    view.y += place * shape->width[shape->layers];
    view.kernel_scratch =
        (real *)view.kernel_scratch + (sheet->filled ? place * shape->width[0] : 0);
    return view;
}

void network_sheet_rows(const struct network *network, const real *parameters,
                        const struct batch *batch, size_t place, size_t m, uint64_t dropout_key,
                        struct sheet *sheet, struct pass_sums *sums)
{
    struct workspace view = rows_from(sheet, network, place);
    struct chunk chunk = {.network = network,
                          .parameters = parameters,
                          .batch = batch,
                          .first = batch->rows.first,
                          .count = batch->rows.count,
                          .workspace = &view,
                          .dropout_key = dropout_key,
                          .training = true};
    const size_t *width = network->shape.width;
    int last = network->shape.layers - 1;

    forward(&chunk);
    last_error(&chunk, judge(&chunk, sums), m, sheet->error[last] + place * width[last + 1]);
    for (int l = last; l > 0; l--)
        error_before(&chunk, l, sheet->error[l] + place * width[l + 1],
                     sheet->error[l - 1] + place * width[l]);
}

/* Inputs of a layer whose weights make a share. */
static size_t share_inputs(const struct network *network, int layer)
{
    size_t part = network->parameters / SHARE_PARTS;
    size_t most = part < SHARE_LEAST ? SHARE_LEAST : part > SHARE_MOST ? SHARE_MOST : part;
    size_t units = most / network->shape.width[layer + 1] / SHARE_INPUTS_UNIT;

    return (units > 0 ? units : 1) * SHARE_INPUTS_UNIT;
}

size_t network_shares(const struct network *network)
{
    size_t shares = 0;

    for (int l = 0; l < network->shape.layers; l++) {
        size_t inputs = share_inputs(network, l);
        shares += (network->shape.width[l] + inputs - 1) / inputs;
    }
    return shares;
}

void network_share(const struct network *network, const struct batch *batch,
                   const struct sheet *sheet, size_t share, struct workspace *workspace,
                   real *gradient)
{
    const size_t *width = network->shape.width, rows = batch->rows.count;
    size_t from, to, inputs = share_inputs(network, 0);
    struct kernel_inputs x = {.samples = batch->samples,
                              .rows = batch->rows,
                              .intensity = batch->dataset->intensity,
                              .scratch = sheet->filled ? sheet->rows.kernel_scratch
                                                       : workspace->kernel_scratch};
    int l = 0;

    for (; share * inputs >= width[l]; inputs = share_inputs(network, ++l))
        share -= (width[l] + inputs - 1) / inputs;
    from = share * inputs;
    to = width[l] - from < inputs ? width[l] : from + inputs;

    real *dW = gradient + network->tensor[2 * l].offset, *db = dW + width[l] * width[l + 1];
    memset(dW + from * width[l + 1], 0, (to - from) * width[l + 1] * sizeof *dW);
    if (l == 0)
        kernel_first_share(&x, from, to, width[1], sheet->error[0], dW);
    else
        kernel_dense_share(rows, width[l], from, to, width[l + 1], sheet->rows.kept[l - 1],
                           sheet->error[l], dW);
    if (from == 0) {
        memset(db, 0, width[l + 1] * sizeof *db);
        kernel_bias_gradient(rows, width[l + 1], sheet->error[l], db);
    }
}
