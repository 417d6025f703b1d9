/* outcome.c - the end of a race; see outcome.h. */
#include "outcome.h"

#include "export.h"
#include "export_format.h"
#include "export_json.h"
#include "report.h"
#include "signals.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PLACE_MAX = 4096 };

/* Is it worth keeping elsewhere? A reader of standard output that went away wants no more. */
static bool is_worth_keeping(const char *csv)
{
    struct stat st;

    return strcmp(csv, "-") != 0 || (fstat(STDOUT_FILENO, &st) == 0 && S_ISREG(st.st_mode));
}

/* Writes the histories; where that fails, to a second place, which the sentence names. */
static bool write_histories(const struct race *race, const char *csv, struct status *status)
{
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

/* The same for a file whose ending says what it holds. */
static bool write_export(struct race *race, const char *path, bool times, struct status *status)
{
    const struct export_wish wish = {picture_default_look(race_problem(race)), times};
    char place[PLACE_MAX];
    struct status why = {0};

    if (export_write(race, &wish, path, true, &why))
        return true;
    if (export_write_second(race, &wish, path, place, sizeof place))
        return status_fail(status, why.code, "%s; %s was written instead", why.message, place);
    return status_fail(status, why.code, "%s; there is no second place for it either", why.message);
}

/* Nothing trained, nothing replaced; a header alone does a reader of standard output no harm. */
static bool leave_alone(const struct race *race, const struct outcome_files *files,
                        struct status *status)
{
    for (int i = 0; i < files->exports; i++)
        fprintf(stderr, "optop: %s: not written, as nothing was trained\n", files->export[i]);
    if (!files->csv)
        return true;
    if (strcmp(files->csv, "-") == 0)
        return export_csv(race, files->csv, true, status);
    fprintf(stderr, "optop: %s: not written, as nothing was trained\n", files->csv);
    return true;
}

/* Each file whether the others can be written or not; `status` tells of the first failure. */
static bool write_files(struct race *race, const struct outcome_files *files, struct status *status)
{
    struct status later = {0};
    bool good = !files->csv || write_histories(race, files->csv, status);

    for (int i = 0; i < files->exports; i++)
        good = write_export(race, files->export[i], files->times, good ? status : &later) && good;
    return good;
}

static bool print_closing(struct race *race, const struct outcome_files *files,
                          struct status *status)
{
    bool to_stdout = files->csv && strcmp(files->csv, "-") == 0;
    FILE *stream = to_stdout ? stderr : stdout;
    const char *name = to_stdout ? "standard error" : "standard output";

    if (!files->json)
        return report_print(stream, name, race, status) &&
               (!files->confusion || report_confusion(stream, name, race, status));
    if (!export_json(race, (struct export_json_content){.times = files->times}, stream, status))
        return false;
    if (fflush(stream) != 0 || ferror(stream))
        return status_fail(status, STATUS_SYSTEM, "%s: %s", name, strerror(errno));
    return true;
}

bool outcome_publish(struct race *race, const struct outcome_files *files, bool table,
                     struct status *status)
{
    bool trained, written, printed;
    struct status later = {0};

    if (!race)
        return (!files->csv && files->exports == 0) || signals_stopped_by() != 0 ||
               status_fail(status, STATUS_SYSTEM, "%s: nothing to write yet",
                           files->csv ? files->csv : files->export[0]);
    trained = export_rows(race) > 0;
    written = trained ? write_files(race, files, status) : leave_alone(race, files, status);
    signals_all_is_saved();
    printed = !table || (!trained && !files->json) ||
              print_closing(race, files, written ? status : &later);
    return written && printed;
}

int outcome_code(const struct race *race)
{
    if (signals_stopped_by() != 0)
        return EXIT_SIGNAL + signals_stopped_by();
    return race && race_runs(race) > 0 && race_live(race) == 0 ? EXIT_DIVERGED : EXIT_DONE;
}
