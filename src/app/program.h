/*
 * program.h - what the main functions of optop and optop-mpi share: standard descriptors, messages,
 * the end.
 */
#ifndef OPTOP_PROGRAM_H
#define OPTOP_PROGRAM_H

#include "base/status.h"

/*
 * A standard descriptor that is closed would be given to the next file opened, which would then get
 * what is meant for the terminal. Open in the wrong direction, it fails when used.
 */
void program_occupy_standard_descriptors(void);

/* "optop: MESSAGE" on standard error, and the hint at --help after a usage error. */
void program_complain(const char *name, int code, const struct status *status);

/* Closes standard output. A write error may show up as late as here: then the code is another. */
int program_close_output(const char *name, int code);

/* Dies of the signal that stopped the program, so that the caller sees what it was. */
int program_end_by_signal(int number);

#endif
