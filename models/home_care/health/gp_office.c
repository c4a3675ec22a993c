#include "gp_office.h"

#include <math.h>
#include <stdlib.h>

#include "home_care/grid.h"
#include "home_care/world.h"

/* ---- working days ---- */

#define WORKING_DAYS 251.0 /* a year */
#define WEEKS 52.0
#define DAYS_AFTER 400 /* answers lie at most so many after the end of a run */

static enum des_status note_days(struct hc_world *world) {
    struct hc_gp_office *o = &world->services.gp;
    o->first_day = -world->p.calendar.warm_up_days;
    o->days = (size_t)(world->days - o->first_day + DAYS_AFTER);
    o->closed = malloc(o->days * sizeof *o->closed);
    if (!o->closed) {
        return DES_ENOMEM;
    }
    for (size_t i = 0; i < o->days; i++) {
        o->closed[i] = hc_weekend(&world->calendar, o->first_day + (int64_t)i);
    }
    return DES_OK;
}

bool hc_gp_office_day(const struct hc_world *world, int64_t day) {
    const struct hc_gp_office *o = &world->services.gp;
    size_t i = (size_t)(day - o->first_day);
    return i < o->days ? !o->closed[i] : !hc_weekend(&world->calendar, day);
}

/* Office minutes gone at this time of its day; none on a day without office. */
static double office_minute(const struct hc_world *world, double time) {
    int64_t day = hc_day_of(time);
    double minute = time - (double)day * HC_DAY - HC_GP_OPENS;
    return hc_gp_office_day(world, day) ? hc_min(hc_max(minute, 0.0), HC_GP_OPEN) : 0.0;
}

static double time_of(int64_t day, double minute) {
    return hc_grid((double)day * HC_DAY + HC_GP_OPENS + minute);
}

double hc_gp_office_after(const struct hc_world *world, double time, double minutes) {
    double from = office_minute(world, time);
    for (int64_t day = hc_day_of(time);; day++, from = 0.0) {
        if (!hc_gp_office_day(world, day)) {
            continue;
        }
        if (from + minutes <= HC_GP_OPEN) {
            return hc_max(time, time_of(day, from + minutes));
        }
        minutes -= HC_GP_OPEN - from;
    }
}

/* ---- what a day brings ---- */

static double sent_on(const struct hc_world *world, size_t list, int64_t day) {
    struct des_stream s = des_stream_at(&world->random, des_entity(HC_ENTITY_GP_LIST, list),
                                        world->purpose[HC_DRAW_GP_DESK], (uint64_t)day);
    return des_dist_draw(&world->services.gp.sent, &s);
}

/* Weeks begin on Mondays, as day 0 does. */
static double desk_minutes(const struct hc_world *world, size_t list, int64_t day) {
    const struct hc_services_params *p = &world->p.services;
    int64_t week = (day - hc_weekday(day)) / 7;
    struct des_block b = des_draw(&world->random, des_entity(HC_ENTITY_GP_LIST, list),
                                  world->purpose[HC_DRAW_GP_AWAY], (uint64_t)week, 0);
    bool away = des_uniform_from(b.word[0]) * WEEKS < p->gp_away_weeks;
    return away ? p->gp_desk_minutes * p->gp_stand_in : p->gp_desk_minutes;
}

/* The work after the office minutes `from` to `to` of a day: it grows evenly, and shrinks by a
 * minute a minute in the desk hours, the last of the day. */
static double worked_on(double work, double from, double to, double sent, double desk) {
    double a = sent / HC_GP_OPEN, begin = HC_GP_OPEN - desk;
    double growing = hc_max(0.0, hc_min(to, begin) - from);
    double shrinking = hc_max(0.0, to - hc_max(from, begin));
    work += a * growing;
    return shrinking > 0.0 ? hc_max(0.0, work + (a - 1.0) * shrinking) : work;
}

/* ---- the desk ---- */

static void end_day(struct hc_world *world, size_t index) {
    struct hc_gp_list *list = &world->services.gp.list[index];
    if (hc_gp_office_day(world, list->day)) {
        double sent = sent_on(world, index, list->day);
        double desk = desk_minutes(world, index, list->day);
        list->work = worked_on(list->work, list->minute, HC_GP_OPEN, sent, desk);
        double limit = world->p.services.gp_desk_limit * world->p.services.gp_desk_minutes;
        list->late += hc_max(0.0, list->work - limit);
        list->work = hc_min(list->work, limit);
        list->sent += sent;
        list->offered += desk;
        list->evening += list->work;
    }
    list->day++;
    list->minute = 0.0;
}

static struct hc_gp_list *list_on(struct hc_world *world, size_t index, int64_t day) {
    struct hc_gp_list *list = &world->services.gp.list[index];
    while (list->day < day) {
        end_day(world, index);
    }
    return list;
}

