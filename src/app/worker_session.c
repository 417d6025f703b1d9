/*
 * worker_session.c - the race that the worker trains, kept in a session: begun by w or the command
 * line, opened again, ended with the worker. See worker.h and session.h.
 */
#include "worker_thread.h"

#include "home_path.h"

#include <stdio.h>
#include <string.h>

static void attach(struct worker *worker, struct session *session)
{
    pthread_mutex_lock(&worker->lock);
    worker->session = session;
    snprintf(worker->view.session, sizeof worker->view.session, "%s",
             session ? session_path(session) : "");
    worker_changed(worker);
    pthread_mutex_unlock(&worker->lock);
}

/* Takes the session away from the screen's side and ends it. */
static bool leave(struct worker *worker, struct status *status)
{
    struct session *session = worker->session;
    bool ended;

    if (!session)
        return true;
    attach(worker, NULL);
    ended = session_end(session, status);
    session_free(session);
    return ended;
}

struct race *worker_session_race(struct worker *worker, struct problem *problem,
                                 struct status *status)
{
    struct race *race = session_race(worker->opened, problem, worker->view.threads, worker->memory,
                                     &worker->measures, status);

    if (race && !race_set_iterations(race, worker->view.iterations, status)) {
        race_free(race);
        return NULL;
    }
    return race;
}

void worker_session_begin(struct worker *worker)
{
    struct session *session = worker->opened;
    struct status status = {0};

    worker->opened = NULL;
    if (!session)
        return;
    if (!session_begin(session, worker->race, &status)) {
        session_free(session);
        worker_report_error(worker, &status);
        return;
    }
    attach(worker, session);
    if (*session_remark(session)) {
        status_fail(&status, STATUS_OK, "%s: %s", session_path(session), session_remark(session));
        worker_notice(worker, status.message);
    }
}

void worker_session_save(struct worker *worker, const char *name, bool replace)
{
    char room[PROBLEM_PATH_MAX];
    const char *path = home_path(name, room, sizeof room);
    struct status status = {0};
    struct session *session;

    if (worker->session && strcmp(session_path(worker->session), path) == 0) {
        status_fail(&status, STATUS_OK, "%s already keeps this race.", path);
        worker_notice(worker, status.message);
        return;
    }
    session = session_open(path, replace ? SESSION_REPLACE : SESSION_NEW, &status);
    if (!session || !session_begin(session, worker->race, &status)) {
        session_free(session);
        worker_report_error(worker, &status);
        return;
    }
    if (!leave(worker, &status))
        worker_report_error(worker, &status);
    attach(worker, session);
    status_fail(&status, STATUS_OK, "%s keeps this race from here on.", path);
    worker_notice(worker, status.message);
}

void worker_session_part(struct worker *worker)
{
    char path[PROBLEM_PATH_MAX];
    struct status status = {0};

    if (!worker->session)
        return;
    snprintf(path, sizeof path, "%s", session_path(worker->session));
    if (!leave(worker, &status)) {
        worker_report_error(worker, &status);
        return;
    }
    status_fail(&status, STATUS_OK, "%s keeps the previous race; w begins a session of this one.",
                path);
    worker_notice(worker, status.message);
}

void worker_session_offer(struct worker *worker)
{
    if (worker->session)
        session_offer(worker->session);
}

void worker_session_rest(struct worker *worker, bool resting)
{
    if (worker->session)
        session_rest(worker->session, resting);
}

void worker_session_end(struct worker *worker)
{
    session_free(worker->opened);
    worker->opened = NULL;
    if (worker->session)
        snprintf(worker->kept, sizeof worker->kept, "%s", session_path(worker->session));
    leave(worker, &worker->session_status);
}

void worker_session_look(struct worker *worker, struct worker_view *view)
{
    struct session_view look;

    if (!worker->session)
        return;
    session_look(worker->session, &look);
    view->session_lag = look.lag;
    if (strcmp(look.trouble, worker->trouble) == 0)
        return;
    snprintf(worker->trouble, sizeof worker->trouble, "%s", look.trouble);
    if (*look.trouble) {
        snprintf(worker->view.error, sizeof worker->view.error, "%s", look.trouble);
        worker->view.error_number++;
    } else {
        snprintf(worker->view.notice, sizeof worker->view.notice, "%s is written again.",
                 session_path(worker->session));
        worker->view.notice_number++;
    }
    memcpy(view->error, worker->view.error, sizeof view->error);
    memcpy(view->notice, worker->view.notice, sizeof view->notice);
    view->error_number = worker->view.error_number;
    view->notice_number = worker->view.notice_number;
}

/* ---- the screen's side --------------------------------------------------------------------------
 */

void worker_keep_screen(struct worker *worker, const char *name, const char *text)
{
    pthread_mutex_lock(&worker->lock);
    if (worker->session)
        session_set_screen(worker->session, name, text);
    pthread_mutex_unlock(&worker->lock);
}

const char *worker_kept(const struct worker *worker, struct status *status)
{
    if (worker->session_status.code != STATUS_OK)
        status_fail(status, worker->session_status.code, "%s", worker->session_status.message);
    return *worker->kept ? worker->kept : NULL;
}
