/*
 * check_sensitivity.c - a figure against a hyperparameter: axes, curves, what diverged; the table
 * and the words of an experiment's screen.
 */
#include "check_main.h"

#include "app/sweep_table.h"
#include "plot/sensitivity.h"
#include "ui/canvas.h"
#include "ui/experiment_text.h"

#include <math.h>
#include <string.h>

/* ---- the plot -------------------------------------------------------------------------------- */

static const struct sensitivity_point good[] = {
    {1e-3, 0.4, 0.5, 0.6, 0},
    {1e-2, 0.02, 0.03, 0.3, 0},
    {1e-1, 0.2, 0.25, INFINITY, 1},
    {1, INFINITY, INFINITY, INFINITY, 3},
};
static const struct sensitivity_point poor[] = {
    {1e-2, 0.7, 0.8, 0.9, 0},
    {1e-1, NAN, NAN, NAN, 0},
    {1, 1e6, INFINITY, INFINITY, 2},
};
static const struct sensitivity_curve two[] = {
    {good, 4, "good", 0, true, NULL},
    {poor, 3, "poor", 1, false, NULL},
};

static struct sensitivity_request request_of(const struct sensitivity_curve *curve, int curves)
{
    return (struct sensitivity_request){.curve = curve,
                                        .curves = curves,
                                        .figure = "test loss",
                                        .key = "lr",
                                        .seeds = 3,
                                        .logarithmic_x = true};
}

START_TEST(medians_are_curves_and_quartiles_bars_of_the_chosen_run)
{
    const struct sensitivity_request request = request_of(two, 2);
    struct sensitivity it = {0};
    struct status status = {0};
    const struct span *span;

    ck_assert(sensitivity_make(&it, &request, &status));
    ck_assert_str_eq(it.plot.title,
                     "test loss against lr: medians of 3 seeds, bars: chosen run's quartiles");
    ck_assert(it.plot.measured && it.plot.smoothed && it.plot.curves == 2);
    ck_assert(it.plot.x.begin == 1e-3 && it.plot.x.end == 1 && it.plot.x.logarithmic);
    ck_assert(it.plot.y.low <= 0.02 && it.plot.y.high >= 0.9 && it.plot.y.high < 1e6);
    ck_assert(it.curve[0].chosen && it.curve[0].spans == 4 && it.curve[1].spans == 3);
    span = it.curve[0].span;
    ck_assert(span[1].x == 1e-2 && span[1].smooth == 0.03 && span[1].min == 0.02 &&
              span[1].max == 0.3);
    ck_assert(span[2].smooth == 0.25 && isfinite(span[2].max) && span[2].max > it.plot.y.high);
    ck_assert(isfinite(span[3].smooth) && axis_side(&it.plot.y, span[3].smooth) == 1);
    span = it.curve[1].span;
    ck_assert(span[0].min == 0.8 && span[0].max == 0.8); /* not chosen: no bar */
    ck_assert_uint_eq(span[1].count, 0);                 /* not known yet */
    sensitivity_free(&it);
}
END_TEST

START_TEST(accuracies_leave_through_the_lower_edge)
{
    static const struct sensitivity_point point[] = {{0.5, -INFINITY, 0.95, 0.96, 1},
                                                     {0.7, -INFINITY, -INFINITY, -INFINITY, 3}};
    static const struct sensitivity_curve curve = {point, 2, "a", 2, true, NULL};
    struct sensitivity_request request = request_of(&curve, 1);
    struct sensitivity it = {0};
    struct status status = {0};

    request.share = true;
    request.logarithmic_x = false;
    request.seeds = 1;
    ck_assert(sensitivity_make(&it, &request, &status));
    ck_assert_str_eq(it.plot.title, "test loss against lr");
    ck_assert(it.plot.y.percent && it.plot.y.high <= 1 && !it.plot.x.logarithmic);
    ck_assert(isfinite(it.curve[0].span[0].min));
    ck_assert_int_eq(axis_side(&it.plot.y, it.curve[0].span[1].smooth), -1);
    sensitivity_free(&it);
}
END_TEST

