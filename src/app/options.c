/*
 * options.c - the parser that the table of options drives; see options.h. Knows no option's value
 * beyond its description.
 */
#include "options_reading.h"

#include "export_format.h"
#include "base/nearest.h"
#include "memory.h"
#include "settings.h"
#include "sweep_suits.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- one option -------------------------------------------------------------------------------
 */

/*
 * The tables' sentences start with the setting's name ("batch_size: '-1' is ..."); on the command
 * line it is called as it is written there.
 */
static bool refuse(const struct reading *reading, const struct option_row *row,
                   const struct status *why, struct status *status)
{
    const char *sentence = why->message;
    size_t length = row->param ? strlen(row->param->name) : 0;

    if (length > 0 && strncmp(sentence, row->param->name, length) == 0 &&
        strncmp(sentence + length, ": ", 2) == 0)
        sentence += length + 2;
    return status_fail(status, why->code, "%s%s: %s", reading->dashes, row->name, sentence);
}

static bool add_run(struct options *options, const char *text, struct status *why)
{
    struct sweep_wish *wish = &options->sweep.wish;
    struct run_config config, *run;
    char plain[SWEEP_TEXT_MAX];

    if (!sweep_ranges_split(text, options->runs, plain, wish->range, &wish->ranges, why) ||
        !run_config_parse(plain, &config, why))
        return false;
    run = realloc(options->run, ((size_t)options->runs + 1) * sizeof *run);
    if (!run)
        return status_out_of_memory(why, "the runs");
    options->run = run;
    options->run[options->runs++] = config;
    return true;
}

/* Keeps a fork or a change until it is known what they refer to. */
static bool add_wish(struct reading *reading, bool fork, const char *text, struct status *why)
{
    struct agenda_wish *wish = realloc(reading->wish, ((size_t)reading->wishes + 1) * sizeof *wish);

    if (!wish)
        return status_out_of_memory(why, "forks and changes");
    reading->wish = wish;
    reading->wish[reading->wishes++] = (struct agenda_wish){fork, text};
    return true;
}

static bool take_number(struct reading *reading, const struct option_row *row, const char *text,
                        struct status *why)
{
    double *number = (double *)(void *)((char *)reading + row->offset);

    reading->shaped |= row->param == &option_depth || row->param == &option_width;
    return param_parse(row->param, text, number, why);
}

static bool take_setting(struct reading *reading, const struct option_row *row, const char *text,
                         struct status *why)
{
    struct problem_config *problem = &reading->options->problem;

    reading->layered |= row->setting->offset == offsetof(struct problem_config, layers);
    return problem_config_set(problem, row->setting, text, why);
}

static bool take_file(struct options *options, const char *text, struct status *why)
{
    if (!*text)
        return status_fail(why, STATUS_INVALID,
                           "'' is not a file (allowed: a file, or - for standard output)");
    options->csv = text;
    return true;
}

static bool add_export(struct options *options, const char *text, struct status *why)
{
    enum export_kind kind;

    if (options->exports == OPTIONS_EXPORTS_MAX)
        return status_fail(why, STATUS_INVALID, "'%s' is one file too many (allowed: %d)", text,
                           OPTIONS_EXPORTS_MAX);
    options->export[options->exports++] = text;
    return export_kind_of(text, &kind, why);
}

/* "--mouse", or "--mouse=no" where another line has said yes. */
static bool take_flag(struct options *options, const struct option_row *row, const char *text,
                      struct status *why)
{
    static const struct param_spec wanted = PARAM_SWITCH("", 1, "");
    bool *flag = (bool *)(void *)((char *)options + row->offset);
    double value = 1;
    struct status none = {0};

    if (text && !param_parse(&wanted, text, &value, &none))
        return status_fail(why, STATUS_INVALID, "'%s' is neither yes nor no", text);
    *flag = value > 0;
    return true;
}

