/* axis.c - limits of vertical axes, and places on them; see axis.h. */
#include "axis.h"

#include "round.h"

/* Values beyond this are treated as this, so that ranges and steps stay finite and normal. */
#define AXIS_HUGE 1e300
#define AXIS_TINY 1e-300

/* The least ratio of a logarithmic axis' limits. */
#define AXIS_DECADE 10.0

/* What an accuracy can be short of 1 and still be seen on the scale of nines. */
#define AXIS_NINES_LEAST 1e-9

/* Keeps places beside the row set apart out of it. */
#define AXIS_APART_SLACK 1e-7

/* ---- extents --------------------------------------------------------------------------------- */

struct axis_extent axis_extent_empty(void)
{
    return (struct axis_extent){INFINITY, -INFINITY, INFINITY, -INFINITY};
}

void axis_extent_add_value(struct axis_extent *extent, double value)
{
    if (!isfinite(value))
        return;
    extent->min = fmin(extent->min, value);
    extent->max = fmax(extent->max, value);
    if (value > 0)
        extent->min_positive = fmin(extent->min_positive, value);
    if (value < 1)
        extent->max_partial = fmax(extent->max_partial, value);
}

void axis_extent_add(struct axis_extent *extent, const struct span *span, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (span[i].count == 0)
            continue;
        axis_extent_add_value(extent, span[i].min);
        axis_extent_add_value(extent, span[i].max);
        axis_extent_add_value(extent, span[i].last);
    }
}

/* ---- limits ---------------------------------------------------------------------------------- */

static double clamp(double value, double low, double high)
{
    return value < low ? low : value > high ? high : value;
}

/* Is there a step whose labels fit and that has two or more multiples on the axis? */
static bool is_legible(const struct axis *axis)
{
    struct axis_tick tick[AXIS_TICKS_MAX];

    return axis_ticks(axis, 8, tick) >= 2;
}

/* Limits in even steps around low ... high; widened until labels can tell values apart. */
static void fit_even(struct axis *axis, double low, double high)
{
    for (int i = 0; i < 64; i++) {
        double range = fmax(high - low, AXIS_TINY);
        double step = round_up(range / 10);

        axis->low = floor(low / step + ROUND_SLACK) * step;
        axis->high = ceil(high / step - ROUND_SLACK) * step;
        if (axis->high <= axis->low)
            axis->high = axis->low + step;
        if (is_legible(axis))
            break;
        /* Never across zero: losses are not negative. */
        low = low >= 0 ? fmax(low - range / 2, 0) : low - range / 2;
        high = high <= 0 ? fmin(high + range / 2, 0) : high + range / 2;
    }
}

static struct axis fit_linear(double low, double high)
{
    struct axis axis = {.scale = AXIS_LINEAR};

    low = clamp(low, -AXIS_HUGE, AXIS_HUGE);
    high = clamp(high, -AXIS_HUGE, AXIS_HUGE);
    if (low == 0 && high == 0)
        high = 1;
    else if (low >= 0 && (low <= high / 2 || low == high))
        low = 0;
    else if (high <= 0 && (high >= low / 2 || low == high))
        high = 0;
    fit_even(&axis, low, high);
    return axis;
}

/* The round number before or after one. */
static double previous_round(double x)
{
    return round_down(x / 1.5);
}

static double next_round(double x)
{
    return round_up(1.5 * x);
}

/* At least a decade, with what is to be seen near its middle. */
static struct axis fit_logarithmic(double low, double high)
{
    struct axis axis = {.scale = AXIS_LOGARITHMIC};

    low = clamp(low, AXIS_TINY, AXIS_HUGE);
    high = clamp(high, AXIS_TINY, AXIS_HUGE);
    axis.low = round_down(low);
    axis.high = round_up(high);
    while (axis.high < AXIS_DECADE * axis.low * (1 - ROUND_SLACK))
        if (low / axis.low <= axis.high / high)
            axis.low = previous_round(axis.low);
        else
            axis.high = next_round(axis.high);
    return axis;
}

