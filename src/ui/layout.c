/* layout.c - terminal size -> rectangles and table columns; see layout.h. */
#include "layout.h"

#include "plot/style.h"

#include <string.h>

_Static_assert(STYLE_MARKS == 41, "the mark's help says how many there are");

enum {
    WIDE_ENOUGH = 60, /* columns from which train and test stand side by side */
    STACK_ROWS = 20,  /* rows from which narrow panels are stacked */
    BOX_ROWS = 16,    /* rows from which panels beside each other have a border */
    PANEL_ROWS = 6,   /* the least of a panel: title, three rows of plot, axis, border */
    TALL = 40,        /* rows from which there is room for a second row of panels ... */
    WIDE = 150,       /* ... and columns from which for a third one beside */
    TABLE_GAP = 1,    /* between table columns; 2 when there is room */
    HYPERPARAMETERS_MIN = 12,
    HYPERPARAMETERS_GOOD = 30, /* "lr=0.01 beta1=0.9 beta2=0.99" */
    NAME_MOST = 24,            /* columns that a run's name can have */
};

/* clang-format off */
const struct table_spec table_specs[TABLE_FIELDS] = {
    [TABLE_MARK] = {"run", NULL, NULL, 3, false, 0,
        "> at the chosen run, and the mark of the run's curves, or - when they are hidden; with "
        "more than 41 runs, some share a mark"},
    [TABLE_OPTIMIZER] = {"optimizer", NULL, NULL, 9, false, 0,
        "the name given to the run, or that of its optimizer"},
    [TABLE_HYPERPARAMETERS] = {"hyperparameters", NULL, NULL, HYPERPARAMETERS_MIN, false, 3,
        "first those that differ among runs of this optimizer, then the main ones and those that "
        "are not at their defaults; preceded by the optimizer if the run has a name"},
    [TABLE_LEARNING_RATE] = {"lr now", NULL, NULL, 8, true, 13,
        "learning rate of the latest iteration, schedule included"},
    [TABLE_TRAIN_LOSS] = {"train loss", "batch loss", "smoothed", 10, true, 1,
        "loss on the training data at the latest iteration; in minibatches the average over the "
        "latest batches, called smoothed, or, without smoothing, that of the latest batch alone, "
        "called batch loss, until training stops and all training data are evaluated; the lowest "
        "of all runs is bold, unless it is that of a batch"},
    [TABLE_TEST_LOSS] = {"test loss", NULL, NULL, 9, true, 2,
        "loss on the test data, when it was last evaluated; the lowest of all runs is bold"},
    [TABLE_QUARTILES] = {"quartiles", NULL, NULL, 16, true, 4,
        "of the test loss over the seeds, or of the train loss without test data: half of the "
        "seeds lie between them; the other figures of a run with several seeds are medians"},
    [TABLE_TRAIN_ACCURACY] = {"train acc", "batch acc", NULL, 9, true, 12,
        "share of training samples classified correctly, when the test data were last evaluated; "
        "in minibatches that of its batch alone, called batch acc, until training stops"},
    [TABLE_TEST_ACCURACY] = {"test acc", NULL, NULL, 8, true, 7,
        "share of test samples classified correctly"},
    [TABLE_TARGET_ITERATIONS] = {"iters to", NULL, NULL, 8, true, 4,
        "iterations until the run reached the target, where there is one (key T, option --target); "
        "- where it has not"},
    [TABLE_TARGET_GRADIENTS] = {"grads to", NULL, NULL, 8, true, 5,
        "gradients computed until then, if some run needs several per iteration"},
    [TABLE_TARGET_TIME] = {"time to", NULL, NULL, 8, true, 6, "wall-clock time until then"},
    [TABLE_TESTED] = {"after", NULL, NULL, 6, true, 8,
        "updates completed when test loss and accuracies were evaluated, where that is not done "
        "at each: in minibatches before the last update of an epoch, and when training stops"},
    [TABLE_ITERATION] = {"iteration", NULL, NULL, 9, true, 10, "iterations completed"},
    [TABLE_GRADIENTS] = {"gradients", NULL, NULL, 9, true, 14,
        "gradients computed; some optimizers need several per iteration"},
    [TABLE_TIME] = {"time", NULL, NULL, 8, true, 11, "wall-clock time of the run's iterations"},
    [TABLE_COST] = {"ms/it", NULL, NULL, 6, true, 9,
        "milliseconds per iteration of this run while others compute at the same time; it/s in "
        "the first line counts iterations of the race, in which every run completes one"},
};
/* clang-format on */

