/* convert.c - runs another program; see convert.h. */
#include "convert.h"

#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

bool convert_can(const char *program)
{
    const char *path = getenv("PATH");
    char file[4096];
    struct stat st;

    for (const char *folder = path ? path : ""; *folder; folder += strspn(folder, ":")) {
        size_t length = strcspn(folder, ":");

        if (snprintf(file, sizeof file, "%.*s/%s", (int)length, folder, program) <
                (int)sizeof file &&
            access(file, X_OK) == 0 && stat(file, &st) == 0 && S_ISREG(st.st_mode))
            return true;
        folder += length;
    }
    return false;
}

/* The child has the signals that it would have had from a shell. */
static bool prepare(posix_spawn_file_actions_t *actions, posix_spawnattr_t *attributes, FILE *in,
                    FILE *out, FILE *errors)
{
    sigset_t none, usual;

    sigemptyset(&none);
    sigemptyset(&usual);
    sigaddset(&usual, SIGPIPE);
    sigaddset(&usual, SIGXFSZ);
    return posix_spawn_file_actions_adddup2(actions, fileno(in), STDIN_FILENO) == 0 &&
           posix_spawn_file_actions_adddup2(actions, fileno(out), STDOUT_FILENO) == 0 &&
           posix_spawn_file_actions_adddup2(actions, fileno(errors), STDERR_FILENO) == 0 &&
           posix_spawnattr_setsigmask(attributes, &none) == 0 &&
           posix_spawnattr_setsigdefault(attributes, &usual) == 0 &&
           posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF) ==
               0;
}

/* 0, or an error number; *result is as waitpid gives it. */
static int spawn(const char *const *argv, FILE *in, FILE *out, FILE *errors, int *result)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    pid_t child;
    int error;

    if (posix_spawn_file_actions_init(&actions) != 0)
        return ENOMEM;
    if (posix_spawnattr_init(&attributes) != 0) {
        posix_spawn_file_actions_destroy(&actions);
        return ENOMEM;
    }
    error = prepare(&actions, &attributes, in, out, errors)
                ? posix_spawnp(&child, argv[0], &actions, &attributes, (char *const *)argv, environ)
                : ENOMEM;
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    if (error == 0)
        while (waitpid(child, result, 0) < 0)
            if (errno != EINTR)
                return errno;
    return error;
}

bool convert_run(const char *const *argv, FILE *in, FILE *out, const char *name,
                 struct status *status)
{
    FILE *errors = tmpfile();
    char line[256] = "";
    int error, result = 0;

    if (!errors)
        return status_fail(status, STATUS_SYSTEM, "%s: a temporary file: %s", name,
                           strerror(errno));
    error = spawn(argv, in, out, errors, &result);
    if (error == 0 && !(WIFEXITED(result) && WEXITSTATUS(result) == 0)) {
        rewind(errors);
        if (fgets(line, sizeof line, errors))
            line[strcspn(line, "\n")] = '\0';
    }
    fclose(errors);
    if (error != 0)
        return status_fail(status, STATUS_SYSTEM, "%s: %s: %s", name, argv[0], strerror(error));
    if (WIFEXITED(result) && WEXITSTATUS(result) == 0)
        return true;
    return status_fail(status, STATUS_SYSTEM, "%s: %s failed%s%s", name, argv[0],
                       line[0] ? ": " : "", line);
}
