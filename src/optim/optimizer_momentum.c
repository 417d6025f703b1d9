/*
 * optimizer_momentum.c - rules that follow the gradient itself or an average of it. Knows no
 * network.
 */
#include "optimizer_rules.h"

/* ---- gradient descent -------------------------------------------------------------------------
 */

VECTORIZED static void gd_step(const struct step *step)
{
    const real lr = (real)step->lr;
    const real *restrict g = step->g;
    real *restrict w = step->w;

    for (size_t i = step->begin; i < step->end; i++)
        w[i] -= lr * g[i];
}

static const struct param_spec gd_params[] = {LEARNING_RATE(0.1)};

static const struct rule_line gd_lines[] = {{"w = w - lr g", NULL, false}};

const struct optimizer_spec optimizer_gd = {
    .name = "gd",
    .title = "Gradient descent",
    .family = "momentum",
    .help = "a step against the gradient, the same learning rate for every weight",
    .rule = "w = w - lr g",
    .use = "The yardstick: nothing to tune but lr. Good where all directions are about equally "
           "curved; slow along a valley, for lr must suit the steepest direction.",
    .differs = "Implementations agree. With batches it is called SGD.",
    .reference = "A.-L. Cauchy, Methode generale pour la resolution des systemes d'equations "
                 "simultanees, Comptes rendus 25, 1847, 536-538",
    .preset = "lr=0.3",
    PARAMS(gd_params),
    .shown = 1,
    .decay = optimizer_coupled_decay,
    LINES(gd_lines),
    .step = gd_step,
};

/* ---- momentum ---------------------------------------------------------------------------------
 */

enum { MOMENTUM_EMA, MOMENTUM_HEAVY_BALL, MOMENTUM_LR_INSIDE };
static const char *const momentum_forms[] = {"ema", "heavy-ball", "lr-inside", NULL};

VECTORIZED static void momentum_step(const struct step *step)
{
    const int form = (int)step->hyper[2];
    const bool first = step->t == 1;
    const real lr = (real)(form == MOMENTUM_LR_INSIDE ? 1 : step->lr);
    const real beta = (real)step->hyper[1];
    const real share = (real)(form == MOMENTUM_EMA         ? 1 - step->hyper[1]
                              : form == MOMENTUM_LR_INSIDE ? step->lr
                              : first                      ? 1
                                                           : 1 - step->hyper[3]);
    const real *restrict g = step->g;
    real *restrict w = step->w;
    real *restrict v = step->slot[0];

    for (size_t i = step->begin; i < step->end; i++) {
        v[i] = beta * v[i] + share * g[i];
        w[i] -= lr * v[i];
    }
}

static const struct param_spec momentum_params[] = {
    LEARNING_RATE(0.9),
    PARAM_OPEN_ABOVE("beta", 0.9, "share of the old velocity that is kept",
                     "Towards 1: more inertia, smoother paths, and overshooting that takes about "
                     "1/(1 - beta) iterations to turn. 0: gradient descent."),
    PARAM_ONE_OF("form", MOMENTUM_EMA, momentum_forms, "way the gradient enters the velocity",
                 "ema: steps as long as lr gradients. heavy-ball and lr-inside: up to "
                 "1/(1 - beta) times as long, so they want a smaller lr."),
    PARAM_NOT_NEGATIVE("dampening", 0, 1, "share of the gradient that form=heavy-ball leaves out",
                       "dampening = beta makes heavy-ball an average, but for its first step."),
};

static const struct slot_spec momentum_slots[] = {{.name = "v", .help = "velocity"}};

static const struct rule_line momentum_lines[] = {
    {"v = beta v + (1 - beta) g", "form=ema", false},
    {"v = beta v + g", "form=heavy-ball,t=1", false},
    {"v = beta v + (1 - dampening) g", "form=heavy-ball,t>1", false},
    {"v = beta v + lr g", "form=lr-inside", false},
    {"w = w - lr v", "form!=lr-inside", false},
    {"w = w - v", "form=lr-inside", false},
};

