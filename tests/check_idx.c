/* check_idx.c - reading IDX files, good, broken and hostile. */
#include "check_main.h"
#include "temporary.h"

#include "data/idx.h"

#include <errno.h>
#include <fcntl.h>
#include <time.h>

enum { ROWS = 37, SIDE = 5, PAYLOAD = ROWS * SIDE * SIDE, HEADER = 16 };

static const uint32_t sizes[] = {ROWS, SIDE, SIDE};
static uint8_t good[HEADER + PAYLOAD];

static void make_good(void)
{
    size_t used = temporary_idx_header(good, sizes, 3);
    uint32_t mix = 2385;

    for (; used < sizeof good; used++)
        good[used] = (uint8_t)((mix = mix * 1664525 + 1013904223) >> 24);
    temporary_create();
}

/* Reads a whole file in pieces of an odd size. */
static bool read_all(struct idx_file *file, uint8_t *out, struct status *status)
{
    size_t left = idx_payload(file);

    while (left > 0) {
        size_t n = left < 101 ? left : 101;
        if (!idx_read(file, out, n, status))
            return false;
        out += n;
        left -= n;
    }
    return idx_finish(file, status);
}

static void accepts(struct idx_file *file, const struct status *status)
{
    struct status read_status = {0};
    uint8_t out[PAYLOAD];

    ck_assert_msg(file != NULL, "%s", status->message);
    ck_assert_uint_eq(idx_payload(file), PAYLOAD);
    ck_assert_uint_eq(idx_size(file, 0), ROWS);
    ck_assert_uint_eq(idx_size(file, 2), SIDE);
    ck_assert_msg(read_all(file, out, &read_status), "%s", read_status.message);
    ck_assert_mem_eq(out, good + HEADER, PAYLOAD);
    idx_close(file);
}

/* Opening or reading fails, and the sentence begins with the file's name. */
static void refuses(struct idx_file *file, const char *path, struct status *status,
                    enum status_code code, const char *sentence)
{
    if (file) {
        uint8_t *out = malloc(idx_payload(file));

        ck_assert_ptr_nonnull(out);
        ck_assert_msg(!read_all(file, out, status), "read without an error, not '%s'", sentence);
        free(out);
    }
    idx_close(file);
    ck_assert_msg(status->code == code, "code %d: %s", status->code, status->message);
    ck_assert_msg(strncmp(status->message, path, strlen(path)) == 0, "no file name: %s",
                  status->message);
    ck_assert_msg(strstr(status->message, sentence) != NULL, "'%s' lacks '%s'", status->message,
                  sentence);
}

static void refuses_bytes(const void *bytes, size_t count, const char *sentence)
{
    struct status status = {0};
    const char *path = temporary_path("broken");

    temporary_write("broken", bytes, count);
    refuses(idx_open(path, 3, &status), path, &status, STATUS_DATA, sentence);
    status_clear(&status);
    refuses(idx_open_bytes("memory", bytes, count, 3, &status), "memory", &status, STATUS_DATA,
            sentence);
}

static void refuses_gzip_of(const void *bytes, size_t count, const char *sentence)
{
    uint8_t out[2 * sizeof good];

    refuses_bytes(out, temporary_gzip(bytes, count, out, sizeof out), sentence);
}

static void refuses_sizes(uint32_t a, uint32_t b, uint32_t c, const char *plain, const char *gzip)
{
    uint8_t bytes[sizeof good];
    const uint32_t claimed[] = {a, b, c};

    memcpy(bytes, good, sizeof bytes);
    temporary_idx_header(bytes, claimed, 3);
    refuses_bytes(bytes, sizeof bytes, plain);
    refuses_gzip_of(bytes, sizeof bytes, gzip);
}

