/* check_picture.c - pictures of races: well-formed whatever the race and its names are. */
#include "check_main.h"
#include "app/export_json.h"
#include "app/export_svg.h"
#include "ui/race_look.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SAMPLES = 13, INPUTS = 3, NAMES_MAX = 32 };

/* A race on a few made-up numbers. */
static struct race *make_race(const char *const *runs, int count, uint64_t batch_size,
                              uint64_t iterations)
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
    config.activation = (int)(activation_find("identity") - activations);
    config.batch_size = batch_size;
    race = race_create(
        problem_from_dataset(dataset_from_reals(INPUTS, 1, SAMPLES, x, y, 3, x, y, &status),
                             &config, &status),
        1, &status);
    ck_assert_msg(race != NULL, "%s", status.message);
    for (int i = 0; i < count; i++) {
        struct run_config run_config;
        ck_assert(run_config_parse(runs[i], &run_config, &status));
        ck_assert_int_gt(race_add(race, &run_config, &status), 0);
    }
    while (race_live(race) > 0 && race_laggard(race) < iterations)
        ck_assert_msg(race_iterate(race, NULL, &status), "%s", status.message);
    return race;
}

/* ---- a parser of the XML that is written here: tags, attributes in quotes, five entities ----- */

static const char *skip_name(const char *c)
{
    ck_assert_msg(isalpha((unsigned char)*c), "no name: %.40s", c);
    while (isalnum((unsigned char)*c) || *c == '-')
        c++;
    return c;
}

static const char *skip_entity(const char *c)
{
    static const char *const entities[] = {"&amp;", "&lt;", "&gt;", "&quot;"};

    for (size_t i = 0; i < sizeof entities / sizeof entities[0]; i++)
        if (strncmp(c, entities[i], strlen(entities[i])) == 0)
            return c + strlen(entities[i]);
    ck_abort_msg("no entity: %.40s", c);
    return c;
}

/* Text up to a delimiter. */
static const char *skip_text(const char *c, char until)
{
    while (*c && *c != until) {
        ck_assert_msg((unsigned char)*c >= ' ' || *c == '\n', "a control byte: %.40s", c);
        ck_assert_msg(strncmp(c, "\357\277\277", 3) != 0, "U+FFFF");
        ck_assert_msg(*c != '<' || until == '<', "a bare <: %.40s", c);
        c = *c == '&' ? skip_entity(c) : c + 1;
    }
    return c;
}

static void assert_xml(const char *text)
{
    char open[NAMES_MAX][32];
    int depth = 0, elements = 0;
    const char *c = strstr(text, "?>");

    ck_assert_ptr_nonnull(c);
    for (c = skip_text(c + 2, '<'); *c == '<'; c = skip_text(c, '<')) {
        bool closes = c[1] == '/';
        const char *name = c + 1 + closes, *end = skip_name(name);

        c = end;
        if (closes) {
            ck_assert_int_gt(depth, 0);
            depth--;
            ck_assert_int_eq(strncmp(open[depth], name, (size_t)(end - name)), 0);
        } else {
            snprintf(open[depth++], sizeof open[0], "%.*s", (int)(end - name), name);
            ck_assert_int_lt(depth, NAMES_MAX);
            elements++;
        }
        while (*c == ' ') {
            c = skip_name(c + 1);
            ck_assert_int_eq(strncmp(c, "=\"", 2), 0);
            c = skip_text(c + 2, '"') + 1;
        }
        if (*c == '/') {
            depth--;
            c++;
        }
        ck_assert_msg(*c == '>', "a tag does not end: %.40s", c);
        c++;
        ck_assert(depth > 0 || elements > 0);
    }
    ck_assert_int_eq(depth, 0);
    ck_assert_int_gt(elements, 5);
    ck_assert_ptr_null(strstr(text, "nan"));
    ck_assert_ptr_null(strstr(text, "inf"));
}

