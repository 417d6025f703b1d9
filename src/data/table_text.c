/* table_text.c - the text of a table taken apart; see table_text.h. */
#include "table_text.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* ---- rows -------------------------------------------------------------------------------------
 */

struct table_text table_text(const char *bytes, size_t count, char separator)
{
    struct table_text text = {.at = bytes, .end = bytes + count, .separator = separator};

    if (count >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0)
        text.at += 3;
    text.row = text.at;
    text.next_line = 1;
    return text;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static bool is_end(const struct table_text *text, const char *at)
{
    return at == text->end || *at == '\n' || *at == '\r';
}

/* Steps over a line's end; CR LF is one. */
static void end_line(struct table_text *text)
{
    bool cr = text->at < text->end && *text->at == '\r';

    text->at += cr;
    text->at += text->at < text->end && *text->at == '\n';
    text->next_line++;
}

/* "#" begins a comment, unless it may be the name of a column. */
static bool is_comment(const struct table_text *text, const char *at)
{
    return *at == '#' && (text->separator == TABLE_BLANKS || at[1] == ' ');
}

bool table_next_row(struct table_text *text)
{
    while (text->at < text->end) {
        const char *at = text->at;

        while (at < text->end && (*at == ' ' || (*at == '\t' && text->separator != '\t')))
            at++;
        if (!is_end(text, at) && !is_comment(text, at)) {
            text->row = text->at;
            text->line = text->next_line;
            return true;
        }
        while (!is_end(text, at))
            at++;
        text->at = at;
        if (at < text->end)
            end_line(text);
    }
    return false;
}

/* ---- fields -----------------------------------------------------------------------------------
 */

/* From the character after the opening quote to the one after the closing quote. */
static bool read_quoted(struct table_text *text, struct table_field *field)
{
    const char *at = text->at + 1;

    field->quoted = true;
    field->text = at;
    for (;; at++) {
        if (at == text->end)
            return false;
        if (*at == '\n')
            text->next_line++;
        if (*at != '"')
            continue;
        if (at + 1 < text->end && at[1] == '"') {
            at++;
            continue;
        }
        break;
    }
    field->length = (size_t)(at - field->text);
    text->at = at + 1;
    return true;
}

static void read_plain(struct table_text *text, struct table_field *field)
{
    const char *at = text->at, *last;
    char separator = text->separator;

    field->text = at;
    if (separator == TABLE_BLANKS)
        while (!is_end(text, at) && !is_blank(*at))
            at++;
    else
        while (!is_end(text, at) && *at != separator)
            at++;
    text->at = last = at;
    while (last > field->text && is_blank(last[-1]))
        last--;
    field->length = (size_t)(last - field->text);
}

static void skip_blanks(struct table_text *text)
{
    while (text->at < text->end && is_blank(*text->at) &&
           (text->separator == TABLE_BLANKS || *text->at != text->separator))
        text->at++;
}

/* After a field: the row ends here, or a separator follows. */
static bool end_field(struct table_text *text, struct table_field *field)
{
    const char *after = text->at;

    skip_blanks(text);
    field->last = is_end(text, text->at);
    if (field->last) {
        end_line(text);
        return true;
    }
    if (text->separator == TABLE_BLANKS)
        return text->at > after;
    return *text->at++ == text->separator;
}

bool table_next_field(struct table_text *text, struct table_field *field)
{
    skip_blanks(text);
    field->place = (size_t)(text->at - text->row) + 1;
    field->quoted = false;
    if (text->at < text->end && *text->at == '"') {
        if (!read_quoted(text, field))
            return false;
    } else {
        read_plain(text, field);
    }
    return end_field(text, field);
}

size_t table_copy(const struct table_field *field, char *out, size_t size)
{
    size_t used = 0;

    for (size_t i = 0; i < field->length && used + 1 < size; i++) {
        out[used++] = field->text[i];
        i += field->quoted && field->text[i] == '"';
    }
    out[used] = '\0';
    return used;
}

bool table_missing(const struct table_field *field)
{
    static const char *const words[] = {"?", "NA", "N/A", "NaN", "null", "None", "#N/A"};

    if (field->length == 0)
        return true;
    if (field->length > 4 || field->quoted)
        return false;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strlen(words[i]) == field->length &&
            strncasecmp(words[i], field->text, field->length) == 0)
            return true;
    return false;
}

/* ---- numbers ----------------------------------------------------------------------------------
 */

/* A decimal number: mantissa x 10^exponent; exact: the mantissa holds all its digits. */
struct decimal {
    uint64_t mantissa;
    int exponent;
    bool negative, exact;
};

static const char *read_digits(const char *at, const char *end, struct decimal *d, int step)
{
    static const uint64_t limit = UINT64_C(1000000000000000000); /* another digit still fits */

    for (; at < end && *at >= '0' && *at <= '9'; at++) {
        if (d->mantissa >= limit) {
            d->exact = d->exact && *at == '0';
            d->exponent += 1 + step;
            continue;
        }
        d->mantissa = d->mantissa * 10 + (uint64_t)(*at - '0');
        d->exponent += step;
    }
    return at;
}

static const char *read_exponent(const char *at, const char *end, struct decimal *d)
{
    const char *digits;
    bool negative = false;
    int value = 0;

    if (at < end && (*at == '+' || *at == '-'))
        negative = *at++ == '-';
    digits = at;
    for (; at < end && *at >= '0' && *at <= '9'; at++)
        value = value < 100000 ? value * 10 + (*at - '0') : value;
    d->exponent += negative ? -value : value;
    return at == digits ? NULL : at;
}

static bool read_decimal(const char *at, const char *end, struct decimal *d)
{
    const char *first, *point;
    size_t digits;

    if (at < end && (*at == '+' || *at == '-'))
        d->negative = *at++ == '-';
    first = at;
    at = read_digits(at, end, d, 0);
    digits = (size_t)(at - first);
    if (at < end && *at == '.') {
        point = ++at;
        at = read_digits(at, end, d, -1);
        digits += (size_t)(at - point);
    }
    if (digits == 0)
        return false;
    if (at < end && (*at == 'e' || *at == 'E'))
        at = read_exponent(at + 1, end, d);
    return at == end;
}

bool table_number(const char *text, size_t length, double *value)
{
    static const double powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                    1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                    1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    enum { LARGEST_POWER = 22 };
    struct decimal d = {.exact = true};
    char copy[512];

    if (!read_decimal(text, text + length, &d))
        return false;
    if (d.exact && d.mantissa <= UINT64_C(1) << 53 && abs(d.exponent) <= LARGEST_POWER) {
        /* Both numbers are exact, so that a single rounding gives the nearest one (W. Clinger). */
        double m = (double)d.mantissa;
        m = d.exponent < 0 ? m / powers[-d.exponent] : m * powers[d.exponent];
        *value = d.negative ? -m : m;
        return true;
    }
    if (length >= sizeof copy)
        return false;
    memcpy(copy, text, length);
    copy[length] = '\0';
    *value = strtod(copy, NULL);
    return isfinite(*value);
}
