/* check_status.c - messages and texts from outside reach a terminal as text and nothing else. */
#include "base/status.h"
#include "base/utf8.h"
#include "check_main.h"

#include <stdio.h>
#include <string.h>

/* What a text becomes, kept as UTF-8. */
static const char *escaped(const char *text)
{
    static char out[256];

    return status_escape(text, out, sizeof out, true);
}

START_TEST(controls_and_invalid_bytes_are_escaped)
{
    static const struct {
        const char *text, *shown;
    } cases[] = {
        {"plain text ~", "plain text ~"},
        {"\x1b[31m", "\\x1b[31m"},
        {"a\tb\nc\x7f", "a\\x09b\\x0ac\\x7f"},
        {"x\x9b"
         "31m",
         "x\\x9b31m"}, /* C1 as one byte: no UTF-8 */
        {"x\xc2\x9b"
         "31m",
         "x\\xc2\\x9b31m"}, /* C1 as a character */
        {"\xc2\x80\xc2\x8f\xc2\x90\xc2\x9f", "\\xc2\\x80\\xc2\\x8f\\xc2\\x90\\xc2\\x9f"},
        {"\xc2\xa0\xc3\xa9", "\xc2\xa0\xc3\xa9"}, /* what follows C1 is text */
        {"\xe2\x80\xae", "\\xe2\\x80\\xae"},      /* U+202E turns the direction round */
        {"\xe2\x80\xaa", "\\xe2\\x80\\xaa"},      /* U+202A, the first of these */
        {"\xe2\x80\xa8\xe2\x80\xa9", "\\xe2\\x80\\xa8\\xe2\\x80\\xa9"},
        {"\xe2\x80\xaf", "\xe2\x80\xaf"}, /* U+202F is a blank */
        {"\xe2\x81\xa6\xe2\x81\xa9", "\\xe2\\x81\\xa6\\xe2\\x81\\xa9"},
        {"\xe2\x81\xa5\xe2\x81\xaa", "\xe2\x81\xa5\xe2\x81\xaa"},
        {"\xe2\x80\x8e\xe2\x80\x8f\xd8\x9c", "\\xe2\\x80\\x8e\\xe2\\x80\\x8f\\xd8\\x9c"},
        {"\xe2\x80\x8d", "\xe2\x80\x8d"},             /* U+200D joins, and does no harm */
        {"\xc0\xaf", "\\xc0\\xaf"},                   /* overlong */
        {"\xed\xa0\x80", "\\xed\\xa0\\x80"},          /* a surrogate */
        {"\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80"}, /* beyond U+10FFFF */
        {"\xe2\x82", "\\xe2\\x82"},                   /* cut off by the end */
        {"\xc3", "\\xc3"},
        {"\xf0\x9f\x98\x80", "\xf0\x9f\x98\x80"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        ck_assert_str_eq(escaped(cases[i].text), cases[i].shown);
}
END_TEST

START_TEST(without_utf8_only_ascii_is_left)
{
    char out[64];

    ck_assert_str_eq(status_escape("caf\xc3\xa9\x1b", out, sizeof out, false),
                     "caf\\xc3\\xa9\\x1b");
}
END_TEST

/* For every room: the longest whole beginning, its end marked, and not a byte behind it. */
START_TEST(a_small_buffer_is_filled_and_not_left)
{
    static const char text[] = "ab\x1b\xc3\xa9\xe2\x80\xae"
                               "c";
    static const char shown[] = "ab\\x1b\xc3\xa9\\xe2\\x80\\xae"
                                "c";
    static const size_t ends[] = {0, 1, 2, 6, 8, 20, 21}; /* where the characters end in it */
    char out[32];

    for (size_t size = 0; size <= sizeof shown + 1; size++) {
        size_t fits = 0;

        for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
            if (ends[i] + 1 <= size)
                fits = ends[i];
        memset(out, '#', sizeof out);
        ck_assert_ptr_eq(status_escape(text, out, size, true), out);
        if (size > 0) {
            ck_assert_uint_eq(strlen(out), fits);
            ck_assert_int_eq(memcmp(out, shown, fits), 0);
        }
        for (size_t i = size > 0 ? fits + 1 : 0; i < sizeof out; i++)
            ck_assert_int_eq(out[i], '#');
    }
}
END_TEST

START_TEST(a_message_is_cut_between_characters)
{
    struct status status = {0};
    char text[2 * STATUS_MESSAGE_MAX];

    for (size_t lead = 0; lead < 4; lead++) {
        size_t length;

        memset(text, 'x', lead);
        for (length = lead; length + 3 < sizeof text; length += 3)
            memcpy(text + length, "\xe2\x82\xac", 3);
        text[length] = '\0';
        ck_assert(!status_fail(&status, STATUS_DATA, "%s", text));
        length = strlen(status.message);
        ck_assert_uint_eq(length, lead + (STATUS_MESSAGE_MAX - 1 - lead) / 3 * 3);
        ck_assert_int_eq(memcmp(status.message, text, length), 0);
    }
    ck_assert(!status_fail(&status, STATUS_DATA, "%s", "no end\xe2"));
    ck_assert_str_eq(status.message, "no end\\xe2");
}
END_TEST

START_TEST(cancelling_is_seen_when_it_was_asked_for)
{
    atomic_bool flag;
    struct status status = {.cancel = &flag};

    atomic_init(&flag, false);
    ck_assert(!status_cancelled(&status));
    ck_assert_int_eq(status.code, STATUS_OK);
    atomic_store(&flag, true);
    ck_assert(status_cancelled(&status));
    ck_assert_int_eq(status.code, STATUS_CANCELLED);
    status_clear(&status);
    ck_assert_int_eq(status.code, STATUS_OK);
    ck_assert_str_eq(status.message, "");
    ck_assert_ptr_eq(status.cancel, &flag);
    status.cancel = NULL;
    ck_assert(!status_cancelled(&status));
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("status");
    TCase *c = tcase_create("status");

    tcase_add_test(c, controls_and_invalid_bytes_are_escaped);
    tcase_add_test(c, without_utf8_only_ascii_is_left);
    tcase_add_test(c, a_small_buffer_is_filled_and_not_left);
    tcase_add_test(c, a_message_is_cut_between_characters);
    tcase_add_test(c, cancelling_is_seen_when_it_was_asked_for);
    suite_add_tcase(s, c);
    return s;
}

TEST_MAIN(suite)
