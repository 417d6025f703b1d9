/* check_confusion.c - confusion matrices against accuracies, and images as characters. */
#include "check_main.h"
#include "app/confusion.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct race *make_race(const char *data, const char *path, const char *layers, int threads,
                              int iterations)
{
    struct problem_config config;
    struct run_config run;
    struct status status = {0};
    struct race *race;

    problem_config_default(&config);
    snprintf(config.data, sizeof config.data, "%s", data);
    snprintf(config.layers, sizeof config.layers, "%s", layers);
    race = race_create(problem_load(&config, path, NULL, &status), threads, &status);
    ck_assert_msg(race != NULL, "%s", status.message);
    ck_assert(run_config_parse("adam:lr=0.01", &run, &status));
    ck_assert_int_eq(race_add(race, &run, &status), 1);
    for (int i = 0; i < iterations; i++)
        ck_assert_msg(race_iterate(race, NULL, &status), "%s", status.message);
    return race;
}

static struct race *make_digits(int threads, int iterations)
{
    char path[4096];

    snprintf(path, sizeof path, "%s/mnist01", getenv("OPTOP_DATA"));
    return make_race("mnist01", path, "4", threads, iterations);
}

/* Of the state reached: the row that the next iteration begins with. */
static double test_accuracy(struct race *race)
{
    const struct race_view view = {.end = 1, .columns = 1};
    struct race_snapshot snapshot = {0};
    struct status status = {0};
    double accuracy;

    ck_assert(race_iterate(race, NULL, &status));
    ck_assert(race_snapshot(race, &view, &snapshot, &status));
    accuracy = snapshot.run[0].last.value[CURVE_TEST_ACCURACY];
    race_snapshot_free(&snapshot);
    return accuracy;
}

static char *text_of(const struct confusion *confusion, int columns, bool unicode)
{
    char *text = NULL;
    size_t size;
    FILE *stream = open_memstream(&text, &size);

    if (columns > 0)
        confusion_print_images(stream, confusion, columns, unicode);
    else
        confusion_print(stream, confusion);
    ck_assert_int_eq(fclose(stream), 0);
    return text;
}

/* The diagonal is what the accuracy counts; rows are the classes of the data. */
static void check_counts(const struct race *race, const struct confusion *confusion,
                         double accuracy)
{
    const struct dataset *dataset = race_problem(race)->dataset;
    size_t right = 0, all = 0;

    for (int c = 0; c < confusion->classes; c++) {
        size_t row = 0, there = 0;

        for (int k = 0; k < confusion->classes; k++)
            row += confusion->count[c * confusion->classes + k];
        for (size_t s = 0; s < dataset->test.m; s++)
            there += dataset->test.label[s] == c;
        ck_assert_uint_eq(row, there);
        right += confusion->count[c * confusion->classes + c];
        all += row;
    }
    ck_assert_uint_eq(all, confusion->samples);
    ck_assert_uint_eq(all - right, confusion->wrong);
    ck_assert_double_eq_tol((double)right / (double)all, accuracy, 1e-6);
}

START_TEST(a_matrix_agrees_with_the_accuracy)
{
    for (int many = 0; many < 2; many++) {
        struct race *race =
            many ? make_race("blobs:classes=5,noise=2", "blobs:classes=5,noise=2", "6", 2, 15)
                 : make_digits(2, 3);
        struct confusion confusion, copy;
        struct status status = {0};

        ck_assert_msg(confusion_make(&confusion, race, 0, NULL, &status), "%s", status.message);
        ck_assert_int_eq(confusion.classes, many ? 5 : 2);
        ck_assert_int_eq(confusion.run, 1);
        ck_assert_uint_eq(confusion.iteration, many ? 15 : 3);
        ck_assert_uint_gt(confusion.wrong, 0);
        check_counts(race, &confusion, test_accuracy(race));
        ck_assert(confusion_copy(&copy, &confusion, &status));
        ck_assert_uint_eq(copy.wrong, confusion.wrong);
        ck_assert_mem_eq(copy.count, confusion.count,
                         (size_t)(copy.classes * copy.classes) * sizeof *copy.count);
        confusion_free(&copy);
        confusion_free(&confusion);
        race_free(race);
    }
}
END_TEST

