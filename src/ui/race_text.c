/* race_text.c - words and figures of the race screen; see race_text.h. */
#include "race_text.h"

#include "app/figures.h"
#include "app/run_names.h"
#include "base/append.h"
#include "plot/axis.h"
#include "text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* ---- figures -----------------------------------------------------------------------------------
 */

char *race_text_number(double value, char *text, size_t size)
{
    double absolute = fabs(value);

    if (isnan(value))
        snprintf(text, size, "nan");
    else if (isinf(value))
        snprintf(text, size, value > 0 ? "inf" : "-inf");
    else if (value == 0)
        snprintf(text, size, "0");
    else if (absolute >= 1e5 || absolute < 1e-4)
        snprintf(text, size, "%.2e", value);
    else if (absolute >= 100)
        snprintf(text, size, "%.2f", value);
    else
        snprintf(text, size, "%.5f", value);
    return text;
}

char *race_text_figures(double value, char *text, size_t size)
{
    if (value >= 1e6)
        snprintf(text, size, "%.3g", value);
    else
        snprintf(text, size, "%.*f", value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2, value);
    return text;
}

char *race_text_grouped(uint64_t value, char *text, size_t size)
{
    char digits[32];
    size_t n = (size_t)snprintf(digits, sizeof digits, "%" PRIu64, value), used = 0;

    for (size_t i = 0; i < n && used + 2 < size; i++) {
        if (i > 0 && (n - i) % 3 == 0)
            text[used++] = ' ';
        text[used++] = digits[i];
    }
    text[used] = '\0';
    return text;
}

static char *accuracy(double share, char *text, size_t size)
{
    if (isnan(share))
        text[0] = '\0';
    else
        snprintf(text, size, "%.1f %%", 100 * share);
    return text;
}

/* ---- the title ---------------------------------------------------------------------------------
 */

static const char *activation_name(const struct network_shape *shape)
{
    return shape->hidden ? shape->hidden->name : "";
}

/* The settings that differ from their defaults and have no place of their own in the title. */
static void append_unusual(const struct problem_config *config, char *text, size_t size)
{
    static const char *const shown[] = {"data", "classes", "layers",     "activation",
                                        "seed", "seeds",   "batch_size", NULL};

    for (int i = -1; (i = figures_unusual(config, shown, i)) >= 0;) {
        char value[PARAM_TEXT_MAX];

        problem_config_get(config, &problem_settings[i], value, sizeof value);
        append(text, size, "  %s=%s", problem_settings[i].param.name, value);
    }
}

/* Columns in which it makes sense to show the beginning of what does not fit. */
enum { FIRST_LEAST = 10 };

/* As many of the parts as fit; of the first one its beginning. */
static char *join(char part[][RACE_TEXT_MAX], int parts, int columns, char *text, size_t size)
{
    if (text_width(part[0]) > columns && columns < FIRST_LEAST)
        text[0] = '\0';
    else
        text_cut(part[0], columns, text, size);
    for (int i = 1; i < parts; i++) {
        if (text_width(text) + text_width(part[i]) > columns)
            break;
        append(text, size, "%s", part[i]);
    }
    return text;
}

char *race_text_problem(const struct worker_view *view, int columns, char *text, size_t size)
{
    char part[5][RACE_TEXT_MAX] = {""}, shape[512];

    if (view->state == WORKER_LOADING) { /* the figures are still those of the race before */
        snprintf(text, size, "%.*s", columns < 0 ? 0 : columns,
                 view->trial_data[0] ? view->trial_data : view->problem.data);
        return text;
    }
    snprintf(part[0], sizeof part[0], "%s", view->dataset);
    if (view->shape.layers == 0) { /* a test function: neither data nor network */
        snprintf(part[1], sizeof part[1], "  %s",
                 figures_seeds(&view->problem, false, shape, sizeof shape));
        append_unusual(&view->problem, part[1], sizeof part[1]);
        return join(part, 2, columns, text, size);
    }
    snprintf(part[1], sizeof part[1], " %zu+%zu%s%s", view->m_train, view->m_test,
             view->recognized[0] ? " " : "", view->recognized);
    snprintf(part[2], sizeof part[2], "  %s %s", figures_shape(&view->shape, shape, sizeof shape),
             activation_name(&view->shape));
    if (view->problem.batch_size > 0)
        snprintf(part[3], sizeof part[3], "  batch %" PRIu64, view->problem.batch_size);
    else
        snprintf(part[3], sizeof part[3], "  full batch");
    snprintf(part[4], sizeof part[4], "  %s",
             figures_seeds(&view->problem, false, shape, sizeof shape));
    append_unusual(&view->problem, part[4], sizeof part[4]);

    return join(part, 5, columns, text, size);
}

