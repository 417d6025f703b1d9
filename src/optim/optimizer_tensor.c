/*
 * optimizer_tensor.c - rules that look at a layer's weights as a whole: their norms, or the
 * singular values of a matrix. The work is done in `prepare`, which leaves the step in a slot.
 * Knows no network but the tensors' shapes.
 */
#include "optimizer_rules.h"

#include "model/kernels.h"

#include <string.h>

/* ---- LAMB -------------------------------------------------------------------------------------
 */

enum { LAMB_LR, LAMB_BETA1, LAMB_BETA2, LAMB_EPS };
enum { LAMB_M, LAMB_V, LAMB_U };

/* u = Adam's direction with the decay, for the elements of one tensor. */
VECTORIZED static void lamb_direction(const struct step *step, size_t begin, size_t end)
{
    const double b1 = step->hyper[LAMB_BETA1], b2 = step->hyper[LAMB_BETA2];
    const double t = (double)step->t;
    const real beta1 = (real)b1, one_minus_beta1 = (real)(1 - b1);
    const real beta2 = (real)b2, one_minus_beta2 = (real)(1 - b2);
    const real scale = (real)(1 / (1 - maths_power(b1, t)));
    const real root = (real)(1 / sqrt(1 - maths_power(b2, t)));
    const real eps = (real)step->hyper[LAMB_EPS];
    const real decay = (real)step->decay;
    const real *restrict g = step->g;
    const real *restrict w = step->w;
    real *restrict m = step->slot[LAMB_M];
    real *restrict v = step->slot[LAMB_V];
    real *restrict u = step->slot[LAMB_U];

    for (size_t i = begin; i < end; i++) {
        m[i] = beta1 * m[i] + one_minus_beta1 * g[i];
        v[i] = beta2 * v[i] + one_minus_beta2 * (g[i] * g[i]);
        u[i] = scale * m[i] / (real_sqrt(v[i]) * root + eps) + decay * w[i];
    }
}

static bool lamb_prepare(const struct step *step)
{
    for (int k = 0; k < step->tensors; k++) {
        const struct tensor *tensor = &step->tensor[k];
        size_t n = tensor->rows * tensor->cols;
        real *u = step->slot[LAMB_U] + tensor->offset;

        lamb_direction(step, tensor->offset, tensor->offset + n);
        double w_norm = vector_norm(n, step->w + tensor->offset), u_norm = vector_norm(n, u);
        double ratio = w_norm > 0 && u_norm > 0 ? w_norm / u_norm : 1;
        vector_scale(n, ratio, u);
    }
    return true;
}

VECTORIZED static void lamb_step(const struct step *step)
{
    const real lr = (real)step->lr;
    const real *restrict u = step->slot[LAMB_U];
    real *restrict w = step->w;

    for (size_t i = step->begin; i < step->end; i++)
        w[i] -= lr * u[i];
}

static const struct param_spec lamb_params[] = {
    PARAM_POSITIVE("lr", 0.001, 1000, "learning rate",
                   "The share of its own length that every layer moves in an iteration: 0.01 is "
                   "one percent."),
    BETA1(0.9),
    BETA2(0.999),
    EPSILON(1e-6),
};

static const struct slot_spec lamb_slots[] = {
    {.name = "m", .help = "average of the gradients"},
    {.name = "v", .help = "average of the squared gradients"},
    {.name = "u", .help = "the step, before lr", .scratch = true},
};

/* The tensor that element i belongs to. */
static const struct tensor *tensor_of(const struct step *step, size_t i)
{
    const struct tensor *tensor = step->tensor;

    while (tensor + 1 < step->tensor + step->tensors && tensor[1].offset <= i)
        tensor++;
    return tensor;
}

/* |w|, and |u| before u was made as long as w. */
static void lamb_measure(const struct step *step, const double *former, size_t i, double *value)
{
    const struct tensor *tensor = tensor_of(step, i);
    const size_t n = tensor->rows * tensor->cols;
    const double t = (double)step->t;
    const double of_m = 1 / (1 - maths_power(step->hyper[LAMB_BETA1], t));
    const double of_v = 1 / (1 - maths_power(step->hyper[LAMB_BETA2], t));
    double sum = 0;

    (void)former;
    for (size_t k = tensor->offset; k < tensor->offset + n; k++) {
        double m = (double)step->slot[LAMB_M][k] * of_m, v = (double)step->slot[LAMB_V][k] * of_v;
        double u = m / (sqrt(v) + step->hyper[LAMB_EPS]) + step->decay * (double)step->w[k];
        sum += u * u;
    }
    value[0] = vector_norm(n, step->w + tensor->offset);
    value[1] = sqrt(sum);
}

