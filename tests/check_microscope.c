/*
 * check_microscope.c - the page of the microscope: every number on it at 17 digits gives the
 * results on it, whichever optimizer; what it says of weights; and races that are watched, which
 * give the same histories.
 */
#include "app/microscope.h"
#include "check_main.h"
#include "optim/arithmetic.h"
#include "train/race.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef OPTOP_SINGLE
#define TOLERANCE 4e-6
#else
#define TOLERANCE 1e-12
#endif

static struct race *make_race_with_seeds(const char *data, const char *batch,
                                         const char *const *runs, int threads, const char *seeds)
{
    struct problem_config config;
    struct status status = {0};
    struct run_config run;
    struct race *race;

    problem_config_default(&config);
    snprintf(config.data, sizeof config.data, "%s", data);
    snprintf(config.layers, sizeof config.layers, "5,4");
    snprintf(config.seeds, sizeof config.seeds, "%s", seeds);
    config.batch_size = (size_t)atoi(batch);
    race = race_create(problem_load(&config, config.data, NULL, &status), threads, &status);
    ck_assert_msg(race != NULL, "%s", status.message);
    for (; *runs; runs++) {
        ck_assert_msg(run_config_parse(*runs, &run, &status), "%s", status.message);
        ck_assert_int_gt(race_add(race, &run, &status), 0);
    }
    return race;
}

static struct race *make_race(const char *data, const char *batch, const char *const *runs,
                              int threads)
{
    return make_race_with_seeds(data, batch, runs, threads, "");
}

/* Without layers: a test function. */
static const struct network_shape *shape_of(const struct race *race)
{
    static const struct network_shape none;
    const struct network *network = race_problem(race)->network;

    return network ? &network->shape : &none;
}

static void iterate(struct race *race, int times)
{
    struct status status = {0};

    for (int i = 0; i < times; i++)
        ck_assert_msg(race_iterate(race, NULL, &status), "%s", status.message);
}

static char *page_of(const struct probe_reading *reading, int digits, int columns,
                     const struct network_shape *shape)
{
    const struct microscope_look look = {shape, true, digits, columns};
    char *text = NULL;
    size_t size;
    FILE *stream = open_memstream(&text, &size);

    microscope_print(stream, reading, &look);
    fclose(stream);
    return text;
}

/* ---- numbers ------------------------------------------------------------------------------------
 */

/* The line behind `start`, which begins the page or a line. */
static const char *find_line(const char *page, const char *start)
{
    const char *at = page;

    while ((at = strstr(at, start)) != NULL && at > page && at[-1] != '\n')
        at++;
    return at ? at + strlen(start) : NULL;
}

/* The numbers in the last line of arithmetic, computed again from what stands there. */
static double compute_again(const char *page)
{
    double last = NAN;

    for (const char *at = page; (at = strstr(at, "\n     = ")) != NULL; at++) {
        char numbers[FORMULA_TEXT_MAX], *end;
        const char *first = at + 8;
        size_t length = strcspn(first, "\n");
        struct formula_scope none = {0};
        struct formula_result result;
        struct status status = {0};

        snprintf(numbers, sizeof numbers, "%.*s", (int)length, first);
        end = strrchr(numbers, '=');
        ck_assert_ptr_nonnull(end);
        last = strtod(end + 1, NULL);
        end[-1] = '\0';
        ck_assert_msg(formula_compute(numbers, &none, 17, &result, &status), "%s: %s", numbers,
                      status.message);
        ck_assert_msg(result.value == last, "%s is %.17g, not %.17g", numbers, result.value, last);
    }
    return last;
}

/* The weight in the table. */
static void read_weight(const char *page, const char *name, double *before, double *after)
{
    char start[16];
    const char *at;

    snprintf(start, sizeof start, " %-12s ", name);
    at = find_line(page, start);
    ck_assert_msg(at != NULL, "no line for %s in\n%s", name, page);
    ck_assert_int_eq(sscanf(at, "%lf %lf", before, after), 2);
}

