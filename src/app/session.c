/* session.c - possession of a session's file: opened, claimed, given back; see session.h. */
#include "session_private.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { BUSY_MS = 800 }; /* how long another's use of the file is waited for */

bool session_is_path(const char *path)
{
    size_t length = strlen(path), ending = strlen(SESSION_ENDING);

    return length > ending && strcmp(path + length - ending, SESSION_ENDING) == 0;
}

/* ---- creation ----------------------------------------------------------------------------------
 */

static struct session *allocate(const char *path, enum session_mode mode, struct status *status)
{
    struct session *session = calloc(1, sizeof *session);

    if (!session || strlen(path) >= sizeof session->path) {
        free(session);
        if (session)
            status_fail(status, STATUS_INVALID, "%.100s...: the name is too long", path);
        else
            status_out_of_memory(status, "the session");
        return NULL;
    }
    snprintf(session->path, sizeof session->path, "%s", path);
    session->mode = mode;
    problem_config_default(&session->problem);
    pthread_mutex_init(&session->lock, NULL);
    pthread_mutex_init(&session->view_lock, NULL);
    atomic_init(&session->wanted, false);
    return session;
}

static void destroy(struct session *session)
{
    sqlite3_finalize(session->insert_row);
    sqlite3_finalize(session->insert_place);
    sqlite3_close(session->db);
    moment_clear(&session->moment);
    pthread_mutex_destroy(&session->lock);
    pthread_mutex_destroy(&session->view_lock);
    free(session->mirror.kept);
    free(session->seed);
    free(session);
}

static bool read_or_release(struct session *session, struct status *status)
{
    return session_check_tables(session->db, session->path, status) &&
           session_read_facts(session, status);
}

struct session *session_adopt(sqlite3 *db, const char *path, struct status *status)
{
    struct session *session = allocate(path, SESSION_OPEN, status);

    if (!session) {
        sqlite3_close(db);
        return NULL;
    }
    session->db = db;
    session_harden(db);
    if (!read_or_release(session, status)) {
        destroy(session);
        return NULL;
    }
    return session;
}

/* ---- the owner ---------------------------------------------------------------------------------
 */

struct owner {
    bool there;
    int64_t pid;
    char host[SESSION_TEXT_MAX], key[SESSION_TEXT_MAX];
};

static void copy_column(sqlite3_stmt *row, int column, char *text)
{
    const char *value = (const char *)sqlite3_column_text(row, column);

    snprintf(text, SESSION_TEXT_MAX, "%.100s", value ? value : "");
}

static bool read_owner(struct session *session, struct owner *owner, struct status *status)
{
    sqlite3_stmt *row;
    int step;

    *owner = (struct owner){0};
    if (sqlite3_prepare_v2(session->db, "SELECT pid, host, key FROM owner", -1, &row, NULL) !=
        SQLITE_OK)
        return session_sql_failed(session->db, session->path, status);
    step = sqlite3_step(row);
    if (step == SQLITE_ROW) {
        owner->there = true;
        owner->pid = sqlite3_column_int64(row, 0);
        copy_column(row, 1, owner->host);
        copy_column(row, 2, owner->key);
    } else if (step != SQLITE_DONE) {
        session_sql_failed(session->db, session->path, status);
    }
    sqlite3_finalize(row);
    return step == SQLITE_ROW || step == SQLITE_DONE;
}

static bool say_owner(const struct session *session, const struct owner *owner,
                      struct status *status)
{
    if (owner->there)
        return status_fail(status, STATUS_SYSTEM,
                           "%s: process %" PRId64 " on %s has this session open", session->path,
                           owner->pid, owner->host);
    return status_fail(status, STATUS_SYSTEM, "%s: another program has this session open",
                       session->path);
}

bool session_is_mine(struct session *session, struct status *status)
{
    struct owner owner;

    return read_owner(session, &owner, status) &&
           ((owner.there && strcmp(owner.key, session->key) == 0) ||
            say_owner(session, &owner, status));
}

/* Leaving WAL mode needs the file for oneself: SQLite's locks end with their program, so that works
 * just where no other has it. */
static bool is_alone(struct session *session)
{
    sqlite3_stmt *pragma;
    const unsigned char *mode;
    bool alone = false;

    if (sqlite3_prepare_v2(session->db, "PRAGMA journal_mode=DELETE", -1, &pragma, NULL) !=
        SQLITE_OK)
        return false;
    if (sqlite3_step(pragma) == SQLITE_ROW && (mode = sqlite3_column_text(pragma, 0)) != NULL)
        alone = strcmp((const char *)mode, "delete") == 0;
    return sqlite3_finalize(pragma) == SQLITE_OK && alone;
}

