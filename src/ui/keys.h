/*
 * keys.h - the keys of a keyboard as this program names them. A key is a Unicode character or one
 * of the codes below, which lie above all characters. Knows no terminal library.
 */
#ifndef OPTOP_KEYS_H
#define OPTOP_KEYS_H

#include <stddef.h>

enum {
    KEYS_TAB = 9,
    KEYS_ENTER = 13,
    KEYS_ESCAPE = 27,
    KEYS_BACKSPACE = 127,

    KEYS_NONE = 0x110000, /* nothing typed */
    KEYS_UP,
    KEYS_DOWN,
    KEYS_LEFT,
    KEYS_RIGHT,
    KEYS_HOME,
    KEYS_END,
    KEYS_PAGE_UP,
    KEYS_PAGE_DOWN,
    KEYS_DELETE,
    KEYS_INSERT,
    KEYS_BACKTAB,
    KEYS_F1,
    KEYS_CLICK, /* of the mouse; see term_pointer */
    KEYS_WHEEL_UP,
    KEYS_WHEEL_DOWN,
    KEYS_OTHER, /* a key without a meaning here */
    KEYS_PART,  /* no key at all: a part of one, or a mouse button that means nothing */
};

/* The code of a letter typed with Control: KEYS_CONTROL('L'). */
#define KEYS_CONTROL(LETTER) ((LETTER)&31)

/* The name of a key: "Page Up", "Ctrl-L", "q"; "This key" if it has none. Returns text.
 */
char *keys_name(int key, char *text, size_t size);

#endif
