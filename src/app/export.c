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

/* What the rows of a replica share. */
struct series {
    FILE *stream;
    const struct measures *measures;
    int run; /* from 1 */
    const char *optimizer, *name;
    bool has_seed;
    uint64_t seed;
};

/* Has each run several seeds, or a list of one? */
static bool has_seeds(const struct race *race)
{
    return race_problem(race)->config.seeds[0] != '\0';
}

/* False when the stream has failed. */
static bool print_row(const struct series *series, size_t i, const struct history_row *row)
{
    char figures[EXPORT_ROW_MAX];
    FILE *stream = series->stream;

    fprintf(stream, "%d,%s,%zu,%s", series->run, series->optimizer, i,
            export_row_figures(row, figures, sizeof figures));
    if (series->has_seed)
        fprintf(stream, ",%llu", (unsigned long long)series->seed);
    print_name(stream, series->name);
    for (int c = 0; c < series->measures->columns; c++) {
        double value = row->value[series->measures->column[c]];

        if (isnan(value))
            putc(',', stream);
        else
            fprintf(stream, ",%.17g", value);
    }
    return putc('\n', stream) != EOF && !ferror(stream);
}

static bool print_header(FILE *stream, bool has_seed, const struct measures *measures)
{
    fputs("run,optimizer,iteration", stream);
    for (int c = 0; c < EXPORT_ROW_CURVES; c++)
        fprintf(stream, ",%s", curve_specs[c].name);
    fputs(has_seed ? ",seed,name" : ",name", stream);
    for (int c = 0; c < measures->columns; c++)
        fprintf(stream, ",%s", curve_specs[measures->column[c]].name);
    return putc('\n', stream) != EOF && !ferror(stream);
}

static bool print_replica(const struct series *series, const struct history *history)
{
    bool good = true;

    for (size_t i = 0; i < history_length(history) && good; i++) {
        struct history_row row = history_get(history, i);
        good = print_row(series, i, &row);
    }
    return good;
}

bool export_csv_stream(const struct race *race, FILE *stream, const char *name,
                       struct status *status)
{
    struct run_names names;
    bool good;
    int error;

    if (!run_names_of(&names, race, status))
        return false;
    good = print_header(stream, has_seeds(race), race_measures(race));

    for (int r = 0; r < race_runs(race) && good; r++) {
        const struct run *run = race_run(race, r);
        struct series series = {.stream = stream,
                                .measures = race_measures(race),
                                .run = r + 1,
                                .optimizer = run_get_config(run)->optimizer->name,
                                .name = names.name[r],
                                .has_seed = has_seeds(race)};

        for (int k = 0; k < run_replicas(run) && good; k++) {
            series.seed = run_replica(run, k)->numbers->seed;
            good = print_replica(&series, run_replica(run, k)->history);
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
        for (int k = 0; k < run_replicas(race_run(race, r)); k++)
            rows += history_length(run_replica(race_run(race, r), k)->history);
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
