/*
 * history.c - a run's curves and the pyramid over them; see history.h. Level 0 are the rows,
 * entry j of level k sums up the rows j * 16^k ... (j + 1) * 16^k - 1 and is made when the last of
 * them is appended: a complete entry never changes.
 *
 * Exponential averages go on from row to row, so a block keeps them as they were before every 64th
 * row: any other is reached from there.
 */
#include "history.h"

#include <math.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

enum {
    FANOUT_BITS = 4,
    FANOUT = 1 << FANOUT_BITS,
    LEVELS = 64 / FANOUT_BITS, /* enough for any size_t */
    ROWS_PER_BLOCK = 1024,
    NODES_PER_BLOCK = ROWS_PER_BLOCK / FANOUT,
    AVERAGE_ROWS = 64, /* from one average that is kept to the next */
    AVERAGES_PER_BLOCK = ROWS_PER_BLOCK / AVERAGE_ROWS,
};

/* What is kept of a row, and summed up above: its curves, and what targets are compared with. */
enum { COLUMN_SMOOTHED = CURVES, COLUMNS };

/* Of all curves, at a row; there is none for SMOOTHING_OFF. */
struct averages {
    struct average of[SMOOTHINGS - 1][CURVES];
};

struct rows {
    double value[COLUMNS][ROWS_PER_BLOCK];
    uint64_t evaluated[ROWS_PER_BLOCK / 64];
    struct averages before[AVERAGES_PER_BLOCK]; /* rows 0, 64, 128 ... of the block */
};

struct node {
    struct history_span span[COLUMNS];
};

struct nodes {
    struct node node[NODES_PER_BLOCK];
};

/* Where the rows are in the plane of two parameters. */
struct places {
    double place[ROWS_PER_BLOCK][2];
};

/* In front of a block: how many histories have it. Shared ones are full and never change. */
struct block {
    atomic_size_t owners;
    _Alignas(max_align_t) char content[];
};

/* Blocks that stay where they are; only the list of them is moved when it grows. */
struct level {
    void **block;
    size_t blocks, capacity;
};

struct history {
    size_t length;
    struct averages now; /* up to the last row */
    struct level level[LEVELS];
    bool keeps_places;
    struct level places; /* a block for each of level 0 */
    double reached[2];   /* by the last row's update */
};

/* ---- memory ------------------------------------------------------------------------------- */

struct history *history_create(struct status *status)
{
    struct history *history = calloc(1, sizeof *history);

    if (!history)
        status_out_of_memory(status, "a run's history");
    return history;
}

static struct block *block_of(void *content)
{
    return (struct block *)(void *)((char *)content - offsetof(struct block, content));
}

static void free_level(struct level *level)
{
    for (size_t i = 0; i < level->blocks; i++)
        if (atomic_fetch_sub(&block_of(level->block[i])->owners, 1) == 1)
            free(block_of(level->block[i]));
    free(level->block);
}

void history_free(struct history *history)
{
    if (!history)
        return;
    for (int k = 0; k < LEVELS; k++)
        free_level(&history->level[k]);
    free_level(&history->places);
    free(history);
}

static size_t block_size(int k)
{
    return k == 0 ? sizeof(struct rows) : sizeof(struct nodes);
}

/* Makes room for one more in the list. */
static bool extend(struct level *level)
{
    if (level->blocks == level->capacity) {
        size_t capacity = level->capacity ? 2 * level->capacity : 8;
        void **block = realloc(level->block, capacity * sizeof *block);

        if (!block)
            return false;
        level->block = block;
        level->capacity = capacity;
    }
    return true;
}

static bool add_block(struct level *level, size_t size)
{
    struct block *block = extend(level) ? malloc(sizeof *block + size) : NULL;

    if (!block)
        return false;
    atomic_init(&block->owners, 1);
    level->block[level->blocks++] = block->content;
    return true;
}

