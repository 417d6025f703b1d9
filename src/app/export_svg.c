/*
 * export_svg.c - a picture as SVG; see export_svg.h. A document is a title, charts side by side in
 * rows of two, and a legend. Lengths are in the picture's own units, about a pixel each.
 */
#include "export_svg.h"

#include "config.h"
#include "plot/style.h"

#include <string.h>

enum {
    WIDTH = 760,
    ACROSS = 2,        /* charts in a row */
    TITLE_HEIGHT = 30, /* of the picture's title */
    CHART_HEIGHT = 300,
    LEFT = 62,       /* of a chart: labels ... */
    RIGHT = 12,      /* ... and air beside the axes, */
    TOP = 26,        /* its title above */
    BOTTOM = 42,     /* labels and unit below */
    LINE = 21,       /* height of a line of the legend */
    FONT = 14,       /* of all text */
    SMALL = 13,      /* of labels */
    SAMPLE = 44,     /* length of a line in the legend */
    TICK_ROW = 15,   /* a label's height: axis_ticks counts in such rows */
    TICK_COLUMN = 8, /* a digit's width: axis_range_ticks counts in such columns */
    SIGN = 5,        /* of a sign at the edge: half its width */
    MARK_EVERY = 90, /* between marks on curves whose colour comes again */
};

/* Of a character, in a wide font: where lines of text are broken. */
static const double CHARACTER = 8.5;

/* Where a chart's curves lie. */
struct frame {
    FILE *out;
    const struct plot *plot;
    const char *target; /* as text */
    struct axis y;
    double left, top, width, height;
    int number; /* of the chart, for names inside the document */
};

/* ---- text ------------------------------------------------------------------------------------ */

static bool is_noncharacter(const unsigned char *c)
{
    return c[0] == 0xef && c[1] == 0xbf && (c[2] == 0xbe || c[2] == 0xbf);
}

void export_svg_text(const char *text, FILE *stream)
{
    char escaped[4 * PICTURE_TEXT_MAX];

    status_escape(text, escaped, sizeof escaped, true);
    for (const char *c = escaped; *c; c++)
        switch (*c) {
        case '&':
            fputs("&amp;", stream);
            break;
        case '<':
            fputs("&lt;", stream);
            break;
        case '>':
            fputs("&gt;", stream);
            break;
        case '"':
            fputs("&quot;", stream);
            break;
        default:
            if (is_noncharacter((const unsigned char *)c)) {
                putc('?', stream);
                c += 2;
            } else
                putc(*c, stream);
        }
}

static void put_text(FILE *out, double x, double y, const char *attributes, const char *text)
{
    fprintf(out, "<text x=\"%.1f\" y=\"%.1f\"%s>", x, y, attributes);
    export_svg_text(text, out);
    fputs("</text>\n", out);
}

/* How many bytes of the text fit into so much room, if need be up to a blank; never none. */
static size_t fitting(const char *text, double room)
{
    size_t bytes = 0, blank = 0;

    while (text[bytes]) {
        size_t length = 1;

        while (((unsigned char)text[bytes + length] & 0xc0) == 0x80)
            length++;
        room -= length > 2 ? 2 * CHARACTER : CHARACTER; /* it may be a wide one */
        if (room < 0 && bytes > 0)
            return blank > 0 ? blank : bytes;
        if (text[bytes] == ' ')
            blank = bytes;
        bytes += length;
    }
    return bytes;
}

/*
 * Writes a text from (x, y) on in as many lines as it needs, behind a name in bold ("": none).
 * Returns how many; without a stream that is all.
 */
static int put_paragraph(FILE *out, double x, double y, const char *name, const char *text)
{
    char rest[4 * PICTURE_TEXT_MAX], line[sizeof rest];
    const char *next = status_escape(text, rest, sizeof rest, true);
    double room = WIDTH - RIGHT - x, taken = strlen(name) > 0 ? CHARACTER : 0;
    int lines = 0;

    for (const char *c = name; *c; c++)
        taken += ((unsigned char)*c & 0xc0) != 0x80 ? CHARACTER : 0;
    do {
        size_t bytes = fitting(next, room - (lines == 0 ? taken : 0));

        snprintf(line, sizeof line, "%.*s", (int)bytes, next);
        if (out)
            fprintf(out, "<text x=\"%.1f\" y=\"%.1f\">", x, y + lines * LINE);
        if (out && lines == 0 && *name) {
            fputs("<tspan font-weight=\"bold\">", out);
            export_svg_text(name, out);
            fputs("</tspan> ", out);
        }
        if (out) {
            export_svg_text(line, out);
            fputs("</text>\n", out);
        }
        next += bytes + (next[bytes] == ' ');
        lines++;
    } while (*next);
    return lines;
}

