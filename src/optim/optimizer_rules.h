/*
 * optimizer_rules.h - declarations shared by the families of update rules: their rows' names,
 * shorthands for table rows and hyperparameters. Only optimizer*.c include this; all other files
 * use the table.
 *
 * In every rule hyper[] has the order of the row's hyperparameters, and the slots have the names
 * of the row's rule text.
 */
#ifndef OPTOP_OPTIMIZER_RULES_H
#define OPTOP_OPTIMIZER_RULES_H

#include "base/maths.h"
#include "base/vector.h"
#include "base/vectorized.h"
#include "optimizer.h"

/* optimizer_momentum.c: the gradient, as it is or averaged. */
extern const struct optimizer_spec optimizer_gd, optimizer_momentum, optimizer_nesterov;
/* optimizer_adaptive.c: a learning rate for each weight, from its squared gradients. */
extern const struct optimizer_spec optimizer_adagrad, optimizer_rmsprop, optimizer_adadelta;
/* optimizer_adam.c: both together. */
extern const struct optimizer_spec optimizer_adam, optimizer_adamw, optimizer_amsgrad,
    optimizer_adamax, optimizer_nadam, optimizer_radam;
/* optimizer_moments.c: Adam's relatives with other second averages. */
extern const struct optimizer_spec optimizer_adan, optimizer_adabelief, optimizer_yogi;
/* optimizer_sign.c: the gradient's sign alone. */
extern const struct optimizer_spec optimizer_signsgd, optimizer_lion, optimizer_rprop;
/* optimizer_tensor.c: a layer's weights as a whole. */
extern const struct optimizer_spec optimizer_lamb, optimizer_muon;
/* optimizer_curvature.c: estimates of the curvature. */
extern const struct optimizer_spec optimizer_lbfgs, optimizer_sophia;
/* optimizer_averaging.c: rules that find their own schedule or learning rate. */
extern const struct optimizer_spec optimizer_schedule_free, optimizer_prodigy;

/* Shorthands for rows. */
#define COUNT(ARRAY)   ((int)(sizeof(ARRAY) / sizeof(ARRAY)[0]))
#define PARAMS(ARRAY)  .params = (ARRAY), .n_params = COUNT(ARRAY)
#define SLOTS(ARRAY)   .slots = (ARRAY), .n_slots = COUNT(ARRAY)
#define LINES(ARRAY)   .lines = (ARRAY), .n_lines = COUNT(ARRAY)
#define SYMBOLS(ARRAY) .symbols = (ARRAY), .n_symbols = COUNT(ARRAY)

/* weight_decay and decoupled, for rows whose references have no decay, or a coupled one. */
extern const struct param_spec optimizer_coupled_decay[2];
/* The same, decoupled by default, with 0, 0.01 and 0.1. */
extern const struct param_spec optimizer_decoupled_decay[2];
extern const struct param_spec optimizer_adamw_decay[2];
extern const struct param_spec optimizer_sophia_decay[2];

/* Hyperparameters that several rows have. EFFECT describes their effect. */
#define PARAM_OPEN_ABOVE(NAME, INITIAL, HELP, EFFECT) /* [0, 1) */                                 \
    {                                                                                              \
        .name = (NAME), .kind = PARAM_REAL, .initial = (INITIAL), .max = 1, .max_open = true,      \
        .help = (HELP), .effect = (EFFECT)                                                         \
    }
#define PARAM_POSITIVE(NAME, INITIAL, MAX, HELP, EFFECT) /* (0, MAX] */                            \
    {                                                                                              \
        .name = (NAME), .kind = PARAM_REAL, .initial = (INITIAL), .max = (MAX), .min_open = true,  \
        .help = (HELP), .effect = (EFFECT)                                                         \
    }
#define PARAM_NOT_NEGATIVE(NAME, INITIAL, MAX, HELP, EFFECT) /* [0, MAX] */                        \
    {                                                                                              \
        .name = (NAME), .kind = PARAM_REAL, .initial = (INITIAL), .max = (MAX), .help = (HELP),    \
        .effect = (EFFECT)                                                                         \
    }
#define PARAM_ON_OFF(NAME, INITIAL, HELP, EFFECT)                                                  \
    {                                                                                              \
        .name = (NAME), .kind = PARAM_BOOLEAN, .initial = (INITIAL), .max = 1, .help = (HELP),     \
        .effect = (EFFECT)                                                                         \
    }
#define PARAM_ONE_OF(NAME, INITIAL, CHOICES, HELP, EFFECT)                                         \
    {                                                                                              \
        .name = (NAME), .kind = PARAM_CHOICE, .initial = (INITIAL), .choices = (CHOICES),          \
        .help = (HELP), .effect = (EFFECT)                                                         \
    }
#define PARAM_COUNT(NAME, INITIAL, MIN, MAX, HELP, EFFECT)                                         \
    {                                                                                              \
        .name = (NAME), .kind = PARAM_INTEGER, .initial = (INITIAL), .min = (MIN), .max = (MAX),   \
        .help = (HELP), .effect = (EFFECT)                                                         \
    }

#define LEARNING_RATE(INITIAL)                                                                     \
    PARAM_POSITIVE("lr", INITIAL, 1000, "learning rate",                                           \
                   "Larger: faster at first, then zigzags, then divergence. Smaller: safer and "   \
                   "slower.")
#define BETA1(INITIAL)                                                                             \
    PARAM_OPEN_ABOVE("beta1", INITIAL, "decay of the average of gradients",                        \
                     "Towards 1: a longer memory of directions, smoother but slower to turn. 0: "  \
                     "no momentum.")
#define BETA2(INITIAL)                                                                             \
    PARAM_OPEN_ABOVE("beta2", INITIAL, "decay of the average of squared gradients",                \
                     "Towards 1: steadier step sizes that forget old gradients slowly. Lower: "    \
                     "step sizes follow the latest gradients.")
/*
 * eps is at least what single precision can still tell from 0: a smaller one would act as 0, and
 * weights without a gradient would become 0 / 0. The range is the same in double.
 */
#define EPSILON_LEAST 1e-37
#define PARAM_EPSILON(NAME, INITIAL, HELP, EFFECT)                                                 \
    {                                                                                              \
        .name = (NAME), .kind = PARAM_REAL, .initial = (INITIAL), .min = EPSILON_LEAST, .max = 1,  \
        .help = (HELP), .effect = (EFFECT)                                                         \
    }
#define EPSILON(INITIAL)                                                                           \
    PARAM_EPSILON("eps", INITIAL, "keeps the denominator away from 0",                             \
                  "Larger: small gradients are amplified less, and the rule comes closer to "      \
                  "plain momentum.")

#define EPSILON_PLACE                                                                              \
    PARAM_ONE_OF(                                                                                  \
        "eps_at", EPS_OUTSIDE, optimizer_eps_places,                                               \
        "position of eps: outside or inside the root",                                             \
        "inside: eps counts like a squared gradient, so the same number weighs much more "         \
        "(its root is what is added).")

enum { EPS_OUTSIDE, EPS_INSIDE, EPS_HAT };
extern const char *const optimizer_eps_places[];     /* outside, inside */
extern const char *const optimizer_eps_hat_places[]; /* outside, inside, hat */

#endif
