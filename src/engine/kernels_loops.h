/*
 * kernels_loops.h - the kernels' loops, written once with vectors of VECTOR_BYTES and included by
 * one source file for each instruction set, which defines
 *
 *   VECTOR_BYTES   width of the vectors
 *   TARGET         attribute that lets the compiler use the instructions
 *   TABLE          name of the struct kernel_table to make
 *
 * Vectors run over outputs, never over a sum: each element is summed alone and in one order, and
 * products are rounded before they are added (no contraction). So the width changes no bit.
 */
#include "kernels_table.h"

#include <string.h>

/* Loads and stores go through the second type: a buffer may lie at any multiple of a real. */
typedef real vec __attribute__((vector_size(VECTOR_BYTES)));
typedef real vec_unaligned
    __attribute__((vector_size(VECTOR_BYTES), aligned(sizeof(real)), may_alias));

enum { V = VECTOR_BYTES / sizeof(real) };

#define LOOP   static TARGET
#define INLINE static inline TARGET __attribute__((always_inline))

#ifdef __clang__
#define UNROLL _Pragma("clang loop unroll(full)")
#else
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

/* The first n < V elements at p, zeros after them. */
INLINE vec load_some(const real *p, size_t n)
{
    vec v = {0};

    memcpy(&v, p, n * sizeof(real));
    return v;
}

INLINE void store_some(real *p, vec v, size_t n)
{
    memcpy(p, &v, n * sizeof(real));
}

/* Element k of V-wide pieces of n elements. */
INLINE vec load_piece(const real *p, size_t k, size_t n)
{
    size_t left = n - k * V;

    return left >= V ? load(p + k * V) : load_some(p + k * V, left);
}

INLINE void store_piece(real *p, vec v, size_t k, size_t n)
{
    size_t left = n - k * V;

    if (left >= V)
        store(p + k * V, v);
    else
        store_some(p + k * V, v, left);
}

/* ---- sparse inputs ------------------------------------------------------------------------- */

/* All rows for `width` vectors of outputs, the sample's accumulators in registers. */
INLINE void sparse_forward_columns(const int width, const struct rows *x, size_t n_out,
                                   const real *W, const real *b, real *z)
{
    const struct samples *s = x->samples;

    for (size_t r = 0; r < x->count; r++) {
        size_t sample = rows_sample(x, r);
        vec sum[KERNEL_VECTORS];

        UNROLL for (int k = 0; k < width; k++)
            sum[k] = load(b + k * V);
        for (size_t p = s->row_start[sample]; p < s->row_start[sample + 1]; p++) {
            const real *w = W + s->column[p] * n_out;
            real pixel = x->intensity[s->value[p]];

            UNROLL for (int k = 0; k < width; k++)
                sum[k] += pixel * load(w + k * V);
        }
        UNROLL for (int k = 0; k < width; k++)
            store(z + r * n_out + k * V, sum[k]);
    }
}

/* One output. */
LOOP void sparse_forward_column(const struct rows *x, size_t n_out, const real *W, const real *b,
                                real *z)
{
    const struct samples *s = x->samples;

    for (size_t r = 0; r < x->count; r++) {
        size_t sample = rows_sample(x, r);
        real sum = *b;

        for (size_t p = s->row_start[sample]; p < s->row_start[sample + 1]; p++)
            sum += x->intensity[s->value[p]] * W[s->column[p] * n_out];
        z[r * n_out] = sum;
    }
}

LOOP void sparse_forward(const struct rows *x, size_t n_out, const real *W, const real *b, real *z)
{
    size_t c = 0;

    for (; n_out - c >= 8 * V; c += 8 * V)
        sparse_forward_columns(8, x, n_out, W + c, b + c, z + c);
    for (; n_out - c >= 4 * V; c += 4 * V)
        sparse_forward_columns(4, x, n_out, W + c, b + c, z + c);
    for (; n_out - c >= V; c += V)
        sparse_forward_columns(1, x, n_out, W + c, b + c, z + c);
    for (; c < n_out; c++)
        sparse_forward_column(x, n_out, W + c, b + c, z + c);
}

