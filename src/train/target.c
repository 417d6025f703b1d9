/* target.c - values that curves are meant to reach; see target.h. */
#include "target.h"

#include "base/param.h"

#include <stdio.h>
#include <string.h>

static const struct param_spec value_param =
    PARAM_REAL_CLOSED("value", 0, -1e300, 1e300, "what the curve is compared with");

static bool refuse(const char *text, const char *why, struct status *status)
{
    char names[STATUS_MESSAGE_MAX / 2] = "";

    for (int c = 0; c < CURVES; c++)
        snprintf(names + strlen(names), sizeof names - strlen(names), "%s%s", c > 0 ? ", " : "",
                 curve_specs[c].name);
    return status_fail(status, STATUS_INVALID,
                       "'%s' %s (allowed: a curve, < or >, and a value, such as test_loss<0.01; "
                       "curves: %s)",
                       text, why, names);
}

/* Copies without the blanks around it; false when it does not fit. */
static bool trim(const char *text, size_t length, char *out, size_t size)
{
    while (length > 0 && text[0] == ' ') {
        text++;
        length--;
    }
    while (length > 0 && text[length - 1] == ' ')
        length--;
    if (length >= size)
        return false;
    memcpy(out, text, length);
    out[length] = '\0';
    return true;
}

bool target_parse(const char *text, struct target *target, struct status *status)
{
    size_t at = strcspn(text, "<>"), length;
    char name[TARGET_TEXT_MAX], number[TARGET_TEXT_MAX];
    struct target read = {.wanted = true, .below = text[at] == '<'};
    struct status why = {0};
    double scale = 1;

    if (!text[at])
        return refuse(text, "is no target: it has no < or >", status);
    if (!trim(text, at, name, sizeof name) || (read.curve = curve_find(name)) == CURVES)
        return refuse(text, "begins with no curve", status);
    if (!trim(text + at + 1, strlen(text + at + 1), number, sizeof number))
        return refuse(text, "ends with no number", status);
    length = strlen(number);
    if (length > 0 && number[length - 1] == '%' && curve_specs[read.curve].scale > 1) {
        number[length - 1] = '\0';
        scale = curve_specs[read.curve].scale;
    }
    if (!param_parse(&value_param, number, &read.value, &why))
        return refuse(text, "ends with no number", status);
    read.value /= scale;
    *target = read;
    return true;
}

bool target_equal(const struct target *a, const struct target *b)
{
    return a->wanted == b->wanted &&
           (!a->wanted || (a->curve == b->curve && a->below == b->below && a->value == b->value));
}

char *target_format(const struct target *target, char *text, size_t size)
{
    char number[PARAM_TEXT_MAX];

    snprintf(text, size, "%s%c%s", curve_specs[target->curve].name, target->below ? '<' : '>',
             param_format_number(target->value, number, sizeof number));
    return text;
}

bool target_is_smoothed(const struct target *target, bool in_batches)
{
    return in_batches && target->curve == CURVE_TRAIN_LOSS;
}

bool target_reached(const struct target *target, const struct history *history, bool in_batches,
                    size_t *row)
{
    const struct history_question question = {.curve = target->curve,
                                              .smoothed = target_is_smoothed(target, in_batches),
                                              .below = target->below,
                                              .value = target->value};

    return target->wanted && history_first(history, &question, row);
}
