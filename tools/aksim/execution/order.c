#include "order.h"

#include <pthread.h>

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
    size_t group_count, left;
    double recent_s;
};

/* ---- create and destroy ---- */

struct order *order_create(const struct units *units, size_t group_size) {
    struct order *order = memory_array(1, sizeof *order);
    size_t groups = group_size > 0 ? units->size / group_size : 0;
    *order = (struct order){.units = units,
                            .groups = memory_array(groups, sizeof order->groups[0]),
                            .group_count = groups,
                            .left = units->count};
    pthread_mutex_init(&order->lock, NULL);
    for (size_t g = 0; g < groups; g++) {
        struct group *group = &order->groups[g];
        group->end = (g + 1) * group_size;
        group->next = units_next(units, g * group_size);
    }
    return order;
}

void order_destroy(struct order *order) {
    if (order != NULL) {
        pthread_mutex_destroy(&order->lock);
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
        *unit = group->next;
        group->next = units_next(order->units, group->next + 1);
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
