/* worker.c - the screen's side of the worker: posts commands, reads figures; see worker.h. */
#include "worker_thread.h"

#include "base/clock.h"
#include "base/thread.h"
#include "wake_pipe.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const double worker_speeds[] = {0, 60, 30, 10, 5, 2, 1};
const int worker_speed_count = sizeof worker_speeds / sizeof worker_speeds[0];

/* ---- the screen's side --------------------------------------------------------------------------
 */

bool worker_at_work(const struct worker_view *view)
{
    return view->state == WORKER_RUNNING || view->state == WORKER_CATCHING_UP;
}

/* Commands for which no iteration under way need be abandoned: they only read, or add work. */
static bool is_light(enum worker_command_kind kind)
{
    return kind == WORKER_SPEED || kind == WORKER_ITERATIONS || kind == WORKER_RUN ||
           kind == WORKER_STEP || kind == WORKER_SAVE || kind == WORKER_FORGET ||
           kind == WORKER_RENAME || kind == WORKER_CANCEL || kind == WORKER_LOOK ||
           kind == WORKER_WATCH;
}

static void enqueue(struct worker *worker, struct worker_queued *queued)
{
    enum worker_command_kind kind = queued->command.kind;

    pthread_mutex_lock(&worker->lock);
    queued->next = NULL;
    *worker->last = queued;
    worker->last = &queued->next;
    if (worker->travelling && (kind == WORKER_CANCEL || kind == WORKER_STOP))
        atomic_store(&worker->turn_back, true);
    if (worker->experiment && kind == WORKER_STOP)
        experiment_cancel(worker->experiment);
    if (worker->testing || (!is_light(kind) && !worker->patient))
        atomic_store(&worker->cancel, true);
    pthread_cond_signal(&worker->wake);
    pthread_mutex_unlock(&worker->lock);
}

static bool has_experiment(const struct worker_command *command)
{
    return command->kind == WORKER_ESTIMATE || command->kind == WORKER_EXPERIMENT;
}

void worker_discard(struct worker_queued *queued)
{
    if (queued && has_experiment(&queued->command))
        experiment_release(queued->command.experiment);
    free(queued);
}

void worker_post(struct worker *worker, const struct worker_command *command)
{
    struct worker_queued *queued = calloc(1, sizeof *queued);
    struct status status = {0};

    if (queued) {
        queued->command = *command;
        if (has_experiment(command))
            experiment_hold(command->experiment);
        enqueue(worker, queued);
    } else {
        status_out_of_memory(&status, "a command");
        worker_report_error(worker, &status);
    }
}

void worker_order(struct worker *worker, enum worker_command_kind kind)
{
    worker_post(worker, &(struct worker_command){.kind = kind});
}

bool worker_snapshot(struct worker *worker, const struct race_view *view, struct worker_view *out,
                     struct race_snapshot *snapshot)
{
    struct status status = {0};
    bool there;

    pthread_mutex_lock(&worker->lock);
    *out = worker->view;
    if (worker->travelling) {
        out->recomputing = clock_now() - worker->travelling_since;
        race_recomputed(worker->race, &out->recomputed, &out->to_recompute);
    }
    worker_session_look(worker, out);
    there = worker->race && race_snapshot(worker->race, view, snapshot, &status);
    pthread_mutex_unlock(&worker->lock);
    if (!there)
        snapshot->runs = 0;
    return there;
}

bool worker_copy_plan(struct worker *worker, int id, struct plan *plan, struct status *status)
{
    bool copied;

    pthread_mutex_lock(&worker->lock);
    copied = worker->race ? race_copy_plan(worker->race, id, plan, status)
                          : status_fail(status, STATUS_INVALID, "there is no race yet");
    pthread_mutex_unlock(&worker->lock);
    return copied;
}

bool worker_copy_journal(struct worker *worker, struct journal *journal, struct status *status)
{
    bool copied;

    *journal = (struct journal){0};
    pthread_mutex_lock(&worker->lock);
    copied = !worker->race || race_copy_journal(worker->race, journal, status);
    pthread_mutex_unlock(&worker->lock);
    return copied;
}

int worker_descriptor(const struct worker *worker)
{
    return worker->wake_pipe[0];
}

void worker_acknowledge(struct worker *worker)
{
    pthread_mutex_lock(&worker->lock);
    wake_pipe_drain(worker->wake_pipe);
    worker->told = false;
    pthread_mutex_unlock(&worker->lock);
}

/* ---- beginning and end --------------------------------------------------------------------------
 */

static bool start(struct worker *worker, struct status *status)
{
    int error = thread_start(&worker->thread, worker_thread_main, worker);

    if (error)
        return status_fail(status, STATUS_SYSTEM, "cannot start the training thread: %s",
                           strerror(error));
    return true;
}

static void destroy(struct worker *worker)
{
    close(worker->wake_pipe[0]);
    close(worker->wake_pipe[1]);
    pthread_cond_destroy(&worker->wake);
    pthread_mutex_destroy(&worker->lock);
    free(worker->stop);
    free(worker->wanted);
    agenda_end(&worker->clerk);
    free(worker);
}

struct worker *worker_create(const struct worker_wishes *wishes, struct status *status)
{
    struct worker *worker = calloc(1, sizeof *worker);
    pthread_condattr_t monotonic;
    size_t bytes = (size_t)wishes->runs * sizeof *wishes->run;
    bool possible = worker && (worker->stop = calloc(1, sizeof *worker->stop)) &&
                    (worker->wanted = malloc(bytes > 0 ? bytes : 1));

    if (!possible)
        status_out_of_memory(status, "the training thread");
    if (!possible || !wake_pipe_open(worker->wake_pipe, status)) {
        if (worker) {
            free(worker->stop);
            free(worker->wanted);
        }
        free(worker);
        session_free(wishes->session);
        return NULL;
    }
    pthread_mutex_init(&worker->lock, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&worker->wake, &monotonic);
    pthread_condattr_destroy(&monotonic);
    atomic_init(&worker->cancel, false);
    atomic_init(&worker->ending, false);
    atomic_init(&worker->give_up, false);
    atomic_init(&worker->turn_back, false);
    worker->last = &worker->first;
    worker->stop_at = UINT64_MAX;
    worker->view.state = WORKER_LOADING;
    worker->view.problem = *wishes->problem;
    worker->view.iterations = wishes->iterations;
    worker->view.threads = wishes->threads;
    worker->memory = wishes->memory;
    worker->measures = wishes->measures;
    worker->agenda = wishes->agenda;
    worker->opened = wishes->session;
    worker->n_wanted = wishes->runs;
    if (bytes > 0)
        memcpy(worker->wanted, wishes->run, bytes);
    if (!start(worker, status)) {
        session_free(worker->opened);
        destroy(worker);
        return NULL;
    }
    return worker;
}

struct race *worker_stop(struct worker *worker)
{
    struct worker_queued *stop = worker->stop;

    if (stop) {
        worker->stop = NULL;
        stop->command.kind = WORKER_STOP;
        atomic_store(&worker->ending, true);
        atomic_store(&worker->give_up, true);
        enqueue(worker, stop);
        pthread_join(worker->thread, NULL);
    }
    return worker->race;
}

void worker_free(struct worker *worker)
{
    struct worker_queued *queued;

    if (!worker)
        return;
    worker_stop(worker);
    while ((queued = worker_take_command(worker)) != NULL)
        worker_discard(queued);
    outlooker_free(worker->outlooker);
    race_free(worker->race);
    free(worker->described);
    confusion_free(&worker->confusion);
    destroy(worker);
}
