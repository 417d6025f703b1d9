/* race_keys.c - the keys of the race screen. */
#include "app/export_format.h"
#include "app/figures.h"
#include "app/home_path.h"
#include "app/run_names.h"
#include "race_parts.h"
#include "race_screen.h"
#include "race_text.h"
#include "race_time.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- training ----------------------------------------------------------------------------------
 */

static bool can_train(struct ui *ui)
{
    switch (ui->view.state) {
    case WORKER_FINISHED:
        ui_say(ui, 0, "All %" PRIu64 " iterations are complete: i adds more, r resets.",
               ui->view.iterations);
        return false;
    case WORKER_LOADING:
    case WORKER_EMPTY:
    case WORKER_FAILED:
        ui->message[0] = '\0'; /* the hint says what to do */
        return false;
    default:
        return true;
    }
}

static void run_or_pause(struct ui *ui, struct race_screen *screen)
{
    if (ui->view.state == WORKER_LOADING) { /* obeyed when the data are there */
        screen->starting = !screen->starting;
        worker_order(ui->worker, screen->starting ? WORKER_RUN : WORKER_PAUSE);
    } else if (!race_wish_turn(&screen->wish, worker_at_work(&ui->view), ui_now())) {
        worker_order(ui->worker, WORKER_PAUSE);
    } else if (can_train(ui)) {
        worker_order(ui->worker, WORKER_RUN);
    }
}

static void change_speed(struct ui *ui, struct race_screen *screen, int by)
{
    int speed = screen->speed + by;
    char text[32];

    if (speed < 0)
        ui_say(ui, 0, "This is already full speed.");
    else if (speed >= worker_speed_count)
        ui_say(ui, 0, "One iteration per second is the slowest; press s to step.");
    else {
        worker_post(ui->worker, &(struct worker_command){.kind = WORKER_SPEED, .speed = speed});
        screen->speed = speed;
        if (worker_speeds[speed] > 0)
            ui_say(ui, 0, "Speed: at most %s iterations per second.",
                   param_format_number(worker_speeds[speed], text, sizeof text));
        else
            ui_say(ui, 0, "Speed: unlimited.");
    }
}

/* ---- more iterations ---------------------------------------------------------------------------
 */

static unsigned accept_iterations(struct ui *ui, const char *text, struct status *status)
{
    const struct param_spec spec = ui_iterations_spec(ui);
    uint64_t wanted;

    if (!race_text_read_iterations(text, &spec, ui->view.iterations, &wanted, status))
        return UI_REDRAW;
    worker_post(ui->worker,
                &(struct worker_command){.kind = WORKER_ITERATIONS, .iterations = wanted});
    if (ui->view.state == WORKER_FINISHED && wanted > ui->race.iteration)
        worker_order(ui->worker, WORKER_RUN);
    return UI_REDRAW;
}

static void ask_iterations(struct ui *ui)
{
    uint64_t wanted = ui->view.iterations;
    char text[32];

    /* When they are done, as many again is a likely wish. */
    if (ui->view.state == WORKER_FINISHED)
        wanted *= 2;
    snprintf(text, sizeof text, "%" PRIu64, wanted);
    ui_prompt(ui, "Iterations in all:", text, accept_iterations);
}

/* ---- runs --------------------------------------------------------------------------------------
 */

void race_choose(struct ui *ui, const struct race_screen *screen, int by)
{
    int place = 0, runs = ui->race.runs < screen->capacity ? ui->race.runs : screen->capacity;

    if (runs == 0)
        return;
    for (int i = 0; i < runs; i++)
        if (screen->order[i] < runs && ui->race.run[screen->order[i]].id == ui->chosen)
            place = i;
    place += by;
    place = place < 0 ? 0 : place >= runs ? runs - 1 : place;
    if (screen->order[place] < runs)
        ui->chosen = ui->race.run[screen->order[place]].id;
}

static bool can_add(struct ui *ui)
{
    if (ui->view.state == WORKER_LOADING || ui->view.state == WORKER_FAILED)
        return can_train(ui);
    return true;
}

