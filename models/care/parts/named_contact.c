/* models/care/parts/named_contact.c - complex users have a named contact among own staff,
 * who comes by at fixed intervals. */
#include "care/list.h"
#include "care/parts/part.h"

struct named_contact {
    double weeks;
    double share;
    double visit_min;
    double office_min;
};

#define REAL(...) DES_REAL(struct named_contact, __VA_ARGS__)
static const struct des_param params[] = {
    REAL(weeks, "week", 6.0, 1.0, 52.0, "assumed", DES_GRADE_D, "weeks between visits"),
    REAL(share, "1", 0.30, 0.0, 1.0, "assumed: the most complex", DES_GRADE_D,
         "share of users of high complexity who have a named contact"),
    REAL(visit_min, "min", 40.0, 0.0, 240.0, "assumed: as a follow-up visit", DES_GRADE_D,
         "a visit"),
    REAL(office_min, "min", 15.0, 0.0, 240.0, "assumed", DES_GRADE_D, "note after it"),
    {0},
};

static void day(void *state, const struct hc_api *api, struct hc_orders *orders, int64_t number,
                int weekday) {
    const struct named_contact *part = state;
    uint64_t turn = (uint64_t)(number / 7 * 5 + weekday), turns = (uint64_t)(5.0 * part->weeks);
    uint32_t users = api->user_ids(api->world);
    for (uint32_t id = (uint32_t)(turn % turns); id < users; id += (uint32_t)turns) {
        struct hc_user_view view;
        if (!api->user(api->world, id, &view) || view.complexity != HC_COMPLEXITY_HIGH ||
            !api->serves(api->world, id) ||
            !part_happens(api, "named_contact", id, 0, part->share)) {
            continue;
        }
        struct hc_task visit = part_task(HC_FOLLOW_UP, id, part->visit_min, part->office_min,
                                         WORK_LATER, 7.0 * part->weeks);
        api->add_task(orders, &visit);
    }
}

const struct hc_part hc_part_named_contact = {
    .name = "named_contact",
    .summary = "complex users have a named contact who comes by at intervals",
    .params = params,
    .state_size = sizeof(struct named_contact),
    .hooks = {.day = day},
};
