/*
 * append.h - text that grows in a buffer of fixed size.
 */
#ifndef OPTOP_APPEND_H
#define OPTOP_APPEND_H

#include <stddef.h>

/* Appends to the text in a buffer of `size` bytes; text that does not fit is cut off. */
void append(char *text, size_t size, const char *format, ...) __attribute__((format(printf, 3, 4)));

#endif
