/* contour.c - levels of a function on a grid; see contour.h. */
#include "contour.h"

#include <math.h>
#include <stdlib.h>

enum {
    SHARE = 100, /* one of so many points may lie below the lowest level */
    FEW = 4,     /* fewer levels on round values say little: then they are */
    EVEN = 6,    /* so many, evenly spaced */
};

static const double nothing = 1e-300; /* below it there are no logarithms */

/* ---- memory -----------------------------------------------------------------------------------
 */

static bool make_room(struct contour *contour, int columns, int rows, struct status *status)
{
    size_t count = (size_t)columns * (size_t)rows;

    if (count > contour->capacity) {
        contour_free(contour);
        contour->value = calloc(count, sizeof *contour->value);
        contour->band = calloc(count, sizeof *contour->band);
        if (!contour->value || !contour->band) {
            contour_free(contour);
            return status_out_of_memory(status, "the contours");
        }
        contour->capacity = count;
    }
    contour->columns = columns;
    contour->rows = rows;
    return true;
}

void contour_free(struct contour *contour)
{
    free(contour->value);
    free(contour->band);
    *contour = (struct contour){0};
}

/* ---- levels -----------------------------------------------------------------------------------
 */

/* A histogram of logarithms above the lowest: what lies 30 decades below the highest is nothing. */
enum { BINS = 300, BINS_A_DECADE = 10 };

/* From which logarithm above the lowest on there are levels, and up to which; false: all is flat.
 */
static bool find_decades(const struct contour *contour, double lowest, double *low, double *high)
{
    size_t count = (size_t)contour->columns * (size_t)contour->rows, bin[BINS] = {0}, below = 0;
    double top = 0;
    int b = BINS - 1;

    for (size_t i = 0; i < count; i++)
        if (isfinite(contour->value[i]))
            top = fmax(top, contour->value[i] - lowest);
    if (!(top > nothing))
        return false;
    *high = log10(top);
    for (size_t i = 0; i < count; i++) {
        double excess = contour->value[i] - lowest, depth = BINS;

        if (!isfinite(excess))
            continue;
        if (excess > nothing)
            depth = BINS_A_DECADE * (*high - log10(excess));
        bin[depth < BINS - 1 ? (int)fmax(depth, 0) : BINS - 1]++;
    }
    while (b > 0 && (below += bin[b]) <= count / SHARE)
        b--;
    *low = *high - (double)b / BINS_A_DECADE;
    return true;
}

/* Those of a series within the decades; counts on beyond the maximum. */
static int take_levels(struct contour *contour, double lowest, const double *mantissa,
                       int mantissas, double low, double high)
{
    int count = 0;

    for (int power = (int)floor(low); power <= (int)floor(high); power++)
        for (int m = 0; m < mantissas; m++) {
            double excess = mantissa[m] * pow(10, power), place = log10(excess);

            if (place < low || place >= high)
                continue;
            if (count < CONTOUR_LEVELS_MAX)
                contour->level[count] = lowest + excess;
            count++;
        }
    return count;
}

/* The densest series of which there are not too many; beyond, powers of ten some decades apart. */
static void choose_levels(struct contour *contour, double lowest)
{
    static const double series[][3] = {{1, 2, 5}, {1, 3}, {1}};
    static const int lengths[] = {3, 2, 1};
    double low, high;

    contour->levels = 0;
    if (!find_decades(contour, lowest, &low, &high))
        return;
    for (size_t s = 0; s < sizeof lengths / sizeof lengths[0]; s++) {
        contour->levels = take_levels(contour, lowest, series[s], lengths[s], low, high);
        if (s == 0 && contour->levels < FEW)
            break;
        if (contour->levels > 0 && contour->levels <= CONTOUR_LEVELS_MAX)
            return;
    }
    if (contour->levels > CONTOUR_LEVELS_MAX) {
        double step = ceil((high - low) / CONTOUR_LEVELS_MAX);

        contour->levels = 0;
        for (double power = floor(high); power >= low && contour->levels < CONTOUR_LEVELS_MAX;
             power -= step)
            contour->levels++;
        for (int i = 0; i < contour->levels; i++)
            contour->level[i] = lowest + pow(10, floor(high) - step * (contour->levels - 1 - i));
        return;
    }
    /* The values differ by too little for logarithms. */
    contour->levels = EVEN;
    for (int i = 0; i < EVEN; i++)
        contour->level[i] =
            lowest + pow(10, low) + (pow(10, high) - pow(10, low)) * (i + 1) / (EVEN + 1);
}

static uint8_t band_of(const struct contour *contour, double value)
{
    int band = 0;

    if (!isfinite(value))
        return (uint8_t)contour->levels;
    while (band < contour->levels && contour->level[band] <= value)
        band++;
    return (uint8_t)band;
}

/* ---- the whole ----------------------------------------------------------------------------------
 */

bool contour_make(struct contour *contour, const struct plane *plane, int columns, int rows,
                  contour_function *function, const void *context, double lowest,
                  struct status *status)
{
    columns = columns > 0 ? columns : 0;
    rows = rows > 0 ? rows : 0;
    if (!make_room(contour, columns, rows, status))
        return false;
    for (int row = 0; row < rows; row++)
        for (int column = 0; column < columns; column++) {
            double point[2];

            plane_point(plane, columns, rows, column, row, point);
            contour->value[row * columns + column] = function(context, point[0], point[1]);
        }
    choose_levels(contour, lowest);
    for (int i = 0; i < rows * columns; i++)
        contour->band[i] = band_of(contour, contour->value[i]);
    return true;
}

int contour_line(const struct contour *contour, int column, int row)
{
    const uint8_t *band = &contour->band[row * contour->columns + column];
    int low = *band, high = *band;

    if (column + 1 < contour->columns) {
        low = band[1] < low ? band[1] : low;
        high = band[1] > high ? band[1] : high;
    }
    if (row + 1 < contour->rows) {
        const uint8_t below = band[contour->columns];

        low = below < low ? below : low;
        high = below > high ? below : high;
    }
    return high > low ? high - 1 : -1;
}
