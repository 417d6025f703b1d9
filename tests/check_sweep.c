/* check_sweep.c - ranges, lists of jobs, jobs side by side, and what their results say. */
#include "check_main.h"
#include "sweep_tools.h"

#include "app/sweep_hand.h"
#include "app/sweep_store_private.h"
#include "app/sweep_table.h"
#include "train/run.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* ---- ranges ---------------------------------------------------------------------------------- */

/* All points of a range, blanks between them. */
static const char *points_of(const char *text, bool whole)
{
    static char all[1024];
    struct sweep_range range = range_of(text);
    char value[SWEEP_VALUE_MAX];

    all[0] = '\0';
    for (int i = 0; i < range.points; i++) {
        strcat(all, i > 0 ? " " : "");
        strcat(all, sweep_range_value(&range, i, whole, value, sizeof value));
    }
    return all;
}

START_TEST(ranges_have_their_points)
{
    static const struct {
        const char *text, *points;
        bool whole;
    } cases[] = {
        {"lr=1e-4..1e-1*4", "0.0001 0.001 0.01 0.1", false},
        {"lr=1e-4..1e1*11",
         "0.0001 0.000316228 0.001 0.00316228 0.01 0.0316228 0.1 0.316228 1 "
         "3.16228 10",
         false},
        {" lr = 0.3 .. 2.4 * 4 ", "0.3 0.6 1.2 2.4", false},
        {"beta=0.5..0.9/5", "0.5 0.6 0.7 0.8 0.9", false},
        {"x=-1..1/3", "-1 0 1", false},
        {"x=1.23456789..2/2", "1.23457 2", false},
        {"x=0...5/2", "0 0.5", false},
        {"memory=1..100*3", "1 10 100", true},
        {"memory=1..10/4", "1 4 7 10", true},
        {"memory=2..31*4", "2 5 12 31", true},
        {"beta1={0.8,0.9}", "0.8 0.9", false},
        {"schedule={ constant , cosine}", "constant cosine", false},
        {"lr={1e-1,0.20000001,3}", "0.1 0.2 3", false},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        ck_assert_str_eq(points_of(cases[i].text, cases[i].whole), cases[i].points);
}
END_TEST

START_TEST(wrong_ranges_are_refused)
{
    static const struct {
        const char *text, *part;
    } cases[] = {
        {"lr", "'lr' is not of the form KEY=RANGE"},
        {"=1..2*3", "is not of the form KEY=RANGE"},
        {"lr=0.1", "lr: '0.1' is no range (allowed: FROM..TO*POINTS"},
        {"lr=1..2", "does not say how the points are spaced"},
        {"lr=..2*3", "does not begin with a number"},
        {"lr=1..*3", "has no number after '..'"},
        {"lr=nan..2*3", "does not begin with a number"},
        {"lr=0x1..2*3", "does not begin with a number"},
        {"lr=1..1e999*3", "has no number after '..'"},
        {"lr=1..2*1", "no such number of points (allowed: 2 to 10000)"},
        {"lr=1..2*10001", "no such number of points"},
        {"lr=1..2*2.5", "no such number of points"},
        {"lr=1..2*-3", "no such number of points"},
        {"lr=1..2*3*4", "no such number of points"},
        {"x=1...5/2", "does not rise"}, /* to 0.5 */
        {"lr=2..2*3", "does not rise (allowed: FROM < TO)"},
        {"lr=3..2/3", "does not rise"},
        {"lr=1..1.0000001*3", "does not rise"},
        {"lr=0..1*3", "begins at or below 0"},
        {"lr=-1..1*3", "begins at or below 0"},
        {"lr={}", "'' is no value"},
        {"lr={1,,2}", "'' is no value"},
        {"lr={1,2", "does not end with }"},
        {"lr={", "does not end with }"},
        {"lr={1}2}", "goes on after }"},
        {"lr={1,2,1.0}", "'1' is given twice"},
        {"lr={1,1.0}", "'1' is given twice"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct sweep_range range = {.points = 77};
        struct status status = {0};

        ck_assert_msg(!sweep_range_parse(cases[i].text, &range, &status), "%s", cases[i].text);
        ck_assert_msg(strstr(status.message, cases[i].part) != NULL, "%s: %s", cases[i].text,
                      status.message);
        ck_assert_int_eq(status.code, STATUS_INVALID);
        ck_assert_int_eq(range.points, 77);
    }
}
END_TEST

START_TEST(ranges_are_written_as_they_are_read)
{
    static const char *const texts[] = {"lr=0.0001..0.1*13", "beta=0.5..0.9/5", "beta1={0.8,0.9}",
                                        "lr=0.001..1*"};
    char text[SWEEP_TEXT_MAX];

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct sweep_range range = range_of(texts[i]);

        ck_assert_str_eq(sweep_range_format(&range, text, sizeof text), texts[i]);
    }
}
END_TEST

START_TEST(draws_lie_in_their_range)
{
    struct sweep_range geometric = range_of("lr=0.01..1*"), linear = range_of("x=-1..3/9"),
                       list = range_of("s={a,b,c}");
    char value[SWEEP_VALUE_MAX];

    ck_assert_str_eq(sweep_range_draw(&geometric, 0, false, value, sizeof value), "0.01");
    ck_assert_str_eq(sweep_range_draw(&geometric, 0.5, false, value, sizeof value), "0.1");
    ck_assert_str_eq(sweep_range_draw(&geometric, 0.25, false, value, sizeof value), "0.0316228");
    ck_assert_str_eq(sweep_range_draw(&linear, 0.25, false, value, sizeof value), "0");
    ck_assert_str_eq(sweep_range_draw(&linear, 0.375, true, value, sizeof value), "1");
    ck_assert_str_eq(sweep_range_draw(&list, 0, false, value, sizeof value), "a");
    ck_assert_str_eq(sweep_range_draw(&list, 0.34, false, value, sizeof value), "b");
    ck_assert_str_eq(sweep_range_draw(&list, 0.999999, false, value, sizeof value), "c");
}
END_TEST

START_TEST(ranges_are_taken_out_of_an_optimizer)
{
    static const struct {
        const char *text, *plain, *ranges;
    } cases[] = {
        {"adam", "adam", ""},
        {"adam:lr=0.1,beta1=0.8", "adam:lr=0.1,beta1=0.8", ""},
        {"adam:", "adam:", ""},
        {"adam:lr=0.1,", "adam:lr=0.1,", ""},
        {"adam:lr=1e-4..1e-1*13", "adam", "lr=0.0001..0.1*13"},
        {"adam:lr=1e-4..1e-1*13,beta1={0.8,0.9},beta2=0.99", "adam:beta2=0.99",
         "lr=0.0001..0.1*13 beta1={0.8,0.9}"},
        {"adam:beta2=0.99,lr= {0.1}", "adam:beta2=0.99", "lr={0.1}"},
        {"adam:name=a..b,lr=0.1", "adam:name=a..b,lr=0.1", ""},
        {"adam:name={a,lr=0.1", "adam:name={a,lr=0.1", ""},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct sweep_range range[SWEEP_RANGES_MAX];
        char plain[SWEEP_TEXT_MAX], all[SWEEP_TEXT_MAX] = "", text[SWEEP_TEXT_MAX];
        struct status status = {0};
        int ranges = 0;

        ck_assert_msg(sweep_ranges_split(cases[i].text, 3, plain, range, &ranges, &status), "%s",
                      status.message);
        ck_assert_str_eq(plain, cases[i].plain);
        for (int k = 0; k < ranges; k++) {
            ck_assert_int_eq(range[k].run, 3);
            strcat(all, k > 0 ? " " : "");
            strcat(all, sweep_range_format(&range[k], text, sizeof text));
        }
        ck_assert_str_eq(all, cases[i].ranges);
    }
}
END_TEST

START_TEST(a_key_has_one_range_in_a_run)
{
    struct sweep_range range[SWEEP_RANGES_MAX], lr = range_of("lr=1..2*3"), other;
    struct status status = {0};
    int ranges = 0;

    lr.run = 0;
    ck_assert(sweep_ranges_add(&lr, range, &ranges, &status));
    lr.run = 1;
    ck_assert(sweep_ranges_add(&lr, range, &ranges, &status));
    ck_assert(!sweep_ranges_add(&lr, range, &ranges, &status));
    ck_assert_str_eq(status.message, "lr: has two ranges for the same run");
    lr.run = SWEEP_ALL_RUNS;
    ck_assert(!sweep_ranges_add(&lr, range, &ranges, &status));
    /* The other way round, too. */
    ranges = 0;
    ck_assert(sweep_ranges_add(&lr, range, &ranges, &status));
    lr.run = 1;
    ck_assert(!sweep_ranges_add(&lr, range, &ranges, &status));
    ck_assert_str_eq(status.message, "lr: has two ranges for the same run");
    ck_assert_int_eq(ranges, 1);
    ranges = 2;
    other = range_of("k=1..2*3");
    for (int i = 0; i < SWEEP_RANGES_MAX - 2; i++) {
        other.key[0] = (char)('a' + i);
        ck_assert(sweep_ranges_add(&other, range, &ranges, &status));
    }
    other.key[0] = 'z';
    ck_assert(!sweep_ranges_add(&other, range, &ranges, &status));
    ck_assert_ptr_nonnull(strstr(status.message, "one range too many (allowed: 16)"));
}
END_TEST

/* ---- lists of jobs --------------------------------------------------------------------------- */

static void expect_refused(struct asked *asked, const char *part)
{
    struct sweep_plan plan;
    struct status status = {0};

    ck_assert_msg(!sweep_plan_make(&plan, &asked->request, &status), "not refused: %s", part);
    ck_assert_msg(strstr(status.message, part) != NULL, "%s, not %s", status.message, part);
}

static void expect_config(const struct sweep_plan *plan, int i, int run, const char *text)
{
    char written[RUN_CONFIG_TEXT_MAX];

    ck_assert_str_eq(run_config_write(&plan->config[i].config, written, sizeof written), text);
    ck_assert_int_eq(plan->config[i].run, run);
}

START_TEST(a_grid_is_numbered_last_key_first)
{
    const char *runs[] = {"gd:lr=0.7", "momentum:lr=0.1,beta={0.8,0.9}", NULL};
    const char *ranges[] = {"clip_norm={1,2}", NULL};
    struct asked asked;
    struct sweep_plan plan;

    ask(&asked, runs, ranges);
    plan = plan_of(&asked);
    ck_assert_int_eq(plan.configs, 6);
    ck_assert_uint_eq(sweep_jobs(&plan), 18);
    expect_config(&plan, 0, 0, "gd:lr=0.7,clip_norm=1");
    expect_config(&plan, 1, 0, "gd:lr=0.7,clip_norm=2");
    expect_config(&plan, 2, 1, "momentum:lr=0.1,beta=0.8,clip_norm=1");
    expect_config(&plan, 3, 1, "momentum:lr=0.1,beta=0.8,clip_norm=2");
    expect_config(&plan, 4, 1, "momentum:lr=0.1,beta=0.9,clip_norm=1");
    expect_config(&plan, 5, 1, "momentum:lr=0.1,beta=0.9,clip_norm=2");
    ck_assert_int_eq(plan.first[1], 2);
    ck_assert_int_eq(plan.first[2], 6);
    ck_assert_int_eq(sweep_job_config(&plan, 7), 2);
    ck_assert_uint_eq(sweep_job_seed(&plan, 7), 5);
    ck_assert_int_eq(plan.axes, 2);
    ck_assert_str_eq(plan.axis[0].key, "beta");
    ck_assert(!sweep_axis_varies(&plan, 0, 0));
    ck_assert(sweep_axis_varies(&plan, 0, 1));
    ck_assert_int_eq(sweep_axis_place(&plan, 0, 0), -1);
    ck_assert_int_eq(sweep_axis_place(&plan, 0, 2), 1);
    sweep_plan_clear(&plan);
}
END_TEST

START_TEST(an_axis_of_numbers_has_nothing_else)
{
    static const struct {
        const char *range;
        bool numbers, logarithmic, ranged;
    } cases[] = {
        {"total={50,auto}", false, false, false}, {"total={auto,50}", false, false, false},
        {"total={50,60}", true, false, false},    {"total=50..60/2", true, false, true},
        {"total=50..200*3", true, true, true},
    };
    const char *runs[] = {"gd:schedule=cosine", NULL};

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *ranges[] = {cases[i].range, NULL};
        struct asked asked;
        struct sweep_plan plan;

        ask(&asked, runs, ranges);
        plan = plan_of(&asked);
        ck_assert_msg(plan.axis[0].numbers == cases[i].numbers, "%s", cases[i].range);
        ck_assert_msg(plan.axis[0].logarithmic == cases[i].logarithmic, "%s", cases[i].range);
        ck_assert_msg(plan.axis[0].ranged == cases[i].ranged, "%s", cases[i].range);
        sweep_plan_clear(&plan);
    }
}
END_TEST

