/* update.c - one iteration's update; see update.h. */
#include "update.h"

#include "base/vectorized.h"

#include <string.h>

/* ---- state ------------------------------------------------------------------------------------
 */

size_t update_slot_vectors(const struct run_config *config)
{
    size_t vectors = 0;

    for (int i = 0; i < config->optimizer->n_slots; i++)
        vectors += optimizer_copies(config->optimizer, i, config->value);
    return vectors;
}

void update_lay_out(const struct run_config *config, real *base, size_t stride, real **slot)
{
    for (int i = 0; i < config->optimizer->n_slots; i++) {
        slot[i] = base;
        base += optimizer_copies(config->optimizer, i, config->value) * stride;
    }
}

void update_reset(const struct run_config *config, const real *w, size_t n, size_t stride,
                  real *const *slot, double *scalar)
{
    memset(scalar, 0, OPTIMIZER_SCALARS_MAX * sizeof *scalar);
    for (int i = 0; i < config->optimizer->n_slots; i++) {
        const struct slot_spec *spec = &config->optimizer->slots[i];
        size_t elements = optimizer_copies(config->optimizer, i, config->value) * stride;
        real start = spec->start == SLOT_HYPER ? (real)config->value[spec->hyper] : 0;

        for (size_t k = 0; k < elements; k++)
            slot[i][k] = start;
        if (spec->start == SLOT_WEIGHTS)
            memcpy(slot[i], w, n * sizeof *w);
    }
}

const real *update_point(const struct run_config *config, const real *w, real *const *slot)
{
    int point = config->optimizer->point;

    return point > 0 ? slot[point - 1] : w;
}

/* ---- clipping and decay -----------------------------------------------------------------------
 */

static real cut(real g, real limit)
{
    return g > limit ? limit : g < -limit ? -limit : g;
}

/* What shrinks g, once its elements are cut, to the norm wanted. */
static double clip_factor(const struct update *update)
{
    double limit = run_config_common(update->config, RUN_CLIP_NORM), norm;

    if (limit == 0)
        return 1;
    norm = vector_cut_norm(update->n, update->g, (real)update->clip_value);
    return norm > limit ? limit / norm : 1;
}

VECTORIZED static void treat(const struct update *update, const real *w, real *g, size_t begin,
                             size_t end)
{
    const real limit = (real)update->clip_value, scale = (real)update->clip_factor;
    const real decay = (real)update->coupled;

    for (size_t i = begin; i < end; i++)
        g[i] = scale * cut(g[i], limit) + decay * w[i];
}

/* What coupled decay adds to the loss: its gradient is decay w. */
static double decay_loss(const struct update *update, const real *w)
{
    return update->coupled == 0 ? 0 : update->coupled / 2 * vector_dot(update->n, w, w);
}

static const real *point_of(const struct update *update)
{
    return update_point(update->config, update->step.w, update->step.slot);
}

void update_begin(struct update *update)
{
    const struct run_config *config = update->config;
    double decay = run_config_common(config, RUN_WEIGHT_DECAY);
    bool decoupled = run_config_common(config, RUN_DECOUPLED) != 0;
    double clip_value = run_config_common(config, RUN_CLIP_VALUE);

    if (update->probe)
        probe_begin(update->probe, update);
    update->clip_value = clip_value > 0 ? clip_value : INFINITY;
    update->clip_factor = clip_factor(update);
    update->coupled = decoupled ? 0 : decay;
    update->step.decay = decoupled && config->optimizer->own_decay ? decay : 0;
    update->decoupled = decoupled ? decay - update->step.decay : 0;
    update->step.begin = 0;
    update->step.end = update->n;
    update->step.loss += decay_loss(update, point_of(update));
}

bool update_treats(const struct update *update)
{
    return isfinite(update->clip_value) || update->clip_factor != 1 || update->coupled != 0;
}

void update_treat(const struct update *update, size_t begin, size_t end)
{
    treat(update, point_of(update), update->g, begin, end);
}

void update_treat_other(const struct update *update, const real *w, real *g, double *loss)
{
    if (update->coupled == 0)
        return;
    *loss += decay_loss(update, w);
    vector_add_scaled(update->n, update->coupled, w, g);
}

/* ---- the step ---------------------------------------------------------------------------------
 */

bool update_prepare(const struct update *update)
{
    const struct optimizer_spec *optimizer = update->config->optimizer;

    if (update->probe)
        probe_treated(update->probe, update);
    return !optimizer->prepare || optimizer->prepare(&update->step);
}

void update_turn(struct update *update, real *to)
{
    update->before = update->step.w;
    update->step.w = to;
}

void update_slice(const struct update *update, size_t begin, size_t end)
{
    const double shrink = update->step.lr * update->decoupled;
    struct step step = update->step;
    real *w = step.w;

    step.begin = begin;
    step.end = end;
    memcpy(w + begin, update->before + begin, (end - begin) * sizeof *w);
    update->config->optimizer->step(&step);
    if (shrink != 0)
        vector_add_scaled(end - begin, -shrink, update->before + begin, w + begin);
}

void update_end(const struct update *update)
{
    if (update->probe)
        probe_end(update->probe, update);
}
