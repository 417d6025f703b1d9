/* form.c - an editor of named values; see form.h. */
#include "form.h"

#include "layout.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct form *form_create(int capacity, struct status *status)
{
    struct form *form = calloc(1, sizeof *form);

    if (form && capacity > 0 && capacity <= FORM_FIELDS_MAX) {
        form->field = calloc((size_t)capacity, sizeof *form->field);
        form->capacity = capacity;
    }
    if (!form || !form->field) {
        form_free(form);
        status_out_of_memory(status, "the form");
        return NULL;
    }
    return form;
}

void form_free(struct form *form)
{
    if (!form)
        return;
    free(form->field);
    free(form);
}

static void judge(struct form_field *field)
{
    struct status status = {0};

    field->error[0] = '\0';
    if (!param_validate(field->spec, field->line.text, &status))
        snprintf(field->error, sizeof field->error, "%s", status.message);
}

bool form_add(struct form *form, const struct param_spec *spec, const char *text, const char *note,
              struct status *status)
{
    struct form_field *field;
    char initial[PARAM_TEXT_MAX];

    if (form->fields == form->capacity)
        return status_fail(status, STATUS_INVALID, "the form has no room for more than %d fields",
                           form->capacity);
    field = &form->field[form->fields++];
    field->spec = spec;
    field->note = note;
    edit_set(&field->line, text ? text : param_default(spec, initial, sizeof initial));
    memcpy(field->initial, field->line.text, field->line.length + 1);
    judge(field);
    return true;
}

void form_set(struct form *form, int i, const char *text)
{
    edit_set(&form->field[i].line, text);
    judge(&form->field[i]);
}

bool form_field_picks(const struct form_field *field)
{
    return field->spec->kind == PARAM_CHOICE || field->spec->kind == PARAM_BOOLEAN;
}

static int values_of(const struct param_spec *spec)
{
    int count = 0;

    if (spec->kind == PARAM_BOOLEAN)
        return 2;
    while (spec->choices[count])
        count++;
    return count;
}

/* The index of a picked field's value; -1 when its text is none of them. */
static int picked(const struct form_field *field)
{
    struct status status = {0};
    double value;

    return param_parse(field->spec, field->line.text, &value, &status) ? (int)value : -1;
}

static unsigned pick(struct form_field *field, int value)
{
    char text[PARAM_TEXT_MAX];

    if (value == picked(field))
        return 0;
    edit_set(&field->line, param_format(field->spec, value, text, sizeof text));
    judge(field);
    return EDIT_CHANGED;
}

/* Does value i begin with the letter? A switch's values also answer to no, off, false, yes, on. */
static bool begins(const struct param_spec *spec, int i, int letter)
{
    if (spec->kind == PARAM_BOOLEAN)
        return strchr(i == 0 ? "0nf" : "1yt", letter) != NULL;
    return tolower((unsigned char)spec->choices[i][0]) == letter;
}

static unsigned press_letter(struct form_field *field, uint32_t character)
{
    int count = values_of(field->spec), now = picked(field);
    int letter = character < 0x80 ? tolower((int)character) : 0;

    if (!isalnum(letter))
        return 0;
    for (int step = 1; step <= count; step++)
        if (begins(field->spec, (now + step) % count, letter))
            return pick(field, (now + step) % count);
    return 0;
}

static unsigned press_picked(struct form_field *field, enum edit_key key, uint32_t character)
{
    int count = values_of(field->spec), now = picked(field);

    switch (key) {
    case EDIT_RIGHT:
        return pick(field, (now + 1) % count);
    case EDIT_LEFT:
        return pick(field, now > 0 ? now - 1 : count - 1);
    case EDIT_HOME:
        return pick(field, 0);
    case EDIT_END:
        return pick(field, count - 1);
    case EDIT_CHARACTER:
        if (character == ' ')
            return pick(field, (now + 1) % count);
        return press_letter(field, character);
    default:
        return 0;
    }
}

