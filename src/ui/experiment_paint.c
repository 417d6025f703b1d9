/*
 * experiment_paint.c - paints an experiment: the panel of loss against hyperparameter, the runs
 * that diverged above it, the table of the runs at their best. In small terminals the panel gives
 * up rows first, the table columns from the right.
 */
#include "experiment_screen.h"
#include "panels.h"
#include "text.h"

#include "base/append.h"
#include "plot/style.h"

#include <stdio.h>
#include <string.h>

enum {
    PANEL_LEAST = 6,   /* rows from which there is a panel */
    DIVERGED_FROM = 8, /* rows from which it has a line for what diverged */
    MARK = 4,          /* columns of "> * " */
    NAME_LEAST = 8,
    GAP = 2,
};

/* ---- the panel ------------------------------------------------------------------------------- */

static int style_of(const struct ui *ui, int run)
{
    return experiment_tag(ui->lab.experiment, run);
}

static struct sensitivity_request request_of(const struct ui *ui, struct experiment_screen *screen)
{
    const struct sweep_plan *plan = experiment_plan(ui->lab.experiment);
    const struct sweep_judge_spec *judge = &sweep_judges[ui->lab.judge];

    for (int run = 0; run < screen->curves.curves; run++) {
        screen->curves.curve[run].name = screen->names.name[run];
        screen->curves.curve[run].style = style_of(ui, run);
        screen->curves.curve[run].chosen = run == screen->chosen;
    }
    return (struct sensitivity_request){
        .curve = screen->curves.curve,
        .curves = screen->curves.curves,
        .figure = judge->title,
        .key = plan->axis[screen->axis].key,
        .second = screen->second >= 0 ? plan->axis[screen->second].key : NULL,
        .seeds = plan->seeds,
        .logarithmic_x = plan->axis[screen->axis].logarithmic,
        .share = judge->more && !judge->target,
        .has_cursor = screen->has_cursor,
        .cursor = screen->cursor};
}

/* The marks of the runs that diverged at a value stand above it. */
static void paint_diverged(struct ui *ui, const struct sensitivity_request *request,
                           const struct axis_range *range, struct rect at)
{
    int margin = canvas_margin(at.columns), mark[SENSITIVITY_COLUMNS_MAX];
    int columns = at.columns - margin < SENSITIVITY_COLUMNS_MAX ? at.columns - margin
                                                                : SENSITIVITY_COLUMNS_MAX;

    cells_text(&ui->cells, at.row, at.column, margin, experiment_failed(ui->lab.judge), 0);
    sensitivity_diverged(request, range, columns, mark);
    for (int c = 0; c < columns; c++)
        if (mark[c] >= 0) {
            const struct sensitivity_curve *curve = &request->curve[mark[c]];

            cells_glyph(&ui->cells, at.row, at.column + margin + c,
                        (uint32_t)(unsigned char)style_mark(curve->style),
                        TERM_COLOUR(curve->style) | (curve->chosen ? TERM_BOLD : 0u));
        }
}

static void paint_panel(struct ui *ui, struct experiment_screen *screen, struct rect at)
{
    const struct sensitivity_request request = request_of(ui, screen);
    struct status status = {0};
    bool line = at.rows >= DIVERGED_FROM;

    if (!sensitivity_make(&screen->sensitivity, &request, &status) ||
        !canvas_resize(&screen->canvas, at.rows - 1 - line, at.columns, &status)) {
        ui_say(ui, TERM_ALERT, "%s", status.message);
        return;
    }
    cells_left(&ui->cells, at, screen->sensitivity.plot.title, TERM_BOLD);
    at.row++;
    if (line)
        paint_diverged(ui, &request, &screen->sensitivity.plot.x, at);
    at.row += line;
    canvas_draw(&screen->canvas, &screen->sensitivity.plot, ui_race_screen(ui)->glyphs,
                ui->cells.unicode);
    panel_paint(&ui->cells, &screen->canvas, at);
}

/* ---- the table ------------------------------------------------------------------------------- */

/* The columns that there is room for, and their titles. */
struct table {
    int width[EXPERIMENT_CELLS]; /* 0: left out */
    char title[EXPERIMENT_CELLS][64];
    int name;
};

static void name_columns(const struct ui *ui, const struct experiment_screen *screen,
                         struct table *table)
{
    const struct sweep_plan *plan = experiment_plan(ui->lab.experiment);
    char value[64];

