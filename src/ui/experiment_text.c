/* experiment_text.c - the words and figures of an experiment's screen; see experiment_text.h. */
#include "experiment_text.h"

#include "app/figures.h"
#include "app/sweep_table.h"
#include "base/append.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- points ---------------------------------------------------------------------------------- */

void experiment_curves_free(struct experiment_curves *curves)
{
    free(curves->curve);
    free(curves->point);
    free(curves->config);
    *curves = (struct experiment_curves){0};
}

/* Scores as figures: of accuracies the lower quartile is the worse one. */
static struct sensitivity_point point_of(const struct sweep_summary *summary, int config, double x)
{
    const struct sweep_point *point = &summary->point[config];
    const struct sweep_judge_spec *judge = &sweep_judges[summary->judge];
    double better = sweep_unscore(summary->judge, point->spread.low);
    double worse = sweep_unscore(summary->judge, point->spread.high);
    double median = sweep_unscore(summary->judge, point->spread.median);

    if (point->done == 0)
        return (struct sensitivity_point){x, NAN, NAN, NAN, 0};
    if (judge->more) { /* what diverged is the worst, not the best */
        worse = isinf(worse) ? -INFINITY : worse;
        better = isinf(better) ? -INFINITY : better;
        median = isinf(median) ? -INFINITY : median;
    }
    return (struct sensitivity_point){x, fmin(better, worse), median, fmax(better, worse),
                                      judge->target ? point->done - point->reached
                                                    : point->diverged};
}

/* Is a configuration better known, or better, than the one at the same x? */
static bool is_better(const struct sweep_summary *summary, int config, int than)
{
    const struct sweep_point *a = &summary->point[config], *b = &summary->point[than];

    if (a->done == 0 || b->done == 0)
        return a->done > b->done;
    return sweep_is_better(a, b);
}

/* A configuration's value on the axis. */
struct station {
    double x;
    int config;
};

static int by_value(const void *a, const void *b)
{
    const struct station *s = a, *t = b;

    return s->x < t->x ? -1 : s->x > t->x ? 1 : (s->config > t->config) - (s->config < t->config);
}

/* The configurations of a run in the order of their values; returns how many have one. */
static int list_stations(const struct sweep_plan *plan, int axis, int run, struct station *station)
{
    int count = 0;

    for (int c = plan->first[run]; c < plan->first[run + 1]; c++) {
        int place = sweep_axis_place(plan, axis, c);

        if (place >= 0)
            station[count++] = (struct station){plan->config[c].config.value[place], c};
    }
    qsort(station, (size_t)count, sizeof *station, by_value);
    return count;
}

/* At each value the best of the configurations that have it. */
static void make_curve(struct experiment_curves *curves, const struct sweep_plan *plan,
                       const struct sweep_summary *summary, int axis, int run,
                       struct station *station)
{
    struct sensitivity_point *point = curves->point + plan->first[run];
    int *config = curves->config + plan->first[run], points = 0;
    int count = list_stations(plan, axis, run, station);

    for (int i = 0; i < count; i++) {
        if (points == 0 || station[i - 1].x < station[i].x)
            config[points++] = station[i].config;
        else if (is_better(summary, station[i].config, config[points - 1]))
            config[points - 1] = station[i].config;
        point[points - 1] = point_of(summary, config[points - 1], station[i].x);
    }
    curves->curve[run] = (struct sensitivity_curve){.point = point, .points = points};
}

/* Each run's best; it is at its value on the axis, as nothing is better there. */
static void mark_best(struct experiment_curves *curves, const struct sweep_plan *plan,
                      const struct sweep_summary *summary)
{
    for (int i = 0; i < summary->runs; i++) {
        const struct sweep_standing *standing = &summary->standing[i];
        struct sensitivity_curve *curve = &curves->curve[standing->run];

        for (int k = 0; k < curve->points && standing->best >= 0; k++)
            if (curves->config[plan->first[standing->run] + k] == standing->best)
                curve->best = &curve->point[k];
    }
}