START_TEST(draws_depend_on_seed_run_and_number_alone)
{
    const char *runs[] = {"gd", "adam:beta1={0.8,0.9}", NULL}, *ranges[] = {"lr=1e-4..1*", NULL};
    struct asked asked;
    struct sweep_plan few, more;
    double least = 1, most = 0;

    ask(&asked, runs, ranges);
    asked.wish.draws = 20;
    few = plan_of(&asked);
    asked.wish.draws = 40;
    more = plan_of(&asked);
    ck_assert_int_eq(few.configs, 40);
    ck_assert_int_eq(more.configs, 80);
    for (int i = 0; i < 20; i++) {
        double lr = few.config[i].config.value[0];

        ck_assert(run_config_equal(&few.config[i].config, &more.config[i].config));
        ck_assert(run_config_equal(&few.config[20 + i].config, &more.config[40 + i].config));
        ck_assert(lr >= 1e-4 && lr <= 1 && lr == sweep_round(lr));
        ck_assert(lr != few.config[20 + i].config.value[0]);
        least = fmin(least, lr);
        most = fmax(most, lr);
    }
    /* Log-uniform: a quarter of the draws in each power of ten. */
    ck_assert(least < 1e-3 && most > 0.1);
    sweep_plan_clear(&more);
    asked.request.seed = (uint64_t[]){4, 5, 9};
    more = plan_of(&asked);
    ck_assert(!run_config_equal(&few.config[0].config, &more.config[0].config));
    sweep_plan_clear(&few);
    sweep_plan_clear(&more);
}
END_TEST