static char *svg_of(struct race *race, const struct picture_look *look)
{
    struct picture picture;
    struct status status = {0};
    size_t size;
    char *text = NULL;
    FILE *stream = open_memstream(&text, &size);

    ck_assert_msg(picture_make(&picture, race, look, &status), "%s", status.message);
    export_svg(&picture, stream);
    picture_free(&picture);
    ck_assert_int_eq(fclose(stream), 0);
    assert_xml(text);
    return text;
}

static int count(const char *text, const char *words)
{
    int n = 0;

    for (const char *c = strstr(text, words); c; c = strstr(c + 1, words))
        n++;
    return n;
}

START_TEST(a_picture_has_charts_and_a_legend)
{
    static const char *const runs[] = {"gd:lr=0.05", "adam:lr=0.01", "adam:lr=0.02,beta1=0.8"};
    struct race *race = make_race(runs, 3, 0, 20);
    const struct picture_look look = {0}, linear = {.linear = true};
    char *text = svg_of(race, &look);

    ck_assert_ptr_nonnull(strstr(text, "13+3, 3-4-1 identity, full batch, seed 1"));
    ck_assert_ptr_nonnull(strstr(text, ">train loss (log)<"));
    ck_assert_ptr_nonnull(strstr(text, ">test loss (log)<"));
    ck_assert_ptr_null(strstr(text, ">learning rate"));
    ck_assert_ptr_nonnull(strstr(text, "gd</tspan> lr=0.05<"));
    ck_assert_ptr_nonnull(strstr(text, "adam</tspan> lr=0.01 beta1=0.9<"));
    ck_assert_ptr_nonnull(strstr(text, "adam</tspan> lr=0.02 beta1=0.8<"));
    ck_assert_int_eq(count(text, "<path fill=\"none\""), 6);
    ck_assert_int_eq(count(text, "stroke-dasharray=\"2 2\""), 3);
    ck_assert_int_eq(count(text, ">iterations<"), 2);
    free(text);
    text = svg_of(race, &linear);
    ck_assert_ptr_nonnull(strstr(text, ">train loss<"));
    free(text);
    race_free(race);
}
END_TEST

/* As the screen is at first on a terminal of that size, whatever the learning rates do. */
START_TEST(the_default_is_the_screens)
{
    static const char *const runs[] = {"gd:lr=0.05,schedule=cosine,total=30", "adam"};

    for (unsigned batch = 0; batch <= 4; batch += 4) {
        struct race *race = make_race(runs, 2, batch, 20);
        const struct picture_look look = picture_default_look(race_problem(race));
        const struct race_look first = {.logarithmic_x = false};
        enum curve curve[CURVES];
        struct layout_request request = {
            .rows = PICTURE_ROWS, .columns = PICTURE_COLUMNS, .runs = 2, .curve = curve};
        struct layout layout;
        char *text = svg_of(race, &(struct picture_look){.charts = 0});

        request.curves = race_look_curves(&first, true, curve, &request.beside);
        layout = layout_compute(&request);
        ck_assert_int_eq(look.charts, layout.panels);
        for (int i = 0; i < layout.panels; i++)
            ck_assert_int_eq(look.curve[i], layout.panel[i].curve);
        ck_assert_int_eq(look.smoothing, race_look_smoothing(&first, batch > 0));
        ck_assert_int_eq(look.x, X_ITERATIONS);
        ck_assert(!look.linear && !look.nines && !look.has_cursor);
        ck_assert_ptr_null(strstr(text, ">learning rate"));
        ck_assert_int_eq(count(text, "<clipPath"), 2);
        free(text);
        race_free(race);
    }
}
END_TEST

