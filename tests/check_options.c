/* check_options.c - the command line, the table behind it, and --help made from the table. */
#include "check_main.h"
#include "app/help.h"
#include "app/options.h"
#include "app/sweep_summary.h"

#include <stdio.h>
#include <string.h>

enum { ARGUMENTS_MAX = 64 };

/* Reads a command line given as arguments separated by single blanks. */
static bool parse(const char *line, struct options *options, struct status *status)
{
    static char copy[4096]; /* options.csv points into it */
    char *argv[ARGUMENTS_MAX] = {(char *)"optop"};
    char *rest = copy, *argument;
    int argc = 1;

    ck_assert_uint_lt(strlen(line), sizeof copy);
    snprintf(copy, sizeof copy, "%s", line);
    while (*line && (argument = strsep(&rest, " ")) != NULL) {
        ck_assert_int_lt(argc, ARGUMENTS_MAX);
        argv[argc++] = argument;
    }
    return options_parse(options, argc, argv, status);
}

/* What was accepted, to be freed when the test is over. */
enum { KEPT_MAX = 256 };
static struct options kept[KEPT_MAX];
static int n_kept;

static struct options accepts(const char *line)
{
    struct options options;
    struct status status = {0};

    ck_assert_msg(parse(line, &options, &status), "%s", status.message);
    ck_assert_int_lt(n_kept, KEPT_MAX);
    kept[n_kept++] = options;
    return options;
}

/* Frees options that were accepted before the test is over. */
static void release(struct options *options)
{
    for (int i = 0; i < n_kept; i++)
        if (kept[i].run == options->run)
            kept[i] = kept[--n_kept];
    options_free(options);
}

static void release_all(void)
{
    while (n_kept > 0)
        options_free(&kept[--n_kept]);
}

static void refuses(const char *line, const char *sentence)
{
    struct options options;
    struct status status = {0};

    ck_assert_msg(!parse(line, &options, &status), "'%s' was accepted", line);
    ck_assert_int_eq(status.code, STATUS_INVALID);
    ck_assert_msg(strstr(status.message, sentence) != NULL, "'%s' lacks '%s'", status.message,
                  sentence);
    options_free(&options);
}

/* ---- what is read -----------------------------------------------------------------------------
 */

START_TEST(nothing_given_is_the_notebooks_comparison)
{
    struct options options = accepts("");
    struct problem_config problem;
    char text[RUN_CONFIG_TEXT_MAX];

    problem_config_default(&problem);
    ck_assert_mem_eq(&options.problem, &problem, sizeof problem);
    ck_assert_int_eq(options.action, OPTIONS_SCREEN);
    ck_assert_uint_eq(options.iterations, 100);
    ck_assert_int_eq(options.threads, 0);
    ck_assert_ptr_null(options.csv);
    ck_assert_int_eq(options.runs, RUN_CONFIG_NOTEBOOK_RUNS);
    for (int i = 0; i < options.runs; i++)
        ck_assert_str_eq(run_config_write(&options.run[i], text, sizeof text),
                         run_config_notebook[i]);
}
END_TEST

START_TEST(every_form_of_an_option_is_read)
{
    static const char *const lines[] = {"--iterations=2385", "--iterations 2385", "-n2385",
                                        "-n 2385",           "--iter=2385",       "-bn2385",
                                        "--it 2385",         "-b -n 2385 --"};

    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        struct options options = accepts(lines[i]);
        ck_assert_msg(options.iterations == 2385, "%s", lines[i]);
    }
}
END_TEST

