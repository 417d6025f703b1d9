/* race_watch.c - updates, looked at closely; see race.h. */
#include "race_private.h"

/* Numbers that the records of all runs may take together; of more, one run has a record. */
static const double RECORDS_MAX = 1 << 25;

/* About as many as a record has: gradients, weights and slots. */
static double record_size(const struct race *race, int i)
{
    const struct run_config *config = run_get_config(race->run[i]);

    return (double)race->problem->objective->n * (4 + 2 * config->optimizer->n_slots);
}

void race_watch(struct race *race, int id)
{
    double all = 0;

    for (int i = 0; i < race->runs; i++)
        all += record_size(race, i);
    for (int i = 0; i < race->runs; i++)
        run_watch(race->run[i], id > 0 && (race->id[i] == id || all <= RECORDS_MAX));
}

enum race_sight race_read_watched(const struct race *race, int id, const struct race_weight *weight,
                                  struct probe_reading *reading)
{
    int i = race_find(race, id);
    const struct probe *probe = i >= 0 ? run_probe(race->run[i]) : NULL;

    if (!probe || !(probe->taken || probe->failed))
        return RACE_UNSEEN;
    if (probe->failed)
        return RACE_NO_MEMORY;
    if (probe->number != run_replica(race->run[i], 0)->numbers->iteration)
        return RACE_UNSEEN;
    probe_read(probe,
               weight->largest || weight->element >= probe->n ? probe_largest(probe)
                                                              : weight->element,
               reading);
    return RACE_SEEN;
}
