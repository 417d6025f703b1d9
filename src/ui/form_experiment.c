/*
 * form_experiment.c - the form of an experiment: which hyperparameter of the runs shown is swept,
 * over which range, with which seeds, for how many iterations, and what is judged.
 */
#include "experiment_screen.h"
#include "form_screen.h"
#include "race_screen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- fields ---------------------------------------------------------------------------------- */

static bool check_key(const char *text, struct status *status)
{
    return text[0] || status_fail(status, STATUS_INVALID, "a name is needed (example: lr)");
}

static bool parse_range(const char *key, const char *values, struct sweep_range *range,
                        struct status *status)
{
    char text[SWEEP_TEXT_MAX];

    snprintf(text, sizeof text, "%.*s=%s", SWEEP_KEY_MAX, key, values);
    if (!sweep_range_parse(text, range, status))
        return false;
    range->run = SWEEP_ALL_RUNS;
    return range->points > 0 ||
           status_fail(status, STATUS_INVALID,
                       "%s: has no number of points (example: 1e-4..1e-1*13)", key);
}

/* None is needed. */
static bool check_second(const char *text, struct status *status)
{
    (void)text;
    (void)status;
    return true;
}

static bool check_range(const char *text, struct status *status)
{
    struct sweep_range range;

    return parse_range("range", text, &range, status);
}

static bool check_seeds(const char *text, struct status *status)
{
    uint64_t seed[SEEDS_MAX];
    int seeds;

    return seeds_parse(text, seed, &seeds, status);
}

#define RANGE_ALLOWED "A..B*N, A..B/N or {A,B,...}"

static const struct param_spec own_fields[EXPERIMENT_JUDGE] = {
    [EXPERIMENT_KEY] = {.name = "hyperparameter",
                        .kind = PARAM_TEXT,
                        .initial_text = "lr",
                        .check = check_key,
                        .allowed = "a hyperparameter, such as lr or beta1",
                        .help = "hyperparameter to sweep in all shown runs that have it"},
    [EXPERIMENT_RANGE] = {.name = "range",
                          .kind = PARAM_TEXT,
                          .initial_text = "1e-4..1e1*13",
                          .check = check_range,
                          .allowed = RANGE_ALLOWED,
                          .help = "its values: A..B*N has N with equal factors, A..B/N with equal "
                                  "distances"},
    [EXPERIMENT_SECOND] = {.name = "second",
                           .kind = PARAM_TEXT,
                           .initial_text = "",
                           .check = check_second,
                           .allowed = "another hyperparameter, or nothing",
                           .help = "hyperparameter to combine with the first: all pairs of values "
                                   "are trained, m shows a map"},
    [EXPERIMENT_SECOND_RANGE] = {.name = "its range",
                                 .kind = PARAM_TEXT,
                                 .initial_text = "0.5..0.9/5",
                                 .check = check_range,
                                 .allowed = RANGE_ALLOWED,
                                 .help = "the values of the second hyperparameter, if there is "
                                         "one"},
    [EXPERIMENT_SEEDS] = {.name = "seeds",
                          .kind = PARAM_TEXT,
                          .initial_text = "1..3",
                          .check = check_seeds,
                          .allowed = SEEDS_ALLOWED,
                          .help = "seeds; each configuration is trained once with each of them"},
};

static const struct param_spec *spec_of(enum experiment_field field)
{
    static const struct param_spec iterations =
        PARAM_WHOLE("iterations", 100, 1, 1e12, "iterations of each job");

    return field < EXPERIMENT_JUDGE
               ? field == EXPERIMENT_ITERATIONS ? &iterations : &own_fields[field]
               : &sweep_judge_param;
}

/* What a field begins with: as it was left, else what suits the race. */
static const char *initial_text(const struct ui *ui, enum experiment_field field, char *text,
                                size_t size)
{
    const struct problem_config *problem = &ui->view.problem;

    if (ui->lab.text[field][0])
        return ui->lab.text[field];
    if (field == EXPERIMENT_ITERATIONS)
        return param_format(spec_of(field), (double)ui->view.iterations, text, size);
    if (field == EXPERIMENT_SEEDS && problem->seeds[0])
        return problem->seeds;
    return NULL;
}

static struct form *make_form(const struct ui *ui, struct status *status)
{
    struct form *form = form_create(EXPERIMENT_FIELDS, status);
    char text[PARAM_TEXT_MAX];

    for (int i = 0; form && i < EXPERIMENT_FIELDS; i++)
        if (!form_add(form, spec_of((enum experiment_field)i),
                      initial_text(ui, (enum experiment_field)i, text, sizeof text), NULL,
                      status)) {
            form_free(form);
            return NULL;
        }
    return form;
}

/* ---- the runs -------------------------------------------------------------------------------- */

/* Are they the same but for the value that is swept? */
static bool are_alike(const struct run_config *a, const struct run_config *b, const char *key,
                      const char *second)
{
    const char *const swept[] = {key, second};
    struct run_config x = *a, y = *b;

    for (int i = 0; i < 2; i++) {
        int place = run_config_find(&x, swept[i]);

        if (x.optimizer != y.optimizer || run_config_find(&y, swept[i]) != place)
            return false;
        if (place < 0)
            continue;
        run_config_set(&x, place, run_config_param(&x, place)->initial);
        run_config_set(&y, place, run_config_param(&y, place)->initial);
    }
    return run_config_same_values(&x, &y);
}

