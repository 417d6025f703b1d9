/* ticks.c - round ticks and short labels of vertical axes; see axis.h. */
#include "axis.h"

#include "round.h"

#include <stdio.h>
#include <string.h>

/* ---- labels ---------------------------------------------------------------------------------- */

/*
 * A multiple of `step` on an axis whose values are at most `largest` in size: as a plain decimal
 * where that is short, else with an exponent. False when it does not fit a label.
 */
static bool format_multiple(double value, double step, double largest, char *text)
{
    char long_text[64];
    bool plain = largest < 1e6 && (largest >= 1e-3 || step >= 1e-4);

    if (fabs(value) < step / 2)
        snprintf(long_text, sizeof long_text, "0");
    else if (plain)
        snprintf(long_text, sizeof long_text, "%.*f", round_decimals(step), value);
    else {
        double digits = floor(log10(fabs(value)) + ROUND_SLACK) - floor(log10(step) + ROUND_SLACK);
        snprintf(long_text, sizeof long_text, "%.*e", digits > 0 ? (int)digits : 0, value);
        round_squeeze_exponent(long_text);
    }
    snprintf(text, AXIS_LABEL_MAX, "%.*s", AXIS_LABEL_COLUMNS, long_text);
    return strlen(long_text) <= AXIS_LABEL_COLUMNS;
}

/* What the labels show of an axis: percent, or its values. */
static struct axis shown_by_labels(const struct axis *axis)
{
    struct axis shown = *axis;

    if (axis->percent) {
        shown.low *= 100;
        shown.high *= 100;
    }
    return shown;
}

static double largest_of(const struct axis *axis)
{
    return fmax(fabs(axis->low), fabs(axis->high));
}

/* Do the labels of all multiples of `step` on the axis fit? */
static bool labels_fit(const struct axis *axis, double step)
{
    char text[AXIS_LABEL_MAX];
    double largest = largest_of(axis);
    double first = ceil(axis->low / step - ROUND_SLACK),
           last = floor(axis->high / step + ROUND_SLACK);

    /* The longest are those of the largest size, and of the smallest with an exponent. */
    return format_multiple(first * step, step, largest, text) &&
           format_multiple(last * step, step, largest, text) &&
           (last <= first || format_multiple((first + 1) * step, step, largest, text)) &&
           (last <= first || format_multiple((last - 1) * step, step, largest, text));
}

/* ---- ticks ----------------------------------------------------------------------------------- */

/* A list of ticks that grows from the top down. */
struct ticks {
    const struct axis *axis;
    int rows;
    struct axis_tick *tick;
    int count;
};

/* Appends a tick unless it would come closer than `least` rows to the one above. */
static void add(struct ticks *ticks, double value, const char *label, double least)
{
    int row = axis_row(ticks->axis, value, ticks->rows);
    struct axis_tick *tick;

    if (ticks->count == AXIS_TICKS_MAX ||
        (ticks->count > 0 && row - ticks->tick[ticks->count - 1].position < least))
        return;
    tick = &ticks->tick[ticks->count++];
    tick->value = value;
    tick->position = row;
    snprintf(tick->label, sizeof tick->label, "%s", label);
}

/* The least distance of ticks, in rows: closer in small plots, some eight ticks in large ones. */
static double tick_distance(int rows)
{
    return rows < 8 ? 1 : fmax(2, rows / 8.0);
}

/* None when no step has labels that fit. */
static void add_even(struct ticks *ticks)
{
    struct axis shown = shown_by_labels(ticks->axis);
    double range = shown.high - shown.low, unit = ticks->axis->percent ? 100 : 1;
    double step = round_up(range * tick_distance(ticks->rows) / ticks->rows);
    char label[AXIS_LABEL_MAX];

    while (step < range / 2 && !labels_fit(&shown, step))
        step = round_up(1.5 * step);
    if (!labels_fit(&shown, step))
        return;
    for (double k = floor(shown.high / step + ROUND_SLACK);
         k >= shown.low / step - ROUND_SLACK && ticks->count < AXIS_TICKS_MAX; k--) {
        format_multiple(k * step, step, largest_of(&shown), label);
        add(ticks, k * step / unit, label, 1);
    }
}

