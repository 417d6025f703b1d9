/* check_param.c - parsing, checking and formatting of named values. */
#include "base/param.h"
#include "check_main.h"

#include <math.h>
#include <string.h>

static const char *const words[] = {"constant", "step", "cosine", NULL};

static bool check_even(const char *text, struct status *status)
{
    if (strlen(text) % 2 == 0)
        return true;
    return status_fail(status, STATUS_INVALID, "text: '%s' has an odd length", text);
}

static const struct param_spec lr = PARAM_REAL_POSITIVE("lr", 0.1, 1000, "learning rate");
static const struct param_spec beta = PARAM_REAL_HALF("beta", 0.9, 0, 1, "decay");
static const struct param_spec seed = PARAM_WHOLE("seed", 1, 0, 4294967295.0, "seed");
static const struct param_spec flag = PARAM_SWITCH("centered", 0, "centered");
static const struct param_spec choice = {
    .name = "schedule", .kind = PARAM_CHOICE, .choices = words, .help = "schedule"};
static const struct param_spec text = {
    .name = "text", .kind = PARAM_TEXT, .initial_text = "ab", .check = check_even};

static void accepts(const struct param_spec *spec, const char *given, double expected)
{
    struct status status = {0};
    double value = -12345;

    ck_assert_msg(param_parse(spec, given, &value, &status), "%s", status.message);
    ck_assert_msg(value == expected, "%s gave %.17g", given, value);
}

static void refuses(const struct param_spec *spec, const char *given, const char *sentence)
{
    struct status status = {0};
    double value = 42.5;

    ck_assert_msg(!param_parse(spec, given, &value, &status), "'%s' was accepted", given);
    ck_assert_int_eq(status.code, STATUS_INVALID);
    ck_assert_ptr_nonnull(strstr(status.message, spec->name));
    ck_assert_msg(strstr(status.message, sentence) != NULL, "'%s' lacks '%s'", status.message,
                  sentence);
    ck_assert_msg(value == 42.5, "a refused value was stored");
}

static const struct param_spec total = {
    .name = "total", .kind = PARAM_INTEGER, .min = 1, .max = 50, .automatic = "the race's"};

START_TEST(a_value_may_be_automatic)
{
    struct status status = {0};
    char word[64];

    accepts(&total, " auto ", 0);
    accepts(&total, "17", 17);
    refuses(&total, "0", "total: '0' is not in range (allowed: 1 to 50 or auto)");
    refuses(&total, "Auto", "total: 'Auto' is not a whole number");
    refuses(&lr, "auto", "lr: 'auto' is not a number");
    ck_assert(param_check(&total, 0, &status));
    ck_assert(!param_check(&lr, 0, &status));
    ck_assert_str_eq(param_format(&total, 0, word, sizeof word), "auto");
    ck_assert_str_eq(param_format(&total, 17, word, sizeof word), "17");
    ck_assert_str_eq(param_default(&total, word, sizeof word), "auto");
}
END_TEST

START_TEST(whole_numbers_have_no_exponent)
{
    char word[64];

    ck_assert_str_eq(param_format_number(250000, word, sizeof word), "250000");
    ck_assert_str_eq(param_format_number(999999999, word, sizeof word), "999999999");
    ck_assert_str_eq(param_format_number(-40000000, word, sizeof word), "-40000000");
    ck_assert_str_eq(param_format_number(1e9, word, sizeof word), "1e+09");
    ck_assert_str_eq(param_format_number(0.000025, word, sizeof word), "2.5e-05");
}
END_TEST

static void assert_range(double min, double max, bool open, const char *expected)
{
    struct param_spec spec = {
        .name = "x", .kind = PARAM_REAL, .min = min, .max = max, .min_open = open};
    char word[64];

    ck_assert_str_eq(param_range(&spec, word, sizeof word), expected);
}

START_TEST(ranges_read_well)
{
    assert_range(1, 1e12, false, "1 to 10^12");
    assert_range(1e-37, 1, false, "10^-37 to 1");
    assert_range(0, 1000000, false, "0 to 10^6");
    assert_range(10, 100000, false, "10 to 100000");
    assert_range(0, 4294967295.0, false, "0 to 4294967295");
    assert_range(0, 1e9, true, "0 < x <= 10^9");
}
END_TEST

