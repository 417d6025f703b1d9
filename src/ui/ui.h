/*
 * ui.h - what the screens share among themselves: the state of the user interface, the stack of
 * screens, the message line. Only files of src/ui include it. Knows no curses.
 *
 * A screen paints cells and handles keys; its handler returns flags, and the one loop in tui.c
 * acts on them. The race screen is always at the bottom; dialogs lie on top of it.
 */
#ifndef OPTOP_UI_H
#define OPTOP_UI_H

#include "actions.h"
#include "app/worker.h"
#include "canvas.h"
#include "form.h"
#include "layout.h"
#include "list.h"
#include "term.h"
#include "tui.h"

/* What came of a key. */
enum {
    UI_HANDLED = 1,
    UI_REDRAW = 2,
    UI_QUIT = 4,
};

enum { UI_SCREENS_MAX = 4 };

struct ui;

struct screen {
    enum action_scope scope;
    bool on_message_line; /* a question: the message line is its place, all else stays */
    bool covers;          /* the whole screen: what lies below is not drawn */
    void (*draw)(struct ui *ui);
    unsigned (*press)(struct ui *ui, int key);
    void (*leave)(struct ui *ui); /* frees what it holds; NULL: nothing */
};

/* A run's place among marks and colours; it keeps it for its life. */
struct ui_slot {
    int id; /* 0: free */
    bool hidden;
};

struct ui_question {
    char text[STATUS_MESSAGE_MAX];
    unsigned (*yes)(struct ui *ui);
};

struct ui_prompt {
    const char *label;
    struct edit_line line;
    const struct param_spec *spec; /* judges the text; NULL: anything that is not empty */
    char error[STATUS_MESSAGE_MAX];
    unsigned (*accept)(struct ui *ui, const char *text);
};

/* What the form on the screen is about. */
struct ui_form {
    struct form *form;
    char title[256];
    const char *remark;               /* what accepting will do, in a line */
    char refusal[STATUS_MESSAGE_MAX]; /* why it was not accepted; "" after the next key */
    bool waiting;                     /* for the end of the trial of what was typed */
    struct run_config config; /* of a run being added or edited; its schedule is the form's */
    struct run_config original;
    int id; /* of the run being edited; 0: a new one */
    unsigned (*accept)(struct ui *ui);
    void (*changed)(struct ui *ui); /* after a field has changed; may put another form; or NULL */
    void (*leave)(struct ui *ui);   /* when the form is left; or NULL */
    void (*preset)(struct ui *ui);  /* puts values known to work into the form; or NULL */
    void (*draw_more)(struct ui *ui, struct rect at); /* in a line under the fields; or NULL */
};

struct ui {
    const struct tui_options *options;
    struct worker *worker;
    struct worker_view view; /* as of the last frame or key */
    struct race_snapshot race;
    struct layout layout;
    struct canvas canvas;
    size_t spans; /* in which curves are sampled: as many as a panel can show */

    const struct screen *stack[UI_SCREENS_MAX];
    int depth;

    struct ui_slot slot[RACE_RUNS_MAX];
    int chosen;      /* id of the chosen run, 0: none */
    int newest;      /* the highest id seen */
    bool choose_new; /* a run was added here: choose it when it appears */
    int first_run;   /* first line of the table that is shown */
    bool linear;     /* loss axis */
    enum canvas_glyphs glyphs;
    int speed;         /* index into worker_speeds, as last asked for */
    bool wish;         /* what Space last asked for: to run? */
    double wish_until; /* so long that is taken for true, in ms: the worker may be about it */
    bool varying_rate; /* some run's learning rate is not constant: show it */

    char message[STATUS_MESSAGE_MAX]; /* until the next key; "": the hint is shown */
    unsigned message_style;
    uint64_t error_number, notice_number; /* of the worker's messages shown already */

    struct ui_question question;
    struct ui_prompt prompt;
    struct ui_form form;
    struct list list;
    struct list_row *list_rows;
    uint64_t trial; /* number of the problem tried last */
    int help_first, help_lines, help_page;
    char path[PROBLEM_PATH_MAX];   /* where the histories were last asked to go */
    struct problem_config problem; /* asked for, while the question is on the screen */
    uint64_t iterations;
    int threads;
    struct param_spec iterations_spec; /* how many can be asked for: no fewer than are done */
};

/* ---- ui.c: the stack, messages, painting that all screens need ---------------------------------
 */

void ui_push(struct ui *ui, const struct screen *screen);
void ui_pop(struct ui *ui);
const struct screen *ui_top(const struct ui *ui);

/* Shows a sentence on the message line. style: TERM_ALERT, TERM_GOOD, 0. */
void ui_say(struct ui *ui, unsigned style, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Milliseconds of a clock that only goes forward. */
double ui_now(void);

/* Takes the worker's latest state, curves in `spans` spans. */
void ui_refresh(struct ui *ui);

/* The run's place among marks and colours; -1 when it is unknown. */
int ui_slot(const struct ui *ui, int id);
char ui_mark(int slot);
/* The chosen run's index in the snapshot, -1: there is none. */
int ui_chosen(const struct ui *ui);

/* The editing key that a key stands for on a screen, by the table of actions. */
enum edit_key ui_edit_key(enum action_scope scope, int key);

/* A frame with a title in its upper edge; its inside is blanked when `fill`. */
void ui_frame(struct rect rect, const char *title, unsigned style, bool fill);
/* Marks in a frame's right edge that lines are left out above or below the `rows` from `row` on. */
void ui_draw_more(struct rect frame, int row, int rows, bool above, bool below);
/* The bar of keys of the topmost screen. */
void ui_draw_keys(struct ui *ui);
/*
 * A sentence on the message line; a long one also takes lines above it. Returns the column behind
 * its end.
 */
int ui_draw_words(struct rect line, const char *words, unsigned style);
/* How many lines the text takes, wrapped to so many columns. */
int ui_paragraph_rows(int columns, const char *text);
/* Wraps text into at most `rows` lines; returns how many it took. */
int ui_paragraph(int row, int column, int rows, int columns, const char *text, unsigned style);

/* ---- the screens ------------------------------------------------------------------------------
 */

extern const struct screen screen_race;
extern const struct screen screen_help;
extern const struct screen screen_list;
extern const struct screen screen_form;
extern const struct screen screen_question;
extern const struct screen screen_prompt;

/* Asks; `yes` is called when the answer is yes. */
void ui_ask(struct ui *ui, unsigned (*yes)(struct ui *ui), const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Asks for a line of text; `label` and `spec` are kept by reference. */
void ui_prompt(struct ui *ui, const char *label, const char *initial, const struct param_spec *spec,
               unsigned (*accept)(struct ui *ui, const char *text));

/* Puts a form on the screen and keeps it; without memory for it, says so. */
void ui_show_form(struct ui *ui, struct form *form, bool filled, const struct status *status);

/* The list of optimizers, then the form of the one chosen, then the new run. */
void ui_add_run(struct ui *ui);
/* The form of a run: id 0 adds a new one, otherwise that run is changed. */
void ui_edit_run(struct ui *ui, const struct run_config *config, int id);
/* The form of the problem, and what follows when the trial of what was typed there has ended. */
void ui_edit_problem(struct ui *ui);
void ui_tried_problem(struct ui *ui);
/* Says under the form why it is not accepted, with the cursor on the field that the sentence names.
 */
void ui_refuse_form(struct ui *ui, const char *sentence);

/* race_keys.c: keys of the race screen. */
unsigned race_press(struct ui *ui, int key);
/* race_table.c: the table of runs. */
void race_draw_table(struct ui *ui);

#endif
