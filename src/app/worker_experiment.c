/*
 * worker_experiment.c - the training thread measures and runs an experiment, which the screen made:
 * the race rests meanwhile, its session keeps the results. See worker.h.
 */
#include "worker_thread.h"

#include "base/clock.h"

/* Where results go. */
struct keeping {
    struct worker *worker;
    struct experiment *experiment;
    struct sweep_store *store; /* NULL: the race has no session */
    struct sweep_place here;
};

/* From here to `leave` the end of the program cancels it. */
static void enter(struct worker *worker, struct experiment *experiment)
{
    worker->running = worker->catching_up = false;
    worker_set_state(worker, WORKER_PAUSED);
    pthread_mutex_lock(&worker->lock);
    worker->experiment = experiment;
    if (atomic_load(&worker->ending))
        experiment_cancel(experiment);
    pthread_mutex_unlock(&worker->lock);
    worker_session_rest(worker, true);
}

static void leave(struct worker *worker)
{
    worker_session_rest(worker, false);
    pthread_mutex_lock(&worker->lock);
    worker->experiment = NULL;
    worker_changed(worker);
    pthread_mutex_unlock(&worker->lock);
}

/* Results that the session's file has already are taken from there. */
static bool take_kept(struct experiment *experiment, struct sweep_store *store,
                      struct status *status)
{
    const struct sweep_plan *plan = experiment_plan(experiment);
    struct sweep_results results;
    bool good = sweep_results_make(&results, plan, status) &&
                sweep_store_results(store, plan, &results, status);

    for (uint64_t job = 0; good && job < results.jobs; job++)
        if (results.there[job])
            experiment_add(experiment, &results.result[job]);
    sweep_results_clear(&results);
    return good;
}

/* Before it is measured: what is kept of the same list need not be done. The file is only read; if
 * that fails, the beginning will say why. */
static void look_for_kept(const struct worker *worker, struct experiment *experiment)
{
    uint64_t hash = sweep_plan_hash(experiment_plan(experiment), race_problem(worker->race));
    struct status none = {0};
    struct sweep_store *store = sweep_store_open(worker->session, &none);
    int sweeps = store ? sweep_store_count(store, &none) : 0;

    for (int number = 1; number <= sweeps; number++) {
        struct sweep_record record = {0};
        bool same = sweep_store_read(store, number, &record, &none) && record.hash == hash &&
                    record.confirms == 0;

        sweep_record_clear(&record);
        if (same) {
            take_kept(experiment, store, &none);
            break;
        }
    }
    sweep_store_free(store);
}

static bool open_store(struct keeping *keeping, struct status *status)
{
    struct worker *worker = keeping->worker;
    struct experiment *experiment = keeping->experiment;

    if (!worker->session)
        return true;
    sweep_place_here(&keeping->here);
    keeping->store = sweep_store_open(worker->session, status);
    return keeping->store &&
           sweep_store_begin(keeping->store, experiment_wish(experiment),
                             experiment_plan(experiment), race_problem(worker->race), 0, false,
                             status) &&
           take_kept(experiment, keeping->store, status);
}

static bool keep(void *context, const struct sweep_done *done, struct status *status)
{
    struct keeping *keeping = context;

    keeping->here.seconds = done->seconds;
    return !keeping->store || sweep_store_keep(keeping->store, experiment_plan(keeping->experiment),
                                               &done->result, &keeping->here, status);
}

static void tell(void *context)
{
    struct keeping *keeping = context;

    pthread_mutex_lock(&keeping->worker->lock);
    worker_changed(keeping->worker);
    pthread_mutex_unlock(&keeping->worker->lock);
}

void worker_obey_experiment(struct worker *worker, const struct worker_command *command)
{
    struct experiment *experiment = command->experiment;
    struct keeping keeping = {.worker = worker, .experiment = experiment};
    const struct experiment_watch watch = {&keeping, keep, tell};
    const struct problem *problem = race_problem(worker->race);
    struct status status = {0};

    enter(worker, experiment);
    if (command->kind == WORKER_ESTIMATE && worker->session)
        look_for_kept(worker, experiment);
    if (command->kind == WORKER_ESTIMATE)
        experiment_measure(experiment, problem, worker->view.threads);
    else if (open_store(&keeping, &status))
        experiment_run(experiment, problem, worker->view.threads, &watch);
    else
        experiment_fail(experiment, &status);
    sweep_store_free(keeping.store);
    leave(worker);
}
