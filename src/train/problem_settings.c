/* problem_settings.c - THE table of a problem's settings, and getting and setting by it; see
 * problem.h. */
#include "problem.h"

#include "base/seeds.h"
#include "data/classes.h"
#include "data/toy.h"
#include "model/functions.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* ---- the table of settings --------------------------------------------------------------------
 */

bool problem_layers_parse(const char *text, size_t *width, int *count, struct status *status)
{
    static const struct param_spec one =
        PARAM_WHOLE("layers", 64, 1, NETWORK_WIDTH_MAX, "units of a hidden layer");
    char list[PROBLEM_LIST_MAX], *rest = list, *item;

    *count = 0;
    if (strcmp(text, "none") == 0)
        return true;
    snprintf(list, sizeof list, "%s", text);
    while ((item = strsep(&rest, ",")) != NULL) {
        double value;
        if (*count == NETWORK_LAYERS_MAX - 1)
            return status_fail(status, STATUS_INVALID,
                               "layers: '%s' has more than %d hidden layers", text,
                               NETWORK_LAYERS_MAX - 1);
        if (!param_parse(&one, item, &value, status))
            return status_fail(status, STATUS_INVALID,
                               "layers: '%s' in '%s' is not a width (allowed: hidden widths of "
                               "1 ... %d separated by commas, or none)",
                               item, text, NETWORK_WIDTH_MAX);
        width[(*count)++] = (size_t)value;
    }
    return true;
}

static bool check_layers(const char *text, struct status *status)
{
    size_t width[NETWORK_LAYERS_MAX];
    int count;

    return problem_layers_parse(text, width, &count, status);
}

static bool check_classes(const char *text, struct status *status)
{
    struct class_filter filter;

    return class_filter_parse(text, &filter, status);
}

static bool check_data(const char *text, struct status *status)
{
    if (toy_find(text))
        return toy_check(text, status);
    if (function_find(text))
        return function_check(text, status);
    if (*text)
        return true;
    return status_fail(status, STATUS_INVALID,
                       "data: is empty (allowed: mnist01, a file or a folder)");
}

static bool check_start(const char *text, struct status *status)
{
    double start[2];

    return function_start_parse(text, start, status);
}

static bool check_seeds(const char *text, struct status *status)
{
    static const char name[] = "seeds: ";
    uint64_t seed[SEEDS_MAX];
    struct status why = {0};
    int seeds;

    if (!*text || seeds_parse(text, seed, &seeds, &why))
        return true;
    return status_fail(status, why.code, "%s%.*s", name, (int)(STATUS_MESSAGE_MAX - sizeof name),
                       why.message);
}

#define FIELD_OF(FIELD) ((struct problem_config *)0)->FIELD
#define TEXT_FIELD(FIELD)                                                                          \
    .offset = offsetof(struct problem_config, FIELD), .size = sizeof FIELD_OF(FIELD)
/* The field of a number, with the type that the kind of its parameter asks for. */
#define TYPED_FIELD(TYPE, FIELD)                                                                   \
    .offset = offsetof(struct problem_config, FIELD),                                              \
    .size = sizeof(_Generic(FIELD_OF(FIELD), TYPE                                                  \
                            : FIELD_OF(FIELD)))
#define REAL_FIELD(FIELD)   TYPED_FIELD(double, FIELD)   /* PARAM_REAL */
#define WHOLE_FIELD(FIELD)  TYPED_FIELD(uint64_t, FIELD) /* PARAM_INTEGER */
#define CHOICE_FIELD(FIELD) TYPED_FIELD(int, FIELD)      /* PARAM_CHOICE, PARAM_BOOLEAN */

