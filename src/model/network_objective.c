/* network_objective.c - passes of a network over a dataset's rows; see network_objective.h. */
#include "network_objective.h"

#include <stdlib.h>

static const struct network_objective *of(const struct objective *objective)
{
    return (const struct network_objective *)(const void *)objective;
}

static bool initialize(const struct objective *objective, struct rng *rng, real *w,
                       struct status *status)
{
    return network_initialize(&of(objective)->network, rng, w, status);
}

static void *create_workspace(const struct objective *objective, struct status *status)
{
    const struct network_objective *self = of(objective);

    return workspace_create(&self->network, &self->dataset->train, &self->dataset->test, status);
}

static void free_workspace(void *workspace)
{
    workspace_free(workspace);
}

static struct batch make_batch(const struct network_objective *self,
                               const struct objective_rows *rows)
{
    const struct dataset *dataset = self->dataset;

    return (struct batch){.dataset = dataset,
                          .samples =
                              rows->split == OBJECTIVE_TRAIN ? &dataset->train : &dataset->test,
                          .rows = rows->rows,
                          .cancel = rows->cancel};
}

static void evaluate(const struct objective *objective, const real *w,
                     const struct objective_rows *rows, void *workspace, struct pass_sums *sums)
{
    struct batch batch = make_batch(of(objective), rows);

    network_evaluate(&of(objective)->network, w, &batch, workspace, sums);
}

static void classify(const struct objective *objective, const real *w,
                     const struct objective_rows *rows, void *workspace, uint16_t *class)
{
    struct batch batch = make_batch(of(objective), rows);

    network_classify(&of(objective)->network, w, &batch, workspace, class);
}

/* The masks are named by the pass's key itself, drawn targets by another made from it. */
static void take_gradient(const struct objective *objective, const real *w,
                          const struct objective_rows *rows, const struct objective_pass *pass,
                          void *workspace, real *gradient, struct pass_sums *sums)
{
    struct batch batch = make_batch(of(objective), rows);

    batch.drawn = pass->sampled;
    batch.draw_key = rng_mix(~pass->key);
    network_gradient(&of(objective)->network, w, &batch, pass->m, pass->key, workspace, gradient,
                     sums);
}

static bool takes_sheet(const struct objective *objective, size_t rows)
{
    return network_takes_sheet(&of(objective)->network, rows);
}

static void *create_sheet(const struct objective *objective, size_t rows, struct status *status)
{
    return sheet_create(&of(objective)->network, &of(objective)->dataset->train, rows, status);
}

static void free_sheet(void *sheet)
{
    sheet_free(sheet);
}

static size_t steps_before(const struct objective *objective, const void *sheet)
{
    return network_steps_before(&of(objective)->network, sheet);
}

static size_t steps_after(const struct objective *objective, const void *sheet)
{
    (void)sheet;
    return network_steps_after(&of(objective)->network);
}

static size_t count_parts(const struct objective *objective, const void *sheet, size_t step,
                          size_t threads)
{
    return network_parts(&of(objective)->network, sheet, step, threads);
}

static void make_part(const struct objective *objective, const real *w,
                      const struct objective_rows *rows, size_t step, size_t part, size_t parts,
                      const struct objective_pass *pass, void *sheet)
{
    struct batch batch = make_batch(of(objective), rows);

    network_part(&of(objective)->network, w, &batch, step, part, parts, pass->key, sheet);
}

static void lay_rows(const struct objective *objective, const real *w,
                     const struct objective_rows *rows, size_t place,
                     const struct objective_pass *pass, void *sheet, struct pass_sums *sums)
{
    struct batch batch = make_batch(of(objective), rows);

    batch.drawn = pass->sampled;
    batch.draw_key = rng_mix(~pass->key);
    network_sheet_rows(&of(objective)->network, w, &batch, place, pass->m, pass->key, sheet, sums);
}

static size_t count_shares(const struct objective *objective)
{
    return network_shares(&of(objective)->network);
}

static void make_share(const struct objective *objective, const struct objective_rows *rows,
                       size_t share, void *workspace, const void *sheet, real *gradient)
{
    struct batch batch = make_batch(of(objective), rows);

    network_share(&of(objective)->network, &batch, sheet, share, workspace, gradient);
}

static const struct objective_sheets network_sheets = {.takes = takes_sheet,
                                                       .create = create_sheet,
                                                       .free = free_sheet,
                                                       .before = steps_before,
                                                       .after = steps_after,
                                                       .parts = count_parts,
                                                       .part = make_part,
                                                       .rows = lay_rows,
                                                       .shares = count_shares,
                                                       .share = make_share};

static void free_objective(struct objective *objective)
{
    struct network_objective *self = (struct network_objective *)(void *)objective;

    dataset_free(self->dataset);
    free(self);
}

static const struct objective_type network_type = {.name = "network",
                                                   .initialize = initialize,
                                                   .workspace_create = create_workspace,
                                                   .workspace_free = free_workspace,
                                                   .evaluate = evaluate,
                                                   .classify = classify,
                                                   .gradient = take_gradient,
                                                   .sheets = &network_sheets,
                                                   .free = free_objective};

struct network_objective *network_objective_create(struct dataset *dataset,
                                                   const struct network_shape *shape,
                                                   struct status *status)
{
    struct network_objective *self = calloc(1, sizeof *self);
    struct network_shape whole = *shape;

    if (!self) {
        dataset_free(dataset);
        status_out_of_memory(status, "the network");
        return NULL;
    }
    self->dataset = dataset;
    whole.width[0] = dataset->train.n_x;
    whole.width[whole.layers] = dataset->train.n_y;
    if (!network_plan(&self->network, &whole, status)) {
        free_objective(&self->objective);
        return NULL;
    }
    self->objective = (struct objective){.type = &network_type,
                                         .n = self->network.parameters,
                                         .tensor = self->network.tensor,
                                         .tensors = self->network.tensors,
                                         .samples = {dataset->train.m, dataset->test.m},
                                         .rows_together = NETWORK_CHUNK_ROWS,
                                         .classes = !dataset->regression};
    return self;
}
