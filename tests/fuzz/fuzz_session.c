/*
 * fuzz_session.c - any bytes as a session's database: a race that is put together whole, or a
 * sentence; and its first sweep likewise. Of a test function, so that no file is read and no
 * iteration takes long.
 */
#include "fuzz.h"

#include "app/session_private.h"
#include "app/sweep_store_private.h"
#include "model/functions.h"
#include "train/race_keep.h"

const char fuzz_corpus[] = "session";

/* Every replica stands at the end of its rows. */
static void check(const struct race *race)
{
    for (int i = 0; i < race_runs(race); i++)
        for (int r = 0; r < run_replicas(race_run(race, i)); r++) {
            const struct replica *replica = run_replica(race_run(race, i), r);
            uint64_t rows = history_length(replica->history);

            MUST(replica->numbers->state == RUN_DIVERGED ? replica->numbers->iteration + 1 == rows
                                                         : replica->numbers->iteration == rows);
            MUST(run_parent(race_run(race, i)) < race_run_id(race, i));
        }
}

static struct race *open_race(struct session *session, struct status *status)
{
    struct problem_config config = *session_problem(session);

    if (!function_find(config.data))
        return NULL;
    return session_race(session, problem_load(&config, config.data, NULL, status), 1, RACE_MEMORY,
                        &(struct measures){0}, status);
}

/* Results lie within their list of jobs. */
static void read_results(struct sweep_store *store, const struct sweep_record *record,
                         struct status *status)
{
    enum { JOBS_MAX = 5000 };
    struct sweep_request request = sweep_record_request(record);
    struct sweep_results results = {0};
    struct sweep_plan plan;

    if (!sweep_plan_make(&plan, &request, status))
        return;
    if (sweep_jobs(&plan) <= JOBS_MAX && sweep_results_make(&results, &plan, status) &&
        sweep_store_results(store, &plan, &results, status))
        for (uint64_t job = 0; job < results.jobs; job++)
            MUST(!results.there[job] || (results.result[job].job == job &&
                                         results.result[job].iterations <= plan.iterations));
    sweep_results_clear(&results);
    sweep_plan_clear(&plan);
}

/* The first sweep in the database, or a sentence. */
static void read_sweep(sqlite3 *db)
{
    struct sweep_record record = {0};
    struct status status = {0};
    struct sweep_store *store;

    session_harden(db);
    if (!session_check_tables(db, "a file", &status))
        return;
    store = sweep_store_over(db, "a file", &status);
    MUST(store != NULL);
    if (sweep_store_read(store, 1, &record, &status))
        read_results(store, &record, &status);
    else
        MUST(status.message[0]);
    sweep_record_clear(&record);
    sweep_store_free(store);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    unsigned char *copy = sqlite3_malloc64(count + 1);
    struct session *session;
    struct race *race = NULL;
    struct status status = {0};
    sqlite3 *db;

    MUST(copy != NULL);
    if (count > 0)
        memcpy(copy, bytes, count);
    MUST(sqlite3_open(":memory:", &db) == SQLITE_OK);
    MUST(sqlite3_deserialize(db, "main", copy, (sqlite3_int64)count, (sqlite3_int64)count,
                             SQLITE_DESERIALIZE_FREEONCLOSE) == SQLITE_OK);
    read_sweep(db);
    session = session_adopt(db, "a file", &status);
    if (session)
        race = open_race(session, &status);
    MUST(race || status.message[0] || session);
    if (race)
        check(race);
    session_free(session);
    race_free(race);
    return 0;
}
