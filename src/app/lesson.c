/* lesson.c - reads and lists lessons; see lesson.h. */
#include "lesson.h"

#include "data_path.h"
#include "home_path.h"
#include "options.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_MAX_BYTES = PROBLEM_PATH_MAX + 320 };

static const char ending[] = ".txt";
static const char *const headings[LESSON_SECTIONS] = {
    [LESSON_TEXT] = "[text]",
    [LESSON_OPTIONS] = "[options]",
    [LESSON_PRESS] = "[press]",
    [LESSON_SEE] = "[see]",
};

/* ---- the file's bytes ---------------------------------------------------------------------------
 */

/* Opens it without waiting, should it be a pipe. NULL with errno. */
static FILE *open_regular(const char *path)
{
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY), why = 0;
    struct stat st;
    FILE *stream;

    if (fd < 0)
        return NULL;
    if (fstat(fd, &st) != 0)
        why = errno;
    else if (!S_ISREG(st.st_mode))
        why = S_ISDIR(st.st_mode) ? EISDIR : EINVAL;
    stream = why == 0 ? fdopen(fd, "r") : NULL;
    if (!stream) {
        why = why == 0 ? errno : why;
        close(fd);
        errno = why;
    }
    return stream;
}

/* All of a file, terminated. */
static char *read_file(const char *path, struct status *status)
{
    FILE *stream = open_regular(path);
    char *content = stream ? malloc(LESSON_BYTES_MAX + 1) : NULL;
    size_t length = 0;

    if (!stream) {
        status_fail(status, STATUS_SYSTEM, "%s: %s", path,
                    errno == EINVAL ? "is not a regular file" : strerror(errno));
        return NULL;
    }
    if (!content)
        status_out_of_memory(status, "a lesson");
    else
        length = fread(content, 1, LESSON_BYTES_MAX + 1, stream);
    if (content && (ferror(stream) || length > LESSON_BYTES_MAX)) {
        if (ferror(stream))
            status_fail(status, STATUS_SYSTEM, "%s: %s", path, strerror(errno));
        else
            status_fail(status, STATUS_DATA, "%s: more than %d bytes are no lesson", path,
                        LESSON_BYTES_MAX);
        free(content);
        content = NULL;
    }
    fclose(stream);
    if (content)
        content[length] = '\0';
    return content;
}

/* ---- texts --------------------------------------------------------------------------------------
 */

/* Joins the lines of a paragraph; trims blanks and lines at the end. In place. */
static void join_lines(char *text)
{
    char *end = text + strlen(text);

    while (end > text && isspace((unsigned char)end[-1]))
        *--end = '\0';
    for (char *at = text; *at; at++)
        if (at > text && *at == '\n' && at[-1] != '\n' && at[1] != '\n' && at[1] != ' ' &&
            at[1] != '\0')
            *at = ' ';
}

/* ---- lines --------------------------------------------------------------------------------------
 */

/* A file being read. */
struct parse {
    struct lesson *lesson;
    const char *path;
    int line;    /* from 1 */
    int section; /* LESSON_SECTIONS: before the first */
};

static bool wrong(const struct parse *parse, const char *what, struct status *status)
{
    return status_fail(status, STATUS_DATA, "%s:%d: %s", parse->path, parse->line, what);
}

/* Splits "name = value"; false when it is none. */
static bool split(char *line, char **name, char **value)
{
    char *sign = strchr(line, '='), *end;

    if (!sign)
        return false;
    for (end = sign; end > line && isspace((unsigned char)end[-1]); end--)
        ;
    *end = '\0';
    for (*value = sign + 1; isspace((unsigned char)**value); (*value)++)
        ;
    for (end = *value + strlen(*value); end > *value && isspace((unsigned char)end[-1]); end--)
        end[-1] = '\0';
    *name = line;
    return **name && **value;
}

/* An option of the race, its problem or the screen: a lesson writes no files. */
static bool is_allowed(const char *name)
{
    for (int i = 0; i < option_rows(); i++) {
        struct option_row row = option_row(i);

        if (strcmp(row.name, name) == 0)
            return row.section == SECTION_RACE || row.section == SECTION_PROBLEM ||
                   row.section == SECTION_SCREEN;
    }
    return false;
}

static bool take_option(struct parse *parse, char *line, struct status *status)
{
    struct lesson *lesson = parse->lesson;
    char *name, *value, *option;
    size_t size;

    if (line[strspn(line, " \t\r")] == '\0')
        return true;
    if (!split(line, &name, &value))
        return wrong(parse, "this is not a line 'option = value'", status);
    if (!is_allowed(name))
        return status_fail(status, STATUS_DATA,
                           "%s:%d: '%s' is not an option of race, problem or screen", parse->path,
                           parse->line, name);
    if (lesson->options == LESSON_OPTIONS_MAX)
        return wrong(parse, "these are too many options", status);
    size = strlen(name) + strlen(value) + 4;
    option = malloc(size);
    if (!option)
        return status_out_of_memory(status, "a lesson");
    snprintf(option, size, "--%s=%s", name, value);
    lesson->option[lesson->options++] = option;
    return true;
}

/* Before the first section. */
static bool take_title(struct parse *parse, char *line, struct status *status)
{
    char *name, *value;

    if (!*line || *line == '#')
        return true;
    if (!split(line, &name, &value) || strcmp(name, "title") != 0)
        return wrong(parse, "a lesson begins with a line 'title = ...'", status);
    parse->lesson->title = value;
    return true;
}

static int section_of(const char *line)
{
    for (int s = 0; s < LESSON_SECTIONS; s++)
        if (strcmp(line, headings[s]) == 0)
            return s;
    return LESSON_SECTIONS;
}