static bool is_shown(const struct ui *ui, const struct run_snapshot *run)
{
    const struct race_look *look = &ui_race_screen(ui)->look;

    return !ui->slot[ui_slot(ui, run->id)].hidden && (!look->solo || run->id == ui->chosen);
}

/* The runs to sweep, each once, and their places among the marks; returns how many. */
static int choose_runs(const struct ui *ui, const char *key, const char *second,
                       struct run_config *config, int *slot)
{
    int count = 0;

    for (int i = 0; i < ui->race.runs; i++) {
        const struct run_snapshot *run = &ui->race.run[i];
        bool again = false;

        if (!is_shown(ui, run) || run_config_find(&run->config, key) < 0 ||
            (second[0] && run_config_find(&run->config, second) < 0))
            continue;
        for (int k = 0; k < count && !again; k++)
            again = are_alike(&config[k], &run->config, key, second);
        if (again)
            continue;
        config[count] = run->config;
        slot[count++] = ui_slot(ui, run->id);
    }
    return count;
}

/* "gd has no beta1 and is left out.": of the runs that are shown; "": none is. */
static void tell_left_out(struct ui *ui, const char *key, const char *second)
{
    const char *name = "", *lacking = key;
    int count = 0;

    for (int i = 0; i < ui->race.runs; i++) {
        const struct run_config *config = &ui->race.run[i].config;
        bool first = run_config_find(config, key) >= 0;

        if (!is_shown(ui, &ui->race.run[i]) ||
            (first && (!second[0] || run_config_find(config, second) >= 0)))
            continue;
        name = config->optimizer->name;
        lacking = first ? second : key;
        count++;
    }
    ui->lab.left_out[0] = '\0';
    if (count == 1)
        snprintf(ui->lab.left_out, sizeof ui->lab.left_out, "%s has no %s and is left out.", name,
                 lacking);
    else if (count > 1)
        snprintf(ui->lab.left_out, sizeof ui->lab.left_out,
                 "%d runs have no %s%s%s and are left out.", count, key, second[0] ? " or " : "",
                 second);
}

/* ---- accepting ------------------------------------------------------------------------------- */

static struct experiment *create(const struct ui *ui, const struct form *form,
                                 struct run_config *config, int *slot, struct status *status)
{
    const char *key = form_text(form, EXPERIMENT_KEY);
    const char *second = form_text(form, EXPERIMENT_SECOND);
    struct sweep_wish wish = {.ranges = second[0] ? 2 : 1};
    uint64_t seed[SEEDS_MAX];
    struct sweep_request request = {
        .wish = &wish,
        .run = config,
        .seed = seed,
        .iterations = (uint64_t)form_value(form, EXPERIMENT_ITERATIONS),
        .target = ui->race.measures.target,
    };

    if (!parse_range(key, form_text(form, EXPERIMENT_RANGE), &wish.range[0], status) ||
        (second[0] &&
         !parse_range(second, form_text(form, EXPERIMENT_SECOND_RANGE), &wish.range[1], status)) ||
        !seeds_parse(form_text(form, EXPERIMENT_SEEDS), seed, &request.seeds, status))
        return NULL;
    if (strcmp(key, second) == 0) {
        status_fail(status, STATUS_INVALID, "second: is '%s', too (allowed: another one)", key);
        return NULL;
    }
    request.runs = choose_runs(ui, key, second, config, slot);
    if (request.runs == 0) {
        status_fail(status, STATUS_INVALID, "%s: no run that is shown has '%s'%s%s%s (example: lr)",
                    second[0] ? "second" : "hyperparameter", key, second[0] ? " and '" : "", second,
                    second[0] ? "'" : "");
        return NULL;
    }
    return experiment_create(&request, slot, status);
}

/* Can it be judged so, and drawn? */
static bool check(const struct ui *ui, const struct experiment *experiment, double choice,
                  enum sweep_judge *judge, struct status *status)
{
    const struct sweep_plan *plan = experiment_plan(experiment);

    if (experiment_axis(plan, -1) < 0)
        return status_fail(status, STATUS_INVALID,
                           "range: the screen draws numbers only (--batch --sweep takes all)");
    return sweep_judge_allowed(choice, ui->view.m_test > 0, !ui->view.no_accuracies,
                               plan->target.wanted, judge, status);
}

static void keep_texts(struct ui *ui, const struct form *form)
{
    for (int i = 0; i < EXPERIMENT_FIELDS; i++)
        snprintf(ui->lab.text[i], sizeof ui->lab.text[i], "%s", form_text(form, i));
}

