/* sweep_plan.c - the numbered list of a sweep's jobs; see sweep_plan.h. */
#include "sweep_plan.h"

#include "base/append.h"
#include "base/checksum.h"
#include "base/seeds.h"
#include "data/fingerprint.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- one configuration ----------------------------------------------------------------------- */

/* The ranges of a run, in the order in which they were given. */
struct field {
    const struct sweep_request *request;
    int run;
    const struct sweep_range *range[SWEEP_RANGES_MAX];
    bool whole[SWEEP_RANGES_MAX];
    int ranges;
};

static void find_ranges(struct field *field)
{
    const struct sweep_wish *wish = field->request->wish;

    field->ranges = 0;
    for (int i = 0; i < wish->ranges; i++) {
        const struct sweep_range *range = &wish->range[i];
        const struct run_config *run = &field->request->run[field->run];
        int place = run_config_find(run, range->key);

        if (range->run != SWEEP_ALL_RUNS && range->run != field->run)
            continue;
        field->whole[field->ranges] =
            place >= 0 && run_config_param(run, place)->kind == PARAM_INTEGER;
        field->range[field->ranges++] = range;
    }
}

/* The run's configuration with these values of its ranges. */
static bool assign(const struct field *field, char value[][SWEEP_VALUE_MAX],
                   struct run_config *config, struct status *status)
{
    const struct run_config *base = &field->request->run[field->run];
    char text[SWEEP_TEXT_MAX * 2] = "";
    bool restarts;

    *config = *base;
    for (int i = 0; i < field->ranges; i++)
        append(text, sizeof text, "%s%s=%s", i > 0 ? "," : "", field->range[i]->key, value[i]);
    return (field->ranges == 0 || run_config_parse_over(text, base, config, &restarts, status)) &&
           run_config_check(config, (double)field->request->iterations, status);
}

/* ---- a run's configurations ------------------------------------------------------------------ */

/* The number of points of its grid, or of its draws. */
static bool count_points(const struct field *field, uint64_t *count, struct status *status)
{
    *count = 1;
    if (field->request->wish->draws > 0 && field->ranges > 0)
        *count = field->request->wish->draws;
    for (int i = 0; i < field->ranges && field->request->wish->draws == 0; i++) {
        if (field->range[i]->points == 0)
            return status_fail(status, STATUS_INVALID,
                               "%s: has no number of points (example: %s=1e-4..1e-1*13; only "
                               "--random goes without)",
                               field->range[i]->key, field->range[i]->key);
        if (__builtin_mul_overflow(*count, (uint64_t)field->range[i]->points, count))
            *count = UINT64_MAX;
    }
    return *count <= SWEEP_CONFIGS_MAX ||
           status_fail(status, STATUS_INVALID,
                       "the sweep of %s has more than %d configurations (allowed: at most that)",
                       field->request->run[field->run].optimizer->name, SWEEP_CONFIGS_MAX);
}

/* Neighbours may become one when they are rounded. */
static bool check_distinct(const struct sweep_range *range, bool whole, struct status *status)
{
    char before[SWEEP_VALUE_MAX] = "", value[SWEEP_VALUE_MAX];

    for (int i = 0; i < range->points && range->scale != SWEEP_LIST; i++) {
        sweep_range_value(range, i, whole, value, sizeof value);
        if (strcmp(before, value) == 0)
            return status_fail(status, STATUS_INVALID,
                               "%s: has the point %s twice (allowed: fewer points)", range->key,
                               value);
        memcpy(before, value, sizeof before);
    }
    return true;
}

/* Uniform in [0, 1), of the run's draw number `point` for its range i: it depends on these alone,
 * so that more draws begin with the same ones. */
static double uniform(const struct field *field, uint64_t point, int i)
{
    uint64_t x = field->request->seeds > 0 ? field->request->seed[0] : 0;

    x = rng_mix(x ^ UINT64_C(0x7377656570)); /* "sweep": no other stream begins so */
    x = rng_mix(x + (uint64_t)field->run);
    x = rng_mix(x + point);
    return rng_mixed_uniform(rng_mix(x + (uint64_t)i));
}

static void choose_values(const struct field *field, uint64_t point, char value[][SWEEP_VALUE_MAX])
{
    bool draws = field->request->wish->draws > 0;
    uint64_t rest = point;

    for (int i = field->ranges - 1; i >= 0; i--) {
        const struct sweep_range *range = field->range[i];

        if (draws) {
            sweep_range_draw(range, uniform(field, point, i), field->whole[i], value[i],
                             SWEEP_VALUE_MAX);
            continue;
        }
        sweep_range_value(range, (int)(rest % (uint64_t)range->points), field->whole[i], value[i],
                          SWEEP_VALUE_MAX);
        rest /= (uint64_t)range->points;
    }
}

