/* include/des/table.h - distributions beyond a name and four numbers: tables of values,
 * mixtures, truncation.
 *
 * Values may be observations (equal weights) or a tabulated distribution.  All but the
 * mixture are drawn by inversion of one uniform. */
#ifndef DES_TABLE_H
#define DES_TABLE_H

#include "des/dist.h"
#include "des/random.h"
#include "des/status.h"

/* ---- tables of values ---- */

struct des_table; /* opaque; immutable: shared between threads */

/* The values themselves, each with the share of its weight.
 *   value   n finite numbers in any order; copied
 *   weight  n numbers, 0 or more, not all 0; NULL: all the same
 * DES_OK; DES_ERANGE with a sentence; DES_ENOMEM.  O(n log n). */
DES_API DES_NODISCARD enum des_status des_table_of_values(const double *value, const double *weight,
                                                          size_t n, struct des_table **table,
                                                          struct des_error *error);
/* A distribution function of straight pieces: piece i lies between edge[i] and edge[i + 1]
 * and has the share of weight[i].  n + 1 observations in order as edges with equal weights
 * interpolate between them.
 *   edge    n + 1 finite numbers that do not fall; copied
 *   weight  as above */
DES_API DES_NODISCARD enum des_status des_table_of_pieces(const double *edge, const double *weight,
                                                          size_t n, struct des_table **table,
                                                          struct des_error *error);
DES_API void des_table_destroy(struct des_table *table); /* NULL is allowed */

/* O(log n). */
DES_API double des_table_draw(const struct des_table *table, struct des_stream *stream);
DES_API double des_table_quantile(const struct des_table *table, double u); /* NaN outside (0, 1) */
DES_API double des_table_cdf(const struct des_table *table, double x);
DES_API double des_table_mean(const struct des_table *table); /* O(n) */
DES_API double des_table_low(const struct des_table *table);
DES_API double des_table_high(const struct des_table *table);

/* ---- mixtures ---- */

/* Each case is of one of several kinds.  A plain value; the arrays are borrowed. */
struct des_mixture {
    const struct des_dist *part;
    const double *share; /* sum to 1 */
    size_t count;
};
/* DES_OK; DES_ERANGE with a sentence: no part, a bad part or share, a sum that is not 1
 * (within 1e-9). */
DES_API DES_NODISCARD enum des_status des_mixture_check(const struct des_mixture *mixture,
                                                        struct des_error *error);
DES_API double des_mixture_draw(const struct des_mixture *mixture, struct des_stream *stream);
DES_API double des_mixture_cdf(const struct des_mixture *mixture, double x);
DES_API double des_mixture_mean(const struct des_mixture *mixture);

/* ---- truncation ---- */

/* A distribution given that it lies between low and high, both included. */
struct des_truncated {
    struct des_dist dist;
    double low, high;
    double below, share; /* shares of the distribution below low, and kept */
};
/* `dist` has passed its check; bounds may be infinite.  DES_OK; DES_ERANGE with a sentence
 * unless low < high and at least 1e-9 of the distribution is kept. */
DES_API DES_NODISCARD enum des_status des_truncated_init(struct des_truncated *truncated,
                                                         const struct des_dist *dist, double low,
                                                         double high, struct des_error *error);
DES_API double des_truncated_draw(const struct des_truncated *truncated, struct des_stream *stream);
DES_API double des_truncated_quantile(const struct des_truncated *truncated, double u);
DES_API double des_truncated_cdf(const struct des_truncated *truncated, double x);

/* ---- any of them as a distribution ---- */

/* What a distribution of kind DES_DIST_SHAPED is. */
enum des_shape_form {
    DES_SHAPE_VALUES,   /* { dist = "table"; values = [...]; weights = [...]; } */
    DES_SHAPE_PIECES,   /* { dist = "piecewise"; edges = [...]; weights = [...]; } */
    DES_SHAPE_MIXTURE,  /* { dist = "mixture"; shares = [...]; parts = ( {...}, {...} ); } */
    DES_SHAPE_TRUNCATED /* { dist = ...; truncate = [low, high]; } */
};
struct des_shape {
    enum des_shape_form form;
    size_t count;                /* values, pieces or parts; 1 for a truncation */
    const double *value;         /* values, or count + 1 edges; else NULL */
    const double *weight;        /* weights or shares; NULL: all the same */
    const struct des_dist *part; /* parts, or what is truncated; else NULL */
    double low, high;            /* of a truncation */
};

/* Each makes a distribution that des_dist_release takes back; it owns copies of all that
 * is given.  The functions of des/dist.h work on it.  DES_OK; DES_ERANGE with a sentence;
 * DES_ENOMEM.  The mean of a truncation is that of 2048 quantiles, good to about four
 * digits; the quantile of a mixture is found by bisection. */
DES_API DES_NODISCARD enum des_status des_dist_of_values(const double *value, const double *weight,
                                                         size_t n, struct des_dist *dist,
                                                         struct des_error *error);
DES_API DES_NODISCARD enum des_status des_dist_of_pieces(const double *edge, const double *weight,
                                                         size_t n, struct des_dist *dist,
                                                         struct des_error *error);
DES_API DES_NODISCARD enum des_status des_dist_of_parts(const struct des_dist *part,
                                                        const double *share, size_t n,
                                                        struct des_dist *dist,
                                                        struct des_error *error);
DES_API DES_NODISCARD enum des_status des_dist_truncated(const struct des_dist *whole, double low,
                                                         double high, struct des_dist *dist,
                                                         struct des_error *error);
/* A copy with a shape of its own; of other kinds the value alone.  DES_OK; DES_ENOMEM. */
DES_API DES_NODISCARD enum des_status des_dist_copy(const struct des_dist *dist,
                                                    struct des_dist *copy);
/* Frees the shape, if any; the kind becomes DES_DIST_NONE. */
DES_API void des_dist_release(struct des_dist *dist);
/* NULL for other kinds.  Borrowed. */
DES_API const struct des_shape *des_dist_shape(const struct des_dist *dist);

#endif
