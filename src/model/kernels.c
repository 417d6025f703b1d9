/*
 * kernels.c - the arithmetic of a layer over a chunk of samples: picks the loops for the form of
 * the data and for this processor; see kernels.h. Knows no network.
 */
#include "kernels_table.h"

#include "base/vector.h"
#include "base/vectorized.h"
#include "data/pairs.h"

#include <stdio.h>
#include <string.h>

const struct kernel_table *kernel_table_at(int i)
{
    const struct kernel_table *table[4] = {0};
    int tables = 0;

#ifdef KERNELS_X86_64
    bool fma = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");

    if (fma && __builtin_cpu_supports("avx512f"))
        table[tables++] = &kernel_table_avx512;
    if (fma)
        table[tables++] = &kernel_table_avx2;
#endif
    table[tables++] = &kernel_table_base;
    return i < tables ? table[i] : NULL;
}

/* NULL: the fastest. */
static const struct kernel_table *forced;

const struct kernel_table *kernel_table(void)
{
    return forced ? forced : kernel_table_at(0);
}

bool kernels_force(const char *name, struct status *status)
{
    char names[64] = "";
    const struct kernel_table *table;

    for (int i = 0; (table = kernel_table_at(i)) != NULL; i++) {
        size_t used = strlen(names);

        if (strcmp(table->name, name) == 0) {
            forced = table;
            return true;
        }
        snprintf(names + used, sizeof names - used, "%s%s", i > 0 ? ", " : "", table->name);
    }
    return status_fail(status, STATUS_INVALID,
                       "there are no kernels '%s' for this processor (allowed: %s)", name, names);
}

const char *kernels_name(void)
{
    return kernel_table()->name;
}

bool kernels_emulate(void)
{
    return kernel_table()->emulates;
}

bool kernels_share(void)
{
    return kernel_table()->shares;
}

/* ---- scratch ------------------------------------------------------------------------------- */

size_t kernel_filled_size(const struct samples *samples, size_t rows)
{
    bool dense = samples->form != SAMPLES_SPARSE && samples->form != SAMPLES_LIST;

    return dense ? kernel_scratch_size(samples, rows) : 0;
}

/* Room for the columns' lists, and behind it for a panel of dz. */
size_t kernel_scratch_size(const struct samples *samples, size_t rows)
{
    const size_t panel = (size_t)COLUMNS_ROWS * KERNEL_VECTORS * KERNEL_VECTOR_BYTES;
    size_t lists = columns_scratch_size(samples->n_x), reals, bytes;

    if (samples->form == SAMPLES_SPARSE)
        return lists < SIZE_MAX - panel ? lists + panel : SIZE_MAX;
    if (samples->form == SAMPLES_LIST)
        return 0;
    if (__builtin_mul_overflow(rows, samples->n_x, &reals) ||
        __builtin_mul_overflow(reals, sizeof(real), &bytes))
        return SIZE_MAX;
    return bytes;
}

/* ---- the first layer ----------------------------------------------------------------------- */

static bool lie_together(const struct kernel_inputs *x)
{
    return x->samples->form == SAMPLES_REAL && !x->rows.index;
}

/* The rows as reals: in place if they lie there one after the other, else written to scratch. */
static const real *dense_rows(const struct kernel_inputs *x)
{
    const struct rows *rows = &x->rows;
    const struct samples *s = x->samples;
    real *out = x->scratch;

    if (lie_together(x))
        return s->x + rows->first * s->n_x;
    for (size_t r = 0; r < rows->count; r++, out += s->n_x) {
        size_t offset = rows_sample(rows, r) * s->n_x;

        if (s->form == SAMPLES_REAL)
            memcpy(out, s->x + offset, s->n_x * sizeof *out);
        else
            for (size_t j = 0; j < s->n_x; j++)
                out[j] = x->intensity[s->bytes[offset + j]];
    }
    return x->scratch;
}

/* What dense_rows returned for the same rows. */
static const real *filled_rows(const struct kernel_inputs *x)
{
    return lie_together(x) ? dense_rows(x) : x->scratch;
}

/* z = X W + b, X sparse numbers: a row of weights for each that is there. Rows of W and z are
 * `pitch` elements apart. */
