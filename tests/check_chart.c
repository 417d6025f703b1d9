/* check_chart.c - which axes, curves and titles a snapshot's charts have. */
#include "check_main.h"
#include "plot/chart.h"

#include <math.h>
#include <string.h>

enum { COLUMNS = 40, RUNS = 3 };

static struct run_snapshot snapshot[RUNS];
static struct chart_run shown[RUNS];
static struct span spans[RUNS][CURVES][COLUMNS];
static struct chart chart;
static struct chart_view view;

/* Three runs whose losses fall from 0.25 by a factor for each column; one row a column. */
static void setup(void)
{
    static const double factors[RUNS] = {0.95, 0.9, 0.97};

    memset(snapshot, 0, sizeof snapshot);
    view = (struct chart_view){.x = {.begin = 0, .end = COLUMNS, .unit = "iterations"},
                               .target_curve = CURVES};
    for (int r = 0; r < RUNS; r++) {
        shown[r] = (struct chart_run){.run = &snapshot[r], .style = r + 2, .name = "a run"};
        for (int c = 0; c < CURVES; c++) {
            snapshot[r].span[c] = spans[r][c];
            for (int s = 0; s < COLUMNS; s++) {
                double value = 0.25 * pow(factors[r], s);
                bool share = c == CURVE_TRAIN_ACCURACY || c == CURVE_TEST_ACCURACY;

                value = share ? 1 - value : value;
                spans[r][c][s] = (struct span){value, value, value, 1, s, NAN};
            }
        }
    }
}

static void set(int r, enum curve curve, int s, double value)
{
    spans[r][curve][s].min = spans[r][curve][s].max = spans[r][curve][s].last = value;
}

static struct axis make(enum curve curve)
{
    chart_make(&chart, curve, &view, shown, RUNS, COLUMNS);
    return chart.plot.y;
}

static void assert_axis(struct axis axis, double low, double high)
{
    assert_close(axis.low, low, 1e-9);
    assert_close(axis.high, high, 1e-9);
}

START_TEST(losses_share_an_axis)
{
    set(2, CURVE_TEST_LOSS, 39, 0.0011);
    assert_axis(make(CURVE_TRAIN_LOSS), 0.001, 0.5);
    ck_assert_str_eq(chart.plot.title, "train loss (log)");
    ck_assert_int_eq(chart.plot.curves, 3);
    ck_assert_int_eq(chart.plot.curve[1].style, 3);
    assert_axis(make(CURVE_TEST_LOSS), 0.001, 0.5);
    view.linear = true;
    assert_axis(make(CURVE_TEST_LOSS), 0, 0.25);
    ck_assert_str_eq(chart.plot.title, "test loss");
    /* The learning rate shares none. */
    set(1, CURVE_LEARNING_RATE, 3, 7);
    assert_axis(make(CURVE_TEST_LOSS), 0, 0.25);
    view.linear = false;
    shown[2].hidden = true;
    assert_axis(make(CURVE_TRAIN_LOSS), 0.002, 0.5);
    ck_assert_int_eq(chart.plot.curves, 2);
}
END_TEST

START_TEST(after_one_step_there_is_a_decade)
{
    for (int r = 0; r < RUNS; r++)
        for (int s = 0; s < COLUMNS; s++)
            for (int c = 0; c < CURVES; c++)
                spans[r][c][s] = span_empty();
    for (int r = 0; r < RUNS; r++)
        spans[r][CURVE_TRAIN_LOSS][0] = (struct span){.min = 0.2350 + 0.001 * r,
                                                      .max = 0.2350 + 0.001 * r,
                                                      .last = 0.2350 + 0.001 * r,
                                                      .count = 1,
                                                      .smooth = NAN};
    assert_axis(make(CURVE_TRAIN_LOSS), 0.1, 1);
    /* One run dies at the next step. */
    spans[0][CURVE_TRAIN_LOSS][1] =
        (struct span){.min = 5e4, .max = 5e4, .last = 5e4, .count = 1, .x = 1, .smooth = NAN};
    snapshot[0].state = RUN_DIVERGED;
    assert_axis(make(CURVE_TRAIN_LOSS), 0.1, 1);
    view.linear = true;
    ck_assert_double_lt(make(CURVE_TRAIN_LOSS).high, 0.3);
}
END_TEST

