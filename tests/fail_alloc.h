/*
 * fail_alloc.h - makes the N-th allocation of the program fail, and counts the blocks that are not
 * freed. For programs linked with -Wl,--wrap for each of the functions in fail_alloc.c; what
 * shared libraries allocate for themselves is not seen.
 */
#ifndef OPTOP_FAIL_ALLOC_H
#define OPTOP_FAIL_ALLOC_H

#include <stdbool.h>

/*
 * From now on the n-th allocation fails (1: the next one), with `on` every one after it, too.
 * 0: none fails, they are only counted.
 */
void fail_alloc_begin(long n, bool on);

/* Back to normal; returns whether an allocation was made to fail. */
bool fail_alloc_end(void);

/* Blocks allocated since fail_alloc_begin that were not freed until fail_alloc_end. */
long fail_alloc_left(void);

#endif
