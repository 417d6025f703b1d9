/* iteration.c - one iteration of a replica: its batch, its questions, its update; see replica.h. */
#include "replica.h"

#include "base/clock.h"
#include "optim/update.h"

#include <math.h>
#include <string.h>

/* ---- an iteration's questions ------------------------------------------------------------------
 */

/* One iteration under way. */
struct iteration {
    struct replica *replica;
    const struct run_crew *crew;
    struct pass pass;
    bool evaluate;      /* the test loss is due */
    uint64_t gradients; /* taken so far */
    bool zero_gradient; /* every element of the first gradient is 0 */
    bool unanswerable;  /* the update needs a gradient that is not finite */
    struct update update;
};

/*
 * An optimizer's question about another point; see struct oracle. Where a line search looks, a
 * gradient need not be finite; one for drawn targets is needed as it is.
 */
static bool ask(void *context, enum oracle_targets targets, const real *w, real *g, double *loss)
{
    struct iteration *it = context;
    struct pass question = it->pass;

    question.at = w;
    question.sum = g;
    question.measure = false;
    question.sampled = targets == ORACLE_SAMPLED;
    question.test_lanes = question.loss_lanes = 0;
    it->gradients++;
    if (!pass_run(&question))
        return false;
    if (!pass_reduce(&question) && question.sampled) {
        it->unanswerable = true;
        return false;
    }
    *loss = pass_objective(&question);
    if (!question.sampled)
        update_treat_other(&it->update, w, g, loss);
    return true;
}

static void treat_task(void *context, size_t slice, int thread)
{
    const struct iteration *it = context;
    size_t begin, end;

    (void)thread;
    lanes_slice(it->pass.objective->n, slice, &begin, &end);
    update_treat(&it->update, begin, end);
}

/* In parts that stay in the nearest cache until they are measured. */
static void update_task(void *context, size_t slice, int thread)
{
    const struct iteration *it = context;
    struct vector_move *sum = run_scratch_move(it->crew->scratch, slice);
    const real *w = it->replica->w, *good = it->replica->good;
    const real *former = it->crew->cosines ? it->replica->former : NULL;
    size_t begin, end;

    (void)thread;
    *sum = (struct vector_move){0, 0, 0};
    lanes_slice(it->pass.objective->n, slice, &begin, &end);
    for (size_t at = begin; at < end; at += LANES_PART) {
        size_t next = end - at < LANES_PART ? end : at + LANES_PART;
        struct vector_move part;

        update_slice(&it->update, at, next);
        part = vector_move(next - at, w + at, good + at, former ? former + at : NULL);
        sum->moved += part.moved;
        sum->before += part.before;
        sum->along += part.along;
    }
}

/* The update; false when it was cancelled, or unanswerable: then nothing has changed. */
static bool update_weights(struct iteration *it, double lr)
{
    struct replica *replica = it->replica;
    const struct problem *problem = replica->problem;
    const struct oracle oracle = {.ask = ask, .context = it};
    struct update *update = &it->update;

    update->config = &replica->numbers->config;
    update->n = problem->objective->n;
    update->g = it->pass.sum;
    update->probe = it->crew->probe;
    if (update->probe)
        update->probe->number = replica->numbers->iteration + 1;
    update->step = (struct step){.w = replica->w,
                                 .g = it->pass.sum,
                                 .slot = replica->slot,
                                 .stride = replica_stride(replica),
                                 .scalar = replica->numbers->scalar,
                                 .hyper = replica->numbers->config.value,
                                 .lr = lr,
                                 .loss = pass_objective(&it->pass),
                                 .t = replica->numbers->steps + 1,
                                 .samples = it->pass.count,
                                 .tensor = problem->objective->tensor,
                                 .tensors = problem->objective->tensors,
                                 .oracle = &oracle,
                                 .pool = it->crew->pool,
                                 .thread = it->crew->thread};
    update_begin(update);
    if (update_treats(update))
        lanes_over_slices(it->crew, it->pass.objective->n, treat_task, it);
    if (!update_prepare(update))
        return false;
    replica_shift(replica);
    update_turn(update, replica->w);
    lanes_over_slices(it->crew, it->pass.objective->n, update_task, it);
    update_end(update);
    return true;
}

/* ---- an iteration ------------------------------------------------------------------------------
 */

/* Chooses the batch; at the start of an epoch draws its order. */
static void choose_batch(struct iteration *it)
{
    struct replica *replica = it->replica;
    const struct problem *problem = replica->problem;
    size_t m = problem->objective->samples[OBJECTIVE_TRAIN],
           per_epoch = problem->iterations_per_epoch;
    uint64_t epoch = replica->numbers->iteration / per_epoch + 1;

    it->pass.first = (size_t)(replica->numbers->iteration % per_epoch) * problem->batch;
    it->pass.count = m - it->pass.first < problem->batch ? m - it->pass.first : problem->batch;
    if (replica->order && replica->numbers->epoch != epoch) {
        rng_permutation(&replica->numbers->batches, replica->order, m);
        replica->numbers->epoch = epoch;
    }
}

