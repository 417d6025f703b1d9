/*
 * data_path.h - where data are looked for: the environment, the executable's neighbourhood, and
 * the installation. The only file that knows them.
 */
#ifndef OPTOP_DATA_PATH_H
#define OPTOP_DATA_PATH_H

#include "base/status.h"

/*
 * The folder that holds the data called `name`; a name that is not bundled is a folder itself.
 * Bundled data are looked for, in order, in $OPTOP_DATA, beside the executable (build tree and
 * relocated installations), and in the folder given at configure time. STATUS_SYSTEM.
 */
bool data_path_find(const char *name, char *path, size_t size, struct status *status);

/*
 * Has the folder that was found for bundled data other contents than those that were bundled? A
 * checksum tells. False for a name that is none of bundled data.
 */
bool data_path_is_foreign(const char *name, const char *folder);

/* The folder of the bundled lessons. STATUS_SYSTEM. */
bool data_path_lessons(char *path, size_t size, struct status *status);

#endif
