/* check_race_look.c - cursor, zoom and following; which curves and in which order runs are shown.
 */
#include "check_main.h"
#include "ui/race_look.h"

#include <math.h>

/* As far as a race has come, over iterations. */
static struct race_reach reach(double now, double end)
{
    return (struct race_reach){now, end, 1};
}

/* What is in sight must be begin ... end. */
static void assert_range(const struct race_look *look, double now, double end, double first,
                         double last)
{
    const struct race_reach there = reach(now, end);
    double a, b;

    race_look_range(look, &there, &a, &b);
    ck_assert_double_eq(a, first);
    ck_assert_double_eq(b, last);
}

static void zoom(struct race_look *look, bool in, double now, double end)
{
    const struct race_reach there = reach(now, end);

    race_look_zoom(look, in, &there, (double)look->cursor);
}

/* A key that moves the cursor, and the frame after it. */
static void move(struct race_look *look, long by, size_t rows, double end)
{
    const struct race_reach there = reach((double)rows, end);

    race_look_move(look, by, look->has_cursor ? look->cursor : rows, rows, 7);
    race_look_pan(look, &there, (double)look->cursor);
}

START_TEST(the_cursor_begins_at_the_live_end)
{
    struct race_look look = {0};

    move(&look, -1, 0, 100);
    ck_assert(!look.has_cursor);
    move(&look, -1, 57, 100);
    ck_assert(look.has_cursor);
    ck_assert_uint_eq(look.cursor, 56);
    ck_assert_int_eq(look.cursor_run, 7);
    move(&look, -1, 57, 100);
    ck_assert_uint_eq(look.cursor, 55);
    move(&look, -10, 57, 100);
    ck_assert_uint_eq(look.cursor, 45);
    move(&look, +10, 58, 100);
    ck_assert_uint_eq(look.cursor, 55);
    move(&look, +10, 58, 100);
    ck_assert_uint_eq(look.cursor, 57);
    move(&look, -1000000, 58, 100);
    ck_assert_uint_eq(look.cursor, 0);
    move(&look, -1, 58, 100);
    ck_assert_uint_eq(look.cursor, 0);
    move(&look, 1000000, 58, 100);
    ck_assert_uint_eq(look.cursor, 57);
    race_look_move(&look, -1, 20, 58, 9); /* from a state that another run had come to */
    ck_assert_uint_eq(look.cursor, 19);
    ck_assert_int_eq(look.cursor_run, 9);
}
END_TEST

START_TEST(shorter_histories_take_the_cursor_with_them)
{
    struct race_look look = {0};

    move(&look, -3, 57, 100);
    race_look_keep(&look, 57);
    ck_assert_uint_eq(look.cursor, 54);
    race_look_keep(&look, 20);
    ck_assert_uint_eq(look.cursor, 19);
    race_look_keep(&look, 0);
    ck_assert(!look.has_cursor);
}
END_TEST

START_TEST(zooming_is_about_the_cursor_or_the_end)
{
    struct race_look look = {0};

    assert_range(&look, 57, 100, 0, 100);
    assert_range(&look, 157, 100, 0, 157);
    assert_range(&look, 0, 0, 0, 1);
    zoom(&look, true, 57, 100);
    assert_range(&look, 57, 100, 7, 57);
    assert_range(&look, 90, 100, 40, 90); /* it follows the training */
    assert_range(&look, 20, 100, 0, 50);
    zoom(&look, false, 57, 100);
    assert_range(&look, 57, 100, 0, 100);
    ck_assert(!look.following);

    move(&look, -17, 57, 100); /* to 40 */
    zoom(&look, true, 57, 100);
    assert_range(&look, 57, 100, 15, 65);
    assert_range(&look, 90, 100, 15, 65); /* it stays */
    zoom(&look, true, 57, 100);
    assert_range(&look, 57, 100, 28, 53);
    for (int i = 0; i < 5; i++)
        zoom(&look, true, 57, 100);
    assert_range(&look, 57, 100, 36, 44);
    race_look_show_all(&look);
    assert_range(&look, 57, 100, 0, 100);
}
END_TEST

