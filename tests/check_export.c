/* check_export.c - histories as CSV: every byte of a row, and files written whole or not at all. */
#include "check_main.h"
#include "app/export.h"
#include "app/export_row.h"
#include "app/home_path.h"
#include "temporary.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SAMPLES = 13, INPUTS = 3 };

static const char header[] =
    "run,optimizer,iteration,train_loss,test_loss,train_accuracy,test_accuracy,name\n";

/* A race on a few made-up numbers. */
static struct race *make_race(const char *const *runs, int count, const char *activation,
                              uint64_t batch_size, uint64_t iterations)
{
    double x[SAMPLES * INPUTS], y[SAMPLES];
    struct problem_config config;
    struct status status = {0};
    struct race *race;

    for (int i = 0; i < SAMPLES * INPUTS; i++)
        x[i] = sin(2.385 * i);
    for (int i = 0; i < SAMPLES; i++)
        y[i] = i % 2;
    problem_config_default(&config);
    snprintf(config.layers, sizeof config.layers, "4");
    config.activation = (int)(activation_find(activation) - activations);
    config.batch_size = batch_size;
    race = race_create(
        problem_from_dataset(dataset_from_reals(INPUTS, 1, SAMPLES, x, y, 0, NULL, NULL, &status),
                             &config, &status),
        1, &status);
    ck_assert_msg(race != NULL, "%s", status.message);
    for (int i = 0; i < count; i++) {
        struct run_config run;
        ck_assert(run_config_parse(runs[i], &run, &status));
        ck_assert_int_gt(race_add(race, &run, &status), 0);
    }
    while (race_live(race) > 0 && race_laggard(race) < iterations)
        ck_assert_msg(race_iterate(race, NULL, &status), "%s", status.message);
    return race;
}

static struct race *small_race(void)
{
    static const char *const runs[] = {"gd:lr=0.05", "adam"};

    return make_race(runs, 2, "relu", 0, 5);
}

static char *csv_text(const struct race *race)
{
    char *text = NULL;
    size_t size;
    struct status status = {0};
    FILE *stream = open_memstream(&text, &size);

    ck_assert_ptr_nonnull(stream);
    ck_assert_msg(export_csv_stream(race, stream, "memory", &status), "%s", status.message);
    ck_assert_int_eq(fclose(stream), 0);
    return text;
}

static char *file_text(const char *path)
{
    char *text = calloc(1, 65536);
    FILE *stream = fopen(path, "r");

    ck_assert_msg(stream != NULL, "%s: %s", path, strerror(errno));
    ck_assert_uint_lt(fread(text, 1, 65535, stream), 65535);
    fclose(stream);
    return text;
}

static void write_text(const char *path, const char *text)
{
    FILE *stream = fopen(path, "w");

    ck_assert_ptr_nonnull(stream);
    fputs(text, stream);
    ck_assert_int_eq(fclose(stream), 0);
}

static int entries(void)
{
    DIR *dir = opendir(temporary_folder);
    int count = 0;

    ck_assert_ptr_nonnull(dir);
    while (readdir(dir))
        count++;
    closedir(dir);
    return count - 2; /* . and .. */
}

/* The export fails with these words, and the folder holds as many files as before. */
static void fails(const struct race *race, const char *path, bool replace, const char *words)
{
    struct status status = {0};
    int before = entries();

    ck_assert_msg(!export_csv(race, path, replace, &status), "%s was written", path);
    ck_assert_int_eq(status.code, STATUS_SYSTEM);
    ck_assert_msg(strstr(status.message, words) != NULL, "'%s' lacks '%s'", status.message, words);
    ck_assert_int_eq(entries(), before);
}

/* ---- rows -------------------------------------------------------------------------------------
 */

