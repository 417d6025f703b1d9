/*
 * check_network.c - plans, initializations, and gradients against central differences for random
 * shapes and every combination of activation, output activation, loss and dropout.
 */
#include "check_main.h"
#include "model/network.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A small problem of random numbers; y is 0/1 where the loss wants probabilities. */
struct small {
    struct dataset *dataset;
    struct network network;
    struct workspace *workspace;
    real *w, *g;
    struct rng rng;
};

static void make_data(struct small *s, size_t m, size_t n_x, size_t n_y, bool one_hot)
{
    double *x = calloc(m * n_x, sizeof *x), *y = calloc(m * n_y, sizeof *y);
    struct status status = {0};

    for (size_t i = 0; i < m * n_x; i++)
        x[i] = rng_gaussian(&s->rng);
    for (size_t i = 0; i < m; i++)
        for (size_t j = 0; j < n_y; j++)
            y[i * n_y + j] = !one_hot   ? rng_gaussian(&s->rng)
                             : n_y == 1 ? rng_interval(&s->rng, 1)
                                        : (double)(j == i % n_y);
    s->dataset = dataset_from_reals(n_x, n_y, m, x, y, m, NULL, NULL, &status);
    ck_assert_msg(s->dataset != NULL, "%s", status.message);
    free(x);
    free(y);
}

static void make_small(struct small *s, uint32_t seed, const struct network_shape *wanted, size_t m,
                       bool one_hot)
{
    struct network_shape shape = *wanted;
    struct status status = {0};

    rng_seed(&s->rng, seed);
    make_data(s, m, shape.width[0], shape.width[shape.layers], one_hot);
    ck_assert_msg(network_plan(&s->network, &shape, &status), "%s", status.message);
    s->workspace = workspace_create(&s->network, &s->dataset->train, &s->dataset->test, &status);
    s->w = calloc(s->network.parameters, sizeof(real));
    s->g = calloc(s->network.parameters, sizeof(real));
    ck_assert(network_initialize(&s->network, &s->rng, s->w, &status));
    for (int i = 1; i < s->network.tensors; i += 2) /* biases too shall matter */
        for (size_t j = 0; j < s->network.tensor[i].cols; j++)
            s->w[s->network.tensor[i].offset + j] = (real)(0.3 * rng_gaussian(&s->rng));
}

static void free_small(struct small *s)
{
    free(s->w);
    free(s->g);
    workspace_free(s->workspace);
    dataset_free(s->dataset);
}

static double cost(struct small *s, uint64_t dropout_key, real *gradient)
{
    const struct samples *train = &s->dataset->train;
    struct batch batch = {.dataset = s->dataset, .samples = train, .rows.count = train->m};
    struct pass_sums sums = {0};

    memset(gradient, 0, s->network.parameters * sizeof *gradient);
    network_gradient(&s->network, s->w, &batch, train->m, dropout_key, s->workspace, gradient,
                     &sums);
    return sums.loss / (double)train->m;
}

#ifdef OPTOP_SINGLE
static const double STEP = 1e-4, TOLERANCE = 2e-2;
#else
static const double STEP = 1e-6, TOLERANCE = 2e-6;
#endif

/*
 * The largest relative error of the gradient along random directions. A kink between the two
 * points spoils a difference; with random numbers that is rare, so one bad direction is forgiven.
 */
