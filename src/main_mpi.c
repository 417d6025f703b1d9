/*
 * main_mpi.c - the entry of optop-mpi: a sweep in batch mode, its jobs shared out among the
 * processes of mpirun. Rank 0 does what optop --batch does, and hands out jobs to the others; these
 * know the list from the same command line, do what they are given, and send back what came of it.
 *
 * Only the main thread of a process calls MPI, and it never waits inside: a blocking call of MPI
 * keeps a processor busy, which belongs to the threads that train.
 */
#include "config.h"

#include "app/help.h"
#include "app/memory.h"
#include "app/outcome.h"
#include "app/program.h"
#include "app/setup.h"
#include "app/signals.h"
#include "app/sweep_batch.h"
#include "app/sweep_hand.h"
#include "base/clock.h"

#include <inttypes.h>
#include <mpi.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define PROGRAM "optop-mpi"

enum tag { TAG_HELLO = 1, TAG_JOB, TAG_DONE, TAG_CONFIRM, TAG_DISMISS };

/* Of a rank that has its list. */
struct hello {
    uint64_t hash;
    int threads;
    struct sweep_place place;
    char trouble[STATUS_MESSAGE_MAX]; /* why it has none; "": all is well */
};

static void rest(void)
{
    const struct timespec time = {.tv_nsec = 1000000};

    nanosleep(&time, NULL);
}

/* Has a message with this tag arrived? From whom? */
static bool has_arrived(int tag, int *from, MPI_Status *status)
{
    int there = 0;

    MPI_Iprobe(*from, tag, MPI_COMM_WORLD, &there, status);
    *from = there ? status->MPI_SOURCE : *from;
    return there != 0;
}

