/* race_look.c - the view of a race; see race_look.h. */
#include "race_look.h"

#include <math.h>

/* ---- cursor and zoom ---------------------------------------------------------------------------
 */

static double within(double value, double low, double high)
{
    return value < low ? low : value > high ? high : value;
}

/* All there is; never nothing. */
static double all_of(const struct race_reach *reach)
{
    double all = fmax(reach->now, reach->end);

    return all > 0 ? all : 1;
}

void race_look_range(const struct race_look *look, const struct race_reach *reach, double *begin,
                     double *end)
{
    double all = all_of(reach);

    *begin = 0;
    *end = all;
    if (look->span == 0 || look->span >= all)
        return;
    if (look->following)
        *begin = fmax(reach->now - look->span, 0);
    else
        *begin = within(look->begin, 0, all - look->span);
    *end = *begin + look->span;
}

void race_look_pan(struct race_look *look, const struct race_reach *reach, double x)
{
    double begin, end;

    if (!look->has_cursor || look->span == 0)
        return;
    race_look_range(look, reach, &begin, &end);
    look->following = false;
    look->begin = begin;
    if (x < begin)
        look->begin = x;
    else if (x + reach->unit > end)
        look->begin = x + reach->unit - (end - begin);
}

void race_look_move(struct race_look *look, long by, size_t at, size_t rows, int run)
{
    if (rows == 0)
        return;
    if (by < 0)
        at = (size_t)-by < at ? at - (size_t)-by : 0;
    else
        at = (size_t)by < rows - 1 - (at < rows ? at : rows - 1) ? at + (size_t)by : rows - 1;
    look->has_cursor = true;
    look->cursor = at < rows ? at : rows - 1;
    look->cursor_run = run;
}

void race_look_keep(struct race_look *look, size_t rows)
{
    if (rows == 0)
        look->has_cursor = false;
    else if (look->cursor >= rows)
        look->cursor = rows - 1;
}

/* Half or twice as much in sight; false: now it is all. */
static bool change_span(struct race_look *look, bool in, const struct race_reach *reach)
{
    double begin, end, span;

    race_look_range(look, reach, &begin, &end);
    span = in ? (end - begin) / 2 : 2 * (end - begin);
    span = fmax(span, RACE_LOOK_LEAST * reach->unit);
    if (look->x != X_SECONDS) /* there is nothing between whole numbers */
        span = floor(span);
    if (span >= all_of(reach)) {
        race_look_show_all(look);
        return false;
    }
    look->span = span;
    return true;
}

void race_look_zoom(struct race_look *look, bool in, const struct race_reach *reach, double x)
{
    double half;

    if (!change_span(look, in, reach))
        return;
    half = look->x == X_SECONDS ? look->span / 2 : floor(look->span / 2);
    look->following = !look->has_cursor;
    look->begin = fmax((look->has_cursor ? x : reach->now) - half, 0);
}

void race_look_zoom_at(struct race_look *look, bool in, const struct race_reach *reach, double x)
{
    double begin, end, share;

    race_look_range(look, reach, &begin, &end);
    share = within((x - begin) / (end - begin), 0, 1);
    if (!change_span(look, in, reach))
        return;
    look->following = false;
    look->begin = fmax(x - share * look->span, 0);
    if (look->x != X_SECONDS)
        look->begin = floor(look->begin + 0.5);
}

void race_look_show_all(struct race_look *look)
{
    look->span = look->begin = 0;
    look->following = false;
}

void race_look_follow(struct race_look *look, const struct race_reach *reach)
{
    if (look->following) {
        race_look_show_all(look);
        return;
    }
    look->has_cursor = false;
    look->following = true;
    if (look->span == 0)
        look->span = RACE_LOOK_FOLLOW * reach->unit;
}

size_t race_look_columns(size_t room, const struct race_snapshot *race)
{
    enum { REPLICAS = 16 };
    int replicas = 0;

    for (int i = 0; i < race->runs; i++)
        replicas += race->run[i].replicas > 1 ? race->run[i].replicas : 0;
    return replicas > REPLICAS && room > 1 ? room / 2 : room;
}

