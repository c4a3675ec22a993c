#include "people.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "des/memory.h"
#include "home_care/grid.h"
#include "home_care/world.h"

/* ---- who the user is ---- */

static void draw_person(struct hc_world *world, uint32_t id) {
    const struct hc_demand *p = &world->p.demand;
    struct hc_user *user = hc_user_at(world, id);
    struct des_block a = hc_user_draw(world, id, HC_DRAW_PERSON, 0);
    struct des_block b = hc_user_draw(world, id, HC_DRAW_PERSON, 1);
    bool old = user->age != HC_AGE_UNDER_67;
    double service = des_uniform_from(a.word[0]);
    user->nursing_only = service < p->home_nursing_only || user->short_episode;
    user->help_only = !user->nursing_only && service > 1.0 - p->practical_help_only;
    user->need = (uint8_t)hc_pick(user->nursing_only ? p->need_nursing_only : p->need_both,
                                  HC_NEEDS, des_uniform_from(a.word[1]));
    if (user->help_only) {
        user->need = HC_NEED_LIMITED;
    }
    double complexity[HC_COMPLEXITIES];
    memcpy(complexity, p->complexity_67_plus, sizeof complexity);
    if (!old) {
        complexity[HC_COMPLEXITY_HIGH] *= 0.5;
    }
    user->complexity = (uint8_t)hc_pick(complexity, HC_COMPLEXITIES, des_uniform_from(a.word[2]));
    user->dementia = old && des_uniform_from(a.word[3]) < p->dementia_67_plus;
    user->kin = des_uniform_from(b.word[0]) < p->co_resident  ? HC_KIN_CORESIDENT
                : des_uniform_from(b.word[1]) < p->weekly_kin ? HC_KIN_WEEKLY
                                                              : HC_KIN_NONE;
    user->alarm =
        old && user->living == HC_ON_ROUTE && des_uniform_from(b.word[2]) < p->alarm_67_plus;
    bool own = id < world->data.users; /* from the municipality's own table */
    if (own) {
        user->need = (uint8_t)world->data.user[id].need;
        user->alarm = world->data.user[id].alarm < 0
                          ? user->alarm
                          : world->data.user[id].alarm != 0 && user->living == HC_ON_ROUTE;
    }
    bool split =
        user->short_episode || (id < world->people.stock && !own); /* others enter by age */
    if (split && user->age == HC_AGE_80_89 &&
        des_uniform_from(b.word[3]) < world->p.municipality.share_90_plus_of_80) {
        user->age = HC_AGE_90;
    }
    double log_sd = world->p.health.frailty_log_sd; /* mean 1 */
    struct des_block f = hc_user_draw(world, id, HC_DRAW_FRAILTY, 0);
    user->frailty = des_lognormal_from(f.word[0], exp(-0.5 * log_sd * log_sd), log_sd);
}

static enum hc_stratum stratum_of(const struct hc_user *user) {
    if (user->living == HC_IN_CARE_HOUSING) {
        return HC_STRATUM_CARE_HOUSING;
    }
    return user->road_km < 2.0    ? HC_STRATUM_KM_0_2
           : user->road_km < 5.0  ? HC_STRATUM_KM_2_5
           : user->road_km < 15.0 ? HC_STRATUM_KM_5_15
                                  : HC_STRATUM_KM_OVER_15;
}

/* Fills in a user whose age, living, episode and home are set. */
void hc_people_settle(struct hc_world *world, uint32_t id) {
    struct hc_user *user = hc_user_at(world, id);
    user->zone = hc_map_zone(&world->map, user->home);
    user->road_km = hc_land_km(&world->map, user->home, world->map.base[user->zone]);
    user->stratum = (uint8_t)stratum_of(user);
    user->state = HC_AT_HOME;
    user->state_since = user->entered = hc_now(world);
    user->discharged_at = user->medicine_reviewed_at = -INFINITY;
    draw_person(world, id);
    if (id < world->data.users && world->data.visits > 0) {
        hc_plan_own(world, id);
    } else {
        hc_plan_make(world, id);
    }
    world->people.present++;
}