START_TEST(one_value_or_none_have_axes_too)
{
    static const struct sensitivity_point point = {0.1, 2, 2, 2, 0}, zero = {0, 1, 1, 1, 0};
    static const struct sensitivity_curve one = {&point, 1, "a", 0, false, NULL},
                                          at_zero = {&zero, 1, "a", 0, false, NULL};
    struct sensitivity_request request = request_of(&one, 1);
    struct sensitivity it = {0};
    struct status status = {0};

    ck_assert(sensitivity_make(&it, &request, &status));
    ck_assert_double_eq_tol(it.plot.x.begin, 0.01, 1e-12);
    ck_assert_double_eq_tol(it.plot.x.end, 1, 1e-12);
    request.curve = &at_zero;
    ck_assert(sensitivity_make(&it, &request, &status));
    ck_assert(it.plot.x.begin == -1 && it.plot.x.end == 1 && !it.plot.x.logarithmic);
    request.curves = 0;
    ck_assert(sensitivity_make(&it, &request, &status));
    ck_assert(it.plot.x.end > it.plot.x.begin && it.plot.y.high > it.plot.y.low);
    sensitivity_free(&it);
}
END_TEST

START_TEST(marks_of_what_diverged_stand_side_by_side)
{
    const struct sensitivity_request request = request_of(two, 2);
    const struct axis_range range = {
        .begin = 1e-3, .end = 1, .per_unit = 1, .real = true, .logarithmic = true};
    int mark[31];

    sensitivity_diverged(&request, &range, 31, mark);
    for (int column = 0; column < 31; column++)
        ck_assert_int_eq(mark[column], column == 20 || column == 29 ? 0 : column == 30 ? 1 : -1);
    sensitivity_diverged(&request, &range, 1, mark); /* no room for the second one */
    ck_assert_int_eq(mark[0], 0);
}
END_TEST

START_TEST(marks_keep_apart_and_in_the_middle)
{
    static const struct sensitivity_point point[] = {{5, 1, 1, 1, 1}, {7, 1, 1, 1, 1}};
    static const struct sensitivity_curve three[] = {{point, 2, "a", 0, true, NULL},
                                                     {point, 2, "b", 1, false, NULL},
                                                     {point, 2, "c", 2, false, NULL}};
    static const int wanted[] = {-1, -1, -1, -1, 0, 1, 2, -1, 0, 1, 2, -1};
    const struct sensitivity_request request = request_of(three, 3);
    const struct axis_range range = {.begin = 0, .end = 12, .per_unit = 1, .real = true};
    int mark[12];

    sensitivity_diverged(&request, &range, 12, mark);
    for (int column = 0; column < 12; column++)
        ck_assert_int_eq(mark[column], wanted[column]);
}
END_TEST

START_TEST(the_places_of_the_cursor_are_the_values)
{
    const struct sensitivity_request request = request_of(two, 2);
    double x[7] = {0};

    ck_assert_int_eq(sensitivity_places(&request, x), 4);
    ck_assert(x[0] == 1e-3 && x[1] == 1e-2 && x[2] == 1e-1 && x[3] == 1);
}
END_TEST

static char *row_of(const struct canvas *canvas, int row, char *text)
{
    for (int c = 0; c < canvas->columns; c++) {
        uint32_t codepoint = canvas->cell[row * canvas->columns + c].codepoint;
        text[c] = (char)(codepoint < 127 ? codepoint : '#');
    }
    text[canvas->columns] = '\0';
    return text;
}

