/*
 * check_events.c - what is done to a race: rewinding, forking, changing and undoing, case by case;
 * a replica's arena is all that counts. At random, and repeated by the journal: check_journal.c.
 */
#include "race_tools.h"

#include "train/checkpoint.h"
#include "train/race_private.h"

#include <malloc.h>
#include <math.h>

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
    fresh->w = fresh->good = fresh->former = NULL;
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

/* Of runs that have diverged the leader knows nothing. */
START_TEST(the_leader_is_a_live_run)
{
    struct race *race = make_race(&plain);
    uint64_t end;

    add(race, "gd:lr=0.1");
    add(race, "gd:lr=1000,weight_decay=900");
    train_to(race, 300);
    end = run_get_numbers(run_of(race, 2))->diverged_at;
    ck_assert_uint_gt(end, 1);
    ck_assert_uint_lt(end, 300);
    ck_assert_uint_eq(race_leader(race), 300);
    rewind_to(race, 1, end - 1);
    ck_assert_int_eq(run_get_numbers(run_of(race, 2))->state, RUN_DIVERGED);
    ck_assert_uint_eq(race_leader(race), end - 1);
    race_free(race);
}
END_TEST

/* ---- clocks -------------------------------------------------------------------------------------
 */

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

/*
 * An iteration that was cancelled had brought a change into force, which another one replaces
 * before any update: moments go on as if the first had never been.
 */
START_TEST(a_change_that_made_no_update_leaves_no_trace)
{
    struct race *race = make_race(&batches), *straight = make_race(&batches);
    struct status status = {0};
    atomic_bool cancel;

    atomic_init(&cancel, true);
    add(race, "adam:lr=0.01");
    add(straight, "adam:lr=0.01");
    iterate(race, 6);
    iterate(straight, 6);
    change(race, 1, 6, "gd:lr=0.1", false);
    ck_assert(!race_iterate(race, &cancel, &status));
    ck_assert_int_eq(status.code, STATUS_CANCELLED);
    ck_assert_int_eq(run_get_numbers(race_run(race, 0))->segment, 1);
    change(race, 1, 6, "adam:lr=0.02", false);
    change(straight, 1, 6, "adam:lr=0.02", false);
    iterate(race, 5);
    iterate(straight, 5);
    assert_same_run(race_run(race, 0), race_run(straight, 0), "changed twice");
    race_free(race);
    race_free(straight);
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

/* However much memory there is; and the state that was gone back to is one of them. */
START_TEST(there_are_only_so_many_checkpoints)
{
    struct race *race = make_race(&plain);

    race_set_memory(race, RACE_MEMORY, 1);
    add(race, "gd:lr=0.1");
    iterate(race, 200);
    ck_assert_int_eq(checkpoint_count(run_replica(race_run(race, 0), 0)), REPLICA_CHECKPOINTS_MAX);
    ck_assert_uint_eq(checkpoint_before(run_replica(race_run(race, 0), 0), 199), 199);
    rewind_to(race, 0, 199);
    ck_assert_uint_eq(checkpoint_before(run_replica(race_run(race, 0), 0), 199), 199);
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

/* Runs that are trained at the same time need gradients of their own, which count. */
START_TEST(memory_counts_what_runs_train_with)
{
    const struct run_config config[] = {config_of("gd"), config_of("adam")};
    struct race *race = make_race(&batches);
    struct status status = {0};
    const struct problem *problem = race_problem(race);
    uint64_t runs = run_memory(problem, &config[0]) + run_memory(problem, &config[1]);
    uint64_t gradients = race_memory_for(problem, config, 2, 1) - runs;

    ck_assert_uint_ge(gradients, problem->objective->n * sizeof(real));
    ck_assert_uint_eq(race_memory_for(problem, config, 2, 2), runs + 2 * gradients);
    ck_assert_uint_eq(race_memory_for(problem, config, 2, 3), runs + 2 * gradients);
    add(race, "gd");
    add(race, "adam");
    ck_assert(race_set_threads(race, 2, &status));
    ck_assert_uint_eq(race_memory(race), runs + 2 * gradients);
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

/* Every bit counts but times, and what was not recorded both times. */
START_TEST(recomputed_rows_are_compared_bit_by_bit)
{
    struct status status = {0};
    struct history *recorded = history_create(&status), *now = history_create(&status);
    struct history_row row = {.evaluated = true};

    for (int c = 0; c < CURVES; c++)
        row.value[c] = 0;
    for (int k = 0; k < 4 * CURVES; k++) {
        const double then[] = {0, 0.25, (double)NAN, (double)NAN};
        const double value[] = {-0.0, nextafter(0.25, 1), -(double)NAN, 0.5};
        enum curve c = (enum curve)(k % CURVES);
        bool asked = curve_specs[c].asked, same = k / CURVES == 2 || c == CURVE_SECONDS;

        row.value[c] = then[k / CURVES];
        ck_assert(history_reserve(recorded, &status) && history_reserve(now, &status));
        history_append(recorded, &row);
        row.value[c] = value[k / CURVES];
        history_append(now, &row);
        row.value[c] = 0;
        status = (struct status){0};
        ck_assert_msg(race_same_row(now, recorded, "; so", &status) ==
                          (same || (asked && k / CURVES == 3)),
                      "%s %d", curve_specs[c].name, k / CURVES);
        ck_assert(status.code == STATUS_OK || strstr(status.message, curve_specs[c].title));
        ck_assert(status.code == STATUS_OK || strstr(status.message, "; so"));
    }
    history_free(recorded);
    history_free(now);
}
END_TEST

static Suite *events_suite(void)
{
    Suite *suite = suite_create("events");
    TCase *arena = tcase_create("arena"), *events = tcase_create("events");

    tcase_add_loop_test(arena, the_arena_is_all_that_counts, 0, 16);
    tcase_add_test(arena, a_run_holds_a_replica_for_each_seed);
    suite_add_tcase(suite, arena);
    tcase_add_loop_test(events, a_rewound_race_goes_on_as_before, 0, 8);
    tcase_add_test(events, diverged_runs_live_again);
    tcase_add_test(events, the_leader_is_a_live_run);
    tcase_add_test(events, slots_go_on_with_the_same_optimizer);
    tcase_add_test(events, a_change_that_made_no_update_leaves_no_trace);
    tcase_add_test(events, a_schedules_clock_restarts_only_when_it_is_set);
    tcase_add_loop_test(events, each_kind_of_event_is_undone_until_the_race_goes_on, 0,
                        EVENTS_UNDONE);
    tcase_add_test(events, undo_goes_back_event_by_event);
    tcase_add_test(events, checkpoints_thin_out_with_age);
    tcase_add_test(events, there_are_only_so_many_checkpoints);
    tcase_add_test(events, without_memory_there_are_no_checkpoints);
    tcase_add_test(events, memory_counts_what_runs_train_with);
    tcase_add_test(events, what_cannot_be_is_refused_and_changes_nothing);
    tcase_add_test(events, a_difference_is_an_error);
    tcase_add_test(events, recomputed_rows_are_compared_bit_by_bit);
    suite_add_tcase(suite, events);
    return suite;
}

TEST_MAIN(events_suite)
