/*
 * optimizer_curvature.c - rules that estimate how the loss is curved: from pairs of steps and
 * gradient differences, or from gradients for sampled targets. Knows no network.
 */
#include "optimizer_rules.h"

#include "line_search.h"

#include <string.h>

/* ---- L-BFGS -----------------------------------------------------------------------------------
 */

enum {
    LBFGS_LR,
    LBFGS_HISTORY,
    LBFGS_LINE_SEARCH,
    LBFGS_C1,
    LBFGS_C2,
    LBFGS_TRIALS,
    LBFGS_TOLERANCE
};
enum { LINE_SEARCH_NONE, LINE_SEARCH_STRONG_WOLFE };
static const char *const lbfgs_line_searches[] = {"none", "strong-wolfe", NULL};

/* Slots: s and y are rings of `history` vectors; the last three are scratch of an iteration. */
enum { LBFGS_S, LBFGS_Y, LBFGS_D, LBFGS_PREVIOUS, LBFGS_NEW_D, LBFGS_NEW_S, LBFGS_NEW_Y };
/* Scalars. */
enum { LBFGS_PAIRS, LBFGS_OLDEST, LBFGS_SCALE, LBFGS_T, LBFGS_MET, LBFGS_RHO };
_Static_assert(LBFGS_RHO + OPTIMIZER_HISTORY_MAX <= OPTIMIZER_SCALARS_MAX, "room for every rho");

/* The pairs in use: those that are kept and, at the end, perhaps this iteration's. */
struct lbfgs {
    const struct step *step;
    size_t n, history;
    size_t pairs, oldest; /* kept, but without the one that a new pair pushes out */
    bool first;           /* nothing is known yet: the step is one of gradient descent */
    bool fresh;           /* there is a new pair, in the scratch slots */
    double fresh_rho, scale;
};

static size_t ring_index(const struct lbfgs *l, size_t i)
{
    return (l->oldest + i) % l->history;
}

/* Pair i, the oldest first; pair number `pairs` is the new one. */
static const real *pair_vector(const struct lbfgs *l, size_t i, int ring, int fresh)
{
    const struct step *step = l->step;

    return i == l->pairs ? step->slot[fresh] : step->slot[ring] + ring_index(l, i) * step->stride;
}

static double pair_rho(const struct lbfgs *l, size_t i)
{
    return i == l->pairs ? l->fresh_rho : l->step->scalar[LBFGS_RHO + ring_index(l, i)];
}

/* s = t d and y = g - previous, a pair if y s is safely positive. */
static void new_pair(struct lbfgs *l)
{
    const struct step *step = l->step;
    const real t = (real)step->scalar[LBFGS_T];
    real *s = step->slot[LBFGS_NEW_S], *y = step->slot[LBFGS_NEW_Y];
    double ys, yy;

    for (size_t i = 0; i < l->n; i++) {
        s[i] = t * step->slot[LBFGS_D][i];
        y[i] = step->g[i] - step->slot[LBFGS_PREVIOUS][i];
    }
    ys = vector_dot(l->n, y, s);
    yy = vector_dot(l->n, y, y);
    if (!(ys > 1e-10) || !isfinite(ys) || !isfinite(yy))
        return;
    l->fresh = true;
    l->fresh_rho = 1 / ys;
    l->scale = ys / yy;
    if (l->pairs == l->history) {
        l->oldest = (l->oldest + 1) % l->history;
        l->pairs--;
    }
}

/* d = - H g by the two loops (Nocedal & Wright, Algorithm 7.4), H0 = y s / y y of the last pair. */
static void two_loops(const struct lbfgs *l, real *d)
{
    const size_t count = l->pairs + (l->fresh ? 1 : 0);
    double alpha[OPTIMIZER_HISTORY_MAX];

    for (size_t i = 0; i < l->n; i++)
        d[i] = -l->step->g[i];
    for (size_t i = count; i-- > 0;) {
        alpha[i] = pair_rho(l, i) * vector_dot(l->n, pair_vector(l, i, LBFGS_S, LBFGS_NEW_S), d);
        vector_add_scaled(l->n, -alpha[i], pair_vector(l, i, LBFGS_Y, LBFGS_NEW_Y), d);
    }
    vector_scale(l->n, l->scale, d);
    for (size_t i = 0; i < count; i++) {
        double beta = pair_rho(l, i) * vector_dot(l->n, pair_vector(l, i, LBFGS_Y, LBFGS_NEW_Y), d);
        vector_add_scaled(l->n, alpha[i] - beta, pair_vector(l, i, LBFGS_S, LBFGS_NEW_S), d);
    }
}

