/*
 * screen_race.c - the race screen: puts its parts together and draws the panels with the curves.
 * Title and message are in race_parts.c, the table is in race_table.c, the keys are in race_keys.c
 * and race_measure.c, the words in race_text.c.
 */
#include "plot/chart.h"
#include "panels.h"
#include "race_parts.h"
#include "race_screen.h"
#include "race_text.h"
#include "text.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* ---- panels ------------------------------------------------------------------------------------
 */

static bool is_hidden(const struct ui *ui, const struct run_snapshot *run)
{
    return ui->slot[ui_slot(ui, run->id)].hidden ||
           (ui_race_screen(ui)->look.solo && run->id != ui->chosen);
}

/* Makes room for `runs` runs. Without memory the screen shows as many as before. */
static int room_for(struct race_screen *screen, int runs)
{
    struct race_part_run *part;
    struct chart_run *run;
    struct run_snapshot *shown;
    int *order;

    if (runs <= screen->capacity)
        return runs;
    part = realloc(screen->part, (size_t)runs * sizeof *part);
    screen->part = part ? part : screen->part;
    run = realloc(screen->run, (size_t)runs * sizeof *run);
    screen->run = run ? run : screen->run;
    shown = realloc(screen->shown, (size_t)runs * sizeof *shown);
    screen->shown = shown ? shown : screen->shown;
    order = realloc(screen->order, (size_t)runs * sizeof *order);
    screen->order = order ? order : screen->order;
    if (!part || !run || !shown || !order)
        return screen->capacity;
    screen->capacity = runs;
    return runs;
}

/* Fills screen->run; returns how many there are. */
static int collect_runs(const struct ui *ui, struct race_screen *screen)
{
    int runs = room_for(screen, ui->race.runs);

    for (int i = 0; i < runs; i++) {
        const struct run_snapshot *it = &ui->race.run[i];

        screen->run[i] = (struct chart_run){.run = it,
                                            .style = ui_slot(ui, it->id),
                                            .hidden = is_hidden(ui, it),
                                            .chosen = it->id == ui->chosen,
                                            .dim = screen->look.dim && it->id != ui->chosen};
    }
    return runs;
}

static unsigned cell_style(const struct canvas_cell *cell)
{
    switch ((enum canvas_ink)cell->ink) {
    case CANVAS_BLANK:
    case CANVAS_LABEL:
        return 0;
    case CANVAS_AXIS:
    case CANVAS_LINE:
        return TERM_QUIET;
    case CANVAS_CURVE:
    case CANVAS_BAND:
        break;
    }
    return TERM_COLOUR(cell->style) | (cell->dim ? TERM_DIM : cell->chosen ? TERM_BOLD : 0u);
}

void panel_paint(struct cells *cells, const struct canvas *canvas, struct rect at)
{
    for (int r = 0; r < canvas->rows; r++)
        for (int c = 0; c < canvas->columns; c++) {
            const struct canvas_cell *cell = &canvas->cell[r * canvas->columns + c];
            if (cell->codepoint != ' ')
                cells_glyph(cells, at.row + r, at.column + c, cell->codepoint, cell_style(cell));
        }
}

void panel_title(struct ui *ui, const struct panel *panel, const char *title)
{
    if (panel->boxed)
        cells_frame(&ui->cells, panel->frame, title, TERM_QUIET, false);
    else
        cells_text(&ui->cells, panel->frame.row, panel->frame.column, panel->frame.columns, title,
                   TERM_BOLD);
}

static bool has_values(const struct plot *plot)
{
    for (int c = 0; c < plot->curves; c++)
        for (size_t s = 0; s < plot->curve[c].spans; s++)
            if (plot->curve[c].span[s].count > 0 && isfinite(plot->curve[c].span[s].last))
                return true;
    return false;
}

/* Of a curve that is recorded only where it is asked for, in a race that was trained before: why
 * there is none in sight, and how to get it. */
static void say_absence(struct ui *ui, const struct panel *panel, const struct plot *plot,
                        uint64_t from)
{
    enum { LABELS = 9 };
    const struct curve_spec *spec = &curve_specs[panel->curve];
    struct rect at = panel->interior;
    char text[256];
    const char *rest = text, *line;
    size_t bytes;

    if (!spec->asked || from <= 1 || ui->race.iteration < 2 || has_values(plot))
        return;
    snprintf(text, sizeof text,
             "Recorded from iteration %" PRIu64 " on, when this panel was opened. i trains more "
             "iterations, r starts over; --columns=%s records it from the start.",
             from, spec->name);
    at.column += at.columns > 3 * LABELS ? LABELS : 0;
    at.columns -= at.columns > 3 * LABELS ? LABELS + 1 : 0;
    for (int row = 1; row < at.rows && text_wrap(&rest, at.columns, &line, &bytes); row++) {
        char part[sizeof text];

        snprintf(part, sizeof part, "%.*s", (int)bytes, line);
        cells_text(&ui->cells, at.row + row, at.column, at.columns, part, 0);
    }
}

