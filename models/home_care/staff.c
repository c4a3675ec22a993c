#include "staff.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "grid.h"
#include "own_rota.h"
#include "world.h"

static uint64_t entity_of(const struct hc_worker *worker) {
    return des_entity(HC_ENTITY_WORKER, (uint64_t)worker->profession << 32 | worker->ordinal);
}

struct des_block hc_staff_draw(const struct hc_world *world, const struct hc_worker *worker,
                               enum hc_draw purpose, uint64_t occurrence) {
    return des_draw(&world->random, entity_of(worker), world->purpose[purpose], occurrence, 0);
}

static enum hc_skill skill_of(enum hc_profession profession) {
    switch (profession) {
    case HC_ASSISTANT:
        return HC_SKILL_ANY;
    case HC_NURSE:
    case HC_AKS:
        return HC_SKILL_NURSE;
    default:
        return HC_SKILL_TRAINED;
    }
}

/* ---- people in posts ---- */

static void await_leaving(struct hc_world *world, uint32_t index) {
    const struct hc_staff_params *p = &world->p.staff;
    struct hc_worker *worker = &world->staff.worker[index];
    double rate = worker->own_staff ? p->leaving_aks : p->leaving[worker->profession];
    struct des_block b = hc_staff_draw(world, worker, HC_DRAW_LEAVING, worker->incumbents);
    double years = des_exponential_from(b.word[0], 1.0) / hc_max(rate, 1e-9);
    worker->leaves_at = hc_grid(hc_now(world) + hc_min(years, 1000.0) * 365.25 * HC_DAY);
    worker->leaving = hc_schedule(world, worker->leaves_at, HC_EVENT_LEAVING, index, 0);
}

static void take_up_post(struct hc_world *world, uint32_t index, bool at_start) {
    struct hc_worker *worker = &world->staff.worker[index];
    worker->vacant = false;
    worker->incumbents++;
    worker->person = index * 64u + (worker->incumbents & 63u);
    hc_working_time_new_person(worker);
    hc_absence_begin(world, index, at_start);
    await_leaving(world, index);
}

static void await_hiring(struct hc_world *world, uint32_t index) {
    const struct hc_staff_params *p = &world->p.staff;
    struct hc_worker *worker = &world->staff.worker[index];
    worker->vacant = true;
    if (worker->own_staff && hc_education_needed(world)) {
        hc_education_wanted(world, index);
        return;
    }
    enum hc_profession as = worker->own_staff ? HC_NURSE : (enum hc_profession)worker->profession;
    struct des_block b = hc_staff_draw(world, worker, HC_DRAW_HIRING, worker->incumbents);
    double weeks = des_exponential_from(b.word[0], p->weeks_to_hire[as]) *
                   (worker->position < 0.5 ? 2.0 : 1.0);
    hc_schedule(world, hc_grid(hc_now(world) + weeks * 7.0 * HC_DAY), HC_EVENT_HIRED, index, 0);
}

void hc_on_leaving(void *context, struct des_sim *sim, const struct des_event *event) {
    (void)sim;
    struct hc_world *world = context;
    struct hc_worker *worker = &world->staff.worker[event->subject];
    worker->leaving = DES_NO_EVENT;
    if (worker->abolished) {
        return;
    }
    bool own = worker->own_staff;
    hc_count(world, HC_TOTAL_leavers, 1.0);
    if (worker->student) {
        hc_education_student_left(world, event->subject);
    }
    await_hiring(world, event->subject);
    if (own) {
        hc_function_left(world);
    }
}

void hc_staff_put_off_leaving(struct hc_world *world, uint32_t index, double minutes) {
    struct hc_worker *worker = &world->staff.worker[index];
    if (worker->leaving == DES_NO_EVENT) {
        return;
    }
    hc_cancel(world, &worker->leaving);
    worker->leaves_at = hc_grid(hc_max(hc_now(world), worker->leaves_at + minutes));
    worker->leaving = hc_schedule(world, worker->leaves_at, HC_EVENT_LEAVING, index, 0);
}

/* Nobody takes over a function that was its carrier's own: an ordinary nurse is hired for
 * the post, into the rota. */
