/*
 * check_replicas.c - what a snapshot makes of a run's replicas: medians and quartiles in columns,
 * at the cursor and in tables, targets, runs against each other; against plain loops over
 * histories.
 */
#include "app/comparison.h"
#include "app/figures.h"
#include "check_main.h"
#include "train/race.h"
#include "ui/race_text.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { RUNS = 4, SEEDS = 6, ROWS = 60 };

static struct race_snapshot snapshot;

/* The second run diverges under some of the seeds, the third under all, the fourth takes several
 * gradients per iteration. */
static struct race *make_race(const char *seeds, uint64_t batch_size, int iterations)
{
    static const char *const runs[RUNS] = {"adam:lr=0.03", "gd:lr=8", "gd:lr=1000,weight_decay=1",
                                           "lbfgs:line_search=strong-wolfe"};
    struct problem_config config;
    struct status status = {0};
    struct problem *problem;
    struct race *race;

    problem_config_default(&config);
    snprintf(config.data, sizeof config.data, "spirals:n=80");
    snprintf(config.layers, sizeof config.layers, "6");
    snprintf(config.seeds, sizeof config.seeds, "%s", seeds);
    config.activation = (int)(activation_find("elu") - activations);
    config.batch_size = batch_size;
    problem = problem_load(&config, config.data, NULL, &status);
    ck_assert_msg(problem != NULL, "%s", status.message);
    race = race_create(problem, 2, &status);
    ck_assert_msg(race != NULL, "%s", status.message);
    for (int i = 0; i < RUNS; i++) {
        struct run_config run;

        ck_assert_msg(run_config_parse(runs[i], &run, &status), "%s", status.message);
        ck_assert_int_gt(race_add(race, &run, &status), 0);
    }
    for (int i = 0; i < iterations; i++)
        ck_assert_msg(race_iterate(race, NULL, &status), "%s", status.message);
    return race;
}

static void look(struct race *race, const struct race_view *view)
{
    struct status status = {0};

    ck_assert_msg(race_snapshot(race, view, &snapshot, &status), "%s", status.message);
}

static void finish(struct race *race)
{
    race_snapshot_free(&snapshot);
    race_free(race);
}

static const struct replica *replica_of(const struct race *race, int i, int r)
{
    return run_replica(race_run(race, i), r);
}

/* ---- plain loops ------------------------------------------------------------------------------
 */

/* By the definition: sorted, interpolated, infinite neighbours win. NaN of nothing. */
static double quantile(double *value, int n, double part)
{
    double place = part * (n - 1);
    int low = (int)place;

    if (n == 0)
        return NAN;
    for (int i = 1; i < n; i++)
        for (int k = i; k > 0 && value[k] < value[k - 1]; k--) {
            double other = value[k];
            value[k] = value[k - 1];
            value[k - 1] = other;
        }
    if (low + 1 == n || place <= low || value[low] >= value[low + 1])
        return value[low];
    if (isinf(value[low + 1]) || isinf(value[low]))
        return isinf(value[low + 1]) ? value[low + 1] : value[low];
    return value[low] + (place - low) * (value[low + 1] - value[low]);
}

static double worst_of(enum curve curve)
{
    return curve == CURVE_TRAIN_LOSS || curve == CURVE_TEST_LOSS           ? (double)INFINITY
           : curve == CURVE_TRAIN_ACCURACY || curve == CURVE_TEST_ACCURACY ? (double)-INFINITY
                                                                           : (double)NAN;
}

static bool same(double a, double b)
{
    return (isnan(a) && isnan(b)) || a == b || fabs(a - b) <= 1e-12 * fabs(b);
}

/* A replica's value in row i alone, or before it: what it counts as. */
static double value_at(const struct race *race, int run, int r, enum curve curve, size_t i)
{
    const struct replica *replica = replica_of(race, run, r);
    size_t rows = history_length(replica->history);
    bool ended = replica->numbers->state == RUN_DIVERGED && i + 1 >= rows;
    double value = i < rows ? history_value(replica->history, curve, i) : (double)NAN;

    if (isfinite(value) || ended)
        return isfinite(value) ? value : worst_of(curve);
    return i > 0 ? value_at(race, run, r, curve, i - 1) : (double)NAN;
}

