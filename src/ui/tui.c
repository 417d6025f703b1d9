/*
 * tui.c - the event loop: waits for keys, signals and news from the worker, draws when something
 * has changed and at most 30 times a second. Acts on what the screens' handlers return.
 */
#include "tui.h"

#include "app/command.h"
#include "app/export.h"
#include "app/export_format.h"
#include "app/figures.h"
#include "app/outcome.h"
#include "app/run_names.h"
#include "app/setup.h"
#include "app/signals.h"
#include "app/whole_file.h"
#include "race_screen.h"
#include "race_settings.h"
#include "race_text.h"
#include "race_time.h"
#include "text.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    FRAME_MS = 34,         /* between frames: at most 30 a second */
    PROGRESS_MS = 200,     /* between looks at how far going back has come */
    EMPTY_READS_MAX = 100, /* "readable" without a key so often: the terminal is gone */
};

enum { WAIT_KEYS, WAIT_SIGNALS, WAIT_WORKER, WAIT_TERMINAL, WAITS };

struct loop {
    struct ui *ui;
    bool dirty;        /* something has changed since the last frame */
    double next_frame; /* the earliest time for another, in ms */
    int empty_reads;
    bool over;
    bool gone;    /* the terminal went away */
    bool no_race; /* the first race could not be set up */
    bool had_race;
    int depth; /* over when fewer screens are left: a question has been answered */
};

/* ---- frames ------------------------------------------------------------------------------------
 */

/* Does any run's learning rate change? Then it is worth a panel. In a snapshot of one column. */
static bool rates_vary(const struct race_snapshot *race)
{
    for (int i = 0; i < race->runs; i++) {
        const struct span *all = &race->run[i].span[CURVE_LEARNING_RATE][0];
        if (all->count > 0 && all->min != all->max)
            return true;
    }
    return false;
}

/* Leaves out what the problem does not have: a test function has no test split, numbers no
 * accuracies. Returns how many curves are left. */
static int drop_absent(enum curve *curve, int curves, const struct layout_request *request)
{
    int kept = 0;

    for (int i = 0; i < curves; i++) {
        bool accuracy = curve[i] == CURVE_TRAIN_ACCURACY || curve[i] == CURVE_TEST_ACCURACY;
        bool test = curve[i] == CURVE_TEST_LOSS || curve[i] == CURVE_TEST_ACCURACY;

        if (!(accuracy && request->no_accuracies) && !(test && request->untested))
            curve[kept++] = curve[i];
    }
    if (kept == 0)
        curve[kept++] = CURVE_TRAIN_LOSS;
    return kept;
}

/* The plane first, then the curves. */
static void put_plane(struct layout_request *request, enum curve *curve, int beside)
{
    memmove(curve + 1, curve, (size_t)request->curves * sizeof *curve);
    curve[0] = (enum curve)PANEL_PLANE;
    request->curves++;
    request->beside = beside;
}

/* Columns that the table needs for names, and to tell runs of one optimizer apart. */
static void request_names(const struct ui *ui, struct layout_request *request)
{
    for (int i = 0; i < ui->race.runs; i++) {
        const struct run_snapshot *run = &ui->race.run[i];
        int distinguishing = (int)figures_distinguishing(&ui->race, run), name;
        char text[RUN_NAME_MAX];

        name = text_width(race_text_name(&ui->race, run, text, sizeof text));
        if (distinguishing > 0 && figures_state(run, text, sizeof text)[0])
            distinguishing += 1 + (int)strlen(text);
        request->forks = request->forks || run->parent > 0;
        if (name > request->name)
            request->name = name;
        if (distinguishing > request->distinguishing)
            request->distinguishing = distinguishing;
    }
}

/* Does a run take more gradients than iterations? */
static bool several_gradients(const struct race_snapshot *race)
{
    for (int i = 0; i < race->runs; i++)
        if (race->run[i].gradients > race->run[i].iteration + 1)
            return true;
    return false;
}

