/* models/home_care/day/cover.c - a team is short: who is lent, who is called in.
 *
 * In order: own staff of the care model who stand in the zone's rota on other days, when
 * their time is not protected; a zone with too many lends to one with too few; own staff for
 * whom little waits help where hands are fewest; others of them who are not protected; part-timers
 * of the team take an extra shift; temps from an agency; else the team runs short, and that is
 * counted. */
#include <math.h>

#include "home_care/grid.h"
#include "shift_plan.h"

/* ---- need, and help from others ---- */

struct hc_team_state hc_cover_state(const struct hc_shift_plan *plan, size_t team, size_t first) {
    const struct hc_world *world = plan->world;
    const struct hc_planner *planner = &world->planner;
    struct hc_team_state state = {0};
    for (size_t j = planner->job_first[team]; j < planner->job_first[team + 1]; j++) {
        const struct hc_job *job = &planner->job[j];
        state.work_min += job->carers * (job->minutes + world->p.planning.leg_min +
                                         world->p.shift.documentation_min);
        state.nurse_jobs += job->needs == HC_SKILL_NURSE;
    }
    state.seats = planner->seat_count - first;
    for (size_t s = first; s < planner->seat_count; s++) {
        state.nurses += planner->seat[s].skill == HC_SKILL_NURSE;
    }
    return state;
}

/* Shifts short: of hands, or at least one when nursing is due and no nurse there. */
static double shortage(const struct hc_shift_plan *plan, const struct hc_team_state *state) {
    double hands = state->work_min / plan->work_min - (double)state->seats;
    bool nurse_missing = state->nurse_jobs > 0 && state->nurses == 0;
    return nurse_missing ? hc_max(hands, 1.0) : hands;
}

/* A seat of the team that it can spare: not its only nurse. */
static struct hc_seat *spare_seat(struct hc_shift_plan *plan, size_t team, size_t nurses,
                                  bool nurse) {
    struct hc_planner *planner = &plan->world->planner;
    for (size_t s = planner->seat_count; s-- > 0;) {
        struct hc_seat *seat = &planner->seat[s];
        bool is_nurse = seat->skill == HC_SKILL_NURSE;
        if (seat->team == team && (nurse ? is_nurse && nurses > 1 : !is_nurse || nurses > 1)) {
            return seat;
        }
    }
    return NULL;
}

static void move_seat(struct hc_shift_plan *plan, struct hc_seat *seat, size_t team) {
    struct hc_world *world = plan->world;
    seat->team = (uint32_t)team;
    hc_crew_lend(world, seat->worker, hc_team_zone(plan, team));
    hc_count(world, HC_TOTAL_lent_shifts, 1.0);
}

/* Lends from the team with most to spare while one is short. */
void hc_cover_lend(struct hc_shift_plan *plan, struct hc_team_state *state) {
    for (size_t moves = 0; moves < 2 * plan->teams; moves++) {
        size_t poor = 0, rich = 0;
        for (size_t t = 1; t < plan->teams; t++) {
            poor = shortage(plan, &state[t]) > shortage(plan, &state[poor]) ? t : poor;
            rich = shortage(plan, &state[t]) < shortage(plan, &state[rich]) ? t : rich;
        }
        if (shortage(plan, &state[poor]) <= plan->world->p.staff.cover_threshold ||
            shortage(plan, &state[rich]) > -0.7) {
            return;
        }
        bool nurse = state[poor].nurse_jobs > 0 && state[poor].nurses == 0;
        struct hc_seat *seat = spare_seat(plan, rich, state[rich].nurses, nurse);
        if (!seat) {
            return;
        }
        bool is_nurse = seat->skill == HC_SKILL_NURSE;
        move_seat(plan, seat, poor);
        state[rich].seats--;
        state[poor].seats++;
        state[rich].nurses -= is_nurse;
        state[poor].nurses += is_nurse;
    }
}

/* ---- own staff of the care model ---- */