START_TEST(the_cursor_pans_at_the_edges)
{
    struct race_look look = {0};

    move(&look, -60, 100, 100); /* to 40 */
    zoom(&look, true, 100, 100);
    zoom(&look, true, 100, 100);
    assert_range(&look, 100, 100, 28, 53);
    move(&look, -12, 100, 100);
    assert_range(&look, 100, 100, 28, 53);
    move(&look, -1, 100, 100);
    ck_assert_uint_eq(look.cursor, 27);
    assert_range(&look, 100, 100, 27, 52);
    move(&look, 24, 100, 100);
    assert_range(&look, 100, 100, 27, 52);
    move(&look, 1, 100, 100);
    assert_range(&look, 100, 100, 28, 53);
    move(&look, 1000, 100, 100);
    assert_range(&look, 100, 100, 75, 100);
}
END_TEST

START_TEST(following_shows_the_latest)
{
    struct race_look look = {0};
    const struct race_reach there = reach(500, 1000);

    race_look_follow(&look, &there);
    assert_range(&look, 500, 1000, 400, 500);
    assert_range(&look, 30, 1000, 0, 100);
    zoom(&look, true, 500, 1000);
    assert_range(&look, 500, 1000, 450, 500);
    move(&look, -1, 500, 1000); /* a cursor holds what is in sight */
    assert_range(&look, 600, 1000, 450, 500);
    race_look_follow(&look, &there);
    ck_assert(!look.has_cursor);
    assert_range(&look, 600, 1000, 550, 600);
    race_look_follow(&look, &there);
    assert_range(&look, 600, 1000, 0, 1000);
}
END_TEST

/* 500 iterations took 2 seconds: the least in sight is what eight take. */
START_TEST(other_axes_zoom_and_follow_by_what_iterations_take)
{
    struct race_look look = {0};
    const struct race_reach there = {.now = 2, .end = 0, .unit = 0.004};
    double a, b;

    race_look_next_x(&look);
    ck_assert_int_eq(look.x, X_GRADIENTS);
    race_look_next_x(&look);
    ck_assert_int_eq(look.x, X_SECONDS);
    race_look_follow(&look, &there);
    race_look_range(&look, &there, &a, &b);
    assert_close(a, 1.6, 1e-12);
    assert_close(b, 2, 1e-12);
    race_look_follow(&look, &there);
    race_look_zoom(&look, true, &there, 0);
    race_look_range(&look, &there, &a, &b);
    ck_assert(a == 1 && b == 2);
    race_look_move(&look, -1, 250, 500, 1);
    race_look_pan(&look, &there, 0.9);
    for (int i = 0; i < 12; i++)
        race_look_zoom(&look, true, &there, 0.9);
    race_look_range(&look, &there, &a, &b);
    assert_close(b - a, 8 * 0.004, 1e-9);
    ck_assert(a < 0.9 && b > 0.904);
    race_look_pan(&look, &there, 0.5);
    race_look_range(&look, &there, &a, &b);
    ck_assert(a == 0.5);
    race_look_pan(&look, &there, 1.5);
    race_look_range(&look, &there, &a, &b);
    assert_close(b, 1.504, 1e-12);
    race_look_next_x(&look);
    ck_assert_int_eq(look.x, X_ITERATIONS);
    assert_range(&look, 500, 1000, 0, 1000);
}
END_TEST

START_TEST(minibatches_begin_smoothed)
{
    struct race_look look = {0};

    ck_assert_int_eq(race_look_smoothing(&look, true), SMOOTHING_WEAK);
    ck_assert_int_eq(race_look_smoothing(&look, false), SMOOTHING_OFF);
    race_look_next_smoothing(&look, true);
    ck_assert_int_eq(race_look_smoothing(&look, true), SMOOTHING_STRONG);
    ck_assert_int_eq(race_look_smoothing(&look, false), SMOOTHING_STRONG);
    race_look_next_smoothing(&look, true);
    ck_assert_int_eq(race_look_smoothing(&look, true), SMOOTHING_OFF);
    look = (struct race_look){0};
    race_look_next_smoothing(&look, false);
    ck_assert_int_eq(race_look_smoothing(&look, false), SMOOTHING_WEAK);
}
END_TEST