START_TEST(plain_and_compressed_files_are_read)
{
    struct status status = {0};
    uint8_t out[2 * sizeof good];
    size_t count = temporary_gzip(good, sizeof good, out, sizeof out);

    temporary_write("plain", good, sizeof good);
    accepts(idx_open(temporary_path("plain"), 3, &status), &status);
    temporary_write_gzip("packed.gz", good, sizeof good);
    struct idx_file *packed = idx_open(temporary_path("packed"), 3, &status);
    ck_assert_ptr_nonnull(packed);
    ck_assert_str_eq(idx_path(packed), temporary_path("packed.gz"));
    accepts(packed, &status);
    accepts(idx_open_bytes("memory", good, sizeof good, 3, &status), &status);
    accepts(idx_open_bytes("memory", out, count, 3, &status), &status);
    idx_close(NULL);
}
END_TEST

START_TEST(the_content_decides_whether_a_file_is_compressed)
{
    struct status status = {0};

    temporary_write("plain.gz", good, sizeof good);
    accepts(idx_open(temporary_path("plain"), 3, &status), &status);
    temporary_write_gzip("packed", good, sizeof good);
    accepts(idx_open(temporary_path("packed"), 3, &status), &status);
}
END_TEST

START_TEST(several_gzip_members_are_one_stream)
{
    struct status status = {0};
    uint8_t out[3 * sizeof good];
    size_t count = temporary_gzip(good, 11, out, sizeof out);

    count += temporary_gzip(good, 0, out + count, sizeof out - count);
    count += temporary_gzip(good + 11, sizeof good - 11, out + count, sizeof out - count);
    temporary_write("members", out, count);
    accepts(idx_open(temporary_path("members"), 3, &status), &status);
}
END_TEST

