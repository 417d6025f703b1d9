/*
 * checksum.h - 64 bits that tell whether bytes are what they were: any change of one byte, and any
 * two files' likely differences, give other bits. Not a protection against forgery.
 */
#ifndef OPTOP_CHECKSUM_H
#define OPTOP_CHECKSUM_H

#include <stddef.h>
#include <stdint.h>

/* The checksum of what came before (0: nothing) followed by these bytes, in this very piece. */
uint64_t checksum_add(uint64_t sum, const void *bytes, size_t size);

/* The same for a number. */
uint64_t checksum_add_number(uint64_t sum, uint64_t number);

#endif
