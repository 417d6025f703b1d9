/* facts.c - the description of the data; see facts.h. */
#include "facts.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void facts_note(struct facts *facts, const char *format, ...)
{
    char raw[FACTS_TEXT_MAX * 2], note[sizeof raw * 2];
    size_t used = strlen(facts->notes);
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(raw, sizeof raw, format, arguments);
    va_end(arguments);
    status_escape(raw, note, sizeof note, true);
    if (used + strlen(note) + 2 <= sizeof facts->notes)
        snprintf(facts->notes + used, sizeof facts->notes - used, "%s%s", used > 0 ? "\n" : "",
                 note);
}

bool facts_columns(struct facts *facts, size_t columns, struct status *status)
{
    facts->column = calloc(columns > 0 ? columns : 1, sizeof *facts->column);
    if (!facts->column)
        return status_out_of_memory(status, "the columns");
    facts->columns = columns;
    return true;
}

void facts_clear(struct facts *facts)
{
    free(facts->column);
    *facts = (struct facts){0};
}
