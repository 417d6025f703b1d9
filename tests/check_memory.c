/*
 * check_memory.c - out of memory is clean: whichever allocation fails, the engine says so, frees
 * what it had, and is as usable as before.
 */
#include "app/setup.h"
#include "check_main.h"
#include "fail_alloc.h"
#include "temporary.h"

#include "train/checkpoint.h"
#include "train/race.h"

/* Does something and undoes it; false with a status when it could not. No assertions inside. */
typedef bool scenario(struct status *status);

/* Fails every allocation in turn, alone and with all that follow. */
static void survives(scenario *try)
{
    for (int on = 0; on <= 1; on++) {
        bool failed = true;

        for (long n = 1; failed; n++) {
            struct status status = {0};

            fail_alloc_begin(n, on);
            bool done = try(&status);
            failed = fail_alloc_end();
            ck_assert_msg(done == !failed, "allocation %ld: %s", n,
                          done ? "its failure went unseen" : status.message);
            ck_assert_int_eq(status.code, failed ? STATUS_MEMORY : STATUS_OK);
            ck_assert_msg(!failed || strstr(status.message, "not enough memory for ") != NULL,
                          "allocation %ld: %s", n, status.message);
            ck_assert_msg(fail_alloc_left() == 0, "allocation %ld: %ld blocks leaked", n,
                          fail_alloc_left());
            ck_assert_int_lt(n, 10000);
        }
    }
}

/* ---- data ----------------------------------------------------------------------------------- */

enum { SAMPLES = 20, SIDE = 4, N_X = SIDE * SIDE };

/* Four files; the training images are sparse and compressed, the test images are neither. */
static void make_folder(void)
{
    uint8_t images[16 + SAMPLES * N_X] = {0}, labels[8 + SAMPLES];
    size_t used = temporary_idx_header(images, (const uint32_t[]){SAMPLES, SIDE, SIDE}, 3);
    size_t head = temporary_idx_header(labels, (const uint32_t[]){SAMPLES}, 1);

    temporary_create();
    for (size_t i = 0; i < SAMPLES; i++) {
        labels[head + i] = (uint8_t)(i % 3);
        images[used + i * N_X + i % N_X] = (uint8_t)(100 + i);
    }
    temporary_write("train-labels-idx1-ubyte", labels, sizeof labels);
    temporary_write_gzip("t10k-labels-idx1-ubyte.gz", labels, sizeof labels);
    temporary_write_gzip("train-images-idx3-ubyte.gz", images, sizeof images);
    for (size_t i = used; i < sizeof images; i++)
        images[i] = (uint8_t)(i * 37 | 1);
    temporary_write("t10k-images-idx3-ubyte", images, sizeof images);
}

static bool try_load(struct status *status)
{
    const struct data_request request = {.path = temporary_folder};
    struct dataset *dataset = data_load(&request, status);

    dataset_free(dataset);
    return dataset != NULL;
}

static bool try_table(struct status *status)
{
    const struct data_request request = {.path = temporary_path("t"), .missing = MISSING_DROP};
    struct dataset *dataset = data_load(&request, status);

    dataset_free(dataset);
    return dataset != NULL;
}

static bool try_sparse(struct status *status)
{
    const struct data_request request = {.path = temporary_path("s"), .scale = SCALE_UNIT};
    struct dataset *dataset = data_load(&request, status);

    dataset_free(dataset);
    return dataset != NULL;
}

static struct dataset *make_numbers(struct status *status)
{
    static const double x[] = {2.385, -1, 0.5, 0.25, -3.5, 7}, y[] = {1, 0, 0.5};

    return dataset_from_reals(2, 1, 3, x, y, 0, NULL, NULL, status);
}

static bool try_numbers(struct status *status)
{
    struct dataset *dataset = make_numbers(status);

    dataset_free(dataset);
    return dataset != NULL;
}

START_TEST(loading_data_survives_every_failure)
{
    struct status status = {0};

    make_folder();
    ck_assert_msg(try_load(&status), "%s", status.message);
    survives(try_load);
    temporary_remove();
}
END_TEST

