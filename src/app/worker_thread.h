/*
 * worker_thread.h - declarations shared by the worker's sides: the screen's (worker.c), the
 * training thread (worker_thread.c, and worker_past.c for going back in time) and the thread that
 * tries a problem (worker_trial.c). For these files only.
 */
#ifndef OPTOP_WORKER_THREAD_H
#define OPTOP_WORKER_THREAD_H

#include "worker.h"

#include <pthread.h>

/* A command that waits. */
struct worker_queued {
    struct worker_command command;
    struct worker_queued *next;
};

struct worker {
    pthread_t thread;
    pthread_mutex_t lock; /* over all down to `race`; held briefly by either side */
    pthread_cond_t wake;
    struct worker_queued *first, **last;
    struct worker_view view;
    struct race *race;                /* replaced under the lock; iterated by the thread alone */
    struct session *session;          /* likewise: which keeps the race; NULL: none */
    char trouble[STATUS_MESSAGE_MAX]; /* of the session, as the screen has been told */
    char *described;                  /* the description of the data of `race` */
    struct confusion confusion;
    struct worker_sight sight;     /* under the lock */
    struct experiment *experiment; /* under way; NULL: none */
    int wake_pipe[2];              /* written when the view changes, once until acknowledged */
    bool told;
    bool testing;    /* evaluates the state reached: any command abandons that */
    bool travelling; /* goes back in time: only WORKER_CANCEL and the end abandon that */
    double travelling_since;
    bool patient;               /* iterations are short: let them finish */
    double longest;             /* seconds of this race's slowest iteration so far */
    struct worker_queued *stop; /* WORKER_STOP, kept ready: ending needs no memory; then NULL */

    atomic_bool cancel; /* abandon the iteration under way */
    atomic_bool ending; /* abandon the race that is being set up, too */

    atomic_bool give_up;   /* abandon the trial */
    atomic_bool turn_back; /* abandon going back in time */

    /* The trial: its thread writes them, the training thread reads them when it has joined it. */
    pthread_t trial_thread;
    struct problem_config trial_config;
    struct problem *trial_problem; /* NULL: it cannot be trained */
    struct status trial_status;

    /* The thread's own. */
    bool trial_begun; /* its thread has not been joined yet */
    uint64_t memory;  /* for checkpoints */
    struct measures measures;
    const struct agenda *agenda; /* of the first race */
    struct agenda_clerk clerk;
    struct run_config *wanted; /* the runs of the next race to be set up */
    int n_wanted;
    bool running;
    bool catching_up; /* a run was added or edited: train it up to the others */
    uint64_t stop_at; /* pause there: the end of a step; UINT64_MAX: none */
    double next_due;  /* when the next iteration may start, for slow speeds */
    double rate_since;
    uint64_t rate_iteration;
    bool ended;
    struct session *opened;       /* to keep the first race, or to be gone on with */
    struct status session_status; /* how writing the last part went */
    char kept[PROBLEM_PATH_MAX];  /* the session's file, at the end */

    struct worker_watch watch;
    struct outlooker *outlooker; /* made when it is first needed, under the lock */
};

/* Obeys WORKER_LOOK. */
void worker_look(struct worker *worker, const struct outlook_request *request);

/* Obeys WORKER_WATCH; reads the weight that is watched. */
void worker_watch(struct worker *worker, const struct worker_watch *watch);
void worker_see(struct worker *worker);

/* The training thread: sets up the first race, then obeys and trains until WORKER_STOP. */
void *worker_thread_main(void *worker);

/* The view has changed: notifies the screen. Under the lock. */
void worker_changed(struct worker *worker);

/* The screen's questions about the data: worker_data.c. */
void worker_describe(struct worker *worker);
void worker_classify(struct worker *worker, int id);

/* Puts a failure into the view. */
void worker_report_error(struct worker *worker, const struct status *status);

/* The oldest command that waits, or NULL; the caller owns it. Under the lock. */
struct worker_queued *worker_take_command(struct worker *worker);
/* Frees a command. NULL is allowed. */
void worker_discard(struct worker_queued *queued);

/* Obeys WORKER_ESTIMATE and WORKER_EXPERIMENT. There is a race. */
void worker_obey_experiment(struct worker *worker, const struct worker_command *command);

/* Forks, changes, rewinds and undoing: worker_past.c. Carries out due items of the agenda. */
void worker_obey_past(struct worker *worker, const struct worker_command *command);
bool worker_agenda_is_due(const struct worker *worker);
void worker_act_on_agenda(struct worker *worker);

/* The race of the session that was opened, on this problem, which is taken over. */
struct race *worker_session_race(struct worker *worker, struct problem *problem,
                                 struct status *status);
/* Lets the opened session record the current race; begins another session (w FILE.optop). */
void worker_session_begin(struct worker *worker);
void worker_session_save(struct worker *worker, const char *name, bool replace);
/* The current race is about to be replaced: its session ends. */
void worker_session_part(struct worker *worker);
/* Between iterations; before and after waiting; at the end. */
void worker_session_offer(struct worker *worker);
void worker_session_rest(struct worker *worker, bool resting);
void worker_session_end(struct worker *worker);
/* The session's part of the view. Under the lock. */
void worker_session_look(struct worker *worker, struct worker_view *view);

/* The histories are no longer those that were written. */
void worker_forget_written(struct worker *worker);

/* Shows a state of the worker; good news. */
void worker_set_state(struct worker *worker, enum worker_state state);
void worker_notice(struct worker *worker, const char *sentence);

/*
 * The training thread tries one problem at a time in a thread of its own. Starting abandons the
 * previous trial; finishing waits for the end and returns the problem, NULL with the reason in
 * `status` when there is none. An abandoned trial leaves nothing behind.
 */
void worker_trial_start(struct worker *worker, uint64_t number,
                        const struct problem_config *config);
struct problem *worker_trial_finish(struct worker *worker, struct status *status);
void worker_trial_give_up(struct worker *worker);

/*
 * The time at which the iteration after one that starts at `now` may start, at `speed` iterations
 * per second. `due`: the time at which this one was to start. At most one late iteration is made up
 * for.
 */
double worker_next_due(double due, double now, double speed);

#endif
