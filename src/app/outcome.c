/* outcome.c - how a race ends; see outcome.h. */
#include "outcome.h"

#include "export.h"
#include "report.h"
#include "signals.h"

#include <string.h>

bool outcome_publish(struct race *race, const char *csv, bool table, struct status *status)
{
    bool to_stdout = csv && strcmp(csv, "-") == 0, written, printed;
    struct status later = {0};

    if (!race)
        return !csv || status_fail(status, STATUS_SYSTEM, "%s: there is nothing to write yet", csv);
    written = !csv || export_csv(race, csv, true, status);
    printed = !table || report_print(to_stdout ? stderr : stdout,
                                     to_stdout ? "standard error" : "standard output", race,
                                     written ? status : &later);
    return written && printed;
}

int outcome_code(const struct race *race)
{
    if (signals_stopped_by() != 0)
        return EXIT_SIGNAL + signals_stopped_by();
    return race && race_runs(race) > 0 && race_live(race) == 0 ? EXIT_DIVERGED : EXIT_DONE;
}
