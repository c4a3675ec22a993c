/* models/care/parts/treatment_level.c - for complex users whom own staff have met it is
 * settled how far treatment shall go: some are then not sent to hospital. */
#include "care/list.h"
#include "care/parts/part.h"

struct treatment_level {
    double stays;
};

static const struct des_param params[] = {
    DES_UNCERTAIN(struct treatment_level, stays, "1", 0.08, 0.0, 1.0,
                  "assumed; 002: 21 % of referrals judged avoidable by doctors (Lillebo 2013)",
                  DES_GRADE_D,
                  "share of admissions of complex users met by own staff that a municipal acute "
                  "bed replaces, when one is free",
                  TRIANGULAR, 0.0, 0.04, 0.20),
    {0},
};

static enum hc_reply admission(void *state, const struct hc_api *api, struct hc_orders *orders,
                               const struct hc_admission *admission) {
    const struct treatment_level *part = state;
    struct hc_user_view view;
    if (!api->user(api->world, admission->user, &view) || !view.met_by_own_staff ||
        view.complexity != HC_COMPLEXITY_HIGH || !api->serves(api->world, admission->user) ||
        !part_happens(api, "treatment_level", admission->user, part_today(api), part->stays)) {
        return HC_PASS;
    }
    api->local_bed(orders, admission->user, HC_BED_ACUTE);
    return HC_TAKEN;
}

const struct hc_part hc_part_treatment_level = {
    .name = "treatment_level",
    .summary = "it is settled how far treatment shall go: some complex users are not sent in",
    .params = params,
    .state_size = sizeof(struct treatment_level),
    .hooks = {.admission = admission},
};
