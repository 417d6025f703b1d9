/*
 * check_events.c - what is done to a race: rewinding, forking, changing, undoing give the bits of
 * the direct computation, at random and case by case; the journal repeats them; a replica's arena
 * is all that counts.
 */
#include "check_main.h"
#include "train/checkpoint.h"
#include "train/race.h"

#include <malloc.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* ---- a small race -------------------------------------------------------------------------------
 */

struct setting {
    uint64_t batch_size, seed;
    double dropout;
    int seeds, threads;
};

static struct problem *make_problem(const struct setting *setting)
{
    enum { M = 41, N_X = 3 };
    static double x[M * N_X], y[M];
    struct problem_config config;
    struct status status = {0};
    struct problem *problem;
    struct rng rng;

    rng_seed(&rng, 20261127);
    for (size_t i = 0; i < M; i++) {
        y[i] = i % 3 == 0;
        for (size_t j = 0; j < N_X; j++)
            x[i * N_X + j] = rng_gaussian(&rng) + y[i];
    }
    problem_config_default(&config);
    snprintf(config.layers, sizeof config.layers, "5,4");
    config.activation = (int)(activation_find("tanh") - activations);
    config.batch_size = setting->batch_size;
    config.dropout = setting->dropout;
    config.seed = setting->seed;
    if (setting->seeds > 1)
        snprintf(config.seeds, sizeof config.seeds, "%d..%d", (int)setting->seed,
                 (int)setting->seed + setting->seeds - 1);
    problem = problem_from_dataset(dataset_from_reals(N_X, 1, M, x, y, 0, NULL, NULL, &status),
                                   &config, &status);
    ck_assert_msg(problem != NULL, "%s", status.message);
    return problem;
}

static struct race *make_race(const struct setting *setting)
{
    struct status status = {0};
    struct race *race = race_create(make_problem(setting), setting->threads, &status);

    ck_assert_msg(race != NULL, "%s", status.message);
    return race;
}

static const struct setting plain = {.seed = 7, .seeds = 1, .threads = 1};
static const struct setting batches = {.seed = 7, .batch_size = 10, .seeds = 1, .threads = 2};

static struct run_config config_of(const char *text)
{
    struct run_config config;
    struct status status = {0};

    ck_assert_msg(run_config_parse(text, &config, &status), "%s", status.message);
    return config;
}

static int add(struct race *race, const char *text)
{
    struct run_config config = config_of(text);
    struct status status = {0};
    int id = race_add(race, &config, &status);

    ck_assert_msg(id > 0, "%s", status.message);
    return id;
}

static void change(struct race *race, int id, uint64_t s, const char *text, bool restarts)
{
    struct run_config config = config_of(text);
    struct status status = {0};

    ck_assert_msg(race_change(race, id, s, &config, restarts, NULL, &status), "%s", status.message);
}

static int fork_run(struct race *race, int parent, uint64_t s, const char *text, bool restarts)
{
    struct run_config config = config_of(text);
    struct status status = {0};
    int id = race_fork(race, parent, s, &config, restarts, NULL, &status);

    ck_assert_msg(id > 0, "%s", status.message);
    return id;
}

static void rewind_to(struct race *race, int id, uint64_t s)
{
    struct status status = {0};

    ck_assert_msg(race_rewind(race, id, s, NULL, &status), "%s", status.message);
}

static void iterate(struct race *race, int iterations)
{
    struct status status = {0};

    for (int i = 0; i < iterations; i++)
        ck_assert_msg(race_iterate(race, NULL, &status), "%s", status.message);
}

/* Until the last of the live runs has come to s. */
static void train_to(struct race *race, uint64_t s)
{
    while (race_live(race) > 0 && race_laggard(race) < s)
        iterate(race, 1);
}

/* ---- comparing ----------------------------------------------------------------------------------
 */

static bool same_rows(const struct history *a, const struct history *b)
{
    if (history_length(a) != history_length(b))
        return false;
    for (size_t i = 0; i < history_length(a); i++) {
        struct history_row ra = history_get(a, i), rb = history_get(b, i);
        ra.value[CURVE_SECONDS] = rb.value[CURVE_SECONDS]; /* of the clock */
        if (memcmp(ra.value, rb.value, sizeof ra.value) != 0 || ra.evaluated != rb.evaluated)
            return false;
    }
    return true;
}

static bool same_replica(const struct replica *a, const struct replica *b)
{
    size_t n = a->problem->objective->n * sizeof(real);

    return a->numbers->iteration == b->numbers->iteration &&
           a->numbers->state == b->numbers->state &&
           a->numbers->gradients == b->numbers->gradients && same_rows(a->history, b->history) &&
           memcmp(a->w, b->w, n) == 0 && memcmp(a->good, b->good, n) == 0;
}

static bool same_run(const struct run *a, const struct run *b)
{
    for (int i = 0; i < run_replicas(a); i++)
        if (!same_replica(run_replica(a, i), run_replica(b, i)))
            return false;
    return true;
}

