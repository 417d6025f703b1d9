/* check_arrays.c - .npz and .npy: versions, types, orders, archives, and what is refused. */
#include "check_main.h"
#include "data_tools.h"

#include "data/npy.h"

#include <math.h>

/* ---- making files --------------------------------------------------------------------------- */

struct file {
    uint8_t bytes[1 << 18];
    size_t used;
};

static void put(struct file *file, const void *bytes, size_t count)
{
    ck_assert_uint_le(file->used + count, sizeof file->bytes);
    memcpy(file->bytes + file->used, bytes, count);
    file->used += count;
}

static void put_little(struct file *file, uint64_t value, int count)
{
    for (int i = 0; i < count; i++, value >>= 8)
        put(file, &(uint8_t){(uint8_t)value}, 1);
}

/* An .npy file as numpy.save writes it. */
static void make_npy(struct file *file, int version, const char *header, const void *data,
                     size_t count)
{
    file->used = 0;
    put(file, "\x93NUMPY", 6);
    put_little(file, (uint64_t)version, 2);
    put_little(file, strlen(header), version == 1 ? 2 : 4);
    put(file, header, strlen(header));
    put(file, data, count);
}

struct member {
    const char *name;
    const struct file *content;
    bool deflated, zip64;
};

static size_t deflate_raw(const struct file *content, uint8_t *out, size_t size)
{
    z_stream stream = {0};

    ck_assert_int_eq(deflateInit2(&stream, 9, Z_DEFLATED, -MAX_WBITS, 9, Z_DEFAULT_STRATEGY), Z_OK);
    stream.next_in = (Bytef *)(uintptr_t)content->bytes;
    stream.avail_in = (uInt)content->used;
    stream.next_out = out;
    stream.avail_out = (uInt)size;
    ck_assert_int_eq(deflate(&stream, Z_FINISH), Z_STREAM_END);
    deflateEnd(&stream);
    return stream.total_out;
}

/* A ZIP archive as numpy.savez and savez_compressed write it. */
static void make_zip(struct file *zip, const struct member *members, int count)
{
    static struct file central;
    static uint8_t packed[1 << 16];
    size_t directory;

    zip->used = central.used = 0;
    for (int i = 0; i < count; i++) {
        const struct member *m = &members[i];
        size_t offset = zip->used, size = m->content->used;
        size_t compressed = m->deflated ? deflate_raw(m->content, packed, sizeof packed) : size;
        uint32_t crc = (uint32_t)crc32(0, m->content->bytes, (uInt)size);
        size_t extra = m->zip64 ? 20 : 0;

        put(zip, "PK\3\4", 4);
        put_little(zip, 45, 2);
        put_little(zip, 0, 2);
        put_little(zip, m->deflated ? 8 : 0, 2);
        put_little(zip, 0, 4);
        put_little(zip, crc, 4);
        put_little(zip, m->zip64 ? UINT32_MAX : compressed, 4);
        put_little(zip, m->zip64 ? UINT32_MAX : size, 4);
        put_little(zip, strlen(m->name), 2);
        put_little(zip, extra, 2);
        put(zip, m->name, strlen(m->name));
        for (int pass = 0; pass < 2; pass++) {
            struct file *to = pass ? &central : zip;
            if (pass) {
                put(to, "PK\1\2", 4);
                put_little(to, 45, 2);
                put_little(to, 45, 2);
                put_little(to, 0, 2);
                put_little(to, m->deflated ? 8 : 0, 2);
                put_little(to, 0, 4);
                put_little(to, crc, 4);
                put_little(to, m->zip64 ? UINT32_MAX : compressed, 4);
                put_little(to, m->zip64 ? UINT32_MAX : size, 4);
                put_little(to, strlen(m->name), 2);
                put_little(to, extra, 2);
                put_little(to, 0, 2);
                put_little(to, 0, 8);
                put_little(to, offset, 4);
                put(to, m->name, strlen(m->name));
            }
            if (m->zip64) {
                put_little(to, 1, 2);
                put_little(to, 16, 2);
                put_little(to, size, 8);
                put_little(to, compressed, 8);
            }
        }
        put(zip, m->deflated ? packed : m->content->bytes, compressed);
    }
    directory = zip->used;
    put(zip, central.bytes, central.used);
    put(zip, "PK\5\6", 4);
    put_little(zip, 0, 4);
    put_little(zip, (uint64_t)count, 2);
    put_little(zip, (uint64_t)count, 2);
    put_little(zip, central.used, 4);
    put_little(zip, directory, 4);
    put_little(zip, 0, 2);
}

