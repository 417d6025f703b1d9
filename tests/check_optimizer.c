/*
 * check_optimizer.c - the table of optimizers: its rows, properties that every row must have, some
 * rules by hand, and rules that are special cases of others. Trajectories against references are
 * in check_reference.c.
 */
#include "update_bench.h"

#ifdef OPTOP_SINGLE
#define TOLERANCE     1e-5
#define HUGE_GRADIENT 1e30
#else
#define TOLERANCE     1e-14
#define HUGE_GRADIENT 1e200
#endif

/* An iteration with a gradient that is a function of t and i and changes sign now and then. */
static void bench_wave(struct bench *bench, size_t slices)
{
    for (int i = 0; i < N; i++)
        bench->g[i] = (real)sin(0.731 * (double)(bench->t + 1) + 1.385 * i);
    ck_assert(bench_update(bench, slices, 1));
}

/* An iteration down the bowl; returns the loss before it. */
static double bench_bowl(struct bench *bench, size_t slices)
{
    double loss = bowl(update_point(&bench->config, bench->w, bench->slot), bench->g);

    bench_update(bench, slices, loss);
    return loss;
}

/* Only weight 0 has a gradient. */
static void bench_one(struct bench *bench, double g)
{
    memset(bench->g, 0, sizeof bench->g);
    bench->g[0] = (real)g;
    ck_assert(bench_update(bench, 1, 1));
}

