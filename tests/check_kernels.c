/*
 * check_kernels.c - the arithmetic of a layer against sums written out plainly, for the three
 * forms of data and many shapes; and that nothing but the numbers decides about a result's bits.
 */
#include "base/rng.h"
#include "check_main.h"
#include "data/pairs.h"
#include "model/kernels.h"
#include "model/kernels_table.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const size_t widths[] = {1, 3, 7, 8, 10, 64, 65, 256};
static const size_t counts[] = {1, 2, 3, 4, 5, 31, 64, 127, 128, 130};

enum { WIDTHS = sizeof widths / sizeof widths[0], COUNTS = sizeof counts / sizeof counts[0] };

static struct rng rng;

static void *checked_alloc(size_t count, size_t size)
{
    size_t bytes = (count * size + REAL_ALIGNMENT) / REAL_ALIGNMENT * REAL_ALIGNMENT;
    void *memory = aligned_alloc(REAL_ALIGNMENT, bytes);

    ck_assert_ptr_nonnull(memory);
    return memory;
}

static real *random_reals(size_t count)
{
    real *x = checked_alloc(count, sizeof *x);

    for (size_t i = 0; i < count; i++)
        x[i] = (real)rng_gaussian(&rng);
    return x;
}

static real *copy_reals(const real *x, size_t count)
{
    real *copy = checked_alloc(count, sizeof *copy);

    memcpy(copy, x, count * sizeof *copy);
    return copy;
}

/* ---- data: the same split in each form ------------------------------------------------------- */

struct data {
    struct dataset dataset; /* intensities, and the split in `train` */
    uint32_t *row_start;
    uint16_t *column;
    uint8_t *value, *bytes;
    real *x; /* what every form stands for */
    uint32_t *index;
};

static void data_make(struct data *data, enum samples_form form, size_t m, size_t n_x,
                      double density)
{
    struct samples *s = &data->dataset.train;
    uint32_t entries = 0;

    memset(data, 0, sizeof *data);
    for (int v = 0; v < 256; v++)
        data->dataset.intensity[v] = (real)(v / 255.0);
    data->row_start = checked_alloc(m + 1, sizeof *data->row_start);
    data->column = checked_alloc(m * n_x + 1, sizeof *data->column);
    data->value = checked_alloc(m * n_x + 1, sizeof *data->value);
    data->bytes = checked_alloc(m * n_x, sizeof *data->bytes);
    data->x = checked_alloc(m * n_x, sizeof *data->x);
    data->index = checked_alloc(m, sizeof *data->index);
    for (size_t i = 0; i < m; i++) {
        data->row_start[i] = entries;
        for (size_t j = 0; j < n_x; j++) {
            uint8_t v = 0;

            if (rng_uniform(&rng) < density)
                v = (uint8_t)(1 + rng_interval(&rng, 254));
            data->bytes[i * n_x + j] = v;
            data->x[i * n_x + j] = data->dataset.intensity[v];
            if (form == SAMPLES_REAL)
                data->x[i * n_x + j] = (real)rng_gaussian(&rng);
            data->column[entries] = (uint16_t)j;
            data->value[entries] = v;
            entries += v != 0;
        }
    }
    data->row_start[m] = entries;
    rng_permutation(&rng, data->index, m);
    *s = (struct samples){.form = form, .m = m, .n_x = n_x, .n_y = 1};
    s->row_start = form == SAMPLES_SPARSE ? data->row_start : NULL;
    s->column = form == SAMPLES_SPARSE ? data->column : NULL;
    s->value = form == SAMPLES_SPARSE ? data->value : NULL;
    s->bytes = form == SAMPLES_BYTES ? data->bytes : NULL;
    s->x = form == SAMPLES_REAL ? data->x : NULL;
}

static void data_free(struct data *data)
{
    free(data->row_start);
    free(data->column);
    free(data->value);
    free(data->bytes);
    free(data->x);
    free(data->index);
}

