/* classes.c - labels that are classes; see classes.h. */
#include "classes.h"

#include "base/param.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- the list of wanted classes ---------------------------------------------------------------
 */

static bool refuse_list(const char *text, struct status *status)
{
    return status_fail(status, STATUS_INVALID,
                       "classes: '%s' is not a list of labels (allowed: at least two different "
                       "ones, such as 0,1; nothing keeps all)",
                       text);
}

const char *class_filter_name(const struct class_filter *filter, int i)
{
    return filter->text + filter->start[i];
}

static bool all_digits(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (text[i] < '0' || text[i] > '9')
            return false;
    return length > 0;
}

/* Appends a name without blanks around it; false when it is empty or there already. */
static bool add_name(struct class_filter *filter, const char *name, size_t length, size_t *used)
{
    while (length > 0 && *name == ' ') {
        name++;
        length--;
    }
    while (length > 0 && name[length - 1] == ' ')
        length--;
    while (all_digits(name, length) && length > 1 && *name == '0') {
        name++;
        length--;
    }
    if (length == 0 || filter->count == CLASSES_LISTED_MAX ||
        length + 1 > sizeof filter->text - *used)
        return false;
    memcpy(filter->text + *used, name, length);
    filter->text[*used + length] = '\0';
    for (int i = 0; i < filter->count; i++)
        if (strcmp(class_filter_name(filter, i), filter->text + *used) == 0)
            return false;
    filter->start[filter->count++] = (uint16_t)*used;
    *used += length + 1;
    return true;
}

bool class_filter_parse(const char *text, struct class_filter *filter, struct status *status)
{
    struct class_filter parsed = {0};
    size_t used = 0;

    for (const char *at = text; *text;) {
        size_t length = strcspn(at, ",");

        if (!add_name(&parsed, at, length, &used))
            return refuse_list(text, status);
        if (at[length] == '\0')
            break;
        at += length + 1;
    }
    if (parsed.count == 1)
        return refuse_list(text, status);
    *filter = parsed;
    return true;
}

/* ---- the labels that occur --------------------------------------------------------------------
 */

/* Where a label is or would be among the sorted ones. */
static size_t place_of(const struct classes *classes, double label)
{
    size_t low = 0, high = classes->count;

    while (low < high) {
        size_t middle = (low + high) / 2;
        if (classes->label[middle] < label)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void classes_collect(struct classes *classes, const struct raw_split *split)
{
    if (classes->count == 0)
        classes->whole = true;
    for (size_t i = 0; i < split->m && split->y && !classes->many; i++) {
        double label = split->y[i];
        size_t at = place_of(classes, label);

        if (at < classes->count && classes->label[at] == label)
            continue;
        if (classes->count == CLASSES_MAX) {
            classes->many = true;
            break;
        }
        memmove(classes->label + at + 1, classes->label + at,
                (classes->count - at) * sizeof classes->label[0]);
        classes->label[at] = label;
        classes->count++;
        classes->whole = classes->whole && label == floor(label) && fabs(label) < 9e15;
    }
}

char *classes_name(const struct raw *raw, double label, char *text, size_t size)
{
    if (raw->label)
        snprintf(text, size, "%s", raw->label[(size_t)label]);
    else
        param_format_number(label, text, size);
    return text;
}

/* Does the list's name mean this label? Numbers count by value: 1.0 is 1. */
static bool means(const char *name, const struct raw *raw, double label)
{
    char *end;
    double value;

    if (raw->label)
        return strcmp(name, raw->label[(size_t)label]) == 0;
    value = strtod(name, &end);
    return end != name && *end == '\0' && value == label;
}

static bool choose_named(struct classes *classes, const struct raw *raw,
                         const struct class_filter *filter, const char *path, struct status *status)
{
    struct classes train = {0}, chosen = {.whole = classes->whole};

    classes_collect(&train, &raw->train);
    for (int c = 0; c < filter->count; c++) {
        const char *name = class_filter_name(filter, c);
        size_t i = 0, at;

        while (i < train.count && !means(name, raw, train.label[i]))
            i++;
        if (i == train.count)
            return status_fail(status, STATUS_DATA,
                               "%s: class %s does not occur in the training labels", path, name);
        at = place_of(&chosen, train.label[i]);
        if (at < chosen.count && chosen.label[at] == train.label[i])
            return status_fail(status, STATUS_DATA, "%s: class %s is named twice", path, name);
        memmove(chosen.label + at + 1, chosen.label + at,
                (chosen.count - at) * sizeof chosen.label[0]);
        memmove(chosen.order + at + 1, chosen.order + at,
                (chosen.count - at) * sizeof chosen.order[0]);
        chosen.label[at] = train.label[i];
        chosen.order[at] = (uint16_t)c;
        chosen.count++;
    }
    *classes = chosen;
    return true;
}

/* Numbers are in order already; text labels are numbered as they were met. */
static void order_all(struct classes *classes, const struct raw *raw)
{
    for (size_t i = 0; i < classes->count; i++) {
        classes->order[i] = (uint16_t)i;
        if (!raw->label)
            continue;
        classes->order[i] = 0;
        for (size_t k = 0; k < classes->count; k++)
            if (strcmp(raw->label[(size_t)classes->label[k]],
                       raw->label[(size_t)classes->label[i]]) < 0)
                classes->order[i]++;
    }
}

bool classes_choose(struct classes *classes, const struct raw *raw,
                    const struct class_filter *filter, const char *path, struct status *status)
{
    char name[FACTS_NAME_MAX];

    if (filter->count > 0)
        return choose_named(classes, raw, filter, path, status);
    if (classes->count < 2)
        return status_fail(status, STATUS_DATA,
                           "%s: all labels are %s; at least two classes are needed", path,
                           classes_name(raw, classes->label[0], name, sizeof name));
    order_all(classes, raw);
    return true;
}

int classes_find(const struct classes *classes, double label)
{
    size_t at = place_of(classes, label);

    return at < classes->count && classes->label[at] == label ? classes->order[at] : -1;
}
