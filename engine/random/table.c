/* engine/random/table.c - distributions as tables of values or of straight pieces. */
#include "des/table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct row {
    double x, weight;
};

struct des_table {
    size_t n;
    bool pieces;        /* values: x[i]; pieces: from x[i] to x[i + 1] */
    double *x;          /* n, or n + 1 for pieces; behind the struct */
    double *cumulative; /* n shares up to and with each; the last is 1 */
};

/* ---- making one ---- */

static enum des_status check_weights(const double *weight, size_t n, struct des_error *error) {
    double total = weight == NULL ? 1.0 : 0.0;
    for (size_t i = 0; weight != NULL && i < n; i++) {
        if (!isfinite(weight[i]) || weight[i] < 0.0) {
            return des_fail(error, DES_ERANGE, "A weight of a table must be 0 or more, not %g.",
                            weight[i]);
        }
        total += weight[i];
    }
    if (n == 0 || !(total > 0.0) || !isfinite(total)) {
        return des_fail(error, DES_ERANGE, "A table needs values whose weights sum to above 0.");
    }
    return DES_OK;
}

static enum des_status check_finite(const double *x, size_t n, struct des_error *error) {
    for (size_t i = 0; i < n; i++) {
        if (!isfinite(x[i])) {
            return des_fail(error, DES_ERANGE, "A value of a table must be finite, not %g.", x[i]);
        }
    }
    return DES_OK;
}

/* One piece of memory: the struct, its values, its shares. */
static struct des_table *allocate(size_t n, bool pieces) {
    size_t numbers = 2 * n + 1;
    if (n >= SIZE_MAX / sizeof(double) / 4) {
        return NULL;
    }
    struct des_table *table = calloc(1, sizeof *table + numbers * sizeof(double));
    if (table != NULL) {
        table->n = n;
        table->pieces = pieces;
        table->x = (double *)(table + 1);
        table->cumulative = table->x + n + 1;
    }
    return table;
}

static void accumulate(struct des_table *table) {
    double sum = 0.0;
    for (size_t i = 0; i < table->n; i++) {
        sum += table->cumulative[i];
        table->cumulative[i] = sum;
    }
    for (size_t i = 0; i < table->n; i++) {
        table->cumulative[i] /= sum; /* 1 for the last and for those of no weight after it */
    }
}

/* Equal values by weight, so that the last bits of a sum do not depend on their order. */
static int compare_rows(const void *left, const void *right) {
    const struct row *a = left, *b = right;
    int by_x = (a->x > b->x) - (a->x < b->x);
    return by_x != 0 ? by_x : (a->weight > b->weight) - (a->weight < b->weight);
}

static enum des_status sort_into(struct des_table *table, const double *value,
                                 const double *weight) {
    struct row *rows = calloc(table->n, sizeof *rows);
    if (rows == NULL) {
        return DES_ENOMEM;
    }
    for (size_t i = 0; i < table->n; i++) {
        rows[i] = (struct row){value[i], weight != NULL ? weight[i] : 1.0};
    }
    qsort(rows, table->n, sizeof *rows, compare_rows);
    for (size_t i = 0; i < table->n; i++) {
        table->x[i] = rows[i].x;
        table->cumulative[i] = rows[i].weight;
    }
    free(rows);
    return DES_OK;
}

enum des_status des_table_of_values(const double *value, const double *weight, size_t n,
                                    struct des_table **table, struct des_error *error) {
    enum des_status status = check_weights(weight, n, error);
    status = status == DES_OK ? check_finite(value, n, error) : status;
    if (status != DES_OK) {
        return status;
    }
    struct des_table *made = allocate(n, false);
    if (made == NULL || sort_into(made, value, weight) != DES_OK) {
        des_table_destroy(made);
        return des_fail(error, DES_ENOMEM, "There is no memory for a table of values.");
    }
    accumulate(made);
    *table = made;
    return DES_OK;
}

enum des_status des_table_of_pieces(const double *edge, const double *weight, size_t n,
                                    struct des_table **table, struct des_error *error) {
    enum des_status status = check_weights(weight, n, error);
    status = status == DES_OK ? check_finite(edge, n + 1, error) : status;
    for (size_t i = 0; status == DES_OK && i < n; i++) {
        if (edge[i + 1] < edge[i]) {
            status = des_fail(error, DES_ERANGE, "The edges of a table fall from %g to %g.",
                              edge[i], edge[i + 1]);
        }
    }
    if (status != DES_OK) {
        return status;
    }
    struct des_table *made = allocate(n, true);
    if (made == NULL) {
        return des_fail(error, DES_ENOMEM, "There is no memory for a table of pieces.");
    }
    memcpy(made->x, edge, (n + 1) * sizeof *edge);
    for (size_t i = 0; i < n; i++) {
        made->cumulative[i] = weight != NULL ? weight[i] : 1.0;
    }
    accumulate(made);
    *table = made;
    return DES_OK;
}

void des_table_destroy(struct des_table *table) {
    free(table);
}

/* ---- asking it ---- */

static double share_before(const struct des_table *table, size_t i) {
    return i > 0 ? table->cumulative[i - 1] : 0.0;
}

/* The first whose share up to and with it reaches u: never one of no weight. */
static size_t reaching(const struct des_table *table, double u) {
    size_t low = 0, high = table->n - 1;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (table->cumulative[middle] < u) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

double des_table_quantile(const struct des_table *table, double u) {
    if (!(u > 0.0 && u < 1.0)) {
        return (double)NAN;
    }
    size_t i = reaching(table, u);
    if (!table->pieces) {
        return table->x[i];
    }
    double before = share_before(table, i), share = table->cumulative[i] - before;
    double x = table->x[i] + (u - before) / share * (table->x[i + 1] - table->x[i]);
    return fmin(x, table->x[i + 1]);
}

double des_table_draw(const struct des_table *table, struct des_stream *stream) {
    return des_table_quantile(table, des_stream_uniform(stream));
}

/* How many of the x are at or below this one. */
static size_t count_up_to(const struct des_table *table, size_t count, double x) {
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (table->x[middle] <= x) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

double des_table_cdf(const struct des_table *table, double x) {
    size_t count = count_up_to(table, table->pieces ? table->n + 1 : table->n, x);
    if (isnan(x) || count == 0) {
        return isnan(x) ? x : 0.0;
    }
    if (!table->pieces) {
        return table->cumulative[count - 1];
    }
    if (count > table->n) {
        return 1.0;
    }
    double before = share_before(table, count - 1), share = table->cumulative[count - 1] - before;
    double from = table->x[count - 1], to = table->x[count];
    return before + share * (x - from) / (to - from);
}

double des_table_mean(const struct des_table *table) {
    double mean = 0.0;
    for (size_t i = 0; i < table->n; i++) {
        double x = table->pieces ? 0.5 * (table->x[i] + table->x[i + 1]) : table->x[i];
        mean += x * (table->cumulative[i] - share_before(table, i));
    }
    return mean;
}

double des_table_low(const struct des_table *table) {
    return table->x[0];
}

double des_table_high(const struct des_table *table) {
    return table->x[table->pieces ? table->n : table->n - 1];
}
