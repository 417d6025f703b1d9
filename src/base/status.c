/* status.c - error codes and sentences; see status.h. */
#include "status.h"

#include "utf8.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void status_clear(struct status *status)
{
    status->code = STATUS_OK;
    status->message[0] = '\0';
}

/* Appends bytes as \xNN; false when they do not fit. */
static bool append_escaped(char *out, size_t size, size_t *used, const char *bytes, size_t count)
{
    static const char digits[] = "0123456789abcdef";

    if (*used + 4 * count >= size)
        return false;
    for (size_t i = 0; i < count; i++) {
        unsigned char byte = (unsigned char)bytes[i];

        out[(*used)++] = '\\';
        out[(*used)++] = 'x';
        out[(*used)++] = digits[byte >> 4];
        out[(*used)++] = digits[byte & 15];
    }
    return true;
}

char *status_escape(const char *text, char *out, size_t size, bool keep_utf8)
{
    size_t used = 0, length;

    for (; *text; text += length) {
        uint32_t c;

        length = utf8_decode(text, &c);
        if (c == UTF8_INVALID || utf8_is_control(c) || (!keep_utf8 && c >= 0x80)) {
            if (!append_escaped(out, size, &used, text, length))
                break;
        } else if (used + length < size) {
            memcpy(out + used, text, length);
            used += length;
        } else {
            break;
        }
    }
    if (size > 0)
        out[used] = '\0';
    return out;
}

/* Takes away the beginning of a character whose rest did not fit. */
static void drop_cut_character(char *text)
{
    size_t length = strlen(text), tail = 0;
    uint32_t c;

    while (tail < 3 && tail < length && (text[length - 1 - tail] & 0xc0) == 0x80)
        tail++;
    if (tail < length && (text[length - 1 - tail] & 0xc0) == 0xc0 &&
        utf8_decode(text + length - 1 - tail, &c) == 1 && c == UTF8_INVALID)
        text[length - 1 - tail] = '\0';
}

bool status_fail(struct status *status, enum status_code code, const char *format, ...)
{
    char raw[STATUS_MESSAGE_MAX];
    va_list arguments;

    va_start(arguments, format);
    if (vsnprintf(raw, sizeof raw, format, arguments) >= (int)sizeof raw)
        drop_cut_character(raw);
    va_end(arguments);
    status->code = code;
    status_escape(raw, status->message, sizeof status->message, true);
    return false;
}

bool status_cancelled(struct status *status)
{
    if (!status->cancel || !atomic_load_explicit(status->cancel, memory_order_relaxed))
        return false;
    status_fail(status, STATUS_CANCELLED, "cancelled");
    return true;
}

bool status_out_of_memory(struct status *status, const char *what)
{
    return status_fail(status, STATUS_MEMORY, "not enough memory for %s", what);
}
