/*
 * check_snapshot.c - what a snapshot makes of histories: columns over iterations, gradients and
 * seconds, averages, the cursor, targets; against plain loops over the rows.
 */
#include "check_main.h"
#include "train/race.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { RUNS = 3, COLUMNS = 90 };

static struct race_snapshot snapshot;

/* A race on Rosenbrock's function, of runs that take one gradient an iteration or several. */
static struct race *make_race(int iterations)
{
    static const char *const runs[RUNS] = {"gd:lr=0.0005", "lbfgs:line_search=strong-wolfe",
                                           "adam:lr=0.001"};
    struct problem_config config;
    struct status status = {0};
    struct problem *problem;
    struct race *race;
    struct run_config run;

    problem_config_default(&config);
    snprintf(config.data, sizeof config.data, "rosenbrock");
    problem = problem_load(&config, config.data, NULL, &status);
    ck_assert_msg(problem != NULL, "%s", status.message);
    race = race_create(problem, 1, &status);
    ck_assert_msg(race != NULL, "%s", status.message);
    for (int i = 0; i < RUNS; i++) {
        ck_assert_msg(run_config_parse(runs[i], &run, &status), "%s", status.message);
        ck_assert_int_gt(race_add(race, &run, &status), 0);
    }
    for (int i = 0; i < iterations; i++)
        ck_assert_msg(race_iterate(race, NULL, &status), "%s", status.message);
    return race;
}

static void look(struct race *race, const struct race_view *view)
{
    struct status status = {0};

    ck_assert_msg(race_snapshot(race, view, &snapshot, &status), "%s", status.message);
}

static void finish(struct race *race)
{
    race_snapshot_free(&snapshot);
    race_free(race);
}

static const struct history *rows_of(const struct race *race, int r)
{
    return run_get_history(race_run(race, r));
}

static double x_of(const struct history *history, enum x_kind x, size_t row)
{
    return x == X_ITERATIONS  ? (double)row
           : x == X_GRADIENTS ? history_value(history, CURVE_GRADIENTS, row)
                              : history_value(history, CURVE_SECONDS, row);
}

START_TEST(edges_divide_the_scale)
{
    static const struct race_view views[] = {
        {.end = 100, .columns = 7},
        {.begin = 5, .end = 9, .columns = 10},
        {.end = 10000000, .columns = 333},
        {.begin = 0.25, .end = 0.75, .columns = 1024},
        {.end = 1000, .logarithmic = true, .least = 1, .columns = 100},
        {.begin = 10, .end = 1000, .logarithmic = true, .columns = 100},
        {.begin = 3, .end = 3, .columns = 4},
        {.end = DBL_MAX, .columns = 1},
    };

    for (size_t i = 0; i < sizeof views / sizeof views[0]; i++) {
        const struct race_view *view = &views[i];
        ck_assert(race_view_edge(view, 0) == view->begin);
        ck_assert(race_view_edge(view, view->columns) == view->end);
        for (size_t c = 0; c < view->columns; c++)
            ck_assert(race_view_edge(view, c) <= race_view_edge(view, c + 1));
    }
    ck_assert_double_eq(race_view_edge(&views[0], 3), 300.0 / 7);
    assert_close(race_view_edge(&views[5], 50), 100, 1e-12);
    ck_assert(race_view_edge(&views[4], 5) == 0); /* the part set apart for 0 */
    assert_close(race_view_edge(&views[4], 6), 1, 1e-9);
    assert_close(race_view_edge(&views[4], 53), pow(1000, 0.5), 1e-9);
}
END_TEST

/* Of the rows whose x lies in a column, as the definition has it. */
static struct span plain_span(const struct history *history, const struct race_view *view,
                              enum curve curve, size_t column)
{
    double from = race_view_edge(view, column), to = race_view_edge(view, column + 1);
    struct span span = span_empty();

    for (size_t i = 0; i < history_length(history); i++) {
        double x = x_of(history, view->x, i), value = history_value(history, curve, i);

        if (x < from * (1 - 1e-9) || x >= to * (1 - 1e-9) || !isfinite(value))
            continue;
        span.min = fmin(span.min, value);
        span.max = fmax(span.max, value);
        span.last = value;
        span.x = x;
        span.count++;
    }
    return span;
}