static const char *const all[] = {"momentum:form=heavy-ball,lr=0.1",
                                  "gd:clip_norm=0.1,weight_decay=0.01",
                                  "gd:schedule=cosine,warmup=3,weight_decay=0.1,decoupled=1",
                                  "adam:bias_correction=1,clip_value=0.01",
                                  "rmsprop:centered=1,momentum=0.9",
                                  NULL};

/* Every row by its defaults, and some with more lines. */
static const char **all_runs(void)
{
    static const char *runs[64];
    int count = 0;

    for (int i = 0; i < optimizer_count; i++)
        runs[count++] = optimizers[i]->name;
    for (int i = 0; all[i]; i++)
        runs[count++] = all[i];
    runs[count] = NULL;
    return runs;
}

static void check_page(const struct network_shape *shape, const struct probe_reading *reading)
{
    const struct optimizer_spec *optimizer = reading->config.optimizer;
    char *page = page_of(reading, 17, 100, shape);
    double before, after, computed = compute_again(page);
    struct arithmetic arithmetic;
    struct status status = {0};

    read_weight(page, optimizer->weight ? optimizer->weight : "w", &before, &after);
    ck_assert_double_eq(before, reading->before);
    ck_assert_double_eq(after, reading->after);
    ck_assert(arithmetic_make(&arithmetic, reading, 17, &status));
    computed = arithmetic.after;
    ck_assert_msg(fabs(computed - after) <= TOLERANCE * (fabs(before) + fabs(after)),
                  "%s: %.17g, not %.17g in\n%s", optimizer->name, computed, after, page);
    for (int i = 0; i < optimizer->n_slots; i++)
        if (!optimizer->slots[i].scratch && optimizer->slots[i].copies == 0) {
            read_weight(page, optimizer->slots[i].name, &before, &after);
            ck_assert_double_eq(before, reading->slot_before[i]);
            ck_assert_double_eq(after, reading->slot_after[i]);
        }
    for (int k = 0; k < optimizer->n_symbols; k++)
        if (optimizer->symbols[k].measured && !isnan(reading->symbol[k]))
            ck_assert_msg(strstr(page, optimizer->symbols[k].name) != NULL, "%s in\n%s",
                          optimizer->symbols[k].name, page);
    ck_assert(strstr(page, "nan") == NULL);
    free(page);
}

/* In the full batch and in minibatches: _i is the batch size. */
START_TEST(results_follow_from_the_numbers_shown)
{
    const char **runs = all_runs();
    struct race *race = make_race("moons:n=60", _i == 0 ? "0" : "16", runs, 2);

    race_watch(race, 1);
    for (int step = 1; step <= 4; step++) {
        iterate(race, 1);
        for (int r = 0; r < race_runs(race); r++)
            for (size_t element = 0; element < 39; element += 4) {
                const struct race_weight weight = {false, element};
                struct probe_reading reading;

                ck_assert_int_eq(race_read_watched(race, r + 1, &weight, &reading), RACE_SEEN);
                ck_assert_uint_eq(reading.element, element);
                ck_assert_uint_eq(reading.number, (unsigned)step);
                check_page(shape_of(race), &reading);
            }
    }
    race_free(race);
}
END_TEST

/* ---- words --------------------------------------------------------------------------------------
 */

/* The first update of the race's first run. */
static void watch_first(struct race *race, const struct race_weight *weight,
                        struct probe_reading *reading)
{
    race_watch(race, 1);
    iterate(race, 1);
    ck_assert_int_eq(race_read_watched(race, 1, weight, reading), RACE_SEEN);
}

