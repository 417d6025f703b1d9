/*
 * race_events.c - the events of a race: each one replaces runs, is written into the journal, and
 * keeps what undoing it needs; see race.h.
 */
#include "race_private.h"

#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* A run that takes another's place, comes new (at the end), or goes (NULL). */
struct replacement {
    int id;
    int place; /* where it stood, when it comes back */
    struct run *run;
};

/* What undoing an event needs. */
struct undo {
    struct undo *before;
    size_t event;      /* its number in the journal */
    uint64_t front;    /* where the race stood right after it */
    double iterations; /* before it */
    int renamed;       /* a run's id; 0: none */
    char name[RUN_CONFIG_NAME_MAX];
    int replacements;
    struct replacement was[];
};

int race_find(const struct race *race, int id)
{
    for (int i = 0; i < race->runs; i++)
        if (race->id[i] == id)
            return i;
    return -1;
}

/* ---- undo's memory -----------------------------------------------------------------------------
 */

static void free_undo(struct undo *undo)
{
    for (int i = 0; i < undo->replacements; i++)
        run_free(undo->was[i].run);
    free(undo);
}

void race_forget_undo(struct race *race)
{
    while (race->undo) {
        struct undo *undo = race->undo;
        race->undo = undo->before;
        free_undo(undo);
    }
}

void race_forget_past(struct race *race)
{
    if (race->undo && race_iteration(race) > race->undo->front)
        race_forget_undo(race);
}

/* ---- committing an event ------------------------------------------------------------------------
 */

static void insert(struct race *race, int place, int id, struct run *run)
{
    size_t after = (size_t)(race->runs - place);

    memmove(&race->run[place + 1], &race->run[place], after * sizeof race->run[0]);
    memmove(&race->id[place + 1], &race->id[place], after * sizeof race->id[0]);
    race->run[place] = run;
    race->id[place] = id;
    race->runs++;
}

static void take_out(struct race *race, int place)
{
    size_t after = (size_t)(--race->runs - place);

    memmove(&race->run[place], &race->run[place + 1], after * sizeof race->run[0]);
    memmove(&race->id[place], &race->id[place + 1], after * sizeof race->id[0]);
}

/* Puts a replacement into effect, and makes of it the one that takes it back. Under the lock. */
static void exchange(struct race *race, struct replacement *replacement)
{
    int place = race_find(race, replacement->id);
    struct run *run = replacement->run;

    if (place < 0) {
        insert(race, replacement->place, replacement->id, run);
        replacement->run = NULL;
        return;
    }
    replacement->place = place;
    replacement->run = race->run[place];
    run_watch(replacement->run, false);
    if (run)
        race->run[place] = run;
    else
        take_out(race, place);
}

/* The same for a name. */
static void exchange_name(struct race *race, struct undo *undo)
{
    struct run *run = race->run[race_find(race, undo->renamed)];
    char before[RUN_CONFIG_NAME_MAX];

    memcpy(before, run_get_config(run)->name, sizeof before);
    run_rename(run, undo->name);
    memcpy(undo->name, before, sizeof before);
}

static void record(struct race *race, struct event *event)
{
    event->front = race_iteration(race);
    event->laggard = race_laggard(race) + race->cut_short;
    race->cut_short = false;
    event->time = (int64_t)time(NULL);
    journal_append(&race->journal, event);
}

static struct undo *make_undo(struct race *race, int replacements, struct status *status)
{
    struct undo *undo = calloc(1, sizeof *undo + (size_t)replacements * sizeof(struct replacement));

    if (!undo)
        status_out_of_memory(status, "undoing");
    if (!undo || !journal_reserve(&race->journal, status)) {
        free(undo);
        return NULL;
    }
    undo->replacements = replacements;
    undo->iterations = race->iterations;
    return undo;
}

/* Makes an event take effect; takes over undo, whose replacements are the new runs. */
static void commit(struct race *race, struct event *event, struct undo *undo)
{
    pthread_mutex_lock(&race->lock);
    record(race, event);
    for (int i = 0; i < undo->replacements; i++)
        exchange(race, &undo->was[i]);
    if (undo->renamed)
        exchange_name(race, undo);
    if (event->kind == EVENT_ITERATIONS)
        race->iterations = (double)event->iterations;
    undo->event = race->journal.length - 1;
    undo->front = race_iteration(race);
    undo->before = race->undo;
    race->undo = undo;
    pthread_mutex_unlock(&race->lock);
}

