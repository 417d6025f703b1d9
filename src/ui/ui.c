/* ui.c - the stack of screens, the message line, the runs' places; see ui.h. */
#include "race_screen.h"

#include "app/settings.h"
#include "base/clock.h"

#include <float.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- the stack --------------------------------------------------------------------------------
 */

void *ui_push(struct ui *ui, const struct screen_kind *kind)
{
    void *state = ui->depth < UI_SCREENS_MAX ? calloc(1, kind->size) : NULL;

    if (state)
        ui->stack[ui->depth++] = (struct screen){kind, state};
    else
        ui_say(ui, TERM_ALERT, "Out of memory for another screen.");
    return state;
}

/* Forgets the topmost screen, whichever it is. */
static void drop(struct ui *ui)
{
    const struct screen top = ui->stack[--ui->depth];

    if (top.kind->leave)
        top.kind->leave(ui, top.state);
    free(top.state);
}

void ui_pop(struct ui *ui)
{
    if (ui->depth > 1)
        drop(ui);
}

void ui_pop_all(struct ui *ui)
{
    while (ui->depth > 0)
        drop(ui);
}

const struct screen *ui_top(const struct ui *ui)
{
    return &ui->stack[ui->depth - 1];
}

struct race_screen *ui_race_screen(const struct ui *ui)
{
    return ui->stack[0].state;
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
    for (int i = 0; i < ui->slots; i++)
        if (ui->slot[i].id == id)
            return i;
    return -1;
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

/* The number of a free place; -1 without memory. */
static int free_slot(struct ui *ui)
{
    enum { MORE = 16 };
    int slot = ui_slot(ui, 0);
    struct ui_slot *more;

    if (slot >= 0)
        return slot;
    more = realloc(ui->slot, ((size_t)ui->slots + MORE) * sizeof *more);
    if (!more)
        return -1;
    memset(more + ui->slots, 0, MORE * sizeof *more);
    ui->slot = more;
    ui->slots += MORE;
    return ui->slots - MORE;
}

/* Gives new runs a place, takes those of the ones that are gone. */
static void assign_slots(struct ui *ui)
{
    for (int s = 0; s < ui->slots; s++)
        if (ui->slot[s].id != 0 && !is_racing(ui, ui->slot[s].id))
            ui->slot[s] = (struct ui_slot){0};
    for (int i = 0; i < ui->race.runs; i++) {
        int slot = ui_slot(ui, ui->race.run[i].id);

        if (slot < 0 && (slot = free_slot(ui)) < 0) {
            ui->race.runs = i; /* the others train unseen until there is memory */
            ui_say(ui, TERM_ALERT, "There is no memory to show more than %d runs.", i);
            break;
        }
        ui->slot[slot].id = ui->race.run[i].id;
    }
}

size_t ui_rows(const struct run_snapshot *run)
{
    return (size_t)run->iteration + (run->state == RUN_DIVERGED);
}

/* The states at which the cursor can be: of any run, or, where the x of a state depends on the run,
 * of its own. A cursor whose run is gone is the chosen one's. */
static size_t cursor_rows(const struct ui *ui, struct race_look *look)
{
    size_t most = 0;

    for (int i = 0; i < ui->race.runs; i++) {
        size_t rows = ui_rows(&ui->race.run[i]);

        if (look->x != X_ITERATIONS && ui->race.run[i].id == look->cursor_run)
            return rows;
        most = rows > most ? rows : most;
    }
    if (look->x != X_ITERATIONS)
        look->cursor_run = ui->chosen;
    return most;
}

struct race_reach ui_reach(const struct ui *ui)
{
    bool iterations = ui_race_screen(ui)->look.x == X_ITERATIONS;
    double rows = (double)ui->race.iteration;

