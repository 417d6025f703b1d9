/*
 * docgen_sections.c - the sections of the manuals that are made from the program's tables; see
 * docgen.h.
 */
#include "docgen.h"

#include "app/export_format.h"
#include "app/options.h"
#include "app/sweep_job.h"
#include "data/format.h"
#include "data/toy.h"
#include "model/activation.h"
#include "model/functions.h"
#include "model/initialization.h"
#include "model/loss.h"
#include "ui/actions.h"
#include "ui/canvas.h"
#include "ui/layout.h"
#include "ui/plane_canvas.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* mdoc's names for the two forms: -n N, --iterations=N. */
static void print_option(const struct option_row *row)
{
    fputs(".It", stdout);
    if (row->letter) {
        printf(" Fl %c", row->letter);
        if (row->argument) {
            fputs(" Ar", stdout);
            mdoc_argument(row->argument);
        }
        fputs(" ,", stdout);
    }
    fputs(" Fl", stdout);
    fputs(" \\-", stdout);
    for (const char *c = row->name; *c; c++)
        fputs(*c == '-' ? "\\-" : (char[]){*c, '\0'}, stdout);
    if (row->argument) {
        fputs(" Ns = Ns Ar", stdout);
        mdoc_argument(row->argument);
    }
    putchar('\n');
    mdoc_text(row->help);
    if (row->param)
        mdoc_range(row->param);
}

static void print_options(void)
{
    for (int section = 0; section < OPTION_SECTIONS; section++) {
        printf(".Ss %s\n.Bl -tag -width Ds\n", option_section_titles[section]);
        for (int i = 0; i < option_rows(); i++) {
            struct option_row row = option_row(i);
            if ((int)row.section == section)
                print_option(&row);
        }
        puts(".El");
    }
}

/* The options that have a place in the configuration file, as a list within a sentence. */
static void print_configurable(void)
{
    int left = 0;

    for (int i = 0; i < option_rows(); i++)
        left += option_row(i).configurable;
    for (int i = 0; i < option_rows(); i++) {
        struct option_row row = option_row(i);
        if (!row.configurable)
            continue;
        fputs(".Cm ", stdout);
        for (const char *c = row.name; *c; c++)
            fputs(*c == '-' ? "\\-" : (char[]){*c, '\0'}, stdout);
        left--;
        puts(left > 1 ? " ," : left == 1 ? "\nand" : " .");
    }
}

/* "Up, k" as two keys. */
static void print_keys(const char *keys)
{
    fputs(".It", stdout);
    while (*keys) {
        const char *end = strstr(keys, ", ");
        int length = end ? (int)(end - keys) : (int)strlen(keys);
        char key[64];
        snprintf(key, sizeof key, "%.*s", length, keys);
        fputs(" Ic", stdout);
        mdoc_argument(key);
        if (end)
            fputs(" ,", stdout);
        keys += end ? length + 2 : length;
    }
    putchar('\n');
}

static void print_actions(void)
{
    char keys[ACTION_TEXT_MAX];

    for (int scope = 0; scope < ACTIONS_SCOPES; scope++) {
        printf(".Ss %s\n.Bl -tag -width \"Page Down, Space\" -compact\n",
               action_scope_title((enum action_scope)scope));
        for (int i = 0; i < action_count; i++)
            if ((int)actions[i].scope == scope) {
                print_keys(action_keys(&actions[i], keys, sizeof keys));
                mdoc_text(actions[i].help);
            }
        puts(".El");
    }
}

static void print_glyphs(void)
{
    puts(".Bl -tag -width \"contours\"");
    for (int g = 0; g < CANVAS_GLYPHS; g++) {
        printf(".It Li %s\n", canvas_glyph_specs[g].name);
        mdoc_text(canvas_glyph_specs[g].help);
    }
    for (int p = 0; p < PLANE_KINDS; p++) {
        printf(".It Li %s\n", plane_specs[p].name);
        mdoc_text(plane_specs[p].help);
    }
    puts(".El");
}

static void print_formats(void)
{
    puts(".Bl -tag -width \".json\"");
    for (int k = 0; k < EXPORT_KINDS; k++) {
        printf(".It Pa %s\n", export_formats[k].ending);
        mdoc_text(export_formats[k].help);
    }
    puts(".El");
}

static void print_columns(void)
{
    puts(".Bl -tag -width \"hyperparameters\"");
    for (int f = 0; f < TABLE_FIELDS; f++) {
        fputs(".It Li", stdout);
        mdoc_argument(table_specs[f].title);
        putchar('\n');
        mdoc_text(table_specs[f].help);
    }
    puts(".El");
}

static void print_curves(void)
{
    puts(".Bl -tag -width \"train_accuracy\" -compact");
    for (int c = 0; c < CURVES; c++) {
        fputs(".It Li", stdout);
        mdoc_argument(curve_specs[c].name);
        putchar('\n');
        mdoc_text(curve_specs[c].help);
    }
    puts(".El");
}

