/*
 * check_edges.c - data at the edges of what the readers accept: the last value that is right and
 * the first that is wrong.
 */
#include "check_main.h"
#include "data_tools.h"

#include "data/formats.h"
#include "data/table_text.h"

#include <math.h>

static void use_format(const char *name)
{
    request.format = 0;
    while (strcmp(format_names[request.format], name) != 0)
        request.format++;
}

/* ---- sparse text ---------------------------------------------------------------------------- */

START_TEST(indices_have_a_largest_one)
{
    use_format("svmlight");
    write_text("s", "1 16777216:1\n2 0000000003:1\n1 1:1\n2 1:2#comment\n1 2:1\n2 2:1\n");
    struct dataset *dataset = load("s");
    ck_assert_uint_eq(dataset->train.n_x, 16777216);
    dataset_free(dataset);
    write_text("s", "1 16777217:1\n2 1:1\n");
    refuses("s", "", "s:1:3: the index is too large (allowed: 1 ... 16777216)");
    write_text("s", "1 00000000001:1\n2 1:1\n");
    refuses("s", "", "s:1:3: not a pair index:value");
}
END_TEST

START_TEST(sparse_text_is_recognized_by_its_first_lines)
{
    char text[1024] = "";

    ck_assert_uint_eq(svmlight_pairs("1 1:2\n2 3", 9, false), 1);
    ck_assert_uint_eq(svmlight_pairs("1 1:2\n2 3", 9, true), 0);
    ck_assert_uint_eq(svmlight_pairs("1 1:2 1:3\n", 10, true), 0);
    ck_assert_uint_eq(svmlight_pairs("1 1:2 2:3\n", 10, true), 2);
    for (int i = 0; i < 64; i++)
        strcat(text, i == 63 ? "1 a\n" : "1 1:2\n");
    ck_assert_uint_eq(svmlight_pairs(text, strlen(text), true), 0);
    ck_assert_uint_eq(svmlight_pairs("1 1:2\n", 6, true), 1);
    text[0] = '\0';
    for (int i = 0; i < 65; i++)
        strcat(text, i == 64 ? "1 a\n" : "1 1:2\n");
    ck_assert_uint_eq(svmlight_pairs(text, strlen(text), true), 1);
}
END_TEST

/* Eight rows of four inputs, `full` of which have all of them, the others one. */
static enum samples_form form_of(int full)
{
    char text[512] = "";

    for (int i = 0; i < 8; i++)
        snprintf(text + strlen(text), 64, i < full ? "%d 1:1 2:1 3:1 4:1\n" : "%d 4:1\n", i % 2);
    write_text("s", text);
    struct dataset *dataset = load("s");
    enum samples_form form = dataset->train.form;

    ck_assert_uint_eq(dataset->train.n_x, 4);
    dataset_free(dataset);
    return form;
}

START_TEST(sparse_text_that_is_nearly_full_becomes_dense)
{
    use_format("svmlight");
    ck_assert_int_eq(form_of(3), SAMPLES_LIST); /* 17 of 32 */
    ck_assert_int_eq(form_of(4), SAMPLES_REAL); /* 20 */
}
END_TEST

/* ---- IDX ------------------------------------------------------------------------------------ */

static const char *const names[4] = {"train-images-idx3-ubyte", "train-labels-idx1-ubyte",
                                     "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"};

static void write_idx(const char *folder, const char *name, const uint32_t *sizes, int dimensions)
{
    uint8_t bytes[256] = {0};
    char path[512];
    size_t used = temporary_idx_header(bytes, sizes, dimensions), count = 1;

    for (int d = 0; d < dimensions; d++)
        count *= sizes[d];
    for (size_t i = 0; i < count; i++)
        bytes[used + i] = (uint8_t)(i % 2 + 3);
    snprintf(path, sizeof path, "%s/%s", folder, name);
    temporary_write(path, bytes, used + count);
}

