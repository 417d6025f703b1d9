/*
 * check_format.c - recognition by content, IDX files as people have them, CIFAR-10, and sparse
 * text.
 */
#include "check_main.h"
#include "data_tools.h"

#include "model/kernels.h"

#include <math.h>

static void make_folders(const char *path)
{
    char below[256];

    for (size_t i = 1; i <= strlen(path); i++)
        if (path[i] == '/' || path[i] == '\0') {
            snprintf(below, sizeof below, "%.*s", (int)i, path);
            mkdir(temporary_path(below), 0755);
        }
}

/* ---- IDX ------------------------------------------------------------------------------------ */

enum { TRAIN = 4, TEST = 2, N_X = 4 };

/* One of the four files as bytes; labels count from `first`. */
static size_t make_idx(int role, int first, uint8_t *out)
{
    bool images = role % 2 == 0;
    uint32_t m = role < 2 ? TRAIN : TEST;
    size_t used = temporary_idx_header(out, (const uint32_t[]){m, 2, 2}, images ? 3 : 1);

    for (uint32_t i = 0; i < m * (images ? N_X : 1); i++)
        out[used++] = (uint8_t)(images ? 10 * role + (int)i : first + (int)i % 2);
    return used;
}

static void write_set(const char *folder, const char *const names[4], int first)
{
    uint8_t bytes[128];
    char path[256];

    make_folders(folder);
    for (int role = 0; role < 4; role++) {
        size_t used = make_idx(role, first, bytes), length = strlen(names[role]);

        snprintf(path, sizeof path, "%s/%s", folder, names[role]);
        for (char *slash = strrchr(path, '/'); slash > path + strlen(folder); slash = NULL) {
            *slash = '\0';
            make_folders(path);
            *slash = '/';
        }
        if (length > 3 && strcmp(names[role] + length - 3, ".gz") == 0)
            temporary_write_gzip(path, bytes, used);
        else
            temporary_write(path, bytes, used);
    }
}

static void holds_set(const struct dataset *dataset, const char *first)
{
    real x[N_X];

    ck_assert_str_eq(dataset->facts.format, "idx");
    ck_assert_uint_eq(dataset->train.m, TRAIN);
    ck_assert_uint_eq(dataset->test.m, TEST);
    ck_assert_str_eq(dataset->class_name[0], first);
    samples_expand(dataset, &dataset->test, NULL, 1, 1, x);
    ck_assert(x[0] == (real)(24 / 255.0) && x[3] == (real)(27 / 255.0));
}

#define NAMES(A, B, C, D) ((const char *const[]){A, B, C, D})