/* Rows first ... of the split as reals. */
static real *data_rows(const struct data *data, const uint32_t *index, size_t first, size_t count)
{
    size_t n_x = data->dataset.train.n_x;
    real *rows = checked_alloc(count * n_x, sizeof *rows);

    for (size_t r = 0; r < count; r++)
        memcpy(rows + r * n_x, data->x + (index ? index[first + r] : first + r) * n_x,
               n_x * sizeof *rows);
    return rows;
}

/* ---- sums written out ------------------------------------------------------------------------ */

/* Compares c[i] with start[i] + a sum; `terms` terms of size about 1 may each be rounded. */
static void assert_sum(real actual, long double expected, long double size, const char *what)
{
    long double error = actual - expected;

    if (error < 0)
        error = -error;
    ck_assert_msg(error <= 4 * (long double)REAL_EPSILON * (size + 1), "%s is %.17g, not %.17Lg",
                  what, (double)actual, expected);
}

static void assert_forward(size_t count, size_t n_in, size_t n_out, const real *a, const real *W,
                           const real *b, const real *z)
{
    for (size_t r = 0; r < count; r++)
        for (size_t o = 0; o < n_out; o++) {
            long double sum = b[o], size = fabsl(sum);

            for (size_t j = 0; j < n_in; j++) {
                long double term = (long double)a[r * n_in + j] * W[j * n_out + o];

                sum += term;
                size += fabsl(term) * 4;
            }
            assert_sum(z[r * n_out + o], sum, size, "z");
        }
}

static void assert_gradient(size_t count, size_t n_in, size_t n_out, const real *a, const real *dz,
                            const real *before, const real *dW)
{
    for (size_t j = 0; j < n_in; j++)
        for (size_t o = 0; o < n_out; o++) {
            long double sum = before[j * n_out + o], size = fabsl(sum);

            for (size_t r = 0; r < count; r++) {
                long double term = (long double)a[r * n_in + j] * dz[r * n_out + o];

                sum += term;
                size += fabsl(term) * 4;
            }
            assert_sum(dW[j * n_out + o], sum, size, "dW");
        }
}

static void assert_backward(size_t count, size_t n_in, size_t n_out, const real *dz, const real *W,
                            const real *da)
{
    for (size_t r = 0; r < count; r++)
        for (size_t j = 0; j < n_in; j++) {
            long double sum = 0, size = 0;

            for (size_t o = 0; o < n_out; o++) {
                long double term = (long double)dz[r * n_out + o] * W[j * n_out + o];

                sum += term;
                size += fabsl(term) * 4;
            }
            assert_sum(da[r * n_in + j], sum, size, "da");
        }
}

static void assert_same_bits(const real *a, const real *b, size_t count, const char *what)
{
    ck_assert_msg(memcmp(a, b, count * sizeof *a) == 0, "%s differs", what);
}

/* The same but for what NaN it is. */
static void assert_same_numbers(const real *a, const real *b, size_t count, const char *what)
{
    for (size_t i = 0; i < count; i++)
        ck_assert_msg(memcmp(a + i, b + i, sizeof *a) == 0 || (isnan(a[i]) && isnan(b[i])),
                      "element %zu of %s: %g, %g", i, what, (double)a[i], (double)b[i]);
}

/* ---- the first layer ------------------------------------------------------------------------- */

/* Outputs in two parts, and gradients that start at 0: as the whole, and as with zeros there. */
static void check_first_parts(const struct kernel_inputs *inputs, size_t n_out, const real *W,
                              const real *b, const real *dz, const real *z)
{
    size_t n_x = inputs->samples->n_x, count = inputs->rows.count, half = n_x / 2;
    real *parts = random_reals(count * n_out), *fresh = random_reals(n_x * n_out);
    real *added = checked_alloc(n_x * n_out, sizeof *added);

    kernel_first_fill(inputs);
    if (n_out > 1)
        kernel_first_columns(inputs, n_out / 3, n_out, n_out, W, b, parts);
    kernel_first_columns(inputs, 0, n_out > 1 ? n_out / 3 : 1, n_out, W, b, parts);
    assert_same_bits(parts, z, count * n_out, "z in parts");
    for (size_t i = 0; i < n_x * n_out; i++) {
        fresh[i] = (real)NAN;
        added[i] = 0;
    }
    kernel_first_share(inputs, half, n_x, n_out, dz, true, fresh);
    kernel_first_share(inputs, 0, half, n_out, dz, true, fresh);
    kernel_first_share(inputs, 0, n_x, n_out, dz, false, added);
    assert_same_bits(fresh, added, n_x * n_out, "a fresh gradient");
    free(parts);
    free(fresh);
    free(added);
}

