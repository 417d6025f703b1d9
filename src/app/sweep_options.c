/* sweep_options.c - the options of sweeps; see sweep_options.h. */
#include "sweep_options.h"

#include <stdlib.h>
#include <string.h>

const struct param_spec sweep_random_param =
    PARAM_WHOLE("random", 0, 0, SWEEP_DRAWS_MAX,
                "draw N configurations of each run from the ranges (0: train all their points)");

bool sweep_options_range(struct sweep_options *options, const char *text, struct status *status)
{
    struct sweep_range range;

    return sweep_range_parse(text, &range, status) &&
           sweep_ranges_add(&range, options->wish.range, &options->wish.ranges, status);
}

/* A whole number of at most 6 digits. */
static bool read_whole(const char *text, size_t length, int *value)
{
    if (length < 1 || length > 6 || strspn(text, "0123456789") < length)
        return false;
    *value = (int)strtol(text, NULL, 10);
    return true;
}

bool sweep_options_part(struct sweep_options *options, const char *text, struct status *status)
{
    size_t length = strcspn(text, "/");
    int part, parts;

    if (text[length] != '/' || !read_whole(text, length, &part) ||
        !read_whole(text + length + 1, strlen(text + length + 1), &parts) || part < 1 ||
        part > parts || parts > SWEEP_PARTS_MAX)
        return status_fail(status, STATUS_INVALID,
                           "'%.64s' is no part of a sweep (allowed: K/N with 1 <= K <= N <= %d; "
                           "example: 2/8)",
                           text, SWEEP_PARTS_MAX);
    options->part = part;
    options->parts = parts;
    return true;
}

bool sweep_options_confirm(struct sweep_options *options, const char *text, struct status *status)
{
    uint64_t seed[SEEDS_MAX];
    int seeds;

    options->confirm = text;
    return seeds_parse(text, seed, &seeds, status);
}

bool sweep_options_merge(struct sweep_options *options, const char *text, struct status *status)
{
    if (!*text || strcmp(text, "-") == 0)
        return status_fail(status, STATUS_INVALID, "'%s' is not a session's file", text);
    options->merge = text;
    return true;
}

bool sweep_options_file(struct sweep_options *options, const char *text, struct status *status)
{
    const char **from = realloc(options->from, ((size_t)options->froms + 1) * sizeof *from);

    if (!from)
        return status_out_of_memory(status, "the files");
    options->from = from;
    options->from[options->froms++] = text;
    return true;
}

void sweep_options_free(struct sweep_options *options)
{
    free(options->from);
    options->from = NULL;
    options->froms = 0;
}
