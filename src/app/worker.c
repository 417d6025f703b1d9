/* worker.c - the thread that trains beside the screen; see worker.h. */
#include "worker.h"

#include "export.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

const double worker_speeds[] = {0, 60, 30, 10, 5, 2, 1};
const int worker_speed_count = sizeof worker_speeds / sizeof worker_speeds[0];

enum command_kind {
    COMMAND_RUN,
    COMMAND_PAUSE,
    COMMAND_STEP,
    COMMAND_RESET,
    COMMAND_SPEED,
    COMMAND_ITERATIONS,
    COMMAND_THREADS,
    COMMAND_ADD,
    COMMAND_CONFIGURE,
    COMMAND_REMOVE,
    COMMAND_PROBLEM,
    COMMAND_SAVE,
    COMMAND_STOP,
};

struct command {
    enum command_kind kind;
    uint64_t number; /* iterations, threads, speed, id; replace */
    struct run_config run;
    struct problem_config problem; /* also the path of COMMAND_SAVE, in its `data` */
    struct command *next;
};

/* How long an iteration may take before a command abandons it: a share of the promised 100 ms. */
static const double PATIENCE = 0.05;
/* The rate is measured over about this long. */
static const double RATE_SECONDS = 0.5;

struct worker {
    pthread_t thread;
    pthread_mutex_t lock; /* over all down to `race`; held briefly by either side */
    pthread_cond_t wake;
    struct command *first, **last;
    struct worker_view view;
    struct race *race; /* replaced under the lock; iterated by the thread alone */
    int wake_pipe[2];  /* written when the view's version changes, once until acknowledged */
    bool told;
    bool patient; /* iterations are short: let them finish */

    atomic_bool cancel; /* abandon the iteration under way */

    /* The thread's own. */
    struct run_config wanted[RACE_RUNS_MAX]; /* the runs of the next race to be set up */
    int n_wanted;
    bool running;
    bool catching_up; /* a run was added or edited: train it up to the others */
    uint64_t stop_at; /* pause there: the end of a step; UINT64_MAX: none */
    double next_due;  /* when the next iteration may start, for slow speeds */
    double rate_since;
    uint64_t rate_iteration;
    bool ended;
};

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* ---- telling the screen -------------------------------------------------------------------------
 */

/* Under the lock. */
static void changed(struct worker *worker)
{
    worker->view.version++;
    if (!worker->told && write(worker->wake_pipe[1], "", 1) == 1)
        worker->told = true;
}

static void report_error(struct worker *worker, const struct status *status)
{
    pthread_mutex_lock(&worker->lock);
    snprintf(worker->view.error, sizeof worker->view.error, "%s", status->message);
    worker->view.error_number++;
    changed(worker);
    pthread_mutex_unlock(&worker->lock);
}

static void set_state(struct worker *worker, enum worker_state state)
{
    pthread_mutex_lock(&worker->lock);
    if (worker->view.state != state) {
        worker->view.state = state;
        if (state != WORKER_RUNNING)
            worker->view.rate = 0;
        changed(worker);
    }
    pthread_mutex_unlock(&worker->lock);
}

/* The state that follows from what the race is like and what was asked for. */
static enum worker_state state_now(const struct worker *worker)
{
    const struct race *race = worker->race;

    if (!race)
        return worker->view.state == WORKER_LOADING ? WORKER_LOADING : WORKER_FAILED;
    if (race_live(race) == 0)
        return WORKER_EMPTY;
    if (worker->running)
        return WORKER_RUNNING;
    if (race_iteration(race) == 0)
        return WORKER_READY;
    if (race_laggard(race) >= worker->view.iterations)
        return WORKER_FINISHED;
    return WORKER_PAUSED;
}

/* ---- loading ------------------------------------------------------------------------------------
 */

/* A race on `config` with the wanted runs; NULL and an error in the view when there is none. */
static struct race *make_race(struct worker *worker, const struct problem_config *config)
{
    struct status status = {0};
    struct problem *problem = problem_load(config, &status);
    struct race *race = problem ? race_create(problem, worker->view.threads, &status) : NULL;

