/* figures.c - sentences about figures; see figures.h. */
#include "figures.h"

#include <inttypes.h>
#include <stdio.h>

char *figures_condition(const struct run_snapshot *run, char *text, size_t size)
{
    text[0] = '\0';
    if (run->condition == RUN_STALLED)
        snprintf(text, size,
                 "Stalled after %" PRIu64 " iterations: every gradient is exactly 0 (dead units, "
                 "say), so no parameter moves any more.",
                 run->condition_at);
    else if (run->condition == RUN_CONVERGED)
        snprintf(text, size,
                 "Converged after %" PRIu64 " iterations: the optimizer's tolerance is met, so no "
                 "parameter moves any more.",
                 run->condition_at);
    return text;
}

char *figures_short_race(uint64_t period, uint64_t iterations, char *text, size_t size)
{
    text[0] = '\0';
    if (iterations < period)
        snprintf(text, size,
                 "Test figures are taken every %" PRIu64 " iterations, but the race ends after "
                 "%" PRIu64 ": only the initial and the final weights are "
                 "tested. --eval-every=%" PRIu64 " shows more.",
                 period, iterations, iterations >= 20 ? iterations / 10 : (uint64_t)1);
    return text;
}