START_TEST(idx_files_are_found_under_the_names_that_people_have)
{
    static const struct {
        const char *given, *folder, *names[4], *first;
    } rows[] = {
        {"a",
         "a",
         {"train-images.idx3-ubyte", "train-labels.idx1-ubyte", "t10k-images.idx3-ubyte",
          "t10k-labels.idx1-ubyte"},
         "0"},
        {"b",
         "b",
         {"Train-Images-IDX3-ubyte.gz", "TRAIN-LABELS-IDX1-UBYTE", "t10k-images-idx3-ubyte",
          "T10K-labels-idx1-ubyte.GZ"},
         "0"},
        {"c",
         "c/MNIST/raw",
         {"train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte",
          "t10k-labels-idx1-ubyte"},
         "0"},
        {"c/MNIST",
         "c/MNIST/raw",
         {"train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte",
          "t10k-labels-idx1-ubyte"},
         "0"},
        {"d/",
         "d",
         {"emnist-letters-train-images-idx3-ubyte.gz", "emnist-letters-train-labels-idx1-ubyte.gz",
          "emnist-letters-test-images-idx3-ubyte.gz", "emnist-letters-test-labels-idx1-ubyte.gz"},
         "1"},
        {"e",
         "e",
         {"train-images-idx3-ubyte/train-images-idx3-ubyte",
          "train-labels-idx1-ubyte/train-labels-idx1-ubyte",
          "t10k-images-idx3-ubyte/t10k-images-idx3-ubyte",
          "t10k-labels-idx1-ubyte/t10k-labels-idx1-ubyte"},
         "0"},
        {"e/t10k-labels-idx1-ubyte/t10k-labels-idx1-ubyte",
         "e",
         {"train-images-idx3-ubyte/train-images-idx3-ubyte",
          "train-labels-idx1-ubyte/train-labels-idx1-ubyte",
          "t10k-images-idx3-ubyte/t10k-images-idx3-ubyte",
          "t10k-labels-idx1-ubyte/t10k-labels-idx1-ubyte"},
         "0"},
        {"a/t10k-labels.idx1-ubyte",
         "a",
         {"train-images.idx3-ubyte", "train-labels.idx1-ubyte", "t10k-images.idx3-ubyte",
          "t10k-labels.idx1-ubyte"},
         "0"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        write_set(rows[i].folder, rows[i].names, atoi(rows[i].first));
        struct dataset *dataset = load(rows[i].given);
        holds_set(dataset, rows[i].first);
        dataset_free(dataset);
    }
}
END_TEST

static const char *const plain_names[4] = {"train-images-idx3-ubyte", "train-labels-idx1-ubyte",
                                           "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"};

START_TEST(several_sets_are_refused_and_one_file_chooses)
{
    char message[512];

    write_set("r/MNIST/raw", plain_names, 0);
    write_set("r/FashionMNIST/raw", plain_names, 3);
    refuses("r", "r: several data sets; name one", "r/MNIST/raw/train-images-idx3-ubyte");
    refuses("r", "r/FashionMNIST/raw/train-images-idx3-ubyte", "");
    struct dataset *dataset = load("r/FashionMNIST/raw/train-images-idx3-ubyte");
    holds_set(dataset, "3");
    dataset_free(dataset);
    ck_assert_int_eq(unlink(temporary_path("r/FashionMNIST/raw/t10k-images-idx3-ubyte")), 0);
    snprintf(message, sizeof message, "%s: neither this file nor",
             temporary_path("r/FashionMNIST/raw/t10k-images-idx3-ubyte"));
    refuses("r/FashionMNIST/raw/train-images-idx3-ubyte", message, "");
    /* The one that is whole is taken. */
    dataset = load("r");
    holds_set(dataset, "0");
    dataset_free(dataset);
    write_set("s", plain_names, 0);
    ck_assert_int_eq(
        rename(temporary_path("s/train-images-idx3-ubyte"), temporary_path("s/images")), 0);
    refuses("s/images", "whose name does not say which of the four it is", "or a folder");
}
END_TEST

START_TEST(an_empty_file_and_zeros_at_the_end_do_no_harm)
{
    static const uint8_t zeros[1000];
    uint8_t bytes[128], packed[512 + sizeof zeros];
    size_t used;

    write_set("a",
              NAMES("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte",
                    "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"),
              0);
    temporary_write("a/train-images-idx3-ubyte", "", 0);
    struct dataset *dataset = load("a");
    holds_set(dataset, "0");
    dataset_free(dataset);
    used = temporary_gzip(bytes, make_idx(0, 0, bytes), packed, 512);
    memcpy(packed + used, zeros, sizeof zeros);
    temporary_write("a/train-images-idx3-ubyte.gz", packed, used + sizeof zeros);
    dataset = load("a");
    holds_set(dataset, "0");
    dataset_free(dataset);
    packed[used + sizeof zeros / 2] = 1;
    temporary_write("a/train-images-idx3-ubyte.gz", packed, used + sizeof zeros);
    refuses("a", "train-images-idx3-ubyte.gz: corrupt compressed data", "");
}
END_TEST

/* QMNIST's labels: rows of eight integers of four bytes, the class first. */
START_TEST(qmnist_is_read)
{
    uint8_t bytes[256];

    write_set("q",
              NAMES("qmnist-train-images-idx3-ubyte", "qmnist-train-labels-idx2-int",
                    "qmnist-test-images-idx3-ubyte", "qmnist-test-labels-idx2-int"),
              0);
    for (int test = 0; test < 2; test++) {
        uint32_t m = test ? TEST : TRAIN;
        size_t used = temporary_idx_header(bytes, (const uint32_t[]){m, 8}, 2);

        bytes[2] = 0x0c;
        memset(bytes + used, 7, m * 32);
        for (uint32_t i = 0; i < m; i++)
            memcpy(bytes + used + 32 * i, (const uint8_t[]){0, 0, 0, (uint8_t)(5 + i % 2)}, 4);
        temporary_write(test ? "q/qmnist-test-labels-idx2-int" : "q/qmnist-train-labels-idx2-int",
                        bytes, used + m * 32);
    }
    struct dataset *dataset = load("q");
    holds_set(dataset, "5");
    ck_assert_int_eq(dataset->classes, 2);
    dataset_free(dataset);
}
END_TEST

/* ---- CIFAR-10 ------------------------------------------------------------------------------- */

START_TEST(cifar10_is_read)
{
    static uint8_t record[2][3073];
    static const char names[] =
        "airplane\nautomobile\nbird\ncat\ndeer\ndog\nfrog\nhorse\nship\ntruck\n\n";
    char path[64];

    make_folders("c/cifar-10-batches-bin");
    for (int i = 1; i <= 6; i++) {
        record[0][0] = (uint8_t)(i % 2 ? 3 : 5);
        record[1][0] = 9;
        record[0][1] = (uint8_t)(10 * i);
        record[1][3072] = 255;
        snprintf(path, sizeof path,
                 i < 6 ? "c/cifar-10-batches-bin/data_batch_%d.bin"
                       : "c/cifar-10-batches-bin/test_batch.bin",
                 i);
        temporary_write(path, record, sizeof record);
    }
    struct dataset *dataset = load("c");
    real x[3072];
    ck_assert_str_eq(dataset->facts.format, "cifar10");
    ck_assert_uint_eq(dataset->train.m, 10);
    ck_assert_uint_eq(dataset->test.m, 2);
    ck_assert_str_eq(dataset->class_name[0], "3");
    samples_expand(dataset, &dataset->train, NULL, 2, 1, x);
    ck_assert(x[0] == (real)(20 / 255.0) && dataset->train.label[2] == 1);
    samples_expand(dataset, &dataset->train, NULL, 3, 1, x);
    ck_assert(x[3071] == 1 && dataset->train.label[3] == 2);
    dataset_free(dataset);
    temporary_write("c/cifar-10-batches-bin/batches.meta.txt", names, strlen(names));
    request.classes = "truck,cat";
    dataset = load("c/cifar-10-batches-bin");
    ck_assert_str_eq(dataset->class_name[1], "cat");
    ck_assert_uint_eq(dataset->train.m, 8);
    dataset_free(dataset);
    record[1][0] = 10;
    temporary_write(path, record, sizeof record);
    refuses("c", "test_batch.bin: byte 3073: label 10", "");
    temporary_write(path, record, sizeof record - 1);
    refuses("c", "test_batch.bin: 6145 bytes are not a whole number of records", "");
}
END_TEST

START_TEST(sparse_text_is_read)
{
    write_text("s", "# a comment\n+1 1:0.5 7:-2.25 # another\n-1 qid:3 2:1e1\n\n+1 9:4\r\n-1 3:0\n"
                    "+1\n-1 9:0.125\n");
    write_text("s.t", "+1 1:7\n-1 2:1\n");
    struct dataset *dataset = load("s");
    real x[9];

    ck_assert_str_eq(dataset->facts.format, "svmlight");
    ck_assert_int_eq(dataset->train.form, SAMPLES_LIST);
    ck_assert_uint_eq(dataset->train.m, 6);
    ck_assert_uint_eq(dataset->test.m, 2);
    ck_assert_uint_eq(dataset->train.n_x, 9);
    ck_assert_str_eq(dataset->class_name[0], "-1");
    ck_assert_uint_eq(dataset->train.row_start[6], 5);
    samples_expand(dataset, &dataset->train, NULL, 0, 1, x);
    ck_assert(x[0] == (real)0.5 && x[6] == (real)-2.25 && x[8] == 0);
    ck_assert(dataset->train.y[0] == 1 && dataset->train.y[1] == 0);
    samples_expand(dataset, &dataset->train, NULL, 4, 1, x);
    for (int i = 0; i < 9; i++)
        ck_assert(x[i] == 0);
    assert_close(samples_density(&dataset->train), 5 / 54.0, 1e-15);
    dataset_free(dataset);
    request.scale = SCALE_UNIT;
    dataset = load("s");
    samples_expand(dataset, &dataset->train, NULL, 0, 1, x);
    ck_assert(x[0] == 1 && x[6] == -1);
    samples_expand(dataset, &dataset->test, NULL, 0, 1, x);
    ck_assert(x[0] == 14);
    dataset_free(dataset);
    request.scale = SCALE_STANDARD;
    refuses("s", "scale: standard would make every zero", "none or unit");
}
END_TEST

START_TEST(indices_from_zero_are_recognized)
{
    write_text("s", "1 0:5 4:2\n2 1:1\n1 4:1\n2 2:3\n1 3:1\n2 3:2\n");
    struct dataset *dataset = load("s");
    real x[5];
    const struct samples *split = &dataset->train;
    bool found = false;

    ck_assert_uint_eq(dataset->train.n_x, 5);
    for (int s = 0; s < 2; s++, split = &dataset->test)
        for (size_t i = 0; i < split->m; i++) {
            samples_expand(dataset, split, NULL, i, 1, x);
            found |= x[0] == 5 && x[4] == 2;
        }
    ck_assert(found);
    ck_assert_ptr_nonnull(strstr(dataset->facts.notes, "counted from 0"));
    dataset_free(dataset);
}
END_TEST

START_TEST(errors_in_sparse_text_have_a_place)
{
    static const struct {
        const char *text, *where;
    } rows[] = {
        {"1 1:2 3:4\n-1 1:5 1:6\n", "s:2:8: the index is not larger"},
        {"1 1:2 3:4\n-1 2:5 1:6\n", "s:2:8: the index is not larger"},
        {"1 1:2 3:4\n-1 2:five\n", "s:2:4: not a pair"},
        {"1 1:2 3:4\n-1 7\n", "s:2:4: not a pair"},
        {"1 1:2 3:4\n-1 200000000:1\n", "s:2:4: the index is too large"},
        {"1 1:2 3:4\nx 1:2\n", "s:2:1: the label is not a number"},
        {"# nothing\n\n", "s: no line of data"},
    };

    for (int i = 0; format_names[i]; i++)
        if (strcmp(format_names[i], "svmlight") == 0)
            request.format = i;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        write_text("s", rows[i].text);
        refuses("s", rows[i].where, "");
    }
}
END_TEST

