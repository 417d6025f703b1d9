/*
 * check_session.c - races kept in files: closed at any iteration and gone on with, they give the
 * bytes of a race that was never interrupted; files that are damaged or hostile give a sentence.
 */
#include "app/session_private.h"
#include "app/setup.h"
#include "base/checksum.h"
#include "check_main.h"
#include "temporary.h"
#include "train/race_keep.h"

#include <math.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/wait.h>

/* ---- races -------------------------------------------------------------------------------------
 */

static const char *const runs[] = {"adam:lr=0.02", "lbfgs:history=4,name=Q; DROP TABLE rows;--",
                                   "momentum:lr=0.3,schedule=plateau,patience=2",
                                   "schedule-free:lr=0.4", "rmsprop:schedule=cosine,warmup=3"};
enum { RUNS = sizeof runs / sizeof runs[0], LENGTH = 40 };

static struct problem_config problem_of(const char *batch)
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

static struct run_config run_of(const char *text)
{
    struct run_config config = {0};
    struct status status = {0};

    ck_assert_msg(run_config_parse(text, &config, &status), "%s", status.message);
    return config;
}

static struct race *make_race(const struct problem_config *config)
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

static void iterate(struct race *race, struct session *session, int iterations)
{
    struct status status = {0};

    for (int i = 0; i < iterations; i++) {
        ck_assert_msg(race_iterate(race, NULL, &status), "%s", status.message);
        if (session)
            session_offer(session);
    }
}

/* All but the seconds. */
static void assert_same(const struct race *a, const struct race *b)
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

static struct session *begin(const char *path, struct race *race)
{
    struct status status = {0};
    struct session *session = session_open(path, SESSION_NEW, &status);

    ck_assert_msg(session != NULL, "%s", status.message);
    ck_assert_msg(session_begin(session, race, &status), "%s", status.message);
    return session;
}

static void end(struct session *session, struct race *race)
{
    struct status status = {0};

    ck_assert_msg(session_end(session, &status), "%s", status.message);
    session_free(session);
    race_free(race);
}

static struct race *try_open(const char *path, struct session **session, struct status *status)
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

static struct race *reopen(const char *path, struct session **session)
{
    struct status status = {0};
    struct race *race = try_open(path, session, &status);

    ck_assert_msg(race != NULL, "%s", status.message);
    race_set_memory(race, RACE_MEMORY, 3);
    ck_assert_msg(session_begin(*session, race, &status), "%s", status.message);
    return race;
}

static bool only_file(const char *name)
{
    const char *suffix[] = {"-wal", "-shm", "-journal"};
    char path[1100];

    for (int i = 0; i < 3; i++) {
        snprintf(path, sizeof path, "%s%s", name, suffix[i]);
        if (access(path, F_OK) == 0)
            return false;
    }
    return access(name, F_OK) == 0;
}

/* ---- closed and gone on with -------------------------------------------------------------------
 */

START_TEST(gone_on_with)
{
    struct problem_config config = problem_of(_i % 2 ? "13" : "0");
    struct race *whole = make_race(&config), *race = make_race(&config);
    int at = (_i * 17 + 3) % LENGTH;
    struct session *session;
    const char *path;

    temporary_create();
    path = temporary_path("race.optop");
    session = begin(path, race);
    iterate(race, session, at);
    end(session, race);
    ck_assert(only_file(path));

    race = reopen(path, &session);
    ck_assert_str_eq(session_remark(session), "");
    ck_assert_uint_eq(race_iteration(race), (uint64_t)at);
    ck_assert_uint_eq(race_length(race), LENGTH);
    ck_assert_uint_eq(session_iterations(session), LENGTH);
    iterate(race, session, LENGTH - at);
    iterate(whole, NULL, LENGTH);
    assert_same(whole, race);
    end(session, race);

    /* What was written after opening is there, too. */
    race = reopen(path, &session);
    assert_same(whole, race);
    end(session, race);
    race_free(whole);
    temporary_remove();
}
END_TEST

