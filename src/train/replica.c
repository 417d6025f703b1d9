/* replica.c - a replica's arena and operations on the whole of it; see replica.h. */
#include "checkpoint.h"

#include "base/array.h"
#include "optim/update.h"

#include <stdlib.h>
#include <string.h>

/* ---- the arena ---------------------------------------------------------------------------------
 */

static size_t vector_size(const struct problem *problem)
{
    return array_padded(problem->objective->n * sizeof(real));
}

size_t replica_stride(const struct replica *replica)
{
    return vector_size(replica->problem) / sizeof(real);
}

bool replica_has_path(const struct replica *replica)
{
    return replica->problem->objective->n == 2 && !replica->problem->dataset;
}

void replica_mark_place(const struct replica *replica)
{
    if (replica_has_path(replica))
        history_reach(replica->history, (double[]){(double)replica->w[0], (double)replica->w[1]});
}

/* Bytes of the order of the samples; 0 for the full batch. */
static size_t order_size(const struct problem *problem)
{
    size_t m = problem->objective->samples[OBJECTIVE_TRAIN];

    return problem->batch < m ? array_padded(m * sizeof(uint32_t)) : 0;
}

/* Bytes of a state; the slots come last. SIZE_MAX where that cannot be counted. */
static size_t state_size(const struct problem *problem, const struct run_config *config)
{
    size_t vectors = 3 + update_slot_vectors(config);
    size_t head = array_padded(sizeof(struct run_numbers)) + order_size(problem);

    if (vectors > (SIZE_MAX / 2 - head) / vector_size(problem))
        return SIZE_MAX;
    return head + vectors * vector_size(problem);
}

uint64_t replica_memory(const struct problem *problem, const struct run_config *config)
{
    size_t size = state_size(problem, config);

    return size < SIZE_MAX ? sizeof(struct replica) + size : UINT64_MAX;
}

void replica_lay_out(struct replica *replica)
{
    const struct problem *problem = replica->problem;
    size_t vector = vector_size(problem), order = order_size(problem);
    char *base = replica->arena, *at = base + array_padded(sizeof(struct run_numbers));
    real **const moment[] = {&replica->w, &replica->good, &replica->former};

    replica->numbers = (struct run_numbers *)(void *)base;
    for (int i = 0; i < 3; i++)
        *moment[(i + replica->numbers->shifts) % 3] = (real *)(void *)(at + (size_t)i * vector);
    replica->order = order > 0 ? (uint32_t *)(void *)(at + 3 * vector) : NULL;
    update_lay_out(&replica->numbers->config, (real *)(void *)(at + 3 * vector + order),
                   replica_stride(replica), replica->slot);
}

void replica_shift(struct replica *replica)
{
    real *w = replica->former;

    replica->former = replica->good;
    replica->good = replica->w;
    replica->w = w;
    replica->numbers->shifts = (replica->numbers->shifts + 1) % 3;
}

/* Without state and history. */
static struct replica *allocate(const struct problem *problem, const struct plan *plan,
                                struct status *status)
{
    struct replica *replica = calloc(1, sizeof *replica);

    if (!replica) {
        status_out_of_memory(status, "a run");
        return NULL;
    }
    replica->problem = problem;
    for (int i = 0; i < plan->segments; i++) {
        size_t size = state_size(problem, &plan->segment[i].config);
        replica->capacity = size > replica->capacity ? size : replica->capacity;
    }
    if (replica->capacity < SIZE_MAX)
        replica->arena = aligned_alloc(REAL_ALIGNMENT, replica->capacity);
    if (!replica->arena) {
        free(replica);
        status_out_of_memory(status, "a run's parameters");
        return NULL;
    }
    memset(replica->arena, 0, replica->capacity);
    return replica;
}

void replica_free(struct replica *replica)
{
    if (!replica)
        return;
    checkpoint_clear(replica);
    history_free(replica->history);
    free(replica->arena);
    free(replica);
}

/* ---- the beginning, copies ----------------------------------------------------------------------
 */

