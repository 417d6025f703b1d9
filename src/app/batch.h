/*
 * batch.h - training without a screen: the same race, the same numbers. Progress goes to standard
 * error when that is a terminal. Knows no curses.
 */
#ifndef OPTOP_BATCH_H
#define OPTOP_BATCH_H

#include "options.h"

/*
 * Trains as the options request, writes the histories, prints the closing table on standard output
 * (on standard error when the histories go to standard output). INT, TERM and HUP end the training
 * early; histories and table are written all the same, except while data are being loaded.
 *
 * Returns the program's exit code: 0; 3 when every run diverged; 128 + the number of the signal
 * that ended it; or, with `status` set, 1, and 2 when the options contradict the data.
 */
int batch_run(const struct options *options, struct status *status);

#endif