    return (struct race_reach){.now = ui->race.reached,
                               .end = iterations ? (double)ui->view.iterations : 0,
                               .unit = rows > 0 && !iterations ? ui->race.reached / rows : 1};
}

enum smoothing ui_smoothing(const struct ui *ui)
{
    return race_look_smoothing(&ui_race_screen(ui)->look, ui->view.iterations_per_epoch > 1);
}

bool ui_has_plane(const struct ui *ui)
{
    return ui->view.function || ui->view.image_width > 0 ||
           (ui->view.shape.layers > 0 && ui->view.shape.width[0] <= 2);
}

bool ui_shows_plane(const struct ui *ui)
{
    return race_look_plane(&ui_race_screen(ui)->look, ui_has_plane(ui), ui->view.function != NULL);
}

/* Bits of the curves that panels show. */
static uint32_t curves_shown(const struct layout *layout)
{
    uint32_t curves = 0;

    for (int i = 0; i < layout->panels; i++)
        if (layout->panel[i].curve < CURVES)
            curves |= (uint32_t)1 << layout->panel[i].curve;
    return curves;
}

/* One span covers all there is; more of them what is in sight. */
static struct race_view view_wanted(struct ui *ui, size_t spans)
{
    struct race_look *look = &ui_race_screen(ui)->look;
    const struct race_reach reach = ui_reach(ui);
    struct race_view wanted = {.x = look->x,
                               .end = DBL_MAX,
                               .logarithmic = look->logarithmic_x,
                               .least = ui->race.least,
                               .curves = spans > 1 ? curves_shown(&ui->layout) : 0,
                               .smoothing = ui_smoothing(ui),
                               .spread = look->spread,
                               .columns = spans < 1                  ? 1
                                          : spans > RACE_COLUMNS_MAX ? RACE_COLUMNS_MAX
                                                                     : spans};

    race_look_keep(look, cursor_rows(ui, look));
    if (spans > 1) {
        race_look_pan(look, &reach, ui->race.cursor_x);
        race_look_range(look, &reach, &wanted.begin, &wanted.end);
    }
    wanted.paths = ui->view.function && ui_shows_plane(ui);
    wanted.has_cursor = look->has_cursor;
    wanted.cursor = look->cursor;
    wanted.cursor_run = look->cursor_run;
    return wanted;
}

void ui_refresh(struct ui *ui, size_t spans)
{
    const struct race_view wanted = view_wanted(ui, race_look_columns(spans, &ui->race));
    int place = ui_chosen(ui);

    worker_snapshot(ui->worker, &wanted, &ui->view, &ui->race);
    assign_slots(ui);
    race_look_choose(&ui->race, place, &ui->chosen, &ui->newest, &ui->choose_new);
    if (ui->view.error_number != ui->error_number) {
        ui->error_number = ui->view.error_number;
        ui->notice_number = ui->view.notice_number; /* of the two, this matters */
        ui_say(ui, TERM_ALERT, "%s", ui->view.error);
    } else if (ui->view.notice_number != ui->notice_number) {
        ui->notice_number = ui->view.notice_number;
        ui_say(ui, TERM_GOOD, "%s", ui->view.notice);
    }
}

struct param_spec ui_iterations_spec(const struct ui *ui)
{
    struct param_spec spec = race_settings[SETTING_ITERATIONS];

    if (ui->race.runs > 0 && ui->race.iteration > 0)
        spec.min = (double)ui->race.iteration;
    return spec;
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

/* ---- the key bar ------------------------------------------------------------------------------
 */

/* The keys of a scope from `column` on; returns the column behind them. */
static int draw_keys_of(struct ui *ui, enum action_scope scope, int column)
{
    const struct screen *top = ui_top(ui);
    struct rect at = ui->layout.keys;
    const struct action_bar bar = {.width = at.column + at.columns - column,
                                   .running = worker_at_work(&ui->view),
                                   .label = top->kind->label,
                                   .state = top->state};
    int index[32], count = action_bar(scope, &bar, index, 32);

    for (int i = 0; i < count; i++) {
        const struct action *action = &actions[index[i]];
        char key[ACTION_TEXT_MAX];

        column += cells_text(&ui->cells, at.row, column, at.columns,
                             action_bar_key(action, key, sizeof key), TERM_ACCENT | TERM_BOLD);
        column++;
        column += cells_text(&ui->cells, at.row, column, at.columns, action_label(action, &bar), 0);
        column += 2;
    }
    return column;
}

void ui_draw_keys(struct ui *ui)
{
    enum action_scope scope = ui_top(ui)->kind->scope;
    int column = draw_keys_of(ui, scope, ui->layout.keys.column);

    if (scope == ACTIONS_FORM || scope == ACTIONS_PROMPT || scope == ACTIONS_LIST)
        draw_keys_of(ui, ACTIONS_EDITING, column);
}
