/*
 * check_notebook.c - every number that the course notebook prints, through the calls that the
 * program uses. One stream of random numbers runs through the whole notebook, so its sections are
 * replayed in its order.
 */
#include "app/setup.h"
#include "check_main.h"
#include "golden/notebook.h"

#include "model/kernels.h"
#include "train/race.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { N_X = 5, N_H = 4, N_Y = 3, M = 5 };

/* Half a unit of the eighth decimal, which is what NumPy prints, and a little for its rounding. */
#ifdef OPTOP_SINGLE
static const double PRINTED = 2e-6;
#else
static const double PRINTED = 5.001e-9;
#endif

#define assert_printed(ACTUAL, NAME)                                                               \
    assert_all(ACTUAL, notebook_##NAME, sizeof notebook_##NAME / sizeof notebook_##NAME[0],        \
               PRINTED, #NAME)

static void assert_all(const double *actual, const double *printed, size_t count, double tolerance,
                       const char *name)
{
    for (size_t i = 0; i < count; i++)
        ck_assert_msg(fabs(actual[i] - printed[i]) <= tolerance, "%s[%zu] is %.10g, not %.10g",
                      name, i, actual[i], printed[i]);
}

/* The notebook's state: its random stream, its data, and a problem made of them. */
struct notebook {
    struct rng rng;
    double x[10];
    double X[N_X * M], Y[N_Y * M]; /* the notebook's: a column a sample */
};

static void draw(struct rng *rng, double *values, size_t count)
{
    for (size_t i = 0; i < count; i++)
        values[i] = rng_gaussian(rng);
}

/* Rows for columns: the engine keeps a sample a row. */
static void transpose(const double *in, size_t rows, size_t cols, double *out)
{
    for (size_t i = 0; i < rows; i++)
        for (size_t j = 0; j < cols; j++)
            out[j * rows + i] = in[i * cols + j];
}

static void transposed_reals(const real *in, size_t rows, size_t cols, double *out)
{
    for (size_t i = 0; i < rows; i++)
        for (size_t j = 0; j < cols; j++)
            out[j * rows + i] = (double)in[i * cols + j];
}

/* A tensor of a parameter vector as the notebook prints it: n_out x n_in. */
static const double *tensor(const struct network *network, const real *vector, int i)
{
    static double out[64];
    const struct tensor *t = &network->tensor[i];

    transposed_reals(vector + t->offset, t->rows, t->cols, out);
    return out;
}

static struct problem *make_problem(const struct notebook *nb, const char *layers,
                                    const char *activation)
{
    double x[M * N_X], y[M * N_Y];
    struct problem_config config;
    struct status status = {0};
    struct dataset *dataset;
    struct problem *problem;

    transpose(nb->X, N_X, M, x);
    transpose(nb->Y, N_Y, M, y);
    problem_config_default(&config);
    snprintf(config.layers, sizeof config.layers, "%s", layers);
    config.activation = (int)(activation_find(activation) - activations);
    dataset = dataset_from_reals(N_X, N_Y, M, x, y, M, NULL, NULL, &status);
    ck_assert_msg(dataset != NULL, "%s", status.message);
    problem = problem_from_dataset(dataset, &config, &status);
    ck_assert_msg(problem != NULL, "%s", status.message);
    return problem;
}

static void draw_parameters(const struct problem *problem, struct notebook *nb, real *parameters)
{
    struct status status = {0};

    ck_assert(network_initialize(problem->network, &nb->rng, parameters, &status));
}

/* 1.1 and 1.2: parameters of a 5-4-3 network, then ten numbers; then 1.3's X and Y. */
static struct problem *open_notebook(struct notebook *nb, real *parameters)
{
    struct problem *problem;

    memset(nb, 0, sizeof *nb);
    problem = make_problem(nb, "4", "relu"); /* for its plan: the data come later */
    rng_seed(&nb->rng, 1);
    draw_parameters(problem, nb, parameters);
    problem_free(problem);
    draw(&nb->rng, nb->x, 10);
    draw(&nb->rng, nb->X, N_X * M);
    draw(&nb->rng, nb->Y, N_Y * M);
    return make_problem(nb, "4", "relu");
}

START_TEST(initialization)
{
    struct notebook nb;
    real w[64];
    struct problem *problem = open_notebook(&nb, w);

    assert_printed(tensor(problem->network, w, 0), init_W1);
    assert_printed(tensor(problem->network, w, 1), init_b1);
    assert_printed(tensor(problem->network, w, 2), init_W2);
    assert_printed(tensor(problem->network, w, 3), init_b2);
    problem_free(problem);
}
END_TEST

START_TEST(relu_and_its_derivative)
{
    struct notebook nb;
    real w[64], z[10], a[10], d[10];
    double value[10], derivative[10];
    struct problem *problem = open_notebook(&nb, w);
    const struct activation *relu = activation_find("relu");

    for (int i = 0; i < 10; i++) {
        z[i] = (real)nb.x[i];
        d[i] = 1;
    }
    relu->value(10, z, a);
    relu->derivative(10, z, a, d);
    for (int i = 0; i < 10; i++) {
        value[i] = (double)a[i];
        derivative[i] = (double)d[i];
    }
    assert_printed(nb.x, relu_x);
    assert_printed(value, relu_value);
    assert_printed(derivative, relu_derivative);
    problem_free(problem);
}
END_TEST

static struct workspace *make_workspace(const struct problem *problem)
{
    struct status status = {0};
    struct workspace *workspace = workspace_create(problem->network, &problem->dataset->train,
                                                   &problem->dataset->test, &status);

    ck_assert_msg(workspace != NULL, "%s", status.message);
    return workspace;
}

static double cost_and_gradient(const struct problem *problem, const real *w,
                                struct workspace *workspace, real *gradient)
{
    const struct samples *train = &problem->dataset->train;
    struct batch batch = {.dataset = problem->dataset, .samples = train, .rows.count = train->m};
    struct pass_sums sums = {0};

    memset(gradient, 0, problem->network->parameters * sizeof *gradient);
    network_gradient(problem->network, w, &batch, train->m, 0, workspace, gradient, &sums);
    return sums.loss / (double)train->m;
}

START_TEST(forward_cost_and_gradients)
{
    struct notebook nb;
    real w[64], g[64];
    double out[64];
    struct problem *problem = open_notebook(&nb, w);
    struct workspace *workspace = make_workspace(problem);
    double cost = cost_and_gradient(problem, w, workspace, g);

    transposed_reals(workspace_z(workspace, 0), M, N_H, out);
    assert_printed(out, layer_Z1);
    assert_printed(out, forward_Z1);
    transposed_reals(workspace_a(workspace, 0), M, N_H, out);
    assert_printed(out, layer_A1);
    transposed_reals(workspace_z(workspace, 1), M, N_Y, out);
    assert_printed(out, forward_Z2);
    assert_close(cost, notebook_cost, sizeof(real) == sizeof(double) ? 4e-16 : 1e-6);
    assert_printed(tensor(problem->network, g, 0), gradient_dW1);
    assert_printed(tensor(problem->network, g, 1), gradient_db1);
    assert_printed(tensor(problem->network, g, 2), gradient_dW2);
    assert_printed(tensor(problem->network, g, 3), gradient_db2);
    workspace_free(workspace);
    problem_free(problem);
}
END_TEST

/* 1.6: the sigmoid network of depth 3 on the same data; w takes its parameters. */
static struct problem *sigmoid_network(struct notebook *nb, real *w)
{
    struct problem *problem;

    problem_free(open_notebook(nb, w));
    problem = make_problem(nb, "4,4", "sigmoid");
    draw_parameters(problem, nb, w);
    return problem;
}

START_TEST(sigmoid_network_of_depth_three)
{
    struct notebook nb;
    real w[128], g[128];
    double out[64];
    struct problem *problem = sigmoid_network(&nb, w);
    struct workspace *workspace = make_workspace(problem);

    assert_printed(tensor(problem->network, w, 0), sigmoid_W1);
    assert_printed(tensor(problem->network, w, 1), sigmoid_b1);
    assert_printed(tensor(problem->network, w, 2), sigmoid_W2);
    assert_printed(tensor(problem->network, w, 3), sigmoid_b2);
    assert_printed(tensor(problem->network, w, 4), sigmoid_W3);
    assert_printed(tensor(problem->network, w, 5), sigmoid_b3);
    cost_and_gradient(problem, w, workspace, g);
    transposed_reals(workspace_a(workspace, 2), M, N_Y, out);
    assert_printed(out, sigmoid_A);
    assert_printed(tensor(problem->network, g, 0), sigmoid_gradient_dW1);
    assert_printed(tensor(problem->network, g, 1), sigmoid_gradient_db1);
    assert_printed(tensor(problem->network, g, 2), sigmoid_gradient_dW2);
    assert_printed(tensor(problem->network, g, 3), sigmoid_gradient_db2);
    assert_printed(tensor(problem->network, g, 4), sigmoid_gradient_dW3);
    assert_printed(tensor(problem->network, g, 5), sigmoid_gradient_db3);
    workspace_free(workspace);
    problem_free(problem);
}
END_TEST

/* ---- optimizers --------------------------------------------------------------------------------
 */

/* Trains `w` on the problem with a run of the given specification; keeps the losses. */
static void train(const struct problem *problem, const char *specification, int iterations, real *w,
                  double *train_losses, double *test_losses)
{
    struct status status = {0};
    struct run_config config;
    struct workspace *workspace = make_workspace(problem);
    struct pool *pool = pool_create(1, &status);
    struct run_scratch *scratch = run_scratch_create(problem, &status);
    pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    void *workspaces[] = {workspace};
    struct run_crew crew = {
        .pool = pool, .workspace = workspaces, .scratch = scratch, .lock = &lock};
    size_t bytes = problem->network->parameters * sizeof *w;
    struct run *run;

    ck_assert_msg(run_config_parse(specification, &config, &status), "%s", status.message);
    memcpy(problem->initial, w, bytes);
    run = run_create(problem, &config, &status);
    ck_assert_msg(run != NULL, "%s", status.message);
    for (int i = 0; i < iterations; i++) {
        ck_assert(run_reserve(run, &status));
        ck_assert(run_iterate(run, &crew));
        struct history_row row = history_get(run_get_history(run), (size_t)i);
        train_losses[i] = row.value[CURVE_TRAIN_LOSS];
        test_losses[i] = row.value[CURVE_TEST_LOSS];
    }
    memcpy(w, run_parameters(run), bytes);
    run_free(run);
    run_scratch_free(scratch);
    pool_free(pool);
    workspace_free(workspace);
}

/* The notebook's section 2: everything goes on with the same network. */
START_TEST(optimizers_go_on_with_the_same_network)
{
    struct notebook nb;
    real w[128];
    double printed[10], ignored[10];
    struct problem *problem = sigmoid_network(&nb, w);

    train(problem, "gd:lr=0.01", 1, w, printed, ignored);
    assert_printed(tensor(problem->network, w, 0), stepped_W1);
    assert_all(tensor(problem->network, w, 1), notebook_stepped_b1, N_H,
               sizeof(real) == sizeof(double) ? 5.001e-13 : 1e-8, "stepped_b1");
    assert_printed(tensor(problem->network, w, 2), stepped_W2);
    assert_printed(tensor(problem->network, w, 3), stepped_b2);
    assert_printed(tensor(problem->network, w, 4), stepped_W3);
    assert_printed(tensor(problem->network, w, 5), stepped_b3);

    train(problem, "gd:lr=0.1", 10, w, printed, ignored);
    assert_printed(printed, losses_descent_function);
    train(problem, "gd:lr=0.1", 10, w, printed, ignored);
    assert_printed(printed, losses_descent);
    train(problem, "momentum:lr=0.1,beta=0.8", 10, w, printed, ignored);
    assert_printed(printed, losses_momentum);
    train(problem, "rmsprop:lr=0.1,beta=0.8", 10, w, printed, ignored);
    assert_printed(printed, losses_rmsprop);
    train(problem, "adam:lr=0.1,beta1=0.8,beta2=0.9", 10, w, printed, ignored);
    assert_printed(printed, losses_adam);
    problem_free(problem);
}
END_TEST

/* The notebook's section 3: a new network from the same stream, train() with test losses. */
START_TEST(training_records_train_and_test_losses)
{
    struct notebook nb;
    real w[128];
    double train_losses[10], test_losses[10];
    struct problem *sigmoid = sigmoid_network(&nb, w);
    struct problem *problem = make_problem(&nb, "4,4", "relu");

    draw_parameters(problem, &nb, w);
    train(problem, "adam:lr=0.1,beta1=0.8,beta2=0.9", 10, w, train_losses, test_losses);
    assert_printed(train_losses, losses_train);
    assert_printed(test_losses, losses_test);
    problem_free(problem);
    problem_free(sigmoid);
}
END_TEST

/* ---- MNIST -------------------------------------------------------------------------------------
 */

static struct race *mnist_race(void)
{
    struct status status = {0};
    struct problem_config config;
    struct problem *problem;
    struct race *race;

    problem_config_default(&config);
    problem = setup_problem(&config, &status);
    ck_assert_msg(problem != NULL, "%s", status.message);
    race = race_create(problem, 0, &status);
    ck_assert_msg(race != NULL, "%s", status.message);
    return race;
}

START_TEST(mnist_shapes)
{
    struct race *race = mnist_race();
    const struct problem *problem = race_problem(race);
    const struct dataset *data = problem->dataset;

    ck_assert_uint_eq(data->train.n_x, 784);
    ck_assert_uint_eq(data->train.m, 12665);
    ck_assert_uint_eq(data->test.n_x, 784);
    ck_assert_uint_eq(data->test.m, 2115);
    ck_assert_uint_eq(data->train.n_y, 1);
    ck_assert_int_eq(data->classes, 2);
    ck_assert_str_eq(data->class_name[0], "0");
    ck_assert_str_eq(data->class_name[1], "1");
    ck_assert_uint_eq(problem->network->parameters, 784 * 64 + 64 + 64 * 64 + 64 + 64 + 1);
    race_free(race);
}
END_TEST

/* The golden losses of the notebook's four optimizers, as NumPy computes them. */
static FILE *open_golden(void)
{
    const char *source = getenv("OPTOP_SOURCE");
    char path[4096];
    FILE *file;

    snprintf(path, sizeof path, "%s/tests/golden/notebook_mnist.txt", source ? source : ".");
    file = fopen(path, "r");
    ck_assert_msg(file != NULL, "cannot open %s", path);
    return file;
}

/* All hundred iterations; instrumented programs, which are very much slower, begin them. */
static int comparison_iterations(void)
{
#ifdef OPTOP_SANITIZED
    return 4;
#else
    return instrumented() ? 4 : 100;
#endif
}

static void assert_printed_as(double value, const char *printed)
{
    char text[32];

    snprintf(text, sizeof text, "%.4f", value);
    ck_assert_str_eq(text, printed);
}

/*
 * 3.2: after 100 iterations the notebook prints "Train Losses: 0.0033, Test Losses: 0.0029" for
 * gradient descent and "0.0035 ... 0.0041" for RMSProp. All losses of all iterations agree with
 * NumPy's but for rounding: NumPy adds in another order. (A float's rounding is magnified where
 * RMSProp divides by the root of a small second moment.)
 */
START_TEST(optimizer_comparison)
{
    double tolerance = sizeof(real) == sizeof(double) ? 1e-12 : 1e-2;
    struct race *race = mnist_race();
    struct status status = {0};
    FILE *golden = open_golden();
    double worst = 0;
    int iterations = comparison_iterations();

    for (int k = 0; k < RUN_CONFIG_NOTEBOOK_RUNS; k++) {
        struct run_config config;
        ck_assert(run_config_parse(run_config_notebook[k], &config, &status));
        ck_assert_int_gt(race_add(race, &config, &status), 0);
    }
    for (int i = 0; i < iterations; i++) {
        int row = -1;
        ck_assert_msg(race_iterate(race, NULL, &status), "%s", status.message);
        ck_assert_int_eq(fscanf(golden, "%d", &row), 1);
        ck_assert_int_eq(row, i);
        for (int k = 0; k < RUN_CONFIG_NOTEBOOK_RUNS; k++) {
            struct history_row got = history_get(run_get_history(race_run(race, k)), (size_t)i);
            double train, test;
            ck_assert_int_eq(fscanf(golden, "%la %la", &train, &test), 2);
            double off = fmax(fabs(got.value[CURVE_TRAIN_LOSS] / train - 1),
                              fabs(got.value[CURVE_TEST_LOSS] / test - 1));
            ck_assert_msg(off <= tolerance, "%s, iteration %d: off by %g", run_config_notebook[k],
                          i, off);
            worst = fmax(worst, off);
        }
    }
    fprintf(stderr, "largest relative difference from NumPy: %.2g\n", worst);
    for (int k = 0; k < 3 && iterations == 100; k += 2) {
        struct history_row last = history_get(run_get_history(race_run(race, k)), 99);
        assert_printed_as(last.value[CURVE_TRAIN_LOSS], k == 0 ? "0.0033" : "0.0035");
        assert_printed_as(last.value[CURVE_TEST_LOSS], k == 0 ? "0.0029" : "0.0041");
    }
    fclose(golden);
    race_free(race);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("notebook");
    TCase *c = tcase_create("notebook");

    tcase_set_timeout(c, 600);
    tcase_add_test(c, initialization);
    tcase_add_test(c, relu_and_its_derivative);
    tcase_add_test(c, forward_cost_and_gradients);
    tcase_add_test(c, sigmoid_network_of_depth_three);
    tcase_add_test(c, optimizers_go_on_with_the_same_network);
    tcase_add_test(c, training_records_train_and_test_losses);
    tcase_add_test(c, mnist_shapes);
    tcase_add_test(c, optimizer_comparison);
    suite_add_tcase(s, c);
    return s;
}

TEST_MAIN(suite)
