/* export.c - histories as CSV; see export.h. Knows no screen. */
#include "export.h"

#include "export_row.h"
#include "run_names.h"
#include "second_place.h"
#include "whole_file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* In quotes where RFC 4180 wants them. */
static void print_name(FILE *stream, const char *name)
{
    if (!strpbrk(name, ",\"\r\n")) {
        fprintf(stream, ",%s", name);
        return;
    }
    fputs(",\"", stream);
    for (; *name; name++) {
        if (*name == '"')
            putc('"', stream);
        putc(*name, stream);
    }
    putc('"', stream);
}

/* False when the stream has failed. */
static bool print_row(FILE *stream, int run, const char *optimizer, const char *name, size_t i,
                      const struct history_row *row, const struct measures *measures)
{
    char figures[EXPORT_ROW_MAX];

    fprintf(stream, "%d,%s,%zu,%s", run, optimizer, i,
            export_row_figures(row, figures, sizeof figures));
    print_name(stream, name);
    for (int c = 0; c < measures->columns; c++) {
        double value = row->value[measures->column[c]];

        if (isnan(value))
            putc(',', stream);
        else
            fprintf(stream, ",%.17g", value);
    }
    return putc('\n', stream) != EOF && !ferror(stream);
}

static bool print_header(FILE *stream, const struct measures *measures)
{
    fputs("run,optimizer,iteration", stream);
    for (int c = 0; c < EXPORT_ROW_CURVES; c++)
        fprintf(stream, ",%s", curve_specs[c].name);
    fputs(",name", stream);
    for (int c = 0; c < measures->columns; c++)
        fprintf(stream, ",%s", curve_specs[measures->column[c]].name);
    return putc('\n', stream) != EOF && !ferror(stream);
}

bool export_csv_stream(const struct race *race, FILE *stream, const char *name,
                       struct status *status)
{
    struct run_names names;
    bool good;
    int error;

    if (!run_names_of(&names, race, status))
        return false;
    good = print_header(stream, race_measures(race));

    for (int r = 0; r < race_runs(race) && good; r++) {
        const struct run *run = race_run(race, r);
        const struct history *history = run_get_history(run);
        const char *optimizer = run_get_config(run)->optimizer->name;

        for (size_t i = 0; i < history_length(history) && good; i++) {
            struct history_row row = history_get(history, i);
            good = print_row(stream, r + 1, optimizer, names.name[r], i, &row, race_measures(race));
        }
    }
    error = good ? 0 : errno;
    run_names_free(&names);
    if (fflush(stream) != 0 && error == 0)
        error = errno;
    return error == 0 || status_fail(status, STATUS_SYSTEM, "%s: %s", name, strerror(error));
}

size_t export_rows(const struct race *race)
{
    size_t rows = 0;

    for (int r = 0; r < race_runs(race); r++)
        rows += history_length(run_get_history(race_run(race, r)));
    return rows;
}

static bool write_csv(const void *race, FILE *stream, const char *name, struct status *status)
{
    return export_csv_stream(race, stream, name, status);
}

bool export_csv(const struct race *race, const char *path, bool replace, struct status *status)
{
    if (strcmp(path, "-") == 0)
        return export_csv_stream(race, stdout, "standard output", status);
    if (export_rows(race) == 0)
        return status_fail(status, STATUS_INVALID, "%s: not written, as nothing was trained", path);
    return whole_file_write(path, replace, write_csv, race, status);
}

bool export_csv_second(const struct race *race, const char *path, char *place, size_t size)
{
    return second_place_write(path, write_csv, race, place, size);
}

bool export_check(const char *path, bool replace, struct status *status)
{
    return strcmp(path, "-") == 0 || whole_file_check(path, replace, status);
}