VECTORIZED static void list_forward(const struct kernel_inputs *x, size_t n_out, size_t pitch,
                                    const real *restrict W, const real *restrict b,
                                    real *restrict z)
{
    const struct samples *s = x->samples;

    for (size_t r = 0; r < x->rows.count; r++, z += pitch) {
        size_t sample = rows_sample(&x->rows, r), end = s->row_start[sample + 1];

        for (size_t j = 0; j < n_out; j++)
            z[j] = b[j];
        for (size_t p = s->row_start[sample]; p < end; p++) {
            const real *restrict w = W + s->place[p] * pitch;
            real v = s->number[p];

            for (size_t j = 0; j < n_out; j++)
                z[j] += v * w[j];
        }
    }
}

/* The first entry of a row whose place is not below `from`. */
static size_t first_at(const struct samples *s, size_t begin, size_t end, size_t from)
{
    while (begin < end) {
        size_t middle = begin + (end - begin) / 2;

        if (s->place[middle] < from)
            begin = middle + 1;
        else
            end = middle;
    }
    return begin;
}

/* dW += X^T dz for the inputs from ... to-1, row by row. */
VECTORIZED static void list_gradient(const struct kernel_inputs *x, size_t from, size_t to,
                                     size_t n_out, const real *restrict dz, real *restrict dW)
{
    const struct samples *s = x->samples;

    for (size_t r = 0; r < x->rows.count; r++, dz += n_out) {
        size_t sample = rows_sample(&x->rows, r), end = s->row_start[sample + 1];

        for (size_t p = first_at(s, s->row_start[sample], end, from); p < end && s->place[p] < to;
             p++) {
            real *restrict w = dW + s->place[p] * n_out;
            real v = s->number[p];

            for (size_t j = 0; j < n_out; j++)
                w[j] += v * dz[j];
        }
    }
}

/* The same by way of pairs, where the rows are a block of a store; false: they are not, or an
 * infinite weight was multiplied by a 0 that must be left out. */
static bool paired_forward(const struct kernel_inputs *x, size_t n_out, const real *W,
                           const real *b, real *z)
{
    const struct samples *samples = x->samples;
    const struct rows *rows = &x->rows;

    if (!samples->sample_pairs || rows->index || rows->count == 0 ||
        pairs_find(samples->sample_pairs, rows->first, rows->count) != rows->count)
        return false;
    kernel_table()->paired_forward(samples, rows->first, x->intensity, n_out, W, b, z);
    return vector_is_finite(rows->count * n_out, z);
}

void kernel_first_forward(const struct kernel_inputs *x, size_t n_out, const real *W, const real *b,
                          real *z)
{
    if (paired_forward(x, n_out, W, b, z))
        return;
    kernel_first_fill(x);
    kernel_first_columns(x, 0, n_out, n_out, W, b, z);
}

void kernel_first_fill(const struct kernel_inputs *x)
{
    if (kernel_filled_size(x->samples, 1) > 0)
        dense_rows(x);
}

void kernel_first_columns(const struct kernel_inputs *x, size_t from, size_t to, size_t n_out,
                          const real *W, const real *b, real *z)
{
    const struct samples *samples = x->samples;

    if (samples->form == SAMPLES_SPARSE)
        kernel_table()->sparse_forward(x, x->intensity, to - from, n_out, W + from, b + from,
                                       z + from);
    else if (samples->form == SAMPLES_LIST)
        list_forward(x, to - from, n_out, W + from, b + from, z + from);
    else
        kernel_dense_columns(x->rows.count, samples->n_x, from, to, n_out, filled_rows(x), W, b, z);
}

static void sparse_gradient(const struct kernel_inputs *x, size_t from, size_t to, size_t n_out,
                            const real *dz, bool fresh, real *dW)
{
    const struct samples *samples = x->samples;
    bool paired = samples->input_pairs && !x->rows.index && to - from == samples->n_x;
    real *panel = (void *)((char *)x->scratch + columns_scratch_size(samples->n_x));
    struct rows rows = x->rows;

    if (paired && fresh) {
        memset(dW, 0, samples->n_x * n_out * sizeof *dW);
        fresh = false;
    }
    for (size_t left = rows.count; left > 0; left -= rows.count) {
        rows.count = paired ? pairs_find(samples->input_pairs, rows.first, left) : 0;
        /* 0 times an infinite error would not be left out. */
        if (rows.count > 0 && vector_is_finite(rows.count * n_out, dz)) {
            kernel_table()->paired_gradient(samples, rows.first, rows.count, x->intensity, n_out,
                                            dz, dW);
        } else {
            rows.count = left < COLUMNS_ROWS ? left : COLUMNS_ROWS;
            struct columns columns = columns_sort(samples, &rows, from, to, x->scratch);
            kernel_table()->sparse_gradient(&columns, x->intensity, n_out, dz, fresh,
                                            dW + from * n_out, panel);
        }
        fresh = false;
        rows.first += rows.count;
        dz += rows.count * n_out;
    }
}

