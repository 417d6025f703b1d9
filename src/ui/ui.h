/*
 * ui.h - declarations shared by the screens: the stack of screens, the figures of the race, the
 * runs' places, the message line. Only files of src/ui include it. Knows no curses.
 *
 * A screen is a kind and a state of its own: pushing makes the state, popping frees it. It paints
 * cells and handles keys; its handler returns flags, and the one loop in tui.c acts on them. The
 * race screen is always at the bottom; dialogs lie on top of it.
 */
#ifndef OPTOP_UI_H
#define OPTOP_UI_H

#include "actions.h"
#include "app/worker.h"
#include "cells.h"
#include "edit.h"
#include "layout.h"
#include "race_look.h"
#include "term.h"
#include "tui.h"

/* The effect of a key; 0: it has no meaning there. */
enum {
    UI_REDRAW = 1,
    UI_QUIT = 2,
};

enum {
    UI_SCREENS_MAX = 4,
    UI_LOSS_SECONDS = 1, /* training that took longer is not lost without a question */
};

struct ui;

struct screen_kind {
    enum action_scope scope;
    bool on_message_line; /* a question: the message line is its place, all else stays */
    bool covers;          /* the whole screen: what lies below is not drawn */
    size_t size;          /* of the state */
    void (*draw)(struct ui *ui, void *state);
    unsigned (*press)(struct ui *ui, void *state, int key);
    void (*news)(struct ui *ui, void *state);  /* the worker has news; NULL: does not matter */
    void (*leave)(struct ui *ui, void *state); /* frees the memory of the state; NULL: nothing */
    action_labeller *label; /* for its key bar; NULL: all labels are the table's */
};

struct screen {
    const struct screen_kind *kind;
    void *state;
};

/* A run's place among marks and colours; it keeps it for its life. */
struct ui_slot {
    int id; /* 0: free */
    bool hidden;
};

/* The fields of an experiment's form. */
enum experiment_field {
    EXPERIMENT_KEY,
    EXPERIMENT_RANGE,
    EXPERIMENT_SECOND,
    EXPERIMENT_SECOND_RANGE,
    EXPERIMENT_SEEDS,
    EXPERIMENT_ITERATIONS,
    EXPERIMENT_JUDGE,
    EXPERIMENT_FIELDS
};

/* The latest experiment. */
struct ui_lab {
    struct experiment *experiment; /* NULL: there has been none */
    uint64_t race;                 /* that it is of */
    enum sweep_judge judge;
    char left_out[128]; /* "gd has no beta1 and is left out."; "": none is */
    char text[EXPERIMENT_FIELDS][PARAM_TEXT_MAX]; /* as its form was left; "": not yet */
};

struct ui {
    const struct tui_options *options;
    struct worker *worker;
    struct worker_view view; /* as of the last frame or key */
    struct race_snapshot race;
    struct layout layout;
    struct cells cells; /* of the frame being drawn */

    struct screen stack[UI_SCREENS_MAX];
    int depth;

    struct ui_slot *slot; /* `slots` places, as many as there were runs at once */
    int slots;
    char kept_slots[128]; /* as a session has them, until the race is there */
    int chosen;           /* id of the chosen run, 0: none */
    int newest;           /* the highest id seen */
    bool choose_new;      /* a run was added here: choose it when it appears */

    struct ui_lab lab;

    char message[STATUS_MESSAGE_MAX]; /* until the next key; "": the hint is shown */
    unsigned message_style;
    uint64_t error_number, notice_number; /* of the worker's messages shown already */
};

/* ---- ui.c: the stack, messages, what all screens need -------------------------------------------
 */

/*
 * Puts a screen on top and returns its state, all zero. Without memory NULL, and the message line
 * says so.
 */
void *ui_push(struct ui *ui, const struct screen_kind *kind);
/* Removes the topmost screen and frees its state. The race screen stays. */
void ui_pop(struct ui *ui);
/* Removes all screens, at the end. */
void ui_pop_all(struct ui *ui);
const struct screen *ui_top(const struct ui *ui);
/* The state of the race screen. */
struct race_screen *ui_race_screen(const struct ui *ui);

