/* schedule.c - the table of learning rate schedules; see schedule.h. */
#include "schedule.h"

#include "base/maths.h"

/* T of schedules that come to an end: `total`, their first hyperparameter, less the warm-up. */
static double length(const double *value, double warmup)
{
    return value[0] - warmup > 1 ? value[0] - warmup : 1;
}

/* The share of the way that is done at iteration k, 0 ... 1. */
static double progress(const double *value, double k, double warmup)
{
    double total = length(value, warmup);

    return k < total ? k / total : 1;
}

/* From `from` to `to` along half a cosine wave, x = 0 ... 1. */
static double half_wave(double from, double to, double x)
{
    return to + (from - to) * (1 + maths_cospi(x)) / 2;
}

static double constant_factor(const double *value, double k, double warmup)
{
    (void)value;
    (void)k;
    (void)warmup;
    return 1;
}

static double step_factor(const double *value, double k, double warmup)
{
    (void)warmup;
    return maths_power(value[1], floor(k / value[0]));
}

static double exponential_factor(const double *value, double k, double warmup)
{
    (void)warmup;
    return maths_power(value[0], k);
}

static double inverse_time_factor(const double *value, double k, double warmup)
{
    (void)warmup;
    return 1 / (1 + value[0] * k);
}

static double linear_factor(const double *value, double k, double warmup)
{
    return 1 + (value[1] - 1) * progress(value, k, warmup);
}

static double polynomial_factor(const double *value, double k, double warmup)
{
    return value[2] + (1 - value[2]) * maths_power(1 - progress(value, k, warmup), value[1]);
}

static double cosine_factor(const double *value, double k, double warmup)
{
    return half_wave(1, value[1], progress(value, k, warmup));
}

static double cosine_restarts_factor(const double *value, double k, double warmup)
{
    double period = value[0], growth = value[1];

    (void)warmup;
    if (growth == 1)
        k = fmod(k, period);
    while (k >= period) {
        k -= period;
        period *= growth;
    }
    return half_wave(1, value[2], k / period);
}

/*
 * The peak is at the last iteration of the rising part, the lowest rate at the very last. A rise of
 * at most one iteration is none: the first iteration has the peak, or, being the last as well, the
 * lowest rate.
 */
static double one_cycle_factor(const double *value, double k, double warmup)
{
    double total = length(value, warmup), peak = fmax(value[1] * total - 1, 0);
    double start = 1 / value[2], end = start / value[3];

    if (k < peak)
        return half_wave(start, 1, k / peak);
    if (k >= total - 1)
        return end;
    return half_wave(1, end, (k - peak) / (total - 1 - peak));
}

static double wsd_factor(const double *value, double k, double warmup)
{
    double total = length(value, warmup), cooldown = value[1] * total;

    if (k <= total - cooldown || cooldown == 0)
        return 1;
    return k < total ? 1 - sqrt((k - (total - cooldown)) / cooldown) : 0;
}

static void plateau_observe(const double *value, double loss, struct schedule_state *state)
{
    double factor = value[0], patience = value[1], threshold = value[2], end = value[3];

    if (loss < state->best * (1 - threshold)) {
        state->best = loss;
        state->bad = 0;
    } else {
        state->bad++;
    }
    if ((double)state->bad > patience) {
        state->factor = fmax(state->factor * factor, end);
        state->bad = 0;
    }
}

/* ---- the table --------------------------------------------------------------------------------
 */

#define COUNT(ARRAY)  ((int)(sizeof(ARRAY) / sizeof(ARRAY)[0]))
#define PARAMS(ARRAY) .params = (ARRAY), .n_params = COUNT(ARRAY)

#define TOTAL                                                                                      \
    { .name = "total", .kind = PARAM_INTEGER, .initial = 0, .min = 1, .max = 1e12,                 \
      .automatic = "the race's iterations", .unit = "iterations",                                  \
      .help = "iteration at which the schedule ends, warm-up included",                            \
      .effect = "auto is the race's number of iterations, taken when the run makes its first "     \
                "update and kept when that number changes later. After the end the learning rate " \
                "stays where it ended." }
