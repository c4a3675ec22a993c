#include "own_staff.h"

#include "home_care/grid.h"
#include "home_care/world.h"

const char *const hc_activity_names[] = {
    "first_assessment", "follow_up",     "medicine_review", "yearly_check",
    "weekly_round",     "sick_visit",    "acute_visit",     "discharge_follow_up",
    "message",          "base_presence", "teaching",        "team_work",
    "coordination",     "consultation",  "ward_work",       NULL};

static struct hc_worker *worker_of(struct hc_world *world, size_t i) {
    return &world->staff.worker[world->own.post[i]];
}

/* ---- where ---- */

static struct pl_point office(const struct hc_world *world) {
    return world->map.settlement[0].at;
}

static struct pl_point place_of(const struct hc_world *world, const struct hc_task *task) {
    if (task->user != HC_NOWHERE) {
        return hc_user_at(world, task->user)->home;
    }
    if (task->ward != HC_NOWHERE) {
        return hc_map_ward(world, task->ward);
    }
    if (task->zone != HC_NOWHERE) {
        return world->map.base[task->zone];
    }
    return office(world);
}

/* ---- choosing ---- */

static double drive_min(const struct hc_world *world, struct pl_point from,
                        const struct hc_task *task, double time) {
    if (task->at_place_min <= 0.0) {
        return 0.0; /* office work is done anywhere */
    }
    return hc_leg_min(&world->map, &world->map.plane[0], from, place_of(world, task), time);
}

static bool before(const struct hc_waiting_task *a, const struct hc_waiting_task *b) {
    return a->task.priority != b->task.priority ? a->task.priority < b->task.priority
                                                : a->number < b->number;
}

static void take_out(struct hc_own_staff *own, size_t i) {
    own->queue[i] = own->queue[--own->waiting];
}

/* What the model answered for goes the ordinary way when what it asked for about the user since
 * then is not done: a change of health, the follow-up of somebody who has come home. */
static void give_back(struct hc_world *world, const struct hc_waiting_task *waiting) {
    uint32_t id = waiting->task.user;
    if (id == HC_NOWHERE) {
        return;
    }
    struct hc_user *user = hc_user_at(world, id);
    if (waiting->task.activity == HC_DISCHARGE_FOLLOW_UP && user->state == HC_AT_HOME) {
        hc_beds_follow_up(world, id);
    }
    if (user->change_present && user->change_taken && waiting->asked >= user->change_noticed_at) {
        user->change_taken = false;
        hc_health_ordinary(world, id, HC_HFA);
    }
}

/* Drops what is too old or about users who are gone. */
static void tidy(struct hc_world *world) {
    struct hc_own_staff *own = &world->own;
    for (size_t i = own->waiting; i-- > 0;) {
        const struct hc_waiting_task *waiting = &own->queue[i];
        uint32_t user = waiting->task.user;
        if (user != HC_NOWHERE && !hc_user_served(hc_user_at(world, user))) {
            hc_count(world, HC_TOTAL_own_tasks_void, 1.0);
            take_out(own, i);
        } else if (hc_now(world) - waiting->due > waiting->task.expires_days * HC_DAY) {
            hc_count(world, HC_TOTAL_own_tasks_dropped, 1.0);
            struct hc_waiting_task dropped = *waiting;
            take_out(own, i);
            give_back(world, &dropped);
        }
    }
}

static bool fits(const struct hc_world *world, const struct hc_shift *shift, double now,
                 const struct hc_task *task) {
    double end =
        now + drive_min(world, shift->place, task, now) + task->at_place_min + task->office_min;
    return end <= shift->planned_end + 15.0;
}

static bool there_to_meet(const struct hc_world *world, const struct hc_task *task) {
    return task->user == HC_NOWHERE ||
           (hc_user_at(world, task->user)->state == HC_AT_HOME &&
            (task->at_place_min <= 0.0 || !hc_own_presence_cut_off(world, task->user)));
}

/* The way there is worked out last: it takes longest. */
static size_t best_task(const struct hc_world *world, const struct hc_shift *shift, double now) {
    const struct hc_own_staff *own = &world->own;
    double tomorrow = (double)(hc_day_of(now) + 1) * HC_DAY;
    size_t best = SIZE_MAX;
    for (size_t i = 0; i < own->waiting; i++) {
        const struct hc_waiting_task *waiting = &own->queue[i];
        const struct hc_task *task = &waiting->task;
        if (waiting->due >= tomorrow || (best != SIZE_MAX && !before(waiting, &own->queue[best]))) {
            continue;
        }
        if (there_to_meet(world, task) && fits(world, shift, now, task)) {
            best = i;
        }
    }
    return best;
}

/* ---- doing ---- */

static void count_activity(struct hc_world *world, enum hc_activity activity, double minutes) {
    hc_count(world, (enum hc_total)((int)HC_TOTAL_own_first_assessment + (int)activity), minutes);
}

/* No task: idle, or at the ward for those whose ordinary work is there. */
static void pass_time(struct hc_world *world, struct hc_shift *shift, double until) {
    double minutes = until - shift->at;
    if (world->care.staffing.between_tasks == HC_BETWEEN_WARD) {
        shift->indirect += minutes;
        count_activity(world, HC_WARD_WORK, minutes);
    } else {
        shift->idle += minutes;
    }
    shift->at = until;
}