/* ---- places ---------------------------------------------------------------------------------- */

static double x_of(const struct frame *frame, double x)
{
    return frame->left + frame->width * fmax(0, fmin(axis_range_place(&frame->plot->x, x), 1));
}

/* Of a value beyond the limits: a little outside, where the clipping cuts. */
static double y_of(const struct frame *frame, double value)
{
    int side = axis_side(&frame->y, value);
    double place = side > 0 ? 1.05 : side < 0 ? -0.05 : axis_place(&frame->y, value);

    return frame->top + frame->height * (1 - place);
}

static bool is_drawable(const struct frame *frame, const struct span *span)
{
    double place;

    if (span->count == 0 || !isfinite(span->min) || !isfinite(span->max) || !isfinite(span->last))
        return false;
    place = axis_range_place(&frame->plot->x, span->x);
    return place >= 0 && place <= 1;
}

static bool is_smoothed(const struct frame *frame, const struct span *span)
{
    return frame->plot->smoothed && !isnan(span->smooth);
}

/* ---- curves ---------------------------------------------------------------------------------- */

/* The line of a curve: through its smooth values, or over the range of its values to the last. */
static void put_line(const struct frame *frame, const struct plot_curve *curve)
{
    const struct style_colour *colour = style_colour_of(curve->style);
    bool begun = false;

    fprintf(frame->out,
            "<path fill=\"none\" stroke=\"%s\" stroke-width=\"%s\" stroke-linejoin=\"round\"",
            colour->rgb, curve->chosen ? "3" : "2");
    if (colour->pattern[0])
        fprintf(frame->out, " stroke-dasharray=\"%s\"", colour->pattern);
    fputs(" d=\"", frame->out);
    for (size_t s = 0; s < curve->spans; s++) {
        const struct span *span = &curve->span[s];
        double x;

        if (!is_drawable(frame, span))
            continue;
        x = x_of(frame, span->x);
        if (is_smoothed(frame, span)) {
            fprintf(frame->out, "%s%.1f,%.1f", begun ? " L" : "M", x, y_of(frame, span->smooth));
        } else {
            if (span->min < span->max)
                fprintf(frame->out, "%s%.1f,%.1f V%.1f", begun ? " L" : "M", x,
                        y_of(frame, span->min), y_of(frame, span->max));
            fprintf(frame->out, "%s%.1f,%.1f", begun || span->min < span->max ? " L" : "M", x,
                    y_of(frame, span->last));
        }
        begun = true;
    }
    fputs("\"/>\n", frame->out);
}

/* The area of the values that a curve is smoothed from; its outline is seen where it is thin. */
static void put_band(const struct frame *frame, const struct plot_curve *curve)
{
    bool begun = false;

    for (int pass = 0; pass < 2; pass++) /* along the maxima, and back along the minima */
        for (size_t i = 0; i < curve->spans; i++) {
            const struct span *span = &curve->span[pass == 0 ? i : curve->spans - 1 - i];

            if (!is_drawable(frame, span) || !is_smoothed(frame, span) || curve->median)
                continue;
            if (!begun)
                fprintf(frame->out,
                        "<path fill=\"%s\" fill-opacity=\"0.15\" stroke=\"%s\" "
                        "stroke-opacity=\"0.25\" d=\"M",
                        style_colour_of(curve->style)->rgb, style_colour_of(curve->style)->rgb);
            fprintf(frame->out, "%s%.1f,%.1f", begun ? " L" : "", x_of(frame, span->x),
                    y_of(frame, pass == 0 ? span->max : span->min));
            begun = true;
        }
    if (begun)
        fputs(" Z\"/>\n", frame->out);
}