START_TEST(rows_hold_the_history_to_the_last_bit)
{
    struct race *race = small_race();
    char *text = csv_text(race), *line = text;
    int rows = 0;

    ck_assert_int_eq(strncmp(text, header, strlen(header)), 0);
    line += strlen(header);
    for (int r = 0; r < 2; r++)
        for (size_t i = 0; i < 5; i++, rows++) {
            struct history_row row = history_get(run_get_history(race_run(race, r)), i);
            double train, test;
            float train_accuracy, test_accuracy;
            char start[64], called[8];

            snprintf(start, sizeof start, "%d,%s,%zu,", r + 1, r == 0 ? "gd" : "adam", i);
            ck_assert_msg(strncmp(line, start, strlen(start)) == 0, "%.40s", line);
            ck_assert_int_eq(sscanf(line + strlen(start), "%lf,%lf,%f,%f,%7[a-z]", &train, &test,
                                    &train_accuracy, &test_accuracy, called),
                             5);
            ck_assert_str_eq(called, r == 0 ? "gd" : "adam");
            ck_assert(train == row.value[CURVE_TRAIN_LOSS]);
            ck_assert(test == row.value[CURVE_TEST_LOSS]);
            ck_assert(train_accuracy == (float)row.value[CURVE_TRAIN_ACCURACY]);
            ck_assert(test_accuracy == (float)row.value[CURVE_TEST_ACCURACY]);
            line = strchr(line, '\n') + 1;
        }
    ck_assert_str_eq(line, "");
    free(text);
    race_free(race);
}
END_TEST

/* Losses with all digits, accuracies with as few as read back the same. */
START_TEST(figures_have_the_digits_that_they_need)
{
    struct history_row row = {.value = {[CURVE_TRAIN_LOSS] = 0.25, [CURVE_TEST_LOSS] = 0.1},
                              .evaluated = true};
    char text[EXPORT_ROW_MAX];

    row.value[CURVE_TRAIN_ACCURACY] = 0.5;
    row.value[CURVE_TEST_ACCURACY] = (double)0.4676668F;
    ck_assert_str_eq(export_row_figures(&row, text, sizeof text),
                     "0.25,0.10000000000000001,0.5,0.4676668");
    row.value[CURVE_TRAIN_ACCURACY] = (double)0.123456791F;
    row.value[CURVE_TEST_ACCURACY] = (double)0.9876543F;
    ck_assert_str_eq(export_row_figures(&row, text, sizeof text),
                     "0.25,0.10000000000000001,0.12345679,0.9876543");
}
END_TEST

START_TEST(what_was_not_evaluated_is_empty)
{
    static const char *const runs[] = {"gd:lr=0.05"};
    struct race *race = make_race(runs, 1, "relu", 5, 7); /* 3 iterations an epoch */
    char *text = csv_text(race), *line = text + strlen(header);
    const struct history *history = run_get_history(race_run(race, 0));
    int empty = 0;

    for (size_t i = 0; i < 7; i++) {
        bool evaluated = history_get(history, i).evaluated;
        char *end = strchr(line, '\n');
        *end = '\0';
        ck_assert_msg(evaluated == (strstr(line, ",,") == NULL), "%s", line);
        if (!evaluated)
            ck_assert_str_eq(end - 6, ",,,,gd");
        empty += !evaluated;
        line = end + 1;
    }
    ck_assert_int_eq(empty, 4);
    free(text);
    race_free(race);
}
END_TEST

START_TEST(a_run_that_diverges_ends_in_words)
{
    static const char *const runs[] = {"momentum:lr=1000,beta=0", "gd:lr=0.05"};
    struct race *race = make_race(runs, 2, "identity", 0, 300);
    char *text;

    ck_assert_int_eq(race_live(race), 1);
    text = csv_text(race);
    ck_assert_ptr_null(strstr(text, "-nan"));
    ck_assert_ptr_null(strstr(text, "NAN"));
    ck_assert(strstr(text, ",nan,") || strstr(text, ",inf,"));
    ck_assert_ptr_nonnull(strstr(text, "\n2,gd,299,"));
    free(text);
    race_free(race);
}
END_TEST