static unsigned delete_chosen(struct ui *ui, void *context)
{
    (void)context;
    worker_post(ui->worker, &(struct worker_command){.kind = WORKER_REMOVE, .id = ui->chosen});
    return UI_REDRAW;
}

/* Names the run as the table does: of one that is hidden it has no mark. */
static void ask_delete(struct ui *ui, const struct run_snapshot *run)
{
    int slot = ui_slot(ui, run->id);
    char mark[] = {race_mark(slot), ' ', '\0'}, values[RACE_TEXT_MAX], name[RUN_NAME_MAX];

    ui_ask(ui, delete_chosen, NULL, "Delete the %srun %s%s (%s) and its curves?",
           ui->slot[slot].hidden ? "hidden " : "", ui->slot[slot].hidden ? "" : mark,
           run_short_label(&run->config, name, sizeof name),
           figures_hyperparameters(&ui->race, run, values, sizeof values));
}

/* The actions that need a chosen run. */
static void act_on_run(struct ui *ui, enum action_id action, const struct run_snapshot *run)
{
    int slot = ui_slot(ui, run->id);
    struct run_config nameless = run->asked; /* a name is one run's */

    nameless.name[0] = '\0';
    switch (action) {
    case ACTION_EDIT:
        ui_edit_past(ui, run, false);
        break;
    case ACTION_COPY:
        if (can_add(ui))
            ui_add_like(ui, &nameless);
        break;
    case ACTION_DELETE:
        ask_delete(ui, run);
        break;
    case ACTION_HIDE:
        ui->slot[slot].hidden = !ui->slot[slot].hidden;
        break;
    default:
        break;
    }
}

static void act_on_chosen(struct ui *ui, enum action_id action)
{
    int i = ui_chosen(ui);

    if (i >= 0)
        act_on_run(ui, action, &ui->race.run[i]);
    else
        ui_say(ui, 0, "There are no runs: a adds one.");
}

/* ---- files -------------------------------------------------------------------------------------
 */

/* The panels as they are seen, for pictures. */
static struct picture_look look_of(const struct ui *ui)
{
    const struct race_look *seen = &ui_race_screen(ui)->look;
    const struct race_reach reach = ui_reach(ui);
    struct picture_look look = {.x = seen->x,
                                .logarithmic_x = seen->logarithmic_x,
                                .smoothing = ui_smoothing(ui),
                                .spread = seen->spread,
                                .linear = seen->linear,
                                .nines = seen->nines,
                                .has_cursor = seen->has_cursor,
                                .cursor = ui->race.cursor_x,
                                .chosen = ui->race.runs > 1 ? ui->chosen : 0};

    race_look_range(seen, &reach, &look.begin, &look.end);
    for (int i = 0; i < ui->layout.panels && look.charts < PICTURE_CHARTS_MAX; i++)
        if (ui->layout.panel[i].curve < CURVES)
            look.curve[look.charts++] = ui->layout.panel[i].curve;
    for (int i = 0; i < ui->race.runs && look.runs < PICTURE_RUNS_MAX; i++) {
        int id = ui->race.run[i].id, slot = ui_slot(ui, id);

        look.run[look.runs++] = (struct picture_style){
            id, slot, ui->slot[slot].hidden || (seen->solo && id != ui->chosen)};
    }
    return look;
}

/* Writes the file asked for. */
static void save(struct ui *ui, bool replace)
{
    struct worker_command command = {
        .kind = WORKER_SAVE,
        .save = {.replace = replace, .wish = {look_of(ui), ui->options->times}}};

    snprintf(command.save.path, sizeof command.save.path, "%s", ui_race_screen(ui)->path);
    worker_post(ui->worker, &command);
}

static unsigned overwrite(struct ui *ui, void *context)
{
    (void)context;
    save(ui, true);
    return UI_REDRAW;
}

bool ui_take_path(struct ui *ui, const char *path, struct status *status)
{
    struct race_screen *screen = ui_race_screen(ui);

    if (*path == '\0')
        return status_fail(status, STATUS_INVALID, "enter a file name");
    if (strcmp(path, "-") == 0)
        return status_fail(status, STATUS_INVALID,
                           "standard output is in use by the screen; enter a file name");
    if (strlen(path) >= sizeof screen->path)
        return status_fail(status, STATUS_INVALID, "the name is longer than %zu bytes",
                           sizeof screen->path - 1);
    snprintf(screen->path, sizeof screen->path, "%s", path);
    return true;
}

