/*
 * optimizer_adam.c - Adam and its closest relatives: an average of the gradients divided by the
 * root of an average of their squares. Knows no network.
 */
#include "optimizer_rules.h"

enum { ADAM_LR, ADAM_BETA1, ADAM_BETA2, ADAM_EPS };

/* The numbers that all weights share in an iteration. */
struct adam {
    real lr, beta1, one_minus_beta1, beta2, one_minus_beta2, eps;
    double correction1, correction2; /* 1 - beta^t, or 1 without bias correction */
};

static struct adam adam_numbers(const struct step *step, bool corrected)
{
    const double beta1 = step->hyper[ADAM_BETA1], beta2 = step->hyper[ADAM_BETA2];
    const double t = (double)step->t;

    return (struct adam){
        .lr = (real)step->lr,
        .beta1 = (real)beta1,
        .one_minus_beta1 = (real)(1 - beta1),
        .beta2 = (real)beta2,
        .one_minus_beta2 = (real)(1 - beta2),
        .eps = (real)step->hyper[ADAM_EPS],
        .correction1 = corrected ? 1 - maths_power(beta1, t) : 1,
        .correction2 = corrected ? 1 - maths_power(beta2, t) : 1,
    };
}

static const struct slot_spec adam_slots[] = {
    {.name = "m", .help = "average of the gradients"},
    {.name = "v", .help = "average of the squared gradients"},
};

static const struct symbol_spec adam_symbols[] = {
    {"m^", "m without its pull towards the start at 0", false},
    {"v^", "v without its pull towards the start at 0", false},
};

/* ---- Adam -------------------------------------------------------------------------------------
 */

enum { ADAM_BIAS_CORRECTION = ADAM_EPS + 1, ADAM_EPS_AT };

/*
 * With m^ = m / correction1 and v^ = v / correction2, in one loop for the three places of eps:
 *   outside  lr m^ / (sqrt(v^) + eps)
 *   inside   lr m^ / sqrt(v^ + eps)
 *   hat      lr sqrt(correction2) / correction1 m / (sqrt(v) + eps), always corrected
 * What a place does not need is 1 or 0, which changes no bit.
 */
VECTORIZED_PART void adam_rule(const struct step *step, const struct adam *a, int place)
{
    const double root2 = sqrt(a->correction2);
    const real beta1 = a->beta1, one_minus_beta1 = a->one_minus_beta1;
    const real beta2 = a->beta2, one_minus_beta2 = a->one_minus_beta2;
    const real lr = (real)(step->lr / a->correction1 * (place == EPS_HAT ? root2 : 1));
    const real scale = (real)(place == EPS_INSIDE ? 1 / a->correction2 : 1);
    const real root = (real)(place == EPS_OUTSIDE ? 1 / root2 : 1);
    const real eps_inside = place == EPS_INSIDE ? a->eps : 0;
    const real eps_outside = place == EPS_INSIDE ? 0 : a->eps;
    const real *restrict g = step->g;
    real *restrict w = step->w;
    real *restrict m = step->slot[0];
    real *restrict v = step->slot[1];

    for (size_t i = step->begin; i < step->end; i++) {
        m[i] = beta1 * m[i] + one_minus_beta1 * g[i];
        v[i] = beta2 * v[i] + one_minus_beta2 * (g[i] * g[i]);
        w[i] -= lr * m[i] / (real_sqrt(v[i] * scale + eps_inside) * root + eps_outside);
    }
}

VECTORIZED static void adam_step(const struct step *step)
{
    const int place = (int)step->hyper[ADAM_EPS_AT];
    const bool corrected = step->hyper[ADAM_BIAS_CORRECTION] != 0 || place == EPS_HAT;
    struct adam a = adam_numbers(step, corrected);

    adam_rule(step, &a, place);
}

