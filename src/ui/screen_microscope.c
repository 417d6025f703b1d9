/*
 * screen_microscope.c - the microscope: the arithmetic of one weight's update, line by line, at
 * every step of the chosen run. The worker reads the numbers, app/microscope.h makes the page.
 */
#include "app/microscope.h"
#include "app/run_names.h"
#include "page.h"
#include "race_parts.h"
#include "race_screen.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct microscope_screen {
    struct worker_watch watch; /* as last asked for */
    struct worker_sight sight; /* as last seen */
    bool chosen;               /* the weight was chosen here: not the largest gradient's */
    size_t element;            /* of that weight */
    bool all_digits;
    struct page_scroll scroll;
};

/* ---- asking -------------------------------------------------------------------------------------
 */

static bool same_watch(const struct worker_watch *a, const struct worker_watch *b)
{
    return a->race == b->race && a->id == b->id && a->weight.largest == b->weight.largest &&
           (a->weight.largest || a->weight.element == b->weight.element);
}

/* Another race, run or weight than asked for. */
static void ask(struct ui *ui, struct microscope_screen *screen)
{
    const struct worker_watch watch = {
        ui->view.races, ui->chosen, {.largest = !screen->chosen, .element = screen->element}};

    if (same_watch(&watch, &screen->watch))
        return;
    screen->watch = watch;
    worker_post(ui->worker, &(struct worker_command){.kind = WORKER_WATCH, .watch = watch});
}

/* Is it of the race and run asked for? Until another weight is read the one before is shown. */
static bool is_asked(const struct microscope_screen *screen)
{
    return screen->sight.watch.id == screen->watch.id &&
           screen->sight.watch.race == screen->watch.race;
}

static bool is_seen(const struct microscope_screen *screen)
{
    return is_asked(screen) && screen->sight.kind == RACE_SEEN;
}

/* ---- drawing ------------------------------------------------------------------------------------
 */

_Static_assert((int)PAGE_HEADING == MICROSCOPE_HEADING && (int)PAGE_FORMULA == MICROSCOPE_FORMULA &&
                   (int)PAGE_SYMBOL == MICROSCOPE_SYMBOL && (int)PAGE_TEXT == MICROSCOPE_TEXT,
               "the page of the microscope has the kinds of pages");

static void print_page(FILE *stream, struct ui *ui, const struct microscope_screen *screen,
                       const struct run_snapshot *run, int columns)
{
    const struct microscope_look look = {.shape = &ui->view.shape,
                                         .largest = !screen->chosen,
                                         .digits = screen->all_digits ? MICROSCOPE_ALL_DIGITS
                                                                      : MICROSCOPE_DIGITS,
                                         .columns = columns};
    char name[64];

    if (is_seen(screen))
        microscope_print(stream, &screen->sight.reading, &look);
    else
        microscope_print_rule(
            stream, &run->config,
            screen->chosen ? microscope_weight(look.shape, screen->element, name, sizeof name)
                           : NULL,
            ui->view.state == WORKER_FINISHED);
}

static void draw_title(struct ui *ui, const struct run_snapshot *run)
{
    char text[RUN_CONFIG_TEXT_MAX + RUN_NAME_MAX + 96], name[RUN_NAME_MAX];
    char values[RUN_CONFIG_TEXT_MAX], seed[32] = "";
    struct rect title = ui->layout.title;

    if (run->replicas > 1)
        snprintf(seed, sizeof seed, " (seed %" PRIu64 ")", run->replica[0].seed);
    snprintf(text, sizeof text, "optop: microscope on %c %s%s, %s",
             race_mark(ui_slot(ui, run->id)), run_short_label(&run->config, name, sizeof name),
             seed, run_config_format(&run->config, values, sizeof values));
    cells_left(&ui->cells, title, text, TERM_BOLD | TERM_ACCENT);
}

