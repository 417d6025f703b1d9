/*
 * screen_journal.c - the journal: what was done to the race, when, and where it stood. Enter moves
 * the race's cursor there.
 */
#include "race_time.h"

#include "app/lineage.h"
#include "text.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>

struct journal_screen {
    struct journal journal; /* a copy */
    bool read;
    int current, first;
};

/* The latest events; the last one is looked at until another is chosen. */
static void read_journal(struct ui *ui, struct journal_screen *screen)
{
    int last = (int)screen->journal.length - 1;
    bool follows = !screen->read || screen->current >= last;
    struct status status = {0};
    struct journal journal;

    if (!worker_copy_journal(ui->worker, &journal, &status)) {
        ui_say(ui, TERM_ALERT, "%s", status.message);
        return;
    }
    journal_clear(&screen->journal);
    screen->journal = journal;
    last = (int)journal.length - 1; /* fewer, where the race is another one */
    if (follows || screen->current > last)
        screen->current = last > 0 ? last : 0;
    screen->read = true;
}

static void draw_event(struct ui *ui, const struct journal_screen *screen, int i, struct rect at)
{
    const struct event *event = &screen->journal.event[i];
    bool undone = lineage_is_undone(&screen->journal, (size_t)i);
    unsigned style = i == screen->current ? TERM_REVERSE : undone ? TERM_QUIET : 0;
    time_t when = (time_t)event->time;
    char text[LINEAGE_TEXT_MAX], line[LINEAGE_TEXT_MAX + 64], clock[16] = "";
    struct tm local;

    if (localtime_r(&when, &local))
        strftime(clock, sizeof clock, "%H:%M:%S", &local);
    snprintf(line, sizeof line, "%s %9" PRIu64 "  %s%s", clock, event->front,
             lineage_event(&screen->journal, (size_t)i, text, sizeof text),
             undone ? " (undone)" : "");
    if (i == screen->current)
        cells_fill(&ui->cells, at, style);
    cells_glyph(&ui->cells, at.row, at.column, i == screen->current ? '>' : ' ', style | TERM_BOLD);
    at.column += 2;
    at.columns -= 2;
    cells_left(&ui->cells, at, line, style);
}

static void journal_draw(struct ui *ui, void *state)
{
    struct journal_screen *screen = state;
    struct rect at = ui->layout.body, line = ui->layout.message;
    int events = (int)screen->journal.length, rows = at.rows - 1;

    if (!screen->read)
        read_journal(ui, screen);
    events = (int)screen->journal.length;
    cells_text(&ui->cells, ui->layout.title.row, 0, ui->layout.title.columns,
               "optop: journal of the race", TERM_BOLD | TERM_ACCENT);
    cells_text(&ui->cells, at.row, at.column + 2, at.columns - 2, "time     iteration  event",
               TERM_UNDERLINE);
    screen->first = layout_scroll(screen->first, screen->current, rows, events);
    for (int i = 0; i < rows && screen->first + i < events; i++)
        draw_event(ui, screen, screen->first + i,
                   (struct rect){at.row + 1 + i, at.column, 1, at.columns});
    line.column++;
    line.columns--;
    if (ui->message[0])
        cells_left(&ui->cells, line, ui->message, ui->message_style | TERM_BOLD);
    else if (events == 0)
        cells_left(&ui->cells, line, "There are no events yet.", TERM_QUIET);
    else
        cells_left(&ui->cells, line,
                   "iteration: completed by the leading run. Enter moves the cursor there.",
                   TERM_QUIET);
}

/* Moves the race's cursor to the event's state: in its run, as far as there are rows. */
static void look_there(struct ui *ui, const struct journal_screen *screen)
{
    const struct event *event = &screen->journal.event[screen->current];
    uint64_t state = lineage_state(event);
    const struct run_snapshot *run = NULL;

    for (int i = 0; i < ui->race.runs; i++)
        if (!run || ui->race.run[i].id == event->run ||
            (run->id != event->run && ui->race.run[i].iteration > run->iteration))
            run = &ui->race.run[i];
    if (!run || run->iteration == 0) {
        ui_say(ui, 0, "Nothing has been trained yet.");
        return;
    }
    state = state < run->iteration ? state : run->iteration - 1;
    race_look_move(&ui_race_screen(ui)->look, 0, (size_t)state, (size_t)run->iteration, run->id);
    ui_pop(ui);
}

static unsigned journal_press(struct ui *ui, void *state, int key)
{
    struct journal_screen *screen = state;
    int last, page = ui->layout.body.rows - 1;
    enum action_id action = action_find(ACTIONS_JOURNAL, key);

    ui->message[0] = '\0';
    if (!screen->read) /* the key came before the first frame */
        read_journal(ui, screen);
    last = (int)screen->journal.length - 1;
    switch (action) {
    case ACTION_UP:
        screen->current--;
        break;
    case ACTION_DOWN:
        screen->current++;
        break;
    case ACTION_PAGE_UP:
        screen->current -= page;
        break;
    case ACTION_PAGE_DOWN:
        screen->current += page;
        break;
    case ACTION_TOP:
        screen->current = 0;
        break;
    case ACTION_BOTTOM:
        screen->current = last;
        break;
    case ACTION_ACCEPT:
        if (last >= 0)
            look_there(ui, screen);
        return UI_REDRAW;
    case ACTION_CANCEL:
        ui_pop(ui);
        return UI_REDRAW;
    default:
        return 0;
    }
    screen->current = screen->current > last ? last : screen->current;
    screen->current = screen->current < 0 ? 0 : screen->current;
    return UI_REDRAW;
}

static void journal_news(struct ui *ui, void *state)
{
    read_journal(ui, state);
}

static void journal_leave(struct ui *ui, void *state)
{
    (void)ui;
    journal_clear(&((struct journal_screen *)state)->journal);
}

const struct screen_kind screen_journal = {
    .scope = ACTIONS_JOURNAL,
    .covers = true,
    .size = sizeof(struct journal_screen),
    .draw = journal_draw,
    .press = journal_press,
    .news = journal_news,
    .leave = journal_leave,
};