START_TEST(wrong_sweeps_are_refused)
{
    static const struct {
        const char *run, *range, *part;
        uint64_t draws;
    } cases[] = {
        {"gd", "beta1={0.8,0.9}", "gd has no hyperparameter 'beta1'", 0},
        {"adam", "beta1=0.5..1/3", "beta1: '1' is not in range", 0},
        {"adam", "lr=1e-4..1*", "lr: has no number of points", 0},
        {"lbfgs", "history=1..3/9", "history: has the point 1 twice (allowed: fewer points)", 0},
        {"gd", "gamma=0.1..0.9/3", "gamma needs another schedule", 0},
        {"gd:schedule=cosine", "warmup={5,50}", "warmup=50 leaves none", 0},
        {"adam:lr=1..9*10000", "beta1=0.1..0.9/10000", "more than 100000 configurations", 0},
        {"gd", NULL, "there is no range to draw from", 5},
    };
    struct asked asked;

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *runs[] = {cases[i].run, NULL}, *ranges[] = {cases[i].range, NULL};

        ask(&asked, runs, ranges);
        asked.wish.draws = cases[i].draws;
        expect_refused(&asked, cases[i].part);
    }
}
END_TEST

START_TEST(too_many_jobs_are_refused)
{
    const char *runs[] = {"gd", NULL}, *ranges[] = {"lr=1e-4..1*", NULL};
    static uint64_t seed[SEEDS_MAX];
    struct asked asked;
    struct sweep_plan plan;

    for (int i = 0; i < SEEDS_MAX; i++)
        seed[i] = (uint64_t)i;
    ask(&asked, runs, ranges);
    asked.wish.draws = 1001;
    asked.request.seed = seed;
    asked.request.seeds = SEEDS_MAX;
    expect_refused(&asked, "the sweep has 1001000 jobs (allowed: up to 1000000)");
    asked.wish.draws = 1000;
    plan = plan_of(&asked);
    ck_assert_uint_eq(sweep_jobs(&plan), 1000000);
    sweep_plan_clear(&plan);
}
END_TEST

/* All runs together, and each alone. */
START_TEST(too_many_configurations_are_refused)
{
    const char *runs[] = {"gd", "momentum", NULL}, *ranges[] = {"lr=1e-4..1*", NULL};
    struct asked asked;
    struct sweep_plan plan;

    if (instrumented())
        return;
    ask(&asked, runs, ranges);
    asked.request.seeds = 1;
    asked.wish.draws = SWEEP_CONFIGS_MAX / 2 + 1;
    expect_refused(&asked, "the sweep has more than 100000 configurations");
    asked.wish.draws = SWEEP_CONFIGS_MAX;
    asked.request.runs = 1;
    plan = plan_of(&asked);
    ck_assert_int_eq(plan.configs, SWEEP_CONFIGS_MAX);
    sweep_plan_clear(&plan);
}
END_TEST

START_TEST(the_checksum_tells_lists_apart)
{
    const char *runs[] = {"gd", NULL}, *ranges[] = {"lr=0.1..0.4*3", NULL};
    const char *others[] = {"lr=0.1..0.4*2", NULL};
    struct problem *problem = problem_with(0), *batches = problem_with(2);
    struct asked asked;
    struct sweep_plan plan, other;
    uint64_t hash;

    ask(&asked, runs, ranges);
    plan = plan_of(&asked);
    hash = sweep_plan_hash(&plan, problem);
    ck_assert_uint_eq(sweep_plan_hash(&plan, problem), hash);
    ck_assert_uint_ne(sweep_plan_hash(&plan, batches), hash);
    asked.request.iterations++;
    other = plan_of(&asked);
    ck_assert_uint_ne(sweep_plan_hash(&other, problem), hash);
    sweep_plan_clear(&other);
    asked.request.iterations--;
    asked.request.seeds = 2;
    other = plan_of(&asked);
    ck_assert_uint_ne(sweep_plan_hash(&other, problem), hash);
    sweep_plan_clear(&other);
    asked.request.seeds = 3;
    asked.request.target = (struct target){true, CURVE_TEST_LOSS, true, 0.1};
    other = plan_of(&asked);
    ck_assert_uint_ne(sweep_plan_hash(&other, problem), hash);
    sweep_plan_clear(&other);
    ask(&asked, runs, others);
    other = plan_of(&asked);
    ck_assert_uint_ne(sweep_plan_hash(&other, problem), hash);
    sweep_plan_clear(&other);
    sweep_plan_clear(&plan);
    problem_free(problem);
    problem_free(batches);
}
END_TEST

/* ---- jobs ------------------------------------------------------------------------------------ */

static void expect_same(const struct sweep_results *a, const struct sweep_results *b)
{
    for (uint64_t job = 0; job < a->jobs; job++) {
        ck_assert_int_eq(a->result[job].end, b->result[job].end);
        ck_assert_uint_eq(a->result[job].iterations, b->result[job].iterations);
        ck_assert_uint_eq(a->result[job].gradients, b->result[job].gradients);
        ck_assert_uint_eq(a->result[job].reached_at, b->result[job].reached_at);
        for (int f = 0; f < SWEEP_FIGURES; f++)
            ck_assert(
                memcmp(&a->result[job].figure[f], &b->result[job].figure[f], sizeof(double)) == 0 ||
                (isnan(a->result[job].figure[f]) && isnan(b->result[job].figure[f])));
    }
}

