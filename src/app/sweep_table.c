/* sweep_table.c - the results of a sweep as a table; see sweep_table.h. */
#include "sweep_table.h"

#include "base/append.h"
#include "base/utf8.h"
#include "report.h"
#include "run_names.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS = 80, INDENT = 6, NAME_LEAST = 9, NAME_MOST = 24, SEEDS_SHOWN = 40 };

/* ---- sentences
 * ----------------------------------------------------------------------------------- */

char *sweep_edge_sentence(const struct sweep_plan *plan, const struct sweep_standing *standing,
                          int edge, char *text, size_t size)
{
    char value[64];
    int axis, place;

    text[0] = '\0';
    if (edge >= standing->edges)
        return text;
    axis = standing->edge[edge].axis;
    place = sweep_axis_place(plan, axis, standing->best);
    snprintf(
        text, size, "the best %s, %s, is the %s that was tried: widen the range",
        plan->axis[axis].key,
        param_format_number(plan->config[standing->best].config.value[place], value, sizeof value),
        standing->edge[edge].upper ? "largest" : "smallest");
    return text;
}

char *sweep_width_sentence(const struct sweep_standing *standing, char *text, size_t size)
{
    bool open = standing->open_low || standing->open_high;
    char low[32], high[32];

    text[0] = '\0';
    if (!(standing->low > 0))
        return text;
    param_format_number(standing->low, low, sizeof low);
    param_format_number(standing->high, high, sizeof high);
    if (standing->high > standing->low)
        snprintf(text, size, "at most twice the best for lr %s%s to %s%s, %s%.3gx", low,
                 standing->open_low ? " (or less)" : "", high,
                 standing->open_high ? " (or more)" : "", open ? "at least " : "",
                 standing->high / standing->low);
    else
        snprintf(text, size, "at most twice the best for lr %s alone%s", low,
                 standing->open_low    ? " (or less)"
                 : standing->open_high ? " (or more)"
                                       : "");
    return text;
}

int sweep_trials(size_t n, size_t trials[SWEEP_TRIALS_MAX])
{
    int count = 0;

    for (size_t k = 1; k < n && count < SWEEP_TRIALS_MAX - 1; k *= 2)
        trials[count++] = k;
    if (n > 0)
        trials[count++] = n;
    return count;
}

/* ---- text in columns
 * -------------------------------------------------------------------------------- */

/* Columns of a text. */
static int width_of(const char *text)
{
    int width = 0;

    for (uint32_t codepoint; *text; width++)
        text += utf8_decode(text, &codepoint);
    return width;
}

/* A name in so many columns, three points in place of an end that does not fit. */
static void print_name(FILE *stream, const char *text, int columns)
{
    const char *at = text;
    int width = width_of(text);

    if (width <= columns) {
        fprintf(stream, "%s%*s", text, columns - width, "");
        return;
    }
    for (int kept = 0; kept < columns - 3; kept++) {
        uint32_t codepoint;

        at += utf8_decode(at, &codepoint);
    }
    fprintf(stream, "%.*s...", (int)(at - text), text);
}

/* Words in lines that begin after so many columns. */
static void print_wrapped(FILE *stream, const char *text, int indent)
{
    int used = indent;

    fprintf(stream, "%*s", indent, "");
    while (*text) {
        int length = (int)strcspn(text, " ");

        if (used > indent && used + 1 + length > COLUMNS) {
            fprintf(stream, "\n%*s", indent, "");
            used = indent;
        }
        fprintf(stream, "%s%.*s", used > indent ? " " : "", length, text);
        used += length + (used > indent);
        text += length + (text[length] == ' ');
    }
    putc('\n', stream);
}

/* ---- the table
 * -------------------------------------------------------------------------------------- */

struct layout {
    const struct sweep_table *table;
    FILE *stream;
    struct run_names names;
    int name; /* columns of a run's name */
};

static const char *name_of(const struct layout *layout, int run, char *text, size_t size)
{
    return status_escape(layout->names.name[run], text, size, true);
}

/* "2 of 3 (21-94 %)"; "" where there is no next run. */
static char *format_beats(const struct sweep_standing *standing, char *text, size_t size)
{
    text[0] = '\0';
    if (standing->pairs > 0)
        snprintf(text, size, "%.3g of %zu (%.0f-%.0f %%)", standing->wins, standing->pairs,
                 100 * standing->beats.low, 100 * standing->beats.high);
    return text;
}

