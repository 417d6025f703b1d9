/* kernels_avx512.c - the kernels' loops for x86-64 processors with AVX-512. */
#include "kernels_table.h"

#ifdef KERNELS_X86_64
#define VECTOR_BYTES 64
#define TILE_ROWS    12
#define TARGET       __attribute__((target("avx512f,avx2,fma")))
#define TABLE        kernel_table_avx512
#define TABLE_NAME   "avx512"
#include "kernels_loops.h"
#endif
