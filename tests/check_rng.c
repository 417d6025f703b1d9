/* check_rng.c - NumPy's RandomState, value by value (printed by NumPy 1.24). */
#include "base/numpy_log.h"
#include "base/rng.h"
#include "check_main.h"

#include <inttypes.h>
#include <stdint.h>
#include <string.h>

static const double gaussian_0[] = {
    0x1.c398ef3e5cfa5p+0, 0x1.99c2cfacc8953p-2,  0x1.f51d25222c9abp-1, 0x1.1ed5969e3314ep+1,
    0x1.de1847cb13ddap+0, -0x1.f45dc42a58c82p-1, 0x1.e671fd33295e9p-1};
static const double uniform_0[] = {0x1.18fe1565f12a8p-1, 0x1.6e2d4cf608733p-1, 0x1.349d66b6e894bp-1,
                                   0x1.16faedb6395f5p-1, 0x1.b1d2904fd0ef6p-2};
static const double gaussian_1[] = {
    0x1.9fd5190657c50p+0, -0x1.393822fb7d9adp-1, -0x1.0e6c872548fd2p-1, -0x1.12ae1255cb80cp+0,
    0x1.bb16b5735117dp-1, -0x1.2698d1ecca259p+1, 0x1.beabfbd8fc605p+0};
static const double uniform_1[] = {0x1.ab07d0ffa3c06p-2, 0x1.70ce5f3baf051p-1,
                                   0x1.dfb906661c000p-14, 0x1.3596ab7fe08f4p-2,
                                   0x1.2c8e5a3c7053cp-3};
static const double gaussian_20261122[] = {
    -0x1.2fc695cbcecd4p+0, 0x1.3314e24c33649p+0, 0x1.d97905e1706d3p-2, 0x1.c63a2ba88ee1ep-1,
    -0x1.7822e835369d7p-1, 0x1.24ddf35c274ccp+0, 0x1.6917b604fe634p-3};
static const double uniform_20261122[] = {0x1.59525d4d00c0ap-1, 0x1.4f479a1e8edf4p-2,
                                          0x1.b0c38479c7732p-1, 0x1.5c20685af4dc2p-1,
                                          0x1.87b283701b3d7p-1};
static const double gaussian_4294967295[] = {
    0x1.4bfc38c486d8ap-1, 0x1.56b192e507eeep-1, -0x1.149e836f192fdp+0, 0x1.23543dec5a0fcp-2,
    0x1.d27bf27c6aaafp-4, 0x1.bc38efd644bd1p-1, -0x1.68a93f10b89eep-5};
static const double uniform_4294967295[] = {0x1.8fe69a3924820p-4, 0x1.d323d824032b1p-1,
                                            0x1.93fc6f61af3f9p-1, 0x1.8f5ca1b151c07p-1,
                                            0x1.25ec7244bbf80p-6};
enum { FAR = 100000 };
static const double gaussian_far = -0x1.20456a166dca5p+1;
static const uint32_t permutation_7_first[] = {8u, 10u, 2u, 5u, 0u, 1u, 12u,
                                               7u, 11u, 3u, 6u, 9u, 4u};
static const uint32_t permutation_7_second[] = {1u, 5u, 2u, 9u, 3u, 12u, 11u,
                                                0u, 4u, 6u, 7u, 8u, 10u};
static const uint32_t permutation_1_of_12665[] = {12469u, 8918u,  847u, 7983u,
                                                  9106u,  10393u, 146u, 793u};
static const uint64_t permutation_1_weighted = 3093990343u;

struct golden {
    uint32_t seed;
    const double *gaussian, *uniform;
};
static const struct golden goldens[] = {
    {0u, gaussian_0, uniform_0},
    {1u, gaussian_1, uniform_1},
    {20261122u, gaussian_20261122, uniform_20261122},
    {4294967295u, gaussian_4294967295, uniform_4294967295},
};

START_TEST(gaussians_are_numpys)
{
    const struct golden *golden = &goldens[_i];
    struct rng rng;

    rng_seed(&rng, golden->seed);
    for (int i = 0; i < 7; i++)
        ck_assert_msg(rng_gaussian(&rng) == golden->gaussian[i], "seed %u, value %d", golden->seed,
                      i);
}
END_TEST

START_TEST(uniforms_are_numpys)
{
    const struct golden *golden = &goldens[_i];
    struct rng rng;

    rng_seed(&rng, golden->seed);
    for (int i = 0; i < 5; i++)
        ck_assert_msg(rng_uniform(&rng) == golden->uniform[i], "seed %u, value %d", golden->seed,
                      i);
}
END_TEST

START_TEST(the_stream_holds_far_out)
{
    struct rng rng;

    rng_seed(&rng, 1);
    for (int i = 0; i < FAR; i++)
        rng_gaussian(&rng);
    ck_assert(rng_gaussian(&rng) == gaussian_far);
}
END_TEST

START_TEST(permutations_are_numpys)
{
    struct rng rng;
    uint32_t index[12665];
    uint64_t weighted = 0;

    rng_seed(&rng, 7);
    rng_permutation(&rng, index, 13);
    ck_assert_mem_eq(index, permutation_7_first, sizeof permutation_7_first);
    rng_permutation(&rng, index, 13);
    ck_assert_mem_eq(index, permutation_7_second, sizeof permutation_7_second);

    rng_seed(&rng, 1);
    rng_permutation(&rng, index, 12665);
    ck_assert_mem_eq(index, permutation_1_of_12665, sizeof permutation_1_of_12665);
    for (uint64_t i = 0; i < 12665; i++)
        weighted += i * index[i];
    ck_assert_uint_eq(weighted % 4294967296u, permutation_1_weighted);
}
END_TEST

