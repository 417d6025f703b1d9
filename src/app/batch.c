/* batch.c - a race without a screen; see batch.h. */
#include "batch.h"

#include "export.h"
#include "export_format.h"
#include "figures.h"
#include "outcome.h"
#include "progress.h"
#include "setup.h"
#include "signals.h"

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

/* Before the time is spent: a race that ends before its first evaluation. */
static void say_short_race(const struct problem *problem, uint64_t iterations)
{
    char text[STATUS_MESSAGE_MAX];

    if (figures_short_race(problem->eval_every, iterations, text, sizeof text)[0])
        fprintf(stderr, "optop: %s\n", text);
}

/* Can all files be written that are asked for? */
static bool check_files(const struct options *options, struct status *status)
{
    bool good = !options->csv || export_check(options->csv, true, status);

    for (int i = 0; i < options->exports && good; i++)
        good = export_write_check(options->export[i], true, status);
    return good;
}

int batch_run(const struct options *options, struct status *status)
{
    const struct outcome_files files = {options->csv, options->export, options->exports,
                                        options->json};
    struct status trouble = {.cancel = signals_stopping()};
    struct race *race;
    bool trained, published;
    int code;

    if (!signals_install(false, status))
        return EXIT_ERROR;
    if (!check_files(options, status))
        return EXIT_ERROR;
    race = setup_race(setup_problem(&options->problem, &trouble), options->run, options->runs,
                      options->iterations, options->threads, &trouble);
    if (!race && trouble.code == STATUS_CANCELLED)
        return outcome_code(NULL); /* there is nothing to save yet */
    if (!race) {
        *status = trouble;
        return status->code == STATUS_INVALID ? EXIT_USAGE : EXIT_ERROR;
    }
    say_short_race(race_problem(race), options->iterations);
    trained = train(race, options->iterations, &trouble);
    if (trained)
        race_evaluate(race, signals_stopping(), &(struct status){0});
    published = outcome_publish(race, &files, true, status);
    if (!trained)
        *status = trouble;
    code = trained && published ? outcome_code(race) : EXIT_ERROR;
    race_free(race);
    return code;
}
