#include "rota_change.h"

#include "home_care/world.h"

static const char *const shifts[] = {"traditional", "long", NULL};

#define TABLE "NOU 2023: 4, table 9.2: seven ideal rotas"
const struct des_param hc_rota_change_params[] = {
    DES_BOOL(struct hc_rota_change, on, false, "the experiment", DES_GRADE_D,
             "is there another rota from day 0 on?"),
    DES_INT(struct hc_rota_change, weekend_interval, "week", 4, 2, 6, TABLE, DES_GRADE_A,
            "weeks between worked weekends"),
    DES_CHOICE(struct hc_rota_change, weekday_shifts, shifts, HC_TRADITIONAL_SHIFTS, TABLE,
               DES_GRADE_A, "shifts of weekdays: day and evening, or long ones for both"),
    DES_CHOICE(struct hc_rota_change, weekend_shifts, shifts, HC_LONG_SHIFTS, TABLE, DES_GRADE_A,
               "shifts of weekends"),
    DES_REAL(struct hc_rota_change, full_time, "1", 0.0, 0.0, 1.0, "the experiment", DES_GRADE_D,
             "share of part-time posts that become full, from the hours of the smallest"),
    {0},
};

static const double full = 1.0 - 1e-9;

/* Is this a part-time post of the team and profession? */
static bool is_part(const struct hc_worker *worker, uint32_t zone, int profession) {
    return worker->zone == zone && worker->profession == profession && !worker->temp &&
           !worker->abolished && !worker->own_staff && worker->position < full;
}

/* The largest part-time post of the team and profession, or the smallest but for `keep`; of equals
 * the first.  HC_NOWHERE: none. */
static uint32_t part_time(const struct hc_world *world, uint32_t zone, int profession, bool largest,
                          uint32_t keep) {
    uint32_t best = HC_NOWHERE;
    for (uint32_t i = 0; i < world->staff.count; i++) {
        const struct hc_worker *worker = &world->staff.worker[i];
        if (i == keep || !is_part(worker, zone, profession)) {
            continue;
        }
        double size = worker->position;
        if (best == HC_NOWHERE || (largest ? size > world->staff.worker[best].position
                                           : size < world->staff.worker[best].position)) {
            best = i;
        }
    }
    return best;
}

/* Fills one post from the smallest ones; false when nothing is left to take. */
static bool make_full(struct hc_world *world, uint32_t zone, int profession) {
    uint32_t index = part_time(world, zone, profession, true, HC_NOWHERE);
    while (index != HC_NOWHERE && world->staff.worker[index].position < full) {
        uint32_t from = part_time(world, zone, profession, false, index);
        if (from == HC_NOWHERE) {
            return false;
        }
        struct hc_worker *giver = &world->staff.worker[from];
        double hours = hc_min(giver->position, 1.0 - world->staff.worker[index].position);
        giver->position -= hours;
        giver->abolished = giver->position < 1e-9;
        world->staff.worker[index].position += hours;
    }
    return index != HC_NOWHERE;
}

static void make_some_full(struct hc_world *world, uint32_t zone, int profession) {
    size_t part = 0;
    for (size_t i = 0; i < world->staff.count; i++) {
        part += is_part(&world->staff.worker[i], zone, profession);
    }
    double wanted = world->p.levers.rota.full_time * (double)part;
    for (double n = 0.5; n < wanted && make_full(world, zone, profession); n += 1.0) {
    }
}

void hc_rota_change_start(struct hc_world *world) {
    const struct hc_rota_change *p = &world->p.levers.rota;
    if (!p->on) {
        return;
    }
    for (uint32_t zone = 0; zone <= world->map.zone_count; zone++) {
        for (int k = 0; k < HC_ROTA_PROFESSIONS; k++) {
            make_some_full(world, zone, k);
        }
    }
    world->p.staff.weekend_interval = p->weekend_interval;
    world->p.staff.weekday_shifts = p->weekday_shifts;
    world->p.staff.weekend_shifts = p->weekend_shifts;
    enum des_status status = hc_staff_lay_again(world);
    if (status != DES_OK) {
        hc_fail(world, status);
    }
}
