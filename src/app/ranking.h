/* ranking.h - the ranking of the runs by the race's target, as a closing table. */
#ifndef OPTOP_RANKING_H
#define OPTOP_RANKING_H

#include "train/race.h"

#include <stdio.h>

/*
 * "train_loss<0.01 of the smoothed loss (0.95 of the average is kept per iteration)": the target as
 * in headings. Returns text.
 */
char *ranking_title(const struct target *target, bool in_batches, char *text, size_t size);

/*
 * One line per run, by the iterations needed; runs that needed equally many share a rank. A run
 * that missed the target has "-", never a number. Of several seeds the medians count, those that
 * missed it as infinite, and the last column says how many reached it. Nothing without a target.
 */
void ranking_print(FILE *stream, const struct problem *problem, const struct race_snapshot *race);

#endif
