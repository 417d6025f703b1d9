/*
 * train.c - trains what standard input asks for and prints every number of it: what machines.sh
 * compares between kernels, compilers and kinds of processors. Needs the engine alone: no screen,
 * no database, no compression.
 *
 * A line is a race: settings of the problem as KEY=VALUE, optimizer=NAME:... (several race), and
 * iterations=N (3), threads=N (1). optimizer=each adds all there are; a setting that is `each`
 * makes a race of each of its choices. OPTOP_KERNELS forces kernels. Losses are printed to the last
 * bit, weights as a checksum.
 */
#include "base/checksum.h"
#include "model/kernels.h"
#include "train/race.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_MAX_BYTES = 4096, RUNS_MAX = 64 };

struct job {
    struct problem_config problem;
    struct run_config run[RUNS_MAX];
    int runs, threads, iterations;
    const struct problem_setting *each; /* NULL: none */
};

static void die(const char *what, const struct status *status)
{
    fprintf(stderr, "train: %s: %s\n", what, status->message);
    exit(EXIT_FAILURE);
}

static bool set_problem(struct job *job, const char *key, const char *value, struct status *status)
{
    for (int i = 0; i < problem_setting_count; i++) {
        if (strcmp(problem_settings[i].param.name, key) != 0)
            continue;
        if (strcmp(value, "each") != 0)
            return problem_config_set(&job->problem, &problem_settings[i], value, status);
        job->each = &problem_settings[i];
        return job->each->param.choices != NULL;
    }
    return status_fail(status, STATUS_INVALID, "there is no setting '%s'", key);
}

static bool add_run(struct job *job, const char *text, struct status *status)
{
    if (job->runs == RUNS_MAX)
        return status_fail(status, STATUS_INVALID, "too many runs");
    return run_config_parse(text, &job->run[job->runs++], status);
}

static bool add_each(struct job *job, bool schedule, struct status *status)
{
    char text[128];

    for (int i = 0; i < (schedule ? schedule_count : optimizer_count); i++) {
        if (schedule)
            snprintf(text, sizeof text, "gd:schedule=%s", schedule_names[i]);
        else
            snprintf(text, sizeof text, "%s", optimizers[i]->name);
        if (!add_run(job, text, status))
            return false;
    }
    return true;
}

static bool set(struct job *job, char *word, struct status *status)
{
    char *value = strchr(word, '=');

    if (!value)
        return status_fail(status, STATUS_INVALID, "'%s' is not KEY=VALUE", word);
    *value++ = '\0';
    if (strcmp(word, "threads") == 0)
        job->threads = atoi(value);
    else if (strcmp(word, "iterations") == 0)
        job->iterations = atoi(value);
    else if (strcmp(value, "each") == 0 && strcmp(word, "optimizer") == 0)
        return add_each(job, false, status);
    else if (strcmp(value, "each") == 0 && strcmp(word, "schedules") == 0)
        return add_each(job, true, status);
    else if (strcmp(word, "optimizer") == 0)
        return add_run(job, value, status);
    else
        return set_problem(job, word, value, status);
    return true;
}

static void read_job(struct job *job, char *line)
{
    struct status status = {0};
    char *rest = NULL;

    *job = (struct job){.threads = 1, .iterations = 3};
    problem_config_default(&job->problem);
    for (char *word = strtok_r(line, " \n", &rest); word; word = strtok_r(NULL, " \n", &rest))
        if (!set(job, word, &status))
            die(word, &status);
    if (job->runs == 0 && !add_run(job, "gd", &status))
        die("gd", &status);
}

/* Its rows but for the seconds, and its weights. */
static void print_run(const struct race *race, int i)
{
    const struct run *run = race_run(race, i);
    const struct history *history = run_get_history(run);
    const size_t n = race_problem(race)->objective->n;

    printf("%s", run_get_config(run)->optimizer->name);
    for (size_t row = 0; row < history_length(history); row++) {
        for (int curve = 0; curve < CURVE_SECONDS; curve++)
            printf(" %a", history_value(history, (enum curve)curve, row));
        printf("\n");
    }
    printf("weights %016llx\n",
           (unsigned long long)checksum_add(0, run_parameters(run), n * sizeof(real)));
}

static void train(const struct job *job)
{
    struct status status = {0};
    struct problem *problem = problem_load(&job->problem, job->problem.data, NULL, &status);
    struct race *race = problem ? race_create(problem, job->threads, &status) : NULL;

    if (!race || !race_set_iterations(race, (uint64_t)job->iterations, &status))
        die(job->problem.data, &status);
    for (int i = 0; i < job->runs; i++)
        if (race_add(race, &job->run[i], &status) == 0)
            die(job->run[i].optimizer->name, &status);
    for (int i = 0; i < job->iterations; i++)
        if (!race_iterate(race, NULL, &status))
            die("an iteration", &status);
    for (int i = 0; i < job->runs; i++)
        print_run(race, i);
    race_free(race);
}

static void train_each(struct job *job)
{
    struct status status = {0};

    if (!job->each) {
        train(job);
        return;
    }
    for (const char *const *choice = job->each->param.choices; *choice; choice++) {
        printf("%s\n", *choice);
        if (!problem_config_set(&job->problem, job->each, *choice, &status))
            die(*choice, &status);
        train(job);
    }
}

int main(void)
{
    const char *kernels = getenv("OPTOP_KERNELS");
    struct status status = {0};
    char line[LINE_MAX_BYTES];

    if (kernels && *kernels && !kernels_force(kernels, &status))
        die("OPTOP_KERNELS", &status);
    while (fgets(line, sizeof line, stdin)) {
        static struct job job;

        printf("%s", line);
        read_job(&job, line);
        train_each(&job);
    }
    return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
