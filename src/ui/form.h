/*
 * form.h - an editor of named values: one field per struct param_spec, checked while the person
 * types. Pure; knows neither the terminal nor the purpose of the values.
 *
 * Use: form_create, form_add for each row, form_press for each key; to draw, form_scroll, then
 * form->field[form->first] and on with edit_view; after EDIT_SUBMITTED read form_value or
 * form_text.
 */
#ifndef OPTOP_FORM_H
#define OPTOP_FORM_H

#include "edit.h"

struct form_field {
    const struct param_spec *spec;
    const char *note; /* "restarts the race", or NULL; kept by reference */
    struct edit_line line;
    char initial[PARAM_TEXT_MAX];   /* the text it started with */
    char error[STATUS_MESSAGE_MAX]; /* the error in words; "" when it is valid */
};

struct form {
    struct form_field *field;
    int fields, capacity;
    int current; /* the field with the cursor */
    int first;   /* the first field shown */
};

enum { FORM_FIELDS_MAX = 256 };

/* Room for 1 ... FORM_FIELDS_MAX fields. NULL when out of memory. */
struct form *form_create(int capacity, struct status *status);
void form_free(struct form *form); /* NULL is allowed */

/*
 * Adds a field; spec and note must live as long as the form. text NULL: the spec's default. An
 * invalid text is accepted and shown with its error. STATUS_INVALID when the form is full.
 */
bool form_add(struct form *form, const struct param_spec *spec, const char *text, const char *note,
              struct status *status);

/*
 * A key. Up, down, Tab and page keys go to other fields; EDIT_ACCEPT submits when every field is
 * valid, else it goes to the first bad one. PARAM_CHOICE and PARAM_BOOLEAN are picked: space, left
 * and right go through the values, a letter or digit to the next value that begins so. `page` is
 * the number of fields shown. Returns flags.
 */
unsigned form_press(struct form *form, enum edit_key key, uint32_t character, int page);

/* Scrolls so that the current field is among the `rows` shown; returns form->first. */
int form_scroll(struct form *form, int rows);

/* Is the field picked from values rather than typed? */
bool form_field_picks(const struct form_field *field);

/* Does the field differ from its spec's default? Numbers are compared by value. */
bool form_field_is_unusual(const struct form_field *field);

/* Was any field, was this field changed? Numbers are compared by value: 1e-1 is 0.1. */
bool form_changed(const struct form *form);
bool form_field_changed(const struct form_field *field);

bool form_valid(const struct form *form);

/* The field of that name, or -1. */
int form_find(const struct form *form, const char *name);

/* A field's number; NaN when it is not valid or a text. */
double form_value(const struct form *form, int i);

/* A field's text as typed. */
const char *form_text(const struct form *form, int i);

/* Gives field i another text and checks it; the initial text stays. */
void form_set(struct form *form, int i, const char *text);

/*
 * The description of a field: "learning rate (0 < lr <= 1000, default 0.1)". Returns text.
 */
char *form_describe(const struct form_field *field, char *text, size_t size);

#endif
