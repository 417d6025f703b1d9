/* problem.c - the problem made from its settings; see problem.h. */
#include "problem.h"

#include "base/seeds.h"
#include "model/functions.h"
#include "model/kernels.h"

#include <stdlib.h>
#include <string.h>

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

/* The config's list, or its only seed. */
static bool take_seeds(struct problem *problem, struct status *status)
{
    uint64_t seed[SEEDS_MAX] = {problem->config.seed};
    int seeds = 1;

    if (problem->config.seeds[0] && !seeds_parse(problem->config.seeds, seed, &seeds, status))
        return false;
    problem->seed = malloc((size_t)seeds * sizeof *seed);
    if (!problem->seed)
        return status_out_of_memory(status, "the seeds");
    memcpy(problem->seed, seed, (size_t)seeds * sizeof *seed);
    problem->seeds = seeds;
    problem->config.seed = seed[0];
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
    if (!take_seeds(problem, status) || status_cancelled(status) ||
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
    if (problem->batch == dataset->train.m && !dataset_sort(dataset, kernels_share(), status)) {
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
