/* check_pairs.c - sparse inputs in lists that two samples or two inputs share. */
#include "base/rng.h"
#include "check_main.h"
#include "data/pairs.h"

#include <string.h>

/* Rows of bytes, and the same as a split in the sparse form. */
struct data {
    size_t m, n_x;
    uint8_t *bytes;
    uint32_t *row_start;
    uint16_t *column;
    uint8_t *value;
    struct samples samples;
};

static void *checked_alloc(size_t count, size_t size)
{
    void *memory = calloc(count + 1, size);

    ck_assert_ptr_nonnull(memory);
    return memory;
}

static void data_begin(struct data *data, size_t m, size_t n_x)
{
    *data = (struct data){.m = m, .n_x = n_x, .bytes = checked_alloc(m * n_x, 1)};
}

/* The split of the bytes as they are now. */
static void data_finish(struct data *data)
{
    uint32_t entries = 0;

    data->row_start = checked_alloc(data->m + 1, sizeof *data->row_start);
    data->column = checked_alloc(data->m * data->n_x, sizeof *data->column);
    data->value = checked_alloc(data->m * data->n_x, sizeof *data->value);
    for (size_t i = 0; i < data->m * data->n_x; i++) {
        if (i % data->n_x == 0)
            data->row_start[i / data->n_x] = entries;
        data->column[entries] = (uint16_t)(i % data->n_x);
        data->value[entries] = data->bytes[i];
        entries += data->bytes[i] != 0;
    }
    data->row_start[data->m] = entries;
    data->samples = (struct samples){.form = SAMPLES_SPARSE,
                                     .m = data->m,
                                     .n_x = data->n_x,
                                     .n_y = 1,
                                     .row_start = data->row_start,
                                     .column = data->column,
                                     .value = data->value};
}

static void data_free(struct data *data)
{
    free(data->bytes);
    free(data->row_start);
    free(data->column);
    free(data->value);
}

static void make_random(struct data *data, size_t m, size_t n_x, double density)
{
    struct rng rng;

    rng_seed(&rng, 2385);
    data_begin(data, m, n_x);
    for (size_t i = 0; i < m * n_x; i++)
        if (rng_uniform(&rng) < density)
            data->bytes[i] = (uint8_t)(1 + rng_interval(&rng, 254));
    data_finish(data);
}

/* Does a list hold what two rows of bytes hold, and nothing else? Places are `step` bytes apart. */
static void assert_list(const struct pair *pair, const pair_entry *entry, const uint8_t *first,
                        const uint8_t *second, size_t step, size_t places)
{
    const pair_entry *end = entry + pair->length;
    size_t filled = 0;

    for (size_t k = 0; k < places; k++) {
        uint8_t x = first[k * step], y = pair->first == pair->second ? 0 : second[k * step];

        if (x == 0 && y == 0)
            continue;
        ck_assert_ptr_ne(entry, end);
        ck_assert_uint_eq(pair_place(*entry), k);
        ck_assert_uint_eq(pair_value(*entry, 0), x);
        ck_assert_uint_eq(pair_value(*entry, 1), y);
        entry++;
        filled++;
    }
    if (filled == 0) { /* the list of samples without any input */
        ck_assert_uint_eq(pair->length, 1);
        ck_assert_uint_eq(*entry++, 0);
    }
    ck_assert_ptr_eq(entry, end);
}

/*
 * All lists of a tile of values `step` bytes apart, those of members `member` bytes apart. Returns
 * how many inputs they hold. partner: of each member in the block the other one and 1; 0: none yet.
 */
