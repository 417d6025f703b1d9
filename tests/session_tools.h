/*
 * session_tools.h - a race of five runs on spirals, sessions that keep it, and whether two races
 * are the same. For the suites of sessions.
 */
#ifndef OPTOP_SESSION_TOOLS_H
#define OPTOP_SESSION_TOOLS_H

#include "app/session_private.h"
#include "app/setup.h"
#include "base/clock.h"
#include "check_main.h"
#include "temporary.h"

#include <math.h>
#include <sqlite3.h>

/* ---- races -------------------------------------------------------------------------------------
 */

static const char *const runs[] = {"adam:lr=0.02", "lbfgs:history=4,name=Q; DROP TABLE rows;--",
                                   "momentum:lr=0.3,schedule=plateau,patience=2",
                                   "schedule-free:lr=0.4", "rmsprop:schedule=cosine,warmup=3"};
enum { RUNS = sizeof runs / sizeof runs[0], LENGTH = 40 };

static inline struct problem_config problem_of(const char *batch)
{
    static const char *const set[][2] = {{"data", "spirals:n=60,noise=0.1"},
                                         {"layers", "5"},
                                         {"activation", "leaky_relu"},
                                         {"dropout", "0.1"},
                                         {"seed", "7"}};
    struct problem_config config;
    struct status status = {0};

    problem_config_default(&config);
    for (int i = 0; i < problem_setting_count; i++) {
        const char *name = problem_settings[i].param.name;
        for (size_t k = 0; k < sizeof set / sizeof set[0]; k++)
            if (strcmp(name, set[k][0]) == 0)
                ck_assert(problem_config_set(&config, &problem_settings[i], set[k][1], &status));
        if (strcmp(name, "batch_size") == 0)
            ck_assert(problem_config_set(&config, &problem_settings[i], batch, &status));
    }
    return config;
}

static inline struct run_config run_of(const char *text)
{
    struct run_config config = {0};
    struct status status = {0};

    ck_assert_msg(run_config_parse(text, &config, &status), "%s", status.message);
    return config;
}

static inline struct race *make_race(const struct problem_config *config)
{
    struct run_config run[RUNS];
    struct status status = {0};
    struct race *race;

    for (int i = 0; i < RUNS; i++)
        run[i] = run_of(runs[i]);
    race = setup_race(setup_problem(config, &status), run, RUNS, LENGTH, 2, &status);
    ck_assert_msg(race != NULL, "%s", status.message);
    race_set_memory(race, RACE_MEMORY, 3);
    return race;
}

static inline void iterate(struct race *race, struct session *session, int iterations)
{
    struct status status = {0};

    for (int i = 0; i < iterations; i++) {
        ck_assert_msg(race_iterate(race, NULL, &status), "%s", status.message);
        if (session)
            session_offer(session);
    }
}

/* All but the seconds. */
static inline void assert_same(const struct race *a, const struct race *b)
{
    ck_assert_int_eq(race_runs(a), race_runs(b));
    for (int i = 0; i < race_runs(a); i++) {
        const struct history *x = run_get_history(race_run(a, i));
        const struct history *y = run_get_history(race_run(b, i));

        ck_assert_int_eq(race_run_id(a, i), race_run_id(b, i));
        ck_assert_int_eq(run_parent(race_run(a, i)), run_parent(race_run(b, i)));
        ck_assert_uint_eq(history_length(x), history_length(y));
        for (size_t r = 0; r < history_length(x); r++) {
            struct history_row p = history_get(x, r), q = history_get(y, r);
            p.value[CURVE_SECONDS] = q.value[CURVE_SECONDS] = 0;
            ck_assert_int_eq(p.evaluated, q.evaluated);
            for (int c = 0; c < CURVES; c++)
                ck_assert_msg((isnan(p.value[c]) && isnan(q.value[c])) ||
                                  memcmp(&p.value[c], &q.value[c], sizeof p.value[c]) == 0,
                              "run %d, row %zu, %s: %.17g, not %.17g", i, r, curve_specs[c].name,
                              q.value[c], p.value[c]);
        }
    }
}

/* ---- sessions ----------------------------------------------------------------------------------
 */

static inline struct session *begin(const char *path, struct race *race)
{
    struct status status = {0};
    struct session *session = session_open(path, SESSION_NEW, &status);

    ck_assert_msg(session != NULL, "%s", status.message);
    ck_assert_msg(session_begin(session, race, &status), "%s", status.message);
    return session;
}

/* Until the session's thread has written all that there is; a minute at most, ten in slow motion.
 */
static inline void wait_for_writing(struct session *session, struct session_view *view)
{
    double end = clock_now() + (instrumented() ? 600 : 60);

    for (session_look(session, view); view->lag > 0; session_look(session, view)) {
        ck_assert_msg(clock_now() < end, "%d rows are never written: %s", (int)view->lag,
                      view->trouble);
        usleep(10000);
    }
}

static inline void end(struct session *session, struct race *race)
{
    struct status status = {0};

    ck_assert_msg(session_end(session, &status), "%s", status.message);
    session_free(session);
    race_free(race);
}

static inline struct race *try_open(const char *path, struct session **session,
                                    struct status *status)
{
    struct race *race;

    *session = session_open(path, SESSION_OPEN, status);
    if (!*session)
        return NULL;
    race = session_race(*session, setup_problem(session_problem(*session), status), 1, RACE_MEMORY,
                        &(struct measures){0}, status);
    if (!race) {
        session_free(*session);
        *session = NULL;
    }
    return race;
}

static inline struct race *reopen(const char *path, struct session **session)
{
    struct status status = {0};
    struct race *race = try_open(path, session, &status);

    ck_assert_msg(race != NULL, "%s", status.message);
    race_set_memory(race, RACE_MEMORY, 3);
    ck_assert_msg(session_begin(*session, race, &status), "%s", status.message);
    return race;
}

static inline void edit(sqlite3 *db, const char *sql)
{
    char *why = NULL;

    sqlite3_db_config(db, SQLITE_DBCONFIG_WRITABLE_SCHEMA, 1, (int *)NULL);
    ck_assert_msg(sqlite3_exec(db, sql, NULL, NULL, &why) == SQLITE_OK, "%s: %s", sql, why);
}

#endif
