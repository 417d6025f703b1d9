/* race_parts.c - title and message line of the race screen; see race_parts.h. */
#include "race_parts.h"

#include "app/figures.h"

#include "plot/style.h"

#include "race_text.h"
#include "term.h"
#include "text.h"

#include <stdio.h>

char race_mark(int slot)
{
    return style_mark(slot);
}

static unsigned state_style(const struct worker_view *view)
{
    switch (view->state) {
    case WORKER_RUNNING:
    case WORKER_CATCHING_UP:
    case WORKER_RECOMPUTING:
        return TERM_GOOD | TERM_BOLD;
    case WORKER_EMPTY:
    case WORKER_FAILED:
        return TERM_ALERT | TERM_BOLD;
    default:
        return TERM_BOLD;
    }
}

void race_paint_title(struct cells *cells, struct rect at, const struct race_parts *parts)
{
    char state[RACE_TEXT_MAX], problem[RACE_TEXT_MAX];
    int used = cells_text(cells, at.row, at.column, at.columns, "optop", TERM_ACCENT | TERM_BOLD);

    at.column += used + 2;
    at.columns -= used + 2;
    race_text_state(parts->view, parts->race, at.columns / 2, state, sizeof state);
    cells_right(cells, at, state, state_style(parts->view));
    at.columns -= text_width(state) + 2;
    race_text_problem(parts->view, at.columns, problem, sizeof problem);
    cells_text(cells, at.row, at.column, at.columns, problem, 0);
}

static bool all_hidden(const struct race_parts *parts)
{
    for (int i = 0; i < parts->runs; i++)
        if (!parts->run[i].hidden)
            return false;
    return parts->runs > 0;
}

/* Where the cursor is: at a state, or at an x that the runs have come to at states of their own. */
static const char *cursor_hint(const struct race_parts *parts, char *text, size_t size)
{
    static const char rest[] = "the table shows these figures. Esc removes it.";
    double x = parts->race->cursor_x;
    char number[32];

    if (parts->look->x == X_ITERATIONS)
        snprintf(text, size, "At %zu: %s", parts->look->cursor, rest);
    else if (x_specs[parts->look->x].real)
        snprintf(text, size, "At %s: %s", figures_duration(x, number, sizeof number), rest);
    else
        snprintf(text, size, "At %.0f %s: %s", x, x_specs[parts->look->x].phrase, rest);
    return text;
}

static const char *hint(const struct race_parts *parts, char *text, size_t size)
{
    if (parts->view->state == WORKER_LOADING && parts->starting)
        return "Loading: training starts when that is done.";
    if (race_text_recomputing(parts->view, text, size)[0])
        return text;
    if (parts->look->has_cursor)
        return cursor_hint(parts, text, size);
    if (all_hidden(parts))
        return "All runs are hidden: h shows the chosen one.";
    if (parts->view->state != WORKER_LOADING && parts->view->state != WORKER_FAILED)
        for (int i = 0; i < parts->runs; i++)
            if (parts->run[i].chosen && figures_condition(parts->run[i].run, text, size)[0])
                return text;
    return race_text_hint(parts->view, parts->race, text, size);
}

void race_paint_hint(struct cells *cells, struct rect at, const struct race_parts *parts)
{
    char text[RACE_TEXT_MAX];

    cells_left(cells, at, hint(parts, text, sizeof text),
               parts->view->state == WORKER_READY ? TERM_BOLD : 0);
}

void race_paint_page(struct cells *cells, struct rect at, const struct race_parts *parts, int first,
                     int lines)
{
    char text[64];

    if (lines >= parts->runs)
        return;
    snprintf(text, sizeof text, "  runs %d-%d of %d", first + 1, first + lines, parts->runs);
    cells_right(cells, at, text, TERM_QUIET);
}
