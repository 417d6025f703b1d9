/*
 * worker.h - training beside the screen: a thread that owns the race and obeys commands. Every call
 * here returns at once; a command takes effect between two iterations, within 100 ms (a long
 * iteration is abandoned: runs that have not completed it repeat it later).
 *
 * Knows no screen. Used by the screen only; batch mode drives the race itself.
 */
#ifndef OPTOP_WORKER_H
#define OPTOP_WORKER_H

#include "agenda.h"
#include "confusion.h"
#include "experiment.h"
#include "export_format.h"
#include "model/functions.h"
#include "outlook.h"
#include "session.h"
#include "train/race.h"

/* Iterations per second; 0 is full speed. The steps of `<` and `>`. */
extern const double worker_speeds[];
extern const int worker_speed_count;

enum worker_state {
    WORKER_LOADING, /* data are being read, a race is being set up */
    WORKER_READY,   /* not started yet */
    WORKER_RUNNING,
    WORKER_CATCHING_UP, /* not running, but a run that was added or edited trains on its own */
    WORKER_PAUSED,
    WORKER_RECOMPUTING, /* going back: what lies between is trained again, see `recomputed` */
    WORKER_FINISHED,    /* the wanted number of iterations is done */
    WORKER_EMPTY,       /* no run, or none that lives */
    WORKER_FAILED,      /* no race could be set up: see `error`; another problem can be given */
};

/* Progress of trying another problem; see WORKER_TRY. */
enum worker_trial {
    WORKER_NO_TRIAL,
    WORKER_TRYING,
    WORKER_TRIED,   /* it can be trained, and is kept for WORKER_INSTALL */
    WORKER_REFUSED, /* it cannot: see `refusal` */
};

/* The figures that the screen draws besides the race's snapshot. */
struct worker_view {
    enum worker_state state;
    uint64_t races;                /* that there have been, this one included */
    struct problem_config problem; /* of the race at hand */
    size_t m_train, m_test;
    struct network_shape shape;      /* no layers: a test function */
    const struct function *function; /* which; NULL: a network */
    double function_param[FUNCTION_PARAMS_MAX];
    bool no_accuracies;  /* numbers are learned, or a function is minimized */
    size_t image_height, image_width; /* of the inputs; 0: they are no images */
    char recognized[32]; /* "table", "table, regression"; "": bundled, or a function */
    size_t iterations_per_epoch;
    char dataset[DATASET_NAME_MAX];
    uint64_t iterations; /* how many are wanted */
    int threads;         /* as wanted: 0 is one per core */
    int speed;           /* index into worker_speeds */
    double rate;         /* iterations/s over the last second or so; 0 when not running */
    char error[STATUS_MESSAGE_MAX];  /* the last command's failure, or "" */
    uint64_t error_number;           /* changes with every new error */
    char notice[STATUS_MESSAGE_MAX]; /* the last good news: "wrote race.csv: 400 rows" */
    uint64_t notice_number;          /* changes with every new notice */
    uint64_t recomputed,
        to_recompute;               /* iterations of a rewind, fork or change that is under way */
    double recomputing;             /* seconds since it began */
    char session[PROBLEM_PATH_MAX]; /* the file that keeps the race; "": none */
    uint64_t session_lag;           /* rows that are not in it yet */
    uint64_t confusion_number;      /* changes when worker_confusion has another one */
    uint64_t rows_written;   /* of the present histories; 0 after a reset, an edit, a removal */
    enum worker_trial trial; /* of the problem tried last */
    uint64_t trial_number;   /* as given with it */
    char trial_data[PROBLEM_PATH_MAX]; /* its data */
    char refusal[STATUS_MESSAGE_MAX];  /* why that problem cannot be trained, or "" */
};

enum worker_command_kind {
    WORKER_RUN,
    WORKER_PAUSE,
    WORKER_STEP, /* iterations: train so many, then pause */
    WORKER_RESET,
    WORKER_SPEED,      /* speed */
    WORKER_ITERATIONS, /* iterations: their total number */
    WORKER_THREADS,    /* threads */
    WORKER_MEASURE,    /* measures: of this race, and of the next ones */
    WORKER_ADD,        /* run.config */
    WORKER_CONFIGURE,  /* run: the run `id` starts again with another configuration */
    WORKER_RENAME,     /* run: gives the run `id` the name in config; it trains on */
    WORKER_REMOVE,     /* id */
    /* Those four end training, or with a race under way let a run catch up; see train/race.h. A
     * long one can be cancelled, and changes nothing until it is done. */
    WORKER_REWIND, /* past: id (0: all runs) and state; pauses */
    WORKER_CHANGE, /* past: id, state, config */
    WORKER_FORK,   /* past: the parent's id, state, config */
    WORKER_UNDO,
    WORKER_CANCEL, /* cancels recomputing */
    /* trial: reads its data and makes the problem while the race goes on; the outcome is in the
     * view. An earlier trial is abandoned. */
    WORKER_TRY,
    /* The problem tried last takes the place of the race's, which starts from the beginning with
     * the same runs; waits for the end of the trial. */
    WORKER_INSTALL,
    WORKER_FORGET,   /* the problem tried last is not wanted */
    WORKER_SAVE,     /* save: in the format of the ending; the outcome is in `notice` or `error` */
    WORKER_LOOK,     /* look: outputs of networks with one or two inputs; see worker_outlook */
    WORKER_WATCH,    /* watch: reads the updates of a weight from now on; see worker_sight */
    WORKER_CLASSIFY, /* id: makes its confusion matrix; any other command abandons that */
    /* experiment: measure it, run it; the race pauses. It ends when it is cancelled, or with the
     * worker. The command is another owner of it. */
    WORKER_ESTIMATE,
    WORKER_EXPERIMENT,
    WORKER_STOP, /* only worker_stop posts it */
};

