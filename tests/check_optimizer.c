/* check_optimizer.c - the table of optimizers, and every update rule step by step. */
#include "check_main.h"
#include "engine/optimizer.h"
#include "engine/rng.h"

#include <math.h>
#include <string.h>

#ifdef OPTOP_SINGLE
#define TOLERANCE 1e-5
#else
#define TOLERANCE 1e-14
#endif

enum { N = 37 };

/* A row at work on N weights, laid out as two layers' tensors. */
struct bench {
    const struct optimizer_spec *optimizer;
    double hyper[OPTIMIZER_PARAMS_MAX];
    double scalar[OPTIMIZER_SCALARS_MAX];
    real storage[OPTIMIZER_SLOTS_MAX][N];
    real *slot[OPTIMIZER_SLOTS_MAX];
    real w[N];
    real g[N];
    uint64_t t;
};

static const struct tensor tensors[] = {
    {.offset = 0, .rows = 4, .cols = 5, .layer = 0},
    {.offset = 20, .rows = 1, .cols = 5, .layer = 0, .bias = true},
    {.offset = 25, .rows = 5, .cols = 2, .layer = 1},
    {.offset = 35, .rows = 1, .cols = 2, .layer = 1, .bias = true},
};

static void bench_start(struct bench *bench, const struct optimizer_spec *optimizer)
{
    struct rng rng;

    memset(bench, 0, sizeof *bench);
    bench->optimizer = optimizer;
    for (int i = 0; i < optimizer->n_params; i++)
        bench->hyper[i] = optimizer->params[i].initial;
    for (int i = 0; i < optimizer->slots; i++)
        bench->slot[i] = bench->storage[i];
    rng_seed(&rng, 2385);
    for (int i = 0; i < N; i++)
        bench->w[i] = (real)rng_gaussian(&rng);
}

static void bench_set(struct bench *bench, const char *key, double value)
{
    int i = param_find(bench->optimizer->params, bench->optimizer->n_params, key);

    ck_assert_int_ge(i, 0);
    bench->hyper[i] = value;
}

static void bench_slice(struct bench *bench, size_t begin, size_t end)
{
    struct step step = {
        .begin = begin,
        .end = end,
        .w = bench->w,
        .g = bench->g,
        .slot = bench->slot,
        .scalar = bench->scalar,
        .hyper = bench->hyper,
        .lr = bench->hyper[0],
        .t = bench->t,
        .tensor = tensors,
        .tensors = (int)(sizeof tensors / sizeof tensors[0]),
    };

    bench->optimizer->step(&step);
}

/* One iteration; the gradient is a function of t and i that changes sign now and then. */
static void bench_step(struct bench *bench, size_t slices)
{
    bench->t++;
    for (int i = 0; i < N; i++)
        bench->g[i] = (real)sin(0.731 * (double)bench->t + 1.385 * i);
    for (size_t k = 0; k < slices; k++)
        bench_slice(bench, N * k / slices, N * (k + 1) / slices);
}

/* ---- the table --------------------------------------------------------------------------------
 */

static bool printable(const char *text)
{
    for (; *text; text++)
        if ((unsigned char)*text >= 0x7f || ((unsigned char)*text < 0x20 && *text != '\n'))
            return false;
    return true;
}

START_TEST(a_row_is_complete)
{
    const struct optimizer_spec *row = &optimizers[_i];

    ck_assert_ptr_eq(optimizer_find(row->name), row);
    ck_assert_uint_eq(strspn(row->name, "abcdefghijklmnopqrstuvwxyz0123456789-"),
                      strlen(row->name));
    ck_assert(printable(row->title) && strlen(row->title) > 0);
    ck_assert(printable(row->family) && strlen(row->family) > 0);
    ck_assert(printable(row->help) && strlen(row->help) > 10);
    ck_assert_ptr_null(strchr(row->help, '\n'));
    ck_assert(printable(row->rule) && strlen(row->rule) > 0);
    ck_assert(printable(row->reference) && strlen(row->reference) > 10);
    ck_assert(row->step != NULL);
    ck_assert_int_ge(row->slots, 0);
    ck_assert_int_le(row->slots, OPTIMIZER_SLOTS_MAX);
    ck_assert_int_ge(row->n_params, 1);
    ck_assert_int_le(row->n_params, OPTIMIZER_PARAMS_MAX);
    ck_assert_int_ge(row->shown, 1);
    ck_assert_int_le(row->shown, row->n_params);
    ck_assert_str_eq(row->params[0].name, "lr");
}
END_TEST

START_TEST(hyperparameters_are_complete_and_their_defaults_allowed)
{
    const struct optimizer_spec *row = &optimizers[_i];

    for (int i = 0; i < row->n_params; i++) {
        const struct param_spec *param = &row->params[i];
        struct status status = {0};

        ck_assert_int_eq(param_find(row->params, row->n_params, param->name), i);
        ck_assert_uint_eq(strspn(param->name, "abcdefghijklmnopqrstuvwxyz0123456789_"),
                          strlen(param->name));
        ck_assert_int_ne(param->kind, PARAM_TEXT);
        ck_assert(printable(param->help) && strlen(param->help) > 0);
        ck_assert_msg(param_check(param, param->initial, &status), "%s", status.message);
    }
}
END_TEST

