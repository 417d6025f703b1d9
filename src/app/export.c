/* export.c - histories as CSV; see export.h. Knows no screen. */
#include "export.h"

#include "run_names.h"
#include "second_place.h"
#include "whole_file.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A loss with all its digits; NaN without the sign that printf would give it. */
static int print_loss(FILE *stream, double loss)
{
    return isnan(loss) ? fprintf(stream, ",nan") : fprintf(stream, ",%.17g", loss);
}

/* In single precision, with as few digits as read back the same. */
static int print_share(FILE *stream, double share)
{
    float accuracy = (float)share;
    char text[32];

    if (isnan(accuracy))
        return putc(',', stream);
    for (int digits = 6; digits <= 9; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, (double)accuracy);
        if (strtof(text, NULL) == accuracy)
            break;
    }
    return fprintf(stream, ",%s", text);
}

/* The curves that the command line's contract puts into every CSV. */
enum { CONTRACT_CURVES = CURVE_TEST_ACCURACY + 1 };

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
                      const struct history_row *row)
{
    fprintf(stream, "%d,%s,%zu", run, optimizer, i);
    for (int c = 0; c < CONTRACT_CURVES; c++)
        if (curve_specs[c].rare && !row->evaluated)
            putc(',', stream);
        else if (curve_specs[c].scale == 100)
            print_share(stream, row->value[c]);
        else
            print_loss(stream, row->value[c]);
    print_name(stream, name);
    return putc('\n', stream) != EOF && !ferror(stream);
}

static bool print_header(FILE *stream)
{
    fputs("run,optimizer,iteration", stream);
    for (int c = 0; c < CONTRACT_CURVES; c++)
        fprintf(stream, ",%s", curve_specs[c].name);
    fputs(",name", stream);
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
    good = print_header(stream);

    for (int r = 0; r < race_runs(race) && good; r++) {
        const struct run *run = race_run(race, r);
        const struct history *history = run_get_history(run);
        const char *optimizer = run_get_config(run)->optimizer->name;

        for (size_t i = 0; i < history_length(history) && good; i++) {
            struct history_row row = history_get(history, i);
            good = print_row(stream, r + 1, optimizer, names.name[r], i, &row);
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
