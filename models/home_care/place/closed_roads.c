/* models/home_care/place/closed_roads.c - roads that close and open, and who is cut off. */
#include <math.h>

#include "home_care/grid.h"
#include "home_care/world.h"
#include "travel.h"

#define REAL(...) DES_REAL(struct hc_closed, __VA_ARGS__)
const struct des_param hc_closed_params[] = {
    REAL(days, "d/year", 0.0, 0.0, 180.0,
         "assumed: off; Statens vegvesen: 10 mountain passes were closed 2300 h in a winter, 9 to "
         "41 days for the two worst",
         DES_GRADE_D, "days a year on which the road to an exposed settlement is closed"),
    REAL(spell_days, "d", 1.0, 0.05, 60.0, "assumed", DES_GRADE_D,
         "mean length of one closure, exponential"),
    DES_INT(struct hc_closed, settlements, "1", 1, 0, 200, "assumed", DES_GRADE_D,
            "of the smaller settlements with a road, so many are exposed"),
    DES_BOOL(struct hc_closed, answered, 1, "assumed", DES_GRADE_D,
             "alarms and acute calls from behind a closed road are answered from outside (by "
             "voice, a neighbour municipality, helpers there); else they wait for the road"),
    {0},
};

static bool is_exposed(const struct hc_world *world, size_t settlement) {
    if (world->data.settlements > 0) {
        return world->data.settlement[world->map.settlement[settlement].own].exposed != 0;
    }
    size_t before = 0;
    for (size_t s = 1; s < settlement; s++) {
        before += !hc_is_beyond(world->map.settlement[s].at);
    }
    return !hc_is_beyond(world->map.settlement[settlement].at) &&
           before < (size_t)world->p.closed.settlements;
}

/* Open and closed in turn, each for an exponential time. */
static void await_turn(struct hc_world *world, uint32_t settlement) {
    const struct hc_closed *p = &world->p.closed;
    struct hc_settlement *road = &world->map.settlement[settlement];
    double mean = road->closed ? p->spell_days : p->spell_days * (365.25 / p->days - 1.0);
    struct des_block b = des_draw(&world->random, des_entity(HC_ENTITY_PLACE, settlement),
                                  world->purpose[HC_DRAW_CLOSED], road->turns++, 0);
    double days = des_exponential_from(b.word[0], mean);
    hc_schedule(world, hc_grid(hc_now(world) + hc_min(days, 1e5) * HC_DAY), HC_EVENT_ROAD,
                settlement, !road->closed);
}

void hc_on_road(void *context, struct des_sim *sim, const struct des_event *event) {
    (void)sim;
    struct hc_world *world = context;
    bool closes = event->argument != 0;
    world->map.settlement[event->subject].closed = closes;
    world->map.roads_closed += closes ? 1 : (size_t)-1;
    await_turn(world, event->subject);
}

bool hc_behind_closed_road(const struct hc_world *world, uint32_t user) {
    uint16_t settlement = hc_user_at(world, user)->settlement;
    return settlement != HC_SCATTERED && world->map.settlement[settlement].closed;
}

bool hc_cut_off(const struct hc_world *world, uint32_t user, bool night) {
    const struct hc_map *map = &world->map;
    const struct hc_user *who = hc_user_at(world, user);
    if (night && map->crossing.runs && hc_is_beyond(who->home)) {
        return true;
    }
    return map->roads_closed > 0 && hc_behind_closed_road(world, user) &&
           (night || map->base_in[who->zone] != who->settlement);
}

double hc_way_out_km(const struct hc_world *world, uint32_t user) {
    const struct hc_map *map = &world->map;
    if (map->roads_closed > 0 && hc_behind_closed_road(world, user)) {
        return INFINITY;
    }
    const struct hc_user *who = hc_user_at(world, user);
    bool by_ferry = map->crossing.runs && hc_is_beyond(who->home);
    return who->road_km + (by_ferry ? hc_ferry_way_out_km(world) : 0.0);
}

void hc_closed_init(struct hc_world *world) {
    for (uint32_t s = 1; world->p.closed.days > 0.0 && s < world->map.settlement_count; s++) {
        if (is_exposed(world, s)) {
            await_turn(world, s);
        }
    }
}
