/*
 * screen_race.c - the race screen: puts its parts together and draws the panels with the curves.
 * Title and message are in race_parts.c, the table is in race_table.c, the keys are in race_keys.c,
 * the words in race_text.c.
 */
#include "race_parts.h"
#include "race_screen.h"
#include "race_text.h"

#include <math.h>

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
    const double far_above =
        ui_race_screen(ui)->linear ? 10 : 100; /* times the loss at the start */
    enum curve_view shown = curve_specs[panel].view;
    struct axis_extent extent = axis_extent_empty();
    double limit = shown == CURVE_VIEW_LOSSES ? far_above * starting_loss(ui) : INFINITY;

    for (int i = 0; i < ui->race.runs; i++)
        for (int c = 0; c < CURVES; c++)
            if (curve_specs[c].view == shown && !is_hidden(ui, &ui->race.run[i]))
                axis_extent_add(&extent, ui->race.run[i].span[c], ui->race.view.columns);
    if (limit > 0 && extent.max > limit && extent.min < limit)
        extent.max = limit;
    return axis_fit(&extent, !ui_race_screen(ui)->linear && curve_specs[panel].logarithmic);
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
                                                   .mark = race_mark(slot),
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

static void paint_canvas(struct cells *cells, const struct canvas *canvas, struct rect at)
{
    for (int r = 0; r < canvas->rows; r++)
        for (int c = 0; c < canvas->columns; c++) {
            const struct canvas_cell *cell = &canvas->cell[r * canvas->columns + c];
            if (cell->codepoint != ' ')
                cells_glyph(cells, at.row + r, at.column + c, cell->codepoint, cell_style(cell));
        }
}

static void draw_panel(struct ui *ui, struct race_screen *screen, const struct panel *panel)
{
    struct canvas_curve curve[RACE_RUNS_MAX];
    char title[RACE_TEXT_MAX];
    double epoch = (double)ui->view.iterations_per_epoch;
    struct status status = {0};
    const struct canvas_plot plot = {
        .glyphs = screen->glyphs,
        .unicode_axes = ui->cells.unicode,
        .y = fit_axis(ui, panel->curve),
        .x = {.begin = (double)ui->race.view.begin,
              .end = (double)ui->race.view.end,
              .per_unit = epoch > 1 ? epoch : 1,
              .unit = epoch > 1 ? "epochs" : "iterations"},
        .samples = ui->race.view.columns,
        .curve = curve,
        .curves = collect_curves(ui, panel->curve, curve),
    };

    curve_title(panel->curve, epoch > 1, !screen->linear, title, sizeof title);
    if (panel->boxed)
        cells_frame(&ui->cells, panel->frame, title, TERM_QUIET, false);
    else
        cells_text(&ui->cells, panel->frame.row, panel->frame.column, panel->frame.columns, title,
                   TERM_BOLD);
    if (!canvas_resize(&screen->canvas, panel->interior.rows, panel->interior.columns, &status)) {
        ui_say(ui, TERM_ALERT, "%s", status.message);
        return;
    }
    canvas_draw(&screen->canvas, &plot);
    paint_canvas(&ui->cells, &screen->canvas, panel->interior);
}

/* ---- the whole ---------------------------------------------------------------------------------
 */

/* What the parts of the screen show. */
static struct race_parts parts_of(const struct ui *ui)
{
    struct race_parts parts = {.view = &ui->view, .race = &ui->race, .runs = ui->race.runs};

    for (int i = 0; i < ui->race.runs; i++) {
        const struct run_snapshot *run = &ui->race.run[i];
        int slot = ui_slot(ui, run->id);
        parts.run[i] =
            (struct race_part_run){run, slot, ui->slot[slot].hidden, run->id == ui->chosen};
    }
    return parts;
}

/* The hint speaks of the race's keys: under a dialog only what it says of the training is true. */
static void draw_message(struct ui *ui, const struct race_parts *parts)
{
    if (ui_top(ui)->kind->on_message_line)
        return;
    if (ui->message[0])
        cells_sentence(&ui->cells, ui->layout.message, ui->message, ui->message_style | TERM_BOLD);
    else if (ui_top(ui)->kind == &screen_race || ui->view.state == WORKER_RUNNING)
        race_paint_hint(&ui->cells, ui->layout.message, parts);
}

static void race_draw(struct ui *ui, void *state)
{
    struct race_screen *screen = state;
    const struct race_parts parts = parts_of(ui);

    race_paint_title(&ui->cells, ui->layout.title, &parts);
    if (ui->view.state != WORKER_FAILED)
        for (int i = 0; i < ui->layout.panels; i++)
            draw_panel(ui, screen, &ui->layout.panel[i]);
    screen->first_run = race_paint_table(&ui->cells, &ui->layout, &parts, screen->first_run);
    draw_message(ui, &parts);
}

static void race_leave(struct ui *ui, void *state)
{
    (void)ui;
    canvas_free(&((struct race_screen *)state)->canvas);
}

const struct screen_kind screen_race = {
    .scope = ACTIONS_RACE,
    .size = sizeof(struct race_screen),
    .draw = race_draw,
    .press = race_press,
    .leave = race_leave,
};
