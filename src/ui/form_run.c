/*
 * form_run.c - the form of a run: its hyperparameters, those of its schedule, its name, and a
 * preview of the learning rate that they make. Of a run that has started, and of a fork, it also
 * has the state from which the values are in force, and the optimizer: form_past.c knows about
 * these.
 */
#include "form_run.h"

#include "canvas.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- fields ------------------------------------------------------------------------------------
 */

/* Fields before the hyperparameters. */
static int fields_before(const struct form_screen *screen)
{
    return ((const struct run_subject *)screen->data)->past ? FORM_PAST_FIELDS : 0;
}

struct run_config form_run_config(const struct form_screen *screen)
{
    struct run_config config = ((const struct run_subject *)screen->data)->config;
    int name = form_find(screen->form, run_config_name.name);
    struct status status = {0};

    for (int i = 0; i < run_config_params(&config); i++) {
        double value = form_value(screen->form, i + fields_before(screen));
        if (!isnan(value))
            config.value[i] = value;
    }
    run_config_set_name(&config, form_text(screen->form, name), &status);
    return config;
}

/* The hyperparameters of `config`; the first `kept` have the texts of `old` from field `before` on.
 */
static bool add_hyperparameters(struct form *form, const struct run_config *config, int before,
                                const struct form *old, int kept, struct status *status)
{
    char text[PARAM_TEXT_MAX];

    for (int i = 0; i < run_config_params(config); i++) {
        const struct param_spec *spec = run_config_param(config, i);
        param_format(spec, config->value[i], text, sizeof text);
        if (!form_add(form, spec, i < kept ? form_text(old, i + before) : text, NULL, status))
            return false;
    }
    return true;
}

/* `before` fields of form_past.c, the hyperparameters, those of the schedule last, and the name. */
static struct form *make_form(const struct run_config *config, int before, const struct form *old,
                              int kept, struct status *status)
{
    struct form *form = form_create(before + run_config_params(config) + 1, status);
    const char *name = old ? form_text(old, form_find(old, run_config_name.name)) : config->name;

    if (form && (before == 0 || form_past_fields(form, config, old, status)) &&
        add_hyperparameters(form, config, before, old, kept, status) &&
        form_add(form, &run_config_name, name, NULL, status))
        return form;
    form_free(form);
    return NULL;
}

bool form_run_remake(struct form_screen *screen, const struct run_config *config, int kept,
                     struct status *status)
{
    struct form *form = make_form(config, fields_before(screen), screen->form, kept, status);

    if (!form)
        return false;
    ((struct run_subject *)screen->data)->config = *config;
    form->current = screen->form->current;
    form->first = screen->form->first;
    form_free(screen->form);
    screen->form = form;
    return true;
}

/* Another schedule has other hyperparameters: the form gets their fields. False: no memory. */
static bool follow_schedule(struct form_screen *screen, struct status *status)
{
    struct run_config config = ((struct run_subject *)screen->data)->config;
    int schedule = run_config_common_index(&config, RUN_SCHEDULE);
    double chosen = form_value(screen->form, schedule + fields_before(screen));

    if (chosen == config.value[schedule])
        return true;
    run_config_set(&config, schedule, chosen);
    return form_run_remake(screen, &config, run_config_common_index(&config, RUN_COMMONS), status);
}

/* What accepting will do. */
static const char *remark_on(const struct ui *ui, const struct run_config *config)
{
    struct run_config preset;

    run_config_preset(&preset, config->optimizer, ui->view.iterations_per_epoch > 1);
    return run_config_same_values(config, &preset)
               ? "Values that suit the bundled data. Enter adds the run, which catches up."
               : "Enter adds the run, which then catches up with the others.";
}

static void say_what_comes(const struct ui *ui, struct form_screen *screen)
{
    struct run_subject *run = screen->data;
    const struct run_config config = form_run_config(screen);

    if (run->id != 0)
        form_past_remark(screen);
    else
        screen->remark = remark_on(ui, &config);
}

static void run_changed(struct ui *ui, struct form_screen *screen)
{
    struct status status = {0};

    if (form_past_follow(screen, &status) && follow_schedule(screen, &status)) {
        say_what_comes(ui, screen);
        return;
    }
    ui_pop(ui);
    ui_say(ui, TERM_ALERT, "%s", status.message);
}

/* Does the preset speak of hyperparameter i? Always of the learning rate, which comes first. */
static bool is_preset(const struct run_config *preset, int i)
{
    return i == 0 || preset->value[i] != run_config_param(preset, i)->initial;
}

