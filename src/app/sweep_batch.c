/* sweep_batch.c - a sweep without a screen; see sweep_batch.h. */
#include "sweep_batch.h"

#include "base/append.h"
#include "base/clock.h"
#include "figures.h"
#include "memory.h"
#include "outcome.h"
#include "progress.h"
#include "resume.h"
#include "setup.h"
#include "signals.h"
#include "sweep_export.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* A list of jobs and what came of it. */
struct stage {
    struct sweep_plan plan;
    struct sweep_results results;
    struct sweep_summary summary;
    uint64_t hash;
};

struct venture {
    const struct options *options;
    const struct sweep_company *company;
    struct session *session;
    struct sweep_store *store;
    struct sweep_record record; /* of a file that goes on */
    struct problem *problem;
    enum sweep_judge judge;
    struct stage sweep, again;
    bool confirms; /* `again` is there, */
    int *number;   /* and its runs have these numbers in the sweep */

    /* Of the stage under way. */
    struct stage *stage;
    struct sweep_ranks ranks;
    struct progress *progress;
    char forecast[128];      /* "260 jobs, about 4:05, 180 MB" */
    double started;          /* seconds of the clock */
    uint64_t before, wanted; /* jobs that were there, and that are to be there */
    struct sweep_estimate estimate;
    double settled; /* seconds of one thread that the jobs done by now were estimated to take */
};

/* ---- lists
 * ------------------------------------------------------------------------------------------ */

bool sweep_batch_plan(struct sweep_plan *plan, const struct options *options,
                      const struct problem *problem, struct status *status)
{
    const struct sweep_request request = {.wish = &options->sweep.wish,
                                          .run = options->run,
                                          .runs = options->runs,
                                          .seed = problem->seed,
                                          .seeds = problem->seeds,
                                          .iterations = options->iterations,
                                          .target = options->measures.target};
    struct status why = {0};

    return sweep_plan_make(plan, &request, &why) ||
           status_fail(status, why.code, "--sweep: %s", why.message);
}

static bool is_used(const struct sweep_plan *plan, uint64_t seed)
{
    for (int s = 0; s < plan->seeds; s++)
        if (plan->seed[s] == seed)
            return true;
    return false;
}

bool sweep_batch_confirm(struct sweep_plan *again, const struct sweep_plan *plan, const int *best,
                         const char *seeds, struct status *status)
{
    static const struct sweep_wish nothing;
    struct run_config *run = calloc((size_t)plan->runs, sizeof *run);
    uint64_t seed[SEEDS_MAX];
    struct sweep_request request = {.wish = &nothing,
                                    .run = run,
                                    .seed = seed,
                                    .iterations = plan->iterations,
                                    .target = plan->target};
    bool good = run != NULL;

    if (!run)
        status_out_of_memory(status, "the runs");
    for (int i = 0; good && i < plan->runs; i++)
        if (best[i] >= 0)
            run[request.runs++] = plan->config[best[i]].config;
    good = good && seeds_parse(seeds, seed, &request.seeds, status);
    for (int s = 0; good && s < request.seeds; s++)
        if (is_used(plan, seed[s]))
            good = status_fail(status, STATUS_INVALID,
                               "--confirm: the sweep has used seed %" PRIu64
                               " (allowed: seeds that it has not)",
                               seed[s]);
    good = good && sweep_plan_make(again, &request, status);
    free(run);
    return good;
}

/* ---- doing the jobs
 * ------------------------------------------------------------------------------------ */

static bool keep(void *context, const struct sweep_done *done, const struct sweep_place *place,
                 struct status *status)
{
    struct venture *venture = context;
    const struct sweep_plan *plan = &venture->stage->plan;

    sweep_results_add(&venture->stage->results, &done->result);
    if (venture->estimate.of_run)
        venture->settled +=
            venture->estimate.of_run[plan->config[sweep_job_config(plan, done->result.job)].run];
    return !venture->store || sweep_store_keep(venture->store, plan, &done->result, place, status);
}

/* "[####....] 130/260 jobs  1:02 left" */
static void look(void *context, uint64_t iterations)
{
    enum { BAR = 24 };
    struct venture *venture = context;
    uint64_t there = venture->stage->results.count;
    char line[128] = "sweep [", time[32];

    (void)iterations;
    if (there == venture->before) {
        progress_line(venture->progress, venture->forecast);
        return;
    }
    for (int i = 0; i < BAR; i++)
        append(line, sizeof line, "%c",
               (double)i < BAR * (double)there / (double)venture->wanted ? '#' : '.');
    append(line, sizeof line, "] %" PRIu64 "/%" PRIu64 " jobs  %s left", there, venture->wanted,
           figures_duration(sweep_estimate_left(venture->estimate.seconds,
                                                clock_now() - venture->started,
                                                venture->estimate.work, venture->settled),
                            time, sizeof time));
    progress_line(venture->progress, line);
}

