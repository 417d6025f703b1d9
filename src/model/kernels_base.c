/*
 * kernels_base.c - the kernels' loops with what every processor of the architecture has: SSE2 on
 * x86-64, NEON on AArch64, and elsewhere whatever the compiler makes of short vectors.
 */
#define VECTOR_BYTES 16
#define TARGET
#define TABLE        kernel_table_base
#define TABLE_NAME   "base"
#include "kernels_loops.h"