static const real *slot_named(const struct bench *bench, const char *name)
{
    const struct optimizer_spec *optimizer = bench->config.optimizer;

    for (int i = 0; i < optimizer->n_slots; i++)
        if (strcmp(optimizer->slots[i].name, name) == 0)
            return bench->slot[i];
    ck_abort_msg("%s has no slot %s", optimizer->name, name);
    return NULL;
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

/* A text for the manual: sentences of plain ASCII. */
static void assert_prose(const char *row, const char *text)
{
    ck_assert_msg(text != NULL && strlen(text) > 3, "%s lacks a text", row);
    ck_assert_msg(printable(text), "%s: not ASCII: %s", row, text);
    ck_assert_msg(strchr(".:", text[strlen(text) - 1]) != NULL, "%s: no sentence: %s", row, text);
    ck_assert_msg(strstr(text, "  ") == NULL, "%s: two blanks in: %s", row, text);
}

START_TEST(a_row_is_complete)
{
    const struct optimizer_spec *row = optimizers[_i];

    ck_assert_ptr_eq(optimizer_find(row->name), row);
    ck_assert_uint_eq(strspn(row->name, "abcdefghijklmnopqrstuvwxyz0123456789-"),
                      strlen(row->name));
    ck_assert(printable(row->title) && strlen(row->title) > 0);
    ck_assert(printable(row->family) && strlen(row->family) > 0);
    ck_assert(printable(row->help) && strlen(row->help) > 10);
    ck_assert_ptr_null(strchr(row->help, '\n'));
    ck_assert(printable(row->rule) && strlen(row->rule) > 0);
    ck_assert(printable(row->reference) && strlen(row->reference) > 10);
    assert_prose(row->name, row->use);
    assert_prose(row->name, row->differs);
    ck_assert(row->step != NULL);
    ck_assert_int_le(row->n_slots, OPTIMIZER_SLOTS_MAX);
    ck_assert_int_le(row->point, row->n_slots);
    ck_assert_int_ge(row->n_params, 1);
    ck_assert_int_le(row->n_params, OPTIMIZER_PARAMS_MAX);
    ck_assert_int_ge(row->shown, 1);
    ck_assert_int_le(row->shown, row->n_params);
    ck_assert_str_eq(row->params[0].name, "lr");
    ck_assert_str_eq(row->decay[0].name, "weight_decay");
    ck_assert_str_eq(row->decay[1].name, "decoupled");
}
END_TEST

START_TEST(slots_say_what_they_hold)
{
    const struct optimizer_spec *row = optimizers[_i];

    for (int i = 0; i < row->n_slots; i++) {
        const struct slot_spec *slot = &row->slots[i];
        ck_assert(printable(slot->name) && strlen(slot->name) > 0);
        ck_assert(printable(slot->help) && strlen(slot->help) > 0);
        ck_assert_int_lt(slot->hyper, row->n_params);
        ck_assert_int_lt(slot->copies, row->n_params);
        if (slot->copies > 0)
            ck_assert_double_le(row->params[slot->copies].max, OPTIMIZER_HISTORY_MAX);
        for (int j = 0; j < i; j++)
            ck_assert_str_ne(slot->name, row->slots[j].name);
    }
}
END_TEST

/* Its own hyperparameters, those that all have, and those of every schedule. */
START_TEST(hyperparameters_are_complete_and_their_defaults_allowed)
{
    for (int s = 0; s < schedule_count; s++) {
        struct run_config config;

        run_config_default(&config, optimizers[_i]);
        run_config_set(&config, run_config_common_index(&config, RUN_SCHEDULE), s);
        ck_assert_int_le(run_config_params(&config), RUN_CONFIG_PARAMS_MAX);
        for (int i = 0; i < run_config_params(&config); i++) {
            const struct param_spec *param = run_config_param(&config, i);
            struct status status = {0};

            ck_assert_uint_eq(strspn(param->name, "abcdefghijklmnopqrstuvwxyz0123456789_"),
                              strlen(param->name));
            ck_assert_int_ne(param->kind, PARAM_TEXT);
            ck_assert(printable(param->help) && strlen(param->help) > 0);
            ck_assert_ptr_null(strchr(param->help, '\n'));
            assert_prose(param->name, param->effect);
            ck_assert_msg(param_check(param, param->initial, &status), "%s", status.message);
            for (int j = 0; j < i; j++)
                ck_assert_str_ne(param->name, run_config_param(&config, j)->name);
        }
    }
}
END_TEST

START_TEST(names_differ)
{
    for (int i = 0; i < optimizer_count; i++)
        for (int j = 0; j < i; j++)
            ck_assert_str_ne(optimizers[i]->name, optimizers[j]->name);
    ck_assert_ptr_null(optimizer_find("adams"));
    ck_assert_ptr_null(optimizer_find(""));
}
END_TEST

/* ---- every rule -------------------------------------------------------------------------------
 */

START_TEST(zero_gradients_from_the_start_change_nothing)
{
    struct bench bench, before;

    bench_start(&bench, optimizers[_i]->name);
    bench.config.value[run_config_common_index(&bench.config, RUN_WEIGHT_DECAY)] = 0;
    before = bench;
    for (int t = 0; t < 5; t++) {
        memset(bench.g, 0, sizeof bench.g);
        ck_assert(bench_update(&bench, 1, 0));
    }
    for (int i = 0; i < N; i++)
        ck_assert_msg(bench.w[i] == before.w[i], "weight %d is %.17g, not %.17g", i,
                      (double)bench.w[i], (double)before.w[i]);
}
END_TEST

/* With every eps at its least, the others' gradients being 0. */
START_TEST(dead_weights_stay_where_they_are)
{
    struct bench bench, before;

    bench_start(&bench, optimizers[_i]->name);
    for (int i = 0; i < run_config_params(&bench.config); i++)
        if (strstr(run_config_param(&bench.config, i)->name, "eps") &&
            run_config_param(&bench.config, i)->kind == PARAM_REAL) {
            bench.config.value[i] = run_config_param(&bench.config, i)->min;
            ck_assert_double_gt(bench.config.value[i], 1.2e-38); /* normal in single precision */
        }
    bench.config.value[run_config_common_index(&bench.config, RUN_WEIGHT_DECAY)] = 0;
    before = bench;
    for (int t = 0; t < 30; t++)
        bench_one(&bench, cos(t));
    ck_assert(isfinite(bench.w[0]));
    for (int i = 25; i < N; i++) /* another tensor: LAMB, Muon and L-BFGS move together */
        ck_assert_msg(bench.w[i] == before.w[i], "weight %d is %.17g, not %.17g", i,
                      (double)bench.w[i], (double)before.w[i]);
}
END_TEST

START_TEST(slices_give_the_same_bits_as_the_whole)
{
    static struct bench whole, sliced;

    bench_start(&whole, optimizers[_i]->name);
    bench_start(&sliced, optimizers[_i]->name);
    for (int t = 0; t < 20; t++) {
        bench_wave(&whole, 1);
        bench_wave(&sliced, 5);
    }
    ck_assert_mem_eq(whole.w, sliced.w, sizeof whole.w);
    ck_assert_mem_eq(whole.storage, sliced.storage, sizeof whole.storage);
    ck_assert_mem_eq(whole.scalar, sliced.scalar, sizeof whole.scalar);
}
END_TEST

START_TEST(a_first_step_goes_downhill)
{
    struct bench bench, before;
    double slope = 0;

    bench_start(&bench, optimizers[_i]->name);
    before = bench;
    bench_wave(&bench, 1);
    for (int i = 0; i < N; i++)
        slope += ((double)bench.w[i] - (double)before.w[i]) * (double)bench.g[i];
    ck_assert_double_lt(slope, 0);
}
END_TEST

/* A bowl that is shaken. */
START_TEST(long_runs_stay_near)
{
    struct bench bench;

    bench_start(&bench, optimizers[_i]->name);
    for (int t = 0; t < 1000; t++) {
        double loss = bowl(update_point(&bench.config, bench.w, bench.slot), bench.g);
        for (int i = 0; i < N; i++)
            bench.g[i] += (real)(0.1 * sin(0.731 * t + 1.385 * i));
        ck_assert(bench_update(&bench, 1, loss));
    }
    for (int i = 0; i < N; i++)
        ck_assert_msg(fabs((double)bench.w[i]) < 5, "weight %d is %g", i, (double)bench.w[i]);
}
END_TEST

/* Gradients whose squares overflow, among ordinary ones. */
START_TEST(huge_gradients_leave_finite_weights)
{
    struct bench bench;

    bench_start(&bench, optimizers[_i]->name);
    for (int t = 0; t < 30; t++) {
        double size = t % 3 == 1 ? HUGE_GRADIENT : 1;
        for (int i = 0; i < N; i++)
            bench.g[i] = (real)(size * sin(0.731 * t + 1.385 * i));
        ck_assert(bench_update(&bench, 1, size));
        for (int i = 0; i < N; i++)
            ck_assert_msg(isfinite(bench.w[i]), "weight %d is not finite at %d", i, t);
    }
}
END_TEST

START_TEST(a_cancelled_oracle_leaves_everything_as_it_was)
{
    static struct bench bench, before;

    bench_start(&bench, optimizers[_i]->name);
    if (strcmp(optimizers[_i]->name, "lbfgs") == 0)
        bench_start(&bench, "lbfgs:line_search=strong-wolfe,history=2");
    for (int t = 0; t < 10; t++) {
        before = bench;
        bench.cancel = true;
        bowl(update_point(&bench.config, bench.w, bench.slot), bench.g);
        if (!bench_update(&bench, 1, bowl(bench.w, bench.g))) {
            const struct optimizer_spec *row = bench.config.optimizer;
            ck_assert_mem_eq(bench.w, before.w, sizeof bench.w);
            ck_assert_mem_eq(bench.scalar, before.scalar, sizeof bench.scalar);
            for (int i = 0; i < row->n_slots; i++)
                if (strncmp(row->slots[i].help, "scratch", 7) != 0)
                    ck_assert_mem_eq(
                        bench.slot[i], before.storage + (bench.slot[i] - bench.storage),
                        N * optimizer_copies(row, i, bench.config.value) * sizeof(real));
        }
        bench = before;
        bench_bowl(&bench, 1);
    }
}
END_TEST

/* What each row needs to bring the bowl's loss from about 90 below 1e-4 of that. */
static const struct {
    const char *spec;
    int iterations;
} down_the_bowl[] = {
    {"gd:lr=0.18", 300},
    {"momentum:lr=1.2,beta=0.9", 150},
    {"nesterov:lr=0.08,beta=0.8", 150},
    {"adagrad:lr=0.5", 150},
    {"rmsprop:lr=0.02", 200},
    {"adadelta:eps=1e-3,schedule=cosine,total=300", 300},
    {"adam:lr=0.1", 150},
    {"adamw:lr=0.1,weight_decay=0", 150},
    {"amsgrad:lr=0.1", 200},
    {"adamax:lr=0.1", 150},
    {"nadam:lr=0.1", 150},
    {"radam:lr=0.1", 200},
    {"adan:lr=0.1", 300},
    {"adabelief:lr=0.02", 300},
    {"yogi:lr=0.1", 200},
    {"signsgd:lr=0.3,schedule=exponential,gamma=0.95", 150},
    {"lion:lr=0.3,schedule=exponential,gamma=0.95", 150},
    {"rprop", 60},
    {"lamb:lr=0.1,beta1=0.5,schedule=exponential,gamma=0.99", 400},
    {"muon:lr=0.2,adam_lr=0.1,schedule=exponential,gamma=0.97", 200},
    {"lbfgs", 40},
    {"sophia:lr=0.3,beta1=0.9,rho=0.1,weight_decay=0,schedule=exponential,gamma=0.95", 150},
    {"schedule-free:lr=0.2", 300},
    {"prodigy:d0=0.001", 200},
};

START_TEST(every_rule_comes_down_an_ill_conditioned_bowl)
{
    struct bench bench;
    const char *spec = NULL;
    double start, loss = 0;
    int iterations = 0;

    for (size_t i = 0; i < sizeof down_the_bowl / sizeof down_the_bowl[0]; i++) {
        const char *name = optimizers[_i]->name;
        if (strncmp(down_the_bowl[i].spec, name, strlen(name)) == 0 &&
            strchr(":", down_the_bowl[i].spec[strlen(name)])) {
            spec = down_the_bowl[i].spec;
            iterations = down_the_bowl[i].iterations;
        }
    }
    ck_assert_msg(spec != NULL, "%s has no line in down_the_bowl", optimizers[_i]->name);
    bench_start(&bench, spec);
    start = bowl(bench.w, bench.g);
    for (int t = 0; t < iterations; t++)
        loss = bench_bowl(&bench, 1);
    loss = bowl(bench.w, bench.g);
    ck_assert_msg(loss < 1e-4 * start, "%s: %g after %d iterations, from %g", spec, loss,
                  iterations, start);
}
END_TEST

/* ---- single rules, by hand --------------------------------------------------------------------
 */

START_TEST(gd_by_hand)
{
    struct bench bench;

    bench_start(&bench, "gd:lr=0.25");
    bench.w[0] = (real)2.385;
    bench_one(&bench, -0.7);
    assert_close(bench.w[0], 2.56, TOLERANCE); /* 2.385 + 0.175 */
}
END_TEST

START_TEST(momentum_by_hand)
{
    struct bench bench;

    bench_start(&bench, "momentum:lr=0.5,beta=0.75");
    bench.w[0] = (real)2.385;
    bench_one(&bench, 1.2);
    assert_close(slot_named(&bench, "v")[0], 0.3, TOLERANCE);
    assert_close(bench.w[0], 2.235, TOLERANCE);
    bench_one(&bench, -0.4);
    assert_close(slot_named(&bench, "v")[0], 0.125, TOLERANCE); /* 0.225 - 0.1 */
    assert_close(bench.w[0], 2.1725, TOLERANCE);
}
END_TEST

START_TEST(rmsprop_by_hand)
{
    struct bench bench;

    bench_start(&bench, "rmsprop:lr=0.3,beta=0.75,eps=0.25");
    bench.w[0] = (real)2.385;
    bench_one(&bench, -1.5);
    assert_close(slot_named(&bench, "s")[0], 0.5625, TOLERANCE);
    assert_close(bench.w[0], 2.835, TOLERANCE); /* 2.385 + 0.45 / (0.75 + 0.25): outside the root */
}
END_TEST

START_TEST(adam_by_hand_has_no_bias_correction)
{
    struct bench bench;

    bench_start(&bench, "adam:lr=0.5,beta1=0.5,beta2=0.75,eps=0.25");
    bench.w[0] = (real)2.385;
    bench_one(&bench, 3);
    assert_close(slot_named(&bench, "m")[0], 1.5, TOLERANCE);
    assert_close(slot_named(&bench, "v")[0], 2.25, TOLERANCE);
    assert_close(bench.w[0], 2.385 - 0.75 / 1.75, TOLERANCE);
    bench_one(&bench, -1);
    assert_close(slot_named(&bench, "m")[0], 0.25, TOLERANCE);
    assert_close(slot_named(&bench, "v")[0], 1.9375, TOLERANCE);
    assert_close(bench.w[0], 2.385 - 0.75 / 1.75 - 0.125 / (sqrt(1.9375) + 0.25), TOLERANCE);
}
END_TEST

START_TEST(adam_with_bias_correction_divides_by_what_is_missing)
{
    struct bench bench;

    bench_start(&bench, "adam:lr=0.01,beta1=0.8,beta2=0.9,bias_correction=1");
    bench.w[0] = (real)2.385;
    bench_one(&bench, 0.37);
    /* The corrected averages are g and g^2: the step is lr whatever the gradient. */
    assert_close(bench.w[0], 2.385 - 0.01 * 0.37 / (0.37 + 1e-8), TOLERANCE);
    bench_one(&bench, -0.2);
    double m = (0.8 * 0.2 * 0.37 - 0.2 * 0.2) / (1 - 0.8 * 0.8);
    double v = (0.9 * 0.1 * 0.37 * 0.37 + 0.1 * 0.2 * 0.2) / (1 - 0.9 * 0.9);
    assert_close(bench.w[0], 2.385 - 0.01 * 0.37 / (0.37 + 1e-8) - 0.01 * m / (sqrt(v) + 1e-8),
                 TOLERANCE);
}
END_TEST

/* The weights of Schedule-Free's average are those of the largest lr so far: here all alike. */
START_TEST(a_falling_lr_does_not_lower_schedule_frees_weights)
{
    struct bench bench;

    bench_start(&bench, "schedule-free:schedule=exponential,gamma=0.5");
    for (int t = 0; t < 4; t++) {
        bench_one(&bench, 0.37);
        assert_close(bench.scalar[2], 1.0 / (t + 1), TOLERANCE);
    }
}
END_TEST

/* No step where the loss falls by less than the tolerance along it. */
START_TEST(lbfgs_stops_at_its_tolerance)
{
    struct bench bench;
    real w;

    bench_start(&bench, "lbfgs:tolerance=0.01");
    w = bench.w[0];
    bench_one(&bench, 0.09); /* the slope is -0.09^2 */
    ck_assert(bench.w[0] == w);
    bench_start(&bench, "lbfgs:tolerance=0.01");
    bench_one(&bench, 0.11);
    assert_close(bench.w[0], (double)w - 0.11, TOLERANCE);
}
END_TEST

/* ---- rules that are special cases of others ---------------------------------------------------
 */

static const struct {
    const char *a, *b;
    int iterations;
    bool growing; /* gradients grow from iteration to iteration */
} same[] = {
    {"momentum:lr=0.0385,beta=0", "gd:lr=0.0385", 50, false},
    {"momentum:lr=0.0385,beta=0.7,form=heavy-ball", "momentum:lr=0.0385,beta=0.7,form=lr-inside",
     50, false},
    {"momentum:lr=0.1,beta=0.75", "momentum:lr=0.025,beta=0.75,form=heavy-ball", 50, false},
    {"nesterov:lr=0.0385,beta=0", "gd:lr=0.0385", 50, false},
    {"nesterov:lr=0.0385,beta=0.7,form=lr-inside", "nesterov:lr=0.0385,beta=0.7", 50, false},
    {"adam:lr=0.0385,beta1=0,beta2=0.97", "rmsprop:lr=0.0385,beta=0.97", 50, false},
    {"adam:lr=0.02,eps=1e-4,eps_at=hat", "adam:lr=0.02,eps=1e-4,eps_at=hat,bias_correction=1", 50,
     false},
    {"adamw:lr=0.02,weight_decay=0", "adam:lr=0.02,bias_correction=1", 50, false},
    {"adamw:lr=0.02", "adam:lr=0.02,bias_correction=1,weight_decay=0.01,decoupled=1", 50, false},
    {"amsgrad:lr=0.02,beta2=0.9", "adam:lr=0.02,beta2=0.9,bias_correction=1", 50, true},
    {"amsgrad:lr=0.02,bias_correction=0", "adam:lr=0.02", 20, true},
    {"adamax:lr=0.02,beta1=0,beta2=0,eps=1e-30", "signsgd:lr=0.02", 50, false},
    {"adam:lr=0.02,beta1=0,beta2=0,eps=1e-30", "signsgd:lr=0.02", 50, false},
    {"radam:lr=0.02,beta1=0", "gd:lr=0.02", 5, false},
    {"yogi:lr=0.02,v0=0,eps=1e-8", "adam:lr=0.02,bias_correction=1", 1, false},
    {"adan:lr=0.02,beta1=0.9,beta2=0,beta3=0.99", "adam:lr=0.02,beta2=0.99,bias_correction=1", 50,
     false},
    {"nadam:lr=0.02,beta1=0,beta2=0.99", "adam:lr=0.02,beta1=0,beta2=0.99,bias_correction=1", 50,
     false},
    {"lion:lr=0.02,beta1=0.8,beta2=0.8", "signsgd:lr=0.02,beta=0.8", 50, false},
    {"prodigy:d0=0.02,d_coef=1e-9,lr=0.5", "adam:lr=0.01", 50, false},
    {"schedule-free:lr=0.02,beta2=0.9", "adam:lr=0.02,beta1=0,beta2=0.9,bias_correction=1", 1,
     false},
    {"gd:lr=0.02,weight_decay=0.3", "gd:lr=0.02,weight_decay=0.3,decoupled=1", 50, false},
    {"sophia:lr=0.02,rho=1e-30,beta1=0.9,weight_decay=0", "signsgd:lr=0.02,beta=0.9", 50, false},
};

START_TEST(special_cases_agree)
{
    static struct bench a, b;

    bench_start(&a, same[_i].a);
    bench_start(&b, same[_i].b);
    for (int t = 0; t < same[_i].iterations; t++) {
        double size = same[_i].growing ? 1 + t : 1;
        for (int i = 0; i < N; i++)
            a.g[i] = b.g[i] = (real)(size * sin(same[_i].growing ? 1 + i : 0.731 * t + 1.385 * i));
        ck_assert(bench_update(&a, 1, 1) && bench_update(&b, 1, 1));
    }
    for (int i = 0; i < N; i++)
        ck_assert_msg(fabs((double)a.w[i] - (double)b.w[i]) <=
                          10 * TOLERANCE * fmax(1, fabs((double)b.w[i])),
                      "%s: weight %d is %.17g, with %s %.17g", same[_i].a, i, (double)a.w[i],
                      same[_i].b, (double)b.w[i]);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("optimizer");
    TCase *table = tcase_create("table");
    TCase *rules = tcase_create("rules");

    tcase_add_loop_test(table, a_row_is_complete, 0, optimizer_count);
    tcase_add_loop_test(table, slots_say_what_they_hold, 0, optimizer_count);
    tcase_add_loop_test(table, hyperparameters_are_complete_and_their_defaults_allowed, 0,
                        optimizer_count);
    tcase_add_test(table, names_differ);
    suite_add_tcase(s, table);
    tcase_add_loop_test(rules, zero_gradients_from_the_start_change_nothing, 0, optimizer_count);
    tcase_add_loop_test(rules, dead_weights_stay_where_they_are, 0, optimizer_count);
    tcase_add_loop_test(rules, slices_give_the_same_bits_as_the_whole, 0, optimizer_count);
    tcase_add_loop_test(rules, a_first_step_goes_downhill, 0, optimizer_count);
    tcase_add_loop_test(rules, long_runs_stay_near, 0, optimizer_count);
    tcase_add_loop_test(rules, huge_gradients_leave_finite_weights, 0, optimizer_count);
    tcase_add_loop_test(rules, a_cancelled_oracle_leaves_everything_as_it_was, 0, optimizer_count);
    tcase_add_loop_test(rules, every_rule_comes_down_an_ill_conditioned_bowl, 0, optimizer_count);
    tcase_add_test(rules, gd_by_hand);
    tcase_add_test(rules, momentum_by_hand);
    tcase_add_test(rules, rmsprop_by_hand);
    tcase_add_test(rules, adam_by_hand_has_no_bias_correction);
    tcase_add_test(rules, adam_with_bias_correction_divides_by_what_is_missing);
    tcase_add_test(rules, a_falling_lr_does_not_lower_schedule_frees_weights);
    tcase_add_test(rules, lbfgs_stops_at_its_tolerance);
    tcase_add_loop_test(rules, special_cases_agree, 0, sizeof same / sizeof same[0]);
    suite_add_tcase(s, rules);
    return s;
}

TEST_MAIN(suite)
