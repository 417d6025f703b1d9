/*
 * check_update.c - what optimizers are made of: sums over vectors, line search, clipping and
 * decay; and every row on Rosenbrock's valley.
 */
#include "check_main.h"
#include "optim/line_search.h"
#include "optim/update.h"

#include <math.h>
#include <string.h>

#ifdef OPTOP_SINGLE
#define TOLERANCE 1e-6
#else
#define TOLERANCE 1e-14
#endif

/* ---- vectors ----------------------------------------------------------------------------------
 */

/* All lengths around the number of partial sums. */
START_TEST(sums_are_those_of_a_plain_loop)
{
    real x[40], y[40];

    for (int i = 0; i < 40; i++) {
        x[i] = (real)sin(1.385 * i + 0.2);
        y[i] = (real)cos(0.731 * i);
    }
    for (size_t n = 0; n <= 40; n++) {
        double dot = 0, sum = 0, square = 0, largest = 0;
        for (size_t i = 0; i < n; i++) {
            dot += (double)x[i] * (double)y[i];
            sum += fabs((double)x[i]);
            square += (double)x[i] * (double)x[i];
            largest = fmax(largest, fabs((double)x[i]));
        }
        ck_assert_double_eq_tol(vector_dot(n, x, y), dot, 1e-14);
        ck_assert_double_eq_tol(vector_sum_abs(n, x), sum, 1e-13);
        ck_assert_double_eq_tol(vector_norm(n, x), sqrt(square), 1e-14);
        ck_assert_double_eq(vector_max_abs(n, x), largest);
    }
}
END_TEST

START_TEST(blends_and_scales_touch_every_element)
{
    for (size_t n = 0; n <= 40; n++) {
        real x[41], y[41], z[41];
        double sum = 0, difference = 0;

        for (size_t i = 0; i <= 40; i++) {
            x[i] = (real)sin(1.385 * (double)i + 0.2);
            z[i] = y[i] = (real)cos(0.731 * (double)i);
        }
        for (size_t i = 0; i < n; i++) {
            sum += fabs(0.75 * (double)y[i] - 0.5 * (double)x[i]);
            difference += (double)x[i] * ((double)y[i] - (double)x[i]);
        }
        ck_assert_double_eq_tol(vector_dot_difference(n, x, y, x), difference, 100 * TOLERANCE);
        ck_assert_double_eq_tol(vector_blend(n, 0.75, -0.5, x, y), sum, 100 * TOLERANCE);
        vector_scale(n, 0.75, z);
        vector_add_scaled(n, -0.5, x, z);
        ck_assert_mem_eq(y, z, sizeof y);
    }
}
END_TEST

/* An update's sums: the same bits as those of the squares alone, whose order is defined. */
START_TEST(moves_are_summed_as_products_are)
{
    enum { MOST = 2385 };
    static real before[MOST], after[MOST], former[MOST], move[MOST], last[MOST];

    for (int i = 0; i < MOST; i++) { /* differences are exact */
        before[i] = (real)(((i * 7919) % 2385 - 1000) / 4096.0);
        move[i] = (real)(((i * 613) % 397 - 200) / 8192.0);
        last[i] = (real)(((i * 211) % 89 - 40) / 8192.0);
        after[i] = before[i] + move[i];
        former[i] = before[i] - last[i];
    }
    for (size_t n = 0; n <= MOST; n = n < 70 ? n + 1 : n + 463) {
        struct vector_move sums = vector_move(n, after, before, former);

        ck_assert_double_eq(sums.moved, vector_dot(n, move, move));
        ck_assert_double_eq(sums.before, vector_dot(n, before, before));
        ck_assert_double_eq(sums.along, vector_dot(n, move, last));
        ck_assert_double_eq(vector_move(n, after, before, NULL).along, 0);
    }
}
END_TEST

