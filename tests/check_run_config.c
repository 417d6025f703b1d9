/* check_run_config.c - optimizers and hyperparameters, to and from text. */
#include "check_main.h"
#include "optim/run_config.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static void refuses(const char *text, const char *sentence)
{
    struct run_config config = {.optimizer = optimizers[0], .value = {2.385}};
    struct status status = {0};

    ck_assert_msg(!run_config_parse(text, &config, &status), "'%s' was accepted", text);
    ck_assert_int_eq(status.code, STATUS_INVALID);
    ck_assert_msg(strstr(status.message, sentence) != NULL, "'%s' lacks '%s'", status.message,
                  sentence);
    ck_assert_msg(config.optimizer == optimizers[0] && config.value[0] == 2.385,
                  "a failure changed the config");
}

static struct run_config accepts(const char *text)
{
    struct run_config config;
    struct status status = {0};

    ck_assert_msg(run_config_parse(text, &config, &status), "%s", status.message);
    return config;
}

static double value_of(const struct run_config *config, const char *key)
{
    int place = run_config_find(config, key);

    ck_assert_msg(place >= 0, "no %s", key);
    ck_assert_str_eq(run_config_param(config, place)->name, key);
    return config->value[place];
}

START_TEST(a_name_alone_means_the_defaults)
{
    struct run_config config = accepts(optimizers[_i]->name), defaults;

    run_config_default(&defaults, optimizers[_i]);
    ck_assert_ptr_eq(config.optimizer, optimizers[_i]);
    ck_assert(run_config_equal(&config, &defaults));
    for (int i = 0; i < run_config_params(&config); i++)
        ck_assert(config.value[i] == run_config_param(&config, i)->initial &&
                  run_config_find(&config, run_config_param(&config, i)->name) == i);
    ck_assert_int_eq(run_config_find(&config, ""), -1);
    ck_assert_int_eq(run_config_find(&config, "l"), -1);
}
END_TEST

/* A preset is one that can be written on the command line, and differs from the defaults. */
START_TEST(presets_are_readable)
{
    const char *preset = optimizers[_i]->preset;
    struct run_config config, defaults;

    run_config_preset(&config, optimizers[_i], false);
    run_config_default(&defaults, optimizers[_i]);
    ck_assert(run_config_equal(&config, &defaults) == (preset == NULL));
    if (preset) {
        char text[RUN_CONFIG_TEXT_MAX];
        snprintf(text, sizeof text, "%s:%s", optimizers[_i]->name, preset);
        struct run_config parsed = accepts(text);
        ck_assert(run_config_equal(&config, &parsed));
    }
}
END_TEST

START_TEST(values_go_to_their_keys)
{
    struct run_config config = accepts("adam:beta2=0.99,lr=0.02385,bias_correction=on");

    ck_assert(value_of(&config, "lr") == 0.02385);
    ck_assert(value_of(&config, "beta1") == 0.9);
    ck_assert(value_of(&config, "beta2") == 0.99);
    ck_assert(value_of(&config, "eps") == 1e-8);
    ck_assert(value_of(&config, "bias_correction") == 1);
}
END_TEST

START_TEST(blanks_around_the_parts_are_allowed)
{
    struct run_config a = accepts(" adam : lr = 0.25 , beta1= 0.5 "),
                      b = accepts("adam:beta1=0.5,lr=0.25");

    ck_assert(run_config_equal(&a, &b));
}
END_TEST

START_TEST(an_unknown_optimizer_lists_the_known)
{
    refuses("adamm", "optimizer 'adamm' is not known (allowed: gd, momentum, ");
    refuses("", "optimizer '' is not known");
    refuses("Adam:lr=1", "optimizer 'Adam' is not known");
    refuses(":lr=1", "optimizer '' is not known");
    for (int i = 0; i < optimizer_count; i++)
        refuses("x", optimizers[i]->name);
}
END_TEST

START_TEST(an_unknown_key_lists_the_known)
{
    refuses("gd:beta=0.9", "gd has no hyperparameter 'beta' (allowed: lr");
    refuses("adam:lr=0.1,beta3=0.5",
            "adam has no hyperparameter 'beta3' (allowed: lr, beta1, beta2");
    refuses("adam:=0.5", "adam has no hyperparameter ''");
    refuses("adam:LR=0.5", "adam has no hyperparameter 'LR'");
}
END_TEST

