/*
 * experiment_map.c - the chosen run over two swept hyperparameters: a heat map in characters, with
 * numbers where columns suffice, and the figures under the cursor.
 */
#include "experiment_screen.h"

#include "base/append.h"
#include "plot/round.h"
#include "text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { LABELS = 9, CELL_MOST = 10, CELL_NUMBER = 5 };

/* ---- its points ------------------------------------------------------------------------------ */

bool experiment_map_make(struct experiment_screen *screen, struct status *status)
{
    const struct sweep_plan *plan = experiment_plan(screen->of);
    int first = plan->first[screen->chosen], end = plan->first[screen->chosen + 1], points = 0;
    struct heat_point *point = screen->map_point;

    if (screen->map_of == screen->made_of && screen->map_run == screen->chosen)
        return true;
    screen->map_of = UINT64_MAX;
    for (int c = first; c < end; c++) {
        int x = sweep_axis_place(plan, screen->axis, c);
        int y = sweep_axis_place(plan, screen->second, c);
        const struct sweep_point *of = &screen->summary.point[c];

        if (x >= 0 && y >= 0)
            point[points++] = (struct heat_point){plan->config[c].config.value[x],
                                                  plan->config[c].config.value[y],
                                                  of->done > 0 ? of->spread.median : NAN, c};
    }
    if (!heat_make(&screen->map, point, points, status))
        return false;
    screen->map_of = screen->made_of;
    screen->map_run = screen->chosen;
    return true;
}

/* ---- painting -------------------------------------------------------------------------------- */

/* The number in so many columns, with as many digits as there is room for: "0.033", ".03", "3e-4";
 * "" where there is none. */
static void format_short(double value, int columns, char *text, size_t size)
{
    for (int digits = 3; digits > 0; digits--) {
        snprintf(text, size, "%.*g", digits, value);
        if ((int)strlen(text) == columns + 1 && strncmp(text, "0.", 2) == 0)
            memmove(text, text + 1, strlen(text));
        if ((int)strlen(text) <= columns)
            return;
    }
    snprintf(text, size, "%.0e", value);
    round_squeeze_exponent(text);
    if ((int)strlen(text) > columns)
        text[0] = '\0';
}

static void paint_cell(struct ui *ui, const struct experiment_screen *screen, int i, struct rect at)
{
    static const char shades[] = "@*=-.";
    static const unsigned styles[HEAT_SHADES] = {TERM_GOOD | TERM_BOLD, TERM_GOOD, 0, TERM_QUIET,
                                                 TERM_QUIET};
    int shade = heat_shade(&screen->map, i), mark = -1;
    unsigned style = shade >= 0 ? styles[shade] : shade == HEAT_DIVERGED ? TERM_ALERT : TERM_QUIET;
    char text[32] = "";

    if (screen->map_cursor == i)
        style |= TERM_REVERSE;
    mark = shade >= 0 ? shades[shade] : shade == HEAT_DIVERGED ? '^' : ' ';
    if (screen->map.best == i)
        mark = 'B';
    if (at.columns >= CELL_NUMBER && shade >= 0)
        format_short((sweep_judges[ui->lab.judge].more ? 100 : 1) *
                         sweep_unscore(ui->lab.judge, screen->map.point[i].score),
                     at.columns - 2, text, sizeof text);
    cells_fill(&ui->cells, (struct rect){at.row, at.column, 1, at.columns - 1}, style);
    if (text[0])
        cells_right(&ui->cells, (struct rect){at.row, at.column + 1, 1, at.columns - 2}, text,
                    style);
    for (int c = 0; c < (text[0] ? 1 : at.columns - (at.columns > 1)); c++)
        cells_glyph(&ui->cells, at.row, at.column + c, (uint32_t)mark, style);
}

static void paint_label(struct ui *ui, double value, struct rect at, bool right)
{
    char text[32];

    format_short(value, at.columns, text, sizeof text);
    if (right)
        cells_right(&ui->cells, at, text, 0);
    else
        cells_left(&ui->cells, at, text, 0);
}

/* The part in sight, which the cursor is in. */
static int first_of(int cursor, int count, int shown)
{
    int first = cursor - shown / 2;

    first = first + shown > count ? count - shown : first;
    return first < 0 ? 0 : first;
}