/* The values of all replicas in row i; returns how many there are. */
static int values_at(const struct race *race, int run, enum curve curve, size_t i, double *value)
{
    int n = 0;

    for (int r = 0; r < SEEDS; r++) {
        value[n] = value_at(race, run, r, curve, i);
        n += !isnan(value[n]);
    }
    return n;
}

/* ---- columns ----------------------------------------------------------------------------------
 */

/* Has any replica a finite value in the row? Only then there is a point. */
static bool has_point(const struct race *race, int run, enum curve curve, size_t i)
{
    for (int r = 0; r < SEEDS; r++) {
        const struct history *history = replica_of(race, run, r)->history;

        if (i < history_length(history) && isfinite(history_value(history, curve, i)))
            return true;
    }
    return false;
}

static void check_column(const struct race *race, int run, enum curve curve, size_t i)
{
    const struct span *span = &snapshot.run[run].span[curve][i];
    const struct band *band = &snapshot.run[run].band[curve][i];
    double value[SEEDS], middle;
    int n = values_at(race, run, curve, i, value);

    middle = quantile(value, n, 0.5);
    if (!has_point(race, run, curve, i) || !isfinite(middle)) {
        ck_assert_msg(span->count == 0 && isnan(band->low), "run %d, %s, row %zu", run,
                      curve_specs[curve].name, i);
        return;
    }
    ck_assert_msg(span->count == (size_t)n && same(span->last, middle) && span->min == span->last &&
                      span->max == span->last && span->x == (double)i,
                  "run %d, %s, row %zu: %.17g, not %.17g", run, curve_specs[curve].name, i,
                  span->last, middle);
    switch (snapshot.view.spread) {
    case SPREAD_QUARTILES:
        ck_assert(same(band->low, quantile(value, n, 0.25)));
        ck_assert(same(band->high, quantile(value, n, 0.75)));
        break;
    case SPREAD_RANGE:
        ck_assert(band->low == value[0] && band->high == value[n - 1]);
        break;
    default:
        ck_assert(isnan(band->low) && isnan(band->high));
        break;
    }
}

static void check_seeds(const struct race *race, int run, enum curve curve, size_t i)
{
    const double *seed = snapshot.run[run].seed[curve];

    ck_assert((seed != NULL) == (snapshot.view.spread == SPREAD_SEEDS));
    for (int r = 0; seed && r < SEEDS; r++) {
        double value = value_at(race, run, r, curve, i);

        if (!has_point(race, run, curve, i) || !isfinite(value))
            ck_assert(isnan(seed[i * SEEDS + (size_t)r]));
        else
            ck_assert(seed[i * SEEDS + (size_t)r] == value);
    }
}

START_TEST(columns_have_the_medians_of_their_rows)
{
    struct race *race = make_race("3..8", 0, ROWS);
    int diverged = 0;

    for (int spread = 0; spread < SPREADS; spread++) {
        look(race,
             &(struct race_view){.end = ROWS, .columns = ROWS, .spread = (enum spread)spread});
        for (int run = 0; run < RUNS; run++)
            for (int c = 0; c < CURVES; c++)
                for (size_t i = 0; i < ROWS && c != CURVE_SECONDS; i++) {
                    check_column(race, run, (enum curve)c, i);
                    check_seeds(race, run, (enum curve)c, i);
                }
    }
    for (int r = 0; r < SEEDS; r++)
        diverged += replica_of(race, 1, r)->numbers->state == RUN_DIVERGED;
    ck_assert_msg(0 < diverged && diverged < SEEDS / 2, "%d seeds have diverged", diverged);
    ck_assert_int_eq(snapshot.run[1].diverged, diverged);
    ck_assert_int_eq(snapshot.run[1].state, RUN_LIVE);
    ck_assert_int_eq(snapshot.run[2].diverged, SEEDS);
    ck_assert_int_eq(snapshot.run[2].state, RUN_DIVERGED);
    finish(race);
}
END_TEST

