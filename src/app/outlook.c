/* outlook.c - evaluates networks over the plane of their inputs, beside training; see outlook.h. */
#include "outlook.h"

#include "base/clock.h"
#include "base/thread.h"
#include "model/network_objective.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double SHARE = 0.02;  /* of the time that training may lose */
static const double MARGIN = 0.08; /* around the training data, as a share of what they cover */

/* What is to be evaluated; nothing of it belongs to the race. */
struct job {
    struct outlook outlook; /* without responses yet */
    struct network network;
    size_t n;
    real *w; /* of each run, one after the other */
};

struct outlooker {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    atomic_bool ending;
    struct job *next;      /* waits to be begun; NULL: nothing does */
    struct outlook latest; /* finished */
    void (*ready)(void *context);
    void *context;
};

/* ---- jobs ---------------------------------------------------------------------------------------
 */

static void job_free(struct job *job)
{
    if (!job)
        return;
    outlook_free(&job->outlook);
    free(job->w);
    free(job);
}

void outlook_free(struct outlook *outlook)
{
    free(outlook->response);
    free(outlook->weight);
    *outlook = (struct outlook){0};
}

double outlook_rest(const struct outlook *outlook)
{
    return outlook->seconds * (1 / SHARE - 1);
}

/* Training samples, evenly picked, and what they cover. */
static void take_points(struct outlook *outlook, const struct dataset *dataset)
{
    const struct samples *train = &dataset->train;
    size_t n_x = train->n_x, m = train->m;
    size_t points = m < OUTLOOK_POINTS_MAX ? m : OUTLOOK_POINTS_MAX;
    double low[2] = {INFINITY, INFINITY}, high[2] = {-INFINITY, -INFINITY};

    for (size_t p = 0; p < points; p++) {
        size_t i = p * m / points;
        struct outlook_point *point = &outlook->point[p];
        real x[2] = {0};

        samples_expand(dataset, train, NULL, i, 1, x);
        point->place[0] = (double)x[0];
        point->place[1] = n_x > 1 ? (double)x[1] : (double)train->y[i * train->n_y];
        point->label = train->label ? train->label[i] : 0;
        for (int k = 0; k < 2; k++) {
            low[k] = fmin(low[k], point->place[k]);
            high[k] = fmax(high[k], point->place[k]);
        }
    }
    outlook->points = (int)points;
    for (int k = 0; k < 2; k++) {
        double room = high[k] > low[k] ? MARGIN * (high[k] - low[k]) : 1;

        outlook->grid.low[k] = low[k] - room;
        outlook->grid.high[k] = high[k] + room;
    }
}

static const struct run *find_run(const struct race *race, int id)
{
    for (int i = 0; i < race_runs(race); i++)
        if (race_run_id(race, i) == id)
            return race_run(race, i);
    return NULL;
}

/* The weights from all inputs to the first units. */
static bool take_weights(struct outlook *outlook, const struct problem *problem, const real *w,
                         int units)
{
    const struct dataset *dataset = problem->dataset;
    const struct tensor *tensor = &problem->network->tensor[0];
    const size_t pixels = dataset->height * dataset->width;
    const size_t channels = dataset->train.n_x / pixels;

    outlook->units = units < (int)tensor->cols ? units : (int)tensor->cols;
    outlook->units = outlook->units < OUTLOOK_UNITS_MAX ? outlook->units : OUTLOOK_UNITS_MAX;
    outlook->height = dataset->height;
    outlook->width = dataset->width;
    outlook->weight = calloc((size_t)outlook->units * pixels, sizeof *outlook->weight);
    for (size_t i = 0; outlook->weight && i < dataset->train.n_x; i++)
        for (size_t u = 0; u < (size_t)outlook->units; u++)
            outlook->weight[u * pixels + i % pixels] +=
                (float)w[tensor->offset + i * tensor->cols + u] / (float)channels;
    return outlook->weight != NULL;
}

/* A finished picture: it needs no evaluation. */
static bool take_images(struct outlook *outlook, const struct race *race,
                        const struct outlook_request *request)
{
    const struct run *run = find_run(race, request->id[0]);
    double started = clock_now();

    outlook->number = request->number;
    outlook->race = request->race;
    if (!run)
        return true;
    outlook->runs = 1;
    outlook->id[0] = request->id[0];
    outlook->state[0] = run_get_numbers(run)->iteration;
    if (!take_weights(outlook, race_problem(race), run_parameters(run), request->units))
        return false;
    outlook->seconds = clock_now() - started;
    return true;
}

static struct job *make_job(const struct race *race, const struct outlook_request *request,
                            struct status *status)
{
    const struct problem *problem = race_problem(race);
    size_t n = problem->objective->n;
    struct job *job = calloc(1, sizeof *job);
    struct outlook *outlook = job ? &job->outlook : NULL;

    if (job && request->units > 0) {
        if (take_images(outlook, race, request))
            return job;
        job_free(job);
        job = NULL;
    }

    if (job)
        job->w = calloc((size_t)request->runs * n + 1, sizeof *job->w);
    if (!job || !job->w) {
        job_free(job);
        status_out_of_memory(status, "a picture of the plane");
        return NULL;
    }
    job->network = *problem->network;
    job->n = n;
    outlook->number = request->number;
    outlook->race = request->race;
    outlook->inputs = (int)problem->network->shape.width[0];
    outlook->classes = problem->dataset->regression ? 0 : problem->dataset->classes;
    take_points(outlook, problem->dataset);
    outlook->grid.columns = request->columns > 0 ? request->columns : 1;
    outlook->grid.rows = outlook->inputs > 1 && request->rows > 0 ? request->rows : 1;
    for (int i = 0; i < request->runs && outlook->runs < OUTLOOK_RUNS_MAX; i++) {
        const struct run *run = find_run(race, request->id[i]);

        if (!run)
            continue;
        memcpy(job->w + (size_t)outlook->runs * n, run_parameters(run), n * sizeof *job->w);
        outlook->state[outlook->runs] = run_get_numbers(run)->iteration;
        outlook->id[outlook->runs++] = request->id[i];
    }
    return job;
}

