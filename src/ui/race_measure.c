/*
 * race_measure.c - the keys of the race screen that change how the curves are looked at and
 * measured, and nothing of the training.
 */
#include "panels.h"
#include "race_screen.h"
#include "race_text.h"

#include <limits.h>
#include <string.h>

/* ---- the cursor and what is in sight ------------------------------------------------------------
 */

/* From where the cursor goes on: where the states of all runs have the same x, from its own, else
 * from the state that the chosen run had come to there. */
static void move(struct ui *ui, struct race_look *look, long by)
{
    int chosen = ui_chosen(ui);
    const struct run_snapshot *run = chosen >= 0 ? &ui->race.run[chosen] : NULL;
    size_t rows = 0, at;

    for (int i = 0; i < ui->race.runs; i++)
        if (ui_rows(&ui->race.run[i]) > rows)
            rows = ui_rows(&ui->race.run[i]);
    if (look->x != X_ITERATIONS && run)
        rows = ui_rows(run);
    at = look->has_cursor ? look->cursor : rows;
    if (look->has_cursor && look->x != X_ITERATIONS && run)
        at = run->at.there ? run->at.state : rows;
    race_look_move(look, by, at, rows, ui->chosen);
}

static void next_x(struct ui *ui, struct race_look *look)
{
    race_look_next_x(look);
    if (look->x == X_ITERATIONS && ui->view.iterations_per_epoch > 1)
        ui_say(ui, 0, "Curves over epochs.");
    else
        ui_say(ui, 0, "Curves over %s.", x_specs[look->x].phrase);
}

static void next_smoothing(struct ui *ui, struct race_look *look)
{
    const struct smoothing_spec *spec;

    race_look_next_smoothing(look, ui->view.iterations_per_epoch > 1);
    spec = &smoothing_specs[look->smoothing];
    if (look->smoothing == SMOOTHING_OFF)
        ui_say(ui, 0, "Curves as they are, not smoothed.");
    else
        ui_say(ui, 0, "Smoothing: %s, averages over about %d iterations.", spec->name, spec->rows);
}

/* Has each run several seeds? */
static bool has_seeds(const struct ui *ui)
{
    return ui->race.runs > 0 && ui->race.run[0].replicas > 1;
}

static void next_spread(struct ui *ui, struct race_look *look)
{
    if (!has_seeds(ui)) {
        ui_say(ui, 0, "The race has one seed: p gives it several, such as seeds 1..10.");
        return;
    }
    look->spread = (look->spread + 1) % SPREADS;
    ui_say(ui, 0, "Spread over the seeds: %s.", spread_specs[look->spread].phrase);
}

/* ---- the table ----------------------------------------------------------------------------------
 */

static void sort(struct ui *ui, struct race_look *look)
{
    look->order = race_look_next_order(look->order);
    if (look->order == TABLE_MARK)
        ui_say(ui, 0, "The runs are in the order in which they were added.");
    else
        ui_say(ui, 0, "The runs are sorted by %s.", race_text_column(look->order, &ui->race));
}

/* ---- targets -----------------------------------------------------------------------------------
 */

static unsigned accept_target(struct ui *ui, const char *text, struct status *status)
{
    struct race_screen *screen = ui_race_screen(ui);
    struct race_look *look = &screen->look;
    struct target *target = &screen->measures.target;
    bool none = text[strspn(text, " ")] == '\0', smoothed;
    char written[TARGET_TEXT_MAX];

    if (none)
        *target = (struct target){0};
    else if (!target_parse(text, target, status))
        return UI_REDRAW;
    worker_post(ui->worker,
                &(struct worker_command){.kind = WORKER_MEASURE, .measures = screen->measures});
    if (!none)
        look->order = race_look_target_order(look);
    else if (race_look_orders_by_target(look))
        look->order = TABLE_MARK;
    if (none) {
        ui_say(ui, 0, "The target is removed.");
        return UI_REDRAW;
    }
    smoothed = target_is_smoothed(target, ui->view.iterations_per_epoch > 1);
    target_format(target, written, sizeof written);
    if (smoothed)
        ui_say(ui, 0, "Target %s of the loss smoothed with %g: it ranks the runs.", written,
               smoothing_specs[SMOOTHING_WEAK].keep);
    else
        ui_say(ui, 0, "Target %s: it ranks the runs.", written);
    return UI_REDRAW;
}

