/* probe.c - a record of an update; see probe.h. */
#include "probe.h"

#include "base/array.h"
#include "update.h"

#include <stdlib.h>
#include <string.h>

/* ---- recording ----------------------------------------------------------------------------------
 */

static bool is_single(const struct run_config *config, int slot)
{
    return config->optimizer->slots[slot].copies == 0;
}

/* Finds a place for each vector, all behind each other. */
static bool lay_out(struct probe *probe, const struct update *update)
{
    const struct optimizer_spec *optimizer = update->config->optimizer;
    const size_t n = update->n, vectors = 4 + 2 * (size_t)optimizer->n_slots;
    real *at;

    if (vectors * n > probe->capacity) {
        free(probe->memory);
        probe->capacity = 0;
        probe->memory = calloc(vectors, n * sizeof(real));
        if (!probe->memory)
            return false;
        probe->capacity = vectors * n;
    }
    at = probe->memory;
    probe->gradient = at;
    probe->treated = at += n;
    probe->before = at += n;
    probe->after = at += n;
    for (int i = 0; i < optimizer->n_slots; i++) {
        probe->slot_before[i] = is_single(update->config, i) ? at += n : NULL;
        probe->slot_after[i] = is_single(update->config, i) ? at += n : NULL;
    }
    return true;
}

static void copy_slots(const struct update *update, real *const *to)
{
    for (int i = 0; i < update->config->optimizer->n_slots; i++)
        if (to[i])
            memcpy(to[i], update->step.slot[i], update->n * sizeof(real));
}

void probe_begin(struct probe *probe, const struct update *update)
{
    const size_t bytes = update->n * sizeof(real);

    probe->taken = false;
    probe->failed = !lay_out(probe, update);
    if (probe->failed)
        return;
    probe->n = update->n;
    probe->config = *update->config;
    memcpy(probe->gradient, update->g, bytes);
    memcpy(probe->before, update->step.w, bytes);
    copy_slots(update, probe->slot_before);
    if (update->step.scalar)
        memcpy(probe->former, update->step.scalar, sizeof probe->former);
}

void probe_treated(struct probe *probe, const struct update *update)
{
    if (!probe->failed)
        memcpy(probe->treated, update->g, update->n * sizeof(real));
}

void probe_end(struct probe *probe, const struct update *update)
{
    if (probe->failed)
        return;
    memcpy(probe->after, update->step.w, update->n * sizeof(real));
    copy_slots(update, probe->slot_after);
    if (update->step.scalar)
        memcpy(probe->latter, update->step.scalar, sizeof probe->latter);
    probe->step = update->step;
    probe->step.w = probe->before;
    probe->step.g = probe->treated;
    probe->step.slot = probe->slot_after;
    probe->step.scalar = probe->latter;
    probe->step.hyper = probe->config.value;
    probe->step.oracle = NULL;
    probe->clip_value = update->clip_value;
    probe->clip_factor = update->clip_factor;
    probe->coupled = update->coupled;
    probe->decoupled = update->decoupled;
    probe->taken = true;
}

void probe_free(struct probe *probe)
{
    free(probe->memory);
    *probe = (struct probe){0};
}

/* ---- reading ------------------------------------------------------------------------------------
 */

size_t probe_largest(const struct probe *probe)
{
    size_t largest = 0;

    for (size_t i = 1; i < probe->n; i++)
        if (real_fabs(probe->gradient[i]) > real_fabs(probe->gradient[largest]))
            largest = i;
    return largest;
}

static const struct tensor *tensor_of(const struct step *step, size_t element)
{
    const struct tensor *tensor = step->tensor;

    while (tensor + 1 < step->tensor + step->tensors && tensor[1].offset <= element)
        tensor++;
    return tensor;
}

void probe_read(const struct probe *probe, size_t element, struct probe_reading *reading)
{
    const struct optimizer_spec *optimizer = probe->config.optimizer;

    *reading = (struct probe_reading){
        .number = probe->number,
        .config = probe->config,
        .t = probe->step.t,
        .element = element,
        .tensor = *tensor_of(&probe->step, element),
        .lr = probe->step.lr,
        .clip_value = probe->clip_value,
        .clip_factor = probe->clip_factor,
        .coupled = probe->coupled,
        .decoupled = probe->decoupled,
        .own_decay = probe->step.decay,
        .cut_norm = vector_cut_norm(probe->n, probe->gradient, (real)probe->clip_value),
        .g = (double)probe->gradient[element],
        .treated = (double)probe->treated[element],
        .before = (double)probe->before[element],
        .after = (double)probe->after[element],
    };
    for (int i = 0; i < OPTIMIZER_SLOTS_MAX; i++)
        reading->slot_before[i] = reading->slot_after[i] = NAN;
    for (int i = 0; i < optimizer->n_slots; i++)
        if (probe->slot_after[i]) {
            reading->slot_before[i] = (double)probe->slot_before[i][element];
            reading->slot_after[i] = (double)probe->slot_after[i][element];
        }
    for (int k = 0; k < OPTIMIZER_SYMBOLS_MAX; k++)
        reading->symbol[k] = NAN;
    if (optimizer->measure)
        optimizer->measure(&probe->step, probe->former, element, reading->symbol);
}
