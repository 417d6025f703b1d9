/*
 * options_reading.h - the values that options.c collects while reading, and to which the rows of
 * option_table.c point; for these two only.
 */
#ifndef OPTOP_OPTIONS_READING_H
#define OPTOP_OPTIONS_READING_H

#include "options.h"

/* The numbers are double so that one description serves them. */
struct reading {
    struct options *options;
    const char *dashes; /* before an option's name: none in the configuration file */
    double iterations, threads, color, view, glyphs, draws, judge;
    double depth, width; /* fill the setting `layers` unless that is given itself */
    bool shaped, layered;
    struct agenda_wish *wish; /* forks and changes, as given */
    int wishes;
};

extern const struct param_spec option_depth, option_width, option_view, option_glyphs;

#endif