static void check_gradient(struct small *s, const char *what)
{
    enum { DIRECTIONS = 6 };
    size_t n = s->network.parameters;
    real *start = malloc(n * sizeof *start), *ignored = malloc(n * sizeof *ignored);
    double *direction = malloc(n * sizeof *direction);
    int bad = 0;
    double error = 0;

    cost(s, 77, s->g);
    memcpy(start, s->w, n * sizeof *start);
    for (int k = 0; k < DIRECTIONS; k++) {
        double slope = 0, size = 0, above, below;
        for (size_t i = 0; i < n; i++) {
            direction[i] = rng_gaussian(&s->rng);
            slope += direction[i] * (double)s->g[i];
            size += fabs(direction[i] * (double)s->g[i]);
        }
        for (size_t i = 0; i < n; i++)
            s->w[i] = (real)((double)start[i] + STEP * direction[i]);
        above = cost(s, 77, ignored);
        for (size_t i = 0; i < n; i++)
            s->w[i] = (real)((double)start[i] - STEP * direction[i]);
        below = cost(s, 77, ignored);
        error = fabs((above - below) / (2 * STEP) - slope) / (size / sqrt((double)n) + 1e-3);
        bad += error > TOLERANCE;
    }
    memcpy(s->w, start, n * sizeof *start);
    ck_assert_msg(bad <= 1, "%s: %d of %d directions are off, the last by %g", what, bad,
                  DIRECTIONS, error);
    free(start);
    free(ignored);
    free(direction);
}

static struct network_shape random_shape(struct rng *rng, int layers, size_t n_y)
{
    struct network_shape shape = {.layers = layers};

    for (int l = 0; l < layers; l++)
        shape.width[l] = 2 + rng_interval(rng, 7);
    shape.width[layers] = n_y;
    shape.hidden = shape.output = &activations[0];
    shape.loss = &losses[0];
    shape.initialization = &initializations[0];
    return shape;
}

/* Loop over activations: hidden and output alike, several depths and widths, one target or more. */
START_TEST(gradients_are_central_differences_for_every_activation)
{
    struct rng rng;

    rng_seed(&rng, 2385u + (uint32_t)_i);
    for (int trial = 0; trial < 8; trial++) {
        struct network_shape shape =
            random_shape(&rng, 1 + (int)rng_interval(&rng, 3), 1 + rng_interval(&rng, 3));
        struct small s;
        shape.hidden = shape.output = &activations[_i];
        make_small(&s, rng_uint32(&rng), &shape, 1 + rng_interval(&rng, 200), false);
        check_gradient(&s, activations[_i].name);
        free_small(&s);
    }
}
END_TEST

/* Loop over losses: with every output activation that they leave open, with dropout, several
 * chunks of samples. */
START_TEST(gradients_are_central_differences_for_every_loss)
{
    const struct loss *loss = &losses[_i];
    struct rng rng;

    rng_seed(&rng, 99u + (uint32_t)_i);
    for (int output = 0; output < (loss->output ? 1 : activation_count); output++)
        for (int dropout = 0; dropout < 2; dropout++) {
            char what[128];
            struct network_shape shape = random_shape(&rng, 3, 2 + rng_interval(&rng, 3));
            struct small s;
            shape.hidden = activation_find("tanh");
            shape.output = &activations[output];
            shape.loss = loss;
            shape.dropout = dropout ? 0.37 : 0;
            snprintf(what, sizeof what, "%s with %s, dropout %g", loss->name,
                     loss->output ? loss->output_name : activations[output].name, shape.dropout);
            make_small(&s, rng_uint32(&rng), &shape, 301, true);
            check_gradient(&s, what);
            free_small(&s);
        }
}
END_TEST

START_TEST(cross_entropies_stay_finite_far_out)
{
    static const real far[] = {-2000, 2000, 700, -700};
    real a[4], y[4] = {0, 1, 0, 1};

    for (int i = 1; i < loss_count; i++) {
        losses[i].output(2, 2, far, a);
        ck_assert_msg(isfinite(losses[i].value(2, 2, far, a, y)), "%s", losses[i].name);
        for (int j = 0; j < 4; j++)
            ck_assert(a[j] >= 0 && a[j] <= 1);
    }
    /* log(1 + exp(2000)) for a target of 0 at z = 2000, and so on. */
    assert_close(losses[1].value(4, 1, far, a, y), 0 + 0 + 700 + 700, 1e-12);
    assert_close(losses[2].value(2, 2, far, a, y), 0 + 1400, 1e-12);
}
END_TEST