static void check_first(const struct data *data, const uint32_t *index, size_t first, size_t count,
                        size_t n_out)
{
    const struct samples *s = &data->dataset.train;
    real *x = data_rows(data, index, first, count);
    real *W = random_reals(s->n_x * n_out), *b = random_reals(n_out);
    real *z = random_reals(count * n_out), *dz = random_reals(count * n_out);
    real *before = random_reals(s->n_x * n_out), *dW = copy_reals(before, s->n_x * n_out);
    real *shares = copy_reals(before, s->n_x * n_out);
    const size_t cut[] = {0, s->n_x / 3, s->n_x - s->n_x / 4, s->n_x};
    void *scratch = checked_alloc(kernel_scratch_size(s, count), 1);

    struct kernel_inputs inputs = {s, {index, first, count}, data->dataset.intensity, scratch};

    kernel_first_forward(&inputs, n_out, W, b, z);
    assert_forward(count, s->n_x, n_out, x, W, b, z);
    kernel_first_gradient(&inputs, n_out, dz, dW);
    assert_gradient(count, s->n_x, n_out, x, dz, before, dW);
    kernel_first_forward(&inputs, n_out, W, b, z);
    for (int i = 0; i < 3; i++)
        kernel_first_share(&inputs, cut[i], cut[i + 1], n_out, dz, false, shares);
    assert_same_bits(shares, dW, s->n_x * n_out, "a gradient in shares");
    check_first_parts(&inputs, n_out, W, b, dz, z);
    free(shares);
    free(x);
    free(W);
    free(b);
    free(z);
    free(dz);
    free(before);
    free(dW);
    free(scratch);
}

static void check_form(enum samples_form form)
{
    struct data data;

    rng_seed(&rng, 2385);
    data_make(&data, form, 300, 53, 0.23);
    for (int w = 0; w < WIDTHS; w++)
        for (int c = 0; c < COUNTS; c++) {
            check_first(&data, NULL, (size_t)(w * c), counts[c], widths[w]);
            check_first(&data, data.index, (size_t)(w + c), counts[c], widths[w]);
        }
    check_first(&data, data.index, 0, 300, 10); /* more rows than are sorted at a time */
    data_free(&data);
}

START_TEST(the_first_layer_of_sparse_data)
{
    check_form(SAMPLES_SPARSE);
}
END_TEST

START_TEST(the_first_layer_of_bytes)
{
    check_form(SAMPLES_BYTES);
}
END_TEST

START_TEST(the_first_layer_of_reals)
{
    check_form(SAMPLES_REAL);
}
END_TEST

START_TEST(extreme_densities_and_widths)
{
    static const double densities[] = {0, 1};
    static const size_t inputs[] = {1, 2, 300, 784};
    struct data data;

    rng_seed(&rng, 99);
    for (int d = 0; d < 2; d++)
        for (int i = 0; i < 4; i++)
            for (int form = SAMPLES_SPARSE; form <= SAMPLES_REAL; form++) {
                data_make(&data, (enum samples_form)form, 33, inputs[i], densities[d]);
                check_first(&data, data.index, 0, 33, 19);
                data_free(&data);
            }
}
END_TEST