/* Nothing changes by looking, and any number of threads sees the same. */
START_TEST(looking_changes_nothing)
{
    struct race *race = make_digits(1, 4), *other = make_digits(3, 4);
    size_t n = race_problem(race)->objective->n;
    real *before = malloc(n * sizeof *before);
    struct confusion one, three;
    struct status status = {0};

    memcpy(before, run_parameters(race_run(race, 0)), n * sizeof *before);
    ck_assert(confusion_make(&one, race, 0, NULL, &status));
    ck_assert(confusion_make(&three, other, 0, NULL, &status));
    ck_assert_mem_eq(before, run_parameters(race_run(race, 0)), n * sizeof *before);
    ck_assert_mem_eq(one.count, three.count, 4 * sizeof *one.count);
    ck_assert_mem_eq(one.sample, three.sample, sizeof one.sample);
    ck_assert(race_iterate(race, NULL, &status) && race_iterate(other, NULL, &status));
    ck_assert_mem_eq(run_parameters(race_run(race, 0)), run_parameters(race_run(other, 0)),
                     n * sizeof *before);
    confusion_free(&one);
    confusion_free(&three);
    free(before);
    race_free(race);
    race_free(other);
}
END_TEST

START_TEST(wrong_images_are_shown)
{
    struct race *race = make_digits(2, 2);
    const struct samples *test = &race_problem(race)->dataset->test;
    struct confusion confusion;
    struct status status = {0};
    int lines = 0, widest = 0;
    char *text, *line;

    ck_assert(confusion_make(&confusion, race, 0, NULL, &status));
    ck_assert_uint_eq(confusion.height, 28);
    ck_assert_uint_eq(confusion.width, 28);
    ck_assert_int_eq(confusion.kept,
                     confusion.wrong < CONFUSION_WRONG ? (int)confusion.wrong : CONFUSION_WRONG);
    for (int i = 0; i < confusion.kept; i++) {
        const struct confusion_sample *it = &confusion.sample[i];
        ck_assert_int_ne(it->class, it->taken_for);
        ck_assert_int_eq(it->class, test->label[it->number]);
        ck_assert(i == 0 || it->number > confusion.sample[i - 1].number);
    }
    text = text_of(&confusion, 78, false);
    for (const char *c = text; *c; c++)
        ck_assert((*c >= ' ' && *c <= '~') || *c == '\n');
    for (line = strtok(text, "\n"); line; line = strtok(NULL, "\n"), lines++)
        widest = (int)strlen(line) > widest ? (int)strlen(line) : widest;
    ck_assert_int_eq(widest, 2 * 30);
    ck_assert_int_eq(lines, (confusion.kept + 1) / 2 * 15);
    free(text);
    text = text_of(&confusion, 78, true);
    ck_assert_ptr_nonnull(strstr(text, "\u2588"));
    ck_assert_ptr_null(strstr(text, "@"));
    free(text);
    text = text_of(&confusion, 3, false); /* one below the other, whatever the width */
    free(text);
    text = text_of(&confusion, 0, false);
    ck_assert_ptr_nonnull(strstr(text, "test samples are classified wrongly"));
    ck_assert_ptr_nonnull(strstr(text, "taken for"));
    free(text);
    confusion_free(&confusion);
    race_free(race);
}
END_TEST

START_TEST(many_classes_are_listed)
{
    struct race *race =
        make_race("blobs:classes=20,noise=3", "blobs:classes=20,noise=3", "6", 2, 5);
    struct confusion confusion;
    struct status status = {0};
    char *text, *line;
    long before = 1000000;
    int lines = 0;

    ck_assert_msg(confusion_make(&confusion, race, 0, NULL, &status), "%s", status.message);
    ck_assert_int_eq(confusion.classes, 20);
    text = text_of(&confusion, 0, false);
    ck_assert_ptr_nonnull(strstr(text, "times"));
    strtok(text, "\n");
    strtok(NULL, "\n");
    for (line = strtok(NULL, "\n"); line; line = strtok(NULL, "\n"), lines++) {
        long times = strtol(strrchr(line, ' '), NULL, 10);
        ck_assert_int_ge(times, 1);
        ck_assert_int_le(times, before);
        before = times;
    }
    ck_assert_int_eq(lines, 20);
    free(text);
    confusion_free(&confusion);
    race_free(race);
}
END_TEST

