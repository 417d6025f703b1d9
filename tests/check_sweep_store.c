/*
 * check_sweep_store.c - sweeps in files: what is written is read back to the bit, a failed write
 * leaves nothing, damaged rows are refused; and in which order jobs are handed out.
 */
#include "check_main.h"
#include "sweep_tools.h"

#include "app/setup.h"
#include "app/sweep_hand.h"
#include "app/sweep_options.h"
#include "app/sweep_store_private.h"

#include <float.h>
#include <limits.h>
#include <math.h>

/* ---- a sweep in a file ----------------------------------------------------------------------- */

/* Of gd and adam on a test function: 2 and 2 configurations, 3 seeds, 20 iterations. */
struct kept {
    struct problem *problem;
    struct asked asked;
    struct sweep_plan plan;
    sqlite3 *db;
    struct sweep_store *store;
};

static void run_sql(struct kept *kept, const char *sql)
{
    ck_assert_msg(sqlite3_exec(kept->db, sql, NULL, NULL, NULL) == SQLITE_OK, "%s: %s", sql,
                  sqlite3_errmsg(kept->db));
}

static int64_t ask_sql(struct kept *kept, const char *sql)
{
    sqlite3_stmt *query;
    int64_t answer;

    ck_assert_msg(sqlite3_prepare_v2(kept->db, sql, -1, &query, NULL) == SQLITE_OK, "%s: %s", sql,
                  sqlite3_errmsg(kept->db));
    ck_assert_int_eq(sqlite3_step(query), SQLITE_ROW);
    answer = sqlite3_column_int64(query, 0);
    sqlite3_finalize(query);
    return answer;
}

static void open_kept(struct kept *kept)
{
    const char *runs[] = {"gd", "adam", NULL}, *ranges[] = {"lr=0.001..0.01*2", NULL};
    struct problem_config config;
    struct status status = {0};

    problem_config_default(&config);
    snprintf(config.data, sizeof config.data, "rosenbrock");
    kept->problem = setup_problem(&config, &status);
    ck_assert_msg(kept->problem != NULL, "%s", status.message);
    ask(&kept->asked, runs, ranges);
    kept->plan = plan_of(&kept->asked);
    ck_assert_int_eq(sqlite3_open(":memory:", &kept->db), SQLITE_OK);
    kept->store = sweep_store_over(kept->db, "a file", &status);
    ck_assert_ptr_nonnull(kept->store);
}

static void close_kept(struct kept *kept)
{
    sweep_store_free(kept->store);
    ck_assert_int_eq(sqlite3_close(kept->db), SQLITE_OK);
    sweep_plan_clear(&kept->plan);
    problem_free(kept->problem);
}

static bool begin(struct kept *kept, struct status *status)
{
    *status = (struct status){0};
    return sweep_store_begin(kept->store, &kept->asked.wish, &kept->plan, kept->problem, 0, true,
                             status);
}

static bool keep(struct kept *kept, const struct sweep_result *result, struct status *status)
{
    const struct sweep_place place = {.seconds = 0.1, .host = "here", .machine = "kind"};

    *status = (struct status){0};
    return sweep_store_keep(kept->store, &kept->plan, result, &place, status);
}

/* Figures that need all their digits, and some that are none. */
static struct sweep_result result_of(uint64_t job)
{
    double third = (double)(job + 1) / 3;

    return (struct sweep_result){.job = job,
                                 .end = job == 2   ? SWEEP_REACHED
                                        : job == 5 ? SWEEP_DIVERGED
                                                   : SWEEP_FINISHED,
                                 .iterations = job == 2 ? 8 : 20,
                                 .gradients = 20 + job,
                                 .reached = job == 2,
                                 .reached_at = job == 2 ? 7 : 0,
                                 .figure = {third, DBL_MIN * DBL_EPSILON, 1 - DBL_EPSILON / 2, NAN,
                                            DBL_MAX, -third, job == 5 ? INFINITY : 0.1, 1e-17}};
}

static void begin_with_results(struct kept *kept)
{
    struct status status;

    open_kept(kept);
    ck_assert_msg(begin(kept, &status), "%s", status.message);
    for (uint64_t job = 0; job < sweep_jobs(&kept->plan); job += job == 5 ? 2 : 1) {
        struct sweep_result result = result_of(job);

        ck_assert_msg(keep(kept, &result, &status), "%s", status.message);
    }
}

