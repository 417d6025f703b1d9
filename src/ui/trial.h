/*
 * trial.h - tries beside the screen whether a problem can be loaded: reading its data may take
 * seconds, and the race at hand goes on meanwhile. Knows no screen.
 */
#ifndef OPTOP_TRIAL_H
#define OPTOP_TRIAL_H

#include "train/problem.h"

struct trial;

/* Starts the attempt. NULL without memory, descriptors or threads for it. */
struct trial *trial_start(const struct problem_config *config, struct status *status);

/* A file descriptor that becomes readable at its end; -1 for NULL. */
int trial_descriptor(const struct trial *trial);

/*
 * Tells the outcome and frees. False, with setup_problem's sentence, when it failed; an attempt
 * that is still under way is given up, STATUS_CANCELLED.
 */
bool trial_finish(struct trial *trial, struct status *status);

#endif
