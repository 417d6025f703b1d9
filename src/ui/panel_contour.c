/*
 * panel_contour.c - the panel of a test function: its level lines, its minima, and the runs' paths
 * over them, live or up to the cursor.
 */
#include "panels.h"

#include "plane_canvas.h"
#include "plot/chart.h"
#include "plot/round.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* ---- the part of the plane in sight -------------------------------------------------------------
 */

static const struct run_path *path_of(const struct chart_run *run)
{
    return run->run->path.points > 0 && !run->hidden ? &run->run->path : NULL;
}

/* The usual range, and where runs start or go, as far as that is near. */
static struct plane find_plane(const struct ui *ui, const struct race_screen *screen, int runs)
{
    const struct function *function = ui->view.function;
    struct plane plane, usual;

    memcpy(usual.low, function->low, sizeof usual.low);
    memcpy(usual.high, function->high, sizeof usual.high);
    plane = usual;
    for (int i = 0; i < runs; i++) {
        const struct run_path *path = path_of(&screen->run[i]);
        struct plane with;

        if (!path)
            continue;
        with = plane_fit(&usual, (const double(*)[2])path->place, path->points);
        for (int k = 0; k < 2; k++) {
            plane.low[k] = fmin(plane.low[k], with.low[k]);
            plane.high[k] = fmax(plane.high[k], with.high[k]);
        }
    }
    for (int i = 0; i < runs; i++)
        if (path_of(&screen->run[i]))
            plane = plane_with(&plane, path_of(&screen->run[i])->place[0]);
    return plane;
}

bool panel_contour_zoom(struct ui *ui, struct race_screen *screen, enum action_id action)
{
    struct contour_view *view = &screen->contours;
    int chosen = ui_chosen(ui);
    const struct run_path *path = chosen >= 0 ? &ui->race.run[chosen].path : NULL;
    const double *about = path && path->points > 0 ? path->place[path->points - 1] : NULL;

    if (!ui_shows_plane(ui) || !ui->view.function)
        return false;
    if (action == ACTION_SHOW_ALL) {
        view->zoomed = false;
        return true;
    }
    if (!about || !isfinite(about[0]) || !isfinite(about[1]))
        return true;
    view->zoom = view->zoomed ? view->zoom : view->plane;
    if (plane_zoom(&view->zoom, action == ACTION_ZOOM_IN, about))
        view->zoomed = true;
    else
        ui_say(ui, 0, "No further zoom is possible.");
    return true;
}

/* ---- the function -------------------------------------------------------------------------------
 */

static double evaluate(const void *context, double x, double y)
{
    const struct contour_view *view = context;

    return view->function->value(view->param, x, y);
}

static bool is_same_function(const struct ui *ui, const struct contour_view *view)
{
    return view->function == ui->view.function &&
           memcmp(view->param, ui->view.function_param, sizeof view->param) == 0;
}

/* Makes the contour anew where the function, the plane or the grid is another. */
static bool update(const struct ui *ui, struct contour_view *view, const struct plane *plane,
                   int columns, int rows, struct status *status)
{
    bool same = is_same_function(ui, view) && memcmp(&view->plane, plane, sizeof *plane) == 0 &&
                view->contour.columns == columns && view->contour.rows == rows;

    if (same)
        return true;
    view->function = ui->view.function;
    memcpy(view->param, ui->view.function_param, sizeof view->param);
    view->plane = *plane;
    return contour_make(&view->contour, plane, columns, rows, evaluate, view,
                        view->function->minimum, status);
}

static void format_level(double level, char *text, size_t size)
{
    snprintf(text, size, "%.4g", level);
    round_squeeze_exponent(text);
}

/* "rosenbrock: levels 1, 3 ... 1000", in no more than `columns`. */
static void title(const struct contour_view *view, int columns, char *text, size_t size)
{
    const struct contour *contour = &view->contour;
    int last = contour->levels - 1;
    char low[AXIS_LABEL_MAX], next[AXIS_LABEL_MAX], high[AXIS_LABEL_MAX];

    snprintf(text, size, "%s", view->function->name);
    if (contour->levels < 3)
        return;
    format_level(contour->level[0], low, sizeof low);
    format_level(contour->level[1], next, sizeof next);
    format_level(contour->level[last], high, sizeof high);
    if ((int)strlen(text) + (int)strlen(low) + (int)strlen(next) + (int)strlen(high) + 16 <=
        columns)
        snprintf(text, size, "%s: levels %s, %s ... %s", view->function->name, low, next, high);
}

/* ---- the panel ----------------------------------------------------------------------------------
 */

static struct plane_style style_of(const struct chart_run *run)
{
    return (struct plane_style){.style = run->style, .chosen = run->chosen, .dim = run->dim};
}

/* The chosen run's path lies on the others; where they all stand, on all paths. */
static void draw_paths(const struct plane_canvas *picture, const struct race_screen *screen,
                       int runs)
{
    for (int pass = 0; pass < 4; pass++)
        for (int i = 0; i < runs; i++) {
            const struct chart_run *run = &screen->run[i];
            const struct run_path *path = path_of(run);
            const struct plane_style style = style_of(run);

            if (!path || run->chosen != (pass % 2 == 1))
                continue;
            if (pass < 2)
                plane_canvas_path(picture, (const double(*)[2])path->place, path->points, &style);
            else
                plane_canvas_stand(picture, path->place[path->points - 1], &style);
        }
}

void panel_contour_draw(struct ui *ui, struct race_screen *screen, const struct panel *panel,
                        int runs)
{
    struct contour_view *view = &screen->contours;
    const struct function *function = ui->view.function;
    struct plane plane;
    struct plane_canvas picture;
    struct status status = {0};
    char text[PLOT_TITLE_MAX];
    int columns, rows;

    view->zoomed = view->zoomed && is_same_function(ui, view);
    plane = view->zoomed ? view->zoom : find_plane(ui, screen, runs);
    if (!canvas_resize(&screen->canvas, panel->interior.rows, panel->interior.columns, &status)) {
        ui_say(ui, TERM_ALERT, "%s", status.message);
        return;
    }
    plane_canvas_begin(&picture, &screen->canvas, &plane, screen->glyphs, ui->cells.unicode);
    plane_canvas_grid(&picture, &columns, &rows);
    if (!update(ui, view, &plane, columns, rows, &status)) {
        ui_say(ui, TERM_ALERT, "%s", status.message);
        return;
    }
    title(view, panel->frame.columns - 4, text, sizeof text);
    panel_title(ui, panel, text);
    plane_canvas_contour(&picture, &view->contour);
    for (int i = 0; i < function->places; i++)
        plane_canvas_minimum(&picture, function->place[i]);
    draw_paths(&picture, screen, runs);
    panel_paint(&ui->cells, &screen->canvas, panel->interior);
}
