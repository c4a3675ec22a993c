/* engine/random/shape.c - tables, mixtures and truncations as distributions.
 *
 * A des_dist stays a plain value of a kind and four numbers: where the shape is stands in
 * place of the first. */
#include "shape.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "des/table.h"

#define MEAN_QUANTILES 2048

struct shape {
    struct des_shape view;
    struct des_table *table; /* of values or pieces */
    struct des_truncated cut;
    double mean;
    double *value, *weight; /* behind the view; owned */
    struct des_dist *part;
};

static_assert(sizeof(struct shape *) <= sizeof(double), "an address fits into an argument");

static struct shape *shape_of(const struct des_dist *dist) {
    struct shape *shape = NULL;
    memcpy(&shape, &dist->argument[0], sizeof(shape));
    return shape;
}

static struct des_dist dist_of(struct shape *shape) {
    struct des_dist dist = {.kind = DES_DIST_SHAPED};
    memcpy(&dist.argument[0], &shape, sizeof(shape));
    return dist;
}

/* ---- life ---- */

static void destroy(struct shape *shape) {
    for (size_t i = 0; shape->part != NULL && i < shape->view.count; i++) {
        des_dist_release(&shape->part[i]);
    }
    des_table_destroy(shape->table);
    free(shape->value);
    free(shape->weight);
    free(shape->part);
    free(shape);
}

static bool copy_numbers(double **copy, const double *numbers, size_t n) {
    *copy = numbers != NULL ? malloc(n * sizeof(**copy)) : NULL;
    if (*copy != NULL) {
        memcpy(*copy, numbers, n * sizeof(**copy));
    }
    return numbers == NULL || *copy != NULL;
}

static bool copy_parts(struct shape *shape, const struct des_dist *part, size_t n) {
    shape->part = part != NULL ? calloc(n, sizeof(*shape->part)) : NULL;
    bool copied = part == NULL || shape->part != NULL;
    for (size_t i = 0; part != NULL && copied && i < n; i++) {
        copied = des_dist_copy(&part[i], &shape->part[i]) == DES_OK;
    }
    return copied;
}

/* A shape with copies of what the view shows, not yet ready to use; NULL: no memory. */
static struct shape *allocate(const struct des_shape *view) {
    struct shape *shape = calloc(1, sizeof(*shape));
    if (shape == NULL) {
        return NULL;
    }
    shape->view = *view;
    size_t numbers = view->count + (view->form == DES_SHAPE_PIECES);
    if (!copy_numbers(&shape->value, view->value, numbers) ||
        !copy_numbers(&shape->weight, view->weight, view->count) ||
        !copy_parts(shape, view->part, view->count)) {
        destroy(shape);
        return NULL;
    }
    shape->view.value = shape->value;
    shape->view.weight = shape->weight;
    shape->view.part = shape->part;
    return shape;
}

static struct des_mixture mixture_of(const struct shape *shape) {
    return (struct des_mixture){shape->part, shape->weight, shape->view.count};
}

static double mean_of_quantiles(const struct des_truncated *cut) {
    double sum = 0.0;
    for (int i = 0; i < MEAN_QUANTILES; i++) {
        sum += des_truncated_quantile(cut, (i + 0.5) / MEAN_QUANTILES);
    }
    return sum / MEAN_QUANTILES;
}

/* What is asked of the shape later, from what it shows. */
static enum des_status prepare(struct shape *shape, struct des_error *error) {
    const struct des_shape *view = &shape->view;
    struct des_mixture mixture = mixture_of(shape);
    enum des_status status = DES_OK;
    switch (view->form) {
    case DES_SHAPE_VALUES:
        status = des_table_of_values(view->value, view->weight, view->count, &shape->table, error);
        break;
    case DES_SHAPE_PIECES:
        status = des_table_of_pieces(view->value, view->weight, view->count, &shape->table, error);
        break;
    case DES_SHAPE_MIXTURE:
        status = des_mixture_check(&mixture, error);
        break;
    case DES_SHAPE_TRUNCATED:
        status = des_truncated_init(&shape->cut, &shape->part[0], view->low, view->high, error);
        break;
    }
    if (status == DES_OK) {
        shape->mean = view->form == DES_SHAPE_MIXTURE     ? des_mixture_mean(&mixture)
                      : view->form == DES_SHAPE_TRUNCATED ? mean_of_quantiles(&shape->cut)
                                                          : des_table_mean(shape->table);
    }
    return status;
}