/* Something a person does; the same for the race that is kept and the one that is not. */
static void act(struct race *race, int what)
{
    struct status status = {0};
    uint64_t front = race_iteration(race);
    struct run_config gd = run_of("gd:lr=0.05,name=a \"b\""), adam = run_of("adam:lr=0.3");
    bool done = true;

    switch (what) {
    case 0:
        done = race_rewind(race, 0, front / 2, NULL, &status);
        break;
    case 1:
        done = race_change(race, 1, front - 2, &adam, false, NULL, &status);
        break;
    case 2:
        done = race_fork(race, 2, front / 3, &gd, true, NULL, &status) > 0;
        break;
    case 3:
        done = race_configure(race, 3, &adam, &status);
        break;
    case 4:
        done = race_remove(race, 4, &status);
        break;
    case 5:
        done = race_reset(race, &status);
        break;
    case 6:
        done = race_add(race, &gd, &status) > 0;
        break;
    case 7:
        done = race_rewind(race, 5, front - 3, NULL, &status) && race_undo(race, &status);
        break;
    case 8:
        done = race_remove(race, 2, &status) && race_undo(race, &status);
        break;
    case 9:
        done = race_set_iterations(race, 55, &status);
        break;
    default:
        break;
    }
    ck_assert_msg(done, "%d: %s", what, status.message);
}
enum { ACTS = 10 };

/* Each act with what is in the file, and opened after it. */
START_TEST(events_are_kept)
{
    struct problem_config config = problem_of("20");
    struct race *whole = make_race(&config), *race = make_race(&config);
    struct session *session;
    const char *path;

    temporary_create();
    path = temporary_path("race.optop");
    session = begin(path, race);
    iterate(race, session, 12);
    iterate(whole, NULL, 12);
    end(session, race);

    race = reopen(path, &session);
    act(race, _i);
    act(whole, _i);
    session_offer(session);
    end(session, race);

    race = reopen(path, &session);
    assert_same(whole, race);
    ck_assert_uint_eq(race_journal(race)->length, race_journal(whole)->length);
    iterate(race, session, 9);
    iterate(whole, NULL, 9);
    assert_same(whole, race);
    /* States that are kept lead back to where they were taken. */
    ck_assert(race_rewind(race, 0, 5, NULL, &(struct status){0}));
    ck_assert(race_rewind(whole, 0, 5, NULL, &(struct status){0}));
    iterate(race, session, 4);
    iterate(whole, NULL, 4);
    end(session, race);
    race = reopen(path, &session);
    assert_same(whole, race);
    end(session, race);
    race_free(whole);
    temporary_remove();
}
END_TEST

/* A state that had taken over new values before they were taken back leaves nothing behind. */
START_TEST(changes_that_are_undone)
{
    struct problem_config config = problem_of("0");
    struct race *race = make_race(&config);
    struct run_config other;
    struct session *session;
    struct session_view view;
    struct status status = {0};
    atomic_bool cancel = true;
    const char *path;

    temporary_create();
    path = temporary_path("race.optop");
    session = begin(path, race);
    iterate(race, session, 12);
    ck_assert(run_config_parse("adamw:lr=0.3", &other, &status));
    ck_assert(race_change(race, race_run_id(race, 0), 7, &other, true, NULL, &status));
    session_offer(session);
    ck_assert(!race_iterate(race, &cancel, &status));
    session_rest(session, true);
    while (session_look(session, &view), view.lag > 0)
        usleep(10000);
    ck_assert_uint_eq(run_iteration(race_run(race, 0)), 7);
    session_rest(session, false);
    ck_assert_msg(race_undo(race, &status), "%s", status.message);
    session_offer(session);
    end(session, race);
    race = reopen(path, &session);
    ck_assert_uint_eq(run_iteration(race_run(race, 0)), 12);
    iterate(race, session, 3);
    end(session, race);
    temporary_remove();
}
END_TEST

