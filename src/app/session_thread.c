/* session_thread.c - when a session is written, and by whom; see session.h. */
#include "session_private.h"

#include "base/clock.h"
#include "base/thread.h"
#include "train/race_keep.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Seconds between two writes of rows, and after an event; between two states; after a failure. */
static const double ROWS_SECONDS = 2, SOON_SECONDS = 0.1, STATES_SECONDS = 5, AGAIN_SECONDS = 3;
/* Writing takes at most one part in so many of a processor: rows, and states. */
static const double ROWS_SHARE = 5, STATES_SHARE = 200;

static double processor_seconds(void)
{
    struct timespec t;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* ---- the owner's side --------------------------------------------------------------------------
 */

/* Has nothing happened since the last moment that was written whole, states included? */
static bool is_all_written(struct session *session, uint64_t rows)
{
    bool screen;

    pthread_mutex_lock(&session->view_lock);
    screen = session->screen_changed;
    pthread_mutex_unlock(&session->view_lock);
    return !screen && session->whole && rows == session->whole_rows &&
           race_journal(session->race)->length == session->mirror.events;
}

/* Takes the moment that the thread waits for. Under the lock. */
static void take(struct session *session)
{
    struct status status = {0};
    uint64_t rows = race_count_rows(session->race);
    bool same = is_all_written(session, rows);
    bool states = !same && (session->resting || clock_now() >= session->states_due);

    session->settled = same && session->resting;
    if (session->settled)
        return;
    session->filled = moment_take(&session->moment, session->race, states, &status);
    session->moment_rows = rows;
    atomic_store(&session->wanted, false);
    if (!session->filled) {
        pthread_mutex_lock(&session->view_lock);
        snprintf(session->trouble, sizeof session->trouble, "%s", status.message);
        pthread_mutex_unlock(&session->view_lock);
    }
    pthread_cond_broadcast(&session->turn);
}

void session_offer(struct session *session)
{
    size_t events = race_journal(session->race)->length;

    if (events != session->events_offered) {
        session->events_offered = events;
        pthread_mutex_lock(&session->lock);
        session->urgent = true;
        pthread_cond_broadcast(&session->turn);
        pthread_mutex_unlock(&session->lock);
    }
    if (!atomic_load_explicit(&session->wanted, memory_order_relaxed))
        return;
    pthread_mutex_lock(&session->lock);
    if (atomic_load(&session->wanted) && !session->filled)
        take(session);
    pthread_mutex_unlock(&session->lock);
}

void session_rest(struct session *session, bool resting)
{
    pthread_mutex_lock(&session->lock);
    session->resting = resting;
    session->urgent = session->urgent || resting;
    session->settled = false;
    pthread_cond_broadcast(&session->turn);
    pthread_mutex_unlock(&session->lock);
}

void session_look(struct session *session, struct session_view *view)
{
    uint64_t rows = session->race ? race_count_rows(session->race) : 0;

    pthread_mutex_lock(&session->view_lock);
    view->lag = rows > session->written ? rows - session->written : 0;
    snprintf(view->trouble, sizeof view->trouble, "%s", session->trouble);
    pthread_mutex_unlock(&session->view_lock);
}

/* ---- the thread --------------------------------------------------------------------------------
 */

/* Under the lock; false when time was up. */
static bool sleep_until(struct session *session, double time)
{
    struct timespec t = {.tv_sec = (time_t)time};

    t.tv_nsec = (long)((time - (double)t.tv_sec) * 1e9);
    return pthread_cond_timedwait(&session->turn, &session->lock, &t) == 0;
}

/* Waits until it is time to write. Under the lock. */
static void wait_for_time(struct session *session, double last, double due)
{
    while (!session->stopping) {
        double time = session->urgent && last + SOON_SECONDS < due ? last + SOON_SECONDS : due;

        if (session->settled)
            pthread_cond_wait(&session->turn, &session->lock);
        else if (clock_now() >= time)
            break;
        else
            sleep_until(session, time);
    }
    session->urgent = false;
}

/* Waits until there is a moment; takes it itself of a race that rests. Under the lock. */
static void wait_for_moment(struct session *session)
{
    atomic_store(&session->wanted, true);
    while (!session->stopping && !session->filled)
        if (session->resting) {
            take(session);
            if (session->settled)
                break;
            if (!session->filled)
                sleep_until(session, clock_now() + AGAIN_SECONDS);
        } else {
            pthread_cond_wait(&session->turn, &session->lock);
        }
    atomic_store(&session->wanted, false);
}

static void tell(struct session *session, const struct status *status)
{
    pthread_mutex_lock(&session->view_lock);
    snprintf(session->trouble, sizeof session->trouble, "%s", status->message);
    pthread_mutex_unlock(&session->view_lock);
}

/* Writes the moment; returns how long the thread leaves it at that. */
static double write_moment(struct session *session, bool *good)
{
    struct status status = {0};
    double began = processor_seconds(), used;
    bool stale;

    *good = session_write_moment(session, &status);
    stale = !*good && status.code == STATUS_CANCELLED;
    used = processor_seconds() - began;
    if (stale)
        return SOON_SECONDS;
    tell(session, &status);
    if (!*good)
        return AGAIN_SECONDS;
    if (session->moment.states) {
        double pause = STATES_SHARE * (used + session->moment.seconds);
        session->states_due = clock_now() + (pause > STATES_SECONDS ? pause : STATES_SECONDS);
        return ROWS_SECONDS;
    }
    return ROWS_SHARE * used > ROWS_SECONDS ? ROWS_SHARE * used : ROWS_SECONDS;
}

static void *thread_main(void *argument)
{
    struct session *session = argument;
    double last = clock_now(), due = last + ROWS_SECONDS, pause;
    bool good;

    pthread_mutex_lock(&session->lock);
    while (!session->stopping) {
        wait_for_time(session, last, due);
        wait_for_moment(session);
        if (!session->filled)
            continue;
        pthread_mutex_unlock(&session->lock);
        pause = write_moment(session, &good);
        pthread_mutex_lock(&session->lock);
        session->filled = false;
        session->whole = good && (session->moment.states || session->whole);
        session->whole_rows = session->moment.states ? session->moment_rows : session->whole_rows;
        last = clock_now();
        due = last + pause;
    }
    pthread_mutex_unlock(&session->lock);
    return NULL;
}

/* ---- beginning and end -------------------------------------------------------------------------
 */

static bool start(struct session *session, struct status *status)
{
    pthread_condattr_t monotonic;
    int error;

    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&session->turn, &monotonic);
    pthread_condattr_destroy(&monotonic);
    session->stopping = session->filled = session->resting = session->settled = false;
    session->urgent = true;
    error = thread_start(&session->thread, thread_main, session);
    session->threaded = error == 0;
    return error == 0 || status_fail(status, STATUS_SYSTEM, "cannot start the session's thread: %s",
                                     strerror(error));
}

bool session_begin(struct session *session, struct race *race, struct status *status)
{
    session->race = race;
    session->events_offered = race_journal(race)->length;
    session->states_due = clock_now() + STATES_SECONDS;
    session->to_begin = !session->revived;
    if ((session->other_arithmetic && !session_write_arithmetic(session, status)) ||
        !moment_take(&session->moment, race, false, status) ||
        !session_write_first(session, status) || !start(session, status)) {
        session->race = NULL;
        return false;
    }
    session->begun = true;
    return true;
}

static void stop(struct session *session)
{
    pthread_mutex_lock(&session->lock);
    session->stopping = true;
    pthread_cond_broadcast(&session->turn);
    pthread_mutex_unlock(&session->lock);
    pthread_join(session->thread, NULL);
    pthread_cond_destroy(&session->turn);
    session->threaded = false;
}

bool session_end(struct session *session, struct status *status)
{
    bool good;

    if (!session->threaded)
        return true;
    stop(session);
    good = moment_take(&session->moment, session->race, true, status) &&
           session_write_moment(session, status);
    session->race = NULL;
    return good;
}
