/* check_formula.c - formulas that are read and computed: notation, symbols, conditions, errors. */
#include "check_main.h"
#include "optim/formula.h"

#include <math.h>
#include <string.h>

static void fill(struct formula_scope *scope)
{
    *scope = (struct formula_scope){0};
    formula_set(scope, "a", 3);
    formula_set(scope, "b", -0.5);
    formula_set(scope, "m", 2);
    formula_set(scope, "m^", 7);
    formula_set(scope, "beta1", 0.9);
    formula_set(scope, "t", 2);
    formula_set(scope, "d", 5);
    formula_set(scope, "d0", 10);
    formula_set(scope, "d'", 11);
    formula_set(scope, "|a|", 13);
    formula_set(scope, "|a|_1", 17);
    formula_set(scope, "mu(t)", 19);
    formula_set(scope, "mu(t+1)", 23);
    formula_set(scope, "<a, b - m>", 29);
}

static const struct {
    const char *text;
    double value;
    const char *numbers;
} formulas[] = {
    {"a", 3, "3"},
    {"x = a + b", 2.5, "3 + (-0.5)"},
    {"a - b", 3.5, "3 - (-0.5)"},
    {"-b + a", 3.5, "-(-0.5) + 3"},
    {"b a", -1.5, "-0.5 * 3"},
    {"(1 - beta1) a", 0.3, "(1 - 0.9) * 3"},
    {"a / m d", 7.5, "3 / 2 * 5"},
    {"a m / d / m", 0.6, "3 * 2 / 5 / 2"},
    {"d/d0 d", 2.5, "5 / 10 * 5"},
    {"b^2", 0.25, "(-0.5)^2"},
    {"(b^2)", 0.25, "((-0.5)^2)"},
    {"(b - a)^2", 12.25, "(-0.5 - 3)^2"},
    {"1 - beta1^t", 0.19, "1 - 0.9^2"},
    {"m^ / (1 + m^)", 0.875, "7 / (1 + 7)"},
    {"m^2", 4, "2^2"},
    {"m^t", 4, "2^2"},
    {"d' d", 55, "11 * 5"},
    {"|a| |a|_1", 221, "13 * 17"},
    {"|b| + |m - a|", 1.5, "|-0.5| + |2 - 3|"},
    {"mu(t+1) - mu(t)", 4, "23 - 19"},
    {"a <a, b - m>", 87, "3 * 29"},
    {"sqrt(a + 1)", 2, "sqrt(3 + 1)"},
    {"2 sqrt(a + 1) / m", 2, "2 * sqrt(3 + 1) / 2"},
    {"max(a, m) min(a, m)", 6, "max(3, 2) * min(3, 2)"},
    {"sign(b) + sign(a) + sign(0)", 0, "sign(-0.5) + sign(3) + sign(0)"},
    {"cut(b) + cut(a) + cut(-a)", -0.5, "cut(-0.5) + cut(3) + cut(-3)"},
    {"0.5 0.96^(t a)", 0.5 * 0.782757789696, "0.5 * 0.96^(2 * 3)"},
    {"(a - 1)(a + 1)", 8, "(3 - 1) * (3 + 1)"},
    {"max(a, |b| + m)", 3, "max(3, |-0.5| + 2)"},
};

START_TEST(a_formula_is_computed)
{
    struct formula_scope scope;
    struct formula_result result, again;
    struct formula_scope none = {0};
    struct status status = {0};

    fill(&scope);
    ck_assert_msg(formula_compute(formulas[_i].text, &scope, 6, &result, &status), "%s",
                  status.message);
    ck_assert_msg(fabs(result.value - formulas[_i].value) < 1e-14, "%s is %.17g", formulas[_i].text,
                  result.value);
    ck_assert_str_eq(result.numbers, formulas[_i].numbers);
    ck_assert_msg(formula_compute(result.numbers, &none, 6, &again, &status), "%s", status.message);
    ck_assert_double_eq(again.value, result.value);
}
END_TEST

START_TEST(a_formula_sets_its_symbol)
{
    struct formula_scope scope;
    struct formula_result result;
    struct status status = {0};

    fill(&scope);
    ck_assert(formula_compute("v^ = a + 1", &scope, 6, &result, &status));
    ck_assert_str_eq(result.name, "v^");
    ck_assert_double_eq(formula_get(&scope, "v^")->value, 4);
    ck_assert(formula_get(&scope, "a")->used);
    ck_assert(!formula_get(&scope, "b")->used);
    ck_assert(formula_compute("a = a a", &scope, 6, &result, &status));
    ck_assert_double_eq(formula_get(&scope, "a")->value, 9);
}
END_TEST

START_TEST(wrong_formulas_are_refused)
{
    static const char *const cases[] = {
        "",
        "zeta",
        "a +",
        "(a",
        "a)",
        "|a + b",
        "sqrt a",
        "max(a)",
        "max(a, ",
        "min(a b)",
        "a beta",
        "a ^",
        "m^ 2^",
        "a = = b",
        "v = v + 1",
        "@",
        "abc",
        "<a, b - n>",
        "a # b",
        "((((((((((((((((((((((((((((((((((((((((a))))))))))))))))))))))))))))))))))))))))"};
    struct formula_scope scope;
    struct formula_result result;

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct status status = {0};

        fill(&scope);
        ck_assert_msg(!formula_compute(cases[i], &scope, 6, &result, &status), "'%s' is %g",
                      cases[i], result.value);
        ck_assert_int_eq(status.code, STATUS_INVALID);
        ck_assert_ptr_nonnull(strstr(status.message, "formula: "));
    }
}
END_TEST

START_TEST(conditions_hold_or_not)
{
    static const char *const names[] = {"ema", "heavy-ball", NULL};
    static const struct param_spec form = {.name = "form", .kind = PARAM_CHOICE, .choices = names};
    struct formula_scope scope;

    fill(&scope);
    formula_set_param(&scope, &form, 1);
    ck_assert(formula_holds(NULL, &scope));
    ck_assert(formula_holds("form=heavy-ball", &scope));
    ck_assert(!formula_holds("form=ema", &scope));
    ck_assert(formula_holds("form!=ema,t>1", &scope));
    ck_assert(!formula_holds("form!=ema,t>2", &scope));
    ck_assert(formula_holds("t<=2,a<3.5,|a|=13", &scope));
    ck_assert(!formula_holds("t<2", &scope));
    ck_assert(!formula_holds("t<=1", &scope));
    ck_assert(!formula_holds("unknown=0", &scope));
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("formula");
    TCase *formula = tcase_create("formula");

    tcase_add_loop_test(formula, a_formula_is_computed, 0,
                        (int)(sizeof formulas / sizeof formulas[0]));
    tcase_add_test(formula, a_formula_sets_its_symbol);
    tcase_add_test(formula, wrong_formulas_are_refused);
    tcase_add_test(formula, conditions_hold_or_not);
    suite_add_tcase(suite, formula);
    return suite;
}

TEST_MAIN(make_suite)