START_TEST(the_view_comes_first_and_nothing_twice)
{
    enum curve curve[CURVES];
    int beside;

    for (int view = 0; view < CURVE_VIEWS; view++)
        for (int varying = 0; varying < 2; varying++) {
            const struct race_look look = {.view = (enum curve_view)view};
            int count = race_look_curves(&look, varying, curve, &beside);
            ck_assert_int_ge(beside, 1);
            ck_assert_int_ge(count, beside);
            for (int i = 0; i < count; i++) {
                if (curve[i] != CURVE_LEARNING_RATE)
                    ck_assert_int_eq((int)curve_specs[curve[i]].view == view, i < beside);
                for (int k = 0; k < i; k++)
                    ck_assert_int_ne(curve[i], curve[k]);
            }
            if (varying && view != CURVE_VIEW_RATES)
                ck_assert_int_eq(curve[beside], CURVE_LEARNING_RATE);
        }
}
END_TEST

START_TEST(a_plane_comes_after_the_losses)
{
    struct race_look look = {0};

    /* Where it is usual, it is there from the beginning. */
    ck_assert(race_look_plane(&look, true, true));
    ck_assert(!race_look_plane(&look, true, false));
    ck_assert(!race_look_plane(&look, false, true));
    race_look_next_view(&look, LOOK_PLANE_EARLY, true, false);
    ck_assert(!race_look_plane(&look, true, true));
    ck_assert_int_eq(look.view, CURVE_VIEW_NORMS); /* there are no accuracies */

    look = (struct race_look){0};
    race_look_next_view(&look, LOOK_PLANE_EARLY, false, true);
    ck_assert(race_look_plane(&look, true, false));
    ck_assert_int_eq(look.view, CURVE_VIEW_LOSSES);
    race_look_next_view(&look, LOOK_PLANE_EARLY, false, true);
    ck_assert(!race_look_plane(&look, true, false));
    ck_assert_int_eq(look.view, CURVE_VIEW_ACCURACIES);

    look = (struct race_look){0};
    race_look_next_view(&look, LOOK_NO_PLANE, false, true); /* without one */
    ck_assert_int_eq(look.view, CURVE_VIEW_ACCURACIES);
    for (int i = 1; i < CURVE_VIEWS; i++)
        race_look_next_view(&look, LOOK_NO_PLANE, false, true);
    ck_assert_int_eq(look.view, CURVE_VIEW_LOSSES);

    look = (struct race_look){0};
    for (int i = 1; i < CURVE_VIEWS; i++) { /* after all others */
        race_look_next_view(&look, LOOK_PLANE_LATE, false, true);
        ck_assert(!race_look_plane(&look, true, false));
        ck_assert_int_eq(look.view, i);
    }
    race_look_next_view(&look, LOOK_PLANE_LATE, false, true);
    ck_assert(race_look_plane(&look, true, false));
    ck_assert_int_eq(look.view, CURVE_VIEW_LOSSES);
    race_look_next_view(&look, LOOK_PLANE_LATE, false, true);
    ck_assert(!race_look_plane(&look, true, false));
    ck_assert_int_eq(look.view, CURVE_VIEW_LOSSES);
}
END_TEST

/* What a high and wide screen shows below the losses: accuracies, norms, rates. */
START_TEST(further_panels_come_in_a_stated_order)
{
    static const enum curve expected[] = {
        CURVE_TRAIN_LOSS,    CURVE_TEST_LOSS,   CURVE_TRAIN_ACCURACY, CURVE_TEST_ACCURACY,
        CURVE_GRADIENT_NORM, CURVE_UPDATE_NORM, CURVE_LEARNING_RATE,  CURVE_UPDATE_RATIO};
    const struct race_look look = {0};
    enum curve curve[CURVES];
    int beside, count = race_look_curves(&look, false, curve, &beside);

    ck_assert_int_eq(beside, 2);
    ck_assert_int_eq(count, 8);
    for (int i = 0; i < count; i++)
        ck_assert_int_eq(curve[i], expected[i]);
}
END_TEST

