/*
 * memory.h - available memory: a race that does not fit is refused with a sentence before the
 * system ends the program.
 */
#ifndef OPTOP_MEMORY_H
#define OPTOP_MEMORY_H

#include "base/status.h"

#include <stdint.h>

/*
 * Bytes that this process can still take: the least of the system's available memory, of its
 * control group's limit and of the limit on its address space. UINT64_MAX where none is known.
 */
uint64_t memory_available(void);

/* "1.5 GB", with three figures. Returns text. */
char *memory_format(uint64_t bytes, char *text, size_t size);

/*
 * Reads a size: a number of bytes, or of 2^10, 2^20 or 2^30 bytes with the suffix K, M or G.
 * STATUS_INVALID names the allowed form.
 */
bool memory_parse(const char *text, uint64_t *bytes, struct status *status);

/*
 * Are `bytes` available? A twentieth of the available memory stays free. Otherwise STATUS_MEMORY:
 * "`what` needs 12 GB of memory, and 7.9 GB are available".
 */
bool memory_suffices(uint64_t bytes, const char *what, struct status *status);

#endif
