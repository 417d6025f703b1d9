/* report.c - the closing table; see report.h. */
#include "report.h"

#include "ranking.h"

#include "base/append.h"
#include "base/utf8.h"
#include "describe.h"
#include "figures.h"
#include "confusion.h"
#include "run_names.h"

#include <errno.h>
#include <math.h>
#include <string.h>
#include <sys/ioctl.h>

/* Settings that print_problem does not mention itself, where they are not at their defaults. */
static void print_other_settings(FILE *stream, const struct problem_config *config, bool data)
{
    static const char *const mentioned[] = {"data",  "layers",     "activation", "seed",
                                            "seeds", "batch_size", "start",      NULL};

    for (int i = -1; (i = figures_unusual(config, mentioned, i)) >= 0;) {
        const struct problem_setting *setting = &problem_settings[i];
        char value[PROBLEM_PATH_MAX], shown[4 * PROBLEM_PATH_MAX];

        if (!data && setting->offset < offsetof(struct problem_config, l2))
            continue;
        problem_config_get(config, setting, value, sizeof value);
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
            figures_shape(shape, widths, sizeof widths), shape->hidden->name);
    if (problem->batch < problem->dataset->train.m)
        fprintf(stream, "batches of %zu", problem->batch);
    else
        fprintf(stream, "full batch");
}

void report_problem(FILE *stream, const struct problem *problem)
{
    char seeds[PROBLEM_LIST_MAX + 32], function[FIGURES_FUNCTION_MAX];

    if (problem->dataset)
        print_network(stream, problem);
    else
        fputs(figures_function(problem, function, sizeof function), stream);
    fprintf(stream, ", %s", figures_seeds(&problem->config, true, seeds, sizeof seeds));
    print_other_settings(stream, &problem->config, problem->dataset != NULL);
    putc('\n', stream);
}

/* ---- the table ---------------------------------------------------------------------------------
 */

enum {
    COLUMNS_LEAST = 80,
    COLUMNS_MOST = 200,
    LABEL = 5, /* columns before the runs' names */
    GAP = 2,   /* columns between others, 1 where there is little room */
    CELL_MAX = 32,
    DETAILS_MAX = 2 * RUN_CONFIG_TEXT_MAX + 4 * RUN_NAME_MAX,
};

/* What follows the runs' names; hyperparameters come last. */
enum figure {
    TRAIN_LOSS,
    TEST_LOSS,
    TRAIN_ACCURACY,
    TEST_ACCURACY,
    AFTER,
    ITERATIONS,
    TIME,
    FIGURES
};

struct table {
    FILE *stream;
    const struct problem *problem;
    const struct race_snapshot *race;
    int columns; /* that a line may have */
    int label;   /* those of a run's name */
    int gap;
    int width[FIGURES]; /* 0: not shown */
    bool beside;        /* hyperparameters stand in the run's line, not below it */
};

/* Is there a test split? A test function has none. */
static bool is_tested(const struct problem *problem)
{
    return problem->objective->samples[OBJECTIVE_TEST] > 0;
}

static bool is_shown(const struct problem *problem, enum figure figure)
{
    switch (figure) {
    case TEST_LOSS:
        return is_tested(problem);
    case TRAIN_ACCURACY:
    case TEST_ACCURACY:
        return problem->objective->classes;
    case AFTER:
        return is_tested(problem) && !problem_evaluates_always(problem);
    default:
        return true;
    }
}

/* The figures of the training data are those of all, or of a batch: `whole`. */
static const char *title_of(enum figure figure, const struct problem *problem, bool whole)
{
    static const char *const titles[FIGURES] = {
        [TRAIN_LOSS] = "train loss",
        [TEST_LOSS] = "test loss",
        [TRAIN_ACCURACY] = "train acc",
        [TEST_ACCURACY] = "test acc",
        [AFTER] = "after",
        [ITERATIONS] = "iterations",
        [TIME] = "time",
    };

    if (figure == TRAIN_LOSS && !problem->dataset)
        return "value";
    if (!whole && figure == TRAIN_LOSS)
        return "batch loss";
    if (!whole && figure == TRAIN_ACCURACY)
        return "batch acc";
    return titles[figure];
}

