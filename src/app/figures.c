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

char *figures_duration(double seconds, char *text, size_t size)
{
    uint64_t whole = seconds < 1e12 ? (uint64_t)(seconds + 0.5) : (uint64_t)1e12;

    if (seconds < 9.995)
        snprintf(text, size, "%.2f s", seconds);
    else if (seconds < 59.95)
        snprintf(text, size, "%.1f s", seconds);
    else if (whole < 3600)
        snprintf(text, size, "%" PRIu64 ":%02" PRIu64, whole / 60, whole % 60);
    else if (whole < 100 * 3600)
        snprintf(text, size, "%" PRIu64 ":%02" PRIu64 ":%02" PRIu64, whole / 3600, whole / 60 % 60,
                 whole % 60);
    else
        snprintf(text, size, "%" PRIu64 " days", whole / 86400);
    return text;
}
