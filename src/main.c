/*
 * main.c - the program's entry: reads the command line, hands over to batch mode or the screen,
 * and turns their outcome into messages and an exit code.
 */
#include "config.h"

#include "app/batch.h"
#include "app/config_file.h"
#include "app/describe.h"
#include "app/experiment_recall.h"
#include "app/help.h"
#include "app/lesson.h"
#include "app/options.h"
#include "app/outcome.h"
#include "app/program.h"
#include "app/resume.h"
#include "app/setup.h"
#include "app/sweep_batch.h"
#include "app/sweep_merge.h"
#include "app/sweep_suits.h"
#include "ui/tui.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>

#define PROGRAM "optop"

/* A file with a sweep and without a race: its runs, its length, its results. */
static bool show_sweep(const struct options *options, struct tui_options *wanted,
                       struct sweep_record *record, struct status *status)
{
    struct session *session = session_open(options->session, SESSION_ANY, status);

    wanted->experiment = session ? experiment_recall(session, record, status) : NULL;
    session_free(session);
    if (!wanted->experiment)
        return false;
    wanted->problem = &record->problem;
    wanted->runs = record->run;
    wanted->n_runs = record->runs;
    wanted->iterations = record->iterations;
    wanted->measures.target = record->target;
    wanted->shows_experiment = true;
    return true;
}

/* The race of a file, or a new one that it keeps. */
static bool open_session(const struct options *options, struct tui_options *wanted,
                         struct sweep_record *record, struct status *status)
{
    struct status none = {0}; /* there need not be a sweep in the file */

    wanted->session = resume_open(options, &wanted->iterations, status);
    if (!wanted->session)
        return false;
    if (session_has_race(wanted->session)) {
        wanted->problem = session_problem(wanted->session);
        wanted->experiment = experiment_recall(wanted->session, record, &none);
    }
    return true;
}

static int run_screen(const struct options *options, const struct lesson *lesson,
                      struct status *status)
{
    struct tui_options wanted = {
        .problem = &options->problem,
        .runs = options->run,
        .n_runs = options->runs,
        .iterations = options->iterations,
        .threads = options->threads,
        .memory = options->memory,
        .agenda = &options->agenda,
        .measures = options->measures,
        .csv = options->csv,
        .export = options->export,
        .exports = options->exports,
        .json = options->json,
        .times = options->times,
        .confusion = options->confusion,
        .color = options->color,
        .view = options->view,
        .glyphs = options->glyphs,
        .ascii = options->ascii,
        .mouse = options->mouse,
        .lesson = options->lesson ? lesson : NULL,
        .sweep = &options->sweep,
    };
    struct sweep_record record = {0};
    int code;

    if (options->session && !(sweep_batch_is_wanted(options) && options->goes_on
                                  ? show_sweep(options, &wanted, &record, status)
                                  : open_session(options, &wanted, &record, status))) {
        sweep_record_clear(&record);
        return status->code == STATUS_INVALID ? EXIT_USAGE : EXIT_ERROR;
    }
    /* For the screen's characters only: numbers stay as they are in every locale. */
    setlocale(LC_CTYPE, "");
    code = tui_run(&wanted, status);
    experiment_release(wanted.experiment);
    sweep_record_clear(&record);
    return code;
}

/* Help is there whatever the configuration file says. */
static bool read_options(struct options *options, int argc, char **argv, struct status *status)
{
    return options_parse(options, argc, argv, status) &&
           (options->action == OPTIONS_HELP || options->action == OPTIONS_VERSION ||
            options->no_config || config_file_read(options, status));
}

/* A lesson's options come before those of the command line. *all is to be freed after them. */
static bool read_with_lesson(struct options *options, int argc, char **argv, struct lesson *lesson,
                             char ***all, struct status *status)
{
    if (!read_options(options, argc, argv, status))
        return false;
    if (!options->lesson || options->action == OPTIONS_HELP || options->action == OPTIONS_VERSION)
        return true;
    if (!lesson_read(lesson, options->lesson, status))
        return false;
    *all = lesson_arguments(lesson, &argc, argv);
    if (!*all)
        return status_out_of_memory(status, "a lesson");
    options_free(options);
    return read_options(options, argc, *all, status);
}

/* A race, or a sweep, as the command line or the file has it. */
static int train(const struct options *options, const struct lesson *lesson, struct status *status)
{
    bool sweep = sweep_batch_is_wanted(options);

    if (options->goes_on && !sweep_suits_file(options, sweep, status))
        return EXIT_USAGE;
    if (options->action == OPTIONS_SCREEN)
        return run_screen(options, lesson, status);
    return sweep ? sweep_batch_run(options, NULL, status) : batch_run(options, status);
}

static int run(struct options *options, const struct lesson *lesson, struct status *status)
{
    if (options->action == OPTIONS_BATCH && setup_slow_kernels()[0])
        fprintf(stderr, PROGRAM ": %s\n", setup_slow_kernels());
    switch (options->action) {
    case OPTIONS_HELP:
        help_print(stdout);
        return EXIT_DONE;
    case OPTIONS_VERSION:
        help_print_version(stdout);
        return EXIT_DONE;
    case OPTIONS_LESSONS:
        return lesson_list(stdout, status) ? EXIT_DONE : EXIT_ERROR;
    case OPTIONS_DESCRIBE:
        return describe_run(options, status);
    case OPTIONS_BATCH:
    case OPTIONS_SCREEN:
        return train(options, lesson, status);
    case OPTIONS_MERGE:
        if (sweep_merge(&options->sweep, stdout, status))
            return EXIT_DONE;
        return status->code == STATUS_INVALID ? EXIT_USAGE : EXIT_ERROR;
    }
    return EXIT_ERROR;
}

int main(int argc, char **argv)
{
    struct options options;
    struct lesson lesson = {0};
    char **all = NULL;
    struct status status = {0};
    int code = EXIT_DONE;

    program_occupy_standard_descriptors();
    if (!read_with_lesson(&options, argc, argv, &lesson, &all, &status)) {
        code = status.code == STATUS_INVALID ? EXIT_USAGE : EXIT_ERROR;
        program_complain(PROGRAM, code, &status);
        options_free(&options);
        lesson_free(&lesson);
        free(all);
        return code;
    }
    if (options.action != OPTIONS_HELP && !setup_kernels(&status)) {
        program_complain(PROGRAM, EXIT_USAGE, &status);
        options_free(&options);
        lesson_free(&lesson);
        free(all);
        return EXIT_USAGE;
    }
    code = run(&options, &lesson, &status);
    if (status.code != STATUS_OK)
        program_complain(PROGRAM, code, &status);
    options_free(&options);
    lesson_free(&lesson);
    free(all);
    code = program_close_output(PROGRAM, code);
    return code > EXIT_SIGNAL ? program_end_by_signal(code - EXIT_SIGNAL) : code;
}
