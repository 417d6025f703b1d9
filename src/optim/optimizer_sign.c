/*
 * optimizer_sign.c - rules that use a gradient's sign and not its size. Knows no network.
 */
#include "optimizer_rules.h"

/* -1, 0 or 1; 0 for NaN. */
static inline real sign(real x)
{
    real positive = x > 0 ? 1 : 0, negative = x < 0 ? 1 : 0;

    return positive - negative;
}

/* ---- signSGD ----------------------------------------------------------------------------------
 */

VECTORIZED static void signsgd_step(const struct step *step)
{
    const real lr = (real)step->lr;
    const real beta = (real)step->hyper[1];
    const real one_minus_beta = (real)(1 - step->hyper[1]);
    const real *restrict g = step->g;
    real *restrict w = step->w;
    real *restrict m = step->slot[0];

    for (size_t i = step->begin; i < step->end; i++) {
        m[i] = beta * m[i] + one_minus_beta * g[i];
        w[i] -= lr * sign(m[i]);
    }
}

static const struct param_spec signsgd_params[] = {
    LEARNING_RATE(0.001),
    PARAM_OPEN_ABOVE("beta", 0, "decay of the average of gradients whose sign is taken",
                     "0: the latest gradient's sign. Towards 1 (Signum): fewer changes of sign."),
};

static const struct slot_spec signsgd_slots[] = {
    {.name = "m", .help = "average of the gradients"},
};

static const struct rule_line signsgd_lines[] = {
    {"m = beta m + (1 - beta) g", NULL, false},
    {"w = w - lr sign(m)", NULL, false},
};

const struct optimizer_spec optimizer_signsgd = {
    .name = "signsgd",
    .title = "signSGD",
    .family = "sign",
    .help = "the same step length for every weight, against its gradient's sign",
    .rule = "m = beta m + (1 - beta) g\n"
            "w = w - lr sign(m)",
    .use = "To understand Adam, which is this without its averages. Needs a falling lr to settle.",
    .differs = "beta = 0 is the paper's signSGD, beta > 0 its Signum. sign(0) is 0.",
    .reference = "J. Bernstein, Y.-X. Wang, K. Azizzadenesheli, A. Anandkumar, signSGD: Compressed "
                 "Optimisation for Non-Convex Problems, ICML 2018, arXiv:1802.04434",
    .preset = "lr=0.001,schedule=linear",
    .preset_batches = "lr=0.0003",
    PARAMS(signsgd_params),
    .shown = 1,
    .decay = optimizer_coupled_decay,
    SLOTS(signsgd_slots),
    LINES(signsgd_lines),
    .step = signsgd_step,
};

/* ---- Lion -------------------------------------------------------------------------------------
 */

VECTORIZED static void lion_step(const struct step *step)
{
    const real lr = (real)step->lr;
    const real beta1 = (real)step->hyper[1], one_minus_beta1 = (real)(1 - step->hyper[1]);
    const real beta2 = (real)step->hyper[2], one_minus_beta2 = (real)(1 - step->hyper[2]);
    const real *restrict g = step->g;
    real *restrict w = step->w;
    real *restrict m = step->slot[0];

    for (size_t i = step->begin; i < step->end; i++) {
        w[i] -= lr * sign(beta1 * m[i] + one_minus_beta1 * g[i]);
        m[i] = beta2 * m[i] + one_minus_beta2 * g[i];
    }
}

static const struct param_spec lion_params[] = {
    LEARNING_RATE(1e-4),
    PARAM_OPEN_ABOVE("beta1", 0.9, "weight of the average in the step",
                     "Lower: the latest gradient decides more signs."),
    PARAM_OPEN_ABOVE("beta2", 0.99, "decay of the average of gradients",
                     "Towards 1: a longer memory of directions."),
};

static const struct rule_line lion_lines[] = {
    {"w = w - lr sign(beta1 m + (1 - beta1) g) - lr weight_decay w", NULL, false},
    {"m = beta2 m + (1 - beta2) g", NULL, false},
};

const struct optimizer_spec optimizer_lion = {
    .name = "lion",
    .title = "Lion",
    .family = "sign",
    .help = "the sign of an average of gradients, found by a search over programs",
    .rule = "w = w - lr sign(beta1 m + (1 - beta1) g) - lr weight_decay w\n"
            "m = beta2 m + (1 - beta2) g",
    .use = "In place of AdamW with half its memory: 3 to 10 times smaller lr, 3 to 10 times larger "
           "weight_decay. Better with large batches.",
    .differs = "Implementations agree. The step uses the average from before the iteration.",
    .reference = "X. Chen et al., Symbolic Discovery of Optimization Algorithms, NeurIPS 2023, "
                 "arXiv:2302.06675",
    .preset = "lr=0.0005",
    .preset_batches = "lr=0.0003",
    PARAMS(lion_params),
    .shown = 3,
    .decay = optimizer_decoupled_decay,
    SLOTS(signsgd_slots),
    LINES(lion_lines),
    .step = lion_step,
};

