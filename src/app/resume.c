/* resume.c - a race begun, or gone on with; see resume.h. */
#include "resume.h"

#include "setup.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool differs(const struct session *session, const char *what, const char *is,
                    const char *asked, struct status *status)
{
    return status_fail(
        status, STATUS_INVALID,
        "%s: has another race: its %s is '%s', not '%s' (only --iterations may rise)",
        session_path(session), what, is, asked);
}

/* Is the problem the one that is asked for? */
bool resume_same_problem(const struct session *session, const struct problem_config *asked,
                         struct status *status)
{
    for (int i = 0; i < problem_setting_count; i++) {
        const struct problem_setting *setting = &problem_settings[i];
        char is[PROBLEM_PATH_MAX], wanted[PROBLEM_PATH_MAX];

        problem_config_get(session_recorded(session), setting, is, sizeof is);
        problem_config_get(asked, setting, wanted, sizeof wanted);
        if (strcmp(is, wanted) != 0)
            return differs(session,
                           setting->offset == offsetof(struct problem_config, seeds)
                               ? "list of seeds"
                               : setting->param.name,
                           is, wanted, status);
    }
    return true;
}

/* ---- runs, forks and changes -------------------------------------------------------------------
 */

/* The runs as they are after the first items of an agenda, by number. */
struct field {
    const struct options *asked;
    struct plan *plan;
    int *parent; /* its number; 0: none */
    bool *there;
    int runs; /* with all forks */
};

static void field_clear(struct field *field)
{
    for (int i = 0; field->plan && i < field->runs; i++)
        plan_clear(&field->plan[i]);
    free(field->plan);
    free(field->parent);
    free(field->there);
}

static bool field_do(struct field *field, const struct agenda_item *item, struct status *status)
{
    struct plan *from = &field->plan[(item->fork ? item->parent : item->run) - 1], plan;
    const struct segment next = {.from = item->at,
                                 .config = item->config,
                                 .restarts = item->restarts ||
                                             plan_restarts(from, item->at, &item->config)};

    if (!plan_branch(&plan, from, item->at, &next, status))
        return false;
    plan_clear(&field->plan[item->run - 1]);
    field->plan[item->run - 1] = plan;
    field->there[item->run - 1] = true;
    if (item->fork)
        field->parent[item->run - 1] = item->parent;
    return true;
}

/* What is asked for, the first `done` items carried out. */
static bool field_make(struct field *field, const struct options *asked, int done,
                       struct status *status)
{
    size_t most = (size_t)asked->runs + (size_t)asked->agenda.items;
    bool good;

    *field = (struct field){.asked = asked,
                            .plan = calloc(most + 1, sizeof *field->plan),
                            .parent = calloc(most + 1, sizeof *field->parent),
                            .there = calloc(most + 1, sizeof *field->there),
                            .runs = (int)most};
    good = field->plan && field->parent && field->there;
    if (!good)
        status_out_of_memory(status, "the runs");
    for (int i = 0; i < asked->runs && good; i++)
        good = field->there[i] = plan_make(&field->plan[i], &asked->run[i], status);
    for (int i = 0; i < done && good; i++)
        good = field_do(field, &asked->agenda.item[i], status);
    return good;
}

/* Is it the same plan? Totals follow from it. */
static bool same_plan(const struct plan *is, const struct plan *wanted)
{
    if (is->segments != wanted->segments)
        return false;
    for (int i = 0; i < is->segments; i++) {
        char a[RUN_CONFIG_TEXT_MAX], b[RUN_CONFIG_TEXT_MAX];

        run_config_write(&is->segment[i].config, a, sizeof a);
        run_config_write(&wanted->segment[i].config, b, sizeof b);
        if (is->segment[i].from != wanted->segment[i].from || strcmp(a, b) != 0 ||
            (i > 0 && is->segment[i].restarts != wanted->segment[i].restarts))
            return false;
    }
    return true;
}

/* Does the race have exactly the field's runs? Forks stand in the order of their numbers. */
static bool same_field(const struct race *race, const struct field *field)
{
    int place = 0;

    for (int i = 0; i < field->runs; i++) {
        const struct run *run;

        if (!field->there[i])
            continue;
        if (place >= race_runs(race))
            return false;
        run = race_run(race, place++);
        if (!same_plan(run_plan(run), &field->plan[i]) ||
            (run_parent(run) != 0) != (field->parent[i] != 0))
            return false;
    }
    return place == race_runs(race);
}

/* How many items of the agenda have been carried out; -1: it is another race. */
static int items_done(const struct race *race, const struct options *asked, struct status *status)
{
    for (int done = asked->agenda.items; done >= 0; done--) {
        struct field field;
        bool made = field_make(&field, asked, done, status);
        bool same = made && same_field(race, &field);

        field_clear(&field);
        if (!made || same)
            return made ? done : -1;
    }
    return -1;
}

