/* setup.c - settings to problem to race; see setup.h. */
#include "setup.h"

#include "data_path.h"
#include "model/kernels.h"

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

struct race *setup_race(struct problem *problem, const struct run_config *runs, int n_runs,
                        uint64_t iterations, int threads, struct status *status)
{
    struct race *race = problem ? race_create(problem, threads, status) : NULL;

    if (race)
        race_set_iterations(race, iterations);
    for (int i = 0; race && i < n_runs; i++)
        if (status_cancelled(status) || race_add(race, &runs[i], status) == 0) {
            race_free(race);
            return NULL;
        }
    return race;
}
