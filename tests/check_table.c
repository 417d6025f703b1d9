/* check_table.c - tables of text: separators, headers, quotes, labels, texts, what is missing. */
#include "check_main.h"
#include "data_tools.h"

#include "data/table.h"
#include "data/table_text.h"

#include <math.h>

/* The row of either split whose first input is this number; unscaled data. */
static const struct samples *find_row(const struct dataset *dataset, real first, size_t *row)
{
    const struct samples *splits[] = {&dataset->train, &dataset->test};

    for (int s = 0; s < 2; s++)
        for (*row = 0; *row < splits[s]->m; ++*row)
            if (input(dataset, splits[s], *row, 0) == first)
                return splits[s];
    ck_abort_msg("no row begins with %g", (double)first);
    return NULL;
}

/* ---- numbers -------------------------------------------------------------------------------- */

START_TEST(numbers_are_those_of_strtod)
{
    static const char *const texts[] = {"0",
                                        "-0",
                                        "7",
                                        "+3.25",
                                        "0.1",
                                        "123456789.123456789",
                                        "1e22",
                                        "1e23",
                                        "-2.5E-3",
                                        ".5",
                                        "5.",
                                        "9007199254740993",
                                        "1e-22",
                                        "1e-23",
                                        "4.9e-324",
                                        "1e308",
                                        "0.30000000000000004",
                                        "00012.50",
                                        "123456789012345678901234567890",
                                        "0.000000000000000000000000012345678901234567",
                                        "2.2250738585072014e-308"};
    double value;

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        ck_assert_msg(table_number(texts[i], strlen(texts[i]), &value), "%s", texts[i]);
        ck_assert_msg(value == strtod(texts[i], NULL), "%s is %.17g", texts[i], value);
        ck_assert(signbit(value) == signbit(strtod(texts[i], NULL)));
    }
}
END_TEST

START_TEST(other_texts_are_no_numbers)
{
    static const char *const texts[] = {"",    "-",   ".",   "e5",  "1e",    "1e+",   "0x10", "nan",
                                        "inf", "1,5", "1 2", "--1", "1.2.3", "1e999", "12a"};
    double value;

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        ck_assert_msg(!table_number(texts[i], strlen(texts[i]), &value), "'%s'", texts[i]);
}
END_TEST

/* ---- layouts -------------------------------------------------------------------------------- */

/* The same six rows in every layout: 2 inputs, a label "b" or "a". */
static void holds_six(const struct dataset *dataset)
{
    static const real first[] = {1.5f, 2, -3.25f, 4, 5, 6}, second[] = {10, 20, 30, 40, 50, 60};
    static const char *const labels[] = {"b", "a", "b", "a", "a", "b"};

    ck_assert_uint_eq(dataset->train.m + dataset->test.m, 6);
    ck_assert_uint_eq(dataset->train.n_x, 2);
    ck_assert_int_eq(dataset->classes, 2);
    for (int i = 0; i < 6; i++) {
        size_t row;
        const struct samples *split = find_row(dataset, first[i], &row);

        ck_assert(input(dataset, split, row, 1) == second[i]);
        ck_assert_str_eq(dataset->class_name[split->label[row]], labels[i]);
        ck_assert(split->y[row] == (real)split->label[row]);
    }
    ck_assert_str_eq(dataset->class_name[0], "a");
    ck_assert_str_eq(dataset->facts.format, "table");
}

START_TEST(every_layout_is_read)
{
    static const char *const texts[] = {
        "1.5,10,b\n2,20,a\n-3.25,30,b\n4,40,a\n5,50,a\n6,60,b\n",
        "u,v,class\n1.5,10,b\n2,20,a\n-3.25,30,b\n4,40,a\n5,50,a\n6,60,b",
        "\xef\xbb\xbfu,v,w\r\n1.5,10,b\r\n2,20,a\r\n-3.25,30,b\r\n4,40,a\r\n5,50,a\r\n6,60,b\r\n",
        "u;v;w\n1.5;10;b\n2;20;a\n-3.25;30;b\n4;40;a\n\n5;50;a\n6;60;b\n\n",
        "u\tv\tw\n1.5\t10\tb\n2\t20\ta\n-3.25\t30\tb\n4\t40\ta\n5\t50\ta\n6\t60\tb\n",
        "  1.5   10 b\n2\t20 a  \n-3.25 30 b\n4 40 a\n5 50 a\n6 60 b\n",
        "# made by hand\n1.5 10 b\n2 20 a\n-3.25 30 b\n4 40 a\n5 50 a\n6 60 b\n",
        "\"u\",\"v\",\"w\"\n\"1.5\",10,\"b\"\n2,20,a\n-3.25, 30 ,b\n4,40,a\n5,50,a\n6,60,b\n",
        "1.5,10,b\r2,20,a\r-3.25,30,b\r4,40,a\r5,50,a\r6,60,b\r"};

    request.scale = SCALE_NONE;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        write_text("no-extension", texts[i]);
        struct dataset *dataset = load("no-extension");
        holds_six(dataset);
        dataset_free(dataset);
        temporary_write_gzip("compressed", texts[i], strlen(texts[i]));
        dataset = load("compressed");
        holds_six(dataset);
        dataset_free(dataset);
    }
}
END_TEST

