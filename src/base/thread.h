/* thread.h - starting a thread that leaves signals to the main thread. */
#ifndef OPTOP_THREAD_H
#define OPTOP_THREAD_H

#include <pthread.h>

/*
 * Starts main(argument) in a thread that blocks all signals but those that its own faults raise.
 * Returns 0 or an errno value.
 */
int thread_start(pthread_t *thread, void *(*main)(void *), void *argument);

#endif
