/* agenda.c - forks and changes of the command line, read and carried out; see agenda.h. */
#include "agenda.h"

#include "setup.h"

#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* ---- reading ------------------------------------------------------------------------------------
 */

/* A wish taken apart. */
struct request {
    const struct agenda_wish *wish;
    size_t name;        /* the run's name or number: the first so many bytes */
    uint64_t at;        /* a state */
    const char *values; /* what follows */
    int order;          /* as given */
    int number;         /* that the fork gets */
};

/* What is known of the runs while the wishes are gone through in the order of their states. */
struct field {
    struct run_config *config; /* in force, by number - 1 */
    uint64_t *since;           /* the state at which a fork began */
    bool *there;               /* it has been made */
    int runs;                  /* with the forks */
    uint64_t iterations;
};

static const char *option(const struct request *request)
{
    return request->wish->fork ? "--fork" : "--change";
}

/* Digits alone up to `end`, as a number; UINT64_MAX where it is none, or too large. */
static uint64_t number_in(const char *text, const char *end)
{
    uint64_t number = 0;

    if (text == end)
        return UINT64_MAX;
    for (; text < end; text++) {
        if (*text < '0' || *text > '9' || number > (UINT64_MAX - 9) / 10)
            return UINT64_MAX;
        number = 10 * number + (uint64_t)(*text - '0');
    }
    return number;
}

/* Finds "@S:": a name may have either character, too. */
static bool take_apart(struct request *request, uint64_t iterations, struct status *status)
{
    const char *text = request->wish->text;

    for (const char *at = strchr(text, '@'); at; at = strchr(at + 1, '@')) {
        const char *end = strchr(at, ':');
        if (!end || at == text || number_in(at + 1, end) == UINT64_MAX)
            continue;
        request->name = (size_t)(at - text);
        request->at = number_in(at + 1, end);
        request->values = end + 1;
        if (request->at <= iterations)
            return true;
        return status_fail(status, STATUS_INVALID,
                           "%s: '%.200s': there is no state %" PRIu64 " (allowed: 0 to %" PRIu64
                           ", the race's iterations)",
                           option(request), text, request->at, iterations);
    }
    return status_fail(status, STATUS_INVALID, "%s: '%.200s' is not of the form %s",
                       option(request), text,
                       request->wish->fork ? "RUN@S:NAME[:KEY=VALUE,...] (example: 1@57:adam)"
                                           : "RUN@S:[NAME:]KEY=VALUE,... (example: 1@57:lr=0.01)");
}

static bool is_called(const struct run_config *config, bool given, const char *name, size_t length)
{
    const char *own = given ? config->name : config->optimizer->name;

    return *own && strlen(own) == length && memcmp(own, name, length) == 0;
}

/* The number of the only run that was given that name or, where none was, has that optimizer. */
static int find_name(const struct field *field, const struct request *request,
                     struct status *status)
{
    for (int given = 1; given >= 0; given--) {
        int found = 0;

        for (int i = 0; i < field->runs; i++)
            if (field->there[i] &&
                is_called(&field->config[i], given, request->wish->text, request->name)) {
                if (found > 0) {
                    status_fail(status, STATUS_INVALID,
                                "%s: '%.*s' is the name of runs %d and %d (allowed: a run's "
                                "number)",
                                option(request), (int)request->name, request->wish->text, found,
                                i + 1);
                    return 0;
                }
                found = i + 1;
            }
        if (found > 0)
            return found;
    }
    status_fail(status, STATUS_INVALID,
                "%s: there is no run '%.*s' at %" PRIu64 " (allowed: a run's number, its name, or "
                "its optimizer's)",
                option(request), request->name < 64 ? (int)request->name : 64, request->wish->text,
                request->at);
    return 0;
}

