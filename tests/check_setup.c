/* check_setup.c - runs are refused with a sentence before the memory is gone. */
#include "check_main.h"

#include "app/memory.h"
#include "app/setup.h"

#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

/* Sanitizers and valgrind take the address space for themselves. */
static bool address_space_is_ours(void)
{
#ifdef OPTOP_SANITIZED
    return false;
#else
    return !instrumented();
#endif
}

START_TEST(amounts_of_memory_have_three_figures)
{
    static const struct {
        uint64_t bytes;
        const char *text;
    } cases[] = {
        {0, "0 bytes"},          {999, "999 bytes"},       {1000, "1.00 kB"},
        {23850, "23.9 kB"},      {999499, "999 kB"},       {999500, "1.00 MB"},
        {7950000000, "7.95 GB"}, {385000000000, "385 GB"}, {UINT64_MAX, "18.4 EB"},
    };
    char text[32];

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        ck_assert_str_eq(memory_format(cases[i].bytes, text, sizeof text), cases[i].text);
}
END_TEST

START_TEST(what_cannot_be_is_refused)
{
    struct status status = {0};
    uint64_t available = memory_available();

    ck_assert_uint_gt(available, 1 << 20);
    ck_assert(memory_suffices(1, "a byte", &status));
    ck_assert(!memory_suffices(UINT64_MAX - UINT64_MAX / 30, "the moon", &status));
    ck_assert_int_eq(status.code, STATUS_MEMORY);
    ck_assert_ptr_nonnull(strstr(status.message, "the moon needs 17.8 EB of memory, and "));
    /* A limit on the address space counts. */
    if (address_space_is_ours()) {
        struct rlimit limit = {.rlim_cur = (rlim_t)1 << 30, .rlim_max = RLIM_INFINITY};

        getrlimit(RLIMIT_AS, &limit);
        limit.rlim_cur = (rlim_t)1 << 30;
        ck_assert_int_eq(setrlimit(RLIMIT_AS, &limit), 0);
        ck_assert_uint_lt(memory_available(), (uint64_t)1 << 30);
        ck_assert(!memory_suffices((uint64_t)1 << 30, "a GiB", &status));
    }
}
END_TEST

/* A problem whose runs take some megabytes each. */
static struct race *large_race(void)
{
    double x[4 * 8] = {0.5, -0.25}, y[4] = {1};
    struct problem_config config;
    struct status status = {0};
    struct race *race;

    problem_config_default(&config);
    snprintf(config.layers, sizeof config.layers, "64");
    for (int i = 1; i < 60; i++)
        strcat(config.layers, ",64");
    race =
        race_create(problem_from_dataset(dataset_from_reals(8, 1, 4, x, y, 0, NULL, NULL, &status),
                                         &config, &status),
                    1, &status);
    ck_assert_msg(race != NULL, "%s", status.message);
    return race;
}

/* Bytes of address space in use. */
static rlim_t address_space(void)
{
    FILE *stream = fopen("/proc/self/statm", "r");
    unsigned long pages = 0;

    ck_assert(stream && fscanf(stream, "%lu", &pages) == 1);
    fclose(stream);
    return (rlim_t)pages * (rlim_t)sysconf(_SC_PAGESIZE);
}

START_TEST(memory_is_the_limit_of_runs)
{
    enum { ROOM = 100 << 20 };
    struct status status = {0};
    struct race *race = large_race();
    struct run_config config;
    struct rlimit limit;
    char sentence[64];
    uint64_t each;
    int runs = 1;

    ck_assert(run_config_parse("adam", &config, &status));
    each = run_memory(race_problem(race), &config);
    /* Parameters, the last good ones, the last update, two moments. */
    ck_assert_uint_ge(each, 5 * race_problem(race)->network->parameters * sizeof(real));
    ck_assert_uint_lt(each, 6 * race_problem(race)->network->parameters * sizeof(real));
    ck_assert_int_eq(setup_add(race, &config, &status), 1);
    getrlimit(RLIMIT_AS, &limit);
    limit.rlim_cur = address_space() + ROOM;
    ck_assert_int_eq(setrlimit(RLIMIT_AS, &limit), 0);
    while (setup_add(race, &config, &status) > 0)
        runs++;
    ck_assert_uint_gt((uint64_t)runs, ROOM / 2 / each);
    ck_assert_uint_le((uint64_t)runs - 1, ROOM / each); /* one was there before */
    ck_assert_int_eq(status.code, STATUS_MEMORY);
    snprintf(sentence, sizeof sentence, "run %d needs ", runs + 1);
    ck_assert_msg(strncmp(status.message, sentence, strlen(sentence)) == 0, "%s", status.message);
    ck_assert_int_eq(race_runs(race), runs);
    ck_assert_msg(race_iterate(race, NULL, &status), "%s", status.message);
    ck_assert_uint_eq(race_laggard(race), 1);
    race_free(race);
}
END_TEST

