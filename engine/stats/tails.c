#include "tails.h"

#include <stdbool.h>
#include <stdlib.h>

static bool make_room(struct desi_tail *tail, size_t room) {
    *tail = (struct desi_tail){.kept = malloc(2 * room * sizeof *tail->kept), .limit = (double)NAN};
    return tail->kept != NULL;
}

enum des_status desi_tails_init(struct desi_tails *tails, size_t most, double p) {
    /* Two neighbours are interpolated, and one to spare for rounding; for fewer values than
     * `most` the place is nearer to the end. */
    size_t room = (size_t)((double)most * p) + 3;
    *tails = (struct desi_tails){.room = room};
    if (!make_room(&tails->low, room) || !make_room(&tails->high, room)) {
        desi_tails_fini(tails);
        return DES_ENOMEM;
    }
    return DES_OK;
}

void desi_tails_fini(struct desi_tails *tails) {
    free(tails->low.kept);
    free(tails->high.kept);
    *tails = (struct desi_tails){0};
}

static void exchange(double *a, double *b) {
    double kept = *a;
    *a = *b;
    *b = kept;
}

static double middle_of(double a, double b, double c) {
    double low = a < b ? a : b, high = a < b ? b : a;
    return c < low ? low : c > high ? high : c;
}

/* Brings the value of this rank to its place, smaller ones before it, larger ones behind (Hoare
 * 1961, doi:10.1145/366622.366647). */
static void put_in_place(double *values, size_t count, size_t rank) {
    size_t low = 0, high = count - 1;
    while (low < high) {
        double pivot = middle_of(values[low], values[low + (high - low) / 2], values[high]);
        size_t i = low, j = high;
        for (;;) {
            while (values[i] < pivot) {
                i++;
            }
            while (values[j] > pivot) {
                j--;
            }
            if (i >= j) {
                break;
            }
            exchange(&values[i++], &values[j--]);
        }
        /* [low, j] is at most the pivot, what is behind at least. */
        j -= j == high;
        low = rank <= j ? low : j + 1;
        high = rank <= j ? j : high;
    }
}

void desi_tail_keep(struct desi_tail *tail, size_t room, double value) {
    tail->kept[tail->count++] = value;
    if (tail->count == 2 * room) {
        put_in_place(tail->kept, tail->count, room - 1);
        tail->count = room;
        tail->limit = tail->kept[room - 1];
    }
}

static double value_at(const struct desi_tail *tail, size_t rank) {
    put_in_place(tail->kept, tail->count, rank);
    return tail->kept[rank];
}

/* Between the values `rank` and `next` of a tail, ranks of which the first is always there. */
static double between(const struct desi_tail *tail, size_t rank, size_t next, double share) {
    double at = value_at(tail, rank);
    return next == rank ? at : at + share * (value_at(tail, next) - at);
}

double desi_tails_low(struct desi_tails *tails, double p) {
    if (tails->n == 0) {
        return (double)NAN;
    }
    double position = (double)(tails->n - 1) * p;
    size_t rank = (size_t)position;
    return between(&tails->low, rank, rank + 1 < tails->n ? rank + 1 : rank,
                   position - (double)rank);
}

double desi_tails_high(struct desi_tails *tails, double p) {
    if (tails->n == 0) {
        return (double)NAN;
    }
    double position = (double)(tails->n - 1) * p;
    size_t rank = (size_t)position;
    size_t from_top = tails->n - 1 - rank;
    return 0.0 - between(&tails->high, from_top, from_top > 0 ? from_top - 1 : 0, /* no -0 */
                         position - (double)rank);
}
