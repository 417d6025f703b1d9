/* loss.c - the table of losses; see loss.h. */
#include "loss.h"

#include "base/maths.h"
#include "base/rng.h"
#include "base/vectorized.h"

/* The notebook's 1.4: 1/2 ||a - y||^2. */
static double square_value(size_t count, size_t n_y, const real *z, const real *a, const real *y)
{
    double sum = 0;

    (void)z;
    for (size_t i = 0; i < count * n_y; i++) {
        double error = (double)a[i] - (double)y[i];
        sum += error * error;
    }
    return sum / 2;
}

/* A normal distribution of deviation 1 around a. */
static void square_sample(size_t n_y, const real *a, uint64_t key, real *y)
{
    for (size_t j = 0; j < n_y; j++)
        y[j] = a[j] + (real)rng_mixed_gaussian(key + j);
}

VECTORIZED static void logistic_output(size_t count, size_t n_y, const real *z, real *a)
{
    for (size_t i = 0; i < count * n_y; i++)
        a[i] = 1 / (1 + real_exp(-z[i]));
}

/* -y log a - (1-y) log(1-a) = max(z, 0) - z y + log(1 + exp(-|z|)): finite for every z. */
static double binary_value(size_t count, size_t n_y, const real *z, const real *a, const real *y)
{
    double sum = 0;

    (void)a;
    for (size_t i = 0; i < count * n_y; i++) {
        double x = z[i];
        sum += (x < 0 ? 0 : x) - x * (double)y[i] + maths_log1p(maths_exp(-fabs(x)));
    }
    return sum;
}

/* 1 with probability a, else 0. */
static void binary_sample(size_t n_y, const real *a, uint64_t key, real *y)
{
    for (size_t j = 0; j < n_y; j++)
        y[j] = rng_mixed_uniform(key + j) < (double)a[j] ? 1 : 0;
}

static double row_maximum(size_t n, const real *z)
{
    double largest = z[0];

    for (size_t j = 1; j < n; j++)
        if (z[j] > largest)
            largest = z[j];
    return largest;
}

static void softmax_output(size_t count, size_t n_y, const real *z, real *a)
{
    for (size_t i = 0; i < count; i++, z += n_y, a += n_y) {
        real largest = (real)row_maximum(n_y, z), sum = 0;

        for (size_t j = 0; j < n_y; j++)
            a[j] = real_exp(z[j] - largest);
        for (size_t j = 0; j < n_y; j++)
            sum += a[j];
        for (size_t j = 0; j < n_y; j++)
            a[j] /= sum;
    }
}

/* -sum_j y_j log a_j = sum_j y_j (log sum_k exp(z_k) - z_j). */
static double softmax_value(size_t count, size_t n_y, const real *z, const real *a, const real *y)
{
    double total = 0;

    (void)a;
    for (size_t i = 0; i < count; i++, z += n_y, y += n_y) {
        double largest = row_maximum(n_y, z), sum = 0, inner = 0, weight = 0;

        for (size_t j = 0; j < n_y; j++) {
            sum += maths_exp((double)z[j] - largest);
            inner += (double)y[j] * ((double)z[j] - largest);
            weight += (double)y[j];
        }
        total += weight * maths_log(sum) - inner;
    }
    return total;
}

/* One of the classes, class j with probability a_j. */
static void softmax_sample(size_t n_y, const real *a, uint64_t key, real *y)
{
    double left = rng_mixed_uniform(key);
    size_t class = 0;

    for (; class + 1 < n_y && left >= (double)a[class]; class ++)
        left -= (double)a[class];
    for (size_t j = 0; j < n_y; j++)
        y[j] = j == class ? 1 : 0;
}

/* A row: NAME, output function's name, output function, value, sample, formula, help. */
#define LOSSES(ROW)                                                                                \
    ROW(square, NULL, NULL, square_value, square_sample, "1/2 ||a - y||^2",                        \
        "half the squared error, as in the notebook")                                              \
    ROW(binary_cross_entropy, "sigmoid", logistic_output, binary_value, binary_sample,             \
        "-y log a - (1 - y) log(1 - a)", "for targets 0 and 1; its output function is sigmoid")    \
    ROW(softmax_cross_entropy, "softmax", softmax_output, softmax_value, softmax_sample,           \
        "-sum_j y_j log a_j",                                                                      \
        "for one-hot targets of several classes; its output function is softmax")
#define ROW(NAME, OUTPUT_NAME, OUTPUT, VALUE, SAMPLE, FORMULA, HELP)                               \
    {.name = #NAME,                                                                                \
     .formula = (FORMULA),                                                                         \
     .help = (HELP),                                                                               \
     .output_name = (OUTPUT_NAME),                                                                 \
     .output = (OUTPUT),                                                                           \
     .value = (VALUE),                                                                             \
     .sample = (SAMPLE)},
#define NAME_OF(NAME, OUTPUT_NAME, OUTPUT, VALUE, SAMPLE, FORMULA, HELP) #NAME,

const struct loss losses[] = {LOSSES(ROW)};
const int loss_count = sizeof losses / sizeof losses[0];
const char *const loss_names[] = {LOSSES(NAME_OF) NULL};
const char *const loss_choices[] = {"auto", LOSSES(NAME_OF) NULL};
