/*
 * check_session.c - races kept in files: closed at any iteration and gone on with, they give the
 * bytes of a race that was never interrupted. Damaged and hostile files: check_damage.c.
 */
#include "session_tools.h"

#include "train/race_keep.h"

#include <signal.h>
#include <sys/wait.h>

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
    wait_for_writing(session, &view);
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
    wait_for_writing(session, &view);
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

/* So is where a run has stood still since. */
START_TEST(conditions)
{
    struct problem_config config = problem_of("13");
    struct race *race = make_race(&config);
    const struct run_numbers *numbers;
    struct session *session;
    const char *path;

    temporary_create();
    path = temporary_path("race.optop");
    session = begin(path, race);
    iterate(race, session, 9);
    for (int i = 0; i < 2; i++) {
        struct run_numbers *still = run_replica(race_run(race, i), 0)->numbers;

        still->condition = i == 0 ? RUN_STALLED : RUN_MOVING;
        still->latest = i == 0 ? RUN_STALLED : RUN_CONVERGED;
        still->latest_from = 5 + (uint64_t)i;
        still->latest_loss = i == 0;
    }
    end(session, race);
    race = reopen(path, &session);
    for (int i = 0; i < 2; i++) {
        numbers = run_get_numbers(race_run(race, i));
        ck_assert_int_eq((int)numbers->condition, i == 0 ? RUN_STALLED : RUN_MOVING);
        ck_assert_int_eq((int)numbers->latest, i == 0 ? RUN_STALLED : RUN_CONVERGED);
        ck_assert_uint_eq(numbers->latest_from, 5 + (uint64_t)i);
        ck_assert_int_eq(numbers->latest_loss, i == 0);
    }
    end(session, race);
    temporary_remove();
}
END_TEST

/* A race on a test function of two parameters. */
static struct race *make_function_race(void)
{
    struct problem_config config;
    struct run_config run[] = {run_of("gd:lr=0.002"), run_of("adam:lr=0.05"), run_of("lbfgs")};
    struct status status = {0};
    struct race *race;

    problem_config_default(&config);
    snprintf(config.data, sizeof config.data, "rosenbrock");
    race = setup_race(setup_problem(&config, &status), run, 3, LENGTH, 2, &status);
    ck_assert_msg(race != NULL, "%s", status.message);
    race_set_memory(race, RACE_MEMORY, 3);
    return race;
}

static void assert_same_paths(const struct race *a, const struct race *b)
{
    for (int i = 0; i < race_runs(a); i++) {
        const struct history *x = run_get_history(race_run(a, i));
        const struct history *y = run_get_history(race_run(b, i));

        for (size_t s = 0; s <= history_length(x); s++) {
            double p[2], q[2];

            ck_assert(history_place(x, s, p) && history_place(y, s, q));
            ck_assert_msg(p[0] == q[0] && p[1] == q[1], "run %d, state %zu: %.17g %.17g", i, s,
                          q[0], q[1]);
        }
    }
}

/* On test functions the paths are kept, with the state reached, also where training was cut off. */
START_TEST(paths)
{
    struct race *race = make_function_race(), *whole = make_function_race();
    struct session *session;
    const char *path;
    sqlite3 *db;

    temporary_create();
    path = temporary_path("race.optop");
    session = begin(path, race);
    iterate(race, session, 23);
    iterate(whole, NULL, 23);
    assert_same_paths(whole, race);
    end(session, race);
    race = reopen(path, &session);
    assert_same_paths(whole, race);
    iterate(race, session, 8);
    iterate(whole, NULL, 8);
    assert_same_paths(whole, race);
    end(session, race);
    /* Rows without a state after them are trained once more. */
    ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
    edit(db, "DELETE FROM checkpoints WHERE iteration>23");
    sqlite3_close(db);
    race = reopen(path, &session);
    assert_same(whole, race);
    assert_same_paths(whole, race);
    end(session, race);
    /* Files of older programs have no paths; they go on with one. */
    ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
    edit(db, "DROP TABLE places");
    sqlite3_close(db);
    race = reopen(path, &session);
    assert_same(whole, race);
    iterate(race, session, 2);
    end(session, race);
    ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
    ck_assert_int_eq(session_ask(db, "SELECT count(*) FROM places WHERE iteration>=31", 0), 6);
    sqlite3_close(db);
    race_free(whole);
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
        wait_for_writing(session, &view);
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

static Suite *session_suite(void)
{
    Suite *suite = suite_create("session");
    TCase *going_on = tcase_create("going_on"), *possession = tcase_create("possession");

    tcase_add_loop_test(going_on, gone_on_with, 0, 6);
    tcase_add_loop_test(going_on, events_are_kept, 0, ACTS);
    tcase_add_test(going_on, written_while_training);
    tcase_add_test(going_on, screen_settings);
    tcase_add_test(going_on, finals);
    tcase_add_test(going_on, conditions);
    tcase_add_test(going_on, paths);
    suite_add_tcase(suite, going_on);
    tcase_add_test(possession, one_owner);
    tcase_add_test(possession, given_up);
    tcase_add_test(possession, killed);
    tcase_add_test(possession, changes_that_are_undone);
    suite_add_tcase(suite, possession);
    return suite;
}

TEST_MAIN(session_suite)
