/* engine/experiment/design_sequence.c - Sobol, Halton and Latin hypercube, scrambled. */
#include "design_sequence.h"

#include "des/design.h"

#include <gsl/gsl_qrng.h>
#include <stdbool.h>
#include <stdlib.h>

static struct des_stream stream_of(uint64_t seed, des_purpose purpose, uint64_t what) {
    const struct des_random random = {seed, 0};
    return des_stream_at(&random, des_entity(DESI_DESIGN_ENTITY, 0), purpose, what);
}

/* What the draws of one coordinate are for. */
enum { SCRAMBLE = 0, STRATA = 2, JITTER = 4 };

size_t desi_below(uint64_t word, size_t count) {
    /* the bias is below count / 2^52 */
    size_t number = (size_t)(des_uniform_from(word) * (double)count);
    return number < count ? number : count - 1;
}

void desi_shuffle(uint64_t seed, des_purpose purpose, uint64_t what, size_t *order, size_t count) {
    struct des_stream stream = stream_of(seed, purpose, what);
    for (size_t i = 0; i < count; i++) {
        order[i] = i;
    }
    for (size_t i = count; i > 1; i--) {
        size_t other = desi_below(des_stream_word(&stream), i);
        size_t kept = order[i - 1];
        order[i - 1] = order[other];
        order[other] = kept;
    }
}

struct sobol;
struct halton;
struct latin;

struct desi_sequence {
    enum desi_sequence_kind kind;
    size_t dimensions, rows;
    struct sobol *sobol; /* of each dimension; those of other kinds are NULL */
    struct halton *halton;
    struct latin *latin;
};

/* ---- Sobol: 30 binary digits, the first the highest ---- */

enum { BITS = 30 };

/* Point n of the sequence adds up, over the two-element field, the directions that the digits of
 * n's Gray code name (Antonov and Saleev 1979, doi:10.1016/0041-5553(79)90085-5).  A scramble is
 * linear, so that the directions are scrambled instead of the points. */
struct sobol {
    uint32_t direction[BITS];
    uint32_t shift;
};

/* A lower triangular matrix over the two-element field with ones on its diagonal, row by
 * row as masks of the digits that it adds up, and a shift. */
struct scramble {
    uint32_t row[BITS];
    uint32_t shift;
};

static struct scramble scramble_of(uint64_t seed, const struct desi_dimension *dimension) {
    struct des_stream stream = stream_of(seed, dimension->factor, SCRAMBLE + dimension->half);
    struct scramble scramble = {.shift = (uint32_t)(des_stream_word(&stream) >> (64 - BITS))};
    for (int i = 0; i < BITS; i++) {
        uint32_t own = UINT32_C(1) << (BITS - 1 - i);
        uint32_t above = ~(2 * own - 1) & ((UINT32_C(1) << BITS) - 1);
        scramble.row[i] = ((uint32_t)(des_stream_word(&stream) >> 32) & above) | own;
    }
    return scramble;
}

static uint32_t mixed(const struct scramble *scramble, uint32_t digits) {
    uint32_t sum = 0;
    for (int i = 0; i < BITS; i++) {
        uint32_t parity = (uint32_t)__builtin_parity(scramble->row[i] & digits);
        sum |= parity << (BITS - 1 - i);
    }
    return sum;
}

/* GSL tells points, not directions: direction b is what point 2^b adds to the one before it. */
static void read_directions(gsl_qrng *generator, struct desi_sequence *sequence, double *point,
                            double *before) {
    unsigned bit = 0;
    for (size_t row = 1; row < sequence->rows; row++) {
        bool adds = row == (size_t)1 << bit;
        for (size_t d = 0; adds && d < sequence->dimensions; d++) {
            before[d] = point[d];
        }
        (void)gsl_qrng_get(generator, point); /* GSL leaves out point 0: the origin */
        for (size_t d = 0; adds && d < sequence->dimensions; d++) {
            sequence->sobol[d].direction[bit] =
                (uint32_t)(point[d] * 0x1p30) ^ (uint32_t)(before[d] * 0x1p30);
        }
        bit += adds;
    }
}

