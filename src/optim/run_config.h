/*
 * run_config.h - the optimizer of a run and its hyperparameters, read from and written as
 * "adam:lr=0.01,beta1=0.9". Knows no network and no data.
 */
#ifndef OPTOP_RUN_CONFIG_H
#define OPTOP_RUN_CONFIG_H

#include "optimizer.h"
#include "schedule.h"

/* The hyperparameters that every optimizer has, in their order after its own. */
enum run_common {
    RUN_WEIGHT_DECAY,
    RUN_DECOUPLED,
    RUN_CLIP_NORM,
    RUN_CLIP_VALUE,
    RUN_SCHEDULE,
    RUN_WARMUP,
    RUN_COMMONS
};

enum {
    RUN_CONFIG_PARAMS_MAX = OPTIMIZER_PARAMS_MAX + RUN_COMMONS + SCHEDULE_PARAMS_MAX,
    RUN_CONFIG_TEXT_MAX = 512,
    RUN_CONFIG_NAME_MAX = 64 /* the longest name that a person can give, terminator included */
};

/*
 * A plain value. value[i] belongs to run_config_param(config, i): the optimizer's own
 * hyperparameters, those that all have, and those of the chosen schedule.
 */
struct run_config {
    const struct optimizer_spec *optimizer;
    double value[RUN_CONFIG_PARAMS_MAX];
    char name[RUN_CONFIG_NAME_MAX]; /* as the person calls the run; "": no name was given */
};

/* The name, for forms: empty where the person gives none. */
extern const struct param_spec run_config_name;

/*
 * Gives the config another name, without the blanks around it; "" removes it. STATUS_INVALID when
 * the name is not allowed.
 */
bool run_config_set_name(struct run_config *config, const char *text, struct status *status);

/* Were both given the same name? */
bool run_config_share_name(const struct run_config *a, const struct run_config *b);
/* STATUS_INVALID: the name is that of run `number` of the race. */
bool run_config_refuse_name(const struct run_config *other, int number, struct status *status);

/* All hyperparameters at their defaults. */
void run_config_default(struct run_config *config, const struct optimizer_spec *optimizer);

/* The hyperparameters that do well on the bundled data, with the full batch or in minibatches. */
void run_config_preset(struct run_config *config, const struct optimizer_spec *optimizer,
                       bool batches);

/* The number of hyperparameters, and the i-th one's description. */
int run_config_params(const struct run_config *config);
const struct param_spec *run_config_param(const struct run_config *config, int i);

/* The place of the one with this name; -1: it has none. */
int run_config_find(const struct run_config *config, const char *name);

/*
 * Changes the i-th one to an allowed value. A new schedule starts with its own hyperparameters at
 * their defaults; they come last, so the others keep their places.
 */
void run_config_set(struct run_config *config, int i, double value);

/* The value of one that all optimizers have, and its index. */
double run_config_common(const struct run_config *config, enum run_common which);
int run_config_common_index(const struct run_config *config, enum run_common which);

/* The chosen schedule; refers to the config, which must be resolved to compute rates. */
struct schedule run_config_schedule(const struct run_config *config);

/* Where the schedule ends: 0 when that is left to the race, or when it has no end. */
double run_config_total(const struct run_config *config);

/*
 * The config with a number in place of an automatic total: `iterations`, the race's, or the first
 * iteration after the warm-up where that is later.
 */
struct run_config run_config_resolve(const struct run_config *config, double iterations);

/*
 * Do the values go together in a race of `iterations` (0: not known yet)? A warm-up must leave
 * iterations for a schedule that ends. STATUS_INVALID names the error and the allowed values.
 */
bool run_config_check(const struct run_config *config, double iterations, struct status *status);

/*
 * Reads NAME[:KEY=VALUE[,KEY=VALUE]...]; omitted hyperparameters keep their defaults. The key
 * "name" gives the run a name instead: any text without a comma.
 * STATUS_INVALID names the part that is wrong and what is allowed there: an unknown optimizer, an
 * unknown or repeated key, a missing or bad value, values that do not go together. On failure
 * *config is untouched.
 */
bool run_config_parse(const char *text, struct run_config *config, struct status *status);

/*
 * Reads [NAME:]KEY=VALUE,... or NAME over the values in force: with the optimizer of `base` what is
 * omitted stays, another one starts from its defaults; the name stays unless one is given. Where
 * schedule, warm-up or total are given, *restarts becomes true, and a total that is omitted is
 * automatic. STATUS_INVALID as run_config_parse; then nothing is stored.
 */
bool run_config_parse_over(const char *text, const struct run_config *base,
                           struct run_config *config, bool *restarts, struct status *status);

/* Do schedule, warm-up and total agree, so that the schedule's clock can go on? */
bool run_config_same_clock(const struct run_config *a, const struct run_config *b);

/*
 * Writes the hyperparameters that the optimizer always shows and the others that differ from
 * their defaults, blanks between them: "lr=0.01 beta1=0.9". Returns text.
 */
char *run_config_format(const struct run_config *config, char *text, size_t size);

/* Writes what run_config_parse reads back as the same: "adam:lr=0.01,beta1=0.9". Returns text. */
char *run_config_write(const struct run_config *config, char *text, size_t size);

/*
 * Writes what run_config_parse_over reads back as the same over `base`: "lr=0.001", "adam:lr=0.01".
 * Where the clock does not restart, schedule, warm-up and total must be those of `base`, or of the
 * other optimizer's defaults; where these differ, it restarts in any case. Returns text.
 */
char *run_config_write_over(const struct run_config *config, const struct run_config *base,
                            bool restarts, char *text, size_t size);

/* In optimizer, values and name; in all but the name. */
bool run_config_equal(const struct run_config *a, const struct run_config *b);
bool run_config_same_values(const struct run_config *a, const struct run_config *b);

/* The notebook's comparison (3.2): run i of RUN_CONFIG_NOTEBOOK_RUNS. */
enum { RUN_CONFIG_NOTEBOOK_RUNS = 4 };
extern const char *const run_config_notebook[RUN_CONFIG_NOTEBOOK_RUNS];

#endif
