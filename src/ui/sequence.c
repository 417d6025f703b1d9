/* sequence.c - escape sequences put together; see sequence.h. */
#include "sequence.h"

#include "keys.h"

#include <stddef.h>
#include <string.h>

enum {
    TAIL_MS = 1000, /* how late the next byte may be */
    NUMBER_MAX = 10000,
    OLD_REPORT = 3, /* bytes: button, column and row */
};

/*
 * What an escape sequence stands for that terminfo does not know, by its last byte and, before a
 * '~', its first number. Terminals send these whatever TERM says.
 */
static int key_of_sequence(int number, int last)
{
    static const struct {
        int number, last, key; /* number -1: any */
    } keys[] = {
        {-1, 'A', KEYS_UP},      {-1, 'B', KEYS_DOWN},     {-1, 'C', KEYS_RIGHT},
        {-1, 'D', KEYS_LEFT},    {-1, 'H', KEYS_HOME},     {-1, 'F', KEYS_END},
        {-1, 'Z', KEYS_BACKTAB}, {-1, 'P', KEYS_F1},       {-1, 'M', KEYS_ENTER},
        {1, '~', KEYS_HOME},     {7, '~', KEYS_HOME},      {4, '~', KEYS_END},
        {8, '~', KEYS_END},      {2, '~', KEYS_INSERT},    {3, '~', KEYS_DELETE},
        {5, '~', KEYS_PAGE_UP},  {6, '~', KEYS_PAGE_DOWN}, {11, '~', KEYS_F1},
    };

    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        if (keys[i].last == last && (keys[i].number < 0 || keys[i].number == number))
            return keys[i].key;
    return KEYS_OTHER;
}

/* A byte between the beginning of a sequence and its last byte. */
static void take_parameter(struct sequence *it, int byte)
{
    int *number = &it->number[it->numbers < SEQUENCE_NUMBERS ? it->numbers : 0];

    if (byte == '<')
        it->of_mouse = true;
    else if (byte < '0' || byte > '9')
        it->numbers++;
    else if (it->numbers < SEQUENCE_NUMBERS && *number < NUMBER_MAX)
        *number = 10 * *number + byte - '0';
}

/* What the mouse did: button and modifiers, column and row from 1, and whether it was pressed. */
static int key_of_mouse(struct sequence *it, int last)
{
    enum { MODIFIERS = 4 + 8 + 16, LEFT = 0, WHEEL_UP = 64, WHEEL_DOWN = 65 };
    int button = it->number[0] & ~MODIFIERS;

    if (last != 'M' || it->number[1] < 1 || it->number[2] < 1)
        return KEYS_PART;
    it->column = it->number[1] - 1;
    it->row = it->number[2] - 1;
    switch (button) {
    case LEFT:
        return KEYS_CLICK;
    case WHEEL_UP:
        return KEYS_WHEEL_UP;
    case WHEEL_DOWN:
        return KEYS_WHEEL_DOWN;
    default:
        return KEYS_PART;
    }
}

/* Terminals that know no numbers report the mouse by Esc [ M and a byte each. */
static bool begins_old_report(const struct sequence *it, int key, bool mouse)
{
    return key == 'M' && mouse && it->bracket && !it->of_mouse && it->numbers == 0 &&
           it->number[0] == 0;
}

int sequence_follow(struct sequence *it, int key, double time, bool mouse)
{
    bool in_time = time - it->time <= TAIL_MS;
    int at = in_time ? (int)it->at : SEQUENCE_NONE;
    bool introduces = key == '[' || (key == 'O' && at == SEQUENCE_ESCAPE);

    it->at = SEQUENCE_NONE;
    it->time = time;
    if (it->coming > 0 && in_time) {
        it->coming--;
        return KEYS_PART;
    }
    it->coming = 0;
    if (at != SEQUENCE_NONE && introduces) {
        *it = (struct sequence){.at = SEQUENCE_INSIDE,
                                .time = time,
                                .bracket = key == '[',
                                .row = it->row,
                                .column = it->column};
        return KEYS_PART;
    }
    if (at == SEQUENCE_INSIDE && key >= ' ' && key <= '?') {
        it->at = SEQUENCE_INSIDE;
        take_parameter(it, key);
        return KEYS_PART;
    }
    if (at == SEQUENCE_INSIDE && begins_old_report(it, key, mouse)) {
        it->coming = OLD_REPORT;
        return KEYS_PART;
    }
    if (at == SEQUENCE_INSIDE && key > '?' && key <= '~')
        return it->of_mouse ? key_of_mouse(it, key) : key_of_sequence(it->number[0], key);
    if (key == KEYS_ESCAPE)
        it->at = SEQUENCE_ESCAPE;
    return key;
}
