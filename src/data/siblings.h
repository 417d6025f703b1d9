/* siblings.h - finding the files of a data set by name: train.csv, and test.csv beside it. */
#ifndef OPTOP_SIBLINGS_H
#define OPTOP_SIBLINGS_H

#include "base/status.h"

enum { SIBLINGS_PATH_MAX = 4096 };

/*
 * The file with the training rows: `path` itself, or, in a folder, the only file with one of these
 * endings whose name contains "train"; without any such, the only .csv or .tsv file. False with a
 * sentence when there are none (`train` is empty then) or several.
 */
bool siblings_train(const char *path, const char *const *endings, char train[SIBLINGS_PATH_MAX],
                    struct status *status);

/*
 * The file with the test rows beside `train`: test for train in its name, .test for .data, .t added
 * (LIBSVM). False when there is none.
 */
bool siblings_test(const char *train, char test[SIBLINGS_PATH_MAX]);

/* Is the request `test` (see struct data_request) a file rather than a share or nothing? */
bool siblings_is_file(const char *test);

#endif
