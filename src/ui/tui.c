/*
 * tui.c - the event loop: waits for keys, signals and news from the worker, draws when something
 * has changed and at most 30 times a second. Acts on what the screens' handlers return.
 */
#include "tui.h"

#include "app/outcome.h"
#include "app/signals.h"
#include "race_text.h"
#include "ui.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    FRAME_MS = 34,         /* between frames: at most 30 a second */
    EMPTY_READS_MAX = 100, /* "readable" without a key so often: the terminal is gone */
};

enum { WAIT_KEYS, WAIT_SIGNALS, WAIT_WORKER, WAITS };

struct loop {
    struct ui *ui;
    bool dirty;        /* something has changed since the last frame */
    double next_frame; /* the earliest time for another, in ms */
    int empty_reads;
    bool over;
    bool gone;    /* the terminal went away */
    bool no_race; /* the first race could not be set up */
    bool had_race;
};

/* ---- frames ------------------------------------------------------------------------------------
 */

static void compute_layout(struct ui *ui)
{
    struct layout_request request = {
        .runs = ui->race.runs,
        .learning_rate = ui->varying_rate ? LAYOUT_IF_ROOMY : LAYOUT_NEVER,
        .rarely_tested = race_text_rarely_tested(&ui->view),
    };

    term_size(&request.rows, &request.columns);
    ui->layout = layout_compute(&request);
}

/* Says what it needs; a question that is open is asked here too. */
static void draw_too_small(struct ui *ui)
{
    int rows, columns, row;
    char line[3][RACE_TEXT_MAX + 64];

    term_size(&rows, &columns);
    snprintf(line[0], sizeof line[0], "%dx%d is too small: optop needs %dx%d", columns, rows,
             ui->layout.need_columns, ui->layout.need_rows);
    race_text_state(&ui->view, &ui->race, columns, line[1], sizeof line[1]);
    if (ui_top(ui) == &screen_question)
        snprintf(line[2], sizeof line[2], "%s (y/n)", ui->question.text);
    else
        snprintf(line[2], sizeof line[2], "q quits");
    row = 0;
    if (rows == 1 && ui_top(ui) == &screen_question) {
        ui_paragraph(row, 0, rows, columns, line[2], TERM_BOLD);
        return;
    }
    for (int i = 0; i < 3; i++)
        row += ui_paragraph(row, 0, rows - row, columns, line[i], i == 0 ? TERM_BOLD : 0);
}

static void draw_screens(struct ui *ui)
{
    int lowest = ui->depth - 1;

    while (lowest > 0 && !ui->stack[lowest]->covers)
        lowest--;
    for (int i = lowest; i < ui->depth; i++)
        ui->stack[i]->draw(ui);
    ui_draw_keys(ui);
}

static void draw(struct ui *ui)
{
    compute_layout(ui);
    if (!ui->layout.too_small)
        ui->spans = canvas_samples(ui->layout.panel[0].interior.columns, ui->glyphs);
    ui_refresh(ui);
    compute_layout(ui); /* the number of runs may have changed */
    term_begin();
    if (ui->layout.too_small)
        draw_too_small(ui);
    else
        draw_screens(ui);
    term_end();
}

/* ---- events ------------------------------------------------------------------------------------
 */

/* Where nothing can be shown, only leaving and pausing are possible. */
static unsigned press_too_small(struct ui *ui, int key)
{
    enum action_id action = action_find(ACTIONS_RACE, key);

    if (ui_top(ui) == &screen_question)
        return screen_question.press(ui, key);
    if (action == ACTION_QUIT || action == ACTION_RUN)
        return race_press(ui, key);
    return 0;
}

static void take_keys(struct loop *loop)
{
    struct ui *ui = loop->ui;
    int key;

    loop->empty_reads++;
    while (!loop->over && (key = term_key()) != KEYS_NONE) {
        unsigned flags;

        loop->empty_reads = 0;
        ui_refresh(ui);
        if (action_find(ACTIONS_RACE, key) == ACTION_REPAINT) { /* on every screen */
            term_repaint();
            loop->dirty = true;
            continue;
        }
        flags = ui->layout.too_small ? press_too_small(ui, key) : ui_top(ui)->press(ui, key);
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
    ui_refresh(ui);
    ui_tried_problem(ui);
    loop->dirty = true;
    if (ui->view.state == WORKER_FAILED && !loop->had_race)
        loop->no_race = true;
    else if (ui->view.state != WORKER_LOADING)
        loop->had_race = true;
}

/* Waits until there is something to do, or time for the next frame. */
static void wait_for_events(struct loop *loop)
{
    double left = loop->next_frame - ui_now();
    struct pollfd wait[WAITS] = {
        [WAIT_KEYS] = {.fd = term_descriptor(), .events = POLLIN},
        [WAIT_SIGNALS] = {.fd = signals_descriptor(), .events = POLLIN},
        /* While a frame is due anyway, more news change nothing. */
        [WAIT_WORKER] = {.fd = loop->dirty ? -1 : worker_descriptor(loop->ui->worker),
                         .events = POLLIN},
    };

    if (poll(wait, WAITS, loop->dirty ? left < 0 ? 0 : (int)left + 1 : -1) < 0)
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
    while (!loop->over && !loop->gone && !loop->no_race) {
        if (loop->dirty && ui_now() >= loop->next_frame) {
            loop->next_frame = ui_now() + FRAME_MS;
            loop->dirty = false;
            draw(loop->ui);
        }
        wait_for_events(loop);
    }
}

/* ---- beginning and end -------------------------------------------------------------------------
 */

static struct ui *ui_create(const struct tui_options *options, struct status *status)
{
    struct ui *ui = calloc(1, sizeof *ui);

    if (!ui) {
        status_out_of_memory(status, "the screen");
        return NULL;
    }
    ui->options = options;
    ui->worker = worker_create(options->problem, options->runs, options->n_runs,
                               options->iterations, options->threads, status);
    if (!ui->worker) {
        free(ui);
        return NULL;
    }
    ui->view.state = WORKER_LOADING;
    ui->view.iterations = options->iterations;
    snprintf(ui->path, sizeof ui->path, "%s",
             options->csv && strcmp(options->csv, "-") != 0 ? options->csv : "optop.csv");
    ui_push(ui, &screen_race);
    return ui;
}

static void ui_free(struct ui *ui)
{
    while (ui->depth > 1)
        ui_pop(ui);
    worker_free(ui->worker);
    race_snapshot_free(&ui->race);
    canvas_free(&ui->canvas);
    free(ui);
}

int tui_run(const struct tui_options *options, struct status *status)
{
    struct loop loop = {0};
    struct race *race;
    int code = EXIT_ERROR;

    if (!signals_install(true, status) || !term_open(status))
        return EXIT_ERROR;
    loop.ui = ui_create(options, status);
    if (!loop.ui) {
        term_close();
        return EXIT_ERROR;
    }
    run_loop(&loop);
    term_close();
    signals_leave_screen();
    race = worker_stop(loop.ui->worker);
    if (!race && loop.no_race)
        status_fail(status, STATUS_DATA, "%s", loop.ui->view.error);
    else if (outcome_publish(race, options->csv, !loop.gone, status))
        code = loop.gone && signals_stopped_by() == 0 ? EXIT_SIGNAL + SIGHUP : outcome_code(race);
    ui_free(loop.ui);
    return code;
}
