/* npy.c - an array in NumPy's .npy format; see npy.h. */
#include "npy.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- the header -------------------------------------------------------------------------------
 */

/* The header's text: a Python dictionary. */
struct header {
    const char *name;
    const char *text;
    size_t length;
};

static bool broken(const char *name, const char *what, struct status *status)
{
    return status_fail(status, STATUS_DATA, "%s: %s", name, what);
}

static bool find_header(struct header *header, const char *content, size_t length, size_t *end,
                        struct status *status)
{
    const unsigned char *b = (const unsigned char *)content;
    size_t at = 10;

    if (length < 10 || memcmp(content, "\x93NUMPY", 6) != 0)
        return broken(header->name, "not an .npy file", status);
    if (b[6] < 1 || b[6] > 3)
        return status_fail(status, STATUS_DATA,
                           "%s: version %d of the .npy format (allowed: 1 - 3)", header->name,
                           b[6]);
    header->length = (size_t)(b[8] | b[9] << 8);
    if (b[6] > 1) {
        at = 12;
        if (length < at)
            return broken(header->name, "the .npy header is cut off", status);
        header->length |= (size_t)b[10] << 16 | (size_t)b[11] << 24;
    }
    if (header->length > length - at)
        return broken(header->name, "the .npy header is cut off", status);
    header->text = content + at;
    *end = at + header->length;
    return true;
}

/* What follows the key and its colon; NULL when there is no such key. */
static const char *find_value(const struct header *header, const char *key)
{
    size_t length = strlen(key);

    for (size_t i = 0; i + length + 2 < header->length; i++) {
        const char *at = header->text + i;
        if ((at[0] != '\'' && at[0] != '"') || strncmp(at + 1, key, length) != 0 ||
            at[length + 1] != at[0])
            continue;
        at += length + 2;
        while (at < header->text + header->length && (*at == ' ' || *at == ':'))
            at++;
        return at < header->text + header->length ? at : NULL;
    }
    return NULL;
}

static bool refuse_type(const struct header *header, const char *type, struct status *status)
{
    const char *end = header->text + header->length;
    int length = (int)strcspn(type, "'\"");

    if ((size_t)(end - type) < (size_t)length)
        length = (int)(end - type);
    return status_fail(
        status, STATUS_DATA,
        "%s: elements of type %.*s cannot be read (allowed: integers, floating-point "
        "numbers, booleans; objects are Python's own)",
        header->name, length < 16 ? length : 16, type);
}

static bool is_one_of(char c, const char *set)
{
    return c && strchr(set, c);
}

static bool read_type(struct npy *npy, const struct header *header, struct status *status)
{
    const char *at = find_value(header, "descr"), *end = header->text + header->length;
    static const char big_test[2] = {1, 0};
    uint16_t native;
    bool big, good;

    if (!at || end - at < 5)
        return broken(header->name, "the .npy header names no type", status);
    if (*at == '[')
        return broken(header->name, "structured arrays cannot be read (allowed: arrays of numbers)",
                      status);
    at++;
    if (!is_one_of(*at, "<>|=") || at[2] < '0' || at[2] > '9')
        return refuse_type(header, at, status);
    memcpy(&native, big_test, sizeof native);
    big = native != 1;
    npy->swapped = (*at == '>' && !big) || (*at == '<' && big);
    npy->kind = at[1];
    npy->item = (size_t)(at[2] - '0');
    good = (at[3] == '\'' || at[3] == '"') &&
           ((npy->kind == 'b' && npy->item == 1) ||
            (is_one_of(npy->kind, "iu") && is_one_of(at[2], "1248")) ||
            (npy->kind == 'f' && is_one_of(at[2], "248")));
    return good || refuse_type(header, at, status);
}

static bool read_shape(struct npy *npy, const struct header *header, struct status *status)
{
    const char *at = find_value(header, "shape"), *end = header->text + header->length;

    npy->count = 1;
    if (!at || *at != '(')
        return broken(header->name, "the .npy header has no shape", status);
    for (at++; at < end && *at != ')';) {
        size_t size = 0;

        if (*at == ' ' || *at == ',' || *at == 'L') {
            at++;
            continue;
        }
        if (*at < '0' || *at > '9' || npy->dimensions == NPY_DIMENSIONS_MAX)
            return broken(header->name, "the .npy header's shape is not readable", status);
        for (; at < end && *at >= '0' && *at <= '9'; at++)
            if (__builtin_mul_overflow(size, (size_t)10, &size) ||
                __builtin_add_overflow(size, (size_t)(*at - '0'), &size))
                return broken(header->name, "the .npy header's shape is too large", status);
        if (__builtin_mul_overflow(npy->count, size, &npy->count))
            return broken(header->name, "the .npy header's shape is too large", status);
        npy->size[npy->dimensions++] = size;
    }
    if (npy->dimensions == 0)
        return broken(header->name, "a single number, where an array is needed", status);
    return npy->count > 0 || broken(header->name, "the array is empty", status);
}

bool npy_open(struct npy *npy, const char *name, const char *content, size_t length,
              struct status *status)
{
    struct header header = {.name = name};
    const char *fortran;
    size_t end = 0, bytes;

