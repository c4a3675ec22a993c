/* models/care/parts/discharge.c - users who come home from hospital are followed up
 * within 72 hours. */
#include "care/list.h"
#include "care/parts/part.h"

struct discharge {
    double share;
    bool complex_only;
    double visit_min;
    double office_min;
    double wait_limit_days;
};

#define REAL(...) DES_REAL(struct discharge, __VA_ARGS__)
static const struct des_param params[] = {
    REAL(share, "1", 0.80, 0.0, 1.0, "assumed; ordinary practice .30", DES_GRADE_D,
         "share of users served who are followed up by the team after discharge"),
    DES_BOOL(struct discharge, complex_only, true, "assumed", DES_GRADE_D,
             "only users of medium or high complexity?"),
    REAL(visit_min, "min", 60.0, 0.0, 240.0, "assumed", DES_GRADE_D, "the visit"),
    REAL(office_min, "min", 30.0, 0.0, 240.0, "assumed", DES_GRADE_D, "notes and calls"),
    REAL(wait_limit_days, "d", 3.0, 0.0, 90.0, "72 hours, as in nurse-led transitional care",
         DES_GRADE_C, "later than this it is dropped"),
    {0},
};

static enum hc_reply discharge(void *state, const struct hc_api *api, struct hc_orders *orders,
                               const struct hc_discharge *home) {
    const struct discharge *part = state;
    struct hc_user_view view;
    if (!api->user(api->world, home->user, &view) || !api->serves(api->world, home->user) ||
        (part->complex_only && view.complexity == HC_COMPLEXITY_LOW) ||
        !part_happens(api, "refer_discharge", home->user, part_today(api), part->share)) {
        return HC_PASS;
    }
    struct hc_task visit = part_task(HC_DISCHARGE_FOLLOW_UP, home->user, part->visit_min,
                                     part->office_min, WORK_DISCHARGE, part->wait_limit_days);
    api->add_task(orders, &visit);
    return HC_TAKEN;
}

static void task_done(void *state, const struct hc_api *api, struct hc_orders *orders,
                      const struct hc_task_done *done) {
    (void)state;
    api->followed_up(orders, done->task.user);
}

const struct hc_part hc_part_discharge = {
    .name = "discharge",
    .summary = "follow-up within 72 hours of coming home from hospital",
    .params = params,
    .state_size = sizeof(struct discharge),
    .hooks = {.discharge = discharge, .task_done = task_done},
};