/* d = - H g; when it overflows the pairs are forgotten and the method starts again. */
static void choose_direction(struct lbfgs *l)
{
    real *d = l->step->slot[LBFGS_NEW_D];

    two_loops(l, d);
    if (isfinite(vector_sum_abs(l->n, d)))
        return;
    l->first = true;
    l->fresh = false;
    l->pairs = l->oldest = 0;
    l->scale = 1;
    two_loops(l, d);
}

/* The loss at w + t d, for the line search; uses the new pair's slots as scratch. */
static bool along_direction(void *context, double t, struct line_point *point)
{
    const struct lbfgs *l = context;
    const struct step *step = l->step;
    const real *d = step->slot[LBFGS_NEW_D];
    real *trial = step->slot[LBFGS_NEW_S], *g = step->slot[LBFGS_NEW_Y];

    memcpy(trial, step->w, l->n * sizeof *trial);
    vector_add_scaled(l->n, t, d, trial);
    if (!step->oracle->ask(step->oracle->context, ORACLE_DATA, trial, g, &point->f))
        return false;
    point->t = t;
    point->slope = vector_dot(l->n, g, d);
    return true;
}

/* How far to go along d; false when cancelled. */
static bool choose_length(const struct lbfgs *l, double *t)
{
    const struct step *step = l->step;
    const double *hyper = step->hyper;
    const real *d = step->slot[LBFGS_NEW_D];
    const double tolerance = hyper[LBFGS_TOLERANCE];
    struct line_point start = {.f = step->loss, .slope = vector_dot(l->n, step->g, d)};
    double norm1 = l->first ? vector_sum_abs(l->n, step->g) : 0;
    double first = norm1 > 1 ? step->lr / norm1 : step->lr;

    *t = first;
    step->scalar[LBFGS_MET] = !(start.slope <= -tolerance);
    if (step->scalar[LBFGS_MET] != 0) {
        *t = 0;
        return true;
    }
    if (hyper[LBFGS_LINE_SEARCH] == LINE_SEARCH_NONE)
        return true;
    struct line_search search = {.c1 = hyper[LBFGS_C1],
                                 .c2 = hyper[LBFGS_C2],
                                 .trials = (int)hyper[LBFGS_TRIALS],
                                 .smallest = tolerance / vector_max_abs(l->n, d)};
    struct line_function function = {.at = along_direction, .context = (void *)l};
    return line_search_wolfe(&search, &function, &start, first, t);
}

/* Keeps the new pair, the direction and the gradient. */
static void commit(const struct lbfgs *l, double t)
{
    const struct step *step = l->step;
    const size_t bytes = l->n * sizeof(real), last = ring_index(l, l->pairs);

    if (l->fresh) {
        real *s = step->slot[LBFGS_S] + last * step->stride;
        real *y = step->slot[LBFGS_Y] + last * step->stride;
        const real before = (real)step->scalar[LBFGS_T];
        for (size_t i = 0; i < l->n; i++) {
            s[i] = before * step->slot[LBFGS_D][i];
            y[i] = step->g[i] - step->slot[LBFGS_PREVIOUS][i];
        }
        step->scalar[LBFGS_RHO + last] = l->fresh_rho;
    }
    memcpy(step->slot[LBFGS_D], step->slot[LBFGS_NEW_D], bytes);
    memcpy(step->slot[LBFGS_PREVIOUS], step->g, bytes);
    step->scalar[LBFGS_PAIRS] = (double)(l->pairs + (l->fresh ? 1 : 0));
    step->scalar[LBFGS_OLDEST] = (double)l->oldest;
    step->scalar[LBFGS_SCALE] = l->scale;
    step->scalar[LBFGS_T] = t;
}

static bool lbfgs_prepare(const struct step *step)
{
    struct lbfgs l = {
        .step = step,
        .n = step->end - step->begin,
        .history = (size_t)step->hyper[LBFGS_HISTORY],
        .pairs = (size_t)step->scalar[LBFGS_PAIRS],
        .oldest = (size_t)step->scalar[LBFGS_OLDEST],
        .first = step->t == 1,
        .scale = step->t == 1 ? 1 : step->scalar[LBFGS_SCALE],
    };
    double t;

    if (!l.first)
        new_pair(&l);
    choose_direction(&l);
    if (!choose_length(&l, &t))
        return false;
    commit(&l, t);
    return true;
}

