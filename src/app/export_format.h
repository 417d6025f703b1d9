/*
 * export_format.h - THE table of file formats for a race, chosen by a file's ending; the option
 * --export, the key w, help and manual are made from its rows. Knows no screen.
 */
#ifndef OPTOP_EXPORT_FORMAT_H
#define OPTOP_EXPORT_FORMAT_H

#include "picture.h"

enum export_kind { EXPORT_CSV, EXPORT_JSON, EXPORT_SVG, EXPORT_PDF, EXPORT_PNG, EXPORT_KINDS };

struct export_format {
    const char *ending; /* ".csv" */
    const char *help;   /* for the manual: a line or two, no full stop */
    bool converted;     /* made from the SVG by rsvg-convert */
    bool histories;     /* it has every row: nothing trained is lost */
};
extern const struct export_format export_formats[EXPORT_KINDS];

/* The format that a file's name selects. STATUS_INVALID names the endings. */
bool export_kind_of(const char *path, enum export_kind *kind, struct status *status);

/* Can export_write write it: does its ending name a format, or is it a FIFO or a device? */
bool export_knows(const char *path);

/* Does a file of this name hold every row of the histories? */
bool export_keeps_histories(const char *path);

/*
 * Would export_write work, as far as can be known without writing? Called before training. An
 * unknown ending is STATUS_INVALID; without rsvg-convert, the sentence for PDF and PNG names the
 * package and offers SVG.
 */
bool export_write_check(const char *path, bool replace, struct status *status);

/* How a file shows the race. */
struct export_wish {
    struct picture_look look; /* pictures */
    bool times;               /* JSON has seconds, which differ from one training to the next */
};

/*
 * Writes the race as it is now, whole or not at all, as whole_file_write does it; the race's owner
 * calls it. A race without a row replaces no file (STATUS_INVALID).
 */
bool export_write(struct race *race, const struct export_wish *wish, const char *path, bool replace,
                  struct status *status);

/* The same to a second place after that has failed: see second_place.h. A picture goes there as
 * SVG. `place` receives the name of the file. False: that failed too. */
bool export_write_second(struct race *race, const struct export_wish *wish, const char *path,
                         char *place, size_t size);

#endif
