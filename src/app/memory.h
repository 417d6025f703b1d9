/*
 * memory.h - how much memory there is for more runs: so that what cannot be is refused with a
 * sentence, before the system ends the program.
 */
#ifndef OPTOP_MEMORY_H
#define OPTOP_MEMORY_H

#include "base/status.h"

#include <stdint.h>

/*
 * Bytes that this process can still take: the least of what the system has available, of its
 * control group's limit and of the limit on its address space. UINT64_MAX where none is known.
 */
uint64_t memory_available(void);

/* "1.5 GB", with three figures. Returns text. */
char *memory_format(uint64_t bytes, char *text, size_t size);

/*
 * Reads a size: a number of bytes, or of 2^10, 2^20 or 2^30 bytes with K, M or G behind it.
 * STATUS_INVALID says what is allowed.
 */
bool memory_parse(const char *text, uint64_t *bytes, struct status *status);

/*
 * Are there `bytes`? A twentieth of what is available stays free. Otherwise STATUS_MEMORY: "`what`
 * needs 12 GB of memory, and 7.9 GB are available".
 */
bool memory_suffices(uint64_t bytes, const char *what, struct status *status);

#endif