bool history_reserve(struct history *history, struct status *status)
{
    size_t entries = history->length + 1;

    for (int k = 0; entries > 0; k++, entries >>= FANOUT_BITS) {
        struct level *level = &history->level[k];
        size_t per_block = k == 0 ? ROWS_PER_BLOCK : NODES_PER_BLOCK;

        while (level->blocks * per_block < entries)
            if (!add_block(level, block_size(k)))
                return status_out_of_memory(status, "a run's history");
    }
    while (history->keeps_places && history->places.blocks < history->level[0].blocks)
        if (!add_block(&history->places, sizeof(struct places)))
            return status_out_of_memory(status, "a run's path");
    return true;
}

uint64_t history_memory_for(uint64_t rows)
{
    double bytes = sizeof(struct history);

    for (uint64_t entries = rows, k = 0; entries > 0; entries >>= FANOUT_BITS, k++) {
        uint64_t per_block = k == 0 ? ROWS_PER_BLOCK : NODES_PER_BLOCK;
        bytes += (double)(entries / per_block + 1) * (double)block_size(k > 0);
    }
    return bytes < 0x1p63 ? (uint64_t)bytes : UINT64_MAX;
}

/* The entries that a beginning has: full blocks are shared, the rest copied. */
static bool share_level(struct level *to, const struct level *from, size_t entries,
                        size_t per_block, size_t size)
{
    size_t full = entries / per_block;

    for (size_t i = 0; i < full; i++) {
        if (!extend(to))
            return false;
        atomic_fetch_add(&block_of(from->block[i])->owners, 1);
        to->block[to->blocks++] = from->block[i];
    }
    if (entries % per_block == 0)
        return true;
    if (!add_block(to, size))
        return false;
    memcpy(to->block[full], from->block[full], size);
    return true;
}

size_t history_memory(const struct history *history)
{
    size_t bytes = sizeof *history;

    for (int k = 0; k < LEVELS; k++)
        bytes += history->level[k].blocks * (sizeof(struct block) + block_size(k)) +
                 history->level[k].capacity * sizeof *history->level[k].block;
    bytes += history->places.blocks * (sizeof(struct block) + sizeof(struct places)) +
             history->places.capacity * sizeof *history->places.block;
    return bytes;
}

/* ---- entries ------------------------------------------------------------------------------ */

static struct rows *rows_of(const struct history *history, size_t i)
{
    return history->level[0].block[i / ROWS_PER_BLOCK];
}

static struct node *node_at(const struct history *history, int k, size_t j)
{
    struct nodes *nodes = history->level[k].block[j / NODES_PER_BLOCK];

    return &nodes->node[j % NODES_PER_BLOCK];
}

/* Entry j of level k, of one column. */
static struct history_span entry(const struct history *history, int column, int k, size_t j)
{
    if (k > 0)
        return node_at(history, k, j)->span[column];

    double value = rows_of(history, j)->value[column][j % ROWS_PER_BLOCK];
    if (!isfinite(value))
        return (struct history_span){NAN, NAN, NAN, 0};
    return (struct history_span){value, value, value, 1};
}

/* Two neighbouring spans as one. */
static struct history_span join(struct history_span left, struct history_span right)
{
    if (left.count == 0)
        return right;
    if (right.count == 0)
        return left;
    return (struct history_span){
        .min = left.min < right.min ? left.min : right.min,
        .max = left.max > right.max ? left.max : right.max,
        .last = right.last,
        .count = left.count + right.count,
    };
}

/* Makes entry j of level k > 0 from those below it. */
static void make_node(struct history *history, int k, size_t j)
{
    struct node *node = node_at(history, k, j);

    for (int c = 0; c < COLUMNS; c++) {
        struct history_span span = entry(history, c, k - 1, j * FANOUT);

        for (size_t i = 1; i < FANOUT; i++)
            span = join(span, entry(history, c, k - 1, j * FANOUT + i));
        node->span[c] = span;
    }
}

/* ---- averages ----------------------------------------------------------------------------------
 */

static void add_row(struct averages *averages, const struct rows *rows, size_t i)
{
    for (int s = 0; s < SMOOTHINGS - 1; s++)
        for (int c = 0; c < CURVES; c++)
            average_add(&averages->of[s][c], smoothing_specs[s + 1].keep, rows->value[c][i]);
}