START_TEST(norms_do_not_overflow)
{
    const real big = REAL_MAX / 8, small = (real)(1e-30);
    real x[5] = {big, -big, big, -big, 0}, y[3] = {small, -small, 2 * small};

    assert_close(vector_norm(5, x), 2 * (double)big, 1e-6);
    assert_close(vector_norm(3, y), sqrt(6) * (double)small, 1e-6);
    ck_assert_double_eq(vector_norm(0, x), 0);
#ifndef OPTOP_SINGLE
    real tiny[2] = {3e-200, -4e-200}; /* whose squares are 0 */
    assert_close(vector_norm(2, tiny), 5e-200, 1e-14);
#endif
    x[4] = (real)NAN;
    ck_assert(isnan(vector_dot(5, x, x)) || isinf(vector_dot(5, x, x)));
}
END_TEST

START_TEST(a_cut_norm_cuts_first)
{
    real x[3] = {3, -4, (real)0.5};

    assert_close(vector_cut_norm(3, x, 1), 1.5, TOLERANCE);
    assert_close(vector_cut_norm(3, x, (real)INFINITY), sqrt(25.25), TOLERANCE);
}
END_TEST

/* ---- line search ------------------------------------------------------------------------------
 */

/* A function of one variable, and how often it was asked. */
struct curve_under_test {
    double (*f)(double t), (*slope)(double t);
    int asked, cancel_at;
    double trial[16]; /* the first steps that were tried */
};

static bool at(void *context, double t, struct line_point *point)
{
    struct curve_under_test *c = context;

    *point = (struct line_point){.t = t, .f = c->f(t), .slope = c->slope(t)};
    if (c->asked < 16)
        c->trial[c->asked] = t;
    return ++c->asked != c->cancel_at;
}

static double parabola(double t)
{
    return (t - 3.7) * (t - 3.7);
}

static double parabola_slope(double t)
{
    return 2 * (t - 3.7);
}

/* J. J. More, D. J. Thuente, ACM TOMS 20 (1994), functions (5.1) and (5.2). */
static double more_1(double t)
{
    return -t / (t * t + 2);
}

static double more_1_slope(double t)
{
    return (t * t - 2) / ((t * t + 2) * (t * t + 2));
}

static double more_2(double t)
{
    return pow(t + 0.004, 5) - 2 * pow(t + 0.004, 4);
}

static double more_2_slope(double t)
{
    return 5 * pow(t + 0.004, 4) - 8 * pow(t + 0.004, 3);
}

/* Not a number beyond 2. */
static double wall(double t)
{
    return t < 2 ? -log(2 - t) * 0.1 - t : NAN;
}

static double wall_slope(double t)
{
    return t < 2 ? 0.1 / (2 - t) - 1 : NAN;
}

static const struct {
    double (*f)(double t), (*slope)(double t);
} curves[] = {
    {parabola, parabola_slope}, {more_1, more_1_slope}, {more_2, more_2_slope}, {wall, wall_slope}};

START_TEST(steps_satisfy_the_strong_wolfe_conditions)
{
    static const double firsts[] = {1e-3, 0.1, 1, 10, 1000};
    static const double c2s[] = {0.1, 0.5, 0.9};

    for (size_t i = 0; i < sizeof firsts / sizeof firsts[0]; i++)
        for (size_t k = 0; k < sizeof c2s / sizeof c2s[0]; k++) {
            struct curve_under_test c = {.f = curves[_i].f, .slope = curves[_i].slope};
            struct line_function function = {.at = at, .context = &c};
            struct line_search search = {.c1 = 1e-4, .c2 = c2s[k], .trials = 40, .smallest = 1e-12};
            struct line_point start = {.f = c.f(0), .slope = c.slope(0)};
            double t;

            ck_assert(line_search_wolfe(&search, &function, &start, firsts[i], &t));
            ck_assert_msg(c.f(t) <= start.f + search.c1 * t * start.slope,
                          "curve %d from %g: t = %g does not descend", _i, firsts[i], t);
            ck_assert_msg(fabs(c.slope(t)) <= -search.c2 * start.slope,
                          "curve %d from %g: slope %g at %g", _i, firsts[i], c.slope(t), t);
            ck_assert_int_le(c.asked, 30);
        }
}
END_TEST

