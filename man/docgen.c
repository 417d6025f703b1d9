/*
 * docgen.c - makes documentation from the program's tables, so that it cannot differ from what the
 * program does. A maintainer's tool: `make update-docs` runs it, a test compares.
 *
 *   docgen manual FILE    prints the manual page FILE, the text between its lines
 *                         .\" BEGIN name and .\" END name made anew
 *   docgen completion     prints the completion for bash
 */
#include "config.h"

#include "docgen.h"

#include "app/options.h"
#include "engine/activation.h"
#include "engine/initialization.h"
#include "engine/loss.h"
#include "ui/actions.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* ---- mdoc -------------------------------------------------------------------------------------
 */

/* One character of running text. */
static void print_escaped(int c)
{
    switch (c) {
    case '\\':
        fputs("\\e", stdout);
        break;
    case '^':
        fputs("\\(ha", stdout);
        break;
    case '~':
        fputs("\\(ti", stdout);
        break;
    case '`':
        fputs("\\(ga", stdout);
        break;
    default:
        putchar(c);
    }
}

enum { TEXT_WIDTH = 78 };

/*
 * Running text, broken into lines at blanks. A leading full stop or apostrophe would make a line a
 * macro, and a full stop at a line's end the end of a sentence.
 */
static void print_text(const char *text)
{
    int column = 0;

    while (*text) {
        int length = (int)strcspn(text, " ");
        if (column > 0 && column + 1 + length > TEXT_WIDTH) {
            fputs(text[-2] == '.' ? "\\&\n" : "\n", stdout);
            column = 0;
        }
        if (column > 0)
            putchar(' ');
        else if (*text == '.' || *text == '\'')
            fputs("\\&", stdout);
        column += length + (column > 0);
        for (; length > 0; length--)
            print_escaped((unsigned char)*text++);
        text += *text == ' ';
    }
    putchar('\n');
}

/* An argument of a macro: no punctuation or macro name is taken for what it is not. */
static void print_argument(const char *text)
{
    fputs(" \\&", stdout);
    for (; *text; text++) {
        if (*text == ' ')
            fputs("\\ ", stdout);
        else if (*text == '"')
            fputs("\\(dq", stdout);
        else if (*text == '-')
            fputs("\\-", stdout);
        else
            print_escaped((unsigned char)*text);
    }
}

/* Lines of a formula, as they are. */
static void print_display(const char *text)
{
    puts(".Bd -literal -offset indent -compact");
    while (*text) {
        int length = (int)strcspn(text, "\n");
        if (*text == '.' || *text == '\'')
            fputs("\\&", stdout);
        for (int i = 0; i < length; i++)
            print_escaped((unsigned char)text[i]);
        putchar('\n');
        text += length + (text[length] == '\n');
    }
    puts(".Ed");
}

/* What a value may be and is by default: "(0 < lr <= 1000; default 0.1)." */
static void print_range(const struct param_spec *param)
{
    char range[PARAM_TEXT_MAX], initial[PARAM_TEXT_MAX], text[2 * PARAM_TEXT_MAX + 32];

    param_range(param, range, sizeof range);
    param_default(param, initial, sizeof initial);
    snprintf(text, sizeof text, "(%s%s%s).", range, *initial ? "; default " : "", initial);
    print_text(text);
}

/* ---- the manual's sections --------------------------------------------------------------------
 */

/* mdoc's names for the two forms: -n N, --iterations=N. */
static void print_option(const struct option_row *row)
{
    fputs(".It", stdout);
    if (row->letter) {
        printf(" Fl %c", row->letter);
        if (row->argument) {
            fputs(" Ar", stdout);
            print_argument(row->argument);
        }
        fputs(" ,", stdout);
    }
    fputs(" Fl", stdout);
    fputs(" \\-", stdout);
    for (const char *c = row->name; *c; c++)
        fputs(*c == '-' ? "\\-" : (char[]){*c, '\0'}, stdout);
    if (row->argument) {
        fputs(" Ns = Ns Ar", stdout);
        print_argument(row->argument);
    }
    putchar('\n');
    print_text(row->help);
    if (row->param)
        print_range(row->param);
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
        print_argument(key);
        if (end)
            fputs(" ,", stdout);
        keys += end ? length + 2 : length;
    }
    putchar('\n');
}