static int at_least(int value, int low)
{
    return value < low ? low : value;
}

static int at_most(int value, int high)
{
    return value > high ? high : value;
}

struct rect layout_inside(struct rect rect)
{
    if (rect.rows <= 2 || rect.columns <= 2)
        return (struct rect){0};
    return (struct rect){rect.row + 1, rect.column + 1, rect.rows - 2, rect.columns - 2};
}

struct rect layout_dialog(struct rect within, int rows, int columns)
{
    rows = at_most(rows, within.rows);
    columns = at_most(columns, within.columns);
    if (rows <= 0 || columns <= 0)
        return (struct rect){0};
    return (struct rect){within.row + (within.rows - rows) / 2,
                         within.column + (within.columns - columns) / 2, rows, columns};
}

int layout_scroll(int first, int chosen, int rows, int count)
{
    if (rows <= 0 || count <= rows)
        return 0;
    if (first > chosen)
        first = chosen;
    if (first < chosen - rows + 1)
        first = chosen - rows + 1;
    return at_least(at_most(first, count - rows), 0);
}

/* Splits `rows` from the lower edge of `rect` and returns them. */
static struct rect cut_below(struct rect *rect, int rows)
{
    rect->rows -= rows;
    return (struct rect){rect->row + rect->rows, rect->column, rows, rect->columns};
}

/* A panel for the next of the curves asked for. */
static void add_panel(struct layout *layout, const struct layout_request *request,
                      struct rect frame, bool boxed)
{
    struct panel *panel = &layout->panel[layout->panels];

    panel->curve = request->curve[layout->panels++];
    panel->frame = frame;
    panel->boxed = boxed;
    if (boxed)
        panel->interior = layout_inside(frame);
    else
        panel->interior = (struct rect){frame.row + 1, frame.column, frame.rows - 1, frame.columns};
}

/* `count` panels of the same size beside each other; a rest is left between them. */
static void place_beside(struct layout *layout, const struct layout_request *request,
                         struct rect area, int count, bool boxed)
{
    int gap = boxed ? 0 : 1;
    int columns = (area.columns - gap * (count - 1)) / count;

    for (int i = 0; i < count; i++) {
        int column = count == 1 ? 0 : i * (area.columns - columns) / (count - 1);
        add_panel(layout, request,
                  (struct rect){area.row, area.column + column, area.rows, columns}, boxed);
    }
}

/* `count` panels of the same size below each other; the rest stays free at the lower edge. */
static void place_stacked(struct layout *layout, const struct layout_request *request,
                          struct rect area, int count)
{
    int rows = area.rows / count;

    for (int i = 0; i < count; i++)
        add_panel(layout, request,
                  (struct rect){area.row + i * rows, area.column, rows, area.columns}, true);
}

static bool stacks(const struct layout_request *request)
{
    return request->columns < WIDE_ENOUGH && request->rows >= STACK_ROWS;
}

/* The curves of the view; where there is room, a third beside and more in a row below. */
static void place_panels(struct layout *layout, const struct layout_request *request,
                         struct rect area)
{
    bool boxed = request->columns >= WIDE_ENOUGH && request->rows >= BOX_ROWS;
    bool wide = request->columns >= WIDE;
    int beside = at_most(request->beside, 2) + (wide && request->curves > request->beside);
    int below = at_most(request->curves - beside, wide ? 3 : 2);

    if (stacks(request)) {
        place_stacked(layout, request, area, at_most(request->beside, 2));
        return;
    }
    if (below > 0 && request->rows >= TALL) {
        struct rect strip = cut_below(&area, at_least(area.rows / 3, PANEL_ROWS));
        place_beside(layout, request, area, beside, boxed);
        place_beside(layout, request, strip, below, boxed);
    } else {
        place_beside(layout, request, area, beside, boxed);
    }
}

/* Is there nothing to be shown in this column? */
static bool is_absent(const struct layout_request *request, int field)
{
    switch (field) {
    case TABLE_TESTED:
        return !request->rarely_tested || request->untested;
    case TABLE_TEST_LOSS:
        return request->untested;
    case TABLE_TRAIN_ACCURACY:
    case TABLE_TEST_ACCURACY:
        return request->no_accuracies;
    case TABLE_QUARTILES:
        return !request->seeds;
    case TABLE_TARGET_ITERATIONS:
    case TABLE_TARGET_TIME:
        return !request->target;
    case TABLE_TARGET_GRADIENTS:
        return !request->target || !request->by_gradients;
    default:
        return false;
    }
}

