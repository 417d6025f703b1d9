/* thread.c - starting a thread; see thread.h. */
#include "thread.h"

#include <signal.h>
#include <stddef.h>

int thread_start(pthread_t *thread, void *(*main)(void *), void *argument)
{
    static const int faults[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
    const size_t stack = (size_t)2 << 20; /* kernels copy factors to theirs; some C libraries give
                                             a thread less */
    pthread_attr_t attributes;
    sigset_t blocked, before;
    int error;

    sigfillset(&blocked);
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++)
        sigdelset(&blocked, faults[i]);
    /* It inherits the mask: no signal can arrive before it has one of its own. */
    pthread_sigmask(SIG_SETMASK, &blocked, &before);
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, stack);
    error = pthread_create(thread, &attributes, main, argument);
    pthread_attr_destroy(&attributes);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return error;
}