/* The same for one run. Takes it over, on failure too. */
static bool commit_run(struct race *race, struct event *event, struct run *run,
                       struct status *status)
{
    struct undo *undo = make_undo(race, 1, status);

    if (!undo) {
        run_free(run);
        return false;
    }
    undo->was[0] = (struct replacement){.id = event->run, .place = race->runs, .run = run};
    commit(race, event, undo);
    return true;
}

static bool is_there(const struct race *race, int id, struct status *status)
{
    return race_find(race, id) >= 0 ||
           status_fail(status, STATUS_INVALID, "there is no run %d", id);
}

/* Is the name free for run `id` (0: a new one)? */
static bool is_name_free(const struct race *race, int id, const struct run_config *config,
                         struct status *status)
{
    for (int i = 0; i < race->runs; i++) {
        const struct run_config *other = run_get_config(race->run[i]);

        if (race->id[i] != id && run_config_share_name(config, other))
            return run_config_refuse_name(other, i + 1, status);
    }
    return true;
}

/* ---- events from the start ----------------------------------------------------------------------
 */

/* Moves `runs` elements to room for `capacity`; NULL without memory. */
static void *moved(const void *from, int runs, int capacity, size_t size)
{
    void *to = calloc((size_t)capacity, size);

    if (to && runs > 0)
        memcpy(to, from, (size_t)runs * size);
    return to;
}

/* Room for one more run. A snapshot may be taken meanwhile. */
static bool ensure_room(struct race *race, struct status *status)
{
    int capacity = race->capacity ? 2 * race->capacity : 8;
    struct run **run, **turn, **old_run = race->run;
    int *id, *old_id = race->id;

    if (race->runs < race->capacity)
        return true;
    run = race->runs > INT_MAX / 2 ? NULL : moved(race->run, race->runs, capacity, sizeof *run);
    id = run ? moved(race->id, race->runs, capacity, sizeof *id) : NULL;
    turn = id ? calloc((size_t)capacity, sizeof(struct run *)) : NULL;
    if (!turn) {
        free(run);
        free(id);
        return status_out_of_memory(status, "a further run");
    }
    pthread_mutex_lock(&race->lock);
    race->run = run;
    race->id = id;
    race->capacity = capacity;
    pthread_mutex_unlock(&race->lock);
    free(old_run);
    free(old_id);
    free(race->turn);
    race->turn = turn;
    return true;
}

bool race_has_room(struct race *race, struct status *status)
{
    return ensure_room(race, status) &&
           race_ensure_drivers(race, race->runs + 1, pool_threads(race->pool), status);
}

int race_add(struct race *race, const struct run_config *config, struct status *status)
{
    struct event event = {.kind = EVENT_ADD, .run = race->last_id + 1, .config = *config};
    struct run *run;

    if (!run_config_check(config, race->iterations, status) ||
        !is_name_free(race, 0, config, status) || !race_has_room(race, status))
        return 0;
    run = run_create(race->problem, config, status);
    if (!run || !commit_run(race, &event, run, status))
        return 0;
    return race->last_id = event.run;
}

bool race_configure(struct race *race, int id, const struct run_config *config,
                    struct status *status)
{
    struct event event = {.kind = EVENT_EDIT, .run = id, .config = *config};
    struct run *run;

    if (!is_there(race, id, status) || !run_config_check(config, race->iterations, status) ||
        !is_name_free(race, id, config, status))
        return false;
    run = run_create(race->problem, config, status);
    return run && commit_run(race, &event, run, status);
}

void race_move(struct race *race, int id, int place)
{
    int from = race_find(race, id);
    struct run *run;

    if (from < 0 || place < 0 || place >= race->runs)
        return;
    pthread_mutex_lock(&race->lock);
    run = race->run[from];
    take_out(race, from);
    insert(race, place, id, run);
    pthread_mutex_unlock(&race->lock);
}

bool race_remove(struct race *race, int id, struct status *status)
{
    struct event event = {.kind = EVENT_REMOVE, .run = id};

    return is_there(race, id, status) && commit_run(race, &event, NULL, status);
}

bool race_rename(struct race *race, int id, const char *name, struct status *status)
{
    struct event event = {.kind = EVENT_RENAME, .run = id};
    struct undo *undo;

    if (!is_there(race, id, status))
        return false;
    event.config = *run_get_config(race->run[race_find(race, id)]);
    if (!run_config_set_name(&event.config, name, status) ||
        !is_name_free(race, id, &event.config, status))
        return false;
    undo = make_undo(race, 0, status);
    if (!undo)
        return false;
    undo->renamed = id;
    memcpy(undo->name, event.config.name, sizeof undo->name);
    commit(race, &event, undo);
    return true;
}