/* ---- the thread ---------------------------------------------------------------------------------
 */

static bool make_room(struct outlook *outlook, size_t count)
{
    if (count > outlook->capacity) {
        struct response *response = realloc(outlook->response, count * sizeof *response);

        if (!response)
            return false;
        outlook->response = response;
        outlook->capacity = count;
    }
    return true;
}

static size_t cells_of(const struct outlook *outlook)
{
    return (size_t)outlook->grid.columns * (size_t)outlook->grid.rows;
}

static bool evaluate(struct outlooker *outlooker, struct job *job)
{
    struct outlook *outlook = &job->outlook;
    size_t cells = cells_of(outlook);
    double started = clock_now();
    struct status status = {0};

    if (outlook->grid.columns == 0)
        return true; /* images of weights are there */
    if (!make_room(outlook, cells * (size_t)outlook->runs + 1))
        return false;
    for (int i = 0; i < outlook->runs; i++)
        if (!response_evaluate(&job->network, job->w + (size_t)i * job->n, &outlook->grid,
                               outlook->classes, outlook->response + (size_t)i * cells,
                               &outlooker->ending, &status))
            return false;
    outlook->seconds = clock_now() - started;
    return true;
}

static void *work(void *argument)
{
    struct outlooker *outlooker = argument;

    pthread_mutex_lock(&outlooker->lock);
    while (!atomic_load(&outlooker->ending)) {
        struct job *job = outlooker->next;
        bool good;

        if (!job) {
            pthread_cond_wait(&outlooker->wake, &outlooker->lock);
            continue;
        }
        outlooker->next = NULL;
        pthread_mutex_unlock(&outlooker->lock);
        good = evaluate(outlooker, job);
        pthread_mutex_lock(&outlooker->lock);
        if (good) {
            outlook_free(&outlooker->latest);
            outlooker->latest = job->outlook;
            job->outlook.response = NULL;
            job->outlook.weight = NULL;
        }
        pthread_mutex_unlock(&outlooker->lock);
        job_free(job);
        if (good)
            outlooker->ready(outlooker->context);
        pthread_mutex_lock(&outlooker->lock);
    }
    pthread_mutex_unlock(&outlooker->lock);
    return NULL;
}

/* ---- for its owner ------------------------------------------------------------------------------
 */

struct outlooker *outlooker_create(void (*ready)(void *context), void *context,
                                   struct status *status)
{
    struct outlooker *outlooker = calloc(1, sizeof *outlooker);
    int error;

    if (!outlooker) {
        status_out_of_memory(status, "a picture of the plane");
        return NULL;
    }
    outlooker->ready = ready;
    outlooker->context = context;
    atomic_init(&outlooker->ending, false);
    pthread_mutex_init(&outlooker->lock, NULL);
    pthread_cond_init(&outlooker->wake, NULL);
    error = thread_start(&outlooker->thread, work, outlooker);
    if (error) {
        status_fail(status, STATUS_SYSTEM, "cannot start a thread: %s", strerror(error));
        pthread_cond_destroy(&outlooker->wake);
        pthread_mutex_destroy(&outlooker->lock);
        free(outlooker);
        return NULL;
    }
    return outlooker;
}

void outlooker_free(struct outlooker *outlooker)
{
    if (!outlooker)
        return;
    pthread_mutex_lock(&outlooker->lock);
    atomic_store(&outlooker->ending, true);
    pthread_cond_signal(&outlooker->wake);
    pthread_mutex_unlock(&outlooker->lock);
    pthread_join(outlooker->thread, NULL);
    job_free(outlooker->next);
    outlook_free(&outlooker->latest);
    pthread_cond_destroy(&outlooker->wake);
    pthread_mutex_destroy(&outlooker->lock);
    free(outlooker);
}

bool outlooker_post(struct outlooker *outlooker, const struct race *race,
                    const struct outlook_request *request, struct status *status)
{
    struct job *job = make_job(race, request, status);

    if (!job)
        return false;
    pthread_mutex_lock(&outlooker->lock);
    job_free(outlooker->next);
    outlooker->next = job;
    pthread_cond_signal(&outlooker->wake);
    pthread_mutex_unlock(&outlooker->lock);
    return true;
}

/* A copy of the images, in place of those that there were; false without memory. */
static bool copy_weights(const struct outlook *from, struct outlook *to)
{
    const size_t count = (size_t)from->units * from->height * from->width;
    float *weight = NULL;

    if (count > 0 && !(weight = malloc(count * sizeof *weight)))
        return false;
    if (count > 0)
        memcpy(weight, from->weight, count * sizeof *weight);
    free(to->weight);
    to->weight = weight;
    return true;
}

void outlooker_take(struct outlooker *outlooker, struct outlook *outlook)
{
    pthread_mutex_lock(&outlooker->lock);
    if (outlooker->latest.number != outlook->number) {
        const struct outlook *latest = &outlooker->latest;
        size_t count = cells_of(latest) * (size_t)latest->runs;

        if (make_room(outlook, count + 1) && copy_weights(latest, outlook)) {
            struct outlook kept = *outlook;

            *outlook = *latest;
            outlook->response = kept.response;
            outlook->capacity = kept.capacity;
            outlook->weight = kept.weight;
            if (count > 0)
                memcpy(outlook->response, latest->response, count * sizeof *outlook->response);
        }
    }
    pthread_mutex_unlock(&outlooker->lock);
}
