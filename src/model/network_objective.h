/*
 * network_objective.h - a network on a dataset as an objective. Knows no training.
 */
#ifndef OPTOP_NETWORK_OBJECTIVE_H
#define OPTOP_NETWORK_OBJECTIVE_H

#include "network.h"
#include "objective.h"

struct network_objective {
    struct objective objective; /* first: a pointer to it is a pointer to the whole */
    struct network network;
    struct dataset *dataset; /* a counted reference */
};

/*
 * Plans the network; width[0] and the last width of the shape are the dataset's. Takes over a
 * reference to the dataset, on errors too. STATUS_INVALID, STATUS_MEMORY.
 */
struct network_objective *network_objective_create(struct dataset *dataset,
                                                   const struct network_shape *shape,
                                                   struct status *status);

#endif