#define END                                                                                        \
    { .name = "end", .kind = PARAM_REAL, .initial = 0, .max = 1,                                   \
      .help = "factor at the end", .effect = "0 stops at the end; 0.1 keeps moving slowly." }

static const struct param_spec step_params[] = {
    {.name = "period",
     .kind = PARAM_INTEGER,
     .initial = 30,
     .min = 1,
     .max = 1e9,
     .unit = "iterations",
     .help = "iterations between drops",
     .effect = "Shorter: the rate falls sooner and more often."},
    {.name = "gamma",
     .kind = PARAM_REAL,
     .initial = 0.1,
     .max = 1,
     .min_open = true,
     .help = "factor of a drop",
     .effect = "Smaller: deeper drops."},
};

static const struct param_spec exponential_params[] = {
    {.name = "gamma",
     .kind = PARAM_REAL,
     .initial = 0.97,
     .max = 1,
     .min_open = true,
     .help = "factor from each iteration to the next",
     .effect = "The rate halves every ln 2/(1 - gamma) iterations or so: 0.97 every 23, 0.99 every "
               "69."},
};

static const struct param_spec inverse_time_params[] = {
    {.name = "rate",
     .kind = PARAM_REAL,
     .initial = 0.05,
     .max = 1000,
     .help = "speed of the learning rate's fall",
     .effect = "After 1/rate iterations the learning rate has halved."},
};

static const struct param_spec linear_params[] = {TOTAL, END};

static const struct param_spec polynomial_params[] = {
    TOTAL,
    {.name = "power",
     .kind = PARAM_REAL,
     .initial = 2,
     .max = 100,
     .min_open = true,
     .help = "exponent",
     .effect = "1 is linear; larger: a fast fall first and a long low tail."},
    END,
};

static const struct param_spec cosine_params[] = {TOTAL, END};

static const struct param_spec cosine_restarts_params[] = {
    {.name = "period",
     .kind = PARAM_INTEGER,
     .initial = 20,
     .min = 1,
     .max = 1e9,
     .unit = "iterations",
     .help = "iterations of the first cycle",
     .effect = "Shorter: more restarts, each of which explores another part of the landscape."},
    {.name = "growth",
     .kind = PARAM_INTEGER,
     .initial = 2,
     .min = 1,
     .max = 10,
     .help = "ratio of a cycle's length to that of the previous one",
     .effect = "1: all cycles are alike; 2: the time between restarts doubles."},
    END,
};

static const struct param_spec one_cycle_params[] = {
    TOTAL,
    {.name = "rise",
     .kind = PARAM_REAL,
     .initial = 0.3,
     .max = 1,
     .max_open = true,
     .help = "share of the iterations in which the rate rises",
     .effect = "Larger: a gentler rise and a steeper fall."},
    {.name = "div",
     .kind = PARAM_REAL,
     .initial = 25,
     .min = 1,
     .max = 1e9,
     .help = "ratio of lr to the initial rate",
     .effect = "Larger: starts lower; helps where the first steps blow up."},
    {.name = "final_div",
     .kind = PARAM_REAL,
     .initial = 1e4,
     .min = 1,
     .max = 1e9,
     .help = "ratio of the initial rate to the final rate",
     .effect = "Larger: ends lower."},
};

static const struct param_spec wsd_params[] = {
    TOTAL,
    {.name = "cooldown",
     .kind = PARAM_REAL,
     .initial = 0.2,
     .max = 1,
     .help = "share of the iterations in which the rate falls to 0",
     .effect = "Longer: a better end; shorter: more time at the full rate. 0: it never falls."},
};

