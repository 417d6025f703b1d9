/* describe.c - descriptions of the data and of the training task; see describe.h. */
#include "describe.h"

#include "base/append.h"
#include "model/functions.h"
#include "outcome.h"
#include "report.h"
#include "setup.h"
#include "signals.h"

#include <errno.h>
#include <math.h>
#include <string.h>

enum { CLASSES_NAMED = 12, COLUMNS_SHOWN = 40 };

static char *escaped(const char *name, char text[4 * FACTS_NAME_MAX])
{
    return status_escape(name, text, 4 * FACTS_NAME_MAX, true);
}

/* ---- in short ---------------------------------------------------------------------------------
 */

static void append_classes(const struct dataset *dataset, char *text, size_t size)
{
    char name[4 * FACTS_NAME_MAX];

    append(text, size, "%d classes: ", dataset->classes);
    for (int c = 0; c < dataset->classes && c < CLASSES_NAMED; c++)
        append(text, size, "%s%s", c > 0 ? ", " : "", escaped(dataset->class_name[c], name));
    if (dataset->classes > CLASSES_NAMED)
        append(text, size, ", ...");
}

char *describe_data(const struct problem *problem, char *text, size_t size)
{
    const struct dataset *dataset = problem->dataset;
    const struct network_shape *shape;

    text[0] = '\0';
    if (!dataset)
        return text;
    shape = &problem->network->shape;
    if (dataset->facts.format)
        append(text, size, "%s: ", dataset->facts.format);
    if (dataset->facts.what[0])
        append(text, size, "%s; ", dataset->facts.what);
    if (dataset->regression)
        append(text, size, "regression, %s output, %s loss", shape->output->name,
               shape->loss->name);
    else
        append_classes(dataset, text, size);
    if (!dataset->regression && problem->config.loss == 0 && shape->loss->output)
        append(text, size, "; loss %s", shape->loss->name);
    return text;
}

/* Where the minimum is, as far as it is known for these parameters. */
static void print_function(FILE *stream, const struct problem *problem)
{
    const struct function_objective *self = function_of(problem->objective);
    const struct function *f;

    if (!self)
        return;
    f = self->function;
    fprintf(stream, "test function: %s; no test split, no accuracies\n", f->formula);
    fprintf(stream, "  minimum %.6g at", f->minimum);
    for (int p = 0; p < f->places; p++)
        fprintf(stream, " %.6g,%.6g", f->place[p][0], f->place[p][1]);
    if (self->param[0] > 0)
        fprintf(stream, "; noise of deviation %g in the gradient", self->param[0]);
    putc('\n', stream);
}

void describe_print(FILE *stream, const struct problem *problem)
{
    char text[FACTS_TEXT_MAX * 4];
    const char *note;

    if (!problem->dataset)
        print_function(stream, problem);
    if (!problem->dataset || !problem->dataset->facts.format)
        return;
    fprintf(stream, "%s\n", describe_data(problem, text, sizeof text));
    note = problem->dataset->facts.notes;
    while (*note) {
        size_t length = strcspn(note, "\n");
        fprintf(stream, "  %.*s\n", (int)length, note);
        note += length + (note[length] == '\n');
    }
}

/* ---- at length --------------------------------------------------------------------------------
 */

static void print_column(FILE *stream, size_t number, const struct facts_column *column)
{
    static const char *const kinds[] = {[FACTS_NUMBER] = "input",
                                        [FACTS_TEXT] = "input",
                                        [FACTS_LABEL] = "label",
                                        [FACTS_IGNORED] = "ignored"};
    char low[32], high[32];

    fprintf(stream, "%6zu  %-24s %-8s", number, column->name, kinds[column->kind]);
    if (column->text && column->values > 0)
        fprintf(stream, " %zu texts", column->values);
    else if (column->text)
        fprintf(stream, " texts");
    else if (isnan(column->min))
        fprintf(stream, " nothing");
    else
        fprintf(stream, " %s %s ... %s", column->whole ? "whole numbers" : "numbers",
                param_format_number(column->min, low, sizeof low),
                param_format_number(column->max, high, sizeof high));
    if (column->missing > 0)
        fprintf(stream, ", %zu missing", column->missing);
    putc('\n', stream);
}

static void print_columns(FILE *stream, const struct facts *facts)
{
    if (facts->columns == 0)
        return;
    fprintf(stream, "\nColumns:\n");
    for (size_t c = 0; c < facts->columns; c++)
        if (c < COLUMNS_SHOWN || facts->column[c].kind == FACTS_LABEL)
            print_column(stream, c + 1, &facts->column[c]);
    if (facts->columns > COLUMNS_SHOWN)
        fprintf(stream, "        ... %zu columns\n", facts->columns);
    fprintf(stream, "\nFirst rows:\n");
    for (size_t i = 0; i < sizeof facts->row / sizeof facts->row[0]; i++)
        if (facts->row[i][0])
            fprintf(stream, "  %s\n", facts->row[i]);
}

static size_t count_class(const struct samples *samples, int class)
{
    size_t count = 0;

    for (size_t i = 0; i < samples->m; i++)
        count += samples->label[i] == class;
    return count;
}

static void print_classes(FILE *stream, const struct dataset *dataset)
{
    char name[4 * FACTS_NAME_MAX];

    if (!dataset->train.label)
        return;
    fprintf(stream, "\n%-24s %10s %10s\n", "Class", "training", "test");
    for (int c = 0; c < dataset->classes; c++)
        fprintf(stream, "%-24s %10zu %10zu\n", escaped(dataset->class_name[c], name),
                count_class(&dataset->train, c), count_class(&dataset->test, c));
}

static void print_training(FILE *stream, const struct problem *problem)
{
    fprintf(stream, "\nTraining task:\n  ");
    report_problem(stream, problem);
    fprintf(stream, "  %zu parameters, loss %s", problem->objective->n,
            problem->network->shape.loss->name);
    if (!problem->network->shape.loss->output)
        fprintf(stream, ", output %s", problem->network->shape.output->name);
    fprintf(stream, "\n");
}

void describe_at_length(FILE *stream, const struct problem *problem)
{
    describe_print(stream, problem);
    if (!problem->dataset)
        return;
    print_columns(stream, &problem->dataset->facts);
    print_classes(stream, problem->dataset);
    print_training(stream, problem);
}

int describe_run(const struct options *options, struct status *status)
{
    struct status trouble = {.cancel = signals_stopping()};
    struct problem *problem;

    if (!signals_install(false, status))
        return EXIT_ERROR;
    problem = setup_problem(&options->problem, &trouble);
    if (!problem && trouble.code == STATUS_CANCELLED)
        return outcome_code(NULL);
    if (!problem) {
        *status = trouble;
        return status->code == STATUS_INVALID ? EXIT_USAGE : EXIT_ERROR;
    }
    describe_at_length(stdout, problem);
    problem_free(problem);
    if (fflush(stdout) != 0 || ferror(stdout)) {
        status_fail(status, STATUS_SYSTEM, "standard output: %s", strerror(errno));
        return EXIT_ERROR;
    }
    return EXIT_DONE;
}
