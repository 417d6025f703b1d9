/* lineage.c - changes and events in words; see lineage.h. */
#include "lineage.h"

#include "run_names.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* ---- changes ------------------------------------------------------------------------------------
 */

/* The place of a hyperparameter in another configuration; -1 where it has none of that name. */
static int place_of(const struct run_config *config, const struct param_spec *param)
{
    for (int i = 0; i < run_config_params(config); i++)
        if (strcmp(run_config_param(config, i)->name, param->name) == 0)
            return i;
    return -1;
}

/* Appends "lr 0.1 -> 0.01", or "patience 5" where there was none before. */
static void append_value(const struct run_config *before, const struct run_config *after, int i,
                         char *text, size_t size)
{
    const struct param_spec *param = run_config_param(after, i);
    int was = place_of(before, param);
    size_t used = strlen(text);
    char old[64], new[64];

    param_format(param, after->value[i], new, sizeof new);
    if (was >= 0 && before->value[was] == after->value[i])
        return;
    if (was >= 0)
        snprintf(text + used, size - used, "%s%s %s -> %s", used > 0 ? ", " : "", param->name,
                 param_format(run_config_param(before, was), before->value[was], old, sizeof old),
                 new);
    else if (after->value[i] != param->initial)
        snprintf(text + used, size - used, "%s%s %s", used > 0 ? ", " : "", param->name, new);
}

char *lineage_difference(const struct run_config *before, const struct run_config *after,
                         bool restarts, char *text, size_t size)
{
    char values[RUN_CONFIG_TEXT_MAX];
    size_t used;

    text[0] = '\0';
    if (before->optimizer != after->optimizer)
        snprintf(text, size, "%s %s in place of %s", after->optimizer->name,
                 run_config_format(after, values, sizeof values), before->optimizer->name);
    for (int i = 0; i < run_config_params(after) && before->optimizer == after->optimizer; i++)
        append_value(before, after, i, text, size);
    if (!text[0])
        snprintf(text, size, "the same values");
    used = strlen(text);
    if (restarts && run_config_schedule(after).spec != &schedules[0] && used < size)
        snprintf(text + used, size - used, ", the schedule starts again");
    return text;
}

char *lineage_change(const struct plan *plan, int i, char *text, size_t size)
{
    const struct segment *segment = &plan->segment[i];
    int used = snprintf(text, size, "at %" PRIu64 ": ", segment->from);

    lineage_difference(&plan->segment[i - 1].config, &segment->config, segment->restarts,
                       text + used, size - (size_t)used);
    return text;
}

/* "gd at 10: lr 0.1 -> 0.01", of the segment with which a fork begins. */
static void write_fork(const struct plan *plan, uint64_t forked_at, const char *parent, char *text,
                       size_t size)
{
    char difference[LINEAGE_TEXT_MAX] = "";
    int at = plan_at(plan, forked_at);

    if (at > 0 && plan->segment[at].from == forked_at)
        lineage_difference(&plan->segment[at - 1].config, &plan->segment[at].config,
                           plan->segment[at].restarts, difference, sizeof difference);
    snprintf(text, size, "forked%s%s at %" PRIu64 "%s%s", *parent ? " from " : "", parent,
             forked_at, *difference ? ": " : "", difference);
}

char *lineage_run(const struct plan *plan, bool fork, uint64_t forked_at, const char *parent,
                  uint64_t come_to, char *text, size_t size)
{
    text[0] = '\0';
    if (fork)
        write_fork(plan, forked_at, parent, text, size);
    for (int i = 1; i < plan->segments; i++) {
        char change[LINEAGE_TEXT_MAX];
        size_t used = strlen(text);

        if ((!fork || plan->segment[i].from > forked_at) && plan->segment[i].from <= come_to)
            snprintf(text + used, size - used, "%s%s", used > 0 ? "; " : "",
                     lineage_change(plan, i, change, sizeof change));
    }
    return text;
}

char *lineage_of(const struct race *race, int i, char *text, size_t size)
{
    const struct run *run = race_run(race, i);
    char parent[RUN_NAME_MAX] = "";

    for (int k = 0; k < race_runs(race); k++)
        if (race_run_id(race, k) == run_parent(run))
            run_short_label(run_get_config(race_run(race, k)), parent, sizeof parent);
    return lineage_run(run_plan(run), run_parent(run) > 0, run_forked_at(run), parent,
                       run_iteration(run), text, size);
}

/* ---- events -------------------------------------------------------------------------------------
 */

