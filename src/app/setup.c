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

int setup_add(struct race *race, const struct run_config *config, struct status *status)
{
    uint64_t bytes = run_memory(race_problem(race), config);
    char what[64];

    snprintf(what, sizeof what, "run %d", race_runs(race) + 1);
    if (bytes < UINT64_MAX)
        bytes += history_memory_for(1);
    return memory_suffices(bytes, what, status) ? race_add(race, config, status) : 0;
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