/* The area between the limits of a spread. */
static void put_spread(const struct frame *frame, const struct plot_curve *curve)
{
    const char *colour = style_colour_of(curve->style)->rgb;
    bool begun = false;

    for (int pass = 0; pass < 2; pass++) /* along the upper limits, and back along the lower ones */
        for (size_t i = 0; i < curve->spans && curve->band; i++) {
            size_t s = pass == 0 ? i : curve->spans - 1 - i;

            if (!is_drawable(frame, &curve->span[s]) || isnan(curve->band[s].low))
                continue;
            if (!begun)
                fprintf(frame->out,
                        "<path class=\"spread\" fill=\"%s\" fill-opacity=\"0.2\" stroke=\"%s\" "
                        "stroke-opacity=\"0.4\" d=\"M",
                        colour, colour);
            fprintf(frame->out, "%s%.1f,%.1f", begun ? " L" : "", x_of(frame, curve->span[s].x),
                    y_of(frame, pass == 0 ? curve->band[s].high : curve->band[s].low));
            begun = true;
        }
    if (begun)
        fputs(" Z\"/>\n", frame->out);
}

/* The curve of one seed. */
static void put_seed(const struct frame *frame, const struct plot_curve *curve, int r)
{
    bool begun = false;

    for (size_t s = 0; s < curve->spans; s++) {
        double value = curve->seed[s * (size_t)curve->seeds + (size_t)r];

        if (!is_drawable(frame, &curve->span[s]) || isnan(value))
            continue;
        if (!begun)
            fprintf(frame->out,
                    "<path class=\"seed\" fill=\"none\" stroke=\"%s\" stroke-opacity=\"0.4\" d=\"M",
                    style_colour_of(curve->style)->rgb);
        fprintf(frame->out, "%s%.1f,%.1f", begun ? " L" : "", x_of(frame, curve->span[s].x),
                y_of(frame, value));
        begun = true;
    }
    if (begun)
        fputs("\"/>\n", frame->out);
}

/* A curve with a line of few points is seen all the same. */
static void put_points(const struct frame *frame, const struct plot_curve *curve)
{
    const struct span *only = NULL;
    int points = 0;

    for (size_t s = 0; s < curve->spans; s++)
        if (is_drawable(frame, &curve->span[s])) {
            only = &curve->span[s];
            points++;
        }
    if (points == 1)
        fprintf(frame->out, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>\n",
                x_of(frame, only->x), y_of(frame, only->last), style_colour_of(curve->style)->rgb);
}

/* Triangles where a curve leaves through an edge. */
static void put_signs(const struct frame *frame, const struct plot_curve *curve)
{
    int before = 0;

    for (size_t s = 0; s < curve->spans; s++) {
        const struct span *span = &curve->span[s];
        double x, y;
        int side;

        if (!is_drawable(frame, span))
            continue;
        side = is_smoothed(frame, span)              ? axis_side(&frame->y, span->smooth)
               : axis_side(&frame->y, span->max) > 0 ? 1
                                                     : axis_side(&frame->y, span->min);
        x = x_of(frame, span->x);
        y = side > 0 ? frame->top : frame->top + frame->height;
        if (side != 0 && side != before)
            fprintf(frame->out, "<path fill=\"%s\" d=\"M%.1f,%.1f l%d,%d h%d Z\"/>\n",
                    style_colour_of(curve->style)->rgb, x, y, SIGN, side * 2 * SIGN, -2 * SIGN);
        before = side;
    }
}

/* Marks on a curve whose colour another one has, too. */
static void put_marks(const struct frame *frame, const struct plot_curve *curve)
{
    const char mark[] = {style_mark(curve->style), '\0'};
    double next = frame->left + curve->style * MARK_EVERY / 7 % MARK_EVERY;

    for (size_t s = 0; s < curve->spans && curve->style >= STYLE_COLOURS; s++) {
        const struct span *span = &curve->span[s];
        double value = is_smoothed(frame, span) ? span->smooth : span->last;

        if (!is_drawable(frame, span) || x_of(frame, span->x) < next ||
            axis_side(&frame->y, value) != 0)
            continue;
        put_text(frame->out, x_of(frame, span->x), y_of(frame, value) + SMALL / 3.0,
                 " text-anchor=\"middle\" font-weight=\"bold\"", mark);
        next = x_of(frame, span->x) + MARK_EVERY;
    }
}

/* A point where a fork leaves its parent's curve. */
static void put_parting(const struct frame *frame, const struct plot_curve *curve)
{
    if (curve->parts && is_drawable(frame, &curve->span[0]) &&
        axis_side(&frame->y, curve->span[0].last) == 0)
        fprintf(frame->out, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4\" fill=\"%s\"/>\n",
                x_of(frame, curve->span[0].x), y_of(frame, curve->span[0].last),
                style_colour_of(curve->style)->rgb);
}

