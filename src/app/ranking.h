/* ranking.h - which run reached the race's target first, as a table for the end. */
#ifndef OPTOP_RANKING_H
#define OPTOP_RANKING_H

#include "train/race.h"

#include <stdio.h>

/*
 * "train_loss<0.01 of the smoothed loss (0.95 of the average is kept per iteration)": the target
 * as headings name it. Returns text.
 */
char *ranking_title(const struct target *target, bool in_batches, char *text, size_t size);

/*
 * A line a run, those first that took the fewest iterations; runs that took as many share a rank. A
 * run that missed the target has "-", never a number. Nothing without a target.
 */
void ranking_print(FILE *stream, const struct problem *problem, const struct race_snapshot *race);

#endif
