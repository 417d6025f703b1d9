/*
 * check_sweep_jobs.c - the list of a sweep and its checksum as files have them, and what comes of
 * its jobs: how they end, what they count, the figures of minibatches.
 */
#include "check_main.h"
#include "sweep_tools.h"

#include "app/setup.h"
#include "base/checksum.h"
#include "train/run.h"

#include <math.h>

/* ---- the list -------------------------------------------------------------------------------- */

/* Another sequence of draws would be another list: sweeps in files could not be gone on with.
 * Computed elsewhere, with splitmix64 as in rng.h. */
START_TEST(draws_are_these)
{
    static const char *const wanted[6] = {
        "gd:lr=0.560737",
        "gd:lr=0.000473589",
        "gd:lr=0.000499008",
        "adam:lr=0.000160627,beta1=0.8,beta2=0.999",
        "adam:lr=0.977269,beta1=0.9,beta2=0.999",
        "adam:lr=0.000895312,beta1=0.9,beta2=0.999",
    };
    const char *runs[] = {"gd", "adam:beta1={0.8,0.9}", NULL}, *ranges[] = {"lr=1e-4..1*", NULL};
    struct asked asked;
    struct sweep_plan plan;
    char text[RUN_CONFIG_TEXT_MAX];

    ask(&asked, runs, ranges);
    asked.wish.draws = 3;
    plan = plan_of(&asked);
    for (int c = 0; c < 6; c++)
        ck_assert_str_eq(run_config_write(&plan.config[c].config, text, sizeof text), wanted[c]);
    sweep_plan_clear(&plan);
}
END_TEST

/* Computed elsewhere: (sum ^ word) * 0x9fb21c651e98df25, then sum ^ sum >> 29. */
START_TEST(checksums_are_these)
{
    static const struct {
        const char *text;
        uint64_t sum, after_seven;
    } cases[] = {
        {"", 0, UINT64_C(0x5ddec6c138d82c1d)},
        {"a", UINT64_C(0x1e24c97e75d48468), UINT64_C(0xff11aa22bb0ad998)},
        {"optop", UINT64_C(0x90cbec9bfa471939), UINT64_C(0xd639fdd28a7daa65)},
        {"eight of", UINT64_C(0x1b826cb5d20b228), UINT64_C(0x29f43a9471015261)},
        {"nine of u", UINT64_C(0xf8ebf4f9c5bc6066), UINT64_C(0xee1e2fa59dd6a935)},
        {"sixteen of them.", UINT64_C(0x83947efbcf1eb709), UINT64_C(0xf9d0e71213af343f)},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        size_t length = strlen(cases[i].text);

        ck_assert_uint_eq(checksum_add(0, cases[i].text, length), cases[i].sum);
        ck_assert_uint_eq(checksum_add(7, cases[i].text, length), cases[i].after_seven);
    }
    ck_assert_uint_eq(checksum_add_number(0, 5), UINT64_C(0x1e7a8df96b283475));
    ck_assert_uint_eq(checksum_add_number(1, 5), UINT64_C(0x7ec871978c20f037));
}
END_TEST

static struct problem *function_problem(const char *name, const char *start)
{
    struct problem_config config;
    struct status status = {0};
    struct problem *problem;

    problem_config_default(&config);
    snprintf(config.data, sizeof config.data, "%s", name);
    snprintf(config.start, sizeof config.start, "%s", start);
    problem = setup_problem(&config, &status);
    ck_assert_msg(problem != NULL, "%s", status.message);
    return problem;
}

