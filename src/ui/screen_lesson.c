/*
 * screen_lesson.c - the page of a lesson: its text, the keys to press and the effects to see. It is
 * there before the race, and again by a key.
 */
#include "page.h"
#include "ui.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct lesson_screen {
    struct page_scroll scroll;
};

/* A section; the heading is NULL for the first. */
static void print_section(FILE *stream, const char *heading, const char *text)
{
    if (heading)
        fprintf(stream, "%c\n%c%s\n", PAGE_TEXT, PAGE_HEADING, heading);
    while (*text) {
        size_t length = strcspn(text, "\n");

        fprintf(stream, "%c%.*s\n", PAGE_TEXT, (int)length, text);
        text += length + (text[length] == '\n');
    }
}

static char *make_page(const struct lesson *lesson)
{
    char *text = NULL;
    size_t size;
    FILE *stream = open_memstream(&text, &size);

    if (!stream)
        return NULL;
    print_section(stream, NULL, lesson->section[LESSON_TEXT]);
    print_section(stream, "What to press", lesson->section[LESSON_PRESS]);
    print_section(stream, "What to see", lesson->section[LESSON_SEE]);
    fclose(stream);
    return text;
}

static void lesson_draw(struct ui *ui, void *state)
{
    enum { WIDEST = 78 };
    struct lesson_screen *screen = state;
    const struct lesson *lesson = ui->options->lesson;
    struct rect at = ui->layout.body, line = ui->layout.message;
    char *text = make_page(lesson), title[256];

    at.column++;
    at.columns = at.columns - 2 < WIDEST ? at.columns - 2 : WIDEST;
    screen->scroll.page = at.rows;
    screen->scroll.lines = text ? page_paint_kinds(&ui->cells, at, screen->scroll.first, text) : 0;
    free(text);
    snprintf(title, sizeof title, "Lesson: %s", lesson->title);
    cells_text(&ui->cells, ui->layout.title.row, 0, ui->layout.title.columns, title,
               TERM_BOLD | TERM_ACCENT);
    line.column++;
    line.columns--;
    cells_left(&ui->cells, line,
               screen->scroll.lines > screen->scroll.page
                   ? "Enter goes to the race, L comes back here; Space: more"
                   : "Enter goes to the race, L comes back here.",
               TERM_BOLD);
}

static unsigned lesson_press(struct ui *ui, void *state, int key)
{
    struct page_scroll *scroll = &((struct lesson_screen *)state)->scroll;
    enum action_id action = action_find(ACTIONS_HELP, key);
    bool at_end = scroll->first + scroll->page >= scroll->lines;

    ui->message[0] = '\0';
    if (key == KEYS_ENTER || key == 'L' || action == ACTION_CANCEL ||
        (action == ACTION_PAGE_DOWN && at_end))
        ui_pop(ui);
    else if (!page_scroll(scroll, action))
        return 0;
    return UI_REDRAW;
}

const struct screen_kind screen_lesson = {
    .scope = ACTIONS_HELP,
    .covers = true,
    .size = sizeof(struct lesson_screen),
    .draw = lesson_draw,
    .press = lesson_press,
};
