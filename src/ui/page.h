/*
 * page.h - text that may be longer than the screen: painting the lines in sight, and scrolling.
 * Pure; for the help screen and the pages of screen_page.c.
 */
#ifndef OPTOP_PAGE_H
#define OPTOP_PAGE_H

#include "actions.h"
#include "cells.h"
#include "layout.h"

struct page_scroll {
    int first;       /* the first line in sight */
    int lines, page; /* of all, and of the screen, as last drawn */
};

/* Scrolls as a key of ACTIONS_HELP requires; false: the key does not scroll. */
bool page_scroll(struct page_scroll *scroll, enum action_id action);

/* "lines 1-21 of 193"; "" when all are in sight. Returns text. */
char *page_where(const struct page_scroll *scroll, char *text, size_t size);

/*
 * Paints lines from number `first` on, as they are; long ones are wrapped. Returns the number of
 * lines.
 */
int page_paint(struct cells *cells, struct rect at, int first, const char *text);

/* The same of a text with a kind in front of each line, which determines its style. */
enum {
    PAGE_HEADING = '#',
    PAGE_FORMULA = '*',
    PAGE_SYMBOL = '-', /* what does not fit stands below, PAGE_HANGING columns from the left */
    PAGE_TEXT = ' ',
    PAGE_HANGING = 27,
};
int page_paint_kinds(struct cells *cells, struct rect at, int first, const char *text);

#endif
