/*
 * optimizer_adaptive.c - rules that give each weight a learning rate of its own, from sums or
 * averages of its squared gradients. Knows no network.
 */
#include "optimizer_rules.h"

/* ---- Adagrad ----------------------------------------------------------------------------------
 */

VECTORIZED static void adagrad_step(const struct step *step)
{
    const bool inside = step->hyper[3] == EPS_INSIDE;
    const real lr = (real)step->lr;
    const real eps_inside = (real)(inside ? step->hyper[1] : 0);
    const real eps_outside = (real)(inside ? 0 : step->hyper[1]);
    const real *restrict g = step->g;
    real *restrict w = step->w;
    real *restrict G = step->slot[0];

    for (size_t i = step->begin; i < step->end; i++) {
        G[i] += g[i] * g[i];
        w[i] -= lr * g[i] / (real_sqrt(G[i] + eps_inside) + eps_outside);
    }
}

static const struct param_spec adagrad_params[] = {
    LEARNING_RATE(0.01),
    EPSILON(1e-10),
    PARAM_NOT_NEGATIVE("initial", 0, 1e6, "initial value of the sum of squares",
                       "Larger: shorter first steps; 0 makes the first step lr in every weight."),
    EPSILON_PLACE,
};

static const struct slot_spec adagrad_slots[] = {
    {.name = "G", .help = "sum of squared gradients", .start = SLOT_HYPER, .hyper = 2},
};

static const struct rule_line adagrad_lines[] = {
    {"G = G + g^2", NULL, false},
    {"w = w - lr g / (sqrt(G) + eps)", "eps_at=outside", false},
    {"w = w - lr g / sqrt(G + eps)", "eps_at=inside", false},
};

const struct optimizer_spec optimizer_adagrad = {
    .name = "adagrad",
    .title = "Adagrad",
    .family = "adaptive",
    .help = "divides each gradient by the root of the sum of all its squares so far",
    .rule = "G = G + g^2\n"
            "w = w - lr g / (sqrt(G) + eps)\n"
            "eps_at=inside: sqrt(G + eps)",
    .use = "Sparse inputs, where rare features need long steps, and convex problems. Its steps "
           "only ever shrink, so it slows down in long training.",
    .differs = "PyTorch and the paper's delta are outside the root, Keras and Optax have eps "
               "inside. TensorFlow and Optax start G at 0.1, PyTorch at 0.",
    .reference = "J. Duchi, E. Hazan, Y. Singer, Adaptive Subgradient Methods for Online Learning "
                 "and Stochastic Optimization, JMLR 12, 2011, 2121-2159",
    PARAMS(adagrad_params),
    .shown = 1,
    .decay = optimizer_coupled_decay,
    SLOTS(adagrad_slots),
    LINES(adagrad_lines),
    .step = adagrad_step,
};

/* ---- RMSProp ----------------------------------------------------------------------------------
 */

enum { RMSPROP_LR, RMSPROP_BETA, RMSPROP_EPS, RMSPROP_CENTERED, RMSPROP_MOMENTUM, RMSPROP_EPS_AT };

