/* run_config.c - an optimizer and its hyperparameters, to and from text; see run_config.h. */
#include "run_config.h"

#include "base/nearest.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

const char *const run_config_notebook[RUN_CONFIG_NOTEBOOK_RUNS] = {
    "gd:lr=0.1",
    "momentum:lr=0.9,beta=0.9",
    "rmsprop:lr=0.001,beta=0.9",
    "adam:lr=0.01,beta1=0.9,beta2=0.99",
};

/* What follows weight_decay and decoupled, whose defaults are the optimizer's. */
static const struct param_spec common_params[] = {
    {.name = "clip_norm",
     .kind = PARAM_REAL,
     .max = 1e9,
     .help = "largest norm of the gradient; longer ones are shrunk to it (0: off)",
     .effect = "The norm is that of all weights' gradients together, cut to clip_value before. "
               "Smaller: outliers among gradients do less harm; too small: every step has the "
               "same length."},
    {.name = "clip_value",
     .kind = PARAM_REAL,
     .max = 1e9,
     .help = "largest size of a gradient's element; larger ones are cut to it (0: off)",
     .effect = "Smaller: cuts more, and bends the gradient's direction towards its signs."},
    {.name = "schedule",
     .kind = PARAM_CHOICE,
     .choices = schedule_names,
     .help = "schedule of the learning rate over the iterations",
     .effect = "A falling rate combines a large lr at first with small steps at the end."},
    {.name = "warmup",
     .kind = PARAM_INTEGER,
     .max = 1e9,
     .unit = "iterations",
     .help = "iterations during which the learning rate rises linearly to lr",
     .effect = "Longer: safer first steps, while averages and curvature settle."},
};

/* A comma would end it where configurations are written as text. */
static bool check_name(const char *text, struct status *status)
{
    if (strlen(text) < RUN_CONFIG_NAME_MAX && !strchr(text, ','))
        return true;
    return status_fail(status, STATUS_INVALID,
                       "name: '%.64s' is no name for a run (allowed: at most %d bytes without a "
                       "comma)",
                       text, RUN_CONFIG_NAME_MAX - 1);
}

const struct param_spec run_config_name = {
    .name = "name",
    .kind = PARAM_TEXT,
    .initial_text = "",
    .check = check_name,
    .allowed = "unique, no comma, or empty",
    .help = "name of the run in table, legend and files; empty: its optimizer's, and what tells it "
            "from others",
};

void run_config_default(struct run_config *config, const struct optimizer_spec *optimizer)
{
    memset(config, 0, sizeof *config);
    config->optimizer = optimizer;
    for (int i = 0; i < run_config_params(config); i++)
        config->value[i] = run_config_param(config, i)->initial;
}

int run_config_common_index(const struct run_config *config, enum run_common which)
{
    return config->optimizer->n_params + (int)which;
}

double run_config_common(const struct run_config *config, enum run_common which)
{
    return config->value[run_config_common_index(config, which)];
}

struct schedule run_config_schedule(const struct run_config *config)
{
    return (struct schedule){
        .spec = &schedules[(int)run_config_common(config, RUN_SCHEDULE)],
        .value = &config->value[run_config_common_index(config, RUN_COMMONS)],
        .lr = config->value[0],
        .warmup = (uint64_t)run_config_common(config, RUN_WARMUP),
    };
}

double run_config_total(const struct run_config *config)
{
    struct schedule schedule = run_config_schedule(config);

    return schedule_ends(schedule.spec) ? schedule.value[0] : 0;
}

struct run_config run_config_resolve(const struct run_config *config, double iterations)
{
    struct run_config resolved = *config;
    double least = run_config_common(config, RUN_WARMUP) + 1;

    if (schedule_ends(run_config_schedule(config).spec) && run_config_total(config) == 0)
        resolved.value[run_config_common_index(config, RUN_COMMONS)] =
            iterations > least ? iterations : least;
    return resolved;
}