static enum des_status make(const struct des_shape *view, struct des_dist *dist,
                            struct des_error *error) {
    struct shape *shape = allocate(view);
    if (shape == NULL) {
        return des_fail(error, DES_ENOMEM, "There is no memory for a distribution.");
    }
    enum des_status status = prepare(shape, error);
    if (status != DES_OK) {
        destroy(shape);
        return status;
    }
    *dist = dist_of(shape);
    return DES_OK;
}

enum des_status des_dist_of_values(const double *value, const double *weight, size_t n,
                                   struct des_dist *dist, struct des_error *error) {
    return make(&(struct des_shape){DES_SHAPE_VALUES, n, value, weight, NULL, 0.0, 0.0}, dist,
                error);
}

enum des_status des_dist_of_pieces(const double *edge, const double *weight, size_t n,
                                   struct des_dist *dist, struct des_error *error) {
    return make(&(struct des_shape){DES_SHAPE_PIECES, n, edge, weight, NULL, 0.0, 0.0}, dist,
                error);
}

enum des_status des_dist_of_parts(const struct des_dist *part, const double *share, size_t n,
                                  struct des_dist *dist, struct des_error *error) {
    return make(&(struct des_shape){DES_SHAPE_MIXTURE, n, NULL, share, part, 0.0, 0.0}, dist,
                error);
}

enum des_status des_dist_truncated(const struct des_dist *whole, double low, double high,
                                   struct des_dist *dist, struct des_error *error) {
    enum des_status status = des_dist_check(whole, error);
    return status != DES_OK
               ? status
               : make(&(struct des_shape){DES_SHAPE_TRUNCATED, 1, NULL, NULL, whole, low, high},
                      dist, error);
}

enum des_status des_dist_copy(const struct des_dist *dist, struct des_dist *copy) {
    const struct des_shape *view = des_dist_shape(dist);
    if (view == NULL) {
        *copy = *dist;
        return DES_OK;
    }
    struct shape *shape = allocate(view);
    if (shape == NULL) {
        return DES_ENOMEM;
    }
    const struct shape *from = shape_of(dist);
    shape->mean = from->mean;
    if (view->form == DES_SHAPE_TRUNCATED) { /* the same cut of the copy */
        shape->cut = from->cut;
        shape->cut.dist = shape->part[0];
    } else if (view->form != DES_SHAPE_MIXTURE && prepare(shape, NULL) != DES_OK) {
        destroy(shape);
        return DES_ENOMEM; /* all else was checked */
    }
    *copy = dist_of(shape);
    return DES_OK;
}

void des_dist_release(struct des_dist *dist) {
    if (dist->kind == DES_DIST_SHAPED) {
        destroy(shape_of(dist));
    }
    *dist = (struct des_dist){.kind = DES_DIST_NONE};
}

const struct des_shape *des_dist_shape(const struct des_dist *dist) {
    return dist->kind == DES_DIST_SHAPED ? &shape_of(dist)->view : NULL;
}

/* ---- what a distribution can be asked ---- */

double desi_shaped_draw(const struct des_dist *dist, struct des_stream *stream) {
    const struct shape *shape = shape_of(dist);
    const struct des_mixture mixture = mixture_of(shape);
    switch (shape->view.form) {
    case DES_SHAPE_MIXTURE:
        return des_mixture_draw(&mixture, stream);
    case DES_SHAPE_TRUNCATED:
        return des_truncated_draw(&shape->cut, stream);
    case DES_SHAPE_VALUES:
    case DES_SHAPE_PIECES:
        break;
    }
    return des_table_draw(shape->table, stream);
}

