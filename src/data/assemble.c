/* assemble.c - a dataset made from a reader's raw data; see assemble.h. */
#include "assemble.h"

#include "base/rng.h"
#include "classes.h"
#include "samples.h"
#include "scale.h"
#include "toy.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What is being put together. */
struct assembly {
    struct raw *raw;
    const struct data_request *request;
    struct dataset *dataset;
    struct classes *classes; /* of a classification */
    bool regression;
    enum data_scale scale;
};

static bool given(const char *text)
{
    return text && *text;
}

/* ---- classification or regression -------------------------------------------------------------
 */

static bool choose_task(struct assembly *a, struct status *status)
{
    const struct raw *raw = a->raw;
    enum data_task task = a->request->task;
    bool few;

    classes_collect(a->classes, &raw->train);
    classes_collect(a->classes, &raw->test);
    few = !a->classes->many && a->classes->whole && a->classes->count <= CLASSES_ASSUMED_MAX;
    if (task == TASK_REGRESSION && raw->label)
        return status_fail(status, STATUS_INVALID,
                           "task: regression needs numbers to be learned, and the labels are text "
                           "(allowed: classification)");
    if (task == TASK_REGRESSION && given(a->request->classes))
        return status_fail(status, STATUS_INVALID, "classes: a regression has none");
    a->regression =
        task == TASK_REGRESSION || (task == TASK_AUTO && !raw->label && !raw->classes &&
                                    (raw->numbers || !few) && !given(a->request->classes));
    if (!a->regression && a->classes->many)
        return status_fail(status, STATUS_DATA,
                           "%s: more than %d classes (the option --task=regression learns numbers)",
                           a->request->path, CLASSES_MAX);
    return true;
}

/* ---- classes ----------------------------------------------------------------------------------
 */

/* Keeps the rows of a split whose label is a class. */
static bool keep_classes(struct assembly *a, struct raw_split *split, struct status *status)
{
    bool *keep = array_allocate(split->m, sizeof *keep, "the labels", status);

    if (!keep)
        return false;
    for (size_t i = 0; i < split->m; i++)
        keep[i] = classes_find(a->classes, split->y[i]) >= 0;
    raw_compact(a->raw, split, keep);
    free(keep);
    if (split->m == 0)
        return status_fail(status, STATUS_DATA, "%s: no %s is of a wanted class", split->name,
                           a->raw->height > 0 ? "image" : "sample");
    return true;
}

static bool choose_classes(struct assembly *a, struct status *status)
{
    struct class_filter *filter = calloc(1, sizeof *filter);
    const char *text = a->request->classes ? a->request->classes : "";
    bool good;

    if (!filter)
        return status_out_of_memory(status, "the classes");
    good = class_filter_parse(text, filter, status) &&
           classes_choose(a->classes, a->raw, filter, a->request->path, status) &&
           (filter->count == 0 || keep_classes(a, &a->raw->train, status)) &&
           (filter->count == 0 || a->raw->test.m == 0 || keep_classes(a, &a->raw->test, status));
    free(filter);
    return good;
}

/* ---- the test split ---------------------------------------------------------------------------
 */

bool data_test_check(const char *text, struct status *status)
{
    char *end;
    double share;

    if (!*text)
        return true;
    share = strtod(text, &end);
    if (end == text || *end || (share > 0 && share < 1))
        return true;
    return status_fail(status, STATUS_INVALID,
                       "test: '%s' is not in range (allowed: a share 0 < test < 1, or a file)",
                       text);
}

/* The share that is asked for, 0 when `text` is a file or nothing. */
static double test_share(const char *text)
{
    char *end;
    double share = text ? strtod(text, &end) : 0;

    return given(text) && end != text && *end == '\0' ? share : 0;
}

/*
 * Marks the rows of the test split: going through the rows in an order drawn from the data's own
 * seed, the first of each class until its share is reached, at least one and never all.
 */
