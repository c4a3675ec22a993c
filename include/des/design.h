/* include/des/design.h - which sets of parameter values are tried.
 *
 * A design lays points in the unit cube, one coordinate per factor; a factor's range or
 * distribution makes a value of the coordinate.  Every point is a function of the seed, the
 * kind and its own place: asking for more points keeps those that are there (a Latin hypercube
 * excepted, whose strata depend on their number).  Draws are placed (des/random.h) by the name
 * of the factor.
 *
 *   latin_hypercube  one point in each of n strata of every factor (McKay, Beckman and Conover
 *                    1979, doi:10.2307/1268522)
 *   sobol            a Sobol sequence (Bratley and Fox 1988, doi:10.1145/42288.214372) with a
 *                    random linear scramble and digital shift (Matousek 1998,
 *                    doi:10.1006/jcom.1998.0489), from its point 0 on: 2^m points are a net
 *   saltelli         two such halves A and B of a row, and A with one factor from B for each
 *                    factor (Saltelli et al. 2010, doi:10.1016/j.cpc.2009.09.018): factors + 2
 *                    points a row, in this order
 *   morris           walks on a grid that change one factor at a time (Morris 1991,
 *                    doi:10.2307/1269043): factors + 1 points each
 *   uncertainty      independent draws
 *
 * Above 40 dimensions, where the Sobol generator ends, sobol and saltelli take a Halton
 * sequence whose digits are scrambled linearly (Matousek 1998), up to 1229 dimensions. */
#ifndef DES_DESIGN_H
#define DES_DESIGN_H

#include <stddef.h>
#include <stdint.h>

#include "des/random.h"
#include "des/status.h"

enum des_design_kind {
    DES_DESIGN_LATIN_HYPERCUBE,
    DES_DESIGN_SOBOL,
    DES_DESIGN_SALTELLI,
    DES_DESIGN_MORRIS,
    DES_DESIGN_UNCERTAINTY,
    DES_DESIGN_COUNT
};
DES_API const char *des_design_name(enum des_design_kind kind); /* "latin_hypercube" ... */
/* DES_DESIGN_COUNT when there is no such name. */
DES_API enum des_design_kind des_design_named(const char *name);

enum { DES_SOBOL_DIMENSIONS = 40, DES_HALTON_DIMENSIONS = 1229 };

struct des_design_options {
    enum des_design_kind kind;
    size_t rows;   /* points; rows of saltelli, walks of morris */
    size_t levels; /* of morris' grid: even, 2 to 64 */
    uint64_t seed;
    const des_purpose *factors; /* names, hashed; borrowed */
    size_t factor_count;
};

struct des_design; /* opaque; immutable */

/* DES_OK; DES_ERANGE with a sentence (no rows or factors, odd levels, more dimensions than
 * there are sequences for, more than 2^31 - 1 points); DES_ENOMEM. */
DES_API DES_NODISCARD enum des_status des_design_create(const struct des_design_options *options,
                                                        struct des_design **design,
                                                        struct des_error *error);
DES_API void des_design_destroy(struct des_design *design); /* NULL is allowed */

DES_API const struct des_design_options *des_design_options(const struct des_design *design);
DES_API size_t des_design_points(const struct des_design *design);
/* Where the points come from, in words: "scrambled Sobol sequence". */
DES_API const char *des_design_sequence(const struct des_design *design);

/* In [0, 1]; 0 and 1 only for morris, else inside.  O(1). */
DES_API double des_design_coordinate(const struct des_design *design, size_t point, size_t factor);

/* The row that a point belongs to, and its place in it: saltelli 0 A, 1 B, 2 + i A with
 * factor i from B; morris the step of the walk; else 0. */
struct des_design_place {
    size_t row, block;
};
DES_API struct des_design_place des_design_place(const struct des_design *design, size_t point);

/* The replicate word of replication r at a point, row * 2^32 + r: points of one row share random
 * numbers, as those of a walk, which are subtracted; rows do not, so that what is said of all of
 * them (a mean, a regression) has errors that average out.  Never a function of how many points or
 * replications there are. */
DES_API uint64_t des_design_word(const struct des_design *design, size_t point, uint64_t r);

#endif