/* Triangles below the axis where runs were forked or changed. */
static void put_events(const struct frame *frame)
{
    const struct plot *plot = frame->plot;

    for (int e = 0; e < plot->events; e++) {
        double place = axis_range_place(&plot->x, plot->event[e].x);

        if (place >= 0 && place <= 1)
            fprintf(frame->out, "<path fill=\"%s\" d=\"M%.1f,%.1f l%d,%d h%d Z\"/>\n",
                    style_colour_of(plot->event[e].style)->rgb, x_of(frame, plot->event[e].x),
                    frame->top + frame->height, SIGN, 2 * SIGN, -2 * SIGN);
    }
}

static void put_curves(const struct frame *frame)
{
    const struct plot *plot = frame->plot;

    fprintf(frame->out,
            "<clipPath id=\"chart%d\"><rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" "
            "height=\"%.1f\"/></clipPath>\n<g clip-path=\"url(#chart%d)\">\n",
            frame->number, frame->left, frame->top, frame->width, frame->height, frame->number);
    for (int c = 0; c < plot->curves; c++) {
        put_band(frame, &plot->curve[c]);
        put_spread(frame, &plot->curve[c]);
        for (int r = 0; r < plot->curve[c].seeds; r++)
            put_seed(frame, &plot->curve[c], r);
    }
    for (int pass = 0; pass < 2; pass++)
        for (int c = 0; c < plot->curves; c++)
            if (plot->curve[c].chosen == (pass == 1)) {
                put_line(frame, &plot->curve[c]);
                put_points(frame, &plot->curve[c]);
                put_marks(frame, &plot->curve[c]);
                put_parting(frame, &plot->curve[c]);
            }
    fputs("</g>\n", frame->out);
    for (int c = 0; c < plot->curves; c++)
        put_signs(frame, &plot->curve[c]);
    put_events(frame);
}

/* ---- axes ------------------------------------------------------------------------------------ */

static void put_rule(const struct frame *frame, double x1, double y1, double x2, double y2,
                     const char *stroke)
{
    fprintf(frame->out, "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"/>\n",
            x1, y1, x2, y2, stroke);
}

/* Labels, with lines behind the curves. */
static void put_axes(const struct frame *frame)
{
    struct axis_tick tick[AXIS_TICKS_MAX];
    double right = frame->left + frame->width, bottom = frame->top + frame->height;
    int count = axis_ticks(&frame->y, (int)(frame->height / TICK_ROW), tick);

    for (int t = 0; t < count; t++) {
        double y = y_of(frame, tick[t].value);

        put_rule(frame, frame->left, y, right, y, "#e4e4e4");
        put_text(frame->out, frame->left - 6, y + SMALL / 3.0, " text-anchor=\"end\"",
                 tick[t].label);
    }
    count = axis_range_ticks(&frame->plot->x, (int)(frame->width / TICK_COLUMN), tick);
    for (int t = 0; t < count; t++) {
        double x = x_of(frame, tick[t].value);

        put_rule(frame, x, frame->top, x, bottom, "#e4e4e4");
        put_rule(frame, x, bottom, x, bottom + 4, "#606060");
        if (x + (double)strlen(tick[t].label) * TICK_COLUMN / 2 > right + RIGHT)
            put_text(frame->out, right + RIGHT, bottom + 20, " text-anchor=\"end\"", tick[t].label);
        else
            put_text(frame->out, x, bottom + 20, " text-anchor=\"middle\"", tick[t].label);
    }
    put_text(frame->out, frame->left + frame->width / 2, bottom + 34, " text-anchor=\"middle\"",
             frame->plot->x.unit ? frame->plot->x.unit : "");
}

static void put_lines(const struct frame *frame)
{
    double right = frame->left + frame->width, bottom = frame->top + frame->height, place, y;

    place = frame->plot->has_cursor ? axis_range_place(&frame->plot->x, frame->plot->cursor) : -1;
    if (place >= 0 && place <= 1)
        put_rule(frame, x_of(frame, frame->plot->cursor), frame->top,
                 x_of(frame, frame->plot->cursor), bottom, "#606060");
    if (!frame->plot->has_target || axis_side(&frame->y, frame->plot->target) != 0)
        return;
    y = y_of(frame, frame->plot->target);
    put_rule(frame, frame->left, y, right, y, "#606060");
    put_text(frame->out, right - 4, y - 3, " text-anchor=\"end\"", frame->target);
}

