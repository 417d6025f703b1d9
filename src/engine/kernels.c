/*
 * kernels.c - the arithmetic of a layer over a chunk of samples: picks the loops for the form of
 * the data and for this processor; see kernels.h. Knows no network.
 */
#include "kernels_table.h"

#include <cblas.h>
#include <string.h>

void kernels_initialize(void)
{
#ifdef HAVE_OPENBLAS_SET_NUM_THREADS
    openblas_set_num_threads(1);
#endif
}

const struct kernel_table *kernel_table_at(int i)
{
    const struct kernel_table *table[4] = {0};
    int tables = 0;

#ifdef KERNELS_X86_64
    if (__builtin_cpu_supports("avx512f"))
        table[tables++] = &kernel_table_avx512;
    if (__builtin_cpu_supports("avx2"))
        table[tables++] = &kernel_table_avx2;
#endif
    table[tables++] = &kernel_table_base;
    return i < tables ? table[i] : NULL;
}

const struct kernel_table *kernel_table(void)
{
    return kernel_table_at(0);
}

/* ---- scratch ------------------------------------------------------------------------------- */

/* Where the parts of the scratch memory lie: offsets in bytes, each at a whole cache line. */
struct scratch {
    size_t start; /* n_x + 1 starts of the columns' entries */
    size_t entry; /* the entries */
    size_t panel; /* dz of a block of columns */
    size_t size;
};

static size_t add_part(size_t offset, size_t count, size_t size)
{
    size_t bytes;

    if (__builtin_mul_overflow(count, size, &bytes) ||
        __builtin_add_overflow(offset, bytes, &offset) ||
        __builtin_add_overflow(offset, REAL_ALIGNMENT - 1, &offset))
        return SIZE_MAX;
    return offset / REAL_ALIGNMENT * REAL_ALIGNMENT;
}

static struct scratch scratch_plan(size_t n_x)
{
    struct scratch plan = {.start = 0};

    plan.entry = add_part(plan.start, n_x + 1, sizeof(uint32_t));
    plan.panel = add_part(plan.entry, n_x, KERNEL_SORT_ROWS * sizeof(struct entry));
    plan.size = add_part(plan.panel, KERNEL_SORT_ROWS,
                         (size_t)KERNEL_VECTORS * KERNEL_VECTOR_BYTES);
    return plan;
}

size_t kernel_scratch_size(const struct samples *samples, size_t rows)
{
    size_t reals;

    if (samples->form == SAMPLES_SPARSE)
        return scratch_plan(samples->n_x).size;
    if (__builtin_mul_overflow(rows, samples->n_x, &reals))
        return SIZE_MAX;
    return add_part(0, reals, sizeof(real));
}

/* ---- the first layer ----------------------------------------------------------------------- */

/* Sorts the non-zero inputs of the rows by columns, keeping the rows' order within each. */
static void sort_by_column(const struct rows *x, uint32_t *start, struct entry *entry)
{
    const uint32_t *row_start = x->samples->row_start;
    const uint16_t *column = x->samples->column;
    const uint8_t *value = x->samples->value;
    size_t n_x = x->samples->n_x;
    uint32_t sum = 0;

    memset(start, 0, (n_x + 1) * sizeof *start);
    for (size_t r = 0; r < x->count; r++) {
        size_t sample = rows_sample(x, r), end = row_start[sample + 1];

        for (size_t p = row_start[sample]; p < end; p++)
            start[column[p]]++;
    }
    for (size_t j = 0; j < n_x; j++) {
        uint32_t entries = start[j];

        start[j] = sum;
        sum += entries;
    }
    /* Afterwards start[j] has moved on to where column j + 1 begins. */
    for (size_t r = 0; r < x->count; r++) {
        size_t sample = rows_sample(x, r), end = row_start[sample + 1];

        for (size_t p = row_start[sample]; p < end; p++) {
            struct entry e = {.row = (uint8_t)r, .value = value[p]};

            memcpy(&entry[start[column[p]]++], &e, sizeof e);
        }
    }
    memmove(start + 1, start, n_x * sizeof *start);
    start[0] = 0;
}

