/* engine/experiment/key.c - the name of a run: a hash of all that its result depends on. */
#include "experiment.h"

#include "des/table.h"
#include "des/check.h"

#define XXH_STATIC_LINKING_ONLY /* the state on the stack: a key cannot fail */
#include <xxhash.h>

#include <math.h>
#include <string.h>

/* Numbers go in as little-endian words, texts with their length: no two lists of
 * parts give the same bytes, on any machine. */
struct digest {
    XXH3_state_t state;
};

static void begin(struct digest *digest) {
    XXH3_INITSTATE(&digest->state);
    (void)XXH3_128bits_reset(&digest->state);
}

static void put_word(struct digest *digest, uint64_t word) {
    unsigned char bytes[8];
    for (size_t i = 0; i < sizeof bytes; ++i) {
        bytes[i] = (unsigned char)(word >> (8 * i));
    }
    (void)XXH3_128bits_update(&digest->state, bytes, sizeof bytes);
}

static void put_text(struct digest *digest, const char *text) {
    size_t length = strlen(text);
    put_word(digest, length);
    (void)XXH3_128bits_update(&digest->state, text, length);
}

static void put_real(struct digest *digest, double number) {
    uint64_t bits = 0;
    memcpy(&bits, &number, sizeof bits);
    put_word(digest, bits);
}

static void put_dist(struct digest *digest, const struct des_dist *dist);

static void put_shape(struct digest *digest, const struct des_shape *shape) {
    size_t numbers = shape->count + (shape->form == DES_SHAPE_PIECES);
    put_word(digest, shape->form);
    put_word(digest, shape->count);
    for (size_t i = 0; shape->value != NULL && i < numbers; ++i) {
        put_real(digest, shape->value[i]);
    }
    for (size_t i = 0; i < shape->count; ++i) {
        put_real(digest, shape->weight != NULL ? shape->weight[i] : 1.0);
    }
    for (size_t i = 0; shape->part != NULL && i < shape->count; ++i) {
        put_dist(digest, &shape->part[i]);
    }
    put_real(digest, shape->low);
    put_real(digest, shape->high);
}

static void put_dist(struct digest *digest, const struct des_dist *dist) {
    const struct des_dist_info *info = des_dist_info(dist->kind);
    put_text(digest, info->name);
    for (size_t i = 0; i < info->count; ++i) {
        put_real(digest, dist->argument[i]);
    }
    if (des_dist_shape(dist) != NULL) {
        put_shape(digest, des_dist_shape(dist));
    }
}

/* A choice by its name: another choice added before it changes nothing. */
static void put_value(struct digest *digest, const struct des_param *param,
                      const struct des_value *value) {
    switch (param->type) {
    case DES_TYPE_BOOL:
        put_word(digest, value->boolean);
        break;
    case DES_TYPE_INT:
        put_word(digest, (uint64_t)value->integer);
        break;
    case DES_TYPE_REAL:
    case DES_TYPE_CLOCK:
        put_real(digest, value->real);
        break;
    case DES_TYPE_CHOICE:
        put_text(digest, param->choices[value->choice]);
        break;
    case DES_TYPE_TEXT:
        put_text(digest, value->text);
        break;
    case DES_TYPE_DIST:
        put_dist(digest, &value->dist);
        break;
    }
}

/* As put_value of the value that the number makes: a list of points that says the same gives
 * the same key. */
static void put_number(struct digest *digest, enum des_param_type type, double number) {
    if (type == DES_TYPE_INT) {
        put_word(digest, (uint64_t)(int64_t)number);
    } else if (type == DES_TYPE_BOOL) {
        put_word(digest, number > 0.0);
    } else {
        put_real(digest, number);
    }
}

static void put_factor(struct digest *digest, const struct des_experiment *experiment,
                       struct des_coordinates at, size_t factor) {
    const struct des_plan *plan = &experiment->plan;
    size_t element = plan->factors[factor].element;
    const struct des_param *param = des_space_at(plan->space, element)->param;
    double number = 0.0;
    if (des_experiment_factor(experiment, at, factor, &number)) {
        put_number(digest, param->type, number);
    } else {
        const struct des_values *central =
            des_experiment_central(experiment, at.setting, at.arm, at.point);
        put_value(digest, param, des_values_at(central, element));
    }
}

/* Every element as the run will see it: `plan->drawn` and the factors are in the order of
 * elements. */
static void put_values(struct digest *digest, const struct des_experiment *experiment,
                       struct des_coordinates at) {
    const struct des_plan *plan = &experiment->plan;
    const struct des_values *central =
        des_experiment_central(experiment, at.setting, at.arm, at.point);
    size_t drawn = 0;
    size_t factor = 0;
    for (size_t i = 0; i < des_space_count(plan->space); ++i) {
        const struct des_element *element = des_space_at(plan->space, i);
        put_text(digest, element->path);
        put_word(digest, (uint64_t)element->param->type);
        if (drawn < plan->drawn_count && plan->drawn[drawn] == i) {
            put_real(digest, desi_drawn_number(experiment, at, drawn));
            ++drawn;
        } else if (factor < plan->factor_count && plan->factors[factor].element == i) {
            put_factor(digest, experiment, at, factor);
            ++factor;
        } else {
            put_value(digest, element->param, des_values_at(central, i));
        }
    }
}

struct des_run_key des_experiment_key(const struct des_experiment *experiment, size_t run,
                                      enum des_trace_level trace, const char *program) {
    const struct des_plan *plan = &experiment->plan;
    struct des_coordinates at = des_experiment_coordinates(experiment, run);
    struct digest digest;
    begin(&digest);
    put_text(&digest, "aksim run key 1");
    put_text(&digest, DES_STREAM_SCHEME);
    put_word(&digest, des_libm_fingerprint());
    put_text(&digest, program);
    put_text(&digest, plan->model->name);
    put_word(&digest, plan->seed);
    put_word(&digest, des_experiment_word(experiment, at));
    put_word(&digest, (uint64_t)plan->days);
    put_word(&digest, (uint64_t)trace);
    put_values(&digest, experiment, at);
    XXH128_hash_t hash = XXH3_128bits_digest(&digest.state);
    return (struct des_run_key){{hash.low64, hash.high64}};
}

uint64_t des_libm_fingerprint(void) {
    static const double arguments[] = {0.1,   0.3,    0.7,     1.1,   1.9,    2.7,
                                       3.3,   5.0,    7.3,     11.7,  17.1,   23.9,
                                       41.03, 71.071, 113.113, 197.3, 311.77, 0x1.5p-20};
    struct digest digest;
    begin(&digest);
    for (size_t i = 0; i < sizeof arguments / sizeof *arguments; ++i) {
        /* volatile: else the compiler computes these with a library of its own */
        volatile double x = arguments[i];
        put_real(&digest, exp(x));
        put_real(&digest, exp(-x));
        put_real(&digest, log(x));
        put_real(&digest, pow(x, 0.83));
        put_real(&digest, pow(x, -2.3));
        put_real(&digest, sin(x));
    }
    return XXH3_128bits_digest(&digest.state).low64;
}
