/* param_list.c - a name with parameters as one text; see param_list.h. */
#include "param_list.h"

#include <stdio.h>
#include <string.h>

static bool refuse_key(const char *name, const char *key, const struct param_spec *params,
                       int n_params, struct status *status)
{
    char keys[256] = "";

    for (int i = 0; i < n_params; i++)
        snprintf(keys + strlen(keys), sizeof keys - strlen(keys), "%s%s", i > 0 ? ", " : "",
                 params[i].name);
    return status_fail(status, STATUS_INVALID, "%s: no parameter '%s' (allowed: %s)", name, key,
                       keys);
}

bool param_list_parse(const char *text, const struct param_spec *params, int n_params,
                      double *value, struct status *status)
{
    char copy[PARAM_TEXT_MAX], *rest = copy, *name, *item;

    for (int i = 0; i < n_params; i++)
        value[i] = params[i].initial;
    snprintf(copy, sizeof copy, "%s", text);
    name = strsep(&rest, ":");
    if (rest && !*rest)
        return refuse_key(name, "", params, n_params, status);
    while (rest && (item = strsep(&rest, ",")) != NULL) {
        char *key = strsep(&item, "=");
        int i = param_find(params, n_params, key);
        struct status why = {0};

        if (i < 0)
            return refuse_key(name, key, params, n_params, status);
        if (!param_parse(&params[i], item ? item : "", &value[i], &why))
            return status_fail(status, why.code, "%s: %s", name, why.message);
    }
    return true;
}