/* When two trials in a row are close to an edge, the next is a tenth of the bracket away from it.
 */
START_TEST(trials_do_not_stay_at_an_edge)
{
    struct curve_under_test c = {.f = more_2, .slope = more_2_slope};
    struct line_function function = {.at = at, .context = &c};
    struct line_search search = {.c1 = 1e-4, .c2 = 1e-9, .trials = 9, .smallest = 0};
    struct line_point start = {.f = c.f(0), .slope = c.slope(0)};
    double t;

    ck_assert(line_search_wolfe(&search, &function, &start, 5, &t));
    ck_assert_double_eq_tol(c.trial[6], c.trial[5] - 0.1 * (c.trial[5] - c.trial[4]), 1e-12);
}
END_TEST

START_TEST(a_search_ends_with_its_trials)
{
    for (int trials = 1; trials < 6; trials++) {
        struct curve_under_test c = {.f = more_2, .slope = more_2_slope};
        struct line_function function = {.at = at, .context = &c};
        struct line_search search = {.c1 = 1e-4, .c2 = 1e-9, .trials = trials, .smallest = 0};
        struct line_point start = {.f = c.f(0), .slope = c.slope(0)};
        double t;

        ck_assert(line_search_wolfe(&search, &function, &start, 5, &t));
        ck_assert_int_eq(c.asked, trials + 1);
        ck_assert_double_le(c.f(t), start.f);
    }
}
END_TEST

START_TEST(a_cancelled_search_says_so)
{
    for (int when = 1; when <= 3; when++) {
        struct curve_under_test c = {.f = more_2, .slope = more_2_slope, .cancel_at = when};
        struct line_function function = {.at = at, .context = &c};
        struct line_search search = {.c1 = 1e-4, .c2 = 1e-9, .trials = 25, .smallest = 0};
        struct line_point start = {.f = c.f(0), .slope = c.slope(0)};
        double t = -1;

        ck_assert(!line_search_wolfe(&search, &function, &start, 5, &t));
        ck_assert_int_eq(c.asked, when);
        ck_assert_double_eq(t, -1);
    }
}
END_TEST

/* ---- clipping and decay -----------------------------------------------------------------------
 */

/* An update of three weights by gradient descent, begun and treated. */
struct treated {
    struct run_config config;
    real w[3], g[3], after[3];
    struct update update;
};

static void treat(struct treated *t, const char *spec)
{
    struct status status = {0};

    ck_assert_msg(run_config_parse(spec, &t->config, &status), "%s", status.message);
    t->update = (struct update){.config = &t->config, .g = t->g, .n = 3};
    t->update.step = (struct step){.w = t->w,
                                   .g = t->g,
                                   .hyper = t->config.value,
                                   .lr = t->config.value[0],
                                   .loss = 7,
                                   .t = 1};
    update_begin(&t->update);
    if (update_treats(&t->update))
        update_treat(&t->update, 0, 3);
}

START_TEST(values_are_cut_before_the_norm)
{
    struct treated t = {.w = {1, -2, 4}, .g = {3, -4, (real)0.5}};

    treat(&t, "gd:lr=0.5,clip_value=1,clip_norm=0.75,weight_decay=0.25");
    assert_close(t.g[0], 0.5 + 0.25, TOLERANCE);
    assert_close(t.g[1], -0.5 - 0.5, TOLERANCE);
    assert_close(t.g[2], 0.25 + 1, TOLERANCE);
    assert_close(t.update.step.loss, 7 + 0.25 / 2 * 21, TOLERANCE);
    update_turn(&t.update, t.after);
    update_slice(&t.update, 0, 3);
    assert_close(t.after[2], 4 - 0.5 * 1.25, TOLERANCE);
    ck_assert_double_eq(t.w[2], 4);
}
END_TEST

