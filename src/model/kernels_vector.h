/*
 * kernels_vector.h - vectors of VECTOR_BYTES and the operations on them. Included, with the loops,
 * by one source file for each instruction set, which defines
 *
 *   VECTOR_BYTES   width of the vectors
 *   TARGET         attribute that lets the compiler use the instructions
 *
 * Vectors run over outputs, never over a sum: each element is summed alone and in one order, and
 * every product is fused with the sum that it joins (`fused`). So the width changes no bit.
 */
#ifndef OPTOP_KERNELS_VECTOR_H
#define OPTOP_KERNELS_VECTOR_H

#include "kernels_table.h"

#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

/* Loads and stores go through the second type: a buffer may lie at any multiple of a real. */
typedef real vec __attribute__((vector_size(VECTOR_BYTES)));
typedef real vec_unaligned
    __attribute__((vector_size(VECTOR_BYTES), aligned(sizeof(real)), may_alias));

enum { V = VECTOR_BYTES / sizeof(real) };

/*
 * Functions compiled for the instruction set; a block of fixed size is inlined, its loops unrolled.
 * Sanitizers instrument every load: unrolled code would take them minutes to compile.
 */
#define LOOP static TARGET __attribute__((noinline))
#if defined(OPTOP_SANITIZED)
#define INLINE static inline TARGET
#define UNROLL
#elif defined(__clang__)
#define INLINE static inline TARGET __attribute__((always_inline))
#define UNROLL _Pragma("clang loop unroll(full)")
#else
#define INLINE static inline TARGET __attribute__((always_inline))
#define UNROLL _Pragma("GCC unroll 16")
#endif

INLINE vec load(const real *p)
{
    return *(const vec_unaligned *)p;
}

INLINE void store(real *p, vec v)
{
    *(vec_unaligned *)p = v;
}

/* Is `fused` without an instruction? */
#if defined(__x86_64__) && VECTOR_BYTES > 16
#define FUSED_EMULATED false
#elif defined(__aarch64__) || (!defined(OPTOP_SINGLE) && defined(__FP_FAST_FMA)) ||                \
    (defined(OPTOP_SINGLE) && defined(__FP_FAST_FMAF))
#define FUSED_EMULATED false
#else
#define FUSED_EMULATED true
#endif

/* a b + c, rounded once. */
INLINE vec fused(vec a, vec b, vec c)
{
#if defined(__x86_64__) && VECTOR_BYTES == 64 && defined(OPTOP_SINGLE)
    return (vec)_mm512_fmadd_ps((__m512)a, (__m512)b, (__m512)c);
#elif defined(__x86_64__) && VECTOR_BYTES == 64
    return (vec)_mm512_fmadd_pd((__m512d)a, (__m512d)b, (__m512d)c);
#elif defined(__x86_64__) && VECTOR_BYTES == 32 && defined(OPTOP_SINGLE)
    return (vec)_mm256_fmadd_ps((__m256)a, (__m256)b, (__m256)c);
#elif defined(__x86_64__) && VECTOR_BYTES == 32
    return (vec)_mm256_fmadd_pd((__m256d)a, (__m256d)b, (__m256d)c);
#elif defined(__aarch64__) && defined(OPTOP_SINGLE)
    return (vec)vfmaq_f32((float32x4_t)c, (float32x4_t)a, (float32x4_t)b);
#elif defined(__aarch64__)
    return (vec)vfmaq_f64((float64x2_t)c, (float64x2_t)a, (float64x2_t)b);
#else
    for (int k = 0; k < V; k++)
        c[k] = real_fma(a[k], b[k], c[k]);
    return c;
#endif
}

INLINE vec spread(real x)
{
    return x - (vec){0};
}

/* v, loaded once: the compiler may not load it again for each use. */
INLINE vec loaded(vec v)
{
#if defined(__x86_64__)
    __asm__("" : "+v"(v));
#elif defined(__aarch64__)
    __asm__("" : "+w"(v));
#endif
    return v;
}

/* The first n <= V elements at p, zeros after them. */
INLINE vec load_some(const real *p, size_t n)
{
    vec v = {0};

    if (n == V)
        return load(p);
    memcpy(&v, p, n * sizeof(real));
    return v;
}

INLINE void store_some(real *p, vec v, size_t n)
{
    if (n == V)
        store(p, v);
    else
        memcpy(p, &v, n * sizeof(real));
}

INLINE size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* The narrowest panel that holds `columns`, in vectors, or the widest there is. */
INLINE int panel_width(size_t columns, int most)
{
    int width = 1;

    while (width < most && (size_t)width * V < columns)
        width *= 2;
    return width;
}

/* How many of `columns` elements fall into vector k. */
INLINE size_t part(size_t columns, size_t k)
{
    return columns <= k * V ? 0 : least(columns - k * V, V);
}

enum { PANEL_AHEAD = 8 }; /* rows that lie far apart are prefetched */

/*
 * Copies rows x columns of a matrix with rows of `pitch` elements to rows of `width` vectors,
 * filled up with zeros.
 */
INLINE void copy_panel(const int width, size_t rows, size_t columns, const real *from, size_t pitch,
                       real *panel)
{
    for (size_t r = 0; r < rows; r++, from += pitch, panel += width * V) {
        UNROLL
        for (int k = 0; k < width; k++)
            __builtin_prefetch(from + PANEL_AHEAD * pitch + k * V);
        if (columns == (size_t)width * V) {
            UNROLL
            for (int k = 0; k < width; k++)
                store(panel + k * V, load(from + k * V));
        } else {
            UNROLL
            for (int k = 0; k < width; k++)
                store(panel + k * V, load_some(from + k * V, part(columns, (size_t)k)));
        }
    }
}

#endif