/* Outputs and gradients of the first layer are those of the same numbers written out. */
START_TEST(sparse_rows_train_as_dense_ones)
{
    enum { M = 37, N_IN = 19, N_OUT = 5 };
    uint32_t row_start[M + 1] = {0}, place[M * N_IN], index[M];
    real number[M * N_IN], x[M * N_IN] = {0}, W[N_IN * N_OUT], b[N_OUT], dz[M * N_OUT];
    real z[2][M * N_OUT], dW[2][N_IN * N_OUT] = {{0}}, scratch[M * N_IN];
    uint32_t used = 0;

    for (int i = 0; i < M; i++) {
        for (int j = 0; j < N_IN; j++)
            if ((i * 7 + j * 5) % 4 == 0) {
                place[used] = (uint32_t)j;
                x[i * N_IN + j] = number[used++] = (real)sin(i + 3 * j);
            }
        row_start[i + 1] = used;
        index[i] = (uint32_t)((i * 11) % M);
    }
    for (int i = 0; i < N_IN * N_OUT; i++)
        W[i] = (real)cos(i);
    for (int i = 0; i < N_OUT; i++)
        b[i] = (real)(0.1 * i);
    for (int i = 0; i < M * N_OUT; i++)
        dz[i] = (real)sin(2 * i);
    const struct samples list = {.form = SAMPLES_LIST,
                                 .m = M,
                                 .n_x = N_IN,
                                 .n_y = 1,
                                 .row_start = row_start,
                                 .place = place,
                                 .number = number};
    const struct samples dense = {.form = SAMPLES_REAL, .m = M, .n_x = N_IN, .n_y = 1, .x = x};
    for (int indexed = 0; indexed < 2; indexed++) {
        memset(dW, 0, sizeof dW);
        for (int form = 0; form < 2; form++) {
            const struct kernel_inputs inputs = {.samples = form ? &list : &dense,
                                                 .rows = {indexed ? index : NULL, 1, M - 1},
                                                 .scratch = scratch};
            kernel_first_forward(&inputs, N_OUT, W, b, z[form]);
            kernel_first_gradient(&inputs, N_OUT, dz, dW[form]);
        }
        real shares[N_IN * N_OUT] = {0};
        const struct kernel_inputs inputs = {&list, {indexed ? index : NULL, 1, M - 1}, NULL, NULL};
        kernel_first_share(&inputs, 0, 8, N_OUT, dz, false, shares);
        kernel_first_share(&inputs, 8, N_IN, N_OUT, dz, false, shares);
        ck_assert_mem_eq(shares, dW[1], sizeof shares);
        for (int i = 0; i < (M - 1) * N_OUT; i++)
            ck_assert(fabs((double)(z[0][i] - z[1][i])) < (sizeof(real) == 8 ? 1e-13 : 1e-5));
        for (int i = 0; i < N_IN * N_OUT; i++)
            ck_assert(fabs((double)(dW[0][i] - dW[1][i])) < (sizeof(real) == 8 ? 1e-13 : 1e-5));
    }
}
END_TEST