/* Reads it all, as optop does that goes on with the file. */
static bool read_all(struct kept *kept, struct sweep_plan *plan, struct sweep_results *results,
                     struct status *status)
{
    struct sweep_record record;
    struct sweep_request request;
    bool good = sweep_store_read(kept->store, 1, &record, status);

    *plan = (struct sweep_plan){0};
    *results = (struct sweep_results){0};
    request = sweep_record_request(&record);
    good = good && sweep_plan_make(plan, &request, status) &&
           sweep_results_make(results, plan, status) &&
           sweep_store_results(kept->store, plan, results, status);
    sweep_record_clear(&record);
    return good;
}

START_TEST(results_are_read_back_to_the_bit)
{
    struct kept kept;
    struct sweep_plan plan;
    struct sweep_results results;
    struct status status = {0};

    begin_with_results(&kept);
    ck_assert_msg(read_all(&kept, &plan, &results, &status), "%s", status.message);
    ck_assert_uint_eq(results.count, 11);
    ck_assert(!results.there[6]);
    ck_assert_uint_eq(sweep_plan_hash(&plan, kept.problem),
                      sweep_plan_hash(&kept.plan, kept.problem));
    for (uint64_t job = 0; job < 12; job++) {
        const struct sweep_result *is = &results.result[job], wanted = result_of(job);

        if (job == 6)
            continue;
        ck_assert(results.there[job]);
        ck_assert_int_eq(is->end, wanted.end);
        ck_assert_uint_eq(is->iterations, wanted.iterations);
        ck_assert_uint_eq(is->gradients, wanted.gradients);
        ck_assert(is->reached == wanted.reached);
        ck_assert_uint_eq(is->reached_at, wanted.reached_at);
        for (int f = 0; f < SWEEP_FIGURES; f++)
            ck_assert(isfinite(wanted.figure[f]) ? is->figure[f] == wanted.figure[f]
                                                 : isnan(is->figure[f]));
    }
    sweep_results_clear(&results);
    sweep_plan_clear(&plan);
    close_kept(&kept);
}
END_TEST

/* ---- failures -------------------------------------------------------------------------------- */

/* A table that takes only some rows, in place of the program's own. */
START_TEST(a_list_is_written_whole_or_not_at_all)
{
    struct kept kept;
    struct status status;

    open_kept(&kept);
    run_sql(&kept, "CREATE TABLE sweep_configs(sweep, configuration CHECK(configuration < 3), run, "
                   "config)");
    for (int attempt = 0; attempt < 2; attempt++) {
        ck_assert(!begin(&kept, &status));
        ck_assert_ptr_nonnull(strstr(status.message, "a file: "));
        ck_assert_int_eq(kept.store->number, 0);
        ck_assert_int_eq(ask_sql(&kept, "SELECT count(*) FROM sqlite_master"), 1);
        ck_assert_int_eq(ask_sql(&kept, "SELECT count(*) FROM sweep_configs"), 0);
    }
    run_sql(&kept, "DROP TABLE sweep_configs");
    ck_assert_msg(begin(&kept, &status), "%s", status.message);
    ck_assert_int_eq(kept.store->number, 1);
    ck_assert_int_eq(ask_sql(&kept, "SELECT count(*) FROM sweep_configs"), 4);
    close_kept(&kept);
}
END_TEST

START_TEST(a_result_is_written_with_its_time_or_not_at_all)
{
    struct sweep_result result = result_of(3);
    struct kept kept;
    struct status status;

    open_kept(&kept);
    ck_assert_msg(begin(&kept, &status), "%s", status.message);
    run_sql(&kept, "DROP TABLE sweep_times; CREATE TABLE sweep_times(sweep, job, seconds "
                   "CHECK(seconds < 0), host, machine)");
    for (int attempt = 0; attempt < 2; attempt++) {
        ck_assert(!keep(&kept, &result, &status));
        ck_assert_ptr_nonnull(strstr(status.message, "a file: "));
        ck_assert_int_eq(ask_sql(&kept, "SELECT count(*) FROM sweep_results"), 0);
    }
    run_sql(&kept, "DROP TABLE sweep_times; CREATE TABLE sweep_times(sweep, job, seconds, host, "
                   "machine)");
    ck_assert_msg(keep(&kept, &result, &status), "%s", status.message);
    ck_assert_int_eq(ask_sql(&kept, "SELECT count(*) FROM sweep_results"), 1);
    ck_assert_int_eq(ask_sql(&kept, "SELECT count(*) FROM sweep_times"), 1);
    close_kept(&kept);
}
END_TEST