static void ask_target(struct ui *ui, const struct race_screen *screen)
{
    char text[TARGET_TEXT_MAX] = "";

    if (screen->measures.target.wanted)
        target_format(&screen->measures.target, text, sizeof text);
    ui_prompt(ui, "Target (test_loss<0.01; empty: none):", text, accept_target);
}

/* ---- keys ---------------------------------------------------------------------------------------
 */

/* How far a key moves the cursor; 0: it is another key. */
static long step_of(enum action_id action)
{
    switch (action) {
    case ACTION_EARLIER:
        return -1;
    case ACTION_LATER:
        return +1;
    case ACTION_MUCH_EARLIER:
        return -10;
    case ACTION_MUCH_LATER:
        return +10;
    case ACTION_FIRST:
        return LONG_MIN / 2;
    case ACTION_LAST:
        return LONG_MAX / 2;
    default:
        return 0;
    }
}

/* The first panel with a curve decides: before it there may be one with a plane. */
static void scale(struct ui *ui, struct race_look *look)
{
    int i = 0;

    while (i < ui->layout.panels && (int)ui->layout.panel[i].curve >= CURVES)
        i++;
    if (i < ui->layout.panels &&
        curve_specs[ui->layout.panel[i].curve].view == CURVE_VIEW_ACCURACIES)
        look->nines = !look->nines;
    else
        look->linear = !look->linear;
}

bool race_measure(struct ui *ui, struct race_screen *screen, enum action_id action)
{
    struct race_look *look = &screen->look;
    const struct race_reach reach = ui_reach(ui);

    if (step_of(action) != 0) {
        move(ui, look, step_of(action));
        return true;
    }
    switch (action) {
    case ACTION_LIVE:
        look->has_cursor = false;
        return true;
    case ACTION_ZOOM_IN:
    case ACTION_ZOOM_OUT:
        if (panel_contour_zoom(ui, screen, action))
            return true;
        race_look_zoom(look, action == ACTION_ZOOM_IN, &reach, ui->race.cursor_x);
        return true;
    case ACTION_SHOW_ALL:
        if (panel_contour_zoom(ui, screen, action))
            return true;
        race_look_show_all(look);
        return true;
    case ACTION_FOLLOW:
        race_look_follow(look, &reach);
        return true;
    case ACTION_X:
        next_x(ui, look);
        return true;
    case ACTION_X_SCALE:
        look->logarithmic_x = !look->logarithmic_x;
        return true;
    case ACTION_SMOOTHING:
        next_smoothing(ui, look);
        return true;
    case ACTION_SPREAD:
        next_spread(ui, look);
        return true;
    case ACTION_VIEW:
        race_look_next_view(look,
                            !ui_has_plane(ui)          ? LOOK_NO_PLANE
                            : ui->view.image_width > 0 ? LOOK_PLANE_LATE
                                                       : LOOK_PLANE_EARLY,
                            ui->view.function != NULL, !ui->view.no_accuracies);
        return true;
    case ACTION_CURVES:
        ui_choose_curve(ui);
        return true;
    case ACTION_TARGET:
        ask_target(ui, screen);
        return true;
    case ACTION_SOLO:
        look->solo = !look->solo;
        return true;
    case ACTION_DIM:
        look->dim = !look->dim;
        return true;
    case ACTION_SORT:
        sort(ui, look);
        return true;
    case ACTION_SCALE:
        scale(ui, look);
        return true;
    default:
        return false;
    }
}