static void hire_for_the_rota(struct hc_world *world, uint32_t index) {
    struct hc_worker *worker = &world->staff.worker[index];
    uint32_t zone = worker->zone == HC_NOWHERE ? 0 : worker->zone;
    worker->abolished = true;
    if (hc_staff_add_post(world, HC_NURSE, world->care.staffing.here, zone, false) == HC_NOWHERE) {
        hc_fail(world, DES_ENOMEM);
    }
}

void hc_on_hired(void *context, struct des_sim *sim, const struct des_event *event) {
    (void)sim;
    struct hc_world *world = context;
    struct hc_worker *worker = &world->staff.worker[event->subject];
    if (worker->abolished) {
        return;
    }
    if (worker->own_staff && world->care.contacts.orphaned) {
        hire_for_the_rota(world, event->subject);
        return;
    }
    take_up_post(world, event->subject, false);
    worker = &world->staff.worker[event->subject];
    worker->onboarding_to =
        hc_day_of(hc_now(world)) + (int64_t)(7.0 * world->p.staff.onboarding_weeks);
}

/* The employer spreads the holidays: three weeks that begin in one of eleven
 * weeks from June on, one week in spring and one in autumn, by the post's number. */
bool hc_staff_on_holiday(const struct hc_world *world, const struct hc_worker *worker,
                         int64_t day) {
    struct hc_date date = hc_calendar_date(&world->calendar, day);
    int week = ((date.month - 1) * 30 + date.day - 1) / 7; /* of a 360-day year */
    uint32_t n = worker->ordinal * 7u + worker->profession * 3u + (uint32_t)date.year * 5u;
    int summer = 21 + (int)(n % 11u);
    int spring = 5 + (int)(n / 11u % 15u);
    int autumn = 35 + (int)(n / 13u % 15u);
    return (week >= summer && week < summer + 3) || week == spring || week == autumn;
}

bool hc_staff_available(const struct hc_world *world, const struct hc_worker *worker, int64_t day) {
    return !worker->vacant && !worker->abolished &&
           !(day >= worker->absent_from && day < worker->absent_to) &&
           !(worker->student && hc_education_away(world, worker->ordinal, day)) &&
           !hc_staff_on_holiday(world, worker, day);
}

/* ---- posts ---- */

static struct hc_worker *append_worker(struct hc_world *world) {
    struct hc_staff *staff = &world->staff;
    if (staff->count == staff->capacity) {
        size_t capacity = staff->capacity ? staff->capacity + staff->capacity / 2 : 64;
        struct hc_worker *grown = realloc(staff->worker, capacity * sizeof *grown);
        if (!grown) {
            hc_fail(world, DES_ENOMEM);
            return NULL;
        }
        staff->worker = grown;
        staff->capacity = capacity;
    }
    struct hc_worker *worker = &staff->worker[staff->count++];
    memset(worker, 0, sizeof *worker);
    memset(worker->rota, HC_ROTA_FREE, sizeof worker->rota);
    worker->last_end = -INFINITY;
    worker->week.last_weekend = INT64_MIN / 4;
    worker->absent_from = worker->absent_to = worker->onboarding_to = INT64_MIN / 4;
    return worker;
}

static uint32_t add_post(struct hc_world *world, enum hc_profession profession, double position,
                         uint32_t zone, bool own_staff) {
    struct hc_worker *worker = append_worker(world);
    if (!worker) {
        return HC_NOWHERE;
    }
    worker->profession = (uint8_t)profession;
    worker->skill = (uint8_t)skill_of(profession);
    worker->ordinal = world->staff.next_ordinal[profession]++;
    worker->zone = zone;
    worker->position = position;
    worker->own_staff = own_staff;
    return (uint32_t)(world->staff.count - 1);
}

/* At the start: held by somebody, or vacant. */
static void fill_post(struct hc_world *world, uint32_t index, const struct des_block *b) {
    uint8_t profession = world->staff.worker[index].profession;
    if (des_uniform_from(b->word[1]) < world->p.staff.vacant_at_start[profession]) {
        await_hiring(world, index);
    } else {
        take_up_post(world, index, true);
    }
}

/* Posts of one profession until their sizes sum to `fte`; sizes around the mean
 * of the profession, the last one cut to fit. */
