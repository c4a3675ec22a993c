/* engine/experiment/design.c - designs: their points and which of them share chance. */
#include "des/design.h"

#include "design_sequence.h"
#include "experiment.h"

#include "des/check.h"

#include <stdlib.h>
#include <string.h>

enum { LEVELS_LIMIT = 64 };

/* Where a walk of morris begins, and the step in which the factor moves: 3 bytes a point. */
struct start {
    uint8_t level;
    uint8_t step[2]; /* the lower byte first */
};

struct des_design {
    struct des_design_options options;
    des_purpose *factors;
    size_t points, per_row;
    const char *sequence_name;
    struct desi_sequence *sequence; /* of latin_hypercube, sobol and saltelli */
    struct start *starts;           /* of morris: of each walk and factor */
};

static const char *const names[] = {
    [DES_DESIGN_LATIN_HYPERCUBE] = "latin_hypercube",
    [DES_DESIGN_SOBOL] = "sobol",
    [DES_DESIGN_SALTELLI] = "saltelli",
    [DES_DESIGN_MORRIS] = "morris",
    [DES_DESIGN_UNCERTAINTY] = "uncertainty",
};

const char *des_design_name(enum des_design_kind kind) {
    des_require(kind < DES_DESIGN_COUNT);
    return names[kind];
}

enum des_design_kind des_design_named(const char *name) {
    for (size_t i = 0; i < DES_DESIGN_COUNT; i++) {
        if (strcmp(names[i], name) == 0) {
            return (enum des_design_kind)i;
        }
    }
    return DES_DESIGN_COUNT;
}

/* ---- morris: one walk ---- */

static uint64_t entity(void) {
    return des_entity(DESI_DESIGN_ENTITY, 0);
}

static size_t level_at_start(const struct des_design_options *options, size_t row, size_t i) {
    const struct des_random random = {options->seed, 0};
    size_t half = options->levels / 2;
    struct des_block block = des_draw(&random, entity(), options->factors[i], row, 0);
    bool down = (block.word[1] >> 63) != 0;
    return desi_below(block.word[0], half) + (down ? half : 0);
}

static void begin_walk(struct des_design *design, size_t row, size_t *order) {
    const struct des_design_options *options = &design->options;
    size_t factors = options->factor_count;
    struct start *starts = design->starts + row * factors;
    desi_shuffle(options->seed, des_purpose_named("design/morris/order"), row, order, factors);
    for (size_t i = 0; i < factors; i++) {
        starts[i].level = (uint8_t)level_at_start(options, row, i);
    }
    for (size_t step = 0; step < factors; step++) {
        struct start *start = &starts[order[step]];
        start->step[0] = (uint8_t)step;
        start->step[1] = (uint8_t)(step >> 8);
    }
}

static enum des_status begin_walks(struct des_design *design) {
    const struct des_design_options *options = &design->options;
    size_t *order = calloc(options->factor_count, sizeof *order);
    design->starts = calloc(options->rows * options->factor_count, sizeof *design->starts);
    bool made = order != NULL && design->starts != NULL;
    for (size_t row = 0; row < options->rows && made; row++) {
        begin_walk(design, row, order);
    }
    free(order);
    return made ? DES_OK : DES_ENOMEM;
}

/* Each factor steps once, by half the grid's levels, up or down, in random order. */
static double walk_at(const struct des_design *design, struct des_design_place place,
                      size_t factor) {
    const struct des_design_options *options = &design->options;
    const struct start *start = &design->starts[place.row * options->factor_count + factor];
    size_t level = start->level, half = options->levels / 2;
    if (place.block > (size_t)(start->step[0] | start->step[1] << 8)) {
        level = level < half ? level + half : level - half;
    }
    return (double)level / (double)(options->levels - 1);
}

/* ---- sequences ---- */

static size_t dimensions_of(const struct des_design_options *options) {
    return options->factor_count * (options->kind == DES_DESIGN_SALTELLI ? 2 : 1);
}

static enum des_status make_sequence(struct des_design *design) {
    const struct des_design_options *options = &design->options;
    size_t dimensions = dimensions_of(options);
    struct desi_dimension *dimension = calloc(dimensions, sizeof *dimension);
    if (dimension == NULL) {
        return DES_ENOMEM;
    }
    for (size_t d = 0; d < dimensions; d++) {
        dimension[d] = (struct desi_dimension){options->factors[d % options->factor_count],
                                               d / options->factor_count};
    }
    enum desi_sequence_kind kind = options->kind == DES_DESIGN_LATIN_HYPERCUBE
                                       ? DESI_LATIN_HYPERCUBE
                                   : dimensions <= DES_SOBOL_DIMENSIONS ? DESI_SOBOL
                                                                        : DESI_HALTON;
    enum des_status status = desi_sequence_create(kind, options->seed, dimension, dimensions,
                                                  options->rows, &design->sequence);
    free(dimension);
    return status;
}