START_TEST(values_arrive_where_they_belong)
{
    struct options options = accepts(
        "-b --seed=4294967295 -a sigmoid --batch-size 385 --classes=3,8,5 --data /some/where "
        "--layers=20,30 --threads=7 --csv=- -o adam:lr=0.25 -o gd");

    ck_assert_int_eq(options.action, OPTIONS_BATCH);
    ck_assert(options.problem.seed == 4294967295u);
    ck_assert_str_eq(activation_names[options.problem.activation], "sigmoid");
    ck_assert(options.problem.batch_size == 385);
    ck_assert_str_eq(options.problem.classes, "3,8,5");
    ck_assert_str_eq(options.problem.data, "/some/where");
    ck_assert_str_eq(options.problem.layers, "20,30");
    ck_assert_int_eq(options.threads, 7);
    ck_assert_str_eq(options.csv, "-");
    ck_assert_int_eq(options.runs, 2);
    ck_assert_str_eq(options.run[0].optimizer->name, "adam");
    ck_assert(options.run[0].value[0] == 0.25);
    ck_assert_str_eq(options.run[1].optimizer->name, "gd");
}
END_TEST

START_TEST(the_last_of_repeated_values_counts)
{
    struct options options = accepts("-n 5 --seed 3 -n 7 --seed=4");

    ck_assert_uint_eq(options.iterations, 7);
    ck_assert(options.problem.seed == 4);
}
END_TEST

START_TEST(depth_and_width_fill_the_layers)
{
    ck_assert_str_eq(accepts("--depth=4").problem.layers, "64,64,64");
    ck_assert_str_eq(accepts("--width=17").problem.layers, "17,17");
    ck_assert_str_eq(accepts("--depth 2 --width 385").problem.layers, "385");
    ck_assert_str_eq(accepts("--depth=1").problem.layers, "none");
    ck_assert_str_eq(accepts("--layers=5,6 --depth=4 --width=9").problem.layers, "5,6");
    ck_assert_str_eq(accepts("--depth=4 --layers=5,6").problem.layers, "5,6");
}
END_TEST

START_TEST(the_deepest_and_widest_network_fits_its_setting)
{
    struct options options = accepts("--depth=64 --width=65536");
    size_t width[NETWORK_LAYERS_MAX];
    struct status status = {0};
    int count;

    ck_assert(problem_layers_parse(options.problem.layers, width, &count, &status));
    ck_assert_int_eq(count, 63);
    ck_assert_uint_eq(width[62], 65536);
}
END_TEST

START_TEST(a_race_may_have_any_number_of_runs)
{
    enum { RUNS = 40 };
    char line[1024] = "";
    struct options options;

    for (int i = 0; i < RUNS; i++)
        snprintf(line + strlen(line), sizeof line - strlen(line), "%s-ogd:lr=0.%d",
                 i == 0 ? "" : " ", i + 1);
    options = accepts(line);
    ck_assert_int_eq(options.runs, RUNS);
    for (int i = 0; i < RUNS; i++) {
        char lr[16];
        snprintf(lr, sizeof lr, "0.%d", i + 1);
        ck_assert(options.run[i].value[0] == strtod(lr, NULL));
    }
    release(&options);
    ck_assert_int_eq(options.runs, 0);
}
END_TEST

START_TEST(help_and_version_end_the_reading)
{
    ck_assert_int_eq(accepts("--help --nonsense").action, OPTIONS_HELP);
    ck_assert_int_eq(accepts("-V -n").action, OPTIONS_VERSION);
    ck_assert_int_eq(accepts("-bh").action, OPTIONS_HELP);
    refuses("--nonsense --help", "--nonsense is not an option");
}
END_TEST

START_TEST(a_flag_can_be_taken_back)
{
    ck_assert(accepts("--json").json);
    ck_assert(!accepts("--json --json=no").json);
    ck_assert(accepts("--json=no --json=yes").json);
    ck_assert(!accepts("").ascii);
    ck_assert(accepts("--ascii").ascii);
    ck_assert_int_eq(accepts("").color, COLOR_AUTO);
    ck_assert_int_eq(accepts("--color=never --color=always").color, COLOR_ALWAYS);
    ck_assert_int_eq(accepts("").view, OPTIONS_NOT_GIVEN);
    ck_assert_int_eq(accepts("").glyphs, OPTIONS_NOT_GIVEN);
    ck_assert_int_eq(accepts("--view=losses").view, CURVE_VIEW_LOSSES);
    ck_assert_int_eq(accepts("--view=norms --glyphs=blocks").view, CURVE_VIEW_NORMS);
    refuses("--view=loss", "--view: 'loss' is not one of its values");
    refuses("--json=perhaps", "--json: 'perhaps' is neither yes nor no");
    refuses("--color=blue", "--color: 'blue' is not one of its values");
}
END_TEST

