/*
 * optimizer.h - THE table of optimizers. A row describes one optimizer completely: names,
 * hyperparameters, state vectors, update rule in words and in code, reference. Parser, form, help,
 * manual, completion and tests are made from the rows; there is no second list.
 *
 * A new optimizer is one row and one loop in its family's optimizer_*.c, and one line in
 * optimizer.c. update.h runs an iteration with a row; rows do not depend on it.
 */
#ifndef OPTOP_OPTIMIZER_H
#define OPTOP_OPTIMIZER_H

#include "base/param.h"
#include "base/pool.h"
#include "base/real.h"
#include "model/tensor.h"

#include <stdint.h>

enum {
    OPTIMIZER_PARAMS_MAX = 16,   /* own hyperparameters of a row */
    OPTIMIZER_SLOTS_MAX = 8,     /* kinds of state vectors of a row */
    OPTIMIZER_HISTORY_MAX = 200, /* state vectors of one kind */
    OPTIMIZER_SCALARS_MAX = 256, /* own state numbers of a row */
    OPTIMIZER_SYMBOLS_MAX = 12,  /* further symbols of a rule */
};

/* The initial content of a state vector. */
enum slot_start {
    SLOT_ZERO,
    SLOT_WEIGHTS, /* the initial weights */
    SLOT_HYPER,   /* a hyperparameter's value in every element */
};

/* A row's state vector, each of the parameter vector's length. */
struct slot_spec {
    const char *name; /* as in the rule: "m" */
    const char *help; /* "average of the gradients" */
    enum slot_start start;
    int hyper;    /* SLOT_HYPER: the index of the hyperparameter */
    int copies;   /* the index of the hyperparameter that says how many there are; 0: one */
    bool scratch; /* of no meaning from one iteration to the next */
};

/* A symbol of a rule that is neither a hyperparameter nor a slot, nor w, g, t or lr. */
struct symbol_spec {
    const char *name; /* as in the rule: "m^", "|u|" */
    const char *help; /* "m without its pull towards 0" */
    bool measured;    /* the row's `measure` tells its value; otherwise a formula computes it */
};

/*
 * A line of the rule's arithmetic for one weight, in the notation of formula.h. The lines that
 * apply, computed in order from the values before the update, give those after it.
 */
struct rule_line {
    const char *text; /* "v = beta v + (1 - beta) g" */
    const char *when; /* it applies: "form=ema,t>1"; NULL: always */
    bool words;       /* describes work on the whole vector or matrix: computes nothing */
};

/* The targets for which an oracle evaluates a gradient. */
enum oracle_targets {
    ORACLE_DATA,   /* the samples' own */
    ORACLE_SAMPLED /* drawn from the network's prediction, anew at every iteration; the gradient
                    * is then that of the data's loss alone, neither penalized nor treated */
};

/*
 * Answers questions about the loss at any point `w`: its gradient, on the same batch, with
 * penalties and coupled decay like step->g but not clipped, and its value. Counted as a gradient
 * evaluation. False when the iteration was cancelled, or when the gradient for drawn targets is not
 * finite (the run has diverged): then the caller must change nothing.
 */
struct oracle {
    bool (*ask)(void *context, enum oracle_targets targets, const real *w, real *g, double *loss);
    void *context;
};

/*
 * The arguments of a row's functions. Vectors have the parameter vector's length. `step` touches
 * elements begin ... end-1 only and may be called on several slices at once; for `prepare` they are
 * the whole vector.
 */
struct step {
    size_t begin, end;
    real *w;             /* parameters; updated in place, and then outside begin ... end-1 of no
                          * meaning: the update has moved them to another vector */
    const real *g;       /* gradient at the evaluation point */
    real *const *slot;   /* the row's state vectors, a pointer a kind */
    size_t stride;       /* from one of a kind's vectors to the next, in elements */
    double *scalar;      /* the row's state numbers; only `prepare` may change them */
    const double *hyper; /* the row's hyperparameters, in the order of its table; hyper[0] is lr */
    double lr;           /* the learning rate of this iteration */
    double decay;        /* weight decay that the row applies itself (own_decay), else 0 */
    double loss;         /* of this batch at the evaluation point, with penalties */
    uint64_t t;          /* the iteration, counted from 1 */
    size_t samples;      /* in this batch */
    const struct tensor *tensor; /* shapes within the vector */
    int tensors;
    const struct oracle *oracle;
    struct pool *pool; /* with which `prepare` may share out work; NULL: it is alone */
    int thread;        /* the calling thread's number in it */
};

struct optimizer_spec {
    const char *name;      /* "adam" */
    const char *title;     /* "Adam" */
    const char *family;    /* "adaptive": groups the list */
    const char *help;      /* one line: what it does */
    const char *rule;      /* the update rule as text, lines separated by \n */
    const char *use;       /* when it is a good choice */
    const char *differs;   /* where implementations differ, and what this one does */
    const char *reference; /* literature */
    const char *preset;    /* what does well on the bundled data: "lr=0.3"; NULL: the defaults */
    const char *preset_batches; /* what does in minibatches; NULL: the same */
    /* Did the last update find that the rule's tolerance is met? NULL: it has none. */
    bool (*converged)(const double *scalar);
    /* Could these state numbers, from outside, be the row's? Asked of those that are used as an
     * index; NULL: any numbers do. */
    bool (*sound)(const double *hyper, const double *scalar);
    const struct param_spec *params; /* params[0] is lr */
    int n_params;
    int shown; /* how many of them, from the first, a short description always names */
    const struct param_spec *decay; /* weight_decay and decoupled, with this row's defaults */
    const struct slot_spec *slots;
    int n_slots;
    int point;      /* 1 + the slot at which the gradient is taken; 0: at the weights */
    bool own_decay; /* decoupled decay is part of the row's rule */
    /*
     * Once per iteration, before the slices, on the whole vector; NULL: nothing to do. Sums are
     * taken in a fixed order. May change slots and scalars and ask the oracle. False when the
     * oracle said so: then nothing has changed.
     */
    bool (*prepare)(const struct step *step);
    void (*step)(const struct step *step);

    /* ---- for those who look at an update: probe.h, arithmetic.h ---- */

    const struct rule_line *lines;
    int n_lines;
    const struct symbol_spec *symbols;
    int n_symbols;
    const char *weight; /* what the rule calls a weight; NULL: "w" */
    /*
     * Stores value[k] of each measured symbol k for element i of an update that has been made:
     * step->w holds the weights before it, slots and scalars are those after it, `former` are the
     * scalars before. Kinds of several vectors are NULL.
     */
    void (*measure)(const struct step *step, const double *former, size_t i, double *value);
};

extern const struct optimizer_spec *const optimizers[];
extern const int optimizer_count;

/* NULL when there is no such row. */
const struct optimizer_spec *optimizer_find(const char *name);

/* The number of vectors of slot kind `i`, given the row's hyperparameters. */
size_t optimizer_copies(const struct optimizer_spec *optimizer, int i, const double *hyper);

#endif
