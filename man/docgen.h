/* docgen.h - the parts of the documentation generator. */
#ifndef OPTOP_DOCGEN_H
#define OPTOP_DOCGEN_H

#include <stdio.h>

/* Prints the completion for bash on standard output. */
void docgen_completion(void);

#endif