static void add_own_staff(struct hc_shift_plan *plan, uint32_t own, size_t team,
                          struct hc_team_state *state, enum hc_total as) {
    hc_shift_plan_add_seat(plan, own, team, HC_HIRE_OWN_STAFF);
    hc_own_cover_begun(plan->world, own, as);
    state->seats++;
    state->nurses++;
}

/* Where hands are fewest, of the teams that she may go to; plan->teams: none. */
static size_t shortest_team(const struct hc_shift_plan *plan, uint32_t own,
                            const struct hc_team_state *state) {
    size_t best = plan->teams;
    for (size_t t = 0; t < plan->teams; t++) {
        if (hc_own_cover_goes_to(plan->world, own, (uint32_t)t) &&
            (best == plan->teams || shortage(plan, &state[t]) > shortage(plan, &state[best]))) {
            best = t;
        }
    }
    return best;
}

/* Whoever stands in the zone's rota on other days is at hand, and paid anyway. */
void hc_cover_own_of_zone(struct hc_shift_plan *plan, struct hc_team_state *state) {
    struct hc_world *world = plan->world;
    for (size_t t = 0; t < plan->teams; t++) {
        while (shortage(plan, &state[t]) > world->p.staff.cover_threshold) {
            uint32_t own = hc_own_cover_pull(world, plan->day, (uint32_t)t, true);
            if (own == HC_NOWHERE) {
                break;
            }
            hc_count(world, HC_TOTAL_gaps, 1.0);
            add_own_staff(plan, own, t, &state[t], HC_TOTAL_own_pulled);
        }
    }
}

void hc_cover_own_staff(struct hc_shift_plan *plan, struct hc_team_state *state) {
    uint32_t own;
    while ((own = hc_own_cover_spare(plan->world, plan->day)) != HC_NOWHERE) {
        size_t team = shortest_team(plan, own, state);
        if (team == plan->teams) {
            return;
        }
        add_own_staff(plan, own, team, &state[team], HC_TOTAL_own_ordinary);
    }
}

/* ---- cover ---- */

static double cover_chance(const struct hc_shift_plan *plan) {
    const struct hc_staff_params *p = &plan->world->p.staff;
    if (hc_calendar_date(&plan->world->calendar, plan->day).month == 7) {
        return p->cover_july;
    }
    if (hc_weekend(&plan->world->calendar, plan->day)) {
        return p->cover_weekend;
    }
    return plan->kind == HC_DAY_SHIFT ? p->cover_weekday : p->cover_evening;
}

/* Does the rota let her rest after a shift of this kind? */
static bool rests_before_tomorrow(const struct hc_shift_plan *plan,
                                  const struct hc_worker *worker) {
    const struct hc_staff *staff = &plan->world->staff;
    int duty = hc_staff_duty(staff, worker, plan->day + 1);
    return duty == HC_ROTA_FREE ||
           (double)(plan->day + 1) * HC_DAY + staff->rules.start[duty] - plan->end >=
               staff->rules.rest_min;
}

/* A part-timer of the team who is free, rested, and does not begin again too
 * soon.  Starts from a different post each day. */
static uint32_t part_timer(const struct hc_shift_plan *plan, size_t team, bool nurse) {
    const struct hc_world *world = plan->world;
    const struct hc_staff *staff = &world->staff;
    uint32_t zone = hc_team_zone(plan, team);
    size_t first = staff->zone_first[zone], count = staff->zone_first[zone + 1] - first;
    double rest = 60.0 * world->p.staff.rest_hours;
    for (size_t k = 0; k < count; k++) {
        size_t i = first + (k + (size_t)(plan->day + (1 << 20))) % count;
        const struct hc_worker *worker = &staff->worker[staff->zone_post[i]];
        bool free_today = hc_staff_duty(staff, worker, plan->day) == HC_ROTA_FREE &&
                          worker->shift.state == HC_OFF;
        bool rested = plan->start - worker->last_end >= rest && rests_before_tomorrow(plan, worker);
        if (free_today && rested && worker->position < 0.95 &&
            (!nurse || worker->skill == HC_SKILL_NURSE) &&
            hc_staff_available(world, worker, plan->day)) {
            return staff->zone_post[i];
        }
    }
    return HC_NOWHERE;
}

