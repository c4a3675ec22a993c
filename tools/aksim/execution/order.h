/* tools/aksim/execution/order.h - in which order units are handed out: the longest first.
 *
 * Units of one group (the runs of one setting and arm) take about as long.  Nobody
 * is asked how long that is: it is learned from those that have ended.  Groups of
 * which none has ended yet go first, each in turn, so that the giants among them
 * are found early; then the group that takes longest.  What is left at the end
 * are the shortest units, with which the workers end together (Graham 1969,
 * doi:10.1137/0117039).  Results do not depend on the order.
 *
 * Calls are thread-safe. */
#ifndef AKSIM_ORDER_H
#define AKSIM_ORDER_H

#include <stdbool.h>
#include <stddef.h>

#include "units.h"

struct order; /* opaque */

/* Units 0 ... group_size - 1 are the first group, as many the next; units of one group keep their
 * order.  The set is borrowed, and stays as it is. */
struct order *order_create(const struct units *units, size_t group_size);
void order_destroy(struct order *order); /* NULL is allowed */

/* The next unit; false when there is none.  O(log groups). */
bool order_take(struct order *order, size_t *unit);
size_t order_left(struct order *order);

/* A unit of this group took so long.  O(log groups). */
void order_learn(struct order *order, size_t group, double seconds);
/* How long units took lately; 0: none has ended. */
double order_mean_s(struct order *order);

#endif