/* After row i % ROWS_PER_BLOCK of a block has its values. */
static void average_row(struct history *history, struct rows *rows, size_t i)
{
    if (i % AVERAGE_ROWS == 0)
        rows->before[i / AVERAGE_ROWS] = history->now;
    add_row(&history->now, rows, i);
    rows->value[COLUMN_SMOOTHED][i] =
        average_value(history->now.of[SMOOTHING_WEAK - 1][CURVE_TRAIN_LOSS]);
}

/* Those up to the last row, from the nearest ones that are kept. */
static void find_averages(struct history *history)
{
    size_t last = history->length - 1, end = last % ROWS_PER_BLOCK;
    const struct rows *rows = history->length > 0 ? rows_of(history, last) : NULL;

    if (!rows)
        return;
    history->now = rows->before[end / AVERAGE_ROWS];
    for (size_t i = end / AVERAGE_ROWS * AVERAGE_ROWS; i <= end; i++)
        add_row(&history->now, rows, i);
}

double history_smooth(const struct history *history, enum curve curve, enum smoothing smoothing,
                      size_t i)
{
    const struct rows *rows = rows_of(history, i);
    size_t end = i % ROWS_PER_BLOCK;
    struct average average;

    if (smoothing == SMOOTHING_OFF)
        return rows->value[curve][end];
    average = rows->before[end / AVERAGE_ROWS].of[smoothing - 1][curve];
    for (size_t k = end / AVERAGE_ROWS * AVERAGE_ROWS; k <= end; k++)
        average_add(&average, smoothing_specs[smoothing].keep, rows->value[curve][k]);
    return average_value(average);
}

static bool share(struct history *prefix, const struct history *history, size_t rows)
{
    size_t entries = rows;

    for (int k = 0; entries > 0; k++, entries >>= FANOUT_BITS)
        if (!share_level(&prefix->level[k], &history->level[k], entries,
                         k == 0 ? ROWS_PER_BLOCK : NODES_PER_BLOCK, block_size(k)))
            return false;
    return !history->keeps_places || share_level(&prefix->places, &history->places, rows,
                                                 ROWS_PER_BLOCK, sizeof(struct places));
}

struct history *history_prefix(const struct history *history, size_t rows, struct status *status)
{
    struct history *prefix = history_create(status);

    if (!prefix)
        return NULL;
    if (!share(prefix, history, rows)) {
        history_free(prefix);
        status_out_of_memory(status, "a run's history");
        return NULL;
    }
    prefix->length = rows;
    prefix->keeps_places = history_place(history, rows, prefix->reached);
    find_averages(prefix);
    return prefix;
}

static double *place_of(const struct history *history, size_t i)
{
    struct places *places = history->places.block[i / ROWS_PER_BLOCK];

    return places->place[i % ROWS_PER_BLOCK];
}

static void set_place(struct history *history, size_t i, const double at[2],
                      const double reached[2])
{
    memcpy(place_of(history, i), at, sizeof history->reached);
    memcpy(history->reached, reached, sizeof history->reached);
}

/* ---- rows --------------------------------------------------------------------------------- */

void history_append(struct history *history, const struct history_row *row)
{
    struct rows *rows = rows_of(history, history->length);
    size_t i = history->length % ROWS_PER_BLOCK;
    uint64_t bit = (uint64_t)1 << i % 64;

    for (int c = 0; c < CURVES; c++)
        rows->value[c][i] = row->value[c];
    if (row->evaluated)
        rows->evaluated[i / 64] |= bit;
    else
        rows->evaluated[i / 64] &= ~bit;
    average_row(history, rows, i);
    if (history->keeps_places) /* until they are set */
        set_place(history, history->length, (double[]){NAN, NAN}, (double[]){NAN, NAN});

    size_t entries = ++history->length;
    for (int k = 1; entries % FANOUT == 0; k++) {
        entries /= FANOUT;
        make_node(history, k, entries - 1);
    }
}