/* All columns of X for `width` vectors of outputs, the pixel's accumulators in registers. */
INLINE void sparse_gradient_columns(const int width, size_t rows, size_t n_x,
                                    const uint32_t *start, const struct entry *entry,
                                    const real *intensity, size_t n_out, const real *dz, real *dW,
                                    real *panel)
{
    for (size_t r = 0; r < rows; r++)
        memcpy(panel + r * (size_t)width * V, dz + r * n_out, (size_t)width * VECTOR_BYTES);
    for (size_t j = 0; j < n_x; j++) {
        vec sum[KERNEL_VECTORS];

        if (start[j] == start[j + 1])
            continue;
        UNROLL for (int k = 0; k < width; k++)
            sum[k] = load(dW + j * n_out + k * V);
        for (uint32_t p = start[j]; p < start[j + 1]; p++) {
            const real *d = panel + entry[p].row * (size_t)width * V;
            real pixel = intensity[entry[p].value];

            UNROLL for (int k = 0; k < width; k++)
                sum[k] += pixel * load(d + k * V);
        }
        UNROLL for (int k = 0; k < width; k++)
            store(dW + j * n_out + k * V, sum[k]);
    }
}

/* One output. */
LOOP void sparse_gradient_column(size_t n_x, const uint32_t *start, const struct entry *entry,
                                 const real *intensity, size_t n_out, const real *dz, real *dW)
{
    for (size_t j = 0; j < n_x; j++) {
        real sum = dW[j * n_out];

        for (uint32_t p = start[j]; p < start[j + 1]; p++)
            sum += intensity[entry[p].value] * dz[entry[p].row * n_out];
        dW[j * n_out] = sum;
    }
}

LOOP void sparse_gradient(size_t rows, size_t n_x, const uint32_t *start,
                          const struct entry *entry, const real *intensity, size_t n_out,
                          const real *dz, real *dW, real *panel)
{
    size_t c = 0;

    for (; n_out - c >= 8 * V; c += 8 * V)
        sparse_gradient_columns(8, rows, n_x, start, entry, intensity, n_out, dz + c, dW + c,
                                panel);
    for (; n_out - c >= 4 * V; c += 4 * V)
        sparse_gradient_columns(4, rows, n_x, start, entry, intensity, n_out, dz + c, dW + c,
                                panel);
    for (; n_out - c >= V; c += V)
        sparse_gradient_columns(1, rows, n_x, start, entry, intensity, n_out, dz + c, dW + c,
                                panel);
    for (; c < n_out; c++)
        sparse_gradient_column(n_x, start, entry, intensity, n_out, dz + c, dW + c);
}

/* ---- dense inputs -------------------------------------------------------------------------- */

enum {
    TILE_ROWS = 4,     /* rows of a register tile */
    TILE_VECTORS = 2,  /* its vectors of columns */
    TILE_COLUMNS = TILE_VECTORS * V,
    DEPTH = 256,       /* terms of the sums between two visits of a tile's result */
    GRADIENT_ROWS = 16 /* rows of dW that are copied together */
};

/*
 * tile += s p: `rows` x TILE_VECTORS sums over `depth` terms. The factor of row i in term k is
 * s[i * row_step + k * step], that of the columns the vectors at p + k * TILE_COLUMNS.
 */