static size_t assert_tile(const struct pairs *pairs, const uint8_t *bytes, size_t member,
                          size_t step, size_t places, uint32_t *partner)
{
    const pair_entry *entry = pairs->entry;
    size_t inputs = 0;

    for (size_t i = 0; i < pairs->count; i++) {
        const struct pair *pair = &pairs->pair[i];

        if (i > 0)
            ck_assert_uint_ge(pair->length, pair[-1].length);
        ck_assert(pairs->shared || pair->first == pair->second);
        ck_assert(pair->starts == (partner[pair->first] == 0));
        if (!pair->starts)
            ck_assert_uint_eq(partner[pair->first], pair->second + 1u);
        else if (pair->first != pair->second)
            ck_assert_uint_eq(partner[pair->second], 0);
        partner[pair->first] = pair->second + 1u;
        partner[pair->second] = pair->first + 1u;
        assert_list(pair, entry, bytes + pair->first * member, bytes + pair->second * member, step,
                    places);
        for (size_t k = 0; k < pair->length; k++, entry++)
            inputs += (size_t)(pair_value(*entry, 0) > 0) + (pair_value(*entry, 1) > 0);
    }
    return inputs;
}

/* Blocks and tiles are whole but for the last ones; each input is in one list, once. */
static void check_samples(double density, int share)
{
    struct status status = {0};
    struct data data;
    size_t inputs = 0;

    make_random(&data, 301, 250, density);
    struct pairs_store *store = pairs_of_samples(&data.samples, share != 0, &status);

    ck_assert_ptr_nonnull(store);
    for (size_t first = 0; first < 301; first += PAIRS_SAMPLES) {
        uint32_t partner[PAIRS_SAMPLES] = {0};
        size_t count = pairs_find(store, first, 301);

        ck_assert_uint_eq(count, 301 - first < PAIRS_SAMPLES ? 301 - first : PAIRS_SAMPLES);
        for (size_t t = 0; t * PAIRS_INPUTS < 250; t++) {
            size_t left = 250 - t * PAIRS_INPUTS;
            struct pairs pairs = pairs_get(store, first, t);

            inputs += assert_tile(&pairs, data.bytes + first * 250 + t * PAIRS_INPUTS, 250, 1,
                                  left < PAIRS_INPUTS ? left : PAIRS_INPUTS, partner);
        }
        for (size_t r = 0; r < count; r++) {
            ck_assert_uint_gt(partner[r], 0); /* a list for each: z starts at b there */
            ck_assert_uint_eq(partner[partner[r] - 1], r + 1);
            ck_assert(share || partner[r] == r + 1);
        }
    }
    ck_assert_uint_eq(inputs, data.row_start[301]);
    pairs_free(store);
    data_free(&data);
}

START_TEST(lists_of_samples_hold_each_input_once)
{
    check_samples(0.2, _i);
    check_samples(0.003, _i);
    check_samples(0, _i);
    check_samples(1, _i);
}
END_TEST

static void check_inputs(size_t n_x, double density, int share)
{
    struct status status = {0};
    struct data data;
    size_t inputs = 0;

    make_random(&data, 150, n_x, density);
    struct pairs_store *store = pairs_of_inputs(&data.samples, share != 0, &status);
    uint32_t *partner = checked_alloc(n_x, sizeof *partner);

    ck_assert_ptr_nonnull(store);
    for (size_t first = 0; first < 150; first += PAIRS_PLACES) {
        struct pairs pairs = pairs_get(store, first, 0);

        memset(partner, 0, n_x * sizeof *partner);
        inputs += assert_tile(&pairs, data.bytes + first * n_x, 1, n_x,
                              pairs_find(store, first, PAIRS_PLACES), partner);
    }
    ck_assert_uint_eq(inputs, data.row_start[150]);
    free(partner);
    pairs_free(store);
    data_free(&data);
}

START_TEST(lists_of_inputs_hold_each_input_once)
{
    check_inputs(250, 0.2, _i);
    check_inputs(251, 0.004, _i);
    check_inputs(1, 0.5, _i);
    check_inputs(2, 1, _i);
    check_inputs(3, 0, _i);
    check_inputs(2000, 0.01, _i);
}
END_TEST

