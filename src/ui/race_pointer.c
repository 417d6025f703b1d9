/* race_pointer.c - the mouse on the race screen; see race_screen.h. */
#include "panels.h"
#include "pointer.h"
#include "race_screen.h"
#include "train/x_scale.h"

#include <math.h>

static void switch_mouse(struct ui *ui, struct race_screen *screen)
{
    screen->mouse = !screen->mouse;
    term_mouse(screen->mouse);
    if (screen->mouse)
        ui_say(ui, 0, "Mouse on: a click chooses a run or sets the cursor, the wheel zooms.");
    else
        ui_say(ui, 0, "Mouse off: the terminal uses it to select text.");
}

static void choose_line(struct ui *ui, const struct race_screen *screen, int line)
{
    int runs = ui->race.runs < screen->capacity ? ui->race.runs : screen->capacity;
    int place = screen->first_run + line;

    if (place < runs && screen->order[place] < runs)
        ui->chosen = ui->race.run[screen->order[place]].id;
}

/* What stands on the x axis there. */
static double x_at(const struct ui *ui, const struct race_look *look, double place)
{
    const struct race_reach reach = ui_reach(ui);
    struct x_scale scale = {.logarithmic = look->logarithmic_x, .least = ui->race.least};

    race_look_range(look, &reach, &scale.begin, &scale.end);
    return x_scale_value(&scale, place);
}

/* The cursor goes to the state that the chosen run had come to at x; beyond, to its last one. */
static void set_cursor(struct ui *ui, struct race_look *look, double x)
{
    struct race_view view = ui->race.view;
    size_t rows = 0, at = (size_t)fmax(x, 0);
    int chosen;

    view.has_cursor = view.at_x = true;
    view.cursor_x = x;
    worker_snapshot(ui->worker, &view, &ui->view, &ui->race);
    chosen = ui_chosen(ui);
    if (look->x != X_ITERATIONS && chosen >= 0) {
        rows = ui_rows(&ui->race.run[chosen]);
        at = ui->race.run[chosen].at.there ? ui->race.run[chosen].at.state : rows;
    } else
        for (int i = 0; i < ui->race.runs; i++)
            if (ui_rows(&ui->race.run[i]) > rows)
                rows = ui_rows(&ui->race.run[i]);
    race_look_move(look, 0, at, rows, ui->chosen);
}

static void point(struct ui *ui, struct race_screen *screen, const struct pointer_hit *hit)
{
    if (hit->target == POINTER_RUN)
        choose_line(ui, screen, hit->line);
    if (hit->target == POINTER_PANEL)
        set_cursor(ui, &screen->look, x_at(ui, &screen->look, hit->place));
}

unsigned race_point(struct ui *ui, struct race_screen *screen, enum action_id action)
{
    const struct race_reach reach = ui_reach(ui);
    struct pointer_hit hit;
    int row, column;

    if (action == ACTION_MOUSE) {
        switch_mouse(ui, screen);
        return UI_REDRAW;
    }
    term_pointer(&row, &column);
    hit = pointer_hit(&ui->layout, row, column);
    if (hit.target == POINTER_PANEL && (int)ui->layout.panel[hit.panel].curve >= CURVES) {
        if (action != ACTION_POINT) /* a plane has no x axis of rows */
            panel_contour_zoom(ui, screen,
                               action == ACTION_WHEEL_UP ? ACTION_ZOOM_IN : ACTION_ZOOM_OUT);
        return UI_REDRAW;
    }
    if (action == ACTION_POINT)
        point(ui, screen, &hit);
    else if (hit.target == POINTER_PANEL)
        race_look_zoom_at(&screen->look, action == ACTION_WHEEL_UP, &reach,
                          x_at(ui, &screen->look, hit.place));
    return UI_REDRAW;
}
