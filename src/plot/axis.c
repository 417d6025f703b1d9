/* axis.c - limits, places, round ticks and short labels; see axis.h. */
#include "axis.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Values beyond this are treated as this, so that ranges and steps stay finite and normal. */
#define AXIS_HUGE 1e300
#define AXIS_TINY 1e-300

/* Below this ratio of its limits a logarithmic axis gets limits and ticks in even steps. */
#define AXIS_NARROW 5.0

/* Forgives the rounding of quotients that should be whole. */
#define AXIS_SLACK 1e-9

struct axis_extent axis_extent_empty(void)
{
    return (struct axis_extent){INFINITY, -INFINITY, INFINITY};
}

void axis_extent_add(struct axis_extent *extent, const struct span *span, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const double values[] = {span[i].min, span[i].max, span[i].last};

        if (span[i].count == 0)
            continue;
        for (size_t v = 0; v < sizeof values / sizeof values[0]; v++) {
            if (!isfinite(values[v]))
                continue;
            extent->min = fmin(extent->min, values[v]);
            extent->max = fmax(extent->max, values[v]);
            if (values[v] > 0)
                extent->min_positive = fmin(extent->min_positive, values[v]);
        }
    }
}

/* The largest of 1, 2 and 5 times a power of ten that is at most x; x is positive. */
static double round_down(double x)
{
    double power = pow(10, floor(log10(x) + AXIS_SLACK));
    double mantissa = x / power * (1 + AXIS_SLACK);

    return power * (mantissa >= 5 ? 5 : mantissa >= 2 ? 2 : 1);
}

static double round_up(double x)
{
    double down = round_down(x);
    double power = pow(10, floor(log10(down) + AXIS_SLACK));

    if (down >= x * (1 - AXIS_SLACK))
        return down;
    return down < 1.5 * power ? 2 * power : down < 3 * power ? 5 * power : 10 * power;
}

/* Digits after the point that tell multiples of `step` apart. */
static int decimals_of(double step)
{
    int power = (int)floor(log10(step) + AXIS_SLACK);

    return power < 0 ? -power : 0;
}

/* Writes the exponent without the zeros that printf pads it with: 2.5e-1. */
static void squeeze_exponent(char *text)
{
    char *e = strchr(text, 'e');
    char *digits;

    if (!e)
        return;
    digits = e + (e[1] == '-' ? 2 : 1);
    e = e[1] == '+' ? e + 2 : e + 1 + (e[1] == '-');
    while (*e == '0' && e[1] != '\0')
        e++;
    memmove(digits, e, strlen(e) + 1);
}

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
        snprintf(long_text, sizeof long_text, "%.*f", decimals_of(step), value);
    else {
        double digits = floor(log10(fabs(value)) + AXIS_SLACK) - floor(log10(step) + AXIS_SLACK);
        snprintf(long_text, sizeof long_text, "%.*e", digits > 0 ? (int)digits : 0, value);
        squeeze_exponent(long_text);
    }
    snprintf(text, AXIS_LABEL_MAX, "%.*s", AXIS_LABEL_COLUMNS, long_text);
    return strlen(long_text) <= AXIS_LABEL_COLUMNS;
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
    double first = ceil(axis->low / step - AXIS_SLACK),
           last = floor(axis->high / step + AXIS_SLACK);

    /* The longest are those of the largest size, and of the smallest with an exponent. */
    return format_multiple(first * step, step, largest, text) &&
           format_multiple(last * step, step, largest, text) &&
           (last <= first || format_multiple((first + 1) * step, step, largest, text)) &&
           (last <= first || format_multiple((last - 1) * step, step, largest, text));
}

/* Is there a step whose labels fit and that has two or more multiples on the axis? */
static bool is_legible(const struct axis *axis)
{
    return labels_fit(axis, round_down((axis->high - axis->low) / 2));
}

/* Limits in even steps around low ... high; widened until labels can tell values apart. */
static struct axis fit_even(double low, double high)
{
    struct axis axis = {low, high, false};

    for (int i = 0; i < 64; i++) {
        double range = fmax(high - low, AXIS_TINY);
        double step = round_up(range / 10);

        axis.low = floor(low / step + AXIS_SLACK) * step;
        axis.high = ceil(high / step - AXIS_SLACK) * step;
        if (axis.high <= axis.low)
            axis.high = axis.low + step;
        if (is_legible(&axis))
            break;
        /* Never across zero: losses are not negative. */
        low = low >= 0 ? fmax(low - range / 2, 0) : low - range / 2;
        high = high <= 0 ? fmin(high + range / 2, 0) : high + range / 2;
    }
    return axis;
}

static double clamp(double value, double low, double high)
{
    return value < low ? low : value > high ? high : value;
}

static struct axis fit_linear(double low, double high)
{
    low = clamp(low, -AXIS_HUGE, AXIS_HUGE);
    high = clamp(high, -AXIS_HUGE, AXIS_HUGE);
    if (low == 0 && high == 0)
        high = 1;
    else if (low >= 0 && (low <= high / 2 || low == high))
        low = 0;
    else if (high <= 0 && (high >= low / 2 || low == high))
        high = 0;
    return fit_even(low, high);
}