/* The columns that the figures leave to the names. */
static int room_for_names(const struct sweep_table *table)
{
    enum { RANK = 6, FIGURE = 12, QUARTILES = 25, GAP = 2 };
    int beats = 0;
    char text[80];

    if (table->plan->seeds == 1)
        return NAME_MOST;
    for (int rank = 0; rank < table->plan->runs; rank++) {
        int width = (int)strlen(format_beats(&table->summary->standing[rank], text, sizeof text));

        beats = width > beats ? width : beats;
    }
    beats = COLUMNS - RANK - FIGURE - QUARTILES - GAP - beats;
    return beats < NAME_LEAST ? NAME_LEAST : beats < NAME_MOST ? beats : NAME_MOST;
}

static bool lay_out(struct layout *layout, struct status *status)
{
    const struct sweep_plan *plan = layout->table->plan;
    const struct run_config **config = calloc((size_t)plan->runs, sizeof *config);
    char text[4 * RUN_NAME_MAX];
    bool good;

    if (!config)
        return status_out_of_memory(status, "the table");
    for (int run = 0; run < plan->runs; run++)
        config[run] = &plan->run[run];
    good = run_names_make(&layout->names, config, plan->runs, status);
    free(config);
    layout->name = NAME_LEAST;
    for (int run = 0; run < plan->runs && good; run++) {
        int width = width_of(name_of(layout, run, text, sizeof text));

        layout->name = width > layout->name ? width : layout->name;
    }
    if (layout->name > room_for_names(layout->table))
        layout->name = room_for_names(layout->table);
    return good;
}

static void print_head(const struct layout *layout)
{
    const struct sweep_plan *plan = layout->table->plan;
    bool several = plan->seeds > 1;

    fprintf(layout->stream, "\n%s, by %s%s:\n",
            layout->table->confirms ? "The same trained again" : "Each run at its best",
            several ? "median " : "", sweep_judges[layout->table->summary->judge].title);
    fprintf(layout->stream, "rank  %-*s %11s%s", layout->name, "optimizer",
            several ? "median" : "figure", several ? "  quartiles" : "");
    if (several && plan->runs > 1)
        fprintf(layout->stream, "%16s%s", "", "beats next");
    putc('\n', layout->stream);
}

/* Lower and upper quartile as people read them: of accuracies the higher score is the lower one. */
static void print_quartiles(const struct layout *layout, const struct sweep_point *point,
                            bool padded)
{
    enum sweep_judge judge = layout->table->summary->judge;
    bool more = sweep_judges[judge].more;
    char low[32], high[32], both[72];

    sweep_score_format(judge, more ? point->spread.high : point->spread.low, low, sizeof low);
    sweep_score_format(judge, more ? point->spread.low : point->spread.high, high, sizeof high);
    snprintf(both, sizeof both, "%s ... %s", low, high);
    fprintf(layout->stream, "  %s%*s", both, padded ? 23 - (int)strlen(both) : 0, "");
}

/* What configuration it is, how many seeds failed, how wide the valley is, where the best lies. */
static void print_details(const struct layout *layout, const struct sweep_standing *standing)
{
    const struct sweep_table *table = layout->table;
    const struct sweep_point *point = &table->summary->point[standing->best];
    char text[1024], part[512];

    run_config_format(&table->plan->config[standing->best].config, text, sizeof text);
    if (point->diverged > 0)
        append(text, sizeof text, "; %d of %d diverged", point->diverged, point->done);
    if (point->stalled > 0)
        append(text, sizeof text, "; %d of %d stalled", point->stalled, point->done);
    if (table->plan->target.wanted)
        append(text, sizeof text, "; %d of %d reached the target", point->reached, point->done);
    if (!table->confirms && *sweep_width_sentence(standing, part, sizeof part))
        append(text, sizeof text, "; %s", part);
    if (!table->confirms)
        append(text, sizeof text, "; %" PRIu64 " gradient evaluations", standing->gradients);
    for (int edge = 0; edge < standing->edges && !table->confirms; edge++)
        append(text, sizeof text, "; %s",
               sweep_edge_sentence(table->plan, standing, edge, part, sizeof part));
    print_wrapped(layout->stream, text, INDENT);
}

