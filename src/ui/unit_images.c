/* unit_images.c - weights as images of character cells; see unit_images.h. */
#include "unit_images.h"

#include "term.h"

#include <math.h>

enum { ENOUGH = 6 }; /* images */

static const double WEAK = 0.25, STRONG = 0.6; /* shares of the largest cell, from which on */

/* ---- tiles --------------------------------------------------------------------------------------
 */

static int divided(size_t pixels, size_t step)
{
    return (int)((pixels + step - 1) / step);
}

struct unit_tiling unit_images_tile(struct rect area, size_t height, size_t width, int units)
{
    const size_t largest = width > height ? width : height;
    struct unit_tiling best = {0};

    for (size_t step = 1; step <= largest; step++) {
        struct unit_tiling tiling = {
            .columns = divided(width, step), .rows = divided(height, 2 * step), .step = (int)step};
        int fit;

        tiling.across = (area.columns + 1) / (tiling.columns + 1);
        tiling.down = area.rows / (tiling.rows + 1);
        fit = tiling.across * tiling.down;
        if (fit == 0)
            continue;
        best = tiling;
        if (fit >= ENOUGH || fit >= units)
            break;
    }
    return best;
}

/* ---- cells --------------------------------------------------------------------------------------
 */

/* The mean of the pixels from there on, at least one; 0 beyond the edges. */
static double mean(const struct unit_image *image, double row, double column, double height,
                   double width)
{
    size_t top = (size_t)row, left = (size_t)column;
    size_t bottom = (size_t)ceil(row + height), right = (size_t)ceil(column + width);
    double sum = 0;
    size_t count = 0;

    for (size_t r = top; r < bottom && r < image->height; r++)
        for (size_t c = left; c < right && c < image->width; c++) {
            sum += (double)image->weight[r * image->width + c];
            count++;
        }
    return count > 0 ? sum / (double)count : 0;
}

static double cell_mean(const struct unit_image *image, int row, int column, int step)
{
    return mean(image, 2.0 * row * step, (double)column * step, 2.0 * step, step);
}

/* The dots of a braille cell that are positive enough. */
static uint32_t dots(const struct unit_image *image, int row, int column, int step, double least)
{
    static const unsigned bit[4][2] = {{0, 3}, {1, 4}, {2, 5}, {6, 7}};
    uint32_t pattern = 0;

    for (int r = 0; r < 4; r++)
        for (int c = 0; c < 2; c++)
            if (mean(image, 2.0 * row * step + r * step / 2.0,
                     (double)column * step + c * step / 2.0, step / 2.0, step / 2.0) >= least)
                pattern |= 1U << bit[r][c];
    return 0x2800 + pattern;
}

/* Positive cells are filled, negative ones are lines. */
static uint32_t glyph(const struct cells *cells, double share, enum canvas_glyphs glyphs)
{
    if (share <= -WEAK)
        return share <= -STRONG ? '=' : '-';
    if (glyphs != CANVAS_ASCII && cells->unicode)
        return share >= STRONG ? 0x2588 : 0x2592;
    return share >= STRONG ? '#' : '+';
}

void unit_images_paint(struct cells *cells, struct rect at, const struct unit_image *image,
                       const struct unit_tiling *tiling, enum canvas_glyphs glyphs)
{
    double largest = 0;

    for (int r = 0; r < tiling->rows; r++)
        for (int c = 0; c < tiling->columns; c++)
            largest = fmax(largest, fabs(cell_mean(image, r, c, tiling->step)));
    for (int r = 0; r < tiling->rows && largest > 0; r++)
        for (int c = 0; c < tiling->columns; c++) {
            double share = cell_mean(image, r, c, tiling->step) / largest;
            unsigned style = share > 0 ? TERM_COLOUR(0) : TERM_COLOUR(1);
            bool dotted = share > 0 && glyphs == CANVAS_BRAILLE && cells->unicode;

            if (fabs(share) >= WEAK)
                cells_glyph(cells, at.row + r, at.column + c,
                            dotted ? dots(image, r, c, tiling->step, WEAK * largest)
                                   : glyph(cells, share, glyphs),
                            style);
        }
}
