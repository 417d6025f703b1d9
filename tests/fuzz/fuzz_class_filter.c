/* fuzz_class_filter.c - any text as a list of classes: different labels, or a sentence. */
#include "fuzz.h"

#include "data/classes.h"

const char fuzz_corpus[] = "class_filter";

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    char *text = fuzz_text(bytes, count);
    struct class_filter filter = {.count = -7};
    struct status status = {0};

    if (class_filter_parse(text, &filter, &status)) {
        MUST(status.code == STATUS_OK);
        MUST(filter.count >= 0 && filter.count <= CLASSES_LISTED_MAX && filter.count != 1);
        for (int i = 0; i < filter.count; i++) {
            MUST(class_filter_name(&filter, i)[0] != '\0');
            for (int k = 0; k < i; k++)
                MUST(strcmp(class_filter_name(&filter, i), class_filter_name(&filter, k)) != 0);
        }
    } else {
        MUST(status.code == STATUS_INVALID && status.message[0] != '\0');
        MUST(filter.count == -7);
    }
    free(text);
    return 0;
}