static char *format_loss(double loss, char *text, size_t size)
{
    snprintf(text, size, isnan(loss) ? "-" : "%.4g", loss);
    return text;
}

static char *format_accuracy(double accuracy, char *text, size_t size)
{
    snprintf(text, size, isnan(accuracy) ? "-" : "%.2f %%", 100 * accuracy);
    return text;
}

/* The curve of a column; CURVES where it is none. */
static enum curve curve_of(enum figure figure)
{
    static const enum curve curves[] = {[TRAIN_LOSS] = CURVE_TRAIN_LOSS,
                                        [TEST_LOSS] = CURVE_TEST_LOSS,
                                        [TRAIN_ACCURACY] = CURVE_TRAIN_ACCURACY,
                                        [TEST_ACCURACY] = CURVE_TEST_ACCURACY};

    return figure <= TEST_ACCURACY ? curves[figure] : CURVES;
}

static char *format_value(enum figure figure, double value, char *text, size_t size)
{
    return figure == TRAIN_LOSS || figure == TEST_LOSS ? format_loss(value, text, size)
                                                       : format_accuracy(value, text, size);
}

static char *format_figure(enum figure figure, const struct run_snapshot *run, char *text,
                           size_t size)
{
    switch (figure) {
    case TRAIN_LOSS:
    case TEST_LOSS:
    case TRAIN_ACCURACY:
    case TEST_ACCURACY:
        return format_value(figure, run->shown.value[curve_of(figure)], text, size);
    case AFTER: /* the state that test loss and accuracies are of */
        if (run->iteration == 0 && run->state != RUN_DIVERGED)
            snprintf(text, size, "-");
        else
            snprintf(text, size, "%llu", (unsigned long long)run->shown.tested);
        return text;
    case ITERATIONS:
        snprintf(text, size, "%llu", (unsigned long long)run->iteration);
        return text;
    case TIME:
    case FIGURES:
        break;
    }
    snprintf(text, size, "%.2f s", run->seconds);
    return text;
}

/* Characters of a text that has no controls. */
static int width_of(const char *text)
{
    int width = 0;

    for (uint32_t codepoint; *text; width++)
        text += utf8_decode(text, &codepoint);
    return width;
}

/* The name in so many columns, three points in place of an end that is cut off. */
static void print_label(const struct table *table, const struct run_snapshot *run)
{
    char text[4 * RUN_NAME_MAX];
    int width = width_of(run_short_label(&run->config, text, sizeof text)), kept = 0;
    const char *at = text;

    for (uint32_t codepoint; width > table->label && kept < table->label - 3; kept++)
        at += utf8_decode(at, &codepoint);
    if (width > table->label)
        fprintf(table->stream, "%.*s...", (int)(at - text), text);
    else
        fprintf(table->stream, "%s%*s", text, table->label - width, "");
}

/* Which run it was forked from, and where it was changed. */
static void append_lineage(const struct race_snapshot *race, const struct run_snapshot *run,
                           char *text, size_t size)
{
    for (int i = 0; i < race->runs; i++)
        if (run->parent > 0 && race->run[i].id == run->parent)
            append(text, size, "; forked from run %d", i + 1);
    if (run->parent > 0)
        append(text, size, " at %llu", (unsigned long long)run->forked_at);
    for (int c = run->changes - 1; c >= 0; c--)
        append(text, size, "%s %llu", c == run->changes - 1 ? "; changed at" : ",",
               (unsigned long long)run->changed_at[c]);
}