/* What is longer than the picture is wide goes on in further lines, and all of it is there. */
START_TEST(long_texts_are_broken)
{
    static const char *const runs[] = {
        "gd:lr=0.05,schedule=cosine-restarts,period=10,growth=2,weight_decay=0.001,clip_norm=1.5,"
        "warmup=5,name=a name of as many characters as anyone may give to a run",
        "adam"};
    struct race *race = make_race(runs, 2, 0, 20);
    struct picture picture;
    struct status status = {0};
    char *text = svg_of(race, &(struct picture_look){.charts = 0});
    char *wide;
    size_t size;
    FILE *stream;

    ck_assert_int_eq(count(text, "<text x=\"66.0\""), 3); /* two lines, and Adam's one */
    ck_assert_ptr_nonnull(strstr(text, "clip_norm=1.5"));
    ck_assert_ptr_nonnull(strstr(text, "warmup=5"));
    free(text);
    ck_assert(picture_make(&picture, race, &(struct picture_look){.charts = 0}, &status));
    for (size_t i = 0; i < 300; i++)
        picture.title[i] = i % 2 ? 'm' : 'i';
    picture.title[300] = '\0';
    stream = open_memstream(&wide, &size);
    export_svg(&picture, stream);
    ck_assert_int_eq(fclose(stream), 0);
    picture_free(&picture);
    assert_xml(wide);
    ck_assert_int_eq(count(wide, "<text x=\"12.0\""), 4);
    free(wide);
    race_free(race);
}
END_TEST

START_TEST(a_picture_shows_what_the_look_says)
{
    static const char *const runs[] = {"gd:lr=0.05,schedule=cosine,total=30", "adam"};
    struct race *race = make_race(runs, 2, 0, 20);
    struct picture_look look = {.curve = {CURVE_TEST_ACCURACY},
                                .charts = 1,
                                .begin = 5,
                                .end = 15,
                                .chosen = 1,
                                .has_cursor = true,
                                .cursor = 7,
                                .run = {{2, 4, true}, {1, 6, false}},
                                .runs = 2};
    char *text = svg_of(race, &look);

    ck_assert_ptr_nonnull(strstr(text, ">test accuracy<"));
    ck_assert_int_eq(count(text, "<clipPath"), 1);
    ck_assert_int_eq(count(text, "<tspan"), 1);
    ck_assert_ptr_nonnull(strstr(text, "#d70087"));
    ck_assert_int_eq(count(text, "stroke-width=\"3\""), 2);
    free(text);
    look = (struct picture_look){
        .curve = {CURVE_LEARNING_RATE}, .charts = 1, .logarithmic_x = true};
    text = svg_of(race, &look);
    ck_assert_ptr_nonnull(strstr(text, ">learning rate (log)<"));
    free(text);
    look = (struct picture_look){.run = {{1, 0, true}, {2, 1, true}}, .runs = 2};
    text = svg_of(race, &look);
    ck_assert_ptr_null(strstr(text, "<tspan"));
    free(text);
    race_free(race);
}
END_TEST

/* A chart's part of the document: from its title on. */
static const char *chart_of(const char *text, const char *title)
{
    char words[64];

    snprintf(words, sizeof words, ">%s<", title);
    ck_assert_ptr_nonnull(strstr(text, words));
    return strstr(text, words);
}

/* The heights of horizontal lines in the chart that look so; how many there are. */
static int rules_of(const char *chart, const char *colour, double *y, int room)
{
    const char *end = strstr(chart, "<clipPath");
    double x1, y1, x2, y2;
    char stroke[16];
    int count = 0;

    for (const char *c = strstr(chart, "<line"); c && c < end; c = strstr(c + 1, "<line"))
        if (sscanf(c, "<line x1=\"%lf\" y1=\"%lf\" x2=\"%lf\" y2=\"%lf\" stroke=\"%15[^\"]", &x1,
                   &y1, &x2, &y2, stroke) == 5 &&
            strcmp(stroke, colour) == 0 && y1 == y2 && x2 > x1 + 100 && count < room)
            y[count++] = y1;
    return count;
}

