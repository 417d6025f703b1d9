/* export_format.c - the file formats of a race; see export_format.h. */
#include "export_format.h"

#include "convert.h"
#include "export.h"
#include "export_json.h"
#include "export_svg.h"
#include "second_place.h"
#include "whole_file.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

#define CONVERTER "rsvg-convert"

/* clang-format off */
const struct export_format export_formats[EXPORT_KINDS] = {
    [EXPORT_CSV] = {".csv", "the recorded curves as a table, as --csv writes it", false, true},
    [EXPORT_JSON] = {".json",
        "one document with the program's version, the problem, and the runs with all "
        "hyperparameters and their curves; NaN and infinities are null", false,
        true},
    [EXPORT_SVG] = {".svg",
        "a picture of the panels, with a legend, for browsers and papers", false, false},
    [EXPORT_PDF] = {".pdf", "the same picture, made by rsvg-convert", true, false},
    [EXPORT_PNG] = {".png", "the same picture, made by rsvg-convert", true, false},
};
/* clang-format on */

struct content {
    struct race *race;
    const struct export_wish *wish;
    enum export_kind kind;
};

bool export_kind_of(const char *path, enum export_kind *kind, struct status *status)
{
    size_t length = strlen(path);

    for (int k = 0; k < EXPORT_KINDS; k++) {
        const char *ending = export_formats[k].ending;

        if (length > strlen(ending) && strcasecmp(path + length - strlen(ending), ending) == 0) {
            *kind = (enum export_kind)k;
            return true;
        }
    }
    return status_fail(status, STATUS_INVALID,
                       "%s: the ending names no known format (allowed: .csv, .json, .svg, .pdf or "
                       ".png)",
                       path);
}

/* A FIFO or a device takes the histories, whatever it is called. */
static bool find_kind(const char *path, enum export_kind *kind, struct status *status)
{
    struct status unknown = {0};

    if (export_kind_of(path, kind, &unknown))
        return true;
    *kind = EXPORT_CSV;
    return whole_file_is_direct(path) || status_fail(status, unknown.code, "%s", unknown.message);
}

bool export_knows(const char *path)
{
    enum export_kind kind;
    struct status status = {0};

    return find_kind(path, &kind, &status);
}

bool export_keeps_histories(const char *path)
{
    enum export_kind kind;
    struct status status = {0};

    return find_kind(path, &kind, &status) && export_formats[kind].histories;
}

bool export_write_check(const char *path, bool replace, struct status *status)
{
    enum export_kind kind;

    if (!find_kind(path, &kind, status))
        return false;
    if (export_formats[kind].converted && !convert_can(CONVERTER))
        return status_fail(status, STATUS_SYSTEM,
                           "%s: needs the program " CONVERTER ", which is in the package "
                           "librsvg2-bin (Debian, Ubuntu), librsvg2-tools (Fedora), librsvg (Arch, "
                           "Homebrew) or rsvg-convert (Alpine); %.*s.svg needs no program",
                           path, (int)(strlen(path) - strlen(export_formats[kind].ending)), path);
    return whole_file_check(path, replace, status);
}

/* ---- contents -------------------------------------------------------------------------------- */

static bool write_picture(const struct content *content, FILE *stream, struct status *status)
{
    struct picture picture;

    if (!picture_make(&picture, content->race, &content->wish->look, status))
        return false;
    export_svg(&picture, stream);
    picture_free(&picture);
    return true;
}

/* The SVG goes through a temporary file without a name, which the converter reads. */
static bool write_converted(const struct content *content, FILE *stream, const char *name,
                            struct status *status)
{
    static const char *const pdf[] = {CONVERTER, "--format=pdf", NULL};
    static const char *const png[] = {CONVERTER, "--format=png", "--zoom=2", NULL};
    FILE *svg = tmpfile();
    bool good;

    if (!svg)
        return status_fail(status, STATUS_SYSTEM, "%s: a temporary file: %s", name,
                           strerror(errno));
    good = write_picture(content, svg, status);
    if (good && fflush(svg) != 0)
        good =
            status_fail(status, STATUS_SYSTEM, "%s: a temporary file: %s", name, strerror(errno));
    rewind(svg);
    good = good && convert_run(content->kind == EXPORT_PDF ? pdf : png, svg, stream, name, status);
    fclose(svg);
    return good;
}

static bool write_content(const void *context, FILE *stream, const char *name,
                          struct status *status)
{
    const struct content *content = context;
    bool good = true;

    switch (content->kind) {
    case EXPORT_CSV:
        return export_csv_stream(content->race, stream, name, status);
    case EXPORT_JSON:
        good =
            export_json(content->race,
                        (struct export_json_content){.curves = true, .times = content->wish->times},
                        stream, status);
        break;
    case EXPORT_SVG:
        good = write_picture(content, stream, status);
        break;
    case EXPORT_PDF:
    case EXPORT_PNG:
        good = write_converted(content, stream, name, status);
        break;
    case EXPORT_KINDS:
        break;
    }
    if (good && (fflush(stream) != 0 || ferror(stream)))
        return status_fail(status, STATUS_SYSTEM, "%s: %s", name, strerror(errno));
    return good;
}

bool export_write(struct race *race, const struct export_wish *wish, const char *path, bool replace,
                  struct status *status)
{
    struct content content = {race, wish, EXPORT_CSV};

    if (!find_kind(path, &content.kind, status))
        return false;
    if (export_rows(race) == 0)
        return status_fail(status, STATUS_INVALID, "%s: not written, as nothing was trained", path);
    return whole_file_write(path, replace, write_content, &content, status);
}

bool export_write_second(struct race *race, const struct export_wish *wish, const char *path,
                         char *place, size_t size)
{
    struct content content = {race, wish, EXPORT_CSV};
    struct status status = {0};
    char name[4096];

    if (!export_kind_of(path, &content.kind, &status))
        return false;
    snprintf(name, sizeof name, "%s", path);
    if (export_formats[content.kind].converted) {
        content.kind = EXPORT_SVG;
        snprintf(name, sizeof name, "%.*s.svg", (int)(strlen(path) - strlen(".pdf")), path);
    }
    return second_place_write(name, write_content, &content, place, size);
}