/* A fact more, or another order, and no file of before can be gone on with. */
START_TEST(a_list_has_this_checksum)
{
    static const char *const facts[][2] = {
        {"precision", REAL_NAME},
        {"arithmetic", ARITHMETIC_VERSION},
        {"data_checksum", ""},
        {"job_seeds", "3,5,9"},
        {"iterations", "20"},
        {"target", "train_loss<0.5"},
        {"data", "rosenbrock"},
        {"format", "auto"},
        {"classes", ""},
        {"label", ""},
        {"ignore", ""},
        {"test", ""},
        {"scale", "auto"},
        {"missing", "refuse"},
        {"task", "auto"},
        {"data_seed", "1"},
        {"start", ""},
        {"layers", "64,64"},
        {"activation", "relu"},
        {"output_activation", "same"},
        {"loss", "auto"},
        {"initialization", "notebook"},
        {"l2", "0"},
        {"l1", "0"},
        {"dropout", "0"},
        {"batch_size", "0"},
        {"eval_every", "0"},
    };
    static const char *const configs[] = {"gd:lr=0.3", "momentum:lr=0.1,beta=0.9"};
    const char *runs[] = {"gd:lr=0.3", "momentum:lr={0.1},beta=0.9", NULL}, *ranges[] = {NULL};
    struct problem *problem = function_problem("rosenbrock", "");
    struct asked asked;
    struct sweep_plan plan;
    uint64_t sum = checksum_add_number(0, 6);

    for (size_t i = 0; i < sizeof facts / sizeof facts[0]; i++)
        for (int part = 0; part < 2; part++)
            sum = checksum_add(sum, facts[i][part], strlen(facts[i][part]) + 1);
    for (uint64_t c = 0; c < 2; c++)
        sum = checksum_add(checksum_add_number(sum, c), configs[c], strlen(configs[c]) + 1);
    ask(&asked, runs, ranges);
    asked.request.target = (struct target){true, CURVE_TRAIN_LOSS, true, 0.5};
    plan = plan_of(&asked);
    ck_assert_uint_eq(sweep_plan_hash(&plan, problem), sum);
    sweep_plan_clear(&plan);
    problem_free(problem);
}
END_TEST

START_TEST(facts_that_do_not_count_are_these)
{
    static const struct {
        const char *name;
        bool with_data, without;
    } cases[] = {
        {"precision", true, true}, {"seed", false, false}, {"seeds", false, false},
        {"folder", false, false},  {"data", false, true},  {"test", false, true},
        {"job_seeds", true, true}, {"layers", true, true},
    };
    struct problem *problem = problem_with(0);
    const char *runs[] = {"gd", NULL}, *ranges[] = {"lr={0.1}", NULL};
    struct asked asked;
    struct sweep_plan plan;
    struct sweep_fact fact;

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        ck_assert(sweep_fact_counts(cases[i].name, true) == cases[i].with_data);
        ck_assert(sweep_fact_counts(cases[i].name, false) == cases[i].without);
    }
    ask(&asked, runs, ranges);
    plan = plan_of(&asked);
    for (int i = 0; sweep_plan_fact(&plan, problem, i, &fact); i++) {
        ck_assert_msg(fact.counts == sweep_fact_counts(fact.name, true), "%s", fact.name);
        if (strcmp(fact.name, "data_checksum") == 0)
            ck_assert_msg(strlen(fact.value) == 16, "%s", fact.value);
    }
    sweep_plan_clear(&plan);
    problem_free(problem);
}
END_TEST

/* ---- how jobs end ---------------------------------------------------------------------------- */

static struct sweep_results done_of(const struct problem *problem, const char *run,
                                    const char *range, uint64_t iterations, struct target target,
                                    struct sweep_plan *plan)
{
    const char *runs[] = {run, NULL}, *ranges[] = {range, NULL};
    struct asked asked;

    ask(&asked, runs, ranges);
    asked.request.iterations = iterations;
    asked.request.target = target;
    *plan = plan_of(&asked);
    return results_of(problem, plan, 1, false);
}