/* Learning rates that are looked at come before what can be seen elsewhere. */
static int rank_of(const struct layout_request *request, int field)
{
    return field == TABLE_LEARNING_RATE && request->rates ? table_specs[TABLE_HYPERPARAMETERS].rank
                                                          : table_specs[field].rank;
}

/* Columns without which a field is not shown: runs of one optimizer must be told apart. */
static int least_width(const struct layout_request *request, int field)
{
    int least = table_specs[field].width, before = 0;

    if (field != TABLE_HYPERPARAMETERS)
        return least;
    for (int f = 0; f < TABLE_FIELDS; f++)
        if (table_specs[f].rank < table_specs[field].rank)
            before += table_specs[f].width + TABLE_GAP;
    return at_least(
        at_most(at_most(request->distinguishing, HYPERPARAMETERS_GOOD), request->columns - before),
        least);
}

/* The fields, in the order of their ranks, that fit beside each other; fills `shown`. */
static int choose_columns(const struct layout_request *request, bool shown[TABLE_FIELDS])
{
    int used = 0;

    for (int rank = 0; rank < TABLE_FIELDS; rank++)
        for (int f = 0; f < TABLE_FIELDS; f++) {
            int width = least_width(request, f) + (used > 0 ? TABLE_GAP : 0);
            /* Rare figures come only when the hyperparameters can be read in full. */
            bool rare =
                rank > table_specs[TABLE_COST].rank || (f == TABLE_COST && request->rarely_tested);
            int reserved =
                rare ? HYPERPARAMETERS_GOOD - least_width(request, TABLE_HYPERPARAMETERS) : 0;

            if (rank_of(request, f) != rank || is_absent(request, f))
                continue;
            if (used + width + reserved > request->columns)
                return used;
            shown[f] = true;
            used += width;
        }
    return used;
}

/* Room that is left goes to the gaps, to long optimizer names, and to the hyperparameters. */
static void place_columns(struct layout *layout, const struct layout_request *request)
{
    bool shown[TABLE_FIELDS] = {false};
    int spare = request->columns - choose_columns(request, shown);
    int count = 0, gap = TABLE_GAP, name = 0, column = 0;
    int wanted = HYPERPARAMETERS_GOOD - least_width(request, TABLE_HYPERPARAMETERS);
    int longer = at_most(request->name, NAME_MOST) - table_specs[TABLE_OPTIMIZER].width;

    for (int f = 0; f < TABLE_FIELDS; f++)
        count += shown[f];
    if (!shown[TABLE_HYPERPARAMETERS]) {
        name = spare;
        spare = 0;
    } else {
        if (spare >= wanted + count - 1) {
            gap++;
            spare -= count - 1;
        }
        name = at_least(at_most(request->forks ? spare : spare - wanted, at_least(longer, 6)), 0);
        spare -= name;
    }
    for (int f = 0; f < TABLE_FIELDS; f++) {
        struct table_column *place = &layout->column[layout->columns];

        if (!shown[f])
            continue;
        place->field = (enum table_field)f;
        place->column = column;
        place->width = least_width(request, f) + (f == TABLE_OPTIMIZER ? name : 0) +
                       (f == TABLE_HYPERPARAMETERS ? spare : 0);
        column += place->width + (f == TABLE_MARK ? TABLE_GAP : gap);
        layout->columns++;
    }
}

struct layout layout_compute(const struct layout_request *request)
{
    struct layout layout;
    struct rect area = {0, 0, at_least(request->rows, 0), at_least(request->columns, 0)};
    int runs;

    memset(&layout, 0, sizeof layout);
    layout.need_rows = LAYOUT_MIN_ROWS;
    layout.need_columns = LAYOUT_MIN_COLUMNS;
    if (area.rows > 0 && area.columns > 0)
        layout.title = (struct rect){0, 0, 1, area.columns};
    if (area.rows < LAYOUT_MIN_ROWS || area.columns < LAYOUT_MIN_COLUMNS) {
        layout.too_small = true;
        return layout;
    }
    area.row++;
    area.rows--;
    layout.keys = cut_below(&area, 1);
    layout.message = cut_below(&area, 1);
    layout.body = area;

    /* The table has at most half of the terminal, and leaves the panels a useful height. */
    runs = at_least(request->runs, 1);
    runs = at_most(runs, request->rows / 2 - 1);
    runs = at_most(runs, area.rows - 1 - (stacks(request) ? 2 : 1) * PANEL_ROWS);
    layout.table = cut_below(&area, runs);
    layout.table_head = cut_below(&area, 1);
    place_columns(&layout, request);
    place_panels(&layout, request, area);
    return layout;
}