/* ---- arrays --------------------------------------------------------------------------------- */

static void opens(struct npy *npy, const struct file *file)
{
    struct status status = {0};

    ck_assert_msg(npy_open(npy, "a", (const char *)file->bytes, file->used, &status), "%s",
                  status.message);
}

START_TEST(every_type_is_read)
{
    static const struct {
        const char *descr;
        uint8_t bytes[16];
        size_t count;
        double expected[2];
    } rows[] = {
        {"|b1", {0, 1}, 2, {0, 1}},
        {"|u1", {200, 7}, 2, {200, 7}},
        {"|i1", {200, 7}, 2, {-56, 7}},
        {"<i2", {0xfe, 0xff, 1, 2}, 4, {-2, 513}},
        {">i2", {0xff, 0xfe, 2, 1}, 4, {-2, 513}},
        {"<u2", {0xfe, 0xff, 1, 2}, 4, {65534, 513}},
        {">u4", {0, 0, 1, 0, 0xff, 0, 0, 0}, 8, {256, 4278190080.0}},
        {"<i4", {0, 1, 0, 0, 0xff, 0xff, 0xff, 0xff}, 8, {256, -1}},
        {"<i8", {1, 0, 0, 0, 0, 0, 0, 0x80, 5}, 16, {-9223372036854775807.0, 5}},
        {">u8", {0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 9}, 16, {257, 9}},
        {"<f2", {0x00, 0x3e, 0x01, 0x80}, 4, {1.5, -5.960464477539063e-08}},
        {">f4", {0x3f, 0xc0, 0, 0, 0xc0, 0x20, 0, 0}, 8, {1.5, -2.5}},
        {"<f4", {0, 0, 0xc0, 0x3f, 0, 0, 0x20, 0xc0}, 8, {1.5, -2.5}},
        {">f8", {0x40, 9, 0x21, 0xfb, 0x54, 0x44, 0x2d, 0x18}, 16, {3.141592653589793, 0}},
        {"<f8", {0x18, 0x2d, 0x44, 0x54, 0xfb, 0x21, 9, 0x40}, 16, {3.141592653589793, 0}},
    };
    static struct file file;

    for (int version = 1; version <= 3; version++)
        for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
            char header[128];
            struct npy npy;

            snprintf(header, sizeof header,
                     "{'descr': '%s', 'fortran_order': False, 'shape': (2,), }", rows[i].descr);
            make_npy(&file, version, header, rows[i].bytes, rows[i].count);
            opens(&npy, &file);
            for (size_t e = 0; e < 2; e++)
                ck_assert_msg(npy_element(&npy, e, 0) == rows[i].expected[e], "%s: %.17g",
                              rows[i].descr, npy_element(&npy, e, 0));
        }
}
END_TEST

/* All that half precision has: 1 bit of sign, 5 of an exponent from -14 on, 10 of a fraction. */
START_TEST(every_half_is_read)
{
    enum { HALVES = 1 << 16 };
    static struct file file;
    static uint8_t bytes[2 * HALVES];
    struct npy npy;

    for (size_t i = 0; i < HALVES; i++) {
        bytes[2 * i] = (uint8_t)i;
        bytes[2 * i + 1] = (uint8_t)(i >> 8);
    }
    make_npy(&file, 1, "{'descr': '<f2', 'fortran_order': False, 'shape': (65536,), }", bytes,
             sizeof bytes);
    opens(&npy, &file);
    for (size_t i = 0; i < HALVES; i++) {
        int exponent = i >> 10 & 31, fraction = i & 1023;
        double size = exponent == 0 ? ldexp(fraction, -24) : ldexp(1024 + fraction, exponent - 25);
        double x = npy_element(&npy, i, 0);

        ck_assert((exponent == 31 && fraction > 0) == isnan(x));
        ck_assert(isnan(x) || (signbit(x) != 0) == (i >> 15 == 1));
        ck_assert(isnan(x) || fabs(x) == (exponent == 31 ? INFINITY : size));
    }
}
END_TEST

