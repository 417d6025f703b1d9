/* pairs.c - sparse inputs in lists that two samples or two inputs share; see pairs.h. */
#include "pairs.h"

#include "base/array.h"
#include "base/vectorized.h"

#include <stdlib.h>
#include <string.h>

/* Where a tile begins; the next one's beginnings are its ends. */
struct place {
    uint32_t pair, entry;
};

struct pairs_store {
    size_t m, rows, tiles; /* samples; samples of a block; tiles of a block */
    bool of_inputs, shared;
    struct place *place; /* of all blocks, one after the other, and one more */
    struct pair *pair;   /* and some more, as they are looked at ahead */
    pair_entry *entry;
};

enum { LIST_ROOM = PAIRS_INPUTS + 1 };

/*
 * A block of samples while it is cut into lists: its values, those that are 0 too, and which
 * members make the pairs: 2 q and 2 q + 1, the same one twice if it was left over.
 */
struct block {
    const struct samples *samples;
    size_t first, rows;
    uint8_t *value;   /* rows x n_x */
    uint64_t *bits;   /* of each row: where it is not 0 */
    size_t words;     /* of a row */
    uint32_t *member; /* of the pairs */
    size_t pairs;
    uint8_t *length;  /* of each pair's list */
    pair_entry *list; /* LIST_ROOM entries for each pair's */
    uint32_t *order;  /* of the pairs with lists */
    bool *started;    /* has the pair had a list? */
};

/* ---- which make a pair ----------------------------------------------------------------------- */

VECTORIZED static size_t count_union(size_t words, const uint64_t *a, const uint64_t *b)
{
    size_t bits = 0;

    for (size_t i = 0; i < words; i++)
        bits += (size_t)__builtin_popcountll(a[i] | b[i]);
    return bits;
}

/* Each sample, the fullest first, takes from those that are left the one that adds the fewest
 * entries, counting what that one has as gained. */
static void match_samples(struct block *block)
{
    size_t left[PAIRS_SAMPLES], filled[PAIRS_SAMPLES], count = block->rows;

    for (size_t r = 0; r < count; r++) {
        const uint64_t *bits = block->bits + r * block->words;
        size_t at = r;

        filled[r] = count_union(block->words, bits, bits);
        for (; at > 0 && filled[left[at - 1]] < filled[r]; at--)
            left[at] = left[at - 1];
        left[at] = r;
    }
    block->pairs = 0;
    while (count > 0) {
        size_t row = left[0], best = 0, least = SIZE_MAX;

        for (size_t i = 1; i < count; i++) {
            size_t both = count_union(block->words, block->bits + row * block->words,
                                      block->bits + left[i] * block->words);
            size_t cost = 2 * both - filled[left[i]]; /* both >= filled */

            if (cost < least) {
                least = cost;
                best = i;
            }
        }
        block->member[2 * block->pairs] = (uint32_t)row;
        block->member[2 * block->pairs++ + 1] = (uint32_t)left[best];
        if (best > 0)
            memmove(left + best, left + best + 1, (--count - best) * sizeof *left);
        memmove(left, left + 1, --count * sizeof *left);
    }
}

/* Inputs j and j + distance make a pair. */
static void match_inputs(struct block *block, size_t distance)
{
    size_t n_x = block->samples->n_x;

    block->pairs = 0;
    for (size_t j = 0; j < n_x; j++) {
        if (j / distance % 2 == 1)
            continue;
        block->member[2 * block->pairs] = (uint32_t)j;
        block->member[2 * block->pairs++ + 1] = (uint32_t)(j + distance < n_x ? j + distance : j);
    }
}

/* Each member is a pair of one. */
static void match_none(struct block *block, size_t members)
{
    for (size_t q = 0; q < members; q++)
        block->member[2 * q] = block->member[2 * q + 1] = (uint32_t)q;
    block->pairs = members;
}