START_TEST(more_than_a_thousand_places_are_kept)
{
    enum { POINTS = 1500 };
    static struct sensitivity_point point[POINTS];
    static double x[POINTS];
    const struct sensitivity_curve curve = {point, POINTS, "a", 0, true, NULL};
    const struct sensitivity_request request = request_of(&curve, 1);
    const struct axis_range range = {.begin = 1, .end = POINTS, .per_unit = 1, .real = true};
    int mark[10];

    for (int i = 0; i < POINTS; i++)
        point[i] = (struct sensitivity_point){i + 1, 1, 1, 1, i == 1200};
    ck_assert_int_eq(sensitivity_places(&request, x), POINTS);
    ck_assert(x[0] == 1 && x[1200] == 1201 && x[POINTS - 1] == POINTS);
    sensitivity_diverged(&request, &range, 10, mark);
    for (int column = 0; column < 10; column++)
        ck_assert_int_eq(mark[column], column == axis_range_column(&range, 1201, 10) ? 0 : -1);
}
END_TEST

START_TEST(a_canvas_shows_marks_bars_and_what_leaves)
{
    const struct sensitivity_request request = request_of(two, 2);
    struct sensitivity it = {0};
    struct canvas canvas = {0};
    struct status status = {0};
    char text[64];
    int bars = 0, marks = 0;

    ck_assert(sensitivity_make(&it, &request, &status));
    ck_assert(canvas_resize(&canvas, 14, 39, &status));
    canvas_draw(&canvas, &it.plot, CANVAS_ASCII, false);
    ck_assert_int_eq(row_of(&canvas, 0, text)[38], '^'); /* above lr 1 */
    for (int row = 0; row < 12; row++) {
        row_of(&canvas, row, text);
        bars += text[8 + 10] == ':';
        marks += text[8 + 10] == '*';
        ck_assert(text[8 + 5] != ':');
    }
    ck_assert_int_eq(marks, 1);
    ck_assert_int_ge(bars, 4); /* from 0.02 to 0.3 */
    canvas_draw(&canvas, &it.plot, CANVAS_BRAILLE, true);
    marks = 0;
    for (int row = 0; row < 12; row++)
        marks += row_of(&canvas, row, text)[8 + 10] == '*';
    ck_assert_int_eq(marks, 1); /* each measurement has its mark */
    canvas_free(&canvas);
    sensitivity_free(&it);
}
END_TEST

/* The cells of a canvas that have this character. */
static int count_of(const struct canvas *canvas, char wanted)
{
    int count = 0;

    for (int i = 0; i < canvas->rows * canvas->columns; i++)
        count += canvas->cell[i].codepoint == (uint32_t)(unsigned char)wanted;
    return count;
}

START_TEST(the_best_of_each_run_is_marked)
{
    const struct sensitivity_curve curve[] = {{good, 4, "good", 0, true, &good[1]},
                                              {poor, 3, "poor", 1, false, &poor[0]},
                                              {poor, 3, "none", 2, false, NULL}};
    static const enum canvas_glyphs glyphs[] = {CANVAS_ASCII, CANVAS_BRAILLE};
    struct sensitivity_request request = request_of(curve, 3);
    struct sensitivity it = {0};
    struct canvas canvas = {0};
    struct status status = {0};
    char text[64];

    ck_assert(sensitivity_make(&it, &request, &status));
    ck_assert_str_eq(it.plot.title,
                     "test loss against lr: medians of 3 seeds, [best], bars: chosen run's "
                     "quartiles");
    ck_assert_ptr_eq(it.curve[0].best, &it.curve[0].span[1]);
    ck_assert_ptr_eq(it.curve[1].best, &it.curve[1].span[0]);
    ck_assert_ptr_null(it.curve[2].best);
    ck_assert(canvas_resize(&canvas, 14, 39, &status));
    for (int i = 0; i < 2; i++) {
        int found = 0;

        canvas_draw(&canvas, &it.plot, glyphs[i], false);
        ck_assert(count_of(&canvas, '[') == 2 && count_of(&canvas, ']') == 2);
        for (int row = 0; row < 12; row++) {
            row_of(&canvas, row, text);
            found += strncmp(text + 8 + 9, "[*]", 3) == 0; /* lr 0.01 */
            found += strncmp(text + 8 + 9, "[+]", 3) == 0;
        }
        ck_assert_int_eq(found, 2);
    }
    request.second = "beta1";
    ck_assert(sensitivity_make(&it, &request, &status));
    ck_assert_str_eq(it.plot.title,
                     "test loss against lr at the best beta1: medians of 3 seeds, [best], bars: "
                     "chosen run's quartiles");
    request.second = NULL;
    request.seeds = 1;
    ck_assert(sensitivity_make(&it, &request, &status));
    ck_assert_str_eq(it.plot.title, "test loss against lr, [best]");
    canvas_free(&canvas);
    sensitivity_free(&it);
}
END_TEST

