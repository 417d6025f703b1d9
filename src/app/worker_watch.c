/* worker_watch.c - the worker's side of the microscope; see worker_thread.h. */
#include "worker_thread.h"

void worker_watch(struct worker *worker, const struct worker_watch *watch)
{
    if (watch->race != worker->view.races)
        return;
    if (watch->id == 0)
        race_watch(worker->race, 0);
    worker->watch = *watch;
    pthread_mutex_lock(&worker->lock);
    worker->sight = (struct worker_sight){0};
    pthread_mutex_unlock(&worker->lock);
}

void worker_see(struct worker *worker)
{
    struct worker_sight sight = {.watch = worker->watch};

    if (sight.watch.id == 0 || !worker->race || sight.watch.race != worker->view.races)
        return;
    race_watch(worker->race, sight.watch.id);
    sight.kind =
        race_read_watched(worker->race, sight.watch.id, &sight.watch.weight, &sight.reading);
    pthread_mutex_lock(&worker->lock);
    worker->sight = sight;
    pthread_mutex_unlock(&worker->lock);
}

void worker_sight(struct worker *worker, struct worker_sight *out)
{
    pthread_mutex_lock(&worker->lock);
    *out = worker->sight;
    pthread_mutex_unlock(&worker->lock);
}
