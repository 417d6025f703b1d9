/*
 * signals.h - asynchronous signals as something a poll() loop can wait for, and a last rescue of
 * the terminal when the program crashes. Handlers only set flags, write one byte to a pipe, or
 * (on a crash) restore the terminal with async-signal-safe calls. Knows no curses and no race.
 *
 * One instance: signals belong to the process.
 */
#ifndef OPTOP_SIGNALS_H
#define OPTOP_SIGNALS_H

#include "base/status.h"

#include <stdatomic.h>
#include <termios.h>

enum signals_event {
    SIGNALS_STOP = 1,     /* INT, TERM, HUP; without a screen QUIT: save and go */
    SIGNALS_SUSPEND = 2,  /* TSTP: Ctrl-Z */
    SIGNALS_CONTINUE = 4, /* CONT: fg */
    SIGNALS_RESIZE = 8,   /* WINCH */
};

/*
 * Installs the handlers: INT, TERM, HUP and without a screen QUIT (those not ignored already, as
 * under nohup), and for a screen also TSTP, CONT, WINCH and the faults, QUIT among them. PIPE and
 * XFSZ are ignored, so that write() returns EPIPE and EFBIG instead. Without a screen a second INT,
 * TERM or QUIT kills at once: a call that checks no flag may hang. One that comes within 0.3 s of
 * the first does not, as timeout(1) sends two; nor does a HUP: a terminal that disappears sends it,
 * and the shell again. STATUS_SYSTEM when no pipe can be made.
 */
bool signals_install(bool screen, struct status *status);

/* From now on there is no screen: a second INT or TERM kills. */
void signals_leave_screen(void);

/*
 * Everything worth keeping has been written. From now on a signal that ends the program does so at
 * once, and an earlier one within half a second if the terminal accepts no output.
 */
void signals_all_is_saved(void);

/* A file descriptor that becomes readable when something has arrived. */
int signals_descriptor(void);

/*
 * The signals that have arrived since the last call: a set of enum signals_event. Empties the pipe.
 */
unsigned signals_take(void);

/* The first signal that asked the program to stop; 0: none did. */
int signals_stopped_by(void);

/* Becomes true with that signal; the flag cancels race_iterate. */
const atomic_bool *signals_stopping(void);

/* Stops the process as Ctrl-Z would have done; returns when it goes on. */
void signals_suspend(void);

/* How to restore the terminal from a fault handler. */
struct signals_rescue {
    int terminal;    /* where to write */
    char bytes[512]; /* leaves the alternate screen, shows the cursor, ... */
    size_t length;
    struct termios modes; /* as they were before the screen */
    int errors_from;      /* a file that holds what went to standard error meanwhile; -1: none */
    int errors_to;        /* where that belongs */
};

/*
 * From now on a fault (SEGV, ABRT, FPE, BUS, ILL, QUIT) restores the terminal in this way before
 * it kills the program; NULL: nothing to restore. The structure must stay valid.
 */
void signals_set_rescue(const struct signals_rescue *rescue);

#endif