START_TEST(a_curve_from_the_list_takes_the_first_panel)
{
    struct race_look look = {0};
    enum curve curve[CURVES];
    int beside, count;

    race_look_pick(&look, CURVE_WEIGHT_NORM);
    count = race_look_curves(&look, false, curve, &beside);
    ck_assert_int_eq(beside, 2);
    ck_assert_int_eq(curve[0], CURVE_WEIGHT_NORM);
    ck_assert_int_eq(curve[1], CURVE_TRAIN_LOSS);
    ck_assert_int_eq(count, 9);
    race_look_pick(&look, CURVE_SECONDS);
    race_look_curves(&look, false, curve, &beside);
    ck_assert_int_eq(curve[0], CURVE_SECONDS);
    ck_assert_int_eq(curve[1], CURVE_WEIGHT_NORM);
    race_look_pick(&look, CURVE_WEIGHT_NORM); /* they change places */
    race_look_curves(&look, false, curve, &beside);
    ck_assert_int_eq(curve[0], CURVE_WEIGHT_NORM);
    ck_assert_int_eq(curve[1], CURVE_SECONDS);
    race_look_next_view(&look, LOOK_NO_PLANE, false, true);
    race_look_curves(&look, false, curve, &beside);
    ck_assert_int_eq(curve[0], CURVE_TRAIN_LOSS);
    race_look_next_view(&look, LOOK_NO_PLANE, false, true);
    race_look_curves(&look, false, curve, &beside);
    ck_assert_int_eq(curve[0], CURVE_TRAIN_ACCURACY);
}
END_TEST

/* By what stands on the x axis; those that missed it stand last. */
START_TEST(targets_rank_the_runs)
{
    static struct run_snapshot run[3];
    const struct race_snapshot race = {.runs = 3, .run = run};
    struct race_look look = {0};
    int index[3];

    for (int i = 0; i < 3; i++)
        run[i] = (struct run_snapshot){.id = i + 1, .iteration = 50};
    run[1].target = (struct run_target){true, 30, 30, 0.5};
    run[2].target = (struct run_target){true, 10, 40, 0.7};
    ck_assert(!race_look_orders_by_target(&look));
    look.order = race_look_target_order(&look);
    ck_assert(race_look_orders_by_target(&look));
    ck_assert_int_eq(look.order, TABLE_TARGET_ITERATIONS);
    race_look_order(&look, &race, index);
    ck_assert(index[0] == 2 && index[1] == 1 && index[2] == 0);
    look.x = X_GRADIENTS;
    look.order = race_look_target_order(&look);
    race_look_order(&look, &race, index);
    ck_assert(index[0] == 1 && index[1] == 2 && index[2] == 0);
    look.x = X_SECONDS;
    look.order = race_look_target_order(&look);
    ck_assert_int_eq(look.order, TABLE_TARGET_TIME);
    race_look_order(&look, &race, index);
    ck_assert(index[0] == 1 && index[1] == 2 && index[2] == 0);
}
END_TEST

START_TEST(the_table_is_sorted_and_stays_stable)
{
    static struct run_snapshot run[4];
    const struct race_snapshot race = {.runs = 4, .run = run};
    struct race_look look = {0};
    int index[4];

    for (int i = 0; i < 4; i++)
        run[i] = (struct run_snapshot){.id = i + 1, .iteration = 5, .gradients = 7};
    run[0].shown.value[CURVE_TEST_LOSS] = 0.3;
    run[1].shown.value[CURVE_TEST_LOSS] = NAN;
    run[2].shown.value[CURVE_TEST_LOSS] = 0.1;
    run[3].shown.value[CURVE_TEST_LOSS] = 0.2;
    run[2].state = RUN_DIVERGED;
    run[1].shown.value[CURVE_TEST_ACCURACY] = 0.9;
    run[3].shown.value[CURVE_TEST_ACCURACY] = 0.95;
    race_look_order(&look, &race, index);
    for (int i = 0; i < 4; i++)
        ck_assert_int_eq(index[i], i);
    look.order = TABLE_TEST_LOSS;
    race_look_order(&look, &race, index);
    ck_assert_int_eq(index[0], 3);
    ck_assert_int_eq(index[1], 0);
    ck_assert_int_eq(index[2], 1);
    ck_assert_int_eq(index[3], 2);
    look.order = TABLE_TEST_ACCURACY; /* the highest first */
    race_look_order(&look, &race, index);
    ck_assert_int_eq(index[0], 3);
    ck_assert_int_eq(index[1], 1);
    look.order = TABLE_GRADIENTS; /* all equal, but for the dead */
    race_look_order(&look, &race, index);
    ck_assert_int_eq(index[0], 0);
    ck_assert_int_eq(index[2], 3);
    ck_assert_int_eq(index[3], 2);
}
END_TEST

