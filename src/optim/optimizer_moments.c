/*
 * optimizer_moments.c - relatives of Adam that average something else than the squared gradient:
 * its differences, its surprises, or its square by additive steps. Knows no network.
 */
#include "optimizer_rules.h"

/* ---- Adan -------------------------------------------------------------------------------------
 */

enum { ADAN_LR, ADAN_BETA1, ADAN_BETA2, ADAN_BETA3, ADAN_EPS };

/* The numbers that all weights share in an iteration. */
struct adan {
    real beta1, beta2, beta3, one_minus_beta1, one_minus_beta2, one_minus_beta3;
    real of_m, of_u; /* lr / (1 - beta1^t), lr beta2 / (1 - beta2^t) */
    real root, eps;  /* 1 / sqrt(1 - beta3^t) */
    real shrink;     /* 1 / (1 + lr weight_decay) */
    real known;      /* 1; 0 in the first iteration, which knows no gradient from before */
};

/* With parameters for pointers, so that gcc believes that so many do not overlap. */
VECTORIZED static void adan_rule(size_t count, struct adan a, const real *restrict g,
                                 real *restrict w, real *restrict m, real *restrict u,
                                 real *restrict n, real *restrict previous)
{
    for (size_t i = 0; i < count; i++) {
        real d = a.known * (g[i] - previous[i]);
        real ahead = g[i] + a.beta2 * d;

        m[i] = a.beta1 * m[i] + a.one_minus_beta1 * g[i];
        u[i] = a.beta2 * u[i] + a.one_minus_beta2 * d;
        n[i] = a.beta3 * n[i] + a.one_minus_beta3 * (ahead * ahead);
        previous[i] = g[i];
        real step = (a.of_m * m[i] + a.of_u * u[i]) / (real_sqrt(n[i]) * a.root + a.eps);
        w[i] = (w[i] - step) * a.shrink;
    }
}

static void adan_step(const struct step *step)
{
    const double b1 = step->hyper[ADAN_BETA1], b2 = step->hyper[ADAN_BETA2];
    const double b3 = step->hyper[ADAN_BETA3], t = (double)step->t;
    const size_t at = step->begin;
    const struct adan a = {
        .beta1 = (real)b1,
        .beta2 = (real)b2,
        .beta3 = (real)b3,
        .one_minus_beta1 = (real)(1 - b1),
        .one_minus_beta2 = (real)(1 - b2),
        .one_minus_beta3 = (real)(1 - b3),
        .of_m = (real)(step->lr / (1 - maths_power(b1, t))),
        .of_u = (real)(step->lr * b2 / (1 - maths_power(b2, t))),
        .root = (real)(1 / sqrt(1 - maths_power(b3, t))),
        .eps = (real)step->hyper[ADAN_EPS],
        .shrink = (real)(1 / (1 + step->lr * step->decay)),
        .known = step->t == 1 ? 0 : 1,
    };

    adan_rule(step->end - at, a, step->g + at, step->w + at, step->slot[0] + at, step->slot[1] + at,
              step->slot[2] + at, step->slot[3] + at);
}

static const struct param_spec adan_params[] = {
    LEARNING_RATE(0.001),
    PARAM_OPEN_ABOVE("beta1", 0.98, "decay of the average of gradients",
                     "Towards 1: a longer memory of directions."),
    PARAM_OPEN_ABOVE("beta2", 0.92, "decay of the average of gradient differences",
                     "Also weighs the look-ahead. Lower: it reacts to the latest change alone."),
    PARAM_OPEN_ABOVE("beta3", 0.99, "decay of the average of squares",
                     "Towards 1: steadier step sizes."),
    EPSILON(1e-8),
};

static const struct slot_spec adan_slots[] = {
    {.name = "m", .help = "average of the gradients"},
    {.name = "u", .help = "average of their differences"},
    {.name = "n", .help = "average of the squared look-aheads"},
    {.name = "g_previous", .help = "the gradient of the iteration before"},
};

static const struct symbol_spec adan_symbols[] = {
    {"d", "the change of the gradient", false},
    {"m^", "m without its pull towards the start at 0", false},
    {"u^", "u without its pull towards the start at 0", false},
    {"n^", "n without its pull towards the start at 0", false},
};

static const struct rule_line adan_lines[] = {
    {"d = 0", "t=1", false},
    {"d = g - g_previous", "t>1", false},
    {"m = beta1 m + (1 - beta1) g", NULL, false},
    {"u = beta2 u + (1 - beta2) d", NULL, false},
    {"n = beta3 n + (1 - beta3) (g + beta2 d)^2", NULL, false},
    {"m^ = m / (1 - beta1^t)", NULL, false},
    {"u^ = u / (1 - beta2^t)", NULL, false},
    {"n^ = n / (1 - beta3^t)", NULL, false},
    {"w = (w - lr (m^ + beta2 u^) / (sqrt(n^) + eps)) / (1 + lr weight_decay)", NULL, false},
    {"g_previous = g", NULL, false},
};

