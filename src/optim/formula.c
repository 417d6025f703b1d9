/* formula.c - computes formulas by recursive descent; see formula.h. */
#include "formula.h"

#include "base/append.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- symbols ------------------------------------------------------------------------------------
 */

static struct formula_symbol *find(struct formula_scope *scope, const char *name)
{
    for (int i = 0; i < scope->symbols; i++)
        if (strcmp(scope->symbol[i].name, name) == 0)
            return &scope->symbol[i];
    return NULL;
}

const struct formula_symbol *formula_get(const struct formula_scope *scope, const char *name)
{
    for (int i = 0; i < scope->symbols; i++)
        if (strcmp(scope->symbol[i].name, name) == 0)
            return &scope->symbol[i];
    return NULL;
}

static struct formula_symbol *set(struct formula_scope *scope, const char *name, double value)
{
    struct formula_symbol *symbol = find(scope, name);

    if (!symbol && scope->symbols < FORMULA_SYMBOLS_MAX) {
        symbol = &scope->symbol[scope->symbols++];
        *symbol = (struct formula_symbol){0};
        snprintf(symbol->name, sizeof symbol->name, "%s", name);
    }
    if (symbol)
        symbol->value = value;
    return symbol;
}

void formula_set(struct formula_scope *scope, const char *name, double value)
{
    set(scope, name, value);
}

void formula_set_param(struct formula_scope *scope, const struct param_spec *spec, double value)
{
    struct formula_symbol *symbol = set(scope, spec->name, value);

    if (symbol && spec->kind == PARAM_CHOICE)
        symbol->choices = spec->choices;
}

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || c == '_' || c == '\'';
}

/* Does the symbol's name stand at the beginning of the text? */
static bool stands_at(const char *name, const char *text)
{
    size_t length = strlen(name);
    char last = name[length - 1], next;

    if (strncmp(name, text, length) != 0)
        return false;
    next = text[length];
    if (last == '^') /* "m^" but not the beginning of m^2 */
        return !is_word(next) && next != '(';
    return !is_word(last) || !is_word(next);
}

/* ---- conditions ---------------------------------------------------------------------------------
 */

/* The right side of a condition: a choice's name, or a number. */
static double value_of(const struct formula_symbol *symbol, const char *text, size_t length)
{
    for (int i = 0; symbol->choices && symbol->choices[i]; i++)
        if (strlen(symbol->choices[i]) == length && strncmp(symbol->choices[i], text, length) == 0)
            return i;
    return strtod(text, NULL);
}

/* One condition of so many bytes. */
static bool condition_holds(const char *text, size_t length, const struct formula_scope *scope)
{
    size_t name = strcspn(text, "=!<>"), sign = strspn(text + name, "=!<>");
    const struct formula_symbol *symbol;
    char copy[FORMULA_NAME_MAX];
    double value;

    snprintf(copy, sizeof copy, "%.*s", (int)name, text);
    symbol = formula_get(scope, copy);
    if (!symbol || name + sign > length)
        return false;
    value = value_of(symbol, text + name + sign, length - name - sign);
    switch (text[name]) {
    case '<':
        return sign == 2 ? symbol->value <= value : symbol->value < value;
    case '>':
        return symbol->value > value;
    case '!':
        return symbol->value != value;
    default:
        return symbol->value == value;
    }
}

bool formula_holds(const char *when, const struct formula_scope *scope)
{
    while (when && *when) {
        size_t length = strcspn(when, ",");

        if (!condition_holds(when, length, scope))
            return false;
        when += length + (when[length] == ',');
    }
    return true;
}

/* ---- functions ----------------------------------------------------------------------------------
 */

static double root(double x, double y)
{
    (void)y;
    return sqrt(x);
}

static double sign(double x, double y)
{
    (void)y;
    return x > 0 ? 1 : x < 0 ? -1 : 0;
}

static double cut(double x, double y)
{
    (void)y;
    return x > 1 ? 1 : x < -1 ? -1 : x;
}

static double greater(double x, double y)
{
    return x > y ? x : y;
}

static double lesser(double x, double y)
{
    return x < y ? x : y;
}

static const struct function {
    const char *name;
    int arguments;
    double (*value)(double x, double y);
} functions[] = {
    {"sqrt", 1, root}, {"sign", 1, sign}, {"cut", 1, cut}, {"max", 2, greater}, {"min", 2, lesser},
};

/* ---- expressions --------------------------------------------------------------------------------
 */

/* A formula being read. */
struct reader {
    const char *at;
    struct formula_scope *scope;
    int digits;
    int bars;  /* open |, which the next | closes */
    int depth; /* of parentheses, within reason */
    char *numbers;
    size_t size;
    bool wrong;
    struct status *status;
};

enum { DEPTH_MAX = 32 };

static double expression(struct reader *reader);

static void write(struct reader *reader, const char *text)
{
    append(reader->numbers, reader->size, "%s", text);
}

static double refuse(struct reader *reader, const char *what)
{
    if (!reader->wrong)
        status_fail(reader->status, STATUS_INVALID, "formula: %s at '%s'", what, reader->at);
    reader->wrong = true;
    return 0;
}

static void skip_blanks(struct reader *reader)
{
    reader->at += strspn(reader->at, " ");
}

