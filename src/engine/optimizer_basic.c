/*
 * optimizer_basic.c - rules that follow the gradient itself or an average of it. Knows no table
 * and no network.
 */
#include "optimizer_rules.h"
#include "vectorized.h"

VECTORIZED void optimizer_gd(const struct step *step)
{
    const real lr = (real)step->lr;
    const real *restrict g = step->g;
    real *restrict w = step->w;

    for (size_t i = step->begin; i < step->end; i++)
        w[i] -= lr * g[i];
}

VECTORIZED void optimizer_momentum(const struct step *step)
{
    const real lr = (real)step->lr;
    const real beta = (real)step->hyper[1];
    const real one_minus_beta = (real)(1 - step->hyper[1]);
    const real *restrict g = step->g;
    real *restrict w = step->w;
    real *restrict v = step->slot[0];

    for (size_t i = step->begin; i < step->end; i++) {
        v[i] = beta * v[i] + one_minus_beta * g[i];
        w[i] -= lr * v[i];
    }
}
