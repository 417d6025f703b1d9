/* fuzz_idx.c - any bytes as an IDX file: read to what it promises, or refused with a sentence. */
#include "fuzz.h"

#include "data/idx.h"

const char fuzz_corpus[] = "idx";

static void read_as(const uint8_t *bytes, size_t count, int dimensions)
{
    struct status status = {0};
    struct idx_file *file = idx_open_bytes("input", bytes, count, dimensions, &status);
    uint8_t piece[997];

    MUST((file == NULL) == (status.code != STATUS_OK));
    if (file) {
        size_t payload = idx_payload(file), left = payload, product = 1;
        bool read = true;

        for (int d = 0; d < dimensions; d++)
            product *= idx_size(file, d);
        MUST(payload == product && payload > 0);
        /* What a caller allocates is bounded by what is there. */
        MUST(payload / 1032 <= count);
        for (size_t n; read && left > 0; left -= n) {
            n = left < sizeof piece ? left : sizeof piece;
            read = idx_read(file, piece, n, &status);
        }
        read = read && idx_finish(file, &status);
        MUST(read == (status.code == STATUS_OK));
    }
    MUST((status.code == STATUS_OK) == (status.message[0] == '\0'));
    idx_close(file);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    for (int dimensions = 1; dimensions <= IDX_DIMENSIONS_MAX; dimensions++)
        read_as(bytes, count, dimensions);
    return 0;
}