START_TEST(results_do_not_depend_on_threads_and_order)
{
    const char *runs[] = {"gd", "adam", NULL}, *ranges[] = {"lr=0.01..0.64*4", NULL};
    struct problem *problem = problem_with(4);
    struct asked asked;
    struct sweep_plan plan;
    struct sweep_results first, other;

    ask(&asked, runs, ranges);
    plan = plan_of(&asked);
    first = results_of(problem, &plan, 1, false);
    ck_assert(first.result[0].figure[SWEEP_TEST_LOSS] != first.result[1].figure[SWEEP_TEST_LOSS]);
    for (int threads = 2; threads <= 7; threads += 5) {
        other = results_of(problem, &plan, threads, threads == 7);
        expect_same(&first, &other);
        sweep_results_clear(&other);
    }
    sweep_results_clear(&first);
    sweep_plan_clear(&plan);
    problem_free(problem);
}
END_TEST

START_TEST(a_job_trains_as_a_run_does)
{
    const char *runs[] = {"adam:schedule=cosine", NULL}, *ranges[] = {"lr=0.01..0.64*2", NULL};
    struct problem *problem = problem_with(0);
    struct asked asked;
    struct sweep_plan plan;
    struct sweep_results results;
    struct status status = {0};
    struct pool *pool = pool_create(1, &status);
    void *workspace = problem->objective->type->workspace_create(problem->objective, &status);
    struct run_scratch *scratch = run_scratch_create(problem, &status);
    pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    const struct run_crew crew = {
        .pool = pool, .workspace = &workspace, .scratch = scratch, .iterations = 20, .lock = &lock};
    struct run *run;
    struct history_row row;

    ask(&asked, runs, ranges);
    asked.request.seed = (uint64_t[]){0, problem->seed[0], 7};
    plan = plan_of(&asked);
    results = results_of(problem, &plan, 2, false);
    run = run_create(problem, &plan.config[0].config, &status);
    ck_assert_msg(run != NULL, "%s", status.message);
    for (int i = 0; i < 20; i++)
        ck_assert(run_reserve(run, &status) && run_iterate(run, &crew));
    row = history_get(run_get_history(run), 19);
    ck_assert(results.result[1].figure[SWEEP_TEST_LOSS] == row.value[CURVE_TEST_LOSS]);
    ck_assert(results.result[1].figure[SWEEP_TRAIN_LOSS] == row.value[CURVE_TRAIN_LOSS]);
    ck_assert(results.result[1].figure[SWEEP_BEST_TEST_LOSS] ==
              history_span(run_get_history(run), CURVE_TEST_LOSS, 0, 20).min);
    ck_assert_uint_eq(results.result[1].iterations, 20);
    ck_assert_uint_eq(results.result[1].gradients, run_get_numbers(run)->gradients);
    run_free(run);
    run_scratch_free(scratch);
    problem->objective->type->workspace_free(workspace);
    pool_free(pool);
    sweep_results_clear(&results);
    sweep_plan_clear(&plan);
    problem_free(problem);
}
END_TEST

/* Ranks of a machine and the processors that each may use, a bit each. */
START_TEST(ranks_share_their_processors)
{
    static const struct {
        int ranks, threads[6];
        unsigned char sets[6][2];
    } cases[] = {
        {1, {4}, {{0x0f}}},
        {2, {2, 2}, {{0x0f}, {0x0f}}},                             /* not bound */
        {2, {1, 1}, {{0x01}, {0x02}}},                             /* a core each */
        {3, {1, 1, 1}, {{0x03}, {0x03}, {0x03}}},                  /* more ranks than processors */
        {4, {4, 4, 4, 4}, {{0xff}, {0xff}, {0, 0xff}, {0, 0xff}}}, /* bound to sockets */
        {2, {3, 1}, {{0x0f}, {0x03}}}, /* 2 and two halves; two halves */
        {6, {1, 1, 1, 1, 1, 1}, {{0x3f}, {0x3f}, {0x3f}, {0x3f}, {0x3f}, {0x3f}}},
        {3, {2, 2, 2}, {{0x3f}, {0x3f}, {0x3f}}}, /* six thirds */
    };

    for (size_t c = 0; c < sizeof cases / sizeof cases[0]; c++)
        for (int rank = 0; rank < cases[c].ranks; rank++)
            ck_assert_msg(sweep_share(cases[c].sets[0], 2, cases[c].ranks, rank) ==
                              cases[c].threads[rank],
                          "case %zu, rank %d: %d", c, rank,
                          sweep_share(cases[c].sets[0], 2, cases[c].ranks, rank));
}
END_TEST

START_TEST(a_team_pauses_and_is_cancelled)
{
    const char *runs[] = {"gd", NULL}, *ranges[] = {"lr=0.01..0.02*4", NULL};
    struct problem *problem = problem_with(0);
    struct asked asked;
    struct sweep_plan plan;
    struct status status = {0};
    struct sweep_team *team;
    struct sweep_done done;
    atomic_bool cancel = false;
    uint64_t before;

    ask(&asked, runs, ranges);
    asked.request.iterations = 1000000000;
    plan = plan_of(&asked);
    team = sweep_team_start(problem, &plan, 2, &cancel, &status);
    ck_assert_ptr_nonnull(team);
    for (uint64_t job = 0; job < 3; job++)
        ck_assert(sweep_team_give(team, job, &status));
    while (sweep_team_iterations(team) < 100)
        ck_assert(!sweep_team_take(team, &done, 0.001));
    sweep_team_pause(team, true);
    do { /* until both threads have seen it */
        before = sweep_team_iterations(team);
        ck_assert(!sweep_team_take(team, &done, 0.05));
    } while (sweep_team_iterations(team) > before);
    sweep_team_pause(team, false);
    while (sweep_team_iterations(team) == before)
        ck_assert(!sweep_team_take(team, &done, 0.001));
    cancel = true;
    ck_assert(!sweep_team_take(team, &done, 60));
    sweep_team_free(team);
    sweep_plan_clear(&plan);
    problem_free(problem);
}
END_TEST

/* ---- kept ------------------------------------------------------------------------------------ */