/* With half of the replicas gone the middle lies between a loss and none: there is no point. */
START_TEST(where_half_have_diverged_there_is_no_point)
{
    struct race *race = make_race("5..10", 0, ROWS);

    look(race, &(struct race_view){.end = ROWS, .columns = ROWS});
    ck_assert_int_eq(snapshot.run[1].diverged, SEEDS / 2);
    for (int c = 0; c < CURVES; c++)
        for (size_t i = 0; i < ROWS && c != CURVE_SECONDS; i++)
            check_column(race, 1, (enum curve)c, i);
    ck_assert_uint_eq(snapshot.run[1].span[CURVE_TEST_LOSS][ROWS - 1].count, 0);
    ck_assert(isnan(snapshot.run[1].band[CURVE_TEST_LOSS][ROWS - 1].low));
    ck_assert(isinf(snapshot.run[1].shown.value[CURVE_TEST_LOSS]));
    finish(race);
}
END_TEST

/* Without test data nobody has a test loss, not even who diverged. */
START_TEST(what_a_problem_has_not_is_not_infinite)
{
    struct problem_config config;
    struct status status = {0};
    struct run_config run;
    struct race *race;

    problem_config_default(&config);
    snprintf(config.data, sizeof config.data, "rosenbrock:noise=50");
    snprintf(config.seeds, sizeof config.seeds, "1..6");
    race = race_create(problem_load(&config, config.data, NULL, &status), 1, &status);
    ck_assert_msg(race != NULL, "%s", status.message);
    ck_assert(run_config_parse("gd:lr=0.003", &run, &status));
    ck_assert_int_gt(race_add(race, &run, &status), 0);
    while (race_live(race) > 0 && race_laggard(race) < 60)
        ck_assert(race_iterate(race, NULL, &status));
    look(race, &(struct race_view){.end = 60, .columns = 60, .has_cursor = true, .cursor = 59});
    ck_assert_int_gt(snapshot.run[0].diverged, 0);
    ck_assert_int_lt(snapshot.run[0].diverged, SEEDS / 2);
    ck_assert(isfinite(snapshot.run[0].shown.value[CURVE_TRAIN_LOSS]));
    for (int c = CURVE_TEST_LOSS; c <= CURVE_TEST_ACCURACY; c++) {
        ck_assert(isnan(snapshot.run[0].shown.value[c]));
        ck_assert(isnan(snapshot.run[0].spread.high[c]));
        ck_assert(isnan(snapshot.run[0].at.spread.high[c]));
        ck_assert_uint_eq(snapshot.run[0].span[c][59].count, 0);
    }
    finish(race);
}
END_TEST

/* A few columns over many rows: medians of the replicas' lowest, highest and last values. */
START_TEST(wide_columns_have_medians_of_ranges)
{
    enum { COLUMNS = 7 };
    struct race *race = make_race("3..8", 0, ROWS);

    look(race, &(struct race_view){.end = ROWS, .columns = COLUMNS});
    for (size_t s = 0; s < COLUMNS; s++) {
        double min[SEEDS], max[SEEDS], last[SEEDS];
        const struct span *span = &snapshot.run[0].span[CURVE_TEST_LOSS][s];
        size_t begin = (s * ROWS + COLUMNS - 1) / COLUMNS;
        size_t end = ((s + 1) * ROWS + COLUMNS - 1) / COLUMNS;

        for (int r = 0; r < SEEDS; r++) {
            min[r] = INFINITY;
            max[r] = -INFINITY;
            for (size_t i = begin; i < end; i++) {
                last[r] = value_at(race, 0, r, CURVE_TEST_LOSS, i);
                min[r] = fmin(min[r], last[r]);
                max[r] = fmax(max[r], last[r]);
            }
        }
        ck_assert(same(span->last, quantile(last, SEEDS, 0.5)));
        ck_assert(same(span->min, quantile(min, SEEDS, 0.5)));
        ck_assert(same(span->max, quantile(max, SEEDS, 0.5)));
        ck_assert(span->x == (double)end - 1);
        ck_assert(same(snapshot.run[0].band[CURVE_TEST_LOSS][s].low, quantile(min, SEEDS, 0.25)));
        ck_assert(same(snapshot.run[0].band[CURVE_TEST_LOSS][s].high, quantile(max, SEEDS, 0.75)));
    }
    finish(race);
}
END_TEST