/* ---- the table ------------------------------------------------------------------------------- */

/* gd and adam with three learning rates and two seeds; of adam two betas, too. */
static struct sweep_plan plan;
static struct sweep_results results;
static struct sweep_summary summary;

static void make_plan(const char *const *ranges, int count)
{
    struct sweep_wish wish = {.ranges = count};
    struct run_config run[2];
    static const uint64_t seed[] = {4, 7};
    const struct sweep_request request = {
        .wish = &wish, .run = run, .runs = 2, .seed = seed, .seeds = 2, .iterations = 9};
    struct status status = {0};

    for (int i = 0; i < count; i++) {
        ck_assert(sweep_range_parse(ranges[i], &wish.range[i], &status));
        wish.range[i].run = i == 0 ? SWEEP_ALL_RUNS : 1;
    }
    ck_assert(run_config_parse("gd", &run[0], &status));
    ck_assert(run_config_parse("adam", &run[1], &status));
    ck_assert_msg(sweep_plan_make(&plan, &request, &status), "%s", status.message);
    ck_assert(sweep_results_make(&results, &plan, &status));
}

static void put(uint64_t job, double loss, enum sweep_end end)
{
    struct sweep_result result = {.job = job, .end = end, .iterations = 9, .gradients = 9};

    for (int f = 0; f < SWEEP_FIGURES; f++)
        result.figure[f] = end == SWEEP_DIVERGED ? NAN : loss;
    sweep_results_add(&results, &result);
}

static void put_reached(uint64_t job, uint64_t at)
{
    const struct sweep_result result = {
        .job = job, .end = SWEEP_REACHED, .iterations = at, .reached = true, .reached_at = at};

    sweep_results_add(&results, &result);
}

static void sum_up(enum sweep_judge judge)
{
    struct status status = {0};

    sweep_summary_clear(&summary);
    ck_assert(sweep_summary_make(&summary, &plan, &results, judge, &status));
}

static void clear_plan(void)
{
    sweep_summary_clear(&summary);
    sweep_results_clear(&results);
    sweep_plan_clear(&plan);
}

static const char *cell(int line, int config, enum experiment_cell which)
{
    static char text[EXPERIMENT_TEXT_MAX];

    return experiment_cell(&plan, &summary, &summary.standing[line], config, which, text,
                           sizeof text);
}

