/*
 * term.c - the terminal by way of ncurses; see term.h. All of curses' global state is driven from
 * here. Signals are signals.c's business: curses finds their handlers taken and leaves them alone.
 */
#include "term.h"

#include "app/signals.h"
#include "base/clock.h"
#include "cells.h"
#include "sequence.h"
#include "term_output.h"

#include <curses.h>
#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <unistd.h>
#include <wchar.h>

#undef columns /* terminfo's short names */
#undef lines

enum { ESCAPE_DELAY_MS = 25 };

/* Buttons and wheel are reported, by numbers of any size; where terminfo has a word for these, it
 * is of the terminal's own kind, which screens inside of others need not know. */
static const char mouse_on[] = "\033[?1000h\033[?1006h", mouse_off[] = "\033[?1006l\033[?1000l";

static struct {
    SCREEN *screen;
    WINDOW *keys; /* a pad: reading keys from a window would draw it */
    FILE *in, *out;
    FILE *tty;    /* /dev/tty, when that is where we are */
    FILE *errors; /* what goes to standard error while the screen is open */
    int error_fd; /* where standard error went before; -1: it was left alone */
    bool utf8, unicode, braille, colour;
    struct sequence sequence;
    int held_back; /* the key behind an Esc, read to judge it; 0: none */
    bool mouse;    /* clicks are reported */
    struct signals_rescue rescue;
} term = {.error_fd = -1};

/* ---- opening --------------------------------------------------------------------------------- */

static bool find_terminal(struct status *status)
{
    term.in = stdin;
    term.out = stdout;
    if (isatty(STDIN_FILENO) && isatty(STDOUT_FILENO))
        return true;
    term.tty = fopen("/dev/tty", "r+");
    if (!term.tty)
        return status_fail(status, STATUS_SYSTEM,
                           "no terminal to draw on; 'optop --batch' trains without one");
    fcntl(fileno(term.tty), F_SETFD, FD_CLOEXEC);
    term.in = term.out = term.tty;
    return true;
}

/* Does the terminal's description have what a screen needs? */
static bool check_type(struct status *status)
{
    const char *type = getenv("TERM"), *move;
    char shown[64];
    int outcome = 0;

    status_escape(type ? type : "", shown, sizeof shown, false);
    if (!type || !*type)
        return status_fail(status, STATUS_SYSTEM,
                           "TERM is not set, so the kind of terminal is unknown; set it, or "
                           "use 'optop --batch'");
    if (setupterm(type, fileno(term.out), &outcome) != OK)
        return status_fail(status, STATUS_SYSTEM,
                           "the terminal type TERM=%s is unknown here; set another, such as "
                           "TERM=xterm, or use 'optop --batch'",
                           shown);
    move = tigetstr("cup");
    del_curterm(cur_term);
    if (!move || move == (const char *)-1)
        return status_fail(status, STATUS_SYSTEM,
                           "the terminal TERM=%s cannot move its cursor, so there is no screen to "
                           "draw; use 'optop --batch'",
                           shown);
    return true;
}

static void keep_errors(void)
{
#ifndef OPTOP_SANITIZED /* their reports must not get lost when they kill the program */
    if (!isatty(STDERR_FILENO))
        return;
    fflush(stderr);
    term.errors = tmpfile();
    if (!term.errors)
        return;
    term.error_fd = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
    if (term.error_fd >= 0)
        dup2(fileno(term.errors), STDERR_FILENO);
#endif
}

static void release_errors(void)
{
    char buffer[512];
    size_t n;

    if (term.error_fd >= 0) {
        fflush(stderr);
        dup2(term.error_fd, STDERR_FILENO);
        close(term.error_fd);
        rewind(term.errors);
        while ((n = fread(buffer, 1, sizeof buffer, term.errors)) > 0)
            fwrite(buffer, 1, n, stderr);
    }
    if (term.errors)
        fclose(term.errors);
    term.errors = NULL;
    term.error_fd = -1;
}