    if (plan->axes == 1)
        snprintf(table->title[EXPERIMENT_BEST], sizeof table->title[0], "best %s",
                 plan->axis[0].key);
    else
        snprintf(table->title[EXPERIMENT_BEST], sizeof table->title[0], "best");
    if (screen->has_cursor)
        snprintf(table->title[EXPERIMENT_MEDIAN], sizeof table->title[0], "at %s",
                 param_format_number(screen->cursor, value, sizeof value));
    else
        snprintf(table->title[EXPERIMENT_MEDIAN], sizeof table->title[0], "%s",
                 sweep_judges[ui->lab.judge].title);
    snprintf(table->title[EXPERIMENT_SPREAD], sizeof table->title[0], "quartiles");
    snprintf(table->title[EXPERIMENT_DIVERGED], sizeof table->title[0], "%s",
             experiment_failed(ui->lab.judge));
}

static int at_cursor(const struct experiment_screen *screen, int run)
{
    return screen->has_cursor ? experiment_config_at(&screen->curves, run, screen->cursor) : -1;
}

/* As wide as their contents; the last ones are left out where columns are few. */
static struct table make_table(const struct ui *ui, const struct experiment_screen *screen,
                               int columns)
{
    const struct sweep_plan *plan = experiment_plan(ui->lab.experiment);
    struct table table = {.name = columns - MARK};
    char text[EXPERIMENT_TEXT_MAX];

    name_columns(ui, screen, &table);
    for (int cell = 0; cell < EXPERIMENT_CELLS; cell++) {
        int width = text_width(table.title[cell]);

        if (cell == EXPERIMENT_SPREAD && plan->seeds == 1)
            continue;
        for (int i = 0; i < screen->summary.runs; i++) {
            const struct sweep_standing *standing = &screen->summary.standing[i];
            int used = text_width(experiment_cell(plan, &screen->summary, standing,
                                                  at_cursor(screen, standing->run),
                                                  (enum experiment_cell)cell, text, sizeof text));

            width = used > width ? used : width;
        }
        if (table.name - GAP - width < NAME_LEAST)
            continue;
        table.width[cell] = width;
        table.name -= GAP + width;
    }
    return table;
}

static void paint_cells(struct ui *ui, const struct table *table, struct rect at,
                        char text[EXPERIMENT_CELLS][EXPERIMENT_TEXT_MAX], unsigned style)
{
    int column = at.column + MARK + table->name;

    for (int cell = 0; cell < EXPERIMENT_CELLS; cell++) {
        if (table->width[cell] == 0)
            continue;
        column += GAP;
        cells_right(&ui->cells, (struct rect){at.row, column, 1, table->width[cell]}, text[cell],
                    style);
        column += table->width[cell];
    }
}

static void paint_run(struct ui *ui, const struct experiment_screen *screen,
                      const struct table *table, int line, struct rect at)
{
    const struct sweep_plan *plan = experiment_plan(ui->lab.experiment);
    const struct sweep_standing *standing = &screen->summary.standing[line];
    char text[EXPERIMENT_CELLS][EXPERIMENT_TEXT_MAX];
    bool chosen = standing->run == screen->chosen;
    unsigned style = chosen ? TERM_BOLD : 0;
    int mark = style_of(ui, standing->run), config = at_cursor(screen, standing->run);

    cells_glyph(&ui->cells, at.row, at.column, chosen ? '>' : ' ', TERM_BOLD);
    cells_glyph(&ui->cells, at.row, at.column + 2, (uint32_t)(unsigned char)style_mark(mark),
                TERM_COLOUR(mark) | TERM_BOLD);
    cells_left(&ui->cells, (struct rect){at.row, at.column + MARK, 1, table->name},
               screen->names.name[standing->run], style);
    for (int cell = 0; cell < EXPERIMENT_CELLS; cell++) {
        experiment_cell(plan, &screen->summary, standing, config, (enum experiment_cell)cell,
                        text[cell], sizeof text[cell]);
        if (screen->has_cursor && config < 0 && cell != EXPERIMENT_BEST)
            snprintf(text[cell], sizeof text[cell], "-");
    }
    paint_cells(ui, table, at, text, style);
}

