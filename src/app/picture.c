/* picture.c - a race as a picture; see picture.h. */
#include "picture.h"

#include "base/append.h"
#include "figures.h"
#include "lineage.h"

#include <float.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- words ----------------------------------------------------------------------------------- */

char *picture_title(const struct problem *problem, char *text, size_t size)
{
    char seeds[PROBLEM_LIST_MAX + 32], shape[512], function[FIGURES_FUNCTION_MAX];

    text[0] = '\0';
    if (!problem->dataset)
        append(text, size, "%s, ", figures_function(problem, function, sizeof function));
    if (problem->dataset)
        append(text, size, "%s %zu+%zu, ", problem->dataset->name, problem->dataset->train.m,
               problem->dataset->test.m);
    if (problem->network)
        append(text, size, "%s %s, ", figures_shape(&problem->network->shape, shape, sizeof shape),
               problem->network->shape.hidden->name);
    if (problem->iterations_per_epoch > 1)
        append(text, size, "batches of %zu, ", problem->batch);
    else if (problem->dataset)
        append(text, size, "full batch, ");
    append(text, size, "%s", figures_seeds(&problem->config, true, seeds, sizeof seeds));
    return text;
}

/* Does another run of the same optimizer have another value of hyperparameter k? */
static bool distinguishes(const struct race_snapshot *race, int i, int k)
{
    const struct run_config *own = &race->run[i].config;
    const struct param_spec *spec = run_config_param(own, k);

    for (int r = 0; r < race->runs; r++) {
        const struct run_config *other = &race->run[r].config;

        if (other->optimizer != own->optimizer)
            continue;
        if (k >= run_config_params(other) || run_config_param(other, k) != spec ||
            memcmp(&other->value[k], &own->value[k], sizeof own->value[k]) != 0)
            return true;
    }
    return false;
}

char *picture_hyperparameters(const struct race_snapshot *race, int i, char *text, size_t size)
{
    const struct run_config *own = &race->run[i].config;
    char shown[RUN_CONFIG_TEXT_MAX];
    int same = 0;
    size_t named;

    for (int r = 0; r < race->runs; r++)
        same += race->run[r].config.optimizer == own->optimizer;
    snprintf(text, size, "%s", *own->name ? own->optimizer->name : "");
    named = strlen(text);
    for (int k = 0; k < run_config_params(own) && same > 1; k++) {
        char value[64];

        if (distinguishes(race, i, k))
            append(text, size, "%s%s=%s", text[0] ? " " : "", run_config_param(own, k)->name,
                   param_format(run_config_param(own, k), own->value[k], value, sizeof value));
    }
    if (strlen(text) == named)
        append(text, size, "%s%s", named > 0 ? " " : "",
               run_config_format(own, shown, sizeof shown));
    return text;
}

/* ---- charts ---------------------------------------------------------------------------------- */

struct picture_look picture_default_look(const struct problem *problem)
{
    bool tested = problem->objective->samples[OBJECTIVE_TEST] > 0;

    return (struct picture_look){.curve = {CURVE_TRAIN_LOSS, CURVE_TEST_LOSS},
                                 .charts = tested ? 2 : 1,
                                 .smoothing = problem->iterations_per_epoch > 1 ? SMOOTHING_WEAK
                                                                                : SMOOTHING_OFF};
}

/* What the look says of a run. */
static struct picture_style style_of(const struct picture_look *look, int id, int place)
{
    for (int i = 0; i < look->runs; i++)
        if (look->run[i].id == id)
            return look->run[i];
    return (struct picture_style){id, place, false};
}

