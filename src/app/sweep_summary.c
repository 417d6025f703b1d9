/* sweep_summary.c - what the results of a sweep say; see sweep_summary.h. */
#include "sweep_summary.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- judges ---------------------------------------------------------------------------------- */

/* clang-format off */
const struct sweep_judge_spec sweep_judges[SWEEP_JUDGES] = {
    {"test_loss", "test loss", SWEEP_TEST_LOSS, false, false, "test loss at the end"},
    {"best_test_loss", "best test loss", SWEEP_BEST_TEST_LOSS, false, false,
     "lowest test loss on the way"},
    {"test_accuracy", "test accuracy", SWEEP_TEST_ACCURACY, true, false,
     "test accuracy at the end"},
    {"best_test_accuracy", "best test accuracy", SWEEP_BEST_TEST_ACCURACY, true, false,
     "highest test accuracy on the way"},
    {"train_loss", "train loss", SWEEP_TRAIN_LOSS, false, false, "train loss at the end"},
    {"target", "iterations to target", SWEEP_TEST_LOSS, false, true, "iterations up to the target"},
};
/* clang-format on */

static const char *const choices[] = {
    "auto",   "test_loss", "best_test_loss", "test_accuracy", "best_test_accuracy", "train_loss",
    "target", NULL};

const struct param_spec sweep_judge_param = {
    .name = "judge",
    .kind = PARAM_CHOICE,
    .choices = choices,
    .help = "what decides which configuration of a sweep is best; auto: target if there is one, "
            "else test_loss, without test data train_loss"};

bool sweep_judge_allowed(double choice, bool tested, bool classes, bool target,
                         enum sweep_judge *judge, struct status *status)
{
    const struct sweep_judge_spec *spec;

    if (choice > 0)
        *judge = (enum sweep_judge)((int)choice - 1);
    else
        *judge = target ? SWEEP_BY_TARGET : tested ? SWEEP_BY_TEST_LOSS : SWEEP_BY_TRAIN_LOSS;
    spec = &sweep_judges[*judge];
    if (spec->target && !target)
        return status_fail(status, STATUS_INVALID,
                           "judge: '%s' needs a target (example: "
                           "--target='test_loss<0.01')",
                           spec->name);
    if (!spec->target && !tested && sweep_figures[spec->figure].curve != CURVE_TRAIN_LOSS)
        return status_fail(status, STATUS_INVALID, "judge: the problem has no %s", spec->title);
    if (!spec->target && spec->more && !classes)
        return status_fail(status, STATUS_INVALID, "judge: the problem has no classes, so no %s",
                           spec->title);
    return true;
}

bool sweep_judge_choose(double choice, const struct problem *problem, const struct sweep_plan *plan,
                        enum sweep_judge *judge, struct status *status)
{
    const struct objective *objective = problem->objective;

    return sweep_judge_allowed(choice, objective->samples[OBJECTIVE_TEST] > 0, objective->classes,
                               plan->target.wanted, judge, status);
}

double sweep_score(enum sweep_judge judge, const struct sweep_result *result)
{
    const struct sweep_judge_spec *spec = &sweep_judges[judge];
    double figure = result->figure[spec->figure];

    if (spec->target)
        return result->reached ? (double)result->reached_at : INFINITY;
    if (result->end == SWEEP_DIVERGED || isnan(figure))
        return INFINITY;
    return spec->more ? -figure : figure;
}

double sweep_unscore(enum sweep_judge judge, double score)
{
    return sweep_judges[judge].more && isfinite(score) ? -score : score;
}

char *sweep_score_format(enum sweep_judge judge, double score, char *text, size_t size)
{
    double figure = sweep_unscore(judge, score);

    if (!isfinite(score))
        snprintf(text, size, "%s", sweep_judges[judge].target ? "not reached" : "diverged");
    else if (sweep_judges[judge].more)
        snprintf(text, size, "%.2f %%", 100 * figure);
    else
        snprintf(text, size, sweep_judges[judge].target ? "%.6g" : "%.4g", figure);
    return text;
}

/* A score as a loss, so that twice as much of it is twice as bad. */
static double loss_of(enum sweep_judge judge, double score)
{
    return sweep_judges[judge].more ? 1 + score : score;
}

/* ---- results --------------------------------------------------------------------------------- */

bool sweep_results_make(struct sweep_results *results, const struct sweep_plan *plan,
                        struct status *status)
{
    *results = (struct sweep_results){.jobs = sweep_jobs(plan)};
    results->result = calloc((size_t)results->jobs, sizeof *results->result);
    results->there = calloc((size_t)results->jobs, sizeof *results->there);
    if (results->result && results->there)
        return true;
    sweep_results_clear(results);
    return status_out_of_memory(status, "the results of the sweep");
}

void sweep_results_clear(struct sweep_results *results)
{
    free(results->result);
    free(results->there);
    *results = (struct sweep_results){0};
}

void sweep_results_add(struct sweep_results *results, const struct sweep_result *result)
{
    results->count += !results->there[result->job];
    results->there[result->job] = true;
    results->result[result->job] = *result;
}

