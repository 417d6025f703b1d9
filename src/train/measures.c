/* measures.c - measurements of a race; see measures.h. */
#include "measures.h"

#include <stdio.h>
#include <string.h>

enum { CONTRACT_CURVES = CURVE_TEST_ACCURACY + 1 };

char *measures_columns(char *text, size_t size)
{
    text[0] = '\0';
    for (int c = CONTRACT_CURVES; c < CURVES; c++)
        snprintf(text + strlen(text), size - strlen(text), "%s%s", c > CONTRACT_CURVES ? ", " : "",
                 curve_specs[c].name);
    return text;
}

/* A name of so many bytes; false, with a sentence, when it is none or stands there already. */
static bool add_column(struct measures *measures, const char *name, size_t length,
                       struct status *status)
{
    char names[STATUS_MESSAGE_MAX / 2], copy[64];
    enum curve curve = CURVES;

    if (length < sizeof copy) {
        memcpy(copy, name, length);
        copy[length] = '\0';
        curve = curve_find(copy);
    }
    if (curve == CURVES || (int)curve < CONTRACT_CURVES)
        return status_fail(status, STATUS_INVALID, "'%.*s' is %s (allowed: %s)", (int)length, name,
                           curve == CURVES ? "no column" : "in every CSV",
                           measures_columns(names, sizeof names));
    for (int i = 0; i < measures->columns; i++)
        if (measures->column[i] == curve)
            return status_fail(status, STATUS_INVALID, "%s is named twice", copy);
    measures->column[measures->columns++] = curve;
    return true;
}

bool measures_parse_columns(const char *text, struct measures *measures, struct status *status)
{
    struct measures read = *measures;

    read.columns = 0;
    for (;;) {
        size_t length = strcspn(text, ",");

        if (!add_column(&read, text, length, status))
            return false;
        if (!text[length])
            break;
        text += length + 1;
    }
    *measures = read;
    return true;
}

bool measures_ask(const struct measures *measures, enum curve curve)
{
    if (measures->cosines && curve == CURVE_UPDATE_COSINE)
        return true;
    for (int i = 0; i < measures->columns; i++)
        if (measures->column[i] == curve)
            return true;
    return measures->target.wanted && measures->target.curve == curve;
}
