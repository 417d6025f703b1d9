/*
 * idx.c - IDX files, plain or gzip-compressed; see idx.h. One path for both: `window` is a run of
 * plain bytes not yet delivered, refilled from the input itself or from what zlib makes of it.
 */
#define ZLIB_CONST /* inflate does not write to its input: let the types say so */

#include "idx.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

enum {
    BUFFER_SIZE = 1 << 16,
    /* No deflate stream expands further (zlib's technical notes), so no header may claim more. */
    DEFLATE_RATIO_MAX = 1032,
    UNSIGNED_BYTES = 0x08,
    INTEGERS = 0x0c, /* of four bytes */
};

static const char suffix[] = ".gz";

struct idx_file {
    int descriptor; /* -1: all of the input was given */
    uint64_t file_size;
    bool compressed;
    bool member_ended; /* the gzip member is complete; another may follow */
    bool ended;        /* the plain bytes are at their end */

    int dimensions;
    size_t item; /* bytes of an element */
    uint32_t size[IDX_DIMENSIONS_MAX];
    size_t payload;
    size_t delivered; /* of the payload */

    const unsigned char *window;
    size_t window_left;
    z_stream stream;       /* its input is the input of plain files, too */
    unsigned char *input;  /* of a file */
    unsigned char *output; /* of compressed bytes */
    char path[];           /* with room for ".gz" */
};

static struct idx_file *file_create(const char *path, struct status *status)
{
    size_t length = strlen(path);
    struct idx_file *file = malloc(sizeof *file + length + sizeof suffix);

    if (!file) {
        status_out_of_memory(status, "reading a data file");
        return NULL;
    }
    *file = (struct idx_file){0};
    file->descriptor = -1;
    memcpy(file->path, path, length + 1);
    return file;
}

/* Opens the path, or the path with .gz. A pipe without a writer must not hold us up. */
static bool open_either(struct idx_file *file, struct status *status)
{
    const int flags = O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY;
    size_t length = strlen(file->path);

    file->descriptor = open(file->path, flags);
    if (file->descriptor < 0 && errno == ENOENT) {
        memcpy(file->path + length, suffix, sizeof suffix);
        file->descriptor = open(file->path, flags);
        if (file->descriptor < 0 && errno == ENOENT) {
            file->path[length] = '\0';
            return status_fail(status, STATUS_SYSTEM, "%s: neither this file nor %s.gz exists",
                               file->path, file->path);
        }
    }
    if (file->descriptor < 0)
        return status_fail(status, STATUS_SYSTEM, "%s: %s", file->path, strerror(errno));
    return true;
}

static bool require_regular(struct idx_file *file, struct status *status)
{
    struct stat info;

    if (fstat(file->descriptor, &info) != 0)
        return status_fail(status, STATUS_SYSTEM, "%s: %s", file->path, strerror(errno));
    if (!S_ISREG(info.st_mode))
        return status_fail(status, STATUS_DATA, "%s: %s, not a regular file", file->path,
                           S_ISDIR(info.st_mode)    ? "a folder"
                           : S_ISFIFO(info.st_mode) ? "a pipe"
                                                    : "a device");
    file->file_size = (uint64_t)info.st_size;
    return true;
}

/* Puts the next bytes of the file into the stream's input; none are left there at its end. */
static bool read_input(struct idx_file *file, struct status *status)
{
    ssize_t got;

    if (file->descriptor < 0)
        return true;
    if (!file->input && !(file->input = malloc(BUFFER_SIZE)))
        return status_out_of_memory(status, "reading a data file");
    do
        got = read(file->descriptor, file->input, BUFFER_SIZE);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        return status_fail(status, STATUS_SYSTEM, "%s: %s", file->path, strerror(errno));
    file->stream.next_in = file->input;
    file->stream.avail_in = (uInt)got;
    return true;
}

static bool inflate_once(struct idx_file *file, struct status *status)
{
    z_stream *stream = &file->stream;

    if (file->member_ended) {
        inflateReset(stream);
        file->member_ended = false;
    }
    int result = inflate(stream, Z_NO_FLUSH);
    if (result == Z_MEM_ERROR)
        return status_out_of_memory(status, "decompression");
    if (result != Z_OK && result != Z_STREAM_END)
        return status_fail(status, STATUS_DATA, "%s: corrupt compressed data (%s)", file->path,
                           stream->msg ? stream->msg : "not gzip");
    file->member_ended = result == Z_STREAM_END;
    return true;
}

