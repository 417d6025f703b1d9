/* race_table.c - the race screen's table of runs; its figures come from race_text.c. */
#include "race_text.h"
#include "text.h"
#include "ui.h"

#include <stdio.h>
#include <string.h>

/* A line of the table: where and how. */
struct line {
    int row;
    int left;
    unsigned style; /* of the whole line */
    const struct run_snapshot *run;
    int slot;
    const struct run_snapshot *best_train, *best_test; /* the lowest losses; NULL: none */
    char state[64];                                    /* "diverged at 12", ... */
};

static void put_cell(const struct line *line, const struct table_column *place, const char *text,
                     bool right_aligned, unsigned style)
{
    char shown[RACE_TEXT_MAX];
    int indent;

    text_cut(text, place->width, shown, sizeof shown);
    indent = right_aligned ? place->width - text_width(shown) : 0;
    term_text(line->row, line->left + place->column + indent, place->width, shown,
              line->style | style);
}

static bool has_field(const struct layout *layout, enum table_field field)
{
    for (int i = 0; i < layout->columns; i++)
        if (layout->column[i].field == field)
            return true;
    return false;
}

static void put_mark(const struct ui *ui, const struct line *line, const struct table_column *place)
{
    bool hidden = ui->slot[line->slot].hidden;
    int column = line->left + place->column;

    if (line->run->id == ui->chosen)
        term_glyph(line->row, column, '>', line->style | TERM_BOLD);
    term_glyph(line->row, column + 2, hidden ? '-' : (uint32_t)ui_mark(line->slot),
               line->style | TERM_COLOUR(line->slot) | TERM_BOLD);
}

static unsigned state_style(const struct run_snapshot *run)
{
    return run->state == RUN_DIVERGED ? TERM_ALERT | TERM_BOLD : TERM_ACCENT;
}

/* The hyperparameters, and at the right what is special about the run. */
static void put_hyperparameters(const struct ui *ui, const struct line *line,
                                struct table_column place)
{
    char text[RACE_TEXT_MAX];
    int state = (int)strlen(line->state);

    if (state > 0) {
        const struct table_column right = {.column = place.column, .width = place.width};
        put_cell(line, &right, line->state, true, state_style(line->run));
        place.width -= state + 1;
    }
    if (place.width > 0)
        put_cell(line, &place, race_text_hyperparameters(&ui->race, line->run, text, sizeof text),
                 false, 0);
}

/* In a narrow table the losses make room for the news that there will be no more. */
static bool put_divergence(const struct ui *ui, const struct line *line,
                           const struct table_column *place)
{
    if (line->run->state != RUN_DIVERGED || has_field(&ui->layout, TABLE_HYPERPARAMETERS))
        return false;
    if (place->field == TABLE_TRAIN_LOSS)
        term_text(line->row, line->left + place->column, ui->layout.table.columns, line->state,
                  line->style | state_style(line->run));
    return true;
}

/* The lowest loss of all is bold. */
static unsigned figure_style(const struct line *line, enum table_field field)
{
    bool best = (field == TABLE_TRAIN_LOSS && line->run == line->best_train) ||
                (field == TABLE_TEST_LOSS && line->run == line->best_test);

    return best ? TERM_BOLD : 0;
}

static void put_field(const struct ui *ui, const struct line *line,
                      const struct table_column *place)
{
    char text[RACE_TEXT_MAX];

    switch (place->field) {
    case TABLE_MARK:
        put_mark(ui, line, place);
        break;
    case TABLE_HYPERPARAMETERS:
        put_hyperparameters(ui, line, *place);
        break;
    case TABLE_OPTIMIZER:
        put_cell(line, place, race_text_cell(place->field, &ui->view, line->run, text, sizeof text),
                 false, TERM_BOLD | (line->run->id == ui->chosen ? 0 : TERM_COLOUR(line->slot)));
        break;
    default:
        if (!put_divergence(ui, line, place))
            put_cell(line, place,
                     race_text_cell(place->field, &ui->view, line->run, text, sizeof text),
                     table_specs[place->field].right_aligned, figure_style(line, place->field));
        break;
    }
}

static void draw_head(const struct ui *ui)
{
    struct line line = {.row = ui->layout.table_head.row,
                        .left = ui->layout.table_head.column,
                        .style = TERM_UNDERLINE};

    for (int i = 0; i < ui->layout.columns; i++) {
        const struct table_column *place = &ui->layout.column[i];
        put_cell(&line, place, race_text_column(place->field, &ui->view),
                 table_specs[place->field].right_aligned, 0);
    }
}

/* The run that lives with the lowest latest loss of this kind, NULL before there is any. */
static const struct run_snapshot *best_run(const struct ui *ui, enum curve curve)
{
    const struct run_snapshot *best = NULL;
    double lowest = INFINITY;

    for (int i = 0; i < ui->race.runs; i++) {
        const struct run_snapshot *run = &ui->race.run[i];
        double loss =
            curve == CURVE_TEST_LOSS ? run->last_evaluated.value[curve] : run->last.value[curve];
        if (run->state == RUN_LIVE && run->iteration > 0 && loss < lowest) {
            best = run;
            lowest = loss;
        }
    }
    return best;
}

static void draw_run(const struct ui *ui, const struct run_snapshot *run, int row)
{
    struct line line = {.row = row,
                        .left = ui->layout.table.column,
                        .run = run,
                        .best_train = best_run(ui, CURVE_TRAIN_LOSS),
                        .best_test = best_run(ui, CURVE_TEST_LOSS)};
    bool chosen = run->id == ui->chosen;

    line.slot = ui_slot(ui, run->id);
    /* Within an iteration the runs advance one after the other. */
    race_text_run_state(run, run->state == RUN_LIVE && run->iteration + 1 < ui->race.iteration,
                        ui->slot[line.slot].hidden, line.state, sizeof line.state);
    if (chosen) {
        line.style = TERM_REVERSE;
        term_fill(row, line.left, 1, ui->layout.table.columns, TERM_REVERSE);
    }
    for (int i = 0; i < ui->layout.columns; i++)
        put_field(ui, &line, &ui->layout.column[i]);
}

void race_draw_table(struct ui *ui)
{
    struct rect at = ui->layout.table;
    int chosen = ui_chosen(ui);

    draw_head(ui);
    ui->first_run = layout_scroll(ui->first_run, chosen < 0 ? 0 : chosen, at.rows, ui->race.runs);
    for (int i = 0; i < at.rows && ui->first_run + i < ui->race.runs; i++)
        draw_run(ui, &ui->race.run[ui->first_run + i], at.row + i);
    /* In the blank between the cursor and the marks. */
    ui_draw_more((struct rect){.column = at.column, .columns = 2}, at.row, at.rows,
                 ui->first_run > 0, ui->first_run + at.rows < ui->race.runs);
}