START_TEST(quotes_hold_separators_and_line_ends)
{
    request.scale = SCALE_NONE;
    write_text("q", "name,x,class\n\"a, \"\"b\"\"\",1,yes\n\"two\nlines\",2,no\nplain,3,yes\n"
                    "plain,4,no\n");
    struct dataset *dataset = load("q");
    size_t row;
    const struct samples *split;

    ck_assert_uint_eq(dataset->train.n_x, 4); /* three texts, a number */
    ck_assert_uint_eq(dataset->facts.column[0].values, 3);
    /* In the order of their bytes: a, "b" ... plain ... two lines */
    for (int s = 0; s < 2; s++) {
        split = s ? &dataset->test : &dataset->train;
        for (row = 0; row < split->m; row++) {
            real x = input(dataset, split, row, 3);
            ck_assert(input(dataset, split, row, 0) == (real)(x == 1));
            ck_assert(input(dataset, split, row, 1) == (real)(x == 3 || x == 4));
            ck_assert(input(dataset, split, row, 2) == (real)(x == 2));
        }
    }
    dataset_free(dataset);
}
END_TEST

/* Two rows of texts have no header. A row that is cut off counts only where it is the only one. */
START_TEST(few_rows_have_an_outline)
{
    static const struct {
        const char *text;
        bool whole;
        size_t columns; /* 0: no table */
        bool header;
    } cases[] = {{"a,b\nc,d\n", true, 2, false},     {"a,b\nc,d\ne,f\n", true, 2, true},
                 {"1,2,3\n4,5,6\n7", false, 3, false}, {"1,2,3\n4,5,6\n7", true, 0, false},
                 {"1,2,3", false, 3, false},          {"u,2,3\n4,5,6\n7,8", false, 3, true}};

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct table_outline outline = {0};
        struct status status = {0};
        bool table = table_outline(cases[i].text, strlen(cases[i].text), cases[i].whole, &outline,
                                   &status);

        ck_assert_msg(table == (cases[i].columns > 0), "'%s'", cases[i].text);
        ck_assert_int_eq(status.code, STATUS_OK);
        ck_assert_uint_eq(table ? outline.columns : 0, cases[i].columns);
        ck_assert_msg(!table || outline.header == cases[i].header, "'%s'", cases[i].text);
    }
}
END_TEST

START_TEST(a_header_is_told_from_data)
{
    request.scale = SCALE_NONE;
    request.label = "last";
    write_text("a", "1,2,0\n3,4,1\n5,6,0\n7,8,1\n");
    struct dataset *dataset = load("a");
    ck_assert_uint_eq(dataset->train.m + dataset->test.m, 4);
    ck_assert_str_eq(dataset->facts.column[1].name, "2");
    dataset_free(dataset);
    write_text("a", "label,0,1\n3,4,1\n5,6,0\n7,8,1\n1,1,0\n");
    dataset = load("a");
    ck_assert_uint_eq(dataset->train.m + dataset->test.m, 4);
    ck_assert_str_eq(dataset->facts.column[0].name, "label");
    dataset_free(dataset);
    /* Texts alone: the first row occurs again, or not. */
    write_text("a", "p,x,s\np,y,s\ne,x,s\np,x,t\ne,y,t\n");
    dataset = load("a");
    ck_assert_uint_eq(dataset->train.m + dataset->test.m, 5);
    dataset_free(dataset);
    write_text("a", "class,cap,gill\np,y,s\ne,x,s\np,x,t\ne,y,t\n");
    dataset = load("a");
    ck_assert_uint_eq(dataset->train.m + dataset->test.m, 4);
    dataset_free(dataset);
}
END_TEST