static bool mark_test(const struct assembly *a, double share, bool *take, struct status *status)
{
    const struct raw_split *train = &a->raw->train;
    size_t groups = a->regression ? 1 : a->classes->count;
    uint32_t *order = array_allocate(train->m, sizeof *order, "the test split", status);
    size_t *left = calloc(groups, sizeof *left);
    struct rng rng;

    if (!order || !left) {
        free(order);
        free(left);
        return status_out_of_memory(status, "the test split");
    }
    for (size_t i = 0; i < train->m; i++)
        left[a->regression ? 0 : classes_find(a->classes, train->y[i])]++;
    for (size_t g = 0; g < groups; g++) {
        size_t wanted = (size_t)(share * (double)left[g] + 0.5);

        wanted = wanted < 1 ? 1 : wanted;
        left[g] = left[g] < 2 ? 0 : wanted < left[g] ? wanted : left[g] - 1;
    }
    rng_seed(&rng, a->request->seed);
    rng_permutation(&rng, order, train->m);
    for (size_t k = 0; k < train->m; k++) {
        size_t i = order[k];
        size_t *of = &left[a->regression ? 0 : classes_find(a->classes, train->y[i])];

        take[i] = *of > 0;
        *of -= take[i];
    }
    free(order);
    free(left);
    return true;
}

static bool divide(struct assembly *a, struct status *status)
{
    const double usual = 0.2;
    struct raw *raw = a->raw;
    double share = test_share(a->request->test);
    size_t m = raw->train.m;
    bool *take;

    if (raw->test.m > 0 && share > 0)
        return status_fail(status, STATUS_INVALID,
                           "test: %s has a test split of its own (allowed: nothing)",
                           a->request->path);
    if (raw->test.m > 0)
        return true;
    take = array_allocate(m, sizeof *take, "the test split", status);
    if (!take || !mark_test(a, share > 0 ? share : usual, take, status) ||
        !raw_copy(raw, &raw->train, take, &raw->test, status)) {
        free(take);
        return false;
    }
    for (size_t i = 0; i < m; i++)
        take[i] = !take[i];
    raw_compact(raw, &raw->train, take);
    free(take);
    if (raw->test.m == 0)
        return status_fail(status, STATUS_DATA,
                           "%s: %zu samples are too few for a training and a test split",
                           a->request->path, m);
    facts_note(&raw->facts,
               "%zu of %zu rows serve as test split (--test=%g, --data-seed=%" PRIu32 "), drawn %s",
               raw->test.m, m, share > 0 ? share : usual, a->request->seed,
               a->regression ? "at random" : "class by class");
    return true;
}

/* ---- scale ------------------------------------------------------------------------------------
 */

const char *const data_scale_names[] = {"auto", "none", "unit", "standard", NULL};

static void choose_scale(struct assembly *a)
{
    const struct raw *raw = a->raw;

    a->scale = a->request->scale;
    if (a->scale == SCALE_AUTO)
        a->scale = raw->form == RAW_BYTES ? SCALE_UNIT : raw->table ? SCALE_STANDARD : SCALE_NONE;
    if (raw->form == RAW_BYTES && a->scale == SCALE_UNIT && a->request->scale == SCALE_AUTO &&
        raw->classes)
        return; /* images: what everybody expects */
    if (a->scale == SCALE_STANDARD)
        facts_note(&a->raw->facts, "inputs are scaled to mean 0 and deviation 1 of the training "
                                   "rows (--scale=standard)");
    else if (raw->form == RAW_BYTES)
        facts_note(&a->raw->facts, "inputs are bytes%s (--scale=%s)",
                   a->scale == SCALE_UNIT ? " divided by 255" : " as they are",
                   data_scale_names[a->scale]);
    else if (a->scale == SCALE_UNIT)
        facts_note(&a->raw->facts, raw->form == RAW_SPARSE
                                       ? "inputs are divided by the largest of the training rows "
                                         "(--scale=unit)"
                                       : "inputs are scaled to 0 ... 1 of the training rows "
                                         "(--scale=unit)");
    else
        facts_note(&a->raw->facts, "inputs are not scaled (--scale=none)");
}

