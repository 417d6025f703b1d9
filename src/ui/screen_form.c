/*
 * screen_form.c - the form on the screen, and what it is used for: a run's hyperparameters, and
 * the problem with iterations and threads.
 */
#include "app/settings.h"
#include "text.h"
#include "ui.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum {
    COLUMNS = 100,
    BELOW = 4,        /* rows under the fields: a blank one, description or error, remark */
    VALUE_SHORT = 14, /* columns of a number or a choice ... */
    VALUE_LONG = 34,  /* ... and of a text */
    RANGE_LEAST = 20, /* columns in which it makes sense to begin what is allowed */
};

/* ---- painting ----------------------------------------------------------------------------------
 */

static int name_width(const struct form *form)
{
    int width = 0;

    for (int i = 0; i < form->fields; i++)
        if ((int)strlen(form->field[i].spec->name) > width)
            width = (int)strlen(form->field[i].spec->name);
    return width;
}

/* Columns that values have, of `columns` that a line has. */
static int value_width(const struct form *form, int columns)
{
    int width = VALUE_SHORT;

    for (int i = 0; i < form->fields; i++)
        if (form->field[i].spec->kind == PARAM_TEXT)
            width = columns / 3 > VALUE_LONG ? VALUE_LONG : columns / 3;
    return width > VALUE_SHORT ? width : VALUE_SHORT;
}

static struct rect form_dialog(const struct ui *ui)
{
    return layout_dialog(ui->layout.body, ui->form.form->fields + BELOW + 2, COLUMNS);
}

static int field_rows(struct rect inner)
{
    return inner.rows > BELOW ? inner.rows - BELOW : 1;
}

/* The value, with the cursor when the field has it. */
static void draw_value(struct form_field *field, bool current, struct rect at)
{
    char shown[PARAM_TEXT_MAX];
    bool picks = form_field_picks(field);
    unsigned style = current ? TERM_REVERSE : TERM_UNDERLINE;
    int cursor;

    if (field->error[0])
        style |= TERM_ALERT;
    if (picks) {
        snprintf(shown, sizeof shown, current ? "< %s >" : "  %s", field->line.text);
        term_text(at.row, at.column, at.columns, shown, current ? TERM_REVERSE : 0);
        return;
    }
    if (field->spec->kind != PARAM_TEXT && at.columns > VALUE_SHORT)
        at.columns = VALUE_SHORT;
    cursor = edit_view(&field->line, at.columns, shown, sizeof shown);
    term_fill(at.row, at.column, 1, at.columns, style);
    term_text(at.row, at.column, at.columns, shown, style);
    if (current)
        term_cursor(at.row, at.column + cursor);
}

/* What is beside the value: that it is bad, what it may be, what a change brings about. */
static void draw_beside(const struct form_field *field, int row, int column, int columns)
{
    char range[PARAM_TEXT_MAX], shown[PARAM_TEXT_MAX];
    int note = field->note ? (int)strlen(field->note) : 0;

    if (columns <= 0)
        return;
    if (field->note && note <= columns)
        term_text(row, column + columns - note, note, field->note,
                  form_field_changed(field) ? TERM_ALERT | TERM_BOLD : TERM_QUIET);
    columns -= note > 0 ? note + 2 : 0;
    param_range(field->spec, range, sizeof range);
    if (columns >= RANGE_LEAST || text_width(range) <= columns)
        term_text(row, column, columns, text_cut(range, columns, shown, sizeof shown), TERM_QUIET);
}

static void draw_field(const struct form *form, int i, struct rect at)
{
    struct form_field *field = &form->field[i];
    bool current = i == form->current;
    int value = at.column + 2 + name_width(form) + 2, width = value_width(form, at.columns);

    if (width > at.column + at.columns - value)
        width = at.column + at.columns - value;
    term_glyph(at.row, at.column,
               current           ? '>'
               : field->error[0] ? '!'
                                 : ' ',
               field->error[0] ? TERM_ALERT | TERM_BOLD : TERM_BOLD);
    term_text(at.row, at.column + 2, at.columns - 2, field->spec->name, current ? TERM_BOLD : 0);
    if (width <= 0)
        return;
    draw_value(field, current, (struct rect){at.row, value, 1, width});
    draw_beside(field, at.row, value + width + 2, at.column + at.columns - value - width - 2);
}

