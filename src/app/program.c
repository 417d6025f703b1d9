/* program.c - what the main functions share; see program.h. */
#include "program.h"

#include "outcome.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

void program_occupy_standard_descriptors(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) == -1 && errno == EBADF &&
            open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) != fd)
            _exit(EXIT_ERROR);
}

void program_complain(const char *name, int code, const struct status *status)
{
    fprintf(stderr, "%s: %s\n", name, status->message);
    if (code == EXIT_USAGE)
        fprintf(stderr, "Try '%s --help'.\n", name);
}

int program_close_output(const char *name, int code)
{
    int error = fflush(stdout) != 0 ? errno : 0;

    if (error == 0 && ferror(stdout))
        error = EIO; /* the failed write's own number is gone */
    if (fclose(stdout) != 0 && error == 0)
        error = errno;
    if (error != 0 && code == EXIT_DONE) {
        fprintf(stderr, "%s: standard output: %s\n", name, strerror(error));
        return EXIT_ERROR;
    }
    return code;
}

int program_end_by_signal(int number)
{
    signal(number, SIG_DFL);
    raise(number);
    return EXIT_SIGNAL + number;
}
