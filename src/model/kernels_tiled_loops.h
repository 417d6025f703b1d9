/*
 * kernels_tiled_loops.h - the forward product with sparse inputs that have been cut into tiles; see
 * kernels_vector.h for how this is included. Each output is the sum of the same terms in the same
 * order as in kernels_sparse_loops.h.
 */
#include "kernels_vector.h"

/* Prefetches the outputs of the next piece but one. */
INLINE void prefetch_outputs(const int width, const real *z)
{
    UNROLL
    for (int k = 0; k < width; k += 2)
        __builtin_prefetch(z + k * V);
}

/* z += X w for a tile; rows of w have `width` vectors, rows of z n_out elements. */
INLINE void tile_pieces(const int width, const struct tile *tile, const real *intensity,
                        const real *w, real *z, size_t n_out, size_t columns)
{
    const list_entry *entry = tile->entry;

    for (size_t i = 0; i < tile->pieces; i++) {
        const list_entry *end = entry + tile->piece[i].length;
        size_t ahead = i + 2 < tile->pieces ? i + 2 : i;
        real *out = z + tile->piece[i].row * n_out;
        list_entry e = *entry;
        vec sum[PANEL_VECTORS];

        prefetch_outputs(width, z + tile->piece[ahead].row * n_out);
        UNROLL
        for (int k = 0; k < width; k++)
            sum[k] = load_some(out + k * V, part(columns, (size_t)k));
        do {
            const real *row = w + entry_place(e) * (size_t)(width * V);
            vec input = spread(intensity[entry_value(e)]);

            e = *++entry;
            UNROLL
            for (int k = 0; k < width; k++)
                sum[k] = fused(input, load(row + k * V), sum[k]);
        } while (entry < end);
        UNROLL
        for (int k = 0; k < width; k++)
            store_some(out + k * V, sum[k], part(columns, (size_t)k));
    }
}

/* The same for `columns` outputs, W and z pointing to the first, and `inputs` rows of W. */
INLINE void tile_panel(const int width, const struct tile *tile, size_t inputs,
                       const real *intensity, const real *W, real *z, size_t n_out, size_t columns)
{
    const size_t all = (size_t)width * V;
    _Alignas(KERNEL_VECTOR_BYTES) real copy[TILE_INPUTS * PANEL_VECTORS * V];

    if (n_out != all) {
        copy_panel(width, inputs, columns, W, n_out, copy);
        W = copy;
    }
    if (columns == all)
        tile_pieces(width, tile, intensity, W, z, n_out, all);
    else
        tile_pieces(width, tile, intensity, W, z, n_out, columns);
}

#define TILE_PANEL(WIDTH)                                                                          \
    LOOP void tile_panel_##WIDTH(const struct tile *tile, size_t inputs, const real *intensity,    \
                                 const real *W, real *z, size_t n_out, size_t columns)             \
    {                                                                                              \
        tile_panel(WIDTH, tile, inputs, intensity, W, z, n_out, columns);                          \
    }

TILE_PANEL(1)
TILE_PANEL(2)
TILE_PANEL(4)
TILE_PANEL(8)

LOOP void tiled_forward(const struct samples *x, size_t first, size_t count, const real *intensity,
                        size_t n_out, const real *W, const real *b, real *z)
{
    for (size_t r = 0; r < count; r++)
        memcpy(z + r * n_out, b, n_out * sizeof(real));
    for (size_t j = 0, t = 0; j < x->n_x; j += TILE_INPUTS, t++) {
        const struct tile tile = tiles_store_get(x->tiles, first, t);
        size_t inputs = least(x->n_x - j, TILE_INPUTS);

        for (size_t c = 0, columns; tile.pieces > 0 && c < n_out; c += columns) {
            const real *w = W + j * n_out + c;
            int width = panel_width(n_out - c);

            columns = least(n_out - c, (size_t)width * V);
            if (width == 8)
                tile_panel_8(&tile, inputs, intensity, w, z + c, n_out, columns);
            else if (width == 4)
                tile_panel_4(&tile, inputs, intensity, w, z + c, n_out, columns);
            else if (width == 2)
                tile_panel_2(&tile, inputs, intensity, w, z + c, n_out, columns);
            else
                tile_panel_1(&tile, inputs, intensity, w, z + c, n_out, columns);
        }
    }
}
