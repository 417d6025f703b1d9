/*
 * microscope.h - the arithmetic of one weight's update as a page of text: the formulas of the rule
 * with their numbers, the values before and after, the symbols. Pure.
 */
#ifndef OPTOP_MICROSCOPE_H
#define OPTOP_MICROSCOPE_H

#include "model/network.h"
#include "optim/probe.h"

#include <stdio.h>

/* The kinds of lines: each begins with the character of its kind. */
enum {
    MICROSCOPE_HEADING = '#',
    MICROSCOPE_FORMULA = '*',
    MICROSCOPE_SYMBOL = '-', /* name, value and meaning */
    MICROSCOPE_TEXT = ' ',
};

/* Significant digits: as many as a screen has room for, and as many as a double needs. */
enum { MICROSCOPE_DIGITS = 6, MICROSCOPE_ALL_DIGITS = 17 };

/*
 * "W2[13, 7]", "b1[0]", or "x" and "y" where two numbers are minimized (a shape without layers).
 * Layers are counted from 1, rows and columns from 0. Returns text.
 */
char *microscope_weight(const struct network_shape *shape, size_t element, char *text, size_t size);

/* From a weight to its neighbours, within its matrix or to the one before or behind. */
enum microscope_way {
    MICROSCOPE_LEFT,
    MICROSCOPE_RIGHT,
    MICROSCOPE_UP,
    MICROSCOPE_DOWN,
    MICROSCOPE_BEFORE,
    MICROSCOPE_BEHIND,
};
/* The same weight where there is none. */
size_t microscope_move(const struct network_shape *shape, size_t element, enum microscope_way way);

struct microscope_look {
    const struct network_shape *shape;
    bool largest; /* the weight was chosen as the one with the largest gradient */
    int digits;
    int columns; /* of the page */
};

/*
 * The page. The most important comes first: the formulas with their numbers, the values, what was
 * measured of the whole gradient or matrix, the hyperparameters.
 */
void microscope_print(FILE *stream, const struct probe_reading *reading,
                      const struct microscope_look *look);

/*
 * The page where no update of the weight (NULL: the one with the largest gradient) has been seen
 * yet: the rule as the help has it, and how to see an update, if the race has any left.
 */
void microscope_print_rule(FILE *stream, const struct run_config *config, const char *weight,
                           bool finished);

#endif
