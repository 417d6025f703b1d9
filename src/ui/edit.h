/*
 * edit.h - abstract editing keys and a line editor: text, cursor, horizontal scrolling. Pure;
 * knows no terminal and no meaning of the text. Moves and deletes by code point.
 */
#ifndef OPTOP_EDIT_H
#define OPTOP_EDIT_H

#include "base/param.h"

#include <stdint.h>

/* The meanings of keys in forms, lists and lines. */
enum edit_key {
    EDIT_NONE,
    EDIT_CHARACTER, /* with a code point */
    EDIT_LEFT,
    EDIT_RIGHT,
    EDIT_HOME,
    EDIT_END,
    EDIT_UP,
    EDIT_DOWN,
    EDIT_NEXT,     /* Tab */
    EDIT_PREVIOUS, /* Shift-Tab */
    EDIT_PAGE_UP,
    EDIT_PAGE_DOWN,
    EDIT_BACKSPACE,
    EDIT_DELETE,
    EDIT_KILL_END,  /* Ctrl-K: from the cursor to the end */
    EDIT_KILL_LINE, /* Ctrl-U: all */
    EDIT_KILL_WORD, /* Ctrl-W: the word before the cursor */
    EDIT_ACCEPT,    /* Enter */
    EDIT_CANCEL,    /* Esc */
};

/* The effects of a key: flags. */
enum {
    EDIT_CHANGED = 1,   /* the text or the choice is another */
    EDIT_SUBMITTED = 2, /* done, and all is valid */
    EDIT_CANCELLED = 4,
};

struct edit_line {
    char text[PARAM_TEXT_MAX];
    size_t length; /* bytes */
    size_t cursor; /* byte offset, at the start of a code point or at the end */
    size_t first;  /* byte offset of the first one shown */
};

/*
 * Takes a text, cut when too long, without its control characters, cursor at its end. Invalid UTF-8
 * is kept: file names may contain it.
 */
void edit_set(struct edit_line *line, const char *text);

/* Characters, movements and deletions; other keys do nothing. Returns flags. */
unsigned edit_press(struct edit_line *line, enum edit_key key, uint32_t character);

/*
 * Scrolls so that the cursor is within `columns` cells and writes what is visible, as UTF-8.
 * Returns the cursor's cell, 0 ... columns - 1.
 */
int edit_view(struct edit_line *line, int columns, char *out, size_t size);

#endif