/* Over gradients replicas have their rows in different columns: the last value before counts. */
START_TEST(replicas_without_a_row_count_with_the_one_before)
{
    enum { COLUMNS = 80 };
    struct race *race = make_race("3..8", 0, ROWS);
    double end = INFINITY;
    size_t points = 0, carried = 0, apart = 0;

    for (int r = 0; r < SEEDS; r++)
        end = fmin(end, history_value(replica_of(race, 3, r)->history, CURVE_GRADIENTS, ROWS - 1));
    look(race, &(struct race_view){.x = X_GRADIENTS, .end = 200, .columns = COLUMNS});
    for (size_t s = 0; s < COLUMNS; s++) {
        const struct span *span = &snapshot.run[3].span[CURVE_TRAIN_LOSS][s];
        double edge = race_view_edge(&snapshot.view, s + 1), value[SEEDS];
        double latest = -1, earliest = INFINITY; /* of the replicas' last rows in the column */
        bool any = false;

        for (int r = 0; r < SEEDS; r++) {
            const struct history *history = replica_of(race, 3, r)->history;
            double place = -1;
            bool own = false;

            for (size_t i = 0; i < ROWS; i++) {
                double x = history_value(history, CURVE_GRADIENTS, i);

                if (x >= edge - 1e-6 || x > end)
                    break;
                own = x >= race_view_edge(&snapshot.view, s) - 1e-6;
                value[r] = history_value(history, CURVE_TRAIN_LOSS, i);
                place = x;
            }
            latest = own ? fmax(latest, place) : latest;
            earliest = own ? fmin(earliest, place) : earliest;
            any = any || own;
            carried += !own;
        }
        ck_assert_msg((span->count > 0) == any, "column %zu", s);
        if (!any)
            continue;
        points++;
        ck_assert(same(span->last, quantile(value, SEEDS, 0.5)));
        ck_assert(span->x == latest);
        apart += earliest < latest;
    }
    ck_assert(points > 20 && carried > 0 && apart > 0);
    finish(race);
}
END_TEST

START_TEST(only_the_curves_asked_for_are_sampled)
{
    struct race *race = make_race("3..8", 0, 5);
    const struct race_view view = {
        .end = 5, .columns = 5, .curves = (uint32_t)1 << CURVE_TEST_LOSS, .spread = SPREAD_SEEDS};

    look(race, &view);
    for (int c = 0; c < CURVES; c++) {
        ck_assert((snapshot.run[0].span[c][3].count > 0) == (c == CURVE_TEST_LOSS));
        ck_assert((snapshot.run[0].seed[c] != NULL) == (c == CURVE_TEST_LOSS));
    }
    finish(race);
    race = make_race("", 0, 5);
    look(race, &view);
    for (int c = 0; c < CURVES; c++)
        ck_assert((snapshot.run[0].span[c][3].count > 0) == (c == CURVE_TEST_LOSS));
    ck_assert_ptr_null(snapshot.run[0].band[CURVE_TEST_LOSS]);
    finish(race);
}
END_TEST

/* ---- figures ----------------------------------------------------------------------------------
 */

static void check_shown(const struct run_snapshot *run, enum curve curve, double *value, int n)
{
    double middle = quantile(value, n, 0.5), low = quantile(value, n, 0.25),
           high = quantile(value, n, 0.75);

    ck_assert(same(run->shown.value[curve], middle < -DBL_MAX ? (double)NAN : middle));
    ck_assert(same(run->spread.low[curve], low < -DBL_MAX ? (double)NAN : low));
    ck_assert(same(run->spread.high[curve], high < -DBL_MAX ? (double)NAN : high));
}

START_TEST(tables_have_medians_and_quartiles)
{
    struct race *race = make_race("3..8", 0, ROWS);

    look(race, &(struct race_view){.end = 1, .columns = 1});
    for (int run = 0; run < RUNS; run++)
        for (int c = 0; c <= CURVE_TEST_ACCURACY; c++) {
            double value[SEEDS];

            for (int r = 0; r < SEEDS; r++)
                value[r] = replica_of(race, run, r)->numbers->state == RUN_DIVERGED
                               ? worst_of((enum curve)c)
                               : value_at(race, run, r, (enum curve)c, ROWS - 1);
            check_shown(&snapshot.run[run], (enum curve)c, value, SEEDS);
        }
    ck_assert_uint_eq(snapshot.run[0].iteration, ROWS);
    ck_assert(isinf(snapshot.run[2].shown.value[CURVE_TEST_LOSS]));
    ck_assert(isnan(snapshot.run[2].shown.value[CURVE_TEST_ACCURACY]));
    finish(race);
}
END_TEST

