/* array.c - arrays that begin on a cache line; see array.h. */
#include "array.h"

#include <stdlib.h>

void *array_allocate(size_t count, size_t size, const char *what, struct status *status)
{
    size_t bytes, end;
    void *array = NULL;

    if (!__builtin_mul_overflow(count, size, &bytes) &&
        !__builtin_add_overflow(bytes, (size_t)REAL_ALIGNMENT, &end))
        array = aligned_alloc(REAL_ALIGNMENT, bytes > 0 ? array_padded(bytes) : REAL_ALIGNMENT);
    if (!array)
        status_out_of_memory(status, what);
    return array;
}
