/* toy.c - generated data and their table; see toy.h. */
#include "toy.h"

#include "base/array.h"
#include "base/maths.h"
#include "base/param_list.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double pi = 3.14159265358979323846;

/* Every toy's first two parameters, then its own. */
enum { N, NOISE, OWN };

#define COMMON(SAMPLES, DEVIATION)                                                                 \
    PARAM_WHOLE("n", SAMPLES, 4, 1000000, "samples, including the test split"),                    \
        PARAM_REAL_CLOSED("noise", DEVIATION, 0, 100, "standard deviation of the noise")

/* ---- the toys ---------------------------------------------------------------------------------
 *
 * Each draws what it draws in the order in which NumPy's vectorized calls would, so that its
 * numbers are those of a few lines of NumPy with RandomState(seed).
 */

/* X += noise * randn(n, inputs) */
static void add_noise(const struct toy_samples *s, size_t inputs)
{
    for (size_t i = 0; i < s->n * inputs; i++)
        s->x[i] += (real)(s->value[NOISE] * rng_gaussian(s->rng));
}

/* low + (high - low) * random_sample(count) */
static void fill_uniform(const struct toy_samples *s, size_t count, double low, double high)
{
    for (size_t i = 0; i < count; i++)
        s->x[i] = (real)(low + (high - low) * rng_uniform(s->rng));
}

/* Place i of n from 0 to 1, both included: linspace(0, 1, n)[i]. */
static double share(size_t i, size_t n)
{
    return n > 1 ? (double)i / (double)(n - 1) : 0;
}

static void put(const struct toy_samples *s, size_t i, double x, double y, int class)
{
    s->x[2 * i] = (real)x;
    s->x[2 * i + 1] = (real)y;
    s->y[i] = class;
}

/* As scikit-learn's make_moons, not shuffled. */
static void make_moons(const struct toy_samples *s)
{
    size_t upper = s->n / 2;

    for (size_t i = 0; i < s->n; i++) {
        bool lower = i >= upper;
        double turn = lower ? share(i - upper, s->n - upper) : share(i, upper);
        double x = maths_cospi(turn), y = maths_sinpi(turn);

        put(s, i, lower ? 1 - x : x, lower ? 0.5 - y : y, lower);
    }
    add_noise(s, 2);
}

/* As scikit-learn's make_circles, not shuffled. */
static void make_circles(const struct toy_samples *s)
{
    size_t outer = s->n / 2;

    for (size_t i = 0; i < s->n; i++) {
        bool inner = i >= outer;
        double turn =
            inner ? (double)(i - outer) / (double)(s->n - outer) : (double)i / (double)outer;
        double radius = inner ? s->value[OWN] : 1;

        put(s, i, radius * maths_cospi(2 * turn), radius * maths_sinpi(2 * turn), inner);
    }
    add_noise(s, 2);
}

/* Two arms of radius 3. */
static void make_spirals(const struct toy_samples *s)
{
    const double radius = 3;
    size_t first = s->n / 2;

    for (size_t i = 0; i < s->n; i++) {
        bool second = i >= first;
        double r = second ? share(i - first, s->n - first) : share(i, first);
        double turn = 2 * s->value[OWN] * r + second;

        put(s, i, radius * r * maths_cospi(turn), radius * r * maths_sinpi(turn), second);
    }
    add_noise(s, 2);
}

/* Class 1 where the coordinates have different signs. */
static void make_xor(const struct toy_samples *s)
{
    fill_uniform(s, 2 * s->n, -2, 2);
    for (size_t i = 0; i < s->n; i++)
        s->y[i] = (s->x[2 * i] < 0) != (s->x[2 * i + 1] < 0);
    add_noise(s, 2);
}

/* Classes in turn, around points of a circle of radius 2. */
static void make_blobs(const struct toy_samples *s)
{
    size_t classes = (size_t)s->value[OWN];

    for (size_t i = 0; i < s->n; i++) {
        double turn = 2 * (double)(i % classes) / (double)classes;

        put(s, i, 2 * maths_cospi(turn), 2 * maths_sinpi(turn), (int)(i % classes));
    }
    add_noise(s, 2);
}

static void make_checkerboard(const struct toy_samples *s)
{
    double cells = s->value[OWN];

    fill_uniform(s, 2 * s->n, -2, 2);
    for (size_t i = 0; i < s->n; i++) {
        double column = floor(((double)s->x[2 * i] + 2) / 4 * cells);
        double row = floor(((double)s->x[2 * i + 1] + 2) / 4 * cells);

        s->y[i] = fmod(column + row, 2);
    }
    add_noise(s, 2);
}

static void add_target_noise(const struct toy_samples *s)
{
    for (size_t i = 0; i < s->n; i++)
        s->y[i] += s->value[NOISE] * rng_gaussian(s->rng);
}

static void make_sine(const struct toy_samples *s)
{
    fill_uniform(s, s->n, -pi, pi);
    for (size_t i = 0; i < s->n; i++)
        s->y[i] = maths_sinpi(s->value[OWN] * (double)s->x[i] / pi);
    add_target_noise(s);
}