/* In minibatches all live replicas are evaluated, whichever was the first. */
START_TEST(final_states_are_evaluated_for_each_seed)
{
    struct race *race = make_race("3..8", 16, 7);
    struct status status = {0};
    double value[SEEDS];

    ck_assert(race_wants_evaluation(race));
    ck_assert(race_evaluate(race, NULL, &status));
    ck_assert(!race_wants_evaluation(race));
    look(race, &(struct race_view){.end = 1, .columns = 1, .smoothing = SMOOTHING_WEAK});
    for (int r = 0; r < SEEDS; r++) {
        ck_assert(replica_final(replica_of(race, 0, r)) != NULL);
        value[r] = replica_final(replica_of(race, 0, r))->value[CURVE_TEST_LOSS];
    }
    ck_assert(snapshot.run[0].has_final && snapshot.whole);
    check_shown(&snapshot.run[0], CURVE_TEST_LOSS, value, SEEDS);
    ck_assert_uint_eq(snapshot.run[0].shown.tested, 7);
    finish(race);
}
END_TEST

/* The iterations of all that live; and a final state when all that live have one. */
START_TEST(a_run_is_as_far_as_all_that_live)
{
    struct race *race = make_race("5..10", 16, 40);
    struct race_view view = {.end = 1, .columns = 1};
    struct status status = {0};
    int live = 0;

    ck_assert(race_evaluate(race, NULL, &status));
    look(race, &view);
    ck_assert_int_gt(snapshot.run[1].diverged, 0);
    ck_assert_int_lt(snapshot.run[1].diverged, SEEDS);
    ck_assert(snapshot.run[1].has_final);
    while (replica_of(race, 1, live)->numbers->state == RUN_DIVERGED)
        live++;
    run_replica(race_run(race, 1), live)->final_at = 0;
    look(race, &view);
    ck_assert(!snapshot.run[1].has_final);
    run_replica(race_run(race, 0), 2)->numbers->iteration++;
    look(race, &view);
    ck_assert_uint_eq(snapshot.run[0].iteration, 40);
    finish(race);
}
END_TEST

START_TEST(the_cursor_has_medians)
{
    struct race *race = make_race("5..10", 0, ROWS);
    double value[SEEDS];

    for (size_t at = 0; at < ROWS; at++) {
        look(race,
             &(struct race_view){.end = ROWS, .columns = 1, .has_cursor = true, .cursor = at});
        for (int run = 0; run < 2; run++) {
            const struct run_at *is = &snapshot.run[run].at;

            ck_assert(is->there && is->state == at);
            int n = values_at(race, run, CURVE_TEST_LOSS, at, value);
            ck_assert(same(is->evaluated.value[CURVE_TEST_LOSS], quantile(value, n, 0.5)));
            ck_assert(same(is->spread.high[CURVE_TEST_LOSS], quantile(value, n, 0.75)));
            n = values_at(race, run, CURVE_GRADIENT_NORM, at, value);
            ck_assert(same(is->row.value[CURVE_GRADIENT_NORM], quantile(value, n, 0.5)));
        }
    }
    finish(race);
}
END_TEST

