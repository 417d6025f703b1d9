/* journal.c - events, to and from text; see journal.h. */
#include "journal.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const event_names[EVENT_KINDS] = {
    [EVENT_ADD] = "add",       [EVENT_EDIT] = "edit",     [EVENT_CHANGE] = "change",
    [EVENT_FORK] = "fork",     [EVENT_REWIND] = "rewind", [EVENT_RESET] = "reset",
    [EVENT_REMOVE] = "remove", [EVENT_UNDO] = "undo",     [EVENT_ITERATIONS] = "iterations",
    [EVENT_RENAME] = "rename",
};

/* ---- text --------------------------------------------------------------------------------------
 */

#define BIT(KIND) (1U << EVENT_##KIND)
static const unsigned with_config = BIT(ADD) | BIT(EDIT) | BIT(CHANGE) | BIT(FORK) | BIT(RENAME);

/* The numbers of an event, in the order of the text, and the kinds that have them. */
enum field { RUN, PARENT, AT, ITERATIONS, UNDONE, RESTARTS, FIELDS };
static const struct {
    const char *key;
    unsigned kinds;
    uint64_t max;
} fields[FIELDS] = {
    [RUN] = {"run",
             BIT(ADD) | BIT(EDIT) | BIT(CHANGE) | BIT(FORK) | BIT(REWIND) | BIT(REMOVE) |
                 BIT(RENAME),
             INT32_MAX},
    [PARENT] = {"parent", BIT(FORK), INT32_MAX},
    [AT] = {"at", BIT(CHANGE) | BIT(FORK) | BIT(REWIND), UINT64_MAX},
    [ITERATIONS] = {"iterations", BIT(ITERATIONS), UINT64_MAX},
    [UNDONE] = {"event", BIT(UNDO), SIZE_MAX},
    [RESTARTS] = {"restarts", BIT(CHANGE) | BIT(FORK), 1},
};

static bool has(unsigned kinds, enum event_kind kind)
{
    return kinds >> kind & 1;
}

static uint64_t get_field(const struct event *event, enum field field)
{
    const uint64_t value[FIELDS] = {[RUN] = (uint64_t)event->run,
                                    [PARENT] = (uint64_t)event->parent,
                                    [AT] = event->at,
                                    [ITERATIONS] = event->iterations,
                                    [UNDONE] = event->undone,
                                    [RESTARTS] = event->restarts};

    return value[field];
}

static void set_field(struct event *event, enum field field, uint64_t value)
{
    switch (field) {
    case RUN:
        event->run = (int)value;
        break;
    case PARENT:
        event->parent = (int)value;
        break;
    case AT:
        event->at = value;
        break;
    case ITERATIONS:
        event->iterations = value;
        break;
    case UNDONE:
        event->undone = (size_t)value;
        break;
    case RESTARTS:
        event->restarts = value != 0;
        break;
    case FIELDS:
        break;
    }
}

char *event_format(const struct event *event, char *text, size_t size)
{
    char config[RUN_CONFIG_TEXT_MAX];
    size_t used;

    snprintf(text, size, "%" PRId64 " %" PRIu64 " %" PRIu64 " %s", event->time, event->front,
             event->laggard, event_names[event->kind]);
    for (int f = 0; f < FIELDS; f++)
        if (has(fields[f].kinds, event->kind)) {
            used = strlen(text);
            snprintf(text + used, size - used, " %s=%" PRIu64, fields[f].key,
                     get_field(event, (enum field)f));
        }
    used = strlen(text);
    if (has(with_config, event->kind))
        snprintf(text + used, size - used, " %s",
                 run_config_write(&event->config, config, sizeof config));
    return text;
}

static bool refuse(const char *text, const char *what, struct status *status)
{
    return status_fail(status, STATUS_INVALID, "the event '%.200s' %s", text, what);
}

/* A number of digits alone, up to `max`, ended by a space or the end. */
static bool read_number(const char **at, uint64_t max, uint64_t *value)
{
    const char *digit = *at;
    uint64_t number = 0;

    for (; *digit >= '0' && *digit <= '9'; digit++) {
        unsigned d = (unsigned)(*digit - '0');
        if (number > (UINT64_MAX - d) / 10)
            return false;
        number = 10 * number + d;
    }
    if (digit == *at || (*digit != ' ' && *digit != '\0') || number > max)
        return false;
    *value = number;
    *at = digit + (*digit == ' ');
    return true;
}

/* Passes over `word` and the space after it. */
static bool skip_word(const char **at, const char *word)
{
    size_t length = strlen(word);

    if (strncmp(*at, word, length) != 0 || ((*at)[length] != ' ' && (*at)[length] != '\0'))
        return false;
    *at += length + ((*at)[length] == ' ');
    return true;
}

static bool read_fields(const char *text, const char **at, struct event *event,
                        struct status *status)
{
    for (int f = 0; f < FIELDS; f++) {
        size_t length = strlen(fields[f].key);
        uint64_t value;

        if (!has(fields[f].kinds, event->kind))
            continue;
        if (strncmp(*at, fields[f].key, length) != 0 || (*at)[length] != '=')
            return refuse(text, "lacks a field", status);
        *at += length + 1;
        if (!read_number(at, fields[f].max, &value))
            return refuse(text, "has a field that is not a number in range", status);
        set_field(event, (enum field)f, value);
    }
    return true;
}

bool event_parse(const char *text, struct event *event, struct status *status)
{
    struct event read = {0};
    const char *at = text;
    uint64_t time;

    if (!read_number(&at, INT64_MAX, &time) || !read_number(&at, UINT64_MAX, &read.front) ||
        !read_number(&at, UINT64_MAX, &read.laggard))
        return refuse(text, "does not begin with three numbers", status);
    read.time = (int64_t)time;
    while (read.kind < EVENT_KINDS && !skip_word(&at, event_names[read.kind]))
        read.kind++;
    if (read.kind == EVENT_KINDS)
        return refuse(text, "is of no known kind", status);
    if (!read_fields(text, &at, &read, status))
        return false;
    if (has(with_config, read.kind)) {
        if (!run_config_parse(at, &read.config, status))
            return false;
    } else if (*at) {
        return refuse(text, "has something after its last field", status);
    }
    *event = read;
    return true;
}

/* ---- the list ----------------------------------------------------------------------------------
 */

bool journal_reserve(struct journal *journal, struct status *status)
{
    if (journal->length == journal->capacity) {
        size_t capacity = journal->capacity > 0 ? 2 * journal->capacity : 8;
        struct event *event = realloc(journal->event, capacity * sizeof *event);

        if (!event)
            return status_out_of_memory(status, "the journal");
        journal->event = event;
        journal->capacity = capacity;
    }
    return true;
}

void journal_append(struct journal *journal, const struct event *event)
{
    journal->event[journal->length++] = *event;
}

void journal_clear(struct journal *journal)
{
    free(journal->event);
    *journal = (struct journal){0};
}