/* ---- the configuration file --------------------------------------------------------------------
 */

START_TEST(the_command_line_wins_over_the_file)
{
    struct options options = accepts("--threads=7 --color=always -n 2385 --ascii=no");
    struct options free = accepts("-n 2385");
    struct status status = {0};

    ck_assert(options_configure(&options, "threads", "3", &status));
    ck_assert(options_configure(&options, "color", "never", &status));
    ck_assert(options_configure(&options, "ascii", NULL, &status));
    ck_assert_int_eq(options.threads, 7);
    ck_assert_int_eq(options.color, COLOR_ALWAYS);
    ck_assert(!options.ascii);

    ck_assert(options_configure(&free, "threads", "3", &status));
    ck_assert(options_configure(&free, "threads", "5", &status));
    ck_assert(options_configure(&free, "color", "never", &status));
    ck_assert(options_configure(&free, "ascii", NULL, &status));
    ck_assert_int_eq(free.threads, 5);
    ck_assert_int_eq(free.color, COLOR_NEVER);
    ck_assert(free.ascii);
    ck_assert_uint_eq(free.iterations, 2385);
    ck_assert(options_configure(&free, "view", "rates", &status));
    ck_assert_int_eq(free.view, CURVE_VIEW_RATES);
    ck_assert_int_eq(free.glyphs, OPTIONS_NOT_GIVEN);
    ck_assert(options_configure(&free, "ascii", "off", &status));
    ck_assert(!free.ascii);
}
END_TEST

START_TEST(only_what_changes_no_number_is_taken_from_the_file)
{
    int configurable = 0;

    for (int i = 0; i < option_rows(); i++) {
        struct option_row row = option_row(i);
        struct options options = accepts("");
        struct status status = {0};

        ck_assert_int_lt(i, OPTIONS_MAX);
        ck_assert_int_eq(row.number, i);
        configurable += row.configurable;
        if (row.configurable)
            ck_assert(row.kind == OPTION_NUMBER || row.kind == OPTION_FLAG ||
                      row.kind == OPTION_SIZE);
        else
            ck_assert_msg(!options_configure(&options, row.name, "1", &status), "%s", row.name);
        if (!row.configurable)
            ck_assert_msg(strstr(status.message, "belongs on the command line"), "%s",
                          status.message);
        ck_assert(row.kind != OPTION_SETTING || !row.configurable);
    }
    ck_assert_int_ge(configurable, 3);
}
END_TEST

/* ---- what is refused --------------------------------------------------------------------------
 */

START_TEST(unknown_options_are_refused)
{
    refuses("--frobnicate", "--frobnicate is not an option of optop");
    refuses("--frobnicate=3", "--frobnicate is not an option of optop");
    refuses("-x", "-x is not an option of optop");
    refuses("-bx", "-x is not an option of optop");
    refuses("-\x1b", "-\\x1b is not an option of optop");
    refuses("--ba", "--ba is ambiguous (it could be --batch-size, --batch)");
    refuses("-b -", "'-' is not a session's file");
}
END_TEST

START_TEST(sessions)
{
    struct options options = accepts("-b race.optop -n 7 --threads=2 --csv=a.csv --json");

    ck_assert_str_eq(options.session, "race.optop");
    ck_assert(options.goes_on && options.iterations_given);
    options = accepts("--session race.optop --seed=3");
    ck_assert_str_eq(options.session, "race.optop");
    ck_assert(!options.goes_on && !options.iterations_given);
    ck_assert_str_eq(accepts("-- --help").session, "--help");
    ck_assert_ptr_null(accepts("-b").session);
    refuses("race.optop other.optop",
            "'other.optop' is a second session (the first: 'race.optop')");
    refuses("race.optop --session=race.optop", "--session: 'race.optop' is a second session");
    refuses("--session=", "--session: '' is not a session's file");
    refuses("race.optop --seed=3 --layers=2", "--layers: the race in race.optop cannot be changed");
    refuses("-o gd race.optop", "--optimizer: the race in race.optop cannot be changed");
    refuses("--fork=1@5:adam race.optop", "--fork: the race in race.optop cannot be changed");
    refuses("--width=3 race.optop", "--width: the race in race.optop cannot be changed");
    refuses("--describe race.optop", "--describe: cannot be used with a session");
}
END_TEST

