/*
 * settings.h - the settings of a race besides its problem and its runs: its length and the number
 * of threads. One table for command line, form and manual, as problem_settings is for the problem.
 */
#ifndef OPTOP_SETTINGS_H
#define OPTOP_SETTINGS_H

#include "base/param.h"

enum race_setting_id { SETTING_ITERATIONS, SETTING_THREADS, RACE_SETTINGS };

extern const struct param_spec race_settings[RACE_SETTINGS];

/* How much memory checkpoints may take; read by memory_parse. */
extern const struct param_spec memory_setting;

#endif
