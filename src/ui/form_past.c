/*
 * form_past.c - the form of a run that has started, and of a fork: the state from which its values
 * are in force, and what becomes there of the optimizer's memory and of the schedule's clock.
 */
#include "form_run.h"

#include "app/figures.h"
#include "app/run_names.h"
#include "race_parts.h"
#include "race_screen.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* ---- fields -------------------------------------------------------------------------------------
 */

enum { OPTIMIZERS_MAX = 256 };
static const char *optimizer_names[OPTIMIZERS_MAX + 1];

/* There is one form at a time: ranges and defaults are those of its run. */
static struct param_spec from_spec = {
    .name = "from",
    .kind = PARAM_INTEGER,
    .help = "iteration from which these values are in force; 0: the start",
};

static struct param_spec optimizer_spec = {
    .name = "optimizer",
    .kind = PARAM_CHOICE,
    .choices = optimizer_names,
    .help = "optimizer from that iteration on; another one begins with its defaults",
};

bool form_past_fields(struct form *form, const struct run_config *config, const struct form *old,
                      struct status *status)
{
    char from[32];

    snprintf(from, sizeof from, "%.0f", from_spec.initial);
    return form_add(form, &from_spec, old ? form_text(old, FORM_PAST_FROM) : from, NULL, status) &&
           form_add(form, &optimizer_spec, config->optimizer->name, NULL, status);
}

/* The state that is asked for; where its text is not valid, the one that was proposed. */
static uint64_t state_of(const struct form_screen *screen)
{
    const struct run_subject *run = screen->data;
    double from = run->past ? form_value(screen->form, FORM_PAST_FROM) : 0;

    return (uint64_t)(isnan(from) ? from_spec.initial : from);
}

/* The values that are in force there now. */
static struct run_config base_of(const struct form_screen *screen)
{
    const struct run_subject *run = screen->data;
    struct run_config base = run->plan.segment[plan_at(&run->plan, state_of(screen))].config;

    if (run->fork)
        base.name[0] = '\0';
    return base;
}

/* Does the schedule's clock start again? */
static bool restarts(const struct form_screen *screen)
{
    const struct run_subject *run = screen->data;
    const struct run_config config = form_run_config(screen), base = base_of(screen);
    struct run_config reference = base;

    if (config.optimizer != base.optimizer)
        run_config_default(&reference, config.optimizer);
    return !run_config_same_clock(&config, &reference) ||
           plan_restarts(&run->plan, state_of(screen), &config);
}

bool form_past_follow(struct form_screen *screen, struct status *status)
{
    const struct run_subject *run = screen->data;
    struct run_config config;
    double chosen;

    if (!run->past)
        return true;
    chosen = form_value(screen->form, FORM_PAST_OPTIMIZER);
    if (isnan(chosen) || optimizers[(int)chosen] == run->config.optimizer)
        return true;
    config = base_of(screen);
    if (config.optimizer != optimizers[(int)chosen]) {
        run_config_default(&config, optimizers[(int)chosen]);
        memcpy(config.name, run->config.name, sizeof config.name);
    }
    return form_run_remake(screen, &config, 0, status);
}

uint64_t form_past_iterations(const struct ui *ui, const struct form_screen *screen)
{
    const struct run_subject *run = screen->data;
    uint64_t from;

    if (run->id == 0 || (state_of(screen) > 0 && !restarts(screen)))
        return ui->view.iterations;
    from = state_of(screen);
    return from < ui->view.iterations ? ui->view.iterations - from : 1;
}

/* ---- what accepting will do ---------------------------------------------------------------------
 */

void form_past_remark(struct form_screen *screen)
{
    struct run_subject *run = screen->data;
    const struct run_config config = form_run_config(screen), base = base_of(screen);
    uint64_t from = state_of(screen);
    const char *state =
        replica_same_slots(&base, &config) ? "its state goes on" : "its state starts anew";
    const char *clock = run_config_schedule(&config).spec == &schedules[0] &&
                                run_config_common(&config, RUN_WARMUP) == 0
                            ? ""
                        : restarts(screen) ? ", its schedule starts again"
                                           : ", its schedule goes on";

    screen->remark = run->remark;
    if (!run->fork && run_config_same_values(&config, &base) && !run_config_equal(&config, &base))
        snprintf(run->remark, sizeof run->remark,
                 "Enter gives the run this name; its training goes on.");
    else if (from == 0)
        snprintf(run->remark, sizeof run->remark,
                 run->fork ? "Enter adds the run, which then catches up with the others."
                           : "Enter restarts the run, which then catches up with the others.");
    else
        snprintf(run->remark, sizeof run->remark, "Enter %s at %" PRIu64 ": %s%s.",
                 run->fork ? "forks" : "changes the run", from, state, clock);
}

/* ---- accepting ----------------------------------------------------------------------------------
 */