const struct problem_setting problem_settings[] = {
    {.param = {.name = "data",
               .kind = PARAM_TEXT,
               .initial_text = "mnist01",
               .check = check_data,
               .allowed = "mnist01, a file, a folder, generated data such as spirals, a "
                          "function such as rosenbrock",
               .help = "data, or a test function to minimize"},
     TEXT_FIELD(data),
     .short_option = 'd',
     .argument = "SOURCE"},
    {.param = {.name = "format",
               .kind = PARAM_CHOICE,
               .choices = format_names,
               .help = "format of the data; auto: recognized by their content"},
     CHOICE_FIELD(format),
     .argument = "NAME"},
    {.param = {.name = "classes",
               .kind = PARAM_TEXT,
               .initial_text = "",
               .check = check_classes,
               .allowed = "two or more labels separated by commas, or nothing: all",
               .help = "labels to keep; two become targets 0 and 1, more become one-hot vectors"},
     TEXT_FIELD(classes),
     .argument = "A,B[,...]"},
    {.param = {.name = "label",
               .kind = PARAM_TEXT,
               .initial_text = "",
               .allowed = "its name, its number from 1, or last; nothing: label, target, class, y, "
                          "species, diagnosis, or the only text column",
               .help = "column to learn"},
     TEXT_FIELD(label),
     .argument = "NAME|N|last"},
    {.param = {.name = "ignore",
               .kind = PARAM_TEXT,
               .initial_text = "",
               .allowed = "names or numbers of columns separated by commas, or nothing",
               .help = "columns of a table to leave out"},
     TEXT_FIELD(ignore),
     .argument = "NAME[,...]"},
    {.param = {.name = "test",
               .kind = PARAM_TEXT,
               .initial_text = "",
               .check = data_test_check,
               .allowed = "a file, or a share 0 < test < 1 of the rows; nothing: the test split of "
                          "the data, or a share of 0.2",
               .help = "source of the test split"},
     TEXT_FIELD(test),
     .argument = "FILE|FRACTION"},
    {.param = {.name = "scale",
               .kind = PARAM_CHOICE,
               .choices = data_scale_names,
               .help = "scale of the inputs; auto: standard (mean 0, deviation 1) for tables, unit "
                       "for bytes, else none"},
     CHOICE_FIELD(scale),
     .argument = "NAME"},
    {.param = {.name = "missing",
               .kind = PARAM_CHOICE,
               .choices = data_missing_names,
               .help = "treatment of rows with missing fields; mean: fill in the mean of the "
                       "training rows"},
     CHOICE_FIELD(missing),
     .argument = "NAME"},
    {.param = {.name = "task",
               .kind = PARAM_CHOICE,
               .choices = data_task_names,
               .help = "task; auto: texts and up to 20 distinct integers are classes, other "
                       "numbers a regression"},
     CHOICE_FIELD(task),
     .argument = "NAME"},
    {.param = PARAM_WHOLE("data_seed", 1, 0, 4294967295.0,
                          "seed of generated data, and of the division into training and test "
                          "split"),
     WHOLE_FIELD(data_seed),
     .argument = "N"},
    {.param = {.name = "start",
               .kind = PARAM_TEXT,
               .initial_text = "",
               .check = check_start,
               .allowed = "two numbers X,Y, or nothing: the function's own start",
               .help = "starting point of a test function"},
     TEXT_FIELD(start),
     .argument = "X,Y"},
    {.param = {.name = "layers",
               .kind = PARAM_TEXT,
               .initial_text = "64,64",
               .check = check_layers,
               .allowed = "hidden widths from 1 to 65536, separated by commas, or none",
               .help = "widths of the hidden layers"},
     TEXT_FIELD(layers),
     .argument = "A,B,..."},
    {.param = {.name = "activation",
               .kind = PARAM_CHOICE,
               .choices = activation_names,
               .help = "activation function of the layers"},
     CHOICE_FIELD(activation),
     .short_option = 'a',
     .argument = "NAME"},
    {.param = {.name = "output_activation",
               .kind = PARAM_CHOICE,
               .choices = activation_output_names,
               .help = "output layer's activation; same: the others'"},
     CHOICE_FIELD(output_activation),
     .argument = "NAME"},
    {.param = {.name = "loss",
               .kind = PARAM_CHOICE,
               .choices = loss_choices,
               .help = "loss; auto: square, softmax_cross_entropy for 3 classes or more of a "
                       "table"},
     CHOICE_FIELD(loss),
     .short_option = 'l',
     .argument = "NAME"},
    {.param = {.name = "initialization",
               .kind = PARAM_CHOICE,
               .choices = initialization_names,
               .help = "distribution of the initial weights (notebook: variance 1/n_in)"},
     CHOICE_FIELD(initialization),
     .argument = "NAME"},
    {.param = PARAM_REAL_CLOSED("l2", 0, 0, 1000, "L2 penalty, l2/2 ||W||^2; biases are exempt"),
     REAL_FIELD(l2),
     .argument = "X"},
    {.param = PARAM_REAL_CLOSED("l1", 0, 0, 1000, "L1 penalty, l1 ||W||_1; biases are exempt"),
     REAL_FIELD(l1),
     .argument = "X"},
    {.param =
         PARAM_REAL_HALF("dropout", 0, 0, 1, "probability that dropout leaves out a hidden unit"),
     REAL_FIELD(dropout),
     .argument = "P"},
    {.param = PARAM_WHOLE("seed", 1, 0, 4294967295.0,
                          "seed of initial weights, batches and dropout, as in NumPy"),
     WHOLE_FIELD(seed),
     .short_option = 's',
     .argument = "N"},
    {.param = {.name = "seeds",
               .kind = PARAM_TEXT,
               .initial_text = "",
               .check = check_seeds,
               .allowed = SEEDS_ALLOWED ", or nothing: only seed",
               .help = "seeds in place of one; medians and spread are shown"},
     TEXT_FIELD(seeds),
     .argument = "LIST"},
    {.param = PARAM_WHOLE("batch_size", 0, 0, 1e9, "samples per iteration (0: full batch)"),
     WHOLE_FIELD(batch_size),
     .argument = "N"},
    {.param = PARAM_WHOLE("eval_every", 0, 0, 1e9,
                          "iterations between test evaluations (0: once per epoch)"),
     WHOLE_FIELD(eval_every),
     .argument = "K"},
};
const int problem_setting_count = sizeof problem_settings / sizeof problem_settings[0];

