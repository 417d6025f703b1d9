/* actions.c - the table of actions and the key bar's choice among them; see actions.h. */
#include "actions.h"

#include "keys.h"

#include <stdio.h>
#include <string.h>

/* clang-format off */
const struct action actions[] = {
    {ACTIONS_RACE, ACTION_RUN, {' '}, NULL, "run", "pause", 1,
     "start, pause or continue training"},
    {ACTIONS_RACE, ACTION_STEP, {'s'}, NULL, "step", NULL, 7,
     "train exactly one iteration of every run, then pause"},
    {ACTIONS_RACE, ACTION_STEP_TEN, {'n'}, NULL, "step 10", NULL, 18,
     "train ten iterations of every run, then pause"},
    {ACTIONS_RACE, ACTION_RESET, {'r'}, NULL, "reset", NULL, 9,
     "start all runs again from the same initial weights; asks first"},
    {ACTIONS_RACE, ACTION_SLOWER, {'<', ','}, NULL, "slower", NULL, 16,
     "slow down in steps, to one iteration per second"},
    {ACTIONS_RACE, ACTION_FASTER, {'>', '.'}, NULL, "faster", NULL, 17,
     "speed up in steps, to full speed"},
    {ACTIONS_RACE, ACTION_RAISE, {'i'}, NULL, "iterations", NULL, 15,
     "change the number of iterations; a finished race continues"},
    {ACTIONS_RACE, ACTION_PREVIOUS_RUN, {KEYS_UP, 'k'}, NULL, NULL, NULL, 0,
     "choose the run above"},
    {ACTIONS_RACE, ACTION_NEXT_RUN, {KEYS_DOWN, 'j'}, NULL, NULL, NULL, 0,
     "choose the run below"},
    {ACTIONS_RACE, ACTION_PREVIOUS_PAGE, {'['}, NULL, NULL, NULL, 0,
     "choose the run a page up in a long table"},
    {ACTIONS_RACE, ACTION_NEXT_PAGE, {']'}, NULL, NULL, NULL, 0,
     "choose the run a page down in a long table"},
    {ACTIONS_RACE, ACTION_EARLIER, {KEYS_LEFT}, NULL, "cursor", NULL, 6,
     "move the cursor to the previous iteration; the table shows its figures"},
    {ACTIONS_RACE, ACTION_LATER, {KEYS_RIGHT}, NULL, NULL, NULL, 0,
     "move the cursor to the next iteration"},
    {ACTIONS_RACE, ACTION_MUCH_EARLIER, {KEYS_PAGE_UP}, NULL, NULL, NULL, 0,
     "move the cursor ten iterations back"},
    {ACTIONS_RACE, ACTION_MUCH_LATER, {KEYS_PAGE_DOWN}, NULL, NULL, NULL, 0,
     "move the cursor ten iterations forward"},
    {ACTIONS_RACE, ACTION_FIRST, {KEYS_HOME}, NULL, NULL, NULL, 0,
     "move the cursor to the untrained weights"},
    {ACTIONS_RACE, ACTION_LAST, {KEYS_END}, NULL, NULL, NULL, 0,
     "move the cursor to the latest iteration"},
    {ACTIONS_RACE, ACTION_LIVE, {KEYS_ESCAPE}, NULL, NULL, NULL, 0,
     "remove the cursor: the table follows the training again"},
    {ACTIONS_RACE, ACTION_ZOOM_IN, {'+'}, NULL, "zoom", NULL, 19,
     "show half as many iterations, about the cursor or up to the latest one"},
    {ACTIONS_RACE, ACTION_ZOOM_OUT, {'-'}, NULL, NULL, NULL, 0,
     "show twice as many iterations"},
    {ACTIONS_RACE, ACTION_SHOW_ALL, {'0'}, NULL, NULL, NULL, 0, "show all iterations"},
    {ACTIONS_RACE, ACTION_FOLLOW, {'F'}, NULL, "follow", NULL, 23,
     "follow the latest iterations (+ and - set their number), or show all again"},
    {ACTIONS_RACE, ACTION_X, {'x'}, NULL, "x axis", NULL, 25,
     "draw curves over iterations, gradient evaluations or seconds of training"},
    {ACTIONS_RACE, ACTION_X_SCALE, {'X'}, NULL, "log x", NULL, 26,
     "switch between a linear and a logarithmic x axis"},
    {ACTIONS_RACE, ACTION_SMOOTHING, {'S'}, NULL, "smooth", NULL, 27,
     "smooth curves weakly (the default in minibatches), strongly or not at all"},
    {ACTIONS_RACE, ACTION_SPREAD, {'B'}, NULL, "spread", NULL, 30,
     "spread over several seeds: quartiles, lowest to highest, all seeds, off"},
    {ACTIONS_RACE, ACTION_TARGET, {'T'}, NULL, "target", NULL, 28,
     "set a target such as test_loss<0.01: runs are ranked by when they reach it"},
    {ACTIONS_RACE, ACTION_ADD, {'a', KEYS_INSERT}, NULL, "add", NULL, 4,
     "add a run: choose an optimizer, then its hyperparameters"},
    {ACTIONS_RACE, ACTION_EDIT, {'e', KEYS_ENTER}, NULL, "edit", NULL, 8,
     "edit the chosen run, from the start or from an iteration on, or give it a name"},
    {ACTIONS_RACE, ACTION_COPY, {'c'}, NULL, "copy", NULL, 13,
     "copy the chosen run, except for its name; a form opens to edit the copy"},
    {ACTIONS_RACE, ACTION_DELETE, {'d', KEYS_DELETE}, NULL, "delete", NULL, 10,
     "delete the chosen run"},
    {ACTIONS_RACE, ACTION_HIDE, {'h'}, NULL, "hide", NULL, 12,
     "hide or show the chosen run's curves"},
    {ACTIONS_RACE, ACTION_BACK, {'b'}, NULL, "back", NULL, 25,
     "go back in time to the cursor, with all runs or the chosen one"},
    {ACTIONS_RACE, ACTION_UNDO, {'u'}, NULL, "undo", NULL, 27,
     "undo the last event; impossible once training has gone on"},
    {ACTIONS_RACE, ACTION_FORK, {'f'}, NULL, "fork", NULL, 26,
     "fork the chosen run at the cursor, or at its end: a form asks for its values"},
    {ACTIONS_RACE, ACTION_JOURNAL, {'J'}, NULL, "journal", NULL, 28,
     "show the journal: the events of the race and their iterations"},
    {ACTIONS_RACE, ACTION_VIEW, {'v'}, NULL, "view", NULL, 5,
     "change what the panels show: losses, a plane, accuracies, norms, learning rates"},
    {ACTIONS_RACE, ACTION_CURVES, {'V'}, NULL, "curves", NULL, 29,
     "choose a curve for the first panel from the list of all"},
    {ACTIONS_RACE, ACTION_SOLO, {'H'}, NULL, "solo", NULL, 21,
     "show only the chosen run's curves, or all again"},
    {ACTIONS_RACE, ACTION_DIM, {'D'}, NULL, "dim", NULL, 22,
     "dim all curves but the chosen run's, or none"},
    {ACTIONS_RACE, ACTION_SORT, {'o'}, NULL, "order", NULL, 20,
     "sort the table by the next column; after the last one, as runs were added"},
    {ACTIONS_RACE, ACTION_SCALE, {'l'}, NULL, "log", NULL, 11,
     "switch losses between logarithmic and linear axes; stretch accuracies near 100 %"},
    {ACTIONS_RACE, ACTION_GLYPHS, {'g'}, NULL, "glyphs", NULL, 24,
     "draw curves in ASCII marks, braille dots or blocks, if the terminal has them"},
    {ACTIONS_RACE, ACTION_PROBLEM, {'p'}, NULL, "problem", NULL, 3,
     "edit the problem: data, classes, network, seed, batches, iterations, threads"},
    {ACTIONS_RACE, ACTION_WRITE, {'w'}, NULL, "write", NULL, 14,
     "write curves or a picture to a file, in the format of its ending"},
    {ACTIONS_RACE, ACTION_CONFUSION, {'C'}, NULL, "confusion", NULL, 29,
     "show the chosen run's confusion matrix, and images that it classifies wrongly"},
    {ACTIONS_RACE, ACTION_MICROSCOPE, {'m'}, NULL, "microscope", NULL, 31,
     "show the arithmetic of the chosen run's updates, one weight at a time"},
    {ACTIONS_RACE, ACTION_EXPERIMENT, {'E'}, NULL, "experiment", NULL, 31,
     "sweep a hyperparameter of the runs shown: loss against learning rate"},
    {ACTIONS_RACE, ACTION_MOUSE, {'M'}, NULL, "mouse", NULL, 30,
     "switch the mouse on or off; when off, it selects text as in other programs"},
    {ACTIONS_RACE, ACTION_POINT, {KEYS_CLICK}, NULL, NULL, NULL, 0,
     "choose the run of that line, or set the cursor in that panel"},
    {ACTIONS_RACE, ACTION_WHEEL_UP, {KEYS_WHEEL_UP}, NULL, NULL, NULL, 0,
     "zoom in about the pointer"},
    {ACTIONS_RACE, ACTION_WHEEL_DOWN, {KEYS_WHEEL_DOWN}, NULL, NULL, NULL, 0,
     "zoom out about the pointer"},
    {ACTIONS_RACE, ACTION_REPAINT, {KEYS_CONTROL('L')}, NULL, NULL, NULL, 0,
     "repaint the screen"},
    {ACTIONS_RACE, ACTION_LESSON, {'L'}, NULL, NULL, NULL, 0,
     "show the page of the lesson again, where --lesson began one"},
    {ACTIONS_RACE, ACTION_HELP, {'?', KEYS_F1}, NULL, "help", NULL, 2,
     "show the chosen run's update rule and all keys"},
    {ACTIONS_RACE, ACTION_QUIT, {'q'}, NULL, "quit", NULL, 0,
     "quit; asks first when training would be lost"},

    {ACTIONS_LIST, ACTION_ACCEPT, {KEYS_ENTER}, NULL, "choose", NULL, 0,
     "accept the chosen line: an optimizer for a new run, or a curve"},
    {ACTIONS_LIST, ACTION_UP, {KEYS_UP, KEYS_WHEEL_UP}, NULL, NULL, NULL, 0,
     "choose the line above"},
    {ACTIONS_LIST, ACTION_DOWN, {KEYS_DOWN, KEYS_WHEEL_DOWN}, NULL, NULL, NULL, 0,
     "choose the line below"},
    {ACTIONS_LIST, ACTION_PAGE_UP, {KEYS_PAGE_UP}, NULL, NULL, NULL, 0,
     "go up by a page"},
    {ACTIONS_LIST, ACTION_PAGE_DOWN, {KEYS_PAGE_DOWN}, NULL, NULL, NULL, 0,
     "go down by a page"},
    {ACTIONS_LIST, ACTION_FILTER, {0}, "letters", "filter", NULL, 2,
     "show only lines that contain these letters; Backspace removes the last"},
    {ACTIONS_LIST, ACTION_CANCEL, {KEYS_ESCAPE}, NULL, "back", NULL, 1,
     "clear the filter; without one, go back"},

    {ACTIONS_FORM, ACTION_ACCEPT, {KEYS_ENTER}, NULL, "accept", NULL, 0,
     "accept the values if all are valid"},
    {ACTIONS_FORM, ACTION_UP, {KEYS_UP, KEYS_WHEEL_UP}, NULL, NULL, NULL, 0,
     "go to the field above"},
    {ACTIONS_FORM, ACTION_DOWN, {KEYS_DOWN, KEYS_WHEEL_DOWN}, NULL, NULL, NULL, 0,
     "go to the field below"},
    {ACTIONS_FORM, ACTION_NEXT_FIELD, {KEYS_TAB}, NULL, "next field", NULL, 2,
     "go to the next field; from the last, to the first"},
    {ACTIONS_FORM, ACTION_PREVIOUS_FIELD, {KEYS_BACKTAB}, NULL, NULL, NULL, 0,
     "go to the previous field"},
    {ACTIONS_FORM, ACTION_PAGE_UP, {KEYS_PAGE_UP}, NULL, NULL, NULL, 0,
     "go up by a page"},
    {ACTIONS_FORM, ACTION_PAGE_DOWN, {KEYS_PAGE_DOWN}, NULL, NULL, NULL, 0,
     "go down by a page"},
    {ACTIONS_FORM, ACTION_PRESET, {KEYS_CONTROL('P')}, NULL, "preset", NULL, 3,
     "in a run's form: set the values that suit the bundled data"},
    {ACTIONS_FORM, ACTION_DATA, {KEYS_CONTROL('T')}, NULL, "data", NULL, 4,
     "in the problem's form: show a description of the data"},
    {ACTIONS_FORM, ACTION_CANCEL, {KEYS_ESCAPE}, NULL, "cancel", NULL, 1,
     "go back without changes"},

    {ACTIONS_HELP, ACTION_UP, {KEYS_UP, 'k', KEYS_WHEEL_UP}, NULL, NULL, NULL, 0,
     "scroll up by a line"},
    {ACTIONS_HELP, ACTION_DOWN, {KEYS_DOWN, 'j', KEYS_ENTER, KEYS_WHEEL_DOWN}, NULL,
     "scroll", NULL, 1,
     "scroll down by a line"},
    {ACTIONS_HELP, ACTION_PAGE_UP, {KEYS_PAGE_UP, 'b'}, NULL, NULL, NULL, 0,
     "scroll up by a page"},
    {ACTIONS_HELP, ACTION_PAGE_DOWN, {' ', KEYS_PAGE_DOWN}, NULL, "page",
     NULL, 2, "scroll down by a page"},
    {ACTIONS_HELP, ACTION_TOP, {KEYS_HOME}, NULL, NULL, NULL, 0, "go to the beginning"},
    {ACTIONS_HELP, ACTION_BOTTOM, {KEYS_END}, NULL, NULL, NULL, 0, "go to the end"},
    {ACTIONS_HELP, ACTION_CANCEL, {'q', KEYS_ESCAPE, '?', KEYS_F1}, NULL, "back", NULL,
     0, "go back to the race"},

    {ACTIONS_JOURNAL, ACTION_ACCEPT, {KEYS_ENTER}, NULL, "cursor there", NULL, 1,
     "move the race's cursor to the iteration of the event"},
    {ACTIONS_JOURNAL, ACTION_UP, {KEYS_UP, 'k'}, NULL, NULL, NULL, 0, "choose the event above"},
    {ACTIONS_JOURNAL, ACTION_DOWN, {KEYS_DOWN, 'j'}, NULL, NULL, NULL, 0,
     "choose the event below"},
    {ACTIONS_JOURNAL, ACTION_PAGE_UP, {KEYS_PAGE_UP}, NULL, NULL, NULL, 0, "go up by a page"},
    {ACTIONS_JOURNAL, ACTION_PAGE_DOWN, {KEYS_PAGE_DOWN, ' '}, NULL, NULL, NULL, 0,
     "go down by a page"},
    {ACTIONS_JOURNAL, ACTION_TOP, {KEYS_HOME}, NULL, NULL, NULL, 0, "go to the first event"},
    {ACTIONS_JOURNAL, ACTION_BOTTOM, {KEYS_END}, NULL, NULL, NULL, 0, "go to the last event"},
    {ACTIONS_JOURNAL, ACTION_CANCEL, {'q', KEYS_ESCAPE, 'J'}, NULL, "back", NULL, 0,
     "go back to the race"},

    {ACTIONS_MICROSCOPE, ACTION_STEP, {'s'}, NULL, "step", NULL, 1,
     "train exactly one iteration of every run, then pause"},
    {ACTIONS_MICROSCOPE, ACTION_STEP_TEN, {'n'}, NULL, "step 10", NULL, 6,
     "train ten iterations of every run, then pause"},
    {ACTIONS_MICROSCOPE, ACTION_RUN, {' '}, NULL, "run", "pause", 2,
     "start, pause or continue training"},
    {ACTIONS_MICROSCOPE, ACTION_LEFT, {KEYS_LEFT}, NULL, "column", NULL, 3,
     "choose the weight in the column to the left"},
    {ACTIONS_MICROSCOPE, ACTION_RIGHT, {KEYS_RIGHT}, NULL, NULL, NULL, 0,
     "choose the weight in the column to the right"},
    {ACTIONS_MICROSCOPE, ACTION_UP, {KEYS_UP}, NULL, "row", NULL, 3,
     "choose the weight in the row above"},
    {ACTIONS_MICROSCOPE, ACTION_DOWN, {KEYS_DOWN}, NULL, NULL, NULL, 0,
     "choose the weight in the row below"},
    {ACTIONS_MICROSCOPE, ACTION_PREVIOUS_TENSOR, {'['}, NULL, "layer", NULL, 4,
     "choose the weights or biases before these, layer by layer"},
    {ACTIONS_MICROSCOPE, ACTION_NEXT_TENSOR, {']'}, NULL, NULL, NULL, 0,
     "choose the weights or biases after these"},
    {ACTIONS_MICROSCOPE, ACTION_LARGEST, {'g'}, NULL, "largest gradient", NULL, 5,
     "choose the weight with the largest gradient, anew in every update"},
    {ACTIONS_MICROSCOPE, ACTION_PREVIOUS_RUN, {'k'}, NULL, NULL, NULL, 0, "choose the run above"},
    {ACTIONS_MICROSCOPE, ACTION_NEXT_RUN, {'j'}, NULL, "run below", NULL, 7,
     "choose the run below"},
    {ACTIONS_MICROSCOPE, ACTION_DIGITS, {'d'}, NULL, "digits", NULL, 8,
     "show 17 digits, which tell all numbers apart, or 6"},
    {ACTIONS_MICROSCOPE, ACTION_PAGE_UP, {KEYS_PAGE_UP}, NULL, NULL, NULL, 0,
     "scroll up by a page"},
    {ACTIONS_MICROSCOPE, ACTION_PAGE_DOWN, {KEYS_PAGE_DOWN}, NULL, NULL, NULL, 0,
     "scroll down by a page"},
    {ACTIONS_MICROSCOPE, ACTION_CANCEL, {KEYS_ESCAPE, 'q', 'm'}, NULL, "back", NULL, 0,
     "go back to the race"},

    {ACTIONS_EXPERIMENT, ACTION_ACCEPT, {KEYS_ENTER}, NULL, "start", NULL, 1,
     "start it; when it has ended, add the chosen run at its best to the race"},
    {ACTIONS_EXPERIMENT, ACTION_ALL, {'a'}, NULL, "add all", NULL, 3,
     "add all runs to the race, each at its best"},
    {ACTIONS_EXPERIMENT, ACTION_RUN, {' '}, NULL, "pause", NULL, 2, "pause it, or go on"},
    {ACTIONS_EXPERIMENT, ACTION_UP, {KEYS_UP, 'k'}, NULL, NULL, NULL, 0, "choose the run above"},
    {ACTIONS_EXPERIMENT, ACTION_DOWN, {KEYS_DOWN, 'j'}, NULL, NULL, NULL, 0,
     "choose the run below"},
    {ACTIONS_EXPERIMENT, ACTION_LEFT, {KEYS_LEFT}, NULL, "values", NULL, 5,
     "move the cursor to the next smaller value; the table shows its figures"},
    {ACTIONS_EXPERIMENT, ACTION_RIGHT, {KEYS_RIGHT}, NULL, NULL, NULL, 0,
     "move the cursor to the next larger value"},
    {ACTIONS_EXPERIMENT, ACTION_TOP, {KEYS_HOME}, NULL, NULL, NULL, 0,
     "move the cursor to the smallest value"},
    {ACTIONS_EXPERIMENT, ACTION_BOTTOM, {KEYS_END}, NULL, NULL, NULL, 0,
     "move the cursor to the largest value"},
    {ACTIONS_EXPERIMENT, ACTION_MAP, {'m'}, NULL, "map", NULL, 4,
     "of two hyperparameters, show the chosen run's map, or curves again"},
    {ACTIONS_EXPERIMENT, ACTION_PAGE_UP, {KEYS_PAGE_UP}, NULL, NULL, NULL, 0,
     "move the map's cursor up"},
    {ACTIONS_EXPERIMENT, ACTION_PAGE_DOWN, {KEYS_PAGE_DOWN}, NULL, NULL, NULL, 0,
     "move the map's cursor down"},
    {ACTIONS_EXPERIMENT, ACTION_EXPERIMENT, {'E'}, NULL, "another", NULL, 6,
     "begin another experiment"},
    {ACTIONS_EXPERIMENT, ACTION_GLYPHS, {'g'}, NULL, "glyphs", NULL, 7,
     "draw curves in ASCII marks, braille dots or blocks, if the terminal has them"},
    {ACTIONS_EXPERIMENT, ACTION_CANCEL, {KEYS_ESCAPE, 'q'}, NULL, "back", NULL, 0,
     "remove the cursor; else go back, or cancel what runs, which is asked first"},

    {ACTIONS_BACK, ACTION_ALL, {'a', KEYS_ENTER}, NULL, "all runs", NULL, 0, "all runs go back"},
    {ACTIONS_BACK, ACTION_CHOSEN, {'c'}, NULL, "chosen run", NULL, 0,
     "the chosen run alone goes back; it catches up when training goes on"},
    {ACTIONS_BACK, ACTION_NO, {KEYS_ESCAPE, 'n', 'q'}, NULL, "none", NULL, 0, "no run goes back"},

    {ACTIONS_QUESTION, ACTION_YES, {'y', 'Y'}, NULL, "yes", NULL, 0, "yes"},
    {ACTIONS_QUESTION, ACTION_NO, {'n', 'N', KEYS_ESCAPE, 'q'}, NULL, "no", NULL, 0,
     "no"},

    {ACTIONS_PROMPT, ACTION_ACCEPT, {KEYS_ENTER}, NULL, "accept", NULL, 0,
     "accept the text"},
    {ACTIONS_PROMPT, ACTION_CANCEL, {KEYS_ESCAPE}, NULL, "cancel", NULL, 0,
     "go back without changes"},

    {ACTIONS_EDITING, ACTION_LEFT, {KEYS_LEFT, KEYS_CONTROL('B')}, NULL, NULL, NULL, 0,
     "go left; in a choice, to the previous value"},
    {ACTIONS_EDITING, ACTION_RIGHT, {KEYS_RIGHT, KEYS_CONTROL('F')}, NULL, NULL, NULL, 0,
     "go right; in a choice, to the next value"},
    {ACTIONS_EDITING, ACTION_TOP, {KEYS_HOME, KEYS_CONTROL('A')}, NULL, NULL, NULL,
     0, "go to the beginning"},
    {ACTIONS_EDITING, ACTION_BOTTOM, {KEYS_END, KEYS_CONTROL('E')}, NULL, NULL, NULL,
     0, "go to the end"},
    {ACTIONS_EDITING, ACTION_ERASE_BEFORE, {KEYS_BACKSPACE}, NULL, NULL, NULL, 0,
     "erase the character before the cursor"},
    {ACTIONS_EDITING, ACTION_ERASE_AT, {KEYS_DELETE, KEYS_CONTROL('D')}, NULL, NULL, NULL, 0,
     "erase the character under the cursor"},
    {ACTIONS_EDITING, ACTION_ERASE_WORD, {KEYS_CONTROL('W')}, NULL, NULL, NULL, 0,
     "erase the word before the cursor"},
    {ACTIONS_EDITING, ACTION_ERASE_REST, {KEYS_CONTROL('K')}, NULL, NULL, NULL, 0,
     "erase from the cursor to the end"},
    {ACTIONS_EDITING, ACTION_ERASE_ALL, {KEYS_CONTROL('U')}, NULL, "erase", NULL, 0,
     "erase everything"},
};
/* clang-format on */

