/* pointer.c - the object under the mouse pointer; see pointer.h. */
#include "pointer.h"

#include "canvas.h"

static bool is_inside(struct rect rect, int row, int column)
{
    return row >= rect.row && row < rect.row + rect.rows && column >= rect.column &&
           column < rect.column + rect.columns;
}

/* The place of a column along the x axis of a panel that is so wide. */
static double place_of(struct rect interior, int column)
{
    int margin = canvas_margin(interior.columns), columns = interior.columns - margin;
    int at = column - interior.column - margin;

    if (columns <= 0)
        return 0;
    at = at < 0 ? 0 : at >= columns ? columns - 1 : at;
    return (at + 0.5) / columns;
}

struct pointer_hit pointer_hit(const struct layout *layout, int row, int column)
{
    if (layout->too_small)
        return (struct pointer_hit){.target = POINTER_NOTHING};
    if (is_inside(layout->table, row, column))
        return (struct pointer_hit){.target = POINTER_RUN, .line = row - layout->table.row};
    for (int i = 0; i < layout->panels; i++)
        if (is_inside(layout->panel[i].frame, row, column))
            return (struct pointer_hit){.target = POINTER_PANEL,
                                        .panel = i,
                                        .place = place_of(layout->panel[i].interior, column)};
    return (struct pointer_hit){.target = POINTER_NOTHING};
}
