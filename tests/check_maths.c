/*
 * check_maths.c - the errors of base/maths.h's functions against the C library's in long double,
 * over the whole range, and their special values.
 */
#include "base/maths.h"
#include "base/rng.h"
#include "check_main.h"

enum { SAMPLES = 40000 };

static struct rng rng;

/* How far `actual` is from `expected`, in units in the last place of the latter in double. */
static double ulps(double actual, long double expected)
{
    double nearest = (double)expected;
    long double ulp = fabs(nextafter(nearest, INFINITY) - nearest);

    return (double)(fabsl(actual - expected) / ulp);
}

struct function {
    const char *name;
    double (*value)(double x);
    long double (*exact)(long double x);
    double low, high, most; /* the range, and the largest error in it */
};

#define OURS(NAME)                                                                                 \
    static double our_##NAME(double x)                                                             \
    {                                                                                              \
        return maths_##NAME(x);                                                                    \
    }

OURS(exp)
OURS(expm1)
OURS(tanh)
OURS(log)
OURS(log1p)
OURS(erf)

static long double exact_cospi(long double x)
{
    return cosl(3.14159265358979323846264338327950288L * x);
}

static long double exact_sinpi(long double x)
{
    return sinl(3.14159265358979323846264338327950288L * x);
}

/* What maths.h promises. */
static const struct function functions[] = {
    {"exp", our_exp, expl, -708, 709.7, 2},
    {"exp", our_exp, expl, -1, 1, 1},
    {"expm1", our_expm1, expm1l, -60, 700, 2},
    {"expm1", our_expm1, expm1l, -1, 1, 2},
    {"expm1", our_expm1, expm1l, -1e-4, 1e-4, 1},
    {"tanh", our_tanh, tanhl, -25, 25, 3},
    {"tanh", our_tanh, tanhl, -0.5, 0.5, 3},
    {"tanh", our_tanh, tanhl, -1e-4, 1e-4, 3},
    {"log", our_log, logl, 1e-300, 1e-290, 1},
    {"log", our_log, logl, 0.5, 2, 1},
    {"log", our_log, logl, 0.99, 1.01, 1},
    {"log", our_log, logl, 1, 1e300, 1},
    {"log1p", our_log1p, log1pl, 0, 1, 2},
    {"log1p", our_log1p, log1pl, 0, 1e-9, 2},
    {"erf", our_erf, erfl, -7, 7, 5},
    {"erf", our_erf, erfl, -1, 1, 5},
    {"erf", our_erf, erfl, -0.04, 0.04, 5},
    {"erf", our_erf, erfl, -1e-9, 1e-9, 5},
    {"cospi", maths_cospi, exact_cospi, 0, 0.4, 2},
    {"cospi", maths_cospi, exact_cospi, 0.6, 1, 2},
    {"sinpi", maths_sinpi, exact_sinpi, -0.8, 0.8, 2},
    {"sinpi", maths_sinpi, exact_sinpi, -1e-9, 1e-9, 2},
};

enum { FUNCTIONS = sizeof functions / sizeof functions[0] };

START_TEST(errors_are_as_small_as_stated)
{
    rng_seed(&rng, 6);
    for (int f = 0; f < FUNCTIONS; f++) {
        const struct function *function = &functions[f];
        double worst = 0, at = 0;

        for (int i = 0; i < SAMPLES; i++) {
            double x = function->low + rng_uniform(&rng) * (function->high - function->low);
            double error = ulps(function->value(x), function->exact((long double)x));

            if (!(error <= worst)) {
                worst = error;
                at = x;
            }
        }
        ck_assert_msg(worst <= function->most, "%s(%.17g) is wrong by %g ulp, more than %g",
                      function->name, at, worst, function->most);
    }
}
END_TEST

