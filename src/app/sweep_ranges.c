/* sweep_ranges.c - ranges of a hyperparameter, to and from text; see sweep_ranges.h. */
#include "sweep_ranges.h"

#include "base/append.h"
#include "base/maths.h"
#include "base/param.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FORMS "FROM..TO*POINTS, FROM..TO/POINTS or {A,B,...}"

double sweep_round(double value)
{
    char text[32];

    snprintf(text, sizeof text, "%.6g", value);
    return strtod(text, NULL);
}

/* ---- parts of a text ------------------------------------------------------------------------- */

/* `length` bytes without the blanks around them. False when they do not fit. */
static bool copy_trimmed(const char *from, size_t length, char *to, size_t size)
{
    while (length > 0 && isspace((unsigned char)*from)) {
        from++;
        length--;
    }
    while (length > 0 && isspace((unsigned char)from[length - 1]))
        length--;
    snprintf(to, size, "%.*s", (int)(length < size ? length : size - 1), from);
    return length < size;
}

/* A decimal number and nothing else; nan, infinities and hexadecimal numbers are none. */
static bool read_number(const char *text, double *value)
{
    char *end;

    if (!*text || strspn(text, "+-.0123456789eE") != strlen(text))
        return false;
    *value = strtod(text, &end);
    return *end == '\0' && isfinite(*value);
}

/* ---- FROM..TO -------------------------------------------------------------------------------- */

static bool refuse(const char *key, const char *value, const char *why, struct status *status)
{
    return status_fail(status, STATUS_INVALID, "%s: '%.64s' %s", key, value, why);
}

static bool read_points(const char *text, struct sweep_range *range)
{
    double points = 0;

    if (*text && (!read_number(text, &points) || !(points >= 2 && points <= SWEEP_POINTS_MAX) ||
                  floor(points) < points))
        return false;
    range->points = (int)points;
    return true;
}

/* `dots` is where FROM ends. */
static bool read_span(const char *value, const char *dots, struct sweep_range *range,
                      struct status *status)
{
    const char *mark = dots + 2 + strcspn(dots + 2, "*/");
    char from[SWEEP_VALUE_MAX], to[SWEEP_VALUE_MAX], points[SWEEP_VALUE_MAX] = "";

    if (!copy_trimmed(value, (size_t)(dots - value), from, sizeof from) ||
        !read_number(from, &range->from))
        return refuse(range->key, value, "does not begin with a number (allowed: " FORMS ")",
                      status);
    if (!copy_trimmed(dots + 2, (size_t)(mark - dots - 2), to, sizeof to) ||
        !read_number(to, &range->to))
        return refuse(range->key, value, "has no number after '..' (allowed: " FORMS ")", status);
    if (!*mark)
        return refuse(range->key, value,
                      "does not say how the points are spaced (allowed: *POINTS for equal factors, "
                      "/POINTS for equal distances)",
                      status);
    range->scale = *mark == '*' ? SWEEP_GEOMETRIC : SWEEP_LINEAR;
    range->from = sweep_round(range->from);
    range->to = sweep_round(range->to);
    if (!copy_trimmed(mark + 1, strlen(mark + 1), points, sizeof points) ||
        !read_points(points, range))
        return refuse(range->key, value, "has no such number of points (allowed: 2 to 10000)",
                      status);
    if (!(range->from < range->to))
        return refuse(range->key, value, "does not rise (allowed: FROM < TO)", status);
    if (range->scale == SWEEP_GEOMETRIC && range->from <= 0)
        return refuse(range->key, value,
                      "begins at or below 0, where there are no equal factors (allowed: FROM > 0, "
                      "or '/' in place of '*')",
                      status);
    return true;
}

/* ---- {A,B,...} ------------------------------------------------------------------------------- */