static void scramble_directions(uint64_t seed, const struct desi_dimension *dimension,
                                struct sobol *sobol) {
    const struct scramble scramble = scramble_of(seed, dimension);
    for (int bit = 0; bit < BITS; bit++) {
        sobol->direction[bit] = mixed(&scramble, sobol->direction[bit]);
    }
    sobol->shift = scramble.shift;
}

static enum des_status make_sobol(struct desi_sequence *sequence, uint64_t seed,
                                  const struct desi_dimension *dimension) {
    size_t dimensions = sequence->dimensions;
    gsl_qrng *generator = gsl_qrng_alloc(gsl_qrng_sobol, (unsigned)dimensions);
    double *points = calloc(2 * dimensions, sizeof *points);
    sequence->sobol = calloc(dimensions, sizeof *sequence->sobol);
    bool made = generator != NULL && points != NULL && sequence->sobol != NULL;
    if (made) {
        read_directions(generator, sequence, points, points + dimensions);
        for (size_t d = 0; d < dimensions; d++) {
            scramble_directions(seed, &dimension[d], &sequence->sobol[d]);
        }
    }
    if (generator != NULL) {
        gsl_qrng_free(generator);
    }
    free(points);
    return made ? DES_OK : DES_ENOMEM;
}

static double sobol_at(const struct sobol *sobol, size_t row) {
    uint32_t digits = sobol->shift;
    size_t gray = row ^ row >> 1;
    for (int bit = 0; gray >> bit != 0; bit++) {
        digits ^= (gray >> bit & 1) != 0 ? sobol->direction[bit] : 0;
    }
    return ((double)digits + 0.5) * 0x1p-30;
}

/* ---- Halton ---- */

enum { HALTON_DIGITS = 50 }; /* in base 2; fewer in others */

/* Digit k of a number becomes (factor[k] digit + term[k]) mod base; zeros after the last digit
 * too, so that the digits go on to the end of a double. */
struct halton {
    unsigned base, digits;
    uint16_t factor[HALTON_DIGITS], term[HALTON_DIGITS];
};

/* The next prime; the last that is asked for is below 10 000. */
static unsigned prime_after(unsigned number) {
    for (unsigned next = number + 1;; next++) {
        unsigned divisor = 2;
        while (divisor * divisor <= next && next % divisor != 0) {
            divisor++;
        }
        if (divisor * divisor > next) {
            return next;
        }
    }
}

static enum des_status make_halton(struct desi_sequence *sequence, uint64_t seed,
                                   const struct desi_dimension *dimension) {
    unsigned base = 1;
    sequence->halton = calloc(sequence->dimensions, sizeof *sequence->halton);
    if (sequence->halton == NULL) {
        return DES_ENOMEM;
    }
    for (size_t d = 0; d < sequence->dimensions; d++) {
        struct halton *halton = &sequence->halton[d];
        struct des_stream stream =
            stream_of(seed, dimension[d].factor, SCRAMBLE + dimension[d].half);
        halton->base = base = prime_after(base);
        for (double place = 1.0; place > 0x1p-50; place /= base) {
            halton->factor[halton->digits] =
                (uint16_t)(1 + desi_below(des_stream_word(&stream), base - 1));
            halton->term[halton->digits++] = (uint16_t)desi_below(des_stream_word(&stream), base);
        }
    }
    return DES_OK;
}

static double halton_at(const struct halton *halton, size_t row) {
    double place = 1.0, sum = 0.0;
    size_t base = halton->base, rest = row;
    for (unsigned k = 0; k < halton->digits; k++, rest /= base) {
        place /= (double)base;
        sum += place * (double)((halton->factor[k] * (rest % base) + halton->term[k]) % base);
    }
    double inside = sum + 0.5 * place;
    return inside < 1.0 ? inside : 1.0 - 0x1p-53;
}

/* ---- Latin hypercube ---- */

/* An order of the strata: numbers laid out in rows of a table are moved along its lines, each line
 * by a number of its own, across and down in turn: a Feistel network (Black and Rogaway 2002,
 * doi:10.1007/3-540-45760-7_9) with drawn tables. */
