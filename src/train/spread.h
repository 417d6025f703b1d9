/*
 * spread.h - how the spread of a run's curves over its seeds is shown: THE table of ways. Knows no
 * run and no screen.
 */
#ifndef OPTOP_SPREAD_H
#define OPTOP_SPREAD_H

enum spread {
    SPREAD_QUARTILES,
    SPREAD_RANGE,
    SPREAD_SEEDS, /* a curve for each seed */
    SPREAD_OFF,
    SPREADS
};

enum { SPREAD_SEEDS_MAX = 50 }; /* that have curves, the first ones */

struct spread_spec {
    const char *name;   /* "quartiles": beside a curve's title */
    const char *phrase; /* what surrounds the median, for a message: no full stop */
};

extern const struct spread_spec spread_specs[SPREADS];

#endif