/* One of the tables of results is missing when the first one comes. */
START_TEST(a_store_that_failed_goes_on)
{
    const char *runs[] = {"gd", NULL}, *ranges[] = {"lr=0.01..0.02*4", NULL};
    struct problem *problem = problem_with(0);
    struct asked asked;
    struct sweep_plan plan;
    struct sweep_results results, read;
    struct sweep_place place;
    struct status status = {0};
    struct sweep_store *store;
    sqlite3 *db;

    ask(&asked, runs, ranges);
    plan = plan_of(&asked);
    results = results_of(problem, &plan, 1, false);
    sweep_place_here(&place);
    ck_assert_int_eq(sqlite3_open(":memory:", &db), SQLITE_OK);
    store = sweep_store_over(db, "a file", &status);
    ck_assert_ptr_nonnull(store);
    ck_assert_msg(sweep_store_begin(store, &asked.wish, &plan, problem, 0, true, &status), "%s",
                  status.message);
    ck_assert_int_eq(sqlite3_exec(db, "DROP TABLE sweep_times", NULL, NULL, NULL), SQLITE_OK);
    for (int attempt = 0; attempt < 2; attempt++) {
        status = (struct status){0};
        ck_assert(!sweep_store_keep(store, &plan, &results.result[3], &place, &status));
        ck_assert_ptr_nonnull(strstr(status.message, "a file: "));
        ck_assert_ptr_nonnull(strstr(status.message, "sweep_times"));
    }
    ck_assert(session_make_sweep_tables(db, "a file", &status));
    ck_assert(sweep_store_keep(store, &plan, &results.result[3], &place, &status));
    ck_assert(sweep_results_make(&read, &plan, &status));
    ck_assert(sweep_store_results(store, &plan, &read, &status));
    ck_assert_uint_eq(read.count, 1);
    ck_assert(read.there[3]);
    ck_assert(read.result[3].figure[SWEEP_TEST_LOSS] == results.result[3].figure[SWEEP_TEST_LOSS]);
    sweep_store_free(store);
    ck_assert_int_eq(sqlite3_close(db), SQLITE_OK);
    sweep_results_clear(&read);
    sweep_results_clear(&results);
    sweep_plan_clear(&plan);
    problem_free(problem);
}
END_TEST

/* ---- what results say ------------------------------------------------------------------------ */

/* Losses of a sweep of two runs at lr 0.1, 0.2, 0.4, 0.8 on three seeds. */
static const double made_up_loss[8][3] = {
    {0.9, 0.8, 1.0}, {0.5, 0.4, 0.45}, {0.3, 0.25, 0.6},  {NAN, 0.2, NAN},
    {0.5, 0.7, 0.6}, {0.4, 0.35, 0.3}, {0.31, 0.33, 0.2}, {0.28, 0.36, 0.25},
};

static struct sweep_results made_up(const struct sweep_plan *plan)
{
    struct sweep_results results;
    struct status status = {0};

    ck_assert(sweep_results_make(&results, plan, &status));
    for (uint64_t job = 0; job < sweep_jobs(plan); job++) {
        double loss = made_up_loss[job / 3][job % 3];
        struct sweep_result result = {.job = job,
                                      .end = isnan(loss) ? SWEEP_DIVERGED : SWEEP_FINISHED,
                                      .iterations = 20,
                                      .gradients = 20 + job,
                                      .figure = {loss, loss, 1 - loss, 1 - loss}};
        sweep_results_add(&results, &result);
    }
    return results;
}

START_TEST(each_run_is_shown_at_its_best)
{
    const char *runs[] = {"gd", "momentum", NULL}, *ranges[] = {"lr=0.1..0.8*4", NULL};
    struct asked asked;
    struct sweep_plan plan;
    struct sweep_results results;
    struct sweep_summary summary;
    struct status status = {0};
    const struct sweep_standing *first, *second;

    ask(&asked, runs, ranges);
    plan = plan_of(&asked);
    results = made_up(&plan);
    ck_assert(sweep_summary_make(&summary, &plan, &results, SWEEP_BY_TEST_LOSS, &status));
    first = &summary.standing[0];
    second = &summary.standing[1];
    /* Medians 0.9 0.45 0.3 inf and 0.6 0.35 0.31 0.28. */
    ck_assert_int_eq(first->run, 1);
    ck_assert_int_eq(first->best, 7);
    ck_assert_int_eq(second->run, 0);
    ck_assert_int_eq(second->best, 2);
    assert_close(summary.point[7].spread.median, 0.28, 0);
    assert_close(summary.point[7].spread.low, 0.265, 1e-15);
    assert_close(summary.point[7].spread.high, 0.32, 1e-15);
    ck_assert_int_eq(summary.point[3].diverged, 2);
    ck_assert(isinf(summary.point[3].spread.median));
    /* 0.28 < 0.3, 0.36 > 0.25, 0.25 < 0.6 */
    ck_assert_uint_eq(first->pairs, 3);
    assert_close(first->wins, 2, 0);
    assert_close(first->beats.share, 2.0 / 3, 1e-15);
    ck_assert_uint_eq(second->pairs, 0);
    /* Up to 0.56: 0.35, 0.31 and 0.28; up to 0.6: 0.45 and 0.3. */
    assert_close(first->low, 0.2, 0);
    assert_close(first->high, 0.8, 0);
    ck_assert(!first->open_low && first->open_high);
    assert_close(second->low, 0.2, 0);
    assert_close(second->high, 0.4, 0);
    ck_assert(!second->open_low && !second->open_high);
    ck_assert_int_eq(first->edges, 1);
    ck_assert(first->edge[0].upper);
    ck_assert_int_eq(second->edges, 0);
    ck_assert_uint_eq(second->gradients, 12 * 20 + 66);
    ck_assert_uint_eq(first->gradients, 12 * 20 + 12 * 12 + 66);
    ck_assert_uint_eq(first->jobs, 12);
    sweep_summary_clear(&summary);
    sweep_results_clear(&results);
    sweep_plan_clear(&plan);
}
END_TEST

START_TEST(accuracies_and_targets_are_judged_too)
{
    const char *runs[] = {"gd", "momentum", NULL}, *ranges[] = {"lr=0.1..0.8*4", NULL};
    struct asked asked;
    struct sweep_plan plan;
    struct sweep_results results;
    struct sweep_summary summary;
    struct status status = {0};
    char text[64];

    ask(&asked, runs, ranges);
    plan = plan_of(&asked);
    results = made_up(&plan);
    ck_assert(sweep_summary_make(&summary, &plan, &results, SWEEP_BY_TEST_ACCURACY, &status));
    ck_assert_int_eq(summary.standing[0].best, 7);
    ck_assert_str_eq(sweep_score_format(SWEEP_BY_TEST_ACCURACY, summary.point[7].spread.median,
                                        text, sizeof text),
                     "72.00 %");
    assert_close(summary.standing[0].low, 0.2, 0);
    sweep_summary_clear(&summary);
    for (uint64_t job = 0; job < 24; job++) {
        results.result[job].reached = job / 3 == 1 || job == 23;
        results.result[job].reached_at = 10 + job;
    }
    ck_assert(sweep_summary_make(&summary, &plan, &results, SWEEP_BY_TARGET, &status));
    ck_assert_int_eq(summary.standing[0].best, 1);
    ck_assert_int_eq(summary.standing[1].best, -1);
    ck_assert_int_eq(summary.point[7].reached, 1);
    assert_close(summary.point[1].spread.median, 14, 0);
    ck_assert_uint_eq(summary.standing[0].pairs, 0);
    ck_assert_str_eq(sweep_score_format(SWEEP_BY_TARGET, INFINITY, text, sizeof text),
                     "not reached");
    sweep_summary_clear(&summary);
    sweep_results_clear(&results);
    sweep_plan_clear(&plan);
}
END_TEST

