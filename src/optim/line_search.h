/*
 * line_search.h - a step length that satisfies the strong Wolfe conditions, by bracketing and
 * cubic interpolation. Knows functions of one variable only.
 *
 * Source: J. Nocedal, S. J. Wright, Numerical Optimization, 2nd ed., 2006, Algorithms 3.5 and
 * 3.6; interpolation (3.59) and safeguards as in M. Schmidt's minFunc, which PyTorch follows.
 */
#ifndef OPTOP_LINE_SEARCH_H
#define OPTOP_LINE_SEARCH_H

#include <stdbool.h>

/* A point on the line: the step length, the function's value there, and its derivative. */
struct line_point {
    double t, f, slope;
};

/* phi(t); false when the evaluation was cancelled. */
struct line_function {
    bool (*at)(void *context, double t, struct line_point *point);
    void *context;
};

struct line_search {
    double c1;       /* sufficient decrease: f <= f0 + c1 t slope0 */
    double c2;       /* curvature: |slope| <= c2 |slope0| */
    int trials;      /* evaluations that are allowed */
    double smallest; /* a bracket narrower than this is not worth refining */
};

/*
 * Searches along the function from `start` (t = 0, slope < 0), trying t = first at first. *t is a
 * step that satisfies the conditions or, when the trials are used up, the best one seen; 0 when
 * none improves on the start. False when an evaluation was cancelled.
 */
bool line_search_wolfe(const struct line_search *search, const struct line_function *function,
                       const struct line_point *start, double first, double *t);

#endif
