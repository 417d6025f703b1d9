/*
 * status.h - error reports of the engine: a code for the program, a sentence for the person. Knows
 * nothing about screens or exit codes.
 *
 * A function that can fail takes a `struct status *` as its last argument and returns false (or
 * NULL); on success it leaves the status untouched. Messages name the error, its place (file, line,
 * option) and the allowed values, without a final newline. Control characters and invalid UTF-8 are
 * escaped as \xNN when the message is made: they could disturb a terminal.
 *
 * To stop a long call, the caller points `cancel` at a flag before the call and sets the flag: the
 * call then fails with STATUS_CANCELLED.
 */
#ifndef OPTOP_STATUS_H
#define OPTOP_STATUS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

enum status_code {
    STATUS_OK = 0,
    STATUS_INVALID,   /* a value the caller gave is not allowed */
    STATUS_DATA,      /* a file's content is wrong */
    STATUS_SYSTEM,    /* the operating system said no; the message carries strerror */
    STATUS_MEMORY,    /* out of memory */
    STATUS_CANCELLED, /* the caller asked to stop; nothing was changed */
};

enum { STATUS_MESSAGE_MAX = 1024 };

struct status {
    enum status_code code;
    char message[STATUS_MESSAGE_MAX];
    const atomic_bool *cancel; /* the caller's own; NULL: the call is not to be stopped */
};

/* Makes `status` STATUS_OK with an empty message; `cancel` stays. */
void status_clear(struct status *status);

/* Records code and message; returns false, so that callers can `return status_fail(...)`. */
bool status_fail(struct status *status, enum status_code code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Has the caller asked to stop? Then records STATUS_CANCELLED. For the loops that take long. */
bool status_cancelled(struct status *status);

/* Records STATUS_MEMORY for `what` ("the training images"); returns false. */
bool status_out_of_memory(struct status *status, const char *what);

/*
 * Copies `text` to `out` (at most `size` bytes, always terminated). The bytes of controls (see
 * utf8_is_control) and bytes that are not well-formed UTF-8 become \xNN; other characters beyond
 * ASCII are kept when `keep_utf8`, and escaped otherwise. A character that does not fit whole is
 * left out with all that follows. Returns out.
 */
char *status_escape(const char *text, char *out, size_t size, bool keep_utf8);

#endif