/* ---- labels --------------------------------------------------------------------------------- */

START_TEST(the_label_is_found)
{
    write_text("t", "Id,Species,y_old,w\n1,a,5,2\n2,b,6,1\n3,a,5,2\n4,b,6,3\n");
    struct dataset *dataset = load("t");
    ck_assert_int_eq(dataset->facts.column[1].kind, FACTS_LABEL);
    ck_assert_ptr_nonnull(strstr(dataset->facts.notes, "column Id numbers the rows"));
    dataset_free(dataset);
    request.label = "4";
    dataset = load("t");
    ck_assert_int_eq(dataset->facts.column[3].kind, FACTS_LABEL);
    ck_assert_int_eq(dataset->classes, 3);
    dataset_free(dataset);
    request.label = "y_old";
    request.ignore = "Id,4";
    dataset = load("t");
    ck_assert_int_eq(dataset->facts.column[2].kind, FACTS_LABEL);
    ck_assert_int_eq(dataset->facts.column[0].kind, FACTS_IGNORED);
    ck_assert_uint_eq(dataset->train.n_x, 1);
    dataset_free(dataset);
}
END_TEST

START_TEST(a_label_that_is_not_marked_is_asked_for)
{
    write_text("t", "14.2,1.7,1\n13.2,1.8,2\n12.1,2,3\n");
    refuses("t", "%: no column is marked", "--label=NAME, a number from 1, or last says which");
    write_text("t", "a,b,c\n14.2,x,q\n13.2,y,w\n");
    refuses("t", "%", "(columns: a, b, c)");
    write_text("t", "label,target\n14.2,3\n13.2,4\n");
    refuses("t", "%: several columns may be", "--label=");
    request.label = "weight";
    refuses("t", "%: no column is called weight", "(columns: label, target)");
    request.label = "3";
    refuses("t", "%: no column is called 3", "");
    request.label = "target";
    request.ignore = "target";
    refuses("t", "label: column target is ignored", "");
    request.ignore = "7";
    refuses("t", "ignore: ", "no column 7 (columns: label, target)");
    request.ignore = "label";
    refuses("t", "%: no column is left as an input", "");
}
END_TEST

START_TEST(few_whole_numbers_are_classes_and_others_a_regression)
{
    char text[4096] = "x,y\n";

    for (int i = 0; i < 42; i++)
        snprintf(text + strlen(text), 32, "%d,%d\n", i * i % 17, i % 20);
    write_text("t", text);
    struct dataset *dataset = load("t");
    ck_assert(!dataset->regression && dataset->classes == 20);
    dataset_free(dataset);
    request.task = TASK_REGRESSION;
    dataset = load("t");
    ck_assert(dataset->regression && dataset->classes == 0 && dataset->train.label == NULL);
    dataset_free(dataset);
    request.task = TASK_AUTO;
    snprintf(text + strlen(text), 32, "5,20\n");
    write_text("t", text);
    dataset = load("t");
    ck_assert(dataset->regression && dataset->train.n_y == 1);
    dataset_free(dataset);
    request.task = TASK_CLASSIFICATION;
    dataset = load("t");
    ck_assert(!dataset->regression && dataset->classes == 21);
    dataset_free(dataset);
    request.task = TASK_AUTO;
    write_text("t", "x,y\n1,0.5\n2,1\n3,1\n4,0.5\n5,1\n");
    dataset = load("t");
    ck_assert(dataset->regression);
    dataset_free(dataset);
    write_text("t", "x,y\n1,a\n2,b\n3,b\n4,a\n5,a\n");
    request.task = TASK_REGRESSION;
    refuses("t", "task: regression needs numbers", "classification");
}
END_TEST

/* The numbers 0 ... count-1 as labels, twice each. */
static void write_labels(int count)
{
    static char text[1 << 16];
    size_t used = (size_t)snprintf(text, sizeof text, "x,label\n");

    for (int i = 0; i < 2 * count; i++)
        used += (size_t)snprintf(text + used, sizeof text - used, "%d,%d\n", i % 7, i % count);
    write_text("t", text);
}