/* Under the fields: the current one's error, or what it is about. */
static void draw_description(const struct ui *ui, struct rect inner)
{
    const struct form_field *field = &ui->form.form->field[ui->form.form->current];
    int row = inner.row + field_rows(inner) + 1, end = inner.row + inner.rows - 1;
    char text[PARAM_TEXT_MAX];

    if (field->error[0])
        ui_paragraph(row, inner.column + 2, end - row, inner.columns - 3, field->error,
                     TERM_ALERT | TERM_BOLD);
    else
        ui_paragraph(row, inner.column + 2, end - row, inner.columns - 3,
                     form_describe(field, text, sizeof text), 0);
    term_text(end, inner.column + 2, inner.columns - 3, ui->form.remark, TERM_QUIET);
}

static void form_draw(struct ui *ui)
{
    struct form *form = ui->form.form;
    struct rect outer = form_dialog(ui), inner = layout_inside(outer);
    int rows = field_rows(inner), first = form_scroll(form, rows);

    ui_frame(outer, ui->form.title, TERM_ACCENT, true);
    for (int i = 0; i < rows && first + i < form->fields; i++)
        draw_field(form, first + i,
                   (struct rect){inner.row + i, inner.column + 1, 1, inner.columns - 2});
    if (first > 0)
        term_glyph(inner.row, outer.column + outer.columns - 1, '^', TERM_BOLD);
    if (first + rows < form->fields)
        term_glyph(inner.row + rows - 1, outer.column + outer.columns - 1, 'v', TERM_BOLD);
    if (inner.rows > BELOW)
        draw_description(ui, inner);
}

/* ---- keys --------------------------------------------------------------------------------------
 */

static unsigned form_key(struct ui *ui, int key)
{
    int page = field_rows(layout_inside(form_dialog(ui)));
    unsigned flags = form_press(ui->form.form, ui_edit_key(ACTIONS_FORM, key), (uint32_t)key, page);

    if (flags & EDIT_CANCELLED)
        ui_pop(ui);
    if (flags & EDIT_SUBMITTED)
        return UI_HANDLED | UI_REDRAW | ui->form.accept(ui);
    return UI_HANDLED | UI_REDRAW;
}

static void form_leave(struct ui *ui)
{
    form_free(ui->form.form);
    ui->form.form = NULL;
}

const struct screen screen_form = {
    .scope = ACTIONS_FORM,
    .draw = form_draw,
    .press = form_key,
    .leave = form_leave,
};

/* Puts a filled form on the screen; without memory for it, says so. */
static void show_form(struct ui *ui, struct form *form, bool filled, const struct status *status)
{
    ui->form.form = form;
    if (form && filled) {
        ui_push(ui, &screen_form);
        return;
    }
    form_leave(ui);
    ui_say(ui, TERM_ALERT, "%s", status->message);
}

/* ---- a run -------------------------------------------------------------------------------------
 */

static unsigned accept_run(struct ui *ui)
{
    struct run_config config = ui->form.config;
    bool changed;

    for (int i = 0; i < run_config_params(&config); i++)
        config.value[i] = form_value(ui->form.form, i);
    changed = !run_config_equal(&config, &ui->form.config);
    if (ui->form.id == 0) {
        ui->choose_new = true;
        worker_add(ui->worker, &config);
    } else if (changed) {
        worker_configure(ui->worker, ui->form.id, &config);
    }
    ui_pop(ui);
    return UI_REDRAW;
}

