/* report.c - the closing table; see report.h. */
#include "report.h"

#include "run_names.h"
#include "describe.h"
#include "model/functions.h"

#include <errno.h>
#include <math.h>
#include <string.h>

char *report_shape(const struct network_shape *shape, char *text, size_t size)
{
    size_t used = 0;

    text[0] = '\0';
    for (int i = 0; i <= shape->layers && used < size; i++)
        used +=
            (size_t)snprintf(text + used, size - used, "%s%zu", i > 0 ? "-" : "", shape->width[i]);
    return text;
}

/* Settings that print_problem does not mention itself, where they are not at their defaults. */
static void print_other_settings(FILE *stream, const struct problem_config *config, bool data)
{
    static const size_t mentioned[] = {
        offsetof(struct problem_config, data),       offsetof(struct problem_config, layers),
        offsetof(struct problem_config, activation), offsetof(struct problem_config, seed),
        offsetof(struct problem_config, batch_size), offsetof(struct problem_config, start),
    };
    struct problem_config defaults;

    problem_config_default(&defaults);
    for (int i = 0; i < problem_setting_count; i++) {
        const struct problem_setting *setting = &problem_settings[i];
        char value[PROBLEM_PATH_MAX], initial[PROBLEM_PATH_MAX], shown[4 * PROBLEM_PATH_MAX];
        bool other = data || setting->offset >= offsetof(struct problem_config, l2);

        for (size_t k = 0; k < sizeof mentioned / sizeof mentioned[0]; k++)
            other &= setting->offset != mentioned[k];
        problem_config_get(config, setting, value, sizeof value);
        problem_config_get(&defaults, setting, initial, sizeof initial);
        if (other && strcmp(value, initial) != 0)
            fprintf(stream, ", %s %s", setting->param.name,
                    status_escape(value, shown, sizeof shown, true));
    }
}

/* The place of the settings that only data and a network have. */
static void print_network(FILE *stream, const struct problem *problem)
{
    const struct network_shape *shape = &problem->network->shape;
    char name[4 * DATASET_NAME_MAX], widths[512];

    fprintf(stream, "%s %zu+%zu, %s %s, ",
            status_escape(problem->dataset->name, name, sizeof name, true),
            problem->dataset->train.m, problem->dataset->test.m,
            report_shape(shape, widths, sizeof widths), shape->hidden->name);
    if (problem->batch < problem->dataset->train.m)
        fprintf(stream, "batches of %zu", problem->batch);
    else
        fprintf(stream, "full batch");
}

/* A test function has neither data nor network, and no test split. */
static void print_function(FILE *stream, const struct problem *problem)
{
    const struct function_objective *self = function_of(problem->objective);
    const struct function *f = self->function;

    fprintf(stream, "%s, from %g,%g", f->name, self->start[0], self->start[1]);
    for (int i = 0; i < f->n_params; i++)
        if (self->param[i] != f->params[i].initial)
            fprintf(stream, ", %s %g", f->params[i].name, self->param[i]);
}

void report_problem(FILE *stream, const struct problem *problem)
{
    if (problem->dataset)
        print_network(stream, problem);
    else
        print_function(stream, problem);
    fprintf(stream, ", seed %llu", (unsigned long long)problem->config.seed);
    print_other_settings(stream, &problem->config, problem->dataset != NULL);
    putc('\n', stream);
}

static void print_loss(FILE *stream, double loss)
{
    if (isnan(loss))
        fprintf(stream, " %11s", "-");
    else
        fprintf(stream, " %11.4g", loss);
}

static void print_accuracy(FILE *stream, double accuracy)
{
    if (isnan(accuracy))
        fprintf(stream, " %9s", "-");
    else
        fprintf(stream, " %7.2f %%", 100 * accuracy);
}

/* The state that test loss and accuracies are of. */
static void print_tested(FILE *stream, const struct run_snapshot *run)
{
    if (run->iteration == 0 && run->state != RUN_DIVERGED)
        fprintf(stream, " %9s", "-");
    else
        fprintf(stream, " %9llu", (unsigned long long)run->shown.tested);
}

/* Is there a test split? A test function has none. */
static bool is_tested(const struct problem *problem)
{
    return problem->objective->samples[OBJECTIVE_TEST] > 0;
}

static void print_run(FILE *stream, int number, int width, const struct problem *problem,
                      const struct run_snapshot *run)
{
    char text[RUN_CONFIG_TEXT_MAX];

    fprintf(stream, "%3d  %-*s", number, width, run_label(&run->config, text, sizeof text));
    print_loss(stream, run->shown.value[CURVE_TRAIN_LOSS]);
    if (is_tested(problem))
        print_loss(stream, run->shown.value[CURVE_TEST_LOSS]);
    if (problem->objective->classes) {
        print_accuracy(stream, run->shown.value[CURVE_TRAIN_ACCURACY]);
        print_accuracy(stream, run->shown.value[CURVE_TEST_ACCURACY]);
    }
    if (is_tested(problem) && !problem_evaluates_always(problem))
        print_tested(stream, run);
    fprintf(stream, " %10llu %8.2f s  %s", (unsigned long long)run->iteration, run->seconds,
            run_config_format(&run->config, text, sizeof text));
    if (run->state == RUN_DIVERGED)
        fprintf(stream, "  diverged at %llu", (unsigned long long)run->diverged_at);
    else if (run->condition != RUN_MOVING)
        fprintf(stream, "  %s at %llu", run->condition == RUN_STALLED ? "stalled" : "converged",
                (unsigned long long)run->condition_at);
    putc('\n', stream);
}

/* The figures of the training data are those of all, or of a batch: `whole`. */
static void print_head(FILE *stream, int width, const struct problem *problem, bool whole)
{
    fprintf(stream, "run  %-*s %11s", width, "optimizer",
            !problem->dataset ? "value"
            : whole           ? "train loss"
                              : "batch loss");
    if (is_tested(problem))
        fprintf(stream, " %11s", "test loss");
    if (problem->objective->classes)
        fprintf(stream, " %9s %9s", whole ? "train acc" : "batch acc", "test acc");
    if (is_tested(problem) && !problem_evaluates_always(problem))
        fprintf(stream, " %9s", "after");
    fprintf(stream, " %10s %10s  %s\n", "iterations", "time", "hyperparameters");
}

bool report_print(FILE *stream, const char *name, struct race *race, struct status *status)
{
    const struct problem *problem = race_problem(race);
    const struct race_view view = {.end = 1, .columns = 1}; /* no curve is drawn */
    struct race_snapshot snapshot = {0};
    int width = (int)strlen("optimizer");

    if (!race_snapshot(race, &view, &snapshot, status))
        return false;
    for (int i = 0; i < snapshot.runs; i++) {
        char label[RUN_NAME_MAX];
        int length = (int)strlen(run_label(&snapshot.run[i].config, label, sizeof label));
        width = length > width ? length : width;
    }
    report_problem(stream, problem);
    describe_print(stream, problem);
    print_head(stream, width, problem, snapshot.whole);
    for (int i = 0; i < snapshot.runs; i++)
        print_run(stream, i + 1, width, problem, &snapshot.run[i]);
    if (snapshot.untested)
        fprintf(stream, "The final weights were not tested.\n");
    race_snapshot_free(&snapshot);
    if (fflush(stream) != 0 || ferror(stream))
        return status_fail(status, STATUS_SYSTEM, "%s: %s", name, strerror(errno));
    return true;
}