const int action_count = (int)(sizeof actions / sizeof actions[0]);

const char *action_scope_title(enum action_scope scope)
{
    static const char *const titles[ACTIONS_SCOPES] = {
        [ACTIONS_RACE] = "Race screen",     [ACTIONS_LIST] = "Lists",
        [ACTIONS_FORM] = "Forms",           [ACTIONS_HELP] = "Help screen",
        [ACTIONS_JOURNAL] = "Journal",      [ACTIONS_MICROSCOPE] = "Microscope",
        [ACTIONS_BACK] = "Going back",
        [ACTIONS_EXPERIMENT] = "Experiment",
        [ACTIONS_QUESTION] = "Questions",   [ACTIONS_PROMPT] = "Lines of text",
        [ACTIONS_EDITING] = "Editing text",
    };

    return titles[scope];
}

enum action_id action_find(enum action_scope scope, int key)
{
    for (int i = 0; i < action_count; i++)
        for (int k = 0; actions[i].scope == scope && k < ACTION_KEYS_MAX && actions[i].key[k]; k++)
            if (actions[i].key[k] == key)
                return actions[i].id;
    return ACTION_NONE;
}

const char *action_label(const struct action *action, const struct action_bar *bar)
{
    const char *label = bar->label ? bar->label(bar->state, action->id) : NULL;

    if (!label)
        label = bar->running && action->label_running ? action->label_running : action->label;
    return label && *label ? label : NULL;
}