/* With momentum mu: b = mu b + g / denominator, w -= lr b; with mu = 0 that is the plain step. */
VECTORIZED static void rmsprop_step(const struct step *step)
{
    const bool inside = step->hyper[RMSPROP_EPS_AT] == EPS_INSIDE;
    const real lr = (real)step->lr;
    const real beta = (real)step->hyper[RMSPROP_BETA];
    const real one_minus_beta = (real)(1 - step->hyper[RMSPROP_BETA]);
    const real mu = (real)step->hyper[RMSPROP_MOMENTUM];
    const real centered = (real)step->hyper[RMSPROP_CENTERED];
    const real eps_inside = (real)(inside ? step->hyper[RMSPROP_EPS] : 0);
    const real eps_outside = (real)(inside ? 0 : step->hyper[RMSPROP_EPS]);
    const real *restrict g = step->g;
    real *restrict w = step->w;
    real *restrict s = step->slot[0];
    real *restrict mean = step->slot[1];
    real *restrict b = step->slot[2];

    if (mu == 0 && centered == 0) {
        for (size_t i = step->begin; i < step->end; i++) {
            s[i] = beta * s[i] + one_minus_beta * (g[i] * g[i]);
            w[i] -= lr * g[i] / (real_sqrt(s[i] + eps_inside) + eps_outside);
        }
        return;
    }
    for (size_t i = step->begin; i < step->end; i++) {
        s[i] = beta * s[i] + one_minus_beta * (g[i] * g[i]);
        mean[i] = beta * mean[i] + one_minus_beta * g[i];
        real variance = s[i] - centered * (mean[i] * mean[i]);
        real positive = variance > 0 ? variance : 0;
        b[i] = mu * b[i] + g[i] / (real_sqrt(positive + eps_inside) + eps_outside);
        w[i] -= lr * b[i];
    }
}

static const struct param_spec rmsprop_params[] = {
    LEARNING_RATE(0.001),
    PARAM_OPEN_ABOVE("beta", 0.9, "decay of the average of squared gradients",
                     "Towards 1: steadier step sizes; lower: they follow the latest gradients and "
                     "come closer to signs."),
    EPSILON(1e-8),
    PARAM_ON_OFF("centered", 0, "1: divide by the deviation from the mean gradient",
                 "1 takes longer steps where gradients agree, and can be wild with full batches, "
                 "where they agree almost exactly."),
    PARAM_OPEN_ABOVE("momentum", 0, "share of the last scaled step that is kept",
                     "Towards 1: inertia after the scaling, steps up to 1/(1 - momentum) times as "
                     "long."),
    EPSILON_PLACE,
};

static const struct slot_spec rmsprop_slots[] = {
    {.name = "s", .help = "average of the squared gradients"},
    {.name = "mean", .help = "average of the gradients, for centered"},
    {.name = "b", .help = "velocity, for momentum"},
};

/* Where there is momentum or centering, the code keeps both slots up to date. */
static const struct rule_line rmsprop_lines[] = {
    {"s = beta s + (1 - beta) g^2", NULL, false},
    {"w = w - lr g / (sqrt(s) + eps)", "centered=0,momentum=0,eps_at=outside", false},
    {"w = w - lr g / sqrt(s + eps)", "centered=0,momentum=0,eps_at=inside", false},
    {"mean = beta mean + (1 - beta) g", "centered=1", false},
    {"mean = beta mean + (1 - beta) g", "centered=0,momentum>0", false},
    {"variance = max(s - mean^2, 0)", "centered=1", false},
    {"b = momentum b + g / (sqrt(variance) + eps)", "centered=1,eps_at=outside", false},
    {"b = momentum b + g / sqrt(variance + eps)", "centered=1,eps_at=inside", false},
    {"b = momentum b + g / (sqrt(s) + eps)", "centered=0,momentum>0,eps_at=outside", false},
    {"b = momentum b + g / sqrt(s + eps)", "centered=0,momentum>0,eps_at=inside", false},
    {"w = w - lr b", "centered=1", false},
    {"w = w - lr b", "centered=0,momentum>0", false},
};

static const struct symbol_spec rmsprop_symbols[] = {
    {"variance", "s - mean^2, or 0 where rounding makes that negative", false},
};

