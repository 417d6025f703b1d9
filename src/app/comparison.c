/* comparison.c - runs against each other; see comparison.h. */
#include "comparison.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

const char *const verdict_names[VERDICTS] = {[VERDICT_FINAL] = "final", [VERDICT_BEST] = "best"};

static double loss_of(const struct race_snapshot *race, const struct replica_snapshot *replica,
                      enum verdict verdict)
{
    if (replica->state == RUN_DIVERGED)
        return INFINITY;
    if (replica->iteration == 0)
        return NAN;
    return verdict == VERDICT_BEST
               ? replica->best
               : replica->shown.value[race->tested ? CURVE_TEST_LOSS : CURVE_TRAIN_LOSS];
}

/* False when one is not known. */
static bool collect(const struct race_snapshot *race, const struct run_snapshot *run,
                    enum verdict verdict, double *loss)
{
    for (int r = 0; r < run->replicas; r++) {
        loss[r] = loss_of(race, &run->replica[r], verdict);
        if (isnan(loss[r]))
            return false;
    }
    return true;
}

bool comparison_make(struct comparison *comparison, const struct race_snapshot *race, int a, int b,
                     enum verdict verdict, struct status *status)
{
    const struct run_snapshot *first = &race->run[a], *second = &race->run[b];
    size_t pairs = (size_t)first->replicas;
    double *loss;
    bool known;

    if (pairs < 2 || second->replicas != first->replicas)
        return status_fail(status, STATUS_INVALID, "there is only one seed");
    loss = malloc(2 * pairs * sizeof *loss);
    if (!loss)
        return status_out_of_memory(status, "a comparison");
    known = collect(race, first, verdict, loss) && collect(race, second, verdict, loss + pairs);
    comparison->pairs = first->replicas;
    comparison->wins = known ? statistics_wins(loss, loss + pairs, pairs) : 0;
    comparison->share = statistics_wilson(comparison->wins, pairs);
    free(loss);
    return known || status_fail(status, STATUS_INVALID, "not all seeds have a loss yet");
}

char *comparison_format(const struct comparison *comparison, char *text, size_t size)
{
    const struct statistics_share *share = &comparison->share;

    snprintf(text, size, "%.2f (%.2f to %.2f)", share->share, share->low, share->high);
    return text;
}
