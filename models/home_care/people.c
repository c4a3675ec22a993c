#include "people.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "grid.h"
#include "world.h"

/* ---- hazards ---- */

#define YEAR_MIN (365.25 * HC_DAY)

static void arm_hazard(struct hc_world *world, struct hc_hazard *hazard, enum hc_event kind,
                       uint32_t user) {
    hc_cancel(world, &hazard->event);
    if (hazard->rate > 0.0) {
        double time = hc_grid(hc_now(world) + hazard->left / hazard->rate);
        hazard->event = hc_schedule(world, hc_max(time, hc_now(world)), kind, user, 0);
    }
}

void hc_hazard_start(struct hc_world *world, struct hc_hazard *hazard, double unit_exponential,
                     double rate_per_year, enum hc_event kind, uint32_t user) {
    hazard->left = unit_exponential;
    hazard->rate = rate_per_year / YEAR_MIN;
    hazard->since = hc_now(world);
    arm_hazard(world, hazard, kind, user);
}

void hc_hazard_rate(struct hc_world *world, struct hc_hazard *hazard, double rate_per_year,
                    enum hc_event kind, uint32_t user) {
    double now = hc_now(world);
    hazard->left = hc_max(0.0, hazard->left - hazard->rate * (now - hazard->since));
    hazard->since = now;
    hazard->rate = rate_per_year / YEAR_MIN;
    arm_hazard(world, hazard, kind, user);
}

void hc_hazard_stop(struct hc_world *world, struct hc_hazard *hazard) {
    hc_cancel(world, &hazard->event);
    hazard->rate = 0.0;
}

/* ---- lists of lines ---- */

struct hc_line_list *hc_people_list(struct hc_world *world, uint32_t zone,
                                    enum hc_shift_kind kind) {
    struct hc_people *people = &world->people;
    return kind == HC_NIGHT_SHIFT ? &people->list[people->list_count - 1]
                                  : &people->list[zone * 2 + (uint32_t)kind];
}

static bool before(const struct hc_line *a, const struct hc_line *b) {
    if (a->start != b->start) {
        return a->start < b->start;
    }
    return a->user != b->user ? a->user < b->user : a->ordinal < b->ordinal;
}

static void insert_line(struct hc_world *world, struct hc_line_list *list,
                        const struct hc_line *line) {
    if (list->count == list->capacity) {
        size_t capacity = list->capacity ? 2 * list->capacity : 64;
        struct hc_line *grown = realloc(list->line, capacity * sizeof *grown);
        if (!grown) {
            hc_fail(world, DES_ENOMEM);
            return;
        }
        list->line = grown;
        list->capacity = capacity;
    }
    size_t low = 0, high = list->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (before(&list->line[middle], line)) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    memmove(&list->line[low + 1], &list->line[low], (list->count - low) * sizeof *line);
    list->line[low] = *line;
    list->count++;
}

static void drop_lines(struct hc_line_list *list, uint32_t user) {
    size_t kept = 0;
    for (size_t i = 0; i < list->count; i++) {
        if (list->line[i].user != user) {
            list->line[kept++] = list->line[i];
        }
    }
    list->count = kept;
}

static void drop_plan(struct hc_world *world, uint32_t id) {
    const struct hc_user *user = &world->people.user[id];
    if (user->living != HC_ON_ROUTE) {
        return;
    }
    drop_lines(hc_people_list(world, user->zone, HC_DAY_SHIFT), id);
    drop_lines(hc_people_list(world, user->zone, HC_EVENING_SHIFT), id);
    drop_lines(hc_people_list(world, user->zone, HC_NIGHT_SHIFT), id);
}

/* ---- care plan ---- */

enum part_of_day { MORNING, NOON, EVENING, BEDTIME, NIGHT };
static const struct {
    enum hc_shift_kind shift;
    float from, length; /* minutes after midnight; a night begins the evening before */
} parts[] = {
    [MORNING] = {HC_DAY_SHIFT, 480.0f, 210.0f},     [NOON] = {HC_DAY_SHIFT, 690.0f, 130.0f},
    [EVENING] = {HC_EVENING_SHIFT, 930.0f, 220.0f}, [BEDTIME] = {HC_EVENING_SHIFT, 1130.0f, 110.0f},
    [NIGHT] = {HC_NIGHT_SHIFT, 1360.0f, 400.0f},
};