static bool lbfgs_converged(const double *scalar)
{
    return scalar[LBFGS_MET] != 0;
}

static bool lbfgs_sound(const double *hyper, const double *scalar)
{
    double history = hyper[LBFGS_HISTORY], pairs = scalar[LBFGS_PAIRS];
    double oldest = scalar[LBFGS_OLDEST];

    return pairs >= 0 && pairs <= history && pairs == floor(pairs) && oldest >= 0 &&
           oldest < history && oldest == floor(oldest);
}

VECTORIZED static void lbfgs_step(const struct step *step)
{
    const real t = (real)step->scalar[LBFGS_T];
    const real *restrict d = step->slot[LBFGS_D];
    real *restrict w = step->w;

    for (size_t i = step->begin; i < step->end; i++)
        w[i] += t * d[i];
}

static const struct param_spec lbfgs_params[] = {
    PARAM_POSITIVE("lr", 1, 1000, "step length, or the line search's first trial",
                   "1 is Newton's step. Without a line search choose less where it diverges."),
    PARAM_COUNT("history", 100, 1, OPTIMIZER_HISTORY_MAX, "pairs of steps to remember",
                "More: better curvature, two vectors of memory and some time each; 10 is often "
                "enough."),
    PARAM_ONE_OF("line_search", LINE_SEARCH_NONE, lbfgs_line_searches,
                 "method that finds the step length",
                 "strong-wolfe takes further gradients in an iteration until the loss falls "
                 "enough and the slope is small enough; they are counted."),
    PARAM_POSITIVE("c1", 1e-4, 1,
                   "required decrease of the loss, as a share of that predicted by the slope",
                   "Larger: shorter, safer steps. Line search only."),
    PARAM_POSITIVE("c2", 0.9, 1,
                   "largest allowed slope at the end, as a share of that at the start",
                   "Smaller: a more exact and more expensive line search."),
    PARAM_COUNT("trials", 25, 1, 1000, "largest number of gradients per line search",
                "When they are used up, the best point so far is taken."),
    PARAM_POSITIVE("tolerance", 1e-9, 1, "smallest slope along the direction that allows a step",
                   "Smaller: continues longer near a minimum, where rounding dominates."),
};

static const struct slot_spec lbfgs_slots[] = {
    {.name = "s", .help = "steps", .copies = LBFGS_HISTORY},
    {.name = "y", .help = "gradient differences", .copies = LBFGS_HISTORY},
    {.name = "d", .help = "direction"},
    {.name = "g_previous", .help = "the gradient of the iteration before"},
    {.name = "new d", .help = "scratch: direction", .scratch = true},
    {.name = "new s", .help = "scratch: step, trial point", .scratch = true},
    {.name = "new y",
     .help = "scratch: gradient difference, gradient at the trial point",
     .scratch = true},
};

enum { OF_LBFGS_PAIRS, OF_LBFGS_YS, OF_LBFGS_YY, OF_LBFGS_G1, OF_LBFGS_GD, OF_LBFGS_A, OF_LBFGS_D };

/* Of the last pair: rho = 1 / y's and the scale y's / y'y are kept. */
static void lbfgs_measure(const struct step *step, const double *former, size_t i, double *value)
{
    const double *scalar = step->scalar;
    const size_t pairs = (size_t)scalar[LBFGS_PAIRS], oldest = (size_t)scalar[LBFGS_OLDEST];
    const size_t history = (size_t)step->hyper[LBFGS_HISTORY];
    const double rho = pairs > 0 ? scalar[LBFGS_RHO + (oldest + pairs - 1) % history] : NAN;

    (void)former;
    value[OF_LBFGS_PAIRS] = (double)pairs;
    value[OF_LBFGS_YS] = 1 / rho;
    value[OF_LBFGS_YY] = 1 / rho / scalar[LBFGS_SCALE];
    value[OF_LBFGS_G1] = vector_sum_abs(step->end, step->g);
    value[OF_LBFGS_GD] = vector_dot(step->end, step->g, step->slot[LBFGS_D]);
    value[OF_LBFGS_A] = scalar[LBFGS_T];
    value[OF_LBFGS_D] = (double)step->slot[LBFGS_D][i];
}