bool experiment_curves_make(struct experiment_curves *curves, const struct sweep_plan *plan,
                            const struct sweep_summary *summary, int axis, struct status *status)
{
    size_t configs = (size_t)plan->configs;
    struct station *station = calloc(configs + 1, sizeof *station);

    experiment_curves_free(curves);
    curves->curve = calloc((size_t)plan->runs + 1, sizeof *curves->curve);
    curves->point = calloc(configs + 1, sizeof *curves->point);
    curves->config = calloc(configs + 1, sizeof *curves->config);
    if (!station || !curves->curve || !curves->point || !curves->config) {
        experiment_curves_free(curves);
        free(station);
        return status_out_of_memory(status, "the experiment");
    }
    curves->curves = plan->runs;
    for (int run = 0; run < plan->runs; run++)
        make_curve(curves, plan, summary, axis, run, station);
    mark_best(curves, plan, summary);
    free(station);
    return true;
}

int experiment_axis(const struct sweep_plan *plan, int after)
{
    for (int axis = after + 1; axis < plan->axes; axis++)
        if (plan->axis[axis].numbers)
            return axis;
    return -1;
}

int experiment_config_at(const struct experiment_curves *curves, int run, double x)
{
    const struct sensitivity_curve *curve = &curves->curve[run];

    for (int i = 0; i < curve->points; i++)
        if (curve->point[i].x >= x && curve->point[i].x <= x)
            return curves->config[curve->point - curves->point + i];
    return -1;
}

/* ---- the table ------------------------------------------------------------------------------- */

/* "0.01", or "lr=0.01 beta1=0.9" where several keys vary. */
static void best_cell(const struct sweep_plan *plan, const struct sweep_standing *standing,
                      char *text, size_t size)
{
    const struct run_config *config = &plan->config[standing->best].config;
    int varying = 0;
    char value[64];

    for (int a = 0; a < plan->axes; a++)
        varying += sweep_axis_varies(plan, a, standing->run);
    text[0] = '\0';
    for (int a = 0; a < plan->axes; a++) {
        int place = sweep_axis_place(plan, a, standing->best);

        if (place < 0 || (varying > 0 && !sweep_axis_varies(plan, a, standing->run)))
            continue;
        if (varying > 1)
            append(text, size, "%s%s=", text[0] ? " " : "", plan->axis[a].key);
        append(text, size, "%s",
               param_format(run_config_param(config, place), config->value[place], value,
                            sizeof value));
        if (varying <= 1)
            break;
    }
}

/* "0.0110 ... 0.0140": from the better quartile to the worse one. */
static void spread_cell(const struct sweep_summary *summary, const struct sweep_point *point,
                        char *text, size_t size)
{
    const double end[2] = {point->spread.low, point->spread.high};

    text[0] = '\0';
    for (int i = 0; i < 2; i++) {
        double figure = sweep_unscore(summary->judge, end[i]);

        if (i > 0)
            append(text, size, " ... ");
        if (!isfinite(figure))
            append(text, size, "%s", sweep_judges[summary->judge].target ? "never" : "diverged");
        else if (sweep_judges[summary->judge].more)
            append(text, size, "%.2f", 100 * figure);
        else
            append(text, size, "%.3g", figure);
    }
}

static void diverged_cell(const struct sweep_plan *plan, const struct sweep_summary *summary,
                          int run, int config, char *text, size_t size)
{
    int from = config >= 0 ? config : plan->first[run];
    int to = config >= 0 ? config + 1 : plan->first[run + 1];
    int done = 0, diverged = 0;

    for (int c = from; c < to; c++) {
        done += summary->point[c].done;
        diverged += sweep_judges[summary->judge].target
                        ? summary->point[c].done - summary->point[c].reached
                        : summary->point[c].diverged;
    }
    snprintf(text, size, "%d/%d", diverged, done);
}

const char *experiment_failed(enum sweep_judge judge)
{
    return sweep_judges[judge].target ? "missed" : "diverged";
}

char *experiment_cell(const struct sweep_plan *plan, const struct sweep_summary *summary,
                      const struct sweep_standing *standing, int config, enum experiment_cell cell,
                      char *text, size_t size)
{
    int at = config >= 0 ? config : standing->best;
    bool known = at >= 0 && summary->point[at].done > 0;

    snprintf(text, size, "-");
    if (cell == EXPERIMENT_BEST && standing->best >= 0)
        best_cell(plan, standing, text, size);
    else if (cell == EXPERIMENT_MEDIAN && known)
        sweep_score_format(summary->judge, summary->point[at].spread.median, text, size);
    else if (cell == EXPERIMENT_SPREAD && known)
        spread_cell(summary, &summary->point[at], text, size);
    else if (cell == EXPERIMENT_DIVERGED)
        diverged_cell(plan, summary, standing->run, config, text, size);
    return text;
}