static const struct symbol_spec lamb_symbols[] = {
    {"|w|", "norm of the matrix or bias that w belongs to", true},
    {"|u|", "norm of u over the same", true},
    {"m^", "m without its pull towards the start at 0", false},
    {"v^", "v without its pull towards the start at 0", false},
};

static const struct rule_line lamb_lines[] = {
    {"m = beta1 m + (1 - beta1) g", NULL, false},
    {"v = beta2 v + (1 - beta2) g^2", NULL, false},
    {"m^ = m / (1 - beta1^t)", NULL, false},
    {"v^ = v / (1 - beta2^t)", NULL, false},
    {"u = m^ / (sqrt(v^) + eps) + weight_decay w", NULL, false},
    {"w = w - lr |w| / |u| u", "|w|>0,|u|>0", false},
    {"w = w - lr u", "|w|=0", false},
    {"w = w - lr u", "|w|>0,|u|=0", false},
};

const struct optimizer_spec optimizer_lamb = {
    .name = "lamb",
    .title = "LAMB",
    .family = "layer-wise",
    .help = "Adam's direction, in each layer as long as the layer's weights",
    .rule = "m = beta1 m + (1 - beta1) g\n"
            "v = beta2 v + (1 - beta2) g^2\n"
            "u = m^ / (sqrt(v^) + eps) + weight_decay w\n"
            "w = w - lr |w| / |u| u, for each W and b; the ratio is 1 where a norm is 0\n"
            "m^ = m / (1 - beta1^t), v^ = v / (1 - beta2^t)",
    .use = "Very large batches, where layers of different scale need steps of different length.",
    .differs = "Optax' rule. Some versions leave the bias correction out (the authors' code does), "
               "bound |w| by 10, or leave biases out of the scaling. decoupled=0 adds the decay to "
               "g instead of u.",
    .reference = "Y. You et al., Large Batch Optimization for Deep Learning: Training BERT in 76 "
                 "minutes, ICLR 2020, arXiv:1904.00962",
    .preset = "lr=0.01",
    PARAMS(lamb_params),
    .shown = 3,
    .decay = optimizer_decoupled_decay,
    .own_decay = true,
    SLOTS(lamb_slots),
    LINES(lamb_lines),
    SYMBOLS(lamb_symbols),
    .measure = lamb_measure,
    .prepare = lamb_prepare,
    .step = lamb_step,
};

/* ---- Muon -------------------------------------------------------------------------------------
 */

enum {
    MUON_LR,
    MUON_BETA,
    MUON_NESTEROV,
    MUON_STEPS,
    MUON_ADAM_LR,
    MUON_ADAM_BETA1,
    MUON_ADAM_BETA2,
    MUON_ADAM_EPS
};
enum { MUON_M, MUON_V, MUON_U, MUON_GRAM, MUON_POLYNOMIAL, MUON_NEXT };

static void transpose(size_t rows, size_t cols, const real *restrict from, real *restrict to)
{
    for (size_t i = 0; i < rows; i++)
        for (size_t j = 0; j < cols; j++)
            to[j * rows + i] = from[i * cols + j];
}

/* X, rows x cols with rows <= cols, in one of its Newton-Schulz steps, and room for the next one.
 */
struct quintic {
    size_t rows, cols;
    real *X, *next;
    real *gram, *polynomial; /* A = X X^T, b A + c A A */
};

static const real quintic_a = (real)3.4445, quintic_b = (real)-4.7750, quintic_c = (real)2.0315;

/* So many rows are one thread's: a multiple of the rows in the products' tiles. */
enum { QUINTIC_ROWS = 96 };

static size_t quintic_rows(const struct quintic *q, size_t block, size_t *from)
{
    *from = block * QUINTIC_ROWS;
    return q->rows - *from < QUINTIC_ROWS ? q->rows : *from + QUINTIC_ROWS;
}

static void gram_task(void *context, size_t block, int thread)
{
    const struct quintic *q = context;
    size_t from, to = quintic_rows(q, block, &from);

    (void)thread;
    kernel_gram(q->rows, q->cols, q->X, q->cols, 1, from, to, q->gram);
    kernel_mirror(q->rows, from, to, q->gram);
}

