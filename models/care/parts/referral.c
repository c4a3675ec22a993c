/* models/care/parts/referral.c - by referral: colleagues who notice a change, and the
 * allocation office for complex new users, may refer to the team.  A broad assessment at
 * home with a medication review, a note to the GP, and follow-up visits.
 *
 * The referral goes beside ordinary practice, which does not wait for it.  Colleagues
 * refer as far as they have come to use the team. */
#include "care/list.h"
#include "care/parts/part.h"

struct referral {
    double refer_change;
    double refer_new;
    double assessment_min;
    double assessment_office_min;
    double review_min;
    double follow_ups;
    double follow_up_days;
    double follow_up_min;
    double follow_up_office_min;
    double wait_limit_days;
};

#define REAL(...) DES_REAL(struct referral, __VA_ARGS__)
static const struct des_param params[] = {
    REAL(refer_change, "1", 0.25, 0.0, 1.0, "derived: 370 referrals a year for 3 AKS", DES_GRADE_D,
         "share of noticed changes referred to the team; twice that when complex"),
    REAL(refer_new, "1", 0.50, 0.0, 1.0, "assumed", DES_GRADE_D,
         "share of complex new users referred"),
    REAL(assessment_min, "min", 90.0, 15.0, 240.0, "assumed: 60-120", DES_GRADE_D,
         "a broad first assessment at home"),
    REAL(assessment_office_min, "min", 65.0, 0.0, 240.0, "assumed: note 45, calls 20", DES_GRADE_D,
         "note to the GP, plan and calls after it"),
    REAL(review_min, "min", 25.0, 0.0, 240.0, "assumed", DES_GRADE_D,
         "medication review within the first assessment, GP's part included; 0: none"),
    REAL(follow_ups, "1", 2.5, 0.0, 20.0, "assumed", DES_GRADE_D, "follow-up visits per referral"),
    REAL(follow_up_days, "d", 7.0, 0.0, 90.0, "assumed: weekly", DES_GRADE_D,
         "days from the assessment to the first follow-up visit, and between them"),
    REAL(follow_up_min, "min", 40.0, 5.0, 240.0, "assumed: 25-60", DES_GRADE_D,
         "a follow-up visit"),
    REAL(follow_up_office_min, "min", 15.0, 0.0, 240.0, "assumed", DES_GRADE_D,
         "note after a follow-up visit"),
    REAL(wait_limit_days, "d", 28.0, 1.0, 365.0, "assumed", DES_GRADE_D,
         "a referral that has waited so long is dropped"),
    {0},
};

static void refer(const struct referral *part, const struct hc_api *api, struct hc_orders *orders,
                  uint32_t user, int priority) {
    struct hc_task assessment =
        part_task(HC_FIRST_ASSESSMENT, user, part->assessment_min + part->review_min,
                  part->assessment_office_min, priority, part->wait_limit_days);
    api->add_task(orders, &assessment);
}

static enum hc_reply new_user(void *state, const struct hc_api *api, struct hc_orders *orders,
                              uint32_t user) {
    const struct referral *part = state;
    struct hc_user_view view;
    if (!api->user(api->world, user, &view) || view.complexity != HC_COMPLEXITY_HIGH ||
        !api->serves(api->world, user) ||
        !part_happens(api, "refer_new", user, 0, part->refer_new)) {
        return HC_PASS;
    }
    refer(part, api, orders, user, WORK_NEW);
    return HC_TAKEN;
}

static enum hc_reply change_noticed(void *state, const struct hc_api *api, struct hc_orders *orders,
                                    const struct hc_change *change) {
    const struct referral *part = state;
    struct hc_user_view view;
    if (!api->user(api->world, change->user, &view) || !api->serves(api->world, change->user)) {
        return HC_PASS;
    }
    double share = part->refer_change * (view.complexity == HC_COMPLEXITY_HIGH ? 2.0 : 1.0) *
                   api->used_by(api->world, view.zone);
    if (part_happens(api, "refer_change", change->user, part_today(api), share)) {
        refer(part, api, orders, change->user, WORK_CHANGE);
    }
    return HC_PASS;
}

static void follow_up(const struct referral *part, const struct hc_api *api,
                      struct hc_orders *orders, uint32_t user) {
    double u = api->uniform(api->world, "follow_ups", user, part_today(api));
    for (double n = 1.0; n <= part->follow_ups + u; n += 1.0) {
        struct hc_task visit =
            part_task(HC_FOLLOW_UP, user, part->follow_up_min, part->follow_up_office_min,
                      WORK_FOLLOW_UP, part->wait_limit_days);
        visit.after_days = n * part->follow_up_days;
        api->add_task(orders, &visit);
    }
}

static void task_done(void *state, const struct hc_api *api, struct hc_orders *orders,
                      const struct hc_task_done *done) {
    const struct referral *part = state;
    if (done->task.activity != HC_FIRST_ASSESSMENT) {
        return;
    }
    if (part->review_min > 0.0) {
        api->medicine_reviewed(orders, done->task.user);
    }
    follow_up(part, api, orders, done->task.user);
}

const struct hc_part hc_part_referral = {
    .name = "referral",
    .summary = "by referral: broad assessment at home, medication review, follow-up visits",
    .params = params,
    .state_size = sizeof(struct referral),
    .hooks = {.new_user = new_user, .change_noticed = change_noticed, .task_done = task_done},
};
