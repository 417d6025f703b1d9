/* progress.c - bars on a terminal; see progress.h. */
#include "progress.h"

#include "base/clock.h"
#include "figures.h"
#include "outlet.h"
#include "run_names.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { LINE_MAX_BYTES = 512, BAR_WIDTH = 24 };
static const double interval = 0.2; /* seconds between two drawings */

struct progress {
    FILE *stream; /* into memory */
    char *bytes;
    size_t length;
    int terminal;
    struct outlet *outlet;
    uint64_t iterations; /* wanted */
    double start, drawn; /* seconds */
    int lines;           /* on the screen now */
    struct race_snapshot snapshot;
};

struct progress *progress_start(FILE *stream, uint64_t iterations)
{
    const char *terminal = getenv("TERM");
    struct status status = {0};
    struct progress *progress;

    if (!isatty(fileno(stream)) || !terminal || !*terminal || strcmp(terminal, "dumb") == 0)
        return NULL;
    progress = calloc(1, sizeof *progress);
    if (!progress)
        return NULL; /* no reason not to train */
    progress->terminal = fileno(stream);
    progress->stream = open_memstream(&progress->bytes, &progress->length);
    progress->outlet = outlet_create(progress->terminal, &status);
    if (!progress->stream || !progress->outlet) {
        progress_end(progress);
        return NULL;
    }
    progress->iterations = iterations;
    progress->start = progress->drawn = clock_now();
    return progress;
}

/* The last column stays free: some terminals wrap there. */
static void terminal_size(int terminal, int *rows, int *columns)
{
    struct winsize size;

    *rows = 24;
    *columns = 80;
    if (ioctl(terminal, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0) {
        *rows = size.ws_row;
        *columns = size.ws_col;
    }
}

static void format_left(double seconds, char *text, size_t size)
{
    if (seconds >= 0 && isfinite(seconds))
        figures_duration(seconds, text, size);
    else
        snprintf(text, size, "?");
}

static void format_run(const struct progress *progress, const struct run_snapshot *run,
                       double elapsed, char *line, size_t size)
{
    double done = (double)run->iteration, wanted = (double)progress->iterations;
    double rate = elapsed > 0 ? done / elapsed : 0;
    int filled = (int)(BAR_WIDTH * (done < wanted ? done / wanted : 1));
    char bar[BAR_WIDTH + 1], left[32], label[RUN_NAME_MAX];
    int used;

    for (int i = 0; i < BAR_WIDTH; i++)
        bar[i] = i < filled ? '#' : '.';
    bar[BAR_WIDTH] = '\0';
    used =
        snprintf(line, size, "%-10s [%s] %llu/%llu", run_label(&run->config, label, sizeof label),
                 bar, (unsigned long long)run->iteration, (unsigned long long)progress->iterations);
    if (run->state == RUN_DIVERGED) {
        snprintf(line + used, size - (size_t)used, "  diverged");
        return;
    }
    format_left(rate > 0 ? (wanted - done) / rate : -1, left, sizeof left);
    snprintf(line + used, size - (size_t)used, "  %.4g it/s  %s left", rate, left);
}

/* Sends what was printed. */
static void send(struct progress *progress)
{
    if (fflush(progress->stream) == 0)
        outlet_send(progress->outlet, progress->bytes, progress->length);
    rewind(progress->stream);
}

/* Back to the first line, everything below it wiped. */
static void wipe(struct progress *progress)
{
    if (progress->lines > 0)
        fprintf(progress->stream, "\r\033[%dA\033[J", progress->lines);
    progress->lines = 0;
}

static void draw(struct progress *progress, double elapsed)
{
    int rows, columns;

    terminal_size(progress->terminal, &rows, &columns);
    wipe(progress);
    for (int i = 0; i < progress->snapshot.runs && progress->lines < rows - 1; i++) {
        char line[LINE_MAX_BYTES];
        format_run(progress, &progress->snapshot.run[i], elapsed, line, sizeof line);
        fprintf(progress->stream, "%.*s\n", columns > 1 ? columns - 1 : 1, line);
        progress->lines++;
    }
    send(progress);
}

/* Is it time to draw? */
static bool is_due(struct progress *progress)
{
    double time = clock_now();

    if (time - progress->drawn < interval || !outlet_is_idle(progress->outlet))
        return false;
    progress->drawn = time;
    return true;
}

void progress_update(struct progress *progress, struct race *race)
{
    const struct race_view view = {.end = 1, .columns = 1}; /* no curve is drawn */
    struct status status = {0};

    /* Without memory for a snapshot there is no progress to be seen; the training goes on. */
    if (progress && is_due(progress) && race_snapshot(race, &view, &progress->snapshot, &status))
        draw(progress, progress->drawn - progress->start);
}

void progress_line(struct progress *progress, const char *line)
{
    int rows, columns;

    if (!progress || !is_due(progress))
        return;
    terminal_size(progress->terminal, &rows, &columns);
    wipe(progress);
    fprintf(progress->stream, "%.*s\n", columns > 1 ? columns - 1 : 1, line);
    progress->lines = 1;
    send(progress);
}

void progress_end(struct progress *progress)
{
    if (!progress)
        return;
    if (progress->stream && progress->outlet && outlet_is_idle(progress->outlet)) {
        wipe(progress);
        send(progress);
    }
    outlet_free(progress->outlet, 0.2);
    if (progress->stream)
        fclose(progress->stream);
    free(progress->bytes);
    race_snapshot_free(&progress->snapshot);
    free(progress);
}
