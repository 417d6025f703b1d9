/* nearest.c - the distance between names; see nearest.h. */
#include "nearest.h"

#include <string.h>

enum { LENGTH_MAX = 40, LONG = 6 };

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Damerau and Levenshtein's distance, in which no letter is moved twice. */
static size_t distance(const char *a, size_t m, const char *b, size_t n)
{
    size_t d[LENGTH_MAX + 1][LENGTH_MAX + 1];

    for (size_t i = 0; i <= m; i++)
        d[i][0] = i;
    for (size_t j = 0; j <= n; j++)
        d[0][j] = j;
    for (size_t i = 1; i <= m; i++)
        for (size_t j = 1; j <= n; j++) {
            d[i][j] = least(d[i - 1][j - 1] + (a[i - 1] != b[j - 1]),
                            1 + least(d[i - 1][j], d[i][j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                d[i][j] = least(d[i][j], d[i - 2][j - 2] + 1);
        }
    return d[m][n];
}

void nearest_try(struct nearest *nearest, const char *name)
{
    size_t length = strlen(name), limit = nearest->length >= LONG ? 2 : 1, found;

    if (nearest->length < 2 || nearest->length > LENGTH_MAX || length > LENGTH_MAX)
        return;
    found = distance(nearest->given, nearest->length, name, length);
    if (found <= limit && (!nearest->name || found < nearest->distance)) {
        nearest->name = name;
        nearest->distance = found;
    }
}
