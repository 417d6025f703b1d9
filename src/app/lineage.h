/*
 * lineage.h - the past of runs in words: changes as differences from the previous values, and a
 * journal's events as sentences. Knows no screen.
 */
#ifndef OPTOP_LINEAGE_H
#define OPTOP_LINEAGE_H

#include "train/race.h"

enum { LINEAGE_TEXT_MAX = 1024 };

/*
 * "lr 0.1 -> 0.01, beta 0.9 -> 0.5", or "adam lr=0.001 beta1=0.9 beta2=0.999 in place of gd"; "the
 * same values" where there is no difference. `restarts`: mentions that the schedule starts again,
 * if it depends on time. Returns text.
 */
char *lineage_difference(const struct run_config *before, const struct run_config *after,
                         bool restarts, char *text, size_t size);

/* The same of segment i > 0 of a plan, with where it begins: "at 57: lr 0.1 -> 0.01". */
char *lineage_change(const struct plan *plan, int i, char *text, size_t size);

/*
 * All of it: "forked from gd at 10: adam lr=0.01 ... in place of gd; at 30: lr 0.001 -> 0.5", up to
 * the run's latest state; "" for a run that is neither a fork nor changed. `parent` is the name of
 * the run that it was forked from; "" when that run was deleted. Returns text.
 */
char *lineage_run(const struct plan *plan, bool fork, uint64_t forked_at, const char *parent,
                  uint64_t come_to, char *text, size_t size);

/* The same of run i of a race. */
char *lineage_of(const struct race *race, int i, char *text, size_t size);

/* Has event i been undone by a later one? */
bool lineage_is_undone(const struct journal *journal, size_t i);

/* Event i as a sentence without a full stop: "adam at 57: lr 0.01 -> 0.001". Returns text. */
char *lineage_event(const struct journal *journal, size_t i, char *text, size_t size);

/* The state that event i refers to, or that the race had reached. */
uint64_t lineage_state(const struct event *event);

#endif