static bool same(double a, double b)
{
    return isnan(a) ? isnan(b) : memcmp(&a, &b, sizeof a) == 0;
}

static size_t check_columns(struct race *race, const struct race_view *view)
{
    size_t rows = 0;

    look(race, view);
    for (int r = 0; r < RUNS; r++)
        for (size_t c = 0; c < view->columns; c++)
            for (int k = 0; k < CURVES; k += 3) {
                const struct span *span = &snapshot.run[r].span[k][c];
                struct span plain = plain_span(rows_of(race, r), view, (enum curve)k, c);
                ck_assert_msg(same(span->min, plain.min) && same(span->max, plain.max) &&
                                  same(span->last, plain.last) && span->count == plain.count,
                              "axis %d, run %d, column %zu, curve %d", (int)view->x, r, c, k);
                if (k == CURVE_TRAIN_LOSS && span->count > 0)
                    ck_assert(same(span->x, plain.x));
                rows += k == CURVE_TRAIN_LOSS ? span->count : 0;
            }
    return rows;
}

/* Over every axis, in part and as a whole, each run has the rows that lie in a column. */
START_TEST(columns_have_the_rows_that_lie_in_them)
{
    enum { ROWS = 700 };
    struct race *race = make_race(ROWS);

    for (int x = 0; x < X_KINDS; x++)
        for (int logarithmic = 0; logarithmic < 2; logarithmic++) {
            struct race_view view = {
                .x = (enum x_kind)x, .end = DBL_MAX, .logarithmic = logarithmic, .columns = 1};
            look(race, &view);
            view.columns = COLUMNS;
            view.end = snapshot.reached;
            view.least = snapshot.least;
            ck_assert(snapshot.least > 0 && snapshot.reached > snapshot.least);
            ck_assert_uint_eq(check_columns(race, &view), RUNS * ROWS);
            view.begin = snapshot.reached / 3;
            view.end = snapshot.reached / 2;
            ck_assert_uint_lt(check_columns(race, &view), RUNS * ROWS / 2);
            view.end = view.begin + 5 * snapshot.least; /* fewer rows than columns */
            check_columns(race, &view);
        }
    /* Several gradients an iteration: over gradients, L-BFGS comes further. */
    look(race, &(struct race_view){.x = X_GRADIENTS, .end = DBL_MAX, .columns = 1});
    ck_assert(snapshot.reached > ROWS);
    ck_assert(snapshot.run[0].span[CURVE_TRAIN_LOSS][0].x == ROWS - 1);
    ck_assert(snapshot.run[1].span[CURVE_TRAIN_LOSS][0].x > ROWS);
    finish(race);
}
END_TEST

/* Over gradients, a run has at the cursor what it had come to with so many. */
START_TEST(the_cursor_finds_each_runs_state)
{
    struct race *race = make_race(300);
    const struct history *gd = rows_of(race, 0), *lbfgs = rows_of(race, 1);
    struct race_view view = {
        .end = 300, .columns = 4, .has_cursor = true, .cursor = 40, .cursor_run = 2};
    size_t state = (size_t)history_value(lbfgs, CURVE_GRADIENTS, 40);

    look(race, &view);
    ck_assert(snapshot.cursor_x == 40);
    for (int r = 0; r < RUNS; r++) {
        ck_assert(snapshot.run[r].at.there);
        ck_assert_uint_eq(snapshot.run[r].at.state, 40);
    }
    view.x = X_GRADIENTS;
    look(race, &view);
    ck_assert(snapshot.cursor_x == history_value(lbfgs, CURVE_GRADIENTS, 40));
    ck_assert_uint_gt(state, 40);
    ck_assert_uint_eq(snapshot.run[0].at.state, state);
    ck_assert_uint_eq(snapshot.run[1].at.state, 40);
    ck_assert(snapshot.run[0].at.row.value[CURVE_TRAIN_LOSS] ==
              history_value(gd, CURVE_TRAIN_LOSS, state));
    view.x = X_SECONDS;
    look(race, &view);
    ck_assert(snapshot.cursor_x == history_value(lbfgs, CURVE_SECONDS, 40));
    for (int r = 0; r < RUNS; r++) {
        size_t at = snapshot.run[r].at.state;
        ck_assert(!snapshot.run[r].at.there || history_value(rows_of(race, r), CURVE_SECONDS, at) <=
                                                   snapshot.cursor_x * (1 + 1e-8));
        ck_assert(!snapshot.run[r].at.there || at == 299 ||
                  history_value(rows_of(race, r), CURVE_SECONDS, at + 1) >= snapshot.cursor_x);
    }
    /* A run that has not got so far has nothing there; what comes after the last row still has. */
    view.x = X_GRADIENTS;
    view.cursor = 299;
    look(race, &view);
    ck_assert(!snapshot.run[0].at.there && snapshot.run[1].at.there);
    view.cursor = 100000;
    view.cursor_run = 1;
    look(race, &view);
    ck_assert(snapshot.cursor_x == 299);
    ck_assert_uint_eq(snapshot.run[0].at.state, 299);
    view.at_x = true; /* not a state at all */
    view.cursor_x = (double)state + 0.5;
    look(race, &view);
    ck_assert(snapshot.cursor_x == (double)state + 0.5);
    ck_assert_uint_eq(snapshot.run[0].at.state, state);
    ck_assert_uint_eq(snapshot.run[1].at.state, 40);
    view.at_x = false;
    view.cursor_run = 77; /* of a run that is gone: of the first */
    look(race, &view);
    ck_assert(snapshot.cursor_x == 299);
    finish(race);
}
END_TEST

