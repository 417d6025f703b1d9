/*
 * worker_past.c - the worker's commands that go back in time: rewind, change, fork, undo; and the
 * command line's forks and changes when training reaches them. See worker.h.
 */
#include "worker_thread.h"

#include "base/clock.h"
#include "setup.h"

#include <stdio.h>

/* ---- what may take long -------------------------------------------------------------------------
 */

static void depart(struct worker *worker)
{
    worker_set_state(worker, WORKER_RECOMPUTING);
    pthread_mutex_lock(&worker->lock);
    worker->travelling = true;
    worker->travelling_since = clock_now();
    atomic_store(&worker->turn_back, atomic_load(&worker->ending));
    pthread_mutex_unlock(&worker->lock);
}

static void arrive(struct worker *worker)
{
    pthread_mutex_lock(&worker->lock);
    worker->travelling = false;
    pthread_mutex_unlock(&worker->lock);
}

/* Nothing has changed. */
static void tell(struct worker *worker, const struct status *status)
{
    if (status->code == STATUS_CANCELLED)
        worker_notice(worker, "Cancelled: nothing has changed.");
    else
        worker_report_error(worker, status);
}

static bool go(struct worker *worker, const struct worker_command *command, struct status *status)
{
    struct race *race = worker->race;
    const struct run_config *config = &command->past.config;
    uint64_t s = command->past.state;
    int id = command->past.id;

    switch (command->kind) {
    case WORKER_REWIND:
        return race_rewind(race, id, s, &worker->turn_back, status);
    case WORKER_CHANGE:
        return race_change(race, id, s, config, command->past.restarts, &worker->turn_back, status);
    default:
        return setup_fork(race, id, s, config, command->past.restarts, &worker->turn_back, status) >
               0;
    }
}

static void travel(struct worker *worker, const struct worker_command *command)
{
    struct status status = {0};
    bool done;

    depart(worker);
    done = go(worker, command, &status);
    arrive(worker);
    if (!done) {
        tell(worker, &status);
        return;
    }
    worker_forget_written(worker);
    if (command->kind == WORKER_REWIND)
        worker->running = worker->catching_up = false;
    else
        worker->catching_up = true;
}

/* ---- undoing ------------------------------------------------------------------------------------
 */

static void undo(struct worker *worker)
{
    static const char *const what[EVENT_KINDS] = {
        [EVENT_ADD] = "the added run",
        [EVENT_EDIT] = "the edit",
        [EVENT_CHANGE] = "the change",
        [EVENT_FORK] = "the fork",
        [EVENT_REWIND] = "going back",
        [EVENT_RESET] = "the reset",
        [EVENT_RENAME] = "the name",
        [EVENT_REMOVE] = "the deletion",
        [EVENT_ITERATIONS] = "the number of iterations",
    };
    const struct journal *journal = race_journal(worker->race);
    struct status status = {0};
    char text[128];

    if (!race_undo(worker->race, &status)) {
        worker_report_error(worker, &status);
        return;
    }
    worker_forget_written(worker);
    pthread_mutex_lock(&worker->lock);
    worker->view.iterations = race_iterations_wanted(worker->race);
    pthread_mutex_unlock(&worker->lock);
    snprintf(text, sizeof text, "Undone: %s.",
             what[journal->event[journal->event[journal->length - 1].undone].kind]);
    worker_notice(worker, text);
}

void worker_obey_past(struct worker *worker, const struct worker_command *command)
{
    switch (command->kind) {
    case WORKER_REWIND:
    case WORKER_CHANGE:
    case WORKER_FORK:
        travel(worker, command);
        break;
    case WORKER_UNDO:
        undo(worker);
        break;
    default:
        break;
    }
}

/* ---- the command line's forks and changes -------------------------------------------------------
 */

bool worker_agenda_is_due(const struct worker *worker)
{
    return worker->running && agenda_is_due(&worker->clerk, worker->race);
}

void worker_act_on_agenda(struct worker *worker)
{
    struct status status = {0};
    bool done;

    depart(worker);
    done = agenda_act(&worker->clerk, worker->race, &worker->turn_back, &status);
    arrive(worker);
    if (done)
        worker_forget_written(worker);
    else
        tell(worker, &status);
    if (!done && status.code == STATUS_CANCELLED)
        worker->running = false;
}
