/* engine/stats/smooth.c - a metamodel of rows in memory. */
#include "metamodel.h"

#include <stdlib.h>

/* Only the factors in use. */
struct table {
    const double *x, *y;
    size_t width;
    const size_t *used;
};

static void read_factor(const void *context, size_t factor, size_t first, size_t count, double *x) {
    const struct table *table = context;
    for (size_t i = 0; i < count; i++) {
        x[i] = table->x[(first + i) * table->width + table->used[factor]];
    }
}

static void read_outcome(const void *context, size_t outcome, size_t first, size_t count,
                         double *y) {
    const struct table *table = context;
    (void)outcome;
    for (size_t i = 0; i < count; i++) {
        y[i] = table->y[first + i];
    }
}

struct output {
    double *fitted;
    double room[2][DESI_WINDOW * DESI_LANES];
};

static void write_fitted(struct des_metamodel *model, size_t first, size_t rows, void *context) {
    struct output *output = context;
    desi_metamodel_fitted(model, DESI_DRAWN_IN, 0, 0, rows, output->room[0], output->room[1]);
    for (size_t i = 0; i < rows; i++) {
        output->fitted[first + i] = output->room[0][i * DESI_LANES];
    }
}

static enum des_status fit(const struct des_rows *rows, double *fitted, size_t *terms) {
    struct des_metamodel *model = NULL;
    struct output *output = calloc(1, sizeof *output);
    enum des_status status = output == NULL ? DES_ENOMEM : des_metamodel_create(rows, &model);
    if (status == DES_OK) {
        status = des_metamodel_fit(model, rows, false);
    }
    if (status == DES_OK) {
        output->fitted = fitted;
        desi_metamodel_walk(model, write_fitted, output);
        if (terms != NULL) {
            *terms = des_metamodel_terms(model, 0);
        }
    }
    des_metamodel_destroy(model);
    free(output);
    return status;
}

enum des_status des_smooth(const double *x, const double *y, size_t n, size_t factors,
                           const bool *use, double *fitted, size_t *terms) {
    size_t *used = calloc(factors + 1, sizeof *used), count = 0;
    if (used == NULL) {
        return DES_ENOMEM;
    }
    for (size_t f = 0; f < factors; f++) {
        used[count] = f;
        count += use[f];
    }
    const struct table table = {x, y, factors, used};
    const struct des_rows rows = {.n = n,
                                  .factors = count,
                                  .outcomes = 1,
                                  .context = &table,
                                  .factor = read_factor,
                                  .outcome = read_outcome};
    enum des_status status = fit(&rows, fitted, terms);
    free(used);
    return status;
}