/* Entries of all lists if inputs so far apart make the pairs; bits: of each input, its samples. */
VECTORIZED static size_t count_entries(size_t n_x, const uint64_t *bits, size_t distance)
{
    size_t entries = 0;

    for (size_t at = 0; at < n_x; at += 2 * distance) {
        size_t both = n_x - at < distance ? 0 : n_x - at - distance;
        size_t pairs = both < distance ? both : distance;
        size_t alone = n_x - at < distance ? n_x - at : distance;

        for (size_t j = at; j < at + pairs; j++)
            entries += (size_t)__builtin_popcountll(bits[j] | bits[j + distance]);
        for (size_t j = at + pairs; j < at + alone; j++)
            entries += (size_t)__builtin_popcountll(bits[j]);
    }
    return entries;
}

/* The distance with the fewest entries among some samples, spread over all. `bits`: n_x words. */
static size_t find_distance(const struct samples *samples, uint64_t *bits)
{
    enum { DISTANCE_MAX = 256, LOOKS = 16, WORK = 1 << 14 };
    size_t entries[DISTANCE_MAX + 1] = {0}, best = 1;
    size_t looks = WORK / samples->n_x;

    looks = looks < 1 ? 1 : looks < LOOKS ? looks : LOOKS;
    for (size_t look = 0; look < looks; look++) {
        memset(bits, 0, samples->n_x * sizeof *bits);
        for (size_t r = 0; r < 64; r++) {
            size_t row = (look * 64 + r) * samples->m / (looks * 64);

            for (size_t p = samples->row_start[row]; p < samples->row_start[row + 1]; p++)
                bits[samples->column[p]] |= (uint64_t)1 << r;
        }
        for (size_t d = 1; d <= DISTANCE_MAX && 2 * d <= samples->n_x; d++)
            entries[d] += count_entries(samples->n_x, bits, d);
    }
    for (size_t d = 2; d <= DISTANCE_MAX && 2 * d <= samples->n_x; d++)
        if (entries[d] < entries[best])
            best = d;
    return best;
}

/* ---- cutting ------------------------------------------------------------------------------- */

static void expand(struct block *block)
{
    const struct samples *s = block->samples;

    memset(block->value, 0, block->rows * s->n_x);
    memset(block->bits, 0, block->rows * block->words * sizeof *block->bits);
    for (size_t r = 0; r < block->rows; r++)
        for (size_t p = s->row_start[block->first + r]; p < s->row_start[block->first + r + 1];
             p++) {
            block->value[r * s->n_x + s->column[p]] = s->value[p];
            block->bits[r * block->words + s->column[p] / 64] |= (uint64_t)1 << s->column[p] % 64;
        }
}

/* Some places of a block: the value of member i at place k is at[i * member + k * place]. */
struct view {
    const uint8_t *at;
    size_t member, place, places;
};

/* A pair's list; returns its length. Entries are written before it is known that they count. */
static size_t make_list(const struct view *view, const uint32_t *member, pair_entry *list)
{
    const uint8_t *first = view->at + member[0] * view->member;
    const uint8_t *second = view->at + member[1] * view->member;
    const unsigned mask = member[0] == member[1] ? 0 : 0xff;
    size_t length = 0;

    for (size_t k = 0; k < view->places; k++, first += view->place, second += view->place) {
        unsigned x = *first, y = *second & mask;

        list[length] = (pair_entry)k | x << 8 | y << 16;
        length += (x | y) > 0;
    }
    return length;
}

/* The lists of a tile; in the last tile no pair is left without any. */
static void make_lists(struct block *block, const struct view *view, bool last)
{
    for (size_t q = 0; q < block->pairs; q++) {
        pair_entry *list = block->list + q * LIST_ROOM;
        size_t length = make_list(view, block->member + 2 * q, list);

        if (length == 0 && last && !block->started[q])
            list[length++] = 0;
        block->length[q] = (uint8_t)length;
    }
}