static int pick(const double *share, int count, double u) {
    double total = 0.0;
    for (int i = 0; i < count; i++) {
        total += share[i];
    }
    double at = u * total;
    for (int i = 0; i < count - 1; i++) {
        at -= share[i];
        if (at < 0.0) {
            return i;
        }
    }
    return count - 1;
}

static enum part_of_day part_of_visit(int visits_a_day, int which, double u) {
    static const double alone[] = {0.60, 0.20, 0.20};
    static const enum part_of_day several[][5] = {
        {MORNING, EVENING, EVENING, EVENING, NIGHT}, /* 2 a day */
        {MORNING, NOON, EVENING, EVENING, NIGHT},    /* 3 */
        {MORNING, NOON, EVENING, BEDTIME, NIGHT},    /* 4 and more */
    };
    if (visits_a_day == 1) {
        return (enum part_of_day)pick(alone, 3, u);
    }
    int row = visits_a_day > 4 ? 2 : visits_a_day - 2;
    return several[row][which > 4 ? 4 : which];
}

/* `days` of the week, weekend days with less weight, without replacement. */
static uint8_t pick_weekdays(const struct hc_world *world, const struct hc_user *user, uint32_t id,
                             int days) {
    if (days >= 7) {
        return 0x7f;
    }
    struct des_stream stream = hc_user_stream(world, id, HC_DRAW_LINE, user->next_ordinal);
    stream.block = 1; /* block 0 is the line's own */
    double weight[7] = {
        1, 1, 1, 1, 1, world->p.demand.weekend_weight, world->p.demand.weekend_weight};
    uint8_t mask = 0;
    for (int k = 0; k < days; k++) {
        int day = pick(weight, 7, des_stream_uniform(&stream));
        while (weight[day] == 0.0) { /* all weights that are left are 0 */
            day = (day + 1) % 7;
        }
        weight[day] = 0.0;
        mask = (uint8_t)(mask | 1u << day);
        if (k + 1 < days &&
            weight[0] + weight[1] + weight[2] + weight[3] + weight[4] + weight[5] + weight[6] ==
                0.0) {
            break;
        }
    }
    return mask;
}

static uint8_t skill_for(enum hc_task_kind task) {
    switch (task) {
    case HC_PROCEDURE:
    case HC_NURSE_ASSESSMENT:
    case HC_ACUTE_CALL:
        return HC_SKILL_NURSE;
    case HC_MEDICATION:
        return HC_SKILL_TRAINED;
    default:
        return HC_SKILL_ANY;
    }
}

static void add_line(struct hc_world *world, uint32_t id, enum hc_task_kind task,
                     enum part_of_day part, uint8_t weekdays, const struct des_block *b) {
    const struct hc_demand *p = &world->p.demand;
    struct hc_user *user = &world->people.user[id];
    double log_sd = task == HC_PRACTICAL_HELP ? 0.5 * p->task_log_sd : p->task_log_sd;
    double minutes = des_lognormal_from(b->word[1], p->task_minutes[task], log_sd);
    double window = task == HC_MEDICATION       ? 0.5 * p->window_min
                    : task == HC_PRACTICAL_HELP ? 4.0 * p->window_min
                                                : p->window_min;
    struct hc_line line = {
        .user = id,
        .ordinal = user->next_ordinal++,
        .task = (uint8_t)task,
        .carers = 1,
        .needs = skill_for(task),
        .weekdays = weekdays,
        .minutes = (float)hc_grid(hc_min(hc_max(minutes, 2.0), 240.0)),
        .start =
            (float)hc_grid(parts[part].from + parts[part].length * des_uniform_from(b->word[2])),
        .half_window = (float)hc_grid(window),
        .usual = HC_NOWHERE,
    };
    if (task == HC_PERSONAL_CARE && user->need == HC_NEED_EXTENSIVE &&
        des_uniform_from(b->word[3]) < p->two_carers) {
        line.carers = 2;
    }
    if (task == HC_PRACTICAL_HELP) {
        double u = des_uniform_from(b->word[3]);
        line.fortnight = u < p->practical_help_fortnightly
                             ? (uint8_t)(1 + (u < 0.5 * p->practical_help_fortnightly))
                             : 0;
    }
    insert_line(world, hc_people_list(world, user->zone, parts[part].shift), &line);
}