static void drop_errors(void)
{
    if (term.errors && ftruncate(fileno(term.errors), 0) != 0)
        rewind(term.errors);
}

static int rescue_put(int c)
{
    if (term.rescue.length < sizeof term.rescue.bytes)
        term.rescue.bytes[term.rescue.length++] = (char)c;
    return c;
}

/* Notes down what a fault handler has to send. */
static void prepare_rescue(void)
{
    static const char *const leave[] = {"sgr0", "op", "rmacs", "rmkx", "cnorm", "rmcup"};

    term.rescue.terminal = term_output_terminal();
    term.rescue.length = 0;
    for (const char *c = mouse_off; *c; c++)
        rescue_put(*c);
    for (size_t i = 0; i < sizeof leave / sizeof leave[0]; i++) {
        const char *sequence = tigetstr(leave[i]);
        if (sequence && sequence != (const char *)-1)
            tputs(sequence, 1, rescue_put);
    }
    rescue_put('\r');
    rescue_put('\n');
    term.rescue.errors_from = term.errors ? fileno(term.errors) : -1;
    term.rescue.errors_to = term.error_fd;
    signals_set_rescue(&term.rescue);
}

/*
 * Colours after Okabe and Ito's colour-blind-safe set, in shades that stand out on dark and on
 * light backgrounds alike (at least 2.3 : 1 on either).
 */
static void choose_colours(enum options_color color)
{
    const char *no_colour = getenv("NO_COLOR");
    bool wanted = color == COLOR_ALWAYS || (color == COLOR_AUTO && !(no_colour && *no_colour));

    term.colour = wanted && has_colors() && start_color() == OK;
    if (!term.colour)
        return;
    use_default_colors();
    for (short i = 1; i < TERM_PALETTE_END; i++) {
        const struct style_colour *colour =
            i < TERM_CHROME ? &style_colours[i - 1] : &style_chrome[i - TERM_CHROME];
        init_pair(i, COLORS >= 256 ? colour->xterm : colour->basic, -1);
    }
}

static void choose_glyphs(bool ascii)
{
    /* Terminals whose fonts have no more than their own character set, whatever the locale. */
    static const char *const old[] = {"vt1", "vt2", "vt52", "ansi", "sun"};
    const char *type = getenv("TERM");

    term.utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
    term.unicode = term.utf8 && !ascii;
    for (size_t i = 0; i < sizeof old / sizeof old[0]; i++)
        if (strncmp(type, old[i], strlen(old[i])) == 0)
            term.unicode = false;
    /* The Linux console draws lines and blocks, but no dots. */
    term.braille = term.unicode && strcmp(type, "linux") != 0;
}

/* Otherwise Ctrl-S would stop all output, and with it the program at the next frame. */
static void let_control_s_be_a_key(void)
{
    struct termios modes;

    if (tcgetattr(fileno(term.out), &modes) != 0)
        return;
    modes.c_iflag &= ~(tcflag_t)IXON;
    tcsetattr(fileno(term.out), TCSADRAIN, &modes);
    def_prog_mode();
}

static void prepare_keys(void)
{
    cbreak();
    let_control_s_be_a_key();
    noecho();
    nonl();
    intrflush(stdscr, FALSE);
    typeahead(-1); /* a frame is not left half drawn when a key comes */
    nodelay(term.keys, TRUE);
    set_escdelay(ESCAPE_DELAY_MS);
}

