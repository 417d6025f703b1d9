/*
 * check_preset.c - every optimizer's presets train the bundled data as well as they promise: in
 * minibatches always, with the full batch (a minute) when OPTOP_SLOW is set.
 */
#include "app/setup.h"
#include "check_main.h"
#include "train/race.h"

#include <math.h>
#include <stdlib.h>

/* What a preset promises of the test loss, which starts near 0.25. */
static const double PROMISED = 0.015;

/* Trains with all presets of a kind, a dozen runs at a time. */
static void train_presets(bool batches, int iterations)
{
    enum { AT_ONCE = 12 };

    for (int first = 0; first < optimizer_count; first += AT_ONCE) {
        struct problem_config problem;
        struct status status = {0};
        struct race *race;

        problem_config_default(&problem);
        problem.batch_size = batches ? 128 : 0;
        race = race_create(setup_problem(&problem, &status), 0, &status);
        for (int i = first; i < optimizer_count && i < first + AT_ONCE; i++) {
            struct run_config config;
            run_config_preset(&config, optimizers[i], batches);
            ck_assert_msg(race_add(race, &config, &status) > 0, "%s", status.message);
        }
        for (int i = 0; i < iterations; i++)
            ck_assert_msg(race_iterate(race, NULL, &status), "%s", status.message);
        for (int i = 0; i < race_runs(race); i++) {
            const struct run *run = race_run(race, i);
            double loss =
                history_get(run_get_history(run), history_length(run_get_history(run)) - 1)
                    .value[CURVE_TEST_LOSS];
            ck_assert_msg(loss < PROMISED, "%s: test loss %g after %d iterations",
                          run_get_config(run)->optimizer->name, loss, iterations);
        }
        race_free(race);
    }
}

START_TEST(presets_for_minibatches_keep_their_promise_in_an_epoch)
{
#ifndef OPTOP_SANITIZED
    if (!instrumented())
        train_presets(true, 99);
#endif
}
END_TEST

START_TEST(presets_for_the_full_batch_keep_their_promise_in_100_iterations)
{
    if (getenv("OPTOP_SLOW"))
        train_presets(false, 100);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("preset");
    TCase *c = tcase_create("preset");

    tcase_set_timeout(c, 600);
    tcase_add_test(c, presets_for_minibatches_keep_their_promise_in_an_epoch);
    tcase_add_test(c, presets_for_the_full_batch_keep_their_promise_in_100_iterations);
    suite_add_tcase(s, c);
    return s;
}

TEST_MAIN(suite)
