/* kernels_avx2.c - the kernels' loops for x86-64 processors with AVX2 and FMA. */
#include "kernels_table.h"

#ifdef KERNELS_X86_64
#define VECTOR_BYTES 32
#define TILE_ROWS    6
#define TARGET       __attribute__((target("avx2,fma")))
#define TABLE        kernel_table_avx2
#define TABLE_NAME   "avx2"
#include "kernels_loops.h"
#endif
