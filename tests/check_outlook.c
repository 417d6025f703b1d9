/*
 * check_outlook.c - what networks make of the plane of their inputs: against losses and accuracies
 * that the race itself finds, and beside a race.
 */
#include "check_main.h"

#include "app/outlook.h"
#include "model/network_objective.h"

#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

static struct outlook outlook;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t wake = PTHREAD_COND_INITIALIZER;
static int finished;

static void ready(void *context)
{
    ck_assert_ptr_eq(context, &finished);
    pthread_mutex_lock(&lock);
    finished++;
    pthread_cond_signal(&wake);
    pthread_mutex_unlock(&lock);
}

static void wait_for(int count)
{
    pthread_mutex_lock(&lock);
    while (finished < count)
        pthread_cond_wait(&wake, &lock);
    pthread_mutex_unlock(&lock);
}

static struct race *make_race(const char *data, int iterations)
{
    static const char *const runs[] = {"gd:lr=0.3", "adam:lr=0.02"};
    struct problem_config config;
    struct status status = {0};
    struct problem *problem;
    struct race *race;
    struct run_config run;

    problem_config_default(&config);
    snprintf(config.data, sizeof config.data, "%s", data);
    snprintf(config.layers, sizeof config.layers, "8");
    problem = problem_load(&config, config.data, NULL, &status);
    ck_assert_msg(problem != NULL, "%s", status.message);
    race = race_create(problem, 1, &status);
    ck_assert_msg(race != NULL, "%s", status.message);
    for (int i = 0; i < 2; i++) {
        ck_assert(run_config_parse(runs[i], &run, &status));
        ck_assert_int_gt(race_add(race, &run, &status), 0);
    }
    for (int i = 0; i < iterations; i++)
        ck_assert_msg(race_iterate(race, NULL, &status), "%s", status.message);
    return race;
}

/* The response at sample i, as a grid of one point. */
static struct response respond(const struct race *race, int r, const double x[2], int classes)
{
    struct response_grid grid = {.columns = 1, .rows = 1};
    struct response response;
    struct status status = {0};

    memcpy(grid.low, x, sizeof grid.low);
    memcpy(grid.high, x, sizeof grid.high);
    ck_assert(response_evaluate(race_problem(race)->network, run_parameters(race_run(race, r)),
                                &grid, classes, &response, NULL, &status));
    return response;
}

START_TEST(labels_are_those_that_accuracies_count)
{
    static const char *const data[] = {"moons:n=60", "blobs:n=60"};

    for (size_t d = 0; d < 2; d++) {
        struct race *race = make_race(data[d], 25);
        const struct dataset *dataset = race_problem(race)->dataset;
        struct status status = {0};

        ck_assert_msg(race_iterate(race, NULL, &status), "%s", status.message);
        for (int r = 0; r < 2; r++) {
            const struct history *history = run_get_history(race_run(race, r));
            size_t right = 0;

            /* The last row's figures are those of the weights before its update. */
            ck_assert(race_rewind(race, race_run_id(race, r), 25, NULL, &status));
            for (size_t i = 0; i < dataset->train.m; i++) {
                double x[2] = {(double)dataset->train.x[2 * i],
                               (double)dataset->train.x[2 * i + 1]};
                struct response response = respond(race, r, x, dataset->classes);

                right += response.label == dataset->train.label[i];
                ck_assert(d > 0 || response.value >= 0.5F);
            }
            ck_assert(race_iterate(race, NULL, &status));
            history = run_get_history(race_run(race, r));
            assert_close(history_value(history, CURVE_TRAIN_ACCURACY, 25),
                         (double)right / (double)dataset->train.m, 1e-12);
        }
        race_free(race);
    }
}
END_TEST

/* The weights from each pixel to a unit, as the race has them, and of another run the others. */
START_TEST(images_are_the_first_layers_weights)
{
    struct problem_config config;
    struct status status = {0};
    struct outlooker *outlooker;
    struct race *race;
    struct run_config run;
    char path[4096];

    problem_config_default(&config);
    snprintf(config.layers, sizeof config.layers, "5");
    snprintf(path, sizeof path, "%s/mnist01", getenv("OPTOP_DATA"));
    race = race_create(problem_load(&config, path, NULL, &status), 1, &status);
    ck_assert_msg(race != NULL, "%s", status.message);
    ck_assert(run_config_parse("gd:lr=0.3", &run, &status));
    ck_assert_int_gt(race_add(race, &run, &status), 0);
    ck_assert(race_iterate(race, NULL, &status));
    finished = 0;
    outlooker = outlooker_create(ready, &finished, &status);
    for (int units = 3; units <= 9; units += 6) {
        const struct outlook_request request = {
            .number = (uint64_t)units, .race = 1, .runs = 1, .id = {1}, .units = units};
        const real *w = run_parameters(race_run(race, 0));
        int there = units < 5 ? units : 5;

        ck_assert(outlooker_post(outlooker, race, &request, &status));
        wait_for(units / 3 - (units > 3));
        outlooker_take(outlooker, &outlook);
        ck_assert_uint_eq(outlook.number, (uint64_t)units);
        ck_assert_int_eq(outlook.units, there);
        ck_assert_uint_eq(outlook.state[0], 1);
        ck_assert_uint_eq(outlook.height * outlook.width, 784);
        for (int u = 0; u < there; u++)
            for (int p = 0; p < 784; p++)
                ck_assert_float_eq(outlook.weight[u * 784 + p], (float)w[p * 5 + u]);
    }
    outlooker_free(outlooker);
    outlook_free(&outlook);
    race_free(race);
}
END_TEST