double hc_gp_work(struct hc_world *world, size_t index, double time) {
    int64_t day = hc_day_of(time);
    const struct hc_gp_list *list = list_on(world, index, day);
    double minute = office_minute(world, time);
    if (minute <= list->minute) {
        return list->work;
    }
    return worked_on(list->work, list->minute, minute, sent_on(world, index, day),
                     desk_minutes(world, index, day));
}

void hc_gp_join(struct hc_world *world, size_t index, double time, double minutes) {
    double work = hc_gp_work(world, index, time);
    struct hc_gp_list *list = &world->services.gp.list[index];
    double change = hc_max(minutes, -work);
    list->minute = hc_max(list->minute, office_minute(world, time));
    list->work = work + change;
    list->joined += change;
}

double hc_gp_done(const struct hc_world *world, size_t index, double time, double minutes) {
    double minute = office_minute(world, time);
    int64_t today = hc_day_of(time);
    for (int64_t day = today;; day++, minute = 0.0) {
        if (!hc_gp_office_day(world, day)) {
            continue;
        }
        double from = hc_max(minute, HC_GP_OPEN - desk_minutes(world, index, day));
        if (from + minutes <= HC_GP_OPEN || day - today > DAYS_AFTER) {
            return hc_max(time, time_of(day, hc_min(from + minutes, HC_GP_OPEN)));
        }
        minutes -= HC_GP_OPEN - from;
    }
}

/* ---- set-up ---- */

size_t hc_gp_list_of(const struct hc_world *world, uint32_t user) {
    const struct hc_gp_office *o = &world->services.gp;
    struct des_block b = hc_user_draw(world, user, HC_DRAW_GP, UINT64_C(1) << 41);
    size_t list = (size_t)(des_uniform_from(b.word[0]) * (double)o->lists);
    return list < o->lists ? list : o->lists - 1;
}

double hc_gp_desk_per_day(const struct hc_services_params *p) {
    double away = p->gp_away_weeks / WEEKS;
    return p->gp_desk_minutes * (1.0 - away * (1.0 - p->gp_stand_in));
}

double hc_gp_asked_per_day(const struct hc_services_params *p, double users) {
    return p->gp_asked_per_user * users * p->gp_message_minutes / WORKING_DAYS;
}

/* What the inhabitants send is the use of the desk less what is asked about users. */
static double sent_per_day(const struct hc_world *world) {
    const struct hc_services_params *p = &world->p.services;
    double users = (double)world->people.stock / (double)world->services.gp.lists;
    return hc_max(0.0, p->gp_desk_use * hc_gp_desk_per_day(p) - hc_gp_asked_per_day(p, users));
}

enum des_status hc_gp_office_init(struct hc_world *world) {
    const struct hc_services_params *p = &world->p.services;
    struct hc_gp_office *o = &world->services.gp;
    const struct hc_municipality *m = &world->p.municipality;
    double lists = (double)m->population * (1.0 - m->gp_without_list) / p->gp_list;
    o->lists = lists < 1.0 ? 1 : (size_t)(lists + 0.5);
    double shape = 1.0 / (p->gp_desk_spread * p->gp_desk_spread);
    o->sent = (struct des_dist){DES_DIST_GAMMA, {sent_per_day(world), shape}};
    o->list = calloc(o->lists, sizeof *o->list);
    if (!o->list) {
        return DES_ENOMEM;
    }
    for (size_t i = 0; i < o->lists; i++) {
        o->list[i].day = -world->p.calendar.warm_up_days;
    }
    return note_days(world);
}

void hc_gp_office_fini(struct hc_world *world) {
    free(world->services.gp.list);
    free(world->services.gp.closed);
}

/* ---- what was seen ---- */

void hc_gp_office_observe(struct hc_world *world) {
    struct hc_gp_office *o = &world->services.gp;
    o->observed_from = hc_day_of(hc_now(world));
    for (size_t i = 0; i < o->lists; i++) {
        struct hc_gp_list *list = list_on(world, i, o->observed_from);
        list->sent = list->joined = list->offered = list->late = list->evening = 0.0;
        list->before = list->work;
    }
}

struct hc_gp_record hc_gp_office_record(struct hc_world *world, size_t lists, int64_t day) {
    struct hc_gp_office *o = &world->services.gp;
    struct hc_gp_record sum = {0};
    size_t count = lists < o->lists ? lists : o->lists;
    for (size_t i = 0; i < count; i++) {
        const struct hc_gp_list *list = list_on(world, i, day);
        sum.offered += list->offered;
        sum.worked += list->before + list->sent + list->joined - list->late - list->work;
        sum.late += list->late;
        sum.evening += list->evening;
    }
    for (int64_t d = o->observed_from; d < day; d++) {
        sum.list_days += hc_gp_office_day(world, d) ? (double)count : 0.0;
    }
    return sum;
}
