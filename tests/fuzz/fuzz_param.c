/*
 * fuzz_param.c - any text as a value of each kind: an allowed value that is written and read back
 * the same, or a sentence.
 */
#include "fuzz.h"

#include "base/param.h"

const char fuzz_corpus[] = "param";

static const char *const words[] = {"constant", "step", "cosine", NULL};

static const struct param_spec specs[] = {
    PARAM_REAL_POSITIVE("lr", 0.1, 1000, "a positive number"),
    PARAM_REAL_HALF("beta", 0.9, 0, 1, "a share"),
    PARAM_REAL_OPEN("open", 0.5, -1e300, 1e300, "nearly any number"),
    PARAM_REAL_CLOSED("closed", 0, -2.385, 2.385, "a small number"),
    PARAM_WHOLE("seed", 1, 0, 4294967295.0, "a whole number"),
    PARAM_WHOLE("large", 0, -9007199254740992.0, 9007199254740992.0, "a large whole number"),
    PARAM_SWITCH("centered", 0, "a switch"),
    {.name = "schedule", .kind = PARAM_CHOICE, .choices = words, .help = "a choice"},
};

static void parse_as(const struct param_spec *spec, const char *text)
{
    struct status status = {0};
    double value = -12345.678, again;
    char written[64];

    bool parsed = param_parse(spec, text, &value, &status);
    MUST(parsed == param_validate(spec, text, &(struct status){0}));
    if (!parsed) {
        MUST(status.code == STATUS_INVALID && strstr(status.message, spec->name) != NULL);
        MUST(value == -12345.678);
        return;
    }
    MUST(status.code == STATUS_OK && param_check(spec, value, &status));
    param_format(spec, value, written, sizeof written);
    MUST(param_parse(spec, written, &again, &status) && again == value);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    char *text = fuzz_text(bytes, count);

    for (size_t i = 0; i < sizeof specs / sizeof specs[0]; i++)
        parse_as(&specs[i], text);
    free(text);
    return 0;
}
