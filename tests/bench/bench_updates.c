/*
 * bench_updates.c - what an update costs with each row of the optimizers' table: its time on one
 * thread, as a multiple of gradient descent's, and as a multiple of the time that memory needs for
 * the vectors which the row touches.
 *
 *   bench_updates [WIDTH]...      hidden widths of a 784-...-10 network; default 1024 1024
 *
 * A vector that the row changes counts twice (read and written), one that it only reads once;
 * memory's speed is measured here, with a loop that reads two vectors and writes one of them.
 * Rows that ask the oracle are given a gradient for nothing: their own arithmetic is what is timed.
 */
#include "base/rng.h"
#include "model/network.h"
#include "optim/update.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ROUNDS = 15 };

struct bench {
    struct network network;
    size_t n, stride;
    real *w, *g, *before, *slots;
    double *scalar;
};

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void *take(size_t count, size_t size)
{
    size_t bytes = (count * size + REAL_ALIGNMENT - 1) / REAL_ALIGNMENT * REAL_ALIGNMENT;
    void *memory = aligned_alloc(REAL_ALIGNMENT, bytes > 0 ? bytes : REAL_ALIGNMENT);

    if (!memory) {
        fprintf(stderr, "bench_updates: out of memory\n");
        exit(EXIT_FAILURE);
    }
    memset(memory, 0, bytes);
    return memory;
}

static bool answer(void *context, enum oracle_targets targets, const real *w, real *g, double *loss)
{
    const struct bench *bench = context;

    (void)w;
    (void)targets;
    memcpy(g, bench->g, bench->n * sizeof *g);
    *loss = 1;
    return true;
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static double median(double *time)
{
    qsort(time, ROUNDS, sizeof *time, ascending);
    return time[ROUNDS / 2];
}

/* Seconds in which one vector passes from memory to the processor or back. */
static double vector_time(struct bench *bench)
{
    double time[ROUNDS];

    for (int round = 0; round < ROUNDS; round++) {
        double started = now();
        for (size_t i = 0; i < bench->n; i++)
            bench->before[i] += (real)1e-9 * bench->g[i];
        time[round] = now() - started;
    }
    return median(time) / 3;
}

static void update_once(struct bench *bench, const struct run_config *config, real **slot,
                        uint64_t t)
{
    const struct oracle oracle = {.ask = answer, .context = bench};
    enum { SLICE = 1 << 13 };
    struct update update = {.config = config,
                            .g = bench->g,
                            .n = bench->n,
                            .step = {.w = bench->w,
                                     .g = bench->g,
                                     .slot = slot,
                                     .stride = bench->stride,
                                     .scalar = bench->scalar,
                                     .hyper = config->value,
                                     .lr = config->value[0] * 1e-3,
                                     .loss = 1,
                                     .t = t,
                                     .samples = 100,
                                     .tensor = bench->network.tensor,
                                     .tensors = bench->network.tensors,
                                     .oracle = &oracle}};

    update_begin(&update);
    if (update_treats(&update))
        update_treat(&update, 0, bench->n);
    update_prepare(&update);
    update_turn(&update, bench->before);
    for (size_t begin = 0; begin < bench->n; begin += SLICE)
        update_slice(&update, begin, bench->n - begin < SLICE ? bench->n : begin + SLICE);
    bench->before = bench->w;
    bench->w = update.step.w;
}

/* How often a vector passes in an update: g, w, twice the one that it goes to, and the slots. */
static double passes(struct bench *bench, const struct run_config *config, real **slot)
{
    const struct optimizer_spec *optimizer = config->optimizer;
    size_t some = bench->n / 3;
    double count = 1 + 1 + 2, before[OPTIMIZER_SLOTS_MAX];

    for (int i = 0; i < optimizer->n_slots; i++)
        before[i] = (double)slot[i][some];
    bench->g[some] *= 2;
    update_once(bench, config, slot, 3);
    for (int i = 0; i < optimizer->n_slots; i++) {
        bool changed = (double)slot[i][some] != before[i];
        count += changed ? 2 : optimizer->slots[i].start == SLOT_WEIGHTS ? 1 : 0;
    }
    return count;
}

static double measure(struct bench *bench, const char *spec, double *vectors)
{
    struct run_config config;
    struct status status = {0};
    real *slot[OPTIMIZER_SLOTS_MAX];
    double time[ROUNDS];
    struct rng rng;

    if (!run_config_parse(spec, &config, &status)) {
        fprintf(stderr, "bench_updates: %s\n", status.message);
        exit(EXIT_FAILURE);
    }
    rng_seed(&rng, 1);
    for (size_t i = 0; i < bench->n; i++) {
        bench->w[i] = (real)(0.05 * (rng_uniform(&rng) - 0.5));
        bench->g[i] = (real)(0.01 * (rng_uniform(&rng) - 0.5));
    }
    bench->slots = take(update_slot_vectors(&config) * bench->stride, sizeof(real));
    update_lay_out(&config, bench->slots, bench->stride, slot);
    update_reset(&config, bench->w, bench->n, bench->stride, slot, bench->scalar);
    for (uint64_t t = 1; t <= 2; t++)
        update_once(bench, &config, slot, t);
    *vectors = passes(bench, &config, slot);
    for (int round = 0; round < ROUNDS; round++) {
        double started = now();
        update_once(bench, &config, slot, (uint64_t)round + 4);
        time[round] = now() - started;
    }
    free(bench->slots);
    return median(time);
}

int main(int argc, char **argv)
{
    struct network_shape shape = {.layers = 1, .width = {784}};
    struct status status = {0};
    struct bench bench = {0};
    double unit, gd = 0, vectors;

    for (int i = 1; i < argc && shape.layers < NETWORK_LAYERS_MAX; i++)
        shape.width[shape.layers++] = strtoul(argv[i], NULL, 10);
    for (; argc == 1 && shape.layers < 3; shape.layers++)
        shape.width[shape.layers] = 1024;
    shape.width[shape.layers] = 10;
    if (!network_plan(&bench.network, &shape, &status)) {
        fprintf(stderr, "bench_updates: %s\n", status.message);
        return EXIT_FAILURE;
    }
    bench.n = bench.network.parameters;
    bench.stride = (bench.n + 15) / 16 * 16;
    bench.w = take(bench.n, sizeof(real));
    bench.g = take(bench.n, sizeof(real));
    bench.before = take(bench.n, sizeof(real));
    bench.scalar = take(OPTIMIZER_SCALARS_MAX, sizeof(double));
    unit = vector_time(&bench);
    printf("%zu parameters in %s precision; memory moves %.1f GB/s\n", bench.n, REAL_NAME,
           (double)(bench.n * sizeof(real)) / unit / 1e9);
    printf("%-14s %10s %8s %8s %14s\n", "optimizer", "ms", "x gd", "vectors", "x memory bound");
    for (int i = 0; i < optimizer_count; i++) {
        const char *name = optimizers[i]->name;
        double time =
            measure(&bench, strcmp(name, "lbfgs") == 0 ? "lbfgs:history=10" : name, &vectors);
        gd = i == 0 ? time : gd;
        printf("%-14s %10.3f %8.2f %8.0f %14.2f\n", name, 1e3 * time, time / gd, vectors,
               time / (vectors * unit));
    }
    free(bench.w);
    free(bench.g);
    free(bench.before);
    free(bench.scalar);
    return EXIT_SUCCESS;
}