/* The number of the run that is forked or changed; 0 when there is none. */
static int find_run(const struct field *field, const struct request *request, struct status *status)
{
    uint64_t number = number_in(request->wish->text, request->wish->text + request->name);

    if (number == UINT64_MAX)
        return find_name(field, request, status);
    if (number < 1 || number > (uint64_t)field->runs) {
        status_fail(status, STATUS_INVALID,
                    "%s: '%.200s': there is no run %" PRIu64 " (allowed: 1 to %d)", option(request),
                    request->wish->text, number, field->runs);
        return 0;
    }
    if (!field->there[number - 1]) {
        status_fail(status, STATUS_INVALID,
                    "%s: '%.200s': run %" PRIu64 " is a fork that begins at %" PRIu64,
                    option(request), request->wish->text, number, field->since[number - 1]);
        return 0;
    }
    return (int)number;
}

/* Has no other run its name? */
static bool is_name_free(const struct field *field, const struct agenda_item *item,
                         struct status *status)
{
    for (int i = 0; i < field->runs; i++)
        if (field->there[i] && i != item->run - 1 &&
            run_config_share_name(&item->config, &field->config[i]))
            return run_config_refuse_name(&field->config[i], i + 1, status);
    return true;
}

/* Reads one over the values in force, which it then changes. */
static bool read_values(struct field *field, const struct request *request,
                        struct agenda_item *item, struct status *status)
{
    int number = find_run(field, request, status);
    uint64_t left = field->iterations - request->at;
    struct run_config base;
    struct status why = {0};

    if (number == 0)
        return false;
    base = field->config[number - 1];
    if (request->wish->fork)
        base.name[0] = '\0';
    *item = (struct agenda_item){.fork = request->wish->fork,
                                 .at = request->at,
                                 .run = request->wish->fork ? request->number : number,
                                 .parent = request->wish->fork ? number : 0};
    if (!run_config_parse_over(request->values, &base, &item->config, &item->restarts, &why) ||
        !run_config_check(&item->config,
                          !item->restarts ? 0
                          : left > 1      ? (double)left
                                          : 1,
                          &why) ||
        !is_name_free(field, item, &why))
        return status_fail(status, why.code, "%s: %s", option(request), why.message);
    field->config[item->run - 1] = item->config;
    field->there[item->run - 1] = true;
    return true;
}

static int by_state(const void *a, const void *b)
{
    const struct request *x = a, *y = b;

    return x->at != y->at ? (x->at > y->at) - (x->at < y->at) : x->order - y->order;
}

/* Takes the wishes apart and numbers the forks. */
static bool prepare(struct field *field, struct request *request, const struct agenda_wish *wish,
                    int wishes, struct status *status)
{
    for (int i = 0; i < wishes; i++) {
        request[i] = (struct request){.wish = &wish[i], .order = i};
        if (!take_apart(&request[i], field->iterations, status))
            return false;
        if (wish[i].fork) {
            request[i].number = ++field->runs;
            field->since[field->runs - 1] = request[i].at;
        }
    }
    qsort(request, (size_t)wishes, sizeof *request, by_state);
    return true;
}

bool agenda_make(struct agenda *agenda, const struct agenda_wish *wish, int wishes,
                 const struct run_config *run, int runs, uint64_t iterations, struct status *status)
{
    size_t most = (size_t)runs + (size_t)wishes + 1;
    struct field field = {.config = calloc(most, sizeof *field.config),
                          .since = calloc(most, sizeof *field.since),
                          .there = calloc(most, sizeof *field.there),
                          .runs = runs,
                          .iterations = iterations};
    struct request *request = calloc((size_t)wishes + 1, sizeof *request);
    bool good;

    *agenda = (struct agenda){.item = calloc((size_t)wishes + 1, sizeof *agenda->item)};
    good = field.config && field.since && field.there && request && agenda->item;
    if (!good)
        status_out_of_memory(status, "forks and changes");
    for (int i = 0; i < runs && good; i++) {
        field.config[i] = run[i];
        field.there[i] = true;
    }
    good = good && prepare(&field, request, wish, wishes, status);
    for (int i = 0; i < wishes && good; i++)
        good = read_values(&field, &request[i], &agenda->item[agenda->items++], status);
    free(field.config);
    free(field.since);
    free(field.there);
    free(request);
    if (!good)
        agenda_free(agenda);
    return good;
}

