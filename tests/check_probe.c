/*
 * check_probe.c - the record of an update, and the arithmetic of every row from it, which must give
 * what the loop of the row gave; updates that are recorded are the same to the bit.
 */
#include "optim/arithmetic.h"
#include "update_bench.h"

#include <stdio.h>

#ifdef OPTOP_SINGLE
#define TOLERANCE 4e-6
#else
#define TOLERANCE 1e-13
#endif

/* ---- rows ---------------------------------------------------------------------------------------
 */

enum { STEPS = 9 };

/* A row at work, with or without a record. */
static void probe_start(struct bench *bench, const char *spec)
{
    bench_start(bench, spec);
    bench->config = run_config_resolve(&bench->config, 40);
    update_reset(&bench->config, bench->w, N, N, bench->slot, bench->scalar);
}

/* Down the bowl, with waves that change signs. */
static void probe_update(struct bench *bench)
{
    double loss = bowl(update_point(&bench->config, bench->w, bench->slot), bench->g);

    if (strcmp(bench->config.optimizer->name, "lbfgs") != 0)
        for (int i = 0; i < N; i++)
            bench->g[i] += (real)sin(0.731 * (double)(bench->t + 1) + 1.385 * i);
    ck_assert(bench_update(bench, 2, loss));
}

/* Every branch of every rule. */
static const char *const specs[] = {
    "gd",
    "gd:clip_value=0.3,clip_norm=1,weight_decay=0.1",
    "gd:clip_norm=1000",
    "gd:weight_decay=0.1,decoupled=1,schedule=cosine,warmup=3",
    "momentum",
    "momentum:form=heavy-ball,dampening=0.25,lr=0.1",
    "momentum:form=lr-inside,lr=0.1,clip_value=0.5",
    "nesterov",
    "nesterov:form=lr-inside",
    "adagrad",
    "adagrad:eps_at=inside,initial=0.1,eps=0.01",
    "rmsprop",
    "rmsprop:eps_at=inside,eps=0.01",
    "rmsprop:centered=1",
    "rmsprop:centered=1,momentum=0.9,eps_at=inside,eps=0.01",
    "rmsprop:momentum=0.9",
    "rmsprop:momentum=0.9,eps_at=inside,eps=0.01,schedule=step,warmup=2",
    "adadelta",
    "adam",
    "adam:eps_at=inside,eps=0.01",
    "adam:bias_correction=1",
    "adam:bias_correction=1,eps_at=inside,eps=0.01",
    "adam:eps_at=hat,eps=0.01",
    "adam:bias_correction=1,eps_at=hat,weight_decay=0.2",
    "adamw",
    "adamw:weight_decay=0.3,decoupled=0",
    "amsgrad",
    "amsgrad:bias_correction=0",
    "adamax",
    "nadam",
    "radam",
    "radam:beta2=0.9",
    "adan",
    "adan:weight_decay=0.3",
    "adan:weight_decay=0.3,decoupled=0",
    "adabelief",
    "adabelief:weight_decay=0.3",
    "yogi",
    "signsgd",
    "signsgd:beta=0.7",
    "lion:weight_decay=0.3",
    "rprop",
    "rprop:step_max=0.011",
    "lamb",
    "lamb:weight_decay=0.3",
    "muon",
    "muon:nesterov=0,weight_decay=0.3,schedule=linear",
    "lbfgs",
    "lbfgs:history=2,line_search=strong-wolfe,clip_value=2",
    "sophia",
    "sophia:every=2,rho=0.001",
    "schedule-free",
    "schedule-free:weight_decay=0.3,warmup=3",
    "schedule-free:weight_decay=0.3,decoupled=0",
    "prodigy",
    "prodigy:weight_decay=0.3,d0=0.01,clip_norm=0.5",
};

enum { SPECS = sizeof specs / sizeof specs[0] };

static bool is_near(double actual, double expected, double size)
{
    return fabs(actual - expected) <= TOLERANCE * (size + fabs(actual) + fabs(expected));
}