/* ---- damage ---------------------------------------------------------------------------------- */

#define BAD_JOB           "the session is damaged: a result is of no job of its sweep"
#define BAD_END           "the session is damaged: a job's end or its iterations are not valid"
#define BAD_HEAD          "the session is damaged: a sweep is missing, or its checksum is not valid"
#define BAD_TYPE(COLUMN)  "a value of a sweep's '" COLUMN "' is of the wrong type"
#define OF_RESULT(CHANGE) "UPDATE sweep_results SET " CHANGE " WHERE job = 4"

/* clang-format off */
static const struct {
    const char *sql;
    const char *sentence; /* NULL: it is allowed */
} damages[] = {
    {OF_RESULT("job = 0"), BAD_JOB},
    {OF_RESULT("job = 13, seed = 3"), BAD_JOB},
    {OF_RESULT("job = -1"), BAD_TYPE("job")},
    {OF_RESULT("seed = 5"), BAD_JOB},
    {OF_RESULT("seed = -3"), BAD_TYPE("seed")},
    {OF_RESULT("iterations = 21"), BAD_END},
    {OF_RESULT("iterations = 0"), NULL},
    {OF_RESULT("iterations = -1"), BAD_TYPE("iterations")},
    {OF_RESULT("iterations = 7.5"), BAD_TYPE("iterations")},
    {OF_RESULT("gradients = -1"), BAD_TYPE("gradients")},
    {OF_RESULT("gradients = 'x'"), BAD_TYPE("gradients")},
    {OF_RESULT("ended = 'Finished'"), BAD_END},
    {OF_RESULT("ended = 7"), BAD_END},
    {OF_RESULT("ended = 'finished' || char(0)"), BAD_TYPE("ended")},
    {OF_RESULT("ended = x'00'"), BAD_TYPE("ended")},
    {OF_RESULT("ended = 'reached'"), BAD_END}, /* after how many? */
    {OF_RESULT("reached_at = 7"), BAD_END},    /* it has finished */
    {OF_RESULT("ended = 'reached', reached_at = 20"), NULL},
    {OF_RESULT("ended = 'reached', reached_at = 0"), NULL},
    {OF_RESULT("ended = 'reached', reached_at = 21"), BAD_END},
    {OF_RESULT("ended = 'reached', reached_at = -1"), BAD_TYPE("reached_at")},
    {OF_RESULT("ended = 'reached', reached_at = 'x'"), BAD_TYPE("reached_at")},
    {OF_RESULT("best_test_accuracy = 9e999"), BAD_TYPE("best_test_accuracy")},
    {OF_RESULT("train_loss = 'x'"), BAD_TYPE("train_loss")},
    {"UPDATE sweeps SET draws = -1", BAD_TYPE("draws")},
    {"UPDATE sweeps SET draws = 1.5", BAD_TYPE("draws")},
    {"UPDATE sweeps SET draws = 100001", BAD_HEAD},
    {"UPDATE sweeps SET hash = upper(hash)", BAD_HEAD},
    {"UPDATE sweeps SET hash = substr(hash, 2)", BAD_HEAD},
    {"UPDATE sweeps SET confirms = 'x'", BAD_HEAD},
    {"UPDATE sweeps SET sweep = 2", BAD_HEAD},
    {"UPDATE sweep_ranges SET run = 3", "a file: a sweep: lr: is of no run"},
    {"UPDATE sweep_ranges SET run = 2", BAD_JOB} /* gd has one configuration then */,
    {"UPDATE sweep_ranges SET run = -1", BAD_TYPE("run")},
    {"UPDATE sweep_ranges SET text = 'lr=1..2'", "a file: a sweep: lr: '1..2' does not say"},
    {"UPDATE sweep_ranges SET text = 'lr='", "a file: a sweep: "},
    {"UPDATE sweep_runs SET run = 3 WHERE run = 2", "a sweep's run is missing"},
    {"UPDATE sweep_runs SET config = 'x'", "a file: a sweep: "},
    {"DELETE FROM sweep_facts WHERE name = 'job_seeds'", "a sweep has no seeds or no iterations"},
    {"DELETE FROM sweep_facts WHERE name = 'iterations'", "a sweep has no seeds or no iterations"},
    {"UPDATE sweep_facts SET value = '0' WHERE name = 'iterations'", "a file: a sweep: "},
    {"UPDATE sweep_facts SET value = 'x' WHERE name = 'target'", "a file: a sweep: "},
    {"UPDATE sweep_facts SET value = 'half' WHERE name = 'precision'",
     "a file: a sweep: was computed in half precision, this optop computes in "},
    {"UPDATE sweep_facts SET name = 'x' WHERE name = 'folder'",
     "a file: a sweep: has a fact that this optop does not know"},
    {"UPDATE sweep_facts SET value = '\xff' WHERE name = 'folder'", NULL},
};
/* clang-format on */

