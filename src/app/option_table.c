/* option_table.c - THE table of options; see options.h. */
#include "options_reading.h"

#include "memory.h"
#include "settings.h"
#include "sweep_summary.h"

#include <stdio.h>
#include <string.h>

const struct param_spec option_depth =
    PARAM_WHOLE("depth", 3, 1, NETWORK_LAYERS_MAX,
                "weight layers (hidden layers plus one), unless layers are given");
const struct param_spec option_width = PARAM_WHOLE(
    "width", 64, 1, NETWORK_WIDTH_MAX, "units of each hidden layer, unless layers are given");

static const char *const colors[] = {"auto", "always", "never", NULL};

static const struct param_spec color_param = {
    .name = "color",
    .kind = PARAM_CHOICE,
    .choices = colors,
    .help = "colours on the screen; auto: if the terminal has them and NO_COLOR is not set"};

const struct param_spec option_view = {.name = "view",
                                       .kind = PARAM_CHOICE,
                                       .choices = curve_view_names,
                                       .help = "the curves that the panels show first; key v "
                                               "goes on to the others"};

/* In the order of ui/canvas.h. */
static const char *const glyphs[] = {"ascii", "braille", "blocks", NULL};

const struct param_spec option_glyphs = {.name = "glyphs",
                                         .kind = PARAM_CHOICE,
                                         .choices = glyphs,
                                         .help = "the characters that curves are drawn with; key "
                                                 "g changes them"};

static const struct option_row rows_before[] = {
    {.name = "optimizer",
     .letter = 'o',
     .kind = OPTION_RUN,
     .section = SECTION_RACE,
     .argument = "NAME[:KEY=VALUE[,KEY=VALUE]...]",
     .help = "add a run with this optimizer; omitted hyperparameters keep their defaults; repeat "
             "to race"},
    {.name = "iterations",
     .letter = 'n',
     .kind = OPTION_NUMBER,
     .section = SECTION_RACE,
     .argument = "N",
     .param = &race_settings[SETTING_ITERATIONS],
     .offset = offsetof(struct reading, iterations)},
    {.name = "threads",
     .kind = OPTION_NUMBER,
     .section = SECTION_RACE,
     .argument = "N",
     .param = &race_settings[SETTING_THREADS],
     .offset = offsetof(struct reading, threads),
     .configurable = true},
    {.name = "fork",
     .kind = OPTION_FORK,
     .section = SECTION_RACE,
     .argument = "RUN@S:NAME[:KEY=VALUE,...]",
     .help = "add a run that continues run RUN (a number or a name) after S iterations with "
             "another optimizer or other hyperparameters; can be repeated"},
    {.name = "change",
     .kind = OPTION_CHANGE,
     .section = SECTION_RACE,
     .argument = "RUN@S:[NAME:]KEY=VALUE,...",
     .help = "continue run RUN with other hyperparameters after S iterations; can be repeated"},
    {.name = "target",
     .kind = OPTION_TARGET,
     .section = SECTION_RACE,
     .argument = "CURVE<VALUE",
     .help = "report when the curve of each run falls below the value (or, with CURVE>VALUE, rises "
             "above it), and rank the runs by that"},
    {.name = "memory",
     .kind = OPTION_SIZE,
     .section = SECTION_RACE,
     .argument = "SIZE",
     .param = &memory_setting,
     .configurable = true},
    {.name = "depth",
     .kind = OPTION_NUMBER,
     .section = SECTION_PROBLEM,
     .argument = "N",
     .param = &option_depth,
     .offset = offsetof(struct reading, depth)},
    {.name = "width",
     .kind = OPTION_NUMBER,
     .section = SECTION_PROBLEM,
     .argument = "N",
     .param = &option_width,
     .offset = offsetof(struct reading, width)},
};

/* Here come the problem's settings. */