START_TEST(runs_have_names_quoted_where_that_is_needed)
{
    static const char *const runs[] = {"gd:lr=0.05", "gd:lr=0.25", "adam:name=the \"fast\" one",
                                       "adam"};
    static const char *const end[] = {",gd lr=0.05", ",gd lr=0.25", ",\"the \"\"fast\"\" one\"",
                                      ",adam"};
    struct race *race = make_race(runs, 4, "relu", 0, 1);
    char *text = csv_text(race), *line = strtok(text, "\n");

    for (int i = 0; i < 4; i++) {
        line = strtok(NULL, "\n");
        ck_assert_ptr_nonnull(line);
        ck_assert_str_eq(line + strlen(line) - strlen(end[i]), end[i]);
    }
    free(text);
    race_free(race);
    race =
        make_race((const char *const[]){"gd:name=two\nlines", "adam:name=a\rb"}, 2, "relu", 0, 1);
    text = csv_text(race);
    ck_assert_ptr_nonnull(strstr(text, ",\"two\nlines\"\n"));
    ck_assert_ptr_nonnull(strstr(text, ",\"a\rb\"\n"));
    free(text);
    race_free(race);
}
END_TEST

START_TEST(no_run_is_a_header_alone)
{
    struct race *race = make_race(NULL, 0, "relu", 0, 0);
    char *text = csv_text(race);

    ck_assert_str_eq(text, header);
    free(text);
    race_free(race);
}
END_TEST

/* ---- files ------------------------------------------------------------------------------------
 */

START_TEST(a_new_file_has_the_same_bytes_as_the_stream)
{
    struct race *race = small_race();
    struct status status = {0};
    char *expected = csv_text(race), *text;
    struct stat st;

    umask(027);
    ck_assert_msg(export_csv(race, temporary_path("new.csv"), false, &status), "%s",
                  status.message);
    text = file_text(temporary_path("new.csv"));
    ck_assert_str_eq(text, expected);
    ck_assert_int_eq(stat(temporary_path("new.csv"), &st), 0);
    ck_assert_uint_eq(st.st_mode & 0777, 0640);
    ck_assert_int_eq(entries(), 1);
    free(text);
    free(expected);
    race_free(race);
}
END_TEST

START_TEST(an_existing_file_is_refused_or_replaced_and_keeps_its_mode)
{
    struct race *race = small_race();
    struct status status = {0};
    char *expected = csv_text(race), *text;
    struct stat st;

    write_text(temporary_path("old.csv"), "precious");
    ck_assert_int_eq(chmod(temporary_path("old.csv"), 0604), 0);
    fails(race, temporary_path("old.csv"), false, "old.csv: exists already");
    text = file_text(temporary_path("old.csv"));
    ck_assert_str_eq(text, "precious");
    free(text);

    ck_assert_msg(export_csv(race, temporary_path("old.csv"), true, &status), "%s", status.message);
    text = file_text(temporary_path("old.csv"));
    ck_assert_str_eq(text, expected);
    ck_assert_int_eq(stat(temporary_path("old.csv"), &st), 0);
    ck_assert_uint_eq(st.st_mode & 0777, 0604);
    ck_assert_int_eq(entries(), 1);
    free(text);
    free(expected);
    race_free(race);
}
END_TEST

START_TEST(a_symbolic_link_stays_and_its_target_is_written)
{
    struct race *race = small_race();
    struct status status = {0};
    struct stat st;
    char *text;

    write_text(temporary_path("target.csv"), "old");
    ck_assert_int_eq(symlink("target.csv", temporary_path("link.csv")), 0);
    ck_assert_msg(export_csv(race, temporary_path("link.csv"), true, &status), "%s",
                  status.message);
    ck_assert_int_eq(lstat(temporary_path("link.csv"), &st), 0);
    ck_assert(S_ISLNK(st.st_mode));
    text = file_text(temporary_path("target.csv"));
    ck_assert_int_eq(strncmp(text, header, strlen(header)), 0);
    free(text);

    ck_assert_int_eq(symlink("nowhere.csv", temporary_path("dangling.csv")), 0);
    fails(race, temporary_path("dangling.csv"), true, "dangling.csv: No such file");
    race_free(race);
}
END_TEST