const struct optimizer_spec optimizer_adan = {
    .name = "adan",
    .title = "Adan",
    .family = "adam",
    .help = "Adam with Nesterov's look-ahead from the differences of successive gradients",
    .rule = "d = g - g_previous, 0 at first\n"
            "m = beta1 m + (1 - beta1) g\n"
            "u = beta2 u + (1 - beta2) d\n"
            "n = beta3 n + (1 - beta3) (g + beta2 d)^2\n"
            "w = (w - lr (m^ + beta2 u^) / (sqrt(n^) + eps)) / (1 + lr weight_decay)\n"
            "m^, u^, n^: divided by 1 - beta^t of their own beta",
    .use = "Large learning rates and large batches: takes 5 to 10 times Adam's lr.",
    .differs = "The betas are those of the authors' code: the paper's are 1 minus these. Optax has "
               "1 - beta2 in place of beta2 in the look-ahead. decoupled=0 adds the decay to g.",
    .reference = "X. Xie, P. Zhou, H. Li, Z. Lin, S. Yan, Adan: Adaptive Nesterov Momentum "
                 "Algorithm for Faster Optimizing Deep Models, IEEE TPAMI 46(12), 2024, "
                 "arXiv:2208.06677",
    .preset = "lr=0.003",
    PARAMS(adan_params),
    .shown = 1,
    .decay = optimizer_decoupled_decay,
    .own_decay = true,
    SLOTS(adan_slots),
    LINES(adan_lines),
    SYMBOLS(adan_symbols),
    .step = adan_step,
};

/* ---- AdaBelief --------------------------------------------------------------------------------
 */

enum { BELIEF_LR, BELIEF_BETA1, BELIEF_BETA2, BELIEF_EPS, YOGI_V0 };

VECTORIZED static void adabelief_step(const struct step *step)
{
    const double b1 = step->hyper[BELIEF_BETA1], b2 = step->hyper[BELIEF_BETA2];
    const double t = (double)step->t;
    const real beta1 = (real)b1, one_minus_beta1 = (real)(1 - b1);
    const real beta2 = (real)b2, one_minus_beta2 = (real)(1 - b2);
    const real lr = (real)(step->lr / (1 - maths_power(b1, t)));
    const real root = (real)(1 / sqrt(1 - maths_power(b2, t)));
    const real eps = (real)step->hyper[BELIEF_EPS];
    const real *restrict g = step->g;
    real *restrict w = step->w;
    real *restrict m = step->slot[0];
    real *restrict s = step->slot[1];

    for (size_t i = step->begin; i < step->end; i++) {
        m[i] = beta1 * m[i] + one_minus_beta1 * g[i];
        real surprise = g[i] - m[i];
        s[i] = beta2 * s[i] + one_minus_beta2 * (surprise * surprise) + eps;
        w[i] -= lr * m[i] / (real_sqrt(s[i]) * root + eps);
    }
}

static const struct param_spec adabelief_params[] = {
    LEARNING_RATE(0.001),
    BETA1(0.9),
    PARAM_OPEN_ABOVE("beta2", 0.999, "decay of the average of squared surprises",
                     "Towards 1: steadier step sizes."),
    PARAM_EPSILON("eps", 1e-16, "keeps the denominator away from 0",
                  "It also joins s at every iteration, so about sqrt(eps / (1 - beta2)) is the "
                  "least denominator. Larger: tamer steps where gradients do not change."),
};

static const struct slot_spec adabelief_slots[] = {
    {.name = "m", .help = "average of the gradients"},
    {.name = "s", .help = "average of the squared surprises"},
};

static const struct symbol_spec adabelief_symbols[] = {
    {"m^", "m without its pull towards the start at 0", false},
    {"s^", "s without its pull towards the start at 0", false},
};

static const struct rule_line adabelief_lines[] = {
    {"m = beta1 m + (1 - beta1) g", NULL, false},
    {"s = beta2 s + (1 - beta2) (g - m)^2 + eps", NULL, false},
    {"m^ = m / (1 - beta1^t)", NULL, false},
    {"s^ = s / (1 - beta2^t)", NULL, false},
    {"w = w - lr m^ / (sqrt(s^) + eps)", NULL, false},
};

