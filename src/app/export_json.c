/* export_json.c - a race as JSON; see export_json.h. */
#include "export_json.h"

#include "config.h"
#include "comparison.h"
#include "json.h"
#include "lineage.h"
#include "run_names.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Losses and accuracies: what the weights reached are evaluated for. */
enum { CONTRACT_CURVES = CURVE_TEST_ACCURACY + 1 };

/* ---- parts ---------------------------------------------------------------------------------- */

/* A parameter's value: a number, true or false, or the name of a choice. */
static void put_parameter(FILE *out, const struct param_spec *spec, const char *text)
{
    char *end;
    double value = strtod(text, &end);

    fprintf(out, "\"%s\": ", spec->name);
    if (spec->kind == PARAM_BOOLEAN)
        fputs(strcmp(text, "1") == 0 ? "true" : "false", out);
    else if ((spec->kind == PARAM_REAL || spec->kind == PARAM_INTEGER) && end != text && !*end)
        json_number(out, value);
    else
        json_string(out, text);
}

static void put_problem(FILE *out, const struct problem *problem)
{
    fputs("  \"problem\": {\n", out);
    if (problem->dataset) {
        fputs("    \"dataset\": ", out);
        json_string(out, problem->dataset->name);
        fputs(",\n    ", out);
        json_count(out, "train_samples", problem->dataset->train.m);
        fputs(",\n    ", out);
        json_count(out, "test_samples", problem->dataset->test.m);
        fputs(",\n", out);
    }
    if (problem->network) {
        const struct network_shape *shape = &problem->network->shape;

        fputs("    \"widths\": [", out);
        for (int i = 0; i <= shape->layers; i++)
            fprintf(out, "%s%zu", i > 0 ? ", " : "", shape->width[i]);
        fputs("],\n", out);
    }
    fputs("    ", out);
    json_count(out, "iterations_per_epoch", problem->iterations_per_epoch);
    fputs(",\n    \"settings\": {", out);
    for (int i = 0; i < problem_setting_count; i++) {
        char value[PROBLEM_PATH_MAX];

        problem_config_get(&problem->config, &problem_settings[i], value, sizeof value);
        fputs(i > 0 ? ", " : "", out);
        put_parameter(out, &problem_settings[i].param, value);
    }
    fputs("}\n  },\n", out);
}

static void put_hyperparameters(FILE *out, const struct run_config *config)
{
    fputs("      \"hyperparameters\": {", out);
    for (int k = 0; k < run_config_params(config); k++) {
        const struct param_spec *spec = run_config_param(config, k);
        char value[64];

        fputs(k > 0 ? ", " : "", out);
        if (spec->kind == PARAM_REAL || spec->kind == PARAM_INTEGER) {
            fprintf(out, "\"%s\": ", spec->name);
            json_number(out, config->value[k]);
        } else
            put_parameter(out, spec, param_format(spec, config->value[k], value, sizeof value));
    }
    fputs("}", out);
}

/* Times differ from run to run: a document has them where they are asked for. */
static bool is_told(enum curve curve, struct export_json_content content)
{
    return curve != CURVE_SECONDS || content.times;
}

/* The figures of the latest rows that have them. */
static void put_figures(FILE *out, const struct history_row *last,
                        const struct history_row *evaluated, struct export_json_content content)
{
    const char *separator = "";

    fputs("\"last\": {", out);
    for (int c = 0; c < CURVES; c++) {
        const struct history_row *row = curve_specs[c].rare ? evaluated : last;

        if (!is_told((enum curve)c, content))
            continue;
        fprintf(out, "%s\"%s\": ", separator, curve_specs[c].name);
        json_number(out, row->value[c]);
        separator = ", ";
    }
    putc('}', out);
}

/* Of the state reached, over all samples. */
static void put_final(FILE *out, const struct history_row *final)
{
    fputs("\"final\": {", out);
    for (int c = 0; c < CONTRACT_CURVES; c++) {
        fprintf(out, "%s\"%s\": ", c > 0 ? ", " : "", curve_specs[c].name);
        json_number(out, final->value[c]);
    }
    putc('}', out);
}

static void put_curve(FILE *out, const struct history *history, enum curve curve)
{
    size_t rows = history_length(history);

    fprintf(out, "        \"%s\": [", curve_specs[curve].name);
    for (size_t i = 0; i < rows; i++) {
        fputs(i > 0 ? "," : "", out);
        json_number(out, history_get(history, i).value[curve]);
    }
    putc(']', out);
}

static void put_curves(FILE *out, const struct history *history, struct export_json_content content)
{
    const char *separator = "";

    fprintf(out, ",\n      \"rows\": %zu,\n      \"curves\": {\n", history_length(history));
    for (int c = 0; c < CURVES; c++) {
        if (!is_told((enum curve)c, content))
            continue;
        fputs(separator, out);
        put_curve(out, history, (enum curve)c);
        separator = ",\n";
    }
    fputs("\n      }", out);
}