/* ---- recognition ---------------------------------------------------------------------------- */

START_TEST(two_readings_are_refused_with_the_option_that_decides)
{
    write_text("t", "1 10:30\n2 11:15\n1 12:45\n2 09:00\n");
    refuses("t", "may be read as svmlight or as table", "--format=svmlight or --format=table");
    for (int i = 0; format_names[i]; i++)
        if (strcmp(format_names[i], "svmlight") == 0)
            request.format = i;
    struct dataset *dataset = load("t");
    ck_assert_uint_eq(dataset->train.n_x, 12);
    dataset_free(dataset);
    request.format = 0;
    write_set("both", plain_names, 0);
    write_text("both/train.csv", "1,2,a\n2,3,b\n");
    refuses("both", "may be read as idx or as table", "--format=");
}
END_TEST

START_TEST(the_wrong_format_is_refused_by_its_reader)
{
    write_text("t", "a,b,class\n1,2,x\n3,4,y\n5,6,x\n7,8,y\n");
    for (request.format = 1; request.format <= format_count; request.format++) {
        struct status status = {0};

        request.path = temporary_path("t");
        struct dataset *dataset = data_load(&request, &status);
        ck_assert((dataset != NULL) == (strcmp(formats[request.format - 1].name, "table") == 0));
        ck_assert((status.code != STATUS_OK) == (dataset == NULL));
        dataset_free(dataset);
    }
    temporary_write("t", "\x89PNG\r\n\x1a\n\0\0\0", 11);
    request.format = 0;
    refuses("t", "not recognized as data of any format", "idx, cifar10, npz, npy, svmlight, table");
    make_folders("empty");
    refuses("empty", "not recognized as data of any format", "");
}
END_TEST

