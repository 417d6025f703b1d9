/* activation.c - the table of activation functions; see activation.h. */
#include "activation.h"

#include "base/maths.h"
#include "base/vectorized.h"

#include <string.h>

/*
 * A row: NAME, value of z, derivative at z where a is the value there, formula, help. NaN must
 * stay NaN, so that a diverged network is seen: hence `z < 0 ? 0 : z`, not `z > 0 ? z : 0`.
 */
#define ACTIVATIONS(ROW)                                                                           \
    ROW(relu, z < 0 ? 0 : z, z < 0 ? 0 : 1, "max(0, z)", "rectified linear; derivative 1 at 0")    \
    ROW(leaky_relu, z < 0 ? LEAK * z : z, z < 0 ? LEAK : 1, "max(0.01 z, z)",                      \
        "relu that lets a hundredth of negative values through")                                   \
    ROW(elu, z < 0 ? real_expm1(z) : z, z < 0 ? a + 1 : 1, "z if z >= 0, exp(z) - 1 below",        \
        "exponential linear unit")                                                                 \
    ROW(gelu, z *normal_cdf(z), normal_cdf(z) + z * normal_density(z), "z Phi(z)",                 \
        "Gaussian error linear unit, exact (with erf)")                                            \
    ROW(silu, z *logistic(z), silu_slope(z), "z sigmoid(z)", "sigmoid linear unit, swish")         \
    ROW(softplus, (z < 0 ? 0 : z) + real_log1p(real_exp(-real_fabs(z))), logistic(z),              \
        "log(1 + exp(z))", "a smooth relu")                                                        \
    ROW(tanh, real_tanh(z), 1 - a * a, "tanh(z)", "hyperbolic tangent")                            \
    ROW(sigmoid, logistic(z), a *(1 - a), "1 / (1 + exp(-z))", "logistic function")                \
    ROW(identity, z, 1, "z", "no activation: a linear layer")

static const real LEAK = (real)0.01;

static inline real logistic(real z)
{
    return 1 / (1 + real_exp(-z));
}

static inline real silu_slope(real z)
{
    real s = logistic(z);
    return s * (1 + z * (1 - s));
}

static inline real normal_cdf(real z)
{
    return (1 + real_erf(z * (real)M_SQRT1_2)) / 2;
}

static inline real normal_density(real z)
{
    return (real)(M_2_SQRTPI * M_SQRT1_2 / 2) * real_exp(-z * z / 2);
}

#define DEFINE(NAME, VALUE, DERIVATIVE, FORMULA, HELP)                                             \
    VECTORIZED static void NAME##_value(size_t n, const real *z_, real *a_)                        \
    {                                                                                              \
        for (size_t i = 0; i < n; i++) {                                                           \
            const real z = z_[i];                                                                  \
            a_[i] = (VALUE);                                                                       \
        }                                                                                          \
    }                                                                                              \
    VECTORIZED static void NAME##_derivative(size_t n, const real *z_, const real *a_, real *d_)   \
    {                                                                                              \
        for (size_t i = 0; i < n; i++) {                                                           \
            const real z = z_[i], a = a_[i];                                                       \
            (void)z, (void)a;                                                                      \
            d_[i] *= (DERIVATIVE);                                                                 \
        }                                                                                          \
    }
#define ROW(NAME, VALUE, DERIVATIVE, FORMULA, HELP)                                                \
    {.name = #NAME,                                                                                \
     .formula = (FORMULA),                                                                         \
     .help = (HELP),                                                                               \
     .value = NAME##_value,                                                                        \
     .derivative = NAME##_derivative},
#define NAME_OF(NAME, VALUE, DERIVATIVE, FORMULA, HELP) #NAME,

ACTIVATIONS(DEFINE)

const struct activation activations[] = {ACTIVATIONS(ROW)};
const int activation_count = sizeof activations / sizeof activations[0];
const char *const activation_names[] = {ACTIVATIONS(NAME_OF) NULL};
const char *const activation_output_names[] = {"same", ACTIVATIONS(NAME_OF) NULL};

const struct activation *activation_find(const char *name)
{
    for (int i = 0; i < activation_count; i++)
        if (strcmp(activations[i].name, name) == 0)
            return &activations[i];
    return NULL;
}