/* Four training and two test images of 2 x 3 with labels 3 and 4. */
static void write_set(const char *folder)
{
    write_idx(folder, names[0], (const uint32_t[]){4, 2, 3}, 3);
    write_idx(folder, names[1], (const uint32_t[]){4}, 1);
    write_idx(folder, names[2], (const uint32_t[]){2, 2, 3}, 3);
    write_idx(folder, names[3], (const uint32_t[]){2}, 1);
}

START_TEST(idx_files_that_do_not_fit_are_refused)
{
    mkdir(temporary_path("d"), 0755);
    write_set("d");
    request.test = "0.5";
    refuses("d", "", "has a test split of its own");
    request.test = NULL;
    write_idx("d", names[0], (const uint32_t[]){3, 2, 3}, 3);
    refuses("d", "", "3 images, but there are 4 labels");
    write_idx("d", names[0], (const uint32_t[]){5, 2, 3}, 3);
    refuses("d", "", "5 images, but there are 4 labels");
    write_set("d");
    write_idx("d", names[2], (const uint32_t[]){2, 2, 2}, 3);
    refuses("d", "", "images of 2 x 2, but the training images are 2 x 3");
    write_idx("d", names[2], (const uint32_t[]){2, 3, 3}, 3);
    refuses("d", "", "images of 3 x 3, but the training images are 2 x 3");
    write_set("d");
    write_idx("d", names[1], (const uint32_t[]){4, 1, 1}, 3);
    refuses("d", "", "3 dimensions, where labels have 1");
    temporary_write("x", "\0\0\x08\0\0\0\0\1\1", 9);
    refuses("x", "", "not recognized as data of any format");
}
END_TEST

START_TEST(integers_as_labels_have_a_sign)
{
    uint8_t bytes[64];
    size_t used = temporary_idx_header(bytes, (const uint32_t[]){4}, 1);

    mkdir(temporary_path("d"), 0755);
    write_set("d");
    bytes[2] = 0x0c;
    for (int i = 0; i < 4; i++)
        memcpy(bytes + used + 4 * i, i % 2 ? "\xff\xff\xff\xfe" : "\0\0\0\3", 4);
    temporary_write("d/train-labels-idx1-ubyte", bytes, used + 16);
    struct dataset *dataset = load("d");
    ck_assert_int_eq(dataset->classes, 3);
    ck_assert_str_eq(dataset->class_name[0], "-2");
    dataset_free(dataset);
}
END_TEST

START_TEST(plain_files_come_before_compressed_ones)
{
    static const char *const paths[4] = {
        "d/train-images-idx3-ubyte.gz", "d/train-labels-idx1-ubyte.gz",
        "d/t10k-images-idx3-ubyte.gz", "d/t10k-labels-idx1-ubyte.gz"};

    mkdir(temporary_path("d"), 0755);
    for (int i = 0; i < 4; i++)
        temporary_write_gzip(paths[i], "not these", 9);
    write_set("d");
    dataset_free(load("d"));
    for (int i = 0; i < 4; i++) {
        unlink(temporary_path(paths[i]));
        temporary_write_gzip(paths[i], "not these", 9);
    }
    dataset_free(load("d"));
}
END_TEST

START_TEST(sets_are_found_three_folders_below)
{
    static const char *const folders[] = {"d", "d/a", "d/a/b", "d/a/b/c", "d/a/b/c/d"};

    for (int i = 0; i < 5; i++)
        mkdir(temporary_path(folders[i]), 0755);
    write_set("d/a/b/c/d");
    refuses("d", "", "not recognized as data of any format");
    write_set("d/a/b/c");
    dataset_free(load("d"));
}
END_TEST

/* ---- CIFAR-10 ------------------------------------------------------------------------------- */

static size_t load_rows(const char *name)
{
    struct dataset *dataset = load(name);
    size_t rows = dataset->train.m + dataset->test.m;

    dataset_free(dataset);
    return rows;
}