/* Forms of the same numbers give the same results where the kernel is the same. */
START_TEST(a_forward_pass_does_not_depend_on_the_chunks)
{
    static const size_t cuts[][4] = {{0, 1, 2, 130}, {0, 4, 67, 130}, {0, 128, 129, 130}};
    struct data data;

    rng_seed(&rng, 7);
    for (int form = SAMPLES_SPARSE; form <= SAMPLES_REAL; form++)
        for (int w = 0; w < WIDTHS; w++) {
            size_t n = widths[w];

            data_make(&data, (enum samples_form)form, 130, 61, 0.4);
            const struct samples *s = &data.dataset.train;
            real *W = random_reals(61 * n), *b = random_reals(n);
            real *whole = random_reals(130 * n), *cut = random_reals(130 * n);
            void *scratch = checked_alloc(kernel_scratch_size(s, 130), 1);

            struct kernel_inputs x = {s, {data.index, 0, 130}, data.dataset.intensity, scratch};

            kernel_first_forward(&x, n, W, b, whole);
            for (int k = 0; k < 3; k++) {
                for (int i = 0; i < 3; i++) {
                    x.rows.first = cuts[k][i];
                    x.rows.count = cuts[k][i + 1] - cuts[k][i];
                    kernel_first_forward(&x, n, W, b, cut + cuts[k][i] * n);
                }
                assert_same_bits(whole, cut, 130 * n, "z");
            }
            free(W);
            free(b);
            free(whole);
            free(cut);
            free(scratch);
            data_free(&data);
        }
}
END_TEST

/* The factor of every 61st weight and of every 97th error. */
struct layer_inputs {
    double weight, error;
};

static void multiply_some(real *x, size_t count, size_t step, double factor)
{
    for (size_t i = step / 2; i < count; i += step)
        x[i] *= (real)factor;
}

/* Forward pass and gradient of some rows, with the stores that the data have. */
static void first_layer(const struct data *data, const size_t block[2], size_t n_out,
                        struct layer_inputs in, real *z, real *dW)
{
    const struct samples *s = &data->dataset.train;
    void *scratch = checked_alloc(kernel_scratch_size(s, block[1]), 1);

    rng_seed(&rng, 77);
    real *W = random_reals(s->n_x * n_out), *b = random_reals(n_out);
    real *dz = random_reals(block[1] * n_out);

    multiply_some(W, s->n_x * n_out, 61, in.weight);
    multiply_some(dz, block[1] * n_out, 97, in.error);

    struct kernel_inputs x = {s, {NULL, block[0], block[1]}, data->dataset.intensity, scratch};

    kernel_first_forward(&x, n_out, W, b, z);
    kernel_first_gradient(&x, n_out, dz, dW);
    free(scratch);
    free(W);
    free(b);
    free(dz);
}

/* Forward pass and gradient are the same with the stores and without. */
static void check_block(struct data *data, const size_t block[2], size_t n, struct layer_inputs in)
{
    struct samples *s = &data->dataset.train, plain = *s;
    size_t z_size = block[1] * n, w_size = s->n_x * n;
    real *z = random_reals(z_size), *dW = random_reals(w_size);
    real *plain_z = random_reals(z_size), *plain_dW = copy_reals(dW, w_size);

    first_layer(data, block, n, in, z, dW);
    s->sample_pairs = s->input_pairs = NULL;
    first_layer(data, block, n, in, plain_z, plain_dW);
    s->sample_pairs = plain.sample_pairs;
    s->input_pairs = plain.input_pairs;
    assert_same_numbers(plain_z, z, z_size, "z");
    assert_same_numbers(plain_dW, dW, w_size, "dW");
    free(z);
    free(dW);
    free(plain_z);
    free(plain_dW);
}

/* 300 rows of 250 inputs: three blocks and three tiles, the last ones not whole; and other rows. */
static void check_sorted(double density, int share, struct layer_inputs in)
{
    static const size_t blocks[][2] = {{0, 128}, {128, 128}, {256, 44}, {0, 127},
                                       {1, 128}, {0, 300},   {64, 100}, {192, 64}};
    struct status status = {0};
    struct data data;

    data_make(&data, SAMPLES_SPARSE, 300, 250, density);
    struct samples *s = &data.dataset.train;

    s->sample_pairs = pairs_of_samples(s, share != 0, &status);
    s->input_pairs = pairs_of_inputs(s, share != 0, &status);
    ck_assert(s->sample_pairs && s->input_pairs);
    for (size_t i = 0; i < sizeof blocks / sizeof blocks[0]; i++)
        for (int w = 0; w < WIDTHS; w++)
            check_block(&data, blocks[i], widths[w], in);
    pairs_free(s->sample_pairs);
    pairs_free(s->input_pairs);
    data_free(&data);
}