START_TEST(values_missing_or_too_many_are_refused)
{
    refuses("-o gd:name=a,lr=0.25 -o adam -o adam:name=a",
            "--optimizer: name: 'a' is the name of run 1, gd lr=0.25 (allowed: a name of its own)");
    refuses("-n 9 -o gd:schedule=linear,warmup=9",
            "--optimizer: gd: warmup=9 leaves none of the race's 9 iterations");
    refuses("-o gd:schedule=linear,warmup=9 -n 9", "allowed: warmup < 9)");
    refuses("--seed", "--seed needs a value, N (allowed: 0 to 4294967295)");
    refuses("-n", "--iterations needs a value, N (allowed: 1 to 10^12");
    refuses("-o", "--optimizer needs a value, NAME[:KEY=VALUE");
    refuses("--batch=yes", "--batch: takes no value, but 'yes' is given");
    refuses("--csv=", "--csv: '' is not a file");
}
END_TEST

START_TEST(bad_values_are_refused_in_words)
{
    refuses("--iterations=0", "--iterations: '0' is not in range (allowed: 1 to 10^12");
    refuses("-n 1.5", "--iterations: '1.5' is not a whole number");
    refuses("-s -1", "--seed: '-1' is not in range (allowed: 0 to 4294967295)");
    refuses("--seed=4294967296", "--seed: '4294967296' is not in range");
    refuses("--threads=257", "--threads: '257' is not in range (allowed: 0 to 256)");
    refuses("--depth=0", "--depth: '0' is not in range (allowed: 1 to 64)");
    refuses("--width=65537", "--width: '65537' is not in range");
    refuses("--activation=tahn", "--activation: 'tahn' is not one of its values (allowed: relu");
    refuses("--batch-size=many", "--batch-size: 'many' is not a whole number");
    refuses("--layers=64,,64", "--layers: ");
    refuses("--classes=1", "--classes: ");
    refuses("--data=", "--data: ");
    refuses("-oadamm", "--optimizer: optimizer 'adamm' is not known (allowed: gd, momentum");
    refuses("-ogd:lr=nan", "--optimizer: gd: lr: 'nan' is not a number (allowed: 0 < lr <= ");
}
END_TEST

/* ---- the table --------------------------------------------------------------------------------
 */

START_TEST(rows_are_complete)
{
    for (int i = 0; i < option_rows(); i++) {
        struct option_row row = option_row(i);

        ck_assert_uint_eq(strspn(row.name, "abcdefghijklmnopqrstuvwxyz0123456789-"),
                          strlen(row.name));
        ck_assert_ptr_nonnull(row.help);
        ck_assert_msg(strlen(row.help) > 10, "%s", row.name);
        ck_assert_int_eq(row.argument != NULL,
                         row.kind != OPTION_ACTION && row.kind != OPTION_FLAG &&
                             row.kind != OPTION_LESSON);
        ck_assert_int_eq(row.param != NULL, row.kind == OPTION_NUMBER ||
                                                row.kind == OPTION_SETTING ||
                                                row.kind == OPTION_SIZE);
    }
}
END_TEST

START_TEST(names_and_letters_differ)
{
    for (int i = 0; i < option_rows(); i++)
        for (int j = 0; j < i; j++) {
            struct option_row a = option_row(i), b = option_row(j);
            ck_assert_str_ne(a.name, b.name);
            ck_assert_msg(!a.letter || a.letter != b.letter, "-%c", a.letter);
        }
}
END_TEST

