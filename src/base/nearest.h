/*
 * nearest.h - the name that an unknown one was meant to be: for "did you mean adam?".
 */
#ifndef OPTOP_NEAREST_H
#define OPTOP_NEAREST_H

#include <stddef.h>

/* Start with the text given, its length, and zeros. */
struct nearest {
    const char *given;
    size_t length;
    const char *name; /* the nearest that has been tried, NULL: none is near */
    size_t distance;
};

/*
 * Tries a name. It is near when it differs by a letter left out, put in, exchanged or swapped with
 * its neighbour; long texts may have two of these. Of equally near names the first one stays.
 */
void nearest_try(struct nearest *nearest, const char *name);

#endif