START_TEST(sorting_goes_through_the_columns_and_comes_back)
{
    enum table_field order = TABLE_MARK;
    int steps = 0;

    do {
        order = race_look_next_order(order);
        steps++;
        ck_assert_int_lt(steps, TABLE_FIELDS);
    } while (order != TABLE_MARK);
    ck_assert_int_gt(steps, 5);
    ck_assert_int_eq(race_look_next_order(TABLE_MARK), TABLE_TEST_LOSS);
    ck_assert_int_eq(race_look_next_order(TABLE_OPTIMIZER), TABLE_MARK);
}
END_TEST

START_TEST(zooming_about_a_place_keeps_it_there)
{
    const struct race_reach all = {1000, 1000, 1}, young = {300, 1000, 1}, time = {4, 0, 0.004};
    struct race_look look = {0};

    race_look_zoom_at(&look, true, &all, 250);
    assert_range(&look, 1000, 1000, 125, 625);
    race_look_zoom_at(&look, true, &all, 250);
    assert_range(&look, 1000, 1000, 188, 438);
    race_look_zoom_at(&look, false, &all, 250);
    assert_range(&look, 1000, 1000, 126, 626);
    race_look_zoom_at(&look, false, &all, 250);
    assert_range(&look, 1000, 1000, 0, 1000);
    race_look_zoom_at(&look, true, &all, 1000);
    assert_range(&look, 1000, 1000, 500, 1000);
    race_look_zoom_at(&look, true, &all, 500);
    assert_range(&look, 1000, 1000, 500, 750);
    for (int i = 0; i < 20; i++)
        race_look_zoom_at(&look, true, &all, 600);
    ck_assert(look.span == RACE_LOOK_LEAST);
    look = (struct race_look){.span = 100, .following = true};
    race_look_zoom_at(&look, true, &young, 200);
    ck_assert(!look.following);
    assert_range(&look, 300, 1000, 200, 250);
    ck_assert(!look.has_cursor);
    look = (struct race_look){.x = X_SECONDS};
    race_look_zoom_at(&look, true, &time, 1);
    assert_range(&look, 4, 0, 0.5, 2.5);
}
END_TEST

static struct race_snapshot snapshot_with(struct run_snapshot *run, int runs, const int *id)
{
    for (int i = 0; i < runs; i++)
        run[i].id = id[i];
    return (struct race_snapshot){.run = run, .runs = runs};
}

/* Chooses among runs with these ids. */
static void choose(int runs, const int *id, int place, int *chosen, int *newest, bool *choose_new)
{
    static struct run_snapshot run[4];
    struct race_snapshot race = snapshot_with(run, runs, id);

    race_look_choose(&race, place, chosen, newest, choose_new);
}

START_TEST(the_choice_stays_on_a_run_that_exists)
{
    int chosen = 0, newest = 0;
    bool choose_new = false;

    choose(2, (const int[]){1, 2}, -1, &chosen, &newest, &choose_new);
    ck_assert_int_eq(chosen, 1);
    chosen = 2;
    choose(3, (const int[]){1, 2, 3}, 1, &chosen, &newest, &choose_new);
    ck_assert_int_eq(chosen, 2); /* nobody here has added it */
    choose(2, (const int[]){1, 3}, 1, &chosen, &newest, &choose_new);
    ck_assert_int_eq(chosen, 3); /* where the one that went has stood */
    choose(1, (const int[]){1}, 1, &chosen, &newest, &choose_new);
    ck_assert_int_eq(chosen, 1);
    choose(0, NULL, 0, &chosen, &newest, &choose_new);
    ck_assert_int_eq(chosen, 0);
    chosen = 7;
    choose(3, (const int[]){1, 4, 5}, 6, &chosen, &newest, &choose_new);
    ck_assert_int_eq(chosen, 5); /* the last, where that place is gone */
}
END_TEST

