/*
 * kernels_product_loops.h - the matrix product c += a b; see kernels_vector.h for how this is
 * included.
 *
 * Each element of c is one sum: its terms are added one after the other, each by a fused
 * multiply-add. Therefore neither the division into blocks nor the vectors' width changes a bit.
 *
 * c is made in register tiles of TILE_ROWS rows and TILE_VECTORS vectors. The columns of b that a
 * tile needs are copied to a panel, which stays in the first-level cache while the rows of a block
 * are processed; the block, copied so that a tile's rows lie together, stays in the second-level
 * cache. Where b's rows lie together, some panels side by side are copied at once: the farther a
 * row is read on, the sooner the processor foresees what comes next.
 */
#include "kernels_vector.h"

enum {
    TILE_VECTORS = 2,
    TILE_COLUMNS = TILE_VECTORS * V,
    DEPTH = 256,                             /* terms of the sums between two visits of a tile */
    GROUP = 4,                               /* panels that are copied together */
    BLOCK_REALS = 11 * TILE_ROWS * DEPTH,    /* factors of rows that are copied together */
    COPIED_COLUMNS_MIN = 12 * TILE_COLUMNS,  /* fewer columns do not earn the copying of rows, */
    COPIED_COLUMNS_LEAST = 2 * TILE_COLUMNS, /* or only where these lie across, */
    COPIED_STEP_MIN = 96,                    /* so far apart */
};

/* A factor: element (i, j) is at[i * row + j * column]; row or column is 1. */
struct factor {
    const real *at;
    size_t row, column;
};

/* Where sums start: element (i, j) at at[i * row + j * column]; both may be 0. */
struct start {
    const real *at;
    size_t row, column;
};

/* ---- copies -------------------------------------------------------------------------------- */

#if defined(__has_builtin)
#if __has_builtin(__builtin_shufflevector) && !defined(OPTOP_SANITIZED)
#define TRANSPOSED_IN_REGISTERS 1
#endif
#endif

#ifdef TRANSPOSED_IN_REGISTERS
/* Vectors a and b with the elements exchanged that lie off the diagonal of 2 H x 2 H squares. */
#define LOW(J, H)          (((J) & (H)) ? V + (J) - (H) : (J))
#define HIGH(J, H)         (((J) & (H)) ? V + (J) : (J) + (H))
#define PLACES_2(F, J, H)  F(J, H), F(J + 1, H)
#define PLACES_4(F, J, H)  PLACES_2(F, J, H), PLACES_2(F, J + 2, H)
#define PLACES_8(F, J, H)  PLACES_4(F, J, H), PLACES_4(F, J + 4, H)
#define PLACES_16(F, J, H) PLACES_8(F, J, H), PLACES_8(F, J + 8, H)
#ifdef OPTOP_SINGLE
#define PLACES_OF(BYTES) PLACES_IN_SINGLE(BYTES)
#else
#define PLACES_OF(BYTES) PLACES_IN_DOUBLE(BYTES)
#endif
#if VECTOR_BYTES == 64 && defined(OPTOP_SINGLE)
#define PLACES PLACES_16
#elif VECTOR_BYTES == 64 || (VECTOR_BYTES == 32 && defined(OPTOP_SINGLE))
#define PLACES PLACES_8
#elif VECTOR_BYTES == 32 || defined(OPTOP_SINGLE)
#define PLACES PLACES_4
#else
#define PLACES PLACES_2
#endif

#define EXCHANGE(H)                                                                                \
    if (V > (H)) {                                                                                 \
        UNROLL                                                                                     \
        for (int i = 0; i < V; i++) {                                                              \
            if (!(i & (H))) {                                                                      \
                vec a = x[i], b = x[i + (H) % V];                                                  \
                x[i] = __builtin_shufflevector(a, b, PLACES(LOW, 0, (H) % V));                     \
                x[i + (H) % V] = __builtin_shufflevector(a, b, PLACES(HIGH, 0, (H) % V));          \
            }                                                                                      \
        }                                                                                          \
    }

/* to = the transpose of V x V elements. */
INLINE void transpose_square(const real *from, size_t from_pitch, real *to, size_t to_pitch)
{
    vec x[V];

    UNROLL
    for (int i = 0; i < V; i++)
        x[i] = load(from + (size_t)i * from_pitch);
    EXCHANGE(8)
    EXCHANGE(4)
    EXCHANGE(2)
    EXCHANGE(1)
    UNROLL
    for (int i = 0; i < V; i++)
        store(to + (size_t)i * to_pitch, x[i]);
}
#endif

/* to[k * pitch + i] = from[i * step + k] for i < rows and k < depth. */
LOOP void copy_transposed(size_t rows, size_t depth, const real *from, size_t step, real *to,
                          size_t pitch)
{
    size_t i = 0;

#ifdef TRANSPOSED_IN_REGISTERS
    /* The last square may overlap the one before. */
    for (; i < rows && rows >= V; i += V) {
        size_t first = least(i, rows - V), k = 0;

        for (; k + V <= depth; k += V)
            transpose_square(from + first * step + k, step, to + k * pitch + first, pitch);
        for (; k < depth; k++)
            for (size_t e = first; e < first + V; e++)
                to[k * pitch + e] = from[e * step + k];
    }
#endif
    for (; i + 4 <= rows; i += 4)
        for (size_t k = 0; k < depth; k++)
            for (size_t e = i; e < i + 4; e++)
                to[k * pitch + e] = from[e * step + k];
    for (; i < rows; i++)
        for (size_t k = 0; k < depth; k++)
            to[k * pitch + i] = from[i * step + k];
}

