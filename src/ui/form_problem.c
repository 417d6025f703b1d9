/*
 * form_problem.c - the form of the problem, with iterations and threads: its fields, and how to
 * put wishes into effect. Another problem is tried first; then what needs a restart of the race
 * asks before.
 */
#include "app/settings.h"
#include "ui.h"

#include <inttypes.h>
#include <stdio.h>

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

/* Puts the wishes of the form into effect; only another problem needs a restart. */
static void apply(struct ui *ui)
{
    bool new_problem = problem_changed(ui);
    bool go_on =
        !new_problem && ui->view.state == WORKER_FINISHED && ui->iterations > ui->race.iteration;

    if (ui->iterations != ui->view.iterations)
        worker_post(ui->worker, &(struct worker_command){.kind = WORKER_ITERATIONS,
                                                         .iterations = ui->iterations});
    if (ui->threads != ui->view.threads)
        worker_post(ui->worker,
                    &(struct worker_command){.kind = WORKER_THREADS, .threads = ui->threads});
    if (new_problem)
        worker_order(ui->worker, WORKER_INSTALL);
    if (go_on)
        worker_order(ui->worker, WORKER_RUN);
    ui_pop(ui);
}

static unsigned restart(struct ui *ui)
{
    apply(ui);
    return UI_REDRAW;
}

/* What was typed can be trained: a race under way is given up only when that is the answer. */
static void apply_or_ask(struct ui *ui)
{
    if (ui->race.iteration > 0)
        ui_ask(ui, restart, "Restart the race? It has done %" PRIu64 " of %" PRIu64 " iterations.",
               ui->race.iteration, ui->view.iterations);
    else
        apply(ui);
}

/* The form waits for the trial: its outcome, once it is there, decides. */
void ui_tried_problem(struct ui *ui)
{
    bool ended = ui->view.trial_number == ui->trial &&
                 (ui->view.trial == WORKER_TRIED || ui->view.trial == WORKER_REFUSED);

    if (!ui->form.waiting || !ended)
        return;
    ui->form.waiting = false;
    if (ui->view.trial == WORKER_TRIED)
        apply_or_ask(ui);
    else
        ui_refuse_form(ui, ui->view.refusal);
}

/* Another problem is tried first: the rest happens in ui_tried_problem. */
static void try_problem(struct ui *ui)
{
    struct worker_command command = {.kind = WORKER_TRY, .trial = {.number = ++ui->trial}};

    command.trial.problem = ui->problem;
    worker_post(ui->worker, &command);
    ui->form.waiting = true;
}

/* Nobody waits for a problem whose form has been left. */
static void forget_problem(struct ui *ui)
{
    worker_order(ui->worker, WORKER_FORGET);
}

static unsigned accept_problem(struct ui *ui)
{
    const struct form *form = ui->form.form;
    struct status status = {0};

    ui->problem = ui->view.problem;
    for (int i = 0; i < problem_setting_count; i++)
        if (!problem_config_set(&ui->problem, &problem_settings[i], form_text(form, i), &status)) {
            ui_refuse_form(ui, status.message);
            return UI_REDRAW;
        }
    ui->iterations = (uint64_t)form_value(form, race_field(SETTING_ITERATIONS));
    ui->threads = (int)form_value(form, race_field(SETTING_THREADS));
    if (problem_changed(ui))
        try_problem(ui);
    else if (ui->threads == ui->view.threads &&
             !param_check(&ui->iterations_spec, (double)ui->iterations, &status))
        ui_refuse_form(ui, status.message);
    else
        apply(ui);
    return UI_REDRAW;
}

void ui_edit_problem(struct ui *ui)
{
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
        filled = form_add(form, &race_settings[i],
                          param_format(&race_settings[i], value, text, sizeof text), NULL, &status);
    }
    ui->form.accept = accept_problem;
    ui->form.changed = NULL;
    ui->form.leave = forget_problem;
    ui->form.preset = NULL;
    ui->form.draw_more = NULL;
    ui->form.remark = "What is marked \"restarts\" starts the race again from new initial weights.";
    snprintf(ui->form.title, sizeof ui->form.title, "the problem");
    ui_show_form(ui, form, filled, &status);
}