static void microscope_draw(struct ui *ui, void *state)
{
    struct microscope_screen *screen = state;
    struct rect at = ui->layout.body, line = ui->layout.message;
    char *text = NULL, where[64];
    int chosen = ui_chosen(ui);
    size_t size;
    FILE *stream;

    line.column++;
    line.columns--;
    at.column++;
    at.columns -= 2;
    if (chosen < 0) {
        cells_left(&ui->cells, line, "There is no run to look at.", TERM_BOLD);
        return;
    }
    ask(ui, screen);
    worker_sight(ui->worker, &screen->sight);
    draw_title(ui, &ui->race.run[chosen]);
    stream = open_memstream(&text, &size);
    if (stream) {
        print_page(stream, ui, screen, &ui->race.run[chosen], at.columns);
        fclose(stream);
    }
    screen->scroll.page = at.rows;
    screen->scroll.lines = text ? page_paint_kinds(&ui->cells, at, screen->scroll.first, text) : 0;
    free(text);
    if (screen->sight.kind == RACE_NO_MEMORY && is_asked(screen))
        cells_left(&ui->cells, line, "There is no memory for a record of the update.",
                   TERM_ALERT | TERM_BOLD);
    else if (ui->message[0])
        cells_sentence(&ui->cells, line, ui->message, ui->message_style | TERM_BOLD);
    else
        cells_left(&ui->cells, line, page_where(&screen->scroll, where, sizeof where), TERM_QUIET);
}

/* ---- keys ---------------------------------------------------------------------------------------
 */

/* Another weight; false: the key does not choose one. */
static bool choose(struct ui *ui, struct microscope_screen *screen, enum action_id action)
{
    static const struct {
        enum action_id action;
        enum microscope_way way;
    } ways[] = {
        {ACTION_LEFT, MICROSCOPE_LEFT},
        {ACTION_RIGHT, MICROSCOPE_RIGHT},
        {ACTION_UP, MICROSCOPE_UP},
        {ACTION_DOWN, MICROSCOPE_DOWN},
        {ACTION_PREVIOUS_TENSOR, MICROSCOPE_BEFORE},
        {ACTION_NEXT_TENSOR, MICROSCOPE_BEHIND},
    };

    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++)
        if (ways[i].action == action) {
            if (!screen->chosen)
                screen->element = is_seen(screen) ? screen->sight.reading.element : 0;
            screen->chosen = true;
            screen->element = microscope_move(&ui->view.shape, screen->element, ways[i].way);
            return true;
        }
    if (action == ACTION_LARGEST)
        screen->chosen = false;
    return action == ACTION_LARGEST;
}

static unsigned microscope_press(struct ui *ui, void *state, int key)
{
    struct microscope_screen *screen = state;
    enum action_id action = action_find(ACTIONS_MICROSCOPE, key);

    ui->message[0] = '\0';
    if (action == ACTION_CANCEL) {
        ui_pop(ui);
        return UI_REDRAW;
    }
    if (action == ACTION_PREVIOUS_RUN || action == ACTION_NEXT_RUN)
        race_choose(ui, ui_race_screen(ui), action == ACTION_NEXT_RUN ? +1 : -1);
    else if (action == ACTION_DIGITS)
        screen->all_digits = !screen->all_digits;
    else if (!choose(ui, screen, action) && !page_scroll(&screen->scroll, action) &&
             !race_train(ui, ui_race_screen(ui), action))
        return 0;
    return UI_REDRAW;
}

static void microscope_leave(struct ui *ui, void *state)
{
    (void)state;
    worker_post(ui->worker,
                &(struct worker_command){.kind = WORKER_WATCH, .watch = {.race = ui->view.races}});
}

static const struct screen_kind screen_microscope = {
    .scope = ACTIONS_MICROSCOPE,
    .covers = true,
    .size = sizeof(struct microscope_screen),
    .draw = microscope_draw,
    .press = microscope_press,
    .leave = microscope_leave,
};

void ui_show_microscope(struct ui *ui)
{
    if (ui_chosen(ui) < 0)
        ui_say(ui, 0, "There are no runs: a adds one.");
    else
        ui_push(ui, &screen_microscope);
}