static const char *state_word(const struct worker_view *view)
{
    static const char *const words[] = {
        [WORKER_LOADING] = "LOADING",   [WORKER_READY] = "READY",
        [WORKER_RUNNING] = "RUNNING",   [WORKER_CATCHING_UP] = "CATCHING UP",
        [WORKER_PAUSED] = "PAUSED",     [WORKER_RECOMPUTING] = "RECOMPUTING",
        [WORKER_FINISHED] = "FINISHED", [WORKER_EMPTY] = "NO LIVE RUN",
        [WORKER_FAILED] = "FAILED",
    };

    return words[view->state];
}

static const struct run_snapshot *last_live(const struct race_snapshot *race)
{
    const struct run_snapshot *last = NULL;

    for (int i = 0; i < race->runs; i++)
        if (race->run[i].state == RUN_LIVE && (!last || race->run[i].iteration < last->iteration))
            last = &race->run[i];
    return last;
}

const struct run_snapshot *race_text_laggard(const struct worker_view *view,
                                             const struct race_snapshot *race)
{
    const struct run_snapshot *last = last_live(race);

    /* Within an iteration the runs advance one after the other. */
    if (!worker_at_work(view) || !last ||
        last->iteration + (view->state == WORKER_RUNNING) >= race->iteration)
        return NULL;
    return last;
}

char *race_text_state(const struct worker_view *view, const struct race_snapshot *race, int columns,
                      char *text, size_t size)
{
    const struct run_snapshot *laggard = race_text_laggard(view, race);
    double speed = worker_speeds[view->speed];
    char more[64] = "", rate[32];

    if (laggard) {
        snprintf(text, size, "CATCHING UP %" PRIu64 "/%" PRIu64, laggard->iteration,
                 race->iteration);
        return text;
    }
    snprintf(text, size, "%s", state_word(view));
    if (view->state == WORKER_LOADING || view->state == WORKER_FAILED)
        return text;
    append(text, size, " %" PRIu64 "/%" PRIu64, race->iteration, view->iterations);
    if (speed > 0)
        snprintf(more, sizeof more, "  at most %s it/s", param_format_number(speed, rate, 32));
    else if (view->state == WORKER_RUNNING && view->rate > 0)
        snprintf(more, sizeof more, "  %s it/s", race_text_figures(view->rate, rate, sizeof rate));
    if ((int)(strlen(text) + strlen(more)) <= columns)
        append(text, size, "%s", more);
    if (view->session_lag > RACE_TEXT_LAG)
        append(text, size, "  %" PRIu64 " rows unwritten", view->session_lag);
    return text;
}

/* Iterations from one evaluation to the next; see problem_evaluates. */
static uint64_t evaluation_period(const struct worker_view *view)
{
    return view->problem.eval_every >= 1 ? view->problem.eval_every : view->iterations_per_epoch;
}

/* ---- the message line --------------------------------------------------------------------------
 */

static void running_hint(const struct worker_view *view, const struct race_snapshot *race,
                         char *text, size_t size)
{
    const struct run_snapshot *laggard = race_text_laggard(view, race);
    char left[32], name[RUN_NAME_MAX];

    text[0] = '\0';
    if (laggard) {
        snprintf(text, size, "%s catches up; the other runs wait for it.",
                 run_short_label(&laggard->config, name, sizeof name));
        return;
    }
    if (view->iterations_per_epoch > 1)
        append(text, size, "epoch %" PRIu64, race->iteration / view->iterations_per_epoch + 1);
    if (view->rate > 0 && race->iteration < view->iterations)
        append(text, size, "%s%s left", text[0] ? ", " : "",
               figures_duration((double)(view->iterations - race->iteration) / view->rate, left,
                                sizeof left));
}

