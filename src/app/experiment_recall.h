/*
 * experiment_recall.h - a sweep that a session's file has, as an experiment that has ended.
 */
#ifndef OPTOP_EXPERIMENT_RECALL_H
#define OPTOP_EXPERIMENT_RECALL_H

#include "experiment.h"

/*
 * The latest sweep of an open session that has results and confirms no other one; the runs' tags
 * are 0, 1 ... `record` receives what else the file has of it; the caller clears it, also on
 * failure. NULL where there is none (STATUS_INVALID), or with a status as sweep_store_read and
 * experiment_create.
 */
struct experiment *experiment_recall(struct session *session, struct sweep_record *record,
                                     struct status *status);

#endif
