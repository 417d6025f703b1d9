/*
 * kernels_dense_loops.h - products with inputs that are all there; see kernels_vector.h for how
 * this is included.
 *
 * A result is made in register tiles of TILE_ROWS rows and TILE_VECTORS vectors. The columns of
 * the right factor that a tile needs are copied to a panel, which stays in the first-level cache
 * while the rows go by.
 */
#include "kernels_vector.h"

enum {
    TILE_ROWS = 6,
    TILE_VECTORS = 2,
    TILE_COLUMNS = TILE_VECTORS * V,
    DEPTH = 256, /* terms of the sums between two visits of a tile */
    SUMS = 16,   /* partial sums of a single output */
    GRADIENT_DEPTH = 128,
    GRADIENT_ROWS = 4 * TILE_ROWS,
    GRADIENT_COLUMNS = 64,
    COPIED_INPUTS_MIN = 96, /* fewer inputs lie close enough together */
};

/*
 * c += s p for a tile with rows of `pitch` elements, of which `columns` are there. The factor of
 * row i in term k is s[i * row_step + k * step], those of its columns are at p + k * TILE_COLUMNS.
 */
INLINE void tile_update(const int rows, size_t depth, const real *s, size_t row_step, size_t step,
                        const real *p, real *c, size_t pitch, size_t columns)
{
    vec sum[TILE_ROWS][TILE_VECTORS];

    UNROLL
    for (int i = 0; i < rows; i++) {
        UNROLL
        for (int v = 0; v < TILE_VECTORS; v++)
            sum[i][v] = load_some(c + (size_t)i * pitch + v * V, part(columns, (size_t)v));
    }
    for (size_t k = 0; k < depth; k++, s += step, p += TILE_COLUMNS) {
        UNROLL
        for (int i = 0; i < rows; i++) {
            real factor = s[(size_t)i * row_step];

            UNROLL
            for (int v = 0; v < TILE_VECTORS; v++)
                sum[i][v] += factor * load(p + v * V);
        }
    }
    UNROLL
    for (int i = 0; i < rows; i++) {
        UNROLL
        for (int v = 0; v < TILE_VECTORS; v++)
            store_some(c + (size_t)i * pitch + v * V, sum[i][v], part(columns, (size_t)v));
    }
}

/* c += s p for `count` rows and one panel; a row of s begins every row_step elements. */
INLINE void panel_update(size_t count, size_t depth, const real *s, size_t row_step, size_t step,
                         const real *p, real *c, size_t pitch, size_t columns)
{
    size_t r = 0;

    for (; r + TILE_ROWS <= count; r += TILE_ROWS)
        tile_update(TILE_ROWS, depth, s + r * row_step, row_step, step, p, c + r * pitch, pitch,
                    columns);
    for (; r + 4 <= count; r += 4)
        tile_update(4, depth, s + r * row_step, row_step, step, p, c + r * pitch, pitch, columns);
    for (; r + 2 <= count; r += 2)
        tile_update(2, depth, s + r * row_step, row_step, step, p, c + r * pitch, pitch, columns);
    for (; r < count; r++)
        tile_update(1, depth, s + r * row_step, row_step, step, p, c + r * pitch, pitch, columns);
}

/* Rows of s lie one after the other. */
LOOP void panel_update_rows(size_t count, size_t depth, const real *s, size_t row_step,
                            const real *p, real *c, size_t pitch, size_t columns)
{
    if (columns == TILE_COLUMNS)
        panel_update(count, depth, s, row_step, 1, p, c, pitch, TILE_COLUMNS);
    else
        panel_update(count, depth, s, row_step, 1, p, c, pitch, columns);
}

/* s is transposed: a row of it begins at every real, a column every `step` reals. */
LOOP void panel_update_columns(size_t count, size_t depth, const real *s, size_t step,
                               const real *p, real *c, size_t pitch, size_t columns)
{
    if (columns == TILE_COLUMNS)
        panel_update(count, depth, s, 1, step, p, c, pitch, TILE_COLUMNS);
    else
        panel_update(count, depth, s, 1, step, p, c, pitch, columns);
}

LOOP void dense_forward(size_t count, size_t n_in, size_t n_out, const real *a, const real *W,
                        const real *b, real *z)
{
    _Alignas(KERNEL_VECTOR_BYTES) real panel[DEPTH * TILE_COLUMNS];

    for (size_t r = 0; r < count; r++)
        memcpy(z + r * n_out, b, n_out * sizeof(real));
    for (size_t k = 0; k < n_in; k += DEPTH) {
        size_t depth = least(n_in - k, DEPTH);

        for (size_t c = 0; c < n_out; c += TILE_COLUMNS) {
            size_t columns = least(n_out - c, TILE_COLUMNS);

            copy_panel(TILE_VECTORS, depth, columns, W + k * n_out + c, n_out, panel);
            panel_update_rows(count, depth, a + k, n_in, panel, z + c, n_out, columns);
        }
    }
}

/* One output: SUMS partial sums whatever the width of the vectors, added up in one order. */
LOOP void dense_forward_one(size_t count, size_t n_in, const real *a, const real *w, real b,
                            real *z)
{
    enum { VECTORS = SUMS / V };

    for (size_t r = 0; r < count; r++, a += n_in) {
        vec part_sum[VECTORS] = {{0}};
        real sum[SUMS];
        size_t j = 0;

        for (; j + SUMS <= n_in; j += SUMS) {
            UNROLL
            for (int k = 0; k < VECTORS; k++)
                part_sum[k] += load(a + j + k * V) * load(w + j + k * V);
        }
        memcpy(sum, part_sum, sizeof sum);
        for (int k = 0; j < n_in; j++, k++)
            sum[k] += a[j] * w[j];
        for (int half = SUMS / 2; half > 0; half /= 2)
            for (int k = 0; k < half; k++)
                sum[k] += sum[k + half];
        z[r] = b + sum[0];
    }
}

