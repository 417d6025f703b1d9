/*
 * network_sheet.c - a small batch in a large network, all of it at once: layer by layer, columns by
 * columns; see network.h.
 */
#include "network_private.h"

#include <stdlib.h>
#include <string.h>

enum {
    SHEET_ROWS_MAX = 512,
    SHEET_REALS_MAX = 1 << 22,
    PART_COLUMNS_UNIT = 32, /* layers are cut at multiples of this */
    SHARE_PARTS = 3,        /* of all parameters is a share at least, */
    SHARE_LEAST = 1 << 13,  /* within these numbers of them; */
    SHARE_MOST = 1 << 17,
    SHARE_INPUTS_UNIT = 24, /* a multiple of the rows in the products' tiles */
};

struct sheet {
    struct workspace rows;           /* of the whole batch */
    real *error[NETWORK_LAYERS_MAX]; /* dZ */
    bool filled;                     /* kernel_scratch holds inputs; otherwise there is none */
    void *block;
};

bool network_takes_sheet(const struct network *network, size_t rows)
{
    const struct network_shape *shape = &network->shape;
    size_t widths = shape->width[0];

    for (int l = 1; l <= shape->layers; l++)
        widths += 4 * shape->width[l];
    return rows <= SHEET_ROWS_MAX && rows * widths <= SHEET_REALS_MAX;
}

static size_t lay_out_sheet(struct sheet *sheet, const struct network *network, size_t rows,
                            size_t filled_bytes, char *base)
{
    const struct network_shape *shape = &network->shape;
    struct workspace *w = &sheet->rows;
    size_t used = 0;

    for (int l = 0; l < shape->layers; l++) {
        size_t reals = rows * shape->width[l + 1];

        w->z[l] = network_take(base, &used, reals);
        w->a[l] = network_take(base, &used, reals);
        w->kept[l] = w->a[l];
        if (shape->dropout > 0 && l + 1 < shape->layers)
            w->kept[l] = network_take(base, &used, reals);
        sheet->error[l] = network_take(base, &used, reals);
    }
    w->y = network_take(base, &used, rows * shape->width[shape->layers]);
    w->kernel_scratch = network_take(base, &used, filled_bytes / sizeof(real));
    sheet->filled = filled_bytes > 0;
    return used;
}

struct sheet *sheet_create(const struct network *network, const struct samples *train, size_t rows,
                           struct status *status)
{
    struct sheet *sheet = calloc(1, sizeof *sheet), sizes;
    size_t filled = kernel_filled_size(train, rows);

    if (sheet)
        sheet->block =
            aligned_alloc(REAL_ALIGNMENT, lay_out_sheet(&sizes, network, rows, filled, NULL));
    if (!sheet || !sheet->block) {
        free(sheet);
        status_out_of_memory(status, "a batch's activations");
        return NULL;
    }
    lay_out_sheet(sheet, network, rows, filled, sheet->block);
    return sheet;
}

void sheet_free(struct sheet *sheet)
{
    if (sheet)
        free(sheet->block);
    free(sheet);
}

/* The sheet from one of its rows on. */
static struct workspace rows_from(const struct sheet *sheet, const struct network *network,
                                  size_t place)
{
    const struct network_shape *shape = &network->shape;
    struct workspace view = sheet->rows;

    for (int l = 0; l < shape->layers; l++) {
        view.z[l] += place * shape->width[l + 1];
        view.a[l] += place * shape->width[l + 1];
        view.kept[l] += place * shape->width[l + 1];
    }
    view.y += place * shape->width[shape->layers];
    view.kernel_scratch =
        (real *)view.kernel_scratch + (sheet->filled ? place * shape->width[0] : 0);
    return view;
}

void network_sheet_rows(const struct network *network, const real *parameters,
                        const struct batch *batch, size_t place, size_t m, uint64_t dropout_key,
                        struct sheet *sheet, struct pass_sums *sums)
{
    const size_t *width = network->shape.width;
    int last = network->shape.layers - 1;
    struct workspace view = rows_from(sheet, network, place);
    struct chunk chunk = {.network = network,
                          .parameters = parameters,
                          .batch = batch,
                          .first = batch->rows.first,
                          .count = batch->rows.count,
                          .workspace = &view,
                          .dropout_key = dropout_key,
                          .training = true};

    chunk_forward(&chunk, last, 0, width[last + 1]);
    chunk_last_error(&chunk, chunk_judge(&chunk, sums), m,
                     sheet->error[last] + place * width[last + 1]);
}

/* ---- steps ------------------------------------------------------------------------------------
 */

/*
 * The steps before the last layer: layer by layer forward; and after it back, to the first layer's
 * errors. Dense inputs are filled in first of all.
 */
static size_t hidden_layers(const struct network *network)
{
    return (size_t)network->shape.layers - 1;
}

static bool fills(const struct network *network, const struct sheet *sheet)
{
    return sheet->filled && hidden_layers(network) > 0;
}

