/* fail_alloc.c - allocation functions that can be told to fail; see fail_alloc.h. */
#include "fail_alloc.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <zlib.h>

static atomic_bool active, failed, go_on;
static atomic_long countdown, left;

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *block, size_t size);
void *__real_aligned_alloc(size_t alignment, size_t size);
void __real_free(void *block);
int __real_inflateInit2_(z_stream *stream, int bits, const char *version, int size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *block, size_t size);
void *__wrap_aligned_alloc(size_t alignment, size_t size);
void __wrap_free(void *block);
int __wrap_inflateInit2_(z_stream *stream, int bits, const char *version, int size);

void fail_alloc_begin(long n, bool on)
{
    atomic_store(&countdown, n);
    atomic_store(&go_on, on);
    atomic_store(&failed, false);
    atomic_store(&left, 0);
    atomic_store(&active, true);
}

bool fail_alloc_end(void)
{
    atomic_store(&active, false);
    return atomic_load(&failed);
}

long fail_alloc_left(void)
{
    return atomic_load(&left);
}

/* Is it this allocation's turn to fail? */
static bool fails(void)
{
    if (!atomic_load(&active))
        return false;
    if (atomic_fetch_sub(&countdown, 1) != 1 && !(atomic_load(&failed) && atomic_load(&go_on)))
        return false;
    atomic_store(&failed, true);
    errno = ENOMEM;
    return true;
}

static void *counted(void *block)
{
    if (block && atomic_load(&active))
        atomic_fetch_add(&left, 1);
    return block;
}

void *__wrap_malloc(size_t size)
{
    return fails() ? NULL : counted(__real_malloc(size));
}

void *__wrap_calloc(size_t count, size_t size)
{
    return fails() ? NULL : counted(__real_calloc(count, size));
}

void *__wrap_realloc(void *block, size_t size)
{
    if (fails())
        return NULL;
    return block ? __real_realloc(block, size) : counted(__real_realloc(NULL, size));
}

void *__wrap_aligned_alloc(size_t alignment, size_t size)
{
    return fails() ? NULL : counted(__real_aligned_alloc(alignment, size));
}

void __wrap_free(void *block)
{
    if (block && atomic_load(&active))
        atomic_fetch_sub(&left, 1);
    __real_free(block);
}

/* zlib allocates in its own library: it says so itself. */
int __wrap_inflateInit2_(z_stream *stream, int bits, const char *version, int size)
{
    return fails() ? Z_MEM_ERROR : __real_inflateInit2_(stream, bits, version, size);
}
