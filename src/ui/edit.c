/* edit.c - a line editor; see edit.h. */
#include "edit.h"

#include "text.h"

#include <string.h>

/* Bytes of the code point at `at`, 0 at the end. */
static size_t length_at(const struct edit_line *line, size_t at)
{
    uint32_t c;

    return at < line->length ? text_decode(line->text + at, &c) : 0;
}

/* The start of the code point before `at`. */
static size_t before(const struct edit_line *line, size_t at)
{
    size_t start = 0, next;

    while ((next = start + length_at(line, start)) < at)
        start = next;
    return at > 0 ? start : 0;
}

static unsigned erase(struct edit_line *line, size_t from, size_t to)
{
    if (from == to)
        return 0;
    memmove(line->text + from, line->text + to, line->length - to + 1);
    line->length -= to - from;
    line->cursor = from;
    return EDIT_CHANGED;
}

static unsigned insert(struct edit_line *line, uint32_t character)
{
    char bytes[4];
    size_t length = text_encode(character, bytes);

    if (!text_printable(character))
        return 0;
    if (line->length + length >= sizeof line->text)
        return 0;
    memmove(line->text + line->cursor + length, line->text + line->cursor,
            line->length - line->cursor + 1);
    memcpy(line->text + line->cursor, bytes, length);
    line->length += length;
    line->cursor += length;
    return EDIT_CHANGED;
}

void edit_set(struct edit_line *line, const char *text)
{
    size_t length;
    uint32_t c;

    line->length = line->first = 0;
    for (; *text; text += length) {
        length = text_decode(text, &c);
        if (!text_printable(c))
            continue;
        if (line->length + length >= sizeof line->text)
            break;
        memcpy(line->text + line->length, text, length);
        line->length += length;
    }
    line->text[line->length] = '\0';
    line->cursor = line->length;
}

/* The start of the word before the cursor. */
static size_t word_start(const struct edit_line *line)
{
    size_t at = line->cursor;

    while (at > 0 && line->text[at - 1] == ' ')
        at--;
    while (at > 0 && line->text[at - 1] != ' ')
        at--;
    return at;
}

static unsigned press(struct edit_line *line, enum edit_key key, uint32_t character)
{
    switch (key) {
    case EDIT_CHARACTER:
        return insert(line, character);
    case EDIT_LEFT:
        line->cursor = before(line, line->cursor);
        return 0;
    case EDIT_RIGHT:
        line->cursor += length_at(line, line->cursor);
        return 0;
    case EDIT_HOME:
        line->cursor = 0;
        return 0;
    case EDIT_END:
        line->cursor = line->length;
        return 0;
    case EDIT_BACKSPACE:
        return erase(line, before(line, line->cursor), line->cursor);
    case EDIT_DELETE:
        return erase(line, line->cursor, line->cursor + length_at(line, line->cursor));
    case EDIT_KILL_END:
        return erase(line, line->cursor, line->length);
    case EDIT_KILL_LINE:
        return erase(line, 0, line->length);
    case EDIT_KILL_WORD:
        return erase(line, word_start(line), line->cursor);
    default:
        return 0;
    }
}

unsigned edit_press(struct edit_line *line, enum edit_key key, uint32_t character)
{
    unsigned flags = press(line, key, character);

    if (line->first > line->cursor) /* so it stays at the start of a code point */
        line->first = line->cursor;
    return flags;
}

/* Cells from byte `from` to byte `to`. */
static int cells(const struct edit_line *line, size_t from, size_t to)
{
    int width = 0;
    uint32_t c;

    while (from < to) {
        from += text_decode(line->text + from, &c);
        width += text_codepoint_width(c);
    }
    return width;
}

int edit_view(struct edit_line *line, int columns, char *out, size_t size)
{
    int room = columns > 1 ? columns - 1 : 0; /* the cursor behind the text has a cell, too */
    size_t used = 0;

    while (cells(line, line->first, line->cursor) > room)
        line->first += length_at(line, line->first);
    while (line->first > 0 && cells(line, before(line, line->first), line->length) <= room)
        line->first = before(line, line->first);

    for (size_t at = line->first, end = at + text_fit(line->text + at, columns); at < end;) {
        char bytes[4];
        uint32_t c;
        size_t length;

        at += text_decode(line->text + at, &c);
        length = text_encode(c, bytes);
        if (used + length >= size)
            break;
        memcpy(out + used, bytes, length);
        used += length;
    }
    if (size > 0)
        out[used] = '\0';
    return cells(line, line->first, line->cursor);
}
