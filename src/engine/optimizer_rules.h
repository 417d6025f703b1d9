/*
 * optimizer_rules.h - the update rules that the table in optimizer.c refers to, by family. Only
 * the table and the families include this; everybody else goes through the table.
 *
 * In every rule hyper[] has the order of the row's hyperparameters, and slot[] and the formula's
 * names are those of the row's rule text.
 */
#ifndef OPTOP_OPTIMIZER_RULES_H
#define OPTOP_OPTIMIZER_RULES_H

#include "optimizer.h"

/* optimizer_basic.c: the gradient, as it is or averaged. */
void optimizer_gd(const struct step *step);
void optimizer_momentum(const struct step *step);

/* optimizer_adaptive.c: a learning rate for each weight. */
void optimizer_rmsprop(const struct step *step);
void optimizer_adam(const struct step *step);

#endif
