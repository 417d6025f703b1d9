/* setup.c - settings to problem to race; see setup.h. */
#include "setup.h"

#include "data_path.h"
#include "memory.h"
#include "model/kernels.h"

#include <stdio.h>
#include <stdlib.h>

bool setup_kernels(struct status *status)
{
    const char *name = getenv("OPTOP_KERNELS");

    if (!name || !*name || kernels_force(name, status))
        return true;
    return status_fail(status, STATUS_INVALID, "OPTOP_KERNELS: %s", status->message);
}

struct problem *setup_problem(const struct problem_config *config, struct status *status)
{
    char folder[PROBLEM_PATH_MAX];

    if (!data_path_find(config->data, folder, sizeof folder, status))
        return NULL;
    return problem_load(config, folder, status);
}

/* Is there memory for one more run? */
static bool has_memory(const struct race *race, const struct run_config *config,
                       struct status *status)
{
    uint64_t bytes = run_memory(race_problem(race), config);
    char what[64];

    snprintf(what, sizeof what, "run %d", race_runs(race) + 1);
    if (bytes < UINT64_MAX)
        bytes += history_memory_for(1);
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
        snprintf(text, size, "--memory holds %s of %s: going back in time trains most of it again.",
                 least == 0   ? "no checkpoint"
                 : least == 1 ? "one checkpoint"
                              : "two checkpoints",
                 name);
    return text;
}

struct race *setup_race(struct problem *problem, const struct run_config *runs, int n_runs,
                        uint64_t iterations, int threads, struct status *status)
{
    struct race *race = problem ? race_create(problem, threads, status) : NULL;

    if (race && !race_set_iterations(race, iterations, status)) {
        race_free(race);
        return NULL;
    }
    for (int i = 0; race && i < n_runs; i++)
        if (status_cancelled(status) || setup_add(race, &runs[i], status) == 0) {
            race_free(race);
            return NULL;
        }
    return race;
}