struct axis axis_fit(const struct axis_extent *extent, bool logarithmic)
{
    struct axis axis = {logarithmic ? 0.01 : 0, 1,
                        .scale = logarithmic ? AXIS_LOGARITHMIC : AXIS_LINEAR};

    if (!logarithmic && extent->min <= extent->max)
        axis = fit_linear(extent->min, extent->max);
    if (logarithmic && extent->min_positive <= extent->max)
        axis = fit_logarithmic(extent->min_positive, extent->max);
    axis.row_apart = logarithmic && extent->min <= 0;
    return axis;
}

struct axis axis_fit_share(const struct axis_extent *extent, bool nines)
{
    struct axis axis = {0, 1, .scale = nines ? AXIS_NINES : AXIS_LINEAR, .percent = true};

    if (nines) {
        struct axis missing = {.low = 0.001, .high = 1};

        if (extent->min <= extent->max_partial)
            missing = fit_logarithmic(fmax(1 - extent->max_partial, AXIS_NINES_LEAST),
                                      fmax(1 - extent->min, AXIS_NINES_LEAST));
        axis.low = 1 - fmin(missing.high, 1);
        axis.high = 1 - fmin(missing.low, 0.1);
        axis.row_apart = extent->max >= 1;
    } else if (extent->min <= extent->max) {
        double high = fmax(clamp(extent->max, 0, 1), 0.001), low = clamp(extent->min, 0, 1);

        fit_even(&axis, low < high - 0.001 ? low : high - 0.001, high);
        axis.low = fmax(axis.low, 0);
        axis.high = fmin(axis.high, 1);
    }
    return axis;
}

/* ---- places ---------------------------------------------------------------------------------- */

void axis_set_rows(struct axis *axis, int rows)
{
    axis->apart = axis->row_apart && rows >= 3 ? 1.0 / rows : 0;
}

static double place_logarithmic(const struct axis *axis, double value)
{
    double place = (log10(value) - log10(axis->low)) / (log10(axis->high) - log10(axis->low));

    if (axis->apart == 0)
        return place;
    return axis->apart + AXIS_APART_SLACK + (1 - axis->apart - AXIS_APART_SLACK) * place;
}

static double place_nines(const struct axis *axis, double value)
{
    double missing = log10(1 - axis->low);
    double place = (missing - log10(1 - value)) / (missing - log10(1 - axis->high));

    return (1 - axis->apart - (axis->apart > 0 ? AXIS_APART_SLACK : 0)) * place;
}

double axis_place(const struct axis *axis, double value)
{
    switch (axis->scale) {
    case AXIS_LOGARITHMIC:
        if (value > 0)
            return place_logarithmic(axis, value);
        return value == 0 && axis->row_apart ? 0 : value <= 0 ? -INFINITY : NAN;
    case AXIS_NINES:
        if (value < 1)
            return place_nines(axis, value);
        return value == 1 && axis->row_apart ? 1 : value >= 1 ? INFINITY : NAN;
    case AXIS_LINEAR:
        break;
    }
    /* Halves, so that the range stays finite. */
    return (value / 2 - axis->low / 2) / (axis->high / 2 - axis->low / 2);
}

int axis_side(const struct axis *axis, double value)
{
    double slack = ROUND_SLACK * (axis->high / 2 - axis->low / 2);

    if (axis->row_apart && ((axis->scale == AXIS_LOGARITHMIC && value == 0) ||
                            (axis->scale == AXIS_NINES && value == 1)))
        return 0;
    if (axis->scale == AXIS_LOGARITHMIC)
        slack = ROUND_SLACK * axis->low;
    return value > axis->high + slack ? 1 : value < axis->low - slack ? -1 : 0;
}

int axis_place_row(double place, int rows)
{
    return (int)clamp(floor((1 - place + ROUND_SLACK) * rows), 0, rows - 1);
}

int axis_row(const struct axis *axis, double value, int rows)
{
    return axis_place_row(axis_place(axis, value), rows);
}