/* The lines give the weight and the slots of the row's loop. */
static void compare(const struct bench *bench, size_t i, const struct probe_reading *reading)
{
    const struct optimizer_spec *optimizer = bench->config.optimizer;
    struct arithmetic arithmetic;
    struct status status = {0};

    ck_assert_msg(arithmetic_make(&arithmetic, reading, 6, &status), "%s: %s", optimizer->name,
                  status.message);
    ck_assert_double_eq(reading->after, (double)bench->w[i]);
    ck_assert_double_eq(reading->before, (double)bench->before[i]);
    ck_assert_double_eq(reading->treated, (double)bench->g[i]);
    ck_assert_msg(is_near(arithmetic.after, reading->after, fabs(reading->before)),
                  "%s, update %d, weight %zu: the lines give %.17g, not %.17g", optimizer->name,
                  (int)bench->t, i, arithmetic.after, reading->after);
    for (int k = 0; k < optimizer->n_slots; k++) {
        const struct formula_symbol *symbol =
            formula_get(&arithmetic.scope, optimizer->slots[k].name);

        if (optimizer->slots[k].scratch || isnan(reading->slot_after[k]))
            continue;
        ck_assert_double_eq(reading->slot_after[k], (double)bench->slot[k][i]);
        if (strcmp(optimizer->name, "lbfgs") == 0 || strcmp(symbol->name, "w0") == 0 ||
            (strcmp(optimizer->name, "muon") == 0 && strcmp(symbol->name, "v") == 0))
            continue; /* not computed weight by weight, or scratch in a matrix */
        ck_assert_msg(is_near(symbol->value, reading->slot_after[k],
                              fabs(reading->slot_before[k]) + fabs(reading->treated) * 0.01),
                      "%s, update %d, weight %zu: %s is %.17g, not %.17g", optimizer->name,
                      (int)bench->t, i, symbol->name, symbol->value, reading->slot_after[k]);
    }
}

START_TEST(lines_give_what_the_loops_give)
{
    struct bench bench;
    struct probe probe = {0};
    struct probe_reading reading;

    probe_start(&bench, specs[_i]);
    bench.probe = &probe;
    for (int step = 0; step < STEPS; step++) {
        probe_update(&bench);
        ck_assert(probe.taken);
        for (size_t i = 0; i < N; i += instrumented() ? 13 : 1) {
            probe_read(&probe, i, &reading);
            ck_assert_uint_eq(reading.number, (unsigned)step + 1);
            ck_assert_uint_eq(reading.t, (unsigned)step + 1);
            compare(&bench, i, &reading);
        }
    }
    probe_free(&probe);
}
END_TEST

START_TEST(a_record_changes_no_bit)
{
    struct bench plain, recorded;
    struct probe probe = {0};

    probe_start(&plain, specs[_i]);
    probe_start(&recorded, specs[_i]);
    recorded.probe = &probe;
    for (int step = 0; step < STEPS; step++) {
        probe_update(&plain);
        probe_update(&recorded);
        ck_assert_mem_eq(plain.w, recorded.w, sizeof plain.w);
        ck_assert_mem_eq(plain.storage, recorded.storage, sizeof plain.storage);
        ck_assert_mem_eq(plain.scalar, recorded.scalar, sizeof plain.scalar);
    }
    probe_free(&probe);
}
END_TEST

/* The specs above reach every line of every row. */
START_TEST(every_line_is_reached)
{
    const struct optimizer_spec *optimizer = optimizers[_i];
    bool reached[64] = {false};

    for (int s = 0; s < SPECS; s++) {
        struct bench bench;
        struct probe probe = {0};

        probe_start(&bench, specs[s]);
        bench.probe = &probe;
        for (int step = 0; step < STEPS && bench.config.optimizer == optimizer; step++) {
            probe_update(&bench);
            for (size_t i = 0; i < N; i += 12) {
                struct probe_reading reading;
                struct arithmetic arithmetic;
                struct status status = {0};

                probe_read(&probe, i, &reading);
                ck_assert(arithmetic_make(&arithmetic, &reading, 6, &status));
                for (int k = 0; k < optimizer->n_lines; k++)
                    for (int l = 0; l < arithmetic.lines; l++)
                        reached[k] =
                            reached[k] || arithmetic.line[l].text == optimizer->lines[k].text;
            }
        }
        probe_free(&probe);
    }
    ck_assert_int_gt(optimizer->n_lines, 0);
    for (int k = 0; k < optimizer->n_lines; k++)
        ck_assert_msg(reached[k] || strstr(optimizer->lines[k].when, "|=0") ||
                          strstr(optimizer->lines[k].when, "_1=0"),
                      "%s: nothing reaches '%s'", optimizer->name, optimizer->lines[k].text);
}
END_TEST

