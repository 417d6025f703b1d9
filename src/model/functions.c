/* functions.c - the table of test functions, and their objective; see functions.h. */
#include "functions.h"

#include "base/maths.h"
#include "base/param_list.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double pi = 3.14159265358979323846, e = 2.71828182845904523536;

/* Every function's first parameter, then its own. */
enum { NOISE, OWN };

#define COMMON(DEVIATION)                                                                          \
    PARAM_REAL_CLOSED("noise", DEVIATION, 0, 1000, "deviation of the gradient's noise")

/* ---- the functions ----------------------------------------------------------------------------
 */

/* Along the axes turned by the angle: 1/2 (u^2 + condition v^2). */
static double quadratic_value(const double *p, double x, double y)
{
    double c = maths_cospi(p[OWN + 1] / 180), s = maths_sinpi(p[OWN + 1] / 180);
    double u = c * x + s * y, v = c * y - s * x;

    return (u * u + p[OWN] * v * v) / 2;
}

static void quadratic_gradient(const double *p, double x, double y, double g[2])
{
    double c = maths_cospi(p[OWN + 1] / 180), s = maths_sinpi(p[OWN + 1] / 180);
    double u = c * x + s * y, v = p[OWN] * (c * y - s * x);

    g[0] = c * u - s * v;
    g[1] = s * u + c * v;
}

static double rosenbrock_value(const double *p, double x, double y)
{
    double a = 1 - x, b = y - x * x;

    return a * a + p[OWN] * b * b;
}

static void rosenbrock_gradient(const double *p, double x, double y, double g[2])
{
    double b = y - x * x;

    g[0] = -2 * (1 - x) - 4 * p[OWN] * x * b;
    g[1] = 2 * p[OWN] * b;
}

static double beale_value(const double *p, double x, double y)
{
    double a = 1.5 - x + x * y, b = 2.25 - x + x * y * y, c = 2.625 - x + x * y * y * y;

    (void)p;
    return a * a + b * b + c * c;
}

static void beale_gradient(const double *p, double x, double y, double g[2])
{
    double a = 1.5 - x + x * y, b = 2.25 - x + x * y * y, c = 2.625 - x + x * y * y * y;

    (void)p;
    g[0] = 2 * (a * (y - 1) + b * (y * y - 1) + c * (y * y * y - 1));
    g[1] = 2 * x * (a + 2 * b * y + 3 * c * y * y);
}

static double himmelblau_value(const double *p, double x, double y)
{
    double a = x * x + y - 11, b = x + y * y - 7;

    (void)p;
    return a * a + b * b;
}

static void himmelblau_gradient(const double *p, double x, double y, double g[2])
{
    double a = x * x + y - 11, b = x + y * y - 7;

    (void)p;
    g[0] = 4 * a * x + 2 * b;
    g[1] = 2 * a + 4 * b * y;
}

static double booth_value(const double *p, double x, double y)
{
    double a = x + 2 * y - 7, b = 2 * x + y - 5;

    (void)p;
    return a * a + b * b;
}

static void booth_gradient(const double *p, double x, double y, double g[2])
{
    double a = x + 2 * y - 7, b = 2 * x + y - 5;

    (void)p;
    g[0] = 2 * a + 4 * b;
    g[1] = 4 * a + 2 * b;
}

static double rastrigin_value(const double *p, double x, double y)
{
    double a = p[OWN];

    return 2 * a + x * x - a * maths_cospi(2 * x) + y * y - a * maths_cospi(2 * y);
}

static void rastrigin_gradient(const double *p, double x, double y, double g[2])
{
    g[0] = 2 * x + 2 * pi * p[OWN] * maths_sinpi(2 * x);
    g[1] = 2 * y + 2 * pi * p[OWN] * maths_sinpi(2 * y);
}

static double ackley_value(const double *p, double x, double y)
{
    double root = sqrt((x * x + y * y) / 2);

    (void)p;
    return 20 - 20 * maths_exp(-0.2 * root) + e -
           maths_exp((maths_cospi(2 * x) + maths_cospi(2 * y)) / 2);
}

