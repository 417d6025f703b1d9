/* setup.c - settings to problem to race; see setup.h. */
#include "setup.h"

#include "base/append.h"
#include "data_path.h"
#include "memory.h"
#include "model/kernels.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

bool setup_kernels(struct status *status)
{
    const char *name = getenv("OPTOP_KERNELS");

    if (!name || !*name || kernels_force(name, status))
        return true;
    return status_fail(status, STATUS_INVALID, "OPTOP_KERNELS: %s", status->message);
}

const char *setup_slow_kernels(void)
{
    return kernels_emulate() ? "The base kernels have no instruction for fused multiply-adds: they "
                               "are emulated. The numbers are the same, but training is slow."
                             : "";
}

/* Initial and present parameters, the last good ones, an update and a gradient: no run has less. */
static bool has_memory_for(const struct objective *objective, struct status *status)
{
    char what[64];

    snprintf(what, sizeof what, "training %zu parameters", objective->n);
    return memory_suffices(
        objective->n > SIZE_MAX / 5 / sizeof(real) ? UINT64_MAX : 5 * objective->n * sizeof(real),
        what, status);
}

struct problem *setup_problem(const struct problem_config *config, struct status *status)
{
    char folder[PROBLEM_PATH_MAX];
    struct problem *problem;

    if (!data_path_find(config->data, folder, sizeof folder, status))
        return NULL;
    problem = problem_load(config, folder, has_memory_for, status);
    if (problem && problem->dataset && data_path_is_foreign(config->data, folder))
        append(problem->dataset->name, sizeof problem->dataset->name, " from %s", folder);
    return problem;
}

/* Is there memory for one more run? */
static bool has_memory(const struct race *race, const struct run_config *config,
                       struct status *status)
{
    uint64_t bytes = run_memory(race_problem(race), config);
    char what[64];

    snprintf(what, sizeof what, "run %d", race_runs(race) + 1);
    if (bytes < UINT64_MAX)
        bytes += history_memory_for(1) * (uint64_t)race_problem(race)->seeds;
    return memory_suffices(bytes, what, status);
}

int setup_add(struct race *race, const struct run_config *config, struct status *status)
{
    return has_memory(race, config, status) ? race_add(race, config, status) : 0;
}

int setup_fork(struct race *race, int parent, uint64_t s, const struct run_config *config,
               bool restarts, const atomic_bool *cancel, struct status *status)
{
    return has_memory(race, config, status)
               ? race_fork(race, parent, s, config, restarts, cancel, status)
               : 0;
}

char *setup_few_checkpoints(const struct race *race, char *text, size_t size)
{
    enum { FEW = 3 };
    int least = FEW, runs = race_runs(race);
    const char *name = "";

    for (int i = 0; i < runs; i++) {
        const struct run_config *config = run_get_config(race_run(race, i));
        int fit = race_checkpoints_within(race, config, runs);
        if (fit < least) {
            least = fit;
            name = config->optimizer->name;
        }
    }
    text[0] = '\0';
    if (least < FEW)
        snprintf(text, size, "--memory holds %s of %s: going back in time recomputes most of it.",
                 least == 0   ? "no checkpoint"
                 : least == 1 ? "one checkpoint"
                              : "two checkpoints",
                 name);
    return text;
}

/* ---- memory ---------------------------------------------------------------------------------- */

/* Of so many histories of so many rows. */
static double histories(double count, uint64_t rows)
{
    return count * (double)history_memory_for(rows);
}

/* How many rows of each there is room for in so many bytes, in two figures. */
static uint64_t rows_in(double bytes, double count, uint64_t most)
{
    uint64_t least = 0;

    while (most - least > 1) {
        uint64_t middle = least + (most - least) / 2;

        if (histories(count, middle) <= bytes)
            least = middle;
        else
            most = middle;
    }
    for (uint64_t unit = 1; least / unit >= 100; unit *= 10)
        least -= least % (10 * unit);
    return least;
}

static uint64_t whole(double bytes)
{
    return bytes < 0x1p63 ? (uint64_t)bytes : UINT64_MAX;
}

char *setup_memory_warning(const struct race *race, uint64_t iterations, char *text, size_t size)
{
    const struct problem *problem = race_problem(race);
    double count = (double)race_runs(race) * problem->seeds;
    double training = (double)race_memory(race), recorded = 0, available;
    char needed[32], there[32];

    for (int i = 0; i < race_runs(race); i++)
        recorded += (double)history_memory(run_get_history(race_run(race, i))) * problem->seeds;
    available = (double)memory_available() + training + recorded;
    training += (double)race_checkpoint_memory(race);
    text[0] = '\0';
    memory_format(whole(available), there, sizeof there);
    if (training + histories(count, iterations) > available)
        snprintf(text, size,
                 "There is memory for the curves of about %" PRIu64 " of %" PRIu64
                 " iterations (%s available).",
                 rows_in(fmax(available - training, 0), count, iterations), iterations, there);
    else if (training + histories(count, iterations) > available / 2)
        snprintf(
            text, size, "This race takes %s of the %s of memory available.",
            memory_format(whole(training + histories(count, iterations)), needed, sizeof needed),
            there);
    return text;
}

/* Refuses a race before the time is spent that setting up its first runs takes. */
static bool has_memory_for_all(const struct problem *problem, const struct run_config *runs,
                               int n_runs, int threads, struct status *status)
{
    char what[128], seeds[32] = "";

    if (problem->seeds > 1)
        snprintf(seeds, sizeof seeds, " under %d seeds", problem->seeds);
    snprintf(what, sizeof what, "training %d run%s of %zu parameters%s", n_runs,
             n_runs == 1 ? "" : "s", problem->objective->n, seeds);
    return memory_suffices(race_memory_for(problem, runs, n_runs, threads), what, status);
}

struct race *setup_race(struct problem *problem, const struct run_config *runs, int n_runs,
                        uint64_t iterations, int threads, struct status *status)
{
    struct race *race = NULL;

    if (problem && !has_memory_for_all(problem, runs, n_runs, threads, status))
        problem_free(problem);
    else if (problem)
        race = race_create(problem, threads, status);

    if (race && !race_set_iterations(race, iterations, status)) {
        race_free(race);
        return NULL;
    }
    for (int i = 0; race && i < n_runs; i++)
        if (status_cancelled(status) || setup_add(race, &runs[i], status) == 0) {
            race_free(race);
            return NULL;
        }
    if (race)
        race_forget_undo(race); /* what was asked for at the start is no event of the race */
    return race;
}
