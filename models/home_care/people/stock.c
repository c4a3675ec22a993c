/* models/home_care/people/stock.c - who is there when the run begins. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "home_care/grid.h"
#include "home_care/world.h"

static size_t share_of(size_t count, double share) {
    return (size_t)nearbyint((double)count * share);
}

static bool add_stock(struct hc_world *world, size_t count, enum hc_age_group age,
                      enum hc_living living) {
    for (size_t i = 0; i < count; i++) {
        struct hc_user *user = hc_people_append(world);
        if (!user) {
            return false;
        }
        user->age = (uint8_t)age;
        user->living = (uint8_t)living;
        user->home = hc_map_home(world, user->id, &user->settlement);
    }
    return true;
}

/* The users of the municipality's own table, in its order. */
static enum des_status add_own_stock(struct hc_world *world) {
    for (uint32_t id = 0; id < world->data.users; id++) {
        struct hc_user *user = hc_people_append(world);
        if (!user) {
            return DES_ENOMEM;
        }
        user->age = (uint8_t)world->data.user[id].age;
        user->living = (uint8_t)world->data.user[id].living;
        user->home = hc_map_own_home(world, id, &user->settlement);
    }
    world->people.stock = world->people.count;
    return DES_OK;
}

static enum des_status add_all_stock(struct hc_world *world) {
    const struct hc_municipality *m = &world->p.municipality;
    const struct hc_demand *p = &world->p.demand;
    size_t users = share_of((size_t)m->population, m->users_per_1000 / 1000.0);
    size_t young = share_of(users, m->users_under_67);
    size_t old80 = share_of((size_t)m->population, m->share_80_plus * m->coverage_80_plus);
    if (old80 + young > users) {
        old80 = users - young;
    }
    size_t old67 = users - young - old80;
    size_t housing = share_of((size_t)m->population, m->care_housing_per_1000 / 1000.0);
    size_t housing_old = share_of(housing, m->care_housing_67_plus);
    size_t old = old80 + old67;
    if (housing_old > share_of(old, 1.0 - p->route_67_plus)) {
        housing_old = share_of(old, 1.0 - p->route_67_plus);
    }
    size_t housing_young = housing - housing_old;
    if (housing_young > share_of(young, 1.0 - p->route_under_67)) {
        housing_young = share_of(young, 1.0 - p->route_under_67);
    }
    size_t groups[3] = {old80, old67, young};
    size_t in_housing[3] = {old ? housing_old * old80 / old : 0, 0, housing_young};
    in_housing[1] = housing_old - in_housing[0];
    if (!hc_people_reserve(world, users + users / 8 + 256)) {
        return DES_ENOMEM;
    }
    static const enum hc_age_group ages[3] = {HC_AGE_80_89, HC_AGE_67_79, HC_AGE_UNDER_67};
    for (int g = 0; g < 3; g++) {
        size_t route = share_of(groups[g], g < 2 ? p->route_67_plus : p->route_under_67);
        if (route + in_housing[g] > groups[g]) {
            route = groups[g] - in_housing[g];
        }
        if (!add_stock(world, route, ages[g], HC_ON_ROUTE) ||
            !add_stock(world, in_housing[g], ages[g], HC_IN_CARE_HOUSING) ||
            !add_stock(world, groups[g] - route - in_housing[g], ages[g], HC_OTHER_SERVICE)) {
            return DES_ENOMEM;
        }
    }
    world->people.stock = world->people.count;
    return DES_OK;
}

static enum des_status cut_zones(struct hc_world *world) {
    struct hc_people *people = &world->people;
    struct pl_point *homes = malloc((people->count + 1) * sizeof *homes);
    if (!homes) {
        return DES_ENOMEM;
    }
    size_t count = 0;
    for (size_t i = 0; i < people->count; i++) {
        if (hc_people_at(people, i)->living == HC_ON_ROUTE) {
            homes[count++] = hc_people_at(people, i)->home;
        }
    }
    enum des_status status = hc_map_cut(world, homes, count);
    free(homes);
    return status;
}

/* Wards of staffed care housing: residents in order of id. */
static enum des_status make_wards(struct hc_world *world) {
    struct hc_people *people = &world->people;
    size_t residents = 0;
    for (size_t i = 0; i < people->count; i++) {
        residents += hc_people_at(people, i)->living == HC_IN_CARE_HOUSING;
    }
    people->ward_count = (size_t)ceil((double)residents / world->p.demand.ward_residents);
    people->ward = malloc((people->ward_count + 1) * sizeof *people->ward);
    if (!people->ward) {
        return DES_ENOMEM;
    }
    for (size_t w = 0; w < people->ward_count; w++) {
        people->ward[w] = (struct hc_ward){HC_NOWHERE, HC_NOWHERE};
    }
    size_t seen = 0;
    for (uint32_t id = 0; id < people->count; id++) {
        if (hc_people_at(people, id)->living == HC_IN_CARE_HOUSING) {
            hc_people_join_ward(world, id, (uint32_t)(seen++ % people->ward_count));
        }
    }
    return DES_OK;
}

/* Long-term users come as fast as they go, by age; short episodes by their rate. */
static void start_arrivals(struct hc_world *world) {
    struct hc_people *people = &world->people;
    const struct hc_health *h = &world->p.health;
    size_t routes = 0;
    for (size_t i = 0; i < people->stock; i++) {
        const struct hc_user *user = hc_people_at(people, i);
        routes += user->living == HC_ON_ROUTE;
        if (!user->short_episode) {
            people->arrivals_per_year[user->age] +=
                h->death[user->age] + h->nursing_home[user->age] + world->p.demand.ended_per_year;
        }
    }
    people->arrivals_per_year[HC_AGE_GROUPS] = world->p.demand.short_episodes * (double)routes;
    for (uint32_t stream = 0; stream <= HC_AGE_GROUPS; stream++) {
        hc_people_next_arrival(world, stream);
    }
}

static void mark_short_episodes(struct hc_world *world) {
    const struct hc_demand *p = &world->p.demand;
    double share = p->short_episodes * des_dist_mean(&p->short_episode_weeks) / 52.18;
    for (uint32_t id = 0; id < world->people.stock; id++) {
        struct hc_user *user = hc_user_at(world, id);
        struct des_block b = hc_user_draw(world, id, HC_DRAW_EPISODE, 1);
        user->short_episode = user->living == HC_ON_ROUTE && des_uniform_from(b.word[0]) < share;
    }
}

enum des_status hc_people_init(struct hc_world *world) {
    struct hc_people *people = &world->people;
    enum des_status status = world->data.users > 0 ? add_own_stock(world) : add_all_stock(world);
    if (status == DES_OK) {
        status = cut_zones(world);
    }
    if (status != DES_OK) {
        return status;
    }
    people->list_count = world->map.zone_count * 2 + 1;
    people->list = calloc(people->list_count, sizeof *people->list);
    if (!people->list) {
        return DES_ENOMEM;
    }
    status = make_wards(world);
    if (status != DES_OK) {
        return status;
    }
    mark_short_episodes(world);
    for (uint32_t id = 0; id < people->stock; id++) {
        hc_people_settle(world, id);
    }
    hc_plan_measure(world);
    double sd = world->p.demand.execution_log_sd;
    people->execution_mean_inverse = exp(-0.5 * sd * sd);
    for (uint32_t id = 0; id < people->stock; id++) {
        hc_people_start_life(world, id, true);
    }
    start_arrivals(world);
    return world->failure;
}
