#include "own_data_check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "home_care/people/people.h"
#include "home_care/place/travel.h"

/* ---- places ---- */

static bool says_place(const struct hc_own_place *place) {
    return !isnan(place->x_m) || !isnan(place->y_m) || !isnan(place->lat) || !isnan(place->lon) ||
           !isnan(place->x_km) || !isnan(place->y_km);
}

#define EARTH_KM 6371.0088
#define RADIANS (3.14159265358979323846 / 180.0)

/* From the origin in km, NAN when both are not given in one way.  Degrees: on a plane that
 * touches at the origin, good to a thousandth within 100 km. */
static struct pl_point from_origin(const struct hc_own_place *place,
                                   const struct hc_own_place *origin) {
    if (!isnan(place->x_km + place->y_km)) {
        return (struct pl_point){place->x_km - origin->x_km, place->y_km - origin->y_km};
    }
    if (!isnan(place->x_m + place->y_m)) {
        return (struct pl_point){(place->x_m - origin->x_m) / 1000.0,
                                 (place->y_m - origin->y_m) / 1000.0};
    }
    return (struct pl_point){EARTH_KM * RADIANS * (place->lon - origin->lon) *
                                 cos(RADIANS * origin->lat),
                             EARTH_KM * RADIANS * (place->lat - origin->lat)};
}

/* No municipality is so wide. */
#define FARTHEST_KM 300.0

static bool locate(const struct hc_own_tables *tables, const char *name, size_t line,
                   const char *what, const struct hc_own_place *place, struct pl_point *at) {
    *at = from_origin(place, tables->origin);
    double km = hypot(at->x_km, at->y_km);
    if (isnan(km)) {
        des_diagnostics_add(tables->told,
                            "%s:%zu: \"%s\" has no place (needed: x and y in metres, or lat and "
                            "lon in degrees, as the first settlement)",
                            name, line, what);
    } else if (km > FARTHEST_KM) {
        des_diagnostics_add(tables->told,
                            "%s:%zu: \"%s\" lies %.0f km from the first settlement (accepted: up "
                            "to %.0f)",
                            name, line, what, km, FARTHEST_KM);
    }
    return km <= FARTHEST_KM;
}

static bool is_quay(const struct hc_own_settlement *settlement) {
    return settlement->link == HC_LINK_QUAY || settlement->link == HC_LINK_QUAY_BEYOND;
}

static void tell_unreachable(const struct hc_own_tables *tables, const char *name, size_t line,
                             const char *what) {
    des_diagnostics_add(tables->told,
                        "%s:%zu: \"%s\" cannot be reached: neither by road nor by ferry (link: "
                        "none)",
                        name, line, what);
}

static void check_settlements(const struct hc_own_tables *tables) {
    struct hc_own_data *data = tables->data;
    const char *name = tables->texts->settlements.name;
    double users = 0.0;
    for (size_t s = 0; s < data->settlements; s++) {
        struct hc_own_settlement *here = &data->settlement[s];
        size_t line = tables->settlement_line[s];
        (void)locate(tables, name, line, here->name, &here->place, &here->at);
        users += is_quay(here) ? 0.0 : here->users;
        if (here->link == HC_LINK_NONE && here->users > 0.0) {
            tell_unreachable(tables, name, line, here->name);
        }
        if (s == 0 && (here->link != HC_LINK_ROAD || here->exposed)) {
            des_diagnostics_add(tables->told,
                                "%s:%zu: \"%s\" comes first, so it is where the office is "
                                "(accepted: link road, not exposed)",
                                name, line, here->name);
        }
        for (size_t before = 0; before < s; before++) {
            if (strcmp(data->settlement[before].name, here->name) == 0) {
                des_diagnostics_add(tables->told, "%s:%zu: name: \"%s\" is given twice", name, line,
                                    here->name);
            }
        }
    }
    if (data->settlements > 0 && !(users > 0.0)) {
        des_diagnostics_add(tables->told, "%s: users: nobody lives in any settlement", name);
    }
}