/* The pairs with lists, sorted by length; returns how many there are. */
static size_t sort_pairs(struct block *block)
{
    size_t start[UINT8_MAX + 2] = {0}, count;

    for (size_t q = 0; q < block->pairs; q++)
        start[block->length[q] + 1]++;
    count = block->pairs - start[1];
    start[1] = 0;
    for (size_t n = 1; n <= UINT8_MAX; n++)
        start[n + 1] += start[n];
    for (size_t q = 0; q < block->pairs; q++)
        if (block->length[q] > 0)
            block->order[start[block->length[q]]++] = (uint32_t)q;
    return count;
}

/* Appends a tile's pairs and their lists. */
static void append(struct pairs_store *store, struct block *block, struct place *used)
{
    size_t count = sort_pairs(block);

    for (size_t i = 0; i < count; i++) {
        size_t q = block->order[i];

        store->pair[used->pair++] = (struct pair){
            .first = (uint16_t)block->member[2 * q],
            .second = (uint16_t)block->member[2 * q + 1],
            .length = block->length[q],
            .starts = !block->started[q],
        };
        memcpy(store->entry + used->entry, block->list + q * LIST_ROOM,
               block->length[q] * sizeof *store->entry);
        used->entry += block->length[q];
        block->started[q] = true;
    }
}

/* Which members of a block make a pair; `distance` is that of inputs that do. */
static void match(const struct pairs_store *store, struct block *block, size_t distance)
{
    if (!store->shared)
        match_none(block, store->of_inputs ? block->samples->n_x : block->rows);
    else if (store->of_inputs)
        match_inputs(block, distance);
    else
        match_samples(block);
}

static struct view tile_view(const struct pairs_store *store, const struct block *block, size_t t)
{
    size_t n_x = block->samples->n_x, from = t * PAIRS_INPUTS;

    if (store->of_inputs)
        return (struct view){block->value, 1, n_x, block->rows};
    return (struct view){block->value + from, n_x, 1,
                         n_x - from < PAIRS_INPUTS ? n_x - from : PAIRS_INPUTS};
}

/* Cuts all blocks. */
static void cut(struct pairs_store *store, struct block *block)
{
    const struct samples *samples = block->samples;
    struct place used = {0}, *place = store->place;
    size_t distance = 1;

    if (store->of_inputs && store->shared)
        distance = find_distance(samples, block->bits);
    for (; block->first < store->m; block->first += block->rows) {
        block->rows = store->m - block->first < store->rows ? store->m - block->first : store->rows;
        expand(block);
        match(store, block, distance);
        memset(block->started, 0, block->pairs * sizeof *block->started);
        for (size_t t = 0; t < store->tiles; t++) {
            const struct view view = tile_view(store, block, t);

            *place++ = used;
            make_lists(block, &view, !store->of_inputs && t + 1 == store->tiles);
            append(store, block, &used);
        }
    }
    *place = used;
}

/* ---- the store ----------------------------------------------------------------------------- */

static const char what[] = "the images in pairs";

enum { AHEAD = 2 }; /* elements behind the last */

/* Allocates an empty store; a tile has so many lists at most. */
static bool allocate(struct pairs_store *store, const struct samples *samples, size_t lists,
                     struct status *status)
{
    size_t blocks = (samples->m + store->rows - 1) / store->rows, pairs;
    size_t entries = (size_t)samples->row_start[samples->m] + samples->m; /* some are added */

    if (entries > UINT32_MAX) { /* a struct place could not count so many */
        status_out_of_memory(status, what);
        return false;
    }
    if (__builtin_mul_overflow(blocks * store->tiles, lists, &pairs) || pairs > entries)
        pairs = entries;
    store->place = array_allocate(blocks * store->tiles + 1, sizeof *store->place, what, status);
    store->pair = array_allocate(pairs + AHEAD, sizeof *store->pair, what, status);
    store->entry = array_allocate(entries + AHEAD, sizeof *store->entry, what, status);
    return store->place && store->pair && store->entry;
}