/* ---- getting and setting by the table ---------------------------------------------------------
 */

static void *field_of(struct problem_config *config, const struct problem_setting *setting)
{
    return (char *)config + setting->offset;
}

static void set_number(struct problem_config *config, const struct problem_setting *setting,
                       double value)
{
    void *field = field_of(config, setting);

    switch (setting->param.kind) {
    case PARAM_REAL:
        *(double *)field = value;
        break;
    case PARAM_INTEGER:
        *(uint64_t *)field = (uint64_t)value;
        break;
    case PARAM_BOOLEAN:
    case PARAM_CHOICE:
        *(int *)field = (int)value;
        break;
    case PARAM_TEXT:
        break;
    }
}

static double get_number(struct problem_config *config, const struct problem_setting *setting)
{
    const void *field = field_of(config, setting);

    switch (setting->param.kind) {
    case PARAM_REAL:
        return *(const double *)field;
    case PARAM_INTEGER:
        return (double)*(const uint64_t *)field;
    case PARAM_BOOLEAN:
    case PARAM_CHOICE:
        return *(const int *)field;
    case PARAM_TEXT:
        break;
    }
    return NAN;
}

void problem_config_default(struct problem_config *config)
{
    memset(config, 0, sizeof *config);
    for (int i = 0; i < problem_setting_count; i++) {
        const struct problem_setting *setting = &problem_settings[i];
        if (setting->param.kind == PARAM_TEXT)
            snprintf(field_of(config, setting), setting->size, "%s", setting->param.initial_text);
        else
            set_number(config, setting, setting->param.initial);
    }
}

/* A list has one way to be written, and the first seed is the one where there can be only one. */
static void settle_seeds(struct problem_config *config)
{
    uint64_t seed[SEEDS_MAX];
    struct status none = {0};
    int seeds;

    if (!config->seeds[0] || !seeds_parse(config->seeds, seed, &seeds, &none))
        return;
    seeds_format(seed, seeds, config->seeds, sizeof config->seeds);
    config->seed = seed[0];
}

bool problem_config_set(struct problem_config *config, const struct problem_setting *setting,
                        const char *text, struct status *status)
{
    double value;

    if (setting->param.kind != PARAM_TEXT) {
        if (!param_parse(&setting->param, text, &value, status))
            return false;
        set_number(config, setting, value);
        return true;
    }
    if (strlen(text) >= setting->size)
        return status_fail(status, STATUS_INVALID, "%s: longer than %zu bytes", setting->param.name,
                           setting->size - 1);
    if (!param_validate(&setting->param, text, status))
        return false;
    snprintf(field_of(config, setting), setting->size, "%s", text);
    if (setting->offset == offsetof(struct problem_config, seeds))
        settle_seeds(config);
    return true;
}

char *problem_config_get(const struct problem_config *config, const struct problem_setting *setting,
                         char *text, size_t size)
{
    /* The copy keeps this function's promise not to change the configuration. */
    struct problem_config copy = *config;

    if (setting->param.kind == PARAM_TEXT)
        snprintf(text, size, "%s", (const char *)field_of(&copy, setting));
    else
        param_format(&setting->param, get_number(&copy, setting), text, size);
    return text;
}