START_TEST(a_target_that_half_of_the_seeds_miss_is_missed)
{
    struct race *race = make_race("3..8", 0, ROWS);
    int missed = 0, partly = 0;

    for (double value = 0.3; value > 0.05; value *= 0.9) {
        const struct measures measures = {
            .target = {.wanted = true, .curve = CURVE_TEST_LOSS, .below = true, .value = value}};

        race_set_measures(race, &measures);
        look(race, &(struct race_view){.end = 1, .columns = 1});
        for (int run = 0; run < RUNS; run++) {
            double at[SEEDS], middle;
            int reached = 0;

            for (int r = 0; r < SEEDS; r++) {
                const struct history *history = replica_of(race, run, r)->history;
                size_t i = 0;

                while (i < history_length(history) &&
                       !(history_value(history, CURVE_TEST_LOSS, i) < value))
                    i++;
                at[r] = i < history_length(history) ? (double)i : (double)INFINITY;
                reached += i < history_length(history);
            }
            middle = quantile(at, SEEDS, 0.5);
            ck_assert_int_eq(snapshot.run[run].reached, reached);
            ck_assert(snapshot.run[run].target.reached == (isfinite(middle) != 0));
            ck_assert(same(snapshot.run[run].target.at, middle));
            missed += reached > 0 && !isfinite(middle);
            partly += reached < SEEDS && isfinite(middle);
        }
    }
    ck_assert(missed > 0 && partly > 0);
    finish(race);
}
END_TEST

/* A run whose first seed has diverged goes on in the others, and says so. */
START_TEST(a_diverged_first_seed_does_not_speak)
{
    struct race *race = make_race("5..10", 0, ROWS);
    const struct run *run = race_run(race, 1);
    struct status status = {0};
    struct run_config config;
    char text[128];
    int first = 0;

    while (replica_of(race, 1, first)->numbers->state == RUN_DIVERGED)
        first++;
    ck_assert_int_gt(first, 0);
    ck_assert_ptr_eq(run_speaker(run), replica_of(race, 1, first));
    ck_assert(run_config_parse("gd:lr=0.25", &config, &status));
    ck_assert(race_change(race, race_run_id(race, 1), ROWS, &config, false, NULL, &status));
    ck_assert(race_iterate(race, NULL, &status));
    look(race, &(struct race_view){.end = 1, .columns = 1});
    ck_assert(snapshot.run[1].config.value[0] == 0.25);
    ck_assert_str_eq(figures_state(&snapshot.run[2], text, sizeof text), "6/6 diverged");
    finish(race);
}
END_TEST

/* ---- words ------------------------------------------------------------------------------------
 */

START_TEST(counts_and_quartiles_in_words)
{
    struct run_snapshot run = {.replicas = 10, .diverged = 3, .stalled = 1, .iteration = 5};
    struct problem_config config;
    char text[128];

    ck_assert_str_eq(figures_state(&run, text, sizeof text), "3/10 diverged, 1/10 stalled");
    run.reached = 7;
    run.converged = 2;
    ck_assert_str_eq(figures_state(&run, text, sizeof text),
                     "3/10 diverged, 1/10 stalled, 2/10 converged, 7/10 reached");
    run.spread.low[CURVE_TEST_LOSS] = 0.0029123;
    run.spread.high[CURVE_TEST_LOSS] = 0.0041234;
    ck_assert_str_eq(race_text_cell(TABLE_QUARTILES, &run, text, sizeof text), "0.00291..0.00412");
    run.spread.low[CURVE_TEST_LOSS] = 1.234e-5;
    run.spread.high[CURVE_TEST_LOSS] = 4.56e-5;
    ck_assert_str_eq(race_text_cell(TABLE_QUARTILES, &run, text, sizeof text), "1.2e-05..4.6e-05");
    run.spread.high[CURVE_TEST_LOSS] = INFINITY;
    ck_assert_str_eq(race_text_cell(TABLE_QUARTILES, &run, text, sizeof text), "1.23e-05..inf");
    run.replicas = 1;
    ck_assert_str_eq(race_text_cell(TABLE_QUARTILES, &run, text, sizeof text), "");
    problem_config_default(&config);
    ck_assert_str_eq(figures_seeds(&config, true, text, sizeof text), "seed 1");
    snprintf(config.seeds, sizeof config.seeds, "1..4,9");
    ck_assert_str_eq(figures_seeds(&config, false, text, sizeof text), "5 seeds");
    ck_assert_str_eq(figures_seeds(&config, true, text, sizeof text), "5 seeds (1..4,9)");
}
END_TEST

/* ---- runs against each other ------------------------------------------------------------------
 */

