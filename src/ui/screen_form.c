/*
 * screen_form.c - a form on the screen. What its fields are about is form_run.c's and
 * form_problem.c's business.
 */
#include "text.h"
#include "ui.h"

#include <stdio.h>
#include <string.h>

enum {
    COLUMNS = 100,
    BELOW = 2,        /* rows under the fields: a blank one, and the remark ... */
    TEXT_LEAST = 2,   /* ... and between them at least so many for description or error */
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

/* Why the form is not accepted, or what is wrong with the current field; "" when all is well. */
static const char *complaint(const struct ui *ui)
{
    return ui->form.refusal[0] ? ui->form.refusal
                               : ui->form.form->field[ui->form.form->current].error;
}

/* Columns of the text under the fields. */
static int text_columns(const struct ui *ui)
{
    return layout_inside(layout_dialog(ui->layout.body, ui->layout.body.rows, COLUMNS)).columns - 3;
}

/* Rows under the fields: a complaint is shown in full. */
static int rows_below(const struct ui *ui)
{
    int others = BELOW + (ui->form.draw_more ? 1 : 0);
    int room = ui->layout.body.rows - 3 - others; /* beside the frame and a field */
    int text = ui_paragraph_rows(text_columns(ui), complaint(ui));

    text = text > room ? room : text;
    return others + (text < TEXT_LEAST ? TEXT_LEAST : text);
}

static struct rect form_dialog(const struct ui *ui)
{
    return layout_dialog(ui->layout.body, ui->form.form->fields + rows_below(ui) + 2, COLUMNS);
}

static int field_rows(const struct ui *ui, struct rect inner)
{
    int below = rows_below(ui);

    return inner.rows > below ? inner.rows - below : 1;
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

/* Under the fields: what is wrong, or what the current one is about; then what Enter will do. */
static void draw_description(struct ui *ui, struct rect inner)
{
    const struct form_field *field = &ui->form.form->field[ui->form.form->current];
    int row = inner.row + field_rows(ui, inner) + 1, end = inner.row + inner.rows - 1;
    struct rect more = {end - 1, inner.column + 2, 1, inner.columns - 3};
    const char *wrong = complaint(ui);
    const char *remark =
        ui->form.waiting ? "Trying whether this can be trained ..." : ui->form.remark;
    char text[PARAM_TEXT_MAX];

    if (ui->form.draw_more) {
        ui->form.draw_more(ui, more);
        end--;
    }
    if (wrong[0])
        ui_paragraph(row, inner.column + 2, end - row, inner.columns - 3, wrong,
                     TERM_ALERT | TERM_BOLD);
    else
        ui_paragraph(row, inner.column + 2, end - row, inner.columns - 3,
                     form_describe(field, text, sizeof text), 0);
    term_text(inner.row + inner.rows - 1, inner.column + 2, inner.columns - 3,
              text_cut(remark, inner.columns - 3, text, sizeof text),
              ui->form.waiting ? TERM_BOLD : TERM_QUIET);
}

static void form_draw(struct ui *ui)
{
    struct form *form = ui->form.form;
    struct rect outer = form_dialog(ui), inner = layout_inside(outer);
    int rows = field_rows(ui, inner), first = form_scroll(form, rows);

    ui_frame(outer, ui->form.title, TERM_ACCENT, true);
    for (int i = 0; i < rows && first + i < form->fields; i++)
        draw_field(form, first + i,
                   (struct rect){inner.row + i, inner.column + 1, 1, inner.columns - 2});
    ui_draw_more(outer, inner.row, rows, first > 0, first + rows < form->fields);
    if (inner.rows > rows_below(ui))
        draw_description(ui, inner);
}

/* ---- keys --------------------------------------------------------------------------------------
 */

static unsigned form_key(struct ui *ui, int key)
{
    int page = field_rows(ui, layout_inside(form_dialog(ui)));
    enum edit_key edit = ui_edit_key(ACTIONS_FORM, key);
    unsigned flags;

    if (ui->form.waiting && edit != EDIT_CANCEL)
        return UI_HANDLED;
    ui->form.refusal[0] = ui->message[0] = '\0';
    if (action_find(ACTIONS_FORM, key) == ACTION_PRESET) {
        if (ui->form.preset)
            ui->form.preset(ui);
        return UI_HANDLED | UI_REDRAW;
    }
    flags = form_press(ui->form.form, edit, (uint32_t)key, page);
    if (flags & EDIT_CANCELLED)
        ui_pop(ui);
    else if ((flags & EDIT_CHANGED) && ui->form.changed)
        ui->form.changed(ui);
    if (flags & EDIT_SUBMITTED)
        return UI_HANDLED | UI_REDRAW | ui->form.accept(ui);
    return UI_HANDLED | UI_REDRAW;
}

static void form_leave(struct ui *ui)
{
    if (ui->form.leave)
        ui->form.leave(ui);
    form_free(ui->form.form);
    ui->form.form = NULL;
    ui->form.waiting = false;
}

void ui_refuse_form(struct ui *ui, const char *sentence)
{
    struct form *form = ui->form.form;
    char name[64];
    int field;

    snprintf(ui->form.refusal, sizeof ui->form.refusal, "%s", sentence);
    snprintf(name, sizeof name, "%.*s", (int)strcspn(sentence, ":"), sentence);
    field = form_find(form, name);
    if (field >= 0)
        form->current = field;
}

const struct screen screen_form = {
    .scope = ACTIONS_FORM,
    .draw = form_draw,
    .press = form_key,
    .leave = form_leave,
};

void ui_show_form(struct ui *ui, struct form *form, bool filled, const struct status *status)
{
    ui->form.form = form;
    ui->form.refusal[0] = '\0';
    ui->form.waiting = false;
    if (form && filled) {
        ui_push(ui, &screen_form);
        return;
    }
    form_leave(ui);
    ui_say(ui, TERM_ALERT, "%s", status->message);
}
