/* check_lesson.c - lessons: the bundled ones, files of one's own, and what is wrong with others. */
#include "check_main.h"

#include "app/lesson.h"
#include "app/options.h"
#include "temporary.h"

#include <stdio.h>
#include <string.h>

static const char *const good = "# a comment\n"
                                "title = Two valleys\n"
                                "\n"
                                "[text]\n"
                                "One line\n"
                                "and the next.\n"
                                "\n"
                                "[Second] paragraph.\n"
                                "\n"
                                "[options]\n"
                                "data = himmelblau:noise=2\n"
                                "  \n"
                                "optimizer = gd:lr=0.01\n"
                                "optimizer = adam\n"
                                "[press]\n"
                                "  Space: go\n"
                                "  q: end\n"
                                "[see]\n"
                                "Nothing.\n\n\n";

static struct lesson lesson;

/* Reads a file with that content. */
static bool read_text(const char *text, struct status *status)
{
    bool read;

    temporary_create();
    temporary_write("lesson.txt", text, strlen(text));
    lesson_free(&lesson);
    read = lesson_read(&lesson, temporary_path("lesson.txt"), status);
    temporary_remove();
    return read;
}

START_TEST(a_lesson_has_texts_and_options)
{
    struct status status = {0};

    ck_assert_msg(read_text(good, &status), "%s", status.message);
    ck_assert_str_eq(lesson.title, "Two valleys");
    ck_assert_str_eq(lesson.section[LESSON_TEXT], "One line and the next.\n\n[Second] paragraph.");
    ck_assert_str_eq(lesson.section[LESSON_PRESS], "  Space: go\n  q: end");
    ck_assert_str_eq(lesson.section[LESSON_SEE], "Nothing.");
    ck_assert_int_eq(lesson.options, 3);
    ck_assert_str_eq(lesson.option[0], "--data=himmelblau:noise=2");
    ck_assert_str_eq(lesson.option[2], "--optimizer=adam");
    lesson_free(&lesson);
}
END_TEST

START_TEST(its_options_come_before_those_given)
{
    char *const given[] = {"optop", "-n", "7", NULL};
    struct status status = {0};
    struct options options;
    int argc = 3;
    char **argv;

    ck_assert(read_text(good, &status));
    argv = lesson_arguments(&lesson, &argc, given);
    ck_assert(argv != NULL);
    ck_assert_int_eq(argc, 6);
    ck_assert_str_eq(argv[0], "optop");
    ck_assert_str_eq(argv[1], "--data=himmelblau:noise=2");
    ck_assert_str_eq(argv[4], "-n");
    ck_assert_ptr_null(argv[6]);
    ck_assert_msg(options_parse(&options, argc, argv, &status), "%s", status.message);
    ck_assert_int_eq(options.runs, 2);
    ck_assert_uint_eq(options.iterations, 7);
    ck_assert_str_eq(options.problem.data, "himmelblau:noise=2");
    options_free(&options);
    free(argv);
    lesson_free(&lesson);
}
END_TEST

/* `good` with one text in place of another. */
static void refuse(const char *part, const char *other, const char *sentence)
{
    char text[2048];
    const char *at = strstr(good, part);
    struct status status = {0};

    ck_assert_ptr_nonnull(at);
    snprintf(text, sizeof text, "%.*s%s%s", (int)(at - good), good, other, at + strlen(part));
    ck_assert_msg(!read_text(text, &status), "%s", text);
    ck_assert_int_eq(status.code, STATUS_DATA);
    ck_assert_msg(strstr(status.message, sentence) != NULL, "%s", status.message);
    lesson_free(&lesson);
}

START_TEST(what_is_wrong_is_named_with_its_line)
{
    refuse("title = Two valleys", "", "has no title");
    refuse("title =", "titel =", ":2: a lesson begins with a line 'title = ...'");
    refuse("title = Two valleys", "title =", ":2: ");
    refuse("[see]\n", "", "has no section [see]");
    refuse("[see]", "[press]", ":18: this section is here for the second time");
    refuse("[press]", "[pres]", ":15: this is no section");
    refuse("optimizer = adam", "adam", ":14: this is not a line 'option = value'");
    refuse("optimizer = adam", "csv = x", ":14: 'csv' is not an option of race, problem or screen");
    refuse("optimizer = adam", "batch = yes", ":14: 'batch' is not an option");
    refuse("optimizer = adam", "optimiser = x", ":14: 'optimiser' is not an option");
}
END_TEST

