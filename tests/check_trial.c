/* check_trial.c - a problem is tried beside whatever else goes on. */
#include "check_main.h"
#include "ui/trial.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>

/* The outcome of trying a problem with this folder and this loss. */
static bool try_it(const char *data, int loss, struct status *status)
{
    struct problem_config config;
    struct trial *trial;

    problem_config_default(&config);
    snprintf(config.data, sizeof config.data, "%s", data);
    config.loss = loss;
    trial = trial_start(&config, status);
    ck_assert_ptr_nonnull(trial);
    ck_assert_int_eq(
        poll(&(struct pollfd){.fd = trial_descriptor(trial), .events = POLLIN}, 1, 60000), 1);
    return trial_finish(trial, status);
}

START_TEST(what_can_be_trained_passes)
{
    struct status status = {0};

    ck_assert(try_it("mnist01", 0, &status));
    ck_assert_int_eq(status.code, STATUS_OK);
}
END_TEST

START_TEST(what_cannot_says_why)
{
    struct status status = {0};

    ck_assert(!try_it("/nowhere/at/all", 0, &status));
    ck_assert_ptr_nonnull(strstr(status.message, "/nowhere/at/all"));
    ck_assert(!try_it("mnist01", 2, &status));
    ck_assert_ptr_nonnull(
        strstr(status.message, "loss: softmax_cross_entropy needs more than two"));
}
END_TEST

START_TEST(nobody_waits_for_what_is_given_up)
{
    struct problem_config config;
    struct status status = {0};
    struct trial *trial;

    problem_config_default(&config);
    trial = trial_start(&config, &status);
    ck_assert_ptr_nonnull(trial);
    ck_assert(!trial_finish(trial, &status));
    ck_assert_int_eq(status.code, STATUS_CANCELLED);
    ck_assert_ptr_null(status.cancel);
}
END_TEST

START_TEST(without_a_trial_there_is_nothing_to_wait_for)
{
    ck_assert_int_eq(trial_descriptor(NULL), -1);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("trial");
    TCase *c = tcase_create("trial");

    tcase_add_test(c, what_can_be_trained_passes);
    tcase_add_test(c, what_cannot_says_why);
    tcase_add_test(c, nobody_waits_for_what_is_given_up);
    tcase_add_test(c, without_a_trial_there_is_nothing_to_wait_for);
    suite_add_tcase(s, c);
    return s;
}

TEST_MAIN(suite)