START_TEST(sorting_beforehand_changes_no_bit)
{
    const struct layer_inputs usual = {1, 1};

    rng_seed(&rng, 11);
    check_sorted(0.3, _i, usual);
    check_sorted(0.004, _i, usual);
    check_sorted(0, _i, usual);
    check_sorted(1, _i, usual);
}
END_TEST

/* A store of other data shows where stores are used: for whole blocks, in order, and nowhere else.
 */
START_TEST(stores_are_used_for_their_blocks)
{
    static const size_t blocks[][2] = {{0, 128}, {256, 44}, {1, 128}, {0, 127}};
    struct status status = {0};
    struct data data, other;

    rng_seed(&rng, 17);
    data_make(&data, SAMPLES_SPARSE, 300, 50, 0.3);
    data_make(&other, SAMPLES_SPARSE, 300, 50, 0.3);
    struct samples *s = &data.dataset.train;
    struct pairs_store *samples = pairs_of_samples(&other.dataset.train, _i != 0, &status);
    struct pairs_store *inputs = pairs_of_inputs(&other.dataset.train, _i != 0, &status);

    for (int i = 0; i < 4; i++) {
        real z[2][128 * 8], dW[3][50 * 8] = {{0}};
        size_t n = blocks[i][1] * 8;

        first_layer(&data, blocks[i], 8, (struct layer_inputs){1, 1}, z[0], dW[0]);
        s->sample_pairs = samples;
        first_layer(&data, blocks[i], 8, (struct layer_inputs){1, 1}, z[1], dW[1]);
        s->sample_pairs = NULL;
        s->input_pairs = inputs;
        first_layer(&data, blocks[i], 8, (struct layer_inputs){1, 1}, z[1], dW[2]);
        s->input_pairs = NULL;
        ck_assert(memcmp(dW[0], dW[1], sizeof dW[0]) == 0);
        ck_assert((memcmp(dW[0], dW[2], sizeof dW[0]) != 0) == (blocks[i][0] % 64 == 0 && i != 2));
        s->sample_pairs = samples;
        first_layer(&data, blocks[i], 8, (struct layer_inputs){1, 1}, z[1], dW[1]);
        s->sample_pairs = NULL;
        ck_assert((memcmp(z[0], z[1], n * sizeof(real)) != 0) == (i < 2));
    }
    pairs_free(samples);
    pairs_free(inputs);
    data_free(&data);
    data_free(&other);
}
END_TEST

/* An input that is 0 leaves out an infinite weight, or error, whatever other inputs do with it. */
START_TEST(zeros_leave_out_what_is_infinite)
{
    rng_seed(&rng, 13);
    check_sorted(0.1, _i, (struct layer_inputs){INFINITY, 1});
    check_sorted(0.1, _i, (struct layer_inputs){1, -INFINITY});
    check_sorted(0.1, _i, (struct layer_inputs){NAN, NAN});
}
END_TEST

/* ---- the other layers ------------------------------------------------------------------------ */

/* Every buffer starts `shift` reals behind a cache line. */
struct layer {
    size_t count, n_in, n_out;
    real *memory[8];
    real *a, *W, *b, *dz;   /* given */
    real *z, *da, *dW, *db; /* results */
};

static real *shifted(struct layer *layer, int i, size_t count, size_t shift, const real *from)
{
    layer->memory[i] = checked_alloc(count + shift, sizeof(real));
    memcpy(layer->memory[i] + shift, from, count * sizeof(real));
    return layer->memory[i] + shift;
}