static unsigned accept_path(struct ui *ui, const char *text, struct status *status)
{
    char room[PROBLEM_PATH_MAX];

    if (!ui_take_path(ui, text, status))
        return UI_REDRAW;
    if (!session_is_path(text) && !export_knows(text)) {
        status_fail(status, STATUS_INVALID,
                    "%s: the ending names no known format (.csv .json .svg .pdf .png .optop)",
                    text);
        return UI_REDRAW;
    }
    if (strcmp(text, ui->view.session) != 0 &&
        access(home_path(text, room, sizeof room), F_OK) == 0)
        ui_ask(ui, overwrite, NULL,
               session_is_path(text) ? "The file exists. Replace the race in it? %s"
                                     : "The file exists. Overwrite it? %s",
               text);
    else
        save(ui, false);
    return UI_REDRAW;
}

static void ask_path(struct ui *ui, const struct race_screen *screen)
{
    if (ui->race.runs == 0 || ui->race.iteration == 0) {
        ui_say(ui, 0, "Nothing to write yet: no iteration is complete.");
        return;
    }
    ui_prompt(ui, "Write to (.csv .json .svg .pdf .png .optop):", screen->path, accept_path);
}

/* ---- the rest ----------------------------------------------------------------------------------
 */

bool race_has_glyphs(enum canvas_glyphs glyphs)
{
    return (glyphs != CANVAS_BRAILLE || term_braille()) &&
           (glyphs != CANVAS_BLOCKS || term_unicode());
}

void race_next_glyphs(struct ui *ui, struct race_screen *screen)
{
    do
        screen->glyphs = (screen->glyphs + 1) % CANVAS_GLYPHS;
    while (!race_has_glyphs(screen->glyphs));
    if (term_unicode())
        ui_say(ui, 0, "Curves in %s.", canvas_glyph_specs[screen->glyphs].name);
    else
        ui_say(ui, 0, "This terminal shows ASCII only.");
}

static unsigned quit(struct ui *ui, void *context)
{
    (void)ui;
    (void)context;
    return UI_QUIT;
}

/* Has all that there is been written, or will it be at the end? */
static bool is_kept(const struct ui *ui)
{
    uint64_t rows = 0;

    for (int i = 0; i < ui->race.runs; i++)
        rows += ui->race.run[i].iteration + (ui->race.run[i].state == RUN_DIVERGED);
    for (int i = 0; i < ui->options->exports; i++)
        if (export_keeps_histories(ui->options->export[i]))
            return true;
    return ui->options->csv || ui->view.session[0] || ui->view.rows_written == rows;
}

/* Seconds that the results took of an experiment that no file keeps. */
static double unkept_work(const struct ui *ui)
{
    struct experiment_view view = {0};

    if (ui->lab.experiment && (!ui->view.session[0] || ui->options->shows_experiment))
        experiment_look(ui->lab.experiment, &view, NULL);
    return view.work;
}

static unsigned quit_or_ask(struct ui *ui)
{
    bool under_way = worker_at_work(&ui->view) || (ui->view.state == WORKER_PAUSED &&
                                                   ui->race.iteration > 0 && !ui->view.session[0]);
    double seconds = race_text_seconds(&ui->race);
    char time[32];

    if (under_way)
        ui_ask(ui, quit, NULL,
               "Quit while training is under way (%" PRIu64 " of %" PRIu64 " iterations)?",
               ui->race.iteration, ui->view.iterations);
    else if (seconds > UI_LOSS_SECONDS && !is_kept(ui))
        ui_ask(ui, quit, NULL, "Quit without writing the histories (%s of training)?",
               figures_duration(seconds, time, sizeof time));
    else if (unkept_work(ui) > UI_LOSS_SECONDS)
        ui_ask(ui, quit, NULL, "Quit? The experiment's results (%s of training) are kept nowhere.",
               figures_duration(unkept_work(ui), time, sizeof time));
    else
        return UI_QUIT;
    return UI_REDRAW;
}