/* A A is A A^T. */
static void polynomial_task(void *context, size_t block, int thread)
{
    const struct quintic *q = context;
    const size_t n = q->rows;
    size_t from, to = quintic_rows(q, block, &from);

    (void)thread;
    kernel_gram(n, n, q->gram, 1, n, from, to, q->polynomial);
    for (size_t i = from; i < to; i++)
        for (size_t j = from; j < n; j++)
            q->polynomial[i * n + j] =
                quintic_b * q->gram[i * n + j] + quintic_c * q->polynomial[i * n + j];
    kernel_mirror(n, from, to, q->polynomial);
}

static void next_task(void *context, size_t block, int thread)
{
    const struct quintic *q = context;
    const size_t n = q->rows, cols = q->cols;
    size_t from, to = quintic_rows(q, block, &from);

    (void)thread;
    kernel_dense_share(n, n, from, to, cols, q->polynomial, q->X, true, q->next);
    for (size_t i = from * cols; i < to * cols; i++)
        q->next[i] = quintic_a * q->X[i] + q->next[i];
}

static void share_out(const struct step *step, pool_task *task, struct quintic *q)
{
    const size_t blocks = (q->rows + QUINTIC_ROWS - 1) / QUINTIC_ROWS;

    if (step->pool)
        pool_run(step->pool, task, q, blocks, step->thread);
    else
        for (size_t block = 0; block < blocks; block++)
            task(q, block, step->thread);
}

/*
 * Five or so steps of the quintic Newton-Schulz iteration on X: X = a X + (b A + c A A) X,
 * A = X X^T, which drives every singular value to about 1. Of A and A A half is computed: they are
 * symmetric to the bit. Returns the last X.
 */
static real *newton_schulz(const struct step *step, struct quintic *q)
{
    const size_t n = q->rows * q->cols;
    const int steps = (int)step->hyper[MUON_STEPS];

    vector_scale(n, 1 / (vector_norm(n, q->X) + 1e-7), q->X);
    for (int k = 0; k < steps; k++) {
        real *former = q->X;

        share_out(step, gram_task, q);
        share_out(step, polynomial_task, q);
        share_out(step, next_task, q);
        q->X = q->next;
        q->next = former;
    }
    return q->X;
}

/* The step of a hidden layer's weight matrix. */
static void muon_matrix(const struct step *step, const struct tensor *tensor)
{
    const size_t rows = tensor->rows, cols = tensor->cols, n = rows * cols, at = tensor->offset;
    const real beta = (real)step->hyper[MUON_BETA];
    const bool nesterov = step->hyper[MUON_NESTEROV] != 0;
    const double n_out = (double)cols, n_in = (double)rows;
    const real lr = (real)(step->lr * sqrt(n_out > n_in ? n_out / n_in : 1));
    const real decay = (real)(step->lr * step->decay);
    const real *g = step->g + at, *w = step->w + at;
    real *m = step->slot[MUON_M] + at, *u = step->slot[MUON_U] + at;
    real *orthogonal;
    struct quintic q = {.rows = rows <= cols ? rows : cols,
                        .cols = rows <= cols ? cols : rows,
                        .X = u,
                        .next = step->slot[MUON_NEXT] + at,
                        .gram = step->slot[MUON_GRAM] + at,
                        .polynomial = step->slot[MUON_POLYNOMIAL] + at};

    for (size_t i = 0; i < n; i++) {
        m[i] = beta * m[i] + g[i];
        u[i] = nesterov ? g[i] + beta * m[i] : m[i];
    }
    if (rows > cols) {
        q.X = step->slot[MUON_V] + at; /* matrices have no v */
        transpose(rows, cols, u, q.X);
    }
    orthogonal = newton_schulz(step, &q);
    if (rows > cols) {
        transpose(cols, rows, orthogonal, u);
        orthogonal = u;
    }
    for (size_t i = 0; i < n; i++)
        u[i] = lr * orthogonal[i] + decay * w[i];
}

