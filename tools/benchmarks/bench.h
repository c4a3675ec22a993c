/* tools/benchmarks/bench.h - timing, medians and the report. */
#ifndef BENCH_H
#define BENCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { BENCH_ROUNDS_MOST = 15, BENCH_EACH_MOST = 357 };

struct bench {
    bool fast;       /* fewer sizes, one round */
    size_t rounds;   /* each figure is the median of so many */
    size_t each;     /* of so many municipalities the country takes one */
    double chase_ns; /* one step of the fixed pointer chase on this machine */
    void *out;       /* JSON, or NULL */
    bool begun;      /* a result was written */
};

/* One line of the report.  `limit` <= 0: there is none. */
struct bench_result {
    const char *group, *name;
    const char *unit;
    double value, limit;
    const char *limit_name;
    double asked; /* ratio of value to limit (of limit to value for rates); 0: none */
    bool rate;    /* larger is better */
};

uint64_t bench_ns(void);
uint64_t bench_cpu_ns(void); /* of this thread: what others do on the machine is left out */
double bench_median(double *values, size_t count);
void bench_report(struct bench *bench, const struct bench_result *result);
/* malloc that ends the program when there is no memory. */
void *bench_memory(size_t count, size_t size);
/* Ends the program with a line on stderr. */
void bench_fail(const char *what);
/* The same when `holds` is false. */
static inline void bench_need(bool holds, const char *what) {
    if (!holds) {
        bench_fail(what);
    }
}

/* xoshiro256++ (Blackman and Vigna 2021, doi:10.1145/3460772). */
struct bench_random {
    uint64_t word[4];
};
struct bench_random bench_random_from(uint64_t seed);

static inline uint64_t bench_rotate(uint64_t word, int by) {
    return word << by | word >> (64 - by);
}

static inline uint64_t bench_next(struct bench_random *random) {
    uint64_t *word = random->word;
    const uint64_t result = bench_rotate(word[0] + word[3], 23) + word[0];
    const uint64_t shifted = word[1] << 17;
    word[2] ^= word[0];
    word[3] ^= word[1];
    word[1] ^= word[2];
    word[0] ^= word[3];
    word[2] ^= shifted;
    word[3] = bench_rotate(word[3], 45);
    return result;
}

static inline double bench_uniform(struct bench_random *random) {
    return ((double)(bench_next(random) >> 12) + 0.5) * 0x1p-52;
}

/* The groups. */
double bench_chase(void);
void bench_hold(struct bench *bench);
void bench_cancel(struct bench *bench);
void bench_mm1(struct bench *bench);
void bench_network(struct bench *bench);
void bench_variates(struct bench *bench);
void bench_replication(struct bench *bench);
void bench_writer(struct bench *bench);
void bench_world(struct bench *bench);
void bench_country(struct bench *bench);

#endif