    for (int i = 0; race && i < worker->n_wanted; i++)
        if (!race_add(race, &worker->wanted[i], &status)) {
            race_free(race);
            race = NULL;
        }
    if (!race)
        report_error(worker, &status);
    return race;
}

/* Puts the race in place of the present one. */
static void install(struct worker *worker, struct race *race)
{
    const struct problem *problem = race_problem(race);
    struct race *old;

    pthread_mutex_lock(&worker->lock);
    old = worker->race;
    worker->race = race;
    worker->view.problem = problem->config;
    worker->view.m_train = problem->dataset->train.m;
    worker->view.m_test = problem->dataset->test.m;
    worker->view.shape = problem->network.shape;
    worker->view.iterations_per_epoch = problem->iterations_per_epoch;
    snprintf(worker->view.dataset, sizeof worker->view.dataset, "%s", problem->dataset->name);
    changed(worker);
    pthread_mutex_unlock(&worker->lock);
    race_free(old);
    worker->running = worker->catching_up = false;
    worker->stop_at = UINT64_MAX;
}

/* Another problem or number of threads; the race at hand stays when that fails. */
static void replace_race(struct worker *worker, const struct problem_config *config)
{
    struct race *race;

    if (worker->race) {
        worker->n_wanted = race_runs(worker->race);
        for (int i = 0; i < worker->n_wanted; i++)
            worker->wanted[i] = *run_get_config(race_run(worker->race, i));
    }
    set_state(worker, WORKER_LOADING);
    race = make_race(worker, config);
    if (race)
        install(worker, race);
    worker->running = false;
    if (!worker->race)
        set_state(worker, WORKER_FAILED);
}

/* ---- commands -----------------------------------------------------------------------------------
 */

static void save(struct worker *worker, const char *path, bool replace)
{
    struct status status = {0};
    size_t rows = 0;

    if (!export_csv(worker->race, path, replace, &status)) {
        report_error(worker, &status);
        return;
    }
    for (int i = 0; i < race_runs(worker->race); i++)
        rows += history_length(run_get_history(race_run(worker->race, i)));
    pthread_mutex_lock(&worker->lock);
    status_fail(&status, STATUS_OK, "wrote %s: %zu rows of %d runs", path, rows,
                race_runs(worker->race));
    snprintf(worker->view.notice, sizeof worker->view.notice, "%s", status.message);
    worker->view.notice_number++;
    changed(worker);
    pthread_mutex_unlock(&worker->lock);
}

static void set_threads(struct worker *worker, int threads)
{
    struct problem_config config = worker->view.problem;
    bool same = threads == worker->view.threads;

    pthread_mutex_lock(&worker->lock);
    worker->view.threads = threads;
    pthread_mutex_unlock(&worker->lock);
    if (!same && worker->race)
        replace_race(worker, &config);
}

static void set_iterations(struct worker *worker, uint64_t iterations)
{
    pthread_mutex_lock(&worker->lock);
    worker->view.iterations = iterations;
    changed(worker);
    pthread_mutex_unlock(&worker->lock);
}

static void set_speed(struct worker *worker, int speed)
{
    pthread_mutex_lock(&worker->lock);
    worker->view.speed = speed;
    changed(worker);
    pthread_mutex_unlock(&worker->lock);
    worker->next_due = 0;
}

static void start_running(struct worker *worker, uint64_t stop_at)
{
    if (race_laggard(worker->race) >= worker->view.iterations)
        return;
    worker->stop_at = stop_at;
    worker->running = true;
    worker->next_due = 0;
    worker->rate_since = 0;
}

static void change_field(struct worker *worker, const struct command *command)
{
    struct status status = {0};
    bool was_started = race_iteration(worker->race) > 0, done;

    if (command->kind == COMMAND_ADD)
        done = race_add(worker->race, &command->run, &status) > 0;
    else
        done = race_configure(worker->race, (int)command->number, &command->run, &status);
    if (!done)
        report_error(worker, &status);
    else if (was_started)
        worker->catching_up = true;
}