void ui_edit_run(struct ui *ui, const struct run_config *config, int id)
{
    struct status status = {0};
    struct form *form = form_create(run_config_params(config), &status);
    bool filled = form != NULL;
    char text[PARAM_TEXT_MAX];

    for (int i = 0; filled && i < run_config_params(config); i++) {
        const struct param_spec *spec = run_config_param(config, i);
        filled = form_add(form, spec, param_format(spec, config->value[i], text, sizeof text), NULL,
                          &status);
    }
    ui->form.config = *config;
    ui->form.id = id;
    ui->form.accept = accept_run;
    ui->form.remark = id == 0 ? "Enter adds the run; it catches up with the others."
                              : "Enter starts the run again; it catches up with the others.";
    snprintf(ui->form.title, sizeof ui->form.title, "%s %s", id == 0 ? "add" : "edit",
             config->optimizer->title);
    show_form(ui, form, filled, &status);
}

/* ---- the problem -------------------------------------------------------------------------------
 */

/* The form's fields are the problem's settings, then these. */
static int race_field(enum race_setting_id id)
{
    return problem_setting_count + (int)id;
}

static bool problem_changed(const struct ui *ui)
{
    for (int i = 0; i < problem_setting_count; i++)
        if (form_field_changed(&ui->form.form->field[i]))
            return true;
    return false;
}

/* Puts the wishes of the form into effect; `iterations` needs no restart. */
static void apply_problem(struct ui *ui)
{
    bool new_problem = problem_changed(ui);
    bool go_on = !new_problem && ui->threads == ui->view.threads &&
                 ui->view.state == WORKER_FINISHED && ui->iterations > ui->race.iteration;

    if (ui->iterations != ui->view.iterations)
        worker_set_iterations(ui->worker, ui->iterations);
    if (new_problem)
        worker_set_problem(ui->worker, &ui->problem);
    if (ui->threads != ui->view.threads)
        worker_set_threads(ui->worker, ui->threads);
    if (go_on)
        worker_run(ui->worker);
    ui_pop(ui);
}

static unsigned restart(struct ui *ui)
{
    apply_problem(ui);
    return UI_REDRAW;
}

static unsigned accept_problem(struct ui *ui)
{
    const struct form *form = ui->form.form;
    struct status status = {0};

    ui->problem = ui->view.problem;
    for (int i = 0; i < problem_setting_count; i++)
        if (!problem_config_set(&ui->problem, &problem_settings[i], form_text(form, i), &status)) {
            ui_say(ui, TERM_ALERT, "%s", status.message);
            return UI_REDRAW;
        }
    ui->iterations = (uint64_t)form_value(form, race_field(SETTING_ITERATIONS));
    ui->threads = (int)form_value(form, race_field(SETTING_THREADS));
    if (ui->race.iteration > 0 && (problem_changed(ui) || ui->threads != ui->view.threads))
        ui_ask(ui, restart, "This restarts the race: %" PRIu64 " iterations are lost. Restart?",
               ui->race.iteration);
    else
        apply_problem(ui);
    return UI_REDRAW;
}

void ui_edit_problem(struct ui *ui)
{
    static const char *const notes[RACE_SETTINGS] = {[SETTING_THREADS] = "restarts"};
    struct status status = {0};
    struct form *form = form_create(problem_setting_count + RACE_SETTINGS, &status);
    bool filled = form != NULL;
    char text[PARAM_TEXT_MAX];

    for (int i = 0; filled && i < problem_setting_count; i++)
        filled =
            form_add(form, &problem_settings[i].param,
                     problem_config_get(&ui->view.problem, &problem_settings[i], text, sizeof text),
                     "restarts", &status);
    for (int i = 0; filled && i < RACE_SETTINGS; i++) {
        double value = i == SETTING_ITERATIONS ? (double)ui->view.iterations : ui->view.threads;
        filled =
            form_add(form, &race_settings[i],
                     param_format(&race_settings[i], value, text, sizeof text), notes[i], &status);
    }
    ui->form.accept = accept_problem;
    ui->form.remark = "What is marked \"restarts\" starts the race again from new initial weights.";
    snprintf(ui->form.title, sizeof ui->form.title, "the problem");
    show_form(ui, form, filled, &status);
}
