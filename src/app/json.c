/* json.c - values as JSON; see json.h. */
#include "json.h"

#include "base/status.h"
#include "train/problem.h"

#include <math.h>
#include <stdlib.h>

void json_string(FILE *out, const char *text)
{
    char escaped[4 * PROBLEM_PATH_MAX];

    putc('"', out);
    for (const char *c = status_escape(text, escaped, sizeof escaped, true); *c; c++)
        if (*c == '"' || *c == '\\')
            fprintf(out, "\\%c", *c);
        else if ((unsigned char)*c < 0x20)
            fprintf(out, "\\u%04x", (unsigned)*c);
        else
            putc(*c, out);
    putc('"', out);
}

void json_number(FILE *out, double value)
{
    char text[32];

    if (!isfinite(value)) {
        fputs("null", out);
        return;
    }
    for (int digits = 15; digits <= 17; digits++) {
        double read;

        snprintf(text, sizeof text, "%.*g", digits, value);
        read = strtod(text, NULL);
        if (read >= value && read <= value)
            break;
    }
    fputs(text, out);
}

void json_count(FILE *out, const char *name, uint64_t value)
{
    fprintf(out, "\"%s\": %llu", name, (unsigned long long)value);
}
