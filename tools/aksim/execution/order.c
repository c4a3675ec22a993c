#include "order.h"

#include <pthread.h>
#include <stdint.h>

#include "memory.h"

struct group {
    size_t next; /* the first not yet handed out */
    size_t end;  /* of the group: no unit is left when `next` is not below it */
    size_t taken, ended;
    double mean_s; /* of those that have ended */
};

struct order {
    const struct units *units;
    pthread_mutex_t lock; /* guards all below */
    struct group *groups;
    size_t *heap;  /* groups with units left, the one that goes first at the top */
    size_t *place; /* of each group in the heap; SIZE_MAX: not there */
    size_t heap_count, left;
    double recent_s;
};

/* ---- which group goes first ---- */

/* Of two groups with units left. */
static bool goes_first(const struct group *a, const struct group *b) {
    if (a->ended == 0 || b->ended == 0) {
        return a->ended == 0 && (b->ended > 0 || a->taken < b->taken);
    }
    return a->mean_s > b->mean_s;
}

/* Of two that are alike the one before. */
static bool is_before(const struct order *order, size_t a, size_t b) {
    const struct group *x = &order->groups[a], *y = &order->groups[b];
    return goes_first(x, y) || (!goes_first(y, x) && a < b);
}

static void put(struct order *order, size_t at, size_t group) {
    order->heap[at] = group;
    order->place[group] = at;
}

/* The group belongs at this place or above it. */
static void rise(struct order *order, size_t at, size_t group) {
    while (at > 0 && is_before(order, group, order->heap[(at - 1) / 2])) {
        put(order, at, order->heap[(at - 1) / 2]);
        at = (at - 1) / 2;
    }
    put(order, at, group);
}

/* ... or below it. */
static void sink(struct order *order, size_t at, size_t group) {
    for (size_t below; (below = 2 * at + 1) < order->heap_count; at = below) {
        bool other = below + 1 < order->heap_count &&
                     is_before(order, order->heap[below + 1], order->heap[below]);
        below += other;
        if (!is_before(order, order->heap[below], group)) {
            break;
        }
        put(order, at, order->heap[below]);
    }
    put(order, at, group);
}

static void settle(struct order *order, size_t at, size_t group) {
    if (at > 0 && is_before(order, group, order->heap[(at - 1) / 2])) {
        rise(order, at, group);
    } else {
        sink(order, at, group);
    }
}

/* The group has changed: it finds its place, or leaves when no units are left. */
static void update(struct order *order, size_t group) {
    size_t at = order->place[group];
    if (at == SIZE_MAX) {
        return;
    }
    if (order->groups[group].next < order->groups[group].end) {
        settle(order, at, group);
        return;
    }
    order->place[group] = SIZE_MAX;
    size_t last = order->heap[--order->heap_count];
    if (last != group) {
        settle(order, at, last);
    }
}

/* ---- create and destroy ---- */

struct order *order_create(const struct units *units, size_t group_size) {
    struct order *order = memory_array(1, sizeof *order);
    size_t groups = group_size > 0 ? units->size / group_size : 0;
    *order = (struct order){.units = units,
                            .groups = memory_array(groups, sizeof order->groups[0]),
                            .heap = memory_array(groups, sizeof order->heap[0]),
                            .place = memory_array(groups, sizeof order->place[0]),
                            .left = units->count};
    pthread_mutex_init(&order->lock, NULL);
    for (size_t g = 0; g < groups; g++) {
        struct group *group = &order->groups[g];
        group->end = (g + 1) * group_size;
        group->next = units_next(units, g * group_size);
        order->place[g] = SIZE_MAX;
        if (group->next < group->end) { /* in their order, as all are alike yet */
            order->place[g] = order->heap_count;
            order->heap[order->heap_count++] = g;
        }
    }
    return order;
}

void order_destroy(struct order *order) {
    if (order != NULL) {
        pthread_mutex_destroy(&order->lock);
        free(order->groups);
        free(order->heap);
        free(order->place);
        free(order);
    }
}

/* ---- taking ---- */

bool order_take(struct order *order, size_t *unit) {
    pthread_mutex_lock(&order->lock);
    bool found = order->heap_count > 0;
    if (found) {
        struct group *group = &order->groups[order->heap[0]];
        *unit = group->next;
        group->next = units_next(order->units, group->next + 1);
        group->taken++;
        order->left--;
        update(order, order->heap[0]);
    }
    pthread_mutex_unlock(&order->lock);
    return found;
}

size_t order_left(struct order *order) {
    pthread_mutex_lock(&order->lock);
    size_t left = order->left;
    pthread_mutex_unlock(&order->lock);
    return left;
}

/* ---- learning ---- */

void order_learn(struct order *order, size_t group, double seconds) {
    pthread_mutex_lock(&order->lock);
    struct group *learned = &order->groups[group];
    learned->ended++;
    learned->mean_s += (seconds - learned->mean_s) / (double)learned->ended;
    update(order, group);
    order->recent_s += (seconds - order->recent_s) * (order->recent_s > 0.0 ? 0.05 : 1.0);
    pthread_mutex_unlock(&order->lock);
}

double order_mean_s(struct order *order) {
    pthread_mutex_lock(&order->lock);
    double mean_s = order->recent_s;
    pthread_mutex_unlock(&order->lock);
    return mean_s;
}
