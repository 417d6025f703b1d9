/*
 * screen_form.c - a form on the screen. What its fields are about is form_run.c's and
 * form_problem.c's business.
 */
#include "form_screen.h"
#include "text.h"

#include <stdio.h>
#include <stdlib.h>
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

/*
 * Columns that the value of field i has, of `columns` that a line has: texts need more. Where there
 * are several, all values have as many, so that what stands beside them is aligned.
 */
static int value_width(const struct form *form, int i, int columns)
{
    int longer = columns / 3 > VALUE_LONG ? VALUE_LONG : columns / 3, texts = 0;

    for (int k = 0; k < form->fields; k++)
        texts += form->field[k].spec->kind == PARAM_TEXT;
    if (texts < 2 && form->field[i].spec->kind != PARAM_TEXT)
        return VALUE_SHORT;
    return longer > VALUE_SHORT ? longer : VALUE_SHORT;
}

/* Why the form is not accepted, or what is wrong with the current field; "" when all is well. */
static const char *complaint(const struct form_screen *screen)
{
    return screen->refusal[0] ? screen->refusal : screen->form->field[screen->form->current].error;
}

/* Columns of the text under the fields. */
static int text_columns(const struct ui *ui)
{
    return layout_inside(layout_dialog(ui->layout.body, ui->layout.body.rows, COLUMNS)).columns - 3;
}

/* Rows under the fields: a complaint is shown in full. */
static int rows_below(const struct ui *ui, const struct form_screen *screen)
{
    int others = BELOW + (screen->subject->draw_more ? 1 : 0);
    int room = ui->layout.body.rows - 3 - others; /* beside the frame and a field */
    int text = cells_paragraph_rows(text_columns(ui), complaint(screen));

    text = text > room ? room : text;
    return others + (text < TEXT_LEAST ? TEXT_LEAST : text);
}

static struct rect form_dialog(const struct ui *ui, const struct form_screen *screen)
{
    return layout_dialog(ui->layout.body, screen->form->fields + rows_below(ui, screen) + 2,
                         COLUMNS);
}

static int field_rows(const struct ui *ui, const struct form_screen *screen, struct rect inner)
{
    int below = rows_below(ui, screen);

    return inner.rows > below ? inner.rows - below : 1;
}

/* The value, with the cursor when the field has it. */
static void draw_value(struct cells *cells, struct form_field *field, bool current, struct rect at)
{
    char shown[PARAM_TEXT_MAX];
    bool picks = form_field_picks(field);
    unsigned style = current ? TERM_REVERSE : TERM_UNDERLINE;
    int cursor;

    if (field->error[0])
        style |= TERM_ALERT;
    if (picks) {
        snprintf(shown, sizeof shown, current ? "< %s >" : "  %s", field->line.text);
        cells_text(cells, at.row, at.column, at.columns, shown, current ? TERM_REVERSE : 0);
        return;
    }
    if (field->spec->kind != PARAM_TEXT && at.columns > VALUE_SHORT)
        at.columns = VALUE_SHORT;
    cursor = edit_view(&field->line, at.columns, shown, sizeof shown);
    cells_fill(cells, (struct rect){at.row, at.column, 1, at.columns}, style);
    cells_text(cells, at.row, at.column, at.columns, shown, style);
    if (current)
        cells_cursor(cells, at.row, at.column + cursor);
}

/* What a value may be; what its default is, where it has another. */
static char *allowed(const struct form_field *field, char *text, size_t size)
{
    char initial[PARAM_TEXT_MAX];
    size_t used = 0;

    text[0] = '\0';
    if (field->spec->kind != PARAM_TEXT && form_field_is_unusual(field))
        used = (size_t)snprintf(text, size, "default %s; ",
                                param_default(field->spec, initial, sizeof initial));
    if (used < size)
        param_range(field->spec, text + used, size - used);
    return text;
}

/* Beside the value: what it may be, what a change causes. */
static void draw_beside(struct cells *cells, const struct form_field *field, struct rect at)
{
    char range[2 * PARAM_TEXT_MAX];
    int note = field->note ? (int)strlen(field->note) : 0;

    if (at.columns <= 0)
        return;
    if (note > 0 && note <= at.columns)
        cells_right(cells, at, field->note,
                    form_field_changed(field) ? TERM_ALERT | TERM_BOLD : TERM_QUIET);
    at.columns -= note > 0 ? note + 2 : 0;
    allowed(field, range, sizeof range);
    if (at.columns >= RANGE_LEAST || text_width(range) <= at.columns)
        cells_left(cells, at, range, TERM_QUIET);
}

static void draw_field(struct cells *cells, const struct form *form, int i, struct rect at)
{
    struct form_field *field = &form->field[i];
    bool current = i == form->current;
    int value = at.column + 2 + name_width(form) + 2, width = value_width(form, i, at.columns);

    if (width > at.column + at.columns - value)
        width = at.column + at.columns - value;
    cells_glyph(cells, at.row, at.column,
                current           ? '>'
                : field->error[0] ? '!'
                                  : ' ',
                field->error[0] ? TERM_ALERT | TERM_BOLD : TERM_BOLD);
    cells_text(cells, at.row, at.column + 2, at.columns - 2, field->spec->name,
               current ? TERM_BOLD : 0);
    if (width <= 0)
        return;
    draw_value(cells, field, current, (struct rect){at.row, value, 1, width});
    at.columns = at.column + at.columns - value - width - 2;
    at.column = value + width + 2;
    draw_beside(cells, field, at);
}

