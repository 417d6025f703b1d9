/*
 * bench_frame.c - times a frame of the race screen's panels after a million iterations: snapshot,
 * axes and cells, at every zoom, over every x axis, smoothed and not. No terminal.
 *
 *   bench_frame [ITERATIONS [SEEDS]]
 *
 * Prints a line an axis with the slowest frame in milliseconds; a frame has 34.
 */
#include "plot/chart.h"
#include "ui/canvas.h"
#include "ui/race_look.h"

#include <float.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { RUNS = 4, PANELS = 6, ROWS = 40, COLUMNS = 92 };

static struct race_snapshot snapshot;
static struct canvas canvas;

static void die(const char *message)
{
    fprintf(stderr, "bench_frame: %s\n", message);
    exit(EXIT_FAILURE);
}

/* Two parameters: an iteration takes no time. */
static struct race *train(long iterations, int seeds)
{
    static const char *const runs[RUNS] = {"gd:lr=0.0005", "lbfgs:line_search=strong-wolfe",
                                           "adam:lr=0.001", "momentum:lr=0.0001"};
    struct problem_config config;
    struct status status = {0};
    struct problem *problem;
    struct race *race;

    problem_config_default(&config);
    snprintf(config.data, sizeof config.data, "rosenbrock");
    if (seeds > 1)
        snprintf(config.seeds, sizeof config.seeds, "1..%d", seeds);
    problem = problem_load(&config, config.data, NULL, &status);
    race = problem ? race_create(problem, 1, &status) : NULL;
    for (int i = 0; race && i < RUNS; i++) {
        struct run_config run;
        if (!run_config_parse(runs[i], &run, &status) || race_add(race, &run, &status) == 0)
            die(status.message);
    }
    for (long i = 0; race && i < iterations; i++)
        if (!race_iterate(race, NULL, &status))
            die(status.message);
    if (!race || !canvas_resize(&canvas, ROWS, COLUMNS, &status))
        die(status.message);
    return race;
}

static void look(struct race *race, const struct race_view *view)
{
    struct status status = {0};

    if (!race_snapshot(race, view, &snapshot, &status))
        die(status.message);
}

/* Seconds of the processor. */
static double draw(struct race *race, const struct race_view *view)
{
    static struct chart chart;
    struct chart_run run[RUNS] = {{.run = NULL}};
    const struct chart_view seen = {.smoothed = view->smoothing != SMOOTHING_OFF,
                                    .in_batches = true,
                                    .x = chart_range(view, 1),
                                    .target_curve = CURVES};
    clock_t start = clock();

    look(race, view);
    for (int i = 0; i < RUNS; i++)
        run[i] = (struct chart_run){.run = &snapshot.run[i], .style = i};
    for (int p = 0; p < PANELS; p++) {
        chart_make(&chart, (enum curve)p, &seen, run, RUNS, view->columns);
        canvas_draw(&canvas, &chart.plot, CANVAS_BRAILLE, true);
    }
    return (double)(clock() - start) / CLOCKS_PER_SEC;
}

/* The slowest frame, from all of the axis to some eight iterations; each is drawn three times. */
static double slowest(struct race *race, struct race_view view, long iterations)
{
    double most = 0, all;

    look(race, &view);
    all = snapshot.reached;
    view.least = snapshot.least;
    view.columns = race_look_columns(canvas_samples(COLUMNS, CANVAS_BRAILLE), &snapshot);
    view.curves = (1u << PANELS) - 1;
    for (double span = all; span > 8 * all / (double)iterations; span /= 3) {
        double least = INFINITY;

        view.begin = 0.7 * (all - span);
        view.end = view.begin + span;
        for (int i = 0; i < 3; i++)
            least = fmin(least, draw(race, &view));
        most = fmax(most, least);
    }
    return most;
}

int main(int argc, char **argv)
{
    long iterations = argc > 1 ? strtol(argv[1], NULL, 10) : 1000000;
    int seeds = argc > 2 ? atoi(argv[2]) : 1;
    struct race *race = train(iterations > 8 ? iterations : 8, seeds);

    printf("slowest frame of %d panels after %ld iterations of %d runs, %d seed(s), in ms:\n",
           PANELS, iterations, RUNS, seeds);
    for (int x = 0; x < X_KINDS; x++)
        for (int logarithmic = 0; logarithmic < 2; logarithmic++) {
            printf("%-10s %-11s", x_specs[x].unit, logarithmic ? "logarithmic" : "linear");
            for (int s = 0; s < SMOOTHINGS; s++) {
                const struct race_view view = {.x = (enum x_kind)x,
                                               .end = DBL_MAX,
                                               .logarithmic = logarithmic != 0,
                                               .smoothing = (enum smoothing)s,
                                               .columns = 1};
                printf("  %s %.2f", smoothing_specs[s].name, 1e3 * slowest(race, view, iterations));
            }
            putchar('\n');
        }
    race_snapshot_free(&snapshot);
    canvas_free(&canvas);
    race_free(race);
    return EXIT_SUCCESS;
}
