/* command.c - the command line that repeats a race; see command.h. */
#include "command.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- words for a shell --------------------------------------------------------------------------
 */

static bool is_plain(const char *word)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "_@%+=:,./-";

    return *word && strspn(word, plain) == strlen(word);
}

static bool has_controls(const char *word)
{
    for (; *word; word++)
        if ((unsigned char)*word < 0x20 || *word == 0x7f)
            return true;
    return false;
}

static bool append_character(char *text, size_t size, char c)
{
    size_t used = strlen(text);

    if (used + 1 >= size)
        return false;
    text[used] = c;
    text[used + 1] = '\0';
    return true;
}

static bool append_text(char *text, size_t size, const char *more)
{
    size_t used = strlen(text);

    return (size_t)snprintf(text + used, size - used, "%s", more) < size - used;
}

/* In $'...', so that no control byte reaches a terminal. */
static bool quote_controls(const char *word, char *text, size_t size)
{
    bool good = append_text(text, size, "$'");

    for (; *word && good; word++) {
        char escaped[8];

        if ((unsigned char)*word < 0x20 || *word == 0x7f)
            snprintf(escaped, sizeof escaped, "\\%03o", (unsigned char)*word);
        else
            snprintf(escaped, sizeof escaped, "%s%c", strchr("'\\", *word) ? "\\" : "", *word);
        good = append_text(text, size, escaped);
    }
    return good && append_text(text, size, "'");
}

bool command_quote(const char *word, char *text, size_t size)
{
    bool good;

    if (is_plain(word))
        return append_text(text, size, word);
    if (has_controls(word))
        return quote_controls(word, text, size);
    good = append_character(text, size, '\'');
    for (; *word && good; word++)
        good =
            *word == '\'' ? append_text(text, size, "'\\''") : append_character(text, size, *word);
    return good && append_character(text, size, '\'');
}

/* ---- what there is to repeat --------------------------------------------------------------------
 */

/* A line that grows. */
struct line {
    char *text;
    size_t size;
    bool failed;
};

/* Appends a blank and a word. */
static void put(struct line *line, const char *word)
{
    size_t needed = (line->text ? strlen(line->text) : 0) + 4 * strlen(word) + 8;
    char *more;

    if (line->failed)
        return;
    if (needed > line->size) {
        more = realloc(line->text, 2 * needed);
        if (!more) {
            line->failed = true;
            return;
        }
        if (!line->text)
            *more = '\0';
        line->text = more;
        line->size = 2 * needed;
    }
    if (*line->text)
        append_character(line->text, line->size, ' ');
    command_quote(word, line->text, line->size);
}

/* How far the race must be trained: the row at which a run diverged counts where none lives. */
static uint64_t length_of(const struct race *race, bool *exact)
{
    uint64_t length = 0, diverged = 0;

    *exact = true;
    for (int i = 0; i < race_runs(race); i++) {
        const struct run *run = race_run(race, i);

        if (run_is_live(run) && run_leader(run) > length)
            length = run_leader(run);
        if (!run_is_live(run) && run_iteration(run) + 1 > diverged)
            diverged = run_iteration(run) + 1;
    }
    for (int i = 0; i < race_runs(race); i++)
        if (run_is_live(race_run(race, i)) && run_laggard(race_run(race, i)) != length)
            *exact = false;
    if (length > 0 && diverged > length)
        *exact = false;
    return length > 0 ? length : diverged;
}

/* The values of a segment, with the end of its schedule as a number where -n would give another. */
static struct run_config values_of(const struct plan *plan, int i, uint64_t length)
{
    struct run_config config = plan->segment[i].config, resolved;
    int clock = i;
    double left, total;

    while (clock > 0 && !plan->segment[clock].restarts)
        clock--;
    left = (double)length - (double)plan->segment[clock].from;
    total = plan->segment[clock].total;
    if (total == 0)
        return config;
    resolved = run_config_resolve(&config, left > 1 ? left : 1);
    return run_config_total(&resolved) == total ? config : run_config_resolve(&config, total);
}

static bool same_segment(const struct plan *a, const struct plan *b, int i, uint64_t length)
{
    struct run_config x = values_of(a, i, length), y = values_of(b, i, length);

    return a->segment[i].from == b->segment[i].from &&
           a->segment[i].restarts == b->segment[i].restarts && run_config_same_values(&x, &y);
}

/* Segments that begin before a state. */
static int segments_before(const struct plan *plan, uint64_t s)
{
    int count = 0;

    while (count < plan->segments && plan->segment[count].from < s)
        count++;
    return count;
}

static int place_of(const struct race *race, int id)
{
    for (int i = 0; i < race_runs(race); i++)
        if (id > 0 && race_run_id(race, i) == id)
            return i;
    return -1;
}

/* The run whose state was forked: of a parent that was itself forked later, that one's parent. */
static int origin_of(const struct race *race, const struct run *run)
{
    int parent = place_of(race, run_parent(run));

    for (int above; parent >= 0 && run_forked_at(run) < run_forked_at(race_run(race, parent));
         parent = above) {
        above = place_of(race, run_parent(race_run(race, parent)));
        if (above < 0)
            break;
    }
    return parent;
}

