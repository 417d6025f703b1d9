/*
 * screen_experiment.c - an experiment on the screen: its state, what is chosen, its keys. What is
 * painted is in experiment_paint.c, the words are in experiment_text.c.
 */
#include "experiment_screen.h"
#include "race_screen.h"

#include <stdio.h>
#include <stdlib.h>

/* ---- results --------------------------------------------------------------------------------- */

static void forget(struct experiment_screen *screen)
{
    sweep_results_clear(&screen->results);
    sweep_summary_clear(&screen->summary);
    experiment_curves_free(&screen->curves);
    run_names_free(&screen->names);
    heat_free(&screen->map);
    free(screen->map_point);
    free(screen->added);
    screen->map_point = NULL;
    screen->added = NULL;
    screen->map_of = UINT64_MAX;
    screen->map_cursor = -1;
    screen->shows_map = false;
    screen->of = NULL;
    screen->made_of = UINT64_MAX;
    screen->has_cursor = false;
    screen->chosen = screen->first = 0;
}

static bool make_names(struct experiment_screen *screen, const struct sweep_plan *plan,
                       struct status *status)
{
    const struct run_config **config = calloc((size_t)plan->runs + 1, sizeof *config);
    bool good;

    if (!config)
        return status_out_of_memory(status, "the experiment");
    for (int i = 0; i < plan->runs; i++)
        config[i] = &plan->run[i];
    good = run_names_make(&screen->names, config, plan->runs, status);
    free(config);
    return good;
}

/* Begins with the results of another experiment. */
static bool turn_to(struct experiment_screen *screen, const struct experiment *experiment,
                    struct status *status)
{
    const struct sweep_plan *plan = experiment_plan(experiment);

    forget(screen);
    if (!sweep_results_make(&screen->results, plan, status) || !make_names(screen, plan, status))
        return false;
    screen->map_point = calloc((size_t)plan->configs + 1, sizeof *screen->map_point);
    screen->added = calloc((size_t)plan->configs + 1, sizeof *screen->added);
    if (!screen->map_point || !screen->added)
        return status_out_of_memory(status, "the experiment");
    screen->axis = experiment_axis(plan, -1);
    screen->second = experiment_axis(plan, screen->axis);
    screen->of = experiment;
    return true;
}

static bool sum_up(struct ui *ui, struct experiment_screen *screen, struct status *status)
{
    const struct sweep_plan *plan = experiment_plan(screen->of);

    if (screen->made_of == screen->results.count)
        return true;
    sweep_summary_clear(&screen->summary);
    screen->made_of = UINT64_MAX;
    if (!sweep_summary_make(&screen->summary, plan, &screen->results, ui->lab.judge, status) ||
        !experiment_curves_make(&screen->curves, plan, &screen->summary, screen->axis, status))
        return false;
    screen->made_of = screen->results.count;
    return true;
}

bool experiment_screen_refresh(struct ui *ui, struct experiment_screen *screen)
{
    struct status status = {0};
    bool good = true;

    if (!ui->lab.experiment)
        return false;
    if (screen->of != ui->lab.experiment)
        good = turn_to(screen, ui->lab.experiment, &status);
    if (good) {
        enum experiment_state state = screen->view.state;

        experiment_look(ui->lab.experiment, &screen->view, &screen->results);
        if (screen->view.state != state)
            ui->message[0] = '\0'; /* it was about the state before */
        screen->view.lost = ui->options->shows_experiment;
        good = sum_up(ui, screen, &status);
    }
    if (good && screen->shows_map && !experiment_map_make(screen, &status)) {
        screen->shows_map = false;
        ui_say(ui, 0, "%s", status.message);
    }
    if (good)
        return true;
    forget(screen);
    ui_say(ui, TERM_ALERT, "%s", status.message);
    return false;
}

int experiment_screen_line(const struct experiment_screen *screen, int run)
{
    for (int i = 0; i < screen->summary.runs; i++)
        if (screen->summary.standing[i].run == run)
            return i;
    return 0;
}

/* ---- keys ------------------------------------------------------------------------------------ */

static void choose(struct experiment_screen *screen, int by)
{
    int line = experiment_screen_line(screen, screen->chosen) + by;

    if (line >= 0 && line < screen->summary.runs)
        screen->chosen = screen->summary.standing[line].run;
}

/* Where the cursor begins: the chosen run's best. */
static double first_cursor(const struct experiment_screen *screen, const double *x, int places)
{
    const struct sweep_plan *plan = experiment_plan(screen->of);
    int line = experiment_screen_line(screen, screen->chosen);
    int best = screen->summary.standing[line].best;
    int place = best >= 0 ? sweep_axis_place(plan, screen->axis, best) : -1;

    return place >= 0 ? plan->config[best].config.value[place] : x[places / 2];
}