/* What is recorded of the iteration, but for the learning rate. */
static struct history_row make_row(const struct iteration *it)
{
    const struct pass *pass = &it->pass;
    const struct objective *objective = pass->objective;
    struct pass_sums train = pass->loss_lanes > 0 ? pass_loss(pass) : pass_train(pass);
    struct pass_sums test = pass_test(pass);
    double m = (double)pass->count, m_test = (double)objective->samples[OBJECTIVE_TEST];
    struct history_row row = history_no_row();

    row.value[CURVE_TRAIN_LOSS] = train.loss / m;
    row.evaluated = it->evaluate;
    if (it->evaluate)
        row.value[CURVE_TEST_LOSS] = test.loss / m_test;
    if (it->evaluate && objective->classes) {
        row.value[CURVE_TRAIN_ACCURACY] = (double)train.correct / m;
        row.value[CURVE_TEST_ACCURACY] = (double)test.correct / m_test;
    }
    return row;
}

static bool losses_finite(const struct history_row *row)
{
    return isfinite(row->value[CURVE_TRAIN_LOSS]) &&
           (!row->evaluated || isfinite(row->value[CURVE_TEST_LOSS]));
}

/* The norms of an update that was made. */
static void record_update(const struct iteration *it, struct history_row *row)
{
    struct vector_move sums = run_scratch_moved(it->crew->scratch, it->pass.objective->n);
    double *former = &it->replica->numbers->update_norm, norm = sqrt(sums.moved);

    row->value[CURVE_WEIGHT_NORM] = sqrt(sums.before);
    row->value[CURVE_UPDATE_NORM] = norm;
    if (sums.before > 0)
        row->value[CURVE_UPDATE_RATIO] = norm / sqrt(sums.before);
    if (it->crew->cosines && norm > 0 && *former > 0)
        row->value[CURVE_UPDATE_COSINE] = sums.along / (norm * *former);
    *former = norm;
}

/*
 * What an iteration looked like. What is left of a momentum may still move the parameters of a run
 * that has stalled; weight decay does so for ever, and another mask may wake a unit.
 */
static enum run_condition look_of(const struct iteration *it)
{
    const struct replica *replica = it->replica;
    const struct run_config *config = &replica->numbers->config;

    if (config->optimizer->converged && config->optimizer->converged(replica->numbers->scalar))
        return RUN_CONVERGED;
    if (it->zero_gradient && replica->problem->config.dropout == 0 &&
        run_config_common(config, RUN_WEIGHT_DECAY) == 0)
        return RUN_STALLED;
    return RUN_MOVING;
}

/* A condition needs a whole epoch: the gradient of one batch or sample may be 0 by chance. */
static void judge(struct run_numbers *numbers, enum run_condition look, double loss,
                  uint64_t per_epoch)
{
    uint64_t iteration = numbers->iteration; /* the one just made */

    if (look != numbers->latest) {
        numbers->latest = look;
        numbers->latest_from = iteration;
        numbers->latest_loss = false;
        numbers->condition = RUN_MOVING;
    }
    numbers->latest_loss = numbers->latest_loss || loss != 0;
    if (look == RUN_STALLED && !numbers->latest_loss)
        return; /* there is nothing to learn */
    if (look != RUN_MOVING && (iteration + 1) % per_epoch == 0 &&
        iteration + 1 - numbers->latest_from >= per_epoch)
        numbers->condition = look;
}

/* Where the run stands, if that is kept. */
static void get_place(const struct replica *replica, double place[2])
{
    if (!replica_has_path(replica))
        return;
    place[0] = (double)replica->w[0];
    place[1] = (double)replica->w[1];
}

/* Under the lock, after the row. */
static void record_place(const struct replica *replica, const double at[2])
{
    double reached[2];

    if (!replica_has_path(replica))
        return;
    get_place(replica, reached);
    history_set_place(replica->history, at, reached);
}

