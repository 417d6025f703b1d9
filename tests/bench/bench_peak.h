/*
 * bench_peak.h - this processor's highest rate of fused multiply-adds on one thread, with the
 * instructions of the kernels in use.
 */
#ifndef OPTOP_BENCH_PEAK_H
#define OPTOP_BENCH_PEAK_H

#include "base/real.h"
#include "bench_time.h"
#include "model/kernels.h"

#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#if defined(__x86_64__) && defined(OPTOP_SINGLE)
typedef __m512 vector64;
typedef __m256 vector32;
#define FUSED64 _mm512_fmadd_ps
#define FUSED32 _mm256_fmadd_ps
#elif defined(__x86_64__)
typedef __m512d vector64;
typedef __m256d vector32;
#define FUSED64 _mm512_fmadd_pd
#define FUSED32 _mm256_fmadd_pd
#endif

/*
 * 12 independent sums: enough to hide that each addition waits for the one before. They start at
 * numbers that the compiler does not know; it would make a single sum of twelve that are alike.
 */
#define PEAK_LOOP(NAME, TARGET, VECTOR, FUSED)                                                     \
    __attribute__((target(TARGET))) static double NAME(size_t rounds)                              \
    {                                                                                              \
        VECTOR sum[12], x = {(real)0.5}, y = {(real)0.25};                                         \
        real total = 0;                                                                            \
                                                                                                   \
        for (int k = 0; k < 12; k++) {                                                             \
            sum[k] = y;                                                                            \
            __asm__ volatile("" : "+x"(sum[k]));                                                   \
        }                                                                                          \
        for (size_t i = 0; i < rounds; i++) {                                                      \
            _Pragma("GCC unroll 12") for (int k = 0; k < 12; k++) sum[k] = FUSED(sum[k], x, y);    \
            __asm__ volatile("" : "+x"(x));                                                        \
        }                                                                                          \
        for (int k = 0; k < 12; k++)                                                               \
            total += ((real *)&sum[k])[0];                                                         \
        return (double)total;                                                                      \
    }

#if defined(__x86_64__)
PEAK_LOOP(peak_avx512, "avx512f,fma", vector64, FUSED64)
PEAK_LOOP(peak_avx2, "avx2,fma", vector32, FUSED32)
#endif

/* Fused multiply-adds a second with the kernels' instructions: the best of some rounds; 0: unknown.
 */
static inline double bench_peak(void)
{
    double best = 0;

#if defined(__x86_64__)
    enum { PEAK_ROUNDS = 30 };
    const size_t rounds = 200000;
    bool wide = strcmp(kernels_name(), "avx512") == 0;

    if (!wide && strcmp(kernels_name(), "avx2") != 0)
        return 0;
    for (int round = 0; round < PEAK_ROUNDS; round++) {
        double before = clock_now(), total = (wide ? peak_avx512 : peak_avx2)(rounds);
        double each = 12.0 * (wide ? 64 : 32) / sizeof(real);
        double rate = each * (double)rounds / (clock_now() - before);

        best = rate > best && total != 1 ? rate : best;
    }
#endif
    return best;
}

#endif
