/* models/home_care/staff/listing.c - posts that a municipality lists, in an order of their own.
 *
 * A post's number, and with it its draws, holidays and place in a team, follows from what it is,
 * not from the line it stands on: listed in any order, a place is the same place. */
#include <stdlib.h>
#include <string.h>

#include "home_care/reading/own_data.h"
#include "home_care/reading/own_rota.h"
#include "posts.h"

/* Posts of a team and profession stand together. */
static int by_group(const struct hc_listed_post *a, const struct hc_listed_post *b) {
    return a->night != b->night ? a->night - b->night : a->profession - b->profession;
}

static int by_size(const void *a, const void *b) {
    const struct hc_listed_post *p = a, *q = b;
    int group = by_group(p, q);
    return group != 0 ? group : (p->position < q->position) - (p->position > q->position);
}

/* The largest, the smallest, the next largest ...: side by side in zones, each gets some of all. */
static void mix(const struct hc_listed_post *sorted, size_t count, struct hc_listed_post *mixed) {
    for (size_t i = 0; i < count; i++) {
        mixed[i] = sorted[i % 2 == 0 ? i / 2 : count - 1 - i / 2];
    }
}

enum des_status hci_listed_order(struct hc_listed_post *post, size_t count) {
    struct hc_listed_post *sorted = malloc((count + 1) * sizeof *sorted);
    if (!sorted) {
        return DES_ENOMEM;
    }
    if (count > 0) {
        memcpy(sorted, post, count * sizeof *sorted);
        qsort(sorted, count, sizeof *sorted, by_size);
    }
    for (size_t first = 0, end; first < count; first = end) {
        end = first + 1;
        while (end < count && by_group(&sorted[end], &sorted[first]) == 0) {
            end++;
        }
        mix(&sorted[first], end - first, &post[first]);
    }
    free(sorted);
    return DES_OK;
}

static int by_line(const void *a, const void *b) {
    const struct hc_own_post *p = a, *q = b;
    if (p->night != q->night) {
        return p->night - q->night;
    }
    if (p->team != q->team) {
        return (p->team > q->team) - (p->team < q->team);
    }
    if (p->profession != q->profession) {
        return p->profession - q->profession;
    }
    if (p->position != q->position) {
        return (p->position < q->position) - (p->position > q->position);
    }
    return memcmp(p->cell, q->cell, sizeof p->cell);
}

void hci_rota_order(struct hc_own_rota *rota) {
    if (rota->count > 0) {
        qsort(rota->post, rota->count, sizeof *rota->post, by_line);
    }
}
