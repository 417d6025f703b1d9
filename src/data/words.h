/* words.h - distinct texts, numbered in the order in which they occur. Knows no table. */
#ifndef OPTOP_WORDS_H
#define OPTOP_WORDS_H

#include "base/status.h"

#include <stdint.h>

struct words {
    char **word;
    size_t count, room;
    uint32_t *slot; /* a hash table: 1 + number of the word, 0: free */
    size_t slots;   /* a power of two */
};

enum { WORDS_NONE = -1, WORDS_FULL = -2, WORDS_MEMORY = -3 };

/* The number of a word, WORDS_NONE when it is not there. */
long words_find(const struct words *words, const char *text);

/* The same; a new word is added: WORDS_FULL when there are `limit`, WORDS_MEMORY. */
long words_add(struct words *words, const char *text, size_t limit);

void words_clear(struct words *words);

#endif
