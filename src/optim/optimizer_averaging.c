/*
 * optimizer_averaging.c - rules that need no schedule or no learning rate: they average their
 * iterates, or measure how far it is. Knows no network.
 */
#include "optimizer_rules.h"

/* ---- Schedule-Free ----------------------------------------------------------------------------
 */

enum { FREE_LR, FREE_BETA1, FREE_BETA2, FREE_EPS };
enum { FREE_Y, FREE_Z, FREE_V };                    /* slots; x is w */
enum { FREE_LR_MAX, FREE_WEIGHT_SUM, FREE_WEIGHT }; /* scalars */

/* c = w_t / sum of w, w_t = (the largest lr so far)^2. */
static bool schedule_free_prepare(const struct step *step)
{
    double *lr_max = &step->scalar[FREE_LR_MAX];
    double *sum = &step->scalar[FREE_WEIGHT_SUM];

    if (step->lr > *lr_max)
        *lr_max = step->lr;
    *sum += *lr_max * *lr_max;
    step->scalar[FREE_WEIGHT] = *sum > 0 ? *lr_max * *lr_max / *sum : 0;
    return true;
}

VECTORIZED static void schedule_free_step(const struct step *step)
{
    const double b2 = step->hyper[FREE_BETA2];
    const real lr = (real)step->lr, c = (real)step->scalar[FREE_WEIGHT];
    const real beta1 = (real)step->hyper[FREE_BETA1];
    const real beta2 = (real)b2, one_minus_beta2 = (real)(1 - b2);
    const real root = (real)(1 / sqrt(1 - maths_power(b2, (double)step->t)));
    const real eps = (real)step->hyper[FREE_EPS];
    const real decay = (real)step->decay;
    const real *restrict g = step->g;
    real *restrict x = step->w;
    real *restrict y = step->slot[FREE_Y];
    real *restrict z = step->slot[FREE_Z];
    real *restrict v = step->slot[FREE_V];

    for (size_t i = step->begin; i < step->end; i++) {
        v[i] = beta2 * v[i] + one_minus_beta2 * (g[i] * g[i]);
        z[i] -= lr * (g[i] / (real_sqrt(v[i]) * root + eps) + decay * y[i]);
        x[i] += c * (z[i] - x[i]);
        y[i] = z[i] + beta1 * (x[i] - z[i]);
    }
}

static const struct param_spec schedule_free_params[] = {
    PARAM_POSITIVE("lr", 0.0025, 1000, "learning rate",
                   "1 to 10 times what AdamW with a schedule takes. Leave schedule=constant; "
                   "warmup helps."),
    PARAM_OPEN_ABOVE("beta1", 0.9, "how close to the average the gradient is taken",
                     "Towards 1: at the average; 0: at the newest point, plain averaging. Long "
                     "training likes 0.95 or 0.98."),
    BETA2(0.999),
    EPSILON(1e-8),
};

static const struct slot_spec schedule_free_slots[] = {
    {.name = "y", .help = "where the gradient is taken", .start = SLOT_WEIGHTS},
    {.name = "z", .help = "the point that steps", .start = SLOT_WEIGHTS},
    {.name = "v", .help = "average of the squared gradients"},
};

static void schedule_free_measure(const struct step *step, const double *former, size_t i,
                                  double *value)
{
    (void)former;
    (void)i;
    value[0] = step->scalar[FREE_WEIGHT];
    value[1] = step->scalar[FREE_LR_MAX];
}

static const struct symbol_spec schedule_free_symbols[] = {
    {"c", "the share of z in the average: lr_max^2 over the sum of all of them", true},
    {"lr_max", "the largest learning rate so far", true},
    {"x", "the weight: an average of all z", false},
    {"v^", "v without its pull towards the start at 0", false},
};

static const struct rule_line schedule_free_lines[] = {
    {"v = beta2 v + (1 - beta2) g^2", NULL, false},
    {"v^ = v / (1 - beta2^t)", NULL, false},
    {"z = z - lr (g / (sqrt(v^) + eps) + weight_decay y)", NULL, false},
    {"x = (1 - c) x + c z", NULL, false},
    {"y = beta1 x + (1 - beta1) z", NULL, false},
};

