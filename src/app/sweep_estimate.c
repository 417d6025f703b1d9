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

static bool is_wanted(const struct sweep_effort *effort, uint64_t job)
{
    return !(effort->results && effort->results->there[job]) &&
           (effort->parts == 0 || job % (uint64_t)effort->parts == (uint64_t)effort->part - 1);
}

/* The time of all jobs, shared out; no job is shorter than itself. */
static void add_up(struct sweep_estimate *estimate, const struct sweep_effort *effort, int threads)
{
    double longest = 0;

    for (uint64_t job = 0; job < sweep_jobs(effort->plan); job++) {
        int config = sweep_job_config(effort->plan, job);
        double seconds = estimate->of_run[effort->plan->config[config].run];

        if (!is_wanted(effort, job))
            continue;
        estimate->jobs++;
        estimate->work += seconds;
        longest = seconds > longest ? seconds : longest;
    }
    estimate->seconds = estimate->work / (threads + effort->others);
    estimate->seconds = estimate->seconds > longest ? estimate->seconds : longest;
}

bool sweep_estimate_make(struct sweep_estimate *estimate, const struct sweep_effort *effort,
                         struct status *status)
{
    const struct sweep_plan *plan = effort->plan;
    uint64_t thread = sweep_bench_memory(effort->problem, plan), all;
    int threads = pool_threads_for(effort->threads);

    *estimate = (struct sweep_estimate){.of_run = calloc((size_t)plan->runs, sizeof(double))};
    if (!estimate->of_run)
        return status_out_of_memory(status, "the sweep");
    if (!measure_runs(estimate, effort->problem, plan, effort->cancel, status)) {
        sweep_estimate_clear(estimate);
        return false;
    }
    add_up(estimate, effort, threads);
    if ((uint64_t)threads > estimate->jobs)
        threads = (int)estimate->jobs;
    if (__builtin_mul_overflow(thread, (uint64_t)threads, &all) ||
        __builtin_add_overflow(all, sweep_jobs(plan) * sizeof(struct sweep_result), &all))
        all = UINT64_MAX;
    estimate->bytes = all;
    return true;
}

double sweep_estimate_left(double forecast, double spent, double owed, double settled)
{
    if (settled > 0)
        return spent * (owed > settled ? owed - settled : 0) / settled;
    return forecast > spent ? forecast - spent : 0;
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