START_TEST(a_copied_stream_goes_on_alike)
{
    struct rng rng, fork;

    rng_seed(&rng, 2385);
    for (int i = 0; i < 1001; i++) /* odd: the second Gaussian is waiting */
        rng_gaussian(&rng);
    fork = rng;
    for (int i = 0; i < 2000; i++)
        ck_assert(rng_gaussian(&rng) == rng_gaussian(&fork));
}
END_TEST

START_TEST(an_interval_reaches_both_ends_and_no_further)
{
    struct rng rng;
    int seen[7] = {0};

    rng_seed(&rng, 99);
    for (int i = 0; i < 7000; i++) {
        uint32_t value = rng_interval(&rng, 6);
        ck_assert_uint_le(value, 6);
        seen[value]++;
    }
    for (int i = 0; i < 7; i++)
        ck_assert_int_gt(seen[i], 800);
    ck_assert_uint_eq(rng_interval(&rng, 0), 0);
}
END_TEST

/*
 * The bits of NumPy's RandomState(seed).randn(400000), folded: h = 14695981039346656037, and for
 * each h = (h ^ bits) * 1099511628211. NumPy ran on glibc, with fused multiply-adds.
 */
static const struct {
    uint32_t seed;
    uint64_t folded;
} draws[] = {{0u, 0x113ac7e4b13eaa03},
             {1u, 0x724bfcdfe5c49ca8},
             {20261122u, 0xf9525f21082e0d83},
             {4294967295u, 0x2e20928a56579358}};

START_TEST(many_gaussians_are_numpys)
{
    uint64_t folded = 14695981039346656037u, bits;
    struct rng rng;

    rng_seed(&rng, draws[_i].seed);
    for (int i = 0; i < 400000; i++) {
        double x = rng_gaussian(&rng);

        memcpy(&bits, &x, sizeof bits);
        folded = (folded ^ bits) * 1099511628211u;
    }
    ck_assert_msg(folded == draws[_i].folded, "seed %u: 0x%016" PRIx64, draws[_i].seed, folded);
}
END_TEST

/* math.log of Python, which is glibc's: where the branches and the table begin and end. */
static const struct {
    double x, log;
} logarithms[] = {
    {0x1p-104, -0x1.205966f2b4f12p+6},
    {0x1p-1022, -0x1.6232bdd7abcd2p+9},
    {0x1.fffffffffffffp-1, -0x1.0000000000000p-53},
    {0x1.fffffp-1, -0x1.0000040000155p-21},
    {0x1.ep-1, -0x1.08598b59e3a07p-4},
    {0x1.dffffffffffffp-1, -0x1.08598b59e3a0fp-4},
    {0x1.6p-1, -0x1.7fafa3bd8151cp-2},
    {0x1.5ffffffffffffp-1, -0x1.7fafa3bd8151fp-2},
    {0x1p-1, -0x1.62e42fefa39efp-1},
    {1, 0},
    {0x1.0000000000001p+0, 0x1.fffffffffffffp-53},
    {0x1.108ffffffffffp+0, 0x1.00c7c14184eb6p-4},
    {0x1.109p+0, 0x1.00c7c14184ec5p-4},
    {0x1.45f306dc9c883p-2, -0x1.250d048e7a1bdp+0},
    {0x1.dfe6ec24fd657p-1, -0x1.092f8fb57f78fp-4}, /* without fused multiply-adds: ...8e */
    {0x1.451b0ff6a8484p-4, -0x1.444d85814b7c0p+1}, /* ...c1 */
    {0x1.fffffffffffffp+1023, 0x1.62e42fefa39efp+9},
};

START_TEST(logarithms_are_numpys)
{
    for (size_t i = 0; i < sizeof logarithms / sizeof logarithms[0]; i++)
        ck_assert_msg(numpy_log(logarithms[i].x) == logarithms[i].log, "log %a is %a, not %a",
                      logarithms[i].x, numpy_log(logarithms[i].x), logarithms[i].log);
}
END_TEST

/* About 400 numbers for each entry of the table. */
START_TEST(logarithms_are_within_their_bound)
{
    struct rng rng;

    rng_seed(&rng, 5);
    for (int i = 0; i < 128 * 400; i++) {
        double x = ldexp(0.6875 * (1 + rng_uniform(&rng)), -(i % 100));
        double found = numpy_log(x);
        long double ulp = fabsl(nextafter(found, INFINITY) - found);

        ck_assert_msg(fabsl(found - logl(x)) <= 0.52L * ulp, "log %a is not %a", x, found);
    }
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("rng");
    TCase *c = tcase_create("rng");
    int count = (int)(sizeof goldens / sizeof goldens[0]);

    tcase_add_loop_test(c, gaussians_are_numpys, 0, count);
    tcase_add_loop_test(c, uniforms_are_numpys, 0, count);
    tcase_add_loop_test(c, many_gaussians_are_numpys, 0, (int)(sizeof draws / sizeof draws[0]));
    tcase_add_test(c, the_stream_holds_far_out);
    tcase_add_test(c, permutations_are_numpys);
    tcase_add_test(c, a_copied_stream_goes_on_alike);
    tcase_add_test(c, an_interval_reaches_both_ends_and_no_further);
    tcase_add_test(c, logarithms_are_numpys);
    if (!instrumented()) /* valgrind computes long double with 64 bits */
        tcase_add_test(c, logarithms_are_within_their_bound);
    suite_add_tcase(s, c);
    return s;
}

TEST_MAIN(suite)
