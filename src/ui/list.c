/* list.c - a chooser with a filter; see list.h. */
#include "list.h"

#include "layout.h"

#include <string.h>
#include <strings.h>

/* Does `text` contain the first `length` bytes of `word`, whatever their case? */
static bool contains(const char *text, const char *word, size_t length)
{
    if (!text)
        return false;
    for (size_t end = strlen(text); end >= length; text++, end--)
        if (strncasecmp(text, word, length) == 0)
            return true;
    return false;
}

static bool passes(const struct list_row *row, const char *filter)
{
    while (*filter) {
        size_t length = strcspn(filter, " ");

        if (!contains(row->name, filter, length) && !contains(row->title, filter, length) &&
            !contains(row->family, filter, length) && !contains(row->help, filter, length))
            return false;
        filter += length;
        filter += strspn(filter, " ");
    }
    return true;
}

static bool same_family(const struct list_row *a, const struct list_row *b)
{
    return strcmp(a->family ? a->family : "", b->family ? b->family : "") == 0;
}

/* Makes the lines of what the filter leaves; keeps `chosen` when it is among them. */
static void filter_rows(struct list *list, int chosen)
{
    const struct list_row *last = NULL;

    list->lines = 0;
    list->current = -1;
    for (int i = 0; i < list->rows; i++) {
        const struct list_row *row = &list->row[i];

        if (!passes(row, list->filter.text))
            continue;
        if (row->family && (!last || !same_family(last, row)))
            list->line[list->lines++] = (struct list_line){i, true};
        if (i == chosen || list->current < 0)
            list->current = list->lines;
        list->line[list->lines++] = (struct list_line){i, false};
        last = row;
    }
}

/* How well a name matches the filter: 3 equal, 2 begins so, 1 has it, 0 not at all. */
static int match(const char *name, const char *filter)
{
    size_t length = strlen(filter);

    if (strcasecmp(name, filter) == 0)
        return 3;
    return strncasecmp(name, filter, length) == 0 ? 2 : contains(name, filter, length);
}

static void choose_best(struct list *list)
{
    int best = -1;

    for (int i = 0; i < list->lines; i++) {
        int score = match(list->row[list->line[i].row].name, list->filter.text);

        if (!list->line[i].heading && score > best) {
            best = score;
            list->current = i;
        }
    }
}

void list_init(struct list *list, const struct list_row *rows, int count, int chosen)
{
    memset(list, 0, sizeof *list);
    list->row = rows;
    list->rows = count < LIST_ROWS_MAX ? count : LIST_ROWS_MAX;
    filter_rows(list, chosen);
}

/* Moves by `step` lines; headings are stepped over, at the ends the last row is taken. */
static unsigned move(struct list *list, int step)
{
    int direction = step < 0 ? -1 : 1;
    int target = list->current + step;

    if (list->current < 0)
        return 0;
    target = target < 0 ? 0 : target >= list->lines ? list->lines - 1 : target;
    while (target > 0 && target < list->lines - 1 && list->line[target].heading)
        target += direction;
    if (list->line[target].heading) /* the first line: its row is below */
        target++;
    list->current = target;
    return 0;
}

static unsigned edit_filter(struct list *list, enum edit_key key, uint32_t character)
{
    int chosen = list_chosen(list);
    unsigned flags = edit_press(&list->filter, key, character);

    if (!(flags & EDIT_CHANGED))
        return flags;
    filter_rows(list, chosen);
    if (list->filter.length > 0)
        choose_best(list);
    return flags;
}

unsigned list_press(struct list *list, enum edit_key key, uint32_t character, int page)
{
    switch (key) {
    case EDIT_UP:
    case EDIT_PREVIOUS:
        return move(list, -1);
    case EDIT_DOWN:
    case EDIT_NEXT:
        return move(list, 1);
    case EDIT_PAGE_UP:
        return move(list, page > 1 ? 1 - page : -1);
    case EDIT_PAGE_DOWN:
        return move(list, page > 1 ? page - 1 : 1);
    case EDIT_HOME:
        return move(list, -list->lines);
    case EDIT_END:
        return move(list, list->lines);
    case EDIT_ACCEPT:
        return list->current < 0 ? 0 : EDIT_SUBMITTED;
    case EDIT_CANCEL:
        if (list->filter.length > 0)
            return edit_filter(list, EDIT_KILL_LINE, 0);
        return EDIT_CANCELLED;
    case EDIT_LEFT:
    case EDIT_RIGHT:
        return 0;
    case EDIT_CHARACTER:
        if (character == ' ' && list->filter.length == 0)
            return 0;
        return edit_filter(list, key, character);
    default:
        return edit_filter(list, key, character);
    }
}

int list_scroll(struct list *list, int lines)
{
    int chosen = list->current < 0 ? 0 : list->current;
    int top = chosen;

    /* The heading comes along when the chosen row is the first below it. */
    if (top > 0 && list->line[top - 1].heading && lines > 1)
        top--;
    list->first = layout_scroll(list->first, chosen, lines, list->lines);
    if (list->first > top)
        list->first = top;
    return list->first;
}

int list_chosen(const struct list *list)
{
    return list->current < 0 ? -1 : list->line[list->current].row;
}
