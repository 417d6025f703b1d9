/* line_search.c - strong Wolfe line search; see line_search.h. */
#include "line_search.h"

#include <math.h>

/*
 * The minimum of the cubic through two points with their slopes, kept within low ... high; the
 * middle of the interval when the cubic has none.
 */
static double cubic_minimum(const struct line_point *a, const struct line_point *b, double low,
                            double high)
{
    const struct line_point *left = a->t <= b->t ? a : b, *right = a->t <= b->t ? b : a;
    double d1 = left->slope + right->slope - 3 * (left->f - right->f) / (left->t - right->t);
    double square = d1 * d1 - left->slope * right->slope;
    double d2 = sqrt(square), t;

    if (!(square >= 0))
        return (low + high) / 2;
    t = right->t -
        (right->t - left->t) * ((right->slope + d2 - d1) / (right->slope - left->slope + 2 * d2));
    return isnan(t) ? (low + high) / 2 : fmin(fmax(t, low), high);
}

/* One search under way. */
struct state {
    const struct line_search *search;
    const struct line_function *function;
    const struct line_point *start;
    int trials;                   /* evaluations so far */
    struct line_point bracket[2]; /* a minimum lies between them */
    bool done;                    /* bracket[0] satisfies the conditions */
    bool close;                   /* the last trial was close to the bracket's edge */
};

static bool evaluate(struct state *s, double t, struct line_point *point)
{
    s->trials++;
    return s->function->at(s->function->context, t, point);
}

/* Not a sufficient decrease; values that are no numbers are never one. */
static bool too_high(const struct state *s, const struct line_point *p)
{
    return !(p->f <= s->start->f + s->search->c1 * p->t * s->start->slope);
}

static bool flat_enough(const struct state *s, const struct line_point *p)
{
    return fabs(p->slope) <= -s->search->c2 * s->start->slope;
}

/* Algorithm 3.5: goes on with longer steps until a minimum must lie behind. */
static bool find_bracket(struct state *s, double first)
{
    struct line_point before = *s->start, here;

    if (!evaluate(s, first, &here))
        return false;
    for (int beyond = 0; beyond < s->search->trials; beyond++) {
        double low = here.t + 0.01 * (here.t - before.t), high = 10 * here.t;
        struct line_point next;

        s->bracket[0] = before;
        s->bracket[1] = here;
        if (too_high(s, &here) || (beyond > 1 && here.f >= before.f))
            return true;
        if (flat_enough(s, &here)) {
            s->bracket[0] = here;
            s->done = true;
            return true;
        }
        if (here.slope >= 0)
            return true;
        if (!evaluate(s, cubic_minimum(&before, &here, low, high), &next))
            return false;
        before = here;
        here = next;
    }
    s->bracket[0] = *s->start;
    s->bracket[1] = here;
    return true;
}

/* The next step to try within the bracket: not twice in a row next to its edges. */
static double choose_within(struct state *s)
{
    double low = fmin(s->bracket[0].t, s->bracket[1].t);
    double high = fmax(s->bracket[0].t, s->bracket[1].t), margin = 0.1 * (high - low);
    double t = cubic_minimum(&s->bracket[0], &s->bracket[1], low, high);

    if (fmin(high - t, t - low) >= margin) {
        s->close = false;
    } else if (s->close || t >= high || t <= low) {
        t = fabs(t - high) < fabs(t - low) ? high - margin : low + margin;
        s->close = false;
    } else {
        s->close = true;
    }
    return t;
}

/*
 * Algorithm 3.6: narrows the bracket. Its low end satisfies the sufficient decrease and has the
 * lowest value seen; the high end is the other one. The low end is returned in *best.
 */
static bool zoom(struct state *s, struct line_point *best)
{
    bool last_is_low = !too_high(s, &s->bracket[1]) && s->bracket[1].f < s->bracket[0].f;
    struct line_point *low = &s->bracket[last_is_low ? 1 : 0];
    struct line_point *high = &s->bracket[last_is_low ? 0 : 1];

    while (s->trials <= s->search->trials && !(fabs(high->t - low->t) < s->search->smallest)) {
        struct line_point p;

        if (!evaluate(s, choose_within(s), &p))
            return false;
        if (too_high(s, &p) || p.f >= low->f) {
            *high = p;
            continue;
        }
        bool found = flat_enough(s, &p);
        if (!found && p.slope * (high->t - low->t) >= 0)
            *high = *low;
        *low = p;
        if (found)
            break;
    }
    *best = *low;
    return true;
}

bool line_search_wolfe(const struct line_search *search, const struct line_function *function,
                       const struct line_point *start, double first, double *t)
{
    struct state s = {.search = search, .function = function, .start = start};
    struct line_point best;

    if (!find_bracket(&s, first))
        return false;
    if (s.done)
        best = s.bracket[0];
    else if (!zoom(&s, &best))
        return false;
    *t = best.t;
    return true;
}
