/* check_dataset.c - the bundled digits, class filters, forms of samples, broken folders. */
#include "check_main.h"
#include "temporary.h"

#include "data/classes.h"
#include "data/format.h"

#include <errno.h>

static const char *const file_names[] = {"train-images-idx3-ubyte", "train-labels-idx1-ubyte",
                                         "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"};
enum { TRAIN_IMAGES, TRAIN_LABELS, TEST_IMAGES, TEST_LABELS, FILES };

static const char *bundled(void)
{
    static char path[512];
    const char *data = getenv("OPTOP_DATA");

    snprintf(path, sizeof path, "%s/mnist01", data ? data : "data");
    return path;
}

static struct dataset *try_load(const char *folder, const char *classes, struct status *status)
{
    const struct data_request request = {.path = folder, .classes = classes};

    return data_load(&request, status);
}

static struct dataset *load(const char *folder, const char *classes)
{
    struct status status = {0};
    struct dataset *dataset = try_load(folder, classes, &status);

    ck_assert_msg(dataset != NULL, "%s", status.message);
    ck_assert_int_eq(status.code, STATUS_OK);
    return dataset;
}

/* The label of a class as a number. */
static uint8_t class_of(const struct dataset *dataset, int class)
{
    return (uint8_t)atoi(dataset->class_name[class]);
}

/* ---- the bundled digits --------------------------------------------------------------------- */

/* The pixels as bytes again, through samples_expand in chunks of an odd size. */
static uLong checksum(const struct dataset *dataset, const struct samples *samples)
{
    enum { CHUNK = 97 };
    size_t n_x = samples->n_x;
    real *x = malloc(CHUNK * n_x * sizeof *x);
    uint8_t *row = malloc(n_x);
    uLong sum = crc32(0, NULL, 0);

    ck_assert(x && row);
    for (size_t first = 0; first < samples->m; first += CHUNK) {
        size_t count = samples->m - first < CHUNK ? samples->m - first : CHUNK;

        samples_expand(dataset, samples, NULL, first, count, x);
        for (size_t i = 0; i < count; i++) {
            for (size_t j = 0; j < n_x; j++)
                row[j] = (uint8_t)lround(255.0 * (double)x[i * n_x + j]);
            sum = crc32(sum, row, (uInt)n_x);
        }
    }
    free(x);
    free(row);
    return sum;
}

static uLong label_checksum(const struct dataset *dataset, const struct samples *samples)
{
    uLong sum = crc32(0, NULL, 0);

    for (size_t i = 0; i < samples->m; i++) {
        uint8_t label = class_of(dataset, samples->label[i]);
        sum = crc32(sum, &label, 1);
    }
    return sum;
}

START_TEST(the_bundled_digits_are_those_of_the_notebook)
{
    struct dataset *dataset = load(bundled(), "0,1");
    const struct samples *train = &dataset->train, *test = &dataset->test;

    ck_assert_str_eq(dataset->name, "mnist01");
    ck_assert_int_eq(dataset->classes, 2);
    ck_assert_int_eq(class_of(dataset, 0), 0);
    ck_assert_int_eq(class_of(dataset, 1), 1);
    ck_assert_uint_eq(train->n_x, 784);
    ck_assert_uint_eq(train->m, 12665);
    ck_assert_uint_eq(train->n_y, 1);
    ck_assert_uint_eq(test->n_x, 784);
    ck_assert_uint_eq(test->m, 2115);
    ck_assert_uint_eq(test->n_y, 1);
    ck_assert_int_eq(train->form, SAMPLES_SPARSE);
    ck_assert_int_eq(test->form, SAMPLES_SPARSE);
    ck_assert_uint_eq(train->row_start[12665], 1715841);
    ck_assert_uint_eq(test->row_start[2115], 284581);
    assert_close(samples_density(train), 0.17280479305816288, 1e-15);
    assert_close(samples_density(test), 0.1716245718145414, 1e-15);
    ck_assert_uint_eq(checksum(dataset, train), 0xddf8063a);
    ck_assert_uint_eq(checksum(dataset, test), 0x5a1cfc37);
    ck_assert_uint_eq(label_checksum(dataset, train), 0x7c21563e);
    ck_assert_uint_eq(label_checksum(dataset, test), 0x3d95de86);
    dataset_free(dataset);
}
END_TEST

