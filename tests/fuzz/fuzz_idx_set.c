/*
 * fuzz_idx_set.c - any bytes as the four IDX files of a data set: two bytes with the length of a
 * file, its content, and so on; the last file has the rest.
 */
#include "fuzz_data.h"

const char fuzz_corpus[] = "idx_set";

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    static const char *const names[] = {"train-images-idx3-ubyte", "train-labels-idx1-ubyte",
                                        "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"};
    enum { FILES = sizeof names / sizeof names[0] };
    static int file[FILES];
    /* Recognition asks for names only: a few inputs are enough for it. */
    int format = count % 64 == 0 ? 0 : fuzz_format("idx");

    if (!fuzz_folder.name) {
        for (int i = 0; i < FILES; i++)
            file[i] = fuzz_file(NULL, 0);
        fuzz_folder_make(names, file, FILES);
    }
    for (int i = 0; i < FILES; i++) {
        size_t length = count < 2 ? 0 : (size_t)bytes[0] << 8 | bytes[1];
        size_t skipped = count < 2 ? count : 2;

        bytes += skipped;
        count -= skipped;
        length = length < count && i + 1 < FILES ? length : count;
        fuzz_rewrite(file[i], bytes, length);
        bytes += length;
        count -= length;
    }
    fuzz_load(&(struct data_request){.path = fuzz_folder.path, .format = format});
    return 0;
}
