/* problem.c - settings and their table, the problem made from them; see problem.h. */
#include "problem.h"

#include "data/classes.h"
#include "data/toy.h"
#include "model/functions.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
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
               .allowed =
                   "mnist01 (bundled), a file or folder of one of the formats, generated data "
                   "such as spirals:n=400,noise=0.1, or a test function such as rosenbrock",
               .help = "data to learn from: bundled, a file or a folder, or generated; or a test "
                       "function to minimize"},
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
               .allowed = "a column's name, its number from 1, or last; nothing: label, target, "
                          "class, y, species, diagnosis, or the only column of texts",
               .help = "column of a table to learn"},
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
               .help = "training task; auto: texts and at most 20 different whole numbers are "
                       "classes, other numbers a regression"},
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
               .help =
                   "activation of the output layer; same: as the others, as in the notebook; in "
                   "a regression identity"},
     CHOICE_FIELD(output_activation),
     .argument = "NAME"},
    {.param = {.name = "loss",
               .kind = PARAM_CHOICE,
               .choices = loss_choices,
               .help = "loss to minimize; auto: softmax_cross_entropy for three or more classes "
                       "of a table, else square; cross-entropy losses imply their own output "
                       "activation"},
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

/* ---- the problem ------------------------------------------------------------------------------
 */

static const struct loss *find_loss(const char *name)
{
    int i = 0;

    while (strcmp(losses[i].name, name) != 0)
        i++;
    return &losses[i];
}

/* The loss that is asked for, else the one that suits the data; NULL when it does not. */
static const struct loss *choose_loss(const struct problem_config *config,
                                      const struct dataset *dataset, struct status *status)
{
    const struct loss *square = find_loss("square"), *softmax = find_loss("softmax_cross_entropy");
    const struct loss *loss = config->loss > 0 ? &losses[config->loss - 1]
                              : dataset->table && !dataset->regression && dataset->classes > 2
                                  ? softmax
                                  : square;

    if (dataset->regression && loss != square)
        status_fail(status, STATUS_INVALID,
                    "loss: %s needs classes, and numbers are learned here (allowed: square)",
                    loss->name);
    else if (loss == softmax && dataset->train.n_y < 2)
        status_fail(status, STATUS_INVALID,
                    "loss: softmax_cross_entropy needs more than two classes, the data have %d "
                    "(use binary_cross_entropy)",
                    dataset->classes);
    else
        return loss;
    return NULL;
}

/* The activation of the output layer; a regression's is linear. */
static const struct activation *choose_output(const struct problem_config *config,
                                              const struct dataset *dataset)
{
    int i = config->output_activation > 0 ? config->output_activation - 1 : config->activation;

    if (config->output_activation == 0 && dataset->regression)
        for (i = 0; strcmp(activations[i].name, "identity") != 0;)
            i++;
    return &activations[i];
}

/* The shape that the settings ask for, but for inputs and outputs, which are the data's. */
static bool read_shape(const struct problem_config *config, const struct dataset *dataset,
                       struct network_shape *shape, struct status *status)
{
    const struct loss *loss = choose_loss(config, dataset, status);
    int hidden;

    if (!loss)
        return false;
    *shape = (struct network_shape){.hidden = &activations[config->activation],
                                    .output = choose_output(config, dataset),
                                    .loss = loss,
                                    .initialization = &initializations[config->initialization],
                                    .dropout = config->dropout};
    if (config->output_activation > 0 && loss->output)
        return status_fail(status, STATUS_INVALID,
                           "output_activation: %s implies its own output activation, %s (allowed: "
                           "same)",
                           loss->name, loss->output_name);
    if (!problem_layers_parse(config->layers, shape->width + 1, &hidden, status))
        return false;
    shape->layers = hidden + 1;
    return true;
}

static bool draw(const struct objective *objective, uint64_t seed, real *w, struct status *status)
{
    struct rng rng;

    rng_seed(&rng, (uint32_t)seed);
    return objective->type->initialize(objective, &rng, w, status);
}

static bool draw_parameters(struct problem *problem, struct status *status)
{
    problem->initial = malloc(problem->objective->n * sizeof *problem->initial);
    if (!problem->initial)
        return status_out_of_memory(status, "the initial parameters");
    return draw(problem->objective, problem->config.seed, problem->initial, status);
}

bool problem_draw(const struct problem *problem, uint64_t seed, real *w, struct status *status)
{
    if (seed != problem->config.seed)
        return draw(problem->objective, seed, w, status);
    memcpy(w, problem->initial, problem->objective->n * sizeof *w);
    return true;
}

bool problem_set_seeds(struct problem *problem, const uint64_t *seed, int seeds,
                       struct status *status)
{
    uint64_t *copy = malloc((size_t)seeds * sizeof *copy);

    if (!copy)
        return status_out_of_memory(status, "the seeds");
    memcpy(copy, seed, (size_t)seeds * sizeof *copy);
    free(problem->seed);
    problem->seed = copy;
    problem->seeds = seeds;
    return true;
}

/* problem_from_objective for one that is permitted. */
static struct problem *make(struct objective *objective, const struct problem_config *config,
                            problem_permit *permits, struct status *status)
{
    struct problem *problem = calloc(1, sizeof *problem);
    size_t m = objective->samples[OBJECTIVE_TRAIN];

    if (!problem)
        status_out_of_memory(status, "the problem");
    if (!problem || (permits && !permits(objective, status))) {
        objective_free(objective);
        free(problem);
        return NULL;
    }
    problem->config = *config;
    problem->objective = objective;
    problem->batch =
        config->batch_size >= 1 && config->batch_size < m ? (size_t)config->batch_size : m;
    problem->iterations_per_epoch = (m + problem->batch - 1) / problem->batch;
    problem->eval_every =
        config->eval_every >= 1 ? (size_t)config->eval_every : problem->iterations_per_epoch;
    if (!problem_set_seeds(problem, &config->seed, 1, status) || status_cancelled(status) ||
        !draw_parameters(problem, status) || status_cancelled(status)) {
        problem_free(problem);
        return NULL;
    }
    return problem;
}

struct problem *problem_from_objective(struct objective *objective,
                                       const struct problem_config *config, struct status *status)
{
    return make(objective, config, NULL, status);
}

/* problem_from_dataset for one that is permitted. */
static struct problem *make_on_data(struct dataset *dataset, const struct problem_config *config,
                                    problem_permit *permits, struct status *status)
{
    struct network_shape shape;
    struct network_objective *network;
    struct problem *problem;

    if (!read_shape(config, dataset, &shape, status)) {
        dataset_free(dataset);
        return NULL;
    }
    network = network_objective_create(dataset, &shape, status);
    problem = network ? make(&network->objective, config, permits, status) : NULL;
    if (!problem)
        return NULL;
    problem->network = &network->network;
    problem->dataset = network->dataset;
    if (problem->batch == dataset->train.m && !dataset_sort(dataset, status)) {
        problem_free(problem);
        return NULL;
    }
    return problem;
}

struct problem *problem_from_dataset(struct dataset *dataset, const struct problem_config *config,
                                     struct status *status)
{
    return make_on_data(dataset, config, NULL, status);
}

static struct problem *load_function(const struct problem_config *config, struct status *status)
{
    struct function_objective *function =
        function_objective_create(config->data, config->start, status);

    return function ? problem_from_objective(&function->objective, config, status) : NULL;
}

struct problem *problem_load(const struct problem_config *config, const char *path,
                             problem_permit *permits, struct status *status)
{
    const struct data_request request = {.path = path,
                                         .format = config->format,
                                         .classes = config->classes,
                                         .label = config->label,
                                         .ignore = config->ignore,
                                         .test = config->test,
                                         .scale = (enum data_scale)config->scale,
                                         .missing = (enum data_missing)config->missing,
                                         .task = (enum data_task)config->task,
                                         .seed = (uint32_t)config->data_seed};
    struct dataset *dataset = function_find(config->data) ? NULL : data_load(&request, status);

    if (function_find(config->data))
        return load_function(config, status);
    return dataset ? make_on_data(dataset, config, permits, status) : NULL;
}

bool problem_has_data(const struct problem *problem, const struct problem_config *config)
{
    for (int i = 0; i < problem_setting_count; i++) {
        const struct problem_setting *setting = &problem_settings[i];
        char had[PARAM_TEXT_MAX], wanted[PARAM_TEXT_MAX];

        /* The settings of the data come first. */
        if (setting->offset >= offsetof(struct problem_config, layers))
            continue;
        problem_config_get(&problem->config, setting, had, sizeof had);
        problem_config_get(config, setting, wanted, sizeof wanted);
        if (strcmp(had, wanted) != 0)
            return false;
    }
    return problem->dataset != NULL;
}

bool problem_evaluates(const struct problem *problem, uint64_t iteration)
{
    return problem->objective->samples[OBJECTIVE_TEST] > 0 &&
           (iteration == 0 || (iteration + 1) % problem->eval_every == 0);
}

bool problem_evaluates_always(const struct problem *problem)
{
    return problem->eval_every == 1 && problem->iterations_per_epoch == 1;
}

uint64_t problem_last_evaluation(const struct problem *problem, uint64_t iterations)
{
    uint64_t whole = iterations / problem->eval_every * problem->eval_every;

    return whole > 0 ? whole - 1 : 0;
}

void problem_free(struct problem *problem)
{
    if (problem) {
        objective_free(problem->objective);
        free(problem->initial);
        free(problem->seed);
    }
    free(problem);
}
