/* outcome.c - how a race ends; see outcome.h. */
#include "outcome.h"

#include "export.h"
#include "report.h"
#include "signals.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Is it worth keeping elsewhere? A reader of standard output that went away wants no more. */
static bool is_worth_keeping(const char *csv)
{
    struct stat st;

    return strcmp(csv, "-") != 0 || (fstat(STDOUT_FILENO, &st) == 0 && S_ISREG(st.st_mode));
}

/* Writes the histories; where that fails, to a second place, which the sentence names. */
static bool write_histories(const struct race *race, const char *csv, struct status *status)
{
    enum { PLACE_MAX = 4096 };
    char place[PLACE_MAX];
    struct status why = {0};

    if (export_csv(race, csv, true, &why))
        return true;
    if (!is_worth_keeping(csv))
        return status_fail(status, why.code, "%s", why.message);
    if (export_csv_second(race, csv, place, sizeof place))
        return status_fail(status, why.code, "%s; the histories are in %s instead", why.message,
                           place);
    return status_fail(status, why.code, "%s; there is no second place for the histories either",
                       why.message);
}

/* Nothing trained, nothing replaced; a header alone does a reader of standard output no harm. */
static bool leave_alone(const struct race *race, const char *csv, struct status *status)
{
    if (strcmp(csv, "-") == 0)
        return export_csv(race, csv, true, status);
    fprintf(stderr, "optop: %s: not written, as nothing was trained\n", csv);
    return true;
}

bool outcome_publish(struct race *race, const char *csv, bool table, struct status *status)
{
    bool to_stdout = csv && strcmp(csv, "-") == 0, trained, written, printed;
    struct status later = {0};

    if (!race)
        return !csv || signals_stopped_by() != 0 ||
               status_fail(status, STATUS_SYSTEM, "%s: there is nothing to write yet", csv);
    trained = export_rows(race) > 0;
    written = !csv || (trained ? write_histories : leave_alone)(race, csv, status);
    signals_all_is_saved();
    printed =
        !table || !trained ||
        report_print(to_stdout ? stderr : stdout, to_stdout ? "standard error" : "standard output",
                     race, written ? status : &later);
    return written && printed;
}

int outcome_code(const struct race *race)
{
    if (signals_stopped_by() != 0)
        return EXIT_SIGNAL + signals_stopped_by();
    return race && race_runs(race) > 0 && race_live(race) == 0 ? EXIT_DIVERGED : EXIT_DONE;
}
