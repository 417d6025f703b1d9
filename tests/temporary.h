/*
 * temporary.h - a folder for the files that a test makes: temporary_create() at its start,
 * temporary_remove() at its end. Knows no format but IDX.
 */
#ifndef OPTOP_TEMPORARY_H
#define OPTOP_TEMPORARY_H

#include "config.h"

#include <check.h>
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

static char temporary_folder[256];

static inline void temporary_create(void)
{
    const char *parent = getenv("TMPDIR");

    snprintf(temporary_folder, sizeof temporary_folder, "%s/optop-XXXXXX",
             parent && *parent ? parent : P_tmpdir);
    ck_assert_ptr_nonnull(mkdtemp(temporary_folder));
    ck_assert_int_eq(chmod(temporary_folder, 0755), 0);
}

/* The path of a file in the folder; valid until the fourth call after this one. */
static inline const char *temporary_path(const char *name)
{
    static char path[4][1024];
    static int next;

    next = (next + 1) % 4;
    snprintf(path[next], sizeof path[next], "%s/%s", temporary_folder, name);
    return path[next];
}

static inline void temporary_remove(void)
{
    DIR *folder = opendir(temporary_folder);
    struct dirent *entry;

    ck_assert_ptr_nonnull(folder);
    while ((entry = readdir(folder)) != NULL)
        if (entry->d_name[0] != '.' && unlink(temporary_path(entry->d_name)) != 0)
            rmdir(temporary_path(entry->d_name));
    closedir(folder);
    ck_assert_int_eq(rmdir(temporary_folder), 0);
}

static inline void temporary_write(const char *name, const void *bytes, size_t count)
{
    FILE *file = fopen(temporary_path(name), "wb");

    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(bytes, 1, count, file), count);
    ck_assert_int_eq(fclose(file), 0);
}

/* Returns the length of the gzip-compressed bytes; `out` has room for `size`. */
static inline size_t temporary_gzip(const void *bytes, size_t count, uint8_t *out, size_t size)
{
    z_stream stream = {0};

    ck_assert_int_eq(deflateInit2(&stream, 9, Z_DEFLATED, MAX_WBITS + 16, 9, Z_DEFAULT_STRATEGY),
                     Z_OK);
    stream.next_in = (Bytef *)(uintptr_t)bytes;
    stream.avail_in = (uInt)count;
    stream.next_out = out;
    stream.avail_out = (uInt)size;
    ck_assert_int_eq(deflate(&stream, Z_FINISH), Z_STREAM_END);
    deflateEnd(&stream);
    return stream.total_out;
}

static inline void temporary_write_gzip(const char *name, const void *bytes, size_t count)
{
    size_t size = count + count / 100 + 1024;
    uint8_t *out = malloc(size);

    ck_assert_ptr_nonnull(out);
    temporary_write(name, out, temporary_gzip(bytes, count, out, size));
    free(out);
}

/* Writes an IDX header for unsigned bytes; returns its length. */
static inline size_t temporary_idx_header(uint8_t *out, const uint32_t *sizes, int dimensions)
{
    size_t used = 4;

    out[0] = out[1] = 0;
    out[2] = 8;
    out[3] = (uint8_t)dimensions;
    for (int d = 0; d < dimensions; d++)
        for (int shift = 24; shift >= 0; shift -= 8)
            out[used++] = (uint8_t)(sizes[d] >> shift);
    return used;
}

#endif