START_TEST(cifar10_needs_whole_records_and_ten_names)
{
    static uint8_t records[2][3073];
    char path[64];

    mkdir(temporary_path("c"), 0755);
    records[0][0] = 2;
    for (int i = 1; i <= 5; i++) {
        snprintf(path, sizeof path, "c/data_batch_%d.bin", i);
        temporary_write(path, records, sizeof records);
    }
    temporary_write("c/test_batch.bin", records, sizeof records);
    ck_assert_uint_eq(load_rows("c/data_batch_2.bin"), 12);
    ck_assert_uint_eq(load_rows("c/test_batch.bin"), 12);
    write_text("c/batches.meta.txt", "a\nb\nc\nd\ne\nf\ng\nh\ni\n");
    struct dataset *dataset = load("c");
    ck_assert_str_eq(dataset->class_name[1], "2");
    dataset_free(dataset);
    temporary_write("c/data_batch_3.bin", "", 0);
    refuses("c", "", "data_batch_3.bin: 0 bytes are not a whole number of records of 3073");
}
END_TEST

/* ---- tables --------------------------------------------------------------------------------- */

/* A doubled quote counts only where both of its characters are in the text. */
START_TEST(doubled_quotes_end_with_the_text)
{
    static const char bytes[] = {'"', 'a', '"', '"', '"'};
    struct table_text text = table_text(bytes, 3, ',');
    struct table_field field;

    ck_assert(table_next_row(&text) && table_next_field(&text, &field));
    ck_assert(field.last && field.length == 1);
    text = table_text(bytes, 4, ',');
    ck_assert(table_next_row(&text) && !table_next_field(&text, &field));
    text = table_text(bytes, 5, ',');
    ck_assert(table_next_row(&text) && table_next_field(&text, &field));
    ck_assert(field.last && field.length == 3);
    write_text("t", "x,class\n1,b\n2,a\n3,b\n4,\"a\"\"\"");
    struct dataset *dataset = load("t");
    ck_assert_int_eq(dataset->classes, 3);
    ck_assert_str_eq(dataset->class_name[1], "a\"");
    dataset_free(dataset);
    write_text("t", "x,class\n1,b\n2,a\n3,b\n4,\"a\"\"");
    refuses("t", "", "t:5:1: a quote is not closed");
}
END_TEST

START_TEST(a_name_may_begin_with_a_hash)
{
    request.scale = SCALE_NONE;
    write_text("t", "#id,note,class\n1,\"NA\",0\n5,x,1\n3,NAN2,0\n4,x,1\n# 1,x,0\n7,\"NA\",0\n");
    struct dataset *dataset = load("t");
    ck_assert_str_eq(dataset->facts.column[0].name, "#id");
    ck_assert_uint_eq(dataset->facts.column[1].values, 3);
    ck_assert_uint_eq(dataset->facts.column[1].missing, 0);
    ck_assert_uint_eq(dataset->train.m + dataset->test.m, 5);
    dataset_free(dataset);
}
END_TEST

START_TEST(numbers_are_rounded_once_and_have_a_length)
{
    char text[513];
    double value;

    /* Digits that do not fit into a double: rounded before the division, they give another. */
    ck_assert(table_number("26001075975500861e-16", 21, &value));
    ck_assert(value == strtod("26001075975500861e-16", NULL));
    memset(text, '0', sizeof text);
    memcpy(text, "1.3", 3);
    text[510] = text[511] = '7';
    ck_assert(table_number(text, 511, &value) && value == 1.3);
    ck_assert(!table_number(text, 512, &value));
}
END_TEST