bool term_open(enum options_color color, bool ascii, struct status *status)
{
    if (!find_terminal(status))
        return false;
    if (tcgetattr(fileno(term.in), &term.rescue.modes) != 0) {
        status_fail(status, STATUS_SYSTEM, "the terminal does not answer: %s", strerror(errno));
        goto failed;
    }
    if (!check_type(status))
        goto failed;
    if (!term_output_open(fileno(term.out), status))
        goto failed;
    keep_errors();
    /* The terminal's own word on its size; LINES and COLUMNS from the environment would freeze it.
     */
    use_env(FALSE);
    use_tioctl(TRUE);
    term.screen = newterm(NULL, term.out, term.in);
    term.keys = term.screen ? newpad(1, 1) : NULL;
    if (!term.keys) {
        release_errors();
        term_output_close();
        status_fail(status, STATUS_SYSTEM,
                    "the terminal cannot be drawn on; 'optop --batch' trains without a screen");
        goto failed;
    }
    prepare_rescue();
    prepare_keys();
    term_output_begin();
    keypad(term.keys, TRUE);
    define_key(NULL, KEY_MOUSE); /* these sequences are read here */
    curs_set(0);
    choose_colours(color);
    term_output_end();
    choose_glyphs(ascii);
    return true;
failed:
    if (term.tty)
        fclose(term.tty);
    term.tty = NULL;
    return false;
}

/* Sends bytes that curses knows nothing of; between term_output_begin and term_output_end. */
static void send_bytes(const char *bytes)
{
    ssize_t length = (ssize_t)strlen(bytes);

    if (write(fileno(term.out), bytes, (size_t)length) != length)
        term_repaint(); /* without memory a frame is lost, too */
}

/* Leaves the screen; curses cannot set the terminal's modes while its bytes are collected. */
static void leave(double patience)
{
    term_output_begin();
    if (term.mouse)
        send_bytes(mouse_off);
    endwin();
    term_output_end();
    term_output_wait(patience);
    tcsetattr(term_output_terminal(), TCSANOW, &term.rescue.modes);
}

void term_close(void)
{
    if (!term.screen)
        return;
    leave(0.1);
    signals_set_rescue(NULL);
    delwin(term.keys);
    delscreen(term.screen);
    term.screen = NULL;
    /* A terminal that takes no bytes takes no errors, either. */
    if (!term_output_close())
        drop_errors();
    if (term.tty)
        fclose(term.tty);
    term.tty = NULL;
    release_errors();
}

/* ---- keys ------------------------------------------------------------------------------------ */

int term_descriptor(void)
{
    return fileno(term.in);
}

static int translate(wint_t code)
{
    static const struct {
        wint_t curses;
        int key;
    } keys[] = {
        {KEY_UP, KEYS_UP},
        {KEY_DOWN, KEYS_DOWN},
        {KEY_LEFT, KEYS_LEFT},
        {KEY_RIGHT, KEYS_RIGHT},
        {KEY_HOME, KEYS_HOME},
        {KEY_END, KEYS_END},
        {KEY_LL, KEYS_END},
        {KEY_A1, KEYS_HOME},
        {KEY_C1, KEYS_END},
        {KEY_A3, KEYS_PAGE_UP},
        {KEY_C3, KEYS_PAGE_DOWN},
        {KEY_PPAGE, KEYS_PAGE_UP},
        {KEY_DC, KEYS_DELETE},
        {KEY_NPAGE, KEYS_PAGE_DOWN},
        {KEY_IC, KEYS_INSERT},
        {KEY_BTAB, KEYS_BACKTAB},
        {KEY_F(1), KEYS_F1},
        {KEY_ENTER, KEYS_ENTER},
        {KEY_BACKSPACE, KEYS_BACKSPACE},
    };

    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        if (keys[i].curses == code)
            return keys[i].key;
    return KEYS_OTHER;
}

/* The next key as curses sees it. */
static int raw_key(void)
{
    wint_t code = 0;
    int kind;

    do
        kind = wget_wch(term.keys, &code);
    while (kind == KEY_CODE_YES && code == KEY_RESIZE);
    if (kind == ERR)
        return KEYS_NONE;
    if (kind == KEY_CODE_YES)
        return translate(code);
    switch (code) {
    case '\n':
    case '\r':
        return KEYS_ENTER;
    case '\b':
    case 127:
        return KEYS_BACKSPACE;
    default:
        return (int)code;
    }
}