START_TEST(impossible_targets_are_named)
{
    struct race *race = small_race();
    struct status status = {0};
    char name[300]; /* a file's name may have 255 bytes */

    ck_assert_int_eq(mkdir(temporary_path("folder"), 0700), 0);
    fails(race, temporary_path("folder"), true, "folder: Is a directory");
    rmdir(temporary_path("folder"));
    fails(race, temporary_path("no/such.csv"), true, "No such file or directory");
    write_text(temporary_path("file"), "");
    fails(race, temporary_path("file/under.csv"), true, "under.csv: Not a directory");
    memset(name, 'x', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    fails(race, temporary_path(name), true, "File name too long");
    ck_assert(!export_check(temporary_path("no/such.csv"), true, &status));
    ck_assert(!export_check(temporary_path("file"), false, &status));
    ck_assert_ptr_nonnull(strstr(status.message, "file: exists already"));
    ck_assert(export_check(temporary_path("file"), true, &status));
    ck_assert(export_check(temporary_path("new"), false, &status));
    ck_assert(export_check("-", false, &status));
    race_free(race);
}
END_TEST

/* Before the training, and also where whoever runs the test may write everywhere. */
START_TEST(a_folder_that_cannot_be_written_is_named)
{
    enum { NOBODY = 65534, CANNOT_TELL = 77 };
    const char *path = temporary_path("locked/race.csv");
    int ended = 0;
    pid_t child;

    ck_assert_int_eq(mkdir(temporary_path("locked"), 0555), 0);
    child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        struct status status = {0};
        bool other = geteuid() != 0 || setuid(NOBODY) == 0;

        _exit(!other                                 ? CANNOT_TELL
              : export_check(path, true, &status)    ? 1
              : strstr(status.message, "Permission") ? 0
                                                     : 2);
    }
    ck_assert_int_eq(waitpid(child, &ended, 0), child);
    ck_assert(WIFEXITED(ended) && (WEXITSTATUS(ended) == 0 || WEXITSTATUS(ended) == CANNOT_TELL));
}
END_TEST

START_TEST(a_full_device_is_an_error)
{
    struct race *race = small_race();

    fails(race, "/dev/full", true, "/dev/full: No space left on device");
    race_free(race);
}
END_TEST

START_TEST(a_device_is_written_directly)
{
    struct race *race = small_race();
    struct status status = {0};
    struct stat st;

    ck_assert_msg(export_csv(race, "/dev/null", false, &status), "%s", status.message);
    ck_assert_int_eq(stat("/dev/null", &st), 0);
    ck_assert(S_ISCHR(st.st_mode));
    race_free(race);
}
END_TEST

START_TEST(when_there_is_no_room_the_old_file_survives)
{
    static const char *const runs[] = {"gd:lr=0.05"};
    struct race *race = make_race(runs, 1, "relu", 0, 200);
    const struct rlimit limit = {4096, 4096};
    char *text;

    write_text(temporary_path("old.csv"), "precious");
    signal(SIGXFSZ, SIG_IGN);
    if (getenv("CK_FORK") == NULL) /* the limit would stay with the tests that follow */
        ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    if (getenv("CK_FORK") == NULL)
        fails(race, temporary_path("old.csv"), true, "old.csv: File too large");
    text = file_text(temporary_path("old.csv"));
    ck_assert_str_eq(text, "precious");
    free(text);
    race_free(race);
}
END_TEST

START_TEST(without_a_row_no_file_is_replaced)
{
    static const char *const runs[] = {"gd:lr=0.05"};
    struct race *race = make_race(runs, 1, "relu", 0, 0);
    struct status status = {0};
    char *text;

    ck_assert_uint_eq(export_rows(race), 0);
    write_text(temporary_path("old.csv"), "precious");
    ck_assert(!export_csv(race, temporary_path("old.csv"), true, &status));
    ck_assert_ptr_nonnull(strstr(status.message, "old.csv: not written, as nothing was trained"));
    text = file_text(temporary_path("old.csv"));
    ck_assert_str_eq(text, "precious");
    free(text);
    race_free(race);
}
END_TEST

