/* trial.c - a thread that loads a problem and lets go of it; see trial.h. */
#include "trial.h"

#include "app/setup.h"
#include "base/thread.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct trial {
    struct problem_config config;
    struct status status;
    atomic_bool cancel;
    bool good;
    int end[2]; /* a pipe, closed on the writing side at the end */
    pthread_t thread;
};

static void *try_it(void *argument)
{
    struct trial *trial = argument;
    struct problem *problem = setup_problem(&trial->config, &trial->status);

    trial->good = problem != NULL;
    problem_free(problem);
    close(trial->end[1]);
    return NULL;
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
    trial->status.cancel = &trial->cancel;
    if (pipe(trial->end) != 0) {
        status_fail(status, STATUS_SYSTEM, "cannot make a pipe");
        free(trial);
        return NULL;
    }
    error = thread_start(&trial->thread, try_it, trial);
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

    atomic_store(&trial->cancel, true);
    pthread_join(trial->thread, NULL);
    good = trial->good;
    trial->status.cancel = status->cancel;
    if (!good)
        *status = trial->status;
    close(trial->end[0]);
    free(trial);
    return good;
}
