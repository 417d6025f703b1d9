/* docgen_words.c - what the completions of all shells are made of; see docgen.h. */
#include "docgen.h"

#include "data/toy.h"
#include "model/functions.h"

#include <stdio.h>
#include <string.h>

bool docgen_takes_file(const struct option_row *row)
{
    return row->kind == OPTION_FILE || row->kind == OPTION_EXPORT || row->kind == OPTION_SESSION;
}

bool docgen_takes_source(const struct option_row *row)
{
    return row->argument && strcmp(row->argument, "SOURCE") == 0;
}

static bool takes_curve(const struct option_row *row)
{
    return row->kind == OPTION_TARGET || row->kind == OPTION_COLUMNS;
}

/* A hyperparameter's choices, or its default. */
static void print_values(const struct param_spec *param)
{
    char initial[PARAM_TEXT_MAX];

    if (param->kind == PARAM_CHOICE) {
        for (int i = 0; param->choices[i]; i++)
            printf(" '%s'", param->choices[i]);
    } else if (param->kind == PARAM_BOOLEAN) {
        printf(" 0 1");
    } else {
        param_default(param, initial, sizeof initial);
        if (*initial)
            printf(" '%s'", initial);
    }
}

void docgen_option_values(const struct option_row *row)
{
    if (row->param)
        print_values(row->param);
    for (int c = 0; takes_curve(row) && c < CURVES; c++)
        if (row->kind == OPTION_TARGET || c >= CURVE_LEARNING_RATE)
            printf(" '%s'", curve_specs[c].name);
    for (int i = 0; docgen_takes_source(row) && i < toy_count; i++)
        printf(" '%s'", toys[i].name);
    for (int i = 0; docgen_takes_source(row) && i < function_count; i++)
        printf(" '%s'", functions[i].name);
}

bool docgen_has_values(const struct option_row *row)
{
    return takes_curve(row) ||
           (row->param && (row->param->kind != PARAM_TEXT || *row->param->initial_text));
}

void docgen_escaped(const char *text, const char *special)
{
    for (; *text; text++)
        if (*text == '\'')
            fputs("'\\''", stdout);
        else
            printf("%s%c", strchr(special, *text) ? "\\" : "", *text);
}

/* ---- tables -----------------------------------------------------------------------------------
 */

const struct docgen_syntax docgen_syntax_sh = {
    .function = "_optop_%s()\n{\n",
    .choose = {"    case $1 in\n", "    case $1:$2 in\n"},
    .row = "    %s) printf '%%s\\n'",
    .row_end = " ;;\n",
    .chosen = "    esac\n",
    .words = "    printf '%s\\n'",
    .end = "}\n\n",
};

static void begin(const struct docgen_syntax *syntax, const char *name, int arguments)
{
    printf(syntax->function, name);
    if (arguments > 0)
        fputs(syntax->choose[arguments - 1], stdout);
}

static void end(const struct docgen_syntax *syntax)
{
    printf("%s%s", syntax->chosen, syntax->end);
}

/* The names of `count` parameters, as a case. */
static void print_keys(const struct docgen_syntax *syntax, const char *owner,
                       const struct param_spec *(*param)(const void *of, int i), const void *of,
                       int count)
{
    printf(syntax->row, owner);
    for (int k = 0; k < count; k++)
        printf(" %s", param(of, k)->name);
    fputs(syntax->row_end, stdout);
}

/* Their values, a case each. */
static void print_value_cases(const struct docgen_syntax *syntax, const char *owner,
                              const struct param_spec *(*param)(const void *of, int i),
                              const void *of, int count)
{
    for (int k = 0; k < count; k++) {
        char key[128];

        snprintf(key, sizeof key, "%s:%s", owner, param(of, k)->name);
        printf(syntax->row, key);
        print_values(param(of, k));
        fputs(syntax->row_end, stdout);
    }
}

static const struct param_spec *param_of_config(const void *of, int i)
{
    return run_config_param(of, i);
}

static const struct param_spec *param_of_schedule(const void *of, int i)
{
    return &((const struct schedule_spec *)of)->params[i];
}

static void print_optimizers(const struct docgen_syntax *syntax)
{
    struct run_config config;

    begin(syntax, "optimizers", 0);
    fputs(syntax->words, stdout);
    for (int i = 0; i < optimizer_count; i++)
        printf(" %s", optimizers[i]->name);
    printf("\n%s", syntax->end);
    begin(syntax, "keys", 1);
    for (int i = 0; i < optimizer_count; i++) {
        run_config_default(&config, optimizers[i]);
        print_keys(syntax, optimizers[i]->name, param_of_config, &config,
                   run_config_params(&config));
    }
    end(syntax);
    begin(syntax, "values", 2);
    for (int i = 0; i < optimizer_count; i++) {
        run_config_default(&config, optimizers[i]);
        print_value_cases(syntax, optimizers[i]->name, param_of_config, &config,
                          run_config_params(&config));
    }
    end(syntax);
}

void docgen_tables(const struct docgen_syntax *syntax)
{
    print_optimizers(syntax);
    begin(syntax, "schedule_keys", 1);
    for (int i = 0; i < schedule_count; i++)
        if (schedules[i].n_params > 0)
            print_keys(syntax, schedules[i].name, param_of_schedule, &schedules[i],
                       schedules[i].n_params);
    end(syntax);
    begin(syntax, "schedule_values", 2);
    for (int i = 0; i < schedule_count; i++)
        print_value_cases(syntax, schedules[i].name, param_of_schedule, &schedules[i],
                          schedules[i].n_params);
    end(syntax);
}