INLINE void tile_add(const int rows, size_t depth, const real *s, size_t row_step, size_t step,
                     const real *p, vec tile[TILE_ROWS][TILE_VECTORS])
{
    vec sum[TILE_ROWS][TILE_VECTORS];

    UNROLL for (int i = 0; i < rows; i++)
        UNROLL for (int v = 0; v < TILE_VECTORS; v++)
            sum[i][v] = tile[i][v];
    for (size_t k = 0; k < depth; k++) {
        UNROLL for (int i = 0; i < rows; i++) {
            real factor = s[(size_t)i * row_step + k * step];

            UNROLL for (int v = 0; v < TILE_VECTORS; v++)
                sum[i][v] += factor * load(p + k * TILE_COLUMNS + v * V);
        }
    }
    UNROLL for (int i = 0; i < rows; i++)
        UNROLL for (int v = 0; v < TILE_VECTORS; v++)
            tile[i][v] = sum[i][v];
}

/* The tile at c (leading dimension `pitch`, `columns` of it there) += s p. */
INLINE void tile_update(const int rows, size_t depth, const real *s, size_t row_step, size_t step,
                        const real *p, real *c, size_t pitch, size_t columns)
{
    vec tile[TILE_ROWS][TILE_VECTORS] = {{{0}}};
    const int vectors = columns > V ? 2 : 1;

    for (int i = 0; i < rows; i++)
        for (int v = 0; v < vectors; v++)
            tile[i][v] = load_piece(c + (size_t)i * pitch, (size_t)v, columns);
    tile_add(rows, depth, s, row_step, step, p, tile);
    for (int i = 0; i < rows; i++)
        for (int v = 0; v < vectors; v++)
            store_piece(c + (size_t)i * pitch, tile[i][v], (size_t)v, columns);
}