static const struct param_spec adam_params[] = {
    LEARNING_RATE(0.001),
    BETA1(0.9),
    BETA2(0.999),
    EPSILON(1e-8),
    PARAM_ON_OFF("bias_correction", 0, "1: undo the averages' pull towards their start at 0",
                 "Without it the first steps are (1 - beta1) / sqrt(1 - beta2) times as long: 3.2 "
                 "times with the defaults."),
    PARAM_ONE_OF("eps_at", EPS_OUTSIDE, optimizer_eps_hat_places,
                 "position of eps: outside or inside the root",
                 "inside: eps counts like a squared gradient and weighs much more. hat: the "
                 "bias-corrected rule, whatever bias_correction says, in which eps weighs more in "
                 "the first iterations, when the correction is large."),
};

static const struct rule_line adam_lines[] = {
    {"m = beta1 m + (1 - beta1) g", NULL, false},
    {"v = beta2 v + (1 - beta2) g^2", NULL, false},
    {"m^ = m / (1 - beta1^t)", "bias_correction=1,eps_at!=hat", false},
    {"v^ = v / (1 - beta2^t)", "bias_correction=1,eps_at!=hat", false},
    {"w = w - lr m / (sqrt(v) + eps)", "bias_correction=0,eps_at=outside", false},
    {"w = w - lr m / sqrt(v + eps)", "bias_correction=0,eps_at=inside", false},
    {"w = w - lr m^ / (sqrt(v^) + eps)", "bias_correction=1,eps_at=outside", false},
    {"w = w - lr m^ / sqrt(v^ + eps)", "bias_correction=1,eps_at=inside", false},
    {"w = w - lr sqrt(1 - beta2^t) / (1 - beta1^t) m / (sqrt(v) + eps)", "eps_at=hat", false},
};

const struct optimizer_spec optimizer_adam = {
    .name = "adam",
    .title = "Adam",
    .family = "adam",
    .help = "momentum and RMSProp combined; bias correction is optional",
    .rule = "m = beta1 m + (1 - beta1) g\n"
            "v = beta2 v + (1 - beta2) g^2\n"
            "w = w - lr m / (sqrt(v) + eps)\n"
            "bias_correction=1: m / (1 - beta1^t) for m, v / (1 - beta2^t) for v\n"
            "eps_at=inside: sqrt(v + eps)\n"
            "eps_at=hat: w = w - lr sqrt(1 - beta2^t) / (1 - beta1^t) m / (sqrt(v) + eps)",
    .use = "The first thing to try when gradients differ in size from weight to weight: works with "
           "little tuning. lr is about the length of every weight's step.",
    .differs = "The notebook has no bias correction; the paper, PyTorch and all others have it. "
               "PyTorch has eps outside the root; TensorFlow 1 (eps 1e-8) and Keras (1e-7) have "
               "the hat form; Optax offers a second eps inside. ConvNetJS multiplies by the "
               "correction instead of dividing.",
    .reference = "D. P. Kingma and J. Ba, Adam: A Method for Stochastic Optimization, ICLR 2015, "
                 "arXiv:1412.6980",
    .preset = "lr=0.01,beta2=0.99",
    .preset_batches = "lr=0.001",
    PARAMS(adam_params),
    .shown = 3,
    .decay = optimizer_coupled_decay,
    SLOTS(adam_slots),
    LINES(adam_lines),
    SYMBOLS(adam_symbols),
    .step = adam_step,
};

/* ---- AdamW ------------------------------------------------------------------------------------
 */

VECTORIZED static void adamw_step(const struct step *step)
{
    struct adam a = adam_numbers(step, true);

    adam_rule(step, &a, EPS_OUTSIDE);
}

static const struct param_spec adamw_params[] = {
    LEARNING_RATE(0.001),
    BETA1(0.9),
    BETA2(0.999),
    EPSILON(1e-8),
};

static const struct rule_line adamw_lines[] = {
    {"m = beta1 m + (1 - beta1) g", NULL, false},
    {"v = beta2 v + (1 - beta2) g^2", NULL, false},
    {"m^ = m / (1 - beta1^t)", NULL, false},
    {"v^ = v / (1 - beta2^t)", NULL, false},
    {"w = w - lr m^ / (sqrt(v^) + eps) - lr weight_decay w", NULL, false},
};

