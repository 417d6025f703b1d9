/*
 * screen_page.c - pages of text that is made elsewhere: the description of the data, and the chosen
 * run's confusion matrix, with images that it classifies wrongly.
 */
#include "page.h"
#include "ui.h"

#include "app/confusion.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum subject { PAGE_DATA, PAGE_CONFUSION };

struct text_page {
    enum subject subject;
    char *text;      /* NULL: not there yet */
    int columns;     /* that it was made for */
    uint64_t number; /* of the confusion matrix */
    struct page_scroll scroll;
};

/* ---- confusion matrices -------------------------------------------------------------------------
 */

static bool wants_confusion(const struct ui *ui)
{
    return !worker_at_work(&ui->view) && ui->race.iteration > 0 && ui_chosen(ui) >= 0 &&
           ui->view.m_test > 0 && !ui->view.no_accuracies;
}

void ui_ask_confusion(struct ui *ui)
{
    if (wants_confusion(ui))
        worker_post(ui->worker,
                    &(struct worker_command){.kind = WORKER_CLASSIFY, .id = ui->chosen});
}

char *ui_confusion_text(struct ui *ui, int columns)
{
    struct confusion confusion;
    char *text = NULL;
    size_t size;
    FILE *stream;
    int chosen = ui_chosen(ui);

    if (chosen < 0 || !worker_confusion(ui->worker, &confusion))
        return NULL;
    if (confusion.run != ui->chosen || confusion.iteration != ui->race.run[chosen].iteration) {
        confusion_free(&confusion);
        return NULL;
    }
    stream = open_memstream(&text, &size);
    if (stream) {
        confusion_print(stream, &confusion);
        if (columns > 0 && confusion.kept > 0 && confusion.height > 0) {
            fputs("\nThe first of them: number, class, and predicted class.\n\n", stream);
            confusion_print_images(stream, &confusion, columns, ui->cells.unicode);
        }
        fclose(stream);
    }
    confusion_free(&confusion);
    return text;
}

/* ---- the page -----------------------------------------------------------------------------------
 */

static void make(struct ui *ui, struct text_page *page, int columns)
{
    if (page->subject == PAGE_DATA && page->text)
        return;
    if (page->text && page->columns == columns && page->number == ui->view.confusion_number)
        return;
    free(page->text);
    page->columns = columns;
    page->number = ui->view.confusion_number;
    page->text =
        page->subject == PAGE_DATA ? worker_described(ui->worker) : ui_confusion_text(ui, columns);
}

static void page_draw(struct ui *ui, void *state)
{
    static const char *const titles[] = {[PAGE_DATA] = "optop: description of the data",
                                         [PAGE_CONFUSION] = "optop: confusion matrix"};
    struct text_page *page = state;
    struct rect at = ui->layout.body, line = ui->layout.message;
    char where[64];

    at.column++;
    at.columns -= 2;
    make(ui, page, at.columns);
    page->scroll.page = at.rows;
    page->scroll.lines =
        page_paint(&ui->cells, at, page->scroll.first, page->text ? page->text : "One moment ...");
    cells_text(&ui->cells, ui->layout.title.row, 0, ui->layout.title.columns, titles[page->subject],
               TERM_BOLD | TERM_ACCENT);
    line.column++;
    line.columns--;
    if (ui->message[0])
        cells_left(&ui->cells, line, ui->message, TERM_BOLD);
    else
        cells_left(&ui->cells, line, page_where(&page->scroll, where, sizeof where), TERM_QUIET);
}

static unsigned page_press(struct ui *ui, void *state, int key)
{
    struct text_page *page = state;
    enum action_id action = action_find(ACTIONS_HELP, key);

    ui->message[0] = '\0';
    if (action == ACTION_CANCEL)
        ui_pop(ui);
    else if (!page_scroll(&page->scroll, action))
        return 0;
    return UI_REDRAW;
}

static void page_leave(struct ui *ui, void *state)
{
    struct text_page *page = state;

    (void)ui;
    free(page->text);
}

static const struct screen_kind screen_page = {
    .scope = ACTIONS_HELP,
    .covers = true,
    .size = sizeof(struct text_page),
    .draw = page_draw,
    .press = page_press,
    .leave = page_leave,
};

static void show(struct ui *ui, enum subject subject)
{
    struct text_page *page = ui_push(ui, &screen_page);

    if (page)
        page->subject = subject;
}

void ui_show_data(struct ui *ui)
{
    show(ui, PAGE_DATA);
}

void ui_show_confusion(struct ui *ui)
{
    if (ui->view.no_accuracies || ui->view.m_test == 0)
        ui_say(ui, 0, "A confusion matrix needs test samples with classes: there are none.");
    else if (worker_at_work(&ui->view))
        ui_say(ui, 0, "The confusion matrix is taken from the state reached: pause first.");
    else if (!wants_confusion(ui))
        ui_say(ui, 0, "Nothing has been trained yet.");
    else {
        ui_ask_confusion(ui);
        show(ui, PAGE_CONFUSION);
    }
}