/* Names the first difference. */
static bool name_difference(const struct session *session, const struct race *race,
                            const struct options *asked, struct status *status)
{
    char is[RUN_CONFIG_TEXT_MAX], wanted[RUN_CONFIG_TEXT_MAX], what[32];

    for (int i = 0; i < asked->runs && i < race_runs(race); i++) {
        snprintf(what, sizeof what, "run %d", i + 1);
        run_config_write(&run_plan(race_run(race, i))->segment[0].config, is, sizeof is);
        run_config_write(&asked->run[i], wanted, sizeof wanted);
        if (strcmp(is, wanted) != 0)
            return differs(session, what, is, wanted, status);
    }
    if (asked->agenda.items == 0 && race_runs(race) != asked->runs) {
        snprintf(is, sizeof is, "%d", race_runs(race));
        snprintf(wanted, sizeof wanted, "%d", asked->runs);
        return differs(session, "number of runs", is, wanted, status);
    }
    return status_fail(status, STATUS_INVALID,
                       "%s: has another race: its runs were forked or changed in another way",
                       session_path(session));
}

/* Are the runs those that are asked for? Then the rest of the agenda is to come. */
static bool same_runs(struct resumed *resumed, const struct options *asked, struct status *status)
{
    struct status why = {0};
    int done = items_done(resumed->race, asked, &why);

    if (why.code != STATUS_OK)
        return status_fail(status, why.code, "%s", why.message);
    return done >= 0 ? agenda_resume(&resumed->clerk, &asked->agenda, resumed->race, asked->runs,
                                     done, status)
                     : name_difference(resumed->session, resumed->race, asked, status);
}

/* ---- going on ----------------------------------------------------------------------------------
 */

/* The race's length: as recorded, or longer. */
static bool choose_length(struct resumed *resumed, const struct options *options,
                          struct status *status)
{
    uint64_t recorded = session_iterations(resumed->session);
    bool as_recorded = options->goes_on && !options->iterations_given;

    resumed->iterations = as_recorded ? recorded : options->iterations;
    return resumed->iterations >= recorded ||
           status_fail(status, STATUS_INVALID,
                       "%s: its race has %" PRIu64
                       " iterations; --iterations may rise, not fall to "
                       "%" PRIu64,
                       session_path(resumed->session), recorded, resumed->iterations);
}

static bool go_on(struct resumed *resumed, const struct options *options, struct status *status)
{
    struct session *session = resumed->session;

    if ((!options->goes_on && !resume_same_problem(session, &options->problem, status)) ||
        !choose_length(resumed, options, status))
        return false;
    resumed->race = session_race(session, setup_problem(session_problem(session), status),
                                 options->threads, options->memory, &options->measures, status);
    if (!resumed->race || (!options->goes_on && !same_runs(resumed, options, status)) ||
        !race_set_iterations(resumed->race, resumed->iterations, status))
        return false;
    if (*session_remark(session))
        fprintf(stderr, "optop: %s: %s\n", session_path(session), session_remark(session));
    return true;
}

struct session *resume_open(const struct options *options, uint64_t *iterations,
                            struct status *status)
{
    struct resumed resumed = {.iterations = options->iterations};

    resumed.session =
        session_open(options->session, options->goes_on ? SESSION_OPEN : SESSION_NEW, status);
    if (resumed.session && options->goes_on && !choose_length(&resumed, options, status)) {
        session_free(resumed.session);
        return NULL;
    }
    *iterations = resumed.iterations;
    return resumed.session;
}

static bool begin(struct resumed *resumed, const struct options *options, struct status *status)
{
    resumed->iterations = options->iterations;
    resumed->race = setup_race(setup_problem(&options->problem, status), options->run,
                               options->runs, options->iterations, options->threads, status);
    if (!resumed->race)
        return false;
    race_set_memory(resumed->race, options->memory, 0);
    race_set_measures(resumed->race, &options->measures);
    return agenda_begin(&resumed->clerk, &options->agenda, resumed->race, status);
}

static bool make(struct resumed *resumed, const struct options *options, struct status *status)
{
    bool there;

    if (options->session) {
        resumed->session = session_open(options->session,
                                        options->goes_on ? SESSION_OPEN : SESSION_EITHER, status);
        if (!resumed->session)
            return false;
    }
    there = resumed->session && session_has_race(resumed->session);
    if (!(there ? go_on(resumed, options, status) : begin(resumed, options, status)))
        return false;
    return !resumed->session || session_begin(resumed->session, resumed->race, status);
}

bool resume(struct resumed *resumed, const struct options *options, struct status *status)
{
    *resumed = (struct resumed){0};
    if (make(resumed, options, status))
        return true;
    agenda_end(&resumed->clerk);
    session_free(resumed->session);
    race_free(resumed->race);
    *resumed = (struct resumed){0};
    return false;
}