/* Copies the transpose of rows x columns: element (k, i) is from[i * pitch + k]. */
LOOP void copy_panel_transposed(size_t rows, size_t columns, const real *from, size_t pitch,
                                real *panel)
{
    for (size_t k = 0; k < rows; k++)
        for (size_t i = 0; i < TILE_COLUMNS; i++)
            panel[k * TILE_COLUMNS + i] = i < columns ? from[i * pitch + k] : 0;
}

LOOP void dense_backward(size_t count, size_t n_in, size_t n_out, const real *dz, const real *W,
                         real *da)
{
    _Alignas(KERNEL_VECTOR_BYTES) real panel[DEPTH * TILE_COLUMNS];

    memset(da, 0, count * n_in * sizeof(real));
    for (size_t k = 0; k < n_out; k += DEPTH) {
        size_t depth = least(n_out - k, DEPTH);

        for (size_t c = 0; c < n_in; c += TILE_COLUMNS) {
            size_t columns = least(n_in - c, TILE_COLUMNS);

            copy_panel_transposed(depth, columns, W + c * n_out + k, n_out, panel);
            panel_update_rows(count, depth, dz + k, n_out, panel, da + c, n_in, columns);
        }
    }
}

/* One output: da = dz w^T. */
LOOP void dense_backward_one(size_t count, size_t n_in, const real *dz, const real *w, real *da)
{
    for (size_t r = 0; r < count; r++, da += n_in) {
        size_t j = 0;

        for (; j + V <= n_in; j += V)
            store(da + j, dz[r] * load(w + j));
        for (; j < n_in; j++)
            da[j] = dz[r] * w[j];
    }
}

/* rows x n_out: dW += s^T dz, dz in panels. */
INLINE void gradient_rows(size_t rows, size_t depth, const real *s, size_t step, const real *panels,
                          size_t columns, real *dW, size_t n_out)
{
    for (size_t c = 0; c < columns; c += TILE_COLUMNS, panels += GRADIENT_DEPTH * TILE_COLUMNS)
        panel_update_columns(rows, depth, s, step, panels, dW + c, n_out,
                             least(columns - c, TILE_COLUMNS));
}

/*
 * Some columns of dW += a^T dz for as many samples as `depth`. Rows of dW are taken together as
 * many as stay in the first-level cache; their factors are copied, as they lie far apart in a.
 */
LOOP void dense_gradient_block(size_t depth, size_t n_in, size_t n_out, size_t columns,
                               const real *a, const real *dz, real *dW)
{
    _Alignas(KERNEL_VECTOR_BYTES) real panels[GRADIENT_DEPTH * GRADIENT_COLUMNS];
    _Alignas(KERNEL_VECTOR_BYTES) real copy[GRADIENT_DEPTH * GRADIENT_ROWS];
    size_t i = 0;

    for (size_t c = 0; c < columns; c += TILE_COLUMNS)
        copy_panel(TILE_VECTORS, depth, least(columns - c, TILE_COLUMNS), dz + c, n_out,
                   panels + c * GRADIENT_DEPTH);
    for (; n_in > COPIED_INPUTS_MIN && i + GRADIENT_ROWS <= n_in; i += GRADIENT_ROWS) {
        for (size_t r = 0; r < depth; r++)
            memcpy(copy + r * GRADIENT_ROWS, a + r * n_in + i, GRADIENT_ROWS * sizeof(real));
        gradient_rows(GRADIENT_ROWS, depth, copy, GRADIENT_ROWS, panels, columns, dW + i * n_out,
                      n_out);
    }
    gradient_rows(n_in - i, depth, a + i, n_in, panels, columns, dW + i * n_out, n_out);
}

LOOP void dense_gradient(size_t count, size_t n_in, size_t n_out, const real *a, const real *dz,
                         real *dW)
{
    for (size_t r = 0; r < count; r += GRADIENT_DEPTH)
        for (size_t c = 0; c < n_out; c += GRADIENT_COLUMNS)
            dense_gradient_block(least(count - r, GRADIENT_DEPTH), n_in, n_out,
                                 least(n_out - c, GRADIENT_COLUMNS), a + r * n_in,
                                 dz + r * n_out + c, dW + c);
}

/* Some vectors of db, each a sum of its own. */
INLINE void bias_columns(const int width, size_t count, size_t n_out, const real *dz, real *db)
{
    vec sum[KERNEL_VECTORS];

    UNROLL
    for (int k = 0; k < width; k++)
        sum[k] = load(db + k * V);
    for (size_t r = 0; r < count; r++, dz += n_out) {
        UNROLL
        for (int k = 0; k < width; k++)
            sum[k] += load(dz + k * V);
    }
    UNROLL
    for (int k = 0; k < width; k++)
        store(db + k * V, sum[k]);
}

LOOP void bias_gradient(size_t count, size_t n_out, const real *dz, real *db)
{
    size_t c = 0;

    for (; c + KERNEL_VECTORS * V <= n_out; c += KERNEL_VECTORS * V)
        bias_columns(KERNEL_VECTORS, count, n_out, dz + c, db + c);
    for (; c + V <= n_out; c += V)
        bias_columns(1, count, n_out, dz + c, db + c);
    for (; c < n_out; c++) {
        real sum = db[c];

        for (size_t r = 0; r < count; r++)
            sum += dz[r * n_out + c];
        db[c] = sum;
    }
}