static unsigned restart(struct ui *ui, void *context)
{
    const struct form_screen *screen = context;
    const struct run_subject *run = screen->data;

    worker_post(ui->worker, &(struct worker_command){.kind = WORKER_CONFIGURE,
                                                     .run = {run->id, form_run_config(screen)}});
    ui_pop(ui);
    return UI_REDRAW;
}

/* What took long to train is not given up without a question. */
static unsigned restart_or_ask(struct ui *ui, struct form_screen *screen)
{
    const struct run_subject *edited = screen->data;
    char time[32], name[RUN_NAME_MAX];

    for (int i = 0; i < ui->race.runs; i++) {
        const struct run_snapshot *run = &ui->race.run[i];
        if (run->id == edited->id && run->seconds > UI_LOSS_SECONDS) {
            ui_ask(ui, restart, screen, "Start %s again? Its %" PRIu64 " iterations (%s) are lost.",
                   run_short_label(&run->config, name, sizeof name), run->iteration,
                   figures_duration(run->seconds, time, sizeof time));
            return UI_REDRAW;
        }
    }
    return restart(ui, screen);
}

unsigned form_past_accept(struct ui *ui, struct form_screen *screen)
{
    const struct run_subject *run = screen->data;
    const struct run_config config = form_run_config(screen), base = base_of(screen);
    bool again = restarts(screen);
    struct worker_command command = {
        .kind = run->fork ? WORKER_FORK : WORKER_CHANGE,
        .past = {.id = run->id, .state = state_of(screen), .restarts = again, .config = config}};
    struct status status = {0};

    if (!run_config_check(
            &config,
            again || command.past.state == 0 ? (double)form_past_iterations(ui, screen) : 0,
            &status) ||
        !form_run_name_is_free(ui, run->fork ? 0 : run->id, &config, &status)) {
        form_screen_refuse(screen, status.message);
        return UI_REDRAW;
    }
    if (!run->fork && run_config_equal(&config, &base)) {
        ui_pop(ui);
        return UI_REDRAW;
    }
    if (!run->fork && run_config_same_values(&config, &base)) {
        worker_post(ui->worker,
                    &(struct worker_command){.kind = WORKER_RENAME, .run = {run->id, config}});
        ui_pop(ui);
        return UI_REDRAW;
    }
    if (!run->fork && command.past.state == 0)
        return restart_or_ask(ui, screen);
    ui->choose_new = ui->choose_new || run->fork;
    worker_post(ui->worker, &command);
    ui_pop(ui);
    return UI_REDRAW;
}

/* ---- opening ------------------------------------------------------------------------------------
 */

/*
 * Where a person is likely to want it: at the cursor, or at the end; where no iterations are to
 * come, there where the values in force began to be so.
 */
static uint64_t proposal(const struct ui *ui, const struct run_snapshot *run,
                         const struct plan *plan, bool fork)
{
    if (ui_race_screen(ui)->look.has_cursor && run->at.there)
        return run->at.state < run->iteration ? run->at.state : run->iteration;
    if (fork || run->iteration < ui->view.iterations)
        return run->iteration;
    return plan->segment[plan_at(plan, run->iteration > 0 ? run->iteration - 1 : 0)].from;
}

static void describe_fields(const struct run_snapshot *run, uint64_t from,
                            const struct optimizer_spec *optimizer)
{
    from_spec.initial = (double)from;
    from_spec.max = (double)run->iteration;
    for (int i = 0; i < optimizer_count && i < OPTIMIZERS_MAX; i++) {
        optimizer_names[i] = optimizers[i]->name;
        if (optimizers[i] == optimizer)
            optimizer_spec.initial = i;
    }
}

void ui_edit_past(struct ui *ui, const struct run_snapshot *run, bool fork)
{
    uint64_t from;
    struct status status = {0};
    struct run_config config;
    struct form_screen *screen;
    struct plan plan;
    bool past;

    if (!worker_copy_plan(ui->worker, run->id, &plan, &status)) {
        ui_say(ui, TERM_ALERT, "%s", status.message);
        return;
    }
    from = proposal(ui, run, &plan, fork);
    config = plan.segment[plan_at(&plan, from)].config;
    describe_fields(run, from, config.optimizer);
    if (fork)
        config.name[0] = '\0';
    past = fork || run->iteration > 0 || run->state == RUN_DIVERGED;
    screen = form_run_show(ui, &config, run->id, past);
    if (!screen) {
        plan_clear(&plan);
        return;
    }
    ((struct run_subject *)screen->data)->plan = plan;
    ((struct run_subject *)screen->data)->fork = fork;
    screen->form->current = past ? FORM_PAST_FIELDS : 0;
    if (fork)
        snprintf(screen->title, sizeof screen->title, "fork of %c %s",
                 race_mark(ui_slot(ui, run->id)), config.optimizer->title);
    else
        snprintf(screen->title, sizeof screen->title, "edit %s", config.optimizer->title);
    form_past_remark(screen);
}