bool run_config_check(const struct run_config *config, double iterations, struct status *status)
{
    const struct schedule_spec *schedule = run_config_schedule(config).spec;
    double given = run_config_total(config), total = given > 0 ? given : iterations;
    double warmup = run_config_common(config, RUN_WARMUP);

    if (!schedule_ends(schedule) || total == 0 || warmup < total)
        return true;
    return status_fail(status, STATUS_INVALID,
                       "%s: warmup=%.0f leaves none of the %s%.0f iterations to schedule=%s "
                       "(allowed: warmup < %.0f)",
                       config->optimizer->name, warmup, given > 0 ? "total of " : "race's ", total,
                       schedule->name, total);
}

int run_config_params(const struct run_config *config)
{
    return run_config_common_index(config, RUN_COMMONS) +
           run_config_schedule(config).spec->n_params;
}

const struct param_spec *run_config_param(const struct run_config *config, int i)
{
    int common = i - config->optimizer->n_params;

    if (common < 0)
        return &config->optimizer->params[i];
    if (common <= RUN_DECOUPLED)
        return &config->optimizer->decay[common];
    if (common < RUN_COMMONS)
        return &common_params[common - RUN_CLIP_NORM];
    return &run_config_schedule(config).spec->params[common - RUN_COMMONS];
}

int run_config_find(const struct run_config *config, const char *name)
{
    for (int i = 0; i < run_config_params(config); i++)
        if (strcmp(run_config_param(config, i)->name, name) == 0)
            return i;
    return -1;
}

void run_config_set(struct run_config *config, int i, double value)
{
    bool other_schedule =
        i == run_config_common_index(config, RUN_SCHEDULE) && config->value[i] != value;

    config->value[i] = value;
    if (other_schedule)
        for (int k = run_config_common_index(config, RUN_COMMONS); k < run_config_params(config);
             k++)
            config->value[k] = run_config_param(config, k)->initial;
}

/* ---- reading ----------------------------------------------------------------------------------
 */

/* A part of the text that is being read. */
struct slice {
    const char *start;
    size_t length;
};

static struct slice trimmed(struct slice part)
{
    while (part.length > 0 && isspace((unsigned char)part.start[0])) {
        part.start++;
        part.length--;
    }
    while (part.length > 0 && isspace((unsigned char)part.start[part.length - 1]))
        part.length--;
    return part;
}

/* Cuts off what lies before the first `separator`; *rest follows it, or starts at NULL. */
static struct slice cut(struct slice whole, char separator, struct slice *rest)
{
    const char *found = whole.length > 0 ? memchr(whole.start, separator, whole.length) : NULL;

    if (!found) {
        *rest = (struct slice){NULL, 0};
        return trimmed(whole);
    }
    size_t before = (size_t)(found - whole.start);
    *rest = (struct slice){found + 1, whole.length - before - 1};
    return trimmed((struct slice){whole.start, before});
}

static bool is_name(struct slice part, const char *name)
{
    return strlen(name) == part.length && memcmp(part.start, name, part.length) == 0;
}

/* How much of a part a message quotes, as printf's %.*s takes it. */
static int quoted(struct slice part)
{
    enum { QUOTED_MAX = 64 };

    return part.length < QUOTED_MAX ? (int)part.length : QUOTED_MAX;
}

static void append(char *text, size_t size, const char *separator, const char *word)
{
    size_t used = strlen(text);

    snprintf(text + used, size - used, "%s%s", used > 0 ? separator : "", word);
}

/* Adds to the sentence which name was meant, if one is near. */
static void suggest(const struct nearest *nearest, struct status *status)
{
    if (nearest->name)
        append(status->message, sizeof status->message, "; did you mean ", nearest->name);
    if (nearest->name)
        append(status->message, sizeof status->message, "", "?");
}

