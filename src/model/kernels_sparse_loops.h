/*
 * kernels_sparse_loops.h - products with sparse inputs, listed by their non-zero values; see
 * kernels_vector.h for how this is included.
 *
 * Outputs are taken in panels of a few vectors, so that the sums of a sample, or of an input's
 * weights, stay in registers while its list is traversed. A list is read one entry ahead, to hide
 * the latency of the table of intensities. These loops are bound by the number of loads.
 */
#include "kernels_vector.h"

enum {
    PANEL_VECTORS = KERNEL_VECTORS,
    TILE_BYTES = 28 * 1024, /* of weights that stay in the first-level cache */
    COPIED_ROWS_MIN = 16,   /* fewer samples do not earn the copying of the weights */
    CURSORS = 256,          /* samples that go through the tiles together */
};

/* ---- forward ------------------------------------------------------------------------------- */

/* The rest of a sample's list. */
struct cursor {
    uint32_t next, end;
};

/* Samples in random order are not where the processor expects them. */
INLINE void prefetch_list(const struct samples *s, struct cursor list)
{
    enum { LINE = 64 };

    for (size_t p = list.next; p < list.end; p += LINE / sizeof *s->column)
        __builtin_prefetch(s->column + p);
    for (size_t p = list.next; p < list.end; p += LINE / sizeof *s->value)
        __builtin_prefetch(s->value + p);
}

/* Weights of the inputs first ... limit-1; w points to the first's. */
struct weights {
    const real *w;
    size_t first, limit;
};

/*
 * z += X w for a tile's inputs: each sample goes on from where its cursor is. Rows of w have
 * `w_pitch` elements, rows of z `pitch`; `columns` outputs are computed.
 */
INLINE void forward_tile(const int width, const struct kernel_inputs *x, const real *intensity,
                         struct cursor *cursor, size_t count, const struct weights *tile,
                         size_t w_pitch, real *z, size_t pitch, size_t columns)
{
    const uint16_t *column = x->samples->column;
    const uint8_t *value = x->samples->value;
    const real *w = tile->w;
    size_t first = tile->first, limit = tile->limit;

    for (size_t r = 0; r < count; r++, z += pitch) {
        size_t p = cursor[r].next, end = cursor[r].end, j, v;
        vec sum[PANEL_VECTORS];

        if (p == end || (j = column[p]) >= limit)
            continue;
        UNROLL
        for (int k = 0; k < width; k++)
            sum[k] = load_some(z + k * V, part(columns, (size_t)k));
        v = value[p];
        do {
            const real *row = w + (j - first) * w_pitch;
            vec input = spread(intensity[v]);

            p++;
            j = column[p];
            v = value[p];
            UNROLL
            for (int k = 0; k < width; k++)
                sum[k] = fused(input, load(row + k * V), sum[k]);
        } while (p < end && j < limit);
        cursor[r].next = (uint32_t)p;
        UNROLL
        for (int k = 0; k < width; k++)
            store_some(z + k * V, sum[k], part(columns, (size_t)k));
    }
}

/* z += X W for one panel: `columns` outputs, W and z pointing to the first. */
INLINE void forward_panel(const int width, const struct kernel_inputs *x, const real *intensity,
                          struct cursor *cursor, size_t count, const real *W, real *z, size_t pitch,
                          size_t columns)
{
    const size_t all = (size_t)width * V, n_x = x->samples->n_x;
    _Alignas(KERNEL_VECTOR_BYTES) real copy[TILE_BYTES / sizeof(real)];
    size_t step = sizeof copy / (all * sizeof(real));

    if (columns == all && count < COPIED_ROWS_MIN) {
        struct weights tile = {W, 0, n_x};

        forward_tile(width, x, intensity, cursor, count, &tile, pitch, z, pitch, all);
        return;
    }
    for (size_t j = 0; j < n_x; j += step) {
        struct weights tile = {W + j * pitch, j, least(j + step, n_x)};

        if (pitch != all || columns != all) {
            copy_panel(width, tile.limit - j, columns, tile.w, pitch, copy);
            tile.w = copy;
        }
        if (columns == all)
            forward_tile(width, x, intensity, cursor, count, &tile, all, z, pitch, all);
        else
            forward_tile(width, x, intensity, cursor, count, &tile, all, z, pitch, columns);
    }
}

#define FORWARD_PANEL(WIDTH)                                                                       \
    LOOP void forward_panel_##WIDTH(const struct kernel_inputs *x, const real *intensity,          \
                                    struct cursor *cursor, size_t count, const real *W, real *z,   \
                                    size_t pitch, size_t columns)                                  \
    {                                                                                              \
        forward_panel(WIDTH, x, intensity, cursor, count, W, z, pitch, columns);                   \
    }

FORWARD_PANEL(1)
FORWARD_PANEL(2)
FORWARD_PANEL(4)
FORWARD_PANEL(8)