char *race_text_recomputing(const struct worker_view *view, char *text, size_t size)
{
    double share = (double)view->recomputed / (double)view->to_recompute, left;
    char time[32], count[32];

    text[0] = '\0';
    if (view->state != WORKER_RECOMPUTING || view->recomputed == 0)
        return text;
    left = view->recomputing * (1 - share) / share;
    if (view->recomputing + left < 1)
        return text;
    snprintf(text, size, "Recomputing %s iterations, %s. Esc cancels: nothing has changed yet.",
             race_text_grouped(view->to_recompute, count, sizeof count),
             figures_duration(left, time, sizeof time));
    return text;
}

static void paused_hint(const struct race_snapshot *race, char *text, size_t size)
{
    const struct run_snapshot *last = last_live(race);
    char name[RUN_NAME_MAX];

    if (last && last->iteration + 1 < race->iteration)
        snprintf(text, size, "Paused: %s is at %" PRIu64 " of %" PRIu64 "; Space goes on with it.",
                 run_short_label(&last->config, name, sizeof name), last->iteration,
                 race->iteration);
    else
        snprintf(text, size, "Paused: Space continues, s trains one iteration, r resets.");
}

char *race_text_hint(const struct worker_view *view, const struct race_snapshot *race, char *text,
                     size_t size)
{
    switch (view->state) {
    case WORKER_LOADING:
        snprintf(text, size, "Loading: Space starts training when that is done.");
        break;
    case WORKER_READY:
        if (figures_short_race(evaluation_period(view), view->iterations, text, size)[0])
            append(text, size, " Space starts.");
        else
            snprintf(text, size, "Press Space to train, s for a single iteration, ? for help.");
        break;
    case WORKER_RUNNING:
    case WORKER_CATCHING_UP:
        running_hint(view, race, text, size);
        break;
    case WORKER_PAUSED:
        paused_hint(race, text, size);
        break;
    case WORKER_RECOMPUTING:
        if (!race_text_recomputing(view, text, size)[0])
            snprintf(text, size, "Recomputing: Esc cancels.");
        break;
    case WORKER_FINISHED:
        snprintf(text, size, "Finished: i trains more iterations, a adds a run, w writes a file.");
        break;
    case WORKER_EMPTY:
        snprintf(text, size,
                 race->runs == 0 ? "There are no runs: a adds one."
                                 : "All runs have diverged: e edits the chosen one, "
                                   "a adds another.");
        break;
    case WORKER_FAILED:
        snprintf(text, size, "There is no race: p edits the problem.");
        break;
    }
    return text;
}

bool race_text_read_iterations(const char *text, const struct param_spec *spec, uint64_t now,
                               uint64_t *wanted, struct status *status)
{
    struct param_spec any = *spec;
    char number[PARAM_TEXT_MAX];
    size_t length;
    double value, unit = 1;

    text += strspn(text, " ");
    any.min = 0;
    any.kind = PARAM_REAL;
    snprintf(number, sizeof number, "%s", text[0] == '+' ? text + 1 : text);
    for (length = strlen(number); length > 0 && number[length - 1] == ' '; length--)
        number[length - 1] = '\0';
    if (length > 0 && strchr("kKmM", number[length - 1])) {
        unit = strchr("kK", number[length - 1]) ? 1e3 : 1e6;
        number[length - 1] = '\0';
    }
    if (!param_parse(&any, number, &value, status))
        return status_fail(status, STATUS_INVALID,
                           "'%s' is not a number of iterations (300, 2k, 1.5M, or +500 more)",
                           text);
    value = value * unit + (text[0] == '+' ? (double)now : 0);
    if (!param_check(spec, value, status))
        return false;
    *wanted = (uint64_t)value;
    return true;
}

double race_text_seconds(const struct race_snapshot *race)
{
    double seconds = 0;

    for (int i = 0; i < race->runs; i++)
        seconds += race->run[i].seconds;
    return seconds;
}

/* ---- the table ---------------------------------------------------------------------------------
 */

char *race_text_run_state(const struct run_snapshot *run, bool behind, bool hidden, char *text,
                          size_t size)
{
    figures_state(run, text, size);
    if (behind && run->state == RUN_LIVE)
        snprintf(text, size, "catching up");
    if (hidden)
        append(text, size, "%shidden", text[0] ? ", " : "");
    return text;
}

char *race_text_name(const struct race_snapshot *race, const struct run_snapshot *run, char *text,
                     size_t size)
{
    char parent[RUN_NAME_MAX] = "";
    size_t used = strlen(run_short_label(&run->config, text, size));

    for (int i = 0; i < race->runs; i++)
        if (race->run[i].id == run->parent)
            run_short_label(&race->run[i].config, parent, sizeof parent);
    if (run->parent > 0)
        snprintf(text + used, size - used, " %s%s@%" PRIu64, *parent ? "< " : "", parent,
                 run->forked_at);
    return text;
}

