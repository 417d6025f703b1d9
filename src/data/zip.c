/*
 * zip.c - the entries of a ZIP archive; see zip.h. Source: PKWARE's APPNOTE.TXT, 4.3 and 4.5.3.
 */
#include "zip.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum {
    END_SIZE = 22,
    END_COMMENT_MAX = 65535,
    LOCATOR_SIZE = 20,
    END64_SIZE = 56,
    CENTRAL_SIZE = 46,
    LOCAL_SIZE = 30,
    EXTRA_ZIP64 = 1,
    METHOD_STORED = 0,
    METHOD_DEFLATED = 8,
    FLAG_ENCRYPTED = 1,
    DEFLATE_RATIO_MAX = 1032 /* no deflate stream expands further (zlib's technical notes) */
};

static uint64_t little(const char *bytes, int count)
{
    uint64_t value = 0;

    for (int i = count - 1; i >= 0; i--)
        value = value << 8 | (unsigned char)bytes[i];
    return value;
}

static bool broken(const struct zip *zip, const char *what, struct status *status)
{
    return status_fail(status, STATUS_DATA, "%s: not a ZIP archive as .npz files are: %s",
                       zip->source->path, what);
}

/* Does the record of `size` bytes at `at` lie in the file and begin so? */
static bool is_record(const struct zip *zip, uint64_t at, size_t size, const char *signature)
{
    const struct source *s = zip->source;

    return at <= s->count && size <= s->count - at && memcmp(s->bytes + at, signature, 4) == 0;
}

/* The end of the central directory, looked for backwards across the archive's comment. */
static bool find_end(const struct zip *zip, size_t *end)
{
    size_t count = zip->source->count;

    for (size_t back = END_SIZE; back <= count && back <= END_SIZE + END_COMMENT_MAX; back++)
        if (is_record(zip, count - back, END_SIZE, "PK\5\6")) {
            *end = count - back;
            return true;
        }
    return false;
}

bool zip_open(struct zip *zip, const struct source *source, struct status *status)
{
    const char *bytes = source->bytes;
    uint64_t at, size, end64;
    size_t end;

    *zip = (struct zip){.source = source};
    if (!find_end(zip, &end))
        return broken(zip, "it has no central directory", status);
    zip->entries = little(bytes + end + 10, 2);
    size = little(bytes + end + 12, 4);
    at = little(bytes + end + 16, 4);
    if (end >= LOCATOR_SIZE && is_record(zip, end - LOCATOR_SIZE, LOCATOR_SIZE, "PK\6\7")) {
        end64 = little(bytes + end - LOCATOR_SIZE + 8, 8);
        if (!is_record(zip, end64, END64_SIZE, "PK\6\6"))
            return broken(zip, "its zip64 directory is not where it is said to be", status);
        zip->entries = little(bytes + end64 + 32, 8);
        size = little(bytes + end64 + 40, 8);
        at = little(bytes + end64 + 48, 8);
    }
    if (at > source->count || size > source->count - at)
        return broken(zip, "its central directory lies outside the file", status);
    zip->at = (size_t)at;
    zip->end = (size_t)(at + size);
    return true;
}

/* Sizes and offset that did not fit into four bytes each lie in an extra field. */
static bool read_zip64(const char *extra, size_t length, uint64_t *value[3])
{
    while (length >= 4) {
        size_t id = (size_t)little(extra, 2), size = (size_t)little(extra + 2, 2);

        if (size > length - 4)
            return false;
        for (size_t used = 0, v = 0; id == EXTRA_ZIP64 && v < 3; v++) {
            if (*value[v] != UINT32_MAX)
                continue;
            if (used + 8 > size)
                return false;
            *value[v] = little(extra + 4 + used, 8);
            used += 8;
        }
        if (id == EXTRA_ZIP64)
            return true;
        extra += 4 + size;
        length -= 4 + size;
    }
    return true;
}