/* ---- symbols ------------------------------------------------------------------------------------
 */

/* Words in the rules, and what is explained by the line that it stands in. */
static const char *const prose[] = {
    "sqrt",      "max",      "min",        "sign",     "cut",       "at",      "first",
    "for",       "is",       "the",        "and",      "a",         "s",       "of",
    "then",      "or",       "else",       "each",     "W",         "X",       "A",
    "T",         "H",        "f",          "kept",     "if",        "over",    "by",
    "to",        "other",    "hidden",     "times",    "AdamW",     "with",    "changed",
    "its",       "all",      "sum",        "last",     "step",      "pairs",   "line",
    "search",    "strong",   "Wolfe",      "two",      "_1",        "'d",      "so",
    "where",     "norm",     "ratio",      "gradient", "drawn",     "targets", "from",
    "they",      "are",      "as",         "below",    "root",      "inside",  "hat",
    "heavy",     "ball",     "own",        "their",    "divided",   "loop",    "losses",
    "shown",     "weights",  "prediction", "network",  "many",      "every",   "iterations",
    "recursion", "previous", "network's",  "outside",  "lr-inside", "b",       "beta",
    "g'd",       "d'",       "w's",        "e",
};

static bool is_prose(const char *word)
{
    for (size_t i = 0; i < sizeof prose / sizeof prose[0]; i++)
        if (strcmp(prose[i], word) == 0)
            return true;
    return false;
}

