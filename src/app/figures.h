/*
 * figures.h - sentences about a race's figures that the screen and batch mode share.
 */
#ifndef OPTOP_FIGURES_H
#define OPTOP_FIGURES_H

#include "train/race.h"

/*
 * For a race that ends before its rows have test figures beyond the first: what is tested all the
 * same, and the option that helps. "" for any other. `period`: iterations from one evaluation to
 * the next. Returns text.
 */
char *figures_short_race(uint64_t period, uint64_t iterations, char *text, size_t size);

/* Why a live run goes nowhere any more, as a sentence; "" while it moves. Returns text. */
char *figures_condition(const struct run_snapshot *run, char *text, size_t size);

#endif
