/*
 * help.h - the output of --help and --version, made from the tables of options and optimizers. The
 * caller checks the stream for errors when closing it.
 */
#ifndef OPTOP_HELP_H
#define OPTOP_HELP_H

#include <stdio.h>

void help_print(FILE *stream);
void help_print_version(FILE *stream);

#endif
