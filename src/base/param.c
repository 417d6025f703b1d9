/* param.c - parsing, formatting and checking of named values; see param.h. */
#include "param.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

char *param_format_number(double value, char *text, size_t size)
{
    if (isnan(value)) {
        snprintf(text, size, "nan");
        return text;
    }
    for (int digits = 1; digits <= 17; digits++) {
        snprintf(text, size, "%.*g", digits, value);
        if (strtod(text, NULL) == value)
            break;
    }
    /* Whole numbers read better without an exponent: 1000, not 1e+03. */
    if (value == floor(value) && fabs(value) < 1e9)
        snprintf(text, size, "%.0f", value);
    return text;
}

/* The word for a value that is found elsewhere; see `automatic` in struct param_spec. */
static const char automatic_word[] = "auto";

char *param_format(const struct param_spec *spec, double value, char *text, size_t size)
{
    if (spec->automatic && value == 0)
        snprintf(text, size, "%s", automatic_word);
    else if (spec->kind == PARAM_CHOICE)
        snprintf(text, size, "%s", spec->choices[(int)value]);
    else
        param_format_number(value, text, size);
    return text;
}

char *param_default(const struct param_spec *spec, char *text, size_t size)
{
    if (spec->kind == PARAM_TEXT)
        snprintf(text, size, "%s", spec->initial_text);
    else
        param_format(spec, spec->initial, text, size);
    return text;
}

static void list_choices(const struct param_spec *spec, char *text, size_t size)
{
    size_t used = 0;

    text[0] = '\0';
    for (int i = 0; spec->choices[i] && used < size; i++) {
        const char *separator = i == 0 ? "" : spec->choices[i + 1] ? ", " : " or ";
        int length = snprintf(text + used, size - used, "%s%s", separator, spec->choices[i]);
        used += length > 0 ? (size_t)length : 0;
    }
}

/* A bound for people: large and small powers of ten as 10^12. */
static void format_bound(double value, char *text, size_t size)
{
    double exponent = value > 0 ? round(log10(value)) : 0;

    if (fabs(exponent) >= 6 && value == pow(10, exponent))
        snprintf(text, size, "10^%.0f", exponent);
    else
        param_format_number(value, text, size);
}

char *param_range(const struct param_spec *spec, char *text, size_t size)
{
    char low[32], high[32];

    switch (spec->kind) {
    case PARAM_BOOLEAN:
        snprintf(text, size, "0 or 1");
        break;
    case PARAM_CHOICE:
        list_choices(spec, text, size);
        break;
    case PARAM_TEXT:
        snprintf(text, size, "%s", spec->allowed ? spec->allowed : "any text");
        break;
    case PARAM_REAL:
    case PARAM_INTEGER:
        format_bound(spec->min, low, sizeof low);
        format_bound(spec->max, high, sizeof high);
        if (spec->min_open || spec->max_open)
            snprintf(text, size, "%s %s %s %s %s", low, spec->min_open ? "<" : "<=", spec->name,
                     spec->max_open ? "<" : "<=", high);
        else
            snprintf(text, size, "%s to %s", low, high);
        if (spec->automatic && strlen(text) < size)
            snprintf(text + strlen(text), size - strlen(text), " or %s", automatic_word);
        break;
    }
    return text;
}

static bool refuse(const struct param_spec *spec, const char *given, const char *wanted,
                   struct status *status)
{
    char range[512];

    return status_fail(status, STATUS_INVALID, "%s: '%s' is not %s (allowed: %s)", spec->name,
                       given, wanted, param_range(spec, range, sizeof range));
}

