#include "nursing_home.h"

#include <math.h>
#include <stdlib.h>

#include "home_care/grid.h"
#include "home_care/world.h"

static struct des_block draw(const struct hc_world *world, uint32_t ward, uint64_t number) {
    return des_draw(&world->random, des_entity(HC_ENTITY_NURSING_HOME_WARD, ward),
                    world->purpose[HC_DRAW_WARD_RESIDENTS], number, 0);
}

static void next_deterioration(struct hc_world *world, uint32_t ward) {
    struct hc_nursing_home *home = &world->nursing_home;
    double per_year = world->p.services.ward_deteriorations * home->residents;
    if (per_year <= 0.0) {
        return;
    }
    uint64_t number = home->ward[ward].deteriorations++;
    double days = des_exponential_from(draw(world, ward, number).word[0], 365.25 / per_year);
    hc_schedule(world, hc_grid(hc_now(world) + days * HC_DAY), HC_EVENT_WARD_DETERIORATION, ward,
                number);
}

enum des_status hc_nursing_home_init(struct hc_world *world) {
    struct hc_nursing_home *home = &world->nursing_home;
    double places = (double)world->p.municipality.nursing_home_places;
    home->ward_count = (size_t)ceil(places / world->p.services.ward_places);
    home->ward = calloc(home->ward_count + 1, sizeof *home->ward);
    if (!home->ward) {
        return DES_ENOMEM;
    }
    home->residents = home->ward_count > 0 ? places / (double)home->ward_count : 0.0;
    for (uint32_t w = 0; w < home->ward_count; w++) {
        home->ward[w].guided_at = -INFINITY;
        next_deterioration(world, w);
    }
    return world->failure;
}

void hc_nursing_home_fini(struct hc_world *world) {
    free(world->nursing_home.ward);
}

void hc_nursing_home_guided(struct hc_world *world, uint32_t ward) {
    if (ward < world->nursing_home.ward_count) {
        world->nursing_home.ward[ward].guided_at = hc_now(world);
    }
}

void hc_on_ward_deterioration(void *context, struct des_sim *sim, const struct des_event *event) {
    (void)sim;
    struct hc_world *world = context;
    const struct hc_services_params *p = &world->p.services;
    uint32_t ward = event->subject;
    struct des_block b = draw(world, ward, event->argument);
    double notice =
        p->ward_notice * hc_function_noticing(world, world->nursing_home.ward[ward].guided_at);
    hc_count(world, HC_TOTAL_ward_deteriorations, 1.0);
    if (des_uniform_from(b.word[1]) >= notice || des_uniform_from(b.word[2]) >= p->ward_success) {
        hc_count(world, HC_TOTAL_ward_admissions, 1.0);
    }
    next_deterioration(world, ward);
}
