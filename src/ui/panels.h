/*
 * panels.h - the panels of the race screen that show more than curves, and functions for all
 * panels. Only files of src/ui include it.
 */
#ifndef OPTOP_PANELS_H
#define OPTOP_PANELS_H

#include "race_screen.h"

/* A panel's title, in its frame or above it. */
void panel_title(struct ui *ui, const struct panel *panel, const char *title);

/* Puts a canvas on the screen, its upper left corner there. */
void panel_paint(struct cells *cells, const struct canvas *canvas, struct rect at);

/* The contours of the test function with the paths of screen->run, `runs` of them. */
void panel_contour_draw(struct ui *ui, struct race_screen *screen, const struct panel *panel,
                        int runs);

/*
 * ACTION_ZOOM_IN, _OUT and _SHOW_ALL on contours: about where the chosen run stands, at the cursor
 * or live. False when the screen shows none.
 */
bool panel_contour_zoom(struct ui *ui, struct race_screen *screen, enum action_id action);

/* The outputs of networks with one or two inputs, for as many runs as there is room for. */
void panel_plane_draw(struct ui *ui, struct race_screen *screen, const struct panel *panel,
                      int runs);

/* The weights of the chosen run's first layer, where inputs are images. */
void panel_weights_draw(struct ui *ui, struct race_screen *screen, const struct panel *panel);

#endif
