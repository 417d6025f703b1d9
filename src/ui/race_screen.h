/*
 * race_screen.h - the state of the race screen, shared by its drawing (screen_race.c) and its keys
 * (race_keys.c, race_measure.c).
 */
#ifndef OPTOP_RACE_SCREEN_H
#define OPTOP_RACE_SCREEN_H

#include "canvas.h"
#include "plot/contour.h"
#include "race_look.h"
#include "ui.h"

/* The contours of a test function: the latest drawing, and its part of the plane. */
struct contour_view {
    struct contour contour;
    struct plane plane; /* that the contour is of */
    const struct function *function;
    double param[FUNCTION_PARAMS_MAX];
    bool zoomed;
    struct plane zoom; /* the visible part then */
};

/* The outputs of networks over the plane of their inputs. */
struct plane_view {
    struct outlook outlook;           /* the latest */
    uint64_t asked;                   /* the number of the latest request, */
    uint64_t asked_of;                /* and the race */
    double seconds[OUTLOOK_RUNS_MAX]; /* that its runs had taken then */
    double rested;                    /* the earliest time for another while training, in ms */
};

struct race_screen {
    struct canvas canvas;
    struct contour_view contours;
    struct plane_view planes;
    struct race_part_run *part; /* of each run, as the table shows it */
    struct chart_run *run;      /* the same, as panels show it */
    int capacity;               /* runs that there is room for */
    int first_run;              /* first line of the table that is shown */
    struct race_look look;
    struct race_look kept;      /* as a session has it, until the race is there */
    struct measures measures;   /* as last asked for */
    uint64_t cosines_from;      /* the iteration from which on a panel asked for them; 0: none */
    struct race_snapshot seen;  /* as it was at the cursor; borrows all it refers to */
    struct run_snapshot *shown; /* its runs */
    int *order;                 /* of the runs in the table */
    enum canvas_glyphs glyphs;
    int speed;                   /* index into worker_speeds, as last asked for */
    struct race_wish wish;       /* what Space asked for */
    bool mouse;                  /* clicks come here */
    bool starting;               /* Space was pressed while data were loading */
    char path[PROBLEM_PATH_MAX]; /* where the histories were last asked to go */
};

/* The keys of the race screen. */
unsigned race_press(struct ui *ui, void *state, int key);

/* The next glyphs that the terminal shows. */
void race_next_glyphs(struct ui *ui, struct race_screen *screen);

/* Can the terminal show them? */
bool race_has_glyphs(enum canvas_glyphs glyphs);

/* Those that start, step, stop and pace training; false: the key is none of them. */
bool race_train(struct ui *ui, struct race_screen *screen, enum action_id action);

/* Chooses another run, so many lines further down the table. */
void race_choose(struct ui *ui, const struct race_screen *screen, int by);

/* Those that change only the view of the race; false: the key is none of them. */
bool race_measure(struct ui *ui, struct race_screen *screen, enum action_id action);

/* Those of the mouse, and the one that switches it. */
unsigned race_point(struct ui *ui, struct race_screen *screen, enum action_id action);

#endif
