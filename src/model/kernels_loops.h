/*
 * kernels_loops.h - all loops of the kernels for one instruction set, as a table. The source file
 * that includes it defines the macros of kernels_vector.h, and
 *
 *   TABLE        the name of the struct kernel_table to make
 *   TABLE_NAME   its name in reports
 */
#include "kernels_dense_loops.h"
#include "kernels_paired_loops.h"
#include "kernels_sparse_loops.h"

const struct kernel_table TABLE = {
    .name = TABLE_NAME,
    .emulates = FUSED_EMULATED,
    .shares = PAIRS_PAY,
    .sparse_forward = sparse_forward,
    .sparse_gradient = sparse_gradient,
    .paired_forward = paired_forward,
    .paired_gradient = paired_gradient,
    .dense_forward = dense_forward,
    .dense_forward_one = dense_forward_one,
    .dense_gradient = dense_gradient,
    .dense_gradient_one = dense_gradient_one,
    .dense_backward = dense_backward,
    .dense_backward_one = dense_backward_one,
    .bias_gradient = bias_gradient,
    .gram = gram,
    .mirror = mirror,
};