/* Makes room for more configurations. */
static bool reserve(struct sweep_plan *plan, uint64_t more, struct status *status)
{
    struct sweep_config *config;

    if (more > (uint64_t)(SWEEP_CONFIGS_MAX - plan->configs))
        return status_fail(status, STATUS_INVALID,
                           "the sweep has more than %d configurations (allowed: at most that)",
                           SWEEP_CONFIGS_MAX);
    config = realloc(plan->config, ((size_t)plan->configs + (size_t)more) * sizeof *config);
    if (!config)
        return status_out_of_memory(status, "the sweep");
    plan->config = config;
    return true;
}

static bool add_run(struct sweep_plan *plan, const struct sweep_request *request, int run,
                    struct status *status)
{
    struct field field = {.request = request, .run = run};
    uint64_t count;

    find_ranges(&field);
    if (!count_points(&field, &count, status) || !reserve(plan, count, status))
        return false;
    for (int i = 0; i < field.ranges && request->wish->draws == 0; i++)
        if (!check_distinct(field.range[i], field.whole[i], status))
            return false;
    plan->first[run] = plan->configs;
    for (uint64_t point = 0; point < count; point++) {
        char value[SWEEP_RANGES_MAX][SWEEP_VALUE_MAX];
        struct sweep_config *config = &plan->config[plan->configs];

        choose_values(&field, point, value);
        if (!assign(&field, value, &config->config, status))
            return false;
        config->run = run;
        plan->configs++;
    }
    return true;
}

/* ---- axes ------------------------------------------------------------------------------------ */

/* Are its values? {50,auto} has one that is none. */
static bool has_numbers_only(const struct sweep_range *range)
{
    char value[SWEEP_VALUE_MAX], *end;

    for (int i = 0; range->scale == SWEEP_LIST && i < range->points; i++) {
        strtod(sweep_range_value(range, i, false, value, sizeof value), &end);
        if (end == value || *end)
            return false;
    }
    return true;
}

static void add_axis(struct sweep_plan *plan, const struct sweep_range *range, bool drawn)
{
    struct sweep_axis *axis = NULL;

    for (int i = 0; i < plan->axes; i++)
        if (strcmp(plan->axis[i].key, range->key) == 0)
            axis = &plan->axis[i];
    if (!axis) {
        axis = &plan->axis[plan->axes++];
        *axis = (struct sweep_axis){.logarithmic = true, .numbers = true};
        memcpy(axis->key, range->key, sizeof axis->key);
    }
    axis->logarithmic = axis->logarithmic && range->scale == SWEEP_GEOMETRIC;
    axis->numbers = axis->numbers && has_numbers_only(range);
    axis->ranged = axis->ranged || (range->scale != SWEEP_LIST && !drawn);
}

int sweep_axis_place(const struct sweep_plan *plan, int axis, int config)
{
    return run_config_find(&plan->config[config].config, plan->axis[axis].key);
}

bool sweep_axis_varies(const struct sweep_plan *plan, int axis, int run)
{
    int first = plan->first[run], place = sweep_axis_place(plan, axis, first);

    for (int c = first + 1; c < plan->first[run + 1] && place >= 0; c++) {
        int other = sweep_axis_place(plan, axis, c);

        if (other < 0 ||
            plan->config[c].config.value[other] < plan->config[first].config.value[place] ||
            plan->config[c].config.value[other] > plan->config[first].config.value[place])
            return true;
    }
    return false;
}

/* ---- the plan -------------------------------------------------------------------------------- */

void sweep_plan_clear(struct sweep_plan *plan)
{
    free(plan->run);
    free(plan->config);
    free(plan->first);
    free(plan->seed);
    *plan = (struct sweep_plan){0};
}

uint64_t sweep_jobs(const struct sweep_plan *plan)
{
    return (uint64_t)plan->configs * (uint64_t)plan->seeds;
}

/* Copies what the request lists; the configurations are to come. */
static bool begin(struct sweep_plan *plan, const struct sweep_request *request,
                  struct status *status)
{
    size_t runs = (size_t)request->runs, seeds = (size_t)request->seeds;

    *plan = (struct sweep_plan){.run = calloc(runs + 1, sizeof *plan->run),
                                .runs = request->runs,
                                .first = calloc(runs + 1, sizeof *plan->first),
                                .seed = calloc(seeds + 1, sizeof *plan->seed),
                                .seeds = request->seeds,
                                .iterations = request->iterations,
                                .target = request->target};
    if (!plan->run || !plan->first || !plan->seed)
        return status_out_of_memory(status, "the sweep");
    memcpy(plan->run, request->run, runs * sizeof *plan->run);
    memcpy(plan->seed, request->seed, seeds * sizeof *plan->seed);
    for (int i = 0; request->wish && i < request->wish->ranges; i++)
        add_axis(plan, &request->wish->range[i], request->wish->draws > 0);
    return true;
}