static void assert_same_run(const struct run *a, const struct run *b, const char *what)
{
    char text[RUN_CONFIG_TEXT_MAX];

    ck_assert_msg(same_run(a, b), "%s: %s after %llu and %llu", what,
                  run_config_write(run_get_config(a), text, sizeof text),
                  (unsigned long long)run_iteration(a), (unsigned long long)run_iteration(b));
}

static const struct run *run_of(const struct race *race, int id)
{
    for (int i = 0; i < race_runs(race); i++)
        if (race_run_id(race, i) == id)
            return race_run(race, i);
    ck_abort_msg("no run %d", id);
    return NULL;
}

/* The plan of a run, trained without ever going back. */
static struct race *direct(const struct setting *setting, const struct run *run)
{
    const struct plan *plan = run_plan(run);
    struct race *race = make_race(setting);
    struct status status = {0};
    uint64_t length = run_iteration(run);
    double total = 0;

    for (int i = 0; i < plan->segments && (i == 0 || plan->segment[i].from < length); i++) {
        const struct segment *segment = &plan->segment[i];
        struct run_config config = segment->config;

        if (i == 0 || segment->restarts)
            total = segment->total;
        if (total > 0)
            config = run_config_resolve(&config, total);
        train_to(race, segment->from);
        if (i == 0)
            ck_assert(race_add(race, &config, &status) == 1);
        else
            ck_assert_msg(
                race_change(race, 1, segment->from, &config, segment->restarts, NULL, &status),
                "%s", status.message);
    }
    while (race_live(race) > 0 && race_laggard(race) < length)
        iterate(race, 1);
    if (!run_is_live(run) && race_live(race) > 0)
        iterate(race, 1); /* the row at which it diverged */
    return race;
}

static void assert_direct(const struct setting *setting, const struct race *race, int id)
{
    struct race *expected = direct(setting, run_of(race, id));

    assert_same_run(run_of(race, id), race_run(expected, 0), "against the direct computation");
    race_free(expected);
}

/* ---- the arena ----------------------------------------------------------------------------------
 */

static const char *const stateful[] = {"adam:lr=0.01,schedule=plateau,patience=2",
                                       "lbfgs",
                                       "nesterov:lr=0.1,warmup=5",
                                       "schedule-free",
                                       "prodigy",
                                       "rprop",
                                       "sophia",
                                       "muon"};

/* Everything outside the arena is other memory, full of other bytes. */
START_TEST(the_arena_is_all_that_counts)
{
    const struct setting *setting = _i % 2 ? &batches : &plain;
    struct race *whole = make_race(setting), *other = make_race(setting);
    struct status status = {0};
    struct replica *replica, *fresh;
    size_t size;
    void *state;

    add(whole, stateful[_i / 2]);
    add(other, stateful[_i / 2]);
    iterate(whole, 13);
    replica = run_replica(race_run(whole, 0), 0);
    size = replica_size(replica);
    state = malloc(size);
    replica_save(replica, state);
#ifndef OPTOP_SANITIZED /* whose memory is not the C library's */
    ck_assert(mallopt(M_PERTURB, 0x5a));
#endif
    ck_assert(race_set_threads(other, 2, &status)); /* new workspaces */
    fresh = run_replica(race_run(other, 0), 0);
    history_free(fresh->history);
    fresh->history = history_prefix(replica->history, 13, &status);
    memset(fresh->arena, 0x5a, fresh->capacity);
    memset(fresh->slot, 0x5a, sizeof fresh->slot);
    fresh->numbers = NULL;
    fresh->w = fresh->good = NULL;
    fresh->order = NULL;
    replica_restore(fresh, state, size);
    memset(state, 0x5a, size);
    free(state);
    iterate(whole, 17);
    iterate(other, 17);
    mallopt(M_PERTURB, 0);
    assert_same_run(race_run(whole, 0), race_run(other, 0), "restored");
    race_free(whole);
    race_free(other);
}
END_TEST

/* A run trains a replica under each seed as a race under that seed alone does. */
START_TEST(a_run_holds_a_replica_for_each_seed)
{
    struct setting several = {
        .seed = 3, .batch_size = 10, .dropout = 0.2, .seeds = 3, .threads = 2};
    struct setting single = several;
    struct race *race = make_race(&several), *one;

    add(race, "adam:lr=0.01");
    iterate(race, 12);
    change(race, 1, 7, "momentum:lr=0.1", false);
    iterate(race, 4);
    ck_assert_int_eq(run_replicas(race_run(race, 0)), 3);
    single.seeds = 1;
    for (int i = 0; i < 3; i++) {
        single.seed = 3 + (uint64_t)i;
        one = make_race(&single);
        add(one, "adam:lr=0.01");
        iterate(one, 7);
        change(one, 1, 7, "momentum:lr=0.1", false);
        iterate(one, 4);
        ck_assert(
            same_replica(run_replica(race_run(race, 0), i), run_replica(race_run(one, 0), 0)));
        race_free(one);
    }
    race_free(race);
}
END_TEST

