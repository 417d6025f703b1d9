/* picture.h - canvases as pictures, for the tests of what they show. */
#ifndef OPTOP_TESTS_PICTURE_H
#define OPTOP_TESTS_PICTURE_H

#include "check_main.h"
#include "ui/canvas.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { SPANS_MAX = 1024, PICTURE_MAX = 1 << 16 };

static struct span spans[PLOT_CURVES_MAX + 1][SPANS_MAX];
static enum canvas_glyphs glyphs_used; /* of the plots drawn */
static bool unicode;
static struct canvas canvas;
static char picture[PICTURE_MAX];

/* Samples n values as race_snapshot does: the spans that hold none have count 0. */
static inline void sample(struct span *span, size_t samples, const double *value, size_t n,
                          size_t end)
{
    for (size_t s = 0; s < samples; s++) {
        struct span *it = &span[s];

        *it = span_empty();
        for (size_t i = s * end / samples; i < (s + 1) * end / samples && i < n; i++) {
            if (!isfinite(value[i]))
                continue;
            it->min = it->count ? fmin(it->min, value[i]) : value[i];
            it->max = it->count ? fmax(it->max, value[i]) : value[i];
            it->last = value[i];
            it->x = (double)i;
            it->count++;
        }
    }
}

static inline size_t encode(uint32_t c, char *out)
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char)(0xc0 | c >> 6);
        out[1] = (char)(0x80 | (c & 0x3f));
        return 2;
    }
    out[0] = (char)(0xe0 | c >> 12);
    out[1] = (char)(0x80 | (c >> 6 & 0x3f));
    out[2] = (char)(0x80 | (c & 0x3f));
    return 3;
}

/* The canvas as lines without their trailing blanks. */
static inline const char *draw(const struct plot *plot, int rows, int columns)
{
    struct status status = {0};
    size_t used = 0;

    ck_assert(canvas_resize(&canvas, rows, columns, &status));
    canvas_draw(&canvas, plot, glyphs_used, unicode);
    for (int row = 0; row < rows; row++) {
        for (int column = 0; column < columns; column++)
            used += encode(canvas.cell[row * columns + column].codepoint, picture + used);
        while (used > 0 && picture[used - 1] == ' ')
            used--;
        picture[used++] = '\n';
    }
    picture[used] = '\0';
    return picture;
}

static inline void assert_picture(const struct plot *plot, int rows, int columns,
                                  const char *expected)
{
    const char *drawn = draw(plot, rows, columns);

    if (strcmp(drawn, expected) != 0)
        ck_abort_msg("drawn:\n%s\nexpected:\n%s", drawn, expected);
}

/* A plot of one or two curves of `n` values each, of `end` iterations, fitted. */
static inline struct plot plot_of(enum canvas_glyphs glyphs, int columns, const double *a,
                                  const double *b, size_t n, size_t end, bool logarithmic)
{
    static struct plot_curve curve[2];
    struct axis_extent extent = axis_extent_empty();
    size_t samples = canvas_samples(columns, glyphs);

    sample(spans[0], samples, a, n, end);
    axis_extent_add(&extent, spans[0], samples);
    if (b) {
        sample(spans[1], samples, b, n, end);
        axis_extent_add(&extent, spans[1], samples);
    }
    curve[0] = (struct plot_curve){.span = spans[0], .spans = samples, .style = 0};
    curve[1] = (struct plot_curve){.span = spans[1], .spans = samples, .style = 3};
    glyphs_used = glyphs;
    return (struct plot){.y = axis_fit(&extent, logarithmic),
                         .x = {.end = (double)end, .unit = "iterations"},
                         .curve = curve,
                         .curves = b ? 2 : 1};
}

/* Twenty halvings of 0.31, and of it plus 0.02. */
static double falling[20], floored[20];

static inline void setup(void)
{
    double value = 0.31;

    unicode = false;

    for (int i = 0; i < 20; i++, value *= 0.7) {
        falling[i] = value;
        floored[i] = value + 0.02;
    }
}

static inline void teardown(void)
{
    canvas_free(&canvas);
}

#endif
