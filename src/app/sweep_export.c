/* sweep_export.c - the results of a sweep as CSV and JSON; see sweep_export.h. */
#include "sweep_export.h"

#include "config.h"
#include "json.h"
#include "run_names.h"
#include "whole_file.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- names
 * ------------------------------------------------------------------------------------------ */

static bool make_names(struct run_names *names, const struct sweep_plan *plan,
                       struct status *status)
{
    const struct run_config **config = calloc((size_t)plan->runs, sizeof *config);
    bool good;

    if (!config)
        return status_out_of_memory(status, "the names");
    for (int run = 0; run < plan->runs; run++)
        config[run] = &plan->run[run];
    good = run_names_make(names, config, plan->runs, status);
    free(config);
    return good;
}

/* ---- CSV
 * -------------------------------------------------------------------------------------------- */

/* Quoted where RFC 4180 wants it. */
static void put_field(FILE *out, const char *text)
{
    if (!strpbrk(text, ",\"\r\n")) {
        fputs(text, out);
        return;
    }
    putc('"', out);
    for (; *text; text++) {
        if (*text == '"')
            putc('"', out);
        putc(*text, out);
    }
    putc('"', out);
}

/* Losses with all digits, as in the CSV of a race. */
static void put_figure(FILE *out, double value, bool share)
{
    char text[32];

    if (isfinite(value) && share)
        fputs(param_format_number(value, text, sizeof text), out);
    else if (isfinite(value))
        fprintf(out, "%.17g", value);
}

static void put_value(FILE *out, const struct sweep_plan *plan, int axis, int config)
{
    int place = sweep_axis_place(plan, axis, config);
    const struct run_config *self = &plan->config[config].config;
    char text[64];

    if (place >= 0)
        fputs(param_format(run_config_param(self, place), self->value[place], text, sizeof text),
              out);
}

static void put_job(FILE *out, const struct sweep_plan *plan, const struct run_names *names,
                    const struct sweep_result *result)
{
    int config = sweep_job_config(plan, result->job), run = plan->config[config].run;

    fprintf(out, "%" PRIu64 ",%d,%d,%s,", result->job + 1, config + 1, run + 1,
            plan->config[config].config.optimizer->name);
    put_field(out, names->name[run]);
    fprintf(out, ",%" PRIu64, sweep_job_seed(plan, result->job));
    for (int axis = 0; axis < plan->axes; axis++) {
        putc(',', out);
        put_value(out, plan, axis, config);
    }
    fprintf(out, ",%s,%" PRIu64 ",%" PRIu64 ",", sweep_end_names[result->end], result->iterations,
            result->gradients);
    if (result->reached)
        fprintf(out, "%" PRIu64, result->reached_at);
    for (int f = 0; f < SWEEP_FIGURES; f++) {
        putc(',', out);
        put_figure(out, result->figure[f], curve_specs[sweep_figures[f].curve].scale == 100);
    }
    putc('\n', out);
}

struct content {
    const struct sweep_plan *plan;
    const struct sweep_results *results;
};

static bool write_csv(const void *context, FILE *out, const char *name, struct status *status)
{
    const struct content *content = context;
    const struct sweep_plan *plan = content->plan;
    struct run_names names = {0};

    if (!make_names(&names, plan, status))
        return false;
    fputs("job,configuration,run,optimizer,name,seed", out);
    for (int axis = 0; axis < plan->axes; axis++)
        fprintf(out, ",%s", plan->axis[axis].key);
    fputs(",ended,iterations,gradients,reached_at", out);
    for (int f = 0; f < SWEEP_FIGURES; f++)
        fprintf(out, ",%s", sweep_figures[f].name);
    putc('\n', out);
    for (uint64_t job = 0; job < content->results->jobs; job++)
        if (content->results->there[job])
            put_job(out, plan, &names, &content->results->result[job]);
    run_names_free(&names);
    if (fflush(out) != 0 || ferror(out))
        return status_fail(status, STATUS_SYSTEM, "%s: %s", name, strerror(errno));
    return true;
}