static void paint_table(struct ui *ui, struct experiment_screen *screen, struct rect at)
{
    struct table table = make_table(ui, screen, at.columns);
    char title[EXPERIMENT_CELLS][EXPERIMENT_TEXT_MAX];
    int rows = at.rows - 1, line = experiment_screen_line(screen, screen->chosen);

    for (int cell = 0; cell < EXPERIMENT_CELLS; cell++)
        snprintf(title[cell], sizeof title[cell], "%s", table.title[cell]);
    cells_text(&ui->cells, at.row, at.column + MARK, table.name, "run", TERM_UNDERLINE);
    paint_cells(ui, &table, at, title, TERM_UNDERLINE);
    screen->first = layout_scroll(screen->first, line, rows, screen->summary.runs);
    for (int i = 0; i < rows && screen->first + i < screen->summary.runs; i++)
        paint_run(ui, screen, &table, screen->first + i,
                  (struct rect){at.row + 1 + i, at.column, 1, at.columns});
}

/* ---- the whole ------------------------------------------------------------------------------- */

static void paint_title(struct ui *ui, const struct experiment_screen *screen)
{
    const struct sweep_plan *plan = experiment_plan(ui->lab.experiment);
    const struct sweep_wish *wish = experiment_wish(ui->lab.experiment);
    struct rect at = ui->layout.title;
    char state[EXPERIMENT_TEXT_MAX], what[EXPERIMENT_TEXT_MAX] = "", range[SWEEP_TEXT_MAX];
    char seeds[256];

    experiment_state_text(&screen->view, state, sizeof state);
    cells_right(&ui->cells, at, state, TERM_BOLD);
    at.columns -= text_width(state) + GAP;
    if (at.columns <= 0)
        return;
    append(what, sizeof what, "optop: experiment ");
    for (int i = 0; i < wish->ranges; i++)
        append(what, sizeof what, "%s%.200s", i > 0 ? ", " : " ",
               sweep_range_format(&wish->range[i], range, sizeof range));
    if (wish->draws > 0)
        append(what, sizeof what, "  %llu draws", (unsigned long long)wish->draws);
    append(what, sizeof what, "  seed%s %.100s  %llu iterations", plan->seeds > 1 ? "s" : "",
           seeds_format(plan->seed, plan->seeds, seeds, sizeof seeds),
           (unsigned long long)plan->iterations);
    cells_left(&ui->cells, at, what, TERM_BOLD | TERM_ACCENT);
}

static void paint_message(struct ui *ui, const struct experiment_screen *screen)
{
    char text[STATUS_MESSAGE_MAX];

    if (ui_top(ui)->kind->on_message_line)
        return;
    if (ui->message[0])
        cells_sentence(&ui->cells, ui->layout.message, ui->message, ui->message_style | TERM_BOLD);
    else
        cells_sentence(&ui->cells, ui->layout.message,
                       experiment_hint(&screen->view, text, sizeof text),
                       screen->view.state == EXPERIMENT_FAILED  ? TERM_ALERT | TERM_BOLD
                       : screen->view.state == EXPERIMENT_READY ? TERM_BOLD
                                                                : TERM_QUIET);
}

void experiment_paint(struct ui *ui, struct experiment_screen *screen)
{
    const struct sweep_plan *plan = experiment_plan(ui->lab.experiment);
    struct rect at = ui->layout.body, remark;
    int runs = screen->summary.runs, table = runs, most = (at.rows - 2) / 3;
    char text[EXPERIMENT_TEXT_MAX];
    bool alert;
    int line = experiment_screen_line(screen, screen->chosen);

    table = 1 + (table < most ? table : most > 1 ? most : 1);
    remark = (struct rect){at.row + at.rows - 1, at.column, 1, at.columns};
    at.rows -= 1 + table;
    if (at.rows >= PANEL_LEAST)
        (screen->shows_map ? experiment_map_paint : paint_panel)(ui, screen, at);
    at.row += at.rows;
    at.rows = table;
    paint_table(ui, screen, at);
    experiment_remark(plan, &screen->summary.standing[line], &alert, text, sizeof text);
    if (!text[0]) /* there is no best yet */
        snprintf(text, sizeof text, "%s", ui->lab.left_out);
    if (screen->shows_map)
        experiment_map_remark(screen, text, sizeof text);
    alert = alert && !screen->shows_map;
    cells_left(&ui->cells, remark, text, alert ? TERM_ALERT | TERM_BOLD : TERM_QUIET);
    paint_title(ui, screen);
    paint_message(ui, screen);
}
