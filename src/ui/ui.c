/* ui.c - the stack of screens, the message line, the runs' places; see ui.h. */
#include "ui.h"

#include "app/settings.h"
#include "base/clock.h"
#include "text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* ---- the stack --------------------------------------------------------------------------------
 */

void ui_push(struct ui *ui, const struct screen *screen)
{
    if (ui->depth < UI_SCREENS_MAX)
        ui->stack[ui->depth++] = screen;
}

void ui_pop(struct ui *ui)
{
    const struct screen *top = ui_top(ui);

    if (ui->depth <= 1)
        return;
    ui->depth--;
    if (top->leave)
        top->leave(ui);
}

const struct screen *ui_top(const struct ui *ui)
{
    return ui->stack[ui->depth - 1];
}

void ui_say(struct ui *ui, unsigned style, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(ui->message, sizeof ui->message, format, arguments);
    va_end(arguments);
    ui->message_style = style;
}

double ui_now(void)
{
    return 1e3 * clock_now();
}

/* ---- runs -------------------------------------------------------------------------------------
 */

int ui_slot(const struct ui *ui, int id)
{
    for (int i = 0; i < RACE_RUNS_MAX; i++)
        if (ui->slot[i].id == id)
            return i;
    return -1;
}

char ui_mark(int slot)
{
    static const char marks[RACE_RUNS_MAX + 1] = "*+xo#@%&=$svnwzu";

    return slot >= 0 && slot < RACE_RUNS_MAX ? marks[slot] : '?';
}

int ui_chosen(const struct ui *ui)
{
    for (int i = 0; i < ui->race.runs; i++)
        if (ui->race.run[i].id == ui->chosen)
            return i;
    return -1;
}

static bool is_racing(const struct ui *ui, int id)
{
    for (int i = 0; i < ui->race.runs; i++)
        if (ui->race.run[i].id == id)
            return true;
    return false;
}

/* Gives new runs a place, takes those of the ones that are gone. */
static void assign_slots(struct ui *ui)
{
    for (int s = 0; s < RACE_RUNS_MAX; s++)
        if (ui->slot[s].id != 0 && !is_racing(ui, ui->slot[s].id))
            ui->slot[s] = (struct ui_slot){0};
    for (int i = 0; i < ui->race.runs; i++)
        if (ui_slot(ui, ui->race.run[i].id) < 0)
            ui->slot[ui_slot(ui, 0)].id = ui->race.run[i].id;
}

/* Keeps the choice on a run that exists; `place` is where the chosen one was before. */
static void keep_choice(struct ui *ui, int place)
{
    int newest = 0;

    for (int i = 0; i < ui->race.runs; i++)
        if (ui->race.run[i].id > newest)
            newest = ui->race.run[i].id;
    if (ui->choose_new && newest > ui->newest) {
        ui->chosen = newest;
        ui->choose_new = false;
    }
    if (newest > ui->newest)
        ui->newest = newest;
    if (ui->race.runs == 0)
        ui->chosen = 0;
    else if (ui_chosen(ui) < 0) {
        int i = place < 0 ? 0 : place < ui->race.runs ? place : ui->race.runs - 1;
        ui->chosen = ui->race.run[i].id;
    }
}

/* Does any run's learning rate change? Then it is worth a panel. */
static bool rates_vary(const struct race_snapshot *race)
{
    for (int i = 0; i < race->runs; i++) {
        double first = NAN;
        for (size_t c = 0; c < race->view.columns; c++) {
            const struct span *span = &race->run[i].span[CURVE_LEARNING_RATE][c];
            if (span->count == 0)
                continue;
            if (isnan(first))
                first = span->min;
            if (span->min != first || span->max != first)
                return true;
        }
    }
    return false;
}

void ui_refresh(struct ui *ui)
{
    uint64_t end =
        ui->race.iteration > ui->view.iterations ? ui->race.iteration : ui->view.iterations;
    const struct race_view wanted = {
        .end = end > 0 ? (size_t)end : 1,
        .columns = ui->spans < 1                  ? 1
                   : ui->spans > RACE_COLUMNS_MAX ? RACE_COLUMNS_MAX
                                                  : ui->spans,
    };
    int place = ui_chosen(ui);

    worker_snapshot(ui->worker, &wanted, &ui->view, &ui->race);
    assign_slots(ui);
    keep_choice(ui, place);
    ui->varying_rate = rates_vary(&ui->race);
    ui->iterations_spec = race_settings[SETTING_ITERATIONS];
    if (ui->race.runs > 0 && ui->race.iteration > 0)
        ui->iterations_spec.min = (double)ui->race.iteration;
    if (ui->view.error_number != ui->error_number) {
        ui->error_number = ui->view.error_number;
        ui_say(ui, TERM_ALERT, "%s", ui->view.error);
    } else if (ui->view.notice_number != ui->notice_number) {
        ui->notice_number = ui->view.notice_number;
        ui_say(ui, TERM_GOOD, "%s", ui->view.notice);
    }
}

/* ---- keys -------------------------------------------------------------------------------------
 */