static void receive(void *message, size_t size, int from, int tag)
{
    MPI_Recv(message, (int)size, MPI_BYTE, from, tag, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
}

static bool send(const void *message, size_t size, int to, int tag)
{
    return MPI_Send(message, (int)size, MPI_BYTE, to, tag, MPI_COMM_WORLD) == MPI_SUCCESS;
}

/* ---- rank 0 --------------------------------------------------------------------------------- */

struct company {
    int others;
    int *threads;
    struct sweep_place *place;
    bool dismissed;
};

static bool give(void *context, int rank, uint64_t job)
{
    (void)context;
    return send(&job, sizeof job, rank + 1, TAG_JOB);
}

static bool take(void *context, int *rank, struct sweep_done *done)
{
    int from = MPI_ANY_SOURCE;
    MPI_Status status;

    (void)context;
    if (!has_arrived(TAG_DONE, &from, &status))
        return false;
    receive(done, sizeof *done, from, TAG_DONE);
    *rank = from - 1;
    return true;
}

/* Is a rank fit to take part? */
static bool check_hello(const struct hello *hello, int rank, uint64_t hash, struct status *status)
{
    if (*hello->trouble)
        return status_fail(status, STATUS_SYSTEM, "rank %d on %s: %s", rank, hello->place.host,
                           hello->trouble);
    return hello->hash == hash ||
           status_fail(status, STATUS_INVALID,
                       "rank %d on %s has another list of jobs: its data or its program are others",
                       rank, hello->place.host);
}

static bool gather(void *context, uint64_t hash, struct sweep_ranks *ranks, struct status *status)
{
    struct company *company = context;

    for (int i = 0; i < company->others; i++) {
        int from = MPI_ANY_SOURCE;
        MPI_Status probe;
        struct hello hello;

        while (!has_arrived(TAG_HELLO, &from, &probe)) {
            if (signals_stopped_by() != 0)
                return status_fail(status, STATUS_CANCELLED, "cancelled");
            rest();
        }
        receive(&hello, sizeof hello, from, TAG_HELLO);
        if (!check_hello(&hello, from, hash, status))
            return false;
        company->threads[from - 1] = hello.threads;
        company->place[from - 1] = hello.place;
    }
    *ranks = (struct sweep_ranks){.context = company,
                                  .ranks = company->others,
                                  .threads = company->threads,
                                  .place = company->place,
                                  .give = give,
                                  .take = take};
    return true;
}

static void tell_all(const struct company *company, const void *message, size_t size, int tag)
{
    for (int rank = 1; rank <= company->others; rank++)
        send(message, size, rank, tag);
}

static void confirm(void *context, const int *best, int runs)
{
    tell_all(context, best, (size_t)runs * sizeof *best, TAG_CONFIRM);
}

static void dismiss(void *context)
{
    struct company *company = context;

    if (!company->dismissed)
        tell_all(company, NULL, 0, TAG_DISMISS);
    company->dismissed = true;
}

static int lead(const struct options *options, int ranks, struct status *status)
{
    size_t others = (size_t)ranks - 1;
    struct company company = {.others = ranks - 1,
                              .threads = calloc(others + 1, sizeof *company.threads),
                              .place = calloc(others + 1, sizeof *company.place)};
    const struct sweep_company told = {&company, gather, confirm, dismiss};
    int code = EXIT_ERROR;

    if (company.threads && company.place)
        code = sweep_batch_run(options, &told, status);
    else
        status_out_of_memory(status, "the ranks");
    dismiss(&company);
    free(company.threads);
    free(company.place);
    return code;
}

/* ---- the other ranks ------------------------------------------------------------------------ */

struct rank {
    const struct options *options;
    struct problem *problem;
    struct sweep_plan plan; /* of the stage */
    atomic_bool cancel;
    bool dismissed;
    bool leaves; /* a signal asks it to, before it is dismissed */
    int *best;   /* what is trained again, once it has been told */
};

static bool take_job(void *context, uint64_t *job, bool *ended)
{
    struct rank *self = context;
    int from = 0, size;
    MPI_Status status;

    if (has_arrived(TAG_JOB, &from, &status)) {
        receive(job, sizeof *job, 0, TAG_JOB);
        return true;
    }
    if (has_arrived(TAG_CONFIRM, &from, &status)) {
        MPI_Get_count(&status, MPI_BYTE, &size);
        self->best = malloc((size_t)size + 1);
        if (self->best)
            receive(self->best, (size_t)size, 0, TAG_CONFIRM);
        *ended = true;
    } else if (has_arrived(TAG_DISMISS, &from, &status)) {
        receive(NULL, 0, 0, TAG_DISMISS);
        self->dismissed = *ended = true;
        atomic_store(&self->cancel, true); /* what is still under way is not wanted any more */
    } else if (signals_stopped_by() != 0) {
        self->leaves = *ended = true;
        atomic_store(&self->cancel, true);
    }
    return false;
}

/*
 * After a signal. Rank 0 waits for the jobs that this rank has: if it had the signal too, it
 * dismisses all before long; otherwise the sweep ends here, with what rank 0 has kept.
 */
static void leave(void)
{
    const double patience = 2;
    double until = clock_now() + patience;
    int from = 0;
    MPI_Status status;

    while (clock_now() < until) {
        if (has_arrived(TAG_DISMISS, &from, &status)) {
            receive(NULL, 0, 0, TAG_DISMISS);
            return;
        }
        rest();
    }
    MPI_Abort(MPI_COMM_WORLD, EXIT_SIGNAL + signals_stopped_by());
}

static bool give_result(void *context, const struct sweep_done *done)
{
    (void)context;
    return send(done, sizeof *done, 0, TAG_DONE);
}

static void say_hello(const struct rank *self, const struct status *trouble)
{
    struct hello hello = {.threads = self->options->threads};

    sweep_place_here(&hello.place);
    if (trouble->code == STATUS_OK)
        hello.hash = sweep_plan_hash(&self->plan, self->problem);
    snprintf(hello.trouble, sizeof hello.trouble, "%s", trouble->message);
    send(&hello, sizeof hello, 0, TAG_HELLO);
}

/* Until it is known what comes next. */
static void await_end(struct rank *self)
{
    bool ended = false;
    uint64_t job;

    while (!ended) {
        take_job(self, &job, &ended);
        rest();
    }
}

static void serve_stage(struct rank *self, struct status *trouble)
{
    const struct sweep_service service = {.problem = self->problem,
                                          .plan = &self->plan,
                                          .threads = self->options->threads,
                                          .cancel = &self->cancel,
                                          .context = self,
                                          .take = take_job,
                                          .give = give_result};

    say_hello(self, trouble);
    if (trouble->code != STATUS_OK || !sweep_serve(&service, trouble)) {
        struct sweep_done failure = {.status = *trouble};

        if (self->dismissed || self->leaves)
            return;
        failure.status.cancel = NULL;
        give_result(self, &failure);
        await_end(self);
        self->dismissed = !self->leaves;
    }
}

static void follow(const struct options *options)
{
    struct rank self = {.options = options};
    struct status trouble = {0};

    if (signals_install(false, &trouble))
        self.problem = setup_problem(&options->problem, &trouble);
    if (self.problem)
        sweep_batch_plan(&self.plan, options, self.problem, &trouble);
    serve_stage(&self, &trouble);
    if (!self.dismissed && !self.leaves && self.best) {
        struct sweep_plan again;

        if (sweep_batch_confirm(&again, &self.plan, self.best, options->sweep.confirm, &trouble)) {
            sweep_plan_clear(&self.plan);
            self.plan = again;
        }
        serve_stage(&self, &trouble);
    }
    if (self.leaves)
        leave();
    free(self.best);
    sweep_plan_clear(&self.plan);
    problem_free(self.problem);
}

/* ---- the program ---------------------------------------------------------------------------- */

/* The processors that this rank may use: a bit each. */
static void find_processors(cpu_set_t *set)
{
    long online = sysconf(_SC_NPROCESSORS_ONLN);

    if (sched_getaffinity(0, sizeof *set, set) == 0)
        return;
    CPU_ZERO(set);
    for (size_t i = 0; i < CPU_SETSIZE && (long)i < online; i++)
        CPU_SET(i, set);
}

/* Threads for this rank: its share of the processors that it may use, which ranks of the same
 * machine may use, too. All ranks call it. */
static int own_threads(void)
{
    MPI_Comm machine;
    cpu_set_t mine, *all;
    int ranks = 1, self = 0, threads = 1;

    find_processors(&mine);
    MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &machine);
    MPI_Comm_size(machine, &ranks);
    MPI_Comm_rank(machine, &self);
    all = calloc((size_t)ranks, sizeof *all);
    if (!all)
        MPI_Abort(MPI_COMM_WORLD, EXIT_ERROR);
    MPI_Allgather(&mine, sizeof mine, MPI_BYTE, all, sizeof mine, MPI_BYTE, machine);
    threads = sweep_share((const unsigned char *)all, sizeof *all, ranks, self);
    free(all);
    MPI_Comm_free(&machine);
    return threads;
}