void hc_people_join_ward(struct hc_world *world, uint32_t id, uint32_t index) {
    struct hc_ward *ward = &world->people.ward[index];
    struct hc_user *user = hc_user_at(world, id);
    user->ward = index;
    user->home = hc_map_ward(world, index);
    user->settlement = 0;
    if (ward->first == HC_NOWHERE) {
        ward->first = id;
    } else {
        hc_user_at(world, ward->last)->next_in_ward = id;
    }
    ward->last = id;
}

void hc_people_leave_ward(struct hc_world *world, uint32_t id) {
    const struct hc_user *user = hc_user_at(world, id);
    struct hc_ward *ward = &world->people.ward[user->ward];
    uint32_t before = HC_NOWHERE;
    for (uint32_t at = ward->first; at != id; at = hc_user_at(world, at)->next_in_ward) {
        before = at;
    }
    if (before == HC_NOWHERE) {
        ward->first = user->next_in_ward;
    } else {
        hc_user_at(world, before)->next_in_ward = user->next_in_ward;
    }
    ward->last = ward->last == id ? before : ward->last;
}

static double exponential_of(const struct hc_world *world, uint32_t id, enum hc_draw purpose,
                             uint64_t occurrence) {
    struct des_block b = hc_user_draw(world, id, purpose, occurrence);
    return des_exponential_from(b.word[0], 1.0);
}

/* Death, health, alarm and the end of the service: everything that will happen
 * of itself.  A short episode of the stock has already gone on for a while. */
void hc_people_start_life(struct hc_world *world, uint32_t id, bool stock) {
    const struct hc_demand *p = &world->p.demand;
    struct hc_user *user = hc_user_at(world, id);
    hc_hazard_start(world, &user->death, exponential_of(world, id, HC_DRAW_DEATH, 0),
                    world->p.health.death[user->age], HC_EVENT_DEATH, id);
    double end = hc_now(world);
    if (user->short_episode) {
        struct des_stream s = hc_user_stream(world, id, HC_DRAW_EPISODE, 0);
        double weeks = des_dist_draw(&p->short_episode_weeks, &s);
        end += weeks * 7.0 * HC_DAY * (stock ? des_stream_uniform(&s) : 1.0);
    } else {
        double years =
            exponential_of(world, id, HC_DRAW_EPISODE, 0) / hc_max(p->ended_per_year, 1e-9);
        end += hc_min(years, 1000.0) * HC_YEAR;
    }
    user->service_end = hc_schedule(world, hc_grid(end), HC_EVENT_SERVICE_ENDED, id, 0);
    hc_health_start(world, id);
    hc_alarm_next(world, id);
    double gain = exponential_of(world, id, HC_DRAW_FUNCTION, 0) /
                  hc_max(world->p.health.function_gain, 1e-9);
    user->function_gain =
        hc_schedule(world, hc_grid(hc_now(world) + hc_min(gain, 1000.0) * HC_YEAR),
                    HC_EVENT_FUNCTION_GAIN, id, 1);
}

void hc_people_next_arrival(struct hc_world *world, uint32_t stream) {
    struct hc_people *people = &world->people;
    double rate = people->arrivals_per_year[stream];
    if (rate <= 0.0) {
        return;
    }
    struct des_block b = des_draw(&world->random, des_entity(HC_ENTITY_PLACE, stream),
                                  world->purpose[HC_DRAW_ARRIVAL], people->arrivals[stream]++, 0);
    double time = hc_now(world) + des_exponential_from(b.word[0], HC_YEAR / rate);
    hc_schedule(world, hc_grid(time), HC_EVENT_ENTRY, stream, 0);
}

void hc_people_fini(struct hc_world *world) {
    for (size_t l = 0; l < world->people.list_count && world->people.list; l++) {
        free(world->people.list[l].line);
    }
    free(world->people.list);
    free(world->people.ward);
    hc_people_forget(&world->people);
}

/* ---- entering, moving, leaving ---- */

static enum hc_living living_of_new(const struct hc_world *world, enum hc_age_group age, double u) {
    const struct hc_demand *p = &world->p.demand;
    double route = age == HC_AGE_UNDER_67 ? p->route_under_67 : p->route_67_plus;
    if (u < route) {
        return HC_ON_ROUTE;
    }
    const struct hc_municipality *m = &world->p.municipality;
    double housing = m->care_housing_per_1000 / m->users_per_1000;
    return u < route + housing ? HC_IN_CARE_HOUSING : HC_OTHER_SERVICE;
}