/* A temporary file with a lock belongs to a program at work, one without to a killed one. */
START_TEST(leftovers_of_killed_programs_are_removed)
{
    struct race *race = small_race();
    struct status status = {0};
    char name[64];
    int alive;

    ck_assert_uint_eq(export_rows(race), 10);
    for (int i = 0; i < 100; i++) {
        snprintf(name, sizeof name, ".optop-%ld-%d.tmp", (long)getpid(), i);
        write_text(temporary_path(name), "half");
    }
    write_text(temporary_path(".optop-1-0.tmp"), "half");
    write_text(temporary_path(".optop-1-x.tmp"), "not ours");
    write_text(temporary_path(".optop-.tmp"), "not ours");
    write_text(temporary_path(".optop-77-0.tmp"), "at work");
    alive = open(temporary_path(".optop-77-0.tmp"), O_RDONLY | O_CLOEXEC);
    ck_assert_int_eq(flock(alive, LOCK_EX | LOCK_NB), 0);

    ck_assert_msg(export_csv(race, temporary_path("new.csv"), false, &status), "%s",
                  status.message);
    ck_assert_int_eq(entries(), 4);
    ck_assert_int_eq(access(temporary_path("new.csv"), F_OK), 0);
    ck_assert_int_eq(access(temporary_path(".optop-1-x.tmp"), F_OK), 0);
    ck_assert_int_eq(access(temporary_path(".optop-77-0.tmp"), F_OK), 0);
    close(alive);
    ck_assert(export_csv(race, temporary_path("new.csv"), true, &status));
    ck_assert_int_eq(entries(), 3);
    unlink(temporary_path(".optop-1-x.tmp"));
    unlink(temporary_path(".optop-.tmp"));
    race_free(race);
}
END_TEST

/* The bytes of the file that `place` names, which begins with `folder` and ends in .csv. */
static void expect_kept(const struct race *race, const char *place, const char *folder)
{
    char *expected = csv_text(race), *text = file_text(place);
    struct stat st;

    ck_assert_msg(strncmp(place, folder, strlen(folder)) == 0, "%s is not in %s", place, folder);
    ck_assert_str_eq(place + strlen(place) - 4, ".csv");
    ck_assert_str_eq(text, expected);
    ck_assert_int_eq(stat(folder, &st), 0);
    ck_assert_uint_eq(st.st_mode & 077, 0);
    unlink(place);
    free(expected);
    free(text);
}

START_TEST(a_second_place_is_found)
{
    static const char *const name[] = {"XDG_STATE_HOME", "HOME", "TMPDIR"};
    struct race *race = small_race();
    char place[4096], folder[1200], *old[sizeof name / sizeof name[0]];

    for (size_t i = 0; i < sizeof name / sizeof name[0]; i++)
        old[i] = getenv(name[i]) ? strdup(getenv(name[i])) : NULL;

    ck_assert_int_eq(setenv("XDG_STATE_HOME", temporary_path("state"), 1), 0);
    ck_assert(export_csv_second(race, "gone/race.csv", place, sizeof place));
    snprintf(folder, sizeof folder, "%s/optop", temporary_path("state"));
    expect_kept(race, place, folder);
    ck_assert_ptr_nonnull(strstr(place, "/race-20"));
    ck_assert(export_csv_second(race, "-", place, sizeof place));
    ck_assert_ptr_nonnull(strstr(place, "/optop-20"));
    expect_kept(race, place, folder);
    rmdir(folder);
    rmdir(temporary_path("state"));

    /* A relative folder is no folder; a file in its place is none either. */
    ck_assert_int_eq(setenv("XDG_STATE_HOME", "state", 1), 0);
    ck_assert_int_eq(setenv("HOME", temporary_path("home"), 1), 0);
    ck_assert(export_csv_second(race, "race.csv", place, sizeof place));
    snprintf(folder, sizeof folder, "%s/.local/state/optop", temporary_path("home"));
    expect_kept(race, place, folder);
    rmdir(folder);
    for (int i = 0; i < 3; i++) {
        *strrchr(folder, '/') = '\0';
        rmdir(folder);
    }
    write_text(temporary_path("home"), "");
    ck_assert_int_eq(mkdir(temporary_path("tmp"), 0700), 0);
    ck_assert_int_eq(setenv("TMPDIR", temporary_path("tmp"), 1), 0);
    ck_assert(export_csv_second(race, "race.csv", place, sizeof place));
    expect_kept(race, place, temporary_path("tmp"));
    race_free(race);
    for (size_t i = 0; i < sizeof name / sizeof name[0]; i++) {
        if (old[i])
            setenv(name[i], old[i], 1);
        else
            unsetenv(name[i]);
        free(old[i]);
    }
}
END_TEST