    *npy = (struct npy){0};
    if (!find_header(&header, content, length, &end, status) || !read_type(npy, &header, status) ||
        !read_shape(npy, &header, status))
        return false;
    fortran = find_value(&header, "fortran_order");
    npy->fortran = fortran && *fortran == 'T';
    npy->bytes = content + end;
    if (__builtin_mul_overflow(npy->count, npy->item, &bytes) || bytes != length - end)
        return status_fail(
            status, STATUS_DATA,
            "%s: the header promises %zu elements of %zu bytes, but %zu bytes follow", name,
            npy->count, npy->item, length - end);
    return true;
}

/* ---- elements ---------------------------------------------------------------------------------
 */

size_t npy_row(const struct npy *npy)
{
    return npy->count / npy->size[0];
}

/* Half precision: sign, 5 bits of exponent, 10 of fraction. */
static double half(uint16_t bits)
{
    int exponent = bits >> 10 & 31, fraction = bits & 1023;
    double value;

    if (exponent == 31)
        value = fraction ? NAN : INFINITY;
    else if (exponent == 0)
        value = ldexp(fraction, -24);
    else
        value = ldexp(1024 + fraction, exponent - 25);
    return bits >> 15 ? -value : value;
}

/* The element `at`, counted as they lie in the file. */
static double element(const struct npy *npy, size_t at)
{
    const char *from = npy->bytes + at * npy->item;
    unsigned char raw[8];
    union {
        uint16_t u2;
        uint32_t u4;
        uint64_t u8;
        int16_t i2;
        int32_t i4;
        int64_t i8;
        float f4;
        double f8;
    } v;

    if (npy->item == 1)
        return npy->kind == 'i' ? (double)(signed char)*from : (double)(unsigned char)*from;
    for (size_t b = 0; b < npy->item; b++)
        raw[b] = (unsigned char)from[npy->swapped ? npy->item - 1 - b : b];
    memcpy(&v, raw, npy->item);
    switch (npy->kind) {
    case 'f':
        return npy->item == 2 ? half(v.u2) : npy->item == 4 ? (double)v.f4 : v.f8;
    case 'i':
        return npy->item == 2 ? v.i2 : npy->item == 4 ? v.i4 : (double)v.i8;
    default:
        return npy->item == 2 ? v.u2 : npy->item == 4 ? v.u4 : (double)v.u8;
    }
}

/*
 * Where the elements of a row lie in the file: element (row, column) at row x *stride +
 * place[column]. NULL for rows that lie one after the other.
 */
static size_t *find_places(const struct npy *npy, size_t *stride)
{
    size_t columns = npy_row(npy), *place;

    *stride = npy->fortran ? 1 : columns;
    if (!npy->fortran)
        return NULL;
    place = malloc(columns * sizeof *place);
    for (size_t c = 0; place && c < columns; c++) {
        size_t left = c, weight = npy->count;

        place[c] = 0;
        for (int d = npy->dimensions - 1; d > 0; d--) {
            weight /= npy->size[d];
            place[c] += left % npy->size[d] * weight;
            left /= npy->size[d];
        }
    }
    return place;
}

/* Calls for blocks of rows, so that a cancelled call stops soon. */
enum { ELEMENTS_BETWEEN_LOOKS = 1 << 20 };

static bool convert(const struct npy *npy, real *reals, uint8_t *bytes, struct status *status)
{
    size_t stride, columns = npy_row(npy), *place = find_places(npy, &stride);
    size_t looks = ELEMENTS_BETWEEN_LOOKS / columns + 1;

    if (npy->fortran && !place)
        return status_out_of_memory(status, "an array");
    for (size_t r = 0; r < npy->size[0]; r++) {
        if (r % looks == 0 && status_cancelled(status)) {
            free(place);
            return false;
        }
        for (size_t c = 0; c < columns; c++) {
            size_t at = r * stride + (place ? place[c] : c);
            if (bytes)
                bytes[r * columns + c] = (uint8_t)npy->bytes[at];
            else
                reals[r * columns + c] = (real)element(npy, at);
        }
    }
    free(place);
    return true;
}

bool npy_reals(const struct npy *npy, real *out, struct status *status)
{
    if (npy->kind == 'f' && npy->item == sizeof(real) && !npy->swapped && !npy->fortran) {
        memcpy(out, npy->bytes, npy->count * sizeof *out);
        return true;
    }
    return convert(npy, out, NULL, status);
}

bool npy_bytes(const struct npy *npy, uint8_t *out, struct status *status)
{
    if (!npy->fortran) {
        memcpy(out, npy->bytes, npy->count);
        return true;
    }
    return convert(npy, NULL, out, status);
}

double npy_element(const struct npy *npy, size_t row, size_t column)
{
    size_t stride, *place;
    double value;

    if (!npy->fortran || npy->dimensions == 1)
        return element(npy, row * npy_row(npy) + column);
    if (npy->dimensions == 2)
        return element(npy, row + column * npy->size[0]);
    place = find_places(npy, &stride);
    value = place ? element(npy, row * stride + place[column]) : NAN;
    free(place);
    return value;
}