/* What histories take is added up for all runs; what fits is a number with two figures. */
START_TEST(histories_are_compared_with_the_memory_there_is)
{
    struct status status = {0};
    struct race *race = large_race();
    struct run_config config;
    char text[STATUS_MESSAGE_MAX];
    uint64_t available = memory_available(), row = (history_memory_for(1 << 20) >> 20) + 1;
    unsigned long long room = 0, asked = 0;

    ck_assert(run_config_parse("gd", &config, &status));
    for (int i = 0; i < 2; i++)
        ck_assert_int_gt(setup_add(race, &config, &status), 0);
    ck_assert_str_eq(setup_memory_warning(race, 1000, text, sizeof text), "");
    /* Beside the runs there is a gradient for each that computes. */
    ck_assert_uint_ge(race_memory_for(race_problem(race), &config, 1, 1),
                      run_memory(race_problem(race), &config) +
                          race_problem(race)->objective->n * sizeof(real));
    ck_assert_str_eq(setup_memory_warning(race, available / row / 5, text, sizeof text), "");
    setup_memory_warning(race, available / row / 3, text, sizeof text);
    ck_assert_msg(strncmp(text, "This race takes ", 16) == 0, "%s", text);
    ck_assert_ptr_nonnull(strstr(text, "B of memory available."));
    setup_memory_warning(race, UINT64_C(1000000000000), text, sizeof text);
    ck_assert_msg(sscanf(text, "There is memory for the curves of about %llu of %llu iterations (",
                         &room, &asked) == 2,
                  "%s", text);
    ck_assert_uint_eq(asked, UINT64_C(1000000000000));
    ck_assert_uint_gt(room, available / row / 5);
    ck_assert_uint_lt(room, available / row / 2 + available / row / 10);
    while (room >= 100) {
        ck_assert_uint_eq(room % 10, 0);
        room /= 10;
    }
    race_free(race);
}
END_TEST

/* At once, not after the first of the runs has taken all that there was. */
START_TEST(a_race_without_memory_for_all_runs_is_refused)
{
    enum { RUNS = 400, ROOM = 100 << 20 };
    static struct run_config config[RUNS];
    struct problem_config problem;
    struct status status = {0};
    struct rlimit limit;
    double x[4 * 8] = {0.5, -0.25}, y[4] = {1};

    problem_config_default(&problem);
    snprintf(problem.layers, sizeof problem.layers, "256,256");
    for (int i = 0; i < RUNS; i++)
        ck_assert(run_config_parse("adam", &config[i], &status));
    getrlimit(RLIMIT_AS, &limit);
    limit.rlim_cur = address_space() + ROOM;
    ck_assert_int_eq(setrlimit(RLIMIT_AS, &limit), 0);
    ck_assert_ptr_null(
        setup_race(problem_from_dataset(dataset_from_reals(8, 1, 4, x, y, 0, NULL, NULL, &status),
                                        &problem, &status),
                   config, RUNS, 10, 1, &status));
    ck_assert_int_eq(status.code, STATUS_MEMORY);
    ck_assert_msg(strncmp(status.message, "training 400 runs of 68353 parameters needs ", 44) == 0,
                  "%s", status.message);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("setup");
    TCase *memory = tcase_create("memory");

    tcase_set_timeout(memory, 60);
    tcase_add_test(memory, amounts_of_memory_have_three_figures);
    tcase_add_test(memory, what_cannot_be_is_refused);
    tcase_add_test(memory, histories_are_compared_with_the_memory_there_is);
    if (address_space_is_ours())
        tcase_add_test(memory, memory_is_the_limit_of_runs);
    if (address_space_is_ours())
        tcase_add_test(memory, a_race_without_memory_for_all_runs_is_refused);
    suite_add_tcase(suite, memory);
    return suite;
}

TEST_MAIN(make_suite)
