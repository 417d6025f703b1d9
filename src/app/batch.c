/* batch.c - a race without a screen; see batch.h. */
#include "batch.h"

#include "export.h"
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
    race = setup_race(setup_problem(&options->problem, &trouble), options->run, options->runs,
                      options->iterations, options->threads, &trouble);
    if (!race && trouble.code == STATUS_CANCELLED)
        return outcome_code(NULL); /* there is nothing to save yet */
    if (!race) {
        *status = trouble;
        return status->code == STATUS_INVALID ? EXIT_USAGE : EXIT_ERROR;
    }
    trained = train(race, options->iterations, &trouble);
    published = outcome_publish(race, options->csv, true, status);
    if (!trained)
        *status = trouble;
    code = trained && published ? outcome_code(race) : EXIT_ERROR;
    race_free(race);
    return code;
}
