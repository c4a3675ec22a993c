#include "crew.h"

#include "home_care/grid.h"
#include "home_care/world.h"

static struct hc_crew *crew_of(struct hc_world *world, const struct hc_shift *shift) {
    return &world->shifts.crew[shift->zone];
}

void hc_crew_join(struct hc_world *world, uint32_t worker) {
    const struct hc_shift *shift = &world->staff.worker[worker].shift;
    struct hc_crew *crew = crew_of(world, shift);
    uint32_t *grown =
        hc_reserve(world, crew->worker, crew->count + 1, &crew->capacity, sizeof *grown);
    if (!grown) {
        return;
    }
    crew->worker = grown;
    if (crew->count == 0) {
        crew->low = crew->high = shift->place;
    }
    crew->worker[crew->count++] = worker;
    hc_crew_reach(crew, shift->place);
}

void hc_crew_leave(struct hc_world *world, uint32_t worker) {
    struct hc_crew *crew = crew_of(world, &world->staff.worker[worker].shift);
    for (size_t i = 0; i < crew->count; i++) {
        if (crew->worker[i] == worker) {
            crew->worker[i] = crew->worker[--crew->count];
            return;
        }
    }
}

void hc_crew_lend(struct hc_world *world, uint32_t worker, uint32_t team) {
    hc_crew_leave(world, worker);
    struct hc_shift *shift = &world->staff.worker[worker].shift;
    shift->zone = team;
    shift->place = hc_map_base(&world->map, team);
    hc_crew_join(world, worker);
}

static double within(double at, double low, double high) {
    return hc_min(hc_max(at, low), high);
}

/* The least minutes of any road at least so long: within a band they grow with the road, but
 * the next way of going may begin below where the last one ends. */
static double least_min(const struct pl_plane *plane, double road_km) {
    double least = pl_road_min(plane, road_km);
    for (int b = 1; b < PL_BANDS; b++) {
        if (plane->start_km[b] > road_km) {
            least = hc_min(least, plane->minutes_at[b]);
        }
    }
    return hc_max(0.0, least - 1.0 / 64.0); /* minutes are rounded to it */
}

double hc_crew_way_min(const struct hc_world *world, uint32_t team, struct pl_point home) {
    const struct hc_map *map = &world->map;
    const struct hc_crew *crew = &world->shifts.crew[team];
    if (map->crossing.runs) {
        return 0.0;
    }
    struct pl_point nearest = {within(home.x_km, crew->low.x_km, crew->high.x_km),
                               within(home.y_km, crew->low.y_km, crew->high.y_km)};
    const struct pl_plane *plane = hc_plane(map, team);
    return least_min(plane, pl_road_km(plane, nearest, home));
}
