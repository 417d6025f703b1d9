/*
 * entry.h - one non-zero input in a list of a few samples (columns.h): its place, which is its row,
 * and its value. Both in one word, because the loops over lists are bound by the number of loads.
 */
#ifndef OPTOP_ENTRY_H
#define OPTOP_ENTRY_H

#include <stddef.h>
#include <stdint.h>

typedef uint16_t list_entry;

static inline list_entry entry_of(size_t place, uint8_t value)
{
    return (list_entry)(place | (unsigned)value << 8);
}

static inline size_t entry_place(list_entry e)
{
    return e & 0xff;
}

static inline size_t entry_value(list_entry e)
{
    return e >> 8;
}

#endif