START_TEST(points_follow_the_values_of_an_axis)
{
    static const char *const ranges[] = {"lr={0.1,0.001,0.01}", "beta1={0.5,0.9}"};
    struct experiment_curves curves = {0};
    struct status status = {0};

    make_plan(ranges, 2);
    put(0, 0.5, SWEEP_FINISHED); /* gd at 0.1 */
    put(1, 0.7, SWEEP_FINISHED);
    put(6, 0.9, SWEEP_FINISHED); /* adam at 0.1, beta1 0.5 */
    put(8, 0.3, SWEEP_FINISHED); /* and 0.9 */
    put(9, 0, SWEEP_DIVERGED);
    put(10, 0.2, SWEEP_FINISHED); /* adam at 0.001, beta1 0.5 */
    put(16, 0.4, SWEEP_FINISHED); /* adam at 0.01, beta1 0.9 only */
    sum_up(SWEEP_BY_TEST_LOSS);
    ck_assert(experiment_curves_make(&curves, &plan, &summary, 0, &status));
    ck_assert_int_eq(curves.curves, 2);
    ck_assert_int_eq(curves.curve[0].points, 3);
    ck_assert(curves.curve[0].point[0].x == 0.001 && isnan(curves.curve[0].point[0].median));
    ck_assert(curves.curve[0].point[2].x == 0.1);
    ck_assert_double_eq_tol(curves.curve[0].point[2].median, 0.6, 1e-15);
    ck_assert_double_eq_tol(curves.curve[0].point[2].low, 0.55, 1e-15);
    ck_assert_double_eq_tol(curves.curve[0].point[2].high, 0.65, 1e-15);
    ck_assert_int_eq(curves.curve[1].points, 3); /* at the better beta1 */
    ck_assert(curves.curve[1].point[2].median == 0.9 && curves.curve[1].point[0].median == 0.2);
    ck_assert(curves.curve[1].point[1].x == 0.01 && curves.curve[1].point[1].median == 0.4);
    ck_assert_int_eq(experiment_config_at(&curves, 0, 0.1), 0);
    ck_assert_int_eq(experiment_config_at(&curves, 1, 0.1), 3);
    ck_assert_int_eq(experiment_config_at(&curves, 1, 0.001), 5);
    ck_assert_int_eq(experiment_config_at(&curves, 1, 0.5), -1);
    ck_assert_ptr_eq(curves.curve[0].best, &curves.curve[0].point[2]);
    ck_assert_ptr_eq(curves.curve[1].best, &curves.curve[1].point[0]);
    ck_assert_int_eq(experiment_axis(&plan, -1), 0);
    ck_assert_int_eq(experiment_axis(&plan, 0), 1);
    ck_assert_int_eq(experiment_axis(&plan, 1), -1);
    ck_assert_int_eq(summary.standing[0].run, 1);
    ck_assert_str_eq(cell(0, -1, EXPERIMENT_BEST), "lr=0.001 beta1=0.5");
    ck_assert_str_eq(cell(1, -1, EXPERIMENT_BEST), "0.1");
    sum_up(SWEEP_BY_TEST_ACCURACY); /* more is better: what diverged is the worst */
    ck_assert(experiment_curves_make(&curves, &plan, &summary, 0, &status));
    ck_assert_double_eq_tol(curves.curve[0].point[2].low, 0.55, 1e-15);
    ck_assert_double_eq_tol(curves.curve[0].point[2].high, 0.65, 1e-15);
    experiment_curves_free(&curves);
    clear_plan();
}
END_TEST

/* Words as values of the first key, numbers of the second: the second is drawn. */
START_TEST(the_axis_has_numbers)
{
    static const char *const words[] = {"schedule={constant,cosine}", "lr={0.1,0.2}"};
    struct experiment_curves curves = {0};
    struct status status = {0};

    make_plan(words, 2);
    ck_assert_int_eq(experiment_axis(&plan, -1), 1);
    ck_assert_int_eq(experiment_axis(&plan, 1), -1);
    put(4, 0.5, SWEEP_FINISHED); /* adam, constant at 0.1 */
    put(8, 0.5, SWEEP_FINISHED); /* cosine at 0.1: as good, but not with the other seed */
    put(5, 0.9, SWEEP_FINISHED);
    put(9, 0.9, SWEEP_FINISHED);
    put(10, 0.6, SWEEP_FINISHED); /* cosine at 0.2 */
    sum_up(SWEEP_BY_TEST_LOSS);
    ck_assert(experiment_curves_make(&curves, &plan, &summary, 1, &status));
    ck_assert_int_eq(curves.curve[1].points, 2);
    ck_assert(curves.curve[1].point[0].x == 0.1 && curves.curve[1].point[1].x == 0.2);
    ck_assert_ptr_eq(curves.curve[1].best, &curves.curve[1].point[1]);
    ck_assert_ptr_null(curves.curve[0].best);
    ck_assert_int_eq(curves.config[2], 2); /* the first of equals */
    experiment_curves_free(&curves);
    clear_plan();
}
END_TEST