START_TEST(damaged_rows_are_refused)
{
    struct kept kept;
    struct sweep_plan plan;
    struct sweep_results results;
    struct status status = {0};

    begin_with_results(&kept);
    run_sql(&kept, "BEGIN");
    run_sql(&kept, damages[_i].sql);
    ck_assert_msg(sqlite3_changes(kept.db) > 0, "%s changes nothing", damages[_i].sql);
    if (damages[_i].sentence) {
        ck_assert_msg(!read_all(&kept, &plan, &results, &status), "%s is read", damages[_i].sql);
        ck_assert_msg(strstr(status.message, damages[_i].sentence), "%s: %s", damages[_i].sql,
                      status.message);
        ck_assert_ptr_nonnull(strstr(status.message, "a file: "));
    } else
        ck_assert_msg(read_all(&kept, &plan, &results, &status), "%s: %s", damages[_i].sql,
                      status.message);
    sweep_results_clear(&results);
    sweep_plan_clear(&plan);
    run_sql(&kept, "ROLLBACK");
    close_kept(&kept);
}
END_TEST

/* Numbers go up to that before the largest int, which counting on would exceed. */
START_TEST(sweeps_are_numbered_up_to_a_limit)
{
    struct kept kept;
    struct status status = {0};
    int64_t number;
    char sql[96];

    open_kept(&kept);
    ck_assert_msg(begin(&kept, &status), "%s", status.message);
    ck_assert(sweep_store_next(kept.store, &number, &status));
    ck_assert_int_eq(number, 2);
    snprintf(sql, sizeof sql, "UPDATE sweeps SET sweep = %d", INT_MAX - 2);
    run_sql(&kept, sql);
    ck_assert(sweep_store_next(kept.store, &number, &status));
    ck_assert_int_eq(number, INT_MAX - 1);
    snprintf(sql, sizeof sql, "UPDATE sweeps SET sweep = %d", INT_MAX - 1);
    run_sql(&kept, sql);
    ck_assert(!sweep_store_next(kept.store, &number, &status));
    ck_assert_str_eq(status.message,
                     "a file: has no number left for another sweep (allowed: another file)");
    close_kept(&kept);
}
END_TEST

/* ---- parts ----------------------------------------------------------------------------------- */

START_TEST(parts_have_at_most_six_digits)
{
    static const struct {
        const char *text;
        int part, parts; /* 0: refused */
    } cases[] = {
        {"1/1", 1, 1},
        {"3/8", 3, 8},
        {"000002/000008", 2, 8},
        {"1/100000", 1, 100000},
        {"100000/100000", 100000, 100000},
        {"1/100001", 0, 0},
        {"0000002/8", 0, 0},
        {"2/0000008", 0, 0},
        {"0/8", 0, 0},
        {"9/8", 0, 0},
        {"/8", 0, 0},
        {"1/", 0, 0},
        {"1", 0, 0},
        {"1/8x", 0, 0},
        {"1x/8", 0, 0},
        {"-1/8", 0, 0},
        {"1/8/9", 0, 0},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct sweep_options options = {0};
        struct status status = {0};
        bool good = sweep_options_part(&options, cases[i].text, &status);

        ck_assert_msg(good == (cases[i].parts > 0), "%s", cases[i].text);
        ck_assert_int_eq(options.part, cases[i].part);
        ck_assert_int_eq(options.parts, cases[i].parts);
        if (!good)
            ck_assert_ptr_nonnull(strstr(status.message, "is no part of a sweep (allowed: K/N"));
    }
}
END_TEST