static void print_actions(void)
{
    for (int scope = 0; scope < ACTIONS_SCOPES; scope++) {
        printf(".Ss %s\n.Bl -tag -width \"Page Down, Space\" -compact\n",
               action_scope_title((enum action_scope)scope));
        for (int i = 0; i < action_count; i++)
            if ((int)actions[i].scope == scope) {
                print_keys(actions[i].keys);
                print_text(actions[i].help);
            }
        puts(".El");
    }
}

static void print_params(const struct run_config *config, int begin, int end)
{
    puts(".Bl -tag -width \"bias_correction\" -compact");
    for (int i = begin; i < end; i++) {
        const struct param_spec *param = run_config_param(config, i);
        fputs(".It Cm", stdout);
        print_argument(param->name);
        putchar('\n');
        print_text(param->help);
        print_range(param);
    }
    puts(".El");
}

static void print_optimizers(void)
{
    struct run_config config;

    for (int i = 0; i < optimizer_count; i++) {
        const struct optimizer_spec *row = optimizers[i];
        run_config_default(&config, row);
        printf(".Ss %s\n.Cm", row->title);
        print_argument(row->name);
        puts(" :");
        print_text(row->help);
        puts(".Pp");
        print_display(row->rule);
        puts(".Pp");
        print_params(&config, 0, row->n_params);
        puts(".Pp");
        print_text(row->reference);
    }
    run_config_default(&config, optimizers[0]);
    if (run_config_params(&config) > optimizers[0]->n_params) {
        puts(".Ss Every optimizer");
        puts("These hyperparameters can be given to every optimizer besides its own.");
        puts(".Pp");
        print_params(&config, optimizers[0]->n_params, run_config_params(&config));
    }
}

static void print_function(const char *name, const char *formula, const char *help)
{
    fputs(".It Cm", stdout);
    print_argument(name);
    putchar('\n');
    print_text(help);
    print_display(formula);
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

static const struct {
    const char *name;
    void (*print)(void);
} sections[] = {
    {"options", print_options},
    {"keys", print_actions},
    {"optimizers", print_optimizers},
    {"functions", print_functions},
};

/* ---- the manual -------------------------------------------------------------------------------
 */

/* The name after `marker` if the line is one; ends at the line's end. */
static bool is_marker(char *line, const char *marker, const char **name)
{
    size_t length = strlen(marker);

    if (strncmp(line, marker, length) != 0)
        return false;
    line[strcspn(line, "\n")] = '\0';
    *name = line + length;
    return true;
}

static bool print_section(const char *name)
{
    for (size_t i = 0; i < sizeof sections / sizeof sections[0]; i++)
        if (strcmp(sections[i].name, name) == 0) {
            sections[i].print();
            return true;
        }
    fprintf(stderr, "docgen: no section is called '%s'\n", name);
    return false;
}

/* Copies the manual, its generated sections made anew. */
static bool print_manual(FILE *manual)
{
    static const char begin[] = ".\\\" BEGIN ", end[] = ".\\\" END ";
    char *line = NULL;
    size_t size = 0;
    bool within = false, good = true;

    while (good && getline(&line, &size, manual) != -1) {
        const char *name;
        if (is_marker(line, begin, &name)) {
            printf("%s%s\n", begin, name);
            good = !within && print_section(name);
            within = true;
        } else if (is_marker(line, end, &name)) {
            printf("%s%s\n", end, name);
            good = within;
            within = false;
        } else if (!within) {
            fputs(line, stdout);
        }
    }
    free(line);
    if (!good || within || ferror(manual))
        fprintf(stderr, "docgen: the manual's markers do not match or it cannot be read\n");
    return good && !within && !ferror(manual);
}

static bool update_manual(const char *path)
{
    FILE *manual = fopen(path, "r");
    bool good;

    if (!manual) {
        fprintf(stderr, "docgen: %s: %s\n", path, strerror(errno));
        return false;
    }
    good = print_manual(manual);
    fclose(manual);
    return good;
}

int main(int argc, char **argv)
{
    bool good;

    if (argc == 3 && strcmp(argv[1], "manual") == 0) {
        good = update_manual(argv[2]);
    } else if (argc == 2 && strcmp(argv[1], "completion") == 0) {
        docgen_completion();
        good = true;
    } else {
        fprintf(stderr, "usage: docgen manual FILE | docgen completion\n");
        return 2;
    }
    if (fflush(stdout) != 0 || ferror(stdout)) {
        fprintf(stderr, "docgen: standard output: %s\n", strerror(errno));
        return 1;
    }
    return good ? 0 : 1;
}
