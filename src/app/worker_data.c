/*
 * worker_data.c - the screen's questions about the data: their description, and confusion matrices;
 * see worker_thread.h.
 */
#include "worker_thread.h"

#include "describe.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void worker_describe(struct worker *worker)
{
    const struct dataset *dataset = race_problem(worker->race)->dataset;
    bool images = dataset && dataset_has_images(dataset) && dataset->train.n_x > 2;
    char *text = NULL, *old;
    size_t size;
    FILE *stream = open_memstream(&text, &size);

    if (stream) {
        describe_at_length(stream, race_problem(worker->race));
        if (fclose(stream) != 0) {
            free(text);
            text = NULL;
        }
    }
    pthread_mutex_lock(&worker->lock);
    old = worker->described;
    worker->described = text;
    worker->view.image_height = images ? dataset->height : 0;
    worker->view.image_width = images ? dataset->width : 0;
    pthread_mutex_unlock(&worker->lock);
    free(old);
}

char *worker_described(struct worker *worker)
{
    char *text;

    pthread_mutex_lock(&worker->lock);
    text = worker->described ? strdup(worker->described) : NULL;
    pthread_mutex_unlock(&worker->lock);
    return text;
}

static int place_of(const struct race *race, int id)
{
    for (int i = 0; i < race_runs(race); i++)
        if (race_run_id(race, i) == id)
            return i;
    return -1;
}

void worker_classify(struct worker *worker, int id)
{
    struct confusion made = {0}, old;
    struct status status = {0};
    int i = place_of(worker->race, id);
    bool wanted;

    pthread_mutex_lock(&worker->lock);
    wanted = i >= 0 && !worker->first;
    worker->testing = wanted;
    if (wanted)
        atomic_store(&worker->cancel, false);
    pthread_mutex_unlock(&worker->lock);
    if (!wanted)
        return;
    if (!confusion_make(&made, worker->race, i, &worker->cancel, &status)) {
        confusion_free(&made);
        if (status.code != STATUS_CANCELLED)
            worker_report_error(worker, &status);
    }
    pthread_mutex_lock(&worker->lock);
    worker->testing = false;
    old = worker->confusion;
    worker->confusion = made;
    worker->view.confusion_number++;
    worker_changed(worker);
    pthread_mutex_unlock(&worker->lock);
    confusion_free(&old);
}

bool worker_confusion(struct worker *worker, struct confusion *out)
{
    struct status status = {0};
    bool there;

    *out = (struct confusion){0};
    pthread_mutex_lock(&worker->lock);
    there = worker->confusion.classes > 0 && confusion_copy(out, &worker->confusion, &status);
    pthread_mutex_unlock(&worker->lock);
    return there;
}
