/*
 * check_muon.c - Muon's products to the bit: halves that are mirrored and blocks that threads share
 * out, against whole products, written out plainly.
 */
#include "base/rng.h"
#include "base/vector.h"
#include "check_main.h"
#include "optim/update.h"

#include <string.h>

enum { SHORT = 110, LONG = 130, ELEMENTS = SHORT * LONG, ALL = ELEMENTS + 2, STEPS = 2 };

/* A hidden matrix between two others of one element. */
static struct tensor layers[] = {
    {.offset = 0, .rows = 1, .cols = 1, .layer = 0},
    {.offset = 1, .layer = 1},
    {.offset = ELEMENTS + 1, .rows = 1, .cols = 1, .layer = 2},
};

static real *zeros(size_t count)
{
    real *x = malloc(count * sizeof *x);

    ck_assert_ptr_nonnull(x);
    for (size_t i = 0; i < count; i++)
        x[i] = 0;
    return x;
}

/* c = a b, each sum in order; b's element (k, j) is at b[k * row + j * column]. */
static real *times(size_t m, size_t n, size_t depth, const real *a, const real *b, size_t row,
                   size_t column)
{
    real *c = zeros(m * n);

    for (size_t i = 0; i < m; i++)
        for (size_t j = 0; j < n; j++)
            for (size_t k = 0; k < depth; k++)
                c[i * n + j] = real_fma(a[i * depth + k], b[k * row + j * column], c[i * n + j]);
    return c;
}

/* X, SHORT x LONG, after the steps that the rule's text describes. */
static void orthogonalize(real *X)
{
    vector_scale(ELEMENTS, 1 / (vector_norm(ELEMENTS, X) + 1e-7), X);
    for (int s = 0; s < STEPS; s++) {
        real *A = times(SHORT, SHORT, LONG, X, X, 1, LONG);
        real *B = times(SHORT, SHORT, SHORT, A, A, SHORT, 1), *BX;

        for (size_t i = 0; i < SHORT * SHORT; i++)
            B[i] = (real)-4.7750 * A[i] + (real)2.0315 * B[i];
        BX = times(SHORT, LONG, SHORT, B, X, LONG, 1);
        for (size_t i = 0; i < ELEMENTS; i++)
            X[i] = (real)3.4445 * X[i] + BX[i];
        free(A);
        free(B);
        free(BX);
    }
}

/* u of the hidden matrix by the optimizer's row, with a pool of so many threads; 0: without. */
static void prepare(const real *w, const real *g, int threads, real *u)
{
    struct status status = {0};
    struct pool *pool = threads > 0 ? pool_create(threads, &status) : NULL;
    double scalar[OPTIMIZER_SCALARS_MAX] = {0};
    real *slot[OPTIMIZER_SLOTS_MAX], *storage, *weights = zeros(ALL);
    struct run_config config;
    struct step step;

    ck_assert_msg(run_config_parse("muon:lr=0.5,beta=0,steps=2", &config, &status), "%s",
                  status.message);
    storage = zeros(update_slot_vectors(&config) * ALL);
    memcpy(weights, w, ALL * sizeof *w);
    update_lay_out(&config, storage, ALL, slot);
    update_reset(&config, weights, ALL, ALL, slot, scalar);
    step = (struct step){.end = ALL,
                         .w = weights,
                         .g = g,
                         .slot = slot,
                         .stride = ALL,
                         .scalar = scalar,
                         .hyper = config.value,
                         .lr = 0.5,
                         .t = 1,
                         .samples = 1,
                         .tensor = layers,
                         .tensors = 3,
                         .pool = pool};
    ck_assert(config.optimizer->prepare(&step));
    memcpy(u, slot[2] + 1, ELEMENTS * sizeof *u);
    pool_free(pool);
    free(storage);
    free(weights);
}

START_TEST(halves_and_blocks_are_whole_products)
{
    const bool high = _i == 1;
    const size_t rows = high ? LONG : SHORT, cols = high ? SHORT : LONG;
    real *w = zeros(ALL), *g = zeros(ALL), *X = zeros(ELEMENTS);
    real *u = zeros(ELEMENTS);
    struct rng rng;

    layers[1].rows = rows;
    layers[1].cols = cols;
    rng_seed(&rng, 12);
    for (size_t i = 0; i < ALL; i++)
        g[i] = (real)rng_gaussian(&rng);
    for (size_t i = 0; i < rows; i++)
        for (size_t j = 0; j < cols; j++)
            X[high ? j * rows + i : i * cols + j] = g[1 + i * cols + j];
    orthogonalize(X);
    for (int threads = 0; threads <= 3; threads++) {
        const real lr = (real)(0.5 * sqrt(high ? 1 : (double)LONG / SHORT));

        prepare(w, g, threads, u);
        for (size_t i = 0; i < rows; i++)
            for (size_t j = 0; j < cols; j++) {
                real wanted = lr * X[high ? j * rows + i : i * cols + j];

                ck_assert_msg(u[i * cols + j] == wanted,
                              "%zu x %zu, %d threads, element (%zu, %zu): %.17g, not %.17g", rows,
                              cols, threads, i, j, (double)u[i * cols + j], (double)wanted);
            }
    }
    free(w);
    free(g);
    free(X);
    free(u);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("muon");
    TCase *c = tcase_create("muon");

    tcase_set_timeout(c, 60);
    tcase_add_loop_test(c, halves_and_blocks_are_whole_products, 0, 2);
    suite_add_tcase(s, c);
    return s;
}

TEST_MAIN(suite)
