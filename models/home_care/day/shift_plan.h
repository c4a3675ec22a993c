/* models/home_care/day/shift_plan.h - one shift of the whole place while it is planned;
 * shared by shift_plan.c (what is due, who is there), cover.c (who is lent or called in) and
 * shift_lists.c (who goes where). */
#ifndef HOME_CARE_SHIFT_PLAN_H
#define HOME_CARE_SHIFT_PLAN_H

#include "home_care/world.h"

struct hc_shift_plan {
    struct hc_world *world;
    enum hc_shift_kind kind;
    int64_t day;
    bool weekend;
    double start, end;
    size_t teams;    /* zones, or the one night team */
    double work_min; /* of a shift: without reports and break */
};

static inline uint32_t hc_team_zone(const struct hc_shift_plan *plan, size_t team) {
    return plan->kind == HC_NIGHT_SHIFT ? (uint32_t)plan->world->map.zone_count : (uint32_t)team;
}

/* Puts a worker to work in a team for this shift, with a seat at its planning. */
void hc_shift_plan_add_seat(struct hc_shift_plan *plan, uint32_t worker, size_t team,
                            enum hc_hire hire);

/* cover.c: what a team has to do and who is there, whose seats are the last, from `first` on;
 * lending between teams; calling
 * in until the team is no longer short, or nobody can come. */
struct hc_team_state hc_cover_state(const struct hc_shift_plan *plan, size_t team, size_t first);
void hc_cover_lend(struct hc_shift_plan *plan, struct hc_team_state *state);
/* ... own staff of the care model, by day: of the zone's rota, not protected; with little to do
 * for their function. */
void hc_cover_own_of_zone(struct hc_shift_plan *plan, struct hc_team_state *state);
void hc_cover_own_staff(struct hc_shift_plan *plan, struct hc_team_state *state);
void hc_cover_call_in(struct hc_shift_plan *plan, size_t team, struct hc_team_state *state);

/* shift_lists.c: the lists of all teams, and everybody sets off.  There is room for the jobs in
 * planner->turn. */
void hc_shift_lists(struct hc_shift_plan *plan, const struct hc_team_state *state);

#endif
