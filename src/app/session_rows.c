/* session_rows.c - a moment's rows into the file; see session_private.h. */
#include "session_private.h"

#include "export_row.h"
#include "train/race_keep.h"

#include <math.h>
#include <stdio.h>

enum { COPY_ROWS = 256 }; /* at a time, under the race's lock */

static bool failed(struct session *session, struct status *status)
{
    return session_sql_failed(session->db, session->path, status);
}

static bool prepare_rows(struct session *session, struct status *status)
{
    char columns[SESSION_SQL_MAX / 4], values[SESSION_SQL_MAX / 4], sql[SESSION_SQL_MAX];

    if (session->insert_row && session->insert_place)
        return true;
    sqlite3_finalize(session->insert_row);
    snprintf(sql, sizeof sql,
             "INSERT OR REPLACE INTO rows(run, replica, iteration, evaluated, csv, %s) "
             "VALUES(?1, ?2, ?3, ?4, ?5, %s)",
             session_curve_columns(columns, sizeof columns),
             session_curve_values(6, values, sizeof values));
    return (sqlite3_prepare_v3(session->db, sql, -1, SQLITE_PREPARE_PERSISTENT,
                               &session->insert_row, NULL) == SQLITE_OK &&
            sqlite3_prepare_v3(
                session->db, "INSERT OR REPLACE INTO places VALUES(?1, ?2, ?3, ?4, ?5)", -1,
                SQLITE_PREPARE_PERSISTENT, &session->insert_place, NULL) == SQLITE_OK) ||
           failed(session, status);
}

/* The parameters of a test function, from which its paths are drawn. */
static bool write_place(struct session *session, const struct session_kept *kept,
                        const struct kept_row *row, struct status *status)
{
    sqlite3_stmt *insert = session->insert_place;

    if (isnan(row->place[0]))
        return true;
    sqlite3_bind_int(insert, 1, kept->id);
    sqlite3_bind_int(insert, 2, kept->index);
    sqlite3_bind_int64(insert, 3, (int64_t)kept->rows);
    for (int k = 0; k < 2; k++)
        sqlite3_bind_double(insert, 4 + k, row->place[k]);
    return session_step(insert) || failed(session, status);
}

static bool write_row(struct session *session, const struct session_kept *kept,
                      const struct kept_row *it, struct status *status)
{
    sqlite3_stmt *insert = session->insert_row;
    char csv[EXPORT_ROW_MAX];

    sqlite3_bind_int(insert, 1, kept->id);
    sqlite3_bind_int(insert, 2, kept->index);
    sqlite3_bind_int64(insert, 3, (int64_t)kept->rows);
    sqlite3_bind_int(insert, 4, it->row.evaluated);
    sqlite3_bind_text(insert, 5, export_row_figures(&it->row, csv, sizeof csv), -1, SQLITE_STATIC);
    for (int c = 0; c < CURVES; c++)
        sqlite3_bind_double(insert, 6 + c, it->row.value[c]); /* NULL for what is not a number */
    return (session_step(insert) || failed(session, status)) &&
           write_place(session, kept, it, status);
}

/* Up to `room` rows of a replica that are not in the file yet. */
static bool write_rows(struct session *session, struct session_kept *kept, uint64_t rows,
                       size_t *room, struct status *status)
{
    struct kept_row row[COPY_ROWS];

    while (*room > 0 && kept->rows < rows) {
        size_t count = *room < COPY_ROWS ? *room : COPY_ROWS;

        count = rows - kept->rows < count ? (size_t)(rows - kept->rows) : count;
        if (!race_copy_rows(session->race, kept->id, kept->index, session->moment.events,
                            (size_t)kept->rows, count, row))
            return status_fail(status, STATUS_CANCELLED, "the race is another one");
        for (size_t i = 0; i < count; i++) {
            if (!write_row(session, kept, &row[i], status))
                return false;
            kept->rows++;
        }
        *room -= count;
    }
    return true;
}

bool session_write_rows(struct session *session, bool *all, struct status *status)
{
    const struct moment *moment = &session->moment;
    size_t room = SESSION_BATCH_ROWS;

    *all = true;
    if (!prepare_rows(session, status))
        return false;
    for (int i = 0; i < moment->runs * moment->seeds; i++) {
        int id = moment->run[i / moment->seeds].id;
        struct session_kept *kept = session_add_kept(&session->mirror, id, i % moment->seeds);

        if (!kept)
            return status_out_of_memory(status, "the session");
        if (!write_rows(session, kept, moment->replica[i].rows, &room, status))
            return false;
        *all = *all && kept->rows == moment->replica[i].rows;
    }
    return true;
}