void race_look_next_x(struct race_look *look)
{
    look->x = (look->x + 1) % X_KINDS;
    race_look_show_all(look);
}

enum smoothing race_look_smoothing(const struct race_look *look, bool in_batches)
{
    if (look->smoothing_chosen)
        return look->smoothing;
    return in_batches ? SMOOTHING_WEAK : SMOOTHING_OFF;
}

void race_look_next_smoothing(struct race_look *look, bool in_batches)
{
    look->smoothing = (race_look_smoothing(look, in_batches) + 1) % SMOOTHINGS;
    look->smoothing_chosen = true;
}

/* ---- what is shown -----------------------------------------------------------------------------
 */

static bool has(const enum curve curve[CURVES], int count, enum curve wanted)
{
    for (int i = 0; i < count; i++)
        if (curve[i] == wanted)
            return true;
    return false;
}

static int add_view(enum curve_view view, enum curve curve[CURVES], int count)
{
    for (int c = 0; c < CURVES; c++)
        if (curve_specs[c].view == view && !has(curve, count, (enum curve)c))
            curve[count++] = (enum curve)c;
    return count;
}

int race_look_curves(const struct race_look *look, bool varying_rates, enum curve curve[CURVES],
                     int *beside)
{
    static const enum curve_view order[] = {CURVE_VIEW_ACCURACIES, CURVE_VIEW_LOSSES,
                                            CURVE_VIEW_NORMS, CURVE_VIEW_RATES};
    int count = 0;

    for (; count < look->picks; count++)
        curve[count] = look->pick[count];
    if (look->picks == 0)
        count = add_view(look->view, curve, count);
    *beside = count;
    if (varying_rates && !has(curve, count, CURVE_LEARNING_RATE))
        curve[count++] = CURVE_LEARNING_RATE;
    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++)
        count = add_view(order[i], curve, count);
    return count;
}

bool race_look_plane(const struct race_look *look, bool plane, bool usual)
{
    return plane && (look->plane_chosen ? look->plane : usual);
}

void race_look_next_view(struct race_look *look, enum race_look_place plane, bool usual,
                         bool accuracies)
{
    bool shown = race_look_plane(look, plane != LOOK_NO_PLANE, usual);

    if (look->picks > 0) { /* the views begin again */
        look->picks = 0;
        look->view = CURVE_VIEW_LOSSES;
        look->plane = false;
        return;
    }
    look->plane_chosen = true;
    look->plane = plane == LOOK_PLANE_EARLY && look->view == CURVE_VIEW_LOSSES && !shown;
    if (look->plane || (shown && plane == LOOK_PLANE_LATE))
        return;
    look->view = (look->view + 1) % CURVE_VIEWS;
    if (look->view == CURVE_VIEW_ACCURACIES && !accuracies)
        look->view = (look->view + 1) % CURVE_VIEWS;
    look->plane = plane == LOOK_PLANE_LATE && look->view == CURVE_VIEW_LOSSES;
}

void race_look_pick(struct race_look *look, enum curve curve)
{
    enum curve before[CURVES];
    int count;

    race_look_curves(look, false, before, &count);
    count = count < 2 ? count : 2; /* as many as any terminal shows */
    look->pick[0] = curve;
    look->picks = 1;
    for (int i = 0; i < count && look->picks < 2; i++)
        if (before[i] != curve)
            look->pick[look->picks++] = before[i];
}

/* ---- the order of the table --------------------------------------------------------------------
 */

