/* figures.c - sentences about figures; see figures.h. */
#include "figures.h"

#include "base/append.h"
#include "base/seeds.h"
#include "model/functions.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

char *figures_condition(const struct run_snapshot *run, char *text, size_t size)
{
    text[0] = '\0';
    if (run->condition == RUN_STALLED)
        snprintf(text, size,
                 "Stalled after %" PRIu64
                 " iterations: every gradient has been 0 since. Dead units?",
                 run->condition_at);
    else if (run->condition == RUN_CONVERGED)
        snprintf(text, size,
                 "Converged after %" PRIu64 " iterations: the optimizer's tolerance is met.",
                 run->condition_at);
    return text;
}

char *figures_short_race(uint64_t period, uint64_t iterations, char *text, size_t size)
{
    text[0] = '\0';
    if (iterations < period)
        snprintf(text, size,
                 "Test figures are taken every %" PRIu64 " iterations, but the race ends after "
                 "%" PRIu64 ": only the initial and the final weights are "
                 "tested. --eval-every=%" PRIu64 " shows more.",
                 period, iterations, iterations >= 20 ? iterations / 10 : (uint64_t)1);
    return text;
}

char *figures_duration(double seconds, char *text, size_t size)
{
    uint64_t whole = seconds < 1e12 ? (uint64_t)(seconds + 0.5) : (uint64_t)1e12;

    if (seconds < 9.995)
        snprintf(text, size, "%.2f s", seconds);
    else if (seconds < 59.95)
        snprintf(text, size, "%.1f s", seconds);
    else if (whole < 3600)
        snprintf(text, size, "%" PRIu64 ":%02" PRIu64, whole / 60, whole % 60);
    else if (whole < 100 * 3600)
        snprintf(text, size, "%" PRIu64 ":%02" PRIu64 ":%02" PRIu64, whole / 3600, whole / 60 % 60,
                 whole % 60);
    else
        snprintf(text, size, "%" PRIu64 " days", whole / 86400);
    return text;
}

/* ---- hyperparameters ---------------------------------------------------------------------------
 */

/* Has another run of the same optimizer another value of hyperparameter i, or none? */
static bool differs(const struct race_snapshot *race, const struct run_config *config, int i)
{
    for (int r = 0; r < race->runs; r++) {
        const struct run_config *other = &race->run[r].config;
        if (other->optimizer == config->optimizer &&
            (i >= run_config_params(other) ||
             run_config_param(other, i) != run_config_param(config, i) ||
             other->value[i] != config->value[i]))
            return true;
    }
    return false;
}

/* What differs and is no default, what differs, and the others that are shown; a blank before each
 * value. */
enum { UNUSUAL, OTHER, SAME, PARTS };
struct parts {
    char text[PARTS][RUN_CONFIG_TEXT_MAX];
};

static void sort_out(const struct race_snapshot *race, const struct run_config *config,
                     struct parts *parts)
{
    char shown[RUN_CONFIG_TEXT_MAX], value[64];
    const char *word = run_config_format(config, shown, sizeof shown);

    *parts = (struct parts){0};
    for (int i = 0; i < run_config_params(config); i++) {
        const struct param_spec *param = run_config_param(config, i);
        size_t name = strlen(param->name), length = strcspn(word, " ");
        bool is_shown = strncmp(word, param->name, name) == 0 && word[name] == '=';

        if (differs(race, config, i))
            append(parts->text[config->value[i] == param->initial ? OTHER : UNUSUAL],
                   sizeof parts->text[0], " %s=%s", param->name,
                   param_format(param, config->value[i], value, sizeof value));
        else if (is_shown)
            append(parts->text[SAME], sizeof parts->text[0], " %.*s", (int)length, word);
        if (is_shown)
            word += length + strspn(word + length, " ");
    }
}