/* `next`: the line after it. */
static bool take_line(struct parse *parse, char *line, char *next, struct status *status)
{
    int section = section_of(line);

    if (section < LESSON_SECTIONS) {
        if (parse->lesson->section[section])
            return wrong(parse, "this section is here for the second time", status);
        parse->section = section;
        parse->lesson->section[section] = next;
        if (line > parse->lesson->content)
            line[-1] = '\0'; /* the end of the section before */
        line[0] = '\0';
        return true;
    }
    if (line[0] == '[' && parse->section != LESSON_TEXT)
        return wrong(parse, "this is no section (allowed: [text], [options], [press], [see])",
                     status);
    if (parse->section == LESSON_SECTIONS)
        return take_title(parse, line, status);
    return parse->section != LESSON_OPTIONS || take_option(parse, line, status);
}

/* Texts stay in one piece: their lines are only looked at. */
static bool take_lines(struct parse *parse, struct status *status)
{
    char *line = parse->lesson->content;

    while (*line) {
        char *end = strchr(line, '\n'), *next;
        bool good, text;

        next = end ? end + 1 : line + strlen(line);
        parse->line++;
        if (end)
            *end = '\0';
        good = take_line(parse, line, next, status);
        text = parse->section != LESSON_SECTIONS && parse->section != LESSON_OPTIONS;
        if (end && text && parse->lesson->section[parse->section] != next)
            *end = '\n';
        if (!good)
            return false;
        line = next;
    }
    return true;
}

static bool parse_lesson(struct lesson *lesson, const char *path, struct status *status)
{
    struct parse parse = {.lesson = lesson, .path = path, .section = LESSON_SECTIONS};

    if (!take_lines(&parse, status))
        return false;
    if (!lesson->title)
        return wrong(&parse, "the lesson has no title", status);
    for (int s = 0; s < LESSON_SECTIONS; s++)
        if (!lesson->section[s])
            return status_fail(status, STATUS_DATA, "%s: the lesson has no section %s", path,
                               headings[s]);
    for (int s = 0; s < LESSON_SECTIONS; s++)
        if (s != LESSON_OPTIONS)
            join_lines((char *)(lesson->content + (lesson->section[s] - lesson->content)));
    return true;
}

/* ---- for its owner ------------------------------------------------------------------------------
 */

/* The path of a bundled lesson; false when there is none. */
static bool find_bundled(const char *name, char *path, size_t size)
{
    struct status none = {0};
    char folder[PROBLEM_PATH_MAX];

    if (!*name || strchr(name, '/') || !data_path_lessons(folder, sizeof folder, &none))
        return false;
    snprintf(path, size, "%s/%s%s", folder, name, ending);
    return access(path, F_OK) == 0;
}

bool lesson_read(struct lesson *lesson, const char *name, struct status *status)
{
    char bundled[PATH_MAX_BYTES], room[PROBLEM_PATH_MAX];
    const char *path = bundled;
    struct status why = {0};

    if (!find_bundled(name, bundled, sizeof bundled))
        path = home_path(name, room, sizeof room);
    lesson->content = read_file(path, &why);
    if (!lesson->content && path != bundled && why.code == STATUS_SYSTEM)
        return status_fail(status, STATUS_INVALID,
                           "--lesson: '%s' is neither a bundled lesson nor a file that can be read "
                           "(--lesson alone lists the bundled ones)",
                           name);
    if (!lesson->content)
        return status_fail(status, why.code, "%s", why.message);
    return parse_lesson(lesson, path, status);
}

void lesson_free(struct lesson *lesson)
{
    for (int i = 0; i < lesson->options; i++)
        free(lesson->option[i]);
    free(lesson->content);
    *lesson = (struct lesson){0};
}

char **lesson_arguments(const struct lesson *lesson, int *argc, char *const *argv)
{
    int given = *argc > 1 ? *argc - 1 : 0, count = 1 + lesson->options + given;
    char **all = calloc((size_t)count + 1, sizeof *all);

    if (!all)
        return NULL;
    all[0] = argv[0];
    for (int i = 0; i < lesson->options; i++)
        all[1 + i] = lesson->option[i];
    for (int i = 0; i < given; i++)
        all[1 + lesson->options + i] = argv[1 + i];
    *argc = count;
    return all;
}

/* ---- the list -----------------------------------------------------------------------------------
 */

static int is_lesson(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name), tail = strlen(ending);

    return length > tail && strcmp(entry->d_name + length - tail, ending) == 0;
}

static bool print_lesson(FILE *stream, const char *folder, const char *file, struct status *status)
{
    char path[PATH_MAX_BYTES];
    struct lesson lesson = {0};
    int length = (int)(strlen(file) - strlen(ending));
    bool good;

    snprintf(path, sizeof path, "%s/%s", folder, file);
    lesson.content = read_file(path, status);
    good = lesson.content && parse_lesson(&lesson, path, status);
    if (good)
        fprintf(stream, "%-*.*s  %s\n", 16, length, file, lesson.title);
    lesson_free(&lesson);
    return good;
}

bool lesson_list(FILE *stream, struct status *status)
{
    char folder[PROBLEM_PATH_MAX];
    struct dirent **entry;
    bool good = true;
    int count;

    if (!data_path_lessons(folder, sizeof folder, status))
        return false;
    count = scandir(folder, &entry, is_lesson, alphasort);
    if (count < 0)
        return status_fail(status, STATUS_SYSTEM, "%s: %s", folder, strerror(errno));
    for (int i = 0; i < count; i++) {
        good = good && print_lesson(stream, folder, entry[i]->d_name, status);
        free(entry[i]);
    }
    free(entry);
    return good;
}
