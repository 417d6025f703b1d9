/* check_actions.c - the table of actions: no key means two things, the key bar fits. */
#include "check_main.h"
#include "ui/actions.h"
#include "ui/keys.h"
#include "ui/ui.h"

#include <string.h>

START_TEST(a_key_means_one_thing_on_a_screen)
{
    for (int i = 0; i < action_count; i++)
        for (int k = 0; k < ACTION_KEYS_MAX && actions[i].key[k]; k++)
            ck_assert_msg(action_find(actions[i].scope, actions[i].key[k]) == actions[i].id,
                          "key %d of '%s' belongs to another action too", actions[i].key[k],
                          actions[i].help);
}
END_TEST

START_TEST(an_action_has_one_row_on_a_screen)
{
    for (int i = 0; i < action_count; i++)
        for (int k = 0; k < i; k++)
            ck_assert_msg(actions[i].scope != actions[k].scope || actions[i].id != actions[k].id,
                          "'%s' is there twice", actions[i].help);
}
END_TEST

START_TEST(every_row_can_be_described)
{
    char keys[ACTION_TEXT_MAX];

    for (int i = 0; i < action_count; i++) {
        size_t length = strlen(actions[i].help);
        ck_assert_uint_gt(strlen(action_keys(&actions[i], keys, sizeof keys)), 0);
        ck_assert_msg(!strstr(keys, "This key"), "'%s' has a key without a name", actions[i].help);
        ck_assert_uint_gt(length, 1);
        ck_assert_msg(actions[i].help[length - 1] != '.', "'%s'", actions[i].help);
        ck_assert_msg(length + 20 <= 100, "'%s' is too long", actions[i].help);
        ck_assert_ptr_nonnull(action_scope_title(actions[i].scope));
    }
}
END_TEST

START_TEST(keys_are_named)
{
    static const struct {
        int key;
        const char *name;
    } cases[] = {
        {' ', "Space"},
        {'q', "q"},
        {'?', "?"},
        {',', "comma"},
        {KEYS_UP, "Up"},
        {KEYS_CONTROL('L'), "Ctrl-L"},
        {KEYS_BACKTAB, "Shift-Tab"},
        {0xe9, "\xc3\xa9"},
        {KEYS_OTHER, "This key"},
        {KEYS_NONE, "This key"},
        {KEYS_ENTER, "Enter"},
        {KEYS_ESCAPE, "Esc"},
    };
    char text[ACTION_TEXT_MAX];

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        ck_assert_str_eq(keys_name(cases[i].key, text, sizeof text), cases[i].name);
    for (int i = 0; i < action_count; i++) {
        if (actions[i].scope == ACTIONS_HELP && actions[i].id == ACTION_CANCEL)
            ck_assert_str_eq(action_keys(&actions[i], text, sizeof text), "q, Esc, ?, F1");
        if (actions[i].id == ACTION_FILTER)
            ck_assert_str_eq(action_bar_key(&actions[i], text, sizeof text), "letters");
    }
}
END_TEST

START_TEST(unbound_keys_do_nothing)
{
    /* Of the tails of keys whose bytes came apart only views have a meaning; term.c takes the rest.
     */
    for (const char *c = "OAPQR~;123456789"; *c; c++)
        ck_assert_int_eq(action_find(ACTIONS_RACE, *c), ACTION_NONE);
    ck_assert_int_eq(action_find(ACTIONS_RACE, KEYS_NONE), ACTION_NONE);
    ck_assert_int_eq(action_find(ACTIONS_RACE, 0), ACTION_NONE);
    ck_assert_int_eq(action_find(ACTIONS_HELP, 'd'), ACTION_NONE);
    ck_assert_int_eq(action_find(ACTIONS_RACE, 'd'), ACTION_DELETE);
}
END_TEST

