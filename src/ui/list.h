/*
 * list.h - a chooser of one row among many: families as headings, a filter by typing, scrolling.
 * Pure; knows no terminal and no optimizers.
 */
#ifndef OPTOP_LIST_H
#define OPTOP_LIST_H

#include "edit.h"

enum { LIST_ROWS_MAX = 256 };

/* The texts are kept by reference. Rows of a family stand together. */
struct list_row {
    const char *name;   /* "adam": typed most often */
    const char *title;  /* "Adam"; may be NULL */
    const char *family; /* the heading above; NULL: none */
    const char *help;   /* one line; may be NULL */
};

/* A line on the screen: a family's heading or a row. */
struct list_line {
    int row; /* index of the row; of a heading: of the row below it */
    bool heading;
};

struct list {
    const struct list_row *row;
    int rows;
    struct edit_line filter;
    struct list_line line[2 * LIST_ROWS_MAX]; /* those that pass the filter */
    int lines;
    int current; /* index into line of the chosen row, -1 when nothing is left */
    int first;   /* first line shown */
};

/* `rows` (at most LIST_ROWS_MAX of them), unfiltered, with the cursor on row `chosen`. */
void list_init(struct list *list, const struct list_row *rows, int count, int chosen);

/*
 * A key. Characters and deletions edit the filter: its words, separated by blanks, must all occur
 * in name, title, family or help, in any case; then the best row is chosen: the one of this name,
 * else the first whose name begins with it, else contains it, else the first one left. EDIT_CANCEL
 * clears a filter before it cancels. EDIT_ACCEPT submits when a row is chosen. `page` is the number
 * of lines shown. Returns flags.
 */
unsigned list_press(struct list *list, enum edit_key key, uint32_t character, int page);

/* Scrolls so that the chosen row and, above it, its heading are among `lines`; returns first. */
int list_scroll(struct list *list, int lines);

/* Index of the chosen row, or -1. */
int list_chosen(const struct list *list);

#endif
