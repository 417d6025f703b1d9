/* sweep_hand.c - handing out jobs; see sweep_hand.h. */
#include "sweep_hand.h"

#include "base/clock.h"
#include "base/pool.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

/* A job more than there are threads: it is begun while the result of another is on its way. */
enum { AHEAD = 1 };

static const double glance = 0.001;  /* seconds between two looks for results of ranks */
static const double patience = 0.25; /* where there are none */
static const double interval = 0.1;  /* between two calls of `look` */

/* ---- the jobs
 * ------------------------------------------------------------------------------------ */

static bool is_left(const struct sweep_errand *errand, uint64_t job)
{
    return !errand->results->there[job] &&
           (errand->parts == 0 || job % (uint64_t)errand->parts == (uint64_t)errand->part - 1);
}

uint64_t sweep_left(const struct sweep_errand *errand)
{
    uint64_t left = 0;

    for (uint64_t job = 0; job < errand->results->jobs; job++)
        left += is_left(errand, job);
    return left;
}

struct entry {
    double seconds;
    uint64_t job;
};

static int longest_first(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;

    if (x->seconds < y->seconds || x->seconds > y->seconds)
        return x->seconds < y->seconds ? 1 : -1;
    return (x->job > y->job) - (x->job < y->job);
}

/* The jobs that are left, in the order in which they are handed out. */
static struct entry *list_jobs(const struct sweep_errand *errand, size_t *count,
                               struct status *status)
{
    struct entry *entry = calloc((size_t)sweep_left(errand) + 1, sizeof *entry);

    *count = 0;
    if (!entry) {
        status_out_of_memory(status, "the sweep");
        return NULL;
    }
    for (uint64_t job = 0; job < errand->results->jobs; job++)
        if (is_left(errand, job)) {
            int run = errand->plan->config[sweep_job_config(errand->plan, job)].run;

            entry[(*count)++] =
                (struct entry){errand->estimate ? errand->estimate->of_run[run] : 0, job};
        }
    qsort(entry, *count, sizeof *entry, longest_first);
    return entry;
}

/* ---- handing out
 * --------------------------------------------------------------------------------- */

struct hand {
    const struct sweep_errand *errand;
    struct sweep_team *team;
    struct entry *entry;
    size_t entries, next, done;
    int *busy; /* jobs that each rank has */
    struct sweep_place here;
    double looked;
};

static bool has_more(const struct hand *hand)
{
    return hand->next < hand->entries;
}

static bool give_all(struct hand *hand, struct status *status)
{
    const struct sweep_ranks *ranks = hand->errand->ranks;
    uint64_t most = (uint64_t)sweep_team_threads(hand->team) + AHEAD;

    while (has_more(hand) && sweep_team_busy(hand->team) < most)
        if (!sweep_team_give(hand->team, hand->entry[hand->next++].job, status))
            return false;
    for (int rank = 0; ranks && rank < ranks->ranks; rank++)
        while (has_more(hand) && hand->busy[rank] < ranks->threads[rank] + AHEAD) {
            if (!ranks->give(ranks->context, rank, hand->entry[hand->next++].job))
                return status_fail(status, STATUS_SYSTEM, "rank %d cannot be reached", rank + 1);
            hand->busy[rank]++;
        }
    return true;
}

static bool keep(struct hand *hand, const struct sweep_done *done, const struct sweep_place *place,
                 struct status *status)
{
    struct sweep_place at = *place;

    if (done->status.code != STATUS_OK)
        return status_fail(status, done->status.code, "%s", done->status.message);
    at.seconds = done->seconds;
    hand->done++;
    return hand->errand->keep(hand->errand->context, done, &at, status);
}

/* Results that have arrived from ranks. */
static bool take_from_ranks(struct hand *hand, bool *any, struct status *status)
{
    const struct sweep_ranks *ranks = hand->errand->ranks;
    struct sweep_done done;
    int rank;

    *any = false;
    while (ranks && ranks->take(ranks->context, &rank, &done)) {
        *any = true;
        hand->busy[rank]--;
        if (!keep(hand, &done, &ranks->place[rank], status))
            return false;
    }
    return true;
}

