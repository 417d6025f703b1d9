/* confusion.c - confusion matrices; see confusion.h. */
#include "confusion.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    NAME_COLUMNS = 12,   /* of a class, in words */
    HEADING_COLUMNS = 5, /* of its name over a column, at most */
    IMAGE_COLUMNS = 32,  /* a wider image is shown coarser */
    COMMONEST = 20,      /* confusions that are listed where a matrix would be too wide */
};

/* ---- making it --------------------------------------------------------------------------------
 */

static bool allocate(struct confusion *it, size_t pixels, struct status *status)
{
    size_t classes = (size_t)it->classes;

    it->count = calloc(classes * classes, sizeof *it->count);
    it->class_name = calloc(classes, sizeof *it->class_name);
    it->pixel = calloc(pixels > 0 ? pixels : 1, sizeof *it->pixel);
    return (it->count && it->class_name && it->pixel) ||
           status_out_of_memory(status, "a confusion matrix");
}

/* The mean of an image's channels as shares of the largest value that occurs in it. */
static void take_image(const struct confusion *it, const struct dataset *dataset, int place,
                       real *expanded)
{
    size_t pixels = it->height * it->width;
    size_t channels = dataset->channels > 0 ? dataset->channels : 1;
    float *pixel = it->pixel + (size_t)place * pixels;
    double low = INFINITY, high = -INFINITY;

    samples_expand(dataset, &dataset->test, NULL, it->sample[place].number, 1, expanded);
    for (size_t p = 0; p < pixels; p++) {
        double sum = 0;

        for (size_t c = 0; c < channels; c++)
            sum += (double)expanded[c * pixels + p];
        pixel[p] = (float)(sum / (double)channels);
        low = fmin(low, (double)pixel[p]);
        high = fmax(high, (double)pixel[p]);
    }
    for (size_t p = 0; p < pixels; p++)
        pixel[p] = high > low ? (float)(((double)pixel[p] - low) / (high - low)) : 0;
}

static bool take_images(struct confusion *it, const struct dataset *dataset, struct status *status)
{
    real *expanded = calloc(dataset->test.n_x, sizeof *expanded);

    if (!expanded)
        return status_out_of_memory(status, "an image");
    for (int i = 0; i < it->kept && it->height > 0; i++)
        take_image(it, dataset, i, expanded);
    free(expanded);
    return true;
}

static void count(struct confusion *it, const struct samples *test, const uint16_t *class)
{
    for (size_t s = 0; s < test->m; s++) {
        it->count[(size_t)test->label[s] * (size_t)it->classes + class[s]]++;
        if (test->label[s] == class[s])
            continue;
        it->wrong++;
        if (it->kept < CONFUSION_WRONG)
            it->sample[it->kept++] = (struct confusion_sample){s, test->label[s], class[s]};
    }
}

bool confusion_make(struct confusion *confusion, struct race *race, int i,
                    const atomic_bool *cancel, struct status *status)
{
    const struct dataset *dataset = race_problem(race)->dataset;
    const struct samples *test = dataset ? &dataset->test : NULL;
    uint16_t *class;
    bool good;

    *confusion = (struct confusion){.run = race_run_id(race, i),
                                    .iteration = run_iteration(race_run(race, i))};
    if (!test || test->m == 0 || !test->label || dataset->classes < 2)
        return status_fail(status, STATUS_INVALID,
                           "it needs test samples with classes: there are none");
    confusion->samples = test->m;
    confusion->classes = dataset->classes;
    if (dataset_has_images(dataset)) {
        confusion->height = dataset->height;
        confusion->width = dataset->width;
    }
    class = calloc(test->m, sizeof *class);
    good =
        class ? allocate(confusion, CONFUSION_WRONG * confusion->height * confusion->width, status)
              : status_out_of_memory(status, "the classes");
    good = good && race_classify(race, i, OBJECTIVE_TEST, class, cancel, status);
    if (good) {
        memcpy(confusion->class_name, dataset->class_name,
               (size_t)dataset->classes * sizeof *confusion->class_name);
        count(confusion, test, class);
        good = take_images(confusion, dataset, status);
    }
    free(class);
    return good;
}

void confusion_free(struct confusion *confusion)
{
    free(confusion->count);
    free(confusion->class_name);
    free(confusion->pixel);
    *confusion = (struct confusion){0};
}

