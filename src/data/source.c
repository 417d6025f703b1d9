/* source.c - a data file's content in memory; see source.h. */
#define ZLIB_CONST /* inflate does not write to its input: let the types say so */

#include "source.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

enum { PIECE = 1 << 20 }; /* bytes between two looks at whether the call is cancelled */

static bool failed(const char *path, int error, struct status *status)
{
    return status_fail(status, STATUS_SYSTEM, "%s: %s", path, strerror(error));
}

bool source_look(const char *path, enum source_kind *kind, uint64_t *size, struct status *status)
{
    struct stat st;

    if (stat(path, &st) != 0)
        return failed(path, errno, status);
    *kind = S_ISREG(st.st_mode) ? SOURCE_FILE : S_ISDIR(st.st_mode) ? SOURCE_FOLDER : SOURCE_OTHER;
    *size = S_ISREG(st.st_mode) && st.st_size > 0 ? (uint64_t)st.st_size : 0;
    return true;
}

/* Opens a regular file; a pipe without a writer must not hold us up. */
static int open_regular(const char *path, size_t *size, struct status *status)
{
    int descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
    struct stat st;

    if (descriptor < 0) {
        failed(path, errno, status);
        return -1;
    }
    if (fstat(descriptor, &st) != 0)
        failed(path, errno, status);
    else if (!S_ISREG(st.st_mode))
        status_fail(status, STATUS_DATA, "%s: %s, not a regular file", path,
                    S_ISDIR(st.st_mode)    ? "a folder"
                    : S_ISFIFO(st.st_mode) ? "a pipe"
                                           : "a device");
    else {
        *size = (size_t)st.st_size;
        return descriptor;
    }
    close(descriptor);
    return -1;
}

/* Up to `size` bytes of the file; *got may be less when it has shrunk meanwhile. */
static bool read_bytes(int descriptor, const char *path, char *bytes, size_t size, size_t *got,
                       struct status *status)
{
    *got = 0;
    while (*got < size) {
        ssize_t n = read(descriptor, bytes + *got, size - *got < PIECE ? size - *got : PIECE);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return failed(path, errno, status);
        if (n == 0)
            break;
        *got += (size_t)n;
        if (status_cancelled(status))
            return false;
    }
    return true;
}

/* ---- compressed -------------------------------------------------------------------------------
 */

struct inflation {
    const char *path;
    z_stream stream;
    char *out;
    size_t used, room, limit;
    bool partial; /* the input may end early */
};

static bool grow(struct inflation *inflation, struct status *status)
{
    size_t room = inflation->room < PIECE ? PIECE : 2 * inflation->room;
    char *out;

    room = room < inflation->limit ? room : inflation->limit;
    out = realloc(inflation->out, room + 1);
    if (!out)
        return status_out_of_memory(status, "a data file's content");
    inflation->out = out;
    inflation->room = room;
    return true;
}

static bool only_zeros(const z_stream *stream)
{
    for (uInt i = 0; i < stream->avail_in; i++)
        if (stream->next_in[i] != 0)
            return false;
    return true;
}

/* One call of inflate; *ended at the end of the last member, which zeros may follow. */
static bool inflate_piece(struct inflation *inflation, bool *ended, struct status *status)
{
    z_stream *stream = &inflation->stream;
    size_t free_room = inflation->room - inflation->used;
    int result;

    stream->next_out = (Bytef *)inflation->out + inflation->used;
    stream->avail_out = (uInt)(free_room < PIECE ? free_room : PIECE);
    result = inflate(stream, Z_NO_FLUSH);
    inflation->used = (size_t)((char *)stream->next_out - inflation->out);
    *ended = result == Z_STREAM_END && only_zeros(stream);
    if (result == Z_STREAM_END && !*ended)
        inflateReset(stream);
    if (result == Z_BUF_ERROR && stream->avail_in == 0 && inflation->partial)
        *ended = true;
    if (result == Z_MEM_ERROR)
        return status_out_of_memory(status, "decompression");
    if (result == Z_BUF_ERROR && stream->avail_in == 0 && !*ended)
        return status_fail(status, STATUS_DATA, "%s: the compressed data is cut off",
                           inflation->path);
    if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR)
        return status_fail(status, STATUS_DATA, "%s: corrupt compressed data (%s)", inflation->path,
                           stream->msg ? stream->msg : "not gzip");
    return true;
}

