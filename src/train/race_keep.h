/*
 * race_keep.h - support for keeping a race outside the program: copying rows while it is trained,
 * and restoring a race from a copy. Knows no file.
 *
 * To restore a race: race_create, race_revive for each run in the race's order, then for each of
 * its replicas the rows by race_revive_row and its states by replica_read and
 * race_revive_checkpoint, the earliest first; race_revive_journal; and race_catch_up. No other
 * thread may use the race before that is done.
 */
#ifndef OPTOP_RACE_KEEP_H
#define OPTOP_RACE_KEEP_H

#include "race.h"

/* A row, and for a run with two parameters their values at its state; else these are NaN. */
struct kept_row {
    struct history_row row;
    double place[2];
};

/*
 * Rows first ... first + count - 1 of a run's replica `index`, for any thread at any time. False
 * when the journal does not have `events` events (any more), or there are no such rows.
 */
bool race_copy_rows(struct race *race, int id, int index, size_t events, size_t first, size_t count,
                    struct kept_row *rows);

/* Rows of all replicas of all runs, for any thread at any time. */
uint64_t race_count_rows(struct race *race);

/* The number of iterations planned for the race; for its owner. */
uint64_t race_length(const struct race *race);

/*
 * Adds the run `id` in its state before the first update, without an event. Ids ascend, parents
 * come before their forks. Takes the plan over, also on failure. STATUS_DATA when such a run cannot
 * exist.
 */
struct run *race_revive(struct race *race, int id, int parent, uint64_t forked_at,
                        struct plan *plan, struct status *status);

/* The journal and the race's length. The events are copied. STATUS_MEMORY, STATUS_DATA. */
bool race_revive_journal(struct race *race, const struct event *event, size_t events,
                         uint64_t iterations, struct status *status);

/* Appends a row to a replica's history. STATUS_MEMORY. */
bool race_revive_row(struct replica *replica, const struct kept_row *kept, struct status *status);

/* Keeps the state to which a replica was set as one of its checkpoints, if there is room. */
void race_revive_checkpoint(struct race *race, struct replica *replica);

/*
 * Trains every replica from the state to which it was set to the end of its rows. `compare`: its
 * rows must equal those recorded, STATUS_DATA when a bit differs; otherwise they replace them.
 * STATUS_CANCELLED.
 */
bool race_catch_up(struct race *race, bool compare, const atomic_bool *cancel,
                   struct status *status);

#endif