static void add_posts(struct hc_world *world, enum hc_profession profession, uint32_t zone,
                      double fte) {
    const struct hc_staff_params *p = &world->p.staff;
    while (fte > 0.05 && world->failure == DES_OK) {
        uint32_t index = add_post(world, profession, 1.0, zone, false);
        if (index == HC_NOWHERE) {
            return;
        }
        struct hc_worker *worker = &world->staff.worker[index];
        struct des_block b = hc_staff_draw(world, worker, HC_DRAW_POST, 0);
        double size =
            p->position_size[profession] + p->position_spread * des_normal_from(b.word[0]);
        worker->position = hc_min(fte, hc_min(1.0, hc_max(0.15, size)));
        fte -= worker->position;
        fill_post(world, index, &b);
    }
}

/* ---- posts of the municipality's own table ---- */

/* Where the zones before this one end when all posts are laid side by side by need. */
static double share_before(const struct hc_world *world, size_t zone) {
    const double *target = world->staff.target;
    double before = 0.0, all = 0.0;
    for (size_t z = 0; z < world->map.zone_count; z++) {
        double need = target[z * 2] + target[z * 2 + 1];
        before += z < zone ? need : 0.0;
        all += need;
    }
    return all > 0.0 ? before / all : (double)zone / (double)world->map.zone_count;
}

/* Sum of the positions of a profession, or of all (-1). */
static double listed_positions(const struct hc_own_data *data, int profession, bool night) {
    double sum = 0.0;
    for (size_t i = 0; i < data->posts; i++) {
        bool counts = profession < 0 || data->post[i].profession == profession;
        sum += counts && (data->post[i].night != 0) == night ? data->post[i].position : 0.0;
    }
    return sum;
}

static void add_listed(struct hc_world *world, const struct hc_listed_post *post, size_t zone) {
    uint32_t index = add_post(world, (enum hc_profession)post->profession, post->position,
                              (uint32_t)zone, false);
    if (index != HC_NOWHERE) {
        struct des_block b = hc_staff_draw(world, &world->staff.worker[index], HC_DRAW_POST, 0);
        fill_post(world, index, &b);
    }
}

/* Those of a profession lie side by side; each goes to the zone that its middle falls in. */
static void add_listed_posts(struct hc_world *world, int profession, size_t zone) {
    const struct hc_own_data *data = &world->data;
    bool night = zone == world->map.zone_count;
    double all = listed_positions(data, profession, night), laid = 0.0;
    double low = night ? 0.0 : share_before(world, zone) * all;
    double high = night ? all : share_before(world, zone + 1) * all;
    for (size_t i = 0; i < data->posts && world->failure == DES_OK; i++) {
        const struct hc_listed_post *post = &data->post[i];
        if (post->profession == profession && (post->night != 0) == night) {
            double middle = laid + 0.5 * post->position;
            laid += post->position;
            if (middle >= low && middle < high) {
                add_listed(world, post, zone);
            }
        }
    }
}

/* ---- how many ---- */

static size_t night_on_duty(const struct hc_world *world, double duty_hours) {
    double need = nearbyint(world->p.staff.night_share * duty_hours / 10.0);
    return need < 1.0 ? 1 : (size_t)need;
}

/* People on duty on a mean day per zone and shift: planned minutes decide. */
static void set_targets(struct hc_world *world, double duty_hours, size_t night) {
    struct hc_staff *staff = &world->staff;
    const struct hc_people *people = &world->people;
    size_t zones = world->map.zone_count;
    double minutes =
        people->planned_min_day[HC_DAY_SHIFT] + people->planned_min_day[HC_EVENING_SHIFT];
    double night_hours =
        10.0 * (double)night *
        (world->p.municipality.night_shared ? world->p.staff.night_shared_part : 1.0);
    double hours = hc_max(duty_hours - night_hours, 0.25 * duty_hours);
    for (size_t l = 0; l < zones * 2; l++) {
        double planned = 0.0;
        for (size_t i = 0; i < people->list[l].count; i++) {
            const struct hc_line *line = &people->list[l].line[i];
            planned += __builtin_popcount(line->weekdays) / 7.0 * (line->fortnight ? 0.5 : 1.0) *
                       (double)line->minutes * line->carers;
        }
        staff->target[l] = hours / 7.5 * planned / hc_max(minutes, 1.0);
    }
    staff->target[zones * 2] = (double)night;
}

