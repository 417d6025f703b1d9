/*
 * style.h - THE table of styles that distinguish curves: marks, colours, line patterns. A run keeps
 * its place in it for its life, on the screen and on paper.
 */
#ifndef OPTOP_STYLE_H
#define OPTOP_STYLE_H

enum {
    STYLE_COLOURS = 8, /* from the ninth curve on colours come again, and marks tell them apart */
    STYLE_MARKS = 41,
};

struct style_colour {
    const char *name;
    const char *rgb;     /* "#rrggbb", the same on the screen and on paper */
    short xterm;         /* its index among a terminal's 256 colours */
    short basic;         /* among 8 colours; -1: the terminal's own foreground */
    const char *pattern; /* of lines on paper, as SVG's stroke-dasharray; "": solid */
};
extern const struct style_colour style_colours[STYLE_COLOURS];

/* For everything but curves: none of their colours. */
enum style_chrome { STYLE_ALERT, STYLE_GOOD, STYLE_QUIET, STYLE_ACCENT, STYLE_CHROME };
extern const struct style_colour style_chrome[STYLE_CHROME];

/* The colour and the ASCII mark of curve i, counted from 0; '?' when i is negative. */
const struct style_colour *style_colour_of(int i);
char style_mark(int i);

#endif