/* Value i of a list; false when there are not so many. */
static bool list_value(const char *list, int i, char *text, size_t size)
{
    for (; i > 0; i--) {
        list += strcspn(list, ",");
        if (!*list)
            return false;
        list++;
    }
    snprintf(text, size, "%.*s", (int)strcspn(list, ","), list);
    return true;
}

/* Is value i one of those before it? */
static bool is_repeated(const struct sweep_range *range, int i, const char *value)
{
    char other[SWEEP_VALUE_MAX];

    for (int k = 0; k < i; k++)
        if (list_value(range->list, k, other, sizeof other) && strcmp(other, value) == 0)
            return true;
    return false;
}

/* Adds a value to the list: a number in its shortest form, or a word. */
static bool add_value(const char *from, size_t length, struct sweep_range *range,
                      struct status *status)
{
    char word[SWEEP_VALUE_MAX], value[SWEEP_VALUE_MAX];
    double number;

    if (!copy_trimmed(from, length, word, sizeof word))
        return refuse(range->key, word, "is too long for a value", status);
    if (!*word)
        return refuse(range->key, word, "is no value (allowed: {A,B,...})", status);
    if (read_number(word, &number))
        param_format_number(sweep_round(number), value, sizeof value);
    else
        memcpy(value, word, sizeof value);
    if (is_repeated(range, range->points, value))
        return refuse(range->key, value, "is given twice", status);
    if (strlen(range->list) + strlen(value) + 2 > sizeof range->list)
        return refuse(range->key, value, "is one value too many for a list", status);
    append(range->list, sizeof range->list, "%s%s", range->points > 0 ? "," : "", value);
    range->points++;
    return true;
}

static bool read_list(const char *value, struct sweep_range *range, struct status *status)
{
    size_t length = strlen(value);
    const char *at = value + 1, *end = value + length - 1;

    if (length < 2 || *end != '}')
        return refuse(range->key, value, "does not end with } (allowed: {A,B,...})", status);
    range->scale = SWEEP_LIST;
    for (;;) {
        size_t part = strcspn(at, ",}");

        if (!add_value(at, part, range, status))
            return false;
        at += part;
        if (at == end)
            return true;
        if (*at != ',')
            return refuse(range->key, value, "goes on after } (allowed: {A,B,...})", status);
        at++;
    }
}

/* ---- a range --------------------------------------------------------------------------------- */

bool sweep_range_parse(const char *text, struct sweep_range *range, struct status *status)
{
    size_t length = strcspn(text, "=");
    struct sweep_range read = {.run = SWEEP_ALL_RUNS};
    char value[SWEEP_TEXT_MAX];
    const char *dots;
    bool good;

    if (text[length] != '=' || !copy_trimmed(text, length, read.key, sizeof read.key) || !*read.key)
        return status_fail(status, STATUS_INVALID,
                           "'%.64s' is not of the form KEY=RANGE (example: lr=1e-4..1e-1*13)",
                           text);
    if (!copy_trimmed(text + length + 1, strlen(text + length + 1), value, sizeof value))
        return refuse(read.key, value, "is too long", status);
    dots = strstr(value, "..");
    if (value[0] == '{')
        good = read_list(value, &read, status);
    else
        good = dots ? read_span(value, dots, &read, status)
                    : refuse(read.key, value, "is no range (allowed: " FORMS ")", status);
    if (good)
        *range = read;
    return good;
}

char *sweep_range_format(const struct sweep_range *range, char *text, size_t size)
{
    char from[32], to[32], points[16] = "";

    if (range->scale == SWEEP_LIST) {
        snprintf(text, size, "%s={%s}", range->key, range->list);
        return text;
    }
    if (range->points > 0)
        snprintf(points, sizeof points, "%d", range->points);
    snprintf(text, size, "%s=%s..%s%c%s", range->key,
             param_format_number(range->from, from, sizeof from),
             param_format_number(range->to, to, sizeof to),
             range->scale == SWEEP_GEOMETRIC ? '*' : '/', points);
    return text;
}