/* ---- going back ---------------------------------------------------------------------------------
 */

START_TEST(a_rewound_race_goes_on_as_before)
{
    const struct setting *setting = _i % 2 ? &batches : &plain;
    struct race *race = make_race(setting), *straight = make_race(setting);

    for (int i = 0; i < 3; i++) {
        add(race, stateful[(_i + i) % 8]);
        add(straight, stateful[(_i + i) % 8]);
    }
    iterate(race, 23);
    rewind_to(race, 0, 9);
    for (int i = 0; i < 3; i++) {
        ck_assert_uint_eq(run_iteration(race_run(race, i)), 9);
        ck_assert_uint_eq(history_length(run_get_history(race_run(race, i))), 9);
    }
    iterate(race, 3);
    rewind_to(race, 2, 0);
    ck_assert_uint_eq(race_iteration(race), 12);
    ck_assert_uint_eq(race_laggard(race), 0);
    train_to(race, 31);
    train_to(straight, 31);
    for (int i = 0; i < 3; i++)
        assert_same_run(race_run(race, i), race_run(straight, i), "rewound");
    race_free(race);
    race_free(straight);
}
END_TEST

START_TEST(diverged_runs_live_again)
{
    struct race *race = make_race(&plain);
    struct status status = {0};
    uint64_t end;

    add(race, "gd:lr=0.1");
    add(race, "gd:lr=1000,clip_value=0");
    change(race, 2, 0, "adam:lr=900", false);
    fork_run(race, 1, 0, "gd:lr=1000,weight_decay=900", false); /* grows without bound */
    train_to(race, 300);
    end = run_get_numbers(run_of(race, 3))->diverged_at;
    ck_assert_int_eq(run_get_numbers(run_of(race, 3))->state, RUN_DIVERGED);
    ck_assert_uint_gt(end, 1);
    rewind_to(race, 0, end + 1); /* it had diverged before: nothing of it goes back */
    ck_assert_int_eq(run_get_numbers(run_of(race, 3))->state, RUN_DIVERGED);
    rewind_to(race, 0, end); /* right where it does */
    ck_assert_int_eq(run_get_numbers(run_of(race, 3))->state, RUN_LIVE);
    ck_assert_uint_eq(history_length(run_get_history(run_of(race, 3))), end);
    iterate(race, 1);
    ck_assert_int_eq(run_get_numbers(run_of(race, 3))->state, RUN_DIVERGED);
    assert_direct(&plain, race, 3);
    /* A change before lets it live; a fork after it is diverged, too. */
    fork_run(race, 3, end + 1, "gd:lr=0.01", false);
    ck_assert_int_eq(run_get_numbers(run_of(race, 4))->state, RUN_DIVERGED);
    change(race, 3, 1, "gd:lr=0.001", false);
    train_to(race, 40);
    ck_assert_int_eq(run_get_numbers(run_of(race, 3))->state, RUN_LIVE);
    assert_direct(&plain, race, 3);
    ck_assert(!race_rewind(race, 0, 5000, NULL, &status));
    ck_assert_str_eq(status.message, "nothing has been trained beyond 5000");
    race_free(race);
}
END_TEST

/* ---- clocks -------------------------------------------------------------------------------------
 */

static double rate(const struct race *race, int id, size_t row)
{
    return history_get(run_get_history(run_of(race, id)), row).value[CURVE_LEARNING_RATE];
}

/* The same optimizer goes on with its slots, another starts anew; as the definitions have it. */
START_TEST(slots_go_on_with_the_same_optimizer)
{
    struct race *race = make_race(&plain);
    const struct run_numbers *numbers;

    add(race, "adam:lr=0.01");
    iterate(race, 10);
    change(race, 1, 10, "adam:lr=0.001", false);
    iterate(race, 1);
    numbers = run_get_numbers(run_of(race, 1));
    ck_assert_uint_eq(numbers->steps, 11);
    ck_assert(rate(race, 1, 9) == 0.01 && rate(race, 1, 10) == 0.001);
    fork_run(race, 1, 10, "adamw:lr=0.01", false);
    iterate(race, 1);
    ck_assert_uint_eq(run_get_numbers(run_of(race, 2))->steps, 1);
    ck_assert_uint_eq(run_get_numbers(run_of(race, 2))->iteration, 11);
    /* Another number of vectors is another layout. */
    change(race, 2, 11, "lbfgs:history=5", false);
    iterate(race, 3);
    change(race, 2, 14, "lbfgs:history=6", false);
    iterate(race, 1);
    ck_assert_uint_eq(run_get_numbers(run_of(race, 2))->steps, 1);
    race_free(race);
}
END_TEST