static void begin_task(struct hc_world *world, size_t i, size_t chosen) {
    struct hc_own_staff *own = &world->own;
    struct hc_shift *shift = &worker_of(world, i)->shift;
    own->doing[i] = own->queue[chosen];
    take_out(own, chosen);
    const struct hc_task *task = &own->doing[i].task;
    double now = hc_max(hc_now(world), shift->at);
    own->doing[i].waited = hc_max(0.0, now - own->doing[i].due);
    pass_time(world, shift, now);
    if (task->at_place_min > 0.0) {
        struct pl_point to = place_of(world, task);
        struct hc_leg leg = hc_leg(&world->map, &world->map.plane[0], shift->place, to, now);
        shift->travel += leg.minutes;
        shift->km += leg.km;
        shift->at += leg.minutes;
        shift->place = to;
        hc_count(world, HC_TOTAL_own_travel, leg.minutes);
    }
    double direct = hc_grid(task->at_place_min), indirect = hc_grid(task->office_min);
    shift->direct += direct;
    shift->indirect += indirect;
    shift->at += direct + indirect;
    count_activity(world, task->activity, direct + indirect);
    shift->state = HC_BUSY;
    hc_schedule(world, shift->at, HC_EVENT_OWN_DONE, (uint32_t)i, 0);
}

static void next_task(struct hc_world *world, size_t i) {
    struct hc_shift *shift = &worker_of(world, i)->shift;
    if (!shift->rested && shift->at >= shift->start + world->p.shift.break_after_min) {
        shift->rested = true;
        shift->rest += world->p.shift.break_min;
        shift->at += world->p.shift.break_min;
    }
    size_t chosen = best_task(world, shift, hc_max(hc_now(world), shift->at));
    if (chosen != SIZE_MAX) {
        begin_task(world, i, chosen);
    } else {
        shift->state = HC_READY;
    }
}

/* At work on a day set aside, not in the rota, and without a task. */
static bool is_free(const struct hc_worker *worker) {
    return worker->shift.state == HC_READY && worker->shift.zone == HC_NOWHERE;
}

static void wake_somebody(struct hc_world *world) {
    for (size_t i = 0; i < world->own.post_count; i++) {
        const struct hc_worker *worker = worker_of(world, i);
        if (is_free(worker) && hc_now(world) < worker->shift.planned_end) {
            next_task(world, i);
        }
    }
}

/* An acute visit falls to somebody who is on the lists of a zone today, when nobody who has the
 * day for the function can be there soon. */
static bool goes_from_the_lists(struct hc_world *world, const struct hc_task *task) {
    const double soon = world->p.function.reach_min;
    if (task->activity != HC_ACUTE_VISIT || task->user == HC_NOWHERE ||
        hc_own_presence_set_aside(world, task->user, soon)) {
        return false;
    }
    uint32_t worker = hc_own_cover_reachable(world, task->user, soon);
    if (worker != HC_NOWHERE) {
        hc_shift_unplanned_by(world, task->user, HC_ACUTE_CALL,
                              hc_user_at(world, task->user)->acute, worker);
    }
    return worker != HC_NOWHERE;
}

/* Nobody will be here in time to follow up who has come home. */
static bool comes_too_late(const struct hc_world *world, const struct hc_waiting_task *asked) {
    double last = asked->due + asked->task.expires_days * HC_DAY;
    return asked->task.activity == HC_DISCHARGE_FOLLOW_UP &&
           !hc_own_presence_until(world, hc_day_of(last));
}

void hc_own_staff_add_task(struct hc_world *world, const struct hc_task *task, uint32_t author) {
    struct hc_own_staff *own = &world->own;
    double now = hc_now(world);
    const struct hc_waiting_task asked = {*task, now,          now + task->after_days * HC_DAY,
                                          0.0,   own->asked++, author};
    if (comes_too_late(world, &asked)) {
        give_back(world, &asked);
        return;
    }
    if (goes_from_the_lists(world, task)) {
        return;
    }
    struct hc_waiting_task *grown =
        hc_reserve(world, own->queue, own->waiting + 1, &own->capacity, sizeof *grown);
    if (!grown) {
        return;
    }
    own->queue = grown;
    own->queue[own->waiting++] = asked;
    hc_count(world, HC_TOTAL_own_tasks, 1.0);
    hc_count(world, HC_TOTAL_own_base_wanted, task->activity == HC_BASE_PRESENCE);
    wake_somebody(world);
}

void hc_own_staff_give_up(struct hc_world *world) {
    struct hc_own_staff *own = &world->own;
    while (own->waiting > 0) {
        struct hc_waiting_task dropped = own->queue[0];
        take_out(own, 0);
        hc_count(world, HC_TOTAL_own_tasks_dropped, 1.0);
        give_back(world, &dropped);
    }
}