bool race_set_iterations(struct race *race, uint64_t iterations, struct status *status)
{
    struct event event = {.kind = EVENT_ITERATIONS, .iterations = iterations};
    struct undo *undo;

    if ((double)iterations == race->iterations)
        return true;
    undo = make_undo(race, 0, status);
    if (undo)
        commit(race, &event, undo);
    return undo != NULL;
}

/* ---- events that go to a state ------------------------------------------------------------------
 */

/* Could a run be put back to state s: has it come further, or diverged there? */
static bool is_beyond(const struct run *run, uint64_t s)
{
    for (int i = 0; i < run_replicas(run); i++) {
        const struct run_numbers *numbers = run_replica(run, i)->numbers;
        if (numbers->iteration > s || (numbers->state == RUN_DIVERGED && numbers->diverged_at == s))
            return true;
    }
    return false;
}

/* Travels and commits. Frees what was made when that fails. */
static bool travel(struct race *race, struct event *event, struct undo *undo,
                   struct journey *journey, const atomic_bool *cancel, struct status *status)
{
    if (race_travel(race, journey, undo->replacements, cancel, status)) {
        commit(race, event, undo);
        return true;
    }
    free_undo(undo);
    return false;
}

/* A run that stands where `journey` says, by the plan, which is taken over; for undo->was[i]. */
static bool prepare(struct race *race, struct undo *undo, int i, int id, struct plan *plan,
                    struct journey *journey, struct status *status)
{
    journey->to = run_branch(journey->from, plan, status);
    undo->was[i] = (struct replacement){.id = id, .place = race->runs, .run = journey->to};
    return journey->to != NULL;
}

/* All journeys of a race back to state s, each by its run's plan. */
static bool go_back(struct race *race, struct event *event, const int *id, struct journey *journey,
                    int journeys, const atomic_bool *cancel, struct status *status)
{
    struct undo *undo = make_undo(race, journeys, status);

    for (int i = 0; undo && i < journeys; i++) {
        struct plan plan;
        bool made = plan_copy(&plan, run_plan(journey[i].from), status);

        if (made && event->kind == EVENT_RESET)
            plan_forget_totals(&plan);
        if (!made || !prepare(race, undo, i, id[i], &plan, &journey[i], status)) {
            free_undo(undo);
            return false;
        }
    }
    return undo && travel(race, event, undo, journey, cancel, status);
}

/* The runs that `event` puts back: all, or those beyond its state. */
static bool put_back(struct race *race, struct event *event, const atomic_bool *cancel,
                     struct status *status)
{
    size_t room = (size_t)race->runs + 1;
    struct journey *journey = calloc(room, sizeof *journey);
    int *id = calloc(room, sizeof *id), journeys = 0;
    bool done = false;

    for (int i = 0; journey && id && i < race->runs; i++)
        if (event->kind == EVENT_RESET || ((event->run == 0 || race->id[i] == event->run) &&
                                           is_beyond(race->run[i], event->at))) {
            id[journeys] = race->id[i];
            journey[journeys++] = (struct journey){.from = race->run[i], .s = event->at};
        }
    if (!journey || !id)
        status_out_of_memory(status, "going back");
    else if (journeys == 0 && event->kind == EVENT_REWIND)
        status_fail(status, STATUS_INVALID, "nothing has been trained beyond %" PRIu64, event->at);
    else
        done = go_back(race, event, id, journey, journeys, cancel, status);
    free(journey);
    free(id);
    return done;
}

bool race_rewind(struct race *race, int id, uint64_t s, const atomic_bool *cancel,
                 struct status *status)
{
    struct event event = {.kind = EVENT_REWIND, .run = id, .at = s};

    return (id == 0 || is_there(race, id, status)) && put_back(race, &event, cancel, status);
}

bool race_reset(struct race *race, struct status *status)
{
    struct event event = {.kind = EVENT_RESET};

    return put_back(race, &event, NULL, status);
}

/* Has a run come to state s? One that has diverged stays as it is from there on. */
static bool has_come_to(const struct race *race, int id, uint64_t s, struct status *status)
{
    const struct run *run;

    if (!is_there(race, id, status))
        return false;
    run = race->run[race_find(race, id)];
    if (run_is_live(run) && run_iteration(run) < s)
        return status_fail(status, STATUS_INVALID,
                           "run %d has not come to iteration %" PRIu64 " yet (it has completed "
                           "%" PRIu64 ")",
                           id, s, run_iteration(run));
    return true;
}

