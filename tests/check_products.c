/*
 * check_products.c - the matrix products to the bit: what base/ARITHMETIC defines, written out
 * plainly, against every set of kernels that this processor has.
 */
#include "base/rng.h"
#include "check_main.h"
#include "model/kernels_table.h"

#include <string.h>

/* Samples, inputs, outputs: tiles, panels, blocks and depths that are whole, and all that is left
 * over; thin and wide, copied and not. */
static const size_t shapes[][3] = {
    {1, 1, 2},      {3, 5, 7},      {12, 16, 16},   {13, 17, 33},   {32, 64, 64},  {31, 97, 10},
    {37, 410, 330}, {5, 20, 1000},  {130, 257, 16}, {128, 300, 70}, {40, 600, 11}, {7, 1030, 17},
    {128, 64, 192}, {11, 1500, 40}, {2, 3, 400},    {70, 15, 197},  {300, 33, 51},
};

enum { SHAPES = sizeof shapes / sizeof shapes[0] };

static struct rng rng;

static real *random_reals(size_t count)
{
    size_t bytes = (count * sizeof(real) / REAL_ALIGNMENT + 1) * REAL_ALIGNMENT;
    real *x = aligned_alloc(REAL_ALIGNMENT, bytes);

    ck_assert_ptr_nonnull(x);
    for (size_t i = 0; i < count; i++)
        x[i] = (real)rng_gaussian(&rng);
    return x;
}

static real *copy(const real *from, size_t count)
{
    real *x = random_reals(count);

    memcpy(x, from, count * sizeof *x);
    return x;
}

/* One element: start + sum of x y, the terms one after the other, each fused. */
static real chain(real start, size_t terms, const real *x, size_t x_step, const real *y,
                  size_t y_step)
{
    for (size_t k = 0; k < terms; k++)
        start = real_fma(x[k * x_step], y[k * y_step], start);
    return start;
}

static void assert_bits(real actual, real expected, const char *kernels, const char *what,
                        const size_t *shape, size_t i)
{
    if (memcmp(&actual, &expected, sizeof actual) != 0)
        ck_abort_msg("%s: %s of %zu x %zu x %zu, element %zu: %.17g, not %.17g", kernels, what,
                     shape[0], shape[1], shape[2], i, (double)actual, (double)expected);
}

static void check_shape(const struct kernel_table *table, const size_t *shape)
{
    size_t m = shape[0], n_in = shape[1], n_out = shape[2];
    real *a = random_reals(m * n_in), *W = random_reals(n_in * n_out), *b = random_reals(n_out);
    real *z = random_reals(m * n_out), *dz = random_reals(m * n_out), *da = random_reals(m * n_in);
    real *dW = random_reals(n_in * n_out), *before = copy(dW, n_in * n_out);

    table->dense_forward(m, n_in, n_out, n_out, a, W, b, z);
    table->dense_gradient(m, n_in, n_out, a, n_in, dz, false, dW);
    table->dense_backward(m, n_in, n_out, dz, W, da, n_in);
    for (size_t i = 0; i < m * n_out; i++)
        assert_bits(z[i], chain(b[i % n_out], n_in, a + i / n_out * n_in, 1, W + i % n_out, n_out),
                    table->name, "z", shape, i);
    for (size_t i = 0; i < n_in * n_out; i++)
        assert_bits(dW[i], chain(before[i], m, a + i / n_out, n_in, dz + i % n_out, n_out),
                    table->name, "dW", shape, i);
    for (size_t i = 0; i < m * n_in; i++)
        assert_bits(da[i], chain(0, n_out, dz + i / n_in * n_out, 1, W + i % n_in * n_out, 1),
                    table->name, "da", shape, i);
    free(a);
    free(W);
    free(b);
    free(z);
    free(dz);
    free(da);
    free(dW);
    free(before);
}

START_TEST(a_product_is_a_chain_of_fused_multiply_adds)
{
    for (int i = 0; kernel_table_at(i); i++) {
        rng_seed(&rng, 3);
        for (int s = 0; s < SHAPES; s++)
            check_shape(kernel_table_at(i), shapes[s]);
    }
}
END_TEST

/* 16 partial sums, added in halves; the bias comes last. */
static real one_output(size_t n, const real *a, const real *w, real b)
{
    real sum[16] = {0};

    for (size_t j = 0; j < n; j++)
        sum[j % 16] = real_fma(a[j], w[j], sum[j % 16]);
    for (size_t half = 8; half > 0; half /= 2)
        for (size_t k = 0; k < half; k++)
            sum[k] += sum[k + half];
    return b + sum[0];
}

START_TEST(a_single_output_has_sixteen_partial_sums)
{
    static const size_t widths[] = {1, 15, 16, 17, 64, 100, 784};

    rng_seed(&rng, 4);
    for (int i = 0; kernel_table_at(i); i++)
        for (int w = 0; w < 7; w++) {
            const struct kernel_table *table = kernel_table_at(i);
            const size_t m = 21, n = widths[w], shape[] = {m, n, 1};
            real *a = random_reals(m * n), *weights = random_reals(n), *z = random_reals(m);
            real *dz = random_reals(m), *dw = random_reals(n), *before = copy(dw, n);

            table->dense_forward_one(m, n, a, weights, (real)0.75, z);
            table->dense_gradient_one(m, n, a, n, dz, dw);
            for (size_t r = 0; r < m; r++)
                assert_bits(z[r], one_output(n, a + r * n, weights, (real)0.75), table->name, "z",
                            shape, r);
            for (size_t j = 0; j < n; j++)
                assert_bits(dw[j], chain(before[j], m, a + j, n, dz, 1), table->name, "dW", shape,
                            j);
            free(a);
            free(weights);
            free(z);
            free(dz);
            free(dw);
            free(before);
        }
}
END_TEST

/* Halves of products with a transpose, in blocks of rows, and mirrored: the whole. */
static void check_gram(const struct kernel_table *table, size_t n, size_t depth, bool turned)
{
    const size_t row = turned ? 1 : depth, column = turned ? n : 1, shape[] = {n, depth, n};
    real *X = random_reals(n * depth), *c = random_reals(n * n);

    for (size_t from = 0, to; from < n; from = to) {
        to = n - from < 48 ? n : from + 48;
        table->gram(n, depth, X, row, column, from, to, c);
        table->mirror(n, from, to, c);
    }
    for (size_t i = 0; i < n * n; i++)
        assert_bits(c[i], chain(0, depth, X + i / n * row, column, X + i % n * row, column),
                    table->name, turned ? "X^T X" : "X X^T", shape, i);
    free(X);
    free(c);
}

START_TEST(a_product_with_its_transpose_is_symmetric)
{
    static const size_t sizes[][2] = {{1, 1}, {2, 9}, {47, 300}, {48, 48}, {49, 17}, {150, 270}};

    for (int i = 0; kernel_table_at(i); i++) {
        rng_seed(&rng, 5);
        for (int s = 0; s < 6; s++) {
            check_gram(kernel_table_at(i), sizes[s][0], sizes[s][1], false);
            check_gram(kernel_table_at(i), sizes[s][0], sizes[s][1], true);
        }
    }
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("products");
    TCase *c = tcase_create("products");

    tcase_set_timeout(c, 60);
    tcase_add_test(c, a_product_is_a_chain_of_fused_multiply_adds);
    tcase_add_test(c, a_single_output_has_sixteen_partial_sums);
    tcase_add_test(c, a_product_with_its_transpose_is_symmetric);
    suite_add_tcase(s, c);
    return s;
}

TEST_MAIN(suite)