/* A list of hyperparameters; `at_length`: also what turning them does. */
static void print_params(const struct param_spec *const *params, int count, bool at_length)
{
    puts(".Bl -tag -width \"bias_correction\" -compact");
    for (int i = 0; i < count; i++) {
        fputs(".It Cm", stdout);
        mdoc_argument(params[i]->name);
        putchar('\n');
        mdoc_text(params[i]->help);
        mdoc_range(params[i]);
        if (at_length && params[i]->effect)
            mdoc_prose(params[i]->effect);
    }
    puts(".El");
}

/* An optimizer's own hyperparameters, and those of all whose default is another with it. */
static void print_own_params(const struct optimizer_spec *row, bool at_length)
{
    const struct param_spec *params[RUN_CONFIG_PARAMS_MAX];
    struct run_config config, usual;
    int count = 0;

    run_config_default(&config, row);
    run_config_default(&usual, optimizers[0]);
    for (int i = 0; i < row->n_params; i++)
        params[count++] = &row->params[i];
    for (int i = 0; i < RUN_COMMONS; i++) {
        const struct param_spec *param = run_config_param(&config, row->n_params + i);
        if (param->initial != run_config_param(&usual, optimizers[0]->n_params + i)->initial)
            params[count++] = param;
    }
    print_params(params, count, at_length);
}

static void print_common(bool at_length)
{
    const struct param_spec *params[RUN_COMMONS];
    struct run_config config;

    run_config_default(&config, optimizers[0]);
    for (int i = 0; i < RUN_COMMONS; i++)
        params[i] = run_config_param(&config, optimizers[0]->n_params + i);
    print_params(params, RUN_COMMONS, at_length);
}

/* Name, help, rule and hyperparameters. */
/* "lr=0.5 with the full batch, lr=0.3 in minibatches." */
static void print_presets(const struct optimizer_spec *row)
{
    char values[RUN_CONFIG_TEXT_MAX], text[2 * RUN_CONFIG_TEXT_MAX];
    struct run_config config;

    puts(".Pp\n.Em Values that suit the bundled data :");
    run_config_preset(&config, row, false);
    snprintf(text, sizeof text, "%s with the full batch,",
             run_config_format(&config, values, sizeof values));
    mdoc_text(text);
    run_config_preset(&config, row, true);
    snprintf(text, sizeof text, "%s in minibatches.",
             run_config_format(&config, values, sizeof values));
    mdoc_text(text);
}

static void print_optimizer(const struct optimizer_spec *row, bool at_length)
{
    printf(".Ss %s\n.Cm", row->title);
    mdoc_argument(row->name);
    puts(" :");
    mdoc_text(row->help);
    puts(".Pp");
    mdoc_display(row->rule);
    puts(".Pp");
    print_own_params(row, at_length);
    puts(".Pp");
    if (at_length) {
        puts(".Em Use :");
        mdoc_prose(row->use);
        puts(".Pp\n.Em Where implementations differ :");
        mdoc_prose(row->differs);
        print_presets(row);
        puts(".Pp\n.Em Reference :");
    }
    mdoc_text(row->reference);
}

/* The optimizers in the table's order. */
static void print_sweep_figures(void)
{
    puts(".Bl -tag -width \"best_train_accuracy\" -compact");
    for (int f = 0; f < SWEEP_FIGURES; f++) {
        fputs(".It Li", stdout);
        mdoc_argument(sweep_figures[f].name);
        putchar('\n');
        mdoc_text(sweep_figures[f].help);
    }
    puts(".El");
}

static void print_optimizers(void)
{
    for (int i = 0; i < optimizer_count; i++)
        print_optimizer(optimizers[i], false);
    puts(".Ss Every optimizer");
    puts("These hyperparameters can be given to every optimizer besides its own.");
    puts(".Pp");
    print_common(false);
}

/* Everything there is to know of them, by families. */
static void print_optimizers_at_length(void)
{
    for (int i = 0; i < optimizer_count; i++) {
        const char *family = optimizers[i]->family;
        bool known = false;
        for (int k = 0; k < i; k++)
            known |= strcmp(optimizers[k]->family, family) == 0;
        if (known)
            continue;
        fputs(".Sh ", stdout);
        for (const char *c = family; *c; c++)
            putchar(toupper((unsigned char)*c));
        puts(" FAMILY");
        for (int k = i; k < optimizer_count; k++)
            if (strcmp(optimizers[k]->family, family) == 0)
                print_optimizer(optimizers[k], true);
    }
}

static void print_common_at_length(void)
{
    print_common(true);
}