START_TEST(dropout_masks_do_not_depend_on_how_samples_are_cut)
{
    struct rng rng;
    struct network_shape shape;
    struct small s;
    struct pass_sums whole = {0}, parts = {0};
    real *g;

    rng_seed(&rng, 5);
    shape = random_shape(&rng, 3, 2);
    shape.dropout = 0.5;
    make_small(&s, 6, &shape, 257, false);
    g = calloc(s.network.parameters, sizeof *g);
    for (size_t first = 0; first < 257; first += 100) {
        struct batch batch = {
            .dataset = s.dataset, .samples = &s.dataset->train, .rows.first = first};
        batch.rows.count = 257 - first < 100 ? 257 - first : 100;
        network_gradient(&s.network, s.w, &batch, 257, 12345, s.workspace, g, &parts);
    }
    whole.loss = cost(&s, 12345, s.g) * 257;
    assert_close(parts.loss, whole.loss, 1e-6);
    for (size_t i = 0; i < s.network.parameters; i++)
        ck_assert(fabs((double)(g[i] - s.g[i])) <= 1e-5);
    ck_assert(fabs(cost(&s, 12346, g) * 257 - whole.loss) > 1e-3); /* another key, other masks */
    free(g);
    free_small(&s);
}
END_TEST

/* Steps of a sheet, the parts of each in descending order. */
static void run_steps(struct small *s, const struct batch *batch, size_t first, size_t count,
                      size_t threads, struct sheet *sheet)
{
    for (size_t step = first; step < first + count; step++) {
        size_t parts = network_parts(&s->network, sheet, step, threads);

        ck_assert(parts >= 1 && parts <= threads);
        for (size_t i = parts; i-- > 0;)
            network_part(&s->network, s->w, batch, step, i, parts, 77, sheet);
    }
}

/* The gradient of a batch that is laid on a sheet in parts, and made in shares. */
static double sheet_gradient(struct small *s, size_t parts, real *gradient)
{
    struct status status = {0};
    size_t m = s->dataset->train.m;
    struct batch batch = {.dataset = s->dataset, .samples = &s->dataset->train, .rows.count = m};
    struct sheet *sheet = sheet_create(&s->network, &s->dataset->train, m, &status);
    struct pass_sums sums = {0};

    ck_assert(sheet != NULL && network_takes_sheet(&s->network, m));
    run_steps(s, &batch, 0, network_steps_before(&s->network, sheet), parts, sheet);
    for (size_t i = parts; i-- > 0;) {
        struct batch part = batch;
        part.rows.first = m * i / parts;
        part.rows.count = m * (i + 1) / parts - part.rows.first;
        network_sheet_rows(&s->network, s->w, &part, part.rows.first, m, 77, sheet, &sums);
    }
    run_steps(s, &batch, network_steps_before(&s->network, sheet), network_steps_after(&s->network),
              parts, sheet);
    for (size_t i = network_shares(&s->network); i-- > 0;)
        network_share(&s->network, &batch, sheet, i, s->workspace, gradient);
    sheet_free(sheet);
    return sums.loss / (double)m;
}

/* However it is laid, the same bits, and those of one pass without a sheet. */
START_TEST(a_sheet_gives_the_same_gradient)
{
    static const size_t widths[][4] = {{70, 300, 210, 3}, {3, 5, 2, 1}, {200, 130, 1, 30}};
    struct network_shape shape;
    struct small s;
    struct rng rng;
    real *g;

    rng_seed(&rng, 15);
    shape = random_shape(&rng, 3, 2);
    memcpy(shape.width, widths[_i], sizeof widths[_i]);
    shape.dropout = _i == 1 ? 0 : 0.3;
    make_small(&s, 16, &shape, 143, false);
    g = calloc(s.network.parameters, sizeof *g);
    double loss = cost(&s, 77, s.g);
    for (size_t parts = 1; parts <= 5; parts++) {
        for (size_t i = 0; i < s.network.parameters; i++)
            g[i] = (real)NAN; /* each is set */
        assert_close(sheet_gradient(&s, parts, g), loss, 1e-6);
        ck_assert_mem_eq(g, s.g, s.network.parameters * sizeof *g);
    }
    ck_assert(network_shares(&s.network) >= 3 && (_i != 0 || network_shares(&s.network) > 4));
    ck_assert(!network_takes_sheet(&s.network, 513));
    free(g);
    free_small(&s);
}
END_TEST

