/*
 * vectorized.h - VECTORIZED marks a function that is a loop over elements: it is compiled for
 * several instruction sets, and the loader takes the best one that the processor supports. The
 * results are the same bits: each element is computed alone, by operations that IEEE 754 defines,
 * and - -ffp-contract=off - in the same steps.
 */
#ifndef OPTOP_VECTORIZED_H
#define OPTOP_VECTORIZED_H

#include "config.h"

#if defined(HAVE_TARGET_CLONES) && !defined(OPTOP_SANITIZED)
#define VECTORIZED __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define VECTORIZED
#endif

/* A loop that VECTORIZED functions share: it becomes part of each, for its instruction set. */
#define VECTORIZED_PART static inline __attribute__((always_inline))

#endif
