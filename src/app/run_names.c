/* run_names.c - unique names for runs; see run_names.h. */
#include "run_names.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Has the other run the same value of this hyperparameter? One that it does not have differs. */
static bool agrees(const struct run_config *other, const struct param_spec *param, double value)
{
    for (int i = 0; i < run_config_params(other); i++)
        if (strcmp(run_config_param(other, i)->name, param->name) == 0)
            return other->value[i] == value;
    return false;
}

static bool are_comparable(const struct run_config *a, const struct run_config *b)
{
    return a->optimizer == b->optimizer && !*a->name && !*b->name;
}

/* Appends the hyperparameters in which run r differs from a comparable one. */
static void append_differences(const struct run_config *const *config, int runs, int r, char *name)
{
    for (int i = 0; i < run_config_params(config[r]); i++) {
        const struct param_spec *param = run_config_param(config[r], i);
        size_t used = strlen(name);
        bool differs = false;
        char value[64];

        for (int other = 0; other < runs; other++)
            differs |= are_comparable(config[r], config[other]) &&
                       !agrees(config[other], param, config[r]->value[i]);
        if (differs)
            snprintf(name + used, RUN_NAME_MAX - used, " %s=%s", param->name,
                     param_format(param, config[r]->value[i], value, sizeof value));
    }
}

/* Is a run before this one called so, or has a later one been named so? */
static bool is_taken(const struct run_names *names, const struct run_config *const *config,
                     int runs, int r, const char *name)
{
    for (int i = 0; i < runs; i++)
        if (i < r ? strcmp(names->name[i], name) == 0
                  : i > r && !*config[r]->name && strcmp(config[i]->name, name) == 0)
            return true;
    return false;
}

/* Puts a number behind a name that another run has. */
static void make_unique(const struct run_names *names, const struct run_config *const *config,
                        int runs, int r, char *name)
{
    size_t length = strnlen(name, RUN_NAME_MAX - 16);

    for (int number = 2; is_taken(names, config, runs, r, name); number++)
        snprintf(name + length, RUN_NAME_MAX - length, " #%d", number);
}

bool run_names_make(struct run_names *names, const struct run_config *const *config, int runs,
                    struct status *status)
{
    names->name = calloc((size_t)(runs > 0 ? runs : 1), sizeof *names->name);
    if (!names->name)
        return status_out_of_memory(status, "the runs' names");
    for (int r = 0; r < runs; r++) {
        char *name = names->name[r];

        if (*config[r]->name) {
            snprintf(name, RUN_NAME_MAX, "%s", config[r]->name);
        } else {
            snprintf(name, RUN_NAME_MAX, "%s", config[r]->optimizer->name);
            append_differences(config, runs, r, name);
        }
        make_unique(names, config, runs, r, name);
    }
    return true;
}

/* Of a list that is freed here; NULL: there was no memory for it. */
static bool make_of_list(struct run_names *names, const struct run_config **config, int runs,
                         struct status *status)
{
    bool named = config ? run_names_make(names, config, runs, status)
                        : status_out_of_memory(status, "the runs' names");

    free(config);
    return named;
}

bool run_names_of(struct run_names *names, const struct race *race, struct status *status)
{
    int runs = race_runs(race);
    const struct run_config **config = calloc((size_t)runs + 1, sizeof *config);

    for (int i = 0; config && i < runs; i++)
        config[i] = run_get_config(race_run(race, i));
    return make_of_list(names, config, runs, status);
}

bool run_names_shown(struct run_names *names, const struct race_snapshot *race,
                     struct status *status)
{
    const struct run_config **config = calloc((size_t)race->runs + 1, sizeof *config);

    for (int i = 0; config && i < race->runs; i++)
        config[i] = &race->run[i].config;
    return make_of_list(names, config, race->runs, status);
}

void run_names_free(struct run_names *names)
{
    free(names->name);
    names->name = NULL;
}

char *run_short_label(const struct run_config *config, char *text, size_t size)
{
    return status_escape(*config->name ? config->name : config->optimizer->name, text, size, true);
}

char *run_label(const struct run_config *config, char *text, size_t size)
{
    char name[4 * RUN_CONFIG_NAME_MAX];

    if (*config->name)
        snprintf(text, size, "%s (%s)", status_escape(config->name, name, sizeof name, true),
                 config->optimizer->name);
    else
        snprintf(text, size, "%s", config->optimizer->name);
    return text;
}