static void print_standing(const struct layout *layout, int rank)
{
    const struct sweep_summary *summary = layout->table->summary;
    const struct sweep_standing *standing = &summary->standing[rank];
    char text[4 * RUN_NAME_MAX];

    fprintf(layout->stream, "%4d  ", rank + 1);
    print_name(layout->stream, name_of(layout, standing->run, text, sizeof text), layout->name);
    if (standing->best < 0) {
        fprintf(layout->stream, " %11s\n",
                standing->jobs == 0                   ? "-"
                : sweep_judges[summary->judge].target ? "not reached"
                                                      : "diverged");
        return;
    }
    fprintf(
        layout->stream, " %11s",
        sweep_score_format(summary->judge, summary->point[standing->best].spread.median, text, 32));
    if (layout->table->plan->seeds > 1)
        print_quartiles(layout, &summary->point[standing->best], standing->pairs > 0);
    if (layout->table->plan->seeds > 1 && standing->pairs > 0)
        fprintf(layout->stream, "  %s", format_beats(standing, text, sizeof text));
    putc('\n', layout->stream);
    print_details(layout, standing);
}

/* ---- the expected best of k trials
 * ------------------------------------------------------------------- */

static bool print_trials(const struct layout *layout, struct status *status)
{
    const struct sweep_table *table = layout->table;
    double *score = calloc((size_t)table->plan->configs, sizeof *score);
    size_t trials[SWEEP_TRIALS_MAX], most = 0;
    int columns, fit = (COLUMNS - INDENT - layout->name) / 10;
    char text[4 * RUN_NAME_MAX];

    if (!score)
        return status_out_of_memory(status, "the table");
    for (int run = 0; run < table->plan->runs; run++) {
        size_t n = sweep_medians(table->summary, table->plan, run, score);

        most = n > most ? n : most;
    }
    columns = sweep_trials(most, trials);
    if (columns > fit) { /* the last one is of all */
        trials[fit - 1] = trials[columns - 1];
        columns = fit;
    }
    if (most > 1)
        fprintf(layout->stream, "\nExpected best after so many trials of each run:\nrank  %-*s",
                layout->name, "optimizer");
    for (int k = 0; k < columns && most > 1; k++)
        fprintf(layout->stream, "%10zu", trials[k]);
    for (int rank = 0; rank < table->plan->runs && most > 1; rank++) {
        int run = table->summary->standing[rank].run;
        size_t n = sweep_medians(table->summary, table->plan, run, score);

        fprintf(layout->stream, "\n%4d  ", rank + 1);
        print_name(layout->stream, name_of(layout, run, text, sizeof text), layout->name);
        for (int k = 0; k < columns; k++) {
            double best = trials[k] <= n ? sweep_best_of(score, n, trials[k]) : NAN;

            if (isnan(best))
                break;
            fprintf(layout->stream, "%10s",
                    isinf(best) ? "-" : sweep_score_format(table->summary->judge, best, text, 32));
        }
    }
    if (most > 1)
        putc('\n', layout->stream);
    free(score);
    return true;
}

/* ---- all of it
 * ---------------------------------------------------------------------------------------- */

/* The first ones, and three points, where they are many. */
static char *format_seeds(const struct sweep_plan *plan, char *text, size_t size)
{
    seeds_format(plan->seed, plan->seeds, text, size);
    if (strlen(text) > SEEDS_SHOWN) {
        char *end = text + SEEDS_SHOWN - 3;

        while (end > text && *end != ',')
            end--;
        snprintf(end, size - (size_t)(end - text), "%s...", end > text ? "," : "");
    }
    return text;
}

static void print_sweep(const struct sweep_table *table, FILE *stream)
{
    const struct sweep_plan *plan = table->plan;
    char seeds[SWEEP_FACT_MAX], text[256];

    snprintf(text, sizeof text,
             "%d configuration%s, %d seed%s (%s), %" PRIu64 " iterations: %" PRIu64 " job%s",
             plan->configs, plan->configs == 1 ? "" : "s", plan->seeds, plan->seeds == 1 ? "" : "s",
             format_seeds(plan, seeds, sizeof seeds), plan->iterations, sweep_jobs(plan),
             sweep_jobs(plan) == 1 ? "" : "s");
    if (table->results->count < table->results->jobs)
        append(text, sizeof text, ", %" PRIu64 " of them done", table->results->count);
    append(text, sizeof text, ".");
    print_wrapped(stream, text, 0);
}

bool sweep_table_print(FILE *stream, const struct sweep_table *table, struct status *status)
{
    struct layout layout = {.table = table, .stream = stream};
    bool good;

    if (!lay_out(&layout, status))
        return false;
    if (!table->confirms)
        report_problem(stream, table->problem);
    else
        putc('\n', stream);
    print_sweep(table, stream);
    print_head(&layout);
    for (int rank = 0; rank < table->plan->runs; rank++)
        print_standing(&layout, rank);
    good = table->confirms || print_trials(&layout, status);
    run_names_free(&layout.names);
    return good;
}