/* Gives every option its own default, as a user would write it. */
START_TEST(files_to_export_are_chosen_by_their_ending)
{
    struct options options = accepts("--export=a.csv --export=b.JSON --export c.svg --json");
    ck_assert_int_eq(options.exports, 3);
    ck_assert_str_eq(options.export[2], "c.svg");
    ck_assert(options.json);
    refuses("--export=c.gif", "--export: c.gif: the ending names no known format");
    refuses("--export=.svg", "--export: .svg: the ending names no known format");
    refuses("--batch=1", "takes no value");
    release(&options);
    options =
        accepts("--export=1.csv --export=2.csv --export=3.csv --export=4.csv --export=5.csv "
                "--export=6.csv --export=7.csv --export=8.csv --export=9.csv --export=10.csv "
                "--export=11.csv --export=12.csv --export=13.csv --export=14.csv --export=15.csv "
                "--export=16.csv");
    ck_assert_int_eq(options.exports, OPTIONS_EXPORTS_MAX);
    release(&options);
    refuses("--export=1.csv --export=2.csv --export=3.csv --export=4.csv --export=5.csv "
            "--export=6.csv --export=7.csv --export=8.csv --export=9.csv --export=10.csv "
            "--export=11.csv --export=12.csv --export=13.csv --export=14.csv --export=15.csv "
            "--export=16.csv --export=17.csv",
            "'17.csv' is one file too many (allowed: 16)");
}
END_TEST

START_TEST(every_row_is_read_by_the_parser)
{
    for (int i = 0; i < option_rows(); i++) {
        struct option_row row = option_row(i);
        char value[PARAM_TEXT_MAX] = "adam", line[sizeof value + 100];

        if (row.param)
            param_default(row.param, value, sizeof value);
        if (row.kind == OPTION_EXPORT)
            snprintf(value, sizeof value, "race.json");
        if (row.kind == OPTION_TARGET)
            snprintf(value, sizeof value, "test_loss<0.01");
        if (row.kind == OPTION_COLUMNS)
            snprintf(value, sizeof value, "gradients,seconds");
        if (row.kind == OPTION_FORK || row.kind == OPTION_CHANGE)
            snprintf(value, sizeof value, "1@57:adam");
        if (row.section == SECTION_SWEEP)
            snprintf(value, sizeof value, "%s",
                     row.kind == OPTION_SWEEP     ? "lr=0.1..1*3 --batch"
                     : row.kind == OPTION_PART    ? "1/2 --batch --sweep=lr=0.1..1*3"
                     : row.kind == OPTION_CONFIRM ? "5..7 --batch --sweep=lr=0.1..1*3"
                     : row.kind == OPTION_MERGE   ? "all.optop a.optop b.optop"
                     : row.param == &sweep_judge_param
                         ? "test_loss --batch --sweep=lr=0.1..1*3"
                         : "9 --batch --sweep=lr=0.1..1*");
        snprintf(line, sizeof line, row.argument ? "--%s=%s" : "--%s", row.name, value);
        accepts(line);
        snprintf(line, sizeof line, "-%c%s", row.letter, row.argument ? value : "");
        if (row.letter)
            accepts(line);
    }
}
END_TEST

START_TEST(forks_and_changes_wait_for_the_other_options)
{
    struct options options =
        accepts("--fork=2@57:adam:lr=0.5 --change gd@3:lr=0.25 -o gd -o adam --memory=1.5M -n 57");

    ck_assert_int_eq(options.agenda.items, 2);
    ck_assert(!options.agenda.item[0].fork && options.agenda.item[1].fork);
    ck_assert_uint_eq(options.agenda.item[1].at, 57);
    ck_assert_int_eq(options.agenda.item[1].run, 3);
    ck_assert_uint_eq(options.memory, 1572864);
    release(&options);
    refuses("--fork=2@57:adam -o gd -o adam -n 56", "there is no state 57");
    refuses("--memory", "--memory needs a value, SIZE (allowed: bytes, or with K, M or G");
    options = accepts("");
    ck_assert_uint_eq(options.memory, RACE_MEMORY);
    ck_assert_int_eq(options.agenda.items, 0);
    release(&options);
}
END_TEST

