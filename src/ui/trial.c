/* trial.c - a thread that loads a problem and lets go of it; see trial.h. */
#include "trial.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct trial {
    struct problem_config config;
    struct status status;
    bool good;
    int end[2]; /* a pipe, closed on the writing side at the end */
    pthread_t thread;
};

static void *try_it(void *argument)
{
    struct trial *trial = argument;
    struct problem *problem = problem_load(&trial->config, &trial->status);

    trial->good = problem != NULL;
    problem_free(problem);
    close(trial->end[1]);
    return NULL;
}

/* Signals are for the thread of the screen. */
static int create_thread(struct trial *trial)
{
    sigset_t all, before;
    int error;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    error = pthread_create(&trial->thread, NULL, try_it, trial);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return error;
}

struct trial *trial_start(const struct problem_config *config, struct status *status)
{
    struct trial *trial = calloc(1, sizeof *trial);
    int error;

    if (!trial) {
        status_out_of_memory(status, "trying the problem");
        return NULL;
    }
    trial->config = *config;
    if (pipe(trial->end) != 0) {
        status_fail(status, STATUS_SYSTEM, "cannot make a pipe");
        free(trial);
        return NULL;
    }
    error = create_thread(trial);
    if (error) {
        status_fail(status, STATUS_SYSTEM, "cannot start a thread: %s", strerror(error));
        close(trial->end[0]);
        close(trial->end[1]);
        free(trial);
        return NULL;
    }
    return trial;
}

int trial_descriptor(const struct trial *trial)
{
    return trial ? trial->end[0] : -1;
}

bool trial_finish(struct trial *trial, struct status *status)
{
    bool good;

    pthread_join(trial->thread, NULL);
    good = trial->good;
    if (!good)
        *status = trial->status;
    close(trial->end[0]);
    free(trial);
    return good;
}