START_TEST(cancelling_stops_between_chunks)
{
    struct rng rng;
    struct network_shape shape;
    struct small s;
    struct pass_sums sums = {0};
    atomic_bool cancel = true;

    rng_seed(&rng, 8);
    shape = random_shape(&rng, 2, 1);
    make_small(&s, 9, &shape, 500, false);
    struct batch batch = {
        .dataset = s.dataset, .samples = &s.dataset->train, .rows.count = 500, .cancel = &cancel};
    network_evaluate(&s.network, s.w, &batch, s.workspace, &sums);
    network_gradient(&s.network, s.w, &batch, 500, 0, s.workspace, s.g, &sums);
    ck_assert(sums.loss == 0 && sums.correct == 0);
    free_small(&s);
}
END_TEST

/* ---- plans and initializations ------------------------------------------------------------------
 */

START_TEST(every_initialization_can_be_cancelled)
{
    struct network_shape shape;
    atomic_bool cancel = false;
    struct rng rng;
    struct small s;

    rng_seed(&rng, 5);
    shape = random_shape(&rng, 3, 2);
    make_small(&s, 6, &shape, 4, false);
    for (int i = 0; i < initialization_count; i++) {
        struct status status = {.cancel = &cancel};

        s.network.shape.initialization = &initializations[i];
        atomic_store(&cancel, false);
        ck_assert(network_initialize(&s.network, &s.rng, s.w, &status));
        ck_assert_int_eq(status.code, STATUS_OK);
        atomic_store(&cancel, true);
        ck_assert(!network_initialize(&s.network, &s.rng, s.w, &status));
        ck_assert_int_eq(status.code, STATUS_CANCELLED);
    }
    free_small(&s);
}
END_TEST

START_TEST(plans_lay_tensors_one_after_the_other)
{
    struct network_shape shape = {.layers = 3, .width = {784, 64, 32, 10}};
    struct network network;
    struct status status = {0};
    size_t at = 0;

    ck_assert(network_plan(&network, &shape, &status));
    ck_assert_int_eq(network.tensors, 6);
    for (int i = 0; i < network.tensors; i++) {
        ck_assert_uint_eq(network.tensor[i].offset, at);
        at += network.tensor[i].rows * network.tensor[i].cols;
    }
    ck_assert_uint_eq(network.parameters, at);
    ck_assert_uint_eq(at, 784 * 64 + 64 + 64 * 32 + 32 + 32 * 10 + 10);
}
END_TEST

START_TEST(impossible_plans_are_refused)
{
    struct network network;
    struct status status = {0};
    struct network_shape none = {.layers = 0, .width = {3, 1}};
    struct network_shape many = {.layers = NETWORK_LAYERS_MAX + 1};
    struct network_shape empty = {.layers = 2, .width = {3, 0, 1}};
    struct network_shape wide = {.layers = 1, .width = {3, NETWORK_WIDTH_MAX + 1}};
    struct network_shape huge = {.layers = 1, .width = {SIZE_MAX / 2, 65536}};

    ck_assert(!network_plan(&network, &none, &status));
    ck_assert(!network_plan(&network, &many, &status));
    ck_assert_ptr_nonnull(strstr(status.message, "65 layers"));
    ck_assert(!network_plan(&network, &empty, &status));
    ck_assert_ptr_nonnull(strstr(status.message, "layer 1 has 3 inputs and 0 outputs"));
    ck_assert(!network_plan(&network, &wide, &status));
    ck_assert(!network_plan(&network, &huge, &status));
    ck_assert_ptr_nonnull(strstr(status.message, "too large"));
}
END_TEST

