/*
 * export_svg.h - a picture of a race as SVG, for papers, slides and browsers. Text stays text in
 * the reader's own sans-serif font; curves have the colours of the screen, and line patterns that
 * keep them distinct when printed in grey. Knows no screen.
 */
#ifndef OPTOP_EXPORT_SVG_H
#define OPTOP_EXPORT_SVG_H

#include "picture.h"

#include <stdio.h>

/* Writes a whole document. The caller checks the stream for errors. */
void export_svg(const struct picture *picture, FILE *stream);

/*
 * Writes text between tags or in quotes: characters with a meaning in XML as entities, and those
 * that XML does not allow (and invalid UTF-8) in the escapes of status_escape or as '?'.
 */
void export_svg_text(const char *text, FILE *stream);

#endif
