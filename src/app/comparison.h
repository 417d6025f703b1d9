/*
 * comparison.h - one run against another over the seeds that they share: how often it has the lower
 * loss. Knows no screen.
 */
#ifndef OPTOP_COMPARISON_H
#define OPTOP_COMPARISON_H

#include "base/statistics.h"
#include "train/race.h"

/* By which loss runs are compared; of the test data where there are any, else of training. */
enum verdict {
    VERDICT_FINAL, /* of the state reached */
    VERDICT_BEST,  /* the lowest of all iterations */
    VERDICTS
};

extern const char *const verdict_names[VERDICTS]; /* "final", "best" */

struct comparison {
    int pairs;                     /* seeds */
    double wins;                   /* of the first run; equal losses are half a win */
    struct statistics_share share; /* with Wilson's interval of 95 % */
};

/*
 * Run a against run b of a snapshot, by their places, seed by seed. A replica that has diverged has
 * the highest loss; two of them are equal. False where a run has a single seed, or not all live
 * replicas have a loss yet.
 */
bool comparison_make(struct comparison *comparison, const struct race_snapshot *race, int a, int b,
                     enum verdict verdict, struct status *status);

/* "0.85 (0.55 to 0.96)": the share and its interval. Returns text. */
char *comparison_format(const struct comparison *comparison, char *text, size_t size);

#endif
