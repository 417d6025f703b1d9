/* screen_list.c - lists from which something is chosen: a new run's optimizer, a panel's curve. */
#include "list.h"
#include "race_screen.h"
#include "text.h"
#include "ui.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    AROUND = 5,    /* frame, filter, a blank line above and below the list */
    RULE_ROWS = 7, /* what the chosen one does, and its update rule */
    CURVE_ROWS = 2,
    LIST_ROWS = 5, /* fewer lines the list does not have for the rule's sake */
    COLUMNS = 100,
};

/* What is chosen, and what for. */
struct list_use {
    const char *title;
    const char *nothing; /* when the filter leaves none */
    int about;           /* lines below the list about the chosen row */
    void (*draw)(const struct ui *ui, struct cells *cells, int row, struct rect lines,
                 struct rect inner); /* these lines */
    void (*accept)(struct ui *ui, int row);
};

struct list_screen {
    const struct list_use *use;
    struct list list;
    struct list_row *rows;
};

static int all_lines(const struct list *list)
{
    int lines = list->rows;

    for (int i = 0; i < list->rows; i++)
        if (i == 0 || strcmp(list->row[i].family, list->row[i - 1].family) != 0)
            lines++;
    return lines;
}

static int name_width(const struct list *list)
{
    int width = 0;

    for (int i = 0; i < list->rows; i++)
        if ((int)strlen(list->row[i].name) > width)
            width = (int)strlen(list->row[i].name);
    return width;
}

/* The dialog, and in it the lines of the list. */
static struct rect dialog(const struct ui *ui, const struct list_screen *screen, struct rect *lines)
{
    int about = screen->use->about;
    struct rect outer =
        layout_dialog(ui->layout.body, all_lines(&screen->list) + AROUND + about, COLUMNS);
    struct rect inner = layout_inside(outer);

    *lines = inner;
    lines->row += 2;
    lines->rows -= 2;
    if (lines->rows >= LIST_ROWS + 1 + about)
        lines->rows -= about + 1;
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
    int help = 2 + name_width(list) + 2;

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
static void draw_rule(const struct ui *ui, struct cells *cells, int row, struct rect lines,
                      struct rect inner)
{
    const struct optimizer_spec *optimizer = optimizers[row];
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

static void add_run(struct ui *ui, int row)
{
    struct run_config config;

    run_config_preset(&config, optimizers[row], ui->view.iterations_per_epoch > 1);
    ui_add_like(ui, &config);
}

static const struct list_use use_optimizers = {.title = "add a run: choose its optimizer",
                                               .nothing = "no optimizer matches",
                                               .about = RULE_ROWS,
                                               .draw = draw_rule,
                                               .accept = add_run};

/* ---- curves ------------------------------------------------------------------------------------
 */

/* The curve of a line: those of a view stand together. */
static enum curve curve_of(int row)
{
    for (int view = 0; view < CURVE_VIEWS; view++)
        for (int c = 0; c < CURVES; c++)
            if (curve_specs[c].view == (enum curve_view)view && row-- == 0)
                return (enum curve)c;
    return CURVE_TRAIN_LOSS;
}

/* What it is, in full. */
static void draw_help(const struct ui *ui, struct cells *cells, int row, struct rect lines,
                      struct rect inner)
{
    struct rect at = {lines.row + lines.rows + 1, inner.column + 2, 0, inner.columns - 3};

    (void)ui;
    at.rows = inner.row + inner.rows - at.row;
    cells_paragraph(cells, at, curve_specs[curve_of(row)].help, 0);
}

static void show_curve(struct ui *ui, int row)
{
    race_look_pick(&ui_race_screen(ui)->look, curve_of(row));
    ui_say(ui, 0, "The first panel shows the %s; v shows the views again.",
           curve_specs[curve_of(row)].title);
}

static const struct list_use use_curves = {.title = "show a curve in the first panel",
                                           .nothing = "no curve matches",
                                           .about = CURVE_ROWS,
                                           .draw = draw_help,
                                           .accept = show_curve};

/* ---- the screen --------------------------------------------------------------------------------
 */

static void list_draw(struct ui *ui, void *state)
{
    struct list_screen *screen = state;
    struct list *list = &screen->list;
    struct rect lines, outer = dialog(ui, screen, &lines), inner = layout_inside(outer);
    int chosen = list_chosen(list), first = list_scroll(list, lines.rows);

    cells_frame(&ui->cells, outer, screen->use->title, TERM_ACCENT, true);
    draw_filter(&ui->cells, list, inner);
    for (int i = 0; i < lines.rows && first + i < list->lines; i++)
        draw_line(&ui->cells, list, first + i,
                  (struct rect){lines.row + i, inner.column, 1, inner.columns});
    cells_more(&ui->cells, outer, lines.row, lines.rows, first > 0,
               first + lines.rows < list->lines);
    if (chosen >= 0)
        screen->use->draw(ui, &ui->cells, chosen, lines, inner);
    else
        cells_text(&ui->cells, lines.row, inner.column + 2, inner.columns - 2, screen->use->nothing,
                   0);
}

static unsigned list_key(struct ui *ui, void *state, int key)
{
    struct list_screen *screen = state;
    struct list *list = &screen->list;
    struct rect lines;
    unsigned flags;

    dialog(ui, screen, &lines);
    flags = list_press(list, ui_edit_key(ACTIONS_LIST, key), (uint32_t)key, lines.rows);
    if (flags & EDIT_CANCELLED)
        ui_pop(ui);
    if (flags & EDIT_SUBMITTED) {
        const struct list_use *use = screen->use;
        int chosen = list_chosen(list);

        ui_pop(ui);
        use->accept(ui, chosen);
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

/* Takes the rows over, also on failure. */
static void open_list(struct ui *ui, const struct list_use *use, struct list_row *rows, int count,
                      int chosen)
{
    struct list_screen *screen = rows ? ui_push(ui, &screen_list) : NULL;

    if (!rows)
        ui_say(ui, TERM_ALERT, "Out of memory for the list.");
    if (!screen) {
        free(rows);
        return;
    }
    screen->use = use;
    screen->rows = rows;
    list_init(&screen->list, rows, count, chosen);
}

void ui_add_run(struct ui *ui)
{
    struct list_row *rows = calloc((size_t)optimizer_count, sizeof *rows);

    for (int i = 0; rows && i < optimizer_count; i++)
        rows[i] = (struct list_row){.name = optimizers[i]->name,
                                    .title = optimizers[i]->title,
                                    .family = optimizers[i]->family,
                                    .help = optimizers[i]->help};
    open_list(ui, &use_optimizers, rows, optimizer_count, 0);
}

/* Begins with what the first panel shows. */
void ui_choose_curve(struct ui *ui)
{
    struct list_row *rows = calloc(CURVES, sizeof *rows);
    int chosen = 0;

    for (int i = 0; rows && i < CURVES; i++) {
        const struct curve_spec *spec = &curve_specs[curve_of(i)];

        rows[i] = (struct list_row){.name = spec->name,
                                    .title = spec->title,
                                    .family = curve_view_names[spec->view],
                                    .help = spec->help};
        if (ui->layout.panels > 0 && ui->layout.panel[0].curve == curve_of(i))
            chosen = i;
    }
    open_list(ui, &use_curves, rows, CURVES, chosen);
}