static uint32_t settlement_called(const struct hc_own_data *data, const char *name) {
    for (uint32_t s = 0; s < data->settlements; s++) {
        if (strcmp(data->settlement[s].name, name) == 0) {
            return s;
        }
    }
    return UINT32_MAX;
}

static uint32_t nearest_settlement(const struct hc_own_data *data, struct pl_point at) {
    uint32_t best = UINT32_MAX;
    double least = INFINITY;
    for (uint32_t s = 0; s < data->settlements; s++) {
        const struct hc_own_settlement *here = &data->settlement[s];
        double km = hypot(here->at.x_km - at.x_km, here->at.y_km - at.y_km);
        if (!is_quay(here) && km < least) {
            least = km;
            best = s;
        }
    }
    return best;
}

/* Where a user lives: at a point, in the settlement next to it; in a settlement; or drawn. */
static void place_user(const struct hc_own_tables *tables, struct hc_own_user *user, size_t line) {
    const char *name = tables->texts->users.name;
    struct hc_own_data *data = tables->data;
    bool named = user->settlement[0] != '\0';
    if ((says_place(&user->place) || named) && data->settlements == 0) {
        des_diagnostics_add(tables->told,
                            "%s:%zu: \"%s\" has a place, but there is no table of settlements "
                            "whose first one is the origin",
                            name, line, user->id);
        return;
    }
    if (named) {
        user->lives_in = settlement_called(data, user->settlement);
        if (user->lives_in == UINT32_MAX) {
            des_diagnostics_add(tables->told,
                                "%s:%zu: settlement: \"%s\" is not in the table of "
                                "settlements",
                                name, line, user->settlement);
        }
    }
    if (says_place(&user->place) && locate(tables, name, line, user->id, &user->place, &user->at)) {
        user->placed = true;
        user->lives_in = named ? user->lives_in : nearest_settlement(data, user->at);
    }
    if (user->lives_in < data->settlements &&
        data->settlement[user->lives_in].link == HC_LINK_NONE) {
        tell_unreachable(tables, name, line, user->id);
    }
}

/* ---- users and their visits ---- */

/* Users by id, to find the one of a visit. */
struct named {
    const char *id;
    uint32_t index;
};

static int by_id(const void *a, const void *b) {
    const struct named *p = a, *q = b;
    int order = strcmp(p->id, q->id);
    return order != 0 ? order : (p->index > q->index) - (p->index < q->index);
}

static int by_id_only(const void *a, const void *b) {
    return strcmp(((const struct named *)a)->id, ((const struct named *)b)->id);
}

/* "1234567", Monday first; false when it is something else. */
static bool read_days(const char *text, uint8_t *weekdays) {
    *weekdays = 0;
    for (; *text >= '1' && *text <= '7'; text++) {
        *weekdays = (uint8_t)(*weekdays | 1u << (*text - '1'));
    }
    return *text == '\0' && *weekdays != 0;
}

static void check_visit(const struct hc_own_tables *tables, struct hc_own_visit *visit, size_t line,
                        const struct named *ids) {
    const char *name = tables->texts->visits.name;
    const struct named wanted = {visit->user, 0};
    const struct named *found =
        tables->data->users == 0
            ? NULL
            : bsearch(&wanted, ids, tables->data->users, sizeof *ids, by_id_only);
    if (found == NULL) {
        des_diagnostics_add(tables->told, "%s:%zu: user: \"%s\" is not in the table of users", name,
                            line, visit->user);
    } else {
        visit->who = found->index;
        if (tables->data->user[visit->who].living != HC_ON_ROUTE) {
            des_diagnostics_add(tables->told,
                                "%s:%zu: user: \"%s\" lives where no route goes (accepted: users "
                                "with living route)",
                                name, line, visit->user);
        }
    }
    if (!read_days(visit->days, &visit->weekdays)) {
        des_diagnostics_add(tables->told,
                            "%s:%zu: days: \"%s\" are no days of the week (accepted: 1 for Monday "
                            "to 7, as 135)",
                            name, line, visit->days);
    }
}