/* Two runs of four seeds each, with these final test losses; one that is infinite has diverged. */
static void make_pair(const double a[4], const double b[4])
{
    static struct replica_snapshot replica[2][4];
    static struct run_snapshot run[2];

    memset(replica, 0, sizeof replica);
    for (int i = 0; i < 2; i++) {
        run[i] = (struct run_snapshot){.replicas = 4, .replica = replica[i]};
        for (int r = 0; r < 4; r++) {
            double loss = i == 0 ? a[r] : b[r];

            replica[i][r].state = isinf(loss) ? RUN_DIVERGED : RUN_LIVE;
            replica[i][r].iteration = 3;
            replica[i][r].shown.value[CURVE_TEST_LOSS] = isinf(loss) ? 0.001 : loss;
            replica[i][r].shown.value[CURVE_TRAIN_LOSS] = -loss;
            replica[i][r].best = isinf(loss) ? 0.001 : loss / 2;
        }
    }
    snapshot = (struct race_snapshot){.runs = 2, .run = run, .tested = true};
}

static double wins(int a, int b, enum verdict verdict)
{
    struct comparison comparison;
    struct status status = {0};

    ck_assert_msg(comparison_make(&comparison, &snapshot, a, b, verdict, &status), "%s",
                  status.message);
    ck_assert_int_eq(comparison.pairs, 4);
    return comparison.wins;
}

START_TEST(runs_are_compared_seed_by_seed)
{
    const double inf = INFINITY;
    struct comparison comparison;
    struct status status = {0};
    char text[64];

    make_pair((double[]){0.1, 0.2, inf, inf}, (double[]){0.2, 0.2, 0.9, inf});
    for (int v = 0; v < VERDICTS; v++) {
        ck_assert(wins(0, 1, (enum verdict)v) == 2);
        ck_assert(wins(1, 0, (enum verdict)v) == 2);
    }
    make_pair((double[]){0.1, 0.3, 0.4, 0.5}, (double[]){0.2, 0.4, inf, 0.1});
    ck_assert(wins(0, 1, VERDICT_FINAL) == 3);
    ck_assert(comparison_make(&comparison, &snapshot, 0, 1, VERDICT_FINAL, &status));
    ck_assert_str_eq(comparison_format(&comparison, text, sizeof text), "0.75 (0.30 to 0.95)");
    snapshot.run[0].replica[0].best = 0.8; /* the best is another loss than the final one */
    ck_assert(wins(0, 1, VERDICT_BEST) == 2);
    snapshot.tested = false; /* then the train loss decides, here the other way round */
    ck_assert(wins(0, 1, VERDICT_FINAL) == 2);
    snapshot.run[1].replica[0].shown.value[CURVE_TRAIN_LOSS] = NAN;
    ck_assert(!comparison_make(&comparison, &snapshot, 0, 1, VERDICT_FINAL, &status));
    ck_assert_str_eq(status.message, "not all seeds have a loss yet");
    snapshot.run[0].replicas = snapshot.run[1].replicas = 1;
    ck_assert(!comparison_make(&comparison, &snapshot, 0, 1, VERDICT_FINAL, &status));
    ck_assert_str_eq(status.message, "there is only one seed");
    memset(&snapshot, 0, sizeof snapshot);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("replicas");
    TCase *c = tcase_create("replicas");

    tcase_add_test(c, columns_have_the_medians_of_their_rows);
    tcase_add_test(c, where_half_have_diverged_there_is_no_point);
    tcase_add_test(c, what_a_problem_has_not_is_not_infinite);
    tcase_add_test(c, wide_columns_have_medians_of_ranges);
    tcase_add_test(c, replicas_without_a_row_count_with_the_one_before);
    tcase_add_test(c, only_the_curves_asked_for_are_sampled);
    tcase_add_test(c, tables_have_medians_and_quartiles);
    tcase_add_test(c, final_states_are_evaluated_for_each_seed);
    tcase_add_test(c, the_cursor_has_medians);
    tcase_add_test(c, a_run_is_as_far_as_all_that_live);
    tcase_add_test(c, a_target_that_half_of_the_seeds_miss_is_missed);
    tcase_add_test(c, a_diverged_first_seed_does_not_speak);
    tcase_add_test(c, counts_and_quartiles_in_words);
    tcase_add_test(c, runs_are_compared_seed_by_seed);
    suite_add_tcase(s, c);
    return s;
}

TEST_MAIN(suite)