/* A schedule's clock is the run's iteration, unless the change sets it again. */
START_TEST(a_schedules_clock_restarts_only_when_it_is_set)
{
    struct race *race = make_race(&plain);
    struct status status = {0};

    ck_assert(race_set_iterations(race, 40, &status));
    add(race, "gd:lr=0.1,schedule=linear");
    iterate(race, 10);
    ck_assert(run_get_numbers(run_of(race, 1))->total == 40);
    fork_run(race, 1, 10, "gd:lr=0.2,schedule=linear", false);
    fork_run(race, 1, 10, "gd:lr=0.1,schedule=linear", true);
    iterate(race, 5);
    assert_close(rate(race, 1, 12), 0.1 * (1 - 12 / 40.0), 1e-12);
    assert_close(rate(race, 2, 12), 0.2 * (1 - 12 / 40.0), 1e-12);
    assert_close(rate(race, 3, 12), 0.1 * (1 - 2 / 30.0), 1e-12);
    ck_assert(run_get_numbers(run_of(race, 3))->total == 30);
    /* More iterations later leave it; so does going back; a reset resolves it again. */
    ck_assert(race_set_iterations(race, 80, &status));
    rewind_to(race, 0, 2);
    train_to(race, 20);
    assert_close(rate(race, 1, 19), 0.1 * (1 - 19 / 40.0), 1e-12);
    assert_close(rate(race, 3, 19), 0.1 * (1 - 9 / 30.0), 1e-12);
    ck_assert(race_reset(race, &status));
    train_to(race, 20);
    assert_close(rate(race, 1, 19), 0.1 * (1 - 19 / 80.0), 1e-12);
    assert_close(rate(race, 3, 19), 0.1 * (1 - 9 / 70.0), 1e-12);
    race_free(race);
}
END_TEST

/* ---- iterations cut short -----------------------------------------------------------------------
 */

/* Cancels when so many lanes of gradients have been taken. */
static struct {
    atomic_bool cancel;
    atomic_int left;
    const struct objective_type *whole;
    struct objective_type cutting;
} scissors;

static void cutting_gradient(const struct objective *objective, const real *w,
                             const struct objective_rows *rows, const struct objective_pass *pass,
                             void *workspace, real *gradient, struct pass_sums *sums)
{
    if (atomic_fetch_sub(&scissors.left, 1) == 0)
        atomic_store(&scissors.cancel, true);
    scissors.whole->gradient(objective, w, rows, pass, workspace, gradient, sums);
}

static void sharpen(struct race *race)
{
    struct objective *objective = race_problem(race)->objective;

    scissors.whole = objective->type;
    scissors.cutting = *objective->type;
    scissors.cutting.gradient = cutting_gradient;
    objective->type = &scissors.cutting;
}

/* An iteration that is cancelled when `lanes` lanes are done; it may be over before. */
static void cut(struct race *race, int lanes)
{
    struct status status = {0};

    atomic_store(&scissors.cancel, false);
    atomic_store(&scissors.left, lanes);
    race_iterate(race, &scissors.cancel, &status);
    atomic_store(&scissors.left, -1);
}

static struct race *replay(const struct setting *setting, const struct journal *journal);

/*
 * The first of two runs has made its first update when the iteration is cancelled; then the race is
 * made longer. Both schedules end where that iteration found them to, in a replay, too; that of a
 * run added then ends with the longer race.
 */
START_TEST(schedules_of_a_cut_iteration_end_together)
{
    struct race *race = make_race(&plain), *again;
    struct status status = {0};

    ck_assert(race_set_iterations(race, 40, &status));
    add(race, "gd:lr=0.1,schedule=linear");
    add(race, "momentum:lr=0.1,schedule=linear");
    sharpen(race);
    cut(race, 1);
    ck_assert_uint_eq(run_iteration(run_of(race, 1)), 1);
    ck_assert_uint_eq(run_iteration(run_of(race, 2)), 0);
    if (_i == 1)
        add(race, "nesterov:lr=0.1,schedule=linear");
    ck_assert(race_set_iterations(race, 80, &status));
    if (_i == 2)
        rewind_to(race, 0, 0);
    train_to(race, 12);
    again = replay(&plain, race_journal(race));
    train_to(again, 12);
    for (int id = 1; id <= race_runs(race); id++) {
        double total = id == 3 ? 80 : 40;

        ck_assert_msg(run_get_numbers(run_of(race, id))->total == total, "run %d ends at %g", id,
                      run_get_numbers(run_of(race, id))->total);
        assert_close(rate(race, id, 11), 0.1 * (1 - 11 / total), 1e-12);
        assert_same_run(run_of(race, id), run_of(again, id), "replayed");
    }
    race_free(race);
    race_free(again);
}
END_TEST