/* The number of the run that one was forked from; null where it is gone, or there is none. */
static void put_parent(FILE *out, const struct race *race, const struct run *run)
{
    int number = 0;

    for (int k = 0; k < race_runs(race); k++)
        if (run_parent(run) > 0 && race_run_id(race, k) == run_parent(run))
            number = k + 1;
    if (number > 0)
        fprintf(out, ",\n      \"parent\": %d", number);
    else
        fputs(",\n      \"parent\": null", out);
    if (run_parent(run) > 0)
        fprintf(out, ", \"forked_at\": %llu", (unsigned long long)run_forked_at(run));
    else
        fputs(", \"forked_at\": null", out);
}

/* Each change that has come into force: where, which values, and the difference in words. */
static void put_changes(FILE *out, const struct run *run)
{
    const struct plan *plan = run_plan(run);
    const char *separator = "";

    fputs(",\n      \"changes\": [", out);
    for (int i = 1; i < plan->segments && plan->segment[i].from < run_iteration(run); i++) {
        const struct segment *segment = &plan->segment[i];
        char text[LINEAGE_TEXT_MAX];

        fprintf(out, "%s{\"from\": %llu, \"optimizer\": \"%s\", \"schedule_restarts\": %s,\n      ",
                separator, (unsigned long long)segment->from, segment->config.optimizer->name,
                segment->restarts ? "true" : "false");
        put_hyperparameters(out, &segment->config);
        fputs(", \"difference\": ", out);
        json_string(out, lineage_difference(&plan->segment[i - 1].config, &segment->config,
                                            segment->restarts, text, sizeof text));
        putc('}', out);
        separator = ", ";
    }
    putc(']', out);
}

/* When the target was reached: null where it was not. */
static void put_reached(FILE *out, const struct run_target *target,
                        struct export_json_content content)
{
    if (!target->reached) {
        fputs("\"reached\": null", out);
        return;
    }
    fputs("\"reached\": {", out);
    fputs("\"iterations\": ", out);
    json_number(out, target->at);
    fputs(", \"gradients\": ", out);
    json_number(out, target->gradients);
    if (content.times) {
        fputs(", \"seconds\": ", out);
        json_number(out, target->seconds);
    }
    putc('}', out);
}

static void put_target(FILE *out, const struct target *target, bool in_batches)
{
    fprintf(out, "  \"target\": {\"curve\": \"%s\", \"%s\": ", curve_specs[target->curve].name,
            target->below ? "below" : "above");
    json_number(out, target->value);
    if (target_is_smoothed(target, in_batches)) {
        fputs(", \"smoothing\": ", out);
        json_number(out, smoothing_specs[SMOOTHING_WEAK].keep);
    }
    fputs("},\n", out);
}

/* null where a replica has not diverged. */
static void put_divergence(FILE *out, enum run_state state, uint64_t at)
{
    if (state == RUN_DIVERGED)
        json_count(out, "diverged_at", at);
    else
        fputs("\"diverged_at\": null", out);
}

/* ---- seeds ----------------------------------------------------------------------------------- */

/* A replica of a run; the curves of a single one are the run's own. */
static void put_replica(FILE *out, const struct race *race, const struct replica *replica,
                        const struct replica_snapshot *it, struct export_json_content content)
{
    fputs("{", out);
    json_count(out, "seed", it->seed);
    fputs(", ", out);
    json_count(out, "iterations", it->iteration);
    fputs(", ", out);
    put_divergence(out, it->state, it->diverged_at);
    fprintf(out, ", \"stalled\": %s, \"converged\": %s,\n      ",
            it->condition == RUN_STALLED ? "true" : "false",
            it->condition == RUN_CONVERGED ? "true" : "false");
    put_figures(out, &it->last, &it->last_evaluated, content);
    if (it->has_final) {
        fputs(",\n      ", out);
        put_final(out, &it->final);
    }
    fputs(",\n      \"best_loss\": ", out);
    json_number(out, it->best);
    if (race_measures(race)->target.wanted) {
        fputs(", ", out);
        put_reached(out, &it->target, content);
    }
    if (content.curves)
        put_curves(out, replica->history, content);
    putc('}', out);
}

/* What the closing table shows: medians, and quartiles of each. */
static void put_spread(FILE *out, const struct run_snapshot *run)
{
    fputs(",\n      \"median\": {", out);
    for (int c = 0; c < CONTRACT_CURVES; c++) {
        fprintf(out, "%s\"%s\": ", c > 0 ? ", " : "", curve_specs[c].name);
        json_number(out, run->shown.value[c]);
    }
    fputs("},\n      \"quartiles\": {", out);
    for (int c = 0; c < CONTRACT_CURVES; c++) {
        fprintf(out, "%s\"%s\": [", c > 0 ? ", " : "", curve_specs[c].name);
        json_number(out, run->spread.low[c]);
        fputs(", ", out);
        json_number(out, run->spread.high[c]);
        putc(']', out);
    }
    putc('}', out);
}