static const struct optimizer_spec *read_optimizer(struct slice name, struct status *status)
{
    struct nearest nearest = {.given = name.start, .length = name.length};
    char names[STATUS_MESSAGE_MAX] = "";

    for (int i = 0; i < optimizer_count; i++)
        if (is_name(name, optimizers[i]->name))
            return optimizers[i];
    for (int i = 0; i < optimizer_count; i++) {
        append(names, sizeof names, ", ", optimizers[i]->name);
        nearest_try(&nearest, optimizers[i]->name);
    }
    status_fail(status, STATUS_INVALID, "optimizer '%.*s' is not known (allowed: %s)", quoted(name),
                name.start, names);
    suggest(&nearest, status);
    return NULL;
}

/* The index of the hyperparameter called `key`; -1 with a sentence when there is none. */
static int read_key(const struct run_config *config, struct slice key, struct status *status)
{
    struct nearest nearest = {.given = key.start, .length = key.length};
    char names[STATUS_MESSAGE_MAX] = "";

    for (int i = 0; i < run_config_params(config); i++)
        if (is_name(key, run_config_param(config, i)->name))
            return i;
    for (int s = 0; s < schedule_count; s++)
        for (int i = 0; i < schedules[s].n_params; i++)
            if (is_name(key, schedules[s].params[i].name))
                append(names, sizeof names, ", ", schedules[s].name);
    if (*names) {
        status_fail(status, STATUS_INVALID, "%s: %.*s needs another schedule (allowed with: %s)",
                    config->optimizer->name, quoted(key), key.start, names);
        return -1;
    }
    for (int i = 0; i < run_config_params(config); i++) {
        append(names, sizeof names, ", ", run_config_param(config, i)->name);
        nearest_try(&nearest, run_config_param(config, i)->name);
    }
    status_fail(status, STATUS_INVALID, "%s has no hyperparameter '%.*s' (allowed: %s)",
                config->optimizer->name, quoted(key), key.start, names);
    suggest(&nearest, status);
    return -1;
}

/* Reads the value of the key "name". */
static bool read_name(struct slice value, struct run_config *config, struct status *status)
{
    value = trimmed(value);
    if (*config->name)
        return status_fail(status, STATUS_INVALID, "%s: name is given twice",
                           config->optimizer->name);
    if (value.length == 0 || value.length >= sizeof config->name)
        return status_fail(
            status, STATUS_INVALID,
            "%s: name: '%.*s' is no name for a run (allowed: 1 to %zu bytes without a comma)",
            config->optimizer->name, quoted(value), value.start, sizeof config->name - 1);
    memcpy(config->name, value.start, value.length);
    config->name[value.length] = '\0';
    return true;
}

bool run_config_set_name(struct run_config *config, const char *text, struct status *status)
{
    struct slice name = trimmed((struct slice){text, strlen(text)});

    if (!check_name(text, status))
        return false;
    memcpy(config->name, name.start, name.length);
    config->name[name.length] = '\0';
    return true;
}

bool run_config_refuse_name(const struct run_config *other, int number, struct status *status)
{
    char values[RUN_CONFIG_TEXT_MAX];

    return status_fail(status, STATUS_INVALID,
                       "name: '%s' is the name of run %d, %s %.200s (allowed: a name of its own)",
                       other->name, number, other->optimizer->name,
                       run_config_format(other, values, sizeof values));
}

bool run_config_share_name(const struct run_config *a, const struct run_config *b)
{
    return *a->name && strcmp(a->name, b->name) == 0;
}

/* Reads one KEY=VALUE; given[] remembers which keys were there. */
static bool read_assignment(struct slice part, struct run_config *config, bool *given,
                            struct status *status)
{
    const char *name = config->optimizer->name;
    struct slice value;
    struct slice key = cut(part, '=', &value);
    char text[PARAM_TEXT_MAX];
    struct status why = {0};
    double number;
    int i;