START_TEST(the_targets_of_two_classes_are_0_and_1_in_the_order_asked_for)
{
    struct dataset *dataset = load(bundled(), "0,1"), *swapped = load(bundled(), "1,0");
    size_t ones = 0, zeros = 0;

    ck_assert_int_eq(class_of(swapped, 0), 1);
    ck_assert_int_eq(class_of(swapped, 1), 0);
    for (size_t i = 0; i < dataset->train.m; i++) {
        ck_assert(dataset->train.y[i] == (real)dataset->train.label[i]);
        ck_assert(dataset->train.y[i] == 1 - swapped->train.y[i]);
        ones += dataset->train.y[i] == 1;
        zeros += dataset->train.y[i] == 0;
    }
    ck_assert_uint_eq(ones, 6742);
    ck_assert_uint_eq(zeros, 5923);
    dataset_free(dataset);
    dataset_free(swapped);
}
END_TEST

START_TEST(no_filter_keeps_all_that_occur)
{
    struct dataset *dataset = load(bundled(), "");

    ck_assert_int_eq(dataset->classes, 2);
    ck_assert_uint_eq(dataset->train.m, 12665);
    dataset_free(dataset);
}
END_TEST

START_TEST(intensities_are_the_quotients_of_numpy)
{
    struct dataset *dataset = load(bundled(), "0,1");

    for (int v = 0; v < 256; v++)
        ck_assert(dataset->intensity[v] == (real)(v / 255.0));
    ck_assert(dataset->intensity[255] == 1);
#ifndef OPTOP_SINGLE
    ck_assert(dataset->intensity[3] == 0x1.8181818181818p-7);
    ck_assert(dataset->intensity[253] == 0x1.fbfbfbfbfbfc0p-1);
#endif
    dataset_free(dataset);
}
END_TEST

START_TEST(sparse_rows_are_ascending_and_without_zeros)
{
    struct dataset *dataset = load(bundled(), "0,1");
    const struct samples *test = &dataset->test;

    ck_assert_uint_eq(test->row_start[0], 0);
    for (size_t i = 0; i < test->m; i++) {
        ck_assert_uint_lt(test->row_start[i], test->row_start[i + 1]);
        for (uint32_t k = test->row_start[i]; k < test->row_start[i + 1]; k++) {
            ck_assert(test->value[k] != 0 && test->column[k] < 784);
            ck_assert(k == test->row_start[i] || test->column[k - 1] < test->column[k]);
        }
    }
    dataset_free(dataset);
}
END_TEST

/* ---- the class filter ----------------------------------------------------------------------- */

START_TEST(class_lists_are_read)
{
    struct class_filter filter = {.count = 77};
    struct status status = {0};
    char text[2048] = "";

    ck_assert(class_filter_parse("", &filter, &status));
    ck_assert_int_eq(filter.count, 0);
    ck_assert(class_filter_parse("7,3", &filter, &status));
    ck_assert_int_eq(filter.count, 2);
    ck_assert_str_eq(class_filter_name(&filter, 0), "7");
    ck_assert_str_eq(class_filter_name(&filter, 1), "3");
    ck_assert(class_filter_parse(" 255 , 00,-1, Iris setosa", &filter, &status));
    ck_assert_int_eq(filter.count, 4);
    ck_assert_str_eq(class_filter_name(&filter, 0), "255");
    ck_assert_str_eq(class_filter_name(&filter, 1), "0");
    ck_assert_str_eq(class_filter_name(&filter, 2), "-1");
    ck_assert_str_eq(class_filter_name(&filter, 3), "Iris setosa");
    for (int label = 255; label >= 0; label--)
        snprintf(text + strlen(text), sizeof text - strlen(text), label ? "%d," : "%d", label);
    ck_assert(class_filter_parse(text, &filter, &status));
    ck_assert_int_eq(filter.count, 256);
    ck_assert_str_eq(class_filter_name(&filter, 0), "255");
    ck_assert_str_eq(class_filter_name(&filter, 255), "0");
}
END_TEST

