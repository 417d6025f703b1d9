/*
 * tui.h - the screen: runs a race in the terminal until the person quits. `struct tui_options`
 * holds everything that the screen needs from the command line; it knows no option's spelling.
 */
#ifndef OPTOP_TUI_H
#define OPTOP_TUI_H

#include "app/agenda.h"
#include "app/experiment.h"
#include "app/lesson.h"
#include "app/options.h"
#include "optim/run_config.h"
#include "app/session.h"
#include "train/problem.h"

struct tui_options {
    const struct problem_config *problem;
    const struct run_config *runs;
    int n_runs;
    uint64_t iterations;         /* wanted */
    int threads;                 /* 0: one per core */
    uint64_t memory;             /* for checkpoints, in bytes */
    const struct agenda *agenda; /* forks and changes to come */
    struct measures measures;
    struct session *session;   /* keeps the race, or has it; taken over. NULL: none */
    const char *const *export; /* files written at the end, as their endings say */
    int exports;
    bool json;      /* the closing table as JSON */
    bool times;     /* JSON has seconds */
    bool confusion; /* confusion matrices behind the closing table */
    enum options_color color;
    int view, glyphs;                  /* as in struct options */
    bool ascii;                        /* no other characters on the screen */
    const struct lesson *lesson;       /* its page comes first; NULL: none */
    bool mouse;                        /* clicks come here from the start */
    const struct sweep_options *sweep; /* an experiment to begin with, if one is wanted */
    struct experiment *experiment;     /* one that a file has; NULL: none */
    bool shows_experiment;             /* at once */
    const char *csv; /* where the histories go at the end, "-": standard output; NULL: nowhere */
};

/*
 * Opens the screen, runs it, closes it; then writes the histories to `csv`, prints the final table
 * on standard output (on standard error when the histories go to standard output) and the messages
 * to standard error meanwhile, and on standard error the command line that repeats the race.
 * Signals INT, TERM and HUP and a lost terminal end it in the same way.
 *
 * Returns the program's exit code: 0, 3 when every run diverged, 128 + the number of the signal
 * that ended it; or 1 with `status` set: no usable terminal, no data, a file that could not be
 * written.
 */
int tui_run(const struct tui_options *options, struct status *status);

#endif