/* A column for each character; what is cut is cut between characters and escapes. */
START_TEST(names_of_any_language_are_cut_whole)
{
    static const char *const names[] = {"\u00e9t\u00e9", "na\x1bme",
                                        "\u65e5\u672c\u8a9e\u306e\u540d\u524d", "x"};
    char class_name[4][FACTS_NAME_MAX];
    size_t count[16] = {5, 1, 0, 0, 0, 6, 0, 2, 3, 0, 7, 0, 0, 0, 0, 8};
    struct confusion confusion = {
        .classes = 4, .samples = 32, .wrong = 6, .count = count, .class_name = class_name};
    char *text;

    for (int c = 0; c < 4; c++)
        snprintf(class_name[c], sizeof class_name[c], "%s", names[c]);
    text = text_of(&confusion, 0, true);
    ck_assert_msg(strstr(text, "\ntaken for      \u00e9t\u00e9    na "
                               "\u65e5\u672c\u8a9e\u306e\u540d     x     right\n"),
                  "%s", text);
    ck_assert_msg(strstr(text, "\n\u00e9t\u00e9              5     1     0     0"), "%s", text);
    ck_assert_msg(strstr(text, "\nna\\x1bme         0     6     0     2"), "%s", text);
    ck_assert_msg(
        strstr(text, "\n\u65e5\u672c\u8a9e\u306e\u540d\u524d           3     0     7     0"), "%s",
        text);
    free(text);
}
END_TEST

/* The line over the matrix of two classes with these names. */
static char *heading(const char *first, const char *second)
{
    char class_name[2][FACTS_NAME_MAX];
    size_t count[4] = {5, 1, 0, 6};
    struct confusion confusion = {
        .classes = 2, .samples = 12, .wrong = 1, .count = count, .class_name = class_name};

    snprintf(class_name[0], sizeof class_name[0], "%s", first);
    snprintf(class_name[1], sizeof class_name[1], "%s", second);
    return text_of(&confusion, 0, true);
}

/* What all names begin with is left out where it would leave no room for the rest. */
START_TEST(headings_differ)
{
    static const char *const cases[][3] = {
        {"Iris-setosa", "Iris-versicolor", "\ntaken for    setos versi     right\n"},
        {"class_1", "class_10", "\ntaken for      1  10     right\n"},
        {"\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9", "\u00e9\u00e9\u00e9\u00e9\u00e9\u00e8",
         "\ntaken for      \u00e9   \u00e8     right\n"},
        {"ab1", "ab2", "\ntaken for    ab1 ab2     right\n"},
        {"banana", "banana peel", "\ntaken for        a a pee     right\n"},
        {"airplane", "ship", "\ntaken for    airpl  ship     right\n"}};

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char *text = heading(cases[i][0], cases[i][1]);

        ck_assert_msg(strstr(text, cases[i][2]) != NULL, "%s", text);
        free(text);
    }
}
END_TEST

START_TEST(numbers_and_functions_have_none)
{
    static const char *const data[] = {"sine", "rosenbrock"};

    for (size_t i = 0; i < 2; i++) {
        struct race *race = make_race(data[i], data[i], "4", 1, 2);
        struct confusion confusion;
        struct status status = {0};

        ck_assert(!confusion_make(&confusion, race, 0, NULL, &status));
        ck_assert_int_eq(status.code, STATUS_INVALID);
        confusion_free(&confusion);
        race_free(race);
    }
}
END_TEST

START_TEST(it_can_be_cancelled)
{
    struct race *race = make_digits(2, 1);
    const atomic_bool cancel = true;
    struct confusion confusion;
    struct status status = {0};

    ck_assert(!confusion_make(&confusion, race, 0, &cancel, &status));
    ck_assert_int_eq(status.code, STATUS_CANCELLED);
    confusion_free(&confusion);
    race_free(race);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("confusion");
    TCase *c = tcase_create("confusion");

    tcase_add_test(c, a_matrix_agrees_with_the_accuracy);
    tcase_add_test(c, looking_changes_nothing);
    tcase_add_test(c, wrong_images_are_shown);
    tcase_add_test(c, many_classes_are_listed);
    tcase_add_test(c, names_of_any_language_are_cut_whole);
    tcase_add_test(c, headings_differ);
    tcase_add_test(c, numbers_and_functions_have_none);
    tcase_add_test(c, it_can_be_cancelled);
    suite_add_tcase(s, c);
    return s;
}

TEST_MAIN(suite)