START_TEST(bad_class_lists_are_refused)
{
    static const char *const lists[] = {"0",   ",",    "0,", ",0",   "0,1,",
                                        "0,0", "0,00", " ",  "0,,1", "a,b,a"};
    char many[2048] = "";

    for (size_t i = 0; i <= sizeof lists / sizeof lists[0]; i++) {
        const char *list = i < sizeof lists / sizeof lists[0] ? lists[i] : many;
        struct class_filter filter = {.count = 77};
        struct status status = {0};

        for (int label = 0; label <= CLASSES_LISTED_MAX; label++)
            snprintf(many + strlen(many), sizeof many - strlen(many), label ? ",%d" : "%d", label);
        ck_assert_msg(!class_filter_parse(list, &filter, &status), "'%s'", list);
        ck_assert_int_eq(status.code, STATUS_INVALID);
        ck_assert_ptr_nonnull(strstr(status.message, "at least two different ones"));
        ck_assert_int_eq(filter.count, 77);
        many[0] = '\0';
    }
}
END_TEST

/* ---- folders made here ---------------------------------------------------------------------- */

enum { SIDE = 3, N_X = SIDE * SIDE, TRAIN = 11, TEST = 6 };

static const uint8_t train_labels[TRAIN] = {5, 9, 2, 5, 200, 9, 5, 2, 9, 9, 5};
static const uint8_t test_labels[TEST] = {9, 5, 5, 7, 2, 9};
static uint8_t train_pixels[TRAIN * N_X], test_pixels[TEST * N_X];

static void write_idx(int which, const uint32_t *sizes, const uint8_t *bytes, size_t count)
{
    uint8_t out[4096];
    size_t used =
        temporary_idx_header(out, sizes, which == TRAIN_IMAGES || which == TEST_IMAGES ? 3 : 1);

    ck_assert_uint_le(used + count, sizeof out);
    memcpy(out + used, bytes, count);
    temporary_write(file_names[which], out, used + count);
}

/* A folder with four good files; about `zeros` of 16 pixels are zero. */
static void make_folder(unsigned zeros)
{
    uint32_t mix = 2385;

    for (size_t i = 0; i < sizeof train_pixels + sizeof test_pixels; i++) {
        uint8_t *pixel =
            i < sizeof train_pixels ? &train_pixels[i] : &test_pixels[i - sizeof train_pixels];

        mix = mix * 1664525 + 1013904223;
        *pixel = (mix >> 28) < zeros ? 0 : (uint8_t)(1 + (mix >> 16) % 255);
    }
    write_idx(TRAIN_IMAGES, (const uint32_t[]){TRAIN, SIDE, SIDE}, train_pixels,
              sizeof train_pixels);
    write_idx(TRAIN_LABELS, (const uint32_t[]){TRAIN}, train_labels, TRAIN);
    write_idx(TEST_IMAGES, (const uint32_t[]){TEST, SIDE, SIDE}, test_pixels, sizeof test_pixels);
    write_idx(TEST_LABELS, (const uint32_t[]){TEST}, test_labels, TEST);
}

static void begin(void)
{
    temporary_create();
    make_folder(6);
}

/* The split holds those of the `count` given samples whose label is in dataset->class_of. */
static void holds(const struct dataset *dataset, const struct samples *samples,
                  const uint8_t *labels, const uint8_t *pixels, size_t count)
{
    size_t m = 0, n_y = dataset->classes == 2 ? 1 : (size_t)dataset->classes;
    real x[N_X];

    ck_assert_uint_eq(samples->n_x, N_X);
    ck_assert_uint_eq(samples->n_y, n_y);
    for (size_t i = 0; i < count; i++) {
        int class = -1;

        for (int c = 0; c < dataset->classes; c++)
            if (class_of(dataset, c) == labels[i])
                class = c;
        if (class < 0)
            continue;
        ck_assert_uint_lt(m, samples->m);
        ck_assert_int_eq(samples->label[m], class);
        samples_expand(dataset, samples, NULL, m, 1, x);
        for (size_t j = 0; j < N_X; j++)
            ck_assert(x[j] == (real)(pixels[i * N_X + j] / 255.0));
        for (size_t c = 0; c < n_y; c++)
            ck_assert(samples->y[m * n_y + c] == (n_y == 1 ? (real) class : (int)c == class));
        m++;
    }
    ck_assert_uint_eq(samples->m, m);
}