static unsigned reset(struct ui *ui, void *context)
{
    (void)context;
    worker_order(ui->worker, WORKER_RESET);
    return UI_REDRAW;
}

static void reset_or_ask(struct ui *ui)
{
    char time[32];

    if (ui->race.iteration == 0)
        worker_order(ui->worker, WORKER_RESET);
    else
        ui_ask(ui, reset, NULL,
               "Start all runs again? %" PRIu64 " of %" PRIu64 " iterations (%s) are lost.",
               ui->race.iteration, ui->view.iterations,
               figures_duration(race_text_seconds(&ui->race), time, sizeof time));
}

bool race_train(struct ui *ui, struct race_screen *screen, enum action_id action)
{
    switch (action) {
    case ACTION_RUN:
        run_or_pause(ui, screen);
        return true;
    case ACTION_STEP:
    case ACTION_STEP_TEN:
        if (can_train(ui))
            worker_post(ui->worker,
                        &(struct worker_command){.kind = WORKER_STEP,
                                                 .iterations = action == ACTION_STEP ? 1 : 10});
        return true;
    case ACTION_RESET:
        reset_or_ask(ui);
        return true;
    case ACTION_SLOWER:
    case ACTION_FASTER:
        change_speed(ui, screen, action == ACTION_SLOWER ? +1 : -1);
        return true;
    case ACTION_RAISE:
        ask_iterations(ui);
        return true;
    default:
        return false;
    }
}

/* What is done to runs; false: the action is none of these. */
static bool press_runs(struct ui *ui, struct race_screen *screen, enum action_id action)
{
    switch (action) {
    case ACTION_PREVIOUS_RUN:
    case ACTION_NEXT_RUN:
        race_choose(ui, screen, action == ACTION_NEXT_RUN ? +1 : -1);
        return true;
    case ACTION_PREVIOUS_PAGE:
    case ACTION_NEXT_PAGE:
        race_choose(ui, screen, ui->layout.table.rows * (action == ACTION_NEXT_PAGE ? +1 : -1));
        return true;
    case ACTION_ADD:
        if (can_add(ui))
            ui_add_run(ui);
        return true;
    case ACTION_EDIT:
    case ACTION_COPY:
    case ACTION_DELETE:
    case ACTION_HIDE:
        act_on_chosen(ui, action);
        return true;
    default:
        return false;
    }
}

/* What takes another screen, the pointer, or the terminal. Returns flags for the loop. */
static unsigned press_others(struct ui *ui, struct race_screen *screen, enum action_id action)
{
    switch (action) {
    case ACTION_GLYPHS:
        race_next_glyphs(ui, screen);
        break;
    case ACTION_PROBLEM:
        ui_edit_problem(ui);
        break;
    case ACTION_WRITE:
        ask_path(ui, screen);
        break;
    case ACTION_EXPERIMENT:
        ui_experiment(ui);
        break;
    case ACTION_CONFUSION:
        ui_show_confusion(ui);
        break;
    case ACTION_MICROSCOPE:
        ui_show_microscope(ui);
        break;
    case ACTION_MOUSE:
    case ACTION_POINT:
    case ACTION_WHEEL_UP:
    case ACTION_WHEEL_DOWN:
        return race_point(ui, screen, action);
    case ACTION_HELP:
        ui_push(ui, &screen_help);
        break;
    case ACTION_LESSON:
        if (ui->options->lesson)
            ui_push(ui, &screen_lesson);
        else
            ui_say(ui, 0, "There is no lesson: optop --lesson lists those that there are.");
        break;
    case ACTION_QUIT:
        return quit_or_ask(ui);
    default:
        return 0;
    }
    return UI_REDRAW;
}

unsigned race_press(struct ui *ui, void *state, int key)
{
    struct race_screen *screen = state;
    enum action_id action = action_find(ACTIONS_RACE, key);

    ui->message[0] = '\0';
    if (race_train(ui, screen, action) || press_runs(ui, screen, action) ||
        race_measure(ui, screen, action) || race_time(ui, screen, action))
        return UI_REDRAW;
    return press_others(ui, screen, action);
}
