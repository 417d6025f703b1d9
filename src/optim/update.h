/*
 * update.h - one iteration's update of a vector of weights by a row of the optimizers' table, with
 * gradient clipping and weight decay, which all optimizers share. Knows no network and no data: the
 * caller supplies the gradient, and an oracle for rows that need more.
 *
 * Order: g is clipped to +-clip_value, then scaled down to the norm clip_norm (R. Pascanu, T.
 * Mikolov, Y. Bengio, ICML 2013); coupled decay adds weight_decay w; the row's rule makes its step;
 * decoupled decay subtracts lr weight_decay w, with the w before the step (I. Loshchilov, F.
 * Hutter, ICLR 2019).
 *
 * Use: update_begin, update_treat for all slices if update_treats says so, update_prepare,
 * update_turn, update_slice for all slices, update_end. Slices may be worked on at the same time.
 */
#ifndef OPTOP_UPDATE_H
#define OPTOP_UPDATE_H

#include "base/vector.h"
#include "probe.h"
#include "run_config.h"

struct update {
    const struct run_config *config;
    struct step step;          /* the row's view: filled in by the caller, but for begin and end */
    real *g;                   /* step.g, to be treated in place */
    const real *before;        /* the weights before the step: set by update_turn */
    size_t n;                  /* length of the vectors */
    double clip_value;         /* infinite: no clipping */
    double clip_factor;        /* what clip_norm multiplies g with */
    double coupled, decoupled; /* weight decay of either kind, without the row's own */
    struct probe *probe;       /* records the update; NULL: nobody looks */
};

/* The number of vectors in a run's slots; lay_out gives their places, `stride` elements apart. */
size_t update_slot_vectors(const struct run_config *config);
void update_lay_out(const struct run_config *config, real *base, size_t stride, real **slot);
/* Slots and scalars before the first iteration; w: the initial weights. */
void update_reset(const struct run_config *config, const real *w, size_t n, size_t stride,
                  real *const *slot, double *scalar);

/* The vector at which the next gradient is to be evaluated: w, or one of the row's slots. */
const real *update_point(const struct run_config *config, const real *w, real *const *slot);

/* Computes g's norm when it is needed. config, step and n, g have been filled in. */
void update_begin(struct update *update);
/* Does g have to be treated at all? */
bool update_treats(const struct update *update);
void update_treat(const struct update *update, size_t begin, size_t end);
/* False when the oracle was cancelled: then nothing has changed. */
bool update_prepare(const struct update *update);
/* The slices put their weights into another vector, which is step.w from now on; the present one
 * is left as it is. */
void update_turn(struct update *update, real *to);
void update_slice(const struct update *update, size_t begin, size_t end);
/* After all slices. */
void update_end(const struct update *update);

/*
 * Adds coupled decay to another gradient, at the point w, and to its loss. It is not clipped: a
 * line search compares slopes with losses, which clipping does not change.
 */
void update_treat_other(const struct update *update, const real *w, real *g, double *loss);

#endif
