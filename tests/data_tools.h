/*
 * data_tools.h - files in the temporary folder, read as data or refused with a sentence.
 */
#ifndef OPTOP_DATA_TOOLS_H
#define OPTOP_DATA_TOOLS_H

#include "temporary.h"

#include "data/format.h"

static struct data_request request; /* what the next load asks for; path is set by load() */

static inline void begin(void)
{
    temporary_create();
    request = (struct data_request){.seed = 1};
}

/* Removes the folder with the folders in it. */
static inline void end(void)
{
    char command[512];

    snprintf(command, sizeof command, "rm -rf '%s'", temporary_folder);
    ck_assert_int_eq(system(command), 0);
}

static inline void write_text(const char *name, const char *text)
{
    temporary_write(name, text, strlen(text));
}

static inline struct dataset *load(const char *name)
{
    struct status status = {0};

    request.path = temporary_path(name);
    struct dataset *dataset = data_load(&request, &status);
    ck_assert_msg(dataset != NULL, "%s: %s", name, status.message);
    ck_assert_int_eq(status.code, STATUS_OK);
    return dataset;
}

/* The file is refused with a sentence that has both parts, where "%" stands for its path. */
static inline void refuses(const char *name, const char *where, const char *sentence)
{
    struct status status = {0};
    char expected[1280];

    request.path = temporary_path(name);
    snprintf(expected, sizeof expected, "%s%s", where[0] == '%' ? request.path : "",
             where[0] == '%' ? where + 1 : where);
    ck_assert_ptr_null(data_load(&request, &status));
    ck_assert_int_ne(status.code, STATUS_OK);
    ck_assert_msg(strstr(status.message, expected) != NULL, "'%s' lacks '%s'", status.message,
                  expected);
    ck_assert_msg(strstr(status.message, sentence) != NULL, "'%s' lacks '%s'", status.message,
                  sentence);
}

/* An input of a row as the network sees it. */
static inline real input(const struct dataset *dataset, const struct samples *samples, size_t row,
                         size_t column)
{
    real x[512];

    ck_assert_uint_le(samples->n_x, 512);
    samples_expand(dataset, samples, NULL, row, 1, x);
    return x[column];
}

#endif