/* c (count x columns) += s p, s with rows of pitch `row_step`. */
LOOP void panel_update(size_t count, size_t depth, const real *s, size_t row_step, size_t step,
                       const real *p, real *c, size_t pitch, size_t columns)
{
    size_t r = 0;

    for (; count - r >= TILE_ROWS; r += TILE_ROWS)
        tile_update(TILE_ROWS, depth, s + r * row_step, row_step, step, p, c + r * pitch, pitch,
                    columns);
    for (; r < count; r++)
        tile_update(1, depth, s + r * row_step, row_step, step, p, c + r * pitch, pitch, columns);
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Copies rows x columns (<= TILE_COLUMNS) of a matrix, filled up with zeros. */
LOOP void panel_copy(size_t rows, size_t columns, const real *from, size_t pitch, real *panel)
{
    for (size_t k = 0; k < rows; k++, from += pitch, panel += TILE_COLUMNS) {
        if (columns == TILE_COLUMNS) {
            memcpy(panel, from, TILE_COLUMNS * sizeof(real));
        } else {
            memset(panel, 0, TILE_COLUMNS * sizeof(real));
            memcpy(panel, from, columns * sizeof(real));
        }
    }
}

/* As panel_copy of the transpose: element (k, i) is from[i * pitch + k]. */
LOOP void panel_copy_transposed(size_t rows, size_t columns, const real *from, size_t pitch,
                                real *panel)
{
    for (size_t k = 0; k < rows; k++)
        for (size_t i = 0; i < TILE_COLUMNS; i++)
            panel[k * TILE_COLUMNS + i] = i < columns ? from[i * pitch + k] : 0;
}

LOOP void dense_forward(size_t count, size_t n_in, size_t n_out, const real *a, const real *W,
                        const real *b, real *z)
{
    _Alignas(KERNEL_VECTOR_BYTES) real panel[DEPTH * TILE_COLUMNS];

    for (size_t r = 0; r < count; r++)
        memcpy(z + r * n_out, b, n_out * sizeof(real));
    for (size_t k = 0; k < n_in; k += DEPTH)
        for (size_t c = 0; c < n_out; c += TILE_COLUMNS) {
            size_t depth = least(n_in - k, DEPTH), columns = least(n_out - c, TILE_COLUMNS);

            panel_copy(depth, columns, W + k * n_out + c, n_out, panel);
            panel_update(count, depth, a + k, n_in, 1, panel, z + c, n_out, columns);
        }
}

/* Sixteen partial sums, whatever the width of the vectors, added up in one order. */
LOOP void dense_forward_one(size_t count, size_t n_in, const real *a, const real *w, real b,
                            real *z)
{
    enum { SUMS = 16 };

    for (size_t r = 0; r < count; r++, a += n_in) {
        real sum[SUMS] = {0};
        size_t j = 0;

        for (; n_in - j >= SUMS; j += SUMS)
            for (int k = 0; k < SUMS; k++)
                sum[k] += a[j + (size_t)k] * w[j + (size_t)k];
        for (int k = 0; j < n_in; j++, k++)
            sum[k] += a[j] * w[j];
        for (int half = SUMS / 2; half > 0; half /= 2)
            for (int k = 0; k < half; k++)
                sum[k] += sum[k + half];
        z[r] = b + sum[0];
    }
}

LOOP void dense_backward(size_t count, size_t n_in, size_t n_out, const real *dz, const real *W,
                         real *da)
{
    _Alignas(KERNEL_VECTOR_BYTES) real panel[DEPTH * TILE_COLUMNS];

    memset(da, 0, count * n_in * sizeof(real));
    for (size_t k = 0; k < n_out; k += DEPTH)
        for (size_t c = 0; c < n_in; c += TILE_COLUMNS) {
            size_t depth = least(n_out - k, DEPTH), columns = least(n_in - c, TILE_COLUMNS);

            panel_copy_transposed(depth, columns, W + c * n_out + k, n_out, panel);
            panel_update(count, depth, dz + k, n_out, 1, panel, da + c, n_in, columns);
        }
}

/* dW += a^T dz for rows of a depth. */
LOOP void dense_gradient_block(size_t depth, size_t n_in, size_t n_out, const real *a,
                               const real *dz, real *dW)
{
    _Alignas(KERNEL_VECTOR_BYTES) real panel[DEPTH * TILE_COLUMNS];
    _Alignas(KERNEL_VECTOR_BYTES) real left[DEPTH * GRADIENT_ROWS];

    for (size_t i = 0; i < n_in; i += GRADIENT_ROWS) {
        size_t rows = least(n_in - i, GRADIENT_ROWS);

        for (size_t r = 0; r < depth; r++)
            memcpy(left + r * GRADIENT_ROWS, a + r * n_in + i, rows * sizeof(real));
        for (size_t c = 0; c < n_out; c += TILE_COLUMNS) {
            size_t columns = least(n_out - c, TILE_COLUMNS);

            panel_copy(depth, columns, dz + c, n_out, panel);
            panel_update(rows, depth, left, 1, GRADIENT_ROWS, panel, dW + i * n_out + c, n_out,
                         columns);
        }
    }
}

LOOP void dense_gradient(size_t count, size_t n_in, size_t n_out, const real *a, const real *dz,
                         real *dW)
{
    for (size_t r = 0; r < count; r += DEPTH)
        dense_gradient_block(least(count - r, DEPTH), n_in, n_out, a + r * n_in, dz + r * n_out,
                             dW);
}

LOOP void bias_gradient(size_t count, size_t n_out, const real *dz, real *db)
{
    size_t c = 0;

    for (; n_out - c >= V; c += V) {
        vec sum = load(db + c);

        for (size_t r = 0; r < count; r++)
            sum += load(dz + r * n_out + c);
        store(db + c, sum);
    }
    for (; c < n_out; c++) {
        real sum = db[c];

        for (size_t r = 0; r < count; r++)
            sum += dz[r * n_out + c];
        db[c] = sum;
    }
}

const struct kernel_table TABLE = {
    .name = TABLE_NAME,
    .sparse_forward = sparse_forward,
    .sparse_gradient = sparse_gradient,
    .dense_forward = dense_forward,
    .dense_forward_one = dense_forward_one,
    .dense_gradient = dense_gradient,
    .dense_backward = dense_backward,
    .bias_gradient = bias_gradient,
};
