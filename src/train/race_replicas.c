/*
 * race_replicas.c - the figures of a snapshot's runs: those of the replicas, and the medians over
 * them; see race.h.
 */
#include "base/statistics.h"
#include "race_private.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

enum { SHOWN = CURVE_TEST_ACCURACY + 1 };

double race_worst(const struct problem *problem, enum curve curve)
{
    bool tested = problem->objective->samples[OBJECTIVE_TEST] > 0;

    if ((curve == CURVE_TEST_LOSS || curve == CURVE_TEST_ACCURACY) && !tested)
        return NAN;
    if (curve_specs[curve].view == CURVE_VIEW_LOSSES)
        return INFINITY;
    return curve_specs[curve].view == CURVE_VIEW_ACCURACIES && problem->objective->classes
               ? -INFINITY
               : (double)NAN;
}

/* ---- a replica's figures ------------------------------------------------------------------------
 */

/* The last row at or before x; false when the replica has not come so far. */
static bool row_at(const struct replica *replica, enum x_kind kind, double x, size_t *row)
{
    const struct history *history = replica->history;
    size_t rows = history_length(history);

    if (rows == 0 || (x >= race_reached(replica, kind) && x > race_row_x(history, kind, rows - 1)))
        return false;
    *row = kind == X_ITERATIONS ? (size_t)x : race_rows_to(history, kind, x);
    *row -= kind != X_ITERATIONS && *row > 0;
    return true;
}

static struct run_spread no_spread(void)
{
    struct run_spread spread;

    for (int c = 0; c < SHOWN; c++)
        spread.low[c] = spread.high[c] = NAN;
    return spread;
}

static struct run_at no_figures(void)
{
    return (struct run_at){.row = history_no_row(),
                           .evaluated = history_no_row(),
                           .smoothed = (double)NAN,
                           .spread = no_spread()};
}

static struct run_at figures_at(const struct replica *replica, const struct race_view *view,
                                double x)
{
    const struct history *history = replica->history;
    struct run_at at = no_figures();

    at.there = row_at(replica, view->x, x, &at.state);
    if (!at.there)
        return at;
    at.row = history_get(history, at.state);
    at.evaluated_at = (size_t)problem_last_evaluation(replica->problem, (uint64_t)at.state + 1);
    at.evaluated = history_get(history, at.evaluated_at);
    at.smoothed = history_smooth(history, CURVE_TRAIN_LOSS, view->smoothing, at.state);
    return at;
}

static struct run_target look_for(const struct target *target, const struct history *history,
                                  bool in_batches)
{
    struct run_target found = {.at = INFINITY, .gradients = INFINITY, .seconds = INFINITY};
    size_t row;

    found.reached = target_reached(target, history, in_batches, &row);
    if (!found.reached)
        return found;
    found.at = (double)row;
    found.gradients = history_value(history, CURVE_GRADIENTS, row);
    found.seconds = history_value(history, CURVE_SECONDS, row);
    return found;
}

static double best_of(const struct problem *problem, const struct history *history)
{
    enum curve curve =
        problem->objective->samples[OBJECTIVE_TEST] > 0 ? CURVE_TEST_LOSS : CURVE_TRAIN_LOSS;
    struct history_span all = history_span(history, curve, 0, history_length(history));

    return all.count > 0 ? all.min : (double)NAN;
}

static struct replica_snapshot copy_replica(const struct race *race, const struct replica *replica,
                                            const struct race_snapshot *snapshot)
{
    const struct race_view *view = &snapshot->view;
    const struct run_numbers *numbers = replica->numbers;
    const struct history *history = replica->history;
    const struct history_row *final = replica_final(replica);
    size_t rows = history_length(history);
    uint64_t evaluated_at = rows > 0 ? problem_last_evaluation(race->problem, rows) : 0;

    return (struct replica_snapshot){
        .seed = numbers->seed,
        .state = numbers->state,
        .iteration = numbers->iteration,
        .diverged_at = numbers->diverged_at,
        .condition = numbers->state == RUN_LIVE ? numbers->condition : RUN_MOVING,
        .condition_at = numbers->latest_from,
        .last = rows > 0 ? history_get(history, rows - 1) : history_no_row(),
        .last_evaluated = rows > 0 ? history_get(history, evaluated_at) : history_no_row(),
        .evaluated_at = evaluated_at,
        .has_final = final != NULL,
        .final = final ? *final : history_no_row(),
        .smoothed = rows > 0 ? history_smooth(history, CURVE_TRAIN_LOSS, view->smoothing, rows - 1)
                             : (double)NAN,
        .at = view->has_cursor ? figures_at(replica, view, snapshot->cursor_x) : no_figures(),
        .target =
            look_for(&race->measures.target, history, race->problem->iterations_per_epoch > 1),
        .best = best_of(race->problem, history),
        .gradients = (double)numbers->gradients,
        .seconds = numbers->seconds};
}

