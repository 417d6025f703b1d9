/* words.c - different texts, numbered; see words.h. */
#include "words.h"

#include <stdlib.h>
#include <string.h>

/* FNV-1a, and a finalizer for its low bits. */
static uint64_t hash(const char *text)
{
    uint64_t h = UINT64_C(14695981039346656037);

    for (; *text; text++)
        h = (h ^ (unsigned char)*text) * UINT64_C(1099511628211);
    return h ^ h >> 32;
}

/* The slot that holds the word, or the free one where it belongs. */
static size_t place_of(const struct words *words, const char *text)
{
    size_t at = (size_t)hash(text) & (words->slots - 1);

    while (words->slot[at] != 0 && strcmp(words->word[words->slot[at] - 1], text) != 0)
        at = (at + 1) & (words->slots - 1);
    return at;
}

long words_find(const struct words *words, const char *text)
{
    if (words->slots == 0)
        return WORDS_NONE;
    return (long)words->slot[place_of(words, text)] - 1;
}

/* Room for one more, and twice as many slots as words. */
static bool grow(struct words *words)
{
    size_t room = words->room ? 2 * words->room : 16;
    char **word;
    uint32_t *slot;

    if (words->count < words->room)
        return true;
    word = realloc(words->word, room * sizeof *word);
    if (!word)
        return false;
    words->word = word;
    slot = calloc(2 * room, sizeof *slot);
    if (!slot)
        return false;
    free(words->slot);
    words->slot = slot;
    words->slots = 2 * room;
    words->room = room;
    for (size_t i = 0; i < words->count; i++)
        slot[place_of(words, words->word[i])] = (uint32_t)(i + 1);
    return true;
}

static char *copy(const char *text)
{
    size_t size = strlen(text) + 1;
    char *word = malloc(size);

    if (word)
        memcpy(word, text, size);
    return word;
}

long words_add(struct words *words, const char *text, size_t limit)
{
    long found = words_find(words, text);

    if (found >= 0)
        return found;
    if (words->count >= limit)
        return WORDS_FULL;
    if (!grow(words) || !(words->word[words->count] = copy(text)))
        return WORDS_MEMORY;
    words->count++;
    words->slot[place_of(words, text)] = (uint32_t)words->count;
    return (long)words->count - 1;
}

void words_clear(struct words *words)
{
    for (size_t i = 0; i < words->count; i++)
        free(words->word[i]);
    free(words->word);
    free(words->slot);
    *words = (struct words){0};
}