static void holds_both(const struct dataset *dataset)
{
    holds(dataset, &dataset->train, train_labels, train_pixels, TRAIN);
    holds(dataset, &dataset->test, test_labels, test_pixels, TEST);
}

START_TEST(filters_keep_the_order_of_the_file)
{
    static const struct {
        const char *text;
        int classes;
        size_t train, test;
    } rows[] = {{"9,5", 2, 8, 4}, {"2,9", 2, 6, 3}, {"2,9,5", 3, 10, 5}, {"", 5, 11, 6}};

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct dataset *dataset = load(temporary_folder, rows[i].text);

        ck_assert_int_eq(dataset->classes, rows[i].classes);
        ck_assert_uint_eq(dataset->train.m, rows[i].train);
        ck_assert_uint_eq(dataset->test.m, rows[i].test);
        holds_both(dataset);
        dataset_free(dataset);
    }
}
END_TEST

START_TEST(no_filter_includes_labels_of_the_test_split_only)
{
    static const uint8_t expected[] = {2, 5, 7, 9, 200};
    struct dataset *dataset = load(temporary_folder, "");

    ck_assert_int_eq(dataset->classes, 5);
    for (int c = 0; c < 5; c++)
        ck_assert_int_eq(class_of(dataset, c), expected[c]);
    dataset_free(dataset);
}
END_TEST

START_TEST(density_decides_the_form)
{
    static const struct {
        unsigned zeros;
        enum samples_form form;
    } rows[] = {{0, SAMPLES_BYTES}, {8, SAMPLES_BYTES}, {13, SAMPLES_SPARSE}, {16, SAMPLES_SPARSE}};

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        make_folder(rows[i].zeros);
        struct dataset *dataset = load(temporary_folder, "5,9");
        size_t nonzero = 0;

        ck_assert_int_eq(dataset->train.form, rows[i].form);
        for (size_t k = 0; k < TRAIN; k++)
            for (size_t j = 0; j < N_X && (train_labels[k] == 5 || train_labels[k] == 9); j++)
                nonzero += train_pixels[k * N_X + j] != 0;
        ck_assert(samples_density(&dataset->train) == (double)nonzero / (8 * N_X));
        holds_both(dataset);
        dataset_free(dataset);
    }
}
END_TEST

START_TEST(rows_are_expanded_by_index)
{
    static const uint32_t index[] = {4, 0, 7, 7, 3, 1};
    real all[8 * N_X], picked[3 * N_X];

    for (unsigned zeros = 0; zeros <= 13; zeros += 13) {
        make_folder(zeros);
        struct dataset *dataset = load(temporary_folder, "5,9");

        samples_expand(dataset, &dataset->train, NULL, 0, 8, all);
        samples_expand(dataset, &dataset->train, index, 2, 3, picked);
        for (size_t i = 0; i < 3; i++)
            ck_assert_mem_eq(picked + i * N_X, all + index[2 + i] * N_X, N_X * sizeof *all);
        dataset_free(dataset);
    }
}
END_TEST

START_TEST(the_name_is_the_last_component_of_the_path)
{
    char path[2 * sizeof temporary_folder];
    const char *last = strrchr(temporary_folder, '/') + 1;

    snprintf(path, sizeof path, "%s///", temporary_folder);
    struct dataset *dataset = load(path, "5,9");
    ck_assert_str_eq(dataset->name, last);
    dataset_free(dataset);
    ck_assert_int_eq(chdir(temporary_folder), 0);
    dataset = load(".", "5,9");
    ck_assert_str_eq(dataset->name, ".");
    dataset_free(dataset);
    ck_assert_int_eq(chdir("/"), 0);
}
END_TEST

