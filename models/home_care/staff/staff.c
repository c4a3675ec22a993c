#include "staff.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "des/memory.h"
#include "home_care/grid.h"
#include "posts.h"
#include "home_care/world.h"

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

void hci_post_take_up(struct hc_world *world, uint32_t index, bool at_start) {
    struct hc_worker *worker = &world->staff.worker[index];
    worker->vacant = false;
    worker->incumbents++;
    worker->person = index * 64u + (worker->incumbents & 63u);
    hc_working_time_new_person(worker);
    hc_absence_begin(world, index, at_start);
    await_leaving(world, index);
}

void hci_post_await_hiring(struct hc_world *world, uint32_t index) {
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
    hci_post_await_hiring(world, event->subject);
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
    hci_post_take_up(world, event->subject, false);
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

/* Weekdays on courses and leave, spread by the post's number: six of seven shifts are on them. */
static bool is_on_course(const struct hc_world *world, const struct hc_worker *worker,
                         int64_t day) {
    double share = world->p.staff.courses_leave;
    if (share <= 0.0 || hc_weekday(day) >= 5) {
        return false;
    }
    int64_t every = (int64_t)hc_max(1.0, nearbyint(6.0 / 7.0 / share));
    int64_t number = day + worker->ordinal * 11 + worker->profession * 5 + (1 << 20);
    return number % every == 0;
}

bool hc_staff_available(const struct hc_world *world, const struct hc_worker *worker, int64_t day) {
    return !worker->vacant && !worker->abolished &&
           !(day >= worker->absent_from && day < worker->absent_to) &&
           !(worker->student && hc_education_away(world, worker->ordinal, day)) &&
           !is_on_course(world, worker, day) && !hc_staff_on_holiday(world, worker, day);
}

/* ---- posts ---- */

static struct hc_worker *append_worker(struct hc_world *world) {
    struct hc_staff *staff = &world->staff;
    if (staff->count == staff->capacity) {
        size_t capacity = staff->capacity ? staff->capacity + staff->capacity / 2 : 64;
        struct hc_worker *grown =
            des_memory_table(&staff->worker_memory, staff->worker, staff->count * sizeof *grown,
                             capacity * sizeof *grown);
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

uint32_t hci_post_add(struct hc_world *world, enum hc_profession profession, double position,
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

void hc_staff_fini(struct hc_world *world) {
    struct hc_staff *staff = &world->staff;
    for (size_t i = 0; i < staff->count; i++) {
        free(staff->worker[i].shift.route);
    }
    free(staff->worker_memory);
    free(staff->zone_post);
    free(staff->zone_first);
    free(staff->temp_free);
    free(staff->target);
}

uint32_t hc_staff_add_post(struct hc_world *world, enum hc_profession profession, double position,
                           uint32_t zone, bool own_staff) {
    uint32_t index = hci_post_add(world, profession, position, zone, own_staff);
    if (index == HC_NOWHERE) {
        return index;
    }
    hci_post_take_up(world, index, false);
    if (zone == HC_NOWHERE) {
        return index;
    }
    enum des_status status = hci_post_lay_added(world, index);
    if (status == DES_OK) {
        status = hci_posts_index(world);
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
    enum des_status status = hci_post_lay_added(world, (uint32_t)(worker - world->staff.worker));
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
    hci_post_await_hiring(world, index);
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
    hci_post_take_up(world, index, false);
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
    uint32_t *grown = hc_reserve(world, staff->temp_free, staff->temp_free_count + 1,
                                 &staff->temp_free_capacity, sizeof *grown);
    if (!grown) {
        return;
    }
    staff->temp_free = grown;
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
