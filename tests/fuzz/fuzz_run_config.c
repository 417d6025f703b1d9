/*
 * fuzz_run_config.c - any text as an optimizer with hyperparameters: allowed values that are
 * written and read back the same, or a sentence.
 */
#include "fuzz.h"

#include "optim/run_config.h"

const char fuzz_corpus[] = "run_config";

static void check(const struct run_config *config)
{
    struct run_config again;
    struct status status = {0};
    char written[RUN_CONFIG_TEXT_MAX];

    for (int i = 0; i < run_config_params(config); i++)
        MUST(param_check(run_config_param(config, i), config->value[i], &status));
    run_config_write(config, written, sizeof written);
    /* A text that did not fit is cut off, and need not be readable. */
    if (strlen(written) + 1 < sizeof written) {
        MUST(run_config_parse(written, &again, &status));
        MUST(run_config_equal(config, &again));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    char *text = fuzz_text(bytes, count);
    struct run_config config = {0};
    struct status status = {0};

    if (run_config_parse(text, &config, &status)) {
        MUST(status.code == STATUS_OK);
        check(&config);
    } else {
        MUST(status.code == STATUS_INVALID && status.message[0] != '\0');
        MUST(config.optimizer == NULL);
    }
    free(text);
    return 0;
}