START_TEST(both_orders_are_read)
{
    static struct file file;
    uint8_t bytes[24];
    real c[24], fortran[24];
    struct status status = {0};
    struct npy npy;

    for (int i = 0; i < 24; i++)
        bytes[i] = (uint8_t)i;
    make_npy(&file, 1, "{'descr': '|u1', 'fortran_order': False, 'shape': (2, 3, 4), }", bytes, 24);
    opens(&npy, &file);
    ck_assert(npy_reals(&npy, c, &status));
    for (int i = 0; i < 24; i++)
        ck_assert(c[i] == (real)i);
    make_npy(&file, 1, "{'descr': '|u1', 'fortran_order': True, 'shape': (2, 3, 4), }", bytes, 24);
    opens(&npy, &file);
    ck_assert(npy_reals(&npy, fortran, &status));
    for (int i = 0; i < 2; i++)
        for (int j = 0; j < 3; j++)
            for (int k = 0; k < 4; k++) {
                ck_assert(fortran[(i * 3 + j) * 4 + k] == (real)(i + 2 * (j + 3 * k)));
                ck_assert(npy_element(&npy, (size_t)i, (size_t)(j * 4 + k)) == i + 2 * (j + 3 * k));
            }
}
END_TEST

START_TEST(other_types_and_broken_headers_are_refused)
{
    static const struct {
        const char *header, *sentence;
    } rows[] = {
        {"{'descr': '|O', 'fortran_order': False, 'shape': (2,), }", "objects are Python's own"},
        {"{'descr': '<U5', 'fortran_order': False, 'shape': (2,), }", "type <U5"},
        {"{'descr': '<c16', 'fortran_order': False, 'shape': (2,), }", "type <c16"},
        {"{'descr': '<f3', 'fortran_order': False, 'shape': (2,), }", "type <f3"},
        {"{'descr': [('a', '<i4')], 'fortran_order': False, 'shape': (2,), }", "structured arrays"},
        {"{'descr': '|u1', 'fortran_order': False, 'shape': (), }", "a single number"},
        {"{'descr': '|u1', 'fortran_order': False, 'shape': (0, 7), }", "empty"},
        {"{'descr': '|u1', 'fortran_order': False, 'shape': (3,), }",
         "3 elements of 1 bytes, but 2"},
        {"{'descr': '<f8', 'fortran_order': False, 'shape': (4294967296, 4294967296), }",
         "too large"},
        {"{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999999999999,), }",
         "too large"},
        {"{'descr': '|u1', 'fortran_order': False, 'shape': (1, 1, 1, 1, 1, 1, 1, 1, 2), }",
         "not readable"},
        {"{'fortran_order': False, 'shape': (2,), }", "names no type"},
        {"{'descr': '|u1', 'fortran_order': False}", "no shape"},
        {"", "names no type"},
    };
    static struct file file;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct status status = {0};
        struct npy npy;

        make_npy(&file, 1, rows[i].header, "\1\2", 2);
        ck_assert_msg(!npy_open(&npy, "name", (const char *)file.bytes, file.used, &status), "%s",
                      rows[i].header);
        ck_assert_int_eq(status.code, STATUS_DATA);
        ck_assert_msg(strstr(status.message, rows[i].sentence) != NULL, "%s: %s", rows[i].header,
                      status.message);
        for (size_t cut = 0; cut < 12; cut++)
            ck_assert(!npy_open(&npy, "name", (const char *)file.bytes, cut, &status));
        /* A header as long as the file, and one byte longer. */
        status = (struct status){0};
        file.bytes[8] = (uint8_t)(file.used - 10);
        ck_assert(!npy_open(&npy, "name", (const char *)file.bytes, file.used, &status));
        ck_assert_ptr_null(strstr(status.message, "header is cut off"));
        status = (struct status){0};
        file.bytes[8] = (uint8_t)(file.used - 10 + 1);
        ck_assert(!npy_open(&npy, "name", (const char *)file.bytes, file.used, &status));
        ck_assert_ptr_nonnull(strstr(status.message, "header is cut off"));
    }
}
END_TEST

START_TEST(versions_and_lengths_have_bounds)
{
    static const char header[] = "{'descr': '|u1', 'fortran_order': False, 'shape': (2,), }";
    static const int versions[] = {0, 4};
    static struct file file;
    struct status status = {0};
    struct npy npy;

    for (int i = 0; i < 2; i++) {
        make_npy(&file, versions[i], header, "\1\2", 2);
        status = (struct status){0};
        ck_assert(!npy_open(&npy, "name", (const char *)file.bytes, file.used, &status));
        ck_assert_ptr_nonnull(strstr(status.message, "of the .npy format (allowed: 1 - 3)"));
    }
    make_npy(&file, 1, header, "\1\2\3", 3);
    status = (struct status){0};
    ck_assert(!npy_open(&npy, "name", (const char *)file.bytes, file.used, &status));
    ck_assert_ptr_nonnull(strstr(status.message, "2 elements of 1 bytes, but 3 bytes follow"));
}
END_TEST

