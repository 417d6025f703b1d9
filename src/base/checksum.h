/*
 * checksum.h - a 64-bit checksum that detects changed bytes: every change of one byte, and all
 * likely differences between two files, change it. No protection against forgery.
 */
#ifndef OPTOP_CHECKSUM_H
#define OPTOP_CHECKSUM_H

#include <stddef.h>
#include <stdint.h>

/* Continues a checksum (0: begins one) with these bytes; the division into pieces matters. */
uint64_t checksum_add(uint64_t sum, const void *bytes, size_t size);

/* The same for a number. */
uint64_t checksum_add_number(uint64_t sum, uint64_t number);

#endif
