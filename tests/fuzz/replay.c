/* replay.c - feeds a harness every file of its corpus, or the files named as arguments. */
#include "fuzz.h"

#include <dirent.h>
#include <errno.h>

static int feed(const char *path)
{
    static uint8_t bytes[1 << 20];
    FILE *file = fopen(path, "rb");

    if (!file) {
        fprintf(stderr, "%s: %s\n", path, strerror(errno));
        return EXIT_FAILURE;
    }
    size_t count = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    printf("%s\n", path);
    fflush(stdout);

    /* A copy of its own, so that a sanitizer sees a read past its end. */
    uint8_t *copy = malloc(count ? count : 1);
    MUST(copy != NULL);
    memcpy(copy, bytes, count);
    LLVMFuzzerTestOneInput(copy, count);
    free(copy);
    return EXIT_SUCCESS;
}

static int feed_corpus(void)
{
    const char *source = getenv("OPTOP_SOURCE");
    char folder[2048], path[4096];
    int failed = EXIT_SUCCESS, files = 0;

    snprintf(folder, sizeof folder, "%s/tests/fuzz/corpus/%s", source ? source : ".", fuzz_corpus);
    DIR *entries = opendir(folder);
    if (!entries) {
        fprintf(stderr, "%s: %s\n", folder, strerror(errno));
        return EXIT_FAILURE;
    }
    for (struct dirent *entry; (entry = readdir(entries)) != NULL;) {
        if (entry->d_name[0] == '.')
            continue;
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        failed |= feed(path);
        files++;
    }
    closedir(entries);
    printf("%d files\n", files);
    return files > 0 ? failed : EXIT_FAILURE;
}

int main(int argc, char **argv)
{
    int failed = EXIT_SUCCESS;

    if (argc == 1)
        return feed_corpus();
    for (int i = 1; i < argc; i++)
        failed |= feed(argv[i]);
    return failed;
}