/* The tip of the cone has no gradient: 0 there. */
static void ackley_gradient(const double *p, double x, double y, double g[2])
{
    double root = sqrt((x * x + y * y) / 2),
           slope = root > 0 ? 2 * maths_exp(-0.2 * root) / root : 0;
    double wave = pi * maths_exp((maths_cospi(2 * x) + maths_cospi(2 * y)) / 2);

    (void)p;
    g[0] = slope * x + wave * maths_sinpi(2 * x);
    g[1] = slope * y + wave * maths_sinpi(2 * y);
}

static double styblinski_tang_value(const double *p, double x, double y)
{
    (void)p;
    return (x * x * x * x - 16 * x * x + 5 * x + y * y * y * y - 16 * y * y + 5 * y) / 2;
}

static void styblinski_tang_gradient(const double *p, double x, double y, double g[2])
{
    (void)p;
    g[0] = 2 * x * x * x - 16 * x + 2.5;
    g[1] = 2 * y * y * y - 16 * y + 2.5;
}

static double saddle_value(const double *p, double x, double y)
{
    (void)p;
    return x * x / 2 - y * y / 2 + y * y * y * y / 4;
}

static void saddle_gradient(const double *p, double x, double y, double g[2])
{
    (void)p;
    g[0] = x;
    g[1] = y * y * y - y;
}

/* Flat along the diagonal, steep across it. */
static double valley_value(const double *p, double x, double y)
{
    double along = (x + y) / 2, across = (y - x) / 2;

    return along * along + p[OWN] * across * across;
}

static void valley_gradient(const double *p, double x, double y, double g[2])
{
    double along = (x + y) / 2, across = p[OWN] * (y - x) / 2;

    g[0] = along - across;
    g[1] = along + across;
}

/* ---- the table --------------------------------------------------------------------------------
 */

static const struct param_spec quadratic_params[] = {
    COMMON(0), PARAM_REAL_CLOSED("condition", 10, 1, 1e6, "ratio of the curvatures"),
    PARAM_REAL_CLOSED("angle", 30, -360, 360, "rotation of the axes in degrees")};
static const struct param_spec rosenbrock_params[] = {
    COMMON(0), PARAM_REAL_POSITIVE("b", 100, 1e6, "steepness of the valley's walls")};
static const struct param_spec beale_params[] = {COMMON(0)};
static const struct param_spec himmelblau_params[] = {COMMON(0)};
static const struct param_spec booth_params[] = {COMMON(0)};
static const struct param_spec rastrigin_params[] = {
    COMMON(0), PARAM_REAL_POSITIVE("height", 10, 1000, "height of the waves")};
static const struct param_spec ackley_params[] = {COMMON(0)};
static const struct param_spec styblinski_tang_params[] = {COMMON(0)};
static const struct param_spec saddle_params[] = {COMMON(0)};
static const struct param_spec valley_params[] = {
    COMMON(1), PARAM_REAL_CLOSED("condition", 100, 1, 1e6, "ratio of the curvatures")};

/* A row: NAME, formula, reference, start, range, minimum, number of places, places. */
#define AT(X, Y)                                                                                   \
    {                                                                                              \
        (X), (Y)                                                                                   \
    }
