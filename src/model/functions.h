/*
 * functions.h - test functions of two parameters for comparing optimizers: THE table of them, with
 * minima, start and range, and the objective made from a row. Knows no data.
 *
 * A function is selected like data, with optional parameters: "quadratic:condition=100,angle=30".
 * Every function has the parameter noise: the standard deviation of a normal number that is added
 * to each component of the gradient and determined by the key of the pass.
 */
#ifndef OPTOP_FUNCTIONS_H
#define OPTOP_FUNCTIONS_H

#include "base/param.h"
#include "objective.h"

enum { FUNCTION_PARAMS_MAX = 4, FUNCTION_MINIMA_MAX = 4 };

struct function {
    const char *name;
    const char *formula;
    const char *reference; /* who published it, and where */
    const struct param_spec *params; /* the first is noise */
    int n_params;
    double start[2];
    double low[2], high[2]; /* the usual range */
    double minimum;         /* the lowest value, with the default parameters */
    double place[FUNCTION_MINIMA_MAX][2]; /* where it is taken, with the default parameters */
    int places;
    double (*value)(const double *param, double x, double y);
    void (*gradient)(const double *param, double x, double y, double g[2]);
};

extern const struct function functions[];
extern const int function_count;

/* The function that `text` names, with or without parameters; NULL: it names none. */
const struct function *function_find(const char *text);

/* Are the parameters allowed? For texts that function_find knows. STATUS_INVALID. */
bool function_check(const char *text, struct status *status);

/* Reads "X,Y" or "" (the function's own start is kept). STATUS_INVALID. */
bool function_start_parse(const char *text, double start[2], struct status *status);

struct function_objective {
    struct objective objective; /* the first member: one sample, no test figures, no classes */
    const struct function *function;
    double param[FUNCTION_PARAMS_MAX];
    double start[2];
};

/* The objective; `start` as function_start_parse reads it. NULL on errors. */
struct function_objective *function_objective_create(const char *text, const char *start,
                                                     struct status *status);

/* The function behind an objective; NULL: it is another kind. */
const struct function_objective *function_of(const struct objective *objective);

#endif
