/* engine/experiment/key.c - the name of a run: a hash of all that its result depends on. */
#include "experiment.h"

#include "des/table.h"
#include "des/check.h"

#define XXH_STATIC_LINKING_ONLY /* the state on the stack: a key cannot fail */
#include <xxhash.h>

#include <math.h>
#include <stdlib.h>
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

/* ---- all values of a run ---- */

/* The hashes of all elements, added: what is the same in many runs is hashed once, and a value
 * counts alike whether a draw, a design or the file says it. */
struct sum {
    uint64_t low, high;
};

static void begin_element(struct digest *digest, const struct des_element *element) {
    begin(digest);
    put_text(digest, element->path);
    put_word(digest, (uint64_t)element->param->type);
}

static void add_element(struct sum *sum, const struct digest *digest) {
    XXH128_hash_t hash = XXH3_128bits_digest(&digest->state);
    sum->low += hash.low64;
    sum->high += hash.high64;
}

/* Elements that neither a draw nor the design says; both lists are in the order of elements. */
static struct sum sum_fixed(const struct des_experiment *experiment,
                            const struct des_values *central) {
    const struct des_plan *plan = &experiment->plan;
    struct sum sum = {0};
    size_t drawn = 0;
    size_t factor = 0;
    for (size_t i = 0; i < des_space_count(plan->space); ++i) {
        if (drawn < plan->drawn_count && plan->drawn[drawn] == i) {
            ++drawn;
        } else if (factor < plan->factor_count && plan->factors[factor].element == i) {
            ++factor;
        } else if (!desi_listing_has(experiment->listing, i)) {
            struct digest digest;
            begin_element(&digest, des_space_at(plan->space, i));
            put_value(&digest, des_space_at(plan->space, i)->param, des_values_at(central, i));
            add_element(&sum, &digest);
        }
    }
    return sum;
}

static void add_listed(struct sum *sum, const struct desi_listing *listing, size_t point) {
    struct desi_listing_walk walk;
    struct desi_change change;
    desi_listing_begin(&walk, listing, point);
    while (desi_listing_next(&walk, &change)) {
        const struct des_element *element = des_space_at(listing->space, change.element);
        struct digest digest;
        begin_element(&digest, element);
        put_value(&digest, element->param, &change.value);
        add_element(sum, &digest);
    }
}

static void add_varied(struct sum *sum, const struct des_experiment *experiment,
                       struct des_coordinates at) {
    const struct des_plan *plan = &experiment->plan;
    struct digest digest;
    for (size_t i = 0; i < plan->drawn_count; ++i) {
        begin_element(&digest, des_space_at(plan->space, plan->drawn[i]));
        put_real(&digest, desi_drawn_number(experiment, at, i));
        add_element(sum, &digest);
    }
    for (size_t i = 0; i < plan->factor_count; ++i) {
        begin_element(&digest, des_space_at(plan->space, plan->factors[i].element));
        put_factor(&digest, experiment, at, i);
        add_element(sum, &digest);
    }
    if (experiment->listing != NULL) {
        add_listed(sum, experiment->listing, at.point);
    }
}

/* ---- the key ---- */

struct des_run_keys {
    const struct des_experiment *experiment;
    enum des_trace_level trace;
    int64_t traced;
    char *program;
    uint64_t libm;
    struct sum *fixed; /* of the central values of each (setting, arm, point) that has its own */
};

static struct des_run_key key_of(const struct des_experiment *experiment, struct des_coordinates at,
                                 enum des_trace_level trace, const char *program, uint64_t libm,
                                 const struct sum *fixed) {
    const struct des_plan *plan = &experiment->plan;
    struct sum values = *fixed;
    add_varied(&values, experiment, at);
    struct digest digest;
    begin(&digest);
    put_text(&digest, "aksim run key 2");
    put_text(&digest, DES_STREAM_SCHEME);
    put_word(&digest, libm);
    put_text(&digest, program);
    put_text(&digest, plan->model->name);
    put_word(&digest, plan->seed);
    put_word(&digest, des_experiment_word(experiment, at));
    put_word(&digest, (uint64_t)plan->days);
    put_word(&digest, (uint64_t)trace);
    put_word(&digest, values.low);
    put_word(&digest, values.high);
    XXH128_hash_t hash = XXH3_128bits_digest(&digest.state);
    return (struct des_run_key){{hash.low64, hash.high64}};
}

