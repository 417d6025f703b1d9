/*
 * text.h - UTF-8 on character cells: decoding, widths, cutting and wrapping. Independent of the
 * locale; each byte of invalid UTF-8 counts as one replacement character.
 */
#ifndef OPTOP_TEXT_H
#define OPTOP_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { TEXT_REPLACEMENT = 0xfffd };

/* Reads the code point at text (not at its end); returns its bytes, 1 ... 4. */
size_t text_decode(const char *text, uint32_t *codepoint);

/* Writes a code point as UTF-8, not terminated; returns its bytes, 0 when it is none. */
size_t text_encode(uint32_t codepoint, char out[4]);

/* Cells a code point takes: 0 (combining), 1, or 2 (wide). Control characters: 0. */
int text_codepoint_width(uint32_t codepoint);

/* May it be shown and typed? Not control characters, surrogates and line separators. */
bool text_printable(uint32_t codepoint);

/* Cells that the text takes. */
int text_width(const char *text);

/* The bytes of the longest beginning of text that takes at most `columns` cells. */
size_t text_fit(const char *text, int columns);

/*
 * Copies text so that it takes at most `columns` cells; when it must be cut, the end becomes ".."
 * (nothing but the cut text below 4 columns). Always terminated, never in the middle of a code
 * point. Returns out.
 */
char *text_cut(const char *text, int columns, char *out, size_t size);

/*
 * The next line of *text wrapped at blanks to `columns` cells (a longer word is broken): its start
 * in *line, its length in bytes returned, and *text moved behind it. '\n' ends a line. False when
 * the text is used up.
 */
bool text_wrap(const char **text, int columns, const char **line, size_t *length);

#endif
