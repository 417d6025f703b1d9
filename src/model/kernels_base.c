/*
 * kernels_base.c - the kernels' loops with what every processor of the architecture has: SSE2 on
 * x86-64, NEON on AArch64, and elsewhere whatever the compiler makes of short vectors. Without
 * fused instructions, as on x86-64, the C library computes each multiply-add: slow, but right.
 */
#define VECTOR_BYTES 16
#if defined(__aarch64__)
#define TILE_ROWS 8
#else
#define TILE_ROWS 6
#endif
#define TARGET
#define TABLE      kernel_table_base
#define TABLE_NAME "base"
#include "kernels_loops.h"
