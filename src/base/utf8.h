/*
 * utf8.h - decoding UTF-8, and which characters must not reach a terminal as they are.
 */
#ifndef OPTOP_UTF8_H
#define OPTOP_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define UTF8_INVALID UINT32_MAX

/*
 * Decodes the first code point of `text`, terminated by a zero byte, and returns its length in
 * bytes. A byte that begins no well-formed sequence (overlong forms and surrogates are not) has
 * length 1 and gives UTF8_INVALID.
 */
size_t utf8_decode(const char *text, uint32_t *codepoint);

/*
 * Does the character control the terminal or the direction of the text around it? The C0 and C1
 * controls, DEL, the line and paragraph separators, and Unicode's bidirectional controls.
 */
bool utf8_is_control(uint32_t codepoint);

#endif
