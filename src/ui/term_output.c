/* term_output.c - curses' bytes on their way to the terminal; see term_output.h. */
#include "config.h"

#include "term_output.h"

#include "app/outlet.h"
#include "app/signals.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static const double patience = 0.2; /* seconds that the terminal gets at the end */

static struct {
    int descriptor; /* that curses knows */
    int terminal;   /* its own meaning */
    int memory;     /* a file that is none */
    struct outlet *outlet;
} output = {.descriptor = -1, .terminal = -1, .memory = -1};

static int open_memory(void)
{
#ifdef HAVE_MEMFD_CREATE
    return memfd_create("optop", MFD_CLOEXEC);
#else
    FILE *file = tmpfile();
    int fd = file ? fcntl(fileno(file), F_DUPFD_CLOEXEC, 3) : -1;

    if (file)
        fclose(file);
    return fd;
#endif
}

/* Curses begins with a few bytes of its own. */
static bool await_terminal(struct status *status)
{
    struct pollfd wait[] = {{.fd = output.terminal, .events = POLLOUT},
                            {.fd = signals_descriptor(), .events = POLLIN}};

    while (signals_stopped_by() == 0) {
        if (poll(wait, 2, -1) < 0 && errno != EINTR)
            break;
        if (wait[0].revents)
            return true;
        if (wait[1].revents)
            signals_take();
    }
    return status_fail(status, STATUS_CANCELLED, "the terminal accepts no output");
}

static void close_files(void)
{
    if (output.terminal >= 0)
        close(output.terminal);
    if (output.memory >= 0)
        close(output.memory);
    output.descriptor = output.terminal = output.memory = -1;
}

bool term_output_open(int descriptor, struct status *status)
{
    output.descriptor = descriptor;
    output.terminal = fcntl(descriptor, F_DUPFD_CLOEXEC, 3);
    output.memory = open_memory();
    if (output.terminal < 0 || output.memory < 0)
        status_fail(status, STATUS_SYSTEM, "cannot open the buffer of the screen: %s",
                    strerror(errno));
    else if (await_terminal(status))
        output.outlet = outlet_create(output.terminal, status);
    if (!output.outlet)
        close_files();
    return output.outlet != NULL;
}

bool term_output_close(void)
{
    bool taken = outlet_free(output.outlet, patience);

    output.outlet = NULL;
    if (!taken)
        output.terminal = -1; /* the outlet's thread is still at it */
    close_files();
    return taken;
}

void term_output_begin(void)
{
    if (output.outlet)
        dup2(output.memory, output.descriptor);
}

/* Sends what the file holds. */
static void send_collected(void)
{
    off_t length = lseek(output.memory, 0, SEEK_CUR);
    char *bytes = length > 0 ? malloc((size_t)length) : NULL;

    /* Without memory a frame is lost; repainting (Ctrl-L) shows what it had. */
    if (bytes && pread(output.memory, bytes, (size_t)length, 0) == length)
        outlet_send(output.outlet, bytes, (size_t)length);
    free(bytes);
    lseek(output.memory, 0, SEEK_SET);
    if (ftruncate(output.memory, 0) != 0)
        lseek(output.memory, 0, SEEK_SET); /* then it is written over */
}

void term_output_end(void)
{
    if (!output.outlet)
        return;
    dup2(output.terminal, output.descriptor);
    send_collected();
}

int term_output_terminal(void)
{
    return output.terminal;
}

bool term_output_wait(double seconds)
{
    if (!output.outlet || outlet_is_idle(output.outlet))
        return true;
    return seconds > 0 && outlet_wait(output.outlet, seconds);
}

int term_output_descriptor(void)
{
    return output.outlet ? outlet_descriptor(output.outlet) : -1;
}