static bool take_session(struct options *options, const char *text, bool goes_on,
                         struct status *why)
{
    if (!*text || strcmp(text, "-") == 0)
        return status_fail(why, STATUS_INVALID, "'%s' is not a session's file", text);
    if (options->session)
        return status_fail(why, STATUS_INVALID, "'%s' is a second session (the first: '%s')", text,
                           options->session);
    options->session = text;
    options->goes_on = goes_on;
    return true;
}

static bool take(struct reading *reading, const struct option_row *row, const char *text,
                 struct status *status)
{
    struct status why = {0};
    bool good = true;

    switch (row->kind) {
    case OPTION_ACTION:
        reading->options->action = row->action;
        break;
    case OPTION_NUMBER:
        good = take_number(reading, row, text, &why);
        break;
    case OPTION_SETTING:
        good = take_setting(reading, row, text, &why);
        break;
    case OPTION_RUN:
        good = add_run(reading->options, text, &why);
        break;
    case OPTION_FORK:
    case OPTION_CHANGE:
        good = add_wish(reading, row->kind == OPTION_FORK, text, &why);
        break;
    case OPTION_SIZE:
        good = memory_parse(text, &reading->options->memory, &why);
        break;
    case OPTION_FILE:
        good = take_file(reading->options, text, &why);
        break;
    case OPTION_TARGET:
        good = target_parse(text, &reading->options->measures.target, &why);
        break;
    case OPTION_COLUMNS:
        good = measures_parse_columns(text, &reading->options->measures, &why);
        break;
    case OPTION_EXPORT:
        good = add_export(reading->options, text, &why);
        break;
    case OPTION_FLAG:
        good = take_flag(reading->options, row, text, &why);
        break;
    case OPTION_LESSON:
        reading->options->lesson = text;
        if (!text)
            reading->options->action = OPTIONS_LESSONS;
        break;
    case OPTION_SESSION:
        good = take_session(reading->options, text, false, &why);
        break;
    case OPTION_SWEEP:
        good = sweep_options_range(&reading->options->sweep, text, &why);
        break;
    case OPTION_PART:
        good = sweep_options_part(&reading->options->sweep, text, &why);
        break;
    case OPTION_CONFIRM:
        good = sweep_options_confirm(&reading->options->sweep, text, &why);
        break;
    case OPTION_MERGE:
        good = sweep_options_merge(&reading->options->sweep, text, &why);
        break;
    }
    return good || refuse(reading, row, &why, status);
}

static bool missing_value(const struct reading *reading, const struct option_row *row,
                          struct status *status)
{
    char range[512];

    if (row->param)
        return status_fail(status, STATUS_INVALID, "%s%s needs a value, %s (allowed: %s)",
                           reading->dashes, row->name, row->argument,
                           param_range(row->param, range, sizeof range));
    return status_fail(status, STATUS_INVALID, "%s%s needs a value, %s", reading->dashes, row->name,
                       row->argument);
}

/* ---- finding options --------------------------------------------------------------------------
 */

static bool ambiguous(const char *name, size_t length, struct status *status)
{
    char names[STATUS_MESSAGE_MAX / 2] = "";
    size_t used = 0;

    for (int i = 0; i < option_rows() && used < sizeof names; i++) {
        struct option_row row = option_row(i);
        if (strncmp(row.name, name, length) == 0)
            used += (size_t)snprintf(names + used, sizeof names - used, "%s--%s",
                                     used > 0 ? ", " : "", row.name);
    }
    return status_fail(status, STATUS_INVALID, "--%.*s is ambiguous (it could be %s)", (int)length,
                       name, names);
}

enum { WRITTEN_MAX = 64 }; /* how much of an unknown option a sentence quotes */

static bool unknown(const char *dashes, const char *name, size_t length, struct status *status)
{
    struct nearest nearest = {.given = name, .length = length};
    struct option_row row;
    char meant[OPTION_NAME_MAX] = "";

    for (int i = 0; i < option_rows(); i++) {
        row = option_row(i);
        nearest_try(&nearest, row.name);
        if (nearest.name == row.name)
            nearest.name = memcpy(meant, row.name, sizeof meant);
    }
    return status_fail(status, STATUS_INVALID, "%s%.*s is not an option of optop%s%s%s%s", dashes,
                       (int)(length < WRITTEN_MAX ? length : WRITTEN_MAX), name,
                       *meant ? "; did you mean " : "", *meant ? dashes : "", meant,
                       *meant ? "?" : "");
}

