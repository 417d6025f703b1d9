/* sweep_suits.c - which options suit a sweep; see sweep_suits.h. */
#include "sweep_suits.h"

#include "settings.h"
#include "sweep_summary.h"

#include <stddef.h>

/* Is it about runs that train together? */
static bool is_of_race(const struct option_row *row)
{
    return row->kind == OPTION_FORK || row->kind == OPTION_CHANGE || row->kind == OPTION_COLUMNS ||
           row->kind == OPTION_EXPORT || row->kind == OPTION_LESSON ||
           (row->kind == OPTION_FLAG && row->offset == offsetof(struct options, confusion));
}

/* Checkpoints are of races, and only the screen has one beside a sweep. */
static bool is_of_checkpoints(const struct option_row *row, const struct options *options)
{
    return row->kind == OPTION_SIZE && options->action == OPTIONS_BATCH;
}

static bool is_of_batch(const struct option_row *row)
{
    return row->kind == OPTION_CONFIRM || row->kind == OPTION_PART;
}

static bool is_of_sweep(const struct option_row *row)
{
    return is_of_batch(row) || row->param == &sweep_judge_param;
}

/* Is it written in the list of jobs? */
static bool is_listed(const struct option_row *row)
{
    return row->kind == OPTION_TARGET || row->param == &race_settings[SETTING_ITERATIONS];
}

bool sweep_suits_command(const struct options *options, struct status *status)
{
    bool sweep = sweep_is_wanted(&options->sweep.wish);

    for (int i = 0; i < option_rows(); i++) {
        struct option_row row = option_row(i);

        if (!options->given[row.number])
            continue;
        if (sweep && is_of_race(&row))
            return status_fail(status, STATUS_INVALID, "--%s: cannot be used with a sweep",
                               row.name);
        if (sweep && is_of_checkpoints(&row, options))
            return status_fail(status, STATUS_INVALID,
                               "--%s: cannot be used with a sweep in batch mode, which takes no "
                               "checkpoints",
                               row.name);
        if (!sweep && !options->goes_on && is_of_sweep(&row))
            return status_fail(status, STATUS_INVALID,
                               "--%s: there is no sweep (example: --sweep='lr=1e-4..1e-1*13')",
                               row.name);
        if (options->action == OPTIONS_SCREEN && is_of_batch(&row))
            return status_fail(status, STATUS_INVALID, "--%s: needs --batch", row.name);
    }
    return options->sweep.parts == 0 || !options->sweep.confirm ||
           status_fail(status, STATUS_INVALID,
                       "--confirm: cannot be used with --part (allowed: with the file that --merge "
                       "makes)");
}

bool sweep_suits_file(const struct options *options, bool sweep, struct status *status)
{
    bool screen = options->action == OPTIONS_SCREEN; /* where races have experiments */

    for (int i = 0; i < option_rows(); i++) {
        struct option_row row = option_row(i);

        if (!options->given[row.number])
            continue;
        if (sweep && is_listed(&row))
            return status_fail(status, STATUS_INVALID,
                               "--%s: the list of jobs in %s cannot be changed", row.name,
                               options->session);
        if (sweep && is_of_race(&row))
            return status_fail(status, STATUS_INVALID, "--%s: cannot be used with the sweep in %s",
                               row.name, options->session);
        if (sweep && is_of_checkpoints(&row, options))
            return status_fail(status, STATUS_INVALID,
                               "--%s: cannot be used with the sweep in %s in batch mode, which "
                               "takes no checkpoints",
                               row.name, options->session);
        if (!sweep && !screen && is_of_sweep(&row))
            return status_fail(status, STATUS_INVALID,
                               "--%s: %s has no sweep, or has a race as well (allowed: a file "
                               "with a sweep alone)",
                               row.name, options->session);
    }
    return true;
}
