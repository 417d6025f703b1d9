/*
 * screen_lesson.c - the page of a lesson: its text, the keys to press and the effects to see. It is
 * there before the race, and again by a key.
 */
#include "text.h"
#include "ui.h"

#include <stdio.h>

struct page {
    int first;       /* the first line in sight */
    int lines, rows; /* of all, and of the screen, as last drawn */
};

/* A page being drawn. */
struct sheet {
    struct ui *ui;
    struct rect at;
    int first, line;
};

static void write_text(struct sheet *sheet, const char *text, unsigned style)
{
    const char *line;
    size_t length;
    char shown[1024];

    while (text_wrap(&text, sheet->at.columns, &line, &length)) {
        int row = sheet->line++ - sheet->first;

        snprintf(shown, sizeof shown, "%.*s", (int)length, line);
        if (row >= 0 && row < sheet->at.rows)
            cells_text(&sheet->ui->cells, sheet->at.row + row, sheet->at.column, sheet->at.columns,
                       shown, style);
    }
}

static void write_section(struct sheet *sheet, const char *heading, const char *text)
{
    if (sheet->line > 0)
        sheet->line++;
    if (heading)
        write_text(sheet, heading, TERM_BOLD);
    write_text(sheet, text, 0);
}

static void lesson_draw(struct ui *ui, void *state)
{
    enum { WIDEST = 78 };
    struct page *page = state;
    const struct lesson *lesson = ui->options->lesson;
    struct rect body = ui->layout.body, line = ui->layout.message;
    struct sheet sheet = {.ui = ui, .at = body, .first = page->first};
    char text[256];

    sheet.at.column++;
    sheet.at.columns = body.columns - 2 < WIDEST ? body.columns - 2 : WIDEST;
    snprintf(text, sizeof text, "Lesson: %s", lesson->title);
    cells_text(&ui->cells, ui->layout.title.row, 0, ui->layout.title.columns, text,
               TERM_BOLD | TERM_ACCENT);
    write_section(&sheet, NULL, lesson->section[LESSON_TEXT]);
    write_section(&sheet, "What to press", lesson->section[LESSON_PRESS]);
    write_section(&sheet, "What to see", lesson->section[LESSON_SEE]);
    page->lines = sheet.line;
    page->rows = body.rows;
    line.column++;
    line.columns--;
    if (page->lines > page->rows)
        snprintf(text, sizeof text, "Enter goes to the race, L comes back here; Space: more");
    else
        snprintf(text, sizeof text, "Enter goes to the race, L comes back here.");
    cells_left(&ui->cells, line, text, TERM_BOLD);
}

static void scroll_to(struct page *page, int first)
{
    int last = page->lines - page->rows;

    if (first > last)
        first = last;
    page->first = first < 0 ? 0 : first;
}

static unsigned lesson_press(struct ui *ui, void *state, int key)
{
    struct page *page = state;

    ui->message[0] = '\0';
    if (key == KEYS_ENTER || key == 'L') {
        ui_pop(ui);
        return UI_REDRAW;
    }
    switch (action_find(ACTIONS_HELP, key)) {
    case ACTION_UP:
        scroll_to(page, page->first - 1);
        break;
    case ACTION_DOWN:
        scroll_to(page, page->first + 1);
        break;
    case ACTION_PAGE_UP:
        scroll_to(page, page->first - page->rows);
        break;
    case ACTION_PAGE_DOWN:
        if (page->first + page->rows >= page->lines)
            ui_pop(ui);
        else
            scroll_to(page, page->first + page->rows);
        break;
    case ACTION_TOP:
        scroll_to(page, 0);
        break;
    case ACTION_BOTTOM:
        scroll_to(page, page->lines);
        break;
    case ACTION_CANCEL:
        ui_pop(ui);
        break;
    default:
        return 0;
    }
    return UI_REDRAW;
}

const struct screen_kind screen_lesson = {
    .scope = ACTIONS_HELP,
    .covers = true,
    .size = sizeof(struct page),
    .draw = lesson_draw,
    .press = lesson_press,
};
