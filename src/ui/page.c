/* page.c - painting and scrolling text; see page.h. */
#include "page.h"

#include "text.h"

#include <stdio.h>
#include <string.h>

static void scroll_to(struct page_scroll *scroll, int first)
{
    int last = scroll->lines - scroll->page;

    if (first > last)
        first = last;
    scroll->first = first < 0 ? 0 : first;
}

bool page_scroll(struct page_scroll *scroll, enum action_id action)
{
    switch (action) {
    case ACTION_UP:
        scroll_to(scroll, scroll->first - 1);
        return true;
    case ACTION_DOWN:
        scroll_to(scroll, scroll->first + 1);
        return true;
    case ACTION_PAGE_UP:
        scroll_to(scroll, scroll->first - scroll->page);
        return true;
    case ACTION_PAGE_DOWN:
        scroll_to(scroll, scroll->first + scroll->page);
        return true;
    case ACTION_TOP:
        scroll_to(scroll, 0);
        return true;
    case ACTION_BOTTOM:
        scroll_to(scroll, scroll->lines);
        return true;
    default:
        return false;
    }
}

char *page_where(const struct page_scroll *scroll, char *text, size_t size)
{
    int last = scroll->first + scroll->page;

    text[0] = '\0';
    if (scroll->lines > scroll->page)
        snprintf(text, size, "lines %d-%d of %d", scroll->first + 1,
                 last < scroll->lines ? last : scroll->lines, scroll->lines);
    return text;
}

/* Paints `row` lines below the upper edge, if that is in sight. */
static void paint_line(struct cells *cells, struct rect at, int row, int indent, const char *text)
{
    if (row >= 0 && row < at.rows)
        cells_text(cells, at.row + row, at.column + indent, at.columns - indent, text, 0);
}

int page_paint(struct cells *cells, struct rect at, int first, const char *text)
{
    char line[1024], part[sizeof line];
    int number = 0;

    while (*text) {
        size_t length = strcspn(text, "\n"), bytes;
        const char *rest = line, *piece;
        int indent;

        snprintf(line, sizeof line, "%.*s", (int)length, text);
        text += length + (text[length] == '\n');
        if (text_width(line) <= at.columns) {
            paint_line(cells, at, number++ - first, 0, line);
            continue;
        }
        indent = (int)strspn(line, " ");
        rest += indent;
        while (text_wrap(&rest, at.columns - indent, &piece, &bytes)) {
            snprintf(part, sizeof part, "%.*s", (int)bytes, piece);
            paint_line(cells, at, number++ - first, indent, part);
        }
    }
    return number;
}
