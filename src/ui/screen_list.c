/* screen_list.c - the list of optimizers from which a new run's is chosen. */
#include "list.h"
#include "text.h"
#include "ui.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    AROUND = 5,    /* frame, filter, a blank line above and below the list */
    RULE_ROWS = 7, /* what the chosen one does, and its update rule */
    LIST_ROWS = 5, /* fewer lines the list does not have for the rule's sake */
    COLUMNS = 100,
};

struct list_screen {
    struct list list;
    struct list_row *rows;
};

static int all_lines(void)
{
    int lines = optimizer_count;

    for (int i = 0; i < optimizer_count; i++)
        if (i == 0 || strcmp(optimizers[i]->family, optimizers[i - 1]->family) != 0)
            lines++;
    return lines;
}

static int name_width(void)
{
    int width = 0;

    for (int i = 0; i < optimizer_count; i++)
        if ((int)strlen(optimizers[i]->name) > width)
            width = (int)strlen(optimizers[i]->name);
    return width;
}

/* The dialog, and in it the lines of the list. */
static struct rect dialog(const struct ui *ui, struct rect *lines)
{
    struct rect outer = layout_dialog(ui->layout.body, all_lines() + AROUND + RULE_ROWS, COLUMNS);
    struct rect inner = layout_inside(outer);

    *lines = inner;
    lines->row += 2;
    lines->rows -= 2;
    if (lines->rows >= LIST_ROWS + 1 + RULE_ROWS)
        lines->rows -= RULE_ROWS + 1;
    return outer;
}

static void draw_filter(struct cells *cells, struct list *list, struct rect inner)
{
    static const char label[] = "filter: ";
    int used = cells_text(cells, inner.row, inner.column + 1, inner.columns, label, TERM_QUIET) + 1;
    int room = inner.columns - used - 1, cursor;
    char shown[PARAM_TEXT_MAX];

    if (room < 1)
        return;
    cursor = edit_view(&list->filter, room, shown, sizeof shown);
    cells_text(cells, inner.row, inner.column + used, room, shown, TERM_BOLD);
    cells_cursor(cells, inner.row, inner.column + used + cursor);
}

static void draw_line(struct cells *cells, const struct list *list, int i, struct rect at)
{
    const struct list_line *line = &list->line[i];
    const struct list_row *row = &list->row[line->row];
    bool chosen = i == list->current;
    unsigned style = chosen ? TERM_REVERSE : 0;
    int help = 2 + name_width() + 2;

    if (line->heading) {
        cells_text(cells, at.row, at.column + 1, at.columns - 1, row->family,
                   TERM_BOLD | TERM_ACCENT);
        return;
    }
    if (chosen) {
        cells_fill(cells, at, style);
        cells_glyph(cells, at.row, at.column, '>', style | TERM_BOLD);
    }
    cells_text(cells, at.row, at.column + 2, at.columns - 2, row->name, style | TERM_BOLD);
    at.column += help;
    at.columns -= help;
    if (at.columns > 0)
        cells_left(cells, at, row->help, style);
}

/* What the chosen optimizer does, below the list. */
static void draw_rule(const struct ui *ui, struct cells *cells,
                      const struct optimizer_spec *optimizer, struct rect lines, struct rect inner)
{
    struct rect at = {lines.row + lines.rows + 1, inner.column + 2, 0, inner.columns - 3};
    struct rect rule = {0, inner.column + 4, 0, inner.columns - 5};
    int end = inner.row + inner.rows;
    char text[RUN_CONFIG_TEXT_MAX];
    struct run_config config;

    snprintf(text, sizeof text, "%s: %s", optimizer->title, optimizer->help);
    at.rows = end - at.row;
    at.row += cells_paragraph(cells, at, text, 0);
    rule.row = at.row;
    rule.rows = end - at.row;
    at.row += cells_paragraph(cells, rule, optimizer->rule, TERM_BOLD);
    if (at.row < end) {
        run_config_preset(&config, optimizer, ui->view.iterations_per_epoch > 1);
        run_config_format(&config, text, sizeof text);
        cells_text(cells, at.row, at.column, at.columns, text, TERM_QUIET);
    }
}

static void list_draw(struct ui *ui, void *state)
{
    struct list *list = &((struct list_screen *)state)->list;
    struct rect lines, outer = dialog(ui, &lines), inner = layout_inside(outer);
    int chosen = list_chosen(list), first = list_scroll(list, lines.rows);

    cells_frame(&ui->cells, outer, "add a run: choose its optimizer", TERM_ACCENT, true);
    draw_filter(&ui->cells, list, inner);
    for (int i = 0; i < lines.rows && first + i < list->lines; i++)
        draw_line(&ui->cells, list, first + i,
                  (struct rect){lines.row + i, inner.column, 1, inner.columns});
    cells_more(&ui->cells, outer, lines.row, lines.rows, first > 0,
               first + lines.rows < list->lines);
    if (chosen >= 0)
        draw_rule(ui, &ui->cells, optimizers[chosen], lines, inner);
    else
        cells_text(&ui->cells, lines.row, inner.column + 2, inner.columns - 2,
                   "no optimizer matches", 0);
}

static unsigned list_key(struct ui *ui, void *state, int key)
{
    struct list *list = &((struct list_screen *)state)->list;
    struct rect lines;
    struct run_config config;
    unsigned flags;

    dialog(ui, &lines);
    flags = list_press(list, ui_edit_key(ACTIONS_LIST, key), (uint32_t)key, lines.rows);
    if (flags & EDIT_CANCELLED)
        ui_pop(ui);
    if (flags & EDIT_SUBMITTED) {
        int chosen = list_chosen(list);
        ui_pop(ui);
        run_config_preset(&config, optimizers[chosen], ui->view.iterations_per_epoch > 1);
        ui_add_like(ui, &config);
    }
    return UI_REDRAW;
}

static void list_leave(struct ui *ui, void *state)
{
    (void)ui;
    free(((struct list_screen *)state)->rows);
}

static const struct screen_kind screen_list = {
    .scope = ACTIONS_LIST,
    .size = sizeof(struct list_screen),
    .draw = list_draw,
    .press = list_key,
    .leave = list_leave,
};

void ui_add_run(struct ui *ui)
{
    struct list_row *rows = calloc((size_t)optimizer_count, sizeof *rows);
    struct list_screen *screen = rows ? ui_push(ui, &screen_list) : NULL;

    if (!rows)
        ui_say(ui, TERM_ALERT, "Out of memory for the list of optimizers.");
    if (!screen) {
        free(rows);
        return;
    }
    for (int i = 0; i < optimizer_count; i++)
        rows[i] = (struct list_row){.name = optimizers[i]->name,
                                    .title = optimizers[i]->title,
                                    .family = optimizers[i]->family,
                                    .help = optimizers[i]->help};
    screen->rows = rows;
    list_init(&screen->list, rows, optimizer_count, 0);
}
