/*
 * check_blocked.c - a terminal that takes no bytes: the outlet, and the program on a pseudo
 * terminal whose output is stopped. Nothing that is trained is lost, and signals end the program.
 */
#include "config.h"

#include "app/outlet.h"
#include "base/clock.h"
#include "check_main.h"
#include "temporary.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

enum { PATIENCE_MS = 20000 }; /* what comes does so sooner, on any machine */

/* ---- the outlet -------------------------------------------------------------------------------
 */

START_TEST(an_outlet_writes_in_order_and_never_waits)
{
    enum { PIECE = 1000, PIECES = 300 }; /* more than a pipe holds */
    struct status status = {0};
    char piece[PIECE], got[PIECE];
    struct outlet *outlet;
    int end[2], filled;

    ck_assert_int_eq(pipe(end), 0);
    outlet = outlet_create(end[1], &status);
    ck_assert_msg(outlet != NULL, "%s", status.message);
    ck_assert(outlet_is_idle(outlet));
    for (int i = 0; i < PIECES; i++) {
        memset(piece, 'a' + i % 26, sizeof piece);
        ck_assert(outlet_send(outlet, piece, sizeof piece));
    }
    ck_assert(!outlet_is_idle(outlet));
    ck_assert(!outlet_wait(outlet, 0.01));
    for (int i = 0; i < PIECES; i++) {
        for (filled = 0; filled < PIECE;) {
            ssize_t n = read(end[0], got + filled, (size_t)(PIECE - filled));
            ck_assert_int_gt(n, 0);
            filled += (int)n;
        }
        ck_assert_int_eq(got[0], 'a' + i % 26);
        ck_assert_int_eq(got[PIECE - 1], 'a' + i % 26);
    }
    ck_assert(outlet_wait(outlet, PATIENCE_MS / 1000));
    struct pollfd told = {.fd = outlet_descriptor(outlet), .events = POLLIN};
    ck_assert_int_eq(poll(&told, 1, PATIENCE_MS), 1);
    ck_assert(outlet_is_idle(outlet));
    ck_assert_int_eq(poll(&told, 1, 0), 0);

    /* What was sent is written before the end, while somebody reads. */
    ck_assert(outlet_send(outlet, "end", 3));
    ck_assert(outlet_free(outlet, PATIENCE_MS / 1000));
    ck_assert_int_eq(read(end[0], got, sizeof got), 3);
    ck_assert(outlet_free(NULL, 0));
    close(end[0]);
    close(end[1]);
}
END_TEST

START_TEST(an_outlet_that_is_stuck_is_given_up)
{
    static char much[1 << 20];
    struct status status = {0};
    struct outlet *outlet;
    int end[2];

    signal(SIGPIPE, SIG_IGN);
    ck_assert_int_eq(pipe(end), 0);
    outlet = outlet_create(end[1], &status);
    ck_assert_ptr_nonnull(outlet);
    ck_assert(outlet_send(outlet, much, sizeof much));
    ck_assert(!outlet_free(outlet, 0.05));
    close(end[0]);

    /* A write that fails is none that is waited for. */
    ck_assert_int_eq(pipe(end), 0);
    close(end[0]);
    outlet = outlet_create(end[1], &status);
    ck_assert_ptr_nonnull(outlet);
    ck_assert(outlet_send(outlet, much, sizeof much));
    ck_assert(outlet_free(outlet, PATIENCE_MS / 1000));
    close(end[1]);
}
END_TEST

/* ---- the program ------------------------------------------------------------------------------
 */

/* A program on a pseudo terminal; we hold both its ends. */
struct terminal {
    int master, slave;
    pid_t program;
    struct termios before;
    char seen[65536]; /* what came from it last */
    size_t length;
};

static struct terminal terminal;

static void open_terminal(bool blocked)
{
    const struct winsize size = {.ws_row = 24, .ws_col = 80};

    memset(&terminal, 0, sizeof terminal);
    terminal.master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    ck_assert_int_ge(terminal.master, 0);
    ck_assert_int_eq(grantpt(terminal.master), 0);
    ck_assert_int_eq(unlockpt(terminal.master), 0);
    terminal.slave = open(ptsname(terminal.master), O_RDWR | O_NOCTTY | O_CLOEXEC);
    ck_assert_int_ge(terminal.slave, 0);
    ck_assert_int_eq(ioctl(terminal.slave, TIOCSWINSZ, &size), 0);
    ck_assert_int_eq(tcgetattr(terminal.slave, &terminal.before), 0);
    if (blocked)
        ck_assert_int_eq(tcflow(terminal.slave, TCOOFF), 0);
}