/* The height of the start on the axis. */
static double start_place(enum curve curve)
{
    struct axis axis = make(curve);

    return axis_place(&axis, 0.25);
}

START_TEST(a_spike_does_not_take_half_of_the_picture)
{
    set(1, CURVE_TRAIN_LOSS, 20, 40);
    ck_assert_double_ge(start_place(CURVE_TRAIN_LOSS), 0.6);
    ck_assert_double_le(start_place(CURVE_TRAIN_LOSS), 0.9);
    view.linear = true;
    ck_assert_double_ge(start_place(CURVE_TRAIN_LOSS), 0.6);
    ck_assert_double_le(start_place(CURVE_TRAIN_LOSS), 0.9);
    /* A little above the start is fitted as it is. */
    set(1, CURVE_TRAIN_LOSS, 20, 0.27);
    assert_axis(make(CURVE_TRAIN_LOSS), 0, 0.3);
    /* So is where a living run has got to, but not where one has died. */
    set(1, CURVE_TRAIN_LOSS, 39, 4);
    assert_axis(make(CURVE_TRAIN_LOSS), 0, 4);
    snapshot[1].state = RUN_DIVERGED;
    ck_assert_double_lt(make(CURVE_TRAIN_LOSS).high, 0.5);
    /* A hidden run's start does not count. */
    shown[1].hidden = true;
    assert_axis(make(CURVE_TRAIN_LOSS), 0, 0.25);
}
END_TEST

START_TEST(zeros_get_a_row)
{
    ck_assert(!make(CURVE_TRAIN_LOSS).row_apart);
    set(1, CURVE_TRAIN_LOSS, 39, 0);
    ck_assert(make(CURVE_TRAIN_LOSS).row_apart);
    assert_axis(make(CURVE_TRAIN_LOSS), 0.002, 0.5);
    view.in_batches = true;
    ck_assert(make(CURVE_TRAIN_LOSS).row_apart);
    for (int s = 0; s < COLUMNS; s++)
        for (int r = 0; r < RUNS; r++)
            set(r, CURVE_TRAIN_LOSS, s, 0), set(r, CURVE_TEST_LOSS, s, 0);
    assert_axis(make(CURVE_TRAIN_LOSS), 0.01, 1);
    ck_assert(chart.plot.y.row_apart);
}
END_TEST

START_TEST(what_is_not_shown_fits_nothing)
{
    /* A hidden run that started low does not make the others' start far above. */
    set(1, CURVE_TRAIN_LOSS, 0, 1e-6);
    shown[1].hidden = true;
    ck_assert_double_ge(make(CURVE_TRAIN_LOSS).high, 0.25);
    ck_assert_double_ge(make(CURVE_TRAIN_LOSS).low, 0.005);
    /* Of a column that holds more than the first row the start is the highest. */
    for (int r = 0; r < RUNS; r++)
        for (int c = CURVE_TRAIN_LOSS; c <= CURVE_TEST_LOSS; c++)
            spans[r][c][0].min = 0.01;
    ck_assert_double_ge(make(CURVE_TRAIN_LOSS).high, 0.25);
}
END_TEST

START_TEST(of_batches_zeros_and_the_end_are_fitted)
{
    view.in_batches = true;
    spans[1][CURVE_TRAIN_LOSS][20].min = 0;
    ck_assert(make(CURVE_TRAIN_LOSS).row_apart);
    ck_assert_double_gt(make(CURVE_TRAIN_LOSS).low, 1e-4);
    set(1, CURVE_TRAIN_LOSS, 39, 1e-5);
    ck_assert_double_le(make(CURVE_TRAIN_LOSS).low, 1e-5);
}
END_TEST