START_TEST(a_workspace_that_cannot_be_counted_is_refused)
{
    const struct samples endless = {.form = SAMPLES_BYTES, .m = 1, .n_x = SIZE_MAX / 4, .n_y = 1};
    struct network_shape shape = {.layers = 1,
                                  .width = {3, 1},
                                  .hidden = &activations[0],
                                  .output = &activations[0],
                                  .loss = &losses[0],
                                  .initialization = &initializations[0]};
    struct network network;
    struct status status = {0};

    ck_assert(network_plan(&network, &shape, &status));
    ck_assert_ptr_null(workspace_create(&network, &endless, &endless, &status));
    ck_assert_int_eq(status.code, STATUS_MEMORY);
}
END_TEST

START_TEST(initializations_have_their_variance)
{
    enum { N_IN = 300, N_OUT = 200 };
    static real W[N_IN * N_OUT];
    const double variance[] = {1.0 / N_IN, 2.0 / (N_IN + N_OUT), 2.0 / N_IN};
    const char *const names[] = {"notebook", "xavier", "he"};
    struct status status = {0};
    struct rng rng;
    double sum = 0;

    ck_assert_str_eq(initializations[_i].name, names[_i]);
    rng_seed(&rng, 31);
    ck_assert(initializations[_i].fill(&rng, N_IN, N_OUT, W, &status));
    for (size_t k = 0; k < N_IN * N_OUT; k++)
        sum += (double)W[k] * (double)W[k];
    assert_close(sum / (N_IN * N_OUT), variance[_i], 0.02);
}
END_TEST

START_TEST(orthogonal_weights_are_orthonormal)
{
    static const size_t sizes[][2] = {{30, 20}, {20, 30}, {17, 17}, {1, 5}, {5, 1}};
    real W[600];
    double tolerance = sizeof(real) == sizeof(double) ? 1e-13 : 1e-5;
    size_t n_in = sizes[_i][0], n_out = sizes[_i][1];
    bool tall = n_out <= n_in;
    size_t count = tall ? n_out : n_in, n = tall ? n_in : n_out;
    struct status status = {0};
    struct rng rng;

    rng_seed(&rng, 4);
    ck_assert_str_eq(initializations[3].name, "orthogonal");
    ck_assert(initializations[3].fill(&rng, n_in, n_out, W, &status));
    for (size_t a = 0; a < count; a++)
        for (size_t b = 0; b < count; b++) {
            double dot = 0;
            for (size_t k = 0; k < n; k++)
                dot += tall ? (double)(W[k * n_out + a] * W[k * n_out + b])
                            : (double)(W[a * n_out + k] * W[b * n_out + k]);
            ck_assert(fabs(dot - (a == b)) < tolerance);
        }
}
END_TEST

START_TEST(activations_keep_nan)
{
    for (int i = 0; i < activation_count; i++) {
        real z = (real)NAN, a = 0;
        activations[i].value(1, &z, &a);
        ck_assert_msg(isnan(a), "%s hides NaN", activations[i].name);
    }
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("network");
    TCase *c = tcase_create("network");

    tcase_set_timeout(c, 120);
    tcase_add_loop_test(c, gradients_are_central_differences_for_every_activation, 0,
                        activation_count);
    tcase_add_loop_test(c, gradients_are_central_differences_for_every_loss, 0, loss_count);
    tcase_add_test(c, cross_entropies_stay_finite_far_out);
    tcase_add_test(c, dropout_masks_do_not_depend_on_how_samples_are_cut);
    tcase_add_loop_test(c, a_sheet_gives_the_same_gradient, 0, 3);
    tcase_add_test(c, cancelling_stops_between_chunks);
    tcase_add_test(c, every_initialization_can_be_cancelled);
    tcase_add_test(c, plans_lay_tensors_one_after_the_other);
    tcase_add_test(c, impossible_plans_are_refused);
    tcase_add_test(c, a_workspace_that_cannot_be_counted_is_refused);
    tcase_add_loop_test(c, initializations_have_their_variance, 0, 3);
    tcase_add_loop_test(c, orthogonal_weights_are_orthonormal, 0, 5);
    tcase_add_test(c, activations_keep_nan);
    suite_add_tcase(s, c);
    return s;
}

TEST_MAIN(suite)