/* Forks and changes: the event's run follows the source's plan up to s, and then the event's. */
static bool branch(struct race *race, struct event *event, int source, const atomic_bool *cancel,
                   struct status *status)
{
    const struct run *from = race->run[race_find(race, source)];
    struct segment next = {.from = event->at, .config = event->config, .restarts = event->restarts};
    struct journey journey = {.from = from, .s = event->at};
    struct undo *undo;
    struct plan plan;

    undo = make_undo(race, 1, status);
    if (!undo || !plan_branch(&plan, run_plan(from), event->at, &next, status) ||
        !prepare(race, undo, 0, event->run, &plan, &journey, status)) {
        if (undo)
            free_undo(undo);
        return false;
    }
    if (event->kind == EVENT_FORK)
        run_set_parent(journey.to, source, event->at);
    return travel(race, event, undo, &journey, cancel, status);
}

/*
 * Can the source's run go on from s with other values? Another schedule's clock starts there in any
 * case; a warm-up must leave iterations for it.
 */
static bool check_branch(const struct race *race, struct event *event, int source,
                         struct status *status)
{
    double left = race->iterations - (double)event->at;
    const struct plan *plan;

    if (!has_come_to(race, source, event->at, status) ||
        !is_name_free(race, event->kind == EVENT_FORK ? 0 : source, &event->config, status))
        return false;
    plan = run_plan(race->run[race_find(race, source)]);
    if (plan_restarts(plan, event->at, &event->config))
        event->restarts = true;
    return run_config_check(&event->config, !event->restarts ? 0 : left > 1 ? left : 1, status);
}

bool race_change(struct race *race, int id, uint64_t s, const struct run_config *config,
                 bool restarts, const atomic_bool *cancel, struct status *status)
{
    struct event event = {
        .kind = EVENT_CHANGE, .run = id, .at = s, .config = *config, .restarts = restarts};

    return check_branch(race, &event, id, status) && branch(race, &event, id, cancel, status);
}

int race_fork(struct race *race, int parent, uint64_t s, const struct run_config *config,
              bool restarts, const atomic_bool *cancel, struct status *status)
{
    struct event event = {.kind = EVENT_FORK,
                          .run = race->last_id + 1,
                          .parent = parent,
                          .at = s,
                          .config = *config,
                          .restarts = restarts};

    if (!check_branch(race, &event, parent, status) || !race_has_room(race, status) ||
        !branch(race, &event, parent, cancel, status))
        return 0;
    return race->last_id = event.run;
}

/* ---- undo --------------------------------------------------------------------------------------
 */

bool race_undo(struct race *race, struct status *status)
{
    struct event event = {.kind = EVENT_UNDO};
    struct undo *undo = race->undo;

    if (!undo)
        return status_fail(status, STATUS_INVALID,
                           race_iteration(race) > 0
                               ? "nothing can be undone: since the last event the race was trained "
                                 "on, and what it replaced is gone"
                               : "there is nothing to undo");
    if (!journal_reserve(&race->journal, status))
        return false;
    event.undone = undo->event;
    pthread_mutex_lock(&race->lock);
    record(race, &event);
    for (int i = undo->replacements - 1; i >= 0; i--)
        exchange(race, &undo->was[i]);
    if (undo->renamed)
        exchange_name(race, undo);
    race->iterations = undo->iterations;
    race->undo = undo->before;
    pthread_mutex_unlock(&race->lock);
    free_undo(undo);
    return true;
}

const struct journal *race_journal(const struct race *race)
{
    return &race->journal;
}

/* ---- looking at what was done -------------------------------------------------------------------
 */

bool race_copy_plan(struct race *race, int id, struct plan *plan, struct status *status)
{
    bool copied;

    pthread_mutex_lock(&race->lock);
    copied = is_there(race, id, status) &&
             plan_copy(plan, run_plan(race->run[race_find(race, id)]), status);
    pthread_mutex_unlock(&race->lock);
    return copied;
}

bool race_copy_journal(struct race *race, struct journal *journal, struct status *status)
{
    bool copied = true;

    *journal = (struct journal){0};
    pthread_mutex_lock(&race->lock);
    for (size_t i = 0; i < race->journal.length && copied; i++) {
        copied = journal_reserve(journal, status);
        if (copied)
            journal_append(journal, &race->journal.event[i]);
    }
    pthread_mutex_unlock(&race->lock);
    if (!copied)
        journal_clear(journal);
    return copied;
}