static struct axis fit_logarithmic(double low, double high)
{
    struct axis axis;

    low = clamp(low, AXIS_TINY, AXIS_HUGE);
    high = clamp(high, AXIS_TINY, AXIS_HUGE);
    if (low < high && high < AXIS_NARROW * low) {
        axis = fit_even(low, high);
        axis.logarithmic = true;
        if (axis.low > 0 && axis.high < 2 * AXIS_NARROW * axis.low)
            return axis;
    }
    axis = (struct axis){round_down(low), round_up(high), true};
    if (axis.low >= axis.high / 1.5) { /* one round value: put it in the middle */
        axis.low = round_down(low / 2);
        axis.high = round_up(high * 2);
    }
    return axis;
}

struct axis axis_fit(const struct axis_extent *extent, bool logarithmic)
{
    if (!logarithmic && extent->min <= extent->max)
        return fit_linear(extent->min, extent->max);
    if (logarithmic && extent->min_positive <= extent->max)
        return fit_logarithmic(extent->min_positive, extent->max);
    return (struct axis){logarithmic ? 0.01 : 0, 1, logarithmic};
}

double axis_place(const struct axis *axis, double value)
{
    if (!axis->logarithmic)
        return (value - axis->low) / (axis->high - axis->low);
    if (!(value > 0))
        return NAN;
    return (log10(value) - log10(axis->low)) / (log10(axis->high) - log10(axis->low));
}

int axis_place_row(double place, int rows)
{
    return (int)clamp(floor((1 - place + AXIS_SLACK) * rows), 0, rows - 1);
}

int axis_row(const struct axis *axis, double value, int rows)
{
    return axis_place_row(axis_place(axis, value), rows);
}

/* Appends a tick unless its row is taken. */
static int add_tick(const struct axis *axis, int rows, double value, const char *label, int count,
                    struct axis_tick *tick)
{
    int row = axis_row(axis, value, rows);

    if (count == AXIS_TICKS_MAX || (count > 0 && tick[count - 1].position == row))
        return count;
    tick[count].value = value;
    tick[count].position = row;
    snprintf(tick[count].label, sizeof tick[count].label, "%s", label);
    return count + 1;
}

/* The least distance of ticks, in rows: closer in small plots, some eight ticks in large ones. */
static double tick_distance(int rows)
{
    return rows < 8 ? 1 : fmax(2, rows / 8.0);
}

/* None when no step has labels that fit. */
static int even_ticks(const struct axis *axis, int rows, struct axis_tick *tick)
{
    double range = axis->high - axis->low;
    double step = round_up(range * tick_distance(rows) / rows);
    char label[AXIS_LABEL_MAX];
    int count = 0;

    /* On a logarithmic axis the steps are closest at the top. */
    while (step < range / 2 && axis->logarithmic &&
           (1 - axis_place(axis, axis->high - step)) * rows < tick_distance(rows))
        step = round_up(1.5 * step);
    while (step < range / 2 && !labels_fit(axis, step))
        step = round_up(1.5 * step);
    if (!labels_fit(axis, step))
        return 0;
    for (double k = floor(axis->high / step + AXIS_SLACK);
         k >= axis->low / step - AXIS_SLACK && count < AXIS_TICKS_MAX; k--) {
        format_multiple(k * step, step, largest_of(axis), label);
        count = add_tick(axis, rows, k * step, label, count, tick);
    }
    return count;
}

static bool is_limit(const struct axis *axis, double value)
{
    return fabs(value / axis->high - 1) < AXIS_SLACK || fabs(value / axis->low - 1) < AXIS_SLACK;
}

/* 1, 2 and 5 times every power of ten; where they are too close, every (few) powers and the limits.
 */
static int decade_ticks(const struct axis *axis, int rows, struct axis_tick *tick)
{
    static const double mantissas[] = {5, 2, 1};
    double low = log10(axis->low), high = log10(axis->high);
    double decade = rows / (high - low); /* rows a decade has */
    double distance = tick_distance(rows);
    bool plain = axis->low >= 1e-4 && axis->high < 1e5;
    int stride = 1, count = 0;
    char label[64];

    while (stride * decade < distance)
        stride += stride < 5 ? 1 : 5;
    for (int power = (int)floor(high + AXIS_SLACK); power >= (int)floor(low + AXIS_SLACK); power--)
        for (int m = 0; m < 3; m++) {
            double value = mantissas[m] * pow(10, power);
            bool wanted = m < 2 ? 0.3 * decade >= distance : power % stride == 0;

            if (value > axis->high * (1 + AXIS_SLACK) || value < axis->low * (1 - AXIS_SLACK) ||
                !(wanted || is_limit(axis, value)))
                continue;
            if (plain)
                snprintf(label, sizeof label, "%.*f", power < 0 ? -power : 0, value);
            else
                snprintf(label, sizeof label, "%.0fe%d", mantissas[m], power);
            count = add_tick(axis, rows, value, label, count, tick);
        }
    return count;
}