/* With a step of 900 all units are dead, but the loss is not 0: nothing moves any more. */
START_TEST(jobs_finish_and_stall)
{
    struct problem *problem = problem_with(0);
    struct sweep_plan plan;
    struct sweep_results results =
        done_of(problem, "gd", "lr={0.2,900}", 50, (struct target){0}, &plan);

    for (int seed = 0; seed < 2; seed++) { /* the units of the third are dead from the start */
        const struct sweep_result *good = &results.result[seed], *still = &results.result[3 + seed];

        ck_assert_int_eq(good->end, SWEEP_FINISHED);
        ck_assert_uint_eq(good->iterations, 50);
        ck_assert_uint_eq(good->gradients, 50);
        ck_assert(!good->reached);
        ck_assert_int_eq(still->end, SWEEP_STALLED);
        ck_assert_uint_le(still->iterations, 5);
        ck_assert_uint_eq(still->gradients, still->iterations);
        assert_close(still->figure[SWEEP_TRAIN_LOSS], 0.25, 1e-6);
    }
    ck_assert_int_eq(results.result[2].end, SWEEP_STALLED);
    ck_assert_uint_eq(results.result[2].iterations, 1);
    sweep_results_clear(&results);
    sweep_plan_clear(&plan);
    problem_free(problem);
}
END_TEST

/* Of a job that diverged there is no state at the end, but the best on the way. */
START_TEST(jobs_diverge)
{
    struct problem *problem = function_problem("rosenbrock", "");
    struct sweep_plan plan;
    struct sweep_results results =
        done_of(problem, "gd", "lr={0.0001,100}", 50, (struct target){0}, &plan);
    const struct sweep_result *last = &results.result[5];

    ck_assert_int_eq(results.result[0].end, SWEEP_FINISHED);
    ck_assert_int_eq(last->end, SWEEP_DIVERGED);
    ck_assert_uint_lt(last->iterations, 20);
    ck_assert_uint_eq(last->gradients, last->iterations + 1); /* the last one was not finite */
    ck_assert(isnan(last->figure[SWEEP_TRAIN_LOSS]));
    assert_close(last->figure[SWEEP_BEST_TRAIN_LOSS], 24.2, 1e-6); /* at the start */
    ck_assert(isnan(last->figure[SWEEP_TEST_LOSS]));
    ck_assert(isnan(last->figure[SWEEP_BEST_TEST_LOSS]));
    sweep_results_clear(&results);
    sweep_plan_clear(&plan);
    problem_free(problem);
}
END_TEST

/* A line search takes several gradients an iteration, which are counted. */
START_TEST(jobs_converge_and_count_gradients)
{
    struct problem *problem = function_problem("rosenbrock", "");
    struct sweep_plan plan;
    struct sweep_results results = done_of(problem, "lbfgs:line_search=strong-wolfe",
                                           "history={5,10}", 500, (struct target){0}, &plan);

    for (uint64_t job = 0; job < results.jobs; job++) {
        const struct sweep_result *result = &results.result[job];

        ck_assert_int_eq(result->end, SWEEP_CONVERGED);
        ck_assert_uint_lt(result->iterations, 100);
        ck_assert_uint_gt(result->gradients, result->iterations);
        ck_assert(result->figure[SWEEP_TRAIN_LOSS] < 1e-4);
    }
    sweep_results_clear(&results);
    sweep_plan_clear(&plan);
    problem_free(problem);
}
END_TEST

START_TEST(jobs_end_at_their_target)
{
    struct problem *problem = problem_with(0);
    struct sweep_plan plan;
    struct sweep_results results =
        done_of(problem, "gd", "lr={0.2}", 500, (struct target){0}, &plan);
    double loss = results.result[0].figure[SWEEP_TRAIN_LOSS];
    struct target target = {true, CURVE_TRAIN_LOSS, true, loss * 1.5};

    sweep_results_clear(&results);
    sweep_plan_clear(&plan);
    results = done_of(problem, "gd", "lr={0.2,900}", 500, target, &plan);
    ck_assert_int_eq(results.result[0].end, SWEEP_REACHED);
    ck_assert(results.result[0].reached);
    ck_assert_uint_eq(results.result[0].iterations, results.result[0].reached_at + 1);
    ck_assert(results.result[0].figure[SWEEP_TRAIN_LOSS] < loss * 1.5);
    ck_assert(results.result[0].figure[SWEEP_TRAIN_LOSS] > loss);
    ck_assert_int_eq(results.result[3].end, SWEEP_STALLED);
    ck_assert(!results.result[3].reached);
    sweep_results_clear(&results);
    sweep_plan_clear(&plan);
    problem_free(problem);
}
END_TEST