static void move_along(struct experiment_screen *screen, enum action_id action, const double *x,
                       int places)
{
    int at = 0;

    if (places == 0)
        return;
    if (action == ACTION_LEFT || action == ACTION_RIGHT) {
        if (!screen->has_cursor) {
            screen->has_cursor = true;
            screen->cursor = first_cursor(screen, x, places);
            return;
        }
        while (at + 1 < places && x[at] < screen->cursor)
            at++;
        at += action == ACTION_RIGHT ? 1 : -1;
    } else
        at = action == ACTION_TOP ? 0 : places - 1;
    screen->has_cursor = true;
    screen->cursor = x[at < 0 ? 0 : at >= places ? places - 1 : at];
}

static void move_cursor(struct experiment_screen *screen, enum action_id action)
{
    const struct sensitivity_request request = {.curve = screen->curves.curve,
                                                .curves = screen->curves.curves};
    double *x = calloc((size_t)experiment_plan(screen->of)->configs + 1, sizeof *x);

    if (x)
        move_along(screen, action, x, sensitivity_places(&request, x));
    free(x);
}

static bool is_racing(const struct ui *ui, const struct run_config *config)
{
    for (int i = 0; i < ui->race.runs; i++)
        if (run_config_same_values(&ui->race.run[i].config, config))
            return true;
    return false;
}

/* Adds a run at its best to the race, unless the race has it; returns whether it did. */
static bool add_best(struct ui *ui, struct experiment_screen *screen, int line)
{
    const struct sweep_plan *plan = experiment_plan(screen->of);
    int best = screen->summary.standing[line].best;
    struct worker_command command = {.kind = WORKER_ADD};

    if (best < 0 || screen->added[best] || is_racing(ui, &plan->config[best].config))
        return false;
    screen->added[best] = true; /* until the race shows it */
    command.run.config = plan->config[best].config;
    command.run.config.name[0] = '\0'; /* the name is that of the run that was swept */
    worker_post(ui->worker, &command);
    ui->choose_new = true;
    return true;
}

static void add_chosen(struct ui *ui, struct experiment_screen *screen)
{
    const struct sweep_plan *plan = experiment_plan(screen->of);
    int line = experiment_screen_line(screen, screen->chosen);
    int best = screen->summary.standing[line].best;
    char text[RUN_CONFIG_TEXT_MAX];

    if (best < 0) {
        ui_say(ui, 0,
               "No configuration of %s finished: all its jobs diverged or missed the target.",
               screen->names.name[screen->chosen]);
        return;
    }
    run_config_write(&plan->config[best].config, text, sizeof text);
    if (add_best(ui, screen, line))
        ui_say(ui, TERM_GOOD, "Added %s to the race. Esc goes there.", text);
    else
        ui_say(ui, 0, "The race has %s already.", text);
}

static void add_all(struct ui *ui, struct experiment_screen *screen)
{
    int added = 0;

    for (int i = 0; i < screen->summary.runs; i++)
        added += add_best(ui, screen, i);
    if (added > 0)
        ui_say(ui, TERM_GOOD, "Added %d run%s, each at its best, to the race. Esc goes there.",
               added, added == 1 ? "" : "s");
    else
        ui_say(ui, 0, "The race already has every run at its best.");
}

static bool is_over(const struct experiment_screen *screen)
{
    return screen->view.state >= EXPERIMENT_FINISHED;
}

static unsigned cancel(struct ui *ui, void *context)
{
    (void)context;
    experiment_cancel(ui->lab.experiment);
    return UI_REDRAW;
}

static void leave_or_ask(struct ui *ui, struct experiment_screen *screen)
{
    if (screen->has_cursor) {
        screen->has_cursor = false;
        return;
    }
    if (screen->view.state == EXPERIMENT_RUNNING) {
        ui_ask(ui, cancel, NULL,
               "Cancel the experiment? The results of %llu of %llu jobs are kept.",
               (unsigned long long)screen->view.done, (unsigned long long)screen->view.jobs);
        return;
    }
    experiment_cancel(ui->lab.experiment); /* while it is measured */
    ui_pop(ui);
}

/* Of one hyperparameter there is no map, nor of draws. */
static void switch_map(struct ui *ui, struct experiment_screen *screen)
{
    struct status status = {0};

    if (screen->second < 0)
        ui_say(ui, 0, "A map needs two swept hyperparameters with numbers as values.");
    else if (!screen->shows_map && !experiment_map_make(screen, &status))
        ui_say(ui, 0, "%s", status.message);
    else {
        screen->shows_map = !screen->shows_map;
        screen->has_cursor = false;
    }
}

/* Along the curves, or over the map. */
static void move(struct experiment_screen *screen, enum action_id action)
{
    if (!screen->shows_map)
        move_cursor(screen, action);
    else if (action == ACTION_PAGE_UP || action == ACTION_PAGE_DOWN)
        experiment_map_move(screen, 0, action == ACTION_PAGE_UP ? 1 : -1);
    else
        experiment_map_move(screen,
                            action == ACTION_LEFT    ? -1
                            : action == ACTION_RIGHT ? 1
                            : action == ACTION_TOP   ? -screen->map.columns
                                                     : screen->map.columns,
                            0);
}

