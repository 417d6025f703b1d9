/*
 * check_reference.c - every optimizer against trajectories made by its reference: PyTorch where it
 * has the optimizer, a transcription of the paper where not. tests/reference/ has the golden files
 * and the scripts that make them; problem.py there describes the objective made here.
 */
#include "check_main.h"
#include "train/race.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { N_X = 5, N_Y = 3, M = 7, ITERATIONS = 50, WEIGHTS_MAX = 256 };

#ifdef OPTOP_SINGLE
/*
 * Single precision's rounding grows with the iterations, and line searches then decide otherwise:
 * the first losses catch a wrong rule, and the weights are near.
 */
static const double LOSS_TOLERANCE = 1e-2, WEIGHT_TOLERANCE = 0.2;
static const int COMPARED = 12;
#else
static const double LOSS_TOLERANCE = 1e-10, WEIGHT_TOLERANCE = 1e-10;
static const int COMPARED = ITERATIONS;
#endif

/* ---- the objective of problem.py --------------------------------------------------------------
 */

static struct problem *make_problem(void)
{
    struct problem_config config;
    struct status status = {0};
    struct dataset *dataset;
    struct problem *problem;
    double x[M * N_X], y[M * N_Y];
    struct rng rng;

    rng_seed(&rng, 2385);
    for (int i = 0; i < M * N_X; i++)
        x[i] = rng_gaussian(&rng);
    for (int i = 0; i < M * N_Y; i++)
        y[i] = rng_uniform(&rng);
    for (int i = 0; i < M; i++)
        x[i * N_X + 2] = 0;
    dataset = dataset_from_reals(N_X, N_Y, M, x, y, 0, NULL, NULL, &status);
    ck_assert_msg(dataset != NULL, "%s", status.message);
    problem_config_default(&config);
    config.seed = 3;
    config.activation = (int)(activation_find("tanh") - activations);
    snprintf(config.layers, sizeof config.layers, "4,6,4");
    problem = problem_from_dataset(dataset, &config, &status);
    ck_assert_msg(problem != NULL, "%s", status.message);
    return problem;
}

/* ---- golden files -----------------------------------------------------------------------------
 */

struct golden {
    char spec[RUN_CONFIG_TEXT_MAX];
    double loss[ITERATIONS];
    double weight[WEIGHTS_MAX];
    int weights;
};

/* Reads "WORD number number ..."; returns how many numbers there are. */
static int read_numbers(FILE *file, const char *word, double *number, int most)
{
    char line[16384], *at = line, *end;
    int count = 0;

    ck_assert_ptr_nonnull(fgets(line, sizeof line, file));
    ck_assert_msg(strncmp(line, word, strlen(word)) == 0, "a line of '%s' is missing", word);
    ck_assert_ptr_nonnull(strchr(line, '\n'));
    for (at += strlen(word);; at = end) {
        double value = strtod(at, &end);
        if (end == at)
            return count;
        ck_assert_int_lt(count, most);
        number[count++] = value;
    }
}

/* The next case of a golden file; false at its end. */
static bool read_case(FILE *file, struct golden *golden)
{
    do {
        if (!fgets(golden->spec, sizeof golden->spec, file))
            return false;
    } while (golden->spec[0] == '#');
    golden->spec[strcspn(golden->spec, "\n")] = '\0';
    ck_assert_int_eq(read_numbers(file, "losses", golden->loss, ITERATIONS), ITERATIONS);
    golden->weights = read_numbers(file, "weights", golden->weight, WEIGHTS_MAX);
    return true;
}

/* ---- comparison -------------------------------------------------------------------------------
 */

static struct race *make_race(const char *spec)
{
    struct status status = {0};
    struct race *race = race_create(make_problem(), 1, &status);
    struct run_config config;

    ck_assert_msg(race != NULL, "%s", status.message);
    ck_assert_msg(run_config_parse(spec, &config, &status), "%s: %s", spec, status.message);
    ck_assert_int_eq(race_add(race, &config, &status), 1);
    return race;
}

/* The largest relative differences, of losses and of weights (relative to the largest weight). */
static void compare(const struct golden *golden, const struct race *race, double *of_losses,
                    double *of_weights)
{
    const struct history *history = run_get_history(race_run(race, 0));
    const real *w = run_parameters(race_run(race, 0));
    double largest = 0;

    *of_losses = *of_weights = 0;
    ck_assert_uint_eq(history_length(history), ITERATIONS);
    for (int i = 0; i < COMPARED; i++) {
        double loss = history_get(history, (size_t)i).value[CURVE_TRAIN_LOSS];
        *of_losses = fmax(*of_losses, fabs(loss / golden->loss[i] - 1));
    }
    ck_assert_int_eq(golden->weights, (int)race_problem(race)->network->parameters);
    for (int i = 0; i < golden->weights; i++)
        largest = fmax(largest, fabs(golden->weight[i]));
    for (int i = 0; i < golden->weights; i++)
        *of_weights = fmax(*of_weights, fabs((double)w[i] - golden->weight[i]) / largest);
}

static void check_file(const char *name, int least)
{
    struct status status = {0};
    struct golden golden;
    char path[4096];
    FILE *file;
    int cases = 0, failed = 0;

    snprintf(path, sizeof path, "%s/tests/reference/%s", getenv("OPTOP_SOURCE"), name);
    file = fopen(path, "r");
    ck_assert_msg(file != NULL, "%s: %s", path, strerror(errno));
    for (; read_case(file, &golden); cases++) {
        struct race *race = make_race(golden.spec);
        double of_losses, of_weights;

        for (int i = 0; i < ITERATIONS; i++)
            ck_assert_msg(race_iterate(race, NULL, &status), "%s", status.message);
        compare(&golden, race, &of_losses, &of_weights);
        if (!(of_losses <= LOSS_TOLERANCE && of_weights <= WEIGHT_TOLERANCE)) {
            fprintf(stderr, "%s: losses differ by %.2g, weights by %.2g\n", golden.spec, of_losses,
                    of_weights);
            failed++;
        }
        race_free(race);
    }
    fclose(file);
    ck_assert_int_ge(cases, least);
    ck_assert_msg(failed == 0, "%d of %d cases in %s differ", failed, cases, name);
}

START_TEST(trajectories_are_those_of_pytorch)
{
    check_file("torch.txt", 30);
}
END_TEST

START_TEST(trajectories_are_those_of_the_papers)
{
    check_file("numpy.txt", 30);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("reference");
    TCase *c = tcase_create("trajectories");

    tcase_add_test(c, trajectories_are_those_of_pytorch);
    tcase_add_test(c, trajectories_are_those_of_the_papers);
    suite_add_tcase(s, c);
    return s;
}

TEST_MAIN(suite)