/* Computes a layer from numbers that `seed` decides. */
static void layer_make(struct layer *layer, size_t count, size_t n_in, size_t n_out, size_t shift,
                       uint32_t seed)
{
    size_t size[8] = {count * n_in,  n_in * n_out, n_out,        count * n_out,
                      count * n_out, count * n_in, n_in * n_out, n_out};
    real *numbers[8];

    rng_seed(&rng, seed);
    *layer = (struct layer){.count = count, .n_in = n_in, .n_out = n_out};
    for (int i = 0; i < 8; i++)
        numbers[i] = random_reals(size[i]);
    layer->a = shifted(layer, 0, size[0], shift, numbers[0]);
    layer->W = shifted(layer, 1, size[1], shift, numbers[1]);
    layer->b = shifted(layer, 2, size[2], shift, numbers[2]);
    layer->dz = shifted(layer, 3, size[3], shift, numbers[3]);
    layer->z = shifted(layer, 4, size[4], shift, numbers[4]);
    layer->da = shifted(layer, 5, size[5], shift, numbers[5]);
    layer->dW = shifted(layer, 6, size[6], shift, numbers[6]);
    layer->db = shifted(layer, 7, size[7], shift, numbers[7]);
    kernel_dense_forward(count, n_in, n_out, layer->a, layer->W, layer->b, layer->z);
    kernel_dense_backward(count, n_in, n_out, layer->dz, layer->W, layer->da);
    kernel_dense_gradient(count, n_in, n_out, layer->a, layer->dz, layer->dW);
    kernel_bias_gradient(count, n_out, layer->dz, layer->db);
    assert_gradient(count, n_in, n_out, layer->a, layer->dz, numbers[6], layer->dW);
    for (size_t o = 0; o < n_out; o++) {
        long double sum = numbers[7][o], terms = fabsl(sum);

        for (size_t r = 0; r < count; r++) {
            sum += layer->dz[r * n_out + o];
            terms += fabsl((long double)layer->dz[r * n_out + o]) * 4;
        }
        assert_sum(layer->db[o], sum, terms, "db");
    }
    for (int i = 0; i < 8; i++)
        free(numbers[i]);
}

static void layer_free(struct layer *layer)
{
    for (int i = 0; i < 8; i++)
        free(layer->memory[i]);
}

START_TEST(the_other_layers)
{
    static const size_t inputs[] = {1, 5, 64, 300};

    for (int w = 0; w < WIDTHS; w++)
        for (int c = 0; c < COUNTS; c += 3)
            for (int i = 0; i < 4; i++) {
                struct layer layer;

                layer_make(&layer, counts[c], inputs[i], widths[w], 0, (uint32_t)(w + c));
                assert_forward(layer.count, layer.n_in, layer.n_out, layer.a, layer.W, layer.b,
                               layer.z);
                assert_backward(layer.count, layer.n_in, layer.n_out, layer.dz, layer.W, layer.da);
                layer_free(&layer);
            }
}
END_TEST

START_TEST(more_rows_and_columns_than_a_block_holds)
{
    struct layer layer;

    layer_make(&layer, 300, 33, 517, 0, 4);
    assert_forward(300, 33, 517, layer.a, layer.W, layer.b, layer.z);
    assert_backward(300, 33, 517, layer.dz, layer.W, layer.da);
    layer_free(&layer);
}
END_TEST

START_TEST(wide_layers_twice)
{
    struct layer layer, again;

    layer_make(&layer, 37, 410, 330, 0, 21);
    assert_forward(37, 410, 330, layer.a, layer.W, layer.b, layer.z);
    assert_backward(37, 410, 330, layer.dz, layer.W, layer.da);
    layer_make(&again, 37, 410, 330, 0, 21);
    assert_same_bits(layer.z, again.z, 37 * 330, "z");
    assert_same_bits(layer.da, again.da, 37 * 410, "da");
    assert_same_bits(layer.dW, again.dW, 410 * 330, "dW");
    layer_free(&layer);
    layer_free(&again);
}
END_TEST