/* ---- medians ------------------------------------------------------------------------------------
 */

/* What medians are taken with. */
struct medians {
    const struct problem *problem;
    double *scratch;
};

/* All NaN where there are none. */
static struct statistics_spread spread_of_values(const struct medians *medians, size_t n)
{
    const struct statistics_spread none = {NAN, NAN, NAN, NAN, NAN};

    return n > 0 ? statistics_spread_of(medians->scratch, n) : none;
}

/* Where a replica has a figure, and what it counts as once the replica has diverged. */
struct figure {
    size_t offset;
    double diverged; /* NaN: it is left out, unless all have */
};

static double figure_of(const struct replica_snapshot *replica, size_t offset)
{
    double value;

    memcpy(&value, (const char *)replica + offset, sizeof value);
    return value;
}

/* All NaN where no replica has the figure. */
static struct statistics_spread spread_of(const struct run_snapshot *run, struct figure figure,
                                          const struct medians *medians)
{
    bool replaces = !isnan(figure.diverged) || run->diverged < run->replicas;
    size_t n = 0;

    for (int r = 0; r < run->replicas; r++) {
        const struct replica_snapshot *replica = &run->replica[r];
        double value = replica->state == RUN_DIVERGED && replaces
                           ? figure.diverged
                           : figure_of(replica, figure.offset);

        if (!isnan(value))
            medians->scratch[n++] = value;
    }
    return spread_of_values(medians, n);
}

/* An accuracy of nothing is none. */
static double shown(double value)
{
    return isinf(value) && value < 0 ? (double)NAN : value;
}

static double median(const struct run_snapshot *run, struct figure figure,
                     const struct medians *medians)
{
    return shown(spread_of(run, figure, medians).median);
}

/* Of a figure that all replicas have, whether they diverged or not. */
static double median_of_all(const struct run_snapshot *run, size_t offset,
                            const struct medians *medians)
{
    for (int r = 0; r < run->replicas; r++)
        medians->scratch[r] = figure_of(&run->replica[r], offset);
    return statistics_spread_of(medians->scratch, (size_t)run->replicas).median;
}

#define OF(FIELD) offsetof(struct replica_snapshot, FIELD)

/* Of a row that each replica has: the medians of all its curves. */
static struct history_row median_row(const struct run_snapshot *run, size_t row,
                                     const struct medians *medians)
{
    struct history_row out = history_no_row();

    for (int c = 0; c < CURVES; c++) {
        const struct figure figure = {row + offsetof(struct history_row, value) +
                                          (size_t)c * sizeof(double),
                                      race_worst(medians->problem, (enum curve)c)};

        out.value[c] = median(run, figure, medians);
    }
    return out;
}

/* ---- the cursor ---------------------------------------------------------------------------------
 */

/* At the cursor a replica that has diverged before it is as good as one that is nowhere. */
static double value_there(const struct replica_snapshot *replica, enum curve curve, bool smoothed,
                          const struct medians *medians)
{
    double value =
        curve_specs[curve].rare ? replica->at.evaluated.value[curve] : replica->at.row.value[curve];

    if (!replica->at.there)
        return replica->state == RUN_DIVERGED ? race_worst(medians->problem, curve) : (double)NAN;
    if (smoothed && curve == CURVE_TRAIN_LOSS && isfinite(value))
        return replica->at.smoothed;
    return isfinite(value) || isnan(race_worst(medians->problem, curve))
               ? value
               : race_worst(medians->problem, curve);
}

