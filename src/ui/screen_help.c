/*
 * screen_help.c - the help screen: the chosen run's update rule with its reference, the keys of the
 * race screen, how to read curves and table, the keys of the dialogs. All of it comes from tables.
 */
#include "app/comparison.h"
#include "app/lineage.h"
#include "app/run_names.h"
#include "plane_canvas.h"
#include "base/append.h"
#include "canvas.h"
#include "page.h"
#include "race_parts.h"
#include "race_text.h"
#include "text.h"
#include "ui.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TWO_PAGES = 140 }; /* columns from which keys and rule stand side by side */

struct help {
    struct page_scroll scroll;
    bool asked;      /* for the chosen run's confusion matrix */
    uint64_t number; /* of the one below */
    char *confusion; /* NULL: there is none */
};

/*
 * A page is written line by line; only the lines in sight are painted. So one pass paints, and
 * tells how long the page is.
 */
struct page {
    struct cells *cells;
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
            cells_text(page->cells, page->at.row + row, page->at.column + indent,
                       page->at.columns - indent, shown, style);
    }
}

/* A word in a column of its own, and beside it what it means. */
static void write_entry(struct page *page, int indent, const char *word, const char *meaning)
{
    int row = page->line - page->first;

    if (row >= 0 && row < page->at.rows)
        cells_text(page->cells, page->at.row + row, page->at.column + 2, indent - 3, word,
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
    char keys[ACTION_TEXT_MAX];

    write_heading(page, action_scope_title(scope));
    for (int i = 0; i < action_count; i++)
        if (actions[i].scope == scope)
            write_entry(page, 20, action_keys(&actions[i], keys, sizeof keys), actions[i].help);
}

/* The columns of the table of runs. */
static void write_columns(struct page *page)
{
    write_heading(page, "Table of runs");
    for (int f = 0; f < TABLE_FIELDS; f++)
        write_entry(page, 20, table_specs[f].title, table_specs[f].help);
}

/* How curves are read. */
static void write_glyphs(struct page *page)
{
    write_heading(page, "Curves");
    for (int g = 0; g < CANVAS_GLYPHS; g++)
        write_entry(page, 20, canvas_glyph_specs[g].name, canvas_glyph_specs[g].help);
    for (int p = 0; p < PLANE_KINDS; p++)
        write_entry(page, 20, plane_specs[p].name, plane_specs[p].help);
}

/* A paragraph that begins with what it is about; NULL: none. */
static void write_remark(struct page *page, const char *about, const char *text)
{
    char line[2048];

    if (!text)
        return;
    page->line++;
    snprintf(line, sizeof line, "%s: %s", about, text);
    write_text(page, 2, line, 0);
}

/* The learning rate's schedule, unless it is constant. */
static void write_schedule(struct page *page, const struct run_config *config)
{
    const struct schedule_spec *schedule = run_config_schedule(config).spec;
    char line[1024];

    if (schedule == &schedules[0])
        return;
    page->line++;
    snprintf(line, sizeof line, "Schedule %s: %s; factor %s", schedule->name, schedule->help,
             schedule->formula);
    write_text(page, 2, line, 0);
    write_text(page, 2, schedule->reference, 0);
}

/* Where the run was forked, and its changes, a line each with the difference to what was before. */
static void write_lineage(struct page *page, struct ui *ui, const struct run_snapshot *run)
{
    char text[LINEAGE_TEXT_MAX], parent[RUN_NAME_MAX] = "";
    struct status status = {0};
    struct plan plan;
    const char *at = text;

    for (int i = 0; i < ui->race.runs; i++)
        if (ui->race.run[i].id == run->parent)
            run_short_label(&ui->race.run[i].config, parent, sizeof parent);
    if (!worker_copy_plan(ui->worker, run->id, &plan, &status))
        return;
    lineage_run(&plan, run->parent > 0, run->forked_at, parent, run->iteration, text, sizeof text);
    plan_clear(&plan);
    while (*at) {
        size_t length = strcspn(at, ";");
        char line[LINEAGE_TEXT_MAX];

        snprintf(line, sizeof line, "%.*s", (int)length, at);
        write_text(page, 2, line, TERM_BOLD);
        at += length + strspn(at + length, "; ");
    }
    page->line += *text != '\0';
}

/* The other symbols of the rule; m shows their values. */
static void write_symbols(struct page *page, const struct optimizer_spec *optimizer)
{
    for (int i = 0; i < optimizer->n_slots; i++)
        if (!optimizer->slots[i].scratch)
            write_entry(page, 20, optimizer->slots[i].name, optimizer->slots[i].help);
    for (int k = 0; k < optimizer->n_symbols; k++)
        write_entry(page, 20, optimizer->symbols[k].name, optimizer->symbols[k].help);
    page->line += optimizer->n_slots > 0;
}

static void write_run(struct page *page, struct ui *ui, const struct run_snapshot *run, char mark)
{
    const struct optimizer_spec *optimizer = run->config.optimizer;
    char text[PARAM_TEXT_MAX + 512], value[PARAM_TEXT_MAX], range[PARAM_TEXT_MAX];

    snprintf(text, sizeof text, "The chosen run: %c %s", mark, optimizer->title);
    write_heading(page, text);
    write_lineage(page, ui, run);
    write_text(page, 2, optimizer->help, 0);
    page->line++;
    write_text(page, 6, optimizer->rule, TERM_BOLD);
    page->line++;
    write_text(page, 2, "w: a weight; g: its gradient; t: the iteration, counted from 1", 0);
    write_symbols(page, optimizer);
    write_text(page, 2, optimizer->reference, 0);
    write_remark(page, "A good choice", optimizer->use);
    write_remark(page, "Differences", optimizer->differs);
    page->line++;
    for (int i = 0; i < run_config_params(&run->config); i++) {
        const struct param_spec *spec = run_config_param(&run->config, i);
        snprintf(text, sizeof text, "%s; now %s (%s)", spec->help,
                 param_format(spec, run->config.value[i], value, sizeof value),
                 param_range(spec, range, sizeof range));
        write_entry(page, 20, spec->name, text);
    }
    write_schedule(page, &run->config);
}

/* Against a run, by the final and the best loss of each seed. */
static void write_comparison(struct page *page, const struct ui *ui, int chosen, int other)
{
    char name[RUN_NAME_MAX], text[256] = "", share[64];

    for (int v = 0; v < VERDICTS; v++) {
        struct comparison comparison;
        struct status why = {0};

        if (!comparison_make(&comparison, &ui->race, chosen, other, (enum verdict)v, &why)) {
            snprintf(text, sizeof text, "not known yet: not all seeds have a loss");
            break;
        }
        append(text, sizeof text, "%s%s by the %s %s loss", v > 0 ? ", " : "",
               comparison_format(&comparison, share, sizeof share), verdict_names[v],
               ui->race.tested ? "test" : "train");
    }
    write_entry(page, 20, race_text_name(&ui->race, &ui->race.run[other], name, sizeof name), text);
}

/* Which share of the seeds the chosen run wins. */
static void write_comparisons(struct page *page, const struct ui *ui, int chosen)
{
    char text[256];

    if (ui->race.run[chosen].replicas < 2 || ui->race.runs < 2)
        return;
    write_heading(page, "Probability that the chosen run beats another");
    snprintf(
        text, sizeof text,
        "Share of the %d seeds in which its loss is lower, seed by seed, and the interval that "
        "covers the true share in 95 %% of all cases; a draw is half a win.",
        ui->race.run[chosen].replicas);
    write_text(page, 2, text, 0);
    for (int i = 0; i < ui->race.runs; i++)
        if (i != chosen)
            write_comparison(page, ui, chosen, i);
}

/* Lines as they are. */
static void write_confusion(struct page *page, const char *text)
{
    struct rect at = page->at;

    write_heading(page, "The chosen run's confusion matrix");
    at.column += 2;
    at.columns -= 2;
    page->line += page_paint(page->cells, at, page->first - page->line, text);
}

/* Keys and the chosen run: below each other, or side by side in a wide terminal. */
static int write_pages(struct ui *ui, const struct help *help, struct rect at)
{
    struct page keys = {.cells = &ui->cells,
                        .at = {at.row, at.column + 1, at.rows, at.columns - 2},
                        .first = help->scroll.first};
    struct page side = keys, *rules = &keys;
    int chosen = ui_chosen(ui);

    if (at.columns >= TWO_PAGES) {
        side.at.column += at.columns / 2;
        side.at.columns = keys.at.columns = at.columns / 2 - 2;
        rules = &side;
    }
    if (chosen >= 0)
        write_run(rules, ui, &ui->race.run[chosen], race_mark(ui_slot(ui, ui->chosen)));
    if (chosen >= 0)
        write_comparisons(rules, ui, chosen);
    if (help->confusion)
        write_confusion(rules, help->confusion);
    write_keys(&keys, ACTIONS_RACE);
    write_glyphs(rules);
    write_columns(rules);
    for (int scope = 0; scope < ACTIONS_SCOPES; scope++)
        if (scope != ACTIONS_RACE)
            write_keys(&keys, (enum action_scope)scope);
    return keys.line > rules->line ? keys.line : rules->line;
}

/* The confusion matrix is asked for once, and taken when it has come. */
static void take_confusion(struct ui *ui, struct help *help)
{
    if (!help->asked)
        ui_ask_confusion(ui);
    if (help->asked && help->number == ui->view.confusion_number)
        return;
    help->asked = true;
    help->number = ui->view.confusion_number;
    free(help->confusion);
    help->confusion = ui_confusion_text(ui, 0);
}

static void help_draw(struct ui *ui, void *state)
{
    struct help *help = state;
    struct rect at = ui->layout.body, line = ui->layout.message;
    char where[64];

    line.column++;
    line.columns--;

    take_confusion(ui, help);
    help->scroll.lines = write_pages(ui, help, at);
    help->scroll.page = at.rows;
    cells_text(&ui->cells, ui->layout.title.row, 0, ui->layout.title.columns, "optop: help",
               TERM_BOLD | TERM_ACCENT);
    if (ui->message[0])
        cells_left(&ui->cells, line, ui->message, TERM_BOLD);
    else
        cells_left(&ui->cells, line, page_where(&help->scroll, where, sizeof where), TERM_QUIET);
}

static unsigned help_press(struct ui *ui, void *state, int key)
{
    struct help *help = state;
    enum action_id action = action_find(ACTIONS_HELP, key);

    ui->message[0] = '\0';
    if (action == ACTION_CANCEL)
        ui_pop(ui);
    else if (!page_scroll(&help->scroll, action))
        return 0;
    return UI_REDRAW;
}

static void help_leave(struct ui *ui, void *state)
{
    struct help *help = state;

    (void)ui;
    free(help->confusion);
}

const struct screen_kind screen_help = {
    .scope = ACTIONS_HELP,
    .covers = true,
    .size = sizeof(struct help),
    .draw = help_draw,
    .press = help_press,
    .leave = help_leave,
};
