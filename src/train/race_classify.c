/* race_classify.c - the classes that a run predicts for a split; see race.h. */
#include "race_private.h"

/* Rows that a thread takes at once. */
enum { ROWS = 256 };

struct classification {
    struct race *race;
    const real *w;
    enum objective_split split;
    size_t samples;
    const atomic_bool *cancel;
    uint16_t *class;
};

static void classify_rows(void *context, size_t index, int thread)
{
    const struct classification *it = context;
    const struct objective *objective = it->race->problem->objective;
    size_t first = index * ROWS, left = it->samples - first;
    const struct objective_rows rows = {
        .split = it->split,
        .rows = {.first = first, .count = left < ROWS ? left : ROWS},
        .cancel = it->cancel};

    objective->type->classify(objective, it->w, &rows, it->race->workspace[thread],
                              it->class + first);
}

bool race_classify(struct race *race, int i, enum objective_split split, uint16_t *class,
                   const atomic_bool *cancel, struct status *status)
{
    const struct objective *objective = race->problem->objective;
    struct classification it = {.race = race,
                                .w = run_parameters(race->run[i]),
                                .split = split,
                                .samples = objective->samples[split],
                                .cancel = cancel,
                                .class = class};

    if (!objective->classes || !objective->type->classify)
        return status_fail(status, STATUS_INVALID, "nothing is classified here");
    pool_run(race->pool, classify_rows, &it, (it.samples + ROWS - 1) / ROWS, 0);
    if (cancel && atomic_load(cancel))
        return status_fail(status, STATUS_CANCELLED, "cancelled");
    return true;
}