size_t network_steps_before(const struct network *network, const struct sheet *sheet)
{
    return fills(network, sheet) + hidden_layers(network);
}

size_t network_steps_after(const struct network *network)
{
    return hidden_layers(network);
}

/* The layer whose activations or errors are made in a step; -1: the inputs are filled in. */
static int layer_of(const struct network *network, const struct sheet *sheet, size_t step)
{
    int layer = (int)step - fills(network, sheet), hidden = (int)hidden_layers(network);

    return layer < hidden ? layer : 2 * hidden - 1 - layer;
}

/* Parts of a layer: one a thread, as each copies what comes from the layer before; but none too
 * thin. */
static size_t parts_of(size_t width, size_t threads)
{
    size_t most = width / PART_COLUMNS_UNIT;

    return most < 1 ? 1 : threads < most ? threads : most;
}

size_t network_parts(const struct network *network, const struct sheet *sheet, size_t step,
                     size_t threads)
{
    int layer = layer_of(network, sheet, step);

    return layer < 0 ? threads : parts_of(network->shape.width[layer + 1], threads);
}

static size_t cut(size_t width, size_t unit, size_t part, size_t parts)
{
    size_t units = (width + unit - 1) / unit, at = units * part / parts * unit;

    return at < width ? at : width;
}

void network_part(const struct network *network, const real *parameters, const struct batch *batch,
                  size_t step, size_t part, size_t parts, uint64_t dropout_key, struct sheet *sheet)
{
    struct chunk chunk = {.network = network,
                          .parameters = parameters,
                          .batch = batch,
                          .first = batch->rows.first,
                          .count = batch->rows.count,
                          .workspace = &sheet->rows,
                          .dropout_key = dropout_key,
                          .training = true};
    int layer = layer_of(network, sheet, step);

    if (layer < 0) {
        size_t from = cut(batch->rows.count, 1, part, parts);
        struct workspace view = rows_from(sheet, network, from);

        chunk.workspace = &view;
        chunk.first += from;
        chunk.count = cut(batch->rows.count, 1, part + 1, parts) - from;
        struct kernel_inputs inputs = chunk_inputs(&chunk);
        kernel_first_fill(&inputs);
        return;
    }
    size_t width = network->shape.width[layer + 1];
    size_t from = cut(width, PART_COLUMNS_UNIT, part, parts);
    size_t to = cut(width, PART_COLUMNS_UNIT, part + 1, parts);

    if (step < network_steps_before(network, sheet))
        chunk_forward(&chunk, layer, from, to);
    else
        chunk_error_before(&chunk, layer + 1, from, to, sheet->error[layer + 1],
                           sheet->error[layer]);
}

/* ---- shares of the gradient -------------------------------------------------------------------
 */

/* Inputs of a layer whose weights make a share. */
static size_t share_inputs(const struct network *network, int layer)
{
    size_t part = network->parameters / SHARE_PARTS;
    size_t most = part < SHARE_LEAST ? SHARE_LEAST : part > SHARE_MOST ? SHARE_MOST : part;
    size_t units = most / network->shape.width[layer + 1] / SHARE_INPUTS_UNIT;

    return (units > 0 ? units : 1) * SHARE_INPUTS_UNIT;
}

size_t network_shares(const struct network *network)
{
    size_t shares = 0;

    for (int l = 0; l < network->shape.layers; l++) {
        size_t inputs = share_inputs(network, l);
        shares += (network->shape.width[l] + inputs - 1) / inputs;
    }
    return shares;
}

void network_share(const struct network *network, const struct batch *batch,
                   const struct sheet *sheet, size_t share, struct workspace *workspace,
                   real *gradient)
{
    const size_t *width = network->shape.width, rows = batch->rows.count;
    size_t from, to, inputs = share_inputs(network, 0);
    struct kernel_inputs x = {.samples = batch->samples,
                              .rows = batch->rows,
                              .intensity = batch->dataset->intensity,
                              .scratch = sheet->filled ? sheet->rows.kernel_scratch
                                                       : workspace->kernel_scratch};
    int l = 0;

    for (; share * inputs >= width[l]; inputs = share_inputs(network, ++l))
        share -= (width[l] + inputs - 1) / inputs;
    from = share * inputs;
    to = width[l] - from < inputs ? width[l] : from + inputs;

    real *dW = gradient + network->tensor[2 * l].offset, *db = dW + width[l] * width[l + 1];
    if (l == 0)
        kernel_first_share(&x, from, to, width[1], sheet->error[0], true, dW);
    else
        kernel_dense_share(rows, width[l], from, to, width[l + 1], sheet->rows.kept[l - 1],
                           sheet->error[l], true, dW);
    if (from == 0) {
        memset(db, 0, width[l + 1] * sizeof *db);
        kernel_bias_gradient(rows, width[l + 1], sheet->error[l], db);
    }
}