const struct optimizer_spec optimizer_schedule_free = {
    .name = "schedule-free",
    .title = "Schedule-Free AdamW",
    .family = "self-tuning",
    .help = "averages its iterates in place of a falling learning rate",
    .rule = "g is the gradient at y; the weights, and the losses shown, are x\n"
            "v = beta2 v + (1 - beta2) g^2\n"
            "z = z - lr (g / (sqrt(v^) + eps) + weight_decay y)\n"
            "x = (1 - c) x + c z, c = lr_max^2 / (sum of all lr_max^2)\n"
            "y = beta1 x + (1 - beta1) z\n"
            "v^ = v / (1 - beta2^t)",
    .use =
        "When the number of iterations is open: x is good at any time, and no schedule has to be "
        "planned.",
    .differs = "The authors' code in its later form; its first weighed with lr sqrt(1 - beta2^t). "
               "It keeps y in the model while training, so losses logged there are those at y; "
               "here they are those at x, which costs one more forward pass.",
    .reference = "A. Defazio, X. Yang, H. Mehta, K. Mishchenko, A. Khaled, A. Cutkosky, The Road "
                 "Less Scheduled, NeurIPS 2024, arXiv:2405.15682",
    PARAMS(schedule_free_params),
    .shown = 2,
    .decay = optimizer_decoupled_decay,
    .own_decay = true,
    SLOTS(schedule_free_slots),
    LINES(schedule_free_lines),
    SYMBOLS(schedule_free_symbols),
    .weight = "x",
    .measure = schedule_free_measure,
    .point = 1 + FREE_Y,
    .prepare = schedule_free_prepare,
    .step = schedule_free_step,
};

/* ---- Prodigy ----------------------------------------------------------------------------------
 */

enum { PRODIGY_LR, PRODIGY_BETA1, PRODIGY_BETA2, PRODIGY_EPS, PRODIGY_D0, PRODIGY_D_COEF };
enum { PRODIGY_M, PRODIGY_V, PRODIGY_S, PRODIGY_W0 };                    /* slots */
enum { PRODIGY_D, PRODIGY_D_BEFORE, PRODIGY_NUMERATOR, PRODIGY_FACTOR }; /* scalars */

/* Measures the distance d: the factor of lr in this iteration is the d from before. */
static bool prodigy_prepare(const struct step *step)
{
    const double d0 = step->hyper[PRODIGY_D0];
    const double d = step->t == 1 ? d0 : step->scalar[PRODIGY_D];
    const double b3 = sqrt(step->hyper[PRODIGY_BETA2]);
    const double share = d / d0 * (d * step->lr);
    const size_t n = step->end - step->begin;
    real *s = step->slot[PRODIGY_S];
    double numerator = b3 * step->scalar[PRODIGY_NUMERATOR] +
                       share * vector_dot_difference(n, step->g, step->slot[PRODIGY_W0], step->w);
    double denominator, estimate;

    denominator = vector_blend(n, b3, share, step->g, s);
    estimate = denominator > 0 ? step->hyper[PRODIGY_D_COEF] * numerator / denominator : 0;
    step->scalar[PRODIGY_NUMERATOR] = numerator;
    step->scalar[PRODIGY_D_BEFORE] = d;
    step->scalar[PRODIGY_D] = estimate > d ? estimate : d;
    step->scalar[PRODIGY_FACTOR] = denominator > 0 ? d * step->lr : 0;
    return true;
}

VECTORIZED static void prodigy_step(const struct step *step)
{
    const double b1 = step->hyper[PRODIGY_BETA1], b2 = step->hyper[PRODIGY_BETA2];
    const double d = step->scalar[PRODIGY_D_BEFORE];
    const real beta1 = (real)b1, of_g = (real)(d * (1 - b1));
    const real beta2 = (real)b2, of_square = (real)(d * d * (1 - b2));
    const real lr = (real)step->scalar[PRODIGY_FACTOR];
    const real keep = (real)(1 - step->scalar[PRODIGY_FACTOR] * step->decay);
    const real eps = (real)fmax(step->scalar[PRODIGY_D] * step->hyper[PRODIGY_EPS], EPSILON_LEAST);
    const real *restrict g = step->g;
    real *restrict w = step->w;
    real *restrict m = step->slot[PRODIGY_M];
    real *restrict v = step->slot[PRODIGY_V];

    for (size_t i = step->begin; i < step->end; i++) {
        m[i] = beta1 * m[i] + of_g * g[i];
        v[i] = beta2 * v[i] + of_square * (g[i] * g[i]);
        w[i] = keep * w[i] - lr * m[i] / (real_sqrt(v[i]) + eps);
    }
}