/* A pipe that nobody writes to, a folder, a device: an error at once. */
START_TEST(other_files_are_not_waited_for)
{
    const char *cases[] = {NULL, temporary_folder, "/dev/zero"};

    temporary_create();
    cases[0] = temporary_path("pipe");
    ck_assert_int_eq(mkfifo(cases[0], 0600), 0);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct status status = {0};

        ck_assert(!lesson_read(&lesson, cases[i], &status));
        ck_assert_int_eq(status.code, STATUS_INVALID);
        ck_assert(
            strstr(status.message, "is neither a bundled lesson nor a file that can be read"));
        lesson_free(&lesson);
    }
    temporary_remove();
}
END_TEST

START_TEST(what_is_no_lesson_is_refused)
{
    static char large[LESSON_BYTES_MAX + 100], many[LESSON_BYTES_MAX];
    struct status status = {0};
    size_t used;

    ck_assert(!read_text("", &status));
    ck_assert_int_eq(status.code, STATUS_DATA);
    memset(large, '#', sizeof large - 1);
    ck_assert(!read_text(large, &status));
    ck_assert(strstr(status.message, "more than 65536 bytes") != NULL);
    used = (size_t)snprintf(many, sizeof many, "title = x\n[options]\n");
    for (int i = 0; i <= LESSON_OPTIONS_MAX; i++)
        used += (size_t)snprintf(many + used, sizeof many - used, "optimizer = gd\n");
    ck_assert(!read_text(many, &status));
    ck_assert(strstr(status.message, ":67: these are too many options") != NULL);
    lesson_free(&lesson);
    ck_assert(!lesson_read(&lesson, "no-such-lesson", &status));
    ck_assert_int_eq(status.code, STATUS_INVALID);
    ck_assert(strstr(status.message, "'no-such-lesson' is neither a bundled lesson nor a file"));
    ck_assert(!lesson_read(&lesson, "/", &status));
    ck_assert(!lesson_read(&lesson, "", &status));
    lesson_free(&lesson);
}
END_TEST

START_TEST(bundled_lessons_are_read_and_their_options_right)
{
    static const char *const names[] = {"batch-noise",    "bias-correction", "dead-relu",
                                        "generalization", "momentum",        "schedules"};
    char *list = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&list, &size);
    struct status status = {0};

    ck_assert_msg(lesson_list(stream, &status), "%s", status.message);
    fclose(stream);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char *const given[] = {"optop", NULL};
        struct options options;
        int argc = 1;
        char **argv;

        ck_assert_msg(lesson_read(&lesson, names[i], &status), "%s", status.message);
        ck_assert_ptr_nonnull(strstr(list, names[i]));
        ck_assert_ptr_nonnull(strstr(list, lesson.title));
        argv = lesson_arguments(&lesson, &argc, given);
        ck_assert_msg(options_parse(&options, argc, argv, &status), "%s", status.message);
        ck_assert_int_ge(options.runs, 2);
        options_free(&options);
        free(argv);
        lesson_free(&lesson);
    }
    ck_assert_ptr_eq(strstr(list, names[0]), list); /* sorted */
    free(list);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("lesson");
    TCase *c = tcase_create("lesson");

    tcase_add_test(c, other_files_are_not_waited_for);
    tcase_add_test(c, a_lesson_has_texts_and_options);
    tcase_add_test(c, its_options_come_before_those_given);
    tcase_add_test(c, what_is_wrong_is_named_with_its_line);
    tcase_add_test(c, what_is_no_lesson_is_refused);
    tcase_add_test(c, bundled_lessons_are_read_and_their_options_right);
    suite_add_tcase(s, c);
    return s;
}

TEST_MAIN(suite)