const struct optimizer_spec optimizer_adamw = {
    .name = "adamw",
    .title = "AdamW",
    .family = "adam",
    .help = "bias-corrected Adam with weight decay that does not pass through its averages",
    .rule = "m = beta1 m + (1 - beta1) g\n"
            "v = beta2 v + (1 - beta2) g^2\n"
            "w = w - lr m^ / (sqrt(v^) + eps) - lr weight_decay w\n"
            "m^ = m / (1 - beta1^t), v^ = v / (1 - beta2^t)",
    .use = "Today's default for transformers and wherever Adam needs regularization.",
    .differs = "PyTorch multiplies the decay by lr, as here; the paper by the schedule's factor "
               "alone, so that its decay does not depend on lr. The default decay is 0.01 in "
               "PyTorch, 0.004 in Keras, 1e-4 in Optax.",
    .reference = "I. Loshchilov and F. Hutter, Decoupled Weight Decay Regularization, ICLR 2019, "
                 "arXiv:1711.05101",
    .preset = "lr=0.002",
    PARAMS(adamw_params),
    .shown = 3,
    .decay = optimizer_adamw_decay,
    SLOTS(adam_slots),
    LINES(adamw_lines),
    SYMBOLS(adam_symbols),
    .step = adamw_step,
};

/* ---- AMSGrad ----------------------------------------------------------------------------------
 */

VECTORIZED static void amsgrad_step(const struct step *step)
{
    const struct adam a = adam_numbers(step, step->hyper[ADAM_BIAS_CORRECTION] != 0);
    const real lr = (real)(step->lr / a.correction1);
    const real root = (real)(1 / sqrt(a.correction2));
    const real *restrict g = step->g;
    real *restrict w = step->w;
    real *restrict m = step->slot[0];
    real *restrict v = step->slot[1];
    real *restrict peak = step->slot[2];

    for (size_t i = step->begin; i < step->end; i++) {
        m[i] = a.beta1 * m[i] + a.one_minus_beta1 * g[i];
        v[i] = a.beta2 * v[i] + a.one_minus_beta2 * (g[i] * g[i]);
        peak[i] = v[i] > peak[i] ? v[i] : peak[i];
        w[i] -= lr * m[i] / (real_sqrt(peak[i]) * root + a.eps);
    }
}

static const struct param_spec amsgrad_params[] = {
    LEARNING_RATE(0.001),
    BETA1(0.9),
    BETA2(0.999),
    EPSILON(1e-8),
    PARAM_ON_OFF("bias_correction", 1, "1: undo the averages' pull towards their start at 0",
                 "0 is the paper's rule; its first steps are longer."),
};

static const struct slot_spec amsgrad_slots[] = {
    {.name = "m", .help = "average of the gradients"},
    {.name = "v", .help = "average of the squared gradients"},
    {.name = "peak", .help = "the largest v so far"},
};

static const struct rule_line amsgrad_lines[] = {
    {"m = beta1 m + (1 - beta1) g", NULL, false},
    {"v = beta2 v + (1 - beta2) g^2", NULL, false},
    {"peak = max(peak, v)", NULL, false},
    {"m^ = m / (1 - beta1^t)", "bias_correction=1", false},
    {"peak^ = peak / (1 - beta2^t)", "bias_correction=1", false},
    {"w = w - lr m^ / (sqrt(peak^) + eps)", "bias_correction=1", false},
    {"w = w - lr m / (sqrt(peak) + eps)", "bias_correction=0", false},
};

static const struct symbol_spec amsgrad_symbols[] = {
    {"m^", "m without its pull towards the start at 0", false},
    {"peak^", "peak, corrected as v would be", false},
};

const struct optimizer_spec optimizer_amsgrad = {
    .name = "amsgrad",
    .title = "AMSGrad",
    .family = "adam",
    .help = "Adam that never forgets a large gradient: its step sizes can only shrink",
    .rule = "m = beta1 m + (1 - beta1) g\n"
            "v = beta2 v + (1 - beta2) g^2\n"
            "peak = max(peak, v)\n"
            "w = w - lr m^ / (sqrt(peak^) + eps)\n"
            "m^ = m / (1 - beta1^t), peak^ = peak / (1 - beta2^t); "
            "bias_correction=0: as they are",
    .use = "When Adam does not settle because rare large gradients are forgotten too soon. "
           "Equals bias-corrected Adam as long as v grows.",
    .differs = "PyTorch takes the maximum of the raw v and corrects it afterwards, as here; the "
               "paper corrects nothing; Optax takes the maximum of the corrected v.",
    .reference = "S. J. Reddi, S. Kale, S. Kumar, On the Convergence of Adam and Beyond, ICLR "
                 "2018, arXiv:1904.09237",
    .preset = "lr=0.003",
    PARAMS(amsgrad_params),
    .shown = 3,
    .decay = optimizer_coupled_decay,
    SLOTS(amsgrad_slots),
    LINES(amsgrad_lines),
    SYMBOLS(amsgrad_symbols),
    .step = amsgrad_step,
};