/* Shows a sentence on the message line. style: TERM_ALERT, TERM_GOOD, 0. */
void ui_say(struct ui *ui, unsigned style, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Milliseconds of a monotonic clock. */
double ui_now(void);

/* Takes the worker's latest figures; curves in `spans` spans (at least 1). */
void ui_refresh(struct ui *ui, size_t spans);

/* The progress of the race along the x axis shown, as of the last frame or key. */
struct race_reach ui_reach(const struct ui *ui);
/* The states of a run that have a row. */
size_t ui_rows(const struct run_snapshot *run);
/* How the curves are smoothed. */
enum smoothing ui_smoothing(const struct ui *ui);

/* The run's place among marks and colours; -1 when it is unknown. */
int ui_slot(const struct ui *ui, int id);
/* The chosen run's index in the snapshot, -1: there is none. */
int ui_chosen(const struct ui *ui);

/*
 * Is there a plane: two parameters, one or two inputs, or images? And do the panels begin with it?
 */
bool ui_has_plane(const struct ui *ui);
bool ui_shows_plane(const struct ui *ui);

/* The parameter for the number of iterations: at least the number completed. */
struct param_spec ui_iterations_spec(const struct ui *ui);

/* The editing key for a key on a screen, by the table of actions. */
enum edit_key ui_edit_key(enum action_scope scope, int key);

/* The bar of keys of the topmost screen. */
void ui_draw_keys(struct ui *ui);

/* ---- the screens ------------------------------------------------------------------------------
 */

extern const struct screen_kind screen_race;
extern const struct screen_kind screen_help;
extern const struct screen_kind screen_lesson;

/* Asks; `yes` is called with `context` when the answer is yes. */
void ui_ask(struct ui *ui, unsigned (*yes)(struct ui *ui, void *context), void *context,
            const char *format, ...) __attribute__((format(printf, 4, 5)));
/* The question that is open on top, NULL: none. */
const char *ui_question(const struct ui *ui);

/*
 * Asks for a line of text; `label` is kept by reference. `accept` checks it: a refused line stays,
 * with the sentence of the status.
 */
void ui_prompt(struct ui *ui, const char *label, const char *initial,
               unsigned (*accept)(struct ui *ui, const char *text, struct status *status));

/* Shows an error above the line of text that was just entered. */
void ui_prompt_error(struct ui *ui, const char *sentence);

/* Keeps the name of the file for the histories; refuses invalid names. */
bool ui_take_path(struct ui *ui, const char *path, struct status *status);

/* The list of optimizers, then the form of the one chosen, then the new run. */
void ui_add_run(struct ui *ui);
/* The form of a new run that begins with these values. */
void ui_add_like(struct ui *ui, const struct run_config *config);
/* The form of a run, or of its fork: with the state from which the values are in force. */
void ui_edit_past(struct ui *ui, const struct run_snapshot *run, bool fork);
/* The list of curves; the one chosen takes the first panel. */
void ui_choose_curve(struct ui *ui);
/* The arithmetic of the chosen run's updates. */
void ui_show_microscope(struct ui *ui);
/* The pages of text. A confusion matrix is made only while nothing is being trained. */
void ui_show_data(struct ui *ui);
void ui_show_confusion(struct ui *ui);
/* Asks the worker for the chosen run's, where there can be one. */
void ui_ask_confusion(struct ui *ui);
/* The chosen run's, if it is of the state reached, with images for so many columns (0: none). The
 * caller frees it; NULL: there is none. */
char *ui_confusion_text(struct ui *ui, int columns);

/* The experiment of this race, or the form of one. */
void ui_experiment(struct ui *ui);
void ui_edit_experiment(struct ui *ui);
/* The one of the command line, or of the file that was opened. */
void ui_first_experiment(struct ui *ui);

/* The form of the problem. */
void ui_edit_problem(struct ui *ui);

#endif