/* A curve that is recorded only where it is asked for is asked for by its panel. */
static void ask_for_panels(struct ui *ui)
{
    struct measures *measures = &ui_race_screen(ui)->measures;
    bool shown = false;

    for (int i = 0; i < ui->layout.panels; i++)
        shown = shown || ui->layout.panel[i].curve == CURVE_UPDATE_COSINE;
    if (!shown || measures->cosines)
        return;
    measures->cosines = true;
    ui_race_screen(ui)->cosines_from = ui->race.iteration + 1;
    worker_post(ui->worker,
                &(struct worker_command){.kind = WORKER_MEASURE, .measures = *measures});
    if (ui->race.iteration > 0)
        ui_say(ui, 0, "The %s is recorded from now on: from iteration %llu.",
               curve_specs[CURVE_UPDATE_COSINE].title, (unsigned long long)ui->race.iteration + 1);
}

static void compute_layout(struct ui *ui)
{
    enum curve curve[PANEL_KINDS];
    struct layout_request request = {
        .runs = ui->race.runs,
        .rarely_tested = race_text_rarely_tested(&ui->view),
        .curve = curve,
        .no_accuracies = ui->view.no_accuracies,
        .untested = ui->view.m_test == 0 && ui->view.m_train > 0,
        .seeds = ui->race.runs > 0 && ui->race.run[0].replicas > 1,
        .target = ui->race.measures.target.wanted,
        .by_gradients = several_gradients(&ui->race),
        .rates = ui_race_screen(ui)->look.view == CURVE_VIEW_RATES &&
                 ui_race_screen(ui)->look.picks == 0,
    };

    request.curves =
        race_look_curves(&ui_race_screen(ui)->look, rates_vary(&ui->race), curve, &request.beside);
    request_names(ui, &request);
    request.curves = drop_absent(curve, request.curves, &request);
    request.beside = request.beside < request.curves ? request.beside : request.curves;
    if (ui_shows_plane(ui))
        put_plane(&request, curve, ui->view.function ? 2 : 1);
    term_size(&request.rows, &request.columns);
    ui->layout = layout_compute(&request);
}

/* Says what it needs; a question that is open is asked here too. */
static void draw_too_small(struct ui *ui)
{
    const char *question = ui_question(ui);
    struct rect at = {0, 0, ui->cells.rows, ui->cells.columns};
    char line[3][RACE_TEXT_MAX + 64];

    snprintf(line[0], sizeof line[0], "%dx%d is too small: optop needs %dx%d", at.columns, at.rows,
             ui->layout.need_columns, ui->layout.need_rows);
    race_text_state(&ui->view, &ui->race, at.columns, line[1], sizeof line[1]);
    if (question)
        snprintf(line[2], sizeof line[2], "%s (y/n)", question);
    else
        snprintf(line[2], sizeof line[2], "q quits");
    for (int i = at.rows == 1 && question ? 2 : 0; i < 3; i++) {
        int used = cells_paragraph(&ui->cells, at, line[i], i == 0 || at.rows == 1 ? TERM_BOLD : 0);
        at.row += used;
        at.rows -= used;
    }
}

static void draw_screens(struct ui *ui)
{
    int lowest = ui->depth - 1;

    while (lowest > 0 && !ui->stack[lowest].kind->covers)
        lowest--;
    for (int i = lowest; i < ui->depth; i++)
        ui->stack[i].kind->draw(ui, ui->stack[i].state);
    ui_draw_keys(ui);
}

/* Numbers, the layout that they ask for, curves for exactly that layout. */
static void prepare(struct ui *ui)
{
    const enum canvas_glyphs glyphs = ui_race_screen(ui)->glyphs;
    int runs, widest = 0;

    do {
        ui_refresh(ui, 1);
        runs = ui->race.runs;
        compute_layout(ui);
        if (ui->layout.too_small)
            return;
        ask_for_panels(ui);
        for (int i = 0; i < ui->layout.panels; i++)
            if (ui->layout.panel[i].interior.columns > widest)
                widest = ui->layout.panel[i].interior.columns;
        ui_refresh(ui, canvas_samples(widest, glyphs));
    } while (ui->race.runs != runs);
}

static void draw(struct ui *ui)
{
    struct status status = {0};
    int rows, columns;

    prepare(ui);
    term_size(&rows, &columns);
    if (!cells_clear(&ui->cells, rows, columns, term_unicode(), &status))
        return; /* the next frame may have the memory */
    if (ui->layout.too_small)
        draw_too_small(ui);
    else
        draw_screens(ui);
    term_show(&ui->cells);
    race_settings_keep(ui);
}

/* ---- events ------------------------------------------------------------------------------------
 */

