/*
 * export_json.h - a race as one JSON document (RFC 8259): program, problem, runs with all
 * hyperparameters, and their curves as arrays. Where the problem has a list of seeds, a run's
 * figures are medians, and each of its seeds has figures and curves. Numbers read back as the same;
 * NaN and infinities, which JSON does not have, are null. Knows no screen.
 */
#ifndef OPTOP_EXPORT_JSON_H
#define OPTOP_EXPORT_JSON_H

#include "train/race.h"

#include <stdio.h>

/* The parts of a race in the document. */
struct export_json_content {
    bool curves; /* each run's recorded curves, one array each, one element per row */
    bool times;  /* seconds, which differ from one training to the next */
};

/*
 * Writes the document; the race's owner calls it. STATUS_SYSTEM on lack of memory; the caller
 * checks the stream for errors.
 */
bool export_json(struct race *race, struct export_json_content content, FILE *stream,
                 struct status *status);

#endif
