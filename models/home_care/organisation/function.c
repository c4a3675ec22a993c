#include "function.h"

#include <math.h>
#include <stdlib.h>

#include "home_care/grid.h"
#include "home_care/world.h"

#define REAL(...) DES_REAL(struct hc_function, __VA_ARGS__)
const struct des_param hc_function_params[] = {
    REAL(hours_day, "h", 7.5, 1.0, 12.0, "working time agreement, day work", DES_GRADE_A,
         "length of their day"),
    REAL(team_share, "1", 0.10, 0.0, 1.0, "assumed", DES_GRADE_D,
         "share of the day for team, development and administration"),
    REAL(worked_hours, "h/year", 1460.0, 500.0, 2000.0,
         "derived: 1950 less holiday, 9 % absence, courses", DES_GRADE_D,
         "hours at work of a full post in day work"),
    REAL(guidance_half_life, "d", 90.0, 1.0, 3650.0, "assumed: 45-180", DES_GRADE_D,
         "time in which the effect of guidance halves"),
    REAL(acceptance_start, "1", 0.30, 0.0, 1.0,
         "Fafo 2025:03 ch. 8.4: sceptical start; size "
         "assumed",
         DES_GRADE_D, "acceptance by GPs and colleagues at the start"),
    REAL(acceptance_ceiling, "1", 0.90, 0.0, 1.0, "assumed", DES_GRADE_D, "acceptance it grows to"),
    REAL(acceptance_half_months, "month", 9.0, 0.1, 600.0, "assumed", DES_GRADE_D,
         "months with contact for half of the way"),
    REAL(months_before, "month", 0.0, 0.0, 600.0, "assumed", DES_GRADE_D,
         "months of contact before day 0"),
    REAL(reach_min, "min", 60.0, 0.0, 600.0, "assumed", DES_GRADE_D,
         "an acute call is answered by own staff who can be there within this"),
    REAL(recruited_inside, "1", 0.75, 0.0, 1.0,
         "Fafo 2025:03 ch. 5.1: about 3 of 4 initiatives came from the nurse herself; derived",
         DES_GRADE_D,
         "share of added posts filled by a nurse of the rota, whose own post falls vacant"),
    REAL(dies_months, "month", 6.0, 0.1, 600.0, "Fafo 2025:03 ch. 8.2: within six months",
         DES_GRADE_B,
         "median time from the leaving of the only carrier to the end of an unanchored function"),
    {0},
};

static const double month_min = 30.4375 * HC_DAY;

/* ---- contact and acceptance ---- */

static size_t gps_of(const struct hc_world *world) {
    int64_t said = world->care.area.gps;
    return said < 0 ? world->services.gp.lists : said == 0 ? 1 : (size_t)said;
}

enum des_status hc_function_init(struct hc_world *world) {
    struct hc_contacts *c = &world->care.contacts;
    c->gps = gps_of(world);
    c->zones = world->map.zone_count;
    c->wards = world->people.ward_count;
    c->gp = calloc(c->gps, sizeof *c->gp);
    c->zone = calloc(c->zones, sizeof *c->zone);
    c->guided_at = malloc(c->zones * sizeof *c->guided_at);
    c->ward_guided_at = malloc((c->wards + 1) * sizeof *c->ward_guided_at);
    if (!c->gp || !c->zone || !c->guided_at || !c->ward_guided_at) {
        return DES_ENOMEM;
    }
    for (size_t z = 0; z < c->zones; z++) {
        c->guided_at[z] = -INFINITY;
    }
    for (size_t w = 0; w < c->wards; w++) {
        c->ward_guided_at[w] = -INFINITY;
    }
    return DES_OK;
}

void hc_function_fini(struct hc_world *world) {
    struct hc_contacts *c = &world->care.contacts;
    free(c->gp);
    free(c->zone);
    free(c->guided_at);
    free(c->ward_guided_at);
}

/* Months are numbered from 1, so that 0 says never. */
static void meet(const struct hc_world *world, struct hc_contact *contact) {
    int32_t month = 1 + (int32_t)(hc_max(0.0, hc_now(world)) / month_min);
    if (contact->last_month != month) {
        contact->last_month = month;
        contact->months++;
    }
}

static struct hc_contact *gp_of(const struct hc_world *world, uint32_t user) {
    struct des_block b = hc_user_draw(world, user, HC_DRAW_GP, UINT64_C(1) << 41);
    size_t gp = (size_t)(des_uniform_from(b.word[0]) * (double)world->care.contacts.gps);
    return &world->care.contacts.gp[gp < world->care.contacts.gps ? gp : 0];
}

void hc_function_met_gp(struct hc_world *world, uint32_t user) {
    meet(world, gp_of(world, user));
}

void hc_function_met_zone(struct hc_world *world, uint32_t zone) {
    if (zone < world->care.contacts.zones) {
        meet(world, &world->care.contacts.zone[zone]);
    }
}

