/*
 * help.h - what --help and --version print, made from the tables of options and optimizers.
 * Errors stay in the stream, for the caller to find when closing it.
 */
#ifndef OPTOP_HELP_H
#define OPTOP_HELP_H

#include <stdio.h>

void help_print(FILE *stream);
void help_print_version(FILE *stream);

#endif
