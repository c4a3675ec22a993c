#include "projection.h"

#include <math.h>

#include "home_care/grid.h"
#include "home_care/world.h"

static const char *const ages[] = {"under_67", "from_67", "from_80", "from_90", NULL};
static const char *const professions[] = {"assistant", "helsefagarbeider", "nurse", "vernepleier",
                                          NULL};
_Static_assert(sizeof professions / sizeof *professions == HC_AKS + 1, "professions of a rota");

#define REAL(...) DES_REAL(struct hc_projection, __VA_ARGS__)
#define REALS(...) DES_REALS(struct hc_projection, __VA_ARGS__)
#define NOU "NOU 2023: 4 ch. 2: "
const struct des_param hc_projection_params[] = {
    DES_BOOL(struct hc_projection, on, false, "the experiment", DES_GRADE_D,
             "do need and supply grow from day 0 on?"),
    REALS(people, ages, "1/year", -0.1, 0.2,
          NOU "80+ from 230 000 to over 480 000 in 2020-40; below 80 assumed", DES_GRADE_D,
          "growth of the people of an age", 0.0, 0.012, 0.037, 0.037),
    REAL(health, "1/year", 0.005, -0.05, 0.05,
         NOU "better health in the low and middle alternative, none in the high; size assumed",
         DES_GRADE_D, "fall of the share of those from 67 who need home care"),
    REAL(standard, "1/year", 0.010, -0.05, 0.05, NOU "0.5 % low, 1 % middle and high", DES_GRADE_A,
         "growth of time per user"),
    REAL(productivity, "1/year", 0.005, -0.05, 0.05, NOU "0.5 % in all alternatives", DES_GRADE_A,
         "less time for the same"),
    DES_BOOL(struct hc_projection, family_constant, true,
             NOU "constant share low, constant level middle and high", DES_GRADE_A,
             "do families give as much as today, however many the old become?"),
    REAL(family_ratio, "1", 0.63, 0.0, 5.0,
         "NOU 2023: 4 ch. 13: 90 000 full-time equivalents beside 143 800 municipal ones; derived",
         DES_GRADE_D, "families' care today over that of the municipality"),
    REALS(posts, professions, "1/year", -0.1, 0.2,
          NOU "supply 2019-40: HFA 6.6 %, nurses 26.3 %, vernepleiere 44.2 %; assistants assumed",
          DES_GRADE_D, "growth of posts, as supply allows", 0.010, 0.003, 0.011, 0.018),
    REAL(places, "1/year", 0.0, -0.1, 0.2, "assumed: none built", DES_GRADE_D,
         "growth of short-term and nursing-home places"),
    {0},
};

static double years(const struct hc_world *world) {
    return hc_now(world) / HC_YEAR;
}

/* Of those who need home care. */
static double growth_of(const struct hc_world *world, int age) {
    const struct hc_projection *p = &world->p.levers.projection;
    return (1.0 + p->people[age]) * (age == HC_AGE_UNDER_67 ? 1.0 : 1.0 - p->health) - 1.0;
}

/* Stock in equilibrium has arrivals = exit rate x stock; growing by g it needs (exit rate + g) x
 * stock (1 + g)^t. */
static double arrivals(const struct hc_world *world, int age) {
    const struct hc_health *h = &world->p.health;
    double exits = h->death[age] + h->nursing_home[age] + world->p.demand.ended_per_year;
    double g = growth_of(world, age);
    return world->growth.arrivals[age] * (1.0 + log1p(g) / exits) * pow(1.0 + g, years(world));
}

static void set_arrivals(struct hc_world *world) {
    double *now = world->people.arrivals_per_year;
    double start = 0.0, sum = 0.0;
    for (int age = 0; age < HC_AGE_GROUPS; age++) {
        now[age] = arrivals(world, age);
        start += world->growth.arrivals[age];
        sum += world->growth.arrivals[age] * pow(1.0 + growth_of(world, age), years(world));
    }
    now[HC_AGE_GROUPS] = world->growth.arrivals[HC_AGE_GROUPS] * (start > 0.0 ? sum / start : 1.0);
}

/* What families give does not grow: the rest of what all old people need is left. */
static double left_by_families(const struct hc_world *world) {
    const struct hc_projection *p = &world->p.levers.projection;
    double people = pow(1.0 + growth_of(world, HC_AGE_80_89), years(world));
    return p->family_constant ? (people * (1.0 + p->family_ratio) - p->family_ratio) / people : 1.0;
}

static void set_minutes(struct hc_world *world) {
    const struct hc_projection *p = &world->p.levers.projection;
    world->growth.minutes =
        left_by_families(world) * pow((1.0 + p->standard) / (1.0 + p->productivity), years(world));
}

/* ---- supply ---- */

static void count_posts(struct hc_world *world) {
    for (size_t i = 0; i < world->staff.count; i++) {
        const struct hc_worker *worker = &world->staff.worker[i];
        if (!worker->temp && worker->profession < HC_AKS && worker->zone < world->map.zone_count) {
            world->growth.posts_start[worker->profession] += worker->position;
        }
    }
}

/* A post of mean size when supply has grown by that much, in the zones in turn. */
static void add_posts(struct hc_world *world, double day_of_year) {
    struct hc_growth *growth = &world->growth;
    const struct hc_projection *p = &world->p.levers.projection;
    for (int k = 0; k < HC_AKS; k++) {
        growth->posts_due[k] += growth->posts_start[k] * log1p(p->posts[k]) *
                                pow(1.0 + p->posts[k], years(world)) * day_of_year;
        double size = world->p.staff.position_size[k];
        while (growth->posts_due[k] >= size && world->failure == DES_OK) {
            growth->posts_due[k] -= size;
            uint32_t zone = growth->next_zone++ % (uint32_t)world->map.zone_count;
            if (hc_staff_add_post(world, (enum hc_profession)k, size, zone, false) == HC_NOWHERE) {
                hc_fail(world, DES_ENOMEM);
            }
        }
    }
}

static const enum hc_place_kind places[2] = {HC_PLACE_SHORT_TERM, HC_PLACE_NURSING_HOME};

static void set_places(struct hc_world *world) {
    double ratio = pow(1.0 + world->p.levers.projection.places, years(world));
    for (int k = 0; k < 2; k++) {
        double count = nearbyint(world->growth.places_start[k] * ratio);
        enum des_status status =
            des_resource_set_servers(world->services.place[places[k]], (uint32_t)count);
        if (status != DES_OK) {
            hc_fail(world, status);
        }
    }
}

void hc_projection_start(struct hc_world *world) {
    if (!world->p.levers.projection.on) {
        return;
    }
    world->projecting = true;
    for (int s = 0; s <= HC_AGE_GROUPS; s++) {
        world->growth.arrivals[s] = world->people.arrivals_per_year[s];
    }
    world->growth.places_start[0] = (double)world->p.municipality.short_term_places;
    world->growth.places_start[1] = (double)world->p.municipality.nursing_home_places;
    count_posts(world);
}

/* Numbers change daily; the places once a month. */
void hc_projection_midnight(struct hc_world *world) {
    if (!world->projecting) {
        return;
    }
    set_arrivals(world);
    set_minutes(world);
    add_posts(world, 1.0 / 365.25);
    if (world->p.levers.projection.places != 0.0 && hc_day_of(hc_now(world)) % 30 == 0) {
        set_places(world);
    }
}