/* ---- Adamax -----------------------------------------------------------------------------------
 */

VECTORIZED static void adamax_step(const struct step *step)
{
    const struct adam a = adam_numbers(step, true);
    const real lr = (real)(step->lr / a.correction1);
    const real *restrict g = step->g;
    real *restrict w = step->w;
    real *restrict m = step->slot[0];
    real *restrict u = step->slot[1];

    for (size_t i = step->begin; i < step->end; i++) {
        real size = real_fabs(g[i]) + a.eps, decayed = a.beta2 * u[i];

        m[i] = a.beta1 * m[i] + a.one_minus_beta1 * g[i];
        u[i] = size > decayed ? size : decayed;
        w[i] -= lr * m[i] / u[i];
    }
}

static const struct param_spec adamax_params[] = {
    LEARNING_RATE(0.002),
    BETA1(0.9),
    PARAM_OPEN_ABOVE("beta2", 0.999, "decay of the largest gradient",
                     "Towards 1: a large gradient shortens steps for longer."),
    EPSILON(1e-8),
};

static const struct slot_spec adamax_slots[] = {
    {.name = "m", .help = "average of the gradients"},
    {.name = "u", .help = "decaying maximum of the gradients' sizes"},
};

static const struct rule_line adamax_lines[] = {
    {"m = beta1 m + (1 - beta1) g", NULL, false},
    {"u = max(beta2 u, |g| + eps)", NULL, false},
    {"w = w - lr / (1 - beta1^t) m / u", NULL, false},
};

const struct optimizer_spec optimizer_adamax = {
    .name = "adamax",
    .title = "Adamax",
    .family = "adam",
    .help = "Adam with a decaying maximum of the gradients in place of the root of squares",
    .rule = "m = beta1 m + (1 - beta1) g\n"
            "u = max(beta2 u, |g| + eps)\n"
            "w = w - lr / (1 - beta1^t) m / u",
    .use = "Where gradients are mostly small with a few large ones (embeddings): no step is longer "
           "than lr, and nothing is squared.",
    .differs = "PyTorch adds eps to |g|, as here; Keras adds it to u; the paper has none.",
    .reference = "D. P. Kingma and J. Ba, Adam: A Method for Stochastic Optimization, ICLR 2015, "
                 "arXiv:1412.6980, section 7.1",
    .preset = "lr=0.005",
    PARAMS(adamax_params),
    .shown = 3,
    .decay = optimizer_coupled_decay,
    SLOTS(adamax_slots),
    LINES(adamax_lines),
    .step = adamax_step,
};

/* ---- NAdam ------------------------------------------------------------------------------------
 */

enum { NADAM_PSI = ADAM_EPS + 1 };
enum { NADAM_PRODUCT, NADAM_GRADIENT, NADAM_AVERAGE }; /* scalars */

static double nadam_mu(const struct step *step, double t)
{
    return step->hyper[ADAM_BETA1] * (1 - 0.5 * maths_power(0.96, t * step->hyper[NADAM_PSI]));
}

/* The factors of g and m in this iteration; the product of all mu so far starts at 1. */
static bool nadam_prepare(const struct step *step)
{
    const double t = (double)step->t;
    const double mu = nadam_mu(step, t), mu_next = nadam_mu(step, t + 1);
    const double product = (step->t == 1 ? 1 : step->scalar[NADAM_PRODUCT]) * mu;

    step->scalar[NADAM_PRODUCT] = product;
    step->scalar[NADAM_GRADIENT] = (1 - mu) / (1 - product);
    step->scalar[NADAM_AVERAGE] = mu_next / (1 - product * mu_next);
    return true;
}