/* The thread writes by itself, also of a race that rests; and says what is left. */
START_TEST(written_while_training)
{
    struct problem_config config = problem_of("0");
    struct race *race = make_race(&config);
    struct session_view view = {.lag = 1};
    struct session *session;
    sqlite3 *db;
    const char *path;

    temporary_create();
    path = temporary_path("race.optop");
    session = begin(path, race);
    iterate(race, session, 20);
    session_rest(session, true);
    while (session_look(session, &view), view.lag > 0)
        usleep(10000);
    ck_assert_str_eq(view.trouble, "");
    ck_assert_int_eq(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    ck_assert_int_eq(session_ask(db, "SELECT count(*) FROM rows", 0), 20 * RUNS);
    ck_assert_int_eq(session_ask(db, "SELECT pid FROM owner", 0), getpid());
    sqlite3_close(db);
    session_rest(session, false);
    iterate(race, session, 5);
    session_look(session, &view);
    ck_assert_uint_eq(view.lag, 5 * RUNS);
    end(session, race);
    temporary_remove();
}
END_TEST

START_TEST(screen_settings)
{
    struct problem_config config = problem_of("0");
    struct race *race = make_race(&config);
    struct session *session;
    const char *path;

    temporary_create();
    path = temporary_path("race.optop");
    session = begin(path, race);
    session_set_screen(session, "cursor", "12");
    session_set_screen(session, "view", "losses");
    session_set_screen(session, "cursor", "13");
    end(session, race);
    race = reopen(path, &session);
    ck_assert_str_eq(session_screen(session, "cursor"), "13");
    ck_assert_str_eq(session_screen(session, "view"), "losses");
    ck_assert_ptr_null(session_screen(session, "zoom"));
    end(session, race);
    temporary_remove();
}
END_TEST

/* The figures of the state reached are kept. */
START_TEST(finals)
{
    struct problem_config config = problem_of("13");
    struct race *race = make_race(&config);
    struct history_row final;
    struct session *session;
    struct status status = {0};
    const char *path;

    temporary_create();
    path = temporary_path("race.optop");
    session = begin(path, race);
    iterate(race, session, 7);
    ck_assert(race_evaluate(race, NULL, &status));
    final = *run_final(race_run(race, 0));
    end(session, race);
    race = reopen(path, &session);
    ck_assert_ptr_nonnull(run_final(race_run(race, 0)));
    for (int c = 0; c <= CURVE_TEST_ACCURACY; c++)
        ck_assert_mem_eq(&run_final(race_run(race, 0))->value[c], &final.value[c], sizeof(double));
    ck_assert(!race_wants_evaluation(race));
    end(session, race);
    temporary_remove();
}
END_TEST

/* ---- possession --------------------------------------------------------------------------------
 */

START_TEST(one_owner)
{
    struct problem_config config = problem_of("0");
    struct race *race = make_race(&config);
    struct status status = {0};
    struct session *session;
    char expected[1200];
    const char *path;

    temporary_create();
    path = temporary_path("race.optop");
    session = begin(path, race);
    snprintf(expected, sizeof expected, "%s: process %d on ", path, (int)getpid());
    ck_assert_ptr_null(session_open(path, SESSION_OPEN, &status));
    ck_assert_msg(strncmp(status.message, expected, strlen(expected)) == 0, "%s", status.message);
    ck_assert_int_eq(status.code, STATUS_SYSTEM);
    ck_assert_ptr_null(session_open(path, SESSION_REPLACE, &status));
    iterate(race, session, 3);
    end(session, race);
    ck_assert_ptr_null(session_open(path, SESSION_NEW, &status));
    ck_assert_ptr_nonnull(strstr(status.message, "exists; 'optop "));

    race = make_race(&config);
    session = session_open(path, SESSION_REPLACE, &status);
    ck_assert_ptr_nonnull(session);
    ck_assert(session_begin(session, race, &status));
    end(session, race);
    race = reopen(path, &session);
    ck_assert_uint_eq(race_iteration(race), 0);
    end(session, race);
    temporary_remove();
}
END_TEST

/* A file that never got a race is taken away; one that is another's stays. */
START_TEST(given_up)
{
    struct status status = {0};
    FILE *other;

    temporary_create();
    session_free(session_open(temporary_path("new.optop"), SESSION_NEW, &status));
    ck_assert_int_eq(status.code, STATUS_OK);
    ck_assert_int_ne(access(temporary_path("new.optop"), F_OK), 0);
    other = fopen(temporary_path("other.optop"), "w");
    fputs("this is no database, but a letter that somebody wrote to somebody", other);
    fclose(other);
    ck_assert_ptr_null(session_open(temporary_path("other.optop"), SESSION_REPLACE, &status));
    ck_assert_ptr_nonnull(strstr(status.message, "is no session of optop"));
    ck_assert_int_eq(access(temporary_path("other.optop"), F_OK), 0);
    ck_assert_ptr_null(session_open(temporary_folder, SESSION_OPEN, &status));
    ck_assert_ptr_nonnull(strstr(status.message, "is not a file"));
    ck_assert_ptr_null(session_open(temporary_path("none.optop"), SESSION_OPEN, &status));
    ck_assert_ptr_nonnull(strstr(status.message, "No such file"));
    ck_assert_int_ne(access(temporary_path("none.optop"), F_OK), 0);
    ck_assert_ptr_null(session_open(temporary_path("none/a.optop"), SESSION_NEW, &status));
    ck_assert_ptr_nonnull(strstr(status.message, "a.optop: No such file or directory"));
    temporary_remove();
}
END_TEST

/* The program ends without a word, its session opens. */
START_TEST(killed)
{
    struct problem_config config = problem_of("13");
    struct race *whole, *race;
    struct session *session;
    struct session_view view;
    const char *path;
    int status = 0;
    pid_t child;

    temporary_create();
    path = temporary_path("race.optop");
    child = fork(); /* while there is one thread: sanitizers want that */
    if (child == 0) {
        race = make_race(&config);
        session = begin(path, race);
        iterate(race, session, 17);
        session_rest(session, true);
        while (session_look(session, &view), view.lag > 0)
            usleep(10000);
        kill(getpid(), SIGKILL);
    }
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert(WIFSIGNALED(status));
    whole = make_race(&config);
    race = reopen(path, &session);
    ck_assert_ptr_nonnull(strstr(session_remark(session), "did not close it"));
    ck_assert_ptr_nonnull(strstr(session_remark(session), "goes on after 17 iterations"));
    iterate(race, session, LENGTH - 17);
    iterate(whole, NULL, LENGTH);
    assert_same(whole, race);
    end(session, race);
    race_free(whole);
    temporary_remove();
}
END_TEST

/* ---- damaged and hostile -----------------------------------------------------------------------
 */

/* The bytes of a session after ten iterations, made once. */
static unsigned char bytes[1 << 20];
static size_t size;

static void make_bytes(void)
{
    struct problem_config config = problem_of("13");
    struct race *race = make_race(&config);
    struct session *session;
    FILE *file;

    temporary_create();
    session = begin(temporary_path("race.optop"), race);
    iterate(race, session, 10);
    end(session, race);
    file = fopen(temporary_path("race.optop"), "rb");
    size = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    ck_assert(size > 4096 && size < sizeof bytes);
    temporary_remove();
}

/* They as a database that lies in memory. */
static sqlite3 *open_bytes(void)
{
    unsigned char *copy = sqlite3_malloc64(size);
    sqlite3 *db;

    memcpy(copy, bytes, size);
    ck_assert_int_eq(sqlite3_open(":memory:", &db), SQLITE_OK);
    ck_assert_int_eq(
        sqlite3_deserialize(db, "main", copy, (sqlite3_int64)size, (sqlite3_int64)size,
                            SQLITE_DESERIALIZE_FREEONCLOSE | SQLITE_DESERIALIZE_RESIZEABLE),
        SQLITE_OK);
    return db;
}

static void edit(sqlite3 *db, const char *sql)
{
    char *why = NULL;

    sqlite3_db_config(db, SQLITE_DBCONFIG_WRITABLE_SCHEMA, 1, (int *)NULL);
    ck_assert_msg(sqlite3_exec(db, sql, NULL, NULL, &why) == SQLITE_OK, "%s: %s", sql, why);
}

/* The race in it, NULL with a sentence. Takes the database over. */
static struct race *try_race(sqlite3 *db, struct session **session, struct status *status)
{
    *session = session_adopt(db, "a copy", status);
    return *session ? session_race(*session, setup_problem(session_problem(*session), status), 1,
                                   RACE_MEMORY, &(struct measures){0}, status)
                    : NULL;
}

static void assert_refused(sqlite3 *db, const char *says, const char *what)
{
    struct status status = {0};
    struct session *session;

    ck_assert_msg(try_race(db, &session, &status) == NULL, "%s: opens", what);
    ck_assert_msg(strstr(status.message, says) != NULL, "%s: %s", what, status.message);
    ck_assert_int_ne(status.code, STATUS_OK);
    session_free(session);
}

static const struct {
    const char *sql, *says;
} hostile[] = {
    {"PRAGMA application_id=1", "is no session of optop"},
    {"PRAGMA user_version=2", "newer optop (format 2; this one reads up to 1)"},
    {"CREATE TRIGGER t AFTER INSERT ON journal BEGIN DELETE FROM rows; END", "its 't' is"},
    {"DROP TABLE finals", "lacks tables"},
    {"DROP TABLE finals; CREATE VIEW finals AS SELECT * FROM rows", "its 'finals' is another one"},
    {"CREATE TABLE more(a); INSERT INTO more VALUES(1)", "its 'more' is another one"},
    {"UPDATE sqlite_schema SET sql=replace(sql, 'seed INTEGER', 'seed TEXT') WHERE name='seeds'",
     "its 'seeds' is another one"},
    {"DELETE FROM meta", "there is no race in this session"},
    {"UPDATE meta SET value='half' WHERE name='precision'", "was computed in half precision"},
    {"UPDATE meta SET value='0' WHERE name='data'", "are not those that the race was trained on"},
    {"UPDATE meta SET value='x' WHERE name='data'", "the checksum of the data is not valid"},
    {"UPDATE meta SET value='99999999999999999999' WHERE name='iterations'",
     "the number of iterations is not valid"},
    {"UPDATE meta SET value=x'00' WHERE name='data'", "'value' is of the wrong type"},
    {"UPDATE settings SET value='0' WHERE name='layers'", "layers: '0'"},
    {"UPDATE settings SET value='99999999' WHERE name='layers'", "layers: '99999999'"},
    {"UPDATE settings SET value='mnist01'||char(0)||'x' WHERE name='data'", "of the wrong type"},
    {"INSERT INTO settings VALUES('colour', 'red')", "a setting that this optop does not know"},
    {"UPDATE seeds SET seed=8", "its seeds are not those of its problem"},
    {"UPDATE seeds SET replica=5", "a seed is not valid"},
    {"UPDATE seeds SET seed=-1", "'seed' is of the wrong type"},
    {"DELETE FROM seeds", "its seeds are not"},
    {"DELETE FROM journal WHERE event=1", "an event is missing"},
    {"UPDATE journal SET line='0 0 0 add run=1 gd:lr=nan' WHERE event=1", "nan"},
    {"UPDATE journal SET line=replace(hex(zeroblob(100000)), '00', 'ab') WHERE event=1", "event"},
    {"INSERT INTO journal VALUES(6, '0 0 0 undo event=6')", "undoes one that comes later"},
    {"UPDATE runs SET parent=run WHERE run=2", "there cannot be a run 2 with the parent 2"},
    {"UPDATE runs SET parent=3 WHERE run=2", "there cannot be a run 2 with the parent 3"},
    {"UPDATE runs SET parent=-1 WHERE run=2", "'parent' is of the wrong type"},
    {"UPDATE runs SET run=99999999999 WHERE run=2", "the runs are not in order"},
    {"UPDATE runs SET place=1", "the runs are not in order"},
    {"DELETE FROM segments WHERE run=1", "a run has no configuration"},
    {"UPDATE segments SET since=4 WHERE run=1", "a run's changes are not in order"},
    {"UPDATE segments SET config='gd:lr=1''; DROP TABLE rows;--' WHERE run=1", "lr"},
    {"UPDATE segments SET config='sgd9' WHERE run=1", "sgd9"},
    {"UPDATE segments SET total=9223372036854775807 WHERE run=1", "changes are not in order"},
    {"UPDATE segments SET config='adam:lr=0.02,beta1=0.5' WHERE run=1", "recomputing"},
    {"UPDATE rows SET train_loss='much' WHERE iteration=3", "'train_loss' is of the wrong type"},
    {"UPDATE rows SET train_loss=7 WHERE iteration=3", "'train_loss' is of the wrong type"},
    {"UPDATE rows SET train_loss=0.25 WHERE iteration=3", "not those of its text"},
    {"UPDATE rows SET csv='1,2,3,4' WHERE iteration=3", "not those of its text"},
    {"DELETE FROM rows WHERE iteration=3", "a row is missing"},
    {"DELETE FROM rows WHERE iteration>3 AND run=1", "a checkpoint is of another iteration"},
    {"UPDATE rows SET iteration=1<<60 WHERE iteration=9", "a row is missing"},
    {"UPDATE checkpoints SET iteration=5 WHERE iteration=10", "a checkpoint is of another"},
    {"UPDATE checkpoints SET state='' WHERE run=1", "'state' is of the wrong type"},
    {"UPDATE checkpoints SET iteration='x'||iteration", "'iteration' is of the wrong type"},
};
enum { HOSTILE = sizeof hostile / sizeof hostile[0] };

START_TEST(hostile_files)
{
    sqlite3 *db = open_bytes();

    if (strstr(hostile[_i].says, "recomputing"))
        edit(db, "DELETE FROM checkpoints");
    edit(db, hostile[_i].sql);
    assert_refused(db, hostile[_i].says, hostile[_i].sql);
}
END_TEST

/* ---- hostile states ----------------------------------------------------------------------------
 */

/* Puts a word of the L-BFGS run's state to a value, with a checksum that fits. */
static void forge(sqlite3 *db, size_t word, uint64_t value, size_t cut)
{
    sqlite3_stmt *statement;
    unsigned char *state;
    size_t length;
    char checksum[32];

    sqlite3_prepare_v2(db, "SELECT state FROM checkpoints WHERE run=2 AND iteration=10", -1,
                       &statement, NULL);
    ck_assert_int_eq(sqlite3_step(statement), SQLITE_ROW);
    length = (size_t)sqlite3_column_bytes(statement, 0);
    state = malloc(length);
    memcpy(state, sqlite3_column_blob(statement, 0), length);
    sqlite3_finalize(statement);
    for (size_t i = 0; i < 8; i++)
        state[8 * word + i] = (unsigned char)(value >> 8 * i);
    length = cut < length ? length - cut : 8;
    snprintf(checksum, sizeof checksum, "%016llx",
             (unsigned long long)checksum_add(0, state, length));
    sqlite3_prepare_v2(db, "UPDATE checkpoints SET state=?1, checksum=?2 WHERE run=2", -1,
                       &statement, NULL);
    sqlite3_bind_blob(statement, 1, state, (int)length, SQLITE_STATIC);
    sqlite3_bind_text(statement, 2, checksum, -1, SQLITE_STATIC);
    ck_assert_int_eq(sqlite3_step(statement), SQLITE_DONE);
    sqlite3_finalize(statement);
    free(state);
}

/* The words are in the order of replica_bytes.c. */
static const struct {
    size_t word, cut;
    uint64_t value;
    const char *says;
} forged[] = {
    {0, 0, 8, "of another seed"},
    {1, 0, 11, "a checkpoint is of another iteration"},
    {1, 0, UINT64_MAX, "a checkpoint is"},
    {4, 0, 99, "counts do not go together"},
    {5, 0, 11, "counts do not go together"},
    {6, 0, 11, "counts do not go together"},
    {7, 0, 0x7ff0000000000000, "a time is not valid"},
    {8, 0, 0x7ff8000000000000, "a time is not valid"},
    {12, 0, 1, "the run's plan is another one"},
    {13, 0, 2, "a number is out of range"},
    {13, 0, 1, "counts do not go together"},
    {14, 0, 3, "a number is out of range"},
    {17, 0, 2, "a number is out of range"},
    {18, 0, 625, "a number is out of range"},
    {18, 0, UINT64_MAX, "a number is out of range"},
    {19, 0, 2, "a number is out of range"},
    {21, 0, 0x7ff8000000000000, "a norm is not valid"},
    {22 + 312, 0, 0x4014000000000000, "the optimizer's state is not valid"}, /* 5 pairs of 4 */
    {22 + 313, 0, 0x4010000000000000, "the optimizer's state is not valid"}, /* oldest: 4 of 0..3 */
    {0, 8, 7, "its size is not that of a state"},
    {0, 100000000, 7, "it is too short"},
};
enum { FORGED = sizeof forged / sizeof forged[0] };

START_TEST(forged_states)
{
    char what[64];
    sqlite3 *db = open_bytes();

    snprintf(what, sizeof what, "word %zu, %zu bytes less", forged[_i].word, forged[_i].cut);
    forge(db, forged[_i].word, forged[_i].value, forged[_i].cut);
    assert_refused(db, forged[_i].says, what);
}
END_TEST

/* A sample that there is not. */
START_TEST(forged_order)
{
    sqlite3 *db = open_bytes();
    int64_t length = session_ask(db, "SELECT length(state) FROM checkpoints WHERE run=2", 0);

    forge(db, (size_t)length / 8 - 1, UINT64_C(0x3000000030), 0);
    assert_refused(db, "there is no such sample", "order");
}
END_TEST

/* Bits that flip in a state are noticed: it is left out, and the race is the same. */
START_TEST(flipped_state)
{
    struct problem_config config = problem_of("13");
    struct race *whole = make_race(&config), *race;
    struct status status = {0};
    struct session *session;
    sqlite3 *db = open_bytes();

    edit(db, "UPDATE checkpoints SET checksum='0000000000000000' WHERE run=1");
    race = try_race(db, &session, &status);
    ck_assert_msg(race != NULL, "%s", status.message);
    ck_assert_ptr_nonnull(strstr(session_remark(session), "a damaged checkpoint was left out"));
    iterate(whole, NULL, 10);
    assert_same(whole, race);
    session_free(session);
    race_free(race);
    race_free(whole);
}
END_TEST

/* Another kind of processor: a warning; rows after the last state may come out otherwise. */
START_TEST(other_machine)
{
    struct session *session;
    struct race *race;
    sqlite3 *db;
    FILE *file;
    const char *path;

    temporary_create();
    path = temporary_path("race.optop");
    file = fopen(path, "wb");
    ck_assert_uint_eq(fwrite(bytes, 1, size, file), size);
    fclose(file);
    ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
    edit(db, "UPDATE meta SET value='vax' WHERE name='machine'; DELETE FROM checkpoints WHERE "
             "run=1; UPDATE rows SET gradient_norm=0.125 WHERE run=1 AND iteration=5");
    sqlite3_close(db);
    race = reopen(path, &session);
    ck_assert_ptr_nonnull(strstr(session_remark(session), "another kind of processor (vax)"));
    iterate(race, session, 3);
    end(session, race);
    /* Now it is this one's. */
    race = reopen(path, &session);
    ck_assert_str_eq(session_remark(session), "");
    ck_assert_uint_eq(race_iteration(race), 13);
    ck_assert(history_get(run_get_history(race_run(race, 0)), 5).value[CURVE_GRADIENT_NORM] !=
              0.125);
    end(session, race);
    temporary_remove();
}
END_TEST

/* Files of which a bit was turned over open or give a sentence. */
START_TEST(flipped_bits)
{
    int flips = instrumented() ? 10 : getenv("OPTOP_SLOW") ? 5000 : 200, opened = 0;
    struct rng rng;

    rng_seed(&rng, 2385);
    for (int i = 0; i < flips; i++) {
        struct status status = {0};
        struct session *session;
        size_t at = rng_interval(&rng, (uint32_t)size - 1);
        unsigned char bit = (unsigned char)(1 << rng_interval(&rng, 7));
        struct race *race;

        bytes[at] ^= bit;
        race = try_race(open_bytes(), &session, &status);
        bytes[at] ^= bit;
        ck_assert(race || status.message[0]);
        opened += race != NULL;
        session_free(session);
        race_free(race);
    }
    /* Most bits are those of states, which can be left out, or stand nowhere. */
    ck_assert_msg(opened > 0 && (opened < flips || flips < 200), "%d of %d open", opened, flips);
}
END_TEST

static Suite *session_suite(void)
{
    Suite *suite = suite_create("session");
    TCase *going_on = tcase_create("going_on"), *possession = tcase_create("possession");
    TCase *bad = tcase_create("bad");

    tcase_add_loop_test(going_on, gone_on_with, 0, 6);
    tcase_add_loop_test(going_on, events_are_kept, 0, ACTS);
    tcase_add_test(going_on, written_while_training);
    tcase_add_test(going_on, screen_settings);
    tcase_add_test(going_on, finals);
    suite_add_tcase(suite, going_on);
    tcase_add_test(possession, one_owner);
    tcase_add_test(possession, given_up);
    tcase_add_test(possession, killed);
    tcase_add_test(possession, changes_that_are_undone);
    suite_add_tcase(suite, possession);
    tcase_add_unchecked_fixture(bad, make_bytes, NULL);
    tcase_add_loop_test(bad, hostile_files, 0, HOSTILE);
    tcase_add_loop_test(bad, forged_states, 0, FORGED);
    tcase_add_test(bad, forged_order);
    tcase_add_test(bad, flipped_state);
    tcase_add_test(bad, other_machine);
    tcase_add_test(bad, flipped_bits);
    suite_add_tcase(suite, bad);
    return suite;
}

TEST_MAIN(session_suite)