void hc_on_entry(void *context, struct des_sim *sim, const struct des_event *event) {
    struct hc_world *world = context;
    (void)sim;
    hc_people_next_arrival(world, event->subject);
    struct hc_user *user = hc_people_append(world);
    if (!user) {
        return;
    }
    uint32_t id = user->id;
    struct des_block b = hc_user_draw(world, id, HC_DRAW_PLAN, 0);
    user->short_episode = event->subject == HC_AGE_GROUPS;
    if (user->short_episode) {
        double u = des_uniform_from(b.word[0]);
        user->age = u < 0.45 ? HC_AGE_80_89 : u < 0.75 ? HC_AGE_67_79 : HC_AGE_UNDER_67;
        user->living = HC_ON_ROUTE;
    } else {
        user->age = (uint8_t)event->subject;
        user->living = (uint8_t)living_of_new(world, (enum hc_age_group)user->age,
                                              des_uniform_from(b.word[1]));
    }
    user->home = hc_map_home(world, id, &user->settlement);
    if (user->living == HC_IN_CARE_HOUSING && world->people.ward_count > 0) {
        hc_people_join_ward(world, id, id % (uint32_t)world->people.ward_count);
    }
    hc_people_settle(world, id);
    hc_trace_pathway(world, id, HC_OUTSIDE, HC_AT_HOME, HC_CAUSE_entry);
    hc_count_user(world, hc_user_at(world, id), HC_TOTAL_users_in, 1.0);
    hc_people_start_life(world, id, false);
    hc_care_new_user(world, id);
}

/* Counts the time since the last step in the state that ends. */
static void count_time(struct hc_world *world, struct hc_user *user) {
    static const enum hc_total days_in[] = {
        [HC_AT_HOME] = HC_TOTAL_days_home,
        [HC_IN_KAD] = HC_TOTAL_days_kad,
        [HC_IN_SHORT_TERM] = HC_TOTAL_days_short_term,
        [HC_IN_HOSPITAL] = HC_TOTAL_days_hospital,
        [HC_READY_FOR_DISCHARGE] = HC_TOTAL_days_ready,
        [HC_IN_NURSING_HOME] = HC_TOTAL_days_nursing_home,
    };
    double days = (hc_now(world) - user->state_since) / HC_DAY;
    hc_effect_count_time(world, user);
    user->state_since = hc_now(world);
    if (user->state <= HC_IN_NURSING_HOME) {
        hc_count_user(world, user, days_in[user->state], days);
    }
    if (hc_user_served(user)) {
        hc_count_user(world, user, HC_TOTAL_user_days, days);
        hc_count_user(world, user, HC_TOTAL_route_user_days,
                      user->living == HC_ON_ROUTE ? days : 0.0);
        hc_count_user(world, user, HC_TOTAL_alarm_user_days, user->alarm ? days : 0.0);
    }
}

void hc_people_count_time(struct hc_world *world) {
    for (size_t i = 0; i < world->people.here_count; i++) {
        count_time(world, hc_user_at(world, world->people.here[i]));
    }
}

void hc_user_enter_state(struct hc_world *world, uint32_t id, enum hc_user_state state, int cause) {
    struct hc_user *user = hc_user_at(world, id);
    bool was_served = hc_user_served(user);
    count_time(world, user);
    hc_trace_pathway(world, id, (int)user->state, (int)state, cause);
    user->state = (uint8_t)state;
    if (was_served && !hc_user_served(user)) {
        world->people.present--;
        hc_plan_drop(world, id);
        hc_health_stop(world, id);
        hc_cancel(world, &user->service_end);
        hc_cancel(world, &user->function_gain);
        hc_count_user(world, user, HC_TOTAL_users_out, 1.0);
    }
}