START_TEST(cells_show_the_best_or_the_cursor)
{
    static const char *const ranges[] = {"lr=0.01..1*3"};
    struct experiment_curves curves = {0};
    struct sensitivity_point point;
    struct status status = {0};

    make_plan(ranges, 1);
    sum_up(SWEEP_BY_TEST_LOSS);
    ck_assert_str_eq(cell(0, -1, EXPERIMENT_BEST), "-");
    ck_assert_str_eq(cell(0, -1, EXPERIMENT_MEDIAN), "-");
    ck_assert_str_eq(cell(0, -1, EXPERIMENT_DIVERGED), "0/0");
    put(0, 0.5, SWEEP_FINISHED);
    put(1, 0.25, SWEEP_FINISHED);
    put(2, 0.5, SWEEP_FINISHED);
    put(3, 0, SWEEP_DIVERGED);
    sum_up(SWEEP_BY_TEST_LOSS);
    ck_assert_str_eq(cell(0, -1, EXPERIMENT_BEST), "0.01");
    ck_assert_str_eq(cell(0, -1, EXPERIMENT_MEDIAN), "0.375");
    ck_assert_str_eq(cell(0, -1, EXPERIMENT_SPREAD), "0.312 ... 0.438");
    ck_assert_str_eq(cell(0, -1, EXPERIMENT_DIVERGED), "1/4");
    ck_assert_str_eq(cell(0, 1, EXPERIMENT_BEST), "0.01");
    ck_assert_str_eq(cell(0, 1, EXPERIMENT_SPREAD), "diverged ... diverged");
    ck_assert_str_eq(cell(0, 1, EXPERIMENT_DIVERGED), "1/2");
    ck_assert_str_eq(cell(0, 2, EXPERIMENT_MEDIAN), "-");
    sum_up(SWEEP_BY_TEST_ACCURACY);
    ck_assert_str_eq(cell(0, 0, EXPERIMENT_MEDIAN), "37.50 %");
    ck_assert_str_eq(cell(0, 0, EXPERIMENT_SPREAD), "43.75 ... 31.25");
    ck_assert(experiment_curves_make(&curves, &plan, &summary, 0, &status));
    point = curves.curve[0].point[1];
    ck_assert(point.median == -INFINITY && point.high == -INFINITY && point.low == -INFINITY);
    ck_assert_int_eq(point.diverged, 1);
    sum_up(SWEEP_BY_TARGET);
    ck_assert(experiment_curves_make(&curves, &plan, &summary, 0, &status));
    ck_assert_int_eq(curves.curve[0].point[0].diverged, 2); /* missed the target */
    put_reached(8, 3);
    put_reached(9, 4);
    sum_up(SWEEP_BY_TARGET);
    ck_assert(experiment_curves_make(&curves, &plan, &summary, 0, &status));
    ck_assert_int_eq(curves.curve[1].point[1].diverged, 0);
    ck_assert(curves.curve[1].point[1].median == 3.5);
    ck_assert_str_eq(cell(1, 0, EXPERIMENT_SPREAD), "never ... never");
    ck_assert_str_eq(experiment_failed(summary.judge), "missed");
    ck_assert_str_eq(experiment_failed(SWEEP_BY_TEST_LOSS), "diverged");
    ck_assert_str_eq(cell(1, 0, EXPERIMENT_DIVERGED), "2/2"); /* neither diverged */
    ck_assert_str_eq(cell(0, -1, EXPERIMENT_DIVERGED), "0/2");
    experiment_curves_free(&curves);
    clear_plan();
}
END_TEST

