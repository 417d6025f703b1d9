/*
 * probe.h - a record of an update: the gradient, the weights and the state vectors, before and
 * after it. An update that is given one copies them; without one it costs a comparison. The
 * arithmetic of any weight can be read from the record afterwards. Knows no network and no run.
 */
#ifndef OPTOP_PROBE_H
#define OPTOP_PROBE_H

#include "run_config.h"

struct update;

/* All zero: nothing recorded. Belongs to one update at a time. */
struct probe {
    uint64_t number; /* of the update in its run, from 1: filled in by the caller */
    bool taken;      /* there is a record of the last update */
    bool failed;     /* there was no memory for it */

    struct run_config config; /* in force */
    struct step step;         /* its w: the weights before; its g: treated */
    double clip_value, clip_factor, coupled, decoupled; /* see struct update */
    double former[OPTIMIZER_SCALARS_MAX];               /* the row's numbers before, */
    double latter[OPTIMIZER_SCALARS_MAX];               /* and after */
    real *gradient;                                     /* before clipping and decay */
    real *treated;
    real *before, *after;                   /* the weights */
    real *slot_before[OPTIMIZER_SLOTS_MAX]; /* NULL: a kind of several vectors */
    real *slot_after[OPTIMIZER_SLOTS_MAX];
    real *memory; /* of all of them */
    size_t capacity;
    size_t n;
};

void probe_free(struct probe *probe);

/* update.c's calls: before g is treated, before the rule's step, after it. */
void probe_begin(struct probe *probe, const struct update *update);
void probe_treated(struct probe *probe, const struct update *update);
void probe_end(struct probe *probe, const struct update *update);

/* The numbers of one weight in an update. */
struct probe_reading {
    uint64_t number; /* of the update in its run, from 1 */
    struct run_config config;
    uint64_t t; /* since the optimizer's state began, from 1 */
    size_t element;
    struct tensor tensor; /* that it belongs to */
    double lr;
    double clip_value, clip_factor, coupled, decoupled; /* see struct update; */
    double own_decay;                                   /* the rule's own */
    double cut_norm;      /* of the gradient cut to clip_value, which clip_norm limits */
    double g, treated;    /* the gradient before and after clipping and coupled decay */
    double before, after; /* the weight */
    double slot_before[OPTIMIZER_SLOTS_MAX]; /* NaN: not recorded */
    double slot_after[OPTIMIZER_SLOTS_MAX];
    double symbol[OPTIMIZER_SYMBOLS_MAX]; /* the row's measured ones; NaN: another one */
};

/* The element whose gradient is the largest, the first of equal ones. */
size_t probe_largest(const struct probe *probe);

/* There must be a record, and element below its n. */
void probe_read(const struct probe *probe, size_t element, struct probe_reading *reading);

#endif