START_TEST(a_new_run_is_chosen_when_it_comes_and_no_other)
{
    int chosen = 1, newest = 3;
    bool choose_new = true;

    choose(3, (const int[]){1, 2, 3}, 0, &chosen, &newest, &choose_new);
    ck_assert(chosen == 1 && choose_new);
    /* The newest goes, and an undo brings it back: that is not the one that was added. */
    choose(2, (const int[]){1, 2}, 0, &chosen, &newest, &choose_new);
    choose(3, (const int[]){1, 2, 3}, 0, &chosen, &newest, &choose_new);
    ck_assert(chosen == 1 && choose_new);
    choose(4, (const int[]){1, 2, 3, 4}, 0, &chosen, &newest, &choose_new);
    ck_assert(chosen == 4 && !choose_new && newest == 4);
}
END_TEST

/* The race's state is old news until the worker has obeyed. */
START_TEST(a_second_space_turns_the_first_ones_wish)
{
    struct race_wish wish = {0};

    ck_assert(race_wish_turn(&wish, false, 1000));
    ck_assert(!race_wish_turn(&wish, false, 1050));  /* not running yet, but wanted */
    ck_assert(race_wish_turn(&wish, true, 1149.9));  /* still running, but not wanted */
    ck_assert(race_wish_turn(&wish, false, 1249.9)); /* obeyed; a key later, stopped by itself */
    ck_assert(!race_wish_turn(&wish, true, 1400));
    ck_assert(!race_wish_turn(&wish, true, 1500)); /* the promise's end */
}
END_TEST

/* Medians over many replicas are sampled at half the width; curves of single seeds never are. */
START_TEST(many_replicas_have_fewer_columns)
{
    struct run_snapshot run[4] = {
        {.replicas = 1}, {.replicas = 1}, {.replicas = 1}, {.replicas = 1}};
    struct race_snapshot race = {.runs = 4, .run = run};

    ck_assert_uint_eq(race_look_columns(160, &race), 160);
    for (int i = 0; i < 4; i++)
        run[i].replicas = 4;
    ck_assert_uint_eq(race_look_columns(160, &race), 160);
    run[0].replicas = 5;
    ck_assert_uint_eq(race_look_columns(160, &race), 80);
    ck_assert_uint_eq(race_look_columns(1, &race), 1);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("race_look");
    TCase *c = tcase_create("race_look");

    tcase_add_test(c, the_cursor_begins_at_the_live_end);
    tcase_add_test(c, shorter_histories_take_the_cursor_with_them);
    tcase_add_test(c, zooming_is_about_the_cursor_or_the_end);
    tcase_add_test(c, the_cursor_pans_at_the_edges);
    tcase_add_test(c, following_shows_the_latest);
    tcase_add_test(c, other_axes_zoom_and_follow_by_what_iterations_take);
    tcase_add_test(c, minibatches_begin_smoothed);
    tcase_add_test(c, zooming_about_a_place_keeps_it_there);
    tcase_add_test(c, the_view_comes_first_and_nothing_twice);
    tcase_add_test(c, further_panels_come_in_a_stated_order);
    tcase_add_test(c, a_curve_from_the_list_takes_the_first_panel);
    tcase_add_test(c, targets_rank_the_runs);
    tcase_add_test(c, the_table_is_sorted_and_stays_stable);
    tcase_add_test(c, sorting_goes_through_the_columns_and_comes_back);
    tcase_add_test(c, a_plane_comes_after_the_losses);
    tcase_add_test(c, the_choice_stays_on_a_run_that_exists);
    tcase_add_test(c, a_new_run_is_chosen_when_it_comes_and_no_other);
    tcase_add_test(c, a_second_space_turns_the_first_ones_wish);
    tcase_add_test(c, many_replicas_have_fewer_columns);
    suite_add_tcase(s, c);
    return s;
}

TEST_MAIN(suite)