/* Where nothing can be shown, only leaving and pausing are possible. */
static unsigned press_too_small(struct ui *ui, int key)
{
    enum action_id action = action_find(ACTIONS_RACE, key);

    if (ui_question(ui))
        return ui_top(ui)->kind->press(ui, ui_top(ui)->state, key);
    if (action == ACTION_QUIT || action == ACTION_RUN)
        return race_press(ui, ui_race_screen(ui), key);
    return UI_REDRAW;
}

static unsigned press(struct ui *ui, int key)
{
    const struct screen *top = ui_top(ui);

    return top->kind->press(ui, top->state, key);
}

static void say_unknown(struct ui *ui, int key)
{
    enum action_scope scope = ui_top(ui)->kind->scope;
    char name[ACTION_TEXT_MAX];

    if (key == KEYS_CLICK || key == KEYS_WHEEL_UP || key == KEYS_WHEEL_DOWN)
        return;
    if (scope == ACTIONS_RACE)
        ui_say(ui, 0, "%s means nothing here: ? shows the keys.",
               keys_name(key, name, sizeof name));
    else if (scope == ACTIONS_HELP)
        ui_say(ui, 0, "%s means nothing here: the keys of each screen are listed.",
               keys_name(key, name, sizeof name));
}

static void take_keys(struct loop *loop)
{
    struct ui *ui = loop->ui;
    int key;

    loop->empty_reads++;
    while (!loop->over && (key = term_key()) != KEYS_NONE) {
        unsigned flags;

        loop->empty_reads = 0;
        if (key == KEYS_PART)
            continue;
        ui_refresh(ui, 1);
        if (action_find(ACTIONS_RACE, key) == ACTION_REPAINT) { /* on every screen */
            term_repaint();
            loop->dirty = true;
            continue;
        }
        if (race_time_gives_up(ui, key))
            continue;
        flags = ui->layout.too_small ? press_too_small(ui, key) : press(ui, key);
        if (flags == 0) {
            say_unknown(ui, key);
            flags = UI_REDRAW;
        }
        loop->over = (flags & UI_QUIT) != 0;
        loop->dirty = loop->dirty || (flags & UI_REDRAW);
    }
    if (loop->empty_reads > EMPTY_READS_MAX)
        loop->gone = true;
}

static void take_signals(struct loop *loop)
{
    unsigned events = signals_take();

    if (events & SIGNALS_STOP)
        loop->over = true;
    if (events & SIGNALS_SUSPEND) {
        term_suspend();
        signals_suspend();
        events |= SIGNALS_CONTINUE;
    }
    if (events & SIGNALS_CONTINUE) {
        term_resume();
        loop->dirty = true;
    }
    if ((events & SIGNALS_RESIZE) && term_resize())
        loop->dirty = true;
}

static void take_news(struct loop *loop)
{
    struct ui *ui = loop->ui;

    worker_acknowledge(ui->worker);
    ui_refresh(ui, 1);
    for (int i = 0; i < ui->depth; i++)
        if (ui->stack[i].kind->news)
            ui->stack[i].kind->news(ui, ui->stack[i].state);
    loop->dirty = true;
    if (ui->view.state == WORKER_FAILED && !loop->had_race)
        loop->no_race = true;
    else if (ui->view.state != WORKER_LOADING && !loop->had_race) {
        loop->had_race = true;
        race_settings_place_slots(ui, ui->kept_slots);
        ui_first_experiment(ui);
        if (ui->options->session)
            ui_race_screen(ui)->look = ui_race_screen(ui)->kept;
    }
}

/* Waits until there is something to do, or time for the next frame. */
static void wait_for_events(struct loop *loop)
{
    bool ready = term_ready(), going_back = loop->ui->view.state == WORKER_RECOMPUTING;
    double left = loop->next_frame - ui_now();
    int patience = going_back ? PROGRESS_MS : -1, events;
    struct pollfd wait[WAITS] = {
        [WAIT_KEYS] = {.fd = term_descriptor(), .events = POLLIN},
        [WAIT_SIGNALS] = {.fd = signals_descriptor(), .events = POLLIN},
        /* While a frame is due anyway, more news change nothing. */
        [WAIT_WORKER] = {.fd = loop->dirty ? -1 : worker_descriptor(loop->ui->worker),
                         .events = POLLIN},
        /* A frame waits until the terminal has taken the one before. */
        [WAIT_TERMINAL] = {.fd = loop->dirty && !ready ? term_ready_descriptor() : -1,
                           .events = POLLIN},
    };

    events = poll(wait, WAITS, loop->dirty && ready ? left < 0 ? 0 : (int)left + 1 : patience);
    loop->dirty = loop->dirty || (events == 0 && going_back);
    if (events < 0)
        return;
    if (wait[WAIT_SIGNALS].revents)
        take_signals(loop);
    if (wait[WAIT_KEYS].revents & (POLLHUP | POLLERR | POLLNVAL))
        loop->gone = true;
    else if (wait[WAIT_KEYS].revents)
        take_keys(loop);
    if (wait[WAIT_WORKER].revents)
        take_news(loop);
}