START_TEST(a_wrong_header_is_named)
{
    uint8_t bytes[sizeof good];
    static const struct {
        uint8_t magic[4];
        const char *sentence;
    } rows[] = {
        {{0x89, 'P', 'N', 'G'},
         "not an IDX file (it begins with 89 50 4e 47, not with 00 00 08 03"},
        {{0, 1, 8, 3}, "not an IDX file"},
        {{0, 0, 8, 0}, "not an IDX file"},
        {{0, 0, 0x0d, 3}, "IDX type 0x0d; only unsigned bytes (0x08) can be read"},
        {{0, 0, 8, 1}, "1 dimensions, where 3 are needed"},
        {{0, 0, 8, 255}, "255 dimensions, where 3 are needed"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        memcpy(bytes, good, sizeof bytes);
        memcpy(bytes, rows[i].magic, 4);
        refuses_bytes(bytes, sizeof bytes, rows[i].sentence);
        refuses_gzip_of(bytes, sizeof bytes, rows[i].sentence);
    }
    for (size_t count = 0; count < HEADER; count++) {
        char sentence[64];
        snprintf(sentence, sizeof sentence, "it ends after %zu bytes", count);
        refuses_bytes(good, count, sentence);
        refuses_gzip_of(good, count, sentence);
    }
}
END_TEST

START_TEST(hostile_dimensions_are_refused_before_anything_is_allocated)
{
    static const char overflow[] = "multiply to more than fits";
    static const char cut[] = "the file is cut off";
    static const char capacity[] = "compressed bytes can hold";

    refuses_sizes(0xffffffff, 0xffffffff, 0xffffffff, overflow, overflow);
    refuses_sizes(0xffffffff, 0xffffffff, 1, overflow, overflow);
    refuses_sizes(1, 0x80000000, 0xffffffff, cut, capacity);
    refuses_sizes(0xffffffff, 1, 1, cut, capacity);
    refuses_sizes(65536, 65536, 1, cut, capacity);
    refuses_sizes(65536, 65536, 65536, cut, capacity);
    refuses_sizes(0, SIDE, SIDE, "dimension 1 is 0", "dimension 1 is 0");
    refuses_sizes(ROWS, 0, SIDE, "dimension 2 is 0", "dimension 2 is 0");
    refuses_sizes(ROWS, SIDE, 0, "dimension 3 is 0", "dimension 3 is 0");
    refuses_sizes(0, 0xffffffff, 0xffffffff, "dimension 1 is 0", "dimension 1 is 0");
    refuses_sizes(ROWS + 1, SIDE, SIDE, "promises 950 bytes, but 925 follow (the file is cut off)",
                  "promises 950 bytes, but 925 follow (the file is cut off)");
    refuses_sizes(ROWS - 1, SIDE, SIDE, "promises 900 bytes, but 925 follow (trailing bytes)",
                  "bytes follow the 900 that the header promises (trailing bytes)");
}
END_TEST

START_TEST(every_truncation_is_an_error)
{
    uint8_t out[2 * sizeof good];
    size_t count = temporary_gzip(good, sizeof good, out, sizeof out);

    for (size_t n = HEADER; n < sizeof good; n += 13)
        refuses_bytes(good, n, "the file is cut off");
    for (size_t n = 2; n < count; n++)
        refuses_bytes(out, n, "the compressed data is cut off");
}
END_TEST

START_TEST(trailing_bytes_are_an_error)
{
    uint8_t bytes[sizeof good + 1], out[3 * sizeof good];

    memcpy(bytes, good, sizeof good);
    bytes[sizeof good] = 0;
    refuses_bytes(bytes, sizeof bytes, "trailing bytes");
    refuses_gzip_of(bytes, sizeof bytes, "trailing bytes");

    size_t count = temporary_gzip(good, sizeof good, out, sizeof out);
    memset(out + count, 0, 6); /* what tar pads with is no error */
    struct status status = {0};
    accepts(idx_open_bytes("memory", out, count + 5, 3, &status), &status);
    out[count + 5] = 'x';
    refuses_bytes(out, count + 6, "the compressed data is cut off");
    memcpy(out + count, "hello", 5);
    refuses_bytes(out, count + 5, "corrupt compressed data (incorrect header check)");
    count += temporary_gzip("x", 1, out + count, sizeof out - count);
    refuses_bytes(out, count, "trailing bytes");
}
END_TEST

START_TEST(every_corrupt_checksum_byte_is_an_error)
{
    uint8_t out[2 * sizeof good];
    size_t count = temporary_gzip(good, sizeof good, out, sizeof out);

    for (size_t i = count - 8; i < count; i++) {
        out[i] ^= 0x10;
        refuses_bytes(out, count,
                      i < count - 4 ? "corrupt compressed data (incorrect data check)"
                                    : "corrupt compressed data (incorrect length");
        out[i] ^= 0x10;
    }
    out[2] = 7;
    refuses_bytes(out, count, "corrupt compressed data (unknown compression method)");
}
END_TEST

START_TEST(no_changed_byte_gives_other_content)
{
    uint8_t out[2 * sizeof good], read[PAYLOAD];
    size_t count = temporary_gzip(good, sizeof good, out, sizeof out);

    for (size_t i = 0; i < count; i++) {
        struct status status = {0};

        out[i] ^= 0x24;
        struct idx_file *file = idx_open_bytes("memory", out, count, 3, &status);
        /* A flag or time in the gzip header may change without harm; the content may not. */
        if (file && idx_payload(file) == PAYLOAD && read_all(file, read, &status))
            ck_assert_msg(memcmp(read, good + HEADER, PAYLOAD) == 0, "byte %zu", i);
        else
            ck_assert_int_eq(status.code, STATUS_DATA);
        idx_close(file);
        out[i] ^= 0x24;
    }
}
END_TEST

START_TEST(a_gzip_bomb_ends_early)
{
    /* 256 MiB of zeros behind a header that promises 25 bytes. */
    static const uint32_t small[] = {1, SIDE, SIDE};
    enum { BLOCK = 1 << 20, BLOCKS = 256, PACKED = 4 << 20 };
    uint8_t *block = calloc(1, BLOCK), *out = malloc(PACKED), header[HEADER];
    z_stream stream = {.next_out = out, .avail_out = PACKED};
    clock_t begin;

    ck_assert(block && out);
    ck_assert_int_eq(deflateInit2(&stream, 1, Z_DEFLATED, MAX_WBITS + 16, 9, 0), Z_OK);
    stream.next_in = header;
    stream.avail_in = (uInt)temporary_idx_header(header, small, 3);
    deflate(&stream, Z_NO_FLUSH);
    for (int i = 0; i < BLOCKS; i++) {
        stream.next_in = block;
        stream.avail_in = BLOCK;
        ck_assert_int_eq(deflate(&stream, i == BLOCKS - 1 ? Z_FINISH : Z_NO_FLUSH),
                         i == BLOCKS - 1 ? Z_STREAM_END : Z_OK);
    }
    ck_assert_uint_gt(stream.total_in, 1 << 28);
    begin = clock();
    for (int i = 0; i < 16; i++)
        refuses_bytes(out, stream.total_out, "trailing bytes");
    ck_assert_int_lt((int)((clock() - begin) * 100 / CLOCKS_PER_SEC), 100);
    deflateEnd(&stream);
    free(block);
    free(out);
}
END_TEST

START_TEST(what_is_not_a_regular_file_is_refused_at_once)
{
    struct status status = {0};
    const char *path = temporary_path("other");

    refuses(idx_open(path, 3, &status), path, &status, STATUS_SYSTEM, "neither this file nor");
    ck_assert_int_eq(mkdir(path, 0700), 0);
    refuses(idx_open(path, 3, &status), path, &status, STATUS_DATA, "a folder, not a regular");
    ck_assert_int_eq(rmdir(path), 0);
    ck_assert_int_eq(mkfifo(path, 0600), 0);
    refuses(idx_open(path, 3, &status), path, &status, STATUS_DATA, "a pipe, not a regular");
    ck_assert_int_eq(unlink(path), 0);
    ck_assert_int_eq(symlink("/dev/zero", path), 0);
    refuses(idx_open(path, 3, &status), path, &status, STATUS_DATA, "a device, not a regular");
    ck_assert_int_eq(unlink(path), 0);
    ck_assert_int_eq(symlink("other", path), 0);
    refuses(idx_open(path, 3, &status), path, &status, STATUS_SYSTEM, strerror(ELOOP));
}
END_TEST

START_TEST(an_unreadable_file_is_refused)
{
    struct status status = {0};
    const char *path = temporary_path("secret");
    bool root = geteuid() == 0;

    temporary_write("secret", good, sizeof good);
    ck_assert_int_eq(chmod(path, 0), 0);
    if (root)
        ck_assert_int_eq(seteuid(65534), 0);
    struct idx_file *file = idx_open(path, 3, &status);
    if (root)
        ck_assert_int_eq(seteuid(0), 0);
    refuses(file, path, &status, STATUS_SYSTEM, strerror(EACCES));
}
END_TEST

START_TEST(control_bytes_in_a_name_do_not_reach_the_message)
{
    struct status status = {0};

    ck_assert_ptr_null(idx_open_bytes("a\x1b[2Jb", good, 7, 3, &status));
    ck_assert_ptr_nonnull(strstr(status.message, "a\\x1b[2Jb: not an IDX file"));
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("idx");
    TCase *reading = tcase_create("reading");
    TCase *hostile = tcase_create("hostile");

    tcase_add_checked_fixture(reading, make_good, temporary_remove);
    tcase_add_test(reading, plain_and_compressed_files_are_read);
    tcase_add_test(reading, the_content_decides_whether_a_file_is_compressed);
    tcase_add_test(reading, several_gzip_members_are_one_stream);
    suite_add_tcase(suite, reading);
    tcase_add_checked_fixture(hostile, make_good, temporary_remove);
    tcase_add_test(hostile, a_wrong_header_is_named);
    tcase_add_test(hostile, hostile_dimensions_are_refused_before_anything_is_allocated);
    tcase_add_test(hostile, every_truncation_is_an_error);
    tcase_add_test(hostile, trailing_bytes_are_an_error);
    tcase_add_test(hostile, every_corrupt_checksum_byte_is_an_error);
    tcase_add_test(hostile, no_changed_byte_gives_other_content);
    tcase_add_test(hostile, a_gzip_bomb_ends_early);
    tcase_add_test(hostile, what_is_not_a_regular_file_is_refused_at_once);
    tcase_add_test(hostile, an_unreadable_file_is_refused);
    tcase_add_test(hostile, control_bytes_in_a_name_do_not_reach_the_message);
    suite_add_tcase(suite, hostile);
    return suite;
}

TEST_MAIN(make_suite)