START_TEST(loading_tables_survives_every_failure)
{
    static const char table[] =
        "u,v,w,class\n1,x,p,a\n2,y,q,b\n3,z,p,a\n4,?,q,b\n5,x,p,a\n6,y,q,b\n";
    static const char sparse[] = "1 1:2 9:3\n2 2:1\n1 5:1\n2 3:2\n";

    temporary_create();
    temporary_write("t", table, strlen(table));
    survives(try_table);
    temporary_write("s", sparse, strlen(sparse));
    survives(try_sparse);
    temporary_remove();
}
END_TEST

START_TEST(given_numbers_survive_every_failure)
{
    survives(try_numbers);
}
END_TEST

/* ---- history -------------------------------------------------------------------------------- */

/* A failure to reserve leaves all rows in place, and reserving succeeds later. */
static bool try_history(struct status *status)
{
    enum { ROWS = 20000 };
    struct history_row row = {0};
    struct history *history = history_create(status);
    bool done = history != NULL;

    for (size_t i = 0; done && i < ROWS; i++) {
        row.value[CURVE_TRAIN_LOSS] = (double)i;
        if (!history_reserve(history, status)) {
            done = false;
            if (history_length(history) != i)
                status_fail(status, STATUS_DATA, "rows were lost");
            if (i > 0 && history_span(history, CURVE_TRAIN_LOSS, 0, i).max != (double)(i - 1))
                status_fail(status, STATUS_DATA, "rows were changed");
        } else {
            history_append(history, &row);
        }
    }
    history_free(history);
    return done;
}

START_TEST(a_history_survives_every_failure)
{
    survives(try_history);
}
END_TEST

START_TEST(a_history_goes_on_after_a_failure)
{
    struct status status = {0};
    struct history_row row = {.value = {2.385, -1, 0.1}};
    struct history *history = history_create(&status);
    long failures = 0;

    ck_assert_ptr_nonnull(history);
    for (long i = 0; i < 20000; i++) {
        fail_alloc_begin(1, true);
        bool reserved = history_reserve(history, &status);
        bool failed = fail_alloc_end();

        ck_assert(reserved == !failed);
        failures += failed;
        ck_assert(history_reserve(history, &status));
        row.value[0] = (double)i;
        history_append(history, &row);
    }
    ck_assert_int_gt(failures, 20);
    for (long i = 0; i < 20000; i++)
        ck_assert(history_get(history, (size_t)i).value[0] == (double)i);
    history_free(history);
}
END_TEST

/* ---- problems and races --------------------------------------------------------------------- */

static bool set(struct problem_config *config, const char *name, const char *text,
                struct status *status)
{
    for (int i = 0; i < problem_setting_count; i++)
        if (strcmp(problem_settings[i].param.name, name) == 0)
            return problem_config_set(config, &problem_settings[i], text, status);
    return status_fail(status, STATUS_INVALID, "no setting %s", name);
}

static bool try_problem(struct status *status)
{
    struct problem_config config;
    struct problem *problem = NULL;

    problem_config_default(&config);
    if (set(&config, "data", temporary_folder, status) && set(&config, "classes", "", status) &&
        set(&config, "layers", "5,3", status))
        problem = setup_problem(&config, status);
    problem_free(problem);
    return problem != NULL;
}

START_TEST(loading_a_problem_survives_every_failure)
{
    struct status status = {0};

    make_folder();
    ck_assert_msg(try_problem(&status), "%s", status.message);
    survives(try_problem);
    temporary_remove();
}
END_TEST

static struct race *make_race(struct status *status)
{
    struct problem_config config;
    struct dataset *dataset = make_numbers(status);

    problem_config_default(&config);
    if (!dataset || !set(&config, "layers", "3", status)) {
        dataset_free(dataset);
        return NULL;
    }
    struct problem *problem = problem_from_dataset(dataset, &config, status);
    return problem ? race_create(problem, 3, status) : NULL;
}