START_TEST(numbers_are_those_that_losses_measure)
{
    struct race *race = make_race("sine:n=50", 10);
    const struct dataset *dataset = race_problem(race)->dataset;
    struct status status = {0};
    double sum = 0;

    for (size_t i = 0; i < dataset->train.m; i++) {
        double x[2] = {(double)dataset->train.x[i]};
        double error = (double)respond(race, 1, x, 0).value - (double)dataset->train.y[i];
        sum += error * error;
    }
    ck_assert(race_iterate(race, NULL, &status));
    /* The loss may have a factor of a half. */
    sum /= (double)dataset->train.m *
           history_value(run_get_history(race_run(race, 1)), CURVE_TRAIN_LOSS, 10);
    ck_assert_msg(fabs(sum - 1) < 1e-5 || fabs(sum - 2) < 1e-5, "%g", sum);
    race_free(race);
}
END_TEST

START_TEST(a_grid_begins_at_the_upper_left)
{
    const struct response_grid grid = {{-1, -2}, {3, 2}, .columns = 4, .rows = 2};
    static struct response response[8];
    struct race *race = make_race("moons:n=60", 40);
    struct status status = {0};
    atomic_bool cancel;
    bool differ = false;

    ck_assert(response_evaluate(race_problem(race)->network, run_parameters(race_run(race, 1)),
                                &grid, 2, response, NULL, &status));
    for (int i = 0; i < 8; i++) {
        const double x[2] = {-0.5 + i % 4, i < 4 ? 1 : -1};
        struct response single = respond(race, 1, x, 2);

        ck_assert(fabsf(single.value - response[i].value) < 1e-6F);
        ck_assert_uint_eq(single.label, response[i].label);
        differ = differ || fabsf(response[i].value - response[0].value) > 1e-3F;
    }
    ck_assert(differ);
    atomic_init(&cancel, true);
    ck_assert(!response_evaluate(race_problem(race)->network, run_parameters(race_run(race, 1)),
                                 &grid, 2, response, &cancel, &status));
    ck_assert_int_eq(status.code, STATUS_CANCELLED);
    race_free(race);
}
END_TEST

START_TEST(an_outlook_is_of_the_weights_when_it_was_asked_for)
{
    struct race *race = make_race("moons:n=60", 7);
    struct status status = {0};
    struct outlooker *outlooker = outlooker_create(ready, &finished, &status);
    const struct outlook_request request = {
        .number = 5, .runs = 3, .id = {2, 99, 1}, .columns = 6, .rows = 3};
    struct response expected[18];

    finished = 0;
    ck_assert(outlooker != NULL);
    outlooker_take(outlooker, &outlook);
    ck_assert_uint_eq(outlook.number, 0);
    ck_assert(outlooker_post(outlooker, race, &request, &status));
    ck_assert(race_iterate(race, NULL, &status)); /* while it is evaluated */
    wait_for(1);
    outlooker_take(outlooker, &outlook);
    ck_assert_uint_eq(outlook.number, 5);
    ck_assert_int_eq(outlook.runs, 2); /* there is no run 99 */
    ck_assert(outlook.id[0] == 2 && outlook.id[1] == 1);
    ck_assert(outlook.state[0] == 7 && outlook.state[1] == 7);
    ck_assert(outlook.inputs == 2 && outlook.classes == 2);
    ck_assert(outlook.grid.columns == 6 && outlook.grid.rows == 3);
    ck_assert_int_eq(outlook.points, (int)race_problem(race)->dataset->train.m);
    for (int p = 0; p < outlook.points; p++)
        for (int k = 0; k < 2; k++) {
            ck_assert(outlook.point[p].place[k] > outlook.grid.low[k]);
            ck_assert(outlook.point[p].place[k] < outlook.grid.high[k]);
        }
    ck_assert(race_rewind(race, 0, 7, NULL, &status));
    for (int i = 0; i < 2; i++) {
        ck_assert(response_evaluate(race_problem(race)->network,
                                    run_parameters(race_run(race, 1 - i)), &outlook.grid, 2,
                                    expected, NULL, &status));
        for (int c = 0; c < 18; c++) {
            ck_assert(outlook.response[18 * i + c].value == expected[c].value);
            ck_assert_uint_eq(outlook.response[18 * i + c].label, expected[c].label);
        }
    }
    ck_assert(outlook.seconds > 0);
    assert_close(outlook_rest(&outlook), 49 * outlook.seconds, 1e-12);

    /* The race may be gone before the thread is. */
    ck_assert(outlooker_post(outlooker, race, &request, &status));
    race_free(race);
    outlooker_free(outlooker);
    outlooker_free(NULL);
    outlook_free(&outlook);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("outlook");
    TCase *c = tcase_create("outlook");

    tcase_add_test(c, images_are_the_first_layers_weights);
    tcase_add_test(c, labels_are_those_that_accuracies_count);
    tcase_add_test(c, numbers_are_those_that_losses_measure);
    tcase_add_test(c, a_grid_begins_at_the_upper_left);
    tcase_add_test(c, an_outlook_is_of_the_weights_when_it_was_asked_for);
    suite_add_tcase(s, c);
    return s;
}

TEST_MAIN(suite)