char *figures_hyperparameters(const struct race_snapshot *race, const struct run_snapshot *run,
                              char *text, size_t size)
{
    struct parts parts;

    sort_out(race, &run->config, &parts);
    snprintf(text, size, "%s", *run->config.name ? run->config.optimizer->name : "");
    for (int p = 0; p < PARTS; p++)
        append(text, size, "%s", text[0] || !parts.text[p][0] ? parts.text[p] : parts.text[p] + 1);
    return text;
}

size_t figures_distinguishing(const struct race_snapshot *race, const struct run_snapshot *run)
{
    struct parts parts;
    size_t length;

    if (*run->config.name)
        return 0; /* the name does */
    sort_out(race, &run->config, &parts);
    length = strlen(parts.text[UNUSUAL]) + strlen(parts.text[OTHER]);
    return length > 0 ? length - 1 : 0;
}

/* "3/10 diverged, 1/10 stalled". */
static void count_replicas(const struct run_snapshot *run, char *text, size_t size)
{
    const struct {
        int count;
        const char *word;
    } states[] = {{run->diverged, "diverged"},
                  {run->stalled, "stalled"},
                  {run->converged, "converged"},
                  {run->reached, "reached"}};

    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++)
        if (states[i].count > 0)
            append(text, size, "%s%d/%d %s", text[0] ? ", " : "", states[i].count, run->replicas,
                   states[i].word);
}

char *figures_state(const struct run_snapshot *run, char *text, size_t size)
{
    text[0] = '\0';
    if (run->replicas > 1)
        count_replicas(run, text, size);
    else if (run->state == RUN_DIVERGED)
        snprintf(text, size, "diverged at %" PRIu64, run->diverged_at);
    else if (run->condition != RUN_MOVING)
        snprintf(text, size, "%s at %" PRIu64,
                 run->condition == RUN_STALLED ? "stalled" : "converged", run->condition_at);
    return text;
}

char *figures_seeds(const struct problem_config *config, bool whole, char *text, size_t size)
{
    uint64_t seed[SEEDS_MAX];
    struct status none = {0};
    int seeds;

    if (!config->seeds[0] || !seeds_parse(config->seeds, seed, &seeds, &none))
        snprintf(text, size, "seed %" PRIu64, config->seed);
    else
        snprintf(text, size, whole ? "%d seed%s (%s)" : "%d seed%s", seeds, seeds == 1 ? "" : "s",
                 config->seeds);
    return text;
}

char *figures_function(const struct problem *problem, char *text, size_t size)
{
    const struct function_objective *self = function_of(problem->objective);
    const struct function *f = self->function;

    text[0] = '\0';
    append(text, size, "%s, from %g,%g", f->name, self->start[0], self->start[1]);
    for (int i = 0; i < f->n_params; i++)
        if (self->param[i] != f->params[i].initial)
            append(text, size, ", %s %g", f->params[i].name, self->param[i]);
    return text;
}

char *figures_shape(const struct network_shape *shape, char *text, size_t size)
{
    text[0] = '\0';
    for (int i = 0; i <= shape->layers;) {
        int same = 1;
        while (i + same <= shape->layers && shape->width[i + same] == shape->width[i])
            same++;
        if (same < 4)
            same = 1;
        append(text, size, "%s%zu", i > 0 ? "-" : "", shape->width[i]);
        if (same > 1)
            append(text, size, "x%d", same);
        i += same;
    }
    return text;
}

int figures_unusual(const struct problem_config *config, const char *const mentioned[], int i)
{
    struct problem_config initial;

    problem_config_default(&initial);
    for (i++; i < problem_setting_count; i++) {
        const struct problem_setting *setting = &problem_settings[i];
        char value[PROBLEM_PATH_MAX], usual[PROBLEM_PATH_MAX];
        bool elsewhere = false;

        for (int k = 0; mentioned[k]; k++)
            elsewhere = elsewhere || strcmp(setting->param.name, mentioned[k]) == 0;
        problem_config_get(config, setting, value, sizeof value);
        problem_config_get(&initial, setting, usual, sizeof usual);
        if (!elsewhere && strcmp(value, usual) != 0)
            return i;
    }
    return -1;
}