START_TEST(alignment_changes_no_bit)
{
    for (int w = 0; w < WIDTHS; w++)
        for (size_t shift = 1; shift < 8; shift += 2) {
            struct layer even, odd;

            layer_make(&even, 37, 66, widths[w], 0, 17);
            layer_make(&odd, 37, 66, widths[w], shift, 17);
            assert_same_bits(even.z, odd.z, 37 * widths[w], "z");
            assert_same_bits(even.da, odd.da, 37 * 66, "da");
            assert_same_bits(even.dW, odd.dW, 66 * widths[w], "dW");
            assert_same_bits(even.db, odd.db, widths[w], "db");
            layer_free(&even);
            layer_free(&odd);
        }
}
END_TEST

START_TEST(columns_cut_anywhere_give_the_same_forward_and_backward_pass)
{
    for (int w = 0; w < WIDTHS; w++) {
        size_t n = widths[w];
        struct layer layer;

        layer_make(&layer, 130, 67, n, 0, 3);
        real *z = random_reals(130 * n), *da = random_reals(130 * 67);

        for (size_t cut = 1; cut < 67; cut += 11) {
            size_t out = n > 1 ? cut % n : 1;

            kernel_dense_columns(130, 67, 0, out, n, layer.a, layer.W, layer.b, z);
            if (n > 1)
                kernel_dense_columns(130, 67, out, n, n, layer.a, layer.W, layer.b, z);
            assert_same_bits(layer.z, z, 130 * n, "z");
            kernel_backward_columns(130, 67, cut, 67, n, layer.dz, layer.W, da);
            kernel_backward_columns(130, 67, 0, cut, n, layer.dz, layer.W, da);
            assert_same_bits(layer.da, da, 130 * 67, "da");
        }
        free(z);
        free(da);
        layer_free(&layer);
    }
}
END_TEST

START_TEST(rows_cut_anywhere_give_the_same_forward_and_backward_pass)
{
    for (int w = 0; w < WIDTHS; w++) {
        size_t n = widths[w];
        struct layer layer;

        layer_make(&layer, 130, 67, n, 0, 3);
        real *z = random_reals(130 * n), *da = random_reals(130 * 67);

        for (size_t cut = 1; cut < 130; cut += 9) {
            kernel_dense_forward(cut, 67, n, layer.a, layer.W, layer.b, z);
            kernel_dense_forward(130 - cut, 67, n, layer.a + cut * 67, layer.W, layer.b,
                                 z + cut * n);
            assert_same_bits(layer.z, z, 130 * n, "z");
            kernel_dense_backward(cut, 67, n, layer.dz, layer.W, da);
            kernel_dense_backward(130 - cut, 67, n, layer.dz + cut * n, layer.W, da + cut * 67);
            assert_same_bits(layer.da, da, 130 * 67, "da");
        }
        free(z);
        free(da);
        layer_free(&layer);
    }
}
END_TEST

/* ---- instruction sets ------------------------------------------------------------------------ */

/* Results of one table on numbers that are always the same. */
static real *table_results(const struct kernel_table *table, const struct data *data, size_t n_out,
                           int share, size_t *count)
{
    const struct samples *s = &data->dataset.train;
    struct kernel_inputs inputs = {s, {data->index, 2, 40}, data->dataset.intensity, NULL};
    struct status status = {0};
    struct samples paired = *s;
    size_t n_x = s->n_x, z = 40 * n_out, w = n_x * n_out, a = 40 * n_x;

    rng_seed(&rng, 1234);
    paired.sample_pairs = pairs_of_samples(s, share != 0, &status);
    paired.input_pairs = pairs_of_inputs(s, share != 0, &status);
    ck_assert(paired.sample_pairs && paired.input_pairs);
    *count = 3 * z + s->m * n_out + 3 * w + a + n_out;

    real *out = random_reals(*count), *at = out;
    real *W = random_reals(w), *b = random_reals(n_out), *dz = random_reals(s->m * n_out);
    real *x = data_rows(data, data->index, 2, 40);

    table->sparse_forward(&inputs, data->dataset.intensity, n_out, n_out, W, b, at);
    table->dense_forward(40, n_x, n_out, n_out, x, W, b, at += z);
    table->dense_gradient(40, n_x, n_out, x, n_x, dz, false, at += z);
    table->dense_backward(40, n_x, n_out, dz, W, at += w, n_x);
    table->bias_gradient(40, n_out, dz, at += a);
    table->dense_forward_one(40, n_x, x, W, b[0], at += n_out);
    table->paired_forward(&paired, 0, data->dataset.intensity, n_out, W, b, at += 40);
    table->paired_gradient(&paired, 0, s->m, data->dataset.intensity, n_out, dz, at + s->m * n_out);
    pairs_free(paired.sample_pairs);
    pairs_free(paired.input_pairs);
    free(W);
    free(b);
    free(dz);
    free(x);
    return out;
}