void kernel_first_gradient(const struct kernel_inputs *x, size_t n_out, const real *dz, real *dW)
{
    kernel_first_fill(x);
    kernel_first_share(x, 0, x->samples->n_x, n_out, dz, false, dW);
}

void kernel_first_share(const struct kernel_inputs *x, size_t from, size_t to, size_t n_out,
                        const real *dz, bool fresh, real *dW)
{
    const struct samples *samples = x->samples;

    if (samples->form == SAMPLES_SPARSE) {
        sparse_gradient(x, from, to, n_out, dz, fresh, dW);
    } else if (samples->form == SAMPLES_LIST) {
        if (fresh)
            memset(dW + from * n_out, 0, (to - from) * n_out * sizeof *dW);
        list_gradient(x, from, to, n_out, dz, dW);
    } else {
        kernel_dense_share(x->rows.count, samples->n_x, from, to, n_out, filled_rows(x), dz, fresh,
                           dW);
    }
}

/* ---- the other layers ---------------------------------------------------------------------- */

void kernel_dense_forward(size_t count, size_t n_in, size_t n_out, const real *a, const real *W,
                          const real *b, real *z)
{
    kernel_dense_columns(count, n_in, 0, n_out, n_out, a, W, b, z);
}

void kernel_dense_columns(size_t count, size_t n_in, size_t from, size_t to, size_t n_out,
                          const real *a, const real *W, const real *b, real *z)
{
    if (n_out == 1)
        kernel_table()->dense_forward_one(count, n_in, a, W, *b, z);
    else
        kernel_table()->dense_forward(count, n_in, to - from, n_out, a, W + from, b + from,
                                      z + from);
}

void kernel_dense_gradient(size_t count, size_t n_in, size_t n_out, const real *a, const real *dz,
                           real *dW)
{
    kernel_dense_share(count, n_in, 0, n_in, n_out, a, dz, false, dW);
}

void kernel_dense_share(size_t count, size_t n_in, size_t from, size_t to, size_t n_out,
                        const real *a, const real *dz, bool fresh, real *dW)
{
    if (n_out > 1) {
        kernel_table()->dense_gradient(count, to - from, n_out, a + from, n_in, dz, fresh,
                                       dW + from * n_out);
        return;
    }
    if (fresh)
        memset(dW + from, 0, (to - from) * sizeof *dW);
    kernel_table()->dense_gradient_one(count, to - from, a + from, n_in, dz, dW + from);
}

void kernel_dense_backward(size_t count, size_t n_in, size_t n_out, const real *dz, const real *W,
                           real *da)
{
    kernel_backward_columns(count, n_in, 0, n_in, n_out, dz, W, da);
}

void kernel_backward_columns(size_t count, size_t n_in, size_t from, size_t to, size_t n_out,
                             const real *dz, const real *W, real *da)
{
    if (n_out == 1)
        kernel_table()->dense_backward_one(count, to - from, dz, W + from, da + from, n_in);
    else
        kernel_table()->dense_backward(count, to - from, n_out, dz, W + from * n_out, da + from,
                                       n_in);
}

void kernel_bias_gradient(size_t count, size_t n_out, const real *dz, real *db)
{
    kernel_table()->bias_gradient(count, n_out, dz, db);
}

void kernel_gram(size_t n, size_t depth, const real *X, size_t row, size_t column, size_t from,
                 size_t to, real *c)
{
    kernel_table()->gram(n, depth, X, row, column, from, to, c);
}

void kernel_mirror(size_t n, size_t from, size_t to, real *c)
{
    kernel_table()->mirror(n, from, to, c);
}