/* Zeros may follow the last member: tar pads with them. Anything else is another member. */
static bool skip_zeros(struct idx_file *file, struct status *status)
{
    z_stream *stream = &file->stream;

    while (file->member_ended && stream->avail_in > 0 && *stream->next_in == 0) {
        stream->next_in++;
        stream->avail_in--;
        if (stream->avail_in == 0 && !read_input(file, status))
            return false;
    }
    return true;
}

/* Refills the empty window from the compressed stream; the window stays empty at its end. */
static bool refill_compressed(struct idx_file *file, struct status *status)
{
    z_stream *stream = &file->stream;

    stream->next_out = file->output;
    stream->avail_out = BUFFER_SIZE;
    while (stream->avail_out == BUFFER_SIZE) {
        if (stream->avail_in == 0 && !read_input(file, status))
            return false;
        if (!skip_zeros(file, status))
            return false;
        if (stream->avail_in == 0 && file->member_ended) {
            file->ended = true;
            break;
        }
        if (stream->avail_in == 0)
            return status_fail(status, STATUS_DATA, "%s: the compressed data is cut off",
                               file->path);
        if (!inflate_once(file, status))
            return false;
    }
    file->window = file->output;
    file->window_left = BUFFER_SIZE - stream->avail_out;
    return true;
}

static bool refill_plain(struct idx_file *file, struct status *status)
{
    z_stream *stream = &file->stream;

    if (stream->avail_in == 0 && !read_input(file, status))
        return false;
    file->window = stream->next_in;
    file->window_left = stream->avail_in;
    stream->avail_in = 0;
    file->ended = file->window_left == 0;
    return true;
}

static bool refill(struct idx_file *file, struct status *status)
{
    if (status_cancelled(status))
        return false;
    return file->compressed ? refill_compressed(file, status) : refill_plain(file, status);
}

/* Copies up to `count` bytes; *got is less only at the end. */
static bool read_some(struct idx_file *file, unsigned char *bytes, size_t count, size_t *got,
                      struct status *status)
{
    *got = 0;
    while (*got < count && !file->ended) {
        size_t n = count - *got < file->window_left ? count - *got : file->window_left;

        memcpy(bytes + *got, file->window, n);
        file->window += n;
        file->window_left -= n;
        *got += n;
        if (*got < count && !refill(file, status))
            return false;
    }
    return true;
}

/* Looks at the first bytes and prepares decompression if they ask for it. */
static bool start(struct idx_file *file, struct status *status)
{
    z_stream *stream = &file->stream;

    if (!read_input(file, status))
        return false;
    if (stream->avail_in < 2 || stream->next_in[0] != 0x1f || stream->next_in[1] != 0x8b) {
        file->window = stream->next_in;
        file->window_left = stream->avail_in;
        stream->avail_in = 0;
        return true;
    }
    /* + 16: gzip, with its checksum */
    if (!(file->output = malloc(BUFFER_SIZE)) || inflateInit2(stream, MAX_WBITS + 16) != Z_OK)
        return status_out_of_memory(status, "decompression");
    file->compressed = true;
    file->window = file->output;
    return true;
}

/* `dimensions` 0: any number of them, and integers as well as bytes. */
static bool check_magic(struct idx_file *file, const unsigned char *magic, int dimensions,
                        struct status *status)
{
    if (magic[0] != 0 || magic[1] != 0 || magic[3] == 0)
        return status_fail(status, STATUS_DATA,
                           "%s: not an IDX file (it begins with %02x %02x %02x %02x, "
                           "not with 00 00 %02x %02x)",
                           file->path, magic[0], magic[1], magic[2], magic[3], UNSIGNED_BYTES,
                           (unsigned)(dimensions ? dimensions : 1));
    if (magic[2] != UNSIGNED_BYTES && (dimensions > 0 || magic[2] != INTEGERS))
        return status_fail(status, STATUS_DATA,
                           "%s: IDX type 0x%02x; only unsigned bytes (0x%02x) can be read",
                           file->path, magic[2], UNSIGNED_BYTES);
    if (dimensions ? magic[3] != dimensions : magic[3] > IDX_DIMENSIONS_MAX)
        return status_fail(status, STATUS_DATA, "%s: %d dimensions, where %d are needed",
                           file->path, magic[3], dimensions ? dimensions : 1);
    file->item = magic[2] == INTEGERS ? 4 : 1;
    file->dimensions = magic[3];
    return true;
}