/* The place between both ends that t in [0, 1] stands for. */
static double place(const struct sweep_range *range, double t)
{
    double a = range->from, b = range->to;

    if (range->scale == SWEEP_LINEAR)
        return a + (b - a) * t;
    return maths_exp(maths_log(a) + (maths_log(b) - maths_log(a)) * t);
}

static char *format(double value, bool whole, char *text, size_t size)
{
    return param_format_number(whole ? floor(value + 0.5) : sweep_round(value), text, size);
}

char *sweep_range_value(const struct sweep_range *range, int i, bool whole, char *text, size_t size)
{
    if (range->scale == SWEEP_LIST) {
        list_value(range->list, i, text, size);
        return text;
    }
    if (i == 0 || i == range->points - 1) /* both ends are exactly these */
        return format(i == 0 ? range->from : range->to, whole, text, size);
    return format(place(range, (double)i / (range->points - 1)), whole, text, size);
}

char *sweep_range_draw(const struct sweep_range *range, double u, bool whole, char *text,
                       size_t size)
{
    if (range->scale == SWEEP_LIST) {
        list_value(range->list, (int)(u * range->points), text, size);
        return text;
    }
    return format(place(range, u), whole, text, size);
}

/* ---- several --------------------------------------------------------------------------------- */

bool sweep_ranges_add(const struct sweep_range *added, struct sweep_range range[SWEEP_RANGES_MAX],
                      int *ranges, struct status *status)
{
    for (int i = 0; i < *ranges; i++)
        if (strcmp(range[i].key, added->key) == 0 &&
            (range[i].run == added->run || range[i].run == SWEEP_ALL_RUNS ||
             added->run == SWEEP_ALL_RUNS))
            return status_fail(status, STATUS_INVALID, "%s: has two ranges for the same run",
                               added->key);
    if (*ranges == SWEEP_RANGES_MAX)
        return status_fail(status, STATUS_INVALID, "%s: is one range too many (allowed: %d)",
                           added->key, SWEEP_RANGES_MAX);
    range[(*ranges)++] = *added;
    return true;
}

/* The end of the part that begins here: a comma outside braces, or the end. */
static const char *end_of_part(const char *text)
{
    for (int depth = 0; *text && (*text != ',' || depth > 0); text++)
        depth += (*text == '{') - (*text == '}' && depth > 0);
    return text;
}

/* Is KEY=VALUE a range? A name may have dots in it. */
static bool is_range(const char *part)
{
    char key[SWEEP_KEY_MAX];
    size_t length = strcspn(part, "=");
    const char *value = part + length + (part[length] == '=');

    if (part[length] != '=' ||
        (copy_trimmed(part, length, key, sizeof key) && strcmp(key, "name") == 0))
        return false;
    return value[strspn(value, " ")] == '{' || strstr(value, "..") != NULL;
}

bool sweep_ranges_split(const char *text, int run, char plain[SWEEP_TEXT_MAX],
                        struct sweep_range range[SWEEP_RANGES_MAX], int *ranges,
                        struct status *status)
{
    const char *at = text + strcspn(text, ":");
    bool first = true;

    if (strlen(text) >= SWEEP_TEXT_MAX)
        return status_fail(status, STATUS_INVALID, "'%.64s...' is too long", text);
    snprintf(plain, SWEEP_TEXT_MAX, "%.*s", (int)(at - text), text);
    while (*at) {
        const char *begin = at + 1, *end = end_of_part(begin);
        char part[SWEEP_TEXT_MAX];
        struct sweep_range found;

        snprintf(part, sizeof part, "%.*s", (int)(end - begin), begin);
        if (is_range(part)) {
            if (!sweep_range_parse(part, &found, status))
                return false;
            found.run = run;
            if (!sweep_ranges_add(&found, range, ranges, status))
                return false;
        } else {
            append(plain, SWEEP_TEXT_MAX, "%c%s", first ? ':' : ',', part);
            first = false;
        }
        at = end;
    }
    return true;
}