/* ---- what is said of the ends of ranges, and how good learning rates are told from others ---- */

/* A run's summary: the losses of its configurations, in their order, with each of `seeds` seeds; a
 * negative one is not there. */
static struct sweep_summary summed_up(const struct sweep_plan *plan, const double *loss,
                                      enum sweep_judge judge)
{
    struct sweep_results results;
    struct sweep_summary summary;
    struct status status = {0};

    ck_assert(sweep_results_make(&results, plan, &status));
    for (uint64_t job = 0; job < sweep_jobs(plan); job++) {
        struct sweep_result result = {.job = job, .gradients = 7 + job};

        for (int f = 0; f < SWEEP_FIGURES; f++)
            result.figure[f] = loss[job];
        if (!(loss[job] < 0))
            sweep_results_add(&results, &result);
    }
    ck_assert(sweep_summary_make(&summary, plan, &results, judge, &status));
    sweep_results_clear(&results);
    return summary;
}

static struct sweep_plan plan_of_one(const char *run, const char *range, int count, uint64_t draws)
{
    const char *runs[] = {run, NULL}, *ranges[] = {range, NULL};
    struct asked asked;

    ask(&asked, runs, ranges);
    asked.request.seeds = count;
    asked.wish.draws = draws;
    return plan_of(&asked);
}

/* The ends at which the best lies: "lower", "upper", "both", "". */
static const char *ends_of(const char *run, const char *range, uint64_t draws, const double *loss)
{
    struct sweep_plan plan = plan_of_one(run, range, 1, draws);
    struct sweep_summary summary = summed_up(&plan, loss, SWEEP_BY_TEST_LOSS);
    const struct sweep_standing *standing = &summary.standing[0];
    const char *ends = standing->edges == 0          ? ""
                       : standing->edges == 2        ? "both"
                       : standing->edge[0].upper ? "upper"
                                                     : "lower";

    sweep_summary_clear(&summary);
    sweep_plan_clear(&plan);
    return ends;
}

START_TEST(ranges_are_widened_where_the_best_lies_at_their_end)
{
    static const double first[] = {1, 2, 3, 4}, last[] = {4, 3, 2, 1}, inner[] = {2, 1, 3, 4},
                        begun[] = {3, 2, -1, -1}, half[] = {-1, 2, 3, -1}, one[] = {1, -1, -1, -1};

    ck_assert_str_eq(ends_of("gd", "lr=0.1..0.8*4", 0, first), "lower");
    ck_assert_str_eq(ends_of("gd", "lr=0.1..0.8*4", 0, last), "upper");
    ck_assert_str_eq(ends_of("gd", "lr=0.1..0.8*4", 0, inner), "");
    /* What is still to come belongs to the range. */
    ck_assert_str_eq(ends_of("gd", "lr=0.1..0.8*4", 0, begun), "");
    ck_assert_str_eq(ends_of("gd", "lr=0.1..0.8*4", 0, half), "");
    ck_assert_str_eq(ends_of("gd", "lr=0.1..0.8*4", 0, one), ""); /* nothing to compare it with */
    /* A list is no range, draws end anywhere, and some ranges cannot be wider. */
    ck_assert_str_eq(ends_of("gd", "lr={0.1,0.2,0.4,0.8}", 0, last), "");
    ck_assert_str_eq(ends_of("gd", "lr=0.1..0.8*", 4, first), "");
    ck_assert_str_eq(ends_of("gd", "lr=0.1..0.8*", 4, last), "");
    ck_assert_str_eq(ends_of("gd", "weight_decay=0..0.3/4", 0, first), "");
    ck_assert_str_eq(ends_of("gd", "weight_decay=0..0.3/4", 0, last), "upper");
    ck_assert_str_eq(ends_of("lbfgs", "history=1..31/4", 0, first), "");
    ck_assert_str_eq(ends_of("lbfgs", "history=5..35/4", 0, first), "lower");
    ck_assert_str_eq(ends_of("lbfgs", "history=50..200/4", 0, last), "");
}
END_TEST

START_TEST(good_learning_rates_are_up_to_twice_as_bad)
{
    static const double loss[] = {2.01, 2, 1, 2, 2.01, 1.5};
    struct sweep_plan plan = plan_of_one("gd", "lr=1..6/6", 1, 0);
    struct sweep_summary summary = summed_up(&plan, loss, SWEEP_BY_TEST_LOSS);
    const struct sweep_standing *standing = &summary.standing[0];

    ck_assert(standing->low == 2 && standing->high == 4);
    ck_assert(!standing->open_low && !standing->open_high);
    sweep_summary_clear(&summary);
    sweep_plan_clear(&plan);
}
END_TEST

START_TEST(equal_medians_are_told_apart_by_the_worse_quartile)
{
    /* The medians are 1; the upper quartiles 1.5, 1.25, 1.5; the lower ones 0.5, 0.75, 0.25. */
    static const double loss[] = {0, 1, 2, 0.5, 1, 1.5, -1, 1, 2};
    struct sweep_plan plan = plan_of_one("gd", "lr=0.1..0.4*3", 3, 0);
    struct sweep_summary summary = summed_up(&plan, loss, SWEEP_BY_TEST_LOSS);

    ck_assert_int_eq(summary.standing[0].best, 1);
    ck_assert(summary.point[0].spread.median == 1 && summary.point[1].spread.median == 1);
    sweep_summary_clear(&summary);
    sweep_plan_clear(&plan);
}
END_TEST

START_TEST(only_what_is_done_is_compared_and_counted)
{
    /* gd and momentum at one learning rate each: with seed 3 only gd, with seed 9 only momentum. */
    static const double loss[] = {1, 2, -1, -1, 3, 1};
    const char *runs[] = {"gd", "momentum", NULL}, *ranges[] = {"lr={0.1}", NULL};
    struct asked asked;
    struct sweep_plan plan;
    struct sweep_summary summary;

    ask(&asked, runs, ranges);
    plan = plan_of(&asked);
    summary = summed_up(&plan, loss, SWEEP_BY_TEST_LOSS);
    ck_assert_int_eq(summary.standing[0].run, 0);
    ck_assert_uint_eq(summary.standing[0].pairs, 1);
    ck_assert(summary.standing[0].wins == 1);
    ck_assert_uint_eq(summary.standing[0].jobs, 2);
    ck_assert_uint_eq(summary.standing[0].gradients, 7 + 8);
    ck_assert_uint_eq(summary.standing[1].gradients, 11 + 12);
    sweep_summary_clear(&summary);
    sweep_plan_clear(&plan);
}
END_TEST

