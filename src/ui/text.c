/* text.c - UTF-8 on character cells; see text.h. */
#include "text.h"

#include "base/utf8.h"

#include <stdio.h>
#include <string.h>

struct interval {
    uint32_t first, last;
};

/* Marks that are drawn on the character before them, and invisible ones. */
static const struct interval combining[] = {
    {0x0300, 0x036f},   {0x0483, 0x0489}, {0x0591, 0x05bd}, {0x0610, 0x061a}, {0x064b, 0x065f},
    {0x0900, 0x0902},   {0x093c, 0x093c}, {0x0941, 0x0948}, {0x0e31, 0x0e31}, {0x0e34, 0x0e3a},
    {0x0e47, 0x0e4e},   {0x1ab0, 0x1aff}, {0x1dc0, 0x1dff}, {0x200b, 0x200f}, {0x202a, 0x202e},
    {0x2060, 0x2064},   {0x20d0, 0x20ff}, {0xfe00, 0xfe0f}, {0xfe20, 0xfe2f}, {0xfeff, 0xfeff},
    {0xe0100, 0xe01ef},
};

/* Characters two cells wide. */
static const struct interval wide[] = {
    {0x1100, 0x115f},   {0x2329, 0x232a},   {0x2e80, 0x303e},   {0x3041, 0xa4cf},
    {0xa960, 0xa97c},   {0xac00, 0xd7a3},   {0xf900, 0xfaff},   {0xfe30, 0xfe6f},
    {0xff00, 0xff60},   {0xffe0, 0xffe6},   {0x1f300, 0x1f64f}, {0x1f680, 0x1f6ff},
    {0x1f900, 0x1faff}, {0x20000, 0x3fffd},
};

static bool is_in(uint32_t c, const struct interval *table, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (c >= table[i].first && c <= table[i].last)
            return true;
    return false;
}

size_t text_decode(const char *text, uint32_t *codepoint)
{
    size_t length = utf8_decode(text, codepoint);

    if (*codepoint == UTF8_INVALID)
        *codepoint = TEXT_REPLACEMENT;
    return length;
}

size_t text_encode(uint32_t codepoint, char out[4])
{
    size_t length = codepoint < 0x80 ? 1 : codepoint < 0x800 ? 2 : codepoint < 0x10000 ? 3 : 4;
    static const unsigned lead[] = {0, 0, 0xc0, 0xe0, 0xf0};

    if (codepoint > 0x10ffff || (codepoint >= 0xd800 && codepoint <= 0xdfff))
        return 0;
    for (size_t i = length - 1; i > 0; i--, codepoint >>= 6)
        out[i] = (char)(0x80 | (codepoint & 0x3f));
    out[0] = (char)(lead[length] | codepoint);
    return length;
}

bool text_printable(uint32_t codepoint)
{
    return !utf8_is_control(codepoint) && !(codepoint >= 0xd800 && codepoint <= 0xdfff) &&
           codepoint <= 0x10ffff;
}

int text_codepoint_width(uint32_t codepoint)
{
    if (!text_printable(codepoint) ||
        is_in(codepoint, combining, sizeof combining / sizeof combining[0]))
        return 0;
    return is_in(codepoint, wide, sizeof wide / sizeof wide[0]) ? 2 : 1;
}

int text_width(const char *text)
{
    int width = 0;
    uint32_t c;

    while (*text) {
        text += text_decode(text, &c);
        width += text_codepoint_width(c);
    }
    return width;
}

size_t text_fit(const char *text, int columns)
{
    size_t at = 0;
    uint32_t c;

    while (text[at]) {
        size_t length = text_decode(text + at, &c);

        columns -= text_codepoint_width(c);
        if (columns < 0)
            break;
        at += length;
    }
    return at;
}

/* The most bytes, at most `limit`, at which `text` can be cut between two code points. */
static size_t whole(const char *text, size_t limit)
{
    size_t at = 0, length;
    uint32_t c;

    while (text[at] && at + (length = text_decode(text + at, &c)) <= limit)
        at += length;
    return at;
}

char *text_cut(const char *text, int columns, char *out, size_t size)
{
    size_t all = strlen(text), length = text_fit(text, columns);
    const char *ellipsis = "";

    if (size == 0)
        return out;
    if (length < all && columns >= 4) {
        ellipsis = "..";
        length = text_fit(text, columns - 2);
    }
    if (length + strlen(ellipsis) >= size) {
        ellipsis = "";
        length = whole(text, length < size ? length : size - 1);
    }
    snprintf(out, size, "%.*s%s", (int)length, text, ellipsis);
    return out;
}

bool text_wrap(const char **text, int columns, const char **line, size_t *length)
{
    const char *start = *text, *newline;
    size_t fit, end;

    if (*start == '\0')
        return false;
    newline = strchr(start, '\n');
    end = newline ? (size_t)(newline - start) : strlen(start);
    fit = text_fit(start, columns > 0 ? columns : 1);
    *line = start;
    if (fit >= end) {
        *length = end;
        *text = start + end + (newline ? 1 : 0);
        return true;
    }
    if (start[fit] != ' ') {
        size_t blank = fit;

        while (blank > 0 && start[blank - 1] != ' ')
            blank--;
        if (blank > 0)
            fit = blank;
    }
    if (fit == 0) { /* not even one wide character: take it all the same */
        uint32_t c;
        fit = text_decode(start, &c);
    }
    *text = start + fit;
    while (**text == ' ')
        (*text)++;
    if (newline && *text == newline)
        (*text)++;
    while (fit > 0 && start[fit - 1] == ' ')
        fit--;
    *length = fit;
    return true;
}
