/*
 * experiment_screen.h - declarations shared by the form of an experiment (form_experiment.c), its
 * screen (screen_experiment.c) and the painting of it (experiment_paint.c).
 */
#ifndef OPTOP_EXPERIMENT_SCREEN_H
#define OPTOP_EXPERIMENT_SCREEN_H

#include "app/run_names.h"
#include "canvas.h"
#include "experiment_text.h"
#include "plot/heat.h"
#include "ui.h"

struct experiment_screen {
    const struct experiment *of; /* whose results these are; NULL: none yet */
    int axis, second;            /* those that are drawn; -1: there is no second one */
    uint64_t made_of;            /* results that the summary is made of */
    bool *added;                 /* configurations that the race has been given */
    struct experiment_view view;
    struct sweep_results results;
    struct sweep_summary summary;
    struct experiment_curves curves;
    struct run_names names;
    struct sensitivity sensitivity;
    struct canvas canvas;
    int chosen; /* a run of the plan */
    int first;  /* line of the table that is shown */
    bool has_cursor;
    bool shows_map;
    struct heat map;
    uint64_t map_of;              /* results that it is made of, */
    int map_run;                  /* and the run */
    struct heat_point *map_point; /* room for all configurations */
    int map_cursor;               /* a place of the map; -1: not yet */
    double cursor;                /* a value of the swept key */
};

/* Takes the latest results. False without memory, or where there is no experiment. */
bool experiment_screen_refresh(struct ui *ui, struct experiment_screen *screen);

/* The run's place in the table: in the order of the standings. */
int experiment_screen_line(const struct experiment_screen *screen, int run);

/* The chosen run over two hyperparameters: its points, a map of them, the cursor on it, what is
 * under that. The map is made anew where results or the chosen run have changed. STATUS_INVALID:
 * there is no map of these; STATUS_MEMORY. */
bool experiment_map_make(struct experiment_screen *screen, struct status *status);
void experiment_map_paint(struct ui *ui, struct experiment_screen *screen, struct rect at);
void experiment_map_move(struct experiment_screen *screen, int across, int up);
char *experiment_map_remark(const struct experiment_screen *screen, char *text, size_t size);

/* Paints it all. */
void experiment_paint(struct ui *ui, struct experiment_screen *screen);

/* The experiment takes the place of the one before: it is shown and measured. */
void ui_begin_experiment(struct ui *ui, struct experiment *experiment, enum sweep_judge judge);

#endif