void hc_own_staff_reached(struct hc_world *world, uint32_t id) {
    struct hc_user *user = hc_user_at(world, id);
    if (!user->reached) {
        user->reached = true;
        hc_effect_reached(world, id);
        hc_health_met(world, id);
        hc_count_user(world, user, HC_TOTAL_users_reached, 1.0);
    }
}

void hc_on_own_done(void *context, struct des_sim *sim, const struct des_event *event) {
    (void)sim;
    struct hc_world *world = context;
    struct hc_waiting_task done = world->own.doing[event->subject];
    double waited = done.waited / HC_DAY;
    hc_count(world, HC_TOTAL_own_tasks_done, 1.0);
    hc_count(world, HC_TOTAL_own_wait_days, waited);
    if (done.task.user != HC_NOWHERE) {
        hc_own_staff_reached(world, done.task.user);
    }
    hc_count(world, HC_TOTAL_own_consultations, done.task.activity == HC_CONSULTATION);
    hc_count(world, HC_TOTAL_own_base_visits, done.task.activity == HC_BASE_PRESENCE);
    hc_care_task_done(world, &done.task, done.author, waited);
    next_task(world, event->subject);
}

/* ---- the day ---- */

void hc_own_staff_morning(struct hc_world *world, int64_t day) {
    struct hc_own_staff *own = &world->own;
    if (own->asked_on != day && !hc_weekend(&world->calendar, day)) {
        own->asked_on = day;
        tidy(world);
        hc_care_day(world, day);
    }
}

static void begin_day(struct hc_world *world, size_t i, int duty) {
    const struct hc_function *p = &world->p.function;
    struct hc_worker *worker = worker_of(world, i);
    struct hc_shift *shift = &worker->shift;
    struct hc_stop *route = shift->route;
    size_t capacity = shift->capacity;
    double team = hc_grid(60.0 * p->hours_day * p->team_share);
    double km = 2.0 * world->care.staffing.away_km;
    double road = 2.0 * pl_road_min(&world->map.plane[0], world->care.staffing.away_km);
    *shift = (struct hc_shift){
        .route = route,
        .capacity = capacity,
        .state = HC_READY,
        .kind = (uint8_t)duty,
        .hire = HC_HIRE_ROTA,
        .zone = HC_NOWHERE,
        .start = hc_now(world),
        .planned_end = hc_now(world) + hc_grid(60.0 * p->hours_day),
        .at = hc_now(world) + road + team, /* there, and what the way back will take */
        .place = office(world),
        .indirect = team,
        .travel = road,
        .km = km,
    };
    hc_count(world, HC_TOTAL_own_travel, road);
    hc_working_time_begin(world, worker, hc_now(world));
    world->staff.on_duty[worker->profession]++;
    count_activity(world, HC_TEAM_WORK, team);
    hc_schedule(world, shift->planned_end, HC_EVENT_OWN_END, (uint32_t)i, 0);
}

void hc_on_own_start(void *context, struct des_sim *sim, const struct des_event *event) {
    (void)sim;
    struct hc_world *world = context;
    int duty = (int)event->subject;
    int64_t day = hc_day_of(hc_now(world));
    hc_schedule(world, hc_now(world) + HC_DAY, HC_EVENT_OWN_START, event->subject, 0);
    if (duty == HC_DAY_SHIFT) {
        hc_own_staff_morning(world, day);
    }
    for (size_t i = 0; i < world->own.post_count; i++) {
        struct hc_worker *worker = worker_of(world, i);
        if (!worker->own_staff || hc_own_duty(world, i, day) != duty) {
            continue;
        }
        if (hc_staff_available(world, worker, day) && worker->shift.state == HC_OFF) {
            begin_day(world, i, duty);
            next_task(world, i);
        } else if (worker->shift.state == HC_OFF) {
            hc_trace_absent(world, worker, hc_now(world),
                            hc_now(world) + 60.0 * world->p.function.hours_day);
        }
    }
}

void hc_on_own_end(void *context, struct des_sim *sim, const struct des_event *event) {
    (void)sim;
    struct hc_world *world = context;
    struct hc_worker *worker = worker_of(world, event->subject);
    struct hc_shift *shift = &worker->shift;
    /* A task, or the break, goes on a little; or a task is done at this very time, and
     * what follows from it comes first. */
    if (shift->at > hc_now(world) || shift->state == HC_BUSY) {
        hc_schedule(world, shift->at, HC_EVENT_OWN_END, event->subject, 0);
        return;
    }
    double end = hc_now(world);
    pass_time(world, shift, end);
    des_assert(world->sim,
               shift->direct + shift->travel + shift->indirect + shift->rest + shift->idle ==
                   end - shift->start);
    hc_count(world, HC_TOTAL_own_duty, end - shift->start);
    hc_count(world, HC_TOTAL_own_set_aside, end - shift->start);
    hc_count(world, HC_TOTAL_own_idle, shift->idle);
    hc_count(world, HC_TOTAL_own_break, shift->rest);
    hc_count(world, HC_TOTAL_km, shift->km);
    hc_money_shift(world, worker, end);
    hc_trace_shift(world, worker, end);
    shift->state = HC_OFF;
    hc_working_time_end(worker, shift->start, end);
    world->staff.on_duty[worker->profession]--;
}
