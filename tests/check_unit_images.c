/* check_unit_images.c - weights as images of character cells: tiles that fit, cells, signs. */
#include "check_main.h"
#include "ui/term.h"
#include "ui/unit_images.h"

#include <string.h>

START_TEST(tiles_fit_the_area)
{
    for (int rows = 0; rows < 40; rows++)
        for (int columns = 0; columns < 130; columns += 3)
            for (int units = 1; units < 40; units += 13) {
                const struct rect area = {0, 0, rows, columns};
                struct unit_tiling t = unit_images_tile(area, 28, 28, units);

                if (t.across * t.down == 0) {
                    ck_assert(rows < 2 || columns < 1);
                    continue;
                }
                ck_assert_int_le(t.across * (t.columns + 1) - 1, columns);
                ck_assert_int_le(t.down * (t.rows + 1), rows);
                ck_assert_int_ge(t.columns * t.step, 28);
                ck_assert_int_ge(2 * t.rows * t.step, 28);
            }
}
END_TEST

/* As fine as six of them fit, or all that there are. */
START_TEST(tiles_are_as_fine_as_possible)
{
    static const struct {
        int rows, columns, units;
        struct unit_tiling tiling;
    } cases[] = {
        {15, 78, 64, {5, 1, 14, 7, 2}},   {16, 78, 64, {5, 2, 14, 7, 2}},
        {15, 78, 1, {2, 1, 28, 14, 1}},   {15, 38, 64, {3, 2, 10, 5, 3}},
        {60, 200, 64, {6, 4, 28, 14, 1}}, {2, 1, 64, {1, 1, 1, 1, 28}},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct rect area = {0, 0, cases[i].rows, cases[i].columns};
        struct unit_tiling t = unit_images_tile(area, 28, 28, cases[i].units);

        if (i == 0) /* five are not enough */
            ck_assert_int_gt(t.step, 2);
        else
            ck_assert_msg(memcmp(&t, &cases[i].tiling, sizeof t) == 0,
                          "case %zu: %d across, %d down, %d x %d, step %d", i, t.across, t.down,
                          t.columns, t.rows, t.step);
    }
}
END_TEST

/* 4 x 4 pixels in 2 x 1 cells of 2 x 4 pixels. */
static const struct {
    float weight[16];
    enum canvas_glyphs glyphs;
    bool unicode;
    const char *line;
} pictures[] = {
    {{1, 1, -1, -1, 1, 1, -1, -1, 1, 1, -1, -1, 1, 1, -1, -1}, CANVAS_ASCII, true, "#="},
    {{1, 1, -1, -1, 1, 1, -1, -1, 1, 1, 0, 0, 1, 1, 0, 0}, CANVAS_ASCII, true, "#-"},
    {{1, 1, -4, -4, 1, 1, -4, -4, 1, 1, 0, 0, 1, 1, 0, 0}, CANVAS_ASCII, true, "+="},
    {{1, 1, -1, -1, 0, 0, -1, -1, 0, 0, -1, -1, 0, 0, -1, -1}, CANVAS_ASCII, true, "+="},
    {{1, 0, -1, -1, 0, 0, -1, -1, 0, 0, -1, -1, 0, 0, -1, -1}, CANVAS_ASCII, true, " ="},
    {{1, 1, 1, 1, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0}, CANVAS_BLOCKS, true, "\u2588\u2592"},
    {{1, 1, 1, 1, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0}, CANVAS_BLOCKS, false, "#+"},
    {{1, 1, 4, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0}, CANVAS_BRAILLE, true, "\u28ff\u2801"},
    {{1, 1, -4, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0}, CANVAS_BRAILLE, true, "\u28ff-"},
    {{0}, CANVAS_BLOCKS, true, ""},
};

START_TEST(signs_are_told_apart)
{
    const struct unit_image image = {pictures[_i].weight, 4, 4};
    const struct unit_tiling tiling = {1, 1, 2, 1, 2};
    struct cells cells = {0};
    struct status status = {0};
    char line[64];

    ck_assert(cells_clear(&cells, 1, 2, pictures[_i].unicode, &status));
    unit_images_paint(&cells, (struct rect){0, 0, 1, 2}, &image, &tiling, pictures[_i].glyphs);
    ck_assert_str_eq(cells_line(&cells, 0, line, sizeof line), pictures[_i].line);
    if (_i == 0) {
        ck_assert_uint_eq(cells.cell[0].style, TERM_COLOUR(0));
        ck_assert_uint_eq(cells.cell[1].style, TERM_COLOUR(1));
    }
    cells_free(&cells);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("unit images");
    TCase *c = tcase_create("unit images");

    tcase_add_test(c, tiles_fit_the_area);
    tcase_add_test(c, tiles_are_as_fine_as_possible);
    tcase_add_loop_test(c, signs_are_told_apart, 0, (int)(sizeof pictures / sizeof pictures[0]));
    suite_add_tcase(suite, c);
    return suite;
}

TEST_MAIN(make_suite)
