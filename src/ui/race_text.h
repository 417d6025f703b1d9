/*
 * race_text.h - the race screen's words and figures: title, state, hints, the table's cells. Text
 * only; knows neither the terminal nor the place of the text on the screen.
 */
#ifndef OPTOP_RACE_TEXT_H
#define OPTOP_RACE_TEXT_H

#include "app/worker.h"
#include "layout.h"

/* A lag of the session is shown from so many rows on. */
enum { RACE_TEXT_LAG = 50000 };

enum { RACE_TEXT_MAX = 1024 };

/*
 * The problem, as much of it as fits `columns`: "mnist01 12665+2115  784-64-64-1 relu  full batch
 * seed 1". Returns text.
 */
char *race_text_problem(const struct worker_view *view, int columns, char *text, size_t size);

/* The run for which the others wait, because it was added or edited; NULL: none. */
const struct run_snapshot *race_text_laggard(const struct worker_view *view,
                                             const struct race_snapshot *race);

/* "RUNNING 57/100", "CATCHING UP 23/57" and, when there is room in `columns`, " 31 it/s" or "at
 * most 5 it/s". */
char *race_text_state(const struct worker_view *view, const struct race_snapshot *race, int columns,
                      char *text, size_t size);

/* A hint about what to do next, or the time left. */
char *race_text_hint(const struct worker_view *view, const struct race_snapshot *race, char *text,
                     size_t size);

/*
 * "Recomputing 4 812 iterations, 40 s. ..."; "" unless the race goes back in time and that takes
 * longer than a second. Returns text.
 */
char *race_text_recomputing(const struct worker_view *view, char *text, size_t size);

/* The name of a run; of a fork with its parent and state: "adam < gd@57". Returns text. */
char *race_text_name(const struct race_snapshot *race, const struct run_snapshot *run, char *text,
                     size_t size);

/* "4 812". Returns text. */
char *race_text_grouped(uint64_t value, char *text, size_t size);

/* The training time of all runs together. */
double race_text_seconds(const struct race_snapshot *race);

/*
 * Reads the total number of iterations: "300", "2k" and "1.5M", or "+500" more than `now`. `spec`
 * has the range. STATUS_INVALID.
 */
bool race_text_read_iterations(const char *text, const struct param_spec *spec, uint64_t now,
                               uint64_t *wanted, struct status *status);

/* Are test loss and accuracies not evaluated at every iteration? */
bool race_text_rarely_tested(const struct worker_view *view);

/* The title of a column of the table. */
const char *race_text_column(enum table_field field, const struct race_snapshot *race);

/* A cell of the table, but for mark and hyperparameters. */
char *race_text_cell(enum table_field field, const struct run_snapshot *run, char *text,
                     size_t size);

/*
 * The particulars of a run: "diverged at 12", "catching up", "hidden", or "". `behind`: its
 * iterations are fewer than the leading run's.
 */
char *race_text_run_state(const struct run_snapshot *run, bool behind, bool hidden, char *text,
                          size_t size);

/* A figure in at most 9 characters: 0.01230, 12.5000, 1.23e-05, nan. */
char *race_text_number(double value, char *text, size_t size);

/* A rate or a cost in three figures: "0.50", "31.2", "12500". */
char *race_text_figures(double value, char *text, size_t size);

#endif
