/*
 * command.h - the command line that repeats a race: settings of its problem that are not at their
 * defaults, its runs with their forks and changes, its iterations. Knows no screen.
 */
#ifndef OPTOP_COMMAND_H
#define OPTOP_COMMAND_H

#include "train/race.h"

/*
 * "optop --batch -n 57 -o gd:lr=0.1 --fork=1@20:adam", quoted for a shell; the caller frees it.
 * Repeating it gives the same histories. NULL without memory. *exact becomes false where no command
 * line can: live runs have completed different numbers of iterations, and it trains all to the
 * last.
 */
char *command_of(const struct race *race, bool *exact, struct status *status);

/* Appends a word to a text as a shell must read it. False where it does not fit. */
bool command_quote(const char *word, char *text, size_t size);

#endif
