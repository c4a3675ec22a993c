#include "region.h"

#include <math.h>

#include "home_care/grid.h"
#include "home_care/world.h"

#define REAL(...) DES_REAL(struct hc_region, __VA_ARGS__)
#define INT(...) DES_INT(struct hc_region, __VA_ARGS__)
#define BOOL(field, value, meaning)                                                                \
    DES_BOOL(struct hc_region, field, value, "the experiment", DES_GRADE_D, meaning)
const struct des_param hc_region_params[] = {
    BOOL(on, false, "are services shared with neighbouring municipalities from day 0 on?"),
    BOOL(host, false, "do the shared services stand in this municipality?"),
    REAL(km, "km", 40.0, 0.0, 500.0, "assumed: between neighbouring centres", DES_GRADE_D,
         "road from the main settlement here to the shared services, or to the partners"),
    INT(population, "1", 6000, 0, 1000000, "the experiment; SSB 07459", DES_GRADE_D,
        "inhabitants of the partners together"),
    BOOL(legevakt, false, "is the legevakt shared?"),
    INT(legevakt_servers, "1", 1, 0, 100, "assumed", DES_GRADE_D,
        "doctors at work that the partners bring"),
    BOOL(acute_beds, false, "are municipal acute beds shared?"),
    INT(partner_acute_beds, "1", 2, 0, 200, "assumed", DES_GRADE_D,
        "municipal acute beds that the partners bring"),
    BOOL(short_term, false, "are short-term places shared?"),
    INT(partner_short_term, "1", 16, 0, 10000, "SSB care services 2023: 3.9 per 100 aged 80+",
        DES_GRADE_D, "short-term places that the partners bring"),
    REAL(occupancy, "1", 0.85, 0.0, 1.5, "assumed: 75-95 %", DES_GRADE_D,
         "share of these that the partners' people take up in the mean"),
    REAL(bed_decay_km, "1/km", 0.004, 0.0, 1.0,
         "assumed: a quarter of the decay of legevakt contacts (Raknes 2013)", DES_GRADE_D,
         "the share who go to a shared acute bed is exp(-this x km); others as when it is full"),
    BOOL(aks, false,
         "are own staff shared?  Posts are then those of the region, by users, and here in "
         "proportion to inhabitants; from elsewhere they drive"),
    {0},
};

static bool shares(const struct hc_world *world, bool service) {
    return world->observing && world->p.levers.region.on && service;
}

/* Inhabitants of the region over those here. */
static double size(const struct hc_world *world) {
    double here = (double)world->p.municipality.population;
    return (here + (double)world->p.levers.region.population) / here;
}

static double road(const struct hc_region *p) {
    return p->host ? 0.0 : p->km;
}

double hc_region_users(const struct hc_world *world) {
    return shares(world, world->p.levers.region.aks) ? size(world) : 1.0;
}

double hc_region_acute_km(const struct hc_world *world) {
    const struct hc_region *p = &world->p.levers.region;
    return shares(world, p->acute_beds) ? road(p) : 0.0;
}

double hc_region_short_term_km(const struct hc_world *world) {
    const struct hc_region *p = &world->p.levers.region;
    return shares(world, p->short_term) ? road(p) : 0.0;
}

bool hc_region_goes(const struct hc_world *world, uint32_t user) {
    double km = hc_region_acute_km(world);
    if (km <= 0.0) {
        return true;
    }
    struct des_block b = hc_user_draw(world, user, HC_DRAW_REGION, hc_user_at(world, user)->acute);
    return des_uniform_from(b.word[0]) < exp(-world->p.levers.region.bed_decay_km * km);
}

static void share_legevakt(struct hc_world *world) {
    const struct hc_region *p = &world->p.levers.region;
    struct hc_municipality *m = &world->p.municipality;
    if (!p->host) {
        m->legevakt_km = p->km;
    }
    hc_services_pool(world, HC_PLACE_LEGEVAKT, m->legevakt_servers + p->legevakt_servers,
                     world->p.services.legevakt_per_100 * (double)p->population / 100.0, 0);
}

/* The partners' users of home care come on top of their other people. */
static void share_acute_beds(struct hc_world *world) {
    const struct hc_region *p = &world->p.levers.region;
    hc_services_pool(world, HC_PLACE_KAD,
                     world->p.municipality.municipal_acute_beds + p->partner_acute_beds,
                     world->p.services.kad_per_1000 * (double)p->population / 1000.0, 0);
}

static void share_short_term(struct hc_world *world) {
    const struct hc_region *p = &world->p.levers.region;
    double in_use = p->occupancy * (double)p->partner_short_term;
    hc_services_pool(world, HC_PLACE_SHORT_TERM,
                     world->p.municipality.short_term_places + p->partner_short_term,
                     in_use * 365.25 / des_dist_mean(&world->p.services.short_term_days),
                     (int64_t)nearbyint(in_use));
}

/* Each day of a shared post is spent here or there; whoever is based elsewhere drives. */
static void share_aks(struct hc_world *world) {
    const struct hc_region *p = &world->p.levers.region;
    struct hc_staffing *staffing = &world->care.staffing;
    staffing->here = staffing->here / size(world);
    staffing->away_km = hc_max(staffing->away_km, road(p));
}

void hc_region_start(struct hc_world *world) {
    const struct hc_region *p = &world->p.levers.region;
    if (shares(world, p->legevakt)) {
        share_legevakt(world);
    }
    if (shares(world, p->acute_beds)) {
        share_acute_beds(world);
    }
    if (shares(world, p->short_term)) {
        share_short_term(world);
    }
    if (shares(world, p->aks)) {
        share_aks(world);
    }
}