static void print_schedule(const struct schedule_spec *row, bool at_length)
{
    const struct param_spec *params[SCHEDULE_PARAMS_MAX];

    fputs(".It Cm", stdout);
    mdoc_argument(row->name);
    putchar('\n');
    mdoc_text(row->help);
    puts(".Pp");
    mdoc_text(row->formula);
    if (row->n_params > 0) {
        puts(".Pp");
        for (int i = 0; i < row->n_params; i++)
            params[i] = &row->params[i];
        print_params(params, row->n_params, at_length);
    }
    if (at_length) {
        puts(".Pp\n.Em Use :");
        mdoc_prose(row->use);
        puts(".Pp\n.Em Reference :");
        mdoc_text(row->reference);
    }
}

static void print_schedule_list(bool at_length)
{
    puts(".Bl -tag -width Ds");
    for (int i = 0; i < schedule_count; i++)
        print_schedule(&schedules[i], at_length);
    puts(".El");
}

static void print_schedules(void)
{
    print_schedule_list(false);
}

static void print_schedules_at_length(void)
{
    print_schedule_list(true);
}

static void print_function(const char *name, const char *formula, const char *help)
{
    fputs(".It Cm", stdout);
    mdoc_argument(name);
    putchar('\n');
    mdoc_text(help);
    mdoc_display(formula);
}

static void print_functions(void)
{
    puts(".Ss Activations\n.Bl -tag -width Ds");
    for (int i = 0; i < activation_count; i++)
        print_function(activations[i].name, activations[i].formula, activations[i].help);
    puts(".El\n.Ss Losses\n.Bl -tag -width Ds");
    for (int i = 0; i < loss_count; i++)
        print_function(losses[i].name, losses[i].formula, losses[i].help);
    puts(".El\n.Ss Initializations\n.Bl -tag -width Ds");
    for (int i = 0; i < initialization_count; i++)
        print_function(initializations[i].name, initializations[i].formula,
                       initializations[i].help);
    puts(".El");
}

static void print_data_formats(void)
{
    puts(".Bl -tag -width Ds");
    for (int i = 0; i < format_count; i++) {
        fputs(".It Cm", stdout);
        mdoc_argument(formats[i].name);
        putchar('\n');
        mdoc_text(formats[i].help);
    }
    puts(".El");
}

static void print_param_rows(const struct param_spec *rows, int count)
{
    const struct param_spec *params[16];

    for (int i = 0; i < count; i++)
        params[i] = &rows[i];
    puts(".Pp");
    print_params(params, count, false);
}

static void print_toys(void)
{
    puts(".Bl -tag -width Ds");
    for (int i = 0; i < toy_count; i++) {
        fputs(".It Cm", stdout);
        mdoc_argument(toys[i].name);
        putchar('\n');
        mdoc_text(toys[i].help);
        print_param_rows(toys[i].params, toys[i].n_params);
    }
    puts(".El");
}

static void print_places(const struct function *f)
{
    char text[512];
    size_t used = (size_t)snprintf(text, sizeof text, "Minimum %.6g at", f->minimum);

    for (int p = 0; p < f->places && used < sizeof text; p++)
        used += (size_t)snprintf(text + used, sizeof text - used, "%s (%.6g, %.6g)",
                                 p > 0 ? "," : "", f->place[p][0], f->place[p][1]);
    if (used < sizeof text)
        snprintf(text + used, sizeof text - used,
                 "; start (%g, %g), usual range %g ... %g and %g ... %g.", f->start[0], f->start[1],
                 f->low[0], f->high[0], f->low[1], f->high[1]);
    mdoc_text(text);
}

static void print_test_functions(void)
{
    puts(".Bl -tag -width Ds");
    for (int i = 0; i < function_count; i++) {
        fputs(".It Cm", stdout);
        mdoc_argument(functions[i].name);
        putchar('\n');
        mdoc_display(functions[i].formula);
        print_places(&functions[i]);
        if (functions[i].reference[0])
            mdoc_text(functions[i].reference);
        print_param_rows(functions[i].params, functions[i].n_params);
    }
    puts(".El");
}

static const struct {
    const char *name;
    void (*print)(void);
} sections[] = {
    {"options", print_options},
    {"keys", print_actions},
    {"glyphs", print_glyphs},
    {"configurable options", print_configurable},
    {"formats", print_formats},
    {"columns", print_columns},
    {"curves", print_curves},
    {"sweep figures", print_sweep_figures},
    {"optimizers", print_optimizers},
    {"optimizers at length", print_optimizers_at_length},
    {"common hyperparameters at length", print_common_at_length},
    {"schedules", print_schedules},
    {"schedules at length", print_schedules_at_length},
    {"functions", print_functions},
    {"data formats", print_data_formats},
    {"generated data", print_toys},
    {"test functions", print_test_functions},
};

bool docgen_section(const char *name)
{
    for (size_t i = 0; i < sizeof sections / sizeof sections[0]; i++)
        if (strcmp(sections[i].name, name) == 0) {
            sections[i].print();
            return true;
        }
    return false;
}
