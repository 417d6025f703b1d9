/* batch.c - a race without a screen; see batch.h. */
#include "batch.h"

#include "export.h"
#include "export_format.h"
#include "figures.h"
#include "outcome.h"
#include "progress.h"
#include "resume.h"
#include "setup.h"
#include "signals.h"

/* Forks and changes when their time has come, or else an iteration. False: that is the end. */
static bool go_on(struct resumed *resumed, struct status *why)
{
    struct race *race = resumed->race;

    if (agenda_is_due(&resumed->clerk, race))
        return agenda_act(&resumed->clerk, race, signals_stopping(), why);
    return race_live(race) > 0 && race_laggard(race) < resumed->iterations &&
           race_iterate(race, signals_stopping(), why);
}

/* Until all that live have done their iterations, or a signal came. */
static bool train(struct resumed *resumed, struct status *status)
{
    struct progress *progress = progress_start(stderr, resumed->iterations);
    struct status why = {0};

    while (go_on(resumed, &why)) {
        if (resumed->session)
            session_offer(resumed->session);
        progress_update(progress, resumed->race);
    }
    progress_end(progress);
    if (why.code == STATUS_OK || why.code == STATUS_CANCELLED)
        return true;
    *status = why;
    return false;
}

/* Forks and changes may have to go back to a run that has diverged further on. */
static void say_few_checkpoints(const struct race *race, const struct options *options)
{
    char text[STATUS_MESSAGE_MAX];

    if (options->agenda.items > 0 && setup_few_checkpoints(race, text, sizeof text)[0])
        fprintf(stderr, "optop: %s\n", text);
}

/* Before the time is spent: a race that ends before its first evaluation, or takes much memory. */
static void say_before(const struct race *race, uint64_t iterations)
{
    char text[STATUS_MESSAGE_MAX];

    if (figures_short_race(race_problem(race)->eval_every, iterations, text, sizeof text)[0])
        fprintf(stderr, "optop: %s\n", text);
    if (setup_memory_warning(race, iterations, text, sizeof text)[0])
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
                                        options->json, options->times, options->confusion};
    struct status trouble = {.cancel = signals_stopping()};
    struct resumed resumed;
    struct race *race;
    bool trained, kept, published;
    int code;

    if (!signals_install(false, status))
        return EXIT_ERROR;
    if (!check_files(options, status))
        return EXIT_ERROR;
    if (!resume(&resumed, options, &trouble)) {
        if (trouble.code == STATUS_CANCELLED)
            return outcome_code(NULL); /* there is nothing to save yet */
        *status = trouble;
        return status->code == STATUS_INVALID ? EXIT_USAGE : EXIT_ERROR;
    }
    race = resumed.race;
    say_before(race, resumed.iterations);
    say_few_checkpoints(race, options);
    trained = train(&resumed, &trouble);
    agenda_end(&resumed.clerk);
    if (trained)
        race_evaluate(race, signals_stopping(), &(struct status){0});
    kept = !resumed.session || session_end(resumed.session, status);
    session_free(resumed.session);
    published = outcome_publish(race, &files, true, kept ? status : &(struct status){0});
    if (!trained)
        *status = trouble;
    code = trained && kept && published ? outcome_code(race) : EXIT_ERROR;
    race_free(race);
    return code;
}
