/*
 * config_file.h - the configuration file: long options that do not change results, one per line. It
 * is read, never written. Knows the environment.
 */
#ifndef OPTOP_CONFIG_FILE_H
#define OPTOP_CONFIG_FILE_H

#include "options.h"

enum { CONFIG_FILE_MAX = 1 << 16 }; /* bytes; a longer file is refused */

/*
 * Applies the lines of $XDG_CONFIG_HOME/optop/config (without an absolute XDG_CONFIG_HOME:
 * ~/.config/optop/config) for those options that the command line has not given. A line is
 * `name=value` or `name`; blanks around both are ignored, and so are lines that begin with # and
 * text after a blank and #. A missing file or home folder is no error. STATUS_INVALID names file
 * and line, STATUS_SYSTEM a file that cannot be read.
 */
bool config_file_read(struct options *options, struct status *status);

#endif
