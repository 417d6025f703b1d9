/* rng.c - MT19937 and the distributions of NumPy's RandomState; see rng.h. */
#include "rng.h"

#include "maths.h"
#include "numpy_log.h"

void rng_seed(struct rng *rng, uint32_t seed)
{
    rng->word[0] = seed;
    for (uint32_t i = 1; i < RNG_WORDS; i++)
        rng->word[i] = 1812433253u * (rng->word[i - 1] ^ (rng->word[i - 1] >> 30)) + i;
    rng->position = RNG_WORDS;
    rng->has_gaussian = false;
    rng->gaussian = 0;
}

static uint32_t twist(uint32_t high, uint32_t low)
{
    uint32_t mixed = (high & 0x80000000u) | (low & 0x7fffffffu);
    return (mixed >> 1) ^ (low & 1u ? 0x9908b0dfu : 0u);
}

static void refill(struct rng *rng)
{
    enum { SHIFT = 397 };
    uint32_t *w = rng->word;

    for (int i = 0; i < RNG_WORDS; i++)
        w[i] = w[(i + SHIFT) % RNG_WORDS] ^ twist(w[i], w[(i + 1) % RNG_WORDS]);
    rng->position = 0;
}

uint32_t rng_uint32(struct rng *rng)
{
    if (rng->position == RNG_WORDS)
        refill(rng);
    uint32_t y = rng->word[rng->position++];
    y ^= y >> 11;
    y ^= (y << 7) & 0x9d2c5680u;
    y ^= (y << 15) & 0xefc60000u;
    return y ^ (y >> 18);
}

double rng_uniform(struct rng *rng)
{
    uint32_t high = rng_uint32(rng) >> 5, low = rng_uint32(rng) >> 6;
    return (high * 67108864.0 + low) / 9007199254740992.0;
}

double rng_gaussian(struct rng *rng)
{
    double x, y, r2;

    if (rng->has_gaussian) {
        rng->has_gaussian = false;
        return rng->gaussian;
    }
    do {
        x = 2.0 * rng_uniform(rng) - 1.0;
        y = 2.0 * rng_uniform(rng) - 1.0;
        r2 = x * x + y * y;
    } while (r2 >= 1.0 || r2 == 0.0);

    double factor = sqrt(-2.0 * numpy_log(r2) / r2);
    rng->gaussian = factor * x;
    rng->has_gaussian = true;
    return factor * y;
}

uint32_t rng_interval(struct rng *rng, uint32_t max)
{
    uint32_t mask = max, value;

    if (max == 0)
        return 0;
    for (int shift = 1; shift < 32; shift *= 2)
        mask |= mask >> shift;
    do
        value = rng_uint32(rng) & mask;
    while (value > max);
    return value;
}

void rng_permutation(struct rng *rng, uint32_t *index, size_t count)
{
    for (size_t i = 0; i < count; i++)
        index[i] = (uint32_t)i;
    for (size_t i = count; i-- > 1;) {
        size_t j = rng_interval(rng, (uint32_t)i);
        uint32_t swapped = index[i];
        index[i] = index[j];
        index[j] = swapped;
    }
}

uint64_t rng_mix(uint64_t x)
{
    x += 0x9e3779b97f4a7c15u;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

double rng_mixed_uniform(uint64_t x)
{
    return (double)(rng_mix(x) >> 11) / 9007199254740992.0;
}

double rng_mixed_gaussian(uint64_t x)
{
    double radius = sqrt(-2 * maths_log(1 - rng_mixed_uniform(x)));

    return radius * maths_cospi(2 * rng_mixed_uniform(rng_mix(x)));
}