bool sweep_export_csv(const char *path, const struct sweep_plan *plan,
                      const struct sweep_results *results, struct status *status)
{
    const struct content content = {plan, results};

    if (strcmp(path, "-") == 0)
        return write_csv(&content, stdout, "standard output", status);
    return whole_file_write(path, true, write_csv, &content, status);
}

bool sweep_export_check(const char *path, struct status *status)
{
    return strcmp(path, "-") == 0 || whole_file_check(path, true, status);
}

/* ---- JSON
 * ------------------------------------------------------------------------------------------- */

static void put_member(FILE *out, const char *name, double value)
{
    fprintf(out, ", \"%s\": ", name);
    json_number(out, value);
}

/* A run's number in the sweep: without a best a run is left out of what confirms it. */
static int number_of(const struct sweep_table *table, int run)
{
    return table->number ? table->number[run] : run + 1;
}

static void put_config(FILE *out, const struct sweep_table *table, int config)
{
    const struct sweep_plan *plan = table->plan;
    char text[RUN_CONFIG_TEXT_MAX];

    fprintf(
        out, "{\"configuration\": %d, \"run\": %d, \"optimizer\": \"%s\", \"text\": ", config + 1,
        number_of(table, plan->config[config].run), plan->config[config].config.optimizer->name);
    json_string(out, run_config_write(&plan->config[config].config, text, sizeof text));
}

static void put_point(FILE *out, const struct sweep_table *table, int config)
{
    const struct sweep_point *point = &table->summary->point[config];
    enum sweep_judge judge = table->summary->judge;

    put_config(out, table, config);
    for (int axis = 0; axis < table->plan->axes; axis++) {
        int place = sweep_axis_place(table->plan, axis, config);

        if (place >= 0 && table->plan->axis[axis].numbers)
            put_member(out, table->plan->axis[axis].key,
                       table->plan->config[config].config.value[place]);
    }
    fprintf(out, ", \"jobs\": %d, \"diverged\": %d, \"stalled\": %d, \"reached\": %d", point->done,
            point->diverged, point->stalled, point->reached);
    put_member(out, "median", sweep_unscore(judge, point->spread.median));
    put_member(out, "quartile_better", sweep_unscore(judge, point->spread.low));
    put_member(out, "quartile_worse", sweep_unscore(judge, point->spread.high));
    put_member(out, "best", sweep_unscore(judge, point->spread.least));
    put_member(out, "worst", sweep_unscore(judge, point->spread.most));
    putc('}', out);
}

static void put_sensitivity(FILE *out, const struct sweep_standing *standing)
{
    if (!(standing->low > 0)) {
        fputs(", \"sensitivity\": null", out);
        return;
    }
    fputs(", \"sensitivity\": {\"key\": \"lr\"", out);
    put_member(out, "low", standing->low);
    put_member(out, "high", standing->high);
    put_member(out, "factor", standing->high / standing->low);
    fprintf(out, ", \"open_low\": %s, \"open_high\": %s}", standing->open_low ? "true" : "false",
            standing->open_high ? "true" : "false");
}

static void put_trials(FILE *out, const struct sweep_table *table, int run, double *score)
{
    size_t n = sweep_medians(table->summary, table->plan, run, score), trials[SWEEP_TRIALS_MAX];
    int count = sweep_trials(n, trials);

    fputs(", \"expected_best\": [", out);
    for (int k = 0; k < count; k++) {
        fprintf(out, "%s{\"trials\": %zu", k > 0 ? ", " : "", trials[k]);
        put_member(out, "figure",
                   sweep_unscore(table->summary->judge, sweep_best_of(score, n, trials[k])));
        putc('}', out);
    }
    putc(']', out);
}

