/* plan.c - segments of a run's training; see plan.h. */
#include "plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool plan_make(struct plan *plan, const struct run_config *config, struct status *status)
{
    *plan = (struct plan){.segment = calloc(1, sizeof *plan->segment), .segments = 1};
    if (!plan->segment)
        return status_out_of_memory(status, "a run's plan");
    plan->segment[0].config = *config;
    return true;
}

/* The first `count` segments, and room for one more. */
static bool copy(struct plan *plan, const struct plan *from, int count, struct status *status)
{
    *plan = (struct plan){.segment = calloc((size_t)count + 1, sizeof *plan->segment),
                          .segments = count};
    if (!plan->segment)
        return status_out_of_memory(status, "a run's plan");
    memcpy(plan->segment, from->segment, (size_t)count * sizeof *plan->segment);
    return true;
}

bool plan_branch(struct plan *plan, const struct plan *from, uint64_t s, const struct segment *next,
                 struct status *status)
{
    int count = 0;

    while (count < from->segments && from->segment[count].from < s)
        count++;
    if (!copy(plan, from, count, status))
        return false;
    if (next) {
        plan->segment[plan->segments++] = *next;
        plan_rename(plan, next->config.name);
    }
    return true;
}

void plan_rename(struct plan *plan, const char *name)
{
    char copied[RUN_CONFIG_NAME_MAX]; /* it may be that of a segment */

    snprintf(copied, sizeof copied, "%s", name);
    for (int i = 0; i < plan->segments; i++)
        memcpy(plan->segment[i].config.name, copied, sizeof copied);
}

bool plan_copy(struct plan *plan, const struct plan *from, struct status *status)
{
    return copy(plan, from, from->segments, status);
}

bool plan_restarts(const struct plan *plan, uint64_t s, const struct run_config *config)
{
    const struct segment *at = &plan->segment[plan_at(plan, s)];
    const struct segment *before = &plan->segment[s > 0 ? plan_at(plan, s - 1) : 0];

    return s > 0 &&
           ((at->from == s && at->restarts) || !run_config_same_clock(&before->config, config));
}

void plan_forget_totals(struct plan *plan)
{
    for (int i = 0; i < plan->segments; i++)
        plan->segment[i].total = 0;
}

void plan_clear(struct plan *plan)
{
    free(plan->segment);
    *plan = (struct plan){0};
}

int plan_at(const struct plan *plan, uint64_t i)
{
    int at = plan->segments - 1;

    while (at > 0 && plan->segment[at].from > i)
        at--;
    return at;
}