/* Under the fields: what is wrong, or what the current one is about; then what Enter will do. */
static void draw_description(struct ui *ui, struct form_screen *screen, struct rect inner)
{
    const struct form_field *field = &screen->form->field[screen->form->current];
    int row = inner.row + field_rows(ui, screen, inner) + 1, end = inner.row + inner.rows - 1;
    struct rect more = {end - 1, inner.column + 2, 1, inner.columns - 3};
    struct rect last = {end, inner.column + 2, 1, inner.columns - 3};
    const char *wrong = complaint(screen);
    char text[PARAM_TEXT_MAX];

    if (screen->subject->draw_more) {
        screen->subject->draw_more(ui, screen, more);
        end--;
    }
    cells_paragraph(&ui->cells, (struct rect){row, last.column, end - row, last.columns},
                    wrong[0] ? wrong : form_describe(field, text, sizeof text),
                    wrong[0] ? TERM_ALERT | TERM_BOLD : 0);
    if (screen->waiting)
        cells_left(&ui->cells, last, "Checking these settings ...", TERM_BOLD);
    else
        cells_left(&ui->cells, last, screen->remark, TERM_QUIET);
}

static void form_draw(struct ui *ui, void *state)
{
    struct form_screen *screen = state;
    struct form *form = screen->form;
    struct rect outer = form_dialog(ui, screen), inner = layout_inside(outer);
    int rows = field_rows(ui, screen, inner), first = form_scroll(form, rows);

    cells_frame(&ui->cells, outer, screen->title, TERM_ACCENT, true);
    for (int i = 0; i < rows && first + i < form->fields; i++)
        draw_field(&ui->cells, form, first + i,
                   (struct rect){inner.row + i, inner.column + 1, 1, inner.columns - 2});
    cells_more(&ui->cells, outer, inner.row, rows, first > 0, first + rows < form->fields);
    if (inner.rows > rows_below(ui, screen))
        draw_description(ui, screen, inner);
}

/* ---- keys --------------------------------------------------------------------------------------
 */

static unsigned form_key(struct ui *ui, void *state, int key)
{
    struct form_screen *screen = state;
    const struct form_subject *subject = screen->subject;
    int page = field_rows(ui, screen, layout_inside(form_dialog(ui, screen)));
    enum edit_key edit = ui_edit_key(ACTIONS_FORM, key);
    unsigned flags;

    if (screen->waiting && edit != EDIT_CANCEL)
        return UI_REDRAW;
    screen->refusal[0] = ui->message[0] = '\0';
    if (action_find(ACTIONS_FORM, key) == ACTION_PRESET && subject->preset) {
        subject->preset(ui, screen);
        return UI_REDRAW;
    }
    if (action_find(ACTIONS_FORM, key) == ACTION_DATA && subject->data) {
        subject->data(ui);
        return UI_REDRAW;
    }
    flags = form_press(screen->form, edit, (uint32_t)key, page);
    if (flags & EDIT_CANCELLED)
        ui_pop(ui);
    else if (flags & EDIT_SUBMITTED)
        return UI_REDRAW | subject->accept(ui, screen);
    else if ((flags & EDIT_CHANGED) && subject->changed)
        subject->changed(ui, screen);
    return UI_REDRAW;
}

static void form_news(struct ui *ui, void *state)
{
    struct form_screen *screen = state;

    if (screen->subject->news)
        screen->subject->news(ui, screen);
}

static void form_leave(struct ui *ui, void *state)
{
    struct form_screen *screen = state;

    if (screen->subject && screen->subject->leave)
        screen->subject->leave(ui, screen);
    form_free(screen->form);
    free(screen->data);
}

/* What the form does not have is not in its key bar. */
static const char *form_label(const void *state, enum action_id action)
{
    const struct form_screen *screen = state;

    return (action == ACTION_PRESET && !screen->subject->preset) ||
                   (action == ACTION_DATA && !screen->subject->data)
               ? ""
               : NULL;
}

void form_screen_refuse(struct form_screen *screen, const char *sentence)
{
    char name[64];
    int field;

    snprintf(screen->refusal, sizeof screen->refusal, "%s", sentence);
    snprintf(name, sizeof name, "%.*s", (int)strcspn(sentence, ":"), sentence);
    field = form_find(screen->form, name);
    if (field >= 0)
        screen->form->current = field;
}

static const struct screen_kind screen_form = {
    .scope = ACTIONS_FORM,
    .size = sizeof(struct form_screen),
    .draw = form_draw,
    .press = form_key,
    .news = form_news,
    .leave = form_leave,
    .label = form_label,
};

struct form_screen *form_screen_show(struct ui *ui, const struct form_subject *subject,
                                     struct form *form, const struct status *status)
{
    void *data = form ? calloc(1, subject->size) : NULL;
    struct form_screen *screen = data ? ui_push(ui, &screen_form) : NULL;

    if (!form)
        ui_say(ui, TERM_ALERT, "%s", status->message);
    else if (!data)
        ui_say(ui, TERM_ALERT, "Out of memory for the form.");
    if (screen) {
        screen->subject = subject;
        screen->data = data;
        screen->form = form;
        screen->remark = "";
    } else {
        form_free(form);
        free(data);
    }
    return screen;
}