/* A warm-up alone is a schedule, too: why the learning rate is not the one given is said. */
START_TEST(the_schedule_has_a_line_where_there_is_one)
{
    static const char *const cases[] = {"gd:lr=0.2", "gd:lr=0.2,warmup=4",
                                        "gd:lr=0.2,schedule=cosine"};

    for (int i = 0; i < 3; i++) {
        const char *const runs[] = {cases[i], NULL};
        struct race *race = make_race("rosenbrock", "0", runs, 1);
        const struct race_weight weight = {false, 0};
        struct probe_reading reading;
        char *page;

        watch_first(race, &weight, &reading);
        page = page_of(&reading, 6, 78, shape_of(race));
        ck_assert_msg((strstr(page, "lr = lr0 factor") != NULL) == (i > 0), "%s: %s", cases[i],
                      page);
        free(page);
        race_free(race);
    }
}
END_TEST

START_TEST(weights_are_named)
{
    static const char *const runs[] = {"adam", NULL};
    static const struct {
        size_t element;
        const char *name, *head;
    } cases[] = {
        {0, "W1[0, 0]", "#W1[0, 0], the largest gradient: update 1. Layer 1: 2 x 5 weights\n"},
        {7, "W1[1, 2]", ". Layer 1: 2 x 5 weights\n"},
        {10, "b1[0]", ". Layer 1: 5 biases\n"},
        {14, "b1[4]", ". Layer 1: 5 biases\n"},
        {15, "W2[0, 0]", ". Layer 2: 5 x 4 weights\n"},
        {43, "b3[0]", ". Layer 3: 1 bias\n"},
    };
    struct race *race = make_race("moons:n=60", "0", runs, 1);

    race_watch(race, 1);
    iterate(race, 1);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct race_weight weight = {false, cases[i].element};
        struct probe_reading reading;
        char name[64], *page;

        ck_assert_int_eq(race_read_watched(race, 1, &weight, &reading), RACE_SEEN);
        ck_assert_str_eq(microscope_weight(shape_of(race), cases[i].element, name, sizeof name),
                         cases[i].name);
        page = page_of(&reading, 6, 78, shape_of(race));
        ck_assert_msg(strstr(page, cases[i].head) != NULL, "%s", page);
        free(page);
    }
    race_free(race);
}
END_TEST

START_TEST(keys_lead_to_neighbours)
{
    static const struct network_shape none;
    static const struct {
        size_t from;
        enum microscope_way way;
        size_t to;
    } cases[] = {
        {0, MICROSCOPE_LEFT, 0},     {0, MICROSCOPE_RIGHT, 1},    {4, MICROSCOPE_RIGHT, 4},
        {5, MICROSCOPE_LEFT, 5},     {7, MICROSCOPE_LEFT, 6},     {2, MICROSCOPE_UP, 2},
        {2, MICROSCOPE_DOWN, 7},     {7, MICROSCOPE_DOWN, 7},     {7, MICROSCOPE_UP, 2},
        {7, MICROSCOPE_BEFORE, 7},   {7, MICROSCOPE_BEHIND, 10},  {12, MICROSCOPE_BEFORE, 0},
        {12, MICROSCOPE_BEHIND, 15}, {12, MICROSCOPE_DOWN, 12},   {34, MICROSCOPE_RIGHT, 34},
        {15, MICROSCOPE_BEFORE, 10}, {43, MICROSCOPE_BEHIND, 43}, {43, MICROSCOPE_BEFORE, 39},
    };
    static const char *const runs[] = {"gd", NULL};
    struct race *race = make_race("moons:n=60", "0", runs, 1);

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        ck_assert_msg(microscope_move(shape_of(race), cases[i].from, cases[i].way) == cases[i].to,
                      "case %zu leads to %zu", i,
                      microscope_move(shape_of(race), cases[i].from, cases[i].way));
    ck_assert_uint_eq(microscope_move(&none, 0, MICROSCOPE_RIGHT), 1);
    ck_assert_uint_eq(microscope_move(&none, 1, MICROSCOPE_RIGHT), 1);
    ck_assert_uint_eq(microscope_move(&none, 1, MICROSCOPE_BEHIND), 1);
    race_free(race);
}
END_TEST