/* Is it worth measuring how long jobs take: for those who watch, and where some are longer? */
static bool is_worth_measuring(const struct venture *venture)
{
    enum { ITERATIONS_LEAST = 20 };
    const struct sweep_plan *plan = &venture->stage->plan;

    return venture->progress ||
           (plan->runs > 1 && plan->iterations >= ITERATIONS_LEAST && plan->configs > plan->runs);
}

static bool check_memory(const struct venture *venture, int threads, struct status *status)
{
    const struct sweep_plan *plan = &venture->stage->plan;
    uint64_t one = sweep_bench_memory(venture->problem, plan), all;

    threads = pool_threads_for(threads);
    if ((uint64_t)threads > sweep_jobs(plan))
        threads = (int)sweep_jobs(plan);
    if (__builtin_mul_overflow(one, (uint64_t)threads, &all))
        all = UINT64_MAX;
    return memory_suffices(all, "the sweep", status);
}

static int threads_of(const struct sweep_ranks *ranks)
{
    int threads = 0;

    for (int rank = 0; rank < ranks->ranks; rank++)
        threads += ranks->threads[rank];
    return threads;
}

static bool forecast(struct venture *venture, const struct sweep_errand *errand,
                     struct status *status)
{
    const struct sweep_effort effort = {.problem = errand->problem,
                                        .plan = errand->plan,
                                        .results = errand->results,
                                        .part = errand->part,
                                        .parts = errand->parts,
                                        .threads = errand->threads,
                                        .others = errand->ranks ? threads_of(errand->ranks) : 0,
                                        .cancel = errand->cancel};

    if (!sweep_estimate_make(&venture->estimate, &effort, status))
        return false;
    sweep_estimate_format(&venture->estimate, venture->forecast, sizeof venture->forecast);
    return true;
}

static bool hand_out(struct venture *venture, struct status *status)
{
    const struct sweep_options *sweep = &venture->options->sweep;
    struct sweep_errand errand = {.problem = venture->problem,
                                  .plan = &venture->stage->plan,
                                  .results = &venture->stage->results,
                                  .part = sweep->part,
                                  .parts = sweep->parts,
                                  .threads = venture->options->threads,
                                  .ranks = venture->company ? &venture->ranks : NULL,
                                  .cancel = signals_stopping(),
                                  .keep = keep,
                                  .look = look,
                                  .context = venture};
    bool good = check_memory(venture, venture->options->threads, status);

    venture->before = venture->stage->results.count;
    venture->wanted = venture->before + sweep_left(&errand);
    if (good && venture->wanted > venture->before && is_worth_measuring(venture)) {
        good = forecast(venture, &errand, status);
        errand.estimate = &venture->estimate;
    }
    venture->settled = 0;
    venture->started = clock_now();
    good = good && sweep_hand_out(&errand, status);
    sweep_estimate_clear(&venture->estimate);
    return good;
}

/* What is kept of the stage is read, the rest is done. `confirms`: see sweep_store_begin. */
static bool run_stage(struct venture *venture, struct stage *stage, const struct sweep_wish *wish,
                      uint64_t confirms, struct status *status)
{
    bool good = sweep_results_make(&stage->results, &stage->plan, status);

    venture->stage = stage;
    stage->hash = sweep_plan_hash(&stage->plan, venture->problem);
    if (good && venture->store)
        good = sweep_store_begin(venture->store, wish, &stage->plan, venture->problem, confirms,
                                 true, status) &&
               sweep_store_results(venture->store, &stage->plan, &stage->results, status);
    if (good && venture->company)
        good = venture->company->gather(venture->company->context, stage->hash, &venture->ranks,
                                        status);
    if (!good)
        return false;
    venture->progress = progress_start(stderr, stage->plan.iterations);
    good = hand_out(venture, status);
    progress_end(venture->progress);
    venture->progress = NULL;
    return good;
}

static bool sum_up(struct venture *venture, struct stage *stage, struct status *status)
{
    return stage->results.there && sweep_summary_make(&stage->summary, &stage->plan,
                                                      &stage->results, venture->judge, status);
}

/* ---- the best again, on other seeds
 * --------------------------------------------------------------------- */