/* A target that is a tick's value is drawn where the tick is, in its curve's chart only. */
START_TEST(a_target_is_a_line_at_its_value)
{
    static const char *const runs[] = {"gd:lr=0.05", "adam:lr=0.01"};
    const struct picture_look look = {.linear = true};
    struct race *race = make_race(runs, 2, 0, 20);
    struct measures measures = {.target = {.wanted = true, .curve = CURVE_TEST_LOSS}};
    char *text = svg_of(race, &look);
    const char *chart = chart_of(text, "test loss"), *label = strstr(chart, "<line");
    double tick[32], line[4];

    ck_assert_int_ge(rules_of(chart, "#e4e4e4", tick, 32), 3);
    ck_assert_int_eq(rules_of(chart, "#606060", line, 4), 0);
    label = strstr(strstr(label + 1, "<line"), "text-anchor=\"end\">"); /* of the second tick */
    measures.target.value = strtod(strchr(label, '>') + 1, NULL);
    ck_assert(measures.target.value > 0);
    free(text);
    race_set_measures(race, &measures);
    text = svg_of(race, &look);
    ck_assert_int_eq(rules_of(chart_of(text, "train loss"), "#606060", line, 4), 0);
    chart = chart_of(text, "test loss");
    ck_assert_int_ge(rules_of(chart, "#e4e4e4", tick, 32), 3);
    ck_assert_int_eq(rules_of(chart, "#606060", line, 4), 1);
    ck_assert(line[0] == tick[1]);
    ck_assert_int_eq(count(text, ">test_loss&gt;"), 1); /* its name */
    free(text);
    measures.target.value = 1e6; /* out of sight: no line */
    race_set_measures(race, &measures);
    text = svg_of(race, &look);
    ck_assert_int_eq(rules_of(chart_of(text, "test loss"), "#606060", line, 4), 0);
    free(text);
    race_free(race);
}
END_TEST

/* The x of a curve's last value. */
static double reach_of(const struct plot_curve *curve)
{
    double x = NAN;

    for (size_t s = 0; s < curve->spans; s++)
        x = isnan(curve->span[s].x) ? x : curve->span[s].x;
    return x;
}

/* Over gradient evaluations a run that takes several an iteration goes further. */
START_TEST(a_picture_has_the_axis_of_its_look)
{
    static const char *const runs[] = {"gd:lr=0.05", "lbfgs:lr=3,line_search=strong-wolfe"};
    struct race *race = make_race(runs, 2, 0, 12);
    struct picture_look look = {.x = X_GRADIENTS};
    double gradients = (double)run_get_numbers(race_run(race, 1))->gradients;
    struct picture picture;
    struct status status = {0};
    char *text = svg_of(race, &look);

    ck_assert_int_eq(count(text, ">gradients<"), 2);
    ck_assert_int_eq(count(text, ">iterations<"), 0);
    free(text);
    ck_assert(gradients > 12);
    ck_assert(picture_make(&picture, race, &look, &status));
    const struct plot *plot = &picture.chart[0].plot;
    ck_assert_int_eq(plot->curves, 2);
    assert_close(reach_of(&plot->curve[0]), 11, 1e-12);
    ck_assert(reach_of(&plot->curve[1]) > 11 && reach_of(&plot->curve[1]) < gradients);
    picture_free(&picture);
    look.x = X_SECONDS;
    text = svg_of(race, &look);
    ck_assert_int_eq(count(text, ">seconds<"), 2);
    free(text);
    race_free(race);
}
END_TEST

/* A fork's curve begins with a point on its parent's, and has a triangle below each chart, as a
 * change does. */
START_TEST(forks_and_changes_are_marked)
{
    static const char *const runs[] = {"gd:lr=0.05", "momentum:lr=0.05"};
    struct race *race = make_race(runs, 2, 0, 20);
    struct status status = {0};
    struct run_config config;
    char *text = svg_of(race, &(struct picture_look){.charts = 0});

    ck_assert_int_eq(count(text, "<circle"), 0);
    ck_assert_int_eq(count(text, " h-10 Z"), 0);
    free(text);
    ck_assert(run_config_parse("gd:lr=0.2", &config, &status));
    ck_assert_int_gt(race_fork(race, race_run_id(race, 0), 7, &config, false, NULL, &status), 0);
    while (race_laggard(race) < 20)
        ck_assert(race_iterate(race, NULL, &status));
    text = svg_of(race, &(struct picture_look){.charts = 0});
    ck_assert_int_eq(count(text, "<circle"), 2);
    ck_assert_int_eq(count(text, " h-10 Z"), 2);
    ck_assert_ptr_nonnull(strstr(text, "gd</tspan> lr=0.2; forked from gd at 7"));
    free(text);
    ck_assert(run_config_parse("momentum:lr=0.01", &config, &status));
    ck_assert(race_change(race, race_run_id(race, 1), 11, &config, false, NULL, &status));
    text = svg_of(race, &(struct picture_look){.charts = 0});
    ck_assert_int_eq(count(text, "<circle"), 2);
    ck_assert_int_eq(count(text, " h-10 Z"), 4);
    free(text);
    race_free(race);
}
END_TEST

