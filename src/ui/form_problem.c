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
        worker_set_iterations(ui->worker, ui->iterations);
    if (ui->threads != ui->view.threads)
        worker_set_threads(ui->worker, ui->threads);
    if (new_problem)
        worker_set_problem(ui->worker, &ui->problem);
    if (go_on)
        worker_run(ui->worker);
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

void ui_tried_problem(struct ui *ui)
{
    struct status status = {0};
    bool good = trial_finish(ui->trial, &status);

    ui->trial = NULL;
    if (!ui->form.waiting) /* the form was left meanwhile */
        return;
    ui->form.waiting = false;
    if (good)
        apply_or_ask(ui);
    else
        ui_refuse_form(ui, status.message);
}

/* Another problem is tried first: the rest happens in ui_tried_problem. */
static void try_problem(struct ui *ui)
{
    struct status status = {0};

    if (ui->trial) /* of a form that was left */
        ui_tried_problem(ui);
    ui->trial = trial_start(&ui->problem, &status);
    ui->form.waiting = ui->trial != NULL;
    if (!ui->trial)
        ui_refuse_form(ui, status.message);
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
    ui->form.preset = NULL;
    ui->form.draw_more = NULL;
    ui->form.remark = "What is marked \"restarts\" starts the race again from new initial weights.";
    snprintf(ui->form.title, sizeof ui->form.title, "the problem");
    ui_show_form(ui, form, filled, &status);
}