static bool is_night_team(const struct hc_world *world, size_t zone) {
    return zone == world->map.zone_count;
}

void hc_staff_rules(const struct hc_staff_params *p, const struct hc_shift_params *shift,
                    struct hc_rota_rules *rules) {
    *rules = (struct hc_rota_rules){.days = hc_rota_cycle_days(p->weekend_interval),
                                    .week_minutes = p->week_hours * 60.0,
                                    .weekend_interval = p->weekend_interval,
                                    .rest_min = p->rest_hours * 60.0,
                                    .weekly_rest_min = p->weekly_rest_hours * 60.0,
                                    .week_limit_min = p->week_limit_hours * 60.0,
                                    .days_in_row = (int)p->days_in_row,
                                    .nights_in_row = (int)p->nights_in_row};
    hc_rota_clock(rules, shift->day_start, shift->evening_start, shift->night_start,
                  hc_grid(p->long_hours * 60.0));
}

static struct hc_rota rota_of(const struct hc_world *world, size_t zone) {
    const struct hc_staff_params *p = &world->p.staff;
    bool night = is_night_team(world, zone);
    double weekday = 7.0 / (5.0 + 2.0 * p->weekend_volume);
    struct hc_rota rota = {
        .rules = world->staff.rules,
        .night = night,
        .skilled_share = p->profession_share[HC_NURSE],
        .weekday_shifts = p->weekday_shifts,
        .weekend_shifts = p->weekend_shifts,
    };
    for (int d = 0; d < 7; d++) {
        double volume = weekday * (d < 5 ? 1.0 : p->weekend_volume);
        for (size_t k = 0; k < 2; k++) {
            rota.need[d][k] = volume * world->staff.target[zone * 2 + (night ? 0 : k)];
        }
    }
    return rota;
}

static struct hc_rota_post rota_post(struct hc_worker *worker) {
    return (struct hc_rota_post){hc_profession_names[worker->profession], worker->ordinal,
                                 worker->position, (enum hc_skill)worker->skill, worker->rota};
}

/* Posts of zone z are worker[first] up to worker[last]; nurses are laid first,
 * so that every shift gets one before the rest is spread. */
static enum des_status lay_zone(struct hc_world *world, size_t zone, size_t first, size_t last) {
    static const enum hc_profession order[] = {HC_NURSE, HC_VERNEPLEIER, HC_HFA, HC_ASSISTANT};
    struct hc_rota rota = rota_of(world, zone);
    struct hc_rota_post *post = malloc((last - first + 1) * sizeof *post);
    if (!post) {
        return DES_ENOMEM;
    }
    size_t count = 0;
    for (size_t o = 0; o < sizeof order / sizeof *order; o++) {
        for (size_t i = first; i < last; i++) {
            if (world->staff.worker[i].profession == order[o] &&
                !world->staff.worker[i].abolished) {
                post[count++] = rota_post(&world->staff.worker[i]);
            }
        }
    }
    /* not every zone's first nurse in the same weekend */
    enum des_status status = hc_rota_generate(&rota, post, count, zone, &world->why);
    free(post);
    return status;
}

static enum des_status staff_zone(struct hc_world *world, size_t zone, double fte) {
    struct hc_staff *staff = &world->staff;
    size_t first = staff->count;
    bool listed = listed_positions(&world->data, -1, zone == world->map.zone_count) > 0.0;
    for (int k = 0; k < HC_ROTA_PROFESSIONS; k++) {
        if (listed) {
            add_listed_posts(world, k, zone);
        } else {
            add_posts(world, (enum hc_profession)k, (uint32_t)zone,
                      fte * world->p.staff.profession_share[k]);
        }
    }
    return world->failure == DES_OK ? lay_zone(world, zone, first, staff->count) : world->failure;
}

