/* sensitivity.c - a figure against a hyperparameter; see sensitivity.h. */
#include "sensitivity.h"

#include "base/append.h"
#include "base/statistics.h"

#include <stdio.h>
#include <stdint.h>
#include <stdlib.h>

static int curves_of(const struct sensitivity_request *request)
{
    return request->curves < PLOT_CURVES_MAX ? request->curves : PLOT_CURVES_MAX;
}

/* ---- axes ------------------------------------------------------------------------------------ */

static struct axis fit(const struct sensitivity_request *request)
{
    struct axis_extent extent = axis_extent_empty();

    for (int c = 0; c < curves_of(request); c++)
        for (int i = 0; i < request->curve[c].points; i++) {
            const struct sensitivity_point *point = &request->curve[c].point[i];

            if (!isfinite(point->median))
                continue;
            axis_extent_add_value(&extent, point->low);
            axis_extent_add_value(&extent, point->median);
            axis_extent_add_value(&extent, point->high);
        }
    return request->share ? axis_fit_share(&extent, false) : axis_fit(&extent, true);
}

/* A range of one value gets some room. */
static struct axis_range range_of(const struct sensitivity_request *request)
{
    struct axis_range range = {.begin = INFINITY,
                               .end = -INFINITY,
                               .per_unit = 1,
                               .unit = request->key,
                               .real = true,
                               .logarithmic = request->logarithmic_x};

    for (int c = 0; c < curves_of(request); c++)
        for (int i = 0; i < request->curve[c].points; i++) {
            range.begin = fmin(range.begin, request->curve[c].point[i].x);
            range.end = fmax(range.end, request->curve[c].point[i].x);
        }
    if (!(range.end >= range.begin))
        range.begin = range.end = 1;
    range.logarithmic = range.logarithmic && range.begin > 0;
    if (!(range.end > range.begin)) {
        range.begin = range.logarithmic ? range.begin / 10 : range.begin - 1;
        range.end = range.logarithmic ? range.end * 10 : range.end + 1;
    }
    return range;
}

/* ---- curves ---------------------------------------------------------------------------------- */

/* Infinite values lie beyond the edge, where the canvas can follow them. */
static double beyond(const struct axis *axis, double value)
{
    double size = axis->high - axis->low;

    return value > axis->high                                     ? fmin(value, axis->high + size)
           : value < axis->low && axis->scale != AXIS_LOGARITHMIC ? fmax(value, axis->low - size)
                                                                  : value;
}

static struct span span_of(const struct axis *axis, const struct sensitivity_point *point,
                           bool barred)
{
    struct span span = {.count = 1, .x = point->x};

    if (isnan(point->median))
        return span_empty();
    span.smooth = span.last = beyond(axis, point->median);
    span.min = span.max = span.last;
    if (!barred)
        return span;
    span.min = fmin(beyond(axis, point->low), span.last);
    span.max = fmax(beyond(axis, point->high), span.last);
    return span;
}

static bool reserve(struct sensitivity *sensitivity, const struct sensitivity_request *request,
                    struct status *status)
{
    size_t wanted = 1;
    struct span *span;

    for (int c = 0; c < curves_of(request); c++)
        wanted += (size_t)request->curve[c].points;
    if (wanted <= sensitivity->capacity)
        return true;
    span = realloc(sensitivity->span, wanted * sizeof *span);
    if (!span)
        return status_out_of_memory(status, "the plot");
    sensitivity->span = span;
    sensitivity->capacity = wanted;
    return true;
}

static void set_title(struct plot *plot, const struct sensitivity_request *request)
{
    bool best = false;

    for (int c = 0; c < curves_of(request); c++)
        best = best || request->curve[c].best;
    append(plot->title, sizeof plot->title, "%s against %s", request->figure, request->key);
    if (request->second)
        append(plot->title, sizeof plot->title, " at the best %s", request->second);
    if (request->seeds > 1)
        append(plot->title, sizeof plot->title, ": medians of %d seeds", request->seeds);
    if (best)
        append(plot->title, sizeof plot->title, ", [best]");
    if (request->seeds > 1)
        append(plot->title, sizeof plot->title, ", bars: chosen run's quartiles");
}

bool sensitivity_make(struct sensitivity *sensitivity, const struct sensitivity_request *request,
                      struct status *status)
{
    struct plot *plot = &sensitivity->plot;
    struct span *span;

    if (!reserve(sensitivity, request, status))
        return false;
    *plot = (struct plot){.y = fit(request),
                          .x = range_of(request),
                          .smoothed = true,
                          .measured = true,
                          .curve = sensitivity->curve,
                          .curves = curves_of(request),
                          .has_cursor = request->has_cursor,
                          .cursor = request->cursor};
    set_title(plot, request);
    span = sensitivity->span;
    for (int c = 0; c < plot->curves; c++) {
        const struct sensitivity_curve *curve = &request->curve[c];

        sensitivity->curve[c] = (struct plot_curve){.span = span,
                                                    .spans = (size_t)curve->points,
                                                    .name = curve->name,
                                                    .style = curve->style,
                                                    .chosen = curve->chosen};
        if (curve->best)
            sensitivity->curve[c].best = span + (curve->best - curve->point);
        for (int i = 0; i < curve->points; i++)
            *span++ = span_of(&plot->y, &curve->point[i], curve->chosen);
    }
    return true;
}

void sensitivity_free(struct sensitivity *sensitivity)
{
    free(sensitivity->span);
    *sensitivity = (struct sensitivity){0};
}

/* ---- what diverged --------------------------------------------------------------------------- */

int sensitivity_places(const struct sensitivity_request *request, double *x)
{
    size_t count = 0;

    for (int c = 0; c < curves_of(request); c++)
        for (int i = 0; i < request->curve[c].points; i++)
            x[count++] = request->curve[c].point[i].x;
    return (int)statistics_distinct(x, count);
}

/* For each column the curves that diverged there, as bits. */
static void find_diverged(const struct sensitivity_request *request, const struct axis_range *range,
                          int columns, uint64_t *curves)
{
    for (int c = 0; c < curves_of(request); c++)
        for (int i = 0; i < request->curve[c].points; i++) {
            const struct sensitivity_point *point = &request->curve[c].point[i];
            int column = point->diverged > 0 ? axis_range_column(range, point->x, columns) : -1;

            if (column >= 0 && column < columns)
                curves[column] |= (uint64_t)1 << c;
        }
}

void sensitivity_diverged(const struct sensitivity_request *request, const struct axis_range *range,
                          int columns, int *mark)
{
    uint64_t curves[SENSITIVITY_COLUMNS_MAX] = {0};
    int free_from = 0;

    columns = columns < SENSITIVITY_COLUMNS_MAX ? columns : SENSITIVITY_COLUMNS_MAX;
    find_diverged(request, range, columns, curves);
    for (int column = 0; column < columns; column++)
        mark[column] = -1;
    for (int column = 0; column < columns; column++) {
        int count = __builtin_popcountll(curves[column]), at;

        if (count == 0)
            continue;
        at = column - (count - 1) / 2;
        at = at + count > columns ? columns - count : at;
        at = at < free_from ? free_from : at;
        for (int c = 0; c < curves_of(request) && at < columns; c++)
            if (curves[column] >> c & 1)
                mark[at++] = c;
        free_from = at + 1;
    }
}
