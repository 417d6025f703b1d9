/*
 * bench_kernels.c - times each kernel on chunks of the bundled data, beside this processor's
 * highest rate of fused multiply-adds and, where OpenBLAS is installed, its product of the same
 * size (OPENBLAS_CORETYPE chooses OpenBLAS' kernels).
 *
 *   bench_kernels FOLDER      the four IDX files of MNIST 0/1
 */
#include "base/rng.h"
#include "data/format.h"
#include "bench_peak.h"
#include "model/kernels.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

/* ---- OpenBLAS, if there is one ----------------------------------------------------------------
 */

/* CBLAS' names for row by row, as it is, and transposed. */
enum { ROW_MAJOR = 101, AS_IT_IS = 111, TRANSPOSED = 112 };

typedef void gemm(int order, int a_form, int b_form, int m, int n, int k, real alpha, const real *a,
                  int a_pitch, const real *b, int b_pitch, real beta, real *c, int c_pitch);

static gemm *blas;

static void *library_symbol(void *library, const char *name)
{
    return library ? dlsym(library, name) : NULL;
}

static void find_blas(void)
{
    void *library = dlopen("libopenblas.so.0", RTLD_NOW);
    void *product =
        library_symbol(library, sizeof(real) == sizeof(double) ? "cblas_dgemm" : "cblas_sgemm");
    void *set_threads = library_symbol(library, "openblas_set_num_threads");
    void (*set)(int) = NULL;

    if (!product || !set_threads)
        return;
    memcpy(&blas, &product, sizeof blas);
    memcpy(&set, &set_threads, sizeof set);
    set(1);
}

enum { ROWS = 128, ROUNDS = 15, CHUNKS_MAX = 98 };

/* Everything that the kernels work on; n_in inputs (784 in the first layer) and n_out outputs. */
struct bench {
    struct dataset *dataset;
    size_t n_in, n_out, chunks;
    real *x, *W, *b, *z, *dz, *dW, *da;
    void *scratch;
};

typedef void kernel(struct bench *bench, size_t chunk);

static real *random_reals(size_t count)
{
    static struct rng rng;
    real *x =
        aligned_alloc(REAL_ALIGNMENT, (count * sizeof(real) / REAL_ALIGNMENT + 1) * REAL_ALIGNMENT);

    if (!x)
        exit(EXIT_FAILURE);
    if (rng.position == 0)
        rng_seed(&rng, 1);
    for (size_t i = 0; i < count; i++)
        x[i] = (real)rng_gaussian(&rng);
    return x;
}

static void prepare(struct bench *bench, struct dataset *dataset, size_t n_in, size_t n_out)
{
    size_t chunks = dataset->train.m / ROWS;

    *bench = (struct bench){.dataset = dataset, .n_in = n_in, .n_out = n_out};
    bench->chunks = chunks < CHUNKS_MAX ? chunks : CHUNKS_MAX;
    bench->x = random_reals(ROWS * n_in);
    bench->W = random_reals(n_in * n_out);
    bench->b = random_reals(n_out);
    bench->z = random_reals(ROWS * n_out);
    bench->dz = random_reals(ROWS * n_out);
    bench->dW = random_reals(n_in * n_out);
    bench->da = random_reals(ROWS * n_in);
    bench->scratch = random_reals(kernel_scratch_size(&dataset->train, ROWS) / sizeof(real) + 1);
}

static void release(struct bench *bench)
{
    free(bench->x);
    free(bench->W);
    free(bench->b);
    free(bench->z);
    free(bench->dz);
    free(bench->dW);
    free(bench->da);
    free(bench->scratch);
}

static struct kernel_inputs first_inputs(const struct bench *b, size_t chunk)
{
    return (struct kernel_inputs){
        &b->dataset->train, {NULL, chunk * ROWS, ROWS}, b->dataset->intensity, b->scratch};
}

static void first_forward(struct bench *b, size_t chunk)
{
    const struct kernel_inputs x = first_inputs(b, chunk);

    kernel_first_forward(&x, b->n_out, b->W, b->b, b->z);
}

static void first_gradient(struct bench *b, size_t chunk)
{
    const struct kernel_inputs x = first_inputs(b, chunk);

    kernel_first_gradient(&x, b->n_out, b->dz, b->dW);
}

static void dense_forward(struct bench *b, size_t chunk)
{
    (void)chunk;
    kernel_dense_forward(ROWS, b->n_in, b->n_out, b->x, b->W, b->b, b->z);
}

static void dense_gradient(struct bench *b, size_t chunk)
{
    (void)chunk;
    kernel_dense_gradient(ROWS, b->n_in, b->n_out, b->x, b->dz, b->dW);
}