/* The option written as the first `length` bytes of `name`: exactly, or the only one so begun. */
static bool find_long(const char *name, size_t length, struct option_row *row,
                      struct status *status)
{
    int begun = 0;

    for (int i = 0; i < option_rows(); i++) {
        struct option_row candidate = option_row(i);
        if (strncmp(candidate.name, name, length) != 0)
            continue;
        *row = candidate;
        if (candidate.name[length] == '\0')
            return true;
        begun++;
    }
    if (begun > 1)
        return ambiguous(name, length, status);
    return begun == 1 || unknown("--", name, length, status);
}

static bool find_letter(char letter, struct option_row *row, struct status *status)
{
    for (int i = 0; i < option_rows(); i++) {
        *row = option_row(i);
        if (row->letter == letter)
            return true;
    }
    return status_fail(status, STATUS_INVALID, "-%c is not an option of optop", letter);
}

/* ---- the command line -------------------------------------------------------------------------
 */

/* The arguments not yet read. */
struct arguments {
    int count;
    char *const *next;
};

static const char *next_argument(struct arguments *arguments)
{
    if (arguments->count == 0)
        return NULL;
    arguments->count--;
    return *arguments->next++;
}

/* --name, --name=value, --name value */
static bool read_long(struct reading *reading, const char *name, struct arguments *arguments,
                      struct status *status)
{
    size_t length = strcspn(name, "=");
    const char *value = name[length] == '=' ? name + length + 1 : NULL;
    struct option_row row;

    if (!find_long(name, length, &row, status))
        return false;
    if (!row.argument && value && row.kind != OPTION_FLAG && row.kind != OPTION_LESSON)
        return status_fail(status, STATUS_INVALID, "--%s: takes no value, but '%s' is given",
                           row.name, value);
    if (row.argument && !value)
        value = next_argument(arguments);
    if (row.argument && !value)
        return missing_value(reading, &row, status);
    reading->options->given[row.number] = true;
    return take(reading, &row, value, status);
}

/* -x, -xy, -xVALUE, -x VALUE */
static bool read_letters(struct reading *reading, const char *letters, struct arguments *arguments,
                         struct status *status)
{
    for (; *letters; letters++) {
        struct option_row row;
        if (!find_letter(*letters, &row, status))
            return false;
        reading->options->given[row.number] = true;
        if (row.argument) {
            const char *value = letters[1] ? letters + 1 : next_argument(arguments);
            return value ? take(reading, &row, value, status)
                         : missing_value(reading, &row, status);
        }
        if (!take(reading, &row, NULL, status))
            return false;
    }
    return true;
}

static bool read_argument(struct reading *reading, const char *argument,
                          struct arguments *arguments, struct status *status)
{
    if (strcmp(argument, "--") == 0 && arguments->count == 0)
        return true;
    if (strcmp(argument, "--") == 0)
        argument = next_argument(arguments);
    else if (strncmp(argument, "--", 2) == 0)
        return read_long(reading, argument + 2, arguments, status);
    else if (argument[0] == '-' && argument[1])
        return read_letters(reading, argument + 1, arguments, status);
    if (reading->options->sweep.froms == 0 &&
        !take_session(reading->options, argument, true, status))
        return false;
    return sweep_options_file(&reading->options->sweep, argument, status);
}

/* Writes `layers` for --depth and --width. */
static void shape_layers(struct reading *reading)
{
    struct problem_config *problem = &reading->options->problem;
    size_t used = 0;

    if (!reading->shaped || reading->layered)
        return;
    snprintf(problem->layers, sizeof problem->layers, "none");
    for (int layer = 1; layer < (int)reading->depth; layer++)
        used += (size_t)snprintf(problem->layers + used, sizeof problem->layers - used, "%s%d",
                                 layer > 1 ? "," : "", (int)reading->width);
}