/* The rows as reals: in place if they lie there one after the other, else written to scratch. */
static const real *dense_rows(const struct rows *x, void *scratch)
{
    const struct samples *s = x->samples;
    real *out = scratch;

    if (s->form == SAMPLES_REAL && !x->index)
        return s->x + x->first * s->n_x;
    for (size_t r = 0; r < x->count; r++, out += s->n_x) {
        size_t offset = rows_sample(x, r) * s->n_x;

        if (s->form == SAMPLES_REAL)
            memcpy(out, s->x + offset, s->n_x * sizeof *out);
        else
            for (size_t j = 0; j < s->n_x; j++)
                out[j] = x->intensity[s->bytes[offset + j]];
    }
    return scratch;
}

void kernel_first_forward(const struct dataset *dataset, const struct samples *samples,
                          const uint32_t *index, size_t first, size_t count, size_t n_out,
                          const real *W, const real *b, real *z, void *scratch)
{
    struct rows x = {samples, dataset->intensity, index, first, count};

    if (samples->form == SAMPLES_SPARSE)
        kernel_table()->sparse_forward(&x, n_out, W, b, z);
    else
        kernel_dense_forward(count, samples->n_x, n_out, dense_rows(&x, scratch), W, b, z);
}

static void sparse_gradient(struct rows x, size_t n_out, const real *dz, real *dW, void *scratch)
{
    struct scratch plan = scratch_plan(x.samples->n_x);
    uint32_t *start = (void *)((char *)scratch + plan.start);
    struct entry *entry = (void *)((char *)scratch + plan.entry);
    real *panel = (void *)((char *)scratch + plan.panel);

    for (size_t left = x.count; left > 0; left -= x.count) {
        x.count = left < KERNEL_SORT_ROWS ? left : KERNEL_SORT_ROWS;
        sort_by_column(&x, start, entry);

        struct columns columns = {x.count, x.samples->n_x, start, entry, x.intensity};
        kernel_table()->sparse_gradient(&columns, n_out, dz, dW, panel);
        x.first += x.count;
        dz += x.count * n_out;
    }
}

void kernel_first_gradient(const struct dataset *dataset, const struct samples *samples,
                           const uint32_t *index, size_t first, size_t count, size_t n_out,
                           const real *dz, real *dW, void *scratch)
{
    struct rows x = {samples, dataset->intensity, index, first, count};

    if (samples->form == SAMPLES_SPARSE)
        sparse_gradient(x, n_out, dz, dW, scratch);
    else
        kernel_dense_gradient(count, samples->n_x, n_out, dense_rows(&x, scratch), dz, dW);
}

/* ---- the other layers ---------------------------------------------------------------------- */

void kernel_dense_forward(size_t count, size_t n_in, size_t n_out, const real *a, const real *W,
                          const real *b, real *z)
{
    if (n_out == 1)
        kernel_table()->dense_forward_one(count, n_in, a, W, *b, z);
    else
        kernel_table()->dense_forward(count, n_in, n_out, a, W, b, z);
}

void kernel_dense_gradient(size_t count, size_t n_in, size_t n_out, const real *a, const real *dz,
                           real *dW)
{
    /* A column of weights is as good as a row, and vectors run along rows. */
    if (n_out == 1)
        kernel_table()->dense_gradient(count, 1, n_in, dz, a, dW);
    else
        kernel_table()->dense_gradient(count, n_in, n_out, a, dz, dW);
}

void kernel_dense_backward(size_t count, size_t n_in, size_t n_out, const real *dz, const real *W,
                           real *da)
{
    if (n_out == 1)
        kernel_table()->dense_backward_one(count, n_in, dz, W, da);
    else
        kernel_table()->dense_backward(count, n_in, n_out, dz, W, da);
}

void kernel_bias_gradient(size_t count, size_t n_out, const real *dz, real *db)
{
    kernel_table()->bias_gradient(count, n_out, dz, db);
}