START_TEST(short_gradients_are_not_clipped)
{
    struct treated t = {.w = {1, -2, 4}, .g = {3, -4, 0}};

    treat(&t, "gd:clip_norm=5,clip_value=4");
    ck_assert_double_eq(t.g[0], 3);
    ck_assert_double_eq(t.g[1], -4);
    ck_assert_double_eq(t.update.clip_factor, 1);
    treat(&t, "gd:clip_norm=7,clip_value=4");
    ck_assert_double_eq(t.g[0], 3);
    treat(&t, "gd:clip_norm=2.5,clip_value=4");
    assert_close(t.g[0], 1.5, TOLERANCE);
    assert_close(t.g[1], -2, TOLERANCE);
    ck_assert_double_eq(t.update.step.loss, 7);
}
END_TEST

START_TEST(decoupled_decay_is_of_the_weights_before)
{
    struct treated t = {.w = {1, -2, 4}, .g = {3, -4, (real)0.5}};

    treat(&t, "gd:lr=0.5,weight_decay=0.25,decoupled=1");
    ck_assert(!update_treats(&t.update));
    ck_assert_double_eq(t.update.step.loss, 7);
    ck_assert_double_eq(t.update.step.decay, 0);
    update_turn(&t.update, t.after);
    update_slice(&t.update, 0, 3);
    assert_close(t.after[0], 1 - 0.5 * 3 - 0.125 * 1, TOLERANCE);
    assert_close(t.after[1], -2 + 0.5 * 4 + 0.125 * 2, TOLERANCE);
    ck_assert_ptr_eq(t.update.before, t.w);
    ck_assert_double_eq(t.w[1], -2);
    treat(&t, "lion:weight_decay=0.25"); /* decoupled by default, but not the rule's own */
    ck_assert_double_eq(t.update.decoupled, 0.25);
    treat(&t, "sophia:weight_decay=0.25");
    ck_assert_double_eq(t.update.decoupled, 0.25);
    treat(&t, "adan:weight_decay=0.25"); /* part of the rule */
    ck_assert_double_eq(t.update.decoupled, 0);
    ck_assert_double_eq(t.update.step.decay, 0.25);
}
END_TEST

START_TEST(coupled_decay_is_not_the_rules_own)
{
    struct treated t = {.w = {1, -2, 4}, .g = {3, -4, (real)0.5}};

    treat(&t, "adan:weight_decay=0.25,decoupled=0");
    ck_assert_double_eq(t.update.coupled, 0.25);
    ck_assert_double_eq(t.update.step.decay, 0);
    ck_assert_double_eq(t.update.decoupled, 0);
}
END_TEST

/* Every copy of a slot, and every scalar, whatever was there. */
START_TEST(a_reset_leaves_nothing_behind)
{
    enum { STRIDE = 4, HISTORY = 3 };
    real storage[16 * STRIDE], w[3] = {1, -2, 4}, *slot[OPTIMIZER_SLOTS_MAX];
    double scalar[OPTIMIZER_SCALARS_MAX];
    struct run_config config;
    struct status status = {0};
    size_t vectors;

    ck_assert(run_config_parse("lbfgs:history=3", &config, &status));
    vectors = update_slot_vectors(&config);
    ck_assert_uint_eq(vectors, 2 * HISTORY + 5);
    for (size_t i = 0; i < vectors * STRIDE; i++)
        storage[i] = 7;
    for (int i = 0; i < OPTIMIZER_SCALARS_MAX; i++)
        scalar[i] = 7;
    update_lay_out(&config, storage, STRIDE, slot);
    update_reset(&config, w, 3, STRIDE, slot, scalar);
    for (size_t i = 0; i < vectors * STRIDE; i++)
        ck_assert_double_eq((double)storage[i], 0);
    for (int i = 0; i < OPTIMIZER_SCALARS_MAX; i++)
        ck_assert_double_eq(scalar[i], 0);
    ck_assert(run_config_parse("yogi:v0=0.5", &config, &status));
    update_lay_out(&config, storage, STRIDE, slot);
    update_reset(&config, w, 3, STRIDE, slot, scalar);
    ck_assert_double_eq((double)slot[0][2], 0);
    ck_assert_double_eq((double)slot[1][2], 0.5);
    ck_assert(run_config_parse("prodigy", &config, &status));
    update_lay_out(&config, storage, STRIDE, slot);
    update_reset(&config, w, 3, STRIDE, slot, scalar);
    ck_assert_double_eq((double)slot[3][1], -2);
}
END_TEST

