/*
 * form_problem.c - the form of the problem, with iterations and threads: its fields, and how to
 * put wishes into effect. Another problem is tried first; then what needs a restart of the race
 * asks before.
 */
#include "app/settings.h"
#include "form_screen.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The form's fields are the problem's settings, then these. */
static int race_field(enum race_setting_id id)
{
    return problem_setting_count + (int)id;
}

/* What the form asks for. */
struct wishes {
    struct problem_config problem;
    uint64_t iterations;
    int threads;
    uint64_t trial;       /* the number of the problem tried last */
    char recognized[256]; /* in the data of the race, in a line */
};

static bool problem_changed(const struct form *form)
{
    for (int i = 0; i < problem_setting_count; i++)
        if (form_field_changed(&form->field[i]))
            return true;
    return false;
}

/* Puts the wishes of the form into effect; only another problem needs a restart. */
static void apply(struct ui *ui, const struct form_screen *screen)
{
    const struct wishes *wishes = screen->data;
    bool new_problem = problem_changed(screen->form);
    bool go_on = !new_problem && ui->view.state == WORKER_FINISHED &&
                 wishes->iterations > ui->race.iteration;

    if (wishes->iterations != ui->view.iterations)
        worker_post(ui->worker, &(struct worker_command){.kind = WORKER_ITERATIONS,
                                                         .iterations = wishes->iterations});
    if (wishes->threads != ui->view.threads)
        worker_post(ui->worker,
                    &(struct worker_command){.kind = WORKER_THREADS, .threads = wishes->threads});
    if (new_problem)
        worker_order(ui->worker, WORKER_INSTALL);
    if (go_on)
        worker_order(ui->worker, WORKER_RUN);
    ui_pop(ui);
}

static unsigned restart(struct ui *ui, void *screen)
{
    apply(ui, screen);
    return UI_REDRAW;
}

/* What was typed can be trained: a race under way is given up only when that is the answer. */
static void apply_or_ask(struct ui *ui, struct form_screen *screen)
{
    if (ui->race.iteration > 0)
        ui_ask(ui, restart, screen,
               "Restart the race? It has completed %" PRIu64 " of %" PRIu64 " iterations.",
               ui->race.iteration, ui->view.iterations);
    else
        apply(ui, screen);
}

/* The form waits for the trial: its outcome, once it is there, decides. */
static void problem_news(struct ui *ui, struct form_screen *screen)
{
    const struct wishes *wishes = screen->data;
    bool ended = ui->view.trial_number == wishes->trial &&
                 (ui->view.trial == WORKER_TRIED || ui->view.trial == WORKER_REFUSED);

    if (!screen->waiting || !ended)
        return;
    screen->waiting = false;
    if (ui->view.trial == WORKER_TRIED)
        apply_or_ask(ui, screen);
    else
        form_screen_refuse(screen, ui->view.refusal);
}

/* Another problem is tried first: the rest happens in problem_news. */
static void try_problem(struct ui *ui, struct form_screen *screen)
{
    struct wishes *wishes = screen->data;
    struct worker_command command = {.kind = WORKER_TRY};

    wishes->trial = ui->view.trial_number + 1;
    command.trial.number = wishes->trial;
    command.trial.problem = wishes->problem;
    worker_post(ui->worker, &command);
    screen->waiting = true;
}

/* Nobody waits for a problem whose form has been left. */
static void problem_leave(struct ui *ui, struct form_screen *screen)
{
    (void)screen;
    worker_order(ui->worker, WORKER_FORGET);
}

static unsigned problem_accept(struct ui *ui, struct form_screen *screen)
{
    const struct form *form = screen->form;
    const struct param_spec iterations = ui_iterations_spec(ui);
    struct wishes *wishes = screen->data;
    struct status status = {0};

    wishes->problem = ui->view.problem;
    for (int i = 0; i < problem_setting_count; i++)
        if (!problem_config_set(&wishes->problem, &problem_settings[i], form_text(form, i),
                                &status)) {
            form_screen_refuse(screen, status.message);
            return UI_REDRAW;
        }
    wishes->iterations = (uint64_t)form_value(form, race_field(SETTING_ITERATIONS));
    wishes->threads = (int)form_value(form, race_field(SETTING_THREADS));
    if (problem_changed(form))
        try_problem(ui, screen);
    else if (wishes->threads == ui->view.threads &&
             !param_check(&iterations, (double)wishes->iterations, &status))
        form_screen_refuse(screen, status.message);
    else
        apply(ui, screen);
    return UI_REDRAW;
}

static void draw_recognized(struct ui *ui, struct form_screen *screen, struct rect at)
{
    const struct wishes *wishes = screen->data;

    cells_left(&ui->cells, at, wishes->recognized, 0);
}

/* The first line of what was recognized; the rest is a key away. */
static void take_recognized(struct ui *ui, struct wishes *wishes)
{
    char *text = worker_described(ui->worker);

    if (text && *text)
        snprintf(wishes->recognized, sizeof wishes->recognized, "Data (Ctrl-T): %.*s",
                 (int)strcspn(text, "\n"), text);
    free(text);
}

static struct form *make_form(const struct ui *ui, struct status *status)
{
    struct form *form = form_create(problem_setting_count + RACE_SETTINGS, status);
    bool filled = form != NULL;
    char text[PARAM_TEXT_MAX];

    for (int i = 0; filled && i < problem_setting_count; i++)
        filled =
            form_add(form, &problem_settings[i].param,
                     problem_config_get(&ui->view.problem, &problem_settings[i], text, sizeof text),
                     "restarts", status);
    for (int i = 0; filled && i < RACE_SETTINGS; i++) {
        double value = i == SETTING_ITERATIONS ? (double)ui->view.iterations : ui->view.threads;
        filled = form_add(form, &race_settings[i],
                          param_format(&race_settings[i], value, text, sizeof text), NULL, status);
    }
    if (filled)
        return form;
    form_free(form);
    return NULL;
}

void ui_edit_problem(struct ui *ui)
{
    static const struct form_subject subject = {
        .size = sizeof(struct wishes),
        .accept = problem_accept,
        .news = problem_news,
        .leave = problem_leave,
        .data = ui_show_data,
        .draw_more = draw_recognized,
    };
    struct status status = {0};
    struct form_screen *screen = form_screen_show(ui, &subject, make_form(ui, &status), &status);

    if (!screen)
        return;
    take_recognized(ui, screen->data);
    screen->remark = "Settings marked \"restarts\" restart the race from new initial weights.";
    snprintf(screen->title, sizeof screen->title, "the problem");
}
