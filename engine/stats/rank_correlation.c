/* engine/stats/rank_correlation.c - partial rank correlation.
 *
 * Ranks are kept of some columns at a time: all products are summed of two such blocks, for every
 * pair of them. */
#include "des/sensitivity.h"

#include <math.h>
#include <stdlib.h>

#include "cholesky.h"
#include "panels.h"

/* Ranks that a block may hold, unless that were few columns. */
#define RANKS_MOST ((size_t)1 << 21)
enum { COLUMNS_LEAST = 16 };

/* ---- ranks of a column ---- */

struct place {
    double value;
    size_t at;
};

static int by_value(const void *a, const void *b) {
    const struct place *x = a, *y = b;
    if (x->value < y->value || x->value > y->value) {
        return x->value < y->value ? -1 : 1;
    }
    return (x->at > y->at) - (x->at < y->at);
}

/* Twice the mean ranks less their mean; equal values share a rank.  Returns their length: 1 when
 * all are equal. */
static double rank(const double *values, size_t n, struct place *order, int32_t *ranks) {
    for (size_t i = 0; i < n; i++) {
        order[i] = (struct place){values[i], i};
    }
    qsort(order, n, sizeof *order, by_value);
    double squares = 0.0;
    for (size_t first = 0, end = 0; first < n; first = end) {
        while (end < n && !(order[end].value > order[first].value)) {
            end++;
        }
        int32_t twice = (int32_t)((int64_t)(first + end) - (int64_t)n);
        for (size_t i = first; i < end; i++) {
            ranks[order[i].at] = twice;
            squares += 0.25 * (double)twice * (double)twice;
        }
    }
    return squares > 0.0 ? sqrt(squares) : 1.0;
}

/* ---- blocks of columns ---- */

struct block {
    size_t first, count;
    int32_t *ranks; /* count x n */
    double *length; /* of each column */
    struct desi_panels window;
};

/* Factors, then outcomes. */
struct table {
    const struct des_rows *rows;
    size_t columns, width; /* in all; of a block */
    double *values;        /* a column */
    struct place *order;
    struct block block[2];
    double *sums;        /* of two blocks */
    double *correlation; /* columns x columns */
};

static bool block_init(struct block *block, size_t width, size_t n) {
    block->ranks = calloc(width * n, sizeof *block->ranks);
    block->length = calloc(width, sizeof *block->length);
    return desi_panels_init(&block->window, width) && block->ranks != NULL && block->length != NULL;
}

static void block_fini(struct block *block) {
    free(block->ranks);
    free(block->length);
    desi_panels_fini(&block->window);
}

static bool table_init(struct table *table, const struct des_rows *rows) {
    size_t columns = rows->factors + rows->outcomes, width = RANKS_MOST / rows->n;
    width = width > COLUMNS_LEAST ? width : COLUMNS_LEAST;
    width = width < columns ? width : columns;
    *table = (struct table){.rows = rows,
                            .columns = columns,
                            .width = width,
                            .values = calloc(rows->n, sizeof *table->values),
                            .order = calloc(rows->n, sizeof *table->order),
                            .sums = calloc(desi_panels_sums(width, width), sizeof(double)),
                            .correlation = calloc(columns * columns, sizeof(double))};
    bool room = block_init(&table->block[0], width, rows->n);
    room = (width == columns || block_init(&table->block[1], width, rows->n)) && room;
    return room && table->values != NULL && table->order != NULL && table->sums != NULL &&
           table->correlation != NULL;
}

static void table_fini(struct table *table) {
    block_fini(&table->block[0]);
    block_fini(&table->block[1]);
    free(table->values);
    free(table->order);
    free(table->sums);
    free(table->correlation);
}

static void read_block(struct table *table, size_t first, struct block *block) {
    const struct des_rows *rows = table->rows;
    size_t left = table->columns - first;
    block->first = first;
    block->count = left < table->width ? left : table->width;
    for (size_t c = 0; c < block->count; c++) {
        size_t column = first + c;
        if (column < rows->factors) {
            rows->factor(rows->context, column, 0, rows->n, table->values);
        } else {
            rows->outcome(rows->context, column - rows->factors, 0, rows->n, table->values);
        }
        block->length[c] = rank(table->values, rows->n, table->order, block->ranks + c * rows->n);
    }
}

static void fill_window(struct block *block, size_t n, size_t first, size_t rows) {
    for (size_t c = 0; c < block->count; c++) {
        double *column = desi_panels_column(&block->window, c);
        const int32_t *ranks = block->ranks + c * n + first;
        for (size_t i = 0; i < rows; i++) {
            column[i * DESI_LANES] = 0.5 * (double)ranks[i] / block->length[c];
        }
    }
}

