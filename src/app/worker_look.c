/* worker_look.c - the worker's pictures of the plane of inputs; see worker.h and outlook.h. */
#include "worker_thread.h"

static void tell(void *context)
{
    struct worker *worker = context;

    pthread_mutex_lock(&worker->lock);
    worker_changed(worker);
    pthread_mutex_unlock(&worker->lock);
}

static struct outlooker *get_outlooker(struct worker *worker, struct status *status)
{
    struct outlooker *outlooker = worker->outlooker;

    if (outlooker)
        return outlooker;
    outlooker = outlooker_create(tell, worker, status);
    pthread_mutex_lock(&worker->lock);
    worker->outlooker = outlooker;
    pthread_mutex_unlock(&worker->lock);
    return outlooker;
}

void worker_look(struct worker *worker, const struct outlook_request *request)
{
    const struct problem *problem = race_problem(worker->race);
    struct status status = {0};
    struct outlooker *outlooker;

    /* What was asked of the race before needs no answer: whoever asked sees that it is gone. */
    if (request->race != worker->view.races || !problem->network ||
        (request->units > 0 ? worker->view.image_width == 0 : problem->network->shape.width[0] > 2))
        return;
    outlooker = get_outlooker(worker, &status);
    if (!outlooker || !outlooker_post(outlooker, worker->race, request, &status))
        worker_report_error(worker, &status);
}

void worker_outlook(struct worker *worker, struct outlook *outlook)
{
    struct outlooker *outlooker;

    pthread_mutex_lock(&worker->lock);
    outlooker = worker->outlooker;
    pthread_mutex_unlock(&worker->lock);
    if (outlooker)
        outlooker_take(outlooker, outlook);
}
