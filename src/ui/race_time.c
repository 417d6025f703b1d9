/* race_time.c - keys that go back in time; see race_time.h. */
#include "race_time.h"

#include "app/run_names.h"
#include "keys.h"
#include "race_parts.h"

#include <inttypes.h>
#include <stdio.h>

/* ---- back to the cursor -------------------------------------------------------------------------
 */

/* Whether all runs go back, or the chosen one alone. */
struct back {
    uint64_t state;
    int chosen; /* id */
    char text[STATUS_MESSAGE_MAX];
};

static void go_back(struct ui *ui, int id, uint64_t state)
{
    ui_race_screen(ui)->look.has_cursor = false; /* the rows behind it go */
    worker_post(ui->worker, &(struct worker_command){.kind = WORKER_REWIND,
                                                     .past = {.id = id, .state = state}});
}

static void back_draw(struct ui *ui, void *state)
{
    const struct back *back = state;

    cells_cursor(&ui->cells, ui->layout.message.row,
                 cells_sentence(&ui->cells, ui->layout.message, back->text, TERM_BOLD) + 1);
}

static unsigned back_press(struct ui *ui, void *state, int key)
{
    const struct back back = *(const struct back *)state;
    enum action_id action = action_find(ACTIONS_BACK, key);

    if (action == ACTION_NONE)
        return 0;
    ui_pop(ui);
    if (action == ACTION_ALL)
        go_back(ui, 0, back.state);
    else if (action == ACTION_CHOSEN)
        go_back(ui, back.chosen, back.state);
    return UI_REDRAW;
}

static const struct screen_kind screen_back = {
    .scope = ACTIONS_BACK,
    .on_message_line = true,
    .size = sizeof(struct back),
    .draw = back_draw,
    .press = back_press,
};

/* Has a run come further than a state, or diverged there? */
static bool is_beyond(const struct run_snapshot *run, uint64_t state)
{
    return run->iteration > state || (run->state == RUN_DIVERGED && run->diverged_at == state);
}

static void back(struct ui *ui, const struct race_screen *screen)
{
    int beyond = 0, chosen = ui_chosen(ui);
    uint64_t state = chosen >= 0 && ui->race.run[chosen].at.there ? ui->race.run[chosen].at.state
                                                                  : screen->look.cursor;
    char name[RUN_NAME_MAX];
    struct back *question;

    if (!screen->look.has_cursor) {
        ui_say(ui, 0, "Move the cursor first (Left, Page Up): b goes back to where it is.");
        return;
    }
    for (int i = 0; i < ui->race.runs; i++)
        beyond += is_beyond(&ui->race.run[i], state);
    if (beyond <= 1 || chosen < 0 || !is_beyond(&ui->race.run[chosen], state)) {
        go_back(ui, 0, state);
        return;
    }
    question = ui_push(ui, &screen_back);
    if (!question)
        return;
    question->state = state;
    question->chosen = ui->chosen;
    snprintf(question->text, sizeof question->text,
             "Back to %" PRIu64 ": a all runs, c only %c %s, Esc none.", state,
             race_mark(ui_slot(ui, ui->chosen)),
             run_short_label(&ui->race.run[chosen].config, name, sizeof name));
}

/* ---- the rest -----------------------------------------------------------------------------------
 */

static void fork_chosen(struct ui *ui)
{
    int chosen = ui_chosen(ui);

    if (chosen < 0)
        ui_say(ui, 0, "There are no runs: a adds one.");
    else if (ui->race.run[chosen].iteration == 0)
        ui_say(ui, 0, "Nothing has been trained yet: c copies the run, s trains an iteration.");
    else
        ui_edit_past(ui, &ui->race.run[chosen], true);
}

bool race_time(struct ui *ui, struct race_screen *screen, enum action_id action)
{
    bool there = ui->view.state != WORKER_LOADING && ui->view.state != WORKER_FAILED;

    switch (action) {
    case ACTION_BACK:
        if (there)
            back(ui, screen);
        return true;
    case ACTION_UNDO:
        if (there)
            worker_order(ui->worker, WORKER_UNDO);
        return true;
    case ACTION_FORK:
        if (there)
            fork_chosen(ui);
        return true;
    case ACTION_JOURNAL:
        ui_push(ui, &screen_journal);
        return true;
    default:
        return false;
    }
}

bool race_time_gives_up(struct ui *ui, int key)
{
    if (ui->view.state != WORKER_RECOMPUTING || key != KEYS_ESCAPE)
        return false;
    worker_order(ui->worker, WORKER_CANCEL);
    return true;
}
