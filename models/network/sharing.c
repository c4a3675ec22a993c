/* Processor sharing: all who are there are served at once, each at the same rate.
 *
 * A clock of work runs at that rate; a service ends when it shows the time at which the service
 * began plus its length, so that only the first end is in the event set, and a change of the rate
 * moves one event.  The resource of the station only counts who is there. */
#include <math.h>
#include <stdlib.h>

#include "state.h"

/* ---- ends of services, the first on top: by work, then by coming ---- */

static bool ends_before(const struct network_share *a, const struct network_share *b) {
    return a->end < b->end || (a->end <= b->end && a->order < b->order);
}

static void swap(struct network_share *a, struct network_share *b) {
    const struct network_share kept = *a;
    *a = *b;
    *b = kept;
}

static bool push(struct network_sharing *sharing, struct network_share share) {
    if (sharing->count == sharing->capacity) {
        const uint32_t capacity = sharing->capacity > 0 ? 2 * sharing->capacity : 16;
        struct network_share *grown = realloc(sharing->heap, capacity * sizeof *grown);
        if (!grown) {
            return false;
        }
        sharing->heap = grown;
        sharing->capacity = capacity;
    }
    uint32_t i = sharing->count++;
    sharing->heap[i] = share;
    for (; i > 0 && ends_before(&sharing->heap[i], &sharing->heap[(i - 1) / 2]); i = (i - 1) / 2) {
        swap(&sharing->heap[i], &sharing->heap[(i - 1) / 2]);
    }
    return true;
}

static struct network_share pop(struct network_sharing *sharing) {
    const struct network_share first = sharing->heap[0];
    sharing->heap[0] = sharing->heap[--sharing->count];
    for (uint32_t i = 0, child = 1; child < sharing->count; i = child, child = 2 * i + 1) {
        if (child + 1 < sharing->count &&
            ends_before(&sharing->heap[child + 1], &sharing->heap[child])) {
            child++;
        }
        if (!ends_before(&sharing->heap[child], &sharing->heap[i])) {
            break;
        }
        swap(&sharing->heap[child], &sharing->heap[i]);
    }
    return first;
}

/* ---- the clock of work ---- */

/* Of a server, for each customer. */
static double rate_of(const struct network_sharing *sharing) {
    return sharing->count > 0 ? fmin(1, sharing->servers / (double)sharing->count) : 1;
}

static void settle(struct network_sharing *sharing, double now) {
    sharing->work = sharing->count > 0 ? sharing->work + (now - sharing->at) * rate_of(sharing) : 0;
    sharing->at = now;
}

/* The part of a customer that is served counts as served, the rest as waiting. */
static void note_levels(struct network *network, unsigned station) {
    const struct network_sharing *sharing = &network->place[station].sharing;
    const double rate = rate_of(sharing);
    for (unsigned c = 0; c < NETWORK_CLASSES; c++) {
        if (network->plan.may_visit[station][c]) {
            const double present = sharing->present[c];
            network_ledger_set(&network->ledger, station, c, NETWORK_SERVING, sharing->at,
                               present * rate);
            network_ledger_set(&network->ledger, station, c, NETWORK_WAITING, sharing->at,
                               present * (1 - rate));
        }
    }
}

static void expect_next(struct network *network, unsigned station) {
    struct network_sharing *sharing = &network->place[station].sharing;
    if (sharing->next != DES_NO_EVENT) {
        (void)des_sim_cancel(network->sim, sharing->next);
        sharing->next = DES_NO_EVENT;
    }
    const double rate = rate_of(sharing);
    if (sharing->count > 0 && rate > 0) {
        const double left = fmax(0, sharing->heap[0].end - sharing->work) / rate;
        network_schedule(network, sharing->at + left, NETWORK_EVENT_SHARE_END, station, 0,
                         &sharing->next);
    }
    note_levels(network, station);
}

void network_share_servers(struct network *network, unsigned station, double servers) {
    struct network_sharing *sharing = &network->place[station].sharing;
    settle(sharing, des_sim_now(network->sim));
    sharing->servers = servers;
    expect_next(network, station);
}

void network_share_begin(struct network *network, uint32_t index) {
    const struct network_customer *customer = &network->customers[index];
    struct network_sharing *sharing = &network->place[customer->station].sharing;
    settle(sharing, des_sim_now(network->sim));
    const struct network_share share = {sharing->work + customer->service, sharing->order++, index};
    if (!push(sharing, share)) {
        network_keep(network, DES_ENOMEM);
        return;
    }
    sharing->present[customer->class_]++;
    expect_next(network, customer->station);
}

uint32_t network_share_end(struct network *network, unsigned station) {
    struct network_sharing *sharing = &network->place[station].sharing;
    settle(sharing, des_sim_now(network->sim));
    const struct network_share share = pop(sharing);
    sharing->work = share.end; /* but for rounding */
    sharing->next = DES_NO_EVENT;
    sharing->present[network->customers[share.customer].class_]--;
    expect_next(network, station);
    return share.customer;
}