static void put_edges(FILE *out, const struct sweep_table *table,
                      const struct sweep_standing *standing)
{
    fputs(", \"at_the_edge\": [", out);
    for (int edge = 0; edge < standing->edges; edge++)
        fprintf(out, "%s{\"key\": \"%s\", \"end\": \"%s\"}", edge > 0 ? ", " : "",
                table->plan->axis[standing->edge[edge].axis].key,
                standing->edge[edge].upper ? "upper" : "lower");
    putc(']', out);
}

static void put_standing(FILE *out, const struct sweep_table *table, const struct run_names *names,
                         int rank, double *score)
{
    const struct sweep_standing *standing = &table->summary->standing[rank];

    fprintf(out, "    {\"rank\": %d, \"run\": %d, \"optimizer\": \"%s\", \"name\": ", rank + 1,
            number_of(table, standing->run), table->plan->run[standing->run].optimizer->name);
    json_string(out, names->name[standing->run]);
    fputs(", \"best\": ", out);
    if (standing->best < 0)
        fputs("null", out);
    else
        put_point(out, table, standing->best);
    fputs(", \"beats_next\": ", out);
    if (standing->pairs == 0) {
        fputs("null", out);
    } else {
        fprintf(out, "{\"pairs\": %zu", standing->pairs);
        put_member(out, "wins", standing->wins);
        put_member(out, "share", standing->beats.share);
        put_member(out, "low", standing->beats.low);
        put_member(out, "high", standing->beats.high);
        putc('}', out);
    }
    put_sensitivity(out, standing);
    fprintf(out, ", \"gradients\": %" PRIu64, standing->gradients);
    put_trials(out, table, standing->run, score);
    put_edges(out, table, standing);
    putc('}', out);
}

static void put_problem(FILE *out, const struct problem *problem)
{
    char value[PROBLEM_PATH_MAX];

    fputs("  \"problem\": {", out);
    for (int i = 0; i < problem_setting_count; i++) {
        fprintf(out, "%s\"%s\": ", i > 0 ? ", " : "", problem_settings[i].param.name);
        json_string(
            out, problem_config_get(&problem->config, &problem_settings[i], value, sizeof value));
    }
    fputs("},\n", out);
}

static bool put_sweep(FILE *out, const char *name, const struct sweep_table *table,
                      struct status *status)
{
    const struct sweep_plan *plan = table->plan;
    double *score = calloc((size_t)plan->configs, sizeof *score);
    struct run_names names = {0};

    if (!score || !make_names(&names, plan, status)) {
        free(score);
        return status_out_of_memory(status, "the document");
    }
    fprintf(out,
            "  \"%s\": {\"judge\": \"%s\", \"iterations\": %" PRIu64 ", \"jobs\": %" PRIu64
            ", \"done\": %" PRIu64 ", \"seeds\": [",
            name, sweep_judges[table->summary->judge].name, plan->iterations, table->results->jobs,
            table->results->count);
    for (int s = 0; s < plan->seeds; s++)
        fprintf(out, "%s%" PRIu64, s > 0 ? ", " : "", plan->seed[s]);
    fputs("], \"runs\": [\n", out);
    for (int rank = 0; rank < plan->runs; rank++) {
        put_standing(out, table, &names, rank, score);
        fputs(rank + 1 < plan->runs ? ",\n" : "\n", out);
    }
    fputs("  ], \"configurations\": [\n", out);
    for (int config = 0; config < plan->configs; config++) {
        fputs("    ", out);
        put_point(out, table, config);
        fputs(config + 1 < plan->configs ? ",\n" : "\n", out);
    }
    fputs("  ]}", out);
    run_names_free(&names);
    free(score);
    return true;
}

bool sweep_export_json(FILE *out, const struct sweep_table *table,
                       const struct sweep_table *confirmed, struct status *status)
{
    fputs("{\n  \"program\": \"" PACKAGE_STRING "\",\n", out);
    put_problem(out, table->problem);
    if (!put_sweep(out, "sweep", table, status))
        return false;
    if (confirmed) {
        fputs(",\n", out);
        if (!put_sweep(out, "confirmation", confirmed, status))
            return false;
    }
    fputs("\n}\n", out);
    return true;
}