START_TEST(files_with_training_rows_are_found)
{
    static const char rows[] = "x,class\n1,0\n2,1\n3,0\n4,1\n";

    mkdir(temporary_path("d"), 0755);
    write_text("d/.train.csv", "hidden");
    write_text("d/Train.csv", rows);
    write_text("d/Test.csv", "x,class\n1,0\n");
    struct dataset *dataset = load("d");
    ck_assert(dataset->train.m == 4 && dataset->test.m == 1);
    dataset_free(dataset);
    write_text("d/TRAIN.CSV", rows);
    write_text("d/TEST.CSV", "x,class\n1,0\n2,1\n");
    refuses("d", "", "several files may have the training rows; name one (");
    dataset = load("d/TRAIN.CSV");
    ck_assert(dataset->train.m == 4 && dataset->test.m == 2);
    dataset_free(dataset);
}
END_TEST

START_TEST(the_only_table_of_a_folder_is_taken)
{
    static const char rows[] = "x,class\n1,0\n2,1\n3,0\n4,1\n";

    mkdir(temporary_path("d"), 0755);
    write_text("d/Iris.csv", rows);
    write_text("d/README.txt", "nothing, but text\n");
    struct dataset *dataset = load("d");
    ck_assert_uint_eq(dataset->train.m + dataset->test.m, 4);
    dataset_free(dataset);
    write_text("d/other.tsv", rows);
    refuses("d", "", "several files may have the training rows; name one (");
    write_set("d");
    dataset = load("d");
    ck_assert_str_eq(dataset->facts.format, "idx");
    dataset_free(dataset);
    mkdir(temporary_path("e"), 0755);
    write_text("e/README.txt", "nothing, but text\n");
    mkdir(temporary_path("e/train.csv"), 0755);
    refuses("e", "", "not recognized as data of any format");
    use_format("table");
    refuses("e", "", "no file with training rows (the only .csv or .tsv file, or one with");
}
END_TEST

/* Kaggle's table of breast cancer: a comma after the last name, none after the last field. */
START_TEST(a_separator_may_follow_the_last_name)
{
    request.scale = SCALE_NONE;
    write_text("t", "\"id\",\"diagnosis\",\"x\",\n11,M,1\n15,B,2\n12,B,3\n19,M,4\n");
    struct dataset *dataset = load("t");
    ck_assert_uint_eq(dataset->facts.columns, 3);
    ck_assert_uint_eq(dataset->train.m + dataset->test.m, 4);
    ck_assert_uint_eq(dataset->train.n_x, 2);
    for (size_t i = 0; i < dataset->train.m; i++)
        ck_assert(dataset->train.label[i] == (input(dataset, &dataset->train, i, 1) == 1 ||
                                              input(dataset, &dataset->train, i, 1) == 4));
    dataset_free(dataset);
    write_text("t", "id,diagnosis,x,\"\"\n11,M,1\n15,B,2\n12,B,3\n19,M,4\n");
    dataset_free(load("t"));
    write_text("t", "id,diagnosis,x,\n11,M,1,\n15,B,2\n");
    refuses("t", "", "t:3:1: the row has 3 fields, the ones before have 4");
    write_text("t", "id,diagnosis,x,,\n11,M,1\n15,B,2\n");
    refuses("t", "", "t:2:1: the row has 3 fields, the ones before have 5");
    write_text("t", "id,diagnosis,x,z\n11,M,1\n15,B,2\n");
    refuses("t", "", "t:2:1: the row has 3 fields, the ones before have 4");
    write_text("t", "id,diagnosis,x,\n11,M,1\n15,B,2,\n");
    refuses("t", "", "t:2:1: the row has 3 fields, the ones before have 4");
}
END_TEST

/* Ten rows of `columns` pixels, all 0 but one. */
static enum samples_form pixels(int columns, int odd)
{
    static char text[8192];
    size_t used = (size_t)snprintf(text, sizeof text, "class");

    for (int c = 0; c < columns; c++)
        used += (size_t)snprintf(text + used, sizeof text - used, ",p%d", c);
    for (int i = 0; i < 10; i++) {
        used += (size_t)snprintf(text + used, sizeof text - used, "\n%d", i % 2);
        for (int c = 0; c < columns; c++)
            used += (size_t)snprintf(text + used, sizeof text - used, ",%d",
                                     c == 1 && i == 5 ? odd : 0);
    }
    write_text("train.csv", text);
    struct dataset *dataset = load("train.csv");
    enum samples_form form = dataset->train.form;