/* Where no run has made it, nothing is settled. */
START_TEST(an_iteration_that_nobody_made_settles_nothing)
{
    struct race *race = make_race(&plain);
    struct status status = {0};

    ck_assert(race_set_iterations(race, 40, &status));
    add(race, "gd:lr=0.1,schedule=linear");
    sharpen(race);
    cut(race, 0);
    ck_assert_uint_eq(race_iteration(race), 0);
    ck_assert(race_set_iterations(race, 80, &status));
    train_to(race, 2);
    ck_assert(run_get_numbers(run_of(race, 1))->total == 80);
    race_free(race);
}
END_TEST

/* ---- undo ---------------------------------------------------------------------------------------
 */

enum { EVENTS_UNDONE = 8 };

/* One event of each kind on a race of two runs after 12. */
static void make_event(struct race *race, int kind)
{
    struct run_config config = config_of("rmsprop:lr=0.002");
    struct status status = {0};
    bool done = true;

    switch (kind) {
    case 0:
        done = race_add(race, &config, &status) > 0;
        break;
    case 1:
        done = race_configure(race, 1, &config, &status);
        break;
    case 2:
        change(race, 2, 7, "momentum:lr=0.05", false);
        break;
    case 3:
        fork_run(race, 2, 12, "momentum:lr=0.05", true);
        break;
    case 4:
        rewind_to(race, 0, 5);
        break;
    case 5:
        done = race_reset(race, &status);
        break;
    case 6:
        done = race_remove(race, 1, &status);
        break;
    default:
        done = race_set_iterations(race, 77, &status);
    }
    ck_assert_msg(done, "%s", status.message);
}

START_TEST(each_kind_of_event_is_undone_until_the_race_goes_on)
{
    struct race *race = make_race(&batches), *twin = make_race(&batches);
    struct status status = {0};

    for (int i = 0; i < 2; i++) {
        add(i ? twin : race, "adam:lr=0.01");
        add(i ? twin : race, "nesterov:lr=0.05");
        iterate(i ? twin : race, 12);
    }
    ck_assert(!race_undo(race, &status)); /* trained on since they were added */
    make_event(race, _i);
    ck_assert_msg(race_undo(race, &status), "%s", status.message);
    ck_assert_int_eq(race_runs(race), 2);
    for (int i = 0; i < 2; i++) {
        ck_assert_int_eq(race_run_id(race, i), i + 1);
        assert_same_run(race_run(race, i), race_run(twin, i), "undone");
    }
    ck_assert_int_eq((int)race_journal(race)->event[race_journal(race)->length - 1].undone,
                     (int)race_journal(race)->length - 2);
    iterate(race, 2);
    iterate(twin, 2);
    for (int i = 0; i < 2; i++)
        assert_same_run(race_run(race, i), race_run(twin, i), "trained on");

    /* Catching up is no obstacle, one more step is. */
    make_event(race, _i);
    train_to(race, race_iteration(race));
    ck_assert(race_undo(race, &status));
    for (int i = 0; i < 2; i++)
        assert_same_run(race_run(race, i), race_run(twin, i), "undone after catching up");
    make_event(race, _i);
    train_to(race, race_iteration(race));
    iterate(race, 1);
    ck_assert(!race_undo(race, &status));
    ck_assert_ptr_nonnull(strstr(status.message, "trained"));
    race_free(race);
    race_free(twin);
}
END_TEST

START_TEST(undo_goes_back_event_by_event)
{
    static const int kinds[] = {0, 4, 1, 7, 5};
    struct race *race = make_race(&plain);
    struct status status = {0};

    ck_assert(!race_undo(race, &status));
    ck_assert_str_eq(status.message, "there is nothing to undo");
    add(race, "gd:lr=0.1");
    iterate(race, 6);
    for (int i = 0; i < 5; i++)
        make_event(race, kinds[i]);
    for (int i = 0; i < 5; i++)
        ck_assert_msg(race_undo(race, &status), "%s", status.message);
    ck_assert(!race_undo(race, &status));
    ck_assert_int_eq(race_runs(race), 1);
    assert_direct(&plain, race, 1);
    ck_assert_uint_eq(run_iteration(race_run(race, 0)), 6);
    race_free(race);
}
END_TEST

/* ---- checkpoints -------------------------------------------------------------------------------
 */