/* What a line search sees: the loss and its gradient with decay, not clipped. */
START_TEST(other_gradients_are_not_clipped)
{
    struct treated t = {.w = {1, -2, 4}, .g = {3, -4, (real)0.5}};
    real w[3] = {2, 0, 1}, g[3] = {30, -40, 5};
    double loss = 11;

    treat(&t, "gd:clip_value=1,clip_norm=0.5");
    update_treat_other(&t.update, w, g, &loss);
    ck_assert_double_eq(g[1], -40);
    ck_assert_double_eq(loss, 11);
    treat(&t, "gd:clip_value=1,clip_norm=0.5,weight_decay=0.5");
    update_treat_other(&t.update, w, g, &loss);
    assert_close(g[0], 31, TOLERANCE);
    assert_close(g[1], -40, TOLERANCE);
    assert_close(g[2], 5.5, TOLERANCE);
    assert_close(loss, 11 + 0.5 / 2 * 5, TOLERANCE);
}
END_TEST

/* ---- Rosenbrock's valley ----------------------------------------------------------------------
 */

enum { VECTORS_MAX = 2 * OPTIMIZER_HISTORY_MAX + OPTIMIZER_SLOTS_MAX };

static const struct tensor valley_tensors[] = {
    {.offset = 0, .rows = 1, .cols = 2, .layer = 0},
};

static double valley(const real *w, real *g)
{
    double x = (double)w[0], y = (double)w[1], off = y - x * x;

    g[0] = (real)(-400 * x * off - 2 * (1 - x));
    g[1] = (real)(200 * off);
    return 100 * off * off + (1 - x) * (1 - x);
}

static bool ask_valley(void *context, enum oracle_targets targets, const real *w, real *g,
                       double *loss)
{
    (void)context;
    (void)targets;
    *loss = valley(w, g);
    return true;
}

/* From (-1.2, 1) to a loss below 1e-3; clipped where first steps would fly off. */
static const struct {
    const char *spec;
    int iterations;
} down_the_valley[] = {
    {"gd:lr=0.002", 8000},
    {"momentum:lr=0.01,beta=0.9", 3000},
    {"nesterov:lr=0.0005,beta=0.95", 1500},
    {"adagrad:lr=0.5", 6000},
    {"rmsprop:lr=0.003,schedule=linear,total=4000", 4000},
    {"adadelta:rho=0.99,schedule=linear,total=12000", 12000},
    {"adam:lr=0.05", 2000},
    {"adamw:lr=0.05,weight_decay=0", 2000},
    {"amsgrad:lr=0.05", 3000},
    {"adamax:lr=0.05", 3000},
    {"nadam:lr=0.03,schedule=linear,total=3000", 3000},
    {"radam:lr=0.03,clip_norm=1,schedule=linear,total=4000", 4000},
    {"adan:lr=0.05", 3000},
    {"adabelief:lr=0.01,eps=1e-8", 3000},
    {"yogi:lr=0.05", 3000},
    {"signsgd:lr=0.01,beta=0.9,schedule=linear,total=5000", 5000},
    {"lion:lr=0.01,schedule=linear,total=3000", 3000},
    {"rprop", 3000},
    {"lamb:lr=0.02,schedule=linear,total=3000", 3000},
    {"muon:adam_lr=0.05,schedule=linear,total=3000", 3000},
    {"lbfgs:line_search=strong-wolfe", 40},
    {"sophia:lr=0.01,rho=0.01,weight_decay=0,schedule=linear,total=3000", 3000},
    {"schedule-free:lr=0.1", 4000},
    {"prodigy:d0=0.001", 4000},
};