static void name_key(struct session *session)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    snprintf(session->key, sizeof session->key, "%ld-%lld-%ld-%p", (long)getpid(),
             (long long)now.tv_sec, now.tv_nsec, (void *)session);
}

static bool insert_owner(struct session *session, struct status *status)
{
    char host[SESSION_TEXT_MAX] = "";
    sqlite3_stmt *insert;
    bool good;

    name_key(session);
    gethostname(host, sizeof host - 1);
    if (sqlite3_prepare_v2(session->db, "INSERT OR REPLACE INTO owner VALUES(1, ?1, ?2, ?3, ?4)",
                           -1, &insert, NULL) != SQLITE_OK)
        return session_sql_failed(session->db, session->path, status);
    sqlite3_bind_int64(insert, 1, getpid());
    sqlite3_bind_text(insert, 2, host, -1, SQLITE_STATIC);
    sqlite3_bind_int64(insert, 3, time(NULL));
    sqlite3_bind_text(insert, 4, session->key, -1, SQLITE_STATIC);
    good = session_step(insert) || session_sql_failed(session->db, session->path, status);
    sqlite3_finalize(insert);
    return good;
}

/* Under the write lock: nobody has claimed it since `seen`. */
static bool claim_as_seen(struct session *session, const struct owner *seen, struct status *status)
{
    struct owner now;

    if (!read_owner(session, &now, status))
        return false;
    if (now.there != seen->there || strcmp(now.key, seen->key) != 0)
        return say_owner(session, &now, status);
    return insert_owner(session, status);
}

static bool transact_claim(struct session *session, const struct owner *seen, struct status *status)
{
    if (!session_run(session->db, "BEGIN IMMEDIATE"))
        return session_sql_failed(session->db, session->path, status);
    if (claim_as_seen(session, seen, status) &&
        session_make_places(session->db, session->path, status))
        return session_run(session->db, "COMMIT") ||
               session_sql_failed(session->db, session->path, status);
    session_run(session->db, "ROLLBACK");
    return false;
}

/* Takes possession of a session that exists. */
static bool claim(struct session *session, struct status *status)
{
    struct owner seen;

    if (!read_owner(session, &seen, status))
        return false;
    if (!is_alone(session)) {
        int code = sqlite3_errcode(session->db);
        return code == SQLITE_BUSY || code == SQLITE_LOCKED || code == SQLITE_OK
                   ? say_owner(session, &seen, status)
                   : session_sql_failed(session->db, session->path, status);
    }
    session_run(session->db, "PRAGMA journal_mode=WAL");
    if (!transact_claim(session, &seen, status))
        return false;
    if (seen.there)
        snprintf(session->remark, sizeof session->remark,
                 "the program that had it (process %" PRId64 " on %s) did not close it: the last "
                 "seconds before its end are lost. ",
                 seen.pid, seen.host);
    return true;
}

/* ---- opening -----------------------------------------------------------------------------------
 */

/* An empty file, which is an empty database; SQLite would not say why there can be none. */
static bool create_file(const char *path, struct status *status)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);

    if (fd < 0)
        return status_fail(status, STATUS_SYSTEM, "%s: %s", path, strerror(errno));
    close(fd);
    return true;
}

/* Is there a file, and is it one? */
static bool check_file(struct session *session, struct status *status)
{
    const char *path = session->path;
    struct stat st;
    bool there = stat(path, &st) == 0;

    if (!there && errno != ENOENT)
        return status_fail(status, STATUS_SYSTEM, "%s: %s", path, strerror(errno));
    if (!there && (session->mode == SESSION_OPEN || session->mode == SESSION_ANY))
        return status_fail(status, STATUS_SYSTEM, "%s: %s", path, strerror(ENOENT));
    if (there && !S_ISREG(st.st_mode))
        return status_fail(status, STATUS_INVALID, "%s: is not a file", path);
    session->made = !there;
    return there || create_file(path, status);
}

static bool make(struct session *session, struct status *status)
{
    session_run(session->db, "PRAGMA journal_mode=WAL");
    if (!session_run(session->db, "BEGIN IMMEDIATE"))
        return session_sql_failed(session->db, session->path, status);
    if (session_make_tables(session->db, session->path, status) && insert_owner(session, status))
        return session_run(session->db, "COMMIT") ||
               session_sql_failed(session->db, session->path, status);
    session_run(session->db, "ROLLBACK");
    return false;
}

/* A file that was just made, or whose program was killed before there were tables. */
static bool is_empty(struct session *session)
{
    return session_ask(session->db, "SELECT count(*) FROM sqlite_schema", -1) == 0 &&
           session_ask(session->db, "PRAGMA application_id", -1) == 0;
}

