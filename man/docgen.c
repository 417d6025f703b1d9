/*
 * docgen.c - makes documentation from the program's tables, so that it cannot differ from what the
 * program does. A maintainer's tool: `make update-docs` runs it, a test compares.
 *
 *   docgen manual FILE    prints the manual page FILE, the text between its lines
 *                         .\" BEGIN name and .\" END name made anew
 *   docgen bash           prints the completion for bash; likewise zsh, fish
 */
#include "docgen.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The name after `marker` if the line is one; ends at the line's end. */
static bool is_marker(char *line, const char *marker, const char **name)
{
    size_t length = strlen(marker);

    if (strncmp(line, marker, length) != 0)
        return false;
    line[strcspn(line, "\n")] = '\0';
    *name = line + length;
    return true;
}

static bool print_section(const char *name)
{
    bool known = docgen_section(name);

    if (!known)
        fprintf(stderr, "docgen: no section is called '%s'\n", name);
    return known;
}

/* Copies the manual, its generated sections made anew. */
static bool print_manual(FILE *manual)
{
    static const char begin[] = ".\\\" BEGIN ", end[] = ".\\\" END ";
    char *line = NULL;
    size_t size = 0;
    bool within = false, good = true;

    while (good && getline(&line, &size, manual) != -1) {
        const char *name;
        if (is_marker(line, begin, &name)) {
            printf("%s%s\n", begin, name);
            good = !within && print_section(name);
            within = true;
        } else if (is_marker(line, end, &name)) {
            printf("%s%s\n", end, name);
            good = within;
            within = false;
        } else if (!within) {
            fputs(line, stdout);
        }
    }
    free(line);
    if (!good || within || ferror(manual))
        fprintf(stderr, "docgen: the manual's markers do not match or it cannot be read\n");
    return good && !within && !ferror(manual);
}

static bool update_manual(const char *path)
{
    FILE *manual = fopen(path, "r");
    bool good;

    if (!manual) {
        fprintf(stderr, "docgen: %s: %s\n", path, strerror(errno));
        return false;
    }
    good = print_manual(manual);
    fclose(manual);
    return good;
}

/* False: there is none for that shell. */
static bool print_completion(const char *shell)
{
    static const struct {
        const char *shell;
        void (*print)(void);
    } completions[] = {{"bash", docgen_bash}, {"zsh", docgen_zsh}, {"fish", docgen_fish}};

    for (size_t i = 0; i < sizeof completions / sizeof completions[0]; i++)
        if (strcmp(completions[i].shell, shell) == 0) {
            completions[i].print();
            return true;
        }
    return false;
}

int main(int argc, char **argv)
{
    bool good = true;

    if (argc == 3 && strcmp(argv[1], "manual") == 0) {
        good = update_manual(argv[2]);
    } else if (argc != 2 || !print_completion(argv[1])) {
        fprintf(stderr, "usage: docgen manual FILE | docgen bash | docgen zsh | docgen fish\n");
        return 2;
    }
    if (fflush(stdout) != 0 || ferror(stdout)) {
        fprintf(stderr, "docgen: standard output: %s\n", strerror(errno));
        return 1;
    }
    return good ? 0 : 1;
}