/* ---- archives ------------------------------------------------------------------------------- */

static struct file x_train, y_train, x_test, y_test, zip;

/* Images of 2 x 2 with labels 0, 1, 2, as Keras' mnist.npz. */
static void make_images(void)
{
    static const uint8_t train[12] = {0, 51, 102, 255, 1, 2, 3, 4, 9, 8, 7, 6},
                         test[4] = {5, 0, 0, 7};
    static const uint8_t labels[3] = {2, 0, 1}, test_labels[1] = {1};

    make_npy(&x_train, 1, "{'descr': '|u1', 'fortran_order': False, 'shape': (3, 2, 2), }", train,
             12);
    make_npy(&y_train, 1, "{'descr': '|u1', 'fortran_order': False, 'shape': (3,), }", labels, 3);
    make_npy(&x_test, 1, "{'descr': '|u1', 'fortran_order': False, 'shape': (1, 2, 2), }", test, 4);
    make_npy(&y_test, 1, "{'descr': '|u1', 'fortran_order': False, 'shape': (1,), }", test_labels,
             1);
}

static void holds_images(const struct dataset *dataset)
{
    real x[4];

    ck_assert_str_eq(dataset->facts.format, "npz");
    ck_assert_uint_eq(dataset->train.m, 3);
    ck_assert_uint_eq(dataset->test.m, 1);
    ck_assert_uint_eq(dataset->height, 2);
    ck_assert_int_eq(dataset->classes, 3);
    samples_expand(dataset, &dataset->train, NULL, 0, 1, x);
    ck_assert(x[0] == 0 && x[1] == (real)(51 / 255.0) && x[2] == (real)(102 / 255.0) && x[3] == 1);
    ck_assert_int_eq(dataset->train.label[0], 2);
    samples_expand(dataset, &dataset->test, NULL, 0, 1, x);
    ck_assert(x[0] == (real)(5 / 255.0) && x[3] == (real)(7 / 255.0));
    ck_assert_int_eq(dataset->test.label[0], 1);
}

START_TEST(archives_are_read_stored_and_deflated)
{
    make_images();
    for (int way = 0; way < 4; way++) {
        const struct member members[] = {{"x_test.npy", &x_test, way & 1, way & 2},
                                         {"x_train.npy", &x_train, way & 1, way & 2},
                                         {"y_train.npy", &y_train, way & 1, way & 2},
                                         {"y_test.npy", &y_test, way & 1, way & 2}};
        make_zip(&zip, members, 4);
        temporary_write("no-extension", zip.bytes, zip.used);
        struct dataset *dataset = load("no-extension");
        holds_images(dataset);
        dataset_free(dataset);
    }
}
END_TEST

START_TEST(archives_are_read_under_the_names_that_people_use)
{
    static const char *const names[][2] = {{"x", "y"},           {"X", "y"},
                                           {"data", "target"},   {"data", "labels"},
                                           {"images", "labels"}, {"arr_0", "arr_1"}};

    make_images();
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char x[32], y[32];
        const struct member members[] = {{x, &x_train, false, false}, {y, &y_train, false, false}};

        snprintf(x, sizeof x, "%s.npy", names[i][0]);
        snprintf(y, sizeof y, "%s.npy", names[i][1]);
        make_zip(&zip, members, 2);
        temporary_write("z", zip.bytes, zip.used);
        /* A row of each class is too few for a test split. */
        refuses("z", "%", "too few");
        const struct member wrong[] = {{"u.npy", &x_train, false, false},
                                       {y, &y_train, false, false}};
        make_zip(&zip, wrong, 2);
        temporary_write("z", zip.bytes, zip.used);
        refuses("z", "%", "holds the arrays u, ");
    }
}
END_TEST

