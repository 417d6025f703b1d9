/*
 * measures.h - measurements of a race besides the figures that its histories always have: a target,
 * further columns of the CSV, figures recorded only on request. No other figure depends on them.
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

/* Writes the allowed names: "learning_rate, gradient_norm, ...". Returns text. */
char *measures_columns(char *text, size_t size);

/* Is a curve to be recorded that is recorded only on request? */
bool measures_ask(const struct measures *measures, enum curve curve);

#endif