static void put_chart(FILE *out, const struct plot *plot, const char *target, int number,
                      double left, double top, double width)
{
    struct frame frame = {.out = out,
                          .plot = plot,
                          .target = target,
                          .y = plot->y,
                          .left = left + LEFT,
                          .top = top + TOP,
                          .width = width - LEFT - RIGHT,
                          .height = CHART_HEIGHT - TOP - BOTTOM,
                          .number = number};

    axis_set_rows(&frame.y, (int)(frame.height / TICK_ROW));
    put_text(out, frame.left, top + TOP - 9, " font-weight=\"bold\"", plot->title);
    fprintf(out, "<g font-size=\"%d\">\n", SMALL);
    put_axes(&frame);
    put_lines(&frame);
    put_curves(&frame);
    fprintf(out,
            "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"none\" "
            "stroke=\"#606060\"/>\n</g>\n",
            frame.left, frame.top, frame.width, frame.height);
}

/* ---- the document ---------------------------------------------------------------------------- */

/* What the legend says of a run behind its name. */
static char *legend_text(const struct picture_run *run, char *text, size_t size)
{
    if (run->run.run->state == RUN_DIVERGED)
        snprintf(text, size, "%s (diverged at iteration %llu)", run->hyperparameters,
                 (unsigned long long)run->run.run->diverged_at);
    else
        snprintf(text, size, "%s", run->hyperparameters);
    return text;
}

/* Returns how many lines of text it has; without a stream that is all. */
static int put_legend_line(const struct picture_run *run, double y, FILE *out)
{
    char text[PICTURE_TEXT_MAX + 64];

    const struct style_colour *colour = style_colour_of(run->run.style);
    const char mark[] = {style_mark(run->run.style), '\0'};

    legend_text(run, text, sizeof text);
    if (!out)
        return put_paragraph(NULL, RIGHT + SAMPLE + 10, y, run->name, text);
    fprintf(out,
            "<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\" stroke=\"%s\" "
            "stroke-width=\"%s\"",
            RIGHT, y, RIGHT + SAMPLE, y, colour->rgb, run->run.chosen ? "3" : "2");
    if (colour->pattern[0])
        fprintf(out, " stroke-dasharray=\"%s\"", colour->pattern);
    fputs("/>\n", out);
    if (run->run.style >= STYLE_COLOURS)
        put_text(out, RIGHT + SAMPLE / 2.0, y + FONT / 3.0,
                 " text-anchor=\"middle\" font-weight=\"bold\"", mark);
    return put_paragraph(out, RIGHT + SAMPLE + 10, y + FONT / 3.0, run->name, text);
}

static int legend_lines(const struct picture *picture)
{
    int lines = 0;

    for (int i = 0; i < picture->snapshot.runs; i++)
        if (!picture->run[i].run.hidden)
            lines += put_legend_line(&picture->run[i], 0, NULL);
    return lines;
}

void export_svg(const struct picture *picture, FILE *stream)
{
    int across = picture->charts < ACROSS ? 1 : ACROSS;
    int rows = (picture->charts + across - 1) / across;
    double title = TITLE_HEIGHT + LINE * (put_paragraph(NULL, RIGHT, 0, "", picture->title) - 1);
    double legend = title + rows * CHART_HEIGHT + LINE / 2.0;
    double height = legend + legend_lines(picture) * LINE + LINE / 2.0;
    char target[TARGET_TEXT_MAX];

    target[0] = '\0';
    if (picture->snapshot.measures.target.wanted)
        target_format(&picture->snapshot.measures.target, target, sizeof target);
    fprintf(stream,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%.0f\" "
            "viewBox=\"0 0 %d %.0f\" font-family=\"sans-serif\" font-size=\"%d\" "
            "fill=\"#202020\">\n<title>",
            WIDTH, height, WIDTH, height, FONT);
    export_svg_text(picture->title, stream);
    fprintf(stream, "</title>\n<desc>%s</desc>\n", PACKAGE_STRING);
    fprintf(stream, "<rect width=\"%d\" height=\"%.0f\" fill=\"#ffffff\"/>\n", WIDTH, height);
    put_paragraph(stream, RIGHT, 20, "", picture->title);
    for (int c = 0; c < picture->charts; c++)
        put_chart(stream, &picture->chart[c].plot, target, c, c % across * (WIDTH / across),
                  title + c / across * CHART_HEIGHT, WIDTH / across);
    for (int i = 0, line = 0; i < picture->snapshot.runs; i++)
        if (!picture->run[i].run.hidden)
            line += put_legend_line(&picture->run[i], legend + LINE * line, stream);
    fputs("</svg>\n", stream);
}
