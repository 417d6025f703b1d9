/*
 * target.h - a value that a curve is meant to reach, such as "test_loss<0.01", and the row at which
 * a history reaches it. Knows no run and no screen.
 */
#ifndef OPTOP_TARGET_H
#define OPTOP_TARGET_H

#include "history.h"

struct target {
    bool wanted; /* all zero: there is none */
    enum curve curve;
    bool below; /* the curve is to fall below the value, or else to rise above it */
    double value;
};

enum { TARGET_TEXT_MAX = 64 };

/*
 * Reads "CURVE<VALUE" or "CURVE>VALUE", blanks allowed; of accuracies the value may be in percent,
 * "test_accuracy>99%". STATUS_INVALID names the allowed form; `target` is then unchanged.
 */
bool target_parse(const char *text, struct target *target, struct status *status);

/* Are both the same target, or both none? */
bool target_equal(const struct target *a, const struct target *b);

/* As target_parse reads it: "test_loss<0.01". Returns text. */
char *target_format(const struct target *target, char *text, size_t size);

/*
 * Is the target compared with the smoothed train loss? A batch's own loss may be below any value by
 * chance. The average is the weak one of smoothing.h, whatever is shown.
 */
bool target_is_smoothed(const struct target *target, bool in_batches);

/* The first row that satisfies it, in O(log(rows)); false when none does. */
bool target_reached(const struct target *target, const struct history *history, bool in_batches,
                    size_t *row);

#endif