/* zone_first and zone_post: which posts stand in which zone's rota. */
static enum des_status index_zones(struct hc_world *world) {
    struct hc_staff *staff = &world->staff;
    size_t teams = world->map.zone_count + 1;
    uint32_t *post = realloc(staff->zone_post, (staff->count + 1) * sizeof *post);
    if (!post) {
        return DES_ENOMEM;
    }
    staff->zone_post = post;
    size_t n = 0;
    for (size_t z = 0; z < teams; z++) {
        staff->zone_first[z] = n;
        for (uint32_t i = 0; i < staff->count; i++) {
            if (staff->worker[i].zone == z && !staff->worker[i].temp) {
                post[n++] = i;
            }
        }
    }
    staff->zone_first[teams] = n;
    return DES_OK;
}

/* Posts as the need and the shares of professions say. */
static enum des_status staff_all(struct hc_world *world, double night) {
    const struct hc_staff_params *p = &world->p.staff;
    const double *target = world->staff.target;
    size_t zones = world->map.zone_count;
    enum des_status status = DES_OK;
    for (size_t z = 0; z <= zones && status == DES_OK; z++) {
        double hours = z == zones ? 10.0 * night
                                  : 7.5 * (target[z * 2] + target[z * 2 + 1]) * (1.0 + p->slack);
        status = staff_zone(world, z, hours * 365.0 / p->fte_hours);
    }
    return status;
}

/* Posts as the municipality's own rota has them. */
static enum des_status staff_by_rota(struct hc_world *world) {
    struct hc_own_rota rota;
    struct des_diagnostics told; /* it was checked before */
    des_diagnostics_init(&told);
    enum des_status status =
        hc_own_rota_read(world->p.staff.rota, "staff.rota", &world->staff.rules, &rota, &told);
    des_diagnostics_fini(&told);
    if (status != DES_OK) {
        return status;
    }
    world->staff.rules.days = rota.days;
    if (rota.teams != world->map.zone_count) {
        status = des_fail(&world->why, DES_EINPUT,
                          "staff.rota: has lines of %zu teams; the place has %zu zones (accepted: "
                          "as many; see municipality.zone_users)",
                          rota.teams, world->map.zone_count);
    }
    for (size_t i = 0; i < rota.count && status == DES_OK; i++) {
        const struct hc_own_post *post = &rota.post[i];
        uint32_t zone = post->night ? (uint32_t)world->map.zone_count : post->team;
        uint32_t index =
            add_post(world, (enum hc_profession)post->profession, post->position, zone, false);
        if (index == HC_NOWHERE) {
            status = DES_ENOMEM;
            break;
        }
        struct hc_worker *worker = &world->staff.worker[index];
        memcpy(worker->rota, post->cell, sizeof worker->rota);
        struct des_block b = hc_staff_draw(world, worker, HC_DRAW_POST, 0);
        fill_post(world, index, &b);
    }
    hc_own_rota_fini(&rota);
    return status;
}

enum des_status hc_staff_init(struct hc_world *world) {
    struct hc_staff *staff = &world->staff;
    const struct hc_staff_params *p = &world->p.staff;
    const struct hc_people *people = &world->people;
    size_t zones = world->map.zone_count;
    staff->target = calloc(zones * 2 + 1, sizeof *staff->target);
    staff->zone_first = calloc(zones + 2, sizeof *staff->zone_first);
    if (!staff->target || !staff->zone_first) {
        return DES_ENOMEM;
    }
    double direct =
        people->planned_min_day[0] + people->planned_min_day[1] + people->planned_min_day[2];
    double duty_hours = direct / 60.0 / p->direct_share;
    size_t night = night_on_duty(world, duty_hours);
    set_targets(world, duty_hours, night);
    hc_staff_rules(p, &world->p.shift, &staff->rules);
    hc_absence_init(p, &staff->absence);
    enum des_status status =
        p->rota[0] != '\0' ? staff_by_rota(world) : staff_all(world, (double)night);
    for (size_t i = 0; i < staff->count; i++) {
        staff->fte += staff->worker[i].position;
    }
    if (status == DES_OK) {
        status = index_zones(world);
    }
    return status != DES_OK ? status : world->failure;
}

void hc_staff_fini(struct hc_world *world) {
    struct hc_staff *staff = &world->staff;
    for (size_t i = 0; i < staff->count; i++) {
        free(staff->worker[i].shift.route);
    }
    free(staff->worker);
    free(staff->zone_post);
    free(staff->zone_first);
    free(staff->temp_free);
    free(staff->target);
}