/* Has no run before this one its name? */
static bool is_name_free(const struct options *options, int i, struct status *status)
{
    for (int other = 0; other < i; other++)
        if (run_config_share_name(&options->run[i], &options->run[other]))
            return run_config_refuse_name(&options->run[other], other + 1, status);
    return true;
}

/* May an option be given with a session that goes on? Its race cannot be changed. */
static bool suits_session(const struct option_row *row)
{
    return (row->section != SECTION_RACE && row->section != SECTION_PROBLEM &&
            row->kind != OPTION_SWEEP && row->param != &sweep_random_param) ||
           row->param == &race_settings[SETTING_ITERATIONS] ||
           row->param == &race_settings[SETTING_THREADS] || row->kind == OPTION_SIZE ||
           row->kind == OPTION_TARGET;
}

/* The files are a session that goes on, or what is to be put together. */
static bool check_files(struct options *options, struct status *status)
{
    const struct sweep_options *sweep = &options->sweep;

    if (!sweep->merge)
        return sweep->froms < 2 || take_session(options, sweep->from[1], true, status);
    options->action = OPTIONS_MERGE;
    options->session = NULL;
    options->goes_on = false;
    for (int i = 0; i < option_rows(); i++) {
        struct option_row row = option_row(i);

        if (options->given[row.number] && row.kind != OPTION_MERGE && row.kind != OPTION_FLAG &&
            row.kind != OPTION_ACTION)
            return status_fail(status, STATUS_INVALID,
                               "--%s: cannot be used with --merge (allowed: the files to be put "
                               "together)",
                               row.name);
    }
    return sweep->froms > 0 ||
           status_fail(status, STATUS_INVALID,
                       "--merge: needs the files to be put together (example: --merge=all.optop "
                       "part1.optop part2.optop)");
}

static bool check_session(struct options *options, struct status *status)
{
    if (options->session && options->action == OPTIONS_DESCRIBE)
        return status_fail(status, STATUS_INVALID, "--describe: cannot be used with a session");
    for (int i = 0; i < option_rows(); i++) {
        struct option_row row = option_row(i);

        if (options->goes_on && options->given[row.number] && !suits_session(&row))
            return status_fail(status, STATUS_INVALID,
                               "--%s: the race in %s cannot be changed this way (allowed: "
                               "--iterations, --threads, --memory, --target and output options)",
                               row.name, options->session);
        if (options->given[row.number] && row.param == &race_settings[SETTING_ITERATIONS])
            options->iterations_given = true;
    }
    return true;
}

/* What only shows when all runs and the number of iterations are known. */
static bool check_runs(const struct options *options, struct status *status)
{
    struct status why = {0};

    for (int i = 0; i < options->runs; i++)
        if (!run_config_check(&options->run[i], (double)options->iterations, &why) ||
            !is_name_free(options, i, &why))
            return status_fail(status, why.code, "--optimizer: %s", why.message);
    return true;
}

static bool is_given(const struct options *options, size_t offset)
{
    for (int i = 0; i < option_rows(); i++) {
        struct option_row row = option_row(i);

        if (row.setting && row.setting->offset == offset && options->given[row.number])
            return true;
    }
    return false;
}

static bool check_seeds(const struct options *options, struct status *status)
{
    return !is_given(options, offsetof(struct problem_config, seed)) ||
           !is_given(options, offsetof(struct problem_config, seeds)) ||
           status_fail(status, STATUS_INVALID,
                       "--seeds: cannot be used with --seed (--seeds=%s alone names all seeds)",
                       options->problem.seeds[0] ? options->problem.seeds : "1..10");
}

/* The numbers that are kept as what they are. */
static void keep_numbers(const struct reading *reading)
{
    reading->options->iterations = (uint64_t)reading->iterations;
    reading->options->threads = (int)reading->threads;
    reading->options->color = (enum options_color)reading->color;
    reading->options->view = (int)reading->view;
    reading->options->glyphs = (int)reading->glyphs;
    reading->options->sweep.wish.draws = (uint64_t)reading->draws;
    reading->options->sweep.judge = reading->judge;
}

