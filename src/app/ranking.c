/* ranking.c - runs by when they reached the target; see ranking.h. */
#include "ranking.h"

#include "run_names.h"
#include "base/utf8.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

char *ranking_title(const struct target *target, bool in_batches, char *text, size_t size)
{
    char written[TARGET_TEXT_MAX];

    target_format(target, written, sizeof written);
    if (target_is_smoothed(target, in_batches))
        snprintf(text, size, "%s, of the loss smoothed with %g", written,
                 smoothing_specs[SMOOTHING_WEAK].keep);
    else
        snprintf(text, size, "%s", written);
    return text;
}

/* Those that reached it by their iterations, then the others; otherwise as they are. */
static int *order_of(const struct race_snapshot *race)
{
    int *order = calloc((size_t)race->runs + 1, sizeof *order);

    for (int i = 0; order && i < race->runs; i++) {
        const struct run_target *own = &race->run[i].target;
        int place = i;

        for (; place > 0; place--) {
            const struct run_target *other = &race->run[order[place - 1]].target;

            if (!own->reached || (other->reached && other->at <= own->at))
                break;
            order[place] = order[place - 1];
        }
        order[place] = i;
    }
    return order;
}

/* How many of a run's seeds reached it. */
static void print_reached(FILE *stream, const struct run_snapshot *run)
{
    char text[32];

    snprintf(text, sizeof text, "%d/%d", run->reached, run->replicas);
    fprintf(stream, "  %9s", text);
}

/* A median of whole numbers may lie between two. */
static int decimals(double value)
{
    return value > floor(value);
}

static void print_line(FILE *stream, int width, int rank, int number, const char *name,
                       const struct run_snapshot *run)
{
    const struct run_target *target = &run->target;
    char label[4 * RUN_NAME_MAX];
    const char *at = status_escape(name, label, sizeof label, true);
    int used = 0;

    if (target->reached)
        fprintf(stream, "%4d", rank);
    else
        fprintf(stream, "   -");
    fprintf(stream, "  %3d  ", number);
    for (uint32_t codepoint; *at && used < width; used++)
        at += utf8_decode(at, &codepoint);
    fprintf(stream, "%.*s%*s", (int)(at - label), label, width - used, "");
    if (target->reached)
        fprintf(stream, "  %10.*f  %9.*f  %8.2f s", decimals(target->at), target->at,
                decimals(target->gradients), target->gradients, target->seconds);
    else
        fprintf(stream, "  %10s  %9s  %10s", "-", "-", "-");
    if (run->replicas > 1)
        print_reached(stream, run);
    putc('\n', stream);
}

void ranking_print(FILE *stream, const struct problem *problem, const struct race_snapshot *race)
{
    const int width = problem->seeds > 1 ? 22 : 26; /* within 80 columns */
    const struct target *target = &race->measures.target;
    int *order = target->wanted ? order_of(race) : NULL;
    struct run_names names = {0};
    struct status status = {0};
    char title[2 * TARGET_TEXT_MAX];
    int rank = 0;

    if (!order || !run_names_shown(&names, race, &status)) {
        free(order);
        return;
    }
    fprintf(stream, "Target %s\n",
            ranking_title(target, problem->iterations_per_epoch > 1, title, sizeof title));
    fprintf(stream, "rank  run  %-*s  iterations  gradients        time%s\n", width, "optimizer",
            problem->seeds > 1 ? "    reached" : "");
    for (int i = 0; i < race->runs; i++) {
        const struct run_snapshot *run = &race->run[order[i]];

        if (i == 0 || run->target.at != race->run[order[i - 1]].target.at)
            rank = i + 1;
        print_line(stream, width, rank, order[i] + 1, names.name[order[i]], run);
    }
    run_names_free(&names);
    free(order);
}