START_TEST(numbers_with_one_hot_labels_are_read)
{
    static const double x[] = {1, 2, 3, 4, 5, 6, 7, 8}, hot[] = {1, 0, 0, 1, 0, 1, 1, 0};
    static const double bad[] = {1, 0, 0, 1, 1, 1, 1, 0}, missing[] = {1, 2, 3, NAN, 5, 6, 7, 8};
    const struct member members[] = {{"x.npy", &x_train, true, false},
                                     {"y.npy", &y_train, true, false}};

    make_npy(&x_train, 1, "{'descr': '<f8', 'fortran_order': False, 'shape': (4, 2), }", x,
             sizeof x);
    make_npy(&y_train, 1, "{'descr': '<f8', 'fortran_order': False, 'shape': (4, 2), }", hot,
             sizeof hot);
    make_zip(&zip, members, 2);
    temporary_write("z", zip.bytes, zip.used);
    struct dataset *dataset = load("z");
    ck_assert_int_eq(dataset->classes, 2);
    ck_assert(dataset->table);
    ck_assert_uint_eq(dataset->train.m, 2);
    dataset_free(dataset);
    make_npy(&y_train, 1, "{'descr': '<f8', 'fortran_order': False, 'shape': (4, 2), }", bad,
             sizeof bad);
    make_zip(&zip, members, 2);
    temporary_write("z", zip.bytes, zip.used);
    refuses("z", "%", "row 2 is not one-hot");
    make_npy(&x_train, 1, "{'descr': '<f8', 'fortran_order': False, 'shape': (4, 2), }", missing,
             sizeof missing);
    make_npy(&y_train, 1, "{'descr': '<f8', 'fortran_order': False, 'shape': (4, 1), }", x, 32);
    make_zip(&zip, members, 2);
    temporary_write("z", zip.bytes, zip.used);
    refuses("z", "%", "row 1, column 1: missing");
    request.missing = MISSING_DROP;
    request.task = TASK_REGRESSION;
    dataset = load("z");
    ck_assert_uint_eq(dataset->train.m + dataset->test.m, 3);
    dataset_free(dataset);
}
END_TEST

START_TEST(broken_archives_are_refused)
{
    const struct member members[] = {{"x_train.npy", &x_train, true, false},
                                     {"y_train.npy", &y_train, false, false}};

    make_images();
    make_zip(&zip, members, 2);
    for (size_t cut = 4; cut < zip.used; cut++) {
        struct status status = {0};

        temporary_write("z", zip.bytes, cut);
        request.path = temporary_path("z");
        ck_assert_ptr_null(data_load(&request, &status));
        ck_assert_int_eq(status.code, STATUS_DATA);
    }
    zip.bytes[60] ^= 0x40; /* within the deflated images */
    temporary_write("z", zip.bytes, zip.used);
    refuses("z", "%", "corrupt");
}
END_TEST

/* The archive of make_images() with another array in place of one of its four. */
static void write_images(void)
{
    const struct member members[] = {{"x_train.npy", &x_train, true, false},
                                     {"y_train.npy", &y_train, false, false},
                                     {"x_test.npy", &x_test, true, false},
                                     {"y_test.npy", &y_test, false, false}};

    make_zip(&zip, members, 4);
    temporary_write("z", zip.bytes, zip.used);
}

START_TEST(arrays_that_do_not_fit_are_refused)
{
    static const char header[] = "{'descr': '%s', 'fortran_order': False, 'shape': (%s), }";
    static const double infinite[] = {1, INFINITY, 3, 4, 5, 6, 7, 8, 9, 8, 7, 6};
    static const float small[] = {5, 0, 0, 7.5f};
    static const uint8_t bytes[12] = {1, 2};
    char text[128];

    make_images();
    snprintf(text, sizeof text, header, "|u1", "4,");
    make_npy(&y_train, 1, text, bytes, 4);
    write_images();
    refuses("z", "%", "4 labels, but there are 3 samples");
    make_images();
    snprintf(text, sizeof text, header, "|u1", "1, 2, 3");
    make_npy(&x_test, 1, text, bytes, 6);
    write_images();
    refuses("z", "%", "6 inputs a sample, but there are 4");
    make_images();
    snprintf(text, sizeof text, header, "<f4", "1, 2, 2");
    make_npy(&x_test, 1, text, small, sizeof small);
    write_images();
    request.scale = SCALE_NONE;
    struct dataset *dataset = load("z");
    ck_assert_int_eq(dataset->test.form, SAMPLES_REAL);
    ck_assert(dataset->test.x[3] == (real)7.5 && dataset->train.x[3] == 255);
    dataset_free(dataset);
    make_images();
    snprintf(text, sizeof text, header, "<f8", "3, 2, 2");
    make_npy(&x_train, 1, text, infinite, sizeof infinite);
    write_images();
    request.missing = MISSING_MEAN;
    refuses("z", "%", "row 0, column 1: an infinite number");
}
END_TEST