START_TEST(bad_parts_are_named)
{
    refuses("gd:", "gd: '' is not of the form KEY=VALUE");
    refuses("gd:lr", "gd: 'lr' is not of the form KEY=VALUE");
    refuses("gd:lr=0.1,", "gd: '' is not of the form KEY=VALUE");
    refuses("gd:,lr=0.1", "gd: '' is not of the form KEY=VALUE");
    refuses("gd:lr=0.1,lr=0.1", "gd: lr is given twice");
    refuses("gd:lr=", "gd: lr: '' is not a number (allowed: 0 < lr <= ");
    refuses("gd:lr=0.1e", "gd: lr: '0.1e' is not a number");
    refuses("gd:lr=nan", "gd: lr: 'nan' is not a number");
    refuses("gd:lr=-1", "gd: lr: '-1' is not in range");
    refuses("adam:eps=1e-38", "adam: eps: '1e-38' is not in range (allowed: 10^-37 to 1)");
    refuses("muon:adam_eps=0", "muon: adam_eps: '0' is not in range");
    refuses("gd:lr=0.1=0.2", "gd: lr: '0.1=0.2' is not a number");
    refuses("adam:beta1=1", "adam: beta1: '1' is not in range (allowed: 0 <= beta1 < 1)");
    refuses("adam:bias_correction=2", "adam: bias_correction: '2' is not 0 or 1");
}
END_TEST

START_TEST(endless_texts_are_refused)
{
    static char text[3 * STATUS_MESSAGE_MAX];

    memset(text, '1', sizeof text - 1);
    refuses(text, "optimizer '1111");
    memcpy(text, "gd:lr=", 6);
    refuses(text, "gd: the value of lr is too long");
    text[6 + PARAM_TEXT_MAX] = '\0'; /* just too long, and not */
    refuses(text, "gd: the value of lr is too long");
    memset(text + 6, '0', PARAM_TEXT_MAX);
    text[6 + PARAM_TEXT_MAX - 1] = '\0';
    text[6 + PARAM_TEXT_MAX - 2] = '2';
    ck_assert(accepts(text).value[0] == 2);
    memset(text, '1', sizeof text - 1);
    memcpy(text, "gd:lr1", 6);
    refuses(text, "is not of the form KEY=VALUE");
}
END_TEST

START_TEST(what_is_written_reads_back_the_same)
{
    static const double parts[] = {0, 1.0 / 3, 0.125, 0.97531};

    for (size_t k = 0; k < sizeof parts / sizeof parts[0]; k++) {
        struct run_config config, back;
        struct status status = {0};
        char text[RUN_CONFIG_TEXT_MAX];

        run_config_default(&config, optimizers[_i]);
        for (int i = 0; i < run_config_params(&config); i++) {
            const struct param_spec *param = run_config_param(&config, i);
            double value = param->min + (param->max - param->min) * parts[k];
            if (param_check(param, value, &status))
                config.value[i] = value;
        }
        run_config_write(&config, text, sizeof text);
        ck_assert_uint_lt(strlen(text), sizeof text - 1);
        back = accepts(text);
        ck_assert_msg(run_config_equal(&config, &back), "%s", text);
    }
}
END_TEST

START_TEST(descriptions_leave_out_what_nobody_asks_for)
{
    struct run_config config = accepts("adam:beta2=0.99");
    char text[RUN_CONFIG_TEXT_MAX];

    ck_assert_str_eq(run_config_format(&config, text, sizeof text),
                     "lr=0.001 beta1=0.9 beta2=0.99");
    ck_assert_str_eq(run_config_write(&config, text, sizeof text),
                     "adam:lr=0.001,beta1=0.9,beta2=0.99");
    config = accepts("adam:eps=1e-3");
    ck_assert_str_eq(run_config_format(&config, text, sizeof text),
                     "lr=0.001 beta1=0.9 beta2=0.999 eps=0.001");
    config = accepts("gd");
    ck_assert_str_eq(run_config_format(&config, text, sizeof text), "lr=0.1");
    ck_assert_str_eq(run_config_format(&config, text, 5), "lr=0"); /* cut, not overrun */
}
END_TEST

START_TEST(configs_are_equal_when_all_values_are)
{
    struct run_config a = accepts("adam"), b = accepts("adam:lr=0.001"),
                      c = accepts("adam:eps=1e-7"), d = accepts("rmsprop");

    ck_assert(run_config_equal(&a, &b));
    ck_assert(!run_config_equal(&a, &c));
    ck_assert(!run_config_equal(&a, &d));
    a = accepts("adamw");
    b = accepts("radam:weight_decay=0.01,decoupled=1"); /* the same values in the same places */
    ck_assert(!run_config_equal(&a, &b));
}
END_TEST

START_TEST(the_notebooks_comparison_is_well_formed)
{
    struct run_config config = accepts(run_config_notebook[_i]);
    char text[RUN_CONFIG_TEXT_MAX];

    ck_assert_str_eq(run_config_write(&config, text, sizeof text), run_config_notebook[_i]);
}
END_TEST