/* ---- handing out ----------------------------------------------------------------------------- */

/* Another process that does at once what it is given. */
struct other {
    uint64_t given[12];
    int count, taken;
    int most, under_way; /* jobs that it had at once, and has */
    struct sweep_results results;
};

static bool give(void *context, int rank, uint64_t job)
{
    struct other *other = context;

    ck_assert_int_eq(rank, 0);
    other->given[other->count++] = job;
    other->under_way++;
    other->most = other->under_way > other->most ? other->under_way : other->most;
    return true;
}

static bool take(void *context, int *rank, struct sweep_done *done)
{
    struct other *other = context;

    if (other->under_way == 0)
        return false;
    other->under_way--;
    *rank = 0;
    *done = (struct sweep_done){.result = result_of(other->given[other->taken++]), .seconds = 2};
    return true;
}

static bool add(void *context, const struct sweep_done *done, const struct sweep_place *place,
                struct status *status)
{
    struct other *other = context;
    bool there = strcmp(place->host, "there") == 0;

    (void)status;
    ck_assert(!other->results.there[done->result.job]);
    ck_assert(place->seconds == done->seconds);
    for (int i = 0; i < other->count; i++)
        if (other->given[i] == done->result.job)
            ck_assert(there);
    sweep_results_add(&other->results, &done->result);
    return true;
}

/*
 * The second run's jobs take longer, by the estimate: those of this process come first, then those
 * of the other one, whatever is done first. Job 8 is done already.
 */
START_TEST(the_longest_jobs_are_handed_out_first)
{
    static const uint64_t order[] = {6, 7, 9, 10, 11, 0, 1, 2, 3, 4, 5};
    double seconds[] = {1, 3};
    const struct sweep_estimate estimate = {.of_run = seconds};
    const struct sweep_place place = {.host = "there"};
    const int threads[] = {1};
    struct other other = {0};
    const struct sweep_ranks ranks = {&other, 1, threads, &place, give, take};
    struct sweep_errand errand = {
        .threads = 1, .ranks = &ranks, .estimate = &estimate, .keep = add, .context = &other};
    struct status status = {0};
    struct kept kept;
    struct sweep_result done = result_of(8);
    int next = 0;

    open_kept(&kept);
    errand.problem = kept.problem;
    errand.plan = &kept.plan;
    errand.results = &other.results;
    ck_assert(sweep_results_make(&other.results, &kept.plan, &status));
    sweep_results_add(&other.results, &done);
    ck_assert_uint_eq(sweep_left(&errand), 11);
    ck_assert_msg(sweep_hand_out(&errand, &status), "%s", status.message);
    ck_assert_uint_eq(other.results.count, 12);
    ck_assert_int_ge(other.count, 1);
    ck_assert_int_eq(other.most, 2); /* one more than it has threads */
    ck_assert_uint_eq(other.given[0], order[2]);
    ck_assert_uint_eq(other.given[1], order[3]);
    /* The first two are this process's own, and the other one has the rest in this order, but for
     * those that this one takes meanwhile. */
    for (int i = 0; i < other.count; i++) {
        while (next < 11 && order[next] != other.given[i])
            next++;
        ck_assert_msg(next >= 2 && next < 11, "job %d of the other one is %d", i,
                      (int)other.given[i]);
    }
    sweep_results_clear(&other.results);
    close_kept(&kept);
}
END_TEST

static Suite *sweep_store_suite(void)
{
    Suite *suite = suite_create("sweep_store");
    TCase *files = tcase_create("files"), *hand = tcase_create("hand");

    tcase_add_test(files, results_are_read_back_to_the_bit);
    tcase_add_test(files, a_list_is_written_whole_or_not_at_all);
    tcase_add_test(files, a_result_is_written_with_its_time_or_not_at_all);
    tcase_add_loop_test(files, damaged_rows_are_refused, 0,
                        (int)(sizeof damages / sizeof damages[0]));
    tcase_add_test(files, sweeps_are_numbered_up_to_a_limit);
    suite_add_tcase(suite, files);
    tcase_add_test(hand, parts_have_at_most_six_digits);
    tcase_add_test(hand, the_longest_jobs_are_handed_out_first);
    suite_add_tcase(suite, hand);
    return suite;
}

TEST_MAIN(sweep_store_suite)