bool confusion_copy(struct confusion *to, const struct confusion *from, struct status *status)
{
    size_t classes = (size_t)from->classes, pixels = CONFUSION_WRONG * from->height * from->width;

    *to = *from;
    if (!allocate(to, pixels, status)) {
        confusion_free(to);
        return false;
    }
    memcpy(to->count, from->count, classes * classes * sizeof *to->count);
    memcpy(to->class_name, from->class_name, classes * sizeof *to->class_name);
    memcpy(to->pixel, from->pixel, pixels * sizeof *to->pixel);
    return true;
}

/* ---- the matrix in words ----------------------------------------------------------------------
 */

/* The bytes of what must not be cut: an escape, \xNN, or a character. */
static size_t whole(const char *text)
{
    size_t bytes = 1;

    if (text[0] == '\\' && text[1] == 'x' && text[2] && text[3])
        return 4;
    while (((unsigned char)text[bytes] & 0xc0) == 0x80)
        bytes++;
    return bytes;
}

/* Characters that the text takes, an escape four of them. */
static int letters(const char *text)
{
    int count = 0;

    for (; *text; text++)
        count += ((unsigned char)*text & 0xc0) != 0x80;
    return count;
}

/* Cuts to so many characters. Returns text. */
static char *cut(char *text, int max)
{
    char *end = text;

    while (*end) {
        size_t bytes = whole(end);

        max -= bytes == 4 && *end == '\\' ? 4 : 1;
        if (max < 0)
            break;
        end += bytes;
    }
    *end = '\0';
    return text;
}

/* A class's name, fit for a terminal, of at most so many characters. */
static char *name_of(const struct confusion *it, int class, char text[4 * FACTS_NAME_MAX], int max)
{
    status_escape(it->class_name[class], text, 4 * FACTS_NAME_MAX, true);
    return cut(text, max);
}

/* Bytes that all names begin with ("Iris-", "class_"), whole characters; no name is all of them. */
static size_t shared_bytes(const struct confusion *it)
{
    const char *first = it->class_name[0];
    size_t shared = strlen(first);

    for (int c = 0; c < it->classes; c++) {
        size_t same = 0;

        while (same < shared && it->class_name[c][same] == first[same])
            same++;
        shared = same < strlen(it->class_name[c]) ? same : same - (same > 0);
    }
    while (shared > 0 && ((unsigned char)first[shared] & 0xc0) == 0x80)
        shared--;
    return shared;
}

/* The name over a column: where names are too long, without what all of them begin with. */
static char *heading_of(const struct confusion *it, int class, char text[4 * FACTS_NAME_MAX])
{
    size_t skipped = 0;

    for (int c = 0; c < it->classes && skipped == 0; c++)
        if (letters(name_of(it, c, text, HEADING_COLUMNS + 1)) > HEADING_COLUMNS)
            skipped = shared_bytes(it);
    status_escape(it->class_name[class] + skipped, text, 4 * FACTS_NAME_MAX, true);
    return cut(text, HEADING_COLUMNS);
}

/* Padded with blanks to so many characters, at the left or the right. */
static void put(FILE *stream, const char *text, int columns, bool right)
{
    int blanks = columns - letters(text);

    blanks = blanks > 0 ? blanks : 0;
    if (right)
        fprintf(stream, "%*s%s", blanks, "", text);
    else
        fprintf(stream, "%s%*s", text, blanks, "");
}

static size_t at(const struct confusion *it, int class, int taken_for)
{
    return it->count[class * it->classes + taken_for];
}

/* As wide as the longest name and number, within limits. */
static int cell_width(const struct confusion *it)
{
    char name[4 * FACTS_NAME_MAX], number[32];
    int width = 3;

    for (int c = 0; c < it->classes; c++)
        for (int k = 0; k < it->classes; k++) {
            int digits = snprintf(number, sizeof number, "%zu", at(it, c, k));

            width = digits > width ? digits : width;
            width = letters(heading_of(it, k, name)) > width ? letters(name) : width;
        }
    return width;
}

static void print_matrix(FILE *stream, const struct confusion *it)
{
    char name[4 * FACTS_NAME_MAX];
    int width = cell_width(it);

    fprintf(stream, "%-*s", NAME_COLUMNS, "taken for");
    for (int k = 0; k < it->classes; k++) {
        putc(' ', stream);
        put(stream, heading_of(it, k, name), width, true);
    }
    fprintf(stream, " %9s\n", "right");
    for (int c = 0; c < it->classes; c++) {
        size_t all = 0;

        put(stream, name_of(it, c, name, NAME_COLUMNS), NAME_COLUMNS, false);
        for (int k = 0; k < it->classes; k++) {
            all += at(it, c, k);
            fprintf(stream, " %*zu", width, at(it, c, k));
        }
        if (all > 0)
            fprintf(stream, " %7.2f %%\n", 100 * (double)at(it, c, c) / (double)all);
        else
            fprintf(stream, " %9s\n", "-");
    }
}