/* ---- broken folders ------------------------------------------------------------------------- */

static void refuses(const char *classes, enum status_code code, const char *where,
                    const char *sentence)
{
    struct status status = {0};

    ck_assert_ptr_null(try_load(temporary_folder, classes, &status));
    ck_assert_msg(status.code == code, "code %d: %s", status.code, status.message);
    ck_assert_msg(strstr(status.message, where) != NULL, "'%s' lacks '%s'", status.message, where);
    ck_assert_msg(strstr(status.message, sentence) != NULL, "'%s' lacks '%s'", status.message,
                  sentence);
}

START_TEST(each_missing_file_is_named)
{
    for (int i = 0; i < FILES; i++) {
        make_folder(6);
        ck_assert_int_eq(unlink(temporary_path(file_names[i])), 0);
        refuses("", STATUS_SYSTEM, file_names[i], "neither this file nor");
    }
}
END_TEST

START_TEST(each_broken_file_is_named)
{
    static const uint8_t junk[] = "P5 9 9 255 junk";

    for (int i = 0; i < FILES; i++) {
        make_folder(6);
        temporary_write(file_names[i], junk, sizeof junk);
        refuses("", STATUS_DATA, file_names[i], "not an IDX file");
        ck_assert_int_eq(truncate(temporary_path(file_names[i]), 0), 0);
        refuses("5,9", STATUS_DATA, file_names[i], "it ends after 0 bytes");
        ck_assert_int_eq(unlink(temporary_path(file_names[i])), 0);
        ck_assert_int_eq(mkfifo(temporary_path(file_names[i]), 0600), 0);
        refuses("5,9", STATUS_DATA, file_names[i], "not a regular file");
        ck_assert_int_eq(unlink(temporary_path(file_names[i])), 0);
    }
}
END_TEST

/* Cut off only after the header, so that the error comes while the images are read. */
START_TEST(a_compressed_file_that_ends_early_is_named)
{
    uint8_t out[4096];
    size_t used = temporary_idx_header(out, (const uint32_t[]){TEST, SIDE, SIDE}, 3);

    memcpy(out + used, test_pixels, sizeof test_pixels);
    ck_assert_int_eq(unlink(temporary_path(file_names[TEST_IMAGES])), 0);
    temporary_write_gzip("t10k-images-idx3-ubyte.gz", out, used + sizeof test_pixels - 1);
    refuses("", STATUS_DATA, "t10k-images-idx3-ubyte.gz", "promises 54 bytes, but 53 follow");
    temporary_write_gzip("t10k-images-idx3-ubyte.gz", out, used + sizeof test_pixels);
    struct dataset *dataset = load(temporary_folder, "5,9");
    holds_both(dataset);
    dataset_free(dataset);
}
END_TEST

START_TEST(files_that_disagree_are_refused)
{
    write_idx(TRAIN_LABELS, (const uint32_t[]){TRAIN - 1}, train_labels, TRAIN - 1);
    refuses("", STATUS_DATA, file_names[TRAIN_IMAGES], "11 images, but there are 10 labels");
    make_folder(6);
    write_idx(TEST_LABELS, (const uint32_t[]){TEST + 1}, train_labels, TEST + 1);
    refuses("", STATUS_DATA, file_names[TEST_IMAGES], "6 images, but there are 7 labels");
    make_folder(6);
    write_idx(TEST_IMAGES, (const uint32_t[]){TEST, 1, N_X}, test_pixels, sizeof test_pixels);
    refuses("", STATUS_DATA, file_names[TEST_IMAGES],
            "images of 1 x 9, but the training images are 3 x 3");
}
END_TEST