/* The command line with --batch: there is no other mode. */
static bool read_options(struct options *options, int argc, char **argv, char ***all,
                         struct status *status)
{
    static char batch[] = "--batch";

    memset(options, 0, sizeof *options);
    *all = calloc((size_t)argc + 2, sizeof **all);
    if (!*all)
        return status_out_of_memory(status, "the command line");
    (*all)[0] = argv[0];
    (*all)[1] = batch;
    for (int i = 1; i < argc; i++)
        (*all)[i + 1] = argv[i];
    if (!options_parse(options, argc + 1, *all, status))
        return false;
    if (options->action == OPTIONS_HELP || options->action == OPTIONS_VERSION)
        return true;
    if (options->action != OPTIONS_BATCH)
        return status_fail(status, STATUS_INVALID,
                           "there is nothing here to share out: use optop (allowed: a sweep, "
                           "--help, --version)");
    return sweep_is_wanted(&options->sweep.wish) ||
           status_fail(status, STATUS_INVALID,
                       "there is no sweep (example: --sweep='lr=1e-4..1e-1*13')");
}

/*
 * Before anything is shared out: the gravest exit code of all ranks, the same in each, so that all
 * go on or all end. What is wrong elsewhere, rank 0 is told.
 */
static int agree(int code, int rank, struct status *status)
{
    struct {
        int code, rank;
    } own = {code, rank}, gravest;
    struct status theirs;

    MPI_Allreduce(&own, &gravest, 1, MPI_2INT, MPI_MAXLOC, MPI_COMM_WORLD);
    if (gravest.code == EXIT_DONE || gravest.rank == 0)
        return gravest.code;
    theirs = *status;
    theirs.cancel = NULL;
    MPI_Bcast(&theirs, sizeof theirs, MPI_BYTE, gravest.rank, MPI_COMM_WORLD);
    *status = (struct status){0};
    status_fail(status, theirs.code, "rank %d: %s", gravest.rank, theirs.message);
    return gravest.code;
}

/* Once, whichever rank it is. */
static void say_slow_kernels(int rank)
{
    int slow = setup_slow_kernels()[0] != '\0', slowest;

    MPI_Allreduce(&slow, &slowest, 1, MPI_INT, MPI_MAX, MPI_COMM_WORLD);
    if (rank == 0 && slow)
        fprintf(stderr, PROGRAM ": %s\n", setup_slow_kernels());
    else if (rank == 0 && slowest)
        fprintf(stderr, PROGRAM ": One rank or more has no instruction for fused multiply-adds: "
                                "they are emulated there, and training is slow.\n");
}

static int train(struct options *options, int rank, int ranks, struct status *status)
{
    int code = EXIT_DONE, own = own_threads();

    say_slow_kernels(rank);

    if (options->threads == 0)
        options->threads = own;
    if (rank == 0)
        code = lead(options, ranks, status);
    else
        follow(options);
    return code;
}

int main(int argc, char **argv)
{
    struct options options;
    struct status status = {0};
    char **all = NULL;
    int code = EXIT_DONE, level, rank, ranks;

    program_occupy_standard_descriptors();
    if (MPI_Init_thread(&argc, &argv, MPI_THREAD_FUNNELED, &level) != MPI_SUCCESS)
        return EXIT_ERROR;
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &ranks);
    if (!read_options(&options, argc, argv, &all, &status) || !setup_kernels(&status))
        code = status.code == STATUS_INVALID ? EXIT_USAGE : EXIT_ERROR;
    code = agree(code, rank, &status);
    if (code != EXIT_DONE)
        ; /* the ranks end */
    else if (options.action == OPTIONS_HELP && rank == 0)
        help_print(stdout);
    else if (options.action == OPTIONS_VERSION && rank == 0)
        help_print_version(stdout);
    else if (options.action == OPTIONS_BATCH)
        code = train(&options, rank, ranks, &status);
    if (status.code != STATUS_OK && rank == 0)
        program_complain(PROGRAM, code, &status);
    options_free(&options);
    free(all);
    MPI_Finalize();
    return rank == 0 ? program_close_output(PROGRAM, code) : code;
}
