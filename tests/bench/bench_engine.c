/*
 * bench_engine.c - times the engine's iterations on one problem: what `make bench` compares with
 * other programs. No screen, no files.
 *
 *   bench_engine [KEY=VALUE]... [threads=N] [optimizer=NAME:...]... [seconds=S] [warm=N]
 *
 * The keys are those of the problem's settings. Prints on one line the median and the shortest
 * time of an iteration (of all runs together) in milliseconds, the samples a second that the
 * median makes, and the number of iterations timed.
 */
#include "app/setup.h"
#include "bench_time.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TIMES_MAX = 1 << 20, RUNS_MAX = 64 };

struct bench {
    struct problem_config problem;
    struct run_config run[RUNS_MAX];
    int runs;
    int threads;
    double seconds;
    long warm; /* iterations before the clock starts */
};

static void die(const char *message)
{
    fprintf(stderr, "bench_engine: %s\n", message);
    exit(EXIT_FAILURE);
}

static bool set_problem(struct bench *bench, const char *key, const char *value,
                        struct status *status)
{
    for (int i = 0; i < problem_setting_count; i++)
        if (strcmp(problem_settings[i].param.name, key) == 0)
            return problem_config_set(&bench->problem, &problem_settings[i], value, status);
    return status_fail(status, STATUS_INVALID, "there is no setting '%s'", key);
}

static bool set(struct bench *bench, char *argument, struct status *status)
{
    char *value = strchr(argument, '=');

    if (!value)
        return status_fail(status, STATUS_INVALID, "'%s' is not KEY=VALUE", argument);
    *value++ = '\0';
    if (strcmp(argument, "threads") == 0)
        bench->threads = atoi(value);
    else if (strcmp(argument, "seconds") == 0)
        bench->seconds = atof(value);
    else if (strcmp(argument, "warm") == 0)
        bench->warm = atol(value);
    else if (strcmp(argument, "optimizer") != 0)
        return set_problem(bench, argument, value, status);
    else if (bench->runs == RUNS_MAX)
        return status_fail(status, STATUS_INVALID, "too many runs");
    else
        return run_config_parse(value, &bench->run[bench->runs++], status);
    return true;
}

int main(int argc, char **argv)
{
    struct bench bench = {.threads = 1, .seconds = 1, .warm = 3};
    struct status status = {0};
    double *times = malloc(TIMES_MAX * sizeof *times);
    size_t count = 0;

    problem_config_default(&bench.problem);
    for (int i = 1; i < argc; i++)
        if (!set(&bench, argv[i], &status))
            die(status.message);
    if (bench.runs == 0 && !run_config_parse("gd", &bench.run[bench.runs++], &status))
        die(status.message);

    struct race *race = setup_race(setup_problem(&bench.problem, &status), bench.run, bench.runs,
                                   RACE_ITERATIONS, bench.threads, &status);
    if (!race || !times)
        die(status.message);
    for (long i = 0; i < bench.warm; i++)
        if (!race_iterate(race, NULL, &status))
            die(status.message);

    double start = clock_now(), end = start;
    while ((end - start < bench.seconds || count < 3) && count < TIMES_MAX) {
        double before = end;

        if (!race_iterate(race, NULL, &status))
            die(status.message);
        end = clock_now();
        times[count++] = end - before;
    }
    double median = bench_median(times, count);
    printf("%.4f %.4f %.0f %zu\n", median * 1e3, times[0] * 1e3,
           (double)race_problem(race)->batch * race_runs(race) / median, count);
    race_free(race);
    free(times);
    return EXIT_SUCCESS;
}
