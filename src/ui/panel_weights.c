/*
 * panel_weights.c - the panel of networks that are trained on images: the weights of the first
 * layer of the chosen run, an image per unit. What is drawn comes from the thread of outlooks.
 */
#include "panels.h"

#include "app/run_names.h"
#include "unit_images.h"

#include <stdio.h>

static const struct run_snapshot *chosen_run(const struct ui *ui)
{
    int chosen = ui_chosen(ui);

    return chosen >= 0 ? &ui->race.run[chosen] : NULL;
}

static bool is_there(const struct ui *ui, const struct plane_view *view)
{
    return view->outlook.number > 0 && view->outlook.race == ui->view.races &&
           view->outlook.units > 0;
}

/* While training goes on, so seldom that it loses little. */
static void ask(struct ui *ui, struct plane_view *view, const struct run_snapshot *run, int units)
{
    const struct outlook *outlook = &view->outlook;
    bool awaited = view->asked_of == ui->view.races && view->asked != outlook->number;
    bool rests = worker_at_work(&ui->view) && ui_now() < view->rested;
    struct worker_command command = {.kind = WORKER_LOOK,
                                     .look = {.runs = 1, .id = {run->id}, .units = units}};

    if (awaited || rests ||
        (is_there(ui, view) && outlook->id[0] == run->id && outlook->state[0] == run->iteration &&
         view->seconds[0] == run->seconds && outlook->units >= units))
        return;
    view->seconds[0] = run->seconds;
    command.look.number = ++view->asked;
    command.look.race = view->asked_of = ui->view.races;
    worker_post(ui->worker, &command);
}

static void draw_images(struct ui *ui, const struct race_screen *screen, struct rect area,
                        const struct unit_tiling *tiling)
{
    const struct outlook *outlook = &screen->planes.outlook;
    const size_t pixels = outlook->height * outlook->width;

    for (int i = 0; i < outlook->units && i < tiling->across * tiling->down; i++) {
        const struct unit_image image = {outlook->weight + (size_t)i * pixels, outlook->height,
                                         outlook->width};
        struct rect at = {area.row + i / tiling->across * (tiling->rows + 1) + 1,
                          area.column + i % tiling->across * (tiling->columns + 1), tiling->rows,
                          tiling->columns};
        char label[32];

        snprintf(label, sizeof label, "unit %d", i);
        cells_text(&ui->cells, at.row - 1, at.column, at.columns, label, TERM_QUIET);
        unit_images_paint(&ui->cells, at, &image, tiling, screen->glyphs);
    }
}

void panel_weights_draw(struct ui *ui, struct race_screen *screen, const struct panel *panel)
{
    struct plane_view *view = &screen->planes;
    const struct run_snapshot *run = chosen_run(ui);
    int all = (int)ui->view.shape.width[1];
    struct unit_tiling tiling =
        unit_images_tile(panel->interior, ui->view.image_height, ui->view.image_width, all);
    int units = tiling.across * tiling.down < all ? tiling.across * tiling.down : all;
    uint64_t before = view->outlook.number;
    char title[128], name[RUN_NAME_MAX];

    units = units < OUTLOOK_UNITS_MAX ? units : OUTLOOK_UNITS_MAX;
    worker_outlook(ui->worker, &view->outlook);
    if (view->outlook.number != before)
        view->rested = ui_now() + 1e3 * outlook_rest(&view->outlook);
    if (!run) {
        panel_title(ui, panel, "weights");
        return;
    }
    if (units > 0)
        ask(ui, view, run, units);
    if (is_there(ui, view) && view->outlook.id[0] == run->id) {
        snprintf(title, sizeof title, "weights, %d of %d units: %c %s after %llu", units, all,
                 style_mark(ui_slot(ui, run->id)), run_short_label(&run->config, name, sizeof name),
                 (unsigned long long)view->outlook.state[0]);
        panel_title(ui, panel, title);
        draw_images(ui, screen, panel->interior, &tiling);
    } else
        panel_title(ui, panel, "weights");
}
