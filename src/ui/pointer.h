/*
 * pointer.h - the object under the mouse pointer: from a layout and a cell to a line of the table
 * or a place in a panel. Arithmetic only; knows no terminal and no race.
 */
#ifndef OPTOP_POINTER_H
#define OPTOP_POINTER_H

#include "layout.h"

enum pointer_target { POINTER_NOTHING, POINTER_RUN, POINTER_PANEL };

struct pointer_hit {
    enum pointer_target target;
    int line;     /* of the table, from the first one shown */
    int panel;    /* its number in the layout */
    double place; /* along the panel's x axis, 0 ... 1: the middle of the cell, or of the nearest
                     column when it lies beside the plot */
};

/* Never fails; any cell, on the screen or not. */
struct pointer_hit pointer_hit(const struct layout *layout, int row, int column);

#endif
