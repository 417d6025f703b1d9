/* sweep_team.c - threads that do jobs; see sweep_team.h. */
#include "sweep_team.h"

#include "base/clock.h"
#include "base/thread.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

struct member {
    struct sweep_team *team;
    struct sweep_bench *bench;
    pthread_t thread;
};

struct sweep_team {
    const struct problem *problem;
    const struct sweep_plan *plan;
    const atomic_bool *cancel; /* the owner's */
    int threads, started;
    struct member *member;

    pthread_mutex_t lock;
    pthread_cond_t work; /* a job came, a pause ended, or the end */
    pthread_cond_t news; /* a result came */
    uint64_t *queue;     /* of jobs; those before `next` have been taken */
    size_t next, queued, queue_capacity;
    struct sweep_done *done; /* results that wait for the owner; there is room for all under way */
    size_t results, results_capacity;
    uint64_t busy;
    atomic_bool paused; /* changed under the lock */
    atomic_bool ending; /* ends jobs under way, too */
    atomic_ullong iterations;
};

/* ---- members --------------------------------------------------------------------------------- */

static bool is_ending(const struct sweep_team *team)
{
    return atomic_load(&team->ending);
}

/* Between two iterations. */
static void wait_for_turn(void *context)
{
    struct sweep_team *team = context;

    if (!atomic_load_explicit(&team->paused, memory_order_relaxed))
        return;
    pthread_mutex_lock(&team->lock);
    while (atomic_load(&team->paused) && !is_ending(team))
        pthread_cond_wait(&team->work, &team->lock);
    pthread_mutex_unlock(&team->lock);
}

static void do_job(struct member *member, uint64_t job)
{
    struct sweep_team *team = member->team;
    const struct sweep_control control = {.cancel = &team->ending,
                                          .iterations = &team->iterations,
                                          .wait = wait_for_turn,
                                          .context = team};
    struct sweep_done done = {.seconds = clock_now()};

    sweep_do(member->bench, team->plan, job, 0, &control, &done.result, &done.status);
    done.seconds = clock_now() - done.seconds;
    pthread_mutex_lock(&team->lock);
    if (done.status.code != STATUS_CANCELLED)
        team->done[team->results++] = done;
    pthread_cond_signal(&team->news);
    pthread_mutex_unlock(&team->lock);
}

static void *member_main(void *argument)
{
    struct member *member = argument;
    struct sweep_team *team = member->team;

    pthread_mutex_lock(&team->lock);
    while (!is_ending(team)) {
        if (team->next == team->queued || atomic_load(&team->paused)) {
            pthread_cond_wait(&team->work, &team->lock);
            continue;
        }
        uint64_t job = team->queue[team->next++];
        pthread_mutex_unlock(&team->lock);
        do_job(member, job);
        pthread_mutex_lock(&team->lock);
    }
    pthread_mutex_unlock(&team->lock);
    return NULL;
}

/* ---- the team -------------------------------------------------------------------------------- */

static void end_jobs(struct sweep_team *team)
{
    pthread_mutex_lock(&team->lock);
    atomic_store(&team->ending, true);
    pthread_cond_broadcast(&team->work);
    pthread_mutex_unlock(&team->lock);
}

void sweep_team_free(struct sweep_team *team)
{
    if (!team)
        return;
    end_jobs(team);
    for (int i = 0; i < team->started; i++)
        pthread_join(team->member[i].thread, NULL);
    for (int i = 0; team->member && i < team->threads; i++)
        sweep_bench_free(team->member[i].bench);
    pthread_cond_destroy(&team->work);
    pthread_cond_destroy(&team->news);
    pthread_mutex_destroy(&team->lock);
    free(team->member);
    free(team->queue);
    free(team->done);
    free(team);
}

static bool start_members(struct sweep_team *team, struct status *status)
{
    team->member = calloc((size_t)team->threads, sizeof *team->member);
    if (!team->member)
        return status_out_of_memory(status, "the sweep");
    for (int i = 0; i < team->threads; i++) {
        struct member *member = &team->member[i];
        int error;

        *member = (struct member){.team = team, .bench = sweep_bench_create(team->problem, status)};
        if (!member->bench)
            return false;
        error = thread_start(&member->thread, member_main, member);
        if (error)
            return status_fail(status, STATUS_SYSTEM, "cannot start thread %d of %d: %s", i + 1,
                               team->threads, strerror(error));
        team->started++;
    }
    return true;
}

