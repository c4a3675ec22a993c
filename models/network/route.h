/* models/network/route.h - where a class of customers goes, from its text.
 *
 *   route   := stop { ">" stop }  |  rule { ";" rule }
 *   rule    := ("in" | station) ":" stop
 *   stop    := choice { "|" choice }
 *   choice  := (station | class | "out") [ chance ]
 *
 * A sequence may visit a station twice; a table says where to go from each
 * station (no rule: out).  Chances of a stop add up to at most 1, the rest goes
 * out; one choice without a chance takes the rest.  A class as choice: the
 * customer goes on as that class, from the beginning of its route. */
#ifndef NETWORK_ROUTE_H
#define NETWORK_ROUTE_H

#include "parameters.h"

enum { NETWORK_NODES = 64, NETWORK_CHOICES = 256 };

enum network_goal { NETWORK_TO_STATION, NETWORK_TO_CLASS, NETWORK_OUT };

struct network_choice {
    double below; /* taken by a uniform number below this and above the choice before */
    enum network_goal goal;
    uint16_t target; /* station or class */
    uint16_t node;   /* that says where to go after the station */
};

/* Node 0 is where the route begins.  A node without choices leads out. */
struct network_route {
    struct {
        uint16_t first, count;
    } node[NETWORK_NODES];
    struct network_choice choice[NETWORK_CHOICES];
    uint16_t node_count, choice_count;
};

/* DES_OK; DES_EINPUT with what is wrong and where. */
DES_NODISCARD enum des_status network_route_read(const char *text, struct network_route *route,
                                                 struct des_error *error);

/* Where a uniform number u leads from a node; NULL: out. */
const struct network_choice *network_route_choose(const struct network_route *route, unsigned node,
                                                  double u);
/* True when the node leads to one place whatever the number. */
static inline bool network_route_is_certain(const struct network_route *route, unsigned node) {
    return route->node[node].count == 0 ||
           (route->node[node].count == 1 && route->choice[route->node[node].first].below >= 1);
}

#endif