/* ---- sentences ------------------------------------------------------------------------------- */

static void add_left(const struct experiment_view *view, char *text, size_t size)
{
    char time[32];

    if (isfinite(view->left))
        append(text, size, ", %s left", figures_duration(view->left, time, sizeof time));
}

char *experiment_state_text(const struct experiment_view *view, char *text, size_t size)
{
    static const char *const names[] = {
        [EXPERIMENT_NEW] = "MEASURING",       [EXPERIMENT_READY] = "READY",
        [EXPERIMENT_RUNNING] = "RUNNING",     [EXPERIMENT_FINISHED] = "FINISHED",
        [EXPERIMENT_CANCELLED] = "CANCELLED", [EXPERIMENT_FAILED] = "FAILED"};

    snprintf(text, size, "%s %" PRIu64 "/%" PRIu64 " jobs",
             view->paused && view->state == EXPERIMENT_RUNNING ? "PAUSED" : names[view->state],
             view->done, view->jobs);
    if (view->state == EXPERIMENT_RUNNING)
        add_left(view, text, size);
    return text;
}

char *experiment_hint(const struct experiment_view *view, char *text, size_t size)
{
    switch (view->state) {
    case EXPERIMENT_NEW:
        snprintf(text, size, "Measuring how long it will take ...");
        break;
    case EXPERIMENT_READY:
        snprintf(text, size, "%s%s. Enter starts, Esc goes back.", view->estimate,
                 view->lost ? ", not kept" : "");
        break;
    case EXPERIMENT_RUNNING:
        snprintf(text, size, "%s",
                 view->paused ? "Paused. Space resumes."
                              : "The race rests. Space pauses, Esc cancels.");
        break;
    case EXPERIMENT_FINISHED:
        snprintf(text, size,
                 "All jobs done. Enter adds this run at its best to the race; a adds every "
                 "run.");
        break;
    case EXPERIMENT_CANCELLED:
        snprintf(text, size, "Cancelled: the results of %" PRIu64 " of %" PRIu64 " jobs are kept.",
                 view->done, view->jobs);
        break;
    case EXPERIMENT_FAILED:
        snprintf(text, size, "%s", view->message);
        break;
    }
    return text;
}

const char *experiment_key_label(const struct experiment_view *view, bool map, bool shown,
                                 bool cursor, enum action_id action)
{
    bool over = view->state >= EXPERIMENT_FINISHED, running = view->state == EXPERIMENT_RUNNING;

    switch (action) {
    case ACTION_ACCEPT:
        return over ? "add run" : view->state == EXPERIMENT_READY ? "start" : "";
    case ACTION_RUN:
        return !running ? "" : view->paused ? "resume" : "pause";
    case ACTION_ALL:
    case ACTION_EXPERIMENT:
        return over ? NULL : "";
    case ACTION_LEFT:
        return view->done > 0 ? NULL : "";
    case ACTION_MAP:
        return !map || view->done == 0 ? "" : shown ? "curves" : "map";
    case ACTION_CANCEL:
        return cursor ? "no cursor" : running ? "cancel" : "back";
    default:
        return NULL;
    }
}

char *experiment_remark(const struct sweep_plan *plan, const struct sweep_standing *standing,
                        bool *alert, char *text, size_t size)
{
    char name[RUN_CONFIG_TEXT_MAX], width[128];

    text[0] = '\0';
    *alert = false;
    if (standing->best < 0)
        return text;
    snprintf(name, sizeof name, "%s", plan->run[standing->run].optimizer->name);
    if (standing->edges > 0) {
        char sentence[256];

        *alert = true;
        snprintf(text, size, "%s: %s", name,
                 sweep_edge_sentence(plan, standing, 0, sentence, sizeof sentence));
    } else if (sweep_width_sentence(standing, width, sizeof width)[0]) {
        snprintf(text, size, "%s: %s", name, width);
    }
    return text;
}
