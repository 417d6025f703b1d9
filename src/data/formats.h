/* formats.h - the readers in the table of format.c, one file each; for format.c and tests. */
#ifndef OPTOP_FORMATS_H
#define OPTOP_FORMATS_H

#include "format.h"

bool idx_recognize(const struct format_view *view, struct status *status);
bool idx_read_raw(const struct data_request *request, struct raw *raw, struct status *status);

bool cifar10_recognize(const struct format_view *view, struct status *status);
bool cifar10_read_raw(const struct data_request *request, struct raw *raw, struct status *status);

bool npz_recognize(const struct format_view *view, struct status *status);
bool npz_read_raw(const struct data_request *request, struct raw *raw, struct status *status);

bool npy_recognize(const struct format_view *view, struct status *status);
bool npy_read_raw(const struct data_request *request, struct raw *raw, struct status *status);

bool table_recognize(const struct format_view *view, struct status *status);
bool table_read_raw(const struct data_request *request, struct raw *raw, struct status *status);

/* The largest number of index:value pairs in a line; 0: the text is not in this format. */
size_t svmlight_pairs(const char *bytes, size_t count, bool whole);
bool svmlight_recognize(const struct format_view *view, struct status *status);
bool svmlight_read_raw(const struct data_request *request, struct raw *raw, struct status *status);

#endif