LOOP void sparse_forward_block(const struct kernel_inputs *x, const real *intensity, size_t first,
                               size_t count, size_t n_out, size_t pitch, const real *W,
                               const real *b, real *z)
{
    const struct samples *s = x->samples;
    struct cursor cursor[CURSORS];

    for (size_t r = 0; r < count; r++)
        memcpy(z + r * pitch, b, n_out * sizeof(real));
    for (size_t c = 0, columns; c < n_out; c += columns) {
        int width = panel_width(n_out - c, PANEL_VECTORS);

        columns = least(n_out - c, (size_t)width * V);
        for (size_t r = 0; r < count; r++) {
            size_t sample = rows_sample(&x->rows, first + r);

            cursor[r] = (struct cursor){s->row_start[sample], s->row_start[sample + 1]};
            if (x->rows.index && c == 0)
                prefetch_list(s, cursor[r]);
        }
        if (width == 8)
            forward_panel_8(x, intensity, cursor, count, W + c, z + c, pitch, columns);
        else if (width == 4)
            forward_panel_4(x, intensity, cursor, count, W + c, z + c, pitch, columns);
        else if (width == 2)
            forward_panel_2(x, intensity, cursor, count, W + c, z + c, pitch, columns);
        else
            forward_panel_1(x, intensity, cursor, count, W + c, z + c, pitch, columns);
    }
}

LOOP void sparse_forward(const struct kernel_inputs *x, const real *intensity, size_t n_out,
                         size_t pitch, const real *W, const real *b, real *z)
{
    for (size_t r = 0; r < x->rows.count; r += CURSORS)
        sparse_forward_block(x, intensity, r, least(x->rows.count - r, CURSORS), n_out, pitch, W, b,
                             z + r * pitch);
}

/* ---- gradient ------------------------------------------------------------------------------ */

/* dW += X^T dz, or = if `fresh`, for one panel of `columns` outputs, dz copied to rows of `width`
 * vectors. */
INLINE void gradient_columns(const int width, const struct columns *x, const real *intensity,
                             size_t n_out, size_t columns, const real *panel, bool fresh, real *dW)
{
    for (size_t j = 0; j < x->n_x; j++, dW += n_out) {
        const list_entry *entry = x->entry + x->begin[j], *end = x->entry + x->end[j];
        vec sum[PANEL_VECTORS];

        if (entry == end) {
            if (fresh)
                memset(dW, 0, columns * sizeof *dW);
            continue;
        }
        UNROLL
        for (int k = 0; k < width; k++)
            sum[k] = fresh ? (vec){0} : load_some(dW + k * V, part(columns, (size_t)k));
        list_entry e = *entry;
        do {
            const real *d = panel + entry_place(e) * (size_t)(width * V);
            vec input = spread(intensity[entry_value(e)]);

            e = *++entry;
            UNROLL
            for (int k = 0; k < width; k++)
                sum[k] = fused(input, load(d + k * V), sum[k]);
        } while (entry < end);
        UNROLL
        for (int k = 0; k < width; k++)
            store_some(dW + k * V, sum[k], part(columns, (size_t)k));
    }
}

INLINE void gradient_panel(const int width, const struct columns *x, const real *intensity,
                           size_t n_out, size_t columns, const real *dz, bool fresh, real *panel,
                           real *dW)
{
    copy_panel(width, x->rows, columns, dz, n_out, panel);
    if (columns == (size_t)width * V)
        gradient_columns(width, x, intensity, n_out, (size_t)width * V, panel, fresh, dW);
    else
        gradient_columns(width, x, intensity, n_out, columns, panel, fresh, dW);
}

#define GRADIENT_PANEL(WIDTH)                                                                      \
    LOOP void gradient_panel_##WIDTH(const struct columns *x, const real *intensity, size_t n_out, \
                                     size_t columns, const real *dz, bool fresh, real *panel,      \
                                     real *dW)                                                     \
    {                                                                                              \
        gradient_panel(WIDTH, x, intensity, n_out, columns, dz, fresh, panel, dW);                 \
    }

GRADIENT_PANEL(1)
GRADIENT_PANEL(2)
GRADIENT_PANEL(4)
GRADIENT_PANEL(8)

LOOP void sparse_gradient(const struct columns *x, const real *intensity, size_t n_out,
                          const real *dz, bool fresh, real *dW, real *panel)
{
    for (size_t c = 0, columns; c < n_out; c += columns) {
        int width = panel_width(n_out - c, PANEL_VECTORS);

        columns = least(n_out - c, (size_t)width * V);
        if (width == 8)
            gradient_panel_8(x, intensity, n_out, columns, dz + c, fresh, panel, dW + c);
        else if (width == 4)
            gradient_panel_4(x, intensity, n_out, columns, dz + c, fresh, panel, dW + c);
        else if (width == 2)
            gradient_panel_2(x, intensity, n_out, columns, dz + c, fresh, panel, dW + c);
        else
            gradient_panel_1(x, intensity, n_out, columns, dz + c, fresh, panel, dW + c);
    }
}
