/*
 * kernels.h - the arithmetic of a layer over a chunk of samples. Row-major throughout: a chunk's
 * activations are count x width, a weight matrix n_in x n_out. Knows no network.
 *
 * Every sum is taken in one fixed order that depends on the sizes alone, never on the thread, the
 * alignment of a buffer or the processor's instruction set; a product is added to its sum with one
 * rounding. So results are the same bits at every call and on every machine, and a sample's outputs
 * do not depend on the chunk it is in. base/ARITHMETIC defines the orders.
 */
#ifndef OPTOP_KERNELS_H
#define OPTOP_KERNELS_H

#include "data/columns.h"

/*
 * Kernels are compiled for several instruction sets; the fastest that the processor supports are
 * used. kernels_force selects others: "avx512", "avx2" or "base". Must be called before any thread
 * computes. Fails with STATUS_INVALID when this processor has no such kernels.
 */
bool kernels_force(const char *name, struct status *status);

/* The name of the kernels in use. */
const char *kernels_name(void);

/* Does the C library compute their fused multiply-adds, one by one? The same bits, but slowly. */
bool kernels_emulate(void);

/* Does it pay with these kernels that two samples or two inputs share a list (data/pairs.h)? */
bool kernels_share(void);

/*
 * Bytes of scratch (aligned to REAL_ALIGNMENT) that the two first-layer kernels need for chunks of
 * up to `rows` samples; SIZE_MAX when that is more than can be counted.
 */
size_t kernel_scratch_size(const struct samples *samples, size_t rows);

/* X, a chunk of inputs in the form of the data; `scratch` has kernel_scratch_size bytes. */
struct kernel_inputs {
    const struct samples *samples;
    struct rows rows;
    const real *intensity; /* struct dataset's */
    void *scratch;
};

/* z = X W + b; z is x->rows.count x n_out. */
void kernel_first_forward(const struct kernel_inputs *x, size_t n_out, const real *W, const real *b,
                          real *z);

/*
 * The same for the outputs from ... to-1 alone. Where kernel_filled_size is not 0, scratch holds
 * what kernel_first_fill has left there for these rows.
 */
void kernel_first_columns(const struct kernel_inputs *x, size_t from, size_t to, size_t n_out,
                          const real *W, const real *b, real *z);
void kernel_first_fill(const struct kernel_inputs *x);

/* dW += X^T dz; dW is n_x x n_out. */
void kernel_first_gradient(const struct kernel_inputs *x, size_t n_out, const real *dz, real *dW);

/*
 * The same for the weights of the inputs from ... to-1 alone; with `fresh` their sums start at 0,
 * not at what is there. Where kernel_filled_size is not 0, scratch holds what kernel_first_forward
 * or kernel_first_fill has left there for these rows.
 */
void kernel_first_share(const struct kernel_inputs *x, size_t from, size_t to, size_t n_out,
                        const real *dz, bool fresh, real *dW);

/* Bytes that kernel_first_forward fills with the inputs of so many rows; 0 for sparse forms. */
size_t kernel_filled_size(const struct samples *samples, size_t rows);

/* z = a W + b; a is count x n_in, z is count x n_out. */
void kernel_dense_forward(size_t count, size_t n_in, size_t n_out, const real *a, const real *W,
                          const real *b, real *z);

/* The same for the outputs from ... to-1 alone. */
void kernel_dense_columns(size_t count, size_t n_in, size_t from, size_t to, size_t n_out,
                          const real *a, const real *W, const real *b, real *z);

/* dW += a^T dz. */
void kernel_dense_gradient(size_t count, size_t n_in, size_t n_out, const real *a, const real *dz,
                           real *dW);

/* The same for the weights of the inputs from ... to-1 alone; `fresh` as above. */
void kernel_dense_share(size_t count, size_t n_in, size_t from, size_t to, size_t n_out,
                        const real *a, const real *dz, bool fresh, real *dW);

/* da = dz W^T; da is count x n_in. */
void kernel_dense_backward(size_t count, size_t n_in, size_t n_out, const real *dz, const real *W,
                           real *da);

/* The same for the inputs from ... to-1 alone. */
void kernel_backward_columns(size_t count, size_t n_in, size_t from, size_t to, size_t n_out,
                             const real *dz, const real *W, real *da);

/* db += column sums of dz. */
void kernel_bias_gradient(size_t count, size_t n_out, const real *dz, real *db);

/*
 * The rows from ... to-1 of c = X X^T from the diagonal on, or a little before it: the columns from
 * `from` on. c is n x n; X is n x depth, its element (i, k) at X[i * row + k * column], where row
 * or column is 1. Each sum starts at 0, its terms in ascending order. Since c is its own transpose,
 * to the bit, kernel_mirror copies what lies right of column to-1 to where it is missing below.
 */
void kernel_gram(size_t n, size_t depth, const real *X, size_t row, size_t column, size_t from,
                 size_t to, real *c);
void kernel_mirror(size_t n, size_t from, size_t to, real *c);

#endif
