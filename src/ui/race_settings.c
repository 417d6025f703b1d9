/* race_settings.c - the race screen's settings as text; see race_settings.h. */
#include "race_settings.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum kind { FLAG, CHOICE, WHOLE, NUMBER };

#define LOOK(FIELD) offsetof(struct race_screen, look.FIELD)

static const struct {
    const char *name;
    enum kind kind;
    size_t offset;
    int choices; /* CHOICE: how many values there are */
} settings[] = {
    {"view", CHOICE, LOOK(view), CURVE_VIEWS},
    {"plane_chosen", FLAG, LOOK(plane_chosen), 0},
    {"plane", FLAG, LOOK(plane), 0},
    {"linear", FLAG, LOOK(linear), 0},
    {"nines", FLAG, LOOK(nines), 0},
    {"x", CHOICE, LOOK(x), X_KINDS},
    {"logarithmic_x", FLAG, LOOK(logarithmic_x), 0},
    {"has_cursor", FLAG, LOOK(has_cursor), 0},
    {"cursor", WHOLE, LOOK(cursor), 0},
    {"cursor_run", CHOICE, LOOK(cursor_run), INT32_MAX},
    {"span", NUMBER, LOOK(span), 0},
    {"begin", NUMBER, LOOK(begin), 0},
    {"following", FLAG, LOOK(following), 0},
    {"smoothing_chosen", FLAG, LOOK(smoothing_chosen), 0},
    {"smoothing", CHOICE, LOOK(smoothing), SMOOTHINGS},
    {"spread", CHOICE, LOOK(spread), SPREADS},
    {"solo", FLAG, LOOK(solo), 0},
    {"dim", FLAG, LOOK(dim), 0},
    {"order", CHOICE, LOOK(order), TABLE_FIELDS},
    {"glyphs", CHOICE, offsetof(struct race_screen, glyphs), CANVAS_GLYPHS},
};
enum { SETTINGS = sizeof settings / sizeof settings[0], TEXT = 64 };

/* ---- to text -----------------------------------------------------------------------------------
 */

/* The curves chosen from the list, "7 2". */
static void keep_picks(struct ui *ui, const struct race_look *look)
{
    char text[8 * CURVES + 1] = "";
    size_t used = 0;

    for (int i = 0; i < look->picks; i++)
        used += (size_t)snprintf(text + used, sizeof text - used, "%s%d", i > 0 ? " " : "",
                                 (int)look->pick[i]);
    worker_keep_screen(ui->worker, "picks", text);
}

static void keep_slots(struct ui *ui)
{
    char text[RACE_SETTINGS_SLOTS] = "";
    size_t used = 0;

    for (int s = 0; s < ui->slots && used + 16 < sizeof text; s++)
        used += (size_t)snprintf(text + used, sizeof text - used, "%s%d%s", s > 0 ? " " : "",
                                 ui->slot[s].id, ui->slot[s].hidden ? "h" : "");
    worker_keep_screen(ui->worker, "marks", text);
}

void race_settings_keep(struct ui *ui)
{
    const struct race_screen *screen = ui_race_screen(ui);
    char text[TEXT + TARGET_TEXT_MAX];

    if (!ui->view.session[0] || ui->race.runs == 0)
        return;
    for (int i = 0; i < SETTINGS; i++) {
        const void *field = (const char *)screen + settings[i].offset;

        switch (settings[i].kind) {
        case FLAG:
            snprintf(text, sizeof text, "%d", *(const bool *)field);
            break;
        case CHOICE:
            snprintf(text, sizeof text, "%d", *(const int *)field);
            break;
        case WHOLE:
            snprintf(text, sizeof text, "%zu", *(const size_t *)field);
            break;
        case NUMBER:
            snprintf(text, sizeof text, "%.17g", *(const double *)field);
            break;
        }
        worker_keep_screen(ui->worker, settings[i].name, text);
    }
    snprintf(text, sizeof text, "%s", "");
    if (screen->measures.target.wanted)
        target_format(&screen->measures.target, text, sizeof text);
    worker_keep_screen(ui->worker, "target", text);
    snprintf(text, sizeof text, "%d", ui->chosen);
    worker_keep_screen(ui->worker, "chosen", text);
    keep_picks(ui, &screen->look);
    keep_slots(ui);
}

/* ---- from text ---------------------------------------------------------------------------------
 */

