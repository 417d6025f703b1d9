/*
 * plane.h - the visible rectangle of a plane: which part it is, and where in it a point lies.
 * Arithmetic only; knows no screen, no function and no network.
 */
#ifndef OPTOP_PLANE_H
#define OPTOP_PLANE_H

#include <stdbool.h>
#include <stddef.h>

/* x is 0, y is 1; low < high, both finite. y grows upwards. */
struct plane {
    double low[2], high[2];
};

/*
 * The usual part, made larger so that the `points` points are in it, by quarters of its size and by
 * at most its own size on each side: points farther away stay outside. Points that are not finite
 * change nothing.
 */
struct plane plane_fit(const struct plane *usual, const double (*point)[2], size_t points);

/* Extends it to a point, however distant, with some room around. */
struct plane plane_with(const struct plane *plane, const double point[2]);

/* Half or twice as much of each axis, about a point. False at the limits of arithmetic. */
bool plane_zoom(struct plane *plane, bool in, const double about[2]);

/* Where a point lies in a picture of so many columns and rows, from its upper left corner. */
void plane_find(const struct plane *plane, const double point[2], int columns, int rows,
                double at[2]);

/* The point in the middle of a column and row of such a picture. */
void plane_point(const struct plane *plane, int columns, int rows, int column, int row,
                 double point[2]);

/*
 * Cuts the line from one place in a picture to another so that it lies within. False when nothing
 * is left.
 */
bool plane_clip(int columns, int rows, double from[2], double to[2]);

#endif