VECTORIZED static void nadam_step(const struct step *step)
{
    const struct adam a = adam_numbers(step, true);
    const real root = (real)(1 / sqrt(a.correction2));
    const real of_gradient = (real)step->scalar[NADAM_GRADIENT];
    const real of_average = (real)step->scalar[NADAM_AVERAGE];
    const real *restrict g = step->g;
    real *restrict w = step->w;
    real *restrict m = step->slot[0];
    real *restrict v = step->slot[1];

    for (size_t i = step->begin; i < step->end; i++) {
        m[i] = a.beta1 * m[i] + a.one_minus_beta1 * g[i];
        v[i] = a.beta2 * v[i] + a.one_minus_beta2 * (g[i] * g[i]);
        real ahead = of_gradient * g[i] + of_average * m[i];
        w[i] -= a.lr * ahead / (real_sqrt(v[i]) * root + a.eps);
    }
}

static const struct param_spec nadam_params[] = {
    LEARNING_RATE(0.002),
    BETA1(0.9),
    BETA2(0.999),
    EPSILON(1e-8),
    PARAM_NOT_NEGATIVE("psi", 0.004, 100, "how fast momentum rises to beta1",
                       "Momentum starts at half of beta1 and comes within 1 % of it after about "
                       "100 / psi iterations; larger: sooner."),
};

static void nadam_measure(const struct step *step, const double *former, size_t i, double *value)
{
    (void)former;
    (void)i;
    value[0] = step->scalar[NADAM_PRODUCT];
}

static const struct symbol_spec nadam_symbols[] = {
    {"P", "the product of all mu so far", true},
    {"mu(t)", "momentum of this iteration, which rises to beta1", false},
    {"mu(t+1)", "momentum of the next iteration", false},
    {"v^", "v without its pull towards the start at 0", false},
};

static const struct rule_line nadam_lines[] = {
    {"m = beta1 m + (1 - beta1) g", NULL, false},
    {"v = beta2 v + (1 - beta2) g^2", NULL, false},
    {"v^ = v / (1 - beta2^t)", NULL, false},
    {"mu(t) = beta1 (1 - 0.5 0.96^(t psi))", NULL, false},
    {"mu(t+1) = beta1 (1 - 0.5 0.96^((t + 1) psi))", NULL, false},
    {"w = w - lr ((1 - mu(t)) / (1 - P) g + mu(t+1) / (1 - P mu(t+1)) m) / (sqrt(v^) + eps)", NULL,
     false},
};

const struct optimizer_spec optimizer_nadam = {
    .name = "nadam",
    .title = "NAdam",
    .family = "adam",
    .help = "Adam with Nesterov's look-ahead and a momentum that warms up",
    .rule = "m = beta1 m + (1 - beta1) g\n"
            "v = beta2 v + (1 - beta2) g^2\n"
            "mu(t) = beta1 (1 - 0.5 0.96^(t psi)), P = mu(1) ... mu(t)\n"
            "w = w - lr ((1 - mu(t)) / (1 - P) g + mu(t+1) / (1 - P mu(t+1)) m) "
            "/ (sqrt(v^) + eps)\n"
            "v^ = v / (1 - beta2^t)",
    .use = "In place of Adam when it overshoots; often a little faster at no cost.",
    .differs = "PyTorch 1.13 multiplied by mu(t) once too often in the second product (corrected "
               "in 2.0). Keras fixes psi at 1. The paper leaves the schedule of mu open.",
    .reference = "T. Dozat, Incorporating Nesterov Momentum into Adam, ICLR 2016 workshop",
    .preset = "lr=0.001",
    PARAMS(nadam_params),
    .shown = 3,
    .decay = optimizer_coupled_decay,
    SLOTS(adam_slots),
    LINES(nadam_lines),
    SYMBOLS(nadam_symbols),
    .measure = nadam_measure,
    .prepare = nadam_prepare,
    .step = nadam_step,
};

/* ---- RAdam ------------------------------------------------------------------------------------
 */