START_TEST(special_values)
{
    ck_assert(maths_exp(0) == 1 && maths_exp(INFINITY) == INFINITY && maths_exp(-INFINITY) == 0);
    ck_assert(maths_exp(710) == INFINITY && maths_exp(-709) == 0 && isnan(maths_exp(NAN)));
    ck_assert(maths_exp(-708) > 0 && maths_exp(709.7) < INFINITY);
    ck_assert(maths_expm1(0) == 0 && maths_expm1(-INFINITY) == -1 && isnan(maths_expm1(NAN)));
    ck_assert(maths_tanh(0) == 0 && maths_tanh(INFINITY) == 1 && maths_tanh(-INFINITY) == -1);
    ck_assert(isnan(maths_tanh(NAN)) && signbit(maths_tanh(-0.0)));
    ck_assert(maths_log(1) == 0 && maths_log(0) == -INFINITY && maths_log(INFINITY) == INFINITY);
    ck_assert(isnan(maths_log(-1)) && isnan(maths_log(NAN)) && maths_log(DBL_MIN) > -709);
    ck_assert(maths_log1p(0) == 0 && isnan(maths_log1p(NAN)));
    ck_assert(maths_erf(0) == 0 && maths_erf(INFINITY) == 1 && maths_erf(-INFINITY) == -1);
    ck_assert(isnan(maths_erf(NAN)) && maths_erf(6.5) == 1);
    ck_assert(maths_cospi(0) == 1 && maths_cospi(0.5) == 0 && maths_cospi(1) == -1);
    ck_assert(maths_cospi(1.5) == 0 && maths_cospi(2) == 1 &&
              fabs(maths_cospi(1. / 3) - 0.5) < 1e-15);
}
END_TEST

/* Two is a whole turn, one a change of sign, for every number that has them as neighbours. */
START_TEST(turns)
{
    rng_seed(&rng, 8);
    for (int i = 0; i < SAMPLES; i++) {
        double x = floor(0x1p40 * rng_uniform(&rng)) * 0x1p-40, s = maths_sinpi(x);
        double c = maths_cospi(x), whole = 2 * floor(1000 * (rng_uniform(&rng) - 0.5));

        ck_assert(maths_sinpi(x + whole) == s && maths_cospi(x + whole) == c);
        ck_assert(maths_sinpi(x + 1) == -s && maths_cospi(x - 1) == -c);
        ck_assert(maths_sinpi(-x) == -s && maths_cospi(-x) == c);
        ck_assert(maths_sinpi(x + 0.5) == c && maths_cospi(x + 0.5) == -s);
    }
    ck_assert(maths_sinpi(0) == 0 && maths_sinpi(0.5) == 1 && maths_sinpi(-0.5) == -1);
    ck_assert(maths_sinpi(0x1p60) == 0 && maths_cospi(-1e300) == 1);
    ck_assert(isnan(maths_sinpi(INFINITY)) && isnan(maths_cospi(-INFINITY)));
    ck_assert(isnan(maths_sinpi(NAN)) && isnan(maths_cospi(NAN)));
}
END_TEST

START_TEST(powers)
{
    rng_seed(&rng, 7);
    for (int i = 0; i < SAMPLES; i++) {
        double x = 1 - exp(-9 * rng_uniform(&rng)), n = floor(exp(11 * rng_uniform(&rng)));
        double y = 50 * rng_uniform(&rng), size = 1 + y * fabs(log(x));
        long double whole = powl(x, n), broken = powl(x, y);

        if (whole > 1e-250L && ulps(maths_power(x, n), whole) > 1)
            ck_abort_msg("%.17g^%.17g is %.17g", x, n, maths_power(x, n));
        if (broken > 1e-250L && ulps(maths_power(x, y), broken) > 3 * size)
            ck_abort_msg("%.17g^%.17g is %.17g", x, y, maths_power(x, y));
    }
    ck_assert(maths_power(0, 0) == 1 && maths_power(0, 3) == 0 && maths_power(0, 0.5) == 0);
    ck_assert(maths_power(0.9, 0) == 1 && maths_power(0.9, 1) == 0.9 && maths_power(1, 1e9) == 1);
    ck_assert(maths_power(0.999, 1e9) == 0 && maths_power(0.25, 0.5) == 0.5);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("maths");
    TCase *c = tcase_create("maths");

    tcase_set_timeout(c, 60);
    tcase_add_test(c, special_values);
    tcase_add_test(c, turns);
    if (!instrumented()) { /* valgrind computes long double with 64 bits */
        tcase_add_test(c, errors_are_as_small_as_stated);
        tcase_add_test(c, powers);
    }
    suite_add_tcase(s, c);
    return s;
}

TEST_MAIN(suite)