static const struct param_spec plateau_params[] = {
    {.name = "factor",
     .kind = PARAM_REAL,
     .initial = 0.1,
     .max = 1,
     .min_open = true,
     .max_open = true,
     .help = "factor of a drop",
     .effect = "Smaller: deeper drops."},
    {.name = "patience",
     .kind = PARAM_INTEGER,
     .initial = 10,
     .max = 1e9,
     .unit = "iterations",
     .help = "iterations without improvement to tolerate",
     .effect = "Larger: waits longer before each drop; needed with noisy batches."},
    {.name = "threshold",
     .kind = PARAM_REAL,
     .initial = 1e-4,
     .max = 1,
     .max_open = true,
     .help = "relative fall of the train loss that counts as improvement",
     .effect = "Larger: slow progress counts as none, so drops come sooner."},
    END,
};

/*
 * A row: name, hyperparameters, factor, observer, then help, formula, use and reference. In the
 * formulas k counts iterations after the warm-up, T is total less the warm-up.
 */
#define SCHEDULES(ROW)                                                                             \
    ROW("constant", NO_PARAMS, constant_factor, NULL,                                              \
        "the same learning rate throughout",                                                       \
        "1",                                                                                       \
        "The first thing to try; full batches often need nothing else.",                           \
        "none")                                                                                    \
    ROW("step", PARAMS(step_params), step_factor, NULL,                                            \
        "drops by a factor every so many iterations",                                              \
        "gamma^floor(k / period)",                                                                 \
        "When you know where progress stalls: the classic of image classification.",               \
        "as PyTorch's StepLR")                                                                     \
    ROW("exponential", PARAMS(exponential_params), exponential_factor, NULL,                       \
        "shrinks by the same factor at every iteration",                                           \
        "gamma^k",                                                                                 \
        "A smooth decay without an end to plan for.",                                              \
        "as PyTorch's ExponentialLR")                                                              \
    ROW("inverse-time", PARAMS(inverse_time_params), inverse_time_factor, NULL,                    \
        "falls like 1/t",                                                                          \
        "1 / (1 + rate k)",                                                                        \
        "The theory of noisy gradients requires it: the steps add up to infinity, their "          \
        "squares do not.",                                                                         \
        "H. Robbins and S. Monro, A Stochastic Approximation Method, Annals of Mathematical "      \
        "Statistics 22(3), 1951, 400-407")                                                         \
    ROW("linear", PARAMS(linear_params), linear_factor, NULL,                                      \
        "falls along a straight line",                                                             \
        "1 - (1 - end) min(k, T) / T",                                                             \
        "A strong choice when the number of iterations is fixed.",                                 \
        "as PyTorch's LinearLR from factor 1")                                                     \
    ROW("polynomial", PARAMS(polynomial_params), polynomial_factor, NULL,                          \
        "falls along a power of the remaining time",                                               \
        "end + (1 - end) (1 - min(k, T) / T)^power",                                               \
        "Between linear and exponential: power says how early it falls.",                          \
        "as PyTorch's PolynomialLR")                                                               \
    ROW("cosine", PARAMS(cosine_params), cosine_factor, NULL,                                      \
        "falls along half a cosine wave",                                                          \
        "end + (1 - end) (1 + cos(pi min(k, T) / T)) / 2",                                         \
        "The usual choice for a fixed number of iterations: long near the full rate, gentle at "   \
        "the end.",                                                                                \
        "I. Loshchilov and F. Hutter, SGDR: Stochastic Gradient Descent with Warm Restarts, "      \
        "ICLR 2017, arXiv:1608.03983; without the restarts")                                       \
    ROW("cosine-restarts", PARAMS(cosine_restarts_params), cosine_restarts_factor, NULL,           \
        "half cosine waves, one after the other",                                                  \
        "end + (1 - end) (1 + cos(pi c / C)) / 2 at iteration c of a cycle of C iterations; C = "  \
        "period, period growth, period growth^2, ...",                                             \
        "When the number of iterations is open: the end of every cycle is a good place to stop.",  \
        "I. Loshchilov and F. Hutter, SGDR: Stochastic Gradient Descent with Warm Restarts, "      \
        "ICLR 2017, arXiv:1608.03983")                                                             \
    ROW("one-cycle", PARAMS(one_cycle_params), one_cycle_factor, NULL,                             \
        "rises to lr, then falls far below where it began",                                        \
        "1/div to 1 in the first rise T iterations (1 at once if that is at most one), then 1 to " \
        "1/(div final_div) at T - 1, along half cosine waves",                                     \
        "Short training with a large lr: lr is the peak.",                                         \
        "L. N. Smith and N. Topin, Super-Convergence: Very Fast Training of Neural Networks "      \
        "Using Large Learning Rates, 2018, arXiv:1708.07120; as PyTorch's OneCycleLR without its " \
        "cycle of momentum")                                                                       \
    ROW("wsd", PARAMS(wsd_params), wsd_factor, NULL,                                               \
        "stays at lr, then cools down (warm-up, stable, decay)",                                   \
        "1, then 1 - sqrt((k - T + c) / c) in the last c = cooldown T iterations; 0 from T on",    \
        "When you may want to train longer: go on from before the cool-down.",                     \
        "A. Haegele et al., Scaling Laws and Compute-Optimal Training Beyond Fixed Training "      \
        "Durations, NeurIPS 2024, arXiv:2405.18392")                                               \
    ROW("plateau", PARAMS(plateau_params), NULL, plateau_observe,                                  \
        "drops when the train loss no longer falls",                                               \
        "times factor after more than patience iterations without a loss below "                   \
        "(1 - threshold) of the lowest",                                                           \
        "When you do not know in advance where progress stalls; with batches choose a large "      \
        "patience, for it judges each batch's loss.",                                              \
        "as PyTorch's ReduceLROnPlateau")

