/* export_row.h - the figures of a row as in CSV, for all files that write them. */
#ifndef OPTOP_EXPORT_ROW_H
#define OPTOP_EXPORT_ROW_H

#include "train/history.h"

enum { EXPORT_ROW_MAX = 256 };

/* The curves that the command line's contract puts into every CSV. */
enum { EXPORT_ROW_CURVES = CURVE_TEST_ACCURACY + 1 };

/*
 * "TRAIN_LOSS,TEST_LOSS,TRAIN_ACCURACY,TEST_ACCURACY": losses as %.17g, accuracies with as few
 * digits as give the same number; empty where a row was not evaluated. Returns text.
 */
char *export_row_figures(const struct history_row *row, char *text, size_t size);

#endif