struct sweep_team *sweep_team_start(const struct problem *problem, const struct sweep_plan *plan,
                                    int threads, const atomic_bool *cancel, struct status *status)
{
    struct sweep_team *team = calloc(1, sizeof *team);
    uint64_t jobs = sweep_jobs(plan);
    pthread_condattr_t monotonic; /* setting the system's time lengthens no wait */

    if (!team) {
        status_out_of_memory(status, "the sweep");
        return NULL;
    }
    threads = pool_threads_for(threads);
    *team = (struct sweep_team){.problem = problem,
                                .plan = plan,
                                .cancel = cancel,
                                .threads = (uint64_t)threads < jobs ? threads : (int)jobs};
    pthread_mutex_init(&team->lock, NULL);
    pthread_cond_init(&team->work, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&team->news, &monotonic);
    pthread_condattr_destroy(&monotonic);
    if (start_members(team, status))
        return team;
    sweep_team_free(team);
    return NULL;
}

int sweep_team_threads(const struct sweep_team *team)
{
    return team->threads;
}

/* Room for one more: in the queue, and for its result. Under the lock. */
static bool reserve(struct sweep_team *team, struct status *status)
{
    if (team->queued == team->queue_capacity) {
        size_t capacity = 2 * team->queue_capacity + 64;
        uint64_t *queue = realloc(team->queue, capacity * sizeof *queue);

        if (!queue)
            return status_out_of_memory(status, "the sweep");
        team->queue = queue;
        team->queue_capacity = capacity;
    }
    if (team->busy + 1 > team->results_capacity) {
        size_t capacity = 2 * team->results_capacity + 16;
        struct sweep_done *done = realloc(team->done, capacity * sizeof *done);

        if (!done)
            return status_out_of_memory(status, "the sweep");
        team->done = done;
        team->results_capacity = capacity;
    }
    return true;
}

bool sweep_team_give(struct sweep_team *team, uint64_t job, struct status *status)
{
    bool good;

    pthread_mutex_lock(&team->lock);
    good = reserve(team, status);
    if (good) {
        team->queue[team->queued++] = job;
        team->busy++;
        pthread_cond_signal(&team->work);
    }
    pthread_mutex_unlock(&team->lock);
    return good;
}

uint64_t sweep_team_busy(const struct sweep_team *team)
{
    return team->busy; /* the owner alone changes it */
}

/* A moment of the clock that `news` goes by. */
static struct timespec moment_in(double seconds)
{
    struct timespec now;
    double nanoseconds = seconds * 1e9;

    clock_gettime(CLOCK_MONOTONIC, &now);
    now.tv_sec += (time_t)(nanoseconds / 1e9);
    now.tv_nsec += (long)(nanoseconds - 1e9 * (double)(time_t)(nanoseconds / 1e9));
    if (now.tv_nsec >= 1000000000) {
        now.tv_sec++;
        now.tv_nsec -= 1000000000;
    }
    return now;
}

static bool is_cancelled(const struct sweep_team *team)
{
    return team->cancel && atomic_load(team->cancel);
}

bool sweep_team_take(struct sweep_team *team, struct sweep_done *done, double seconds)
{
    static const double glance = 0.05; /* a signal sets the owner's flag and wakes no thread */
    double until = clock_now() + seconds;
    bool got;

    pthread_mutex_lock(&team->lock);
    while (team->results == 0 && team->busy > 0 && !is_cancelled(team)) {
        double left = until - clock_now();
        struct timespec moment;

        if (!(left > 0))
            break;
        moment = moment_in(left < glance ? left : glance);
        pthread_cond_timedwait(&team->news, &team->lock, &moment);
    }
    got = team->results > 0;
    if (got) {
        *done = team->done[0];
        team->results--;
        memmove(team->done, team->done + 1, team->results * sizeof *team->done);
        team->busy--;
    }
    pthread_mutex_unlock(&team->lock);
    if (!got && is_cancelled(team))
        end_jobs(team);
    return got;
}

void sweep_team_pause(struct sweep_team *team, bool paused)
{
    pthread_mutex_lock(&team->lock);
    atomic_store(&team->paused, paused);
    pthread_cond_broadcast(&team->work);
    pthread_mutex_unlock(&team->lock);
}

uint64_t sweep_team_iterations(const struct sweep_team *team)
{
    return atomic_load_explicit(&team->iterations, memory_order_relaxed);
}
