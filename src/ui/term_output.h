/*
 * term_output.h - the output of curses to the terminal: collected in memory and handed to an
 * outlet, so that the program never waits for a terminal that accepts no bytes. For term.c only.
 */
#ifndef OPTOP_TERM_OUTPUT_H
#define OPTOP_TERM_OUTPUT_H

#include "base/status.h"

/*
 * Takes over the descriptor that curses writes to. Waits until the terminal accepts bytes; a signal
 * that ends the program meanwhile gives STATUS_CANCELLED.
 */
bool term_output_open(int descriptor, struct status *status);

/*
 * Returns the descriptor when all is written. False when the terminal does not accept it within a
 * fifth of a second: the rest is dropped.
 */
bool term_output_close(void);

/* Output to the descriptor between these two is collected, then sent. */
void term_output_begin(void);
void term_output_end(void);

/* The terminal itself, whatever the descriptor stands for at the moment. */
int term_output_terminal(void);

/* Has the terminal accepted everything? Waits for that, at most so many seconds. */
bool term_output_wait(double seconds);

/* Becomes readable when it has; -1 while none is open. */
int term_output_descriptor(void);

#endif