/* The rectification, or 0 while the variance of v is not to be trusted. */
static double radam_rectification(double beta2, double t)
{
    const double rho_inf = 2 / (1 - beta2) - 1;
    const double rho = rho_inf - 2 * t * maths_power(beta2, t) / (1 - maths_power(beta2, t));

    if (rho <= 5)
        return 0;
    return sqrt((rho - 4) * (rho - 2) * rho_inf / ((rho_inf - 4) * (rho_inf - 2) * rho));
}

VECTORIZED static void radam_step(const struct step *step)
{
    const struct adam a = adam_numbers(step, true);
    const double rectification = radam_rectification(step->hyper[ADAM_BETA2], (double)step->t);
    const bool adaptive = rectification > 0;
    const real lr =
        (real)(step->lr / a.correction1 * (adaptive ? rectification * sqrt(a.correction2) : 1));
    const real *restrict g = step->g;
    real *restrict w = step->w;
    real *restrict m = step->slot[0];
    real *restrict v = step->slot[1];

    for (size_t i = step->begin; i < step->end; i++) {
        m[i] = a.beta1 * m[i] + a.one_minus_beta1 * g[i];
        v[i] = a.beta2 * v[i] + a.one_minus_beta2 * (g[i] * g[i]);
        w[i] -= adaptive ? lr * m[i] / (real_sqrt(v[i]) + a.eps) : lr * m[i];
    }
}

static const struct param_spec radam_params[] = {
    LEARNING_RATE(0.001),
    BETA1(0.9),
    BETA2(0.999),
    EPSILON(1e-8),
};

static const struct symbol_spec radam_symbols[] = {
    {"R", "the longest memory that v can have", false},
    {"r", "the memory that v has: about the number of gradients in it", false},
    {"m^", "m without its pull towards the start at 0", false},
};

static const struct rule_line radam_lines[] = {
    {"m = beta1 m + (1 - beta1) g", NULL, false},
    {"v = beta2 v + (1 - beta2) g^2", NULL, false},
    {"m^ = m / (1 - beta1^t)", NULL, false},
    {"R = 2/(1 - beta2) - 1", NULL, false},
    {"r = R - 2 t beta2^t / (1 - beta2^t)", NULL, false},
    {"w = w - lr m^", "r<=5", false},
    {"w = w - lr m^ sqrt(1 - beta2^t) / (sqrt(v) + eps) "
     "sqrt((r - 4)(r - 2) R / ((R - 4)(R - 2) r))",
     "r>5", false},
};

const struct optimizer_spec optimizer_radam = {
    .name = "radam",
    .title = "RAdam",
    .family = "adam",
    .help = "Adam that steps without its root until it has seen enough gradients to trust it",
    .rule = "m = beta1 m + (1 - beta1) g\n"
            "v = beta2 v + (1 - beta2) g^2\n"
            "R = 2/(1 - beta2) - 1, r = R - 2 t beta2^t / (1 - beta2^t)\n"
            "r > 5: w = w - lr m^ sqrt(1 - beta2^t) / (sqrt(v) + eps)\n"
            "             sqrt((r - 4)(r - 2) R / ((R - 4)(R - 2) r))\n"
            "else:  w = w - lr m^\n"
            "m^ = m / (1 - beta1^t)",
    .use = "Where Adam needs a warm-up: this is one built in. With beta2 = 0.999 the first five "
           "iterations are plain momentum.",
    .differs = "PyTorch 1.13's rule: eps is added to the uncorrected root. Some versions skip the "
               "steps while r <= 5 instead of making them without the root; the authors' first "
               "code does so from r < 5.",
    .reference = "L. Liu, H. Jiang, P. He, W. Chen, X. Liu, J. Gao, J. Han, On the Variance of the "
                 "Adaptive Learning Rate and Beyond, ICLR 2020, arXiv:1908.03265",
    .preset = "lr=0.01",
    .preset_batches = "lr=0.003",
    PARAMS(radam_params),
    .shown = 3,
    .decay = optimizer_coupled_decay,
    SLOTS(adam_slots),
    LINES(radam_lines),
    SYMBOLS(radam_symbols),
    .step = radam_step,
};
