/*
 * optimizer.c - THE table of optimizers; see optimizer.h. Knows no update rule itself: those are
 * in optimizer_*.c, a file a family.
 */
#include "optimizer_rules.h"

#include <string.h>

#define COUNT(ARRAY)  ((int)(sizeof(ARRAY) / sizeof(ARRAY)[0]))
#define PARAMS(ARRAY) .params = (ARRAY), .n_params = COUNT(ARRAY)

#define LEARNING_RATE(INITIAL) PARAM_REAL_POSITIVE("lr", INITIAL, 1000, "learning rate")
#define EPSILON(INITIAL)                                                                           \
    PARAM_REAL_POSITIVE("eps", INITIAL, 1, "keeps the denominator away from 0, outside the root")

static const struct param_spec gd_params[] = {
    LEARNING_RATE(0.1),
};

static const struct param_spec momentum_params[] = {
    LEARNING_RATE(0.9),
    PARAM_REAL_HALF("beta", 0.9, 0, 1, "how much of the old velocity is kept"),
};

static const struct param_spec rmsprop_params[] = {
    LEARNING_RATE(0.001),
    PARAM_REAL_HALF("beta", 0.9, 0, 1, "decay of the average of squared gradients"),
    EPSILON(1e-8),
};

static const struct param_spec adam_params[] = {
    LEARNING_RATE(0.01),
    PARAM_REAL_HALF("beta1", 0.9, 0, 1, "decay of the average of gradients"),
    PARAM_REAL_HALF("beta2", 0.999, 0, 1, "decay of the average of squared gradients"),
    EPSILON(1e-8),
    PARAM_SWITCH("bias_correction", 0, "1: undo the averages' pull towards their start at 0"),
};

const struct optimizer_spec optimizers[] = {
    {
        .name = "gd",
        .title = "Gradient descent",
        .family = "basic",
        .help = "a step against the gradient, the same learning rate for every weight",
        .rule = "w = w - lr g",
        .reference = "A.-L. Cauchy, Methode generale pour la resolution des systemes d'equations "
                     "simultanees, Comptes rendus 25, 1847, 536-538",
        PARAMS(gd_params),
        .shown = 1,
        .step = optimizer_gd,
    },
    {
        .name = "momentum",
        .title = "Momentum",
        .family = "basic",
        .help = "steps along a decaying average of the gradients: damps zigzags, keeps its way",
        .rule = "v = beta v + (1 - beta) g\n"
                "w = w - lr v",
        .reference = "B. T. Polyak, Some methods of speeding up the convergence of iteration "
                     "methods, USSR Computational Mathematics and Mathematical Physics 4(5), 1964, "
                     "1-17; here in the form of an exponential moving average",
        PARAMS(momentum_params),
        .shown = 2,
        .slots = 1,
        .step = optimizer_momentum,
    },
    {
        .name = "rmsprop",
        .title = "RMSProp",
        .family = "adaptive",
        .help = "divides each gradient by the root of the average of its recent squares",
        .rule = "s = beta s + (1 - beta) g^2\n"
                "w = w - lr g / (sqrt(s) + eps)",
        .reference = "T. Tieleman and G. Hinton, Lecture 6.5 - RMSProp: divide the gradient by a "
                     "running average of its recent magnitude, COURSERA: Neural Networks for "
                     "Machine Learning, 2012",
        PARAMS(rmsprop_params),
        .shown = 2,
        .slots = 1,
        .step = optimizer_rmsprop,
    },
    {
        .name = "adam",
        .title = "Adam",
        .family = "adaptive",
        .help = "momentum and RMSProp together; bias correction if asked for",
        .rule = "m = beta1 m + (1 - beta1) g\n"
                "v = beta2 v + (1 - beta2) g^2\n"
                "w = w - lr m / (sqrt(v) + eps)\n"
                "bias_correction=1: m / (1 - beta1^t) for m, v / (1 - beta2^t) for v",
        .reference = "D. P. Kingma and J. Ba, Adam: A Method for Stochastic Optimization, ICLR "
                     "2015, arXiv:1412.6980",
        PARAMS(adam_params),
        .shown = 3,
        .slots = 2,
        .step = optimizer_adam,
    },
};

const int optimizer_count = COUNT(optimizers);

const struct optimizer_spec *optimizer_find(const char *name)
{
    for (int i = 0; i < optimizer_count; i++)
        if (strcmp(optimizers[i].name, name) == 0)
            return &optimizers[i];
    return NULL;
}
