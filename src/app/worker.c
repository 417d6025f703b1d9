/* worker.c - the screen's side of the worker: posts commands, reads figures; see worker.h. */
#include "worker_thread.h"

#include "base/thread.h"
#include "wake_pipe.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const double worker_speeds[] = {0, 60, 30, 10, 5, 2, 1};
const int worker_speed_count = sizeof worker_speeds / sizeof worker_speeds[0];

/* ---- the screen's side --------------------------------------------------------------------------
 */

/* Commands for which no iteration under way need be abandoned: they only read, or add work. */
static bool is_light(enum command_kind kind)
{
    return kind == COMMAND_SPEED || kind == COMMAND_ITERATIONS || kind == COMMAND_RUN ||
           kind == COMMAND_STEP || kind == COMMAND_SAVE;
}

static void post_command(struct worker *worker, struct command *command)
{
    pthread_mutex_lock(&worker->lock);
    command->next = NULL;
    *worker->last = command;
    worker->last = &command->next;
    if (!is_light(command->kind) && !worker->patient)
        atomic_store(&worker->cancel, true);
    pthread_cond_signal(&worker->wake);
    pthread_mutex_unlock(&worker->lock);
}

/* Out of memory: the command is dropped and the screen is told. */
static struct command *new_command(struct worker *worker, enum command_kind kind, uint64_t number)
{
    struct command *command = calloc(1, sizeof *command);
    struct status status = {0};

    if (command) {
        command->kind = kind;
        command->number = number;
    } else {
        status_out_of_memory(&status, "a command");
        worker_report_error(worker, &status);
    }
    return command;
}

static void post(struct worker *worker, enum command_kind kind, uint64_t number)
{
    struct command *command = new_command(worker, kind, number);

    if (command)
        post_command(worker, command);
}

static void post_config(struct worker *worker, enum command_kind kind, int id,
                        const struct run_config *config)
{
    struct command *command = new_command(worker, kind, (uint64_t)id);

    if (command) {
        command->run = *config;
        post_command(worker, command);
    }
}

void worker_run(struct worker *worker)
{
    post(worker, COMMAND_RUN, 0);
}

void worker_pause(struct worker *worker)
{
    post(worker, COMMAND_PAUSE, 0);
}

void worker_step(struct worker *worker, unsigned iterations)
{
    post(worker, COMMAND_STEP, iterations);
}

void worker_reset(struct worker *worker)
{
    post(worker, COMMAND_RESET, 0);
}

void worker_set_speed(struct worker *worker, int speed)
{
    if (speed >= 0 && speed < worker_speed_count)
        post(worker, COMMAND_SPEED, (uint64_t)speed);
}

void worker_set_iterations(struct worker *worker, uint64_t iterations)
{
    post(worker, COMMAND_ITERATIONS, iterations);
}

void worker_set_threads(struct worker *worker, int threads)
{
    post(worker, COMMAND_THREADS, (uint64_t)threads);
}

void worker_add(struct worker *worker, const struct run_config *config)
{
    post_config(worker, COMMAND_ADD, 0, config);
}

void worker_configure(struct worker *worker, int id, const struct run_config *config)
{
    post_config(worker, COMMAND_CONFIGURE, id, config);
}

void worker_remove(struct worker *worker, int id)
{
    post(worker, COMMAND_REMOVE, (uint64_t)id);
}

void worker_set_problem(struct worker *worker, const struct problem_config *problem)
{
    struct command *command = new_command(worker, COMMAND_PROBLEM, 0);

    if (command) {
        command->problem = *problem;
        post_command(worker, command);
    }
}

void worker_save(struct worker *worker, const char *path, bool replace)
{
    struct command *command = new_command(worker, COMMAND_SAVE, replace);

    if (command) {
        snprintf(command->problem.data, sizeof command->problem.data, "%s", path);
        post_command(worker, command);
    }
}

bool worker_snapshot(struct worker *worker, const struct race_view *view, struct worker_view *out,
                     struct race_snapshot *snapshot)
{
    struct status status = {0};
    bool there;

    pthread_mutex_lock(&worker->lock);
    *out = worker->view;
    there = worker->race && race_snapshot(worker->race, view, snapshot, &status);
    pthread_mutex_unlock(&worker->lock);
    if (!there)
        snapshot->runs = 0;
    return there;
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
    free(worker);
}

struct worker *worker_create(const struct problem_config *problem, const struct run_config *runs,
                             int n_runs, uint64_t iterations, int threads, struct status *status)
{
    struct worker *worker = calloc(1, sizeof *worker);
    pthread_condattr_t monotonic;
    bool possible = worker && (worker->stop = calloc(1, sizeof *worker->stop));

    if (!possible)
        status_out_of_memory(status, "the training thread");
    else if (n_runs > RACE_RUNS_MAX)
        possible = status_fail(status, STATUS_INVALID, "%d runs are too many (allowed: 1 ... %d)",
                               n_runs, RACE_RUNS_MAX);
    if (!possible || !wake_pipe_open(worker->wake_pipe, status)) {
        if (worker)
            free(worker->stop);
        free(worker);
        return NULL;
    }
    pthread_mutex_init(&worker->lock, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&worker->wake, &monotonic);
    pthread_condattr_destroy(&monotonic);
    atomic_init(&worker->cancel, false);
    atomic_init(&worker->ending, false);
    worker->last = &worker->first;
    worker->stop_at = UINT64_MAX;
    worker->view.state = WORKER_LOADING;
    worker->view.problem = *problem;
    worker->view.iterations = iterations;
    worker->view.threads = threads;
    worker->n_wanted = n_runs;
    memcpy(worker->wanted, runs, (size_t)n_runs * sizeof *runs);
    if (!start(worker, status)) {
        destroy(worker);
        return NULL;
    }
    return worker;
}

struct race *worker_stop(struct worker *worker)
{
    struct command *stop = worker->stop;

    if (stop) {
        worker->stop = NULL;
        stop->kind = COMMAND_STOP;
        atomic_store(&worker->ending, true);
        post_command(worker, stop);
        pthread_join(worker->thread, NULL);
    }
    return worker->race;
}

void worker_free(struct worker *worker)
{
    struct command *command;

    if (!worker)
        return;
    worker_stop(worker);
    while ((command = worker_take_command(worker)) != NULL)
        free(command);
    race_free(worker->race);
    destroy(worker);
}