/* One line more in a rota that stands. */
static enum des_status lay_added(struct hc_world *world, uint32_t index) {
    struct hc_staff *staff = &world->staff;
    uint32_t zone = staff->worker[index].zone;
    struct hc_rota rota = rota_of(world, zone);
    for (size_t i = 0; i < staff->count; i++) {
        const struct hc_worker *worker = &staff->worker[i];
        if (worker->zone == zone && i != index) {
            hc_rota_count(&rota, (enum hc_skill)worker->skill, worker->rota);
        }
    }
    struct hc_rota_post post = rota_post(&staff->worker[index]);
    return hc_rota_generate(&rota, &post, 1, index, &world->why);
}

/* The posts of a team stand together: none was added so far. */
enum des_status hc_staff_lay_again(struct hc_world *world) {
    struct hc_staff *staff = &world->staff;
    hc_staff_rules(&world->p.staff, &world->p.shift, &staff->rules);
    enum des_status status = DES_OK;
    for (size_t z = 0; z <= world->map.zone_count && status == DES_OK; z++) {
        size_t first = staff->zone_first[z], end = staff->zone_first[z + 1];
        for (size_t k = first; k < end; k++) {
            memset(staff->worker[staff->zone_post[k]].rota, HC_ROTA_FREE,
                   sizeof staff->worker[0].rota);
        }
        if (first < end) {
            status = lay_zone(world, z, staff->zone_post[first], staff->zone_post[end - 1] + 1);
        }
    }
    return status;
}

uint32_t hc_staff_add_post(struct hc_world *world, enum hc_profession profession, double position,
                           uint32_t zone, bool own_staff) {
    uint32_t index = add_post(world, profession, position, zone, own_staff);
    if (index == HC_NOWHERE) {
        return index;
    }
    take_up_post(world, index, false);
    if (zone == HC_NOWHERE) {
        return index;
    }
    enum des_status status = lay_added(world, index);
    if (status == DES_OK) {
        status = index_zones(world);
    }
    if (status != DES_OK) {
        hc_fail(world, status);
    }
    return index;
}

static bool larger(const struct hc_worker *a, const struct hc_worker *b) {
    return a->position != b->position ? a->position > b->position : a->ordinal > b->ordinal;
}

/* The largest nurse post after `last` in that order; NULL when there is none. */
static struct hc_worker *next_convertible(const struct hc_world *world,
                                          const struct hc_worker *last) {
    struct hc_worker *best = NULL;
    for (size_t i = 0; i < world->staff.count; i++) {
        struct hc_worker *worker = &world->staff.worker[i];
        if (worker->profession == HC_NURSE && !worker->abolished && !worker->temp &&
            worker->zone < world->map.zone_count && (!last || larger(last, worker)) &&
            (!best || larger(worker, best))) {
            best = worker;
        }
    }
    return best;
}

/* Whole posts end; of one more, a part. */
double hc_staff_convertible(const struct hc_world *world, double posts) {
    double sum = 0.0;
    const struct hc_worker *worker = next_convertible(world, NULL);
    for (double left = posts; left > 1e-9 && worker; left -= 1.0) {
        sum += left < 1.0 ? hc_min(left, worker->position) : worker->position;
        worker = next_convertible(world, worker);
    }
    return sum;
}

/* Her hours become fewer: a line of its own in the rota for what is left. */
static void take_part(struct hc_world *world, struct hc_worker *worker, double part) {
    if (worker->position <= part) {
        worker->abolished = true;
        return;
    }
    worker->position -= part;
    memset(worker->rota, HC_ROTA_FREE, sizeof worker->rota);
    enum des_status status = lay_added(world, (uint32_t)(worker - world->staff.worker));
    if (status != DES_OK) {
        hc_fail(world, status);
    }
}

double hc_staff_convert(struct hc_world *world, double posts) {
    double sum = hc_staff_convertible(world, posts);
    struct hc_worker *worker = next_convertible(world, NULL);
    for (double left = posts; left > 1e-9 && worker; left -= 1.0) {
        struct hc_worker *next = next_convertible(world, worker);
        take_part(world, worker, left < 1.0 ? left : worker->position);
        worker = next;
    }
    return sum;
}

