/* check_style.c - that colours and marks can be told apart, with any colour vision. */
#include "check_main.h"
#include "plot/style.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum vision { NORMAL, NO_RED, NO_GREEN, NO_BLUE, VISIONS };

/* Machado, Oliveira and Fernandes (2009), severity 1, on linear RGB. */
static const double simulation[VISIONS][3][3] = {
    {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
    {{0.152286, 1.052583, -0.204868},
     {0.114503, 0.786281, 0.099216},
     {-0.003882, -0.048116, 1.051998}},
    {{0.367322, 0.860646, -0.227968},
     {0.280085, 0.672501, 0.047413},
     {-0.011820, 0.042940, 0.968881}},
    {{1.255528, -0.076749, -0.178779},
     {-0.078411, 0.930809, 0.147602},
     {0.004733, 0.691367, 0.303900}},
};

static double linear_part(const char *rgb, int channel)
{
    char digits[3] = {rgb[1 + 2 * channel], rgb[2 + 2 * channel], '\0'};
    double c = (double)strtol(digits, NULL, 16) / 255;

    return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

static void multiply(const double m[3][3], const double in[3], double out[3])
{
    for (int i = 0; i < 3; i++)
        out[i] = m[i][0] * in[0] + m[i][1] * in[1] + m[i][2] * in[2];
}

static const double to_xyz[3][3] = {{0.4124564, 0.3575761, 0.1804375},
                                    {0.2126729, 0.7151522, 0.0721750},
                                    {0.0193339, 0.1191920, 0.9503041}};

static double lab_part(double t)
{
    return t > 216.0 / 24389 ? cbrt(t) : (24389.0 / 27 * t + 16) / 116;
}

/* CIE L*a*b* of a colour as someone sees it. */
static void lab_of(const char *rgb, enum vision vision, double lab[3])
{
    const double white[3] = {0.95047, 1, 1.08883};
    double linear[3], seen[3], xyz[3], f[3];

    for (int i = 0; i < 3; i++)
        linear[i] = linear_part(rgb, i);
    multiply(simulation[vision], linear, seen);
    for (int i = 0; i < 3; i++)
        seen[i] = fmax(0, fmin(seen[i], 1));
    multiply(to_xyz, seen, xyz);
    for (int i = 0; i < 3; i++)
        f[i] = lab_part(xyz[i] / white[i]);
    lab[0] = 116 * f[1] - 16;
    lab[1] = 500 * (f[0] - f[1]);
    lab[2] = 200 * (f[1] - f[2]);
}

static double distance(const char *a, const char *b, enum vision vision)
{
    double x[3], y[3];

    lab_of(a, vision, x);
    lab_of(b, vision, y);
    return sqrt((x[0] - y[0]) * (x[0] - y[0]) + (x[1] - y[1]) * (x[1] - y[1]) +
                (x[2] - y[2]) * (x[2] - y[2]));
}

static double luminance(const char *rgb)
{
    return 0.2126 * linear_part(rgb, 0) + 0.7152 * linear_part(rgb, 1) +
           0.0722 * linear_part(rgb, 2);
}

START_TEST(curves_have_colours_that_everybody_tells_apart)
{
    for (int a = 0; a < STYLE_COLOURS; a++)
        for (int b = 0; b < a; b++)
            for (int vision = 0; vision < VISIONS; vision++) {
                double found =
                    distance(style_colours[a].rgb, style_colours[b].rgb, (enum vision)vision);
                if (found < (vision == NORMAL ? 30 : 18))
                    ck_abort_msg("%s and %s differ by %.1f", style_colours[a].name,
                                 style_colours[b].name, found);
            }
}
END_TEST

/* The measure itself: two oranges that were once first and fifth. */
START_TEST(likeness_would_be_noticed)
{
    ck_assert_double_lt(distance("#d78700", "#d75f00", NO_GREEN), 18);
    assert_close(distance("#ffffff", "#000000", NORMAL), 100, 1e-3);
}
END_TEST

START_TEST(colours_are_seen_on_black_and_on_white)
{
    for (int a = 0; a < STYLE_COLOURS; a++) {
        double y = luminance(style_colours[a].rgb);
        ck_assert_double_ge((y + 0.05) / 0.05, 2.7);
        ck_assert_double_ge(1.05 / (y + 0.05), 2.7);
    }
}
END_TEST

START_TEST(chrome_has_no_curves_colour)
{
    for (int a = 0; a < STYLE_CHROME; a++)
        for (int b = 0; b < STYLE_COLOURS; b++) {
            ck_assert_int_ne(style_chrome[a].xterm, style_colours[b].xterm);
            ck_assert_double_ge(distance(style_chrome[a].rgb, style_colours[b].rgb, NORMAL), 20);
            ck_assert(style_chrome[a].basic < 0 || style_chrome[a].basic != style_colours[b].basic);
        }
}
END_TEST

/* xterm's colours 16 ... 231 are a cube, 232 ... 255 greys. */
START_TEST(screen_and_paper_have_the_same_colours)
{
    static const int level[] = {0, 95, 135, 175, 215, 255};

    for (int i = 0; i < STYLE_COLOURS + STYLE_CHROME; i++) {
        const struct style_colour *it =
            i < STYLE_COLOURS ? &style_colours[i] : &style_chrome[i - STYLE_COLOURS];
        int n = it->xterm - 16, grey = 8 + 10 * (it->xterm - 232);
        char rgb[16];

        snprintf(rgb, sizeof rgb, "#%02x%02x%02x", it->xterm < 232 ? level[n / 36] : grey,
                 it->xterm < 232 ? level[n / 6 % 6] : grey, it->xterm < 232 ? level[n % 6] : grey);
        ck_assert_str_eq(it->rgb, rgb);
    }
}
END_TEST

START_TEST(no_two_styles_are_alike)
{
    for (int a = 0; a < STYLE_COLOURS; a++)
        for (int b = 0; b < a; b++)
            ck_assert_str_ne(style_colours[a].pattern, style_colours[b].pattern);
    for (int a = 0; a < STYLE_MARKS; a++) {
        ck_assert_int_gt(style_mark(a), ' ');
        ck_assert_int_lt(style_mark(a), 127);
        ck_assert_ptr_null(strchr("|-^v.", style_mark(a)));
        for (int b = 0; b < a; b++)
            ck_assert_int_ne(style_mark(a), style_mark(b));
    }
    ck_assert_ptr_eq(style_colour_of(STYLE_COLOURS + 2), &style_colours[2]);
    ck_assert_ptr_eq(style_colour_of(-1), &style_colours[0]);
    ck_assert_int_eq(style_mark(STYLE_MARKS + 1), '+');
    ck_assert_int_eq(style_mark(-1), '?');
    /* Colour and mark together come again late. */
    for (int i = 1; i < STYLE_COLOURS * STYLE_MARKS; i++)
        ck_assert(style_colour_of(i) != style_colour_of(0) || style_mark(i) != style_mark(0));
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("style");
    TCase *c = tcase_create("style");

    tcase_add_test(c, curves_have_colours_that_everybody_tells_apart);
    tcase_add_test(c, likeness_would_be_noticed);
    tcase_add_test(c, colours_are_seen_on_black_and_on_white);
    tcase_add_test(c, chrome_has_no_curves_colour);
    tcase_add_test(c, screen_and_paper_have_the_same_colours);
    tcase_add_test(c, no_two_styles_are_alike);
    suite_add_tcase(s, c);
    return s;
}

TEST_MAIN(suite)