const struct optimizer_spec optimizer_rmsprop = {
    .name = "rmsprop",
    .title = "RMSProp",
    .family = "adaptive",
    .help = "divides each gradient by the root of the average of its recent squares",
    .rule = "s = beta s + (1 - beta) g^2\n"
            "w = w - lr g / (sqrt(s) + eps)\n"
            "eps_at=inside: sqrt(s + eps)\n"
            "centered=1: mean = beta mean + (1 - beta) g, s - mean^2 for s below the root\n"
            "momentum: b = momentum b + g / (sqrt(s) + eps), w = w - lr b",
    .use = "Weights whose gradients differ widely in size, recurrent networks, problems that "
           "change over time. Near the end its steps keep their length: let lr fall.",
    .differs = "The notebook and PyTorch have eps outside the root, TensorFlow and Keras inside. "
               "beta is 0.99 in PyTorch (alpha), 0.9 in Keras (rho) and in the lecture.",
    .reference = "T. Tieleman and G. Hinton, Lecture 6.5 - RMSProp: divide the gradient by a "
                 "running average of its recent magnitude, COURSERA: Neural Networks for Machine "
                 "Learning, 2012; centered: A. Graves, Generating Sequences With Recurrent Neural "
                 "Networks, 2013, arXiv:1308.0850",
    PARAMS(rmsprop_params),
    .shown = 2,
    .decay = optimizer_coupled_decay,
    SLOTS(rmsprop_slots),
    LINES(rmsprop_lines),
    SYMBOLS(rmsprop_symbols),
    .step = rmsprop_step,
};

/* ---- Adadelta ---------------------------------------------------------------------------------
 */

VECTORIZED static void adadelta_step(const struct step *step)
{
    const real lr = (real)step->lr;
    const real rho = (real)step->hyper[1];
    const real one_minus_rho = (real)(1 - step->hyper[1]);
    const real eps = (real)step->hyper[2];
    const real *restrict g = step->g;
    real *restrict w = step->w;
    real *restrict s = step->slot[0];
    real *restrict u = step->slot[1];

    for (size_t i = step->begin; i < step->end; i++) {
        s[i] = rho * s[i] + one_minus_rho * (g[i] * g[i]);
        real d = real_sqrt(u[i] + eps) / real_sqrt(s[i] + eps) * g[i];
        u[i] = rho * u[i] + one_minus_rho * (d * d);
        w[i] -= lr * d;
    }
}

static const struct param_spec adadelta_params[] = {
    LEARNING_RATE(1),
    PARAM_OPEN_ABOVE("rho", 0.9, "decay of both averages of squares",
                     "Towards 1: steadier and slower to start."),
    PARAM_EPSILON("eps", 1e-6, "sets the length of the first steps",
                  "Larger: longer first steps; it takes many iterations to outgrow a small one."),
};

static const struct slot_spec adadelta_slots[] = {
    {.name = "s", .help = "average of the squared gradients"},
    {.name = "u", .help = "average of the squared steps"},
};

static const struct rule_line adadelta_lines[] = {
    {"s = rho s + (1 - rho) g^2", NULL, false},
    {"d = sqrt(u + eps) / sqrt(s + eps) g", NULL, false},
    {"u = rho u + (1 - rho) d^2", NULL, false},
    {"w = w - lr d", NULL, false},
};

static const struct symbol_spec adadelta_symbols[] = {
    {"d", "the step before lr: the gradient, as long as recent steps", false},
};

const struct optimizer_spec optimizer_adadelta = {
    .name = "adadelta",
    .title = "Adadelta",
    .family = "adaptive",
    .help = "RMSProp whose learning rate is the size of its own recent steps",
    .rule = "s = rho s + (1 - rho) g^2\n"
            "d = sqrt(u + eps) / sqrt(s + eps) g\n"
            "u = rho u + (1 - rho) d^2\n"
            "w = w - lr d",
    .use = "When no learning rate is known: lr = 1 is the paper's rule. Starts slowly, for its "
           "first steps are about sqrt(eps) long.",
    .differs = "lr is 1 in the paper and PyTorch, 0.001 in Keras (far slower). rho is 0.95 in the "
               "paper and Keras, 0.9 in PyTorch.",
    .reference = "M. D. Zeiler, ADADELTA: An Adaptive Learning Rate Method, 2012, arXiv:1212.5701",
    .preset_batches = "lr=2",
    PARAMS(adadelta_params),
    .shown = 2,
    .decay = optimizer_coupled_decay,
    SLOTS(adadelta_slots),
    LINES(adadelta_lines),
    SYMBOLS(adadelta_symbols),
    .step = adadelta_step,
};