static void name_runs(struct picture *picture, const struct race *race,
                      const struct picture_look *look)
{
    for (int i = 0; i < picture->snapshot.runs; i++) {
        const struct run_snapshot *it = &picture->snapshot.run[i];
        struct picture_style style = style_of(look, it->id, i);
        struct picture_run *run = &picture->run[i];
        char lineage[LINEAGE_TEXT_MAX];

        snprintf(run->name, sizeof run->name, "%s",
                 *it->config.name ? it->config.name : it->config.optimizer->name);
        picture_hyperparameters(&picture->snapshot, i, run->hyperparameters,
                                sizeof run->hyperparameters);
        if (lineage_of(race, i, lineage, sizeof lineage)[0])
            append(run->hyperparameters, sizeof run->hyperparameters, "; %s", lineage);
        run->run = (struct chart_run){.run = it,
                                      .name = run->name,
                                      .style = style.style,
                                      .hidden = style.hidden,
                                      .chosen = it->id == look->chosen};
        picture->chart_run[i] = run->run;
    }
}

static void make_charts(struct picture *picture, const struct problem *problem,
                        const struct picture_look *look)
{
    const struct picture_look usual = picture_default_look(problem);
    const struct picture_look *shown = look->charts > 0 ? look : &usual;
    const struct race_view *range = &picture->snapshot.view;
    const struct target *target = &picture->snapshot.measures.target;
    const struct chart_view view = {
        .linear = look->linear,
        .nines = look->nines,
        .smoothed = look->smoothing != SMOOTHING_OFF,
        .spread = look->spread,
        .in_batches = problem->iterations_per_epoch > 1,
        .x = chart_range(range, (double)problem->iterations_per_epoch),
        .event = picture->event,
        .events = chart_events(picture->chart_run, picture->snapshot.runs, picture->event),
        .has_cursor = look->has_cursor,
        .cursor = look->cursor,
        .target_curve = target->wanted ? target->curve : CURVES,
        .target = target->value,
    };

    picture->charts = shown->charts < PICTURE_CHARTS_MAX ? shown->charts : PICTURE_CHARTS_MAX;
    for (int c = 0; c < picture->charts; c++)
        chart_make(&picture->chart[c], shown->curve[c], &view, picture->chart_run,
                   picture->snapshot.runs, range->columns);
}

/* All of an axis other than that of iterations ends where the race has come to. */
static bool measure(struct race *race, struct race_view *view, struct status *status)
{
    const struct race_view all = {.x = view->x, .end = DBL_MAX, .columns = 1};
    struct race_snapshot snapshot = {0};

    if (!race_snapshot(race, &all, &snapshot, status))
        return false;
    view->least = snapshot.least;
    if (view->end <= view->begin)
        view->end = snapshot.reached > view->begin ? snapshot.reached : view->begin + 1;
    race_snapshot_free(&snapshot);
    return true;
}

bool picture_make(struct picture *picture, struct race *race, const struct picture_look *look,
                  struct status *status)
{
    struct race_view view = {.x = look->x,
                             .begin = look->begin,
                             .end = look->end,
                             .logarithmic = look->logarithmic_x,
                             .smoothing = look->smoothing,
                             .spread = look->spread,
                             .columns = PICTURE_SPANS};
    size_t runs = (size_t)race_runs(race);

    *picture = (struct picture){0};
    if (!measure(race, &view, status) || !race_snapshot(race, &view, &picture->snapshot, status))
        return false;
    picture->run = calloc(runs + 1, sizeof *picture->run);
    picture->chart_run = calloc(runs + 1, sizeof *picture->chart_run);
    picture->chart = calloc(PICTURE_CHARTS_MAX, sizeof *picture->chart);
    if (!picture->run || !picture->chart_run || !picture->chart) {
        picture_free(picture);
        return status_out_of_memory(status, "the picture");
    }
    picture_title(race_problem(race), picture->title, sizeof picture->title);
    name_runs(picture, race, look);
    make_charts(picture, race_problem(race), look);
    return true;
}

void picture_free(struct picture *picture)
{
    race_snapshot_free(&picture->snapshot);
    free(picture->run);
    free(picture->chart_run);
    free(picture->chart);
    *picture = (struct picture){0};
}