static const char *name_of_sequence(const struct des_design_options *options) {
    switch (options->kind) {
    case DES_DESIGN_LATIN_HYPERCUBE:
        return "Latin hypercube";
    case DES_DESIGN_MORRIS:
        return "random walks on a grid";
    case DES_DESIGN_UNCERTAINTY:
        return "independent draws";
    default:
        return dimensions_of(options) <= DES_SOBOL_DIMENSIONS
                   ? "scrambled Sobol sequence"
                   : "scrambled Halton sequence: a Sobol sequence ends at 40 dimensions";
    }
}

/* ---- life ---- */

static size_t points_per_row(const struct des_design_options *options) {
    return options->kind == DES_DESIGN_SALTELLI ? options->factor_count + 2
           : options->kind == DES_DESIGN_MORRIS ? options->factor_count + 1
                                                : 1;
}

static enum des_status check(const struct des_design_options *options, struct des_error *error) {
    if (options->rows == 0 || options->factor_count == 0) {
        return des_fail(error, DES_ERANGE, "a design needs points and factors");
    }
    if (options->rows > INT32_MAX / points_per_row(options)) {
        return des_fail(error, DES_ERANGE, "more points than can be numbered");
    }
    bool sequence = options->kind == DES_DESIGN_SOBOL || options->kind == DES_DESIGN_SALTELLI;
    if (sequence && dimensions_of(options) > DES_HALTON_DIMENSIONS) {
        return des_fail(error, DES_ERANGE, "%zu dimensions (accepted: up to %d)",
                        dimensions_of(options), DES_HALTON_DIMENSIONS);
    }
    if (options->kind == DES_DESIGN_MORRIS && options->factor_count > UINT16_MAX) {
        return des_fail(error, DES_ERANGE, "%zu factors (accepted: up to %d)",
                        options->factor_count, UINT16_MAX);
    }
    if (options->kind == DES_DESIGN_MORRIS &&
        (options->levels < 2 || options->levels > LEVELS_LIMIT || options->levels % 2 != 0)) {
        return des_fail(error, DES_ERANGE, "%zu levels (accepted: an even number, 2 to %d)",
                        options->levels, LEVELS_LIMIT);
    }
    return DES_OK;
}

static enum des_status build(struct des_design *design) {
    const struct des_design_options *options = &design->options;
    design->factors = calloc(options->factor_count, sizeof *design->factors);
    if (design->factors == NULL) {
        return DES_ENOMEM;
    }
    memcpy(design->factors, options->factors, options->factor_count * sizeof *design->factors);
    design->options.factors = design->factors;
    return options->kind == DES_DESIGN_UNCERTAINTY ? DES_OK
           : options->kind == DES_DESIGN_MORRIS    ? begin_walks(design)
                                                   : make_sequence(design);
}

enum des_status des_design_create(const struct des_design_options *options,
                                  struct des_design **design, struct des_error *error) {
    enum des_status status = check(options, error);
    if (status != DES_OK) {
        return status;
    }
    struct des_design *made = calloc(1, sizeof *made);
    if (made == NULL) {
        return des_fail(error, DES_ENOMEM, "Out of memory.");
    }
    made->options = *options;
    made->per_row = points_per_row(options);
    made->points = options->rows * made->per_row;
    made->sequence_name = name_of_sequence(options);
    status = build(made);
    if (status != DES_OK) {
        des_design_destroy(made);
        return des_fail(error, status, "Out of memory for a design.");
    }
    *design = made;
    return DES_OK;
}

void des_design_destroy(struct des_design *design) {
    if (design != NULL) {
        free(design->factors);
        free(design->starts);
        desi_sequence_destroy(design->sequence);
        free(design);
    }
}

/* ---- asking ---- */

const struct des_design_options *des_design_options(const struct des_design *design) {
    return &design->options;
}

size_t des_design_points(const struct des_design *design) {
    return design->points;
}

const char *des_design_sequence(const struct des_design *design) {
    return design->sequence_name;
}

struct des_design_place des_design_place(const struct des_design *design, size_t point) {
    des_require(point < design->points);
    return (struct des_design_place){point / design->per_row, point % design->per_row};
}

double des_design_coordinate(const struct des_design *design, size_t point, size_t factor) {
    const struct des_design_options *options = &design->options;
    struct des_design_place place = des_design_place(design, point);
    des_require(factor < options->factor_count);
    if (options->kind == DES_DESIGN_UNCERTAINTY) {
        struct des_random random = {options->seed, des_design_word(design, point, 0)};
        struct des_block block =
            des_draw(&random, des_entity(DESI_UNCERTAIN_ENTITY, 0), options->factors[factor], 0, 0);
        return des_uniform_from(block.word[0]);
    }
    if (options->kind == DES_DESIGN_MORRIS) {
        return walk_at(design, place, factor);
    }
    bool from_b =
        options->kind == DES_DESIGN_SALTELLI && (place.block == 1 || place.block == factor + 2);
    return desi_sequence_at(design->sequence, place.row,
                            factor + (from_b ? options->factor_count : 0));
}

uint64_t des_design_word(const struct des_design *design, size_t point, uint64_t r) {
    return ((uint64_t)des_design_place(design, point).row << 32) + r;
}
