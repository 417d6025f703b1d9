/*
 * optimizer.h - THE table of optimizers. A row has everything there is to know of one: names,
 * hyperparameters, state vectors, update rule in words and in code, reference. Parser, form,
 * help, manual, completion and tests are made from the rows; there is no second list.
 *
 * A new optimizer is one row in optimizer.c and one loop in its family's optimizer_*.c.
 */
#ifndef OPTOP_OPTIMIZER_H
#define OPTOP_OPTIMIZER_H

#include "network.h"
#include "param.h"

enum {
    OPTIMIZER_PARAMS_MAX = 16,  /* own hyperparameters of a row */
    OPTIMIZER_SLOTS_MAX = 8,    /* own state vectors of a row */
    OPTIMIZER_SCALARS_MAX = 16, /* own state numbers of a row */
};

/*
 * What a step may use. Vectors have the parameter vector's length; an element-wise step touches
 * elements begin ... end-1 only and may be called on several slices at once.
 */
struct step {
    size_t begin, end;
    real *w;             /* parameters, updated in place */
    const real *g;       /* gradient at w */
    real *const *slot;   /* the row's state vectors */
    double *scalar;      /* the row's state numbers; only `begin` may change them */
    const double *hyper; /* the row's hyperparameters, in the order of its table; hyper[0] is lr */
    double lr;           /* the learning rate of this iteration */
    uint64_t t;          /* the iteration, counted from 1 */
    const struct tensor *tensor; /* shapes within the vector */
    int tensors;
};

struct optimizer_spec {
    const char *name;                /* "adam" */
    const char *title;               /* "Adam" */
    const char *family;              /* "adaptive": groups the list */
    const char *help;                /* one line: what it does */
    const char *rule;                /* the update rule as text, lines separated by \n */
    const char *reference;           /* literature */
    const struct param_spec *params; /* params[0] is lr */
    int n_params;
    int shown; /* how many of them, from the first, a short description always names */
    int slots;
    void (*step)(const struct step *step);
};

extern const struct optimizer_spec optimizers[];
extern const int optimizer_count;

/* NULL when there is no such row. */
const struct optimizer_spec *optimizer_find(const char *name);

#endif