/* Makes the update when all is finite, and records the row. False when it was cancelled. */
static bool conclude(struct iteration *it, double started)
{
    struct replica *replica = it->replica;
    struct history_row row = make_row(it);
    const struct run_config config = replica_config(replica, it->crew->iterations);
    struct schedule schedule = run_config_schedule(&config);
    struct schedule_state state = replica->numbers->schedule;
    double lr =
        schedule_rate(&schedule, replica->numbers->iteration - replica->numbers->schedule_start,
                      row.value[CURVE_TRAIN_LOSS], &state);
    bool good_losses = losses_finite(&row), good = good_losses && pass_reduce(&it->pass);
    double place[2];
    enum run_condition look = RUN_MOVING;

    get_place(replica, place);
    row.value[CURVE_LEARNING_RATE] = lr;
    row.value[CURVE_GRADIENTS] = (double)replica->numbers->gradients;
    row.value[CURVE_SECONDS] = replica->numbers->seconds;
    if (good_losses)
        row.value[CURVE_GRADIENT_NORM] = pass_norm(&it->pass);
    it->zero_gradient = good && row.value[CURVE_GRADIENT_NORM] == 0 &&
                        vector_max_abs(it->pass.objective->n, it->pass.sum) == 0;
    if (good && !update_weights(it, lr)) {
        if (!it->unanswerable)
            return false;
        good = false;
    }
    if (good) {
        record_update(it, &row);
        look = look_of(it);
    }
    if (!good_losses)
        memcpy(replica->w, replica->good, replica->problem->objective->n * sizeof *replica->w);

    pthread_mutex_lock(it->crew->lock);
    history_append(replica->history, &row);
    record_place(replica, place);
    replica->final_at = 0;
    replica->numbers->gradients += it->gradients;
    if (good) {
        judge(replica->numbers, look, row.value[CURVE_TRAIN_LOSS],
              replica->problem->iterations_per_epoch);
        replica->numbers->iteration++;
        replica->numbers->steps++;
        replica->numbers->total = run_config_total(&config);
        replica->numbers->schedule = state;
    } else {
        replica->numbers->state = RUN_DIVERGED;
        replica->numbers->diverged_at = replica->numbers->iteration;
    }
    replica->numbers->seconds += clock_now() - started;
    pthread_mutex_unlock(it->crew->lock);
    return true;
}

bool replica_iterate(struct replica *replica, const struct plan *plan, const struct run_crew *crew)
{
    const struct problem *problem = replica->problem;
    const struct objective *objective = problem->objective;
    struct iteration it = {.replica = replica, .crew = crew, .gradients = 1};
    struct pass *pass = &it.pass;
    double started = clock_now();
    int segment = plan_at(plan, replica->numbers->iteration);

    if (segment != replica->numbers->segment) {
        pthread_mutex_lock(crew->lock);
        replica_apply(replica, plan, segment);
        pthread_mutex_unlock(crew->lock);
    }
    *pass = (struct pass){.objective = objective,
                          .crew = crew,
                          .measure = true,
                          .l2 = problem->config.l2,
                          .l1 = problem->config.l1,
                          .order = replica->order,
                          .at = update_point(&replica->numbers->config, replica->w, replica->slot),
                          .sum = run_scratch_gradient(crew->scratch),
                          .key = replica->numbers->seed << 32 ^ replica->numbers->iteration,
                          .w = replica->w};
    choose_batch(&it);
    it.evaluate = problem_evaluates(problem, replica->numbers->iteration);
    pass->train_lanes = lanes_for(objective, pass->count);
    pass->test_lanes = it.evaluate ? lanes_for(objective, objective->samples[OBJECTIVE_TEST]) : 0;
    pass->loss_lanes = pass->at != replica->w ? pass->train_lanes : 0;
    return pass_run(pass) && conclude(&it, started);
}

/* ---- the state reached ---------------------------------------------------------------------- */

bool replica_evaluate(struct replica *replica, const struct run_crew *crew)
{
    const struct objective *objective = replica->problem->objective;
    size_t m = objective->samples[OBJECTIVE_TRAIN], m_test = objective->samples[OBJECTIVE_TEST];
    struct pass pass = {.objective = objective, .crew = crew, .count = m, .w = replica->w};
    struct history_row final = history_no_row();

    pass.test_lanes = m_test > 0 ? lanes_for(objective, m_test) : 0;
    pass.loss_lanes = lanes_for(objective, m);
    if (!pass_run(&pass))
        return false;
    final.value[CURVE_TRAIN_LOSS] = pass_loss(&pass).loss / (double)m;
    if (m_test > 0)
        final.value[CURVE_TEST_LOSS] = pass_test(&pass).loss / (double)m_test;
    if (objective->classes)
        final.value[CURVE_TRAIN_ACCURACY] = (double)pass_loss(&pass).correct / (double)m;
    if (objective->classes && m_test > 0)
        final.value[CURVE_TEST_ACCURACY] = (double)pass_test(&pass).correct / (double)m_test;
    final.evaluated = true;
    pthread_mutex_lock(crew->lock);
    replica->final = final;
    replica->final_at = replica->numbers->iteration;
    pthread_mutex_unlock(crew->lock);
    return true;
}

const struct history_row *replica_final(const struct replica *replica)
{
    bool known = replica->final_at > 0 && replica->final_at == replica->numbers->iteration;

    return known ? &replica->final : NULL;
}