/* A panel: `depth` rows of TILE_VECTORS vectors, of which `columns` elements are b's. */
INLINE void make_panel(size_t depth, size_t columns, struct factor b, real *panel)
{
    if (b.column == 1)
        copy_panel(TILE_VECTORS, depth, columns, b.at, b.row, panel);
    else
        copy_transposed(columns, depth, b.at, b.column, panel, TILE_COLUMNS);
}

/* Rows of a, TILE_ROWS after the other: term k of row i is block[i / TILE_ROWS][k][i % TILE_ROWS].
 */
LOOP void make_block(size_t rows, size_t depth, struct factor a, real *block)
{
    for (size_t r = 0; r < rows; r += TILE_ROWS, block += TILE_ROWS * depth) {
        size_t some = least(rows - r, TILE_ROWS);
        const real *from = a.at + r * a.row;

        if (a.row != 1)
            copy_transposed(some, depth, from, a.row, block, TILE_ROWS);
        else if (some == TILE_ROWS)
            for (size_t k = 0; k < depth; k++)
                memcpy(block + k * TILE_ROWS, from + k * a.column, TILE_ROWS * sizeof(real));
        else
            for (size_t k = 0; k < depth; k++)
                memcpy(block + k * TILE_ROWS, from + k * a.column, some * sizeof(real));
    }
}

/* ---- tiles --------------------------------------------------------------------------------- */

/* A panel of c: its sums start at `start`; `columns` of them are there. */
struct result {
    real *c;
    size_t pitch;
    struct start start;
    size_t columns;
};

/* Prefetches the sums of the tile below. */
INLINE void prefetch_tile(const int rows, struct result to)
{
    UNROLL
    for (int i = 0; i < rows; i++) {
        UNROLL
        for (int v = 0; v < TILE_VECTORS; v++)
            __builtin_prefetch(to.c + (size_t)(rows + i) * to.pitch + v * V, 1, 2);
    }
}

/*
 * c = start + a p for a tile of `rows` x `vectors` vectors, the last of which may hold only some
 * elements. Row k of p has TILE_COLUMNS elements.
 */
INLINE void tile_update(const int rows, const int vectors, size_t depth, struct factor a,
                        const real *p, struct result to)
{
    vec sum[TILE_ROWS][TILE_VECTORS];
    const real *s = a.at;

    UNROLL
    for (int i = 0; i < rows; i++) {
        UNROLL
        for (int v = 0; v < vectors; v++)
            sum[i][v] = load_some(to.start.at + (size_t)i * to.start.row + v * V,
                                  part(to.columns, (size_t)v));
    }
    if (rows == TILE_ROWS && vectors == TILE_VECTORS)
        prefetch_tile(rows, to);
    for (size_t k = 0; k < depth; k++, s += a.column, p += TILE_COLUMNS) {
        vec b[TILE_VECTORS];

        UNROLL
        for (int v = 0; v < vectors; v++)
            b[v] = load(p + v * V);
        UNROLL
        for (int i = 0; i < rows; i++) {
            vec factor = spread(s[(size_t)i * a.row]);

            UNROLL
            for (int v = 0; v < vectors; v++)
                sum[i][v] = fused(factor, b[v], sum[i][v]);
        }
    }
    UNROLL
    for (int i = 0; i < rows; i++) {
        UNROLL
        for (int v = 0; v < vectors; v++)
            store_some(to.c + (size_t)i * to.pitch + v * V, sum[i][v], part(to.columns, (size_t)v));
    }
}

/* c = start + a p for `count` rows and one panel; a's tiles are `a_tile` elements apart. */
INLINE void panel_rows(const int vectors, size_t count, size_t depth, struct factor a,
                       size_t a_tile, const real *p, struct result to)
{
    static const int heights[] = {TILE_ROWS, TILE_ROWS > 8 ? 8 : 4, 4, 2, 1};

    UNROLL
    for (int h = 0; h < 5; h++) {
        const size_t height = (size_t)heights[h];

        for (; count >= height; count -= height) {
            tile_update(heights[h], vectors, depth, a, p, to);
            a.at += h == 0 ? a_tile : height * a.row;
            to.c += height * to.pitch;
            to.start.at += height * to.start.row;
        }
    }
}

/* The forms of `a`: as it was copied, or where it lies, its rows' terms or its columns together. */
#define PANEL(NAME, VECTORS, COLUMNS, ROW, COLUMN, TILE)                                           \
    LOOP void NAME(size_t count, size_t depth, struct factor a, const real *p, struct result to)   \
    {                                                                                              \
        const struct factor form = {a.at, (ROW), (COLUMN)};                                        \
                                                                                                   \
        to.columns = (COLUMNS);                                                                    \
        panel_rows(VECTORS, count, depth, form, (TILE), p, to);                                    \
    }

