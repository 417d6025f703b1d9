/*
 * term.h - the terminal: opens and closes the screen, reads keys, paints cells. The only module
 * that includes curses; nothing of it shows here. Knows no race.
 *
 * One instance: a program has one screen. To be called from one thread.
 */
#ifndef OPTOP_TERM_H
#define OPTOP_TERM_H

#include "app/options.h"
#include "base/status.h"
#include "keys.h"
#include "plot/style.h"

#include <stdint.h>

/* A style: TERM_COLOUR(1 ... TERM_COLOURS) or 0 for the user's own, with attributes or-ed in. */
enum {
    TERM_COLOURS = STYLE_COLOURS, /* of curves; the next one starts again */
    TERM_COLOUR_MASK = 0xff,
    TERM_CHROME = TERM_COLOURS + 1,
    TERM_ALERT = TERM_CHROME + STYLE_ALERT,   /* something went wrong */
    TERM_GOOD = TERM_CHROME + STYLE_GOOD,     /* all is well, at work */
    TERM_QUIET = TERM_CHROME + STYLE_QUIET,   /* frames, axes, explanations */
    TERM_ACCENT = TERM_CHROME + STYLE_ACCENT, /* titles, keys */
    TERM_PALETTE_END = TERM_CHROME + STYLE_CHROME,
    TERM_BOLD = 0x100,
    TERM_REVERSE = 0x200,
    TERM_UNDERLINE = 0x400,
    TERM_DIM = 0x800, /* where the terminal can; else as it is */
};
#define TERM_COLOUR(I) ((unsigned)((I) % TERM_COLOURS) + 1)

/*
 * Opens the screen. Standard input and output are used when both are terminals, otherwise /dev/tty
 * for both, so that nothing is ever drawn into a pipe or a file. Output to standard error from now
 * on is kept for term_close. STATUS_SYSTEM when there is no terminal, or TERM names none that can
 * be drawn on: the sentence points to --batch. STATUS_CANCELLED when a signal ends the program
 * while the terminal accepts no bytes. Colours are used if the terminal has them, unless `color`
 * overrides that; `ascii`: nothing but ASCII is painted.
 */
bool term_open(enum options_color color, bool ascii, struct status *status);

/*
 * Closes it: restores the terminal and prints the output to standard error that was kept, unless
 * the terminal accepts no bytes. Waits for it a fraction of a second at most.
 */
void term_close(void);

/* The file descriptor to wait on for keys. */
int term_descriptor(void);
/* The next key typed, KEYS_NONE when there is none. Never waits longer than 25 ms. */
int term_key(void);

/*
 * Begins or ends reporting clicks and the wheel as keys. Otherwise the terminal uses the mouse to
 * select text, as it does again after term_close, in term_suspend, and after a crash.
 */
void term_mouse(bool on);
/* Where the latest KEYS_CLICK or KEYS_WHEEL_* was; cells from 0. */
void term_pointer(int *row, int *column);

/* Asks for the size again; true when it has changed. */
bool term_resize(void);
void term_size(int *rows, int *columns);

/* Gives the terminal back before the program is stopped, and takes it again afterwards. */
void term_suspend(void);
void term_resume(void);

/* May characters outside of ASCII be painted? And braille dots? */
bool term_unicode(void);

/* Are runs distinguished by colours? */
bool term_colours(void);
bool term_braille(void);

/*
 * Puts the cells on the screen: sends the differences. Never waits for the terminal. While that has
 * not taken the frame before, another one is better not drawn: it would queue up.
 */
struct cells;
void term_show(const struct cells *cells);
/* Has the terminal taken all? And a file descriptor that becomes readable when it has. */
bool term_ready(void);
int term_ready_descriptor(void);
/* The next frame is sent as a whole. */
void term_repaint(void);

#endif
