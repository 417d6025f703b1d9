/* fuzz_cifar10.c - any bytes as each of the six files of CIFAR-10 and as the names of its classes.
 */
#include "fuzz_data.h"

const char fuzz_corpus[] = "cifar10";

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    static const char *const names[] = {"data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin",
                                        "data_batch_4.bin", "data_batch_5.bin", "test_batch.bin",
                                        "batches.meta.txt"};
    enum { FILES = sizeof names / sizeof names[0] };
    static int file = -1;
    /* Recognition asks for names only: a few inputs are enough for it. */
    int format = count % 64 == 0 ? 0 : fuzz_format("cifar10");

    if (file < 0) {
        file = fuzz_file(bytes, count);
        fuzz_folder_make(names, (int[FILES]){file, file, file, file, file, file, file}, FILES);
    }
    fuzz_rewrite(file, bytes, count);
    fuzz_load(&(struct data_request){.path = fuzz_folder.path, .format = format});
    return 0;
}