/* By counting all choices. */
static double counted_best(const double *v, int n, int k)
{
    double sum = 0, count = 0;

    for (unsigned set = 0; set < 1u << n; set++) {
        double best = INFINITY;

        if (__builtin_popcount(set) != k)
            continue;
        for (int i = 0; i < n; i++)
            if (set >> i & 1)
                best = fmin(best, v[i]);
        sum += best;
        count++;
    }
    return sum / count;
}

START_TEST(the_best_of_k_is_expected_over_all_choices)
{
    const double v[] = {0.11, 0.13, 0.2, 0.2, 0.37, 0.9, 2.385}, w[] = {1, 2, INFINITY, INFINITY};

    for (int n = 1; n <= 7; n++)
        for (int k = 1; k <= n; k++)
            assert_close(sweep_best_of(v, (size_t)n, (size_t)k), counted_best(v, n, k), 1e-14);
    ck_assert(isinf(sweep_best_of(w, 4, 1)));
    ck_assert(isinf(sweep_best_of(w, 4, 2)));
    assert_close(sweep_best_of(w, 4, 3), 1.25, 1e-15);
    assert_close(sweep_best_of(w, 4, 4), 1, 0);
}
END_TEST

/* ---- the table ------------------------------------------------------------------------------- */

/* What is printed, with blanks as they are. */
static char *printed(const struct problem *problem, const struct sweep_plan *plan,
                     const struct sweep_results *results, enum sweep_judge judge)
{
    struct sweep_summary summary;
    const struct sweep_table table = {
        .problem = problem, .plan = plan, .results = results, .summary = &summary};
    struct status status = {0};
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);

    ck_assert_ptr_nonnull(stream);
    ck_assert(sweep_summary_make(&summary, plan, results, judge, &status));
    ck_assert(sweep_table_print(stream, &table, &status));
    fclose(stream);
    sweep_summary_clear(&summary);
    return text;
}

static void expect_within_80_columns(const char *text)
{
    for (; *text; text += strcspn(text, "\n") + 1)
        ck_assert_msg(strcspn(text, "\n") <= 80, "%.*s", (int)strcspn(text, "\n"), text);
}

START_TEST(tables_have_the_quartiles_as_people_read_them)
{
    const char *runs[] = {"gd:name=0123456789012345678901234567",
                          "momentum:name=another name that is very long", NULL};
    const char *ranges[] = {"lr=0.1..0.8*4", NULL};
    struct problem *problem = problem_with(0);
    struct asked asked;
    struct sweep_plan plan;
    struct sweep_results results;
    char *text;

    ask(&asked, runs, ranges);
    plan = plan_of(&asked);
    results = made_up(&plan);
    text = printed(problem, &plan, &results, SWEEP_BY_TEST_LOSS);
    ck_assert_ptr_nonnull(strstr(text, "another name tha...        0.28  0.265 ... 0.32           "
                                       "2 of 3 (21-94 %)\n"));
    ck_assert_ptr_nonnull(strstr(text, "0123456789012345...         0.3  0.275 ... 0.45\n"));
    expect_within_80_columns(text);
    free(text);
    text = printed(problem, &plan, &results, SWEEP_BY_TEST_ACCURACY);
    ck_assert_ptr_nonnull(strstr(text, " 72.00 %  68.00 % ... 73.50 %      2 of 3 (21-94 %)\n"));
    ck_assert_ptr_nonnull(strstr(text, " 70.00 %  55.00 % ... 72.50 %\n"));
    free(text);
    sweep_results_clear(&results);
    sweep_plan_clear(&plan);
    problem_free(problem);
}
END_TEST

START_TEST(long_lists_of_seeds_are_cut_with_a_sign)
{
    const char *runs[] = {"gd", NULL}, *ranges[] = {"lr={0.1,0.2}", NULL};
    struct problem *problem = problem_with(0);
    struct asked asked;
    struct sweep_plan plan;
    struct sweep_results results;
    struct status status = {0};
    uint64_t seed[40];
    char *text;

    for (int i = 0; i < 40; i++)
        seed[i] = 100 + 2 * (uint64_t)i;
    ask(&asked, runs, ranges);
    asked.request.seed = seed;
    asked.request.seeds = 40;
    plan = plan_of(&asked);
    ck_assert(sweep_results_make(&results, &plan, &status));
    text = printed(problem, &plan, &results, SWEEP_BY_TEST_LOSS);
    ck_assert_ptr_nonnull(strstr(text, "2 configurations, 40 seeds "
                                       "(100,102,104,106,108,110,112,114,116,...),"));
    expect_within_80_columns(text);
    free(text);
    sweep_results_clear(&results);
    sweep_plan_clear(&plan);
    asked.request.seeds = 5;
    plan = plan_of(&asked);
    ck_assert(sweep_results_make(&results, &plan, &status));
    text = printed(problem, &plan, &results, SWEEP_BY_TEST_LOSS);
    ck_assert_ptr_nonnull(strstr(text, "2 configurations, 5 seeds (100,102,104,106,108), 20 "
                                       "iterations: 10 jobs, 0 of\nthem done.\n"));
    free(text);
    sweep_results_clear(&results);
    sweep_plan_clear(&plan);
    problem_free(problem);
}
END_TEST

START_TEST(the_judge_fits_the_problem)
{
    struct problem *problem = problem_with(0);
    struct sweep_plan plan = {0};
    struct status status = {0};
    enum sweep_judge judge;

    ck_assert(sweep_judge_choose(0, problem, &plan, &judge, &status));
    ck_assert_int_eq(judge, SWEEP_BY_TEST_LOSS);
    ck_assert(!sweep_judge_choose(6, problem, &plan, &judge, &status));
    ck_assert_ptr_nonnull(strstr(status.message, "judge: 'target' needs a target"));
    plan.target.wanted = true;
    ck_assert(sweep_judge_choose(0, problem, &plan, &judge, &status));
    ck_assert_int_eq(judge, SWEEP_BY_TARGET);
    for (int j = 0; j < SWEEP_JUDGES; j++)
        ck_assert_str_eq(sweep_judge_param.choices[j + 1], sweep_judges[j].name);
    ck_assert_ptr_null(sweep_judge_param.choices[SWEEP_JUDGES + 1]);
    problem_free(problem);
}
END_TEST

/* ---- what NumPy says of an exported sweep ---------------------------------------------------- */

/* A file of tests/reference, opened. */
static FILE *open_reference(const char *name)
{
    char path[1024];
    FILE *file;

    snprintf(path, sizeof path, "%s/tests/reference/%s", getenv("OPTOP_SOURCE"), name);
    file = fopen(path, "r");
    ck_assert_msg(file != NULL, "%s", path);
    return file;
}

