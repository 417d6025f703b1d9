/*
 * kernels_table.h - the interface between kernels.c and the loops of kernels_loops.h, which are
 * compiled once for each width of vector registers. Private to the kernels.
 */
#ifndef OPTOP_KERNELS_TABLE_H
#define OPTOP_KERNELS_TABLE_H

#include "data/columns.h"
#include "kernels.h"

enum {
    KERNEL_VECTORS = 8,       /* vectors in a panel of outputs */
    KERNEL_VECTOR_BYTES = 64, /* the widest vector register used */
};

/*
 * The loops for one instruction set. They differ in the number of outputs that are computed at
 * once and in nothing else: each output is summed alone, in the same order, so all tables give
 * the same bits.
 */
struct kernel_table {
    const char *name;
    bool emulates; /* kernels_emulate() */
    bool shares;   /* kernels_share() */
    /* z = X W + b for n_out columns of matrices whose rows are `pitch` elements apart */
    void (*sparse_forward)(const struct kernel_inputs *x, const real *intensity, size_t n_out,
                           size_t pitch, const real *W, const real *b, real *z);
    /* dW += X^T dz, or = if `fresh`; panel is scratch of x->rows x KERNEL_VECTORS vectors. */
    void (*sparse_gradient)(const struct columns *x, const real *intensity, size_t n_out,
                            const real *dz, bool fresh, real *dW, real *panel);
    /* The same two for a block of a store of pairs, which begins with sample `first`; of `count`
     * samples. */
    void (*paired_forward)(const struct samples *x, size_t first, const real *intensity,
                           size_t n_out, const real *W, const real *b, real *z);
    void (*paired_gradient)(const struct samples *x, size_t first, size_t count,
                            const real *intensity, size_t n_out, const real *dz, real *dW);
    /* z = a W + b for n_out columns as above; for one output z = a w + b with partial sums. */
    void (*dense_forward)(size_t count, size_t n_in, size_t n_out, size_t pitch, const real *a,
                          const real *W, const real *b, real *z);
    void (*dense_forward_one)(size_t count, size_t n_in, const real *a, const real *w, real b,
                              real *z);
    /* dW += a^T dz, or = if `fresh`; rows of a are `pitch` elements apart. */
    void (*dense_gradient)(size_t count, size_t n_in, size_t n_out, const real *a, size_t pitch,
                           const real *dz, bool fresh, real *dW);
    void (*dense_gradient_one)(size_t count, size_t n_in, const real *a, size_t pitch,
                               const real *dz, real *dw);
    /* da = dz W^T; rows of da are `pitch` elements apart. */
    void (*dense_backward)(size_t count, size_t n_in, size_t n_out, const real *dz, const real *W,
                           real *da, size_t pitch);
    void (*dense_backward_one)(size_t count, size_t n_in, const real *dz, const real *w, real *da,
                               size_t pitch);
    /* db += column sums of dz */
    void (*bias_gradient)(size_t count, size_t n_out, const real *dz, real *db);
    /* kernel_gram and kernel_mirror */
    void (*gram)(size_t n, size_t depth, const real *X, size_t row, size_t column, size_t from,
                 size_t to, real *c);
    void (*mirror)(size_t n, size_t from, size_t to, real *c);
};

/* Every processor that the program was compiled for can run this one. */
extern const struct kernel_table kernel_table_base;

#if defined __x86_64__ && defined __GNUC__
#define KERNELS_X86_64 1
extern const struct kernel_table kernel_table_avx2;
extern const struct kernel_table kernel_table_avx512;
#endif

/* The table this processor runs fastest. */
const struct kernel_table *kernel_table(void);

/* All tables that this processor can run: NULL when i is past the last. */
const struct kernel_table *kernel_table_at(int i);

#endif
