/* heat.c - a figure over two hyperparameters; see heat.h. */
#include "heat.h"

#include <math.h>
#include <stdlib.h>

void heat_free(struct heat *heat)
{
    free(heat->x);
    free(heat->y);
    free(heat->point);
    *heat = (struct heat){0};
}

/* Adds a value to an ascending list in which each stands once; returns their number. */
static int add_value(double *list, int count, double value)
{
    int at = count;

    while (at > 0 && list[at - 1] > value)
        at--;
    if (at > 0 && list[at - 1] >= value)
        return count;
    for (int k = count; k > at; k--)
        list[k] = list[k - 1];
    list[at] = value;
    return count + 1;
}

static int place_of(const double *list, double value)
{
    int at = 0;

    while (list[at] < value)
        at++;
    return at;
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

bool heat_make(struct heat *heat, const struct heat_point *point, int points, struct status *status)
{
    size_t places;

    heat_free(heat);
    heat->x = calloc((size_t)points + 1, sizeof *heat->x);
    heat->y = calloc((size_t)points + 1, sizeof *heat->y);
    for (int i = 0; heat->x && heat->y && i < points; i++) {
        heat->columns = add_value(heat->x, heat->columns, point[i].x);
        heat->rows = add_value(heat->y, heat->rows, point[i].y);
    }
    places = (size_t)heat->columns * (size_t)heat->rows;
    heat->point = calloc(places + 1, sizeof *heat->point);
    if (!heat->x || !heat->y || !heat->point) {
        heat_free(heat);
        return status_out_of_memory(status, "the map");
    }
    for (size_t i = 0; i < places; i++)
        heat->point[i] = (struct heat_point){heat->x[i % (size_t)heat->columns],
                                             heat->y[i / (size_t)heat->columns], NAN, -1};
    for (int i = 0; i < points; i++) {
        struct heat_point *at = &heat->point[place_of(heat->y, point[i].y) * heat->columns +
                                             place_of(heat->x, point[i].x)];

        if (is_better(&point[i], at))
            *at = point[i];
    }
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
