/* tiles.c - sparse inputs cut into tiles; see tiles.h. */
#include "tiles.h"

#include "base/array.h"

#include <stdlib.h>
#include <string.h>

/* Where a tile begins; the next one's beginnings are its ends. */
struct place {
    uint32_t piece, entry;
};

struct tiles_store {
    size_t m, tiles;     /* samples; tiles of a block */
    struct place *place; /* of all blocks, one after the other, and one more */
    struct piece *piece;
    list_entry *entry; /* and some more, as lists are read ahead */
};

/* ---- cutting ------------------------------------------------------------------------------- */

/* A block of samples; next[r] is the first entry of row r that has not been cut off. */
struct block {
    const struct samples *samples;
    size_t first, rows;
    uint32_t next[TILES_ROWS];
};

/* How many entries of a row come before input `limit`. */
static size_t length_of(const struct block *block, size_t row, size_t limit)
{
    const struct samples *s = block->samples;
    size_t p = block->next[row], end = s->row_start[block->first + row + 1];

    while (p < end && s->column[p] < limit)
        p++;
    return p - block->next[row];
}

/* Appends the pieces of a tile and their entries. */
static void cut_tile(struct tiles_store *store, struct block *block, size_t t, struct place *used)
{
    const struct samples *s = block->samples;
    size_t length[TILES_ROWS], start[TILE_INPUTS + 2] = {0};
    struct piece *piece = store->piece + used->piece;

    for (size_t r = 0; r < block->rows; r++) {
        length[r] = length_of(block, r, (t + 1) * TILE_INPUTS);
        start[length[r] + 1]++;
    }
    used->piece += (uint32_t)(block->rows - start[1]);
    start[1] = 0;
    for (size_t n = 1; n <= TILE_INPUTS; n++)
        start[n + 1] += start[n];
    for (size_t r = 0; r < block->rows; r++)
        if (length[r] > 0)
            piece[start[length[r]]++] = (struct piece){(uint8_t)r, (uint8_t)length[r]};

    for (; piece < store->piece + used->piece; piece++)
        for (size_t i = 0; i < piece->length; i++) {
            size_t p = block->next[piece->row]++;

            store->entry[used->entry++] = entry_of(s->column[p] - t * TILE_INPUTS, s->value[p]);
        }
}

static void cut(struct tiles_store *store, const struct samples *samples)
{
    struct place used = {0}, *place = store->place;
    struct block block = {.samples = samples};

    for (; block.first < store->m; block.first += block.rows) {
        block.rows = store->m - block.first < TILES_ROWS ? store->m - block.first : TILES_ROWS;
        memcpy(block.next, samples->row_start + block.first, block.rows * sizeof block.next[0]);
        for (size_t t = 0; t < store->tiles; t++) {
            *place++ = used;
            cut_tile(store, &block, t, &used);
        }
    }
    *place = used;
}

/* ---- the store ----------------------------------------------------------------------------- */

struct tiles_store *tiles_store_create(const struct samples *samples, struct status *status)
{
    enum { AHEAD = 1 };
    static const char what[] = "the images cut into tiles";
    struct tiles_store *store = calloc(1, sizeof *store);
    size_t blocks = (samples->m + TILES_ROWS - 1) / TILES_ROWS;
    size_t entries = samples->row_start[samples->m];
    size_t tiles = (samples->n_x + TILE_INPUTS - 1) / TILE_INPUTS, pieces;

    if (!store) {
        status_out_of_memory(status, what);
        return NULL;
    }
    /* No more pieces than entries, nor than rows in tiles. */
    if (__builtin_mul_overflow(samples->m, tiles, &pieces) || pieces > entries)
        pieces = entries;
    store->m = samples->m;
    store->tiles = tiles;
    store->place = array_allocate(blocks * tiles + 1, sizeof *store->place, what, status);
    store->piece = array_allocate(pieces + AHEAD, sizeof *store->piece, what, status);
    store->entry = array_allocate(entries + AHEAD, sizeof *store->entry, what, status);
    if (!store->place || !store->piece || !store->entry) {
        tiles_store_free(store);
        return NULL;
    }
    cut(store, samples);
    store->entry[entries] = 0;
    return store;
}

void tiles_store_free(struct tiles_store *store)
{
    if (!store)
        return;
    free(store->place);
    free(store->piece);
    free(store->entry);
    free(store);
}

bool tiles_store_has(const struct tiles_store *store, size_t first, size_t count)
{
    size_t left = first < store->m ? store->m - first : 0;

    return count > 0 && first % TILES_ROWS == 0 && count == (left < TILES_ROWS ? left : TILES_ROWS);
}

struct tile tiles_store_get(const struct tiles_store *store, size_t first, size_t t)
{
    const struct place *place = store->place + first / TILES_ROWS * store->tiles + t;

    return (struct tile){store->piece + place[0].piece, place[1].piece - place[0].piece,
                         store->entry + place[0].entry};
}