static double descend(const char *spec, int iterations)
{
    static real storage[VECTORS_MAX * 2];
    double scalar[OPTIMIZER_SCALARS_MAX];
    real w[2] = {(real)-1.2, 1}, g[2], after[2], *slot[OPTIMIZER_SLOTS_MAX];
    struct oracle oracle = {.ask = ask_valley};
    struct schedule_state state;
    struct run_config config;
    struct status status = {0};

    ck_assert_msg(run_config_parse(spec, &config, &status), "%s", status.message);
    update_lay_out(&config, storage, 2, slot);
    update_reset(&config, w, 2, 2, slot, scalar);
    schedule_reset(&state);
    for (uint64_t t = 0; t < (uint64_t)iterations; t++) {
        struct schedule schedule = run_config_schedule(&config);
        double loss = valley(update_point(&config, w, slot), g);
        struct update update = {.config = &config,
                                .g = g,
                                .n = 2,
                                .step = {.w = w,
                                         .g = g,
                                         .slot = slot,
                                         .stride = 2,
                                         .scalar = scalar,
                                         .hyper = config.value,
                                         .lr = schedule_rate(&schedule, t, loss, &state),
                                         .loss = loss,
                                         .t = t + 1,
                                         .samples = 1,
                                         .tensor = valley_tensors,
                                         .tensors = 1,
                                         .oracle = &oracle}};
        update_begin(&update);
        if (update_treats(&update))
            update_treat(&update, 0, 2);
        ck_assert(update_prepare(&update));
        update_turn(&update, after);
        update_slice(&update, 0, 2);
        memcpy(w, after, sizeof w);
    }
    return valley(w, g);
}

START_TEST(every_rule_finds_the_end_of_rosenbrocks_valley)
{
    const char *name = optimizers[_i]->name, *spec = NULL;
    int iterations = 0;

    for (size_t i = 0; i < sizeof down_the_valley / sizeof down_the_valley[0]; i++)
        if (strncmp(down_the_valley[i].spec, name, strlen(name)) == 0 &&
            strchr(":", down_the_valley[i].spec[strlen(name)])) {
            spec = down_the_valley[i].spec;
            iterations = down_the_valley[i].iterations;
        }
    ck_assert_msg(spec != NULL, "%s has no line in down_the_valley", name);
    double loss = descend(spec, iterations);
    ck_assert_msg(loss < 1e-3, "%s: %g after %d iterations", spec, loss, iterations);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("update");
    TCase *c = tcase_create("parts");
    TCase *rows = tcase_create("rows");

    tcase_add_test(c, sums_are_those_of_a_plain_loop);
    tcase_add_test(c, blends_and_scales_touch_every_element);
    tcase_add_test(c, moves_are_summed_as_products_are);
    tcase_add_test(c, norms_do_not_overflow);
    tcase_add_test(c, a_cut_norm_cuts_first);
    tcase_add_loop_test(c, steps_satisfy_the_strong_wolfe_conditions, 0,
                        sizeof curves / sizeof curves[0]);
    tcase_add_test(c, trials_do_not_stay_at_an_edge);
    tcase_add_test(c, a_search_ends_with_its_trials);
    tcase_add_test(c, a_cancelled_search_says_so);
    tcase_add_test(c, values_are_cut_before_the_norm);
    tcase_add_test(c, short_gradients_are_not_clipped);
    tcase_add_test(c, decoupled_decay_is_of_the_weights_before);
    tcase_add_test(c, coupled_decay_is_not_the_rules_own);
    tcase_add_test(c, a_reset_leaves_nothing_behind);
    tcase_add_test(c, other_gradients_are_not_clipped);
    suite_add_tcase(s, c);
    tcase_add_loop_test(rows, every_rule_finds_the_end_of_rosenbrocks_valley, 0, optimizer_count);
    suite_add_tcase(s, rows);
    return s;
}

TEST_MAIN(suite)
