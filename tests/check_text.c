/* check_text.c - UTF-8, widths, cutting, wrapping; and the line editor on top of them. */
#include "check_main.h"
#include "ui/edit.h"
#include "ui/text.h"

#include <stdio.h>
#include <string.h>

START_TEST(code_points_survive_a_round_trip)
{
    char bytes[5] = "";
    uint32_t back;

    for (uint32_t c = 1; c <= 0x10ffff; c += c < 0x900 ? 1 : 0x39) {
        size_t length = text_encode(c, bytes);

        if (c >= 0xd800 && c <= 0xdfff) {
            if (length != 0)
                ck_abort_msg("a surrogate was encoded");
            continue;
        }
        bytes[length] = '\0';
        if (text_decode(bytes, &back) != length || back != c)
            ck_abort_msg("U+%x became U+%x", c, back);
    }
    ck_assert_uint_eq(text_encode(0x110000, bytes), 0);
}
END_TEST

START_TEST(bytes_that_are_no_utf8_are_replaced_one_by_one)
{
    static const char *const bad[] = {"\x80",
                                      "\xff",
                                      "\xc3",
                                      "\xc0\x80",
                                      "\xe2\x82",
                                      "\xed\xa0\x80",
                                      "\xf4\x90\x80\x80",
                                      "\xf8\x88\x80\x80\x80"};
    uint32_t c;

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        ck_assert_uint_eq(text_decode(bad[i], &c), 1);
        ck_assert_uint_eq(c, TEXT_REPLACEMENT);
    }
    ck_assert_int_eq(text_width("a\xff\x62"), 3);
}
END_TEST

START_TEST(widths_count_cells)
{
    ck_assert_int_eq(text_width("adam"), 4);
    ck_assert_int_eq(text_width("\u03b2\u2081 \u2264 0.9"), 8);
    ck_assert_int_eq(text_width("e\u0301"), 1);
    ck_assert_int_eq(text_width("\u5b66\u7fd2"), 4);
    ck_assert_int_eq(text_width("\U0001f600"), 2);
    ck_assert_int_eq(text_codepoint_width(0x1b), 0);
    ck_assert(!text_printable('\n') && !text_printable(0x7f) && !text_printable(0x9b));
    ck_assert(!text_printable(0x2028) && !text_printable(0xd812) && !text_printable(0x110000));
    ck_assert(text_printable(' ') && text_printable(0xa0) && text_printable(0x28ff));
}
END_TEST

static void cuts(const char *text, int columns, size_t size, const char *expected)
{
    char out[64];

    ck_assert_str_eq(text_cut(text, columns, out, size), expected);
}

START_TEST(text_is_cut_to_cells_and_bytes)
{
    cuts("schedule-free", 13, 64, "schedule-free");
    cuts("schedule-free", 12, 64, "schedule-f..");
    cuts("schedule-free", 4, 64, "sc..");
    cuts("schedule-free", 3, 64, "sch");
    cuts("schedule-free", 0, 64, "");
    cuts("schedule-free", -3, 64, "");
    cuts("\u5b66\u7fd2\u7387", 5, 64, "\u5b66..");
    cuts("\u5b66\u7fd2\u7387", 3, 64, "\u5b66");
    cuts("\u5b66\u7fd2\u7387", 6, 6, "\u5b66");
    cuts("momentum", 8, 5, "mome");
    ck_assert_uint_eq(text_fit("\u5b66\u7fd2", 3), 3);
    ck_assert_uint_eq(text_fit("e\u0301x", 1), 3);
}
END_TEST

/* The wrapped lines joined by '|'. */
static const char *wrapped(const char *text, int columns)
{
    static char out[256];
    const char *line;
    size_t length, used = 0;

    out[0] = '\0';
    while (text_wrap(&text, columns, &line, &length))
        used += (size_t)snprintf(out + used, sizeof out - used, "%.*s|", (int)length, line);
    return out;
}