static unsigned experiment_accept(struct ui *ui, struct form_screen *screen)
{
    size_t runs = (size_t)ui->race.runs + 1;
    struct run_config *config = calloc(runs, sizeof *config);
    int *slot = calloc(runs, sizeof *slot);
    struct experiment *experiment = NULL;
    struct status status = {0};
    enum sweep_judge judge;

    if (!config || !slot)
        status_out_of_memory(&status, "the experiment");
    else
        experiment = create(ui, screen->form, config, slot, &status);
    free(config);
    free(slot);
    if (experiment && experiment_may_begin(experiment, &status) &&
        check(ui, experiment, form_value(screen->form, EXPERIMENT_JUDGE), &judge, &status)) {
        keep_texts(ui, screen->form);
        tell_left_out(ui, form_text(screen->form, EXPERIMENT_KEY),
                      form_text(screen->form, EXPERIMENT_SECOND));
        ui_pop(ui);
        ui_begin_experiment(ui, experiment, judge);
        return UI_REDRAW;
    }
    experiment_release(experiment);
    form_screen_refuse(screen, status.message);
    return UI_REDRAW;
}

/* The next form begins with what a sweep of one key in all runs was given. */
static void remember(struct ui *ui, const struct experiment *experiment)
{
    const struct sweep_wish *wish = experiment_wish(experiment);
    const struct sweep_plan *plan = experiment_plan(experiment);
    char text[SWEEP_TEXT_MAX], *values;

    if (wish->ranges != 1 || wish->draws > 0)
        return;
    values = strchr(sweep_range_format(&wish->range[0], text, sizeof text), '=');
    if (!values)
        return;
    snprintf(ui->lab.text[EXPERIMENT_KEY], PARAM_TEXT_MAX, "%s", wish->range[0].key);
    snprintf(ui->lab.text[EXPERIMENT_RANGE], PARAM_TEXT_MAX, "%s", values + 1);
    seeds_format(plan->seed, plan->seeds, ui->lab.text[EXPERIMENT_SEEDS], PARAM_TEXT_MAX);
    snprintf(ui->lab.text[EXPERIMENT_ITERATIONS], PARAM_TEXT_MAX, "%llu",
             (unsigned long long)plan->iterations);
}

/* The sweep of the command line, of all runs. */
static struct experiment *create_wanted(const struct ui *ui, struct run_config *config, int *slot,
                                        struct status *status)
{
    const struct problem_config *problem = &ui->view.problem;
    uint64_t seed[SEEDS_MAX] = {problem->seed};
    struct sweep_request request = {.wish = &ui->options->sweep->wish,
                                    .run = config,
                                    .runs = ui->race.runs,
                                    .seed = seed,
                                    .seeds = 1,
                                    .iterations = ui->view.iterations,
                                    .target = ui->race.measures.target};

    if (problem->seeds[0] && !seeds_parse(problem->seeds, seed, &request.seeds, status))
        return NULL;
    for (int i = 0; i < ui->race.runs; i++) {
        config[i] = ui->race.run[i].config;
        slot[i] = ui_slot(ui, ui->race.run[i].id);
    }
    return experiment_create(&request, slot, status);
}

static void begin_wanted(struct ui *ui)
{
    size_t runs = (size_t)ui->race.runs + 1;
    struct run_config *config = calloc(runs, sizeof *config);
    int *slot = calloc(runs, sizeof *slot);
    struct experiment *experiment = NULL;
    struct status status = {0};
    enum sweep_judge judge;

    if (!config || !slot)
        status_out_of_memory(&status, "the experiment");
    else
        experiment = create_wanted(ui, config, slot, &status);
    free(config);
    free(slot);
    if (experiment && experiment_may_begin(experiment, &status) &&
        check(ui, experiment, ui->options->sweep->judge, &judge, &status)) {
        remember(ui, experiment);
        ui->message[0] = '\0'; /* the hint says how it starts */
        ui_begin_experiment(ui, experiment, judge);
        return;
    }
    experiment_release(experiment);
    ui_say(ui, TERM_ALERT, "%s", status.message);
}

static void take_over(struct ui *ui, struct experiment *experiment)
{
    struct status status = {0};

    double choice = ui->options->sweep ? ui->options->sweep->judge : 0;

    if (!check(ui, experiment, choice, &ui->lab.judge, &status)) {
        ui_say(ui, TERM_ALERT, "%s", status.message);
        return;
    }
    ui->lab.experiment = experiment_hold(experiment);
    ui->lab.race = ui->view.races;
    remember(ui, experiment);
    if (ui->options->shows_experiment)
        ui_experiment(ui);
}

void ui_first_experiment(struct ui *ui)
{
    const struct tui_options *options = ui->options;

    if (options->sweep && sweep_is_wanted(&options->sweep->wish))
        begin_wanted(ui);
    else if (options->experiment)
        take_over(ui, options->experiment);
}

void ui_edit_experiment(struct ui *ui)
{
    static const struct form_subject subject = {.size = 1, .accept = experiment_accept};
    struct status status = {0};
    struct form_screen *screen = form_screen_show(ui, &subject, make_form(ui, &status), &status);

    if (!screen)
        return;
    screen->remark = "Enter measures how long it will take, and asks before it starts.";
    snprintf(screen->title, sizeof screen->title, "an experiment");
}