int axis_ticks(const struct axis *axis, int rows, struct axis_tick tick[AXIS_TICKS_MAX])
{
    int count = 0;

    if (rows < 1)
        return 0;
    if (!axis->logarithmic || axis->high < AXIS_NARROW * axis->low)
        count = even_ticks(axis, rows, tick);
    if (count == 0 && axis->logarithmic)
        count = decade_ticks(axis, rows, tick);
    return count;
}

char *axis_format_count(double value, char *text, size_t size)
{
    static const char suffixes[] = "kMGTPE";
    char digits[32];

    if (fabs(value) < 99999.5) {
        snprintf(text, size, "%.0f", value);
        return text;
    }
    for (int i = 0; suffixes[i]; i++) {
        value /= 1000;
        snprintf(digits, sizeof digits, "%.4g", value);
        if (strlen(digits) <= 5 && !strchr(digits, 'e') && fabs(value) < 999.95) {
            snprintf(text, size, "%s%c", digits, suffixes[i]);
            return text;
        }
    }
    snprintf(text, size, "%.0e", value * 1e18);
    squeeze_exponent(text);
    return text;
}

int axis_range_column(const struct axis_range *range, double i, int columns)
{
    double place = (i - range->begin) / (range->end - range->begin);

    return (int)clamp(floor(place * columns + AXIS_SLACK), 0, columns - 1);
}

/* Whole numbers short (200k) where that is exact; else as many digits as the step needs. */
static void format_unit(double value, double step, char *text)
{
    static const char suffixes[] = "kMGTPE";
    char *end;
    double shown;

    if (step < 1 && value != 0) {
        snprintf(text, AXIS_LABEL_MAX, "%.*f", decimals_of(step), value);
        return;
    }
    axis_format_count(value, text, AXIS_LABEL_MAX);
    shown = strtod(text, &end);
    if (*end && strchr(suffixes, *end))
        shown *= pow(1000, (double)(strchr(suffixes, *end) - suffixes + 1));
    if (fabs(shown - value) > step / 10)
        snprintf(text, AXIS_LABEL_MAX, "%.0f", value);
}

/*
 * The least round step whose labels lie `gap` columns apart; a wide plot has some eight ticks. May
 * be longer than the axis.
 */
static double range_step(double low, double high, double least, int columns, double gap)
{
    double step = fmax(round_up((high - low) / columns), least);
    char label[AXIS_LABEL_MAX];

    for (; step <= high - low; step = round_up(1.5 * step)) {
        /* No label is longer than the last. */
        format_unit(floor(high / step + AXIS_SLACK) * step, step, label);
        if (step / (high - low) * columns >= fmax((double)strlen(label) + gap, columns / 9.0))
            break;
    }
    return step;
}

int axis_range_ticks(const struct axis_range *range, int columns,
                     struct axis_tick tick[AXIS_TICKS_MAX])
{
    double per_unit = range->per_unit > 0 ? range->per_unit : 1;
    double low = range->begin / per_unit, high = range->end / per_unit;
    double least = per_unit > 1 ? 0 : 1, step = INFINITY;
    int count = 0;

    if (columns < 1 || !(high > low))
        return 0;
    /* Units other than iterations are named between two labels where possible. */
    if (per_unit > 1 && range->unit)
        step = range_step(low, high, least, columns, (double)strlen(range->unit) + 2);
    if (step > high - low)
        step = range_step(low, high, least, columns, 2);
    for (double k = ceil(low / step - AXIS_SLACK) + 0.0; /* never -0 */
         k <= high / step + AXIS_SLACK && count < AXIS_TICKS_MAX; k++) {
        tick[count].value = k * step * per_unit;
        tick[count].position = axis_range_column(range, tick[count].value, columns);
        format_unit(k * step, step, tick[count].label);
        count++;
    }
    return count;
}

void axis_range_line(const struct axis_range *range, int columns, char *line)
{
    struct axis_tick tick[AXIS_TICKS_MAX];
    int count = axis_range_ticks(range, columns, tick);
    int free_from = 0; /* the first column that no label has taken */
    int gap_from = 0, gap_to = 0;

    if (columns <= 0) {
        line[0] = '\0';
        return;
    }
    memset(line, ' ', (size_t)columns);
    line[columns] = '\0';
    for (int t = 0; t < count; t++) {
        int length = (int)strlen(tick[t].label);
        int column = tick[t].position - (length - 1) / 2;

        if (column + length > columns)
            column = columns - length;
        if (column < 0)
            column = 0;
        if (column + length > columns || (t > 0 && column <= free_from))
            continue;
        memcpy(line + column, tick[t].label, (size_t)length);
        gap_from = free_from;
        gap_to = column;
        free_from = column + length;
    }
    if (columns - free_from > gap_to - gap_from) {
        gap_from = free_from;
        gap_to = columns;
    }
    if (range->unit && (int)strlen(range->unit) + 2 <= gap_to - gap_from) {
        int length = (int)strlen(range->unit);
        memcpy(line + gap_from + (gap_to - gap_from - length) / 2, range->unit, (size_t)length);
    }
}