/* What is kept lies within the budget, denser towards the end, and going back starts there. */
START_TEST(checkpoints_thin_out_with_age)
{
    enum { END = 3000, KEPT = 20 };
    struct race *race = make_race(&batches);
    struct status status = {0};
    const struct replica *replica;
    uint64_t at[REPLICA_CHECKPOINTS_MAX];
    int count;

    add(race, "adam:lr=0.001");
    replica = run_replica(race_run(race, 0), 0);
    race_set_memory(race, KEPT * replica_size(replica), 1);
    iterate(race, END);
    count = checkpoint_count(replica);
    ck_assert_int_eq(count, KEPT);
    at[count - 1] = checkpoint_before(replica, END);
    for (int i = count - 1; i > 0; i--)
        at[i - 1] = checkpoint_before(replica, at[i] - 1);
    ck_assert_uint_eq(at[count - 1], END);
    for (int i = 1; i < count; i++) /* no gap is larger than the age of what ends it */
        ck_assert_msg(at[i] - at[i - 1] <= END - at[i] + 2, "%d: %d and %d", i, (int)at[i - 1],
                      (int)at[i]);
    ck_assert_uint_le(at[0], END / 2);

    /* Going back from a checkpoint draws no parameters and recomputes nothing before it. */
    race_problem(race)->initial[0] += (real)0.5;
    rewind_to(race, 0, END - 1);
    ck_assert(!race_rewind(race, 0, at[0] - 1, NULL, &status));
    race_problem(race)->initial[0] -= (real)0.5;
    rewind_to(race, 0, at[0] - 1);
    ck_assert_int_eq(checkpoint_count(run_replica(race_run(race, 0), 0)), 0);
    ck_assert(race_undo(race, &status));
    ck_assert_int_gt(checkpoint_count(run_replica(race_run(race, 0), 0)), KEPT / 2);
    race_free(race);
}
END_TEST

START_TEST(without_memory_there_are_no_checkpoints)
{
    struct race *race = make_race(&plain);
    const struct replica *replica;

    race_set_memory(race, 100, 1);
    add(race, "adam:lr=0.001");
    iterate(race, 9);
    replica = run_replica(race_run(race, 0), 0);
    ck_assert_int_eq(checkpoint_count(replica), 0);
    ck_assert_uint_gt(checkpoint_interval(replica), 1);
    rewind_to(race, 0, 4);
    assert_direct(&plain, race, 1);
    race_free(race);
}
END_TEST

/* ---- refusals
 * ------------------------------------------------------------------------------------ */

START_TEST(what_cannot_be_is_refused_and_changes_nothing)
{
    struct race *race = make_race(&plain);
    struct run_config config = config_of("gd:lr=0.1");
    struct status status = {0};
    atomic_bool cancel;
    size_t events;

    add(race, "adam:lr=0.01");
    iterate(race, 5);
    events = race_journal(race)->length;
    ck_assert_int_eq(race_fork(race, 1, 6, &config, false, NULL, &status), 0);
    ck_assert_str_eq(status.message, "run 1 has not come to iteration 6 yet (it has completed 5)");
    ck_assert(!race_change(race, 1, 6, &config, false, NULL, &status));
    ck_assert(!race_change(race, 9, 2, &config, false, NULL, &status));
    ck_assert_str_eq(status.message, "there is no run 9");
    ck_assert(!race_rewind(race, 9, 2, NULL, &status));
    ck_assert(!race_rewind(race, 1, 5, NULL, &status));
    atomic_init(&cancel, true);
    ck_assert(!race_rewind(race, 1, 2, &cancel, &status));
    ck_assert_int_eq(status.code, STATUS_CANCELLED);
    ck_assert_int_eq(race_fork(race, 1, 2, &config, false, &cancel, &status), 0);
    ck_assert_uint_eq(race_journal(race)->length, events);
    ck_assert_int_eq(race_runs(race), 1);
    assert_direct(&plain, race, 1);
    race_free(race);
}
END_TEST

/* What was recorded is no longer what comes out: said, and nothing is changed. */
START_TEST(a_difference_is_an_error)
{
    struct race *race = make_race(&plain);
    struct status status = {0};

    add(race, "gd:lr=0.1");
    iterate(race, 9);
    race_problem(race)->initial[0] += (real)0.5;
    ck_assert(!race_rewind(race, 1, 4, NULL, &status));
    ck_assert_int_eq(status.code, STATUS_DATA);
    ck_assert_ptr_nonnull(strstr(status.message, "recomputing iteration 0 gave another"));
    ck_assert_uint_eq(run_iteration(race_run(race, 0)), 9);
    race_free(race);
}
END_TEST

/* ---- at random
 * ----------------------------------------------------------------------------------- */

static const char *const schedules_at_random[] = {"",
                                                  ",schedule=cosine",
                                                  ",schedule=plateau,patience=1",
                                                  ",schedule=linear,warmup=3",
                                                  ",schedule=one-cycle,total=25",
                                                  ",schedule=step"};

static struct run_config random_config(struct rng *rng)
{
    char text[RUN_CONFIG_TEXT_MAX];
    const char *name = optimizers[rng_interval(rng, (uint32_t)optimizer_count - 1)]->name;

    snprintf(text, sizeof text, "%s:lr=0.0%u%s", name, 1 + rng_interval(rng, 8),
             schedules_at_random[rng_interval(rng, 5)]);
    return config_of(text);
}

static uint64_t at_most(struct rng *rng, uint64_t most)
{
    return rng_interval(rng, (uint32_t)most);
}

