/* settings.c - the table of a race's own settings; see settings.h. */
#include "settings.h"

#include "memory.h"
#include "train/race.h"

const struct param_spec race_settings[RACE_SETTINGS] = {
    [SETTING_ITERATIONS] =
        PARAM_WHOLE("iterations", 100, 1, 1e12, "iterations to train each run for"),
    [SETTING_THREADS] = PARAM_WHOLE("threads", 0, 0, RACE_THREADS_MAX,
                                    "threads to train with (0: one per core); results do not "
                                    "depend on their number"),
};

static bool check_memory(const char *text, struct status *status)
{
    uint64_t bytes;

    return memory_parse(text, &bytes, status);
}

const struct param_spec memory_setting = {
    .name = "memory",
    .kind = PARAM_TEXT,
    .initial_text = "256M",
    .check = check_memory,
    .allowed = "bytes, or with K, M or G: 64M, 1.5G",
    .help = "memory for checkpoints of all runs, from which going back in time starts",
};
