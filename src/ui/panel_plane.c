/*
 * panel_plane.c - the panel of networks with one or two inputs: what each makes of their plane,
 * small pictures side by side, or the curves that are learned, with training data on it. What is
 * drawn comes from a thread beside training; see app/outlook.h.
 */
#include "panels.h"

#include "plane_canvas.h"
#include "app/run_names.h"
#include "plot/chart.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum {
    TILE_ROWS = 4, /* of the smallest picture */
    TILE_COLUMNS = 11,
    LABEL_COLUMNS = 24, /* from which a title has room for the state */
};

/* ---- pictures side by side ----------------------------------------------------------------------
 */

/* So many across and down, each of so many cells below its title. */
struct tiling {
    int across, down;
    int columns, rows;
};

/* The largest pictures, when a cell is twice as high as wide, for as many runs as there is room. */
static struct tiling tile(struct rect area, int runs)
{
    struct tiling best = {0};
    int largest = 0;

    for (; runs > 0 && largest == 0; runs--)
        for (int across = 1; across <= runs; across++) {
            int down = (runs + across - 1) / across;
            int columns = (area.columns - (across - 1)) / across, rows = area.rows / down - 1;
            int side = columns < 2 * rows ? columns : 2 * rows;

            if (columns < TILE_COLUMNS || rows < TILE_ROWS || side <= largest)
                continue;
            largest = side;
            best = (struct tiling){across, down, columns, rows};
        }
    return best;
}

/* The runs to be shown, the chosen one among them; returns how many. */
static int choose_runs(const struct race_screen *screen, int runs, int most,
                       const struct chart_run *chosen[OUTLOOK_RUNS_MAX])
{
    int count = 0;

    most = most < OUTLOOK_RUNS_MAX ? most : OUTLOOK_RUNS_MAX;
    for (int i = 0; i < runs; i++) {
        const struct chart_run *run = &screen->run[i];

        if (run->hidden)
            continue;
        if (count < most)
            chosen[count++] = run;
        else if (run->chosen && count > 0)
            chosen[count - 1] = run;
    }
    return count;
}

/* ---- asking for the next ------------------------------------------------------------------------
 */

/* Is there an outlook of the race at hand? */
static bool has_outlook(const struct ui *ui, const struct plane_view *view)
{
    return view->outlook.number > 0 && view->outlook.race == ui->view.races;
}

/*
 * Does what is shown lack something: a run, its latest state, the size? A run that was trained anew
 * may have come to the same state with other weights, but not in the same time.
 */
static bool is_stale(const struct plane_view *view, const struct chart_run *const *run, int runs,
                     int columns, int rows)
{
    const struct outlook *outlook = &view->outlook;

    if (outlook->runs != runs || outlook->grid.columns != columns ||
        (outlook->inputs > 1 && outlook->grid.rows != rows))
        return true;
    for (int i = 0; i < runs; i++)
        if (outlook->id[i] != run[i]->run->id || outlook->state[i] != run[i]->run->iteration ||
            view->seconds[i] != run[i]->run->seconds)
            return true;
    return false;
}

/* While training goes on, so seldom that it loses little. */
static void ask(struct ui *ui, struct plane_view *view, const struct chart_run *const *run,
                int runs, int columns, int rows)
{
    struct worker_command command = {.kind = WORKER_LOOK,
                                     .look = {.columns = columns, .rows = rows, .runs = runs}};
    bool awaited = view->asked_of == ui->view.races && view->asked != view->outlook.number;
    bool training = worker_at_work(&ui->view);

    if (runs == 0 || columns < 1 || rows < 1 || awaited || (training && ui_now() < view->rested) ||
        (has_outlook(ui, view) && !is_stale(view, run, runs, columns, rows)))
        return;
    for (int i = 0; i < runs; i++) {
        command.look.id[i] = run[i]->run->id;
        view->seconds[i] = run[i]->run->seconds;
    }
    command.look.number = ++view->asked;
    command.look.race = view->asked_of = ui->view.races;
    worker_post(ui->worker, &command);
}

/* ---- two inputs ---------------------------------------------------------------------------------
 */

static unsigned class_colour(int label)
{
    static const int colours[] = {0, 7, 2, 6, 3, 4, 5, 1};

    return TERM_COLOUR(colours[label % (int)(sizeof colours / sizeof colours[0])]);
}

