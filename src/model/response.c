/* response.c - a network's outputs on a grid over its inputs; see response.h. */
#include "response.h"

#include <stdlib.h>

/* The grid's points as samples whose targets do not matter. */
static struct dataset *make_points(const struct response_grid *grid, size_t n_x, size_t n_y,
                                   struct status *status)
{
    size_t m = (size_t)grid->columns * (size_t)grid->rows;
    double *x = calloc(m * n_x, sizeof *x), *y = calloc(m * n_y, sizeof *y);
    struct dataset *points = NULL;

    for (size_t i = 0; x && i < m; i++) {
        double across = ((double)(i % (size_t)grid->columns) + 0.5) / grid->columns;
        double down = ((double)(i / (size_t)grid->columns) + 0.5) / grid->rows;

        x[i * n_x] = grid->low[0] + across * (grid->high[0] - grid->low[0]);
        if (n_x > 1)
            x[i * n_x + 1] = grid->high[1] - down * (grid->high[1] - grid->low[1]);
    }
    if (x && y)
        points = dataset_from_reals(n_x, n_y, m, x, y, 0, NULL, NULL, status);
    else
        status_out_of_memory(status, "a picture of the plane");
    free(x);
    free(y);
    return points;
}

static struct response judge(const real *output, size_t n_y, int classes)
{
    size_t best = 0;

    if (classes == 0)
        return (struct response){.value = (float)output[0]};
    if (n_y == 1)
        return (struct response){.value =
                                     (float)(output[0] > (real)0.5 ? output[0] : 1 - output[0]),
                                 .label = output[0] > (real)0.5};
    for (size_t k = 1; k < n_y; k++)
        if (output[k] > output[best])
            best = k;
    return (struct response){.value = (float)output[best], .label = (uint8_t)best};
}

bool response_evaluate(const struct network *network, const real *w,
                       const struct response_grid *grid, int classes, struct response *out,
                       const atomic_bool *cancel, struct status *status)
{
    const struct network_shape *shape = &network->shape;
    size_t n_y = shape->width[shape->layers], m = (size_t)grid->columns * (size_t)grid->rows;
    struct dataset *points = make_points(grid, shape->width[0], n_y, status);
    struct workspace *workspace =
        points ? workspace_create(network, &points->train, &points->test, status) : NULL;
    bool cancelled = false;

    for (size_t first = 0; workspace && first < m && !cancelled; first += network->chunk_rows) {
        size_t count = m - first < network->chunk_rows ? m - first : network->chunk_rows;
        const struct batch batch = {
            .dataset = points, .samples = &points->train, .rows = {.first = first, .count = count}};
        struct pass_sums sums = {0};
        const real *output;

        network_evaluate(network, w, &batch, workspace, &sums);
        output = workspace_a(workspace, shape->layers - 1);
        for (size_t i = 0; i < count; i++)
            out[first + i] = judge(output + i * n_y, n_y, classes);
        cancelled = cancel && atomic_load(cancel);
    }
    workspace_free(workspace);
    dataset_free(points);
    if (cancelled)
        return status_fail(status, STATUS_CANCELLED, "cancelled");
    return workspace != NULL;
}
