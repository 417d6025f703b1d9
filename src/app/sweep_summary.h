/*
 * sweep_summary.h - what the results of a sweep say: each configuration's median and spread over
 * its seeds, each run at its best, how sure it is that one run beats the next, how much its
 * learning rate matters, what the search cost. Pure: no file and no screen.
 *
 * Scores: what is judged, as a number of which less is better: a loss, a negative accuracy, the
 * iterations up to the target. A job that diverged, or does not reach the target, has +infinity.
 */
#ifndef OPTOP_SWEEP_SUMMARY_H
#define OPTOP_SWEEP_SUMMARY_H

#include "base/statistics.h"
#include "sweep_job.h"

/* By what configurations are ranked: THE table, for the option, the form and the manual. */
enum sweep_judge {
    SWEEP_BY_TEST_LOSS,
    SWEEP_BY_BEST_TEST_LOSS,
    SWEEP_BY_TEST_ACCURACY,
    SWEEP_BY_BEST_TEST_ACCURACY,
    SWEEP_BY_TRAIN_LOSS,
    SWEEP_BY_TARGET,
    SWEEP_JUDGES
};

struct sweep_judge_spec {
    const char *name;  /* "best_test_loss" */
    const char *title; /* "best test loss" */
    enum sweep_figure figure;
    bool more;   /* more is better, and the figure is a share */
    bool target; /* the iterations up to the target in place of the figure */
    const char *help;
};
extern const struct sweep_judge_spec sweep_judges[SWEEP_JUDGES];

/* The choices as a setting: 0 is "auto", else 1 + the judge. */
extern const struct param_spec sweep_judge_param;

/*
 * The judge of a choice for this problem: "auto" takes the target where there is one, else the test
 * loss, else the train loss. STATUS_INVALID where the problem or the plan has no such figure.
 */
bool sweep_judge_choose(double choice, const struct problem *problem, const struct sweep_plan *plan,
                        enum sweep_judge *judge, struct status *status);

/* The same of a problem with test data, classes, or a target. */
bool sweep_judge_allowed(double choice, bool tested, bool classes, bool target,
                         enum sweep_judge *judge, struct status *status);

double sweep_score(enum sweep_judge judge, const struct sweep_result *result);

/* The figure that a score stands for: what people read. */
double sweep_unscore(enum sweep_judge judge, double score);

/* "0.0123", "98.76 %", "57"; "diverged" or "not reached" where it is infinite. Returns text. */
char *sweep_score_format(enum sweep_judge judge, double score, char *text, size_t size);

/* ---- results --------------------------------------------------------------------------------- */

/* Of all jobs of a plan, in their order. */
struct sweep_results {
    uint64_t jobs, count; /* in all, and those that are there */
    struct sweep_result *result;
    bool *there;
};

bool sweep_results_make(struct sweep_results *results, const struct sweep_plan *plan,
                        struct status *status);
void sweep_results_clear(struct sweep_results *results); /* zeroed ones are allowed */
void sweep_results_add(struct sweep_results *results, const struct sweep_result *result);

/* ---- a configuration ------------------------------------------------------------------------- */

struct sweep_point {
    int done; /* seeds; the following are of these */
    int diverged, stalled, reached;
    struct statistics_spread spread; /* of the scores; infinite without any */
};

/* By the median, of equal ones by the worse quartile; both have seeds that are done. */
bool sweep_is_better(const struct sweep_point *a, const struct sweep_point *b);

/* ---- a run ----------------------------------------------------------------------------------- */

struct sweep_standing {
    int run;
    int best;           /* its configuration with the least median; -1: none, or all are infinite */
    uint64_t gradients; /* evaluations in all its jobs: what the search cost */
    uint64_t jobs;      /* done */

    /* How often its best beats that of the run ranked next, over the seeds that both have. */
    struct statistics_share beats;
    double wins;
    size_t pairs; /* 0: there is no next run */

    /* The learning rates around the best whose loss is at most twice the best; where they were not
     * swept, `low` is 0. A range that reaches the end of what was swept is open there. For
     * accuracies the share of errors stands for the loss, for a target the iterations. */
    double low, high;
    bool open_low, open_high;

    /* Ranges at whose end the best lies. */
    int edges;
    struct sweep_edge {
        int axis;
        bool upper;
    } edge[SWEEP_RANGES_MAX];
};

struct sweep_summary {
    enum sweep_judge judge;
    int configs, runs;
    struct sweep_point *point;       /* of each configuration */
    struct sweep_standing *standing; /* of each run, the best first */
};

/* STATUS_MEMORY. */
bool sweep_summary_make(struct sweep_summary *summary, const struct sweep_plan *plan,
                        const struct sweep_results *results, enum sweep_judge judge,
                        struct status *status);
void sweep_summary_clear(struct sweep_summary *summary); /* a zeroed one is allowed */

/* How often configuration a beats b, by the seeds that both have: `pairs` of them. */
struct statistics_share sweep_compare(const struct sweep_plan *plan,
                                      const struct sweep_results *results, enum sweep_judge judge,
                                      int a, int b, double *wins, size_t *pairs);

/*
 * The expected best of k trials drawn without replacement from n >= k >= 1 ascending scores: the
 * mean over all choices of k. Infinite where some choice has infinite scores alone. (J. Dodge et
 * al., "Show Your Work", EMNLP 2019; without replacement: R. Tang et al., ACL 2020.)
 */
double sweep_best_of(const double *ascending, size_t n, size_t k);

/* The medians of a run's configurations that are there, ascending; returns their number. */
size_t sweep_medians(const struct sweep_summary *summary, const struct sweep_plan *plan, int run,
                     double *score);

#endif