/* ---- Rprop ------------------------------------------------------------------------------------
 */

enum { RPROP_LR, RPROP_ETA_MINUS, RPROP_ETA_PLUS, RPROP_STEP_MIN, RPROP_STEP_MAX };

VECTORIZED static void rprop_step(const struct step *step)
{
    const real minus = (real)step->hyper[RPROP_ETA_MINUS];
    const real plus = (real)step->hyper[RPROP_ETA_PLUS];
    const real shortest = (real)step->hyper[RPROP_STEP_MIN];
    const real longest = (real)step->hyper[RPROP_STEP_MAX];
    const real *restrict g = step->g;
    real *restrict w = step->w;
    real *restrict size = step->slot[0];
    real *restrict previous = step->slot[1];

    for (size_t i = step->begin; i < step->end; i++) {
        real product = g[i] * previous[i];
        real grown = product > 0 ? plus : 1, factor = product < 0 ? minus : grown;
        real wanted = size[i] * factor, above = wanted < shortest ? shortest : wanted;

        size[i] = above > longest ? longest : above;
        previous[i] = product < 0 ? 0 : g[i];
        w[i] -= size[i] * sign(previous[i]);
    }
}

static const struct param_spec rprop_params[] = {
    PARAM_POSITIVE(
        "lr", 0.01, 1000, "length of the first steps",
        "Irrelevant after a few iterations, as step lengths adapt. A schedule has no effect."),
    PARAM_POSITIVE("eta_minus", 0.5, 1, "factor of a step whose gradient changed sign",
                   "Smaller: brakes harder after a valley was crossed."),
    {.name = "eta_plus",
     .kind = PARAM_REAL,
     .initial = 1.2,
     .min = 1,
     .max = 10,
     .help = "factor of a step whose gradient kept its sign",
     .effect = "Larger: accelerates sooner, crosses more valleys."},
    PARAM_POSITIVE("step_min", 1e-6, 1000, "shortest step",
                   "Limits how close to a minimum it can get."),
    PARAM_POSITIVE("step_max", 50, 1e6, "longest step", "Smaller: guards against runaway weights."),
};

static const struct slot_spec rprop_slots[] = {
    {.name = "size", .help = "length of the weight's step", .start = SLOT_HYPER, .hyper = RPROP_LR},
    {.name = "g_previous", .help = "the gradient before; 0 after a change of sign"},
};

static const struct symbol_spec rprop_symbols[] = {
    {"product", "negative where g changed its sign, positive where it kept it", false},
};

static const struct rule_line rprop_lines[] = {
    {"product = g g_previous", NULL, false},
    {"size = min(max(eta_minus size, step_min), step_max)", "product<0", false},
    {"size = min(max(eta_plus size, step_min), step_max)", "product>0", false},
    {"size = min(max(size, step_min), step_max)", "product=0", false},
    {"g = 0", "product<0", false},
    {"w = w - size sign(g)", NULL, false},
    {"g_previous = g", NULL, false},
};

const struct optimizer_spec optimizer_rprop = {
    .name = "rprop",
    .title = "Rprop",
    .family = "sign",
    .help = "step lengths that grow while a gradient's sign stays and shrink when it turns",
    .rule = "g changed sign: size = max(eta_minus size, step_min), g = 0\n"
            "g kept its sign: size = min(eta_plus size, step_max)\n"
            "w = w - size sign(g)",
    .use = "Full batches only, where it is fast and needs no tuning; the noise of small batches "
           "makes its step lengths meaningless.",
    .differs = "PyTorch's rule, iRprop-: after a change of sign the weight rests for an iteration. "
               "The first paper takes the last step back instead.",
    .reference = "M. Riedmiller and H. Braun, A direct adaptive method for faster backpropagation "
                 "learning: the RPROP algorithm, IEEE ICNN 1993; C. Igel and M. Huesken, Improving "
                 "the Rprop Learning Algorithm, NC 2000",
    PARAMS(rprop_params),
    .shown = 1,
    .decay = optimizer_coupled_decay,
    SLOTS(rprop_slots),
    LINES(rprop_lines),
    SYMBOLS(rprop_symbols),
    .step = rprop_step,
};
