/*
 * rng.h - NumPy's legacy RandomState, to the last bit: MT19937 with init_genrand seeding, 53-bit
 * doubles, Gaussians by the polar method with the second value kept for the next call, and
 * shuffles by masked rejection.
 *
 * Source: M. Matsumoto, T. Nishimura, "Mersenne Twister", ACM TOMACS 8 (1998), and the documented
 * stream of numpy.random.RandomState, which NumPy has frozen.
 *
 * A stream is a plain value: copying the struct forks it.
 */
#ifndef OPTOP_RNG_H
#define OPTOP_RNG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { RNG_WORDS = 624 };

struct rng {
    uint32_t word[RNG_WORDS];
    int position;      /* the next word to use; RNG_WORDS: refill first */
    bool has_gaussian; /* the polar method's second value is waiting */
    double gaussian;
};

/* numpy.random.seed(seed). */
void rng_seed(struct rng *rng, uint32_t seed);

/* 32 uniform bits. */
uint32_t rng_uint32(struct rng *rng);

/* Uniform in [0, 1) with 53 bits: random_sample(). */
double rng_uniform(struct rng *rng);

/* Standard normal: randn(). */
double rng_gaussian(struct rng *rng);

/* Uniform in 0 ... max (included): what RandomState's shuffle draws. */
uint32_t rng_interval(struct rng *rng, uint32_t max);

/*
 * Numbers without a stream: a mixing of 64 bits, so that the draws for a sample or a unit depend on
 * its number alone, in any order. The finalizer of splitmix64 (G. Steele, D. Lea, C. Flood, OOPSLA
 * 2014).
 */
uint64_t rng_mix(uint64_t x);

/* Uniform in [0, 1) with 53 bits, and standard normal (by Box and Muller), from a number. */
double rng_mixed_uniform(uint64_t x);
double rng_mixed_gaussian(uint64_t x);

/* permutation(count): fills `index` with a random order of 0 ... count-1. */
void rng_permutation(struct rng *rng, uint32_t *index, size_t count);

#endif
