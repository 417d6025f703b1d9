/* seeds.h - lists of seeds as text: "1..10", "3,5,9", "1..5,20". */
#ifndef OPTOP_SEEDS_H
#define OPTOP_SEEDS_H

#include "status.h"

#include <stdint.h>

enum { SEEDS_MAX = 1000 }; /* in a list */

/* The largest seed: NumPy's are 32 bits. */
#define SEEDS_LARGEST UINT32_MAX

/* The allowed values, in words. */
#define SEEDS_ALLOWED "seeds and ranges separated by commas: 1..10, 3,5,9 or 1..5,20"

/*
 * Reads a list: seeds and ranges FROM..TO, both included, separated by commas. They are stored in
 * ascending order; `seed` has room for SEEDS_MAX. STATUS_INVALID for an empty list, for what is not
 * a seed, for a range that runs backwards, for a seed that appears twice and for more than
 * SEEDS_MAX; the sentence quotes the item and does not begin with an option's name.
 */
bool seeds_parse(const char *text, uint64_t seed[SEEDS_MAX], int *seeds, struct status *status);

/*
 * Writes an ascending list the short way, three or more in a row as a range: no longer than any
 * text that seeds_parse reads as this list. Returns text.
 */
char *seeds_format(const uint64_t *seed, int seeds, char *text, size_t size);

#endif
