/*
 * round.h - round numbers (1, 2 or 5 times a power of ten) and the notation of their multiples. For
 * the files of src/plot.
 */
#ifndef OPTOP_ROUND_H
#define OPTOP_ROUND_H

#include <stddef.h>

/* Forgives the rounding of quotients that should be whole. */
#define ROUND_SLACK 1e-9

/* The nearest round number that is at most, or at least, x; x is positive. */
double round_down(double x);
double round_up(double x);

/* Digits after the point that distinguish multiples of `step`. */
int round_decimals(double step);

/* Removes the zeros and the plus that printf writes in exponents: 2.5e-1. Changes the text. */
void round_squeeze_exponent(char *text);

#endif