static bool is_limit(const struct axis *axis, double value)
{
    return fabs(value / axis->high - 1) < ROUND_SLACK || fabs(value / axis->low - 1) < ROUND_SLACK;
}

/* A mantissa of 1, 2 or 5 and a power of ten. All labels of an axis are of one kind. */
static void format_decade(bool plain, double mantissa, int power, char *label)
{
    if (plain)
        snprintf(label, AXIS_LABEL_MAX, "%.*f", power < 0 ? -power : 0, mantissa * pow(10, power));
    else
        snprintf(label, AXIS_LABEL_MAX, "%.0fe%d", mantissa, power);
}

/* 1, 2 and 5 times every power of ten; where they are too close, every (few) powers, and the
 * limits where that leaves fewer than two. */
static void add_decades(struct ticks *ticks)
{
    static const double mantissas[] = {5, 2, 1};
    const struct axis *axis = ticks->axis;
    double low = log10(axis->low), high = log10(axis->high);
    double rows = ticks->rows * (1 - axis->apart);
    double decade = rows / (high - low); /* rows a decade has */
    double distance = tick_distance(ticks->rows);
    bool plain = axis->low >= 1e-4 * (1 - ROUND_SLACK) && axis->high < 1e5;
    bool all = 0.3 * decade >= distance;
    char label[AXIS_LABEL_MAX];
    int stride = 1;

    while (stride * decade < distance)
        stride += stride < 5 ? 1 : 5;
    bool limits = plain || (high - low) / stride < 2;
    for (int power = (int)floor(high + ROUND_SLACK); power >= (int)floor(low + ROUND_SLACK);
         power--)
        for (int m = 0; m < 3; m++) {
            double value = mantissas[m] * pow(10, power);
            bool wanted = m < 2 ? all : power % stride == 0;

            if (value > axis->high * (1 + ROUND_SLACK) || value < axis->low * (1 - ROUND_SLACK) ||
                !(wanted || (limits && is_limit(axis, value))))
                continue;
            format_decade(plain, mantissas[m], power, label);
            add(ticks, value, label, 1);
        }
}

/* 50, 80, 90, 95, 98, 99 ... from the top down: what is missing are 1, 2 and 5 times powers. */
static void add_nines(struct ticks *ticks)
{
    static const double mantissas[] = {1, 2, 5};
    const struct axis *axis = ticks->axis;
    double least = log10(1 - axis->high), most = log10(1 - axis->low);
    double decade = ticks->rows * (1 - axis->apart) / (most - least);
    double distance = tick_distance(ticks->rows);
    char label[AXIS_LABEL_MAX];

    for (int power = (int)floor(least + ROUND_SLACK); power <= (int)floor(most + ROUND_SLACK);
         power++)
        for (int m = 0; m < 3; m++) {
            double missing = mantissas[m] * pow(10, power), value = 1 - missing;
            bool wanted = m == 0 ? decade >= distance : 0.3 * decade >= distance;
            bool limit = fabs(log10(missing) - least) < 1e-6 || fabs(log10(missing) - most) < 1e-6;

            if (log10(missing) > most + 1e-6 || log10(missing) < least - 1e-6 || !(wanted || limit))
                continue;
            snprintf(label, sizeof label, "%.*f", power < -2 ? -power - 2 : 0, 100 * value);
            add(ticks, value, label, 1);
        }
}

int axis_ticks(const struct axis *axis, int rows, struct axis_tick tick[AXIS_TICKS_MAX])
{
    struct ticks ticks = {.axis = axis, .rows = rows, .tick = tick};

    if (rows < 1)
        return 0;
    if (axis->apart > 0 && axis->scale == AXIS_NINES)
        add(&ticks, 1, "100", 1);
    switch (axis->scale) {
    case AXIS_LINEAR:
        add_even(&ticks);
        break;
    case AXIS_LOGARITHMIC:
        add_decades(&ticks);
        break;
    case AXIS_NINES:
        add_nines(&ticks);
        break;
    }
    if (axis->apart > 0 && axis->scale == AXIS_LOGARITHMIC)
        add(&ticks, 0, "0", 1);
    return ticks.count;
}
