/*
 * bench_engine.c - times the engine's iterations on one problem: what `make bench` compares with
 * other programs. No screen, no files.
 *
 *   bench_engine [KEY=VALUE]... [threads=N] [optimizer=NAME:...]... [seconds=S] [warm=N]
 *                [norms=1] [limit=1]
 *
 * The keys are those of the problem's settings. Prints on one line the median and the shortest
 * time of an iteration (of all runs together) in milliseconds, the samples a second that the
 * median makes, and the number of iterations timed; with norms=1 instead the share of an iteration
 * in percent that the norms of gradient, weights and update take, at most: the same sums alone, on
 * vectors that the update has not just left in the cache. With limit=1 the arithmetic limit of an
 * iteration that evaluates the test loss only if all do: the milliseconds that its products and
 * sums alone take at the processor's highest rate on these threads, their number in millions, and
 * that rate, in thousand millions a second and thread. Zeros of sparse inputs are not counted,
 * neither are activations, losses and updates.
 */
#include "app/setup.h"
#include "bench_peak.h"
#include "model/network_objective.h"

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
    bool norms, limit;
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
    else if (strcmp(argument, "norms") == 0)
        bench->norms = atoi(value) != 0;
    else if (strcmp(argument, "limit") == 0)
        bench->limit = atoi(value) != 0;
    else if (strcmp(argument, "optimizer") != 0)
        return set_problem(bench, argument, value, status);
    else if (bench->runs == RUNS_MAX)
        return status_fail(status, STATUS_INVALID, "too many runs");
    else
        return run_config_parse(value, &bench->run[bench->runs++], status);
    return true;
}

/* Seconds that the norms of all runs take, on one thread. */
static double norms_time(const struct race *race)
{
    enum { ROUNDS = 101 };
    const real *w = run_parameters(race_run(race, 0));
    size_t n = race_problem(race)->objective->n;
    real *g = malloc(n * sizeof *g), *before = malloc(n * sizeof *before);
    double times[ROUNDS], sum = 0;

    if (!g || !before)
        die("out of memory");
    for (size_t i = 0; i < n; i++) {
        g[i] = (real)0.001 * w[i];
        before[i] = w[i] + g[i];
    }
    for (int round = 0; round < ROUNDS; round++) {
        double started = clock_now();
        struct vector_move move = vector_move(n, w, before, NULL);

        sum += vector_dot(n, g, g) + move.moved + move.before;
        times[round] = clock_now() - started;
    }
    if (!(sum > 0))
        die("there are no weights");
    free(g);
    free(before);
    return bench_median(times, ROUNDS) * race_runs(race);
}

/* Products that are added to sums in a forward pass of some samples. */
static double forward_products(const struct network *network, const struct samples *samples,
                               double rows, double *first)
{
    const size_t *width = network->shape.width;
    double others = 0;

    *first = samples_density(samples) * (double)width[0] * (double)width[1];
    for (int l = 1; l < network->shape.layers; l++)
        others += (double)width[l] * (double)width[l + 1];
    *first *= rows;
    return rows * others;
}

/* Those of an iteration of all runs: the first layer has no errors to pass back. */
static double count_products(const struct race *race)
{
    const struct problem *problem = race_problem(race);
    const struct network_objective *objective =
        (const struct network_objective *)(const void *)problem->objective;
    double first, test_first = 0, test = 0, others;

    if (strcmp(problem->objective->type->name, "network") != 0)
        die("only networks have a limit");
    others = forward_products(&objective->network, &objective->dataset->train,
                              (double)problem->batch, &first);
    if (problem_evaluates_always(problem))
        test = forward_products(&objective->network, &objective->dataset->test,
                                (double)objective->dataset->test.m, &test_first);
    return (2 * first + 3 * others + test_first + test) * race_runs(race);
}

static void print_limit(const struct race *race, int threads)
{
    double products = count_products(race), peak = bench_peak();

    printf("%.4f %.1f %.1f\n", products / peak / threads * 1e3, products / 1e6, peak / 1e9);
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
    if (bench.limit) {
        print_limit(race, bench.threads);
        race_free(race);
        free(times);
        return EXIT_SUCCESS;
    }
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
    if (bench.norms)
        printf("%.2f\n", 100 * norms_time(race) / bench.threads / median);
    else
        printf("%.4f %.4f %.0f %zu\n", median * 1e3, times[0] * 1e3,
               (double)race_problem(race)->batch * race_runs(race) / median, count);
    race_free(race);
    free(times);
    return EXIT_SUCCESS;
}