#define FUNCTIONS(ROW)                                                                             \
    ROW(quadratic, "(u^2 + condition v^2)/2 along axes turned by angle", "", AT(-4, 2),            \
        AT(-5, -5), AT(5, 5), 0, 1, {AT(0, 0)})                                                    \
    ROW(rosenbrock, "(1 - x)^2 + b (y - x^2)^2", "H. Rosenbrock, Computer Journal 3 (1960)",       \
        AT(-1.2, 1), AT(-2, -1), AT(2, 3), 0, 1, {AT(1, 1)})                                       \
    ROW(beale, "(1.5 - x + xy)^2 + (2.25 - x + xy^2)^2 + (2.625 - x + xy^3)^2",                    \
        "E. Beale, Princeton TR 25 (1958)", AT(1, 1), AT(-4.5, -4.5), AT(4.5, 4.5), 0, 1,          \
        {AT(3, 0.5)})                                                                              \
    ROW(himmelblau, "(x^2 + y - 11)^2 + (x + y^2 - 7)^2",                                          \
        "D. Himmelblau, Applied Nonlinear Programming (1972)", AT(0, 0), AT(-6, -6), AT(6, 6), 0,  \
        4,                                                                                         \
        {AT(3, 2), AT(-2.805118086952745, 3.131312518250573),                                      \
         AT(-3.779310253377747, -3.283185991286170), AT(3.584428340330492, -1.848126526964404)})   \
    ROW(booth, "(x + 2y - 7)^2 + (2x + y - 5)^2", "M. Jamil, X.-S. Yang, IJMMNO 4 (2013)",         \
        AT(-5, -5), AT(-10, -10), AT(10, 10), 0, 1, {AT(1, 3)})                                    \
    ROW(rastrigin, "2 height + x^2 - height cos 2 pi x + y^2 - height cos 2 pi y",                 \
        "L. Rastrigin, Systems of Extremal Control (1974)", AT(2.2, -1.3), AT(-5.12, -5.12),       \
        AT(5.12, 5.12), 0, 1, {AT(0, 0)})                                                          \
    ROW(ackley, "20 - 20 exp(-0.2 sqrt((x^2 + y^2)/2)) + e - exp((cos 2 pi x + cos 2 pi y)/2)",    \
        "D. Ackley, A Connectionist Machine for Genetic Hillclimbing (1987)", AT(3.2, -2.4),       \
        AT(-5, -5), AT(5, 5), 0, 1, {AT(0, 0)})                                                    \
    ROW(styblinski_tang, "(x^4 - 16 x^2 + 5 x + y^4 - 16 y^2 + 5 y)/2",                            \
        "M. Styblinski, T.-S. Tang, Neural Networks 3 (1990)", AT(0.5, -0.5), AT(-5, -5),          \
        AT(5, 5), -78.33233140754282, 1, {AT(-2.903534027771177, -2.903534027771177)})             \
    ROW(saddle, "x^2/2 - y^2/2 + y^4/4", "", AT(1.5, 0.01), AT(-2, -2), AT(2, 2), -0.25, 2,        \
        {AT(0, 1), AT(0, -1)})                                                                     \
    ROW(valley, "((x + y)/2)^2 + condition ((y - x)/2)^2, its gradient with noise", "",            \
        AT(-4, -3), AT(-5, -5), AT(5, 5), 0, 1, {AT(0, 0)})