START_TEST(any_race_has_a_picture)
{
    static const char *const dying[] = {"gd:lr=1000", "gd:lr=0.05"};
    static const char *const one[] = {"gd"};
    const struct picture_look look = {0}, batches = {.smoothing = SMOOTHING_WEAK};
    struct race *race = make_race(NULL, 0, 0, 0);

    free(svg_of(race, &look));
    race_free(race);
    race = make_race(one, 1, 0, 0);
    free(svg_of(race, &look));
    race_free(race);
    race = make_race(one, 1, 0, 1);
    char *text = svg_of(race, &look);
    ck_assert_int_eq(count(text, "<circle"), 2);
    free(text);
    race_free(race);
    race = make_race(dying, 2, 0, 60);
    text = svg_of(race, &look);
    ck_assert_ptr_nonnull(strstr(text, "(diverged at iteration "));
    ck_assert_int_ge(count(text, "h-10 Z"), 1); /* it leaves through the top */
    free(text);
    race_free(race);
    race = make_race(dying + 1, 1, 2, 30);
    text = svg_of(race, &batches);
    ck_assert_ptr_nonnull(strstr(text, ">epochs<"));
    ck_assert_ptr_nonnull(strstr(text, "batches of 2"));
    free(text);
    race_free(race);
}
END_TEST

START_TEST(curves_in_a_used_colour_have_marks)
{
    static const char *const runs[] = {"gd", "gd", "gd", "gd", "gd", "gd", "gd", "gd", "gd", "gd"};
    struct race *race = make_race(runs, 10, 0, 20);
    const struct picture_look look = {0};
    char *text = svg_of(race, &look);

    /* The ninth and the tenth: '=' and '$' in both charts and the legend. */
    ck_assert_int_ge(count(text, ">=</text>"), 3);
    ck_assert_int_ge(count(text, ">$</text>"), 3);
    ck_assert_int_eq(count(text, ">*</text>"), 0);
    free(text);
    race_free(race);
}
END_TEST

START_TEST(any_text_is_escaped)
{
    char text[300], *out = NULL;
    size_t size;
    FILE *stream = open_memstream(&out, &size);

    fputs("<?xml version=\"1.0\"?><a><b/><b/><b/><b/><b/><c d=\"", stream);
    for (int c = 1; c < 256; c++)
        text[c - 1] = (char)c;
    memcpy(text + 255, "\357\277\277\357\277\276\342\200\256", 10);
    export_svg_text(text, stream);
    fputs("\">", stream);
    export_svg_text(text, stream);
    fputs("</c></a>", stream);
    ck_assert_int_eq(fclose(stream), 0);
    assert_xml(out);
    ck_assert_ptr_nonnull(strstr(out, "&lt;"));
    ck_assert_ptr_null(strstr(out, "\357\277\276"));
    free(out);
}
END_TEST

/* ---- a parser of JSON ------------------------------------------------------------------------ */

static const char *skip_value(const char *c);

static const char *skip_blanks(const char *c)
{
    return c + strspn(c, " \n");
}

static const char *skip_string(const char *c)
{
    ck_assert_int_eq(*c, '"');
    for (c++; *c != '"'; c++) {
        ck_assert_msg((unsigned char)*c >= ' ', "a control byte in a string");
        if (*c == '\\')
            ck_assert_msg(strchr("\"\\u", *++c) != NULL && *c, "a bad escape");
    }
    return c + 1;
}

