/* docgen_mdoc.c - plain text as mdoc; see docgen.h. Knows none of the program's tables. */
#include "docgen.h"

#include <stdio.h>
#include <string.h>

enum { TEXT_WIDTH = 78 };

/* How a character of running text is written. */
static const char *escaped(char c)
{
    static char same[2];

    switch (c) {
    case '\\':
        return "\\e";
    case '^':
        return "\\(ha";
    case '~':
        return "\\(ti";
    case '`':
        return "\\(ga";
    default:
        same[0] = c;
        return same;
    }
}

/* The bytes that a word of running text takes, with what may follow its full stop. */
static int written_length(const char *word, int length)
{
    int written = 0;

    for (int i = 0; i < length; i++)
        written += (int)strlen(escaped(word[i]));
    return written + (length > 0 && word[length - 1] == '.' ? 2 : 0);
}

/*
 * Text in lines broken at blanks. A leading full stop or apostrophe would make a line a macro, and
 * one that is followed by a blank or ends a line would end a sentence.
 */
static void print_lines(const char *text, bool sentences)
{
    int column = 0;

    while (*text) {
        int length = (int)strcspn(text, " "), written = written_length(text, length);
        if (column > 0 && column + 1 + written > TEXT_WIDTH) {
            putchar('\n');
            column = 0;
        }
        if (column > 0)
            putchar(' ');
        else if (*text == '.' || *text == '\'')
            fputs("\\&", stdout);
        column += written + (column > 0);
        for (; length > 0; length--)
            fputs(escaped(*text++), stdout);
        if (*text == ' ' && text[-1] == '.') {
            fputs(sentences ? "\n" : "\\&", stdout);
            column = sentences ? 0 : column;
        }
        text += *text == ' ';
    }
    putchar('\n');
}

void mdoc_text(const char *text)
{
    print_lines(text, false);
}

void mdoc_prose(const char *text)
{
    print_lines(text, true);
}

void mdoc_argument(const char *text)
{
    fputs(" \\&", stdout);
    for (; *text; text++) {
        if (*text == ' ')
            fputs("\\ ", stdout);
        else if (*text == '"')
            fputs("\\(dq", stdout);
        else if (*text == '-')
            fputs("\\-", stdout);
        else
            fputs(escaped(*text), stdout);
    }
}

void mdoc_display(const char *text)
{
    puts(".Bd -literal -offset indent -compact");
    while (*text) {
        int length = (int)strcspn(text, "\n");
        if (*text == '.' || *text == '\'')
            fputs("\\&", stdout);
        for (int i = 0; i < length; i++)
            fputs(escaped(text[i]), stdout);
        putchar('\n');
        text += length + (text[length] == '\n');
    }
    puts(".Ed");
}

void mdoc_range(const struct param_spec *param)
{
    char range[PARAM_TEXT_MAX], initial[PARAM_TEXT_MAX], text[2 * PARAM_TEXT_MAX + 32];

    param_range(param, range, sizeof range);
    param_default(param, initial, sizeof initial);
    snprintf(text, sizeof text, "(%s%s%s).", range, *initial ? "; default " : "", initial);
    mdoc_text(text);
}
