/*
 * form_run.h - declarations shared by the two files of a run's form: form_run.c (hyperparameters)
 * and form_past.c (the state from which they are in force). For these only.
 */
#ifndef OPTOP_FORM_RUN_H
#define OPTOP_FORM_RUN_H

#include "form_screen.h"
#include "train/plan.h"

struct run_subject {
    struct run_config config; /* its schedule and its optimizer are the form's */
    int id;                   /* of the run that is edited or forked; 0: a new one is added */
    bool past;                /* that run has started: there are the fields of form_past.c */
    bool fork;
    struct plan plan; /* of that run, as it was when the form was opened */
    char remark[256];
};

/* The form of a run with these values; id and past as above. NULL: a message explains why. */
struct form_screen *form_run_show(struct ui *ui, const struct run_config *config, int id,
                                  bool past);

/* The form's values; where a text is not valid, those before. */
struct run_config form_run_config(const struct form_screen *screen);

/* The form of another configuration; the first `kept` hyperparameters keep their texts. */
bool form_run_remake(struct form_screen *screen, const struct run_config *config, int kept,
                     struct status *status);

/* Is the name free for run `id`? STATUS_INVALID names the run that has it. */
bool form_run_name_is_free(const struct ui *ui, int id, const struct run_config *config,
                           struct status *status);

/* ---- form_past.c: all of it does nothing in the form of a new run ---- */

/* The fields before the hyperparameters: the state, and the optimizer. */
enum { FORM_PAST_FROM, FORM_PAST_OPTIMIZER, FORM_PAST_FIELDS };

/* Adds them; their texts are those of `old`, unless it is NULL. */
bool form_past_fields(struct form *form, const struct run_config *config, const struct form *old,
                      struct status *status);

/* Another optimizer has other hyperparameters: the form gets their fields. False: no memory. */
bool form_past_follow(struct form_screen *screen, struct status *status);

/* Shows the effect of accepting below the form. */
void form_past_remark(struct form_screen *screen);

unsigned form_past_accept(struct ui *ui, struct form_screen *screen);

/* The number of iterations for a schedule of the form. */
uint64_t form_past_iterations(const struct ui *ui, const struct form_screen *screen);

#endif
