/* checkpoint.c - taking and keeping checkpoints; see checkpoint.h. */
#include "checkpoint.h"

#include <stdlib.h>
#include <string.h>

struct checkpoint {
    atomic_int owners;
    uint64_t iteration;
    size_t size;
    _Alignas(max_align_t) char state[];
};

/* ---- the list ----------------------------------------------------------------------------------
 */

static void give_back(struct checkpoint *checkpoint)
{
    if (atomic_fetch_sub(&checkpoint->owners, 1) == 1)
        free(checkpoint);
}

static void drop(struct replica *replica, int i)
{
    size_t after = (size_t)(--replica->checkpoints - i);

    give_back(replica->checkpoint[i]);
    memmove(&replica->checkpoint[i], &replica->checkpoint[i + 1],
            after * sizeof replica->checkpoint[0]);
}

void checkpoint_clear(struct replica *replica)
{
    while (replica->checkpoints > 0)
        drop(replica, replica->checkpoints - 1);
}

int checkpoint_count(const struct replica *replica)
{
    return replica->checkpoints;
}

void checkpoint_share(struct replica *to, const struct replica *from, uint64_t s)
{
    for (int i = 0; i < from->checkpoints && from->checkpoint[i]->iteration <= s; i++) {
        atomic_fetch_add(&from->checkpoint[i]->owners, 1);
        to->checkpoint[to->checkpoints++] = from->checkpoint[i];
    }
}

/* ---- the rule ----------------------------------------------------------------------------------
 */

uint64_t checkpoint_interval(const struct replica *replica)
{
    /* Seconds, on the fast side for an iteration and on the slow side for a copy. */
    const double copied_byte = 0.5e-9, updated_byte = 0.1e-9, sample_parameter = 12e-12;
    const double copy = 1e-6, iteration = 0.3e-6, share = 0.01;
    double bytes = (double)replica_size(replica);
    double work = (double)replica->problem->batch * (double)replica->problem->objective->n;
    double once = copy + bytes * copied_byte;
    double each = iteration + bytes * updated_byte + work * sample_parameter;
    double interval = ceil(once / each / share);

    return interval > 1 ? (uint64_t)interval : 1;
}

/* The one between whose neighbours the gap is smallest for its age; the newest stays. */
static int least_missed(const struct replica *replica)
{
    uint64_t now = replica->numbers->iteration;
    double least = INFINITY;
    int at = 0;

    for (int i = 0; i + 1 < replica->checkpoints; i++) {
        uint64_t before = i > 0 ? replica->checkpoint[i - 1]->iteration : 0;
        double gap = (double)(replica->checkpoint[i + 1]->iteration - before);
        double age = (double)(now - before);

        if (gap / age < least) {
            least = gap / age;
            at = i;
        }
    }
    return at;
}

static uint64_t held(const struct replica *replica)
{
    uint64_t bytes = 0;

    for (int i = 0; i < replica->checkpoints; i++)
        bytes += replica->checkpoint[i]->size;
    return bytes;
}

void checkpoint_take(struct replica *replica, uint64_t memory, uint64_t interval)
{
    uint64_t now = replica->numbers->iteration;
    uint64_t last =
        replica->checkpoints > 0 ? replica->checkpoint[replica->checkpoints - 1]->iteration : 0;
    size_t size = replica_size(replica);
    struct checkpoint *checkpoint;

    if (replica->numbers->state != RUN_LIVE || now < last + interval)
        return;
    while (replica->checkpoints > 0 && (replica->checkpoints == REPLICA_CHECKPOINTS_MAX ||
                                        size > memory || held(replica) > memory - size))
        drop(replica, least_missed(replica));
    if (size > memory)
        return;
    checkpoint = malloc(sizeof *checkpoint + size);
    if (!checkpoint)
        return;
    atomic_init(&checkpoint->owners, 1);
    checkpoint->iteration = now;
    checkpoint->size = size;
    replica_save(replica, checkpoint->state);
    replica->checkpoint[replica->checkpoints++] = checkpoint;
}

/* ---- going back --------------------------------------------------------------------------------
 */

static const struct checkpoint *find(const struct replica *replica, uint64_t s)
{
    int i = replica->checkpoints;

    while (i > 0 && replica->checkpoint[i - 1]->iteration > s)
        i--;
    return i > 0 ? replica->checkpoint[i - 1] : NULL;
}

uint64_t checkpoint_before(const struct replica *replica, uint64_t s)
{
    const struct checkpoint *checkpoint = find(replica, s);

    return checkpoint ? checkpoint->iteration : 0;
}

bool checkpoint_restore(struct replica *replica, const struct replica *from, uint64_t s)
{
    const struct checkpoint *checkpoint = find(from, s);

    if (!checkpoint || checkpoint->size > replica->capacity)
        return false;
    replica_restore(replica, checkpoint->state, checkpoint->size);
    return true;
}
