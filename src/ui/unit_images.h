/*
 * unit_images.h - the weights of a network's first layer as images of character cells, one per
 * unit. Cells are relative to the unit's largest; signs are told apart without colour. Pure.
 */
#ifndef OPTOP_UNIT_IMAGES_H
#define OPTOP_UNIT_IMAGES_H

#include "canvas.h"
#include "cells.h"

/* An image of signed numbers, row by row. */
struct unit_image {
    const float *weight;
    size_t height, width;
};

/* So many across and down, each of so many cells below its title, `step` pixels to a cell's width.
 */
struct unit_tiling {
    int across, down;
    int columns, rows;
    int step;
};

/*
 * The finest images of which at least six, or all `units`, fit the area; nothing across where there
 * is no room for one.
 */
struct unit_tiling unit_images_tile(struct rect area, size_t height, size_t width, int units);

/* Paints the image from the upper left corner of `at` on. */
void unit_images_paint(struct cells *cells, struct rect at, const struct unit_image *image,
                       const struct unit_tiling *tiling, enum canvas_glyphs glyphs);

#endif