bool param_check(const struct param_spec *spec, double value, struct status *status)
{
    char given[64];
    int choices = 0;
    bool inside;

    switch (spec->kind) {
    case PARAM_BOOLEAN:
        inside = value == 0 || value == 1;
        break;
    case PARAM_CHOICE:
        while (spec->choices[choices])
            choices++;
        inside = value >= 0 && value < choices && value == floor(value);
        break;
    case PARAM_INTEGER:
    case PARAM_REAL:
        inside = isfinite(value) && (spec->min_open ? value > spec->min : value >= spec->min) &&
                 (spec->max_open ? value < spec->max : value <= spec->max) &&
                 (spec->kind == PARAM_REAL || value == floor(value));
        break;
    case PARAM_TEXT:
    default:
        inside = true;
        break;
    }
    if (inside || (spec->automatic && value == 0))
        return true;
    return refuse(spec, param_format_number(value, given, sizeof given), "in range", status);
}

/* Reads a whole text as a decimal number; hexadecimal, nan and inf are not numbers here. */
static bool read_number(const char *text, double *value)
{
    char *end;

    while (isspace((unsigned char)*text))
        text++;
    for (const char *c = text; *c && !isspace((unsigned char)*c); c++)
        if (!strchr("+-.0123456789eE", *c))
            return false;
    if (*text == '\0')
        return false;
    *value = strtod(text, &end);
    if (end == text)
        return false;
    while (isspace((unsigned char)*end))
        end++;
    return *end == '\0';
}

static bool read_boolean(const char *text, double *value)
{
    static const struct {
        const char *word;
        double value;
    } words[] = {{"0", 0}, {"off", 0}, {"no", 0},  {"false", 0},
                 {"1", 1}, {"on", 1},  {"yes", 1}, {"true", 1}};

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcasecmp(text, words[i].word) == 0) {
            *value = words[i].value;
            return true;
        }
    return false;
}

static bool read_choice(const struct param_spec *spec, const char *text, double *value)
{
    for (int i = 0; spec->choices[i]; i++)
        if (strcmp(text, spec->choices[i]) == 0) {
            *value = i;
            return true;
        }
    return false;
}

/* Copies `text` without its surrounding blanks. */
static void trim(const char *text, char *out, size_t size)
{
    size_t length;

    while (isspace((unsigned char)*text))
        text++;
    length = strlen(text);
    while (length > 0 && isspace((unsigned char)text[length - 1]))
        length--;
    snprintf(out, size, "%.*s", (int)(length < size ? length : size - 1), text);
}

bool param_parse(const struct param_spec *spec, const char *text, double *value,
                 struct status *status)
{
    char given[PARAM_TEXT_MAX];
    double parsed = 0;

    trim(text, given, sizeof given);
    if (spec->automatic && strcmp(given, automatic_word) == 0) {
        *value = 0;
        return true;
    }
    switch (spec->kind) {
    case PARAM_BOOLEAN:
        if (!read_boolean(given, &parsed))
            return refuse(spec, given, "0 or 1", status);
        break;
    case PARAM_CHOICE:
        if (!read_choice(spec, given, &parsed))
            return refuse(spec, given, "one of its values", status);
        break;
    case PARAM_INTEGER:
        if (!read_number(given, &parsed) || parsed != floor(parsed) || isinf(parsed))
            return refuse(spec, given, "a whole number", status);
        break;
    case PARAM_REAL:
        if (!read_number(given, &parsed))
            return refuse(spec, given, "a number", status);
        break;
    case PARAM_TEXT:
    default:
        return status_fail(status, STATUS_INVALID, "%s: has no number", spec->name);
    }
    if ((spec->automatic && parsed == 0) || !param_check(spec, parsed, status))
        return refuse(spec, given, "in range", status);
    *value = parsed;
    return true;
}

bool param_validate(const struct param_spec *spec, const char *text, struct status *status)
{
    double value;

    if (spec->kind != PARAM_TEXT)
        return param_parse(spec, text, &value, status);
    return !spec->check || spec->check(text, status);
}

int param_find(const struct param_spec *specs, int count, const char *name)
{
    for (int i = 0; i < count; i++)
        if (strcmp(specs[i].name, name) == 0)
            return i;
    return -1;
}
