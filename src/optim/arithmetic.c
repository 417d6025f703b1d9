/* arithmetic.c - an update of one weight, line by line; see arithmetic.h. */
#include "arithmetic.h"

#include <math.h>
#include <string.h>

/* The symbols that all rules share, besides the hyperparameters. */
static const struct symbol_spec common_symbols[] = {
    {"w", "the weight", true},
    {"g", "its gradient", true},
    {"t", "the iteration, counted from 1", true},
    {"lr0", "the learning rate, as given", true},
    {"factor", "of the schedule in this iteration", true},
    {"norm", "norm of the whole gradient", true},
    {"w_before", "the weight before the step", true},
};

const char *arithmetic_help(const struct run_config *config, const char *name)
{
    const struct optimizer_spec *optimizer = config->optimizer;
    int place = run_config_find(config, name);

    for (int k = 0; k < optimizer->n_symbols; k++)
        if (strcmp(optimizer->symbols[k].name, name) == 0)
            return optimizer->symbols[k].help;
    for (int i = 0; i < optimizer->n_slots; i++)
        if (strcmp(optimizer->slots[i].name, name) == 0)
            return optimizer->slots[i].help;
    if (place >= 0)
        return run_config_param(config, place)->help;
    for (size_t k = 0; k < sizeof common_symbols / sizeof common_symbols[0]; k++)
        if (strcmp(common_symbols[k].name, name) == 0)
            return common_symbols[k].help;
    return NULL;
}

static const char *weight_name(const struct probe_reading *reading)
{
    const struct optimizer_spec *optimizer = reading->config.optimizer;

    return optimizer->weight ? optimizer->weight : "w";
}

/* All that is known before the update, and what was measured of it. */
static void fill(struct formula_scope *scope, const struct probe_reading *reading)
{
    const struct run_config *config = &reading->config;
    const struct optimizer_spec *optimizer = config->optimizer;

    for (int i = 0; i < optimizer->n_params + RUN_COMMONS; i++)
        formula_set_param(scope, run_config_param(config, i), config->value[i]);
    formula_set(scope, "lr0", config->value[0]);
    formula_set(scope, "factor", reading->lr / config->value[0]);
    formula_set(scope, "lr", reading->lr);
    formula_set(scope, "t", (double)reading->t);
    formula_set(scope, "norm", reading->cut_norm);
    formula_set(scope, "g", reading->g);
    formula_set(scope, weight_name(reading), reading->before);
    formula_set(scope, "w_before", reading->before);
    for (int i = 0; i < optimizer->n_slots; i++)
        if (!optimizer->slots[i].scratch && !isnan(reading->slot_before[i]))
            formula_set(scope, optimizer->slots[i].name, reading->slot_before[i]);
    for (int k = 0; k < optimizer->n_symbols; k++)
        if (optimizer->symbols[k].measured)
            formula_set(scope, optimizer->symbols[k].name, reading->symbol[k]);
}

/* Arithmetic being made. */
struct maker {
    struct arithmetic *out;
    int digits;
    struct status *status;
};

static bool add(struct maker *maker, const char *text, bool words)
{
    struct arithmetic *out = maker->out;
    struct arithmetic_line *line;

    if (out->lines == ARITHMETIC_LINES_MAX)
        return status_fail(maker->status, STATUS_INVALID, "the rule has too many lines");
    line = &out->line[out->lines];
    line->text = text;
    line->words = words;
    if (!words && !formula_compute(text, &out->scope, maker->digits, &line->result, maker->status))
        return false;
    out->lines++;
    return true;
}

/* What the schedule makes of lr, clipping, and decay that is part of the gradient. */
static bool add_treatment(struct maker *maker, const struct probe_reading *reading)
{
    struct formula_scope *scope = &maker->out->scope;
    bool good = true;

    if (run_config_schedule(&reading->config).spec != &schedules[0] ||
        run_config_common(&reading->config, RUN_WARMUP) > 0)
        good = add(maker, "lr = lr0 factor", false);
    formula_set(scope, "lr", reading->lr);
    if (good && isfinite(reading->clip_value))
        good = add(maker, "g = max(min(g, clip_value), -clip_value)", false);
    if (good && run_config_common(&reading->config, RUN_CLIP_NORM) > 0)
        good = add(maker, "g = g min(1, clip_norm / norm)", false);
    if (good && reading->coupled != 0)
        good = add(maker,
                   reading->config.optimizer->point > 0 ? "g = g + weight_decay y"
                                                        : "g = g + weight_decay w",
                   false);
    return good;
}

bool arithmetic_make(struct arithmetic *arithmetic, const struct probe_reading *reading, int digits,
                     struct status *status)
{
    const struct optimizer_spec *optimizer = reading->config.optimizer;
    struct maker maker = {.out = arithmetic, .digits = digits, .status = status};
    struct formula_scope *scope = &arithmetic->scope;
    bool decays = reading->decoupled == 0;

    *arithmetic = (struct arithmetic){0};
    fill(scope, reading);
    if (!add_treatment(&maker, reading))
        return false;
    formula_set(scope, "weight_decay", reading->own_decay + reading->decoupled);
    for (int i = 0; i < optimizer->n_lines; i++) {
        const struct rule_line *line = &optimizer->lines[i];

        if (!formula_holds(line->when, scope))
            continue;
        if (!add(&maker, line->text, line->words))
            return false;
        decays = decays || strstr(line->text, "weight_decay");
    }
    if (!decays && !add(&maker, "w = w - lr weight_decay w_before", false))
        return false;
    arithmetic->after = formula_get(scope, weight_name(reading))->value;
    return true;
}