START_TEST(there_are_1024_classes_and_no_more)
{
    request.task = TASK_CLASSIFICATION;
    write_labels(1024);
    struct dataset *dataset = load("t");
    ck_assert_int_eq(dataset->classes, 1024);
    ck_assert_str_eq(dataset->class_name[1023], "1023");
    dataset_free(dataset);
    write_labels(1025);
    refuses("t", "%: more than 1024 classes", "--task=regression");
}
END_TEST

START_TEST(shares_of_the_test_split_lie_between_0_and_1)
{
    static const char *const bad[] = {"0", "1", "1.0", "-0.5", "2"};
    struct status status = {0};

    ck_assert(data_test_check("0.999", &status) && data_test_check("1e-3", &status));
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        status = (struct status){0};
        ck_assert_msg(!data_test_check(bad[i], &status), "%s", bad[i]);
        ck_assert_ptr_nonnull(strstr(status.message, "0 < test < 1"));
    }
}
END_TEST

START_TEST(classes_are_chosen_by_name)
{
    write_text("t", "x,class\n1,red\n2,blue\n3,green\n4,red\n5,blue\n6,green\n7,red\n8,blue\n");
    request.classes = "red,blue";
    struct dataset *dataset = load("t");
    ck_assert_int_eq(dataset->classes, 2);
    ck_assert_str_eq(dataset->class_name[0], "red");
    ck_assert_str_eq(dataset->class_name[1], "blue");
    ck_assert_uint_eq(dataset->train.m + dataset->test.m, 6);
    dataset_free(dataset);
    request.classes = "red,violet";
    refuses("t", "%: class violet does not occur", "");
}
END_TEST

/* ---- what is missing, and what is wrong ------------------------------------------------------ */

START_TEST(missing_fields_are_refused_dropped_or_filled)
{
    write_text("t", "x,z,class\n1,5,a\n2,?,b\n3,7,a\n4,NA,b\n5,,a\n6,9,b\n7,3,a\n8,4,b\n9,5,a\n");
    refuses("t", "%:3:3: column z is missing here (3 times; --missing=drop", "--missing=mean");
    request.missing = MISSING_DROP;
    request.scale = SCALE_NONE;
    struct dataset *dataset = load("t");
    ck_assert_uint_eq(dataset->train.m + dataset->test.m, 6);
    dataset_free(dataset);
    request.missing = MISSING_MEAN;
    dataset = load("t");
    ck_assert_uint_eq(dataset->train.m + dataset->test.m, 9);
    double sum = 0, filled = NAN;
    size_t there = 0;
    for (size_t i = 0; i < dataset->train.m; i++) {
        double x = (double)input(dataset, &dataset->train, i, 0);
        if (x == 2 || x == 4 || x == 5)
            continue;
        sum += (double)input(dataset, &dataset->train, i, 1);
        there++;
    }
    const struct samples *splits[] = {&dataset->train, &dataset->test};
    for (int s = 0; s < 2; s++)
        for (size_t i = 0; i < splits[s]->m; i++) {
            double x = (double)input(dataset, splits[s], i, 0);
            if (x == 2 || x == 4 || x == 5) {
                filled = (double)input(dataset, splits[s], i, 1);
                assert_close(filled, sum / (double)there, 1e-6);
            }
        }
    ck_assert(!isnan(filled));
    dataset_free(dataset);
    request.missing = MISSING_REFUSE;
    request.ignore = "z";
    dataset = load("t");
    ck_assert_uint_eq(dataset->train.m + dataset->test.m, 9);
    dataset_free(dataset);
    request.ignore = NULL;
    request.missing = MISSING_MEAN;
    write_text("t", "x,class\n1,a\n2,\n3,b\n");
    refuses("t",
            "%:3:3: column class is missing here (1 times; --missing=drop leaves such rows out)",
            "");
}
END_TEST

START_TEST(errors_have_a_place)
{
    write_text("t", "a,b,class\n1,2,x\n1,2\n");
    refuses("t", "%:3:1: the row has 2 fields, the ones before have 3", "");
    write_text("t", "a,b,class\n1,2,x\n1,2,\"y\n");
    refuses("t", "%:3:1: a quote is not closed", "");
    write_text("t", "nothing\nthat\nhas\ncolumns\n");
    request.format = 0;
    refuses("t", "%: not recognized as data of any format", "--format=NAME");
    for (int i = 0; format_names[i]; i++)
        if (strcmp(format_names[i], "table") == 0)
            request.format = i;
    refuses("t", "%: not a table: no separator", "");
    temporary_write("t", "a,b\n\0,1\n", 8);
    refuses("t", "%: not a table: it has bytes that no text has", "");
    temporary_write("t", "", 0);
    refuses("t", "%: the file is empty", "");
    write_text("t", "a,b,class\n");
    refuses("t", "%", "");
}
END_TEST

