/* keys.c - the names of keys; see keys.h. */
#include "keys.h"

#include "text.h"

#include <stdio.h>

char *keys_name(int key, char *text, size_t size)
{
    static const struct {
        int key;
        const char *name;
    } names[] = {
        {' ', "Space"},
        {',', "comma"},
        {'.', "full stop"},
        {KEYS_TAB, "Tab"},
        {KEYS_ENTER, "Enter"},
        {KEYS_ESCAPE, "Esc"},
        {KEYS_BACKSPACE, "Backspace"},
        {KEYS_UP, "Up"},
        {KEYS_DOWN, "Down"},
        {KEYS_LEFT, "Left"},
        {KEYS_RIGHT, "Right"},
        {KEYS_HOME, "Home"},
        {KEYS_END, "End"},
        {KEYS_PAGE_UP, "Page Up"},
        {KEYS_PAGE_DOWN, "Page Down"},
        {KEYS_DELETE, "Delete"},
        {KEYS_INSERT, "Insert"},
        {KEYS_BACKTAB, "Shift-Tab"},
        {KEYS_F1, "F1"},
        {KEYS_CLICK, "Click"},
        {KEYS_WHEEL_UP, "Wheel up"},
        {KEYS_WHEEL_DOWN, "Wheel down"},
    };
    char bytes[4];

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (names[i].key == key) {
            snprintf(text, size, "%s", names[i].name);
            return text;
        }
    if (key > 0 && key < ' ')
        snprintf(text, size, "Ctrl-%c", key | 64);
    else if (key > ' ' && key < KEYS_NONE && text_printable((uint32_t)key))
        snprintf(text, size, "%.*s", (int)text_encode((uint32_t)key, bytes), bytes);
    else
        snprintf(text, size, "This key");
    return text;
}