/* The place of the run from which a fork can be repeated; -1: it is repeated as a changed run. */
static int parent_of(const struct race *race, int i, uint64_t length)
{
    const struct run *run = race_run(race, i);
    uint64_t s = run_forked_at(run);
    const struct plan *plan = run_plan(run);
    int parent = origin_of(race, run), before = segments_before(plan, s);

    if (parent < 0 || parent >= i || s > length || s > run_iteration(run) ||
        s > run_iteration(race_run(race, parent)) || before >= plan->segments ||
        plan->segment[before].from != s)
        return -1;
    if (segments_before(run_plan(race_run(race, parent)), s) != before)
        return -1;
    for (int k = 0; k < before; k++)
        if (!same_segment(plan, run_plan(race_run(race, parent)), k, length))
            return -1;
    return parent;
}

/* Forks are the last runs of a command line: those before the last other run are repeated as such.
 */
static int first_fork(const struct race *race, uint64_t length)
{
    int first = race_runs(race);

    while (first > 0 && parent_of(race, first - 1, length) >= 0)
        first--;
    return first;
}

/* ---- the options --------------------------------------------------------------------------------
 */

static void put_problem(struct line *line, const struct problem_config *config)
{
    struct problem_config initial;

    problem_config_default(&initial);
    for (int i = 0; i < problem_setting_count; i++) {
        const struct problem_setting *setting = &problem_settings[i];
        char value[PROBLEM_PATH_MAX], usual[PROBLEM_PATH_MAX],
            word[PROBLEM_PATH_MAX + sizeof setting->param.name + 64];
        size_t dashes;

        problem_config_get(config, setting, value, sizeof value);
        problem_config_get(&initial, setting, usual, sizeof usual);
        if (strcmp(value, usual) == 0 ||
            (config->seeds[0] && setting->offset == offsetof(struct problem_config, seed)))
            continue;
        dashes = (size_t)snprintf(word, sizeof word, "--%s=", setting->param.name);
        for (size_t c = 2; c < dashes; c++)
            word[c] = word[c] == '_' ? '-' : word[c];
        snprintf(word + dashes, sizeof word - dashes, "%s", value);
        put(line, word);
    }
}

/* The changes from segment `first` on that have come into force. */
static void put_changes(struct line *line, const struct race *race, int i, int first,
                        uint64_t length)
{
    const struct run *run = race_run(race, i);
    const struct plan *plan = run_plan(run);

    for (int k = first; k < plan->segments && plan->segment[k].from <= run_iteration(run); k++) {
        struct run_config before = values_of(plan, k - 1, length),
                          after = values_of(plan, k, length);
        char values[RUN_CONFIG_TEXT_MAX], word[RUN_CONFIG_TEXT_MAX + 64];

        run_config_write_over(&after, &before, plan->segment[k].restarts, values, sizeof values);
        snprintf(word, sizeof word, "--change=%d@%" PRIu64 ":%s", i + 1, plan->segment[k].from,
                 values);
        put(line, word);
    }
}

/*
 * The values over which a fork's are read. Forks come before changes on the line, so at one state
 * they act first: what the parent trained with until then, unless it is a fork from there itself.
 */
static struct run_config base_of(const struct race *race, const struct run *run, int parent,
                                 bool is_fork, uint64_t length)
{
    const struct run *from = race_run(race, parent);
    uint64_t s = run_forked_at(run);
    int before = segments_before(run_plan(from), s);
    bool as_forked = is_fork && run_forked_at(from) == s;
    struct run_config base =
        values_of(run_plan(from), as_forked || before == 0 ? before : before - 1, length);

    base.name[0] = '\0';
    return base;
}

static void put_fork(struct line *line, const struct race *race, int i, int first_fork,
                     uint64_t length)
{
    const struct run *run = race_run(race, i);
    int parent = parent_of(race, i, length);
    const struct plan *plan = run_plan(run);
    int own = segments_before(plan, run_forked_at(run));
    struct run_config before = base_of(race, run, parent, parent >= first_fork, length),
                      after = values_of(plan, own, length);
    char values[RUN_CONFIG_TEXT_MAX], word[RUN_CONFIG_TEXT_MAX + 128];
    bool same = after.optimizer == before.optimizer;

    run_config_write_over(&after, &before, plan->segment[own].restarts, values, sizeof values);
    snprintf(word, sizeof word, "--fork=%d@%" PRIu64 ":%s%s%s", parent + 1, run_forked_at(run),
             same ? after.optimizer->name : "", same ? ":" : "", values);
    put(line, word);
}

/* The changes that a run went through by itself: of a fork, those after its beginning. */
static int first_change(const struct race *race, int i, int first_fork)
{
    const struct run *run = race_run(race, i);

    return i < first_fork ? 1 : segments_before(run_plan(run), run_forked_at(run)) + 1;
}

char *command_of(const struct race *race, bool *exact, struct status *status)
{
    uint64_t length = length_of(race, exact);
    int first = first_fork(race, length);
    struct line line = {0};
    char word[RUN_CONFIG_TEXT_MAX];

    put(&line, "optop");
    put(&line, "--batch");
    put_problem(&line, &race_problem(race)->config);
    put(&line, "-n");
    snprintf(word, sizeof word, "%" PRIu64, length);
    put(&line, word);
    for (int i = 0; i < first; i++) {
        struct run_config config = values_of(run_plan(race_run(race, i)), 0, length);

        put(&line, "-o");
        put(&line, run_config_write(&config, word, sizeof word));
    }
    for (int i = first; i < race_runs(race); i++)
        put_fork(&line, race, i, first, length);
    for (int i = 0; i < race_runs(race); i++)
        put_changes(&line, race, i, first_change(race, i, first), length);
    if (!line.failed)
        return line.text;
    free(line.text);
    status_out_of_memory(status, "the command line");
    return NULL;
}
