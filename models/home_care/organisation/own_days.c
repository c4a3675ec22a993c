#include "own_days.h"

#include <stdlib.h>
#include <string.h>

#include "home_care/grid.h"
#include "home_care/world.h"

/* Weekdays on which she is free for the function, spread evenly: all that the post has here, less
 * its part in the rota. */
static void set_weekdays(struct hc_world *world, size_t i) {
    const struct hc_staffing *p = &world->care.staffing;
    const int8_t *rota = world->staff.worker[world->own.post[i]].rota;
    int8_t *duty = world->own.days.duty[i];
    double share = p->here * (1.0 - p->in_rota);
    double due = share < 1.0 ? share * (double)(i % 5u) : 0.0; /* not all on the same day */
    for (int d = 0; d < world->staff.rules.days; d++) {
        duty[d] = HC_ROTA_FREE;
        if (d % 7 >= 5) {
            continue;
        }
        due += share;
        if (due >= 1.0 - 1e-9 && rota[d] == HC_ROTA_FREE) {
            duty[d] = HC_DAY_SHIFT;
            due -= 1.0;
        }
    }
}

/* Her days here one after the other, at the beginning of every so many weeks. */
static void set_weeks(struct hc_world *world, size_t i) {
    const struct hc_staffing *p = &world->care.staffing;
    int8_t *duty = world->own.days.duty[i];
    int left = (int)(5.0 * (double)p->weeks_apart * p->here + 0.5);
    for (int d = 0; d < world->own.days.rota.rules.days; d++) {
        bool works = d % 7 < 5 && left > 0;
        duty[d] = works ? HC_DAY_SHIFT : HC_ROTA_FREE;
        left -= works;
    }
}

/* The team's own rules: those of all, with its times and its weekends. */
static void open_rota(struct hc_world *world, size_t posts) {
    const struct hc_staffing *p = &world->care.staffing;
    struct hc_rota *rota = &world->own.days.rota;
    rota->rules = world->staff.rules;
    rota->rules.weekend_interval = p->weekend_interval;
    rota->rules.days = hc_rota_cycle_days(p->weekend_interval);
    rota->rules.start[HC_DAY_SHIFT] = p->day_start;
    rota->rules.minutes[HC_DAY_SHIFT] = rota->rules.minutes[HC_EVENING_SHIFT] =
        hc_grid(60.0 * world->p.function.hours_day);
    rota->skilled_share = 1.0;
    rota->weekday_shifts = rota->weekend_shifts =
        p->evenings > 0.0 ? HC_TRADITIONAL_SHIFTS : HC_DAY_SHIFTS;
    for (int d = 0; d < 7; d++) {
        rota->need[d][0] = (double)posts * (1.0 - p->evenings);
        rota->need[d][1] = (double)posts * p->evenings;
    }
}

enum des_status hc_own_days_init(struct hc_world *world, size_t posts) {
    const struct hc_staffing *p = &world->care.staffing;
    struct hc_own_days *days = &world->own.days;
    days->duty = calloc(posts, sizeof *days->duty);
    /* Who stands in a zone's rota has the weekends there. */
    days->weekends = p->weekend_interval > 0 && p->in_rota * p->here <= 0.0;
    days->weeks = !days->weekends && p->weeks_apart > 0 && p->in_rota * p->here <= 0.0;
    if (days->weekends) {
        open_rota(world, posts);
    } else if (days->weeks) {
        days->rota.rules.days = (int)(7 * p->weeks_apart);
    } else {
        days->rota.rules.days = world->staff.rules.days;
    }
    return days->duty ? DES_OK : DES_ENOMEM;
}

enum des_status hc_own_days_add(struct hc_world *world, size_t i) {
    struct hc_own_days *days = &world->own.days;
    if (!days->weekends) {
        (days->weeks ? set_weeks : set_weekdays)(world, i);
        return DES_OK;
    }
    const struct hc_rota_post post = {"own staff", (uint32_t)i, world->care.staffing.here,
                                      HC_SKILL_NURSE, days->duty[i]};
    return hc_rota_generate(&days->rota, &post, 1, i, &world->why);
}

int hc_own_duty(const struct hc_world *world, size_t i, int64_t day) {
    const struct hc_own_days *days = &world->own.days;
    int64_t cycle = days->rota.rules.days;
    bool off = !days->weekends && hc_weekend(&world->calendar, day);
    return off ? HC_ROTA_FREE : days->duty[i][(day % cycle + cycle) % cycle];
}
