/* tools/benchmarks/variates.c - one random number, in sequence and by its place.
 *
 * Limits: the same distributions from xoshiro256++ or, by their place, from one block of
 * Random123's Philox4x64-10, by ziggurats of their own and all in line. */
#include <math.h>
#include <Random123/philox.h>
#include <string.h>

#include "bench.h"
#include "des/variate.h"

enum { LAYERS = 256 };

/* ---- the bare ziggurats ---- */

struct bare {
    double x[LAYERS + 1], f[LAYERS + 1];
};

static double exponential_density(double x) {
    return exp(-x);
}

static double exponential_at(double f) {
    return -log(f);
}

static double normal_density(double x) {
    return exp(-0.5 * x * x);
}

static double normal_at(double f) {
    return sqrt(-2.0 * log(f));
}

/* Layers of equal area from the base of right edge r (Marsaglia and Tsang 2000). */
static void fill(struct bare *bare, double r, double area, double (*density)(double),
                 double (*at)(double)) {
    bare->x[0] = area / density(r);
    bare->f[0] = 0;
    bare->x[1] = r;
    bare->f[1] = density(r);
    for (int i = 1; i < LAYERS - 1; i++) {
        bare->f[i + 1] = bare->f[i] + area / bare->x[i];
        bare->x[i + 1] = at(bare->f[i + 1]);
    }
    bare->x[LAYERS] = 0;
    bare->f[LAYERS] = 1;
}

static struct bare exponential_layers, normal_layers; /* filled once, before the clock */

#define INLINE inline __attribute__((always_inline)) /* or the limit is none */

static INLINE double bare_uniform(struct bench_random *random) {
    return ((double)(int64_t)(bench_next(random) >> 12) + 0.5) * 0x1p-52;
}

static INLINE double bare_exponential(struct bench_random *random) {
    for (;;) {
        const uint64_t word = bench_next(random), layer = word & (LAYERS - 1);
        const double *x = &exponential_layers.x[layer], *f = &exponential_layers.f[layer];
        const double at = ((double)(int64_t)(word >> 12) + 0.5) * 0x1p-52 * x[0];
        if (at < x[1]) {
            return at;
        }
        if (layer == 0) {
            return x[1] - log(bare_uniform(random));
        }
        if (f[0] + bare_uniform(random) * (f[1] - f[0]) < exp(-at)) {
            return at;
        }
    }
}

static double bare_beyond(struct bench_random *random, double edge) {
    double x, y;
    do {
        x = -log(bare_uniform(random)) / edge;
        y = -log(bare_uniform(random));
    } while (y + y <= x * x);
    return edge + x;
}

static INLINE double bare_normal(struct bench_random *random) {
    for (;;) {
        const uint64_t word = bench_next(random), layer = word & (LAYERS - 1);
        const double *x = &normal_layers.x[layer], *f = &normal_layers.f[layer];
        const double at = ((double)(int64_t)(word >> 12) + 0.5) * 0x1p-52 * x[0];
        if (at < x[1]) {
            return copysign(at, (double)((int64_t)(word << 55)));
        }
        if (layer == 0) {
            return copysign(bare_beyond(random, x[1]), (double)((int64_t)(word << 55)));
        }
        if (f[0] + bare_uniform(random) * (f[1] - f[0]) < exp(-0.5 * at * at)) {
            return copysign(at, (double)((int64_t)(word << 55)));
        }
    }
}

static INLINE double bare_gamma(struct bench_random *random, double shape) {
    const double d = shape - 1.0 / 3.0, c = 1.0 / sqrt(9.0 * d);
    for (;;) {
        const double z = bare_normal(random), root = 1.0 + c * z;
        const double v = root * root * root, u = bare_uniform(random);
        if (root > 0.0 &&
            (u < 1.0 - 0.0331 * z * z * z * z || log(u) < 0.5 * z * z + d * (1.0 - v + log(v)))) {
            return d * v;
        }
    }
}

/* A block of 256 bits; as the state of xoshiro it also serves what needs another word. */
static INLINE struct bench_random philox(uint64_t occurrence) {
    const philox4x64_key_t key = {{1, 2}};
    const philox4x64_ctr_t counter = {{3, 4, occurrence, 0}};
    const philox4x64_ctr_t bits = philox4x64_R(10, counter, key);
    return (struct bench_random){{bits.v[0], bits.v[1], bits.v[2], bits.v[3]}};
}

/* ---- the loops ---- */