/* Starts optop with these options on the terminal. */
static void start(const char *first, ...)
{
    const char *argument[16] = {getenv("OPTOP"), "--layers=2", "--threads=2",
                                "-ogd",          "-n1000000",  first};
    int count = 6;
    sigset_t all, before;
    va_list more;

    va_start(more, first);
    while ((argument[count] = va_arg(more, const char *)) != NULL)
        count++;
    va_end(more);
    ck_assert_ptr_nonnull(argument[0]);
    /* Check's own handlers must not see the signals that are for the program. */
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, &before);
    terminal.program = fork();
    if (terminal.program != 0)
        sigprocmask(SIG_SETMASK, &before, NULL);
    ck_assert_int_ge(terminal.program, 0);
    if (terminal.program > 0)
        return;
    signal(SIGTERM, SIG_DFL);
    signal(SIGINT, SIG_DFL);
    signal(SIGHUP, SIG_DFL);
    sigprocmask(SIG_SETMASK, &before, NULL);
    setsid();
    ioctl(terminal.slave, TIOCSCTTY, 0);
    for (int fd = 0; fd < 3; fd++)
        dup2(terminal.slave, fd);
    setenv("TERM", "vt100", 1);
    execv(argument[0], (char *const *)argument);
    _exit(127);
}

/* Reads until the terminal was sent this text, and forgets all up to it. */
static void expect(const char *text)
{
    struct pollfd wait = {.fd = terminal.master, .events = POLLIN};

    for (;;) {
        char *at = terminal.seen + terminal.length;
        size_t room = sizeof terminal.seen - terminal.length - 1;
        ssize_t n;

        char *found = strstr(terminal.seen, text);

        if (found) {
            terminal.length -= (size_t)(found - terminal.seen) + strlen(text);
            memmove(terminal.seen, found + strlen(text), terminal.length + 1);
            return;
        }
        if (room == 0) {
            memmove(terminal.seen, terminal.seen + sizeof terminal.seen / 2,
                    sizeof terminal.seen / 2);
            terminal.length -= sizeof terminal.seen / 2;
            continue;
        }
        if (poll(&wait, 1, PATIENCE_MS) != 1) {
            kill(terminal.program, SIGKILL);
            ck_abort_msg("'%s' does not come: %s", text, terminal.seen);
        }
        n = read(terminal.master, at, room);
        ck_assert_msg(n > 0, "the terminal ends before '%s'", text);
        for (ssize_t i = 0; i < n; i++)
            if (at[i] == '\0')
                at[i] = ' ';
        terminal.length += (size_t)n;
        terminal.seen[terminal.length] = '\0';
    }
}

static void type(const char *keys)
{
    ck_assert_int_eq(write(terminal.master, keys, strlen(keys)), (ssize_t)strlen(keys));
}

static void block(void)
{
    ck_assert_int_eq(tcflow(terminal.slave, TCOOFF), 0);
}

/* Waits for the program's end; its status as waitpid has it. The time is that of a slow machine. */
static int await_end(void)
{
    double until = clock_now() + PATIENCE_MS / 1000;
    int status;
    pid_t pid;

    while ((pid = waitpid(terminal.program, &status, WNOHANG)) == 0 && clock_now() < until)
        usleep(10000);
    if (pid == 0) {
        kill(terminal.program, SIGKILL);
        waitpid(terminal.program, &status, 0);
        ck_abort_msg("the program does not end");
    }
    close(terminal.master);
    close(terminal.slave);
    return status;
}

static void expect_killed(int number)
{
    int status = await_end();

    ck_assert_msg(WIFSIGNALED(status) && WTERMSIG(status) == number,
                  "status %x instead of signal %d", (unsigned)status, number);
}

/* Sanitizers and valgrind make programs slow. */
static bool is_fast(void)
{
#ifdef OPTOP_SANITIZED
    return false;
#else
    return !instrumented();
#endif
}

