/*
 * check_main.h - the main() of a test program: TEST_MAIN("rng", suite) runs the suite; with
 * arguments it runs only the test cases named. Forking follows CK_FORK. What all suites share.
 */
#ifndef OPTOP_CHECK_MAIN_H
#define OPTOP_CHECK_MAIN_H

#include "config.h"

#include <check.h>
#include <stdbool.h>
#include <stdlib.h>

/* Under valgrind all takes fifty times as long: tests make do with less work there. */
static inline bool instrumented(void)
{
    return getenv("OPTOP_INSTRUMENTED") != NULL;
}

/* The two agree to `tolerance` relative to the larger of |expected| and 1e-300. */
#define assert_close(ACTUAL, EXPECTED, TOLERANCE)                                                  \
    do {                                                                                           \
        double actual_ = (ACTUAL), expected_ = (EXPECTED);                                         \
        double error_ = actual_ > expected_ ? actual_ - expected_ : expected_ - actual_;           \
        double size_ = expected_ < 0 ? -expected_ : expected_;                                     \
        ck_assert_msg(error_ <= (TOLERANCE) * (size_ > 1e-300 ? size_ : 1e-300),                   \
                      "%s is %.17g, not %.17g", #ACTUAL, actual_, expected_);                      \
    } while (0)

#define TEST_MAIN(MAKE_SUITE)                                                                      \
    int main(int argc, char **argv)                                                                \
    {                                                                                              \
        SRunner *runner = srunner_create(MAKE_SUITE());                                            \
        srunner_run(runner, NULL, argc > 1 ? argv[1] : NULL, CK_ENV);                              \
        int failed = srunner_ntests_failed(runner);                                                \
        int run = srunner_ntests_run(runner);                                                      \
        srunner_free(runner);                                                                      \
        return failed == 0 && run > 0 ? EXIT_SUCCESS : EXIT_FAILURE;                               \
    }

#endif
