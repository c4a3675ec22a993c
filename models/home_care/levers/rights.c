#include "rights.h"

#include "home_care/world.h"

static const char *const steps[] = {"none", "procedure", "delegated", "own", NULL};

#define REAL(...) DES_REAL(struct hc_rights, __VA_ARGS__)
const struct des_param hc_rights_params[] = {
    DES_BOOL(struct hc_rights, on, false, "the experiment", DES_GRADE_D,
             "do these rights hold from day 0 on?  Otherwise it is as the care model says"),
    DES_CHOICE(struct hc_rights, step, steps, HC_RIGHT_PROCEDURE,
               "NSF 2023; NOU 2023: 4 app. 1: four levels", DES_GRADE_D,
               "own staff's right to prescribe"),
    REAL(field, "1", 0.70, 0.0, 1.0, "assumed: the rest is new, unclear or beyond the right",
         DES_GRADE_D, "share of found changes that a delegated or own right covers"),
    DES_UNCERTAIN(struct hc_rights, success, "1", 1.0, 0.3, 1.5,
                  "assumed: no study of the right alone; either way", DES_GRADE_D,
                  "ratio on the success of what is treated under such a right", LOGNORMAL, 1.0,
                  0.10),
    REAL(refers, "1", 0.50, 0.0, 1.0, "assumed", DES_GRADE_D,
         "with an own right: share of acute calls not settled that own staff refer themselves"),
    {0},
};

static double drawn(const struct hc_world *world, uint32_t user, uint64_t occurrence) {
    struct des_block b = hc_user_draw(world, user, HC_DRAW_RIGHTS, occurrence);
    return des_uniform_from(b.word[0]);
}

bool hc_rights_treat(const struct hc_world *world, uint32_t id, bool procedure) {
    const struct hc_rights *p = &world->p.levers.rights;
    if (!p->on || p->step == HC_RIGHT_PROCEDURE) {
        return procedure;
    }
    if (p->step == HC_RIGHT_NONE) {
        return false;
    }
    const struct hc_user *user = hc_user_at(world, id);
    bool may = p->step == HC_RIGHT_OWN || user->doctor_ordered;
    return procedure || (may && drawn(world, id, user->changes) < p->field);
}

double hc_rights_success(const struct hc_world *world) {
    const struct hc_rights *p = &world->p.levers.rights;
    return p->on && p->step >= HC_RIGHT_DELEGATED ? p->success : 1.0;
}

bool hc_rights_refer(const struct hc_world *world, uint32_t id) {
    const struct hc_rights *p = &world->p.levers.rights;
    return p->on && p->step == HC_RIGHT_OWN &&
           drawn(world, id, UINT64_C(1) << 63 | hc_user_at(world, id)->acute) < p->refers;
}