static void paint_grid(struct ui *ui, const struct experiment_screen *screen, struct rect at)
{
    const struct heat *map = &screen->map;
    int room = at.columns - LABELS, rows = at.rows - 1;
    int width = room / map->columns > CELL_MOST ? CELL_MOST : room / map->columns, columns, left,
        top;

    width = width < 1 ? 1 : width;
    columns = map->columns < room / width ? map->columns : room / width;
    rows = map->rows < rows ? map->rows : rows;
    left = first_of(screen->map_cursor % map->columns, map->columns, columns);
    top = first_of(map->rows - 1 - screen->map_cursor / map->columns, map->rows, rows);
    for (int r = 0; r < rows; r++) {
        int row = map->rows - 1 - top - r; /* the largest on top */

        paint_label(ui, map->y[row], (struct rect){at.row + r, at.column, 1, LABELS - 2}, true);
        for (int c = 0; c < columns; c++)
            paint_cell(ui, screen, row * map->columns + left + c,
                       (struct rect){at.row + r, at.column + LABELS + c * width, 1, width});
    }
    for (int c = 0; c < columns; c++)
        paint_label(ui, map->x[left + c],
                    (struct rect){at.row + rows, at.column + LABELS + c * width, 1, width - 1},
                    false);
}

void experiment_map_paint(struct ui *ui, struct experiment_screen *screen, struct rect at)
{
    const struct sweep_plan *plan = experiment_plan(screen->of);
    char text[EXPERIMENT_TEXT_MAX];
    int places = screen->map.columns * screen->map.rows;

    snprintf(text, sizeof text, "%s of %s: %s across, %s up; B best, @*=-. worst, ^ %s",
             sweep_judges[ui->lab.judge].title, screen->names.name[screen->chosen],
             plan->axis[screen->axis].key, plan->axis[screen->second].key,
             experiment_failed(ui->lab.judge));
    cells_left(&ui->cells, at, text, TERM_BOLD);
    if (places == 0)
        return;
    if (screen->map_cursor < 0 || screen->map_cursor >= places)
        screen->map_cursor = screen->map.best >= 0 ? screen->map.best : 0;
    paint_grid(ui, screen, (struct rect){at.row + 1, at.column, at.rows - 1, at.columns});
}

/* ---- the cursor ------------------------------------------------------------------------------ */

void experiment_map_move(struct experiment_screen *screen, int across, int up)
{
    const struct heat *map = &screen->map;
    int column, row;

    if (map->columns == 0 || screen->map_cursor < 0)
        return;
    column = screen->map_cursor % map->columns + across;
    row = screen->map_cursor / map->columns + up;
    column = column < 0 ? 0 : column >= map->columns ? map->columns - 1 : column;
    row = row < 0 ? 0 : row >= map->rows ? map->rows - 1 : row;
    screen->map_cursor = row * map->columns + column;
}

/* "lr 0.01, beta1 0.9: test loss 0.0123 (0.0110 ... 0.0140), diverged 0/3". */
char *experiment_map_remark(const struct experiment_screen *screen, char *text, size_t size)
{
    const struct sweep_plan *plan = experiment_plan(screen->of);
    const struct sweep_standing *standing =
        &screen->summary.standing[experiment_screen_line(screen, screen->chosen)];
    const struct heat_point *point;
    char cell[EXPERIMENT_TEXT_MAX], x[64], y[64];

    text[0] = '\0';
    if (screen->map_cursor < 0 || screen->map_cursor >= screen->map.columns * screen->map.rows)
        return text;
    point = &screen->map.point[screen->map_cursor];
    if (point->config < 0)
        return text;
    append(text, size, "%s %s, %s %s: ", plan->axis[screen->axis].key,
           param_format_number(point->x, x, sizeof x), plan->axis[screen->second].key,
           param_format_number(point->y, y, sizeof y));
    append(text, size, "%s %s", sweep_judges[screen->summary.judge].title,
           experiment_cell(plan, &screen->summary, standing, point->config, EXPERIMENT_MEDIAN, cell,
                           sizeof cell));
    if (plan->seeds > 1)
        append(text, size, " (%s)",
               experiment_cell(plan, &screen->summary, standing, point->config, EXPERIMENT_SPREAD,
                               cell, sizeof cell));
    append(text, size, ", %s %s", experiment_failed(screen->summary.judge),
           experiment_cell(plan, &screen->summary, standing, point->config, EXPERIMENT_DIVERGED,
                           cell, sizeof cell));
    return text;
}