static void draw_panel(struct ui *ui, struct race_screen *screen, const struct panel *panel)
{
    int runs = collect_runs(ui, screen);
    struct chart chart;
    struct status status = {0};
    struct plot_event event[CHART_EVENTS_MAX];
    const struct target *target = &ui->race.measures.target;
    const struct chart_view view = {
        .linear = screen->look.linear,
        .nines = screen->look.nines,
        .in_batches = ui->view.iterations_per_epoch > 1,
        .smoothed = ui->race.view.smoothing != SMOOTHING_OFF,
        .spread = ui->race.view.spread,
        .chosen_spread = screen->glyphs == CANVAS_ASCII || !term_colours(),
        .x = chart_range(&ui->race.view, (double)ui->view.iterations_per_epoch),
        .event = event,
        .events = chart_events(screen->run, runs, event),
        .has_cursor = screen->look.has_cursor,
        .cursor = ui->race.cursor_x,
        .target_curve = target->wanted ? target->curve : CURVES,
        .target = target->value,
    };

    if (panel->curve >= CURVES) {
        if (ui->view.function)
            panel_contour_draw(ui, screen, panel, runs);
        else if (ui->view.image_width > 0)
            panel_weights_draw(ui, screen, panel);
        else
            panel_plane_draw(ui, screen, panel, runs);
        return;
    }
    chart_make(&chart, panel->curve, &view, screen->run, runs, ui->race.view.columns);
    panel_title(ui, panel, chart.plot.title);
    if (!canvas_resize(&screen->canvas, panel->interior.rows, panel->interior.columns, &status)) {
        ui_say(ui, TERM_ALERT, "%s", status.message);
        return;
    }
    canvas_draw(&screen->canvas, &chart.plot, screen->glyphs, ui->cells.unicode);
    panel_paint(&ui->cells, &screen->canvas, panel->interior);
    say_absence(ui, panel, &chart.plot, screen->cosines_from);
}

/* ---- the whole ---------------------------------------------------------------------------------
 */

/* The run as it was at the cursor; one that has not got so far has no figures. */
static struct run_snapshot run_at_cursor(const struct run_snapshot *run, bool smoothed)
{
    struct run_snapshot then = *run;
    double *loss = &then.shown.value[CURVE_TRAIN_LOSS];

    then.iteration = run->at.there ? run->at.state : 0;
    then.last = run->at.row;
    then.gradients = run->at.there ? (uint64_t)run->at.row.value[CURVE_GRADIENTS] : 0;
    then.seconds = run->at.there ? run->at.row.value[CURVE_SECONDS] : 0;
    for (int c = 0; c <= CURVE_TEST_ACCURACY; c++)
        then.shown.value[c] =
            curve_specs[c].rare ? run->at.evaluated.value[c] : run->at.row.value[c];
    if (smoothed && isfinite(*loss))
        *loss = run->at.smoothed;
    then.shown.tested = run->at.evaluated_at;
    then.spread = run->at.spread;
    if (run->at.there && run->state == RUN_DIVERGED && run->at.state < run->iteration)
        then.state = RUN_LIVE;
    return then;
}

/* Fills screen->seen and the order of its runs. */
static void look_at(const struct ui *ui, struct race_screen *screen)
{
    const struct race_look *look = &screen->look;

    screen->seen = ui->race;
    screen->seen.runs = room_for(screen, ui->race.runs);
    screen->seen.run = screen->shown;
    if (look->has_cursor) {
        screen->seen.whole = ui->view.iterations_per_epoch <= 1;
        screen->seen.smoothed = !screen->seen.whole && screen->seen.view.smoothing != SMOOTHING_OFF;
    }
    for (int i = 0; i < screen->seen.runs; i++)
        screen->shown[i] = look->has_cursor ? run_at_cursor(&ui->race.run[i], screen->seen.smoothed)
                                            : ui->race.run[i];
    race_look_order(look, &screen->seen, screen->order);
}

/* What the parts of the screen show. */
static struct race_parts parts_of(const struct ui *ui, struct race_screen *screen)
{
    struct race_parts parts = {.view = &ui->view,
                               .race = &ui->race,
                               .seen = &screen->seen,
                               .starting = screen->starting,
                               .look = &screen->look};

    look_at(ui, screen);
    parts.runs = screen->seen.runs;
    parts.run = screen->part;
    for (int i = 0; i < parts.runs; i++) {
        const struct run_snapshot *run = &screen->shown[screen->order[i]];
        int slot = ui_slot(ui, run->id);
        parts.run[i] = (struct race_part_run){run, slot, is_hidden(ui, run), run->id == ui->chosen};
    }
    return parts;
}

/* The hint speaks of the race's keys: under a dialog only what it says of the training is true. */
static void draw_message(struct ui *ui, const struct race_screen *screen,
                         const struct race_parts *parts)
{
    if (ui_top(ui)->kind->on_message_line)
        return;
    if (ui->message[0])
        cells_sentence(&ui->cells, ui->layout.message, ui->message, ui->message_style | TERM_BOLD);
    else if (ui_top(ui)->kind == &screen_race || worker_at_work(&ui->view))
        race_paint_hint(&ui->cells, ui->layout.message, parts);
    if (!ui->message[0])
        race_paint_page(&ui->cells, ui->layout.message, parts, screen->first_run,
                        ui->layout.table.rows);
}

static void race_draw(struct ui *ui, void *state)
{
    struct race_screen *screen = state;
    struct race_parts parts;

    screen->starting = screen->starting && ui->view.state == WORKER_LOADING;
    parts = parts_of(ui, screen);
    race_paint_title(&ui->cells, ui->layout.title, &parts);
    if (ui->view.state != WORKER_FAILED)
        for (int i = 0; i < ui->layout.panels; i++)
            draw_panel(ui, screen, &ui->layout.panel[i]);
    screen->first_run = race_paint_table(&ui->cells, &ui->layout, &parts, screen->first_run);
    draw_message(ui, screen, &parts);
}

static void race_leave(struct ui *ui, void *state)
{
    struct race_screen *screen = state;

    (void)ui;
    canvas_free(&screen->canvas);
    contour_free(&screen->contours.contour);
    outlook_free(&screen->planes.outlook);
    free(screen->part);
    free(screen->run);
    free(screen->shown);
    free(screen->order);
}

const struct screen_kind screen_race = {
    .scope = ACTIONS_RACE,
    .size = sizeof(struct race_screen),
    .draw = race_draw,
    .press = race_press,
    .leave = race_leave,
};