/* Of many classes the confusions that happen most, the first of equal ones first. */
static void print_commonest(FILE *stream, const struct confusion *it)
{
    char name[4 * FACTS_NAME_MAX], other[4 * FACTS_NAME_MAX];
    size_t before = SIZE_MAX;
    int listed = 0;

    fprintf(stream, "%-24s %-24s %9s\n", "class", "taken for", "times");
    while (listed < COMMONEST) {
        size_t most = 0;

        for (int c = 0; c < it->classes; c++)
            for (int k = 0; k < it->classes; k++)
                if (c != k && at(it, c, k) < before && at(it, c, k) > most)
                    most = at(it, c, k);
        if (most == 0)
            return;
        for (int c = 0; c < it->classes; c++)
            for (int k = 0; k < it->classes; k++)
                if (c != k && at(it, c, k) == most && listed < COMMONEST) {
                    put(stream, name_of(it, c, name, 24), 24, false);
                    putc(' ', stream);
                    put(stream, name_of(it, k, other, 24), 24, false);
                    fprintf(stream, " %9zu\n", most);
                    listed++;
                }
        before = most;
    }
}

void confusion_print(FILE *stream, const struct confusion *confusion)
{
    fprintf(stream, "after %llu: %zu of %zu test samples are classified wrongly\n",
            (unsigned long long)confusion->iteration, confusion->wrong, confusion->samples);
    if (confusion->classes <= CONFUSION_CLASSES)
        print_matrix(stream, confusion);
    else
        print_commonest(stream, confusion);
}

/* ---- images as characters ---------------------------------------------------------------------
 */

/* Every so many pixels are one. */
static size_t coarseness(const struct confusion *it)
{
    return (it->width + IMAGE_COLUMNS - 1) / IMAGE_COLUMNS;
}

/* The mean of a square of pixels; beyond the lower edge it is dark. */
static double shade(const struct confusion *it, int place, size_t row, size_t column, size_t step)
{
    const float *pixel = it->pixel + (size_t)place * it->height * it->width;
    double sum = 0;
    size_t seen = 0;

    for (size_t r = row * step; r < (row + 1) * step && r < it->height; r++)
        for (size_t c = column * step; c < (column + 1) * step && c < it->width; c++) {
            sum += (double)pixel[r * it->width + c];
            seen++;
        }
    return seen > 0 ? sum / (double)seen : 0;
}

/* Two pixels, one above the other. */
static const char *glyph(double upper, double lower, bool unicode)
{
    static const char *const blocks[] = {" ", "\u2580", "\u2584", "\u2588"};
    static const char *const shades[] = {" ", ".", ":", "-", "=", "+", "*", "#", "%", "@"};

    if (unicode)
        return blocks[(upper > 0.4) + 2 * (lower > 0.4)];
    return shades[(int)fmin((upper + lower) / 2 * 10, 9)];
}

static void print_head(FILE *stream, const struct confusion *it, int place, int width)
{
    char text[9 * FACTS_NAME_MAX], name[4 * FACTS_NAME_MAX], other[4 * FACTS_NAME_MAX];
    const struct confusion_sample *sample = &it->sample[place];

    snprintf(text, sizeof text, "%zu: %s as %s", sample->number,
             name_of(it, sample->class, name, NAME_COLUMNS),
             name_of(it, sample->taken_for, other, NAME_COLUMNS));
    put(stream, cut(text, width), width, false);
    fputs("  ", stream);
}

void confusion_print_images(FILE *stream, const struct confusion *confusion, int columns,
                            bool unicode)
{
    size_t step, wide, high;
    int across;

    if (confusion->height == 0 || confusion->kept == 0)
        return;
    step = coarseness(confusion);
    wide = (confusion->width + step - 1) / step;
    high = (confusion->height + step - 1) / step;
    across = (columns + 2) / ((int)wide + 2);
    across = across < 1 ? 1 : across;
    for (int first = 0; first < confusion->kept; first += across) {
        int end = first + across < confusion->kept ? first + across : confusion->kept;

        for (int i = first; i < end; i++)
            print_head(stream, confusion, i, (int)wide);
        putc('\n', stream);
        for (size_t r = 0; r < high; r += 2) {
            for (int i = first; i < end; i++) {
                for (size_t c = 0; c < wide; c++)
                    fputs(glyph(shade(confusion, i, r, c, step),
                                shade(confusion, i, r + 1, c, step), unicode),
                          stream);
                fputs("  ", stream);
            }
            putc('\n', stream);
        }
    }
}