uint32_t hc_staff_candidate(const struct hc_world *world) {
    const struct hc_worker *worker = next_convertible(world, NULL);
    while (worker && (worker->vacant || worker->student)) {
        worker = next_convertible(world, worker);
    }
    return worker ? (uint32_t)(worker - world->staff.worker) : HC_NOWHERE;
}

void hc_staff_vacate(struct hc_world *world, uint32_t index) {
    hc_cancel(world, &world->staff.worker[index].leaving);
    await_hiring(world, index);
}

void hc_staff_vacate_nurse(struct hc_world *world) {
    uint32_t index = hc_staff_candidate(world);
    if (index != HC_NOWHERE) {
        hc_staff_vacate(world, index);
    }
}

double hc_staff_end_post(struct hc_world *world, uint32_t index) {
    world->staff.worker[index].abolished = true;
    return world->staff.worker[index].position;
}

void hc_staff_leave_empty(struct hc_world *world, uint32_t index) {
    hc_cancel(world, &world->staff.worker[index].leaving);
    world->staff.worker[index].vacant = true;
}

void hc_staff_take_up(struct hc_world *world, uint32_t index) {
    take_up_post(world, index, false);
}

/* ---- temps ---- */

uint32_t hc_staff_take_temp(struct hc_world *world, enum hc_profession profession) {
    struct hc_staff *staff = &world->staff;
    uint32_t index;
    if (staff->temp_free_count > 0) {
        index = staff->temp_free[--staff->temp_free_count];
    } else {
        if (!append_worker(world)) {
            return HC_NOWHERE;
        }
        index = (uint32_t)(staff->count - 1);
        staff->worker[index].temp = true;
        staff->worker[index].zone = HC_NOWHERE;
    }
    struct hc_worker *worker = &staff->worker[index];
    worker->profession = (uint8_t)profession;
    worker->skill = (uint8_t)skill_of(profession);
    worker->person = UINT32_C(1) << 31 | staff->temps++;
    staff->temps_at_work++;
    worker->last_end = -INFINITY;
    return index;
}

void hc_staff_release_temp(struct hc_world *world, uint32_t index) {
    struct hc_staff *staff = &world->staff;
    staff->temps_at_work--;
    if (staff->temp_free_count == staff->temp_free_capacity) {
        size_t capacity = staff->temp_free_capacity ? 2 * staff->temp_free_capacity : 16;
        uint32_t *grown = realloc(staff->temp_free, capacity * sizeof *grown);
        if (!grown) {
            hc_fail(world, DES_ENOMEM);
            return;
        }
        staff->temp_free = grown;
        staff->temp_free_capacity = capacity;
    }
    staff->temp_free[staff->temp_free_count++] = index;
}

bool hc_staff_nurse_on_duty(const struct hc_world *world) {
    return world->staff.on_duty[HC_NURSE] > 0;
}

/* A day of one who holds a post. */
static void count_held(struct hc_world *world, const struct hc_worker *worker, int64_t day) {
    bool absent = day >= worker->absent_from && day < worker->absent_to;
    double absent_post = absent ? worker->position : 0.0;
    int quarter = (hc_calendar_date(&world->calendar, day).month - 1) / 3;
    hc_count(world, HC_TOTAL_people_days, 1.0);
    hc_count(world, HC_TOTAL_held_days, worker->position);
    hc_count(world, HC_TOTAL_absent_days, absent_post);
    hc_count(world, (enum hc_total)(HC_TOTAL_held_days_q1 + 2 * quarter), worker->position);
    hc_count(world, (enum hc_total)(HC_TOTAL_absent_days_q1 + 2 * quarter), absent_post);
}

void hc_staff_midnight(struct hc_world *world, int64_t day) {
    if (hc_weekday(day) == 0) {
        hc_working_time_monday(world, day);
    }
    for (size_t i = 0; i < world->staff.count; i++) {
        const struct hc_worker *worker = &world->staff.worker[i];
        if (worker->temp || worker->abolished) {
            continue;
        }
        hc_count(world, HC_TOTAL_post_days, worker->position);
        if (worker->vacant) {
            hc_count(world, HC_TOTAL_vacant_days, worker->position);
        } else {
            count_held(world, worker, day);
        }
    }
}