/* What the microscope looks at. */
struct worker_watch {
    uint64_t race; /* the number of the race, as in worker_view; of another one it is forgotten */
    int id;        /* the run; 0: none, the microscope is closed */
    struct race_weight weight;
};

/* What it sees. */
struct worker_sight {
    struct worker_watch watch;
    enum race_sight kind;
    struct probe_reading reading; /* RACE_SEEN: of the last update */
};

struct worker_command {
    enum worker_command_kind kind;
    union {
        uint64_t iterations;
        int speed; /* index into worker_speeds */
        int threads;
        struct measures measures;
        int id;
        struct {
            int id;
            struct run_config config;
        } run;
        struct {
            int id;
            uint64_t state;
            bool restarts; /* the schedule's clock; see race_change */
            struct run_config config;
        } past;
        struct {
            uint64_t number; /* comes back in the view */
            struct problem_config problem;
        } trial;
        struct outlook_request look;
        struct worker_watch watch;
        struct experiment *experiment;
        struct {
            bool replace; /* an existing file */
            struct export_wish wish;
            char path[PROBLEM_PATH_MAX];
        } save;
    };
};

/* Is anything being trained? */
bool worker_at_work(const struct worker_view *view);

struct worker;

/*
 * Starts the thread, which loads the problem and adds the runs. Only lack of memory or threads
 * makes this fail; errors of the data arrive in the view.
 */
struct worker_wishes {
    const struct problem_config *problem;
    const struct run_config *run;
    int runs;
    uint64_t iterations;
    int threads;     /* 0: one per core */
    uint64_t memory; /* for checkpoints, in bytes */
    struct measures measures;
    const struct agenda *agenda; /* forks and changes to come; NULL: none */
    struct session *session;     /* which keeps the race and, if it has one, is gone on with; the
                                  * worker takes it over, also on failure. NULL: none */
};
struct worker *worker_create(const struct worker_wishes *wishes, struct status *status);

/* Stops as worker_stop does, and frees. NULL is allowed. */
void worker_free(struct worker *worker);

/* Posts a copy of the command. Without memory for it, it is dropped and the view has the error. */
void worker_post(struct worker *worker, const struct worker_command *command);
/* Posts a command without arguments. */
void worker_order(struct worker *worker, enum worker_command_kind kind);

/*
 * Copies the view and, when there is a race, its snapshot. False when there is none yet (snapshot
 * then has 0 runs).
 */
bool worker_snapshot(struct worker *worker, const struct race_view *view, struct worker_view *out,
                     struct race_snapshot *snapshot);

/* Copies of a run's plan and of the journal, as race_copy_plan and race_copy_journal make them. */
bool worker_copy_plan(struct worker *worker, int id, struct plan *plan, struct status *status);
bool worker_copy_journal(struct worker *worker, struct journal *journal, struct status *status);

/* The settings of the screen, pairs of name and text, for the race's session, if it has one. */
void worker_keep_screen(struct worker *worker, const char *name, const char *text);

/*
 * After worker_stop: the race's session file, NULL when there is none. When its last part could not
 * be written, the status explains that.
 */
const char *worker_kept(const struct worker *worker, struct status *status);

/* Takes the latest outlook that WORKER_LOOK requested; unchanged when there is no newer one. */
void worker_outlook(struct worker *worker, struct outlook *outlook);

/* What WORKER_WATCH sees after the latest iteration or command; all zero before the first. */
void worker_sight(struct worker *worker, struct worker_sight *out);

/* The description of the data, at length (describe_at_length), for the caller to free; NULL:
 * there is no race, or no memory. */
char *worker_described(struct worker *worker);

/* A copy of the latest confusion matrix, for confusion_free; false: there is none. */
bool worker_confusion(struct worker *worker, struct confusion *out);

/* A file descriptor that becomes readable when the view or the race has changed; -1: none. */
int worker_descriptor(const struct worker *worker);
/* Empties it. */
void worker_acknowledge(struct worker *worker);

/*
 * Stops training or loading (within 100 ms) and returns the race itself, for writing files at the
 * end; NULL when there is none. Commands posted before are still obeyed, but no other problem is
 * loaded any more, and commands for that one are dropped.
 */
struct race *worker_stop(struct worker *worker);

#endif
