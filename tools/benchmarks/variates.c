/* tools/benchmarks/variates.c - one random number, in sequence and by its place.
 *
 * Limits: xoshiro256++ and a logarithm, GSL's ziggurat on the same numbers, and one
 * Philox block with the transform in line. */
#include <gsl/gsl_randist.h>
#include <math.h>
#include <Random123/philox.h>

#include "bench.h"
#include "des/random.h"

struct variates {
    const char *name;
    double (*library)(uint64_t count); /* both: a sum, so that nothing is left out */
    double (*bare)(uint64_t count);
    const char *limit;
    double asked;
};

static double library_exponentials(uint64_t count) {
    const struct des_random random = {1, 2};
    struct des_stream stream = des_stream_at(&random, 3, 4, 5);
    double sum = 0;
    for (uint64_t i = 0; i < count; i++) {
        sum += des_exponential_from(des_stream_word(&stream), 2);
    }
    return sum;
}

static double bare_exponentials(uint64_t count) {
    struct bench_random random = bench_random_from(1);
    double sum = 0;
    for (uint64_t i = 0; i < count; i++) {
        sum -= 2 * log(bench_uniform(&random));
    }
    return sum;
}

static double library_normals(uint64_t count) {
    const struct des_random random = {1, 2};
    struct des_stream stream = des_stream_at(&random, 3, 4, 5);
    double sum = 0;
    for (uint64_t i = 0; i < count; i++) {
        sum += des_normal_from(des_stream_word(&stream));
    }
    return sum;
}

static unsigned long next_word(void *state) {
    return bench_next(state);
}

static double next_double(void *state) {
    return bench_uniform(state);
}

static void seed(void *state, unsigned long value) {
    *(struct bench_random *)state = bench_random_from(value);
}

static double bare_normals(uint64_t count) {
    static const gsl_rng_type type = {
        "xoshiro256++", UINT64_MAX, 0, sizeof(struct bench_random), seed, next_word, next_double};
    gsl_rng *random = gsl_rng_alloc(&type);
    bench_need(random != NULL, "out of memory");
    gsl_rng_set(random, 1);
    double sum = 0;
    for (uint64_t i = 0; i < count; i++) {
        sum += gsl_ran_gaussian_ziggurat(random, 1);
    }
    gsl_rng_free(random);
    return sum;
}

static double library_keyed(uint64_t count) {
    const struct des_random random = {1, 2};
    double sum = 0;
    for (uint64_t i = 0; i < count; i++) {
        sum += des_exponential_from(des_draw(&random, 3, 4, i, 0).word[0], 2);
    }
    return sum;
}

static double bare_keyed(uint64_t count) {
    const philox4x64_key_t key = {{1, 2}};
    double sum = 0;
    for (uint64_t i = 0; i < count; i++) {
        const philox4x64_ctr_t counter = {{3, 4, i, 0}};
        uint64_t word = philox4x64_R(10, counter, key).v[0];
        sum -= 2 * log(((double)(word >> 12) + 0.5) * 0x1p-52);
    }
    return sum;
}

static const struct variates cases[] = {
    {"exponential, in sequence", library_exponentials, bare_exponentials, "xoshiro, log", 1.5},
    {"normal, in sequence", library_normals, bare_normals, "xoshiro, GSL ziggurat", 1.5},
    {"exponential, keyed", library_keyed, bare_keyed, "Philox, log", 1.3},
};

static double time_of(double (*draw)(uint64_t count), uint64_t count) {
    uint64_t begun = bench_ns();
    double sum = draw(count);
    uint64_t ended = bench_ns();
    bench_need(isfinite(sum), "the sum of draws is not a number");
    return (double)(ended - begun) / (double)count;
}

void bench_variates(struct bench *bench) {
    const uint64_t count = bench->fast ? 500000 : 5000000;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        double library[BENCH_ROUNDS_MOST], bare[BENCH_ROUNDS_MOST];
        for (size_t round = 0; round < bench->rounds; round++) {
            library[round] = time_of(cases[i].library, count);
            bare[round] = time_of(cases[i].bare, count);
        }
        bench_report(bench, &(struct bench_result){"variates", cases[i].name, "ns",
                                                   bench_median(library, bench->rounds),
                                                   bench_median(bare, bench->rounds),
                                                   cases[i].limit, cases[i].asked, false});
    }
}