START_TEST(rows_that_are_no_block_are_not_found)
{
    struct status status = {0};
    struct data data;

    make_random(&data, 300, 10, 0.5);
    struct pairs_store *samples = pairs_of_samples(&data.samples, true, &status);
    struct pairs_store *inputs = pairs_of_inputs(&data.samples, true, &status);

    ck_assert_uint_eq(pairs_find(samples, 0, 128), 128);
    ck_assert_uint_eq(pairs_find(samples, 0, 127), 0);
    ck_assert_uint_eq(pairs_find(samples, 1, 128), 0);
    ck_assert_uint_eq(pairs_find(samples, 64, 128), 0);
    ck_assert_uint_eq(pairs_find(samples, 256, 300), 44);
    ck_assert_uint_eq(pairs_find(samples, 256, 43), 0);
    ck_assert_uint_eq(pairs_find(samples, 384, 128), 0);
    ck_assert_uint_eq(pairs_find(inputs, 0, 128), 64);
    ck_assert_uint_eq(pairs_find(inputs, 64, 64), 64);
    ck_assert_uint_eq(pairs_find(inputs, 32, 64), 0);
    ck_assert_uint_eq(pairs_find(inputs, 256, 44), 44);
    pairs_free(samples);
    pairs_free(inputs);
    pairs_free(NULL);
    data_free(&data);
}
END_TEST

/* 256 images of 30 x 20 pixels: upright strokes four pixels wide, ten rows high, in 17 places. */
static void make_strokes(struct data *data)
{
    struct rng rng;

    rng_seed(&rng, 7);
    data_begin(data, 256, 600);
    for (size_t i = 0; i < 256; i++) {
        size_t left = (size_t)rng_interval(&rng, 16), top = (size_t)rng_interval(&rng, 1) * 20;

        for (size_t y = top; y < top + 10; y++)
            for (size_t x = left; x < left + 4; x++)
                data->bytes[i * 600 + y * 20 + x] = (uint8_t)(1 + rng_interval(&rng, 254));
    }
    data_finish(data);
}

/* Entries of all lists of some tiles. */
static size_t count_entries(const struct pairs_store *store, size_t step, size_t tiles)
{
    size_t entries = 0;

    for (size_t first = 0; first < 256; first += step)
        for (size_t t = 0; t < tiles; t++) {
            struct pairs pairs = pairs_get(store, first, t);

            for (size_t i = 0; i < pairs.count; i++)
                entries += pairs.pair[i].length;
        }
    return entries;
}

/* Pairs of pixels one above the other share all entries, as rows begin at even ones. Of 34 kinds of
 * images there are two at least in a block of 128, but for a few. */
START_TEST(what_is_alike_makes_a_pair)
{
    struct status status = {0};
    struct data data;

    make_strokes(&data);
    struct pairs_store *samples = pairs_of_samples(&data.samples, true, &status);
    struct pairs_store *inputs = pairs_of_inputs(&data.samples, true, &status);
    struct pairs pairs = pairs_get(inputs, 0, 0);
    size_t all = data.row_start[256];

    ck_assert_uint_eq(all, 256 * 40);
    for (size_t i = 0; i < pairs.count; i++)
        ck_assert_uint_eq(pairs.pair[i].second, pairs.pair[i].first + 20u);
    ck_assert_uint_eq(count_entries(inputs, PAIRS_PLACES, 1), all / 2);
    ck_assert_uint_lt(count_entries(samples, PAIRS_SAMPLES, 6), all * 55 / 100);
    pairs_free(samples);
    pairs_free(inputs);
    data_free(&data);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("pairs");
    TCase *c = tcase_create("pairs");

    tcase_set_timeout(c, 60);
    tcase_add_loop_test(c, lists_of_samples_hold_each_input_once, 0, 2);
    tcase_add_loop_test(c, lists_of_inputs_hold_each_input_once, 0, 2);
    tcase_add_test(c, rows_that_are_no_block_are_not_found);
    tcase_add_test(c, what_is_alike_makes_a_pair);
    suite_add_tcase(s, c);
    return s;
}

TEST_MAIN(suite)