START_TEST(classes_that_do_not_occur_are_refused)
{
    static const uint8_t same[TRAIN] = {4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4};

    refuses("5,6", STATUS_DATA, temporary_folder, "class 6 does not occur in the training labels");
    refuses("5,7", STATUS_DATA, temporary_folder, "class 7 does not occur in the training labels");
    write_idx(TEST_LABELS, (const uint32_t[]){TEST}, same, TEST);
    refuses("5,2", STATUS_DATA, file_names[TEST_IMAGES], "no image is of a wanted class");
    write_idx(TRAIN_LABELS, (const uint32_t[]){TRAIN}, same, TRAIN);
    refuses("", STATUS_DATA, temporary_folder, "all labels are 4; at least two classes are needed");
}
END_TEST

START_TEST(a_folder_that_is_none_is_refused)
{
    struct status status = {0};

    ck_assert_ptr_null(try_load("/dev/zero", "", &status));
    ck_assert_int_eq(status.code, STATUS_DATA);
    ck_assert_ptr_nonnull(strstr(status.message, "/dev/zero: a device, not a regular file"));
    ck_assert_ptr_null(try_load("", "", &status));
    ck_assert_int_eq(status.code, STATUS_SYSTEM);
}
END_TEST

/* Folders of a few bytes are read before anybody looks; the bundled data are not. */
START_TEST(loading_can_be_cancelled)
{
    atomic_bool cancel = false;
    struct status status = {.cancel = &cancel};
    struct dataset *dataset = try_load(bundled(), "", &status);

    ck_assert_ptr_nonnull(dataset);
    dataset_free(dataset);
    atomic_store(&cancel, true);
    ck_assert_ptr_null(try_load(bundled(), "", &status));
    ck_assert_int_eq(status.code, STATUS_CANCELLED);
    ck_assert_str_eq(status.message, "cancelled");
}
END_TEST

/* ---- given numbers -------------------------------------------------------------------------- */

START_TEST(given_numbers_are_copied)
{
    double x[] = {2.385, -0.25, 0, 1e-7, -71.5, 3.75}, y[] = {0.5, -1.25};
    const double copy_x[] = {2.385, -0.25, 0, 1e-7, -71.5, 3.75}, x_test[] = {9.5, 0, 0.125};
    struct status status = {0};
    real out[6];

    struct dataset *dataset = dataset_from_reals(3, 1, 2, x, y, 0, NULL, NULL, &status);
    ck_assert_ptr_nonnull(dataset);
    memset(x, 0, sizeof x);
    ck_assert_int_eq(dataset->train.form, SAMPLES_REAL);
    ck_assert_int_eq(dataset->classes, 0);
    ck_assert_ptr_null(dataset->train.label);
    ck_assert(dataset->train.m == 2 && dataset->train.n_x == 3 && dataset->train.n_y == 1);
    ck_assert(dataset->test.m == 2 && dataset->test.y[1] == (real)-1.25);
    samples_expand(dataset, &dataset->test, NULL, 0, 2, out);
    for (int i = 0; i < 6; i++)
        ck_assert(out[i] == (real)copy_x[i] && dataset->train.x[i] == (real)copy_x[i]);
    samples_expand(dataset, &dataset->train, (const uint32_t[]){1, 0}, 0, 2, out);
    ck_assert(out[0] == (real)1e-7 && out[3] == (real)2.385);
    assert_close(samples_density(&dataset->train), 5 / 6.0, 1e-15);
    dataset_free(dataset);

    dataset = dataset_from_reals(3, 1, 2, copy_x, y, 1, x_test, y + 1, &status);
    ck_assert_ptr_nonnull(dataset);
    ck_assert(dataset->test.m == 1 && dataset->test.x[2] == (real)0.125);
    ck_assert(dataset->test.y[0] == (real)-1.25);
    dataset_free(dataset);
    dataset_free(NULL);
}
END_TEST

