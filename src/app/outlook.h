/*
 * outlook.h - the outputs of a race's networks over the plane of their inputs, for the screen: a
 * separate thread evaluates copies of their weights while training goes on. Knows no screen.
 */
#ifndef OPTOP_OUTLOOK_H
#define OPTOP_OUTLOOK_H

#include "model/response.h"
#include "train/race.h"

enum { OUTLOOK_RUNS_MAX = 16, OUTLOOK_POINTS_MAX = 500, OUTLOOK_UNITS_MAX = 256 };

/* A request: for these runs, in this order. */
struct outlook_request {
    uint64_t number; /* comes back, */
    uint64_t race;   /* and so does this: for whoever asks to tell races apart */
    int runs;
    int id[OUTLOOK_RUNS_MAX];
    int columns, rows; /* of each run's picture; with one input rows do not matter */
    int units; /* > 0: instead the weights of so many units of the first layer, of one run, where
                * inputs are images */
};

/* A training sample. */
struct outlook_point {
    double place[2]; /* its inputs; with one input that and the target */
    int label;       /* its class */
};

struct outlook {
    uint64_t number; /* 0: there is none yet */
    uint64_t race;
    int runs;
    int id[OUTLOOK_RUNS_MAX];
    uint64_t state[OUTLOOK_RUNS_MAX]; /* updates that the weights had */
    int inputs, classes;              /* classes 0: numbers are learned */
    struct response_grid grid;        /* with two inputs, of which low and high are in sight */
    int points;                       /* of the training data, evenly picked */
    struct outlook_point point[OUTLOOK_POINTS_MAX];
    double seconds; /* that the evaluation took */
    int units;      /* of the first layer, from the first on; their weights are images: */
    size_t height, width;
    float *weight;             /* units x height x width, means over the channels */
    struct response *response; /* of each run grid.columns * grid.rows, one after the other */
    size_t capacity;
};

struct outlooker;

/* The thread calls `ready(context)` when there is a new outlook. STATUS_MEMORY, _SYSTEM. */
struct outlooker *outlooker_create(void (*ready)(void *context), void *context,
                                   struct status *status);

/* Abandons work in progress. NULL is allowed. */
void outlooker_free(struct outlooker *outlooker);

/*
 * Copies the weights of the requested runs, between two iterations, and starts the thread; an
 * earlier request that has not begun is dropped. Needs a network with one or two inputs, or images.
 * Deleted runs are left out.
 */
bool outlooker_post(struct outlooker *outlooker, const struct race *race,
                    const struct outlook_request *request, struct status *status);

/* Copies the latest one, if it differs from `outlook`, which stays as it is without memory. */
void outlooker_take(struct outlooker *outlooker, struct outlook *outlook);
void outlook_free(struct outlook *outlook);

/* How long to wait after an outlook so that training loses no more than 2 % of its time. */
double outlook_rest(const struct outlook *outlook);

#endif
