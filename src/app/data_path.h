/*
 * data_path.h - search for data: in the environment, beside the executable, and in the
 * installation. The only file that knows these places.
 */
#ifndef OPTOP_DATA_PATH_H
#define OPTOP_DATA_PATH_H

#include "base/status.h"

/*
 * The folder that holds the data called `name`; a name that is not bundled is a folder itself.
 * Bundled data are searched for, in order, in $OPTOP_DATA, beside the executable (build tree and
 * relocated installations), and in the folder given at configure time. STATUS_SYSTEM.
 */
bool data_path_find(const char *name, char *path, size_t size, struct status *status);

/*
 * Do the contents of the folder found for bundled data differ from the bundled ones, by their
 * checksum? False for a name that is not bundled.
 */
bool data_path_is_foreign(const char *name, const char *folder);

/* The folder of the bundled lessons. STATUS_SYSTEM. */
bool data_path_lessons(char *path, size_t size, struct status *status);

#endif