/* ---- figures --------------------------------------------------------------------------------- */

/* The same as a run of a race, which is evaluated at its end. */
static void expect_runs_figures(const struct problem *problem, const struct sweep_plan *plan,
                                const struct sweep_result *result)
{
    struct status status = {0};
    struct pool *pool = pool_create(1, &status);
    void *workspace = problem->objective->type->workspace_create(problem->objective, &status);
    struct run_scratch *scratch = run_scratch_create(problem, &status);
    pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    const struct run_crew crew = {.pool = pool,
                                  .workspace = &workspace,
                                  .scratch = scratch,
                                  .iterations = (double)plan->iterations,
                                  .lock = &lock};
    struct run *run = run_create(problem, &plan->config[0].config, &status);
    struct history_row last, final;
    double best = INFINITY;

    ck_assert_msg(run != NULL, "%s", status.message);
    for (uint64_t i = 0; i < plan->iterations; i++)
        ck_assert(run_reserve(run, &status) && run_iterate(run, &crew));
    ck_assert(run_evaluate(run, &crew));
    final = *run_final(run);
    last = history_get(run_get_history(run), plan->iterations - 1);
    for (uint64_t i = 0; i < plan->iterations; i++) {
        struct history_row row = history_get(run_get_history(run), i);

        if (row.evaluated)
            best = fmin(best, row.value[CURVE_TEST_LOSS]);
    }
    ck_assert(final.value[CURVE_TRAIN_LOSS] != last.value[CURVE_TRAIN_LOSS]);
    ck_assert(final.value[CURVE_TEST_LOSS] < best);
    ck_assert(result->figure[SWEEP_TRAIN_LOSS] == final.value[CURVE_TRAIN_LOSS]);
    ck_assert(result->figure[SWEEP_TEST_LOSS] == final.value[CURVE_TEST_LOSS]);
    /* The state reached is one of those on the way. */
    ck_assert(result->figure[SWEEP_BEST_TEST_LOSS] == final.value[CURVE_TEST_LOSS]);
    ck_assert_uint_eq(result->gradients, run_get_numbers(run)->gradients);
    run_free(run);
    run_scratch_free(scratch);
    problem->objective->type->workspace_free(workspace);
    pool_free(pool);
}

START_TEST(minibatches_are_evaluated_at_the_end)
{
    struct problem *problem = problem_with(4); /* an epoch has two batches, an evaluation */
    const char *runs[] = {"gd", NULL}, *ranges[] = {"lr={0.05}", NULL};
    struct asked asked;
    struct sweep_plan plan;
    struct sweep_results results;

    ask(&asked, runs, ranges);
    asked.request.seed = problem->seed;
    asked.request.seeds = 1;
    asked.request.iterations = 7;
    plan = plan_of(&asked);
    results = results_of(problem, &plan, 1, false);
    expect_runs_figures(problem, &plan, &results.result[0]);
    sweep_results_clear(&results);
    sweep_plan_clear(&plan);
    problem_free(problem);
}
END_TEST

static Suite *sweep_jobs_suite(void)
{
    Suite *suite = suite_create("sweep_jobs");
    TCase *pure = tcase_create("pure"), *jobs = tcase_create("jobs");

    tcase_add_test(pure, draws_are_these);
    tcase_add_test(pure, checksums_are_these);
    tcase_add_test(pure, a_list_has_this_checksum);
    tcase_add_test(pure, facts_that_do_not_count_are_these);
    suite_add_tcase(suite, pure);
    tcase_add_test(jobs, jobs_finish_and_stall);
    tcase_add_test(jobs, jobs_diverge);
    tcase_add_test(jobs, jobs_converge_and_count_gradients);
    tcase_add_test(jobs, jobs_end_at_their_target);
    tcase_add_test(jobs, minibatches_are_evaluated_at_the_end);
    suite_add_tcase(suite, jobs);
    return suite;
}

TEST_MAIN(sweep_jobs_suite)