START_TEST(sweeps_are_read)
{
    struct options options = accepts("-b --sweep=lr=0.1..1*3 -o gd -o adam:beta1={0.8,0.9} "
                                     "--judge=train_loss --random=12 --part=2/8");

    ck_assert_int_eq(options.runs, 2);
    ck_assert_int_eq(options.sweep.wish.ranges, 2);
    ck_assert_str_eq(options.sweep.wish.range[1].key, "beta1");
    ck_assert_int_eq(options.sweep.wish.range[1].run, 1);
    ck_assert_uint_eq(options.sweep.wish.draws, 12);
    ck_assert(options.sweep.judge == 1 + SWEEP_BY_TRAIN_LOSS);
    ck_assert(options.sweep.part == 2 && options.sweep.parts == 8);
    release(&options);
    options = accepts("one.optop --merge=all.optop two.optop three.optop");
    ck_assert_int_eq(options.action, OPTIONS_MERGE);
    ck_assert_int_eq(options.sweep.froms, 3);
    ck_assert_str_eq(options.sweep.from[2], "three.optop");
    ck_assert_ptr_null(options.session);
    release(&options);
    refuses("one.optop two.optop", "'two.optop' is a second session (the first: 'one.optop')");
    refuses("--merge=all.optop one.optop -n 5", "--iterations: cannot be used with --merge");
    refuses("--merge=- one.optop", "--merge: '-' is not a session's file");
    refuses("-b --part=0/3 --sweep=lr={1,2}", "--part: '0/3' is no part of a sweep");
    refuses("-b --part=1/2x --sweep=lr={1,2}", "--part: '1/2x' is no part of a sweep");
    refuses("-b --confirm=1.. --sweep=lr={1,2}", "--confirm: ");
    refuses("--part=1/2 --sweep=lr={1,2}", "--part: needs --batch");
    refuses("--sweep=lr={1,2} --confirm=5..7", "--confirm: needs --batch");
    options = accepts("--sweep=lr={1,2} --judge=train_loss");
    release(&options);
    refuses("-b one.optop --sweep=lr={1,2}", "--sweep: the race in one.optop cannot be changed");
}
END_TEST

START_TEST(the_contracts_options_are_there)
{
    static const struct {
        const char *name;
        char letter;
    } contract[] = {{"optimizer", 'o'}, {"iterations", 'n'}, {"seed", 's'},       {"depth", 0},
                    {"width", 0},       {"layers", 0},       {"activation", 'a'}, {"data", 'd'},
                    {"classes", 0},     {"batch-size", 0},   {"threads", 0},      {"csv", 0},
                    {"batch", 'b'},     {"help", 'h'},       {"version", 'V'}};

    for (size_t k = 0; k < sizeof contract / sizeof contract[0]; k++) {
        bool found = false;
        for (int i = 0; i < option_rows(); i++) {
            struct option_row row = option_row(i);
            if (strcmp(row.name, contract[k].name) == 0)
                found = row.letter == contract[k].letter;
        }
        ck_assert_msg(found, "--%s", contract[k].name);
    }
}
END_TEST

/* ---- --help -----------------------------------------------------------------------------------
 */

static char *help_text(void)
{
    char *text = NULL;
    size_t size;
    FILE *stream = open_memstream(&text, &size);

    ck_assert_ptr_nonnull(stream);
    help_print(stream);
    ck_assert_int_eq(fclose(stream), 0);
    return text;
}

START_TEST(help_names_every_option_and_optimizer)
{
    char *text = help_text(), wanted[100];

    for (int i = 0; i < option_rows(); i++) {
        struct option_row row = option_row(i);
        snprintf(wanted, sizeof wanted, "  --%s%s", row.name, row.argument ? "=" : "\n");
        if (!row.argument)
            wanted[strlen(wanted) - 1] = ' ';
        ck_assert_msg(strstr(text, wanted + 1) != NULL, "help lacks '%s'", wanted);
    }
    for (int i = 0; i < optimizer_count; i++) {
        snprintf(wanted, sizeof wanted, "\n  %s ", optimizers[i]->name);
        ck_assert_msg(strstr(text, wanted) != NULL, "help lacks '%s'", optimizers[i]->name);
    }
    for (int i = 0; i < RUN_CONFIG_NOTEBOOK_RUNS; i++)
        ck_assert_ptr_nonnull(strstr(text, run_config_notebook[i]));
    free(text);
}
END_TEST

