/*
 * check_damage.c - sessions that are damaged, hostile, or of another kind of processor: they give a
 * sentence or a race, never a crash and never another query.
 */
#include "base/checksum.h"
#include "session_tools.h"

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

/* Roundings of another version: a warning; rows after the last state may come out otherwise. */
START_TEST(other_arithmetic)
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
    edit(db, _i == 0 ? "UPDATE meta SET value='0' WHERE name='arithmetic'"
                     : "DELETE FROM meta WHERE name='arithmetic'");
    edit(db, "DELETE FROM checkpoints WHERE run=1; UPDATE rows SET gradient_norm=0.125 WHERE run=1 "
             "AND iteration=5");
    sqlite3_close(db);
    race = reopen(path, &session);
    ck_assert_ptr_nonnull(
        strstr(session_remark(session), "a version of optop that rounds otherwise"));
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

static Suite *damage_suite(void)
{
    Suite *suite = suite_create("damage");
    TCase *bad = tcase_create("bad");

    tcase_add_unchecked_fixture(bad, make_bytes, NULL);
    tcase_add_loop_test(bad, hostile_files, 0, HOSTILE);
    tcase_add_loop_test(bad, forged_states, 0, FORGED);
    tcase_add_test(bad, forged_order);
    tcase_add_test(bad, flipped_state);
    tcase_add_loop_test(bad, other_arithmetic, 0, 2);
    tcase_add_test(bad, flipped_bits);
    suite_add_tcase(suite, bad);
    return suite;
}

TEST_MAIN(damage_suite)
