/* plane.c - rectangles of a plane; see plane.h. */
#include "plane.h"

#include <math.h>

enum { QUARTERS_MAX = 4 };

struct plane plane_fit(const struct plane *usual, const double (*point)[2], size_t points)
{
    struct plane plane = *usual;

    for (int i = 0; i < 2; i++) {
        double quarter = (usual->high[i] - usual->low[i]) / 4;
        double below = 0, above = 0;

        for (size_t p = 0; p < points; p++) {
            double x = point[p][i];

            if (!isfinite(point[p][0]) || !isfinite(point[p][1]))
                continue;
            below = fmax(below, ceil((usual->low[i] - x) / quarter));
            above = fmax(above, ceil((x - usual->high[i]) / quarter));
        }
        plane.low[i] -= quarter * fmin(below, QUARTERS_MAX);
        plane.high[i] += quarter * fmin(above, QUARTERS_MAX);
    }
    return plane;
}

struct plane plane_with(const struct plane *plane, const double point[2])
{
    struct plane with = *plane;

    for (int i = 0; i < 2; i++) {
        double room = (plane->high[i] - plane->low[i]) / 4;

        if (point[i] < with.low[i])
            with.low[i] = point[i] - room;
        if (point[i] > with.high[i])
            with.high[i] = point[i] + room;
    }
    return with;
}

bool plane_zoom(struct plane *plane, bool in, const double about[2])
{
    struct plane zoomed;

    for (int i = 0; i < 2; i++) {
        double half = (plane->high[i] - plane->low[i]) / (in ? 4 : 1);

        zoomed.low[i] = about[i] - half;
        zoomed.high[i] = about[i] + half;
        if (!(2 * half > 1e-9 * fmax(fabs(about[i]), 1e-3)) || !(2 * half < 1e9))
            return false;
    }
    *plane = zoomed;
    return true;
}

void plane_find(const struct plane *plane, const double point[2], int columns, int rows,
                double at[2])
{
    at[0] = (point[0] - plane->low[0]) / (plane->high[0] - plane->low[0]) * columns;
    at[1] = (plane->high[1] - point[1]) / (plane->high[1] - plane->low[1]) * rows;
}

void plane_point(const struct plane *plane, int columns, int rows, int column, int row,
                 double point[2])
{
    point[0] = plane->low[0] + (plane->high[0] - plane->low[0]) * (column + 0.5) / columns;
    point[1] = plane->high[1] - (plane->high[1] - plane->low[1]) * (row + 0.5) / rows;
}

/* After Liang and Barsky, "A New Concept and Method for Line Clipping" (1984). */
bool plane_clip(int columns, int rows, double from[2], double to[2])
{
    const double size[2] = {columns, rows}, start[2] = {from[0], from[1]};
    const double step[2] = {to[0] - from[0], to[1] - from[1]};
    double enter = 0, leave = 1;

    if (!isfinite(start[0]) || !isfinite(start[1]) || !isfinite(step[0]) || !isfinite(step[1]))
        return false;
    for (int i = 0; i < 2; i++) {
        double a = -start[i], b = size[i] - start[i];

        if (step[i] == 0) {
            if (a > 0 || b < 0)
                return false;
            continue;
        }
        enter = fmax(enter, fmin(a / step[i], b / step[i]));
        leave = fmin(leave, fmax(a / step[i], b / step[i]));
    }
    if (enter > leave)
        return false;
    for (int i = 0; i < 2; i++) {
        from[i] = start[i] + enter * step[i];
        to[i] = start[i] + leave * step[i];
    }
    return true;
}
