/* help.c - --help and --version; see help.h. */
#include "help.h"

#include "model/kernels.h"
#include "data/format.h"
#include "data/toy.h"
#include "model/functions.h"
#include "options.h"

#include <string.h>

enum { HELP_COLUMN = 28, HELP_WIDTH = 80 };

/*
 * Prints words from `column` on, breaking lines before HELP_WIDTH and starting them at
 * HELP_COLUMN. Returns the column reached.
 */
static int print_words(FILE *stream, const char *words, int column)
{
    while (*words) {
        int length = (int)strcspn(words, " ");
        if (column > HELP_COLUMN && column + 1 + length > HELP_WIDTH - 1) {
            fprintf(stream, "\n%*s", HELP_COLUMN, "");
            column = HELP_COLUMN;
        } else if (column > HELP_COLUMN) {
            putc(' ', stream);
            column++;
        }
        fprintf(stream, "%.*s", length, words);
        column += length;
        words += length;
        words += strspn(words, " ");
    }
    return column;
}

/* Moves from `column` to HELP_COLUMN, on a new line when that lies behind. */
static void to_help_column(FILE *stream, int column)
{
    if (column + 2 > HELP_COLUMN) {
        putc('\n', stream);
        column = 0;
    }
    fprintf(stream, "%*s", HELP_COLUMN - column, "");
}

static void print_option(FILE *stream, const struct option_row *row)
{
    char range[512], initial[PARAM_TEXT_MAX], note[sizeof range + sizeof initial + 32];
    int column = 0;

    column += row->letter ? fprintf(stream, "  -%c, ", row->letter) : fprintf(stream, "      ");
    column += fprintf(stream, "--%s", row->name);
    if (row->argument)
        column += fprintf(stream, "=%s", row->argument);
    to_help_column(stream, column);
    column = print_words(stream, row->help, HELP_COLUMN);
    if (row->param) {
        param_range(row->param, range, sizeof range);
        param_default(row->param, initial, sizeof initial);
        snprintf(note, sizeof note, "[%s%s%s]", range, *initial ? "; default " : "", initial);
        print_words(stream, note, column);
    }
    putc('\n', stream);
}

/* Prints " key=default" from `column` on; returns the column reached. */
static int print_param(FILE *stream, const struct param_spec *param, int column)
{
    char initial[PARAM_TEXT_MAX], word[sizeof initial + 64];

    snprintf(word, sizeof word, "%s=%s", param->name,
             param_default(param, initial, sizeof initial));
    return print_words(stream, word, column);
}

/* An optimizer's own hyperparameters, and those of all whose default is another with it. */
static void print_optimizer(FILE *stream, const struct optimizer_spec *row)
{
    struct run_config config, usual;
    int column = HELP_COLUMN;

    run_config_default(&config, row);
    run_config_default(&usual, optimizers[0]);
    to_help_column(stream, fprintf(stream, "  %s", row->name));
    for (int i = 0; i < row->n_params; i++)
        column = print_param(stream, &row->params[i], column);
    for (int i = 0; i < RUN_COMMONS; i++) {
        const struct param_spec *param = run_config_param(&config, row->n_params + i);
        if (param->initial != run_config_param(&usual, optimizers[0]->n_params + i)->initial)
            column = print_param(stream, param, column);
    }
    putc('\n', stream);
}

static void print_optimizers(FILE *stream)
{
    struct run_config config;
    int column = HELP_COLUMN;

    fprintf(stream, "\nOptimizers and the defaults of their hyperparameters:\n");
    for (int i = 0; i < optimizer_count; i++)
        print_optimizer(stream, optimizers[i]);
    run_config_default(&config, optimizers[0]);
    to_help_column(stream, fprintf(stream, "  all of them"));
    for (int i = 0; i < RUN_COMMONS; i++)
        column =
            print_param(stream, run_config_param(&config, config.optimizer->n_params + i), column);
    putc('\n', stream);
}

static void print_schedules(FILE *stream)
{
    fprintf(stream, "\nLearning rate schedules and their own hyperparameters:\n");
    for (int i = 0; i < schedule_count; i++) {
        int column = HELP_COLUMN;
        if (schedules[i].n_params > 0)
            to_help_column(stream, fprintf(stream, "  %s", schedules[i].name));
        else
            fprintf(stream, "  %s", schedules[i].name);
        for (int k = 0; k < schedules[i].n_params; k++)
            column = print_param(stream, &schedules[i].params[k], column);
        putc('\n', stream);
    }
}

/* A name and its parameters with defaults. */
static void print_row(FILE *stream, const char *name, const struct param_spec *params, int n_params)
{
    int column = HELP_COLUMN;

    to_help_column(stream, fprintf(stream, "  %s", name));
    for (int i = 0; i < n_params; i++)
        column = print_param(stream, &params[i], column);
    putc('\n', stream);
}

static void print_data(FILE *stream)
{
    fprintf(stream, "\nFormats of data, recognized by their content:\n");
    for (int i = 0; i < format_count; i++) {
        to_help_column(stream, fprintf(stream, "  %s", formats[i].name));
        print_words(stream, formats[i].help, HELP_COLUMN);
        putc('\n', stream);
    }
    fprintf(stream, "\nGenerated data, such as --data=spirals:turns=2, and their parameters:\n");
    for (int i = 0; i < toy_count; i++)
        print_row(stream, toys[i].name, toys[i].params, toys[i].n_params);
    fprintf(stream, "\nTest functions, such as --data=rosenbrock, and their parameters:\n");
    for (int i = 0; i < function_count; i++)
        print_row(stream, functions[i].name, functions[i].params, functions[i].n_params);
}

static void print_default_race(FILE *stream)
{
    int column = fprintf(stream, "\nDefault race:") - 1;

    for (int i = 0; i < RUN_CONFIG_NOTEBOOK_RUNS; i++) {
        int length = (int)strlen(run_config_notebook[i]);
        if (column + 1 + length > HELP_WIDTH - 2)
            column = fprintf(stream, "\n ") - 1;
        column += fprintf(stream, " %s", run_config_notebook[i]);
    }
    fprintf(stream, ".\n");
}

void help_print(FILE *stream)
{
    fprintf(stream, "Usage: optop [OPTION]...            race optimizers on the screen\n"
                    "       optop --batch [OPTION]...    the same training without a screen\n"
                    "       optop --batch [OPTION]... SESSION\n"
                    "                                    go on with the race kept in this file\n");
    for (int section = 0; section < OPTION_SECTIONS; section++) {
        fprintf(stream, "\n%s:\n", option_section_titles[section]);
        for (int i = 0; i < option_rows(); i++) {
            struct option_row row = option_row(i);
            if ((int)row.section == section)
                print_option(stream, &row);
        }
    }
    print_optimizers(stream);
    print_schedules(stream);
    print_data(stream);
    print_default_race(stream);
    fprintf(stream, "\nExit status: 0 success, 1 runtime error, 2 usage error, "
                    "3 every\nrun diverged. See 'man optop' for the keys, the update rules and "
                    "examples.\n");
}

void help_print_version(FILE *stream)
{
    fprintf(stream, "optop %s, %s precision, %s kernels\n", PACKAGE_VERSION, REAL_NAME,
            kernels_name());
}
