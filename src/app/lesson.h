/*
 * lesson.h - lessons: text files with a page to read, the options of a race, the keys to press and
 * the effects to see. Bundled ones are data; others are a person's files. Knows no screen.
 *
 * A file begins with the line "title = ...". Then come four sections, each below a line of its own:
 * [text], [options] with lines "name = value", [press] and [see]. In the texts a blank line ends a
 * paragraph, and a line that begins with a blank remains a separate line. Lines before the first
 * section that begin with # are comments.
 */
#ifndef OPTOP_LESSON_H
#define OPTOP_LESSON_H

#include "base/status.h"

#include <stdio.h>

enum { LESSON_OPTIONS_MAX = 64, LESSON_BYTES_MAX = 65536 };

enum lesson_section {
    LESSON_TEXT,
    LESSON_OPTIONS,
    LESSON_PRESS,
    LESSON_SEE,
    LESSON_SECTIONS,
};

struct lesson {
    const char *title;
    const char *section[LESSON_SECTIONS]; /* texts, paragraphs ended by '\n' */
    char *option[LESSON_OPTIONS_MAX];     /* "--data=moons", as on the command line */
    int options;
    char *content; /* the memory of the texts */
};

/*
 * Reads the bundled lesson of that name, or the file; `lesson` is all zero. STATUS_INVALID when
 * there is neither, STATUS_DATA with file and line when it is not a lesson, STATUS_SYSTEM.
 */
bool lesson_read(struct lesson *lesson, const char *name, struct status *status);
void lesson_free(struct lesson *lesson);

/*
 * The command line with the lesson's options in front: `*argc` arguments, to be freed. NULL
 * without memory.
 */
char **lesson_arguments(const struct lesson *lesson, int *argc, char *const *argv);

/* Prints the names and titles of the bundled lessons, sorted. STATUS_SYSTEM. */
bool lesson_list(FILE *stream, struct status *status);

#endif