const struct optimizer_spec optimizer_adabelief = {
    .name = "adabelief",
    .title = "AdaBelief",
    .family = "adam",
    .help = "Adam with long steps where gradients are as expected, short ones where they are not",
    .rule = "m = beta1 m + (1 - beta1) g\n"
            "s = beta2 s + (1 - beta2) (g - m)^2 + eps\n"
            "w = w - lr m^ / (sqrt(s^) + eps)\n"
            "m^ = m / (1 - beta1^t), s^ = s / (1 - beta2^t)",
    .use = "Small noisy batches. With full batches g hardly differs from m, s collapses and steps "
           "grow beyond lr: choose a larger eps or a smaller lr there.",
    .differs = "The authors' code adds eps to s at every iteration, as here; others only below the "
               "root. eps is 1e-16 there, 1e-8 in its first versions. Rectification "
               "(as RAdam) is on by default in the authors' later code and left out here.",
    .reference = "J. Zhuang, T. Tang, Y. Ding, S. Tatikonda, N. Dvornek, X. Papademetris, J. S. "
                 "Duncan, AdaBelief Optimizer: Adapting Stepsizes by the Belief in Observed "
                 "Gradients, NeurIPS 2020, arXiv:2010.07468",
    PARAMS(adabelief_params),
    .shown = 3,
    .decay = optimizer_decoupled_decay,
    SLOTS(adabelief_slots),
    LINES(adabelief_lines),
    SYMBOLS(adabelief_symbols),
    .step = adabelief_step,
};

/* ---- Yogi -------------------------------------------------------------------------------------
 */

VECTORIZED static void yogi_step(const struct step *step)
{
    const double b1 = step->hyper[BELIEF_BETA1], b2 = step->hyper[BELIEF_BETA2];
    const double t = (double)step->t;
    const real beta1 = (real)b1, one_minus_beta1 = (real)(1 - b1);
    const real one_minus_beta2 = (real)(1 - b2);
    const real lr = (real)(step->lr / (1 - maths_power(b1, t)));
    const real root = (real)(1 / sqrt(1 - maths_power(b2, t)));
    const real eps = (real)step->hyper[BELIEF_EPS];
    const real *restrict g = step->g;
    real *restrict w = step->w;
    real *restrict m = step->slot[0];
    real *restrict v = step->slot[1];

    for (size_t i = step->begin; i < step->end; i++) {
        real square = g[i] * g[i];

        m[i] = beta1 * m[i] + one_minus_beta1 * g[i];
        v[i] -= one_minus_beta2 * (v[i] > square ? square : v[i] < square ? -square : 0);
        w[i] -= lr * m[i] / (real_sqrt(v[i]) * root + eps);
    }
}

static const struct param_spec yogi_params[] = {
    LEARNING_RATE(0.01),
    BETA1(0.9),
    PARAM_OPEN_ABOVE("beta2", 0.999, "1 - beta2 of a squared gradient is the step of v",
                     "Towards 1: v moves more slowly."),
    EPSILON(1e-3),
    PARAM_NOT_NEGATIVE("v0", 1e-6, 1e6, "initial value of v", "Larger: shorter first steps."),
};

static const struct slot_spec yogi_slots[] = {
    {.name = "m", .help = "average of the gradients"},
    {.name = "v",
     .help = "estimate of the squared gradients",
     .start = SLOT_HYPER,
     .hyper = YOGI_V0},
};

static const struct symbol_spec yogi_symbols[] = {
    {"m^", "m without its pull towards the start at 0", false},
    {"v^", "v, corrected as if it had started at 0", false},
};

static const struct rule_line yogi_lines[] = {
    {"m = beta1 m + (1 - beta1) g", NULL, false},
    {"v = v - (1 - beta2) sign(v - g^2) g^2", NULL, false},
    {"m^ = m / (1 - beta1^t)", NULL, false},
    {"v^ = v / (1 - beta2^t)", NULL, false},
    {"w = w - lr m^ / (sqrt(v^) + eps)", NULL, false},
};

const struct optimizer_spec optimizer_yogi = {
    .name = "yogi",
    .title = "Yogi",
    .family = "adam",
    .help = "Adam whose squared-gradient estimate moves by bounded steps instead of by average",
    .rule = "m = beta1 m + (1 - beta1) g\n"
            "v = v - (1 - beta2) sign(v - g^2) g^2, v = v0 at first\n"
            "w = w - lr m^ / (sqrt(v^) + eps)\n"
            "m^ = m / (1 - beta1^t), v^ = v / (1 - beta2^t)",
    .use = "Where gradients are mostly tiny and sometimes large: v falls slowly after a large one, "
           "so the step does not jump up again as Adam's does.",
    .differs = "The paper corrects no bias. TensorFlow Addons corrects it in the hat form, lr "
               "sqrt(1 - beta2^t) / (1 - beta1^t) m / (sqrt(v) + eps), in which eps weighs more in "
               "the first iterations. Optax starts m at v0, too.",
    .reference = "M. Zaheer, S. Reddi, D. Sachan, S. Kale, S. Kumar, Adaptive Methods for "
                 "Nonconvex Optimization, NeurIPS 2018",
    PARAMS(yogi_params),
    .shown = 3,
    .decay = optimizer_coupled_decay,
    SLOTS(yogi_slots),
    LINES(yogi_lines),
    SYMBOLS(yogi_symbols),
    .step = yogi_step,
};