START_TEST(a_run_can_be_named)
{
    struct run_config config, again, other;
    struct status status = {0};
    char text[RUN_CONFIG_TEXT_MAX], names[200];

    ck_assert(run_config_parse("gd:name= fast one ,lr=0.25", &config, &status));
    ck_assert_str_eq(config.name, "fast one");
    ck_assert(config.value[0] == 0.25);
    run_config_write(&config, text, sizeof text);
    ck_assert_str_eq(text, "gd:lr=0.25,name=fast one");
    ck_assert(run_config_parse(text, &again, &status));
    ck_assert(run_config_equal(&config, &again));
    ck_assert(run_config_parse("gd:lr=0.25", &other, &status));
    ck_assert_str_eq(other.name, "");
    ck_assert(!run_config_equal(&config, &other));
    ck_assert_str_eq(run_config_format(&config, text, sizeof text), "lr=0.25");

    ck_assert(!run_config_parse("gd:name=a,name=b", &config, &status));
    ck_assert_ptr_nonnull(strstr(status.message, "gd: name is given twice"));
    ck_assert(!run_config_parse("gd:name= ", &config, &status));
    ck_assert_ptr_nonnull(strstr(status.message, "gd: name: '' is no name for a run"));
    snprintf(names, sizeof names, "gd:name=%063d", 7);
    ck_assert(run_config_parse(names, &config, &status));
    ck_assert_uint_eq(strlen(config.name), 63);
    snprintf(names, sizeof names, "gd:name=%064d", 7);
    ck_assert(!run_config_parse(names, &config, &status));
    ck_assert_ptr_nonnull(strstr(status.message, "(allowed: 1 to 63 bytes without a comma)"));
}
END_TEST

/* As a form has it: blanks around it do not count, and an empty one takes it away. */
START_TEST(a_name_is_given_and_taken_away)
{
    struct run_config config = accepts("adam:lr=0.375"), other = config;
    struct status status = {0};
    char name[100];

    ck_assert(run_config_same_values(&config, &other) && run_config_equal(&config, &other));
    ck_assert(!run_config_share_name(&config, &other)); /* neither has one */
    ck_assert(run_config_set_name(&config, "  fast one ", &status));
    ck_assert_str_eq(config.name, "fast one");
    ck_assert(run_config_same_values(&config, &other) && !run_config_equal(&config, &other));
    ck_assert(!run_config_share_name(&config, &other));
    ck_assert(run_config_set_name(&other, "fast one", &status));
    ck_assert(run_config_share_name(&config, &other));
    other.value[0] = 0.5;
    ck_assert(run_config_share_name(&config, &other) && !run_config_same_values(&config, &other));
    ck_assert(!run_config_refuse_name(&other, 3, &status));
    ck_assert_int_eq(status.code, STATUS_INVALID);
    ck_assert_str_eq(status.message, "name: 'fast one' is the name of run 3, adam lr=0.5 beta1=0.9 "
                                     "beta2=0.999 (allowed: a name of its own)");
    ck_assert(!run_config_set_name(&config, "a,b", &status));
    ck_assert_str_eq(status.message,
                     "name: 'a,b' is no name for a run (allowed: at most 63 bytes without a "
                     "comma)");
    ck_assert(!run_config_name.check("a,b", &status) && run_config_name.check("a b", &status));
    snprintf(name, sizeof name, "%064d", 7);
    ck_assert(!run_config_set_name(&config, name, &status));
    ck_assert_str_eq(config.name, "fast one");
    ck_assert(run_config_set_name(&config, name + 1, &status));
    ck_assert_str_eq(config.name, name + 1);
    ck_assert(run_config_set_name(&config, " ", &status));
    ck_assert_str_eq(config.name, "");
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("run_config");
    TCase *c = tcase_create("run_config");

    tcase_add_loop_test(c, a_name_alone_means_the_defaults, 0, optimizer_count);
    tcase_add_loop_test(c, presets_are_readable, 0, optimizer_count);
    tcase_add_test(c, a_run_can_be_named);
    tcase_add_test(c, a_name_is_given_and_taken_away);
    tcase_add_test(c, values_go_to_their_keys);
    tcase_add_test(c, blanks_around_the_parts_are_allowed);
    tcase_add_test(c, an_unknown_optimizer_lists_the_known);
    tcase_add_test(c, an_unknown_key_lists_the_known);
    tcase_add_test(c, bad_parts_are_named);
    tcase_add_test(c, endless_texts_are_refused);
    tcase_add_loop_test(c, what_is_written_reads_back_the_same, 0, optimizer_count);
    tcase_add_test(c, descriptions_leave_out_what_nobody_asks_for);
    tcase_add_test(c, configs_are_equal_when_all_values_are);
    tcase_add_loop_test(c, the_notebooks_comparison_is_well_formed, 0, RUN_CONFIG_NOTEBOOK_RUNS);
    suite_add_tcase(s, c);
    return s;
}

TEST_MAIN(suite)