/* The last row whose x is at most this. */
static size_t row_at(const struct history *history, enum x_kind kind, double x)
{
    size_t first = 0, after = history_length(history);

    while (after - first > 1) {
        size_t middle = first + (after - first) / 2;

        if (x_of(history, kind, middle) <= x)
            first = middle;
        else
            after = middle;
    }
    return first;
}

/* A column's average is that of its last row, whatever is in sight, over whatever axis. */
static void check_averages(const struct race *race, const struct race_view *view,
                           const double *expected)
{
    for (size_t c = 0; c < view->columns; c++) {
        const struct span *span = &snapshot.run[0].span[CURVE_TRAIN_LOSS][c];

        if (span->count == 0)
            continue;
        ck_assert_msg(same(span->smooth, expected[row_at(rows_of(race, 0), view->x, span->x)]),
                      "x %g of %zu rows", span->x, history_length(rows_of(race, 0)));
        ck_assert(isnan(snapshot.run[0].span[CURVE_LEARNING_RATE][c].smooth));
    }
}

START_TEST(averages_do_not_depend_on_the_zoom)
{
    const int rows = instrumented() ? 20000 : 1000000;
    struct race *race = make_race(rows);
    double *expected = malloc((size_t)rows * sizeof *expected);
    double most = 0;
    int views = 0;

    ck_assert_ptr_nonnull(expected);
    for (int s = SMOOTHING_WEAK; s < SMOOTHINGS; s++) {
        struct average average = {0};

        for (int i = 0; i < rows; i++) {
            average_add(&average, smoothing_specs[s].keep,
                        history_value(rows_of(race, 0), CURVE_TRAIN_LOSS, (size_t)i));
            expected[i] = average.sum / average.weight;
        }
        for (double span = rows; span >= 8; span /= 2.385) {
            struct race_view view = {.begin = floor((rows - span) * 0.7),
                                     .columns = 320,
                                     .x = (enum x_kind)(views % X_KINDS),
                                     .smoothing = (enum smoothing)s};
            size_t last = (size_t)(view.begin + floor(span)) - 1;
            clock_t begin = clock();

            view.end = x_of(rows_of(race, 0), view.x, last) * (1 + 1e-9) + DBL_MIN;
            view.begin = x_of(rows_of(race, 0), view.x, (size_t)view.begin);
            look(race, &view);
            most = fmax(most, (double)(clock() - begin) / CLOCKS_PER_SEC);
            check_averages(race, &view, expected);
            views++;
        }
    }
    ck_assert_int_ge(views, 15);
    /* A frame of 320 columns; a loop over the rows of all curves would take a hundred times it. */
    ck_assert_msg(most < (instrumented() ? 10 : 0.1), "%g s", most);
    free(expected);
    finish(race);
}
END_TEST

