/* microscope.c - the arithmetic of one weight's update as text; see microscope.h. */
#include "microscope.h"

#include "optim/arithmetic.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

enum {
    INDENT = 4,           /* of numbers below their formula */
    NAME_COLUMNS = 12,    /* of a symbol */
    FORMULA_COLUMNS = 44, /* of formulas that have their numbers beside them */
};

/* A page being written. */
struct sheet {
    FILE *stream;
    const struct probe_reading *reading;
    const struct arithmetic *arithmetic;
    int digits, columns;
};

/* ---- names --------------------------------------------------------------------------------------
 */

/* The tensors of the shape, or x and y. False when the shape is none. */
static bool lay_out(struct network *network, const struct network_shape *shape)
{
    struct status status = {0};

    if (shape->layers > 0)
        return network_plan(network, shape, &status);
    network->tensor[0] = (struct tensor){.rows = 1, .cols = 2};
    network->tensors = 1;
    return true;
}

static int tensor_of(const struct network *network, size_t element)
{
    int k = 0;

    while (k + 1 < network->tensors && network->tensor[k + 1].offset <= element)
        k++;
    return k;
}

char *microscope_weight(const struct network_shape *shape, size_t element, char *text, size_t size)
{
    const struct tensor *tensor;
    struct network network;
    size_t at;

    text[0] = '\0';
    if (!lay_out(&network, shape))
        return text;
    tensor = &network.tensor[tensor_of(&network, element)];
    at = element - tensor->offset;
    if (shape->layers == 0)
        snprintf(text, size, "%s", at == 0 ? "x" : "y");
    else if (tensor->bias)
        snprintf(text, size, "b%d[%zu]", tensor->layer + 1, at);
    else
        snprintf(text, size, "W%d[%zu, %zu]", tensor->layer + 1, at / tensor->cols,
                 at % tensor->cols);
    return text;
}

size_t microscope_move(const struct network_shape *shape, size_t element, enum microscope_way way)
{
    const struct tensor *tensor;
    struct network network;
    size_t row, column;
    int k;

    if (!lay_out(&network, shape))
        return element;
    k = tensor_of(&network, element);
    tensor = &network.tensor[k];
    row = (element - tensor->offset) / tensor->cols;
    column = (element - tensor->offset) % tensor->cols;
    switch (way) {
    case MICROSCOPE_LEFT:
        return column > 0 ? element - 1 : element;
    case MICROSCOPE_RIGHT:
        return column + 1 < tensor->cols ? element + 1 : element;
    case MICROSCOPE_UP:
        return row > 0 ? element - tensor->cols : element;
    case MICROSCOPE_DOWN:
        return row + 1 < tensor->rows ? element + tensor->cols : element;
    case MICROSCOPE_BEFORE:
        return k > 0 ? network.tensor[k - 1].offset : element;
    case MICROSCOPE_BEHIND:
        return k + 1 < network.tensors ? network.tensor[k + 1].offset : element;
    }
    return element;
}

/* The longest formula that has numbers. */
static int longest_formula(const struct arithmetic *arithmetic)
{
    int longest = 0;

    for (int i = 0; i < arithmetic->lines; i++) {
        int length = (int)strlen(arithmetic->line[i].text);

        if (!arithmetic->line[i].words && length > longest)
            longest = length;
    }
    return longest;
}

/* ---- parts of the page --------------------------------------------------------------------------
 */

