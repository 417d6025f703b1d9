/*
 * sweep_options.h - what the command line says about a sweep. Knows no other option.
 */
#ifndef OPTOP_SWEEP_OPTIONS_H
#define OPTOP_SWEEP_OPTIONS_H

#include "base/seeds.h"
#include "sweep_plan.h"

struct sweep_options {
    struct sweep_wish wish;
    double judge;        /* the choice of sweep_judge_param */
    const char *confirm; /* a list of seeds, points into argv; NULL: none */
    int part, parts;     /* jobs part, part + parts ... counted from 1; 0: all */
    const char *merge;   /* likewise: the file to put others into; NULL: none */
    const char **from;   /* likewise: those files */
    int froms;
};

enum { SWEEP_PARTS_MAX = 100000 };

extern const struct param_spec sweep_random_param;

/* --sweep=KEY=RANGE. STATUS_INVALID. */
bool sweep_options_range(struct sweep_options *options, const char *text, struct status *status);

/* --part=K/N. STATUS_INVALID. */
bool sweep_options_part(struct sweep_options *options, const char *text, struct status *status);

/* --confirm=SEEDS. STATUS_INVALID. */
bool sweep_options_confirm(struct sweep_options *options, const char *text, struct status *status);

/* --merge=OUT. STATUS_INVALID. */
bool sweep_options_merge(struct sweep_options *options, const char *text, struct status *status);

/* Another file on the command line. STATUS_MEMORY. */
bool sweep_options_file(struct sweep_options *options, const char *text, struct status *status);

void sweep_options_free(struct sweep_options *options);

#endif
