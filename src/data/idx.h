/*
 * idx.h - reads files in the IDX format of MNIST (unsigned bytes only), plain or gzip-compressed.
 * Knows nothing of images, labels or classes.
 *
 * No size in a file is trusted before it is compared with the file's size: the caller may allocate
 * idx_payload() bytes once idx_open has succeeded. A compressed stream is inflated at most a buffer
 * further than its header promises.
 *
 * Opening and reading can be cancelled (struct status).
 *
 * The format: 00 00 08 D, then D sizes of four bytes (most significant first), then the bytes,
 * the last dimension running fastest. http://yann.lecun.com/exdb/mnist/
 */
#ifndef OPTOP_IDX_H
#define OPTOP_IDX_H

#include "base/status.h"

#include <stdint.h>

enum { IDX_DIMENSIONS_MAX = 3 };

struct idx_file;

/*
 * Opens `path`, or `path`.gz if there is no such file, and reads its header; the file must have
 * `dimensions` dimensions. The file's first bytes decide whether it is compressed, not its name.
 * NULL with a sentence that names the file: missing, unreadable, not a regular file (never waits
 * for a pipe or a device), wrong magic, a zero or overflowing size, a size that disagrees with the
 * file's, bad compression. The caller closes the result with idx_close.
 */
struct idx_file *idx_open(const char *path, int dimensions, struct status *status);

/*
 * The same for labels: one or more dimensions, and elements of four bytes (QMNIST's integers) as
 * well.
 */
struct idx_file *idx_open_any(const char *path, struct status *status);

/* The same for a file's content in memory, which must outlive the result; `name` is for messages.
 */
struct idx_file *idx_open_bytes(const char *name, const void *bytes, size_t count, int dimensions,
                                struct status *status);

/* The name that was opened. */
const char *idx_path(const struct idx_file *file);

/* The number of dimensions, and the bytes of an element. */
int idx_dimensions(const struct idx_file *file);
size_t idx_item_size(const struct idx_file *file);

/* One dimension's size (never 0); the bytes to read: the product of all sizes and the item's. */
uint32_t idx_size(const struct idx_file *file, int dimension);
size_t idx_payload(const struct idx_file *file);

/* Reads the next `count` bytes. False with a sentence if they are not there or are corrupt. */
bool idx_read(struct idx_file *file, void *bytes, size_t count, struct status *status);

/* To be called when all is read: nothing may follow, and the checksums must be right. */
bool idx_finish(struct idx_file *file, struct status *status);

/* NULL is allowed. */
void idx_close(struct idx_file *file);

#endif