void agenda_free(struct agenda *agenda)
{
    free(agenda->item);
    *agenda = (struct agenda){0};
}

/* ---- carrying out -------------------------------------------------------------------------------
 */

bool agenda_begin(struct agenda_clerk *clerk, const struct agenda *agenda, const struct race *race,
                  struct status *status)
{
    *clerk = (struct agenda_clerk){.agenda = agenda, .runs = race_runs(race)};
    if (!agenda || agenda->items == 0)
        return true;
    clerk->id = calloc((size_t)clerk->runs + (size_t)agenda->items + 1, sizeof *clerk->id);
    if (!clerk->id)
        return status_out_of_memory(status, "forks and changes");
    for (int i = 0; i < clerk->runs; i++)
        clerk->id[i] = race_run_id(race, i);
    return true;
}

bool agenda_resume(struct agenda_clerk *clerk, const struct agenda *agenda, const struct race *race,
                   int runs, int done, struct status *status)
{
    int place = runs;

    if (!agenda_begin(clerk, agenda, race, status))
        return false;
    clerk->runs = runs;
    clerk->next = done;
    for (int number = runs + 1; clerk->id && number <= runs + agenda->items; number++)
        clerk->id[number - 1] = 0;
    for (int number = runs + 1; clerk->id && number <= runs + agenda->items; number++)
        for (int i = 0; i < done; i++)
            if (agenda->item[i].fork && agenda->item[i].run == number)
                clerk->id[number - 1] = race_run_id(race, place++);
    return true;
}

void agenda_end(struct agenda_clerk *clerk)
{
    free(clerk->id);
    *clerk = (struct agenda_clerk){0};
}

bool agenda_is_pending(const struct agenda_clerk *clerk)
{
    return clerk->agenda && clerk->next < clerk->agenda->items;
}

bool agenda_is_due(const struct agenda_clerk *clerk, const struct race *race)
{
    return agenda_is_pending(clerk) &&
           (race_live(race) == 0 || race_laggard(race) >= clerk->agenda->item[clerk->next].at);
}

/* Forks stand in the order in which they were given, whatever the order of their states. */
static void put_in_place(const struct agenda_clerk *clerk, struct race *race, int number)
{
    int place = race_runs(race) - 1;

    for (int i = 0; i < race_runs(race) - 1; i++)
        for (int later = number + 1; later <= clerk->runs + clerk->agenda->items; later++)
            if (clerk->id[later - 1] != 0 && clerk->id[later - 1] == race_run_id(race, i))
                place = i < place ? i : place;
    race_move(race, clerk->id[number - 1], place);
}

static bool do_item(struct agenda_clerk *clerk, struct race *race, const struct agenda_item *item,
                    const atomic_bool *cancel, struct status *status)
{
    if (!item->fork)
        return race_change(race, clerk->id[item->run - 1], item->at, &item->config, item->restarts,
                           cancel, status);
    clerk->id[item->run - 1] = setup_fork(race, clerk->id[item->parent - 1], item->at,
                                          &item->config, item->restarts, cancel, status);
    if (clerk->id[item->run - 1] == 0)
        return false;
    put_in_place(clerk, race, item->run);
    return true;
}

bool agenda_act(struct agenda_clerk *clerk, struct race *race, const atomic_bool *cancel,
                struct status *status)
{
    const struct agenda_item *item = &clerk->agenda->item[clerk->next++];
    struct status why = {0};

    if (do_item(clerk, race, item, cancel, &why))
        return true;
    if (why.code == STATUS_CANCELLED)
        clerk->next--;
    return status_fail(status, why.code, "--%s at %" PRIu64 ": %s", item->fork ? "fork" : "change",
                       item->at, why.message);
}