/* Each word of the rule's text is a symbol that is explained, or plain English. */
START_TEST(every_symbol_of_a_rule_is_explained)
{
    const struct optimizer_spec *optimizer = optimizers[_i];
    const char *at = optimizer->rule;
    struct run_config config;

    run_config_default(&config, optimizer);
    while (*at) {
        size_t length =
            strspn(at, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789'");
        char word[64], hat[66];

        if (length == 0 || (*at >= '0' && *at <= '9')) {
            at += length > 0 ? length : 1;
            continue;
        }
        snprintf(word, sizeof word, "%.*s", (int)length, at);
        at += length;
        snprintf(hat, sizeof hat, "%s^", word);
        if (*at == '^' && strchr(" ),/:", at[1]))
            ck_assert_msg(arithmetic_help(&config, hat), "%s: %s is not explained", optimizer->name,
                          hat);
        else if (strcmp(word, "mu") != 0)
            ck_assert_msg(arithmetic_help(&config, word) || is_prose(word),
                          "%s: '%s' is not explained", optimizer->name, word);
    }
}
END_TEST

/* Every symbol that a line uses or sets has an explanation, and every explanation a use. */
START_TEST(every_symbol_of_a_line_is_explained)
{
    const struct optimizer_spec *optimizer = optimizers[_i];
    bool used[OPTIMIZER_SYMBOLS_MAX] = {false};
    struct probe_reading reading = {.lr = 0.1, .clip_value = INFINITY, .t = 1};

    run_config_default(&reading.config, optimizer);
    ck_assert_int_le(optimizer->n_symbols, OPTIMIZER_SYMBOLS_MAX);
    for (int k = 0; k < optimizer->n_symbols; k++) {
        const char *name = optimizer->symbols[k].name;

        ck_assert_uint_lt(strlen(name), FORMULA_NAME_MAX);
        ck_assert(optimizer->symbols[k].help[0]);
        for (int l = 0; l < optimizer->n_lines; l++)
            used[k] = used[k] || strstr(optimizer->lines[l].text, name) ||
                      (optimizer->lines[l].when && strstr(optimizer->lines[l].when, name));
        ck_assert_msg(used[k] || strcmp(name, "lr_max") == 0, "%s: %s is not used", optimizer->name,
                      name);
    }
    for (int i = 0; i < optimizer->n_slots; i++)
        ck_assert(optimizer->slots[i].scratch ==
                      (strncmp(optimizer->slots[i].help, "scratch", 7) == 0) ||
                  strcmp(optimizer->slots[i].name, "u") == 0);
}
END_TEST

/* ---- what is read -------------------------------------------------------------------------------
 */

START_TEST(the_largest_gradient_is_found)
{
    struct bench bench;
    struct probe probe = {0};
    struct probe_reading reading;

    probe_start(&bench, "gd:clip_value=0.001");
    bench.probe = &probe;
    probe_update(&bench);
    for (int i = 0; i < N; i++)
        probe.gradient[i] = (real)(i == 7 || i == 30 ? -2.5 : 2.25);
    ck_assert_uint_eq(probe_largest(&probe), 7);
    probe_read(&probe, 30, &reading);
    ck_assert_double_eq(reading.g, -2.5);
    ck_assert_int_eq(reading.tensor.layer, 1);
    ck_assert_uint_eq(reading.tensor.offset, 25);
    probe_read(&probe, N - 1, &reading);
    ck_assert_uint_eq(reading.tensor.offset, 57);
    probe_free(&probe);
}
END_TEST

/* A state vector after the update. */
static const real *slot_of(const struct probe *probe, const char *name)
{
    const struct optimizer_spec *optimizer = probe->config.optimizer;

    for (int i = 0; i < optimizer->n_slots; i++)
        if (strcmp(optimizer->slots[i].name, name) == 0)
            return probe->slot_after[i];
    ck_abort_msg("%s has no %s", optimizer->name, name);
}

static double measured(const struct probe *probe, size_t i, const char *name)
{
    const struct optimizer_spec *optimizer = probe->config.optimizer;
    struct probe_reading reading;

    probe_read(probe, i, &reading);
    for (int k = 0; k < optimizer->n_symbols; k++)
        if (strcmp(optimizer->symbols[k].name, name) == 0)
            return reading.symbol[k];
    ck_abort_msg("%s has no %s", optimizer->name, name);
}

/* What decides L-BFGS' step, summed up once more. */
START_TEST(inner_products_are_those_of_the_vectors)
{
    struct bench bench, first;
    struct probe probe = {0};
    double sum = 0, slope = 0, ys = 0, yy = 0;

    probe_start(&bench, "lbfgs:clip_value=0.4");
    bench.probe = &probe;
    probe_update(&bench);
    first = bench;
    probe_update(&bench);
    for (int i = 0; i < N; i++) {
        double s = (double)first.w[i] - (double)first.before[i];
        double y = (double)bench.g[i] - (double)first.g[i];

        sum += fabs((double)bench.g[i]);
        slope += (double)bench.g[i] * (double)slot_of(&probe, "d")[i];
        ys += y * s;
        yy += y * y;
    }
    assert_close(measured(&probe, 3, "|g|_1"), sum, 100 * TOLERANCE);
    assert_close(measured(&probe, 3, "g'd"), slope, 100 * TOLERANCE);
    assert_close(measured(&probe, 3, "y's"), ys, 100 * TOLERANCE);
    assert_close(measured(&probe, 3, "y'y"), yy, 100 * TOLERANCE);
    ck_assert_double_eq(measured(&probe, 3, "pairs"), 1);
    probe_free(&probe);
}
END_TEST

/* Norms over the matrix that a weight belongs to: the hidden layer's. */
START_TEST(norms_are_those_of_the_matrix)
{
    struct bench bench;
    struct probe probe = {0};
    double w = 0, x = 0;

    probe_start(&bench, "lamb");
    bench.probe = &probe;
    probe_update(&bench);
    for (int i = 25; i < 45; i++)
        w += (double)bench.before[i] * (double)bench.before[i];
    assert_close(measured(&probe, 30, "|w|"), sqrt(w), 10 * TOLERANCE);

    probe_start(&bench, "muon:clip_value=0.4");
    bench.probe = &probe;
    probe_update(&bench);
    for (int i = 25; i < 45; i++) /* g + beta b, and b = g at first */
        x += pow(1.95 * (double)bench.g[i], 2);
    assert_close(measured(&probe, 44, "|X|"), sqrt(x), 10 * TOLERANCE);
    ck_assert_double_eq(measured(&probe, 44, "hidden"), 1);
    ck_assert_double_eq(measured(&probe, 45, "hidden"), 0);
    probe_free(&probe);
}
END_TEST

START_TEST(distances_are_those_of_the_vectors)
{
    struct bench bench;
    struct probe probe = {0};
    double along = 0, sum = 0;

    probe_start(&bench, "prodigy:clip_value=0.4,d0=0.01");
    bench.probe = &probe;
    probe_update(&bench);
    probe_update(&bench);
    for (int i = 0; i < N; i++) {
        along += (double)bench.g[i] * ((double)slot_of(&probe, "w0")[i] - (double)bench.before[i]);
        sum += fabs((double)slot_of(&probe, "s")[i]);
    }
    assert_close(measured(&probe, 0, "<g, w0 - w>"), along, 100 * TOLERANCE);
    assert_close(measured(&probe, 0, "|s|_1"), sum, 10 * TOLERANCE);
    probe_free(&probe);
}
END_TEST

/* Clipping and decay are lines of their own, in their order; so are schedules. */
START_TEST(shared_treatment_has_lines)
{
    static const char *const expected[] = {
        "lr = lr0 factor",
        "g = max(min(g, clip_value), -clip_value)",
        "g = g min(1, clip_norm / norm)",
        "w = w - lr g",
        "w = w - lr weight_decay w_before",
    };
    struct bench bench;
    struct probe probe = {0};
    struct probe_reading reading;
    struct arithmetic arithmetic;
    struct status status = {0};

    probe_start(&bench, "gd:schedule=cosine,warmup=3,clip_value=0.3,clip_norm=0.5,weight_decay=0.1,"
                        "decoupled=1");
    bench.probe = &probe;
    probe_update(&bench);
    probe_read(&probe, 3, &reading);
    ck_assert(arithmetic_make(&arithmetic, &reading, 6, &status));
    ck_assert_int_eq(arithmetic.lines, 5);
    for (int i = 0; i < 5; i++)
        ck_assert_str_eq(arithmetic.line[i].text, expected[i]);
    assert_close(arithmetic.line[0].result.value, 0.1 / 4, 1e-15);
    ck_assert_double_eq(arithmetic.line[4].result.value, arithmetic.after);
    probe_free(&probe);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("probe");
    TCase *rows = tcase_create("rows");
    TCase *reading = tcase_create("reading");

    tcase_add_loop_test(rows, lines_give_what_the_loops_give, 0, SPECS);
    tcase_add_loop_test(rows, a_record_changes_no_bit, 0, SPECS);
    tcase_add_loop_test(rows, every_line_is_reached, 0, optimizer_count);
    tcase_add_loop_test(rows, every_symbol_of_a_rule_is_explained, 0, optimizer_count);
    tcase_add_loop_test(rows, every_symbol_of_a_line_is_explained, 0, optimizer_count);
    suite_add_tcase(suite, rows);
    tcase_add_test(reading, the_largest_gradient_is_found);
    tcase_add_test(reading, inner_products_are_those_of_the_vectors);
    tcase_add_test(reading, norms_are_those_of_the_matrix);
    tcase_add_test(reading, distances_are_those_of_the_vectors);
    tcase_add_test(reading, shared_treatment_has_lines);
    suite_add_tcase(suite, reading);
    return suite;
}

TEST_MAIN(make_suite)
