/*
 * sequence.h - escape sequences put together where curses cannot: when terminfo does not know them,
 * or when a slow line has torn them apart, so that Esc comes first and then, late, "[" and "A".
 * Until the last byte comes, the bytes behind the Esc mean nothing. Pure; knows no terminal.
 */
#ifndef OPTOP_SEQUENCE_H
#define OPTOP_SEQUENCE_H

#include <stdbool.h>

enum { SEQUENCE_NUMBERS = 3 };

struct sequence {
    enum { SEQUENCE_NONE, SEQUENCE_ESCAPE, SEQUENCE_INSIDE } at; /* how much of one came ... */
    double time;                                                 /* ... and when, in ms */
    int number[SEQUENCE_NUMBERS];                                /* in it, separated by ; */
    int numbers;                                                 /* which of them is being read */
    bool bracket;                                                /* it began with Esc [ */
    bool of_mouse;                                               /* < came behind that */
    int coming;      /* bytes of a report in the old form that are still to come */
    int row, column; /* where the pointer was in the latest report, from 0 */
};

/*
 * What a key means that comes at `time`: itself, another one that a sequence stands for, or
 * KEYS_PART, nothing. `mouse`: the terminal has been told to report the mouse.
 */
int sequence_follow(struct sequence *sequence, int key, double time, bool mouse);

#endif