/* Something at random; what is refused is refused. */
static void act(struct race *race, struct rng *rng, struct status *status)
{
    struct run_config config = random_config(rng);
    bool restarts = at_most(rng, 1);
    uint64_t what = at_most(rng, 16), s;
    char name[RUN_CONFIG_NAME_MAX];
    int place, id;

    if (race_runs(race) == 0) {
        race_add(race, &config, status);
        return;
    }
    place = (int)at_most(rng, (uint64_t)race_runs(race) - 1);
    id = race_run_id(race, place);
    s = at_most(rng, run_iteration(race_run(race, place)));
    if (what < 2 && race_runs(race) < 5)
        race_add(race, &config, status);
    else if (what < 3)
        race_configure(race, id, &config, status);
    else if (what < 6)
        race_change(race, id, s, &config, restarts, NULL, status);
    else if (what < 9 && race_runs(race) < 5)
        race_fork(race, id, s, &config, restarts, NULL, status);
    else if (what < 12)
        race_rewind(race, restarts ? id : 0, s, NULL, status);
    else if (what < 13 && race_runs(race) > 1)
        race_remove(race, id, status);
    else if (what < 14)
        race_set_iterations(race, 20 + s, status);
    else if (what < 15)
        race_undo(race, status);
    else if (what < 16) {
        snprintf(name, sizeof name, "one of %u", (unsigned)at_most(rng, 3));
        race_rename(race, id, restarts ? name : "", status);
    } else if (restarts)
        race_reset(race, status);
}

/* Repeats a journal. */
static struct race *replay(const struct setting *setting, const struct journal *journal)
{
    struct race *race = make_race(setting);
    struct status status = {0};

    for (size_t i = 0; i < journal->length; i++) {
        char line[EVENT_TEXT_MAX];
        struct event event;
        bool done = false;

        event_format(&journal->event[i], line, sizeof line);
        ck_assert_msg(event_parse(line, &event, &status), "%s", status.message);
        train_to(race, event.laggard);
        switch (event.kind) {
        case EVENT_ADD:
            done = race_add(race, &event.config, &status) == event.run;
            break;
        case EVENT_EDIT:
            done = race_configure(race, event.run, &event.config, &status);
            break;
        case EVENT_CHANGE:
            done = race_change(race, event.run, event.at, &event.config, event.restarts, NULL,
                               &status);
            break;
        case EVENT_FORK:
            done = race_fork(race, event.parent, event.at, &event.config, event.restarts, NULL,
                             &status) == event.run;
            break;
        case EVENT_REWIND:
            done = race_rewind(race, event.run, event.at, NULL, &status);
            break;
        case EVENT_RESET:
            done = race_reset(race, &status);
            break;
        case EVENT_REMOVE:
            done = race_remove(race, event.run, &status);
            break;
        case EVENT_RENAME:
            done = race_rename(race, event.run, event.config.name, &status);
            break;
        case EVENT_ITERATIONS:
            done = race_set_iterations(race, event.iterations, &status);
            break;
        default:
            done = race_undo(race, &status);
        }
        ck_assert_msg(done, "replaying '%s': %s", line, status.message);
    }
    return race;
}

static void random_journal(uint32_t seed)
{
    struct setting setting = {.seed = seed, .seeds = 1};
    struct status status = {0};
    struct race *race, *again;
    struct rng rng;
    uint64_t end;

    rng_seed(&rng, seed);
    setting.batch_size = at_most(&rng, 1) ? 10 + at_most(&rng, 20) : 0;
    setting.dropout = at_most(&rng, 3) == 0 ? 0.25 : 0;
    setting.seeds = at_most(&rng, 4) == 0 ? 2 : 1;
    setting.threads = 1 + (int)at_most(&rng, 3);
    race = make_race(&setting);
    if (at_most(&rng, 2) > 0) /* few of them, or many */
        race_set_memory(race, (uint64_t)1 << (16 + at_most(&rng, 6)), 1 + at_most(&rng, 6));
    add(race, "adam:lr=0.02,schedule=cosine");
    sharpen(race);
    for (int i = 0; i < 14; i++) {
        int steps = (int)at_most(&rng, 8);

        for (int k = 0; k < steps && race_iteration(race) < 40; k++)
            iterate(race, 1);
        if (at_most(&rng, 7) == 0)
            ck_assert(race_set_threads(race, 1 + (int)at_most(&rng, 15), &status));
        if (at_most(&rng, 2) == 0) /* a pause in the middle of an iteration */
            cut(race, (int)at_most(&rng, 5));
        act(race, &rng, &status);
    }
    end = race_iteration(race) + 3;
    train_to(race, end);
    setting.threads = 2;
    for (int i = 0; i < race_runs(race); i++)
        if (setting.seeds == 1)
            assert_direct(&setting, race, race_run_id(race, i));
    again = replay(&setting, race_journal(race));
    train_to(again, end);
    ck_assert_int_eq(race_runs(again), race_runs(race));
    for (int i = 0; i < race_runs(race); i++) {
        ck_assert_int_eq(race_run_id(race, i), race_run_id(again, i));
        assert_same_run(race_run(race, i), race_run(again, i), "replayed");
        ck_assert_str_eq(run_get_config(race_run(race, i))->name,
                         run_get_config(race_run(again, i))->name);
    }
    race_free(again);
    race_free(race);
}

