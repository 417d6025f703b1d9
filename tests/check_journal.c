/*
 * check_journal.c - journals: events at random give the bits of the direct computation, and a
 * journal repeats them, also where iterations were cut short; journals as text.
 */
#include "race_tools.h"

/* ---- repeating ----------------------------------------------------------------------------------
 */

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

/* Each replica is the run's of a race under its seed alone. */
static void assert_alone(const struct setting *setting, const struct race *again, uint64_t end,
                         const struct journal *journal)
{
    for (int r = 0; r < setting->seeds; r++) {
        struct setting one = *setting;
        struct race *alone;

        one.seeds = 1;
        one.seed += (uint64_t)r;
        alone = replay(&one, journal);
        train_to(alone, end);
        for (int i = 0; i < race_runs(again); i++)
            ck_assert_msg(same_replica(run_replica(race_run(again, i), r),
                                       run_replica(race_run(alone, i), 0)),
                          "run %d, seed %d", i + 1, (int)one.seed);
        race_free(alone);
    }
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
    setting.seeds = at_most(&rng, 4) == 0 ? 2 + (int)at_most(&rng, 1) : 1;
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
    if (setting.seeds > 1)
        assert_alone(&setting, again, end, race_journal(race));
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

static Suite *journal_suite(void)
{
    Suite *suite = suite_create("journal");
    TCase *cut_short = tcase_create("cut"), *random = tcase_create("random");
    TCase *text = tcase_create("text");

    tcase_add_loop_test(cut_short, schedules_of_a_cut_iteration_end_together, 0, 3);
    tcase_add_test(cut_short, an_iteration_that_nobody_made_settles_nothing);
    suite_add_tcase(suite, cut_short);
    tcase_add_loop_test(random, random_journals_give_the_bits_of_the_direct_computation, 0, 10);
    tcase_set_timeout(random, 120);
    suite_add_tcase(suite, random);
    tcase_add_test(text, events_are_read_back_as_written);
    tcase_add_test(text, a_bad_line_is_refused);
    suite_add_tcase(suite, text);
    return suite;
}

TEST_MAIN(journal_suite)