struct history_row history_no_row(void)
{
    struct history_row row = {.evaluated = false};

    for (int c = 0; c < CURVES; c++)
        row.value[c] = NAN;
    return row;
}

size_t history_length(const struct history *history)
{
    return history->length;
}

struct history_row history_get(const struct history *history, size_t index)
{
    const struct rows *rows = rows_of(history, index);
    size_t i = index % ROWS_PER_BLOCK;
    struct history_row row = {.evaluated = rows->evaluated[i / 64] >> i % 64 & 1};

    for (int c = 0; c < CURVES; c++)
        row.value[c] = rows->value[c][i];
    return row;
}

double history_value(const struct history *history, enum curve curve, size_t i)
{
    return rows_of(history, i)->value[curve][i % ROWS_PER_BLOCK];
}

/*
 * From both ends towards the middle: single entries up to a multiple of 16, then the same a level
 * higher. Every entry used lies within the range, so it is complete.
 */
struct history_span history_span(const struct history *history, enum curve curve, size_t begin,
                                 size_t end)
{
    struct history_span left = {NAN, NAN, NAN, 0}, right = left;

    if (end > history->length)
        end = history->length;
    for (int k = 0; begin < end; k++) {
        for (; begin < end && begin % FANOUT != 0; begin++)
            left = join(left, entry(history, (int)curve, k, begin));
        for (; begin < end && end % FANOUT != 0; end--)
            right = join(entry(history, (int)curve, k, end - 1), right);
        begin /= FANOUT;
        end /= FANOUT;
    }
    return join(left, right);
}

/* ---- searching ---------------------------------------------------------------------------------
 */

size_t history_find(const struct history *history, enum curve curve, double x)
{
    size_t begin = 0, end = history->length;

    while (begin < end) {
        size_t middle = begin + (end - begin) / 2;

        if (history_value(history, curve, middle) < x)
            begin = middle + 1;
        else
            end = middle;
    }
    return begin;
}

static bool answers(const struct history_question *question, const struct history_span *span)
{
    return span->count > 0 &&
           (question->below ? span->min < question->value : span->max > question->value);
}

/* Are all rows of the entry of level k that begins at row i there? */
static bool is_complete(const struct history *history, int k, size_t i)
{
    return (history->length - i) >> (k * FANOUT_BITS) > 0;
}

/* From entry to entry, as large ones as are complete; into the first that has an answer. */
bool history_first(const struct history *history, const struct history_question *question,
                   size_t *row)
{
    int column = question->smoothed ? (int)COLUMN_SMOOTHED : (int)question->curve, k = 0;
    size_t i = 0;

    while (i < history->length) {
        struct history_span span;

        while (k > 0 && !is_complete(history, k, i))
            k--;
        span = entry(history, column, k, i >> (k * FANOUT_BITS));
        if (answers(question, &span)) {
            if (k-- == 0) {
                *row = i;
                return true;
            }
            continue;
        }
        i += (size_t)1 << (k * FANOUT_BITS);
        while (k + 1 < LEVELS && i % ((size_t)1 << ((k + 1) * FANOUT_BITS)) == 0 &&
               is_complete(history, k + 1, i))
            k++;
    }
    return false;
}

/* ---- places -------------------------------------------------------------------------------- */

void history_keep_places(struct history *history, const double start[2])
{
    history->keeps_places = true;
    memcpy(history->reached, start, sizeof history->reached);
}

void history_set_place(struct history *history, const double at[2], const double reached[2])
{
    if (history->keeps_places)
        set_place(history, history->length - 1, at, reached);
}

void history_reach(struct history *history, const double reached[2])
{
    if (history->keeps_places)
        memcpy(history->reached, reached, sizeof history->reached);
}

bool history_place(const struct history *history, size_t i, double place[2])
{
    if (!history->keeps_places || i > history->length)
        return false;
    memcpy(place, i < history->length ? place_of(history, i) : history->reached,
           sizeof history->reached);
    return true;
}
