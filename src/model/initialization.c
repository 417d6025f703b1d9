/* initialization.c - the table of initializations; see initialization.h. */
#include "initialization.h"

#include <stddef.h>

/* W[j][i] is the notebook's W_ij: drawn for i, then j. */
static bool fill_gaussian(struct rng *rng, size_t n_in, size_t n_out, double deviation, real *W,
                          struct status *status)
{
    for (size_t i = 0; i < n_out; i++) {
        if (status_cancelled(status))
            return false;
        for (size_t j = 0; j < n_in; j++)
            W[j * n_out + i] = (real)(deviation * rng_gaussian(rng));
    }
    return true;
}

/* The notebook's 1.1: W ~ N(0, 1/n_in). */
static bool notebook_fill(struct rng *rng, size_t n_in, size_t n_out, real *W,
                          struct status *status)
{
    return fill_gaussian(rng, n_in, n_out, sqrt(1.0 / (double)n_in), W, status);
}

/* X. Glorot, Y. Bengio, AISTATS 2010. */
static bool xavier_fill(struct rng *rng, size_t n_in, size_t n_out, real *W, struct status *status)
{
    return fill_gaussian(rng, n_in, n_out, sqrt(2.0 / (double)(n_in + n_out)), W, status);
}

/* K. He et al., ICCV 2015. */
static bool he_fill(struct rng *rng, size_t n_in, size_t n_out, real *W, struct status *status)
{
    return fill_gaussian(rng, n_in, n_out, sqrt(2.0 / (double)n_in), W, status);
}

static double inner(size_t n, const real *a, const real *b, size_t stride)
{
    double sum = 0;

    for (size_t k = 0; k < n; k++)
        sum += (double)a[k * stride] * (double)b[k * stride];
    return sum;
}

/* Makes `count` vectors orthonormal, one after the other; each is cleaned twice, which brings
 * them to working precision. A vector starts `step` after the one before; its elements lie
 * `stride` apart. */
static bool orthonormalize(size_t count, size_t n, real *v, size_t step, size_t stride,
                           struct status *status)
{
    for (size_t i = 0; i < count; i++) {
        real *vi = v + i * step;

        if (status_cancelled(status))
            return false;
        for (int pass = 0; pass < 2; pass++)
            for (size_t j = 0; j < i; j++) {
                const real *vj = v + j * step;
                double share = inner(n, vi, vj, stride);
                for (size_t k = 0; k < n; k++)
                    vi[k * stride] -= (real)(share * (double)vj[k * stride]);
            }
        double length = sqrt(inner(n, vi, vi, stride));
        for (size_t k = 0; k < n; k++)
            vi[k * stride] = (real)((double)vi[k * stride] / length);
    }
    return true;
}

/* A. Saxe, J. McClelland, S. Ganguli, ICLR 2014: the shorter side's vectors are orthonormal. */
static bool orthogonal_fill(struct rng *rng, size_t n_in, size_t n_out, real *W,
                            struct status *status)
{
    if (!fill_gaussian(rng, n_in, n_out, 1, W, status))
        return false;
    return n_out <= n_in ? orthonormalize(n_out, n_in, W, 1, n_out, status)
                         : orthonormalize(n_in, n_out, W, n_out, 1, status);
}

/* A row: NAME, formula, help. */
#define INITIALIZATIONS(ROW)                                                                       \
    ROW(notebook, "N(0, 1/n_in)", "variance 1/n_in, as in the notebook (LeCun's)")                 \
    ROW(xavier, "N(0, 2/(n_in + n_out))", "Glorot and Bengio's, for tanh and sigmoid")             \
    ROW(he, "N(0, 2/n_in)", "He's, for relu")                                                      \
    ROW(orthogonal, "W'W = I where n_out <= n_in, else WW' = I",                                   \
        "Saxe, McClelland and Ganguli's, in every layer: orthonormal columns of the n_in x n_out " \
        "matrix W, or rows where it has more columns than rows")
#define ROW(NAME, FORMULA, HELP)                                                                   \
    {.name = #NAME, .formula = (FORMULA), .help = (HELP), .fill = NAME##_fill},
#define NAME_OF(NAME, FORMULA, HELP) #NAME,

const struct initialization initializations[] = {INITIALIZATIONS(ROW)};
const int initialization_count = sizeof initializations / sizeof initializations[0];
const char *const initialization_names[] = {INITIALIZATIONS(NAME_OF) NULL};
