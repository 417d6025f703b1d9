/*
 * screen_ask.c - questions on the message line: yes or no, and a line of text. They leave the race
 * in sight.
 */
#include "ui.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* ---- yes or no ---------------------------------------------------------------------------------
 */

struct question {
    char text[STATUS_MESSAGE_MAX];
    unsigned (*yes)(struct ui *ui, void *context);
    void *context;
};

static void question_draw(struct ui *ui, void *state)
{
    const struct question *question = state;
    char shown[sizeof question->text + sizeof " (y/n)"];

    snprintf(shown, sizeof shown, "%s (y/n)", question->text);
    cells_cursor(&ui->cells, ui->layout.message.row,
                 cells_sentence(&ui->cells, ui->layout.message, shown, TERM_BOLD) + 1);
}

static unsigned question_press(struct ui *ui, void *state, int key)
{
    const struct question question = *(const struct question *)state;

    switch (action_find(ACTIONS_QUESTION, key)) {
    case ACTION_YES:
        ui_pop(ui);
        return UI_REDRAW | question.yes(ui, question.context);
    case ACTION_NO:
        ui_pop(ui);
        return UI_REDRAW;
    default:
        return 0;
    }
}

static const struct screen_kind screen_question = {
    .scope = ACTIONS_QUESTION,
    .on_message_line = true,
    .size = sizeof(struct question),
    .draw = question_draw,
    .press = question_press,
};

void ui_ask(struct ui *ui, unsigned (*yes)(struct ui *ui, void *context), void *context,
            const char *format, ...)
{
    struct question *question = ui_push(ui, &screen_question);
    va_list arguments;

    if (!question)
        return;
    va_start(arguments, format);
    vsnprintf(question->text, sizeof question->text, format, arguments);
    va_end(arguments);
    question->yes = yes;
    question->context = context;
}

const char *ui_question(const struct ui *ui)
{
    const struct screen *top = ui_top(ui);

    return top->kind == &screen_question ? ((const struct question *)top->state)->text : NULL;
}

/* ---- a line of text ----------------------------------------------------------------------------
 */

struct prompt {
    const char *label;
    struct edit_line line;
    char error[STATUS_MESSAGE_MAX];
    unsigned (*accept)(struct ui *ui, const char *text, struct status *status);
};

static const struct screen_kind screen_prompt;

/* What is wrong with the text stands above it, over the table's last runs. */
static void prompt_draw(struct ui *ui, void *state)
{
    struct prompt *prompt = state;
    struct rect at = ui->layout.message;
    char shown[STATUS_MESSAGE_MAX];
    int used = cells_text(&ui->cells, at.row, at.column, at.columns, prompt->label, TERM_BOLD) + 1;
    int room = at.columns - used - 1;

    if (room < 1)
        return;
    int cursor = edit_view(&prompt->line, room, shown, sizeof shown);
    cells_text(&ui->cells, at.row, at.column + used, room, shown, 0);
    cells_cursor(&ui->cells, at.row, at.column + used + cursor);
    at.row--;
    if (prompt->error[0])
        cells_sentence(&ui->cells, at, prompt->error, TERM_ALERT | TERM_BOLD);
}

/* Accepting may put a question on top: the line leaves before, and comes back when refused. */
static unsigned prompt_accept(struct ui *ui, struct prompt *prompt)
{
    const struct prompt asked = *prompt;
    struct status status = {0};
    unsigned flags;

    ui_pop(ui);
    flags = asked.accept(ui, asked.line.text, &status);
    if (status.code == STATUS_OK)
        return UI_REDRAW | flags;
    prompt = ui_push(ui, &screen_prompt);
    if (prompt) {
        *prompt = asked;
        snprintf(prompt->error, sizeof prompt->error, "%s", status.message);
    }
    return UI_REDRAW;
}

static unsigned prompt_press(struct ui *ui, void *state, int key)
{
    struct prompt *prompt = state;
    enum edit_key edit = ui_edit_key(ACTIONS_PROMPT, key);

    if (edit == EDIT_ACCEPT)
        return prompt_accept(ui, prompt);
    if (edit == EDIT_CANCEL) {
        ui_pop(ui);
        return UI_REDRAW;
    }
    if (edit_press(&prompt->line, edit, (uint32_t)key) & EDIT_CHANGED)
        prompt->error[0] = '\0';
    return UI_REDRAW;
}

static const struct screen_kind screen_prompt = {
    .scope = ACTIONS_PROMPT,
    .on_message_line = true,
    .size = sizeof(struct prompt),
    .draw = prompt_draw,
    .press = prompt_press,
};

void ui_prompt(struct ui *ui, const char *label, const char *initial,
               unsigned (*accept)(struct ui *ui, const char *text, struct status *status))
{
    struct prompt *prompt = ui_push(ui, &screen_prompt);

    if (!prompt)
        return;
    prompt->label = label;
    prompt->accept = accept;
    edit_set(&prompt->line, initial);
}

void ui_prompt_error(struct ui *ui, const char *sentence)
{
    struct screen *top = &ui->stack[ui->depth - 1];

    if (top->kind == &screen_prompt)
        snprintf(((struct prompt *)top->state)->error, STATUS_MESSAGE_MAX, "%s", sentence);
}