START_TEST(every_instruction_set_gives_the_same_bits)
{
    struct data data;

    rng_seed(&rng, 5);
    data_make(&data, SAMPLES_SPARSE, 50, 97, 0.3);
    for (int w = 0; w < WIDTHS; w++) {
        size_t count;
        real *base = table_results(&kernel_table_base, &data, widths[w], _i, &count);

        for (int i = 0; kernel_table_at(i); i++) {
            real *other = table_results(kernel_table_at(i), &data, widths[w], _i, &count);

            assert_same_bits(base, other, count, kernel_table_at(i)->name);
            free(other);
        }
        free(base);
    }
    data_free(&data);
}
END_TEST

START_TEST(kernels_can_be_forced)
{
    struct status status = {0};
    const char *fastest = kernels_name();

    for (int i = 0; kernel_table_at(i); i++) {
        ck_assert(kernels_force(kernel_table_at(i)->name, &status));
        ck_assert_str_eq(kernels_name(), kernel_table_at(i)->name);
        ck_assert_ptr_eq(kernel_table(), kernel_table_at(i));
    }
    ck_assert(!kernels_force("avx", &status));
    ck_assert_int_eq(status.code, STATUS_INVALID);
    ck_assert_ptr_nonnull(strstr(status.message, "'avx'"));
    ck_assert_ptr_nonnull(strstr(status.message, "base)"));
    ck_assert_str_eq(kernels_name(), "base");
    ck_assert(kernels_force(fastest, &status));
}
END_TEST

START_TEST(sizes_that_overflow_are_never_too_small)
{
    struct samples samples = {.form = SAMPLES_REAL, .n_x = SIZE_MAX / 4};

    ck_assert(kernel_scratch_size(&samples, 128) == SIZE_MAX);
    samples.form = SAMPLES_SPARSE;
    ck_assert(kernel_scratch_size(&samples, 128) == SIZE_MAX);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("kernels");
    TCase *c = tcase_create("kernels");

    tcase_set_timeout(c, 60);
    tcase_add_test(c, the_first_layer_of_sparse_data);
    tcase_add_test(c, the_first_layer_of_bytes);
    tcase_add_test(c, the_first_layer_of_reals);
    tcase_add_test(c, extreme_densities_and_widths);
    tcase_add_test(c, a_forward_pass_does_not_depend_on_the_chunks);
    tcase_add_loop_test(c, sorting_beforehand_changes_no_bit, 0, 2);
    tcase_add_loop_test(c, stores_are_used_for_their_blocks, 0, 2);
    tcase_add_loop_test(c, zeros_leave_out_what_is_infinite, 0, 2);
    tcase_add_test(c, the_other_layers);
    tcase_add_test(c, more_rows_and_columns_than_a_block_holds);
    tcase_add_test(c, wide_layers_twice);
    tcase_add_test(c, alignment_changes_no_bit);
    tcase_add_test(c, rows_cut_anywhere_give_the_same_forward_and_backward_pass);
    tcase_add_test(c, columns_cut_anywhere_give_the_same_forward_and_backward_pass);
    tcase_add_loop_test(c, every_instruction_set_gives_the_same_bits, 0, 2);
    tcase_add_test(c, kernels_can_be_forced);
    tcase_add_test(c, sizes_that_overflow_are_never_too_small);
    suite_add_tcase(s, c);
    return s;
}

TEST_MAIN(suite)
