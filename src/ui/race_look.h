/*
 * race_look.h - how the race is looked at: which curves, which iterations, where the cursor is, in
 * which order and how the runs stand. Values and what keys make of them; knows no screen.
 *
 * State s is a run after s updates; row s of its history has the figures of that state. The cursor
 * is a state of which some run has a row.
 */
#ifndef OPTOP_RACE_LOOK_H
#define OPTOP_RACE_LOOK_H

#include "layout.h"
#include "train/race.h"

struct race_look {
    enum curve_view view; /* what the panels show first */
    bool linear;          /* the loss axis */
    bool nines;           /* the axis of accuracies stretches what is close to 100 % */

    bool has_cursor;
    size_t cursor;  /* a state */
    size_t span;    /* rows in sight; 0: all */
    size_t begin;   /* the first of them, unless the end is followed */
    bool following; /* the latest `span` rows are in sight */

    bool solo;              /* only the chosen run's curves */
    bool dim;               /* all but the chosen run's curves are dim */
    enum table_field order; /* the column by which the table is sorted; TABLE_MARK: as added */
};

enum {
    RACE_LOOK_LEAST = 8,    /* rows in sight when zoomed in as far as possible */
    RACE_LOOK_FOLLOW = 100, /* rows in sight when following begins */
};

/*
 * `rows`: how many the longest history has; `end`: how many there will be, at least. The cursor
 * moves by so many states, from the last one when there was none; what is in sight follows it.
 */
void race_look_move(struct race_look *look, long by, size_t rows, size_t end);

/* Keeps the cursor and what is in sight within histories that have become shorter. */
void race_look_keep(struct race_look *look, size_t rows, size_t end);

/* Half or twice as many rows, about the cursor or, without one, at the live end. */
void race_look_zoom(struct race_look *look, bool in, size_t rows, size_t end);
void race_look_show_all(struct race_look *look);

/* Begins to follow the latest rows, or shows all again. */
void race_look_follow(struct race_look *look);

/* The rows in sight: begin ... end - 1. */
void race_look_rows(const struct race_look *look, size_t rows, size_t end, size_t *first,
                    size_t *last);

/*
 * The curves worth a panel, those of the view first; then, where there is room, learning rates that
 * vary, accuracies, losses. `beside`: how many belong to the view. Returns how many.
 */
int race_look_curves(const struct race_look *look, bool varying_rates, enum curve curve[CURVES],
                     int *beside);

/* The order in which the table shows `runs` runs: index[place] is the run's in the snapshot. */
void race_look_order(const struct race_look *look, const struct race_snapshot *race, int *index);

/* The next column by which it makes sense to sort; after the last one, the order of adding. */
enum table_field race_look_next_order(enum table_field order);

#endif