START_TEST(text_is_wrapped_at_blanks)
{
    ck_assert_str_eq(wrapped("decay of the squared gradients", 12),
                     "decay of the|squared|gradients|");
    ck_assert_str_eq(wrapped("v = beta v\n\nw -= lr v", 40), "v = beta v||w -= lr v|");
    ck_assert_str_eq(wrapped("abcdefgh ij", 3), "abc|def|gh|ij|");
    ck_assert_str_eq(wrapped("ab   cd", 4), "ab|cd|");
    ck_assert_str_eq(wrapped("ab  \ncd", 2), "ab|cd|");
    ck_assert_str_eq(wrapped("\u5b66\u7fd2", 1), "\u5b66|\u7fd2|");
    ck_assert_str_eq(wrapped("a b", 0), "a|b|");
    ck_assert_str_eq(wrapped("", 9), "");
}
END_TEST

static struct edit_line line;

/* Types ASCII; '<' '>' '^' '$' move, '#' is backspace, '!' delete. */
static void type(const char *keys)
{
    static const char special[] = "<>^$#!";
    static const enum edit_key meaning[] = {EDIT_LEFT, EDIT_RIGHT,     EDIT_HOME,
                                            EDIT_END,  EDIT_BACKSPACE, EDIT_DELETE};

    for (; *keys; keys++) {
        const char *found = strchr(special, *keys);
        enum edit_key key = found ? meaning[found - special] : EDIT_CHARACTER;
        edit_press(&line, key, (uint32_t)(unsigned char)*keys);
    }
}

START_TEST(a_line_is_typed_and_corrected)
{
    edit_set(&line, "0.1");
    ck_assert_uint_eq(line.cursor, 3);
    type("##25e-3");
    ck_assert_str_eq(line.text, "025e-3");
    type("^>.");
    ck_assert_str_eq(line.text, "0.25e-3");
    type("$<!4");
    ck_assert_str_eq(line.text, "0.25e-4");
    type("^#$>>!");
    ck_assert_str_eq(line.text, "0.25e-4");
    type("^>>");
    ck_assert_uint_eq(edit_press(&line, EDIT_KILL_END, 0), EDIT_CHANGED);
    ck_assert_str_eq(line.text, "0.");
    ck_assert_uint_eq(edit_press(&line, EDIT_KILL_LINE, 0), EDIT_CHANGED);
    ck_assert_uint_eq(edit_press(&line, EDIT_KILL_LINE, 0), 0);
    ck_assert_str_eq(line.text, "");
    edit_set(&line, "some folder  ");
    edit_press(&line, EDIT_KILL_WORD, 0);
    ck_assert_str_eq(line.text, "some ");
    ck_assert_uint_eq(edit_press(&line, EDIT_UP, 0), 0);
    ck_assert_uint_eq(edit_press(&line, EDIT_ACCEPT, 0), 0);
}
END_TEST

START_TEST(characters_are_moved_over_and_deleted_whole)
{
    edit_set(&line, "");
    ck_assert(edit_press(&line, EDIT_CHARACTER, 0xe9) & EDIT_CHANGED);
    edit_press(&line, EDIT_CHARACTER, 0x5b66);
    edit_press(&line, EDIT_CHARACTER, 'x');
    ck_assert_str_eq(line.text, "\u00e9\u5b66x");
    type("<<");
    ck_assert_uint_eq(line.cursor, 2);
    type("!");
    ck_assert_str_eq(line.text, "\u00e9x");
    type("#");
    ck_assert_str_eq(line.text, "x");
    edit_set(&line, "a\xff\xc3z");
    type("<##");
    ck_assert_str_eq(line.text, "az");
}
END_TEST

START_TEST(control_characters_never_come_in)
{
    edit_set(&line, "a\x1b[2J\tb\x7f\xc2\x9b"
                    "c");
    ck_assert_str_eq(line.text, "a[2Jbc");
    ck_assert_uint_eq(edit_press(&line, EDIT_CHARACTER, 0x1b), 0);
    ck_assert_uint_eq(edit_press(&line, EDIT_CHARACTER, 0x85), 0);
    ck_assert_uint_eq(edit_press(&line, EDIT_CHARACTER, 0xd800), 0);
    ck_assert_uint_eq(edit_press(&line, EDIT_CHARACTER, 0x7fffffff), 0);
    ck_assert_str_eq(line.text, "a[2Jbc");
}
END_TEST

