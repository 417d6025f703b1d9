/* x_scale.c - horizontal scales; see x_scale.h. */
#include "x_scale.h"

#include <math.h>

/* The share of a logarithmic scale that is set apart for 0. */
#define APART 0.06

const struct x_spec x_specs[X_KINDS] = {
    [X_ITERATIONS] = {"iterations", "iterations", false},
    [X_GRADIENTS] = {"gradients", "gradient evaluations", false},
    [X_SECONDS] = {"seconds", "seconds of training", true},
};

double x_scale_log_begin(const struct x_scale *scale)
{
    double least = scale->least > 0 ? scale->least : 1;

    return scale->begin > 0 ? scale->begin : fmin(least, scale->end / 2);
}

double x_scale_apart(const struct x_scale *scale)
{
    return scale->logarithmic && !(scale->begin > 0) ? APART : 0;
}

double x_scale_place(const struct x_scale *scale, double x)
{
    double begin, apart, place;

    if (!scale->logarithmic)
        return (x - scale->begin) / (scale->end - scale->begin);
    begin = x_scale_log_begin(scale);
    apart = x_scale_apart(scale);
    if (!(x > 0))
        return x == 0 && apart > 0 ? 0 : -INFINITY;
    place = log10(x / begin) / log10(scale->end / begin);
    return apart > 0 && place < 0 ? 0 : apart + (1 - apart) * place;
}

double x_scale_value(const struct x_scale *scale, double place)
{
    double begin, apart;

    if (!scale->logarithmic)
        return scale->begin + (scale->end - scale->begin) * place;
    begin = x_scale_log_begin(scale);
    apart = x_scale_apart(scale);
    if (place < apart)
        return scale->begin;
    return begin * pow(scale->end / begin, (place - apart) / (1 - apart));
}