#define NO_PARAMS .params = NULL
#define ROW(NAME, OWN_PARAMS, FACTOR, OBSERVE, HELP, FORMULA, USE, REFERENCE)                      \
    {.name = (NAME),                                                                               \
     .help = (HELP),                                                                               \
     .formula = (FORMULA),                                                                         \
     .use = (USE),                                                                                 \
     .reference = (REFERENCE),                                                                     \
     OWN_PARAMS,                                                                                   \
     .factor = (FACTOR),                                                                           \
     .observe = (OBSERVE)},
#define NAME_OF(NAME, OWN_PARAMS, FACTOR, OBSERVE, HELP, FORMULA, USE, REFERENCE) NAME,

const struct schedule_spec schedules[] = {SCHEDULES(ROW)};
const int schedule_count = COUNT(schedules);
const char *const schedule_names[] = {SCHEDULES(NAME_OF) NULL};

/* ---- learning rates ---------------------------------------------------------------------------
 */

bool schedule_ends(const struct schedule_spec *spec)
{
    return spec->n_params > 0 && spec->params[0].automatic;
}

void schedule_reset(struct schedule_state *state)
{
    *state = (struct schedule_state){.factor = 1, .best = INFINITY};
}

double schedule_rate(const struct schedule *schedule, uint64_t t, double loss,
                     struct schedule_state *state)
{
    const struct schedule_spec *spec = schedule->spec;
    double warmup = (double)schedule->warmup;

    if (t < schedule->warmup)
        return schedule->lr * ((double)t + 1) / (warmup + 1);
    if (spec->observe)
        spec->observe(schedule->value, loss, state);
    if (!spec->factor)
        return schedule->lr * state->factor;
    return schedule->lr * spec->factor(schedule->value, (double)(t - schedule->warmup), warmup);
}

void schedule_preview(const struct schedule *schedule, size_t n, double *lr)
{
    struct schedule_state state;

    schedule_reset(&state);
    for (size_t t = 0; t < n; t++)
        lr[t] = schedule_rate(schedule, t, INFINITY, &state);
}