/* Is there a race, or none, as is wanted? */
static bool check_race(struct session *session, struct status *status)
{
    const char *path = session->path;

    session->has_race = session_ask(session->db, "SELECT count(*) FROM meta", 1) > 0;
    if (session->has_race && session->mode == SESSION_NEW)
        return status_fail(status, STATUS_INVALID, "%s: exists; 'optop %s' goes on with it", path,
                           path);
    if (session->mode == SESSION_OPEN && !session->has_race)
        return status_fail(status, STATUS_DATA, "%s: there is no race in this session yet", path);
    if (!session->has_race || session->mode == SESSION_REPLACE)
        session->remark[0] = '\0';
    return !session->has_race || session->mode == SESSION_REPLACE ||
           session_read_facts(session, status);
}

static bool open_file(struct session *session, struct status *status)
{
    int flags = SQLITE_OPEN_READWRITE;
    char path[PROBLEM_PATH_MAX + 2];

    /* A name such as ":memory:" is a file's, too. */
    snprintf(path, sizeof path, "%s%s", session->path[0] == '/' ? "" : "./", session->path);
    if (sqlite3_open_v2(path, &session->db, flags, NULL) != SQLITE_OK)
        return session->db ? session_sql_failed(session->db, session->path, status)
                           : status_out_of_memory(status, "the session");
    session_harden(session->db);
    sqlite3_busy_timeout(session->db, BUSY_MS);
    session_run(session->db, "PRAGMA synchronous=NORMAL");
    if (session->mode != SESSION_OPEN && session->mode != SESSION_ANY && is_empty(session))
        return make(session, status);
    return session_check_tables(session->db, session->path, status) && claim(session, status) &&
           check_race(session, status);
}

struct session *session_open(const char *path, enum session_mode mode, struct status *status)
{
    struct session *session = allocate(path, mode, status);

    if (!session)
        return NULL;
    if (!check_file(session, status)) {
        destroy(session);
        return NULL;
    }
    if (!open_file(session, status)) {
        session_free(session);
        return NULL;
    }
    return session;
}

/* ---- the end -----------------------------------------------------------------------------------
 */

/* Gives the file back, if it is this program's. */
static void release(struct session *session)
{
    char sql[128];

    if (!session->db || !session->key[0])
        return;
    snprintf(sql, sizeof sql, "DELETE FROM owner WHERE key='%s'", session->key);
    session_run(session->db, sql);
    session_run(session->db, "PRAGMA journal_mode=DELETE");
}

void session_free(struct session *session)
{
    bool unused;

    if (!session)
        return;
    session_end(session, &(struct status){0});
    unused = session->made && !session->begun &&
             session_ask(session->db, "SELECT count(*) FROM sweeps", 0) == 0;
    sqlite3_finalize(session->insert_row);
    sqlite3_finalize(session->insert_place);
    session->insert_row = session->insert_place = NULL;
    release(session);
    sqlite3_close(session->db);
    session->db = NULL;
    if (unused)
        unlink(session->path);
    destroy(session);
}

/* ---- looking -----------------------------------------------------------------------------------
 */

bool session_has_race(const struct session *session)
{
    return session->has_race;
}

const struct problem_config *session_problem(const struct session *session)
{
    return &session->problem;
}

const struct problem_config *session_recorded(const struct session *session)
{
    return &session->recorded;
}

uint64_t session_iterations(const struct session *session)
{
    return session->iterations;
}

const char *session_remark(const struct session *session)
{
    return session->remark;
}

const char *session_path(const struct session *session)
{
    return session->path;
}

const char *session_screen(const struct session *session, const char *name)
{
    for (int i = 0; i < session->screens; i++)
        if (strcmp(session->screen[i].name, name) == 0)
            return session->screen[i].text;
    return NULL;
}

void session_set_screen(struct session *session, const char *name, const char *text)
{
    int i = 0;

    pthread_mutex_lock(&session->view_lock);
    while (i < session->screens && strcmp(session->screen[i].name, name) != 0)
        i++;
    if (i < SESSION_SCREEN_MAX &&
        (i == session->screens || strcmp(session->screen[i].text, text) != 0)) {
        snprintf(session->screen[i].name, sizeof session->screen[i].name, "%s", name);
        snprintf(session->screen[i].text, sizeof session->screen[i].text, "%s", text);
        session->screens = i == session->screens ? i + 1 : session->screens;
        session->screen_changed = true;
    }
    pthread_mutex_unlock(&session->view_lock);
}
