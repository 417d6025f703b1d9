/* race_look.c - how the race is looked at; see race_look.h. */
#include "race_look.h"

#include <math.h>
#include <stdint.h>

/* ---- cursor and zoom ---------------------------------------------------------------------------
 */

static size_t within(size_t value, size_t low, size_t high)
{
    return value < low ? low : value > high ? high : value;
}

void race_look_rows(const struct race_look *look, size_t rows, size_t end, size_t *first,
                    size_t *last)
{
    size_t all = rows > end ? rows : end > 0 ? end : 1;

    *first = 0;
    *last = all;
    if (look->span == 0 || look->span >= all)
        return;
    if (look->following)
        *first = rows > look->span ? rows - look->span : 0;
    else
        *first = within(look->begin, 0, all - look->span);
    *last = *first + look->span;
}

/* What is in sight moves as little as possible so that the cursor is in it. */
static void pan(struct race_look *look, size_t rows, size_t end)
{
    size_t first, last;

    if (!look->has_cursor || look->span == 0)
        return;
    race_look_rows(look, rows, end, &first, &last);
    look->following = false;
    look->begin = first;
    if (look->cursor < first)
        look->begin = look->cursor;
    else if (look->cursor >= last)
        look->begin = look->cursor + 1 - (last - first);
}

void race_look_move(struct race_look *look, long by, size_t rows, size_t end)
{
    size_t at = look->has_cursor ? look->cursor : rows;

    if (rows == 0)
        return;
    if (by < 0)
        at = (size_t)-by < at ? at - (size_t)-by : 0;
    else
        at = (size_t)by < rows - 1 - (at < rows ? at : rows - 1) ? at + (size_t)by : rows - 1;
    look->has_cursor = true;
    look->cursor = within(at, 0, rows - 1);
    pan(look, rows, end);
}

void race_look_keep(struct race_look *look, size_t rows, size_t end)
{
    if (rows == 0)
        look->has_cursor = false;
    if (!look->has_cursor || look->cursor < rows)
        return;
    look->cursor = rows - 1;
    pan(look, rows, end);
}

void race_look_zoom(struct race_look *look, bool in, size_t rows, size_t end)
{
    size_t first, last, span, about;

    race_look_rows(look, rows, end, &first, &last);
    span = in ? (last - first) / 2 : 2 * (last - first);
    if (span < RACE_LOOK_LEAST)
        span = RACE_LOOK_LEAST;
    if (span >= (rows > end ? rows : end)) {
        race_look_show_all(look);
        return;
    }
    look->following = !look->has_cursor;
    about = look->has_cursor ? look->cursor : rows;
    look->span = span;
    look->begin = about > span / 2 ? about - span / 2 : 0;
}

void race_look_show_all(struct race_look *look)
{
    look->span = look->begin = 0;
    look->following = false;
}

void race_look_follow(struct race_look *look)
{
    if (look->following) {
        race_look_show_all(look);
        return;
    }
    look->has_cursor = false;
    look->following = true;
    if (look->span == 0)
        look->span = RACE_LOOK_FOLLOW;
}

/* ---- what is shown -----------------------------------------------------------------------------
 */

static int add_view(enum curve_view view, enum curve curve[CURVES], int count)
{
    for (int c = 0; c < CURVES; c++)
        if (curve_specs[c].view == view)
            curve[count++] = (enum curve)c;
    return count;
}

int race_look_curves(const struct race_look *look, bool varying_rates, enum curve curve[CURVES],
                     int *beside)
{
    static const enum curve_view order[] = {CURVE_VIEW_RATES, CURVE_VIEW_ACCURACIES,
                                            CURVE_VIEW_LOSSES};
    int count = add_view(look->view, curve, 0);

    *beside = count;
    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++)
        if (order[i] != look->view && (order[i] != CURVE_VIEW_RATES || varying_rates))
            count = add_view(order[i], curve, count);
    return count;
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
    default:
        return 0;
    }
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
