/*
 * scale.c - inputs and targets brought to a common size; see scale.h. Sums are compensated, so that
 * means and deviations are right to the last bits for any number of rows.
 */
#include "scale.h"

#include "base/array.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A sum with the error of its additions (D. Knuth's TwoSum). */
struct sum {
    double value, error;
};

static void add(struct sum *sum, double x)
{
    double value = sum->value + x, part = value - sum->value;

    sum->error += (sum->value - (value - part)) + (x - part);
    sum->value = value;
}

static double total(const struct sum *sum)
{
    return sum->value + sum->error;
}

/* Figures of a column over the training rows. */
struct figures {
    struct sum sum, squares;
    double mean, min, max, largest; /* largest |x| */
    size_t count;
    double shift, factor;
};

enum { ROWS_BETWEEN_LOOKS = 4096 };

static void look_at(struct figures *f, double x)
{
    if (isnan(x))
        return;
    add(&f->sum, x);
    f->min = f->count == 0 || x < f->min ? x : f->min;
    f->max = f->count == 0 || x > f->max ? x : f->max;
    f->largest = fabs(x) > f->largest ? fabs(x) : f->largest;
    f->count++;
}

static double deviation(const struct figures *f)
{
    return f->count > 0 ? sqrt(total(&f->squares) / (double)f->count) : 0;
}

static void choose(struct figures *f, enum data_scale scale)
{
    f->shift = 0;
    f->factor = 1;
    if (scale == SCALE_STANDARD) {
        double d = deviation(f);
        f->shift = f->mean;
        /* What rounding leaves of a constant column is no deviation. */
        f->factor = d > 10 * 2.2e-16 * fabs(f->mean) ? d : 1;
    } else if (scale == SCALE_UNIT) {
        f->shift = f->min;
        f->factor = f->max > f->min ? f->max - f->min : 1;
    }
}

/* ---- dense ------------------------------------------------------------------------------------
 */

static bool measure(const struct raw *raw, struct figures *figures, struct status *status)
{
    const struct raw_split *train = &raw->train;

    for (size_t i = 0; i < train->m; i++) {
        if (i % ROWS_BETWEEN_LOOKS == 0 && status_cancelled(status))
            return false;
        for (size_t j = 0; j < raw->n_x; j++)
            look_at(&figures[j], (double)train->x[i * raw->n_x + j]);
    }
    for (size_t j = 0; j < raw->n_x; j++)
        figures[j].mean =
            figures[j].count > 0 ? total(&figures[j].sum) / (double)figures[j].count : 0;
    for (size_t i = 0; i < train->m; i++) {
        if (i % ROWS_BETWEEN_LOOKS == 0 && status_cancelled(status))
            return false;
        for (size_t j = 0; j < raw->n_x; j++) {
            double d = (double)train->x[i * raw->n_x + j] - figures[j].mean;
            if (!isnan(d))
                add(&figures[j].squares, d * d);
        }
    }
    return true;
}

/* False when a column's numbers are so large that they cannot be scaled. */
static bool apply(const struct raw *raw, struct raw_split *split, const struct figures *figures,
                  struct status *status)
{
    for (size_t i = 0; i < split->m; i++)
        for (size_t j = 0; j < raw->n_x; j++) {
            double x = (double)split->x[i * raw->n_x + j];
            const struct figures *f = &figures[j];

            x = isnan(x) ? f->mean : x;
            x = (x - f->shift) / f->factor;
            if (!(fabs(x) <= (double)REAL_MAX))
                return status_fail(status, STATUS_DATA,
                                   "scale: the numbers of input %zu are too large", j + 1);
            split->x[i * raw->n_x + j] = (real)x;
        }
    return true;
}

static bool scale_dense(struct raw *raw, enum data_scale scale, struct status *status)
{
    struct figures *figures = calloc(raw->n_x, sizeof *figures);
    bool good = figures ? measure(raw, figures, status)
                        : status_out_of_memory(status, "the columns' figures");

    for (size_t j = 0; good && j < raw->n_x; j++)
        choose(&figures[j], scale);
    good =
        good && apply(raw, &raw->train, figures, status) && apply(raw, &raw->test, figures, status);
    free(figures);
    return good;
}

/* ---- sparse -----------------------------------------------------------------------------------
 */

static void divide(struct raw_split *split, const double *largest)
{
    for (size_t p = 0; split->m > 0 && p < split->row_start[split->m]; p++) {
        double by = largest[split->column[p]];
        if (by > 0)
            split->value[p] = (real)((double)split->value[p] / by);
    }
}

static bool scale_sparse(struct raw *raw, enum data_scale scale, struct status *status)
{
    double *largest;

    if (scale == SCALE_STANDARD)
        return status_fail(status, STATUS_INVALID,
                           "scale: standard would make every zero of these sparse data another "
                           "number (allowed: none or unit)");
    if (scale != SCALE_UNIT)
        return true;
    largest = calloc(raw->n_x, sizeof *largest);
    if (!largest)
        return status_out_of_memory(status, "the columns' figures");
    for (size_t p = 0; p < raw->train.row_start[raw->train.m]; p++) {
        double x = fabs((double)raw->train.value[p]);
        if (x > largest[raw->train.column[p]])
            largest[raw->train.column[p]] = x;
    }
    divide(&raw->train, largest);
    divide(&raw->test, largest);
    free(largest);
    return true;
}

bool scale_inputs(struct raw *raw, enum data_scale scale, struct status *status)
{
    return raw->form == RAW_SPARSE ? scale_sparse(raw, scale, status)
                                   : scale_dense(raw, scale, status);
}

/* ---- bytes ------------------------------------------------------------------------------------
 */

static bool to_reals(struct raw *raw, struct raw_split *split, struct status *status)
{
    size_t count = split->m * raw->n_x;

    if (split->m == 0)
        return true;
    split->x = array_allocate(split->m, raw->n_x * sizeof *split->x, "the inputs", status);
    if (!split->x)
        return false;
    for (size_t i = 0; i < count; i++)
        split->x[i] = split->bytes[i];
    free(split->bytes);
    split->bytes = NULL;
    return true;
}

bool scale_bytes(struct raw *raw, enum data_scale scale, struct status *status)
{
    if (scale != SCALE_STANDARD)
        return true;
    if (!to_reals(raw, &raw->train, status) || !to_reals(raw, &raw->test, status))
        return false;
    raw->form = RAW_REALS;
    return true;
}

/* ---- targets ----------------------------------------------------------------------------------
 */

bool scale_target(struct raw *raw, enum data_scale scale, double *shift, double *factor,
                  struct status *status)
{
    struct figures f = {0};
    struct raw_split *splits[] = {&raw->train, &raw->test};

    for (size_t i = 0; i < raw->train.m; i++)
        look_at(&f, raw->train.y[i]);
    f.mean = f.count > 0 ? total(&f.sum) / (double)f.count : 0;
    for (size_t i = 0; i < raw->train.m; i++)
        add(&f.squares, (raw->train.y[i] - f.mean) * (raw->train.y[i] - f.mean));
    choose(&f, scale);
    for (int s = 0; s < 2; s++)
        for (size_t i = 0; i < splits[s]->m; i++) {
            splits[s]->y[i] = (splits[s]->y[i] - f.shift) / f.factor;
            if (!(fabs(splits[s]->y[i]) <= (double)REAL_MAX))
                return status_fail(status, STATUS_DATA,
                                   "scale: the numbers of the target are too large");
        }
    *shift = f.shift;
    *factor = f.factor;
    return true;
}
