/*
 * race_time.h - the race screen's keys that go back in time: to the cursor, undo, fork, the
 * journal.
 */
#ifndef OPTOP_RACE_TIME_H
#define OPTOP_RACE_TIME_H

#include "race_screen.h"

/* False: the action is none of these. */
bool race_time(struct ui *ui, struct race_screen *screen, enum action_id action);

/* Cancels recomputing if the key means that on any screen. */
bool race_time_gives_up(struct ui *ui, int key);

extern const struct screen_kind screen_journal;

#endif