START_TEST(what_edits_has_a_meaning_for_the_editors)
{
    static const enum action_scope scopes[] = {ACTIONS_LIST, ACTIONS_FORM, ACTIONS_PROMPT,
                                               ACTIONS_EDITING};

    for (size_t s = 0; s < sizeof scopes / sizeof scopes[0]; s++)
        for (int i = 0; i < action_count; i++)
            if (actions[i].scope == scopes[s] && actions[i].key[0] &&
                actions[i].id != ACTION_PRESET && actions[i].id != ACTION_DATA) { /* the screen's */
                enum edit_key edit = ui_edit_key(scopes[s], actions[i].key[0]);
                ck_assert_msg(edit != EDIT_NONE && edit != EDIT_CHARACTER, "'%s' does nothing",
                              actions[i].help);
            }
    ck_assert_int_eq(ui_edit_key(ACTIONS_FORM, 'q'), EDIT_CHARACTER);
    ck_assert_int_eq(ui_edit_key(ACTIONS_LIST, 0xe9), EDIT_CHARACTER);
    ck_assert_int_eq(ui_edit_key(ACTIONS_FORM, KEYS_OTHER), EDIT_NONE);
    ck_assert_int_eq(ui_edit_key(ACTIONS_FORM, KEYS_CONTROL('G')), EDIT_NONE);
}
END_TEST

START_TEST(the_key_bar_fits_any_width)
{
    int index[64], before = -1;
    char key[ACTION_TEXT_MAX];

    for (int scope = 0; scope < ACTIONS_SCOPES; scope++) {
        before = 0;
        for (int width = 0; width <= 300; width++) {
            const struct action_bar bar = {.width = width, .running = true};
            int count = action_bar((enum action_scope)scope, &bar, index, 64), used = -2;
            for (int i = 0; i < count; i++) {
                ck_assert(i == 0 || index[i] > index[i - 1]);
                used += (int)(strlen(action_bar_key(&actions[index[i]], key, sizeof key)) + 3 +
                              strlen(action_label(&actions[index[i]], &bar)));
            }
            ck_assert_msg(used <= width, "%d columns in %d", used, width);
            ck_assert_int_ge(count, before);
            before = count;
        }
        ck_assert_msg(before > 0, "an empty key bar");
    }
}
END_TEST

START_TEST(a_narrow_key_bar_keeps_the_way_out)
{
    const struct action_bar bar = {.width = 26}, running = {.width = 26, .running = true};
    int index[64];
    int count = action_bar(ACTIONS_RACE, &bar, index, 64);

    ck_assert_int_eq(count, 3);
    ck_assert_int_eq(actions[index[0]].id, ACTION_RUN);
    ck_assert_int_eq(actions[index[1]].id, ACTION_HELP);
    ck_assert_int_eq(actions[index[2]].id, ACTION_QUIT);
    ck_assert_str_eq(action_label(&actions[index[0]], &bar), "run");
    ck_assert_str_eq(action_label(&actions[index[0]], &running), "pause");
}
END_TEST

/* What a screen leaves out makes room for the others. */
static const char *label_of(const void *state, enum action_id action)
{
    return action == ACTION_QUIT ? state : action == ACTION_HELP ? "" : NULL;
}

START_TEST(a_screen_may_have_labels_of_its_own)
{
    struct action_bar bar = {.width = 40, .label = label_of, .state = "leave"};
    int index[64], count = action_bar(ACTIONS_RACE, &bar, index, 64);

    ck_assert_int_ge(count, 2);
    for (int i = 0; i < count; i++)
        ck_assert_int_ne(actions[index[i]].id, ACTION_HELP);
    ck_assert_int_eq(actions[index[count - 1]].id, ACTION_QUIT);
    ck_assert_str_eq(action_label(&actions[index[count - 1]], &bar), "leave");
    ck_assert_str_eq(action_label(&actions[index[0]], &bar), "run");
    bar.width = 16; /* "Space run  q quit" */
    bar.label = NULL;
    ck_assert_int_lt(action_bar(ACTIONS_RACE, &bar, index, 64), 2);
    bar.label = label_of;
    bar.state = "";
    bar.width = 9;
    ck_assert_int_eq(action_bar(ACTIONS_RACE, &bar, index, 64), 1);
    ck_assert_int_eq(actions[index[0]].id, ACTION_RUN);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("actions");
    TCase *c = tcase_create("actions");

    tcase_add_test(c, a_key_means_one_thing_on_a_screen);
    tcase_add_test(c, an_action_has_one_row_on_a_screen);
    tcase_add_test(c, every_row_can_be_described);
    tcase_add_test(c, keys_are_named);
    tcase_add_test(c, unbound_keys_do_nothing);
    tcase_add_test(c, what_edits_has_a_meaning_for_the_editors);
    tcase_add_test(c, the_key_bar_fits_any_width);
    tcase_add_test(c, a_narrow_key_bar_keeps_the_way_out);
    tcase_add_test(c, a_screen_may_have_labels_of_its_own);
    suite_add_tcase(s, c);
    return s;
}

TEST_MAIN(suite)