START_TEST(a_best_at_the_edge_asks_for_a_wider_range)
{
    static const char *const ranges[] = {"lr=0.01..1*3"};
    char text[EXPERIMENT_TEXT_MAX];
    bool alert = false;

    make_plan(ranges, 1);
    for (uint64_t job = 0; job < 12; job++)
        put(job, job < 6 ? (double)(job + 1) : fabs((double)job - 8.5), SWEEP_FINISHED);
    sum_up(SWEEP_BY_TEST_LOSS);
    ck_assert_int_eq(summary.standing[1].run, 0);
    experiment_remark(&plan, &summary.standing[1], &alert, text, sizeof text);
    ck_assert_str_eq(text,
                     "gd: the best lr, 0.01, is the smallest that was tried: widen the range");
    ck_assert(alert);
    experiment_remark(&plan, &summary.standing[0], &alert, text, sizeof text);
    ck_assert_msg(strncmp(text, "adam: at most twice the best for lr ", 36) == 0, "%s", text);
    ck_assert(!alert);
    clear_plan();
}
END_TEST

/* ---- sentences ------------------------------------------------------------------------------- */

START_TEST(states_are_told)
{
    struct experiment_view view = {.state = EXPERIMENT_RUNNING,
                                   .jobs = 260,
                                   .done = 37,
                                   .left = 190,
                                   .estimate = "260 jobs, about 4:05, 180 MB"};
    char text[EXPERIMENT_TEXT_MAX];

    ck_assert_str_eq(experiment_state_text(&view, text, sizeof text),
                     "RUNNING 37/260 jobs, 3:10 left");
    ck_assert_ptr_nonnull(strstr(experiment_hint(&view, text, sizeof text), "Space pauses"));
    view.paused = true;
    view.left = NAN;
    ck_assert_str_eq(experiment_state_text(&view, text, sizeof text), "PAUSED 37/260 jobs");
    ck_assert_str_eq(experiment_hint(&view, text, sizeof text), "Paused. Space resumes.");
    view.state = EXPERIMENT_READY;
    ck_assert_str_eq(experiment_hint(&view, text, sizeof text),
                     "260 jobs, about 4:05, 180 MB. Enter starts, Esc goes back.");
    view.lost = true;
    ck_assert_str_eq(experiment_hint(&view, text, sizeof text),
                     "260 jobs, about 4:05, 180 MB, not kept. Enter starts, Esc goes back.");
    view.state = EXPERIMENT_FINISHED;
    ck_assert_str_eq(experiment_hint(&view, text, sizeof text),
                     "All jobs done. Enter adds this run at its best to the race; a adds every "
                     "run.");
    view.state = EXPERIMENT_CANCELLED;
    ck_assert_str_eq(experiment_state_text(&view, text, sizeof text), "CANCELLED 37/260 jobs");
    ck_assert_str_eq(experiment_hint(&view, text, sizeof text),
                     "Cancelled: the results of 37 of 260 jobs are kept.");
    view.state = EXPERIMENT_FAILED;
    strcpy(view.message, "out of memory");
    ck_assert_str_eq(experiment_hint(&view, text, sizeof text), "out of memory");
}
END_TEST

static const char *label(enum experiment_state state, bool map, enum action_id action)
{
    const struct experiment_view view = {.state = state, .done = state > EXPERIMENT_READY};
    const char *text = experiment_key_label(&view, map, false, false, action);

    return text ? text : "as in the table";
}