START_TEST(good_values)
{
    accepts(&lr, "0.1", 0.1);
    accepts(&lr, " 2.385e-3 ", 2.385e-3);
    accepts(&lr, "1000", 1000);
    accepts(&beta, "0", 0);
    accepts(&seed, "4294967295", 4294967295.0);
    accepts(&seed, "1e3", 1000);
    accepts(&flag, "on", 1);
    accepts(&flag, "FALSE", 0);
    accepts(&choice, "cosine", 2);
}
END_TEST

START_TEST(bad_values)
{
    static const char *const not_numbers[] = {"0.1e", "nan", "inf", "0x10", "",  " ",
                                              "1,5",  "1 2", "--1", "1e",   "x", "."};

    for (size_t i = 0; i < sizeof not_numbers / sizeof not_numbers[0]; i++) {
        refuses(&lr, not_numbers[i], "is not a number (allowed: 0 < lr <= 1000)");
        refuses(&seed, not_numbers[i], "is not a whole number");
    }
    refuses(&lr, "-1", "'-1' is not in range (allowed: 0 < lr <= 1000)");
    refuses(&lr, "0", "not in range");
    refuses(&lr, "1000.0001", "not in range");
    refuses(&lr, "1e999", "not in range");
    refuses(&beta, "1", "0 <= beta < 1");
    refuses(&seed, "1.5", "whole number");
    refuses(&seed, "4294967296", "not in range");
    refuses(&flag, "2", "0 or 1");
    refuses(&choice, "cos", "constant, step or cosine");
    refuses(&text, "12", "has no number");
}
END_TEST

START_TEST(control_bytes_are_escaped)
{
    struct status status = {0};
    double value;

    ck_assert(!param_parse(&lr, "\x1b[2J", &value, &status));
    ck_assert_ptr_nonnull(strstr(status.message, "\\x1b[2J"));
    ck_assert_ptr_null(strchr(status.message, '\x1b'));
}
END_TEST

START_TEST(formatting_reads_back_the_same)
{
    static const double values[] = {0.1,    1.0 / 3, 2.385e-7, 5e-324, 1.7976931348623157e308,
                                    1e-300, 123456,  0.0025,   1,      -0.75};
    char out[64];

    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++)
        ck_assert_msg(strtod(param_format_number(values[i], out, sizeof out), NULL) == values[i],
                      "%s", out);
    ck_assert_str_eq(param_format_number(1000, out, sizeof out), "1000");
    ck_assert_str_eq(param_format_number(1e-8, out, sizeof out), "1e-08");
    ck_assert_str_eq(param_format_number(4294967295.0, out, sizeof out), "4294967295");
    ck_assert_str_eq(param_format_number(NAN, out, sizeof out), "nan");
    ck_assert_str_eq(param_format(&choice, 1, out, sizeof out), "step");
    ck_assert_str_eq(param_default(&text, out, sizeof out), "ab");
    ck_assert_str_eq(param_default(&lr, out, sizeof out), "0.1");
}
END_TEST

START_TEST(checking_values)
{
    struct status status = {0};

    ck_assert(param_check(&lr, 0.5, &status));
    ck_assert(!param_check(&lr, NAN, &status));
    ck_assert(!param_check(&lr, INFINITY, &status));
    ck_assert(!param_check(&seed, 0.5, &status));
    ck_assert(!param_check(&choice, 3, &status));
    ck_assert(!param_check(&flag, 0.5, &status));
    ck_assert(param_validate(&text, "abcd", &status));
    ck_assert(!param_validate(&text, "abc", &status));
    ck_assert_ptr_nonnull(strstr(status.message, "odd length"));
}
END_TEST

START_TEST(rows_are_found_by_name)
{
    const struct param_spec rows[] = {lr, beta, seed};

    ck_assert_int_eq(param_find(rows, 3, "seed"), 2);
    ck_assert_int_eq(param_find(rows, 2, "seed"), -1);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("param");
    TCase *c = tcase_create("param");

    tcase_add_test(c, a_value_may_be_automatic);
    tcase_add_test(c, whole_numbers_have_no_exponent);
    tcase_add_test(c, ranges_read_well);
    tcase_add_test(c, good_values);
    tcase_add_test(c, bad_values);
    tcase_add_test(c, control_bytes_are_escaped);
    tcase_add_test(c, formatting_reads_back_the_same);
    tcase_add_test(c, checking_values);
    tcase_add_test(c, rows_are_found_by_name);
    suite_add_tcase(s, c);
    return s;
}

TEST_MAIN(suite)