/* Sums, so that no draw is left out. */
#define LOOP(name, before, each, draw)                                                             \
    static double name(uint64_t count) {                                                           \
        before;                                                                                    \
        double sum = 0;                                                                            \
        for (uint64_t i = 0; i < count; i++) {                                                     \
            each;                                                                                  \
            sum += (draw);                                                                         \
        }                                                                                          \
        return sum;                                                                                \
    }
#define SEQUENCE(occurrence) des_sequence_at(&random, 3, 4, occurrence)
/* In the library by `library` of `s`; bare by `bare` of `random`. */
#define VARIATE(kind, library, bare)                                                               \
    LOOP(kind##_library, const struct des_random random = {1 COMMA 2};                             \
         struct des_sequence sequence = SEQUENCE(5);                                               \
         struct des_sequence *const s = &sequence, , library)                                      \
    LOOP(kind##_bare, struct bench_random state = bench_random_from(1);                            \
         struct bench_random *const random = &state, , bare)                                       \
    LOOP(kind##_keyed, const struct des_random random = {1 COMMA 2},                               \
         struct des_sequence sequence = SEQUENCE(i);                                               \
         struct des_sequence *const s = &sequence, library)                                        \
    LOOP(kind##_keyed_bare, , struct bench_random state = philox(i);                               \
         struct bench_random *const random = &state, bare)
#define COMMA ,

VARIATE(uniform, des_sequence_uniform(s), bare_uniform(random))
VARIATE(exponential, des_sequence_exponential(s, 2), 2 * bare_exponential(random))
VARIATE(normal, des_sequence_normal(s, 1, 2), 1 + 2 * bare_normal(random))
VARIATE(lognormal, des_sequence_lognormal(s, 2, 0.5), 2 * exp(0.5 * bare_normal(random)))
VARIATE(weibull, des_sequence_weibull(s, 1.5, 2), 2 * pow(bare_exponential(random), 1 / 1.5))
VARIATE(gamma_, des_sequence_gamma(s, 2, 4), 0.5 * bare_gamma(random, 4))

LOOP(word_library, const struct des_random random = {1 COMMA 2}, ,
     des_uniform_from(des_draw_word(&random, 3, 4, i)))
LOOP(word_bare, , , ((double)(int64_t)(philox(i).word[0] >> 12) + 0.5) * 0x1p-52)
LOOP(inverse_library, const struct des_random random = {1 COMMA 2}, ,
     des_exponential_from(des_draw_word(&random, 3, 4, i), 2))
LOOP(inverse_bare, , , -2 * log(((double)(int64_t)(philox(i).word[0] >> 12) + 0.5) * 0x1p-52))

static const struct variate {
    const char *name;
    double (*library)(uint64_t count);
    double (*bare)(uint64_t count);
    const char *limit;
    double asked;
} cases[] = {
    {"uniform, in sequence", uniform_library, uniform_bare, "xoshiro256++", 1.5},
    {"exponential, in sequence", exponential_library, exponential_bare, "xoshiro, ziggurat", 1.5},
    {"normal, in sequence", normal_library, normal_bare, "xoshiro, ziggurat", 1.5},
    {"lognormal, in sequence", lognormal_library, lognormal_bare, "xoshiro, ziggurat, exp", 1.5},
    {"Weibull, in sequence", weibull_library, weibull_bare, "xoshiro, ziggurat, pow", 1.5},
    {"gamma, in sequence", gamma__library, gamma__bare, "xoshiro, ziggurat", 1.5},
    {"uniform, keyed", word_library, word_bare, "Philox", 1.3},
    {"first uniform of a sequence", uniform_keyed, uniform_keyed_bare, "Philox, xoshiro256++", 1.3},
    {"exponential, keyed", exponential_keyed, exponential_keyed_bare, "Philox, ziggurat", 1.3},
    {"exponential, keyed, by inversion", inverse_library, inverse_bare, "Philox, log", 1.3},
    {"normal, keyed", normal_keyed, normal_keyed_bare, "Philox, ziggurat", 1.3},
    {"lognormal, keyed", lognormal_keyed, lognormal_keyed_bare, "Philox, ziggurat, exp", 1.3},
    {"Weibull, keyed", weibull_keyed, weibull_keyed_bare, "Philox, ziggurat, pow", 1.3},
    {"gamma, keyed", gamma__keyed, gamma__keyed_bare, "Philox, ziggurat", 1.3},
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
    fill(&exponential_layers, 7.69711747013104972, 0.0039496598225815571993, exponential_density,
         exponential_at);
    fill(&normal_layers, 3.6541528853610088, 0.00492867323399, normal_density, normal_at);
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