/* Finds the content behind the entry's local header. */
static bool find_content(const struct zip *zip, struct zip_entry *entry, uint64_t offset,
                         uint64_t compressed, uint64_t size, struct status *status)
{
    const struct source *s = zip->source;
    uint64_t at;

    if (!is_record(zip, offset, LOCAL_SIZE, "PK\3\4"))
        return broken(zip, "an entry is not where it is said to be", status);
    at =
        offset + LOCAL_SIZE + little(s->bytes + offset + 26, 2) + little(s->bytes + offset + 28, 2);
    if (at > s->count || compressed > s->count - at)
        return broken(zip, "an entry is longer than the file", status);
    if (entry->method == METHOD_STORED ? size != compressed : size / DEFLATE_RATIO_MAX > compressed)
        return broken(zip, "an entry promises more than it can hold", status);
    entry->bytes = s->bytes + at;
    entry->compressed = (size_t)compressed;
    entry->size = (size_t)size;
    return true;
}

bool zip_next(struct zip *zip, struct zip_entry *entry, bool *more, struct status *status)
{
    const char *bytes = zip->source->bytes + zip->at;
    uint64_t compressed, size, offset, *value[3] = {&size, &compressed, &offset};
    size_t name, extra, comment;

    *more = zip->entries > 0 && zip->at < zip->end;
    if (!*more)
        return true;
    if (zip->end - zip->at < CENTRAL_SIZE || memcmp(bytes, "PK\1\2", 4) != 0)
        return broken(zip, "its central directory is cut off", status);
    name = (size_t)little(bytes + 28, 2);
    extra = (size_t)little(bytes + 30, 2);
    comment = (size_t)little(bytes + 32, 2);
    if (name + extra + comment > zip->end - zip->at - CENTRAL_SIZE)
        return broken(zip, "its central directory is cut off", status);
    if (little(bytes + 8, 2) & FLAG_ENCRYPTED)
        return broken(zip, "it is encrypted", status);
    entry->method = (unsigned)little(bytes + 10, 2);
    entry->crc = (uint32_t)little(bytes + 16, 4);
    compressed = little(bytes + 20, 4);
    size = little(bytes + 24, 4);
    offset = little(bytes + 42, 4);
    snprintf(entry->name, sizeof entry->name, "%.*s", (int)name, bytes + CENTRAL_SIZE);
    if (!read_zip64(bytes + CENTRAL_SIZE + name, extra, value))
        return broken(zip, "a zip64 field is cut off", status);
    if (entry->method != METHOD_STORED && entry->method != METHOD_DEFLATED)
        return broken(zip, "an entry is neither stored nor deflated", status);
    zip->at += CENTRAL_SIZE + name + extra + comment;
    zip->entries--;
    return find_content(zip, entry, offset, compressed, size, status);
}

static uint32_t checksum(const char *bytes, size_t count)
{
    const size_t piece = (size_t)1 << 30;
    uLong crc = crc32(0, NULL, 0);

    for (size_t at = 0; at < count; at += piece)
        crc =
            crc32(crc, (const Bytef *)bytes + at, (uInt)(count - at < piece ? count - at : piece));
    return (uint32_t)crc;
}

const char *zip_read(const struct zip *zip, const struct zip_entry *entry, char **owned,
                     struct status *status)
{
    const char *content = entry->bytes;

    *owned = NULL;
    if (entry->method == METHOD_DEFLATED) {
        *owned = malloc(entry->size + 1);
        if (!*owned) {
            status_out_of_memory(status, "an array");
            return NULL;
        }
        if (!source_inflate(zip->source->path, entry->bytes, entry->compressed, *owned, entry->size,
                            -MAX_WBITS, status)) {
            free(*owned);
            *owned = NULL;
            return NULL;
        }
        content = *owned;
    }
    if (checksum(content, entry->size) == entry->crc)
        return content;
    status_fail(status, STATUS_DATA, "%s: %s is corrupt (its checksum is wrong)", zip->source->path,
                entry->name);
    free(*owned);
    *owned = NULL;
    return NULL;
}
