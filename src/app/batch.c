/* batch.c - a race without a screen; see batch.h. */
#include "batch.h"

#include "export.h"
#include "progress.h"
#include "report.h"
#include "signals.h"

#include <stdio.h>
#include <string.h>

enum { EXIT_DONE = 0, EXIT_ERROR = 1, EXIT_USAGE = 2, EXIT_DIVERGED = 3, EXIT_SIGNAL = 128 };

static struct race *set_up(const struct options *options, struct status *status)
{
    struct problem *problem = problem_load(&options->problem, status);
    struct race *race = problem ? race_create(problem, options->threads, status) : NULL;

    for (int i = 0; race && i < options->runs; i++)
        if (status_cancelled(status) || race_add(race, &options->run[i], status) == 0) {
            race_free(race);
            return NULL;
        }
    return race;
}

/* Until all that live have done their iterations, or a signal came. */
static bool train(struct race *race, uint64_t iterations, struct status *status)
{
    struct progress *progress = progress_start(stderr, iterations);
    struct status why = {0};

    while (race_live(race) > 0 && race_laggard(race) < iterations &&
           race_iterate(race, signals_stopping(), &why))
        progress_update(progress, race);
    progress_end(progress);
    if (why.code == STATUS_OK || why.code == STATUS_CANCELLED)
        return true;
    *status = why;
    return false;
}

/* Whatever happened in training: what was asked for is written, as far as that goes. */
static bool publish(struct race *race, const char *csv, struct status *status)
{
    bool to_stdout = csv && strcmp(csv, "-") == 0;
    struct status why = {0};
    bool good = true;

    if (csv && !export_csv(race, csv, true, &why)) {
        good = false;
        *status = why;
    }
    if (!report_print(to_stdout ? stderr : stdout, to_stdout ? "standard error" : "standard output",
                      race, &why) &&
        good) {
        good = false;
        *status = why;
    }
    return good;
}

int batch_run(const struct options *options, struct status *status)
{
    struct status trouble = {.cancel = signals_stopping()};
    struct race *race;
    bool trained, published;
    int code;

    if (!signals_install(false, status))
        return EXIT_ERROR;
    if (options->csv && !export_check(options->csv, true, status))
        return EXIT_ERROR;
    race = set_up(options, &trouble);
    if (!race && trouble.code == STATUS_CANCELLED)
        return EXIT_SIGNAL + signals_stopped_by(); /* there is nothing to save yet */
    if (!race) {
        *status = trouble;
        return status->code == STATUS_INVALID ? EXIT_USAGE : EXIT_ERROR;
    }
    trained = train(race, options->iterations, &trouble);
    published = publish(race, options->csv, status);
    if (!trained)
        *status = trouble;
    if (!trained || !published)
        code = EXIT_ERROR;
    else if (signals_stopped_by() != 0)
        code = EXIT_SIGNAL + signals_stopped_by();
    else
        code = race_live(race) == 0 ? EXIT_DIVERGED : EXIT_DONE;
    race_free(race);
    return code;
}