static bool confirm(struct venture *venture, struct status *status)
{
    static const struct sweep_wish nothing;
    const struct sweep_plan *plan = &venture->sweep.plan;
    int *best = calloc((size_t)plan->runs, sizeof *best), found = 0;
    bool good;

    venture->number = calloc((size_t)plan->runs, sizeof *venture->number);
    if (!best || !venture->number) {
        free(best);
        return status_out_of_memory(status, "the runs");
    }
    for (int rank = 0; rank < plan->runs; rank++) {
        const struct sweep_standing *standing = &venture->sweep.summary.standing[rank];

        best[standing->run] = standing->best;
    }
    for (int run = 0; run < plan->runs; run++)
        if (best[run] >= 0)
            venture->number[found++] = run + 1;
    good = found == 0 || sweep_batch_confirm(&venture->again.plan, plan, best,
                                             venture->options->sweep.confirm, status);
    if (good && found > 0 && venture->company)
        venture->company->confirm(venture->company->context, best, plan->runs);
    free(best);
    if (!good || found == 0)
        return good;
    venture->confirms = true;
    return run_stage(venture, &venture->again, &nothing, venture->sweep.hash, status);
}

/* Seeds of --confirm are checked before time is spent. */
static bool check_confirm(const struct venture *venture, struct status *status)
{
    int *none = calloc((size_t)venture->sweep.plan.runs, sizeof *none);
    struct sweep_plan again;
    bool good;

    if (!venture->options->sweep.confirm || !none) {
        free(none);
        return true;
    }
    good = sweep_batch_confirm(&again, &venture->sweep.plan, none, venture->options->sweep.confirm,
                               status);
    if (good)
        sweep_plan_clear(&again);
    free(none);
    return good;
}

/* ---- the end
 * --------------------------------------------------------------------------------------------- */

static struct sweep_table table_of(const struct venture *venture, const struct stage *stage)
{
    return (struct sweep_table){.problem = venture->problem,
                                .plan = &stage->plan,
                                .results = &stage->results,
                                .summary = &stage->summary,
                                .confirms = stage == &venture->again,
                                .number = stage == &venture->again ? venture->number : NULL};
}

static bool print_part(const struct venture *venture, FILE *stream)
{
    const struct sweep_options *sweep = &venture->options->sweep;

    fprintf(stream, "Part %d of %d: %" PRIu64 " of %" PRIu64 " jobs are done.\n", sweep->part,
            sweep->parts, venture->sweep.results.count, venture->sweep.results.jobs);
    return true;
}

static bool print_tables(const struct venture *venture, FILE *stream, struct status *status)
{
    struct sweep_table sweep = table_of(venture, &venture->sweep);
    struct sweep_table again = table_of(venture, &venture->again);
    bool confirmed = venture->confirms && venture->again.summary.point;

    if (venture->options->json)
        return sweep_export_json(stream, &sweep, confirmed ? &again : NULL, status);
    if (venture->options->sweep.parts > 0)
        return print_part(venture, stream);
    return sweep_table_print(stream, &sweep, status) &&
           (!confirmed || sweep_table_print(stream, &again, status));
}

/* An older file stays where no job was done because the sweep was ended. */
static bool write_csv(const struct venture *venture, bool done, struct status *status)
{
    const char *csv = venture->options->csv;

    if (!csv)
        return true;
    if (done || venture->sweep.results.count > 0 || strcmp(csv, "-") == 0)
        return sweep_export_csv(csv, &venture->sweep.plan, &venture->sweep.results, status);
    fprintf(stderr, "optop: %s: not written, as no job was done\n", csv);
    return true;
}

static bool publish(const struct venture *venture, bool done, struct status *status)
{
    const char *csv = venture->options->csv;
    bool to_stdout = csv && strcmp(csv, "-") == 0;
    FILE *stream = to_stdout ? stderr : stdout;
    struct status later = {0};
    bool written = write_csv(venture, done, status), printed;

    signals_all_is_saved();
    printed = print_tables(venture, stream, written ? status : &later);
    if (printed && (fflush(stream) != 0 || ferror(stream)))
        printed = status_fail(written ? status : &later, STATUS_SYSTEM, "%s: %s",
                              to_stdout ? "standard error" : "standard output", strerror(errno));
    return written && printed;
}

/* Did every job diverge? */
static bool all_diverged(const struct sweep_results *results)
{
    for (uint64_t job = 0; job < results->jobs; job++)
        if (!results->there[job] || results->result[job].end != SWEEP_DIVERGED)
            return false;
    return true;
}

static int exit_code(const struct venture *venture)
{
    if (signals_stopped_by() != 0)
        return EXIT_SIGNAL + signals_stopped_by();
    return all_diverged(&venture->sweep.results) ? EXIT_DIVERGED : EXIT_DONE;
}

/* ---- the beginning
 * ---------------------------------------------------------------------------------------- */