/* Far down, where the outline did not look. */
START_TEST(late_errors_have_a_place)
{
    static char text[1 << 20];
    size_t used = 0;

    for (int i = 0; i < 40000; i++)
        used += (size_t)sprintf(text + used, "%d,%d\n", i % 5, i % 2);
    sprintf(text + used, "1,2,3\n");
    write_text("t", text);
    request.label = "last";
    refuses("t", "%:40001:3: the row has more than 2 of 2 fields", "");
    sprintf(text + used, "1\n");
    write_text("t", text);
    refuses("t", "%:40001:1: the row ends after 1 of 2 fields", "");
    sprintf(text + used, "1,\"2\n");
    write_text("t", text);
    refuses("t", "%:40001:3: a quote is not closed", "");
}
END_TEST

START_TEST(columns_of_many_texts_are_refused_by_name)
{
    char text[4096] = "name,x,class\n";

    for (int i = 0; i < 33; i++)
        snprintf(text + strlen(text), 32, "n%d,%d,%c\n", i, i % 7, 'a' + i % 2);
    write_text("t", text);
    refuses("t", "%:2:1: column name has more than 32 different texts", "--ignore=name");
    request.ignore = "name";
    dataset_free(load("t"));
}
END_TEST

/* ---- test splits ---------------------------------------------------------------------------- */

START_TEST(the_test_split_is_drawn_class_by_class)
{
    char text[8192] = "x,class\n";

    for (int i = 0; i < 100; i++)
        snprintf(text + strlen(text), 32, "%d,%s\n", i, i < 70 ? "a" : "b");
    write_text("t", text);
    request.scale = SCALE_NONE;
    struct dataset *dataset = load("t"), *again, *other;
    size_t of_b = 0, moved = 0;

    ck_assert_uint_eq(dataset->test.m, 20);
    for (size_t i = 0; i < dataset->test.m; i++)
        of_b += dataset->test.label[i];
    ck_assert_uint_eq(of_b, 6);
    for (size_t i = 1; i < dataset->train.m; i++)
        ck_assert(dataset->train.x[i] > dataset->train.x[i - 1]);
    again = load("t");
    request.seed = 2;
    other = load("t");
    for (size_t i = 0; i < dataset->test.m; i++) {
        ck_assert(again->test.x[i] == dataset->test.x[i]);
        moved += other->test.x[i] != dataset->test.x[i];
    }
    ck_assert_uint_gt(moved, 5);
    dataset_free(again);
    dataset_free(other);
    dataset_free(dataset);
    request.test = "0.5";
    dataset = load("t");
    ck_assert_uint_eq(dataset->test.m, 50);
    dataset_free(dataset);
}
END_TEST

START_TEST(test_files_are_found_and_matched_by_name)
{
    write_text("my_train.csv", "x,z,label\n1,10,0\n2,20,1\n3,30,0\n4,40,1\n");
    write_text("my_test.csv", "label,z,x\n1,50,5\n0,60,6\n");
    request.scale = SCALE_NONE;
    struct dataset *dataset = load("my_train.csv");
    ck_assert_uint_eq(dataset->train.m, 4);
    ck_assert_uint_eq(dataset->test.m, 2);
    ck_assert(input(dataset, &dataset->test, 0, 0) == 5 &&
              input(dataset, &dataset->test, 0, 1) == 50 && dataset->test.y[0] == 1);
    dataset_free(dataset);
    dataset = load("");
    ck_assert_uint_eq(dataset->test.m, 2);
    dataset_free(dataset);
    request.test = "0.25";
    dataset = load("my_train.csv");
    ck_assert_uint_eq(dataset->train.m + dataset->test.m, 4);
    dataset_free(dataset);
    request.test = NULL;
    /* Kaggle's test tables have no labels. */
    write_text("my_test.csv", "x,z\n5,50\n6,60\n");
    dataset = load("my_train.csv");
    ck_assert_uint_eq(dataset->train.m + dataset->test.m, 4);
    ck_assert_ptr_nonnull(strstr(dataset->facts.notes, "my_test.csv has no labels"));
    ck_assert_ptr_null(strstr(dataset->facts.notes, "is the test split ("));
    dataset_free(dataset);
    write_text("my_test.csv", "x,label\n5,1\n6,1\n");
    refuses("my_train.csv", "my_test.csv: column z of ", " is missing");
    write_text("my_test.csv", "x,z,label\n5,abc,1\n6,2,1\n");
    refuses("my_train.csv", "my_test.csv:2:3: a text, where ", " has numbers");
    write_text("wine.data", "1.5,2\n2.5,3\n3.5,4\n1.5,4\n");
    write_text("wine.test", "9.5,3\n8.5,4\n");
    request.label = "last";
    dataset = load("wine.data");
    ck_assert_uint_eq(dataset->test.m, 2);
    dataset_free(dataset);
}
END_TEST