/* ---- configurations -------------------------------------------------------------------------- */

static struct sweep_point look_at(const struct sweep_plan *plan,
                                  const struct sweep_results *results, enum sweep_judge judge,
                                  int config, double *score)
{
    struct sweep_point point = {.spread = {INFINITY, INFINITY, INFINITY, INFINITY, INFINITY}};

    for (int s = 0; s < plan->seeds; s++) {
        uint64_t job = (uint64_t)config * (uint64_t)plan->seeds + (uint64_t)s;

        if (!results->there[job])
            continue;
        score[point.done++] = sweep_score(judge, &results->result[job]);
        point.diverged += results->result[job].end == SWEEP_DIVERGED;
        point.stalled += results->result[job].end == SWEEP_STALLED;
        point.reached += results->result[job].reached;
    }
    if (point.done > 0)
        point.spread = statistics_spread_of(score, (size_t)point.done);
    return point;
}

struct statistics_share sweep_compare(const struct sweep_plan *plan,
                                      const struct sweep_results *results, enum sweep_judge judge,
                                      int a, int b, double *wins, size_t *pairs)
{
    *wins = 0;
    *pairs = 0;
    for (int s = 0; s < plan->seeds; s++) {
        uint64_t seeds = (uint64_t)plan->seeds;
        uint64_t i = (uint64_t)a * seeds + (uint64_t)s, k = (uint64_t)b * seeds + (uint64_t)s;

        if (results->there[i] && results->there[k]) {
            double x = sweep_score(judge, &results->result[i]);
            double y = sweep_score(judge, &results->result[k]);

            *wins += statistics_wins(&x, &y, 1);
            ++*pairs;
        }
    }
    return statistics_wilson(*wins, *pairs);
}

/* ---- a run at its best ----------------------------------------------------------------------- */

bool sweep_is_better(const struct sweep_point *a, const struct sweep_point *b)
{
    if (a->spread.median < b->spread.median || a->spread.median > b->spread.median)
        return a->spread.median < b->spread.median;
    return a->spread.high < b->spread.high;
}

static void find_best(struct sweep_standing *standing, const struct sweep_summary *summary,
                      const struct sweep_plan *plan)
{
    standing->best = -1;
    for (int c = plan->first[standing->run]; c < plan->first[standing->run + 1]; c++)
        if (isfinite(summary->point[c].spread.median) &&
            (standing->best < 0 ||
             sweep_is_better(&summary->point[c], &summary->point[standing->best])))
            standing->best = c;
}

static void add_cost(struct sweep_standing *standing, const struct sweep_plan *plan,
                     const struct sweep_results *results)
{
    uint64_t seeds = (uint64_t)plan->seeds;
    uint64_t end = (uint64_t)plan->first[standing->run + 1] * seeds;

    for (uint64_t job = (uint64_t)plan->first[standing->run] * seeds; job < end; job++)
        if (results->there[job]) {
            standing->gradients += results->result[job].gradients;
            standing->jobs++;
        }
}

/* A value of an axis, and the least loss that a configuration with it has. */
struct place {
    double value, loss;
};

static int by_value(const void *a, const void *b)
{
    double x = ((const struct place *)a)->value, y = ((const struct place *)b)->value;

    return (x > y) - (x < y);
}

/* The values of an axis in a run, ascending, each once; returns their number. */
static size_t list_places(const struct sweep_summary *summary, const struct sweep_plan *plan,
                          int axis, int run, struct place *place)
{
    size_t count = 0, kept = 0;

    for (int c = plan->first[run]; c < plan->first[run + 1]; c++) {
        int at = sweep_axis_place(plan, axis, c);

        if (at >= 0 && summary->point[c].done > 0)
            place[count++] =
                (struct place){plan->config[c].config.value[at],
                               loss_of(summary->judge, summary->point[c].spread.median)};
    }
    qsort(place, count, sizeof *place, by_value);
    for (size_t i = 0; i < count; i++) {
        if (kept > 0 && !(place[kept - 1].value < place[i].value))
            place[kept - 1].loss = fmin(place[kept - 1].loss, place[i].loss);
        else
            place[kept++] = place[i];
    }
    return kept;
}

/* From the place of the best to both sides, as long as the loss is at most twice as large. */
static void measure_width(struct sweep_standing *standing, const struct place *place, size_t count,
                          double best)
{
    size_t at = 0, low, high;
    double most;

    while (at + 1 < count && place[at].value < best)
        at++;
    low = high = at;
    most = 2 * place[at].loss;
    while (low > 0 && place[low - 1].loss <= most)
        low--;
    while (high + 1 < count && place[high + 1].loss <= most)
        high++;
    standing->low = place[low].value;
    standing->high = place[high].value;
    standing->open_low = low == 0;
    standing->open_high = high + 1 == count;
}

/* May the axis go on beyond this value? */
static bool may_widen(const struct param_spec *param, double value, bool upper)
{
    return upper ? value < param->max : value > param->min;
}