/* By one of the first `length` events. */
static bool is_undone_within(const struct journal *journal, size_t i, size_t length)
{
    for (size_t k = i + 1; k < length; k++)
        if (journal->event[k].kind == EVENT_UNDO && journal->event[k].undone == i)
            return true;
    return false;
}

bool lineage_is_undone(const struct journal *journal, size_t i)
{
    return is_undone_within(journal, i, journal->length);
}

/* A run's plan after the first `length` events; all zero where it had none, or without memory. */
static struct plan plan_after(const struct journal *journal, size_t length, int run)
{
    struct status status = {0};
    struct plan plan = {0};

    for (size_t k = 0; k < length; k++) {
        const struct event *event = &journal->event[k];
        struct segment next = {
            .from = event->at, .config = event->config, .restarts = event->restarts};
        struct plan from = {0}, made = {0};

        if (event->run != run || is_undone_within(journal, k, length))
            continue;
        if (event->kind == EVENT_RENAME && plan.segments > 0)
            plan_rename(&plan, event->config.name);
        if (event->kind == EVENT_ADD || event->kind == EVENT_EDIT)
            plan_make(&made, &event->config, &status);
        if (event->kind == EVENT_FORK)
            from = plan_after(journal, k, event->parent);
        if (event->kind == EVENT_CHANGE && plan.segments > 0)
            plan_branch(&made, &plan, event->at, &next, &status);
        if (from.segments > 0)
            plan_branch(&made, &from, event->at, &next, &status);
        plan_clear(&from);
        if (made.segments > 0) {
            plan_clear(&plan);
            plan = made;
        }
    }
    return plan;
}

/* The values of a run in force at a state before event i. */
static struct run_config config_before(const struct journal *journal, size_t i, int run, uint64_t s)
{
    struct plan plan = plan_after(journal, i, run);
    struct run_config config = {.optimizer = optimizers[0]};

    if (plan.segments > 0)
        config = plan.segment[plan_at(&plan, s)].config;
    plan_clear(&plan);
    return config;
}

static void write_event(const struct journal *journal, size_t i, char *text, size_t size)
{
    const struct event *event = &journal->event[i];
    int source = event->kind == EVENT_FORK ? event->parent : event->run;
    struct run_config before = {0};
    char name[RUN_NAME_MAX] = "", own[RUN_NAME_MAX], values[LINEAGE_TEXT_MAX] = "";

    if (source > 0 && event->kind != EVENT_ADD) {
        before = config_before(journal, i, source, event->at);
        run_short_label(&before, name, sizeof name);
    }
    switch (event->kind) {
    case EVENT_ADD:
        snprintf(text, size, "added %s %s", run_short_label(&event->config, own, sizeof own),
                 run_config_format(&event->config, values, sizeof values));
        break;
    case EVENT_EDIT:
        snprintf(text, size, "%s from the start: %s", name,
                 lineage_difference(&before, &event->config, false, values, sizeof values));
        break;
    case EVENT_CHANGE:
        snprintf(
            text, size, "%s at %" PRIu64 ": %s", name, event->at,
            lineage_difference(&before, &event->config, event->restarts, values, sizeof values));
        break;
    case EVENT_FORK:
        snprintf(
            text, size, "forked %s at %" PRIu64 ": %s", name, event->at,
            lineage_difference(&before, &event->config, event->restarts, values, sizeof values));
        break;
    case EVENT_REWIND:
        snprintf(text, size, "%s went back to %" PRIu64, event->run > 0 ? name : "all runs",
                 event->at);
        break;
    case EVENT_RESET:
        snprintf(text, size, "all runs started again");
        break;
    case EVENT_REMOVE:
        snprintf(text, size, "deleted %s", name);
        break;
    case EVENT_ITERATIONS:
        snprintf(text, size, "%" PRIu64 " iterations wanted", event->iterations);
        break;
    case EVENT_RENAME:
        snprintf(text, size, "%s is called %s", name,
                 run_short_label(&event->config, own, sizeof own));
        break;
    case EVENT_UNDO:
    case EVENT_KINDS:
        break;
    }
}

char *lineage_event(const struct journal *journal, size_t i, char *text, size_t size)
{
    const struct event *event = &journal->event[i];
    int used = 0;

    text[0] = '\0';
    if (event->kind == EVENT_UNDO)
        used = snprintf(text, size, "undone: ");
    write_event(journal, event->kind == EVENT_UNDO ? event->undone : i, text + used,
                size - (size_t)used);
    return text;
}

uint64_t lineage_state(const struct event *event)
{
    bool goes_there =
        event->kind == EVENT_CHANGE || event->kind == EVENT_FORK || event->kind == EVENT_REWIND;

    return goes_there ? event->at : event->front;
}