static bool is_summer(const struct hc_shift_plan *plan) {
    int month = hc_calendar_date(&plan->world->calendar, plan->day).month;
    return month >= 6 && month <= 8;
}

/* Who is hired in when no part-timer can: a nurse when one is missing; students
 * and other temps in summer; otherwise a helsefagarbeider from an agency. */
static enum hc_profession temp_profession(const struct hc_shift_plan *plan, bool nurse) {
    return nurse ? HC_NURSE : is_summer(plan) ? HC_ASSISTANT : HC_HFA;
}

/* The pool in whole people: the part of one is there on that share of days. */
static bool temp_to_be_had(const struct hc_shift_plan *plan) {
    const struct hc_world *world = plan->world;
    const struct hc_staff_params *p = &world->p.staff;
    struct des_block b =
        des_draw(&world->random, des_entity(HC_ENTITY_PLACE, 0), world->purpose[HC_DRAW_COVER],
                 (uint64_t)(plan->day + (1 << 20)), 0);
    double pool = (is_summer(plan) ? p->temp_pool_summer : p->temp_pool) * world->staff.fte;
    return world->staff.temps_at_work < floor(pool + des_uniform_from(b.word[0]));
}

static bool call_in(struct hc_shift_plan *plan, size_t team, int attempt, bool nurse) {
    struct hc_world *world = plan->world;
    uint64_t when = (uint64_t)(plan->day + (1 << 20)) << 8 | (uint64_t)plan->kind << 6 |
                    (uint64_t)(attempt & 63);
    struct des_block b = des_draw(&world->random, des_entity(HC_ENTITY_ZONE, team),
                                  world->purpose[HC_DRAW_COVER], when, 0);
    if (des_uniform_from(b.word[0]) >= cover_chance(plan)) {
        return false;
    }
    uint32_t worker = part_timer(plan, team, nurse);
    if (worker != HC_NOWHERE) {
        hc_count(world, HC_TOTAL_extra_shifts, 1.0);
        hc_count(world, HC_TOTAL_called_in_shifts, 1.0);
        hc_shift_plan_add_seat(plan, worker, team, HC_HIRE_EXTRA);
        return true;
    }
    if (!temp_to_be_had(plan)) {
        return false;
    }
    worker = hc_staff_take_temp(world, temp_profession(plan, nurse));
    if (worker != HC_NOWHERE) {
        hc_count(world, HC_TOTAL_agency_shifts, 1.0);
        hc_count(world, HC_TOTAL_called_in_shifts, 1.0);
        hc_shift_plan_add_seat(plan, worker, team, HC_HIRE_AGENCY);
    }
    return true;
}

void hc_cover_call_in(struct hc_shift_plan *plan, size_t team, struct hc_team_state *state) {
    struct hc_world *world = plan->world;
    for (int attempt = 0; attempt < 8 && shortage(plan, state) > world->p.staff.cover_threshold;
         attempt++) {
        bool nurse = state->nurse_jobs > 0 && state->nurses == 0;
        hc_count(world, HC_TOTAL_gaps, 1.0);
        uint32_t own = plan->kind == HC_DAY_SHIFT
                           ? hc_own_cover_pull(world, plan->day, (uint32_t)team, false)
                           : HC_NOWHERE;
        if (own != HC_NOWHERE) {
            add_own_staff(plan, own, team, state, HC_TOTAL_own_pulled);
            continue;
        }
        if (!call_in(plan, team, attempt, nurse)) {
            hc_count(world, HC_TOTAL_gaps_open, 1.0);
            return;
        }
        state->seats++;
        const struct hc_planner *planner = &world->planner;
        state->nurses += planner->seat_count > 0 &&
                         planner->seat[planner->seat_count - 1].skill == HC_SKILL_NURSE;
    }
}