/* Can the file hold what its header promises? A plain one must hold exactly that. */
static bool check_file_size(const struct idx_file *file, size_t header, struct status *status)
{
    uint64_t promised = (uint64_t)file->payload;

    if (file->compressed) {
        if (promised / DEFLATE_RATIO_MAX <= file->file_size)
            return true;
        return status_fail(status, STATUS_DATA,
                           "%s: the header promises %" PRIu64 " bytes, more than %" PRIu64
                           " compressed bytes can hold",
                           file->path, promised, file->file_size);
    }
    uint64_t there = file->file_size < header ? 0 : file->file_size - header;
    if (there == promised)
        return true;
    return status_fail(status, STATUS_DATA,
                       "%s: the header promises %" PRIu64 " bytes, but %" PRIu64 " follow (%s)",
                       file->path, promised, there,
                       there < promised ? "the file is cut off" : "trailing bytes");
}

static bool read_header(struct idx_file *file, int dimensions, struct status *status)
{
    unsigned char raw[4 + 4 * IDX_DIMENSIONS_MAX] = {0};
    size_t header, got;

    if (!read_some(file, raw, 4, &got, status))
        return false;
    if (got == 4 && !check_magic(file, raw, dimensions, status))
        return false;
    header = 4 + 4 * (size_t)file->dimensions;
    if (got == 4) {
        if (!read_some(file, raw + 4, header - 4, &got, status))
            return false;
        got += 4;
    }
    if (got < 4 || got < header)
        return status_fail(status, STATUS_DATA, "%s: not an IDX file (it ends after %zu bytes)",
                           file->path, got);
    file->payload = file->item;
    for (int d = 0; d < file->dimensions; d++) {
        const unsigned char *b = raw + 4 + 4 * d;

        file->size[d] = (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
        if (file->size[d] == 0)
            return status_fail(status, STATUS_DATA, "%s: dimension %d is 0", file->path, d + 1);
        if (__builtin_mul_overflow(file->payload, file->size[d], &file->payload) ||
            file->payload > SSIZE_MAX)
            return status_fail(status, STATUS_DATA,
                               "%s: the header's dimensions multiply to more than fits",
                               file->path);
    }
    return check_file_size(file, header, status);
}

struct idx_file *idx_open(const char *path, int dimensions, struct status *status)
{
    struct idx_file *file = file_create(path, status);

    if (!file)
        return NULL;
    if (open_either(file, status) && require_regular(file, status) && start(file, status) &&
        read_header(file, dimensions, status))
        return file;
    idx_close(file);
    return NULL;
}

struct idx_file *idx_open_any(const char *path, struct status *status)
{
    return idx_open(path, 0, status);
}

struct idx_file *idx_open_bytes(const char *name, const void *bytes, size_t count, int dimensions,
                                struct status *status)
{
    if (count > UINT_MAX) {
        status_fail(status, STATUS_INVALID, "%s: %zu bytes are too many", name, count);
        return NULL;
    }
    struct idx_file *file = file_create(name, status);
    if (!file)
        return NULL;
    file->file_size = count;
    file->stream.next_in = bytes;
    file->stream.avail_in = (uInt)count;
    if (start(file, status) && read_header(file, dimensions, status))
        return file;
    idx_close(file);
    return NULL;
}

const char *idx_path(const struct idx_file *file)
{
    return file->path;
}

uint32_t idx_size(const struct idx_file *file, int dimension)
{
    return file->size[dimension];
}

int idx_dimensions(const struct idx_file *file)
{
    return file->dimensions;
}

size_t idx_item_size(const struct idx_file *file)
{
    return file->item;
}

size_t idx_payload(const struct idx_file *file)
{
    return file->payload;
}

bool idx_read(struct idx_file *file, void *bytes, size_t count, struct status *status)
{
    size_t got;

    if (!read_some(file, bytes, count, &got, status))
        return false;
    file->delivered += got;
    if (got < count)
        return status_fail(
            status, STATUS_DATA,
            "%s: the header promises %zu bytes, but %zu follow (the file is cut off)", file->path,
            file->payload, file->delivered);
    return true;
}

bool idx_finish(struct idx_file *file, struct status *status)
{
    if (file->window_left == 0 && !file->ended && !refill(file, status))
        return false;
    if (file->window_left > 0)
        return status_fail(status, STATUS_DATA,
                           "%s: bytes follow the %zu that the header promises (trailing bytes)",
                           file->path, file->payload);
    return true;
}

void idx_close(struct idx_file *file)
{
    if (!file)
        return;
    if (file->compressed)
        inflateEnd(&file->stream);
    if (file->descriptor >= 0)
        close(file->descriptor);
    free(file->input);
    free(file->output);
    free(file);
}
