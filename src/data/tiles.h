/*
 * tiles.h - the non-zero inputs of a whole split cut into tiles, for the forward pass of the first
 * layer over all samples, repeated many times. Knows no network.
 *
 * A tile is TILE_INPUTS inputs of a block of TILES_ROWS samples. A sample's part of it is a piece:
 * a list of entries, whose places count from the tile's first input. The entries of a tile's pieces
 * lie one after the other; the pieces are sorted by length, because a processor predicts the end of
 * a loop that is as long as the previous one.
 */
#ifndef OPTOP_TILES_H
#define OPTOP_TILES_H

#include "dataset.h"
#include "entry.h"

enum {
    TILES_ROWS = 128,  /* samples in a block */
    TILE_INPUTS = 112, /* their weights, 8 vectors of 32 bytes, stay in the first-level cache */
};

/* The entries of a sample: `row` counts within the block. */
struct piece {
    uint8_t row, length;
};

struct tile {
    const struct piece *piece;
    size_t pieces;
    const list_entry *entry;
};

struct tiles_store *tiles_store_create(const struct samples *samples, struct status *status);
void tiles_store_free(struct tiles_store *store);

/* Are rows first ... first+count-1 just a block of the store? */
bool tiles_store_has(const struct tiles_store *store, size_t first, size_t count);

/* Tile t of the block that begins with row `first`: of inputs t TILE_INPUTS and following. */
struct tile tiles_store_get(const struct tiles_store *store, size_t first, size_t t);

#endif