/* Commands that need a race. */
static void obey_on_race(struct worker *worker, const struct command *command)
{
    switch (command->kind) {
    case COMMAND_RUN:
        start_running(worker, UINT64_MAX);
        break;
    case COMMAND_STEP:
        start_running(worker, race_laggard(worker->race) + command->number);
        break;
    case COMMAND_RESET:
        race_reset(worker->race);
        worker->running = worker->catching_up = false;
        break;
    case COMMAND_ADD:
    case COMMAND_CONFIGURE:
        change_field(worker, command);
        break;
    case COMMAND_REMOVE:
        race_remove(worker->race, (int)command->number);
        break;
    case COMMAND_SAVE:
        save(worker, command->problem.data, command->number != 0);
        break;
    default:
        break;
    }
}

static void obey(struct worker *worker, const struct command *command)
{
    switch (command->kind) {
    case COMMAND_STOP:
        worker->ended = true;
        worker->running = worker->catching_up = false;
        break;
    case COMMAND_PAUSE:
        worker->running = worker->catching_up = false;
        break;
    case COMMAND_PROBLEM:
        replace_race(worker, &command->problem);
        break;
    case COMMAND_SPEED:
        set_speed(worker, (int)command->number);
        break;
    case COMMAND_ITERATIONS:
        set_iterations(worker, command->number);
        break;
    case COMMAND_THREADS:
        set_threads(worker, (int)command->number);
        break;
    default:
        if (worker->race)
            obey_on_race(worker, command);
        break;
    }
    if (!worker->ended)
        set_state(worker, state_now(worker));
    pthread_mutex_lock(&worker->lock);
    changed(worker);
    pthread_mutex_unlock(&worker->lock);
}

/* ---- training -----------------------------------------------------------------------------------
 */

static void measure_rate(struct worker *worker)
{
    double time = now();
    uint64_t iteration = race_iteration(worker->race);

    if (worker->rate_since == 0 || iteration < worker->rate_iteration) {
        worker->rate_since = time;
        worker->rate_iteration = iteration;
    } else if (time - worker->rate_since >= RATE_SECONDS) {
        worker->view.rate =
            (double)(iteration - worker->rate_iteration) / (time - worker->rate_since);
        worker->rate_since = time;
        worker->rate_iteration = iteration;
    }
}

/* Is there an iteration to do now? Otherwise running ends. */
static bool wants_iteration(struct worker *worker)
{
    uint64_t laggard;

    if (!worker->race || race_live(worker->race) == 0) {
        worker->running = worker->catching_up = false;
        return false;
    }
    laggard = race_laggard(worker->race);
    if (worker->catching_up && laggard >= race_iteration(worker->race))
        worker->catching_up = false;
    if (worker->running && (laggard >= worker->view.iterations || laggard >= worker->stop_at)) {
        worker->running = false;
        worker->stop_at = UINT64_MAX;
    }
    return worker->running || worker->catching_up;
}

static void iterate(struct worker *worker)
{
    struct status status = {0};
    double started = now();
    bool done = race_iterate(worker->race, &worker->cancel, &status);

    if (!done && status.code != STATUS_CANCELLED) {
        report_error(worker, &status);
        worker->running = worker->catching_up = false;
    }
    pthread_mutex_lock(&worker->lock);
    if (done)
        worker->patient = now() - started < PATIENCE;
    measure_rate(worker);
    changed(worker);
    pthread_mutex_unlock(&worker->lock);
}

/* The time before which a slowed-down race must not go on; catching up is never slowed down. */
static double due(const struct worker *worker)
{
    return worker->catching_up || worker_speeds[worker->view.speed] == 0 ? 0 : worker->next_due;
}

static struct command *take_command(struct worker *worker)
{
    struct command *command = worker->first;

    if (command) {
        worker->first = command->next;
        if (!worker->first)
            worker->last = &worker->first;
    }
    return command;
}

static void sleep_until(struct worker *worker, double time)
{
    struct timespec t = {.tv_sec = (time_t)time};

    t.tv_nsec = (long)((time - (double)t.tv_sec) * 1e9);
    pthread_cond_timedwait(&worker->wake, &worker->lock, &t);
}