static void add_nursing_lines(struct hc_world *world, uint32_t id) {
    const struct hc_demand *p = &world->p.demand;
    struct hc_user *user = &world->people.user[id];
    double rate = p->visits_per_day[user->need];
    if (user->age == HC_AGE_UNDER_67) {
        rate *= p->under_67_visits;
    }
    int visits = (int)ceil(rate - 1e-9);
    for (int i = 0; i < visits; i++) {
        struct des_block b = hc_user_draw(world, id, HC_DRAW_LINE, user->next_ordinal);
        double days = 7.0 * hc_min(1.0, rate - i);
        int whole = (int)(days + des_uniform_from(b.word[3]));
        if (whole == 0) {
            user->next_ordinal++;
            continue;
        }
        double u = des_uniform_from(b.word[0]);
        int task = pick(p->task_share, HC_PRACTICAL_HELP, u);
        enum part_of_day part = part_of_visit(visits, i, des_uniform_from(b.word[2]));
        add_line(world, id, (enum hc_task_kind)task, part, pick_weekdays(world, user, id, whole),
                 &b);
    }
}

static void make_plan(struct hc_world *world, uint32_t id) {
    struct hc_user *user = &world->people.user[id];
    if (user->living != HC_ON_ROUTE) {
        return;
    }
    if (!user->help_only) {
        add_nursing_lines(world, id);
    }
    if (!user->nursing_only) {
        struct des_block b = hc_user_draw(world, id, HC_DRAW_LINE, user->next_ordinal);
        uint8_t weekday = (uint8_t)(1u << (int)(5.0 * des_uniform_from(b.word[0])));
        add_line(world, id, HC_PRACTICAL_HELP, des_uniform_from(b.word[2]) < 0.5 ? MORNING : NOON,
                 weekday, &b);
    }
}

void hc_user_change_need(struct hc_world *world, uint32_t id, int step) {
    struct hc_user *user = &world->people.user[id];
    int need = (int)user->need + step;
    if (need < 0 || need >= HC_NEEDS || user->help_only) {
        return;
    }
    user->need = (uint8_t)need;
    drop_plan(world, id);
    make_plan(world, id);
    hc_count_user(world, user, step > 0 ? HC_TOTAL_need_rises : HC_TOTAL_need_falls, 1.0);
}

/* ---- who the user is ---- */

