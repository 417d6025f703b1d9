/* fuzz_npz.c - any bytes as one of NumPy's archives, as an array, and as whatever they are. */
#include "fuzz_data.h"

const char fuzz_corpus[] = "npz";

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    fuzz_read(bytes, count, (struct data_request){.format = fuzz_format("npz")});
    fuzz_read(bytes, count, (struct data_request){.format = fuzz_format("npy"), .label = "last"});
    fuzz_read(bytes, count, (struct data_request){.missing = MISSING_MEAN});
    return 0;
}
