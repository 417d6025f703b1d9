/*
 * screen_help.c - the help screen: the keys of the race screen, the chosen run's update rule with
 * its reference, the keys of the dialogs. All of it comes from tables.
 */
#include "race_text.h"
#include "text.h"
#include "ui.h"

#include <stdio.h>
#include <string.h>

/*
 * A page is written line by line; only the lines in sight are painted. So one pass paints, and
 * tells how long the page is.
 */
struct page {
    struct rect at;
    int first; /* the first line in sight */
    int line;  /* the next line to write */
};

/* Writes `text` wrapped, `indent` columns from the left. */
static void write_text(struct page *page, int indent, const char *text, unsigned style)
{
    const char *line;
    size_t length;
    char shown[1024];

    while (text_wrap(&text, page->at.columns - indent, &line, &length)) {
        int row = page->line++ - page->first;
        snprintf(shown, sizeof shown, "%.*s", (int)length, line);
        if (row >= 0 && row < page->at.rows)
            term_text(page->at.row + row, page->at.column + indent, page->at.columns - indent,
                      shown, style);
    }
}

/* A word in a column of its own, and beside it what it means. */
static void write_entry(struct page *page, int indent, const char *word, const char *meaning)
{
    int row = page->line - page->first;

    if (row >= 0 && row < page->at.rows)
        term_text(page->at.row + row, page->at.column + 2, indent - 3, word,
                  TERM_BOLD | TERM_ACCENT);
    write_text(page, indent, meaning, 0);
}

static void write_heading(struct page *page, const char *text)
{
    if (page->line > 0)
        page->line++;
    write_text(page, 0, text, TERM_BOLD);
}

static void write_keys(struct page *page, enum action_scope scope)
{
    write_heading(page, action_scope_title(scope));
    for (int i = 0; i < action_count; i++)
        if (actions[i].scope == scope)
            write_entry(page, 20, actions[i].keys, actions[i].help);
}

static void write_run(struct page *page, const struct run_snapshot *run, char mark)
{
    const struct optimizer_spec *optimizer = run->config.optimizer;
    char text[PARAM_TEXT_MAX + 512], value[PARAM_TEXT_MAX], range[PARAM_TEXT_MAX];

    snprintf(text, sizeof text, "The chosen run: %c %s", mark, optimizer->title);
    write_heading(page, text);
    write_text(page, 2, optimizer->help, 0);
    page->line++;
    write_text(page, 6, optimizer->rule, TERM_BOLD);
    page->line++;
    write_text(page, 2, "w: a weight; g: its gradient; t: the iteration, counted from 1", 0);
    write_text(page, 2, optimizer->reference, 0);
    page->line++;
    for (int i = 0; i < run_config_params(&run->config); i++) {
        const struct param_spec *spec = run_config_param(&run->config, i);
        snprintf(text, sizeof text, "%s; now %s (%s)", spec->help,
                 param_format(spec, run->config.value[i], value, sizeof value),
                 param_range(spec, range, sizeof range));
        write_entry(page, 20, spec->name, text);
    }
}

static void help_draw(struct ui *ui)
{
    struct rect at = ui->layout.body;
    struct page page = {{at.row, at.column + 1, at.rows, at.columns - 2}, ui->help_first, 0};
    int chosen = ui_chosen(ui);
    char where[64];

    write_keys(&page, ACTIONS_RACE);
    if (chosen >= 0)
        write_run(&page, &ui->race.run[chosen], ui_mark(ui_slot(ui, ui->chosen)));
    for (int scope = 0; scope < ACTIONS_SCOPES; scope++)
        if (scope != ACTIONS_RACE)
            write_keys(&page, (enum action_scope)scope);

    ui->help_lines = page.line;
    ui->help_page = at.rows;
    term_text(ui->layout.title.row, 0, ui->layout.title.columns, "optop: help",
              TERM_BOLD | TERM_ACCENT);
    if (page.line > at.rows) {
        snprintf(where, sizeof where, "lines %d-%d of %d", ui->help_first + 1,
                 ui->help_first + at.rows < page.line ? ui->help_first + at.rows : page.line,
                 page.line);
        term_text(ui->layout.message.row, 1, ui->layout.message.columns - 1, where, TERM_QUIET);
    }
}

static void scroll_to(struct ui *ui, int first)
{
    int last = ui->help_lines - ui->help_page;

    if (first > last)
        first = last;
    ui->help_first = first < 0 ? 0 : first;
}

static unsigned help_press(struct ui *ui, int key)
{
    switch (action_find(ACTIONS_HELP, key)) {
    case ACTION_UP:
        scroll_to(ui, ui->help_first - 1);
        break;
    case ACTION_DOWN:
        scroll_to(ui, ui->help_first + 1);
        break;
    case ACTION_PAGE_UP:
        scroll_to(ui, ui->help_first - ui->help_page);
        break;
    case ACTION_PAGE_DOWN:
        scroll_to(ui, ui->help_first + ui->help_page);
        break;
    case ACTION_TOP:
        scroll_to(ui, 0);
        break;
    case ACTION_BOTTOM:
        scroll_to(ui, ui->help_lines);
        break;
    case ACTION_CANCEL:
        ui_pop(ui);
        break;
    default:
        return 0;
    }
    return UI_HANDLED | UI_REDRAW;
}

const struct screen screen_help = {
    .scope = ACTIONS_HELP,
    .covers = true,
    .draw = help_draw,
    .press = help_press,
};