/* The step of everything else: AdamW with a learning rate of its own. */
VECTORIZED static void muon_adam(const struct step *step, const struct tensor *tensor)
{
    const double b1 = step->hyper[MUON_ADAM_BETA1], b2 = step->hyper[MUON_ADAM_BETA2];
    const double t = (double)step->t;
    const double adam_lr = step->hyper[MUON_ADAM_LR] * (step->lr / step->hyper[MUON_LR]);
    const real beta1 = (real)b1, one_minus_beta1 = (real)(1 - b1);
    const real beta2 = (real)b2, one_minus_beta2 = (real)(1 - b2);
    const real lr = (real)(adam_lr / (1 - maths_power(b1, t)));
    const real root = (real)(1 / sqrt(1 - maths_power(b2, t)));
    const real eps = (real)step->hyper[MUON_ADAM_EPS];
    const real decay = (real)(adam_lr * step->decay);
    const size_t end = tensor->offset + tensor->rows * tensor->cols;
    const real *restrict g = step->g;
    const real *restrict w = step->w;
    real *restrict m = step->slot[MUON_M];
    real *restrict v = step->slot[MUON_V];
    real *restrict u = step->slot[MUON_U];

    for (size_t i = tensor->offset; i < end; i++) {
        m[i] = beta1 * m[i] + one_minus_beta1 * g[i];
        v[i] = beta2 * v[i] + one_minus_beta2 * (g[i] * g[i]);
        u[i] = lr * m[i] / (real_sqrt(v[i]) * root + eps) + decay * w[i];
    }
}

/* Is it a hidden layer's matrix? */
static bool is_hidden(const struct step *step, const struct tensor *tensor)
{
    const int last = step->tensor[step->tensors - 1].layer;

    return !tensor->bias && tensor->layer != 0 && tensor->layer != last;
}

static bool muon_prepare(const struct step *step)
{
    for (int k = 0; k < step->tensors; k++) {
        const struct tensor *tensor = &step->tensor[k];
        if (is_hidden(step, tensor))
            muon_matrix(step, tensor);
        else
            muon_adam(step, tensor);
    }
    return true;
}

enum { OF_MUON_HIDDEN, OF_MUON_NORM, OF_MUON_O, OF_MUON_ROWS, OF_MUON_COLS, OF_MUON_FACTOR };

static void muon_measure(const struct step *step, const double *former, size_t i, double *value)
{
    const struct tensor *tensor = tensor_of(step, i);
    const double n_in = (double)tensor->rows, n_out = (double)tensor->cols;
    const double lr = step->lr * sqrt(n_out > n_in ? n_out / n_in : 1);
    const double beta = step->hyper[MUON_NESTEROV] != 0 ? step->hyper[MUON_BETA] : 1;
    const double of_g = step->hyper[MUON_NESTEROV] != 0 ? 1 : 0;
    const double decay = step->lr * step->decay;
    double sum = 0;

    (void)former;
    for (size_t k = tensor->offset; k < tensor->offset + tensor->rows * tensor->cols; k++) {
        double x = of_g * (double)step->g[k] + beta * (double)step->slot[MUON_M][k];
        sum += x * x;
    }
    value[OF_MUON_HIDDEN] = is_hidden(step, tensor);
    value[OF_MUON_NORM] = sqrt(sum);
    value[OF_MUON_O] = ((double)step->slot[MUON_U][i] - decay * (double)step->w[i]) / lr;
    value[OF_MUON_ROWS] = n_in;
    value[OF_MUON_COLS] = n_out;
    value[OF_MUON_FACTOR] = step->lr / step->hyper[MUON_LR];
}

VECTORIZED static void muon_step(const struct step *step)
{
    const real *restrict u = step->slot[MUON_U];
    real *restrict w = step->w;

    for (size_t i = step->begin; i < step->end; i++)
        w[i] -= u[i];
}

static const struct param_spec muon_params[] = {
    PARAM_POSITIVE("lr", 0.02, 1000, "learning rate of the hidden matrices",
                   "About the spectral norm of their step. adam_lr follows its schedule."),
    PARAM_OPEN_ABOVE("beta", 0.95, "share of the old momentum that is kept",
                     "Towards 1: a longer memory of directions."),
    PARAM_ON_OFF("nesterov", 1, "1: look ahead, g + beta b; 0: b alone",
                 "1 reacts sooner to the latest gradient."),
    PARAM_COUNT("steps", 5, 1, 20, "Newton-Schulz steps",
                "More: singular values closer together; each costs three matrix products."),
    PARAM_POSITIVE("adam_lr", 3e-4, 1000, "learning rate of biases, first and last layer",
                   "As AdamW's lr."),
    PARAM_OPEN_ABOVE("adam_beta1", 0.9, "beta1 of biases, first and last layer", "As Adam's."),
    PARAM_OPEN_ABOVE("adam_beta2", 0.95, "beta2 of biases, first and last layer", "As Adam's."),
    PARAM_EPSILON("adam_eps", 1e-10, "eps of biases, first and last layer", "As Adam's."),
};