START_TEST(a_shared_dataset_lives_until_its_last_owner_gives_it_back)
{
    struct dataset *dataset = load(bundled(), "0,1"), *shared = dataset_share(dataset);
    struct status status = {0};
    real x[784];

    ck_assert_ptr_eq(shared, dataset);
    ck_assert_int_eq(dataset->references, 2);
    ck_assert(dataset_sort(dataset, true, &status));
    struct pairs_store *inputs = dataset->train.input_pairs;
    struct pairs_store *samples = dataset->test.sample_pairs;
    dataset_free(dataset);
    ck_assert_int_eq(shared->references, 1);
    ck_assert(dataset_sort(shared, true, &status));
    ck_assert_ptr_nonnull(inputs);
    ck_assert_ptr_eq(shared->train.input_pairs, inputs);
    ck_assert_ptr_eq(shared->test.sample_pairs, samples);
    samples_expand(shared, &shared->test, NULL, 0, 1, x);
    dataset_free(shared);
}
END_TEST

START_TEST(impossible_sizes_are_refused)
{
    const double x[] = {2.385, -1, 0.5};
    struct status status = {0};

    ck_assert_ptr_null(dataset_from_reals(0, 1, 1, x, x, 0, NULL, NULL, &status));
    ck_assert_int_eq(status.code, STATUS_INVALID);
    ck_assert_ptr_null(dataset_from_reals(1, 0, 1, x, x, 0, NULL, NULL, &status));
    ck_assert_ptr_null(dataset_from_reals(1, 1, 0, x, x, 0, NULL, NULL, &status));
    ck_assert_ptr_null(dataset_from_reals(1, 1, 1, x, x, 0, x, x, &status));
    ck_assert_int_eq(status.code, STATUS_INVALID);
    status_clear(&status);
    ck_assert_ptr_null(dataset_from_reals(SIZE_MAX / 2, 1, 3, x, x, 0, NULL, NULL, &status));
    ck_assert_int_eq(status.code, STATUS_MEMORY);
    status_clear(&status);
    ck_assert_ptr_null(dataset_from_reals(SIZE_MAX / 8, 1, 1, x, x, 0, NULL, NULL, &status));
    ck_assert_int_eq(status.code, STATUS_MEMORY);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("dataset");
    TCase *digits = tcase_create("digits");
    TCase *filter = tcase_create("filter");
    TCase *folders = tcase_create("folders");
    TCase *broken = tcase_create("broken");
    TCase *numbers = tcase_create("numbers");

    tcase_add_test(digits, the_bundled_digits_are_those_of_the_notebook);
    tcase_add_test(digits, the_targets_of_two_classes_are_0_and_1_in_the_order_asked_for);
    tcase_add_test(digits, no_filter_keeps_all_that_occur);
    tcase_add_test(digits, intensities_are_the_quotients_of_numpy);
    tcase_add_test(digits, sparse_rows_are_ascending_and_without_zeros);
    suite_add_tcase(suite, digits);
    tcase_add_test(filter, class_lists_are_read);
    tcase_add_test(filter, bad_class_lists_are_refused);
    suite_add_tcase(suite, filter);
    tcase_add_checked_fixture(folders, begin, temporary_remove);
    tcase_add_test(folders, filters_keep_the_order_of_the_file);
    tcase_add_test(folders, no_filter_includes_labels_of_the_test_split_only);
    tcase_add_test(folders, density_decides_the_form);
    tcase_add_test(folders, rows_are_expanded_by_index);
    tcase_add_test(folders, the_name_is_the_last_component_of_the_path);
    suite_add_tcase(suite, folders);
    tcase_add_checked_fixture(broken, begin, temporary_remove);
    tcase_add_test(broken, each_missing_file_is_named);
    tcase_add_test(broken, each_broken_file_is_named);
    tcase_add_test(broken, a_compressed_file_that_ends_early_is_named);
    tcase_add_test(broken, files_that_disagree_are_refused);
    tcase_add_test(broken, classes_that_do_not_occur_are_refused);
    tcase_add_test(broken, a_folder_that_is_none_is_refused);
    tcase_add_test(broken, loading_can_be_cancelled);
    suite_add_tcase(suite, broken);
    tcase_add_test(numbers, given_numbers_are_copied);
    tcase_add_test(numbers, a_shared_dataset_lives_until_its_last_owner_gives_it_back);
    tcase_add_test(numbers, impossible_sizes_are_refused);
    suite_add_tcase(suite, numbers);
    return suite;
}

TEST_MAIN(make_suite)