    if (!value.start)
        return status_fail(status, STATUS_INVALID,
                           "%s: '%.*s' is not of the form KEY=VALUE (example: lr=0.1)", name,
                           quoted(key), key.start);
    if (is_name(key, run_config_name.name))
        return read_name(value, config, status);
    i = read_key(config, key, status);
    if (i < 0)
        return false;
    if (given[i])
        return status_fail(status, STATUS_INVALID, "%s: %s is given twice", name,
                           run_config_param(config, i)->name);
    given[i] = true;
    if (value.length >= sizeof text)
        return status_fail(status, STATUS_INVALID, "%s: the value of %s is too long", name,
                           run_config_param(config, i)->name);
    snprintf(text, sizeof text, "%.*s", (int)value.length, value.start);
    if (!param_parse(run_config_param(config, i), text, &number, &why))
        return status_fail(status, why.code, "%s: %s", name, why.message);
    run_config_set(config, i, number);
    return true;
}

/* The schedule comes first, wherever it stands: it says which other keys there are. */
static bool read_schedule(struct slice rest, struct run_config *config, struct status *status)
{
    const char *name =
        run_config_param(config, run_config_common_index(config, RUN_SCHEDULE))->name;
    bool given[RUN_CONFIG_PARAMS_MAX] = {false};

    while (rest.start) {
        struct slice part = cut(rest, ',', &rest), value;
        if (is_name(cut(part, '=', &value), name) && !read_assignment(part, config, given, status))
            return false;
    }
    return true;
}

/* Reads KEY=VALUE,... into a config; given[i] says which of its hyperparameters were there. */
static bool read_assignments(struct slice rest, struct run_config *config, bool *given,
                             struct status *status)
{
    if (!read_schedule(rest, config, status))
        return false;
    while (rest.start) {
        struct slice part = cut(rest, ',', &rest);
        if (!read_assignment(part, config, given, status))
            return false;
    }
    return true;
}

bool run_config_parse(const char *text, struct run_config *config, struct status *status)
{
    bool given[RUN_CONFIG_PARAMS_MAX] = {false};
    struct run_config read;
    struct slice rest;
    struct slice name = cut((struct slice){text, strlen(text)}, ':', &rest);
    const struct optimizer_spec *optimizer = read_optimizer(name, status);

    if (!optimizer)
        return false;
    run_config_default(&read, optimizer);
    if (!read_assignments(rest, &read, given, status) || !run_config_check(&read, 0, status))
        return false;
    *config = read;
    return true;
}

/* The index of the schedule's total; -1 where it has none. */
static int total_index(const struct run_config *config)
{
    return schedule_ends(run_config_schedule(config).spec)
               ? run_config_common_index(config, RUN_COMMONS)
               : -1;
}

/* Was anything given that sets a schedule's clock? Then a total that was not is the race's. */
static bool take_clock(struct run_config *config, const bool *given)
{
    int total = total_index(config);
    bool set = given[run_config_common_index(config, RUN_SCHEDULE)] ||
               given[run_config_common_index(config, RUN_WARMUP)] || (total >= 0 && given[total]);

    if (set && total >= 0 && !given[total])
        config->value[total] = 0;
    return set;
}

bool run_config_parse_over(const char *text, const struct run_config *base,
                           struct run_config *config, bool *restarts, struct status *status)
{
    bool given[RUN_CONFIG_PARAMS_MAX] = {false};
    struct run_config read = *base;
    struct slice rest = {text, strlen(text)}, after, name = cut(rest, ':', &after);

    if (memchr(name.start, '=', name.length) == NULL) {
        const struct optimizer_spec *optimizer = read_optimizer(name, status);
        if (!optimizer)
            return false;
        if (optimizer != base->optimizer)
            run_config_default(&read, optimizer);
        rest = after;
    }
    read.name[0] = '\0';
    if (!read_assignments(rest, &read, given, status))
        return false;
    *restarts = take_clock(&read, given);
    if (!*read.name)
        memcpy(read.name, base->name, sizeof read.name);
    if (!run_config_check(&read, 0, status))
        return false;
    *config = read;
    return true;
}

bool run_config_same_clock(const struct run_config *a, const struct run_config *b)
{
    return run_config_common(a, RUN_SCHEDULE) == run_config_common(b, RUN_SCHEDULE) &&
           run_config_common(a, RUN_WARMUP) == run_config_common(b, RUN_WARMUP) &&
           run_config_total(a) == run_config_total(b);
}