#define ROW(NAME, FORMULA, REFERENCE, START, LOW, HIGH, MINIMUM, PLACES, ...)                      \
    {.name = #NAME,                                                                                \
     .formula = (FORMULA),                                                                         \
     .reference = (REFERENCE),                                                                     \
     .params = NAME##_params,                                                                      \
     .n_params = sizeof NAME##_params / sizeof NAME##_params[0],                                   \
     .start = START,                                                                               \
     .low = LOW,                                                                                   \
     .high = HIGH,                                                                                 \
     .minimum = (MINIMUM),                                                                         \
     .place = __VA_ARGS__,                                                                         \
     .places = (PLACES),                                                                           \
     .value = NAME##_value,                                                                        \
     .gradient = NAME##_gradient},

const struct function functions[] = {FUNCTIONS(ROW)};
const int function_count = sizeof functions / sizeof functions[0];

const struct function *function_find(const char *text)
{
    size_t length = strcspn(text, ":");

    for (int i = 0; i < function_count; i++)
        if (strlen(functions[i].name) == length && strncmp(functions[i].name, text, length) == 0)
            return &functions[i];
    return NULL;
}

bool function_check(const char *text, struct status *status)
{
    const struct function *function = function_find(text);
    double value[FUNCTION_PARAMS_MAX];

    return param_list_parse(text, function->params, function->n_params, value, status);
}

bool function_start_parse(const char *text, double start[2], struct status *status)
{
    static const struct param_spec coordinate =
        PARAM_REAL_CLOSED("start", 0, -1e6, 1e6, "a coordinate");
    char copy[PARAM_TEXT_MAX];
    char *comma;
    double read[2];
    struct status ignored = {0};

    if (!*text)
        return true;
    memcpy(copy, text, strlen(text) < sizeof copy ? strlen(text) + 1 : sizeof copy);
    copy[sizeof copy - 1] = '\0';
    comma = strchr(copy, ',');
    if (comma)
        *comma = '\0';
    if (!comma || !param_parse(&coordinate, copy, &read[0], &ignored) ||
        !param_parse(&coordinate, comma + 1, &read[1], &ignored))
        return status_fail(status, STATUS_INVALID,
                           "start: '%s' is not a point (allowed: two numbers X,Y of -1000000 ... "
                           "1000000, or nothing)",
                           text);
    start[0] = read[0];
    start[1] = read[1];
    return true;
}

/* ---- the objective ----------------------------------------------------------------------------
 */

static const struct function_objective *as_function(const struct objective *objective)
{
    return (const struct function_objective *)(const void *)objective;
}

static bool initialize(const struct objective *objective, struct rng *rng, real *w,
                       struct status *status)
{
    (void)rng;
    (void)status;
    w[0] = (real)as_function(objective)->start[0];
    w[1] = (real)as_function(objective)->start[1];
    return true;
}

static void evaluate(const struct objective *objective, const real *w,
                     const struct objective_rows *rows, void *workspace, struct pass_sums *sums)
{
    const struct function_objective *self = as_function(objective);

    (void)workspace;
    sums->loss +=
        (double)rows->rows.count * self->function->value(self->param, (double)w[0], (double)w[1]);
}

static void gradient(const struct objective *objective, const real *w,
                     const struct objective_rows *rows, const struct objective_pass *pass,
                     void *workspace, real *sum, struct pass_sums *sums)
{
    const struct function_objective *self = as_function(objective);
    double g[2], share = (double)rows->rows.count / (double)pass->m;

    evaluate(objective, w, rows, workspace, sums);
    self->function->gradient(self->param, (double)w[0], (double)w[1], g);
    for (int i = 0; i < 2; i++) {
        if (self->param[NOISE] > 0)
            g[i] += self->param[NOISE] * rng_mixed_gaussian(rng_mix(pass->key) + (uint64_t)i);
        sum[i] += (real)(share * g[i]);
    }
}

static void free_objective(struct objective *objective)
{
    free(objective);
}

static const struct objective_type function_type = {.name = "function",
                                                    .initialize = initialize,
                                                    .evaluate = evaluate,
                                                    .gradient = gradient,
                                                    .free = free_objective};

struct function_objective *function_objective_create(const char *text, const char *start,
                                                     struct status *status)
{
    static const struct tensor point = {.rows = 1, .cols = 2};
    const struct function *function = function_find(text);
    struct function_objective *self = calloc(1, sizeof *self);

    if (!self) {
        status_out_of_memory(status, "the function");
        return NULL;
    }
    self->function = function;
    self->start[0] = function->start[0];
    self->start[1] = function->start[1];
    self->objective = (struct objective){.type = &function_type,
                                         .n = 2,
                                         .tensor = &point,
                                         .tensors = 1,
                                         .samples = {1, 0},
                                         .rows_together = 1};
    if (param_list_parse(text, function->params, function->n_params, self->param, status) &&
        function_start_parse(start, self->start, status))
        return self;
    free(self);
    return NULL;
}

const struct function_objective *function_of(const struct objective *objective)
{
    return objective->type == &function_type ? as_function(objective) : NULL;
}
