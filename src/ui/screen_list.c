/* screen_list.c - the list of optimizers from which a new run's is chosen. */
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

static void draw_filter(struct ui *ui, struct rect inner)
{
    static const char label[] = "filter: ";
    int used = term_text(inner.row, inner.column + 1, inner.columns, label, TERM_QUIET) + 1;
    int room = inner.columns - used - 1, cursor;
    char shown[PARAM_TEXT_MAX];

    if (room < 1)
        return;
    cursor = edit_view(&ui->list.filter, room, shown, sizeof shown);
    term_text(inner.row, inner.column + used, room, shown, TERM_BOLD);
    term_cursor(inner.row, inner.column + used + cursor);
}

static void draw_line(const struct ui *ui, int i, struct rect at)
{
    const struct list_line *line = &ui->list.line[i];
    const struct list_row *row = &ui->list.row[line->row];
    bool chosen = i == ui->list.current;
    unsigned style = chosen ? TERM_REVERSE : 0;
    int name = at.column + 2, help = name + name_width() + 2;
    char shown[256];

    if (line->heading) {
        term_text(at.row, at.column + 1, at.columns - 1, row->family, TERM_BOLD | TERM_ACCENT);
        return;
    }
    if (chosen) {
        term_fill(at.row, at.column, 1, at.columns, style);
        term_glyph(at.row, at.column, '>', style | TERM_BOLD);
    }
    term_text(at.row, name, at.columns - 2, row->name, style | TERM_BOLD);
    if (help < at.column + at.columns)
        term_text(at.row, help, at.column + at.columns - help,
                  text_cut(row->help, at.column + at.columns - help, shown, sizeof shown), style);
}

/* What the chosen optimizer does, below the list. */
static void draw_rule(const struct optimizer_spec *optimizer, struct rect lines, struct rect inner)
{
    int row = lines.row + lines.rows + 1, end = inner.row + inner.rows;
    char text[RUN_CONFIG_TEXT_MAX];
    struct run_config config;

    snprintf(text, sizeof text, "%s: %s", optimizer->title, optimizer->help);
    row += ui_paragraph(row, inner.column + 2, end - row, inner.columns - 3, text, 0);
    row += ui_paragraph(row, inner.column + 4, end - row, inner.columns - 5, optimizer->rule,
                        TERM_BOLD);
    if (row < end) {
        run_config_default(&config, optimizer);
        run_config_format(&config, text, sizeof text);
        term_text(row, inner.column + 2, inner.columns - 3, text, TERM_QUIET);
    }
}

static void list_draw(struct ui *ui)
{
    struct rect lines, outer = dialog(ui, &lines), inner = layout_inside(outer);
    int chosen = list_chosen(&ui->list), first = list_scroll(&ui->list, lines.rows);

    ui_frame(outer, "add a run: choose its optimizer", TERM_ACCENT, true);
    draw_filter(ui, inner);
    for (int i = 0; i < lines.rows && first + i < ui->list.lines; i++)
        draw_line(ui, first + i, (struct rect){lines.row + i, inner.column, 1, inner.columns});
    ui_draw_more(outer, lines.row, lines.rows, first > 0, first + lines.rows < ui->list.lines);
    if (chosen >= 0)
        draw_rule(optimizers[chosen], lines, inner);
    else
        term_text(lines.row, inner.column + 2, inner.columns - 2, "no optimizer has these letters",
                  0);
}

static unsigned list_key(struct ui *ui, int key)
{
    struct rect lines;
    struct run_config config;
    unsigned flags;

    dialog(ui, &lines);
    flags = list_press(&ui->list, ui_edit_key(ACTIONS_LIST, key), (uint32_t)key, lines.rows);
    if (flags & EDIT_CANCELLED)
        ui_pop(ui);
    if (flags & EDIT_SUBMITTED) {
        int chosen = list_chosen(&ui->list);
        ui_pop(ui);
        run_config_default(&config, optimizers[chosen]);
        ui_edit_run(ui, &config, 0);
    }
    return UI_HANDLED | UI_REDRAW;
}

static void list_leave(struct ui *ui)
{
    free(ui->list_rows);
    ui->list_rows = NULL;
}

const struct screen screen_list = {
    .scope = ACTIONS_LIST,
    .draw = list_draw,
    .press = list_key,
    .leave = list_leave,
};

void ui_add_run(struct ui *ui)
{
    ui->list_rows = calloc((size_t)optimizer_count, sizeof *ui->list_rows);
    if (!ui->list_rows) {
        ui_say(ui, TERM_ALERT, "Out of memory for the list of optimizers.");
        return;
    }
    for (int i = 0; i < optimizer_count; i++)
        ui->list_rows[i] = (struct list_row){.name = optimizers[i]->name,
                                             .title = optimizers[i]->title,
                                             .family = optimizers[i]->family,
                                             .help = optimizers[i]->help};
    list_init(&ui->list, ui->list_rows, optimizer_count, 0);
    ui_push(ui, &screen_list);
}