static void correlate(struct table *table, struct block *a, struct block *b) {
    size_t n = table->rows->n, sums = desi_panels_sums(table->width, table->width);
    for (size_t i = 0; i < sums; i++) {
        table->sums[i] = 0.0;
    }
    for (size_t first = 0; first < n; first += DESI_WINDOW) {
        size_t rows = n - first < DESI_WINDOW ? n - first : DESI_WINDOW;
        fill_window(a, n, first, rows);
        if (b != a) {
            fill_window(b, n, first, rows);
        }
        desi_panels_multiply(&a->window, &b->window, rows, table->sums);
    }
    for (size_t i = 0; i < a->count; i++) {
        for (size_t j = 0; j < b->count; j++) {
            double sum = desi_panels_sum(table->sums, table->width, i, j);
            table->correlation[(a->first + i) * table->columns + b->first + j] = sum;
            table->correlation[(b->first + j) * table->columns + a->first + i] = sum;
        }
    }
}

static void correlate_all(struct table *table) {
    for (size_t first = 0; first < table->columns; first += table->width) {
        struct block *own = &table->block[0];
        read_block(table, first, own);
        correlate(table, own, own);
        for (size_t other = first + own->count; other < table->columns; other += table->width) {
            read_block(table, other, &table->block[1]);
            correlate(table, own, &table->block[1]);
        }
    }
}

/* ---- partial correlation ---- */

/* With factor i last but y, the others first: its partial correlation is what is left of it and
 * of y after the others. */
static double partial(const struct table *table, size_t outcome, size_t i, double *work) {
    size_t factors = table->rows->factors, p = factors + 1;
    for (size_t row = 0; row < p; row++) {
        for (size_t column = 0; column <= row; column++) {
            size_t at[2] = {row, column};
            for (size_t k = 0; k < 2; k++) {
                size_t place = at[k];
                at[k] = place < i              ? place
                        : place + 1 < factors  ? place + 1
                        : place + 1 == factors ? i
                                               : factors + outcome;
            }
            work[row * p + column] = table->correlation[at[0] * table->columns + at[1]];
        }
    }
    (void)desi_cholesky(work, p);
    double own = work[(p - 2) * p + p - 2];
    double with = work[(p - 1) * p + p - 2], rest = work[(p - 1) * p + p - 1];
    double left = hypot(with, rest); /* of y, whose length is 1: less is rounding */
    return own > 0.0 && left > 1e-6 ? with / left : (double)NAN;
}

/* Interval by Fisher's z. */
static struct des_bounded bound(double r, size_t n, size_t factors) {
    double width = 1.959963984540054 / sqrt((double)(n - factors - 2));
    double z = atanh(fmax(-1.0 + 1e-15, fmin(1.0 - 1e-15, r)));
    return (struct des_bounded){r, isnan(r) ? r : tanh(z - width), isnan(r) ? r : tanh(z + width)};
}

enum des_status des_partial_rank_correlations(const struct des_rows *rows,
                                              struct des_bounded *prcc) {
    size_t factors = rows->factors, p = factors + 1;
    if (factors == 0 || rows->n < factors + 4 || rows->n > INT32_MAX) {
        return DES_ERANGE;
    }
    struct table table;
    double *work = calloc(p * p, sizeof *work);
    enum des_status status = table_init(&table, rows) && work != NULL ? DES_OK : DES_ENOMEM;
    if (status == DES_OK) {
        correlate_all(&table);
        for (size_t i = 0; i < rows->outcomes * factors; i++) {
            prcc[i] = bound(partial(&table, i / factors, i % factors, work), rows->n, factors);
        }
    }
    table_fini(&table);
    free(work);
    return status;
}

/* ---- in memory ---- */

struct memory {
    const double *x, *y;
    size_t factors;
};

static void read_factor(const void *context, size_t factor, size_t first, size_t count, double *x) {
    const struct memory *memory = context;
    for (size_t i = 0; i < count; i++) {
        x[i] = memory->x[(first + i) * memory->factors + factor];
    }
}

static void read_outcome(const void *context, size_t outcome, size_t first, size_t count,
                         double *y) {
    const struct memory *memory = context;
    (void)outcome;
    for (size_t i = 0; i < count; i++) {
        y[i] = memory->y[first + i];
    }
}

enum des_status des_partial_rank_correlation(const double *x, const double *y, size_t n,
                                             size_t factors, struct des_bounded *prcc) {
    const struct memory memory = {x, y, factors};
    return des_partial_rank_correlations(&(struct des_rows){.n = n,
                                                            .factors = factors,
                                                            .outcomes = 1,
                                                            .context = &memory,
                                                            .factor = read_factor,
                                                            .outcome = read_outcome},
                                         prcc);
}
