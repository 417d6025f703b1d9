/*
 * formula.h - the lines of an update rule as formulas that can be computed: "v = beta v + (1 -
 * beta) g". Factors stand side by side or have a / between them, from left to right; there are + -
 * ^ ( ) |x|, and the functions sqrt, max, min, sign and cut (to -1 ... 1). A symbol's name may hold
 * more than letters and digits: "m^", "d'", "mu(t)", "|w|", "<g, w0 - w>"; the longest one that
 * fits is meant. Knows no optimizer.
 */
#ifndef OPTOP_FORMULA_H
#define OPTOP_FORMULA_H

#include "base/param.h"

enum { FORMULA_SYMBOLS_MAX = 64, FORMULA_NAME_MAX = 24, FORMULA_TEXT_MAX = 1024 };

/* The symbols that a formula may use. */
struct formula_symbol {
    char name[FORMULA_NAME_MAX];
    double value;
    const char *const *choices; /* names of its values 0, 1 ...; NULL: it is a number */
    bool used;                  /* in a formula that was computed */
};

struct formula_scope {
    int symbols;
    struct formula_symbol symbol[FORMULA_SYMBOLS_MAX];
};

/* Adds a symbol, or gives it another value; without room it is left out. */
void formula_set(struct formula_scope *scope, const char *name, double value);
void formula_set_param(struct formula_scope *scope, const struct param_spec *spec, double value);

/* NULL when there is none of that name. */
const struct formula_symbol *formula_get(const struct formula_scope *scope, const char *name);

/*
 * Do all conditions hold: "form=ema,t>1"? Their signs are = != < > <=, their right sides numbers or
 * names of choices. NULL holds; a condition on an unknown symbol does not.
 */
bool formula_holds(const char *when, const struct formula_scope *scope);

struct formula_result {
    char name[FORMULA_NAME_MAX];    /* of the symbol on the left side */
    double value;                   /* of the right side */
    char numbers[FORMULA_TEXT_MAX]; /* the right side with numbers in place of symbols */
};

/*
 * Computes "NAME = EXPRESSION" or "EXPRESSION", and sets NAME in the scope. Numbers have so many
 * significant digits. STATUS_INVALID names what cannot be read, or a symbol that is not known.
 */
bool formula_compute(const char *text, struct formula_scope *scope, int digits,
                     struct formula_result *result, struct status *status);

#endif