    dataset_free(dataset);
    return form;
}

START_TEST(pixels_are_at_least_64_from_0_to_255)
{
    ck_assert_int_eq(pixels(64, 255), SAMPLES_SPARSE);
    ck_assert_int_eq(pixels(63, 255), SAMPLES_REAL);
    ck_assert_int_eq(pixels(64, 256), SAMPLES_REAL);
    ck_assert_int_eq(pixels(64, -1), SAMPLES_REAL);
    pixels(64, 256); /* the same table as a test split */
    ck_assert_int_eq(rename(temporary_path("train.csv"), temporary_path("test.csv")), 0);
    ck_assert_int_eq(pixels(64, 255), SAMPLES_REAL);
    ck_assert_int_eq(rename(temporary_path("train.csv"), temporary_path("test.csv")), 0);
    ck_assert_int_eq(pixels(64, 255), SAMPLES_SPARSE);
    ck_assert_int_eq(pixels(64, 256), SAMPLES_REAL);
    ck_assert_int_eq(pixels(64, -1), SAMPLES_REAL);
}
END_TEST

START_TEST(columns_of_the_test_table_are_matched)
{
    /* Neither has names, and the test table has no labels. */
    write_text("train.csv", "x,a,1\ny,b,2\nx,a,3\ny,b,5\nx,a,4\ny,b,9\n");
    write_text("test.csv", "x,1\ny,2\n");
    request.label = "2";
    struct dataset *dataset = load("train.csv");
    ck_assert_ptr_nonnull(strstr(dataset->facts.notes, "test.csv has no labels"));
    dataset_free(dataset);
    write_text("train.csv", "0,1,2,1\n5,3,4,2\n1,1,2,1\n5,3,4,2\n");
    write_text("test.csv", "0,1\n5,3\n");
    request.label = "last";
    refuses("train.csv", "", "test.csv: 2 columns, but ");
    /* A label that is called so in another case; a text that occurs in the test table alone. */
    request.label = NULL;
    request.scale = SCALE_NONE;
    write_text("train.csv", "x,Class,w\n1,0,r\n2,1,g\n3,0,b\n4,1,r\n");
    write_text("test.csv", "x,Class,w\n1,0,purple\n2,1,g\n");
    dataset = load("train.csv");
    ck_assert_int_eq(dataset->facts.column[1].kind, FACTS_LABEL);
    ck_assert_ptr_nonnull(strstr(dataset->facts.notes, "test.csv is the test split (--test="));
    ck_assert_uint_eq(dataset->train.n_x, 4);
    for (size_t j = 1; j < 4; j++)
        ck_assert(input(dataset, &dataset->test, 0, j) == 0);
    ck_assert(input(dataset, &dataset->test, 1, 2) == 1); /* b, g, r */
    dataset_free(dataset);
    request.test = temporary_path("test.csv");
    char test[512];
    snprintf(test, sizeof test, "%s", request.test);
    request.test = test;
    dataset = load("train.csv");
    ck_assert_ptr_null(strstr(dataset->facts.notes, "is the test split"));
    dataset_free(dataset);
}
END_TEST

START_TEST(rows_are_dropped_for_columns_that_are_used)
{
    write_text("t", "x,z,class\n1,?,a\n2,5,b\n3,?,a\n?,7,b\n5,?,a\n6,8,b\n");
    request.missing = MISSING_DROP;
    request.ignore = "z";
    struct dataset *dataset = load("t");
    ck_assert_uint_eq(dataset->train.m + dataset->test.m, 5);
    dataset_free(dataset);
}
END_TEST

