/* check_toy.c - generated data: their numbers, parameters, and what they depend on. */
#include "check_main.h"

#include "data/format.h"
#include "data/toy.h"

#include <math.h>

/* ---- numbers -------------------------------------------------------------------------------- */

/*
 * With seed 3: the first three inputs, the first and the last label, the sums of all, as NumPy's
 * formulas give them with RandomState(3) (see toy.c).
 */
static const struct {
    const char *text;
    double x[3], y[2], sum_x, sum_y;
} expected[] = {
    {"moons:n=50,noise=0.2",
     {1.3577256946860636, 0.08730197010239789, 1.010744354988212},
     {0.0, 1.0},
     35.32725851187875,
     25.0},
    {"circles:n=50,noise=0.2,factor=0.4",
     {1.3577256946860636, 0.08730197010239789, 0.9878826547430328},
     {0.0, 1.0},
     -2.1727414881212477,
     25.0},
    {"spirals:turns=2,noise=0.2,n=50",
     {0.35772569468606374, 0.08730197010239789, 0.12755266908745655},
     {0.0, 1.0},
     -2.172741488121247,
     25.0},
    {"xor:n=50,noise=0.2",
     {0.3260070278491208, 0.6650088359319605, -0.8073684015275171},
     {0.0, 1.0},
     -8.986485279346699,
     19.0},
    {"blobs:n=50,noise=0.2",
     {2.3577256946860636, 0.08730197010239789, -0.9807005063855978},
     {0.0, 1.0},
     0.559309319447636,
     49.0},
    {"checkerboard:n=50,noise=0.2,cells=5",
     {0.3260070278491208, 0.6650088359319605, -0.8073684015275171},
     {1.0, 0.0},
     -8.986485279346699,
     22.0},
    {"sine:n=50,noise=0.2,frequency=2",
     {0.3191726350921127, 1.3078313407954987, -1.3137842722630677},
     {0.4765374442661545, -0.4643715212162019},
     -10.132319604522355,
     -3.7654629342385784},
    {"plane:n=50,noise=0.2,a=1.5,b=-0.25",
     {0.10159580514915101, 0.41629564523620965, -0.41819052217411135},
     {0.17113521396549286, 0.6921987929545814},
     -4.131190234821428,
     -4.111654045202261},
};

START_TEST(numbers_are_those_of_numpy)
{
    const double tolerance = sizeof(real) == 8 ? 1e-12 : 1e-5;
    struct raw raw = {0};
    struct status status = {0};
    double sum_x = 0, sum_y = 0;

    ck_assert_msg(toy_make(expected[_i].text, 3, &raw, &status), "%s", status.message);
    ck_assert_uint_eq(raw.train.m, 50);
    for (size_t i = 0; i < raw.train.m * raw.n_x; i++)
        sum_x += (double)raw.train.x[i];
    for (size_t i = 0; i < raw.train.m; i++)
        sum_y += raw.train.y[i];
    for (int i = 0; i < 3; i++)
        assert_close((double)raw.train.x[i], expected[_i].x[i], tolerance);
    ck_assert(fabs(raw.train.y[0] - expected[_i].y[0]) < tolerance);
    ck_assert(fabs(raw.train.y[49] - expected[_i].y[1]) < tolerance);
    ck_assert(fabs(sum_x - expected[_i].sum_x) < 50 * tolerance);
    ck_assert(fabs(sum_y - expected[_i].sum_y) < 50 * tolerance);
    raw_clear(&raw);
}
END_TEST

START_TEST(every_toy_has_a_row_of_numbers)
{
    ck_assert_int_eq(toy_count, sizeof expected / sizeof expected[0]);
    for (int i = 0; i < toy_count; i++)
        ck_assert_ptr_eq(toy_find(expected[i].text), &toys[i]);
}
END_TEST

/* ---- as data -------------------------------------------------------------------------------- */

static struct dataset *load(const char *text, uint32_t seed)
{
    const struct data_request request = {.path = text, .seed = seed};
    struct status status = {0};
    struct dataset *dataset = data_load(&request, &status);

    ck_assert_msg(dataset != NULL, "%s", status.message);
    return dataset;
}

START_TEST(every_toy_is_a_dataset)
{
    const struct toy *toy = &toys[_i];
    struct dataset *dataset = load(toy->name, 1), *again = load(toy->name, 1);
    struct dataset *other = load(toy->name, 2);
    size_t n = (size_t)toy->params[0].initial, differ = 0;

    ck_assert_str_eq(dataset->facts.format, "toy");
    ck_assert_str_eq(dataset->name, toy->name);
    ck_assert_uint_eq(dataset->train.m + dataset->test.m, n);
    ck_assert(fabs((double)dataset->test.m - 0.2 * (double)n) <= 2);
    ck_assert_uint_eq(dataset->train.n_x, toy->inputs);
    ck_assert(dataset->regression == toy->regression);
    ck_assert((dataset->classes >= 2) == !toy->regression);
    for (size_t i = 0; i < dataset->train.m * toy->inputs; i++) {
        ck_assert(dataset->train.x[i] == again->train.x[i]);
        differ += dataset->train.x[i] != other->train.x[i];
        ck_assert(isfinite(dataset->train.x[i]) && fabs((double)dataset->train.x[i]) < 10);
    }
    ck_assert_uint_gt(differ, n / 4);
    dataset_free(dataset);
    dataset_free(again);
    dataset_free(other);
}
END_TEST

START_TEST(wrong_parameters_are_refused)
{
    static const struct {
        const char *text, *sentence;
    } rows[] = {
        {"moons:turns=2", "moons: no parameter 'turns' (allowed: n, noise)"},
        {"moons:n=3", "moons: n: '3' is not in range"},
        {"moons:n=1e9", "n: "},
        {"moons:n", "moons: n: '' is not a whole number"},
        {"moons:", "moons: no parameter ''"},
        {"moons:n=10,", "moons: no parameter ''"},
        {"spirals:noise=-1", "noise: '-1' is not in range"},
        {"circles:factor=1", "factor: '1' is not in range (allowed: 0 < factor < 1)"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct status status = {0};
        const struct data_request request = {.path = rows[i].text};

        ck_assert(!toy_check(rows[i].text, &status));
        ck_assert_int_eq(status.code, STATUS_INVALID);
        ck_assert_msg(strstr(status.message, rows[i].sentence) != NULL, "'%s' lacks '%s'",
                      status.message, rows[i].sentence);
        ck_assert_ptr_null(data_load(&request, &status));
    }
    ck_assert_ptr_null(toy_find("moon"));
    ck_assert_ptr_null(toy_find("moons2"));
    ck_assert_ptr_null(toy_find("./moons"));
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("toy");
    TCase *numbers = tcase_create("numbers"), *data = tcase_create("data");

    tcase_add_loop_test(numbers, numbers_are_those_of_numpy, 0, toy_count);
    tcase_add_test(numbers, every_toy_has_a_row_of_numbers);
    suite_add_tcase(suite, numbers);
    tcase_add_loop_test(data, every_toy_is_a_dataset, 0, toy_count);
    tcase_add_test(data, wrong_parameters_are_refused);
    suite_add_tcase(suite, data);
    return suite;
}

TEST_MAIN(make_suite)