/* The whole of a name that was cut off, the state, and the hyperparameters. */
static void format_details(const struct table *table, const struct run_snapshot *run, char *text,
                           size_t size)
{
    char label[4 * RUN_NAME_MAX];
    size_t used = 0;

    text[0] = '\0';
    if (width_of(run_short_label(&run->config, label, sizeof label)) > table->label)
        used = (size_t)snprintf(text, size, "%s: ", label);
    if (figures_state(run, text + used, size - used)[0]) {
        used += strlen(text + used);
        used += (size_t)snprintf(text + used, size - used, "; ");
    }
    figures_hyperparameters(table->race, run, text + used, size - used);
    append_lineage(table->race, run, text, size);
}

/* Breaks the text between words; lines after the first begin as it did. */
static void print_wrapped(const struct table *table, const char *text, int column)
{
    int used = column;

    while (*text) {
        int length = (int)strcspn(text, " ");

        if (used > column && used + 1 + length > table->columns) {
            fprintf(table->stream, "\n%*s", column, "");
            used = column;
        }
        fprintf(table->stream, "%s%.*s", used > column ? " " : "", length, text);
        used += length + (used > column);
        text += length + (text[length] == ' ');
    }
    putc('\n', table->stream);
}

/* Columns of a line up to the hyperparameters. */
static int columns_of_figures(const struct table *table, int gap)
{
    int used = LABEL + table->label;

    for (int f = 0; f < FIGURES; f++)
        used += table->width[f] > 0 ? gap + table->width[f] : 0;
    return used;
}

/* As wide as what stands in it. */
static void measure(struct table *table)
{
    int longest = 0, room;

    table->label = (int)strlen("optimizer");
    for (int f = 0; f < FIGURES; f++)
        if (is_shown(table->problem, (enum figure)f))
            table->width[f] =
                (int)strlen(title_of((enum figure)f, table->problem, table->race->whole));
    for (int i = 0; i < table->race->runs; i++)
        for (int f = 0; f < FIGURES; f++) {
            char cell[CELL_MAX];
            int width =
                (int)strlen(format_figure((enum figure)f, &table->race->run[i], cell, sizeof cell));

            if (table->width[f] > 0 && width > table->width[f])
                table->width[f] = width;
        }
    room = table->columns - columns_of_figures(table, 1);
    for (int i = 0; i < table->race->runs; i++) {
        char text[4 * RUN_NAME_MAX];
        int width = width_of(run_short_label(&table->race->run[i].config, text, sizeof text));

        longest = width > longest ? width : longest;
    }
    if (longest > table->label && room > 0)
        table->label = longest < table->label + room ? longest : table->label + room;
    table->gap = columns_of_figures(table, GAP) <= table->columns ? GAP : 1;
}

/* Is there room for hyperparameters beside the figures? */
static bool fits_beside(const struct table *table)
{
    int used = columns_of_figures(table, table->gap);

    if (used + GAP + (int)strlen("hyperparameters") > table->columns)
        return false;
    for (int i = 0; i < table->race->runs; i++) {
        char text[DETAILS_MAX];

        format_details(table, &table->race->run[i], text, sizeof text);
        if (used + GAP + width_of(text) > table->columns)
            return false;
    }
    return true;
}

static void print_head(const struct table *table)
{
    fprintf(table->stream, "run  %-*s", table->label, "optimizer");
    for (int f = 0; f < FIGURES; f++)
        if (table->width[f] > 0)
            fprintf(table->stream, "%*s", table->gap + table->width[f],
                    title_of((enum figure)f, table->problem, table->race->whole));
    if (table->beside)
        fprintf(table->stream, "%*shyperparameters\n", GAP, "");
    else
        fprintf(table->stream, "\n%*shyperparameters\n", LABEL, "");
}

/* A line with the lower or the upper quartiles of a run's losses and accuracies. */
static void print_quartiles(const struct table *table, const struct run_snapshot *run, bool upper)
{
    char cell[CELL_MAX];

    fprintf(table->stream, "%*s%-*s", LABEL, "", table->label, upper ? "75 %" : "25 %");
    for (int f = 0; f <= TEST_ACCURACY; f++) {
        enum curve curve = curve_of((enum figure)f);
        double value = upper ? run->spread.high[curve] : run->spread.low[curve];

        if (table->width[f] > 0)
            fprintf(table->stream, "%*s", table->gap + table->width[f],
                    format_value((enum figure)f, value, cell, sizeof cell));
    }
    putc('\n', table->stream);
}

