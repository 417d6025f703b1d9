/* fuzz_cifar10.c - any bytes as each of the six files of CIFAR-10. */
#include "fuzz_data.h"

#include <limits.h>
#include <sys/stat.h>

const char fuzz_corpus[] = "cifar10";

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    static const char *const names[] = {"data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin",
                                        "data_batch_4.bin", "data_batch_5.bin", "test_batch.bin",
                                        "batches.meta.txt"};
    enum { FILES = sizeof names / sizeof names[0] };
    char folder[] = "/tmp/optop-fuzz-XXXXXX", path[FILES][64], target[64];
    int file = fuzz_file(bytes, count);

    MUST(mkdtemp(folder) != NULL);
    snprintf(target, sizeof target, "/proc/self/fd/%d", file);
    for (int i = 0; i < FILES; i++) {
        snprintf(path[i], sizeof path[i], "%s/%s", folder, names[i]);
        MUST(symlink(target, path[i]) == 0);
    }
    fuzz_load(&(struct data_request){.path = folder});
    for (int i = 0; i < FILES; i++)
        unlink(path[i]);
    rmdir(folder);
    close(file);
    return 0;
}
