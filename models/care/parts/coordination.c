/* models/care/parts/coordination.c - one contact towards GPs: what home care asks by message
 * goes through own staff, who put the question well and are there when the answer comes. */
#include "care/list.h"
#include "care/parts/part.h"

struct coordination {
    double share;
    double office_min;
    double wait_limit_days;
};

#define REAL(...) DES_REAL(struct coordination, __VA_ARGS__)
static const struct des_param params[] = {
    REAL(share, "1", 0.50, 0.0, 1.0, "assumed", DES_GRADE_D,
         "share of questions to GPs, not urgent, that go through own staff when colleagues use "
         "them fully"),
    REAL(office_min, "min", 15.0, 0.0, 240.0, "assumed", DES_GRADE_D, "to put the question"),
    REAL(wait_limit_days, "d", 2.0, 0.0, 90.0, "assumed", DES_GRADE_D,
         "a question that has waited so long goes the ordinary way"),
    {0},
};

static enum hc_reply doctor_needed(void *state, const struct hc_api *api, struct hc_orders *orders,
                                   const struct hc_doctor_needed *need) {
    const struct coordination *part = state;
    struct hc_user_view view;
    if (need->urgent || !api->user(api->world, need->user, &view) ||
        !api->serves(api->world, need->user)) {
        return HC_PASS;
    }
    double share = part->share * api->used_by(api->world, view.zone);
    if (!part_happens(api, "coordinated", need->user, part_today(api), share)) {
        return HC_PASS;
    }
    struct hc_task question = part_task(HC_COORDINATION, need->user, 0.0, part->office_min,
                                        WORK_QUESTION, part->wait_limit_days);
    api->add_task(orders, &question);
    return HC_TAKEN;
}

static void task_done(void *state, const struct hc_api *api, struct hc_orders *orders,
                      const struct hc_task_done *done) {
    (void)state;
    api->ask_gp(orders, done->task.user, HC_GP_CONTACT);
}

const struct hc_part hc_part_coordination = {
    .name = "coordination",
    .summary = "one contact towards GPs: fewer lost messages",
    .params = params,
    .state_size = sizeof(struct coordination),
    .hooks = {.doctor_needed = doctor_needed, .task_done = task_done},
};
