/*
 * main.c - the program's entry: reads the command line, hands over to batch mode or the screen,
 * and turns their outcome into messages and an exit code.
 */
#include "config.h"

#include "app/batch.h"
#include "app/config_file.h"
#include "app/describe.h"
#include "app/help.h"
#include "app/lesson.h"
#include "app/options.h"
#include "app/outcome.h"
#include "app/resume.h"
#include "app/setup.h"
#include "ui/tui.h"

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/*
 * A standard descriptor that is closed would be given to the next file opened, which would then
 * get what is meant for the terminal. Open in the wrong direction, it fails when used.
 */
static void occupy_standard_descriptors(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) == -1 && errno == EBADF &&
            open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) != fd)
            _exit(EXIT_ERROR);
}

static void complain(int code, const struct status *status)
{
    fprintf(stderr, "optop: %s\n", status->message);
    if (code == EXIT_USAGE)
        fprintf(stderr, "Try 'optop --help'.\n");
}

/* A write error may show up as late as here. */
static int close_output(int code)
{
    int error = fflush(stdout) != 0 ? errno : 0;

    if (error == 0 && ferror(stdout))
        error = EIO; /* the failed write's own number is gone */
    if (fclose(stdout) != 0 && error == 0)
        error = errno;
    if (error != 0 && code == EXIT_DONE) {
        fprintf(stderr, "optop: standard output: %s\n", strerror(error));
        return EXIT_ERROR;
    }
    return code;
}

/* Dies of the signal that stopped the program, so that the caller sees what it was. */
static int end_by_signal(int number)
{
    signal(number, SIG_DFL);
    raise(number);
    return EXIT_SIGNAL + number;
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
    };

    if (options->session) {
        wanted.session = resume_open(options, &wanted.iterations, status);
        if (!wanted.session)
            return status->code == STATUS_INVALID ? EXIT_USAGE : EXIT_ERROR;
        if (session_has_race(wanted.session))
            wanted.problem = session_problem(wanted.session);
    }
    /* For the screen's characters only: numbers stay as they are in every locale. */
    setlocale(LC_CTYPE, "");
    return tui_run(&wanted, status);
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

static int run(struct options *options, const struct lesson *lesson, struct status *status)
{
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
        return batch_run(options, status);
    case OPTIONS_SCREEN:
        return run_screen(options, lesson, status);
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

    occupy_standard_descriptors();
    if (!read_with_lesson(&options, argc, argv, &lesson, &all, &status)) {
        code = status.code == STATUS_INVALID ? EXIT_USAGE : EXIT_ERROR;
        complain(code, &status);
        options_free(&options);
        lesson_free(&lesson);
        free(all);
        return code;
    }
    if (options.action != OPTIONS_HELP && !setup_kernels(&status)) {
        complain(EXIT_USAGE, &status);
        options_free(&options);
        lesson_free(&lesson);
        free(all);
        return EXIT_USAGE;
    }
    code = run(&options, &lesson, &status);
    if (status.code != STATUS_OK)
        complain(code, &status);
    options_free(&options);
    lesson_free(&lesson);
    free(all);
    code = close_output(code);
    return code > EXIT_SIGNAL ? end_by_signal(code - EXIT_SIGNAL) : code;
}