static void run_loop(struct loop *loop)
{
    loop->dirty = true;
    while (!loop->over && !loop->gone && !loop->no_race && loop->ui->depth >= loop->depth) {
        if (loop->dirty && ui_now() >= loop->next_frame && term_ready()) {
            loop->next_frame = ui_now() + FRAME_MS;
            loop->dirty = false;
            draw(loop->ui);
        }
        wait_for_events(loop);
    }
}

/* ---- beginning and end -------------------------------------------------------------------------
 */

static void ui_free(struct ui *ui)
{
    ui_pop_all(ui);
    worker_free(ui->worker);
    experiment_release(ui->lab.experiment);
    race_snapshot_free(&ui->race);
    free(ui->slot);
    cells_free(&ui->cells);
    free(ui);
}

/* What the command line asks of the view goes before what a session has. */
static void choose_view(struct ui *ui, struct race_screen *race)
{
    const struct tui_options *options = ui->options;

    if (options->view != OPTIONS_NOT_GIVEN) {
        race->look.view = (enum curve_view)options->view;
        race->look.plane_chosen = true;
        race->look.plane = false;
        race->look.picks = 0;
    }
    if (options->glyphs == OPTIONS_NOT_GIVEN)
        return;
    if (race_has_glyphs((enum canvas_glyphs)options->glyphs))
        race->glyphs = (enum canvas_glyphs)options->glyphs;
    else
        ui_say(ui, 0, "This terminal cannot show %s; curves are drawn in %s.",
               canvas_glyph_specs[options->glyphs].name, canvas_glyph_specs[race->glyphs].name);
}

static struct ui *ui_create(const struct tui_options *options, struct status *status)
{
    struct worker_wishes wishes = {.problem = options->problem,
                                   .run = options->runs,
                                   .runs = options->n_runs,
                                   .iterations = options->iterations,
                                   .threads = options->threads,
                                   .memory = options->memory,
                                   .agenda = options->agenda,
                                   .session = options->session,
                                   .measures = options->measures};
    struct ui *ui = calloc(1, sizeof *ui);
    struct race_screen *race, kept = {0};

    if (!ui) {
        session_free(options->session);
        status_out_of_memory(status, "the screen");
        return NULL;
    }
    ui->options = options;
    if (options->session) {
        race_settings_load(options->session, &kept);
        race_settings_load_slots(options->session, ui->kept_slots);
    }
    if (!wishes.measures.target.wanted)
        wishes.measures.target = kept.measures.target;
    ui->worker = worker_create(&wishes, status);
    if (!ui->worker) {
        free(ui);
        return NULL;
    }
    ui->view.state = WORKER_LOADING;
    ui->view.iterations = options->iterations;
    race = ui_push(ui, &screen_race);
    if (!race) {
        status_out_of_memory(status, "the screen");
        ui_free(ui);
        return NULL;
    }
    if (!target_equal(&wishes.measures.target, &kept.measures.target)) /* as key T does */
        kept.look.order = race_look_target_order(&kept.look);
    race->look = kept.look;
    race->glyphs = kept.glyphs;
    choose_view(ui, race);
    race->kept = race->look;
    race->measures = wishes.measures;
    if (options->lesson)
        ui_push(ui, &screen_lesson);
    snprintf(race->path, sizeof race->path, "%s",
             options->csv && strcmp(options->csv, "-") != 0 ? options->csv : "optop.csv");
    return ui;
}

static unsigned accept_place(struct ui *ui, const char *text, struct status *status)
{
    return ui_take_path(ui, text, status) ? UI_QUIT : UI_REDRAW;
}