static void make_plane(const struct toy_samples *s)
{
    const double *slope = s->value + OWN;

    fill_uniform(s, 2 * s->n, -1, 1);
    for (size_t i = 0; i < s->n; i++)
        s->y[i] = slope[0] * (double)s->x[2 * i] + slope[1] * (double)s->x[2 * i + 1];
    add_target_noise(s);
}

/* ---- the table --------------------------------------------------------------------------------
 */

static const struct param_spec moons_params[] = {COMMON(400, 0.1)};
static const struct param_spec circles_params[] = {
    COMMON(400, 0.1), PARAM_REAL_OPEN("factor", 0.5, 0, 1, "radius of the inner circle")};
static const struct param_spec spirals_params[] = {
    COMMON(400, 0.05), PARAM_REAL_POSITIVE("turns", 1, 10, "turns of each arm")};
static const struct param_spec xor_params[] = {COMMON(400, 0.1)};
static const struct param_spec blobs_params[] = {
    COMMON(400, 0.5), PARAM_WHOLE("classes", 3, 2, 20, "blobs, one class each")};
static const struct param_spec checkerboard_params[] = {
    COMMON(400, 0), PARAM_WHOLE("cells", 4, 2, 20, "fields per side")};
static const struct param_spec sine_params[] = {
    COMMON(200, 0.1), PARAM_REAL_POSITIVE("frequency", 1, 20, "waves from -pi to pi")};
static const struct param_spec plane_params[] = {
    COMMON(200, 0.1), PARAM_REAL_CLOSED("a", 1, -100, 100, "slope along the first input"),
    PARAM_REAL_CLOSED("b", -0.5, -100, 100, "slope along the second input")};

/* A row: NAME, inputs, regression, help. */
#define TOYS(ROW)                                                                                  \
    ROW(moons, 2, false, "two interleaved half circles")                                           \
    ROW(circles, 2, false, "a circle inside another")                                              \
    ROW(spirals, 2, false, "two arms of a spiral")                                                 \
    ROW(xor, 2, false, "a square whose opposite quarters belong together")                         \
    ROW(blobs, 2, false, "clouds of points, one class each")                                       \
    ROW(checkerboard, 2, false, "alternating fields of a board")                                   \
    ROW(sine, 1, true, "a wave of one input, for regression")                                      \
    ROW(plane, 2, true, "a linear function of two inputs, for regression")
#define ROW(NAME, INPUTS, REGRESSION, HELP)                                                        \
    {.name = #NAME,                                                                                \
     .help = (HELP),                                                                               \
     .inputs = (INPUTS),                                                                           \
     .regression = (REGRESSION),                                                                   \
     .params = NAME##_params,                                                                      \
     .n_params = sizeof NAME##_params / sizeof NAME##_params[0],                                   \
     .make = make_##NAME},

const struct toy toys[] = {TOYS(ROW)};
const int toy_count = sizeof toys / sizeof toys[0];

const struct toy *toy_find(const char *text)
{
    size_t length = strcspn(text, ":");

    for (int i = 0; i < toy_count; i++)
        if (strlen(toys[i].name) == length && strncmp(toys[i].name, text, length) == 0)
            return &toys[i];
    return NULL;
}

bool toy_check(const char *text, struct status *status)
{
    const struct toy *toy = toy_find(text);
    double value[TOY_PARAMS_MAX];

    return param_list_parse(text, toy->params, toy->n_params, value, status);
}

/* ---- making -----------------------------------------------------------------------------------
 */

/* "two arms of a spiral (n=400, noise=0.1, turns=2)" */
static void describe(const struct toy *toy, const double *value, char *text, size_t size)
{
    size_t used = (size_t)snprintf(text, size, "%s", toy->help);

    for (int i = 0; i < toy->n_params && used < size; i++) {
        char number[32];
        used += (size_t)snprintf(text + used, size - used, "%s%s=%s", i == 0 ? " (" : ", ",
                                 toy->params[i].name,
                                 param_format_number(value[i], number, sizeof number));
    }
    if (used < size)
        snprintf(text + used, size - used, ")");
}

bool toy_make(const char *text, uint32_t seed, struct raw *raw, struct status *status)
{
    const struct toy *toy = toy_find(text);
    double value[TOY_PARAMS_MAX];
    struct rng rng;
    struct toy_samples samples = {.value = value, .rng = &rng};

    if (!param_list_parse(text, toy->params, toy->n_params, value, status))
        return false;
    samples.n = (size_t)value[N];
    raw->form = RAW_REALS;
    raw->n_x = toy->inputs;
    raw->classes = !toy->regression;
    raw->numbers = toy->regression;
    raw->train.m = samples.n;
    raw->train.x = array_allocate(samples.n, raw_row_size(raw), "the inputs", status);
    raw->train.y = array_allocate(samples.n, sizeof *raw->train.y, "the labels", status);
    if (!raw->train.x || !raw->train.y)
        return false;
    samples.x = raw->train.x;
    samples.y = raw->train.y;
    rng_seed(&rng, seed);
    toy->make(&samples);
    snprintf(raw->train.name, sizeof raw->train.name, "%s", toy->name);
    describe(toy, value, raw->facts.what, sizeof raw->facts.what);
    return true;
}
