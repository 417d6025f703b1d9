/* seeds.c - lists of seeds; see seeds.h. */
#include "seeds.h"

#include "append.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* Digits alone, up to `end`. */
static bool read_seed(const char *at, const char *end, uint64_t *seed)
{
    *seed = 0;
    if (at == end)
        return false;
    for (; at < end; at++) {
        if (*at < '0' || *at > '9')
            return false;
        *seed = 10 * *seed + (uint64_t)(*at - '0');
        if (*seed > SEEDS_LARGEST)
            return false;
    }
    return true;
}

/* Reads "7" or "3..9". */
static bool read_item(const char *at, const char *end, uint64_t *from, uint64_t *to,
                      struct status *status)
{
    const char *dots = at;

    while (dots < end && *dots != '.')
        dots++;
    if (!read_seed(at, dots, from) ||
        (dots < end && (dots[1] != '.' || !read_seed(dots + 2, end, to))))
        return status_fail(status, STATUS_INVALID,
                           "'%.*s' is not a seed (allowed: " SEEDS_ALLOWED ", each from 0 to "
                           "4294967295)",
                           (int)(end - at), at);
    if (dots == end)
        *to = *from;
    if (*to < *from)
        return status_fail(status, STATUS_INVALID,
                           "'%.*s' runs backwards (write %" PRIu64 "..%" PRIu64 ")",
                           (int)(end - at), at, *to, *from);
    return true;
}

static int ascending(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return (x > y) - (x < y);
}

bool seeds_parse(const char *text, uint64_t seed[SEEDS_MAX], int *seeds, struct status *status)
{
    const char *at = text;
    uint64_t from = 0, to = 0;

    *seeds = 0;
    if (!*text)
        return status_fail(status, STATUS_INVALID, "'' has no seed (allowed: " SEEDS_ALLOWED ")");
    for (const char *end; at; at = *end ? end + 1 : NULL) {
        end = at + strcspn(at, ",");
        if (!read_item(at, end, &from, &to, status))
            return false;
        if (to - from >= (uint64_t)(SEEDS_MAX - *seeds))
            return status_fail(status, STATUS_INVALID, "'%s' has more than %d seeds", text,
                               SEEDS_MAX);
        for (; from <= to; from++)
            seed[(*seeds)++] = from;
    }
    qsort(seed, (size_t)*seeds, sizeof *seed, ascending);
    for (int i = 1; i < *seeds; i++)
        if (seed[i] == seed[i - 1])
            return status_fail(status, STATUS_INVALID, "'%s' has the seed %" PRIu64 " twice", text,
                               seed[i]);
    return true;
}

char *seeds_format(const uint64_t *seed, int seeds, char *text, size_t size)
{
    text[0] = '\0';
    for (int i = 0, last; i < seeds; i = last + 1) {
        for (last = i; last + 1 < seeds && seed[last + 1] == seed[last] + 1;)
            last++;
        if (last < i + 2)
            last = i;
        append(text, size, "%s%" PRIu64, i > 0 ? "," : "", seed[i]);
        if (last > i)
            append(text, size, "..%" PRIu64, seed[last]);
    }
    return text;
}