static void draw_person(struct hc_world *world, uint32_t id) {
    const struct hc_demand *p = &world->p.demand;
    struct hc_user *user = &world->people.user[id];
    struct des_block a = hc_user_draw(world, id, HC_DRAW_PERSON, 0);
    struct des_block b = hc_user_draw(world, id, HC_DRAW_PERSON, 1);
    bool old = user->age != HC_AGE_UNDER_67;
    double service = des_uniform_from(a.word[0]);
    user->nursing_only = service < p->home_nursing_only || user->short_episode;
    user->help_only = !user->nursing_only && service > 1.0 - p->practical_help_only;
    user->need = (uint8_t)pick(user->nursing_only ? p->need_nursing_only : p->need_both, HC_NEEDS,
                               des_uniform_from(a.word[1]));
    if (user->help_only) {
        user->need = HC_NEED_LIMITED;
    }
    double complexity[HC_COMPLEXITIES];
    memcpy(complexity, p->complexity_67_plus, sizeof complexity);
    if (!old) {
        complexity[HC_COMPLEXITY_HIGH] *= 0.5;
    }
    user->complexity = (uint8_t)pick(complexity, HC_COMPLEXITIES, des_uniform_from(a.word[2]));
    user->dementia = old && des_uniform_from(a.word[3]) < p->dementia_67_plus;
    user->kin = des_uniform_from(b.word[0]) < p->co_resident  ? HC_KIN_CORESIDENT
                : des_uniform_from(b.word[1]) < p->weekly_kin ? HC_KIN_WEEKLY
                                                              : HC_KIN_NONE;
    user->alarm =
        old && user->living == HC_ON_ROUTE && des_uniform_from(b.word[2]) < p->alarm_67_plus;
    if (user->age == HC_AGE_80_89 &&
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
static void settle_user(struct hc_world *world, uint32_t id) {
    struct hc_user *user = &world->people.user[id];
    user->zone = hc_map_zone(&world->map, user->home);
    user->road_km = hc_road_km(&world->map, user->home, world->map.base[user->zone]);
    user->stratum = (uint8_t)stratum_of(user);
    user->state = HC_AT_HOME;
    user->state_since = user->entered = hc_now(world);
    user->discharged_at = user->medicine_reviewed_at = -INFINITY;
    draw_person(world, id);
    make_plan(world, id);
    world->people.present++;
}

static struct hc_user *append_user(struct hc_world *world) {
    struct hc_people *people = &world->people;
    if (people->count == people->capacity) {
        size_t capacity = people->capacity ? people->capacity + people->capacity / 2 : 256;
        struct hc_user *grown = realloc(people->user, capacity * sizeof *grown);
        if (!grown) {
            hc_fail(world, DES_ENOMEM);
            return NULL;
        }
        people->user = grown;
        people->capacity = capacity;
    }
    struct hc_user *user = &people->user[people->count++];
    memset(user, 0, sizeof *user);
    user->ward = HC_NOWHERE;
    for (int c = 0; c < HC_CARERS; c++) {
        user->carer[c].person = HC_NOWHERE;
    }
    return user;
}

static double exponential_of(const struct hc_world *world, uint32_t id, enum hc_draw purpose,
                             uint64_t occurrence) {
    struct des_block b = hc_user_draw(world, id, purpose, occurrence);
    return des_exponential_from(b.word[0], 1.0);
}

/* Death, health, alarm and the end of the service: everything that will happen
 * of itself.  A short episode of the stock has already gone on for a while. */
static void start_life(struct hc_world *world, uint32_t id, bool stock) {
    const struct hc_demand *p = &world->p.demand;
    struct hc_user *user = &world->people.user[id];
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
        end += hc_min(years, 1000.0) * YEAR_MIN;
    }
    hc_schedule(world, hc_grid(end), HC_EVENT_SERVICE_ENDED, id, 0);
    hc_health_start(world, id);
    hc_alarm_next(world, id);
    double gain = exponential_of(world, id, HC_DRAW_FUNCTION, 0) /
                  hc_max(world->p.health.function_gain, 1e-9);
    hc_schedule(world, hc_grid(hc_now(world) + hc_min(gain, 1000.0) * YEAR_MIN),
                HC_EVENT_FUNCTION_GAIN, id, 1);
}

/* ---- the stock ---- */

static size_t share_of(size_t count, double share) {
    return (size_t)nearbyint((double)count * share);
}

static bool add_stock(struct hc_world *world, size_t count, enum hc_age_group age,
                      enum hc_living living) {
    for (size_t i = 0; i < count; i++) {
        struct hc_user *user = append_user(world);
        if (!user) {
            return false;
        }
        user->age = (uint8_t)age;
        user->living = (uint8_t)living;
        uint32_t id = (uint32_t)(world->people.count - 1);
        user->home = hc_map_home(world, id);
    }
    return true;
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
    struct hc_point *homes = malloc((people->count + 1) * sizeof *homes);
    if (!homes) {
        return DES_ENOMEM;
    }
    size_t count = 0;
    for (size_t i = 0; i < people->count; i++) {
        if (people->user[i].living == HC_ON_ROUTE) {
            homes[count++] = people->user[i].home;
        }
    }
    enum des_status status = hc_map_cut(world, homes, count);
    free(homes);
    return status;
}

/* Wards of staffed care housing: residents in order of id. */
static void make_wards(struct hc_world *world) {
    struct hc_people *people = &world->people;
    size_t residents = 0;
    for (size_t i = 0; i < people->count; i++) {
        residents += people->user[i].living == HC_IN_CARE_HOUSING;
    }
    people->ward_count = (size_t)ceil((double)residents / world->p.demand.ward_residents);
    size_t seen = 0;
    for (size_t i = 0; i < people->count; i++) {
        if (people->user[i].living == HC_IN_CARE_HOUSING) {
            people->user[i].ward = (uint32_t)(seen++ % people->ward_count);
            people->user[i].home = hc_map_ward(world, people->user[i].ward);
        }
    }
}

static void measure_plan(struct hc_world *world) {
    struct hc_people *people = &world->people;
    for (size_t l = 0; l < people->list_count; l++) {
        size_t kind = l + 1 == people->list_count ? HC_NIGHT_SHIFT : l % 2;
        for (size_t i = 0; i < people->list[l].count; i++) {
            const struct hc_line *line = &people->list[l].line[i];
            double days = __builtin_popcount(line->weekdays) / 7.0 * (line->fortnight ? 0.5 : 1.0);
            people->planned_min_day[kind] += days * (double)line->minutes * line->carers;
            people->visits_day += days;
        }
    }
}

static void next_arrival(struct hc_world *world, uint32_t stream) {
    struct hc_people *people = &world->people;
    double rate = people->arrivals_per_year[stream];
    if (rate <= 0.0) {
        return;
    }
    struct des_block b = des_draw(&world->random, des_entity(HC_ENTITY_PLACE, stream),
                                  world->purpose[HC_DRAW_ARRIVAL], people->arrivals[stream]++, 0);
    double time = hc_now(world) + des_exponential_from(b.word[0], YEAR_MIN / rate);
    hc_schedule(world, hc_grid(time), HC_EVENT_ENTRY, stream, 0);
}

/* Long-term users come as fast as they go, by age; short episodes by their rate. */
static void start_arrivals(struct hc_world *world) {
    struct hc_people *people = &world->people;
    const struct hc_health *h = &world->p.health;
    size_t routes = 0;
    for (size_t i = 0; i < people->stock; i++) {
        const struct hc_user *user = &people->user[i];
        routes += user->living == HC_ON_ROUTE;
        if (!user->short_episode) {
            people->arrivals_per_year[user->age] +=
                h->death[user->age] + h->nursing_home[user->age] + world->p.demand.ended_per_year;
        }
    }
    people->arrivals_per_year[HC_AGE_GROUPS] = world->p.demand.short_episodes * (double)routes;
    for (uint32_t stream = 0; stream <= HC_AGE_GROUPS; stream++) {
        next_arrival(world, stream);
    }
}

static void mark_short_episodes(struct hc_world *world) {
    const struct hc_demand *p = &world->p.demand;
    double share = p->short_episodes * des_dist_mean(&p->short_episode_weeks) / 52.18;
    for (uint32_t id = 0; id < world->people.stock; id++) {
        struct hc_user *user = &world->people.user[id];
        struct des_block b = hc_user_draw(world, id, HC_DRAW_EPISODE, 1);
        user->short_episode = user->living == HC_ON_ROUTE && des_uniform_from(b.word[0]) < share;
    }
}

enum des_status hc_people_init(struct hc_world *world) {
    struct hc_people *people = &world->people;
    enum des_status status = add_all_stock(world);
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
    make_wards(world);
    mark_short_episodes(world);
    for (uint32_t id = 0; id < people->stock; id++) {
        settle_user(world, id);
    }
    measure_plan(world);
    double sd = world->p.demand.execution_log_sd;
    people->execution_mean_inverse = exp(-0.5 * sd * sd);
    for (uint32_t id = 0; id < people->stock; id++) {
        start_life(world, id, true);
    }
    start_arrivals(world);
    return world->failure;
}

void hc_people_fini(struct hc_world *world) {
    for (size_t l = 0; l < world->people.list_count && world->people.list; l++) {
        free(world->people.list[l].line);
    }
    free(world->people.list);
    free(world->people.user);
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
    next_arrival(world, event->subject);
    struct hc_user *user = append_user(world);
    if (!user) {
        return;
    }
    uint32_t id = (uint32_t)(world->people.count - 1);
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
    user->home = hc_map_home(world, id);
    if (user->living == HC_IN_CARE_HOUSING && world->people.ward_count > 0) {
        user->ward = id % (uint32_t)world->people.ward_count;
        user->home = hc_map_ward(world, user->ward);
    }
    settle_user(world, id);
    hc_count_user(world, &world->people.user[id], HC_TOTAL_users_in, 1.0);
    start_life(world, id, false);
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
    user->state_since = hc_now(world);
    if (user->state <= HC_IN_NURSING_HOME) {
        hc_count_user(world, user, days_in[user->state], days);
    }
    if (hc_user_served(user)) {
        hc_count_user(world, user, HC_TOTAL_user_days, days);
    }
}

void hc_people_count_time(struct hc_world *world) {
    for (size_t i = 0; i < world->people.count; i++) {
        count_time(world, &world->people.user[i]);
    }
}

void hc_user_enter_state(struct hc_world *world, uint32_t id, enum hc_user_state state, int cause) {
    struct hc_user *user = &world->people.user[id];
    bool was_served = hc_user_served(user);
    count_time(world, user);
    hc_trace_pathway(world, id, (int)user->state, (int)state, cause);
    user->state = (uint8_t)state;
    if (was_served && !hc_user_served(user)) {
        world->people.present--;
        drop_plan(world, id);
        hc_health_stop(world, id);
        hc_count_user(world, user, HC_TOTAL_users_out, 1.0);
    }
}

void hc_on_service_ended(void *context, struct des_sim *sim, const struct des_event *event) {
    struct hc_world *world = context;
    (void)sim;
    const struct hc_user *user = &world->people.user[event->subject];
    if (!hc_user_served(user)) {
        return;
    }
    if (user->state != HC_AT_HOME) { /* decided after she is home again */
        hc_schedule(world, hc_now(world) + 7.0 * HC_DAY, HC_EVENT_SERVICE_ENDED, event->subject, 0);
        return;
    }
    hc_services_leave(world, event->subject);
    hc_count_user(world, user, HC_TOTAL_services_ended, 1.0);
    hc_user_enter_state(world, event->subject, HC_ENDED, HC_CAUSE_service_ended);
    hc_hazard_stop(world, &world->people.user[event->subject].death);
}

void hc_on_death(void *context, struct des_sim *sim, const struct des_event *event) {
    struct hc_world *world = context;
    (void)sim;
    struct hc_user *user = &world->people.user[event->subject];
    user->death.event = DES_NO_EVENT;
    struct des_block b = hc_user_draw(world, event->subject, HC_DRAW_DEATH, 1);
    bool taken = user->state == HC_AT_HOME &&
                 des_uniform_from(b.word[0]) < world->p.health.terminal_admission;
    if (taken) {
        hc_count_user(world, user, HC_TOTAL_acute_admissions, 1.0);
        hc_money_ambulance(world, user);
    }
    enum hc_total where =
        user->state == HC_IN_NURSING_HOME ? HC_TOTAL_deaths_nursing_home
        : taken || user->state == HC_IN_HOSPITAL || user->state == HC_READY_FOR_DISCHARGE
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
    const struct hc_user *user = &world->people.user[event->subject];
    if (!hc_user_served(user)) {
        return;
    }
    if (user->state == HC_AT_HOME) {
        hc_user_change_need(world, event->subject, -1);
    }
    double years = exponential_of(world, event->subject, HC_DRAW_FUNCTION, event->argument) /
                   hc_max(world->p.health.function_gain, 1e-9);
    hc_schedule(world, hc_grid(hc_now(world) + hc_min(years, 1000.0) * YEAR_MIN),
                HC_EVENT_FUNCTION_GAIN, event->subject, event->argument + 1);
}

/* ---- continuity ---- */

bool hc_user_met(struct hc_user *user, uint32_t person, int64_t day) {
    int oldest = 0;
    for (int c = 0; c < HC_CARERS; c++) {
        struct hc_carer *carer = &user->carer[c];
        if (carer->person == person) {
            carer->visits = day - carer->last_day > 28 ? 1 : carer->visits + 1;
            carer->last_day = (int32_t)day;
            return carer->visits >= 3;
        }
        if (carer->person == HC_NOWHERE) {
            *carer = (struct hc_carer){person, (int32_t)day, 1};
            return false;
        }
        if (carer->last_day < user->carer[oldest].last_day) {
            oldest = c;
        }
    }
    user->carer[oldest] = (struct hc_carer){person, (int32_t)day, 1};
    return false;
}

unsigned hc_user_carers(const struct hc_user *user, int64_t day) {
    unsigned count = 0;
    for (int c = 0; c < HC_CARERS && user->carer[c].person != HC_NOWHERE; c++) {
        count += day - user->carer[c].last_day < 28;
    }
    return count;
}