/* Writes the archive with `size` bytes changed in its first entry of the central directory. */
static void write_changed(size_t at, uint64_t value, int count)
{
    const struct member members[] = {{"x.npy", &x_train, true, false},
                                     {"y.npy", &y_train, false, false}};
    size_t central = 0;

    make_zip(&zip, members, 2);
    while (memcmp(zip.bytes + central, "PK\1\2", 4) != 0 ||
           (at >= 1000 && memcmp(zip.bytes + central + 46, "y.npy", 5) != 0))
        central++;
    for (int i = 0; i < count; i++, value >>= 8)
        zip.bytes[central + at % 1000 + (size_t)i] = (uint8_t)value;
    temporary_write("z", zip.bytes, zip.used);
}

START_TEST(directories_that_lie_are_refused)
{
    enum { OF_Y = 1000, FLAGS = 8, METHOD = 10, COMPRESSED = 20, SIZE = 24 };

    make_images();
    write_changed(FLAGS, 1, 2);
    refuses("z", "%", "it is encrypted");
    write_changed(METHOD, 9, 2);
    refuses("z", "%", "neither stored nor deflated");
    write_changed(COMPRESSED, 100000, 4);
    refuses("z", "%", "longer than the file");
    write_changed(SIZE, 1 << 30, 4);
    refuses("z", "%", "promises more than it can hold");
    write_changed(OF_Y + SIZE, y_train.used + 1, 4);
    refuses("z", "%", "promises more than it can hold");
    write_changed(OF_Y + SIZE, y_train.used - 1, 4);
    refuses("z", "%", "promises more than it can hold");
    /* The longest comment there can be, and one byte more. */
    write_changed(FLAGS, 0, 2);
    ck_assert_uint_le(zip.used + 65536, sizeof zip.bytes);
    memset(zip.bytes + zip.used, 'x', 65536);
    temporary_write("z", zip.bytes, zip.used + 65535);
    refuses("z", "%", "too few");
    temporary_write("z", zip.bytes, zip.used + 65536);
    refuses("z", "%", "it has no central directory");
}
END_TEST

START_TEST(an_array_needs_a_label)
{
    static const double rows[] = {1, 0, 2, 1, 3, 0, 4, 1, 5, 0, 6, 1};

    make_npy(&x_train, 1, "{'descr': '<f8', 'fortran_order': False, 'shape': (6, 2), }", rows,
             sizeof rows);
    temporary_write("a", x_train.bytes, x_train.used);
    refuses("a", "%", "--label=N (1 ... 2) or --label=last");
    request.label = "last";
    request.scale = SCALE_NONE;
    struct dataset *dataset = load("a");
    ck_assert_str_eq(dataset->facts.format, "npy");
    ck_assert_uint_eq(dataset->train.m + dataset->test.m, 6);
    for (size_t i = 0; i < dataset->train.m; i++)
        ck_assert((int)dataset->train.x[i] % 2 == 1 - (int)dataset->train.y[i]);
    dataset_free(dataset);
    request.label = "3";
    refuses("a", "%", "no column 3");
    request.label = "0";
    refuses("a", "%", "no column 0 (allowed: 1 ... 2, last)");
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("arrays");
    TCase *arrays = tcase_create("arrays"), *archives = tcase_create("archives");

    tcase_add_test(arrays, every_type_is_read);
    tcase_add_test(arrays, every_half_is_read);
    tcase_add_test(arrays, both_orders_are_read);
    tcase_add_test(arrays, other_types_and_broken_headers_are_refused);
    suite_add_tcase(suite, arrays);
    tcase_add_checked_fixture(archives, begin, temporary_remove);
    tcase_add_test(archives, archives_are_read_stored_and_deflated);
    tcase_add_test(archives, archives_are_read_under_the_names_that_people_use);
    tcase_add_test(archives, numbers_with_one_hot_labels_are_read);
    tcase_add_test(archives, broken_archives_are_refused);
    tcase_add_test(archives, versions_and_lengths_have_bounds);
    tcase_add_test(archives, arrays_that_do_not_fit_are_refused);
    tcase_add_test(archives, directories_that_lie_are_refused);
    tcase_add_test(archives, an_array_needs_a_label);
    suite_add_tcase(suite, archives);
    return suite;
}

TEST_MAIN(make_suite)