static void accept(struct ui *ui, struct experiment_screen *screen)
{
    if (screen->view.state == EXPERIMENT_READY)
        worker_post(ui->worker, &(struct worker_command){.kind = WORKER_EXPERIMENT,
                                                         .experiment = ui->lab.experiment});
    else if (is_over(screen))
        add_chosen(ui, screen);
    else
        ui_say(ui, 0, "Runs are added when the experiment has ended.");
}

static void pause_or_go_on(struct ui *ui, struct experiment_screen *screen)
{
    if (screen->view.state == EXPERIMENT_READY)
        accept(ui, screen);
    else if (screen->view.state == EXPERIMENT_RUNNING)
        experiment_pause(ui->lab.experiment, !screen->view.paused);
}

static unsigned experiment_press(struct ui *ui, void *state, int key)
{
    struct experiment_screen *screen = state;
    enum action_id action = action_find(ACTIONS_EXPERIMENT, key);

    ui->message[0] = '\0';
    if (!experiment_screen_refresh(ui, screen)) {
        ui_pop(ui);
        return UI_REDRAW;
    }
    switch (action) {
    case ACTION_ACCEPT:
        accept(ui, screen);
        break;
    case ACTION_RUN:
        pause_or_go_on(ui, screen);
        break;
    case ACTION_UP:
    case ACTION_DOWN:
        choose(screen, action == ACTION_DOWN ? 1 : -1);
        break;
    case ACTION_LEFT:
    case ACTION_RIGHT:
    case ACTION_TOP:
    case ACTION_BOTTOM:
        move(screen, action);
        break;
    case ACTION_PAGE_UP:
    case ACTION_PAGE_DOWN:
        if (screen->shows_map)
            move(screen, action);
        break;
    case ACTION_MAP:
        switch_map(ui, screen);
        break;
    case ACTION_ALL:
        if (is_over(screen))
            add_all(ui, screen);
        else
            ui_say(ui, 0, "Runs are added when the experiment has ended.");
        break;
    case ACTION_EXPERIMENT:
        if (is_over(screen))
            ui_edit_experiment(ui);
        else
            ui_say(ui, 0, "Another experiment can begin when this one has ended.");
        break;
    case ACTION_GLYPHS:
        race_next_glyphs(ui, ui_race_screen(ui));
        break;
    case ACTION_CANCEL:
        leave_or_ask(ui, screen);
        break;
    default:
        return 0;
    }
    return UI_REDRAW;
}

/* ---- the screen ------------------------------------------------------------------------------ */

static void experiment_draw(struct ui *ui, void *state)
{
    struct experiment_screen *screen = state;

    if (experiment_screen_refresh(ui, screen))
        experiment_paint(ui, screen);
}

static void experiment_leave(struct ui *ui, void *state)
{
    struct experiment_screen *screen = state;

    (void)ui;
    forget(screen);
    sensitivity_free(&screen->sensitivity);
    canvas_free(&screen->canvas);
}

/* The key bar follows the state: a key is there that does something. */
static const char *experiment_label(const void *state, enum action_id action)
{
    const struct experiment_screen *screen = state;

    return experiment_key_label(&screen->view, screen->second >= 0,
                                screen->shows_map, screen->has_cursor, action);
}

static const struct screen_kind screen_experiment = {
    .scope = ACTIONS_EXPERIMENT,
    .covers = true,
    .size = sizeof(struct experiment_screen),
    .draw = experiment_draw,
    .press = experiment_press,
    .leave = experiment_leave,
    .label = experiment_label,
};

void ui_begin_experiment(struct ui *ui, struct experiment *experiment, enum sweep_judge judge)
{
    experiment_release(ui->lab.experiment);
    ui->lab.experiment = experiment;
    ui->lab.judge = judge;
    ui->lab.race = ui->view.races;
    worker_post(ui->worker,
                &(struct worker_command){.kind = WORKER_ESTIMATE, .experiment = experiment});
    if (ui_top(ui)->kind != &screen_experiment)
        ui_push(ui, &screen_experiment);
}

/* The experiment of this race that has results, or the form of one. */
void ui_experiment(struct ui *ui)
{
    struct experiment_view view = {0};

    if (ui->race.runs == 0) {
        ui_say(ui, 0, "An experiment sweeps the runs of a race: there are none yet.");
        return;
    }
    if (ui->lab.experiment && ui->lab.race == ui->view.races)
        experiment_look(ui->lab.experiment, &view, NULL);
    if (view.done > 0)
        ui_push(ui, &screen_experiment);
    else
        ui_edit_experiment(ui);
}