/* Negative numbers in parentheses, but for the first in a row. Behind the number in the formula. */
static void write_number(struct reader *reader, double value)
{
    size_t used = strlen(reader->numbers);
    char before = '(', text[64];
    bool bare;

    if (used > 0)
        before = reader->numbers[used - 1];
    skip_blanks(reader);
    bare = !signbit(value) || ((before == '(' || before == '|') && *reader->at != '^');
    snprintf(text, sizeof text, bare ? "%.*g" : "(%.*g)", reader->digits, value);
    write(reader, text);
}

static struct formula_symbol *longest_symbol(const struct reader *reader)
{
    struct formula_symbol *best = NULL;

    for (int i = 0; i < reader->scope->symbols; i++) {
        struct formula_symbol *symbol = &reader->scope->symbol[i];

        if (stands_at(symbol->name, reader->at) &&
            (!best || strlen(symbol->name) > strlen(best->name)))
            best = symbol;
    }
    return best;
}

static double expect(struct reader *reader, char sign, double value)
{
    char text[2] = {sign, '\0'};

    skip_blanks(reader);
    if (*reader->at != sign)
        return refuse(reader, "a parenthesis, bar or comma is missing");
    reader->at++;
    write(reader, text);
    return value;
}

static double in_parentheses(struct reader *reader)
{
    int bars = reader->bars;
    double value;

    if (++reader->depth > DEPTH_MAX)
        return refuse(reader, "too many parentheses");
    reader->bars = 0;
    expect(reader, '(', 0);
    value = expression(reader);
    reader->bars = bars;
    reader->depth--;
    return expect(reader, ')', value);
}

static double absolute(struct reader *reader)
{
    double value;

    expect(reader, '|', 0);
    reader->bars++;
    value = expression(reader);
    reader->bars--;
    return fabs(expect(reader, '|', value));
}

static double call(struct reader *reader, const struct function *function)
{
    double x, y = 0;

    write(reader, function->name);
    reader->at += strlen(function->name);
    if (function->arguments == 1)
        return function->value(in_parentheses(reader), 0);
    expect(reader, '(', 0);
    x = expression(reader);
    expect(reader, ',', 0);
    write(reader, " ");
    y = expression(reader);
    return function->value(x, expect(reader, ')', y));
}

static double primary(struct reader *reader)
{
    struct formula_symbol *symbol;
    char *end;
    double value;

    skip_blanks(reader);
    symbol = longest_symbol(reader);
    if (symbol) {
        reader->at += strlen(symbol->name);
        symbol->used = true;
        write_number(reader, symbol->value);
        return symbol->value;
    }
    for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++)
        if (stands_at(functions[i].name, reader->at) &&
            reader->at[strlen(functions[i].name)] == '(')
            return call(reader, &functions[i]);
    if (*reader->at == '(')
        return in_parentheses(reader);
    if (*reader->at == '|')
        return absolute(reader);
    if (!isdigit((unsigned char)*reader->at))
        return refuse(reader, "neither a number nor a known symbol");
    value = strtod(reader->at, &end);
    reader->at = end;
    write_number(reader, value);
    return value;
}

static double power(struct reader *reader)
{
    double base = primary(reader);

    skip_blanks(reader);
    if (*reader->at != '^')
        return base;
    reader->at++;
    write(reader, "^");
    return pow(base, primary(reader));
}

/* Does another factor follow? */
static bool factor_follows(const struct reader *reader)
{
    char next = *reader->at;

    return is_word(next) || next == '(' || (next == '|' && reader->bars == 0) ||
           (next == '<' && longest_symbol(reader));
}

static double product(struct reader *reader)
{
    double value = power(reader);

    for (skip_blanks(reader); !reader->wrong; skip_blanks(reader)) {
        if (*reader->at == '/') {
            reader->at++;
            write(reader, " / ");
            value /= power(reader);
        } else if (*reader->at == '*' || factor_follows(reader)) {
            reader->at += *reader->at == '*';
            write(reader, " * ");
            value *= power(reader);
        } else
            break;
    }
    return value;
}

static double expression(struct reader *reader)
{
    double value;

    skip_blanks(reader);
    if (*reader->at == '-') {
        reader->at++;
        write(reader, "-");
        value = -product(reader);
    } else
        value = product(reader);
    while (!reader->wrong && (*reader->at == '+' || *reader->at == '-')) {
        bool minus = *reader->at++ == '-';

        write(reader, minus ? " - " : " + ");
        value += minus ? -product(reader) : product(reader);
    }
    return value;
}

/* The symbol on the left side, if there is one. */
static const char *left_side(const char *text, char name[FORMULA_NAME_MAX])
{
    size_t length = strcspn(text, "=");

    name[0] = '\0';
    if (text[length] != '=')
        return text;
    snprintf(name, FORMULA_NAME_MAX, "%.*s", (int)length, text);
    for (size_t end = strlen(name); end > 0 && name[end - 1] == ' '; end--)
        name[end - 1] = '\0';
    return text + length + 1;
}

bool formula_compute(const char *text, struct formula_scope *scope, int digits,
                     struct formula_result *result, struct status *status)
{
    struct reader reader = {.scope = scope,
                            .digits = digits,
                            .numbers = result->numbers,
                            .size = sizeof result->numbers,
                            .status = status};

    result->numbers[0] = '\0';
    reader.at = left_side(text, result->name);
    result->value = expression(&reader);
    if (!reader.wrong && *reader.at != '\0')
        refuse(&reader, "an operator is missing");
    if (reader.wrong)
        return false;
    if (result->name[0])
        formula_set(scope, result->name, result->value);
    return true;
}
