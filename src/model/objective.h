/*
 * objective.h - the function that a run minimizes: a loss that is a mean over samples, as a
 * function of one flat vector of parameters, and its gradient. A network on a dataset is an
 * objective (network_objective.h), and so is a test function of two parameters, with one sample.
 * Training sees no more than this.
 *
 * An objective is immutable and shared by all threads; they write to workspaces only. To add a
 * kind: embed struct objective as the first member, fill it in, and point `type` at a constant
 * table of functions.
 */
#ifndef OPTOP_OBJECTIVE_H
#define OPTOP_OBJECTIVE_H

#include "base/real.h"
#include "base/rng.h"
#include "base/status.h"
#include "data/rows.h"
#include "tensor.h"

#include <stdatomic.h>
#include <stdint.h>

enum objective_split { OBJECTIVE_TRAIN, OBJECTIVE_TEST, OBJECTIVE_SPLITS };

/* Sums over rows. */
struct pass_sums {
    double loss;    /* sum of the samples' losses */
    size_t correct; /* samples whose class is predicted right; only where there are classes */
};

/* Some samples of a split. */
struct objective_rows {
    enum objective_split split;
    struct rows rows;
    const atomic_bool *cancel; /* stop soon when it becomes true; may be NULL */
};

/* How a gradient is evaluated. */
struct objective_pass {
    size_t m;     /* the gradient is that of (sum of the losses) / m */
    bool sampled; /* targets are drawn from the parameters' prediction, not the data's; an
                   * objective without a distribution takes its own loss */
    uint64_t key; /* names all randomness of the pass (masks, noise, drawn targets): the same key
                   * gives the same numbers, however the rows are cut into calls */
};

struct objective;

/*
 * The gradient of a small batch in steps: it is laid on a sheet, and from the whole sheet come
 * shares of the gradient, which need not be added up. Threads share out all of them.
 */
struct objective_sheets {
    /* Whether batches of at most so many rows go this way; depends on nothing else. */
    bool (*takes)(const struct objective *objective, size_t rows);
    void *(*create)(const struct objective *objective, size_t rows, struct status *status);
    void (*free)(void *sheet);

    /* Steps before and after `rows`, numbered through: the parts of a step may be made side by
     * side, once all before it are made; as many as suit so many threads. `batch` is the whole
     * batch. */
    size_t (*before)(const struct objective *objective, const void *sheet);
    size_t (*after)(const struct objective *objective, const void *sheet);
    size_t (*parts)(const struct objective *objective, const void *sheet, size_t step,
                    size_t threads);
    void (*part)(const struct objective *objective, const real *w,
                 const struct objective_rows *batch, size_t step, size_t part, size_t parts,
                 const struct objective_pass *pass, void *sheet);

    /* Lays rows of a batch of pass->m rows, from its row `place` on; adds their losses to sums. */
    void (*rows)(const struct objective *objective, const real *w,
                 const struct objective_rows *rows, size_t place, const struct objective_pass *pass,
                 void *sheet, struct pass_sums *sums);

    /* The number of shares; and one of them: sets its elements of gradient[0 ... n-1]. */
    size_t (*shares)(const struct objective *objective);
    void (*share)(const struct objective *objective, const struct objective_rows *batch,
                  size_t share, void *workspace, const void *sheet, real *gradient);
};

struct objective_type {
    const char *name; /* "network" */

    /* Draws the parameters that training starts with, n of them. STATUS_CANCELLED. */
    bool (*initialize)(const struct objective *objective, struct rng *rng, real *w,
                       struct status *status);

    /* Scratch memory of one thread; NULL with a status on lack of memory. NULL: none is needed. */
    void *(*workspace_create)(const struct objective *objective, struct status *status);
    void (*workspace_free)(void *workspace);

    /* Adds the losses at w to sums. */
    void (*evaluate)(const struct objective *objective, const real *w,
                     const struct objective_rows *rows, void *workspace, struct pass_sums *sums);

    /* The class of each row, 0 ... classes-1, that w predicts; NULL where there are no classes. */
    void (*classify)(const struct objective *objective, const real *w,
                     const struct objective_rows *rows, void *workspace, uint16_t *class);

    /* Adds the losses to sums, and to gradient[0 ... n-1] these rows' share. */
    void (*gradient)(const struct objective *objective, const real *w,
                     const struct objective_rows *rows, const struct objective_pass *pass,
                     void *workspace, real *gradient, struct pass_sums *sums);

    const struct objective_sheets *sheets; /* NULL: no batch goes that way */

    void (*free)(struct objective *objective);
};

struct objective {
    const struct objective_type *type;
    size_t n;                    /* parameters */
    const struct tensor *tensor; /* they cover the parameters without gap, in order */
    int tensors;
    size_t samples[OBJECTIVE_SPLITS]; /* at least 1 in training; 0 in test: no test figures */
    size_t rows_together;             /* rows are cut into lanes at multiples of this, where
                                       * there are enough */
    bool classes;                     /* `correct` is counted: there are accuracies */
};

/* NULL is allowed. */
static inline void objective_free(struct objective *objective)
{
    if (objective)
        objective->type->free(objective);
}

#endif
