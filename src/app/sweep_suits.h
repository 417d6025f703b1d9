/*
 * sweep_suits.h - which options suit a sweep, and which only suit one: an option that nothing would
 * come of is refused. Knows no option's value.
 */
#ifndef OPTOP_SWEEP_SUITS_H
#define OPTOP_SWEEP_SUITS_H

#include "options.h"

/* Of the command line alone. STATUS_INVALID names the option. */
bool sweep_suits_command(const struct options *options, struct status *status);

/*
 * Of a session's file that goes on, as soon as it is known what it has: a sweep and no race, as
 * sweep_batch_is_wanted says, or anything else. STATUS_INVALID names the option and the file.
 */
bool sweep_suits_file(const struct options *options, bool sweep, struct status *status);

#endif