/* Batches between half and twice the curve, which is what they are smoothed to. */
static void make_noise(void)
{
    view.in_batches = true;
    for (int r = 0; r < RUNS; r++)
        for (int s = 0; s < COLUMNS; s++) {
            struct span *it = &spans[r][CURVE_TRAIN_LOSS][s];
            it->smooth = it->last;
            it->min = it->last / 2;
            it->max = it->last * 2;
            it->last = s % 2 ? it->min : it->max;
        }
}

/* On a linear axis, too, what is far above the start has a third of the height at most. */
START_TEST(a_spike_leaves_a_linear_axis)
{
    view.linear = true;
    set(0, CURVE_TRAIN_LOSS, 20, 1e6);
    ck_assert_double_le(make(CURVE_TRAIN_LOSS).high, 0.5);
    ck_assert_double_ge(chart.plot.y.high, 0.25 + 0.24 / 2);
}
END_TEST

START_TEST(one_lucky_batch_does_not_flatten_everything)
{
    make_noise();
    spans[0][CURVE_TRAIN_LOSS][30].min = 1e-17;
    ck_assert_double_ge(make(CURVE_TRAIN_LOSS).low, 0.0005);
    ck_assert_str_eq(chart.plot.title, "batch loss (log)");
    ck_assert(!chart.plot.smoothed);
    view.smoothed = true;
    ck_assert_double_ge(make(CURVE_TRAIN_LOSS).low, 0.0005);
    ck_assert_double_le(chart.plot.y.low, 0.25 * pow(0.9, 39));
    ck_assert_str_eq(chart.plot.title, "batch loss (log, smoothed)");
    ck_assert(chart.plot.smoothed);
    /* What more than a tenth of the columns reach is fitted, and no less. */
    for (int s = 10; s < 16; s++)
        spans[0][CURVE_TRAIN_LOSS][s].min = 1e-6;
    ck_assert_double_le(make(CURVE_TRAIN_LOSS).low, 1e-6);
    for (int s = 13; s < 16; s++)
        spans[0][CURVE_TRAIN_LOSS][s].min = spans[0][CURVE_TRAIN_LOSS][s].smooth;
    ck_assert_double_ge(make(CURVE_TRAIN_LOSS).low, 1e-5);
    make(CURVE_TEST_LOSS);
    ck_assert(!chart.plot.smoothed);
    ck_assert_str_eq(chart.plot.title, "test loss (log)");
    /* Of full batches every value counts. */
    view.in_batches = false;
    view.smoothed = false;
    ck_assert_double_le(make(CURVE_TRAIN_LOSS).low, 1e-17);
}
END_TEST

START_TEST(a_flat_test_loss_gets_its_own_axis)
{
    make_noise();
    for (int r = 0; r < RUNS; r++)
        for (int s = 0; s < COLUMNS; s++)
            set(r, CURVE_TEST_LOSS, s, 0.2 + 0.001 * s);
    view.linear = true;
    make(CURVE_TEST_LOSS);
    ck_assert_str_eq(chart.plot.title, "test loss (own axis)");
    ck_assert_double_ge(chart.plot.y.low, 0.15);
    make(CURVE_TRAIN_LOSS);
    ck_assert_str_eq(chart.plot.title, "batch loss");
    /* Full batches share it all the same: both curves are of the same kind. */
    view.in_batches = false;
    make(CURVE_TEST_LOSS);
    ck_assert_str_eq(chart.plot.title, "test loss");
}
END_TEST

START_TEST(accuracies_have_axes_of_their_own_kind)
{
    make(CURVE_TEST_ACCURACY);
    ck_assert_int_eq(chart.plot.y.scale, AXIS_LINEAR);
    ck_assert(chart.plot.y.percent);
    assert_axis(chart.plot.y, 0.75, 1);
    ck_assert_str_eq(chart.plot.title, "test accuracy");
    set(1, CURVE_TRAIN_ACCURACY, 20, 0.31); /* both share the axis */
    ck_assert_double_le(make(CURVE_TEST_ACCURACY).low, 0.31);
    set(1, CURVE_TRAIN_ACCURACY, 20, 0.98);
    view.nines = true;
    ck_assert_int_eq(make(CURVE_TRAIN_ACCURACY).scale, AXIS_NINES);
    assert_axis(chart.plot.y, 0.5, 0.998);
}
END_TEST