static void expect_rows(const char *path)
{
    FILE *file = fopen(path, "r");
    char line[512];
    int rows = 0;

    ck_assert_msg(file != NULL, "%s: %s", path, strerror(errno));
    while (fgets(line, sizeof line, file))
        rows++;
    fclose(file);
    ck_assert_int_gt(rows, 1);
}

/* The screen trains, and its terminal takes no more bytes. */
static void start_blocked_screen(const char *csv)
{
    open_terminal(false);
    start(csv, NULL);
    expect("READY");
    type("n");
    expect("PAUSED");
    type(" ");
    expect("RUNNING");
    block();
}

/* Within a second, on a machine that has the time: one of several attempts. */
START_TEST(signals_end_a_blocked_screen)
{
    static const int numbers[] = {SIGTERM, SIGHUP, SIGINT};
    enum { ATTEMPTS = 5 };
    double taken = INFINITY;
    char csv[1100];

    snprintf(csv, sizeof csv, "--csv=%s", temporary_path("race.csv"));
    for (int i = 0; i < ATTEMPTS && taken >= 1; i++) {
        double sent;

        start_blocked_screen(csv);
        sent = clock_now();
        ck_assert_int_eq(kill(terminal.program, numbers[_i]), 0);
        expect_killed(numbers[_i]);
        taken = clock_now() - sent;
        expect_rows(temporary_path("race.csv"));
    }
    ck_assert_msg(taken < 1 || !is_fast(), "it took %g seconds to end", taken);
}
END_TEST

START_TEST(a_screen_goes_on_when_the_terminal_does)
{
    char csv[1100];
    struct termios after;
    int status;

    snprintf(csv, sizeof csv, "--csv=%s", temporary_path("race.csv"));
    start_blocked_screen(csv);
    type(" "); /* is obeyed all the same */
    ck_assert_int_eq(tcflow(terminal.slave, TCOON), 0);
    expect("PAUSED");
    type("qy");
    expect("hyperparameters");
    ck_assert_int_eq(tcgetattr(terminal.slave, &after), 0);
    ck_assert_uint_eq(after.c_lflag, terminal.before.c_lflag);
    ck_assert_uint_eq(after.c_iflag, terminal.before.c_iflag);
    status = await_end();
    ck_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    expect_rows(temporary_path("race.csv"));
}
END_TEST

START_TEST(a_blocked_terminal_does_not_keep_batch_mode)
{
    char csv[1100];

    snprintf(csv, sizeof csv, "--csv=%s", temporary_path("race.csv"));
    open_terminal(false);
    start("--batch", csv, NULL);
    expect("it/s");
    block();
    ck_assert_int_eq(kill(terminal.program, SIGTERM), 0);
    expect_killed(SIGTERM);
    expect_rows(temporary_path("race.csv"));
}
END_TEST

/* Blocked from the start: nothing is drawn, and the signal comes at any time. */
START_TEST(a_terminal_that_was_blocked_before_is_left)
{
    open_terminal(true);
    start("--seed=3", NULL);
    usleep(1000 * (unsigned)_i);
    ck_assert_int_eq(kill(terminal.program, SIGTERM), 0);
    expect_killed(SIGTERM);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("blocked");
    TCase *outlets = tcase_create("outlets");
    TCase *programs = tcase_create("programs");

    tcase_set_timeout(outlets, 120);
    tcase_add_test(outlets, an_outlet_writes_in_order_and_never_waits);
    tcase_add_test(outlets, an_outlet_that_is_stuck_is_given_up);
    suite_add_tcase(s, outlets);
    tcase_set_timeout(programs, 120);
    tcase_add_checked_fixture(programs, temporary_create, temporary_remove);
    tcase_add_loop_test(programs, signals_end_a_blocked_screen, 0, 3);
    tcase_add_test(programs, a_screen_goes_on_when_the_terminal_does);
    tcase_add_test(programs, a_blocked_terminal_does_not_keep_batch_mode);
    tcase_add_loop_test(programs, a_terminal_that_was_blocked_before_is_left, 0, 3);
    suite_add_tcase(s, programs);
    return s;
}

TEST_MAIN(suite)