/* The members of an object, or the elements of an array. */
static const char *skip_members(const char *c, char end)
{
    for (c = skip_blanks(c + 1); *c != end; c = skip_blanks(c)) {
        if (end == '}') {
            c = skip_blanks(skip_string(c));
            ck_assert_int_eq(*c, ':');
            c = skip_blanks(c + 1);
        }
        c = skip_blanks(skip_value(c));
        ck_assert_msg(*c == ',' || *c == end, "neither , nor end: %.40s", c);
        if (*c == ',') {
            c = skip_blanks(c + 1);
            ck_assert_int_ne(*c, end);
        }
    }
    return c + 1;
}

static const char *skip_value(const char *c)
{
    static const char *const words[] = {"null", "true", "false"};
    char *end;

    if (*c == '{' || *c == '[')
        return skip_members(c, *c == '{' ? '}' : ']');
    if (*c == '"')
        return skip_string(c);
    for (size_t i = 0; i < 3; i++)
        if (strncmp(c, words[i], strlen(words[i])) == 0)
            return c + strlen(words[i]);
    ck_assert_msg(isdigit((unsigned char)*c) || *c == '-', "no value: %.40s", c);
    strtod(c, &end);
    return end;
}

static char *json_of(struct race *race, struct export_json_content content)
{
    struct status status = {0};
    size_t size;
    char *text = NULL;
    FILE *stream = open_memstream(&text, &size);

    ck_assert(export_json(race, content, stream, &status));
    ck_assert_int_eq(fclose(stream), 0);
    ck_assert_str_eq(skip_blanks(skip_value(text)), "");
    return text;
}

START_TEST(a_document_has_everything)
{
    static const char *const runs[] = {"gd:lr=1000", "adam:lr=0.0123456789012345"};
    struct race *race = make_race(runs, 2, 0, 60);
    char *text = json_of(race, (struct export_json_content){.curves = true, .times = true});
    const char *found;
    double loss;

    ck_assert_ptr_nonnull(strstr(text, "\"lr\": 0.0123456789012345"));
    ck_assert_ptr_nonnull(strstr(text, "\"decoupled\": false"));
    ck_assert_ptr_nonnull(strstr(text, "\"schedule\": \"constant\""));
    ck_assert_ptr_nonnull(strstr(text, "\"diverged_at\": null"));
    ck_assert_ptr_nonnull(strstr(text, "\"train_samples\": 13"));
    ck_assert_ptr_nonnull(strstr(text, "\"widths\": [3, 4, 1]"));
    /* Of each run: in all, in the last row, and as a curve. */
    ck_assert_int_eq(count(text, "\"seconds\""), 6);
    loss = history_get(run_get_history(race_run(race, 1)), 0).value[CURVE_TEST_LOSS];
    found = strstr(text, "\"test_loss\": [");
    while (found && strtod(strchr(found, '[') + 1, NULL) != loss)
        found = strstr(found + 1, "\"test_loss\": [");
    ck_assert_ptr_nonnull(found);
    free(text);
    text = json_of(race, (struct export_json_content){0});
    ck_assert_int_eq(count(text, "\"seconds\"") + count(text, "\"curves\""), 0);
    free(text);
    race_free(race);
    race = make_race(NULL, 0, 0, 0);
    text = json_of(race, (struct export_json_content){.curves = true});
    ck_assert_ptr_nonnull(strstr(text, "\"runs\": []"));
    free(text);
    race_free(race);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("picture");
    TCase *c = tcase_create("picture");

    tcase_add_test(c, a_picture_has_charts_and_a_legend);
    tcase_add_test(c, the_default_is_the_screens);
    tcase_add_test(c, long_texts_are_broken);
    tcase_add_test(c, a_picture_shows_what_the_look_says);
    tcase_add_test(c, a_target_is_a_line_at_its_value);
    tcase_add_test(c, a_picture_has_the_axis_of_its_look);
    tcase_add_test(c, forks_and_changes_are_marked);
    tcase_add_test(c, any_race_has_a_picture);
    tcase_add_test(c, curves_in_a_used_colour_have_marks);
    tcase_add_test(c, any_text_is_escaped);
    tcase_add_test(c, a_document_has_everything);
    suite_add_tcase(s, c);
    return s;
}

TEST_MAIN(suite)