/* Slots and steps as before a first update. */
static void start_slots(struct replica *replica)
{
    replica_lay_out(replica);
    update_reset(&replica->numbers->config, replica->w, replica->problem->objective->n,
                 replica_stride(replica), replica->slot, replica->numbers->scalar);
    replica->numbers->steps = 0;
}

static bool start(struct replica *replica, uint64_t seed, const struct plan *plan,
                  struct status *status)
{
    struct run_numbers *numbers = replica->arena;
    size_t n = replica->problem->objective->n;

    numbers->seed = seed;
    numbers->config = plan->segment[0].config;
    numbers->total = plan->segment[0].total;
    schedule_reset(&numbers->schedule);
    rng_seed(&numbers->batches, (uint32_t)seed);
    replica_lay_out(replica);
    if (!problem_draw(replica->problem, seed, replica->w, status))
        return false;
    memcpy(replica->good, replica->w, n * sizeof *replica->w);
    if (replica_has_path(replica))
        history_keep_places(replica->history,
                            (double[]){(double)replica->w[0], (double)replica->w[1]});
    start_slots(replica);
    return true;
}

struct replica *replica_create(const struct problem *problem, uint64_t seed,
                               const struct plan *plan, struct status *status)
{
    struct replica *replica = allocate(problem, plan, status);

    if (!replica)
        return NULL;
    /* Its first rows have their memory from the start: what was added can begin. */
    replica->history = history_create(status);
    if (!replica->history || !start(replica, seed, plan, status) ||
        !history_reserve(replica->history, status)) {
        replica_free(replica);
        return NULL;
    }
    return replica;
}

struct replica *replica_copy(const struct replica *replica, const struct plan *plan,
                             struct status *status)
{
    struct replica *copy = allocate(replica->problem, plan, status);
    size_t size = replica_size(replica);

    if (!copy)
        return NULL;
    if (size > copy->capacity) { /* what it followed so far needs more than what comes */
        free(copy->arena);
        copy->capacity = size;
        copy->arena = aligned_alloc(REAL_ALIGNMENT, size);
        if (!copy->arena)
            status_out_of_memory(status, "a run's parameters");
    }
    if (copy->arena)
        copy->history = history_prefix(replica->history, history_length(replica->history), status);
    if (!copy->history) {
        replica_free(copy);
        return NULL;
    }
    replica_restore(copy, replica->arena, size);
    return copy;
}

size_t replica_size(const struct replica *replica)
{
    return state_size(replica->problem, &replica->numbers->config);
}

void replica_save(const struct replica *replica, void *state)
{
    memcpy(state, replica->arena, replica_size(replica));
}

void replica_restore(struct replica *replica, const void *state, size_t size)
{
    memcpy(replica->arena, state, size);
    replica_lay_out(replica);
}

/* ---- changes ------------------------------------------------------------------------------------
 */

bool replica_same_slots(const struct run_config *a, const struct run_config *b)
{
    if (a->optimizer != b->optimizer)
        return false;
    for (int i = 0; i < a->optimizer->n_slots; i++)
        if (optimizer_copies(a->optimizer, i, a->value) !=
            optimizer_copies(b->optimizer, i, b->value))
            return false;
    return true;
}

void replica_apply(struct replica *replica, const struct plan *plan, int segment)
{
    const struct segment *next = &plan->segment[segment];
    struct run_numbers *numbers = replica->numbers;
    bool go_on = replica_same_slots(&numbers->config, &next->config);

    numbers->config = next->config;
    numbers->segment = segment;
    if (!go_on)
        start_slots(replica);
    if (next->restarts) {
        numbers->schedule_start = numbers->iteration;
        numbers->total = next->total;
        schedule_reset(&numbers->schedule);
    }
}

void replica_take_name(struct replica *replica, const struct plan *plan)
{
    memcpy(replica->numbers->config.name, plan->segment[0].config.name,
           sizeof replica->numbers->config.name);
}

struct run_config replica_config(const struct replica *replica, double iterations)
{
    const struct run_numbers *numbers = replica->numbers;
    double left = iterations - (double)numbers->schedule_start;

    return run_config_resolve(&numbers->config, numbers->total > 0 ? numbers->total
                                                : left > 1         ? left
                                                                   : 1);
}