/* ---- scale ---------------------------------------------------------------------------------- */

START_TEST(standard_scale_is_that_of_scikit_learn)
{
    /* numpy: x = [3, 1, 4, 1, 5]; (x - x.mean())/x.std(), and of -7, 0.5, 11 by those figures */
    static const double expected[] = {0.125, -1.125, 0.75, -1.125, 1.375};

    write_text("train.csv", "x,k,label\n3,7,0\n1,7,1\n4,7,0\n1,7,1\n5,7,0\n");
    write_text("test.csv", "x,k,label\n-7,8,0\n11,7,1\n");
    struct dataset *dataset = load("train.csv");
    const double mean = 2.8, deviation = 1.6;

    for (size_t i = 0; i < 5; i++) {
        assert_close((double)input(dataset, &dataset->train, i, 0), expected[i],
                     sizeof(real) == 8 ? 1e-15 : 1e-6);
        ck_assert(input(dataset, &dataset->train, i, 1) == 0);
    }
    assert_close((double)input(dataset, &dataset->test, 0, 0), (-7 - mean) / deviation, 1e-6);
    ck_assert(input(dataset, &dataset->test, 0, 1) == 1);
    ck_assert_ptr_nonnull(strstr(dataset->facts.notes, "--scale=standard"));
    dataset_free(dataset);
    request.scale = SCALE_UNIT;
    dataset = load("train.csv");
    ck_assert(input(dataset, &dataset->train, 0, 0) == (real)0.5);
    ck_assert(input(dataset, &dataset->test, 1, 0) == (real)2.5);
    dataset_free(dataset);
}
END_TEST

/*
 * All of 0 ... 1008 once, in a mixed order, far away from 0: the mean is 504 and the variance (as
 * scikit-learn has it, by n) (1009^2 - 1) / 12 = 84840, in exact arithmetic.
 */
START_TEST(standard_scale_is_exact_far_from_zero)
{
    enum { ROWS = 1009, OFFSET = 1000000 };
    static char text[ROWS * 40];
    size_t used = (size_t)snprintf(text, sizeof text, "x,label\n");
    struct dataset *dataset;

    for (int i = 0; i < ROWS; i++)
        used += (size_t)snprintf(text + used, sizeof text - used, "%d,%d\n",
                                 OFFSET + i * 617 % ROWS, i % 2);
    write_text("train.csv", text);
    write_text("test.csv", "x,label\n1000000,0\n1001008,1\n");
    dataset = load("train.csv");
    for (int i = 0; i < ROWS; i++)
        assert_close((double)input(dataset, &dataset->train, (size_t)i, 0),
                     (i * 617 % ROWS - 504) / sqrt(84840), sizeof(real) == 8 ? 1e-15 : 1e-6);
    assert_close((double)input(dataset, &dataset->test, 0, 0), -504 / sqrt(84840),
                 sizeof(real) == 8 ? 1e-15 : 1e-6);
    assert_close((double)input(dataset, &dataset->test, 1, 0), 504 / sqrt(84840),
                 sizeof(real) == 8 ? 1e-15 : 1e-6);
    dataset_free(dataset);
}
END_TEST

