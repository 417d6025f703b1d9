/*
 * screen_race.c - the race screen: title, panels with the curves, message line, key bar. The table
 * is in race_table.c, the keys are in race_keys.c, the words in race_text.c.
 */
#include "race_text.h"
#include "text.h"
#include "ui.h"

#include <stdio.h>
#include <string.h>

/* ---- panels ------------------------------------------------------------------------------------
 */

static bool is_hidden(const struct ui *ui, const struct run_snapshot *run)
{
    return ui->slot[ui_slot(ui, run->id)].hidden;
}

/*
 * What the loss was before training: all runs start from there. A column may hold more than the
 * first row, so it is the least of what the runs have reached in it.
 */
static double starting_loss(const struct ui *ui)
{
    double start = INFINITY;

    for (int i = 0; i < ui->race.runs; i++)
        for (int c = CURVE_TRAIN_LOSS; c <= CURVE_TEST_LOSS; c++) {
            const struct span *first = &ui->race.run[i].span[c][0];
            if (first->count > 0 && first->max < start)
                start = first->max;
        }
    return start;
}

/*
 * The panels of a view have the axis that fits all visible curves of all. A run that explodes must
 * not make all others flat: its loss leaves through the upper edge.
 */
static struct axis fit_axis(const struct ui *ui, enum curve panel)
{
    const double far_above = ui->linear ? 10 : 100; /* times the loss at the start */
    enum curve_view shown = curve_specs[panel].view;
    struct axis_extent extent = axis_extent_empty();
    double limit = shown == CURVE_VIEW_LOSSES ? far_above * starting_loss(ui) : INFINITY;

    for (int i = 0; i < ui->race.runs; i++)
        for (int c = 0; c < CURVES; c++)
            if (curve_specs[c].view == shown && !is_hidden(ui, &ui->race.run[i]))
                axis_extent_add(&extent, ui->race.run[i].span[c], ui->race.view.columns);
    if (limit > 0 && extent.max > limit && extent.min < limit)
        extent.max = limit;
    return axis_fit(&extent, !ui->linear && curve_specs[panel].logarithmic);
}

static int collect_curves(const struct ui *ui, enum curve which,
                          struct canvas_curve curve[RACE_RUNS_MAX])
{
    int count = 0;

    for (int i = 0; i < ui->race.runs; i++) {
        const struct run_snapshot *run = &ui->race.run[i];
        int slot = ui_slot(ui, run->id);
        if (!is_hidden(ui, run))
            curve[count++] = (struct canvas_curve){.span = run->span[which],
                                                   .mark = ui_mark(slot),
                                                   .style = (uint8_t)(slot + 1),
                                                   .emphasized = run->id == ui->chosen};
    }
    return count;
}

static unsigned cell_style(const struct canvas_cell *cell)
{
    switch (cell->style) {
    case CANVAS_STYLE_NONE:
    case CANVAS_STYLE_LABEL:
        return 0;
    case CANVAS_STYLE_AXIS:
    case CANVAS_STYLE_GRID:
        return TERM_QUIET;
    default:
        return TERM_COLOUR(cell->style - 1) | (cell->emphasized ? TERM_BOLD : 0u);
    }
}

static void paint_canvas(const struct canvas *canvas, struct rect at)
{
    for (int r = 0; r < canvas->rows; r++)
        for (int c = 0; c < canvas->columns; c++) {
            const struct canvas_cell *cell = &canvas->cell[r * canvas->columns + c];
            if (cell->codepoint != ' ')
                term_glyph(at.row + r, at.column + c, cell->codepoint, cell_style(cell));
        }
}

static void draw_panel(struct ui *ui, const struct panel *panel)
{
    struct canvas_curve curve[RACE_RUNS_MAX];
    char title[RACE_TEXT_MAX];
    double epoch = (double)ui->view.iterations_per_epoch;
    struct status status = {0};
    const struct canvas_plot plot = {
        .glyphs = ui->glyphs,
        .unicode_axes = term_unicode(),
        .y = fit_axis(ui, panel->curve),
        .x = {.begin = (double)ui->race.view.begin,
              .end = (double)ui->race.view.end,
              .per_unit = epoch > 1 ? epoch : 1,
              .unit = epoch > 1 ? "epochs" : "iterations"},
        .samples = ui->race.view.columns,
        .curve = curve,
        .curves = collect_curves(ui, panel->curve, curve),
    };

    curve_title(panel->curve, epoch > 1, !ui->linear, title, sizeof title);
    if (panel->boxed)
        ui_frame(panel->frame, title, TERM_QUIET, false);
    else
        term_text(panel->frame.row, panel->frame.column, panel->frame.columns, title, TERM_BOLD);
    if (!canvas_resize(&ui->canvas, panel->interior.rows, panel->interior.columns, &status)) {
        ui_say(ui, TERM_ALERT, "%s", status.message);
        return;
    }
    canvas_draw(&ui->canvas, &plot);
    paint_canvas(&ui->canvas, panel->interior);
}

/* ---- lines -------------------------------------------------------------------------------------
 */

static unsigned state_style(const struct ui *ui)
{
    switch (ui->view.state) {
    case WORKER_RUNNING:
        return TERM_GOOD | TERM_BOLD;
    case WORKER_EMPTY:
    case WORKER_FAILED:
        return TERM_ALERT | TERM_BOLD;
    default:
        return TERM_BOLD;
    }
}

static void draw_title(struct ui *ui)
{
    struct rect at = ui->layout.title;
    char state[RACE_TEXT_MAX], problem[RACE_TEXT_MAX];
    int left, width;

    left = at.column + term_text(at.row, at.column, at.columns, "optop", TERM_ACCENT | TERM_BOLD);
    left += 2;
    race_text_state(&ui->view, &ui->race, (at.columns - left) / 2, state, sizeof state);
    width = (int)strlen(state);
    term_text(at.row, at.column + at.columns - width, width, state, state_style(ui));
    race_text_problem(&ui->view, at.columns - left - width - 2, problem, sizeof problem);
    term_text(at.row, left, at.columns - left - width - 2, problem, 0);
}

/* The hint speaks of the race's keys: under a dialog only what it says of the training is true. */
static void draw_message(struct ui *ui)
{
    struct rect at = ui->layout.message;
    char text[RACE_TEXT_MAX], shown[RACE_TEXT_MAX];

    if (ui_top(ui)->on_message_line)
        return;
    if (ui->message[0])
        ui_draw_words(at, ui->message, ui->message_style | TERM_BOLD);
    else if (ui_top(ui) == &screen_race || ui->view.state == WORKER_RUNNING)
        term_text(at.row, at.column, at.columns,
                  text_cut(race_text_hint(&ui->view, &ui->race, text, sizeof text), at.columns,
                           shown, sizeof shown),
                  ui->view.state == WORKER_READY ? TERM_BOLD : 0);
}

static void race_draw(struct ui *ui)
{
    draw_title(ui);
    if (ui->view.state != WORKER_FAILED)
        for (int i = 0; i < ui->layout.panels; i++)
            draw_panel(ui, &ui->layout.panel[i]);
    race_draw_table(ui);
    draw_message(ui);
}

const struct screen screen_race = {
    .scope = ACTIONS_RACE,
    .draw = race_draw,
    .press = race_press,
};