struct des_run_key des_experiment_key(const struct des_experiment *experiment, size_t run,
                                      enum des_trace_level trace, const char *program) {
    struct des_coordinates at = des_experiment_coordinates(experiment, run);
    struct sum fixed =
        sum_fixed(experiment, des_experiment_central(experiment, at.setting, at.arm, at.point));
    return key_of(experiment, at, trace, program, des_libm_fingerprint(), &fixed);
}

/* ---- the keys of all runs ---- */

static void sum_all(struct des_run_keys *keys) {
    const struct des_plan *plan = &keys->experiment->plan;
    size_t points = desi_central_points(keys->experiment), at = 0;
    for (size_t setting = 0; setting < plan->setting_count; ++setting) {
        for (size_t arm = 0; arm < plan->arm_count; ++arm) {
            for (size_t point = 0; point < points; ++point) {
                keys->fixed[at++] =
                    sum_fixed(keys->experiment,
                              des_experiment_central(keys->experiment, setting, arm, point));
            }
        }
    }
}

enum des_status des_run_keys_create(const struct des_experiment *experiment,
                                    enum des_trace_level trace, int64_t traced, const char *program,
                                    struct des_run_keys **keys) {
    const struct des_plan *plan = &experiment->plan;
    struct des_run_keys *made = calloc(1, sizeof *made);
    size_t cells = plan->setting_count * plan->arm_count * desi_central_points(experiment);
    if (made == NULL) {
        return DES_ENOMEM;
    }
    *made = (struct des_run_keys){.experiment = experiment,
                                  .trace = trace,
                                  .traced = traced,
                                  .program = malloc(strlen(program) + 1),
                                  .libm = des_libm_fingerprint(),
                                  .fixed = calloc(cells + 1, sizeof *made->fixed)};
    if (made->program == NULL || made->fixed == NULL) {
        des_run_keys_destroy(made);
        return DES_ENOMEM;
    }
    memcpy(made->program, program, strlen(program) + 1);
    sum_all(made);
    *keys = made;
    return DES_OK;
}

void des_run_keys_destroy(struct des_run_keys *keys) {
    if (keys != NULL) {
        free(keys->program);
        free(keys->fixed);
        free(keys);
    }
}

struct des_run_key des_run_keys_at(const struct des_run_keys *keys, size_t run) {
    const struct des_plan *plan = &keys->experiment->plan;
    struct des_coordinates at = des_experiment_coordinates(keys->experiment, run);
    size_t points = desi_central_points(keys->experiment);
    size_t cell = (at.setting * plan->arm_count + at.arm) * points + at.point % points;
    return key_of(keys->experiment, at,
                  at.replication < keys->traced ? keys->trace : DES_TRACE_NONE, keys->program,
                  keys->libm, &keys->fixed[cell]);
}

uint64_t des_run_keys_digest(const struct des_run_keys *keys) {
    struct digest digest;
    begin(&digest);
    for (size_t run = 0; run < keys->experiment->plan.run_count; ++run) {
        struct des_run_key key = des_run_keys_at(keys, run);
        put_word(&digest, key.word[0]);
        put_word(&digest, key.word[1]);
    }
    return XXH3_128bits_digest(&digest.state).low64;
}

/* Two variants of a function, with and without fused multiply-add, agree in all but one of some
 * hundred arguments: it takes many to tell them apart. */
#define LIBM_ARGUMENTS 8192

uint64_t des_libm_fingerprint(void) {
    struct digest digest;
    begin(&digest);
    double fraction = 0.0;
    for (size_t i = 0; i < LIBM_ARGUMENTS; ++i) {
        /* Steps of the golden ratio spread evenly.  volatile: else the compiler computes these
         * with a library of its own. */
        fraction += 0.6180339887498949;
        fraction -= fraction >= 1.0 ? 1.0 : 0.0;
        volatile double small = 0.001 + 20.0 * fraction;
        volatile double large = 0.001 + 300.0 * fraction;
        put_real(&digest, exp(small));
        put_real(&digest, exp(-small));
        put_real(&digest, log(large));
        put_real(&digest, pow(large, 0.83));
        put_real(&digest, pow(large, -2.3));
        put_real(&digest, sin(large));
    }
    return XXH3_128bits_digest(&digest.state).low64;
}
