/* status.c - error codes and sentences; see status.h. */
#include "status.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void status_clear(struct status *status)
{
    status->code = STATUS_OK;
    status->message[0] = '\0';
}

char *status_escape(const char *text, char *out, size_t size, bool keep_utf8)
{
    static const char digits[] = "0123456789abcdef";
    size_t used = 0;

    for (const unsigned char *c = (const unsigned char *)text; *c; c++) {
        bool plain = (*c >= 0x20 && *c < 0x7f) || (keep_utf8 && *c >= 0x80);
        /* The C1 controls arrive in UTF-8 as C2 80 ... C2 9F. */
        if (plain && *c == 0xc2 && c[1] >= 0x80 && c[1] < 0xa0)
            plain = false;
        if (used + (plain ? 1 : 4) >= size)
            break;
        if (plain) {
            out[used++] = (char)*c;
        } else {
            out[used++] = '\\';
            out[used++] = 'x';
            out[used++] = digits[*c >> 4];
            out[used++] = digits[*c & 15];
        }
    }
    if (size > 0)
        out[used] = '\0';
    return out;
}

bool status_fail(struct status *status, enum status_code code, const char *format, ...)
{
    char raw[STATUS_MESSAGE_MAX];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(raw, sizeof raw, format, arguments);
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
