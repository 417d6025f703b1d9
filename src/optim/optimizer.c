/*
 * optimizer.c - THE table of optimizers; see optimizer.h. Knows no update rule itself: rows and
 * rules are in optimizer_*.c, a file a family.
 */
#include "optimizer_rules.h"

#include <string.h>

const struct optimizer_spec *const optimizers[] = {
    &optimizer_gd,      &optimizer_momentum,  &optimizer_nesterov,      &optimizer_adagrad,
    &optimizer_rmsprop, &optimizer_adadelta,  &optimizer_adam,          &optimizer_adamw,
    &optimizer_amsgrad, &optimizer_adamax,    &optimizer_nadam,         &optimizer_radam,
    &optimizer_adan,    &optimizer_adabelief, &optimizer_yogi,          &optimizer_signsgd,
    &optimizer_lion,    &optimizer_rprop,     &optimizer_lamb,          &optimizer_muon,
    &optimizer_lbfgs,   &optimizer_sophia,    &optimizer_schedule_free, &optimizer_prodigy,
};

const int optimizer_count = COUNT(optimizers);

const struct optimizer_spec *optimizer_find(const char *name)
{
    for (int i = 0; i < optimizer_count; i++)
        if (strcmp(optimizers[i]->name, name) == 0)
            return optimizers[i];
    return NULL;
}

size_t optimizer_copies(const struct optimizer_spec *optimizer, int i, const double *hyper)
{
    int copies = optimizer->slots[i].copies;

    return copies == 0 ? 1 : (size_t)hyper[copies];
}

const char *const optimizer_eps_places[] = {"outside", "inside", NULL};
const char *const optimizer_eps_hat_places[] = {"outside", "inside", "hat", NULL};

#define DECAY(AMOUNT, DECOUPLED)                                                                   \
    {                                                                                              \
        PARAM_NOT_NEGATIVE("weight_decay", AMOUNT, 1000,                                           \
                           "strength of the pull of every weight towards 0",                       \
                           "Larger: smaller weights, smoother functions, less overfitting; too "   \
                           "large: nothing is learned."),                                          \
            PARAM_ON_OFF(                                                                          \
                "decoupled", DECOUPLED,                                                            \
                "1: weights shrink by lr weight_decay; 0: weight_decay w joins g",                 \
                "Coupled decay passes through the optimizer's averages, so adaptive ones "         \
                "decay weights with large gradients less; decoupled decay is the same for "        \
                "all weights.")                                                                    \
    }

const struct param_spec optimizer_coupled_decay[2] = DECAY(0, 0);
const struct param_spec optimizer_decoupled_decay[2] = DECAY(0, 1);
const struct param_spec optimizer_adamw_decay[2] = DECAY(0.01, 1);
const struct param_spec optimizer_sophia_decay[2] = DECAY(0.1, 1);