START_TEST(names_differ)
{
    for (int i = 0; i < optimizer_count; i++)
        for (int j = 0; j < i; j++)
            ck_assert_str_ne(optimizers[i].name, optimizers[j].name);
    ck_assert_ptr_null(optimizer_find("adams"));
    ck_assert_ptr_null(optimizer_find(""));
}
END_TEST

/* ---- every rule -------------------------------------------------------------------------------
 */

START_TEST(zero_gradients_from_the_start_change_nothing)
{
    struct bench bench, before;

    bench_start(&bench, &optimizers[_i]);
    if (param_find(bench.optimizer->params, bench.optimizer->n_params, "weight_decay") >= 0)
        bench_set(&bench, "weight_decay", 0);
    before = bench;
    for (bench.t = 1; bench.t <= 5; bench.t++)
        bench_slice(&bench, 0, N);
    for (int i = 0; i < N; i++)
        ck_assert_msg(bench.w[i] == before.w[i], "weight %d is %.17g, not %.17g", i,
                      (double)bench.w[i], (double)before.w[i]);
}
END_TEST

START_TEST(slices_give_the_same_bits_as_the_whole)
{
    struct bench whole, sliced;

    bench_start(&whole, &optimizers[_i]);
    bench_start(&sliced, &optimizers[_i]);
    for (int t = 0; t < 20; t++) {
        bench_step(&whole, 1);
        bench_step(&sliced, 5);
    }
    ck_assert_mem_eq(whole.w, sliced.w, sizeof whole.w);
    ck_assert_mem_eq(whole.storage, sliced.storage, sizeof whole.storage);
}
END_TEST

START_TEST(a_first_step_goes_downhill)
{
    struct bench bench, before;

    bench_start(&bench, &optimizers[_i]);
    before = bench;
    bench_step(&bench, 1);
    for (int i = 0; i < N; i++)
        ck_assert_msg((bench.w[i] - before.w[i]) * bench.g[i] <= 0, "weight %d climbs", i);
    ck_assert_mem_ne(bench.w, before.w, sizeof bench.w);
}
END_TEST

START_TEST(long_runs_stay_finite)
{
    struct bench bench;

    bench_start(&bench, &optimizers[_i]);
    for (int t = 0; t < 1000; t++)
        bench_step(&bench, 1);
    for (int i = 0; i < N; i++)
        ck_assert(isfinite(bench.w[i]));
}
END_TEST

/* ---- single rules, by hand --------------------------------------------------------------------
 */

START_TEST(gd_by_hand)
{
    struct bench bench;

    bench_start(&bench, optimizer_find("gd"));
    bench_set(&bench, "lr", 0.25);
    bench.w[0] = (real)2.385;
    bench.g[0] = (real)-0.7;
    bench.t = 1;
    bench_slice(&bench, 0, 1);
    assert_close(bench.w[0], 2.56, TOLERANCE); /* 2.385 + 0.175 */
}
END_TEST

START_TEST(momentum_by_hand)
{
    struct bench bench;

    bench_start(&bench, optimizer_find("momentum"));
    bench_set(&bench, "lr", 0.5);
    bench_set(&bench, "beta", 0.75);
    bench.w[0] = (real)2.385;
    bench.g[0] = (real)1.2;
    bench.t = 1;
    bench_slice(&bench, 0, 1);
    assert_close(bench.slot[0][0], 0.3, TOLERANCE);
    assert_close(bench.w[0], 2.235, TOLERANCE);
    bench.g[0] = (real)-0.4;
    bench.t = 2;
    bench_slice(&bench, 0, 1);
    assert_close(bench.slot[0][0], 0.125, TOLERANCE); /* 0.225 - 0.1 */
    assert_close(bench.w[0], 2.1725, TOLERANCE);
}
END_TEST

START_TEST(rmsprop_by_hand)
{
    struct bench bench;

    bench_start(&bench, optimizer_find("rmsprop"));
    bench_set(&bench, "lr", 0.3);
    bench_set(&bench, "beta", 0.75);
    bench_set(&bench, "eps", 0.25);
    bench.w[0] = (real)2.385;
    bench.g[0] = (real)-1.5;
    bench.t = 1;
    bench_slice(&bench, 0, 1);
    assert_close(bench.slot[0][0], 0.5625, TOLERANCE);
    assert_close(bench.w[0], 2.835, TOLERANCE); /* 2.385 + 0.45 / (0.75 + 0.25): outside the root */
}
END_TEST