/* Field i of a line of CSV without quotes. */
static char *field_of(const char *line, int i, char *text, size_t size)
{
    for (; i > 0; i--)
        line = strchr(line, ',') + 1;
    snprintf(text, size, "%.*s", (int)strcspn(line, ",\n"), line);
    return text;
}

/* The results in sweep.csv, whose list is that of `plan`. */
static struct sweep_results exported(const struct sweep_plan *plan)
{
    FILE *file = open_reference("sweep.csv");
    struct sweep_results results;
    struct status status = {0};
    char line[1024], text[64];

    ck_assert(sweep_results_make(&results, plan, &status));
    ck_assert_ptr_nonnull(fgets(line, sizeof line, file));
    ck_assert_str_eq(field_of(line, 12, text, sizeof text), "test_loss");
    while (fgets(line, sizeof line, file)) {
        struct sweep_result result = {.job =
                                          (uint64_t)atoi(field_of(line, 0, text, sizeof text)) - 1};

        ck_assert_int_eq(atoi(field_of(line, 1, text, sizeof text)),
                         sweep_job_config(plan, result.job) + 1);
        if (strcmp(field_of(line, 7, text, sizeof text), "diverged") == 0)
            result.end = SWEEP_DIVERGED;
        result.figure[SWEEP_TEST_LOSS] = strtod(field_of(line, 12, text, sizeof text), NULL);
        sweep_results_add(&results, &result);
    }
    fclose(file);
    ck_assert_uint_eq(results.count, results.jobs);
    return results;
}

static double number_of(const char *text)
{
    return strcmp(text, "infinite") == 0 ? INFINITY : strtod(text, NULL);
}

static void expect_number(double value, const char *text)
{
    if (strcmp(text, "infinite") == 0)
        ck_assert(isinf(value));
    else
        assert_close(value, number_of(text), 1e-12);
}

static void expect_line(const struct sweep_plan *plan, const struct sweep_summary *summary,
                        char word[7][64])
{
    int number = atoi(word[1]);
    const struct sweep_standing *standing = &summary->standing[number - 1];

    if (strcmp(word[0], "point") == 0) {
        expect_number(summary->point[number - 1].spread.median, word[2]);
        expect_number(summary->point[number - 1].spread.low, word[3]);
        expect_number(summary->point[number - 1].spread.high, word[4]);
    } else if (strcmp(word[0], "rank") == 0) {
        ck_assert_int_eq(standing->run + 1, atoi(word[2]));
        ck_assert_int_eq(standing->best + 1, atoi(word[3]));
        expect_number(standing->wins, word[4]);
        expect_number(standing->beats.low, word[5]);
        expect_number(standing->beats.high, word[6]);
    } else {
        double score[7];

        ck_assert_str_eq(word[0], "trials");
        ck_assert_uint_eq(sweep_medians(summary, plan, number - 1, score), 7);
        expect_number(sweep_best_of(score, 7, (size_t)atoi(word[2])), word[3]);
    }
}

START_TEST(statistics_of_an_exported_sweep_are_numpys)
{
    const char *runs[] = {"gd", "adam", "momentum", NULL}, *ranges[] = {"lr=0.03..300*7", NULL};
    struct asked asked;
    struct sweep_plan plan;
    struct sweep_results results;
    struct sweep_summary summary;
    struct status status = {0};
    FILE *file = open_reference("sweep.txt");
    char line[1024], word[7][64];
    int lines = 0;

    ask(&asked, runs, ranges);
    asked.request.seed = (uint64_t[]){1, 2, 3, 4};
    asked.request.seeds = 4;
    plan = plan_of(&asked);
    results = exported(&plan);
    ck_assert(sweep_summary_make(&summary, &plan, &results, SWEEP_BY_TEST_LOSS, &status));
    for (; fgets(line, sizeof line, file); lines++) {
        memset(word, 0, sizeof word);
        ck_assert_int_ge(sscanf(line, "%63s %63s %63s %63s %63s %63s %63s", word[0], word[1],
                                word[2], word[3], word[4], word[5], word[6]),
                         4);
        expect_line(&plan, &summary, word);
    }
    ck_assert_int_eq(lines, 21 + 2 + 21);
    fclose(file);
    sweep_summary_clear(&summary);
    sweep_results_clear(&results);
    sweep_plan_clear(&plan);
}
END_TEST

static Suite *sweep_suite(void)
{
    Suite *suite = suite_create("sweep");
    TCase *pure = tcase_create("pure"), *jobs = tcase_create("jobs");

    tcase_add_test(pure, ranges_have_their_points);
    tcase_add_test(pure, wrong_ranges_are_refused);
    tcase_add_test(pure, ranges_are_written_as_they_are_read);
    tcase_add_test(pure, draws_lie_in_their_range);
    tcase_add_test(pure, ranges_are_taken_out_of_an_optimizer);
    tcase_add_test(pure, a_key_has_one_range_in_a_run);
    tcase_add_test(pure, a_grid_is_numbered_last_key_first);
    tcase_add_test(pure, draws_depend_on_seed_run_and_number_alone);
    tcase_add_test(pure, wrong_sweeps_are_refused);
    tcase_add_test(pure, too_many_jobs_are_refused);
    tcase_add_test(pure, too_many_configurations_are_refused);
    tcase_add_test(pure, the_checksum_tells_lists_apart);
    tcase_add_test(pure, each_run_is_shown_at_its_best);
    tcase_add_test(pure, accuracies_and_targets_are_judged_too);
    tcase_add_test(pure, ranges_are_widened_where_the_best_lies_at_their_end);
    tcase_add_test(pure, good_learning_rates_are_up_to_twice_as_bad);
    tcase_add_test(pure, equal_medians_are_told_apart_by_the_worse_quartile);
    tcase_add_test(pure, only_what_is_done_is_compared_and_counted);
    tcase_add_test(pure, the_best_of_k_is_expected_over_all_choices);
    tcase_add_test(pure, tables_have_the_quartiles_as_people_read_them);
    tcase_add_test(pure, long_lists_of_seeds_are_cut_with_a_sign);
    tcase_add_test(pure, the_judge_fits_the_problem);
    tcase_add_test(pure, statistics_of_an_exported_sweep_are_numpys);
    suite_add_tcase(suite, pure);
    tcase_add_test(jobs, results_do_not_depend_on_threads_and_order);
    tcase_add_test(jobs, a_job_trains_as_a_run_does);
    tcase_add_test(pure, an_axis_of_numbers_has_nothing_else);
    tcase_add_test(pure, ranks_share_their_processors);
    tcase_add_test(jobs, a_team_pauses_and_is_cancelled);
    tcase_add_test(jobs, a_store_that_failed_goes_on);
    suite_add_tcase(suite, jobs);
    return suite;
}

TEST_MAIN(sweep_suite)
