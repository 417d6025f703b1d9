/*
 * tensor.h - a view into a parameter vector: the rectangle that belongs together, such as a layer's
 * weights. Knows neither the purpose of the parameters nor their updates.
 */
#ifndef OPTOP_TENSOR_H
#define OPTOP_TENSOR_H

#include <stdbool.h>
#include <stddef.h>

struct tensor {
    size_t offset;     /* of its first element in the parameter vector */
    size_t rows, cols; /* weights: n_in x n_out; bias: 1 x n_out */
    int layer;         /* from 0 */
    bool bias;         /* penalties on the weights leave it alone */
};

#endif