START_TEST(reading_can_be_cancelled)
{
    static const char *const texts[] = {"1,2,a\n3,4,b\n5,6,a\n7,8,b\n",
                                        "1 1:2\n2 2:1\n1 2:2 3:4\n"};
    atomic_bool cancel = true;

    for (int i = 0; i < 2; i++) {
        struct status status = {.cancel = &cancel};

        write_text("t", texts[i]);
        request.path = temporary_path("t");
        ck_assert_ptr_null(data_load(&request, &status));
        ck_assert_int_eq(status.code, STATUS_CANCELLED);
    }
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("format");
    TCase *files = tcase_create("files");

    tcase_add_checked_fixture(files, begin, end);
    tcase_add_test(files, idx_files_are_found_under_the_names_that_people_have);
    tcase_add_test(files, several_sets_are_refused_and_one_file_chooses);
    tcase_add_test(files, an_empty_file_and_zeros_at_the_end_do_no_harm);
    tcase_add_test(files, qmnist_is_read);
    tcase_add_test(files, cifar10_is_read);
    tcase_add_test(files, sparse_text_is_read);
    tcase_add_test(files, indices_from_zero_are_recognized);
    tcase_add_test(files, errors_in_sparse_text_have_a_place);
    tcase_add_test(files, sparse_rows_train_as_dense_ones);
    tcase_add_test(files, two_readings_are_refused_with_the_option_that_decides);
    tcase_add_test(files, the_wrong_format_is_refused_by_its_reader);
    tcase_add_test(files, reading_can_be_cancelled);
    suite_add_tcase(suite, files);
    return suite;
}

TEST_MAIN(make_suite)
