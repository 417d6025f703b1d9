/* spread.c - the table of ways to show a spread; see spread.h. */
#include "spread.h"

const struct spread_spec spread_specs[SPREADS] = {
    [SPREAD_QUARTILES] = {"quartiles", "quartiles, between which half of the seeds lie"},
    [SPREAD_RANGE] = {"min-max", "lowest to highest seed"},
    [SPREAD_SEEDS] = {"all seeds", "a curve for each seed"},
    [SPREAD_OFF] = {"median", "off, medians alone"},
};
