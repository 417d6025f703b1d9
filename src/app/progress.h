/*
 * progress.h - progress of a race without a screen: one line per run on a terminal, redrawn in
 * place a few times per second and wiped at the end. Knows no curses: cursor up and erase are all
 * it needs. Training never waits for the terminal: drawings that it does not accept are dropped.
 */
#ifndef OPTOP_PROGRESS_H
#define OPTOP_PROGRESS_H

#include "train/race.h"

#include <stdio.h>

struct progress;

/* NULL when `stream` is no terminal that can redraw; the functions below then do nothing. */
struct progress *progress_start(FILE *stream, uint64_t iterations);

/* Redraws when it is time to. */
void progress_update(struct progress *progress, struct race *race);

/* Draws a line of text in place of the runs' when it is time to. */
void progress_line(struct progress *progress, const char *line);

/* Wipes the lines and frees. NULL is allowed. */
void progress_end(struct progress *progress);

#endif