static const struct option_row rows_after[] = {
    {.name = "sweep",
     .kind = OPTION_SWEEP,
     .section = SECTION_SWEEP,
     .argument = "KEY=RANGE",
     .help = "train all runs with these values of a hyperparameter: FROM..TO*POINTS (equal "
             "factors), FROM..TO/POINTS (equal distances) or {A,B,...}; can be repeated, for a "
             "grid; -o takes a range in place of a value, too"},
    {.name = "random",
     .kind = OPTION_NUMBER,
     .section = SECTION_SWEEP,
     .argument = "N",
     .param = &sweep_random_param,
     .offset = offsetof(struct reading, draws)},
    {.name = "judge",
     .kind = OPTION_NUMBER,
     .section = SECTION_SWEEP,
     .argument = "FIGURE",
     .param = &sweep_judge_param,
     .offset = offsetof(struct reading, judge)},
    {.name = "confirm",
     .kind = OPTION_CONFIRM,
     .section = SECTION_SWEEP,
     .argument = "SEEDS",
     .help = "train the best configuration of each run again on these seeds, which the sweep must "
             "not have used, and print that table as well"},
    {.name = "part",
     .kind = OPTION_PART,
     .section = SECTION_SWEEP,
     .argument = "K/N",
     .help = "do every N-th job only, beginning with job K; --merge puts the files of the parts "
             "together"},
    {.name = "merge",
     .kind = OPTION_MERGE,
     .section = SECTION_SWEEP,
     .argument = "FILE",
     .help = "put the results in the session files on the command line, which must be of the same "
             "list of jobs, together in FILE, and exit"},
    {.name = "color",
     .kind = OPTION_NUMBER,
     .section = SECTION_SCREEN,
     .argument = "WHEN",
     .param = &color_param,
     .offset = offsetof(struct reading, color),
     .configurable = true},
    {.name = "view",
     .kind = OPTION_NUMBER,
     .section = SECTION_SCREEN,
     .argument = "VIEW",
     .param = &option_view,
     .offset = offsetof(struct reading, view),
     .configurable = true},
    {.name = "glyphs",
     .kind = OPTION_NUMBER,
     .section = SECTION_SCREEN,
     .argument = "GLYPHS",
     .param = &option_glyphs,
     .offset = offsetof(struct reading, glyphs),
     .configurable = true},
    {.name = "ascii",
     .kind = OPTION_FLAG,
     .section = SECTION_SCREEN,
     .help = "draw the screen with ASCII characters only",
     .offset = offsetof(struct options, ascii),
     .configurable = true},
    {.name = "mouse",
     .kind = OPTION_FLAG,
     .section = SECTION_SCREEN,
     .help = "use the mouse to choose runs, set the cursor and zoom; key M switches it",
     .offset = offsetof(struct options, mouse),
     .configurable = true},
    {.name = "batch",
     .letter = 'b',
     .section = SECTION_PROGRAM,
     .action = OPTIONS_BATCH,
     .help = "train without a screen, then print a table of results"},
    {.name = "describe",
     .section = SECTION_PROGRAM,
     .action = OPTIONS_DESCRIBE,
     .help = "print a description of the data and of the training task, and exit"},
    {.name = "lesson",
     .kind = OPTION_LESSON,
     .section = SECTION_PROGRAM,
     .help = "list the bundled lessons and exit; --lesson=NAME begins one of them, --lesson=FILE "
             "one of your own"},
    {.name = "csv",
     .kind = OPTION_FILE,
     .section = SECTION_PROGRAM,
     .argument = "FILE",
     .help = "write the histories of all runs to FILE at the end, replacing it; - is standard "
             "output"},
    {.name = "columns",
     .kind = OPTION_COLUMNS,
     .section = SECTION_PROGRAM,
     .argument = "NAME[,NAME]...",
     .help = "add curves to the CSV, after its other columns: learning_rate, gradient_norm, "
             "update_norm, weight_norm, update_ratio, update_cosine, gradients, seconds"},
    {.name = "export",
     .kind = OPTION_EXPORT,
     .section = SECTION_PROGRAM,
     .argument = "FILE",
     .help = "write curves or a picture to FILE at the end, in the format of its ending: .csv, "
             ".json, .svg, .pdf or .png; can be repeated"},
    {.name = "session",
     .kind = OPTION_SESSION,
     .section = SECTION_PROGRAM,
     .argument = "FILE",
     .help = "record the race in FILE while it is trained; batch mode continues a race that FILE "
             "already holds"},
    {.name = "json",
     .kind = OPTION_FLAG,
     .section = SECTION_PROGRAM,
     .help = "print the closing table of batch mode as JSON",
     .offset = offsetof(struct options, json)},
    {.name = "confusion",
     .kind = OPTION_FLAG,
     .section = SECTION_PROGRAM,
     .help = "print each run's confusion matrix over the test samples after the closing table",
     .offset = offsetof(struct options, confusion)},
    {.name = "times",
     .kind = OPTION_FLAG,
     .section = SECTION_PROGRAM,
     .help = "include the seconds of each run and iteration in JSON; without them, the same "
             "training gives the same document",
     .offset = offsetof(struct options, times)},
    {.name = "no-config",
     .kind = OPTION_FLAG,
     .section = SECTION_PROGRAM,
     .help = "do not read the configuration file",
     .offset = offsetof(struct options, no_config)},
    {.name = "help",
     .letter = 'h',
     .section = SECTION_PROGRAM,
     .action = OPTIONS_HELP,
     .help = "print this help and exit"},
    {.name = "version",
     .letter = 'V',
     .section = SECTION_PROGRAM,
     .action = OPTIONS_VERSION,
     .help = "print version, precision and kernels, and exit"},
};

enum {
    ROWS_BEFORE = sizeof rows_before / sizeof rows_before[0],
    ROWS_AFTER = sizeof rows_after / sizeof rows_after[0],
};

const char *const option_section_titles[OPTION_SECTIONS] = {
    [SECTION_RACE] = "Race",
    [SECTION_PROBLEM] = "Problem",
    [SECTION_SWEEP] = "Sweeps",
    [SECTION_SCREEN] = "Screen",
    [SECTION_PROGRAM] = "Program",
};

int option_rows(void)
{
    return ROWS_BEFORE + problem_setting_count + ROWS_AFTER;
}

static struct option_row setting_row(const struct problem_setting *setting)
{
    struct option_row row = {.kind = OPTION_SETTING,
                             .section = SECTION_PROBLEM,
                             .letter = setting->short_option,
                             .argument = setting->argument,
                             .param = &setting->param,
                             .setting = setting};

    snprintf(row.name, sizeof row.name, "%s", setting->param.name);
    for (char *c = row.name; *c; c++)
        if (*c == '_')
            *c = '-';
    return row;
}

struct option_row option_row(int i)
{
    struct option_row row;

    if (i < ROWS_BEFORE)
        row = rows_before[i];
    else if (i < ROWS_BEFORE + problem_setting_count)
        row = setting_row(&problem_settings[i - ROWS_BEFORE]);
    else
        row = rows_after[i - ROWS_BEFORE - problem_setting_count];
    row.number = i;
    if (row.param)
        row.help = row.param->help;
    return row;
}
