/*
 * form_screen.h - a form on the screen, and its purpose, which form_run.c and form_problem.c
 * supply.
 */
#ifndef OPTOP_FORM_SCREEN_H
#define OPTOP_FORM_SCREEN_H

#include "form.h"
#include "ui.h"

struct form_screen;

/* The purpose of a form. All but `accept` may be NULL. */
struct form_subject {
    size_t size; /* of its own data */
    unsigned (*accept)(struct ui *ui, struct form_screen *screen);
    void (*changed)(struct ui *ui, struct form_screen *screen); /* a field; may put another form */
    void (*preset)(struct ui *ui, struct form_screen *screen);  /* values known to work */
    void (*data)(struct ui *ui); /* shows the description of the data */
    void (*news)(struct ui *ui, struct form_screen *screen); /* from the worker */
    void (*leave)(struct ui *ui, struct form_screen *screen);
    /* In a line under the fields. */
    void (*draw_more)(struct ui *ui, struct form_screen *screen, struct rect at);
};

struct form_screen {
    const struct form_subject *subject;
    void *data; /* the subject's, `size` bytes, zero at the start */
    struct form *form;
    char title[256];
    const char *remark;               /* what accepting will do, in a line */
    char refusal[STATUS_MESSAGE_MAX]; /* why it was not accepted; "" after the next key */
    bool waiting;                     /* for the end of the trial of what was typed */
};

/*
 * Puts a form on the screen, which owns it from now on, and returns its state. For a form that
 * could not be made (NULL) or lack of memory: shows a message and returns NULL.
 */
struct form_screen *form_screen_show(struct ui *ui, const struct form_subject *subject,
                                     struct form *form, const struct status *status);

/* Shows below the form why it is not accepted; moves the cursor to the field in the sentence. */
void form_screen_refuse(struct form_screen *screen, const char *sentence);

#endif