START_TEST(the_target_of_a_regression_is_scaled_alike)
{
    write_text("train.csv", "x,y\n3,100.5\n1,200.5\n4,300.5\n1,400.5\n5,500.5\n");
    write_text("test.csv", "x,y\n1,0.5\n");
    struct dataset *dataset = load("train.csv");

    ck_assert(dataset->regression);
    assert_close(dataset->target_shift, 300.5, 1e-15);
    assert_close(dataset->target_factor, sqrt(20000), 1e-15);
    assert_close((double)dataset->test.y[0], -300 / sqrt(20000), 1e-6);
    dataset_free(dataset);
    request.scale = SCALE_NONE;
    dataset = load("train.csv");
    ck_assert(dataset->train.y[1] == (real)200.5 && dataset->target_factor == 1);
    dataset_free(dataset);
}
END_TEST

START_TEST(tables_of_pixels_are_images)
{
    static char text[1 << 16];
    size_t used = (size_t)sprintf(text, "label");

    for (int j = 0; j < 64; j++)
        used += (size_t)sprintf(text + used, ",pixel%d", j);
    for (int i = 0; i < 10; i++) {
        used += (size_t)sprintf(text + used, "\n%d", i % 3);
        for (int j = 0; j < 64; j++)
            used += (size_t)sprintf(text + used, ",%d", j % 4 ? 0 : (i * 31 + j) % 256);
    }
    write_text("t", text);
    struct dataset *dataset = load("t");
    size_t row = 0;

    ck_assert_int_eq(dataset->train.form, SAMPLES_SPARSE);
    ck_assert_int_eq(dataset->classes, 3);
    ck_assert(dataset->table);
    for (size_t j = 0; j < 64; j += 4)
        ck_assert(input(dataset, &dataset->train, row, j) ==
                  (real)(rint(255 * (double)input(dataset, &dataset->train, row, j)) / 255.0));
    dataset_free(dataset);
}
END_TEST

START_TEST(enormous_targets_are_refused)
{
    write_text("t", "6287,2\n1e308,3\n-19,2\n1e308,1\n-1e30,2\n1e307,5\n-1e308,2\n");
    request.label = "1";
    request.task = TASK_REGRESSION;
    refuses("t", "scale: ", "the numbers of the target are too large");
}
END_TEST

START_TEST(pipes_and_devices_are_refused)
{
    ck_assert_int_eq(mkfifo(temporary_path("pipe"), 0600), 0);
    refuses("pipe", "%: a pipe, not a regular file", "");
    refuses("nothing-there", "%: No such file", "");
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("table");
    TCase *text = tcase_create("text"), *files = tcase_create("files");

    tcase_add_test(text, numbers_are_those_of_strtod);
    tcase_add_test(text, other_texts_are_no_numbers);
    suite_add_tcase(suite, text);
    tcase_add_checked_fixture(files, begin, temporary_remove);
    tcase_add_test(files, every_layout_is_read);
    tcase_add_test(files, quotes_hold_separators_and_line_ends);
    tcase_add_test(files, few_rows_have_an_outline);
    tcase_add_test(files, a_header_is_told_from_data);
    tcase_add_test(files, the_label_is_found);
    tcase_add_test(files, a_label_that_is_not_marked_is_asked_for);
    tcase_add_test(files, few_whole_numbers_are_classes_and_others_a_regression);
    tcase_add_test(files, there_are_1024_classes_and_no_more);
    tcase_add_test(files, shares_of_the_test_split_lie_between_0_and_1);
    tcase_add_test(files, classes_are_chosen_by_name);
    tcase_add_test(files, missing_fields_are_refused_dropped_or_filled);
    tcase_add_test(files, errors_have_a_place);
    tcase_add_test(files, late_errors_have_a_place);
    tcase_add_test(files, columns_of_many_texts_are_refused_by_name);
    tcase_add_test(files, the_test_split_is_drawn_class_by_class);
    tcase_add_test(files, test_files_are_found_and_matched_by_name);
    tcase_add_test(files, standard_scale_is_that_of_scikit_learn);
    tcase_add_test(files, standard_scale_is_exact_far_from_zero);
    tcase_add_test(files, the_target_of_a_regression_is_scaled_alike);
    tcase_add_test(files, tables_of_pixels_are_images);
    tcase_add_test(files, pipes_and_devices_are_refused);
    tcase_add_test(files, enormous_targets_are_refused);
    suite_add_tcase(suite, files);
    return suite;
}

TEST_MAIN(make_suite)