void hc_on_service_ended(void *context, struct des_sim *sim, const struct des_event *event) {
    struct hc_world *world = context;
    (void)sim;
    struct hc_user *user = hc_user_at(world, event->subject);
    user->service_end = DES_NO_EVENT;
    if (user->state != HC_AT_HOME) { /* decided after she is home again */
        user->service_end = hc_schedule(world, hc_now(world) + 7.0 * HC_DAY, HC_EVENT_SERVICE_ENDED,
                                        event->subject, 0);
        return;
    }
    hc_services_leave(world, event->subject);
    hc_count_user(world, user, HC_TOTAL_services_ended, 1.0);
    hc_user_enter_state(world, event->subject, HC_ENDED, HC_CAUSE_service_ended);
    hc_hazard_stop(world, &hc_user_at(world, event->subject)->death);
}

void hc_on_death(void *context, struct des_sim *sim, const struct des_event *event) {
    struct hc_world *world = context;
    (void)sim;
    struct hc_user *user = hc_user_at(world, event->subject);
    user->death.event = DES_NO_EVENT;
    struct des_block b = hc_user_draw(world, event->subject, HC_DRAW_DEATH, 1);
    bool taken = user->state == HC_AT_HOME &&
                 des_uniform_from(b.word[0]) < world->p.health.terminal_admission;
    if (taken) {
        hc_beds_count_admission(world, user);
        hc_money_ambulance(world, user);
        hc_services_leave(world, event->subject); /* a legevakt, a queue */
        hc_user_enter_state(world, event->subject, HC_IN_HOSPITAL, HC_CAUSE_death);
    }
    enum hc_total where = user->state == HC_IN_NURSING_HOME ? HC_TOTAL_deaths_nursing_home
                          : user->state == HC_IN_HOSPITAL || user->state == HC_READY_FOR_DISCHARGE
                              ? HC_TOTAL_deaths_hospital
                              : HC_TOTAL_deaths_home;
    hc_count_user(world, user, where, 1.0);
    if (hc_user_served(user)) {
        hc_count_user(world, user, HC_TOTAL_deaths, 1.0);
    }
    hc_services_leave(world, event->subject);
    hc_user_enter_state(world, event->subject, HC_DEAD, HC_CAUSE_death);
}

void hc_on_function_gain(void *context, struct des_sim *sim, const struct des_event *event) {
    struct hc_world *world = context;
    (void)sim;
    struct hc_user *user = hc_user_at(world, event->subject);
    if (user->state == HC_AT_HOME) {
        hc_user_change_need(world, event->subject, -1);
    }
    double years = exponential_of(world, event->subject, HC_DRAW_FUNCTION, event->argument) /
                   hc_max(world->p.health.function_gain, 1e-9);
    user->function_gain =
        hc_schedule(world, hc_grid(hc_now(world) + hc_min(years, 1000.0) * HC_YEAR),
                    HC_EVENT_FUNCTION_GAIN, event->subject, event->argument + 1);
}

/* ---- continuity ---- */

static int place_of_person(const struct hc_carers *carers, uint32_t person) {
    int first = HC_CARERS;
    for (int c = 0; c < HC_CARERS; c++) { /* looks at all of them: no branch to be guessed */
        const bool here = (carers->person[c] == person) | (carers->person[c] == HC_NOWHERE);
        const int place = here ? c : HC_CARERS;
        first = place < first ? place : first;
    }
    if (first < HC_CARERS) {
        return first;
    }
    int oldest = 0;
    for (int c = 1; c < HC_CARERS; c++) {
        oldest = carers->last_day[c] < carers->last_day[oldest] ? c : oldest;
    }
    return oldest;
}

bool hc_user_met(struct hc_user *user, uint32_t person, int64_t day) {
    struct hc_carers *carers = &user->carers;
    int c = place_of_person(carers, person);
    bool again = carers->person[c] == person && day - carers->last_day[c] <= 28;
    carers->person[c] = person;
    carers->last_day[c] = (int32_t)day;
    carers->visits[c] = (uint8_t)(again ? carers->visits[c] + (carers->visits[c] < UINT8_MAX) : 1);
    return carers->visits[c] >= 3;
}

unsigned hc_user_carers(const struct hc_user *user, int64_t day) {
    const struct hc_carers *carers = &user->carers;
    unsigned count = 0;
    for (int c = 0; c < HC_CARERS && carers->person[c] != HC_NOWHERE; c++) {
        count += day - carers->last_day[c] < 28;
    }
    return count;
}
