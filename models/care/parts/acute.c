/* models/care/parts/acute.c - acute calls in the hours of own staff reach them first. */
#include "care/list.h"
#include "care/parts/part.h"

struct acute {
    double share;
    double visit_min;
    double office_min;
};

#define REAL(...) DES_REAL(struct acute, __VA_ARGS__)
static const struct des_param params[] = {
    REAL(share, "1", 0.50, 0.0, 1.0, "assumed", DES_GRADE_D,
         "share of acute calls of users served, in the hours of own staff, that reach them"),
    REAL(visit_min, "min", 40.0, 5.0, 240.0, "assumed: 25-60", DES_GRADE_D, "an acute visit"),
    REAL(office_min, "min", 15.0, 0.0, 240.0, "assumed", DES_GRADE_D, "note after it"),
    {0},
};

static enum hc_reply acute_event(void *state, const struct hc_api *api, struct hc_orders *orders,
                                 const struct hc_acute *acute) {
    const struct acute *part = state;
    if (!api->serves(api->world, acute->user) ||
        !part_happens(api, "answer_acute", acute->user, part_today(api), part->share)) {
        return HC_PASS;
    }
    struct hc_task visit =
        part_task(HC_ACUTE_VISIT, acute->user, part->visit_min, part->office_min, WORK_ACUTE, 1.0);
    api->add_task(orders, &visit);
    return HC_TAKEN;
}

const struct hc_part hc_part_acute = {
    .name = "acute",
    .summary = "acute calls in the hours of own staff reach them first",
    .params = params,
    .state_size = sizeof(struct acute),
    .hooks = {.acute_event = acute_event},
};
