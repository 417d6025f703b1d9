/*
 * fuzz.h - what a harness in this folder defines: the corpus it belongs to, and the function that
 * libFuzzer calls with bytes of its making. `make fuzz` links it with libFuzzer, `make check` with
 * replay.c, which feeds it the files of the corpus.
 */
#ifndef OPTOP_FUZZ_H
#define OPTOP_FUZZ_H

#include "config.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern const char fuzz_corpus[];

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);

/* A property that must hold whatever the input is. */
#define MUST(CONDITION)                                                                            \
    do {                                                                                           \
        if (!(CONDITION)) {                                                                        \
            fprintf(stderr, "%s:%d: %s does not hold\n", __FILE__, __LINE__, #CONDITION);          \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

/* The bytes as a string, which the caller frees; what follows a zero byte is left out. */
static inline char *fuzz_text(const uint8_t *bytes, size_t count)
{
    char *text = malloc(count + 1);

    MUST(text != NULL);
    if (count > 0)
        memcpy(text, bytes, count);
    text[count] = '\0';
    return text;
}

#endif
