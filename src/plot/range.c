/* range.c - horizontal axes: places, ticks and the line of labels; see axis.h. */
#include "axis.h"

#include "round.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    RANGE_GAP = 2,   /* blanks between two labels */
    RANGE_TICKS = 9, /* a wide plot has about so many */
    RANGE_LABELS_LEAST = 2,
};

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
    round_squeeze_exponent(text);
    return text;
}

/* ---- places ---------------------------------------------------------------------------------- */

static double per_unit_of(const struct axis_range *range)
{
    return range->per_unit > 0 ? range->per_unit : 1;
}

static struct x_scale scale_of(const struct axis_range *range)
{
    return (struct x_scale){range->begin, range->end, range->logarithmic, range->least};
}

double axis_range_place(const struct axis_range *range, double x)
{
    const struct x_scale scale = scale_of(range);

    return x_scale_place(&scale, x);
}

int axis_range_column(const struct axis_range *range, double x, int columns)
{
    double place = axis_range_place(range, x);

    return place > 0 ? (int)fmin(floor((place + ROUND_SLACK) * columns), columns - 1) : 0;
}

/* ---- ticks ----------------------------------------------------------------------------------- */

/* Whole numbers short (200k) where that is exact; else as many digits as the step needs. */
static void format_unit(double value, double step, char *text)
{
    static const char suffixes[] = "kMGTPE";
    char *end;
    double shown;

    if (step < 1 && value != 0) {
        if (snprintf(text, AXIS_LABEL_MAX, "%.*f", round_decimals(step), value) > 8) {
            snprintf(text, AXIS_LABEL_MAX, "%.0e", value);
            round_squeeze_exponent(text);
        }
        return;
    }
    axis_format_count(value, text, AXIS_LABEL_MAX);
    shown = strtod(text, &end);
    if (*end && strchr(suffixes, *end))
        shown *= pow(1000, (double)(strchr(suffixes, *end) - suffixes + 1));
    if (fabs(shown - value) > step / 10)
        snprintf(text, AXIS_LABEL_MAX, "%.0f", value);
}

static void add(const struct axis_range *range, int columns, double value, double step,
                struct axis_tick *tick)
{
    tick->value = value * per_unit_of(range);
    tick->position = axis_range_column(range, tick->value, columns);
    format_unit(value, step, tick->label);
}

/* The multiples of a step. */
static int even_ticks(const struct axis_range *range, int columns, double step,
                      struct axis_tick *tick)
{
    double low = range->begin / per_unit_of(range), high = range->end / per_unit_of(range);
    int count = 0;

    for (double k = ceil(low / step - ROUND_SLACK) + 0.0; /* never -0 */
         k <= high / step + ROUND_SLACK && count < AXIS_TICKS_MAX; k++)
        add(range, columns, k * step, step, &tick[count++]);
    return count;
}

/* 0 where it is set apart, then 1, 2 and 5 times powers of ten, or powers of 10^stride. */
static int decade_ticks(const struct axis_range *range, int columns, int density,
                        struct axis_tick *tick)
{
    static const double mantissas[] = {1, 2, 5};
    const struct x_scale scale = scale_of(range);
    double low = x_scale_log_begin(&scale) / per_unit_of(range);
    double high = range->end / per_unit_of(range);
    int count = 0, stride = density > 1 ? density - 1 : 1;

    /* 0 is labelled where the first power of ten leaves room. */
    if (range->begin <= 0 && columns * x_scale_apart(&scale) >= 1 + RANGE_GAP)
        add(range, columns, 0, 1, &tick[count++]);
    for (int power = (int)floor(log10(low)); power <= (int)ceil(log10(high)); power++)
        for (int m = 0; m < (density == 0 ? 3 : 1); m++) {
            double value = mantissas[m] * pow(10, power);

            if (value < low * (1 - ROUND_SLACK) || value > high * (1 + ROUND_SLACK) ||
                power % stride != 0 || count == AXIS_TICKS_MAX)
                continue;
            add(range, columns, value, pow(10, power), &tick[count++]);
        }
    return count;
}

static int label_column(const struct axis_tick *tick, int columns)
{
    int length = (int)strlen(tick->label), column = tick->position - (length - 1) / 2;

    column = column + length > columns ? columns - length : column;
    return column < 0 ? 0 : column;
}

/* Do the labels have blanks between them, and are they not too many? */
static bool is_airy(const struct axis_tick *tick, int count, int columns)
{
    for (int t = 1; t < count; t++)
        if (label_column(&tick[t], columns) <
            label_column(&tick[t - 1], columns) + (int)strlen(tick[t - 1].label) + RANGE_GAP)
            return false;
    return count <= 1 + RANGE_TICKS || count <= columns / 8;
}

/* Without the ticks that come too close to the one before; the first and the last stay. */
static int thin_out(struct axis_tick *tick, int count, int columns)
{
    int kept = 0;

    for (int t = 0; t < count; t++) {
        while (kept > 1 && t == count - 1 &&
               label_column(&tick[t], columns) < label_column(&tick[kept - 1], columns) +
                                                     (int)strlen(tick[kept - 1].label) + RANGE_GAP)
            kept--;
        if (kept == 0 || label_column(&tick[t], columns) >= label_column(&tick[kept - 1], columns) +
                                                                (int)strlen(tick[kept - 1].label) +
                                                                RANGE_GAP)
            tick[kept++] = tick[t];
    }
    return kept;
}

int axis_range_ticks(const struct axis_range *range, int columns,
                     struct axis_tick tick[AXIS_TICKS_MAX])
{
    double low = range->begin / per_unit_of(range), high = range->end / per_unit_of(range);
    double step;
    int count = 0;

    if (columns < 1 || !(high > low))
        return 0;
    if (range->logarithmic && high > 0) {
        for (int density = 0; density < 20; density++) {
            count = decade_ticks(range, columns, density, tick);
            if (is_airy(tick, count, columns))
                break;
        }
        count = thin_out(tick, count, columns);
        if (count > 1)
            return count;
        /* Between two powers of ten even steps say more. */
    }
    step = round_up((high - low) / fmin(columns, AXIS_TICKS_MAX - 2));
    if (!range->real && per_unit_of(range) == 1)
        step = fmax(step, 1);
    for (;; step = round_up(1.5 * step)) {
        count = even_ticks(range, columns, step, tick);
        if (is_airy(tick, count, columns) || count <= RANGE_LABELS_LEAST)
            break;
    }
    return thin_out(tick, count, columns);
}

void axis_range_line(const struct axis_range *range, int columns, char *line)
{
    struct axis_tick tick[AXIS_TICKS_MAX];
    int count = axis_range_ticks(range, columns, tick);

    if (columns <= 0) {
        line[0] = '\0';
        return;
    }
    memset(line, ' ', (size_t)columns);
    line[columns] = '\0';
    for (int t = 0; t < count; t++)
        if ((int)strlen(tick[t].label) <= columns)
            memcpy(line + label_column(&tick[t], columns), tick[t].label, strlen(tick[t].label));
}
