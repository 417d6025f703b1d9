/* figures.c - sentences about figures; see figures.h. */
#include "figures.h"

#include <inttypes.h>
#include <stdio.h>

char *figures_short_race(uint64_t period, uint64_t iterations, char *text, size_t size)
{
    text[0] = '\0';
    if (iterations < period)
        snprintf(text, size,
                 "Test figures are taken every %" PRIu64 " iterations, but the race ends after "
                 "%" PRIu64 ": only the initial and the final weights are "
                 "tested. --eval-every=%" PRIu64 " shows more.",
                 period, iterations, iterations >= 20 ? iterations / 10 : (uint64_t)1);
    return text;
}