static struct statistics_spread spread_there(const struct run_snapshot *run, enum curve curve,
                                             bool smoothed, const struct medians *medians)
{
    size_t n = 0;

    for (int r = 0; r < run->replicas; r++) {
        double value = value_there(&run->replica[r], curve, smoothed, medians);

        if (!isnan(value))
            medians->scratch[n++] = value;
    }
    return spread_of_values(medians, n);
}

static void summarize_cursor(struct run_snapshot *run, bool smoothed, const struct medians *medians)
{
    struct run_at at = no_figures();

    for (int r = run->replicas - 1; r >= 0; r--)
        if (run->replica[r].at.there) {
            at.there = true;
            at.state = run->replica[r].at.state;
            at.evaluated_at = run->replica[r].at.evaluated_at;
        }
    for (int c = 0; c < CURVES && at.there; c++) {
        at.row.value[c] = at.evaluated.value[c] =
            shown(spread_there(run, (enum curve)c, false, medians).median);
        if (c >= SHOWN)
            continue;
        struct statistics_spread spread = spread_there(run, (enum curve)c, smoothed, medians);
        at.spread.low[c] = shown(spread.low);
        at.spread.high[c] = shown(spread.high);
    }
    at.smoothed =
        at.there ? spread_there(run, CURVE_TRAIN_LOSS, true, medians).median : (double)NAN;
    run->at = at;
}

/* ---- runs ---------------------------------------------------------------------------------------
 */

static void count_states(struct run_snapshot *run)
{
    run->diverged = run->stalled = run->converged = run->reached = 0;
    for (int r = 0; r < run->replicas; r++) {
        const struct replica_snapshot *replica = &run->replica[r];

        run->diverged += replica->state == RUN_DIVERGED;
        run->stalled += replica->condition == RUN_STALLED;
        run->converged += replica->condition == RUN_CONVERGED;
        run->reached += replica->target.reached;
    }
}

/* It has diverged when all have, and stands still when all that live do. */
static void summarize_state(struct run_snapshot *run)
{
    int live = run->replicas - run->diverged;
    uint64_t least = UINT64_MAX, most = 0;

    run->state = live > 0 ? RUN_LIVE : RUN_DIVERGED;
    run->condition = live > 0 && run->stalled == live     ? RUN_STALLED
                     : live > 0 && run->converged == live ? RUN_CONVERGED
                                                          : RUN_MOVING;
    run->condition_at = run->diverged_at = 0;
    run->has_final = live > 0;
    for (int r = 0; r < run->replicas; r++) {
        const struct replica_snapshot *replica = &run->replica[r];
        bool lives = replica->state == RUN_LIVE;

        if (lives && replica->iteration < least)
            least = replica->iteration;
        if (replica->iteration > most)
            most = replica->iteration;
        if (lives && replica->condition_at > run->condition_at)
            run->condition_at = replica->condition_at;
        if (!lives && replica->diverged_at > run->diverged_at)
            run->diverged_at = replica->diverged_at;
        run->has_final = run->has_final && (!lives || replica->has_final);
    }
    run->iteration = live > 0 ? least : most;
}

/* A replica that reached it and diverged later has reached it. */
static void summarize_target(struct run_snapshot *run, const struct medians *medians)
{
    run->target.at = median_of_all(run, OF(target.at), medians);
    run->target.gradients = median_of_all(run, OF(target.gradients), medians);
    run->target.seconds = median_of_all(run, OF(target.seconds), medians);
    run->target.reached = isfinite(run->target.at);
}

static void summarize(struct run_snapshot *run, bool smoothed_there, const struct medians *medians)
{
    summarize_state(run);
    run->last = median_row(run, OF(last), medians);
    run->last_evaluated = median_row(run, OF(last_evaluated), medians);
    run->final = median_row(run, OF(final), medians);
    run->smoothed = median(run, (struct figure){OF(smoothed), INFINITY}, medians);
    run->gradients = (uint64_t)median_of_all(run, OF(gradients), medians);
    run->seconds = median_of_all(run, OF(seconds), medians);
    summarize_cursor(run, smoothed_there, medians);
    summarize_target(run, medians);
}

