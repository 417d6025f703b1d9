/*
 * style.c - marks, colours and line patterns; see style.h.
 *
 * Okabe and Ito's eight colours ("Color Universal Design", 2002) and Tol's schemes ("Colour
 * Schemes", SRON/EPS/TN/09-002) are made for one background: their yellows vanish on white, and
 * black on black. Curves here lie on whatever background the terminal has. These eight were found
 * by a search of xterm's 240 fixed colours for a set whose two most alike differ much by CIEDE2000,
 * as seen with normal vision, and without red, green or blue cones as simulated by Machado,
 * Oliveira and Fernandes, "A Physiologically-based Model for Simulation of Color Vision Deficiency"
 * (2009)
 * - among those with a contrast of 2.7 (WCAG) to black and to white that are neither grey nor
 * near the red of alerts. The first few differ most. tests/check_style.c measures them.
 */
#include "style.h"

/* Basic terminals have six hues: red is for alerts, so colours come again from the seventh on. */
enum { GREEN = 2, YELLOW = 3, BLUE = 4, MAGENTA = 5, CYAN = 6, RED = 1, OWN = -1 };

const struct style_colour style_colours[STYLE_COLOURS] = {
    {"orange", "#d78700", 172, YELLOW, ""},
    {"violet", "#5f00ff", 57, CYAN, "7 3"},
    {"teal", "#005f5f", 23, MAGENTA, "2 2"},
    {"lilac", "#af87ff", 141, BLUE, "9 3 2 3"},
    {"brown", "#875f00", 94, GREEN, "14 4"},
    {"sage", "#87875f", 101, OWN, "4 4"},
    {"magenta", "#d70087", 162, YELLOW, "9 3 2 3 2 3"},
    {"steel blue", "#5f87af", 67, CYAN, "1 4"},
};

const struct style_colour style_chrome[STYLE_CHROME] = {
    [STYLE_ALERT] = {"red", "#d70000", 160, RED, ""},
    [STYLE_GOOD] = {"green", "#00af00", 34, OWN, ""},
    [STYLE_QUIET] = {"grey", "#808080", 244, OWN, ""},
    [STYLE_ACCENT] = {"cyan", "#00afaf", 37, OWN, ""},
};

const struct style_colour *style_colour_of(int i)
{
    return &style_colours[i > 0 ? i % STYLE_COLOURS : 0];
}

/* No two alike among the first STYLE_MARKS; none that axes or signs at the edge are drawn with. */
char style_mark(int i)
{
    static const char marks[STYLE_MARKS + 1] = "*+xo#@%&=$snwzumABCDEFGHIJKLMNOPQRSTUWXYZ";

    return i >= 0 ? marks[i % STYLE_MARKS] : '?';
}
