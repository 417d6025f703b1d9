/* curve.c - the table of curves; see curve.h. */
#include "curve.h"

#include <stdio.h>
#include <string.h>

const struct curve_spec curve_specs[CURVES] = {
    [CURVE_TRAIN_LOSS] = {.name = "train_loss",
                          .title = "train loss",
                          .batch_title = "batch loss",
                          .unit = "",
                          .scale = 1,
                          .help = "loss on the training data; in minibatches, on the batch",
                          .view = CURVE_VIEW_LOSSES,
                          .noisy = true,
                          .logarithmic = true},
    [CURVE_TEST_LOSS] = {.name = "test_loss",
                         .title = "test loss",
                         .unit = "",
                         .scale = 1,
                         .help = "loss on the test data",
                         .view = CURVE_VIEW_LOSSES,
                         .noisy = true,
                         .logarithmic = true,
                         .rare = true},
    [CURVE_TRAIN_ACCURACY] = {.name = "train_accuracy",
                              .title = "train accuracy",
                              .batch_title = "batch accuracy",
                              .unit = "%",
                              .scale = 100,
                              .help = "share of training samples classified correctly; in "
                                      "minibatches, of the batch",
                              .view = CURVE_VIEW_ACCURACIES,
                              .noisy = true,
                              .rare = true},
    [CURVE_TEST_ACCURACY] = {.name = "test_accuracy",
                             .title = "test accuracy",
                             .unit = "%",
                             .scale = 100,
                             .help = "share of test samples classified correctly",
                             .view = CURVE_VIEW_ACCURACIES,
                             .noisy = true,
                             .rare = true},
    [CURVE_LEARNING_RATE] = {.name = "learning_rate",
                             .title = "learning rate",
                             .unit = "",
                             .scale = 1,
                             .help = "learning rate of the update, schedule included",
                             .view = CURVE_VIEW_RATES,
                             .logarithmic = true},
    [CURVE_GRADIENT_NORM] = {.name = "gradient_norm",
                             .title = "gradient norm",
                             .unit = "",
                             .scale = 1,
                             .help = "Euclidean norm of the iteration's first gradient, at the "
                                     "point where the optimizer evaluates it, with penalties and "
                                     "before clipping",
                             .view = CURVE_VIEW_NORMS,
                             .noisy = true,
                             .logarithmic = true},
    [CURVE_UPDATE_NORM] = {.name = "update_norm",
                           .title = "update norm",
                           .unit = "",
                           .scale = 1,
                           .help = "Euclidean norm of the update: parameters after it minus "
                                   "before",
                           .view = CURVE_VIEW_NORMS,
                           .noisy = true,
                           .logarithmic = true},
    [CURVE_WEIGHT_NORM] = {.name = "weight_norm",
                           .title = "weight norm",
                           .unit = "",
                           .scale = 1,
                           .help = "Euclidean norm of all parameters before the update",
                           .view = CURVE_VIEW_OTHERS,
                           .logarithmic = true},
    [CURVE_UPDATE_RATIO] = {.name = "update_ratio",
                            .title = "update / weight norm",
                            .unit = "",
                            .scale = 1,
                            .help = "norm of the update divided by that of the parameters "
                                    "before it; about 0.001 is healthy",
                            .view = CURVE_VIEW_RATES,
                            .noisy = true,
                            .logarithmic = true},
    [CURVE_UPDATE_COSINE] = {.name = "update_cosine",
                             .title = "update cosine",
                             .unit = "",
                             .scale = 1,
                             .help = "cosine of the angle between the update and the one before: "
                                     "1: straight on, -1: straight back; recorded only if its "
                                     "panel, a column or a target needs it",
                             .view = CURVE_VIEW_OTHERS,
                             .noisy = true,
                             .asked = true},
    [CURVE_GRADIENTS] = {.name = "gradients",
                         .title = "gradient evaluations",
                         .unit = "",
                         .scale = 1,
                         .help = "gradients evaluated before this iteration",
                         .view = CURVE_VIEW_OTHERS},
    [CURVE_SECONDS] = {.name = "seconds",
                       .title = "seconds",
                       .unit = "s",
                       .scale = 1,
                       .help = "wall-clock time of the iterations before this one",
                       .view = CURVE_VIEW_OTHERS},
};

const char *const curve_view_names[CURVE_VIEWS + 1] = {
    [CURVE_VIEW_LOSSES] = "losses", [CURVE_VIEW_ACCURACIES] = "accuracies",
    [CURVE_VIEW_NORMS] = "norms",   [CURVE_VIEW_RATES] = "rates",
    [CURVE_VIEW_OTHERS] = "others",
};

char *curve_title(enum curve curve, bool in_batches, bool logarithmic, char *text, size_t size)
{
    const struct curve_spec *spec = &curve_specs[curve];

    snprintf(text, size, "%s%s", in_batches && spec->batch_title ? spec->batch_title : spec->title,
             logarithmic && spec->logarithmic ? " (log)" : "");
    return text;
}

enum curve curve_find(const char *name)
{
    for (int c = 0; c < CURVES; c++)
        if (strcmp(curve_specs[c].name, name) == 0)
            return (enum curve)c;
    return CURVES;
}