/* Fills the store in; false when memory is lacking. */
static bool fill(struct pairs_store *store, const struct samples *samples, size_t lists,
                 struct status *status)
{
    size_t n_x = samples->n_x, words = (n_x + 63) / 64;
    struct block block = {.samples = samples, .words = words};
    bool done = false;

    block.value = array_allocate(store->rows, n_x, what, status);
    block.bits = array_allocate(store->rows * words > n_x ? store->rows * words : n_x,
                                sizeof *block.bits, what, status);
    block.member = array_allocate(lists, 2 * sizeof *block.member, what, status);
    block.length = array_allocate(lists, sizeof *block.length, what, status);
    block.list = array_allocate(lists, LIST_ROOM * sizeof *block.list, what, status);
    block.order = array_allocate(lists, sizeof *block.order, what, status);
    block.started = array_allocate(lists, sizeof *block.started, what, status);
    if (block.value && block.bits && block.member && block.length && block.list && block.order &&
        block.started) {
        cut(store, &block);
        done = true;
    }
    free(block.value);
    free(block.bits);
    free(block.member);
    free(block.length);
    free(block.list);
    free(block.order);
    free(block.started);
    return done;
}

/* Gives back what the lists have not needed; pairs are looked at ahead. */
static bool trim(struct pairs_store *store, struct status *status)
{
    size_t blocks = (store->m + store->rows - 1) / store->rows;
    const struct place *end = &store->place[blocks * store->tiles];
    struct pair *pair = realloc(store->pair, (end->pair + AHEAD) * sizeof *pair);
    pair_entry *entry = realloc(store->entry, ((size_t)end->entry + AHEAD) * sizeof *entry);

    store->pair = pair ? pair : store->pair;
    store->entry = entry ? entry : store->entry;
    memset(store->pair + end->pair, 0, AHEAD * sizeof *pair);
    if (!pair || !entry)
        status_out_of_memory(status, what);
    return pair && entry;
}

static struct pairs_store *make(const struct samples *samples, const struct pairs_store *kind,
                                size_t lists, struct status *status)
{
    struct pairs_store *store = calloc(1, sizeof *store);

    if (!store) {
        status_out_of_memory(status, what);
        return NULL;
    }
    *store = *kind;
    if (allocate(store, samples, lists, status) && fill(store, samples, lists, status) &&
        trim(store, status))
        return store;
    pairs_free(store);
    return NULL;
}

struct pairs_store *pairs_of_samples(const struct samples *samples, bool share,
                                     struct status *status)
{
    const struct pairs_store kind = {.m = samples->m,
                                     .rows = PAIRS_SAMPLES,
                                     .tiles = (samples->n_x + PAIRS_INPUTS - 1) / PAIRS_INPUTS,
                                     .shared = share};

    return make(samples, &kind, share ? PAIRS_SAMPLES / 2 : PAIRS_SAMPLES, status);
}

struct pairs_store *pairs_of_inputs(const struct samples *samples, bool share,
                                    struct status *status)
{
    const struct pairs_store kind = {
        .m = samples->m, .rows = PAIRS_PLACES, .tiles = 1, .of_inputs = true, .shared = share};

    return make(samples, &kind, samples->n_x, status);
}

void pairs_free(struct pairs_store *store)
{
    if (!store)
        return;
    free(store->place);
    free(store->pair);
    free(store->entry);
    free(store);
}

size_t pairs_find(const struct pairs_store *store, size_t first, size_t most)
{
    size_t left = first < store->m ? store->m - first : 0;
    size_t count = left < store->rows ? left : store->rows;

    return first % store->rows == 0 && count <= most ? count : 0;
}

struct pairs pairs_get(const struct pairs_store *store, size_t first, size_t t)
{
    const struct place *place = store->place + first / store->rows * store->tiles + t;

    return (struct pairs){store->pair + place[0].pair, place[1].pair - place[0].pair,
                          store->entry + place[0].entry, store->shared};
}