/* Numbers by which columns are sorted; the first in the table is the least. NaN comes last. */
static double sort_key(enum table_field field, const struct run_snapshot *run)
{
    bool started = run->iteration > 0;

    switch (field) {
    case TABLE_TRAIN_LOSS:
        return started ? run->shown.value[CURVE_TRAIN_LOSS] : NAN;
    case TABLE_TEST_LOSS:
        return started ? run->shown.value[CURVE_TEST_LOSS] : NAN;
    case TABLE_TRAIN_ACCURACY:
        return started ? -run->shown.value[CURVE_TRAIN_ACCURACY] : NAN;
    case TABLE_TEST_ACCURACY:
        return started ? -run->shown.value[CURVE_TEST_ACCURACY] : NAN;
    case TABLE_LEARNING_RATE:
        return started ? run->last.value[CURVE_LEARNING_RATE] : NAN;
    case TABLE_GRADIENTS:
        return (double)run->gradients;
    case TABLE_TIME:
        return run->seconds;
    case TABLE_COST:
        return started ? run->seconds / (double)run->iteration : NAN;
    case TABLE_TARGET_ITERATIONS:
        return run->target.reached ? run->target.at : NAN;
    case TABLE_TARGET_GRADIENTS:
        return run->target.reached ? run->target.gradients : NAN;
    case TABLE_TARGET_TIME:
        return run->target.reached ? run->target.seconds : NAN;
    default:
        return 0;
    }
}

enum table_field race_look_target_order(const struct race_look *look)
{
    static const enum table_field orders[X_KINDS] = {[X_ITERATIONS] = TABLE_TARGET_ITERATIONS,
                                                     [X_GRADIENTS] = TABLE_TARGET_GRADIENTS,
                                                     [X_SECONDS] = TABLE_TARGET_TIME};

    return orders[look->x];
}

bool race_look_orders_by_target(const struct race_look *look)
{
    return look->order == TABLE_TARGET_ITERATIONS || look->order == TABLE_TARGET_GRADIENTS ||
           look->order == TABLE_TARGET_TIME;
}

enum table_field race_look_next_order(enum table_field order)
{
    static const enum table_field fields[] = {
        TABLE_MARK,          TABLE_TEST_LOSS, TABLE_TRAIN_LOSS, TABLE_TEST_ACCURACY,
        TABLE_LEARNING_RATE, TABLE_GRADIENTS, TABLE_TIME,       TABLE_COST};
    const size_t count = sizeof fields / sizeof fields[0];

    for (size_t i = 0; i < count; i++)
        if (fields[i] == order)
            return fields[(i + 1) % count];
    return TABLE_MARK;
}

/* Diverged runs stand below those that live. */
static bool comes_before(enum table_field field, const struct run_snapshot *a,
                         const struct run_snapshot *b)
{
    double x = sort_key(field, a), y = sort_key(field, b);

    if ((a->state == RUN_DIVERGED) != (b->state == RUN_DIVERGED))
        return b->state == RUN_DIVERGED;
    if (isnan(x) || isnan(y))
        return !isnan(x) && isnan(y);
    return x < y;
}

void race_look_order(const struct race_look *look, const struct race_snapshot *race, int *index)
{
    for (int i = 0; i < race->runs; i++) {
        int place = i;

        while (look->order != TABLE_MARK && place > 0 &&
               comes_before(look->order, &race->run[i], &race->run[index[place - 1]])) {
            index[place] = index[place - 1];
            place--;
        }
        index[place] = i;
    }
}

/* ---- the chosen run ----------------------------------------------------------------------------
 */

void race_look_choose(const struct race_snapshot *race, int place, int *chosen, int *newest,
                      bool *choose_new)
{
    int highest = 0, runs = race->runs;
    bool there = false;

    for (int i = 0; i < runs; i++)
        highest = race->run[i].id > highest ? race->run[i].id : highest;
    if (*choose_new && highest > *newest) {
        *chosen = highest;
        *choose_new = false;
    }
    *newest = highest > *newest ? highest : *newest; /* runs may go, and come back */
    for (int i = 0; i < runs; i++)
        there = there || race->run[i].id == *chosen;
    if (runs == 0)
        *chosen = 0;
    else if (!there)
        *chosen = race->run[place < 0 ? 0 : place < runs ? place : runs - 1].id;
}

/* ---- Space -------------------------------------------------------------------------------------
 */

bool race_wish_turn(struct race_wish *wish, bool running, double now)
{
    enum { OBEYED_MS = 100 }; /* the worker's promise */

    wish->running = now < wish->until ? !wish->running : !running;
    wish->until = now + OBEYED_MS;
    return wish->running;
}