/* Each formula above its numbers, or beside them where there is room for all. */
static void print_formulas(const struct sheet *sheet)
{
    const struct arithmetic *arithmetic = sheet->arithmetic;
    int longest = longest_formula(arithmetic);
    bool beside = longest <= FORMULA_COLUMNS && sheet->columns >= 3 * FORMULA_COLUMNS;

    for (int i = 0; i < arithmetic->lines; i++) {
        const struct arithmetic_line *line = &arithmetic->line[i];

        if (line->words)
            fprintf(sheet->stream, "%c%s\n", MICROSCOPE_TEXT, line->text);
        else if (beside)
            fprintf(sheet->stream, "%c%-*s  = %s = %.*g\n", MICROSCOPE_FORMULA, longest, line->text,
                    line->result.numbers, sheet->digits, line->result.value);
        else
            fprintf(sheet->stream, "%c%s\n%c%*s= %s = %.*g\n", MICROSCOPE_FORMULA, line->text,
                    MICROSCOPE_TEXT, INDENT, "", line->result.numbers, sheet->digits,
                    line->result.value);
    }
}

/* A number, or nothing. */
static void print_number(const struct sheet *sheet, double value)
{
    const int width = sheet->digits + 7;

    if (isnan(value))
        fprintf(sheet->stream, "%*s", width + 1, "");
    else
        fprintf(sheet->stream, " %-*.*g", width, sheet->digits, value);
}

/* A line of the table; where the remark has no room it is left out. */
static void print_value(const struct sheet *sheet, const char *name, double before, double after,
                        const char *remark)
{
    int used = NAME_COLUMNS + 2 * (sheet->digits + 8) + 1;

    fprintf(sheet->stream, "%c%-*s", MICROSCOPE_TEXT, NAME_COLUMNS, name);
    print_number(sheet, before);
    print_number(sheet, after);
    if (remark && used + (int)strlen(remark) <= sheet->columns)
        fprintf(sheet->stream, " %s", remark);
    putc('\n', sheet->stream);
}

/* The gradient, every slot and the weight, before and after. */
static void print_values(const struct sheet *sheet)
{
    const struct probe_reading *reading = sheet->reading;
    const struct optimizer_spec *optimizer = reading->config.optimizer;
    bool treated = reading->treated != reading->g;
    int width = sheet->digits + 7;

    fprintf(sheet->stream, "%c%-*s %-*s %s\n", MICROSCOPE_HEADING, NAME_COLUMNS, "", width,
            "before", "after");
    print_value(sheet, "g", reading->g, treated ? reading->treated : NAN,
                treated ? "gradient; then clipped, decayed" : "gradient");
    for (int i = 0; i < optimizer->n_slots; i++)
        if (!optimizer->slots[i].scratch && !isnan(reading->slot_after[i]))
            print_value(sheet, optimizer->slots[i].name, reading->slot_before[i],
                        reading->slot_after[i], optimizer->slots[i].help);
    print_value(sheet, "step", NAN, reading->after - reading->before, "weight after minus before");
    print_value(sheet, optimizer->weight ? optimizer->weight : "w", reading->before, reading->after,
                "the weight");
}

/* What a symbol stands for, and its value. */
static void print_symbol(const struct sheet *sheet, const char *name, double value,
                         const char *help)
{
    fprintf(sheet->stream, "%c%-*s", MICROSCOPE_SYMBOL, NAME_COLUMNS, name);
    print_number(sheet, value);
    fprintf(sheet->stream, " %s\n", help);
}

static bool is_slot(const struct optimizer_spec *optimizer, const char *name)
{
    for (int i = 0; i < optimizer->n_slots; i++)
        if (!optimizer->slots[i].scratch && strcmp(optimizer->slots[i].name, name) == 0)
            return true;
    return false;
}

/* Does print_values show it? */
static bool is_in_table(const struct sheet *sheet, const char *name)
{
    const struct optimizer_spec *optimizer = sheet->reading->config.optimizer;
    const char *weight = optimizer->weight ? optimizer->weight : "w";

    return strcmp(name, "g") == 0 || strcmp(name, weight) == 0 || is_slot(optimizer, name);
}

/* What was measured of a whole matrix or of all weights. */
static bool is_measured(const struct optimizer_spec *optimizer, const char *name)
{
    for (int k = 0; k < optimizer->n_symbols; k++)
        if (optimizer->symbols[k].measured && strcmp(optimizer->symbols[k].name, name) == 0)
            return true;
    return false;
}