static bool read_all(struct reading *reading, struct arguments *arguments, struct status *status)
{
    struct options *options = reading->options;
    const char *argument;

    while ((argument = next_argument(arguments)) != NULL) {
        if (!read_argument(reading, argument, arguments, status))
            return false;
        if (options->action == OPTIONS_HELP || options->action == OPTIONS_VERSION)
            return true;
    }
    for (int i = 0, given = options->runs; given == 0 && i < RUN_CONFIG_NOTEBOOK_RUNS; i++)
        if (!add_run(options, run_config_notebook[i], status))
            return false;
    keep_numbers(reading);
    shape_layers(reading);
    return check_files(options, status) && check_session(options, status) &&
           check_seeds(options, status) && sweep_suits_command(options, status) &&
           check_runs(options, status) &&
           agenda_make(&options->agenda, reading->wish, reading->wishes, options->run,
                       options->runs, options->iterations, status);
}

bool options_parse(struct options *options, int argc, char *const *argv, struct status *status)
{
    struct arguments arguments = {argc > 1 ? argc - 1 : 0, argv + 1};
    struct reading reading = {.options = options,
                              .dashes = "--",
                              .iterations = race_settings[SETTING_ITERATIONS].initial,
                              .threads = race_settings[SETTING_THREADS].initial,
                              .view = OPTIONS_NOT_GIVEN,
                              .glyphs = OPTIONS_NOT_GIVEN,
                              .depth = option_depth.initial,
                              .width = option_width.initial};
    bool good;

    memset(options, 0, sizeof *options);
    options->memory = RACE_MEMORY;
    problem_config_default(&options->problem);
    good = read_all(&reading, &arguments, status);
    free(reading.wish);
    return good;
}

/* ---- the configuration file --------------------------------------------------------------------
 */

/* The option that is called so, whole. */
static bool find_whole(const char *name, struct option_row *row, struct status *status)
{
    for (int i = 0; i < option_rows(); i++) {
        *row = option_row(i);
        if (strcmp(row->name, name) == 0)
            return true;
    }
    return unknown("", name, strlen(name), status);
}

static bool out_of_place(const struct option_row *row, struct status *status)
{
    bool numbers = row->section == SECTION_RACE || row->section == SECTION_PROBLEM;
    char names[STATUS_MESSAGE_MAX / 2] = "";
    size_t used = 0;

    for (int i = 0; i < option_rows() && used < sizeof names; i++)
        if (option_row(i).configurable)
            used += (size_t)snprintf(names + used, sizeof names - used, "%s%s",
                                     used > 0 ? ", " : "", option_row(i).name);
    return status_fail(status, STATUS_INVALID,
                       "%s %s; it belongs on the command line (allowed here: %s)", row->name,
                       numbers ? "changes the numbers of a race" : "applies to a single invocation",
                       names);
}

bool options_configure(struct options *options, const char *name, const char *value,
                       struct status *status)
{
    struct options wanted = *options;
    struct reading reading = {.options = &wanted,
                              .dashes = "",
                              .iterations = (double)options->iterations,
                              .threads = options->threads,
                              .color = options->color,
                              .view = options->view,
                              .glyphs = options->glyphs,
                              .draws = (double)options->sweep.wish.draws,
                              .judge = options->sweep.judge};
    struct option_row row;

    if (!find_whole(name, &row, status))
        return false;
    if (!row.configurable)
        return out_of_place(&row, status);
    if (row.argument && !value)
        return missing_value(&reading, &row, status);
    if (!take(&reading, &row, value, status))
        return false;
    keep_numbers(&reading);
    if (!options->given[row.number])
        *options = wanted;
    return true;
}

void options_free(struct options *options)
{
    free(options->run);
    options->run = NULL;
    options->runs = 0;
    agenda_free(&options->agenda);
    sweep_options_free(&options->sweep);
}
