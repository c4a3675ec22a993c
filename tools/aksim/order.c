#include "order.h"

#include <pthread.h>

#include "memory.h"

struct group {
    size_t next, end; /* in units: not yet handed out */
    size_t taken, ended;
    double mean_s; /* of those that have ended */
};

struct order {
    pthread_mutex_t lock; /* guards all below */
    size_t *units;        /* by group */
    struct group *groups;
    size_t group_count, left;
    double recent_s;
};

/* ---- create and destroy ---- */

struct order *order_create(const size_t *units, size_t count, size_t group_count,
                           size_t (*group_of)(const void *context, size_t unit),
                           const void *context) {
    struct order *order = memory_array(1, sizeof *order);
    *order = (struct order){.units = memory_array(count, sizeof order->units[0]),
                            .groups = memory_array(group_count, sizeof order->groups[0]),
                            .group_count = group_count,
                            .left = count};
    pthread_mutex_init(&order->lock, NULL);
    for (size_t i = 0; i < count; i++) {
        order->groups[group_of(context, units[i])].end++;
    }
    for (size_t g = 0, at = 0; g < group_count; g++) {
        struct group *group = &order->groups[g];
        size_t size = group->end;
        group->next = group->end = at;
        at += size;
    }
    for (size_t i = 0; i < count; i++) {
        order->units[order->groups[group_of(context, units[i])].end++] = units[i];
    }
    return order;
}

void order_destroy(struct order *order) {
    if (order != NULL) {
        pthread_mutex_destroy(&order->lock);
        free(order->units);
        free(order->groups);
        free(order);
    }
}

/* ---- taking ---- */

/* Of two groups with units left. */
static bool goes_first(const struct group *a, const struct group *b) {
    if (a->ended == 0 || b->ended == 0) {
        return a->ended == 0 && (b->ended > 0 || a->taken < b->taken);
    }
    return a->mean_s > b->mean_s;
}

static struct group *choose(struct order *order) {
    struct group *best = NULL;
    for (size_t g = 0; g < order->group_count; g++) {
        struct group *group = &order->groups[g];
        if (group->next < group->end && (best == NULL || goes_first(group, best))) {
            best = group;
        }
    }
    return best;
}

bool order_take(struct order *order, size_t *unit) {
    pthread_mutex_lock(&order->lock);
    struct group *group = order->left > 0 ? choose(order) : NULL;
    if (group != NULL) {
        *unit = order->units[group->next++];
        group->taken++;
        order->left--;
    }
    pthread_mutex_unlock(&order->lock);
    return group != NULL;
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
    order->recent_s += (seconds - order->recent_s) * (order->recent_s > 0.0 ? 0.05 : 1.0);
    pthread_mutex_unlock(&order->lock);
}

double order_mean_s(struct order *order) {
    pthread_mutex_lock(&order->lock);
    double mean_s = order->recent_s;
    pthread_mutex_unlock(&order->lock);
    return mean_s;
}