START_TEST(row_numbers_are_noticed_in_three_rows)
{
    write_text("test.csv", "id,class\n5,0\n7,1\n");
    write_text("train.csv", "id,class\n1,0\n2,1\n");
    struct dataset *dataset = load("train.csv");
    ck_assert_ptr_null(strstr(dataset->facts.notes, "numbers the rows"));
    dataset_free(dataset);
    write_text("train.csv", "id,class\n1,0\n2,1\n3,1\n");
    dataset = load("train.csv");
    ck_assert_ptr_nonnull(strstr(dataset->facts.notes, "column id numbers the rows"));
    dataset_free(dataset);
}
END_TEST

/* ---- splits --------------------------------------------------------------------------------- */

/* Of `a` rows of one class and `b` of another, rows of the test split with this share. */
static size_t test_rows(int a, int b, const char *share, size_t *train)
{
    char text[4096] = "x,class\n";

    for (int i = 0; i < a + b; i++)
        snprintf(text + strlen(text), 32, "%d,%s\n", i * i, i < a ? "a" : "b");
    write_text("t", text);
    request.test = share;
    struct dataset *dataset = load("t");
    size_t m = dataset->test.m;

    *train = dataset->train.m;
    dataset_free(dataset);
    return m;
}

START_TEST(each_class_keeps_rows_for_training)
{
    size_t train;

    ck_assert_uint_eq(test_rows(5, 6, "0.999", &train), 9);
    ck_assert_uint_eq(train, 2);
    ck_assert_uint_eq(test_rows(5, 1, "0.999", &train), 4);
    ck_assert_uint_eq(test_rows(8, 7, NULL, &train), 3); /* 1.6 and 1.4 */
    ck_assert_uint_eq(test_rows(2, 2, "0.001", &train), 2);
}
END_TEST

START_TEST(classes_are_chosen_in_both_splits)
{
    write_text("train.csv", "x,class\n1,red\n2,blue\n3,green\n4,red\n5,blue\n");
    write_text("test.csv", "x,class\n1,green\n2,blue\n3,green\n4,red\n");
    request.classes = "blue,red";
    struct dataset *dataset = load("train.csv");
    ck_assert_uint_eq(dataset->train.m, 4);
    ck_assert_uint_eq(dataset->test.m, 2);
    ck_assert(dataset->test.label[0] == 0 && dataset->test.label[1] == 1);
    dataset_free(dataset);
    write_text("test.csv", "x,class\n1,green\n3,green\n");
    refuses("train.csv", "", "test.csv: no sample is of a wanted class");
}
END_TEST

/* Doubles beyond 9e15 are all whole: that says nothing. */
START_TEST(enormous_whole_numbers_are_no_classes)
{
    write_text("t", "x,y\n1,1e16\n2,2e16\n3,1e16\n4,2e16\n5,1e16\n6,2e16\n");
    struct dataset *dataset = load("t");
    ck_assert(dataset->regression);
    dataset_free(dataset);
    write_text("t", "x,y\n1,8e15\n2,4e15\n3,8e15\n4,4e15\n5,8e15\n6,4e15\n");
    dataset = load("t");
    ck_assert(!dataset->regression && dataset->classes == 2);
    dataset_free(dataset);
}
END_TEST

START_TEST(few_numbers_of_a_toy_are_still_a_regression)
{
    struct status status = {0};

    request.path = "plane:n=8,noise=0,a=0,b=0";
    struct dataset *dataset = data_load(&request, &status);
    ck_assert_msg(dataset != NULL, "%s", status.message);
    ck_assert(dataset->regression);
    dataset_free(dataset);
}
END_TEST

/* ---- scale ---------------------------------------------------------------------------------- */

/* The largest scaled input of a column that has two values in turn. */
static double largest_of(double low, double high)
{
    char text[2048] = "x,class\n";
    double largest = 0;

    for (int i = 0; i < 12; i++)
        snprintf(text + strlen(text), 64, "%.17g,%d\n", i % 4 < 2 ? low : high, i % 2);
    write_text("train.csv", text);
    write_text("test.csv", "x,class\n1,0\n2,1\n");
    struct dataset *dataset = load("train.csv");

    for (size_t i = 0; i < dataset->train.m; i++)
        largest = fmax(largest, fabs((double)input(dataset, &dataset->train, i, 0)));
    dataset_free(dataset);
    return largest;
}