static const struct slot_spec muon_slots[] = {
    {.name = "b", .help = "momentum of matrices, average of the other gradients"},
    {.name = "v", .help = "average of the other squared gradients"},
    {.name = "u", .help = "the step", .scratch = true},
    {.name = "A", .help = "scratch: X X^T", .scratch = true},
    {.name = "B", .help = "scratch: b A + c A A", .scratch = true},
    {.name = "X", .help = "scratch: B X", .scratch = true},
};

static const struct symbol_spec muon_symbols[] = {
    {"hidden", "1 in the weight matrix of a hidden layer, 0 elsewhere", true},
    {"|X|", "norm of X, over the whole matrix", true},
    {"O", "X after the Newton-Schulz steps: its singular values are about 1", true},
    {"n_in", "rows of the matrix: inputs of the layer", true},
    {"n_out", "columns of the matrix: its outputs", true},
    {"f", "factor of the schedule: lr over its first value", true},
    {"b^", "b without its pull towards the start at 0", false},
    {"v^", "v without its pull towards the start at 0", false},
};

static const struct rule_line muon_lines[] = {
    {"b = beta b + g", "hidden=1", false},
    {"X = g + beta b", "hidden=1,nesterov=1", false},
    {"X = b", "hidden=1,nesterov=0", false},
    {"X = X / (|X| + 1e-7)", "hidden=1", false},
    {"steps times: A = X X^T, X = 3.4445 X + (-4.7750 A + 2.0315 A A) X; then O = X", "hidden=1",
     true},
    {"w = w - lr sqrt(max(1, n_out / n_in)) O - lr weight_decay w", "hidden=1", false},
    {"b = adam_beta1 b + (1 - adam_beta1) g", "hidden=0", false},
    {"v = adam_beta2 v + (1 - adam_beta2) g^2", "hidden=0", false},
    {"b^ = b / (1 - adam_beta1^t)", "hidden=0", false},
    {"v^ = v / (1 - adam_beta2^t)", "hidden=0", false},
    {"w = w - f adam_lr (b^ / (sqrt(v^) + adam_eps) + weight_decay w)", "hidden=0", false},
};

const struct optimizer_spec optimizer_muon = {
    .name = "muon",
    .title = "Muon",
    .family = "layer-wise",
    .help = "momentum of hidden weight matrices, made orthogonal: every direction counts alike",
    .rule = "hidden W: b = beta b + g, X = g + beta b, X = X / (|X| + 1e-7)\n"
            "          steps times: A = X X^T, X = 3.4445 X + (-4.7750 A + 2.0315 A A) X\n"
            "          O = X, W = W - lr sqrt(max(1, n_out / n_in)) O - lr weight_decay W\n"
            "other w:  AdamW with adam_lr, adam_beta1, adam_beta2, adam_eps",
    .use = "Networks with wide hidden layers. The notebook's has one hidden matrix, 64 x 64; with "
           "fewer than three weight layers there is none, and this is AdamW.",
    .differs = "Keller Jordan's first form. His later ones average the momentum (the same but for "
               "rounding) and compute in bfloat16; Moonshot's scales the step by 0.2 "
               "sqrt(max(n_in, n_out)) so that AdamW's lr and decay can be kept.",
    .reference = "K. Jordan, Y. Jin, V. Boza, J. You, F. Cesista, L. Newhouse, J. Bernstein, Muon: "
                 "An optimizer for hidden layers in neural networks, 2024, "
                 "kellerjordan.github.io/posts/muon",
    .preset = "adam_lr=0.001",
    PARAMS(muon_params),
    .shown = 1,
    .decay = optimizer_decoupled_decay,
    .own_decay = true,
    SLOTS(muon_slots),
    LINES(muon_lines),
    SYMBOLS(muon_symbols),
    .measure = muon_measure,
    .prepare = muon_prepare,
    .step = muon_step,
};