static void print_run(const struct table *table, int i)
{
    const struct run_snapshot *run = &table->race->run[i];
    char text[DETAILS_MAX];

    fprintf(table->stream, "%3d  ", i + 1);
    print_label(table, run);
    for (int f = 0; f < FIGURES; f++)
        if (table->width[f] > 0)
            fprintf(table->stream, "%*s", table->gap + table->width[f],
                    format_figure((enum figure)f, run, text, CELL_MAX));
    format_details(table, run, text, sizeof text);
    if (table->beside)
        fprintf(table->stream, "%*s%s", GAP, "", text);
    putc('\n', table->stream);
    for (int upper = 0; upper < 2 && run->replicas > 1; upper++)
        print_quartiles(table, run, upper == 1);
    if (!table->beside) {
        fprintf(table->stream, "%*s", LABEL, "");
        print_wrapped(table, text, LABEL);
    }
}

void report_table(FILE *stream, const struct problem *problem, const struct race_snapshot *race,
                  int columns)
{
    struct table table = {.stream = stream, .problem = problem, .race = race, .columns = columns};

    measure(&table);
    table.beside = fits_beside(&table);
    print_head(&table);
    for (int i = 0; i < race->runs; i++)
        print_run(&table, i);
    if (race->untested)
        fprintf(stream, "The final weights were not tested.\n");
    if (problem->seeds > 1)
        fprintf(stream,
                "Medians over %d seeds; the lines with 25 %% and 75 %% have the quartiles.\n",
                problem->seeds);
}

/* Of the terminal that is written to; files and pipes are as wide as a terminal is at least. */
static int columns_of(FILE *stream)
{
    struct winsize size;
    int columns = COLUMNS_LEAST;

    if (ioctl(fileno(stream), TIOCGWINSZ, &size) == 0 && size.ws_col > COLUMNS_LEAST)
        columns = size.ws_col;
    return columns < COLUMNS_MOST ? columns : COLUMNS_MOST;
}

bool report_print(FILE *stream, const char *name, struct race *race, struct status *status)
{
    const struct problem *problem = race_problem(race);
    const struct race_view view = {.end = 1, .columns = 1}; /* no curve is drawn */
    struct race_snapshot snapshot = {0};

    if (!race_snapshot(race, &view, &snapshot, status))
        return false;
    report_problem(stream, problem);
    describe_print(stream, problem);
    report_table(stream, problem, &snapshot, columns_of(stream));
    ranking_print(stream, problem, &snapshot);
    race_snapshot_free(&snapshot);
    if (fflush(stream) != 0 || ferror(stream))
        return status_fail(status, STATUS_SYSTEM, "%s: %s", name, strerror(errno));
    return true;
}

bool report_confusion(FILE *stream, const char *name, struct race *race, struct status *status)
{
    struct status why = {0};

    for (int i = 0; i < race_runs(race) && why.code == STATUS_OK; i++) {
        struct confusion confusion;
        char label[RUN_NAME_MAX];

        if (confusion_make(&confusion, race, i, NULL, &why)) {
            fprintf(stream, "\nRun %d, %s, ", i + 1,
                    run_label(run_get_config(race_run(race, i)), label, sizeof label));
            if (race_problem(race)->seeds > 1)
                fprintf(stream, "seed %llu, ",
                        (unsigned long long)run_get_numbers(race_run(race, i))->seed);
            confusion_print(stream, &confusion);
        }
        confusion_free(&confusion);
    }
    if (why.code == STATUS_INVALID)
        fprintf(stream, "\nNo confusion matrix: %s.\n", why.message);
    else if (why.code != STATUS_OK)
        return status_fail(status, why.code, "%s", why.message);
    if (fflush(stream) != 0 || ferror(stream))
        return status_fail(status, STATUS_SYSTEM, "%s: %s", name, strerror(errno));
    return true;
}
