/* smoothing.c - the table of strengths; see smoothing.h. */
#include "smoothing.h"

const struct smoothing_spec smoothing_specs[SMOOTHINGS] = {
    [SMOOTHING_OFF] = {"off", 0, 1},
    [SMOOTHING_WEAK] = {"weak", 0.95, 20},
    [SMOOTHING_STRONG] = {"strong", 0.995, 200},
};
