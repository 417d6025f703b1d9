/* experiment_recall.c - sweeps of a session's file for the screen; see experiment_recall.h. */
#include "experiment_recall.h"

#include <stdlib.h>

static struct experiment *make(const struct sweep_record *record, struct status *status)
{
    const struct sweep_request request = sweep_record_request(record);
    int *tag = calloc((size_t)record->runs + 1, sizeof *tag);
    struct experiment *experiment;

    if (!tag) {
        status_out_of_memory(status, "the experiment");
        return NULL;
    }
    for (int i = 0; i < record->runs; i++)
        tag[i] = i;
    experiment = experiment_create(&request, tag, status);
    free(tag);
    return experiment;
}

/* False without results, or with a status. */
static bool take_results(struct experiment *experiment, struct sweep_store *store,
                         struct status *status)
{
    const struct sweep_plan *plan = experiment_plan(experiment);
    struct sweep_results results;
    bool good = sweep_results_make(&results, plan, status) &&
                sweep_store_results(store, plan, &results, status) && results.count > 0;

    for (uint64_t job = 0; good && job < results.jobs; job++)
        if (results.there[job])
            experiment_add(experiment, &results.result[job]);
    sweep_results_clear(&results);
    return good;
}

/* Sweep `number`, if it is one to be shown. */
static struct experiment *recall(struct sweep_store *store, int number, struct sweep_record *record,
                                 struct status *status)
{
    struct experiment *experiment = NULL;

    if (sweep_store_read(store, number, record, status) && record->confirms == 0)
        experiment = make(record, status);
    if (!experiment || take_results(experiment, store, status))
        return experiment;
    experiment_release(experiment);
    return NULL;
}

struct experiment *experiment_recall(struct session *session, struct sweep_record *record,
                                     struct status *status)
{
    struct sweep_store *store = sweep_store_open(session, status);
    struct experiment *experiment = NULL;
    int number = store ? sweep_store_count(store, status) : 0;

    *record = (struct sweep_record){0};
    for (; number > 0 && !experiment && status->code == STATUS_OK; number--) {
        sweep_record_clear(record);
        experiment = recall(store, number, record, status);
    }
    sweep_store_free(store);
    if (experiment)
        experiment_end(experiment);
    else if (status->code == STATUS_OK)
        status_fail(status, STATUS_INVALID, "there is no sweep with results in this session");
    return experiment;
}
