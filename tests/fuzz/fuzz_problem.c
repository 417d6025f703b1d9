/*
 * fuzz_problem.c - any text as each of the problem's settings: kept, written and read back the
 * same, or refused with a sentence and nothing changed.
 */
#include "fuzz.h"

#include "train/problem.h"

const char fuzz_corpus[] = "problem";

static void set(const struct problem_setting *setting, const char *text)
{
    struct problem_config config, again;
    struct status status = {0};
    char written[PROBLEM_PATH_MAX], rewritten[PROBLEM_PATH_MAX];

    problem_config_default(&config);
    again = config;
    if (!problem_config_set(&config, setting, text, &status)) {
        MUST(status.code == STATUS_INVALID && status.message[0] != '\0');
        MUST(memcmp(&config, &again, sizeof config) == 0);
        return;
    }
    MUST(status.code == STATUS_OK);
    problem_config_get(&config, setting, written, sizeof written);
    MUST(problem_config_set(&again, setting, written, &status));
    problem_config_get(&again, setting, rewritten, sizeof rewritten);
    MUST(strcmp(written, rewritten) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    char *text = fuzz_text(bytes, count);

    for (int i = 0; i < problem_setting_count; i++)
        set(&problem_settings[i], text);
    free(text);
    return 0;
}
