/*
 * race_look.h - the view of a race: the curves, the axis and the visible part of it, the cursor,
 * the order and display of the runs. Values, and their changes by keys; knows no screen.
 *
 * State s is a run after s updates; row s of its history has the figures of that state. The cursor
 * is a state of a run; the states of the others at the same x are shown beside it.
 */
#ifndef OPTOP_RACE_LOOK_H
#define OPTOP_RACE_LOOK_H

#include "layout.h"
#include "train/race.h"

struct race_look {
    enum curve_view view;    /* the first curves of the panels ... */
    enum curve pick[CURVES]; /* ... unless curves were chosen from the list, the latest first */
    int picks;
    bool plane_chosen; /* whether panels begin with a plane, where there is one; else it depends */
    bool plane;        /* ... on the problem */
    bool linear;       /* the loss axis */
    bool nines;        /* the axis of accuracies stretches values close to 100 % */

    enum x_kind x;
    bool logarithmic_x;

    bool has_cursor;
    size_t cursor;  /* a state ... */
    int cursor_run; /* ... of the run of this id */
    double span;    /* how much of the x axis is in sight; 0: all */
    double begin;   /* from where on, unless the end is followed */
    bool following; /* the latest `span` is in sight */

    bool smoothing_chosen; /* else it depends on the problem */
    enum smoothing smoothing;
    enum spread spread; /* of runs with several seeds */

    bool solo;              /* only the chosen run's curves */
    bool dim;               /* all but the chosen run's curves are dim */
    enum table_field order; /* the column by which the table is sorted; TABLE_MARK: as added */
};

enum {
    RACE_LOOK_LEAST = 8,    /* iterations in sight when zoomed in as far as possible */
    RACE_LOOK_FOLLOW = 100, /* iterations in sight when following begins */
};

/* The progress of the race along the x axis. */
struct race_reach {
    double now;  /* x of the live end */
    double end;  /* of an axis that shows all, at least */
    double unit; /* x per iteration, on average */
};

/*
 * The cursor moves by so many states, from state `at`, of the run `run` of which there are `rows`
 * states. Without rows nothing happens.
 */
void race_look_move(struct race_look *look, long by, size_t at, size_t rows, int run);

/* Keeps the cursor within a history that has become shorter. */
void race_look_keep(struct race_look *look, size_t rows);

/* Moves the visible part, as little as possible, so that x, that of the cursor, is in it. */
void race_look_pan(struct race_look *look, const struct race_reach *reach, double x);

/* Half or twice as much, about `x`, that of the cursor, or, without one, at the live end. */
void race_look_zoom(struct race_look *look, bool in, const struct race_reach *reach, double x);
/* The same about any x, which stays where it is in the picture. */
void race_look_zoom_at(struct race_look *look, bool in, const struct race_reach *reach, double x);
void race_look_show_all(struct race_look *look);

/* Begins to follow the latest, or shows all again. */
void race_look_follow(struct race_look *look, const struct race_reach *reach);

/* The visible part: x from *begin on, below *end. */
void race_look_range(const struct race_look *look, const struct race_reach *reach, double *begin,
                     double *end);

/*
 * In how many columns curves are sampled where a picture has room for so many: with many replicas,
 * of which each column is the median, every second one, so that a frame keeps its time.
 */
size_t race_look_columns(size_t room, const struct race_snapshot *race);

/* The next kind of x axis; all of it is in sight. */
void race_look_next_x(struct race_look *look);

/* The smoothing in force: weak in minibatches until another is chosen. And the next one. */
enum smoothing race_look_smoothing(const struct race_look *look, bool in_batches);
void race_look_next_smoothing(struct race_look *look, bool in_batches);

/* A curve from the list takes the first panel; the previous one moves on. */
void race_look_pick(struct race_look *look, enum curve curve);

/*
 * The curves worth a panel, those of the view first, or those picked; then, where there is room, in
 * this order: learning rates that vary, accuracies, losses, norms, rates. `beside`: how many come
 * first in any terminal. Returns how many.
 */
int race_look_curves(const struct race_look *look, bool varying_rates, enum curve curve[CURVES],
                     int *beside);

/*
 * The next view; after curves from the list, the first one. Where there is a plane, a view with it
 * comes after the losses, or after all others. `accuracies`: are there any? usual: as
 * race_look_plane.
 */
enum race_look_place { LOOK_NO_PLANE, LOOK_PLANE_EARLY, LOOK_PLANE_LATE };
void race_look_next_view(struct race_look *look, enum race_look_place plane, bool usual,
                         bool accuracies);

/* Do panels begin with a plane? `plane`: there is one; `usual`: it is shown until another view is
 * chosen. */
bool race_look_plane(const struct race_look *look, bool plane, bool usual);

/* The order in which the table shows `runs` runs: index[place] is the run's in the snapshot. */
void race_look_order(const struct race_look *look, const struct race_snapshot *race, int *index);

/* The column that ranks runs by a target, in the unit of the x axis. Is a column one of these? */
enum table_field race_look_target_order(const struct race_look *look);
bool race_look_orders_by_target(const struct race_look *look);

/* The next column by which it makes sense to sort; after the last one, the order of adding. */
enum table_field race_look_next_order(enum table_field order);

/*
 * Keeps the choice on a run that exists; 0: there is none. `place` is where the chosen one stood
 * before, -1 when that is not known. With choose_new a run with an id beyond `newest`, the highest
 * one seen so far, is chosen, and choose_new is reset.
 */
void race_look_choose(const struct race_snapshot *race, int place, int *chosen, int *newest,
                      bool *choose_new);

/* Is training wanted, by the latest Space? */
struct race_wish {
    bool running;
    double until; /* milliseconds of a clock: by then the race's state shows the effect */
};

/*
 * Space at time `now` reverses the last wish while that may not have been obeyed yet, else the
 * state of the race. Returns whether training is wanted now.
 */
bool race_wish_turn(struct race_wish *wish, bool running, double now);

#endif
