/* models/care/parts/legevakt.c - own staff are at the legevakt and see users first. */
#include "care/list.h"
#include "care/parts/part.h"

struct legevakt {
    double share;
    double visit_min;
    double office_min;
};

#define REAL(...) DES_REAL(struct legevakt, __VA_ARGS__)
static const struct des_param params[] = {
    REAL(share, "1", 0.80, 0.0, 1.0, "assumed", DES_GRADE_D,
         "share of users who come to the legevakt in the hours of own staff and are seen by them "
         "first"),
    REAL(visit_min, "min", 30.0, 0.0, 240.0, "assumed", DES_GRADE_D, "to see one"),
    REAL(office_min, "min", 10.0, 0.0, 240.0, "assumed", DES_GRADE_D, "note after it"),
    {0},
};

static enum hc_reply at_legevakt(void *state, const struct hc_api *api, struct hc_orders *orders,
                                 uint32_t user) {
    const struct legevakt *part = state;
    if (!part_happens(api, "at_legevakt", user, part_today(api), part->share)) {
        return HC_PASS;
    }
    struct hc_task visit = part_task(HC_WARD_WORK, HC_NOWHERE, 0.0,
                                     part->visit_min + part->office_min, WORK_ACUTE, 1.0);
    api->add_task(orders, &visit);
    return HC_TAKEN;
}

const struct hc_part hc_part_legevakt = {
    .name = "legevakt",
    .summary = "own staff at the legevakt see users first",
    .params = params,
    .state_size = sizeof(struct legevakt),
    .hooks = {.at_legevakt = at_legevakt},
};