int term_key(void)
{
    int key = term.held_back ? term.held_back : raw_key();

    term.held_back = 0;
    if (key == KEYS_NONE)
        return key;
    key = sequence_follow(&term.sequence, key, 1e3 * clock_now(), term.mouse);
    if (key != KEYS_ESCAPE)
        return key;
    /* What comes along with an Esc shows whether it begins a sequence, and is no key itself. */
    term.held_back = raw_key();
    if (term.held_back == KEYS_NONE)
        term.held_back = 0;
    return term.held_back == '[' || term.held_back == 'O' ? KEYS_PART : key;
}

void term_mouse(bool on)
{
    term.mouse = on;
    term_output_begin();
    send_bytes(on ? mouse_on : mouse_off);
    term_output_end();
}

void term_pointer(int *row, int *column)
{
    *row = term.sequence.row;
    *column = term.sequence.column;
}

/* ---- size, stopping and going on ------------------------------------------------------------- */

bool term_resize(void)
{
    struct winsize size;
    int rows = LINES, columns = COLS;

    if (ioctl(fileno(term.out), TIOCGWINSZ, &size) != 0 || size.ws_row == 0 || size.ws_col == 0)
        return false;
    if (size.ws_row == rows && size.ws_col == columns)
        return false;
    resizeterm(size.ws_row, size.ws_col);
    return true;
}

void term_size(int *rows, int *columns)
{
    *rows = LINES;
    *columns = COLS;
}

void term_suspend(void)
{
    leave(0.5);
    signals_set_rescue(NULL);
}

void term_resume(void)
{
    reset_prog_mode();
    if (term.mouse)
        term_mouse(true);
    signals_set_rescue(&term.rescue);
    term_resize();
    term_repaint();
}

bool term_colours(void)
{
    return term.colour;
}

bool term_unicode(void)
{
    return term.unicode;
}

bool term_braille(void)
{
    return term.braille;
}

/* ---- painting ---------------------------------------------------------------------------- */

void term_repaint(void)
{
    clearok(curscr, TRUE);
}

static void set_style(unsigned style)
{
    unsigned colour = style & TERM_COLOUR_MASK;
    attr_t attributes = A_NORMAL;

    if (style & TERM_BOLD)
        attributes |= A_BOLD;
    if (style & TERM_REVERSE)
        attributes |= A_REVERSE;
    if (style & TERM_UNDERLINE)
        attributes |= A_UNDERLINE;
    if (style & TERM_DIM)
        attributes |= A_DIM;
    /* Without colours bold has to do what they did. */
    if (!term.colour && (colour == TERM_ACCENT || colour == TERM_ALERT))
        attributes |= A_BOLD;
    attr_set(attributes, term.colour ? (short)colour : 0, NULL);
}

static void put(int row, int column, uint32_t character, unsigned style)
{
    wchar_t text[2] = {(wchar_t)character, L'\0'};

    set_style(style);
    if (character < 0x80)
        mvaddch(row, column, (chtype)character);
    else
        mvaddnwstr(row, column, text, 1);
}

void term_show(const struct cells *cells)
{
    erase();
    for (int r = 0; r < cells->rows && r < LINES; r++)
        for (int c = 0; c < cells->columns && c < COLS; c++) {
            const struct cell *cell = &cells->cell[r * cells->columns + c];
            if (cell->codepoint != 0 && (cell->codepoint != ' ' || cell->style != 0))
                put(r, c, cell->codepoint, cell->style);
        }
    term_output_begin();
    curs_set(cells->cursor_row >= 0 ? 1 : 0);
    if (cells->cursor_row >= 0)
        move(cells->cursor_row, cells->cursor_column);
    wnoutrefresh(stdscr);
    doupdate();
    term_output_end();
}

bool term_ready(void)
{
    return term_output_wait(0);
}

int term_ready_descriptor(void)
{
    return term_output_descriptor();
}
