/* heat.c - a figure over two hyperparameters; see heat.h. */
#include "heat.h"

#include "base/statistics.h"

#include <math.h>
#include <stdlib.h>

void heat_free(struct heat *heat)
{
    free(heat->x);
    free(heat->y);
    free(heat->point);
    *heat = (struct heat){0};
}

/* The place of a value that the ascending list has. */
static int place_of(const double *list, int count, double value)
{
    int low = 0, high = count - 1;

    while (low < high) {
        int middle = low + (high - low) / 2;

        if (list[middle] < value)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool is_better(const struct heat_point *a, const struct heat_point *b)
{
    return b->config < 0 || (isnan(b->score) && !isnan(a->score)) || a->score < b->score;
}

static void look_for_best(struct heat *heat)
{
    heat->best = -1;
    heat->low = INFINITY;
    heat->high = -INFINITY;
    for (int i = 0; i < heat->columns * heat->rows; i++) {
        double score = heat->point[i].score;

        if (!isfinite(score))
            continue;
        if (score < heat->low)
            heat->best = i;
        heat->low = fmin(heat->low, score);
        heat->high = fmax(heat->high, score);
    }
}

/* Columns and rows; false without memory. */
static bool list_values(struct heat *heat, const struct heat_point *point, int points)
{
    heat->x = calloc((size_t)points + 1, sizeof *heat->x);
    heat->y = calloc((size_t)points + 1, sizeof *heat->y);
    if (!heat->x || !heat->y)
        return false;
    for (int i = 0; i < points; i++) {
        heat->x[i] = point[i].x;
        heat->y[i] = point[i].y;
    }
    heat->columns = (int)statistics_distinct(heat->x, (size_t)points);
    heat->rows = (int)statistics_distinct(heat->y, (size_t)points);
    return true;
}

static void put_point(struct heat *heat, const struct heat_point *point)
{
    int row = place_of(heat->y, heat->rows, point->y);
    struct heat_point *at =
        &heat->point[row * heat->columns + place_of(heat->x, heat->columns, point->x)];

    if (is_better(point, at))
        *at = *point;
}

bool heat_make(struct heat *heat, const struct heat_point *point, int points, struct status *status)
{
    size_t places;

    heat_free(heat);
    if (!list_values(heat, point, points)) {
        heat_free(heat);
        return status_out_of_memory(status, "the map");
    }
    places = (size_t)heat->columns * (size_t)heat->rows;
    if (places > (size_t)points) {
        heat_free(heat);
        return status_fail(status, STATUS_INVALID,
                           "A map needs a grid: each value of one hyperparameter with each of the "
                           "other.");
    }
    heat->point = calloc(places + 1, sizeof *heat->point);
    if (!heat->point) {
        heat_free(heat);
        return status_out_of_memory(status, "the map");
    }
    for (size_t i = 0; i < places; i++)
        heat->point[i] = (struct heat_point){heat->x[i % (size_t)heat->columns],
                                             heat->y[i / (size_t)heat->columns], NAN, -1};
    for (int i = 0; i < points; i++)
        put_point(heat, &point[i]);
    look_for_best(heat);
    return true;
}

int heat_shade(const struct heat *heat, int i)
{
    double score = heat->point[i].score, place;
    bool logarithmic = heat->low > 0;

    if (isnan(score))
        return HEAT_UNKNOWN;
    if (isinf(score))
        return HEAT_DIVERGED;
    if (!(heat->high > heat->low))
        return 0;
    place = logarithmic ? log(score / heat->low) / log(heat->high / heat->low)
                        : (score - heat->low) / (heat->high - heat->low);
    return place >= 1 ? HEAT_SHADES - 1 : (int)(place * HEAT_SHADES);
}
