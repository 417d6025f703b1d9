/*
 * bench_optimizers.c - what an update costs with each optimizer of the table, at its defaults, as
 * a multiple of plain gradient descent's: on the weights of 784-64-64-1, without the gradients
 * (those that a rule asks for in addition are counted apart).
 */
#include "bench_time.h"
#include "engine/update.h"

#include <stdio.h>
#include <string.h>

enum { UPDATES = 60, SLICE = 1 << 13 };

static void *allocate(size_t count)
{
    void *memory = calloc(count / REAL_ALIGNMENT + 1, REAL_ALIGNMENT * sizeof(real));

    if (!memory)
        exit(EXIT_FAILURE);
    return memory;
}

/* An oracle whose answers cost a copy. */
struct answers {
    const real *g;
    size_t n;
    long asked;
};

static bool ask(void *context, enum oracle_targets targets, const real *w, real *g, double *loss)
{
    struct answers *answers = context;

    (void)targets, (void)w;
    answers->asked++;
    memcpy(g, answers->g, answers->n * sizeof *g);
    if (loss)
        *loss = 0.2385 / (double)answers->asked;
    return true;
}

static void plan(struct network *network)
{
    struct status status = {0};
    struct network_shape shape = {.layers = 3,
                                  .width = {784, 64, 64, 1},
                                  .hidden = activation_find("relu"),
                                  .output = activation_find("relu"),
                                  .loss = &losses[0],
                                  .initialization = &initializations[0]};

    if (!network_plan(network, &shape, &status))
        exit(EXIT_FAILURE);
}

/* Median time of an update in seconds; gradients: those it asked for, an update on average. */
static double time_of(const struct optimizer_spec *optimizer, const struct network *network,
                      double *gradients)
{
    struct run_config config;
    size_t n = network->parameters, stride = (n + 15) / 16 * 16;
    real *slot[OPTIMIZER_SLOTS_MAX] = {NULL}, *w = allocate(n), *g = allocate(n);
    real *given = allocate(n), *before = allocate(n), *slots;
    double scalar[OPTIMIZER_SCALARS_MAX] = {0}, times[UPDATES];
    struct answers answers = {given, n, 0};
    struct oracle oracle = {ask, &answers};
    struct rng rng;

    rng_seed(&rng, 1);
    for (size_t i = 0; i < n; i++) {
        w[i] = (real)(rng_gaussian(&rng) / 28);
        given[i] = (real)(rng_gaussian(&rng) / 1000);
    }
    run_config_default(&config, optimizer);
    slots = allocate(update_slot_vectors(&config) * stride + 1);
    update_lay_out(&config, slots, stride, slot);
    update_reset(&config, w, n, stride, slot, scalar);
    for (uint64_t t = 1; t <= UPDATES; t++) {
        struct update update = {.config = &config, .g = g, .before = before, .n = n};
        double start;

        update.step = (struct step){.w = w,
                                    .g = g,
                                    .slot = slot,
                                    .stride = stride,
                                    .scalar = scalar,
                                    .hyper = config.value,
                                    .lr = config.value[0] * 1e-3,
                                    .loss = 0.2385,
                                    .t = t,
                                    .samples = 128,
                                    .tensor = network->tensor,
                                    .tensors = network->tensors,
                                    .oracle = &oracle};
        memcpy(g, given, n * sizeof *g);
        start = bench_now();
        update_begin(&update);
        for (size_t i = 0; update_treats(&update) && i < n; i += SLICE)
            update_treat(&update, i, i + SLICE < n ? i + SLICE : n);
        update_prepare(&update);
        for (size_t i = 0; i < n; i += SLICE)
            update_slice(&update, i, i + SLICE < n ? i + SLICE : n);
        times[t - 1] = bench_now() - start;
    }
    *gradients = (double)answers.asked / UPDATES;
    free(w);
    free(g);
    free(given);
    free(before);
    free(slots);
    return bench_median(times, UPDATES);
}

int main(void)
{
    struct network network;
    double gd, gradients;

    plan(&network);
    gd = time_of(optimizer_find("gd"), &network, &gradients);
    printf("%s, one thread, %zu weights\n\n%-16s %10s %9s %10s\n", REAL_NAME, network.parameters,
           "optimizer", "us", "x gd", "gradients");
    for (int i = 0; i < optimizer_count; i++) {
        double time = time_of(optimizers[i], &network, &gradients);

        printf("%-16s %10.1f %8.1fx %10.1f\n", optimizers[i]->name, time * 1e6, time / gd,
               1 + gradients);
    }
    return EXIT_SUCCESS;
}