static double accepted(const struct hc_world *world, int32_t months) {
    const struct hc_function *p = &world->p.function;
    return p->acceptance_ceiling -
           (p->acceptance_ceiling - p->acceptance_start) *
               exp2(-(p->months_before + (double)months) / p->acceptance_half_months);
}

double hc_function_acceptance(const struct hc_world *world, uint32_t user) {
    return accepted(world, gp_of(world, user)->months);
}

double hc_function_used_by(const struct hc_world *world, uint32_t zone) {
    const struct hc_contacts *c = &world->care.contacts;
    double sum = 0.0;
    for (size_t z = 0; z < c->zones; z++) {
        sum += accepted(world, c->zone[z].months);
    }
    double use = zone < c->zones ? accepted(world, c->zone[zone].months) : sum / (double)c->zones;
    return world->p.function.acceptance_ceiling > 0.0 ? use / world->p.function.acceptance_ceiling
                                                      : 0.0;
}

/* ---- guidance ---- */

void hc_function_guided(struct hc_world *world, uint32_t zone) {
    if (zone < world->care.contacts.zones) {
        world->care.contacts.guided_at[zone] = hc_now(world);
        hc_function_met_zone(world, zone);
    }
}

void hc_function_guided_ward(struct hc_world *world, uint32_t ward) {
    if (ward < world->care.contacts.wards) {
        world->care.contacts.ward_guided_at[ward] = hc_now(world);
    }
}

/* How much of guidance given then is left: halves with each half-life. */
static double guidance_left(const struct hc_world *world, double guided_at) {
    double days = (hc_now(world) - guided_at) / HC_DAY;
    return exp2(-days / world->p.function.guidance_half_life);
}

double hc_function_noticing(const struct hc_world *world, double guided_at) {
    return isinf(guided_at)
               ? 1.0
               : pow(world->care.competence.guidance_notice, guidance_left(world, guided_at));
}

double hc_function_guidance(const struct hc_world *world, uint32_t zone) {
    return hc_function_noticing(world, world->care.contacts.guided_at[zone]);
}

double hc_function_guidance_ward(const struct hc_world *world, uint32_t ward) {
    return ward < world->care.contacts.wards
               ? hc_function_noticing(world, world->care.contacts.ward_guided_at[ward])
               : 1.0;
}

/* ---- GPs' time ---- */

/* It is shared by the desks of her office, the first lists of the municipality. */
void hc_function_gp_spared(struct hc_world *world, double minutes) {
    size_t lists = world->services.gp.lists;
    size_t office = world->care.contacts.gps < lists ? world->care.contacts.gps : lists;
    hc_count(world, HC_TOTAL_gp_spared_minutes, minutes);
    for (size_t i = 0; i < office; i++) {
        hc_gp_join(world, i, hc_now(world), -minutes / (double)office);
    }
}

/* ---- retention ---- */

/* The clock of leaving runs slower, or faster, by the ratio of the week. */
void hc_function_retain(struct hc_world *world) {
    const double week = 7.0 * HC_DAY;
    for (uint32_t i = 0; i < world->staff.count; i++) {
        const struct hc_worker *worker = &world->staff.worker[i];
        if (worker->own_staff || worker->temp || worker->vacant ||
            worker->zone >= world->care.contacts.zones ||
            isinf(world->care.contacts.guided_at[worker->zone])) {
            continue;
        }
        double left = guidance_left(world, world->care.contacts.guided_at[worker->zone]);
        double ratio = pow(world->care.competence.retention, left);
        if (ratio < 1.0 || ratio > 1.0) {
            hc_staff_put_off_leaving(world, i, (1.0 - ratio) * week);
        }
    }
}

/* ---- the end of a function ---- */

static bool has_carrier(const struct hc_world *world) {
    for (size_t i = 0; i < world->own.post_count; i++) {
        const struct hc_worker *worker = &world->staff.worker[world->own.post[i]];
        if (worker->own_staff && !worker->vacant && !worker->abolished) {
            return true;
        }
    }
    return false;
}

void hc_function_left(struct hc_world *world) {
    struct hc_care *care = &world->care;
    if (!care->active || care->staffing.anchored || care->contacts.orphaned || has_carrier(world)) {
        return;
    }
    struct des_block b = des_draw(&world->random, des_entity(HC_ENTITY_PLACE, 0),
                                  world->purpose[HC_DRAW_FUNCTION_END], 0, 0);
    double months = des_exponential_from(b.word[0], world->p.function.dies_months / log(2.0));
    care->contacts.orphaned = true;
    hc_count(world, HC_TOTAL_functions_orphaned, 1.0);
    care->contacts.end =
        hc_schedule(world, hc_grid(hc_now(world) + hc_min(months, 12000.0) * month_min),
                    HC_EVENT_FUNCTION_END, 0, 0);
}

void hc_on_function_end(void *context, struct des_sim *sim, const struct des_event *event) {
    (void)sim;
    (void)event;
    struct hc_world *world = context;
    world->care.contacts.end = DES_NO_EVENT;
    world->care.active = false;
    hc_count(world, HC_TOTAL_functions_ended, 1.0);
    hc_own_staff_give_up(world);
}