START_TEST(keys_are_there_that_do_something)
{
    struct experiment_view view = {.state = EXPERIMENT_RUNNING, .paused = true, .done = 1};

    ck_assert_str_eq(label(EXPERIMENT_NEW, true, ACTION_ACCEPT), "");
    ck_assert_str_eq(label(EXPERIMENT_READY, true, ACTION_ACCEPT), "start");
    ck_assert_str_eq(label(EXPERIMENT_RUNNING, true, ACTION_ACCEPT), "");
    ck_assert_str_eq(label(EXPERIMENT_FINISHED, true, ACTION_ACCEPT), "add run");
    ck_assert_str_eq(label(EXPERIMENT_CANCELLED, true, ACTION_ACCEPT), "add run");
    ck_assert_str_eq(label(EXPERIMENT_READY, true, ACTION_RUN), "");
    ck_assert_str_eq(label(EXPERIMENT_RUNNING, true, ACTION_RUN), "pause");
    ck_assert_str_eq(label(EXPERIMENT_FINISHED, true, ACTION_RUN), "");
    ck_assert_str_eq(label(EXPERIMENT_RUNNING, true, ACTION_ALL), "");
    ck_assert_str_eq(label(EXPERIMENT_FINISHED, true, ACTION_ALL), "as in the table");
    ck_assert_str_eq(label(EXPERIMENT_RUNNING, true, ACTION_EXPERIMENT), "");
    ck_assert_str_eq(label(EXPERIMENT_READY, true, ACTION_MAP), "");
    ck_assert_str_eq(label(EXPERIMENT_RUNNING, true, ACTION_MAP), "map");
    ck_assert_str_eq(label(EXPERIMENT_RUNNING, false, ACTION_MAP), "");
    ck_assert_str_eq(label(EXPERIMENT_READY, false, ACTION_LEFT), "");
    ck_assert_str_eq(label(EXPERIMENT_RUNNING, false, ACTION_CANCEL), "cancel");
    ck_assert_str_eq(label(EXPERIMENT_READY, false, ACTION_CANCEL), "back");
    ck_assert_str_eq(experiment_key_label(&view, true, false, false, ACTION_RUN), "resume");
    ck_assert_str_eq(experiment_key_label(&view, true, true, false, ACTION_MAP), "curves");
    ck_assert_str_eq(experiment_key_label(&view, true, true, true, ACTION_CANCEL), "no cursor");
}
END_TEST

START_TEST(the_valley_is_told_in_words)
{
    struct sweep_standing standing = {.low = 0.001, .high = 0.0316};
    char text[128];

    ck_assert_str_eq(sweep_width_sentence(&standing, text, sizeof text),
                     "at most twice the best for lr 0.001 to 0.0316, 31.6x");
    standing.open_low = true;
    ck_assert_str_eq(sweep_width_sentence(&standing, text, sizeof text),
                     "at most twice the best for lr 0.001 (or less) to 0.0316, at least 31.6x");
    standing.high = standing.low;
    ck_assert_str_eq(sweep_width_sentence(&standing, text, sizeof text),
                     "at most twice the best for lr 0.001 alone (or less)");
    standing.open_low = false;
    ck_assert_str_eq(sweep_width_sentence(&standing, text, sizeof text),
                     "at most twice the best for lr 0.001 alone");
    standing.low = 0;
    ck_assert_str_eq(sweep_width_sentence(&standing, text, sizeof text), "");
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("sensitivity");
    TCase *plot = tcase_create("plot"), *table = tcase_create("table");

    tcase_add_test(plot, medians_are_curves_and_quartiles_bars_of_the_chosen_run);
    tcase_add_test(plot, accuracies_leave_through_the_lower_edge);
    tcase_add_test(plot, one_value_or_none_have_axes_too);
    tcase_add_test(plot, marks_of_what_diverged_stand_side_by_side);
    tcase_add_test(plot, marks_keep_apart_and_in_the_middle);
    tcase_add_test(plot, the_places_of_the_cursor_are_the_values);
    tcase_add_test(plot, more_than_a_thousand_places_are_kept);
    tcase_add_test(plot, the_best_of_each_run_is_marked);
    tcase_add_test(plot, a_canvas_shows_marks_bars_and_what_leaves);
    suite_add_tcase(s, plot);
    tcase_add_test(table, points_follow_the_values_of_an_axis);
    tcase_add_test(table, the_axis_has_numbers);
    tcase_add_test(table, cells_show_the_best_or_the_cursor);
    tcase_add_test(table, a_best_at_the_edge_asks_for_a_wider_range);
    tcase_add_test(table, states_are_told);
    tcase_add_test(table, keys_are_there_that_do_something);
    tcase_add_test(table, the_valley_is_told_in_words);
    suite_add_tcase(s, table);
    return s;
}

TEST_MAIN(suite)