char *action_keys(const struct action *action, char *text, size_t size)
{
    char name[ACTION_TEXT_MAX];
    size_t used;

    snprintf(text, size, "%s", action->typed ? action->typed : "");
    for (int k = 0; k < ACTION_KEYS_MAX && action->key[k]; k++) {
        used = strlen(text);
        snprintf(text + used, size - used, "%s%s", used > 0 ? ", " : "",
                 keys_name(action->key[k], name, sizeof name));
    }
    return text;
}

char *action_bar_key(const struct action *action, char *text, size_t size)
{
    if (action->typed)
        snprintf(text, size, "%s", action->typed);
    else
        keys_name(action->key[0], text, size);
    return text;
}

/* The columns of a rank, with two blanks behind each row. */
static int width_of_rank(enum action_scope scope, const struct action_bar *bar, int rank)
{
    char key[ACTION_TEXT_MAX];
    int width = 0;

    for (int i = 0; i < action_count; i++) {
        const char *label = actions[i].scope == scope && actions[i].rank == rank
                                ? action_label(&actions[i], bar)
                                : NULL;

        if (label)
            width += (int)(strlen(action_bar_key(&actions[i], key, sizeof key)) + 1 +
                           strlen(label) + 2);
    }
    return width;
}

int action_bar(enum action_scope scope, const struct action_bar *bar, int *index, int max)
{
    int count = 0, used = 0, highest = 0, limit;

    /* Take the ranks in order while they fit... */
    for (int i = 0; i < action_count; i++)
        if (actions[i].scope == scope && actions[i].rank > highest)
            highest = actions[i].rank;
    for (limit = 0; limit <= highest; limit++) {
        int wanted = width_of_rank(scope, bar, limit);

        if (used + wanted > bar->width + 2)
            break;
        used += wanted;
    }
    /* ... and show them in the order of the table. */
    for (int i = 0; i < action_count && count < max; i++)
        if (actions[i].scope == scope && actions[i].rank < limit && action_label(&actions[i], bar))
            index[count++] = i;
    return count;
}