static bool scale(struct assembly *a, struct status *status)
{
    struct dataset *dataset = a->dataset;

    choose_scale(a);
    if (a->regression) {
        if (!scale_target(a->raw, a->scale, &dataset->target_shift, &dataset->target_factor,
                          status))
            return false;
        if (a->scale != SCALE_NONE)
            facts_note(
                &a->raw->facts,
                "the target is scaled alike, (y %c %.6g)/%.6g; losses are of the scaled target",
                dataset->target_shift < 0 ? '+' : '-', fabs(dataset->target_shift),
                dataset->target_factor);
    }
    if (a->raw->form == RAW_BYTES && !scale_bytes(a->raw, a->scale, status))
        return false;
    if (a->raw->form == RAW_BYTES) {
        for (int v = 0; a->scale == SCALE_NONE && v < 256; v++)
            dataset->intensity[v] = (real)v;
        return true;
    }
    return scale_inputs(a->raw, a->scale, status);
}

/* ---- the dataset ------------------------------------------------------------------------------
 */

static bool take_inputs(struct raw *raw, struct raw_split *from, struct samples *to,
                        struct status *status)
{
    bool good;

    if (raw->form == RAW_BYTES) {
        good = samples_take_bytes(to, from->m, raw->n_x, from->bytes, status);
        from->bytes = NULL;
        return good;
    }
    if (raw->form == RAW_SPARSE) {
        samples_take_list(to, from->m, raw->n_x, from->row_start, from->column, from->value);
        from->row_start = from->column = NULL;
        from->value = NULL;
        return true;
    }
    to->m = from->m;
    to->n_x = raw->n_x;
    to->form = SAMPLES_REAL;
    to->x = from->x;
    from->x = NULL;
    return true;
}

static bool take_targets(const struct assembly *a, const struct raw_split *from, struct samples *to,
                         struct status *status)
{
    uint16_t *label;
    real *y;

    if (a->regression) {
        y = array_allocate(from->m, sizeof *y, "the targets", status);
        for (size_t i = 0; y && i < from->m; i++)
            y[i] = (real)from->y[i];
        to->n_y = 1;
        to->y = y;
        return y != NULL;
    }
    label = array_allocate(from->m, sizeof *label, "the labels", status);
    for (size_t i = 0; label && i < from->m; i++)
        label[i] = (uint16_t)classes_find(a->classes, from->y[i]);
    return label && samples_take_labels(to, (int)a->classes->count, label, status);
}

static bool name_classes(const struct assembly *a, struct status *status)
{
    struct dataset *dataset = a->dataset;

    if (a->regression)
        return true;
    dataset->class_name = calloc(a->classes->count, sizeof *dataset->class_name);
    if (!dataset->class_name)
        return status_out_of_memory(status, "the names of the classes");
    dataset->classes = (int)a->classes->count;
    for (size_t i = 0; i < a->classes->count; i++) {
        char *name = dataset->class_name[a->classes->order[i]];
        classes_name(a->raw, a->classes->label[i], name, sizeof dataset->class_name[0]);
    }
    return true;
}

static bool build(struct assembly *a, struct status *status)
{
    struct raw *raw = a->raw;
    struct dataset *dataset = a->dataset;
    bool good = choose_task(a, status) && (a->regression || choose_classes(a, status)) &&
                divide(a, status) && scale(a, status) && name_classes(a, status) &&
                take_inputs(raw, &raw->train, &dataset->train, status) &&
                take_inputs(raw, &raw->test, &dataset->test, status) &&
                take_targets(a, &raw->train, &dataset->train, status) &&
                take_targets(a, &raw->test, &dataset->test, status);

    dataset->regression = a->regression;
    dataset->table = raw->table;
    dataset->height = raw->height;
    dataset->width = raw->width;
    dataset->channels = raw->channels;
    dataset->facts = raw->facts;
    raw->facts = (struct facts){0};
    return good;
}

struct dataset *assemble(struct raw *raw, const struct data_request *request, struct status *status)
{
    const struct toy *toy = toy_find(request->path);
    struct assembly a = {.raw = raw,
                         .request = request,
                         .dataset = dataset_create(toy ? toy->name : request->path, status),
                         .classes = calloc(1, sizeof *a.classes)};
    bool good = false;

    if (a.dataset && !a.classes)
        status_out_of_memory(status, "the classes");
    else if (a.dataset)
        good = build(&a, status);
    free(a.classes);
    if (good)
        return a.dataset;
    dataset_free(a.dataset);
    return NULL;
}
