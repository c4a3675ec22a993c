/* Stations that are full in a circle: each server of them holds a customer for whom there is no
 * room at another of them, so that none will ever move again. */
#include <stdio.h>
#include <string.h>

#include "state.h"

/* Room could still come by itself: a service ends, a shift begins, one who waits gives up. */
static bool may_get_room(const struct network *network, unsigned station) {
    const struct network_place *place = &network->place[station];
    if (place->held == 0 || place->serving > 0 ||
        des_resource_busy(place->servers) != place->held ||
        network->plan.shifts[station].count > 0) {
        return true;
    }
    for (size_t c = 0; c < NETWORK_CLASSES; c++) {
        if (network->plan.may_visit[station][c] &&
            network_is_given(&network->p.class_[c].patience)) {
            return true;
        }
    }
    return false;
}

/* Takes out stations with a customer held for one that is not in the set; true when any was. */
static bool take_out(const struct network *network, uint32_t *stuck) {
    const uint32_t before = *stuck;
    for (unsigned target = 0; target < NETWORK_STATIONS; target++) {
        if (*stuck >> target & 1 || !network->plan.station_in_use[target]) {
            continue;
        }
        for (uint32_t i = network->place[target].first_held; i != NETWORK_NOBODY;
             i = network->customers[i].next) {
            *stuck &= ~(UINT32_C(1) << network->customers[i].station);
        }
    }
    return *stuck != before;
}

void network_tell_if_stuck(struct network *network, const struct network_customer *held) {
    uint32_t stuck = 0;
    if (may_get_room(network, held->station) || may_get_room(network, held->target)) {
        return;
    }
    for (unsigned s = 0; s < NETWORK_STATIONS; s++) {
        if (network->plan.station_in_use[s] && !may_get_room(network, s)) {
            stuck |= UINT32_C(1) << s;
        }
    }
    while (take_out(network, &stuck)) {
    }
    if (stuck != 0) {
        network->stuck = stuck;
        network_keep(network, DES_EINPUT);
    }
}

void network_stuck_text(const struct network *network, char *text, size_t size) {
    size_t used = 0;
    text[0] = '\0';
    for (unsigned s = 0; s < NETWORK_STATIONS; s++) {
        if (network->stuck >> s & 1 && used < size) {
            const char *name = network->p.station[s].name;
            const bool is_named = name[0] != '\0';
            used += (size_t)snprintf(text + used, size - used, "%s%s%s%s%s", used > 0 ? ", " : "",
                                     network_station_names[s], is_named ? " (" : "",
                                     is_named ? name : "", is_named ? ")" : "");
        }
    }
}