static bool check_jobs(const struct sweep_plan *plan, struct status *status)
{
    if (plan->runs < 1 || plan->seeds < 1 || plan->configs < 1)
        return status_fail(status, STATUS_INVALID, "the sweep has no job");
    return sweep_jobs(plan) <= SWEEP_JOBS_MAX ||
           status_fail(status, STATUS_INVALID, "the sweep has %" PRIu64 " jobs (allowed: up to %d)",
                       sweep_jobs(plan), SWEEP_JOBS_MAX);
}

bool sweep_plan_make(struct sweep_plan *plan, const struct sweep_request *request,
                     struct status *status)
{
    bool good = begin(plan, request, status);

    if (good && request->wish->draws > 0 && request->wish->ranges == 0)
        good = status_fail(status, STATUS_INVALID,
                           "there is no range to draw from (example: --sweep='lr=1e-4..1e-1*')");
    for (int run = 0; run < request->runs && good; run++)
        good = add_run(plan, request, run, status);
    if (good)
        plan->first[plan->runs] = plan->configs;
    if (good && check_jobs(plan, status))
        return true;
    sweep_plan_clear(plan);
    return false;
}

/* ---- facts ----------------------------------------------------------------------------------- */

bool sweep_fact_counts(const char *name, bool data)
{
    return strcmp(name, "seed") != 0 && strcmp(name, "seeds") != 0 && strcmp(name, "folder") != 0 &&
           !(data && (strcmp(name, "data") == 0 || strcmp(name, "test") == 0));
}

char *sweep_fact_phrase(const char *name, char *text, size_t size)
{
    if (strcmp(name, "job_seeds") == 0)
        snprintf(text, size, "seeds are");
    else if (strcmp(name, "iterations") == 0)
        snprintf(text, size, "iterations are");
    else if (strcmp(name, "data_checksum") == 0)
        snprintf(text, size, "data's checksum is");
    else
        snprintf(text, size, "%s is", name);
    return text;
}

static void setting_fact(const struct problem *problem, int i, struct sweep_fact *fact)
{
    const struct problem_setting *setting = &problem_settings[i];

    snprintf(fact->name, sizeof fact->name, "%s", setting->param.name);
    problem_config_get(&problem->config, setting, fact->value, sizeof fact->value);
    fact->counts = sweep_fact_counts(fact->name, problem->dataset != NULL);
}

bool sweep_plan_fact(const struct sweep_plan *plan, const struct problem *problem, int i,
                     struct sweep_fact *fact)
{
    enum { PRECISION, ARITHMETIC, DATA, SEEDS, ITERATIONS, TARGET, FACTS };
    static const char *const names[FACTS] = {"precision", "arithmetic", "data_checksum",
                                             "job_seeds", "iterations", "target"};

    if (i >= FACTS + problem_setting_count)
        return false;
    if (i >= FACTS) {
        setting_fact(problem, i - FACTS, fact);
        return true;
    }
    *fact = (struct sweep_fact){.counts = true};
    snprintf(fact->name, sizeof fact->name, "%s", names[i]);
    if (i == PRECISION)
        snprintf(fact->value, sizeof fact->value, "%s", REAL_NAME);
    else if (i == ARITHMETIC)
        snprintf(fact->value, sizeof fact->value, "%s", ARITHMETIC_VERSION);
    else if (i == DATA && problem->dataset)
        snprintf(fact->value, sizeof fact->value, "%016" PRIx64,
                 dataset_fingerprint(problem->dataset));
    else if (i == SEEDS)
        seeds_format(plan->seed, plan->seeds, fact->value, sizeof fact->value);
    else if (i == ITERATIONS)
        snprintf(fact->value, sizeof fact->value, "%" PRIu64, plan->iterations);
    else if (i == TARGET && plan->target.wanted)
        target_format(&plan->target, fact->value, sizeof fact->value);
    return true;
}

static uint64_t add_text(uint64_t sum, const char *text)
{
    return checksum_add(sum, text, strlen(text) + 1);
}

uint64_t sweep_plan_hash(const struct sweep_plan *plan, const struct problem *problem)
{
    char text[RUN_CONFIG_TEXT_MAX];
    struct sweep_fact fact;
    uint64_t sum = checksum_add_number(0, sweep_jobs(plan));

    for (int i = 0; sweep_plan_fact(plan, problem, i, &fact); i++)
        if (fact.counts)
            sum = add_text(add_text(sum, fact.name), fact.value);
    for (int c = 0; c < plan->configs; c++) {
        sum = checksum_add_number(sum, (uint64_t)plan->config[c].run);
        sum = add_text(sum, run_config_write(&plan->config[c].config, text, sizeof text));
    }
    return sum;
}
