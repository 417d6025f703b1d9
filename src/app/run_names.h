/*
 * run_names.h - unique names for the runs of a race: in the CSV, the closing table and the progress
 * bars.
 */
#ifndef OPTOP_RUN_NAMES_H
#define OPTOP_RUN_NAMES_H

#include "train/race.h"

enum { RUN_NAME_MAX = 256 };

struct run_names {
    char (*name)[RUN_NAME_MAX]; /* one per run */
};

/*
 * A run has the name that a person gave it, else its optimizer's name; where other runs without a
 * name have that optimizer, the hyperparameters follow in which it differs from some of them: "adam
 * lr=0.01". Of equal names the second one is "adam #2". False without memory.
 */
bool run_names_make(struct run_names *names, const struct run_config *const *config, int runs,
                    struct status *status);
/* The same for the runs of a race, or of its snapshot. */
bool run_names_of(struct run_names *names, const struct race *race, struct status *status);
bool run_names_shown(struct run_names *names, const struct race_snapshot *race,
                     struct status *status);
void run_names_free(struct run_names *names);

/* "adam", or "fast (adam)" when that name was given; fit for a terminal. Returns text. */
char *run_label(const struct run_config *config, char *text, size_t size);

/* "adam", or "fast" when that name was given; fit for a terminal. Returns text. */
char *run_short_label(const struct run_config *config, char *text, size_t size);

#endif