static unsigned press_field(struct form_field *field, enum edit_key key, uint32_t character)
{
    unsigned flags;

    if (form_field_picks(field))
        return press_picked(field, key, character);
    flags = edit_press(&field->line, key, character);
    if (flags & EDIT_CHANGED)
        judge(field);
    return flags;
}

static unsigned move_to(struct form *form, int field)
{
    field = field < form->fields ? field : form->fields - 1;
    form->current = field > 0 ? field : 0;
    return 0;
}

static int first_bad(const struct form *form)
{
    for (int i = 0; i < form->fields; i++)
        if (form->field[i].error[0])
            return i;
    return -1;
}

unsigned form_press(struct form *form, enum edit_key key, uint32_t character, int page)
{
    int bad;

    switch (key) {
    case EDIT_CANCEL:
        return EDIT_CANCELLED;
    case EDIT_ACCEPT:
        bad = first_bad(form);
        return bad < 0 ? EDIT_SUBMITTED : move_to(form, bad);
    case EDIT_UP:
        return move_to(form, form->current - 1);
    case EDIT_DOWN:
        return move_to(form, form->current + 1);
    case EDIT_NEXT:
        return move_to(form, form->current + 1 < form->fields ? form->current + 1 : 0);
    case EDIT_PREVIOUS:
        return move_to(form, form->current > 0 ? form->current - 1 : form->fields - 1);
    case EDIT_PAGE_UP:
        return move_to(form, form->current - (page > 0 ? page : 1));
    case EDIT_PAGE_DOWN:
        return move_to(form, form->current + (page > 0 ? page : 1));
    default:
        return form->fields > 0 ? press_field(&form->field[form->current], key, character) : 0;
    }
}

int form_scroll(struct form *form, int rows)
{
    form->first = layout_scroll(form->first, form->current, rows, form->fields);
    return form->first;
}

/* Has the field another value than `text`? Numbers count by value. */
static bool has_other_value(const struct form_field *field, const char *text)
{
    struct status status = {0};
    double now, then;

    if (strcmp(field->line.text, text) == 0)
        return false;
    return field->spec->kind == PARAM_TEXT ||
           !param_parse(field->spec, field->line.text, &now, &status) ||
           !param_parse(field->spec, text, &then, &status) || now != then;
}

bool form_field_is_unusual(const struct form_field *field)
{
    char initial[PARAM_TEXT_MAX];

    return has_other_value(field, param_default(field->spec, initial, sizeof initial));
}

bool form_field_changed(const struct form_field *field)
{
    return has_other_value(field, field->initial);
}

bool form_changed(const struct form *form)
{
    for (int i = 0; i < form->fields; i++)
        if (form_field_changed(&form->field[i]))
            return true;
    return false;
}

bool form_valid(const struct form *form)
{
    return first_bad(form) < 0;
}

int form_find(const struct form *form, const char *name)
{
    for (int i = 0; i < form->fields; i++)
        if (strcmp(form->field[i].spec->name, name) == 0)
            return i;
    return -1;
}

double form_value(const struct form *form, int i)
{
    struct status status = {0};
    double value;

    if (!param_parse(form->field[i].spec, form->field[i].line.text, &value, &status))
        return NAN;
    return value;
}

const char *form_text(const struct form *form, int i)
{
    return form->field[i].line.text;
}

char *form_describe(const struct form_field *field, char *text, size_t size)
{
    const struct param_spec *spec = field->spec;
    char range[512], initial[PARAM_TEXT_MAX];
    bool unit = spec->unit != NULL;

    param_range(spec, range, sizeof range);
    param_default(spec, initial, sizeof initial);
    snprintf(text, size, "%s (%s%s%s%s%s%s%s%s)", spec->help ? spec->help : spec->name, range,
             initial[0] ? ", default " : "", initial, spec->automatic ? ": " : "",
             spec->automatic ? spec->automatic : "", unit ? ", " : "", unit ? "in " : "",
             unit ? spec->unit : "");
    return text;
}