PANEL(panel_block, 2, TILE_COLUMNS, 1, TILE_ROWS, TILE_ROWS *depth)
PANEL(panel_block_some, 2, to.columns, 1, TILE_ROWS, TILE_ROWS *depth)
PANEL(panel_block_one, 1, to.columns, 1, TILE_ROWS, TILE_ROWS *depth)
PANEL(panel_rowwise, 2, TILE_COLUMNS, a.row, 1, TILE_ROWS *a.row)
PANEL(panel_rowwise_some, 2, to.columns, a.row, 1, TILE_ROWS *a.row)
PANEL(panel_rowwise_one, 1, to.columns, a.row, 1, TILE_ROWS *a.row)
PANEL(panel_columnwise, 2, TILE_COLUMNS, 1, a.column, TILE_ROWS)
PANEL(panel_columnwise_some, 2, to.columns, 1, a.column, TILE_ROWS)
PANEL(panel_columnwise_one, 1, to.columns, 1, a.column, TILE_ROWS)

INLINE void panel_update(bool copied, size_t count, size_t depth, struct factor a, const real *p,
                         struct result to)
{
    static void (*const update[3][3])(size_t, size_t, struct factor, const real *,
                                      struct result) = {
        {panel_block_one, panel_block_some, panel_block},
        {panel_rowwise_one, panel_rowwise_some, panel_rowwise},
        {panel_columnwise_one, panel_columnwise_some, panel_columnwise},
    };

    update[copied       ? 0
           : a.row == 1 ? 2
                        : 1][to.columns <= V             ? 0
                             : to.columns < TILE_COLUMNS ? 1
                                                         : 2](count, depth, a, p, to);
}

/* ---- the product --------------------------------------------------------------------------- */

/* Whole panels side by side, b's rows lying together. */
LOOP void make_group(size_t depth, struct factor b, real *panel)
{
    for (size_t k = 0; k < depth; k++, b.at += b.row, panel += TILE_COLUMNS) {
        UNROLL
        for (int v = 0; v < GROUP * TILE_VECTORS; v++)
            store(panel + v / TILE_VECTORS * (DEPTH * TILE_COLUMNS) + v % TILE_VECTORS * V,
                  load(b.at + v * V));
    }
}

/* c = start + a b for rows and terms that are not too many; `to` has n columns. */
INLINE void block_update(bool copied, size_t rows, size_t n, size_t depth, struct factor a,
                         struct factor b, struct result to)
{
    _Alignas(KERNEL_VECTOR_BYTES) real panels[GROUP][DEPTH * TILE_COLUMNS];

    for (size_t j = 0, made = 0, next = 0; j < n; j += TILE_COLUMNS, next++) {
        to.columns = least(n - j, TILE_COLUMNS);
        if (next == made) {
            made = b.column == 1 && n - j >= GROUP * TILE_COLUMNS ? GROUP : 1;
            next = 0;
            if (made == GROUP)
                make_group(depth, b, panels[0]);
            else
                make_panel(depth, to.columns, b, panels[0]);
        }
        panel_update(copied, rows, depth, a, panels[next], to);
        b.at += TILE_COLUMNS * b.column;
        to.c += TILE_COLUMNS;
        to.start.at += TILE_COLUMNS * to.start.column;
    }
}

/* The same for any number of rows: they are copied, block by block. */
LOOP void block_copied(size_t m, size_t n, size_t depth, struct factor a, struct factor b,
                       struct result to)
{
    _Alignas(KERNEL_VECTOR_BYTES) real block[BLOCK_REALS];
    const size_t most = BLOCK_REALS / depth / TILE_ROWS * TILE_ROWS;

    for (size_t i = 0; i < m; i += most) {
        size_t rows = least(m - i, most);

        make_block(rows, depth, a, block);
        block_update(true, rows, n, depth, (struct factor){block, 1, TILE_ROWS}, b, to);
        a.at += most * a.row;
        to.c += most * to.pitch;
        to.start.at += most * to.start.row;
    }
}

LOOP void block_in_place(size_t m, size_t n, size_t depth, struct factor a, struct factor b,
                         struct result to)
{
    block_update(false, m, n, depth, a, b, to);
}

/* c = start + a b; a is m x depth, b is depth x n, rows of c are `pitch` elements apart. */
LOOP void product(size_t m, size_t n, size_t depth, struct factor a, struct factor b,
                  struct start start, real *c, size_t pitch)
{
    bool copied = n >= COPIED_COLUMNS_MIN ||
                  (n > COPIED_COLUMNS_LEAST && a.row == 1 && a.column > COPIED_STEP_MIN);
    struct result to = {.c = c, .pitch = pitch, .start = start};

    for (size_t k = 0; k < depth; k += DEPTH) {
        (copied ? block_copied : block_in_place)(m, n, least(depth - k, DEPTH), a, b, to);
        a.at += DEPTH * a.column;
        b.at += DEPTH * b.row;
        to.start = (struct start){c, pitch, 1};
    }
}