static const struct symbol_spec lbfgs_symbols[] = {
    {"pairs", "pairs of s and y that are kept", true},
    {"y's", "inner product of the last pair kept: the curvature along s, times |s|^2", true},
    {"y'y", "inner product of its y with itself", true},
    {"|g|_1", "sum of |g| over all weights", true},
    {"g'd", "the slope along d: negative, or there is no step", true},
    {"a", "length of the step along d", true},
    {"d", "direction: the weight's part of - H g", true},
    {"H0", "the factor of g with which the recursion begins", false},
};

static const struct rule_line lbfgs_lines[] = {
    {"s = the last step, y = g - g_previous, kept if y's > 1e-10", "t>1", true},
    {"H0 = y's / y'y", "pairs>0", false},
    {"d = - H g, H by the two-loop recursion over the kept pairs", "pairs>0", true},
    {"d = - g", "pairs=0", false},
    {"first step: a = lr min(1, 1/|g|_1), or a line search from there", "t=1", true},
    {"a = lr, or a line search from there: f(w + a d) <= f(w) + c1 a g'd", "t>1", true},
    {"w = w + a d", NULL, false},
};

const struct optimizer_spec optimizer_lbfgs = {
    .name = "lbfgs",
    .title = "L-BFGS",
    .family = "curvature",
    .help = "a quasi-Newton step from the last steps and gradient differences",
    .rule = "s = the last step, y = g - g_previous, kept if y's > 1e-10; H0 = y's / y'y\n"
            "d = - H g, H by the two-loop recursion over the kept pairs\n"
            "first step: a = lr min(1, 1/|g|_1); then a = lr, or a strong Wolfe line search:\n"
            "f(w + a d) <= f(w) + c1 a g'd, |g(w + a d)'d| <= c2 |g'd|\n"
            "w = w + a d",
    .use = "Full batches and small networks: few iterations, high precision. Noise in the gradient "
           "spoils the pairs.",
    .differs = "PyTorch's rule with one iteration a step (max_iter = 1; its default of 20 would "
               "count twenty as one). The history of 100 is PyTorch's; SciPy's default is 10. With "
               "a line search an iteration takes several gradients, of which clipping treats the "
               "first alone.",
    .reference = "D. C. Liu and J. Nocedal, On the limited memory BFGS method for large scale "
                 "optimization, Mathematical Programming 45, 1989, 503-528; J. Nocedal and S. J. "
                 "Wright, Numerical Optimization, 2nd ed., Springer, 2006",
    .preset = "history=10",
    .preset_batches = "history=10,line_search=strong-wolfe",
    PARAMS(lbfgs_params),
    .shown = 1,
    .decay = optimizer_coupled_decay,
    SLOTS(lbfgs_slots),
    LINES(lbfgs_lines),
    SYMBOLS(lbfgs_symbols),
    .measure = lbfgs_measure,
    .prepare = lbfgs_prepare,
    .converged = lbfgs_converged,
    .sound = lbfgs_sound,
    .step = lbfgs_step,
};

/* ---- Sophia -----------------------------------------------------------------------------------
 */

enum { SOPHIA_LR, SOPHIA_BETA1, SOPHIA_BETA2, SOPHIA_RHO, SOPHIA_EVERY };
enum { SOPHIA_M, SOPHIA_H, SOPHIA_SAMPLED };

/* The Gauss-Newton-Bartlett estimate: the squared gradient for targets that the network drew. */
static bool sophia_prepare(const struct step *step)
{
    const uint64_t every = (uint64_t)step->hyper[SOPHIA_EVERY];
    const real beta2 = (real)step->hyper[SOPHIA_BETA2];
    const real one_minus_beta2 = (real)(1 - step->hyper[SOPHIA_BETA2]);
    real *h = step->slot[SOPHIA_H], *sampled = step->slot[SOPHIA_SAMPLED];
    double loss;

    if ((step->t - 1) % every != 0)
        return true;
    if (!step->oracle->ask(step->oracle->context, ORACLE_SAMPLED, step->w, sampled, &loss))
        return false;
    for (size_t i = step->begin; i < step->end; i++)
        h[i] = beta2 * h[i] + one_minus_beta2 * (sampled[i] * sampled[i]);
    return true;
}

