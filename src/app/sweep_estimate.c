/* sweep_estimate.c - what a sweep will take; see sweep_estimate.h. */
#include "sweep_estimate.h"

#include "base/clock.h"
#include "base/pool.h"
#include "figures.h"
#include "memory.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/* Seconds of an iteration of a configuration: the first one is not counted, it touches new memory.
 */
static bool measure(struct sweep_bench *bench, const struct sweep_plan *plan, int config,
                    const struct sweep_control *control, double *seconds, struct status *status)
{
    enum { ITERATIONS = 3 };
    uint64_t job = (uint64_t)config * (uint64_t)plan->seeds;
    struct sweep_result result;
    double start = clock_now(), first;

    if (!sweep_do(bench, plan, job, 1, control, &result, status))
        return false;
    first = clock_now() - start;
    *seconds = first;
    if (plan->iterations <= ITERATIONS || first > 1)
        return true;
    start = clock_now();
    if (!sweep_do(bench, plan, job, 1 + ITERATIONS, control, &result, status))
        return false;
    if (result.iterations > 1 && clock_now() - start > first)
        *seconds = (clock_now() - start - first) / (double)(result.iterations - 1);
    return true;
}

static bool measure_runs(struct sweep_estimate *estimate, const struct problem *problem,
                         const struct sweep_plan *plan, const atomic_bool *cancel,
                         struct status *status)
{
    const struct sweep_control control = {.cancel = cancel};
    struct sweep_bench *bench = sweep_bench_create(problem, status);
    bool good = bench != NULL;

    for (int run = 0; run < plan->runs && good; run++) {
        double seconds = 0;

        good = measure(bench, plan, plan->first[run], &control, &seconds, status);
        estimate->of_run[run] = seconds * (double)plan->iterations;
    }
    sweep_bench_free(bench);
    return good;
}

/* The time of all jobs, shared out; no job is shorter than itself. */
static void add_up(struct sweep_estimate *estimate, const struct sweep_plan *plan,
                   const struct sweep_results *results, int threads)
{
    double all = 0, longest = 0;

    for (uint64_t job = 0; job < sweep_jobs(plan); job++) {
        double seconds = estimate->of_run[plan->config[sweep_job_config(plan, job)].run];

        if (results && results->there[job])
            continue;
        estimate->jobs++;
        all += seconds;
        longest = seconds > longest ? seconds : longest;
    }
    estimate->seconds = all / threads > longest ? all / threads : longest;
}

bool sweep_estimate_make(struct sweep_estimate *estimate, const struct problem *problem,
                         const struct sweep_plan *plan, const struct sweep_results *results,
                         int threads, const atomic_bool *cancel, struct status *status)
{
    uint64_t thread = sweep_bench_memory(problem, plan), all;

    threads = pool_threads_for(threads);
    *estimate = (struct sweep_estimate){.of_run = calloc((size_t)plan->runs, sizeof(double))};
    if (!estimate->of_run)
        return status_out_of_memory(status, "the sweep");
    if (!measure_runs(estimate, problem, plan, cancel, status)) {
        sweep_estimate_clear(estimate);
        return false;
    }
    add_up(estimate, plan, results, threads);
    if ((uint64_t)threads > sweep_jobs(plan))
        threads = (int)sweep_jobs(plan);
    if (__builtin_mul_overflow(thread, (uint64_t)threads, &all) ||
        __builtin_add_overflow(all, sweep_jobs(plan) * sizeof(struct sweep_result), &all))
        all = UINT64_MAX;
    estimate->bytes = all;
    return true;
}

void sweep_estimate_clear(struct sweep_estimate *estimate)
{
    free(estimate->of_run);
    *estimate = (struct sweep_estimate){0};
}

char *sweep_estimate_format(const struct sweep_estimate *estimate, char *text, size_t size)
{
    char time[32], memory[32];

    snprintf(text, size, "%" PRIu64 " job%s, about %s, %s", estimate->jobs,
             estimate->jobs == 1 ? "" : "s", figures_duration(estimate->seconds, time, sizeof time),
             memory_format(estimate->bytes, memory, sizeof memory));
    return text;
}
