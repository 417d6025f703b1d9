/* network.c - shape, initialization, forward and backward passes; see network.h. */
#include "network_private.h"

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

/* Hands out the next `count` reals of a block, on cache-line boundaries; counts when base is 0. */
real *network_take(char *base, size_t *used, size_t count)
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
        w->z[l] = network_take(base, &used, rows * n_out);
        w->a[l] = network_take(base, &used, rows * n_out);
        w->kept[l] = w->a[l];
        if (shape->dropout > 0 && l + 1 < shape->layers)
            w->kept[l] = network_take(base, &used, rows * n_out);
        widest = n_out > widest ? n_out : widest;
    }
    w->y = network_take(base, &used, rows * shape->width[shape->layers]);
    w->delta = network_take(base, &used, rows * widest);
    w->delta_next = network_take(base, &used, rows * widest);
    w->kernel_scratch = network_take(base, &used, kernel_bytes / sizeof(real) + 1);
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

static const struct tensor *weights_of(const struct chunk *chunk, int layer)
{
    return &chunk->network->tensor[2 * layer];
}

static const struct tensor *bias_of(const struct chunk *chunk, int layer)
{
    return &chunk->network->tensor[2 * layer + 1];
}

struct kernel_inputs chunk_inputs(const struct chunk *chunk)
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
 * stays; of the units from ... to-1 of a layer. Whether a unit is kept depends on key, sample,
 * layer and unit alone.
 */
static void drop_units(const struct chunk *chunk, int layer, size_t from, size_t to, const real *in,
                       real *out)
{
    double p = chunk->network->shape.dropout;
    size_t width = chunk->network->shape.width[layer + 1];
    uint64_t threshold = (uint64_t)(p * 4294967296.0);
    real scale = (real)(1 / (1 - p));

    for (size_t r = 0; r < chunk->count; r++) {
        uint64_t row_key =
            rng_mix(chunk->dropout_key ^ rng_mix(sample_number(chunk, r)) ^ (uint64_t)layer);
        for (size_t i = from; i < to; i++) {
            bool keep = (rng_mix(row_key + i) >> 32) >= threshold;
            out[r * width + i] = keep ? in[r * width + i] * scale : 0;
        }
    }
}

/* Columns of a chunk's matrices, as rows that lie together: one, if all columns are meant. */
struct stretch {
    size_t rows, length, pitch;
};

static struct stretch stretch_of(const struct chunk *chunk, size_t from, size_t to, size_t width)
{
    if (to - from == width)
        return (struct stretch){1, chunk->count * width, 0};
    return (struct stretch){chunk->count, to - from, width};
}

void chunk_forward(const struct chunk *chunk, int l, size_t from, size_t to)
{
    const struct network_shape *shape = &chunk->network->shape;
    const struct kernel_inputs inputs = chunk_inputs(chunk);
    struct workspace *w = chunk->workspace;
    size_t n_in = shape->width[l], n_out = shape->width[l + 1];
    const real *W = chunk->parameters + weights_of(chunk, l)->offset;
    const real *b = chunk->parameters + bias_of(chunk, l)->offset;
    const struct stretch s = stretch_of(chunk, from, to, n_out);
    bool last = l + 1 == shape->layers;

    if (l == 0 && to - from == n_out)
        kernel_first_forward(&inputs, n_out, W, b, w->z[0]);
    else if (l == 0)
        kernel_first_columns(&inputs, from, to, n_out, W, b, w->z[0]);
    else
        kernel_dense_columns(chunk->count, n_in, from, to, n_out,
                             chunk->training ? w->kept[l - 1] : w->a[l - 1], W, b, w->z[l]);
    if (last && shape->loss->output)
        shape->loss->output(chunk->count, n_out, w->z[l], w->a[l]);
    else
        for (size_t r = 0, at = from; r < s.rows; r++, at += s.pitch)
            (last ? shape->output : shape->hidden)->value(s.length, w->z[l] + at, w->a[l] + at);
    if (!last && chunk->training && w->kept[l] != w->a[l])
        drop_units(chunk, l, from, to, w->a[l], w->kept[l]);
}

/* The notebook's 1.3: Z = W A_prev + b, A = phi(Z), layer by layer. */
static void forward(const struct chunk *chunk)
{
    const struct network_shape *shape = &chunk->network->shape;

    for (int l = 0; l < shape->layers; l++)
        chunk_forward(chunk, l, 0, shape->width[l + 1]);
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

const real *chunk_judge(const struct chunk *chunk, struct pass_sums *sums)
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

void chunk_last_error(const struct chunk *chunk, const real *y, size_t m, real *dz)
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

void chunk_error_before(const struct chunk *chunk, int l, size_t from, size_t to, const real *dz,
                        real *dz_prev)
{
    const struct network_shape *shape = &chunk->network->shape;
    const struct workspace *w = chunk->workspace;
    size_t n_in = shape->width[l], n_out = shape->width[l + 1];
    const real *W = chunk->parameters + weights_of(chunk, l)->offset;
    const struct stretch s = stretch_of(chunk, from, to, n_in);

    kernel_backward_columns(chunk->count, n_in, from, to, n_out, dz, W, dz_prev);
    if (w->kept[l - 1] != w->a[l - 1])
        drop_units(chunk, l - 1, from, to, dz_prev, dz_prev);
    for (size_t r = 0, at = from; r < s.rows; r++, at += s.pitch)
        shape->hidden->derivative(s.length, w->z[l - 1] + at, w->a[l - 1] + at, dz_prev + at);
}

/* dW = dZ A_prev^T, db = dZ e, layer by layer. */
static void backward(const struct chunk *chunk, const real *y, size_t m, real *gradient)
{
    const struct network_shape *shape = &chunk->network->shape;
    const struct kernel_inputs inputs = chunk_inputs(chunk);
    struct workspace *w = chunk->workspace;
    real *dz = w->delta, *dz_prev = w->delta_next;

    chunk_last_error(chunk, y, m, dz);
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
        chunk_error_before(chunk, l, 0, n_in, dz, dz_prev);
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
        chunk_judge(&chunk, sums);
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
        const real *y = chunk_judge(&chunk, sums);
        backward(&chunk, y, m, gradient);
    }
}
