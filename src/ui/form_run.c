/*
 * form_run.c - the form of a run: its hyperparameters, those of its schedule, and a preview of the
 * learning rate that they make.
 */
#include "app/figures.h"
#include "app/run_names.h"
#include "form_screen.h"
#include "canvas.h"
#include "race_text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- fields ------------------------------------------------------------------------------------
 */

struct run_subject {
    struct run_config config; /* its schedule is the form's */
    struct run_config original;
    int id; /* of the run being edited; 0: a new one */
};

/* The form's values; where a text is not valid, what was there before. */
static struct run_config config_of_form(const struct form_screen *screen)
{
    struct run_config config = ((const struct run_subject *)screen->data)->config;
    int name = form_find(screen->form, run_config_name.name);
    struct status status = {0};

    for (int i = 0; i < run_config_params(&config); i++) {
        double value = form_value(screen->form, i);
        if (!isnan(value))
            config.value[i] = value;
    }
    run_config_set_name(&config, form_text(screen->form, name), &status);
    return config;
}

/* The hyperparameters of `config`; the first `kept` fields have the texts of `old`. */
static bool add_hyperparameters(struct form *form, const struct run_config *config,
                                const struct form *old, int kept, struct status *status)
{
    char text[PARAM_TEXT_MAX];

    for (int i = 0; i < run_config_params(config); i++) {
        const struct param_spec *spec = run_config_param(config, i);
        param_format(spec, config->value[i], text, sizeof text);
        if (!form_add(form, spec, i < kept ? form_text(old, i) : text, NULL, status))
            return false;
    }
    return true;
}

/* A form of a run: its hyperparameters, those of the schedule last, and its name. */
static struct form *make_form(const struct run_config *config, const struct form *old, int kept,
                              struct status *status)
{
    struct form *form = form_create(run_config_params(config) + 1, status);
    const char *name = old ? form_text(old, form_find(old, run_config_name.name)) : config->name;

    if (form && add_hyperparameters(form, config, old, kept, status) &&
        form_add(form, &run_config_name, name, NULL, status))
        return form;
    form_free(form);
    return NULL;
}

/* Another schedule has other hyperparameters: the form gets their fields. False: no memory. */
static bool follow_schedule(struct form_screen *screen, struct status *status)
{
    struct run_config *config = &((struct run_subject *)screen->data)->config;
    int schedule = run_config_common_index(config, RUN_SCHEDULE);
    double chosen = form_value(screen->form, schedule);
    struct form *form;

    if (chosen == config->value[schedule])
        return true;
    run_config_set(config, schedule, chosen);
    form = make_form(config, screen->form, run_config_common_index(config, RUN_COMMONS), status);
    if (!form)
        return false;
    form->current = screen->form->current;
    form->first = screen->form->first;
    form_free(screen->form);
    screen->form = form;
    return true;
}

/* What accepting will do. */
static const char *remark_on(const struct ui *ui, const struct run_config *config,
                             const struct run_subject *run)
{
    struct run_config preset;

    if (run->id != 0 && run_config_same_values(config, &run->original) &&
        !run_config_equal(config, &run->original))
        return "Enter gives the run this name; its training goes on.";
    if (run->id != 0)
        return "Enter restarts the run, which then catches up with the others.";
    run_config_preset(&preset, config->optimizer, ui->view.iterations_per_epoch > 1);
    return run_config_same_values(config, &preset)
               ? "Values that suit the bundled data. Enter adds the run, which catches up."
               : "Enter adds the run, which then catches up with the others.";
}

static void run_changed(struct ui *ui, struct form_screen *screen)
{
    struct status status = {0};

    if (follow_schedule(screen, &status)) {
        const struct run_config config = config_of_form(screen);
        screen->remark = remark_on(ui, &config, screen->data);
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
        form_set(screen->form, i, value);
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
    const struct run_config given = config_of_form(screen);
    const struct run_config config = run_config_resolve(&given, (double)ui->view.iterations);
    const struct schedule schedule = run_config_schedule(&config);
    size_t n = ui->view.iterations < PREVIEW_MAX ? (size_t)ui->view.iterations : PREVIEW_MAX;
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

static unsigned restart(struct ui *ui, void *context)
{
    const struct form_screen *screen = context;
    const struct run_subject *run = screen->data;

    worker_post(ui->worker, &(struct worker_command){.kind = WORKER_CONFIGURE,
                                                     .run = {run->id, config_of_form(screen)}});
    ui_pop(ui);
    return UI_REDRAW;
}

/* What took long to train is not given up without a question. */
static void restart_or_ask(struct ui *ui, struct form_screen *screen)
{
    const struct run_subject *edited = screen->data;
    char time[32], name[RUN_NAME_MAX];

    for (int i = 0; i < ui->race.runs; i++) {
        const struct run_snapshot *run = &ui->race.run[i];
        if (run->id == edited->id && run->seconds > UI_LOSS_SECONDS) {
            ui_ask(ui, restart, screen, "Start %s again? Its %" PRIu64 " iterations (%s) are lost.",
                   run_short_label(&run->config, name, sizeof name), run->iteration,
                   figures_duration(run->seconds, time, sizeof time));
            return;
        }
    }
    restart(ui, screen);
}

/* Is the name that of no other run? */
static bool is_name_free(const struct ui *ui, int id, const struct run_config *config,
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
    const struct run_config config = config_of_form(screen);
    struct status status = {0};

    if (!run_config_check(&config, (double)ui->view.iterations, &status) ||
        !is_name_free(ui, run->id, &config, &status)) {
        form_screen_refuse(screen, status.message);
        return UI_REDRAW;
    }
    if (run->id == 0) {
        ui->choose_new = true;
        worker_post(ui->worker,
                    &(struct worker_command){.kind = WORKER_ADD, .run = {.config = config}});
        ui_pop(ui);
    } else if (run_config_equal(&config, &run->original)) {
        ui_pop(ui);
    } else if (run_config_same_values(&config, &run->original)) {
        worker_post(ui->worker,
                    &(struct worker_command){.kind = WORKER_RENAME, .run = {run->id, config}});
        ui_pop(ui);
    } else {
        restart_or_ask(ui, screen);
    }
    return UI_REDRAW;
}

void ui_edit_run(struct ui *ui, const struct run_config *config, int id)
{
    static const struct form_subject subject = {
        .size = sizeof(struct run_subject),
        .accept = run_accept,
        .changed = run_changed,
        .preset = take_preset,
        .draw_more = draw_preview,
    };
    struct status status = {0};
    struct form *form = make_form(config, NULL, 0, &status);
    struct form_screen *screen = form_screen_show(ui, &subject, form, &status);

    if (!screen)
        return;
    *(struct run_subject *)screen->data = (struct run_subject){*config, *config, id};
    screen->remark = remark_on(ui, config, screen->data);
    snprintf(screen->title, sizeof screen->title, "%s %s", id == 0 ? "add" : "edit",
             config->optimizer->title);
}
