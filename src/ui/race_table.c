/* race_table.c - the race screen's table of runs; its figures come from race_text.c. */
#include "app/figures.h"
#include "race_parts.h"
#include "race_text.h"
#include "term.h"
#include "text.h"

#include <math.h>
#include <string.h>

/* A line of the table: where and how. */
struct line {
    struct cells *cells;
    const struct layout *layout;
    const struct race_parts *parts;
    int row;
    int left;
    unsigned style; /* of the whole line */
    const struct race_part_run *part;
    const struct run_snapshot *run;
    const struct run_snapshot *best_train, *best_test; /* the lowest losses; NULL: none */
    char state[64];                                    /* "diverged at 12", ... */
};

static void put_cell(const struct line *line, const struct table_column *place, const char *text,
                     bool right_aligned, unsigned style)
{
    const struct rect at = {line->row, line->left + place->column, 1, place->width};

    if (right_aligned)
        cells_right(line->cells, at, text, line->style | style);
    else
        cells_left(line->cells, at, text, line->style | style);
}

static bool has_field(const struct layout *layout, enum table_field field)
{
    for (int i = 0; i < layout->columns; i++)
        if (layout->column[i].field == field)
            return true;
    return false;
}

static void put_mark(const struct line *line, const struct table_column *place)
{
    int column = line->left + place->column;

    if (line->part->chosen)
        cells_glyph(line->cells, line->row, column, '>', line->style | TERM_BOLD);
    cells_glyph(line->cells, line->row, column + 2,
                line->part->hidden ? '-' : (uint32_t)race_mark(line->part->slot),
                line->style | TERM_COLOUR(line->part->slot) | TERM_BOLD);
}

static unsigned state_style(const struct run_snapshot *run)
{
    return run->state == RUN_DIVERGED ? TERM_ALERT | TERM_BOLD : TERM_ACCENT;
}

/* The hyperparameters, and at the right what is special about the run. */
static void put_hyperparameters(const struct line *line, struct table_column place)
{
    char text[RACE_TEXT_MAX];
    int state = (int)strlen(line->state);

    if (state > 0) {
        const struct table_column right = {.column = place.column, .width = place.width};
        put_cell(line, &right, line->state, true, state_style(line->run));
        place.width -= state + 1;
    }
    if (place.width > 0)
        put_cell(line, &place,
                 figures_hyperparameters(line->parts->seen, line->run, text, sizeof text), false,
                 0);
}

/* In a narrow table the losses make room for the news that there will be no more. */
static bool put_divergence(const struct line *line, const struct table_column *place)
{
    if (line->run->state != RUN_DIVERGED || has_field(line->layout, TABLE_HYPERPARAMETERS))
        return false;
    if (place->field == TABLE_TRAIN_LOSS)
        cells_text(line->cells, line->row, line->left + place->column, line->layout->table.columns,
                   line->state, line->style | state_style(line->run));
    return true;
}

/* The lowest loss of all is bold. */
static unsigned figure_style(const struct line *line, enum table_field field)
{
    bool best = (field == TABLE_TRAIN_LOSS && line->run == line->best_train) ||
                (field == TABLE_TEST_LOSS && line->run == line->best_test);

    return best ? TERM_BOLD : 0;
}

static void put_field(const struct line *line, const struct table_column *place)
{
    char text[RACE_TEXT_MAX];
    const struct race_part_run *part = line->part;

    switch (place->field) {
    case TABLE_MARK:
        put_mark(line, place);
        return;
    case TABLE_HYPERPARAMETERS:
        put_hyperparameters(line, *place);
        return;
    default:
        break;
    }
    race_text_cell(place->field, line->run, text, sizeof text);
    if (place->field == TABLE_OPTIMIZER)
        race_text_name(line->parts->seen, line->run, text, sizeof text);
    if (place->field == TABLE_OPTIMIZER)
        put_cell(line, place, text, false,
                 TERM_BOLD | (part->chosen ? 0 : TERM_COLOUR(part->slot)));
    else if (!put_divergence(line, place))
        put_cell(line, place, text, table_specs[place->field].right_aligned,
                 figure_style(line, place->field));
}

static void paint_head(struct cells *cells, const struct layout *layout,
                       const struct race_parts *parts)
{
    const struct line line = {.cells = cells,
                              .row = layout->table_head.row,
                              .left = layout->table_head.column,
                              .style = TERM_UNDERLINE};

    for (int i = 0; i < layout->columns; i++) {
        const struct table_column *place = &layout->column[i];
        put_cell(&line, place, race_text_column(place->field, parts->seen),
                 table_specs[place->field].right_aligned,
                 place->field == parts->look->order && place->field != TABLE_MARK ? TERM_BOLD : 0);
    }
}

/*
 * The run that lives with the lowest loss of this kind, NULL before there is any. Losses of a batch
 * alone are not compared, averages over batches are.
 */
static const struct run_snapshot *best_run(const struct race_parts *parts, enum curve curve)
{
    const struct run_snapshot *best = NULL;
    double lowest = INFINITY;

    for (int i = 0; i < parts->runs; i++) {
        const struct run_snapshot *run = parts->run[i].run;
        double loss = run->shown.value[curve];
        if (curve == CURVE_TRAIN_LOSS && !parts->seen->whole && !parts->seen->smoothed)
            break;
        if (run->state == RUN_LIVE && run->iteration > 0 && loss < lowest) {
            best = run;
            lowest = loss;
        }
    }
    return best;
}

static void paint_run(struct line line)
{
    const struct race_snapshot *race = line.parts->seen;
    const struct run_snapshot *run = line.part->run;

    line.run = run;
    /* Within an iteration the runs advance one after the other. */
    race_text_run_state(run,
                        run->state == RUN_LIVE && !line.parts->look->has_cursor &&
                            run->iteration + 1 < race->iteration,
                        line.part->hidden, line.state, sizeof line.state);
    if (line.part->chosen) {
        line.style = TERM_REVERSE;
        cells_fill(line.cells, (struct rect){line.row, line.left, 1, line.layout->table.columns},
                   TERM_REVERSE);
    }
    for (int i = 0; i < line.layout->columns; i++)
        put_field(&line, &line.layout->column[i]);
}

int race_paint_table(struct cells *cells, const struct layout *layout,
                     const struct race_parts *parts, int first)
{
    struct rect at = layout->table;
    struct line line = {.cells = cells,
                        .layout = layout,
                        .parts = parts,
                        .left = at.column,
                        .best_train = best_run(parts, CURVE_TRAIN_LOSS),
                        .best_test = best_run(parts, CURVE_TEST_LOSS)};
    int chosen = 0;

    for (int i = 0; i < parts->runs; i++)
        if (parts->run[i].chosen)
            chosen = i;
    paint_head(cells, layout, parts);
    first = layout_scroll(first, chosen, at.rows, parts->runs);
    for (int i = 0; i < at.rows && first + i < parts->runs; i++) {
        line.row = at.row + i;
        line.part = &parts->run[first + i];
        paint_run(line);
    }
    /* In the blank between the cursor and the marks. */
    cells_more(cells, (struct rect){.column = at.column, .columns = 2}, at.row, at.rows, first > 0,
               first + at.rows < parts->runs);
    return first;
}
