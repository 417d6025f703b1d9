/*
 * docgen.h - the parts of the documentation generator: mdoc from plain text, the manuals' generated
 * sections, the completion. All print on standard output.
 */
#ifndef OPTOP_DOCGEN_H
#define OPTOP_DOCGEN_H

#include "base/param.h"

/* ---- docgen_mdoc.c ----------------------------------------------------------------------------
 */

/* Running text in lines, none of which ends a sentence: names, references. */
void mdoc_text(const char *text);

/* Running text in lines, each sentence on lines of its own. */
void mdoc_prose(const char *text);

/* An argument of a macro, after a blank: no punctuation or macro name is taken for what it is not.
 */
void mdoc_argument(const char *text);

/* Lines of a formula, as they are. */
void mdoc_display(const char *text);

/* What a value may be and is by default: "(0 < lr <= 1000; default 0.1)." */
void mdoc_range(const struct param_spec *param);

/* ---- docgen_sections.c ------------------------------------------------------------------------
 */

/* Prints the section called `name`; false when there is none. */
bool docgen_section(const char *name);

/* ---- docgen_completion.c ----------------------------------------------------------------------
 */

/* Prints the completion for bash. */
void docgen_completion(void);

#endif
