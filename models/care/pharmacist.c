/* models/care/pharmacist.c - a rival for the same money: a clinical pharmacist in home care.
 *
 * Who and where: as many as the AKS of S2, at the users' homes by day.  How: a medication review of
 * complex new users, after discharge, and every so many months, with a note to the GP.  A review
 * finds no change of health and treats none; it changes the hazard of medicine-related ones, by
 * the group `pharmacist`, which has her pay too; for all else she is as an ordinary nurse. */
#include "list.h"
#include "parts/part.h"

struct pharmacist {
    double review_min;
    double office_min;
    double months;
    double discharge_share;
    double wait_limit_days;
};

#define REAL(...) DES_REAL(struct pharmacist, __VA_ARGS__)
static const struct des_param params[] = {
    REAL(review_min, "min", 45.0, 5.0, 240.0, "assumed", DES_GRADE_D, "a review at home"),
    REAL(office_min, "min", 45.0, 0.0, 240.0, "assumed: preparation 30, with the GP 15",
         DES_GRADE_D, "preparation, and what is agreed with the GP"),
    REAL(months, "month", 12.0, 1.0, 60.0, "assumed: yearly check-ups of users with many medicines",
         DES_GRADE_D, "between the reviews of a user of medium or high complexity"),
    REAL(discharge_share, "1", 0.50, 0.0, 1.0, "assumed", DES_GRADE_D,
         "share of such users who are reviewed when they come home from hospital"),
    REAL(wait_limit_days, "d", 60.0, 1.0, 365.0, "assumed", DES_GRADE_D,
         "a review that has waited so long is dropped"),
    {0},
};

static int is_for_review(const struct hc_api *api, uint32_t user, struct hc_user_view *view) {
    return api->user(api->world, user, view) && view->complexity != HC_COMPLEXITY_LOW &&
           api->serves(api->world, user);
}

static void review(const struct pharmacist *model, const struct hc_api *api,
                   struct hc_orders *orders, uint32_t user, int priority) {
    struct hc_task task = part_task(HC_MEDICINE_REVIEW, user, model->review_min, model->office_min,
                                    priority, model->wait_limit_days);
    api->add_task(orders, &task);
}

static enum hc_reply new_user(void *state, const struct hc_api *api, struct hc_orders *orders,
                              uint32_t user) {
    struct hc_user_view view;
    if (is_for_review(api, user, &view) && view.complexity == HC_COMPLEXITY_HIGH) {
        review(state, api, orders, user, WORK_NEW);
    }
    return HC_PASS;
}

static enum hc_reply discharge(void *state, const struct hc_api *api, struct hc_orders *orders,
                               const struct hc_discharge *home) {
    const struct pharmacist *model = state;
    struct hc_user_view view;
    if (is_for_review(api, home->user, &view) &&
        part_happens(api, "review_discharge", home->user, part_today(api),
                     model->discharge_share)) {
        review(model, api, orders, home->user, WORK_DISCHARGE);
    }
    return HC_PASS;
}

/* Everybody has a day of her own in the interval; weekends are no days for it. */
static void day(void *state, const struct hc_api *api, struct hc_orders *orders, int64_t number,
                int weekday) {
    const struct pharmacist *model = state;
    int64_t interval = (int64_t)(model->months * 30.4375);
    uint32_t users = weekday < 5 ? api->user_ids(api->world) : 0;
    for (uint32_t id = 0; id < users; id++) {
        struct hc_user_view view;
        if ((number + 97 * (int64_t)id) % interval == 0 && is_for_review(api, id, &view)) {
            review(model, api, orders, id, WORK_YEARLY);
        }
    }
}

static void task_done(void *state, const struct hc_api *api, struct hc_orders *orders,
                      const struct hc_task_done *done) {
    (void)state;
    (void)api;
    api->medicine_reviewed(orders, done->task.user);
}

static const struct hc_setting settings[] = {
    HC_SETTING("staffing.own", 2, "the experiment: pharmacists", DES_GRADE_D),
    HC_SETTING("staffing.per_1000_users", 1.8, "the experiment: as many as in S2", DES_GRADE_D),
    HC_SETTING("staffing.ordinary_work", 0, "assumed: reviews only", DES_GRADE_D),
    HC_SETTING("area.other_service", 1, "assumed: all services", DES_GRADE_D),
    {0},
};

const struct hc_care_model hc_pharmacist = {
    .abi = HC_CARE_MODEL_ABI,
    .size = sizeof(struct hc_care_model),
    .name = "pharmacist",
    .summary = "rival: clinical pharmacist, medication reviews at home, without AKS",
    .source =
        "NOU 2023: 4: about 20 % of acute admissions are medicine-related; as a rival assumed",
    .params = params,
    .state_size = sizeof(struct pharmacist),
    .settings = settings,
    .hooks = {.new_user = new_user, .discharge = discharge, .day = day, .task_done = task_done},
};