/* The only replica's figures are the run's. */
static void take_over(struct run_snapshot *run)
{
    const struct replica_snapshot *only = run->replica;

    run->state = only->state;
    run->iteration = only->iteration;
    run->diverged_at = only->diverged_at;
    run->condition = only->condition;
    run->condition_at = only->condition_at;
    run->last = only->last;
    run->last_evaluated = only->last_evaluated;
    run->has_final = only->has_final;
    run->final = only->final;
    run->smoothed = only->smoothed;
    run->at = only->at;
    run->target = only->target;
    run->gradients = (uint64_t)only->gradients;
    run->seconds = only->seconds;
}

void race_copy_replicas(const struct race *race, int i, struct race_snapshot *snapshot)
{
    const struct run *run = race->run[i];
    struct run_snapshot *out = &snapshot->run[i];
    bool batches = race->problem->iterations_per_epoch > 1;
    const struct medians medians = {race->problem, snapshot->scratch};

    out->replicas = run_replicas(run);
    for (int r = 0; r < out->replicas; r++)
        out->replica[r] = copy_replica(race, run_replica(run, r), snapshot);
    out->evaluated_at = out->replica[0].evaluated_at;
    count_states(out);
    if (out->replicas > 1)
        summarize(out, batches && snapshot->view.smoothing != SMOOTHING_OFF, &medians);
    else
        take_over(out);
}

/* ---- what tables show ---------------------------------------------------------------------------
 */

/*
 * Where the states reached were evaluated, that; else the latest rows. A replica that diverged has
 * no figures of all training samples, then, unless each row is of all.
 */
static struct run_figures figures_of(const struct replica_snapshot *replica, bool evaluated,
                                     bool batches)
{
    struct run_figures figures = {.tested = replica->evaluated_at};

    for (int c = 0; c < SHOWN; c++)
        figures.value[c] =
            curve_specs[c].rare ? replica->last_evaluated.value[c] : replica->last.value[c];
    if (evaluated && replica->has_final) {
        memcpy(figures.value, replica->final.value, sizeof figures.value);
        figures.tested = replica->iteration;
    } else if (evaluated && batches) {
        if (isfinite(figures.value[CURVE_TRAIN_LOSS]))
            figures.value[CURVE_TRAIN_LOSS] = NAN;
        figures.value[CURVE_TRAIN_ACCURACY] = NAN;
    }
    return figures;
}

/* A loss of a batch says little; one that is not finite says all. */
static void show_smoothed(struct replica_snapshot *replica)
{
    double *loss = &replica->shown.value[CURVE_TRAIN_LOSS];

    if (isfinite(*loss))
        *loss = replica->smoothed;
}

/* The medians and quartiles of what the replicas show. */
static void choose_for(struct run_snapshot *run, const struct medians *medians)
{
    int speaker = 0;

    run->spread = no_spread();
    while (speaker + 1 < run->replicas && run->replica[speaker].state == RUN_DIVERGED)
        speaker++;
    run->shown = run->replica[speaker].shown;
    for (int c = 0; c < SHOWN && run->replicas > 1; c++) {
        const struct figure figure = {OF(shown.value) + (size_t)c * sizeof(double),
                                      race_worst(medians->problem, (enum curve)c)};
        struct statistics_spread spread = spread_of(run, figure, medians);

        run->shown.value[c] = shown(spread.median);
        run->spread.low[c] = shown(spread.low);
        run->spread.high[c] = shown(spread.high);
    }
}

void race_choose_figures(const struct race *race, struct race_snapshot *snapshot)
{
    bool batches = race->problem->iterations_per_epoch > 1, evaluated = false;
    const struct medians medians = {race->problem, snapshot->scratch};

    for (int i = 0; i < snapshot->runs; i++)
        evaluated = evaluated || snapshot->run[i].has_final;
    evaluated = evaluated && !race_wants_evaluation(race);
    snapshot->whole = evaluated || !batches;
    snapshot->tested = race->problem->objective->samples[OBJECTIVE_TEST] > 0;
    snapshot->untested = race_wants_evaluation(race);
    snapshot->smoothed = !snapshot->whole && snapshot->view.smoothing != SMOOTHING_OFF;
    for (int i = 0; i < snapshot->runs; i++) {
        struct run_snapshot *run = &snapshot->run[i];

        for (int r = 0; r < run->replicas; r++) {
            run->replica[r].shown = figures_of(&run->replica[r], evaluated, batches);
            if (snapshot->smoothed)
                show_smoothed(&run->replica[r]);
        }
        choose_for(run, &medians);
    }
}
