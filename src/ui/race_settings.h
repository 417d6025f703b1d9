/*
 * race_settings.h - the settings of the race screen as names and texts for a session: THE table of
 * them. Values from a file are checked.
 */
#ifndef OPTOP_RACE_SETTINGS_H
#define OPTOP_RACE_SETTINGS_H

#include "app/session.h"
#include "race_screen.h"

/* Hands them to the worker's session, if there is one; cheap where nothing has changed. */
void race_settings_keep(struct ui *ui);

/* Takes them from a session; settings that are missing or not allowed stay unchanged. */
void race_settings_load(const struct session *session, struct race_screen *screen);

enum { RACE_SETTINGS_SLOTS = 128 };
/* The runs' places among marks and colours, and which are hidden: as text, applied when the race
 * is loaded. */
void race_settings_load_slots(const struct session *session, char text[RACE_SETTINGS_SLOTS]);
void race_settings_place_slots(struct ui *ui, const char *text);

#endif
