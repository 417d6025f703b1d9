/*
 * zip.h - the entries of a ZIP archive in memory, stored or deflated, zip64 as well; for .npz. No
 * size in an archive is trusted before it is compared with the archive's size.
 */
#ifndef OPTOP_ZIP_H
#define OPTOP_ZIP_H

#include "source.h"

enum { ZIP_NAME_MAX = 256 };

struct zip_entry {
    char name[ZIP_NAME_MAX];
    unsigned method; /* 0: stored, 8: deflated */
    uint32_t crc;
    const char *bytes; /* within the archive */
    size_t compressed, size;
};

/* Goes through the entries of an archive's central directory. */
struct zip {
    const struct source *source;
    size_t at, end; /* the rest of the central directory */
    uint64_t entries;
};

/* False with a sentence when there is no central directory, or it lies outside the file. */
bool zip_open(struct zip *zip, const struct source *source, struct status *status);

/* The next entry; *more is false after the last. False when the archive is broken. */
bool zip_next(struct zip *zip, struct zip_entry *entry, bool *more, struct status *status);

/*
 * An entry's content, checked; in the archive itself when it is stored, else inflated into memory
 * that the caller frees as *owned, which is NULL otherwise. NULL on errors. Can be cancelled.
 */
const char *zip_read(const struct zip *zip, const struct zip_entry *entry, char **owned,
                     struct status *status);

#endif
