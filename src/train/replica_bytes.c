/* replica_bytes.c - a replica's state to bytes and back; see replica_bytes.h. */
#include "replica_bytes.h"

#include "optim/update.h"

#include <math.h>
#include <string.h>

/* The numbers at the head, each a word. */
enum word {
    SEED,
    ITERATION,
    DIVERGED_AT,
    GRADIENTS,
    EPOCH,
    STEPS,
    SCHEDULE_START,
    SECONDS,
    TOTAL,
    FACTOR,
    BEST,
    BAD,
    SEGMENT,
    STATE,
    CONDITION,
    LATEST,
    LATEST_FROM,
    LATEST_LOSS,
    POSITION,
    HAS_GAUSSIAN,
    GAUSSIAN,
    UPDATE_NORM,
    HEAD_WORDS
};
enum {
    STREAM_WORDS = RNG_WORDS / 2,
    FIXED_WORDS = HEAD_WORDS + STREAM_WORDS + OPTIMIZER_SCALARS_MAX,
    WORD = sizeof(uint64_t),
};

static uint64_t bits(double number)
{
    uint64_t word;

    memcpy(&word, &number, sizeof word);
    return word;
}

static double number(uint64_t word)
{
    double of;

    memcpy(&of, &word, sizeof of);
    return of;
}

/* ---- elements in little-endian order -----------------------------------------------------------
 */

/* Copies `count` elements of `size` bytes; the order of their bytes is turned where it must be. */
static void copy_elements(void *to, const void *from, size_t count, size_t size)
{
    if (count == 0)
        return;
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    memcpy(to, from, count * size);
#else
    for (size_t i = 0; i < count; i++)
        for (size_t b = 0; b < size; b++)
            ((unsigned char *)to)[i * size + b] =
                ((const unsigned char *)from)[i * size + size - 1 - b];
#endif
}

static unsigned char *put(unsigned char *at, const void *from, size_t count, size_t size)
{
    copy_elements(at, from, count, size);
    return at + count * size;
}

static const unsigned char *get(void *to, const unsigned char *at, size_t count, size_t size)
{
    copy_elements(to, at, count, size);
    return at + count * size;
}

/* ---- size --------------------------------------------------------------------------------------
 */

static size_t ordered_samples(const struct replica *replica)
{
    return replica->order ? replica->problem->objective->samples[OBJECTIVE_TRAIN] : 0;
}

static size_t bytes_with(const struct replica *replica, const struct run_config *config)
{
    size_t n = replica->problem->objective->n, vectors = 3 + update_slot_vectors(config);
    size_t fixed = FIXED_WORDS * WORD + ordered_samples(replica) * sizeof(uint32_t);

    return vectors > (SIZE_MAX / 2 - fixed) / sizeof(real) / n ? SIZE_MAX
                                                               : fixed + vectors * n * sizeof(real);
}

size_t replica_bytes(const struct replica *replica)
{
    return bytes_with(replica, &replica->numbers->config);
}

/* ---- to bytes ----------------------------------------------------------------------------------
 */

static void write_head(const struct run_numbers *from, uint64_t word[HEAD_WORDS])
{
    word[SEED] = from->seed;
    word[ITERATION] = from->iteration;
    word[DIVERGED_AT] = from->diverged_at;
    word[GRADIENTS] = from->gradients;
    word[EPOCH] = from->epoch;
    word[STEPS] = from->steps;
    word[SCHEDULE_START] = from->schedule_start;
    word[SECONDS] = bits(from->seconds);
    word[TOTAL] = bits(from->total);
    word[FACTOR] = bits(from->schedule.factor);
    word[BEST] = bits(from->schedule.best);
    word[BAD] = from->schedule.bad;
    word[SEGMENT] = (uint64_t)from->segment;
    word[STATE] = from->state;
    word[CONDITION] = from->condition;
    word[LATEST] = from->latest;
    word[LATEST_FROM] = from->latest_from;
    word[LATEST_LOSS] = from->latest_loss;
    word[POSITION] = (uint64_t)from->batches.position;
    word[HAS_GAUSSIAN] = from->batches.has_gaussian;
    word[GAUSSIAN] = bits(from->batches.gaussian);
    word[UPDATE_NORM] = bits(from->update_norm);
}

void replica_write(const struct replica *replica, unsigned char *bytes)
{
    const struct run_numbers *numbers = replica->numbers;
    const struct optimizer_spec *optimizer = numbers->config.optimizer;
    size_t n = replica->problem->objective->n, stride = replica_stride(replica);
    uint64_t word[HEAD_WORDS + STREAM_WORDS];
    unsigned char *at = bytes;

    write_head(numbers, word);
    for (int i = 0; i < STREAM_WORDS; i++)
        word[HEAD_WORDS + i] =
            numbers->batches.word[2 * i] | (uint64_t)numbers->batches.word[2 * i + 1] << 32;
    at = put(at, word, HEAD_WORDS + STREAM_WORDS, WORD);
    at = put(at, numbers->scalar, OPTIMIZER_SCALARS_MAX, sizeof(double));
    at = put(at, replica->w, n, sizeof(real));
    at = put(at, replica->good, n, sizeof(real));
    at = put(at, replica->former, n, sizeof(real));
    for (int i = 0; i < optimizer->n_slots; i++)
        for (size_t c = 0; c < optimizer_copies(optimizer, i, numbers->config.value); c++)
            at = put(at, replica->slot[i] + c * stride, n, sizeof(real));
    put(at, replica->order, ordered_samples(replica), sizeof(uint32_t));
}

/* ---- from bytes --------------------------------------------------------------------------------
 */

static bool refuse(const char *what, struct status *status)
{
    return status_fail(status, STATUS_DATA, "a checkpoint is damaged: %s", what);
}