START_TEST(a_tilde_is_the_home_folder)
{
    struct race *race = small_race();
    struct status status = {0};
    char room[64], small[8];

    ck_assert_int_eq(setenv("HOME", "/home/ada", 1), 0);
    ck_assert_str_eq(home_path("~/race.csv", room, sizeof room), "/home/ada/race.csv");
    ck_assert_str_eq(home_path("~", room, sizeof room), "/home/ada");
    ck_assert_str_eq(home_path("~bob/race.csv", room, sizeof room), "~bob/race.csv");
    ck_assert_str_eq(home_path("a~/race.csv", room, sizeof room), "a~/race.csv");
    ck_assert_str_eq(home_path("~/race.csv", small, sizeof small), "~/race.csv");
    ck_assert_int_eq(setenv("HOME", temporary_folder, 1), 0);
    ck_assert(export_check("~/race.csv", true, &status));
    ck_assert_msg(export_csv(race, "~/race.csv", true, &status), "%s", status.message);
    ck_assert_int_eq(access(temporary_path("race.csv"), F_OK), 0);
    ck_assert_int_eq(unsetenv("HOME"), 0);
    ck_assert_str_eq(home_path("~/race.csv", room, sizeof room), "~/race.csv");
    race_free(race);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("export");
    TCase *rows = tcase_create("rows");
    TCase *files = tcase_create("files");

    tcase_add_test(rows, rows_hold_the_history_to_the_last_bit);
    tcase_add_test(rows, what_was_not_evaluated_is_empty);
    tcase_add_test(rows, figures_have_the_digits_that_they_need);
    tcase_add_test(rows, a_run_that_diverges_ends_in_words);
    tcase_add_test(rows, runs_have_names_quoted_where_that_is_needed);
    tcase_add_test(rows, no_run_is_a_header_alone);
    suite_add_tcase(s, rows);
    tcase_add_checked_fixture(files, temporary_create, temporary_remove);
    tcase_add_test(files, a_new_file_has_the_same_bytes_as_the_stream);
    tcase_add_test(files, an_existing_file_is_refused_or_replaced_and_keeps_its_mode);
    tcase_add_test(files, a_symbolic_link_stays_and_its_target_is_written);
    tcase_add_test(files, impossible_targets_are_named);
    tcase_add_test(files, a_folder_that_cannot_be_written_is_named);
    tcase_add_test(files, a_full_device_is_an_error);
    tcase_add_test(files, a_device_is_written_directly);
    tcase_add_test(files, when_there_is_no_room_the_old_file_survives);
    tcase_add_test(files, without_a_row_no_file_is_replaced);
    tcase_add_test(files, leftovers_of_killed_programs_are_removed);
    tcase_add_test(files, a_second_place_is_found);
    tcase_add_test(files, a_tilde_is_the_home_folder);
    suite_add_tcase(s, files);
    return s;
}

TEST_MAIN(suite)
