/*
 * param_list.h - a name with parameters as one text, "NAME:KEY=VALUE,...", read by a table of
 * parameters. For generated data and test functions.
 */
#ifndef OPTOP_PARAM_LIST_H
#define OPTOP_PARAM_LIST_H

#include "param.h"

/*
 * Sets value[0 ... n_params-1] to the defaults, then to the values in the text. STATUS_INVALID
 * names the key, the given text and the allowed values.
 */
bool param_list_parse(const char *text, const struct param_spec *params, int n_params,
                      double *value, struct status *status);

#endif