/* The arithmetic of Adam's first step on Rosenbrock's valley, as a teacher would write it. */
START_TEST(a_page_reads_like_this)
{
    static const char *const runs[] = {"adam:lr=0.1,bias_correction=1", NULL};
    struct race *race = make_race("rosenbrock", "0", runs, 1);
    const struct race_weight weight = {true, 0};
    struct probe_reading reading;
    char *page;

    watch_first(race, &weight, &reading);
    page = page_of(&reading, 6, 78, shape_of(race));
    ck_assert_ptr_nonnull(find_line(page, "#x, the largest gradient: update 1\n"));
    ck_assert_ptr_nonnull(find_line(page, "*m = beta1 m + (1 - beta1) g\n"
                                          "     = 0.9 * 0 + (1 - 0.9) * "));
    ck_assert_ptr_nonnull(find_line(page, "*m^ = m / (1 - beta1^t)\n"));
    ck_assert_ptr_nonnull(find_line(page, "*w = w - lr m^ / (sqrt(v^) + eps)\n"));
    ck_assert_ptr_nonnull(find_line(page, "#             before        after\n"));
    ck_assert_ptr_nonnull(find_line(page, " m            0             "));
    ck_assert_ptr_nonnull(strstr(page, "average of the squared gradients\n"));
    ck_assert_ptr_nonnull(find_line(page, "-beta2        0.999         decay of the average"));
    ck_assert_ptr_null(strstr(page, "Measured"));
    free(page);
    page = page_of(&reading, 6, 150, shape_of(race));
    ck_assert_ptr_nonnull(find_line(page, "*m = beta1 m + (1 - beta1) g       = 0.9 * 0 + (1"));
    free(page);
    page = page_of(&reading, 17, 78, shape_of(race));
    ck_assert_ptr_null(strstr(page, "average of the squared gradients\n"));
    free(page);
    race_free(race);
}
END_TEST

START_TEST(the_rule_stands_where_nothing_was_seen)
{
    struct run_config config;
    char *text = NULL;
    size_t size;
    FILE *stream = open_memstream(&text, &size);

    run_config_default(&config, optimizer_find("momentum"));
    microscope_print_rule(stream, &config, NULL, false);
    microscope_print_rule(stream, &config, "b1[3]", true);
    fclose(stream);
    ck_assert(strstr(text,
                     "#The weight with the largest gradient.\n"
                     " s makes an update and shows it here.\n"
                     "*v = beta v + (1 - beta) g\n*w = w - lr v\n") == text);
    ck_assert(strstr(text, "#b1[3].\n No update is left to be shown: after Esc, i adds "
                           "iterations.\n") != NULL);
    free(text);
}
END_TEST

/* ---- races --------------------------------------------------------------------------------------
 */

START_TEST(a_race_that_is_watched_gives_the_same_weights)
{
    const char **runs = all_runs();

    for (int batches = 0; batches < 2; batches++) {
        struct race *plain = make_race("moons:n=60", batches ? "16" : "0", runs, 1);
        struct race *watched = make_race("moons:n=60", batches ? "16" : "0", runs, 3);
        size_t bytes = race_problem(plain)->objective->n * sizeof(real);

        race_watch(watched, 2);
        iterate(plain, 12);
        iterate(watched, 12);
        for (int r = 0; r < race_runs(plain); r++)
            ck_assert_mem_eq(run_parameters(race_run(plain, r)),
                             run_parameters(race_run(watched, r)), bytes);
        race_free(plain);
        race_free(watched);
    }
}
END_TEST

