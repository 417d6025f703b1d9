/*
 * kernels_dense_loops.h - products with dense inputs; see kernels_vector.h for how this is
 * included.
 */
#include "kernels_product_loops.h"

enum {
    SUMS = 16,         /* partial sums of a single output */
    THIN = 16,         /* so few outputs do not fill vectors; inputs do, */
    THIN_INPUTS = 128, /* so many of them together */
};

static const real zeros[TILE_COLUMNS];

LOOP void dense_forward(size_t count, size_t n_in, size_t n_out, size_t pitch, const real *a,
                        const real *W, const real *b, real *z)
{
    product(count, n_out, n_in, (struct factor){a, n_in, 1}, (struct factor){W, pitch, 1},
            (struct start){b, 0, 1}, z, pitch);
}

/* One output: SUMS partial sums whatever the width of the vectors, added up in one order. */
LOOP void dense_forward_one(size_t count, size_t n_in, const real *a, const real *w, real b,
                            real *z)
{
    enum { VECTORS = SUMS / V };

    for (size_t r = 0; r < count; r++, a += n_in) {
        vec part_sum[VECTORS] = {{0}};
        real sum[SUMS];
        size_t j = 0;

        for (; j + SUMS <= n_in; j += SUMS) {
            UNROLL
            for (int k = 0; k < VECTORS; k++)
                part_sum[k] = fused(load(a + j + k * V), load(w + j + k * V), part_sum[k]);
        }
        memcpy(sum, part_sum, sizeof sum);
        for (int k = 0; j < n_in; j++, k++)
            sum[k] = real_fma(a[j], w[j], sum[k]);
        for (int half = SUMS / 2; half > 0; half /= 2)
            for (int k = 0; k < half; k++)
                sum[k] += sum[k + half];
        z[r] = b + sum[0];
    }
}

LOOP void dense_backward(size_t count, size_t n_in, size_t n_out, const real *dz, const real *W,
                         real *da, size_t pitch)
{
    product(count, n_in, n_out, (struct factor){dz, n_out, 1}, (struct factor){W, 1, n_out},
            (struct start){zeros, 0, 0}, da, pitch);
}

/* c = X X^T for the rows from ... to-1 and the columns from `from` on. */
LOOP void gram(size_t n, size_t depth, const real *X, size_t row, size_t column, size_t from,
               size_t to, real *c)
{
    const real *x = X + from * row;

    product(to - from, n - from, depth, (struct factor){x, row, column},
            (struct factor){x, column, row}, (struct start){zeros, 0, 0}, c + from * n + from, n);
}

/* Their transpose goes to the columns from ... to-1 of the rows from `to` on. */
LOOP void mirror(size_t n, size_t from, size_t to, real *c)
{
    copy_transposed(to - from, n - to, c + from * n + to, n, c + to * n + from, n);
}

/* One output: da = dz w^T. */
LOOP void dense_backward_one(size_t count, size_t n_in, const real *dz, const real *w, real *da,
                             size_t pitch)
{
    for (size_t r = 0; r < count; r++, da += pitch) {
        size_t j = 0;

        for (; j + V <= n_in; j += V)
            store(da + j, dz[r] * load(w + j));
        for (; j < n_in; j++)
            da[j] = dz[r] * w[j];
    }
}

/* A thin gradient is made as its transpose: dW^T += dz^T a. */
LOOP void dense_gradient(size_t count, size_t n_in, size_t n_out, const real *a, size_t pitch,
                         const real *dz, bool fresh, real *dW)
{
    _Alignas(KERNEL_VECTOR_BYTES) real turned[THIN * THIN_INPUTS];

    if (n_out > THIN) {
        product(n_in, n_out, count, (struct factor){a, 1, pitch}, (struct factor){dz, n_out, 1},
                fresh ? (struct start){zeros, 0, 0} : (struct start){dW, n_out, 1}, dW, n_out);
        return;
    }
    if (fresh)
        memset(dW, 0, n_in * n_out * sizeof *dW);
    for (size_t i = 0; i < n_in; i += THIN_INPUTS) {
        size_t inputs = least(n_in - i, THIN_INPUTS);

        copy_transposed(inputs, n_out, dW + i * n_out, n_out, turned, inputs);
        product(n_out, inputs, count, (struct factor){dz, 1, n_out},
                (struct factor){a + i, pitch, 1}, (struct start){turned, inputs, 1}, turned,
                inputs);
        copy_transposed(n_out, inputs, turned, inputs, dW + i * n_out, n_out);
    }
}

/* Some vectors of dw += a^T dz for one output. */
INLINE void gradient_one_columns(const int width, size_t count, size_t pitch, const real *a,
                                 const real *dz, real *dw)
{
    vec sum[KERNEL_VECTORS];

    UNROLL
    for (int k = 0; k < width; k++)
        sum[k] = load(dw + k * V);
    for (size_t r = 0; r < count; r++, a += pitch) {
        UNROLL
        for (int k = 0; k < width; k++)
            sum[k] = fused(spread(dz[r]), load(a + k * V), sum[k]);
    }
    UNROLL
    for (int k = 0; k < width; k++)
        store(dw + k * V, sum[k]);
}

LOOP void dense_gradient_one(size_t count, size_t n_in, const real *a, size_t pitch, const real *dz,
                             real *dw)
{
    size_t j = 0;

    for (; j + KERNEL_VECTORS * V <= n_in; j += KERNEL_VECTORS * V)
        gradient_one_columns(KERNEL_VECTORS, count, pitch, a + j, dz, dw + j);
    for (; j + V <= n_in; j += V)
        gradient_one_columns(1, count, pitch, a + j, dz, dw + j);
    for (; j < n_in; j++)
        for (size_t r = 0; r < count; r++)
            dw[j] = real_fma(dz[r], a[r * pitch + j], dw[j]);
}

/* Some vectors of db, each a sum of its own. */
INLINE void bias_columns(const int width, size_t count, size_t n_out, const real *dz, real *db)
{
    vec sum[KERNEL_VECTORS];

    UNROLL
    for (int k = 0; k < width; k++)
        sum[k] = load(db + k * V);
    for (size_t r = 0; r < count; r++, dz += n_out) {
        UNROLL
        for (int k = 0; k < width; k++)
            sum[k] += load(dz + k * V);
    }
    UNROLL
    for (int k = 0; k < width; k++)
        store(db + k * V, sum[k]);
}

LOOP void bias_gradient(size_t count, size_t n_out, const real *dz, real *db)
{
    size_t c = 0;

    for (; c + KERNEL_VECTORS * V <= n_out; c += KERNEL_VECTORS * V)
        bias_columns(KERNEL_VECTORS, count, n_out, dz + c, db + c);
    for (; c + V <= n_out; c += V)
        bias_columns(1, count, n_out, dz + c, db + c);
    for (; c < n_out; c++) {
        real sum = db[c];

        for (size_t r = 0; r < count; r++)
            sum += dz[r * n_out + c];
        db[c] = sum;
    }
}
