/*
 * checksum.c - words mixed one after the other, each step a bijection of the sum and of the word;
 * see checksum.h. The same on every kind of processor.
 */
#include "checksum.h"

#include <string.h>

static uint64_t mix(uint64_t sum, uint64_t word)
{
    sum = (sum ^ word) * UINT64_C(0x9fb21c651e98df25);
    return sum ^ sum >> 29;
}

static uint64_t little_endian(const unsigned char *byte, size_t count)
{
    uint64_t word = 0;

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    memcpy(&word, byte, count);
#else
    for (size_t i = 0; i < count; i++)
        word |= (uint64_t)byte[i] << 8 * i;
#endif
    return word;
}

uint64_t checksum_add_number(uint64_t sum, uint64_t number)
{
    return mix(sum, number);
}

uint64_t checksum_add(uint64_t sum, const void *bytes, size_t size)
{
    const unsigned char *byte = bytes;
    size_t at = 0;

    sum = mix(sum, (uint64_t)size);
    for (; at + sizeof(uint64_t) <= size; at += sizeof(uint64_t))
        sum = mix(sum, little_endian(byte + at, sizeof(uint64_t)));
    return at < size ? mix(sum, little_endian(byte + at, size - at)) : sum;
}