START_TEST(what_is_asked_for_arrives)
{
    static const struct plot_event events[] = {{3, 1}};

    view.event = events;
    view.events = 1;
    view.has_cursor = true;
    view.cursor = 17;
    view.target_curve = CURVE_TEST_LOSS;
    view.target = 0.01;
    shown[1].chosen = shown[2].dim = true;
    make(CURVE_TRAIN_LOSS);
    ck_assert(chart.plot.has_cursor && !chart.plot.has_target);
    ck_assert_double_eq(chart.plot.cursor, 17);
    ck_assert_ptr_eq(chart.plot.event, events);
    ck_assert(chart.plot.curve[1].chosen && !chart.plot.curve[1].dim);
    ck_assert(chart.plot.curve[2].dim && !chart.plot.curve[2].chosen);
    ck_assert_str_eq(chart.plot.curve[0].name, "a run");
    make(CURVE_TEST_LOSS);
    ck_assert(chart.plot.has_target);
    ck_assert_double_eq(chart.plot.target, 0.01);
    ck_assert_str_eq(chart.plot.x.unit, "iterations");
}
END_TEST

/* The losses lie between 0.03 and 0.25: a target near them is in sight, one far away is not. */
START_TEST(a_target_near_the_curves_is_in_sight)
{
    view.target_curve = CURVE_TRAIN_LOSS;
    view.target = 0.0041;
    assert_axis(make(CURVE_TRAIN_LOSS), 0.002, 0.5);
    view.target = 0.0009;
    assert_axis(make(CURVE_TRAIN_LOSS), 0.0005, 0.5);
    view.target = 1e-12;
    assert_axis(make(CURVE_TRAIN_LOSS), 0.002, 0.5);
    assert_axis(make(CURVE_TEST_LOSS), 0.002, 0.5);
}
END_TEST

START_TEST(the_x_axis_is_named_by_what_it_shows)
{
    struct race_view seen = {.begin = 5, .end = 900, .logarithmic = true, .least = 3};
    struct axis_range x = chart_range(&seen, 99);

    ck_assert_str_eq(x.unit, "epochs");
    ck_assert_double_eq(x.per_unit, 99);
    ck_assert(x.logarithmic && !x.real);
    ck_assert(x.begin == 5 && x.end == 900 && x.least == 3);
    ck_assert_str_eq(chart_range(&seen, 1).unit, "iterations");
    seen.x = X_GRADIENTS;
    x = chart_range(&seen, 99);
    ck_assert_str_eq(x.unit, "gradients");
    ck_assert(x.per_unit == 1 && !x.real);
    seen.x = X_SECONDS;
    x = chart_range(&seen, 99);
    ck_assert_str_eq(x.unit, "seconds");
    ck_assert(x.per_unit == 1 && x.real);
}
END_TEST

START_TEST(the_chosen_run_is_among_those_drawn)
{
    static struct chart_run many[PLOT_CURVES_MAX + 6];

    for (int i = 0; i < PLOT_CURVES_MAX + 6; i++)
        many[i] = (struct chart_run){
            .run = &snapshot[0], .style = i, .chosen = i == PLOT_CURVES_MAX + 5, .hidden = i == 2};
    chart_make(&chart, CURVE_TRAIN_LOSS, &view, many, PLOT_CURVES_MAX + 6, COLUMNS);
    ck_assert_int_eq(chart.plot.curves, PLOT_CURVES_MAX);
    ck_assert(chart.plot.curve[PLOT_CURVES_MAX - 1].chosen);
    ck_assert_str_eq(chart.plot.title, "train loss (log, 64 of 69 runs)");
    ck_assert_int_eq(chart.plot.curve[2].style, 3);
    many[PLOT_CURVES_MAX + 5].chosen = false;
    chart_make(&chart, CURVE_TRAIN_LOSS, &view, many, PLOT_CURVES_MAX + 6, COLUMNS);
    ck_assert_int_eq(chart.plot.curve[PLOT_CURVES_MAX - 1].style, PLOT_CURVES_MAX);
}
END_TEST