static const struct param_spec prodigy_params[] = {
    PARAM_POSITIVE("lr", 1, 1000, "factor of the learning rate found",
                   "Leave it at 1; turn d_coef first. A schedule works on it."),
    BETA1(0.9),
    PARAM_OPEN_ABOVE("beta2", 0.999, "decay of the average of squared gradients",
                     "Its root is the decay of the distance's sums: lower forgets the start "
                     "sooner."),
    EPSILON(1e-8),
    PARAM_POSITIVE("d0", 1e-6, 1000, "initial estimate of the distance",
                   "Larger saves iterations at the start; it must be below the true distance."),
    PARAM_POSITIVE("d_coef", 1, 100, "factor of the distance found",
                   "0.5: half the steps, 2: twice; the knob to turn when it is too slow or wild."),
};

static const struct slot_spec prodigy_slots[] = {
    {.name = "m", .help = "average of d g"},
    {.name = "v", .help = "average of d^2 g^2"},
    {.name = "s", .help = "weighted sum of the gradients"},
    {.name = "w0", .help = "the initial weights", .start = SLOT_WEIGHTS},
};

enum { OF_PRODIGY_N, OF_PRODIGY_D, OF_PRODIGY_ALONG, OF_PRODIGY_SUM }; /* measured symbols */

static void prodigy_measure(const struct step *step, const double *former, size_t i, double *value)
{
    (void)i;
    value[OF_PRODIGY_N] = former[PRODIGY_NUMERATOR];
    value[OF_PRODIGY_D] = step->scalar[PRODIGY_D_BEFORE];
    value[OF_PRODIGY_ALONG] =
        vector_dot_difference(step->end, step->g, step->slot[PRODIGY_W0], step->w);
    value[OF_PRODIGY_SUM] = vector_sum_abs(step->end, step->slot[PRODIGY_S]);
}

static const struct symbol_spec prodigy_symbols[] = {
    {"n", "weighted sum of <g, w0 - w>", true},
    {"d", "the distance, as known before the iteration", true},
    {"<g, w0 - w>", "inner product of the gradient with the way back to the start", true},
    {"|s|_1", "sum of |s| over all weights", true},
    {"d'", "the distance, as known after the iteration", false},
    {"beta3", "decay of the distance's sums", false},
};

static const struct rule_line prodigy_lines[] = {
    {"beta3 = sqrt(beta2)", NULL, false},
    {"n = beta3 n + d/d0 d lr <g, w0 - w>", NULL, false},
    {"s = beta3 s + d/d0 d lr g", NULL, false},
    {"m = beta1 m + (1 - beta1) d g", NULL, false},
    {"v = beta2 v + (1 - beta2) d^2 g^2", NULL, false},
    {"d' = max(d, d_coef n / |s|_1)", "|s|_1>0", false},
    {"w = w - d lr (m / (sqrt(v) + d' eps) + weight_decay w)", "|s|_1>0", false},
    {"no gradient has been seen yet: no step", "|s|_1=0", true},
};

const struct optimizer_spec optimizer_prodigy = {
    .name = "prodigy",
    .title = "Prodigy",
    .family = "self-tuning",
    .help = "Adam that finds its learning rate: the distance from the start to the solution",
    .rule = "n = beta3 n + d/d0 d lr <g, w0 - w>, beta3 = sqrt(beta2)\n"
            "s = beta3 s + d/d0 d lr g\n"
            "m = beta1 m + (1 - beta1) d g\n"
            "v = beta2 v + (1 - beta2) d^2 g^2\n"
            "d' = max(d, d_coef n / |s|_1)\n"
            "w = w - d lr (m / (sqrt(v) + d' eps) + weight_decay w)\n"
            "d = d'",
    .use =
        "When no learning rate is known. Starts slowly; d then grows by itself within a few dozen "
        "iterations.",
    .differs = "The authors' code with its defaults: no bias correction, unbounded growth of d, no "
               "safeguard for warm-up.",
    .reference = "K. Mishchenko and A. Defazio, Prodigy: An Expeditiously Adaptive Parameter-Free "
                 "Learner, ICML 2024, arXiv:2306.06101",
    PARAMS(prodigy_params),
    .shown = 1,
    .decay = optimizer_decoupled_decay,
    .own_decay = true,
    SLOTS(prodigy_slots),
    LINES(prodigy_lines),
    SYMBOLS(prodigy_symbols),
    .measure = prodigy_measure,
    .prepare = prodigy_prepare,
    .step = prodigy_step,
};
