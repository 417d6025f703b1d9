/*
 * optimizer_adaptive.c - rules that give each weight a learning rate of its own, from averages of
 * its squared gradients. Knows no table and no network.
 */
#include "optimizer_rules.h"
#include "vectorized.h"

VECTORIZED void optimizer_rmsprop(const struct step *step)
{
    const real lr = (real)step->lr;
    const real beta = (real)step->hyper[1];
    const real one_minus_beta = (real)(1 - step->hyper[1]);
    const real eps = (real)step->hyper[2];
    const real *restrict g = step->g;
    real *restrict w = step->w;
    real *restrict s = step->slot[0];

    for (size_t i = step->begin; i < step->end; i++) {
        s[i] = beta * s[i] + one_minus_beta * (g[i] * g[i]);
        w[i] -= lr * g[i] / (real_sqrt(s[i]) + eps);
    }
}

/*
 * With bias correction m stands for m / (1 - beta1^t) and v for v / (1 - beta2^t); the divisors do
 * not depend on i and go into lr and the root. Without it they are 1, which changes no bit.
 */
VECTORIZED void optimizer_adam(const struct step *step)
{
    const bool corrected = step->hyper[4] != 0;
    const double t = (double)step->t;
    const double correction1 = corrected ? 1 - pow(step->hyper[1], t) : 1;
    const double correction2 = corrected ? 1 - pow(step->hyper[2], t) : 1;
    const real lr = (real)(step->lr / correction1);
    const real root = (real)(1 / sqrt(correction2));
    const real beta1 = (real)step->hyper[1];
    const real beta2 = (real)step->hyper[2];
    const real one_minus_beta1 = (real)(1 - step->hyper[1]);
    const real one_minus_beta2 = (real)(1 - step->hyper[2]);
    const real eps = (real)step->hyper[3];
    const real *restrict g = step->g;
    real *restrict w = step->w;
    real *restrict m = step->slot[0];
    real *restrict v = step->slot[1];

    for (size_t i = step->begin; i < step->end; i++) {
        m[i] = beta1 * m[i] + one_minus_beta1 * g[i];
        v[i] = beta2 * v[i] + one_minus_beta2 * (g[i] * g[i]);
        w[i] -= lr * m[i] / (real_sqrt(v[i]) * root + eps);
    }
}
