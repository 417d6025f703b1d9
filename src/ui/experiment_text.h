/*
 * experiment_text.h - the screen of an experiment in words and figures: its points as curves, the
 * table's cells, the sentences. Pure; knows no terminal and no race.
 */
#ifndef OPTOP_EXPERIMENT_TEXT_H
#define OPTOP_EXPERIMENT_TEXT_H

#include "actions.h"
#include "app/experiment.h"
#include "plot/sensitivity.h"

enum { EXPERIMENT_TEXT_MAX = 512 };

/* ---- points ---------------------------------------------------------------------------------- */

/* A curve a run of the plan, in its order. Start with all zero. */
struct experiment_curves {
    struct sensitivity_curve *curve;
    struct sensitivity_point *point; /* of all curves */
    int *config;                     /* of each point */
    int curves;
};

/*
 * The figures of each run along an axis of the plan; where other axes vary too, at their best. A
 * run's best is its curve's. The
 * curves have no names and styles yet. STATUS_MEMORY.
 */
bool experiment_curves_make(struct experiment_curves *curves, const struct sweep_plan *plan,
                            const struct sweep_summary *summary, int axis, struct status *status);
void experiment_curves_free(struct experiment_curves *curves);

/* The first axis after `after` (-1: of all) that can be drawn, since its values are numbers; -1:
 * none. */
int experiment_axis(const struct sweep_plan *plan, int after);

/* The configuration of the run's point at x, or -1. */
int experiment_config_at(const struct experiment_curves *curves, int run, double x);

/* ---- the table ------------------------------------------------------------------------------- */

enum experiment_cell {
    EXPERIMENT_BEST,     /* the best value of the swept key, of several with their names */
    EXPERIMENT_MEDIAN,   /* the figure there */
    EXPERIMENT_SPREAD,   /* its quartiles */
    EXPERIMENT_DIVERGED, /* jobs of those done; with a target as judge those that missed it */
    EXPERIMENT_CELLS
};

/*
 * The cell of a run's line. `config`: at the cursor, this configuration's figures, and of its jobs
 * those that diverged; -1: those of the best, and of all jobs. "-" where there is none. Returns
 * text.
 */
char *experiment_cell(const struct sweep_plan *plan, const struct sweep_summary *summary,
                      const struct sweep_standing *standing, int config, enum experiment_cell cell,
                      char *text, size_t size);

/* What jobs without a score are called: "diverged" or "missed" (the target). */
const char *experiment_failed(enum sweep_judge judge);

/* ---- sentences ------------------------------------------------------------------------------- */

/* The label of a key in this state, as action_labeller: a key is in the key bar that does
 * something. `map`: one can be shown, `shown`: it is; `cursor`: it is set. */
const char *experiment_key_label(const struct experiment_view *view, bool map, bool shown,
                                 bool cursor, enum action_id action);

/* "37/260 jobs, 3:10 left": the state in capitals before it. Returns text. */
char *experiment_state_text(const struct experiment_view *view, char *text, size_t size);

/* What comes next, for the message line. Returns text. */
char *experiment_hint(const struct experiment_view *view, char *text, size_t size);

/* Of the chosen run: that its range is to be widened (*alert), or the width of the range of good
 * learning rates; "" without either. Returns text. */
char *experiment_remark(const struct sweep_plan *plan, const struct sweep_standing *standing,
                        bool *alert, char *text, size_t size);

#endif