enum { TURNS = 4 };
struct latin {
    struct des_random random;
    des_purpose factor;
    size_t across, down; /* of the table, which has no less room than there are strata */
    uint16_t *move;      /* TURNS times: `across` moves down, then `down` moves across */
};

static size_t side_of(size_t rows) {
    size_t side = 1;
    while (side * side < rows) {
        side++;
    }
    return side;
}

static bool make_latin_dimension(struct latin *latin, uint64_t seed, des_purpose factor,
                                 size_t rows) {
    size_t across = side_of(rows), down = (rows + across - 1) / across;
    struct des_stream stream = stream_of(seed, factor, STRATA);
    *latin = (struct latin){.random = {seed, 0},
                            .factor = factor,
                            .across = across,
                            .down = down,
                            .move = calloc(TURNS * (across + down), sizeof *latin->move)};
    uint16_t *move = latin->move;
    for (int turn = 0; turn < TURNS && move != NULL; turn++) {
        for (size_t i = 0; i < across; i++) {
            *move++ = (uint16_t)desi_below(des_stream_word(&stream), down);
        }
        for (size_t i = 0; i < down; i++) {
            *move++ = (uint16_t)desi_below(des_stream_word(&stream), across);
        }
    }
    return latin->move != NULL;
}

static enum des_status make_latin(struct desi_sequence *sequence, uint64_t seed,
                                  const struct desi_dimension *dimension) {
    bool made = (sequence->latin = calloc(sequence->dimensions, sizeof *sequence->latin)) != NULL;
    for (size_t d = 0; d < sequence->dimensions && made; d++) {
        made = make_latin_dimension(&sequence->latin[d], seed, dimension[d].factor, sequence->rows);
    }
    return made ? DES_OK : DES_ENOMEM;
}

static size_t move_once(const struct latin *latin, size_t number) {
    size_t row = number / latin->across, column = number % latin->across;
    const uint16_t *move = latin->move;
    for (int turn = 0; turn < TURNS; turn++, move += latin->across + latin->down) {
        row = (row + move[column]) % latin->down;
        column = (column + move[latin->across + row]) % latin->across;
    }
    return row * latin->across + column;
}

static double latin_at(const struct latin *latin, size_t row, size_t rows) {
    size_t stratum = row;
    do {
        stratum = move_once(latin, stratum); /* on from places of the table that are no strata */
    } while (stratum >= rows);
    struct des_block block =
        des_draw(&latin->random, des_entity(DESI_DESIGN_ENTITY, 0), latin->factor, JITTER, row / 4);
    return ((double)stratum + des_uniform_from(block.word[row % 4])) / (double)rows;
}

/* ---- any of them ---- */

enum des_status desi_sequence_create(enum desi_sequence_kind kind, uint64_t seed,
                                     const struct desi_dimension *dimension, size_t dimensions,
                                     size_t rows, struct desi_sequence **sequence) {
    struct desi_sequence *made = calloc(1, sizeof *made);
    if (made == NULL) {
        return DES_ENOMEM;
    }
    *made = (struct desi_sequence){.kind = kind, .dimensions = dimensions, .rows = rows};
    enum des_status status = kind == DESI_SOBOL    ? make_sobol(made, seed, dimension)
                             : kind == DESI_HALTON ? make_halton(made, seed, dimension)
                                                   : make_latin(made, seed, dimension);
    if (status != DES_OK) {
        desi_sequence_destroy(made);
        return status;
    }
    *sequence = made;
    return DES_OK;
}

void desi_sequence_destroy(struct desi_sequence *sequence) {
    if (sequence == NULL) {
        return;
    }
    for (size_t d = 0; sequence->latin != NULL && d < sequence->dimensions; d++) {
        free(sequence->latin[d].move);
    }
    free(sequence->latin);
    free(sequence->halton);
    free(sequence->sobol);
    free(sequence);
}

double desi_sequence_at(const struct desi_sequence *sequence, size_t row, size_t dimension) {
    switch (sequence->kind) {
    case DESI_SOBOL:
        return sobol_at(&sequence->sobol[dimension], row);
    case DESI_HALTON:
        return halton_at(&sequence->halton[dimension], row);
    default:
        return latin_at(&sequence->latin[dimension], row, sequence->rows);
    }
}
