/*
 * schedule.h - changes of the learning rate from iteration to iteration: THE table of schedules,
 * each a factor on the run's lr, and a linear warm-up that can precede any of them. Parser, form,
 * help, manual and tests are made from the rows. Knows no optimizer.
 *
 * Iterations count from 0 here. During a warm-up of u iterations the factor is (t + 1)/(u + 1);
 * after it, a row's factor is a function of k = t - u. For rows that end at `total`, this counts
 * the warm-up, so `warmup` does not move the end. Update total - 1 is the last before the end;
 * later ones keep the rate at which the schedule ended. Every factor is finite and within 0 ... 1.
 */
#ifndef OPTOP_SCHEDULE_H
#define OPTOP_SCHEDULE_H

#include "base/param.h"

#include <stddef.h>
#include <stdint.h>

enum { SCHEDULE_PARAMS_MAX = 4 };

/* The state of a schedule: only reduce-on-plateau has one. */
struct schedule_state {
    double factor; /* product of all drops of the learning rate so far */
    double best;   /* the lowest loss so far */
    uint64_t bad;  /* iterations since it */
};

struct schedule_spec {
    const char *name;    /* "cosine" */
    const char *help;    /* one line: what it does */
    const char *formula; /* the factor, as text */
    const char *use;     /* when it is a good choice */
    const char *reference;
    const struct param_spec *params;
    int n_params;
    /* The factor at iteration k after a warm-up of `warmup`; NULL: the state's factor. */
    double (*factor)(const double *value, double k, double warmup);
    /* Takes note of the loss before update k; NULL: not interested. */
    void (*observe)(const double *value, double loss, struct schedule_state *state);
};

extern const struct schedule_spec schedules[];
extern const int schedule_count;
/* The rows' names, NULL at the end: the choices of a struct param_spec. */
extern const char *const schedule_names[];

/* A schedule with its hyperparameters. */
struct schedule {
    const struct schedule_spec *spec;
    const double *value; /* in the order of its table; `total` a number, not automatic */
    double lr;
    uint64_t warmup;
};

/* Does the row end at an iteration? `total` is then its first hyperparameter. */
bool schedule_ends(const struct schedule_spec *spec);

void schedule_reset(struct schedule_state *state);

/*
 * The learning rate of iteration t, whose loss before the update is `loss`. To be called once per
 * iteration, in order.
 */
double schedule_rate(const struct schedule *schedule, uint64_t t, double loss,
                     struct schedule_state *state);

/*
 * The learning rates of iterations 0 ... n-1; for a schedule that depends on the loss, those for a
 * loss that never falls.
 */
void schedule_preview(const struct schedule *schedule, size_t n, double *lr);

#endif
