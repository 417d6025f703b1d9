/* outlet.c - a thread that writes to a terminal; see outlet.h. */
#include "outlet.h"

#include "base/clock.h"
#include "base/thread.h"
#include "wake_pipe.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Bytes in memory of their own. */
struct bytes {
    char *at;
    size_t length, room;
};

struct outlet {
    int fd;
    int wake[2]; /* a byte for each time that all was written */
    pthread_t thread;
    pthread_mutex_t lock; /* over what follows */
    pthread_cond_t changed;
    struct bytes waiting;
    bool writing; /* the thread has some that waited before */
    bool ending;
    bool ended;     /* the thread is about to return */
    bool abandoned; /* it frees what is left, as nobody waits for it */
};

/* Writes all; a failure is told to nobody, as the terminal is where it would be told. */
static void write_all(int fd, const struct bytes *bytes)
{
    struct pollfd room = {.fd = fd, .events = POLLOUT};
    size_t done = 0;

    while (done < bytes->length) {
        ssize_t n = write(fd, bytes->at + done, bytes->length - done);

        if (n > 0)
            done += (size_t)n;
        else if (n < 0 && errno == EAGAIN) /* somebody has made the terminal non-blocking */
            poll(&room, 1, -1);
        else if (n == 0 || errno != EINTR)
            return;
    }
}

static void destroy(struct outlet *outlet)
{
    close(outlet->wake[0]);
    close(outlet->wake[1]);
    pthread_cond_destroy(&outlet->changed);
    pthread_mutex_destroy(&outlet->lock);
    free(outlet->waiting.at);
    free(outlet);
}

static void *write_on(void *argument)
{
    struct outlet *outlet = argument;
    struct bytes bytes = {0}, taken;
    bool abandoned;

    pthread_mutex_lock(&outlet->lock);
    for (;;) {
        while (outlet->waiting.length == 0 && !outlet->ending)
            pthread_cond_wait(&outlet->changed, &outlet->lock);
        if (outlet->waiting.length == 0)
            break;
        taken = outlet->waiting;
        outlet->waiting = bytes;
        bytes = taken;
        outlet->writing = true;
        pthread_mutex_unlock(&outlet->lock);
        write_all(outlet->fd, &bytes);
        bytes.length = 0;
        pthread_mutex_lock(&outlet->lock);
        outlet->writing = false;
        if (outlet->waiting.length == 0 && write(outlet->wake[1], "", 1) < 0)
            errno = 0; /* a full pipe is readable already */
        pthread_cond_broadcast(&outlet->changed);
    }
    free(bytes.at);
    outlet->ended = true;
    abandoned = outlet->abandoned;
    pthread_cond_broadcast(&outlet->changed);
    pthread_mutex_unlock(&outlet->lock);
    if (abandoned)
        destroy(outlet);
    return NULL;
}

struct outlet *outlet_create(int fd, struct status *status)
{
    struct outlet *outlet = calloc(1, sizeof *outlet);
    pthread_condattr_t monotonic;
    int error;

    if (!outlet || !wake_pipe_open(outlet->wake, status)) {
        if (!outlet)
            status_out_of_memory(status, "writing to the terminal");
        free(outlet);
        return NULL;
    }
    outlet->fd = fd;
    pthread_mutex_init(&outlet->lock, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&outlet->changed, &monotonic);
    pthread_condattr_destroy(&monotonic);
    error = thread_start(&outlet->thread, write_on, outlet);
    if (error == 0)
        return outlet;
    status_fail(status, STATUS_SYSTEM, "cannot start a thread for the terminal: %s",
                strerror(error));
    destroy(outlet);
    return NULL;
}

/* Waits for a change until then; false when the time is over. Under the lock. */
static bool await_change(struct outlet *outlet, double until)
{
    struct timespec time = {.tv_sec = (time_t)until};

    time.tv_nsec = (long)((until - (double)time.tv_sec) * 1e9);
    return pthread_cond_timedwait(&outlet->changed, &outlet->lock, &time) != ETIMEDOUT;
}

bool outlet_free(struct outlet *outlet, double patience)
{
    double until = clock_now() + patience;
    bool ended;

    if (!outlet)
        return true;
    pthread_mutex_lock(&outlet->lock);
    outlet->ending = true;
    pthread_cond_broadcast(&outlet->changed);
    while (!outlet->ended && await_change(outlet, until))
        continue;
    ended = outlet->ended;
    outlet->abandoned = !ended;
    if (!ended)
        pthread_detach(outlet->thread);
    pthread_mutex_unlock(&outlet->lock);
    if (!ended)
        return false;
    pthread_join(outlet->thread, NULL);
    destroy(outlet);
    return true;
}

bool outlet_send(struct outlet *outlet, const char *bytes, size_t length)
{
    struct bytes *waiting = &outlet->waiting;
    char *more;

    pthread_mutex_lock(&outlet->lock);
    if (waiting->room - waiting->length < length) {
        more = realloc(waiting->at, waiting->length + length);
        if (!more) {
            pthread_mutex_unlock(&outlet->lock);
            return false;
        }
        waiting->at = more;
        waiting->room = waiting->length + length;
    }
    memcpy(waiting->at + waiting->length, bytes, length);
    waiting->length += length;
    pthread_cond_broadcast(&outlet->changed);
    pthread_mutex_unlock(&outlet->lock);
    return true;
}

bool outlet_is_idle(struct outlet *outlet)
{
    bool idle;

    pthread_mutex_lock(&outlet->lock);
    idle = outlet->waiting.length == 0 && !outlet->writing;
    wake_pipe_drain(outlet->wake);
    pthread_mutex_unlock(&outlet->lock);
    return idle;
}

bool outlet_wait(struct outlet *outlet, double seconds)
{
    double until = clock_now() + seconds;
    bool idle = false, more = true;

    pthread_mutex_lock(&outlet->lock);
    while (!(idle = outlet->waiting.length == 0 && !outlet->writing) && more)
        more = await_change(outlet, until);
    pthread_mutex_unlock(&outlet->lock);
    return idle;
}

int outlet_descriptor(const struct outlet *outlet)
{
    return outlet->wake[0];
}