START_TEST(the_last_bits_of_a_column_are_no_deviation)
{
    const double bit = 0x1p-52;

    ck_assert_double_eq(largest_of(3, 5), 1);
    ck_assert_double_lt(largest_of(0.1, 0.1), 1e-6);
    ck_assert_double_lt(largest_of(0.7, 0.7), 1e-6);
    ck_assert_double_lt(largest_of(1, 1 + 4 * bit), 1e-6);
    if (sizeof(real) == sizeof(double))
        assert_close(largest_of(1, 1 + 64 * bit), 1, 0.05);
}
END_TEST

START_TEST(sums_are_compensated_and_bounded)
{
    write_text("test.csv", "x,y\n1,0.5\n2,1\n");
    write_text("train.csv", "x,y\n1,1e16\n2,1\n3,-1e16\n4,1\n");
    request.task = TASK_REGRESSION;
    struct dataset *dataset = load("train.csv");
    ck_assert_double_eq(dataset->target_shift, 0.5);
    ck_assert_ptr_nonnull(strstr(dataset->facts.notes, "alike, (y - 0.5)/"));
    dataset_free(dataset);
    write_text("train.csv", "x,y\n1,-3\n2,1\n3,-5\n4,-1\n");
    dataset = load("train.csv");
    ck_assert_ptr_nonnull(strstr(dataset->facts.notes, "alike, (y + 2)/2.23607;"));
    dataset_free(dataset);
    request.task = TASK_AUTO;
    request.scale = SCALE_UNIT;
    write_text("t", "x,class\n1.7e308,a\n-1.7e308,b\n1,a\n2,b\n1.7e308,a\n-1.7e308,b\n");
    refuses("t", "", "scale: the numbers of input 1 are too large");
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("edges");
    TCase *files = tcase_create("files");

    tcase_add_checked_fixture(files, begin, end);
    tcase_add_test(files, indices_have_a_largest_one);
    tcase_add_test(files, sparse_text_is_recognized_by_its_first_lines);
    tcase_add_test(files, sparse_text_that_is_nearly_full_becomes_dense);
    tcase_add_test(files, idx_files_that_do_not_fit_are_refused);
    tcase_add_test(files, integers_as_labels_have_a_sign);
    tcase_add_test(files, plain_files_come_before_compressed_ones);
    tcase_add_test(files, sets_are_found_three_folders_below);
    tcase_add_test(files, cifar10_needs_whole_records_and_ten_names);
    tcase_add_test(files, doubled_quotes_end_with_the_text);
    tcase_add_test(files, a_name_may_begin_with_a_hash);
    tcase_add_test(files, numbers_are_rounded_once_and_have_a_length);
    tcase_add_test(files, files_with_training_rows_are_found);
    tcase_add_test(files, the_only_table_of_a_folder_is_taken);
    tcase_add_test(files, a_separator_may_follow_the_last_name);
    tcase_add_test(files, pixels_are_at_least_64_from_0_to_255);
    tcase_add_test(files, columns_of_the_test_table_are_matched);
    tcase_add_test(files, rows_are_dropped_for_columns_that_are_used);
    tcase_add_test(files, row_numbers_are_noticed_in_three_rows);
    tcase_add_test(files, each_class_keeps_rows_for_training);
    tcase_add_test(files, classes_are_chosen_in_both_splits);
    tcase_add_test(files, enormous_whole_numbers_are_no_classes);
    tcase_add_test(files, few_numbers_of_a_toy_are_still_a_regression);
    tcase_add_test(files, the_last_bits_of_a_column_are_no_deviation);
    tcase_add_test(files, sums_are_compensated_and_bounded);
    suite_add_tcase(suite, files);
    return suite;
}

TEST_MAIN(make_suite)