static bool read_head(struct run_numbers *to, const uint64_t word[HEAD_WORDS],
                      struct status *status)
{
    if (word[STATE] > RUN_DIVERGED || word[CONDITION] > RUN_CONVERGED ||
        word[LATEST] > RUN_CONVERGED || word[LATEST_LOSS] > 1 || word[HAS_GAUSSIAN] > 1 ||
        word[POSITION] > RNG_WORDS)
        return refuse("a number is out of range", status);
    to->seed = word[SEED];
    to->iteration = word[ITERATION];
    to->diverged_at = word[DIVERGED_AT];
    to->gradients = word[GRADIENTS];
    to->epoch = word[EPOCH];
    to->steps = word[STEPS];
    to->schedule_start = word[SCHEDULE_START];
    to->seconds = number(word[SECONDS]);
    to->total = number(word[TOTAL]);
    to->schedule.factor = number(word[FACTOR]);
    to->schedule.best = number(word[BEST]);
    to->schedule.bad = word[BAD];
    to->state = (enum run_state)word[STATE];
    to->condition = (enum run_condition)word[CONDITION];
    to->latest = (enum run_condition)word[LATEST];
    to->latest_from = word[LATEST_FROM];
    to->latest_loss = word[LATEST_LOSS] != 0;
    to->batches.position = (int)word[POSITION];
    to->batches.has_gaussian = word[HAS_GAUSSIAN] != 0;
    to->batches.gaussian = number(word[GAUSSIAN]);
    to->update_norm = number(word[UPDATE_NORM]);
    return true;
}

/* Can a replica stand there by its plan? At a change, the segment before may still be in force. */
static bool fits_plan(const struct run_numbers *numbers, const struct plan *plan, uint64_t segment)
{
    uint64_t i = numbers->iteration;

    return segment == (uint64_t)plan_at(plan, i) ||
           (i > 0 && segment == (uint64_t)plan_at(plan, i - 1));
}

static bool check_numbers(const struct run_numbers *numbers, const struct replica *replica,
                          struct status *status)
{
    uint64_t epoch = numbers->iteration / replica->problem->iterations_per_epoch + 1;

    if (numbers->seed != replica->numbers->seed)
        return refuse("it is of another seed", status);
    if (numbers->steps > numbers->iteration || numbers->schedule_start > numbers->iteration ||
        numbers->latest_from > numbers->iteration || numbers->epoch > epoch ||
        (numbers->state == RUN_DIVERGED && numbers->diverged_at != numbers->iteration))
        return refuse("its counts do not go together", status);
    if (!(numbers->seconds >= 0 && isfinite(numbers->seconds) && numbers->total >= 0 &&
          numbers->total <= 0x1p53))
        return refuse("a time is not valid", status);
    if (!(numbers->update_norm >= 0))
        return refuse("a norm is not valid", status);
    if (numbers->config.optimizer->sound &&
        !numbers->config.optimizer->sound(numbers->config.value, numbers->scalar))
        return refuse("the optimizer's state is not valid", status);
    return true;
}

/* All but the vectors. `at` follows them. */
static bool read_numbers(const struct replica *replica, const struct plan *plan,
                         const unsigned char **at, struct run_numbers *numbers,
                         struct status *status)
{
    uint64_t word[HEAD_WORDS + STREAM_WORDS];

    *at = get(word, *at, HEAD_WORDS + STREAM_WORDS, WORD);
    if (!read_head(numbers, word, status))
        return false;
    if (!fits_plan(numbers, plan, word[SEGMENT]))
        return refuse("the run's plan is another one", status);
    numbers->segment = (int)word[SEGMENT];
    numbers->config = plan->segment[numbers->segment].config;
    for (int i = 0; i < RNG_WORDS; i++)
        numbers->batches.word[i] = (uint32_t)(word[HEAD_WORDS + i / 2] >> 32 * (i % 2));
    *at = get(numbers->scalar, *at, OPTIMIZER_SCALARS_MAX, sizeof(double));
    return check_numbers(numbers, replica, status);
}

/* The order of the samples, which stands at the end: are all of them numbers of samples? */
static bool check_order(const struct replica *replica, const unsigned char *end,
                        struct status *status)
{
    size_t m = ordered_samples(replica);

    for (size_t i = 0; i < m; i++) {
        uint32_t sample;
        get(&sample, end - (m - i) * sizeof sample, 1, sizeof sample);
        if (sample >= m)
            return refuse("there is no such sample", status);
    }
    return true;
}

bool replica_read(struct replica *replica, const struct plan *plan, const unsigned char *bytes,
                  size_t size, struct status *status)
{
    struct run_numbers numbers = {0};
    const unsigned char *at = bytes;
    size_t n = replica->problem->objective->n, stride = replica_stride(replica);

    if (size < FIXED_WORDS * WORD)
        return refuse("it is too short", status);
    if (!read_numbers(replica, plan, &at, &numbers, status))
        return false;
    if (size != bytes_with(replica, &numbers.config))
        return refuse("its size is not that of a state", status);
    if (!check_order(replica, bytes + size, status))
        return false;
    *replica->numbers = numbers;
    replica_lay_out(replica);
    at = get(replica->w, at, n, sizeof(real));
    at = get(replica->good, at, n, sizeof(real));
    at = get(replica->former, at, n, sizeof(real));
    for (int i = 0; i < numbers.config.optimizer->n_slots; i++)
        for (size_t c = 0; c < optimizer_copies(numbers.config.optimizer, i, numbers.config.value);
             c++)
            at = get(replica->slot[i] + c * stride, at, n, sizeof(real));
    get(replica->order, at, ordered_samples(replica), sizeof(uint32_t));
    replica->final_at = 0;
    return true;
}