static void rest(double seconds)
{
    struct timespec time = {.tv_nsec = (long)(1e9 * seconds)};

    nanosleep(&time, NULL);
}

static void look(struct hand *hand)
{
    double now = clock_now();

    if (!hand->errand->look || now - hand->looked < interval)
        return;
    hand->looked = now;
    hand->errand->look(hand->errand->context, sweep_team_iterations(hand->team));
}

static bool is_cancelled(const struct sweep_errand *errand)
{
    return errand->cancel && atomic_load(errand->cancel);
}

static bool go_on(struct hand *hand, struct status *status)
{
    struct sweep_done done;
    bool any;

    if (is_cancelled(hand->errand))
        return status_fail(status, STATUS_CANCELLED, "cancelled");
    if (!give_all(hand, status) || !take_from_ranks(hand, &any, status))
        return false;
    if (sweep_team_take(hand->team, &done, any ? 0 : hand->errand->ranks ? glance : patience)) {
        if (!keep(hand, &done, &hand->here, status))
            return false;
    } else if (!any && sweep_team_busy(hand->team) == 0)
        rest(glance);
    look(hand);
    return true;
}

bool sweep_hand_out(const struct sweep_errand *errand, struct status *status)
{
    struct hand hand = {.errand = errand};
    bool good;

    hand.entry = list_jobs(errand, &hand.entries, status);
    hand.busy = calloc(errand->ranks ? (size_t)errand->ranks->ranks + 1 : 1, sizeof *hand.busy);
    good = hand.entry && hand.busy;
    if (hand.entry && !hand.busy)
        status_out_of_memory(status, "the sweep");
    if (good && hand.entries > 0) {
        sweep_place_here(&hand.here);
        hand.team = sweep_team_start(errand->problem, errand->plan, errand->threads, errand->cancel,
                                     status);
        good = hand.team != NULL;
        while (good && hand.done < hand.entries)
            good = go_on(&hand, status);
        sweep_team_free(hand.team);
    }
    free(hand.entry);
    free(hand.busy);
    return good;
}

/* ---- in a rank
 * ------------------------------------------------------------------------------------ */

bool sweep_serve(const struct sweep_service *service, struct status *status)
{
    struct sweep_team *team = sweep_team_start(service->problem, service->plan, service->threads,
                                               service->cancel, status);
    bool good = team != NULL, ended = false;

    while (good && !(ended && sweep_team_busy(team) == 0)) {
        struct sweep_done done;
        uint64_t job;

        if (service->cancel && atomic_load(service->cancel)) {
            good = status_fail(status, STATUS_CANCELLED, "cancelled");
            break;
        }
        while (good && !ended && service->take(service->context, &job, &ended))
            good = sweep_team_give(team, job, status);
        if (!good)
            break;
        if (sweep_team_take(team, &done, glance))
            good = service->give(service->context, &done) ||
                   status_fail(status, STATUS_SYSTEM, "rank 0 cannot be reached");
        else if (sweep_team_busy(team) == 0 && !ended)
            rest(glance);
    }
    sweep_team_free(team);
    return good;
}

/* ---- how many threads
 * ------------------------------------------------------------------------------------ */

int sweep_share(const unsigned char *sets, size_t size, int ranks, int rank)
{
    const double rounding = 1e-6; /* six sixths are one */
    double share = 0;

    for (size_t bit = 0; bit < 8 * size; bit++) {
        size_t byte = bit / 8, users = 0;

        for (int r = 0; r < ranks; r++)
            users += (sets[(size_t)r * size + byte] >> bit % 8) & 1U;
        if ((sets[(size_t)rank * size + byte] >> bit % 8) & 1U)
            share += 1 / (double)users;
    }
    share += rounding;
    return share < 1 ? 1 : share > POOL_THREADS_MAX ? POOL_THREADS_MAX : (int)share;
}