/* Takes what is known to work on a problem like this one; the other fields stay as they are. */
static void take_preset(struct ui *ui, struct form_screen *screen)
{
    const struct run_subject *run = screen->data;
    bool batches = ui->view.iterations_per_epoch > 1;
    char value[64], taken[256] = "";
    struct run_config preset;
    struct status status = {0};

    run_config_preset(&preset, run->config.optimizer, batches);
    for (int i = 0; i < run_config_params(&preset); i++) {
        const struct param_spec *spec = run_config_param(&preset, i);
        size_t used = strlen(taken);
        if (!is_preset(&preset, i))
            continue;
        param_format(spec, preset.value[i], value, sizeof value);
        form_set(screen->form, i + fields_before(screen), value);
        if (!follow_schedule(screen, &status)) {
            ui_pop(ui);
            ui_say(ui, TERM_ALERT, "%s", status.message);
            return;
        }
        snprintf(taken + used, sizeof taken - used, "%s%s=%s", used > 0 ? " " : "", spec->name,
                 value);
    }
    ui_say(ui, TERM_GOOD, "%s: suits the bundled data %s. Other fields are unchanged.", taken,
           batches ? "in minibatches" : "with the full batch");
}

/* ---- the preview -------------------------------------------------------------------------------
 */

enum {
    PREVIEW_MAX = 20000, /* iterations */
    PREVIEW_COLUMNS = 40,
    WORDS = 42, /* columns that the words beside it need */
};

/* The rates of `n` iterations in `columns` columns, each the first of its share. */
static void thin_out(const double *rate, size_t n, double *shown, int columns)
{
    for (int c = 0; c < columns; c++)
        shown[c] = rate[(size_t)c * n / (size_t)columns];
}

static void draw_preview(struct ui *ui, struct form_screen *screen, struct rect at)
{
    const struct run_config given = form_run_config(screen);
    uint64_t iterations = form_past_iterations(ui, screen);
    const struct run_config config = run_config_resolve(&given, (double)iterations);
    const struct schedule schedule = run_config_schedule(&config);
    size_t n = iterations < PREVIEW_MAX ? (size_t)iterations : PREVIEW_MAX;
    int columns = at.columns - WORDS < PREVIEW_COLUMNS ? at.columns - WORDS : PREVIEW_COLUMNS;
    double *rate = n > 0 && columns > 0 ? malloc(n * sizeof *rate) : NULL;
    double shown[PREVIEW_COLUMNS];
    uint32_t curve[PREVIEW_COLUMNS];
    char text[128], first[32], last[32];

    if (!rate)
        return; /* nothing but the preview is missing */
    schedule_preview(&schedule, n, rate);
    thin_out(rate, n, shown, columns);
    canvas_sparkline(shown, columns, ui->cells.unicode, curve);
    for (int c = 0; c < columns; c++)
        cells_glyph(&ui->cells, at.row, at.column + c, curve[c], TERM_ACCENT);
    snprintf(first, sizeof first, "%.3g", rate[0]);
    snprintf(last, sizeof last, "%.3g", rate[n - 1]);
    snprintf(text, sizeof text, "lr %s ... %s in %zu iterations", first, last, n);
    cells_text(&ui->cells, at.row, at.column + columns + 2, at.columns - columns - 2, text, 0);
    free(rate);
}

/* ---- opening and accepting ---------------------------------------------------------------------
 */

bool form_run_name_is_free(const struct ui *ui, int id, const struct run_config *config,
                           struct status *status)
{
    for (int i = 0; i < ui->race.runs; i++) {
        const struct run_snapshot *other = &ui->race.run[i];

        if (other->id != id && run_config_share_name(config, &other->asked))
            return run_config_refuse_name(&other->config, i + 1, status);
    }
    return true;
}

static unsigned run_accept(struct ui *ui, struct form_screen *screen)
{
    const struct run_subject *run = screen->data;
    const struct run_config config = form_run_config(screen);
    struct status status = {0};

    if (run->id != 0)
        return form_past_accept(ui, screen);
    if (!run_config_check(&config, (double)ui->view.iterations, &status) ||
        !form_run_name_is_free(ui, 0, &config, &status)) {
        form_screen_refuse(screen, status.message);
        return UI_REDRAW;
    }
    ui->choose_new = true;
    worker_post(ui->worker,
                &(struct worker_command){.kind = WORKER_ADD, .run = {.config = config}});
    ui_pop(ui);
    return UI_REDRAW;
}

static void run_leave(struct ui *ui, struct form_screen *screen)
{
    (void)ui;
    plan_clear(&((struct run_subject *)screen->data)->plan);
}

static const struct form_subject subject = {
    .size = sizeof(struct run_subject),
    .accept = run_accept,
    .changed = run_changed,
    .preset = take_preset,
    .draw_more = draw_preview,
    .leave = run_leave,
};

struct form_screen *form_run_show(struct ui *ui, const struct run_config *config, int id, bool past)
{
    struct status status = {0};
    struct form *form = make_form(config, past ? FORM_PAST_FIELDS : 0, NULL, 0, &status);
    struct form_screen *screen = form_screen_show(ui, &subject, form, &status);

    if (screen)
        *(struct run_subject *)screen->data =
            (struct run_subject){.config = *config, .id = id, .past = past};
    return screen;
}

void ui_add_like(struct ui *ui, const struct run_config *config)
{
    struct form_screen *screen = form_run_show(ui, config, 0, false);

    if (!screen)
        return;
    screen->remark = remark_on(ui, config);
    snprintf(screen->title, sizeof screen->title, "add %s", config->optimizer->title);
}