START_TEST(help_fits_80_columns)
{
    char *text = help_text();

    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n"))
        ck_assert_msg(strlen(line) <= 80, "%s", line);
    free(text);
}
END_TEST

/* A text fits its setting with its end, or is refused: it is never cut. */
START_TEST(texts_that_are_too_long_are_refused_whole)
{
    for (int i = 0; i < problem_setting_count; i++) {
        const struct problem_setting *setting = &problem_settings[i];
        struct problem_config config;
        struct status status = {0};
        char text[4096], sentence[128];

        if (setting->param.kind != PARAM_TEXT)
            continue;
        ck_assert_uint_lt(setting->size, sizeof text);
        memset(text, '1', sizeof text);
        text[setting->size] = '\0';
        problem_config_default(&config);
        ck_assert(!problem_config_set(&config, setting, text, &status));
        snprintf(sentence, sizeof sentence, "%s: longer than %zu bytes", setting->param.name,
                 setting->size - 1);
        ck_assert_str_eq(status.message, sentence);
        if (strcmp(setting->param.name, "data") == 0) {
            char read[4096];

            text[setting->size - 1] = '\0';
            ck_assert_msg(problem_config_set(&config, setting, text, &status), "%s",
                          status.message);
            ck_assert_str_eq(problem_config_get(&config, setting, read, sizeof read), text);
        }
    }
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("options");
    TCase *reading = tcase_create("reading");
    TCase *errors = tcase_create("errors");
    TCase *table = tcase_create("table");

    tcase_add_checked_fixture(reading, NULL, release_all);
    tcase_add_test(reading, nothing_given_is_the_notebooks_comparison);
    tcase_add_test(reading, every_form_of_an_option_is_read);
    tcase_add_test(reading, values_arrive_where_they_belong);
    tcase_add_test(reading, the_last_of_repeated_values_counts);
    tcase_add_test(reading, depth_and_width_fill_the_layers);
    tcase_add_test(reading, the_deepest_and_widest_network_fits_its_setting);
    tcase_add_test(reading, a_race_may_have_any_number_of_runs);
    tcase_add_test(reading, help_and_version_end_the_reading);
    tcase_add_test(reading, a_flag_can_be_taken_back);
    tcase_add_test(reading, the_command_line_wins_over_the_file);
    tcase_add_test(reading, only_what_changes_no_number_is_taken_from_the_file);
    tcase_add_test(reading, texts_that_are_too_long_are_refused_whole);
    suite_add_tcase(s, reading);
    tcase_add_checked_fixture(errors, NULL, release_all);
    tcase_add_test(errors, unknown_options_are_refused);
    tcase_add_test(errors, sessions);
    tcase_add_test(errors, values_missing_or_too_many_are_refused);
    tcase_add_test(errors, bad_values_are_refused_in_words);
    suite_add_tcase(s, errors);
    tcase_add_checked_fixture(table, NULL, release_all);
    tcase_add_test(table, rows_are_complete);
    tcase_add_test(table, names_and_letters_differ);
    tcase_add_test(table, every_row_is_read_by_the_parser);
    tcase_add_test(table, forks_and_changes_wait_for_the_other_options);
    tcase_add_test(table, files_to_export_are_chosen_by_their_ending);
    tcase_add_test(table, sweeps_are_read);
    tcase_add_test(table, the_contracts_options_are_there);
    tcase_add_test(table, help_names_every_option_and_optimizer);
    tcase_add_test(table, help_fits_80_columns);
    suite_add_tcase(s, table);
    return s;
}

TEST_MAIN(suite)