START_TEST(targets_are_found_in_each_run)
{
    struct race *race = make_race(2000);
    const struct race_view view = {.end = 1, .columns = 1};
    struct measures measures = {
        .target = {.wanted = true, .curve = CURVE_TRAIN_LOSS, .below = true, .value = 0.5}};

    race_set_measures(race, &measures);
    look(race, &view);
    ck_assert(snapshot.measures.target.value == 0.5);
    for (int r = 0; r < RUNS; r++) {
        const struct history *history = rows_of(race, r);
        const struct run_target *found = &snapshot.run[r].target;
        size_t first = 0;

        while (first < history_length(history) &&
               !(history_value(history, CURVE_TRAIN_LOSS, first) < 0.5))
            first++;
        ck_assert(found->reached == (first < history_length(history)));
        if (!found->reached)
            continue;
        ck_assert(found->at == (double)first);
        ck_assert(found->gradients == history_value(history, CURVE_GRADIENTS, first));
        ck_assert(found->seconds == history_value(history, CURVE_SECONDS, first));
    }
    ck_assert(snapshot.run[1].target.reached);
    ck_assert(snapshot.run[1].target.gradients > snapshot.run[1].target.at);
    measures.target.value = -1;
    race_set_measures(race, &measures);
    look(race, &view);
    ck_assert(!snapshot.run[1].target.reached);
    race_set_measures(race, &(struct measures){.cosines = true});
    look(race, &view);
    ck_assert(!snapshot.run[1].target.reached);
    finish(race);
}
END_TEST

START_TEST(targets_are_read_and_written)
{
    static const struct {
        const char *text, *written;
        double value;
    } good[] = {
        {"test_loss<0.01", "test_loss<0.01", 0.01},
        {" train_loss  <  1e-3 ", "train_loss<0.001", 1e-3},
        {"test_accuracy>0.99", "test_accuracy>0.99", 0.99},
        {"test_accuracy>99%", "test_accuracy>0.99", 0.99},
        {"gradients>100", "gradients>100", 100},
    };
    static const struct {
        const char *text, *why;
    } bad[] = {
        {"", "no < or >"},
        {"test_loss", "no < or >"},
        {"test_loss=0.01", "no < or >"},
        {"loss<0.01", "begins with no curve"},
        {"<0.01", "begins with no curve"},
        {"test_loss<", "ends with no number"},
        {"test_loss<x", "ends with no number"},
        {"test_loss<nan", "ends with no number"},
        {"test_loss<1%", "ends with no number"},
        {"test_loss<<1", "ends with no number"},
    };
    struct target target;
    char text[TARGET_TEXT_MAX];

    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        struct status status = {0};
        ck_assert_msg(target_parse(good[i].text, &target, &status), "%s", status.message);
        ck_assert(target.wanted && target.below == (strchr(good[i].text, '<') != NULL));
        assert_close(target.value, good[i].value, 1e-15);
        ck_assert_str_eq(target_format(&target, text, sizeof text), good[i].written);
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct status status = {0};
        target = (struct target){.value = 2.385};
        ck_assert_msg(!target_parse(bad[i].text, &target, &status), "'%s'", bad[i].text);
        ck_assert_msg(strstr(status.message, bad[i].why) != NULL, "%s", status.message);
        ck_assert_ptr_nonnull(strstr(status.message, "gradient_norm"));
        ck_assert(target.value == 2.385);
    }
    ck_assert(target_is_smoothed(&(struct target){.curve = CURVE_TRAIN_LOSS}, true));
    ck_assert(!target_is_smoothed(&(struct target){.curve = CURVE_TRAIN_LOSS}, false));
    ck_assert(!target_is_smoothed(&(struct target){.curve = CURVE_TEST_LOSS}, true));
}
END_TEST

/* ---- paths --------------------------------------------------------------------------------------
 */

enum { PATH_ROWS = 700 };