bool desi_shaped_by_inversion(const struct des_dist *dist) {
    return shape_of(dist)->view.form != DES_SHAPE_MIXTURE;
}

/* Between the lowest and the highest quantile of the parts, halved until no number is left
 * between. */
static double mixture_quantile(const struct des_mixture *mixture, double u) {
    double low = INFINITY, high = -(double)INFINITY;
    for (size_t i = 0; i < mixture->count; i++) {
        if (mixture->share[i] > 0.0) {
            double x = des_dist_quantile(&mixture->part[i], u);
            low = fmin(low, x);
            high = fmax(high, x);
        }
    }
    if (des_mixture_cdf(mixture, low) >= u) {
        return low;
    }
    for (;;) {
        double middle = low + 0.5 * (high - low);
        if (!(middle > low && middle < high)) {
            return high;
        }
        *(des_mixture_cdf(mixture, middle) < u ? &low : &high) = middle;
    }
}

double desi_shaped_quantile(const struct des_dist *dist, double u) {
    const struct shape *shape = shape_of(dist);
    const struct des_mixture mixture = mixture_of(shape);
    switch (shape->view.form) {
    case DES_SHAPE_MIXTURE:
        return mixture_quantile(&mixture, u);
    case DES_SHAPE_TRUNCATED:
        return des_truncated_quantile(&shape->cut, u);
    case DES_SHAPE_VALUES:
    case DES_SHAPE_PIECES:
        break;
    }
    return des_table_quantile(shape->table, u);
}

double desi_shaped_cdf(const struct des_dist *dist, double x) {
    const struct shape *shape = shape_of(dist);
    const struct des_mixture mixture = mixture_of(shape);
    switch (shape->view.form) {
    case DES_SHAPE_MIXTURE:
        return des_mixture_cdf(&mixture, x);
    case DES_SHAPE_TRUNCATED:
        return des_truncated_cdf(&shape->cut, x);
    case DES_SHAPE_VALUES:
    case DES_SHAPE_PIECES:
        break;
    }
    return des_table_cdf(shape->table, x);
}

double desi_shaped_mean(const struct des_dist *dist) {
    return shape_of(dist)->mean;
}

/* The lowest, or with sign -1 the highest negated, of all parts that occur. */
static double bound(const struct shape *shape, double sign, double (*of)(const struct des_dist *)) {
    double least = INFINITY;
    for (size_t i = 0; i < shape->view.count; i++) {
        if (shape->weight[i] > 0.0) {
            least = fmin(least, sign * of(&shape->part[i]));
        }
    }
    return sign * least;
}

double desi_shaped_low(const struct des_dist *dist) {
    const struct shape *shape = shape_of(dist);
    switch (shape->view.form) {
    case DES_SHAPE_MIXTURE:
        return bound(shape, 1.0, des_dist_low);
    case DES_SHAPE_TRUNCATED:
        return fmax(shape->view.low, des_dist_low(&shape->part[0]));
    case DES_SHAPE_VALUES:
    case DES_SHAPE_PIECES:
        break;
    }
    return des_table_low(shape->table);
}

double desi_shaped_high(const struct des_dist *dist) {
    const struct shape *shape = shape_of(dist);
    switch (shape->view.form) {
    case DES_SHAPE_MIXTURE:
        return bound(shape, -1.0, des_dist_high);
    case DES_SHAPE_TRUNCATED:
        return fmin(shape->view.high, des_dist_high(&shape->part[0]));
    case DES_SHAPE_VALUES:
    case DES_SHAPE_PIECES:
        break;
    }
    return des_table_high(shape->table);
}