/* Of several seeds, what is shown of the spread is fitted, finite values alone. */
START_TEST(spreads_are_fitted_and_named)
{
    static struct band bands[RUNS][COLUMNS];
    static double seeds[2 * COLUMNS];

    for (int r = 0; r < RUNS; r++) {
        snapshot[r].replicas = 10;
        for (int s = 0; s < COLUMNS; s++)
            bands[r][s] = (struct band){0.25, INFINITY};
        snapshot[r].band[CURVE_TRAIN_LOSS] = bands[r];
    }
    assert_axis(make(CURVE_TRAIN_LOSS), 0.002, 0.5);
    ck_assert_str_eq(chart.plot.title, "train loss (log, quartiles)");
    ck_assert_ptr_eq(chart.plot.curve[1].band, bands[1]);
    ck_assert(chart.plot.curve[1].median);
    bands[1][20].low = 0.0004;
    assert_axis(make(CURVE_TRAIN_LOSS), 0.0002, 0.5);
    /* Where a band does not say whose it is, only the chosen run has one. */
    view.chosen_spread = true;
    shown[0].chosen = true;
    assert_axis(make(CURVE_TRAIN_LOSS), 0.002, 0.5);
    ck_assert_ptr_null(chart.plot.curve[1].band);
    ck_assert_ptr_eq(chart.plot.curve[0].band, bands[0]);
    view.spread = SPREAD_OFF;
    make(CURVE_TRAIN_LOSS);
    ck_assert_str_eq(chart.plot.title, "train loss (log, median)");
    ck_assert_ptr_null(chart.plot.curve[0].band);
    ck_assert(chart.plot.curve[0].median);
    view.spread = SPREAD_SEEDS;
    for (int s = 0; s < 2 * COLUMNS; s++)
        seeds[s] = s == 31 ? 0.00004 : (double)NAN;
    snapshot[0].seed[CURVE_TRAIN_LOSS] = seeds;
    snapshot[0].seeds = 2;
    assert_axis(make(CURVE_TRAIN_LOSS), 0.00002, 0.5);
    ck_assert_str_eq(chart.plot.title, "train loss (log, all seeds)");
    ck_assert_int_eq(chart.plot.curve[0].seeds, 2);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("chart");
    TCase *c = tcase_create("chart");

    tcase_add_checked_fixture(c, setup, NULL);
    tcase_add_test(c, losses_share_an_axis);
    tcase_add_test(c, after_one_step_there_is_a_decade);
    tcase_add_test(c, a_spike_does_not_take_half_of_the_picture);
    tcase_add_test(c, zeros_get_a_row);
    tcase_add_test(c, what_is_not_shown_fits_nothing);
    tcase_add_test(c, of_batches_zeros_and_the_end_are_fitted);
    tcase_add_test(c, a_spike_leaves_a_linear_axis);
    tcase_add_test(c, one_lucky_batch_does_not_flatten_everything);
    tcase_add_test(c, a_flat_test_loss_gets_its_own_axis);
    tcase_add_test(c, accuracies_have_axes_of_their_own_kind);
    tcase_add_test(c, what_is_asked_for_arrives);
    tcase_add_test(c, a_target_near_the_curves_is_in_sight);
    tcase_add_test(c, the_x_axis_is_named_by_what_it_shows);
    tcase_add_test(c, the_chosen_run_is_among_those_drawn);
    tcase_add_test(c, spreads_are_fitted_and_named);
    suite_add_tcase(s, c);
    return s;
}

TEST_MAIN(suite)