/* Is the best at an end of what the sweep tries of this axis in its run, done or not? */
static bool is_extreme(const struct sweep_plan *plan, int axis,
                       const struct sweep_standing *standing, bool upper)
{
    int at = sweep_axis_place(plan, axis, standing->best);
    double best = plan->config[standing->best].config.value[at];

    for (int c = plan->first[standing->run]; c < plan->first[standing->run + 1]; c++) {
        double value = plan->config[c].config.value[sweep_axis_place(plan, axis, c)];

        if (upper ? value > best : value < best)
            return false;
    }
    return true;
}

static void look_along(struct sweep_standing *standing, const struct sweep_summary *summary,
                       const struct sweep_plan *plan, int axis, struct place *place)
{
    const struct run_config *config = &plan->config[standing->best].config;
    int at = sweep_axis_place(plan, axis, standing->best);
    size_t count = list_places(summary, plan, axis, standing->run, place);

    if (at < 0 || count < 2)
        return;
    for (int upper = 0; upper < 2; upper++)
        if (plan->axis[axis].ranged && sweep_axis_varies(plan, axis, standing->run) &&
            is_extreme(plan, axis, standing, upper > 0) &&
            may_widen(run_config_param(config, at), config->value[at], upper > 0))
            standing->edge[standing->edges++] = (struct sweep_edge){axis, upper > 0};
    if (at == 0) /* every optimizer's first is its learning rate */
        measure_width(standing, place, count, config->value[at]);
}

/* ---- the order of the runs
 * ----------------------------------------------------------------------- */

static double median_of(const struct sweep_summary *summary, const struct sweep_standing *standing)
{
    return standing->best >= 0 ? summary->point[standing->best].spread.median : INFINITY;
}

/* By insertion: equal ones stay in the order of the command line. */
static void rank(struct sweep_summary *summary)
{
    for (int i = 1; i < summary->runs; i++) {
        struct sweep_standing moved = summary->standing[i];
        int at = i;

        while (at > 0 &&
               median_of(summary, &moved) < median_of(summary, &summary->standing[at - 1])) {
            summary->standing[at] = summary->standing[at - 1];
            at--;
        }
        summary->standing[at] = moved;
    }
}

static void compare_neighbours(struct sweep_summary *summary, const struct sweep_plan *plan,
                               const struct sweep_results *results)
{
    for (int i = 0; i + 1 < summary->runs; i++) {
        struct sweep_standing *standing = &summary->standing[i];
        int next = summary->standing[i + 1].best;

        if (standing->best >= 0 && next >= 0)
            standing->beats = sweep_compare(plan, results, summary->judge, standing->best, next,
                                            &standing->wins, &standing->pairs);
    }
}

/* ---- all of it
 * ----------------------------------------------------------------------------------- */

void sweep_summary_clear(struct sweep_summary *summary)
{
    free(summary->point);
    free(summary->standing);
    *summary = (struct sweep_summary){0};
}

bool sweep_summary_make(struct sweep_summary *summary, const struct sweep_plan *plan,
                        const struct sweep_results *results, enum sweep_judge judge,
                        struct status *status)
{
    double *score = calloc((size_t)plan->seeds, sizeof *score);
    struct place *place = calloc((size_t)plan->configs, sizeof *place);
    bool good;

    *summary =
        (struct sweep_summary){.judge = judge,
                               .configs = plan->configs,
                               .runs = plan->runs,
                               .point = calloc((size_t)plan->configs, sizeof *summary->point),
                               .standing = calloc((size_t)plan->runs, sizeof *summary->standing)};
    good = score && place && summary->point && summary->standing;
    for (int c = 0; c < plan->configs && good; c++)
        summary->point[c] = look_at(plan, results, judge, c, score);
    for (int run = 0; run < plan->runs && good; run++) {
        struct sweep_standing *standing = &summary->standing[run];

        standing->run = run;
        find_best(standing, summary, plan);
        add_cost(standing, plan, results);
        for (int axis = 0; axis < plan->axes && standing->best >= 0; axis++)
            look_along(standing, summary, plan, axis, place);
    }
    free(score);
    free(place);
    if (!good) {
        sweep_summary_clear(summary);
        return status_out_of_memory(status, "the results of the sweep");
    }
    rank(summary);
    compare_neighbours(summary, plan, results);
    return true;
}

size_t sweep_medians(const struct sweep_summary *summary, const struct sweep_plan *plan, int run,
                     double *score)
{
    size_t count = 0;

    for (int c = plan->first[run]; c < plan->first[run + 1]; c++)
        if (summary->point[c].done > 0)
            score[count++] = summary->point[c].spread.median;
    statistics_sort(score, count);
    return count;
}

double sweep_best_of(const double *ascending, size_t n, size_t k)
{
    double sum = 0,
           weight = (double)k / (double)n; /* of the choices, those with the i-th as best */

    for (size_t i = 0; i + k <= n; i++) {
        if (isinf(ascending[i]))
            return ascending[i];
        sum += weight * ascending[i];
        weight *= (double)(n - i - k) / (double)(n - 1 - i > 0 ? n - 1 - i : 1);
    }
    return sum;
}
