/* worker_thread.c - the training thread: obeys commands, iterates between them; see worker.h. */
#include "worker_thread.h"

#include "base/clock.h"
#include "describe.h"
#include "export_format.h"
#include "model/functions.h"
#include "setup.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* How long an iteration may take before a command abandons it: a share of the promised 100 ms. */
static const double PATIENCE = 0.05;
/* The rate is measured over about this long. */
static const double RATE_SECONDS = 0.5;

/* ---- telling the screen -------------------------------------------------------------------------
 */

void worker_changed(struct worker *worker)
{
    if (!worker->told && write(worker->wake_pipe[1], "", 1) == 1)
        worker->told = true;
}

void worker_report_error(struct worker *worker, const struct status *status)
{
    pthread_mutex_lock(&worker->lock);
    snprintf(worker->view.error, sizeof worker->view.error, "%s", status->message);
    worker->view.error_number++;
    worker_changed(worker);
    pthread_mutex_unlock(&worker->lock);
}

void worker_set_state(struct worker *worker, enum worker_state state)
{
    pthread_mutex_lock(&worker->lock);
    if (worker->view.state != state) {
        worker->view.state = state;
        if (state != WORKER_RUNNING && state != WORKER_CATCHING_UP)
            worker->view.rate = 0;
        worker_changed(worker);
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
    if (worker->catching_up && race_laggard(race) < race_iteration(race))
        return WORKER_CATCHING_UP;
    if (race_iteration(race) == 0)
        return WORKER_READY;
    if (race_laggard(race) >= worker->view.iterations)
        return WORKER_FINISHED;
    return WORKER_PAUSED;
}

/* ---- loading ------------------------------------------------------------------------------------
 */

/* What the title says of the data, and the message line where there is something to be said. */
static void tell_data(struct worker *worker, const struct problem *problem)
{
    const struct dataset *dataset = problem->dataset;
    bool usual = !dataset || !dataset->facts.format || strcmp(dataset->facts.format, "idx") == 0;

    worker->view.no_accuracies = !problem->objective->classes;
    worker->view.recognized[0] = '\0';
    if (usual)
        return;
    snprintf(worker->view.recognized, sizeof worker->view.recognized, "%.12s%s",
             dataset->facts.format, dataset->regression ? ", regression" : "");
    describe_data(problem, worker->view.notice, sizeof worker->view.notice);
    worker->view.notice_number++;
}

void worker_notice(struct worker *worker, const char *sentence)
{
    pthread_mutex_lock(&worker->lock);
    snprintf(worker->view.notice, sizeof worker->view.notice, "%s", sentence);
    worker->view.notice_number++;
    worker_changed(worker);
    pthread_mutex_unlock(&worker->lock);
}

static void say_few_checkpoints(struct worker *worker)
{
    char text[STATUS_MESSAGE_MAX];

    if (setup_few_checkpoints(worker->race, text, sizeof text)[0])
        worker_notice(worker, text);
}

/* The command line's forks and changes are for the first race. */
static void begin_agenda(struct worker *worker)
{
    const struct agenda *agenda = worker->agenda;
    struct status status = {0};

    worker->agenda = NULL;
    agenda_end(&worker->clerk);
    if (!agenda_begin(&worker->clerk, agenda, worker->race, &status))
        worker_report_error(worker, &status);
    say_few_checkpoints(worker);
}

/* Where memory may not suffice the message line says so; training goes on as far as it does. */
static void tell_memory(struct worker *worker)
{
    struct status status = {0};
    char text[STATUS_MESSAGE_MAX];

    if (!worker->race ||
        !setup_memory_warning(worker->race, worker->view.iterations, text, sizeof text)[0])
        return;
    status_fail(&status, STATUS_MEMORY, "%s", text);
    worker_report_error(worker, &status);
}

static void tell_function(struct worker *worker, const struct problem *problem)
{
    const struct function_objective *objective = function_of(problem->objective);

    worker->view.function = objective ? objective->function : NULL;
    if (objective)
        memcpy(worker->view.function_param, objective->param, sizeof objective->param);
}

/* Puts the race in place of the present one. */
static void install(struct worker *worker, struct race *race)
{
    const struct problem *problem = race_problem(race);
    struct race *old;

    pthread_mutex_lock(&worker->lock);
    old = worker->race;
    worker->race = race;
    worker->view.races++;
    worker->longest = 0;
    worker->patient = false;
    worker->view.rows_written = 0;
    worker->view.problem = problem->config;
    worker->view.m_train = problem->objective->samples[OBJECTIVE_TRAIN];
    worker->view.m_test = problem->objective->samples[OBJECTIVE_TEST];
    worker->view.shape = problem->network ? problem->network->shape : (struct network_shape){0};
    tell_function(worker, problem);
    worker->view.iterations_per_epoch = problem->iterations_per_epoch;
    snprintf(worker->view.dataset, sizeof worker->view.dataset, "%s",
             problem->dataset ? problem->dataset->name
                              : function_of(problem->objective)->function->name);
    tell_data(worker, problem);
    worker_changed(worker);
    pthread_mutex_unlock(&worker->lock);
    race_free(old);
    worker_session_begin(worker);
    worker->running = worker->catching_up = false;
    worker->stop_at = UINT64_MAX;
    begin_agenda(worker);
    worker_describe(worker);
    tell_memory(worker);
}

/* The next race has the runs of the one at hand. */
static bool remember_runs(struct worker *worker, struct status *status)
{
    int runs = worker->race ? race_runs(worker->race) : 0;
    struct run_config *wanted;

    if (!worker->race)
        return true;
    wanted = malloc((size_t)(runs > 0 ? runs : 1) * sizeof *wanted);
    if (!wanted)
        return status_out_of_memory(status, "the runs");
    for (int i = 0; i < runs; i++)
        wanted[i] = *run_get_config(race_run(worker->race, i));
    free(worker->wanted);
    worker->wanted = wanted;
    worker->n_wanted = runs;
    return true;
}

/*
 * The problem tried last takes the place of the race's; the race at hand stays when that fails.
 * Cancelled means that the end has come: the commands that wait were for the race that there will
 * not be.
 */
static void replace_race(struct worker *worker)
{
    struct status status = {.cancel = &worker->ending};
    struct problem *problem;
    struct race *race = NULL;

    worker_set_state(worker, WORKER_LOADING);
    problem = worker_trial_finish(worker, &status);
    if (problem && !remember_runs(worker, &status))
        problem_free(problem);
    else if (problem && worker->opened && session_has_race(worker->opened))
        race = worker_session_race(worker, problem, &status);
    else if (problem)
        race = setup_race(problem, worker->wanted, worker->n_wanted, worker->view.iterations,
                          worker->view.threads, &status);
    worker->running = false;
    if (race) {
        race_set_memory(race, worker->memory, 0);
        race_set_measures(race, &worker->measures);
        worker_session_part(worker);
        install(worker, race);
    } else if (status.code == STATUS_CANCELLED)
        worker->ended = true;
    else
        worker_report_error(worker, &status);
    if (!worker->race && !worker->ended)
        worker_set_state(worker, WORKER_FAILED);
}

/* ---- commands -----------------------------------------------------------------------------------
 */

static void save(struct worker *worker, const char *path, bool replace,
                 const struct export_wish *wish)
{
    struct status status = {0};
    size_t rows = 0;

    if (session_is_path(path)) {
        worker_session_save(worker, path, replace);
        return;
    }
    if (!export_write_check(path, replace, &status) ||
        !export_write(worker->race, wish, path, replace, &status)) {
        worker_report_error(worker, &status);
        return;
    }
    for (int i = 0; i < race_runs(worker->race); i++)
        rows += history_length(run_get_history(race_run(worker->race, i)));
    pthread_mutex_lock(&worker->lock);
    status_fail(&status, STATUS_OK, "wrote %s: %zu rows of %d runs", path, rows,
                race_runs(worker->race));
    snprintf(worker->view.notice, sizeof worker->view.notice, "%s", status.message);
    worker->view.notice_number++;
    if (export_keeps_histories(path))
        worker->view.rows_written = rows;
    worker_changed(worker);
    pthread_mutex_unlock(&worker->lock);
}

/* The histories are not those any more that were written. */
void worker_forget_written(struct worker *worker)
{
    pthread_mutex_lock(&worker->lock);
    worker->view.rows_written = 0;
    pthread_mutex_unlock(&worker->lock);
}

static void set_threads(struct worker *worker, int threads)
{
    struct status status = {0};

    if (worker->race && !race_set_threads(worker->race, threads, &status)) {
        worker_report_error(worker, &status);
        return;
    }
    pthread_mutex_lock(&worker->lock);
    worker->view.threads = threads;
    worker->longest = 0; /* iterations may take longer now */
    worker->patient = false;
    pthread_mutex_unlock(&worker->lock);
}

/* Says so when schedules that took the race's length as theirs keep the one before. */
static void tell_of_schedules(struct worker *worker)
{
    const uint64_t iterations = worker->view.iterations;
    const struct run *first = NULL;
    int kept = 0;

    for (int i = 0; i < race_runs(worker->race); i++) {
        const struct run *run = race_run(worker->race, i);
        double total = run_get_numbers(run)->total;
        if (total > 0 && total != (double)iterations && run_config_total(run_get_config(run)) == 0)
            first = kept++ == 0 ? run : first;
    }
    if (kept == 0)
        return;
    snprintf(worker->view.notice, sizeof worker->view.notice,
             "%s%s still ends its schedule at %.0f; after a reset it ends at %" PRIu64 ".",
             run_get_config(first)->optimizer->name, kept > 1 ? ", as others," : "",
             run_get_numbers(first)->total, iterations);
    worker->view.notice_number++;
}

static void set_iterations(struct worker *worker, uint64_t iterations)
{
    uint64_t done = worker->race ? race_iteration(worker->race) : 0;
    struct status status = {0};

    iterations = iterations > done ? iterations : done; /* done is done */
    if (worker->race && !race_set_iterations(worker->race, iterations, &status)) {
        worker_report_error(worker, &status);
        return;
    }
    pthread_mutex_lock(&worker->lock);
    worker->view.iterations = iterations;
    if (worker->race)
        tell_of_schedules(worker);
    worker_changed(worker);
    pthread_mutex_unlock(&worker->lock);
    tell_memory(worker);
}

static void set_speed(struct worker *worker, int speed)
{
    pthread_mutex_lock(&worker->lock);
    worker->view.speed = speed;
    worker_changed(worker);
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

static void change_field(struct worker *worker, const struct worker_command *command)
{
    struct status status = {0};
    bool done;

    if (command->kind == WORKER_ADD)
        done = setup_add(worker->race, &command->run.config, &status) > 0;
    else
        done = race_configure(worker->race, command->run.id, &command->run.config, &status);
    if (!done)
        worker_report_error(worker, &status);
    else
        worker->catching_up = true; /* nothing, before the race has started */
    if (done)
        tell_memory(worker);
}

/*
 * Where a step begins: at the end of one that is still under way, or of an iteration that a pause
 * cut short when some runs had done it already.
 */
static uint64_t step_beginning(const struct worker *worker)
{
    bool stepping = worker->running && worker->stop_at != UINT64_MAX;
    uint64_t laggard = race_laggard(worker->race);
    bool cut_short = !worker->running && laggard + 1 == race_leader(worker->race);

    return stepping ? worker->stop_at : laggard + cut_short;
}

/* Commands that need a race. */
static void obey_on_race(struct worker *worker, const struct worker_command *command)
{
    struct status status = {0};

    switch (command->kind) {
    case WORKER_RUN:
        start_running(worker, UINT64_MAX);
        break;
    case WORKER_STEP:
        start_running(worker, step_beginning(worker) + command->iterations);
        break;
    case WORKER_RESET:
        worker_forget_written(worker);
        if (!race_reset(worker->race, &status))
            worker_report_error(worker, &status);
        worker->running = worker->catching_up = false;
        break;
    case WORKER_ADD:
    case WORKER_CONFIGURE:
        worker_forget_written(worker);
        change_field(worker, command);
        break;
    case WORKER_RENAME:
        if (!race_rename(worker->race, command->run.id, command->run.config.name, &status))
            worker_report_error(worker, &status);
        break;
    case WORKER_REMOVE:
        worker_forget_written(worker);
        if (!race_remove(worker->race, command->id, &status))
            worker_report_error(worker, &status);
        break;
    case WORKER_LOOK:
        worker_look(worker, &command->look);
        break;
    case WORKER_WATCH:
        worker_watch(worker, &command->watch);
        break;
    case WORKER_CLASSIFY:
        worker_classify(worker, command->id);
        break;
    case WORKER_ESTIMATE:
    case WORKER_EXPERIMENT:
        worker_obey_experiment(worker, command);
        break;
    case WORKER_SAVE:
        save(worker, command->save.path, command->save.replace, &command->save.wish);
        break;
    default:
        worker_obey_past(worker, command);
        break;
    }
}

static void obey(struct worker *worker, const struct worker_command *command)
{
    switch (command->kind) {
    case WORKER_STOP:
        worker->ended = true;
        worker->running = worker->catching_up = false;
        break;
    case WORKER_PAUSE:
        worker->running = worker->catching_up = false;
        break;
    case WORKER_TRY:
        worker_trial_start(worker, command->trial.number, &command->trial.problem);
        break;
    case WORKER_INSTALL:
        replace_race(worker);
        break;
    case WORKER_FORGET:
        worker_trial_give_up(worker);
        break;
    case WORKER_SPEED:
        set_speed(worker, command->speed);
        break;
    case WORKER_ITERATIONS:
        set_iterations(worker, command->iterations);
        break;
    case WORKER_MEASURE:
        worker->measures = command->measures;
        if (worker->race)
            race_set_measures(worker->race, &command->measures);
        break;
    case WORKER_THREADS:
        set_threads(worker, command->threads);
        break;
    default:
        if (worker->race)
            obey_on_race(worker, command);
        break;
    }
    if (!worker->ended)
        worker_set_state(worker, state_now(worker));
    worker_see(worker);
    pthread_mutex_lock(&worker->lock);
    worker_changed(worker);
    pthread_mutex_unlock(&worker->lock);
}

/* ---- training -----------------------------------------------------------------------------------
 */

static void measure_rate(struct worker *worker)
{
    double time = clock_now();
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

    if (!worker->race || (race_live(worker->race) == 0 && !worker_agenda_is_due(worker))) {
        worker->running = worker->catching_up = false;
        return false;
    }
    laggard = race_laggard(worker->race);
    if (worker->catching_up && laggard >= race_iteration(worker->race))
        worker->catching_up = false;
    if (worker->running && worker_agenda_is_due(worker))
        return true;
    if (worker->running && (laggard >= worker->view.iterations || laggard >= worker->stop_at)) {
        worker->running = false;
        worker->stop_at = UINT64_MAX;
    }
    return worker->running || worker->catching_up;
}

static void iterate(struct worker *worker)
{
    struct status status = {0};
    double started = clock_now();
    bool done = race_iterate(worker->race, &worker->cancel, &status);

    if (!done && status.code != STATUS_CANCELLED) {
        worker_report_error(worker, &status);
        worker->running = worker->catching_up = false;
    }
    worker_see(worker);
    pthread_mutex_lock(&worker->lock);
    if (done && clock_now() - started > worker->longest)
        worker->longest = clock_now() - started;
    worker->patient = worker->longest > 0 && worker->longest < PATIENCE;
    measure_rate(worker);
    worker_changed(worker);
    pthread_mutex_unlock(&worker->lock);
}

/* Training has stopped: figures of the state reached, unless there is something else to do. */
static void evaluate(struct worker *worker)
{
    struct status status = {0};
    bool wanted = worker->race && !worker->ended && race_wants_evaluation(worker->race);

    pthread_mutex_lock(&worker->lock);
    worker->testing = wanted && !worker->first;
    if (worker->testing)
        atomic_store(&worker->cancel, false);
    pthread_mutex_unlock(&worker->lock);
    if (!worker->testing)
        return;
    race_evaluate(worker->race, &worker->cancel, &status);
    pthread_mutex_lock(&worker->lock);
    worker->testing = false;
    worker_changed(worker);
    pthread_mutex_unlock(&worker->lock);
}

/* The time before which a slowed-down race must not go on; catching up is never slowed down. */
static double due(const struct worker *worker)
{
    return worker->catching_up || worker_speeds[worker->view.speed] == 0 ? 0 : worker->next_due;
}

struct worker_queued *worker_take_command(struct worker *worker)
{
    struct worker_queued *queued = worker->first;

    if (queued) {
        worker->first = queued->next;
        if (!worker->first)
            worker->last = &worker->first;
    }
    return queued;
}

static void sleep_until(struct worker *worker, double time)
{
    struct timespec t = {.tv_sec = (time_t)time};

    t.tv_nsec = (long)((time - (double)t.tv_sec) * 1e9);
    pthread_cond_timedwait(&worker->wake, &worker->lock, &t);
}

/* Waits for the next thing to do: a command (returned), or an iteration (NULL). */
static struct worker_queued *next_task(struct worker *worker)
{
    for (;;) {
        bool iteration = wants_iteration(worker);
        struct worker_queued *queued;

        if (!worker->ended)
            worker_set_state(worker, state_now(worker));
        if (!iteration) {
            evaluate(worker);
            worker_session_rest(worker, true);
        }
        pthread_mutex_lock(&worker->lock);
        if (!worker->first && !iteration)
            pthread_cond_wait(&worker->wake, &worker->lock);
        else if (!worker->first && due(worker) > clock_now())
            sleep_until(worker, due(worker));
        queued = worker_take_command(worker);
        if (!worker->first)
            atomic_store(&worker->cancel, false);
        pthread_mutex_unlock(&worker->lock);
        if (!iteration)
            worker_session_rest(worker, false);
        if (queued || (iteration && due(worker) <= clock_now()))
            return queued;
    }
}

double worker_next_due(double due, double now, double speed)
{
    return (due > now - 1 / speed ? due : now) + 1 / speed;
}

static void set_pace(struct worker *worker)
{
    double speed = worker_speeds[worker->view.speed], time = clock_now();

    if (speed > 0)
        worker->next_due = worker_next_due(worker->next_due, time, speed);
}

void *worker_thread_main(void *argument)
{
    struct worker *worker = argument;
    const struct problem_config problem = worker->view.problem;

    worker_trial_start(worker, 0, &problem);
    replace_race(worker);
    if (worker->race)
        worker_set_state(worker, state_now(worker));
    while (!worker->ended) {
        struct worker_queued *queued = next_task(worker);
        if (queued) {
            obey(worker, &queued->command);
            worker_discard(queued);
        } else if (worker_agenda_is_due(worker)) {
            worker_act_on_agenda(worker);
        } else {
            set_pace(worker);
            iterate(worker);
        }
        worker_session_offer(worker);
    }
    worker_trial_give_up(worker);
    worker_session_end(worker);
    return NULL;
}
