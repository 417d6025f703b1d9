/*
 * source.h - the content of a data file in memory, plain or gzip-compressed. For readers of formats
 * that are not read as a stream. Knows no format.
 */
#ifndef OPTOP_SOURCE_H
#define OPTOP_SOURCE_H

#include "base/status.h"

#include <stdint.h>

enum { SOURCE_NAME_MAX = 1024 }; /* bytes of a name in messages */

struct source {
    const char *path; /* for messages; belongs to the caller */
    const char *bytes;
    size_t count;
    char *owned; /* what source_close frees; NULL: the bytes are the caller's */
};

/* The largest file that is read whole, after inflation. */
#define SOURCE_MAX ((size_t)1 << 36)

/*
 * Reads a regular file, inflated if it begins as a gzip stream does (zeros may follow that); a byte
 * 0 follows the content. False with a sentence that names the file: missing, unreadable, not a
 * regular file (never waits for a pipe or a device), corrupt or cut off, larger than SOURCE_MAX.
 * Can be cancelled.
 */
bool source_open(struct source *source, const char *path, struct status *status);

/* The same for the first `limit` bytes of a file, at most as many compressed bytes. */
bool source_peek(struct source *source, const char *path, size_t limit, struct status *status);

/* May be called twice. */
void source_close(struct source *source);

/*
 * Inflates `count` bytes to exactly `size` (wrap: 16 + MAX_WBITS gzip, -MAX_WBITS raw deflate);
 * `name` is for messages. False when they are corrupt, or make another number of bytes.
 */
bool source_inflate(const char *name, const void *bytes, size_t count, void *out, size_t size,
                    int wrap, struct status *status);

/* The file's type and size. False with a sentence when there is nothing. */
enum source_kind { SOURCE_FILE, SOURCE_FOLDER, SOURCE_OTHER };
bool source_look(const char *path, enum source_kind *kind, uint64_t *size, struct status *status);

#endif