const struct optimizer_spec optimizer_momentum = {
    .name = "momentum",
    .title = "Momentum",
    .family = "momentum",
    .help = "steps along a decaying average of the gradients: damps zigzags, keeps its direction",
    .rule = "v = beta v + (1 - beta) g\n"
            "w = w - lr v\n"
            "form=heavy-ball: v = beta v + (1 - dampening) g, v = g at first\n"
            "form=lr-inside:  v = beta v + lr g, w = w - v",
    .use = "Narrow valleys and noisy batches: zigzags cancel, and steady directions add up. "
           "Often all that a well-scaled problem needs.",
    .differs = "The notebook averages (ema). PyTorch's SGD is heavy-ball, whose first velocity is "
               "the whole gradient. Keras and Sutskever put lr inside the velocity, so a falling "
               "lr takes effect later. With a constant lr, heavy-ball without dampening equals "
               "lr-inside, and ema with lr / (1 - beta).",
    .reference = "B. T. Polyak, Some methods of speeding up the convergence of iteration methods, "
                 "USSR Computational Mathematics and Mathematical Physics 4(5), 1964, 1-17",
    PARAMS(momentum_params),
    .shown = 2,
    .decay = optimizer_coupled_decay,
    SLOTS(momentum_slots),
    LINES(momentum_lines),
    .step = momentum_step,
};

/* ---- Nesterov ---------------------------------------------------------------------------------
 */

enum { NESTEROV_HEAVY_BALL, NESTEROV_LR_INSIDE };
static const char *const nesterov_forms[] = {"heavy-ball", "lr-inside", NULL};

VECTORIZED static void nesterov_step(const struct step *step)
{
    const bool inside = step->hyper[2] == NESTEROV_LR_INSIDE;
    const real lr = (real)(inside ? 1 : step->lr);
    const real share = (real)(inside ? step->lr : 1);
    const real beta = (real)step->hyper[1];
    const real *restrict g = step->g;
    real *restrict w = step->w;
    real *restrict v = step->slot[0];

    for (size_t i = step->begin; i < step->end; i++) {
        v[i] = beta * v[i] + share * g[i];
        w[i] -= lr * (share * g[i] + beta * v[i]);
    }
}

static const struct param_spec nesterov_params[] = {
    LEARNING_RATE(0.01),
    PARAM_OPEN_ABOVE("beta", 0.9, "share of the old velocity that is kept",
                     "Towards 1: more inertia; the look-ahead brakes earlier than plain momentum "
                     "does. 0: gradient descent."),
    PARAM_ONE_OF("form", NESTEROV_HEAVY_BALL, nesterov_forms,
                 "way the gradient enters the velocity",
                 "They differ only when lr changes: inside the velocity, a change takes effect "
                 "later."),
};

static const struct rule_line nesterov_lines[] = {
    {"v = beta v + g", "form=heavy-ball", false},
    {"w = w - lr (g + beta v)", "form=heavy-ball", false},
    {"v = beta v + lr g", "form=lr-inside", false},
    {"w = w - (lr g + beta v)", "form=lr-inside", false},
};

const struct optimizer_spec optimizer_nesterov = {
    .name = "nesterov",
    .title = "Nesterov momentum",
    .family = "momentum",
    .help = "momentum that looks ahead: steps as if the velocity had been applied already",
    .rule = "v = beta v + g\n"
            "w = w - lr (g + beta v)\n"
            "form=lr-inside: v = beta v + lr g, w = w - (lr g + beta v)",
    .use = "Where momentum works but overshoots: it undoes part of a step in advance. "
           "With a growing beta, the fastest possible rate for smooth convex problems.",
    .differs = "PyTorch's form by default; Keras' and Sutskever's has lr inside the velocity. All "
               "move the weights to the point that looks ahead and keep them there, while the "
               "textbook keeps two points apart.",
    .reference = "Y. Nesterov, A method for solving the convex programming problem with "
                 "convergence rate O(1/k^2), Soviet Mathematics Doklady 27, 1983, 372-376; "
                 "I. Sutskever, J. Martens, G. Dahl, G. Hinton, On the importance of "
                 "initialization and momentum in deep learning, ICML 2013",
    .preset = "lr=0.06",
    .preset_batches = "lr=0.02",
    PARAMS(nesterov_params),
    .shown = 2,
    .decay = optimizer_coupled_decay,
    SLOTS(momentum_slots),
    LINES(nesterov_lines),
    .step = nesterov_step,
};