/* The notebook's four runs, more iterations than a block of history holds, and two snapshots. */
static bool try_race(struct status *status)
{
    enum { ITERATIONS = 1030 };
    struct race *race = make_race(status);
    struct race_snapshot snapshot = {0};
    struct run_config config;
    bool done = race != NULL;

    if (race)
        race_set_memory(race, 0, 0); /* training does without a checkpoint that cannot be had */
    for (int i = 0; done && i < RUN_CONFIG_NOTEBOOK_RUNS; i++)
        done = run_config_parse(run_config_notebook[i], &config, status) &&
               race_add(race, &config, status) > 0;
    done = done && race_configure(race, 2, &config, status);
    done = done && race_set_threads(race, 2, status);
    for (int i = 0; done && i < ITERATIONS; i++)
        done = race_iterate(race, NULL, status);
    for (size_t columns = 40; done && columns <= 80; columns += 40)
        done = race_snapshot(race, &(struct race_view){.end = ITERATIONS, .columns = columns},
                             &snapshot, status);
    race_snapshot_free(&snapshot);
    race_free(race);
    return done;
}

START_TEST(a_race_survives_every_failure)
{
    struct status status = {0};

    ck_assert_msg(try_race(&status), "%s", status.message);
    survives(try_race);
}
END_TEST

/* Going back, forking and changing, by way of a checkpoint, and undoing. */
static bool try_events(struct status *status)
{
    struct race *race = make_race(status);
    struct run_config config;
    bool done = race && run_config_parse("gd:lr=0.1", &config, status) &&
                race_add(race, &config, status) > 0;

    for (int i = 0; done && i < 9; i++)
        done = race_iterate(race, NULL, status);
    done = done && race_rewind(race, 0, 6, NULL, status) &&
           race_fork(race, 1, 4, &config, false, NULL, status) > 0 &&
           race_change(race, 1, 2, &config, true, NULL, status) && race_undo(race, status) &&
           race_reset(race, status) && race_remove(race, 1, status) && race_undo(race, status);
    race_free(race);
    return done;
}

START_TEST(events_survive_every_failure)
{
    struct status status = {0};

    ck_assert_msg(try_events(&status), "%s", status.message);
    survives(try_events);
}
END_TEST

/* No checkpoint is no failure. */
START_TEST(training_goes_on_without_a_checkpoint)
{
    struct status status = {0};
    struct race *race = make_race(&status);
    struct run_config config;
    const struct replica *replica;

    ck_assert(run_config_parse("gd:lr=0.1", &config, &status));
    ck_assert(race_add(race, &config, &status) > 0);
    race_set_memory(race, RACE_MEMORY, 1);
    ck_assert(race_iterate(race, NULL, &status));
    replica = run_replica(race_run(race, 0), 0);
    ck_assert_int_eq(checkpoint_count(replica), 1);
    fail_alloc_begin(1, true);
    bool done = race_iterate(race, NULL, &status);
    ck_assert(fail_alloc_end());
    ck_assert(done);
    ck_assert_int_eq(checkpoint_count(replica), 1);
    ck_assert(race_iterate(race, NULL, &status));
    ck_assert_int_eq(checkpoint_count(replica), 2);
    race_free(race);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("memory");
    TCase *failures = tcase_create("failures");

    tcase_set_timeout(failures, 60);
    tcase_add_test(failures, loading_data_survives_every_failure);
    tcase_add_test(failures, loading_tables_survives_every_failure);
    tcase_add_test(failures, given_numbers_survive_every_failure);
    tcase_add_test(failures, a_history_survives_every_failure);
    tcase_add_test(failures, a_history_goes_on_after_a_failure);
    tcase_add_test(failures, loading_a_problem_survives_every_failure);
    tcase_add_test(failures, a_race_survives_every_failure);
    tcase_add_test(failures, events_survive_every_failure);
    tcase_add_test(failures, training_goes_on_without_a_checkpoint);
    suite_add_tcase(suite, failures);
    return suite;
}

TEST_MAIN(make_suite)