/* A class, or of numbers how high it is among them: blank, then ever darker. */
static uint32_t shade(const struct ui *ui, const struct outlook *outlook, struct response response,
                      float low, float high)
{
    static const uint32_t blocks[] = {' ', 0x2591, 0x2592, 0x2593};
    static const char ascii[] = " .:=-+~^,;", steps[] = " .:=";
    int step = high > low ? (int)(4 * (response.value - low) / (high - low)) : 0;

    step = step > 3 ? 3 : step > 0 ? step : 0;
    if (outlook->classes == 0)
        return ui->cells.unicode ? blocks[step] : (uint32_t)steps[step];
    if (outlook->classes == 2 && response.label > 0)
        step = response.value > 0.9F ? 2 : 1;
    else
        step = response.label % (int)(sizeof ascii - 1);
    return ui->cells.unicode && step < 4 ? blocks[step] : (uint32_t)ascii[step];
}

static uint32_t point_glyph(const struct ui *ui, const struct outlook *outlook, int label)
{
    if (outlook->classes != 2)
        return (uint32_t)('0' + label % 10);
    if (ui->cells.unicode)
        return label > 0 ? 0x25cf : 0x25cb;
    return label > 0 ? '#' : 'o';
}

/* One of `rows` rows as one of the grid's. */
static int scaled(int i, int from, int to)
{
    return from == to ? i : (int)((double)i * to / from);
}

static struct response at(const struct outlook *outlook, const struct response *response, int row,
                          int column)
{
    return response[row * outlook->grid.columns + column];
}

/* Training samples; what lies on the wrong side is reversed. */
static void draw_points(struct ui *ui, const struct outlook *outlook,
                        const struct response *response, struct rect area)
{
    struct plane plane;

    memcpy(plane.low, outlook->grid.low, sizeof plane.low);
    memcpy(plane.high, outlook->grid.high, sizeof plane.high);
    for (int p = 0; p < outlook->points && outlook->classes > 0; p++) {
        const struct outlook_point *point = &outlook->point[p];
        double place[2];
        int row, column;
        struct response there;

        plane_find(&plane, point->place, area.columns, area.rows, place);
        column = (int)place[0];
        row = (int)place[1];
        there = at(outlook, response, scaled(row, area.rows, outlook->grid.rows),
                   scaled(column, area.columns, outlook->grid.columns));
        cells_glyph(&ui->cells, area.row + row, area.column + column,
                    point_glyph(ui, outlook, point->label),
                    class_colour(point->label) |
                        (there.label != point->label ? TERM_REVERSE : TERM_BOLD));
    }
}

static void find_range(const struct outlook *outlook, float *low, float *high)
{
    size_t count =
        (size_t)outlook->runs * (size_t)outlook->grid.columns * (size_t)outlook->grid.rows;

    *low = INFINITY;
    *high = -INFINITY;
    for (size_t i = 0; i < count; i++)
        if (isfinite(outlook->response[i].value)) {
            *low = fminf(*low, outlook->response[i].value);
            *high = fmaxf(*high, outlook->response[i].value);
        }
}

static void draw_tile(struct ui *ui, const struct outlook *outlook, const struct response *response,
                      struct rect area)
{
    float low, high;

    find_range(outlook, &low, &high);
    for (int row = 0; row < area.rows; row++)
        for (int column = 0; column < area.columns; column++) {
            struct response there =
                at(outlook, response, scaled(row, area.rows, outlook->grid.rows),
                   scaled(column, area.columns, outlook->grid.columns));

            cells_glyph(&ui->cells, area.row + row, area.column + column,
                        shade(ui, outlook, there, low, high),
                        outlook->classes > 0 ? class_colour(there.label) : TERM_QUIET);
        }
    draw_points(ui, outlook, response, area);
}

/* "* adam after 57" */
static void draw_label(struct ui *ui, const struct chart_run *run, uint64_t state, struct rect area)
{
    char name[RUN_NAME_MAX], text[RUN_NAME_MAX + 64];
    const char *label = run_short_label(&run->run->config, name, sizeof name);

    if (area.columns >= LABEL_COLUMNS)
        snprintf(text, sizeof text, "%c %s after %llu", style_mark(run->style), label,
                 (unsigned long long)state);
    else
        snprintf(text, sizeof text, "%c %s", style_mark(run->style), label);
    cells_text(&ui->cells, area.row - 1, area.column, area.columns, text,
               TERM_COLOUR(run->style) | (run->chosen ? TERM_BOLD | TERM_UNDERLINE : 0u));
}

static const struct chart_run *find(const struct chart_run *const *run, int runs, int id)
{
    for (int i = 0; i < runs; i++)
        if (run[i]->run->id == id)
            return run[i];
    return NULL;
}