static bool inflate_all(struct inflation *inflation, struct status *status)
{
    bool ended = false;

    while (!ended) {
        if (status_cancelled(status))
            return false;
        if (inflation->used == inflation->room && inflation->room == inflation->limit)
            return true;
        if (inflation->used == inflation->room && !grow(inflation, status))
            return false;
        if (!inflate_piece(inflation, &ended, status))
            return false;
    }
    return true;
}

static bool decompress(struct source *source, size_t limit, bool partial, struct status *status)
{
    struct inflation inflation = {.path = source->path, .limit = limit, .partial = partial};
    bool good;

    if (source->count > UINT_MAX)
        return status_fail(status, STATUS_DATA, "%s: more than 4 GiB of compressed data",
                           source->path);
    inflation.stream.next_in = (const Bytef *)source->owned;
    inflation.stream.avail_in = (uInt)source->count;
    if (inflateInit2(&inflation.stream, MAX_WBITS + 16) != Z_OK)
        return status_out_of_memory(status, "decompression");
    good = inflate_all(&inflation, status);
    inflateEnd(&inflation.stream);
    if (!good) {
        free(inflation.out);
        return false;
    }
    free(source->owned);
    source->owned = inflation.out;
    source->count = inflation.used;
    return true;
}

bool source_inflate(const char *name, const void *bytes, size_t count, void *out, size_t size,
                    int wrap, struct status *status)
{
    z_stream stream = {.next_in = bytes, .next_out = out};
    size_t in_left = count, out_left = size;
    int result = Z_OK;

    if (inflateInit2(&stream, wrap) != Z_OK)
        return status_out_of_memory(status, "decompression");
    while (result == Z_OK && !status_cancelled(status)) {
        uInt in = (uInt)(in_left < PIECE ? in_left : PIECE);
        uInt room = (uInt)(out_left < PIECE ? out_left : PIECE);

        stream.avail_in = in;
        stream.avail_out = room;
        result = inflate(&stream, Z_NO_FLUSH);
        in_left -= in - stream.avail_in;
        out_left -= room - stream.avail_out;
        if (result == Z_BUF_ERROR || (in == stream.avail_in && room == stream.avail_out))
            break;
    }
    inflateEnd(&stream);
    if (status->code == STATUS_CANCELLED)
        return false;
    if (result == Z_STREAM_END && out_left == 0)
        return true;
    return status_fail(status, STATUS_DATA, "%s: the compressed data is corrupt or cut off", name);
}

/* ---- whole files ------------------------------------------------------------------------------
 */

/* The whole file, or what its first `limit` bytes hold. */
static bool load(struct source *source, const char *path, size_t limit, bool partial,
                 struct status *status)
{
    size_t size = 0;
    int descriptor = open_regular(path, &size, status);
    bool good = false;

    *source = (struct source){.path = path};
    if (descriptor < 0)
        return false;
    if (partial && size > limit)
        size = limit;
    if (size >= SIZE_MAX / 2 || !(source->owned = malloc(size + 1)))
        status_out_of_memory(status, "a data file's content");
    else
        good = read_bytes(descriptor, path, source->owned, size, &source->count, status);
    close(descriptor);
    if (good && source->count >= 2 && memcmp(source->owned, "\x1f\x8b", 2) == 0)
        good = decompress(source, limit, partial, status);
    if (!good) {
        source_close(source);
        return false;
    }
    source->owned[source->count] = '\0';
    source->bytes = source->owned;
    return true;
}

bool source_open(struct source *source, const char *path, struct status *status)
{
    if (!load(source, path, SOURCE_MAX + 1, false, status))
        return false;
    if (source->count <= SOURCE_MAX)
        return true;
    source_close(source);
    return status_fail(status, STATUS_DATA, "%s: more than %zu GiB of data", path,
                       SOURCE_MAX >> 30);
}

bool source_peek(struct source *source, const char *path, size_t limit, struct status *status)
{
    return load(source, path, limit, true, status);
}

void source_close(struct source *source)
{
    free(source->owned);
    *source = (struct source){0};
}
