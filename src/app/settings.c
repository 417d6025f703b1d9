/* settings.c - the table of a race's own settings; see settings.h. */
#include "settings.h"

#include "train/race.h"

const struct param_spec race_settings[RACE_SETTINGS] = {
    [SETTING_ITERATIONS] =
        PARAM_WHOLE("iterations", 100, 1, 1e12, "iterations to train each run for"),
    [SETTING_THREADS] = PARAM_WHOLE("threads", 0, 0, RACE_THREADS_MAX,
                                    "threads to train with (0: one per core); results do not "
                                    "depend on their number"),
};
