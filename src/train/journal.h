/*
 * journal.h - the append-only list of a race's events: with the problem, it determines every
 * number. An event is a plain value, written as a line of text. Knows no race.
 */
#ifndef OPTOP_JOURNAL_H
#define OPTOP_JOURNAL_H

#include "optim/run_config.h"

enum event_kind {
    EVENT_ADD,        /* run, config */
    EVENT_EDIT,       /* run, config: it starts again with other values */
    EVENT_CHANGE,     /* run, at, config, restarts: other values from state `at` on */
    EVENT_FORK,       /* run (the new one), parent, at, config, restarts */
    EVENT_REWIND,     /* run (0: all), at */
    EVENT_RESET,      /* all runs start again */
    EVENT_REMOVE,     /* run */
    EVENT_ITERATIONS, /* iterations: how many the race is meant to take */
    EVENT_RENAME,     /* run, config: the one in force, with another name */
    EVENT_UNDO,       /* cancels event number `undone`, counted from 0 */
    EVENT_KINDS
};

struct event {
    enum event_kind kind;
    int run;
    int parent;
    uint64_t at;
    uint64_t front,
        laggard; /* updates that the furthest run had completed, and the last live one */
    uint64_t iterations;
    size_t undone;
    int64_t time; /* of the day, in seconds since 1970; no number depends on it */
    bool restarts;
    struct run_config config;
};

enum { EVENT_TEXT_MAX = RUN_CONFIG_TEXT_MAX + 256 };

/* "fork" */
extern const char *const event_names[EVENT_KINDS];

/*
 * A line that event_parse reads: the time, front and laggard, the event's name and its fields as
 * KEY=VALUE, the configuration last. Returns text.
 */
char *event_format(const struct event *event, char *text, size_t size);

/* STATUS_INVALID describes the error; *event is then unchanged. */
bool event_parse(const char *text, struct event *event, struct status *status);

struct journal {
    struct event *event;
    size_t length, capacity;
};

/* Makes sure that one more event can be appended without allocating. */
bool journal_reserve(struct journal *journal, struct status *status);
/* Appends; there must be room. */
void journal_append(struct journal *journal, const struct event *event);
void journal_clear(struct journal *journal);

#endif
