/*
 * figures.h - sentences and numbers that the screen and batch mode share.
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

/* Seconds as "0.42 s", "12.3 s", "4:05", "1:02:03", "5 days". Returns text. */
char *figures_duration(double seconds, char *text, size_t size);

#endif
