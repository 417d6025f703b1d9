/* page.c - painting and scrolling text; see page.h. */
#include "page.h"

#include "term.h"
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

/* A page being painted. */
struct sheet {
    struct cells *cells;
    struct rect at;
    int first; /* the first line in sight */
    int line;  /* the next one */
};

/* Wraps a line; what does not fit stands below, at least `hanging` columns from the left. */
static void paint_wrapped(struct sheet *sheet, const char *line, int hanging, unsigned style)
{
    int indent = (int)strspn(line, " ");
    const char *rest = line + indent, *piece;
    char part[2048];
    size_t bytes;

    if (!*rest)
        sheet->line++;
    while (text_wrap(&rest, sheet->at.columns - indent, &piece, &bytes)) {
        int row = sheet->line++ - sheet->first;

        snprintf(part, sizeof part, "%.*s", (int)bytes, piece);
        if (row >= 0 && row < sheet->at.rows)
            cells_text(sheet->cells, sheet->at.row + row, sheet->at.column + indent,
                       sheet->at.columns - indent, part, style);
        indent = hanging > indent ? hanging : indent;
    }
}

int page_paint_kinds(struct cells *cells, struct rect at, int first, const char *text)
{
    struct sheet sheet = {cells, at, first, 0};
    char line[2048];

    while (*text) {
        size_t length = strcspn(text, "\n");
        unsigned style = *text == PAGE_FORMULA   ? TERM_BOLD | TERM_ACCENT
                         : *text == PAGE_HEADING ? TERM_BOLD
                                                 : 0;
        int hanging = *text == PAGE_SYMBOL ? PAGE_HANGING : 0;

        snprintf(line, sizeof line, "%.*s", (int)length, text);
        text += length + (text[length] == '\n');
        paint_wrapped(&sheet, line[0] ? line + 1 : line, hanging, style);
    }
    return sheet.line;
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
