/*
 * docgen.h - the parts of the documentation generator: mdoc from plain text, the manuals' generated
 * sections, the completions. All print on standard output.
 */
#ifndef OPTOP_DOCGEN_H
#define OPTOP_DOCGEN_H

#include "app/options.h"

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

/* ---- docgen_bash.c, docgen_zsh.c, docgen_fish.c: a shell's completion each ---------------
 */
void docgen_bash(void);
void docgen_zsh(void);
void docgen_fish(void);

/* ---- docgen_words.c: what the completions of all shells are made of ---------------------------
 */

/* The option's value is a file to be written ... */
bool docgen_takes_file(const struct option_row *row);
/* ... or data: a file, a folder or a name. */
bool docgen_takes_source(const struct option_row *row);

/*
 * Prints words that may stand for an option's value, each after a blank and in quotes: names,
 * choices, or the default.
 */
void docgen_option_values(const struct option_row *row);
bool docgen_has_values(const struct option_row *row);

/* Prints text for within single quotes: `special` get a backslash, a quote becomes '\''. */
void docgen_escaped(const char *text, const char *special);

/* How a shell writes a function that prints words, one a line. */
struct docgen_syntax {
    const char *function;     /* begins the function _optop_%s */
    const char *choose[2];    /* it goes by its argument; by both of them, with a colon between */
    const char *row;          /* the case %s, to the words of which each stands after a blank */
    const char *row_end;      /* behind the words */
    const char *chosen;       /* behind the cases */
    const char *words;        /* the same without cases: before the words */
    const char *end;          /* of the function */
};

/*
 * Prints the tables of hyperparameters as functions: optimizers, keys OPTIMIZER, values OPTIMIZER
 * KEY (defaults or choices), schedule_keys SCHEDULE, schedule_values SCHEDULE KEY. bash and zsh
 * write them alike.
 */
void docgen_tables(const struct docgen_syntax *syntax);
extern const struct docgen_syntax docgen_syntax_sh;

#endif