START_TEST(a_full_line_takes_no_more)
{
    static char longest[2 * PARAM_TEXT_MAX];

    memset(longest, '7', sizeof longest - 1);
    edit_set(&line, longest);
    ck_assert_uint_eq(line.length, PARAM_TEXT_MAX - 1);
    ck_assert_uint_eq(edit_press(&line, EDIT_CHARACTER, '8'), 0);
    type("#");
    ck_assert_uint_eq(edit_press(&line, EDIT_CHARACTER, 0xe9), 0);
    ck_assert_uint_eq(line.length, PARAM_TEXT_MAX - 2);
}
END_TEST

static void views(int columns, const char *expected, int cursor)
{
    char out[64];

    ck_assert_int_eq(edit_view(&line, columns, out, sizeof out), cursor);
    ck_assert_str_eq(out, expected);
}

START_TEST(a_long_line_scrolls_with_the_cursor)
{
    edit_set(&line, "/data/fashion");
    views(20, "/data/fashion", 13);
    views(8, "fashion", 7);
    type("^");
    views(8, "/data/fa", 0);
    type("$<<");
    views(8, "a/fashio", 7);
    type("$######");
    views(8, "/data/f", 7);
    edit_set(&line, "\u5b66\u7fd2\u7387x");
    views(4, "\u7387x", 3);
    edit_set(&line, "a\xff");
    views(4, "a\ufffd", 2);
    views(1, "", 0);
    views(0, "", 0);
}
END_TEST

START_TEST(any_keys_leave_a_sound_line)
{
    static const uint32_t characters[] = {'a', ' ', 0xe9, 0x5b66, 0x301, 0x1f600, 0x1b, 0xdc00};
    uint64_t state = 7;
    char out[256];

    edit_set(&line, "");
    for (int i = 0; i < 50000; i++) {
        int columns, cell;
        uint32_t c;

        state = state * 6364136223846793005u + 1442695040888963407u;
        edit_press(&line, state >> 62 ? EDIT_CHARACTER : (enum edit_key)(state >> 40 & 31) % 19,
                   characters[state >> 50 & 7]);
        if (line.cursor > line.length || line.first > line.length ||
            strlen(line.text) != line.length)
            ck_abort_msg("after %d keys: cursor %zu of %zu", i, line.cursor, line.length);
        for (size_t at = 0; at < line.length;) {
            at += text_decode(line.text + at, &c);
            if (!text_printable(c) || c == TEXT_REPLACEMENT)
                ck_abort_msg("U+%x came in", c);
        }
        columns = (int)(state >> 33 & 31);
        cell = edit_view(&line, columns, out, sizeof out);
        if (cell < 0 || (columns > 0 && cell >= columns) || text_width(out) > columns)
            ck_abort_msg("cursor at %d of %d, '%s'", cell, columns, out);
    }
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("text");
    TCase *c = tcase_create("text");

    tcase_add_test(c, code_points_survive_a_round_trip);
    tcase_add_test(c, bytes_that_are_no_utf8_are_replaced_one_by_one);
    tcase_add_test(c, widths_count_cells);
    tcase_add_test(c, text_is_cut_to_cells_and_bytes);
    tcase_add_test(c, text_is_wrapped_at_blanks);
    tcase_add_test(c, a_line_is_typed_and_corrected);
    tcase_add_test(c, characters_are_moved_over_and_deleted_whole);
    tcase_add_test(c, control_characters_never_come_in);
    tcase_add_test(c, a_full_line_takes_no_more);
    tcase_add_test(c, a_long_line_scrolls_with_the_cursor);
    tcase_add_test(c, any_keys_leave_a_sound_line);
    suite_add_tcase(s, c);
    return s;
}

TEST_MAIN(suite)