static bool open_session(struct venture *venture, struct status *status)
{
    const struct options *options = venture->options;

    if (!options->session)
        return true;
    venture->session =
        session_open(options->session, options->goes_on ? SESSION_ANY : SESSION_EITHER, status);
    if (!venture->session)
        return false;
    if (session_has_race(venture->session) &&
        !resume_same_problem(venture->session, &options->problem, status))
        return false;
    venture->store = sweep_store_open(venture->session, status);
    return venture->store &&
           (!options->goes_on || sweep_store_read(venture->store, 1, &venture->record, status));
}

static bool make_plan(struct venture *venture, struct status *status)
{
    const struct options *options = venture->options;
    struct sweep_request request = sweep_record_request(&venture->record);
    struct sweep_plan *plan = &venture->sweep.plan;

    if (!options->goes_on)
        return sweep_batch_plan(plan, options, venture->problem, status);
    if (!sweep_plan_make(plan, &request, status))
        return false;
    if (sweep_plan_hash(plan, venture->problem) == venture->record.hash)
        return true;
    return status_fail(status, STATUS_DATA,
                       "%s: the sweep's list of jobs is not that of its checksum: the data or the "
                       "file have changed",
                       options->session);
}

static bool prepare(struct venture *venture, struct status *status)
{
    const struct options *options = venture->options;
    struct status why = {0};

    if (options->csv && !sweep_export_check(options->csv, status))
        return false;
    if (!open_session(venture, status))
        return false;
    venture->problem =
        setup_problem(options->goes_on ? &venture->record.problem : &options->problem, status);
    if (!venture->problem || !make_plan(venture, status))
        return false;
    if (!sweep_judge_choose(options->sweep.judge, venture->problem, &venture->sweep.plan,
                            &venture->judge, &why))
        return status_fail(status, why.code, "--%s", why.message);
    return check_confirm(venture, status);
}

static void clear_stage(struct stage *stage)
{
    sweep_summary_clear(&stage->summary);
    sweep_results_clear(&stage->results);
    sweep_plan_clear(&stage->plan);
}

static void end(struct venture *venture)
{
    if (venture->company)
        venture->company->dismiss(venture->company->context);
    sweep_store_free(venture->store);
    session_free(venture->session);
    clear_stage(&venture->sweep);
    clear_stage(&venture->again);
    free(venture->number);
    sweep_record_clear(&venture->record);
    problem_free(venture->problem);
}

/* A race of the same problem may stand in the file, but no other sweep. */
bool sweep_batch_is_wanted(const struct options *options)
{
    struct session *session;
    struct status none = {0};
    bool wanted;

    if (sweep_is_wanted(&options->sweep.wish) || !options->goes_on)
        return sweep_is_wanted(&options->sweep.wish);
    session = session_open(options->session, SESSION_ANY, &none);
    wanted = session && !session_has_race(session);
    if (wanted) {
        struct sweep_store *store = sweep_store_open(session, &none);

        wanted = store && sweep_store_count(store, &none) > 0;
        sweep_store_free(store);
    }
    session_free(session);
    return wanted;
}

static int give_up(const struct status *why, struct status *status)
{
    if (why->code == STATUS_CANCELLED)
        return EXIT_SIGNAL + signals_stopped_by(); /* there is nothing to save yet */
    *status = *why;
    return status->code == STATUS_INVALID ? EXIT_USAGE : EXIT_ERROR;
}

/* Has it failed before there was anything that could be published? */
static bool is_vain(const struct venture *venture, bool done, const struct status *trouble)
{
    const struct sweep_results *results = &venture->stage->results;

    return !results->there || trouble->code == STATUS_INVALID ||
           (!done && trouble->code != STATUS_CANCELLED && results->count == 0);
}

int sweep_batch_run(const struct options *options, const struct sweep_company *company,
                    struct status *status)
{
    struct venture venture = {.options = options, .company = company};
    const struct sweep_wish *wish = options->goes_on ? &venture.record.wish : &options->sweep.wish;
    struct status trouble = {.cancel = signals_stopping()};
    bool done, published;
    int code;

    if (!signals_install(false, status))
        return EXIT_ERROR;
    if (!prepare(&venture, &trouble)) {
        end(&venture);
        return give_up(&trouble, status);
    }
    done = run_stage(&venture, &venture.sweep, wish, 0, &trouble);
    if (is_vain(&venture, done, &trouble)) {
        end(&venture);
        return give_up(&trouble, status);
    }
    done = sum_up(&venture, &venture.sweep, &trouble) && done;
    if (done && options->sweep.confirm)
        done = confirm(&venture, &trouble) &&
               (!venture.confirms || sum_up(&venture, &venture.again, &trouble));
    published = venture.sweep.summary.point && publish(&venture, done, status);
    if (!done && trouble.code != STATUS_CANCELLED)
        *status = trouble;
    code =
        published && (done || trouble.code == STATUS_CANCELLED) ? exit_code(&venture) : EXIT_ERROR;
    end(&venture);
    return code;
}