VECTORIZED static void sophia_step(const struct step *step)
{
    const real lr = (real)step->lr;
    const real beta1 = (real)step->hyper[SOPHIA_BETA1];
    const real one_minus_beta1 = (real)(1 - step->hyper[SOPHIA_BETA1]);
    const real scale = (real)(step->hyper[SOPHIA_RHO] * (double)step->samples);
    const real eps = (real)1e-15;
    const real *restrict g = step->g;
    const real *restrict h = step->slot[SOPHIA_H];
    real *restrict w = step->w;
    real *restrict m = step->slot[SOPHIA_M];

    for (size_t i = step->begin; i < step->end; i++) {
        m[i] = beta1 * m[i] + one_minus_beta1 * g[i];
        real ratio = m[i] / (scale * h[i] + eps);
        w[i] -= lr * (ratio > 1 ? 1 : ratio < -1 ? -1 : ratio);
    }
}

static const struct param_spec sophia_params[] = {
    LEARNING_RATE(1e-4),
    BETA1(0.965),
    PARAM_OPEN_ABOVE("beta2", 0.99, "decay of the average of curvatures",
                     "Towards 1: steadier curvature, slower to follow."),
    PARAM_POSITIVE("rho", 0.04, 1000, "weight of the curvature",
                   "Smaller: more weights take the full step lr, down their average's sign."),
    PARAM_COUNT("every", 10, 1, 1e6, "iterations between curvature estimates",
                "Each estimate costs one more gradient."),
};

static const struct slot_spec sophia_slots[] = {
    {.name = "m", .help = "average of the gradients"},
    {.name = "h", .help = "average of the curvatures"},
    {.name = "sampled", .help = "scratch: gradient for sampled targets", .scratch = true},
};

static void sophia_measure(const struct step *step, const double *former, size_t i, double *value)
{
    (void)former;
    value[0] = (step->t - 1) % (uint64_t)step->hyper[SOPHIA_EVERY] == 0;
    value[1] = (double)step->slot[SOPHIA_SAMPLED][i];
    value[2] = (double)step->samples;
}

static const struct symbol_spec sophia_symbols[] = {
    {"due", "1 in an iteration that estimates the curvature, else 0", true},
    {"s", "the gradient for targets drawn from the network's prediction", true},
    {"batch", "samples in the batch", true},
};

static const struct rule_line sophia_lines[] = {
    {"m = beta1 m + (1 - beta1) g", NULL, false},
    {"h = beta2 h + (1 - beta2) s^2", "due=1", false},
    {"w = w - lr cut(m / (rho batch h + 1e-15)) - lr weight_decay w", NULL, false},
};

const struct optimizer_spec optimizer_sophia = {
    .name = "sophia",
    .title = "Sophia-G",
    .family = "curvature",
    .help = "an average of gradients over an estimate of the curvature, cut to at most lr",
    .rule = "m = beta1 m + (1 - beta1) g\n"
            "every so many iterations: h = beta2 h + (1 - beta2) s^2,\n"
            "   s the gradient for targets drawn from the network's prediction\n"
            "w = w - lr cut(m / (rho batch h + 1e-15)) - lr weight_decay w, cut to -1 ... 1",
    .use = "Classifiers with cross-entropy, where predictions are probabilities; lr a little below "
           "AdamW's. With square loss the targets are drawn from a normal distribution of "
           "deviation 1 around the prediction.",
    .differs =
        "The authors' Sophia-G since commit 195a786 of their code: the factor of the batch size "
        "undoes the averaging in s^2. Its first versions had one factor, gamma, for rho batch.",
    .reference = "H. Liu, Z. Li, D. Hall, P. Liang, T. Ma, Sophia: A Scalable Stochastic "
                 "Second-order Optimizer for Language Model Pre-training, ICLR 2024, "
                 "arXiv:2305.14342",
    .preset = "lr=0.003",
    .preset_batches = "lr=0.0005",
    PARAMS(sophia_params),
    .shown = 1,
    .decay = optimizer_sophia_decay,
    SLOTS(sophia_slots),
    LINES(sophia_lines),
    SYMBOLS(sophia_symbols),
    .measure = sophia_measure,
    .prepare = sophia_prepare,
    .step = sophia_step,
};
