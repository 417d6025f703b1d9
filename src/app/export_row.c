/* export_row.c - figures of a row as text; see export_row.h. */
#include "export_row.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* A loss with all its digits; NaN without the sign that printf would give it. */
static int print_loss(double loss, char *text, size_t size)
{
    return isnan(loss) ? snprintf(text, size, "nan") : snprintf(text, size, "%.17g", loss);
}

/* In single precision, with as few digits as read back the same. */
static int print_share(double share, char *text, size_t size)
{
    float accuracy = (float)share;
    int length = 0;

    text[0] = '\0';
    for (int digits = 6; digits <= 9 && !isnan(accuracy); digits++) {
        length = snprintf(text, size, "%.*g", digits, (double)accuracy);
        if (strtof(text, NULL) == accuracy)
            break;
    }
    return length;
}

char *export_row_figures(const struct history_row *row, char *text, size_t size)
{
    size_t used = 0;

    for (int c = 0; c < EXPORT_ROW_CURVES; c++) {
        if (c > 0)
            text[used++] = ',';
        text[used] = '\0';
        if (curve_specs[c].rare && !row->evaluated)
            continue;
        used += (size_t)(curve_specs[c].scale == 100
                             ? print_share(row->value[c], text + used, size - used)
                             : print_loss(row->value[c], text + used, size - used));
    }
    return text;
}
