/*
 * arithmetic.h - an update of one weight, line by line: the formulas of the optimizer's row, and
 * those that all optimizers share, with the numbers of a reading. Knows no run and no screen.
 */
#ifndef OPTOP_ARITHMETIC_H
#define OPTOP_ARITHMETIC_H

#include "formula.h"
#include "probe.h"

enum { ARITHMETIC_LINES_MAX = 20 };

struct arithmetic_line {
    const char *text; /* the formula, as the row has it */
    bool words;       /* of work on the whole vector: it has no numbers */
    struct formula_result result;
};

struct arithmetic {
    int lines;
    struct arithmetic_line line[ARITHMETIC_LINES_MAX];
    struct formula_scope scope; /* after the last line */
    double after;               /* the weight, as the lines give it in double precision */
};

/*
 * Computes all lines that apply, in order: the schedule, clipping, coupled decay, the row's rule,
 * decoupled decay. Numbers have so many digits. STATUS_INVALID only where a row's line is wrong.
 */
bool arithmetic_make(struct arithmetic *arithmetic, const struct probe_reading *reading, int digits,
                     struct status *status);

/*
 * What a symbol of a rule stands for: a hyperparameter, a slot, one of the row's symbols, or one
 * that all rules share; NULL: it is none.
 */
const char *arithmetic_help(const struct run_config *config, const char *name);

#endif