START_TEST(only_the_last_update_is_seen)
{
    static const char *const runs[] = {"adam", "gd", NULL};
    struct race *race = make_race("moons:n=60", "0", runs, 1);
    const struct race_weight weight = {true, 0};
    struct probe_reading reading;
    struct status status = {0};

    ck_assert_int_eq(race_read_watched(race, 1, &weight, &reading), RACE_UNSEEN);
    iterate(race, 2);
    race_watch(race, 1);
    ck_assert_int_eq(race_read_watched(race, 1, &weight, &reading), RACE_UNSEEN);
    iterate(race, 1);
    ck_assert_int_eq(race_read_watched(race, 1, &weight, &reading), RACE_SEEN);
    ck_assert_uint_eq(reading.number, 3);
    ck_assert_int_eq(race_read_watched(race, 2, &weight, &reading), RACE_SEEN);
    ck_assert_int_eq(race_read_watched(race, 3, &weight, &reading), RACE_UNSEEN);
    ck_assert(race_rewind(race, 0, 1, NULL, &status));
    race_watch(race, 1);
    ck_assert_int_eq(race_read_watched(race, 1, &weight, &reading), RACE_UNSEEN);
    iterate(race, 1);
    ck_assert_int_eq(race_read_watched(race, 1, &weight, &reading), RACE_SEEN);
    ck_assert_uint_eq(reading.number, 2);
    race_watch(race, 0);
    ck_assert_int_eq(race_read_watched(race, 1, &weight, &reading), RACE_UNSEEN);
    race_free(race);
}
END_TEST

/* Of several replicas the first is recorded, and none trains otherwise than unwatched. */
START_TEST(the_first_of_several_seeds_is_seen)
{
    static const char *const runs[] = {"adam", NULL};
    struct race *plain = make_race_with_seeds("moons:n=60", "16", runs, 1, "3..5");
    struct race *watched = make_race_with_seeds("moons:n=60", "16", runs, 2, "3..5");
    const struct run *run = race_run(watched, 0);
    const struct race_weight weight = {.element = 7};
    struct probe_reading reading;

    race_watch(watched, 1);
    iterate(plain, 6);
    iterate(watched, 6);
    for (int r = 0; r < 3; r++)
        ck_assert_mem_eq(run_replica(run, r)->w, run_replica(race_run(plain, 0), r)->w,
                         race_problem(plain)->objective->n * sizeof(real));
    ck_assert_int_eq(race_read_watched(watched, 1, &weight, &reading), RACE_SEEN);
    ck_assert(reading.after == (double)run_replica(run, 0)->w[7]);
    ck_assert(reading.after != (double)run_replica(run, 1)->w[7]);
    ck_assert(reading.after != (double)run_replica(run, 2)->w[7]);
    race_free(plain);
    race_free(watched);
}
END_TEST

/* What undo keeps has no record, so that nothing is copied once nobody looks. */
START_TEST(a_run_that_undo_brings_back_is_not_watched)
{
    static const char *const runs[] = {"adam", NULL};
    struct race *race = make_race("moons:n=60", "0", runs, 1);
    struct status status = {0};

    race_watch(race, 1);
    iterate(race, 2);
    ck_assert_ptr_nonnull(run_probe(race_run(race, 0)));
    ck_assert(race_reset(race, &status));
    race_watch(race, 0);
    ck_assert_msg(race_undo(race, &status), "%s", status.message);
    ck_assert_uint_eq(run_iteration(race_run(race, 0)), 2);
    ck_assert_ptr_null(run_probe(race_run(race, 0)));
    race_free(race);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("microscope");
    TCase *page = tcase_create("page"), *races = tcase_create("races");

    tcase_add_loop_test(page, results_follow_from_the_numbers_shown, 0, 2);
    tcase_add_test(page, the_schedule_has_a_line_where_there_is_one);
    tcase_add_test(page, weights_are_named);
    tcase_add_test(page, keys_lead_to_neighbours);
    tcase_add_test(page, a_page_reads_like_this);
    tcase_add_test(page, the_rule_stands_where_nothing_was_seen);
    suite_add_tcase(suite, page);
    tcase_add_test(races, a_race_that_is_watched_gives_the_same_weights);
    tcase_add_test(races, only_the_last_update_is_seen);
    tcase_add_test(races, the_first_of_several_seeds_is_seen);
    tcase_add_test(races, a_run_that_undo_brings_back_is_not_watched);
    suite_add_tcase(suite, races);
    return suite;
}

TEST_MAIN(make_suite)
