#include "route.h"

#include <string.h>

#include "scan.h"

/* Chances that are written to some digits may add up to a little more than 1. */
#define CHANCE_SLACK 1e-9

struct reader {
    const char *text, *at;
    struct network_route *route;
    struct des_error *error;
    uint16_t node_of_station[NETWORK_STATIONS]; /* of a table */
};

static enum des_status wrong(struct reader *reader, const char *what) {
    return des_fail(reader->error, DES_EINPUT, "%s at \"%.24s\" of \"%.200s\"", what, reader->at,
                    reader->text);
}

static bool find(const char *const *names, const char *name, size_t length, uint16_t *index) {
    for (uint16_t i = 0; names[i] != NULL; i++) {
        if (strlen(names[i]) == length && memcmp(names[i], name, length) == 0) {
            *index = i;
            return true;
        }
    }
    return false;
}

static bool is_word(const char *name, size_t length, const char *word) {
    return strlen(word) == length && memcmp(name, word, length) == 0;
}

static enum des_status read_goal(struct reader *reader, struct network_choice *choice) {
    const char *name = NULL;
    size_t length = 0;
    const char *before = reader->at;
    if (!network_scan_name(&reader->at, &name, &length)) {
        return wrong(reader, "a station, a class or out is missing");
    }
    if (is_word(name, length, "out")) {
        choice->goal = NETWORK_OUT;
    } else if (find(network_station_names, name, length, &choice->target)) {
        choice->goal = NETWORK_TO_STATION;
    } else if (find(network_class_names, name, length, &choice->target)) {
        choice->goal = NETWORK_TO_CLASS;
    } else {
        reader->at = before;
        return wrong(reader, "no such station or class (accepted: station1 to station24, class1 "
                             "to class8, out)");
    }
    return DES_OK;
}

/* `after`: the node behind the stop, in a sequence. */
static enum des_status read_choice(struct reader *reader, uint16_t after, double *used,
                                   bool *rest_is_taken) {
    struct network_route *route = reader->route;
    if (route->choice_count == NETWORK_CHOICES) {
        return wrong(reader, "too many choices");
    }
    struct network_choice *choice = &route->choice[route->choice_count];
    *choice = (struct network_choice){.node = after};
    const char *before = reader->at;
    enum des_status status = read_goal(reader, choice);
    if (status != DES_OK) {
        return status;
    }
    double chance = 0;
    if (!network_scan_number(&reader->at, &chance)) {
        if (*rest_is_taken) {
            return wrong(reader, "a second choice without a chance");
        }
        *rest_is_taken = true;
        chance = -1;
    }
    *used += chance > 0 ? chance : 0;
    if (*used > 1 + CHANCE_SLACK) {
        reader->at = before;
        return wrong(reader, "chances that sum to more than 1");
    }
    choice->below = chance;
    route->choice_count++;
    return DES_OK;
}

/* From chances to bounds; the one below 0 takes the rest. */
static void add_up(struct network_route *route, unsigned node, double used, bool rest_is_taken) {
    struct network_choice *choice = &route->choice[route->node[node].first];
    double sum = 0;
    for (unsigned i = 0; i < route->node[node].count; i++) {
        sum += choice[i].below < 0 ? (used < 1 ? 1 - used : 0) : choice[i].below;
        choice[i].below = sum;
    }
    if (rest_is_taken || sum > 1 - CHANCE_SLACK) {
        choice[route->node[node].count - 1].below = 1;
    }
}

static enum des_status read_stop(struct reader *reader, uint16_t node, uint16_t after) {
    struct network_route *route = reader->route;
    double used = 0;
    bool rest_is_taken = false;
    route->node[node].first = route->choice_count;
    do {
        enum des_status status = read_choice(reader, after, &used, &rest_is_taken);
        if (status != DES_OK) {
            return status;
        }
    } while (network_scan_mark(&reader->at, '|'));
    route->node[node].count = (uint16_t)(route->choice_count - route->node[node].first);
    add_up(route, node, used, rest_is_taken);
    return DES_OK;
}

static enum des_status add_node(struct reader *reader, uint16_t *node) {
    struct network_route *route = reader->route;
    if (route->node_count == NETWORK_NODES) {
        return wrong(reader, "too many stops");
    }
    *node = route->node_count++;
    return DES_OK;
}

static enum des_status read_sequence(struct reader *reader) {
    uint16_t node = 0, after = 0;
    do {
        enum des_status status = add_node(reader, &after);
        if (status == DES_OK) {
            status = read_stop(reader, node, after);
        }
        if (status != DES_OK) {
            return status;
        }
        node = after;
    } while (network_scan_mark(&reader->at, '>'));
    return DES_OK;
}

/* "in:" or "station3:"; the node of it goes to *node. */
static enum des_status read_from(struct reader *reader, uint16_t *node) {
    const char *name = NULL;
    size_t length = 0;
    uint16_t station = 0;
    if (!network_scan_name(&reader->at, &name, &length)) {
        return wrong(reader, "in or a station is missing");
    }
    if (is_word(name, length, "in")) {
        *node = 0;
    } else if (find(network_station_names, name, length, &station)) {
        *node = reader->node_of_station[station];
    } else {
        return wrong(reader, "a rule begins with in: or the name of a station");
    }
    if (!network_scan_mark(&reader->at, ':')) {
        return wrong(reader, ": is missing");
    }
    return reader->route->node[*node].count > 0 ? wrong(reader, "a second rule for the same place")
                                                : DES_OK;
}

/* In a table the node after a station depends on the station alone. */
static void link_stations(struct reader *reader) {
    for (unsigned i = 0; i < reader->route->choice_count; i++) {
        struct network_choice *choice = &reader->route->choice[i];
        if (choice->goal == NETWORK_TO_STATION) {
            choice->node = reader->node_of_station[choice->target];
        }
    }
}

static enum des_status read_table(struct reader *reader) {
    for (size_t s = 0; s < NETWORK_STATIONS; s++) {
        enum des_status status = add_node(reader, &reader->node_of_station[s]);
        if (status != DES_OK) {
            return status;
        }
    }
    do {
        uint16_t node = 0;
        if (*reader->at == '\0') {
            break; /* a semicolon at the end */
        }
        enum des_status status = read_from(reader, &node);
        if (status == DES_OK) {
            status = read_stop(reader, node, 0);
        }
        if (status != DES_OK) {
            return status;
        }
    } while (network_scan_mark(&reader->at, ';'));
    link_stations(reader);
    return reader->route->node[0].count == 0 ? wrong(reader, "the rule in: is missing") : DES_OK;
}

enum des_status network_route_read(const char *text, struct network_route *route,
                                   struct des_error *error) {
    *route = (struct network_route){.node_count = 1};
    struct reader reader = {.text = text, .at = text, .route = route, .error = error};
    network_scan_blanks(&reader.at);
    enum des_status status =
        strchr(text, ':') != NULL ? read_table(&reader) : read_sequence(&reader);
    return status == DES_OK && *reader.at != '\0' ? wrong(&reader, "unexpected text") : status;
}

const struct network_choice *network_route_choose(const struct network_route *route, unsigned node,
                                                  double u) {
    const struct network_choice *choice = &route->choice[route->node[node].first];
    for (unsigned i = 0; i < route->node[node].count; i++) {
        if (u < choice[i].below) {
            return choice[i].goal == NETWORK_OUT ? NULL : &choice[i];
        }
    }
    return NULL;
}