static void dense_backward(struct bench *b, size_t chunk)
{
    (void)chunk;
    kernel_dense_backward(ROWS, b->n_in, b->n_out, b->dz, b->W, b->da);
}

static void blas_forward(struct bench *b, size_t chunk)
{
    int n_in = (int)b->n_in, n_out = (int)b->n_out;

    (void)chunk;
    blas(ROW_MAJOR, AS_IT_IS, AS_IT_IS, ROWS, n_out, n_in, 1, b->x, n_in, b->W, n_out, 0, b->z,
         n_out);
}

static void blas_gradient(struct bench *b, size_t chunk)
{
    int n_in = (int)b->n_in, n_out = (int)b->n_out;

    (void)chunk;
    blas(ROW_MAJOR, TRANSPOSED, AS_IT_IS, n_in, n_out, ROWS, 1, b->x, n_in, b->dz, n_out, 1, b->dW,
         n_out);
}

static void blas_backward(struct bench *b, size_t chunk)
{
    int n_in = (int)b->n_in, n_out = (int)b->n_out;

    (void)chunk;
    blas(ROW_MAJOR, AS_IT_IS, TRANSPOSED, ROWS, n_in, n_out, 1, b->dz, n_out, b->W, n_out, 0, b->da,
         n_in);
}

/* Median time of all chunks; NaN for OpenBLAS where there is none. */
static double time_of(kernel *work, struct bench *bench)
{
    double times[ROUNDS];

    if (!blas && (work == blas_forward || work == blas_gradient || work == blas_backward))
        return NAN;
    for (int round = 0; round < ROUNDS; round++) {
        double before = clock_now();

        for (size_t chunk = 0; chunk < bench->chunks; chunk++)
            work(bench, chunk);
        times[round] = clock_now() - before;
    }
    return bench_median(times, ROUNDS);
}

static void report(const char *name, struct bench *bench, double products, double time,
                   double other, double peak)
{
    printf("%-16s %4zu x %-4zu %9.3f %9.3f %8.2fx %8.0f %%\n", name, bench->n_in, bench->n_out,
           time * 1e3, other * 1e3, other / time, 100 * products / time / peak);
}

static void first_layer(struct dataset *dataset, size_t n_out, double peak)
{
    const struct samples *train = &dataset->train;
    struct bench bench;

    prepare(&bench, dataset, train->n_x, n_out);
    double inputs = samples_density(train) * (double)train->n_x * (double)(bench.chunks * ROWS);
    report("sparse forward", &bench, inputs * (double)n_out, time_of(first_forward, &bench),
           time_of(blas_forward, &bench), peak);
    report("sparse gradient", &bench, inputs * (double)n_out, time_of(first_gradient, &bench),
           time_of(blas_gradient, &bench), peak);
    release(&bench);
}

static void other_layer(struct dataset *dataset, size_t n_in, size_t n_out, double peak)
{
    struct bench bench;

    prepare(&bench, dataset, n_in, n_out);
    double products = (double)n_in * (double)n_out * (double)(bench.chunks * ROWS);
    report("dense forward", &bench, products, time_of(dense_forward, &bench),
           time_of(blas_forward, &bench), peak);
    report("dense gradient", &bench, products, time_of(dense_gradient, &bench),
           time_of(blas_gradient, &bench), peak);
    report("dense backward", &bench, products, time_of(dense_backward, &bench),
           time_of(blas_backward, &bench), peak);
    release(&bench);
}

int main(int argc, char **argv)
{
    struct status status = {0};
    struct data_request request = {.path = argv[1]};
    struct dataset *dataset = argc == 2 ? data_load(&request, &status) : NULL;

    if (!dataset || !dataset_sort(dataset, kernels_share(), &status)) {
        fprintf(stderr, "bench_kernels: %s\n", argc == 2 ? status.message : "which folder?");
        return EXIT_FAILURE;
    }
    find_blas();
    double peak = bench_peak();
    printf("%s precision, %s kernels, one thread; %d samples in chunks of %d. Peak: %.1f thousand\n"
           "million fused multiply-adds a second. Sparse kernels: of the products they make.\n\n",
           REAL_NAME, kernels_name(), CHUNKS_MAX * ROWS, ROWS, peak / 1e9);
    printf("%-16s %11s %9s %9s %9s %10s\n", "kernel", "", "ms", "BLAS, ms", "BLAS/ours", "of peak");
    first_layer(dataset, 64, peak);
    first_layer(dataset, 256, peak);
    other_layer(dataset, 64, 64, peak);
    other_layer(dataset, 256, 256, peak);
    other_layer(dataset, 512, 512, peak);
    other_layer(dataset, 1024, 1024, peak);
    other_layer(dataset, 256, 10, peak);
    other_layer(dataset, 64, 1, peak);
    dataset_free(dataset);
    return EXIT_SUCCESS;
}