START_TEST(adam_by_hand_has_no_bias_correction)
{
    struct bench bench;

    bench_start(&bench, optimizer_find("adam"));
    bench_set(&bench, "lr", 0.5);
    bench_set(&bench, "beta1", 0.5);
    bench_set(&bench, "beta2", 0.75);
    bench_set(&bench, "eps", 0.25);
    bench.w[0] = (real)2.385;
    bench.g[0] = (real)3;
    bench.t = 1;
    bench_slice(&bench, 0, 1);
    assert_close(bench.slot[0][0], 1.5, TOLERANCE);
    assert_close(bench.slot[1][0], 2.25, TOLERANCE);
    assert_close(bench.w[0], 2.385 - 0.75 / 1.75, TOLERANCE);
    bench.g[0] = (real)-1;
    bench.t = 2;
    bench_slice(&bench, 0, 1);
    assert_close(bench.slot[0][0], 0.25, TOLERANCE);
    assert_close(bench.slot[1][0], 1.9375, TOLERANCE);
    assert_close(bench.w[0], 2.385 - 0.75 / 1.75 - 0.125 / (sqrt(1.9375) + 0.25), TOLERANCE);
}
END_TEST

START_TEST(adam_with_bias_correction_divides_by_what_is_missing)
{
    struct bench bench;

    bench_start(&bench, optimizer_find("adam"));
    bench_set(&bench, "lr", 0.01);
    bench_set(&bench, "beta1", 0.8);
    bench_set(&bench, "beta2", 0.9);
    bench_set(&bench, "bias_correction", 1);
    bench.w[0] = (real)2.385;
    bench.g[0] = (real)0.37;
    bench.t = 1;
    bench_slice(&bench, 0, 1);
    /* The corrected averages are g and g^2: the step is lr whatever the gradient. */
    assert_close(bench.w[0], 2.385 - 0.01 * 0.37 / (0.37 + 1e-8), TOLERANCE);
    bench.g[0] = (real)-0.2;
    bench.t = 2;
    bench_slice(&bench, 0, 1);
    double m = (0.8 * 0.2 * 0.37 - 0.2 * 0.2) / (1 - 0.8 * 0.8);
    double v = (0.9 * 0.1 * 0.37 * 0.37 + 0.1 * 0.2 * 0.2) / (1 - 0.9 * 0.9);
    assert_close(bench.w[0], 2.385 - 0.01 * 0.37 / (0.37 + 1e-8) - 0.01 * m / (sqrt(v) + 1e-8),
                 TOLERANCE);
}
END_TEST

/* Both optimizers take the same steps on the same gradients, bit by bit. */
static void same_steps(struct bench *a, struct bench *b)
{
    for (int t = 0; t < 50; t++) {
        bench_step(a, 1);
        bench_step(b, 1);
    }
    ck_assert_mem_eq(a->w, b->w, sizeof a->w);
}

START_TEST(momentum_0_is_gd)
{
    struct bench a, b;

    bench_start(&a, optimizer_find("gd"));
    bench_start(&b, optimizer_find("momentum"));
    bench_set(&a, "lr", 0.0385);
    bench_set(&b, "lr", 0.0385);
    bench_set(&b, "beta", 0);
    same_steps(&a, &b);
}
END_TEST

START_TEST(adam_with_beta1_0_is_rmsprop)
{
    struct bench a, b;

    bench_start(&a, optimizer_find("rmsprop"));
    bench_start(&b, optimizer_find("adam"));
    bench_set(&a, "lr", 0.0385);
    bench_set(&a, "beta", 0.97);
    bench_set(&b, "lr", 0.0385);
    bench_set(&b, "beta1", 0);
    bench_set(&b, "beta2", 0.97);
    same_steps(&a, &b);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("optimizer");
    TCase *table = tcase_create("table");
    TCase *rules = tcase_create("rules");

    tcase_add_loop_test(table, a_row_is_complete, 0, optimizer_count);
    tcase_add_loop_test(table, hyperparameters_are_complete_and_their_defaults_allowed, 0,
                        optimizer_count);
    tcase_add_test(table, names_differ);
    suite_add_tcase(s, table);
    tcase_add_loop_test(rules, zero_gradients_from_the_start_change_nothing, 0, optimizer_count);
    tcase_add_loop_test(rules, slices_give_the_same_bits_as_the_whole, 0, optimizer_count);
    tcase_add_loop_test(rules, a_first_step_goes_downhill, 0, optimizer_count);
    tcase_add_loop_test(rules, long_runs_stay_finite, 0, optimizer_count);
    tcase_add_test(rules, gd_by_hand);
    tcase_add_test(rules, momentum_by_hand);
    tcase_add_test(rules, rmsprop_by_hand);
    tcase_add_test(rules, adam_by_hand_has_no_bias_correction);
    tcase_add_test(rules, adam_with_bias_correction_divides_by_what_is_missing);
    tcase_add_test(rules, momentum_0_is_gd);
    tcase_add_test(rules, adam_with_beta1_0_is_rmsprop);
    suite_add_tcase(s, rules);
    return s;
}

TEST_MAIN(suite)
