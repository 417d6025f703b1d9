/*
 * actions.h - THE table of actions: their keys, screens and descriptions. Key bar, help screen,
 * manual and key handling are made from its rows; there is no second list. Knows no terminal and no
 * race.
 */
#ifndef OPTOP_ACTIONS_H
#define OPTOP_ACTIONS_H

#include <stdbool.h>
#include <stddef.h>

enum action_id {
    ACTION_NONE,

    ACTION_RUN,
    ACTION_STEP,
    ACTION_STEP_TEN,
    ACTION_RESET,
    ACTION_SLOWER,
    ACTION_FASTER,
    ACTION_RAISE,
    ACTION_PREVIOUS_RUN,
    ACTION_NEXT_RUN,
    ACTION_PREVIOUS_PAGE,
    ACTION_NEXT_PAGE,
    ACTION_EARLIER,
    ACTION_LATER,
    ACTION_MUCH_EARLIER,
    ACTION_MUCH_LATER,
    ACTION_FIRST,
    ACTION_LAST,
    ACTION_LIVE,
    ACTION_ZOOM_IN,
    ACTION_ZOOM_OUT,
    ACTION_SHOW_ALL,
    ACTION_FOLLOW,
    ACTION_X,
    ACTION_X_SCALE,
    ACTION_SMOOTHING,
    ACTION_SPREAD,
    ACTION_TARGET,
    ACTION_CURVES,
    ACTION_VIEW,
    ACTION_SOLO,
    ACTION_DIM,
    ACTION_SORT,
    ACTION_ADD,
    ACTION_EDIT,
    ACTION_COPY,
    ACTION_DELETE,
    ACTION_HIDE,
    ACTION_SCALE,
    ACTION_GLYPHS,
    ACTION_PROBLEM,
    ACTION_WRITE,
    ACTION_CONFUSION,
    ACTION_MICROSCOPE,
    ACTION_EXPERIMENT,
    ACTION_MAP,
    ACTION_MOUSE,
    ACTION_POINT,
    ACTION_WHEEL_UP,
    ACTION_WHEEL_DOWN,
    ACTION_HELP,
    ACTION_LESSON,
    ACTION_BACK,
    ACTION_UNDO,
    ACTION_FORK,
    ACTION_JOURNAL,
    ACTION_REPAINT,
    ACTION_QUIT,

    ACTION_ACCEPT,
    ACTION_CANCEL,
    ACTION_PRESET,
    ACTION_DATA,
    ACTION_YES,
    ACTION_NO,
    ACTION_ALL,
    ACTION_CHOSEN,
    ACTION_UP,
    ACTION_DOWN,
    ACTION_PAGE_UP,
    ACTION_PAGE_DOWN,
    ACTION_TOP,
    ACTION_BOTTOM,
    ACTION_FILTER,
    ACTION_PREVIOUS_TENSOR,
    ACTION_NEXT_TENSOR,
    ACTION_LARGEST,
    ACTION_DIGITS,
    ACTION_NEXT_FIELD,
    ACTION_PREVIOUS_FIELD,
    ACTION_LEFT,
    ACTION_RIGHT,
    ACTION_ERASE_BEFORE,
    ACTION_ERASE_AT,
    ACTION_ERASE_WORD,
    ACTION_ERASE_REST,
    ACTION_ERASE_ALL,
};

/* Where an action is available. */
enum action_scope {
    ACTIONS_RACE,       /* the race screen */
    ACTIONS_LIST,       /* the list of optimizers */
    ACTIONS_FORM,       /* the forms of a run and of the problem */
    ACTIONS_HELP,       /* the help screen */
    ACTIONS_JOURNAL,    /* the journal */
    ACTIONS_MICROSCOPE, /* the microscope */
    ACTIONS_EXPERIMENT, /* an experiment */
    ACTIONS_BACK,       /* which runs go back */
    ACTIONS_QUESTION,   /* a question to be answered yes or no */
    ACTIONS_PROMPT,     /* a prompt for a line of text */
    ACTIONS_EDITING,    /* wherever text is typed: forms, the list's filter, prompts */
    ACTIONS_SCOPES,
};

enum { ACTION_KEYS_MAX = 6, ACTION_TEXT_MAX = 64 };

struct action {
    enum action_scope scope;
    enum action_id id;
    int key[ACTION_KEYS_MAX];  /* KEYS_* codes or characters; 0 at the end */
    const char *typed;         /* "letters": where no single key is meant; NULL: the keys' names */
    const char *label;         /* for the key bar, NULL: not there */
    const char *label_running; /* the same while training is under way; NULL: `label` */
    int rank;                  /* in a narrow key bar the lowest ranks stay */
    const char *help;          /* a line, no full stop */
};

extern const struct action actions[];
extern const int action_count;

/* The title of a scope in help and manual: "Race screen". */
const char *action_scope_title(enum action_scope scope);

/* The action of a key; ACTION_NONE when it has none there. */
enum action_id action_find(enum action_scope scope, int key);

/*
 * A screen's label of an action in its present state: "" leaves it out of the key bar; NULL: the
 * table's.
 */
typedef const char *action_labeller(const void *state, enum action_id action);

/* A key bar of `width` columns. */
struct action_bar {
    int width;
    bool running;           /* training is under way */
    action_labeller *label; /* NULL: all labels are the table's */
    const void *state;      /* for `label` */
};

/*
 * Finds the scope's rows that fit, each written as "KEYS LABEL" with two blanks between them.
 * Stores their indices in the order of the table and returns how many.
 */
int action_bar(enum action_scope scope, const struct action_bar *bar, int *index, int max);

/* The label of a row for the key bar; NULL: it is not there. */
const char *action_label(const struct action *action, const struct action_bar *bar);
/* All keys of a row, as written for people: "Up, k". Returns text. */
char *action_keys(const struct action *action, char *text, size_t size);
/* The key of a row for the key bar: the first one's shortest name. Returns text. */
char *action_bar_key(const struct action *action, char *text, size_t size);

#endif