static void draw_tiles(struct ui *ui, const struct plane_view *view,
                       const struct chart_run *const *run, int runs, struct rect area,
                       const struct tiling *tiling)
{
    const struct outlook *outlook = &view->outlook;
    size_t cells = (size_t)outlook->grid.columns * (size_t)outlook->grid.rows;

    for (int i = 0, place = 0; i < outlook->runs; i++) {
        const struct chart_run *it = find(run, runs, outlook->id[i]);
        struct rect at = {area.row + place / tiling->across * (tiling->rows + 1) + 1,
                          area.column + place % tiling->across * (tiling->columns + 1),
                          tiling->rows, tiling->columns};

        if (!it || place >= tiling->across * tiling->down)
            continue;
        draw_label(ui, it, outlook->state[i], at);
        draw_tile(ui, outlook, outlook->response + (size_t)i * cells, at);
        place++;
    }
}

/* ---- one input ----------------------------------------------------------------------------------
 */

/* The curve that a run has learned so far. */
static void draw_curve(const struct plane_canvas *picture, const struct outlook *outlook, int i,
                       const struct chart_run *run)
{
    const struct response *response = outlook->response + (size_t)i * (size_t)outlook->grid.columns;
    const struct plane_style style = {run->style, run->chosen, run->dim};
    const struct response_grid *grid = &outlook->grid;
    double step = (grid->high[0] - grid->low[0]) / grid->columns;

    for (int c = 0; c < grid->columns; c++) {
        double place[2][2];

        for (int k = 0; k < 2; k++) {
            int column = c + k < grid->columns ? c + k : c;
            double value = (double)response[column].value;

            place[k][0] = grid->low[0] + step * (column + 0.5);
            place[k][1] = outlook->classes > 0 && response[column].label == 0 ? 1 - value : value;
        }
        if (c % 6 == run->style % 6 && place[0][1] > grid->low[1] && place[0][1] < grid->high[1])
            plane_canvas_stand(picture, place[0], &style);
        else
            plane_canvas_line(picture, place[0], place[1], &style);
    }
}

static void draw_fits(struct ui *ui, struct race_screen *screen, const struct chart_run *const *run,
                      int runs, struct rect area)
{
    const struct outlook *outlook = &screen->planes.outlook;
    struct plane_canvas picture;
    struct plane plane;
    struct status status = {0};

    if (!has_outlook(ui, &screen->planes) ||
        !canvas_resize(&screen->canvas, area.rows, area.columns, &status))
        return;
    memcpy(plane.low, outlook->grid.low, sizeof plane.low);
    memcpy(plane.high, outlook->grid.high, sizeof plane.high);
    plane_canvas_begin(&picture, &screen->canvas, &plane, screen->glyphs, ui->cells.unicode);
    for (int p = 0; p < outlook->points; p++)
        plane_canvas_point(&picture, outlook->point[p].place);
    for (int pass = 0; pass < 2; pass++)
        for (int i = 0; i < outlook->runs; i++) {
            const struct chart_run *it = find(run, runs, outlook->id[i]);

            if (it && it->chosen == (pass == 1))
                draw_curve(&picture, outlook, i, it);
        }
    panel_paint(&ui->cells, &screen->canvas, area);
}

/* ---- the panel ----------------------------------------------------------------------------------
 */

void panel_plane_draw(struct ui *ui, struct race_screen *screen, const struct panel *panel,
                      int runs)
{
    struct plane_view *view = &screen->planes;
    const struct chart_run *run[OUTLOOK_RUNS_MAX];
    bool one_input = ui->view.shape.width[0] == 1;
    struct rect area = panel->interior;
    struct tiling tiling;
    uint64_t before = view->outlook.number;
    int shown = choose_runs(screen, runs, OUTLOOK_RUNS_MAX, run);

    tiling = tile(area, shown);
    if (one_input)
        tiling = (struct tiling){1, 1, area.columns, 1};
    else
        shown = choose_runs(screen, runs, tiling.across * tiling.down, run);
    worker_outlook(ui->worker, &view->outlook);
    if (view->outlook.number != before)
        view->rested = ui_now() + 1e3 * outlook_rest(&view->outlook);
    ask(ui, view, run, shown, tiling.columns, tiling.rows);
    panel_title(ui, panel, one_input ? "fits, on training data" : "decisions");
    if (one_input)
        draw_fits(ui, screen, run, shown, area);
    else if (has_outlook(ui, view))
        draw_tiles(ui, view, run, shown, area, &tiling);
}