void run_config_preset(struct run_config *config, const struct optimizer_spec *optimizer,
                       bool batches)
{
    const char *preset =
        batches && optimizer->preset_batches ? optimizer->preset_batches : optimizer->preset;
    bool given[RUN_CONFIG_PARAMS_MAX] = {false};
    struct status status = {0};

    run_config_default(config, optimizer);
    if (preset && !read_assignments((struct slice){preset, strlen(preset)}, config, given, &status))
        run_config_default(config, optimizer);
}

/* ---- writing ----------------------------------------------------------------------------------
 */

/* Appends KEY=VALUE of those that are shown always or are not at their defaults. */
static void write_values(const struct run_config *config, const char *separator, char *text,
                         size_t size)
{
    const char *between = "";
    size_t used = strlen(text);

    for (int i = 0; i < run_config_params(config) && used < size; i++) {
        const struct param_spec *param = run_config_param(config, i);
        char value[64];

        if (i >= config->optimizer->shown && config->value[i] == param->initial)
            continue;
        snprintf(text + used, size - used, "%s%s=%s", between, param->name,
                 param_format(param, config->value[i], value, sizeof value));
        used += strlen(text + used);
        between = separator;
    }
}

char *run_config_format(const struct run_config *config, char *text, size_t size)
{
    text[0] = '\0';
    write_values(config, " ", text, size);
    return text;
}

char *run_config_write(const struct run_config *config, char *text, size_t size)
{
    size_t used;

    snprintf(text, size, "%s:", config->optimizer->name);
    write_values(config, ",", text, size);
    used = strlen(text);
    if (*config->name)
        snprintf(text + used, size - used, ",name=%s", config->name);
    return text;
}

/* Appends KEY=VALUE, after a comma where something stands before. */
static void write_value(const struct run_config *config, int i, char *text, size_t size)
{
    const struct param_spec *param = run_config_param(config, i);
    size_t used = strlen(text);
    char value[64];

    snprintf(text + used, size - used, "%s%s=%s", used > 0 ? "," : "", param->name,
             param_format(param, config->value[i], value, sizeof value));
}

char *run_config_write_over(const struct run_config *config, const struct run_config *base,
                            bool restarts, char *text, size_t size)
{
    struct run_config reference = *base;
    int total = total_index(config), schedule = run_config_common_index(config, RUN_SCHEDULE);
    bool says_so = restarts && run_config_same_clock(config, base);
    char keys[RUN_CONFIG_TEXT_MAX] = "";

    if (config->optimizer != base->optimizer)
        run_config_default(&reference, config->optimizer);
    says_so = says_so || run_config_common(&reference, RUN_SCHEDULE) != config->value[schedule];
    if (run_config_common(&reference, RUN_SCHEDULE) != config->value[schedule])
        run_config_set(&reference, schedule, config->value[schedule]);
    for (int i = 0; i < run_config_params(config); i++)
        if (config->value[i] != reference.value[i] || (says_so && i == schedule) ||
            (restarts && i == total && config->value[i] > 0))
            write_value(config, i, keys, sizeof keys);
    if (strcmp(config->name, base->name) != 0 && *config->name)
        snprintf(keys + strlen(keys), sizeof keys - strlen(keys), "%sname=%s", *keys ? "," : "",
                 config->name);
    if (config->optimizer != base->optimizer)
        snprintf(text, size, "%s%s%s", config->optimizer->name, *keys ? ":" : "", keys);
    else {
        if (!*keys)
            write_value(config, 0, keys, sizeof keys);
        snprintf(text, size, "%s", keys);
    }
    return text;
}

bool run_config_equal(const struct run_config *a, const struct run_config *b)
{
    return strcmp(a->name, b->name) == 0 && run_config_same_values(a, b);
}

bool run_config_same_values(const struct run_config *a, const struct run_config *b)
{
    if (a->optimizer != b->optimizer)
        return false;
    for (int i = 0; i < run_config_params(a); i++)
        if (a->value[i] != b->value[i])
            return false;
    return true;
}
