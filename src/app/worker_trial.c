/*
 * worker_trial.c - the worker tries a problem in a thread of its own: reading data may take
 * seconds, and the race goes on meanwhile; see worker_thread.h.
 */
#include "worker_thread.h"

#include "base/thread.h"
#include "setup.h"

#include <stdio.h>
#include <string.h>

/* Puts the state of the trial into the view. */
static void tell(struct worker *worker, enum worker_trial state)
{
    pthread_mutex_lock(&worker->lock);
    worker->view.trial = state;
    snprintf(worker->view.refusal, sizeof worker->view.refusal, "%s",
             state == WORKER_REFUSED ? worker->trial_status.message : "");
    worker_changed(worker);
    pthread_mutex_unlock(&worker->lock);
}

static void *try_it(void *argument)
{
    struct worker *worker = argument;

    worker->trial_problem = setup_problem(&worker->trial_config, &worker->trial_status);
    tell(worker, worker->trial_problem ? WORKER_TRIED : WORKER_REFUSED);
    return NULL;
}

void worker_trial_start(struct worker *worker, uint64_t number, const struct problem_config *config)
{
    int error;

    worker_trial_give_up(worker);
    atomic_store(&worker->give_up, false);
    if (atomic_load(&worker->ending)) /* the end came in between */
        atomic_store(&worker->give_up, true);
    worker->trial_config = *config;
    worker->trial_status = (struct status){.cancel = &worker->give_up};
    pthread_mutex_lock(&worker->lock);
    worker->view.trial_number = number;
    snprintf(worker->view.trial_data, sizeof worker->view.trial_data, "%s", config->data);
    pthread_mutex_unlock(&worker->lock);
    tell(worker, WORKER_TRYING);
    error = thread_start(&worker->trial_thread, try_it, worker);
    worker->trial_begun = error == 0;
    if (!error)
        return;
    status_fail(&worker->trial_status, STATUS_SYSTEM, "cannot start a thread: %s", strerror(error));
    tell(worker, WORKER_REFUSED);
}

struct problem *worker_trial_finish(struct worker *worker, struct status *status)
{
    struct problem *problem;

    if (worker->trial_begun)
        pthread_join(worker->trial_thread, NULL);
    worker->trial_begun = false;
    problem = worker->trial_problem;
    worker->trial_problem = NULL;
    if (!problem && worker->trial_status.code == STATUS_OK)
        status_fail(status, STATUS_INVALID, "no other problem was tried");
    else if (!problem)
        status_fail(status, worker->trial_status.code, "%s", worker->trial_status.message);
    worker->trial_status = (struct status){0};
    tell(worker, WORKER_NO_TRIAL);
    return problem;
}

void worker_trial_give_up(struct worker *worker)
{
    struct status status = {0};

    atomic_store(&worker->give_up, true);
    problem_free(worker_trial_finish(worker, &status));
}