START_TEST(random_journals_give_the_bits_of_the_direct_computation)
{
    int journals = instrumented() ? 1 : getenv("OPTOP_SLOW") ? 200 : 6;

    for (int i = 0; i < journals; i++)
        random_journal((uint32_t)(1000 * _i + i));
}
END_TEST

/* ---- journals as text
 * ----------------------------------------------------------------------------- */

START_TEST(events_are_read_back_as_written)
{
    struct event event = {.kind = EVENT_FORK,
                          .run = 3,
                          .parent = 2,
                          .at = 57,
                          .front = 60,
                          .laggard = 59,
                          .restarts = true,
                          .time = 1790000000,
                          .config = config_of("adam:lr=0.0123456789012345,beta2=0.97")};
    struct event read = {0};
    struct status status = {0};
    char text[EVENT_TEXT_MAX];

    ck_assert_str_eq(event_format(&event, text, sizeof text),
                     "1790000000 60 59 fork run=3 parent=2 at=57 restarts=1 "
                     "adam:lr=0.0123456789012345,beta1=0.9,beta2=0.97");
    ck_assert_msg(event_parse(text, &read, &status), "%s", status.message);
    ck_assert(run_config_equal(&read.config, &event.config));
    for (int kind = 0; kind < EVENT_KINDS; kind++) {
        char again[EVENT_TEXT_MAX];

        event.kind = (enum event_kind)kind;
        event.iterations = UINT64_MAX;
        event.undone = 12;
        ck_assert(run_config_set_name(&event.config, "fast one", &status));
        event_format(&event, text, sizeof text);
        ck_assert_msg(event_parse(text, &read, &status), "%s", status.message);
        ck_assert_int_eq((int)read.kind, kind);
        ck_assert_str_eq(event_format(&read, again, sizeof again), text);
    }
}
END_TEST

START_TEST(a_bad_line_is_refused)
{
    static const char *const lines[] = {
        "",
        "1 2 3",
        "1 2 fork run=1",
        "-1 2 3 reset",
        "1 2 3 resets",
        "1 2 3 reset now",
        "1 2 3 rewind run=1",
        "1 2 3 rewind run=1 at=",
        "1 2 3 rewind run=1 at=4x",
        "1 2 3 rewind run=99999999999 at=4",
        "1 2 3 rewind run=1 at=18446744073709551616",
        "1 2 3 change run=1 at=4 restarts=2 gd:lr=0.1",
        "1 2 3 add run=1 gd:lr=-1",
        "1 2 3 add run=1",
    };
    struct event event = {.run = 77};

    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        struct status status = {0};

        ck_assert_msg(!event_parse(lines[i], &event, &status), "'%s'", lines[i]);
        ck_assert_int_eq(status.code, STATUS_INVALID);
        ck_assert_int_eq(event.run, 77);
    }
}
END_TEST

static Suite *events_suite(void)
{
    Suite *suite = suite_create("events");
    TCase *arena = tcase_create("arena"), *events = tcase_create("events");
    TCase *random = tcase_create("random"), *journal = tcase_create("journal");

    tcase_add_loop_test(arena, the_arena_is_all_that_counts, 0, 16);
    tcase_add_test(arena, a_run_holds_a_replica_for_each_seed);
    suite_add_tcase(suite, arena);
    tcase_add_loop_test(events, a_rewound_race_goes_on_as_before, 0, 8);
    tcase_add_test(events, diverged_runs_live_again);
    tcase_add_test(events, slots_go_on_with_the_same_optimizer);
    tcase_add_test(events, a_schedules_clock_restarts_only_when_it_is_set);
    tcase_add_loop_test(events, schedules_of_a_cut_iteration_end_together, 0, 3);
    tcase_add_test(events, an_iteration_that_nobody_made_settles_nothing);
    tcase_add_loop_test(events, each_kind_of_event_is_undone_until_the_race_goes_on, 0,
                        EVENTS_UNDONE);
    tcase_add_test(events, undo_goes_back_event_by_event);
    tcase_add_test(events, checkpoints_thin_out_with_age);
    tcase_add_test(events, without_memory_there_are_no_checkpoints);
    tcase_add_test(events, what_cannot_be_is_refused_and_changes_nothing);
    tcase_add_test(events, a_difference_is_an_error);
    suite_add_tcase(suite, events);
    tcase_add_loop_test(random, random_journals_give_the_bits_of_the_direct_computation, 0, 10);
    tcase_set_timeout(random, 120);
    suite_add_tcase(suite, random);
    tcase_add_test(journal, events_are_read_back_as_written);
    tcase_add_test(journal, a_bad_line_is_refused);
    suite_add_tcase(suite, journal);
    return suite;
}

TEST_MAIN(events_suite)
