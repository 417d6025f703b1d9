/*
 * outcome.h - the end of a race, with a screen or without: the files written, the table printed,
 * and the program's exit codes. Knows no curses.
 */
#ifndef OPTOP_OUTCOME_H
#define OPTOP_OUTCOME_H

#include "train/race.h"

enum {
    EXIT_DONE = 0,
    EXIT_ERROR = 1,
    EXIT_USAGE = 2,
    EXIT_DIVERGED = 3, /* every run did */
    EXIT_SIGNAL = 128, /* plus the number of the signal that ended the program */
};

/* The files to write at the end, and how. */
struct outcome_files {
    const char *csv;           /* the histories; NULL: nowhere; "-": standard output */
    const char *const *export; /* files in the format of their ending */
    int exports;
    bool json;      /* the closing table as JSON */
    bool times;     /* JSON has seconds */
    bool confusion; /* a confusion matrix of each run follows the closing table */
};

/*
 * Writes the files, to a second place where one cannot be written, and with `table` prints the
 * closing table on standard output, or on standard error when the histories go to standard output.
 * Each is done whether the others work or not; `status` reports the first failure and the second
 * place. A race without a row replaces no file and has no table. For a race that was never made
 * (NULL) nothing is printed; having nothing to write is a failure, unless a signal has ended the
 * program.
 */
bool outcome_publish(struct race *race, const struct outcome_files *files, bool table,
                     struct status *status);

/* The exit code when nothing went wrong: DONE, DIVERGED, or SIGNAL and its number. */
int outcome_code(const struct race *race);

#endif
