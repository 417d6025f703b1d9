/* fuzz_svmlight.c - any bytes as sparse text. */
#include "fuzz_data.h"

const char fuzz_corpus[] = "svmlight";

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    fuzz_read(bytes, count,
              (struct data_request){.format = fuzz_format("svmlight"), .scale = SCALE_UNIT});
    return 0;
}