enum edit_key ui_edit_key(enum action_scope scope, int key)
{
    static const struct {
        enum action_id action;
        enum edit_key edit;
    } meanings[] = {
        {ACTION_ACCEPT, EDIT_ACCEPT},
        {ACTION_CANCEL, EDIT_CANCEL},
        {ACTION_UP, EDIT_UP},
        {ACTION_DOWN, EDIT_DOWN},
        {ACTION_PREVIOUS_FIELD, EDIT_PREVIOUS},
        {ACTION_NEXT_FIELD, EDIT_NEXT},
        {ACTION_PAGE_UP, EDIT_PAGE_UP},
        {ACTION_PAGE_DOWN, EDIT_PAGE_DOWN},
        {ACTION_LEFT, EDIT_LEFT},
        {ACTION_RIGHT, EDIT_RIGHT},
        {ACTION_TOP, EDIT_HOME},
        {ACTION_BOTTOM, EDIT_END},
        {ACTION_ERASE_BEFORE, EDIT_BACKSPACE},
        {ACTION_ERASE_AT, EDIT_DELETE},
        {ACTION_ERASE_WORD, EDIT_KILL_WORD},
        {ACTION_ERASE_ALL, EDIT_KILL_LINE},
        {ACTION_ERASE_REST, EDIT_KILL_END},
    };
    enum action_id id = action_find(scope, key);

    if (id == ACTION_NONE)
        id = action_find(ACTIONS_EDITING, key);
    for (size_t i = 0; i < sizeof meanings / sizeof meanings[0]; i++)
        if (meanings[i].action == id)
            return meanings[i].edit;
    return key >= ' ' && key < KEYS_NONE ? EDIT_CHARACTER : EDIT_NONE;
}

/* ---- painting ---------------------------------------------------------------------------------
 */

struct corners {
    uint32_t horizontal, vertical, top_left, top_right, bottom_left, bottom_right;
};

void ui_frame(struct rect rect, const char *title, unsigned style, bool fill)
{
    static const struct corners lines = {0x2500, 0x2502, 0x250c, 0x2510, 0x2514, 0x2518};
    static const struct corners ascii = {'-', '|', '+', '+', '+', '+'};
    const struct corners *c = term_unicode() ? &lines : &ascii;
    int bottom = rect.row + rect.rows - 1, right = rect.column + rect.columns - 1;
    char shown[256];

    if (rect.rows < 2 || rect.columns < 2)
        return;
    if (fill)
        term_fill(rect.row, rect.column, rect.rows, rect.columns, 0);
    for (int i = rect.column + 1; i < right; i++) {
        term_glyph(rect.row, i, c->horizontal, style);
        term_glyph(bottom, i, c->horizontal, style);
    }
    for (int i = rect.row + 1; i < bottom; i++) {
        term_glyph(i, rect.column, c->vertical, style);
        term_glyph(i, right, c->vertical, style);
    }
    term_glyph(rect.row, rect.column, c->top_left, style);
    term_glyph(rect.row, right, c->top_right, style);
    term_glyph(bottom, rect.column, c->bottom_left, style);
    term_glyph(bottom, right, c->bottom_right, style);
    if (title && rect.columns >= 8) {
        text_cut(title, rect.columns - 6, shown, sizeof shown);
        term_glyph(rect.row, rect.column + 2, ' ', 0);
        int used = term_text(rect.row, rect.column + 3, rect.columns - 6, shown, TERM_BOLD);
        term_glyph(rect.row, rect.column + 3 + used, ' ', 0);
    }
}

/* The keys of a scope from `column` on; returns the column behind them. */
static int draw_keys_of(struct ui *ui, enum action_scope scope, int column)
{
    bool running = ui->view.state == WORKER_RUNNING;
    struct rect at = ui->layout.keys;
    int index[32], count = action_bar(scope, running, at.column + at.columns - column, index, 32);

    for (int i = 0; i < count; i++) {
        const struct action *action = &actions[index[i]];

        if (action->id == ACTION_PRESET && !ui->form.preset)
            continue;
        column +=
            term_text(at.row, column, at.columns, action_bar_keys(action), TERM_ACCENT | TERM_BOLD);
        column++;
        column += term_text(at.row, column, at.columns, action_label(action, running), 0);
        column += 2;
    }
    return column;
}

void ui_draw_keys(struct ui *ui)
{
    enum action_scope scope = ui_top(ui)->scope;
    int column = draw_keys_of(ui, scope, ui->layout.keys.column);

    if (scope == ACTIONS_FORM || scope == ACTIONS_PROMPT || scope == ACTIONS_LIST)
        draw_keys_of(ui, ACTIONS_EDITING, column);
}

void ui_draw_more(struct rect frame, int row, int rows, bool above, bool below)
{
    int column = frame.column + frame.columns - 1;

    if (above)
        term_glyph(row, column, '^', TERM_BOLD);
    if (below)
        term_glyph(row + rows - 1, column, 'v', TERM_BOLD);
}

int ui_paragraph_rows(int columns, const char *text)
{
    const char *line;
    size_t length;
    int rows = 0;

    while (columns > 0 && text_wrap(&text, columns, &line, &length))
        rows++;
    return rows;
}

int ui_paragraph(int row, int column, int rows, int columns, const char *text, unsigned style)
{
    const char *line;
    size_t length;
    int used = 0;
    char shown[1024];

    while (used < rows && columns > 0 && text_wrap(&text, columns, &line, &length)) {
        snprintf(shown, sizeof shown, "%.*s", (int)length, line);
        term_text(row + used, column, columns, shown, style);
        used++;
    }
    return used;
}

int ui_draw_words(struct rect line, const char *words, unsigned style)
{
    enum { ROWS_MOST = 6 };
    int rows = ui_paragraph_rows(line.columns, words), end = 0;
    const char *start;
    size_t length;
    char shown[1024];

    rows = rows < 1 ? 1 : rows > ROWS_MOST ? ROWS_MOST : rows;
    term_fill(line.row - rows + 1, line.column, rows, line.columns, 0);
    for (int row = line.row - rows + 1;
         row <= line.row && text_wrap(&words, line.columns, &start, &length); row++) {
        snprintf(shown, sizeof shown, "%.*s", (int)length, start);
        end = term_text(row, line.column, line.columns, shown, style);
    }
    return line.column + end;
}
