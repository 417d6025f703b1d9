/* fuzz_table.c - any bytes as a table; the first byte chooses what is asked for. */
#include "fuzz_data.h"

const char fuzz_corpus[] = "table";

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    static const char *const labels[] = {"", "last", "1", "class"};
    uint8_t wish = count > 0 ? bytes[0] : 0;

    fuzz_read(bytes + (count > 0), count > 0 ? count - 1 : 0,
              (struct data_request){.format = fuzz_format("table"),
                                    .label = labels[wish & 3],
                                    .missing = (enum data_missing)((wish >> 2 & 3) % 3),
                                    .scale = (enum data_scale)(wish >> 4 & 3),
                                    .task = (enum data_task)((wish >> 6) % 3),
                                    .seed = 1});
    return 0;
}