/* Has it figures, of the latest iteration or at the cursor? */
static bool started(const struct run_snapshot *run)
{
    return run->iteration > 0 || run->state == RUN_DIVERGED || run->at.there;
}

bool race_text_rarely_tested(const struct worker_view *view)
{
    return evaluation_period(view) > 1;
}

const char *race_text_column(enum table_field field, const struct race_snapshot *race)
{
    const struct table_spec *spec = &table_specs[field];

    if (race->smoothed && spec->smooth_title)
        return spec->smooth_title;
    return !race->whole && spec->batch_title ? spec->batch_title : spec->title;
}

/* A loss that tables show; nothing where it was not taken. */
static void loss(const struct run_snapshot *run, enum curve curve, char *text, size_t size)
{
    bool diverged = run->state == RUN_DIVERGED;

    if (started(run) && (diverged || !isnan(run->shown.value[curve])))
        race_text_number(run->shown.value[curve], text, size);
}

/* "0.00291..0.00412", with fewer digits where these are long. */
static void quartiles(const struct run_snapshot *run, char *text, size_t size)
{
    enum curve curve =
        isnan(run->shown.value[CURVE_TEST_LOSS]) ? CURVE_TRAIN_LOSS : CURVE_TEST_LOSS;
    double low = run->spread.low[curve], high = run->spread.high[curve];

    if (run->replicas < 2 || !started(run) || isnan(low) || isnan(high))
        return;
    for (int digits = 3; digits > 0; digits--)
        if (snprintf(text, size, "%.*g..%.*g", digits, low, digits, high) <=
            table_specs[TABLE_QUARTILES].width)
            return;
}

/* What it took to reach the target; never a number where it was missed. */
static void reached(const struct run_snapshot *run, double taken, char *text, size_t size)
{
    if (run->target.reached)
        axis_format_count(taken, text, size);
    else
        snprintf(text, size, "-");
}

char *race_text_cell(enum table_field field, const struct run_snapshot *run, char *text,
                     size_t size)
{
    text[0] = '\0';
    switch (field) {
    case TABLE_OPTIMIZER:
        run_short_label(&run->config, text, size);
        break;
    case TABLE_LEARNING_RATE:
        if (started(run))
            snprintf(text, size, "%.3g", run->last.value[CURVE_LEARNING_RATE]);
        break;
    case TABLE_TRAIN_LOSS:
        loss(run, CURVE_TRAIN_LOSS, text, size);
        break;
    case TABLE_TEST_LOSS:
        loss(run, CURVE_TEST_LOSS, text, size);
        break;
    case TABLE_QUARTILES:
        quartiles(run, text, size);
        break;
    case TABLE_TRAIN_ACCURACY:
        accuracy(run->shown.value[CURVE_TRAIN_ACCURACY], text, size);
        break;
    case TABLE_TEST_ACCURACY:
        accuracy(run->shown.value[CURVE_TEST_ACCURACY], text, size);
        break;
    case TABLE_TARGET_ITERATIONS:
        reached(run, run->target.at, text, size);
        break;
    case TABLE_TARGET_GRADIENTS:
        reached(run, run->target.gradients, text, size);
        break;
    case TABLE_TARGET_TIME:
        if (run->target.reached)
            figures_duration(run->target.seconds, text, size);
        else
            snprintf(text, size, "-");
        break;
    case TABLE_TESTED:
        if (started(run))
            axis_format_count((double)run->shown.tested, text, size);
        break;
    case TABLE_ITERATION:
        snprintf(text, size, "%" PRIu64, run->iteration);
        break;
    case TABLE_GRADIENTS:
        axis_format_count((double)run->gradients, text, size);
        break;
    case TABLE_TIME:
        if (started(run))
            figures_duration(run->seconds, text, size);
        break;
    case TABLE_COST:
        if (run->iteration > 0)
            race_text_figures(1e3 * run->seconds / (double)run->iteration, text, size);
        break;
    case TABLE_MARK:
    case TABLE_HYPERPARAMETERS:
    case TABLE_FIELDS:
        break;
    }
    return text;
}