/* Waits for the next thing to do: a command (returned), or an iteration (NULL). */
static struct command *next_task(struct worker *worker)
{
    for (;;) {
        bool iteration = wants_iteration(worker);
        struct command *command;

        if (!worker->ended)
            set_state(worker, state_now(worker));
        pthread_mutex_lock(&worker->lock);
        if (!worker->first && !iteration)
            pthread_cond_wait(&worker->wake, &worker->lock);
        else if (!worker->first && due(worker) > now())
            sleep_until(worker, due(worker));
        command = take_command(worker);
        if (!worker->first)
            atomic_store(&worker->cancel, false);
        pthread_mutex_unlock(&worker->lock);
        if (command || (iteration && due(worker) <= now()))
            return command;
    }
}

/* When the iteration after one that starts now may start. */
static void set_pace(struct worker *worker)
{
    double speed = worker_speeds[worker->view.speed], time = now();

    if (speed > 0)
        worker->next_due =
            (worker->next_due > time - 1 / speed ? worker->next_due : time) + 1 / speed;
}

static void *worker_main(void *argument)
{
    struct worker *worker = argument;

    while (!worker->ended) {
        struct command *command = next_task(worker);
        if (command) {
            obey(worker, command);
            free(command);
        } else {
            set_pace(worker);
            iterate(worker);
        }
    }
    return NULL;
}

/* ---- the screen's side --------------------------------------------------------------------------
 */

static void post_command(struct worker *worker, struct command *command)
{
    bool light = command->kind == COMMAND_SPEED || command->kind == COMMAND_ITERATIONS;

    pthread_mutex_lock(&worker->lock);
    command->next = NULL;
    *worker->last = command;
    worker->last = &command->next;
    if (!light && !worker->patient)
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
        report_error(worker, &status);
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
    char bytes[16];

    pthread_mutex_lock(&worker->lock);
    while (read(worker->wake_pipe[0], bytes, sizeof bytes) > 0)
        continue;
    worker->told = false;
    pthread_mutex_unlock(&worker->lock);
}

/* ---- beginning and end --------------------------------------------------------------------------
 */

static void *begin(void *argument)
{
    struct worker *worker = argument;
    struct problem_config problem = worker->view.problem;

    replace_race(worker, &problem);
    if (worker->race)
        set_state(worker, state_now(worker));
    return worker_main(worker);
}

static bool open_pipe(struct worker *worker, struct status *status)
{
    if (pipe(worker->wake_pipe) != 0)
        return status_fail(status, STATUS_SYSTEM, "cannot make a pipe");
    for (int i = 0; i < 2; i++) {
        fcntl(worker->wake_pipe[i], F_SETFL, O_NONBLOCK);
        fcntl(worker->wake_pipe[i], F_SETFD, FD_CLOEXEC);
    }
    return true;
}

static bool start(struct worker *worker, struct status *status)
{
    sigset_t asynchronous, before;
    int error;

    sigfillset(&asynchronous);
    sigdelset(&asynchronous, SIGSEGV);
    sigdelset(&asynchronous, SIGBUS);
    sigdelset(&asynchronous, SIGFPE);
    sigdelset(&asynchronous, SIGILL);
    sigdelset(&asynchronous, SIGABRT);
    pthread_sigmask(SIG_SETMASK, &asynchronous, &before);
    error = pthread_create(&worker->thread, NULL, begin, worker);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
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
    free(worker);
}

struct worker *worker_create(const struct problem_config *problem, const struct run_config *runs,
                             int n_runs, uint64_t iterations, int threads, struct status *status)
{
    struct worker *worker = calloc(1, sizeof *worker);
    pthread_condattr_t monotonic;
    bool possible = worker != NULL;

    if (!possible)
        status_out_of_memory(status, "the training thread");
    else if (n_runs > RACE_RUNS_MAX)
        possible = status_fail(status, STATUS_INVALID, "%d runs are too many (allowed: 1 ... %d)",
                               n_runs, RACE_RUNS_MAX);
    if (!possible || !open_pipe(worker, status)) {
        free(worker);
        return NULL;
    }
    pthread_mutex_init(&worker->lock, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&worker->wake, &monotonic);
    pthread_condattr_destroy(&monotonic);
    atomic_init(&worker->cancel, false);
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
    if (!worker->ended) {
        post(worker, COMMAND_STOP, 0);
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
    while ((command = take_command(worker)) != NULL)
        free(command);
    race_free(worker->race);
    destroy(worker);
}