START_TEST(paths_are_where_the_weights_were)
{
    static double place[PATH_ROWS + 1][RUNS][2];
    struct race_view view = {.end = DBL_MAX, .columns = 1, .paths = true};
    struct status status = {0};
    struct race *race = make_race(0);

    for (int s = 0; s <= PATH_ROWS; s++) {
        for (int r = 0; r < RUNS; r++)
            for (int i = 0; i < 2; i++)
                place[s][r][i] = (double)run_parameters(race_run(race, r))[i];
        ck_assert(s == PATH_ROWS || race_iterate(race, NULL, &status));
    }
    look(race, &view);
    for (int r = 0; r < RUNS; r++) {
        const struct run_path *path = &snapshot.run[r].path;

        /* 256 states, every third of the other 445, and the last. */
        ck_assert_uint_eq(path->points, 256 + 149);
        for (size_t k = 0; k < 256; k++)
            ck_assert_mem_eq(path->place[k], place[k][r], sizeof place[k][r]);
        for (size_t k = 256; k < 256 + 148; k++)
            ck_assert_mem_eq(path->place[k], place[256 + 3 * (k - 256)][r], sizeof place[0][r]);
        ck_assert_mem_eq(path->place[path->points - 1], place[PATH_ROWS][r], sizeof place[0][r]);
    }
    view.has_cursor = true;
    view.cursor = 100;
    look(race, &view);
    for (int r = 0; r < RUNS; r++) {
        ck_assert_uint_eq(snapshot.run[r].path.points, 101);
        ck_assert_mem_eq(snapshot.run[r].path.place[100], place[100][r], sizeof place[0][r]);
    }

    /* Back to state 57, and on again. */
    ck_assert_msg(race_rewind(race, 0, 57, NULL, &status), "%s", status.message);
    view.has_cursor = false;
    look(race, &view);
    for (int r = 0; r < RUNS; r++) {
        ck_assert_uint_eq(snapshot.run[r].path.points, 58);
        ck_assert_mem_eq(snapshot.run[r].path.place[57], place[57][r], sizeof place[0][r]);
    }
    ck_assert(race_iterate(race, NULL, &status));
    look(race, &view);
    for (int r = 0; r < RUNS; r++)
        ck_assert_mem_eq(snapshot.run[r].path.place[58], place[58][r], sizeof place[0][r]);
    view.paths = false;
    look(race, &view);
    ck_assert_uint_eq(snapshot.run[0].path.points, 0);
    finish(race);
}
END_TEST

START_TEST(columns_are_read)
{
    static const struct {
        const char *text, *why;
    } bad[] = {{"", "'' is no column"},
               {"loss", "'loss' is no column"},
               {"seconds,", "'' is no column"},
               {"test_loss", "'test_loss' is in every CSV"},
               {"seconds,gradients,seconds", "seconds is named twice"}};
    struct measures measures = {0};
    struct status status = {0};

    ck_assert(measures_parse_columns("seconds,update_cosine,learning_rate", &measures, &status));
    ck_assert_int_eq(measures.columns, 3);
    ck_assert_int_eq(measures.column[0], CURVE_SECONDS);
    ck_assert_int_eq(measures.column[1], CURVE_UPDATE_COSINE);
    ck_assert_int_eq(measures.column[2], CURVE_LEARNING_RATE);
    ck_assert(measures_ask(&measures, CURVE_UPDATE_COSINE));
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        status = (struct status){0};
        ck_assert_msg(!measures_parse_columns(bad[i].text, &measures, &status), "%s", bad[i].text);
        ck_assert_msg(strstr(status.message, bad[i].why) != NULL, "%s", status.message);
        ck_assert_int_eq(measures.columns, 3);
    }
    ck_assert(measures_parse_columns("gradients", &measures, &status));
    ck_assert(!measures_ask(&measures, CURVE_UPDATE_COSINE));
    measures.target = (struct target){.wanted = true, .curve = CURVE_UPDATE_COSINE};
    ck_assert(measures_ask(&measures, CURVE_UPDATE_COSINE));
    ck_assert(measures_ask(&(struct measures){.cosines = true}, CURVE_UPDATE_COSINE));
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("snapshot");
    TCase *c = tcase_create("snapshot");

    tcase_set_timeout(c, 60);
    tcase_add_test(c, edges_divide_the_scale);
    tcase_add_test(c, columns_have_the_rows_that_lie_in_them);
    tcase_add_test(c, the_cursor_finds_each_runs_state);
    tcase_add_test(c, averages_do_not_depend_on_the_zoom);
    tcase_add_test(c, targets_are_found_in_each_run);
    tcase_add_test(c, targets_are_read_and_written);
    tcase_add_test(c, paths_are_where_the_weights_were);
    tcase_add_test(c, columns_are_read);
    suite_add_tcase(s, c);
    return s;
}

TEST_MAIN(suite)