/*
 * Writes the histories while somebody can still be asked for another place. Returns where they are
 * yet to be written: NULL when that is done.
 */
static const char *save_asking(struct loop *loop, const struct race *race, const char *csv)
{
    struct ui *ui = loop->ui;
    const struct race_screen *screen = ui_race_screen(ui);
    const char *path = csv;
    struct status why = {0};

    if (!csv || !race || export_rows(race) == 0 || strcmp(csv, "-") == 0 ||
        whole_file_is_direct(csv))
        return csv;
    while (!loop->gone && signals_stopped_by() == 0) {
        if (export_csv(race, path, path == csv, &why))
            return NULL;
        ui_prompt(ui, "Write the histories to (Esc: optop chooses a folder):", path, accept_place);
        ui_prompt_error(ui, why.message);
        loop->depth = ui->depth;
        loop->over = false;
        run_loop(loop);
        if (!loop->over)
            break;
        path = screen->path;
    }
    return csv;
}

/* Of an untrained race a table would be all dashes. */
static bool is_trained(const struct race *race)
{
    return race && race_iteration(race) > 0;
}

/* Can the files be written that are asked for? */
static bool check_exports(const struct tui_options *options, struct status *status)
{
    for (int i = 0; i < options->exports; i++)
        if (!export_write_check(options->export[i], true, status))
            return false;
    return true;
}

/* The screen, NULL where there is none; then a signal may have been the reason (STATUS_CANCELLED).
 * The session is taken over. */
static struct ui *open_screen(const struct tui_options *options, struct status *status)
{
    struct ui *ui;

    if (!check_exports(options, status) || !signals_install(true, status) ||
        !term_open(options->color, options->ascii, status)) {
        session_free(options->session);
        return NULL;
    }
    ui = ui_create(options, status);
    if (!ui)
        term_close();
    else if (options->mouse)
        race_point(ui, ui_race_screen(ui), ACTION_MOUSE);
    if (ui && setup_slow_kernels()[0])
        ui_say(ui, 0, "%s", setup_slow_kernels());
    return ui;
}

/* Says where the race is kept. */
static bool say_kept(const struct ui *ui, struct status *status)
{
    struct status why = {0};
    const char *path = worker_kept(ui->worker, &why);

    if (why.code != STATUS_OK)
        return status_fail(status, why.code, "%s", why.message);
    if (path)
        fprintf(stderr, "optop: %s keeps this race; 'optop %s' goes on with it\n", path, path);
    return true;
}

/* On standard error, as standard output is for the table or the histories. */
static void say_command(const struct race *race)
{
    struct status status = {0};
    bool exact;
    char *line = command_of(race, &exact, &status);

    if (line && exact)
        fprintf(stderr, "The same race again:\n%s\n", line);
    else if (line)
        fprintf(stderr,
                "The same race again, but with all runs trained as far as the last one:\n%s\n",
                line);
    free(line);
}

int tui_run(const struct tui_options *options, struct status *status)
{
    struct loop loop = {.ui = open_screen(options, status)};
    struct race *race;
    struct outcome_files files;
    const char *csv;
    int code = EXIT_ERROR;

    if (!loop.ui && status->code == STATUS_CANCELLED) {
        status_clear(status);
        return outcome_code(NULL);
    }
    if (!loop.ui)
        return EXIT_ERROR;
    run_loop(&loop);
    race = worker_stop(loop.ui->worker);
    csv = save_asking(&loop, race, options->csv);
    files = (struct outcome_files){csv,           options->export, options->exports,
                                   options->json, options->times,  options->confusion};
    term_close();
    signals_leave_screen();
    if (!race && loop.no_race)
        status_fail(status, STATUS_DATA, "%s", loop.ui->view.error);
    else if (!race && loop.gone)
        code = EXIT_SIGNAL + SIGHUP;
    else if (outcome_publish(race, &files, !loop.gone && is_trained(race), status))
        code = loop.gone && signals_stopped_by() == 0 ? EXIT_SIGNAL + SIGHUP : outcome_code(race);
    if (!loop.gone && is_trained(race))
        say_command(race);
    if (!say_kept(loop.ui, status->code == STATUS_OK ? status : &(struct status){0}))
        code = EXIT_ERROR;
    ui_free(loop.ui);
    return code;
}
