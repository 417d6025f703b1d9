/*
 * kernels_paired_loops.h - products with sparse inputs of which two share a list; see
 * kernels_vector.h for how this is included. Each element is the sum of the same terms in the same
 * order as in kernels_sparse_loops.h, and of products with 0, which change no finite sum.
 */
#include "kernels_vector.h"

#include "data/pairs.h"

/* Vectors in a panel of pairs: their sums, twice as many, stay in registers. With narrow vectors
 * loads are not scarce, and the products by 0 that pairs add do not pay. */
enum { PAIR_VECTORS = VECTOR_BYTES == 64 ? 8 : 4, PAIRS_PAY = VECTOR_BYTES == 64 };

/* Prefetches the sums of the next pair but one. */
INLINE void prefetch_sums(const int width, const real *sums)
{
    UNROLL
    for (int k = 0; k < width; k++)
        __builtin_prefetch(sums + k * V, 1);
}

/* Adds a row of p, times the values of an entry, to the sums of a pair, or of one. */
INLINE void add_entry(const int width, const bool two, pair_entry e, const real *intensity,
                      const real *p, vec *sum, vec *other)
{
    const real *row = p + pair_place(e) * (size_t)(width * V);
    const vec x = spread(intensity[pair_value(e, 0)]);
    const vec y = two ? spread(intensity[pair_value(e, 1)]) : x;

    UNROLL
    for (int k = 0; k < width; k++) {
        const vec factor = two ? loaded(load(row + k * V)) : load(row + k * V);

        sum[k] = fused(x, factor, sum[k]);
        if (two)
            other[k] = fused(y, factor, other[k]);
    }
}

/*
 * out += X p, a list for two rows of `out`, or for one; rows of p have `width` vectors, rows of out
 * `pitch` elements. Where a pair starts, its sums start at `start`, unless it is NULL.
 */
INLINE void pairs_columns(const int width, const bool two, const struct pairs *pairs,
                          const real *intensity, const real *p, const real *start, real *out,
                          size_t pitch, size_t columns)
{
    _Alignas(KERNEL_VECTOR_BYTES) real spare[PAIR_VECTORS * V] = {0};
    const pair_entry *entry = pairs->entry;

    for (const struct pair *pair = pairs->pair, *last = pair + pairs->count; pair < last; pair++) {
        const pair_entry *end = entry + pair->length;
        real *first = out + pair->first * pitch, *second = out + pair->second * pitch;
        vec sum[KERNEL_VECTORS], other[PAIR_VECTORS];

        prefetch_sums(width, out + pair[2].first * pitch);
        if (two)
            prefetch_sums(width, out + pair[2].second * pitch);
        if (first == second)
            second = spare;
        const real *from = start && pair->starts ? start : first;
        const real *other_from = start && pair->starts ? start : second;
        UNROLL
        for (int k = 0; k < width; k++) {
            sum[k] = load_some(from + k * V, part(columns, (size_t)k));
            if (two)
                other[k] = load_some(other_from + k * V, part(columns, (size_t)k));
        }
        do
            add_entry(width, two, *entry++, intensity, p, sum, other);
        while (entry < end);
        UNROLL
        for (int k = 0; k < width; k++) {
            store_some(first + k * V, sum[k], part(columns, (size_t)k));
            if (two)
                store_some(second + k * V, other[k], part(columns, (size_t)k));
        }
    }
}

/*
 * The same for a panel of `columns` outputs; m, of `places` rows of n_out elements, and out point
 * to the first. Rows of m are copied to `panel`, unless they lie there as they should.
 */
INLINE void pairs_panel(const int width, const bool two, const struct pairs *pairs, size_t places,
                        const real *intensity, size_t n_out, size_t columns, const real *m,
                        real *panel, const real *start, real *out)
{
    const size_t all = (size_t)width * V;

    if (n_out != all) {
        copy_panel(width, places, columns, m, n_out, panel);
        m = panel;
    }
    if (columns == all)
        pairs_columns(width, two, pairs, intensity, m, start, out, n_out, all);
    else
        pairs_columns(width, two, pairs, intensity, m, start, out, n_out, columns);
}

#define PAIRS_PANEL(NAME, WIDTH, TWO)                                                              \
    LOOP void NAME(const struct pairs *pairs, size_t places, const real *intensity, size_t n_out,  \
                   size_t columns, const real *m, real *panel, const real *start, real *out)       \
    {                                                                                              \
        pairs_panel(WIDTH, TWO, pairs, places, intensity, n_out, columns, m, panel, start, out);   \
    }

PAIRS_PANEL(pairs_panel_1, 1, true)
PAIRS_PANEL(pairs_panel_2, 2, true)
PAIRS_PANEL(pairs_panel_4, 4, true)
PAIRS_PANEL(single_panel_1, 1, false)
PAIRS_PANEL(single_panel_2, 2, false)
PAIRS_PANEL(single_panel_4, 4, false)
PAIRS_PANEL(single_panel_8, 8, false)
#if VECTOR_BYTES == 64
PAIRS_PANEL(pairs_panel_8, 8, true)
#else
#define pairs_panel_8 NULL /* no panel of pairs is so wide */
#endif

typedef void panel_of_pairs(const struct pairs *pairs, size_t places, const real *intensity,
                            size_t n_out, size_t columns, const real *m, real *panel,
                            const real *start, real *out);

/* By shared lists, and the logarithm of the width. */
static panel_of_pairs *const panels_of_pairs[2][4] = {
    {single_panel_1, single_panel_2, single_panel_4, single_panel_8},
    {pairs_panel_1, pairs_panel_2, pairs_panel_4, pairs_panel_8},
};

/* out += X m for all n_out columns. */
LOOP void pairs_product(const struct pairs *pairs, size_t places, const real *intensity,
                        size_t n_out, const real *m, real *panel, const real *start, real *out)
{
    for (size_t c = 0, columns; pairs->count > 0 && c < n_out; c += columns) {
        int width = panel_width(n_out - c, pairs->shared ? PAIR_VECTORS : KERNEL_VECTORS);

        columns = least(n_out - c, (size_t)width * V);
        panels_of_pairs[pairs->shared][__builtin_ctz((unsigned)width)](
            pairs, places, intensity, n_out, columns, m + c, panel, start ? start + c : NULL,
            out + c);
    }
}

LOOP void paired_forward(const struct samples *x, size_t first, const real *intensity, size_t n_out,
                         const real *W, const real *b, real *z)
{
    _Alignas(KERNEL_VECTOR_BYTES) real panel[PAIRS_INPUTS * KERNEL_VECTORS * V];

    for (size_t j = 0, t = 0; j < x->n_x; j += PAIRS_INPUTS, t++) {
        const struct pairs pairs = pairs_get(x->sample_pairs, first, t);

        pairs_product(&pairs, least(x->n_x - j, PAIRS_INPUTS), intensity, n_out, W + j * n_out,
                      panel, b, z);
    }
}

LOOP void paired_gradient(const struct samples *x, size_t first, size_t count,
                          const real *intensity, size_t n_out, const real *dz, real *dW)
{
    _Alignas(KERNEL_VECTOR_BYTES) real panel[PAIRS_PLACES * KERNEL_VECTORS * V];
    const struct pairs pairs = pairs_get(x->input_pairs, first, 0);

    pairs_product(&pairs, count, intensity, n_out, dz, panel, NULL, dW);
}
