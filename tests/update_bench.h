/*
 * update_bench.h - a row of the optimizers' table at work on 61 weights, which pull towards 0 along
 * axes of different strength. For the suites of update rules.
 */
#ifndef OPTOP_UPDATE_BENCH_H
#define OPTOP_UPDATE_BENCH_H

#include "base/rng.h"
#include "check_main.h"
#include "optim/probe.h"
#include "optim/update.h"

#include <math.h>
#include <string.h>

enum { N = 61, VECTORS_MAX = 2 * OPTIMIZER_HISTORY_MAX + OPTIMIZER_SLOTS_MAX };

/* Three layers: the middle one's matrix is Muon's, once wider, once higher than the other way. */
static const struct tensor layers[] = {
    {.offset = 0, .rows = 4, .cols = 5, .layer = 0},
    {.offset = 20, .rows = 1, .cols = 5, .layer = 0, .bias = true},
    {.offset = 25, .rows = 5, .cols = 4, .layer = 1},
    {.offset = 45, .rows = 1, .cols = 4, .layer = 1, .bias = true},
    {.offset = 49, .rows = 4, .cols = 2, .layer = 2},
    {.offset = 57, .rows = 1, .cols = 4, .layer = 2, .bias = true},
};

/* A row at work on N weights, which pull towards 0 along axes of different strength. */
struct bench {
    struct run_config config;
    double scalar[OPTIMIZER_SCALARS_MAX];
    real storage[VECTORS_MAX * N];
    real *slot[OPTIMIZER_SLOTS_MAX];
    real w[N], before[N], g[N];
    uint64_t t;
    struct probe *probe; /* NULL: updates are not recorded */
    int asked;           /* questions to the oracle */
    bool cancel;         /* the oracle's next answer */
};

/* f = 1/2 sum of c_i w_i^2, with c from 0.1 to 10. */
static inline double bowl(const real *w, real *g)
{
    double f = 0;

    for (int i = 0; i < N; i++) {
        double c = 0.1 * pow(100, (double)i / (N - 1));
        g[i] = (real)(c * (double)w[i]);
        f += c / 2 * (double)w[i] * (double)w[i];
    }
    return f;
}

/* Down the bowl; where targets are drawn, a wave. */
static inline bool answer(void *context, enum oracle_targets targets, const real *w, real *g,
                          double *loss)
{
    struct bench *bench = context;

    bench->asked++;
    *loss = bowl(w, g);
    for (int i = 0; i < N && targets == ORACLE_SAMPLED; i++)
        g[i] = (real)cos(0.3 * i);
    return !bench->cancel;
}

static inline void bench_start(struct bench *bench, const char *spec)
{
    struct status status = {0};
    struct rng rng;

    memset(bench, 0, sizeof *bench);
    ck_assert_msg(run_config_parse(spec, &bench->config, &status), "%s", status.message);
    ck_assert_uint_le(update_slot_vectors(&bench->config), VECTORS_MAX);
    rng_seed(&rng, 2385);
    for (int i = 0; i < N; i++)
        bench->w[i] = (real)rng_gaussian(&rng);
    update_lay_out(&bench->config, bench->storage, N, bench->slot);
    update_reset(&bench->config, bench->w, N, N, bench->slot, bench->scalar);
}

/* One iteration with the gradient in bench->g, in so many slices; false when cancelled. */
static inline bool bench_update(struct bench *bench, size_t slices, double loss)
{
    struct oracle oracle = {.ask = answer, .context = bench};
    struct schedule schedule = run_config_schedule(&bench->config);
    struct schedule_state state;
    struct update update = {.config = &bench->config,
                            .g = bench->g,
                            .n = N,
                            .probe = bench->probe,
                            .step = {.w = bench->w,
                                     .g = bench->g,
                                     .slot = bench->slot,
                                     .stride = N,
                                     .scalar = bench->scalar,
                                     .hyper = bench->config.value,
                                     .loss = loss,
                                     .t = bench->t + 1,
                                     .samples = 7,
                                     .tensor = layers,
                                     .tensors = sizeof layers / sizeof layers[0],
                                     .oracle = &oracle}};

    schedule_reset(&state);
    update.step.lr = schedule_rate(&schedule, bench->t, loss, &state);
    if (bench->probe)
        bench->probe->number = bench->t + 1;
    update_begin(&update);
    if (update_treats(&update))
        update_treat(&update, 0, N);
    if (!update_prepare(&update))
        return false;
    memcpy(bench->before, bench->w, sizeof bench->before);
    update.step.w = bench->before;
    for (int i = 0; i < N; i++)
        bench->w[i] = (real)NAN; /* which is overwritten */
    update_turn(&update, bench->w);
    for (size_t k = 0; k < slices; k++)
        update_slice(&update, N * k / slices, N * (k + 1) / slices);
    update_end(&update);
    bench->t++;
    return true;
}

#endif
