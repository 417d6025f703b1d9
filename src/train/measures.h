/*
 * measures.h - what is measured of a race besides what its histories always have: a target, further
 * columns of the CSV, figures that are recorded only where they are asked for. No other figure
 * depends on it.
 */
#ifndef OPTOP_MEASURES_H
#define OPTOP_MEASURES_H

#include "target.h"

struct measures {
    struct target target;
    enum curve column[CURVES]; /* those that follow the contract's in the CSV, in order */
    int columns;
    bool cosines; /* those of successive updates are wanted, whoever shows them */
};

/*
 * Reads "NAME,NAME,...": curves beyond those that every CSV has, each once. STATUS_INVALID names
 * them; `measures` is then as it was.
 */
bool measures_parse_columns(const char *text, struct measures *measures, struct status *status);

/* Writes what may stand there: "learning_rate, gradient_norm, ...". Returns text. */
char *measures_columns(char *text, size_t size);

/* Is a curve to be recorded that is so only where it is asked for? */
bool measures_ask(const struct measures *measures, enum curve curve);

#endif
