/* memory.c - available memory; see memory.h. */
#include "memory.h"

#include "base/param.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

/* The number behind `key` in a file of lines, times `unit`; UINT64_MAX without. */
static uint64_t line_of(const char *path, const char *key, uint64_t unit)
{
    FILE *stream = fopen(path, "re");
    uint64_t found = UINT64_MAX;
    char line[256];

    while (stream && found == UINT64_MAX && fgets(line, sizeof line, stream)) {
        uint64_t number;
        if (strncmp(line, key, strlen(key)) == 0 &&
            sscanf(line + strlen(key), "%" SCNu64, &number) == 1)
            found = number * unit;
    }
    if (stream)
        fclose(stream);
    return found;
}

/* The only number in a file; UINT64_MAX without. */
static uint64_t number_in(const char *path)
{
    FILE *stream = fopen(path, "re");
    uint64_t number = UINT64_MAX;

    if (stream && fscanf(stream, "%" SCNu64, &number) != 1)
        number = UINT64_MAX;
    if (stream)
        fclose(stream);
    return number;
}

static uint64_t left_of(uint64_t limit, uint64_t used)
{
    if (limit == UINT64_MAX || used == UINT64_MAX)
        return UINT64_MAX;
    return used < limit ? limit - used : 0;
}

static uint64_t system_available(void)
{
    uint64_t available = line_of("/proc/meminfo", "MemAvailable:", 1024);
    long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);

    if (available == UINT64_MAX && pages > 0 && size > 0)
        available = (uint64_t)pages * (uint64_t)size;
    return available;
}

static uint64_t address_space_left(void)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY)
        return UINT64_MAX;
    return left_of(limit.rlim_cur, line_of("/proc/self/status", "VmSize:", 1024));
}

/* Of the control group that a container sees as the root of all; files in memory can go. */
static uint64_t group_left(void)
{
    uint64_t limit = number_in("/sys/fs/cgroup/memory.max");
    uint64_t used = number_in("/sys/fs/cgroup/memory.current");
    uint64_t files = line_of("/sys/fs/cgroup/memory.stat", "inactive_file ", 1);

    if (files < used && used < UINT64_MAX)
        used -= files;
    return left_of(limit, used);
}

uint64_t memory_available(void)
{
    uint64_t group = group_left(), system = system_available(), space = address_space_left();
    uint64_t least = group < system ? group : system;

    return space < least ? space : least;
}

char *memory_format(uint64_t bytes, char *text, size_t size)
{
    static const char *const units[] = {"bytes", "kB", "MB", "GB", "TB", "PB", "EB"};
    double value = (double)bytes;
    size_t unit = 0;

    for (; value >= 999.5 && unit + 1 < sizeof units / sizeof units[0]; unit++)
        value /= 1000;
    snprintf(text, size, "%.*f %s",
             unit == 0 || value >= 99.95 ? 0
             : value >= 9.995            ? 1
                                         : 2,
             value, units[unit]);
    return text;
}

bool memory_parse(const char *text, uint64_t *bytes, struct status *status)
{
    static const struct param_spec any = {.name = "memory", .kind = PARAM_REAL, .max = 1e18};
    static const char units[] = "kmg";
    char number[64];
    size_t length = strlen(text);
    double unit = 1, value;

    if (length > 0 && length < sizeof number) {
        const char *known = strchr(units, text[length - 1] | 0x20);
        for (int i = 0; known && i <= known - units; i++)
            unit *= 1024;
        length -= known != NULL;
        snprintf(number, sizeof number, "%.*s", (int)length, text);
        if (param_parse(&any, number, &value, &(struct status){0}) && value * unit <= any.max) {
            *bytes = (uint64_t)(value * unit);
            return true;
        }
    }
    return status_fail(status, STATUS_INVALID,
                       "memory: '%.64s' is not a size (allowed: bytes, or with K, M or G: 64M, "
                       "1.5G)",
                       text);
}

bool memory_suffices(uint64_t bytes, const char *what, struct status *status)
{
    uint64_t available = memory_available();
    char needed[32], there[32];

    if (bytes <= available - available / 20)
        return true;
    return status_fail(status, STATUS_MEMORY, "%s needs %s of memory, and %s are available", what,
                       memory_format(bytes, needed, sizeof needed),
                       memory_format(available, there, sizeof there));
}
