/*
 * problem.h - the problem of a race: data, classes, network shape, activation, seed, batches; and
 * THE table of these settings, from which command line, form, help and manual are made.
 */
#ifndef OPTOP_PROBLEM_H
#define OPTOP_PROBLEM_H

#include "base/param.h"
#include "data/format.h"
#include "model/network_objective.h"

enum { PROBLEM_PATH_MAX = 1024, PROBLEM_LIST_MAX = 512, PROBLEM_NAME_MAX = 128 };

/* The settings, a plain value. */
struct problem_config {
    char data[PROBLEM_PATH_MAX];    /* "mnist01", or a file or folder */
    int format;                     /* 0: recognized; else 1 + index into formats[] */
    char classes[PROBLEM_LIST_MAX]; /* "0,1"; empty: all */
    char label[PROBLEM_NAME_MAX];   /* the column to be learned; empty: the usual one */
    char ignore[PROBLEM_LIST_MAX];  /* columns to be left out */
    char test[PROBLEM_PATH_MAX];    /* a file or a share; empty: the data's own, else a fifth */
    int scale;                      /* enum data_scale */
    int missing;                    /* enum data_missing */
    int task;                       /* enum data_task */
    uint64_t data_seed;             /* of the test split and of generated data */
    char start[PROBLEM_NAME_MAX];   /* of a test function: "X,Y"; empty: its own */
    char layers[PROBLEM_LIST_MAX];  /* hidden widths "64,64"; "none": no hidden layer */
    int activation;                 /* index into activations[] */
    int output_activation;          /* 0: the same; else 1 + index into activations[] */
    int loss;                       /* 0: what suits the data; else 1 + index into losses[] */
    int initialization;             /* index into initializations[] */
    double l2, l1;                  /* penalties on the weights: l2/2 ||W||^2 + l1 ||W||_1 */
    double dropout;                 /* [0, 1) */
    uint64_t seed;                  /* 0 ... 4294967295; the first of `seeds`, if there are any */
    char seeds[PROBLEM_LIST_MAX];   /* "1..10", see seeds.h; empty: only `seed` */
    uint64_t batch_size;            /* 0: full batch */
    uint64_t eval_every;            /* 0: once per epoch */
};

/*
 * A row of the settings table. The parameter's kind decides the type of the field: an array of char
 * (PARAM_TEXT), a double (PARAM_REAL), a uint64_t (PARAM_INTEGER), an int (PARAM_CHOICE,
 * PARAM_BOOLEAN).
 */
struct problem_setting {
    struct param_spec param; /* param.name is also the long option, '_' for '-' */
    size_t offset;           /* of its field in struct problem_config */
    size_t size;             /* of its field in bytes */
    char short_option;       /* 0: none */
    const char *argument;    /* "SOURCE": the option's argument in help and manual */
};

extern const struct problem_setting problem_settings[];
extern const int problem_setting_count;

void problem_config_default(struct problem_config *config);

/*
 * Sets one field from text. STATUS_INVALID names it, the text and the allowed values. A list of
 * seeds is kept as seeds_format writes it; its first seed becomes `seed`.
 */
bool problem_config_set(struct problem_config *config, const struct problem_setting *setting,
                        const char *text, struct status *status);

/* Writes one field as the text that problem_config_set reads. Returns text. */
char *problem_config_get(const struct problem_config *config, const struct problem_setting *setting,
                         char *text, size_t size);

/* The problem itself: the objective, and the batching of its samples. Immutable once made. */
struct problem {
    struct problem_config config;
    struct objective *objective;
    const struct network *network; /* of an objective that is a network on a dataset, else NULL */
    struct dataset *dataset;       /* likewise */
    real *initial;                 /* parameters of the config's seed, drawn once */
    uint64_t *seed;                /* a run trains a replica under each of them: the config's, */
    int seeds;                     /* ascending; config.seed is the first */
    size_t batch;                  /* samples per iteration; the epoch's last may have fewer */
    size_t iterations_per_epoch;   /* 1 for the full batch */
    size_t eval_every;             /* see problem_evaluates */
};

/*
 * Are the test loss and the accuracies evaluated at this iteration (counted from 0)? At the first
 * one and then at every eval_every-th: with minibatches, at the last of each epoch. Never, if the
 * objective has no test samples.
 */
bool problem_evaluates(const struct problem *problem, uint64_t iteration);

/*
 * Does every row of a history hold figures over all training and all test samples? Otherwise the
 * state reached is evaluated when training stops.
 */
bool problem_evaluates_always(const struct problem *problem);

/* The latest iteration before `iterations` (at least 1) at which they are evaluated. */
uint64_t problem_last_evaluation(const struct problem *problem, uint64_t iterations);

/* Reads hidden widths "64,32" or "none"; at most NETWORK_LAYERS_MAX - 1 of 1 ... 65536. */
bool problem_layers_parse(const char *text, size_t *width, int *count, struct status *status);

/* May this objective be trained? If not, a status such as STATUS_MEMORY. */
typedef bool problem_permit(const struct objective *objective, struct status *status);

/*
 * Reads the data at `path`, plans the network and draws its weights; or, if config->data names a
 * test function (functions.h), makes that. If config->data names bundled data, the caller finds the
 * folder (app/data_path.h). `permits` (NULL: all) is called before weights are drawn, which takes a
 * minute for a network that fills the memory. Can be cancelled (struct status).
 */
struct problem *problem_load(const struct problem_config *config, const char *path,
                             problem_permit *permits, struct status *status);

/* A network on given data; takes over a reference to the dataset, also on failure. */
struct problem *problem_from_dataset(struct dataset *dataset, const struct problem_config *config,
                                     struct status *status);

/* Do these settings ask for the data that the problem has? Then problem_from_dataset with a further
 * reference (dataset_share) need not load them again. */
bool problem_has_data(const struct problem *problem, const struct problem_config *config);

/* Any other objective; takes ownership of it, also on failure. Of the config it uses seed, l2, l1,
 * batch_size and eval_every. */
struct problem *problem_from_objective(struct objective *objective,
                                       const struct problem_config *config, struct status *status);

/* The parameters that training under a seed starts with. STATUS_MEMORY, STATUS_CANCELLED. */
bool problem_draw(const struct problem *problem, uint64_t seed, real *w, struct status *status);

void problem_free(struct problem *problem);

#endif
