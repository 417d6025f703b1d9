/* wake_pipe.c - a pipe that wakes; see wake_pipe.h. */
#include "wake_pipe.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

bool wake_pipe_open(int end[2], struct status *status)
{
    if (pipe(end) != 0)
        return status_fail(status, STATUS_SYSTEM, "cannot make a pipe: %s", strerror(errno));
    for (int i = 0; i < 2; i++) {
        fcntl(end[i], F_SETFL, O_NONBLOCK);
        fcntl(end[i], F_SETFD, FD_CLOEXEC);
    }
    return true;
}

void wake_pipe_drain(const int end[2])
{
    char bytes[64];

    while (read(end[0], bytes, sizeof bytes) > 0)
        continue;
}
