/* signals.c - signals by flag and pipe, rescue of the terminal; see signals.h. */
#include "signals.h"

#include "base/clock.h"
#include "wake_pipe.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#if ATOMIC_BOOL_LOCK_FREE != 2 || ATOMIC_INT_LOCK_FREE != 2 || ATOMIC_POINTER_LOCK_FREE != 2 ||    \
    ATOMIC_LLONG_LOCK_FREE != 2
#error "signal handlers need lock-free atomics"
#endif

static atomic_uint pending;
static atomic_int stopped_by;
static atomic_bool stopping;
static atomic_bool has_screen;
static atomic_llong first_stop; /* when, in milliseconds; 0: not yet */
static int wake[2] = {-1, -1};
static _Atomic(const struct signals_rescue *) rescue_now;

static const int stops[] = {SIGINT, SIGTERM, SIGHUP};

static unsigned event_of(int number)
{
    switch (number) {
    case SIGTSTP:
        return SIGNALS_SUSPEND;
    case SIGCONT:
        return SIGNALS_CONTINUE;
    case SIGWINCH:
        return SIGNALS_RESIZE;
    default:
        return SIGNALS_STOP;
    }
}

/* Is this the second wish to end the program, and not the echo of the first? */
static bool is_insisted(int number)
{
    enum { ECHO_MILLISECONDS = 300 };
    long long now = (long long)(1000 * clock_now()) + 1, first = 0;

    return !atomic_compare_exchange_strong(&first_stop, &first, now) &&
           now - first > ECHO_MILLISECONDS && number != SIGHUP && !atomic_load(&has_screen);
}

static void on_signal(int number)
{
    int saved = errno, none = 0;
    unsigned event = event_of(number);

    if (event == SIGNALS_STOP) {
        atomic_compare_exchange_strong(&stopped_by, &none, number);
        atomic_store(&stopping, true);
        if (is_insisted(number)) {
            signal(number, SIG_DFL);
            raise(number); /* comes when this handler is left */
        }
    }
    atomic_fetch_or(&pending, event);
    /* A full pipe is readable already. */
    if (write(wake[1], "", 1) < 0)
        errno = 0;
    errno = saved;
}

/* Writes everything, as far as that goes: there is nobody to tell about errors any more. */
static void write_all(int fd, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t n = write(fd, bytes, length);
        if (n <= 0)
            return;
        bytes += n;
        length -= (size_t)n;
    }
}

/* Only async-signal-safe calls here. */
static void on_fault(int number)
{
    const struct signals_rescue *rescue = atomic_exchange(&rescue_now, NULL);

    if (rescue) {
        char buffer[512];
        ssize_t n;
        off_t at = 0;

        signal(SIGTTOU, SIG_IGN);
        /* The terminal may take nothing. */
        signal(SIGALRM, SIG_DFL);
        alarm(1);
        write_all(rescue->terminal, rescue->bytes, rescue->length);
        tcsetattr(rescue->terminal, TCSANOW, &rescue->modes);
        while (rescue->errors_from >= 0 &&
               (n = pread(rescue->errors_from, buffer, sizeof buffer, at)) > 0) {
            write_all(rescue->errors_to, buffer, (size_t)n);
            at += n;
        }
    }
    /* SA_RESETHAND put the default back: this kills, with a core where those are wanted. */
    raise(number);
}

static void handle(int number, void (*handler)(int), int flags)
{
    struct sigaction action;

    memset(&action, 0, sizeof action);
    action.sa_handler = handler;
    action.sa_flags = flags;
    sigemptyset(&action.sa_mask);
    sigaction(number, &action, NULL);
}

/* A signal that was ignored from the start stays so: nohup, or a background job of a script. */
static void handle_unless_ignored(int number, int flags)
{
    struct sigaction before;

    if (sigaction(number, NULL, &before) == 0 && before.sa_handler == SIG_IGN)
        return;
    handle(number, on_signal, flags);
}

static void handle_faults(void)
{
    static char stack[64 * 1024];
    static const int faults[] = {SIGSEGV, SIGABRT, SIGFPE, SIGBUS, SIGILL, SIGQUIT};
    const stack_t other = {.ss_sp = stack, .ss_size = sizeof stack};

    /* A stack of its own, so that an overflow of the screen's thread restores the terminal too. */
    sigaltstack(&other, NULL);
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++)
        handle(faults[i], on_fault, (int)(SA_RESETHAND | SA_ONSTACK));
}

bool signals_install(bool screen, struct status *status)
{
    if (wake[0] < 0 && !wake_pipe_open(wake, status))
        return false;
    handle(SIGPIPE, SIG_IGN, 0);
    handle(SIGXFSZ, SIG_IGN, 0);
    for (size_t i = 0; i < sizeof stops / sizeof stops[0]; i++)
        handle_unless_ignored(stops[i], SA_RESTART);
    if (!screen)
        handle_unless_ignored(SIGQUIT, SA_RESTART);
    atomic_store(&has_screen, screen);
    if (screen) {
        handle(SIGWINCH, on_signal, SA_RESTART);
        handle(SIGCONT, on_signal, SA_RESTART);
        handle_unless_ignored(SIGTSTP, SA_RESTART);
#ifndef OPTOP_SANITIZED
        handle_faults();
#else
        (void)handle_faults;
#endif
    }
    return true;
}

void signals_leave_screen(void)
{
    atomic_store(&has_screen, false);
}

/* The end takes too long: dies of the signal that asked for it. */
static void on_alarm(int number)
{
    int stopped = atomic_load(&stopped_by);

    (void)number;
    signal(stopped, SIG_DFL);
    raise(stopped);
}

void signals_all_is_saved(void)
{
    const struct itimerval half = {.it_value = {.tv_usec = 500000}};
    struct sigaction before;

    for (size_t i = 0; i < sizeof stops / sizeof stops[0]; i++)
        if (sigaction(stops[i], NULL, &before) == 0 && before.sa_handler == on_signal)
            handle(stops[i], SIG_DFL, 0);
    if (signals_stopped_by() == 0 || (!isatty(STDOUT_FILENO) && !isatty(STDERR_FILENO)))
        return;
    handle(SIGALRM, on_alarm, 0);
    setitimer(ITIMER_REAL, &half, NULL);
}

int signals_descriptor(void)
{
    return wake[0];
}

unsigned signals_take(void)
{
    wake_pipe_drain(wake);
    return atomic_exchange(&pending, 0);
}

int signals_stopped_by(void)
{
    return atomic_load(&stopped_by);
}

const atomic_bool *signals_stopping(void)
{
    return &stopping;
}

void signals_suspend(void)
{
    handle(SIGTSTP, SIG_DFL, 0);
    raise(SIGTSTP);
    handle(SIGTSTP, on_signal, SA_RESTART);
}

void signals_set_rescue(const struct signals_rescue *rescue)
{
    atomic_store(&rescue_now, rescue);
}