static void put_comparison(FILE *out, const struct comparison *comparison)
{
    fputs("{\"wins\": ", out);
    json_number(out, comparison->wins);
    fprintf(out, ", \"pairs\": %d, \"probability\": ", comparison->pairs);
    json_number(out, comparison->share.share);
    fputs(", \"low\": ", out);
    json_number(out, comparison->share.low);
    fputs(", \"high\": ", out);
    json_number(out, comparison->share.high);
    putc('}', out);
}

/* The run against each other one; null where a loss is not known yet. */
static void put_comparisons(FILE *out, const struct race_snapshot *snapshot, int i)
{
    const char *separator = "";

    fprintf(out, ",\n      \"beats\": [");
    for (int other = 0; other < snapshot->runs; other++) {
        if (other == i)
            continue;
        fprintf(out, "%s{\"run\": %d, \"by\": \"%s\"", separator, other + 1,
                curve_specs[snapshot->tested ? CURVE_TEST_LOSS : CURVE_TRAIN_LOSS].name);
        for (int v = 0; v < VERDICTS; v++) {
            struct comparison comparison;
            struct status why = {0};

            fprintf(out, ",\n      \"%s\": ", verdict_names[v]);
            if (comparison_make(&comparison, snapshot, i, other, (enum verdict)v, &why))
                put_comparison(out, &comparison);
            else
                fputs("null", out);
        }
        putc('}', out);
        separator = ",\n      ";
    }
    putc(']', out);
}

static void put_seeds(FILE *out, const struct race *race, const struct race_snapshot *snapshot,
                      int i, struct export_json_content content)
{
    const struct run_snapshot *run = &snapshot->run[i];

    fprintf(out, ",\n      \"diverged\": %d, \"stalled\": %d, \"converged\": %d", run->diverged,
            run->stalled, run->converged);
    if (snapshot->measures.target.wanted)
        fprintf(out, ", \"reached_by\": %d", run->reached);
    if (run->replicas > 1) {
        put_spread(out, run);
        put_comparisons(out, snapshot, i);
    }
    fputs(",\n      \"seeds\": [", out);
    for (int r = 0; r < run->replicas; r++) {
        fputs(r > 0 ? ",\n      " : "", out);
        put_replica(out, race, run_replica(race_run(race, i), r), &run->replica[r], content);
    }
    putc(']', out);
}

/* ---- runs ------------------------------------------------------------------------------------ */

static void put_run(FILE *out, const struct race *race, int i, const char *name,
                    const struct race_snapshot *snapshot, struct export_json_content content)
{
    const struct run_snapshot *run = &snapshot->run[i];
    bool has_seeds = race_problem(race)->config.seeds[0] != '\0';

    fprintf(out, "    {\n      \"run\": %d, \"name\": ", i + 1);
    json_string(out, name);
    fprintf(out, ", \"optimizer\": \"%s\",\n      ", run->config.optimizer->name);
    put_hyperparameters(out, &run->config);
    fputs(",\n      ", out);
    json_count(out, "iterations", run->iteration);
    fputs(", ", out);
    json_count(out, "gradients", run->gradients);
    fputs(", ", out);
    put_divergence(out, run->state, run->diverged_at);
    put_parent(out, race, race_run(race, i));
    put_changes(out, race_run(race, i));
    if (content.times) {
        fputs(", \"seconds\": ", out);
        json_number(out, run->seconds);
    }
    fputs(",\n      ", out);
    put_figures(out, &run->last, &run->last_evaluated, content);
    if (run->has_final) {
        fputs(",\n      ", out);
        put_final(out, &run->final);
    }
    if (race_measures(race)->target.wanted) {
        fputs(",\n      ", out);
        put_reached(out, &run->target, content);
    }
    if (has_seeds)
        put_seeds(out, race, snapshot, i, content);
    else if (content.curves)
        put_curves(out, run_get_history(race_run(race, i)), content);
    fputs("\n    }", out);
}

bool export_json(struct race *race, struct export_json_content content, FILE *stream,
                 struct status *status)
{
    const struct race_view view = {.end = 1, .columns = 1}; /* no curve is drawn */
    struct race_snapshot snapshot = {0};
    struct run_names names;

    if (!run_names_of(&names, race, status))
        return false;
    if (!race_snapshot(race, &view, &snapshot, status)) {
        run_names_free(&names);
        return false;
    }
    fprintf(stream, "{\n  \"program\": \"%s\",\n  \"version\": \"%s\",\n", PACKAGE_NAME,
            PACKAGE_VERSION);
    put_problem(stream, race_problem(race));
    if (snapshot.measures.target.wanted)
        put_target(stream, &snapshot.measures.target, race_problem(race)->iterations_per_epoch > 1);
    fputs("  \"runs\": [", stream);
    for (int i = 0; i < snapshot.runs; i++) {
        fputs(i > 0 ? ",\n" : "\n", stream);
        put_run(stream, race, i, names.name[i], &snapshot, content);
    }
    fputs(snapshot.runs > 0 ? "\n  ]\n}\n" : "]\n}\n", stream);
    race_snapshot_free(&snapshot);
    run_names_free(&names);
    return true;
}
