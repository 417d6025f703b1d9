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

void ui_ask(struct ui *ui, unsigned (*yes)(struct ui *ui), const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(ui->question.text, sizeof ui->question.text, format, arguments);
    va_end(arguments);
    ui->question.yes = yes;
    ui_push(ui, &screen_question);
}

static void question_draw(struct ui *ui)
{
    char shown[sizeof ui->question.text + sizeof " (y/n)"];

    snprintf(shown, sizeof shown, "%s (y/n)", ui->question.text);
    term_cursor(ui->layout.message.row, ui_draw_words(ui->layout.message, shown, TERM_BOLD) + 1);
}

static unsigned question_press(struct ui *ui, int key)
{
    switch (action_find(ACTIONS_QUESTION, key)) {
    case ACTION_YES:
        ui_pop(ui);
        return UI_HANDLED | UI_REDRAW | ui->question.yes(ui);
    case ACTION_NO:
        ui_pop(ui);
        return UI_HANDLED | UI_REDRAW;
    default:
        return UI_HANDLED;
    }
}

const struct screen screen_question = {
    .scope = ACTIONS_QUESTION,
    .on_message_line = true,
    .draw = question_draw,
    .press = question_press,
};

/* ---- a line of text ----------------------------------------------------------------------------
 */

void ui_prompt(struct ui *ui, const char *label, const char *initial, const struct param_spec *spec,
               unsigned (*accept)(struct ui *ui, const char *text))
{
    ui->prompt.label = label;
    ui->prompt.spec = spec;
    ui->prompt.accept = accept;
    ui->prompt.error[0] = '\0';
    edit_set(&ui->prompt.line, initial);
    ui_push(ui, &screen_prompt);
}

/* What is wrong with the text stands above it, over the table's last runs. */
static void prompt_draw(struct ui *ui)
{
    struct rect at = ui->layout.message;
    char shown[STATUS_MESSAGE_MAX];
    int used = term_text(at.row, at.column, at.columns, ui->prompt.label, TERM_BOLD) + 1;
    int room = at.columns - used - 1;

    if (room < 1)
        return;
    int cursor = edit_view(&ui->prompt.line, room, shown, sizeof shown);
    term_text(at.row, at.column + used, room, shown, 0);
    term_cursor(at.row, at.column + used + cursor);
    at.row--;
    if (ui->prompt.error[0])
        ui_draw_words(at, ui->prompt.error, TERM_ALERT | TERM_BOLD);
}

static unsigned prompt_accept(struct ui *ui)
{
    char text[PARAM_TEXT_MAX];
    struct status status = {0};

    if (!param_validate(ui->prompt.spec, ui->prompt.line.text, &status)) {
        snprintf(ui->prompt.error, sizeof ui->prompt.error, "%s", status.message);
        return UI_HANDLED | UI_REDRAW;
    }
    snprintf(text, sizeof text, "%s", ui->prompt.line.text);
    ui_pop(ui);
    return UI_HANDLED | UI_REDRAW | ui->prompt.accept(ui, text);
}

static unsigned prompt_press(struct ui *ui, int key)
{
    enum edit_key edit = ui_edit_key(ACTIONS_PROMPT, key);

    if (edit == EDIT_ACCEPT)
        return prompt_accept(ui);
    if (edit == EDIT_CANCEL) {
        ui_pop(ui);
        return UI_HANDLED | UI_REDRAW;
    }
    if (edit_press(&ui->prompt.line, edit, (uint32_t)key) & EDIT_CHANGED)
        ui->prompt.error[0] = '\0';
    return UI_HANDLED | UI_REDRAW;
}

const struct screen screen_prompt = {
    .scope = ACTIONS_PROMPT,
    .on_message_line = true,
    .draw = prompt_draw,
    .press = prompt_press,
};