static int by_user(const void *a, const void *b) {
    const struct hc_own_visit *p = a, *q = b;
    if (p->who != q->who) {
        return (p->who > q->who) - (p->who < q->who);
    }
    if (p->start != q->start) {
        return (p->start > q->start) - (p->start < q->start);
    }
    return p->task != q->task ? p->task - q->task : strcmp(p->days, q->days);
}

static enum des_status index_visits(struct hc_own_data *data) {
    data->first_visit = calloc(data->users + 1, sizeof *data->first_visit);
    if (data->first_visit == NULL) {
        return DES_ENOMEM;
    }
    if (data->visits > 0) {
        qsort(data->visit, data->visits, sizeof *data->visit, by_user);
    }
    size_t at = 0;
    for (uint32_t u = 0; u <= data->users; u++) {
        while (at < data->visits && data->visit[at].who < u) {
            at++;
        }
        data->first_visit[u] = at;
    }
    return DES_OK;
}

static enum des_status check_users_and_visits(const struct hc_own_tables *tables) {
    struct hc_own_data *data = tables->data;
    struct named *ids = malloc((data->users + 1) * sizeof *ids);
    if (ids == NULL) {
        return DES_ENOMEM;
    }
    for (uint32_t u = 0; u < data->users; u++) {
        place_user(tables, &data->user[u], tables->user_line[u]);
        ids[u] = (struct named){data->user[u].id, u};
    }
    qsort(ids, data->users, sizeof *ids, by_id);
    for (size_t u = 1; u < data->users; u++) {
        if (strcmp(ids[u - 1].id, ids[u].id) == 0) {
            des_diagnostics_add(tables->told, "%s:%zu: user: \"%s\" is given twice",
                                tables->texts->users.name, tables->user_line[ids[u].index],
                                ids[u].id);
        }
    }
    for (size_t v = 0; v < data->visits; v++) {
        check_visit(tables, &data->visit[v], tables->visit_line[v], ids);
    }
    free(ids);
    return index_visits(data);
}

/* ---- all of it ---- */

enum des_status hc_own_data_check(const struct hc_own_tables *tables) {
    size_t before = tables->told->count;
    check_settlements(tables);
    enum des_status status = check_users_and_visits(tables);
    if (tables->texts->visits.text != NULL && tables->texts->users.text == NULL) {
        des_diagnostics_add(tables->told, "%s: visits without a table of users",
                            tables->texts->visits.name);
    }
    return status != DES_OK ? status : tables->told->count > before ? DES_EINPUT : DES_OK;
}

void hc_own_data_reach(const struct hc_own_data *data, const struct hc_travel *travel,
                       double limit_min, struct des_diagnostics *diagnostics) {
    for (size_t s = 0; s < data->settlements; s++) {
        const struct hc_own_settlement *here = &data->settlement[s];
        double km = travel->detour * hypot(here->at.x_km, here->at.y_km);
        if (here->users > 0.0 && hc_travel_one_way_min(travel, km) > limit_min) {
            des_diagnostics_add(diagnostics,
                                "data.settlements: \"%s\" cannot be reached: %.0f km of road from "
                                "the first one, %.0f minutes one way (accepted: up to %.0f)",
                                here->name, km, hc_travel_one_way_min(travel, km), limit_min);
        }
    }
    for (size_t u = 0; u < data->users; u++) {
        const struct hc_own_user *user = &data->user[u];
        double km = user->placed ? travel->detour * hypot(user->at.x_km, user->at.y_km) : 0.0;
        if (user->living == HC_ON_ROUTE && hc_travel_one_way_min(travel, km) > limit_min) {
            des_diagnostics_add(diagnostics,
                                "data.users: \"%s\" cannot be reached: %.0f km of road from the "
                                "first settlement, %.0f minutes one way (accepted: up to %.0f)",
                                user->id, km, hc_travel_one_way_min(travel, km), limit_min);
        }
    }
}