static void print_measured(const struct sheet *sheet)
{
    const struct optimizer_spec *optimizer = sheet->reading->config.optimizer;
    bool first = true;

    for (int k = 0; k < optimizer->n_symbols; k++) {
        double value = sheet->reading->symbol[k];

        if (!optimizer->symbols[k].measured || isnan(value) ||
            is_slot(optimizer, optimizer->symbols[k].name))
            continue;
        if (first)
            fprintf(sheet->stream, "%cMeasured\n", MICROSCOPE_HEADING);
        first = false;
        print_symbol(sheet, optimizer->symbols[k].name, value, optimizer->symbols[k].help);
    }
}

/* All other symbols of the formulas above, in the order of the table of hyperparameters. */
static void print_symbols(const struct sheet *sheet)
{
    const struct run_config *config = &sheet->reading->config;
    const struct formula_scope *scope = &sheet->arithmetic->scope;

    bool first = true;

    for (int i = 0; i < scope->symbols; i++) {
        const struct formula_symbol *symbol = &scope->symbol[i];
        const char *help = arithmetic_help(config, symbol->name);

        if (!symbol->used || !help || is_in_table(sheet, symbol->name) ||
            is_measured(config->optimizer, symbol->name))
            continue;
        if (first)
            fprintf(sheet->stream, "%cSymbols\n", MICROSCOPE_HEADING);
        first = false;
        print_symbol(sheet, symbol->name, symbol->value, help);
    }
}

/* ---- the page -----------------------------------------------------------------------------------
 */

/* "W2[13, 7], the largest gradient: update 57. Layer 2: 64 x 64 weights." */
static void print_head(const struct sheet *sheet, const struct microscope_look *look)
{
    const struct tensor *tensor = &sheet->reading->tensor;
    char name[64];

    fprintf(sheet->stream, "%c%s%s: update %" PRIu64, MICROSCOPE_HEADING,
            microscope_weight(look->shape, sheet->reading->element, name, sizeof name),
            look->largest ? ", the largest gradient" : "", sheet->reading->number);
    if (look->shape->layers > 0 && tensor->bias)
        fprintf(sheet->stream, ". Layer %d: %zu bias%s", tensor->layer + 1, tensor->cols,
                tensor->cols == 1 ? "" : "es");
    else if (look->shape->layers > 0)
        fprintf(sheet->stream, ". Layer %d: %zu x %zu weights", tensor->layer + 1, tensor->rows,
                tensor->cols);
    putc('\n', sheet->stream);
}

void microscope_print(FILE *stream, const struct probe_reading *reading,
                      const struct microscope_look *look)
{
    struct arithmetic arithmetic;
    const struct sheet sheet = {stream, reading, &arithmetic, look->digits, look->columns};
    struct status status = {0};

    print_head(&sheet, look);
    if (!arithmetic_make(&arithmetic, reading, look->digits, &status)) {
        fprintf(stream, "%c%s\n", MICROSCOPE_TEXT, status.message);
        return;
    }
    print_formulas(&sheet);
    print_values(&sheet);
    print_measured(&sheet);
    print_symbols(&sheet);
}

void microscope_print_rule(FILE *stream, const struct run_config *config, const char *weight,
                           bool finished)
{
    const char *at = config->optimizer->rule;

    fprintf(stream, "%c%s.\n%c%s\n", MICROSCOPE_HEADING,
            weight ? weight : "The weight with the largest gradient", MICROSCOPE_TEXT,
            finished ? "No update is left to be shown: after Esc, i adds iterations."
                     : "s makes an update and shows it here.");
    while (*at) {
        size_t length = strcspn(at, "\n");

        fprintf(stream, "%c%.*s\n", MICROSCOPE_FORMULA, (int)length, at);
        at += length + (at[length] == '\n');
    }
}