/* A whole number alone, below `limit`. */
static bool read_whole(const char *text, unsigned long long limit, unsigned long long *value)
{
    char *end;

    if (*text < '0' || *text > '9')
        return false;
    errno = 0;
    *value = strtoull(text, &end, 10);
    return errno == 0 && *end == '\0' && *value < limit;
}

static void load(void *field, enum kind kind, int choices, const char *text)
{
    unsigned long long whole;
    double number;
    char *end;

    switch (kind) {
    case FLAG:
        if (read_whole(text, 2, &whole))
            *(bool *)field = whole != 0;
        break;
    case CHOICE:
        if (read_whole(text, (unsigned long long)choices, &whole))
            *(int *)field = (int)whole;
        break;
    case WHOLE:
        if (read_whole(text, (unsigned long long)1 << 52, &whole))
            *(size_t *)field = (size_t)whole;
        break;
    case NUMBER:
        number = strtod(text, &end);
        if (end != text && *end == '\0' && number >= 0 && number < 1e15)
            *(double *)field = number;
        break;
    }
}

/* What is no curve, or stands there twice, ends the list. */
static void load_picks(struct race_look *look, const char *text)
{
    for (look->picks = 0; look->picks < CURVES; look->picks++) {
        char *end;
        long curve = strtol(text, &end, 10);

        if (end == text || curve < 0 || curve >= CURVES)
            return;
        for (int i = 0; i < look->picks; i++)
            if (look->pick[i] == (enum curve)curve)
                return;
        look->pick[look->picks] = (enum curve)curve;
        text = end;
    }
}

void race_settings_load(const struct session *session, struct race_screen *screen)
{
    const char *target = session_screen(session, "target");
    const char *picks = session_screen(session, "picks");
    struct status status = {0};

    for (int i = 0; i < SETTINGS; i++) {
        const char *text = session_screen(session, settings[i].name);
        if (text)
            load((char *)screen + settings[i].offset, settings[i].kind, settings[i].choices, text);
    }
    if (picks)
        load_picks(&screen->look, picks);
    if (target && *target)
        target_parse(target, &screen->measures.target, &status);
    if (!race_has_glyphs(screen->glyphs))
        screen->glyphs = CANVAS_ASCII;
}

void race_settings_load_slots(const struct session *session, char text[RACE_SETTINGS_SLOTS])
{
    const char *marks = session_screen(session, "marks");
    const char *chosen = session_screen(session, "chosen");

    snprintf(text, RACE_SETTINGS_SLOTS, "%.10s:%.*s", chosen ? chosen : "0",
             RACE_SETTINGS_SLOTS - 16, marks ? marks : "");
}

static bool is_racing(const struct ui *ui, int id)
{
    for (int i = 0; i < ui->race.runs; i++)
        if (ui->race.run[i].id == id)
            return true;
    return false;
}

/* Is the run on one of the first places already? */
static bool is_placed(const struct ui_slot *slot, int slots, int id)
{
    for (int s = 0; s < slots; s++)
        if (slot[s].id == id)
            return true;
    return false;
}

void race_settings_place_slots(struct ui *ui, const char *text)
{
    enum { PLACES = RACE_SETTINGS_SLOTS };
    size_t room = (size_t)PLACES + (size_t)ui->race.runs;
    struct ui_slot *slot = calloc(room, sizeof *slot);
    const char *at = strchr(text, ':');
    long chosen = strtol(text, NULL, 10);
    int slots = 0;

    if (!slot || !at || !at[1]) {
        free(slot);
        return;
    }
    for (at++; *at && slots < PLACES; slots++) {
        long id = strtol(at, (char **)(void *)&at, 10);

        if (id > 0 && id < INT32_MAX && is_racing(ui, (int)id) && !is_placed(slot, slots, (int)id))
            slot[slots] = (struct ui_slot){(int)id, *at == 'h'};
        at += strcspn(at, " ");
        at += *at == ' ';
    }
    for (int i = 0; i < ui->race.runs; i++)
        if (!is_placed(slot, slots, ui->race.run[i].id))
            slot[slots++].id = ui->race.run[i].id;
    free(ui->slot);
    ui->slot = slot;
    ui->slots = slots;
    if (chosen > 0 && chosen < INT32_MAX && is_racing(ui, (int)chosen))
        ui->chosen = (int)chosen;
}
