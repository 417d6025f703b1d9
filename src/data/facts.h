/*
 * facts.h - the description of the data, for the screen, the report and --describe: the format, the
 * columns, the classes, and notes that everybody should see. Knows no file.
 */
#ifndef OPTOP_FACTS_H
#define OPTOP_FACTS_H

#include "base/status.h"

enum {
    FACTS_NAME_MAX = 64,   /* of a column or a class; longer ones are cut */
    FACTS_TEXT_MAX = 256,  /* of a line */
    FACTS_NOTES_MAX = 2048 /* of all notes together */
};

enum facts_kind {
    FACTS_NUMBER,  /* one input */
    FACTS_TEXT,    /* one input per value (one-hot) */
    FACTS_LABEL,   /* the target */
    FACTS_IGNORED, /* left out */
};

/* A column of a table. */
struct facts_column {
    char name[FACTS_NAME_MAX];
    enum facts_kind kind;
    bool text;       /* its fields are texts */
    bool whole;      /* numbers: all are whole */
    double min, max; /* numbers; NaN: there is none */
    size_t values;   /* text: how many differ */
    size_t missing;
};

struct facts {
    const char *format;         /* name of its row in formats[]; NULL: given numbers */
    char what[FACTS_TEXT_MAX];  /* "60000+10000 images of 28 x 28" */
    char notes[FACTS_NOTES_MAX]; /* sentences, one per line, without a final newline */
    char row[3][FACTS_TEXT_MAX]; /* the first rows of a table as they are, cut; "": none */
    struct facts_column *column;
    size_t columns;
};

/* Appends a note; text that does not fit is left out. */
void facts_note(struct facts *facts, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Makes room for the columns, all zero. STATUS_MEMORY. */
bool facts_columns(struct facts *facts, size_t columns, struct status *status);

void facts_clear(struct facts *facts);

#endif
